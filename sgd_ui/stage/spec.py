"""What a stage is told beside its columns: one description, be it of one run or of several.

``browser/types.d.ts`` says the same to the scripts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict

from sgd_core import Run
from sgd_core.link import query_of
from sgd_ui.drawing.palette import FEW, SYMBOLS, Palette
from sgd_ui.frame.page import RACE_SPEEDS, SPEEDS
from sgd_ui.stage.cards import Card
from sgd_ui.stage.ladder import LadderFacts
from sgd_ui.stage.line import Line
from sgd_ui.stage.payload import Facts
from sgd_ui.words.catalogue import Words


class ClockFacts(TypedDict):
    """``ticks`` ticks of ``size`` along an axis of updates, gradients or time; ``leap`` of them a leap.

    Where only every so many of them are known, that is their ``grain``.
    """

    by: str
    size: float
    ticks: int
    leap: int
    grain: NotRequired[int]


class Told(TypedDict):
    """What the sentence of a run must know beside its columns.

    Args:
        by: what moves the parameters, where that is more than the gradients of the update.
        apart: the ranges of its rate, each from a low end to a high one or None, in which its distance grows
            without bound, as far as that is known.
        tol: as a text; the run ends with an epoch that leaves every parameter that near to where it began.
    """

    apart: list[tuple[float, float | None]]
    by: str
    tol: str


class Arithmetic(TypedDict, total=False):
    """What only a stage of one run shows, and what a hand can change on any.

    What its model makes of the x of a sample, as ``answer`` of an x as given, and the ``loss`` of a
    sample, as ``as_json`` of ``sgd_core.formula`` writes trees; the cards of an update, and its
    arithmetic in one ``line``; what its sentence must know of it, as ``told``; whether the reader may ask
    for another rate; and the lines of a program that makes the run, in the place of the arithmetic, with
    what else their blanks may hold; and the track along which its rate can be dragged. ``engine`` is the
    run as ``engine.drafted`` has it, None where a hand has to wait for Python; ``targets``, the values
    that y may take; ``hand``, of what a hand can change, what is no column.
    """

    prediction: dict[str, list[Any]]
    answer: dict[str, list[Any]]
    loss: dict[str, list[Any]]
    cards: list[Card]
    line: Line
    told: Told
    steers: bool
    listing: list[dict[str, Any]]
    program: dict[str, Any]
    ladder: LadderFacts
    engine: dict[str, Any] | None
    targets: Sequence[float] | None
    hand: dict[str, Any]


class Spec(Arithmetic):
    """The whole of it.

    Args:
        runs: what ``payload.facts_of`` makes of each.
        samples: how many they share.
        key: the same as long as the runs are; ``page``: the one that the stage is on.
        colours: of the samples, as ``Palette.shades`` has them; ``ink`` is that of their mean.
        symbols: their shapes; none where there are too many for shapes of their own.
        speeds: (value, text) pairs.
        words: the table ``stage`` of the catalogue.
        note: what the reader should know before playing.
    """

    runs: list[Facts]
    clock: ClockFacts
    samples: int
    key: str
    page: str
    lang: str
    colours: list[str]
    symbols: list[str]
    ink: str
    speeds: list[tuple[str, str]]
    words: dict[str, str]
    note: str


class Place(TypedDict):
    """Where a stage stands: how an address names its view, and where Plotly is.

    Args:
        query: of an address that leads here, without what is chosen on the stage; ``names`` are those that
            mean something in it, and ``viewDefaults`` what the stage's own choices usually are.
        goto: what to open on.
        heard: the number of the last thing that a hand on it asked for.
        answered: whether the question of the page was.
        plotly: where Plotly is.
        command: what prints its first run, where there is a bar to show it.
    """

    query: dict[str, str]
    names: Sequence[str]
    viewDefaults: dict[str, str]
    goto: Mapping[str, Any]
    heard: int
    answered: bool
    plotly: str
    command: NotRequired[str]


#: How the names of what is said of one run alone begin: samples can be taken there, and the line; a
#: program may stand beside it.
_OF_ONE = (
    "told_",
    "term_",
    "grasp_sample",
    "grasp_line",
    "grasp_one_of",
    "grasp_remove",
    "key_press",
    "key_add",
    "listing",
    "line_number",
    "follow",
    "when_",
    "never",
)


@dataclass(frozen=True)
class Wording:
    """What a stage says, in which colours.

    Args:
        own: what it says in other words than the catalogue's table ``stage``, by their names there.
    """

    words: Words
    palette: Palette
    own: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def spec(
    page: str,
    runs: Sequence[Run],
    facts: Sequence[Facts],
    clock: ClockFacts,
    wording: Wording,
    arithmetic: Arithmetic | None = None,
) -> Spec:
    """The description of a stage.

    Args:
        page: the name of the one that it is on.
        runs: those on it, all on the same samples.
        facts: of each.
        arithmetic: of a single run, whose updates are shown one by one.
    """
    samples, words, palette = runs[0].samples, wording.words, wording.palette
    return {
        "runs": list(facts),
        "clock": clock,
        "samples": samples,
        "key": key(page, runs),
        "page": page,
        "lang": words.lang,
        "colours": list(palette.shades(samples)),
        "symbols": list(SYMBOLS[:samples]) if samples <= FEW else [],
        "ink": palette.ink,
        "speeds": speeds(clock["by"], words, slow=arithmetic is not None),
        "words": words_of(words, arithmetic is not None) | dict(wording.own),
        "note": wording.note,
        **(arithmetic or {}),
    }


def words_of(words: Words, one: bool) -> dict[str, str]:
    """What a stage says, by name; of several runs at once without what is said of one."""
    told = {name: text for name, text in words.table("stage").items() if one or not name.startswith(_OF_ONE)}
    return {"comma": words["list.comma"], "then": words["list.then"], **told}


def key(page: str, runs: Sequence[Run]) -> str:
    """What tells the runs of a stage from any others."""
    described = json.dumps([page, *(query_of(run.to_params()) for run in runs)])
    return hashlib.sha256(described.encode()).hexdigest()


def speeds(by: str, words: Words, *, slow: bool) -> list[tuple[str, str]]:
    """The speeds along an axis: a second of measured time means nothing, and ``slow`` motion is one run's."""
    timeless = [speed for speed in SPEEDS if not speed.isdecimal()]
    offered = [speed for speed in (SPEEDS if slow else RACE_SPEEDS) if by != "time" or speed in timeless]
    return [(speed, _speed(speed, by, words)) for speed in offered]


def _speed(speed: str, by: str, words: Words) -> str:
    return words.get(f"speed.{speed}_{by}") or words[f"speed.{speed}"]

"""Several runs on one stage: whose they are, how they are told apart, and the clock that they share."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace, stream
from sgd_core.report import Report
from sgd_core.trace import gradients_computed
from sgd_ui.drawing.palette import Pen
from sgd_ui.frame import address, library, session, visit
from sgd_ui.frame.messages import action_of
from sgd_ui.frame.page import SPEEDS
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.runs import budget
from sgd_ui.runs.kept import Kept
from sgd_ui.stage import payload
from sgd_ui.stage.player import Chart, Sent, sent, stage

Floats = NDArray[np.float64]

#: Ticks of a clock that runs along measured time.
_TIME_TICKS = 1000
#: Updates that are timed, of so many gradients at most, and how often.
_TIMED, _TIMED_GRADIENTS, _ROUNDS = 2000, 20_000, 3

_measured: Kept[Run, float] = Kept(64)
_sent: Kept[tuple[Any, ...], Sent] = Kept(4)


@dataclass(frozen=True, eq=False)
class Contestant:
    """One of several runs.

    Args:
        targets: the points whose nearest one the run is measured from; none where none is known.
        pace: what an update of it takes, in milliseconds.
        beside: further columns for the figures, ``[updates + 1]`` each, by name.
    """

    key: str
    label: str
    trace: Trace
    pen: Pen
    targets: tuple[tuple[float, ...], ...]
    pace: float = 0.0
    beside: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def distance(self) -> Floats:
        """``[updates + 1]``: how far the parameters are from the nearest target."""
        return payload.distance(self.trace.parameters, self.targets)

    def position(self, updates: int, by: str) -> float:
        """Where the end of an update lies along the axis that the runs share."""
        if by == "gradients":
            return float(gradients_computed(self.trace.run, np.array([updates]))[0])
        return updates * self.pace if by == "time" else float(updates)


@dataclass(frozen=True)
class Clock:
    """``ticks`` ticks of ``size`` along an axis of updates, gradients or time; ``leap`` of them a leap."""

    by: str
    size: float
    ticks: int
    leap: int


def clock(contestants: Sequence[Contestant], by: str, until: float | None = None) -> Clock:
    """The clock that plays the runs, to the end of the longest or to ``until``."""
    run = contestants[0].trace.run
    end = max(each.position(len(each.trace), by) for each in contestants)
    end = min(end, until) if until is not None else end
    if by == "time":
        return Clock(by, end / _TIME_TICKS or 1.0, _TIME_TICKS, _TIME_TICKS // 20)
    return Clock(by, 1.0, round(end), run.samples)


def milliseconds(run: Run) -> float:
    """Measured once: what an update takes when the core's ``stream`` is drained, at its best."""
    updates = max(1, min(_TIMED, run.updates, _TIMED_GRADIENTS // run.batch_size))
    price = budget.records(run, _ROUNDS * updates)
    return _measured(run, lambda report: _measure(run, updates, report), price)


def _measure(run: Run, updates: int, report: Report) -> float:
    best = float("inf")
    for each in range(_ROUNDS):
        report(each / _ROUNDS)
        steps = enumerate(islice(stream(run), updates), start=1)
        begin = perf_counter()
        ((made, _),) = deque(steps, maxlen=1)
        best = min(best, (perf_counter() - begin) / made)
    return 1000 * best


def show(
    at: Visit,
    frame: Frame,
    contestants: Sequence[Contestant],
    charts: Sequence[Chart],
    ticking: Clock,
    *,
    words: Mapping[str, str] | None = None,
) -> None:
    """The stage of several runs on the same samples.

    Args:
        words: what the stage says in other words than its own, by their names in the table ``stage``.
    """
    page, own = at.page, frame.words
    run = contestants[0].trace.run
    key = f"stage.{page.name}"
    query = address.query(page, at.run, at.view, frame.lang)
    facts = [
        payload.facts_of(each.trace)
        | {
            "prefix": f"{k}.",
            "label": each.label,
            "colour": each.pen.colour,
            "dash": each.pen.dash,
            "pace": each.pace,
            "best": [list(target) for target in each.targets] or None,
        }
        for k, each in enumerate(contestants)
    ]
    spec = {
        "runs": facts,
        "clock": ticking.__dict__,
        "samples": run.samples,
        "key": hashlib.sha256(json.dumps([page.name, query]).encode()).hexdigest(),
        "lang": own.lang,
        "query": query,
        "names": address.names(page),
        "goto": vars(session.goto()),
        "viewDefaults": visit.staged_defaults(page),
        "plotly": library.address(),
        "colours": frame.palette.shades(run.samples),
        "ink": frame.palette.ink,
        "speeds": [[speed, _speed(speed, ticking.by, frame)] for speed in _speeds(ticking.by)],
        "words": own.table("stage") | {"reset": own["several.reset"]} | dict(words or {}),
        "note": "",
    }

    def act(payload: object) -> None:
        if action_of(payload, ("reset",), ticking.ticks):
            visit.reset(page)

    stage(charts, _columns(at, contestants), spec, key=key, on_action=act)


def _columns(at: Visit, contestants: Sequence[Contestant]) -> Sent:
    """The columns of the runs; what else a view chooses may decide what stands beside their parameters."""
    runs = tuple(each.trace.run for each in contestants)
    chosen = (at.page.name, *at.view.items(), *(each.targets for each in contestants))
    return _sent(
        (at.run, *runs, chosen),
        lambda report: sent(
            payload.paths_of(
                [each.trace for each in contestants],
                [each.targets for each in contestants],
                [each.beside for each in contestants],
            )
        ),
    )


def _speeds(by: str) -> list[str]:
    """Slow motion belongs to the arithmetic of one run, and a second of measured time to nothing."""
    return [speed for speed in SPEEDS if speed != "slow" and (by != "time" or speed.startswith("whole"))]


def _speed(speed: str, by: str, frame: Frame) -> str:
    key = f"speed.{speed}_{by}"
    return frame.words.get(key) or frame.words[f"speed.{speed}"]

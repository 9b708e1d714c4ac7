"""Several runs on one stage, and the clock that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sgd_ui.frame import units, visit
from sgd_ui.frame.messages import action_of
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.runs import budget
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.racing import Clock, Contestant
from sgd_ui.stage import key, payload
from sgd_ui.stage.player import Chart, Sent, Staged, sent
from sgd_ui.stage.spec import Wording, spec
from sgd_ui.stage.taking import numbers_of, take

_sent: Kept[tuple[Any, ...], Sent] = Kept(4)


def staged(
    at: Visit,
    frame: Frame,
    contestants: Sequence[Contestant],
    charts: Sequence[Chart],
    ticking: Clock,
    *,
    words: Mapping[str, str] | None = None,
) -> Staged:
    """The stage of several runs on the same samples.

    Args:
        words: what the stage says in other words than its own, by their names in the table ``stage``.
    """
    told = spec(
        at.page.name,
        [each.trace.run for each in contestants],
        [_facts(k, each) for k, each in enumerate(contestants)],
        {"by": ticking.by, "size": ticking.size, "ticks": ticking.ticks, "leap": ticking.leap},
        Wording(frame.words, frame.palette, {"reset": frame.words["several.reset"]} | dict(words or {})),
    )
    told["hand"] = numbers_of(at.run)

    def act(payload: object) -> None:
        action = action_of(payload, ("reset", "take"), ticking.ticks)
        if action and action.kind == "take":
            take(at, action.value)
        elif action:
            visit.reset(at.page)

    first = contestants[0].trace.run
    return Staged(
        _with_runs(charts, contestants, frame),
        _columns(at, contestants),
        told,
        act,
        run=first,
        units=units.in_use(at, first),
    )


def _with_runs(charts: Sequence[Chart], contestants: Sequence[Contestant], frame: Frame) -> list[Chart]:
    """The charts, the key of the first one beginning with what all of them share."""
    shared = key.of_runs(contestants, charts, frame.palette, frame.words)
    return [replace(each, key=shared + each.key) if each is charts[0] else each for each in charts]


def _facts(k: int, each: Contestant) -> payload.Facts:
    return {
        **payload.facts_of(each.trace),
        "prefix": f"{k}.",
        "label": each.label,
        "colour": each.pen.colour,
        "dash": each.pen.dash,
        "pace": each.pace,
        "best": [list(target) for target in each.targets] or None,
    }


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
        sum(map(_price_of_columns, contestants)),
    )


def _price_of_columns(each: Contestant) -> float:
    """Most of what columns cost are mean losses, at each update that is sent."""
    return budget.mean_losses(each.trace.run, min(len(each.trace), payload.MOST_WHOLE))

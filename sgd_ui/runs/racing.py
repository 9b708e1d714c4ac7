"""Runs that race: who they are, what is seen of them, and the clock that they share."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace, stream
from sgd_core.report import Report
from sgd_core.trace import gradients_computed
from sgd_ui.drawing.palette import Pen
from sgd_ui.runs import budget
from sgd_ui.runs.kept import Kept

Floats = NDArray[np.float64]

#: Ticks of a clock that runs along measured time.
_TIME_TICKS = 1000
#: Updates that are timed, of so many gradients at most, and how often.
_TIMED, _TIMED_GRADIENTS, _ROUNDS = 2000, 20_000, 3


# --- who races ---


@dataclass(frozen=True)
class Racer:
    """One run in a race. ``key`` is its prefix in a link; ``a`` has none there."""

    key: str
    run: Run


def at_rates(runs: Mapping[str, Run], lrs: Mapping[str, float | None]) -> tuple[Racer, ...]:
    """Each of some runs at the learning rate of its key; at its own where that is None or left out."""
    return tuple(
        Racer(key, run if (lr := lrs.get(key)) is None else run.replaced(lr=lr)) for key, run in runs.items()
    )


# --- what is seen of them ---


@dataclass(frozen=True, eq=False)
class Contestant:
    """One of several runs on a stage.

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
        return distance(self.trace.parameters, self.targets)

    def position(self, updates: int, by: str) -> float:
        """Where the end of an update lies along the axis that the runs share."""
        if by == "gradients":
            return float(gradients_computed(self.trace.run, np.array([updates]))[0])
        return updates * self.pace if by == "time" else float(updates)


def distance(path: Floats, targets: Sequence[Sequence[float]]) -> Floats:
    """``[rows]``: how far each row of ``path`` is from the nearest of ``targets``; no number without any."""
    if not targets:
        return np.full(len(path), np.nan)
    with np.errstate(all="ignore"):
        away = path[:, None, :] - np.array(targets)
        # Squares would be lost where the distances are huge or tiny.
        return np.asarray(np.hypot.reduce(away, axis=2).min(axis=1))


def moves_of(trace: Trace) -> dict[str, Floats]:
    """``[updates + 1]`` each, by parameter p: ``grad_p``, the gradient that led there; ``step_p``, the step.

    They are 0 at the start.
    """
    columns = {}
    for i, name in enumerate(trace.run.model.parameters):
        columns[f"grad_{name}"] = np.append(0.0, trace.gradient[:, i])
        with np.errstate(invalid="ignore", over="ignore"):
            columns[f"step_{name}"] = np.append(0.0, np.diff(trace.parameters[:, i]))
    return columns


# --- the clock that they share ---


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


_measured: Kept[Run, float] = Kept(64)

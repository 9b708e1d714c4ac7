"""A saddle, how far out of it a point is, and how a run stands to it; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace
from sgd_core.ensemble import Ensemble

Floats = NDArray[np.float64]
Point = tuple[float, float]

#: The relative error of one rounding.
ROUNDING = 2.0**-53
#: The coordinates of a minimum are known to about this share of themselves.
_CLOSE = 1e-9


@dataclass(frozen=True)
class Saddle:
    """The strict saddle of a run's mean loss that lies nearest to its start.

    Args:
        place: where it is.
        out: the direction in which the loss falls away from it; ``w·out`` says how far out w is.
        gain: rate·|curvature|; full-batch descent near it multiplies w·out by 1 + that in an update.
        least: |w·out| at the minimum nearest to it.
    """

    place: Point
    out: Point
    gain: float
    least: float

    def away(self, columns: Trace) -> Floats:
        """``[updates + 1]``: |w·out|."""
        return np.asarray(self._away(*columns.parameters.T))

    def of(self, w: Sequence[float]) -> float:
        """|w·out| at one point."""
        return float(self._away(*w))

    def distances_out(self, block: Floats) -> Floats:
        """``[…]``: |w·out| of ``[parameters, …]``."""
        return self._away(*block)

    def ends(self, many: Ensemble) -> Floats:
        """``[runs]``: |w·out| at the end of each run."""
        return self._away(*many.parameters[-1].T)

    def _away(self, first: object, second: object) -> Floats:
        with np.errstate(all="ignore"):
            return np.abs(np.asarray(first) * self.out[0] + np.asarray(second) * self.out[1])

    def beyond_minimum(self, threshold: float) -> bool:
        """Whether a threshold is no nearer than the minimum, so that what settles there is never out."""
        return threshold >= self.least * (1 - _CLOSE)

    def distance(self, w: Sequence[float]) -> float:
        """How far a point is from the saddle."""
        first, second = w
        return math.hypot(first - self.place[0], second - self.place[1])


def rounding_time(saddle: Saddle, beyond: float) -> float:
    """Updates that descent near the saddle takes to grow one rounding error beyond a threshold."""
    if beyond <= ROUNDING:
        return 0.0
    if not saddle.gain > 0:
        return math.inf
    return math.log(beyond / ROUNDING) / math.log1p(saddle.gain)


def rounding(w: Sequence[float], x: float, y: float) -> float:
    """How large the pull of one sample at w may be by rounding alone."""
    size = math.hypot(*w)
    return 32 * ROUNDING * (x * x + y * y) * size * (1 + size * size)


def grazes(run: Run, saddle: Saddle) -> bool:
    """Whether a start is beside the line into the saddle by no more than rounding, and not on it."""
    return 0 < saddle.of(run.w0) <= 4 * ROUNDING * max(map(abs, run.w0))


@dataclass(frozen=True)
class Stay:
    """How one run stands to the way out.

    Args:
        passed: after how many updates |w·out| first is beyond the threshold; None where it never is.
        largest: the largest |w·out| of the run; infinite where one is not a number.
        last: the last one; ``distance``: how far its end is from the saddle.
        updates: how many it made.
        diverged: whether its numbers outgrew doubles; such a run neither got out nor stayed.
        still: whether its parameters never changed.
    """

    passed: int | None
    largest: float
    last: float
    distance: float
    updates: int
    diverged: bool
    still: bool = False

    @property
    def out(self) -> bool:
        """Whether it gets out."""
        return self.passed is not None and not self.diverged

    @property
    def exact(self) -> bool:
        """Whether |w·out| is exactly 0 from the start to the end."""
        return self.largest == 0.0


def stay(columns: Trace, saddle: Saddle, beyond: float, most: int | None = None) -> Stay:
    """How the first ``most`` updates of a run, or all, stand to the way out of a saddle."""
    updates = len(columns) if most is None else min(most, len(columns))
    away = saddle.away(columns)[: updates + 1]
    out = np.flatnonzero(away > beyond)
    return Stay(
        int(out[0]) if len(out) else None,
        math.inf if np.isnan(away).any() else away.max().item(),
        away[-1].item(),
        saddle.distance(columns.parameters[updates].tolist()),
        updates,
        columns.diverged and updates == len(columns),
        bool((columns.parameters[: updates + 1] == columns.parameters[0]).all()),
    )


def leaving(stays: Mapping[str, Stay]) -> str:
    """The keys of those that get out, one after the other: ``ac``, or nothing."""
    return "".join(sorted(key for key, each in stays.items() if each.out))

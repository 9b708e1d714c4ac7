"""What a learning rate does to a run on given samples; pure numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace, ensemble, trace
from sgd_core.ensemble import Ensemble
from sgd_core.theory import (
    cyclic_intervals,
    epoch_factor,
    every_step_limit,
    factors,
    full_batch_limit,
    landing_rates,
    mean_square_factor,
    mean_square_limit,
)
from sgd_core.trace import gradients_computed
from sgd_ui import one_w

Floats = NDArray[np.float64]

#: With more samples than this the intervals take too long to find.
MOST_INTERVAL_SAMPLES = 500
#: Landmarks of one kind, at most; the first ones.
_MOST_MARKS = 8
#: The map: how many rates, and about how many rows.
_MAP_RATES, _LEAST_MAP_RATES, _MAP_ROWS = 181, 31, 100
_MAP_GRADIENTS = 20_000_000
#: Denominators of fractions that are written as such.
_MOST_DENOMINATOR = 1000


@lru_cache(maxsize=16)
def trace_of(run: Run) -> Trace:
    """The trace of a run, shared by all sessions."""
    return trace(run)


@lru_cache(maxsize=16)
def intervals(xs: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    """Every interval in which cyclic descent converges; () for more samples than can be searched."""
    return cyclic_intervals(xs) if len(xs) <= MOST_INTERVAL_SAMPLES else ()


@dataclass(frozen=True)
class Landmark:
    """A learning rate with a meaning: ``name`` says which, ``kind`` how it is marked on the ruler."""

    name: str
    kind: str
    rate: float


def landmarks(xs: tuple[float, ...]) -> tuple[Landmark, ...]:
    """The rungs of the ladder, the ends of the separate intervals, and the rates that land, rising."""
    found = [
        Landmark("every_step", "limit", every_step_limit(xs)),
        Landmark("mean_square", "limit", mean_square_limit(xs)),
        Landmark("full_batch", "limit", full_batch_limit(xs)),
    ]
    for k, (low, high) in enumerate(intervals(xs)[:_MOST_MARKS]):
        if k:
            found.append(Landmark("opens", "interval", low))
        found.append(Landmark("closes" if k else "cyclic", "interval", high))
    lands = landing_rates(xs)
    found += [Landmark("lands", "lands", rate) for rate in (lands if len(lands) <= _MOST_MARKS else ())]
    return tuple(sorted((each for each in found if math.isfinite(each.rate)), key=lambda each: each.rate))


def fraction(rate: float) -> str:
    """A rate as a fraction where it is a simple one: ``1/9`` for 0.1111111111111111; else empty."""
    near = Fraction(rate).limit_denominator(_MOST_DENOMINATOR)
    simple = near.numerator < 100 and abs(float(near) - rate) <= 1e-14 * rate
    return f"{near.numerator}/{near.denominator}" if simple and near.denominator > 1 else ""


def span(run: Run) -> tuple[float, float]:
    """The rates that the page shows: from far below the limits to above the last of them."""
    xs = run.points[0]
    limit = full_batch_limit(xs)
    low, high = limit / 100, 1.6 * max([limit, *(high for _, high in intervals(xs))])
    if run.lr > 0:
        low, high = min(low, run.lr / 1.5), max(high, run.lr * 1.5)
    return low, high


@dataclass(frozen=True)
class Factors:
    """What multiplies the distance to the best w of samples that agree, at one learning rate.

    ``steps``: each sample's update; ``epoch``: an epoch in any order without replacement; ``mean_square``:
    an update with replacement, the mean of the square; ``full_batch``: a full-batch update.
    """

    steps: tuple[float, ...]
    epoch: float
    mean_square: float
    full_batch: float

    @property
    def worst(self) -> int:
        """The sample whose factor is the largest in size."""
        return max(range(len(self.steps)), key=lambda i: abs(self.steps[i]))


def factors_at(xs: tuple[float, ...], lr: float) -> Factors:
    """The factors at one learning rate."""
    (full,) = factors(xs, lr, len(xs))
    return Factors(factors(xs, lr), epoch_factor(xs, lr), mean_square_factor(xs, lr), full)


def factor_curves(xs: tuple[float, ...], rates: Floats) -> dict[str, Floats]:
    """The size of what one epoch multiplies the distance by, at each rate, by the way of descending.

    With replacement it is the root of the mean square, after as many updates as there are samples; one
    full-batch update makes an epoch.
    """
    n = len(xs)
    found = [factors_at(xs, rate) for rate in rates.tolist()]
    with np.errstate(over="ignore"):
        return {
            "cyclic": np.abs([each.epoch for each in found]),
            "mean_square": np.array([each.mean_square for each in found]) ** (n / 2),
            "full_batch": np.abs([each.full_batch for each in found]),
        }


@lru_cache(maxsize=16)
def sweep(run: Run, low: float, high: float) -> Ensemble:
    """The run at many learning rates between two, evenly spaced by ratio."""
    each = int(gradients_computed(run, np.array([run.updates]))[0])
    count = max(_LEAST_MAP_RATES, min(_MAP_RATES, _MAP_GRADIENTS // each))
    every = max(1, run.updates // _MAP_ROWS)
    return ensemble(run, lrs=np.geomspace(low, high, count).tolist(), every=every)


def ends_nearer(run: Run, other: Run) -> str:
    """Where ``other`` ends: ``nearer`` to the best w than ``run``, ``no_nearer``, or ``away``."""
    best = one_w.best_w(run)
    assert best is not None
    ends = [trace_of(each).parameters[-1, 0].item() - best for each in (run, other)]
    first, second = (abs(end) if math.isfinite(end) else math.inf for end in ends)
    if second > abs(run.w0[0] - best):
        return "away"
    return "nearer" if second < first else "no_nearer"

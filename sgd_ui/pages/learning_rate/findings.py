"""What a learning rate does to a run on given samples; pure numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sgd_core import Ensemble, Run
from sgd_core.landscape import moment
from sgd_core.report import Report
from sgd_core.run import PARAMETERS
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
from sgd_ui.runs import budget
from sgd_ui.runs.ensembles import grown
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.sweeps import together
from sgd_ui.runs.traces import samples_of, trace_of

Floats = NDArray[np.float64]

#: With more samples than this the intervals take too long to find.
MOST_INTERVAL_SAMPLES = 500
#: Landmarks of one kind, at most; the first ones.
_MOST_MARKS = 8
#: A factor this near to 0, or to 1 in size, is so but for rounding.
_ROUNDED = 1e-12
#: The map: how many rates, at most, at least and wanted to cost so many seconds; and about how many rows.
MAP_RATES, _LEAST_MAP_RATES, _MAP_SECONDS, _MAP_ROWS = 181, 31, 1.5, 100
#: No ruler begins below this rate, or ends above its inverse.
_LEAST_RATE = 1e-190
#: Denominators of fractions that are written as such.
_MOST_DENOMINATOR = 1000


def intervals(run: Run) -> tuple[tuple[float, float], ...]:
    """Every interval in which cyclic descent converges; () for more samples than can be searched."""
    if run.samples > MOST_INTERVAL_SAMPLES:
        return ()
    price = budget.intervals(run.samples)
    return _intervals(samples_of(run), lambda report: cyclic_intervals(run.points[0], report=report), price)


@dataclass(frozen=True)
class Landmark:
    """A learning rate with a meaning: ``name`` says which, ``kind`` how it is marked on the ruler."""

    name: str
    kind: str
    rate: float


def landmarks(run: Run) -> tuple[Landmark, ...]:
    """The rungs of the ladder, the ends of the separate intervals, and the rates that land, rising."""
    xs = run.points[0]
    found = [
        Landmark("every_step", "limit", every_step_limit(xs)),
        Landmark("mean_square", "limit", mean_square_limit(xs)),
        Landmark("full_batch", "limit", full_batch_limit(xs)),
    ]
    for k, (low, high) in enumerate(intervals(run)[:_MOST_MARKS]):
        if k:
            found.append(Landmark("opens", "interval", low))
        found.append(Landmark("closes" if k else "cyclic", "interval", high))
    lands = landing_rates(xs)
    found += [Landmark("lands", "lands", rate) for rate in (lands if len(lands) <= _MOST_MARKS else ())]
    return tuple(sorted((each for each in found if math.isfinite(each.rate)), key=lambda each: each.rate))


def fraction(rate: float) -> str:
    """A rate as a fraction where it is a simple one: ``1/9`` for 0.1111111111111111; else empty."""
    if not math.isfinite(rate):
        return ""
    near = Fraction(rate).limit_denominator(_MOST_DENOMINATOR)
    simple = near.numerator < 100 and abs(float(near) - rate) <= 1e-14 * rate
    return f"{near.numerator}/{near.denominator}" if simple and near.denominator > 1 else ""


def span(run: Run) -> tuple[float, float]:
    """The rates that the page shows: from far below the limits to above the last of them."""
    xs = run.points[0]
    limit = full_batch_limit(xs)
    low, high = limit / 100, 1.6 * max([limit, *(high for _, high in intervals(run))])
    if run.lr > 0:
        low, high = min(low, run.lr / 1.5), max(high, run.lr * 1.5)
    return max(low, _LEAST_RATE), min(high, 1 / _LEAST_RATE)


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
    def lands(self) -> bool:
        """Whether the update of some sample forgets where w was."""
        return min(map(abs, self.steps)) < _ROUNDED

    @property
    def at_limit(self) -> bool:
        """Whether an epoch neither shrinks the distance nor lets it grow, but for rounding."""
        return abs(abs(self.epoch) - 1) < _ROUNDED

    @property
    def worst(self) -> int:
        """The sample whose factor is the largest in size."""
        return max(range(len(self.steps)), key=lambda i: abs(self.steps[i]))


def factors_at(xs: tuple[float, ...], lr: float) -> Factors:
    """The factors at one learning rate."""
    (full,) = factors(xs, lr, len(xs))
    return Factors(factors(xs, lr), epoch_factor(xs, lr), mean_square_factor(xs, lr), full)


def factor_curves(run: Run, rates: tuple[float, ...]) -> dict[str, Floats]:
    """The size of what one epoch multiplies the distance by, at each rate, by the way of descending.

    With replacement it is the root of the mean square, after as many updates as there are samples; one
    full-batch update makes an epoch.
    """
    return _curves((samples_of(run), rates), lambda report: _factor_curves(run.points[0], rates))


def _factor_curves(xs: tuple[float, ...], rates: tuple[float, ...]) -> dict[str, Floats]:
    lr, square = np.array(rates), np.array(xs) * np.array(xs)
    m2, m4 = moment(xs, xs), moment([x * x for x in xs], [x * x for x in xs])
    product = np.ones(len(lr))
    with np.errstate(all="ignore"):
        for each, count in zip(*np.unique(square, return_counts=True), strict=True):
            product = product * np.abs(1 - 2 * lr * each) ** count
        spread = np.maximum(1 - 4 * lr * m2 + 4 * lr * lr * m4, 0.0)
        return {
            "cyclic": product,
            "mean_square": spread ** (len(xs) / 2),
            "full_batch": np.abs(1 - 2 * lr * m2),
        }


def sweep(run: Run, low: float, high: float) -> Ensemble:
    """The run at many learning rates between two, evenly spaced by ratio; its own does not matter."""
    shared = run.replaced(lr=PARAMETERS["lr"].default)
    price = together(shared, rates_of_map(run))
    return _sweeps((shared, low, high), lambda report: _sweep(shared, low, high, report), price)


def rates_of_map(run: Run) -> int:
    """At how many rates: fewer where they would cost too much."""
    counts = range(MAP_RATES, _LEAST_MAP_RATES - 1, -2)
    return budget.affordable(counts, partial(together, run), _MAP_SECONDS)


def _sweep(run: Run, low: float, high: float, report: Report) -> Ensemble:
    every = max(1, run.updates // _MAP_ROWS)
    lrs = np.geomspace(low, high, rates_of_map(run)).tolist()
    return grown(run, report, lrs=lrs, every=every)


def endings(run: Run, other: Run, best: float) -> set[str]:
    """Where ``other`` ends, in every word that is true.

    ``nearer`` to the best w than ``run``, ``no_nearer``, and ``away``, farther than it began.
    """
    ends = [trace_of(each).parameters[-1, 0].item() - best for each in (run, other)]
    first, second = (abs(end) if math.isfinite(end) else math.inf for end in ends)
    found = {"nearer"} if second < first else {"no_nearer"}
    return found | ({"away"} if second > abs(run.w0[0] - best) else set())


_intervals: Kept[Run, tuple[tuple[float, float], ...]] = Kept(16)
_curves: Kept[tuple[Run, tuple[float, ...]], dict[str, Floats]] = Kept(16)
_sweeps: Kept[tuple[Run, float, float], Ensemble] = Kept(16)

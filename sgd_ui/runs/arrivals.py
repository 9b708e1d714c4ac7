"""When runs come within reach of the best parameters and stay, and at which price, at any learning rate."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace, trace
from sgd_core.report import Report, part
from sgd_core.theory import best_descent_rate, descent_limit, landing_rates
from sgd_core.trace import gradients_computed
from sgd_ui.runs import budget
from sgd_ui.runs.ensembles import grown
from sgd_ui.runs.racing import distance
from sgd_ui.runs.sweeps import Rates, Sweep, Sweeps, together

Floats = NDArray[np.float64]

#: Learning rates in a sweep, fewer where the runs are long.
MOST_RATES, LEAST_RATES = 41, 9
#: What all sweeps of a page aim to cost together, and of how many runs beside those of each batch size.
_SWEEPS_SECONDS, _RACERS = 3.0, 4
#: The lowest and the highest rate of a sweep, as shares of the rate at which full-batch descent fails.
_LOWEST, _HIGHEST = 1 / 300, 1.5
#: Rates at which some epoch lands exactly join a sweep while they are this few.
_MOST_LANDINGS = 8


@dataclass(frozen=True)
class Arrival:
    """When a run came within reach of the best parameters and stayed to its end, for an epoch at least."""

    updates: int
    gradients: int


def arrival(columns: Trace, within: float) -> Arrival | None:
    """When a run came within ``within`` of the best parameters and stayed to its end, for an epoch at least.

    Where samples disagree, single ones lead out and back in every epoch: who is near at the end alone is not
    there to stay.
    """
    run = columns.run
    if run.best is None:
        return None
    away = distance(columns.parameters, [run.best])
    (row,) = staying_within(away[:, None], within, run.updates_per_epoch).tolist()
    return None if row < 0 else Arrival(row, int(gradients_computed(run, np.array([row]))[0]))


def staying_within(distance: Floats, within: float, least: int) -> NDArray[np.int64]:
    """``[runs]``: the first row from which ``[rows, runs]`` distances stay below; −1 where there is none.

    Args:
        least: how many rows have to follow that one.
    """
    outside = ~(distance < within)
    rows = len(distance)
    last = np.where(outside.any(axis=0), rows - 1 - outside[::-1].argmax(axis=0), -1)
    return _followed(last + 1, rows, least)


def _followed(first: NDArray[np.int64], rows: int, least: int) -> NDArray[np.int64]:
    """Rows that so many others follow; −1 in the place of the rest."""
    return np.where(first + least < rows, first, -1)


def sweep(run: Run, within: float) -> Sweep:
    """What arriving costs in gradients, at rates from far below to above the full-batch limit; ∞ for never.

    At the run's own rate alone where the best parameters are open.
    """
    return _sweeps(run, within)


def expect_sweeps(runs: Iterable[Run], within: float) -> None:
    """Says which sweeps are asked for next: all of them are computed, or none where they are too dear."""
    _sweeps.expect(runs, within)


def fewer_rates(runs: Iterable[Run]) -> int | None:
    """The fewest rates that a sweep of some runs spaces evenly; None where none has fewer for its price."""
    fewest = min((len(rates) for run in runs if (rates := _evenly(run))), default=MOST_RATES)
    return fewest if fewest < MOST_RATES else None


def sizes(samples: int) -> list[int]:
    """The batch sizes that are compared: powers of two, and all samples."""
    return [2**k for k in range(samples.bit_length()) if 2**k < samples] + [samples]


def price_of_sweep(run: Run) -> float:
    """What a sweep costs in seconds."""
    return _price(run, _spaced(run))


def _price(run: Run, rates: int) -> float:
    # A few rates are added to those that are evenly spaced.
    return min(way(run, rates + 2) for way in (budget.one_by_one, together))


def _spaced(run: Run) -> int:
    """How many rates are evenly spaced: fewer where the sweeps of a page would cost too much."""
    share = _SWEEPS_SECONDS / (len(sizes(run.samples)) + _RACERS)
    return budget.affordable(range(MOST_RATES, LEAST_RATES - 1, -1), partial(_price, run), share)


def _evenly(run: Run) -> list[float]:
    """Rates evenly spaced by ratio around where full-batch descent fails; none where that is no double."""
    limit = math.inf if run.best is None else descent_limit(run.model, run.best, *run.points)
    if not math.isfinite(limit) or limit * _LOWEST == 0:
        return []
    return list(np.geomspace(limit * _LOWEST, limit * _HIGHEST, _spaced(run)).tolist())


def _rates(run: Run) -> Rates:
    """Rates evenly spaced by ratio, and those that theory knows to be good."""
    best, points, spaced = run.best, run.points, _evenly(run)
    if best is None or not spaced:
        return (run.lr,)
    known = [best_descent_rate(run.model, best, *points)]
    if run.problem == "origin":
        landings = landing_rates(points[0], run.batch_size)
        known += landings if len(landings) <= _MOST_LANDINGS else []
    own = [run.lr] if spaced[0] <= run.lr <= spaced[-1] else []
    return tuple(sorted({*(float(f"{rate:.3g}") for rate in spaced), *known, *own}))


def _prices(run: Run, lrs: Rates, within: float, report: Report) -> Floats:
    """``[rates]``: what arriving costs at each rate."""
    if run.best is None or budget.one_by_one(run, len(lrs)) < together(run, len(lrs)):
        return _prices_alone(run, lrs, within, report)
    return _prices_together(run, run.best, lrs, within, report)


def _prices_alone(run: Run, lrs: Sequence[float], within: float, report: Report) -> Floats:
    """One run after the other: faster for few long runs."""
    prices = np.full(len(lrs), math.inf)
    for k, lr in enumerate(lrs):
        told = part(report, k / len(lrs), (k + 1) / len(lrs))
        found = arrival(trace(run.replaced(lr=lr), report=told), within)
        prices[k] = found.gradients if found else math.inf
    return prices


def _prices_together(
    run: Run, best: tuple[float, ...], lrs: Sequence[float], within: float, report: Report
) -> Floats:
    """All rates at once; of no path more is kept than when it was last outside."""
    target, start = (np.array(w)[:, None, None] for w in (best, run.w0))
    outside = np.full(len(lrs), 0 if _is_outside(start, target, within).any() else -1)
    last = 0

    def watch(first: int, block: Floats) -> None:
        nonlocal outside, last
        away = _is_outside(block, target, within)
        last = first + len(away) - 1
        outside = np.where(away.any(axis=0), last - away[::-1].argmax(axis=0), outside)

    grown(run, report, lrs=lrs, every=run.updates, watch=watch)
    # A run that ended early by diverging is away for good; its last row says so.
    rows = _followed(outside + 1, last + 1, run.updates_per_epoch)
    computed = gradients_computed(run, np.maximum(rows, 0)).astype(np.float64)
    return np.where(rows < 0, math.inf, computed)


def _is_outside(block: Floats, best: Floats, within: float) -> NDArray[np.bool_]:
    """``[rows, runs]``: where ``[parameters, rows, runs]`` are not within reach of the best."""
    with np.errstate(all="ignore"):
        away = block - best
        return np.asarray(~(np.hypot.reduce(away, axis=0) < within))


_sweeps: Sweeps[float] = Sweeps(
    lambda run, within: _rates(run), _prices, lambda run, within: price_of_sweep(run), 64
)

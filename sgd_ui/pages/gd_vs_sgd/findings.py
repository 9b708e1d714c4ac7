"""What the race comes to: who arrives, at what price, and which rate suits each; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace, trace
from sgd_core.ensemble import growing
from sgd_core.report import Report, part
from sgd_core.theory import best_descent_rate, descent_limit, landing_rates
from sgd_core.trace import gradients_computed
from sgd_ui.runs import budget, kept
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.traces import best_of

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
class Racer:
    """One run in the race. ``key`` is its prefix in a link; ``a`` has none there."""

    key: str
    run: Run


@dataclass(frozen=True)
class Arrival:
    """When a run came within reach of the best parameters and stayed to its end."""

    updates: int
    gradients: int


def racers(run: Run, batch: int, lrs: Mapping[str, float | None], reduced: str) -> tuple[Racer, ...]:
    """Single samples, a mini-batch, the full batch, and if asked for a variance-reduced gradient.

    Args:
        run: what they share.
        batch: samples in the mini-batch.
        lrs: the learning rate of each by its key; the shared one where it is None or left out.
        reduced: a gradient rule, or ``none``.
    """
    runs = {"a": run.replaced(batch=1), "b": run.replaced(batch=batch), "c": run.replaced(batch="all")}
    if reduced != "none":
        runs["d"] = run.replaced(batch=1, gradient=reduced)
    return tuple(
        Racer(key, each if lrs.get(key) is None else each.replaced(lr=lrs[key])) for key, each in runs.items()
    )


def staying_within(distance: Floats, within: float) -> NDArray[np.int64]:
    """``[runs]``: the first row from which ``[rows, runs]`` distances stay below; −1 where there is none."""
    outside = ~(distance < within)
    rows = len(distance)
    last = np.where(outside.any(axis=0), rows - 1 - outside[::-1].argmax(axis=0), -1)
    return np.where(last == rows - 1, -1, last + 1)


def arrival(columns: Trace, within: float) -> Arrival | None:
    """When a run came within ``within`` of the best parameters and stayed there to its end."""
    best = best_of(columns.run)
    if best is None:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        away = columns.parameters - np.array(best)
        distance = np.sqrt(np.add.reduce(away * away, axis=1))
    (row,) = staying_within(distance[:, None], within).tolist()
    return None if row < 0 else Arrival(row, int(gradients_computed(columns.run, np.array([row]))[0]))


@dataclass(frozen=True, eq=False)
class Sweep:
    """The price of arriving, in gradients, at each of some learning rates; infinite where it never does."""

    lrs: tuple[float, ...]
    gradients: Floats

    @property
    def best(self) -> tuple[float, float] | None:
        """The rate with the least price, the smallest of several, and that price; None where none arrives."""
        least = int(self.gradients.argmin())
        price = self.gradients[least].item()
        return None if math.isinf(price) else (self.lrs[least], price)


def sweep(run: Run, within: float) -> Sweep:
    """A run repeated at many learning rates, from far below to above the full-batch limit."""
    return _sweeps((run, within), lambda report: _sweep(run, within, report), price_of_sweep(run))


def price_of_sweep(run: Run) -> float:
    """What a sweep costs in seconds."""
    return _price(run, _spaced(run))


def _price(run: Run, rates: int) -> float:
    # A few rates are added to those that are evenly spaced.
    return min(way(run, rates + 2) for way in (budget.one_by_one, _together))


def _together(run: Run, rates: int) -> float:
    return budget.ensemble(run, rates, over_seeds=False)


def _spaced(run: Run) -> int:
    """How many rates are evenly spaced: fewer where the sweeps of a page would cost too much."""
    share = _SWEEPS_SECONDS / (len(sizes(run.samples)) + _RACERS)
    return budget.affordable(range(MOST_RATES, LEAST_RATES - 1, -1), partial(_price, run), share)


def expect_sweeps(runs: Iterable[Run], within: float) -> None:
    """Says which sweeps are asked for next: all of them are computed, or none where they are too dear."""
    kept.reserve(price_of_sweep(run) for run in dict.fromkeys(runs) if not _sweeps.holds((run, within)))


def _sweep(run: Run, within: float, report: Report) -> Sweep:
    lrs = _rates(run)
    if budget.one_by_one(run, len(lrs)) < _together(run, len(lrs)):
        return Sweep(tuple(lrs), _prices_alone(run, lrs, within, report))
    return Sweep(tuple(lrs), _prices_together(run, lrs, within, report))


def _prices_alone(run: Run, lrs: Sequence[float], within: float, report: Report) -> Floats:
    """What arriving costs at each rate, one run after the other: faster for few long runs."""
    prices = np.full(len(lrs), math.inf)
    for k, lr in enumerate(lrs):
        told = part(report, k / len(lrs), (k + 1) / len(lrs))
        found = arrival(trace(run.replaced(lr=lr), report=told), within)
        prices[k] = found.gradients if found else math.inf
    return prices


def _prices_together(run: Run, lrs: Sequence[float], within: float, report: Report) -> Floats:
    """The same for all rates at once; of no path more is kept than when it was last outside."""
    best = np.array(best_of(run))[:, None]
    start = np.array(run.w0)[:, None]
    outside = np.full(len(lrs), 0 if _is_outside(start[:, None], best[:, None], within).any() else -1)
    last = 0

    def watch(first: int, block: Floats) -> None:
        nonlocal outside, last
        away = _is_outside(block, best[:, None], within)
        last = first + len(away) - 1
        outside = np.where(away.any(axis=0), last - away[::-1].argmax(axis=0), outside)

    for many in growing(run, lrs=lrs, every=run.updates, watch=watch):
        report(many.done)
    # A run that ended early by diverging is away for good; its last row says so.
    rows = np.where(outside == last, -1, outside + 1)
    computed = gradients_computed(run, np.maximum(rows, 0)).astype(np.float64)
    return np.where(rows < 0, math.inf, computed)


def _is_outside(block: Floats, best: Floats, within: float) -> NDArray[np.bool_]:
    """``[rows, runs]``: where ``[parameters, rows, runs]`` are not within reach of the best."""
    with np.errstate(all="ignore"):
        away = block - best
        return np.asarray(~(np.sqrt(np.add.reduce(away * away, axis=0)) < within))


def _rates(run: Run) -> list[float]:
    """Rates evenly spaced by ratio, and those that theory knows to be good."""
    best, points = best_of(run), run.points
    assert best is not None
    limit = descent_limit(run.model, best, *points)
    if not math.isfinite(limit) or limit * _LOWEST == 0:
        return [run.lr]
    spaced = np.geomspace(limit * _LOWEST, limit * _HIGHEST, _spaced(run)).tolist()
    known = [best_descent_rate(run.model, best, *points)]
    if run.problem == "origin":
        landings = landing_rates(points[0], run.batch_size)
        known += landings if len(landings) <= _MOST_LANDINGS else []
    inside = [rate for rate in (*known, run.lr) if spaced[0] <= rate <= spaced[-1]]
    return sorted({*(float(f"{rate:.3g}") for rate in spaced), *inside})


def sizes(samples: int) -> list[int]:
    """The batch sizes that are compared: powers of two, and all samples."""
    return [2**k for k in range(samples.bit_length()) if 2**k < samples] + [samples]


def by_size(run: Run) -> dict[int, Run]:
    """The run with each batch size that is compared."""
    return {size: run.replaced(batch="all" if size == run.samples else size) for size in sizes(run.samples)}


def price_by_size(run: Run, within: float) -> dict[int, tuple[float, float] | None]:
    """For each batch size its best rate and what arriving costs there; None where no rate arrives."""
    return {size: sweep(each, within).best for size, each in by_size(run).items()}


@dataclass(frozen=True)
class Verdict:
    """The keys in the order of arrival, those that tie together; who never arrived; who ended nearest."""

    order: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]
    nearest: str


def verdict(traces: Mapping[str, Trace], positions: Mapping[str, float | None]) -> Verdict:
    """The order of arrival.

    Args:
        traces: the racers' runs by key.
        positions: where each arrived along the axis of the race; None where it did not.
    """
    arrived = {key: at for key, at in positions.items() if at is not None}
    order = tuple(
        tuple(key for key in traces if arrived.get(key) == at) for at in sorted(set(arrived.values()))
    )
    ends = {key: _end_distance(columns) for key, columns in traces.items()}
    nearest = min(ends, key=lambda key: (ends[key], key))
    return Verdict(order, tuple(key for key in traces if key not in arrived), nearest)


def _end_distance(columns: Trace) -> float:
    best = best_of(columns.run)
    assert best is not None
    end = columns.parameters[-1].tolist()
    away = [a - b for a, b in zip(end, best, strict=True)]
    return math.hypot(*away) if all(map(math.isfinite, away)) else math.inf


_sweeps: Kept[tuple[Run, float], Sweep] = Kept(64)

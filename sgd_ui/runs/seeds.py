"""Many seeds of runs of one parameter, summarized."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, bands, trace
from sgd_core.ensemble import growing
from sgd_core.report import Report, part
from sgd_ui.runs import budget, kept
from sgd_ui.runs.ensembles import grown, seeds_from
from sgd_ui.runs.kept import Kept

Floats = NDArray[np.float64]

#: The share of seeds that a band holds lies between the first and the last of these.
QUANTILES = (0.1, 0.5, 0.9)
#: What the seeds of a page aim to cost; fewer of them are computed until more are asked for.
_SECONDS = 2.0
#: Summaries that are kept, those used last.
_KEPT = 24


@dataclass(frozen=True, eq=False)
class Summary:
    """Arrays over ``[rows]``, of e = w − w* over the seeds.

    ``t`` is how many updates are done; ``band`` and ``size`` hold the ``QUANTILES`` of e and of its size.
    """

    seeds: int
    t: NDArray[np.int64]
    mean: Floats
    root_mean_square: Floats
    band: Floats
    size: Floats


def summarize(run: Run, best: float, seeds: int, every: int) -> Summary:
    """``seeds`` seeds of ``run``, from its own on, after every so many updates.

    Args:
        best: the w that distances are taken from.

    Raises:
        RunError: if that is more than an ensemble may ask for.
    """

    def make(report: Report) -> Summary:
        if budget.one_by_one(run, seeds) < _together(run, seeds):
            return _summary(*_alone(run, seeds, every, report), best)
        many = grown(run, report, seeds=seeds_from(run, seeds), every=every)
        return _summary(many.t, many.parameters[:, :, 0], best)

    return _summaries((run, best, seeds, every), make, _price(run, seeds))


def summarize_all(runs: Mapping[str, Run], best: float, seeds: int, every: int) -> dict[str, Summary]:
    """``summarize`` for several runs, by name: all of them, or none where they are too dear.

    Raises:
        RunError: if that is more than an ensemble may ask for.
    """
    missing = [run for run in runs.values() if not _summaries.holds((run, best, seeds, every))]
    kept.reserve(_price(run, seeds) for run in missing)
    return {name: summarize(run, best, seeds, every) for name, run in runs.items()}


def affordable(runs: Collection[Run], seeds: int) -> int:
    """How many seeds of several runs stand for so many where these would cost too much.

    Raises:
        RunError: if so many are more than an ensemble may ask for.
    """
    for run in runs:
        growing(run, seeds=seeds_from(run, seeds), every=run.updates)
    return budget.affordable(budget.fewer(seeds), lambda count: price(runs, count), _SECONDS)


def price(runs: Collection[Run], seeds: int) -> float:
    """What so many seeds of each run cost in seconds."""
    return sum(_price(run, seeds) for run in runs)


def _price(run: Run, seeds: int) -> float:
    return min(budget.one_by_one(run, seeds), _together(run, seeds))


def _together(run: Run, seeds: int) -> float:
    return budget.ensemble(run, seeds, over_seeds=True)


def _alone(run: Run, seeds: int, every: int, report: Report) -> tuple[NDArray[np.int64], Floats]:
    """The rows of an ensemble and w at each, ``[rows, seeds]``, from one run after the other."""
    rows = np.append(np.arange(0, run.updates, every), run.updates)
    w, longest = np.empty((len(rows), seeds)), 0
    for k, seed in enumerate(seeds_from(run, seeds)):
        columns = trace(run.replaced(seed=seed), report=part(report, k / seeds, (k + 1) / seeds))
        longest = max(longest, len(columns))
        # A run that has ended rests.
        w[:, k] = columns.parameters[np.minimum(rows, len(columns)), 0]
    count = int(np.searchsorted(rows, longest)) + 1
    return np.minimum(rows[:count], longest), w[:count]


def _summary(t: NDArray[np.int64], w: Floats, best: float) -> Summary:
    with np.errstate(all="ignore"):
        away = w - best
        count = away.shape[1]
        mean = np.add.reduce(away, axis=1) / count
        sizes = bands(np.abs(away), QUANTILES)
        return Summary(count, t, mean, _root_mean_square(away), bands(away, QUANTILES), sizes)


def _root_mean_square(away: Floats) -> Floats:
    """``[rows]``, of ``[rows, seeds]``: in powers of two, so that no square is beyond doubles."""
    largest = np.abs(away).max(axis=1)
    powers = np.frexp(np.where(np.isfinite(largest) & (largest > 0), largest, 1.0))[1]
    part = np.ldexp(away, -powers[:, None])
    square = np.add.reduce(part * part, axis=1) / away.shape[1]
    return np.asarray(np.ldexp(np.sqrt(square), powers))


_summaries: Kept[tuple[Run, float, int, int], Summary] = Kept(_KEPT)

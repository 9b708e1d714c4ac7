"""What other units for x do to a run on a reader's samples; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sgd_core import Run, RunError, Trace, theory
from sgd_core.report import Report, telling
from sgd_core.scaling import scale_of, scalings_of
from sgd_ui.runs import budget
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.traces import samples_of
from sgd_ui.runs.units import in_units

#: With more samples than this the intervals of cyclic descent take too long to find.
MOST_INTERVAL_SAMPLES = 300
#: What a sample costs in seconds where its x is scaled and the best parameters are found.
_EACH = 5e-5
#: A run has arrived when it ends within this share of the distance that it began at.
ARRIVED = 0.01

#: A learning rate that is this many times below the suggested one is far below it.
_FAR = 10


class Effect(NamedTuple):
    """What is true of the mean loss once x is scaled, at its best parameters.

    Where there are none, at the start of the run.

    ``full_batch``: the learning rate below which full-batch descent is stable; ``every_step``: the one
    below which each update of a single sample brings the prediction nearer to that sample;
    ``mean_square`` and ``cyclic``: for the line through the origin the further rungs of its ladder, the
    latter the end of its first interval; ``condition``: the largest eigenvalue over the smallest one;
    ``best``: the best parameters in the reader's own units. Not a number where it is not known, nor
    where some x are beyond doubles in those units.
    """

    scaling: str
    full_batch: float
    every_step: float
    mean_square: float
    cyclic: float
    condition: float
    best: tuple[float, ...] | None


class Distances(NamedTuple):
    """How far from the best parameters a run begins, and ends: infinitely far where it diverges."""

    start: float
    end: float

    @property
    def ending(self) -> str:
        """Where it ends: ``arrived``, ``nearer`` to the best parameters than it began, or ``no_nearer``."""
        if self.end <= ARRIVED * self.start:
            return "arrived"
        return "nearer" if self.end < self.start else "no_nearer"


def effects(run: Run) -> tuple[Effect, ...]:
    """One for each scaling that the problem allows."""
    key = (samples_of(run), run.w0, run.constants["delta"], run.batch_size)
    scalings = scalings_of(run.model)
    return _effects(
        key, lambda report: _all_effects(run, scalings, report), len(scalings) * _price_of_effect(run)
    )


def _all_effects(run: Run, scalings: Sequence[str], report: Report) -> tuple[Effect, ...]:
    return tuple(_effect(run, name) for name in telling(scalings, report))


def _price_of_effect(run: Run) -> float:
    searched = run.problem == "origin" and run.samples <= MOST_INTERVAL_SAMPLES
    return _EACH * run.samples + (budget.intervals(run.samples) if searched else 0.0)


def _effect(run: Run, scaling: str) -> Effect:
    there = in_units(run, scaling)
    if isinstance(there, RunError):
        return Effect(scaling, math.nan, math.nan, math.nan, math.nan, math.nan, None)
    model, (zs, ys), best = run.model, there.points, there.best
    w = best or run.w0
    with np.errstate(all="ignore"):
        curvature = theory.hessian_eigenvalues(model, w, zs, ys)
        full_batch = theory.descent_limit(model, w, zs, ys)
        every_step = _every_step(run, w, zs)
    condition = curvature[0] / curvature[-1] if curvature[-1] > 0 else math.inf
    own = scale_of(run.points[0], scaling).in_own_units(best) if best else None
    return Effect(scaling, full_batch, every_step, *_further_rungs(run, zs), condition, own)


def _further_rungs(run: Run, zs: tuple[float, ...]) -> tuple[float, float]:
    """The limits of the mean square and of cyclic descent."""
    if run.problem != "origin":
        return math.nan, math.nan
    mean_square = theory.mean_square_limit(zs, run.batch_size)
    if run.samples > MOST_INTERVAL_SAMPLES:
        return mean_square, math.nan
    intervals = theory.cyclic_intervals(zs, run.batch_size)
    return mean_square, next((high for _, high in intervals), math.inf)


def _every_step(run: Run, w: tuple[float, ...], zs: tuple[float, ...]) -> float:
    """The descent limit of the steepest sample alone.

    Not known for batches of several, nor where no parameters fit a sample exactly, as with labels.
    """
    if run.batch_size > 1 or run.model.targets:
        return math.nan
    ys = run.points[1]
    # The second derivatives of one sample are of rank one: its curvature is their trace.
    xx, *rest = run.model.hessian(w, np.array(zs), np.array(ys))
    trace = np.broadcast_to(xx + (rest[-1] if rest else 0.0), len(zs))
    steepest = int(np.argmax(trace))
    return theory.descent_limit(run.model, w, (zs[steepest],), (ys[steepest],))


def distances(columns: Trace, best: tuple[float, ...]) -> Distances:
    """How far from the best parameters a run begins and ends."""
    with np.errstate(all="ignore"):
        start, end = (math.hypot(*(row - np.array(best)).tolist()) for row in columns.parameters[[0, -1]])
    return Distances(start, end if math.isfinite(end) else math.inf)


def trend(columns: Trace, best: tuple[float, ...]) -> str:
    """How a run that has come nearer to the best parameters goes on, by its ends of epochs.

    ``falling`` where in their last quarter they are nearer on average than in the one before it, by more
    than they scatter and by a hundredth; or else ``noise`` where single samples pull away from the best
    parameters, and ``slow`` where nothing does.
    """
    run = columns.run
    ends = columns.parameters[:: run.updates_per_epoch]
    with np.errstate(all="ignore"):
        gaps = np.hypot.reduce(ends - np.array(best), axis=1)
    quarter = len(gaps) // 4
    if quarter < 1:
        return "falling" if gaps[-1] < gaps[0] else _rest(run, best)
    before, last = gaps[-2 * quarter : -quarter], gaps[-quarter:]
    gain = before.mean() - last.mean()
    return "falling" if gain > max(last.std(), 0.01 * last.mean()) else _rest(run, best)


def _rest(run: Run, best: tuple[float, ...]) -> str:
    """Why a run stays where it is."""
    xs, ys = np.array(run.points[0]), np.array(run.points[1])
    pulls = [np.abs(part) for part in run.model.gradient(best, xs, ys)]
    # At the best parameters an exact fit leaves to each sample no more than rounding.
    exact = max(float(pull.max()) for pull in pulls) <= 1e-9 * float(
        (1 + np.abs(xs)).max() * (1 + np.abs(ys)).max()
    )
    return "slow" if exact or run.batch_size == run.samples else "noise"


def standing(run: Run, effect: Effect) -> str:
    """How the learning rate of a run stands to the limits; empty where they say nothing of such a run.

    ``above`` that of full-batch descent, or ``above_all`` where the run is just that; ``between`` it and
    that of every step; ``far_below`` or ``below`` both. They are limits near the best parameters: where
    there are none, nothing follows for the way.
    """
    plain = run.gradient == "plain" and run.optimizer in ("sgd", "averaged") and run.schedule == "constant"
    if not (plain and run.lr and effect.best and 0 < effect.full_batch < math.inf):
        return ""
    if run.lr >= effect.full_batch:
        return "above_all" if run.batch_size == run.samples else "above"
    if run.lr > effect.every_step:
        return "between"
    return "far_below" if run.lr < suggested_rate(effect) / _FAR else "below"


def suggested_rate(effect: Effect) -> float:
    """A stable rate of one digit: half the lowest limit, rounded down; not a number where none is known."""
    known = [limit for limit in (effect.full_batch, effect.every_step) if math.isfinite(limit)]
    if not known or min(known) <= 0:
        return math.nan
    unit = 10.0 ** math.floor(math.log10(min(known) / 2))
    return float(f"{math.floor(min(known) / 2 / unit) * unit:.1g}") if unit > 0 else math.nan


_effects: Kept[tuple[Run, tuple[float, ...], float, int], tuple[Effect, ...]] = Kept(16)

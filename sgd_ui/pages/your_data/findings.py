"""What other units for x do to a run on a reader's samples; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sgd_core import Run, RunError, Trace, theory
from sgd_core.landscape import scaled
from sgd_core.report import Report, telling
from sgd_core.scaling import scale_of, scalings_of
from sgd_ui.runs import budget, rungs
from sgd_ui.runs.clauses import Clause, clause
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.steepest import steepest_batch
from sgd_ui.runs.traces import samples_of, trace_of
from sgd_ui.runs.units import in_units
from sgd_ui.words.numerals import short

#: With more samples than this the intervals of cyclic descent take too long to find.
MOST_INTERVAL_SAMPLES = 300
#: What a sample costs in seconds where its x is scaled and the best parameters are found.
_EACH = 5e-5
#: A run has arrived when it ends within this share of the distance that it began at.
ARRIVED = 0.01

#: A start this near to the best parameters, as a share of them, is there but for rounding.
_THERE = 1e-12
#: Samples that disagree hold a run back where without their disagreement it ends within this share.
_HELD = 0.5
#: That takes another run; where it costs more seconds than this, nobody knows.
_TWIN_SECONDS = 0.5

#: A delta that is a smaller share of the largest y is lost in the rounding of residuals.
_LEAST_DELTA = 1e-12
#: A learning rate this near to a limit, as a share of it, is at it: its last bits are rounded.
_AT = 1e-15
#: A learning rate that is this many times below the suggested one is far below it.
_FAR = 10


class Effect(NamedTuple):
    """What is true of the mean loss once x is scaled, at its best parameters.

    Where there are none, of squared residuals all the same, which bend alike everywhere; of other losses
    nothing but its scaling is known.

    ``full_batch``: the learning rate below which full-batch descent is stable; ``way``: the one below which
    every update of this run is, be it on all samples, on the steepest batch that could be made of as many
    samples as its smallest one takes, or on the steepest sample, whose prediction it then brings nearer to
    its y where a model can fit one exactly;
    ``mean_square`` and ``cyclic``: for the line through the origin the further rungs of its ladder, the
    latter the end of its first interval; ``condition``: the largest eigenvalue over the smallest one;
    ``best``: the best parameters in the reader's own units. Not a number where it is not known, nor
    where some x are beyond doubles in those units.
    """

    scaling: str
    full_batch: float
    way: float
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
    batches = (run.batch_size, rungs.least_batch(run), way_of(run))
    key = (samples_of(run), run.w0, run.constants["delta"], batches)
    scalings = scalings_of(run.model)
    return _effects(
        key, lambda report: _all_effects(run, scalings, report), len(scalings) * _price_of_effect(run)
    )


def has_limits(run: Run) -> bool:
    """Whether any limit is known, in whatever units."""
    return not all(math.isnan(each.full_batch) for each in effects(run))


def _all_effects(run: Run, scalings: Sequence[str], report: Report) -> tuple[Effect, ...]:
    return tuple(_effect(run, name) for name in telling(scalings, report))


def _price_of_effect(run: Run) -> float:
    searched = run.problem == "origin" and run.samples <= MOST_INTERVAL_SAMPLES
    intervals = budget.intervals(run.samples) if searched else 0.0
    return _EACH * run.samples + rungs.price_of_steepest(run) + intervals


def _effect(run: Run, scaling: str) -> Effect:
    there = in_units(run, scaling)
    if isinstance(there, RunError) or (there.best is None and run.problem not in ("origin", "line")):
        return Effect(scaling, math.nan, math.nan, math.nan, math.nan, math.nan, None)
    model, (zs, ys), best = run.model, there.points, there.best
    w = best or run.w0
    with np.errstate(all="ignore"):
        curvature = theory.hessian_eigenvalues(model, w, zs, ys)
        full_batch = theory.descent_limit(model, w, zs, ys)
        way = _limit_of_way(run, w, zs, full_batch)
    condition = curvature[0] / curvature[-1] if curvature[-1] > 0 else math.inf
    own = scale_of(run.points[0], scaling).in_own_units(best) if best else None
    return Effect(scaling, full_batch, way, *_further_rungs(run, zs), condition, own)


def _further_rungs(run: Run, zs: tuple[float, ...]) -> tuple[float, float]:
    """The limits of the mean square and of cyclic descent."""
    if run.problem != "origin":
        return math.nan, math.nan
    mean_square = theory.mean_square_limit(zs, run.batch_size)
    if run.samples > MOST_INTERVAL_SAMPLES:
        return mean_square, math.nan
    intervals = theory.cyclic_intervals(zs, run.batch_size)
    return mean_square, next((high for _, high in intervals), math.inf)


def way_of(run: Run) -> str:
    """What an update of a run takes: ``one`` sample, ``many`` or ``all``."""
    return "all" if rungs.is_full_batch(run) else "one" if run.batch_size == 1 else "many"


def _limit_of_way(run: Run, w: tuple[float, ...], zs: tuple[float, ...], full_batch: float) -> float:
    """The descent limit of the steepest samples that can make an update; never above that of full batch."""
    if way_of(run) == "all":
        return full_batch
    ys, least = run.points[1], rungs.least_batch(run)
    if least == 1:
        return min(_limit_of_sample(run, w, zs), full_batch)
    taken = steepest_batch(run.model, w, zs, ys, least)
    limit = theory.descent_limit(run.model, w, [zs[i] for i in taken], [ys[i] for i in taken])
    return min(limit, full_batch)


def _limit_of_sample(run: Run, w: tuple[float, ...], zs: tuple[float, ...]) -> float:
    """Two over the curvature of the steepest sample.

    Beyond delta a Huber loss has none, but one update of such a sample can still pass its y: where updates
    take one sample, its curvature there is that of the parabola that touches the loss. Updates on batches
    keep 0, as their limit is the one above which two runs that are close part.
    """
    model, z, y = run.model, np.array(zs), np.array(run.points[1])
    if run.problem == "huber" and way_of(run) == "one" and model.predict:
        delta = run.constants["delta"]
        trace = (z * z + 1) * (delta / np.maximum(np.abs(model.predict(w, z) - y), delta))
    else:
        xx, *rest = model.hessian(w, z, y)
        # The second derivatives of one sample are of rank one: its curvature is their trace.
        trace = np.broadcast_to(xx + (rest[-1] if rest else 0.0), len(zs))
    steepest = trace.max().item()
    return 2 / steepest if steepest else math.inf


def distances(columns: Trace, best: tuple[float, ...]) -> Distances:
    """How far from the best parameters a run begins and ends."""
    with np.errstate(all="ignore"):
        start, end = (math.hypot(*(row - np.array(best)).tolist()) for row in columns.parameters[[0, -1]])
    return Distances(start, end if math.isfinite(end) else math.inf)


def told(columns: Trace, best: tuple[float, ...]) -> Clause:
    """What a run comes to."""
    if columns.diverged:
        return clause("own.diverged", update=columns.end.t)
    found = distances(columns, best)
    facts = {"updates": len(columns), "start": found.start, "end": found.end}
    if found.start <= _THERE * math.hypot(*best):
        return clause("own.begins", **facts)
    if found.ending != "nearer":
        return clause("own.arrived" if found.ending == "arrived" else "own.no_nearer", **facts)
    if short(found.start) == short(found.end):
        return clause("own.unmoved", **facts)
    return clause("own.nearer_noise" if _is_held_by_noise(columns, best) else "own.nearer", **facts)


def _is_held_by_noise(columns: Trace, best: tuple[float, ...]) -> bool:
    """Whether on samples that lie on the best model the same run ends less than half as far away."""
    run = columns.run
    if run.model.targets or run.model.predict is None or budget.trace(run) > _TWIN_SECONDS:
        return False
    try:
        fitted = run.replaced(x=run.points[0], y=[run.model.predict(best, x) for x in run.points[0]])
    except RunError:
        return False
    return distances(trace_of(fitted), best).end < _HELD * distances(columns, best).end


def open_told(run: Run) -> Clause:
    """Why no parameters are best."""
    if run.problem != "logistic":
        return clause("own.open_beyond" if _is_known_scaled(run) else f"own.open_{run.problem}")
    pairs = [*zip(*run.points, strict=True)]
    zeros, ones = ([x for x, y in pairs if y == label] for label in (0, 1))
    if not zeros or not ones:
        return clause("own.open_logistic_alike")
    if min(run.points[0]) == max(run.points[0]):
        return clause("own.open_logistic_same")
    if max(zeros) < min(ones) or max(ones) < min(zeros):
        return clause("own.open_logistic_parts")
    tied = max(zeros) == min(ones) or max(ones) == min(zeros)
    return clause("own.open_logistic_tied" if tied else "own.open_beyond")


def _is_known_scaled(run: Run) -> bool:
    """Whether the same samples in units of their size have best parameters: only their size hides these."""
    (_, xs), (height, ys) = map(scaled, run.points)
    delta = max(run.constants["delta"] / height, _LEAST_DELTA)
    return run.replaced(x=xs, y=ys, delta=delta).best is not None


def standing(run: Run, effect: Effect) -> str:
    """How the learning rate of a run stands to the limit of its way; empty where that says nothing of it.

    ``above``, ``at``, ``below`` or ``far_below``. It is a limit near the best parameters: where there are
    none, nothing follows for the way; nor does anything above it for more than one sample where the loss
    has no second derivatives.
    """
    if not (rungs.is_plain(run) and run.lr and effect.best and 0 < effect.way < math.inf):
        return ""
    if abs(run.lr - effect.way) <= _AT * effect.way:
        return "at"
    if run.lr > effect.way:
        return "above" if way_of(run) == "one" or rungs.is_smooth(run, effect.best) else ""
    return "far_below" if run.lr < suggested_rate(effect) / _FAR else "below"


def rate_told(run: Run, effect: Effect) -> Clause | None:
    """How the learning rate stands to the limit; None where the limits say nothing of such a run."""
    found = standing(run, effect)
    if not found:
        return None
    facts = {"lr": run.lr, "limit": effect.way, "times": run.lr / effect.way}
    if found in ("above", "at"):
        return clause("own.above" if found == "above" else "own.at", **facts)
    return clause("own.below" if found == "below" else "own.far_below", **facts)


def suggested_rate(effect: Effect) -> float:
    """A stable rate of one digit: half the limit of the way, rounded down; not a number without one."""
    half = effect.way / 2
    if not 0 < half < math.inf:
        return math.nan
    unit = 10.0 ** math.floor(math.log10(half))
    return float(f"{math.floor(half / unit) * unit:.1g}") if unit > 0 else math.nan


_effects: Kept[tuple[Run, tuple[float, ...], float, tuple[int, int, str]], tuple[Effect, ...]] = Kept(16)

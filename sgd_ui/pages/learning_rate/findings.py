"""What a learning rate does to a run on given samples; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sgd_core import Ensemble, Run, Trace
from sgd_core.landscape import moment
from sgd_core.report import Report
from sgd_core.run import PARAMETERS
from sgd_core.theory import (
    cyclic_intervals,
    epoch_factor,
    epoch_gap,
    every_step_limit,
    factors,
    full_batch_limit,
    landing_rates,
    mean_square_factor,
    mean_square_gap,
    mean_square_limit,
)
from sgd_ui.runs import budget, one_w
from sgd_ui.runs.clauses import Clause, clause
from sgd_ui.runs.ensembles import grown
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.seeds import Summary
from sgd_ui.runs.sweeps import together
from sgd_ui.runs.traces import samples_of, trace_of

Floats = NDArray[np.float64]

#: With more samples than this the intervals take too long to find.
MOST_INTERVAL_SAMPLES = 500
#: Landmarks of one kind, at most; the first ones.
_MOST_MARKS = 8
#: A factor this near to 0 is so but for rounding.
_ROUNDED = 8 * 2.0**-53
#: Where updates on the way multiply rounding by this and more, it keeps w from where an epoch leads.
_MOST_SWING = 1e6
#: A run that is still farther away than this share of its start has hardly come nearer.
_HARDLY = 0.5
#: A distance has grown where it has by more than this share.
_FARTHER = 1e-9
#: The map: how many rates, at most, at least and wanted to cost so many seconds; and about how many rows.
MAP_RATES, _LEAST_MAP_RATES, _MAP_SECONDS, _MAP_ROWS = 181, 31, 1.5, 100
#: No ruler begins below this rate, or ends above its inverse.
_LEAST_RATE = 1e-190


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
    found += [
        Landmark("lands" if _lands(run, factors_at(xs, rate)) else "forgets", "lands", rate)
        for rate in (lands if len(lands) <= _MOST_MARKS else ())
    ]
    return tuple(sorted((each for each in found if math.isfinite(each.rate)), key=lambda each: each.rate))


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
    def swing(self) -> float:
        """What an epoch may multiply by what rounding leaves on the way."""
        return math.prod(max(1.0, abs(step)) for step in self.steps)


def factors_at(xs: tuple[float, ...], lr: float) -> Factors:
    """The factors at one learning rate."""
    (full,) = factors(xs, lr, len(xs))
    return Factors(factors(xs, lr), epoch_factor(xs, lr), mean_square_factor(xs, lr), full)


def _lands(run: Run, now: Factors) -> bool:
    """Whether at these factors an epoch takes w to the best one, but for rounding that stays as small."""
    return one_w.agree(run) and now.lands and now.swing < _MOST_SWING


# --- what is said of a rate ---


def told(run: Run) -> list[Clause]:
    """What this rate does to these samples, with the factor that decides."""
    columns, now = trace_of(run), factors_at(run.points[0], run.lr)
    facts = _facts(run, columns, now)
    if not run.lr:
        # Times a gradient beyond doubles even 0 is no number.
        return [clause("rate.diverged", **facts) if columns.diverged else clause("rate.none")]
    moved = one_w.moves(columns)
    if moved == "rests":
        return [clause("rate.rests" if one_w.begins_at_rest(run) else "rate.undrawn", lr=run.lr)]
    if moved == "lost":
        return [clause("rate.lost", lr=run.lr)]
    said = [clause("rate.diverged", **facts)] if columns.diverged else []
    epoch = one_w.standing(run).epoch
    if epoch == "at":
        return [*said, clause("rate.neutral", **facts)]
    if epoch == "above":
        farther = _is_farther(facts["end"], facts["start"])
        said = said or [clause("rate.grows" if farther else "rate.unstable", **facts)]
        return [*said, clause("rate.reason", **facts)]
    return said or [*_nearing(run, now, facts), *_in_the_long_run(run, facts)]


def _facts(run: Run, columns: Trace, now: Factors) -> dict[str, Any]:
    start, left, end = _distances(run, columns)
    pulling = [i for i, x in enumerate(run.points[0]) if x]
    worst = max(pulling, key=lambda i: abs(now.steps[i]))
    return {
        "lr": run.lr,
        "rho": (now.epoch, epoch_gap(run.points[0], run.lr)),
        "sample": worst + 1,
        "x": run.points[0][worst],
        "factor": now.steps[worst],
        "size": _shrinks(run.lr, run.points[0][worst] * run.points[0][worst]),
        "square": one_w.square_at(run),
        "update": columns.end.t,
        "start": start,
        "left": left,
        "end": end,
    }


def _is_farther(end: float, start: float) -> bool:
    """Whether a run ends farther away than it began, by more than the rounding of both distances."""
    return end > start * (1 + _FARTHER)


def _distances(run: Run, columns: Trace) -> list[float]:
    """How far from the best w a run begins, is after its first epoch, and ends; infinitely far where it
    diverges."""
    best, first = one_w.known_w(run), min(run.updates_per_epoch, len(columns))
    away = [abs(w - best) for w in columns.parameters[[0, first, -1], 0].tolist()]
    return [each if math.isfinite(each) else math.inf for each in away]


def _nearing(run: Run, now: Factors, facts: Mapping[str, Any]) -> list[Clause]:
    """What is to be said where an epoch in order brings w nearer to where it settles."""
    agree, drawn = one_w.agree(run), run.sampling == "with-replacement"
    if now.swing >= _MOST_SWING:
        return [clause("rate.swings", **facts)]
    if now.lands and not drawn:
        return [clause("rate.lands" if agree else "rate.forgets", **facts)]
    if one_w.loses_steps(trace_of(run)):
        said = [clause("rate.partly", **facts)]
    elif one_w.standing(run).every_step == "below":
        said = [clause("rate.monotone", **facts)]
        said += [clause("rate.idle")] if 0 in run.points[0] else []
    else:
        # Of draws every path but a null set converges in the end, and many may be far away until then.
        said = [clause("rate.converges" if agree and not drawn else "rate.recovers", **facts)]
    floor = 0.0 if agree else one_w.limit(run)
    if _HARDLY * facts["start"] < facts["end"] <= facts["start"] and facts["end"] > 2 * floor:
        said.append(clause("rate.hardly", **facts))
    return said


def _in_the_long_run(run: Run, facts: Mapping[str, Any]) -> list[Clause]:
    """Whether w comes to rest, and what becomes of the mean square where samples are drawn."""
    agree, drawn = one_w.agree(run), run.sampling == "with-replacement"
    side = one_w.standing(run).mean_square
    if drawn and side != "below":
        if not agree:
            return [clause("rate.heavy", **facts)]
        return [clause("rate.between" if side == "above" else "rate.between_at", **facts)]
    if agree or one_w.comes_to_rest(run) or one_w.ends_at_rest(trace_of(run)):
        return []
    far = one_w.limit(run)
    if math.isnan(far):
        return [clause("rate.restless")]
    return [clause("rate.settles", sampling=run.sampling, far=far)]


class Rung(NamedTuple):
    """A rung of the ladder: its limits, the size of its factor and by how much that is above 1, and
    whether it holds at a rate."""

    name: str
    limits: tuple[tuple[float, float], ...]
    size: float
    gap: float
    holds: bool


def rungs(run: Run) -> list[Rung]:
    """The ladder at the rate of a run."""
    xs, lr = run.points[0], run.lr
    now, standing = factors_at(xs, lr), one_w.standing(run)
    bare = {
        "every_step": (((0.0, every_step_limit(xs)),), *max(_shrinks(lr, x * x) for x in xs if x)),
        "mean_square": (((0.0, mean_square_limit(xs)),), now.mean_square, mean_square_gap(xs, lr)),
        "cyclic": (intervals(run), abs(now.epoch), epoch_gap(xs, lr)),
        "full_batch": (((0.0, full_batch_limit(xs)),), *_shrinks(lr, moment(xs, xs))),
    }
    sides = dict(zip(bare, standing, strict=True))
    return [
        Rung(name, limits, *((1.0, 0.0) if sides[name] == "at" else (size, gap)), sides[name] == "below")
        for name, (limits, size, gap) in bare.items()
    ]


def _shrinks(lr: float, curvature: float) -> tuple[float, float]:
    """The size of 1 − 2·lr·curvature, and by how much it is above 1."""
    part = 2 * lr * curvature
    return (1 - part, -part) if part <= 1 else (part - 1, part - 2)


def paths_told(run: Run, many: Summary, exact: Floats) -> Clause:
    """What many paths drawn with replacement show beside the exact mean of their squares."""
    facts = {
        "seeds": many.seeds,
        "updates": int(many.t[-1]),
        "median": many.size[1][-1].item(),
        "shown": many.root_mean_square[-1].item(),
        "exact": exact[-1].item(),
        "square": one_w.square_at(run),
    }
    if not math.isfinite(facts["median"]):
        return clause("paths.lost", **facts)
    far = many.size[2][-1].item()
    return clause("paths.apart" if _come_apart(run, far, facts) else "paths.together", **facts)


def _come_apart(run: Run, far: float, facts: Mapping[str, float]) -> bool:
    """Whether nearly all of these seeds come nearer while the exact mean square, far above theirs, grows.

    Args:
        far: the distance of those that are farther than nearly all.
    """
    standing, start = one_w.standing(run), abs(run.w0[0] - one_w.known_w(run))
    between = one_w.agree(run) and standing.epoch == "below" and standing.mean_square == "above"
    return bool(between and far < start < facts["exact"] and facts["shown"] < facts["exact"] / 10)


def schedules_told(run: Run, ends: Mapping[str, float], seeds: int) -> list[Clause]:
    """What every schedule comes to from the same rate on, and what the constant one leaves."""
    said = [clause("paths.ends", seeds=seeds, ends=ends)]
    side, agree = one_w.standing(run).mean_square, one_w.agree(run)
    if not run.lr or one_w.begins_at_rest(run):
        # Times a gradient beyond doubles even 0 is no number.
        return [*said, clause("paths.still")] if math.isfinite(ends["constant"]) else said
    if one_w.never_steps(run):
        return [*said, clause("paths.no_step")]
    if side == "above" or (side == "at" and not agree):
        square = one_w.square_at(run)
        return [*said, clause("paths.unbounded" if agree else "paths.unbounded_noise", square=square)]
    if agree:
        return [*said, clause("paths.no_floor" if side == "below" else "paths.neither")]
    if one_w.comes_to_rest(run):
        return said
    return [*said, clause("paths.floor", floor=one_w.limits(run)["with-replacement"])]


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
    return found | ({"away"} if _is_farther(second, abs(run.w0[0] - best)) else set())


_intervals: Kept[Run, tuple[tuple[float, float], ...]] = Kept(16)
_curves: Kept[tuple[Run, tuple[float, ...]], dict[str, Floats]] = Kept(16)
_sweeps: Kept[tuple[Run, float, float], Ensemble] = Kept(16)

"""What a reader is advised to change: run first, and advised only where it ends nearer to the best."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sgd_core import Run, RunError, Trace
from sgd_core.scaling import scale_of, scalings_of
from sgd_ui.pages.your_data import findings
from sgd_ui.pages.your_data.findings import Effect
from sgd_ui.runs import units
from sgd_ui.runs.traces import mean_losses, trace_of

#: With a steepest curvature above this many times the flattest, other units of x are worth a try.
_VALLEY = 100
#: A run ends nearer where a reader would notice it: within this share of the distance.
_NEARER = 0.9


class Advice(NamedTuple):
    """A learning rate, and the scaling of x that it is for.

    Args:
        reason: ``rate`` where the learning rate alone is another one, ``units`` where the scaling is too.
    """

    reason: str
    lr: float
    scaling: str


def advised(run: Run, scaling: str) -> list[Advice]:
    """What to change in a run on x of a scaling: what its limits speak for and what then ends nearer.

    Every candidate is run, and that is what this costs. A run that arrives needs no advice.
    """
    return [each for each in _candidates(run, scaling) if _ends_nearer(run, scaling, each)]


def _candidates(run: Run, scaling: str) -> list[Advice]:
    """What the limits speak for, right or wrong."""
    effects = {each.scaling: each for each in findings.effects(run)}
    standing, found = findings.standing(run, effects[scaling]), list[Advice]()
    if not standing:
        return found
    if scaling == "none" and run.data is None and "standard" in scalings_of(run.model):
        given, standard = effects["none"], effects["standard"]
        if _is_easier(run, given, standard):
            found.append(Advice("units", findings.suggested_rate(standard), "standard"))
    if standing != "below":
        found.append(Advice("rate", findings.suggested_rate(effects[scaling]), scaling))
    return [each for each in found if each.lr > 0]


def _is_easier(run: Run, given: Effect, standard: Effect) -> bool:
    """Whether standardized x leave a round valley where given ones make a long one, or allow the rate."""
    allows = given.way <= run.lr < standard.way
    return standard.condition < _VALLEY and (given.condition > _VALLEY or allows)


def _ends_nearer(run: Run, scaling: str, advice: Advice) -> bool:
    """Whether a run as advised ends nearer to the best parameters, noticeably, and at a lower mean loss.

    It is nearer both for x as they stand, in which the sentence beside it tells how far the run ends, and in
    the advised units, in which the reader would see the next run.
    """
    now = units.in_units(run, scaling)
    then = units.in_units(run.replaced(lr=advice.lr), advice.scaling)
    if isinstance(now, RunError) or isinstance(then, RunError) or now.best is None or then.best is None:
        return False
    before = trace_of(now)
    if findings.distances(before, now.best).ending == "arrived":
        return False
    after, xs = trace_of(then), run.points[0]
    ends = [
        scale_of(xs, scaling).in_own_units(_end(before)),
        scale_of(xs, advice.scaling).in_own_units(_end(after)),
    ]
    gaps = [
        [_gap(scale_of(xs, name).in_scaled_units(end), best) for end in ends]
        for name, best in ((scaling, now.best), (advice.scaling, then.best))
    ]
    return all(gap < _NEARER * other for other, gap in gaps) and _loss(after) < _loss(before)


def _end(columns: Trace) -> tuple[float, ...]:
    return tuple(columns.parameters[-1].tolist())


def _gap(w: tuple[float, ...], best: tuple[float, ...]) -> float:
    """A distance; infinite where it is no number."""
    found = math.dist(w, best)
    return math.inf if math.isnan(found) else found


def _loss(columns: Trace) -> float:
    """The mean loss at the end; infinite where it is no number."""
    found = mean_losses(columns, np.array([len(columns)])).item()
    return math.inf if math.isnan(found) else float(found)

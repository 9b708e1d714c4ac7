"""The batch on which the loss bends most, of all that so many samples can make."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sgd_core.problems import Problem

#: Directions looked along, evenly spaced over half a turn: the curvature found is within 1e-5 of the largest.
_DIRECTIONS = 512


def steepest_batch(
    model: Problem, w: tuple[float, ...], xs: Sequence[float], ys: Sequence[float], size: int
) -> list[int]:
    """The samples whose mean of second derivatives at w has the largest eigenvalue, of all sets of a size.

    Seen along one direction the steepest set is that of the steepest samples; along neighbouring ones the
    eigenvalue of the best set differs by the square of half the angle between them.
    """
    if size == len(xs):
        return list(range(size))
    xx, *rest = model.hessian(w, np.array(xs), np.array(ys))
    if size == 1 or not rest:
        # The second derivatives of one sample are of rank one: its curvature is their trace.
        traces = np.broadcast_to(xx + (rest[-1] if rest else 0.0), len(xs))
        return [int(i) for i in np.argsort(traces, kind="stable")[-size:]]
    xy, yy = (np.broadcast_to(each, len(xs)) for each in rest)
    found, most = list(range(size)), -math.inf
    for angle in np.linspace(0, math.pi, _DIRECTIONS, endpoint=False).tolist():
        c, s = math.cos(angle), math.sin(angle)
        along = c * c * xx + 2 * c * s * xy + s * s * yy
        taken = np.argpartition(along, len(along) - size)[len(along) - size :]
        value = _largest(*(float(each[taken].mean()) for each in (xx, xy, yy)))
        if value > most:
            found, most = taken.tolist(), value
    return found


def _largest(xx: float, xy: float, yy: float) -> float:
    """The larger eigenvalue of a symmetric matrix."""
    return (xx + yy) / 2 + math.hypot((xx - yy) / 2, xy)

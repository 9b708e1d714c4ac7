"""Other units for x: what they do to the data, and how parameters come back from them.

A scaling replaces x by z = (x − shift) / size. A model fitted to z says of x

    w·z + b = (w/size)·x + (b − w·shift/size),

so nothing is lost, as long as there is a b that makes up for the shift. Predictions and losses stay as
they are; what changes is the curvature, and with it how large a learning rate may be.

>>> scale = scale_of((4.0, 6.0, 8.0), "largest")
>>> scale, scaled((4.0, 6.0, 8.0), scale), in_own_units((16.0,), scale)
(Scale(shift=0.0, size=8.0), (0.5, 0.75, 1.0), (2.0,))
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from sgd_core.landscape import mean_of, moment
from sgd_core.problems import Problem
from sgd_core.run import Run

#: ``largest``: by the largest |x|. ``standard``: by the mean and the standard deviation (divisor n).
SCALINGS = ("none", "largest", "standard")


class Scale(NamedTuple):
    """z = (x − shift) / size; ``size`` is above 0."""

    shift: float
    size: float


def scalings_of(problem: Problem) -> tuple[str, ...]:
    """Those that leave the model what it is: a shift of x needs a parameter b that makes up for it."""
    return SCALINGS if "b" in problem.parameters else SCALINGS[:2]


def scale_of(xs: Sequence[float], scaling: str) -> Scale:
    """What a scaling does to these x; nothing by a size that is 0 or beyond doubles."""
    if scaling == "none":
        return Scale(0.0, 1.0)
    if scaling == "largest":
        return Scale(0.0, _usable(max(map(abs, xs))))
    shift = mean_of(xs)
    if not math.isfinite(shift):
        return Scale(0.0, 1.0)
    centred = [x - shift for x in xs]
    square = moment(centred, centred)
    return Scale(shift, _usable(math.sqrt(square) if square >= 0 else math.nan))


def scaled(xs: Sequence[float], scale: Scale) -> tuple[float, ...]:
    """z of each x."""
    return tuple((x - scale.shift) / scale.size for x in xs)


def in_own_units(parameters: Sequence[float], scale: Scale) -> tuple[float, ...]:
    """The parameters for x that predict what ``parameters`` predict for z."""
    w, *rest = parameters
    return (w / scale.size, *[b - w * scale.shift / scale.size for b in rest])


def rescaled(run: Run, scaling: str) -> Run:
    """The run on scaled x; as it is, where its problem does not allow the scaling.

    Raises:
        RunError: if some scaled x are beyond doubles.
    """
    if scaling == "none" or scaling not in scalings_of(run.model):
        return run
    xs, ys = run.points
    return run.replaced(x=scaled(xs, scale_of(xs, scaling)), y=ys)


def _usable(size: float) -> float:
    return size if math.isfinite(size) and size > 0 else 1.0

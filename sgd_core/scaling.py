"""Other units for x: what they do to the data, and how parameters come back from them.

A scaling replaces x by z = (x − shift) / size. A model fitted to z says of x

    w·z + b = (w/size)·x + (b − w·shift/size),

so nothing is lost, as long as there is a b that makes up for the shift. Predictions and losses stay as
they are; what changes is the curvature, and with it how large a learning rate may be.

>>> scale = scale_of((4.0, 6.0, 8.0), "largest")
>>> scale, scale.of((4.0, 6.0, 8.0)), scale.in_own_units((16.0,))
(Scale(shift=0.0, size=8.0), (0.5, 0.75, 1.0), (2.0,))
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from sgd_core.landscape import mean_of, moment
from sgd_core.parameters import Word, fail
from sgd_core.problems import Problem
from sgd_core.run import Run

#: ``largest``: by the largest |x|. ``standard``: by the mean and the standard deviation (divisor n).
SCALINGS = ("none", "largest", "standard")


class Scale(NamedTuple):
    """z = (x − shift) / size; ``size`` is above 0."""

    shift: float
    size: float

    def of(self, xs: Sequence[float]) -> tuple[float, ...]:
        """z of each x."""
        return tuple((x - self.shift) / self.size for x in xs)

    def in_own_units(self, parameters: Sequence[float]) -> tuple[float, ...]:
        """The parameters for x that predict what ``parameters`` predict for z."""
        w, *rest = parameters
        return (w / self.size, *[b - w * self.shift / self.size for b in rest])

    def in_scaled_units(self, parameters: Sequence[float]) -> tuple[float, ...]:
        """The parameters for z that predict what ``parameters`` predict for x."""
        w, *rest = parameters
        return (w * self.size, *[b + w * self.shift for b in rest])


class Units(NamedTuple):
    """What a run on scaled x was given: its run on x, the scaling by name, and what that does.

    >>> units = units_of(Run(problem="line"), "largest")
    >>> units.constants, units.z(units.constants["largest"])
    ({'largest': 2.7}, 1.0)
    """

    given: Run
    scaling: str
    scale: Scale

    @property
    def x(self) -> tuple[float, ...]:
        """The samples' x as given."""
        return self.given.points[0]

    @property
    def constants(self) -> dict[str, float]:
        """What z is made of beside x: ``largest``, or ``mean`` and ``deviation``; 1 where x has no size."""
        shift, size = self.scale
        return {"mean": shift, "deviation": size} if self.scaling == "standard" else {"largest": size}

    def z(self, x: Any) -> Any:
        """z of an x."""
        return self.scale.of((x,))[0]


def units_of(given: Run, scaling: str) -> Units | None:
    """The units that ``rescaled`` puts a run in; None where x stays as it is."""
    return None if scaling == "none" else Units(given, scaling, scale_of(given.points[0], scaling))


def placed(x: Any, units: Units | None) -> Any:
    """An x as a model takes it: z, or x itself where a run is on x as given; floats, arrays, trees alike."""
    return units.z(x) if units else x


def scalings_of(problem: Problem) -> tuple[str, ...]:
    """The scalings that leave the model what it is.

    A shift of x needs a parameter b that makes up for it, and a size a w; where x is half of a point,
    even a size makes another problem of it.
    """
    if "b" in problem.parameters:
        return SCALINGS
    return SCALINGS[:2] if problem.predict else SCALINGS[:1]


def scale_of(xs: Sequence[float], scaling: str) -> Scale:
    """What a scaling does to these x; it divides by 1 where they leave it no size.

    Raises:
        RunError: if their mean or deviation cannot be computed in doubles.
    """
    if scaling == "none":
        return Scale(0.0, 1.0)
    if scaling == "largest":
        return Scale(0.0, max(map(abs, xs)) or 1.0)
    shift = mean_of(xs)
    centred = [x - shift for x in xs]
    square = moment(centred, centred)
    # Squares of what is small enough are 0, too.
    if not math.isfinite(square) or (not square and any(centred)):
        raise fail("scaling", scaling, "no_scale", words=", ".join(SCALINGS[:2]))
    return Scale(shift, math.sqrt(square) or 1.0)


def rescaled(run: Run, scaling: str) -> Run:
    """The run on scaled x.

    Raises:
        RunError: if its problem does not allow the scaling, or the scale or some scaled x are beyond
            doubles.
    """
    Word(scalings_of(run.model)).check("scaling", scaling)
    if scaling == "none":
        return run
    xs, ys = run.points
    return run.replaced(x=scale_of(xs, scaling).of(xs), y=ys)

"""What the browser computes of a problem by itself, as sums of products.

``[["x", "w"], [-1, "y"]]`` is x·w − y. A factor is a number, a name, or a function of another sum:
``{"link": "sigmoid", "of": …}``. A prediction is read off the screen, so its products and their sum
stand in the core's own order and give the core's bits; through a link, whose exponential is the
browser's own, all but the last few of them. What else there is, is only drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from sgd_core.arithmetic import sigmoid

Term = list[str | float]
Terms = list[Term]


class Linked(TypedDict):
    """A function of a sum: ``sigmoid`` 1 / (1 + e⁻ᵛ) or ``inverse`` 1 / v."""

    link: str
    of: Terms


Formula = Sequence[Sequence[str | float | Linked]]


@dataclass(frozen=True)
class Form:
    """What a problem computes.

    Args:
        prediction: ŷ from x and the parameters; empty where there is none.
        pull: −∂fᵢ by each parameter, from x, y and the parameters, where it is a sum of products.
        loss: fᵢ over the parameter g, from x and y, where there is one parameter.
        valley: the second parameter over the first one, g, where fᵢ is 0, if there is such a line.
        goal: what the sample pulls straight at from where the parameters were before the move: the
            nearest point of its valley, or where it has none a point far away.
        band: the constant that says within which distance of the model the loss is a square.
    """

    prediction: Formula = ()
    pull: tuple[Terms, ...] = ()
    loss: Terms | None = None
    valley: Terms | None = None
    goal: tuple[Formula, Formula] | None = None
    band: str | None = None

    @property
    def straight(self) -> bool:
        """Whether the model is a straight line."""
        return not any(isinstance(factor, dict) for term in self.prediction for factor in term)


_LINE: Terms = [["x", "w"], ["b"]]
_AWAY: Linked = {"link": "inverse", "of": [["x", "x"], [1.0]]}
#: From (w, b) straight to the line w·x + b = y: by (x, 1)·(y − w·x − b) / (x² + 1).
_ONTO: tuple[Formula, Formula] = (
    [["w_before"], ["x", "y", _AWAY], [-1.0, "x", "x", "w_before", _AWAY], [-1.0, "x", "b_before", _AWAY]],
    [["b_before"], ["y", _AWAY], [-1.0, "x", "w_before", _AWAY], [-1.0, "b_before", _AWAY]],
)
#: Along (x, 1), forward for y = 1 and back for y = 0, far out of any picture.
_FAR = 1e6


def _autoencoder_pull(x: str, y: str, v: str, w: str) -> Terms:
    """−∂/∂v of ‖p‖² − 2s² + (v² + w²)s² with s = vx + wy, multiplied out."""
    return [
        [4.0, v, x, x],
        [4.0, w, x, y],
        [-4.0, v, v, v, x, x],
        [-6.0, v, v, w, x, y],
        [-2.0, v, w, w, x, x],
        [-2.0, v, w, w, y, y],
        [-2.0, w, w, w, x, y],
    ]


FORMS: dict[str, Form] = {
    "origin": Form(
        prediction=[["x", "w"]],
        loss=[["x", "x", "g", "g"], [-2.0, "x", "y", "g"], ["y", "y"]],
        pull=([[-2.0, "x", "x", "w"], [2.0, "x", "y"]],),
    ),
    "line": Form(
        prediction=_LINE,
        pull=(
            [[-2.0, "x", "x", "w"], [-2.0, "x", "b"], [2.0, "x", "y"]],
            [[-2.0, "x", "w"], [-2.0, "b"], [2.0, "y"]],
        ),
        valley=[["y"], [-1.0, "x", "g"]],
        goal=_ONTO,
    ),
    "logistic": Form(
        prediction=[[{"link": "sigmoid", "of": _LINE}]],
        goal=(
            [["w_before"], [2 * _FAR, "x", "y"], [-_FAR, "x"]],
            [["b_before"], [2 * _FAR, "y"], [-_FAR]],
        ),
    ),
    "huber": Form(prediction=_LINE, valley=[["y"], [-1.0, "x", "g"]], goal=_ONTO, band="delta"),
    "autoencoder": Form(
        pull=(_autoencoder_pull("x", "y", "w1", "w2"), _autoencoder_pull("y", "x", "w2", "w1"))
    ),
    "deep": Form(
        prediction=[["w1", "w2", "x"]],
        pull=(
            [[-2.0, "x", "x", "w1", "w2", "w2"], [2.0, "x", "y", "w2"]],
            [[-2.0, "x", "x", "w1", "w1", "w2"], [2.0, "x", "y", "w1"]],
        ),
    ),
}


def put(formula: Formula, values: Mapping[str, str | float]) -> Formula:
    """The same formula with numbers or other names in place of names."""

    def factor(one: str | float | Linked) -> str | float | Linked:
        if isinstance(one, dict):
            return {"link": one["link"], "of": [[*map(name, term)] for term in one["of"]]}
        return name(one)

    def name(one: str | float) -> str | float:
        return values.get(one, one) if isinstance(one, str) else one

    return [[factor(one) for one in term] for term in formula]


def value(formula: Formula, scope: Mapping[str, float]) -> float:
    """What a formula comes to where its names have the numbers in ``scope``, as the browser computes it."""

    def factor(one: str | float | Linked) -> float:
        if isinstance(one, dict):
            return _LINKS[one["link"]](value(one["of"], scope))
        return scope[one] if isinstance(one, str) else one

    first, *rest = (math.prod(map(factor, term)) for term in formula)
    return sum(rest, first)


_LINKS: dict[str, Callable[[float], float]] = {"sigmoid": sigmoid, "inverse": lambda number: 1 / number}


def mean_over(terms: Terms, xs: Sequence[float], ys: Sequence[float]) -> Terms:
    """The mean of a sum of products over samples: its x and y become numbers."""
    samples = list(zip(xs, ys, strict=True))

    def product(factors: Term, x: float, y: float) -> float:
        given: dict[str | float, float] = {"x": x, "y": y}
        return math.prod(float(given.get(factor, factor)) for factor in factors if not _is_free(factor))

    return [
        [
            sum(product(term, x, y) for x, y in samples) / len(samples),
            *[factor for factor in term if _is_free(factor)],
        ]
        for term in terms
    ]


def _is_free(factor: str | float) -> bool:
    """Whether a factor is a parameter."""
    return isinstance(factor, str) and factor not in ("x", "y")

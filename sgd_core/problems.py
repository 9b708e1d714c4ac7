"""Finite sums of per-sample losses: f(w) = (1/n) Σ fᵢ(w).

The formulas are written once and serve floats (one run) and arrays (many points at once) alike.
A square is ``r * r``, never ``r ** 2``: the power is the C library's, which differs in the last bit
now and then, and raises where the product overflows to infinity.

>>> origin = PROBLEMS["origin"]
>>> origin.loss((1.0,), 2.0, 4.0), origin.gradient((1.0,), 2.0, 4.0)
(4.0, (-8.0,))
>>> origin.best((1.0, 2.0, 3.0), (2.0, 4.0, 6.0))
(2.0,)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Parameters = tuple[Any, ...]


@dataclass(frozen=True)
class Problem:
    """One model and its per-sample loss.

    ``predict(w, x)``, ``loss(w, x, y)`` and ``gradient(w, x, y)`` take the parameters as a tuple,
    one entry (float or array) for each name in ``parameters``; the gradient has the same form.
    ``best(xs, ys)`` gives the parameters of least mean loss, or None where there is no single one.
    """

    name: str
    formula: str
    source: str
    parameters: tuple[str, ...]
    start: tuple[float, ...]
    data: str
    predict: Callable[[Parameters, Any], Any]
    loss: Callable[[Parameters, Any, Any], Any]
    gradient: Callable[[Parameters, Any, Any], Parameters]
    best: Callable[[Sequence[float], Sequence[float]], tuple[float, ...] | None]


def _origin_predict(w: Parameters, x: Any) -> Any:
    return x * w[0]


def _origin_loss(w: Parameters, x: Any, y: Any) -> Any:
    r = x * w[0] - y
    return r * r


def _origin_gradient(w: Parameters, x: Any, y: Any) -> Parameters:
    return (2 * x * (x * w[0] - y),)


def _origin_best(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, ...] | None:
    """w* = Σxy / Σx², the x²-weighted mean of the yᵢ/xᵢ."""
    try:
        xx = math.fsum(x * x for x in xs)
        w = math.fsum(x * y for x, y in zip(xs, ys, strict=True)) / xx
    except (OverflowError, ValueError, ZeroDivisionError):
        return None
    return (w,) if math.isfinite(xx) and math.isfinite(w) else None


def mean(values: Iterable[Any]) -> Any:
    """The mean, summed left to right and divided once: the same bits on every machine."""
    count = 0
    total: Any = None
    for value in values:
        total = value if total is None else total + value
        count += 1
    return total / count


def mean_loss(problem: Problem, w: Parameters, xs: Sequence[float], ys: Sequence[float]) -> Any:
    """f(w) = (1/n) Σ fᵢ(w) over the samples, summed left to right."""
    return mean(problem.loss(w, x, y) for x, y in zip(xs, ys, strict=True))


PROBLEMS: dict[str, Problem] = {
    problem.name: problem
    for problem in (
        Problem(
            name="origin",
            formula="fᵢ(w) = (xᵢ·w − yᵢ)²",
            source="least squares through the origin",
            parameters=("w",),
            start=(1.0,),
            data="note",
            predict=_origin_predict,
            loss=_origin_loss,
            gradient=_origin_gradient,
            best=_origin_best,
        ),
    )
}

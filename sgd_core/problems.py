"""Finite sums of per-sample losses: f(w) = (1/n) Σ fᵢ(w).

The formulas are written once and serve floats (one run), arrays (many points at once) and trees (see
``formula``) alike.
A square is ``r * r``, never ``r ** 2``: the power is the C library's, which differs in the last bit
now and then, and raises where the product overflows to infinity.

>>> origin = PROBLEMS["origin"]
>>> origin.loss((1.0,), 2.0, 4.0), origin.gradient((1.0,), 2.0, 4.0)
(4.0, (-8.0,))
>>> origin.best((1.0, 2.0, 3.0), (2.0, 4.0, 6.0))
(2.0,)
>>> [point.kind for point in PROBLEMS["autoencoder"].critical((2.0, -2.0), (1.0, 1.0))]
['maximum', 'minimum', 'minimum', 'saddle', 'saddle']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sgd_core import landscape
from sgd_core.arithmetic import clip, mean, sigmoid, softplus, where
from sgd_core.landscape import CriticalPoint
from sgd_core.parameters import Parameter, Real
from sgd_core.tree import check_names

Parameters = tuple[Any, ...]


@dataclass(frozen=True)
class Problem:
    """One model and its per-sample loss.

    ``loss(w, x, y)`` and ``gradient(w, x, y)`` take the parameters as a tuple, one entry (float or
    array) for each name in ``parameters``; the gradient has the same form. ``hessian(w, x, y)`` gives
    the second derivatives of the loss row by row from the diagonal on: (11,) or (11, 12, 22).
    ``critical(xs, ys)`` gives the critical points of the mean loss. Of a problem with constants these
    functions take them as further arguments by name; ``bound`` puts them in.

    Args:
        predict: the model's answer at x, where it has one: ``predict(w, x)``.
        targets: the values that y may take; None allows any.
    """

    name: str
    source: str
    parameters: tuple[str, ...]
    start: tuple[float, ...]
    data: str
    loss: Callable[..., Any]
    gradient: Callable[..., Parameters]
    hessian: Callable[..., Parameters]
    critical: Callable[..., tuple[CriticalPoint, ...]]
    predict: Callable[[Parameters, Any], Any] | None = None
    constants: tuple[Parameter, ...] = ()
    targets: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        constants = [constant.name for constant in self.constants]
        check_names(self.name, [*self.parameters, *constants], allowed="w")

    def bound(self, constants: Mapping[str, Any]) -> Problem:
        """The same problem with the values of its constants put in."""
        if not self.constants:
            return self
        values = {constant.name: constants[constant.name] for constant in self.constants}
        loss, gradient = partial(self.loss, **values), partial(self.gradient, **values)
        hessian, critical = partial(self.hessian, **values), partial(self.critical, **values)
        return replace(self, loss=loss, gradient=gradient, hessian=hessian, critical=critical)

    def best(self, xs: Sequence[float], ys: Sequence[float]) -> tuple[float, ...] | None:
        """The parameters of least mean loss, or None where there is no single one."""
        return lowest(self.critical(xs, ys))


def lowest(points: Sequence[CriticalPoint]) -> tuple[float, ...] | None:
    """The parameters of least mean loss among its critical points, or None where there is no single one."""
    minima = [point for point in points if point.kind == "minimum"]
    return minima[0].parameters if len(minima) == 1 and minima[0].eigenvalues[-1] else None


def mean_loss(problem: Problem, w: Parameters, xs: Sequence[float], ys: Sequence[float]) -> Any:
    """f(w) = (1/n) Σ fᵢ(w) over the samples, summed left to right."""
    return mean(problem.loss(w, x, y) for x, y in zip(xs, ys, strict=True))


# --- origin: ŷ = x·w ---


def _origin_predict(w: Parameters, x: Any) -> Any:
    return x * w[0]


def _origin_loss(w: Parameters, x: Any, y: Any) -> Any:
    r = x * w[0] - y
    return r * r


def _origin_gradient(w: Parameters, x: Any, y: Any) -> Parameters:
    return (2 * x * (x * w[0] - y),)


def _origin_hessian(w: Parameters, x: Any, y: Any) -> Parameters:
    return (2 * x * x,)


# --- line: ŷ = w·x + b ---


def _line_predict(w: Parameters, x: Any) -> Any:
    return w[0] * x + w[1]


def _line_loss(w: Parameters, x: Any, y: Any) -> Any:
    r = _line_predict(w, x) - y
    return r * r


def _line_gradient(w: Parameters, x: Any, y: Any) -> Parameters:
    r = _line_predict(w, x) - y
    return 2 * x * r, 2 * r


def _line_hessian(w: Parameters, x: Any, y: Any) -> Parameters:
    return 2 * x * x, 2 * x, 2.0


# --- logistic: P(y = 1) = 1 / (1 + e^−z), z = w·x + b ---


def _logistic_predict(w: Parameters, x: Any) -> Any:
    return sigmoid(_line_predict(w, x))


def _logistic_loss(w: Parameters, x: Any, y: Any) -> Any:
    # ln(1 + eᶻ) − y·z for y = 0 and y = 1, in a form in which no two infinities meet.
    return softplus((1 - 2 * y) * _line_predict(w, x))


def _logistic_gradient(w: Parameters, x: Any, y: Any) -> Parameters:
    r = _logistic_predict(w, x) - y
    return x * r, r


def _logistic_hessian(w: Parameters, x: Any, y: Any) -> Parameters:
    p = _logistic_predict(w, x)
    weight = p * (1 - p)
    return x * x * weight, x * weight, weight


_DELTA = Parameter("delta", Real(above=0.0), 1.0, "residual beyond which the loss grows straight")


# --- huber: ŷ = w·x + b with a loss that grows no faster than delta beyond delta ---


def _huber_loss(w: Parameters, x: Any, y: Any, delta: float = _DELTA.default) -> Any:
    r = _line_predict(w, x) - y
    pull = clip(r, delta)
    return pull * (r - pull / 2)


def _huber_gradient(w: Parameters, x: Any, y: Any, delta: float = _DELTA.default) -> Parameters:
    r = _line_predict(w, x) - y
    pull = clip(r, delta)
    return x * pull, pull


def _huber_hessian(w: Parameters, x: Any, y: Any, delta: float = _DELTA.default) -> Parameters:
    # At the bend, be it but for rounding, a sample curves the loss on one side.
    bend = delta * (1 + landscape.BEND)
    inside = where(abs(_line_predict(w, x) - y) <= bend, 1.0, 0.0)
    return x * x * inside, x * inside, inside


# --- autoencoder: p ≈ w(wᵀp), p = (x, y) ---


def reconstructed(w: Parameters, x: Any, y: Any) -> tuple[Any, Any]:
    """What the autoencoder makes of a point p = (x, y): w·(wᵀp)."""
    h = w[0] * x + w[1] * y
    return w[0] * h, w[1] * h


def _autoencoder_loss(w: Parameters, x: Any, y: Any) -> Any:
    px, py = reconstructed(w, x, y)
    rx, ry = x - px, y - py
    return rx * rx + ry * ry


def _autoencoder_gradient(w: Parameters, x: Any, y: Any) -> Parameters:
    h = w[0] * x + w[1] * y
    rx, ry = x - w[0] * h, y - w[1] * h
    k = w[0] * rx + w[1] * ry
    return -2 * (h * rx + k * x), -2 * (h * ry + k * y)


def _autoencoder_hessian(w: Parameters, x: Any, y: Any) -> Parameters:
    # f = ‖p‖² − 2h² + ‖w‖²h² with h = wᵀp.
    h = w[0] * x + w[1] * y
    bend, size = 2 * (w[0] * w[0] + w[1] * w[1]) - 4, 2 * h * h
    return (
        bend * x * x + size + 8 * w[0] * x * h,
        bend * x * y + 4 * h * (w[0] * y + w[1] * x),
        bend * y * y + size + 8 * w[1] * y * h,
    )


# --- deep: ŷ = w1·w2·x ---


def _deep_predict(w: Parameters, x: Any) -> Any:
    return w[0] * w[1] * x


def _deep_loss(w: Parameters, x: Any, y: Any) -> Any:
    r = _deep_predict(w, x) - y
    return r * r


def _deep_gradient(w: Parameters, x: Any, y: Any) -> Parameters:
    h = 2 * x * (_deep_predict(w, x) - y)
    return h * w[1], h * w[0]


def _deep_hessian(w: Parameters, x: Any, y: Any) -> Parameters:
    xx = 2 * x * x
    return xx * w[1] * w[1], xx * w[0] * w[1] + 2 * x * (_deep_predict(w, x) - y), xx * w[0] * w[0]


PROBLEMS: dict[str, Problem] = {
    problem.name: problem
    for problem in (
        Problem(
            name="origin",
            source="least squares through the origin; Legendre 1805",
            parameters=("w",),
            start=(1.0,),
            data="note",
            loss=_origin_loss,
            gradient=_origin_gradient,
            hessian=_origin_hessian,
            critical=landscape.origin,
            predict=_origin_predict,
        ),
        Problem(
            name="line",
            source="least squares; Legendre 1805",
            parameters=("w", "b"),
            start=(0.0, 0.0),
            data="offset",
            loss=_line_loss,
            gradient=_line_gradient,
            hessian=_line_hessian,
            critical=landscape.line,
            predict=_line_predict,
        ),
        Problem(
            name="logistic",
            source="logistic regression; Cox 1958",
            parameters=("w", "b"),
            start=(0.0, 0.0),
            data="labels",
            loss=_logistic_loss,
            gradient=_logistic_gradient,
            hessian=_logistic_hessian,
            critical=partial(landscape.logistic, (_logistic_loss, _logistic_gradient, _logistic_hessian)),
            predict=_logistic_predict,
            targets=(0.0, 1.0),
        ),
        Problem(
            name="huber",
            source="Huber 1964",
            parameters=("w", "b"),
            start=(0.0, 0.0),
            data="outliers",
            loss=_huber_loss,
            gradient=_huber_gradient,
            hessian=_huber_hessian,
            critical=partial(
                landscape.huber, (_huber_loss, _huber_gradient, _huber_hessian), delta=_DELTA.default
            ),
            predict=_line_predict,
            constants=(_DELTA,),
        ),
        Problem(
            name="autoencoder",
            source="one-unit linear autoencoder; Yang 1995, after Baldi, Hornik 1989",
            parameters=("w1", "w2"),
            start=(0.0, 1.0),
            data="mirrored",
            loss=_autoencoder_loss,
            gradient=_autoencoder_gradient,
            hessian=_autoencoder_hessian,
            critical=landscape.autoencoder,
        ),
        Problem(
            name="deep",
            source="two linear layers of one unit; Saxe, McClelland, Ganguli 2014",
            parameters=("w1", "w2"),
            start=(0.7, -0.7),
            data="note",
            loss=_deep_loss,
            gradient=_deep_gradient,
            hessian=_deep_hessian,
            critical=landscape.deep,
            predict=_deep_predict,
        ),
    )
}

"""Where the mean loss of a problem stands still: its minima, its saddles, its maxima.

Sums are rounded once (``math.fsum``), so the order of the samples hardly matters. Every function
answers () where there is no such point, or where numbers beyond doubles would enter.

>>> line((0.0, 1.0, 2.0), (1.0, 3.0, 5.0))[0].parameters
(2.0, 1.0)
>>> [(p.parameters, p.kind) for p in deep((1.0,), (4.0,))][:2]
[((0.0, 0.0), 'saddle'), ((2.0, 2.0), 'minimum')]
"""

from __future__ import annotations

import math
import sys
from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial, wraps
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = Sequence[float]
Floats = NDArray[np.float64]
#: The mean loss, its gradient and its second derivatives (ww, wb, bb) at (w, b).
Derivatives = Callable[[float, float], tuple[float, tuple[float, float], tuple[float, float, float]]]
#: The mean loss and its gradient at a place, and where to go on from it.
Measured = Callable[[float, float], tuple[float, tuple[float, float]]]
Tried = Callable[[float, float], list[tuple[float, float]]]
#: The loss of a sample, its gradient and its second derivatives, as a problem has them.
Model = tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]

_ITERATIONS = 500
_EPSILON = 2.0**-52
#: About how many samples a line is turned in search of the least Huber loss.
_TURNS = 3
#: A residual this near to delta, as a share of it, is at the bend.
BEND = 1e-9
#: What of a step is tried.
_PARTS = (1.0, 0.5, 0.125, 1 / 64)


class CriticalPoint(NamedTuple):
    """A point where the gradient of the mean loss is zero.

    ``kind`` is minimum, saddle or maximum; ``eigenvalues`` are those of the Hessian, largest first.
    An eigenvalue of 0 says that the point is one of a whole curve of its kind.
    """

    parameters: tuple[float, ...]
    kind: str
    eigenvalues: tuple[float, ...]


Points = tuple[CriticalPoint, ...]


def mean_of(values: Sequence[float]) -> float:
    """The mean, its sum rounded once; not finite where the sum is beyond doubles."""
    try:
        return math.fsum(values) / len(values)
    except (OverflowError, ValueError):
        return sum(values) / len(values)


def moment(first: Numbers, second: Numbers) -> float:
    """mean(a·b)."""
    return mean_of([a * b for a, b in zip(first, second, strict=True)])


def scaled(values: Numbers) -> tuple[float, list[float]]:
    """A power of two and the values divided by it, the largest between 1 and 2; 1 where all are 0.

    Products of these stay within doubles, and dividing by a power of two changes no digit.
    """
    largest = max(map(abs, values))
    if not 0 < largest < math.inf:
        return 1.0, list(values)
    scale = 2.0 ** (math.frexp(largest)[1] - 1)
    return scale, [value / scale for value in values]


def scaled_points(xs: Numbers, ys: Numbers) -> tuple[float, list[float], list[float]]:
    """The same for points: one power of two for both coordinates."""
    scale, both = scaled((*xs, *ys))
    return scale, both[: len(xs)], both[len(xs) :]


def eigenvalues(xx: float, xy: float, yy: float) -> tuple[float, float]:
    """Those of the symmetric matrix ((xx, xy), (xy, yy)), largest first."""
    middle, reach = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    if not (middle and math.isfinite(middle) and math.isfinite(reach)):
        return middle + reach, middle - reach
    farther = middle + math.copysign(reach, middle)
    nearer = float(_exact_determinant(xx, xy, yy) / Fraction(farther))
    return (farther, nearer) if middle > 0 else (nearer, farther)


def _exact_determinant(xx: float, xy: float, yy: float) -> Fraction:
    return Fraction(xx) * Fraction(yy) - Fraction(xy) * Fraction(xy)


def positive_eigenvalues(xx: float, yy: float, determinant: float) -> tuple[float, float]:
    """Those of a positive matrix by its diagonal and determinant, largest first.

    The determinant keeps the digits that the difference of the eigenvalues would lose.
    """
    # Divided by a power of two, so that no square is beyond doubles.
    unit, (first, second) = scaled((xx, yy))
    middle = (first + second) / 2
    largest = unit * (middle + math.sqrt(max(0.0, middle * middle - determinant / unit / unit)))
    return largest, determinant / largest if largest else 0.0


def weighted_determinant(xs: Numbers, weights: Numbers) -> float:
    """That of mean h·(x, 1)(x, 1)ᵀ: mean h times the mean of h·(x − x̄)², in which nothing cancels."""
    total = mean_of(weights)
    if not total > 0:
        return 0.0
    middle = moment(weights, xs) / total
    away = [x - middle for x in xs]
    return total * mean_of([h * (a * a) for h, a in zip(weights, away, strict=True)])


def principal_axes(xs: Numbers, ys: Numbers) -> tuple[tuple[float, float], tuple[float, float]]:
    """The eigenvalues λ₁ ≥ λ₂ ≥ 0 of C = mean ppᵀ over the points p = (x, y), and v₁ as a unit vector.

    v₂ is v₁ turned by a quarter: (−v₁[1], v₁[0]). What counts as 0, or as equal, is so to rounding.
    """
    scale, xs, ys = scaled_points(xs, ys)
    xx, xy, yy = moment(xs, xs), moment(xs, ys), moment(ys, ys)
    largest = eigenvalues(xx, xy, yy)[0]
    # The product of the eigenvalues keeps digits that their difference would lose.
    smallest = (xx * yy - xy * xy) / largest if largest > 0 else 0.0
    rounding = 8 * _EPSILON * largest
    if smallest <= rounding:
        smallest = 0.0
    elif smallest >= largest - rounding:
        smallest = largest
    if xy == 0:
        direction = (1.0, 0.0) if xx >= yy else (0.0, 1.0)
    else:
        angle = math.atan2(2 * xy, xx - yy) / 2
        direction = math.cos(angle), math.sin(angle)
    return (largest * scale * scale, smallest * scale * scale), direction


def axis_products(xs: Numbers, ys: Numbers) -> list[float]:
    """a·b of each point a·v₁ + b·v₂, the half of its pull at ±v₂; 0 where it is so but for rounding."""
    (first, second), (v1, v2) = principal_axes(xs, ys)
    # The axes are known the less, the less the longest stands out.
    known = 1 + first / (first - second) if first > second else math.inf
    products = []
    for x, y in zip(xs, ys, strict=True):
        product = (x * v1 + y * v2) * (y * v1 - x * v2)
        lost = abs(product) <= 4 * _EPSILON * known * (x * x + y * y)
        products.append(0.0 if lost else product)
    return products


def _guarded(find: Callable[..., Points]) -> Callable[..., Points]:
    """``find``, which answers () instead of failing or naming a point that is not finite."""

    @wraps(find)
    def found(*args: Any, **constants: float) -> Points:
        try:
            with np.errstate(all="ignore"):
                points = find(*args, **constants)
        except (OverflowError, ValueError, ZeroDivisionError):
            return ()
        numbers = [number for point in points for number in point.parameters + point.eigenvalues]
        return points if all(map(math.isfinite, numbers)) else ()

    return found


@_guarded
def origin(xs: Numbers, ys: Numbers) -> Points:
    """w* = Σxy / Σx², the x²-weighted mean of the yᵢ/xᵢ."""
    (size, zs), (height, vs) = scaled(xs), scaled(ys)
    zz = math.fsum(z * z for z in zs)
    w = math.fsum(z * v for z, v in zip(zs, vs, strict=True)) / zz * (height / size)
    return (CriticalPoint((w,), "minimum", (2 * zz / len(xs) * size * size,)),)


@_guarded
def line(xs: Numbers, ys: Numbers) -> Points:
    """Least squares: w = Σ(x−x̄)(y−ȳ) / Σ(x−x̄)², b = ȳ − w·x̄."""
    if min(xs) == max(xs):
        return ()
    middle, height = mean_of(xs), mean_of(ys)
    size, centred = scaled([x - middle for x in xs])
    spread = moment(centred, centred)
    w = moment(centred, [y - height for y in ys]) / spread / size
    curvature = positive_eigenvalues(2 * moment(xs, xs), 2.0, 4 * spread * size * size)
    return (CriticalPoint((w, height - w * middle), "minimum", curvature),)


@_guarded
def logistic(model: Model, xs: Numbers, ys: Numbers) -> Points:
    """The maximum of the likelihood, by Newton's iteration; none where a threshold separates the labels."""
    zeros = [x for x, y in zip(xs, ys, strict=True) if y == 0]
    ones = [x for x, y in zip(xs, ys, strict=True) if y == 1]
    if _are_parted(zeros, ones):
        return ()
    middle = mean_of(xs)
    derivatives = _derivatives(model, np.array(xs) - middle, np.array(ys))

    def tried(w: float, b: float) -> list[tuple[float, float]]:
        _, gradient, curvature = derivatives(w, b)
        step = _solve(curvature, gradient)
        return [(w - part * step[0], b - part * step[1]) for part in _PARTS] if step else []

    w, b = _descended(lambda w, b: derivatives(w, b)[:2], tried, (0.0, 0.0))
    _, gradient, curvature = derivatives(w, b)
    return _shifted((w, b), middle, derivatives) if _solve(curvature, gradient) else ()


@_guarded
def huber(model: Model, xs: Numbers, ys: Numbers, delta: float) -> Points:
    """The minimum of the Huber loss, by Newton's iteration; none where there is no single one."""
    middle = mean_of(xs)
    x, y = np.array(xs) - middle, np.array(ys)
    start = line(x.tolist(), ys)
    if not start:
        return ()
    loss, gradient, hessian = (partial(function, delta=delta) for function in model)
    derivatives = _derivatives((loss, gradient, hessian), x, y)
    slope, height = start[0].parameters
    w, b = _descended(lambda w, b: derivatives(w, b)[:2], partial(_huber_steps, x, y, delta), (slope, height))
    return _shifted((w, b), middle, derivatives) if _is_single(x, w * x + b - y, delta) else ()


@_guarded
def autoencoder(xs: Numbers, ys: Numbers) -> Points:
    """0, ±v₁ and ±v₂: a maximum, minima and strict saddles while λ₁ > λ₂ > 0 (Yang 1995;
    Baldi and Hornik 1989 for two untied layers, where 0 is a saddle)."""
    (first, second), (v1, v2) = principal_axes(xs, ys)
    # A subnormal λ₁ has no room below it for λ₂.
    if first < sys.float_info.min:
        return ()
    top = CriticalPoint((0.0, 0.0), "maximum", (-4 * second, -4 * first))
    gap = 2 * (first - second)
    minima = [CriticalPoint(w, "minimum", (8 * first, gap)) for w in _either_way(v1, v2)]
    if second == 0:
        return (top, *minima)
    kind = "saddle" if gap > 0 else "minimum"
    others = [CriticalPoint(w, kind, (8 * second, -gap)) for w in _either_way(-v2, v1)]
    return (top, *minima, *others)


@_guarded
def deep(xs: Numbers, ys: Numbers) -> Points:
    """The saddle at 0, and two of the minima: all w with w₁·w₂ = Σxy/Σx² are."""
    (size, xs), (height, ys) = scaled(xs), scaled(ys)
    xx, xy = moment(xs, xs), moment(xs, ys)
    product = xy / xx * (height / size)
    w1 = math.sqrt(abs(product))
    w2 = math.copysign(w1, product)
    steep = 2 * xx * size * size * (w1 * w1 + w2 * w2)
    bend = 2 * abs(xy) * size * height
    if xy and not (bend and steep):
        return ()
    origin_kind = "saddle" if xy else "minimum"
    minima = [CriticalPoint(w, "minimum", (steep, 0.0)) for w in _either_way(w1, w2)] if xy else []
    return (CriticalPoint((0.0, 0.0), origin_kind, (bend, -bend)), *minima)


def _either_way(w1: float, w2: float) -> tuple[tuple[float, float], tuple[float, float]]:
    # Adding 0 keeps a zero without a sign.
    return (w1 + 0.0, w2 + 0.0), (0.0 - w1, 0.0 - w2)


def _derivatives(model: Model, x: Floats, y: Floats) -> Derivatives:
    loss, gradient, hessian = model

    def at(w: float, b: float) -> tuple[float, tuple[float, float], tuple[float, float, float]]:
        dw, db = gradient((w, b), x, y)
        ww, wb, bb = hessian((w, b), x, y)
        return _mean(loss((w, b), x, y)), (_mean(dw), _mean(db)), (_mean(ww), _mean(wb), _mean(bb))

    return at


def _mean(values: Floats) -> float:
    return mean_of(values.tolist())


def _shifted(found: tuple[float, float], middle: float, derivatives: Derivatives) -> Points:
    """The minimum that was found on x − middle, for x itself."""
    w, b = found
    ww, wb, bb = derivatives(w, b)[2]
    far = ww + 2 * middle * wb + middle * middle * bb
    curvature = positive_eigenvalues(far, bb, ww * bb - wb * wb)
    return (CriticalPoint((w, b - w * middle), "minimum", curvature),)


def _descended(measured: Measured, tried: Tried, start: tuple[float, float]) -> tuple[float, float]:
    """Where descent from a start ends.

    Args:
        measured: a loss and its gradient.
        tried: places to go on to, Newton's own first; none where there is nowhere to go.
    """
    w, b = start
    loss, gradient = measured(w, b)
    for _ in range(_ITERATIONS):
        candidates = tried(w, b)
        if not candidates:
            break
        best = min(candidates, key=lambda point: measured(*point)[0])
        found = measured(*best)
        if not found[0] < loss - 64 * _EPSILON * abs(loss):
            # At the bottom the loss says no more; the gradient still does.
            best = candidates[0]
            found = measured(*best)
            if not math.hypot(*found[1]) < math.hypot(*gradient):
                break
        (w, b), (loss, gradient) = best, found
    return w, b


def _solve(matrix: tuple[float, float, float], right: tuple[float, float]) -> tuple[float, float] | None:
    """The solution of ((a, b), (b, c))·s = right, if the matrix is safely positive."""
    a, b, c = matrix
    determinant = a * c - b * b
    if not determinant > 64 * _EPSILON * a * c:
        return None
    return (c * right[0] - b * right[1]) / determinant, (a * right[1] - b * right[0]) / determinant


# --- the Huber loss: parabolas that go on as lines ---


def _huber_steps(x: Floats, y: Floats, delta: float, w: float, b: float) -> list[tuple[float, float]]:
    """Where the samples within delta lead, the parabolas that touch the loss from above, and turns about
    the samples nearest to the line, each as far along its way as the loss falls.
    """
    r = w * x + b - y
    pull = np.clip(r, -delta, delta)
    size: Floats = np.maximum(np.abs(r), delta)
    weights: tuple[Floats, Floats] = (np.where(size > delta, 0.0, 1.0), delta / size)
    steps = [_weighted_step(weight, x, pull) for weight in weights]
    nearest = x[np.argsort(np.abs(r), kind="stable")[:_TURNS]]
    steps += [_turn(at, x, pull) for at in nearest.tolist()]
    lengths = ((step, _huber_length(r, step[0] * x + step[1], delta)) for step in steps if step)
    return [(w + t * dw, b + t * db) for (dw, db), t in lengths]


def _turn(at: float, x: Floats, pull: Floats) -> tuple[float, float]:
    """About a place, the way in which the loss falls: what leaves the residual there as it is."""
    side = -math.copysign(1.0, math.fsum(((x - at) * pull).tolist()))
    return side, -side * at


def _weighted_step(weight: Floats, x: Floats, pull: Floats) -> tuple[float, float] | None:
    """What balances pulls against parabolas of these weights; None where they curve one way at most."""
    if len(np.unique(x[weight > 0])) < 2:
        return None
    total = math.fsum(weight.tolist())
    middle = math.fsum((weight * x).tolist()) / total
    away = x - middle
    w = -math.fsum((away * pull).tolist()) / math.fsum((weight * away * away).tolist())
    return w, -math.fsum(pull.tolist()) / total - w * middle


def _huber_length(r: Floats, way: Floats, delta: float) -> float:
    """How many times ``way`` the residuals go until the loss is least; 0 where it only rises."""

    def rise(t: float) -> float:
        return math.fsum((np.clip(r + t * way, -delta, delta) * way).tolist())

    moved = way != 0
    bends = np.concatenate([(side - r[moved]) / way[moved] for side in (-delta, delta)])
    places = [0.0, *np.unique(bends[bends > 0]).tolist()]
    last = bisect_left(places, True, key=lambda t: rise(t) >= 0)
    if not 0 < last < len(places):
        return 0.0
    low, high = places[last - 1 : last + 1]
    # The rise is a line between two bends.
    before, after = rise(low), rise(high)
    length: float = low + (high - low) * (before / (before - after))
    return length


def _is_single(x: Floats, r: Floats, delta: float) -> bool:
    """Whether a minimum with these residuals is the only one.

    The loss stays the same along a line that is nowhere against a sample: 0 at those within delta, and to
    the far side, or 0, at those at the very bend. There is none just where neither side parts from the other,
    samples within delta being on both.
    """
    size = np.abs(r)
    within, bent = size < delta * (1 - BEND), size <= delta * (1 + BEND)
    above, below = x[within | (bent & (r > 0))], x[within | (bent & (r < 0))]
    return not _are_parted(above.tolist(), below.tolist())


def _are_parted(ones: Numbers, others: Numbers) -> bool:
    """Whether all of ones lie on one side of all others, or right at a place where both end."""
    return not ones or not others or max(ones) <= min(others) or max(others) <= min(ones)

"""Exact limits and closed forms, for any data.

For the line through the origin, fᵢ(w) = (xᵢw − yᵢ)², write w* for the best w, e = w − w*,
rᵢ = yᵢ − xᵢw* and m_k = mean(xᵏ). One update with learning rate lr on a batch B is exactly affine,

    e ← a·e + c,   a = 1 − 2·lr·mean_B(x²),   c = 2·lr·mean_B(x·r),

and everything here but the last part follows from that; lr is above 0. Batches of a cyclic run are those
that the run takes, the last perhaps shorter; with replacement they are taken to be all of one size.

>>> x, y = (1.0, 2.0, 3.0), (2.0, 4.0, 6.5)
>>> [round(limit, 5) for limit in (every_step_limit(x), mean_square_limit(x), full_batch_limit(x))]
[0.11111, 0.14286, 0.21429]
>>> [(round(low, 5), round(high, 5)) for low, high in cyclic_intervals(x)]
[(0.0, 0.20402), (0.47654, 0.51901)]
>>> round(noise_floor(x, y, 0.05), 8), round(limit_cycle(x, y, 0.01)[-1], 5)
(0.00264914, 0.00794)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sgd_core import landscape
from sgd_core.landscape import (
    axis_products,
    eigenvalues,
    mean_of,
    moment,
    positive_eigenvalues,
    principal_axes,
    scaled,
    scaled_points,
    weighted_determinant,
)
from sgd_core.over_orders import gauss, integral, leave_one_out, leave_two_out
from sgd_core.problems import Problem
from sgd_core.report import Report, silent, telling

Numbers = Sequence[float]
Floats = NDArray[np.float64]
#: A range of learning rates, its ends not included.
Interval = tuple[float, float]

#: The rounding of a factor 1 − 2·lr·x², as a share of what is taken from 1.
_ROUNDING = 2.0**-50
#: The parameters of models that are linear in them: every sample's second derivatives are h·(x, 1)(x, 1)ᵀ.
_LINEAR = ("w", "b")
#: Samples, and updates, between two reports.
_TOLD, _TOLD_UPDATES = 32, 16_384


# --- the line through the origin: how large a learning rate may be ---


class Ladder(NamedTuple):
    """The learning rates below which a run on these data is stable, rung by rung.

    ``every_step``: each single update brings w nearer to what fits its batch. ``mean_square``: with
    replacement, the mean of e² stays bounded. ``cyclic``: every interval in which cyclic descent
    converges; with one sample an update, descent with replacement on consistent data converges almost
    surely there too. ``full_batch``: gradient descent on the mean loss converges.
    """

    every_step: float
    mean_square: float
    cyclic: tuple[Interval, ...]
    full_batch: float


def ladder(xs: Numbers, batch: int = 1) -> Ladder:
    """All rungs for these samples and this many of them an update."""
    return Ladder(
        every_step_limit(xs, batch),
        mean_square_limit(xs, batch),
        cyclic_intervals(xs, batch),
        full_batch_limit(xs),
    )


def factors(xs: Numbers, lr: float, batch: int = 1) -> tuple[float, ...]:
    """a of each update of a cyclic epoch: how it multiplies e on consistent data."""
    return tuple(1 - 2 * lr * s for s in _batch_moments(xs, xs, batch))


def epoch_factor(xs: Numbers, lr: float, batch: int = 1) -> float:
    """ρ = Π a over a cyclic epoch: how an epoch multiplies e on consistent data."""
    return math.prod(factors(xs, lr, batch))


def log_epoch_factor(xs: Numbers, lr: float) -> float:
    """ln|ρ| of one sample an update, also where ρ itself is 1 but for rounding."""
    with np.errstate(divide="ignore", over="ignore"):
        part = 2 * lr * np.array(xs) * np.array(xs)
        small = part < 0.5
        logs = np.log1p(-part, where=small, out=np.zeros(len(part)))
        logs = np.log(np.abs(1 - part), where=~small, out=logs)
    return mean_of(logs.tolist()) * len(logs)


def epoch_gap(xs: Numbers, lr: float) -> float:
    """|ρ| − 1, with the digits that the difference of ρ from 1 would lose."""
    with np.errstate(over="ignore"):
        return float(np.expm1(log_epoch_factor(xs, lr)))


def is_neutral(xs: Numbers, lr: float) -> bool:
    """Whether |ρ| is 1 but for the rounding of its factors: an epoch neither nears nor leaves."""
    parts = [2 * lr * x * x for x in xs]
    if 1 in parts:
        return False
    rounding = sum(part / abs(1 - part) for part in parts)
    return bool(rounding) and abs(log_epoch_factor(xs, lr)) <= _ROUNDING * rounding


def mean_square_factor(xs: Numbers, lr: float, batch: int = 1) -> float:
    """E a²: how an update with replacement multiplies the mean of e² on consistent data."""
    return 1 + mean_square_gap(xs, lr, batch)


def mean_square_gap(xs: Numbers, lr: float, batch: int = 1) -> float:
    """E a² − 1, with the digits that the difference of E a² from 1 would lose."""
    scale, zs = scaled(xs)
    step = lr * scale * scale
    return 4 * step * (step * _mean_squared_curvature(zs, batch) - moment(zs, zs))


def every_step_limit(xs: Numbers, batch: int = 1) -> float:
    """1 / max mean_B(x²) over the batches of a cyclic epoch: below it |a| < 1 wherever an x is not 0."""
    return _inverse(max(_batch_moments(xs, xs, batch)))


def mean_square_limit(xs: Numbers, batch: int = 1) -> float:
    """m₂ / (m₄/b + (1 − 1/b)·m₂²): below it E a² < 1 with replacement."""
    scale, zs = scaled(xs)
    squared = _mean_squared_curvature(zs, batch)
    return moment(zs, zs) / squared / scale / scale if squared else math.inf


def full_batch_limit(xs: Numbers) -> float:
    """1 / m₂: below it full-batch descent converges."""
    return _inverse(moment(xs, xs))


def critical_batch(xs: Numbers) -> float:
    """c = m₄ / m₂², at least 1: with b samples drawn with replacement the mean-square limit is
    b / (b + c − 1) of the full batch's, half of it at b = c − 1.

    On samples that agree a mean never pays in gradients: at its own best rate an update multiplies
    E e² by (c − 1) / (b + c − 1), so that a gradient is worth ln((b + c − 1) / (c − 1)) / b, which falls
    from b = 1 on, by less than half while b is at most c (Ma, Bassily, Belkin 2018).
    """
    _, zs = scaled(xs)
    m2 = moment(zs, zs)
    return mean_of([z * z * z * z for z in zs]) / (m2 * m2) if m2 else math.nan


def landing_rates(xs: Numbers, batch: int = 1) -> tuple[float, ...]:
    """1 / (2·mean_B(x²)), rising: where one update of an epoch lands on consistent data's w* exactly."""
    return tuple(sorted({1 / (2 * s) for s in _batch_moments(xs, xs, batch) if s}))


def cyclic_intervals(xs: Numbers, batch: int = 1, report: Report = silent) -> tuple[Interval, ...]:
    """Every interval of learning rates in which |ρ| < 1, rising.

    ρ is 0 at every landing rate, so each lies in such an interval; ln|ρ| is concave between two of
    them, so what is above 0 there is in one piece. Intervals narrower than the spacing of doubles are
    left out. () where all x are 0. Takes a time that grows with the square of the number of samples.
    """
    curvature = np.array([s for s in _batch_moments(xs, xs, batch) if s])
    if not len(curvature):
        return ()
    slopes, counts = np.unique(curvature, return_counts=True)
    weights = counts.astype(np.float64)
    rates, found = landing_rates(xs, batch), []
    low: float | None = 0.0
    for k, rate in enumerate(telling(rates, report)):
        if not _is_visible(slopes, weights, rate):
            continue
        if low is None:
            low = _crossing(slopes, weights, rate, _peak(slopes, weights, rates[k - 1], rate))
        end = _peak(slopes, weights, rate, rates[k + 1] if k + 1 < len(rates) else math.inf)
        if end < math.inf and _log_factor(slopes, weights, end) < 0:
            # Nothing parts it from the next.
            continue
        found.append((low, _crossing(slopes, weights, rate, end)))
        low = None
    return tuple(found)


def _is_visible(slopes: Floats, weights: Floats, rate: float) -> bool:
    """Whether |ρ| < 1 for more than the double nearest to a landing rate."""
    away = 4 * math.ulp(rate)
    return _log_factor(slopes, weights, rate - away) < 0 and _log_factor(slopes, weights, rate + away) < 0


def _log_factor(slopes: Floats, weights: Floats, lr: float) -> float:
    """ln|ρ|."""
    with np.errstate(divide="ignore"):
        return _total(weights * np.log(np.abs(1 - 2 * lr * slopes)))


def _total(terms: Floats) -> float:
    """The sum from left to right."""
    return float(np.add.accumulate(terms)[-1])


def _peak(slopes: Floats, weights: Floats, low: float, high: float) -> float:
    """Where ln|ρ| is largest between two neighbouring landing rates; infinite beyond the last."""
    if high == math.inf:
        return math.inf

    def rises(lr: float) -> bool:
        with np.errstate(divide="ignore"):
            return _total(weights * slopes / (2 * lr * slopes - 1)) > 0

    return _bisect(low, high, rises)


def _crossing(slopes: Floats, weights: Floats, inside: float, outside: float) -> float:
    """The end of the interval around ``inside``, toward ``outside``."""
    if outside == math.inf:
        outside = 2 * inside
        while _log_factor(slopes, weights, outside) < 0:
            outside *= 2
    return _bisect(inside, outside, lambda lr: _log_factor(slopes, weights, lr) < 0)


def _bisect(true: float, false: float, holds: Callable[[float], bool]) -> float:
    """The last double, on the way from ``true`` to ``false``, for which ``holds`` holds."""
    while True:
        middle = (true + false) / 2
        if middle in (true, false):
            return true
        if holds(middle):
            true = middle
        else:
            false = middle


# --- the line through the origin: where noisy data leave a run ---


def noise_floor(xs: Numbers, ys: Numbers, lr: float, batch: int = 1) -> float:
    """V = lr·E[x²r²]/b / (m₂ − lr·(m₄/b + (1 − 1/b)·m₂²)): the mean of e² in the long run.

    With replacement; the mean of e is 0. Infinite at and above the mean-square limit.
    """
    (size, zs), (height, rs) = scaled(xs), scaled(_leftovers(xs, ys))
    step, zr = lr * size * size, [z * r for z, r in zip(zs, rs, strict=True)]
    room = moment(zs, zs) - step * _mean_squared_curvature(zs, batch)
    unit = height / size
    return unit * (unit * (step * moment(zr, zr) / batch / room)) if room > 0 else math.inf


def limit_cycle(xs: Numbers, ys: Numbers, lr: float, batch: int = 1) -> tuple[float, ...]:
    """e after each update of an epoch, once a cyclic run has settled; the last is that of epoch ends.

    e_end = Σᵢ cᵢ·Π_{j>i} aⱼ / (1 − ρ). Not finite where ρ = 1; approached only where |ρ| < 1.
    """
    pulls = [2 * lr * c for c in _batch_moments(xs, _leftovers(xs, ys), batch)]
    steps = list(zip(factors(xs, lr, batch), pulls, strict=True))
    end = 0.0
    for a, c in steps:
        end = a * end + c
    rest = 1 - epoch_factor(xs, lr, batch)
    e, cycle = end / rest if rest else math.nan, []
    for a, c in steps:
        e = a * e + c
        cycle.append(e)
    return tuple(cycle)


def reshuffled_bias(xs: Numbers, ys: Numbers, lr: float) -> float:
    """The mean of e at epoch ends in the long run, one sample an update, reshuffled every epoch.

    The numerator of the limit cycle averaged over all orders. In an order drawn at random each sample
    has a uniform place u in the epoch and each other one follows with probability 1 − u, hence
    E Π_{after i} aⱼ = ∫ Π_{j≠i} (u + (1 − u)·aⱼ) du, a polynomial that Gauss's rule integrates exactly
    (beyond 200 samples: to about 1e-9). Approached only where |ρ| < 1.
    """
    a, c = _steps(xs, ys, lr)
    u, weight = gauss(len(a))
    rest: float = 1 - math.prod(a.tolist())
    mean = integral(weight, leave_one_out((u + (1 - u) * each for each in a), c))
    return mean / rest if rest else math.nan


def reshuffled_mean_square(xs: Numbers, ys: Numbers, lr: float, report: Report = silent) -> float:
    """The mean of e² at epoch ends in the long run, one sample an update, reshuffled every epoch.

    An epoch maps e to ρ·e + N, with ρ the same for every order, so E e² = (E e)² + Var N / (1 − ρ²).
    Infinite for |ρ| ≥ 1.
    """
    rho = epoch_factor(xs, lr)
    if not abs(rho) < 1:
        return math.inf
    mean, square = _push(xs, ys, lr, report)
    bias = mean / (1 - rho)
    return bias * bias + (square - mean * mean) / (1 - rho * rho)


def shuffled_once_mean_square(xs: Numbers, ys: Numbers, lr: float, report: Report = silent) -> float:
    """The mean of e² at epoch ends in the long run, one sample an update, shuffled once.

    Each order has a limit cycle of its own, which ends an epoch at N / (1 − ρ); the mean is over all
    orders. Infinite for |ρ| ≥ 1.
    """
    rho = epoch_factor(xs, lr)
    if not abs(rho) < 1:
        return math.inf
    return _push(xs, ys, lr, report)[1] / ((1 - rho) * (1 - rho))


def expected_path(
    xs: Numbers, ys: Numbers, lr: float, start: float, updates: int, report: Report = silent
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The mean and the standard deviation of e after 0, 1 … updates of one sample each, with replacement.

    With s = E e and d² = Var e: s ← (1 − 2·lr·m₂)·s, and d² ← E a²·d² + E((a − E a)·s + c)² with the s from
    before. Exact for any lr from 0 on; what overflows is infinite, or not a number.
    """
    factor, spread = 1 - 2 * lr * moment(xs, xs), math.sqrt(mean_square_factor(xs, lr))
    turned = [2 * lr * (moment(xs, xs) - x * x) for x in xs]
    pushes = [2 * lr * pull for pull in _pulls(xs, ys)]
    square, mixed, noise = moment(turned, turned), moment(turned, pushes), moment(pushes, pushes)
    # E((a − E a)·s + c)² = (root·(s + shift))² + rest²: of these, no square is beyond doubles.
    root, shift = math.sqrt(square), mixed / square if square else 0.0
    rest = math.sqrt(max(0.0, noise - mixed * shift))
    means, deviations = [start], [0.0]
    for _ in telling(range(updates), report, _TOLD_UPDATES):
        deviations.append(math.hypot(spread * deviations[-1], root * (means[-1] + shift), rest))
        means.append(factor * means[-1])
    return tuple(means), tuple(deviations)


def _push(xs: Numbers, ys: Numbers, lr: float, report: Report) -> tuple[float, float]:
    """The means of N and N² over all orders: N is where an epoch takes e = 0.

    Integrated over the places of one and of two samples as in ``reshuffled_bias``. What is left of N²
    after its terms cancel carries a relative error of about 1e-16 / (lr·x²)².
    """
    a, c = _steps(xs, ys, lr)
    u, weight = gauss(len(a))
    mean = integral(weight, leave_one_out((u + (1 - u) * each for each in a), c))
    alone = integral(weight, leave_one_out((u + (1 - u) * each * each for each in a), c * c))
    # Sample i at place s·u before sample l at place s: the triangle as a square.
    late = np.repeat(u, len(u))
    early = late * np.tile(u, len(u))
    told = telling(a.tolist(), report, _TOLD)
    between = (early + (late - early) * each + (1 - late) * each * each for each in told)
    both = np.repeat(weight, len(u)) * np.tile(weight, len(u)) * late
    return mean, alone + 2 * integral(both, leave_two_out(between, c, c * a))


# --- saddles ---


def hessian_eigenvalues(
    problem: Problem, w: tuple[float, ...], xs: Numbers, ys: Numbers
) -> tuple[float, ...]:
    """Those of the Hessian of the mean loss at w, largest first; ``problem`` is a run's ``model``."""
    entries = [*zip(*[problem.hessian(w, x, y) for x, y in zip(xs, ys, strict=True)], strict=True)]
    means = [mean_of(entry) for entry in entries]
    if len(means) == 1:
        return (means[0],)
    if problem.parameters == _LINEAR:
        return positive_eigenvalues(means[0], means[2], weighted_determinant(xs, entries[2]))
    return eigenvalues(*means)


def descent_limit(problem: Problem, w: tuple[float, ...], xs: Numbers, ys: Numbers) -> float:
    """2 / λ₁ at w: the learning rate below which full-batch descent is stable near a minimum w."""
    return 2 * _inverse(hessian_eigenvalues(problem, w, xs, ys)[0])


def best_descent_rate(problem: Problem, w: tuple[float, ...], xs: Numbers, ys: Numbers) -> float:
    """2 / (λ₁ + λ_k) at w, λ_k the least eigenvalue above 0.

    The fixed rate at which full-batch descent nears a minimum w (or a valley of minima) fastest.
    """
    curved = [value for value in hessian_eigenvalues(problem, w, xs, ys) if value > 0]
    return 2 * _inverse(curved[0] + curved[-1]) if curved else math.inf


def escape_time(xs: Numbers, ys: Numbers, lr: float, beyond: float) -> float:
    """The scale of the time an ``autoencoder`` run needs from its saddle v₂ to |wᵀv₁| > beyond.

    ln(1 + beyond²·(g² − 1)/σ²) / (2·ln g) updates, one sample each, with g = 1 + 2·lr·(λ₁ − λ₂) and
    σ² = 4·lr²·E[a²b²] for points a·v₁ + b·v₂: when a walk that grows by g and is pushed by σ at every
    update has that mean square. The medians of runs lie some way above it where growth carries them out, and
    below it where pushes alone do. Infinite where nothing pushes, not a number where no axis is the longest.
    """
    scale, xs, ys = scaled_points(xs, ys)
    (first, second), _ = principal_axes(xs, ys)
    # In units of the scale, so that neither g − 1 nor σ² is lost where the points are tiny or huge.
    gap, step = first - second, lr * scale * scale
    gain = 2 * step * gap
    if not gain > 0:
        return math.nan
    products = axis_products(xs, ys)
    push = moment(products, products)
    if not push:
        return math.inf
    ratio = gap * (2 + gain) / (2 * step * push)
    return math.log1p(beyond * beyond * ratio) / (2 * math.log1p(gain))


def deep_factors(w: tuple[float, float], x: float, y: float, lr: float) -> tuple[float, float]:
    """What an update of ``deep`` multiplies w₁ + w₂ and w₁ − w₂ by: 1 − lr·s and 1 + lr·s.

    s = 2x·(w₁w₂x − y). The lines w₁ + w₂ = 0 and w₁ − w₂ = 0 are therefore never left, whatever the
    sample and its label.
    """
    s = 2 * x * (w[0] * w[1] * x - y)
    return 1 - lr * s, 1 + lr * s


# --- sums over samples and batches ---


def _inverse(value: float) -> float:
    return 1 / value if value else math.inf


def _leftovers(xs: Numbers, ys: Numbers) -> list[float]:
    """r = y − x·w*."""
    points = landscape.origin(xs, ys)
    w = points[0].parameters[0] if points else 0.0
    return [y - x * w for x, y in zip(xs, ys, strict=True)]


def _pulls(xs: Numbers, ys: Numbers) -> list[float]:
    """x·r."""
    return [x * r for x, r in zip(xs, _leftovers(xs, ys), strict=True)]


def _steps(xs: Numbers, ys: Numbers, lr: float) -> tuple[Floats, Floats]:
    """a and c of each sample alone."""
    return np.array(factors(xs, lr)), 2 * lr * np.array(_pulls(xs, ys))


def _batch_moments(first: Numbers, second: Numbers, batch: int) -> list[float]:
    """mean_B(first·second) of each batch of a cyclic epoch."""
    return [moment(first[i : i + batch], second[i : i + batch]) for i in range(0, len(first), batch)]


def _mean_squared_curvature(xs: Numbers, batch: int) -> float:
    """E (mean_B x²)² = m₄/b + (1 − 1/b)·m₂² over batches of b drawn with replacement."""
    m2, m4 = moment(xs, xs), mean_of([x * x * x * x for x in xs])
    return m4 / batch + (1 - 1 / batch) * m2 * m2

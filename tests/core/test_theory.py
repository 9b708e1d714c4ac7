"""Limits and closed forms against runs, ensembles, exact fractions, and sums over every order."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sgd_core import Run, ensemble, landscape, theory, trace
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS, Problem
from tests.core.strategies import hessian
from tests.effort import draws

NOTE, NOISY = PRESETS["note"], PRESETS["noisy"]
EIGHTHS = st.integers(-24, 24).map(lambda k: k / 8)
SHARES = st.floats(0.05, 0.9)
BATCHES = st.sampled_from([1, 2, 3, 7])
#: Standard errors by which a mean over seeds may miss: by chance about once in 16,000.
ERRORS = 4
each_noisy = pytest.mark.parametrize("data", ["noisy", "noisy-20", "noisy-200"])


def some_x(most: int) -> st.SearchStrategy[tuple[float, ...]]:
    return st.lists(EIGHTHS, min_size=1, max_size=most).filter(any).map(tuple)


@st.composite
def some_points(draw: st.DrawFn, most: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    xs = draw(some_x(most))
    return xs, tuple(draw(EIGHTHS) for _ in xs)


def curvatures(xs: Sequence[float], batch: int = 1) -> list[Fraction]:
    """The exact mean of x² of each batch of a cyclic epoch."""
    squares = [Fraction(x) * Fraction(x) for x in xs]
    parts = [squares[i : i + batch] for i in range(0, len(xs), batch)]
    return [sum(part, Fraction()) / len(part) for part in parts]


def rho(slopes: Sequence[Fraction], lr: float) -> Fraction:
    """The exact factor of an epoch."""
    factors = [1 - 2 * Fraction(lr) * s for s in slopes]
    # To reduce once what is multiplied takes less time than to reduce every product.
    return Fraction(math.prod(f.numerator for f in factors), math.prod(f.denominator for f in factors))


def best_slope(xs: Sequence[float], ys: Sequence[float]) -> Fraction:
    """The exact w*."""
    xy = sum(Fraction(x) * Fraction(y) for x, y in zip(xs, ys, strict=True))
    return Fraction(xy) / sum(Fraction(x) * Fraction(x) for x in xs)


def drawn_updates(
    xs: Sequence[float], ys: Sequence[float], lr: float, batch: int
) -> list[tuple[Fraction, Fraction]]:
    """a and c, exactly, of each of the nᵇ equally likely updates e ← a·e + c with replacement."""
    w, rate = best_slope(xs, ys), Fraction(lr)
    samples = [
        (Fraction(x) ** 2, Fraction(x) * (Fraction(y) - Fraction(x) * w)) for x, y in zip(xs, ys, strict=True)
    ]
    return [
        (1 - 2 * rate * sum(s for s, _ in drawn) / batch, 2 * rate * sum(p for _, p in drawn) / batch)
        for drawn in product(samples, repeat=batch)
    ]


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def check_mean(samples: Any, expected: float, within: float) -> None:
    """Independent samples have this mean, and are enough to tell it from one that is off by ``within``."""
    error = ERRORS * np.std(samples, ddof=1) / math.sqrt(len(samples))
    assert error < within * abs(expected)
    assert abs(np.mean(samples) - expected) < error


def errors(run: Run, **many: Any) -> np.ndarray:
    """[rows, runs]: w − w* of an ensemble."""
    return ensemble(run, **many).parameters[:, :, 0] - float(best_slope(*run.points))


# --- factors ---


@given(some_x(6), st.floats(0, 0.5), BATCHES)
def test_the_factors_are_what_each_update_of_a_run_multiplies_the_error_by(
    xs: tuple[float, ...], lr: float, batch: int
) -> None:
    """With every y = 0 the error is w itself, so no digits are lost."""
    run = Run(x=xs, y=[0.0] * len(xs), lr=lr, batch=batch, epochs=2, w0=[1.0])
    path = trace(run).parameters[:, 0]
    factors = theory.factors(xs, lr, batch)
    assert len(factors) == run.updates_per_epoch
    for (before, after), factor in zip(pairwise(path), factors * 2, strict=True):
        assert abs(after - factor * before) <= 1e-14 * (1 + 2 * lr * 9) * abs(before)


@pytest.mark.parametrize("data", ["note", "noisy-20", "noisy-200"])
@pytest.mark.parametrize("batch", [1, 3, 20])
def test_the_epoch_factor_is_what_an_epoch_of_a_run_multiplies_the_error_by(data: str, batch: int) -> None:
    xs = PRESETS[data].x
    run = Run(x=xs, y=[2 * x for x in xs], lr=0.01, batch=batch, epochs=3, w0=[5.0])
    columns = trace(run)
    path = np.append(5.0, columns.parameters[columns.epoch_ends + 1, 0]) - 2
    factor = theory.epoch_factor(xs, 0.01, batch)
    assert path[1:] == pytest.approx(factor * path[:-1], rel=1e-12, abs=1e-13)


@given(some_x(6), st.floats(0, 2), BATCHES)
def test_the_epoch_factor_is_the_exact_product(xs: tuple[float, ...], lr: float, batch: int) -> None:
    slopes = curvatures(xs, batch)
    size = math.prod(1 + 2 * lr * float(s) for s in slopes)
    assert abs(theory.epoch_factor(xs, lr, batch) - rho(slopes, lr)) <= 1e-14 * size


@given(some_x(4), st.floats(0, 0.5), st.integers(1, 3))
def test_the_mean_square_factor_is_the_mean_over_every_batch_that_can_be_drawn(
    xs: tuple[float, ...], lr: float, batch: int
) -> None:
    exact = mean([a * a for a, _ in drawn_updates(xs, [0.0] * len(xs), lr, batch)])
    assert theory.mean_square_factor(xs, lr, batch) == pytest.approx(float(exact), rel=1e-12, abs=1e-12)


# --- the ladder ---


def test_the_note_s_ladder() -> None:
    every_step, mean_square, cyclic, full_batch = theory.ladder(NOTE.x)
    assert (every_step, mean_square, full_batch) == pytest.approx((1 / 9, 1 / 7, 3 / 14), rel=1e-15)
    assert np.array(cyclic) == pytest.approx(np.array([(0, 0.20402), (0.47654, 0.51901)]), abs=5e-6)
    assert theory.landing_rates(NOTE.x) == pytest.approx((1 / 18, 1 / 8, 1 / 2), rel=1e-15)
    assert theory.critical_batch(NOTE.x) == pytest.approx(1.5, rel=1e-15)


@given(some_x(6), BATCHES)
def test_the_ladder_holds_each_rung(xs: tuple[float, ...], batch: int) -> None:
    assert theory.ladder(xs, batch) == (
        theory.every_step_limit(xs, batch),
        theory.mean_square_limit(xs, batch),
        theory.cyclic_intervals(xs, batch),
        theory.full_batch_limit(xs),
    )


@given(some_x(6), BATCHES)
def test_below_the_every_step_limit_and_not_above_each_update_nears_the_fit(
    xs: tuple[float, ...], batch: int
) -> None:
    limit = theory.every_step_limit(xs, batch)
    for share, every in ((0.999, True), (1.001, False)):
        run = Run(x=xs, y=[0.0] * len(xs), lr=share * limit, batch=batch, epochs=1, w0=[1.0])
        path = np.abs(trace(run).parameters[:, 0])
        # A batch of zeros alone moves nothing.
        moved = np.array([s > 0 for s in curvatures(xs, batch)])
        assert (path[1:] < path[:-1])[moved].all() == every


@given(some_x(4), st.integers(1, 3))
def test_at_the_mean_square_limit_the_mean_of_e_squared_begins_to_grow(
    xs: tuple[float, ...], batch: int
) -> None:
    limit = theory.mean_square_limit(xs, batch)
    for share, sign in ((0.999, -1), (1.001, 1)):
        factor = mean([a * a for a, _ in drawn_updates(xs, [0.0] * len(xs), share * limit, batch)])
        assert sign * (factor - 1) > 0


@given(some_x(6))
@example(PRESETS["noisy-20"].x)
@example(PRESETS["noisy-200"].x)
def test_full_batch_descent_shrinks_the_error_below_its_limit_and_not_above(xs: tuple[float, ...]) -> None:
    limit = theory.full_batch_limit(xs)
    for share, shrinks in ((0.999, True), (1.001, False)):
        run = Run(x=xs, y=[0.0] * len(xs), lr=share * limit, batch="all", epochs=200, w0=[1.0])
        end = abs(trace(run).end.parameters[0])
        assert end == pytest.approx(abs(1 - 2 * share) ** 200, rel=1e-9)
        assert (end < 1) == shrinks


@given(some_x(6), st.integers(1, 50))
def test_the_critical_batch_says_how_a_batch_raises_the_mean_square_limit(
    xs: tuple[float, ...], batch: int
) -> None:
    """limit(b) = full_batch · b / (b + critical − 1): from m₂/m₄ toward 1/m₂."""
    critical = theory.critical_batch(xs)
    expected = theory.full_batch_limit(xs) * batch / (batch + critical - 1)
    assert theory.mean_square_limit(xs, batch) == pytest.approx(expected, rel=1e-12)


@given(some_x(4))
def test_on_samples_that_agree_one_at_a_time_shrinks_the_mean_square_most_for_a_gradient(
    xs: tuple[float, ...],
) -> None:
    """Each batch at its own best rate, by the mean over every batch that can be drawn."""
    rest, worth = theory.critical_batch(xs) - 1, []
    for batch in (1, 2, 3):
        lr = theory.mean_square_limit(xs, batch) / 2
        factor = float(mean([a * a for a, _ in drawn_updates(xs, [0.0] * len(xs), lr, batch)]))
        assert factor == pytest.approx(rest / (batch + rest), abs=1e-12)
        nearby = [theory.mean_square_factor(xs, share * lr, batch) for share in (0.99, 1.01)]
        assert factor <= min(nearby) + 1e-15
        worth.append(-math.log(max(factor, 1e-300)) / batch)
    assert rest < 1e-12 or worth == sorted(worth, reverse=True)


@pytest.mark.parametrize("power", [-150, -90, -82, 77, 150])
def test_units_of_x_and_y_change_no_closed_form(power: int) -> None:
    """From 1e-150 to 1e150: what has no unit stays, a rate goes with 1/x²."""
    unit = 2.0 ** round(power * math.log2(10))
    xs, ys = ([unit * value for value in values] for values in (NOISY.x, NOISY.y))
    own, lr = (NOISY.x, NOISY.y), 0.05 / unit / unit
    assert theory.critical_batch(xs) == theory.critical_batch(NOISY.x)
    assert theory.ladder(xs)[1] * unit * unit == theory.mean_square_limit(NOISY.x)
    assert theory.mean_square_factor(xs, lr) == theory.mean_square_factor(NOISY.x, 0.05)
    assert theory.noise_floor(xs, ys, lr, 2) == theory.noise_floor(*own, 0.05, 2)
    assert theory.limit_cycle(xs, ys, lr) == pytest.approx(theory.limit_cycle(*own, 0.05), rel=1e-12)
    assert theory.log_epoch_factor(xs, lr) == theory.log_epoch_factor(NOISY.x, 0.05)
    for exact in (theory.reshuffled_bias, theory.reshuffled_mean_square, theory.shuffled_once_mean_square):
        assert exact(xs, ys, lr) == pytest.approx(exact(*own, 0.05), rel=1e-9)
    assert Run(x=xs, y=ys).best == Run(data="noisy").best


@given(some_x(5), st.floats(1e-18, 2))
def test_what_an_epoch_multiplies_by_is_known_where_it_is_1_but_for_rounding(
    xs: tuple[float, ...], lr: float
) -> None:
    exact = abs(rho(curvatures(xs), lr))
    neutral = theory.is_neutral(xs, lr)
    if exact:
        assert neutral or (theory.log_epoch_factor(xs, lr) < 0) == (exact < 1)
    if neutral:
        assert abs(float(exact) - 1) < 1e-12


@pytest.mark.parametrize(("lr", "neutral"), [(1e-14, False), (1e-17, False), (1 / 9, False), (1.0, False)])
def test_a_tiny_rate_still_nears(lr: float, neutral: bool) -> None:
    assert theory.is_neutral(NOTE.x, lr) == neutral
    assert theory.log_epoch_factor(NOTE.x, lr) == pytest.approx(-28 * lr, rel=1e-6) or lr > 1e-3


def test_at_the_end_of_an_interval_an_epoch_neither_nears_nor_leaves() -> None:
    (_, high), (low, _) = theory.cyclic_intervals(NOTE.x)
    assert theory.is_neutral(NOTE.x, high) and theory.is_neutral(NOTE.x, low)
    assert not theory.is_neutral(NOTE.x, high * (1 + 1e-13))
    assert theory.is_neutral((1.0, 0.0), 1.0) and not theory.is_neutral((0.0, 0.0), 0.1)


@pytest.mark.parametrize("far", [1e4, 1e5, 1e8, 1.7e9])
def test_the_least_eigenvalue_of_a_line_is_not_lost_far_from_0(far: float) -> None:
    xs, ys = (far, far + 1, far + 2), (0.0, 1.0, 2.0)
    steep, flat = theory.hessian_eigenvalues(PROBLEMS["line"], (0.0, 0.0), xs, ys)
    exact = [Fraction(x) for x in xs]
    middle = sum(exact) / 3
    product = 4 * sum((x - middle) ** 2 for x in exact) / 3
    assert steep == pytest.approx(2 * far * far, rel=1e-3)
    assert flat == pytest.approx(float(product / Fraction(steep)), rel=1e-12, abs=0)
    known = Run(problem="line", x=xs, y=ys).critical[0].eigenvalues
    assert (steep, flat) == pytest.approx(known, rel=1e-12, abs=0)


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_eigenvalues_do_not_cancel(xx: float, xy: float, yy: float) -> None:
    largest, smallest = landscape.eigenvalues(xx, xy, yy)
    assert largest >= smallest
    product = Fraction(xx) * Fraction(yy) - Fraction(xy) ** 2
    scale = max(abs(xx), abs(xy), abs(yy))
    assert largest + smallest == pytest.approx(xx + yy, abs=1e-14 * scale)
    if scale > 1e-100:
        assert abs(Fraction(largest) * Fraction(smallest) - product) <= abs(product) / 10**12


@pytest.mark.parametrize("batch", [1, 2])
def test_data_that_pull_at_nothing_set_no_limit(batch: int) -> None:
    zeros = (0.0, 0.0, -0.0)
    assert theory.ladder(zeros, batch) == (math.inf, math.inf, (), math.inf)
    assert theory.landing_rates(zeros, batch) == ()
    assert theory.factors(zeros, 0.1, batch) == (1.0,) * len(curvatures(zeros, batch))
    assert math.isnan(theory.critical_batch(zeros))


def test_data_that_pull_at_nothing_have_no_floor_and_no_cycle() -> None:
    zeros, ys = (0.0, 0.0), (1.0, 2.0)
    assert theory.noise_floor(zeros, ys, 0.1) == math.inf
    assert all(map(math.isnan, theory.limit_cycle(zeros, ys, 0.1)))
    assert math.isnan(theory.reshuffled_bias(zeros, ys, 0.1))


# --- the intervals of cyclic descent ---


def check_intervals(xs: Sequence[float], batch: int) -> None:
    """Against the exact ρ: where it crosses ±1, and that it crosses nowhere else."""
    slopes, intervals = curvatures(xs, batch), theory.cyclic_intervals(xs, batch)
    ends = [end for interval in intervals for end in interval]
    assert ends == sorted(ends)
    assert all(low < high for low, high in intervals)
    assert intervals[0][0] == 0
    for low, high in intervals:
        # Where |ρ| touches 1 without crossing it, its distance from 1 is lost to rounding.
        inward = min(1e-9 * high, (high - low) / 4)
        for end, way in ((low, 1), (high, -1)):
            assert not end or abs(rho(slopes, end + way * inward)) < 1
            assert not end or abs(rho(slopes, end - way * 1e-9 * end)) >= 1 - 1e-14


def is_inside(intervals: Sequence[tuple[float, float]], lr: float) -> bool:
    return any(low < lr < high for low, high in intervals)


PRESET_DATA = pytest.mark.parametrize("data", ["note", "noisy-20", "noisy-200", "far", "mirrored-40"])


@PRESET_DATA
@pytest.mark.parametrize("batch", [1, 2, 3, 7])
def test_the_intervals_end_where_the_exact_epoch_factor_is_one(data: str, batch: int) -> None:
    check_intervals(PRESETS[data].x, batch)


@given(some_x(7), BATCHES)
@settings(max_examples=draws(60))
@example((1.0, 2.0, 2.0), 1)
@example((1.0, 1.0 + 2**-52, 2.0), 1)
@example((1.0, 1.0 + 2**-30, 0.25), 1)
@example((1e-5, 1e5), 1)
def test_the_intervals_of_any_data_end_where_the_exact_epoch_factor_is_one(
    xs: tuple[float, ...], batch: int
) -> None:
    check_intervals(xs, batch)


@PRESET_DATA
@pytest.mark.parametrize("batch", [1, 2, 3, 7])
def test_a_scan_of_rates_is_below_one_just_inside_the_intervals(data: str, batch: int) -> None:
    xs = PRESETS[data].x
    slopes, intervals = np.array(curvatures(xs, batch), float), theory.cyclic_intervals(xs, batch)
    rates = np.linspace(0, 1.501 * max(theory.landing_rates(xs, batch)), 20_011)[1:]
    rates = np.unique(np.concatenate([rates, np.linspace(0, 2 * theory.full_batch_limit(xs), 5_003)[1:]]))
    factor = np.ones(len(rates))
    with np.errstate(over="ignore"):
        for slope in slopes:
            factor *= 1 - 2 * rates * slope
    clear = np.abs(np.abs(factor) - 1) > 1e-9
    inside = np.array([is_inside(intervals, rate) for rate in rates.tolist()])
    assert clear.mean() > 0.99
    assert ((np.abs(factor) < 1) == inside)[clear].all()


@given(some_x(5), BATCHES)
@example(NOTE.x, 1)
def test_the_ends_are_roots_of_the_polynomials_rho_less_and_plus_one(
    xs: tuple[float, ...], batch: int
) -> None:
    """Between two neighbouring real roots of (ρ − 1)(ρ + 1) all rates are inside, or none."""
    slopes, intervals = curvatures(xs, batch), theory.cyclic_intervals(xs, batch)
    scale = float(max(slopes))
    coefficients = np.ones(1)
    for slope in slopes:
        coefficients = np.polymul(coefficients, [-2 * float(slope) / scale, 1.0])
    roots = np.concatenate([np.roots(np.polyadd(coefficients, [side])) for side in (1, -1)])
    # A double root may come out as a pair with small imaginary parts.
    real = np.sort(roots.real[np.abs(roots.imag) < 1e-4 * np.abs(roots)]) / scale
    edges = [0.0, *real[real > 1e-6 / scale].tolist()]
    for low, high in pairwise([*edges, 4 * edges[-1] + 1 / scale]):
        middle = (low + high) / 2
        if high - low > 1e-6 * high:
            assert is_inside(intervals, middle) == (abs(rho(slopes, middle)) < 1)
    for low, high in intervals:
        for end in (low, high):
            assert min(abs(end - edge) for edge in edges) <= 1e-5 * high


@PRESET_DATA
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_every_landing_rate_lies_in_an_interval_unless_that_is_too_narrow_for_doubles(
    data: str, batch: int
) -> None:
    xs = PRESETS[data].x
    slopes, intervals = curvatures(xs, batch), theory.cyclic_intervals(xs, batch)
    rates = theory.landing_rates(xs, batch)
    assert list(rates) == sorted(set(rates))
    assert rates == pytest.approx(sorted({1 / (2 * float(s)) for s in set(slopes)}), rel=1e-14)
    for rate in (rate for rate in rates if not is_inside(intervals, rate)):
        assert max(abs(rho(slopes, rate + k * math.ulp(rate))) for k in (-8, 8)) >= 1
    assert all(any(low < rate < high for rate in rates) for low, high in intervals)


@pytest.mark.parametrize("data", ["note", "noisy-20", "noisy-200"])
@pytest.mark.parametrize("batch", [1, 2])
def test_a_cyclic_run_nears_the_fit_inside_each_interval_and_leaves_it_between(data: str, batch: int) -> None:
    xs = PRESETS[data].x
    intervals = [each for each in theory.cyclic_intervals(xs, batch) if each[1] - each[0] > 1e-9 * each[1]]
    gaps = [(high, low) for (_, high), (low, _) in pairwise(intervals)]
    assert intervals
    rates = [(0.01 * low + 0.99 * high, True) for low, high in intervals]
    rates += [((low + high) / 2, False) for low, high in gaps]
    rates += [(1.001 * intervals[0][1], False), (1.01 * intervals[-1][1], False)]
    for lr, nears in rates:
        run = Run(x=xs, y=[0.0] * len(xs), lr=lr, batch=batch, epochs=4, w0=[1.0])
        columns = trace(run)
        ends = np.abs(columns.parameters[columns.epoch_ends + 1, 0])
        assert (len(ends) == 4 and ends[-1] < ends[0] < 1) == nears


def test_an_epoch_at_a_landing_rate_lands_on_the_fit() -> None:
    xs = PRESETS["noisy-20"].x
    for lr in theory.landing_rates(xs)[:5]:
        largest = max(abs(a) for a in theory.factors(xs, lr))
        run = Run(x=xs, y=[0.0] * len(xs), lr=lr, epochs=1, w0=[1.0])
        assert abs(trace(run).end.parameters[0]) <= 1e-15 * max(1.0, largest) ** len(xs)


def test_inside_the_interval_but_above_the_mean_square_limit_nearly_every_path_converges() -> None:
    """At 0.16 E a² is 1.358, yet ln|e| falls by −ln|ρ|/3 an update, with the spread of a random walk."""
    lr, updates = 0.16, 60
    assert theory.mean_square_limit(NOTE.x) < lr < theory.cyclic_intervals(NOTE.x)[0][1]
    assert theory.mean_square_factor(NOTE.x, lr) == pytest.approx(1.358, abs=1e-3)
    assert theory.epoch_factor(NOTE.x, lr) == pytest.approx(0.358, abs=1e-3)
    logs = np.log(np.abs(theory.factors(NOTE.x, lr)))
    run = Run(x=NOTE.x, y=[0.0] * 3, w0=[1.0], lr=lr, sampling="with-replacement", epochs=updates // 3)
    size = np.log(np.abs(ensemble(run, seeds=range(1000)).parameters[-1, :, 0]))
    check_mean(size, updates * logs.mean(), within=0.05)
    assert math.exp(np.median(size)) == pytest.approx(
        1.2e-9, rel=ERRORS * 1.26 * size.std() / math.sqrt(1000)
    )


# --- the noise floor ---


@given(some_points(4), SHARES, st.integers(1, 3))
def test_the_noise_floor_is_the_fixed_point_of_the_exact_second_moment(
    points: tuple[tuple[float, ...], tuple[float, ...]], share: float, batch: int
) -> None:
    """E e = 0 stays so, and E e² ← E a²·E e² + 2·E ac·E e + E c²."""
    lr = share * theory.mean_square_limit(points[0], batch)
    updates = drawn_updates(*points, lr, batch)
    assert mean([c for _, c in updates]) == 0
    fixed = mean([c * c for _, c in updates]) / (1 - mean([a * a for a, _ in updates]))
    floor = theory.noise_floor(*points, lr, batch)
    assert floor == pytest.approx(float(fixed), rel=1e-11, abs=1e-25)


@given(some_points(6), st.integers(1, 3))
def test_there_is_no_floor_above_the_mean_square_limit(
    points: tuple[tuple[float, ...], tuple[float, ...]], batch: int
) -> None:
    limit = theory.mean_square_limit(points[0], batch)
    assert theory.noise_floor(*points, limit * (1 - 1e-9), batch) < math.inf
    assert theory.noise_floor(*points, limit * (1 + 1e-9), batch) == math.inf


@pytest.mark.parametrize(("lr", "floor"), [(0.01, 3.7031e-4), (0.05, 2.64914e-3), (0.1, 1.14796e-2)])
def test_the_known_noise_floors(lr: float, floor: float) -> None:
    assert theory.noise_floor(NOISY.x, NOISY.y, lr) == pytest.approx(floor, rel=1e-5)


@pytest.mark.parametrize(
    ("data", "lr", "batch"),
    [
        ("noisy", 0.01, 1),
        ("noisy", 0.05, 1),
        ("noisy", 0.05, 3),
        ("noisy-20", 0.02, 1),
        ("noisy-20", 0.1, 4),
        ("noisy-200", 0.05, 1),
        ("noisy-200", 0.2, 10),
    ],
)
def test_an_ensemble_with_replacement_rests_on_the_noise_floor(data: str, lr: float, batch: int) -> None:
    """From w*, so that the mean of e² comes from below as 1 − (E a²)ᵗ."""
    points = PRESETS[data].x, PRESETS[data].y
    per_epoch, best = len(points[0]) // batch, float(best_slope(*points))
    settled = math.ceil(math.log(1e-6) / math.log(theory.mean_square_factor(points[0], lr, batch)))
    epochs = -(-(settled + 600) // per_epoch)
    run = Run(data=data, lr=lr, batch=batch, sampling="with-replacement", epochs=epochs, w0=[best])
    error = errors(run, seeds=range(500))[settled:]
    check_mean((error * error).mean(axis=0), theory.noise_floor(*points, lr, batch), within=0.05)
    bias = error.mean(axis=0)
    assert abs(bias.mean()) < ERRORS * bias.std() / math.sqrt(len(bias))


@each_noisy
def test_the_mean_loss_of_an_ensemble_exceeds_the_least_by_what_the_noise_floor_costs(data: str) -> None:
    """E f(w) − f(w*) = m₂·E e² on a parabola, with m₂ the mean of x²."""
    points = PRESETS[data].x, PRESETS[data].y
    best = float(best_slope(*points))
    run = Run(data=data, lr=0.05, sampling="with-replacement", epochs=-(-900 // len(points[0])), w0=[best])
    losses = ensemble(run, seeds=range(500), every=15).mean_loss
    excess = (losses[20:] - losses[0]).mean(axis=0)
    check_mean(excess, float(mean(curvatures(points[0]))) * theory.noise_floor(*points, 0.05), within=0.12)


# --- the limit cycle ---


def test_the_known_limit_cycle() -> None:
    assert theory.limit_cycle(NOISY.x, NOISY.y, 0.01)[-1] == pytest.approx(0.00794, abs=5e-6)


@pytest.mark.parametrize(
    ("data", "lr", "batch"),
    [
        ("noisy", 0.01, 1),
        ("noisy", 0.1, 2),
        ("noisy", 0.48, 1),
        ("noisy", 0.05, 3),
        ("noisy", 0.05, 5),
        ("noisy-20", 0.05, 1),
        ("noisy-20", 0.27, 1),
        ("noisy-20", 0.1, 7),
        ("noisy-200", 0.01, 1),
        ("noisy-200", 0.1, 64),
    ],
)
def test_a_long_cyclic_run_goes_round_the_limit_cycle(data: str, lr: float, batch: int) -> None:
    points = PRESETS[data].x, PRESETS[data].y
    run = Run(data=data, lr=lr, batch=batch, epochs=400)
    path = trace(run).parameters[1:, 0].reshape(400, -1) - float(best_slope(*points))
    cycle = theory.limit_cycle(*points, lr, batch)
    assert path.shape[1] == len(cycle)
    assert path[-2:] == pytest.approx(np.array([cycle, cycle]), rel=1e-13, abs=1e-13)


@given(some_points(6), st.floats(0.01, 1), BATCHES)
def test_an_epoch_from_the_end_of_the_limit_cycle_goes_round_it_once(
    points: tuple[tuple[float, ...], tuple[float, ...]], lr: float, batch: int
) -> None:
    slopes = curvatures(points[0], batch)
    assume(abs(1 - rho(slopes, lr)) > 1e-3)
    cycle = theory.limit_cycle(*points, lr, batch)
    w, (xs, ys) = best_slope(*points), points
    pulls = [Fraction(x) * (Fraction(y) - Fraction(x) * w) for x, y in zip(xs, ys, strict=True)]
    e, largest = Fraction(cycle[-1]), max(map(abs, cycle)) + 1e-300
    for k, (slope, expected) in enumerate(zip(slopes, cycle, strict=True)):
        part = pulls[k * batch : (k + 1) * batch]
        e += 2 * Fraction(lr) * (sum(part, Fraction()) / len(part) - slope * e)
        # Rounding in one place is carried on by every factor.
        carried = math.prod(1 + 2 * lr * float(s) for s in slopes)
        assert abs(e - Fraction(expected)) <= 1e-12 * carried * (largest + 1e-3)


def test_where_an_epoch_keeps_the_error_there_is_no_single_cycle() -> None:
    assert all(map(math.isnan, theory.limit_cycle(NOISY.x, NOISY.y, 0.0)))
    assert math.isnan(theory.reshuffled_bias(NOISY.x, NOISY.y, 0.0))
    assert theory.reshuffled_mean_square(NOISY.x, NOISY.y, 0.0) == math.inf


# --- a new order every epoch ---


def over_all_orders(xs: Sequence[float], ys: Sequence[float], lr: float) -> tuple[float, float, float]:
    """ρ, and the means of N and N² over all n! orders, where an epoch maps e to ρ·e + N."""
    w = float(best_slope(xs, ys))
    a = np.array([1 - 2 * lr * x * x for x in xs])
    c = np.array([2 * lr * x * (y - x * w) for x, y in zip(xs, ys, strict=True)])
    end: Any = 0.0
    for place in np.array(list(permutations(range(len(xs))))).T:
        end = a[place] * end + c[place]
    return math.prod(a.tolist()), np.mean(end), np.mean(end * end)


def stationary(factor: float, first: float, second: float) -> tuple[float, float]:
    """The fixed points of E e ← ρ·E e + E N and E e² ← ρ²·E e² + 2ρ·E e·E N + E N²."""
    bias = first / (1 - factor)
    return bias, (second + 2 * factor * bias * first) / (1 - factor * factor)


def check_reshuffled(xs: Sequence[float], ys: Sequence[float], lr: float) -> None:
    factor, first, second = over_all_orders(xs, ys, lr)
    bias, square = stationary(factor, first, second)
    pulls = sum(abs(2 * lr * x * y) for x, y in zip(xs, ys, strict=True)) + 1e-100
    # The terms of N cancel: what they lose is measured by their size, and by how near ρ is to 1.
    room = 1 - abs(factor)
    size = pulls * math.prod(max(1.0, abs(1 - 2 * lr * x * x)) for x in xs)
    assert theory.reshuffled_bias(xs, ys, lr) == pytest.approx(bias, rel=1e-9, abs=1e-14 * size / room)
    expected = pytest.approx(square, rel=1e-9, abs=1e-14 * size * size / room**2)
    assert theory.reshuffled_mean_square(xs, ys, lr) == expected


@given(some_points(5), SHARES)
def test_reshuffled_bias_and_mean_square_are_means_over_all_orders(
    points: tuple[tuple[float, ...], tuple[float, ...]], share: float
) -> None:
    check_reshuffled(*points, share * theory.cyclic_intervals(points[0])[0][1])


@pytest.mark.parametrize("lr", [0.01, 0.05, 0.2, 0.48, 0.5])
def test_reshuffled_noisy_data_are_means_over_all_six_orders(lr: float) -> None:
    check_reshuffled(NOISY.x, NOISY.y, lr)


@pytest.mark.parametrize("lr", [0.001, 0.05, 0.1])
def test_six_reshuffled_samples_are_means_over_all_720_orders(lr: float) -> None:
    check_reshuffled(PRESETS["noisy-20"].x[:6], PRESETS["noisy-20"].y[:6], lr)


def test_the_known_bias_and_mean_square_of_reshuffled_runs() -> None:
    assert theory.reshuffled_bias(NOISY.x, NOISY.y, 0.05) == pytest.approx(0.0139, abs=5e-5)
    assert theory.reshuffled_mean_square(NOISY.x, NOISY.y, 0.01) == pytest.approx(8.8e-6, abs=5e-8)


def mean_product(factors: Sequence[float]) -> float:
    """The mean over k = 0 … n, all alike, of the mean product of k of the n factors."""
    means = np.ones(1)
    for j, factor in enumerate(factors, start=1):
        share = np.arange(j + 1) / j
        means = (1 - share) * np.append(means, 0.0) + share * factor * np.append(0.0, means)
    return float(means.mean())


@pytest.mark.parametrize(
    ("data", "lr"),
    [(("noisy-20",), 0.003), (("noisy-20",), 0.05), (("noisy-20", "noisy-200"), 0.003)],
)
def test_the_bias_of_many_samples_is_a_sum_over_how_many_follow_each(
    data: tuple[str, ...], lr: float
) -> None:
    """0 … n − 1 samples, all alike, follow sample i; each set of so many is as likely as another."""
    xs = tuple(x for name in data for x in PRESETS[name].x)
    ys = tuple(y for name in data for y in PRESETS[name].y)
    w, factors = float(best_slope(xs, ys)), theory.factors(xs, lr)
    means: dict[float, float] = {}
    for i, x in enumerate(xs):
        if x not in means:
            means[x] = mean_product(factors[:i] + factors[i + 1 :])
    pull = sum(2 * lr * x * (y - x * w) * means[x] for x, y in zip(xs, ys, strict=True))
    expected = pull / (1 - math.prod(factors))
    assert theory.reshuffled_bias(xs, ys, lr) == pytest.approx(expected, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize(
    ("data", "lr", "runs"), [("noisy", 0.05, 400), ("noisy-20", 0.005, 800), ("noisy-200", 0.01, 200)]
)
def test_an_ensemble_of_reshuffled_runs_has_the_bias_and_the_mean_square(
    data: str, lr: float, runs: int
) -> None:
    points = PRESETS[data].x, PRESETS[data].y
    n, best = len(points[0]), float(best_slope(*points))
    settled = 5 + math.ceil(math.log(1e-6) / math.log(theory.epoch_factor(points[0], lr)))
    run = Run(data=data, lr=lr, sampling="reshuffle", epochs=settled + 40, w0=[best])
    error = errors(run, seeds=range(runs), every=n)[settled:]
    if data != "noisy-200":
        # There the bias is three thousand times smaller than what it would have to be told from.
        check_mean(error.mean(axis=0), theory.reshuffled_bias(*points, lr), within=0.3)
    check_mean((error * error).mean(axis=0), theory.reshuffled_mean_square(*points, lr), within=0.1)


@each_noisy
def test_the_bias_of_small_rates_is_that_of_first_order(data: str) -> None:
    """lr·E[x³r] / E[x²], r what the best line leaves over; the rest falls in proportion to the rate."""
    points = PRESETS[data].x, PRESETS[data].y
    xs, rests = points[0], [y - x * float(best_slope(*points)) for x, y in zip(*points, strict=True)]
    first = sum(x * x * x * r for x, r in zip(xs, rests, strict=True)) / sum(x * x for x in xs)

    def off(lr: float) -> float:
        return theory.reshuffled_bias(*points, lr) / (lr * first) - 1

    small = 1e-3 / sum(x * x for x in points[0])
    assert abs(off(small)) < 0.01
    assert off(small) / off(small / 2) == pytest.approx(2, rel=0.01)


def test_reshuffled_runs_with_consistent_data_have_neither_bias_nor_spread() -> None:
    assert theory.reshuffled_bias(NOTE.x, NOTE.y, 0.05) == 0
    assert theory.reshuffled_mean_square(NOTE.x, NOTE.y, 0.05) == 0
    assert theory.noise_floor(NOTE.x, NOTE.y, 0.05) == 0
    assert theory.limit_cycle(NOTE.x, NOTE.y, 0.05) == (0, 0, 0)


@pytest.mark.parametrize("lr", [0.3, 0.6])
def test_where_no_epoch_shrinks_the_error_its_mean_square_is_infinite(lr: float) -> None:
    assert theory.reshuffled_mean_square(NOISY.x, NOISY.y, lr) == math.inf


# --- the way to the long run, and orders that are drawn once ---


@pytest.mark.parametrize("lr", [0.001, 0.1])
def test_thousands_of_samples_are_integrated_as_exactly_as_by_a_node_for_every_other(lr: float) -> None:
    draws = np.random.PCG64(2).random_raw(6000) / 2.0**64
    xs = (0.2 + 2.8 * draws[:3000]).tolist()
    ys = [2 * x + noise - 0.5 for x, noise in zip(xs, draws[3000:].tolist(), strict=True)]
    best = sum(x * y for x, y in zip(xs, ys, strict=True)) / sum(x * x for x in xs)
    nodes, weights = np.polynomial.legendre.leggauss(1501)
    u, none, one = (nodes + 1) / 2, 1.0, 0.0
    for x, y in zip(xs, ys, strict=True):
        factor = u + (1 - u) * (1 - 2 * lr * x * x)
        one = one * factor + none * (2 * lr * x * (y - best * x))
        none = none * factor
    expected = float(np.sum(weights / 2 * one)) / (1 - theory.epoch_factor(xs, lr))
    assert theory.reshuffled_bias(xs, ys, lr) == pytest.approx(expected, rel=1e-8)


def orders_end(points: tuple[Sequence[float], Sequence[float]], lr: float) -> list[Fraction]:
    """N of every order: where an epoch in that order takes e = 0, exactly."""
    updates, ends = drawn_updates(*points, lr, 1), []
    for order in permutations(updates):
        e = Fraction()
        for a, c in order:
            e = a * e + c
        ends.append(e)
    return ends


@pytest.mark.parametrize(
    ("points", "lr"),
    [
        ((NOISY.x, NOISY.y), 0.01),
        ((NOISY.x, NOISY.y), 0.2),
        ((NOISY.x, NOISY.y), 0.49),
        (((2.0, -1.0, 0.5, 1.0), (1.0, 1.0, 3.0, -2.0)), 0.1),
        ((PRESETS["noisy-20"].x[:6], PRESETS["noisy-20"].y[:6]), 0.05),
    ],
)
def test_orders_drawn_once_have_the_mean_square_of_all_their_limit_cycles(
    points: tuple[Sequence[float], Sequence[float]], lr: float
) -> None:
    rest = 1 - rho(curvatures(points[0]), lr)
    expected = float(mean([(end / rest) ** 2 for end in orders_end(points, lr)]))
    assert theory.shuffled_once_mean_square(*points, lr) == pytest.approx(expected, rel=1e-9)


def test_orders_drawn_once_on_consistent_data_end_on_the_fit_and_diverge_where_no_epoch_shrinks() -> None:
    assert theory.shuffled_once_mean_square(NOTE.x, NOTE.y, 0.05) == 0
    assert theory.shuffled_once_mean_square(NOISY.x, NOISY.y, 0.3) == math.inf


def test_an_ensemble_that_is_shuffled_once_settles_on_that_mean_square() -> None:
    run = Run(data="noisy", sampling="shuffle-once", lr=0.05, epochs=60, w0=[2.1])
    last = errors(run, seeds=range(600), every=3)[-1]
    check_mean(last * last, theory.shuffled_once_mean_square(NOISY.x, NOISY.y, 0.05), within=0.2)


@given(some_points(3), st.floats(0, 0.4), st.floats(-3, 3))
def test_the_expected_path_is_the_mean_over_every_sequence_that_can_be_drawn(
    points: tuple[tuple[float, ...], tuple[float, ...]], lr: float, start: float
) -> None:
    assume(any(points[0]))
    drawn = drawn_updates(*points, lr, 1)
    means, deviations = theory.expected_path(*points, lr, start, 3)
    ends = [Fraction(start)]
    for t in range(4):
        scale = 1 + float(max(abs(e) for e in ends)) ** 2
        assert means[t] == pytest.approx(float(mean(ends)), abs=1e-9 * scale)
        spread = float(mean([e * e for e in ends]) - mean(ends) ** 2)
        assert deviations[t] ** 2 == pytest.approx(spread, abs=1e-9 * scale)
        ends = [a * e + c for e in ends for a, c in drawn]


def test_the_expected_path_ends_at_the_noise_floor_and_grows_above_the_mean_square_limit() -> None:
    means, deviations = theory.expected_path(NOISY.x, NOISY.y, 0.05, 1.0, 2000)
    assert means[-1] == pytest.approx(0, abs=1e-12)
    assert deviations[-1] ** 2 == pytest.approx(theory.noise_floor(NOISY.x, NOISY.y, 0.05), rel=1e-12)
    means, deviations = theory.expected_path(NOTE.x, NOTE.y, 0.16, -1.0, 60)
    square = means[-1] ** 2 + deviations[-1] ** 2
    assert square == pytest.approx(theory.mean_square_factor(NOTE.x, 0.16) ** 60, rel=1e-12)
    assert len(means) == len(deviations) == 61


def test_far_from_the_best_the_variance_is_not_lost_in_the_square_of_the_mean() -> None:
    """From 1e8 away, by the mean over every draw, in fractions: E e² − (E e)² of doubles would be noise."""
    points, lr, s = ((1.0, 1.0, -1.0), (1.0, 2.0, -3.5)), 0.1, Fraction(10**8)
    square, drawn = s * s, drawn_updates(*points, lr, 1)
    for _ in range(10):
        square = mean([a * a for a, _ in drawn]) * square + 2 * mean([a * c for a, c in drawn]) * s
        square += mean([c * c for _, c in drawn])
        s *= mean([a for a, _ in drawn])
    _, deviations = theory.expected_path(*points, lr, 1e8, 10)
    assert deviations[-1] ** 2 == pytest.approx(float(square - s * s), rel=1e-6)


def test_a_deviation_is_told_where_its_square_is_beyond_doubles() -> None:
    """On samples that agree the mean square is (E a²)ᵗ, here about 10⁵⁹⁵; its root is a double."""
    square = mean([a * a for a, _ in drawn_updates(NOTE.x, NOTE.y, 0.2, 1)]) ** 1500
    means, deviations = theory.expected_path(NOTE.x, NOTE.y, 0.2, 1.0, 1500)
    assert means[-1] == pytest.approx(0, abs=1e-12) and square > 10**500
    assert deviations[-1] == pytest.approx(float(math.isqrt(int(square))), rel=1e-9)


# --- curvature ---

FITTING = [
    ("origin", "noisy-20"),
    ("line", "offset"),
    ("line", "far"),
    ("logistic", "labels"),
    ("huber", "outliers"),
    ("autoencoder", "mirrored-40"),
    ("deep", "noisy"),
]
fitting = pytest.mark.parametrize(("name", "data"), FITTING)


@fitting
@pytest.mark.parametrize("delta", [1.0, 0.4])
def test_the_hessian_s_eigenvalues_are_those_of_finite_differences(
    name: str, data: str, delta: float
) -> None:
    problem, points = PROBLEMS[name].bound({"delta": delta}), (PRESETS[data].x, PRESETS[data].y)
    for w in (np.random.PCG64(3).random_raw(30) / 2.0**63 - 1).reshape(15, 2)[:, : len(problem.parameters)]:
        matrix = hessian(problem, w.tolist(), *points)
        found = theory.hessian_eigenvalues(problem, tuple(w.tolist()), *points)
        scale = 1 + np.abs(matrix).max()
        assert np.abs(matrix - matrix.T).max() < 1e-7 * scale
        assert list(found) == sorted(found, reverse=True)
        assert found[::-1] == pytest.approx(np.linalg.eigvalsh(matrix), rel=0, abs=1e-7 * scale)


def minimum(name: str, data: str) -> tuple[Problem, tuple[float, ...], Any]:
    """A problem, a minimum of its mean loss, and the axes of its curvature, the flattest first."""
    problem, points = PROBLEMS[name].bound({"delta": 1.0}), (PRESETS[data].x, PRESETS[data].y)
    w = next(p.parameters for p in problem.critical(*points) if p.kind == "minimum")
    return problem, w, np.linalg.eigh(hessian(problem, w, *points))[1].T


@fitting
def test_full_batch_descent_nears_a_minimum_below_its_limit_and_leaves_it_above(name: str, data: str) -> None:
    """A small displacement along the steepest axis changes by 1 − 2·share at every update."""
    problem, w, axes = minimum(name, data)
    limit = theory.descent_limit(problem, w, PRESETS[data].x, PRESETS[data].y)
    aside = 1e-6
    for share in (0.99, 1.01):
        start = np.array(w) + aside * axes[-1]
        run = Run(problem=name, data=data, batch="all", w0=start.tolist(), lr=share * limit, epochs=100)
        away = (np.array(trace(run).end.parameters) - w) @ axes[-1] / aside
        assert away == pytest.approx((1 - 2 * share) ** 100, rel=1e-3)


@pytest.mark.parametrize(("name", "data"), [each for each in FITTING if each[0] not in ("origin", "deep")])
def test_no_rate_nears_a_minimum_faster_than_the_best(name: str, data: str) -> None:
    problem, w, axes = minimum(name, data)
    points = PRESETS[data].x, PRESETS[data].y
    steep, flat = theory.hessian_eigenvalues(problem, w, *points)
    best = theory.best_descent_rate(problem, w, *points)
    assert best * steep - 1 == pytest.approx(1 - best * flat, rel=1e-9)
    start = np.array(w) + 1e-3 * (axes[0] + axes[1])
    epochs = math.ceil(10 * steep / flat)

    def away(lr: float) -> float:
        run = Run(problem=name, data=data, batch="all", w0=start.tolist(), lr=lr, epochs=epochs)
        return math.dist(trace(run).end.parameters, w)

    assert away(best) < min(away(0.97 * best), away(1.03 * best))


def test_with_one_parameter_the_best_rate_lands_at_once() -> None:
    points = PRESETS["noisy-20"].x, PRESETS["noisy-20"].y
    lr = theory.best_descent_rate(PROBLEMS["origin"], (5.0,), *points)
    assert lr == pytest.approx(theory.full_batch_limit(points[0]) / 2, rel=1e-14)
    assert theory.descent_limit(PROBLEMS["origin"], (5.0,), *points) == pytest.approx(2 * lr, rel=1e-14)
    end = trace(Run(data="noisy-20", batch="all", lr=lr, epochs=1)).end.parameters[0]
    assert end == pytest.approx(float(best_slope(*points)), rel=1e-13)


def test_a_flat_loss_sets_no_limit_to_descent() -> None:
    assert theory.descent_limit(PROBLEMS["origin"], (1.0,), (0.0, 0.0), (1.0, 2.0)) == math.inf
    assert theory.best_descent_rate(PROBLEMS["origin"], (1.0,), (0.0, 0.0), (1.0, 2.0)) == math.inf


# --- saddles ---


def turned(data: str, angle: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    points = np.array([PRESETS[data].x, PRESETS[data].y])
    x, y = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]) @ points
    return tuple(x.tolist()), tuple(y.tolist())


def walk(
    xs: Sequence[float], ys: Sequence[float], lr: float
) -> tuple[float, float, tuple[np.ndarray, np.ndarray]]:
    """What an update from near the saddle multiplies wᵀv₁ by, the variance it adds, and v₁ and v₂."""
    points = np.array([xs, ys])
    (small, large), axes = np.linalg.eigh(points @ points.T / len(xs))
    v2, v1 = axes.T
    a, b = v1 @ points, v2 @ points
    return 1 + 2 * lr * (large - small), 4 * lr * lr * np.mean((a * b) ** 2), (v1, v2)


@given(some_points(6), st.floats(0.001, 0.1), st.floats(0.01, 2))
def test_the_escape_time_is_when_the_mean_square_of_a_growing_walk_gets_there(
    points: tuple[tuple[float, ...], tuple[float, ...]], lr: float, beyond: float
) -> None:
    growth, push, _ = walk(*points, lr)
    assume(growth > 1 + 1e-3 and push > 1e-9)
    square, updates = 0.0, 0
    while square < beyond * beyond:
        before, square, updates = square, growth * growth * square + push, updates + 1
    # Between two updates the closed form goes on as v ← v + (v + σ²/(g² − 1))·(g^(2s) − 1).
    rest = push / (growth * growth - 1)
    part = math.log((beyond * beyond + rest) / (before + rest)) / (2 * math.log(growth))
    assert theory.escape_time(*points, lr, beyond) == pytest.approx(updates - 1 + part, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("angle", [0.0, 0.3])
@pytest.mark.parametrize(("data", "lr"), [("mirrored", 0.01), ("mirrored-40", 0.01), ("mirrored-40", 0.001)])
@pytest.mark.parametrize("beyond", [0.5, 0.8])
def test_the_median_escape_lies_above_its_scale_but_within_a_factor_of_two(
    data: str, lr: float, angle: float, beyond: float
) -> None:
    xs, ys = turned(data, angle)
    _, _, (v1, v2) = walk(xs, ys, lr)
    scale = theory.escape_time(xs, ys, lr, beyond)
    run = Run(
        problem="autoencoder",
        x=xs,
        y=ys,
        w0=v2.tolist(),
        lr=lr,
        sampling="with-replacement",
        epochs=math.ceil(5 * scale / len(xs)),
    )
    many = ensemble(run, seeds=range(300))
    times = many.first_time(lambda w: abs(w[0] * v1[0] + w[1] * v1[1]) > beyond)
    assert (times > 0).mean() > 0.95
    assert 1 < np.median(np.where(times < 0, run.updates, times)) / scale < 2


def test_the_smallest_demo_leaves_its_saddle_at_the_known_updates() -> None:
    path = trace(Run(problem="autoencoder", data="mirrored", w0=[0.0, 1.0], lr=0.01)).parameters[:, 0]
    assert [int((np.abs(path) > beyond).argmax()) for beyond in (0.5, 0.9)] == [57, 78]


def test_nothing_escapes_where_no_sample_pushes_along_the_way_out() -> None:
    assert theory.escape_time((2.0, -2.0, 0.0), (0.0, 0.0, 1.0), 0.01, 0.5) == math.inf
    run = Run(problem="autoencoder", x=[2.0, -2.0, 0.0], y=[0.0, 0.0, 1.0], w0=[0.0, 1.0], epochs=300)
    assert set(trace(run).parameters[:, 0].tolist()) == {0.0}


@pytest.mark.parametrize("data", ["mirrored", "mirrored-40"])
@pytest.mark.parametrize("power", [-200, -30, 30, 200])
def test_the_escape_time_hangs_on_the_rate_times_the_square_of_the_size(data: str, power: int) -> None:
    points, size = PRESETS[data], 2.0**power
    resized = (tuple(size * value for value in each) for each in (points.x, points.y))
    usual = theory.escape_time(points.x, points.y, 0.01, 0.5)
    assert theory.escape_time(*resized, 0.01 / size / size, 0.5) == usual


def test_tiny_points_push_and_grow_though_an_update_rounds_to_none() -> None:
    gain, square = 2 * 0.01 * 3e-18, 4e-36
    scale = math.log1p(0.25 * 2 * gain / (4 * 0.01**2 * square)) / (2 * gain)
    assert theory.escape_time((2e-9, -2e-9), (1e-9, 1e-9), 0.01, 0.5) == pytest.approx(scale, rel=1e-12)


@pytest.mark.parametrize("lr", [0.0, 0.01])
def test_where_no_axis_is_the_longest_there_is_no_escape_time(lr: float) -> None:
    assert math.isnan(theory.escape_time((1.0, 0.0, -1.0, 0.0), (0.0, 1.0, 0.0, -1.0), lr, 0.5))
    assert math.isnan(theory.escape_time((0.0,), (0.0,), lr, 0.5))
    assert math.isnan(theory.escape_time((2.0, -2.0), (1.0, 1.0), 0.0, 0.5))


@given(EIGHTHS, EIGHTHS, EIGHTHS, EIGHTHS, st.floats(0, 0.2))
def test_the_deep_factors_are_what_an_update_multiplies_sum_and_difference_by(
    w1: float, w2: float, x: float, y: float, lr: float
) -> None:
    columns = trace(Run(problem="deep", x=[x], y=[y], w0=[w1, w2], lr=lr, epochs=1))
    u1, u2 = columns.end.parameters
    on_sum, on_difference = theory.deep_factors((w1, w2), x, y, lr)
    size = (abs(w1) + abs(w2)) * (1 + abs(1 - on_sum))
    assert abs(u1 + u2 - on_sum * (w1 + w2)) <= 1e-14 * size
    assert abs(u1 - u2 - on_difference * (w1 - w2)) <= 1e-14 * size


@pytest.mark.parametrize("sampling", ["cyclic", "reshuffle", "with-replacement"])
@pytest.mark.parametrize("batch", [1, 7])
@pytest.mark.parametrize("side", [1.0, -1.0])
def test_deep_runs_never_leave_the_lines_through_the_saddle_by_a_bit(
    sampling: str, batch: int, side: float
) -> None:
    run = Run(
        problem="deep",
        data="noisy-200",
        w0=[0.7, 0.7 * side],
        lr=0.01,
        epochs=100,
        sampling=sampling,
        batch=batch,
    )
    w1, w2 = trace(run).parameters.T
    assert (w1 == side * w2).all()
    assert len(set(w1.tolist())) > 100
    # On the one line w falls into the saddle, on the other it settles at a minimum.
    assert abs(w1[-1]) == pytest.approx(math.sqrt(2) if side > 0 else 0, abs=0.05)


def test_one_ulp_off_the_line_a_deep_run_gets_away() -> None:
    start = [0.7, -math.nextafter(0.7, 0.0)]
    w1, w2 = trace(Run(problem="deep", data="note", w0=start, lr=0.01)).parameters.T
    assert 230 < int((np.abs(w1 * w2 - 2) < 0.01).argmax()) < 240

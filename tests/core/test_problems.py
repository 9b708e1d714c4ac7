"""Finite sums of per-sample losses: gradients, the best parameters, and sums from left to right."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sgd_core import Run, trace
from sgd_core.arithmetic import mean
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS, mean_loss
from tests.core.strategies import MODERATE, bits, mean_gradient

ORIGIN = PROBLEMS["origin"]
FRACTIONS = st.fractions(-100, 100, max_denominator=1000)
PAIRS = st.lists(st.tuples(MODERATE, MODERATE), min_size=1, max_size=8)
every_problem = pytest.mark.parametrize("name", PROBLEMS)


def points(name: str, count: int = 40) -> np.ndarray:
    """Rows (w…, x, y) scattered over a square, the same each time."""
    width = len(PROBLEMS[name].parameters) + 2
    raw = np.random.PCG64(1).random_raw(count * width)
    rows = (raw / 2.0**64 * 6 - 3).reshape(count, width)
    if PROBLEMS[name].targets:
        rows[:, -1] = np.where(rows[:, -1] > 0, *PROBLEMS[name].targets)
    return rows


@every_problem
def test_the_gradient_is_the_slope_of_the_loss(name: str) -> None:
    problem = PROBLEMS[name]
    for *w, x, y in points(name).tolist():
        gradient = problem.gradient(tuple(w), x, y)
        assert len(gradient) == len(problem.parameters)
        for i, slope in enumerate(gradient):
            up, down = list(w), list(w)
            up[i], down[i] = w[i] + 1e-5, w[i] - 1e-5
            central = (problem.loss(tuple(up), x, y) - problem.loss(tuple(down), x, y)) / 2e-5
            assert slope == pytest.approx(central, rel=1e-6, abs=1e-6)


#: Problems whose formulas hold for complex numbers too.
POLYNOMIAL = {"origin", "line", "autoencoder", "deep"}


def derivative(
    name: str, function: Callable[..., Any], w: tuple[float, ...], i: int, x: float, y: float
) -> Any:
    """∂function/∂wᵢ, by a complex step for polynomials and by a central difference for the others."""

    def moved(step: complex) -> Any:
        return np.array(function((*w[:i], w[i] + step, *w[i + 1 :]), x, y))

    if name in POLYNOMIAL:
        return moved(1e-30j).imag / 1e-30
    return (moved(1e-5) - moved(-1e-5)) / 2e-5


@every_problem
@given(data=st.data())
def test_gradient_and_hessian_are_the_derivatives_at_any_point(name: str, data: st.DataObject) -> None:
    problem, numbers = PROBLEMS[name], st.floats(-3, 3)
    w = data.draw(st.tuples(*[numbers for _ in problem.parameters]))
    x, y = data.draw(numbers), data.draw(st.sampled_from(problem.targets) if problem.targets else numbers)
    if name == "huber":
        # At the bend of the loss there is no second derivative.
        assume(abs(abs(problem.predict(w, x) - y) - 1) > 1e-3)
    size = range(len(w))
    slopes = [derivative(name, problem.loss, w, i, x, y) for i in size]
    assert problem.gradient(w, x, y) == pytest.approx(slopes, rel=1e-6, abs=1e-6)
    rows = np.array([derivative(name, problem.gradient, w, i, x, y) for i in size])
    upper = [rows[i, k] for i in size for k in range(i, len(w))]
    assert problem.hessian(w, x, y) == pytest.approx(upper, rel=1e-6, abs=1e-6)


@every_problem
def test_the_gradient_of_a_full_batch_is_the_mean_one(name: str) -> None:
    run = Run(problem=name, batch="all", epochs=5)
    columns = trace(run)
    for w, gradient in zip(columns.parameters.tolist(), columns.gradient.tolist(), strict=False):
        assert bits(mean_gradient(PROBLEMS[name], tuple(w), *run.points)) == bits(tuple(gradient))


@given(FRACTIONS, FRACTIONS, FRACTIONS, FRACTIONS)
def test_the_origin_gradient_is_the_exact_derivative(
    w: Fraction, x: Fraction, y: Fraction, h: Fraction
) -> None:
    """For a quadratic the central difference is the derivative, and fractions are exact."""
    h = h or Fraction(1)
    rise = ORIGIN.loss((w + h,), x, y) - ORIGIN.loss((w - h,), x, y)
    assert ORIGIN.gradient((w,), x, y) == (rise / (2 * h),)


@every_problem
def test_arrays_give_the_bits_of_floats(name: str) -> None:
    problem, rows = PROBLEMS[name], points(name, 500)
    *w, x, y = rows.T
    single = [(tuple(row[:-2]), row[-2], row[-1]) for row in rows.tolist()]
    assert bits(problem.loss(tuple(w), x, y)) == bits([problem.loss(*each) for each in single])
    columns = zip(*[problem.gradient(*each) for each in single], strict=True)
    for column, floats in zip(problem.gradient(tuple(w), x, y), columns, strict=True):
        assert bits(column) == bits(list(floats))


def test_the_note_s_loss_and_gradient_by_hand() -> None:
    assert ORIGIN.loss((1.0,), 3.0, 6.0) == 9.0
    assert ORIGIN.gradient((1.0,), 3.0, 6.0) == (-18.0,)
    assert ORIGIN.predict((1.5,), 4.0) == 6.0


def test_a_square_is_a_product() -> None:
    r = 3.544967557839694
    assert ORIGIN.loss((r,), 1.0, 0.0) == r * r == 12.566794986135925


def test_a_loss_that_overflows_is_infinite() -> None:
    assert ORIGIN.loss((1e200,), 1.0, 0.0) == math.inf


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=30))
def test_the_mean_is_summed_left_to_right_and_divided_once(values: list[float]) -> None:
    total = values[0]
    for value in values[1:]:
        total += value
    assert bits(mean(values)) == bits(total / len(values))


def test_the_mean_is_not_compensated_and_not_pairwise() -> None:
    assert mean([0.1] * 10) == 0.09999999999999999 != math.fsum([0.1] * 10) / 10
    assert mean([1e16, 1.0, -1e16, 1.0]) == 0.25
    many = [1.0 / (k + 1) for k in range(1000)]
    assert mean(many) != np.mean(many)


def test_the_mean_of_arrays_is_the_mean_of_each_place() -> None:
    rows = [[0.1 * k, 1e16 / (k + 1), -3.0] for k in range(20)]
    assert bits(mean([np.array(row) for row in rows])) == bits(
        [mean(list(c)) for c in zip(*rows, strict=True)]
    )


@given(MODERATE, PAIRS)
def test_the_mean_loss_is_the_mean_of_the_losses(w: float, pairs: list[tuple[float, float]]) -> None:
    xs, ys = zip(*pairs, strict=True)
    assert mean_loss(ORIGIN, (w,), xs, ys) == mean([ORIGIN.loss((w,), x, y) for x, y in pairs])


@given(PAIRS.filter(lambda pairs: any(abs(x) > 1e-3 for x, _ in pairs)))
def test_the_best_w_is_the_exact_minimum_rounded(pairs: list[tuple[float, float]]) -> None:
    xs, ys = zip(*pairs, strict=True)
    xy = [Fraction(x) * Fraction(y) for x, y in pairs]
    exact = sum(xy) / sum(Fraction(x) * Fraction(x) for x in xs)
    (best,) = ORIGIN.best(xs, ys)
    assert abs(Fraction(best) - exact) <= Fraction(sum(map(abs, xy)) + abs(exact)) * Fraction(1, 10**14)


@every_problem
@pytest.mark.parametrize("data", PRESETS)
def test_no_step_aside_from_the_best_lowers_the_mean_loss(name: str, data: str) -> None:
    problem, preset = PROBLEMS[name], PRESETS[data]
    best = problem.best(preset.x, preset.y)
    if best is None:
        pytest.skip("no single best")
    least = mean_loss(problem, best, preset.x, preset.y)
    for i in range(len(best)):
        for aside in (1e-3, -1e-3, 1e-5, -1e-5):
            moved = (*best[:i], best[i] + aside, *best[i + 1 :])
            assert mean_loss(problem, moved, preset.x, preset.y) > least


def test_without_a_single_best_w_there_is_none() -> None:
    assert ORIGIN.best((0.0, 0.0), (1.0, 2.0)) is None


def test_a_best_w_beyond_doubles_is_none() -> None:
    assert ORIGIN.best((1e200,), (1.0,)) is None


@pytest.mark.parametrize(("xs", "ys"), [((1e154, 1e154), (1.0, 1.0)), ((1e200, 1e200), (1e200, -1e200))])
def test_the_best_of_any_finite_samples_is_found_or_none(
    xs: tuple[float, ...], ys: tuple[float, ...]
) -> None:
    ORIGIN.best(xs, ys)


@every_problem
def test_a_problem_declares_a_start_and_data_that_fit(name: str) -> None:
    problem = PROBLEMS[name]
    assert problem.name == name
    assert len(problem.start) == len(problem.parameters) == len(set(problem.parameters))
    assert problem.data in PRESETS
    assert all(type(w) is float for w in problem.start)

"""Where the mean loss stands still: against exact fractions, finite differences and NumPy's own algebra."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sgd_core import landscape
from sgd_core.landscape import CriticalPoint
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS, Problem, mean_loss
from tests.core.strategies import hessian
from tests.effort import draws

pytestmark = pytest.mark.filterwarnings("error")

Numbers = Sequence[float]
EIGHTHS = st.integers(-24, 24).map(lambda k: k / 8)
LABELS = st.sampled_from([0.0, 1.0])
DELTAS = st.sampled_from([1.0, 0.4, 3.0])
#: (name, preset) for every preset whose y fit the problem.
FITTING = [
    (name, data)
    for name, problem in PROBLEMS.items()
    for data, preset in PRESETS.items()
    if problem.targets is None or set(preset.y) <= set(problem.targets)
]
fitting = pytest.mark.parametrize(("name", "data"), FITTING)
every_problem = pytest.mark.parametrize("name", PROBLEMS)


def preset(data: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return PRESETS[data].x, PRESETS[data].y


def bound(name: str, delta: float = 1.0) -> Problem:
    return PROBLEMS[name].bound({"delta": delta})


@st.composite
def points_for(draw: st.DrawFn, name: str, most: int = 7) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Samples of a few bits, x not all alike."""
    n = draw(st.integers(2, most))
    xs = draw(st.lists(EIGHTHS, min_size=n, max_size=n).filter(lambda xs: len(set(xs)) > 1))
    ys = draw(st.lists(LABELS if name == "logistic" else EIGHTHS, min_size=n, max_size=n))
    return tuple(xs), tuple(ys)


def some_points(most: int = 7) -> st.SearchStrategy[tuple[tuple[float, ...], tuple[float, ...]]]:
    return points_for("any", most)


# --- every problem ---


def check_points(problem: Problem, xs: Numbers, ys: Numbers) -> None:
    """At each point the gradient vanishes, and kind and eigenvalues are those of the curvature there."""
    for point in problem.critical(xs, ys):
        assert len(point.parameters) == len(point.eigenvalues) == len(problem.parameters)
        each = [problem.gradient(point.parameters, x, y) for x, y in zip(xs, ys, strict=True)]
        size = 1 + np.abs(each).mean(axis=0).max()
        assert np.abs(np.mean(each, axis=0)).max() <= 1e-12 * size
        matrix = hessian(problem, point.parameters, xs, ys)
        scale = 1 + np.abs(matrix).max()
        assert list(point.eigenvalues) == sorted(point.eigenvalues, reverse=True)
        assert point.eigenvalues[::-1] == pytest.approx(np.linalg.eigvalsh(matrix), rel=0, abs=1e-7 * scale)
        largest, smallest = point.eigenvalues[0], point.eigenvalues[-1]
        # What ought to be 0 may come out on either side of it.
        rounding = 1e-14 * max(map(abs, point.eigenvalues))
        if point.kind == "minimum":
            assert smallest >= -rounding
        elif point.kind == "maximum":
            assert largest <= rounding
        else:
            assert point.kind == "saddle" and smallest < 0 < largest


@fitting
def test_at_the_critical_points_of_the_presets_the_gradient_vanishes_and_the_kind_fits(
    name: str, data: str
) -> None:
    check_points(bound(name), *preset(data))


@every_problem
@given(st.data())
def test_at_the_critical_points_of_any_data_the_gradient_vanishes_and_the_kind_fits(
    name: str, data: st.DataObject
) -> None:
    problem = bound(name, data.draw(DELTAS))
    xs, ys = data.draw(points_for(name))
    if name == "huber":
        # At a kink the second derivative is one thing on one side and another on the other.
        delta = problem.critical.keywords["delta"]
        for w, b in (point.parameters for point in problem.critical(xs, ys)):
            assume(all(abs(abs(w * x + b - y) - delta) > 1e-3 for x, y in zip(xs, ys, strict=True)))
    check_points(problem, xs, ys)


@fitting
def test_the_best_is_a_minimum_that_is_the_only_one(name: str, data: str) -> None:
    points = bound(name).critical(*preset(data))
    best = bound(name).best(*preset(data))
    match [point for point in points if point.kind == "minimum"]:
        case [one] if one.eigenvalues[-1] > 0:
            assert best == one.parameters
        case _:
            assert best is None


@fitting
def test_the_order_of_the_samples_moves_a_point_by_no_more_than_rounding(name: str, data: str) -> None:
    xs, ys = preset(data)
    forward, backward = bound(name).critical(xs, ys), bound(name).critical(xs[::-1], ys[::-1])
    for one, other in zip(forward, backward, strict=True):
        assert one.kind == other.kind
        assert one.parameters == pytest.approx(other.parameters, rel=1e-12, abs=1e-12)
        assert one.eigenvalues == pytest.approx(other.eigenvalues, rel=1e-12, abs=1e-12)


# --- origin and line ---


@given(some_points())
def test_the_best_through_the_origin_is_the_exact_one_rounded(
    points: tuple[tuple[float, ...], tuple[float, ...]],
) -> None:
    exact = sum(Fraction(x) * Fraction(y) for x, y in zip(*points, strict=True))
    (point,) = landscape.origin(*points)
    assert point.parameters == pytest.approx(
        (float(exact / sum(Fraction(x) ** 2 for x in points[0])),), rel=1e-15
    )


@given(some_points(), st.sampled_from([0.0, 1.0, -30.0]), st.sampled_from([1.0, 1e-4, 1e4]))
def test_the_best_line_is_that_of_numpy_s_least_squares(
    points: tuple[tuple[float, ...], tuple[float, ...]], far: float, scale: float
) -> None:
    xs, ys = tuple(scale * (far + x) for x in points[0]), points[1]
    design = np.stack([np.array(xs) / scale, np.ones(len(xs))], axis=1)
    slope, height = np.linalg.lstsq(design, np.array(ys), rcond=None)[0]
    assert PROBLEMS["line"].best(xs, ys) == pytest.approx((slope / scale, height), rel=1e-9, abs=1e-9 / scale)


@given(some_points(), st.sampled_from([0.0, 1e3, -1e3, 1e8]))
def test_the_best_line_is_the_exact_one_however_far_the_data_lie(
    points: tuple[tuple[float, ...], tuple[float, ...]], far: float
) -> None:
    xs, ys = tuple(far + x for x in points[0]), points[1]
    x, y = [Fraction(each) for each in xs], [Fraction(each) for each in ys]
    middle, height = sum(x) / len(x), sum(y) / len(y)
    slope = sum((p - middle) * (q - height) for p, q in zip(x, y, strict=True)) / sum(
        (p - middle) ** 2 for p in x
    )
    ((w, b), _, _) = landscape.line(xs, ys)[0]
    assert w == pytest.approx(
        float(slope), rel=1e-7 if far == 1e8 else 1e-12, abs=1e-7 if far == 1e8 else 1e-12
    )
    # The line passes where it ought to amid the samples.
    assert w * float(middle) + b == pytest.approx(float(height), rel=1e-15, abs=4e-16 * abs(w * far) + 1e-15)


@pytest.mark.parametrize("ys", [(1.0, 2.0, 4.0), (1.0, 1.0, 1.0)])
@pytest.mark.parametrize("x", [0.0, 1.0, -2.5, 1e8])
def test_there_is_no_best_line_where_all_x_are_equal(x: float, ys: tuple[float, ...]) -> None:
    assert landscape.line((x,) * 3, ys) == ()
    assert PROBLEMS["line"].best((x,), (1.0,)) is None


def test_there_is_no_best_line_where_all_x_are_equal_and_their_mean_is_rounded() -> None:
    assert landscape.line((0.7,) * 3, (0.0, 1.0, 2.0)) == ()


def test_there_is_no_best_through_the_origin_where_all_x_are_zero() -> None:
    assert landscape.origin((0.0, -0.0), (1.0, 2.0)) == ()
    assert PROBLEMS["origin"].best((0.0, -0.0), (1.0, 2.0)) is None


# --- logistic and huber: convex, found by iteration ---


def relative_gradient(problem: Problem, xs: Numbers, ys: Numbers, limit: float) -> float:
    """The mean gradient at the minimum as a share of what it could be, every sample pulling one way.

    The residuals are exact, so that samples far from 0 or of any scale lose nothing here.
    """
    w, b = map(Fraction, problem.critical(xs, ys)[0].parameters)
    lines = [float(w * Fraction(x) + b - Fraction(y)) for x, y in zip(xs, ys, strict=True)]
    if problem.name == "logistic":
        lines = [line + y for line, y in zip(lines, ys, strict=True)]
        pulls = [1 / (1 + math.exp(-line)) - y for line, y in zip(lines, ys, strict=True)]
    else:
        pulls = [min(max(line, -limit), limit) for line in lines]
    along = math.fsum(x * pull for x, pull in zip(xs, pulls, strict=True)) / math.fsum(map(abs, xs))
    return max(abs(along), abs(math.fsum(pulls) / len(xs))) / limit


def separable(xs: Numbers, ys: Numbers) -> bool:
    """Whether some threshold has all of one label on or below it, and all of the other on or above it."""
    pairs = list(zip(xs, ys, strict=True))
    return any(all((x - at) * (y - 0.5) * side >= 0 for x, y in pairs) for at in xs for side in (1, -1))


@given(
    points_for("logistic"), st.sampled_from([0.0, 2.0, 1000.0, -1000.0]), st.sampled_from([1.0, 1e-6, 1e6])
)
@settings(max_examples=draws(80))
@example(preset("labels"), 0.0, 1.0)
@example(((0.0, 1.0, 1.0, 2.0), (0.0, 0.0, 1.0, 1.0)), 0.0, 1.0)
def test_the_likelihood_has_a_maximum_just_where_no_threshold_separates_the_labels(
    points: tuple[tuple[float, ...], tuple[float, ...]], far: float, scale: float
) -> None:
    xs, ys = tuple(scale * (far + x) for x in points[0]), points[1]
    found = PROBLEMS["logistic"].critical(xs, ys)
    assert bool(found) == (not separable(*points))
    if found:
        # Far away b is rounded to some 1000 ulps of what moves a probability.
        assert relative_gradient(PROBLEMS["logistic"], xs, ys, 1.0) < (1e-10 if far else 1e-14)


@given(some_points(), DELTAS, st.sampled_from([0.0, 2.0, 1000.0, -1000.0]), st.sampled_from([1.0, 1e-6, 1e6]))
@settings(max_examples=draws(80))
@example(preset("outliers"), 1.0, 0.0, 1.0)
def test_the_pulls_of_huber_s_loss_balance_at_its_minimum(
    points: tuple[tuple[float, ...], tuple[float, ...]], delta: float, far: float, scale: float
) -> None:
    xs, ys = tuple(scale * (far + x) for x in points[0]), tuple(scale * y for y in points[1])
    if bound("huber", scale * delta).critical(xs, ys):
        assert relative_gradient(bound("huber", scale * delta), xs, ys, scale * delta) < (
            1e-10 if far else 1e-13
        )


@given(st.data())
@pytest.mark.parametrize("name", ["logistic", "huber"])
@pytest.mark.parametrize("far", [0.0, 1000.0])
def test_no_step_aside_lowers_the_loss(name: str, far: float, data: st.DataObject) -> None:
    """Steps turn the line about the middle of the samples, or lift it."""
    points, problem = data.draw(points_for(name)), bound(name)
    xs, ys = tuple(far + x for x in points[0]), points[1]
    best = problem.best(xs, ys)
    assume(best is not None)
    least, middle = mean_loss(problem, best, xs, ys), sum(xs) / len(xs)
    for turn, lift in product((0.0, 1e-4, -1e-4, 0.03, -0.03, 1.0, -1.0), repeat=2):
        moved = best[0] + turn, best[1] + lift - turn * middle
        loss = mean_loss(problem, moved, xs, ys)
        assert loss >= least * (1 - 1e-12) - 1e-15
        if max(abs(turn), abs(lift)) == 1:
            assert loss > least


def huber_minima(xs: Numbers, ys: Numbers, delta: float) -> set[tuple[Fraction, Fraction]]:
    """The corners of the set of all minima, exactly: one of them where the minimum is the only one.

    Each sample is taken to lie inside delta or on either side of it; where the minimum of such a case
    agrees with it, it is one of the loss.
    """
    x, y, limit = [Fraction(each) for each in xs], [Fraction(each) for each in ys], Fraction(delta)
    found = set()
    for sides in product((-1, 0, 1), repeat=len(x)):
        inside = [k for k, side in enumerate(sides) if not side]
        xx, x1, one = sum(x[k] ** 2 for k in inside), sum(x[k] for k in inside), len(inside)
        determinant = xx * one - x1 * x1
        if not determinant:
            continue
        right = sum(x[k] * y[k] for k in inside) - limit * sum(p * s for p, s in zip(x, sides, strict=True))
        lift = sum(y[k] for k in inside) - limit * sum(sides)
        w, b = (one * right - x1 * lift) / determinant, (xx * lift - x1 * right) / determinant
        lines = [w * p + b - q for p, q in zip(x, y, strict=True)]
        if all(side * r >= limit if side else abs(r) <= limit for side, r in zip(sides, lines, strict=True)):
            found.add((w, b))
    return found


@given(some_points(5), DELTAS)
@example(((0.0, 0.0, 1.0), (0.0, 10.0, 3.0)), 1.0)
@example(((0.0, 1.0), (0.0, 10.0)), 1.0)
def test_huber_s_minimum_is_found_where_it_is_the_only_one(
    points: tuple[tuple[float, ...], tuple[float, ...]], delta: float
) -> None:
    minima, found = huber_minima(*points, delta), bound("huber", delta).critical(*points)
    assert minima
    if len(minima) == 1:
        ((w, b),) = minima
        assert found[0].parameters == pytest.approx((float(w), float(b)), rel=1e-11, abs=1e-11)
    elif found:
        # One of many, at a corner: see the next but one.
        assert relative_gradient(bound("huber", delta), *points, delta) < 1e-13


@st.composite
def at_the_bend(draw: st.DrawFn) -> tuple[tuple[tuple[float, ...], tuple[float, ...]], float]:
    """Samples that pull with all their strength, so that they balance, from the bend or from beyond it; and
    perhaps one that is fitted. The line that they leave is a minimum."""
    delta = draw(st.sampled_from([1.0, 0.5]))
    a, d, e, w, b = (draw(EIGHTHS) for _ in range(5))
    xs = (a, a + d, a + e, a + d + e)
    far = [delta * (1 + draw(st.sampled_from([0.0, 0.0, 0.5, 3.0]))) for _ in xs]
    points = [(x, w * x + b - side * r) for x, side, r in zip(xs, (1, -1, -1, 1), far, strict=True)]
    points += [(x, w * x + b) for x in draw(st.lists(EIGHTHS, max_size=1))]
    return tuple(zip(*points, strict=True)), delta  # type: ignore[return-value]


@given(at_the_bend(), st.sampled_from([0.0, 1000.0]), st.sampled_from([1.0, 0.1, 1e6 / 3]))
@settings(max_examples=draws(60))
@example((((0.0, 1.0, 2.0, 3.0), (-1.0, 1.0, 1.0, -1.0)), 1.0), 0.0, 1.0)
@example((((0.0, 1.0, 2.0, 3.0), (-1.0, 1.0, 4.0, -1.0)), 1.0), 0.0, 1.0)
@example((((0.0, 1.0, 2.0, 3.0), (-4.0, 1.0, 1.0, -1.0)), 1.0), 0.0, 1.0)
@example((((0.0, 0.0, 2.0, 2.0), (-1.0, 1.0, 1.0, -1.0)), 1.0), 0.0, 1.0)
def test_samples_at_the_bend_hold_huber_s_minimum_just_where_no_line_gives_way_to_all_of_them(
    drawn: tuple[tuple[tuple[float, ...], tuple[float, ...]], float], far: float, unit: float
) -> None:
    (xs, ys), delta = drawn
    minima = huber_minima(xs, ys, delta) if len(set(xs)) > 1 else ()
    there = tuple(unit * (far + x) for x in xs), tuple(unit * y for y in ys)
    best = bound("huber", unit * delta).best(*there)
    assert (best is not None) == (len(minima) == 1)
    for w, b in minima if best else ():
        line = float(w), unit * float(b - w * Fraction(far))
        assert best == pytest.approx(line, rel=1e-9, abs=1e-9 * unit * (1 + far))


@pytest.mark.parametrize(
    ("xs", "ys"),
    [
        ((0.0, 0.0, 1.0, 1.0), (0.0, 10.0, 0.0, 10.0)),
        ((0.0, 0.0, 1.0), (0.0, 10.0, 3.0)),
        ((0.0, 0.0, 3.0, 3.0, 3.0), (0.0, 10.0, 1.0, 1.1, 1.2)),
    ],
)
def test_where_huber_s_loss_is_flat_no_minimum_is_named(xs: tuple[float, ...], ys: tuple[float, ...]) -> None:
    assert len(huber_minima(xs, ys, 1.0)) > 1
    assert bound("huber").critical(xs, ys) == ()
    assert bound("huber").best(xs, ys) is None


def heavy_tails(count: int) -> Iterator[tuple[list[float], list[float]]]:
    """Samples about y = 2x with outliers of any size, two decimals each."""
    draws = iter((np.random.PCG64(11).random_raw(60 * count) / 2.0**64).tolist())

    def wide() -> float:
        return math.tan(math.pi * (next(draws) - 0.5))

    for k in range(count):
        xs = [round(1.5 * wide(), 2) for _ in range(3 + k % 8)]
        yield xs, [round(2 * x + 1.5 * wide(), 2) for x in xs]


@pytest.mark.parametrize("delta", [0.05, 0.3, 1.0, 5.0])
def test_huber_s_only_minimum_is_found_among_outliers(delta: float) -> None:
    """By its own conditions: the pulls balance, and samples within delta hold it on either side."""
    found = 0
    for xs, ys in heavy_tails(draws(900)):
        points = bound("huber", delta).critical(tuple(xs), tuple(ys))
        if not points:
            # Exactly, where that is not too many cases: more corners than one.
            assert len(xs) > 6 or len(huber_minima(xs, ys, delta)) > 1
            continue
        found += 1
        w, b = points[0].parameters
        assert type(w) is type(b) is float
        left = [w * x + b - y for x, y in zip(xs, ys, strict=True)]
        pulls = [min(max(r, -delta), delta) for r in left]
        reach = max(map(abs, xs)) * delta
        assert abs(math.fsum(pulls)) < 1e-10 * delta * len(xs)
        assert abs(math.fsum(p * x for p, x in zip(pulls, xs, strict=True))) < 1e-10 * reach * len(xs)
        assert len({x for x, r in zip(xs, left, strict=True) if abs(r) <= delta}) > 1
    assert found > 140


def test_huber_s_minimum_with_two_samples_within_a_small_delta_is_found() -> None:
    points = (2.65, 0.72, -1.08, -1.82, 0.0), (5.31, -4.73, -0.12, -4.26, 0.71)
    assert len(huber_minima(*points, 0.05)) == 1
    assert bound("huber", 0.05).best(*points) == pytest.approx((2.12985401, -0.33388941), abs=1e-8)


def test_where_huber_s_loss_is_flat_no_corner_of_the_flat_is_named() -> None:
    points = (-1.0, -1.0, -1.0, -1.0, -3.0), (-8.0, -4.0, -2.0, 9.0, -9.0)
    assert len(huber_minima(*points, 0.5)) > 1
    assert bound("huber", 0.5).critical(*points) == ()


@pytest.mark.parametrize("xs", [(1.0,), (0.0, 0.0), (2.5, 2.5, 2.5)])
def test_huber_s_loss_has_no_single_minimum_where_all_x_are_equal(xs: tuple[float, ...]) -> None:
    assert PROBLEMS["huber"].critical(xs, (3.0,) * len(xs)) == ()


@pytest.mark.parametrize("x", [0.0, -2.5, 0.7])
def test_the_likelihood_has_no_single_maximum_where_all_x_are_equal(x: float) -> None:
    assert PROBLEMS["logistic"].critical((x,) * 3, (0.0, 1.0, 1.0)) == ()


@pytest.mark.parametrize("name", ["line", "logistic", "huber"])
def test_samples_far_away_still_have_a_best(name: str) -> None:
    xs, ys = (1e5 + 1, 1e5 + 2, 1e5 + 4, 1e5 + 5), (0.0, 1.0, 0.0, 1.0)
    (point,) = bound(name).critical(xs, ys)
    assert point.eigenvalues[-1] > 0
    assert bound(name).best(xs, ys) == point.parameters


# --- autoencoder ---


def check_axes(xs: Numbers, ys: Numbers) -> None:
    """0, ±v₁ and ±v₂ of NumPy's eigenvectors, with 8λ₁ and 2(λ₁ − λ₂), 8λ₂ and −2(λ₁ − λ₂)."""
    points = np.array([xs, ys])
    spread = points @ points.T / len(xs)
    small, large = np.linalg.eigvalsh(spread)
    rounding = 1e-14 * large
    top, *others = landscape.autoencoder(xs, ys)
    assert top.parameters == (0.0, 0.0) and top.kind == "maximum"
    assert top.eigenvalues == pytest.approx((-4 * small, -4 * large), rel=0, abs=4 * rounding)
    assert len(others) in (2, 4)
    assert len(others) == 4 or small <= rounding
    for (one, other), value, rest in zip(
        zip(others[::2], others[1::2], strict=True), (large, small), (small, large), strict=False
    ):
        assert np.array_equal(one.parameters, np.negative(other.parameters))
        assert (one.kind, one.eigenvalues) == (other.kind, other.eigenvalues)
        assert math.hypot(*one.parameters) == pytest.approx(1, rel=1e-15)
        assert np.abs(spread @ one.parameters - value * np.array(one.parameters)).max() <= rounding
        assert one.eigenvalues == pytest.approx((8 * value, 2 * (value - rest)), rel=0, abs=8 * rounding)
    if large - small > rounding:
        assert {point.kind for point in others[:2]} == {"minimum"}
        assert {point.kind for point in others[2:]} <= {"saddle"}
    if len(others) == 4:
        assert abs(np.dot(others[0].parameters, others[2].parameters)) < 1e-15


@given(some_points(), st.floats(0, 6.3), st.sampled_from([1.0, 1e-3, 1e3]))
@settings(max_examples=draws(60))
def test_the_points_of_the_autoencoder_are_numpy_s_eigenvectors(
    points: tuple[tuple[float, ...], tuple[float, ...]], angle: float, flat: float
) -> None:
    xs, ys = points
    check_axes(xs, ys)
    turned = [(math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle))]
    turned_xs, turned_ys = np.array(turned) @ np.array([xs, np.multiply(ys, flat)])
    check_axes(tuple(turned_xs.tolist()), tuple(turned_ys.tolist()))


@fitting
def test_the_points_of_the_autoencoder_on_presets_are_numpy_s_eigenvectors(name: str, data: str) -> None:
    if name == "autoencoder":
        check_axes(*preset(data))


OWN = (1.0, 2.0, -1.0, 0.5), (2.0, 0.5, 1.0, -2.0)


@pytest.mark.parametrize("points", [preset("mirrored"), OWN])
@pytest.mark.parametrize("power", [-500, -300, 266, 500])
def test_points_of_any_size_have_the_same_axes_and_kinds(
    points: tuple[tuple[float, ...], tuple[float, ...]], power: int
) -> None:
    size = 2.0**power
    large = landscape.autoencoder(*(tuple(size * value for value in each) for each in points))
    for one, other in zip(landscape.autoencoder(*points), large, strict=True):
        assert (one.kind, one.parameters) == (other.kind, other.parameters)
        assert [value * size * size for value in one.eigenvalues] == list(other.eigenvalues)


@pytest.mark.parametrize("size", [1e-320, 1e-170, 1e-155, 1e160, 1e300])
def test_points_whose_spread_is_beyond_doubles_are_called_neither_flat_nor_round(size: float) -> None:
    assert landscape.autoencoder((size, -size), (2 * size, 2 * size)) == ()


@pytest.mark.parametrize(("first", "second"), [(-300, -200), (300, -600), (-400, 500), (500, 400)])
def test_two_layers_have_their_saddle_on_samples_of_any_size(first: int, second: int) -> None:
    xs, ys = preset("note")
    saddle, *minima = landscape.deep([x * 2.0**first for x in xs], [y * 2.0**second for y in ys])
    assert [saddle.kind, *(point.kind for point in minima)] == ["saddle", "minimum", "minimum"]
    bend = landscape.deep(xs, ys)[0].eigenvalues[0]
    assert saddle.eigenvalues[0] == bend * 2.0 ** (first + second)
    assert minima[0].parameters == pytest.approx((math.sqrt(2) * 2.0 ** ((second - first) / 2),) * 2)


def test_two_layers_on_samples_too_small_to_multiply_are_not_called_level() -> None:
    assert landscape.deep((1e-160, 2e-160), (1e-170, 2e-170)) == ()


@pytest.mark.parametrize(("xs", "ys"), [((2.0, -2.0), (1.0, 1.0)), ((3.0, 0.0), (0.0, -1.0))])
def test_the_points_of_data_along_the_axes_are_exact(xs: tuple[float, ...], ys: tuple[float, ...]) -> None:
    zero, *others = landscape.autoencoder(xs, ys)
    expected = [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)]
    assert [point.parameters for point in others] in (expected, [expected[k] for k in (0, 1, 3, 2)])
    swapped = [point.parameters for point in landscape.autoencoder(ys, xs)[1:]]
    assert [w[::-1] for w in swapped[:2]] == expected[:2]
    # A zero has no sign.
    assert all(math.copysign(1, w) == 1 for point in (zero, *others) for w in point.parameters if w == 0)


@given(st.lists(EIGHTHS, min_size=1, max_size=6).filter(any), st.floats(0, 6.3))
def test_points_on_one_line_have_no_saddle(along: list[float], angle: float) -> None:
    points = landscape.autoencoder(
        tuple(math.cos(angle) * a for a in along), tuple(math.sin(angle) * a for a in along)
    )
    assert [point.kind for point in points] == ["maximum", "minimum", "minimum"]
    assert abs(points[1].parameters[0] * math.sin(angle) - points[1].parameters[1] * math.cos(angle)) < 1e-14
    assert points[0].eigenvalues[0] == 0


def test_where_no_axis_is_the_longest_all_directions_are_minima() -> None:
    top, *others = landscape.autoencoder((1.0, 0.0, -1.0, 0.0), (0.0, 1.0, 0.0, -1.0))
    assert top.eigenvalues == (-2.0, -2.0)
    assert [(point.kind, point.eigenvalues) for point in others] == [("minimum", (4.0, 0.0))] * 4
    assert PROBLEMS["autoencoder"].best((1.0, 0.0), (0.0, 1.0)) is None


def test_where_no_axis_is_the_longest_no_minimum_curves_down() -> None:
    a = 2.7158584592151067
    for point in landscape.autoencoder((a, 0.0), (0.0, a)):
        assert point.kind != "minimum" or point.eigenvalues[-1] >= 0


@given(some_points(), st.floats(0, 6.3))
@example(preset("mirrored-40"), 0.0)
def test_at_the_saddle_every_sample_pulls_along_the_way_out_and_their_mean_is_zero(
    points: tuple[tuple[float, ...], tuple[float, ...]], angle: float
) -> None:
    """∇fᵢ(±v₂) = ∓2ab·v₁ for the point a·v₁ + b·v₂."""
    turn = np.array([(math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle))])
    xs, ys = map(tuple, (turn @ np.array(points)).tolist())
    found = landscape.autoencoder(xs, ys)
    assume(len(found) == 5 and found[1].eigenvalues[1] > 1e-3)
    v1, size = np.array(found[1].parameters), max(map(abs, xs + ys)) ** 2
    for saddle in found[3:]:
        assert saddle.kind == "saddle"
        v2 = np.array(saddle.parameters)
        pulls = [
            PROBLEMS["autoencoder"].gradient(saddle.parameters, x, y) for x, y in zip(xs, ys, strict=True)
        ]
        for p, pull in zip(np.array([xs, ys]).T, pulls, strict=True):
            assert pull == pytest.approx(-2 * (p @ v1) * (p @ v2) * v1, rel=0, abs=1e-14 * size)
        # The axes are as exact as the gap between the eigenvalues is wide.
        assert np.abs(np.mean(pulls, axis=0)).max() < 1e-13 * size * (1 + size / saddle.eigenvalues[0])


def test_the_smallest_saddle_is_known() -> None:
    xs, ys = preset("mirrored")
    pulls = [PROBLEMS["autoencoder"].gradient((0.0, 1.0), x, y) for x, y in zip(xs, ys, strict=True)]
    assert [tuple(map(abs, pull)) for pull in pulls] == [(4.0, 0.0), (4.0, 0.0)]
    assert pulls[0][0] == -pulls[1][0]
    assert landscape.autoencoder(xs, ys)[3] == CriticalPoint((0.0, 1.0), "saddle", (8.0, -6.0))


# --- deep ---


@given(some_points())
def test_deep_has_a_saddle_at_zero_and_its_minima_multiply_to_the_best_slope(
    points: tuple[tuple[float, ...], tuple[float, ...]],
) -> None:
    (slope,) = landscape.origin(*points)[0].parameters
    saddle, *minima = landscape.deep(*points)
    assert saddle.parameters == (0.0, 0.0)
    if slope == 0:
        # Then all w with w₁·w₂ = 0 are minima, 0 among them.
        assert (saddle.kind, saddle.eigenvalues, minima) == ("minimum", (0.0, 0.0), [])
        return
    assert saddle.kind == "saddle"
    assert saddle.eigenvalues[0] == -saddle.eigenvalues[1] > 0
    assert len(minima) == 2
    for point in minima:
        assert point.kind == "minimum" and point.eigenvalues[0] > 0 == point.eigenvalues[1]
        assert point.parameters[0] * point.parameters[1] == pytest.approx(slope, rel=1e-14)
    assert np.array_equal(minima[0].parameters, np.negative(minima[1].parameters))
    assert PROBLEMS["deep"].best(*points) is None


def test_the_points_of_deep_on_the_note_s_data_are_known() -> None:
    saddle, one, other = landscape.deep(*preset("note"))
    assert saddle == CriticalPoint((0.0, 0.0), "saddle", pytest.approx((56 / 3, -56 / 3)))
    assert one.parameters == pytest.approx((math.sqrt(2), math.sqrt(2)), rel=1e-15)
    assert other.parameters == pytest.approx((-math.sqrt(2), -math.sqrt(2)), rel=1e-15)


# --- numbers that doubles can hardly hold ---

NUMBERS = """
    0 -0 1 -1 5e-324 -5e-324 1e-310 1e-200 0.7 3 1e8 1e154 -1e154 1e160 1e200 -1e200 1e308 -1.7e308
"""
HOSTILE = st.sampled_from([float(number) for number in NUMBERS.split()]) | st.floats(
    allow_nan=False, allow_infinity=False
)


def check_hostile(name: str, data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 6))
    xs = tuple(data.draw(st.lists(HOSTILE, min_size=n, max_size=n)))
    ys = tuple(data.draw(st.lists(LABELS if name == "logistic" else HOSTILE, min_size=n, max_size=n)))
    delta = data.draw(HOSTILE.map(abs).filter(bool) | DELTAS)
    problem = bound(name, delta)
    for point in problem.critical(xs, ys):
        assert point.kind in ("minimum", "saddle", "maximum")
        assert all(type(number) is float for number in point.parameters + point.eigenvalues)
        assert all(map(math.isfinite, point.parameters + point.eigenvalues))
    best = problem.best(xs, ys)
    assert best is None or all(map(math.isfinite, best))


@every_problem
@given(st.data())
@settings(max_examples=draws(60))
def test_hostile_numbers_never_fail_and_never_give_points_that_are_not_finite(
    name: str, data: st.DataObject
) -> None:
    check_hostile(name, data)


@every_problem
def test_where_squares_overflow_there_is_no_point(name: str) -> None:
    xs = 1e200, 2e200, 3e200, 5e200
    assert PROBLEMS[name].critical(xs, (0.0, 1.0, 0.0, 1.0)) == ()


@pytest.mark.parametrize("unit", [1e-160, 1e-80, 1.0, 1e80, 1e150])
def test_a_line_is_the_same_in_any_unit_of_x(unit: float) -> None:
    ((w, b),) = (point.parameters for point in landscape.line([unit, 2 * unit, 3 * unit], [1.0, 2.0, 4.0]))
    assert (w * unit, b) == pytest.approx((1.5, -2 / 3), rel=1e-14)

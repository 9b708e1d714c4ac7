"""Scalings: what they do to x, and that nothing is lost on the way back."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sgd_core import Run, RunError, theory
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS
from sgd_core.scaling import SCALINGS, Scale, in_own_units, rescaled, scale_of, scaled, scalings_of

MODERATE = st.floats(-1e6, 1e6)


def test_each_scaling_does_what_it_says() -> None:
    xs = (4.0, 6.0, 8.0)
    assert scaled(xs, scale_of(xs, "none")) == xs
    assert scaled((-4.0, 2.0), scale_of((-4.0, 2.0), "largest")) == (-1.0, 0.5)
    z = scaled(xs, scale_of(xs, "standard"))
    assert sum(z) == pytest.approx(0, abs=1e-15)
    assert sum(each * each for each in z) / 3 == pytest.approx(1)


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("xs", [(0.0, 0.0), (5e-324, 0.0), (1.7e308, -1.7e308), (3.0,)])
def test_no_data_make_a_scale_that_is_not_a_positive_number(scaling: str, xs: tuple[float, ...]) -> None:
    shift, size = scale_of(xs, scaling)
    assert abs(shift) < float("inf") and 0 < size < float("inf")


@given(st.lists(MODERATE, min_size=1, max_size=8), MODERATE, MODERATE, st.sampled_from(SCALINGS), MODERATE)
def test_predictions_are_the_same_in_either_units(
    xs: list[float], w: float, b: float, scaling: str, at: float
) -> None:
    scale = scale_of(xs, scaling)
    assume(scale.size > 1e-3)
    predict = PROBLEMS["line"].predict
    (z,) = scaled((at,), scale)
    own = in_own_units((w, b), scale)
    size = 1 + abs(w * z) + abs(b) + abs(own[0] * at) + abs(own[1])
    assert predict(own, at) == pytest.approx(predict((w, b), z), abs=1e-12 * size)


@pytest.mark.parametrize(
    ("problem", "data"),
    [
        (name, data)
        for name in ("origin", "line", "logistic", "huber")
        for data in PRESETS
        if name in PRESETS[data].problems
    ],
)
def test_the_best_parameters_do_not_depend_on_the_units(problem: str, data: str) -> None:
    model, preset = PROBLEMS[problem], PRESETS[data]
    best = model.best(preset.x, preset.y)
    for scaling in scalings_of(model):
        scale = scale_of(preset.x, scaling)
        assert in_own_units(model.best(scaled(preset.x, scale), preset.y), scale) == pytest.approx(
            best, rel=1e-9
        )


def test_a_shift_needs_an_intercept() -> None:
    assert {name: scalings_of(problem)[-1] for name, problem in PROBLEMS.items()} == {
        "origin": "largest", "line": "standard", "logistic": "standard", "huber": "standard",
        "autoencoder": "largest", "deep": "largest",
    }  # fmt: skip


def test_standard_x_make_a_line_as_easy_as_it_can_be() -> None:
    xs, ys = PRESETS["far"].x, PRESETS["far"].y
    z = scaled(xs, scale_of(xs, "standard"))
    first, last = theory.hessian_eigenvalues(PROBLEMS["line"], (0.0, 0.0), z, ys)
    assert first == pytest.approx(2) and last == pytest.approx(2)
    assert Scale(*scale_of(z, "standard")) == pytest.approx((0, 1))


def test_a_run_on_scaled_x_is_the_same_run_on_other_numbers() -> None:
    run = Run(problem="line", data="far", lr=0.1, w0=(1, 2), sampling="reshuffle")
    scale = scale_of(run.points[0], "standard")
    assert rescaled(run, "standard") == run.replaced(x=scaled(run.points[0], scale), y=run.points[1])
    assert rescaled(run, "none") == run
    assert rescaled(Run(), "standard") == Run()
    with pytest.raises(RunError):
        rescaled(Run(problem="line", x=[1.7e308, -1.7e308, 1.7e308], y=[1, 2, 3]), "standard")

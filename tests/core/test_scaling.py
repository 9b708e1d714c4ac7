"""Scalings: what they do to x, and that nothing is lost on the way back."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sgd_core import Run, RunError, theory, trace
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS
from sgd_core.scaling import SCALINGS, Scale, placed, rescaled, scale_of, scalings_of, units_of

MODERATE = st.floats(-1e6, 1e6)


def test_each_scaling_does_what_it_says() -> None:
    xs = (4.0, 6.0, 8.0)
    assert scale_of(xs, "none").of(xs) == xs
    assert scale_of((-4.0, 2.0), "largest").of((-4.0, 2.0)) == (-1.0, 0.5)
    z = scale_of(xs, "standard").of(xs)
    assert sum(z) == pytest.approx(0, abs=1e-15)
    assert sum(each * each for each in z) / 3 == pytest.approx(1)


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize(
    "xs", [(0.0, 0.0), (5e-324, 0.0), (1.7e308, -1.7e308), (1e308, 1e308, 1e308), (1e-170, 0.0), (3.0,)]
)
def test_a_scale_is_finite_and_its_size_1_only_where_x_has_none(scaling: str, xs: tuple[float, ...]) -> None:
    try:
        shift, size = scale_of(xs, scaling)
    except RunError as error:
        assert scaling == "standard" and set(xs) not in ({0.0}, {3.0})
        assert str(error) == ('scaling: "standard" is beyond doubles for these x; allowed: none, largest')
        return
    assert abs(shift) < float("inf") and 0 < size < float("inf")
    has_size = any(xs) if scaling == "largest" else len(set(xs)) > 1
    assert (size != 1) == (scaling != "none" and has_size)


@given(st.lists(MODERATE, min_size=1, max_size=8), MODERATE, MODERATE, st.sampled_from(SCALINGS), MODERATE)
def test_predictions_are_the_same_in_either_units(
    xs: list[float], w: float, b: float, scaling: str, at: float
) -> None:
    scale = scale_of(xs, scaling)
    assume(scale.size > 1e-3)
    predict = PROBLEMS["line"].predict
    (z,) = scale.of((at,))
    own = scale.in_own_units((w, b))
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
        there = model.best(scale.of(preset.x), preset.y)
        assert scale.in_own_units(there) == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_allowed_keeps_the_loss_of_every_model_and_nothing_else_does(name: str) -> None:
    problem, xs, ys = PROBLEMS[name], (4.0, 6.0, 9.0), (0.0, 1.0, 1.0)
    w = (0.3, -0.7)[: len(problem.parameters)]
    for scaling in SCALINGS:
        scale = scale_of(xs, scaling)
        own = scale.in_own_units(w)
        losses = [problem.loss(w, z, y) for z, y in zip(scale.of(xs), ys, strict=True)]
        same = losses == pytest.approx([problem.loss(own, x, y) for x, y in zip(xs, ys, strict=True)])
        assert same == (scaling in scalings_of(problem)), scaling


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=8),
    st.sampled_from(["origin", "line", "logistic", "huber", "deep"]),
    st.sampled_from(SCALINGS),
    st.floats(-1e3, 1e3),
    st.data(),
)
def test_after_any_run_a_prediction_is_that_of_the_same_model_of_x_as_given(
    xs: list[float], problem: str, scaling: str, at: float, data: st.DataObject
) -> None:
    assume(scaling in scalings_of(PROBLEMS[problem]))
    ys = data.draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=len(xs), max_size=len(xs)))
    given = Run(problem=problem, x=xs, y=ys, lr=0.05, epochs=5)
    run, units = rescaled(given, scaling), units_of(given, scaling)
    assume(not units or units.scale.size > 1e-2)
    end = trace(run).end.parameters
    own = units.scale.in_own_units(end) if units else end
    size = 1 + abs(end[0] * placed(at, units)) + abs(own[0] * at) + abs(own[-1])
    predict = run.model.predict
    assert predict(end, placed(at, units)) == pytest.approx(predict(own, at), abs=1e-12 * size)


def test_a_shift_needs_an_intercept() -> None:
    assert {name: scalings_of(problem)[-1] for name, problem in PROBLEMS.items()} == {
        "origin": "largest", "line": "standard", "logistic": "standard", "huber": "standard",
        "autoencoder": "none", "deep": "largest",
    }  # fmt: skip


def test_standard_x_make_a_line_as_easy_as_it_can_be() -> None:
    xs, ys = PRESETS["far"].x, PRESETS["far"].y
    z = scale_of(xs, "standard").of(xs)
    first, last = theory.hessian_eigenvalues(PROBLEMS["line"], (0.0, 0.0), z, ys)
    assert first == pytest.approx(2) and last == pytest.approx(2)
    assert Scale(*scale_of(z, "standard")) == pytest.approx((0, 1))


def test_a_run_on_scaled_x_is_the_same_run_on_other_numbers() -> None:
    run = Run(problem="line", data="far", lr=0.1, w0=(1, 2), sampling="reshuffle")
    scale = scale_of(run.points[0], "standard")
    assert rescaled(run, "standard") == run.replaced(x=scale.of(run.points[0]), y=run.points[1])
    assert rescaled(run, "none") == run
    with pytest.raises(
        RunError, match=r'^scaling: "standard" is not one of its values; allowed: none, largest$'
    ):
        rescaled(Run(), "standard")
    with pytest.raises(RunError, match=r'^scaling: "largest" is not one of its values; allowed: none$'):
        rescaled(Run(problem="autoencoder"), "largest")
    with pytest.raises(RunError):
        rescaled(Run(problem="line", x=[1.7e308, -1.7e308, 1.7e308], y=[1, 2, 3]), "standard")

"""What the browser computes of a problem are the problem's own functions; where they lead is true of them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import Run, trace
from sgd_core.arithmetic import exp
from sgd_core.link import query_of
from sgd_core.problems import PROBLEMS, Parameters, reconstructed
from sgd_core.scaling import rescaled, scalings_of, units_of
from sgd_ui.drawing.models import LANDMARKS, is_straight
from sgd_ui.drawing.palette import LIGHT, Pen
from sgd_ui.pages import home
from sgd_ui.pages.gd_vs_sgd import figures as race
from sgd_ui.pages.saddle import figures as saddle
from sgd_ui.runs.racing import Contestant
from sgd_ui.stage import landscape
from sgd_ui.stage.hero import data_figure
from sgd_ui.words.catalogue import words_in
from tests.ui.formulas import values
from tests.ui.opened import as_plotly, open_page, stage

WORDS = words_in("en", "saddle")
#: How long pulls are drawn at the saddle, and a place on a grid.
SCALE, G = 0.05, -1.5
NUMBERS = st.floats(-1e6, 1e6) | st.sampled_from([-0.0, 5e-324, 1e200, -1e308])
QUADRUPLES = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
NEAR = st.floats(-10, 10)
PLACES = st.tuples(NEAR, NEAR)
VALLEYS = sorted(name for name, each in LANDMARKS.items() if each.valley)

#: Of the parameters, x and y, what the mark of a name should come to.
Expected = Callable[[Parameters, float, float], Sequence[float]]


def moving(figure: go.Figure, follow: str, **told: object) -> list[dict[str, Any]]:
    """What the traces of a figure that follow the clock in one way say of themselves."""
    metas = [each.meta for each in figure.data if each.meta]
    return [meta for meta in metas if {"follow": follow, **told}.items() <= meta.items()]


def racer(run: Run) -> list[Contestant]:
    return [Contestant("a", "a", trace(run), Pen("#000000"), ())]


def pulls_on_the_race(run: Run) -> go.Figure:
    return as_plotly(race.pulls_figure, trace(run.replaced(batch="all", epochs=2)), 1, LIGHT, WORDS)


def on_home(name: str) -> list[tuple[dict[str, Any], Expected]]:
    """The model over its span and at the sample that pulls, now and before, and every sample's own loss."""
    run, model = Run(problem=name, epochs=2), PROBLEMS[name]
    data = as_plotly(data_figure, trace(run), LIGHT, WORDS)
    ropes, curves = moving(data, "line", each=True), moving(data, "curve")
    # A band, where there is one, has neither a name nor a past.
    lines = [line for line in moving(data, "line") if "watch" in line or "ago" in line]
    own = moving(as_plotly(landscape.landscape_figure, trace(run), run.best, LIGHT, WORDS), "curve")
    assert len(ropes) == 1 and len(curves) + len(lines) == 5
    assert bool(own) == (len(model.parameters) == 1)

    def at_its_ends(line: dict[str, Any]) -> Expected:
        left, right = (values(line["formula"], dict.fromkeys(model.parameters, 1.0))[k] for k in (0, 2))
        return lambda w, x, y: (left, model.predict(w, left), right, model.predict(w, right))

    return [
        *((rope, lambda w, x, y: (x, y, x, model.predict(w, x))) for rope in ropes),
        *((curve, lambda w, x, y: (model.predict(w, G),)) for curve in curves),
        *((line, at_its_ends(line)) for line in lines),
        *((curve, lambda w, x, y: (model.loss((G,), x, y),)) for curve in own),
    ]


def on_the_race(name: str) -> list[tuple[dict[str, Any], Expected]]:
    """The tips of the pulls of single samples, and that of which the mean is taken."""
    tips, model = moving(pulls_on_the_race(Run(problem=name)), "head"), PROBLEMS[name]
    return [(tip, lambda w, x, y: [-part for part in model.gradient(w, x, y)]) for tip in tips]


def at_the_saddle(name: str) -> list[tuple[dict[str, Any], Expected]]:
    """The tips of the pulls, and what the model makes of each point."""
    run, model = Run(problem=name, epochs=2), PROBLEMS[name]
    plane = as_plotly(saddle.plane_figure, racer(run), SCALE, LIGHT, WORDS)
    points = as_plotly(saddle.points_figure, racer(run), LIGHT, WORDS)

    def pulled(w: Parameters, x: float, y: float) -> list[float]:
        return [at - SCALE * part for at, part in zip(w, model.gradient(w, x, y), strict=True)]

    guess = reconstructed if name == "autoencoder" else lambda w, x, y: (x, model.predict(w, x))
    tips = [(tip, pulled) for tip in moving(plane, "head") if "each" in tip]
    return [*tips, *((tip, guess) for tip in moving(points, "head") if "samples" not in tip)]


PLACES_OF = {
    on_home: home.PAGE.problems,
    on_the_race: ("origin", "line"),
    at_the_saddle: ("autoencoder", "deep"),
}
MARKS = {
    name: [mark for place, problems in PLACES_OF.items() if name in problems for mark in place(name)]
    for name in PROBLEMS
}


@pytest.mark.parametrize("name", PROBLEMS)
@given(QUADRUPLES)
def test_a_mark_comes_to_the_cores_numbers_to_the_last_bit(
    name: str, numbers: tuple[float, float, float, float]
) -> None:
    *w, x, y = numbers
    w = w[: len(PROBLEMS[name].parameters)]
    scope = dict(zip(PROBLEMS[name].parameters, w, strict=True)) | {"x": x, "y": y, "g": G, "i": 3.0}
    assert MARKS[name]
    for meta, expected in MARKS[name]:
        wanted = expected(tuple(w), x, y)
        found = values(meta["formula"], scope)[: len(wanted)]
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("name", home.PAGE.problems)
def test_the_stage_predicts_with_the_problems_own_function(name: str) -> None:
    formula = stage(open_page("home.py", f"problem={name}&epochs=3"))["prediction"]
    model, rng = PROBLEMS[name], np.random.default_rng(0)
    for *w, x in rng.normal(0, 3, (100, len(model.parameters) + 1)).tolist():
        scope = dict(zip(model.parameters, w, strict=True)) | {"x": x}
        assert values(formula, scope) == [model.predict(tuple(w), x)]


SCALED = [
    (Run(problem=name, data=data), scaling)
    for name, data in (("origin", "noisy"), ("line", "far"), ("huber", "outliers"), ("logistic", "labels"))
    for scaling in scalings_of(PROBLEMS[name])[1:]
]


@pytest.mark.parametrize(("given", "scaling"), SCALED, ids=repr)
def test_on_scaled_x_the_picture_and_the_answer_are_of_the_same_model_of_x_as_given(
    given: Run, scaling: str
) -> None:
    run, units = rescaled(given, scaling), units_of(given, scaling)
    data = as_plotly(data_figure, trace(run), LIGHT, WORDS, units)
    told = stage(open_page("pages/your_data.py", query_of(given.to_params() | {"scaling": scaling})))
    left, right = data.layout.xaxis.range
    assert left < min(given.points[0]) and max(given.points[0]) < right
    rng, model = np.random.default_rng(0), run.model
    for w in rng.normal(0, 3, (20, len(model.parameters))).tolist():
        scope = dict(zip(model.parameters, w, strict=True))
        own = units.scale.in_own_units(w)

        def near(found: float, x: float, own=own) -> bool:
            return found == pytest.approx(model.predict(own, x), rel=1e-11, abs=1e-11)

        curves, ropes = moving(data, "curve"), moving(data, "line", each=True)
        for x, z in zip(given.points[0], run.points[0], strict=True):
            found = values(ropes[0]["formula"], scope | {"x": z, "given": x, "y": 7.0})
            assert found[:3] == [x, 7.0, x] and near(found[3], x)
            assert near(values(told["answer"], scope | {"x": x})[0], x)
            assert values(told["prediction"], scope | {"x": z}) == [model.predict(w, z)]
        for curve in curves:
            assert all(near(values(curve["formula"], scope | {"g": g})[0], g) for g in (left, 0.5, right))
        if not curves:
            (line,) = [line for line in moving(data, "line") if "watch" in line]
            a, low, b, high = values(line["formula"], scope)
            assert a < left and right < b and near(low, a) and near(high, b)


@pytest.mark.parametrize("run", [Run(), Run(data="noisy-200"), Run(problem="line", w0=(0.7, -2.0))], ids=repr)
def test_the_mean_pull_is_minus_the_cores_mean_gradient_to_the_last_bit(run: Run) -> None:
    whole = run.replaced(batch="all", epochs=2)
    place = dict(zip(run.model.parameters, run.w0, strict=True))
    mean = [each for each in pulls_on_the_race(run).data if each.meta and each.meta.get("mean")]
    assert [each.meta["follow"] for each in mean] == ["line", "head"]
    for meta in (each.meta for each in mean):
        assert meta["each"] == "all"
        pulls = [values(meta["formula"], place | {"x": x, "y": y}) for x, y in zip(*run.points, strict=True)]
        tips = [sum(part[1:], part[0]) / len(part) for part in zip(*pulls, strict=True)][-2:]
        expected = [-part for part in trace(whole).gradient[0].tolist()]
        assert tips[: len(expected)] == expected


def test_a_tangent_has_the_slope_of_the_sample_that_pulls_and_its_loss_in_the_middle() -> None:
    cost = as_plotly(landscape.cost_figure, trace(Run()), (2.0,), LIGHT, WORDS)
    (tangent,) = moving(cost, "line")
    x0, y0, x1, y1 = values(tangent["formula"], {"w_before": 1.5, "loss_before": 4.0, "grad_w": -3.0})
    assert (y1 - y0) / (x1 - x0) == pytest.approx(-3)
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((1.5, 4.0))


# --- where a sample leads ---


def test_what_is_said_beside_a_formula_is_said_of_a_problem_of_two_parameters() -> None:
    assert {len(PROBLEMS[name].parameters) for name in LANDMARKS} == {2}


@given(st.sampled_from(VALLEYS), NEAR, NEAR, NEAR)
def test_along_a_valley_the_loss_of_its_sample_is_zero(name: str, g: float, x: float, y: float) -> None:
    model = PROBLEMS[name]
    b = LANDMARKS[name].valley(model, g, x, y)
    assert model.loss((g, b), x, y) == pytest.approx(0, abs=1e-20)


@given(st.sampled_from(VALLEYS), PLACES, NEAR, NEAR)
def test_a_sample_pulls_straight_at_its_valley(name: str, w: tuple[float, float], x: float, y: float) -> None:
    goal = LANDMARKS[name].goal(PROBLEMS[name], w, x, y)
    assert goal[0] * x + goal[1] == pytest.approx(y, abs=1e-9)
    way = [end - begin for begin, end in zip(w, goal, strict=True)]
    pull = [-part for part in PROBLEMS[name].gradient(w, x, y)]
    assert math.dist(w, goal) * math.hypot(*pull) == pytest.approx(
        way[0] * pull[0] + way[1] * pull[1], abs=1e-6
    )


@given(PLACES, NEAR, st.sampled_from([0.0, 1.0]))
def test_a_label_pulls_straight_at_a_point_far_away(w: tuple[float, float], x: float, y: float) -> None:
    goal = LANDMARKS["logistic"].goal(PROBLEMS["logistic"], w, x, y)
    way = [end - begin for begin, end in zip(w, goal, strict=True)]
    pull = [-part for part in PROBLEMS["logistic"].gradient(w, x, y)]
    assert math.hypot(*way) >= 1e5
    cosine = (way[0] * pull[0] + way[1] * pull[1]) / (math.hypot(*way) * math.hypot(*pull) or 1)
    assert cosine == pytest.approx(1 if any(pull) else 0, abs=1e-6)


@given(st.sampled_from(sorted(LANDMARKS)), PLACES, NEAR, st.sampled_from([0.0, 1.0]))
def test_a_pull_is_drawn_to_where_the_sample_leads(
    name: str, w: tuple[float, float], x: float, y: float
) -> None:
    model = PROBLEMS[name]
    scope = {"w_before": w[0], "b_before": w[1], "x": x, "y": y}
    expected = [*w, *LANDMARKS[name].goal(model, w, x, y)]
    assert values(GOALS[name]["formula"], scope) == expected


def goal_of(name: str) -> dict[str, Any]:
    run = Run(problem=name, epochs=2)
    figure = as_plotly(landscape.plane_figure, trace(run), run.best, LIGHT, WORDS)
    (pull,) = [meta for meta in moving(figure, "line", wears="line") if "from" in meta]
    return pull


GOALS = {name: goal_of(name) for name in LANDMARKS}


# --- a new problem ---


def _bent(w: Parameters, x: Any) -> Any:
    return exp(w[0] * x) / 2


def _straight(w: Parameters, x: Any) -> Any:
    return (w[0] + w[1]) * (x - 1) / 2


@pytest.mark.parametrize(
    ("place", "names", "predict"), [("origin", ("k",), _bent), ("deep", ("k", "m"), _straight)]
)
def test_a_new_problem_is_drawn_from_its_entry_alone(
    place: str, names: tuple[str, ...], predict: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def loss(w: Parameters, x: Any, y: Any) -> Any:
        r = predict(w, x) - y
        return r * r

    new = replace(PROBLEMS[place], parameters=names, loss=loss, predict=predict)
    monkeypatch.setitem(PROBLEMS, place, new)
    run = Run(problem=place, epochs=2)
    columns, scope = trace(run), dict.fromkeys(names, 0.5)
    w = tuple(scope.values())
    data = as_plotly(data_figure, columns, LIGHT, WORDS)
    (rope,) = moving(data, "line", each=True)
    assert values(rope["formula"], scope | {"x": 2.0, "y": 7.0}) == [2.0, 7.0, 2.0, predict(w, 2.0)]
    assert is_straight(new) == (predict is _straight) == (not moving(data, "curve"))
    below = as_plotly(landscape.landscape_figure, columns, run.best, LIGHT, WORDS)
    (trail,) = [meta for meta in moving(below, "trail") if "only" not in meta]
    assert trail["x"] == names[0]
    for own in moving(below, "curve"):
        assert values(own["formula"], {"g": 0.5, "x": 2.0, "y": 7.0}) == [loss((0.5,), 2.0, 7.0)]


def test_a_model_is_straight_where_its_formula_is_of_the_first_degree_in_x() -> None:
    straight = [name for name, model in PROBLEMS.items() if model.predict and is_straight(model)]
    assert straight == ["origin", "line", "huber", "deep"]
    for predict, expected in [
        (lambda w, x: -x / w[0] + w[0] * w[0], True),
        (lambda w, x: exp(w[0]), True),
        (lambda w, x: w[0] / x, False),
        (lambda w, x: x * (w[0] - x), False),
        (lambda w, x: abs(x), False),
    ]:
        assert is_straight(replace(PROBLEMS["origin"], predict=predict)) == expected

"""What the browser computes of a problem is what the core computes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core.problems import PROBLEMS
from sgd_ui.drawing.terms import FORMS, put, value

NUMBERS = st.floats(-10, 10)
PAIRS = st.tuples(NUMBERS, NUMBERS)
VALLEYS = sorted(name for name, form in FORMS.items() if form.valley)


def scope_of(name: str, w: tuple[float, ...], x: float, y: float) -> dict[str, float]:
    """The names that a formula may use, the parameters before the move being ``w``."""
    names = PROBLEMS[name].parameters
    before = {f"{each}_before": part for each, part in zip(names, w, strict=False)}
    return dict(zip(names, w, strict=False)) | before | {"x": x, "y": y}


def test_what_predicts_has_a_prediction() -> None:
    assert all(bool(form.prediction) == bool(PROBLEMS[name].predict) for name, form in FORMS.items())


@given(st.sampled_from(sorted(name for name in FORMS if FORMS[name].prediction)), PAIRS, NUMBERS)
def test_a_prediction_is_the_cores_to_the_last_bit(name: str, w: tuple[float, float], x: float) -> None:
    w = w[: len(PROBLEMS[name].parameters)]
    assert value(FORMS[name].prediction, scope_of(name, w, x, 0.0)) == PROBLEMS[name].predict(w, x)


@given(st.sampled_from(sorted(name for name in FORMS if FORMS[name].pull)), PAIRS, NUMBERS, NUMBERS)
def test_a_pull_is_minus_the_cores_gradient(name: str, w: tuple[float, float], x: float, y: float) -> None:
    w = w[: len(PROBLEMS[name].parameters)]
    found = [value(terms, scope_of(name, w, x, y)) for terms in FORMS[name].pull]
    assert found == pytest.approx([-part for part in PROBLEMS[name].gradient(w, x, y)], rel=1e-9, abs=1e-8)


@given(st.sampled_from(sorted(name for name in FORMS if FORMS[name].loss)), NUMBERS, NUMBERS, NUMBERS)
def test_an_own_curve_is_the_cores_loss(name: str, g: float, x: float, y: float) -> None:
    found = value(FORMS[name].loss, {"g": g, "x": x, "y": y})
    assert found == pytest.approx(PROBLEMS[name].loss((g,), x, y), rel=1e-9, abs=1e-6)


@given(st.sampled_from(VALLEYS), NUMBERS, NUMBERS, NUMBERS)
def test_along_a_valley_the_loss_of_its_sample_is_zero(name: str, g: float, x: float, y: float) -> None:
    b = value(FORMS[name].valley, {"g": g, "x": x, "y": y})
    assert PROBLEMS[name].loss((g, b), x, y) == pytest.approx(0, abs=1e-20)


@given(st.sampled_from(VALLEYS), PAIRS, NUMBERS, NUMBERS)
def test_a_sample_pulls_straight_at_its_valley(name: str, w: tuple[float, float], x: float, y: float) -> None:
    goal = [value(each, scope_of(name, w, x, y)) for each in FORMS[name].goal]
    assert goal[0] * x + goal[1] == pytest.approx(y, abs=1e-9)
    way = [end - begin for begin, end in zip(w, goal, strict=True)]
    pull = [-part for part in PROBLEMS[name].gradient(w, x, y)]
    assert math.dist(w, goal) * math.hypot(*pull) == pytest.approx(
        way[0] * pull[0] + way[1] * pull[1], abs=1e-6
    )


@given(PAIRS, NUMBERS, st.sampled_from([0.0, 1.0]))
def test_a_label_pulls_straight_at_a_point_far_away(w: tuple[float, float], x: float, y: float) -> None:
    goal = [value(each, scope_of("logistic", w, x, y)) for each in FORMS["logistic"].goal]
    way = [end - begin for begin, end in zip(w, goal, strict=True)]
    pull = [-part for part in PROBLEMS["logistic"].gradient(w, x, y)]
    assert math.hypot(*way) >= 1e5
    cosine = (way[0] * pull[0] + way[1] * pull[1]) / (math.hypot(*way) * math.hypot(*pull) or 1)
    assert cosine == pytest.approx(1 if any(pull) else 0, abs=1e-6)


@given(PAIRS, NUMBERS)
def test_numbers_and_names_are_put_in_everywhere(w: tuple[float, float], x: float) -> None:
    scope = {"w": w[0], "b": w[1]}
    for name in ("line", "logistic"):
        formula = FORMS[name].prediction
        whole = value(formula, scope | {"x": x})
        assert value(put(formula, {"x": x}), scope) == whole
        assert value(put(formula, {"x": "g"}), scope | {"g": x}) == whole

"""What is asked of samples of one's own where nobody says: where to predict, and whether y are labels."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import Run
from sgd_core.asked import may_be_labels, predicted_at
from sgd_core.presets import PRESETS
from tests.core.test_main import call

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(NUMBERS, min_size=1, max_size=6))
def test_a_prediction_is_among_the_samples_or_at_4_beside_them(xs: list[float]) -> None:
    place, low, high = predicted_at(Run(x=xs, y=[1.0] * len(xs))), min(xs), max(xs)
    assert low <= place <= high or (place == 4 and low - 1 <= 4 <= high + 1)


@pytest.mark.parametrize(
    ("xs", "place"),
    [
        ([1, 2, 3], 4),
        ([52, 61, 98], 80),
        ([1990, 2000, 2010], 2000),
        ([0.1, 0.3], 0.2),
        ([-9, -5], -7),
        ([7], 7),
    ],
)
def test_a_place_among_samples_is_a_round_one(xs: list[float], place: float) -> None:
    assert predicted_at(Run(x=xs, y=xs)) == place


def test_ready_made_samples_are_asked_for_the_note_s_prediction() -> None:
    for name, preset in PRESETS.items():
        assert predicted_at(Run(problem=preset.problems[0], data=name)) == 4


def test_the_command_line_predicts_among_the_samples_unless_it_is_told_where() -> None:
    args = ("--x", "52,61,98", "--y", "1,2,3", "--epochs", "1", "--lr", "1e-9", "--format", "json")
    for more, place in (((), 80), (("--predict", "4"), 4), (("--scaling", "largest"), 80)):
        assert json.loads("\n".join(call(*args, *more)[1]))["summary"]["predict"]["x"] == place


@pytest.mark.parametrize(
    ("problem", "ys", "may_be"),
    [("line", [0, 1, 1], True), ("origin", [1, 0, 1], True), ("logistic", [0, 1, 1], False),
     ("line", [0, 1, 2], False), ("line", [0, 0, 0], False), ("line", [-1, 1, 1], False)],
)  # fmt: skip
def test_y_of_0_and_1_may_be_labels_where_the_model_is_for_numbers(
    problem: str, ys: list[float], may_be: bool
) -> None:
    run = Run(problem=problem, x=[1, 2, 3], y=ys, epochs=1)
    assert may_be_labels(run) == may_be and not may_be_labels(Run())
    told = call("--problem", problem, "--x", "1,2,3", "--y", ",".join(map(str, ys)), "--epochs", "1")[2]
    assert ("--problem logistic" in "".join(told)) == may_be

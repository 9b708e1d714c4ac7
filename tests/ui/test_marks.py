"""What figures are drawn with."""

import doctest
from itertools import pairwise
from types import ModuleType

import numpy as np
import pytest

from sgd_ui.drawing import axes, marks, models
from sgd_ui.drawing.palette import DASHED, LIGHT, Pen


@pytest.mark.parametrize(("count", "most"), [(1, 200), (7, 200), (200, 200), (1001, 200), (10_000, 3)])
def test_an_even_choice_has_both_ends_and_no_number_twice(count: int, most: int) -> None:
    chosen = marks.even_choice(count, most)
    assert (chosen[0], chosen[-1], len(chosen)) == (0, count - 1, min(count, most))
    assert len(set(np.diff(chosen).tolist())) <= 2


def test_a_log_axis_shows_what_is_finite_and_above_zero() -> None:
    values = np.array([1.0, 0.0, -2.0, np.inf, np.nan, 5e-324])
    assert marks.seen(values).tolist() == [1.0, 5e-324]
    assert np.isnan(marks.gaps(values)).tolist() == [False, True, True, False, True, False]


def test_a_runner_is_a_whole_path_a_trail_its_last_updates_and_a_head_in_its_pen() -> None:
    path: marks.Path = {"run": 1, "by": "update", "x": "#", "y": "mean_loss", "floor": 0.5}
    drawn = marks.runner(path, Pen("#102030", DASHED), "%{y}", LIGHT)
    assert [mark["meta"] for mark in drawn] == [
        {"follow": "whole", **path},
        {"follow": "trail", **path},
        {"follow": "trail", **path, "last": marks.RECENT},
        {"follow": "head", **path},
    ]
    assert [mark["line"]["color"] for mark in drawn[:3]] == ["#102030"] * 3
    assert drawn[2]["line"]["dash"] == DASHED
    assert drawn[3]["marker"]["color"] == "#102030"
    assert [mark.get("hovertemplate") for mark in drawn] == [None, "%{customdata}", None, None]


def test_where_a_computed_mark_begins_is_from_in_its_meta() -> None:
    mark = marks.line((marks.X, marks.Y), (marks.X, 2.0), {}, each=True, begins=3)
    ends = {"code": ["x", "y", 2.0], "out": [0, 1, 0, 2]}
    assert mark["meta"] == {"follow": "line", "formula": ends, "each": True, "from": 3}


@pytest.mark.parametrize("module", [marks, models])
def test_the_examples_of_a_module_are_right(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0 and result.failed == 0


def test_lines_have_their_names_where_they_end_clear_of_one_another() -> None:
    figure = axes.figure(LIGHT, "", "", (0.0, 10.0), (0.0, 1.0))
    axes.log_axis(figure, "y", 1e-4, 1.0)
    x = np.arange(11.0)
    for k, end in enumerate((1e-4, 1.1e-4, 0.9, 1.0)):
        line = marks.stroke(Pen(LIGHT.runs[k % 3]), 2)
        figure["data"].append(marks.still(x, np.geomspace(1.0, end, 11), line, name=str(k)))
    figure["data"].append(marks.still(x, x * np.nan, marks.stroke(LIGHT.ink, 2), name="nowhere"))
    before = len(figure["layout"]["annotations"])
    axes.name_lines(figure, LIGHT)
    told = {note["text"]: note for note in figure["layout"]["annotations"][before:]}
    assert set(told) == {"0", "1", "2", "3"}
    heights = sorted(note["y"] for note in told.values())
    assert all(high - low > 0.08 for low, high in pairwise(heights))
    assert heights[0] >= 0 and heights[-1] <= 1
    assert told["0"]["y"] < 0.3 and told["3"]["y"] > 0.7
    assert told["2"]["font"]["color"] == LIGHT.runs[2]
    # They stand beside the picture, which makes room for them.
    assert all((note["xref"], note["x"], note["xanchor"]) == ("paper", 1, "left") for note in told.values())
    assert figure["layout"]["margin"]["r"] > max(note["xshift"] for note in told.values()) > 0


def test_a_line_that_ends_early_has_its_name_there() -> None:
    figure = axes.figure(LIGHT, "", "", (0.0, 10.0), (0.0, 1.0))
    style = marks.stroke(LIGHT.ink, 2)
    figure["data"].append(marks.still([0.0, 4.0], [0.5, 0.5], style, name="short"))
    axes.name_lines(figure, LIGHT)
    assert figure["layout"]["annotations"][-1]["x"] == pytest.approx(0.4)

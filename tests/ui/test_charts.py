"""The figures show the trace, and nothing but what it holds."""

import numpy as np
import plotly.graph_objects as go
import pytest

from sgd_core import Run, trace
from sgd_ui import charts
from sgd_ui.catalogue import words_in
from sgd_ui.palette import DARK, LIGHT, Palette

WORDS = words_in("en")
RUNS = [
    Run(),
    Run(data="noisy-20", batch=4),
    Run(data="noisy-200", sampling="reshuffle", epochs=3),
    Run(lr=10.0, epochs=1000),
    Run(lr=0.5),
    Run(x=[0.0, 0.0], y=[1.0, 2.0]),
    Run(x=[1.0], y=[1.0], epochs=1),
    Run(x=[1e200], y=[1.0]),
]


def figures_of(run: Run, palette: Palette = LIGHT) -> list[go.Figure]:
    columns = trace(run)
    return [
        charts.data_figure(columns, palette, WORDS),
        charts.cost_figure(columns, palette, WORDS),
        *charts.loss_figures(columns, palette, WORDS).values(),
    ]


@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_every_axis_is_pinned_to_a_finite_range(run: Run) -> None:
    for figure in figures_of(run):
        for axis in (figure.layout.xaxis, figure.layout.yaxis):
            low, high = axis.range
            assert np.isfinite([low, high]).all()
            assert low < high


@pytest.mark.parametrize("run", RUNS[:3], ids=repr)
def test_the_start_the_end_and_the_best_w_are_in_the_picture(run: Run) -> None:
    columns = trace(run)
    left, right = charts.path_range(columns)
    for w in (*columns.parameters[[0, -1], 0], *run.model.best(*run.points)):
        assert left < w < right


def test_one_colour_a_sample_in_every_chart() -> None:
    data, cost, *_ = figures_of(Run())
    (points,) = [t for t in data.data if t.mode == "markers+text"]
    assert points.meta == {"samples": True}
    assert list(points.textfont.color) == LIGHT.shades(3) == list(LIGHT.few[:3])
    assert len(set(points.marker.symbol)) == 3
    pieces = {tuple(t.meta["only"]): t.line.color for t in cost.data if t.meta and "only" in t.meta}
    assert pieces == {(i, i): LIGHT.few[i] for i in range(3)}
    drawn = [shape.line.color for shape in cost.layout.shapes]
    assert drawn == [*LIGHT.few[:3], LIGHT.ink]


def test_the_mean_curve_is_the_mean_of_the_losses() -> None:
    columns = trace(Run(data="noisy"))
    path = charts.cost_figure(columns, LIGHT, WORDS).layout.shapes[-1].path
    points = np.array([pair.split(",") for pair in path.replace("M", "").replace("L", "").split()], float)
    xs, ys = map(np.array, columns.run.points)
    expected = [np.mean((xs * w - ys) ** 2) for w in points[:, 0]]
    np.testing.assert_allclose(points[:, 1], expected, rtol=1e-4)


def test_a_zero_on_a_log_axis_stands_at_a_floor_and_says_so() -> None:
    columns = trace(Run(lr=0.5))
    figure = charts.loss_figures(columns, LIGHT, WORDS)["last log"]
    assert (columns.epoch_loss == 0).any()
    assert figure.layout.annotations[0].text == WORDS["chart.zero"]
    floor = figure.data[0].meta["floor"]
    assert (
        10 ** figure.layout.yaxis.range[0] < floor < columns.epoch_loss[columns.epoch_loss > 0].min(initial=1)
    )
    assert not charts.loss_figures(trace(Run()), LIGHT, WORDS)["last log"].layout.annotations


def test_a_path_that_leaves_the_picture_is_owned_up_to() -> None:
    assert charts.leaves_picture(trace(Run(lr=0.3)))
    assert not charts.leaves_picture(trace(Run()))


def test_at_most_two_hundred_curves_are_drawn_one_by_one() -> None:
    run = Run(x=np.linspace(0.1, 2, 1000), y=np.linspace(0.2, 4, 1000), epochs=1)
    figure = charts.cost_figure(trace(run), LIGHT, WORDS)
    assert figure.layout.shapes[0].path.count("M") == charts.MOST_CURVES


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_stands_out_from_its_background(palette: Palette) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(colour: str) -> float:
        light, dark = sorted([luminance(colour), luminance(palette.background)], reverse=True)
        return (light + 0.05) / (dark + 0.05)

    assert all(contrast(colour) >= 3 for colour in palette.few)
    assert all(contrast(colour) >= 4.5 for colour in (palette.ink, palette.muted))

"""The figures show the trace, and nothing but what it holds."""

import numpy as np
import plotly.graph_objects as go
import pytest

from sgd_core import Run, trace
from sgd_ui.drawing.palette import DARK, LIGHT, Palette
from sgd_ui.pages import home
from sgd_ui.stage import charts
from sgd_ui.words.catalogue import words_in
from tests.ui.formulas import values
from tests.ui.opened import as_plotly

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
    Run(problem="line", epochs=20),
    Run(problem="line", lr=0.3),
    Run(problem="line", x=[1e150, 1.0, 1.0], y=[-1e150, 1.0, 2.0], epochs=3),
    Run(problem="line", w0=[1e308, -1e308], epochs=2),
    Run(problem="logistic", epochs=20),
    Run(problem="logistic", x=[-1.0, 1.0], y=[0.0, 1.0], lr=5.0),
    Run(problem="logistic", x=[1.0], y=[1.0], w0=[1e300, 0.0]),
    Run(problem="huber", batch=3, epochs=20),
    Run(problem="huber", x=[1.0, 1.0], y=[0.0, 9.0], delta=1e-9),
]
PLANES = [Run(problem="line", data="note"), Run(problem="logistic"), Run(problem="huber", data="noisy")]


def figures_of(run: Run, palette: Palette = LIGHT) -> list[go.Figure]:
    columns = trace(run)
    return [
        as_plotly(charts.data_figure, columns, palette, WORDS),
        as_plotly(charts.landscape_figure, columns, run.best, palette, WORDS),
        *map(go.Figure, charts.loss_figures(columns, palette, WORDS).values()),
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
    left, right = charts.path_range(columns, run.best)
    for w in (*columns.parameters[[0, -1], 0], *run.best):
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
    path = as_plotly(charts.landscape_figure, columns, columns.run.best, LIGHT, WORDS).layout.shapes[-1].path
    points = np.array([pair.split(",") for pair in path.replace("M", "").replace("L", "").split()], float)
    xs, ys = map(np.array, columns.run.points)
    expected = [np.mean((xs * w - ys) ** 2) for w in points[:, 0]]
    np.testing.assert_allclose(points[:, 1], expected, rtol=1e-4)


def test_a_zero_on_a_log_axis_stands_at_a_floor_and_says_so() -> None:
    columns = trace(Run(lr=0.5))
    figure = go.Figure(charts.loss_figures(columns, LIGHT, WORDS)["last log"])
    assert (columns.epoch_loss == 0).any()
    assert figure.layout.annotations[0].text == WORDS["chart.zero"]
    floor = figure.data[0].meta["floor"]
    assert (
        10 ** figure.layout.yaxis.range[0] < floor < columns.epoch_loss[columns.epoch_loss > 0].min(initial=1)
    )
    assert not charts.loss_figures(trace(Run()), LIGHT, WORDS)["last log"]["layout"]["annotations"]


def test_a_path_that_leaves_the_picture_is_owned_up_to() -> None:
    assert charts.leaves_picture(trace(Run(lr=0.3)), (2.0,))
    assert not charts.leaves_picture(trace(Run()), (2.0,))


def test_at_most_two_hundred_curves_are_drawn_one_by_one() -> None:
    run = Run(x=np.linspace(0.1, 2, 1000), y=np.linspace(0.2, 4, 1000), epochs=1)
    figure = as_plotly(charts.landscape_figure, trace(run), run.best, LIGHT, WORDS)
    assert figure.layout.shapes[0].path.count("M") == charts.MOST_CURVES


def moving(figure: go.Figure, follow: str, **told: object) -> list[go.Scatter]:
    """The traces of a figure that follow the clock in one way."""
    return [
        t for t in figure.data if t.meta and t.meta.get("follow") == follow and told.items() <= t.meta.items()
    ]


@pytest.mark.parametrize("run", PLANES, ids=repr)
def test_the_path_of_two_parameters_and_the_best_are_on_the_contour(run: Run) -> None:
    columns, best = trace(run), run.best
    figure = as_plotly(charts.landscape_figure, columns, best, LIGHT, WORDS)
    for axis, name in enumerate(run.model.parameters):
        left, right = figure.layout["xy"[axis] + "axis"].range
        assert all(left < w < right for w in (*columns.parameters[[0, -1], axis], best[axis]))
        assert {t.meta["xy"[axis]] for t in moving(figure, "trail")} == {name}
    assert [t.type for t in figure.data].count("contour") == 1
    (marked,) = [t for t in figure.data if t.meta is None and t.type == "scatter"]
    assert (marked.x[0], marked.y[0]) == best
    pieces = {tuple(t.meta["only"]): t.line.color for t in moving(figure, "trail") if "only" in t.meta}
    assert list(pieces.values()) == LIGHT.shades(run.samples)


@pytest.mark.parametrize("problem", ["line", "huber"])
def test_each_of_a_few_samples_has_its_valley_on_the_contour(problem: str) -> None:
    run = Run(problem=problem, data="note")
    figure = as_plotly(charts.landscape_figure, trace(run), run.best, LIGHT, WORDS)
    assert [shape.line.color for shape in figure.layout.shapes] == list(LIGHT.few[:3])
    for i, shape in enumerate(figure.layout.shapes):
        ends = [tuple(map(float, end.split(","))) for end in shape.path[1:].split(" L")]
        for w, b in ends:
            assert w * run.points[0][i] + b == pytest.approx(run.points[1][i], abs=1e-6)
            assert figure.layout.xaxis.range[0] - 1e-6 <= w <= figure.layout.xaxis.range[1] + 1e-6
            assert figure.layout.yaxis.range[0] - 1e-6 <= b <= figure.layout.yaxis.range[1] + 1e-6
    assert {note.text for note in figure.layout.annotations} <= {"1", "2", "3"}


def test_more_than_eight_samples_light_up_one_valley_and_draw_none() -> None:
    run = Run(problem="huber")
    figure = as_plotly(charts.landscape_figure, trace(run), run.best, LIGHT, WORDS)
    assert not figure.layout.shapes
    assert len(moving(figure, "line", wears="line")) == 2


def test_labels_have_a_curve_between_0_and_1_and_a_line_has_ends() -> None:
    figure = as_plotly(charts.data_figure, trace(Run(problem="logistic")), LIGHT, WORDS)
    (curve,) = moving(figure, "curve")
    assert len(curve.meta["grid"]) > 100
    low, high = figure.layout.yaxis.range
    assert -0.3 < low < 0 < 1 < high < 1.3
    assert list(figure.layout.yaxis.tickvals) == [0, 0.5, 1]
    assert not moving(as_plotly(charts.data_figure, trace(Run(problem="line")), LIGHT, WORDS), "curve")


def test_thin_lines_lie_delta_away_from_a_line_with_huber_loss() -> None:
    figure = as_plotly(charts.data_figure, trace(Run(problem="huber", delta=0.25)), LIGHT, WORDS)
    ends = [
        values(line.meta["formula"], {"w": 2.0, "b": 1.0})[1::2]
        for line in moving(figure, "line")
        if "wears" not in line.meta
    ]
    below, above, middle = np.array(ends)
    np.testing.assert_allclose(middle - below, 0.25)
    np.testing.assert_allclose(above - middle, 0.25)


def test_a_run_without_a_best_point_is_shown_where_it_goes() -> None:
    run = Run(problem="logistic", x=[-1.0, 1.0], y=[0.0, 1.0], lr=1.0)
    columns = trace(run)
    assert run.best is None
    left, right = charts.path_range(columns, None)
    inside = (columns.parameters[:, 0] > left) & (columns.parameters[:, 0] < right)
    assert inside.mean() >= 0.5


@pytest.mark.parametrize("run", [Run(problem=name, batch=4) for name in home.PAGE.problems], ids=repr)
def test_a_batch_lights_all_its_residuals_and_no_single_pull(run: Run) -> None:
    data, landscape, *_ = figures_of(run)
    assert moving(data, "line", each=True)
    assert not [t for t in moving(landscape, "line") if t.line.dash]


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

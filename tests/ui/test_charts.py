"""The figures show the trace, and nothing but what it holds."""

import numpy as np
import plotly.graph_objects as go
import pytest

from sgd_core import Run, trace
from sgd_ui.drawing import marks
from sgd_ui.drawing.palette import LIGHT, Palette
from sgd_ui.frame.shell import Frame
from sgd_ui.pages import home
from sgd_ui.stage import charts, landscape
from sgd_ui.stage.hero import data_figure
from sgd_ui.stage.one_run import staged
from sgd_ui.words.catalogue import words_in
from tests.ui.formulas import values
from tests.ui.opened import as_plotly, visit

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


def moving(figure: go.Figure, follow: str, **told: object) -> list[go.Scatter]:
    """The traces of a figure that follow the clock in one way."""
    return [
        t for t in figure.data if t.meta and t.meta.get("follow") == follow and told.items() <= t.meta.items()
    ]


def figures_of(run: Run, palette: Palette = LIGHT) -> list[go.Figure]:
    columns = trace(run)
    return [
        as_plotly(data_figure, columns, palette, WORDS),
        as_plotly(landscape.landscape_figure, columns, run.best, palette, WORDS),
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
    left, right = landscape.path_range(columns, run.best)
    for w in (*columns.parameters[[0, -1], 0], *run.best):
        assert left < w < right


def test_one_colour_a_sample_in_every_chart() -> None:
    data, cost, *_ = figures_of(Run())
    (points,) = [t for t in data.data if t.meta and t.meta.get("samples")]
    assert list(points.textfont.color) == list(points.marker.color) == list(LIGHT.few)
    assert len(set(points.marker.symbol)) == len(LIGHT.few)
    pieces = {tuple(t.meta["only"]): t.line.color for t in cost.data if t.meta and "only" in t.meta}
    assert pieces == {(i, i): LIGHT.few[i] for i in range(3)}
    own = {
        tuple(t.meta["each"]): t.line.color for t in moving(cost, "curve") if isinstance(t.meta["each"], list)
    }
    assert own == {(i,): LIGHT.few[i] for i in range(3)}


def test_beyond_eight_samples_one_quiet_colour_and_one_for_the_sample_that_is_drawn() -> None:
    data, cost, *_ = figures_of(Run(data="noisy-20"))
    (points,) = [t for t in data.data if t.meta and t.meta.get("samples")]
    assert points.marker.color == LIGHT.quiet
    assert {t.line.color for t in cost.data if t.meta and "only" in t.meta} == {LIGHT.few[1]}


def test_the_mean_curve_is_the_mean_of_the_losses_of_all_samples() -> None:
    run = Run(data="noisy")
    figure = as_plotly(landscape.landscape_figure, trace(run), run.best, LIGHT, WORDS)
    (mean,) = moving(figure, "curve", each="all", mean=True)
    for g in (-1.0, 0.5, 2.0):
        own = [
            values(mean.meta["formula"], {"g": g, "x": x, "y": y})[0]
            for x, y in zip(*run.points, strict=True)
        ]
        assert sum(own) / len(own) == pytest.approx(run.mean_loss((g,)))


@pytest.mark.parametrize("run", [Run(), Run(problem="line"), Run(data="noisy-200")], ids=repr)
def test_all_that_depends_on_the_samples_follows_a_hand_or_fades(run: Run) -> None:
    data, below, *_ = figures_of(run)
    (points,) = moving(data, "head", samples=True)
    assert points.meta["held"] and points.meta["each"] == "all"
    for mark in below.data:
        meta = mark.meta or {}
        assert meta.get("held") or meta.get("fades") or meta.get("follow")
        assert not (meta.get("held") and meta.get("fades"))


def test_what_is_best_is_of_the_future() -> None:
    for run in (Run(), Run(problem="line")):
        figure = as_plotly(landscape.landscape_figure, trace(run), run.best, LIGHT, WORDS)
        told = [t for t in figure.data if t.meta and t.meta.get("future")]
        places = [t.meta["x"] if "follow" in t.meta else t.x[0] for t in told]
        assert places and set(places) == {run.best[0]}


def test_the_rope_says_how_hard_it_pulls_and_the_line_what_it_is() -> None:
    data, *_ = figures_of(Run())
    equation, pull = sorted(moving(data, "label"), key=lambda t: t.meta["ends"], reverse=True)
    scope = {"w": 1.604, "w_before": 1.5, "grad_w": -3.168, "x": 2.0, "y": 4.0}
    *at, size, before, off, over, lean = values(pull.meta["formula"], scope)
    assert at == pytest.approx([2.0, 3.604]) and size == 3.168
    assert (before, off) == pytest.approx((1.0, 0.792))
    assert over == pytest.approx(0.792) and lean == pytest.approx(0.792 * 1.604)
    assert values(equation.meta["formula"], scope)[4:] == [1.604]
    assert (equation.meta["text"], pull.meta["text"]) == ("ŷ = {0}·x", WORDS["chart.pull"])
    assert pull.meta["moved"] == WORDS["chart.pulled"]
    # What corrects a gradient makes another pull of it: that is not called the sample's.
    (corrected,) = moving(figures_of(Run(gradient="svrg"))[0], "label", pulling=True)
    assert corrected.meta["text"] == WORDS["chart.pull_brief"]
    plane, *_ = figures_of(Run(problem="line"))
    (pull,) = moving(plane, "label", pulling=True)
    scope = {
        "w": 0.0,
        "b": 0.0,
        "w_before": 0.0,
        "b_before": 0.0,
        "grad_w": 3.0,
        "grad_b": -4.0,
        "x": 2.0,
        "y": 4.0,
    }
    assert values(pull.meta["formula"], scope)[2] == 5.0


def test_the_line_of_every_update_of_the_last_dozen_is_drawn_fainter_the_older_it_is() -> None:
    data, *_ = figures_of(Run())
    before = [t for t in moving(data, "line") if isinstance(t.meta.get("ago"), list | tuple)]
    seen = sorted((tuple(t.meta["ago"]), t.opacity) for t in before)
    assert [ago for (first, last), _ in seen for ago in range(first, last + 1)] == list(range(1, 13))
    assert [opacity for _, opacity in seen] == sorted((opacity for _, opacity in seen), reverse=True)


@pytest.mark.parametrize(
    ("xs", "left", "right"), [([100.0, 103.0], 95, 105), ([1.0, 2.0, 3.0], -1, 4), ([-5.0, -4.0], -6, -3)]
)
def test_zero_is_in_the_picture_only_where_it_is_near(xs: list[float], left: float, right: float) -> None:
    run = Run(problem="line", x=xs, y=xs)
    low, high = as_plotly(data_figure, trace(run.replaced(epochs=1)), LIGHT, WORDS).layout.xaxis.range
    assert left < low < min(xs) and max(xs) < high < right
    assert (low < 0 < high) == (xs[0] == 1.0)


@pytest.mark.parametrize(
    ("run", "loss"),
    [
        (Run(), "last"),
        (Run(data="noisy-200"), "update"),
        (Run(data="noisy-20", lr=0.0005), "mean"),
        (Run(data="noisy-20", batch="all"), "mean"),
        (Run(lr=0.3), "last"),
        (Run(epochs=1), "last"),
    ],
    ids=repr,
)
def test_the_loss_is_shown_as_it_shows_how_a_run_learns(run: Run, loss: str) -> None:
    assert charts.suited(trace(run)) == loss


def test_a_linear_axis_begins_with_the_first_losses_of_a_run_that_diverges() -> None:
    columns = trace(Run(lr=0.3))
    low, high = charts.loss_figures(columns, LIGHT, WORDS)["last linear"]["layout"]["yaxis"]["range"]
    assert low < 0 < columns.epoch_loss[0] < high < 4 * columns.epoch_loss[0] < columns.epoch_loss[5]


def test_a_zero_on_a_log_axis_stands_at_a_floor_and_says_so() -> None:
    columns = trace(Run(lr=0.5))
    figure = go.Figure(charts.loss_figures(columns, LIGHT, WORDS)["last log"])
    assert (columns.epoch_loss == 0).any()
    assert WORDS["chart.zero"] in [note.text for note in figure.layout.annotations]
    floor = figure.data[0].meta["floor"]
    assert (
        10 ** figure.layout.yaxis.range[0] < floor < columns.epoch_loss[columns.epoch_loss > 0].min(initial=1)
    )
    plain = go.Figure(charts.loss_figures(trace(Run()), LIGHT, WORDS)["last log"])
    assert WORDS["chart.zero"] not in [note.text for note in plain.layout.annotations]


def test_of_many_samples_an_even_choice_of_curves_is_drawn() -> None:
    run = Run(x=np.linspace(0.1, 2, 1000), y=np.linspace(0.2, 4, 1000), epochs=1)
    figure = as_plotly(landscape.landscape_figure, trace(run), run.best, LIGHT, WORDS)
    (own,) = [t for t in moving(figure, "curve") if isinstance(t.meta["each"], list | tuple)]
    assert len(own.meta["each"]) == landscape.MOST_CURVES == 20


@pytest.mark.parametrize("run", PLANES, ids=repr)
def test_the_path_of_two_parameters_and_the_best_are_on_the_contour(run: Run) -> None:
    columns, best = trace(run), run.best
    figure = as_plotly(landscape.landscape_figure, columns, best, LIGHT, WORDS)
    for axis, name in enumerate(run.model.parameters):
        left, right = figure.layout["xy"[axis] + "axis"].range
        assert all(left < w < right for w in (*columns.parameters[[0, -1], axis], best[axis]))
        assert {t.meta["xy"[axis]] for t in moving(figure, "trail")} == {name}
    assert [t.type for t in figure.data].count("contour") == 1
    (marked,) = [t for t in figure.data if t.meta and t.meta.get("future") and t.mode == "markers"]
    assert (marked.x[0], marked.y[0]) == best
    pieces = {tuple(t.meta["only"]): t.line.color for t in moving(figure, "trail") if "only" in t.meta}
    assert set(pieces.values()) <= set(LIGHT.shades(run.samples))


@pytest.mark.parametrize("problem", ["line", "huber"])
def test_each_of_a_few_samples_has_its_valley_on_the_contour(problem: str) -> None:
    run = Run(problem=problem, data="note")
    figure = as_plotly(landscape.landscape_figure, trace(run), run.best, LIGHT, WORDS)
    valleys = moving(figure, "line", held=True)
    assert [t.line.color for t in valleys] == list(LIGHT.few[:3])
    for i, valley in enumerate(valleys):
        x, y = run.points[0][i], run.points[1][i]
        *start, w, b = values(valley.meta["formula"], {"x": x, "y": y})
        for at in (start, (w, b)):
            assert at[0] * x + at[1] == pytest.approx(y, abs=1e-6)
        assert start[0] < figure.layout.xaxis.range[0] < figure.layout.xaxis.range[1] < w
    assert {
        t.text[0] for t in figure.data if t.type == "scatter" and t.mode == "markers+text" and t.text
    } <= {"1", "2", "3", "best"}


def test_more_than_eight_samples_light_up_one_valley_and_draw_none() -> None:
    run = Run(problem="huber")
    figure = as_plotly(landscape.landscape_figure, trace(run), run.best, LIGHT, WORDS)
    assert not figure.layout.shapes
    assert len(moving(figure, "line", wears="line")) == 2


def test_labels_have_a_curve_between_0_and_1_and_a_line_has_ends() -> None:
    figure = as_plotly(data_figure, trace(Run(problem="logistic")), LIGHT, WORDS)
    (curve,) = [t for t in moving(figure, "curve") if "ago" not in t.meta]
    assert curve.meta["grid"] > 100
    low, high = figure.layout.yaxis.range
    assert -0.3 < low < 0 < 1 < high < 1.3
    assert list(figure.layout.yaxis.tickvals) == [0, 0.5, 1]
    assert not moving(as_plotly(data_figure, trace(Run(problem="line")), LIGHT, WORDS), "curve")


def test_thin_lines_lie_delta_away_from_a_line_with_huber_loss() -> None:
    figure = as_plotly(data_figure, trace(Run(problem="huber", delta=0.25)), LIGHT, WORDS)
    ends = [
        values(line.meta["formula"], {"w": 2.0, "b": 1.0})[1::2]
        for line in moving(figure, "line")
        if "wears" not in line.meta and "ago" not in line.meta
    ]
    below, above, middle = np.array(ends)
    np.testing.assert_allclose(middle - below, 0.25)
    np.testing.assert_allclose(above - middle, 0.25)


def test_a_run_without_a_best_point_is_shown_where_it_goes() -> None:
    run = Run(problem="logistic", x=[-1.0, 1.0], y=[0.0, 1.0], lr=1.0)
    columns = trace(run)
    assert run.best is None
    left, right = landscape.path_range(columns, None)
    inside = (columns.parameters[:, 0] > left) & (columns.parameters[:, 0] < right)
    assert inside.mean() >= 0.5


@pytest.mark.parametrize("lr", [0.01, 0.5])
def test_of_a_loss_at_the_foot_of_a_log_axis_the_loss_is_read_off_and_not_the_foot(lr: float) -> None:
    for name, figure in charts.loss_figures(trace(Run(lr=lr)), LIGHT, WORDS).items():
        hovers = [mark["hovertemplate"] for mark in figure["data"] if "hovertemplate" in mark]
        assert hovers and all(("%{customdata" in each) == ("log" in name) for each in hovers)


def test_what_stands_still_below_a_floor_is_drawn_there_and_read_off_as_it_is() -> None:
    style = marks.stroke("#000", 1, hover="%{x}<br>%{y:.3g}<extra></extra>")
    mark = marks.with_floor([0, 1, 2], np.array([0.0, np.nan, 5.0]), 0.5, style)
    np.testing.assert_array_equal(mark["y"], [0.5, np.nan, 5.0])
    np.testing.assert_array_equal(mark["customdata"], [0.0, np.nan, 5.0])
    assert mark["hovertemplate"] == "%{x}<br>%{customdata:.3g}<extra></extra>"


@pytest.mark.parametrize(
    "run", [Run(x=[0.0], y=[1.0]), Run(problem="line", x=[1.0], y=[1.0]), Run()], ids=repr
)
def test_what_stands_for_a_picture_names_a_best_place_only_where_there_is_one(run: Run) -> None:
    frame = Frame(WORDS, LIGHT, "")
    chart = {each.name: each for each in staged(visit(home.PAGE, run), trace(run), frame).charts}["cost"]
    assert "–" not in chart.alt and ("Best is" in chart.alt) == (run.best is not None)


@pytest.mark.parametrize("run", [Run(problem=name, batch=4) for name in home.PAGE.problems], ids=repr)
def test_a_batch_lights_all_its_residuals_and_no_single_pull(run: Run) -> None:
    data, landscape, *_ = figures_of(run)
    assert moving(data, "line", each=True)
    assert not [t for t in moving(landscape, "line") if t.line.dash]

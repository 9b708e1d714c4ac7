"""Contour lines of a mean loss: even from the bottom up, and never in the way of the largest numbers."""

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sgd_core import Run, trace
from sgd_core.problems import PROBLEMS, mean_loss
from sgd_ui.drawing import axes, contour
from sgd_ui.drawing.palette import LIGHT, Pen
from sgd_ui.pages.optimizers import figures as optimizers
from sgd_ui.pages.saddle import figures as saddle
from sgd_ui.runs.racing import Contestant
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.ui.opened import as_plotly

TWO = [name for name, problem in PROBLEMS.items() if len(problem.parameters) == 2]


@pytest.mark.parametrize("name", TWO)
def test_the_lines_of_every_problem_of_two_parameters_lie_on_its_mean_loss(name: str) -> None:
    run = Run(problem=name)
    spans = ((-2.0, 3.0), (-1.5, 2.5))
    figure = as_plotly(contour.contour_figure, run, spans, LIGHT)
    (lines,) = figure.data
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == spans
    assert tuple(note.text for note in figure.layout.annotations) == run.model.parameters
    mean = np.array([[mean_loss(run.model, (w, b), *run.points) for w in lines.x] for b in lines.y])
    rank = np.argsort(mean, axis=None)
    assert (np.diff(np.asarray(lines.z).ravel()[rank]) >= -1e-6).all()
    drawn = np.arange(lines.contours.start, lines.contours.end + 1e-9, lines.contours.size)
    assert 10 <= len(drawn) <= 20 and lines.z.min() < drawn[0] < drawn[-1] < lines.z.max()


def test_a_flat_valley_has_lines_across_it() -> None:
    run = Run(problem="line", data="far")
    best = run.best
    assert best
    spans = ((best[0] - 4, best[0] + 4), (best[1] - 20, best[1] + 20))
    (lines,) = as_plotly(contour.contour_figure, run, spans, LIGHT).data
    along = [lines.z[k, np.argmin(lines.z[k])] for k in range(len(lines.y))]
    assert np.ptp(along) > 2 * lines.contours.size


@given(arrays.arrays(np.float64, (4, 4), elements=st.floats(min_value=0) | st.just(np.nan)))
def test_heights_of_any_numbers_rise_with_them_and_are_finite_where_they_are(mean: np.ndarray) -> None:
    found, finite = contour.heights(mean), np.isfinite(mean)
    assert not np.isinf(found).any()
    assert (found[finite] >= 0).all()
    assert (np.diff(found[finite][np.argsort(mean[finite])]) >= 0).all()


@pytest.mark.parametrize("start", [1e-300, 1e150, 1e300])
def test_a_picture_of_any_size_has_finite_lines_or_none(start: float) -> None:
    run = Run(problem="line", x=[start, 1.0], y=[1.0, 2.0])
    figure = as_plotly(contour.contour_figure, run, ((-start, start), (-1.0, 1.0)), LIGHT)
    assert all(np.isfinite(trace.contours.start) and trace.contours.size > 0 for trace in figure.data)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TWO)
def test_each_critical_point_has_the_symbol_and_the_name_of_its_kind(name: str, lang: str) -> None:
    run, words = Run(problem=name), words_in(lang)
    points = run.critical
    empty = axes.figure(LIGHT, "", "", (0, 1), (0, 1))
    contour.add_critical(empty, points, LIGHT, words)
    figure = go.Figure(empty)
    marks = {
        place: drawn.marker.symbol for drawn in figure.data for place in zip(drawn.x, drawn.y, strict=True)
    }
    assert marks == {point.parameters: contour.KINDS[point.kind] for point in points}
    named = sorted((note.x, note.y, note.text) for note in figure.layout.annotations)
    assert named == sorted((*point.parameters, words[f"critical.{point.kind}"]) for point in points)
    assert len(set(contour.KINDS.values())) == len(contour.KINDS) == 3


def test_on_every_page_a_cross_is_what_is_best() -> None:
    run, words = Run(problem="autoencoder", epochs=2), words_in("en")
    minima = {point.parameters for point in run.critical if point.kind == "minimum"}
    racer = Contestant("a", "a", trace(run), Pen(LIGHT.ink), ())
    spans = ((-1.5, 1.5), (-1.5, 1.5))
    flat = [
        as_plotly(optimizers.paths_figure, [racer], run, spans, LIGHT, words),
        as_plotly(saddle.plane_figure, [racer], 1.0, LIGHT, words),
        as_plotly(saddle.surface_figure, [racer], (1.0, 0.0), LIGHT, words),
    ]
    for figure in flat:
        (crosses,) = [drawn for drawn in figure.data if drawn.type != "contour" and _symbol(drawn) == "x"]
        assert set(zip(crosses.x, crosses.y, strict=True)) == minima
    assert contour.mark([(1.0, 2.0)], LIGHT)["marker"]["symbol"] == "x"


def _symbol(drawn: go.Scatter) -> str | None:
    return drawn.marker.symbol if "marker" in drawn else None

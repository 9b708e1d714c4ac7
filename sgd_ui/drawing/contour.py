"""The mean loss over two parameters as contour lines, and what is drawn on them; for any such problem."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sgd_core import Run
from sgd_core.arithmetic import Rough
from sgd_core.formula import as_json
from sgd_core.landscape import CriticalPoint
from sgd_core.tree import as_tree
from sgd_ui.drawing import axes, marks
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.clip import Spans
from sgd_ui.drawing.marks import Floats, G, H, Mark, Style, X, Y
from sgd_ui.drawing.palette import Palette
from sgd_ui.words.catalogue import Words

#: Points of the grid along each parameter, fewer where there are very many samples, and lines across it.
_GRID, _LEAST_GRID, _LINES = 61, 21, 13
#: Losses that a picture aims to compute at most.
_MOST_LOSSES = 4_000_000
#: What counts as near the bottom: this share of the picture.
_LOW = 0.1
#: The symbol of each kind of critical point, the same in space.
KINDS = {"minimum": "x", "saddle": "diamond-open", "maximum": "square-open"}


def contour_figure(run: Run, spans: Spans, palette: Palette, up: str = "") -> Figure:
    """The mean loss over the two parameters of a run, its axes pinned.

    Args:
        spans: the part of each parameter's axis that is shown.
        up: what stands over the axis of the second; its name where nothing is told.
    """
    names = run.model.parameters
    figure = axes.figure(palette, names[0], up or names[1], *spans)
    # Plotly would put ticks on the axes of a contour, and a grid under it says nothing that it does not.
    axes.axes(figure, ticks="", showgrid=False)
    size = min(_GRID, max(_LEAST_GRID, math.isqrt(_MOST_LOSSES // run.samples)))
    first, second = (np.linspace(*span, size) for span in spans)
    grid = tuple(each.view(Rough) for each in np.meshgrid(first, second))
    with np.errstate(all="ignore"):
        mean = np.asarray(run.mean_loss(grid))
    surface = as_json([as_tree(run.model.loss((G, H), X, Y))])
    lines = _lines(first, second, heights(mean), palette)
    figure["data"] += [line | {"meta": {"surface": surface}} for line in lines]
    return figure


def _lines(first: Floats, second: Floats, levels: Floats, palette: Palette) -> list[Mark]:
    """The contour lines of a grid of levels; none where it is flat."""
    top = float(np.nanmax(levels, initial=0.0))
    if not top > 0:
        return []
    step = top / _LINES
    return [
        {
            "type": "contour", "x": first, "y": second, "z": levels.astype("<f4"), "showscale": False,
            "hoverinfo": "skip", "autocontour": False,
            "contours": {"coloring": "lines", "start": step, "end": top - step, "size": step},
            "colorscale": [[0, palette.quiet], [1, palette.grid]], "line": {"width": 1},
        }
    ]  # fmt: skip


def heights(mean: Floats) -> Floats:
    """ln(1 + (f − least f) / s), s the excess that a tenth of the grid stays below; for even steps.

    Lines at even steps of it lie as in a bowl near the bottom and grow farther apart in f the higher
    they are, so that a flat valley, a saddle and a steep wall can be told apart in one picture. All 0
    where f is the same everywhere; not a number where f is not finite.
    """
    finite = np.isfinite(mean)
    if not finite.any():
        return np.zeros_like(mean)
    excess = np.where(finite, mean, np.nan) - mean[finite].min()
    top = np.nanmax(excess)
    scale = max(float(np.nanquantile(excess, _LOW)), 1e-12 * float(top))
    if not (top > 0 and scale > 0 and np.isfinite(top)):
        return np.zeros_like(mean)
    return np.asarray(np.log1p(excess / scale))


def mark(
    points: Sequence[Sequence[float]], palette: Palette, symbol: str = KINDS["minimum"], hover: str = ""
) -> Mark:
    """Points that stand still, as the best one."""
    x, y = map(list, zip(*points, strict=True))
    return marks.still(x, y, _point(palette, symbol, hover))


def _point(palette: Palette, symbol: str, hover: str) -> Style:
    style = marks.dot(palette.ink, 9, hover=hover)
    return style | {"marker": style["marker"] | {"symbol": symbol, "line": {"width": 2 * ("open" in symbol)}}}


def add_critical(figure: Figure, points: Sequence[CriticalPoint], palette: Palette, words: Words) -> None:
    """The critical points, each kind with its symbol and its name."""
    for kind, symbol in KINDS.items():
        places = [point.parameters for point in points if point.kind == kind]
        if not places:
            continue
        name = words[f"critical.{kind}"]
        hover = f"{name}<br>%{{x:.6g}}, %{{y:.6g}}<extra></extra>"
        figure["data"].append(mark(places, palette, symbol, hover))
        for place in places:
            beside = {"x": place[0], "y": place[1], "borderpad": 0, **_beside(place)}
            axes.note(figure, name, palette.ink, beside, ground=palette.background)


def _beside(place: Sequence[float]) -> dict[str, Any]:
    """Where the name of a point stands: outward of it, or above 0 to the left, clear of the others."""
    if not any(place):
        return {"xanchor": "right", "xshift": -7, "yshift": 13}
    return {"yshift": 13 if place[1] > abs(place[0]) else -13}

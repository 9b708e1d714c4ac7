"""The mean loss over two parameters as contour lines, and what is drawn on them; for any such problem."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sgd_core import Run
from sgd_core.landscape import CriticalPoint
from sgd_ui import drawing
from sgd_ui.catalogue import Words
from sgd_ui.drawing import Floats, Range
from sgd_ui.palette import Palette

#: Points of the grid along each parameter, fewer where there are very many samples, and lines across it.
_GRID, _LEAST_GRID, _LINES = 61, 21, 13
#: Losses that a picture aims to compute at most.
_MOST_LOSSES = 4_000_000
#: What counts as near the bottom: this share of the picture.
_LOW = 0.1
#: The symbol of each kind of critical point, the same in space.
KINDS = {"minimum": "x", "saddle": "diamond-open", "maximum": "square-open"}

Spans = tuple[Range, Range]


def contour_figure(run: Run, spans: Spans, palette: Palette) -> go.Figure:
    """The mean loss over the two parameters of a run, its axes pinned.

    Args:
        spans: the part of each parameter's axis that is shown.
    """
    names = run.model.parameters
    figure = drawing.figure(palette, names[0], names[1], *spans)
    # Plotly would put ticks on the axes of a contour, and a grid under it says nothing that it does not.
    figure.update_xaxes(ticks="", showgrid=False)
    figure.update_yaxes(ticks="", showgrid=False)
    size = min(_GRID, max(_LEAST_GRID, math.isqrt(_MOST_LOSSES // run.samples)))
    first, second = (np.linspace(*span, size) for span in spans)
    with np.errstate(all="ignore"):
        mean = np.asarray(run.mean_loss(tuple(np.meshgrid(first, second))))
    levels = heights(mean)
    top = float(np.nanmax(levels, initial=0.0))
    if top > 0:
        figure.add_contour(
            x=first, y=second, z=levels.astype("<f4"), showscale=False, hoverinfo="skip",
            autocontour=False,
            contours={
                "coloring": "lines", "start": top / _LINES, "end": top - top / _LINES, "size": top / _LINES
            },
            colorscale=[[0, palette.muted], [1, palette.ghost]], line={"width": 1},
        )  # fmt: skip
    return figure


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


def add_path(
    figure: go.Figure, meta: dict[str, Any], colour: str, hover: str, palette: Palette, dash: str = ""
) -> None:
    """A whole path faintly, what is done of it in full, and the point now.

    Args:
        meta: the run and the columns that the stage reads the path from.
    """
    faint = drawing.line(colour, 1.6, dash)
    figure.add_scatter(**faint, opacity=0.42, meta={"follow": "whole", **meta})
    done = drawing.read_off(drawing.line(colour, 3, dash), hover)
    figure.add_scatter(**done, meta={"follow": "trail", **meta})
    add_head(figure, meta, colour, palette)


def add_head(
    figure: go.Figure, meta: dict[str, Any], colour: str, palette: Palette, size: float = 10
) -> None:
    """The point now."""
    figure.add_scatter(
        mode="markers", hoverinfo="skip",
        marker={"size": size, "color": colour, "line": {"width": 1.5, "color": palette.background}},
        meta={"follow": "head", **meta},
    )  # fmt: skip


def mark(
    figure: go.Figure,
    points: Sequence[Sequence[float]],
    palette: Palette,
    symbol: str = KINDS["minimum"],
    hover: str = "",
) -> None:
    """Points that stand still, as the best one."""
    figure.add_scatter(
        x=[point[0] for point in points], y=[point[1] for point in points], mode="markers",
        marker={"symbol": symbol, "size": 9, "color": palette.ink, "line": {"width": 2 * ("open" in symbol)}},
        **({"hovertemplate": hover} if hover else {"hoverinfo": "skip"}),
    )  # fmt: skip


def add_critical(figure: go.Figure, points: Sequence[CriticalPoint], palette: Palette, words: Words) -> None:
    """The critical points, each kind with its symbol and its name."""
    for kind, symbol in KINDS.items():
        places = [point.parameters for point in points if point.kind == kind]
        if not places:
            continue
        name = words[f"critical.{kind}"]
        mark(figure, places, palette, symbol, f"{name}<br>%{{x:.6g}}, %{{y:.6g}}<extra></extra>")
        for place in places:
            figure.add_annotation(
                x=place[0], y=place[1], text=name, showarrow=False, **_beside(place),
                font={"size": 11, "color": palette.ink}, bgcolor=palette.background, opacity=0.85,
                borderpad=0,
            )  # fmt: skip


def _beside(place: Sequence[float]) -> dict[str, object]:
    """Where the name of a point stands: outward of it, or to the left of 0, out of the way of the paths."""
    if not any(place):
        return {"xanchor": "right", "xshift": -7}
    return {"yshift": 13 if place[1] > abs(place[0]) else -13}

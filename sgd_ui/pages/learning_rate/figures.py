"""The figures of the learning rate: pure functions from runs, sweeps and summaries to plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import cycle
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace
from sgd_core.ensemble import Ensemble
from sgd_ui.drawing import axes, marks
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.clip import Range
from sgd_ui.drawing.marks import Floats, Mark, Path, dot, stroke
from sgd_ui.drawing.palette import (
    DASHED,
    DENSE,
    DOT_DASHED,
    DOTTED,
    HEIGHTS,
    LONG,
    SHORT,
    SOLID,
    Palette,
    Pen,
    faint,
    on_scale,
)
from sgd_ui.pages.learning_rate.findings import factor_curves
from sgd_ui.runs import racing
from sgd_ui.runs.seeds import Summary
from sgd_ui.words.catalogue import Words

#: Distances beyond these powers of ten share a colour, as the colour bar says.
_NEAREST, _FARTHEST = -9, 3
#: What a distance of 0 is coloured as, having no power of ten: below that of every other double.
_ZERO = -330.0
#: The factors that are drawn.
_LEAST_FACTOR, _MOST_FACTOR = 1e-3, 300.0
#: Losses of precision of a double's worth are the floor of a log axis that shows rounding.
_ROUNDING = 1e-17


def factors_figure(run: Run, span: Range, palette: Palette, words: Words) -> Figure:
    """What one epoch multiplies the distance by, against the learning rate; the one in use is marked.

    Args:
        span: the rates that are shown.
    """
    rates, lr = np.geomspace(*span, 400), run.lr
    figure = axes.figure(palette, words["axis.rate"], words["axis.factor"], (0, 1), (0, 1))
    axes.log_axis(figure, "x", *span)
    axes.log_axis(figure, "y", _LEAST_FACTOR, _MOST_FACTOR)
    axes.level(figure, palette, 1.0)
    if lr > 0:
        axes.upright(figure, palette, lr, words["rate.now"], palette.ink, end="bottom")
    here = factor_curves(run, (lr,))
    least = _LEAST_FACTOR / 100
    for name, values in factor_curves(run, tuple(rates.tolist())).items():
        pen, label = pens(palette)[name], words[f"rate.{name}"]
        hover = f"{label}<br>{words['axis.rate']} %{{x:.4g}}<br>× %{{y:.4g}}<extra></extra>"
        style = stroke(pen, 2.2, hover=hover)
        figure["data"].append(marks.still(rates, np.maximum(values, least), style, name=label))
        if lr > 0:
            at = marks.still([lr], np.maximum(here[name], least), dot(pen.colour, 9), showlegend=False)
            figure["data"].append(at)
    # At small rates no factor is above 1, so that nothing is drawn there.
    axes.legend_inside(figure, palette)
    return figure


def map_figure(many: Ensemble, lr: float, best: float, span: Range, palette: Palette, words: Words) -> Figure:
    """The distance to the best w as a colour, against the learning rate and the update."""
    figure = axes.figure(palette, words["axis.rate"], words["axis.updates"], (0, 1), (0, many.t[-1].item()))
    axes.log_axis(figure, "x", *span)
    # Beside heights Plotly puts small strokes, which would push the numbers away.
    axes.axes(figure, ticks="")
    figure["data"] += _heights(many, best, palette, words)
    if lr > 0:
        for line in (
            {"color": palette.background, "width": 3},
            {"color": palette.ink, "width": 1.5, "dash": "4px,3px"},
        ):
            axes.shape(figure, "line", line, x0=lr, x1=lr, yref="paper", y0=0, y1=1)
        path: Path = {"by": "update", "x": lr, "y": "#"}
        figure["data"].append(marks.head(path, dot(palette.ink, 11, (2, palette.background))))
    return figure


def _heights(many: Ensemble, best: float, palette: Palette, words: Words) -> list[Mark]:
    """The logarithm of the distance as a colour, none where there is no number; where it is exactly 0, which
    has none, unseen tiles on top say so."""
    distance = many.distance((best,))
    with np.errstate(divide="ignore"):
        power = np.log10(np.where(np.isfinite(distance), distance, np.nan))
    low, high = HEIGHTS
    steps = [k / 10 for k in range(11)]
    found = {
        **_tiles(many, np.maximum(power, _ZERO), "10^%{z:.2f}", words),
        "zmin": _NEAREST,
        "zmax": _FARTHEST,
        "colorscale": [[step, on_scale(high + (low - high) * step)] for step in steps],
        "colorbar": _colour_bar(palette),
    }
    zero = distance == 0
    if not zero.any():
        return [found]
    # No more of them than hold such a place, each as one digit, which keeps a page that stands alone light.
    rows, columns = (np.flatnonzero(zero.any(axis=axis)) for axis in (1, 0))
    held = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    tiles = _tiles(many, zero, "0", words)
    z = [[0 if each else None for each in row] for row in zero[held].tolist()]
    places = {"x": tiles["x"][held[1]], "y": tiles["y"][held[0]], "z": z}
    return [found, tiles | places | {"opacity": 0, "showscale": False}]


def _tiles(many: Ensemble, z: NDArray[Any], told: str, words: Words) -> Mark:
    """A tile for each rate and update that has a number, and what is told where it is pointed at."""
    return {
        "type": "heatmap",
        "x": np.array(many.values),
        "y": many.t,
        "z": z.astype("<f4"),
        "hovertemplate": f"{words['axis.rate']} %{{x:.4g}}<br>%{{y}}<br>{told}<extra></extra>",
        "hoverongaps": False,
    }


def _colour_bar(palette: Palette) -> dict[str, Any]:
    ticks = list(range(_NEAREST, _FARTHEST + 1, 3))
    texts = [f"10<sup>{tick}</sup>".replace("-", "−") for tick in ticks]
    texts[0], texts[-1] = f"≤ {texts[0]}", f"≥ {texts[-1]}"
    place = {"thickness": 9, "outlinewidth": 0, "xpad": 4, "ypad": 0, "len": 0.93}
    tickfont = {"size": axes.SIZE, "color": palette.muted}
    return {**place, "tickvals": ticks, "ticktext": texts, "tickfont": tickfont}


def path_figure(trace: Trace, best: float, floor: float, palette: Palette, words: Words) -> Figure:
    """The distance to the best w over the updates, each piece in the colour of the sample that pulled.

    Args:
        floor: the root mean square distance of the long run, drawn where there is one.
    """
    distance = racing.distance(trace.parameters, ((best,),))
    seen = marks.seen(distance)
    last = max(1, len(trace))
    figure = axes.figure(
        palette, words["axis.updates"], words["axis.distance"], (-0.02 * last, 1.02 * last), (0, 1)
    )
    low = max(float(seen.min()) if len(seen) else 1.0, _ROUNDING)
    high = float(seen.max()) if len(seen) else 1.0
    zeros = bool(np.any(distance == 0))
    bottom = low / 10 if zeros else low
    axes.log_axis(figure, "y", bottom, min(max(high, low), 1e300))
    if zeros:
        axes.corner_note(figure, words["chart.zero_distance"], palette)
    if math.isfinite(floor) and floor > low * (1 + 1e-9):
        axes.level(figure, palette, floor, words["rate.long_run"])
    path: Path = {"by": "update", "x": "#", "y": "distance", "floor": bottom}
    drawn = np.where(distance == 0, bottom, distance)
    hover = f"{words['axis.updates']} %{{x}}<br>%{{y:.4g}}<extra></extra>"
    axes.path_of_samples(figure, trace.order, drawn, trace.run.samples, path, hover, palette)
    return figure


def paths_figure(found: Summary, exact: Floats, palette: Palette, words: Words) -> Figure:
    """Over many seeds: the band of the distances, their median and root mean square, and the exact one.

    Args:
        exact: the root of the exact mean square, at the rows of ``found``.
    """
    low, middle, high = map(marks.gaps, found.size)
    positive = marks.seen(np.concatenate([low, middle, high, found.root_mean_square, exact]))
    last = max(1, int(found.t[-1]))
    figure = axes.figure(
        palette, words["axis.updates"], words["axis.distance"], (-0.02 * last, 1.02 * last), (0, 1)
    )
    bottom = max(float(positive.min()) if len(positive) else 1.0, _ROUNDING)
    axes.log_axis(figure, "y", bottom, float(positive.max()) if len(positive) else 10.0)
    own, other, _ = palette.runs
    figure["data"] += marks.band(found.t, low, high, faint(other), name=words["rate.band"])
    lines = (
        ("median", middle, Pen(other), 2.5),
        ("root_mean_square", marks.gaps(found.root_mean_square), Pen(own, DASHED), 2.2),
        ("exact", marks.gaps(exact), Pen(palette.ink, DOTTED), 1.5),
    )
    for name, values, pen, width in lines:
        label = words[f"rate.{name}"]
        hover = f"{label}<br>%{{x}}<br>%{{y:.4g}}<extra></extra>"
        figure["data"].append(marks.still(found.t, values, stroke(pen, width, hover=hover), name=label))
    axes.name_lines(figure, palette)
    return figure


def schedules_figure(found: Mapping[str, Summary], floor: float, palette: Palette, words: Words) -> Figure:
    """The root mean square distance over many seeds under each schedule, and the floor of the constant."""
    curves = {name: marks.gaps(each.root_mean_square) for name, each in found.items()}
    values = np.concatenate([curve[np.isfinite(curve)] for curve in curves.values()])
    last = max(int(each.t[-1]) for each in found.values())
    figure = axes.figure(
        palette, words["axis.updates"], words["axis.rms"], (-0.02 * last, 1.02 * last), (0, 1)
    )
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.1, 1.0)
    axes.log_axis(figure, "y", max(low, _ROUNDING), min(high, 1e6 * max(1.0, low)))
    if math.isfinite(floor) and floor > 0:
        axes.level(figure, palette, floor, words["rate.floor"])
    for (name, each), pen in zip(found.items(), cycle(_schedule_pens(palette)), strict=False):
        label = words.choice("schedule", name)
        hover = f"{label}<br>%{{x}}<br>%{{y:.4g}}<extra></extra>"
        figure["data"].append(marks.still(each.t, curves[name], stroke(pen, 2, hover=hover), name=label))
    axes.name_lines(figure, palette)
    return figure


def pens(palette: Palette) -> dict[str, Pen]:
    """What each way of descending is drawn with."""
    own, other, _ = palette.runs
    return {"cyclic": Pen(own), "mean_square": Pen(other, DASHED), "full_batch": Pen(palette.ink, DOTTED)}


def _schedule_pens(palette: Palette) -> list[Pen]:
    colours = (palette.ink, *palette.runs, *palette.further_runs, palette.muted, palette.ink)
    dashes = (SOLID, DASHED, DOTTED, DOT_DASHED, LONG, DENSE, SHORT, SOLID, DASHED)
    return [*map(Pen, colours, dashes)]

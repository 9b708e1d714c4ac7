"""The figures of the learning rate: pure functions from runs, sweeps and summaries to Plotly figures."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from sgd_core import Run, Trace
from sgd_core.ensemble import Ensemble
from sgd_ui import drawing, payload
from sgd_ui.catalogue import Words
from sgd_ui.drawing import Floats, Range
from sgd_ui.learning_rate.findings import factor_curves
from sgd_ui.palette import Palette
from sgd_ui.seeds import Summary

#: Distances beyond these powers of ten share a colour, as the colour bar says.
_NEAREST, _FARTHEST = -9, 3
#: The factors that are drawn.
_LEAST_FACTOR, _MOST_FACTOR = 1e-3, 30.0
#: Losses of precision of a double's worth are the floor of a log axis that shows rounding.
_ROUNDING = 1e-17


def factors_figure(run: Run, span: Range, palette: Palette, words: Words) -> go.Figure:
    """What one epoch multiplies the distance by, against the learning rate; the one in use is marked.

    Args:
        span: the rates that are shown.
    """
    rates, lr = np.geomspace(*span, 400), run.lr
    figure = drawing.figure(palette, words["axis.rate"], words["axis.factor"], (0, 1), (0, 1))
    drawing.log_axis(figure, "x", *span)
    drawing.log_axis(figure, "y", _LEAST_FACTOR, _MOST_FACTOR)
    drawing.rule(figure, palette, y=1.0)
    if lr > 0:
        drawing.rule(figure, palette, x=lr, text=words["rate.now"], colour=palette.ink)
    here = factor_curves(run, (lr,))
    for name, values in factor_curves(run, tuple(rates.tolist())).items():
        colour, dash = pens(palette)[name]
        label = words[f"rate.{name}"]
        hover = f"{label}<br>{words['axis.rate']} %{{x:.4g}}<br>× %{{y:.4g}}<extra></extra>"
        figure.add_scatter(
            x=rates, y=np.maximum(values, _LEAST_FACTOR / 100), name=label,
            **drawing.read_off(drawing.line(colour, 2.2, dash), hover),
        )  # fmt: skip
        if lr > 0:
            figure.add_scatter(
                x=[lr], y=np.maximum(here[name], _LEAST_FACTOR / 100), mode="markers", hoverinfo="skip",
                showlegend=False, marker={"size": 9, "color": colour},
            )  # fmt: skip
    drawing.legend_above(figure)
    return figure


def map_figure(
    many: Ensemble, lr: float, best: float, span: Range, palette: Palette, words: Words
) -> go.Figure:
    """The distance to the best w as a colour, against the learning rate and the update."""
    figure = drawing.figure(
        palette, words["axis.rate"], words["axis.updates"], (0, 1), (0, many.t[-1].item())
    )
    drawing.log_axis(figure, "x", *span)
    distance = many.distance((best,))
    with np.errstate(divide="ignore"):
        shade = np.log10(np.where(np.isfinite(distance), distance, np.nan))
    shade = np.clip(shade, _NEAREST, _FARTHEST)
    ticks = list(range(_NEAREST, _FARTHEST + 1, 3))
    texts = [f"10<sup>{tick}</sup>".replace("-", "−") for tick in ticks]
    texts[0], texts[-1] = f"≤ {texts[0]}", f"≥ {texts[-1]}"
    low, high = palette.scale
    colours = sample_colorscale("Viridis", [high + (low - high) * k / 10 for k in range(11)])
    figure.add_heatmap(
        x=np.array(many.values), y=many.t, z=shade.astype("<f4"), zmin=_NEAREST, zmax=_FARTHEST,
        colorscale=[[k / 10, colour] for k, colour in enumerate(colours)],
        colorbar={
            "thickness": 9, "tickvals": ticks, "ticktext": texts, "outlinewidth": 0,
            "xpad": 4, "ypad": 0, "len": 0.93,
            "tickfont": {"size": 10, "color": palette.muted},
        },
        hovertemplate=f"{words['axis.rate']} %{{x:.4g}}<br>%{{y}}<br>10^%{{z:.2f}}<extra></extra>",
    )  # fmt: skip
    if lr > 0:
        for line in (
            {"color": palette.background, "width": 3},
            {"color": palette.ink, "width": 1.5, "dash": "4px,3px"},
        ):
            figure.add_shape(type="line", x0=lr, x1=lr, yref="paper", y0=0, y1=1, line=line)
        figure.add_scatter(
            mode="markers", hoverinfo="skip",
            marker={"size": 11, "color": palette.ink, "line": {"width": 2, "color": palette.background}},
            meta={"follow": "head", "by": "update", "x": lr, "y": "#"},
        )  # fmt: skip
    return figure


def path_figure(trace: Trace, best: float, floor: float, palette: Palette, words: Words) -> go.Figure:
    """The distance to the best w over the updates, each piece in the colour of the sample that pulled.

    Args:
        floor: the root mean square distance of the long run, drawn where there is one.
    """
    distance = payload.distance(trace.parameters, ((best,),))
    seen = distance[np.isfinite(distance) & (distance > 0)]
    last = max(1, len(trace))
    figure = drawing.figure(
        palette, words["axis.updates"], words["axis.distance"], (-0.02 * last, 1.02 * last), (0, 1)
    )
    low = max(float(seen.min()) if len(seen) else 1.0, _ROUNDING)
    high = float(seen.max()) if len(seen) else 1.0
    zeros = bool(np.any(distance == 0))
    bottom = low / 10 if zeros else low
    drawing.log_axis(figure, "y", bottom, min(max(high, low), 1e300))
    if zeros:
        figure.add_annotation(
            text=words["chart.zero_distance"], x=1, xref="paper", xanchor="right", showarrow=False,
            y=0.02, yref="paper", font={"size": 11, "color": palette.muted},
        )  # fmt: skip
    if math.isfinite(floor) and floor > low * (1 + 1e-9):
        drawing.rule(figure, palette, y=floor, text=words["rate.long_run"])
    path = {"by": "update", "x": "#", "y": "distance", "floor": bottom}
    drawn = np.where(distance == 0, bottom, distance)
    hover = f"{words['axis.updates']} %{{x}}<br>%{{y:.4g}}<extra></extra>"
    drawing.path_of_samples(figure, trace.order, drawn, trace.run.samples, path, hover, palette)
    return figure


def paths_figure(found: Summary, exact: Floats, palette: Palette, words: Words) -> go.Figure:
    """Over many seeds: the band of the distances, their median and root mean square, and the exact one.

    Args:
        exact: the root of the exact mean square, at the rows of ``found``.
    """
    low, middle, high = (np.where(each > 0, each, np.nan) for each in found.size)
    positive = np.concatenate([low, middle, high, found.root_mean_square, exact])
    positive = positive[np.isfinite(positive) & (positive > 0)]
    last = max(1, int(found.t[-1]))
    figure = drawing.figure(
        palette, words["axis.updates"], words["axis.distance"], (-0.02 * last, 1.02 * last), (0, 1)
    )
    bottom = max(float(positive.min()) if len(positive) else 1.0, _ROUNDING)
    drawing.log_axis(figure, "y", bottom, float(positive.max()) if len(positive) else 10.0)
    own, other, _ = palette.runs
    x = found.t
    figure.add_scatter(x=x, y=low, mode="lines", line={"width": 0}, hoverinfo="skip", showlegend=False)
    figure.add_scatter(
        x=x, y=high, mode="lines", line={"width": 0}, fill="tonexty", hoverinfo="skip",
        fillcolor=drawing.faint(other), name=words["rate.band"],
    )  # fmt: skip
    lines = (
        ("median", middle, drawing.line(other, 2.5)),
        ("root_mean_square", np.where(found.root_mean_square > 0, found.root_mean_square, np.nan),
         drawing.line(own, 2.2, "7px,4px")),
        ("exact", np.where(exact > 0, exact, np.nan), drawing.line(palette.ink, 1.5, "2px,3px")),
    )  # fmt: skip
    for name, values, pen in lines:
        label = words[f"rate.{name}"]
        hover = f"{label}<br>%{{x}}<br>%{{y:.4g}}<extra></extra>"
        figure.add_scatter(x=x, y=values, name=label, **drawing.read_off(pen, hover))
    drawing.legend_above(figure)
    return figure


def schedules_figure(found: Mapping[str, Summary], floor: float, palette: Palette, words: Words) -> go.Figure:
    """The root mean square distance over many seeds under each schedule, and the floor of the constant."""
    curves = {
        name: np.where(each.root_mean_square > 0, each.root_mean_square, np.nan)
        for name, each in found.items()
    }
    values = np.concatenate([curve[np.isfinite(curve)] for curve in curves.values()])
    last = max(int(each.t[-1]) for each in found.values())
    figure = drawing.figure(
        palette, words["axis.updates"], words["axis.rms"], (-0.02 * last, 1.02 * last), (0, 1)
    )
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.1, 1.0)
    drawing.log_axis(figure, "y", max(low, _ROUNDING), min(high, 1e6 * max(1.0, low)))
    if math.isfinite(floor) and floor > 0:
        drawing.rule(figure, palette, y=floor, text=words["rate.floor"])
    dashes = ("", "7px,4px", "2px,3px", "11px,3px,2px,3px", "4px,2px")
    colours = (palette.ink, *palette.runs, palette.muted)
    for (name, each), colour, dash in zip(found.items(), colours, dashes, strict=True):
        label = words[f"choice.schedule.{name}"]
        hover = f"{label}<br>%{{x}}<br>%{{y:.4g}}<extra></extra>"
        figure.add_scatter(
            x=each.t, y=curves[name], name=label, **drawing.read_off(drawing.line(colour, 2, dash), hover)
        )
    drawing.legend_above(figure)
    return figure


def pens(palette: Palette) -> dict[str, tuple[str, str]]:
    """The colour and the dash of each way of descending."""
    own, other, _ = palette.runs
    return {"cyclic": (own, ""), "mean_square": (other, "7px,4px"), "full_batch": (palette.ink, "2px,3px")}

"""The figures of the four samplings: pure functions from traces and summaries to Plotly figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from sgd_core import Trace
from sgd_ui import drawing
from sgd_ui.catalogue import Words
from sgd_ui.drawing import Floats, Range
from sgd_ui.palette import Palette
from sgd_ui.seeds import Summary

#: More epochs than this have no marks at their ends.
_MOST_ENDS = 300
#: By sampling, how many epochs are done and a value then.
Curves = Mapping[str, tuple[Floats, Floats]]


def path_figure(
    trace: Trace, run: int, span: Range, target: float, floor: float, palette: Palette, words: Words
) -> go.Figure:
    """w over the updates of one sampling, each piece in the colour of the sample that pulled it.

    Args:
        run: its place among the runs on the stage.
        span: the part of the w axis that all of them share.
        target: the best w.
        floor: the root mean square distance of the long run, drawn on either side of it.
    """
    last = max(1, len(trace))
    figure = drawing.figure(
        palette, words["axis.updates"], words["axis.w"], (-0.02 * last, 1.02 * last), span
    )
    if math.isfinite(floor) and floor > 0:
        figure.add_shape(
            type="rect", xref="paper", x0=0, x1=1, y0=target - floor, y1=target + floor,
            fillcolor=palette.ghost, opacity=0.45, line={"width": 0}, layer="below",
        )  # fmt: skip
    drawing.rule(figure, palette, y=target)
    path = {"run": run, "by": "update", "x": "#", "y": "w"}
    hover = f"{words['axis.updates']} %{{x}}<br>w %{{y:.6g}}<extra></extra>"
    values, samples = trace.parameters[:, 0], trace.run.samples
    drawing.path_of_samples(figure, trace.order, values, samples, path, hover, palette)
    ends = trace.epoch_ends + 1
    value = trace.parameters[ends, 0]
    shown = (value > span[0]) & (value < span[1]) if len(ends) <= _MOST_ENDS else np.zeros(len(ends), bool)
    figure.add_scatter(
        x=ends[shown], y=value[shown], mode="markers", hoverinfo="skip",
        marker={"size": 4, "color": palette.ink, "symbol": "diamond"},
    )  # fmt: skip
    return figure


def shared_span(traces: Sequence[Trace], target: float) -> Range:
    """The span of w that holds the paths, or what of them lies near the start and the best w."""
    start = traces[0].parameters[0, 0].item()
    reach = 3 * max(abs(start - target), 0.5)
    path = np.concatenate([each.parameters[:, 0] for each in traces])
    near = path[np.isfinite(path) & (np.abs(path - target) <= reach)]
    return drawing.padded([start, target, float(near.min()), float(near.max())], 0.06)


def distance_figure(
    distances: Curves,
    limits: Mapping[str, float],
    colours: Mapping[str, tuple[str, str]],
    palette: Palette,
    words: Words,
) -> go.Figure:
    """The root mean square of e at epoch ends against the epochs done, and the limits of theory.

    Args:
        distances: by sampling, how many epochs are done and the distance then.
        limits: by sampling; not drawn where there is none, or where it is 0.
        colours: by sampling, the colour and the dash.
    """
    shown = [d[np.isfinite(d) & (d > 0)] for _, d in distances.values()]
    low = min((float(d.min()) for d in shown if len(d)), default=0.1)
    high = max((float(d.max()) for d in shown if len(d)), default=1.0)
    last = max(epochs[-1].item() for epochs, _ in distances.values())
    figure = drawing.figure(
        palette, words["axis.epochs_done"], words["axis.rms"], (-0.02 * last, 1.18 * last), (0, 1)
    )
    drawing.log_axis(figure, "y", max(low, high * 1e-18), min(high, low * 1e30))
    drawing.legend_above(figure)
    for name, (epochs, values) in distances.items():
        colour, dash = colours[name]
        label = words[f"choice.sampling.{name}"]
        hover = f"{label}<br>%{{x}}<br>%{{y:.4g}}<extra></extra>"
        figure.add_scatter(
            x=epochs, y=np.where(values > 0, values, np.nan), name=label,
            **drawing.read_off(drawing.line(colour, 2.2, dash), hover),
        )  # fmt: skip
        limit = limits[name]
        if math.isfinite(limit) and limit > low * 1e-3:
            figure.add_scatter(
                x=[last * 1.02, last * 1.17], y=[limit, limit], mode="lines",
                line={"color": colour, "width": 5}, opacity=0.75, showlegend=False,
                hovertemplate=f"{label}<br>{words['sampling.limit']} %{{y:.4g}}<extra></extra>",
            )  # fmt: skip
    return figure


def band_figure(
    epochs: Floats,
    summary: Summary,
    theory: tuple[Floats, Floats] | None,
    span: Range,
    colour: str,
    palette: Palette,
    words: Words,
) -> go.Figure:
    """The band that holds four fifths of the seeds, their mean, and theory's mean and spread on top.

    Args:
        epochs: ``[rows]``, how many are done.
        theory: the mean of e and its standard deviation, both ``[rows]``.
        span: the part of the e axis that all bands share.
    """
    low, _, high = summary.band
    last = epochs[-1].item()
    figure = drawing.figure(
        palette, words["axis.epochs_done"], words["axis.error"], (-0.02 * last, 1.02 * last), span
    )
    drawing.rule(figure, palette, y=0.0)
    figure.add_scatter(x=epochs, y=low, mode="lines", line={"width": 0}, hoverinfo="skip")
    figure.add_scatter(
        x=epochs, y=high, mode="lines", line={"width": 0}, fill="tonexty", hoverinfo="skip",
        fillcolor=drawing.faint(colour),
    )  # fmt: skip
    figure.add_scatter(
        x=epochs, y=summary.mean,
        **drawing.read_off(drawing.line(colour, 2.5), "%{x}<br>%{y:.4g}<extra></extra>"),
    )  # fmt: skip
    if theory is not None:
        mean, deviation = theory
        for values in (mean, mean - deviation, mean + deviation):
            figure.add_scatter(x=epochs, y=values, **drawing.line(palette.ink, 1.3, "3px,3px"))
    return figure


def band_span(summaries: Sequence[Summary]) -> Range:
    """The span of e that holds all bands, within reason."""
    edges = np.concatenate([each.band.ravel() for each in summaries])
    edges = edges[np.isfinite(edges)]
    start = max((abs(each.mean[0].item()) for each in summaries), default=1.0) or 1.0
    reach = 3 * max(start, 0.1)
    inside = edges[np.abs(edges) <= reach]
    return drawing.padded([0.0, *([float(inside.min()), float(inside.max())] if len(inside) else [])], 0.08)

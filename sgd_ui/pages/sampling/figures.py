"""The figures of the four samplings: pure functions from traces and summaries to plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from sgd_core import Trace
from sgd_ui.drawing import axes, marks
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.clip import Range
from sgd_ui.drawing.marks import Floats, Mark, Path, dot, stroke
from sgd_ui.drawing.palette import FINE, Palette, Pen, faint
from sgd_ui.runs.seeds import Summary
from sgd_ui.words.catalogue import Words

#: More epochs than this have no marks at their ends.
_MOST_ENDS = 300
#: By sampling, how many epochs are done and a value then.
Curves = Mapping[str, tuple[Floats, Floats]]


def path_figure(
    trace: Trace, run: int, span: Range, target: float, floor: float, palette: Palette, words: Words
) -> Figure:
    """w over the updates of one sampling, each piece in the colour of the sample that pulled it.

    Args:
        run: its place among the runs on the stage.
        span: the part of the w axis that all of them share.
        target: the best w.
        floor: the root mean square distance of the long run, drawn on either side of it.
    """
    last = max(1, len(trace))
    figure = axes.figure(palette, words["axis.updates"], words["axis.w"], (-0.02 * last, 1.02 * last), span)
    if math.isfinite(floor) and floor > 0:
        place = {"xref": "paper", "x0": 0, "x1": 1, "y0": target - floor, "y1": target + floor}
        look = {"fillcolor": palette.ghost, "opacity": 0.45, "layer": "below"}
        axes.shape(figure, "rect", {"width": 0}, name="future", **place, **look)
    axes.level(figure, palette, target)
    axes.name_beside(figure, words["chart.best"].format(value="").strip(), palette.muted, target)
    path: Path = {"run": run, "by": "update", "x": "#", "y": "w"}
    hover = f"{words['axis.updates']} %{{x}}<br>w %{{y:.6g}}<extra></extra>"
    values, samples = trace.parameters[:, 0], trace.run.samples
    axes.path_of_samples(figure, trace.order, values, samples, path, hover, palette)
    figure["data"].append(_ends(trace, span, palette))
    return figure


def marks_ends(trace: Trace) -> bool:
    """Whether the ends of epochs are marked: of so many they would be a line."""
    return len(trace.epoch_ends) <= _MOST_ENDS


def _ends(trace: Trace, span: Range, palette: Palette) -> Mark:
    """The ends of epochs in the picture; none where they are very many."""
    ends = trace.epoch_ends + 1
    value = trace.parameters[ends, 0]
    shown = (value > span[0]) & (value < span[1]) if marks_ends(trace) else np.zeros(len(ends), bool)
    style = dot(palette.ink, 4)
    style["marker"]["symbol"] = "diamond"
    return marks.told(marks.still(ends[shown], value[shown], style), future=True)


def shared_span(traces: Sequence[Trace], target: float) -> Range:
    """The span of w that holds the paths, or what of them lies near the start and the best w."""
    start = traces[0].parameters[0, 0].item()
    reach = 3 * max(abs(start - target), 0.5)
    path = np.concatenate([each.parameters[:, 0] for each in traces])
    near = path[np.isfinite(path) & (np.abs(path - target) <= reach)]
    return axes.padded([start, target, float(near.min()), float(near.max())], 0.06)


def distance_figure(
    distances: Curves,
    limits: Mapping[str, float],
    pens: Mapping[str, Pen],
    palette: Palette,
    words: Words,
) -> Figure:
    """The root mean square of e at epoch ends against the epochs done, and the limits of theory.

    Args:
        distances: by sampling, how many epochs are done and the distance then.
        limits: by sampling; not drawn where there is none, or where it is 0.
        pens: by sampling.
    """
    shown = [marks.seen(d) for _, d in distances.values()]
    low = min((float(d.min()) for d in shown if len(d)), default=0.1)
    high = max((float(d.max()) for d in shown if len(d)), default=1.0)
    last = max(epochs[-1].item() for epochs, _ in distances.values())
    figure = axes.figure(
        palette, words["axis.epochs_done"], words["axis.rms"], (-0.02 * last, 1.18 * last), (0, 1)
    )
    axes.log_axis(figure, "y", max(low, high * 1e-18), min(high, low * 1e30))
    for name, (epochs, values) in distances.items():
        label = words.choice("sampling", name)
        hover = f"{label}<br>%{{x}}<br>%{{y:.4g}}<extra></extra>"
        style = stroke(pens[name], 2.2, hover=hover)
        figure["data"].append(marks.still(epochs, marks.gaps(values), style, name=label))
        if math.isfinite(limits[name]) and limits[name] > low * 1e-3:
            beyond = [last * 1.02, last * 1.17]
            figure["data"].append(_limit(beyond, limits[name], pens[name].colour, label, words))
    axes.name_lines(figure, palette)
    return figure


def _limit(span: list[float], limit: float, colour: str, label: str, words: Words) -> Mark:
    """A short thick line at a limit of theory."""
    style = {"mode": "lines", "line": {"color": colour, "width": 5}, "opacity": 0.75}
    hover = f"{label}<br>{words['sampling.limit']} %{{y:.4g}}<extra></extra>"
    return marks.still(span, [limit, limit], style, showlegend=False, hovertemplate=hover)


def band_figure(
    epochs: Floats,
    summary: Summary,
    theory: tuple[Floats, Floats] | None,
    span: Range,
    colour: str,
    palette: Palette,
    words: Words,
) -> Figure:
    """The band that holds four fifths of the seeds, their mean, and theory's mean and spread on top.

    Args:
        epochs: ``[rows]``, how many are done.
        theory: the mean of e and its standard deviation, both ``[rows]``.
        span: the part of the e axis that all bands share.
    """
    low, _, high = summary.band
    last = epochs[-1].item()
    figure = axes.figure(
        palette, words["axis.epochs_done"], words["axis.error"], (-0.02 * last, 1.02 * last), span
    )
    axes.level(figure, palette, 0.0)
    middle = stroke(colour, 2.5, hover="%{x}<br>%{y:.4g}<extra></extra>")
    figure["data"] += [
        *marks.band(epochs, low, high, faint(colour)),
        marks.still(epochs, summary.mean, middle),
    ]
    if theory is not None:
        mean, deviation = theory
        thin = stroke(Pen(palette.ink, FINE), 1.3)
        exact = (mean, mean - deviation, mean + deviation)
        figure["data"] += [marks.still(epochs, values, thin) for values in exact]
    return figure


def band_span(summaries: Sequence[Summary]) -> Range:
    """The span of e that holds all bands, within reason."""
    edges = np.concatenate([each.band.ravel() for each in summaries])
    edges = edges[np.isfinite(edges)]
    start = max((abs(each.mean[0].item()) for each in summaries), default=1.0) or 1.0
    reach = 3 * max(start, 0.1)
    inside = edges[np.abs(edges) <= reach]
    return axes.padded([0.0, *([float(inside.min()), float(inside.max())] if len(inside) else [])], 0.08)

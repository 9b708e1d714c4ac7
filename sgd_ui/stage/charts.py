"""The loss of a run over its epochs or its updates: pure functions from a trace to figures as plain data."""

from __future__ import annotations

import math

import numpy as np

from sgd_core import Trace
from sgd_ui.drawing import axes, marks
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.clip import Range, Spans
from sgd_ui.drawing.marks import Floats, Path, dot, stroke
from sgd_ui.drawing.palette import FEW, Palette
from sgd_ui.runs.traces import mean_losses
from sgd_ui.words.catalogue import Words

#: A linear axis begins with losses of up to so many times the first one.
_NEAR = 3.0
#: What share of all that is learned an epoch may leave over for all learning to happen within it.
_LEFT_OVER = 0.02
#: How many epochs the loss by update shows at first, where they hold all learning.
_FIRST_EPOCHS = 3


def loss_figures(trace: Trace, palette: Palette, words: Words) -> dict[str, Figure]:
    """The loss on a linear or a log axis: by epoch the last sample's or the mean over all, or by update."""
    by_epoch = {"last": trace.epoch_loss, "mean": mean_losses(trace, trace.epoch_ends + 1)}
    figures = {
        f"{name} {scale}": _loss_figure(trace, f"epoch_{name}", losses, scale, palette, words)
        for name, losses in by_epoch.items()
        for scale in ("linear", "log")
    }
    return figures | {
        f"update {scale}": _update_figure(trace, scale, palette, words) for scale in ("linear", "log")
    }


def suited(trace: Trace) -> str:
    """Which loss shows how a run learns: the note's, that of all samples where they are many, by update."""
    if _within_an_epoch(mean_losses(trace), trace.run.updates_per_epoch):
        return "update"
    return "mean" if trace.run.samples > FEW else "last"


def _within_an_epoch(losses: Floats, epoch: int) -> bool:
    """Whether the mean loss falls, and within the first of several epochs nearly as far as it ever does."""
    if not 1 < epoch < len(losses) - 1:
        return False
    start, after, least = losses[0], losses[epoch], np.nanmin(losses)
    return bool(np.isfinite([start, after]).all() and after - least <= _LEFT_OVER * (start - least))


def log_floor(losses: Floats) -> float:
    """Where a loss of exactly zero is drawn on a log axis: a tenth of the least other one."""
    positive = marks.seen(losses)
    return float(positive.min()) / 10 if len(positive) else 1e-16


def _loss_figure(
    trace: Trace, column: str, losses: Floats, scale: str, palette: Palette, words: Words
) -> Figure:
    """The loss over the epochs, and what an epoch is."""
    run = trace.run
    last = max(1, len(losses) - 1)
    path: Path = {"by": "epoch", "x": "#", "y": column}
    told = "last_batch" if column == "epoch_last" and run.batch_size > 1 else column.removeprefix("epoch_")
    title = words[f"axis.loss_{told}"]
    spans = _spans(trace, losses, last, scale)
    figure = _curve_figure(path, losses, title, spans, scale, palette, words)
    drawn = run.sampling == "with-replacement" and run.batch != "all"
    name, *_ = figure["layout"]["annotations"]
    name["text"] = words["axis.epoch_draws" if drawn else "axis.epoch_passes"]
    return figure


def _update_figure(trace: Trace, scale: str, palette: Palette, words: Words) -> Figure:
    """The mean loss over the updates of the first epochs."""
    last = max(1, min(len(trace), _FIRST_EPOCHS * trace.run.updates_per_epoch))
    path: Path = {"by": "update", "x": "#", "y": "mean_loss"}
    title, losses = words["axis.loss_by_update"], mean_losses(trace)
    spans = _spans(trace, losses, last, scale)
    figure = _curve_figure(path, losses, title, spans, scale, palette, words)
    # As far as its axis goes on when it is made wider.
    figure["layout"]["meta"] = {"most": 1.03 * max(1, len(trace))}
    return figure


def _curve_figure(
    path: Path, losses: Floats, title: str, spans: Spans, scale: str, palette: Palette, words: Words
) -> Figure:
    log = scale == "log"
    title = words.format("axis.log", title=title) if log else title
    across = words["axis.epoch" if path["by"] == "epoch" else "axis.update"]
    figure = axes.figure(palette, across, title, *spans)
    axes.narrow(figure)
    figure["layout"]["xaxis"]["showgrid"] = False
    if log:
        path["floor"] = log_floor(losses)
        figure["layout"]["yaxis"]["type"] = "log"
        axes.name_powers(figure, "y", *spans[1], most=4)
        if np.any(losses == 0):
            axes.corner_note(figure, words["chart.zero"], palette)
    hover = f"{across} %{{x}}<br>%{{y:.6g}}<extra></extra>"
    watched: Path = {**path, "watch": words["chart.loss_outside"]}
    figure["data"] += [
        marks.whole(path, stroke(palette.ghost, 2)),
        marks.trail(path, stroke(palette.ink, 2.5, hover=hover)),
        marks.head(watched, dot(palette.ink, 11, hover=hover)),
    ]
    return figure


def _top(losses: Floats) -> float:
    """The highest loss, as far as a picture can reach."""
    finite = losses[np.isfinite(losses)]
    return min(float(finite.max()) if len(finite) else 1.0, 1e300)


def _spans(trace: Trace, losses: Floats, last: int, scale: str) -> Spans:
    """The updates or epochs up to the last one that is shown, and the losses."""
    across = (-0.03 * last, 1.03 * last)
    if scale == "log":
        return across, _decades(losses)
    (start,) = mean_losses(trace, np.array([0]))
    return across, _height(losses, float(start))


def _height(losses: Floats, start: float) -> Range:
    """The losses that a linear axis begins with: those not far above the first, or the mean at the start."""
    finite = losses[np.isfinite(losses)]
    top = _top(finite[finite / _NEAR <= max(finite[0], start)]) if len(finite) else 1.0
    return (-0.05 * top, 1.08 * top) if top > 0 else (-0.05, 1.0)


def _decades(losses: Floats) -> Range:
    """The powers of ten of the losses that a log axis shows, the floor among them where some are 0."""
    top, floor = _top(losses), log_floor(losses)
    low = float(np.min(marks.seen(losses), initial=max(top, floor)))
    bottom = floor if np.any(losses == 0) else low
    ceiling = max(top, bottom * 10)
    span = math.log10(ceiling) - math.log10(bottom)
    return math.log10(bottom) - 0.06 * span, math.log10(ceiling) + 0.06 * span

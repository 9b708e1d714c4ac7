"""The figures of a run: pure functions from a trace to Plotly figures.

A trace of a figure that moves names in its ``meta`` what it shows of the run; ``stage`` says how.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sgd_core import Trace
from sgd_ui import drawing
from sgd_ui.catalogue import Words
from sgd_ui.contour import contour_figure, mark
from sgd_ui.drawing import Floats, Range
from sgd_ui.palette import FEW, SYMBOLS, Palette
from sgd_ui.runs import mean_losses
from sgd_ui.terms import FORMS, Formula, Terms, put, value

#: The best parameters, or None where there are no single ones.
Best = tuple[float, ...] | None

#: More curves than this are not drawn one by one; an even choice of them is.
MOST_CURVES = 200
#: Batches larger than this light up no single samples.
MOST_LIT = 50
#: More samples than this are drawn smaller, and let each other be seen.
_MANY = 500


@np.errstate(over="ignore", invalid="ignore")
def data_figure(trace: Trace, palette: Palette, words: Words) -> go.Figure:
    """The samples, the model, and the residual of the sample that is pulling."""
    run = trace.run
    xs, ys = run.points
    form = FORMS[run.problem]
    left, right = drawing.padded([0.0, *xs], 0.07)
    # What this page draws has a prediction.
    assert run.model.predict
    start = [run.model.predict(run.w0, x) for x in xs]
    bottom, top = drawing.padded([0.0, *ys, *(y for y in start if math.isfinite(y))], 0.13)
    title = words["axis.y" if run.model.targets is None else "axis.label"]
    figure = drawing.figure(palette, words["axis.x"], title, (left, right), (bottom, top))
    grid = np.linspace(left, right, 2 if form.straight else 201)
    drawing.still(figure, grid, [run.model.predict(run.w0, x) for x in grid.tolist()], palette.ghost, 2)
    if run.model.targets:
        figure.update_yaxes(tickvals=[run.model.targets[0], 0.5, run.model.targets[-1]])
    if form.band:
        _add_band(figure, form.prediction, run.constants[form.band], (left, right), palette)
    figure.add_scatter(**_points(run.samples, palette, words))
    model = drawing.line(palette.ink, 2.5)
    if form.straight:
        figure.add_scatter(**model, meta=_segment(form.prediction, (left, right)))
    else:
        curve = {"follow": "curve", "grid": grid.tolist(), "y": put(form.prediction, {"x": "g"})}
        figure.add_scatter(**model, meta=curve)
    if run.batch_size <= MOST_LIT:
        figure.add_scatter(
            **drawing.line(palette.muted, 4),
            meta={
                "follow": "line", "each": True, "pulling": True, "from": 2, "wears": "line",
                "x": [[["x"]], [["x"]]], "y": [[["y"]], form.prediction],
            },
        )  # fmt: skip
    if run.batch_size <= MOST_LIT:
        figure.add_scatter(
            mode="markers", hoverinfo="skip",
            marker={"size": 19, "color": "rgba(0,0,0,0)", "line": {"width": 2.5, "color": palette.muted}},
            meta={
                "follow": "head", "each": True, "pulling": True, "wears": "marker",
                "x": [["x"]], "y": [["y"]],
            },
        )  # fmt: skip
    return figure


def _segment(prediction: Formula, span: Range, away: float = 0.0) -> dict[str, Any]:
    """What draws a straight model over a span of x, or a line ``away`` from it."""
    beside = [[away]] if away else []
    ends = [[*put(prediction, {"x": x}), *beside] for x in span]
    return {"follow": "line", "x": [[[x]] for x in span], "y": ends}


def _add_band(figure: go.Figure, prediction: Formula, width: float, span: Range, palette: Palette) -> None:
    """Thin lines on either side of the model, beyond which the loss grows straight."""
    for away in (-width, width):
        figure.add_scatter(
            **drawing.line(palette.muted, 1, dash="2px,3px"), meta=_segment(prediction, span, away)
        )


def landscape_figure(trace: Trace, best: Best, palette: Palette, words: Words) -> go.Figure:
    """Where the run is on the mean loss: on its curve over w, or on its contour over w and b."""
    if len(trace.run.w0) == 1:
        return cost_figure(trace, best, palette, words)
    return plane_figure(trace, best, palette)


@np.errstate(over="ignore", invalid="ignore")
def cost_figure(trace: Trace, best: Best, palette: Palette, words: Words) -> go.Figure:
    """The mean cost over w, each sample's own under it, the path of w, and the tangent that pulls."""
    run = trace.run
    left, right = path_range(trace, best)
    grid = np.linspace(left, right, 81)
    mean = run.mean_loss((grid,))
    top = _cost_top(trace, (left, right))
    figure = drawing.figure(palette, words["axis.w"], words["axis.loss"], (left, right), (-0.05 * top, top))
    _add_own_curves(figure, trace, grid, top, palette, words)
    drawing.still(figure, grid, mean, palette.ink, 2)
    _label_mean(figure, grid, mean, top, palette, words)
    half = (right - left) * 0.09
    tangent = {
        "x": [[["w_before"], [-half]], [["w_before"], [half]]],
        "y": [
            [["loss_before"], [-half, "grad_w"]],
            [["loss_before"], [half, "grad_w"]],
        ],
    }
    hover = f"w %{{x:.6g}}<br>{words['chart.mean']} %{{y:.6g}}<extra></extra>"
    _add_path(figure, trace, {"x": "w", "y": "mean_loss"}, tangent, hover, palette)
    return figure


def plane_figure(trace: Trace, best: Best, palette: Palette) -> go.Figure:
    """The mean loss over both parameters, each sample's own valley, the path, and where the sample pulls."""
    run = trace.run
    first, second = run.model.parameters
    spans = (path_range(trace, best, 0), path_range(trace, best, 1))
    figure = contour_figure(run, spans, palette)
    form = FORMS[run.problem]
    if form.valley:
        _add_valleys(figure, trace, form.valley, spans, palette)
    if best:
        mark(figure, [best], palette)
    before = [[[f"{name}_before"]] for name in run.model.parameters]
    pull = form.goal and {axis: [tail, tip] for axis, tail, tip in zip("xy", before, form.goal, strict=True)}
    hover = f"{first} %{{x:.6g}}<br>{second} %{{y:.6g}}<extra></extra>"
    _add_path(figure, trace, {"x": first, "y": second}, pull, hover, palette)
    return figure


def _add_path(
    figure: go.Figure,
    trace: Trace,
    columns: dict[str, str],
    pull: dict[str, Any] | None,
    hover: str,
    palette: Palette,
) -> None:
    """The path: faint what is to come, in its samples' colours what was done last, and the pull on it now.

    Args:
        columns: what the stage reads ``x`` and ``y`` of the path from.
        pull: the ends of the segment that shows it, as sums of products.
    """
    run = trace.run
    path = {"by": "update", **columns}
    figure.add_scatter(**drawing.line(palette.ghost, 6), opacity=0.75, meta={"follow": "whole", **path})
    figure.add_scatter(
        **drawing.read_off(drawing.line(palette.muted, 4), hover), meta={"follow": "trail", **path}
    )
    if run.batch_size == 1:
        shades = palette.shades(run.samples)
        for only, shade in zip(drawing.groups(run.samples, len(shades)), shades, strict=True):
            figure.add_scatter(**drawing.line(shade, 5), meta={"follow": "trail", **path, "only": only})
    if pull and run.batch_size == 1 and run.gradient == "plain":
        figure.add_scatter(
            **drawing.line(palette.muted, 2.5, dash="5px,3px"),
            meta={"follow": "line", "each": True, "pulling": True, "from": 3, "wears": "line", **pull},
        )
    figure.add_scatter(
        mode="markers",
        marker={"size": 12, "color": palette.ink, "line": {"width": 2, "color": palette.background}},
        meta={"follow": "head", **path},
        hovertemplate=hover,
    )  # fmt: skip


def _add_valleys(
    figure: go.Figure, trace: Trace, valley: Terms, spans: tuple[Range, Range], palette: Palette
) -> None:
    """Where the loss of each of a few samples is 0, faintly, and that of the pulling sample in full."""
    run = trace.run
    named: list[tuple[float, float]] = []
    for i, (x, y) in enumerate(zip(*run.points, strict=True) if run.samples <= FEW else ()):
        left, right = ((g, value(valley, {"x": x, "y": y, "g": g})) for g in spans[0])
        seen = drawing.clipped(left, right, spans)
        if not seen:
            continue
        colour = palette.few[i]
        drawing.still(figure, [at[0] for at in seen], [at[1] for at in seen], colour, 1.5, opacity=0.5)
        free = [end for end in seen if all(_apart(end, other, spans) for other in named)]
        if free:
            named.append(free[0])
            _name_valley(figure, free[0], spans, str(i + 1), colour, palette)
    if run.batch_size <= MOST_LIT:
        figure.add_scatter(
            **drawing.line(palette.muted, 2.5),
            meta={
                "follow": "line", "each": True, "pulling": True, "wears": "line",
                "x": [[[g]] for g in spans[0]], "y": [put(valley, {"g": g}) for g in spans[0]],
            },
        )  # fmt: skip


def _apart(one: tuple[float, float], other: tuple[float, float], spans: tuple[Range, Range]) -> bool:
    """Whether two names fit beside each other."""
    return any(abs(a - b) > 0.07 * (high - low) for a, b, (low, high) in zip(one, other, spans, strict=True))


def _name_valley(
    figure: go.Figure,
    end: tuple[float, float],
    spans: tuple[Range, Range],
    text: str,
    colour: str,
    palette: Palette,
) -> None:
    """The number of a sample where its valley meets the frame, on the inside."""
    left, low = (at < sum(span) / 2 for at, span in zip(end, spans, strict=True))
    figure.add_annotation(
        x=end[0], y=end[1], text=text, showarrow=False,
        xanchor="left" if left else "right", yanchor="bottom" if low else "top",
        font={"size": 11, "color": colour}, bgcolor=palette.background, opacity=0.85, borderpad=1,
    )  # fmt: skip


def loss_figures(trace: Trace, palette: Palette, words: Words) -> dict[str, go.Figure]:
    """The epoch–loss curve: the last sample's loss or the mean over all, on a linear or a log axis."""
    ends = trace.epoch_ends
    series = {"last": trace.epoch_loss, "mean": mean_losses(trace, ends + 1)}
    titles = {
        "last": words["axis.last_batch" if trace.run.batch_size > 1 else "axis.last"],
        "mean": words["axis.mean"],
    }
    return {
        f"{name} {scale}": _loss_figure(f"epoch_{name}", losses, scale, titles[name], palette, words)
        for name, losses in series.items()
        for scale in ("linear", "log")
    }


@np.errstate(over="ignore", invalid="ignore")
def path_range(trace: Trace, best: Best, axis: int = 0) -> Range:
    """The span of a parameter that the picture shows: its path, or what of it lies near the best value."""
    run = trace.run
    path, start = trace.parameters[:, axis], run.w0[axis]
    path = path[np.isfinite(path)]
    centre = best[axis] if best else start
    # Where nothing is best, the picture shows half of the path at least.
    far = abs(start - centre) if best else float(np.median(np.abs(path - start)))
    near = path[np.abs(path - centre) <= max(far, 0.5) * 3]
    return drawing.padded(
        [centre, start, *([near.min().item(), near.max().item()] if len(near) else [])], 0.35
    )


def leaves_picture(trace: Trace, best: Best) -> bool:
    """Whether some of the path lies outside the picture."""
    spans = [path_range(trace, best, axis) for axis in range(len(trace.run.w0))]
    inside = [
        (path >= left) & (path <= right)
        for path, (left, right) in zip(trace.parameters.T, spans, strict=True)
    ]
    return bool(np.any(~np.logical_and.reduce(inside)))


def log_floor(losses: Floats) -> float:
    """Where a loss of exactly zero is drawn on a log axis: a tenth of the least other one."""
    positive = losses[np.isfinite(losses) & (losses > 0)]
    return float(positive.min()) / 10 if len(positive) else 1e-16


def _loss_figure(
    column: str, losses: Floats, scale: str, title: str, palette: Palette, words: Words
) -> go.Figure:
    finite = losses[np.isfinite(losses)]
    floor = log_floor(losses)
    last = max(1, len(losses) - 1)
    top = min(float(finite.max()) if len(finite) else 1.0, 1e300)
    if scale == "log":
        low = float(np.min(finite[finite > 0], initial=max(top, floor)))
        bottom = floor if np.any(finite == 0) else low
        ceiling = max(top, bottom * 10)
        span = math.log10(ceiling) - math.log10(bottom)
        y_range = (math.log10(bottom) - 0.06 * span, math.log10(ceiling) + 0.06 * span)
    else:
        y_range = (-0.05 * top, 1.08 * top) if top > 0 else (-0.05, 1.0)
    figure = drawing.figure(palette, words["axis.epoch"], title, (-0.03 * last, 1.03 * last), y_range)
    if scale == "log":
        figure.update_yaxes(type="log")
        drawing.name_powers(figure, "y", *y_range)
        if np.any(finite == 0):
            figure.add_annotation(
                text=words["chart.zero"], x=1, xref="paper", xanchor="right", showarrow=False,
                y=0.02, yref="paper", font={"size": 11, "color": palette.muted},
            )  # fmt: skip
    path: dict[str, Any] = {"by": "epoch", "x": "#", "y": column}
    if scale == "log":
        path["floor"] = floor
    hover = f"{words['axis.epoch']} %{{x}}<br>%{{y:.6g}}<extra></extra>"
    figure.add_scatter(**drawing.line(palette.ghost, 3), meta={"follow": "whole", **path})
    figure.add_scatter(
        **drawing.read_off(drawing.line(palette.ink, 2.5), hover),
        meta={"follow": "trail", **path},
    )
    figure.add_scatter(
        mode="markers", marker={"size": 9, "color": palette.ink}, hovertemplate=hover,
        meta={"follow": "head", **path},
    )  # fmt: skip
    return figure


def _add_own_curves(
    figure: go.Figure, trace: Trace, grid: Floats, top: float, palette: Palette, words: Words
) -> None:
    """Each sample's own cost faintly, and that of the pulling sample (or the batch) in full."""
    run = trace.run
    xs, ys = run.points
    loss = run.model.loss
    if run.samples <= FEW:
        for i, colour in enumerate(palette.few[: run.samples]):
            curve = loss((grid,), xs[i], ys[i])
            drawing.still(figure, grid, curve, colour, 1.5, opacity=0.5)
            _label_curve(
                figure, grid, curve, top, words.format("chart.sample", i=str(i + 1)), colour, i, palette
            )
    else:
        chosen = np.unique(np.linspace(0, run.samples - 1, min(run.samples, MOST_CURVES)).astype(int))
        coarse = np.append(grid[::4], np.nan)
        curves = [loss((coarse,), xs[i], ys[i]) for i in chosen]
        drawing.still(
            figure, np.tile(coarse, len(curves)), np.concatenate(curves), palette.muted, 1, opacity=0.22
        )
    if run.batch_size <= MOST_LIT:
        figure.add_scatter(
            **drawing.line(palette.muted, 2.5),
            meta={
                "follow": "curve", "each": True, "pulling": True, "wears": "line",
                "grid": grid[::2].tolist(), "y": FORMS[run.problem].loss,
            },
        )  # fmt: skip


def _label_mean(
    figure: go.Figure, grid: Floats, mean: Floats, top: float, palette: Palette, words: Words
) -> None:
    """Its name on the mean curve, where that leaves the picture on the right."""
    seen = np.flatnonzero(mean <= 0.8 * top)
    if not len(seen):
        return
    at = seen[-1]
    figure.add_annotation(
        x=float(grid[at]), y=float(mean[at]), text=words["chart.mean_short"], showarrow=False,
        xanchor="right", yanchor="bottom", yshift=4, font={"size": 11, "color": palette.ink},
    )  # fmt: skip


def _label_curve(
    figure: go.Figure,
    grid: Floats,
    curve: Floats,
    top: float,
    text: str,
    colour: str,
    place: int,
    palette: Palette,
) -> None:
    """A name beside a curve, where it enters the picture on the left."""
    level = top * (0.93 - 0.1 * place)
    below = np.flatnonzero(curve <= level)
    if not len(below):
        return
    at = below[0]
    figure.add_annotation(
        x=float(grid[at]), y=float(min(curve[at], level)), text=text, showarrow=False,
        xanchor="left", yanchor="bottom", xshift=3, font={"size": 11, "color": colour},
        bgcolor=palette.background, opacity=0.85, borderpad=1,
    )  # fmt: skip


def _cost_top(trace: Trace, span: Range) -> float:
    """The top of the cost chart: above the start, or above the curve's ends where that is lower."""
    run = trace.run
    w = tuple(np.array([run.w0[0], *span]).reshape(1, -1))
    start, *ends = run.mean_loss(w).tolist()
    top = max(1.9 * start, 0.5 * min(ends))
    return top if top > 0 and math.isfinite(top) else 1.0


def _points(samples: int, palette: Palette, words: Words) -> dict[str, Any]:
    few = samples <= FEW
    return {
        "mode": "markers+text" if few else "markers",
        "text": [str(i + 1) for i in range(samples)],
        "meta": {"samples": True},
        "textposition": "top left",
        "textfont": {"color": list(palette.few[:samples])} if few else {},
        "marker": {
            "size": 10 if few else 7 if samples <= _MANY else 4,
            "symbol": list(SYMBOLS[:samples]) if few else "circle",
            "opacity": 1 if samples <= _MANY else 0.5,
        },
        "hovertemplate": words.format("chart.sample", i="%{text}")
        + f"<br>{words['axis.input']} %{{x}}<br>y %{{y}}<extra></extra>",
    }

"""The figures of a run: pure functions from a trace to Plotly figures as plain data."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from sgd_core import Run, Trace
from sgd_core.scaling import Units, placed
from sgd_core.tree import named, names
from sgd_ui.drawing import axes, marks
from sgd_ui.drawing.axes import Figure, Range, Spans
from sgd_ui.drawing.contour import contour_figure, mark
from sgd_ui.drawing.marks import GIVEN, Computed, Floats, G, Mark, Path, Spot, X, Y, dot, ring, stroke
from sgd_ui.drawing.models import LANDMARKS, is_straight, predicted
from sgd_ui.drawing.palette import DOTTED, FEW, SYMBOLS, Palette, Pen
from sgd_ui.runs.traces import mean_losses
from sgd_ui.words.catalogue import Words

#: The best parameters, or None where there are no single ones.
Best = tuple[float, ...] | None
#: What a model makes of x.
Model = Callable[[Computed], Computed]

#: More curves than this are not drawn one by one; an even choice of them is.
MOST_CURVES = 200
#: Batches larger than this light up no single samples.
MOST_LIT = 50
#: More samples than this are drawn smaller, and let each other be seen.
_MANY = 500
#: The dash of what pulls.
_PULLING = "5px,3px"


@np.errstate(over="ignore", invalid="ignore")
def data_figure(trace: Trace, palette: Palette, words: Words, units: Units | None = None) -> Figure:
    """The samples, the model, and the residual of the sample that is pulling; over x as given."""
    run = trace.run
    xs, ys = (units.given if units else run).points
    of_sample: Model = partial(predicted, run.model, names(run.model.parameters))
    model = _over_given(of_sample, units)
    begun: Callable[[Any], Any] = _over_given(partial(predicted, run.model, run.w0), units)
    straight = is_straight(run.model)
    left, right = axes.padded([0.0, *xs], 0.07)
    start = list(map(begun, xs))
    bottom, top = axes.padded([0.0, *ys, *(y for y in start if math.isfinite(y))], 0.13)
    title = words["axis.y" if run.model.targets is None else "axis.label"]
    figure = axes.figure(palette, words["axis.x"], title, (left, right), (bottom, top))
    grid = np.linspace(left, right, 2 if straight else 201)
    axes.still(figure, grid, list(map(begun, grid.tolist())), palette.ghost, 2)
    if run.model.targets:
        figure["layout"]["yaxis"]["tickvals"] = [run.model.targets[0], 0.5, run.model.targets[-1]]
    landmarks = LANDMARKS.get(run.problem)
    if landmarks and landmarks.band:
        figure["data"] += _band(model, run.constants[landmarks.band], (left, right), palette)
    figure["data"] += [
        _points(run.samples, palette, words),
        _model(model, grid, palette, straight),
        *(_residual(of_sample, GIVEN if units else X, palette) if run.batch_size <= MOST_LIT else ()),
    ]
    return figure


def _over_given(model: Model, units: Units | None) -> Model:
    """A model of what the run is on, as one of x as given."""
    return lambda x: model(placed(x, units))


def _model(model: Model, grid: Floats, palette: Palette, straight: bool) -> Mark:
    """The model now."""
    ink = stroke(palette.ink, 2.5)
    if straight:
        return _straight(model, (grid[0].item(), grid[-1].item()), ink)
    return marks.curve(grid, model(G), ink)


def _straight(model: Model, span: Range, style: marks.Style) -> Mark:
    """A straight model over a span of x."""
    left, right = span
    return marks.line((left, model(left)), (right, model(right)), style)


def _residual(model: Model, at: Computed, palette: Palette) -> list[Mark]:
    """What the model leaves over of the sample that is pulling, and a ring around that.

    Args:
        at: where a sample stands on the axis of x.
    """
    rope = stroke(palette.muted, 4)
    return [
        marks.line((at, Y), (at, model(X)), rope, each=True, pulling=True, begins=2, wears="line"),
        marks.spot((at, Y), ring(palette.muted, 19, 2.5), each=True, pulling=True, wears="marker"),
    ]


def _band(model: Model, width: float, span: Range, palette: Palette) -> list[Mark]:
    """Thin lines on either side of the model, beyond which the loss grows straight."""
    thin = stroke(Pen(palette.muted, DOTTED), 1)
    return [
        _straight(lambda x: model(x) - width, span, thin),
        _straight(lambda x: model(x) + width, span, thin),
    ]


def landscape_figure(trace: Trace, best: Best, palette: Palette, words: Words) -> Figure:
    """Where the run is on the mean loss: on its curve over w, or on its contour over w and b."""
    if len(trace.run.w0) == 1:
        return cost_figure(trace, best, palette, words)
    return plane_figure(trace, best, palette)


@np.errstate(over="ignore", invalid="ignore")
def cost_figure(trace: Trace, best: Best, palette: Palette, words: Words) -> Figure:
    """The mean cost over w, each sample's own under it, the path of w, and the tangent that pulls."""
    run = trace.run
    left, right = path_range(trace, best)
    grid = np.linspace(left, right, 81)
    mean = run.mean_loss((grid,))
    top = _cost_top(trace, (left, right))
    figure = axes.figure(palette, words["axis.w"], words["axis.loss"], (left, right), (-0.05 * top, top))
    _add_own_curves(figure, trace, grid, top, palette, words)
    axes.still(figure, grid, mean, palette.ink, 2)
    _label_mean(figure, grid, mean, top, palette, words)
    half = (right - left) * 0.09
    (name,) = run.model.parameters
    w, loss, gradient = names((f"{name}_before", "loss_before", f"grad_{name}"))
    tangent: tuple[Spot, Spot] = (w - half, loss - half * gradient), (w + half, loss + half * gradient)
    hover = f"{name} %{{x:.6g}}<br>{words['chart.mean']} %{{y:.6g}}<extra></extra>"
    path: Path = {"by": "update", "x": name, "y": "mean_loss"}
    figure["data"] += _path(run, path, tangent, hover, palette)
    return figure


def plane_figure(trace: Trace, best: Best, palette: Palette) -> Figure:
    """The mean loss over both parameters, each sample's own valley, the path, and where the sample pulls."""
    run = trace.run
    first, second = run.model.parameters
    spans = (path_range(trace, best, 0), path_range(trace, best, 1))
    figure = contour_figure(run, spans, palette)
    landmarks = LANDMARKS.get(run.problem)
    if landmarks and landmarks.valley:
        _add_valleys(figure, run, partial(landmarks.valley, run.model), spans, palette)
    if best:
        figure["data"].append(mark([best], palette))
    before = named(f"{first}_before"), named(f"{second}_before")
    pull = (before, landmarks.goal(run.model, before, X, Y)) if landmarks else None
    hover = f"{first} %{{x:.6g}}<br>{second} %{{y:.6g}}<extra></extra>"
    path: Path = {"by": "update", "x": first, "y": second}
    figure["data"] += _path(run, path, pull, hover, palette)
    return figure


def _path(run: Run, path: Path, pull: tuple[Spot, Spot] | None, hover: str, palette: Palette) -> list[Mark]:
    """The path: faint what is to come, in its samples' colours what was done last, and the pull on it now.

    Args:
        path: what the stage reads it from.
        pull: the ends of the segment that shows it.
    """
    single = run.batch_size == 1
    pulls = pull if single and run.gradient == "plain" else None
    dashed = stroke(Pen(palette.muted, _PULLING), 2.5)
    return [
        marks.whole(path, stroke(palette.ghost, 6), opacity=0.75),
        marks.trail(path, stroke(palette.muted, 4, hover=hover)),
        *(
            marks.trail(path, stroke(shade, 5), only)
            for only, shade in (axes.groups(run.samples, palette) if single else ())
        ),
        *([marks.line(*pulls, dashed, each=True, pulling=True, begins=3, wears="line")] if pulls else ()),
        marks.head(path, dot(palette.ink, 12, (2, palette.background), hover)),
    ]


def _add_valleys(
    figure: Figure, run: Run, valley: Callable[..., Any], spans: Spans, palette: Palette
) -> None:
    """Where the loss of each of a few samples is 0, faintly, and that of the pulling sample in full."""
    told: list[tuple[float, float]] = []
    for i, (x, y) in enumerate(zip(*run.points, strict=True) if run.samples <= FEW else ()):
        left, right = ((g, valley(g, x, y)) for g in spans[0])
        seen = axes.clipped(left, right, spans)
        if not seen:
            continue
        colour = palette.few[i]
        axes.still(figure, [at[0] for at in seen], [at[1] for at in seen], colour, 1.5, opacity=0.5)
        free = [end for end in seen if all(_apart(end, other, spans) for other in told)]
        if free:
            told.append(free[0])
            _name_valley(figure, free[0], spans, str(i + 1), colour, palette)
    if run.batch_size <= MOST_LIT:
        start, end = ((g, valley(g, X, Y)) for g in spans[0])
        own = stroke(palette.muted, 2.5)
        figure["data"].append(marks.line(start, end, own, each=True, pulling=True, wears="line"))


def _apart(one: tuple[float, float], other: tuple[float, float], spans: tuple[Range, Range]) -> bool:
    """Whether two names fit beside each other."""
    return any(abs(a - b) > 0.07 * (high - low) for a, b, (low, high) in zip(one, other, spans, strict=True))


def _name_valley(
    figure: Figure, end: tuple[float, float], spans: Spans, text: str, colour: str, palette: Palette
) -> None:
    """The number of a sample where its valley meets the frame, on the inside."""
    left, low = (at < sum(span) / 2 for at, span in zip(end, spans, strict=True))
    anchor = {"xanchor": "left" if left else "right", "yanchor": "bottom" if low else "top"}
    axes.note(figure, text, colour, {"x": end[0], "y": end[1], **anchor}, ground=palette.background)


def loss_figures(trace: Trace, palette: Palette, words: Words) -> dict[str, Figure]:
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
    return axes.padded([centre, start, *([near.min().item(), near.max().item()] if len(near) else [])], 0.35)


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
    positive = marks.seen(losses)
    return float(positive.min()) / 10 if len(positive) else 1e-16


def _loss_figure(
    column: str, losses: Floats, scale: str, title: str, palette: Palette, words: Words
) -> Figure:
    last = max(1, len(losses) - 1)
    span, log = (-0.03 * last, 1.03 * last), scale == "log"
    height = _decades(losses) if log else _height(losses)
    figure = axes.figure(palette, words["axis.epoch"], title, span, height)
    path: Path = {"by": "epoch", "x": "#", "y": column}
    if log:
        path["floor"] = log_floor(losses)
        figure["layout"]["yaxis"]["type"] = "log"
        axes.name_powers(figure, "y", *height)
        if np.any(losses == 0):
            axes.corner_note(figure, words["chart.zero"], palette)
    hover = f"{words['axis.epoch']} %{{x}}<br>%{{y:.6g}}<extra></extra>"
    figure["data"] += [
        marks.whole(path, stroke(palette.ghost, 3)),
        marks.trail(path, stroke(palette.ink, 2.5, hover=hover)),
        marks.head(path, dot(palette.ink, 9, hover=hover)),
    ]
    return figure


def _top(losses: Floats) -> float:
    """The highest loss, as far as a picture can reach."""
    finite = losses[np.isfinite(losses)]
    return min(float(finite.max()) if len(finite) else 1.0, 1e300)


def _height(losses: Floats) -> Range:
    """The losses that a linear axis shows."""
    top = _top(losses)
    return (-0.05 * top, 1.08 * top) if top > 0 else (-0.05, 1.0)


def _decades(losses: Floats) -> Range:
    """The powers of ten of the losses that a log axis shows, the floor among them where some are 0."""
    top, floor = _top(losses), log_floor(losses)
    low = float(np.min(marks.seen(losses), initial=max(top, floor)))
    bottom = floor if np.any(losses == 0) else low
    ceiling = max(top, bottom * 10)
    span = math.log10(ceiling) - math.log10(bottom)
    return math.log10(bottom) - 0.06 * span, math.log10(ceiling) + 0.06 * span


def _add_own_curves(
    figure: Figure, trace: Trace, grid: Floats, top: float, palette: Palette, words: Words
) -> None:
    """Each sample's own cost faintly, and that of the pulling sample (or the batch) in full."""
    run = trace.run
    if run.samples <= FEW:
        _add_few_curves(figure, run, grid, top, palette, words)
    else:
        _add_many_curves(figure, run, grid, palette)
    if run.batch_size <= MOST_LIT:
        own, loss = stroke(palette.muted, 2.5), run.model.loss((G,), X, Y)
        moving = marks.curve(grid[::2], loss, own, each=True, pulling=True, wears="line")
        figure["data"].append(moving)


def _add_few_curves(
    figure: Figure, run: Run, grid: Floats, top: float, palette: Palette, words: Words
) -> None:
    for i, (x, y) in enumerate(zip(*run.points, strict=True)):
        colour = palette.few[i]
        curve = run.model.loss((grid,), x, y)
        axes.still(figure, grid, curve, colour, 1.5, opacity=0.5)
        name = words.format("chart.sample", i=str(i + 1))
        _label_curve(figure, grid, curve, top * (0.93 - 0.1 * i), name, colour, palette)


def _add_many_curves(figure: Figure, run: Run, grid: Floats, palette: Palette) -> None:
    xs, ys = run.points
    coarse = np.append(grid[::4], np.nan)
    curves = [run.model.loss((coarse,), xs[i], ys[i]) for i in marks.even_choice(run.samples, MOST_CURVES)]
    x, y = np.tile(coarse, len(curves)), np.concatenate(curves)
    axes.still(figure, x, y, palette.muted, 1, opacity=0.22)


def _label_mean(
    figure: Figure, grid: Floats, mean: Floats, top: float, palette: Palette, words: Words
) -> None:
    """Its name on the mean curve, where that leaves the picture on the right."""
    seen = np.flatnonzero(mean <= 0.8 * top)
    if len(seen):
        place = {"x": float(grid[seen[-1]]), "y": float(mean[seen[-1]])}
        beside = {"xanchor": "right", "yanchor": "bottom", "yshift": 4}
        axes.note(figure, words["chart.mean_short"], palette.ink, place | beside)


def _label_curve(
    figure: Figure, grid: Floats, curve: Floats, level: float, text: str, colour: str, palette: Palette
) -> None:
    """A name beside a curve, where it enters the picture on the left, below a level."""
    below = np.flatnonzero(curve <= level)
    if len(below):
        place = {"x": float(grid[below[0]]), "y": float(min(curve[below[0]], level))}
        beside = {"xanchor": "left", "yanchor": "bottom", "xshift": 3}
        axes.note(figure, text, colour, place | beside, ground=palette.background)


def _cost_top(trace: Trace, span: Range) -> float:
    """The top of the cost chart: above the start, or above the curve's ends where that is lower."""
    run = trace.run
    w = tuple(np.array([run.w0[0], *span]).reshape(1, -1))
    start, *ends = run.mean_loss(w).tolist()
    top = max(1.9 * start, 0.5 * min(ends))
    return top if top > 0 and math.isfinite(top) else 1.0


def _points(samples: int, palette: Palette, words: Words) -> Mark:
    few = samples <= FEW
    marker = {
        "size": 10 if few else 7 if samples <= _MANY else 4,
        "symbol": list(SYMBOLS[:samples]) if few else "circle",
        "opacity": 1 if samples <= _MANY else 0.5,
    }
    name = words.format("chart.sample", i="%{text}")
    named = {"textfont": {"color": list(palette.few[:samples])}} if few else {}
    return marks.samples(
        {
            "mode": "markers+text" if few else "markers",
            "text": [str(i + 1) for i in range(samples)],
            "textposition": "top left",
            "marker": marker,
            "hovertemplate": f"{name}<br>{words['axis.input']} %{{x}}<br>y %{{y}}<extra></extra>",
            **named,
        }
    )

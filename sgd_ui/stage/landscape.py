"""Where a run is on the mean loss: on its curve over one parameter, or on its contour over two."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from sgd_core import Run, Trace
from sgd_core.tree import named, names
from sgd_ui.drawing import axes, marks
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.clip import Range, Spans, clipped
from sgd_ui.drawing.contour import contour_figure, mark
from sgd_ui.drawing.marks import G, Mark, Path, Spot, X, Y, dot, stroke, written
from sgd_ui.drawing.models import LANDMARKS
from sgd_ui.drawing.palette import FEW, Palette, Pen
from sgd_ui.stage.hero import MOST_LIT
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import digits

#: The best parameters, or None where there are no single ones.
Best = tuple[float, ...] | None

#: More curves than this are not drawn one by one; an even choice of them is.
MOST_CURVES = 20
#: The picture shows at least so much of a parameter on either side of its best value, as a share of that.
_LEAST_ROOM = 0.15
#: Points of a curve.
_FINE = 81
#: The dash of what pulls.
PULLING = "5px,3px"
#: How far the picture goes on under the loss 0, and where there the path lies, as shares of what is over it.
_UNDER, _STRIP = 0.36, 0.07


def landscape_figure(trace: Trace, best: Best, palette: Palette, words: Words) -> Figure:
    """Where the run is on the mean loss: on its curve over w, or on its contour over w and b."""
    if len(trace.run.w0) == 1:
        return cost_figure(trace, best, palette, words)
    return plane_figure(trace, best, palette, words)


@np.errstate(over="ignore", invalid="ignore")
def cost_figure(trace: Trace, best: Best, palette: Palette, words: Words) -> Figure:
    """The mean loss over w, each sample's own beside it, the path of w, and the tangent that pulls."""
    run = trace.run
    left, right = path_range(trace, best)
    top = _cost_top(trace, (left, right))
    (name,) = run.model.parameters
    figure = axes.figure(
        palette, name, words.format("axis.loss_over", name=name), (left, right), (-_UNDER * top, top)
    )
    axes.axes(figure, showgrid=False)
    axes.narrow(figure)
    loss = run.model.loss((G,), X, Y)
    figure["data"] += _own_curves(run, palette)
    figure["data"].append(marks.curve(_FINE, loss, stroke(palette.ink, 3), each="all", mean=True, held=True))
    few = list(range(run.samples if run.samples <= FEW else 0))
    style = written(palette.ink, 13, "top center", 3, weight=600)
    figure["data"].append(marks.names_of(_FINE, loss, few, words["chart.mean_short"], style))
    if run.batch_size <= MOST_LIT:
        own = stroke(palette.muted, 2.5)
        figure["data"].append(marks.curve(_FINE, loss, own, each=True, pulling=True, wears="line"))
    if best:
        figure["data"].append(_best(best[0], palette, words))
    half = (right - left) * 0.09
    w, before, gradient = names((f"{name}_before", "loss_before", f"grad_{name}"))
    tangent: tuple[Spot, Spot] = (w - half, before - half * gradient), (w + half, before + half * gradient)
    hover = f"{name} %{{x:.6g}}<br>{words['chart.mean']} %{{y:.6g}}<extra></extra>"
    strip: Path = {"by": "update", "x": name, "y": -_STRIP}
    ball: Path = {"by": "update", "x": name, "y": "mean_loss", "watch": f"{name} {{0}}"}
    figure["data"] += _path(run, strip, ball, tangent, hover, palette)
    at = named(name)
    text = written(palette.ink, 15, "top center", 13, weight=600)
    figure["data"].append(marks.label((at, named("mean_loss")), f"{name} {{0}}", [at], text))
    return figure


def plane_figure(trace: Trace, best: Best, palette: Palette, words: Words) -> Figure:
    """The mean loss over both parameters, each sample's own valley, the path, and where the sample pulls."""
    run = trace.run
    first, second = run.model.parameters
    spans = (path_range(trace, best, 0), path_range(trace, best, 1))
    figure = contour_figure(run, spans, palette, f"{second} · {words['key.contour']}")
    figure["data"] = [marks.told(each, fades=True) for each in figure["data"]]
    landmarks = LANDMARKS.get(run.problem)
    if landmarks and landmarks.valley:
        figure["data"] += _valleys(run, partial(landmarks.valley, run.model), spans, palette)
    if best:
        # Where there is more room: in a low picture the other side is cut off at the frame.
        side = "top" if best[1] < sum(spans[1]) / 2 else "bottom"
        style = written(palette.muted, 13, f"{side} center", 6)
        text = words["chart.best"].format(value="")
        figure["data"].append(marks.told(mark([best], palette), fades=True, future=True))
        named_best = marks.still([best[0]], [best[1]], style, text=[text.strip()])
        figure["data"].append(marks.told(named_best, fades=True, future=True))
    before = named(f"{first}_before"), named(f"{second}_before")
    pull = (before, landmarks.goal(run.model, before, X, Y)) if landmarks else None
    hover = f"{first} %{{x:.6g}}<br>{second} %{{y:.6g}}<extra></extra>"
    path: Path = {"by": "update", "x": first, "y": second}
    watched: Path = {**path, "watch": f"{first} {{0}}, {second} {{1}}"}
    figure["data"] += _path(run, path, watched, pull, hover, palette)
    return figure


def _path(
    run: Run, path: Path, ball: Path, pull: tuple[Spot, Spot] | None, hover: str, palette: Palette
) -> list[Mark]:
    """The path: faint what is to come, in its samples' colours what was done last, and the pull on it now.

    Args:
        path: what the stage reads it from, and ``ball`` its point now.
        pull: the ends of the segment that shows it.
    """
    single = run.batch_size == 1
    pulls = pull if single and run.gradient == "plain" else None
    dashed = stroke(Pen(palette.muted, PULLING), 2)
    return [
        marks.whole(path, stroke(palette.ghost, 2), opacity=0.75),
        marks.trail(path, stroke(palette.muted, 1.5, hover=hover)),
        *(
            marks.trail(path, stroke(shade, 3), only)
            for only, shade in (axes.groups(run.samples, palette) if single else ())
        ),
        *([marks.line(*pulls, dashed, each=True, pulling=True, begins=3, wears="line")] if pulls else ()),
        marks.head(ball, dot(palette.ink, 18, (2, palette.background), hover)),
    ]


def _valleys(run: Run, valley: Callable[..., Any], spans: Spans, palette: Palette) -> list[Mark]:
    """Where the loss of each of a few samples is 0, faintly, and that of the pulling sample in full."""
    left, right = spans[0][0] - 10 * _width(spans[0]), spans[0][1] + 10 * _width(spans[0])
    start, end = ((g, valley(g, X, Y)) for g in (left, right))
    drawn: list[Mark] = []
    for i in range(run.samples if run.samples <= FEW else 0):
        faint = stroke(palette.few[i], 1.5)
        drawn.append(marks.line(start, end, faint, each=[i], held=True) | {"opacity": 0.5})
    drawn += _names_of_valleys(run, valley, spans, palette)
    if run.batch_size <= MOST_LIT:
        own = stroke(palette.muted, 2.5)
        drawn.append(marks.line(start, end, own, each=True, pulling=True, wears="line"))
    return drawn


def _width(span: Range) -> float:
    return span[1] - span[0]


def _names_of_valleys(run: Run, valley: Callable[..., Any], spans: Spans, palette: Palette) -> list[Mark]:
    """The number of each of a few samples where its valley meets the frame, as far as there is room."""
    told: list[tuple[float, float]] = []
    drawn: list[Mark] = []
    for i, (x, y) in enumerate(zip(*run.points, strict=True) if run.samples <= FEW else ()):
        start, end = ((g, valley(g, x, y)) for g in spans[0])
        seen = clipped(start, end, spans)
        free = [at for at in seen or () if all(_apart(at, other, spans) for other in told)]
        if free:
            told.append(free[0])
            drawn.append(_name_of_valley(free[0], spans, str(i + 1), palette.few[i]))
    return drawn


def _name_of_valley(end: tuple[float, float], spans: Spans, text: str, colour: str) -> Mark:
    left, low = (at < sum(span) / 2 for at, span in zip(end, spans, strict=True))
    side = f"{'top' if low else 'bottom'} {'right' if left else 'left'}"
    style = written(colour, 13, side, 2, weight=600)
    return marks.told(marks.still([end[0]], [end[1]], style, text=[text]), fades=True)


def _apart(one: tuple[float, float], other: tuple[float, float], spans: Spans) -> bool:
    """Whether two names fit beside each other."""
    return any(abs(a - b) > 0.07 * (high - low) for a, b, (low, high) in zip(one, other, spans, strict=True))


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
    low, high = axes.padded(
        [centre, start, *([near.min().item(), near.max().item()] if len(near) else [])], 0.35
    )
    # A start beside the best value is seen to lie beside it.
    room = _LEAST_ROOM * max(abs(centre), abs(start))
    return min(low, centre - room), max(high, centre + room)


def _own_curves(run: Run, palette: Palette) -> list[Mark]:
    """Each sample's own loss faintly; of many samples those of an even choice."""
    loss = run.model.loss((G,), X, Y)
    if run.samples > FEW:
        chosen = marks.even_choice(run.samples, MOST_CURVES).tolist()
        quiet = stroke(palette.shades(run.samples)[0], 1)
        return [marks.curve(_FINE, loss, quiet, each=chosen, held=True) | {"opacity": 0.4}]
    return [
        marks.curve(_FINE, loss, stroke(colour, 1.5), each=[i], held=True) | {"opacity": 0.5}
        for i, colour in enumerate(palette.few[: run.samples])
    ]


def _best(w: float, palette: Palette, words: Words) -> Mark:
    """A short line under the curve, and what stands there."""
    # In a low picture it runs over the frame.
    style = written(palette.muted, 13, "bottom center", 4) | {"cliponaxis": False}
    style["marker"] |= {"symbol": "line-ns", "line": {"color": palette.ink, "width": 2}}
    place: Path = {"by": "update", "x": w, "y": -_STRIP}
    text = words.format("chart.best", value=digits(w, 4))
    return marks.told(marks.head(place, style) | {"text": [text]}, fades=True, future=True)


def _cost_top(trace: Trace, span: Range) -> float:
    """The top of the cost chart: above the start, or above the curve's ends where that is lower."""
    run = trace.run
    w = tuple(np.array([run.w0[0], *span]).reshape(1, -1))
    start, *ends = run.mean_loss(w).tolist()
    top = max(1.9 * start, 0.5 * min(ends))
    return top if top > 0 and math.isfinite(top) else 1.0

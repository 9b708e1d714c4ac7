"""The picture of a run: its samples, the model, and the rope by which a sample pulls at it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from sgd_core import Run, Trace
from sgd_core.arithmetic import sqrt
from sgd_core.scaling import Units, placed
from sgd_core.tree import Tree, as_tree, names
from sgd_ui.drawing import axes, marks
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.clip import Range
from sgd_ui.drawing.marks import GIVEN, Computed, G, Mark, Spot, Style, X, Y, dot, stroke, written
from sgd_ui.drawing.models import LANDMARKS, is_straight, predicted
from sgd_ui.drawing.palette import DOTTED, FEW, SYMBOLS, Palette, Pen
from sgd_ui.words.catalogue import Words

#: What a model makes of x.
Model = Callable[[Computed], Computed]

#: Batches larger than this light up no single samples.
MOST_LIT = 50
#: More samples than this are drawn smaller, and let each other be seen.
_MANY = 500
#: The lines of the updates before, and how much of each is seen.
_BEFORE = (((1, 3), 0.34), ((4, 7), 0.2), ((8, 12), 0.1))
#: Points of a model that is no straight line, now and before.
_FINE, _COARSE = 161, 61
#: How large the halo of a sample that pulls is, and how far from its middle what is said of it.
_HALO, _CLEAR = 46, 19
#: How far beyond the picture a line goes on, for when more is seen, as a share of its width.
_BEYOND = 10


@np.errstate(over="ignore", invalid="ignore")
def data_figure(trace: Trace, palette: Palette, words: Words, units: Units | None = None) -> Figure:
    """The samples, the model, and the rope of the sample that is pulling; over x as given."""
    run = trace.run
    xs, ys = (units.given if units else run).points
    of_sample: Model = partial(predicted, run.model, names(run.model.parameters))
    model = _over_given(of_sample, units)
    begun: Callable[[Any], Any] = _over_given(partial(predicted, run.model, run.w0), units)
    span = axes.padded(axes.with_zero(xs), 0.07)
    title = words["axis.y" if run.model.targets is None else "axis.label"]
    figure = axes.figure(palette, words["axis.x"], title, span, _heights(ys, list(map(begun, xs))))
    figure["layout"]["xaxis"]["showgrid"] = False
    if run.model.targets:
        figure["layout"]["yaxis"]["tickvals"] = [run.model.targets[0], 0.5, run.model.targets[-1]]
    landmarks = LANDMARKS.get(run.problem)
    if landmarks and landmarks.band:
        figure["data"] += _band(model, run.constants[landmarks.band], span, palette)
    figure["data"] += _models(model, span, run, palette)
    at = GIVEN if units else X
    lit = run.batch_size <= MOST_LIT
    if lit:
        figure["data"] += _rope(of_sample, at, palette)
    figure["data"].append(_points(run.samples, at, palette, words))
    if lit and run.samples > FEW:
        figure["data"].append(_drawn(at, palette))
    # What is written comes last and so lies above everything. The equation takes its place first: the pull
    # can be said in fewer words.
    equation = words.get(f"chart.equation_{run.problem}")
    if equation:
        figure["data"].append(_equation(model, span, equation, run, palette))
    if run.batch_size == 1:
        figure["data"].append(_pull(of_sample, at, run, palette, words))
    return figure


def _heights(ys: Sequence[float], start: Sequence[float]) -> Range:
    """The samples, and where the model starts unless that is far from them."""
    held = axes.with_zero(ys)
    reach = 3 * (max(held) - min(held) or 1.0)
    near = [y for y in start if min(held) - reach <= y <= max(held) + reach]
    low, high = axes.padded([*held, *near], 0.1)
    # The number of a sample stands above it.
    room = 0.09 * (high - low)
    return low, high + room if math.isfinite(high + room) else high


def _over_given(model: Model, units: Units | None) -> Model:
    """A model of what the run is on, as one of x as given."""
    return lambda x: model(placed(x, units))


def _models(model: Model, span: Range, run: Run, palette: Palette) -> list[Mark]:
    """The model as it was at the start and in the last few updates, and as it is now."""
    straight = is_straight(run.model)
    draw = partial(_straight, model, span) if straight else partial(marks.curve, _FINE, model(G))
    before = draw if straight else partial(marks.curve, _COARSE, model(G))
    thin = [before(stroke(palette.muted, 2), ago=ago) | {"opacity": seen} for ago, seen in reversed(_BEFORE)]
    return [
        before(stroke(palette.ghost, 2), ago="start"),
        *thin,
        draw(stroke(palette.ink, 4.5), model=True, **({"watch": "ŷ"} if straight else {})),
    ]


def _straight(of: Model, span: Range, style: Style, **moves: Any) -> Mark:
    """A straight model over a span of x and far beyond it."""
    left, right = _beyond(span)
    return marks.line((left, of(left)), (right, of(right)), style, **moves)


def _beyond(span: Range) -> Range:
    room = _BEYOND * (span[1] - span[0])
    ends = span[0] - room, span[1] + room
    return ends if all(map(math.isfinite, ends)) else span


def _equation(model: Model, span: Range, text: str, run: Run, palette: Palette) -> Mark:
    """The model with its numbers, beside its line, or beside its curve on the right."""
    style = written(palette.ink, 16, "top left", 10, weight=600)
    parameters = names(run.model.parameters)
    if is_straight(run.model):
        left, right = _beyond(span)
        return marks.label((left, model(left), right, model(right)), text, parameters, style)
    at = span[0] + 0.97 * (span[1] - span[0])
    return marks.label((at, model(at)), text, parameters, style)


def _rope(model: Model, at: Computed, palette: Palette) -> list[Mark]:
    """From the sample that is pulling to the model; and a halo.

    Args:
        at: where a sample stands on the axis of x.
    """
    top, end = (at, Y), (at, model(X))
    halo = dot(palette.muted, _HALO)
    halo["marker"]["opacity"] = 0.22
    knot = dot(palette.background, 15, (4.5, palette.muted))
    return [
        marks.spot(top, halo, each=True, pulling=True, wears="fill"),
        marks.line(top, end, stroke(palette.muted, 7), each=True, pulling=True, begins=2, wears="line"),
        marks.spot(end, knot, each=True, pulling=True, begins=2, wears="marker"),
    ]


def _pull(model: Model, at: Computed, run: Run, palette: Palette, words: Words) -> Mark:
    """How far off the model is and how hard the sample pulls; once it has moved, from how far to how far.

    It stands beside the rope, on the side where the model leads away from it.
    """
    pull = norm(names(f"grad_{name}" for name in run.model.parameters))
    before = predicted(run.model, names(f"{name}_before" for name in run.model.parameters), X)
    rise = as_tree(model(X + 1)) - as_tree(model(X))
    end = as_tree(model(X))
    over = Y - end
    where: Spot = (at, (Y + end) / 2)
    style = written(palette.muted, 15, "middle right", _CLEAR, weight=600)
    moves: marks.Moves = {"each": True, "pulling": True, "begins": 3, "wears": "text"}
    off = abs(Y - as_tree(before)), abs(over)
    brief = {"text": words["chart.pull_brief"], "moved": words["chart.pulled_brief"]}
    # What corrects a gradient makes of it another pull than the sample's.
    text = words["chart.pull"] if run.gradient == "plain" else brief["text"]
    mark = marks.label(where, text, [pull, *off, over, over * rise], style, **moves)
    mark["meta"] |= {"leans": True, "moved": words["chart.pulled"], "brief": brief}
    return mark


def norm(parts: Sequence[Tree]) -> Tree:
    """The length of a vector."""
    if len(parts) == 1:
        return abs(parts[0])
    total = parts[0] * parts[0]
    for part in parts[1:]:
        total = total + part * part
    return as_tree(sqrt(total))


def _drawn(at: Computed, palette: Palette) -> Mark:
    """The sample that is pulling, over many others."""
    return marks.spot(
        (at, Y), dot(palette.muted, 14, (2, palette.background)), each=True, pulling=True, wears="fill"
    )


def _band(model: Model, width: float, span: Range, palette: Palette) -> list[Mark]:
    """Thin lines on either side of the model, beyond which the loss grows straight."""
    thin = stroke(Pen(palette.muted, DOTTED), 1)
    return [
        _straight(lambda x: model(x) - width, span, thin),
        _straight(lambda x: model(x) + width, span, thin),
    ]


def _points(samples: int, at: Computed, palette: Palette, words: Words) -> Mark:
    few = samples <= FEW
    colours = palette.shades(samples)
    marker = {
        "size": 22 if few else 9 if samples <= _MANY else 4,
        "color": list(colours) if few else colours[0],
        "symbol": list(SYMBOLS) if few else "circle",
        "opacity": 1 if few else 0.75 if samples <= _MANY else 0.5,
    }
    name = words.format("chart.sample", i="%{text}")
    own = {"textfont": {"color": list(colours), "size": 17, "weight": 700}} if few else {}
    style = {
        "mode": "markers+text" if few else "markers",
        "text": [str(i + 1) for i in range(samples)],
        "textposition": "top left",
        "marker": marker,
        "hovertemplate": f"{name}<br>{words['axis.input']} %{{x}}<br>y %{{y}}<extra></extra>",
        **own,
    }
    mark = marks.samples((at, Y), style)
    if few:
        mark["meta"]["watch"] = words.format("chart.sample", i="{2}")
    return mark

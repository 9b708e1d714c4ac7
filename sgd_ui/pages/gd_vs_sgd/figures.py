"""The figures of the race: pure functions from its runs and findings to Plotly figures as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from sgd_core import Trace
from sgd_core.tree import named, names
from sgd_ui.drawing import axes, contour, marks
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.clip import Range
from sgd_ui.drawing.marks import Floats, Mark, Path, Spot, X, Y, dot, ring, stroke
from sgd_ui.drawing.palette import FEW, Palette
from sgd_ui.runs.racing import Contestant
from sgd_ui.runs.sweeps import Best, Sweep
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import digits

#: How a price that is never paid is marked: above the dearest one by this factor.
_ROOM = 1.6


def race_figure(
    contestants: Sequence[Contestant],
    arrivals: Mapping[str, float | None],
    within: float,
    span: Range,
    title: str,
    palette: Palette,
    words: Words,
) -> Figure:
    """The distance of each run from the best parameters along the axis of the race.

    Args:
        contestants: the runs.
        arrivals: where each came within reach, by key.
        within: what counts as within reach.
        span: the part of the axis that is shown.
        title: what is counted along it.
    """
    distances = [each.distance for each in contestants]
    low, high = _decades(distances, within)
    figure = axes.figure(palette, title, words["axis.distance"], _opened(span), (0, 1))
    axes.log_axis(figure, "y", low, high)
    told = words.format("chart.within", within=digits(within, 6))
    # Clear of where they arrive.
    axes.level(figure, palette, within, told, at=0, under=True, up=-5)
    for run, each in enumerate(contestants):
        path: Path = {"run": run, "by": "update", "x": "@", "y": "distance", "floor": low}
        hover = f"{each.label}<br>%{{x:.6g}}<br>%{{y:.4g}}<extra></extra>"
        figure["data"] += marks.runner(path, each.pen, hover, palette)
    figure["data"].append(_arrivals(contestants, arrivals, within, span[1], palette))
    figure["data"] = [mark | {"showlegend": False} for mark in figure["data"]]
    figure["data"] += [
        marks.still([math.nan], [math.nan], stroke(each.pen, 3), name=each.label) for each in contestants
    ]
    # They all begin on the left.
    axes.legend_inside(figure, palette, "right")
    if any((each == 0).any() for each in distances):
        axes.corner_note(figure, words["chart.zero_distance"], palette, len(contestants))
    return figure


def _arrivals(
    contestants: Sequence[Contestant],
    arrivals: Mapping[str, float | None],
    within: float,
    last: float,
    palette: Palette,
) -> Mark:
    """Where each run came within reach, up to the ``last`` place that is shown."""
    met = [(at, each) for each in contestants if (at := arrivals[each.key]) is not None and at <= last]
    marker = {
        "symbol": "diamond",
        "size": 10,
        "color": [each.pen.colour for _, each in met],
        "line": {"width": 1.5, "color": palette.background},
    }
    style = {"mode": "markers", "marker": marker, "hovertemplate": "%{text}<br>%{x:.6g}<extra></extra>"}
    names = [each.label for _, each in met]
    found = marks.still([at for at, _ in met], [within] * len(met), style, text=names)
    return marks.told(found, future=True)


def landscape_figure(contestants: Sequence[Contestant], palette: Palette, words: Words) -> Figure:
    """Where the runs are on the mean loss: on its curve over w, or on its contour over w and b."""
    if len(contestants[0].trace.run.w0) == 1:
        return _curve_figure(contestants, palette, words)
    return _contour_figure(contestants, palette, words)


def pulls_figure(trace: Trace, run: int, palette: Palette, words: Words) -> Figure:
    """Minus the gradient of each sample where full-batch descent is, as arrows around their mean.

    Args:
        trace: the full-batch run.
        run: its place among the runs on the stage.
    """
    n, model = trace.run.samples, trace.run.model
    titles = [f"−∂f/∂{name}" for name in model.parameters]
    across, *up = (-part for part in model.gradient(names(model.parameters), X, Y))
    tail: Spot
    mean_tail: Spot
    if not up:
        below, i = -1.0 - 0.04 * n, named("i")
        figure = _listed_axes(trace, titles[0], below, palette, words)
        tail, tip = (0.0, i), (across, i)
        mean_tail, mean = (0.0, below), (across, below)
    else:
        figure = axes.figure(palette, titles[0], titles[1], *_reach(trace, [0, 1]))
        tail = mean_tail = (0.0, 0.0)
        tip = mean = (across, up[0])
    axes.upright(figure, palette, 0.0)
    for each, shade in axes.drawn_groups(n, palette):
        figure["data"] += [
            marks.line(tail, tip, stroke(shade, 2.5 if n <= FEW else 1), run=run, each=each),
            marks.spot(tip, dot(shade, 8 if n <= FEW else 4), run=run, each=each),
        ]
    figure["data"] += [
        marks.line(mean_tail, mean, stroke(palette.ink, 4), run=run, each="all", mean=True),
        marks.spot(mean, dot(palette.ink, 13, (2, palette.background)), run=run, each="all", mean=True),
    ]
    return figure


def _listed_axes(trace: Trace, name: str, below: float, palette: Palette, words: Words) -> Figure:
    """The pulls along one parameter, the samples one above the other, and their mean ``below`` them."""
    n = trace.run.samples
    (across,), up = _reach(trace, [0]), (below - 0.7, n - 0.2)
    figure = axes.figure(palette, name, words["axis.sample"], across, up)
    at, texts = _sample_ticks(n)
    named = {"tickvals": [below, *at], "ticktext": [words["chart.mean_short"], *texts]}
    figure["layout"]["yaxis"] |= {"showgrid": False, **named}
    return figure


def sweep_figure(
    contestants: Sequence[Contestant], sweeps: Mapping[str, Sweep], palette: Palette, words: Words
) -> Figure:
    """What arriving costs each run at every learning rate; the rate of this race is ringed."""
    prices = [price for each in sweeps.values() for price in each.values if 0 < price < math.inf]
    rates = [rate for each in sweeps.values() for rate in each.lrs]
    figure = axes.figure(palette, words["axis.rate"], words["axis.price"], (0, 1), (0, 1))
    axes.log_axis(figure, "x", min(rates), max(rates))
    axes.log_axis(figure, "y", min(prices, default=1), max(prices, default=10) * _ROOM)
    if not prices:
        _say_none([price for each in sweeps.values() for price in each.values], figure, palette, words)
    for each in contestants:
        figure["data"] += _prices(each, sweeps[each.key], words)
    return figure


def _prices(each: Contestant, found: Sweep, words: Words) -> list[Mark]:
    """What arriving costs one run at every rate, and a ring around the rate of this race."""
    price = np.where(np.isfinite(found.values), marks.gaps(found.values), np.nan)
    hover = f"{each.label}<br>{words['axis.rate']} %{{x:.4g}}<br>%{{y}}<extra></extra>"
    used = [k for k, rate in enumerate(found.lrs) if rate == each.trace.run.lr and not np.isnan(price[k])]
    ringed = [found.lrs[k] for k in used], [price[k].item() for k in used]
    return [
        marks.still(found.lrs, price, marks.beads(each.pen, 1.8, 4, hover)),
        marks.still(*ringed, ring(each.pen.colour, 13, 2.5)),
    ]


def sizes_figure(prices: Mapping[int, Best | None], palette: Palette, words: Words) -> Figure:
    """What arriving costs at each batch size with its own best rate."""
    paid = {size: found for size, found in prices.items() if found and found.value > 0}
    costs = [found.value for found in paid.values()]
    figure = axes.figure(palette, words["axis.batch"], words["axis.price"], (0, 1), (0, 1))
    axes.log_axis(figure, "x", 1, max(prices))
    axes.log_axis(figure, "y", min(costs, default=1), max(costs, default=10) * _ROOM)
    figure["layout"]["xaxis"] |= {"tickvals": list(prices), "ticktext": [str(size) for size in prices]}
    if not paid:
        _say_none([found.value for found in prices.values() if found], figure, palette, words)
    hover = f"{words['axis.batch']} %{{x}}<br>{words['axis.rate']} %{{text}}<br>%{{y}}<extra></extra>"
    ink = {"color": palette.ink}
    style = {"mode": "lines+markers", "line": ink | {"width": 2}, "marker": ink | {"size": 8}}
    rates = [digits(found.lr, 4) for found in paid.values()]
    figure["data"].append(marks.still(list(paid), costs, style, text=rates, hovertemplate=hover))
    return figure


def _curve_figure(contestants: Sequence[Contestant], palette: Palette, words: Words) -> Figure:
    run = contestants[0].trace.run
    (best,) = contestants[0].targets
    left, right = axes.padded([run.w0[0], 2 * best[0] - run.w0[0]], 0.12)
    if not math.isfinite(run.mean_loss((left,)) + run.mean_loss((right,))):
        # A start that no picture reaches.
        left, right = axes.padded([best[0] - 1, best[0] + 1], 0.12)
    grid = np.linspace(left, right, 81)
    mean = run.mean_loss((grid,))
    top = float(mean.max()) or 1.0
    figure = axes.figure(
        palette, words["axis.w"], words["axis.mean"], (left, right), (-0.06 * top, 1.02 * top)
    )
    axes.still(figure, grid, mean, palette.muted, 2)
    for k, each in enumerate(contestants):
        path: Path = {"run": k, "by": "update", "x": "w", "y": "mean_loss"}
        figure["data"].append(marks.head(path, dot(each.pen.colour, 15 - 3 * k, (1.5, palette.background))))
    return figure


def _contour_figure(contestants: Sequence[Contestant], palette: Palette, words: Words) -> Figure:
    run = contestants[0].trace.run
    (best,) = contestants[0].targets
    first, second = (axes.padded([w0, 2 * w - w0], 0.12) for w0, w in zip(run.w0, best, strict=True))
    figure = contour.contour_figure(run, (first, second), palette)
    for k, each in enumerate(contestants):
        path: Path = {"run": k, "by": "update", "x": "w", "y": "b"}
        hover = f"{each.label}<br>w %{{x:.5g}}<br>b %{{y:.5g}}<extra></extra>"
        figure["data"] += marks.runner(path, each.pen, hover, palette)
    figure["data"].append(contour.mark([best], palette))
    return figure


def _decades(distances: Sequence[Floats], within: float) -> Range:
    """From well below what counts as arrived to the farthest that a run has been, within reason."""
    seen = list(map(marks.seen, distances))
    start = max((d[0].item() for d in distances if math.isfinite(d[0])), default=1.0) or 1.0
    far = max((d.max().item() for d in seen if len(d)), default=start)
    near = min((d.min().item() for d in seen if len(d)), default=within)
    return max(min(near, within / 3), within / 100), min(max(far, start), 100 * max(start, within))


def _opened(span: Range) -> Range:
    """A little room on either side."""
    return axes.padded(list(span), 0.02)


def _reach(trace: Trace, parameters: Sequence[int]) -> list[Range]:
    """For each parameter the span of the samples' pulls at the start, 0 in it."""
    run = trace.run
    pulls = [run.model.gradient(run.w0, x, y) for x, y in zip(*run.points, strict=True)]
    return [axes.padded([0.0, *(-pull[k] for pull in pulls)], 0.14) for k in parameters]


def _sample_ticks(samples: int) -> tuple[list[int], list[str]]:
    """Where samples stand on their axis, and their numbers, counted from 1."""
    at = list(range(samples)) if samples <= FEW else [0, samples // 2 - 1, samples - 1]
    return at, [str(i + 1) for i in at]


def _say_none(prices: Sequence[float], figure: Figure, palette: Palette, words: Words) -> None:
    """Says in the middle of a picture why it shows no price: none is paid, or there is nothing to pay."""
    text = words["chart.there" if 0 in prices else "chart.nobody"]
    place = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    axes.note(figure, text, palette.muted, place, size=12)

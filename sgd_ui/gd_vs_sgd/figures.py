"""The figures of the race: pure functions from its runs and findings to Plotly figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from sgd_core import Trace
from sgd_ui import contour, drawing
from sgd_ui.catalogue import Words
from sgd_ui.drawing import Floats, Range
from sgd_ui.gd_vs_sgd.findings import Sweep
from sgd_ui.palette import FEW, Palette
from sgd_ui.several import Contestant
from sgd_ui.terms import FORMS, Terms, mean_over

#: More samples than this are not drawn one by one; an even choice of them is.
MOST_PULLS = 200
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
) -> go.Figure:
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
    figure = drawing.figure(palette, title, words["axis.distance"], _opened(span), (0, 1))
    drawing.log_axis(figure, "y", low, high)
    drawing.rule(figure, palette, y=within, text=words.format("chart.within", within=f"{within:g}"))
    for run, each in enumerate(contestants):
        path = {"run": run, "by": "update", "x": "@", "y": "distance", "floor": low}
        hover = f"{each.label}<br>%{{x:.6g}}<br>%{{y:.4g}}<extra></extra>"
        contour.add_path(figure, path, each.colour, hover, palette, each.dash)
    met = [(at, each) for each in contestants if (at := arrivals[each.key]) is not None and at <= span[1]]
    figure.add_scatter(
        x=[at for at, _ in met], y=[within] * len(met), mode="markers",
        marker={
            "symbol": "diamond", "size": 10, "color": [each.colour for _, each in met],
            "line": {"width": 1.5, "color": palette.background},
        },
        text=[each.label for _, each in met],
        hovertemplate="%{text}<br>%{x:.6g}<extra></extra>",
    )  # fmt: skip
    return figure


def landscape_figure(contestants: Sequence[Contestant], palette: Palette, words: Words) -> go.Figure:
    """Where the runs are on the mean loss: on its curve over w, or on its contour over w and b."""
    if len(contestants[0].trace.run.w0) == 1:
        return _curve_figure(contestants, palette, words)
    return _contour_figure(contestants, palette, words)


def pulls_figure(trace: Trace, run: int, palette: Palette, words: Words) -> go.Figure:
    """Minus the gradient of each sample where full-batch descent is, as arrows around their mean.

    Args:
        trace: the full-batch run.
        run: its place among the runs on the stage.
    """
    form, (xs, ys), n = FORMS[trace.run.problem], trace.run.points, trace.run.samples
    means = [mean_over(terms, xs, ys) for terms in form.pull]
    names = [f"−∂f/∂{name}" for name in trace.run.model.parameters]
    if len(names) == 1:
        reach = _reach(trace, [0])
        below = -1.0 - 0.04 * n
        figure = drawing.figure(palette, names[0], words["axis.sample"], reach[0], (below - 0.7, n - 0.2))
        at, texts = _sample_ticks(n)
        mean = words["chart.mean_short"]
        figure.update_yaxes(showgrid=False, tickvals=[below, *at], ticktext=[mean, *texts])
        levels: list[Terms] = [[["i"]], [[below]]]
    else:
        reach = _reach(trace, [0, 1])
        figure = drawing.figure(palette, names[0], names[1], *reach)
        levels = [form.pull[1], means[1]]
    drawing.rule(figure, palette, x=0.0)
    zero: Terms = [[0.0]]
    drawn = np.unique(np.linspace(0, n - 1, min(n, MOST_PULLS)).astype(int)).tolist()
    for (first, last), shade in zip(drawing.groups(n, min(n, FEW)), palette.shades(n), strict=True):
        each = [i for i in drawn if first <= i <= last]
        tail = zero if len(names) > 1 else levels[0]
        arrow = {"run": run, "each": each}
        width = 2.5 if n <= FEW else 1
        figure.add_scatter(
            **drawing.line(shade, width),
            meta={"follow": "line", "x": [zero, form.pull[0]], "y": [tail, levels[0]], **arrow},
        )
        figure.add_scatter(
            mode="markers", hoverinfo="skip", marker={"size": 8 if n <= FEW else 4, "color": shade},
            meta={"follow": "head", "x": form.pull[0], "y": levels[0], **arrow},
        )  # fmt: skip
    tail = zero if len(names) > 1 else levels[1]
    figure.add_scatter(
        **drawing.line(palette.ink, 4),
        meta={"follow": "line", "run": run, "x": [zero, means[0]], "y": [tail, levels[1]]},
    )
    figure.add_scatter(
        mode="markers", hoverinfo="skip",
        marker={"size": 13, "color": palette.ink, "line": {"width": 2, "color": palette.background}},
        meta={"follow": "head", "run": run, "x": means[0], "y": levels[1]},
    )  # fmt: skip
    return figure


def sweep_figure(
    contestants: Sequence[Contestant], sweeps: Mapping[str, Sweep], palette: Palette, words: Words
) -> go.Figure:
    """What arriving costs each run at every learning rate; the rate of this race is ringed."""
    prices = [price for each in sweeps.values() for price in each.gradients if 0 < price < math.inf]
    rates = [rate for each in sweeps.values() for rate in each.lrs]
    figure = drawing.figure(palette, words["axis.rate"], words["axis.price"], (0, 1), (0, 1))
    drawing.log_axis(figure, "x", min(rates), max(rates))
    drawing.log_axis(figure, "y", min(prices, default=1), max(prices, default=10) * _ROOM)
    if not prices:
        _say(figure, words["chart.nobody"], palette)
    for each in contestants:
        found = sweeps[each.key]
        price = np.where(np.isfinite(found.gradients) & (found.gradients > 0), found.gradients, np.nan)
        figure.add_scatter(
            x=found.lrs, y=price, mode="lines+markers", connectgaps=False,
            line={"color": each.colour, "width": 1.8, **({"dash": each.dash} if each.dash else {})},
            marker={"size": 4, "color": each.colour},
            hovertemplate=f"{each.label}<br>{words['axis.rate']} %{{x:.4g}}<br>%{{y}}<extra></extra>",
        )  # fmt: skip
        used = [k for k, rate in enumerate(found.lrs) if rate == each.trace.run.lr and not np.isnan(price[k])]
        figure.add_scatter(
            x=[found.lrs[k] for k in used], y=[price[k] for k in used], mode="markers", hoverinfo="skip",
            marker={"size": 13, "color": "rgba(0,0,0,0)", "line": {"width": 2.5, "color": each.colour}},
        )  # fmt: skip
    return figure


def sizes_figure(
    prices: Mapping[int, tuple[float, float] | None], critical: float | None, palette: Palette, words: Words
) -> go.Figure:
    """What arriving costs at each batch size with its own best rate, and the critical batch size."""
    paid = {size: found for size, found in prices.items() if found and found[1] > 0}
    costs = [found[1] for found in paid.values()]
    figure = drawing.figure(palette, words["axis.batch"], words["axis.price"], (0, 1), (0, 1))
    drawing.log_axis(figure, "x", 1, max(prices))
    drawing.log_axis(figure, "y", min(costs, default=1), max(costs, default=10) * _ROOM)
    figure.update_xaxes(tickvals=list(prices), ticktext=[str(size) for size in prices])
    if critical is not None and math.isfinite(critical):
        text = words.format("chart.critical", batch=f"{critical:.3g}")
        drawing.rule(figure, palette, x=critical, text=text)
    if not paid:
        _say(figure, words["chart.nobody"], palette)
    hover = f"{words['axis.batch']} %{{x}}<br>{words['axis.rate']} %{{text}}<br>%{{y}}<extra></extra>"
    figure.add_scatter(
        x=list(paid), y=costs, mode="lines+markers", line={"color": palette.ink, "width": 2},
        marker={"size": 8, "color": palette.ink}, text=[f"{found[0]:.4g}" for found in paid.values()],
        hovertemplate=hover,
    )  # fmt: skip
    return figure


def _curve_figure(contestants: Sequence[Contestant], palette: Palette, words: Words) -> go.Figure:
    run = contestants[0].trace.run
    (best,) = contestants[0].targets
    left, right = drawing.padded([run.w0[0], 2 * best[0] - run.w0[0]], 0.12)
    grid = np.linspace(left, right, 81)
    mean = run.mean_loss((grid,))
    top = float(mean.max()) or 1.0
    figure = drawing.figure(
        palette, words["axis.w"], words["axis.mean"], (left, right), (-0.06 * top, 1.02 * top)
    )
    drawing.still(figure, grid, mean, palette.muted, 2)
    for k, each in enumerate(contestants):
        path = {"run": k, "by": "update", "x": "w", "y": "mean_loss"}
        contour.add_head(figure, path, each.colour, palette, size=15 - 3 * k)
    return figure


def _contour_figure(contestants: Sequence[Contestant], palette: Palette, words: Words) -> go.Figure:
    run = contestants[0].trace.run
    (best,) = contestants[0].targets
    first, second = (drawing.padded([w0, 2 * w - w0], 0.12) for w0, w in zip(run.w0, best, strict=True))
    figure = contour.contour_figure(run, (first, second), palette)
    for k, each in enumerate(contestants):
        path = {"run": k, "by": "update", "x": "w", "y": "b"}
        hover = f"{each.label}<br>w %{{x:.5g}}<br>b %{{y:.5g}}<extra></extra>"
        contour.add_path(figure, path, each.colour, hover, palette, each.dash)
    contour.mark(figure, [best], palette)
    return figure


def _decades(distances: Sequence[Floats], within: float) -> Range:
    """From well below what counts as arrived to the farthest that a run has been, within reason."""
    seen = [d[np.isfinite(d) & (d > 0)] for d in distances]
    start = max((d[0].item() for d in distances if math.isfinite(d[0])), default=1.0) or 1.0
    far = max((d.max().item() for d in seen if len(d)), default=start)
    near = min((d.min().item() for d in seen if len(d)), default=within)
    return max(min(near, within / 3), within / 100), min(max(far, start), 100 * max(start, within))


def _opened(span: Range) -> Range:
    """A little room on either side."""
    return drawing.padded(list(span), 0.02)


def _reach(trace: Trace, axes: Sequence[int]) -> list[Range]:
    """For each parameter the span of the samples' pulls at the start, 0 in it."""
    run = trace.run
    pulls = [run.model.gradient(run.w0, x, y) for x, y in zip(*run.points, strict=True)]
    return [drawing.padded([0.0, *(-pull[axis] for pull in pulls)], 0.14) for axis in axes]


def _sample_ticks(samples: int) -> tuple[list[int], list[str]]:
    """Where samples stand on their axis, and their numbers, counted from 1."""
    at = list(range(samples)) if samples <= FEW else [0, samples // 2 - 1, samples - 1]
    return at, [str(i + 1) for i in at]


def _say(figure: go.Figure, text: str, palette: Palette) -> None:
    """A word in the middle of a picture that has nothing to show."""
    figure.add_annotation(
        text=text, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False,
        font={"size": 12, "color": palette.muted},
    )  # fmt: skip

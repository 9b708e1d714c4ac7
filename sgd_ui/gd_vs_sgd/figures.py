"""The figures of the race: pure functions from its runs and findings to Plotly figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sgd_core import Trace
from sgd_core.problems import mean_loss
from sgd_ui import drawing
from sgd_ui.catalogue import Words
from sgd_ui.drawing import Floats, Range
from sgd_ui.gd_vs_sgd.findings import Sweep
from sgd_ui.palette import FEW, Palette
from sgd_ui.runs import best_of
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
        _add_path(figure, each, path, f"{each.label}<br>%{{x:.6g}}<br>%{{y:.4g}}<extra></extra>", palette)
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
    best = best_of(run)
    assert best
    left, right = drawing.padded([run.w0[0], 2 * best[0] - run.w0[0]], 0.12)
    grid = np.linspace(left, right, 81)
    mean = mean_loss(run.model, (grid,), *run.points)
    top = float(mean.max()) or 1.0
    figure = drawing.figure(
        palette, words["axis.w"], words["axis.mean"], (left, right), (-0.06 * top, 1.02 * top)
    )
    drawing.still(figure, grid, mean, palette.muted, 2)
    for k, each in enumerate(contestants):
        path = {"run": k, "by": "update", "x": "w", "y": "mean_loss"}
        _add_head(figure, each, path, palette, size=15 - 3 * k)
    return figure


def _contour_figure(contestants: Sequence[Contestant], palette: Palette, words: Words) -> go.Figure:
    run = contestants[0].trace.run
    best = best_of(run)
    assert best
    spans = [drawing.padded([run.w0[i], 2 * best[i] - run.w0[i]], 0.12) for i in (0, 1)]
    w, b = (np.linspace(*span, 61) for span in spans)
    mean = np.asarray(mean_loss(run.model, tuple(np.meshgrid(w, b)), *run.points))
    figure = drawing.figure(palette, "w", "b", spans[0], spans[1])
    # The square root spreads the levels where the valley is flat.
    figure.add_contour(
        x=w, y=b, z=np.sqrt(mean).astype("<f4"), showscale=False, hoverinfo="skip", ncontours=14,
        contours={"coloring": "lines"}, colorscale=[[0, palette.muted], [1, palette.ghost]],
        line={"width": 1},
    )  # fmt: skip
    for k, each in enumerate(contestants):
        path = {"run": k, "by": "update", "x": "w", "y": "b"}
        _add_path(figure, each, path, f"{each.label}<br>w %{{x:.5g}}<br>b %{{y:.5g}}<extra></extra>", palette)
    figure.add_scatter(
        x=[best[0]], y=[best[1]], mode="markers", hoverinfo="skip",
        marker={"symbol": "x", "size": 9, "color": palette.ink},
    )  # fmt: skip
    return figure


def _add_path(
    figure: go.Figure, each: Contestant, path: dict[str, Any], hover: str, palette: Palette
) -> None:
    """The whole path faintly, what is done of it in full, and the point now."""
    faint = drawing.line(each.colour, 1.6, each.dash)
    figure.add_scatter(**faint, opacity=0.42, meta={"follow": "whole", **path})
    done = drawing.read_off(drawing.line(each.colour, 3, each.dash), hover)
    figure.add_scatter(**done, meta={"follow": "trail", **path})
    _add_head(figure, each, path, palette)


def _add_head(
    figure: go.Figure, each: Contestant, path: dict[str, Any], palette: Palette, size: int = 10
) -> None:
    figure.add_scatter(
        mode="markers", hoverinfo="skip",
        marker={"size": size, "color": each.colour, "line": {"width": 1.5, "color": palette.background}},
        meta={"follow": "head", **path},
    )  # fmt: skip


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

"""The figures of the race: pure functions from its runs and sweeps to plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sgd_core import Run, Trace
from sgd_core.tree import named
from sgd_ui.drawing import axes, contour, marks
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.clip import Range, Spans
from sgd_ui.drawing.marks import Floats, Mark, Path, Spot, Style, ring, stroke
from sgd_ui.drawing.palette import FINE, Palette, Pen
from sgd_ui.pages.optimizers.findings import Least, excess
from sgd_ui.runs.racing import Contestant, moves_of
from sgd_ui.runs.sweeps import Sweep
from sgd_ui.runs.traces import mean_losses
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import exact

#: Rings of a dial, each standing for ten times the length of the one inside it.
_RINGS = 4
#: Where an arrow ends that is longer than the outer ring stands for; a ring around its tip says so.
OUTSIDE = 1.12
#: From the middle of a dial, whose radius is 1, to the next one's: across, and down with room for a name.
_APART, _BELOW = 2.5, 2.5
#: The largest power of ten that is a double; what is longer is off every dial.
_MOST_TEN = 308
#: Steps shorter than this are no steps.
_SHORTEST = 1e-300
#: Where a path is followed: so many times as far from the start and the minima as they lie apart.
_REACH = 1.2
#: A sweep shows losses up to so many times the one that the race starts at.
_ABOVE = 30


def beside(racing: Trace, own: Trace, least: Least | None, reach: float) -> dict[str, Floats]:
    """The columns of a run that the figures read beside its parameters, ``[updates + 1]`` each.

    ``excess``, its mean loss above the least; by parameter p ``to_p`` and ``from_p``, where the tips of
    the step and of −lr·gradient lie on its dial; ``off_to`` and ``off_from``, 0 where that is longer than
    the outer ring stands for and no number elsewhere; with ``averaged``, ``own_p`` of the run averaged over.

    Args:
        racing: the run as it races, the mean where that stands in its place.
        own: the run itself.
        reach: the length at the outer ring.
    """
    names = racing.run.model.parameters
    steps, pulls = arrows_of(racing)
    columns = {"excess": excess(mean_losses(racing), least)}
    for word, arrows in (("to", steps), ("from", pulls)):
        with np.errstate(over="ignore", invalid="ignore"):
            columns[f"off_{word}"] = np.where(np.hypot(*arrows.T) > reach, 0.0, np.nan)
    for word, tips in (("to", on_dial(steps, reach)), ("from", on_dial(pulls, reach))):
        columns |= {f"{word}_{name}": tips[:, i] for i, name in enumerate(names)}
    if racing is not own:
        columns |= {f"own_{name}": own.parameters[:, i] for i, name in enumerate(names)}
    return columns


def arrows_of(racing: Trace) -> tuple[Floats, Floats]:
    """``[updates + 1, 2]`` each: the step that led there, and −lr times the gradient; 0 at the start."""
    moves, names = moves_of(racing), racing.run.model.parameters
    steps = np.stack([moves[f"step_{name}"] for name in names], axis=1)
    with np.errstate(over="ignore", invalid="ignore"):
        pulls = -racing.run.lr * np.stack([moves[f"grad_{name}"] for name in names], axis=1)
    return steps, pulls


def on_dial(arrows: Floats, reach: float) -> Floats:
    """``[rows, 2]``: where the tips of ``[rows, 2]`` arrows lie on a dial.

    The direction is the arrow's own. The distance from the middle is logarithmic: 1 at a length of
    ``reach``, a quarter less for each tenth of that. All that is shorter than the middle stands for lies
    there, all that leaves the dial ends just outside; no number where the length is not finite.
    """
    with np.errstate(all="ignore"):
        length = np.hypot(arrows[:, 0], arrows[:, 1])
        out = np.clip(1 + np.log10(length / reach) / _RINGS, 0.0, OUTSIDE)
        return np.asarray(np.where(out[:, None] > 0, arrows * (out / length)[:, None], 0.0))


def reach_of(traces: Sequence[Trace], spans: Spans) -> float:
    """The length at the outer ring: the power of ten that no arrow in the picture is longer than.

    Where every run leaves the picture at once, those that lead out of it count too.
    """
    longest = next(
        (found for beyond in (0, 1) if (found := _longest(traces, spans, beyond)) > _SHORTEST), 0.0
    )
    return 10.0 ** min(math.ceil(math.log10(longest) - 1e-9), _MOST_TEN) if longest else 1.0


def _longest(traces: Sequence[Trace], spans: Spans, beyond: int) -> float:
    """The length of the longest arrow up to ``beyond`` rows after each path's last in the picture."""
    lengths = [0.0]
    for each in traces:
        rows = slice(0, _inside(each, spans) + beyond)
        with np.errstate(over="ignore", invalid="ignore"):
            inside = np.hypot(*np.concatenate([arrows[rows] for arrows in arrows_of(each)]).T)
        lengths.append(float(np.max(inside[np.isfinite(inside)], initial=0.0)))
    return max(lengths)


def _inside(columns: Trace, spans: Spans) -> int:
    """How many rows of a path come before the first that is outside the picture, the start aside."""
    within = np.ones(len(columns.parameters), bool)
    for values, (low, high) in zip(columns.parameters.T, spans, strict=True):
        within &= (values >= low) & (values <= high)
    return len(within) if within.all() else max(1, int(within.argmin()))


def leaves(columns: Trace, spans: Spans) -> bool:
    """Whether a path leaves the picture."""
    return _inside(columns, spans) < len(columns.parameters)


def spans_of(traces: Sequence[Trace], points: Sequence[Sequence[float]]) -> Spans:
    """The part of each parameter's axis that is shown: the start, ``points``, and the paths near them.

    Args:
        points: the minima, saddles and maxima that are marked.
    """
    first, second = (
        _span([*(point[i] for point in points)], [each.parameters[:, i] for each in traces]) for i in (0, 1)
    )
    return first, second


def _span(points: Sequence[float], paths: Sequence[Floats]) -> Range:
    fixed = [paths[0][0].item(), *points]
    low, high = min(fixed), max(fixed)
    values = np.concatenate(list(paths))
    with np.errstate(over="ignore", invalid="ignore"):
        # Where the points do not say how far is near, half of the runs do.
        gone = float(np.median([np.nanmax(np.abs(path - low)[np.isfinite(path)]) for path in paths]))
    room = _REACH * (high - low) if high > low else gone
    near = values[(values >= low - room) & (values <= high + room)]
    ends = [low, high, *([float(near.min()), float(near.max())] if len(near) else [])]
    left, right = axes.padded(ends, 0.1)
    farthest = axes.FARTHEST
    left, right = max(left, -farthest), min(right, farthest)
    return (left, right) if left < right else (-farthest, farthest)


def paths_figure(
    contestants: Sequence[Contestant], run: Run, spans: Spans, palette: Palette, words: Words
) -> Figure:
    """The paths of all runs on the contour lines of the mean loss, with its critical points."""
    figure = contour.contour_figure(run, spans, palette)
    first, second = run.model.parameters
    for k, each in enumerate(contestants):
        path: Path = {"run": k, "by": "update", "x": first, "y": second, "watch": each.label}
        hover = f"{each.label}<br>{first} %{{x:.5g}}<br>{second} %{{y:.5g}}<extra></extra>"
        if f"own_{first}" in each.beside:
            own: Path = {"run": k, "by": "update", "x": f"own_{first}", "y": f"own_{second}"}
            figure["data"].append(marks.trail(own, stroke(each.pen.colour, 1)))
        figure["data"] += marks.runner(path, each.pen, hover, palette)
    contour.add_critical(figure, run.critical, palette, words)
    return figure


def loss_figures(
    contestants: Sequence[Contestant], updates: int, known: bool, palette: Palette, words: Words
) -> dict[str, Figure]:
    """The mean loss over the updates, on a linear scale, and how far it lies above the least on a log one.

    Args:
        updates: how many the longest run makes.
        known: whether the least loss is known; if not, the log scale shows the loss itself.
    """
    span = axes.padded([0.0, float(max(updates, 1))], 0.02)
    losses = [mean_losses(each.trace) for each in contestants]
    linear = axes.figure(palette, words["axis.updates"], words["axis.mean"], span, _linear(losses))
    above = words["optimizers.axis_excess" if known else "axis.mean"]
    low, high, zero = _decades([each.beside["excess"] for each in contestants])
    log = axes.figure(palette, words["axis.updates"], above, span, (0, 1))
    axes.log_axis(log, "y", low, high)
    if zero:
        axes.level(log, palette, low, words["optimizers.nothing"])
    for k, each in enumerate(contestants):
        hover = f"{each.label}<br>{words['axis.updates']} %{{x}}<br>%{{y:.5g}}<extra></extra>"
        path: Path = {"run": k, "by": "update", "x": "#", "y": "mean_loss"}
        above_least: Path = {"run": k, "by": "update", "x": "#", "y": "excess", "floor": low}
        linear["data"] += marks.runner(path, each.pen, hover, palette)
        log["data"] += marks.runner(above_least, each.pen, hover, palette)
    return {"linear": linear, "log": log}


def _linear(losses: Sequence[Floats]) -> Range:
    """From the least loss seen to a little above the start's, or to where one curve is whole."""
    seen = np.concatenate([each[np.isfinite(each)] for each in losses])
    if not len(seen):
        return 0.0, 1.0
    return axes.padded([float(seen.min()), _top(losses, 1.25)], 0.05)


def _top(losses: Sequence[Floats], times: float) -> float:
    """So many times the start's loss, more where no curve would be whole, no more than the highest."""
    highest = [each[np.isfinite(each)].max().item() for each in losses if np.isfinite(each).any()]
    start = next((each[0].item() for each in losses if math.isfinite(each[0])), 0.0)
    return float(min(max(highest), max(times * start, min(highest))))


def _decades(losses: Sequence[Floats]) -> tuple[float, float, bool]:
    """From the least seen to two decades above the start's, or as ``_linear``; whether some are 0.

    With room below it where some are: they are drawn at the foot.
    """
    seen = np.concatenate([each[np.isfinite(each)] for each in losses])
    least = float(np.min(seen[seen > 0], initial=math.inf))
    if math.isinf(least):
        return 0.1, 1.0, bool(len(seen))
    zero = bool((seen == 0).any())
    return _foot(least, zero), _top(losses, 100), zero


def _foot(least: float, zero: bool) -> float:
    """Where a log axis ends that holds a least number above 0 and, if there are, zeros."""
    return max(least / 10, 1 / axes.FARTHEST) if zero else least


def over_top(contestants: Sequence[Contestant]) -> list[str]:
    """The keys of those whose mean loss rises above its picture on the linear scale."""
    losses = {each.key: mean_losses(each.trace) for each in contestants}
    _, top = _linear(list(losses.values()))
    return [key for key, loss in losses.items() if not (loss <= top).all()]


def dials_figure(
    contestants: Sequence[Contestant], names: Sequence[str], reach: float, palette: Palette, words: Words
) -> Figure:
    """A dial for each run: from its middle, dashed, −lr·gradient, and thick, the step that was taken.

    Args:
        names: what stands over each dial.
        reach: the length at the outer ring.
    """
    across = 2 if len(contestants) in (2, 4) else 3
    middles = [(_APART * (k % across), -_BELOW * (k // across)) for k in range(len(contestants))]
    parameters = contestants[0].trace.run.model.parameters
    figure = _dial_axes(parameters, across, -(-len(contestants) // across), reach, palette, words)
    for k, (each, name, (x, y)) in enumerate(zip(contestants, names, middles, strict=True)):
        figure["layout"]["shapes"] += _dial(x, y, palette)
        axes.note(figure, name, each.pen.colour, {"x": x, "y": y + 1, "yanchor": "bottom"})
        figure["data"] += _hands(k, (x, y), parameters, each.pen, palette)
    return figure


def _dial_axes(
    parameters: Sequence[str], across: int, down: int, reach: float, palette: Palette, words: Words
) -> Figure:
    """Room for so many dials, and what their rings stand for."""
    first, second = parameters
    least = exact(reach * 10.0**-_RINGS)
    rings = " · ".join(exact(reach * 10.0 ** (ring - _RINGS)) for ring in range(1, _RINGS + 1))
    title = words.format("optimizers.rings", first=first, second=second, lengths=rings, least=least)
    span, height = (-_APART / 2, (across - 0.5) * _APART), (-_BELOW * (down - 1) - 1.2, 1.5)
    figure = axes.figure(palette, "", "", span, height)
    axes.axes(figure, showgrid=False, showticklabels=False, showline=False, constrain="domain")
    figure["layout"]["yaxis"]["scaleanchor"] = "x"
    figure["layout"]["margin"] |= {"l": 8, "b": 72}
    # Where there is no room for it, the key says the same.
    below = {"xref": "x domain", "x": 0.5, "yref": "y domain", "y": 0, "yanchor": "top", "name": "aside"}
    axes.note(figure, title, palette.muted, below)
    return figure


def _hands(run: int, middle: Spot, parameters: Sequence[str], pen: Pen, palette: Palette) -> list[Mark]:
    """The two arrows of a dial, and the rings that tell which of them are longer than it shows."""
    (x, y), (first, second) = middle, parameters
    tips: dict[str, Spot] = {
        word: (x + named(f"{word}_{first}"), y + named(f"{word}_{second}")) for word in ("to", "from")
    }
    edge = ring(palette.ink, 15, 1.4)
    return [
        *_arrow(run, middle, tips["to"], stroke(pen.colour, 4.0), pen.colour),
        *_arrow(run, middle, tips["from"], stroke(Pen(palette.ink, FINE), 1.4), palette.background),
        *(
            marks.spot((left + off, low + off), edge, run=run, pulling=True)
            for off, (left, low) in ((named(f"off_{word}"), tip) for word, tip in tips.items())
        ),
    ]


def _arrow(run: int, tail: Spot, tip: Spot, style: Style, inside: str) -> list[Mark]:
    """An arrow from a point to where a run's columns say, its head filled with a colour."""
    head = marks.dot(inside, 8, (1.4, style["line"]["color"]))
    return [
        marks.line(tail, tip, style, run=run, pulling=True),
        marks.spot(tip, head, run=run, pulling=True),
    ]


def _dial(x: float, y: float, palette: Palette) -> list[dict[str, Any]]:
    """The rings around a middle, as shapes."""
    return [
        {
            "type": "circle", "x0": x - r, "x1": x + r, "y0": y - r, "y1": y + r, "layer": "below",
            "line": {"width": 1, "color": palette.ghost if r == 1 else palette.grid},
        }
        for r in (ring / _RINGS for ring in range(1, _RINGS + 1))
    ]  # fmt: skip


def _heights(losses: Sequence[Floats], start: float) -> tuple[float, float, bool]:
    """From the least loss of the sweeps to ``top_of``; whether some are 0, which are drawn at the foot."""
    seen = np.concatenate([each[np.isfinite(each)] for each in losses])
    if not (seen > 0).any():
        return 0.1, 1.0, bool(len(seen))
    zero = bool((seen == 0).any())
    return _foot(float(seen[seen > 0].min()), zero), top_of(losses, start), zero


def top_of(losses: Sequence[Floats], start: float) -> float:
    """The highest loss of the sweeps, or some times the start's where that is lower."""
    top = max((float(np.max(each[np.isfinite(each)], initial=0.0)) for each in losses), default=0.0)
    return min(top, _ABOVE * start) if 0 < start < math.inf else top


def sweep_figure(
    contestants: Sequence[Contestant],
    sweeps: Mapping[str, Sweep],
    names: Mapping[str, str],
    least: Least | None,
    start: float,
    palette: Palette,
    words: Words,
) -> Figure:
    """Where each run ends at every learning rate tried; its rate in this race is ringed.

    Args:
        names: what the runs are called, whatever their rates.
        start: the mean loss that all of them start at.
    """
    rates = [rate for found in sweeps.values() for rate in found.lrs]
    axis = words["optimizers.axis_late_excess" if least is not None else "optimizers.axis_late"]
    figure = axes.figure(palette, words["axis.rate"], axis, (0, 1), (0, 1))
    axes.log_axis(figure, "x", min(rates), max(rates))
    low, high, zero = _heights(
        [found.values for found in sweeps.values()], excess(np.array([start]), least).item()
    )
    axes.log_axis(figure, "y", low, high)
    if zero:
        axes.level(figure, palette, low, words["optimizers.nothing"])
    for each in contestants:
        figure["data"] += _ends(each, sweeps[each.key], names[each.key], low, words)
    axes.name_lines(figure, palette)
    return figure


def _ends(each: Contestant, found: Sweep, name: str, low: float, words: Words) -> list[Mark]:
    """Where one run ends at every rate, nowhere below ``low``, and a ring around the rate of this race."""
    ends = np.where(np.isfinite(found.values), found.values, np.nan)
    hover = f"{name}<br>{words['axis.rate']} %{{x:.4g}}<br>%{{y:.4g}}<extra></extra>"
    curve = marks.with_floor(found.lrs, ends, low, marks.beads(each.pen, 1.8, 3.5, hover), name=name)
    used = each.trace.run.lr
    if not is_ringed(used, found, math.inf):
        return [curve]
    place = [used], [max(found.at(used), low)]
    return [curve, marks.still(*place, ring(each.pen.colour, 13, 2.5), showlegend=False)]


def is_ringed(used: float, found: Sweep, top: float) -> bool:
    """Whether a rate in use stands in the picture of its sweep, below its upper edge."""
    return used in found.lrs and found.at(used) <= top and math.isfinite(found.at(used))

"""The figures of the saddle: pure functions from runs and findings to plain data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run
from sgd_core.tree import names
from sgd_ui.drawing import axes, contour, marks
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.clip import Spans
from sgd_ui.drawing.marks import Floats, Mark, Path, X, Y, dot, stroke
from sgd_ui.drawing.palette import FEW, SYMBOLS, Palette, Pen
from sgd_ui.pages.saddle.cases import case_of
from sgd_ui.pages.saddle.findings import Escapes
from sgd_ui.pages.saddle.saddles import Saddle, rounding
from sgd_ui.runs.racing import Contestant
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import digits

#: The longest pull at the saddle, or at the start, takes about this share of half the picture.
_ARROW = 0.4
#: A picture reaches this much farther than what it has to hold.
_ROOM = 1.3
#: How far aside of the way out the surface is seen from, in radians.
_ASIDE = 0.7
#: How much wider than high a picture with one scale for both axes is.
_WIDE = 1.2
#: Points of a line in a still figure, and of the surface along each parameter.
_MOST_POINTS, _SURFACE = 2000, 49
#: In space there is no page to inherit a font from.
_SPACE_FONT = "sans-serif"
#: Paths in space hide one another; those that are dashed elsewhere are wider, and show on both sides.
_SPACE_WIDTHS = (5, 12)
#: A log axis whose foot stands for 0 begins at this share of the threshold, or lower.
_BELOW = 1e-3
#: Rules nearer than this share of the axis would cover each other's names; the lower one's then ends here.
_NEAR, _LEFT = 0.15, 0.75
#: What the surface lets through, so that a path behind a fold of it is still seen.
_OPACITY = 0.6


def plane_figure(contestants: Sequence[Contestant], scale: float, palette: Palette, words: Words) -> Figure:
    """The mean loss over both parameters, its critical points, the paths, and each sample's pull.

    Args:
        contestants: the runs; the pulls are those where the first one is.
        scale: how long a pull is drawn, as a share of its length.
    """
    run = contestants[0].trace.run
    half = reach(contestants)
    spans = _spans(half)
    figure = contour.contour_figure(run, spans, palette)
    axes.keep_shape(figure)
    figure["data"] += _pulls(run, scale, palette)
    first, second = run.model.parameters
    # The first run is drawn last, on top of the others.
    for k, each in reversed(list(enumerate(contestants))):
        hover = f"{each.label}<br>{first} %{{x:.6g}}<br>{second} %{{y:.6g}}<extra></extra>"
        path: Path = {"run": k, "by": "update", "x": first, "y": second}
        figure["data"] += marks.runner(path, each.pen, hover, palette)
    contour.add_critical(figure, run.critical, palette, words)
    return figure


def reach(contestants: Sequence[Contestant]) -> float:
    """Half the height of the picture: it holds the critical points and the start, and the paths nearby."""
    run = contestants[0].trace.run
    known = [*run.w0, *(w for point in run.critical for w in point.parameters)]
    inner = max(map(abs, known)) or 1.0
    paths = np.abs(np.concatenate([each.trace.parameters.ravel() for each in contestants]))
    near = paths[paths <= 2 * inner]
    return min(_ROOM * max(inner, float(near.max(initial=0.0))), axes.FARTHEST)


def pull_scale(run: Run, saddle: Saddle, half: float) -> float:
    """How long pulls are drawn, as a share of their length: 1, 2 or 5 times a power of ten."""
    pulls = [
        (math.hypot(*run.model.gradient(w, x, y)), rounding(w, x, y))
        for w in (saddle.place, run.w0)
        for x, y in zip(*run.points, strict=True)
    ]
    longest = max((pull for pull, lost in pulls if lost < pull < math.inf), default=0.0)
    share = _ARROW * half / longest if longest else 1.0
    if not 0 < share < math.inf:
        return 1.0
    power = 10.0 ** math.floor(math.log10(share))
    return power * max(step for step in (1, 2, 5) if step * power <= share * (1 + 1e-9))


def _pulls(run: Run, scale: float, palette: Palette) -> list[Mark]:
    """Each sample's pull where the first run is, as a segment in its colour."""
    first, second = place = names(run.model.parameters)
    across, up = run.model.gradient(place, X, Y)
    tip = first - scale * across, second - scale * up
    few = run.samples <= FEW
    return [
        mark
        for each, shade in axes.drawn_groups(run.samples, palette)
        for mark in (
            marks.line((first, second), tip, stroke(shade, 3 if few else 1.2), run=0, each=each),
            marks.spot(tip, dot(shade, 7 if few else 3.5), run=0, each=each),
        )
    ]


def points_figure(contestants: Sequence[Contestant], palette: Palette, words: Words) -> Figure:
    """The points, each run's model, and what the first run's leaves over of each point."""
    run = contestants[0].trace.run
    case, spans = case_of(run), _points_spans(run)
    figure = axes.figure(palette, words["axis.x"], words["axis.y"], *spans)
    if case.plane:
        axes.keep_shape(figure)
    start, end = case.line(names(run.model.parameters), spans)
    for k, each in reversed(list(enumerate(contestants))):
        figure["data"].append(marks.line(start, end, stroke(each.pen, 2.5 if k == 0 else 2), run=k))
    figure["data"] += [*_left_over(run, palette), _samples(run.samples, palette, words)]
    return figure


def _points_spans(run: Run) -> Spans:
    """What holds the points: of a plane with 0 in the middle, of inputs and labels with 0 in it."""
    xs, ys = run.points
    if case_of(run).plane:
        return _spans(1.15 * max(map(abs, (*xs, *ys))))
    return axes.padded([0.0, *xs], 0.1), axes.padded([0.0, *ys], 0.2)


def _left_over(run: Run, palette: Palette) -> list[Mark]:
    """From each sample to what the first run's model makes of it."""
    guess, few = case_of(run).guess(names(run.model.parameters), X, Y), run.samples <= FEW
    return [
        mark
        for each, shade in axes.drawn_groups(run.samples, palette)
        for mark in (
            marks.line((X, Y), guess, stroke(shade, 1.5 if few else 0.8), run=0, each=each),
            marks.spot(guess, dot(shade, 6 if few else 3), run=0, each=each),
        )
    ]


def _samples(samples: int, palette: Palette, words: Words) -> Mark:
    few, colours = samples <= FEW, palette.shades(samples)
    name = words.format("chart.sample", i="%{text}")
    marker = {
        "size": 13 if few else 7,
        "color": list(colours) if few else colours[0],
        "symbol": list(SYMBOLS) if few else "circle",
    }
    style = {
        "mode": "markers",
        "text": [str(i + 1) for i in range(samples)],
        "marker": marker,
        "hovertemplate": f"{name}<br>x %{{x}}<br>y %{{y}}<extra></extra>",
    }
    return marks.samples((X, Y), style)


def away_figure(
    contestants: Sequence[Contestant], beyond: float, name: str, palette: Palette, words: Words
) -> Figure:
    """How far out each run is over its updates, on a log axis; what is exactly 0 lies at its foot.

    Args:
        contestants: the runs, with that distance in the column ``away``.
        beyond: the threshold.
        name: what is measured.
    """
    columns = [each.beside["away"] for each in contestants]
    last = max(len(column) - 1 for column in columns)
    figure, low = _away_axes(columns, beyond, name, last, palette, words)
    for k, each in reversed(list(enumerate(contestants))):
        path: Path = {"run": k, "by": "update", "x": "#", "y": "away", "floor": low}
        hover = f"{each.label}<br>{words['axis.updates']} %{{x}}<br>%{{y:.4g}}<extra></extra>"
        figure["data"] += marks.runner(path, each.pen, hover, palette)
    return figure


def ways_figure(
    columns: Mapping[str, Floats],
    pens: Mapping[str, Pen],
    beyond: float,
    name: str,
    palette: Palette,
    words: Words,
) -> Figure:
    """The same over the updates of several ways to run, standing still.

    Args:
        columns: ``[updates + 1]`` by way.
        pens: what each is drawn with.
    """
    last = max(len(column) - 1 for column in columns.values())
    figure, low = _away_axes(list(columns.values()), beyond, name, last, palette, words)
    for way, column in columns.items():
        rows = marks.even_choice(len(column), _MOST_POINTS)
        label = words[f"saddle.short_{way}"]
        style = stroke(pens[way], 2.2, hover=f"{label}<br>%{{x}}<br>%{{y:.3g}}<extra></extra>")
        figure["data"].append(marks.with_floor(rows, column[rows], low, style, name=label))
    axes.name_lines(figure, palette)
    return figure


def _away_axes(
    columns: Sequence[Floats], beyond: float, name: str, last: int, palette: Palette, words: Words
) -> tuple[Figure, float]:
    """Updates against a log axis that holds all that is not 0, the threshold ruled; and where its foot is."""
    seen = marks.seen(np.concatenate(columns))
    least = float(seen.min(initial=beyond))
    zero = any((column == 0).any() for column in columns)
    low = max(min(least / 10, beyond * _BELOW) if zero else least / 2, 1 / axes.FARTHEST)
    high = max(float(seen.max(initial=beyond)), beyond)
    span = axes.padded([0.0, float(max(last, 1))], 0.02)
    figure = axes.figure(palette, words["axis.updates"], name, span, (0, 1))
    axes.log_axis(figure, "y", low, 3 * high)
    axes.level(figure, palette, beyond, digits(beyond, 6), under=True)
    if zero:
        # Beside the threshold's name instead of over it.
        near = math.log(beyond / low) < _NEAR * math.log(3 * high / low)
        axes.level(figure, palette, low, words["saddle.exactly"], _LEFT if near else 1, up=6)
    return figure, low


def foot(columns: Iterable[Floats], words: Words) -> str:
    """What lies at the foot of a log axis; nothing where no number is 0."""
    return words["saddle.foot"] if any((column == 0).any() for column in columns) else ""


def times_figure(found: Escapes, palette: Palette, words: Words) -> Figure:
    """How many seeds left after how many updates, their median, and theory's scale."""
    times = found.left
    last = max(int(times.max(initial=1)), math.ceil(found.rule) if found.rule < found.updates else 1)
    width = max(1, -(-(last + 1) // 30))
    edges = np.arange(0, last + width + 1, width)
    counts, _ = np.histogram(times, edges)
    top = max(int(counts.max(initial=1)), 1)
    figure = axes.figure(
        palette,
        words["axis.updates"],
        words["axis.seeds"],
        (-0.02 * last, 1.06 * last + width),
        (0, 1.18 * top),
    )
    figure["data"].append(_bars(edges, counts, palette, words))
    if math.isfinite(found.rule) and found.rule <= last:
        axes.upright(figure, palette, found.rule, words["saddle.rule"])
    if math.isfinite(found.median):
        axes.upright(figure, palette, found.median, colour=palette.ink)
        place = {"x": found.median, "y": 0.9, "yref": "paper", "xanchor": "left", "xshift": 3}
        text, ground = words["saddle.median"], palette.background
        axes.note(figure, text, palette.ink, place, ground=ground, opacity=0.9)
    return figure


def _bars(edges: NDArray[np.int64], counts: NDArray[np.int64], palette: Palette, words: Words) -> Mark:
    """A bar for each count, from an edge to just before the next."""
    first, last = edges[:-1], edges[1:] - 1
    between = words.format("list.range", low="%{customdata[0]}", high="%{customdata[1]}")
    return {
        "type": "bar",
        "x": (first + last) / 2,
        "y": counts,
        "width": 0.88 * (edges[1] - edges[0]).item(),
        "marker": {"color": palette.runs[0], "line": {"width": 0}},
        "opacity": 0.85,
        "customdata": np.stack([first, last], axis=1),
        "hovertemplate": f"{between}<br>%{{y}}<extra></extra>",
    }


def surface_figure(
    contestants: Sequence[Contestant], out: tuple[float, float], palette: Palette, words: Words
) -> Figure:
    """The mean loss as a surface over a disk of both parameters, its critical points, and the paths in it.

    Args:
        contestants: the runs.
        out: the way out of the saddle; the picture is seen from a little aside of it.
    """
    run = contestants[0].trace.run
    critical = run.critical
    known = [run.w0, *(point.parameters for point in critical)]
    radius = min(_ROOM * max(math.hypot(*w) for w in known), axes.FARTHEST)
    paths = [_path_in_space(each, run, radius) for each in reversed(contestants)]
    layout = _space(run.model.parameters, out, palette, words)
    figure: Figure = {"data": [_surface(run, radius, palette), *paths], "layout": layout}
    for kind in contour.KINDS:
        places = [point.parameters for point in critical if point.kind == kind]
        if places:
            _add_places(figure, run, kind, places, palette, words)
    return figure


def _surface(run: Run, radius: float, palette: Palette) -> Mark:
    """The mean loss over a disk."""
    r, angle = np.meshgrid(np.linspace(0.0, radius, _SURFACE), np.linspace(0.0, 2 * np.pi, 3 * _SURFACE))
    x, y = r * np.cos(angle), r * np.sin(angle)
    with np.errstate(all="ignore"):
        height = np.asarray(run.mean_loss((x, y)))
    return {
        "type": "surface",
        "x": x,
        "y": y,
        "z": height,
        "showscale": False,
        "opacity": _OPACITY,
        "hoverinfo": "skip",
        "colorscale": [[0, palette.ghost], [1, palette.muted]],
        "contours": {"z": {"show": True, "color": palette.background, "width": 1}},
    }


def _path_in_space(each: Contestant, run: Run, radius: float) -> Mark:
    """What of a path lies inside the disk."""
    path = each.trace.parameters[marks.even_choice(len(each.trace) + 1, _MOST_POINTS // 4)]
    with np.errstate(all="ignore"):
        inside = np.hypot(*path.T) <= radius
    path = np.where(inside[:, None], path, np.nan)
    return {
        "type": "scatter3d",
        "x": path[:, 0],
        "y": path[:, 1],
        "z": np.asarray(run.mean_loss(tuple(path.T))),
        "mode": "lines",
        "line": {"color": each.pen.colour, "width": _SPACE_WIDTHS[bool(each.pen.dash)]},
        "name": each.label,
        "hoverinfo": "name",
    }


def _add_places(
    figure: Figure, run: Run, kind: str, places: Sequence[Sequence[float]], palette: Palette, words: Words
) -> None:
    """Critical points of one kind on the surface, with their names."""
    heights = [float(run.mean_loss(tuple(place))) for place in places]
    name = words[f"critical.{kind}"]
    x, y = map(list, zip(*places, strict=True))
    figure["data"].append(
        {
            "type": "scatter3d",
            "x": x,
            "y": y,
            "z": heights,
            "mode": "markers",
            "text": [name] * len(places),
            "hoverinfo": "text",
            "showlegend": False,
            "marker": {"symbol": contour.KINDS[kind], "size": 5, "color": palette.ink},
        }
    )
    # Text in space is hidden by the surface and as dark as it; a note lies on top, with a ground.
    figure["layout"]["scene"]["annotations"] += [
        {"x": x, "y": y, "z": z, "text": name, "showarrow": False, "yshift": 15,
         "font": {"color": palette.ink, "size": 12, "family": _SPACE_FONT},
         "bgcolor": palette.background, "opacity": 0.85, "borderpad": 1}
        for (x, y), z in zip(places, heights, strict=True) if math.isfinite(z)
    ]  # fmt: skip


def _space(names: Sequence[str], out: tuple[float, float], palette: Palette, words: Words) -> dict[str, Any]:
    """What is around a surface, which is seen from a little aside of the way out."""
    side = math.atan2(out[1], out[0]) - _ASIDE
    axis = {"gridcolor": palette.grid, "color": palette.muted, "backgroundcolor": palette.background}
    titles = dict(zip(("xaxis", "yaxis", "zaxis"), (*names, words["axis.mean"]), strict=True))
    return {
        "paper_bgcolor": palette.background,
        "font": {"family": _SPACE_FONT, "color": palette.ink},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "top", "traceorder": "reversed"},
        "scene": {
            **{name: {**axis, "title": {"text": title}} for name, title in titles.items()},
            "annotations": [],
            # A little below the middle, so that the ticks at the lower edge are not cut.
            "camera": {
                "eye": {"x": 1.7 * math.cos(side), "y": 1.7 * math.sin(side), "z": 1.05},
                "center": {"x": 0, "y": 0, "z": -0.15},
            },
            "aspectratio": {"x": 1, "y": 1, "z": 0.7},
        },
    }


def _spans(half: float) -> Spans:
    return (-_WIDE * half, _WIDE * half), (-half, half)

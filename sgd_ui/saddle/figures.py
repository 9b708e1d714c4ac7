"""The figures of the saddle: pure functions from runs and findings to Plotly figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from sgd_core import Run
from sgd_ui import contour, drawing
from sgd_ui.catalogue import Words
from sgd_ui.drawing import Floats, Range
from sgd_ui.palette import FEW, SYMBOLS, Palette
from sgd_ui.saddle.findings import Escapes, Saddle
from sgd_ui.several import Contestant
from sgd_ui.terms import FORMS, Terms

#: More samples than this are not drawn one by one; an even choice of them is.
MOST_PULLS = 200
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


def plane_figure(
    contestants: Sequence[Contestant], scale: float, palette: Palette, words: Words
) -> go.Figure:
    """The mean loss over both parameters, its critical points, the paths, and each sample's pull.

    Args:
        contestants: the runs; the pulls are those where the first one is.
        scale: how long a pull is drawn, as a share of its length.
    """
    run = contestants[0].trace.run
    half = reach(contestants)
    spans = _spans(half)
    figure = contour.contour_figure(run, spans, palette)
    _keep_shape(figure)
    _add_pulls(figure, run, scale, palette)
    first, second = run.model.parameters
    # The first run is drawn last, on top of the others.
    for k, each in reversed(list(enumerate(contestants))):
        hover = f"{each.label}<br>{first} %{{x:.6g}}<br>{second} %{{y:.6g}}<extra></extra>"
        meta = {"run": k, "by": "update", "x": first, "y": second}
        contour.add_path(figure, meta, each.colour, hover, palette, each.dash)
    contour.add_critical(figure, run.critical, palette, words)
    return figure


def reach(contestants: Sequence[Contestant]) -> float:
    """Half the height of the picture: it holds the critical points and the start, and the paths nearby."""
    run = contestants[0].trace.run
    known = [*run.w0, *(w for point in run.critical for w in point.parameters)]
    inner = max(map(abs, known)) or 1.0
    paths = np.abs(np.concatenate([each.trace.parameters.ravel() for each in contestants]))
    near = paths[paths <= 2 * inner]
    return min(_ROOM * max(inner, float(near.max(initial=0.0))), drawing.FARTHEST)


def pull_scale(run: Run, saddle: Saddle, half: float) -> float:
    """How long pulls are drawn, as a share of their length: 1, 2 or 5 times a power of ten."""
    pulls = [
        math.hypot(*run.model.gradient(w, x, y))
        for w in (saddle.place, run.w0)
        for x, y in zip(*run.points, strict=True)
    ]
    longest = max((pull for pull in pulls if math.isfinite(pull)), default=0.0)
    share = _ARROW * half / longest if longest else 1.0
    if not 0 < share < math.inf:
        return 1.0
    power = 10.0 ** math.floor(math.log10(share))
    return power * max(step for step in (1, 2, 5) if step * power <= share * (1 + 1e-9))


def _add_pulls(figure: go.Figure, run: Run, scale: float, palette: Palette) -> None:
    """Each sample's pull where the first run is, as a segment in its colour."""
    place: list[Terms] = [[[name]] for name in run.model.parameters]
    tips = [
        [*tail, *([scale, *term] for term in pull)] for tail, pull in zip(place, _pulls(run), strict=True)
    ]
    for each, shade in _shares(run, palette):
        meta = {"run": 0, "each": each}
        figure.add_scatter(
            **drawing.line(shade, 3 if run.samples <= FEW else 1.2),
            meta={"follow": "line", "x": [place[0], tips[0]], "y": [place[1], tips[1]], **meta},
        )
        figure.add_scatter(
            mode="markers", hoverinfo="skip",
            marker={"size": 7 if run.samples <= FEW else 3.5, "color": shade},
            meta={"follow": "head", "x": tips[0], "y": tips[1], **meta},
        )  # fmt: skip


def _pulls(run: Run) -> tuple[Terms, ...]:
    return FORMS[run.problem].pull


def _shares(run: Run, palette: Palette) -> list[tuple[list[int], str]]:
    """The samples that are drawn one by one, those of one colour together, and that colour."""
    n = run.samples
    drawn = np.unique(np.linspace(0, n - 1, min(n, MOST_PULLS)).astype(int)).tolist()
    shades = palette.shades(n)
    return [
        ([i for i in drawn if first <= i <= last], shade)
        for (first, last), shade in zip(drawing.groups(n, len(shades)), shades, strict=True)
    ]


def points_figure(contestants: Sequence[Contestant], palette: Palette, words: Words) -> go.Figure:
    """The points, each run's model, and what the first run's leaves over of each point."""
    run = contestants[0].trace.run
    xs, ys = run.points
    if run.problem == "deep":
        bottom, top = drawing.padded([0.0, *ys], 0.2)
        spans = (drawing.padded([0.0, *xs], 0.1), (bottom, top))
    else:
        spans = _spans(1.15 * max(map(abs, (*xs, *ys))))
    figure = drawing.figure(palette, words["axis.x"], words["axis.y"], *spans)
    if run.problem != "deep":
        _keep_shape(figure)
    model = _model(run, spans)
    for k, each in reversed(list(enumerate(contestants))):
        pen = drawing.line(each.colour, 2.5 if k == 0 else 2, each.dash)
        figure.add_scatter(**pen, meta={"follow": "line", "run": k, **model})
    guess = _guess(run)
    for each_of, shade in _shares(run, palette):
        meta = {"run": 0, "each": each_of}
        figure.add_scatter(
            **drawing.line(shade, 1.5 if run.samples <= FEW else 0.8),
            meta={"follow": "line", "x": [[["x"]], guess[0]], "y": [[["y"]], guess[1]], **meta},
        )
        figure.add_scatter(
            mode="markers", hoverinfo="skip", marker={"size": 6 if run.samples <= FEW else 3, "color": shade},
            meta={"follow": "head", "x": guess[0], "y": guess[1], **meta},
        )  # fmt: skip
    figure.add_scatter(**_samples(run.samples, words))
    return figure


def _model(run: Run, spans: contour.Spans) -> dict[str, list[Terms]]:
    """The line ŷ = w₁w₂x, or the line through 0 along w, from edge to edge and beyond."""
    if run.problem == "deep":
        return {"x": [[[x]] for x in spans[0]], "y": [[["w1", "w2", x]] for x in spans[0]]}
    far = 20 * spans[0][1]
    return {axis: [[[-far, name]], [[far, name]]] for axis, name in zip("xy", ("w1", "w2"), strict=True)}


def _guess(run: Run) -> tuple[Terms, Terms]:
    """What the model makes of a sample: (x, w₁w₂x), or w(wᵀp)."""
    if run.problem == "deep":
        return [["x"]], [["w1", "w2", "x"]]
    return [["w1", "w1", "x"], ["w1", "w2", "y"]], [["w2", "w1", "x"], ["w2", "w2", "y"]]


def _samples(samples: int, words: Words) -> dict[str, object]:
    few = samples <= FEW
    return {
        "mode": "markers",
        "text": [str(i + 1) for i in range(samples)],
        "meta": {"samples": True},
        "marker": {"size": 10 if few else 6, "symbol": list(SYMBOLS[:samples]) if few else "circle"},
        "hovertemplate": words.format("chart.sample", i="%{text}") + "<br>x %{x}<br>y %{y}<extra></extra>",
    }


def away_figure(
    contestants: Sequence[Contestant], beyond: float, name: str, palette: Palette, words: Words
) -> go.Figure:
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
        meta = {"run": k, "by": "update", "x": "#", "y": "away", "floor": low}
        hover = f"{each.label}<br>{words['axis.updates']} %{{x}}<br>%{{y:.4g}}<extra></extra>"
        contour.add_path(figure, meta, each.colour, hover, palette, each.dash)
    return figure


def ways_figure(
    columns: Mapping[str, Floats],
    pens: Mapping[str, tuple[str, str]],
    beyond: float,
    name: str,
    palette: Palette,
    words: Words,
) -> go.Figure:
    """The same over the updates of several ways to run, standing still.

    Args:
        columns: ``[updates + 1]`` by way.
        pens: the colour and the dash of each.
    """
    last = max(len(column) - 1 for column in columns.values())
    figure, low = _away_axes(list(columns.values()), beyond, name, last, palette, words)
    drawing.legend_above(figure)
    for way, column in columns.items():
        rows = np.unique(np.linspace(0, len(column) - 1, _MOST_POINTS).astype(int))
        label = words[f"saddle.short_{way}"]
        colour, dash = pens[way]
        hover = f"{label}<br>%{{x}}<br>%{{y:.3g}}<extra></extra>"
        figure.add_scatter(
            x=rows, y=np.where(column[rows] == 0, low, column[rows]), name=label,
            **drawing.read_off(drawing.line(colour, 2.2, dash), hover),
        )  # fmt: skip
    return figure


def _away_axes(
    columns: Sequence[Floats], beyond: float, name: str, last: int, palette: Palette, words: Words
) -> tuple[go.Figure, float]:
    """Updates against a log axis that holds all that is not 0, the threshold ruled; and where its foot is."""
    seen = np.concatenate([column[np.isfinite(column) & (column > 0)] for column in columns])
    least = float(seen.min(initial=beyond))
    zero = any((column == 0).any() for column in columns)
    low = max(min(least / 10, beyond * _BELOW) if zero else least / 2, 1 / drawing.FARTHEST)
    high = max(float(seen.max(initial=beyond)), beyond)
    span = drawing.padded([0.0, float(max(last, 1))], 0.02)
    figure = drawing.figure(palette, words["axis.updates"], name, span, (0, 1))
    drawing.log_axis(figure, "y", low, 3 * high)
    drawing.rule(figure, palette, y=beyond, text=f"{beyond:g}")
    if zero:
        drawing.rule(figure, palette, y=low, text=words["saddle.exactly"])
        if math.log(beyond / low) < _NEAR * math.log(3 * high / low):
            # Beside the threshold's name instead of over it.
            figure.layout.annotations[-1].update(x=_LEFT)
    return figure, low


def times_figure(found: Escapes, palette: Palette, words: Words) -> go.Figure:
    """How many seeds left after how many updates, their median, and theory's scale."""
    times = found.times[found.times >= 0]
    last = max(int(times.max(initial=1)), math.ceil(found.rule) if found.rule < found.updates else 1)
    width = max(1, -(-(last + 1) // 30))
    edges = np.arange(0, last + width + 1, width)
    counts, _ = np.histogram(times, edges)
    top = max(int(counts.max(initial=1)), 1)
    figure = drawing.figure(
        palette,
        words["axis.updates"],
        words["axis.seeds"],
        (-0.02 * last, 1.06 * last + width),
        (0, 1.18 * top),
    )
    figure.add_bar(
        x=(edges[:-1] + edges[1:] - 1) / 2, y=counts, width=0.88 * width,
        marker={"color": palette.runs[0], "line": {"width": 0}}, opacity=0.85,
        customdata=np.stack([edges[:-1], edges[1:] - 1], axis=1),
        hovertemplate="%{customdata[0]}–%{customdata[1]}<br>%{y}<extra></extra>",
    )  # fmt: skip
    if math.isfinite(found.rule) and found.rule <= last:
        drawing.rule(figure, palette, x=found.rule, text=words["saddle.rule"])
    if math.isfinite(found.median):
        drawing.rule(figure, palette, x=found.median, colour=palette.ink)
        figure.add_annotation(
            x=found.median, y=0.9, yref="paper", text=words["saddle.median"], showarrow=False,
            xanchor="left", xshift=3, font={"size": 11, "color": palette.ink}, bgcolor=palette.background,
            opacity=0.9, borderpad=1,
        )  # fmt: skip
    return figure


def surface_figure(
    contestants: Sequence[Contestant], out: tuple[float, float], palette: Palette, words: Words
) -> go.Figure:
    """The mean loss as a surface over a disk of both parameters, its critical points, and the paths in it.

    Args:
        contestants: the runs.
        out: the way out of the saddle; the picture is seen from a little aside of it.
    """
    run = contestants[0].trace.run
    known = [run.w0, *(point.parameters for point in run.critical)]
    radius = min(_ROOM * max(math.hypot(*w) for w in known), drawing.FARTHEST)
    r, angle = np.meshgrid(np.linspace(0.0, radius, _SURFACE), np.linspace(0.0, 2 * np.pi, 3 * _SURFACE))
    x, y = r * np.cos(angle), r * np.sin(angle)
    with np.errstate(all="ignore"):
        height = np.asarray(run.mean_loss((x, y)))
    figure = go.Figure()
    figure.add_surface(
        x=x, y=y, z=height, showscale=False, opacity=_OPACITY, hoverinfo="skip",
        colorscale=[[0, palette.ghost], [1, palette.muted]],
        contours={"z": {"show": True, "color": palette.background, "width": 1}},
    )  # fmt: skip
    for each in reversed(contestants):
        rows = np.unique(np.linspace(0, len(each.trace), _MOST_POINTS // 4).astype(int))
        path = each.trace.parameters[rows]
        with np.errstate(all="ignore"):
            inside = np.hypot(*path.T) <= radius
        path = np.where(inside[:, None], path, np.nan)
        figure.add_scatter3d(
            x=path[:, 0], y=path[:, 1], z=np.asarray(run.mean_loss(tuple(path.T))),
            mode="lines", line={"color": each.colour, "width": _SPACE_WIDTHS[bool(each.dash)]},
            name=each.label, hoverinfo="name",
        )  # fmt: skip
    names = []
    for kind, symbol in contour.KINDS.items():
        places = [point.parameters for point in run.critical if point.kind == kind]
        if not places:
            continue
        heights = [float(run.mean_loss(place)) for place in places]
        name = words[f"critical.{kind}"]
        figure.add_scatter3d(
            x=[place[0] for place in places], y=[place[1] for place in places], z=heights,
            mode="markers", text=[name] * len(places), hoverinfo="text", showlegend=False,
            marker={"symbol": symbol, "size": 5, "color": palette.ink},
        )  # fmt: skip
        # Text in space is hidden by the surface and as dark as it; a note lies on top, with a ground.
        names += [
            {"x": x, "y": y, "z": z, "text": name, "showarrow": False, "yshift": 15,
             "font": {"color": palette.ink, "size": 12, "family": _SPACE_FONT},
             "bgcolor": palette.background, "opacity": 0.85, "borderpad": 1}
            for (x, y), z in zip(places, heights, strict=True) if math.isfinite(z)
        ]  # fmt: skip
    side = math.atan2(out[1], out[0]) - _ASIDE
    axis = {"gridcolor": palette.grid, "color": palette.muted, "backgroundcolor": palette.background}
    first, second = run.model.parameters
    figure.update_layout(
        template=None, paper_bgcolor=palette.background, font={"family": _SPACE_FONT, "color": palette.ink},
        margin={"l": 0, "r": 0, "t": 0, "b": 0}, height=480,
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "top", "traceorder": "reversed"},
        scene={
            "xaxis": {**axis, "title": {"text": first}}, "yaxis": {**axis, "title": {"text": second}},
            "zaxis": {**axis, "title": {"text": words["axis.mean"]}},
            "annotations": names,
            # A little below the middle, so that the ticks at the lower edge are not cut.
            "camera": {
                "eye": {"x": 1.7 * math.cos(side), "y": 1.7 * math.sin(side), "z": 1.05},
                "center": {"x": 0, "y": 0, "z": -0.15},
            },
            "aspectratio": {"x": 1, "y": 1, "z": 0.7},
        },
    )  # fmt: skip
    return figure


def _spans(half: float) -> tuple[Range, Range]:
    return (-_WIDE * half, _WIDE * half), (-half, half)


def _keep_shape(figure: go.Figure) -> None:
    """The same scale on both axes, so that what is at right angles looks so."""
    figure.update_xaxes(constrain="domain")
    figure.update_yaxes(scaleanchor="x", scaleratio=1, constrain="domain")

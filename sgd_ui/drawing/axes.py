"""How every figure is drawn: its axes and frame, what is written on it, and lines that stand still."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from sgd_ui.drawing import marks
from sgd_ui.drawing.marks import Floats, Mark, Path, Values, dot, stroke
from sgd_ui.drawing.palette import Palette

#: Longer paths have a ghost of one colour, of about as many points.
_MOST_COLOURED = 2000
#: Beyond this a browser's pixels overflow.
FARTHEST = 1e200

Range = tuple[float, float]
#: Two points (x, y).
Segment = tuple[tuple[float, float], tuple[float, float]]
#: The part of each parameter's axis that is shown.
Spans = tuple[Range, Range]


class Figure(TypedDict):
    """A figure as Plotly takes it: its traces, and what is around and behind them."""

    data: list[Mark]
    layout: dict[str, Any]


def figure(palette: Palette, x: str, y: str, x_range: Range, y_range: Range) -> Figure:
    """An empty figure: the titles of its axes, and their ranges."""
    across, up = _axis(palette, x, x_range), _axis(palette, y, y_range)
    layout = {
        "margin": {"l": 48, "r": 8, "t": 6, "b": 38},
        "paper_bgcolor": palette.background,
        "plot_bgcolor": palette.background,
        "font": {"family": "inherit", "color": palette.ink, "size": 12},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": palette.background, "font": {"color": palette.ink}},
        "dragmode": "zoom",
        "xaxis": across | {"automargin": False},
        "yaxis": up | {"automargin": True, "exponentformat": "power"},
        "shapes": [],
        "annotations": [],
    }
    return {"data": [], "layout": layout}


def _axis(palette: Palette, title: str, span: Range) -> dict[str, Any]:
    return {
        "gridcolor": palette.grid,
        "zeroline": False,
        "linecolor": palette.grid,
        "tickfont": {"color": palette.muted, "size": 11},
        "title": {"text": title, "font": {"color": palette.muted, "size": 12}, "standoff": 4},
        "nticks": 6,
        "range": list(span),
    }


def axes(figure: Figure, **what: Any) -> None:
    """Says the same of both axes."""
    for axis in ("xaxis", "yaxis"):
        figure["layout"][axis] |= what


def log_axis(figure: Figure, axis: str, low: float, high: float) -> None:
    """Makes the ``x`` or ``y`` axis logarithmic, from ``low`` to ``high``, as far as a picture can reach."""
    low = min(max(low, 1 / FARTHEST), FARTHEST / 10)
    ends = [math.log10(low), math.log10(min(max(high, low * 10), FARTHEST))]
    room = 0.04 * (ends[1] - ends[0])
    figure["layout"][f"{axis}axis"] |= {"type": "log", "range": [ends[0] - room, ends[1] + room]}
    name_powers(figure, axis, ends[0], ends[1])


def name_powers(figure: Figure, axis: str, low: float, high: float) -> None:
    """The ticks of a logarithmic axis that shows 10^low to 10^high."""
    ticks = log_ticks(low, high)
    texts = [_power(tick) for tick in ticks]
    figure["layout"][f"{axis}axis"] |= {"tickvals": ticks, "ticktext": texts, "tickangle": 0}


def log_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Powers of ten from 10^low to 10^high, every so many; multiples of them too where they are few."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if high - low > 3:
        return [10.0**k for k in range(first, last + 1, -(-(last - first + 1) // most))]
    fine = [
        m * 10.0**k for k in range(first - 1, last + 1) for m in ((1, 3) if high - low > 2 else (1, 2, 5))
    ]
    return [tick for tick in fine if low - 1e-9 <= math.log10(tick) <= high + 1e-9]


def _power(value: float) -> str:
    exponent = math.floor(math.log10(value) + 1e-9)
    if -3 <= exponent <= 3:
        return f"{value:g}"
    times = round(value / 10.0**exponent)
    return f"{'' if times == 1 else f'{times}·'}10<sup>{exponent}</sup>".replace("-", "−")


def shape(figure: Figure, kind: str, line: dict[str, Any], **what: Any) -> None:
    """Draws a shape: what never moves costs least so."""
    figure["layout"]["shapes"].append({"type": kind, "line": line, **what})


def note(
    figure: Figure, text: str, colour: str, place: Mapping[str, Any], *,
    size: int = 11, ground: str = "", opacity: float = 0.85,
) -> None:  # fmt: skip
    """Writes a text into the picture, on a ``ground`` that covers what lies behind it if one is given."""
    covers = {"bgcolor": ground, "opacity": opacity, "borderpad": 1} if ground else {}
    font = {"size": size, "color": colour}
    figure["layout"]["annotations"].append(
        {"text": text, "showarrow": False, "font": font, **covers, **place}
    )


def corner_note(figure: Figure, text: str, palette: Palette) -> None:
    """Writes a text into the lower right corner."""
    place = {"x": 1, "xref": "paper", "xanchor": "right", "y": 0.02, "yref": "paper"}
    note(figure, text, palette.muted, place)


def upright(figure: Figure, palette: Palette, x: float, text: str = "", colour: str = "") -> None:
    """A dashed line from bottom to top, with its name at the top."""
    shade = colour or palette.muted
    _dashed(figure, shade, yref="paper", y0=0, y1=1, x0=x, x1=x)
    if text:
        place = {"yref": "paper", "y": 1, "yanchor": "top", "x": _place(figure, "x", x)}
        place |= {"xanchor": "left", "xshift": 3}
        note(figure, text, shade, place, ground=palette.background, opacity=0.9)


def level(figure: Figure, palette: Palette, y: float, text: str = "", at: float = 1) -> None:
    """A dashed line from side to side, with its name at its end, or ``at`` a place from 0 to 1."""
    _dashed(figure, palette.muted, xref="paper", x0=0, x1=1, y0=y, y1=y)
    if text:
        place = {"xref": "paper", "x": at, "xanchor": "right", "y": _place(figure, "y", y)}
        place |= {"yanchor": "bottom"}
        note(figure, text, palette.muted, place, ground=palette.background, opacity=0.9)


def _dashed(figure: Figure, colour: str, **place: Any) -> None:
    shape(figure, "line", {"color": colour, "width": 1.2, "dash": "4px,3px"}, layer="below", **place)


def _place(figure: Figure, axis: str, value: float) -> float:
    """Where an annotation stands: on a log axis Plotly wants the logarithm."""
    logarithmic = figure["layout"][f"{axis}axis"].get("type") == "log"
    return math.log10(value) if logarithmic and value else value


def legend_above(figure: Figure) -> None:
    """Names the lines of a figure above it."""
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 11}}
    figure["layout"] |= {"showlegend": True, "legend": legend}


def keep_shape(figure: Figure) -> None:
    """The same scale on both axes, so that what is at right angles looks so."""
    axes(figure, constrain="domain")
    figure["layout"]["yaxis"] |= {"scaleanchor": "x", "scaleratio": 1}


def still(figure: Figure, x: Values, y: Values, colour: str, width: float, opacity: float = 1.0) -> None:
    """A line that never moves, as a shape: a trace would be worked out anew for every picture."""
    path, pen = [], "M"
    for px, py in zip(_listed(x), _listed(y), strict=True):
        if abs(px) < FARTHEST and abs(py) < FARTHEST:
            path.append(f"{pen}{px:.10g},{py:.10g}")
            pen = "L"
        else:
            pen = "M"
    line = {"color": colour, "width": width}
    shape(figure, "path", line, path=" ".join(path), opacity=opacity, layer="below")


def _listed(values: Values) -> Sequence[float]:
    """Plain floats, which are written several times as fast as NumPy's."""
    return values.tolist() if isinstance(values, np.ndarray) else values


def clipped(
    begin: tuple[float, float], end: tuple[float, float], spans: tuple[Range, Range]
) -> Segment | None:
    """The part of a segment inside the spans of x and y, if there is one (Liang and Barsky)."""
    first, last = 0.0, 1.0
    for start, stop, (low, high) in zip(begin, end, spans, strict=True):
        rise = stop - start
        if not rise:
            if not low <= start <= high:
                return None
            continue
        enters, leaves = sorted(((low - start) / rise, (high - start) / rise))
        first, last = max(first, enters), min(last, leaves)
    x, y = (
        [start + share * (stop - start) for share in (first, last)]
        for start, stop in zip(begin, end, strict=True)
    )
    if not (first < last and all(map(math.isfinite, [*x, *y]))):
        return None
    return (x[0], y[0]), (x[1], y[1])


def ghost(figure: Figure, order: NDArray[Any], path: Floats, samples: int, palette: Palette) -> None:
    """A path over its updates that is still to come, faintly; where it is short, in its samples' colours.

    Args:
        order: ``[updates]``, the sample of each update.
        path: ``[updates + 1]``, the value before the first and after each.
    """
    if len(order) > _MOST_COLOURED or not len(order):
        every = max(1, len(path) // _MOST_COLOURED)
        still(figure, np.arange(0.0, len(path), every), path[::every], palette.ghost, 2)
        return
    for (first, last), shade in groups(samples, palette):
        (rows,) = np.nonzero((order >= first) & (order <= last))
        gaps = np.full(len(rows), np.nan)
        x = np.stack([rows, rows + 1, gaps], axis=1).ravel()
        y = np.stack([path[rows], path[rows + 1], gaps], axis=1).ravel()
        still(figure, x, y, shade, 1.6, opacity=0.5)


def path_of_samples(
    figure: Figure, order: NDArray[Any], values: Floats, samples: int, path: Path, hover: str,
    palette: Palette,
) -> None:  # fmt: skip
    """A run over its updates: faint what is to come, and in its samples' colours what was done last.

    Args:
        order: ``[updates]``, the sample of each update.
        values: ``[updates + 1]``, what is drawn.
        path: the columns that the stage reads the same from.
    """
    ghost(figure, order, values, samples, palette)
    figure["data"] += [
        marks.trail(path, stroke(palette.muted, 2, hover=hover)),
        *(marks.trail(path, stroke(shade, 3), only) for only, shade in groups(samples, palette)),
        marks.head(path, dot(palette.ink, 10, (2, palette.background), hover)),
    ]


def groups(samples: int, palette: Palette) -> list[tuple[list[int], str]]:
    """The first and last sample of those that share a colour, as the browser shades them, and that colour."""
    shades = palette.shades(samples)
    count = len(shades)
    group = [i * count // samples for i in range(samples)] if samples > count else list(range(samples))
    ends = [[group.index(g), samples - 1 - group[::-1].index(g)] for g in range(count)]
    return list(zip(ends, shades, strict=True))


def drawn_groups(samples: int, palette: Palette) -> list[tuple[list[int], str]]:
    """The samples that are drawn one by one, those of one colour together, and that colour."""
    chosen = marks.even_choice(samples, marks.MOST_PULLS).tolist()
    return [
        ([i for i in chosen if first <= i <= last], shade)
        for (first, last), shade in groups(samples, palette)
    ]


def padded(values: list[float], share: float) -> Range:
    low, high = min(values), max(values)
    # Where all values are one, a span that does not vanish beside it.
    pad = (high - low) * share or max(1.0, 1e-3 * abs(low))
    padded = (low - pad, high + pad)
    return padded if all(map(math.isfinite, padded)) else (low, high)

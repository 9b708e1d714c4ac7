"""How every figure is drawn: its axes and frame, what is written on it, and lines that stand still."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from sgd_ui.drawing import marks
from sgd_ui.drawing.clip import Range, Spans, clipped
from sgd_ui.drawing.marks import Floats, Mark, Path, Values, dot, stroke
from sgd_ui.drawing.palette import FEW, Palette

#: Longer paths have a ghost of one colour, of about as many points.
_MOST_COLOURED = 2000
#: So many of the last updates over an axis of updates wear the colours of their samples.
LATELY = 300
#: Beyond this a browser's pixels overflow.
FARTHEST = 1e200

#: What is written in a chart, in CSS pixels.
SIZE = 13
#: How high the name of a line is, and how far over its end it stands, as shares of a picture.
_NAME_HIGH, _OVER = 0.085, 0.055
#: From which share of a picture on a line ends at its side, how far beside it its name is, and a letter wide.
_LATE, _CLEAR, _LETTER = 0.8, 7, 7.2
#: How high Plotly makes a name in a legend, in letters of SIZE, and what is above and below all, in pixels.
_LEGEND_ROW, _LEGEND_EDGE = 20, 10
#: Whether 0 belongs to numbers that lie no farther from it than so many times as they lie apart.
_NEAR_ZERO = 0.75


class Figure(TypedDict):
    """A figure as Plotly takes it: its traces, and what is around and behind them."""

    data: list[Mark]
    layout: dict[str, Any]


def figure(palette: Palette, x: str, y: str, x_range: Range, y_range: Range) -> Figure:
    """An empty figure: the names of its axes at their ends, and their ranges."""
    layout = {
        "margin": {"l": 44, "r": 10, "t": 26 if y else 8, "b": 40 if x else 24},
        "paper_bgcolor": palette.background,
        "plot_bgcolor": palette.background,
        "font": {"family": "inherit", "color": palette.ink, "size": SIZE},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": palette.background, "font": {"color": palette.ink}},
        "dragmode": False,
        "xaxis": _axis(palette, x_range) | {"automargin": False},
        "yaxis": _axis(palette, y_range) | {"automargin": True},
        "shapes": [],
        "annotations": [],
    }
    drawn: Figure = {"data": [], "layout": layout}
    _name_axes(drawn, palette, x, y)
    return drawn


def _axis(palette: Palette, span: Range) -> dict[str, Any]:
    return {
        "gridcolor": palette.grid,
        "zeroline": False,
        "linecolor": palette.grid,
        "tickfont": {"color": palette.muted},
        "nticks": 6,
        "exponentformat": "power",
        "range": list(span),
        "fixedrange": True,
    }


def _name_axes(figure: Figure, palette: Palette, x: str, y: str) -> None:
    """That of x under its right end, that of y above its upper end, both to be read straight.

    They go with the axes where these are cut to keep a scale.
    """
    corner = {"xref": "x domain", "yref": "y domain", "borderpad": 0}
    if x:
        place = {"x": 1, "xanchor": "right", "y": 0, "yanchor": "top", "yshift": -21}
        note(figure, x, palette.muted, corner | place)
    if y:
        left = -figure["layout"]["margin"]["l"] + 4
        place = {"x": 0, "xanchor": "left", "xshift": left, "y": 1, "yanchor": "bottom", "yshift": 5}
        note(figure, y, palette.muted, corner | place)


def narrow(figure: Figure) -> None:
    """Fewer ticks, for a figure beside a larger one."""
    for axis in ("xaxis", "yaxis"):
        figure["layout"][axis]["nticks"] = 4


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


def name_powers(figure: Figure, axis: str, low: float, high: float, most: int = 6) -> None:
    """The ticks of a logarithmic axis that shows 10^low to 10^high."""
    ticks = log_ticks(low, high, most)
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
    size: int = SIZE, ground: str = "", opacity: float = 0.85,
) -> None:  # fmt: skip
    """Writes a text into the picture, on a ``ground`` that covers what lies behind it if one is given."""
    covers = {"bgcolor": ground, "opacity": opacity, "borderpad": 1} if ground else {}
    font = {"size": size, "color": colour}
    figure["layout"]["annotations"].append(
        {"text": text, "showarrow": False, "font": font, **covers, **place}
    )


def corner_note(figure: Figure, text: str, palette: Palette, names: int = 0) -> None:
    """Writes a text into the upper right corner, which what falls on a log axis leaves free.

    Args:
        names: how many a legend in that corner has, below which it is written.
    """
    place = {"x": 1, "xref": "paper", "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "top"}
    if names:
        place["yshift"] = -(_LEGEND_EDGE + _LEGEND_ROW * names)
    note(figure, text, palette.muted, place, ground=palette.background if names else "")


def upright(
    figure: Figure, palette: Palette, x: float, text: str = "", colour: str = "", end: str = "top"
) -> None:
    """A dashed line from bottom to top, with its name at the ``top`` or at the ``bottom``."""
    shade = colour or palette.muted
    _dashed(figure, shade, yref="paper", y0=0, y1=1, x0=x, x1=x)
    if text:
        place = {"yref": "paper", "y": float(end == "top"), "yanchor": end, "x": _place(figure, "x", x)}
        place |= {"xanchor": "left", "xshift": 3}
        note(figure, text, shade, place, ground=palette.background, opacity=0.9)


def level(
    figure: Figure,
    palette: Palette,
    y: float,
    text: str = "",
    at: float = 1,
    *,
    under: bool = False,
    up: int = 0,
) -> None:
    """A dashed line from side to side, its name over its end or ``under`` it, or ``at`` a place from 0 to 1.

    Args:
        up: how far over it, in pixels, where something else ends on it.
    """
    _dashed(figure, palette.muted, xref="paper", x0=0, x1=1, y0=y, y1=y)
    if text:
        place = {"xref": "paper", "x": at, "xanchor": "right" if at else "left", "y": _place(figure, "y", y)}
        place |= {"yanchor": "top" if under else "bottom", "yshift": up}
        note(figure, text, palette.muted, place, ground=palette.background, opacity=0.9)


def _dashed(figure: Figure, colour: str, **place: Any) -> None:
    shape(figure, "line", {"color": colour, "width": 1.2, "dash": "4px,3px"}, layer="below", **place)


def _place(figure: Figure, axis: str, value: float) -> float:
    """Where an annotation stands: on a log axis Plotly wants the logarithm."""
    logarithmic = figure["layout"][f"{axis}axis"].get("type") == "log"
    return math.log10(value) if logarithmic and value else value


def name_lines(figure: Figure, palette: Palette) -> None:
    """Writes the name of each line beside where it ends, one clear of the other: outside of the picture, or
    in it where the line ends early."""
    ends = [(end, mark) for mark in figure["data"] if mark.get("name") and (end := _end(figure, mark))]
    ends.sort(key=lambda each: each[0][1])
    late = [(up, mark) for (across, up), mark in ends if across > _LATE]
    for (_, mark), up in zip(late, _apart([up for up, _ in late]), strict=True):
        name_beside(figure, mark["name"], _shade(mark, palette), up, yref="paper")
    early = [(across, up, mark) for (across, up), mark in ends if across <= _LATE]
    for (across, _, mark), up in zip(early, _apart([up + _OVER for _, up, _ in early]), strict=True):
        place = {"xref": "paper", "x": across, "xanchor": "right" if across > 0.5 else "left"}
        place |= {"yref": "paper", "y": up, "yanchor": "middle"}
        note(figure, mark["name"], _shade(mark, palette), place, ground=palette.background)


def name_beside(figure: Figure, text: str, colour: str, y: float, yref: str = "y") -> None:
    """Names what reaches the right edge of a picture at a height, outside of it."""
    margin = figure["layout"]["margin"]
    margin["r"] = max(margin["r"], _CLEAR + _wide(text))
    place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": _CLEAR, "borderpad": 0}
    note(figure, text, colour, place | {"yref": yref, "y": y, "yanchor": "middle"})


def _apart(heights: Sequence[float]) -> list[float]:
    """Heights in rising order, moved as far as names need there."""
    lowest, moved = _NAME_HIGH / 2, []
    for up in heights:
        moved.append(max(up, lowest))
        lowest = moved[-1] + _NAME_HIGH
    # What does not fit under the upper edge moves down, and what is below it makes way.
    highest = 1.0 - _NAME_HIGH / 2
    for k in reversed(range(len(moved))):
        moved[k] = highest = min(moved[k], highest)
        highest -= _NAME_HIGH
    return moved


def _wide(text: str) -> int:
    """About how wide a name is at most, in CSS pixels."""
    return math.ceil(sum(SIZE + 1 if each > "\u2e7f" else _LETTER for each in text))


def _shade(mark: Mark, palette: Palette) -> str:
    """The colour of the name of a line, or of the edge of a band."""
    return palette.muted if "fill" in mark else str(mark.get("line", {}).get("color", palette.muted))


def _end(figure: Figure, mark: Mark) -> tuple[float, float] | None:
    """Where the last point of a line lies that is seen, as shares of the picture."""
    with np.errstate(invalid="ignore", divide="ignore"):
        x, y = (
            _shares(figure["layout"][f"{axis}axis"], np.asarray(mark[axis], dtype=float)) for axis in "xy"
        )
        seen = np.flatnonzero((x >= 0) & (x <= 1) & (y >= 0) & (y <= 1))
    return (float(x[seen[-1]]), float(y[seen[-1]])) if len(seen) else None


def _shares(axis: Mapping[str, Any], values: Floats) -> Floats:
    """Where values lie on an axis, 0 at its low end and 1 at its high one."""
    low, high = axis["range"]
    along = np.log10(values) if axis.get("type") == "log" else values
    return np.asarray((along - low) / (high - low))


def legend_inside(figure: Figure, palette: Palette, side: Literal["left", "right"] = "left") -> None:
    """Names the lines of a figure in an upper corner, for those that leave it free."""
    corner = {"x": {"left": 0.01, "right": 0.99}[side], "xanchor": side, "y": 0.99, "yanchor": "top"}
    look = {"bgcolor": palette.background, "font": {"size": SIZE}, "itemwidth": 30, "tracegroupgap": 0}
    # A press on a name would take its line away.
    still = {"itemclick": False, "itemdoubleclick": False}
    figure["layout"] |= {"showlegend": True, "legend": corner | look | still}


def keep_shape(figure: Figure) -> None:
    """The same scale on both axes, so that what is at right angles looks so."""
    axes(figure, constrain="domain")
    figure["layout"]["yaxis"] |= {"scaleanchor": "x", "scaleratio": 1}


def still(
    figure: Figure, x: Values, y: Values, colour: str, width: float, opacity: float = 1.0, name: str = ""
) -> None:
    """A line that never moves, as a shape: a trace would be worked out anew for every picture.

    Args:
        name: ``future`` where it is seen once that is earned.
    """
    spans = _far_around(figure)
    points = list(zip(_listed(x), _listed(y), strict=True))
    path: list[str] = []
    pen = None
    for begin, end in pairwise(points):
        piece = clipped(begin, end, spans)
        if piece:
            if piece[0] != pen:
                path.append(f"M{piece[0][0]:.10g},{piece[0][1]:.10g}")
            path.append(f"L{piece[1][0]:.10g},{piece[1][1]:.10g}")
            pen = piece[1]
    line = {"color": colour, "width": width}
    called = {"name": name} if name else {}
    shape(figure, "path", line, path=" ".join(path), opacity=opacity, layer="below", **called)


def _far_around(figure: Figure) -> Spans:
    """What of its axes a line is drawn in: a pixel far outside is too large a number for a browser."""
    far = []
    for axis in ("xaxis", "yaxis"):
        told = figure["layout"][axis]
        low, high = told["range"]
        room = 100 * (high - low)
        logarithmic = told.get("type") == "log"
        far.append((0.0, FARTHEST) if logarithmic else (low - room, high + room))
    return far[0], far[1]


def _listed(values: Values) -> Sequence[float]:
    """Plain floats, which are written several times as fast as NumPy's."""
    return values.tolist() if isinstance(values, np.ndarray) else values


def ghost(figure: Figure, order: NDArray[Any], path: Floats, samples: int, palette: Palette) -> None:
    """A path over its updates that is still to come, faintly; of a few samples, and short, in their colours.

    Args:
        order: ``[updates]``, the sample of each update.
        path: ``[updates + 1]``, the value before the first and after each.
    """
    if samples > FEW or len(order) > _MOST_COLOURED or not len(order):
        every = max(1, len(path) // _MOST_COLOURED)
        still(figure, np.arange(0.0, len(path), every), path[::every], palette.ghost, 2, name="future")
        return
    for (first, last), shade in groups(samples, palette):
        (rows,) = np.nonzero((order >= first) & (order <= last))
        gaps = np.full(len(rows), np.nan)
        x = np.stack([rows, rows + 1, gaps], axis=1).ravel()
        y = np.stack([path[rows], path[rows + 1], gaps], axis=1).ravel()
        still(figure, x, y, shade, 1.6, opacity=0.5, name="future")


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
        *(
            marks.trail(path, stroke(shade, 2.5), only, last=LATELY)
            for only, shade in groups(samples, palette)
        ),
        marks.head(path, dot(palette.ink, 10, (2, palette.background), hover)),
    ]


def groups(samples: int, palette: Palette) -> list[tuple[list[int], str]]:
    """The first and last sample of those that share a colour where they pull, and that colour."""
    shades = palette.shades(samples)
    if samples > FEW:
        return [([0, samples - 1], shades[1])]
    return [([i, i], shades[i]) for i in range(samples)]


def drawn_groups(samples: int, palette: Palette) -> list[tuple[list[int], str]]:
    """The samples that are drawn one by one, those of one colour together, and that colour."""
    if samples <= FEW:
        return [([i], palette.few[i]) for i in range(samples)]
    return [(marks.even_choice(samples, marks.MOST_PULLS).tolist(), palette.quiet)]


def with_zero(values: Sequence[float]) -> list[float]:
    """The least and the greatest, and 0 where it is near them.

    >>> with_zero([1.0, 2.0, 3.0]), with_zero([100.0, 103.0])
    ([0.0, 3.0], [100.0, 103.0])
    """
    low, high = min(values), max(values)
    near = _NEAR_ZERO * (high - low) if high > low else math.inf
    if low > 0:
        return [0.0 if low <= near else low, high]
    return [low, 0.0 if high < 0 and -high <= near else high]


def padded(values: list[float], share: float) -> Range:
    low, high = min(values), max(values)
    # Where all values are one, a span that does not vanish beside it.
    pad = (high - low) * share or max(1.0, 1e-3 * abs(low))
    padded = (low - pad, high + pad)
    return padded if all(map(math.isfinite, padded)) else (low, high)

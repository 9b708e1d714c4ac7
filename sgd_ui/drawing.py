"""How every figure is drawn: its axes and frame, lines that move and lines that stand still."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from sgd_ui.palette import Palette

#: Longer paths have a ghost of one colour, of about as many points.
_MOST_COLOURED = 2000
#: Beyond this a browser's pixels overflow.
FARTHEST = 1e200

Floats = NDArray[np.float64]
Range = tuple[float, float]
#: Two points (x, y).
Segment = tuple[tuple[float, float], tuple[float, float]]


def figure(palette: Palette, x: str, y: str, x_range: Range, y_range: Range) -> go.Figure:
    axis = {
        "gridcolor": palette.grid,
        "zeroline": False,
        "linecolor": palette.grid,
        "tickfont": {"color": palette.muted, "size": 11},
        "title": {"font": {"color": palette.muted, "size": 12}, "standoff": 4},
        "nticks": 6,
        "automargin": False,
    }
    figure = go.Figure()
    figure.update_layout(
        template=None,
        margin={"l": 48, "r": 8, "t": 6, "b": 38},
        paper_bgcolor=palette.background,
        plot_bgcolor=palette.background,
        font={"family": "inherit", "color": palette.ink, "size": 12},
        showlegend=False,
        hovermode="closest",
        hoverlabel={"bgcolor": palette.background, "font": {"color": palette.ink}},
        dragmode="zoom",
    )
    figure.update_xaxes(**axis, range=list(x_range))
    figure.update_yaxes(**(axis | {"automargin": True}), range=list(y_range), exponentformat="power")
    figure.update_xaxes(title_text=x)
    figure.update_yaxes(title_text=y)
    return figure


def log_axis(figure: go.Figure, axis: str, low: float, high: float) -> None:
    """Makes the ``x`` or ``y`` axis logarithmic, from ``low`` to ``high``, as far as a picture can reach."""
    low = min(max(low, 1 / FARTHEST), FARTHEST / 10)
    ends = [math.log10(low), math.log10(min(max(high, low * 10), FARTHEST))]
    room = 0.04 * (ends[1] - ends[0])
    figure.update_layout({f"{axis}axis": {"type": "log", "range": [ends[0] - room, ends[1] + room]}})
    name_powers(figure, axis, ends[0], ends[1])


def name_powers(figure: go.Figure, axis: str, low: float, high: float) -> None:
    """The ticks of a logarithmic axis that shows 10^low to 10^high."""
    ticks = log_ticks(low, high)
    texts = [_power(tick) for tick in ticks]
    figure.update_layout({f"{axis}axis": {"tickvals": ticks, "ticktext": texts, "tickangle": 0}})


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


def rule(
    figure: go.Figure, palette: Palette, *, x: float | None = None, y: float | None = None, text: str = "",
    colour: str | None = None,
) -> None:  # fmt: skip
    """A dashed line across the picture at one value, with its name."""
    across = {"xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y} if x is None else {
        "yref": "paper", "y0": 0, "y1": 1, "x0": x, "x1": x
    }  # fmt: skip
    shade = colour or palette.muted
    figure.add_shape(
        type="line", line={"color": shade, "width": 1.2, "dash": "4px,3px"}, layer="below", **across
    )
    if not text:
        return
    at = {"xref": "paper", "x": 1, "xanchor": "right", "y": _place(figure, "y", y), "yanchor": "bottom"}
    if x is not None:
        at = {
            "yref": "paper",
            "y": 1,
            "yanchor": "top",
            "x": _place(figure, "x", x),
            "xanchor": "left",
            "xshift": 3,
        }
    figure.add_annotation(
        text=text, showarrow=False, font={"size": 11, "color": shade}, bgcolor=palette.background,
        opacity=0.9, borderpad=1, **at,
    )  # fmt: skip


def _place(figure: go.Figure, axis: str, value: float | None) -> float | None:
    """Where an annotation stands: on a log axis Plotly wants the logarithm."""
    logarithmic = figure.layout[f"{axis}axis"].type == "log"
    return math.log10(value) if logarithmic and value else value


def legend_above(figure: go.Figure) -> None:
    """Names the lines of a figure above it."""
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 11}}
    figure.update_layout(showlegend=True, legend=legend)


def faint(colour: str) -> str:
    """A colour of six hexadecimal digits, one fifth opaque."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.2)"


def line(colour: str, width: float, dash: str | None = None) -> dict[str, Any]:
    line = {"color": colour, "width": width, "simplify": False}
    return {"mode": "lines", "line": line | ({"dash": dash} if dash else {}), "hoverinfo": "skip"}


def read_off(line: dict[str, Any], hover: str) -> dict[str, Any]:
    """A line whose values can be read off by pointing at it."""
    return line | {"hoverinfo": None, "hovertemplate": hover}


def still(
    figure: go.Figure, x: Sequence[float] | Floats, y: Sequence[float] | Floats, colour: str, width: float,
    opacity: float = 1.0,
) -> None:  # fmt: skip
    """A line that never moves, as a shape: a trace would be worked out anew for every picture."""
    path, pen = [], "M"
    for px, py in zip(x, y, strict=True):
        if abs(px) < FARTHEST and abs(py) < FARTHEST:
            path.append(f"{pen}{px:.10g},{py:.10g}")
            pen = "L"
        else:
            pen = "M"
    line = {"color": colour, "width": width}
    figure.add_shape(type="path", path=" ".join(path), line=line, opacity=opacity, layer="below")


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


def ghost(figure: go.Figure, order: NDArray[Any], path: Floats, samples: int, palette: Palette) -> None:
    """A path over its updates that is still to come, faintly; where it is short, in its samples' colours.

    Args:
        order: ``[updates]``, the sample of each update.
        path: ``[updates + 1]``, the value before the first and after each.
    """
    if len(order) > _MOST_COLOURED or not len(order):
        every = max(1, len(path) // _MOST_COLOURED)
        still(figure, np.arange(0.0, len(path), every), path[::every], palette.ghost, 2)
        return
    shades = palette.shades(samples)
    for (first, last), shade in zip(groups(samples, len(shades)), shades, strict=True):
        (rows,) = np.nonzero((order >= first) & (order <= last))
        gaps = np.full(len(rows), np.nan)
        x = np.stack([rows, rows + 1, gaps], axis=1).ravel()
        y = np.stack([path[rows], path[rows + 1], gaps], axis=1).ravel()
        still(figure, x, y, shade, 1.6, opacity=0.5)


def path_of_samples(
    figure: go.Figure, order: NDArray[Any], values: Floats, samples: int, meta: dict[str, Any], hover: str,
    palette: Palette,
) -> None:  # fmt: skip
    """A run over its updates: faint what is to come, and in its samples' colours what was done last.

    Args:
        order: ``[updates]``, the sample of each update.
        values: ``[updates + 1]``, what is drawn.
        meta: the columns that the stage reads the same from.
    """
    ghost(figure, order, values, samples, palette)
    figure.add_scatter(**read_off(line(palette.muted, 2), hover), meta={"follow": "trail", **meta})
    shades = palette.shades(samples)
    for only, shade in zip(groups(samples, len(shades)), shades, strict=True):
        figure.add_scatter(**line(shade, 3), meta={"follow": "trail", **meta, "only": only})
    figure.add_scatter(
        mode="markers", hovertemplate=hover,
        marker={"size": 10, "color": palette.ink, "line": {"width": 2, "color": palette.background}},
        meta={"follow": "head", **meta},
    )  # fmt: skip


def groups(samples: int, groups: int) -> list[list[int]]:
    """The first and last sample of each of ``groups`` groups, as the browser shades them."""
    group = [i * groups // samples for i in range(samples)] if samples > groups else list(range(samples))
    return [[group.index(g), samples - 1 - group[::-1].index(g)] for g in range(groups)]


def padded(values: list[float], share: float) -> Range:
    low, high = min(values), max(values)
    # Where all values are one, a span that does not vanish beside it.
    pad = (high - low) * share or max(1.0, 1e-3 * abs(low))
    padded = (low - pad, high + pad)
    return padded if all(map(math.isfinite, padded)) else (low, high)

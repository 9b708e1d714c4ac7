"""A figure at a moment of its runs as a picture, whose width and height are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.marks import Mark
from sgd_ui.drawing.palette import HOLLOW
from sgd_ui.drawing.render import around
from sgd_ui.drawing.render.contours import level_lines
from sgd_ui.drawing.render.layout import Frame, frame_of
from sgd_ui.drawing.render.lines import dash, is_near, through
from sgd_ui.drawing.render.moments import Moment
from sgd_ui.drawing.render.painter import Drawn, Painter
from sgd_ui.drawing.render.placing import clear_of
from sgd_ui.drawing.render.primitives import (
    Area,
    Disc,
    Group,
    Line,
    Picture,
    Point,
    Primitive,
    Text,
    Tiles,
    rgb,
)
from sgd_ui.drawing.render.symbols import outline

#: Where a text stands beside its point.
_SIDES = {"left": -1, "center": 0, "right": 1, "top": -1, "middle": 0, "bottom": 1}
_ANCHORS = {-1: "end", 0: "middle", 1: "start"}
#: Tiles of a picture of heights, across and up.
_ACROSS, _UP = 360, 240


def picture(
    figure: Figure, width: float, height: float, at: Moment | None = None, *, earned: bool = True
) -> Picture:
    """The picture of a figure.

    Args:
        at: the moment that its traces follow; None where they all stand still.
        earned: whether what lies ahead may be seen.
    """
    layout = figure["layout"]
    frame = frame_of(layout, width, height)
    painter = Painter(frame, at)
    below, above = around.shapes(layout, frame, earned)
    traces = [each for each in figure["data"] if earned or not each.get("meta", {}).get("future")]
    painter.take(traces)
    ghosts = [each for each in traces if _is_whole(each)]
    inside = Group(box=frame.box)
    inside.marks += around.grid(layout, frame)
    inside.marks += below
    if earned:
        inside.marks += [mark for each in ghosts for mark in _trace(each, painter)]
    drawn = _traces([each for each in traces if not _is_whole(each)], painter)
    # What is written stands over all that it may lie on.
    inside.marks += [each for each in drawn if not isinstance(each, Text)]
    inside.marks += [replace(each, halo=layout["paper_bgcolor"]) for each in drawn if isinstance(each, Text)]
    inside.marks += above
    outside = Group(around.axes(layout, frame))
    outside.marks += [*around.legend(traces, layout, frame), *around.notes(layout, frame)]
    return Picture(width, height, layout["paper_bgcolor"], [inside, outside])


def _is_whole(trace: Mark) -> bool:
    return bool(trace.get("meta", {}).get("follow") == "whole")


def _traces(traces: Sequence[Mark], painter: Painter) -> list[Primitive]:
    found: list[Primitive] = []
    edge: list[Point] = []
    for trace in traces:
        if trace.get("type") == "contour":
            found += _contour(trace, painter.frame)
        elif trace.get("type") == "heatmap":
            if trace.get("opacity", 1):
                found.append(_tiles(trace, painter.frame))
        elif trace.get("type") == "scatter":
            drawn = painter.drawn(trace)
            points = _pixels(drawn, painter.frame)
            if trace.get("fill") == "tonexty" and edge:
                ring = [p for p in [*points, *reversed(edge)] if is_near(p)]
                found.append(Area([ring], trace["fillcolor"]))
            edge = points
            found += _scatter(trace, drawn, points)
    return found


def _trace(trace: Mark, painter: Painter) -> list[Primitive]:
    drawn = painter.drawn(trace)
    return _scatter(trace, drawn, _pixels(drawn, painter.frame))


def _scatter(trace: Mark, drawn: Drawn, points: list[Point]) -> list[Primitive]:
    mode, found = trace.get("mode", "lines"), list[Primitive]()
    if "lines" in mode and trace["line"]["width"]:
        found.append(_stroke(trace, drawn, points))
    if "markers" in mode:
        found += _dots(trace, drawn, points)
    if "text" in mode:
        found += _texts(trace, drawn, points)
    return found


def _pixels(drawn: Drawn, frame: Frame) -> list[Point]:
    return list(zip(frame.x.place(drawn.x).tolist(), frame.y.place(drawn.y).tolist(), strict=True))


def _stroke(trace: Mark, drawn: Drawn, points: list[Point]) -> Line:
    line, wears = trace["line"], trace.get("meta", {}).get("wears")
    colour = drawn.colours[0] if wears == "line" and drawn.colours else line.get("color", "#000000")
    return Line(through(points), colour, line["width"], dash(line.get("dash")), trace.get("opacity", 1.0))


def _dots(trace: Mark, drawn: Drawn, points: list[Point]) -> list[Primitive]:
    marker, meta = trace["marker"], trace.get("meta", {})
    line, wears = marker.get("line", {}), meta.get("wears")
    fills = _each(drawn.colours if drawn.colours and wears in (None, "fill") else marker["color"])
    edges = _each(drawn.colours if drawn.colours and wears == "marker" else line.get("color", ""))
    symbols = _each(marker.get("symbol", "circle"))
    seen = marker.get("opacity", 1) * trace.get("opacity", 1)
    found: list[Primitive] = []
    for i, point in enumerate(points):
        if is_near(point):
            look = (fills[i % len(fills)], edges[i % len(edges)], float(line.get("width", 0)), float(seen))
            found += _dot(symbols[i % len(symbols)], point, marker["size"] / 2, *look)
    return found


def _dot(
    symbol: str, at: Point, radius: float, fill: str, edge: str, width: float, opacity: float
) -> list[Primitive]:
    if symbol.endswith("-open"):
        symbol, fill, edge = symbol.removesuffix("-open"), HOLLOW, fill
    if fill == HOLLOW and not width:
        return []
    if symbol == "circle":
        return [Disc(at, radius, fill, edge, width, opacity)]
    return [Area([outline(symbol, at, radius)], fill, edge, width, opacity)]


def _each(told: Any) -> Sequence[str]:
    return [told] if isinstance(told, str) else list(told)


def _texts(trace: Mark, drawn: Drawn, points: list[Point]) -> list[Primitive]:
    told, meta = trace["textfont"], trace.get("meta", {})
    worn = drawn.colours and (meta.get("wears") == "text" or meta.get("samples"))
    colours = _each(drawn.colours if worn else told["color"])
    sides = [[_SIDES[side] for side in each.split(" ")] for each in drawn.sides or ["middle center"]]
    clear, size = clear_of(trace), told["size"]
    found: list[Primitive] = []
    for i, (x, y) in enumerate(points):
        if is_near((x, y)) and i < len(drawn.text) and drawn.text[i]:
            up, across = sides[i % len(sides)]
            at = x + across * clear, y + size * 0.75 + up * clear + (up - 1) * size / 2
            look = size, colours[i % len(colours)], _ANCHORS[across]
            found.append(Text(at, drawn.text[i], *look, told.get("weight", 400), trace.get("opacity", 1.0)))
    return found


def _contour(trace: Mark, frame: Frame) -> list[Primitive]:
    told, z = trace["contours"], np.asarray(trace["z"], float)
    levels = np.arange(told["start"], told["end"] + told["size"] / 2, told["size"])
    x, y = (frame_axis.place(trace[name]) for name, frame_axis in (("x", frame.x), ("y", frame.y)))
    span = (told["end"] - told["start"]) or 1.0
    return [
        Line(
            [[(float(a), float(b)) for a, b in line] for line in level_lines(x, y, z, level)],
            _between(trace["colorscale"], (level - told["start"]) / span),
            trace["line"]["width"],
        )
        for level in levels.tolist()
    ]


def _tiles(trace: Mark, frame: Frame) -> Tiles:
    """Heights as colours: each tile has that of the nearest place of the grid, none where there is none."""
    left, top, right, bottom = frame.box
    at = np.linspace(left, right, _ACROSS), np.linspace(top, bottom, _UP)
    columns, rows = (
        np.abs(each[:, None] - axis.place(trace[name])[None, :]).argmin(axis=1)
        for each, axis, name in zip(at, (frame.x, frame.y), "xy", strict=True)
    )
    heights = np.asarray(trace["z"], float)[np.ix_(rows, columns)]
    shares = (heights - trace["zmin"]) / (trace["zmax"] - trace["zmin"])
    stops = [stop for stop, _ in trace["colorscale"]]
    shades = np.array([rgb(colour)[0] for _, colour in trace["colorscale"]], float)
    known = np.nan_to_num(shares, nan=0.0)
    mixed = np.stack([np.interp(known, stops, shades[:, k]) for k in range(3)], axis=-1)
    mixed[np.isnan(shares)] = 255
    return Tiles(frame.box, mixed.round().astype(np.uint8))


def _between(scale: Sequence[tuple[float, str]], share: float) -> str:
    """The colour at a place of a scale of two."""
    (_, first), (_, last) = scale[0], scale[-1]
    ends = zip(rgb(first)[0], rgb(last)[0], strict=True)
    return f"#{''.join(f'{round(a + share * (b - a)):02x}' for a, b in ends)}"

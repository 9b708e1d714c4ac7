"""A figure at a moment of its runs as a picture, whose width and height are given."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.marks import Mark
from sgd_ui.drawing.palette import HOLLOW
from sgd_ui.drawing.render import font
from sgd_ui.drawing.render.contours import level_lines
from sgd_ui.drawing.render.layout import Axis, Frame, frame_of, plain, ticks
from sgd_ui.drawing.render.moments import Moment
from sgd_ui.drawing.render.painter import Drawn, Painter
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

#: Farther away than so many pixels a line is cut, and nothing else is drawn.
_FAR = 1e5
#: How high a line of text is, and how far its baseline lies below its middle, in sizes.
_HIGH, _BASE = 1.3, 0.35
#: Where a text stands beside its point.
_SIDES = {"left": -1, "center": 0, "right": 1, "top": -1, "middle": 0, "bottom": 1}
_ANCHORS = {-1: "end", 0: "middle", 1: "start"}
#: Corners of what is round.
_TURN = 72
#: Tiles of a picture of heights, across and up.
_ACROSS, _UP = 360, 240
#: A line of a legend: how wide its sample of the line, what lies between, how high.
_SAMPLE, _GAP, _ROW = 30, 6, 1.45


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
    below, above = _shapes(layout, frame, earned)
    traces = [each for each in figure["data"] if earned or not each.get("meta", {}).get("future")]
    ghosts = [each for each in traces if _is_whole(each)]
    inside = Group(box=frame.box)
    inside.marks += _grid(layout, frame)
    inside.marks += below
    if earned:
        inside.marks += [mark for each in ghosts for mark in _trace(each, painter)]
    inside.marks += _traces([each for each in traces if not _is_whole(each)], painter)
    inside.marks += above
    around = Group([*_axes(layout, frame), *_legend(traces, layout, frame), *_notes(layout, frame)])
    return Picture(width, height, layout["paper_bgcolor"], [inside, around])


def _is_whole(trace: Mark) -> bool:
    return bool(trace.get("meta", {}).get("follow") == "whole")


# --- traces ---


def _traces(traces: Sequence[Mark], painter: Painter) -> list[Primitive]:
    found: list[Primitive] = []
    edge: list[Point] = []
    for trace in traces:
        if trace.get("type") == "contour":
            found += _contour(trace, painter.frame)
        elif trace.get("type") == "heatmap":
            found.append(_tiles(trace, painter.frame))
        elif trace.get("type") == "scatter":
            drawn = painter.drawn(trace)
            points = _pixels(drawn, painter.frame)
            if trace.get("fill") == "tonexty" and edge:
                ring = [p for p in [*points, *reversed(edge)] if _is_near(p)]
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
    return Line(through(points), colour, line["width"], _dash(line.get("dash")), trace.get("opacity", 1.0))


def through(points: Iterable[Point]) -> list[list[Point]]:
    """Points as pieces of a line: broken where a coordinate is no number, cut far away; what lies in the same
    half of a pixel is one point."""
    pieces: list[list[Point]] = []
    last: Point | None = None
    for point in points:
        if not (math.isfinite(point[0]) and math.isfinite(point[1])):
            last = None
            continue
        if last is None:
            last = point
            continue
        if abs(point[0] - last[0]) < 0.4 and abs(point[1] - last[1]) < 0.4:
            continue
        piece = (last, point) if _is_near(last) and _is_near(point) else _cut(last, point)
        if piece:
            if not pieces or pieces[-1][-1] != piece[0]:
                pieces.append([piece[0]])
            pieces[-1].append(piece[1])
        last = point
    return pieces


def _cut(begin: Point, end: Point) -> tuple[Point, Point] | None:
    """What of a segment is not far away (Cohen and Sutherland): a cut lies on its edge exactly, however much
    longer than the picture the segment is."""
    for _ in range(5):
        sides = _sides(begin), _sides(end)
        if sides[0] & sides[1]:
            return None
        if not (sides[0] or sides[1]):
            return begin, end
        if sides[0]:
            begin = _at_edge(begin, end, max(sides[0]))
        else:
            end = _at_edge(begin, end, max(sides[1]))
    return None


def _sides(point: Point) -> set[tuple[int, float]]:
    """The edges beyond which a point lies: of which axis, and where."""
    return {(k, math.copysign(_FAR, value)) for k, value in enumerate(point) if abs(value) > _FAR}


def _at_edge(begin: Point, end: Point, side: tuple[int, float]) -> Point:
    """Where a segment crosses an edge."""
    axis, edge = side
    share = (edge - begin[axis]) / (end[axis] - begin[axis])
    other = begin[1 - axis] + (end[1 - axis] - begin[1 - axis]) * share
    return (edge, other) if axis == 0 else (other, edge)


def _is_near(point: Point) -> bool:
    return abs(point[0]) <= _FAR and abs(point[1]) <= _FAR


def _dash(text: str | None) -> tuple[float, ...]:
    return tuple(float(each.removesuffix("px")) for each in text.split(",")) if text else ()


def _dots(trace: Mark, drawn: Drawn, points: list[Point]) -> list[Primitive]:
    marker, meta = trace["marker"], trace.get("meta", {})
    line, wears = marker.get("line", {}), meta.get("wears")
    fills = _each(drawn.colours if drawn.colours and wears in (None, "fill") else marker["color"])
    edges = _each(drawn.colours if drawn.colours and wears == "marker" else line.get("color", ""))
    symbols = _each(marker.get("symbol", "circle"))
    seen = marker.get("opacity", 1) * trace.get("opacity", 1)
    found: list[Primitive] = []
    for i, point in enumerate(points):
        if _is_near(point):
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
    up, across = (_SIDES[side] for side in (drawn.side or "middle center").split(" "))
    clear = trace["marker"]["size"] / 2 / 0.8 + 1 if "marker" in trace else 1.0
    size = told["size"]
    down = size * 0.75 + up * clear + (up - 1) * size / 2
    return [
        Text(
            (x + across * clear, y + down), drawn.text[i], size, colours[i % len(colours)],
            _ANCHORS[across], told.get("weight", 400), trace.get("opacity", 1.0),
        )
        for i, (x, y) in enumerate(points)
        if _is_near((x, y)) and i < len(drawn.text) and drawn.text[i]
    ]  # fmt: skip


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


# --- what stands still around and behind them ---


def _grid(layout: Mapping[str, Any], frame: Frame) -> list[Primitive]:
    left, top, right, bottom = frame.box
    found: list[Primitive] = []
    for name, axis in (("xaxis", frame.x), ("yaxis", frame.y)):
        told = layout[name]
        if told.get("showgrid", True):
            at = [float(axis.place(value)) for value, _ in ticks(told | {"showticklabels": True}, axis)]
            lines = [[(a, top), (a, bottom)] if name == "xaxis" else [(left, a), (right, a)] for a in at]
            found.append(Line(lines, told["gridcolor"], 1))
    return found


def _axes(layout: Mapping[str, Any], frame: Frame) -> list[Primitive]:
    """The lines of the axes, and the labels of their ticks."""
    left, top, right, bottom = frame.box
    size, x, y = layout["font"]["size"], layout["xaxis"], layout["yaxis"]
    edges = ((x, [(left, bottom), (right, bottom)]), (y, [(left, top), (left, bottom)]))
    found: list[Primitive] = [
        Line([edge], told["linecolor"], 1) for told, edge in edges if told.get("showline", True)
    ]
    for value, text in ticks(x, frame.x):
        at = float(frame.x.place(value)), bottom + 4 + size * 0.95
        found.append(Text(at, text, size, x["tickfont"]["color"], "middle"))
    for value, text in ticks(y, frame.y):
        at = left - 5, float(frame.y.place(value)) + size * _BASE
        found.append(Text(at, text, size, y["tickfont"]["color"], "end"))
    return found


def _shapes(layout: Mapping[str, Any], frame: Frame, earned: bool) -> tuple[list[Primitive], list[Primitive]]:
    """The shapes below the traces, and those above them."""
    sides: tuple[list[Primitive], list[Primitive]] = ([], [])
    for each in layout.get("shapes", ()):
        if earned or each.get("name") != "future":
            sides[each.get("layer") != "below"].append(_shape(each, frame))
    return sides


def _shape(told: Mapping[str, Any], frame: Frame) -> Primitive:
    line, opacity = told["line"], told.get("opacity", 1.0)
    if told["type"] == "path":
        return Line(
            _path(told["path"], frame), line["color"], line["width"], _dash(line.get("dash")), opacity
        )
    (x0, x1), (y0, y1) = (
        [_placed(told[f"{name}{end}"], told.get(f"{name}ref"), axis) for end in (0, 1)]
        for name, axis in (("x", frame.x), ("y", frame.y))
    )
    if told["type"] == "line":
        pieces = through([(x0, y0), (x1, y1)])
        return Line(pieces, line["color"], line["width"], _dash(line.get("dash")), opacity)
    ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    if told["type"] == "circle":
        turns = [k * math.tau / _TURN for k in range(_TURN)]
        middle, reach = ((x0 + x1) / 2, (y0 + y1) / 2), ((x1 - x0) / 2, (y1 - y0) / 2)
        ring = [(middle[0] + reach[0] * math.cos(a), middle[1] + reach[1] * math.sin(a)) for a in turns]
    return Area([ring], told.get("fillcolor", HOLLOW), line.get("color", ""), line["width"], opacity)


def _placed(value: float, ref: str | None, axis: Axis) -> float:
    """A place on an axis, or on the whole of it, in pixels."""
    return axis.start + value * axis.length if ref == "paper" else float(axis.place(value))


def _path(text: str, frame: Frame) -> list[list[Point]]:
    """The lines of a path in numbers of the axes."""
    x, y, pieces = frame.x, frame.y, list[list[Point]]()
    for piece in text.split("M")[1:]:
        numbers = np.array([float(each) for each in re.split(r"[L, ]+", piece.strip())]).reshape(-1, 2)
        points = zip(x.place(numbers[:, 0]).tolist(), y.place(numbers[:, 1]).tolist(), strict=True)
        pieces += through(points)
    return pieces


def _notes(layout: Mapping[str, Any], frame: Frame) -> list[Primitive]:
    return [mark for each in layout.get("annotations", ()) for mark in _note(each, frame)]


def _note(told: Mapping[str, Any], frame: Frame) -> list[Primitive]:
    """A text of one line or more, and the ground that covers what lies behind it."""
    size, pad, lines = told["font"]["size"], told.get("borderpad", 1), told["text"].split("<br>")
    wide = max(font.width(plain(line), size) for line in lines) + 2 * pad
    high = len(lines) * size * _HIGH + 2 * pad
    across = _anchor(told, "x", ("left", "center", "right"))
    left = _noted(told, "x", frame.x) + told.get("xshift", 0) - wide * across
    up = _anchor(told, "y", ("bottom", "middle", "top"))
    bottom = _noted(told, "y", frame.y) - told.get("yshift", 0) + high * up
    ring = [(left, bottom - high), (left + wide, bottom - high), (left + wide, bottom), (left, bottom)]
    seen = told.get("opacity", 1.0)
    ground = [Area([ring], told["bgcolor"], opacity=seen)] if told.get("bgcolor") else []
    base = bottom - high + pad + size * (_HIGH / 2 + _BASE)
    colour, middle = told["font"]["color"], left + wide / 2
    return [
        *ground,
        *(
            Text((middle, base + k * size * _HIGH), line, size, colour, "middle")
            for k, line in enumerate(lines)
        ),
    ]


def _anchor(told: Mapping[str, Any], name: str, sides: tuple[str, str, str]) -> float:
    """Which part of a text stands at its place: 0 its left or lower side, 1 its right or upper one."""
    asked = told.get(f"{name}anchor", "auto")
    if asked in sides:
        return sides.index(asked) / 2
    if told.get(f"{name}ref") != "paper":
        return 0.5
    return min(2, int(told[name] * 3)) / 2


def _noted(told: Mapping[str, Any], name: str, axis: Axis) -> float:
    """The place of a text, which on a log axis is told as the logarithm."""
    value, ref = told[name], told.get(f"{name}ref")
    if ref == "paper" or not axis.log:
        return _placed(value, ref, axis)
    return float(axis.start + (value - axis.low) / (axis.high - axis.low) * axis.length)


def _legend(traces: Sequence[Mark], layout: Mapping[str, Any], frame: Frame) -> list[Primitive]:
    """The names of lines, above one another, or in a row where that is asked for."""
    named = [each for each in traces if each.get("name") and each.get("showlegend", True)]
    if not layout.get("showlegend") or not named:
        return []
    told, size = layout["legend"], layout["legend"]["font"]["size"]
    row, x = size * _ROW, frame.x.start + told["x"] * frame.x.length
    y = frame.y.start + told["y"] * frame.y.length
    if told.get("orientation") == "h":
        return _row_of_names(named, x, y, size, layout["font"]["color"])
    wide = max(font.width(each["name"], size) for each in named) + _SAMPLE + 2 * _GAP
    ring = [(x, y), (x + wide, y), (x + wide, y + row * len(named)), (x, y + row * len(named))]
    found: list[Primitive] = [Area([ring], told.get("bgcolor", HOLLOW))]
    for k, each in enumerate(named):
        found += _name(each, x, y + (k + 0.5) * row, size, layout["font"]["color"])
    return found


def _row_of_names(named: Sequence[Mark], x: float, y: float, size: float, ink: str) -> list[Primitive]:
    found: list[Primitive] = []
    for each in named:
        found += _name(each, x, y, size, ink)
        x += _SAMPLE + 3 * _GAP + font.width(each["name"], size)
    return found


def _name(trace: Mark, x: float, y: float, size: float, ink: str) -> list[Primitive]:
    line = trace["line"]
    return [
        Line([[(x, y), (x + _SAMPLE, y)]], line.get("color", ink), line["width"], _dash(line.get("dash"))),
        Text((x + _SAMPLE + _GAP, y + size * _BASE), trace["name"], size, ink),
    ]

"""What stands still in a figure, around and behind its traces: grid, axes, shapes, notes, legend."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sgd_ui.drawing.marks import Mark
from sgd_ui.drawing.palette import HOLLOW
from sgd_ui.drawing.render import font
from sgd_ui.drawing.render.layout import Axis, Frame, Layout, plain, ticks
from sgd_ui.drawing.render.lines import dash, through
from sgd_ui.drawing.render.primitives import Area, Line, Point, Primitive, Text

#: How high a line of text is, and how far its baseline lies below its middle, in sizes.
_HIGH, _BASE = 1.3, 0.35
#: A line of a legend: how wide its sample of the line, what lies between, how high.
_SAMPLE, _GAP, _ROW = 30, 6, 1.45
#: Corners of what is round.
_TURN = 72


def grid(layout: Layout, frame: Frame) -> list[Primitive]:
    left, top, right, bottom = frame.box
    found: list[Primitive] = []
    for name, axis in (("xaxis", frame.x), ("yaxis", frame.y)):
        told = layout[name]
        if told.get("showgrid", True):
            at = [float(axis.place(value)) for value, _ in ticks(told | {"showticklabels": True}, axis)]
            lines = [[(a, top), (a, bottom)] if name == "xaxis" else [(left, a), (right, a)] for a in at]
            found.append(Line(lines, told["gridcolor"], 1))
    return found


def axes(layout: Layout, frame: Frame) -> list[Primitive]:
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


def shapes(layout: Layout, frame: Frame, earned: bool) -> tuple[list[Primitive], list[Primitive]]:
    """The shapes below the traces, and those above them."""
    sides: tuple[list[Primitive], list[Primitive]] = ([], [])
    for each in layout.get("shapes", ()):
        if earned or each.get("name") != "future":
            sides[each.get("layer") != "below"].append(_shape(each, frame))
    return sides


def _shape(told: Mapping[str, Any], frame: Frame) -> Primitive:
    line, opacity = told["line"], told.get("opacity", 1.0)
    if told["type"] == "path":
        return Line(_path(told["path"], frame), line["color"], line["width"], dash(line.get("dash")), opacity)
    (x0, x1), (y0, y1) = (
        [_placed(told[f"{name}{end}"], told.get(f"{name}ref"), axis) for end in (0, 1)]
        for name, axis in (("x", frame.x), ("y", frame.y))
    )
    if told["type"] == "line":
        pieces = through([(x0, y0), (x1, y1)])
        return Line(pieces, line["color"], line["width"], dash(line.get("dash")), opacity)
    ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    if told["type"] == "circle":
        turns = [k * math.tau / _TURN for k in range(_TURN)]
        middle, reach = ((x0 + x1) / 2, (y0 + y1) / 2), ((x1 - x0) / 2, (y1 - y0) / 2)
        ring = [(middle[0] + reach[0] * math.cos(a), middle[1] + reach[1] * math.sin(a)) for a in turns]
    return Area([ring], told.get("fillcolor", HOLLOW), line.get("color", ""), line["width"], opacity)


def _placed(value: float, ref: str | None, axis: Axis) -> float:
    """A place on an axis, or on the whole of it, in pixels."""
    return axis.start + value * axis.length if ref else float(axis.place(value))


def _path(text: str, frame: Frame) -> list[list[Point]]:
    """The lines of a path in numbers of the axes."""
    x, y, pieces = frame.x, frame.y, list[list[Point]]()
    for piece in text.split("M")[1:]:
        numbers = np.array([float(each) for each in re.split(r"[L, ]+", piece.strip())]).reshape(-1, 2)
        points = zip(x.place(numbers[:, 0]).tolist(), y.place(numbers[:, 1]).tolist(), strict=True)
        pieces += through(points)
    return pieces


def notes(layout: Layout, frame: Frame) -> list[Primitive]:
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
    if not told.get(f"{name}ref"):
        return 0.5
    return min(2, int(told[name] * 3)) / 2


def _noted(told: Mapping[str, Any], name: str, axis: Axis) -> float:
    """The place of a text, which on a log axis is told as the logarithm."""
    value, ref = told[name], told.get(f"{name}ref")
    if ref or not axis.log:
        return _placed(value, ref, axis)
    return float(axis.start + (value - axis.low) / (axis.high - axis.low) * axis.length)


def legend(traces: Sequence[Mark], layout: Layout, frame: Frame) -> list[Primitive]:
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
    x -= wide if told.get("xanchor") == "right" else 0
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
        Line([[(x, y), (x + _SAMPLE, y)]], line.get("color", ink), line["width"], dash(line.get("dash"))),
        Text((x + _SAMPLE + _GAP, y + size * _BASE), trace["name"], size, ink),
    ]

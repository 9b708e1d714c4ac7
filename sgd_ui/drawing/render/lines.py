"""Lines in pixels: broken where a coordinate is no number, cut far away."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sgd_ui.drawing.render.primitives import Point

#: Farther away than so many pixels a line is cut, and nothing else is drawn.
_FAR = 1e5


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
        piece = (last, point) if is_near(last) and is_near(point) else _cut(last, point)
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


def is_near(point: Point) -> bool:
    return abs(point[0]) <= _FAR and abs(point[1]) <= _FAR


def dash(text: str | None) -> tuple[float, ...]:
    return tuple(float(each.removesuffix("px")) for each in text.split(",")) if text else ()

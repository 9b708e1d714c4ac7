"""Lines that leave a picture: what of them is drawn. In the browser ``clip.js`` cuts them in the same way."""

from __future__ import annotations

import math

Range = tuple[float, float]
#: What is shown of the axes of x and y.
Spans = tuple[Range, Range]
Point = tuple[float, float]
Segment = tuple[Point, Point]


def clipped(begin: Point, end: Point, spans: Spans) -> Segment | None:
    """The part of a segment inside the spans of x and y, if there is one (Cohen and Sutherland).

    A cut lies on its edge exactly, however much longer than the spans the segment is, while its own extent
    along each axis is a double.

    >>> clipped((-1e300, 0.0), (4.0, 2.0), ((0.0, 3.0), (0.0, 9.0)))
    ((0.0, 2.0), (3.0, 2.0))
    >>> clipped((-2.0, 1.0), (1.0, 10.0), ((0.0, 3.0), (0.0, 4.0)))
    """
    for _ in range(5):
        outside = _outside(begin, spans), _outside(end, spans)
        if outside[0] & outside[1]:
            return None
        if not (outside[0] | outside[1]):
            return (begin, end) if all(map(math.isfinite, (*begin, *end))) else None
        if outside[0]:
            begin = _at_edge(begin, end, max(outside[0]))
        else:
            end = _at_edge(begin, end, max(outside[1]))
    return None


def _outside(point: Point, spans: Spans) -> set[tuple[int, float]]:
    """The edges beyond which a point lies: of which axis, and where."""
    found = set()
    for axis, (value, (low, high)) in enumerate(zip(point, spans, strict=True)):
        if value < low or value > high:
            found.add((axis, low if value < low else high))
    return found


def _at_edge(begin: Point, end: Point, side: tuple[int, float]) -> Point:
    """Where a segment crosses an edge."""
    axis, edge = side
    share = (edge - begin[axis]) / (end[axis] - begin[axis])
    other = begin[1 - axis] + (end[1 - axis] - begin[1 - axis]) * share
    return (edge, other) if axis == 0 else (other, edge)

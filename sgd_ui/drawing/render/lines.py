"""Lines in pixels: broken where a coordinate is no number, cut far away."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sgd_ui.drawing.clip import clipped
from sgd_ui.drawing.render.primitives import Point

#: Farther away than so many pixels a line is cut, and nothing else is drawn.
_FAR = 1e5
_NEAR = ((-_FAR, _FAR), (-_FAR, _FAR))


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
        piece = (last, point) if is_near(last) and is_near(point) else clipped(last, point, _NEAR)
        if piece:
            if not pieces or pieces[-1][-1] != piece[0]:
                pieces.append([piece[0]])
            pieces[-1].append(piece[1])
        last = point
    return pieces


def is_near(point: Point) -> bool:
    return abs(point[0]) <= _FAR and abs(point[1]) <= _FAR


def dash(text: str | None) -> tuple[float, ...]:
    return tuple(float(each.removesuffix("px")) for each in text.split(",")) if text else ()

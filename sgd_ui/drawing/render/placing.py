"""Where what is written beside a mark stands: in the picture, and over nothing else that is to be read.

A stage in the browser places its names by the same rules, in ``placing.js``, where they have the same names
and stand in the same order. That for names of curves is there alone: no picture drawn here has any.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from sgd_ui.drawing.clip import clipped
from sgd_ui.drawing.marks import Mark
from sgd_ui.drawing.render.layout import Axis, Frame
from sgd_ui.drawing.render.primitives import Box

#: Where along a line its name stands, at most, under it and over it; and how far apart its other places are.
_WRITTEN_AT, _WRITTEN_OVER, _STEP = 0.8, 0.92, 0.06
#: Where along a rope, from its sample on, its name stands.
_ALONG_ROPE = (0.5, 0.3, 0.7, 0.1, 0.9)
#: Of how many pieces a line is.
_PIECES = 50
#: How far from the frame the name of what lies beyond it stands.
_FROM_FRAME = 0.06
#: How much worse it is to be cut than to lie over something.
_CUT = 4
#: How wide a digit is beside its height, and how far from it another text has to stay, in pixels.
_DIGIT, _FROM_DIGIT = 0.65, 6

At = tuple[float, float]


@dataclass(frozen=True)
class Written:
    """A text as it is drawn: how wide and high it is, and how far from its point, in pixels."""

    text: str
    wide: float
    high: float
    clear: float


@dataclass(frozen=True)
class Place:
    """A place for a text: a point on the axes, and to which side of it."""

    written: Written
    at: At
    side: str


def _pixels_of(at: Sequence[float], frame: Frame) -> At:
    """Where a point is in the picture, in pixels."""
    return float(frame.x.place(at[0])), float(frame.y.place(at[1]))


def area_of(place: Place, frame: Frame) -> Box:
    """What a text takes of the picture."""
    (x, y), told = _pixels_of(place.at, frame), place.written
    up, across = place.side.split(" ")
    left = {"left": x - told.clear - told.wide, "right": x + told.clear}.get(across, x - told.wide / 2)
    top = {"top": y - told.clear - told.high, "bottom": y + told.clear}.get(up, y - told.high / 2)
    return left, top, left + told.wide, top + told.high


def mark_at(at: Sequence[float], size: float, frame: Frame) -> Box:
    """What a mark takes of it."""
    x, y = _pixels_of(at, frame)
    return x - size / 2, y - size / 2, x + size / 2, y + size / 2


def rope_of(ends: Sequence[float], width: float, frame: Frame) -> Box:
    """What an upright line takes of it."""
    (x, begin), (_, end) = _pixels_of(ends[:2], frame), _pixels_of(ends[2:], frame)
    top, bottom = sorted((begin, end))
    return x - width / 2, top - width / 2, x + width / 2, bottom + width / 2


def stroke_of(x: Sequence[float], y: Sequence[float], frame: Frame) -> list[Box]:
    """What a line or a curve takes of it, piece by piece."""
    spans = frame.x.limits, frame.y.limits
    # A line has two ends and a gap, a curve is of short pieces as it is.
    pieces = 1 if len(x) > 3 else _PIECES
    found = []
    for begin, end in pairwise(zip(x, y, strict=True)):
        if not all(map(math.isfinite, (*begin, *end))) or not (seen := clipped(begin, end, spans)):
            continue
        (left, low), (right, high) = (_pixels_of(at, frame) for at in seen)
        wide, up = (right - left) / pieces, (high - low) / pieces
        for k in range(pieces):
            at, top = left + k * wide, low + k * up + min(up, 0)
            found.append((at, top - 1, at + wide, top + abs(up) + 1))
    return found


def _shared(one: Box, other: Box) -> float:
    """How much of two areas is the same."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def freest(places: Iterable[Place], frame: Frame, taken: Sequence[Box]) -> Place | None:
    """The first of some places where a text lies over nothing, or the one where it lies over the least."""
    best, least = None, math.inf
    for place in places:
        area = area_of(place, frame)
        whole = (area[2] - area[0]) * (area[3] - area[1])
        over = sum((_shared(area, each) for each in taken), _CUT * (whole - _shared(area, frame.box)))
        if over < 1:
            return place
        # Of places as good as each other the first, whatever the last bits say.
        if over < least - 1:
            best, least = place, over
    return best


def along(ends: Sequence[float], told: Written, frame: Frame) -> list[Place]:
    """Where the name of a segment may stand along what is seen of that, and to which side.

    The line does not run through it: on the right under one that rises, farther down, or on its other side.
    """
    x, y = frame.x, frame.y
    seen = clipped((ends[0], ends[1]), (ends[2], ends[3]), (x.limits, y.limits))
    if not seen:
        return []
    (x0, y0), (x1, y1) = seen
    rises = ends[3] >= ends[1]
    long, steep = x.length * (x.share(x1) - x.share(x0)), abs(y.length * (y.share(y1) - y.share(y0)))
    across, up = told.wide + 2 * told.clear, told.high + 2 * told.clear
    under = min(_WRITTEN_AT, 1 - across / long if long > across else _WRITTEN_AT)
    # On the other side a text ends where the line is not yet at the frame.
    over = min(_WRITTEN_OVER, max(_WRITTEN_AT / 2, 1 - up / steep if steep > up else 1.0))

    def places(begin: float, side: str) -> list[Place]:
        shares = (begin - k * _STEP for k in range(math.ceil(begin / _STEP)))
        return [Place(told, (x0 + share * (x1 - x0), y0 + share * (y1 - y0)), side) for share in shares]

    below, above = ("bottom", "top") if rises else ("top", "bottom")
    return [*places(under, f"{below} right"), *places(over, f"{above} left")]


def beside_rope(numbers: Sequence[float], told: Sequence[Written], frame: Frame) -> list[Place]:
    """Where the name of a rope may stand: beside it, where the model leads away from it, or where that has no
    room beyond the model or beyond the sample, each as it says most and in fewer words."""
    (x, y), (over, leans) = numbers[:2], numbers[-2:]
    away, back = ("left", "right") if leans > 0 else ("right", "left")

    def on(share: float) -> At:
        return _drawn_in((x, y + (0.5 - share) * over), frame)

    near = [(on(share), f"middle {away}") for share in _ALONG_ROPE]
    up, down = ("top", "bottom") if over > 0 else ("bottom", "top")
    beyond = [
        (on(1.0), f"{down} {back}"),
        (on(0.0), f"{up} {away}"),
        (on(0.0), f"{up} {back}"),
        (on(1.0), f"{down} {away}"),
    ]
    return [
        Place(said, at, side)
        for group in (told[:-1], told[-1:])
        for spots in (near, beyond)
        for said in group
        for at, side in spots
    ]


def is_cramped(place: Place, over: float, frame: Frame, taken: Sequence[Box]) -> bool:
    """Whether the name of a rope that is too short to be seen lies over something.

    Args:
        over: how long the rope is, on the axis.
    """
    low, high = frame.y.limits
    long = abs(over / (high - low) * frame.y.length)
    return long < 1 and any(_shared(area_of(place, frame), each) > 1 for each in taken)


def beside_point(
    meta: Mapping[str, Any], numbers: Sequence[float], wished: str, told: Written, frame: Frame
) -> Place:
    """Where a text about a point stands: as is wished, or on another side where that leaves the picture."""
    at = (numbers[0], numbers[1])
    return _inside(Place(told, _drawn_in(at, frame) if meta.get("pulling") else at, wished), frame)


def number_at(at: At, trace: Mark, frame: Frame) -> Place:
    """Where the number of a sample stands: beside its mark, where over that is no room, and on its right at
    the frame.
    """
    size, side = trace["textfont"]["size"], trace["textposition"]
    told = Written("", _DIGIT * size + 2 * _FROM_DIGIT, size, clear_of(trace) - _FROM_DIGIT)
    place = Place(told, at, side)
    up, across = side.split(" ")
    left, top, _, _ = area_of(place, frame)
    over = "middle" if up == "top" and top < frame.box[1] else up
    return replace(place, side=f"{over} {'right' if across == 'left' and left < frame.box[0] else across}")


def clear_of(trace: Mark) -> float:
    """How far from its point a text is written that has a mark."""
    return float(trace.get("marker", {}).get("size", 0) / 2 / 0.8 + 1)


def _drawn_in(at: At, frame: Frame) -> At:
    """A point, or the place in the picture that is nearest to it."""

    def inside(value: float, axis: Axis) -> float:
        low, high = axis.limits
        room = _FROM_FRAME * (high - low)
        return max(low + room, min(high - room, value))

    return inside(at[0], frame.x), inside(at[1], frame.y)


def _inside(place: Place, frame: Frame) -> Place:
    """To which side of a point a text is written, so that it stays in the picture."""
    up, across = place.side.split(" ")
    left, top, right, bottom = area_of(place, frame)
    first, upper, last, lower = frame.box
    over = {"top": "bottom" if top < upper else up, "bottom": "top" if bottom > lower else up}.get(up, up)
    return replace(place, side=f"{over} {'right' if left < first else 'left' if right > last else across}")

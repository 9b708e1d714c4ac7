"""Pictures as pixels, each drawn several times as large as it is to be, so that its edges are smooth."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from PIL import Image, ImageDraw

from sgd_ui.drawing.render import font
from sgd_ui.drawing.render.primitives import (
    HALO,
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

#: So many times as large.
_TIMES = 2
_RAISED, _LIFTED = 0.7, 0.42
#: What has a colour of its own.
_Inked = Line | Area | Disc | Text
_TAGS = re.compile(r"(<sup>.*?</sup>)")


class Canvas:
    """Pixels on which pictures and texts are drawn."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * _TIMES, height * _TIMES), rgb(ground)[0])
        self._draw = ImageDraw.Draw(self._image)
        self._origin, self._scale = (0.0, 0.0), float(_TIMES)
        #: Where what is drawn on begins, on the whole.
        self._corner = (0, 0)

    def place(self, picture: Picture, left: float, top: float, scale: float = 1.0) -> None:
        """Draws a picture so many times as large as it is told, its ground aside."""
        self._origin, self._scale = (left, top), scale * _TIMES
        for group in picture.groups:
            self._group(group)
        self._origin, self._scale = (0.0, 0.0), float(_TIMES)

    def draw(self, *marks: Primitive) -> None:
        """Draws marks in pixels of the whole."""
        for mark in marks:
            self._mark(mark)

    def image(self) -> Image.Image:
        """What is drawn by now."""
        return self._image.resize((self.width, self.height), Image.Resampling.BOX)

    def _group(self, group: Group) -> None:
        whole = self._image
        if group.box is not None:
            self._on(whole.copy())
        for mark in group.marks:
            self._mark(mark)
        if group.box is not None:
            (left, top), (right, bottom) = (self._at((group.box[k], group.box[k + 1])) for k in (0, 2))
            box = (math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
            whole.paste(self._image.crop(box), box[:2])
            self._on(whole)

    def _on(self, image: Image.Image) -> None:
        self._image, self._draw = image, ImageDraw.Draw(image)

    def _at(self, point: Point) -> Point:
        left, top = self._origin
        x, y = left * _TIMES + point[0] * self._scale, top * _TIMES + point[1] * self._scale
        return x - self._corner[0], y - self._corner[1]

    def _bounds(self, mark: _Inked) -> tuple[int, int, int, int]:
        """What of the pixels a mark may cover."""
        points = [self._at(point) for point in _points(mark)]
        if not points:
            return 0, 0, 0, 0
        (left, right), (top, bottom) = ((min(each), max(each)) for each in zip(*points, strict=True))
        room = math.ceil(_reach(mark) * self._scale) + 1
        width, height = self._image.size
        return (
            max(0, math.floor(left) - room), max(0, math.floor(top) - room),
            min(width, math.ceil(right) + room), min(height, math.ceil(bottom) + room),
        )  # fmt: skip

    def _tiles(self, mark: Tiles) -> None:
        (left, top), (right, bottom) = (self._at((mark.box[k], mark.box[k + 1])) for k in (0, 2))
        size = max(1, round(right) - round(left)), max(1, round(bottom) - round(top))
        drawn = Image.fromarray(mark.rows).resize(size, Image.Resampling.NEAREST)
        self._image.paste(drawn, (round(left), round(top)))

    def _mark(self, mark: Primitive) -> None:
        if isinstance(mark, Tiles):
            self._tiles(mark)
            return
        colour = mark.fill if isinstance(mark, (Area, Disc)) else mark.colour
        shade, seen = rgb(colour)
        opacity = seen * mark.opacity
        if opacity >= 1:
            self._put(self._draw, mark, shade)
        elif opacity > 0:
            # Each mark by itself is seen through, not its pieces one through another.
            left, top, right, bottom = self._bounds(mark)
            if right > left and bottom > top:
                mask = Image.new("L", (right - left, bottom - top))
                self._corner = (left, top)
                self._put(ImageDraw.Draw(mask), mark, round(255 * opacity))
                self._corner = (0, 0)
                self._image.paste(shade, (left, top), mask)
        if isinstance(mark, (Area, Disc)) and mark.width and mark.edge:
            edge, edge_seen = rgb(mark.edge)
            if edge_seen > 0:
                self._edge(mark, edge)

    def _put(self, draw: Any, mark: _Inked, ink: Any) -> None:
        if isinstance(mark, Line):
            for piece in mark.pieces:
                self._polyline(draw, piece, mark, ink)
        elif isinstance(mark, Disc):
            draw.ellipse(self._around(mark.at, mark.radius), fill=ink)
        elif isinstance(mark, Area):
            for ring in mark.rings:
                if len(ring) > 2:
                    draw.polygon([self._at(point) for point in ring], fill=ink)
        else:
            self._text(draw, mark, ink)

    def _edge(self, mark: Area | Disc, ink: tuple[int, int, int]) -> None:
        wide = max(1, round(mark.width * self._scale))
        if isinstance(mark, Disc):
            box = self._around(mark.at, mark.radius + mark.width / 2)
            self._draw.ellipse(box, outline=ink, width=wide)
            return
        for ring in mark.rings:
            self._draw.line([self._at(p) for p in [*ring, *ring[:2]]], fill=ink, width=wide, joint="curve")

    def _around(self, at: Point, radius: float) -> tuple[float, float, float, float]:
        (x, y), reach = self._at(at), radius * self._scale
        return x - reach, y - reach, x + reach, y + reach

    def _polyline(self, draw: Any, points: list[Point], mark: Line, ink: Any) -> None:
        wide = max(1, round(mark.width * self._scale))
        for stroke in dashes(points, mark.dash) if mark.dash else [points]:
            draw.line([self._at(point) for point in stroke], fill=ink, width=wide, joint="curve")

    def _text(self, draw: Any, mark: Text, ink: Any) -> None:
        size = mark.size * self._scale
        x, y = self._at(mark.at)
        parts = list(_parts(mark.text, size))
        whole = sum(font.width(text, each, mark.weight) for text, each, _ in parts)
        x -= whole * {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor]
        halo = (
            {"stroke_width": round(HALO * self._scale), "stroke_fill": rgb(mark.halo)[0]} if mark.halo else {}
        )
        for text, each, lift in parts:
            face = font.face(each, mark.weight)
            draw.text(
                (x, y - lift), text, fill=ink, font=face, anchor="ls", **(halo if mark.opacity == 1 else {})
            )
            x += font.width(text, each, mark.weight)


def _points(mark: _Inked) -> list[Point]:
    if isinstance(mark, (Line, Area)):
        return [point for piece in (mark.pieces if isinstance(mark, Line) else mark.rings) for point in piece]
    return [mark.at]


def _reach(mark: _Inked) -> float:
    """How far from its points a mark may reach."""
    if isinstance(mark, Text):
        return font.width(mark.text, mark.size, mark.weight) + mark.size
    return mark.radius if isinstance(mark, Disc) else mark.width


def _parts(text: str, size: float) -> Iterator[tuple[str, float, float]]:
    """The parts of a text: what it says, its size, and how far it is raised."""
    for part in _TAGS.split(text):
        if part.startswith("<sup>"):
            yield part[5:-6], size * _RAISED, size * _LIFTED
        elif part:
            yield part, size, 0.0


def dashes(points: list[Point], pattern: tuple[float, ...]) -> Iterator[list[Point]]:
    """The strokes of a dashed line.

    >>> list(dashes([(0, 0), (10, 0)], (4, 2)))
    [[(0, 0), (4.0, 0.0)], [(6.0, 0.0), (10, 0)]]
    """
    k, left, stroke = 0, pattern[0], [points[0]]
    for begin, end in pairwise(points):
        length, done = math.dist(begin, end), 0.0
        while length - done > left:
            done += left
            at = tuple(a + (b - a) * done / length for a, b in zip(begin, end, strict=True))
            if k % 2 == 0:
                yield [*stroke, at]  # type: ignore[list-item]
            stroke = [at]  # type: ignore[list-item]
            k += 1
            left = pattern[k % len(pattern)]
        left -= length - done
        stroke.append(end)
    if k % 2 == 0 and len(stroke) > 1:
        yield stroke

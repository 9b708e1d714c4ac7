"""What a picture is made of: lines, areas, discs and texts in pixels, from the upper left corner.

Colours are CSS's: ``#rrggbb``, ``rgb(…)``, ``rgba(…)``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Colour = tuple[int, int, int]
#: Left, top, right, bottom.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Line:
    """Lines through points; a dash is the lengths of strokes and gaps."""

    pieces: list[list[Point]]
    colour: str
    width: float
    dash: tuple[float, ...] = ()
    opacity: float = 1.0


@dataclass(frozen=True)
class Area:
    """What closed rings enclose, each by itself, with an edge where that has a width."""

    rings: list[list[Point]]
    fill: str
    edge: str = ""
    width: float = 0.0
    opacity: float = 1.0


@dataclass(frozen=True)
class Disc:
    """A disc, with an edge where that has a width."""

    at: Point
    radius: float
    fill: str
    edge: str = ""
    width: float = 0.0
    opacity: float = 1.0


@dataclass(frozen=True)
class Text:
    """A text on its baseline: ``start``, ``middle`` or ``end`` of it lies ``at`` a point.

    What stands in ``<sup>`` is raised; a ``halo`` is the colour of what keeps it apart from what lies behind.
    """

    at: Point
    text: str
    size: float
    colour: str
    anchor: str = "start"
    weight: int = 400
    opacity: float = 1.0
    halo: str = ""


#: How wide a halo is around a text.
HALO = 2.5


@dataclass(frozen=True)
class Tiles:
    """Rows of colours, three bytes each, from above, spread over a box."""

    box: Box
    rows: NDArray[np.uint8]


Primitive = Line | Area | Disc | Text | Tiles


@dataclass
class Group:
    """What is drawn together, and cut to a box if one is given."""

    marks: list[Primitive] = field(default_factory=list)
    box: Box | None = None


@dataclass(frozen=True)
class Picture:
    """A picture of some size on a ground, its groups from the back to the front."""

    width: float
    height: float
    ground: str
    groups: list[Group]


def rgb(colour: str) -> tuple[Colour, float]:
    """The channels of a colour, and how opaque it is.

    >>> rgb("#59636e"), rgb("rgba(0, 86, 154, 0.2)")
    (((89, 99, 110), 1.0), ((0, 86, 154), 0.2))
    """
    if colour.startswith("#"):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return (red, green, blue), 1.0
    channels = [float(each) for each in re.findall(r"[\d.]+", colour)]
    return (round(channels[0]), round(channels[1]), round(channels[2])), [*channels, 1.0][3]

"""A picture as SVG, which scales with the box that it stands in."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Mapping
from html import escape

from PIL import Image

from sgd_ui.drawing.render.primitives import HALO, Disc, Group, Line, Picture, Point, Primitive, Text, Tiles


def svg(
    picture: Picture, told: str, *, name: str = "picture", colours: Mapping[str, str] | None = None
) -> str:
    """The whole element.

    Args:
        told: its text alternative.
        name: of what is cut in it, another one for each picture of a page.
        colours: what stands in the place of a colour, as ``var(--ink)``.
    """
    shades = dict(colours or {})
    body = "".join(_group(each, f"{name}-{k}", shades) for k, each in enumerate(picture.groups))
    size = f"{_number(picture.width)} {_number(picture.height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img" '
        f'aria-label="{escape(told)}">'
        f'<rect width="100%" height="100%" fill="{_shade(picture.ground, shades)}"/>{body}</svg>'
    )


def _group(group: Group, name: str, shades: Mapping[str, str]) -> str:
    marks = "".join(_mark(each, shades) for each in group.marks)
    if group.box is None:
        return f"<g>{marks}</g>"
    left, top, right, bottom = group.box
    place = f'x="{_number(left)}" y="{_number(top)}"'
    size = f'width="{_number(right - left)}" height="{_number(bottom - top)}"'
    return f'<clipPath id="{name}"><rect {place} {size}/></clipPath><g clip-path="url(#{name})">{marks}</g>'


def _mark(mark: Primitive, shades: Mapping[str, str]) -> str:
    if isinstance(mark, Line):
        return _line(mark, shades)
    if isinstance(mark, Text):
        return _text(mark, shades)
    if isinstance(mark, Tiles):
        return _tiles(mark)
    edge = f' stroke="{_shade(mark.edge, shades)}" stroke-width="{_number(mark.width)}"' if mark.width else ""
    look = f'fill="{_shade(mark.fill, shades)}"{edge}{_seen(mark.opacity)}'
    if isinstance(mark, Disc):
        x, y = map(_number, mark.at)
        return f'<circle cx="{x}" cy="{y}" r="{_number(mark.radius)}" {look}/>'
    return f'<path d="{"".join(_through(ring) + "Z" for ring in mark.rings)}" {look}/>'


def _tiles(mark: Tiles) -> str:
    written = io.BytesIO()
    Image.fromarray(mark.rows).save(written, "PNG", optimize=True)
    left, top, right, bottom = mark.box
    place = f'x="{_number(left)}" y="{_number(top)}"'
    size = f'width="{_number(right - left)}" height="{_number(bottom - top)}"'
    data = f"data:image/png;base64,{b64encode(written.getvalue()).decode()}"
    return f'<image {place} {size} preserveAspectRatio="none" href="{data}"/>'


def _line(mark: Line, shades: Mapping[str, str]) -> str:
    if not mark.pieces:
        return ""
    dash = f' stroke-dasharray="{" ".join(map(_number, mark.dash))}"' if mark.dash else ""
    look = f'stroke="{_shade(mark.colour, shades)}" stroke-width="{_number(mark.width)}"{dash}'
    return f'<path d="{"".join(map(_through, mark.pieces))}" fill="none" {look}{_seen(mark.opacity)}/>'


def _text(mark: Text, shades: Mapping[str, str]) -> str:
    x, y = map(_number, mark.at)
    weight = f' font-weight="{mark.weight}"' if mark.weight != 400 else ""
    look = (
        f'font-size="{_number(mark.size)}" fill="{_shade(mark.colour, shades)}" text-anchor="{mark.anchor}"'
    )
    edge = f' stroke="{_shade(mark.halo, shades)}" stroke-width="{_number(2 * HALO)}"' if mark.halo else ""
    under = f'{edge} stroke-linejoin="round" paint-order="stroke"' if edge else ""
    return f'<text x="{x}" y="{y}" {look}{weight}{under}{_seen(mark.opacity)}>{_raised(mark.text)}</text>'


def _raised(text: str) -> str:
    """A text whose raised parts are set so, and whose other marks are text."""
    return re.sub(
        r"&lt;sup&gt;(.*?)&lt;/sup&gt;",
        r'<tspan dy="-0.5em" font-size="70%">\1</tspan>',
        escape(text),
    )


def _through(points: list[Point]) -> str:
    return "M" + "L".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _shade(colour: str, shades: Mapping[str, str]) -> str:
    return escape(shades.get(colour, colour or "none"))


def _seen(opacity: float) -> str:
    return f' opacity="{_number(opacity)}"' if opacity < 1 else ""


def _number(value: float) -> str:
    return f"{round(value, 2) + 0.0:g}" if abs(value) < 1e4 else f"{value:.0f}"

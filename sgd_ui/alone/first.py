"""A stage as it stands until a script has run: its first picture, drawn with the page, in its very place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from html import escape
from typing import Any

from sgd_ui.alone.opened import Opened
from sgd_ui.drawing.palette import DARK, LIGHT
from sgd_ui.drawing.render.figure import picture
from sgd_ui.drawing.render.moments import moment
from sgd_ui.drawing.render.svg import svg
from sgd_ui.stage import player
from sgd_ui.stage.player import Staged, unpacked

#: How large the picture of one run becomes in a window of 1366 by 768, and beside its program.
_HERO, _LISTED = (769, 386), (425, 296)
#: How wide a sixth of other stages is there, how far charts are apart, and how high in so many rows.
_SIXTH, _GAP, _HEIGHTS = 209.7, 12, {1: 398, 2: 244}


def first(view: Opened, staged: Staged) -> str:
    """A stage with its first chart as the view opens, in the colours of whichever theme is wanted.

    Args:
        staged: what stands on it, in the light theme.
    """
    charts, listing = staged.charts, staged.spec.get("listing") or []
    kinds, rows = staged.kinds, staged.rows
    size = _HERO if "hero" in kinds else _LISTED if "listing" in kinds else _size(charts[0].span, rows)
    drawn = [_drawn(view, staged, *size), *[""] * (len(charts) - 1)]
    figures = "".join(_figure(chart.span, svg) for chart, svg in zip(charts, drawn, strict=True))
    lines = "".join(_line(number, each, view.opening.view) for number, each in enumerate(listing, start=1))
    return _filled(kinds, f' data-rows="{rows}">{figures}', lines)


def _size(span: int, rows: int) -> tuple[int, int]:
    """The width and height in CSS pixels of a chart so many sixths wide, on a stage of so many rows."""
    return round(span * _SIXTH + (span - 1) * _GAP), _HEIGHTS.get(rows, min(_HEIGHTS.values()))


def _drawn(view: Opened, staged: Staged, width: int, height: int) -> str:
    """The first chart of a view at the update that it opens on, as SVG."""
    chart = staged.charts[0]
    at = int(view.opening.view["at"])
    drawn = picture(
        next(iter(chart.figures.values())),
        width,
        height,
        moment(staged.spec, unpacked(staged.columns.message)[1], at),
        earned=at > 0 or view.opening.view["show"] == "all",
    )
    return svg(drawn, chart.alt, name="first", colours=_COLOURS)


def _figure(span: int, drawn: str) -> str:
    """The place of a chart."""
    head = '<figcaption class="sw-chart-head"></figcaption>'
    frame = f'<div class="sw-frame sa-first">{drawn}</div>'
    return f'<figure class="sw-chart" data-span="{span}">{head}{frame}</figure>'


def _line(number: int, line: Mapping[str, Any], view: Mapping[str, str]) -> str:
    """A line of the program, as it stands there before it can be pressed."""
    code = line["code"].replace("{predict}", view["predict"])
    said = f'<span class="sw-code-number">{number}</span><code>{escape(code)}</code>'
    return f'<li class="{"sw-apart" if line["apart"] else ""}"><div class="sw-code">{said}</div></li>'


def _filled(kinds: Mapping[str, str], charts: str, lines: str) -> str:
    """The empty stage with what is there from the start: its kinds, the places of its charts, its program."""
    told = "".join(f' data-{name}="{value}"' for name, value in kinds.items())
    places = {
        'data-state="loading"': f'data-state="loading"{told}',
        'data-part="charts">': f'data-part="charts"{charts}',
        'data-part="program">': f'data-part="program">{lines}',
    }
    text = player.MARKUP
    for place, filled in places.items():
        text = text.replace(place, filled, 1)
    return text


def _pairs() -> dict[str, str]:
    """Every colour of the light theme as the one of either."""
    pairs: dict[str, str] = {}
    for field in fields(LIGHT):
        light, dark = getattr(LIGHT, field.name), getattr(DARK, field.name)
        each = [(light, dark)] if isinstance(light, str) else zip(light, dark, strict=True)
        pairs |= {one: f"light-dark({one}, {other})" for one, other in each}
    return pairs


_COLOURS = _pairs()

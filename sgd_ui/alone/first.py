"""What stands in the place of a stage until a script has run: its first picture, drawn with the page."""

from __future__ import annotations

from dataclasses import fields

from sgd_ui.alone.opened import Opened
from sgd_ui.drawing.palette import DARK, LIGHT
from sgd_ui.drawing.render.figure import picture
from sgd_ui.drawing.render.moments import moment
from sgd_ui.drawing.render.svg import svg
from sgd_ui.stage.player import Staged, unpacked

#: How large the picture is on a stage of one run, and on one of several, in a window of 1366 by 768.
_ONE, _SEVERAL = (769, 386), (425, 282)


def first(view: Opened, staged: Staged) -> str:
    """The first chart of a view as it opens, in the colours of whichever theme is wanted.

    Args:
        staged: what stands on its stage, in the light theme.
    """
    chart = staged.charts[0]
    at = int(view.opening.view["at"])
    one = "cards" in staged.spec
    width, height = _ONE if one else _SEVERAL
    drawn = picture(
        next(iter(chart.figures.values())),
        width,
        height,
        moment(staged.spec, unpacked(staged.columns.message)[1], at),
        earned=at > 0 or view.opening.view["show"] == "all",
    )
    kind = "one" if one else "several"
    return f'<div class="sa-first sa-{kind}">{svg(drawn, chart.alt, name="first", colours=_COLOURS)}</div>\n'


def _pairs() -> dict[str, str]:
    """Every colour of the light theme as the one of either."""
    pairs: dict[str, str] = {}
    for field in fields(LIGHT):
        light, dark = getattr(LIGHT, field.name), getattr(DARK, field.name)
        each = [(light, dark)] if isinstance(light, str) else zip(light, dark, strict=True)
        pairs |= {one: f"light-dark({one}, {other})" for one, other in each}
    return pairs


_COLOURS = _pairs()

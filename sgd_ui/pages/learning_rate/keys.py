"""What the marks on the charts of this page are."""

from __future__ import annotations

from sgd_core import Run
from sgd_ui.drawing.palette import HEIGHTS, Palette, on_scale
from sgd_ui.pages.learning_rate.figures import pens
from sgd_ui.stage.key import BAND, BROKEN, Key, line, over_updates, said
from sgd_ui.words.catalogue import Words


def of_charts(run: Run, palette: Palette, words: Words) -> dict[str, Key]:
    """By chart."""
    low, high = map(on_scale, HEIGHTS)
    used = ("rate.key.used", BROKEN, palette.ink)
    return {
        "factors": said(
            words,
            *((f"rate.key.{name}", line(pen), pen.colour) for name, pen in pens(palette).items()),
            ("rate.key.one", BROKEN, palette.muted),
            used,
        ),
        "map": said(words, ("rate.key.near", BAND, high), ("rate.key.far", BAND, low), used),
        "path": (over_updates(run, "rate.key", palette, words),),
    }

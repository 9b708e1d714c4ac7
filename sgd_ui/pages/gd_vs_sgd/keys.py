"""What the marks on the charts of this page are."""

from __future__ import annotations

from sgd_core import Run
from sgd_ui.drawing import axes
from sgd_ui.drawing.palette import Palette
from sgd_ui.stage.key import CROSS, DIAMOND, LINE, RING, Key, said
from sgd_ui.words.catalogue import Words


def of_charts(run: Run, palette: Palette, words: Words) -> dict[str, Key]:
    """By chart."""
    ink, (_, sample) = palette.ink, axes.drawn_groups(run.samples, palette)[0]
    curve = [("key.mean_curve", LINE, palette.muted)]
    contour = [("key.contour", LINE, palette.quiet), ("key.best", CROSS, ink)]
    return {
        "race": said(words, ("race.key.arrival", DIAMOND, ink)),
        "landscape": said(words, *(curve if len(run.w0) == 1 else contour)),
        "sweep": said(words, ("race.key.used", RING, ink)),
        "sizes": said(words, ("race.key.cheapest", LINE, ink)),
        "pulls": said(words, ("key.pull", LINE, sample), ("race.key.mean_pull", LINE, ink)),
    }

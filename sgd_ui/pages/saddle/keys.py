"""What the marks on the charts of this page are."""

from __future__ import annotations

from sgd_core import Run
from sgd_ui.drawing import axes
from sgd_ui.drawing.palette import Palette
from sgd_ui.stage.key import DOT, LINE, Key, said
from sgd_ui.words.catalogue import Words


def of_charts(run: Run, palette: Palette, words: Words) -> dict[str, Key]:
    """By chart."""
    _, drawn = axes.drawn_groups(run.samples, palette)[0]
    return {
        "plane": said(words, ("key.contour", LINE, palette.quiet), ("saddle.key.pull", LINE, drawn)),
        "points": said(
            words,
            ("key.samples", DOT, palette.shades(run.samples)[0]),
            ("saddle.key.left_over", LINE, drawn),
        ),
        "away": (),
    }

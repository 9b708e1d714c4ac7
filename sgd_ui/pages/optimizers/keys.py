"""What the marks on the charts of this page are."""

from __future__ import annotations

from sgd_ui.drawing.palette import FINE, Palette, Pen
from sgd_ui.stage.key import LINE, RING, Key, line, said
from sgd_ui.words.catalogue import Words


def of_charts(has_mean: bool, palette: Palette, words: Words) -> dict[str, Key]:
    """By chart.

    Args:
        has_mean: whether a mean of SGD races.
    """
    own = [("optimizers.key.own", LINE, palette.muted)] if has_mean else []
    return {
        "paths": said(words, ("key.contour", LINE, palette.quiet), *own),
        "losses": (),
        "moves": said(
            words,
            ("optimizers.key.step", LINE, palette.muted),
            ("optimizers.key.pull", line(Pen(palette.ink, FINE)), palette.ink),
            ("optimizers.key.rings", RING, palette.ghost),
            ("optimizers.key.off", RING, palette.ink),
        ),
    }

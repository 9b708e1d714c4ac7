"""What the marks on the charts of this page are."""

from __future__ import annotations

import math

from sgd_core import Run
from sgd_ui.drawing import axes
from sgd_ui.drawing.palette import Palette
from sgd_ui.stage.key import BAND, BROKEN, DIAMOND, LINE, Key, said
from sgd_ui.words.catalogue import Words


def of_path(run: Run, floor: float, palette: Palette, words: Words) -> Key:
    """Of the chart of one order.

    Args:
        floor: the root mean square distance of the long run, drawn where it is finite and above 0.
    """
    _, sample = axes.groups(run.samples, palette)[0]
    band = [("sampling.key.band", BAND, palette.ghost)] if 0 < floor < math.inf else []
    return said(
        words,
        ("sampling.key.path", LINE, sample),
        ("sampling.key.ends", DIAMOND, palette.ink),
        ("key.best_level", BROKEN, palette.muted),
        *band,
    )

"""What the marks on the charts of this page are."""

from __future__ import annotations

import math

from sgd_core import Trace
from sgd_ui.drawing.palette import Palette
from sgd_ui.pages.sampling.figures import marks_ends
from sgd_ui.stage.key import BAND, BROKEN, DIAMOND, Key, over_updates, said
from sgd_ui.words.catalogue import Words


def of_path(columns: Trace, floor: float, palette: Palette, words: Words) -> Key:
    """Of the chart of one order.

    Args:
        floor: the root mean square distance of the long run, drawn where it is finite and above 0.
    """
    ends = [("sampling.key.ends", DIAMOND, palette.ink)] if marks_ends(columns) else []
    band = [("sampling.key.band", BAND, palette.ghost)] if 0 < floor < math.inf else []
    return (
        over_updates(columns.run, "sampling.key", palette, words),
        *said(words, *ends, ("key.best_level", BROKEN, palette.muted), *band),
    )

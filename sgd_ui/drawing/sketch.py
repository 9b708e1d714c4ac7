"""A small scatter without axes, to tell columns apart by, in the colour of the text around it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from urllib.parse import quote

#: Its size in CSS pixels, and what is kept free at its edge.
WIDTH, HEIGHT, _EDGE = 96, 60, 5
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" fill="none" stroke="#000" '
    'stroke-width="4" stroke-linecap="round"><path d="{dots}"/></svg>'
)


def scatter(xs: Sequence[float], ys: Sequence[float], told: str) -> str:
    """Points as an element of HTML, spread over all of it.

    They are what is left open of a mask: SVG itself is not let through, and in an image it would not know
    the colour of the text.

    Args:
        xs: as many as ``ys``; all of them finite.
        told: what it shows, for those who do not see it.

    >>> scatter([1, 2], [5, 3], "hours & scores")[:47]
    '<div role="img" aria-label="hours &amp; scores"'
    """
    across = _spread(xs, _EDGE, WIDTH - _EDGE)
    down = _spread(ys, HEIGHT - _EDGE, _EDGE)
    dots = "".join(f"M{x:.4g} {y:.4g}h0" for x, y in zip(across, down, strict=True))
    mask = f"url(&quot;data:image/svg+xml,{quote(_SVG.format(width=WIDTH, height=HEIGHT, dots=dots))}&quot;)"
    style = f"width:{WIDTH}px;height:{HEIGHT}px;background:currentColor;mask:{mask} no-repeat"
    return f'<div role="img" aria-label="{html.escape(told)}" style="{style}"></div>'


def _spread(values: Sequence[float], start: float, end: float) -> list[float]:
    """Values on a way from ``start``, where the least is, to ``end``; in its middle where all are alike."""
    # Halves, since the way between two doubles may be no double.
    low, high = min(values, default=0.0) / 2, max(values, default=0.0) / 2
    if low == high:
        return [(start + end) / 2 for _ in values]
    return [start + (end - start) * ((value / 2 - low) / (high - low)) for value in values]

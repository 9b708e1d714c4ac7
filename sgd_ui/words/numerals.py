"""Numbers in sentences."""

from __future__ import annotations

import math

from sgd_core.parameters import number_text


def short(value: float) -> str:
    """Three digits; ∞ for what grows without bound, – for what is not known."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:.3g}".replace("-", "−")


def exact(value: float) -> str:
    """As few digits as read back to the same number."""
    return number_text(value).replace("-", "−")


def factor(value: float) -> str:
    """A number as it stands in a product: in parentheses where it is negative."""
    text = f"{value:.6g}".replace("-", "−")
    return f"({text})" if value < 0 else text


def ratio(value: float) -> str:
    """How many times: two digits, up to four where that tells it from 1, or all before the point."""
    if value >= 10:
        return f"{value:,.0f}"
    texts = [f"{value:.{digits}g}" for digits in (2, 3, 4)]
    return next((text for text in texts if text != "1"), "1")

"""Numbers in sentences."""

from __future__ import annotations

import math


def short(value: float) -> str:
    """Three digits; ∞ for what grows without bound, – for what is not known."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:.3g}".replace("-", "−")


def factor(value: float) -> str:
    """A number as it stands in a product: in parentheses where it is negative."""
    text = f"{value:.6g}".replace("-", "−")
    return f"({text})" if value < 0 else text


def ratio(value: float) -> str:
    """How many times: two digits, or all before the point."""
    return f"{value:.2g}" if value < 10 else f"{value:,.0f}"

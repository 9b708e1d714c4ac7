"""What the browser computes of a problem by itself, as sums of products.

``[["x", "w"], [-1, "y"]]`` is x·w − y. A prediction is read off the screen, so its products and their
sum stand in the core's own order and give the core's bits; a loss is only drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

Term = list[str | float]
Terms = list[Term]


@dataclass(frozen=True)
class Form:
    """``prediction``: ŷ from x and the parameters; ``loss``: fᵢ over the parameter g, from x and y."""

    prediction: Terms
    loss: Terms


FORMS: dict[str, Form] = {
    "origin": Form(
        prediction=[["x", "w"]],
        loss=[["x", "x", "g", "g"], [-2.0, "x", "y", "g"], ["y", "y"]],
    ),
}

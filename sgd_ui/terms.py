"""What the browser computes of a problem by itself, as sums of products.

``[["x", "w"], [-1, "y"]]`` is x·w − y. A prediction is read off the screen, so its products and their
sum stand in the core's own order and give the core's bits; a loss is only drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Term = list[str | float]
Terms = list[Term]


@dataclass(frozen=True)
class Form:
    """What a problem computes.

    ``prediction``: ŷ from x and the parameters; ``loss``: fᵢ over the parameter g, from x and y, where
    there is one parameter; ``pull``: −∂fᵢ by each parameter, from x, y and the parameters.
    """

    prediction: Terms
    pull: tuple[Terms, ...]
    loss: Terms | None = None


FORMS: dict[str, Form] = {
    "origin": Form(
        prediction=[["x", "w"]],
        loss=[["x", "x", "g", "g"], [-2.0, "x", "y", "g"], ["y", "y"]],
        pull=([[-2.0, "x", "x", "w"], [2.0, "x", "y"]],),
    ),
    "line": Form(
        prediction=[["x", "w"], ["b"]],
        pull=(
            [[-2.0, "x", "x", "w"], [-2.0, "x", "b"], [2.0, "x", "y"]],
            [[-2.0, "x", "w"], [-2.0, "b"], [2.0, "y"]],
        ),
    ),
}


def mean_over(terms: Terms, xs: Sequence[float], ys: Sequence[float]) -> Terms:
    """The mean of a sum of products over samples: its x and y become numbers."""
    samples = list(zip(xs, ys, strict=True))

    def product(factors: Term, x: float, y: float) -> float:
        given: dict[str | float, float] = {"x": x, "y": y}
        return math.prod(float(given.get(factor, factor)) for factor in factors if not _is_free(factor))

    return [
        [
            sum(product(term, x, y) for x, y in samples) / len(samples),
            *[factor for factor in term if _is_free(factor)],
        ]
        for term in terms
    ]


def _is_free(factor: str | float) -> bool:
    """Whether a factor is a parameter."""
    return isinstance(factor, str) and factor not in ("x", "y")

"""The shapes of points, as Plotly draws them: outlines around 0, of radius 1, y down."""

from __future__ import annotations

from sgd_ui.drawing.render.primitives import Point

_HALF, _ARM = 0.5657, 1.1314

#: A circle is none of them.
OUTLINES: dict[str, list[Point]] = {
    "square": [(1, 1), (-1, 1), (-1, -1), (1, -1)],
    "diamond": [(1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)],
    "triangle-up": [(-1.15, 0.5), (1.15, 0.5), (0, -1)],
    "triangle-down": [(-1.15, -0.5), (1.15, -0.5), (0, 1)],
    "cross": [
        (1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4),
        (-1.2, -0.4), (-0.4, -0.4), (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4),
    ],
    "star": [
        (0.315, -0.433), (1.331, -0.433), (0.508, 0.165), (0.823, 1.133), (0, 0.535),
        (-0.823, 1.133), (-0.508, 0.165), (-1.331, -0.433), (-0.315, -0.433), (0, -1.4),
    ],
    "hexagon": [(0.866, -0.5), (0.866, 0.5), (0, 1), (-0.866, 0.5), (-0.866, -0.5), (0, -1)],
    "line-ns": [(0, 1), (0, -1)],
    "x": [
        (0, _HALF), (_HALF, _ARM), (_ARM, _HALF), (_HALF, 0), (_ARM, -_HALF), (_HALF, -_ARM),
        (0, -_HALF), (-_HALF, -_ARM), (-_ARM, -_HALF), (-_HALF, 0), (-_ARM, _HALF), (-_HALF, _ARM),
    ],
}  # fmt: skip


def outline(symbol: str, at: Point, radius: float) -> list[Point]:
    """A shape around a point; none for a circle."""
    return [(at[0] + radius * x, at[1] + radius * y) for x, y in OUTLINES.get(symbol, ())]

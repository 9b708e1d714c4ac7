"""Lines of one height over a grid (marching squares)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgd_ui.drawing.marks import Floats

#: Where a line crosses an edge of the grid: its row and column, and whether the edge lies along the row.
_Crossing = tuple[int, int, bool]
#: By the corners of a square that are higher (1, 2, 4 and 8, around it from the first of row and column):
#: between which of its sides (0 first row, 1 last column, 2 last row, 3 first column) lines run.
_SIDES: dict[int, list[tuple[int, int]]] = {
    1: [(3, 0)], 2: [(0, 1)], 3: [(3, 1)], 4: [(1, 2)], 5: [(3, 0), (1, 2)], 6: [(0, 2)], 7: [(3, 2)],
    8: [(2, 3)], 9: [(2, 0)], 10: [(0, 1), (2, 3)], 11: [(2, 1)], 12: [(1, 3)], 13: [(1, 0)], 14: [(0, 3)],
}  # fmt: skip


def level_lines(x: Floats, y: Floats, z: Floats, level: float) -> list[Floats]:
    """The lines along which a grid has a height, ``[points, 2]`` each.

    Args:
        z: ``[len(y), len(x)]``; squares with a corner that is no number are left out.
    """
    links: dict[_Crossing, list[_Crossing]] = {}
    for one, other in _links(z, level):
        links.setdefault(one, []).append(other)
        links.setdefault(other, []).append(one)
    return [np.array([_place(x, y, z, level, each) for each in chain]) for chain in _chains(links)]


def _links(z: Floats, level: float) -> Iterator[tuple[_Crossing, _Crossing]]:
    above = (z > level).astype(int)
    cases = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    known = np.isfinite(z)
    whole: NDArray[Any] = known[:-1, :-1] & known[:-1, 1:] & known[1:, 1:] & known[1:, :-1]
    for row, column in np.argwhere(whole & (cases > 0) & (cases < 15)).tolist():
        sides = ((row, column, True), (row, column + 1, False), (row + 1, column, True), (row, column, False))
        for one, other in _SIDES[int(cases[row, column])]:
            yield sides[one], sides[other]


def _chains(links: dict[_Crossing, list[_Crossing]]) -> Iterator[list[_Crossing]]:
    """Crossings in the order in which lines run through them: those that end first, then those that close."""
    ends = [each for each, others in links.items() if len(others) == 1]
    for start in [*ends, *links]:
        if start not in links or not links[start]:
            continue
        chain = [start]
        while links[chain[-1]]:
            following = links[chain[-1]].pop()
            links[following].remove(chain[-1])
            chain.append(following)
        yield chain


def _place(x: Floats, y: Floats, z: Floats, level: float, crossing: _Crossing) -> tuple[float, float]:
    row, column, along = crossing
    ends = z[row, column], z[row, column + 1] if along else z[row + 1, column]
    share = float((level - ends[0]) / (ends[1] - ends[0]))
    if along:
        return float(x[column] + share * (x[column + 1] - x[column])), float(y[row])
    return float(x[column]), float(y[row] + share * (y[row + 1] - y[row]))

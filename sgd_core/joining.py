"""Cells joined to one number, where the spaces between its thousands have parted them.

>>> joined([("1", "10", "237,65"), ("2", "5", "100,50"), ("3", "900,25")], "comma")
[('1', '10 237,65'), ('2', '5 100,50'), ('3', '900,25')]
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import dropwhile

from sgd_core.cells import ENDS, GROUP, HEAD, are_most, is_like_number, plain

_Cells = tuple[str, ...]


def joined(rows: Sequence[_Cells], decimal: str) -> list[_Cells]:
    """Rows with as many cells joined as leave each equally wide; empty where none can be, or need be.

    A row of names says how many these are; otherwise they are as few as may be, and two at the least.
    """
    places = [_places(cells, decimal) for cells in rows]
    if not any(places):
        return []
    body = list(dropwhile(lambda k: not any(map(is_like_number, rows[k])), range(len(rows))))
    width = _width([(len(rows[k]) - len(places[k]), len(rows[k])) for k in body], _named(rows, body))
    if not width:
        return []
    together = [_joined(cells, places[k], width) for k, cells in enumerate(rows)]
    return [] if together == list(rows) else together


def _named(rows: Sequence[_Cells], body: Sequence[int]) -> int:
    """How many cells stand right above the body of a table; 0 without any."""
    return len(rows[body[0] - 1]) if body and body[0] else 0


def _width(spans: Sequence[tuple[int, int]], named: int) -> int:
    """How many cells most rows can have; 0 where there is no such number.

    Args:
        spans: how few cells each row can have, and how many it has: it may keep them all.
        named: how many names there are.
    """
    lows, highs = sorted(low for low, _ in spans), sorted(high for _, high in spans)

    def fits(width: int) -> bool:
        return width > 1 and are_most(bisect_right(lows, width) - bisect_left(highs, width), len(spans))

    return next(filter(fits, [named, 2, *dict.fromkeys(low for low in lows if low > 2)]), 0)


def _places(cells: _Cells, decimal: str) -> list[int]:
    """The cells that may go on with the number of the cell before them."""
    found: list[int] = []
    texts = [plain(cell) for cell in cells]
    for k in range(1, len(texts)):
        begun = HEAD.fullmatch(texts[k - 1]) or (k - 1 in found[-1:] and GROUP.fullmatch(texts[k - 1]))
        if begun and ENDS[decimal].fullmatch(texts[k]):
            found.append(k)
    return found


def _joined(cells: _Cells, places: Sequence[int], width: int) -> _Cells:
    """Cells with as many joined as leave so many: evenly where that can be, else those in the back first."""
    count = len(cells) - width
    if not 0 < count <= len(places):
        return cells
    even = (
        {k for k in range(len(cells)) if k % (len(cells) // width)} if len(cells) % width == 0 else set[int]()
    )
    chosen = even if even and even <= {*places} else {*places[len(places) - count :]}
    parts: list[str] = []
    for k, cell in enumerate(cells):
        if k in chosen and parts:
            parts[-1] += f" {cell}"
        else:
            parts.append(cell)
    return tuple(parts)

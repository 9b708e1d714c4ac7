"""Cells joined to one number, where the spaces between its thousands have parted them.

>>> joined([("1", "10", "237,65"), ("2", "5", "100,50"), ("3", "900,25")], "comma")
[('1', '10 237,65'), ('2', '5 100,50'), ('3', '900,25')]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile

from sgd_core.cells import is_like_number, plain

#: What a number of thousands begins with, what follows in it, and what ends it.
_HEAD, _GROUP = re.compile("[+-]?[1-9][0-9]{0,2}"), re.compile("[0-9]{3}")
_END = {"point": re.compile(r"[0-9]{3}(?:\.[0-9]*)?"), "comma": re.compile("[0-9]{3}(?:,[0-9]+)?")}

_Cells = tuple[str, ...]


def joined(rows: Sequence[_Cells], decimal: str) -> list[_Cells]:
    """Rows with as many cells joined as leave each equally wide; empty where none can be, or need be.

    A row of names says how many these are; otherwise they are as few as may be, and two at the least.
    """
    places = [_places(cells, decimal) for cells in rows]
    if not any(places):
        return []
    body = list(dropwhile(lambda k: not any(map(is_like_number, rows[k])), range(len(rows))))
    # A row may lose as many cells as can be joined, or keep them all.
    low = max((len(rows[k]) - len(places[k]) for k in body), default=0)
    high = min((len(rows[k]) for k in body), default=0)
    above = len(rows[body[0] - 1]) if body and body[0] else 0
    width = above if low <= above <= high else max(low, 2)
    if not 1 < width <= high:
        return []
    together = [_joined(cells, places[k], len(cells) - width) for k, cells in enumerate(rows)]
    return [] if together == list(rows) else together


def _places(cells: _Cells, decimal: str) -> list[int]:
    """The cells that may go on with the number of the cell before them."""
    found: list[int] = []
    texts = [plain(cell) for cell in cells]
    for k in range(1, len(texts)):
        begun = _HEAD.fullmatch(texts[k - 1]) or (k - 1 in found[-1:] and _GROUP.fullmatch(texts[k - 1]))
        if begun and _END[decimal].fullmatch(texts[k]):
            found.append(k)
    return found


def _joined(cells: _Cells, places: Sequence[int], count: int) -> _Cells:
    """Cells with so many joined, those in the back first."""
    chosen = set(places[len(places) - count :]) if count > 0 else set[int]()
    parts: list[str] = []
    for k, cell in enumerate(cells):
        if k in chosen and parts:
            parts[-1] += f" {cell}"
        else:
            parts.append(cell)
    return tuple(parts)

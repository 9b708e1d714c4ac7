"""Rows that hold all x and then all y, as pairs: two rows, or as many again where lines are wrapped.

>>> turned([Row(1, ("x = 1", "2", "3")), Row(2, ("y = 2", "4", "6"))], str.isdigit)[-1]
Row(line=1, cells=('3', '6'))
>>> cells = [("1", "2", "3", "4", "5"), ("6",), ("2", "4", "6", "8", "10"), ("12",)]
>>> turned([Row(k, each) for k, each in enumerate(cells, 1)], str.isdigit)[-1]
Row(line=2, cells=('6', '12'))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain

from sgd_core.cells import is_date
from sgd_core.separators import Row

#: What may stand before the first number of a row that says its name: ``x =``. It is looked for where a
#: word begins, not at each of its letters: the digits there are not part of it.
_LABEL = re.compile(r"(?<!\w)(\d*)[^\W\d]\w*\s*[=:：]\s*")
#: What stands between a name and its numbers.
_EQUALS = ("=", ":", "：")


def turned(rows: Sequence[Row], is_number: Callable[[str], bool]) -> list[Row]:
    """A pair for each x, with its line; none where the rows hold anything else, or are no such rows."""
    half = len(rows) // 2
    if len(rows) != 2 * half or not half or len(rows[0].cells) < 3:
        return []
    xs, ys = (_unlabelled(rows[begin : begin + half], is_number) for begin in (0, half))
    if not _are_lines(xs, ys) or not all(is_number(cell) for row in (*xs, *ys) for cell in row.cells):
        return []
    lines = [row.line for row in xs for _ in row.cells]
    flat = (chain.from_iterable(row.cells for row in each) for each in (xs, ys))
    return [Row(line, tuple(pair)) for line, *pair in zip(lines, *flat, strict=True)]


def _are_lines(xs: Sequence[Row], ys: Sequence[Row]) -> bool:
    """Whether rows may be lines of x and lines of y: one of each, or more that are wider than high."""
    widths = [len(row.cells) for row in xs]
    full, last = {*widths[:-1]} or {widths[-1]}, widths[-1]
    wrapped = len(xs) == 1 or (len(full) == 1 and max(full) > 2 * len(xs) and last <= max(full))
    return wrapped and widths == [len(row.cells) for row in ys]


def _unlabelled(rows: Sequence[Row], is_number: Callable[[str], bool]) -> list[Row]:
    """Rows without what stands before the first number: in its cell, or in one or two of their own."""
    (line, (first, *cells)), *others = rows
    first = _LABEL.sub(r"\1", first)
    if is_number(first) or is_date(first):
        cells = [first, *cells]
    elif cells and cells[0] in _EQUALS:
        cells = cells[1:]
    return [Row(line, tuple(cells)), *others]

"""Numbers that their own commas have parted, where the commas between them part cells as well.

>>> from sgd_core.separators import weighed
>>> [each.rows for each in joined(weighed(["x,y", "1,5,3,2"], Layout())[0], Layout())]
[(Row(line=2, cells=('1,5', '3,2')),)]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sgd_core.cells import GROUP, HEAD, are_most, is_like_number, look, plain
from sgd_core.separators import AUTO, ROWS, Layout, Row, Weighed, usual_width

#: What stands before a comma and behind it, where it stands before decimals.
_WHOLE, _DECIMALS = re.compile("[+-]?[0-9]+"), re.compile("[0-9]+")


class Halves(NamedTuple):
    """A table whose cells are joined two by two: its parts are those of a ``Table``."""

    layout: Layout
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    width: int
    above: tuple[Row, ...] = ()


def joined(found: Weighed, told: Layout) -> list[Halves]:
    """The tables of the numbers, where half as many names stand above as most rows have cells; else none.

    Their commas may stand before decimals, or between thousands. Who tells of decimal commas need name none.
    A row of an odd number of cells stays as it is, and fits nowhere.
    """
    rows = found.rows
    start = next((k for k, row in enumerate(rows) if any(map(is_like_number, row.cells))), 0)
    names, body = _names(rows[:start]), rows[start:]
    if (
        found.layout.separator != "comma"
        or not body
        or (start and not names)
        or (names and told.header == "no")
    ):
        return []
    if not names and (told.decimal != "comma" or told.header == "yes"):
        return []
    width = len(names) or usual_width(body, is_like_number) // 2
    even = [row for row in body if len(row.cells) == 2 * width]
    if width < 2 or not are_most(len(even), len(body)):
        return []
    together = tuple(_together(row) for row in body)
    return [
        Halves(replace(each, header="yes" if names else "no"), names, together, width)
        for each in _layouts(even, told)
    ]


def _names(above: Sequence[Row]) -> tuple[str, ...]:
    """The names in the last row above the numbers, where it holds words alone; none otherwise."""
    cells = above[-1].cells if above else ()
    return cells if len(cells) > 1 and all(look(cell).kind == "word" for cell in cells) else ()


def _together(row: Row) -> Row:
    """A row whose cells are joined two by two, where that leaves none alone."""
    return row if len(row.cells) % 2 else Row(row.line, tuple(map(",".join, _pairs(row))))


def _layouts(rows: Sequence[Row], told: Layout) -> list[Layout]:
    """How the numbers may be written."""
    decimals = told.thousands in (AUTO, "none") and _are(rows, _WHOLE, _DECIMALS)
    thousands = told.thousands in (AUTO, "comma") and _are(rows, HEAD, GROUP)
    found = [Layout("comma", "comma", lines=ROWS, thousands="none")] if decimals else []
    found += [Layout("comma", "point", lines=ROWS, thousands="comma")] if thousands else []
    return [each for each in found if told.decimal in (AUTO, each.decimal)]


def _are(rows: Sequence[Row], first: re.Pattern[str], second: re.Pattern[str]) -> bool:
    """Whether most rows are of such pairs."""
    fitting = [
        row
        for row in rows
        if all(first.fullmatch(plain(one)) and second.fullmatch(plain(other)) for one, other in _pairs(row))
    ]
    return are_most(len(fitting), len(rows))


def _pairs(row: Row) -> list[tuple[str, str]]:
    return list(zip(row.cells[::2], row.cells[1::2], strict=True))

"""Numbers that their own commas have parted, where the commas between them part cells as well.

>>> from sgd_core.separators import weighed
>>> [each.rows for each in joined(weighed(["x,y", "1,5,3,2"], Layout())[0], Layout())]
[(Row(line=2, cells=('1,5', '3,2')),)]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sgd_core.cells import is_like_number, look, plain
from sgd_core.separators import AUTO, ROWS, Layout, Row, Weighed

#: What stands before a comma and behind it, where it stands before decimals or between thousands.
_WHOLE, _DECIMALS = re.compile("[+-]?[0-9]+"), re.compile("[0-9]+")
_HEAD, _GROUP = re.compile("[+-]?[1-9][0-9]{0,2}"), re.compile("[0-9]{3}")


class Halves(NamedTuple):
    """A table whose cells are joined two by two: its parts are those of a ``Table``."""

    layout: Layout
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    above: tuple[Row, ...]


def joined(found: Weighed, told: Layout) -> list[Halves]:
    """The tables of the numbers, where half as many names stand above as each row has cells; else none.

    Their commas may stand before decimals, or between thousands.
    """
    rows = found.rows
    start = next((k for k, row in enumerate(rows) if any(map(is_like_number, row.cells))), 0)
    if found.layout.separator != "comma" or told.header == "no" or not start:
        return []
    names, body = rows[start - 1].cells, rows[start:]
    worded = len(names) > 1 and all(look(name).kind == "word" for name in names)
    if not worded or any(len(row.cells) != 2 * len(names) for row in body):
        return []
    together = tuple(Row(row.line, tuple(map(",".join, _pairs(row)))) for row in body)
    return [Halves(each, names, together, tuple(rows[: start - 1])) for each in _layouts(body, told)]


def _layouts(rows: Sequence[Row], told: Layout) -> list[Layout]:
    """How the numbers may be written."""
    decimals = told.thousands in (AUTO, "none") and _are(rows, _WHOLE, _DECIMALS)
    thousands = told.thousands in (AUTO, "comma") and _are(rows, _HEAD, _GROUP)
    found = [Layout("comma", "comma", "yes", ROWS, "none")] if decimals else []
    found += [Layout("comma", "point", "yes", ROWS, "comma")] if thousands else []
    return [each for each in found if told.decimal in (AUTO, each.decimal)]


def _are(rows: Sequence[Row], first: re.Pattern[str], second: re.Pattern[str]) -> bool:
    pairs = (pair for row in rows for pair in _pairs(row))
    return all(first.fullmatch(plain(one)) and second.fullmatch(plain(other)) for one, other in pairs)


def _pairs(row: Row) -> list[tuple[str, str]]:
    return list(zip(row.cells[::2], row.cells[1::2], strict=True))

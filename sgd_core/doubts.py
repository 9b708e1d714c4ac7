"""What in the cells of a table may have been meant otherwise."""

from __future__ import annotations

import re

from sgd_core.cells import is_written, plain
from sgd_core.separators import DECIMALS
from sgd_core.table import Table

_MAY_BE_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")


def two_words(table: Table, column: int) -> tuple[str, ...]:
    """The two words that a column holds, in the order they come in; empty where it holds anything else.

    >>> from sgd_core.table import read
    >>> two_words(read("1, yes\\n2, no\\n3, yes"), 1)
    ('yes', 'no')
    """
    cells = dict.fromkeys(row.cells[column] for row in table.rows if column < len(row.cells))
    words = tuple(cell for cell in cells if cell)
    return words if len(words) == 2 and not any(map(table.is_number, words)) else ()


def ambiguous(table: Table, x: int, y: int) -> str:
    """The first cell in two columns whose mark may stand before decimals or between thousands.

    Empty where no cell leaves that open, or another cell of the two columns settles it.
    """
    mark = DECIMALS[table.layout.decimal]
    marked = [
        cell
        for row in table.rows
        for column in (x, y)
        if column < len(row.cells)
        and mark in (cell := row.cells[column])
        and is_written(cell, table.layout.decimal, "none")
    ]
    open_to_both = all(_MAY_BE_GROUPED.fullmatch(plain(cell)) for cell in marked)
    return marked[0] if marked and open_to_both else ""

"""What in the cells of a table may have been meant otherwise."""

from __future__ import annotations

from sgd_core.cells import is_written, look, may_be_grouped
from sgd_core.header import are_years
from sgd_core.separators import DECIMALS
from sgd_core.table import Table


def two_words(table: Table, column: int) -> tuple[str, ...]:
    """The two words that a column holds, in the order they come in; empty where it holds anything else.

    >>> from sgd_core.table import read
    >>> two_words(read("1, yes\\n2, no\\n3, yes"), 1)
    ('yes', 'no')
    """
    cells = dict.fromkeys(row.cells[column] for row in table.rows if column < len(row.cells))
    words = tuple(cell for cell in cells if cell)
    return words if len(words) == 2 and all(look(word).kind == "word" for word in words) else ()


def unused(table: Table, x: int, y: int) -> tuple[tuple[int, str], ...]:
    """The columns that are neither x nor y, each counted from 0, with its name; none that is nameless and
    empty, as marks at the ends of rows make it.

    >>> from sgd_core.table import read
    >>> unused(read("n;x;y;\\n7;1;2;\\n8;3;4;"), 1, 2)
    ((0, 'n'),)
    """
    names = [*table.names, *[""] * (table.width - len(table.names))]
    return tuple((k, names[k]) for k in range(table.width) if k not in (x, y) and _holds(table, k, names[k]))


def _holds(table: Table, column: int, name: str) -> bool:
    return bool(name) or any(row.cells[column] for row in table.rows if column < len(row.cells))


def years_across(table: Table, x: int, y: int) -> bool:
    """Whether two columns are named by years, of which those beside them may be the x of one series.

    >>> from sgd_core.table import read
    >>> years_across(read("city,1990,2000,2010\\nA,10,12,15\\nB,20,21,25"), 1, 2)
    True
    """
    return max(x, y) < len(table.names) and are_years([table.names[k] for k in sorted({x, y})])


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
    open_to_both = all(map(may_be_grouped, marked))
    return marked[0] if marked and open_to_both else ""

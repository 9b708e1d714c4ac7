"""What in the cells of a table may have been meant otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from sgd_core.cells import is_written, look, may_be_grouped
from sgd_core.separators import AUTO, DECIMALS, Layout
from sgd_core.table import Table


def two_words(table: Table, column: int) -> tuple[str, ...]:
    """The two words that a column holds, in the order they come in; empty where it holds anything else, or
    what may have been meant as a number, as a word with digits in it.

    >>> from sgd_core.table import read
    >>> two_words(read("1, yes\\n2, no\\n3, yes"), 1)
    ('yes', 'no')
    """
    words = tuple(dict.fromkeys(filter(None, table.column(column))))
    return words if len(words) == 2 and all(map(_is_word, words)) else ()


def _is_word(cell: str) -> bool:
    return look(cell).kind == "word" and not any(map(str.isdigit, cell))


def unused(table: Table, x: int, y: int) -> tuple[tuple[int, str], ...]:
    """The columns that are neither x nor y, each counted from 0, with its name; none that is nameless and
    empty, as marks at the ends of rows make it.

    >>> from sgd_core.table import read
    >>> unused(read("n;x;y;\\n7;1;2;\\n8;3;4;"), 1, 2)
    ((0, 'n'),)
    """
    names = [(k, table.title(k)) for k in range(table.width) if k not in (x, y)]
    return tuple((k, name) for k, name in names if name or any(table.column(k)))


def twice_named(table: Table, x: int, y: int) -> Iterator[tuple[str, str, str]]:
    """The names x and y by which one of several columns of that name was taken, with the numbers of these
    and of that one: the first that holds numbers, as it need not be the first of all.

    >>> from sgd_core.table import read
    >>> list(twice_named(read("x,x,y\\n1,2,3"), 0, 2))
    [('x', '1, 2', '1')]
    """
    for name, column in (("x", x), ("y", y)):
        called = table.called(name)
        if column in called and len(called) > 1:
            yield table.title(column), ", ".join(str(each + 1) for each in called), str(column + 1)


def part_of_date(table: Table, x: int, y: int) -> tuple[int, ...]:
    """The columns, counted from 0, among which a date is parted, where x or y is one of them.

    >>> from sgd_core.table import read
    >>> part_of_date(read("year,month,v\\n2019,1,5\\n2019,2,7"), 0, 2)
    (0, 1)
    """
    return tuple(sorted(table.parts_of_dates)) if {x, y} & table.parts_of_dates else ()


def ambiguous(table: Table, x: int, y: int, told: Layout) -> str:
    """The first cell in two columns whose mark may stand before decimals or between thousands.

    Empty where no cell leaves that open, another cell of the two columns settles it, or it was told.
    """
    if told.decimal != AUTO:
        return ""
    mark = DECIMALS[table.layout.decimal]
    cells = [cell for row in table.rows for column in (x, y) for cell in row.cells[column : column + 1]]
    with_mark = [cell for cell in cells if mark in cell]
    marked = [cell for cell in with_mark if is_written(cell, table.layout.decimal, "none")]
    # One that has both marks says which of them is which.
    settled = any(
        cell not in marked and is_written(cell, table.layout.decimal, table.layout.thousands)
        for cell in with_mark
    )
    return marked[0] if marked and not settled and all(map(may_be_grouped, marked)) else ""

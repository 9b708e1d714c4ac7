"""Rows that hold all x and then all y, as pairs: two rows, or as many again where lines are wrapped. And
rows of values below the years that name their columns.

>>> turned([Row(1, ("x = 1", "2", "3")), Row(2, ("y = 2", "4", "6"))], str.isdigit)[-1]
Row(line=1, cells=('3', '6'))
>>> cells = [("1", "2", "3", "4", "5"), ("6",), ("2", "4", "6", "8", "10"), ("12",)]
>>> turned([Row(k, each) for k, each in enumerate(cells, 1)], str.isdigit)[-1]
Row(line=2, cells=('6', '12'))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sgd_core.cells import is_date, look
from sgd_core.header import are_values, are_years
from sgd_core.separators import Row

#: What may stand before the first number of a row that says its name: ``x =``. It is looked for where a
#: word begins, not at each of its letters: the digits there are not part of it.
_LABEL = re.compile(r"(?<!\w)(\d*)[^\W\d]\w*\s*[=:：]\s*")
#: What stands between a name and its numbers.
_EQUALS = ("=", ":", "：")


def turned(rows: Sequence[Row], is_number: Callable[[str], bool]) -> list[Row]:
    """A pair for each x, with its line, or that of a y which is no number; none where the rows hold other
    things, or are no such rows.

    Some cells may be no numbers, but in no place words in both.
    """
    half = len(rows) // 2
    if len(rows) != 2 * half or not half or len(rows[0].cells) < 3:
        return []
    xs, ys = (_unlabelled(rows[begin : begin + half]) for begin in (0, half))
    if not _are_lines(xs, ys):
        return []
    flat = ([(row.line, cell) for row in each for cell in row.cells] for each in (xs, ys))
    found = [
        Row(line if is_number(y) or not is_number(x) else other, (x, y))
        for (line, x), (other, y) in zip(*flat, strict=True)
    ]
    wrong = [row for row in found if not all(map(is_number, row.cells))]
    told = any(all(map(_is_other, row.cells)) for row in wrong)
    return found if 2 * len(wrong) < len(found) and not told else []


def on_their_side(
    names: Sequence[str], rows: Sequence[Row], is_number: Callable[[str], bool]
) -> tuple[tuple[str, ...], list[Row]]:
    """The names and rows of columns that may lie on their side; none where rows are other ones.

    Each begins with a word of its own, and they are longer than they are many. Above them stand no names, or
    days and the like or numbers that rise, which may be values; above two, of whose labels nobody says what
    they are, any but x and y.
    """
    labels = [row.cells[0] for row in rows]
    length = len(rows[0].cells) - 1 if rows else 0
    least = 2 if names else 3
    nameless = not "".join(names[:1]) and {"x", "y"}.isdisjoint(names)
    two = len(rows) == 2 and (nameless or are_x_and_y(rows))
    if not least <= len({*labels}) == len(rows) < length or len({len(row.cells) for row in rows}) > 1:
        return (), []
    cells = [cell for row in rows for cell in row.cells[1:]]
    numbers = all(is_number(cell) or look(cell).kind == "missing" for cell in cells)
    if not numbers or not all(look(label).kind == "word" for label in labels):
        return (), []
    if names and (len(names) != length + 1 or are_years(names[1:]) or not (two or are_values(names[1:]))):
        return (), []
    above = [Row(rows[0].line, tuple(names))] if names else []
    (_, called), *columns = transposed([*above, *rows])
    return called, columns


def below_years(names: Sequence[str], rows: Sequence[Row], labels: int | None) -> list[Row]:
    """A row for each value below the years that name columns: what the row is called, the year, the value.

    Args:
        names: of the columns.
        labels: the column of what rows are called; None without one.

    >>> below_years(("town", "1990", "2000"), [Row(2, ("A", "10", "12"))], 0)
    [Row(line=2, cells=('A', '1990', '10')), Row(line=2, cells=('A', '2000', '12'))]
    """
    years = [k for k, name in enumerate(names) if are_years([name])]
    # A remark below a table may have fewer cells than stand before its labels.
    called = slice(0) if labels is None else slice(labels, labels + 1)
    return [
        Row(row.line, ("".join(row.cells[called]), names[k], *row.cells[k : k + 1]))
        for row in rows
        for k in years
    ]


def transposed(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The columns of rows as rows, all on the line of the first."""
    return tuple(Row(rows[0].line, cells) for cells in zip(*(row.cells for row in rows), strict=True))


def _is_other(cell: str) -> bool:
    """Whether a cell holds what is neither a number nor missing."""
    return look(cell).kind not in ("number", "missing")


def are_named(rows: Sequence[Row]) -> bool:
    """Whether rows are of all x and of all y, and each begins with a name: ``x = 1, 2`` and ``y = 2, 4``."""
    half = len(rows) // 2
    return len(rows) > 1 and all(_unlabelled([rows[k]]) != [rows[k]] for k in (0, half))


def say_names(rows: Sequence[Row]) -> bool:
    """Whether rows of numbers say that they are of all x and of all y, by a name and an equals sign each."""
    half = len(rows) // 2
    if not half or len(rows) % 2 or not (_is_told(rows[0]) and _is_told(rows[half])):
        return False
    return any(look(cell).kind == "number" for cell in _unlabelled(rows[:1])[0].cells)


def are_x_and_y(rows: Sequence[Row]) -> bool:
    """Whether two rows are called so."""
    return [row.cells[0].strip(" =:：").lower() for row in rows] == ["x", "y"]


def lengths(rows: Sequence[Row]) -> tuple[int, int] | None:
    """How many x and how many y two rows hold that say they do, where these are not as many."""
    if len(rows) != 2 or not all(map(_is_told, rows)):
        return None
    x, y = (len(_unlabelled([row])[0].cells) for row in rows)
    return (x, y) if x != y else None


def _is_told(row: Row) -> bool:
    """Whether a row begins with a name and an equals sign, or is called x or y."""
    first, *cells = row.cells or ("",)
    return (
        bool(_LABEL.match(first)) or first.lower() in ("x", "y") or cells[:1] in [[each] for each in _EQUALS]
    )


def _are_lines(xs: Sequence[Row], ys: Sequence[Row]) -> bool:
    """Whether rows may be lines of x and lines of y: one of each, or more that are wider than high."""
    widths = [len(row.cells) for row in xs]
    full, last = {*widths[:-1]} or {widths[-1]}, widths[-1]
    wrapped = len(xs) == 1 or (len(full) == 1 and max(full) > 2 * len(xs) and last <= max(full))
    return wrapped and widths == [len(row.cells) for row in ys]


def _unlabelled(rows: Sequence[Row]) -> list[Row]:
    """Rows without the name before their first number: in its cell, or in one or two of their own."""
    (line, (first, *cells)), *others = rows
    rest = first if is_date(first) else _LABEL.sub(r"\1", first)
    if look(rest).kind != "word" and (rest or not first):
        cells = [rest, *cells]
    elif cells and cells[0] in _EQUALS:
        cells = cells[1:]
    return [Row(line, tuple(cells)), *others]

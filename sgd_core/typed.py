"""Pairs of numbers that somebody typed or pasted cell by cell, each in any way that numbers are written.

A cell that can be one number alone is that number. What one that can be two is, as ``1,234``, the other
cells that were typed say by the mark before their decimals. Where they leave it open, a point is read as
those that the table began with have it, and a row with a comma is left out and says so.

>>> found = pairs([("1,5", "2"), ("3,25", "1.234"), ("x", "4")])
>>> found.x, found.y, [(each.line, each.complaint.code) for each in found.skipped]
((1.5, 3.25), (2.0, 1234.0), [(3, 'not_a_number')])
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sgd_core.cells import dated, look, plain, value
from sgd_core.errors import RunError
from sgd_core.limits import MAX_SAMPLES
from sgd_core.parameters import fail, number_text
from sgd_core.separators import DECIMALS
from sgd_core.table import NoPairError, Pairs, Skipped

#: A row of x and y as they were typed; None where nothing was.
Pair = tuple[str | None, str | None]


class _Notation(NamedTuple):
    """How numbers are written in the cells of a table.

    Args:
        own: cells that the table had from the beginning, with a point before their decimals.
        decimal: the mark before the decimals of the others; empty where they leave it open.
        pointed: whether its own cells show decimals, and no others say otherwise.
    """

    own: Collection[str]
    decimal: str
    pointed: bool


def pairs(rows: Sequence[Pair], own: Collection[str] = (), name: str = "numbers") -> Pairs:
    """The pairs in rows that were typed; rows in which nothing stands are passed over.

    Args:
        own: cells that the table had from the beginning, with a point before their decimals.
        name: what a complaint calls the table.

    Raises:
        NoPairError: if no row makes one.
    """
    written = [
        (k, (x or "", y or "")) for k, (x, y) in enumerate(rows, 1) if _is_written(x) or _is_written(y)
    ]
    if len(written) > MAX_SAMPLES:
        raise fail(name, "", "too_many_rows", given=str(len(written)), count=str(MAX_SAMPLES))
    cells = [[row[k] for _, row in written] for k in (0, 1)]
    notation = _notation([*cells[0], *cells[1]], own)
    days = [dated([cell for cell in column if cell not in own]) for column in cells]
    found: list[tuple[float, float]] = []
    skipped: list[Skipped] = []
    for line, (x, y) in written:
        try:
            found.append((_value("x", x, notation, days[0]), _value("y", y, notation, days[1])))
        except RunError as error:
            skipped.append(Skipped(line, error.complaints[0]))
    if not found:
        raise NoPairError(fail(name, "", "no_pair").complaints, skipped)
    xs, ys = zip(*found, strict=True)
    return Pairs(xs, ys, tuple(skipped))


def _is_written(cell: str | None) -> bool:
    return bool(cell and cell.strip())


def _notation(cells: Sequence[str], own: Collection[str]) -> _Notation:
    """How the numbers in all cells of a table are written."""
    seen = {decimal for cell in cells if cell not in own and (decimal := _decimal_of(cell))}
    pointed = any("." in cell for cell in cells if cell in own)
    return _Notation(own, seen.pop() if len(seen) == 1 else "", pointed and not seen)


def _decimal_of(cell: str) -> str:
    """The decimal mark that a cell must have; empty where it can have either."""
    marks = _marks(cell)
    return next(iter(marks)) if len(marks) == 1 else ""


def _marks(cell: str) -> dict[str, str]:
    """The mark between thousands by each decimal mark with which a cell is a number."""
    if not plain(cell):
        return {}
    seen = look(cell)
    found = {decimal: seen.mark(decimal) for decimal in DECIMALS}
    return {decimal: thousands for decimal, thousands in found.items() if thousands is not None}


def _value(name: str, cell: str, notation: _Notation, days: re.Pattern[str] | None) -> float:
    """The number in a cell.

    Args:
        days: what those that were typed in its column look like, where they are dates.
    """
    if days and cell not in notation.own and days.fullmatch(plain(cell)):
        raise fail(name, cell, "date")
    marks = {} if cell in notation.own else _marks(cell)
    if not marks:
        return value(name, cell, "point", "none")
    numbers = {
        decimal: value(name, cell, decimal, thousands or "none") for decimal, thousands in marks.items()
    }
    if len(set(numbers.values())) == 1:
        return next(iter(numbers.values()))
    if notation.decimal:
        return numbers[notation.decimal]
    if notation.pointed and "," not in plain(cell):
        return numbers["point"]
    # With four digits behind it, a mark parts no thousands.
    first, second = (f"{number_text(each)}0" if each % 1 else number_text(each) for each in numbers.values())
    raise fail(name, cell, "two_numbers", first=first, second=second)

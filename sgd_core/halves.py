"""Numbers that their own commas have parted, where the commas between them part cells as well.

>>> from sgd_core.separators import weighed
>>> [each.rows for each in joined(weighed(["x,y", "1,5,3,2"], Layout())[0], Layout())]
[(Row(line=2, cells=('1,5', '3,2')),)]
>>> [each.rows[0].cells for each in joined(weighed(["x,y", "1,5,2"], Layout())[0], Layout())]
[('1,5', '2'), ('1', '5,2')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import NamedTuple

from sgd_core.cells import GROUP, HEAD, are_most, is_like_number, is_written, look, plain
from sgd_core.separators import AUTO, ROWS, Layout, Row, Weighed, usual_width

#: What stands before a comma and behind it, where it stands before decimals.
_WHOLE, _DECIMALS = re.compile("[+-]?[0-9]+"), re.compile("[0-9]+")
#: How many rows show how the numbers in them are written, where the columns have no names.
_LEAST_SHOWN = 3
#: How many ways to join the cells of rows are told apart, at most.
_MOST_WAYS = 4


class Halves(NamedTuple):
    """A table some of whose neighbouring cells are joined: its parts are those of a ``Table``."""

    layout: Layout
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    width: int
    above: tuple[Row, ...] = ()


class _Marks(NamedTuple):
    """How numbers may be written, and what then stands before a comma and behind it."""

    layout: Layout
    first: re.Pattern[str]
    second: re.Pattern[str]

    def is_written(self, cell: str) -> bool:
        """Whether a cell of its own may stand beside such numbers: it is one, or none at all."""
        layout = self.layout
        return is_written(cell, layout.decimal, layout.thousands) or not is_like_number(cell)

    def are_parts(self, first: str, second: str) -> bool:
        """Whether two plain cells make a number with a comma between them."""
        return bool(self.first.fullmatch(first) and self.second.fullmatch(second))


def joined(found: Weighed, told: Layout) -> list[Halves]:
    """The tables of the numbers, where fewer names stand above than most rows have cells, and half as many
    at least; or none, and all cells show that they may be parts of numbers, or that is told.

    Their commas may stand before decimals, or between thousands. A row of another number of cells fits
    nowhere.
    """
    parts = _parts(found, told)
    if not parts:
        return []
    names, body = parts
    wide = usual_width(body, is_like_number)
    fitting = [row for row in body if len(row.cells) == wide]
    if not are_most(len(fitting), len(body)):
        return []
    header = "yes" if names else "no"
    return [
        Halves(
            replace(marks.layout, header=header, joined=_numbered(places)), names, rows, wide - len(places)
        )
        for marks in _marks(told)
        for places in _ways_to_join(fitting, len(names), marks, told)
        for rows in [tuple(_together(row, places, wide) for row in body)]
        if sum(map(is_like_number, _together(fitting[0], places, wide).cells)) > 1
    ]


def _ways_to_join(rows: Sequence[Row], named: int, marks: _Marks, told: Layout) -> Iterator[tuple[int, ...]]:
    """The ways to join cells of rows with their next ones, each as the places of the first ones.

    Args:
        named: how many columns have names; 0 where there are none.
    """
    if not named:
        yield from _ways_unnamed(rows, marks, told)
        return
    lacking = len(rows[0].cells) - named
    if named > 1 and 0 < lacking <= named:
        yield from _ways(_places(rows, marks), lacking, told)


def _ways_unnamed(rows: Sequence[Row], marks: _Marks, told: Layout) -> Iterator[tuple[int, ...]]:
    """The ways where no names say how many cells are left: as many joined as are told, or half of them.

    Where nothing is told, at least three rows have to show that these are parts of numbers, with as many
    digits behind the comma in each column: thousands as far as they go, decimals in all cells, two by two.
    """
    wide = len(rows[0].cells)
    places = _places(rows, marks)
    halves = tuple(range(0, wide, 2))
    if are_told(told):
        count = told.joined.count(",") + 1 if told.joined != AUTO else wide // 2
        yield from _ways(places, count, told) if wide - count > 1 else ()
    elif len(rows) < _LEAST_SHOWN:
        return
    elif marks.layout.decimal == "point":
        count = _most_apart(places := [k for k in places if _are_alike(rows, k, marks)])
        yield from _ways(places, count, told) if 0 < count < wide - 1 else ()
    elif wide % 2 == 0 and wide > 2 and all(k in places and _are_alike(rows, k, marks) for k in halves):
        yield halves


def _are_alike(rows: Sequence[Row], place: int, marks: _Marks) -> bool:
    """Whether the cells at a place and the next make a number in every row, with as many digits behind."""
    parts = [(plain(row.cells[place]), plain(row.cells[place + 1])) for row in rows]
    return all(marks.are_parts(*each) for each in parts) and len({len(behind) for _, behind in parts}) == 1


def are_told(told: Layout) -> bool:
    """Whether it is told that commas stand in the numbers."""
    return "comma" in (told.decimal, told.thousands) or told.joined != AUTO


def is_shifted(names: Sequence[str], found: Weighed) -> bool:
    """Whether names are one less than the columns, the first of which has none."""
    return names[:1] == ("",) and all(row.cells != names for row in found.rows)


def mark_unmet(found: Weighed, told: Layout, named: bool) -> str:
    """The part of a layout that tells of a mark in numbers which parts all cells; empty without one.

    Args:
        named: whether the columns have names, each its own.
    """
    if told.separator != AUTO or named:
        return ""
    if told.decimal != AUTO and found.has_decimal_separators:
        return "decimal"
    return (
        "thousands" if told.thousands == "comma" == found.layout.separator and not _hold(found, ",") else ""
    )


def _hold(found: Weighed, mark: str) -> bool:
    return any(mark in cell for row in found.rows for cell in row.cells)


def _parts(found: Weighed, told: Layout) -> tuple[tuple[str, ...], list[Row]] | None:
    """The names of the columns, and the rows below them; None where these are no such rows."""
    rows = found.rows
    start = next((k for k, row in enumerate(rows) if any(map(is_like_number, row.cells))), 0)
    names, body = _names(rows[:start]), rows[start:]
    if found.layout.separator != "comma" or not body or (start and not names):
        return None
    if names:
        return None if told.header == "no" else (names, body)
    return (names, body) if told.header != "yes" else None


def _names(above: Sequence[Row]) -> tuple[str, ...]:
    """The names in the last row above the numbers, where it holds words alone; none otherwise."""
    cells = above[-1].cells if above else ()
    return cells if len(cells) > 1 and all(look(cell).kind == "word" for cell in cells) else ()


def _marks(told: Layout) -> list[_Marks]:
    """How the numbers may be written."""
    found = [
        _Marks(Layout("comma", "comma", lines=ROWS, thousands="none"), _WHOLE, _DECIMALS),
        _Marks(Layout("comma", "point", lines=ROWS, thousands="comma"), HEAD, GROUP),
    ]
    return [
        each
        for each in found
        if told.decimal in (AUTO, each.layout.decimal) and told.thousands in (AUTO, each.layout.thousands)
    ]


def _places(rows: Sequence[Row], marks: _Marks) -> list[int]:
    """The places of the cells that make a number with the next one, in most rows."""
    good = [[plain(cell) for cell in row.cells] for row in rows if all(map(marks.is_written, row.cells))]
    return [
        k
        for k, two in enumerate(pairwise(zip(*good, strict=True)))
        if are_most(sum(map(marks.are_parts, *two)), len(rows))
    ]


def _ways(places: Sequence[int], count: int, told: Layout) -> Iterator[tuple[int, ...]]:
    """The ways to take so many of some places, no two of them neighbours: a few, or the one that is told."""
    if told.joined == AUTO:
        yield from islice(_apart(places, count), _MOST_WAYS)
        return
    wanted = [place for place in places if str(place + 1) in told.joined.split(",")]
    yield from (each for each in _apart(wanted, count) if _numbered(each) == told.joined)


def _numbered(places: Sequence[int]) -> str:
    """Places as a layout says them."""
    return ",".join(str(place + 1) for place in places)


def _apart(places: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
    """So many of some places, no two of them neighbours, in each way."""
    if not count:
        yield ()
        return
    for k, place in enumerate(places):
        if _most_apart(places[k:]) < count:
            return
        rest = [each for each in places[k + 1 :] if each > place + 1]
        yield from ((place, *others) for others in _apart(rest, count - 1))


def _most_apart(places: Sequence[int]) -> int:
    """How many of some places can be taken, no two of them neighbours."""
    taken: list[int] = []
    for place in places:
        if not taken or place > taken[-1] + 1:
            taken.append(place)
    return len(taken)


def _together(row: Row, places: Sequence[int], wide: int) -> Row:
    """A row whose cells at some places are joined with the next; one of another width stays out of line."""
    if len(row.cells) != wide:
        return row if len(row.cells) != wide - len(places) else Row(row.line, (",".join(row.cells),))
    behind = {place + 1 for place in places}
    return Row(
        row.line,
        tuple(
            f"{cell},{row.cells[k + 1]}" if k + 1 in behind else cell
            for k, cell in enumerate(row.cells)
            if k not in behind
        ),
    )

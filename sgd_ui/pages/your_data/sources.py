"""The texts that a reader brings, and the tables and pairs that stand in them.

A page is drawn many times over: what was read of a text is kept, and so is why nothing could be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import NamedTuple, TypeVar

from sgd_core import RunError, typed
from sgd_core.brought import columns_of, layout_of, with_columns
from sgd_core.decoding import decoded
from sgd_core.doubts import ambiguous, part_of_date, twice_named, unused
from sgd_core.separators import ACROSS, AUTO, ROWS, Layout
from sgd_core.table import Pairs, Table, pairs, read
from sgd_core.typed import Pair
from sgd_ui.runs.kept import Kept

#: The names of the two columns.
XY = ("x", "y")

_Value = TypeVar("_Value")


class File(NamedTuple):
    """A file: its name, and the bytes in it."""

    name: str
    data: bytes


class Source(NamedTuple):
    """A text that a table is to be read from.

    Args:
        name: what a complaint calls it, ``numbers`` or ``file``.
        shown: what a complaint quotes of it.
        encoding: that of the file which it comes from.
    """

    name: str
    shown: str
    text: str
    encoding: str = ""

    @property
    def file(self) -> str:
        """The name of the file that it comes from; empty where it comes from none."""
        return self.shown if self.name == "file" else ""


class Reading(NamedTuple):
    """How a text is to be read, as a link says it.

    Args:
        columns: those of x and y, counted from 1, as ``1,2``; where they are left out, the likely ones.
    """

    columns: str = ""
    separator: str = AUTO
    decimal: str = AUTO
    header: str = AUTO
    lines: str = AUTO
    thousands: str = AUTO
    joined: str = AUTO


def reading_in(view: Mapping[str, str]) -> Reading:
    """How a view says that a text is to be read."""
    return Reading(**{name: view[name] for name in Reading._fields})


class Sheet(NamedTuple):
    """The table in a text, and what of it is x and y.

    Args:
        told: what of its layout is told.
    """

    source: Source
    reading: Reading
    told: Layout
    table: Table

    @property
    def columns(self) -> tuple[int, int]:
        """The columns of x and y, counted from 0: as chosen, or the likely ones. There may be none such."""
        return columns_of(self.table, self.reading.columns)

    @property
    def lines(self) -> int:
        """How many lines of cells the table is made of; 0 where the rows of code share lines."""
        rows = self.table.rows
        if self.table.layout.lines == ROWS:
            return len(rows) if len({row.line for row in rows}) == len(rows) else 0
        if self.table.layout.lines != ACROSS:
            return len({row.line for row in rows})
        if self.table.names:
            return len(self.table.names)
        # There are as many lines of y as of x; a pair stands in that of its x, unless its y is no number.
        return 2 * len({row.line for row in rows if all(map(self.table.is_number, row.cells))})

    @property
    def unused(self) -> tuple[tuple[int, str], ...]:
        """The columns that are neither x nor y and hold something: each counted from 0, with its name."""
        return unused(self.table, *self.columns)

    @property
    def is_open(self) -> bool:
        """Whether the text can be read in several ways, and none of them has been chosen."""
        return bool(self.table.others)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The ways to read the text that are to be chosen from, the likeliest first."""
        return tuple(self.reading._replace(**asdict(each.layout)) for each in self.table.readings)

    @property
    def doubtful(self) -> str:
        """A cell in which a mark was taken for the decimal one and may part thousands; empty without one."""
        return ambiguous(self.table, *self.columns, self.told)

    @property
    def twice_named(self) -> tuple[tuple[str, str, str], ...]:
        """The names by which one of several columns was taken, each with the numbers of these and its own."""
        return () if self.reading.columns else tuple(twice_named(self.table, *self.columns))

    @property
    def part_of_date(self) -> tuple[int, ...]:
        """The columns among which a date is parted that one of x and y was taken from."""
        return () if self.reading.columns else part_of_date(self.table, *self.columns)


def pasted(text: str) -> Source | None:
    """What was pasted; None where that is blank."""
    return Source("numbers", text, text) if text.strip() else None


def in_file(file: File) -> Source | RunError:
    """The text in a file, or why there is none."""
    name, data = file

    def read_file() -> Source:
        return Source("file", name, *decoded(data, "file", name))

    return _sources(file, lambda report: _or_refusal(read_file), own=True)


def sheet_of(source: Source, reading: Reading) -> Sheet | RunError:
    """The table in a text, or why there is none."""
    layout = layout_of(reading._asdict())

    def read_table() -> Table:
        return read(source.text, layout, source.name, source.shown)

    table = _tables((source, layout), lambda report: _or_refusal(read_table), own=True)
    if isinstance(table, RunError):
        return table
    return Sheet(source, reading, layout, with_columns(table, reading.columns))


def pairs_in(sheet: Sheet) -> Pairs | RunError:
    """The pairs in the columns of a table, or why there are none."""
    source, table, columns = sheet.source, sheet.table, sheet.columns

    def read_pairs() -> Pairs:
        return pairs(table, *columns, source.name, source.shown)

    # A sheet is all that its text and its reading make it.
    return _pairs((source, sheet.reading), lambda report: _or_refusal(read_pairs), own=True)


def pairs_typed(rows: tuple[Pair, ...], own: frozenset[str]) -> Pairs | RunError:
    """The pairs in rows that were typed, or why there are none.

    Args:
        own: cells that the table had from the beginning.
    """
    return _typed((rows, own), lambda report: _or_refusal(lambda: typed.pairs(rows, own)), own=True)


def _or_refusal(make: Callable[[], _Value]) -> _Value | RunError:
    try:
        return make()
    except RunError as error:
        # Its traceback would keep all that was read on the way to it.
        return error.with_traceback(None)


_sources: Kept[File, Source | RunError] = Kept(5)
_tables: Kept[tuple[Source, Layout], Table | RunError] = Kept(10)
_pairs: Kept[tuple[Source, Reading], Pairs | RunError] = Kept(10)
_typed: Kept[tuple[tuple[Pair, ...], frozenset[str]], Pairs | RunError] = Kept(5)

"""The cells of a table: which of its columns hold numbers, and which rows are as wide as most.

>>> rows = (Row(2, ("1", "7", "8")), Row(3, ("2", "5", "6")))
>>> grid = Grid(Layout("comma", "point"), ("id", "x", "y"), rows, 3)
>>> grid.likely, grid.numeric
((1, 2), (1, 2, 0))
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from unicodedata import normalize

from sgd_core import dates
from sgd_core.asides import asides
from sgd_core.cells import dated, is_date, is_written, look, plain
from sgd_core.header import is_numbering
from sgd_core.separators import Layout, Row

#: Rows that likely columns are found out from.
_ROWS_LOOKED_AT = 400
_LONGEST_CALLED = 9
#: How many digits a key has at least, all of a column the same number, some of them with a 0 in front.
_LEAST_OF_KEY = 3
#: So many cells that hold the same are no measure.
_LEAST_ALIKE = 5
#: Fewer rows, all of numbers that have no names, may begin with any.
_LEAST_COUNTED = 3


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells in columns, none of them read yet.

    Args:
        layout: as it was found or given; nothing in it is ``auto``.
        names: of the columns; empty where there is no header.
        rows: those below the header that are not blank.
        usual: how many cells most rows have that hold a number, and 1 or fewer where none has more.
    """

    layout: Layout
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    usual: int

    @cached_property
    def width(self) -> int:
        """How many columns there are."""
        return max(len(self.names), *(len(row.cells) for row in self.rows), 0)

    @cached_property
    def likely(self) -> tuple[int, int]:
        """The columns named x and y, or else the first two, that hold numbers in at least half of the rows.

        Where one alone is named so, the other is the first beside it, behind x if there is one. The rows' own
        numbers, be it within groups, columns of one number alone and the parts of dates come last among the
        columns of numbers, be there few in those. Where there are no such two, those with most numbers. Of
        many rows some hundreds are looked at.
        """
        columns, count = range(self.width), self._counts
        numbers = [column for column in columns if self._is_of_numbers(column)]
        keys = [column for column in numbers if _are_keys(self.column(column))]
        alike = [column for column in numbers if _are_alike(self.column(column))]
        index = [column for column in numbers if self._is_of_groups(column)]
        own = {
            *islice(dict.fromkeys([*self.numbering, *index, *keys, *alike]), max(len(numbers) - 2, 0)),
            *self.parts_of_dates,
        }
        good = [column for column in numbers if self._is_mostly_numbers(column)]
        x, y = (self._best_called(name, good) for name in ("x", "y"))
        if x is not None and y is not None and {x, y} & {*good}:
            return x, y
        good = [column for column in good if column not in own]
        few = {column: column not in numbers or column in own for column in columns}
        dates = {column for column in columns if self._holds_date(column)}
        rest = sorted(
            {*columns} - {*good}, key=lambda column: (few[column], -count[column], column not in dates)
        )
        ranked = [*good, *rest, 0, 0]
        if x in good:
            return x, next(k for k in [*(k for k in good if k > x), *ranked] if k != x or self.width < 2)
        if y in good:
            return next(k for k in ranked if k != y or self.width < 2), y
        first, second, *_ = ranked
        return (first, second) if len(good) > 1 else (min(first, second), max(first, second))

    def _best_called(self, name: str, good: Sequence[int]) -> int | None:
        """The first good column of a name, or else the first of that name; None without any."""
        called = self.called(name)
        return next((k for k in called if k in good), next(iter(called), None))

    def called(self, name: str) -> list[int]:
        """The columns of a name in small letters, however it is written there."""
        plain_names = [plain(each) for each in self.names]
        # Very long ones take very long to make alike.
        short = {k: each for k, each in enumerate(plain_names) if len(each) <= _LONGEST_CALLED}
        return [k for k, each in short.items() if normalize("NFKC", each).lower() == name]

    def title(self, column: int) -> str:
        """The name of a column; empty where it has none."""
        return self.names[column] if column < len(self.names) else ""

    def column(self, k: int) -> list[str]:
        """The cells of a column, of the rows that have it."""
        return [row.cells[k] for row in self.rows if k < len(row.cells)]

    @cached_property
    def dated(self) -> dict[int, re.Pattern[str]]:
        """The columns whose numbers are dates, and what these look like."""
        found = {k: dated(self.column(k), self.title(k)) for k in range(self.width)}
        return {k: pattern for k, pattern in found.items() if pattern}

    @cached_property
    def parts_of_dates(self) -> frozenset[int]:
        """The columns that hold the year, the month and the like of one date."""
        rows = [row.cells for k, row in enumerate(self.some(_ROWS_LOOKED_AT)) if len(row.cells) == self.width]
        return dates.parted(self.names, list(zip(*rows, strict=True)))

    def _is_of_groups(self, column: int) -> bool:
        """Whether a column is one of several in front without names, and its numbers come again: an index
        within groups."""
        named = next((k for k, name in enumerate(self.names) if name), 0)
        return column < named > 1 and len({*self.column(column)}) < len(self.column(column))

    @property
    def numeric(self) -> tuple[int, ...]:
        """The columns that hold numbers, those with many before those with few; the rows' own come last."""
        held = (k for k in range(self.width) if self._counts[k])
        return tuple(sorted(held, key=lambda k: (k in self.numbering, not self._is_mostly_numbers(k))))

    def _is_mostly_numbers(self, column: int) -> bool:
        return 2 * self._counts[column] >= len(self.some(_ROWS_LOOKED_AT))

    def _is_of_numbers(self, column: int) -> bool:
        """Whether a column holds numbers, and they are half of what stands there at least.

        What stands beyond the cells of most rows is none.
        """
        if column >= max(self.usual, len(self.names)):
            return False
        cells = [cell for row in self.some(_ROWS_LOOKED_AT) for cell in row.cells[column : column + 1]]
        present = [cell for cell in cells if look(cell).kind != "missing"]
        return self._counts[column] > 0 and len(present) <= 2 * self._counts[column]

    @cached_property
    def _counts(self) -> list[int]:
        rows = self.some(_ROWS_LOOKED_AT)
        return [
            0 if k in self.dated else sum(any(map(self.is_number, row.cells[k : k + 1])) for row in rows)
            for k in range(self.width)
        ]

    def some(self, most: int) -> tuple[Row, ...]:
        """At most so many of the rows, evenly chosen."""
        return self.rows[:: -(-len(self.rows) // most) or 1]

    @cached_property
    def numbering(self) -> tuple[int, ...]:
        """The columns in front that hold the rows' own numbers."""
        return tuple(takewhile(self._is_numbering, range(self.width)))

    def _is_numbering(self, column: int) -> bool:
        if not self.names and (column or self.width < 3):
            return False
        # What sums up the samples or stands beside them has no number among theirs.
        rows = [row for k, row in enumerate(self.rows) if self.aside.get(k) in (None, "shortened")]
        cells = [row.cells[column] for row in rows if column < len(row.cells) and not self.is_shifted(row)]
        if (
            not self.names
            and len(cells) < _LEAST_COUNTED
            and all(map(self._is_of_numbers, range(self.width)))
        ):
            return False
        return is_numbering(self.title(column) if self.names else None, cells)

    @cached_property
    def aside(self) -> dict[int, str]:
        """Why rows are none of the samples, by their places."""
        return asides(self.rows, bool(self.names), self.layout)

    @property
    def samples(self) -> int:
        """How many rows are meant as samples."""
        return len(self.rows) - len(self.aside)

    def is_shifted(self, row: Row) -> bool:
        """Whether a row has fewer cells than most, or more, so that none may stand below its own name.

        Not where those that are missing at its end hold words, or those too many are a remark.
        """
        width = len(row.cells)
        if width < self.usual:
            missing = range(width, self.usual)
            return self.layout.separator == "space" or any(map(self._is_mostly_numbers, missing))
        beyond = row.cells[max(self.usual, len(self.names)) :]
        return any(look(cell).kind in ("number", "strange") for cell in beyond)

    def _holds_date(self, column: int) -> bool:
        return column in self.dated or any(map(is_date, self.column(column)[:1]))

    def is_number(self, cell: str) -> bool:
        """Whether a cell is a number as numbers are written here."""
        return is_written(cell, self.layout.decimal, self.layout.thousands)


def _are_alike(cells: Sequence[str]) -> bool:
    """Whether several cells hold the same."""
    return len(cells) >= _LEAST_ALIKE and len({*cells}) == 1


def _are_keys(cells: Sequence[str]) -> bool:
    """Whether cells hold digits as no numbers are written, of one length and some with a 0 in front."""
    if not any(cell.startswith("0") and len(cell) >= _LEAST_OF_KEY for cell in cells):
        return False
    present = [cell for cell in cells if look(cell).kind != "missing"]
    return len({len(cell) for cell in present}) == 1 and all(map(str.isdigit, present))

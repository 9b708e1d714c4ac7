"""Pairs of numbers out of text that somebody pasted, or out of a file's bytes.

Nothing is cut short: what is too much is refused, and every row that is left out is named with its
line, the cell and the reason.

>>> text, encoding = decoded("时间；成绩\\n1，5；2\\n2；?\\n3；4,5\\n".encode("gb18030"))
>>> table = read(text)
>>> encoding, table.layout.separator, table.layout.decimal, table.names
('gb18030', 'semicolon', 'comma', ('时间', '成绩'))
>>> found = pairs(table, *table.likely)
>>> found.x, found.y, [(each.line, each.complaint.code) for each in found.skipped]
((1.5, 3.0), (2.0, 4.5), [(3, 'not_a_number')])
"""

from __future__ import annotations

import csv
import hashlib
import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple

from sgd_core.errors import Complaint, RunError
from sgd_core.limits import MAX_COLUMNS, MAX_FILE, MAX_SAMPLES
from sgd_core.parameters import fail, is_number, read_number

#: What a layout says where it is to be found out.
AUTO = "auto"
#: In the order in which they are tried; equally good, the first counts.
SEPARATORS = {"tab": "\t", "semicolon": ";", "comma": ",", "space": " "}
DECIMALS = {"point": ".", "comma": ","}
HEADERS = ("yes", "no")

#: Lines that a layout is found out from, and rows that likely columns are.
_LOOKED_AT, _ROWS_LOOKED_AT = 60, 400
#: Where both part numbers, these count: in the others' tables they do not stand between digits.
_STRONG = ("tab", "semicolon")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA = re.compile(r"[=@]|[+-]\s*[^\W\d]|[+-]\s*[=@(]")
#: Digits, signs and letters of double width, and the other marks of a minus and a space.
_PLAIN = {0xFF01 + k: 0x21 + k for k in range(94)} | {
    ord(wide): plain for wide, plain in zip("−–\u3000\u00a0\u202f\u2009", "--    ", strict=True)
}
#: Whatever ends a line, longest first.
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
#: A first line by which spreadsheets are told the separator.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"? *', re.IGNORECASE)
#: Numbers with marks between their thousands, by the decimal mark; and a text that may be one of them.
_GROUPED = {
    "point": re.compile(r"[+-]?[0-9]{1,3}(?:[, '’][0-9]{3})+(?:\.[0-9]*)?"),
    "comma": re.compile(r"[+-]?[0-9]{1,3}(?:[. '’][0-9]{3})+(?:,[0-9]*)?"),
}
#: What may stand before the first number of a row that says its name: ``x =``. It is looked for where a
#: word begins, not at each of its letters: the digits there are not part of it.
_LABEL = re.compile(r"(?<!\w)(\d*)[^\W\d]\w*\s*[=:：]\s*")
_MAY_BE_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_NOT_FINITE = {"nan", "inf", "infinity"}


@dataclass(frozen=True)
class Layout:
    """How a table is written: each is a word, or ``auto``."""

    separator: str = AUTO
    decimal: str = AUTO
    header: str = AUTO


class Row(NamedTuple):
    """A row: the number of its first line, counted from 1, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """What stands in a text: cells, none of them read yet.

    Args:
        layout: as it was found or given; nothing in it is ``auto``.
        names: of the columns; empty where there is no header.
        rows: those below the header that are not blank.
        width: how many columns there are.
    """

    layout: Layout
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    width: int

    @cached_property
    def likely(self) -> tuple[int, int]:
        """The columns named x and y, or else the first two, that hold numbers in at least half of the rows.

        Where there are no such two, those with most of them. Of many rows some hundreds are looked at.
        """
        columns = range(self.width)
        rows = self.rows[:: -(-len(self.rows) // _ROWS_LOOKED_AT) or 1]
        count = [sum(self._holds_number(row, column) for row in rows) for column in columns]
        good = [column for column in columns if 2 * count[column] >= len(rows)]
        names = [name.lower() for name in self.names]
        if {"x", "y"} <= set(names) and {names.index("x"), names.index("y")} <= set(good):
            return names.index("x"), names.index("y")
        rest = sorted(set(columns) - set(good), key=lambda column: -count[column])
        first, second, *_ = [*good, *rest, 0, 0]
        return (first, second) if len(good) > 1 else (min(first, second), max(first, second))

    def _holds_number(self, row: Row, column: int) -> bool:
        return column < len(row.cells) and self.is_number(row.cells[column])

    def is_number(self, cell: str) -> bool:
        """Whether a cell is a number as numbers are written here."""
        return _is_number(cell, self.layout.decimal)


class Skipped(NamedTuple):
    """A row that was left out: its line, and what is wrong with its x or y."""

    line: int
    complaint: Complaint


class Pairs(NamedTuple):
    """The pairs of two columns, and the rows that make none."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    skipped: tuple[Skipped, ...]


class NoPairError(RunError):
    """No row makes a pair; ``skipped`` says of each why."""

    def __init__(self, complaints: Iterable[Complaint], skipped: Iterable[Skipped]) -> None:
        super().__init__(complaints)
        self.skipped = tuple(skipped)


def decoded(data: bytes, name: str = "file", shown: str = "") -> tuple[str, str]:
    """The text in ``data``, and its encoding: ``utf-8``, ``utf-16-le``, ``utf-16-be`` or ``gb18030``.

    Args:
        name: what a complaint calls it.
        shown: what a complaint quotes of it, such as the name of a file.

    Raises:
        RunError: if that is too much, or no text in any of these.
    """
    if len(data) > MAX_FILE:
        raise fail(name, shown, "too_large", given=str(len(data)), count=str(MAX_FILE))
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Any bytes at all may be letters of some encoding; these are no letters in any.
        if not _CONTROL.search(text):
            return text.removeprefix("\ufeff"), encoding
    raise fail(name, shown, "not_text")


def _encodings(data: bytes) -> tuple[str, ...]:
    """Those that ``data`` may be in, the likeliest first."""
    if data.startswith(b"\xff\xfe"):
        return ("utf-16-le",)
    if data.startswith(b"\xfe\xff"):
        return ("utf-16-be",)
    if b"\0" in data:
        # Half of a digit or a comma is a zero: in the second byte, or in the first.
        return ("utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be",)
    return "utf-8", "gb18030"


def read(text: str, layout: Layout | None = None, name: str = "file", shown: str = "") -> Table:
    """The table that stands in a text.

    Args:
        layout: what of it is known; the rest is found out.
        name: what a complaint calls it.
        shown: what a complaint quotes of it.

    Raises:
        RunError: if it is too much, or holds nothing.
    """
    if len(text) > MAX_FILE:
        raise fail(name, shown, "too_long", count=str(MAX_FILE))
    lines = _LINE_END.split(text)
    if not text.isascii():
        lines = [_plain_line(line) for line in lines]
    told = _told(lines, layout or Layout())
    lines = [_unended(line) for line in lines]
    layout = _found(lines, told)
    rows = [row for row in _rows(lines, layout.separator) if len(row.cells) > 1 or any(row.cells)]
    if not rows:
        raise fail(name, shown, "nothing")
    names: tuple[str, ...] = ()
    if layout.header == "yes":
        names, rows = rows[0].cells, rows[1:]
    if len(rows) > MAX_SAMPLES:
        raise fail(name, shown, "too_many_rows", given=str(len(rows)), count=str(MAX_SAMPLES))
    width = max(len(names), *(len(row.cells) for row in rows), 0)
    if width > MAX_COLUMNS:
        raise fail(name, shown, "too_many_columns", given=str(width), count=str(MAX_COLUMNS))
    return Table(layout, names, tuple(rows), width)


def pairs(table: Table, x: int, y: int, name: str = "file", shown: str = "") -> Pairs:
    """The pairs in two columns of a table, counted from 0.

    Raises:
        RunError: if there is no such column.
        NoPairError: if no row makes one.
    """
    if table.width < 2:
        raise fail(name, shown, "one_column")
    for column in (x, y):
        if not 0 <= column < table.width:
            raise fail("columns", str(column + 1), "out_of_range", low="1", high=str(table.width))
    xs: list[float] = []
    ys: list[float] = []
    skipped: list[Skipped] = []
    for row in table.rows:
        try:
            pair = [_value(row, *each, table.layout.decimal) for each in (("x", x), ("y", y))]
        except RunError as error:
            skipped.append(Skipped(row.line, error.complaints[0]))
        else:
            xs.append(pair[0])
            ys.append(pair[1])
    if not xs:
        grouped = [each.complaint for each in skipped if each.complaint.code == "thousands"]
        raise NoPairError([*fail(name, shown, "no_pair").complaints, *grouped[:1]], skipped)
    return Pairs(tuple(xs), tuple(ys), tuple(skipped))


def turned(table: Table) -> str:
    """Two rows of numbers, x and then y, as the text of two columns; empty for any other table.

    >>> turned(read("x = 1, 2, 3\\ny = 2, 4, 6"))
    '1\\t2\\n2\\t4\\n3\\t6'
    """
    rows = [row.cells for row in table.rows]
    if len(rows) != 2 or table.names or not 2 < len(rows[0]) == len(rows[1]):
        return ""
    decimal = table.layout.decimal
    rows = [(_LABEL.sub(r"\1", first), *rest) for first, *rest in rows]
    # What stands before the numbers may be a cell of its own.
    labelled = not any(_is_number(first, decimal) for first, *_ in rows)
    columns = list(zip(*rows, strict=True))[labelled:]
    if not all(_is_number(cell, decimal) for column in columns for cell in column):
        return ""
    return "\n".join("\t".join(column) for column in columns)


def two_words(table: Table, column: int) -> tuple[str, ...]:
    """The two words that a column holds, in the order they come in; empty where it holds anything else.

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
        and _is_number(cell, table.layout.decimal)
    ]
    open_to_both = all(_MAY_BE_GROUPED.fullmatch(_plain(cell)) for cell in marked)
    return marked[0] if marked and open_to_both else ""


def fingerprint(xs: Sequence[float], ys: Sequence[float]) -> str:
    """How many pairs, and 16 hexadecimal digits by which the same pairs are known again.

    The SHA-256 of all x and then all y as little-endian doubles.

    >>> fingerprint((1.0, 2.0), (2.0, 4.0))
    '2-26acd8a00aa82e9d'
    """
    numbers = [number + 0.0 for number in (*xs, *ys)]
    digest = hashlib.sha256(struct.pack(f"<{len(numbers)}d", *numbers)).hexdigest()
    return f"{len(xs)}-{digest[:16]}"


def _unended(line: str) -> str:
    """A line without the semicolon that ends it, where it has no other."""
    text = line.rstrip()
    alone = text.endswith((";", "；")) and text.count(";") + text.count("；") == 1
    return text[:-1] if alone else line


def _plain_line(line: str) -> str:
    """A line with plain separators for its Chinese ones, where it has no plain ones that outrank them."""
    if line.isascii() or ";" in line or "\t" in line:
        return line
    if "," not in line:
        line = line.replace("，", ",").replace("、", ",")
    return line.replace("；", ";")


def _told(lines: list[str], layout: Layout) -> Layout:
    """The layout with the separator that the first line tells; that line is emptied."""
    separators = {mark: name for name, mark in SEPARATORS.items()}
    told = _SEPARATOR_LINE.fullmatch(lines[0])
    if not told or told[1] not in separators:
        return layout
    lines[0] = ""
    return replace(layout, separator=separators[told[1]]) if layout.separator == AUTO else layout


def _rows(lines: Sequence[str], separator: str) -> list[Row]:
    """The cells of all lines; in quotation marks, a cell may run over several."""
    try:
        return list(_records(lines, separator, strict=True))
    except csv.Error:
        # A mark that is never closed would swallow the rest: let each line stand for itself.
        return [Row(k + 1, _cells(line, separator)) for k, line in enumerate(lines)]


def _records(lines: Sequence[str], separator: str, strict: bool) -> Iterator[Row]:
    # Trailing spaces would be one more cell where spaces separate.
    ended = (f"{line.rstrip(' ')}\n" for line in lines)
    reader = csv.reader(ended, delimiter=SEPARATORS[separator], skipinitialspace=True, strict=strict)
    line = 1
    for cells in reader:
        if cells:
            yield Row(line, tuple([cell.strip() for cell in cells]))
        line = reader.line_num + 1


def _cells(line: str, separator: str) -> tuple[str, ...]:
    """The cells of one line."""
    try:
        return next(_records([line], separator, strict=False)).cells
    except (csv.Error, StopIteration):
        return (line.strip(),)


def _found(lines: Sequence[str], layout: Layout) -> Layout:
    """The layout in which most lines hold two numbers.

    Of those by which as many do, one that parts cells by a strong separator, then the one with the
    fewest cells that are no numbers, then with the fewest that have marks between their thousands.
    """
    seen = list(islice((line for line in lines if line.strip()), _LOOKED_AT))
    separators = SEPARATORS if layout.separator == AUTO else (layout.separator,)
    decimals = DECIMALS if layout.decimal == AUTO else (layout.decimal,)
    best: tuple[float, ...] = (-1,)
    choice = ("comma" if layout.separator == AUTO else layout.separator, next(iter(decimals)))
    for separator in separators:
        rows = [_cells(line, separator) for line in seen]
        if not any(len(cells) > 1 for cells in rows):
            continue
        for decimal in decimals:
            score = _score(rows, separator, decimal)
            if score > best:
                best, choice = score, (separator, decimal)
    separator, decimal = choice
    header = layout.header
    if header == AUTO:
        first = set(_cells(seen[0], separator)) if seen else set()
        numbers = any(_is_number(cell, decimal) or _is_grouped(cell, decimal) for cell in first)
        named = any(cell.strip() for cell in first) and not numbers
        header = "yes" if named else "no"
    return Layout(separator, decimal, header)


def _score(rows: Sequence[tuple[str, ...]], separator: str, decimal: str) -> tuple[float, ...]:
    """How well a layout explains the cells that it makes; the larger, the better."""
    # A long row of separators makes many cells, and few of them differ.
    cells = Counter(chain.from_iterable(rows))
    plain = {cell for cell in cells if _is_number(cell, decimal)}
    grouped = {cell for cell in cells.keys() - plain if _is_grouped(cell, decimal)}
    numbers = plain | grouped
    good = sum(sum(map(numbers.__contains__, row)) > 1 for row in rows)
    strange = sum(count for cell, count in cells.items() if cell not in numbers)
    marked = sum(cells[cell] for cell in grouped)
    return (good, separator in _STRONG, -strange, -marked) if good else (0,)


def _value(row: Row, name: str, column: int, decimal: str) -> float:
    """The number in one cell of a row."""
    if column >= len(row.cells):
        raise fail(name, "", "missing_cell")
    cell = row.cells[column]
    text = _written(cell, decimal)
    if not text:
        raise fail(name, cell, "empty_cell")
    try:
        return read_number(name, text)
    except RunError as error:
        if text.lstrip("+-").lower() in _NOT_FINITE:
            raise fail(name, cell, "not_finite") from None
        if _is_grouped(cell, decimal):
            raise fail(name, cell, "thousands") from None
        if _FORMULA.match(text):
            raise fail(name, cell, "formula") from None
        (wrong,) = error.complaints
        facts = dict(wrong.facts)
        raise fail(name, cell, wrong.code, **facts) from None


def _is_number(cell: str, decimal: str) -> bool:
    return is_number(_written(cell, decimal))


def _is_grouped(cell: str, decimal: str) -> bool:
    """Whether a cell is a number with marks between its thousands."""
    return bool(_GROUPED[decimal].fullmatch(_plain(cell)))


def _plain(cell: str) -> str:
    return cell.strip() if cell.isascii() else cell.translate(_PLAIN).strip()


def _written(cell: str, decimal: str) -> str:
    """A cell as the core writes numbers: of plain width, with a point."""
    text = _plain(cell)
    if decimal == "point":
        return text
    # A point is no decimal mark where the comma is one.
    return text.replace(".", "?").replace(",", ".")

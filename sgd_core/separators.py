"""How a table is written: which mark parts its cells, and which stands before its decimals.

Each layout is weighed over the whole text, by what it makes of it.

>>> best, *rest = weighed("x;y\\n1,5;2\\n3;4,25".split("\\n"), Layout())
>>> best.layout.separator, best.layout.decimal, best.columns, best.fit
('semicolon', 'comma', ('number', 'number'), 3)
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, dropwhile
from typing import NamedTuple

from sgd_core.cells import THOUSANDS, Look, is_date, look
from sgd_core.joining import Places, joined, places_of, unbroken, with_days, without_labels
from sgd_core.limits import MAX_COLUMNS

#: What a layout says where it is to be found out.
AUTO = "auto"
#: The likeliest first: of two that explain a table equally well, the first counts.
SEPARATORS = {"tab": "\t", "semicolon": ";", "pipe": "|", "comma": ",", "space": " ", "colon": ":"}
DECIMALS = {"point": ".", "comma": ","}
HEADERS = ("yes", "no")
#: What a line holds: a row, several pairs, all x (where another line holds all y), or values below the years
#: that name their columns.
LINES = ROWS, PAIRS, ACROSS, YEARS = "rows", "pairs", "across", "years"
#: What the parts of a layout can be told to be, by the names of a link; every one can be found out.
LAYOUT = {
    "separator": (AUTO, *SEPARATORS),
    "decimal": (AUTO, *DECIMALS),
    "header": (AUTO, *HEADERS),
    "lines": (AUTO, *LINES),
    "thousands": (AUTO, "none", *THOUSANDS),
}
#: All parts of a layout, the last of which is told in numbers.
PARTS = (*LAYOUT, "joined")
_RANK = {name: -k for k, name in enumerate(SEPARATORS)}
#: Marks that part cells, whatever stands around them.
_STANDING_ALONE = frozenset("|;,")
#: A first line by which spreadsheets are told the separator.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"? *', re.IGNORECASE)
#: A minus with a blank before its number: its sign, or one that takes it from the number before, which is
#: none that can be read then.
_SIGN = re.compile("(?:^|(?<=[\t,;])) {0,9}[−–-] {1,9}(?=[0-9.])")
_MINUS = re.compile(_SIGN.pattern + "|(?<=[0-9]) {1,9}[−–-] {1,9}(?=[0-9.])")
_DASHES = frozenset("−–-")
#: A time of day with its seconds.
_TIME = re.compile("(?<![0-9:])[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?![0-9:])")
#: A line that is drawn: of dashes and the like.
_RULE = re.compile(r"[-=_+:|\s]+")


@dataclass(frozen=True)
class Layout:
    """How a table is written: each part is a word of ``LAYOUT``.

    Args:
        joined: the cells of a row, counted from 1, that make one number with the next each, as ``1,3``. In
            what was found, ``auto`` where there are none.
    """

    separator: str = AUTO
    decimal: str = AUTO
    header: str = AUTO
    lines: str = AUTO
    thousands: str = AUTO
    joined: str = AUTO

    def meets(self, told: Layout) -> bool:
        """Whether nothing else is told of it."""
        return all(getattr(told, name) in (AUTO, getattr(self, name)) for name in PARTS)


class Row(NamedTuple):
    """A row: the number of its first line, counted from 1, and its cells."""

    line: int
    cells: tuple[str, ...]


class Weighed(NamedTuple):
    """What a layout makes of a text.

    Args:
        rows: all that are not blank.
        width: how many cells most rows with a number have.
        columns: what each of these holds: ``number``, ``date``, ``unit`` or ``word``.
        first: the place of the first row that fits the columns and holds a number; their number without one.
        fit: how many rows fit, one of names above them included; 0 where no column holds numbers.
        loose: how many rows hold numbers and dates where most do, whatever the words are; 0 where one
            column alone does, or the first row is in one piece.
        whole: whether all rows fit, but for titles above them.
        alike: how many rows are as wide as most, where these have cells to part.
        grouped: how many cells have marks between their thousands.
    """

    layout: Layout
    rows: list[Row]
    width: int
    columns: tuple[str, ...]
    first: int
    fit: int
    loose: int
    whole: bool
    alike: int
    grouped: int

    @property
    def key(self) -> tuple[int, ...]:
        """How well it explains the text; the larger, the better."""
        told = len(self.columns) - self.columns.count("word")
        separator = self.layout.separator
        # A single column of numbers says little, unless every row is alike.
        fit = self.fit if told > 1 or self.whole else 0
        # Where nothing fits, what holds most pairs from the first row on, or parts most rows alike.
        loose = (0, 0) if fit else (self.loose, self.alike)
        return (
            fit,
            *loose,
            min(told, 2),
            separator in ("tab", "semicolon"),
            -self.grouped,
            _RANK[separator],
        )

    @property
    def numbers(self) -> list[int]:
        """The columns that hold numbers."""
        return [k for k, kind in enumerate(self.columns) if kind == "number"]

    @property
    def has_decimal_separators(self) -> bool:
        """Whether the mark that parts all cells is the decimal one as well, which stands in none of them."""
        mark = DECIMALS[self.layout.decimal]
        return mark == SEPARATORS[self.layout.separator] and not any(
            _within(row.cells, mark) for row in self.rows
        )


class _Looks(dict[str, Look]):
    """What cells look like, each looked at once."""

    def __missing__(self, cell: str) -> Look:
        self[cell] = seen = look(cell)
        return seen


def weighed(lines: Sequence[str], told: Layout) -> list[Weighed]:
    """What each layout that is not ruled out makes of a text, the best first; at least one."""
    separators = [told.separator] if told.separator != AUTO else _separators(lines)
    decimals = DECIMALS if told.decimal == AUTO else (told.decimal,)
    looks = _Looks()
    found = []
    for separator in separators:
        rows = rows_of(lines, separator)
        if len(separators) > 1 and separator == "space" and _are_parted_otherwise(rows):
            continue
        places = places_of([lines[row.line - 1] for row in rows]) if separator == "space" else []
        if separator != "colon":
            parts = [row.cells for row in rows]
            whole = unbroken(parts, places) if separator == "space" else without_labels(with_days(parts))
            rows = [row._replace(cells=cells) for row, cells in zip(rows, whole, strict=True)]
        cells = set(chain.from_iterable(row.cells for row in rows))
        for decimal in decimals:
            # In a comma there is no decimal mark where commas part all cells.
            if (separator, decimal, told.decimal) == ("comma", "comma", AUTO) and not _within(cells, ","):
                continue
            layout = replace(told, separator=separator, decimal=decimal, lines=ROWS, joined=AUTO)
            together = list(_weigh_joined(layout, rows, looks, places))
            if not together or told.thousands == AUTO:
                found.append(_weigh(layout, rows, cells, looks))
            found += together
    return sorted(found, key=lambda each: each.key, reverse=True)


def _weigh_joined(
    layout: Layout, rows: list[Row], looks: _Looks, places: Sequence[Places]
) -> Iterator[Weighed]:
    """What a layout makes of rows whose spaces part thousands as well as cells; nothing of others."""
    may_be = layout.separator == "space" and layout.thousands in (AUTO, "space")
    together = joined([row.cells for row in rows], layout.decimal, places) if may_be else []
    if together:
        rows = [Row(row.line, cells) for row, cells in zip(rows, together, strict=True)]
        cells = set(chain.from_iterable(together))
        yield _weigh(replace(layout, thousands="space"), rows, cells, looks)


def _are_parted_otherwise(rows: Sequence[Row]) -> bool:
    """Whether other marks stand between the spaces of most rows, or commas part all as they part the
    names."""
    commas = {sum(cell.count(",") for cell in row.cells) for row in rows}
    names, *body = rows or [Row(0, ())]
    if len(commas) == 1 and "," in "".join(names.cells[:1]) and len(names.cells) == 1:
        return bool(body) and all(len(row.cells) > 1 for row in body)
    marked = [row for row in rows if not _STANDING_ALONE.isdisjoint(row.cells)]
    return 2 * len(marked) > len(rows)


def _within(cells: Iterable[str], mark: str) -> bool:
    return any(mark in cell for cell in cells)


def _separators(lines: Sequence[str]) -> list[str]:
    """Those that may part the cells: tabs alone, where they part every row alike into what are no pieces."""
    standing = list(_standing(lines)) or ["comma"]
    rows = rows_of(lines, "tab") if standing[0] == "tab" and len(standing) > 1 else []
    alike = len(rows) > 1 and len({len(row.cells) for row in rows}) == 1 < len(rows[0].cells)
    # Tabs may as well end the rows, or stand behind the commas that part them.
    cells = list(chain.from_iterable(row.cells for row in rows))
    whole = 2 * len(list(filter(None, cells))) > len(cells) and not any(cell.endswith(",") for cell in cells)
    return ["tab"] if alike and whole else standing


def _standing(lines: Sequence[str]) -> Iterator[str]:
    """The separators that stand in some line between other things."""
    written = list(filter(None, map(str.strip, lines)))
    for name, mark in SEPARATORS.items():
        marks = " \t" if name == "space" else mark
        marked = [line for line in written if any(each in line for each in marks)]
        # The marks in times of day part no cells.
        if marked and not (name == "colon" and all(map(_is_timed, marked))):
            yield name


def _is_timed(line: str) -> bool:
    """Whether all colons of a line stand in times of day."""
    return is_date(line) or ":" not in _TIME.sub("", line)


def rows_of(lines: Sequence[str], separator: str) -> list[Row]:
    """The cells of all lines that are not blank or drawn; in quotation marks, a cell may run over several."""
    lines = ["" if _is_drawn(line) else line for line in lines]
    if separator == "pipe":
        lines = [_unframed(line) for line in lines]
    elif separator != "semicolon":
        lines = [_unended(line) for line in lines]
    if separator == "space":
        lines = [line.replace("\t", " ") for line in lines]
    try:
        rows = list(_records(lines, separator, strict=True))
    except csv.Error:
        # A mark that is never closed would swallow the rest: let each line stand for itself.
        rows = [Row(k + 1, _cells(line, separator)) for k, line in enumerate(lines)]
    if separator == "space":
        rows = [row._replace(cells=tuple(map(_unparted, row.cells))) for row in rows]
    return [row for row in rows if len(row.cells) > 1 or any(row.cells)]


def _unparted(cell: str) -> str:
    """A cell without the comma that ends it, where another stands in it: ``1,5,`` between two spaces."""
    return cell[:-1] if cell.endswith(",") and "," in cell[:-1] else cell


def _is_drawn(line: str) -> bool:
    return any(mark in line for mark in ("---", "===", "___", "-+-")) and bool(_RULE.fullmatch(line))


def _unended(line: str) -> str:
    """A line without the semicolon that ends it, where it has no other."""
    text = line.rstrip()
    alone = text.endswith((";", "；")) and text.count(";") + text.count("；") == 1
    return text[:-1] if alone else line


def _unframed(line: str) -> str:
    """A line without the bars at its ends."""
    text = line.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "|" else line


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


def plain_line(line: str) -> str:
    """A line with plain separators for its Chinese ones, where it has no plain ones that outrank them."""
    if line.isascii():
        return line
    line = line.replace("\u3000", " ")
    if ";" in line or "\t" in line:
        return line
    if "," not in line:
        line = line.replace("，", ",").replace("、", ",")
    return line.replace("；", ";")


def signed(lines: Sequence[str]) -> list[str]:
    """Lines whose dashes stand beside the numbers whose signs they are.

    Dashes are signs where as many numbers are left on each line without them, and not with them; where both
    is so, those are that are written as a minus. Elsewhere they stand for what is missing.

    >>> signed(["- 1 2", "3 4"]), signed(["- 1 2", "3 4 5"]), signed(["− 1", "− 2"]), signed(["- 1", "- 2"])
    (['−1 2', '3 4'], ['- 1 2', '3 4 5'], ['−1', '−2'], ['- 1', '- 2'])
    >>> signed(["São Paulo 21 – 1200", "Rome 7 8 900"])[0]
    'São Paulo 21 – 1200'
    """
    parted = [cells for line in lines if any(map(str.isdigit, line)) and (cells := line.split())]
    if not any(not _DASHES.isdisjoint(cells) for cells in parted):
        return list(lines)
    numbers = [sum(any(map(str.isdigit, cell)) for cell in cells) for cells in parted]
    dashes = [sum(cell in _DASHES for cell in cells) for cells in parted]
    with_dashes = len({*map(int.__add__, numbers, dashes)}) == 1
    without = len({*numbers}) == 1
    if with_dashes and not without:
        return list(lines)
    are_signs = without and not with_dashes
    # Behind a label, a dash between two numbers may be a cell of its own.
    labelled = any(cells[0][0].isalpha() and not _DASHES.isdisjoint(cells) for cells in parted)
    minus = _SIGN if labelled else _MINUS
    return [minus.sub("−", line) if are_signs or "−" in line else line for line in lines]


def separator_told(first: str) -> str:
    """The separator that a first line tells; empty where it tells none."""
    told = _SEPARATOR_LINE.fullmatch(first)
    return next((name for name, mark in SEPARATORS.items() if told and told[1] == mark), "")


def usual_width(rows: Sequence[Row], counts: Callable[[str], bool]) -> int:
    """How many cells most rows of several have in which some cell counts, or else most of all; of two the
    larger.

    Where no row has several, how many they have; 0 without a row.
    """
    rows = [row for row in rows if len(row.cells) > 1] or rows
    widths = Counter(len(row.cells) for row in rows)
    if len(widths) > 1:
        widths = Counter(len(row.cells) for row in rows if any(map(counts, row.cells))) or widths
    return max(widths, key=lambda width: (widths[width], width), default=0)


# --- weighing ---


def _weigh(layout: Layout, rows: list[Row], cells: Iterable[str], looks: _Looks) -> Weighed:
    decimal = layout.decimal
    marks = Counter(mark for cell in cells if (mark := looks[cell].mark(decimal)))
    thousands = layout.thousands
    if thousands == AUTO:
        thousands = max(marks, key=marks.__getitem__, default="none")
    kinds = {cell: _kind(looks[cell], decimal, thousands) for cell in cells}
    told = {cell for cell, kind in kinds.items() if kind in ("number", "date", "unit")}
    width = usual_width(rows, told.__contains__)
    # Titles and names say nothing of what the columns hold; wider rows are refused, whatever they hold.
    below = dropwhile(lambda row: told.isdisjoint(row.cells), rows)
    table = [row.cells for row in below if len(row.cells) == width <= MAX_COLUMNS]
    counted = [Counter(column) for column in zip(*table, strict=True)]
    columns = tuple(_column(each, kinds) for each in counted)
    grouped = [count for each in counted for cell, count in each.items() if looks[cell].mark(decimal)]
    found = replace(layout, thousands=thousands)
    fits = _fits(rows, columns, kinds)
    alike = [row.cells for row in rows if len(row.cells) == width > 1]
    return Weighed(found, rows, width, columns, *fits, len(alike), sum(grouped))


def _kind(seen: Look, decimal: str, thousands: str) -> str:
    """What a cell is where these are the marks in its numbers."""
    strange = seen.kind == "number" and seen.mark(decimal) not in ("", thousands)
    return "strange" if strange else seen.kind


class _Fits(NamedTuple):
    """How the rows fit the columns: see ``Weighed``."""

    first: int
    fit: int
    loose: int
    whole: bool


def _fits(rows: Sequence[Row], columns: tuple[str, ...], kinds: dict[str, str]) -> _Fits:
    fitting = _fitting(rows, columns, kinds)
    numbers = [k for k, each in enumerate(columns) if each == "number"]
    first = next((k for k, row in enumerate(rows) if fitting[k] and _holds(row, numbers, kinds)), len(rows))
    named = 0 < first < len(rows) and _may_name(rows[first - 1].cells, len(columns), kinds)
    titles = {kinds[cell] for row in rows[:first] for cell in row.cells}
    whole = fitting[first:].count(True) == len(rows) - first and not {"strange", "number"} & titles
    loosely = _fitting(rows, tuple("any" if each == "word" else each for each in columns), kinds)
    parted = bool(rows) and len(rows[0].cells) > 1 < len(columns) - columns.count("word")
    fit = fitting.count(True) + named if numbers or "unit" in columns else 0
    return _Fits(first, fit, loosely.count(True) if parted else 0, whole)


def _holds(row: Row, columns: Iterable[int], kinds: dict[str, str]) -> bool:
    return any(kinds[row.cells[k]] == "number" for k in columns)


def _may_name(cells: tuple[str, ...], width: int, kinds: dict[str, str]) -> bool:
    """Whether a row may hold the names of so many columns, or of all but the first."""
    return (len(cells) == width or len(cells) == width - 1 > 1) and not any(
        kinds[cell] == "strange" for cell in cells
    )


def _column(cells: Counter[str], kinds: dict[str, str]) -> str:
    """What a column holds, by what half of its cells are that are not missing."""
    count: Counter[str] = Counter()
    for cell, times in cells.items():
        count[kinds[cell]] += times
    present = count.total() - count["missing"]
    kind = max(("number", "date", "unit"), key=count.__getitem__)
    return kind if count[kind] and 2 * count[kind] >= present else "word"


def _fitting(rows: Sequence[Row], columns: tuple[str, ...], kinds: dict[str, str]) -> list[bool]:
    """Of each row whether it is as wide as most, and every cell is what its column holds, or missing."""
    allowed = {
        "number": ("number", "missing"),
        "date": ("date", "missing"),
        "unit": ("unit", "missing"),
        "word": ("word", "missing", "number", "date", "unit"),
        "any": ("word", "missing", "number", "date", "unit", "strange"),
    }
    width = len(columns)
    wrong = {each: {cell for cell, kind in kinds.items() if kind not in allowed[each]} for each in {*columns}}
    tests: list[Callable[[str], bool]] = [wrong[each].__contains__ for each in columns]
    return [
        len(row.cells) == width and not any(test(cell) for test, cell in zip(tests, row.cells, strict=True))
        for row in rows
    ]

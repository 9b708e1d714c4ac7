"""Pairs of numbers out of text that somebody pasted, or that a file holds.

Nothing is cut short: what is too much is refused, and every row that is left out is named with its
line, the cell and the reason. Where a text can be read in two ways, both are told.

>>> table = read("时间；成绩\\n1，5；2\\n2；?\\n3；4,5\\n")
>>> table.layout.separator, table.layout.decimal, table.names
('semicolon', 'comma', ('时间', '成绩'))
>>> found = pairs(table, *table.likely)
>>> found.x, found.y, [(each.line, each.complaint.code) for each in found.skipped]
((1.5, 3.0), (2.0, 4.5), [(3, 'not_a_number')])
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import NamedTuple

from sgd_core import across, halves, markup, pasted, sessions, shapes
from sgd_core.asides import BESIDE, commented_samples, may_be_samples
from sgd_core.cells import ENDS, is_date, is_like_number, look, plain, value
from sgd_core.errors import Complaint, RunError
from sgd_core.grid import Grid
from sgd_core.header import are_years, commented, is_remark, names_in, parted, unmarked
from sgd_core.limits import MAX_COLUMNS, MAX_FILE, MAX_SAMPLES
from sgd_core.lines import LINE_END
from sgd_core.parameters import fail
from sgd_core.separators import (
    ACROSS,
    AUTO,
    LAYOUT,
    PAIRS,
    PARTS,
    ROWS,
    SEPARATORS,
    YEARS,
    Layout,
    Row,
    Weighed,
    plain_line,
    separator_told,
    signed,
    usual_width,
    weighed,
)
from sgd_core.several import Several, are_pairs, several

#: No text is weighed whose rows are too many anyway: lines that a row may take on an average, where cells in
#: quotation marks run over several, and elsewhere lines for each, with all that may stand above the rows.
_LINES_A_ROW, _TITLED = 5, 2
#: Pairs that a reading is told by.
TOLD = 3
#: What all cells of a column may be, so that no row makes a pair.
_OF_COLUMNS = ("thousands", "date", "unit")
#: How code is written.
_CODE = Layout("comma", "point", lines=ROWS, thousands="none")
#: How points are given.
_POINT = re.compile(r"(?<!\w)[^\W\d]\w{0,20} {0,2}= {0,2}\(")
#: Marks that part cells and stand in none.
_MARKS = frozenset(",;|")
#: A bracket before a number that is never closed, and one behind a number that is never opened.
_OPENED = re.compile(r"[\[({][ \t]{0,9}[+-]?\.?[0-9][^\[\](){}]*$")
_CLOSED = re.compile(r"[0-9.][ \t]{0,9}(?:[\])}]|/$)")
#: Two numbers in one cell, which other marks than commas part.
_TWO = re.compile(r"[+-]?[0-9.]{1,20}[;|:]? [+-]?[0-9.]{1,20}")
#: What MATLAB prints above numbers for what all of them are to be multiplied by.
_FACTOR = re.compile(r"(?<![^\r\n])[ \t]{0,20}[0-9.]{1,20}[eE][+-]?[0-9]{1,3} {1,9}\*[ \t]*(?![^\r\n])")
#: What a spectrum in JCAMP-DX says of its lines: one x, and all y from there on.
_SPECTRUM = re.compile(r"\(X\+\+\(Y\.\.Y\)\)")
#: Signs of money that stand before their number.
_MONEY = ("€", "$", "£", "¥", "₹")


class Reading(NamedTuple):
    """One way to read a text.

    Args:
        layout: nothing in it is ``auto``; a text that is told all of it is read so.
        first: the first pairs that it makes.
    """

    layout: Layout
    first: tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Table(Grid):
    """What stands in a text: cells, none of them read yet.

    Args:
        above: rows and remarks above the names that hold numbers as samples do.
        others: in which other ways the text may as well be read.
    """

    above: tuple[Row, ...] = ()
    others: tuple[Table, ...] = ()

    @property
    def readings(self) -> tuple[Reading, ...]:
        """In which ways the text may be read, the likeliest first, where there is more than one."""
        if not self.others:
            return ()
        return tuple(Reading(each.layout, _all(each)[:TOLD]) for each in (self, *self.others))


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


class _NotMetError(Exception):
    """A part of a layout is told, and no reading meets it."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def read(text: str, layout: Layout | None = None, name: str = "file", shown: str = "") -> Table:
    """The table that stands in a text.

    Args:
        layout: what of it is known; the rest is found out.
        name: what a complaint calls it.
        shown: what a complaint quotes of it.

    Raises:
        RunError: if it is too much, holds nothing, is code that holds no columns, or cannot be read as told.
    """
    if len(text) > MAX_FILE:
        raise fail(name, shown, "too_long", count=str(MAX_FILE))
    told = layout or Layout()
    try:
        return _read(text, told, name, shown)
    except _NotMetError as error:
        part = error.part
        words = [word for word in LAYOUT.get(part, [AUTO]) if _is_read(text, replace(told, **{part: word}))]
        if not words:
            # What is wrong with it is not what was told.
            read(text, replace(told, **{part: AUTO}), name, shown)
        raise fail(part, getattr(told, part), "not_met", words=", ".join(words)) from None


def _is_read(text: str, told: Layout) -> bool:
    try:
        _read(text, told, "", "")
    except (RunError, _NotMetError):
        return False
    return True


def _read(text: str, told: Layout, name: str, shown: str) -> Table:
    if factor := _FACTOR.search(text):
        raise fail(name, factor[0].strip(), "code")
    if told.lines == AUTO and _SPECTRUM.search(text):
        raise fail(name, shown, "list")
    session = sessions.plain(markup.plain(text))
    text, found = session.text, _coded(session, told, name, shown)
    if not found:
        lines = LINE_END.split(text)
        written = len(list(filter(None, lines)))
        if written > (_LINES_A_ROW if '"' in text else _TITLED) * MAX_SAMPLES:
            raise fail(name, shown, "too_many_rows", given=str(written), count=str(MAX_SAMPLES))
        found = _laid_out(lines, told)
    if not found:
        raise fail(name, shown, "nothing")
    _check(found, told, name, shown)
    return found


def _check(found: Table, told: Layout, name: str, shown: str) -> None:
    """Refuse a table that is too large, or whose cells are none."""
    if len(found.rows) > MAX_SAMPLES and not any(len(each.rows) <= MAX_SAMPLES for each in found.others):
        raise fail(name, shown, "too_many_rows", given=str(len(found.rows)), count=str(MAX_SAMPLES))
    if found.width > MAX_COLUMNS:
        raise fail(name, shown, "too_many_columns", given=str(found.width), count=str(MAX_COLUMNS))
    if told.lines == AUTO and (shape := shapes.shape_of(found, bool(found.others))):
        raise fail(name, shown, shape, given=str(found.width))
    if told.separator == AUTO and not found.others and (cell := _mark_left(found)):
        raise fail(name, shown, "marks_left", cell=cell)


def _mark_left(found: Table) -> str:
    """A cell of digits at whose end a mark is left that parts other cells, or with one bracket of two, or of
    two numbers, where most rows hold such; or of money, as ``$1`` of ``$1,200``, where some names lack."""
    if found.names[-1:] == ("\\",):
        # A print goes on below with further columns.
        return "\\"
    money = [cell for row in found.rows for cell in islice(_cut_off(row.cells), 1)]
    if not all(found.names or [""]) and 2 * len(money) > len(found.rows):
        return money[0]
    left = [cell for row in found.rows for cell in islice(_left_in(row.cells), 1)]
    if found.layout.separator == "comma" and not found.names:
        two = (filter(_is_two, row.cells) for row in found.rows)
        left = left or [cell for cells in two for cell in islice(cells, 1)]
    return left[0] if 2 * len(left) > len(found.rows) else ""


def _is_two(cell: str) -> bool:
    """Whether a cell holds two numbers: ``456 5`` of ``1,23,456 5``."""
    return bool(_TWO.fullmatch(cell)) and look(cell).kind == "strange"


def _left_in(cells: Sequence[str]) -> Iterator[str]:
    """Cells of digits with a mark left at an end, or with one bracket of two: ``1;``, ``x = {1``, ``2}``."""
    for k, cell in enumerate(cells):
        # A bracket that closes in front may number the row, and a colon ends what rows of pairs are called.
        marks = _MARKS | {":"} if k and len(cells) - k <= 2 else _MARKS
        marked = bool(cell) and not {cell[0], cell[-1]}.isdisjoint(marks) and look(cell).kind == "strange"
        closed = k and _CLOSED.search(cell)
        if marked or _OPENED.search(cell) or (closed and set("[({").isdisjoint(cell[: closed.start()])):
            yield cell


def _cut_off(cells: Sequence[str]) -> Iterator[str]:
    """Cells of money that may go on in the next one."""
    for cell, behind in pairwise(cells):
        if cell.lstrip("+-").startswith(_MONEY) and ENDS["point"].fullmatch(behind):
            yield cell


def _coded(session: sessions.Plain, told: Layout, name: str, shown: str) -> Table | None:
    """The table in numbers that are written as code; None where they are not, or other marks are told."""
    marks = replace(told, header=AUTO, lines=AUTO, thousands=told.thousands.replace("none", AUTO))
    if told.lines == PAIRS or not _CODE.meets(marks):
        return None
    try:
        found = pasted.columns(session.text, name, shown, session.is_session)
    except RunError:
        # Who tells of marks may have what is no code.
        if marks != Layout():
            return None
        raise
    if not found:
        return None
    names, rows = found
    if rows and not names and _are_names(rows, told):
        names, rows = rows[0].cells, rows[1:]
    layout = replace(_CODE, header="yes" if names else "no")
    above = tuple(pasted.rows_in_remarks(session.text))
    table = Table(layout, names, tuple(rows), usual_width(rows, is_like_number), above)
    ways = _beside([table], told)
    # Many lists of two numbers may be pairs, and so may two points.
    points = names != ("x", "y") and len(_POINT.findall(session.text)) == len(names) > 1
    if (session.is_square or len(names) > 2 or points) and len(rows) == 2:
        layout = replace(table.layout, header="no", lines=ACROSS)
        ways.append(replace(table, layout=layout, names=(), rows=across.transposed(rows), usual=2))
    return _open(ways, told)


def _are_names(rows: Sequence[Row], told: Layout) -> bool:
    """Whether the first of some rows of code names their columns."""
    words = all(look(cell).kind == "word" for cell in rows[0].cells)
    return told.header == "yes" or (told.header == AUTO and words and len(rows) > 1)


def _laid_out(lines: list[str], told: Layout) -> Table | None:
    """The table in lines of cells, and how else it can be read; None where there are none."""
    lines = signed([plain_line(line) for line in lines])
    if separator := separator_told(lines[0]):
        lines = ["", *lines[1:]]
        told = replace(told, separator=separator) if told.separator == AUTO else told
    lines, remarks = commented(lines)
    pairs_a_line = several(lines, told)
    if pairs_a_line and (told.lines == PAIRS or pairs_a_line[0].is_sure):
        return _paired(pairs_a_line[0], remarks)
    found = weighed(lines, told)
    best = _table(found[0], remarks)
    if not (best.rows or best.names or best.above):
        return None
    if best.width > MAX_COLUMNS:
        return best
    likelier = [_paired(each, remarks) for each in pairs_a_line if each.is_likelier]
    # Beside a year and its month no pairs stand on a line.
    further = [] if best.parts_of_dates else pairs_a_line
    others = [_paired(each, remarks) for each in further if not each.is_likelier]
    return _open([*likelier, *_in_rows(best, found, remarks, told), *others], told)


def _in_rows(best: Table, found: Sequence[Weighed], remarks: Sequence[Row], told: Layout) -> list[Table]:
    """The ways to read lines as rows, or as all x and all y; none where what is told cannot be met."""
    whole = [Table(*each) for each in halves.joined(found[0], told)]
    shifted = halves.is_shifted(best.names, found[0])
    # Who tells of the names, or of commas in the numbers, tells that they are no cells.
    if whole and (halves.are_told(told) or (told.header == "yes" and not shifted)):
        return whole
    if name := halves.mark_unmet(found[0], told, named=bool(best.names) and not shifted):
        raise _NotMetError(name)
    if told.header == "yes" and told.lines != ROWS and across.say_names([Row(1, best.names), *best.rows]):
        raise _NotMetError("header")
    return [*whole, *_beside([best, *_others(best, found, remarks)], told)]


def _paired(found: Several, remarks: Sequence[Row]) -> Table:
    aside = [row for row in remarks if are_pairs(unmarked(row.cells[0]), found.layout)]
    return Table(found.layout, found.names, found.rows, 2, (*aside, *filter(may_be_samples, found.above)))


def _beside(ways: Sequence[Table], told: Layout) -> list[Table]:
    """Tables, and those that they make where their two rows are all x and all y, or years name columns."""
    if told.lines not in (AUTO, ACROSS, YEARS):
        return list(ways)
    turning = [each for way in ways if (each := turned(way))]
    by_year = [each for way in ways if (each := _by_year(way))]
    # Rows that say their names hold no pairs.
    named = bool(ways[0].rows) and across.are_named(ways[0].rows)
    if named and not turning and (wrong := across.lengths(ways[0].rows)):
        raise fail("y", "", "lengths_differ", given=str(wrong[1]), other="x", count=str(wrong[0]))
    # Names above rows that are called otherwise are first of all those of columns.
    if named and (not any(way.names for way in ways) or across.are_x_and_y(ways[0].rows)):
        return [*turning, *ways, *by_year]
    return [*ways, *turning, *by_year]


def _open(ways: Sequence[Table], told: Layout) -> Table:
    """The first of some tables that are read as told, and which others of these make other pairs.

    Raises:
        _NotMetError: if none of them is.
    """
    met = [each for each in ways if each.layout.meets(told)]
    if not met:
        raise _NotMetError(
            next(k for k in PARTS if getattr(told, k) not in (AUTO, getattr(ways[0].layout, k)))
        )
    if told.separator == AUTO:
        # What leaves marks in its cells is no reading beside others.
        met = [each for each in met if not _mark_left(each)] or met
    # What makes no pairs is no reading beside others; a single other is not trusted to be meant.
    making = [each for each in met if len(met) > 1 and _all(each)]
    best, *others = making if len(making) > 1 else met[:1]
    made, rest = {_made(best)}, list[Table]()
    for each in others:
        found = _made(each)
        # A row that is left out makes no other pairs than one of names, but is told.
        named = each.layout.header != best.layout.header and each.samples != best.samples
        doubtful = named and found == _made(best)
        if doubtful or found not in made:
            made.add(found)
            rest.append(each)
    return replace(best, others=tuple(rest))


def _table(found: Weighed, remarks: Sequence[Row], header: str = AUTO) -> Table:
    """A table as a layout that was weighed has it."""
    if header != AUTO:
        found = found._replace(layout=replace(found.layout, header=header))
    may_name = remarks and found.numbers and found.layout.header != "no"
    above, names, start, _ = parted(found, names_in(remarks[-1], found) if may_name else ())
    rows = found.rows[start:]
    above = [*commented_samples(remarks, found), *filter(may_be_samples, above)]
    layout = replace(found.layout, header="yes" if names else "no")
    return Table(layout, names, tuple(rows), found.width, tuple(above))


# --- other readings ---


def _others(best: Table, found: Sequence[Weighed], remarks: Sequence[Row]) -> list[Table]:
    """The other ways to read the rows of a text that explain as many of them."""
    first = found[0]
    tables = [_table(each, remarks) for each in found[1:] if _is_rival(each, first)]
    if first.layout.header == AUTO and parted(first).doubtful:
        tables.insert(0, _table(first, remarks, "no" if best.names else "yes"))
    return tables


def _is_rival(other: Weighed, best: Weighed) -> bool:
    """Whether another layout explains as many rows by two columns of numbers, and cuts no cells for that."""
    if (best.layout.separator, other.layout.separator) == ("tab", "space"):
        return False
    return len(other.numbers) > 1 and other.fit == best.fit > 0 and "date" not in best.columns


def _made(table: Table) -> tuple[tuple[tuple[float, float], ...], str]:
    """What tells a way to read a text from others: its pairs, and what is joined in columns beside them."""
    return _all(table), table.layout.joined


def _all(table: Table) -> tuple[tuple[float, float], ...]:
    try:
        found = pairs(table, *table.likely)
    except RunError:
        return ()
    return tuple(zip(found.x, found.y, strict=True))


def pairs(table: Table, x: int, y: int, name: str = "file", shown: str = "") -> Pairs:
    """The pairs in two columns of a table, counted from 0.

    Raises:
        RunError: if there is no such column.
        NoPairError: if no row makes one.
    """
    if table.width < 2:
        raise _one_column(table, name, shown)
    for column in (x, y):
        if not 0 <= column < table.width:
            raise fail("columns", str(column + 1), "out_of_range", low="1", high=str(table.width))
    xs: list[float] = []
    ys: list[float] = []
    skipped = [Skipped(row.line, _above(row).complaints[0]) for row in table.above]
    for place, row in enumerate(table.rows):
        aside = table.aside.get(place, "")
        try:
            if aside and aside not in BESIDE:
                raise _aside(row, aside)
            pair = [_value(table, row, *each) for each in (("x", x), ("y", y))]
            if table.is_shifted(row):
                raise _shifted(table, row)
        except RunError as error:
            # What is a pair of numbers is one, whatever else stands in its row.
            wrong = _aside(row, aside) if aside else error
            skipped.append(Skipped(row.line, wrong.complaints[0]))
        else:
            xs.append(pair[0])
            ys.append(pair[1])
    if not xs:
        telling = [wrong for each in (("x", x), ("y", y)) for wrong in _of_column(table, *each)]
        raise NoPairError([*fail(name, shown, "no_pair").complaints, *telling], skipped)
    # A remark may stand among the rows.
    return Pairs(tuple(xs), tuple(ys), tuple(sorted(skipped, key=lambda each: each.line)))


def _of_column(table: Table, name: str, column: int) -> list[Complaint]:
    """What all of a column are where that is the reason why no row makes a pair: told of the first."""
    for row in table.rows:
        try:
            _value(table, row, name, column)
        except RunError as error:
            if error.complaints[0].code in _OF_COLUMNS:
                return list(error.complaints)
        else:
            return []
    return []


def _aside(row: Row, code: str) -> RunError:
    """Why a row is none of the samples."""
    return fail("x, y", " ".join(filter(None, row.cells)), code)


def _above(row: Row) -> RunError:
    """Why a row above the table is none of the samples."""
    return _aside(row, "remark" if is_remark(row.cells[0]) else "above")


def _shifted(table: Table, row: Row) -> RunError:
    """Why a row of too few cells or too many is left out."""
    names = table.names or tuple(str(k + 1) for k in range(table.usual))
    cells = SEPARATORS[table.layout.separator].join(row.cells)
    facts = {"given": str(len(row.cells)), "count": str(table.usual), "names": ", ".join(names)}
    return fail("x, y", cells, "wrong_count", **facts)


def _one_column(table: Table, name: str, shown: str) -> RunError:
    dates = [row.cells[0] for row in table.rows[:1] if is_date(row.cells[0])]
    wrong = [fail(name, shown, "one_column"), *(fail(name, cell, "date") for cell in dates)]
    return RunError(complaint for each in wrong for complaint in each.complaints)


def turned(table: Table) -> Table | None:
    """The table of rows of numbers, all x and then all y, as two columns; None for any other.

    >>> [row.cells for row in turned(read("x = 1, 2, 3\\ny = 2, 4, 6", Layout(lines="rows"))).rows]
    [('1', '2'), ('2', '4'), ('3', '6')]
    """
    names, rows = across.on_their_side(table.names, table.rows, table.is_number)
    rows = rows or _turned(table, table.rows)
    if not rows:
        # What stands beside the rows hides none of them.
        beside = [table.rows[k] for k in sorted(table.aside)]
        lines = [row for k, row in enumerate(table.rows) if k not in table.aside]
        rows = [*found, *beside] if (found := _turned(table, lines)) else []
    if not rows:
        return None
    layout = replace(table.layout, lines=ACROSS)
    return replace(table, layout=layout, names=names, rows=tuple(rows), usual=len(names) or 2, others=())


def _turned(table: Table, rows: Sequence[Row]) -> list[Row]:
    # Where other marks than spaces part cells, lines of one length are rows of a table.
    widths = {len(row.cells) for row in rows}
    tall = len(rows) > 2 and len(widths) == 1 and table.layout.separator != "space"
    return [] if table.names or tall else across.turned(rows, table.is_number)


def _by_year(table: Table) -> Table | None:
    """The table of values below years as years and values; None of another."""
    years = [k for k, name in enumerate(table.names) if are_years([name])]
    if not are_years([table.names[k] for k in years]) or not {*table.likely} <= {*years}:
        return None
    worded = (k for k in range(years[0]) if k not in table.numeric)
    first = next(worded, None)
    names = ("" if first is None else table.names[first], "", "")
    rows = across.below_years(table.names, table.rows, first)
    layout = replace(table.layout, lines=YEARS)
    return replace(table, layout=layout, names=names, rows=tuple(rows), usual=3, others=())


def fingerprint(xs: Sequence[float], ys: Sequence[float]) -> str:
    """How many pairs, and 16 hexadecimal digits by which the same pairs are known again.

    The SHA-256 of all x and then all y as little-endian doubles.

    >>> fingerprint((1.0, 2.0), (2.0, 4.0))
    '2-26acd8a00aa82e9d'
    """
    numbers = [number + 0.0 for number in (*xs, *ys)]
    digest = hashlib.sha256(struct.pack(f"<{len(numbers)}d", *numbers)).hexdigest()
    return f"{len(xs)}-{digest[:16]}"


def _value(table: Table, row: Row, name: str, column: int) -> float:
    """The number in one cell of a row."""
    if column >= len(row.cells):
        raise fail(name, "", "missing_cell")
    cell, days = row.cells[column], table.dated.get(column)
    if days and days.fullmatch(plain(cell)):
        raise fail(name, cell, "date")
    return value(name, cell, table.layout.decimal, table.layout.thousands)

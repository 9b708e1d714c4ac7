"""Several pairs on each line of a text, in the place of one row.

A few of them may be written wrongly: they stay, and are left out where the pairs are read.

>>> [(each.layout.separator, [row.cells for row in each.rows]) for each in several(["1 2.5 2 4"], Layout())]
[('space', [('1', '2.5'), ('2', '4')])]
>>> [each.is_sure for each in several(["1,2 2,4.1"], Layout())]
[True]
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import NamedTuple

from sgd_core.asides import are_described
from sgd_core.cells import are_most, is_date, is_written, look, value
from sgd_core.header import is_numbering
from sgd_core.limits import MAX_SAMPLES
from sgd_core.separators import AUTO, DECIMALS, PAIRS, SEPARATORS, Layout, Row

#: Of no more lines than these the columns do not show whether they hold the same.
_FEW = 12
#: Two columns hold other things where this share of the numbers in one is above those in the other.
_APART = 0.95
#: A whole number is not written so, but decimals are.
_ZERO_IN_FRONT = re.compile("0[0-9]+")
#: What may stand between two pairs, the likeliest first.
_PARTING = ("semicolon", "pipe", "tab", "space")

_Lines = Sequence[tuple[int, str]]


class Several(NamedTuple):
    """Pairs, of which there are several on a line.

    Args:
        layout: what stands between the numbers of a pair, and in them.
        rows: a pair each.
        whole: how a line may be a row instead: empty where it may not, ``numbers`` where what the parting
            mark leaves are numbers, ``thousands`` where some of these have spaces between their thousands.
        names: of x and y; empty where there are none.
        above: the lines of words above them.
    """

    layout: Layout
    rows: tuple[Row, ...]
    whole: str
    names: tuple[str, ...] = ()
    above: tuple[Row, ...] = ()

    @property
    def pairs(self) -> list[Row]:
        """The rows that are pairs of numbers."""
        layout = self.layout
        return [row for row in self.rows if _is_pair(row, layout.decimal, layout.thousands)]

    @property
    def counts(self) -> list[int]:
        """How many pairs each line holds that holds nothing else."""
        held, good = Counter(row.line for row in self.rows), Counter(row.line for row in self.pairs)
        if len(self.rows) > MAX_SAMPLES and len(held) > 1:
            # The last line may go on.
            del held[self.rows[-1].line]
        return [count for line, count in held.items() if good[line] == count]

    @property
    def is_sure(self) -> bool:
        """Whether a line cannot be a row."""
        return not self.whole

    @property
    def is_likelier(self) -> bool:
        """Whether it is likelier than a row a line, as where a line holds more of them than another."""
        long = len({row.line for row in self.rows}) == 1 and len(self.rows) > 2
        return bool(self.names) or long or len(set(self.counts)) > 1 or self.whole == "thousands"


def several(lines: Sequence[str], told: Layout) -> list[Several]:
    """The ways to read the lines as several pairs each, where nearly all that stands in them is such."""
    written = [(k, line) for k, line in enumerate(lines, 1) if line.strip("; \t")]
    if told.lines not in (AUTO, PAIRS):
        return []
    found = [each for separator in _standing(written, told) for each in _named_ways(written, separator, told)]
    sure = [each for each in found if each.is_sure]
    # Of two that are written alike, nobody could tell which is meant.
    best = {each.layout: each for each in sorted(found, key=lambda each: len(each.pairs))}
    return sure[:1] or [each for each in found if each is best[each.layout]]


def are_pairs(text: str, layout: Layout) -> bool:
    """Whether a line holds pairs, and nothing else, that are written as others are."""
    found = _ways([(1, text)], layout.separator, replace(layout, lines=PAIRS))
    return any(len(each.pairs) == len(each.rows) for each in found)


def _standing(written: _Lines, told: Layout) -> Iterator[str]:
    """What may stand between the numbers of a pair."""
    for name, mark in SEPARATORS.items():
        if told.separator in (AUTO, name) and any(mark in line.strip() for _, line in written):
            yield name


def _named_ways(written: _Lines, separator: str, told: Layout) -> Iterator[Several]:
    """The ways with names of x and y above, be they two or repeated for each pair of a line; or without."""
    titles = _titles(written)
    above = tuple(Row(k, _cells(line, "space")) for k, line in written[:titles])
    if above and told.lines != PAIRS and are_described(above[-1].cells):
        return
    last = written[max(titles - 1, 0) :]
    names = _cells(last[0][1], separator) if last and told.header != "no" else ()
    worded = len(names) > 1 and all(look(name).kind == "word" for name in names)
    if worded and names == names[:2] * (len(names) // 2):
        told = replace(told, header="no", lines=PAIRS if len(names) > 2 else told.lines)
        for each in _ways(last[1:], separator, told):
            # Names that are repeated say themselves that there are several pairs.
            whole = "" if len(names) > 2 else each.whole
            layout = replace(each.layout, header="yes")
            yield each._replace(layout=layout, whole=whole, names=names[:2], above=above[:-1])
    elif told.header != "yes":
        yield from (each._replace(above=above) for each in _ways(written[titles:], separator, told))


def _titles(written: _Lines) -> int:
    """How many lines in front hold words, half of what stands there at least, that are no names of columns:
    these are as many as there are, or one less."""
    count = 0
    for (_, line), (_, below) in pairwise(written):
        cells = _cells(line, "space")
        if 2 * sum(look(cell).kind == "word" for cell in cells) < len(cells) or not cells:
            break
        widths = [(len(_cells(line, mark)), len(_cells(below, mark))) for mark in SEPARATORS]
        if any(names > 1 and cells in (names, names + 1) for names, cells in widths):
            break
        count += 1
    return count


def _ways(written: _Lines, separator: str, told: Layout) -> Iterator[Several]:
    # A tab outranks the spaces beside it.
    tabs = any("\t" in line for _, line in written)
    own = [] if separator == "space" and tabs else [separator]
    other = [each for each in _PARTING if each not in (separator, "space" if tabs else separator)]
    for parting in (*other, *own):
        rows = _rows(written, separator, parting, told)
        thousands = "none" if told.thousands == AUTO else told.thousands
        for decimal in _decimals(rows, separator, told) if rows else ():
            whole = _whole(written, parting) if separator != parting else "numbers"
            found = Several(Layout(separator, decimal, "no", PAIRS, thousands), tuple(rows), whole)
            if len(found.pairs) < len(rows) and _are_grouped(written, separator):
                found = found._replace(whole="thousands")
            if told.lines == PAIRS or _is_open(found, parting):
                yield found


def _rows(written: _Lines, separator: str, parting: str, told: Layout) -> list[Row]:
    """The pairs on the lines, with what few others stand there; none where many do, or no line holds several.

    No more of them than may be used, and one more, where nobody tells that they are pairs.
    """
    most = math.inf if told.lines == PAIRS else MAX_SAMPLES + 1
    rows: list[Row] = []
    wrong: list[int] = []
    for row in _pieces(written, separator, parting):
        if len(rows) == most:
            break
        rows.append(row)
        if len(row.cells) != 2:
            wrong.append(row.line)
            if len(wrong) > _FEW and not are_most(len(rows) - len(wrong), len(rows)):
                return []
    held = told.lines == PAIRS or len(rows) > len({row.line for row in rows})
    return rows if held and _are_few(wrong, rows) else []


def _are_few(wrong: Sequence[int], rows: Sequence[Row]) -> bool:
    """Whether the rows on these lines are few of all, where most lines hold several, and not one on each,
    as in a column of words."""
    held, bad = Counter(row.line for row in rows), Counter(wrong)
    if not wrong:
        return True
    # A first line of nothing else holds the names of a table.
    named = len(held) > 1 and bad[rows[0].line] == held[rows[0].line]
    column = 1 < len(held) == len(bad)
    full = are_most(sum(count > 1 for count in held.values()), len(held))
    return full and are_most(len(rows) - len(wrong), len(rows)) and not (named or column)


def _pieces(written: _Lines, separator: str, parting: str) -> Iterator[Row]:
    """The cells of each piece of a line; of those that one mark parts, two by two, if none is left over."""
    for k, line in written:
        cells = _cells(line, parting)
        if parting != separator:
            yield from (Row(k, _cells(piece, separator)) for piece in cells)
        elif len(cells) % 2:
            yield Row(k, cells)
        else:
            yield from (Row(k, cells[begin : begin + 2]) for begin in range(0, len(cells), 2))


def _cells(text: str, separator: str) -> tuple[str, ...]:
    """What a mark parts; one at the end parts nothing."""
    if separator == "space":
        # Other spaces than these stand within numbers.
        return tuple(filter(None, text.replace("\t", " ").split(" ")))
    cells = [cell.strip() for cell in text.split(SEPARATORS[separator])]
    return tuple(cells if cells[-1] else cells[:-1])


def _decimals(rows: Sequence[Row], separator: str, told: Layout) -> Iterator[str]:
    """The decimal mark with which most rows are pairs of numbers; a comma where there is one alone."""
    cells = list(chain.from_iterable(row.cells for row in rows))
    if separator == "colon" and are_most(sum(is_date(":".join(row.cells)) for row in rows), len(rows)):
        return
    may_be = [
        each for each in DECIMALS if told.decimal in (AUTO, each) and _may_stand(each, separator, cells)
    ]
    wrong = {each: [row.line for row in rows if not _is_pair(row, each, told.thousands)] for each in may_be}
    best = min(may_be, key=lambda each: len(wrong[each]), default="")
    if best and _are_few(wrong[best], rows):
        yield best


def _is_pair(row: Row, decimal: str, thousands: str) -> bool:
    return len(row.cells) == 2 and all(is_written(cell, decimal, thousands) for cell in row.cells)


def _may_stand(decimal: str, separator: str, cells: Sequence[str]) -> bool:
    mark = DECIMALS[decimal]
    return SEPARATORS[separator] != mark and (decimal == "point" or any(mark in cell for cell in cells))


def _whole(written: _Lines, parting: str) -> str:
    """How the pieces of the lines may be single numbers: see ``Several``."""
    pieces = [piece.rstrip(",") for _, line in written for piece in _cells(line, parting)]
    numbers = sum(look(piece).kind == "number" for piece in pieces)
    if not are_most(numbers, len(pieces)):
        return ""
    # Where a tab or a bar parts cells, spaces part thousands.
    grouped = parting == "semicolon" and any(" " in piece for piece in pieces)
    return "thousands" if grouped else "numbers"


def _are_grouped(written: _Lines, separator: str) -> bool:
    """Whether all that one mark parts are numbers, or missing, spaces between the thousands of some."""
    cells = [cell for _, line in written for cell in _cells(line, separator)]
    spaced = separator != "space" and any(" " in cell for cell in cells)
    return spaced and all(look(cell).kind in ("number", "missing") for cell in cells)


def _is_open(found: Several, parting: str) -> bool:
    """Whether lines are several pairs each, or may be; and may be rows as well.

    Args:
        parting: what stands between two pairs.
    """
    if found.whole != "numbers":
        return True
    if _is_of_rows(found, parting):
        return False
    if parting != found.layout.separator and any(
        _ZERO_IN_FRONT.fullmatch(row.cells[1]) for row in found.pairs
    ):
        return False
    if len({row.line for row in found.rows}) == 1:
        return True
    ragged = len(set(found.counts)) > 1
    if parting != "space":
        # Tabs, semicolons and bars part the cells of a table, commas those of one that is equally wide.
        return ragged and parting == found.layout.separator
    few = len({row.line for row in found.rows}) <= _FEW
    return ragged or few or _is_wrapped(found)


def _is_of_rows(found: Several, parting: str) -> bool:
    """Whether what is no pair speaks for rows: a number alone, or anything where one mark parts all."""
    wrong = [row for row in found.rows if len(row.cells) != 2]
    if parting == found.layout.separator:
        return len(found.pairs) < len(found.rows)
    return any(look(cell).kind == "number" for row in wrong for cell in row.cells[:1])


# --- what the columns hold ---


def _is_wrapped(found: Several) -> bool:
    """Whether the columns of x, as many on each line, may hold the same, and so may those of y."""
    lines = Counter(row.line for row in found.pairs)
    count = max(found.counts, default=0)
    pairs = [row for row in found.pairs if lines[row.line] == count]
    rows = [pairs[place::count] for place in range(count)]
    if not rows:
        return False
    xs, ys = ([[_number(row.cells[k], found) for row in column] for column in rows] for k in (0, 1))
    numbered = is_numbering(None, [row.cells[0] for row in rows[0]])
    return _goes_on(xs) or (not numbered and _is_alike(xs) and _is_alike(ys))


def _number(cell: str, found: Several) -> float:
    return value("", cell, found.layout.decimal, found.layout.thousands)


def _goes_on(columns: Sequence[Sequence[float]]) -> bool:
    """Whether columns rise from the first number of the first to the last one of the last, without a leap."""
    steps = [after - before for column in columns for before, after in pairwise(column)]
    leaps = [after[0] - before[-1] for before, after in pairwise(columns)]
    return min(*steps, *leaps) >= 0 and 0 < max(leaps) <= max(steps)


def _is_alike(columns: Sequence[Sequence[float]]) -> bool:
    """Whether no column is nearly all above the first one, or below it, nor one whole that others are not."""
    first = sorted(columns[0])
    most = _APART * len(first) * len(first)
    apart = any(
        sum(bisect_left(first, each) for each in column) >= most
        or sum(len(first) - bisect_right(first, each) for each in column) >= most
        for column in columns[1:]
    )
    whole = [sum(map(float.is_integer, column)) for column in columns]
    return not apart and not (max(whole) == len(first) and 2 * min(whole) < len(first))

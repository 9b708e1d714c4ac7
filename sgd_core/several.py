"""Several pairs on each line of a text, in the place of one row.

>>> [(each.layout.separator, [row.cells for row in each.rows]) for each in several(["1 2.5 2 4"], Layout())]
[('space', [('1', '2.5'), ('2', '4')])]
>>> [each.is_sure for each in several(["1,2 2,4.1"], Layout())]
[True]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from sgd_core.cells import is_date, is_written, look
from sgd_core.separators import AUTO, DECIMALS, PAIRS, SEPARATORS, Layout, Row

#: Of more lines than these, all of one width, each is a row.
_MOST_LINES = 12
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
    """

    layout: Layout
    rows: tuple[Row, ...]
    whole: str
    names: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether a line cannot be a row."""
        return not self.whole

    @property
    def is_likelier(self) -> bool:
        """Whether it is likelier than a row a line, as where a line holds more of them than another."""
        counts = Counter(row.line for row in self.rows)
        long = len(counts) == 1 and len(self.rows) > 2
        return bool(self.names) or long or len(set(counts.values())) > 1 or self.whole == "thousands"


def several(lines: Sequence[str], told: Layout) -> list[Several]:
    """The ways to read the lines as several pairs each, where all that stands in them are such pairs."""
    written = [(k, line) for k, line in enumerate(lines, 1) if line.strip("; \t")]
    if told.lines not in (AUTO, PAIRS):
        return []
    found = [each for separator in _standing(written, told) for each in _named_ways(written, separator, told)]
    sure = [each for each in found if each.is_sure]
    return sure[:1] or found


def _standing(written: _Lines, told: Layout) -> Iterator[str]:
    """What may stand between the numbers of a pair."""
    for name, mark in SEPARATORS.items():
        if told.separator in (AUTO, name) and any(mark in line.strip() for _, line in written):
            yield name


def _named_ways(written: _Lines, separator: str, told: Layout) -> Iterator[Several]:
    """The ways with names of x and y above, be they two or repeated for each pair of a line; or without."""
    names = _cells(written[0][1], separator) if written and told.header != "no" else ()
    worded = len(names) > 1 and all(look(name).kind == "word" for name in names)
    if worded and names == names[:2] * (len(names) // 2):
        told = replace(told, header="no", lines=PAIRS if len(names) > 2 else told.lines)
        for each in _ways(written[1:], separator, told):
            # Names that are repeated say themselves that there are several pairs.
            whole = "" if len(names) > 2 else each.whole
            yield each._replace(layout=replace(each.layout, header="yes"), whole=whole, names=names[:2])
    elif told.header != "yes":
        yield from _ways(written, separator, told)


def _ways(written: _Lines, separator: str, told: Layout) -> Iterator[Several]:
    # A tab outranks the spaces beside it.
    own = [] if separator == "space" and any("\t" in line for _, line in written) else [separator]
    for parting in (*[each for each in _PARTING if each != separator], *own):
        pieces = _pieces(written, separator, parting)
        rows = [Row(k, cells) for k, cells in pieces]
        if len(rows) == len(written) or not rows or not all(len(row.cells) == 2 for row in rows):
            continue
        for decimal in _decimals(rows, separator, told):
            whole = _whole(written, parting) if separator != parting else "numbers"
            found = Several(Layout(separator, decimal, "no", PAIRS, "none"), tuple(rows), whole)
            if told.lines == PAIRS or _is_open(found, separator != parting):
                yield found


def _pieces(written: _Lines, separator: str, parting: str) -> list[tuple[int, tuple[str, ...]]]:
    """The cells of each piece of a line; of those that one mark parts, two by two."""
    if parting != separator:
        return [(k, _cells(part, separator)) for k, line in written for part in _cells(line, parting)]
    found = []
    for k, line in written:
        cells = _cells(line, separator)
        found += [(k, cells[begin : begin + 2]) for begin in range(0, len(cells), 2)]
    return found


def _cells(text: str, separator: str) -> tuple[str, ...]:
    """What a mark parts; one at the end parts nothing."""
    if separator == "space":
        # Other spaces than these stand within numbers.
        return tuple(filter(None, text.replace("\t", " ").split(" ")))
    cells = [cell.strip() for cell in text.split(SEPARATORS[separator])]
    return tuple(cells if cells[-1] else cells[:-1])


def _decimals(rows: Sequence[Row], separator: str, told: Layout) -> Iterator[str]:
    """The decimal marks with which all cells are numbers; a comma where there is one alone."""
    cells = list(chain.from_iterable(row.cells for row in rows))
    if separator == "colon" and all(is_date(":".join(row.cells)) for row in rows):
        return
    may_be = [
        each for each in DECIMALS if told.decimal in (AUTO, each) and _may_stand(each, separator, cells)
    ]
    yield from [each for each in may_be if all(is_written(cell, each, "none") for cell in cells)][:1]


def _may_stand(decimal: str, separator: str, cells: Sequence[str]) -> bool:
    mark = DECIMALS[decimal]
    return SEPARATORS[separator] != mark and (decimal == "point" or any(mark in cell for cell in cells))


def _whole(written: _Lines, parting: str) -> str:
    """How the pieces of the lines may be single numbers: see ``Several``."""
    pieces = [piece.rstrip(",") for _, line in written for piece in _cells(line, parting)]
    if not all(look(piece).kind == "number" for piece in pieces):
        return ""
    # Where a tab or a bar parts cells, spaces part thousands.
    grouped = parting == "semicolon" and any(" " in piece for piece in pieces)
    return "thousands" if grouped else "numbers"


def _is_open(found: Several, apart: bool) -> bool:
    """Whether lines are several pairs each, or may be; and may be rows as well.

    Args:
        apart: whether what stands between two pairs is not what stands between their numbers.
    """
    counts = Counter(row.line for row in found.rows)
    if len(counts) == 1 or found.whole != "numbers":
        return True
    ragged = len(set(counts.values())) > 1
    return not apart and (ragged or (found.layout.separator == "space" and len(counts) <= _MOST_LINES))

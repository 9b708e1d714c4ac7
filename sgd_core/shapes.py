"""What looks like a table and holds no samples: nobody reads its rows as pairs, unless that is told.

>>> from sgd_core.separators import Layout, Row
>>> rows = (Row(1, ("1", "2369")), Row(2, ("2", "04")))
>>> shape_of(Grid(Layout("pipe", "point", lines="rows"), (), rows, 2))
'stems'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain, pairwise

from sgd_core.cells import are_most, look, value
from sgd_core.grid import Grid
from sgd_core.separators import AUTO, ROWS

#: What a device writes first in each line, as receivers of GPS do.
_SENTENCE = re.compile(r"[$!][A-Z]{3,9}")
_DIGITS, _STEM = re.compile("[0-9]+"), re.compile(r"[0-9]{1,4}\*?")
#: A list over several lines has so many numbers in each of so many at least, and these marks between them.
_LEAST_WIDE, _LEAST_LINES = 5, 3
_WRAPPED = ("space", "comma")
#: So many names in a line are those of numbers; fewer may be one of a person, above what is theirs.
_LEAST_NAMED = 3
#: A stem with so many leaves is no number of two or three digits.
_MANY_LEAVES = 4
#: What is asked about instead, where it can be read in other ways.
_ASKED = frozenset(["one_line"])
#: From one of its lines to the next it steps so many times as far as within them at most.
_MOST_LEAP = 2


def shape_of(found: Grid, is_asked: bool = False) -> str:
    """The code of what a table is that holds no samples; empty where it may hold some.

    Args:
        is_asked: whether it can be read in other ways as well.
    """
    if found.layout.lines != ROWS:
        return ""
    codes = [code for code, is_such in SHAPES.items() if is_such(found)]
    return next((code for code in codes if not (is_asked and code in _ASKED)), "")


def _is_one_run(found: Grid) -> bool:
    """Whether a text is a single row of more numbers than a pair has, without their names."""
    alone = len(found.rows) == 1 and not found.names
    return alone and sum(map(found.is_number, found.rows[0].cells)) > 2


def _is_list(found: Grid) -> bool:
    """Whether the rows are one list of numbers that was broken into lines.

    That is so where each line stands below names of its own; where every line but the last ends in a comma
    and the last one is shorter, or all are wide; or where the numbers rise from first to last without a leap
    from one line to the next.
    """
    rows = _parted(found)
    if found.names:
        return _are_named(found)
    if len(rows) < 2 or found.layout.separator not in _WRAPPED:
        return False
    *lines, last = rows
    ended = found.layout.separator == "comma" and all(cells[-1] == "" for cells in lines) and last[-1] != ""
    lines = [cells[:-1] for cells in lines] if ended else lines
    wide = len(lines[0]) >= _LEAST_WIDE and len(rows) >= _LEAST_LINES
    if not (wide or ended) or not _are_numbers(found, [*lines, last]):
        return False
    if ended and len(last) < len(lines[0]):
        return True
    alike = wide and len({*map(len, lines)}) == 1 and len(last) <= len(lines[0])
    return alike and (ended or _goes_on(found, rows))


def _are_named(found: Grid) -> bool:
    """Whether lines of names and lines of as many numbers take turns, and no name comes again."""
    cells = [found.names, *(row.cells for row in found.rows)]
    names, values = cells[::2], cells[1::2]
    alike = len(names) > 1 and [*map(len, names)] == [*map(len, values)]
    each = [*chain.from_iterable(names)]
    if not alike or len(names[0]) < _LEAST_NAMED or not all(look(name).kind == "word" for name in each):
        return False
    return len({*each}) == len(each) and _are_numbers(found, values)


def _parted(found: Grid) -> list[tuple[str, ...]]:
    """The cells of rows; where commas within numbers joined cells, each part of them by itself."""
    rows = [row.cells for row in found.rows]
    return rows if found.layout.joined == AUTO else [tuple(",".join(cells).split(",")) for cells in rows]


def _are_numbers(found: Grid, rows: Sequence[tuple[str, ...]]) -> bool:
    return all(map(found.is_number, chain.from_iterable(rows)))


def _goes_on(found: Grid, rows: Sequence[tuple[str, ...]]) -> bool:
    lines = [[value("", cell, found.layout.decimal, found.layout.thousands) for cell in row] for row in rows]
    steps = [b - a for line in lines for a, b in pairwise(line)]
    leaps = [after[0] - before[-1] for before, after in pairwise(lines)]
    return min(*steps, *leaps) > 0 and max(leaps) <= _MOST_LEAP * max(steps)


def _is_matrix(found: Grid) -> bool:
    """Whether the rows are called as the columns are, or are as many of numbers, equal on the diagonal and
    across it, and called so by numbers at most."""
    cells = [row.cells for row in found.rows]
    if found.names:
        if len(found.names) < 3 or found.names[1:] != tuple(row[0] for row in cells):
            return False
        if not all(map(found.is_number, found.names[1:])):
            return True
        cells = [row[1:] for row in cells]
    square = {*map(len, cells)} == {len(cells)} and len(cells) > 2
    return (
        square
        and cells == list(zip(*cells, strict=True))
        and len({row[k] for k, row in enumerate(cells)}) == 1
    )


def _are_stems(found: Grid) -> bool:
    """Whether bars part stems that count on from the leaves on them: digits that rise, many on one stem, or
    some with a 0 in front."""
    rows = [row.cells for row in found.rows if len(row.cells) == 2 and _STEM.fullmatch(row.cells[0])]
    if found.layout.separator != "pipe" or not are_most(len(rows), len(found.rows)):
        return False
    stems = [stem for stem, _ in rows]
    leaves = [cell.replace(" ", "") for _, cell in rows]
    present = [cell for cell in leaves if cell]
    if not all(map(_DIGITS.fullmatch, present)):
        return False
    counted = {abs(int(b.rstrip("*")) - int(a.rstrip("*"))) for a, b in pairwise(stems)} == {1}
    uneven = len({*map(len, leaves)}) > 1 and any(len(cell) >= _MANY_LEAVES for cell in present)
    leading = any(len(cell) > 1 and cell[0] == "0" for cell in present)
    return counted and (uneven or leading) and all(list(cell) == sorted(cell) for cell in present)


def _are_sentences(found: Grid) -> bool:
    """Whether rows are what a device tells, each begun by its kind, names above them too."""
    begun = [*found.names[:1], *(row.cells[0] for row in found.rows)]
    return bool(found.rows) and all(map(_SENTENCE.fullmatch, begun))


#: By their codes.
SHAPES: dict[str, Callable[[Grid], bool]] = {
    "one_line": _is_one_run,
    "list": _is_list,
    "matrix": _is_matrix,
    "stems": _are_stems,
    "sentences": _are_sentences,
}

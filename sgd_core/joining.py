"""Cells joined to one, where the spaces in it have parted them: those between the thousands of a number, and
those of dates, of numbers with their errors, and of labels in several words.

>>> joined([("1", "10", "237,65"), ("2", "5", "100,50"), ("3", "900,25")], "comma")
[('1', '10 237,65'), ('2', '5 100,50'), ('3', '900,25')]
>>> unbroken([("3", "Mar", "2021", "5", "±", "1"), ("4", "Mar", "2021", "7", "±", "2")])
[('3 Mar 2021', '5 ± 1'), ('4 Mar 2021', '7 ± 2')]
>>> unbroken([("New", "York", "5", "8"), ("Rome", "7", "9")])
[('New York', '5', '8'), ('Rome', '7', '9')]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, dropwhile, takewhile
from typing import NamedTuple

from sgd_core.cells import ENDS, GROUP, HEAD, are_most, is_date, is_like_number, look, plain

_Cells = tuple[str, ...]
#: Where each cell of a line begins and ends.
Places = Sequence[tuple[int, int]]
_CELL = re.compile(r"\S+")
#: What a date in words ends in, be it a year or the month behind a day; and a number with its error.
_IN_WORDS = re.compile(r"[^ ]{1,30} (?:[^ ]{1,30} )?(?:1[89]|20)[0-9]{2}|[0-9]{1,2}\.? [^\W\d_]+\.?")
_WITH_ERROR = re.compile(r"\S{1,40} (?:±|\+/-|\+-) \S{1,40}")
#: A number with a power of ten.
_WITH_POWER = re.compile(r"\S{1,40} [×x*·] 10\S{1,9}")
#: A whole number with a fraction, whose denominator is no larger than that.
_MIXED = re.compile("[0-9]{1,9} ([0-9]{1,2})/([0-9]{1,2})")
_MOST_PARTS = 64
#: A span, which is one where so many cells stand in a row.
_BETWEEN = ("-", "–", "to", "bis", "à", "до", "至", "到")
_SPAN = re.compile(f"[0-9.,]{{1,20}} (?:{'|'.join(_BETWEEN)}) [0-9.,]{{1,20}}:?")
_LEAST_BESIDE = 4
#: A day with its year behind a comma.
_DAY_IN_WORDS = re.compile(r"[^\W\d_]{3,9}\.? [0-9]{1,2}")
_DAY_OF_YEAR = re.compile(_DAY_IN_WORDS.pattern + " (?:1[89]|20)[0-9]{2}")


# --- words ---


def places_of(lines: Sequence[str]) -> list[Places]:
    """Where what spaces part in each line begins and ends."""
    return [[found.span() for found in _CELL.finditer(line)] for line in lines]


def unbroken(rows: Sequence[_Cells], places: Sequence[Places] = ()) -> list[_Cells]:
    """Rows with dates, numbers with their errors or fractions, spans, and labels in one cell each; and empty
    ones where a label is left out.

    Args:
        places: where the cells of each row stand in its line, if they may be aligned.
    """
    rows = _filled(rows, places) if places else rows
    found = set(chain.from_iterable(rows))
    for part, is_one in _TOGETHER:
        if any(map(part.fullmatch, found)):
            rows = _each_in_one(rows, is_one, len(rows) // 2 + 1)
    # Where some rows hold no such sign, it stands for a missing value; names hold none.
    wide = 2 * len([cells for cells in rows if len(cells) >= _LEAST_BESIDE]) > len(rows)
    if wide and not found.isdisjoint(_BETWEEN):
        unnamed = not {*rows[0]}.isdisjoint(_BETWEEN)
        full = sum(len(cells) == len(rows[0]) for cells in rows[1:])
        # Where each cell has its name, such a word is a cell as well.
        if unnamed or not are_most(full, len(rows) - 1):
            rows = _each_in_one(rows, _SPAN.fullmatch, len(rows) if unnamed else len(rows) - 1)
    return _labelled(rows, _are_aligned(rows, places))


def with_days(rows: Sequence[_Cells]) -> list[_Cells]:
    """Rows with the years that are parted from their days put back, unless each has a name.

    >>> with_days([("March 1", "2021", "5"), ("March 2", "2021", "7")])
    [('March 1 2021', '5'), ('March 2 2021', '7')]
    """
    dated = [any(map(_DAY_IN_WORDS.fullmatch, cells)) for cells in rows]
    named = len({*map(len, rows)}) == 1 and not dated[0]
    if named or not any(dated):
        return list(rows)
    return _each_in_one(rows, lambda text: _DAY_OF_YEAR.fullmatch(text) and is_date(text), len(rows) // 2 + 1)


def without_labels(rows: Sequence[_Cells]) -> list[_Cells]:
    """Rows whose numbers do not stand in one cell with what they are called, where most do.

    >>> without_labels([("A: 5", "8"), ("B: 6", "9")])
    [('A:', '5', '8'), ('B:', '6', '9')]
    """
    if not any(mark in cell for cell in chain.from_iterable(rows) for mark in ":："):
        return list(rows)
    found = [tuple(chain.from_iterable(map(_unlabelled, cells))) for cells in rows]
    wide = [
        len(new) > len(cells) > 1
        and not any(cell[-1:] != ":" and look(cell).kind == "strange" for cell in new)
        for new, cells in zip(found, rows, strict=True)
    ]
    return found if sum(wide) > 1 and are_most(sum(wide), len(rows)) else list(rows)


def _unlabelled(cell: str) -> _Cells:
    """What a number is called and the number, where a colon stands between them."""
    label, _, number = cell.replace("：", ": ").partition(": ")
    called = is_like_number(number) and (any(map(str.isalpha, label)) or is_date(label))
    return (f"{label}:", number.strip()) if called else (cell,)


def _is_date_in_words(text: str) -> bool:
    return bool(_IN_WORDS.fullmatch(text)) and is_date(text)


def _is_mixed(text: str) -> bool:
    """Whether a text is a whole number with a fraction, and no number beside two as of a blood pressure."""
    found = _MIXED.fullmatch(text)
    return found is not None and int(found[1]) < int(found[2]) <= _MOST_PARTS


#: What is one cell, by what one of its parts looks like.
_TOGETHER: Sequence[tuple[re.Pattern[str], Callable[[str], object]]] = (
    (re.compile(r"[^\W\d_]{3,12}[.,]?"), _is_date_in_words),
    (re.compile(r"±|\+/-|\+-"), _WITH_ERROR.fullmatch),
    (re.compile(r"10(?:\^|\*\*|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])\S{0,9}"), _WITH_POWER.fullmatch),
    (re.compile("[0-9]{1,2}/[0-9]{1,2}"), _is_mixed),
)


def _each_in_one(rows: Sequence[_Cells], is_one: Callable[[str], object], least: int) -> list[_Cells]:
    """Rows with two or three cells joined that are one; as they are where fewer than so many hold such."""
    found = [tuple(_in_one(cells, is_one)) for cells in rows]
    held = sum(len(new) < len(cells) for new, cells in zip(found, rows, strict=True))
    return found if held >= least else list(rows)


def _in_one(cells: _Cells, is_one: Callable[[str], object]) -> Iterator[str]:
    k = 0
    while k < len(cells):
        count = next((n for n in (3, 2) if k + n <= len(cells) and is_one(" ".join(cells[k : k + n]))), 1)
        yield " ".join(cells[k : k + count])
        k += count


def _labelled(rows: Sequence[_Cells], are_aligned: bool) -> list[_Cells]:
    """Rows with the words in front in one cell, so that as many cells are left behind it as are named, or
    hold numbers everywhere.

    A row stays as it is where a number among its words may be the beginning of the one behind them.

    Args:
        are_aligned: whether the names stand above the last cells of most rows.
    """
    begin = _first_of_numbers(rows)
    body, names = rows[begin:], rows[begin - 1] if begin else ()
    wide = [cells for cells in body if len(cells) > 1]
    if not are_most(sum(look(cells[0]).kind == "word" for cells in wide), len(body)):
        return list(rows)
    count = len(names) if are_aligned else _behind_labels(wide, len(names))
    before = [cells[-count - 1] for cells in wide if len(cells) > count]
    worded = are_aligned or are_most(sum(look(cell).kind == "word" for cell in before), len(body))
    if count < 2 or not worded or len(wide) < 2:
        return list(rows)
    return [*rows[:begin], *(_with_label(cells, count, are_aligned) for cells in body)]


def _first_of_numbers(rows: Sequence[_Cells]) -> int:
    return next((k for k, cells in enumerate(rows) if any(map(is_like_number, cells))), len(rows))


def _are_aligned(rows: Sequence[_Cells], places: Sequence[Places]) -> bool:
    """Whether words above numbers end where the last cells of most rows below them do."""
    begin = _first_of_numbers(rows)
    ends = [tuple(end for _, end in each) for each in places]
    names = ends[begin - 1] if begin else ()
    below = ends[begin:]
    return bool(names) and are_most(sum(each[-len(names) :] == names for each in below), len(below))


def _filled(rows: Sequence[_Cells], places: Sequence[Places]) -> list[_Cells]:
    """Rows with empty cells in front where they are set in beyond the labels of others, in line with what is
    behind these, so that all that end in a number are as wide: a print leaves out what is that above."""
    held = [k for k, cells in enumerate(rows) if is_like_number(cells[-1])]
    wide = max((len(rows[k]) for k in held), default=0)
    full = zip(*(places[k] for k in held if len(rows[k]) == len(places[k]) == wide), strict=True)
    columns = [_Column(*map(frozenset, zip(*column, strict=True))) for column in full]
    beyond = [max(column.ends) for column in columns]
    lacking = [_lacking(each, beyond) for each in places]
    alike = all(len(rows[k]) + lacking[k] == wide for k in held)
    in_line = all(columns[lacking[k]].holds(*places[k][0]) for k in held if lacking[k])
    if not (alike and in_line and any(lacking[k] for k in held)) or lacking[held[0]]:
        return list(rows)
    return [("",) * count + cells for count, cells in zip(lacking, rows, strict=True)]


class _Column(NamedTuple):
    """Where the cells of a column begin and end."""

    begins: frozenset[int]
    ends: frozenset[int]

    def holds(self, begin: int, end: int) -> bool:
        """Whether a cell begins or ends where one of the column does."""
        return begin in self.begins or end in self.ends


def _lacking(places: Places, beyond: Sequence[int]) -> int:
    """How many labels a row lacks in front; 0 where it is not set in beyond those of others.

    Args:
        beyond: where the longest of each column ends.
    """
    count = len(beyond) - len(places)
    return count if 0 < count < len(beyond) and places[0][0] >= beyond[count - 1] else 0


def _behind_labels(rows: Sequence[_Cells], named: int) -> int:
    """How many numbers, or cells without one, end most rows: as many as are named, or one less."""
    counts = sorted(len([*takewhile(_is_value, reversed(cells))]) for cells in rows)
    most = counts[len(counts) // 3]
    return next((each for each in (named, named - 1) if 1 < each <= most), 0) if named else most


def _is_value(cell: str) -> bool:
    return look(cell).kind in ("number", "missing")


def _with_label(cells: _Cells, count: int, is_aligned: bool) -> _Cells:
    begin = len(cells) - count
    if begin < 2 or not all(map(_is_value, cells[begin:])):
        return cells
    may_be_one = HEAD.fullmatch(plain(cells[begin - 1])) and GROUP.match(plain(cells[begin]))
    return cells if may_be_one and not is_aligned else (" ".join(cells[:begin]), *cells[begin:])


# --- thousands ---


def joined(rows: Sequence[_Cells], decimal: str, lines: Sequence[Places] = ()) -> list[_Cells]:
    """Rows with as many cells joined as leave each equally wide; empty where none can be, or need be.

    A row of names says how many these are; otherwise they are as few as may be, and two at the least.

    Args:
        lines: where what spaces part in the line of each row stands; no more than one parts thousands.
    """
    places = [_places(cells, decimal) for cells in rows]
    if lines:
        close = [_close(cells, line) for cells, line in zip(rows, lines, strict=True)]
        places = [[k for k in found if k in beside] for found, beside in zip(places, close, strict=True)]
    if not any(places):
        return []
    body = list(dropwhile(lambda k: not any(map(is_like_number, rows[k])), range(len(rows))))
    width = _width([(len(rows[k]) - len(places[k]), len(rows[k])) for k in body], _named(rows, body))
    if not width:
        return []
    together = [_joined(cells, places[k], width) for k, cells in enumerate(rows)]
    return [] if together == list(rows) else together


def _named(rows: Sequence[_Cells], body: Sequence[int]) -> int:
    """How many cells stand right above the body of a table; 0 without any."""
    return len(rows[body[0] - 1]) if body and body[0] else 0


def _width(spans: Sequence[tuple[int, int]], named: int) -> int:
    """How many cells most rows can have; 0 where there is no such number.

    Args:
        spans: how few cells each row can have, and how many it has: it may keep them all.
        named: how many names there are.
    """
    lows, highs = sorted(low for low, _ in spans), sorted(high for _, high in spans)

    def fits(width: int) -> bool:
        return width > 1 and are_most(bisect_right(lows, width) - bisect_left(highs, width), len(spans))

    return next(filter(fits, [named, 2, *dict.fromkeys(low for low in lows if low > 2)]), 0)


def _places(cells: _Cells, decimal: str) -> list[int]:
    """The cells that may go on with the number of the cell before them."""
    found: list[int] = []
    texts = [plain(cell) for cell in cells]
    for k in range(1, len(texts)):
        begun = HEAD.fullmatch(texts[k - 1]) or (k - 1 in found[-1:] and GROUP.fullmatch(texts[k - 1]))
        if begun and ENDS[decimal].fullmatch(texts[k]):
            found.append(k)
    return found


def _close(cells: _Cells, line: Places) -> set[int]:
    """The cells that one blank alone parts from the one before; all where cells stand for others."""
    begin = [0, *accumulate(len(cell.split()) for cell in cells)]
    if begin[-1] != len(line):
        return {*range(len(cells))}
    return {k for k in range(1, len(cells)) if line[begin[k]][0] - line[begin[k] - 1][1] == 1}


def _joined(cells: _Cells, places: Sequence[int], width: int) -> _Cells:
    """Cells with as many joined as leave so many: evenly where that can be, else those in the back first."""
    count = len(cells) - width
    if not 0 < count <= len(places):
        return cells
    even = (
        {k for k in range(len(cells)) if k % (len(cells) // width)} if len(cells) % width == 0 else set[int]()
    )
    chosen = even if even and even <= {*places} else {*places[len(places) - count :]}
    parts: list[str] = []
    for k, cell in enumerate(cells):
        if k in chosen and parts:
            parts[-1] += f" {cell}"
        else:
            parts.append(cell)
    return tuple(parts)

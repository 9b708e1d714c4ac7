"""The samples of a table that the command line is given, as the parameters x and y.

>>> found = samples(b"a;b\\n1,5;2\\n3;4", {}, "table", "t.csv")
>>> found.x, found.y, found.notes
('1.5,3', '2,4', ['table: x is column 1 "a", y is column 2 "b"'])
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from sgd_core import doubts, table
from sgd_core.asides import BESIDE
from sgd_core.command_words import NOTES
from sgd_core.decoding import decoded
from sgd_core.errors import Complaint, RunError, printable, quoted
from sgd_core.limits import MAX_COLUMNS
from sgd_core.parameters import Reals, Word, fail, number_text
from sgd_core.separators import AUTO, DECIMALS, LAYOUT, PARTS, Layout

#: How a table is to be read: but for the last one by the names that the app's links have for it as well.
READING = ("columns", *PARTS, "bad_rows")
#: What is done where a row makes no pair, the default first.
BAD_ROWS = ("refuse", "skip")
_COLUMN = re.compile("[0-9]{1,4}")
#: Columns that are not used and named.
_MOST_NAMED = 4


@dataclass(frozen=True)
class Columns:
    """Two columns, counted from 1: that of x and that of y."""

    def read(self, name: str, text: str) -> tuple[int, int]:
        parts = [part.strip(" ") for part in text.split(",", 2)]
        if len(parts) != 2 or not all(map(_COLUMN.fullmatch, parts)):
            raise fail(name, text, "bad_columns")
        return int(parts[0]), int(parts[1])

    def check(self, name: str, value: Any) -> tuple[int, int]:
        first, second = value
        if first == second or not (1 <= first <= MAX_COLUMNS and 1 <= second <= MAX_COLUMNS):
            raise fail(name, self.write(value), "bad_columns")
        return first, second

    def write(self, value: Any) -> str:
        first, second = value
        return f"{first},{second}"

    def describe(self) -> str:
        return "column,column"


@dataclass(frozen=True)
class Joined:
    """The cells of a row, counted from 1, that make one number with the next each; or ``auto``."""

    def read(self, name: str, text: str) -> str:
        return text.replace(" ", "")

    def check(self, name: str, value: Any) -> str:
        cells = str(value).split(",")
        if value != AUTO and not (
            all(map(_COLUMN.fullmatch, cells)) and all(b - a > 1 for a, b in pairwise(map(int, cells)))
        ):
            raise fail(name, value, "bad_joined")
        return str(value)

    def write(self, value: Any) -> str:
        return str(value)

    def describe(self) -> str:
        return "auto, or cells"


#: The kinds of the parts of a layout.
KINDS = {name: Word(words) for name, words in LAYOUT.items()} | {"joined": Joined()}


class Samples(NamedTuple):
    """x and y as the text of parameters, and how they were read where that is worth a word."""

    x: str
    y: str
    fingerprint: str
    notes: list[str]


def samples(data: bytes, reading: Mapping[str, str], name: str, shown: str, lang: str = "en") -> Samples:
    """The pairs in a table.

    Args:
        reading: what is told of how to read it, by the names in ``READING``.
        name: what a complaint calls the table.
        shown: what a complaint quotes of it.
        lang: the language of the notes, and of the readings that a complaint lists.

    Raises:
        RunError: if there is no pair; a row makes none, since a run on what is left would be another one,
            unless that is told; or the table can be read in more than one way.
    """
    layout = layout_of(reading)
    bad_rows = Word(BAD_ROWS).check("bad_rows", reading.get("bad_rows", BAD_ROWS[0]))
    found = table.read(decoded(data, name, shown)[0], layout, name, shown)
    found = with_columns(found, reading.get("columns", ""))
    if found.others:
        raise fail(name, shown, "readings", words=NOTES[lang]["readings"].join(_told(found, lang)))
    x, y = columns_of(found, reading.get("columns", ""))
    for title, numbers, _ in doubts.twice_named(found, x, y) if "columns" not in reading else ():
        raise fail("columns", title, "several_named", given=printable(title), names=numbers)
    if (parts := doubts.part_of_date(found, x, y)) and "columns" not in reading:
        raise fail("columns", f"{x + 1},{y + 1}", "part_of_date", names=", ".join(str(k + 1) for k in parts))
    try:
        pairs = table.pairs(found, x, y, name, shown)
    except table.NoPairError as error:
        raise RunError([*_wrong(error.skipped, name), *_of_others(error)] or error.complaints) from None
    # What stands beside a table is no row of it.
    bad = [each for each in pairs.skipped if each.complaint.code not in BESIDE]
    if bad and bad_rows == "refuse":
        raise RunError([*_wrong(bad, name), Complaint(name, shown, "bad_rows", {"count": str(len(bad))})])
    notes = [*_notes(found, x, y, name, lang), *_doubtful(found, x, y, layout, name, lang)]
    notes += [NOTES[lang]["left_out"].format(wrong=each.told(lang)) for each in _wrong(pairs.skipped, name)]
    own = table.fingerprint(pairs.x, pairs.y)
    return Samples(Reals().write(pairs.x), Reals().write(pairs.y), own, notes)


def layout_of(reading: Mapping[str, str]) -> Layout:
    """What is told of a layout by the names in ``READING``.

    Raises:
        RunError: if a part of it is no such word.
    """
    return Layout(**{name: kind.check(name, reading.get(name, AUTO)) for name, kind in KINDS.items()})


def with_columns(found: table.Table, columns: str) -> table.Table:
    """A table that is read in those ways alone that make pairs of some columns, where any does.

    Args:
        columns: of x and y, as a reading says them; empty where none are told.
    """
    ways = [found, *found.others] if columns and found.others else []
    met = [each for each in ways if _makes_pairs(each, columns)]
    return replace(met[0], others=tuple(met[1:])) if met else found


def _makes_pairs(found: table.Table, columns: str) -> bool:
    try:
        table.pairs(found, *columns_of(found, columns))
    except RunError:
        return False
    return True


def columns_of(found: table.Table, text: str) -> tuple[int, int]:
    """The columns of x and y, counted from 0, by their numbers or their names, in which commas may stand.

    Where none are told, the likely ones.

    Raises:
        RunError: if they are none, or several columns have such a name.
    """
    if not text:
        return found.likely
    for comma in (k for k, letter in enumerate(text) if letter == ","):
        parts = text[:comma].strip(), text[comma + 1 :].strip()
        places = [_places(part, found) for part in parts]
        if not all(places):
            continue
        for part, several in zip(parts, places, strict=True):
            if len(several) > 1:
                numbers = ", ".join(str(place + 1) for place in several)
                raise fail("columns", text, "several_named", given=printable(part), names=numbers)
        if places[0] != places[1]:
            return places[0][0], places[1][0]
    x, y = Columns().check("columns", Columns().read("columns", text))
    return x - 1, y - 1


def _places(title: str, found: table.Table) -> list[int]:
    """The columns of a number, or else of a name."""
    if _COLUMN.fullmatch(title) and 1 <= int(title) <= found.width:
        return [int(title) - 1]
    return [k for k, name in enumerate(found.names) if title and name == title]


def _told(found: table.Table, lang: str) -> Iterator[str]:
    """Each way to read a table: the flags that choose it, and its first pairs."""
    for layout, first in found.readings:
        flags = " ".join(f"--{name} {word}" for name in PARTS if (word := getattr(layout, name)) != AUTO)
        pairs = ", ".join(f"({number_text(x)}, {number_text(y)})" for x, y in first)
        yield NOTES[lang]["reading"].format(flags=flags, pairs=pairs)


def _wrong(skipped: Sequence[table.Skipped], name: str) -> Iterator[Complaint]:
    """What is wrong with each row that makes no pair, by its line."""
    for line, wrong in skipped:
        yield replace(wrong, facts={**wrong.facts, "table": name, "line": str(line)})


def _of_others(error: table.NoPairError) -> list[Complaint]:
    """What all of a column are, where no row says so: each tells of its first wrong cell alone."""
    told = {each.complaint.name for each in error.skipped}
    return [each for each in error.complaints[1:] if each.name not in told] if told else []


def _doubtful(found: table.Table, x: int, y: int, told: Layout, name: str, lang: str) -> Iterator[str]:
    """What may have been meant otherwise: a mark that was taken for the decimal one and may part thousands,
    with the flags that say so."""
    if cell := doubts.ambiguous(found, x, y, told):
        other = next(each for each in DECIMALS if each != found.layout.decimal)
        flags = f"--separator {found.layout.separator} --decimal {other}"
        yield NOTES[lang]["doubtful"].format(table=name, cell=quoted(cell, lang), flags=flags)


def _notes(found: table.Table, x: int, y: int, name: str, lang: str) -> Iterator[str]:
    """How a table was read, where it may have been meant otherwise."""
    if found.names or found.width > 2:
        notes = NOTES[lang]
        unused = [_column(found, k, lang) for k, _ in doubts.unused(found, x, y)]
        more = len(unused) - _MOST_NAMED
        named = [*unused[:_MOST_NAMED], *([notes["more"].format(count=more)] if more > 0 else [])]
        left = notes["unused"].format(columns=notes["comma"].join(named)) if named else ""
        x_is, y_is = _column(found, x, lang), _column(found, y, lang)
        yield notes["columns"].format(table=name, x=x_is, y=y_is) + left


def _column(found: table.Table, k: int, lang: str) -> str:
    title = found.title(k)
    key = "named_column" if title else "column"
    return NOTES[lang][key].format(number=k + 1, name=quoted(title, lang))

"""The samples of a table that the command line is given, as the parameters x and y.

>>> found = samples(b"a;b\\n1,5;2\\n3;4", {}, "table", "t.csv")
>>> found.x, found.y, found.notes
('1.5,3', '2,4', ['table: x is column 1 "a", y is column 2 "b"'])
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sgd_core import table
from sgd_core.decoding import decoded
from sgd_core.errors import RunError, quoted
from sgd_core.parameters import Reals, Word, fail, number_text
from sgd_core.separators import AUTO, LAYOUT, Layout

#: How a table is to be read, by the names that the app's links have for it as well.
READING = ("columns", *LAYOUT)
_COLUMN = re.compile("[0-9]{1,4}")


class Samples(NamedTuple):
    """x and y as the text of parameters, and how they were read where that is worth a word."""

    x: str
    y: str
    notes: list[str]


def samples(data: bytes, reading: Mapping[str, str], name: str, shown: str) -> Samples:
    """The pairs in a table.

    Args:
        reading: what is told of columns, separator, decimal mark and header.
        name: what a complaint calls the table.
        shown: what a complaint quotes of it.

    Raises:
        RunError: if there is no pair, a row makes none, since a run on what is left would be another one,
            or the table can be read in more than one way.
    """
    layout, chosen = _layout(reading), _columns(reading)
    found = table.read(decoded(data, name, shown)[0], layout, name, shown)
    if found.others:
        raise fail(name, shown, "readings", words="; or ".join(_told(found)))
    x, y = chosen or found.likely
    if table.turned(found) and not chosen:
        rows = f"--columns {x + 1},{y + 1} for pairs down the rows; or x = […] and y = […] for two rows"
        raise fail(name, shown, "readings", words=rows)
    try:
        pairs = table.pairs(found, x, y, name, shown)
    except table.NoPairError as error:
        _refuse(error.skipped, name)
        raise
    _refuse(pairs.skipped, name)
    return Samples(Reals().write(pairs.x), Reals().write(pairs.y), list(_notes(found, x, y, name)))


def _layout(reading: Mapping[str, str]) -> Layout:
    return Layout(*[Word(words).check(name, reading.get(name, AUTO)) for name, words in LAYOUT.items()])


def _columns(reading: Mapping[str, str]) -> tuple[int, int] | None:
    """The columns of x and y, counted from 0; None where none are told."""
    if "columns" not in reading:
        return None
    parts = [part.strip() for part in reading["columns"].split(",", 2)]
    if len(parts) != 2 or not all(map(_COLUMN.fullmatch, parts)):
        raise fail("columns", reading["columns"], "bad_columns")
    x, y = map(int, parts)
    if x == y:
        raise fail("columns", reading["columns"], "bad_columns")
    return x - 1, y - 1


def _told(found: table.Table) -> Iterator[str]:
    """Each way to read a table: the flags that choose it, and its first pairs."""
    layouts = [each.layout for each in found.readings]
    differing = [name for name in LAYOUT if len({getattr(layout, name) for layout in layouts}) > 1]
    for layout, first in found.readings:
        flags = " ".join(f"--{name} {getattr(layout, name)}" for name in differing)
        yield f"{flags} for {', '.join(f'({number_text(x)}, {number_text(y)})' for x, y in first)}"


def _refuse(skipped: Sequence[table.Skipped], name: str) -> None:
    """Complains of every row that is left out, by its line."""
    if skipped:
        raise RunError(replace(wrong, name=f"{name}, line {line}, {wrong.name}") for line, wrong in skipped)


def _notes(found: table.Table, x: int, y: int, name: str) -> Iterator[str]:
    """How a table was read, where it may have been meant otherwise."""
    if found.names or found.width > 2:
        yield f"{name}: x is {_column(found, x)}, y is {_column(found, y)}"


def _column(found: table.Table, k: int) -> str:
    title = found.names[k] if k < len(found.names) else ""
    return f"column {k + 1} {quoted(title)}" if title else f"column {k + 1}"

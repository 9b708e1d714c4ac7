"""What a link holds of a reader's numbers: the numbers, or where they are too many their fingerprint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from sgd_core import Run
from sgd_core.errors import printable
from sgd_core.limits import MAX_COLUMNS
from sgd_core.link import query_of
from sgd_core.parameters import fail
from sgd_core.table import fingerprint
from sgd_ui.frame.session import Goto
from sgd_ui.frame.visit import Visit

#: The key under which a session remembers that numbers were brought for a link.
CHECKED = "intake.checked"

#: Longer links break in proxies and chat programs. The rest is for the address of the app and for what
#: the stage adds to a query.
MOST_CHARACTERS = 4000
_ROOM = 250
MOST_NAME = 100
#: What says which numbers are meant, and how they are read from their file.
ORIGIN = ("fingerprint", "file", "columns", "separator", "decimal", "header")


@dataclass(frozen=True)
class Fingerprint:
    """How many pairs, and 16 hexadecimal digits: ``300-0123456789abcdef``."""

    def read(self, name: str, text: str) -> str:
        return text.strip(" ")

    def check(self, name: str, value: Any) -> str:
        if not re.fullmatch("[1-9][0-9]{0,4}-[0-9a-f]{16}", str(value)):
            raise fail(name, value, "bad_fingerprint")
        return str(value)

    def write(self, value: Any) -> str:
        return str(value)

    def describe(self) -> str:
        return "rows-fingerprint"


@dataclass(frozen=True)
class Columns:
    """Two columns, counted from 1: that of x and that of y."""

    def read(self, name: str, text: str) -> tuple[int, int]:
        parts = re.fullmatch(" *([0-9]{1,4}) *, *([0-9]{1,4}) *", text)
        if not parts:
            raise fail(name, text, "bad_columns")
        return int(parts[1]), int(parts[2])

    def check(self, name: str, value: Any) -> tuple[int, int]:
        first, second = value
        if not (1 <= first <= MAX_COLUMNS and 1 <= second <= MAX_COLUMNS):
            raise fail(name, self.write(value), "bad_columns")
        return first, second

    def write(self, value: Any) -> str:
        first, second = value
        return f"{first},{second}"

    def describe(self) -> str:
        return "column,column"


@dataclass(frozen=True)
class FileName:
    """What a file is called."""

    def read(self, name: str, text: str) -> str:
        return text

    def check(self, name: str, value: Any) -> str:
        if not 0 < len(value) <= MOST_NAME or not value.isprintable():
            raise fail(name, value, "bad_name", count=str(MOST_NAME))
        return str(value)

    def write(self, value: Any) -> str:
        return str(value)

    def describe(self) -> str:
        return "a file's name"


class Checked(NamedTuple):
    """Numbers that were brought for a link.

    Args:
        numbers: their fingerprint.
        visit: what the page showed when it waited for them.
        goto: what the stage was to open on then.
    """

    numbers: str
    visit: Visit
    goto: Goto

    @property
    def same(self) -> bool:
        """Whether they are those that the link is about."""
        return self.numbers == self.visit.view["fingerprint"]

    def is_of(self, run: Run) -> bool:
        """Whether a run is on them."""
        return run.data is None and self.numbers == fingerprint(*run.points)


def file_name(name: str) -> str:
    """The name of a file as a link can hold it."""
    return printable(name, MOST_NAME)


def is_awaited(run: Run, expected: str) -> bool:
    """Whether a link named numbers that are not here yet; ``expected`` is their fingerprint."""
    return bool(expected) and run.data is not None


def count_of(expected: str) -> int:
    """How many pairs a fingerprint is of."""
    return int(expected.partition("-")[0])


def fitted(run: Run, query: dict[str, str]) -> dict[str, str]:
    """The query of a run as an address can hold it: with its numbers, or with their fingerprint.

    Numbers stay where they are not what makes it too long.
    """
    bare = {name: text for name, text in query.items() if name not in ORIGIN}
    known = {name: query[name] for name in ORIGIN if name in query}
    waits = is_awaited(run, query.get("fingerprint", ""))
    if not waits:
        if run.data is not None or _is_short(bare):
            return bare
        known["fingerprint"] = fingerprint(*run.points)
    # With nothing of a run in it, an address would open on the run that the page opens on.
    rest = {name: text for name, text in bare.items() if name not in ("data", "x", "y")}
    without = {"problem": run.problem} | rest | known
    numbers = {name: text for name, text in bare.items() if name in ("x", "y")}
    return without if waits or _is_short(without) or not _is_short(numbers) else bare


def _is_short(query: dict[str, str]) -> bool:
    return len(query_of(query)) <= MOST_CHARACTERS - _ROOM

"""A reader's own numbers in a link, which holds them or their fingerprint.

The fingerprint stands there where the numbers would make it too long, or are kept out of it by the reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sgd_core import Run
from sgd_core.link import query_of
from sgd_core.parameters import fail
from sgd_core.separators import PARTS
from sgd_core.table import fingerprint

#: The page that numbers are brought to.
WAY_IN = "your_data"
#: Longer links break in proxies and chat programs. The rest is for the address of the app and for what
#: the stage adds to a query.
MOST_CHARACTERS = 4000
_ROOM = 250
#: What says which numbers are meant, and how they are read from their file.
ORIGIN = ("fingerprint", "file", "columns", *PARTS)


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


def is_awaited(run: Run, expected: str) -> bool:
    """Whether a link named numbers that are not here yet; ``expected`` is their fingerprint."""
    return bool(expected) and run.data is not None


def count_of(expected: str) -> int:
    """How many pairs a fingerprint is of."""
    return int(expected.partition("-")[0])


def fitted(run: Run, query: dict[str, str], private: bool) -> dict[str, str]:
    """The query of a run as an address can hold it: with its numbers, or with their fingerprint.

    Numbers stay where they are not what makes it too long.

    Args:
        private: whether they are kept out of it, however few.
    """
    bare = {name: text for name, text in query.items() if name not in ORIGIN}
    known = {name: query[name] for name in ORIGIN if name in query}
    waits = is_awaited(run, query.get("fingerprint", ""))
    if not waits:
        if run.data is not None:
            # The wish outlives a page that shows ready-made samples for a while.
            return bare | ({"private": "yes"} if private else {})
        if _is_short(bare) and not private:
            return bare
        known["fingerprint"] = fingerprint(*run.points)
    # With nothing of a run in it, an address would open on the run that the page opens on.
    rest = {name: text for name, text in bare.items() if name not in ("data", "x", "y")}
    without = {"problem": run.problem} | rest | known
    if private:
        return without | {"private": "yes"}
    numbers = {name: text for name, text in bare.items() if name in ("x", "y")}
    return without if waits or _is_short(without) or not _is_short(numbers) else bare


def _is_short(query: dict[str, str]) -> bool:
    return len(query_of(query)) <= MOST_CHARACTERS - _ROOM

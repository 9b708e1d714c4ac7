"""What a link says of the file that a reader's numbers come from: its name, and its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sgd_core.errors import printable
from sgd_core.limits import MAX_COLUMNS
from sgd_core.parameters import fail

MOST_NAME = 100


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


def file_name(name: str) -> str:
    """The name of a file as a link can hold it."""
    return printable(name, MOST_NAME)

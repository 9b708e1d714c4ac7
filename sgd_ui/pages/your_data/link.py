"""What a link says of the file that a reader's numbers come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sgd_core.errors import printable
from sgd_core.parameters import fail

MOST_NAME = 100


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

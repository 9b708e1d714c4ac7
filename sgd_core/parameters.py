"""The kinds of value that a run's flat text can hold: how each is read, checked and written.

>>> Real(low=0.0).read("lr", "0.05")
0.05
>>> number_text(2.0), number_text(1e-07)
('2', '1e-07')
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sgd_core.errors import Complaint, RunError
from sgd_core.limits import MAX_SAMPLES

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,4000}")


def number_text(value: float) -> str:
    """The shortest text that reads back to the same double, without a needless ``.0``."""
    return repr(float(value)).removesuffix(".0")


def fail(name: str, value: str, code: str, **facts: str) -> RunError:
    return RunError([Complaint(name, value, code, facts)])


def read_number(name: str, text: str) -> float:
    """A finite double from plain decimal text.

    Raises:
        RunError: if ``text`` is not a decimal number, or overflows a double.
    """
    if not _NUMBER.fullmatch(text.strip(" ")):
        raise fail(name, text, "not_a_number", example="0.5")
    value = float(text)
    if not math.isfinite(value):
        raise fail(name, text, "not_finite")
    return value


class Kind(Protocol):
    """How one parameter is read from text, checked, and written as text."""

    def read(self, name: str, text: str) -> Any:
        """The value that ``text`` means; RunError if it means none."""

    def check(self, name: str, value: Any) -> None:
        """RunError if ``value`` is out of its limits."""

    def write(self, value: Any) -> str:
        """Text that reads back to the same value."""

    def describe(self) -> str:
        """What is allowed, in a few words."""


@dataclass(frozen=True)
class Real:
    """A finite number of at least ``low``."""

    low: float = -math.inf

    def read(self, name: str, text: str) -> float:
        return read_number(name, text)

    def check(self, name: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise fail(name, str(value), "not_a_number", example="0.5")
        if not math.isfinite(value):
            raise fail(name, str(value), "not_finite")
        if value < self.low:
            raise fail(name, number_text(value), "too_small", low=number_text(self.low))

    def write(self, value: Any) -> str:
        return number_text(value)

    def describe(self) -> str:
        return "number" if self.low == -math.inf else f"number, {number_text(self.low)} or more"


@dataclass(frozen=True)
class Whole:
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int

    def read(self, name: str, text: str) -> int:
        if not _WHOLE.fullmatch(text.strip(" ")):
            raise fail(name, text, "not_whole", example=str(self.low))
        return int(text)

    def check(self, name: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise fail(name, str(value), "not_whole", example=str(self.low))
        if not self.low <= value <= self.high:
            raise fail(name, str(value), "out_of_range", low=str(self.low), high=str(self.high))

    def write(self, value: Any) -> str:
        return str(value)

    def describe(self) -> str:
        return f"{self.low} to {self.high}"


@dataclass(frozen=True)
class WholeOrAll:
    """A whole number from 1 to ``high``, or the word ``all``."""

    high: int

    def read(self, name: str, text: str) -> int | str:
        return "all" if text.strip(" ") == "all" else Whole(1, self.high).read(name, text)

    def check(self, name: str, value: Any) -> None:
        if value != "all":
            Whole(1, self.high).check(name, value)

    def write(self, value: Any) -> str:
        return str(value)

    def describe(self) -> str:
        return f"1 to {self.high}, or all"


@dataclass(frozen=True)
class Word:
    """One of a fixed set of words."""

    words: tuple[str, ...]

    def read(self, name: str, text: str) -> str:
        return text.strip(" ")

    def check(self, name: str, value: Any) -> None:
        if value not in self.words:
            raise fail(name, str(value), "unknown_word", words=", ".join(self.words))

    def write(self, value: Any) -> str:
        return str(value)

    def describe(self) -> str:
        return ", ".join(self.words)


@dataclass(frozen=True)
class Reals:
    """Finite numbers separated by commas, from one to ``MAX_SAMPLES`` of them."""

    def read(self, name: str, text: str) -> tuple[float, ...]:
        if not text.strip(" "):
            raise fail(name, text, "empty")
        parts = text.split(",", MAX_SAMPLES)
        if len(parts) > MAX_SAMPLES:
            raise fail(name, text, "too_many", count=str(MAX_SAMPLES))
        return tuple(read_number(name, part) for part in parts)

    def check(self, name: str, value: Any) -> None:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise fail(name, str(value), "not_a_number", example="1,2,3")
        if not value:
            raise fail(name, "", "empty")
        if len(value) > MAX_SAMPLES:
            raise fail(name, f"{len(value)} numbers", "too_many", count=str(MAX_SAMPLES))
        for number in value:
            Real().check(name, number)

    def write(self, value: Any) -> str:
        return ",".join(map(number_text, value))

    def describe(self) -> str:
        return "numbers separated by commas"


@dataclass(frozen=True)
class Steps:
    """Pairs ``update:rate`` separated by commas, update numbers increasing; may be empty."""

    high: int

    def read(self, name: str, text: str) -> tuple[tuple[int, float], ...]:
        if not text.strip(" "):
            return ()
        return tuple(self._read_step(name, part) for part in text.split(","))

    def _read_step(self, name: str, part: str) -> tuple[int, float]:
        update, colon, rate = part.strip(" ").partition(":")
        if not (colon and _WHOLE.fullmatch(update) and _NUMBER.fullmatch(rate)):
            raise fail(name, part, "bad_step")
        return int(update), read_number(name, rate)

    def check(self, name: str, value: Any) -> None:
        previous = -1
        for step in value:
            if not (isinstance(step, tuple) and len(step) == 2):
                raise fail(name, str(step), "bad_step")
            Whole(0, self.high).check(name, step[0])
            Real(low=0.0).check(name, step[1])
            if step[0] <= previous:
                raise fail(name, self.write([step]), "not_increasing")
            previous = step[0]

    def write(self, value: Any) -> str:
        return ",".join(f"{update}:{number_text(rate)}" for update, rate in value)

    def describe(self) -> str:
        return "update:rate,update:rate,…"


@dataclass(frozen=True)
class Parameter:
    """One name of the flat text: its kind, its default, and a line of help."""

    name: str
    kind: Kind
    default: Any
    help: str

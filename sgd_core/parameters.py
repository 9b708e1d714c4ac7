"""The kinds of value that a run's flat text can hold: how each is read, checked and written.

>>> Real(low=0.0).read("lr", "0.05")
0.05
>>> number_text(2.0), number_text(1e-07)
('2', '1e-07')
"""

from __future__ import annotations

import inspect
import math
import numbers
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Protocol, TypeVar

from sgd_core.errors import MESSAGES, Complaint, RunError
from sgd_core.limits import MAX_NUMBER, MAX_SAMPLES

Method = TypeVar("Method", bound=Callable[..., Any])

# Each text is matched in one way only, so that trying takes no longer than reading.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]+")


def number_text(value: float) -> str:
    """The shortest text that reads back to the same double, without a needless ``.0``."""
    return repr(float(value)).removesuffix(".0")


def fail(name: str, value: object, code: str, **facts: str) -> RunError:
    """An error of one complaint."""
    try:
        text = str(value)
    except ValueError:
        # Python refuses to write out a whole number of thousands of digits.
        text = "…"
    return RunError([Complaint(name, text, code, facts)])


def _matches(pattern: re.Pattern[str], name: str, text: str) -> bool:
    """Whether a text is a number as ``pattern`` has it; RunError if it is longer than one may be."""
    if len(text) > MAX_NUMBER:
        raise fail(name, text, "long_number", count=str(MAX_NUMBER))
    return bool(pattern.fullmatch(text))


def read_number(name: str, text: str) -> float:
    """A finite double from plain decimal text.

    Raises:
        RunError: if ``text`` is not a decimal number, is longer than one may be, or overflows a double.
    """
    if not _matches(_NUMBER, name, text.strip(" ")):
        raise fail(name, text, "not_a_number", example="0.5")
    return _finite(name, text)


def is_number(text: str) -> bool:
    """Whether ``read_number`` takes a text; found out without the price of an error."""
    number = text.strip(" ")
    return (
        len(number) <= MAX_NUMBER and _NUMBER.fullmatch(number) is not None and math.isfinite(float(number))
    )


def _finite(name: str, value: Any) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise fail(name, value, "not_finite")
    return number


#: How a number outside is answered, by the limits that are set.
_LIMIT_CODES = {
    (): "not_finite",
    ("low",): "too_small",
    ("low", "high"): "out_of_range",
    ("low", "below"): "not_below",
    ("above",): "not_above",
    ("above", "below"): "not_between",
}


class Kind(Protocol):
    """How one parameter is read from text, checked, and written as text."""

    def read(self, name: str, text: str) -> Any:
        """The value that ``text`` means; RunError if it means none."""

    def check(self, name: str, value: Any) -> Any:
        """``value`` as a plain, immutable one; RunError if it is none or out of its limits."""

    def write(self, value: Any) -> str:
        """Text that reads back to the same value."""

    def describe(self) -> str:
        """What is allowed, in a few words."""


class Typed(Kind, Protocol):
    """A kind of value that Python code may give, too."""

    @property
    def python(self) -> Any:
        """The type of what may be given to ``check``."""


@dataclass(frozen=True)
class Real:
    """A finite number from ``low`` to ``high``, more than ``above``, less than ``below``.

    A zero carries no sign.
    """

    python: ClassVar = float

    low: float = -math.inf
    high: float = math.inf
    above: float = -math.inf
    below: float = math.inf

    def __post_init__(self) -> None:
        if self._limits()[0] == "?":
            raise ValueError("there are no words for these limits together")

    def read(self, name: str, text: str) -> float:
        return read_number(name, text)

    def check(self, name: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise fail(name, value, "not_a_number", example="0.5")
        number = _finite(name, value)
        if not (self.low <= number <= self.high and self.above < number < self.below):
            code, facts = self._limits()
            raise fail(name, number_text(number), code, **facts)
        return number + 0.0

    def _limits(self) -> tuple[str, dict[str, str]]:
        """How a number outside is answered: the code, and what fills it in."""
        limits = {"low": self.low, "high": self.high, "above": self.above, "below": self.below}
        facts = {name: number_text(limit) for name, limit in limits.items() if math.isfinite(limit)}
        return _LIMIT_CODES.get(tuple(facts), "?"), facts

    def write(self, value: Any) -> str:
        return number_text(value)

    def describe(self) -> str:
        code, facts = self._limits()
        return f"number, {MESSAGES[code][1].format(**facts)}" if facts else "number"


@dataclass(frozen=True)
class Whole:
    """A whole number from ``low`` to ``high``."""

    python: ClassVar = int

    low: int
    high: int

    def read(self, name: str, text: str) -> int:
        if not _matches(_WHOLE, name, text.strip(" ")):
            raise fail(name, text, "not_whole", example=str(self.low))
        return int(text)

    def check(self, name: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, numbers.Integral):
            raise fail(name, value, "not_whole", example=str(self.low))
        whole = int(value)
        if not self.low <= whole <= self.high:
            raise fail(name, whole, "out_of_range", low=str(self.low), high=str(self.high))
        return whole

    def write(self, value: Any) -> str:
        return str(value)

    def describe(self) -> str:
        return f"{self.low} to {self.high}"


@dataclass(frozen=True)
class WholeOrAll:
    """A whole number from 1 to ``high``, or the word ``all``."""

    python: ClassVar = int | str

    high: int

    def read(self, name: str, text: str) -> int | str:
        return "all" if text.strip(" ") == "all" else self._whole(Whole(1, self.high).read, name, text)

    def check(self, name: str, value: Any) -> int | str:
        if isinstance(value, str) and value == "all":
            return value
        return self._whole(Whole(1, self.high).check, name, value)

    def _whole(self, take: Callable[[str, Any], int], name: str, value: Any) -> int:
        try:
            return take(name, value)
        except RunError as error:
            given = error.complaints[0].value
            raise fail(name, given, "not_whole_or_all", high=str(self.high)) from None

    def write(self, value: Any) -> str:
        return str(value)

    def describe(self) -> str:
        return f"1 to {self.high}, or all"


@dataclass(frozen=True)
class Word:
    """One of some words: ``first``, and those of ``others``.

    A registry among them is asked anew every time, so that an entry that it gains is one of the words.
    """

    python: ClassVar = str

    others: Collection[str]
    first: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.first, *self.others)

    def read(self, name: str, text: str) -> str:
        return text.strip(" ")

    def check(self, name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise fail(name, value, "unknown_word", words=", ".join(self.words))
        return value

    def write(self, value: Any) -> str:
        return str(value)

    def describe(self) -> str:
        return ", ".join(self.words)


@dataclass(frozen=True)
class Reals:
    """Finite numbers separated by commas, from one to ``MAX_SAMPLES`` of them."""

    python: ClassVar = Iterable[float]

    def read(self, name: str, text: str) -> tuple[float, ...]:
        if not text.strip(" "):
            raise fail(name, text, "empty")
        parts = text.split(",", MAX_SAMPLES)
        if len(parts) > MAX_SAMPLES:
            raise fail(name, text, "too_many", count=str(MAX_SAMPLES))
        return tuple(read_number(name, part) for part in parts)

    def check(self, name: str, value: Any) -> tuple[float, ...]:
        items = _items(name, value)
        if not items:
            raise fail(name, "", "empty")
        return tuple(Real().check(name, item) for item in items)

    def write(self, value: Any) -> str:
        return ",".join(map(number_text, value))

    def describe(self) -> str:
        return "numbers separated by commas"


@dataclass(frozen=True)
class Steps:
    """Pairs ``update:rate`` separated by commas, update numbers increasing; may be empty."""

    python: ClassVar = Iterable[tuple[int, float]]

    high: int

    def read(self, name: str, text: str) -> tuple[tuple[int, float], ...]:
        if not text.strip(" "):
            return ()
        parts = text.split(",", MAX_SAMPLES)
        if len(parts) > MAX_SAMPLES:
            raise fail(name, text, "too_many", count=str(MAX_SAMPLES))
        return tuple(self._read_step(name, part) for part in parts)

    def _read_step(self, name: str, part: str) -> tuple[int, float]:
        update, colon, rate = part.strip(" ").partition(":")
        if not (colon and _matches(_WHOLE, name, update) and _matches(_NUMBER, name, rate)):
            raise fail(name, part, "bad_step")
        return int(update), read_number(name, rate)

    def check(self, name: str, value: Any) -> tuple[tuple[int, float], ...]:
        steps: list[tuple[int, float]] = []
        for item in _items(name, value):
            if not (isinstance(item, tuple) and len(item) == 2):
                raise fail(name, item, "bad_step")
            step = Whole(0, self.high).check(name, item[0]), Real(low=0.0).check(name, item[1])
            if steps and step[0] <= steps[-1][0]:
                raise fail(name, self.write([step]), "not_increasing")
            steps.append(step)
        return tuple(steps)

    def write(self, value: Any) -> str:
        return ",".join(f"{update}:{number_text(rate)}" for update, rate in value)

    def describe(self) -> str:
        return "update:rate,update:rate,…"


def _items(name: str, value: Any) -> list[Any]:
    """What a list, tuple, array or the like holds, if that is not too much."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise fail(name, value, "not_a_list")
    items = list(islice(value, MAX_SAMPLES + 1))
    if len(items) > MAX_SAMPLES:
        raise fail(name, f"{MAX_SAMPLES + 1}…", "too_many", count=str(MAX_SAMPLES))
    return items


@dataclass(frozen=True)
class Parameter:
    """One name of the flat text: its kind, its default, and a line of help."""

    name: str
    kind: Typed
    default: Any
    help: str

    def keyword(self, default: Any) -> inspect.Parameter:
        """It as a keyword, which is ``default`` where it is left out."""
        python = self.kind.python if self.default is not None else self.kind.python | None
        alone = inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(self.name, alone, default=default, annotation=python)


class _Unchanged:
    """What a keyword is by default where leaving it out changes nothing; nobody passes it."""

    def __repr__(self) -> str:
        return "unchanged"


UNCHANGED = _Unchanged()


def showing(keywords: Iterable[inspect.Parameter]) -> Callable[[Method], Method]:
    """Has a method that takes ``**values`` show the keywords that these may be."""

    def shown(method: Method) -> Method:
        own = inspect.signature(method)
        me, *_ = own.parameters.values()
        method.__signature__ = own.replace(parameters=[me, *keywords])  # type: ignore[attr-defined]
        return method

    return shown

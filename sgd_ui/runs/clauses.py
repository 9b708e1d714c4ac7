"""What is said of a run before it is put into words: clauses, each with the numbers that it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

#: How a number is written, by its name in a clause.
Written = Mapping[str, Callable[[Any], str]]


class Clause(NamedTuple):
    """One thing that is said: the ``key`` of its words in the catalogue, and its numbers by their names.

    The key stands for a fact of a run, which is true whatever words are chosen for it.
    """

    key: str
    numbers: Mapping[str, Any]


def clause(key: str, **numbers: Any) -> Clause:
    """A clause."""
    return Clause(key, numbers)


def written(found: Clause, how: Written, plain: Callable[[Any], str]) -> dict[str, str]:
    """The numbers of a clause as text: each in the way of its name, or else ``plain``."""
    return {name: how.get(name, plain)(value) for name, value in found.numbers.items()}

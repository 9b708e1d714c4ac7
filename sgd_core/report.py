"""Telling how far a long computation has come; whoever is told may raise, and so stop it.

>>> told = []
>>> sum(telling(range(5), told.append, every=2))
10
>>> told
[0.4, 0.8]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

#: Told, again and again, the share of a computation that is done, from 0 to 1; it may raise.
Report = Callable[[float], None]


def silent(share: float) -> None:
    """A report to nobody."""


def telling(items: Sequence[Item], report: Report, every: int = 1) -> Iterator[Item]:
    """The items one by one; after every so many of them, the share that has been gone through."""
    for done, item in enumerate(items):
        if done and not done % every:
            report(done / len(items))
        yield item


def part(report: Report, begin: float, end: float) -> Report:
    """The report of a part of a computation that takes it from one share to another."""
    return lambda share: report(begin + share * (end - begin))

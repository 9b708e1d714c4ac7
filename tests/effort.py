"""How much the tests try: enough before each change, and all there is in a thorough run every night.

What stands here is all that tells the two apart.
"""

import os
from collections.abc import Iterable, Sequence
from itertools import cycle, product
from typing import TypeVar

T, U = TypeVar("T"), TypeVar("U")

#: What is set to 1 for a thorough run.
ASKED = "SAMPLEWISE_THOROUGH"
THOROUGH = os.environ.get(ASKED) == "1"
#: How many examples a property test draws that asks for no number of its own.
USUAL = 100 if THOROUGH else 12
#: Of how many parts of the examples, of a list in turn, and of one from its first on, one is tried. Lists may
#: alternate between two kinds.
_PARTS, _TURNS, _SHARES = (1, 1, 1) if THOROUGH else (6, 5, 3)
#: The first few examples of a property test are the simplest there are.
_FEWEST = 12
#: Bytes of the largest file that is read of all that packages bring.
LARGEST = 10**9 if THOROUGH else 20_000


def draws(most: int) -> int:
    """How many examples a property test draws of those that it asks for."""
    return min(most, max(_FEWEST, most // _PARTS))


def turn(of: Sequence[T], which: int) -> Sequence[T]:
    """What is tried of a list: another part of it for each number in turn, all parts together all of it."""
    return of[which % _TURNS :: _TURNS]


def some(of: Iterable[T]) -> list[T]:
    """What is tried of a list whose items are alike: every third from the first on."""
    return list(of)[::_SHARES]


def apart(least: int) -> int:
    """How far apart lie those that are tried of a list over several axes: no axis has a divisor in common."""
    return least if THOROUGH else max(least, 19)


def paired(each: Iterable[T], other: Iterable[U]) -> list[tuple[T, U]]:
    """Each of one list with another of the other in turn; in a thorough run, with each of the other."""
    return list(product(each, other) if THOROUGH else zip(each, cycle(other), strict=False))

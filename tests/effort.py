"""How much the tests try: enough before each change, and all there is in a thorough run every night.

What stands here is all that tells the two apart.
"""

import os
from collections.abc import Iterable, Sequence
from itertools import cycle, product
from typing import TypeVar

T = TypeVar("T")

#: What is set to 1 for a thorough run.
ASKED = "SAMPLEWISE_THOROUGH"
THOROUGH = os.environ.get(ASKED) == "1"
#: How many examples a property test draws that asks for no number of its own.
USUAL = 100 if THOROUGH else 15
#: Of how many parts of the examples, and of a list, one is tried. Lists may alternate between two kinds.
_PARTS, _TURNS = (1, 1) if THOROUGH else (4, 3)
#: The first few examples of a property test are the simplest there are.
_FEWEST = 15
#: Bytes of the largest file that is read of all that packages bring.
LARGEST = 10**9 if THOROUGH else 20_000


def draws(most: int) -> int:
    """How many examples a property test draws of those that it asks for."""
    return min(most, max(_FEWEST, most // _PARTS))


def turn(of: Sequence[T], which: int) -> Sequence[T]:
    """What is tried of a list: another part of it for each number in turn, all parts together all of it."""
    return of[which % _TURNS :: _TURNS]


def paired(each: Iterable[str], other: Iterable[str]) -> list[tuple[str, str]]:
    """Each of one list with another of the other in turn; in a thorough run, with each of the other."""
    return list(product(each, other) if THOROUGH else zip(each, cycle(other), strict=False))

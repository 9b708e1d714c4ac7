"""How the time of a reader grows with the text that it reads: by ratios, never by seconds."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import permutations
from typing import NamedTuple

from sgd_core import RunError

#: A text so many times as long may take so many times as long, and by noise a few times that; twice that is
#: looked into. Where time grows with the square of the length, it takes TIMES * TIMES as long.
TIMES, LOOKED_INTO, NOISE = 8, 2, 3
_LENGTH = 100
#: How often a reader is tried again that seems to take too long, and how much longer each wait before that is
#: than the last: what else a machine does slows all that is tried within some milliseconds.
_ROUNDS, _WAIT = 8, 0.02


class Family(NamedTuple):
    """Texts of one kind and any length: each part over and over, one part after the other, then an end."""

    parts: tuple[str, ...]
    end: str = ""

    def text(self, length: int) -> str:
        share = length // len(self.parts)
        return "".join(part * (share // len(part)) for part in self.parts) + self.end


#: What a pattern may give back piece by piece, or a loop go through again and again.
_PIECES = (
    *("9", "0", "１", "x", "é", "_", "变", "²", "\u0301\u0316", "\ud800", "\0"),
    *(" ", "\t", "\u3000", "\n", "\r\n", "\x85", ",", ";", "，", "、", "；", ":", "：", "=", "."),
    *("．", "-", "+", "−", '"', "'", "’", "e", "(", "%", "&", "?", "#", "/", "[", "*"),
    *("1.", ".1", "1e", "e+1", "1,", "1, ", "1 ", "1\n", "1,2\n", "1,5;", "１，", ",000", "1:1,", "a1", "a_"),
    *("x=", "x =", "x\n", "_=", "a ", '"a', '",', '"\n', '"",', "+ ", "=1,", "%31", "&x=1", "--x "),
)
_MIXED = ("9", "x", "_", ".", " ", ",", '"', "e", "+", "１")
FAMILIES = (
    *[Family((piece,), end) for piece in _PIECES for end in ("x", '"')],
    *[Family(pair, "x") for pair in permutations(_MIXED, 2)],
)


def strays(
    read: Callable[[str], object], families: Iterable[Family] = FAMILIES, length: int = _LENGTH
) -> Iterator[str]:
    """The families whose texts take a reader more time than in proportion to their length.

    What stops at a limit, or begins at one, may cost much more at once: it is asked about longer texts, too.
    """
    for family in families:
        times = _growth(read, family, length, TIMES * LOOKED_INTO, _ROUNDS)
        if times > TIMES * LOOKED_INTO:
            times = _growth(read, family, TIMES * length, TIMES * NOISE, 2)
        if times > TIMES * NOISE:
            yield f"{family}: {times:.0f} times as long for {TIMES} times the text"


def _growth(read: Callable[[str], object], family: Family, length: int, allowed: float, rounds: int) -> float:
    """How many times as long a reader takes for the long text; again while that is more than allowed."""
    short, long = family.text(length), family.text(TIMES * length)
    # The first of all may have something to make ready.
    least, most = _seconds(read, short), math.inf
    for k in range(rounds):
        time.sleep(k * _WAIT)
        least = min(least, _seconds(read, short))
        most = min(most, _seconds(read, long))
        if most <= allowed * least:
            break
    return most / least


def _seconds(read: Callable[[str], object], text: str) -> float:
    """The time that the processor spends on one reading, whatever comes of it."""
    gc.disable()
    start = time.process_time_ns()
    try:
        read(text)
    except RunError as error:
        str(error)
    finally:
        spent = time.process_time_ns() - start
        gc.enable()
    return max(spent, 1) / 1e9

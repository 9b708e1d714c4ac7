"""Which sample comes next.

An order is a whole-number array ``[epochs, n]``: row k holds the 0-based samples of epoch
``first + k``, in the order in which they are visited. Random orders are made of the raw bits of
PCG64, which NumPy promises to keep, as it does not what its ``Generator`` makes of them, so a seed means
the same order everywhere; ``advance`` reaches any epoch without drawing those before it.

>>> SAMPLINGS["cyclic"].order(3, 0, 0, 2).tolist()
[[0, 1, 2], [0, 1, 2]]
>>> SAMPLINGS["reshuffle"].order(3, 0, 5, 1).tolist() == SAMPLINGS["reshuffle"].order(3, 0, 0, 6)[5:].tolist()
True
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Order = NDArray[np.int64]


@dataclass(frozen=True)
class Sampling:
    """A rule for the order of the samples.

    ``order(n, seed, first, epochs)`` gives the order of ``epochs`` epochs from epoch ``first`` on. It hangs
    on the seed where it is ``random``; where it ``repeats``, all epochs have the same.
    """

    name: str
    about: str
    source: str
    random: bool
    repeats: bool
    order: Callable[[int, int, int, int], Order]


def _raw(n: int, seed: int, first: int, epochs: int) -> NDArray[np.uint64]:
    """n raw 64-bit draws for each of ``epochs`` epochs, those before ``first`` skipped."""
    bits = np.random.PCG64(seed)
    bits.advance(first * n)
    return bits.random_raw(epochs * n).reshape(epochs, n)


def _cyclic(n: int, seed: int, first: int, epochs: int) -> Order:
    return np.tile(np.arange(n), (epochs, 1))


def _reshuffle(n: int, seed: int, first: int, epochs: int) -> Order:
    return np.argsort(_raw(n, seed, first, epochs), axis=1, kind="stable")


def _shuffle_once(n: int, seed: int, first: int, epochs: int) -> Order:
    return np.tile(_reshuffle(n, seed, 0, 1), (epochs, 1))


def _with_replacement(n: int, seed: int, first: int, epochs: int) -> Order:
    # The remainder favours low samples by a share of about n/2**64, far below anything a run can show.
    return (_raw(n, seed, first, epochs) % np.uint64(n)).astype(np.int64)


SAMPLINGS: dict[str, Sampling] = {
    sampling.name: sampling
    for sampling in (
        Sampling(
            "cyclic",
            "every epoch visits the samples as they are listed",
            "the incremental gradient method; Bertsekas 2011",
            random=False,
            repeats=True,
            order=_cyclic,
        ),
        Sampling(
            "reshuffle",
            "every epoch visits each sample once, in a new random order",
            "Gürbüzbalaban, Ozdaglar, Parrilo 2021",
            random=True,
            repeats=False,
            order=_reshuffle,
        ),
        Sampling(
            "shuffle-once",
            "one random order, drawn before the first epoch and kept",
            "Safran, Shamir 2020",
            random=True,
            repeats=True,
            order=_shuffle_once,
        ),
        Sampling(
            "with-replacement",
            "every draw is one of all samples, whichever came before",
            "Robbins, Monro 1951",
            random=True,
            repeats=False,
            order=_with_replacement,
        ),
    )
}

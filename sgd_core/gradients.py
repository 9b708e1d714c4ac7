"""What an update is handed for the gradient: that of its samples, or one with less variance.

An estimator works on floats (one run) and on arrays (an ensemble) alike. It asks ``Samples`` for the
gradients of single samples, and remembers what the rule needs from one update to the next.

>>> list(GRADIENTS)
['plain', 'svrg', 'saga']
>>> GRADIENTS["svrg"].computed(samples=3, epochs=2, visits=6)
18
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, Protocol

from sgd_core.arithmetic import mean

#: One number (or array) for each parameter of the problem.
Vector = tuple[Any, ...]
#: What an estimator remembers, frozen: plain nested tuples.
Memory = tuple[Any, ...]


class Samples(Protocol):
    """Where an estimator gets the gradients of single samples.

    ``listed(w, i)`` is the gradient of the i-th sample as listed. ``drawn(w, k)`` is that of the
    sample that a visit k of the run drew, ``pull(w, batch)`` the mean over the visits of an update.
    ``place(k)`` says where the sample of a visit stands in a ``table`` of one entry for each sample
    (and, in an ensemble, for each run).
    """

    count: int

    def listed(self, w: Vector, i: int) -> Vector: ...
    def drawn(self, w: Vector, k: Any) -> Vector: ...
    def pull(self, w: Vector, batch: Sequence[Any]) -> Vector: ...
    def place(self, k: Any) -> Any: ...
    def table(self, rows: Sequence[Any]) -> Any: ...


class Estimator(Protocol):
    """A rule at work."""

    def enter(self, w: Vector) -> None:
        """To be called with the parameters at the start of every epoch."""

    def estimate(self, w: Vector, batch: Sequence[Any]) -> Vector:
        """What the optimizer is handed for the visits of one update."""

    @property
    def memory(self) -> Memory:
        """What it remembers now."""


@dataclass(frozen=True)
class Gradient:
    """A rule for the gradient.

    It computes ``at_start`` gradients of each sample before the first update, ``per_epoch`` at the
    start of every epoch, and ``per_visit`` for each sample of an update. ``estimator(samples, memory,
    epoch_start)`` sets it to work, from the start (memory ()) or from what it remembered.
    """

    name: str
    formula: str
    source: str
    estimator: Callable[[Samples, Memory, Vector], Estimator]
    at_start: int = 0
    per_epoch: int = 0
    per_visit: int = 1

    def computed(self, samples: int, epochs: Any, visits: Any) -> Any:
        """Per-sample gradients computed in ``visits`` visits that fall into ``epochs`` epochs."""
        return self.at_start * samples + self.per_epoch * samples * epochs + self.per_visit * visits

    def most_epochs(self, samples: int, limit: int) -> int:
        """How many epochs, each of one visit a sample, can be run for ``limit`` gradients."""
        return (limit // samples - self.at_start) // (self.per_epoch + self.per_visit)


class _Plain:
    def __init__(self, samples: Samples, memory: Memory, epoch_start: Vector) -> None:
        self.estimate = samples.pull

    def enter(self, w: Vector) -> None:
        pass

    memory: Memory = ()


class _Svrg:
    """Keeps the parameters and the full gradient of the start of the epoch."""

    def __init__(self, samples: Samples, memory: Memory, epoch_start: Vector) -> None:
        self._samples = samples
        self._snapshot, self._full = epoch_start, memory

    def enter(self, w: Vector) -> None:
        self._snapshot = w
        self._full = mean_vector(self._samples.listed(w, i) for i in range(self._samples.count))

    def estimate(self, w: Vector, batch: Sequence[Any]) -> Vector:
        return _add(mean_vector(self._correction(w, k) for k in batch), self._full)

    def _correction(self, w: Vector, k: Any) -> Vector:
        return _subtract(self._samples.drawn(w, k), self._samples.drawn(self._snapshot, k))

    @property
    def memory(self) -> Memory:
        return self._full


class _Saga:
    """Keeps the last gradient computed of every sample, a table for each parameter, and their mean."""

    def __init__(self, samples: Samples, memory: Memory, epoch_start: Vector) -> None:
        self._samples = samples
        tables, self._mean = memory or ((), ())
        self._tables = [samples.table(table) for table in tables]

    def enter(self, w: Vector) -> None:
        if self._tables:
            # Summed anew, so that rounding does not add up from epoch to epoch.
            self._mean = tuple([mean(table) for table in self._tables])
            return
        pulls = [self._samples.listed(w, i) for i in range(self._samples.count)]
        self._tables = [self._samples.table(column) for column in zip(*pulls, strict=True)]
        self._mean = mean_vector(pulls)

    def estimate(self, w: Vector, batch: Sequence[Any]) -> Vector:
        places = [self._samples.place(k) for k in batch]
        fresh = [self._samples.drawn(w, k) for k in batch]
        stale = [tuple([table[place] for table in self._tables]) for place in places]
        estimate = _add(mean_vector(map(_subtract, fresh, stale)), self._mean)
        for place, pull in zip(places, fresh, strict=True):
            self._remember(place, pull)
        return estimate

    def _remember(self, place: Any, pull: Vector) -> None:
        change = tuple([new - table[place] for table, new in zip(self._tables, pull, strict=True)])
        self._mean = tuple([m + d / self._samples.count for m, d in zip(self._mean, change, strict=True)])
        for table, new in zip(self._tables, pull, strict=True):
            table[place] = new

    @property
    def memory(self) -> Memory:
        return (tuple(map(tuple, self._tables)), self._mean) if self._tables else ()


def mean_vector(vectors: Iterable[Vector]) -> Vector:
    """The mean of vectors, summed left to right and divided once."""
    return tuple([reduce(add, column) / len(column) for column in zip(*vectors, strict=True)])


def _add(a: Vector, b: Vector) -> Vector:
    return tuple([one + other for one, other in zip(a, b, strict=True)])


def _subtract(a: Vector, b: Vector) -> Vector:
    return tuple([one - other for one, other in zip(a, b, strict=True)])


GRADIENTS: dict[str, Gradient] = {
    gradient.name: gradient
    for gradient in (
        Gradient("plain", "g = mean of ∇fᵢ(w) over the samples of the update", "Robbins, Monro 1951", _Plain),
        Gradient(
            "svrg",
            "g = mean of (∇fᵢ(w) − ∇fᵢ(w̃)) + ∇f(w̃), w̃ the w at the start of the epoch",
            "Johnson, Zhang 2013",
            _Svrg,
            per_epoch=1,
            per_visit=2,
        ),
        Gradient(
            "saga",
            "g = mean of (∇fᵢ(w) − αᵢ) + ᾱ, αᵢ the last gradient computed of sample i; then αᵢ ← ∇fᵢ(w)",
            "Defazio, Bach, Lacoste-Julien 2014",
            _Saga,
            at_start=1,
        ),
    )
}

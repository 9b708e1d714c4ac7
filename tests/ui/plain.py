"""Runs as plain loops and facts as exact fractions, written without the core: what sentences are held to.

Only which samples an epoch takes, in which order, is asked of the core.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import permutations

from sgd_core import Run
from sgd_core.samplers import SAMPLINGS

#: What rounding may make of a number near 1.
ROUNDING = Fraction(1, 10**12)


def batches(run: Run) -> list[list[int]]:
    """The samples of every update of a run."""
    rows = SAMPLINGS[run.sampling].order(run.samples, run.seed, 0, run.epochs).tolist()
    size, full = run.batch_size, [*range(run.samples)]
    if run.batch == "all":
        return [full] * run.epochs
    return [row[k : k + size] for row in rows for k in range(0, run.samples, size)]


def pull(problem: str, w: Sequence[float], x: float, y: float, delta: float = 1.0) -> list[float]:
    """The gradient of one sample's loss."""
    if problem == "origin":
        return [2 * x * (x * w[0] - y)]
    z = w[0] * x + w[1]
    if problem == "logistic":
        slope = (1 / (1 + math.exp(-z)) if z > -700 else 0.0) - y
    else:
        slope = 2 * (z - y) if problem == "line" else min(max(z - y, -delta), delta)
    return [x * slope, slope]


@dataclass
class Loop:
    """A run of plain descent: ``path`` from the start on, and the gradients that its updates took.

    It ends with the first number that is not finite, as runs do.
    """

    path: list[list[float]]
    pulls: list[list[float]]

    @property
    def lost(self) -> bool:
        return not all(map(math.isfinite, [*self.path[-1], *(self.pulls[-1] if self.pulls else [])]))


def loop(run: Run, ys: Sequence[float] | None = None) -> Loop:
    """A run with plain gradients and SGD at a constant rate; ``ys`` instead of its own."""
    xs, labels = run.points[0], run.points[1] if ys is None else ys
    w, done = list(run.w0), Loop([list(run.w0)], [])
    for batch in batches(run):
        each = [pull(run.problem, w, xs[i], labels[i], run.constants["delta"]) for i in batch]
        mean = [
            math.fsum(column) / len(batch) if _finite(column) else math.nan
            for column in zip(*each, strict=True)
        ]
        w = [value - run.lr * g for value, g in zip(w, mean, strict=True)]
        done.path.append(w)
        done.pulls.append(mean)
        if done.lost:
            break
    return done


def _finite(values: Sequence[float]) -> bool:
    return all(map(math.isfinite, values)) and abs(sum(values)) < math.inf


def distance(w: Sequence[float], best: Sequence[float]) -> float:
    """How far parameters are from the best; infinitely far where they are no numbers."""
    if not all(map(math.isfinite, w)):
        return math.inf
    return math.hypot(*(a - b for a, b in zip(w, best, strict=True)))


class Exact:
    """What holds of a run on the line through the origin, one sample an update, in fractions."""

    def __init__(self, run: Run) -> None:
        self.run, self.lr = run, Fraction(run.lr)
        self.xs, self.ys = ([Fraction(value) for value in column] for column in run.points)

    @cached_property
    def best(self) -> Fraction:
        return sum(x * y for x, y in zip(self.xs, self.ys, strict=True)) / sum(x * x for x in self.xs)

    @cached_property
    def agree(self) -> bool:
        """Whether no sample pulls at the best w."""
        return all(x * (y - x * self.best) == 0 for x, y in zip(self.xs, self.ys, strict=True))

    @cached_property
    def factors(self) -> list[Fraction]:
        return [1 - 2 * self.lr * x * x for x in self.xs]

    @cached_property
    def pushes(self) -> list[Fraction]:
        return [2 * self.lr * x * (y - x * self.best) for x, y in zip(self.xs, self.ys, strict=True)]

    @cached_property
    def rho(self) -> Fraction:
        return math.prod(self.factors, start=Fraction(1))

    @property
    def moving(self) -> list[Fraction]:
        """The factors of samples that pull."""
        return [a for a, x in zip(self.factors, self.xs, strict=True) if x]

    @cached_property
    def square(self) -> Fraction:
        """E a²."""
        return sum(a * a for a in self.factors) / len(self.factors)

    @cached_property
    def contracts(self) -> bool:
        """Whether every update that moves w brings it nearer to its sample's fit, by more than rounding."""
        return all(-1 + Fraction(1, 10**15) < a < 1 for a in self.moving)

    def away(self, w: float) -> float:
        """How far w is from the best; infinitely far where it is no number."""
        return abs(w - float(self.best)) if math.isfinite(w) else math.inf

    @cached_property
    def ends(self) -> list[Fraction]:
        """Where each order takes e = 0 in an epoch."""
        found = []
        for order in permutations(range(len(self.xs))):
            e = Fraction()
            for i in order:
                e = self.factors[i] * e + self.pushes[i]
            found.append(e)
        return found

    def long_run(self, sampling: str) -> float:
        """The root mean square of e at ends of epochs in the long run."""
        rest = 1 - self.rho
        if sampling == "with-replacement":
            noise = sum(c * c for c in self.pushes) / len(self.pushes)
            return root(noise / (1 - self.square))
        if sampling == "cyclic":
            # The first of all orders is the listed one.
            return float(abs(self.ends[0] / rest))
        ends = self.ends
        mean, square = sum(ends) / len(ends), sum(e * e for e in ends) / len(ends)
        if sampling == "shuffle-once":
            return root(square / (rest * rest))
        return root((mean / rest) ** 2 + (square - mean * mean) / (1 - self.rho * self.rho))

    def along_one(self, sampling: str) -> float:
        """The same along one run: a shuffle that is kept leads to a cycle of its own."""
        if sampling != "shuffle-once":
            return self.long_run(sampling)
        e = Fraction()
        for (i,) in batches(self.run.replaced(sampling=sampling, epochs=1)):
            e = self.factors[i] * e + self.pushes[i]
        return float(abs(e / (1 - self.rho)))


def brief(value: Fraction) -> Fraction:
    """A number to a hundred binary digits, however small or large it is."""
    if not value:
        return value
    unit = Fraction(2) ** (value.numerator.bit_length() - value.denominator.bit_length() - 100)
    return round(value / unit) * unit


def root(value: Fraction) -> float:
    if not value:
        return 0.0
    # By half of its power of two, so that squares beyond doubles have their roots too.
    half = (value.numerator.bit_length() - value.denominator.bit_length()) // 2
    try:
        return math.ldexp(math.sqrt(value / Fraction(4) ** half), half)
    except OverflowError:
        return math.inf

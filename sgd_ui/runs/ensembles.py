"""Many runs at once, whole, with what is done told on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypedDict, Unpack

from sgd_core import Ensemble, Run
from sgd_core.ensemble import Watch, growing
from sgd_core.report import Report


class Asked(TypedDict, total=False):
    """Which runs, and which of their rows: what ``growing`` is asked for."""

    seeds: Iterable[int]
    lrs: Iterable[float]
    every: int
    watch: Watch


def grown(run: Run, report: Report, **asked: Unpack[Asked]) -> Ensemble:
    """The whole ensemble; ``report`` is told again and again what share of it is done.

    Raises:
        RunError: if that is more than an ensemble may ask for.
    """

    def told() -> Iterator[Ensemble]:
        for many in growing(run, **asked):
            report(many.done)
            yield many

    return deque(told(), maxlen=1).pop()


def seeds_from(run: Run, count: int) -> range:
    """So many seeds, from the run's own on."""
    return range(run.seed, run.seed + count)

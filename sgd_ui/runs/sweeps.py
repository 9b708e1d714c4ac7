"""Runs repeated at many learning rates: where each is at its best."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run
from sgd_core.report import Report
from sgd_ui.runs import budget, kept
from sgd_ui.runs.kept import Kept

Floats = NDArray[np.float64]
Rates = tuple[float, ...]
#: What a sweep hangs on beside its run: how its numbers are taken, or at which rates.
Setting = TypeVar("Setting", bound=Hashable)


class Best(NamedTuple):
    """A learning rate, and what a run comes to there."""

    lr: float
    value: float


@dataclass(frozen=True, eq=False)
class Sweep:
    """What a run comes to at each of some learning rates in rising order: the less the better, or ∞."""

    lrs: Rates
    values: Floats

    @property
    def best(self) -> Best | None:
        """The rate with the least value, the smallest of several; None where no value is finite."""
        least = int(self.values.argmin())
        value = self.values[least].item()
        return Best(self.lrs[least], value) if math.isfinite(value) else None

    def at(self, lr: float) -> float:
        """What it comes to at a rate that was tried."""
        return float(self.values[self.lrs.index(lr)])


class Sweeps(Generic[Setting]):
    """Sweeps whose numbers mean the same; those used last are kept.

    Args:
        rates: the rates at which a run is repeated.
        measure: ``[rates]``, what the run comes to at each of them.
        price: what that costs in seconds.
        most: how many sweeps are kept.
    """

    def __init__(
        self,
        rates: Callable[[Run, Setting], Rates],
        measure: Callable[[Run, Rates, Setting, Report], Floats],
        price: Callable[[Run, Setting], float],
        most: int,
    ) -> None:
        self._rates, self._measure, self._price = rates, measure, price
        self._kept: Kept[tuple[Run, Setting], Sweep] = Kept(most)

    def __call__(self, run: Run, setting: Setting) -> Sweep:
        """The sweep of a run."""

        def make(report: Report) -> Sweep:
            lrs = self._rates(run, setting)
            return Sweep(lrs, self._measure(run, lrs, setting, report))

        return self._kept((run, setting), make, self._price(run, setting))

    def expect(self, runs: Iterable[Run], setting: Setting) -> None:
        """Says which sweeps are asked for next: all of them are computed, or none where they are too dear."""
        missing = [run for run in dict.fromkeys(runs) if not self._kept.holds((run, setting))]
        kept.reserve(self._price(run, setting) for run in missing)


def together(run: Run, rates: int) -> float:
    """What a run at so many rates at once costs in seconds."""
    return budget.ensemble(run, rates, over_seeds=False)

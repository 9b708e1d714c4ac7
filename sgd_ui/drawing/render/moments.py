"""A moment of the runs that a figure is about: what their columns hold there, as the stage reads them.

The columns and what is told of the runs are those that the stage is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any]]
#: What a name of a formula stands for.
Numbers = dict[str, float]


@dataclass(frozen=True)
class Row:
    """An update: its number from 1, its numbers by name, and the samples that it took, if they are known."""

    u: int
    numbers: Numbers
    samples: tuple[int, ...] | None


@dataclass(frozen=True)
class Here:
    """A run after update ``u``.

    Args:
        pulling: the update that led there.
        place: its parameters, and ``now`` what else its columns hold.
        epochs: how many are done.
    """

    u: int
    pulling: Row | None
    place: Numbers
    now: Numbers
    epochs: int


class Rows:
    """The columns of one run, by update: entry k belongs to update k·stride, the last to the last.

    Args:
        facts: what the stage is told of it.
        columns: of all runs; its own are those whose names begin with its prefix.
        clock: what the ticks of the stage are.
    """

    def __init__(self, facts: Mapping[str, Any], columns: Columns, clock: Mapping[str, Any]) -> None:
        prefix: str = facts["prefix"]
        own = {name: column for name, column in columns.items() if name.startswith(prefix)}
        self.facts, self.clock = facts, clock
        self.columns = {name.removeprefix(prefix): column for name, column in own.items()}
        self.parameters: Sequence[str] = facts["parameters"]
        self.length = len(self.columns[self.parameters[0]])
        self.stride: int = facts["stride"]

    def position(self, u: NDArray[Any]) -> NDArray[Any]:
        """Where the ends of updates lie on the axis that the clock runs along."""
        if self.clock["by"] == "time":
            return u * float(self.facts.get("pace", 0.0))
        return self._gradients(u) if self.clock["by"] == "gradients" else u

    def _gradients(self, u: NDArray[Any]) -> NDArray[Any]:
        per_epoch, batch, samples = (self.facts[name] for name in ("perEpoch", "batch", "samples"))
        at_start, each_epoch, each_visit = self.facts["computed"]
        visits = u // per_epoch * samples + np.minimum(u % per_epoch * batch, samples)
        return np.asarray((at_start + each_epoch * -(-u // per_epoch)) * samples + each_visit * visits)

    def reached(self, tick: float) -> int:
        """How many updates are made by a tick of the clock."""
        places = self.position(np.arange(self.facts["updates"] + 1))
        until = tick * self.clock["size"] * (1 + 1e-12)
        return max(0, int(np.searchsorted(places, until, side="right")) - 1)

    def known(self, u: int) -> int:
        """The last update up to one whose numbers are at hand."""
        last: int = self.facts["updates"]
        return last if u >= last else u - u % self.stride

    def entry(self, u: int) -> int:
        """The entry of an update that is known."""
        return self.length - 1 if u >= self.facts["updates"] else u // self.stride

    def by_update(self, k: int) -> Numbers:
        """What the columns by update hold at an entry."""
        return {name: float(c[k]) for name, c in self.columns.items() if len(c) == self.length}

    def row(self, u: int) -> Row | None:
        """Every number of an update; None where it was thinned out, or there is none."""
        if not 1 <= u <= self.facts["updates"] or self.known(u) != u:
            return None
        k = self.entry(u)
        numbers = self.by_update(k) | {"lr": self._rate(u, k), "t": u - 1.0}
        for name in self.parameters:
            numbers.setdefault(f"{name}_before", float(self.columns[name][k - 1]))
        return Row(u, numbers, self._samples(u, k))

    def _rate(self, u: int, k: int) -> float:
        if "lr" in self.columns:
            return float(self.columns["lr"][k])
        return float([rate for t, rate in self.facts["rates"] if t <= u - 1][-1])

    def _samples(self, u: int, k: int) -> tuple[int, ...] | None:
        samples, batch, per_epoch = (self.facts[name] for name in ("samples", "batch", "perEpoch"))
        if self.facts["batchAll"] or samples == 1:
            return tuple(range(samples))
        if "sample" in self.columns:
            return (int(self.columns["sample"][k]),)
        if "order" not in self.columns or self.stride > 1:
            return None
        epoch, place = divmod(u - 1, per_epoch)
        begin = epoch * samples + place * batch
        return tuple(self.columns["order"][begin : begin + min(batch, samples - place * batch)].tolist())

    def at(self, u: int) -> Here:
        """What is known after an update."""
        shown = self.known(u)
        now = self.by_update(self.entry(shown))
        place = {name: now[name] for name in self.parameters}
        return Here(shown, self.row(shown), place, now, shown // self.facts["perEpoch"])


@dataclass(frozen=True)
class Moment:
    """The runs of a stage at a tick of its clock.

    Args:
        columns: of all runs and of their samples.
        preview: whether the first update is shown as it is to come.
        told: the colours and what else the stage is told.
    """

    runs: tuple[Rows, ...]
    heres: tuple[Here, ...]
    columns: Columns
    preview: bool
    told: Mapping[str, Any]


def moment(told: Mapping[str, Any], columns: Columns, tick: float | None = None) -> Moment:
    """The runs of a stage at a tick, or at their end.

    Args:
        told: what the stage is told, as ``spec`` of the stage makes it.
        columns: what it is sent beside that.
    """
    clock = told["clock"]
    runs = tuple(Rows(facts, columns, clock) for facts in told["runs"])
    tick = clock["ticks"] if tick is None else min(tick, clock["ticks"])
    heres = tuple(each.at(each.reached(tick)) for each in runs)
    return Moment(runs, heres, columns, "prediction" in told and heres[0].u == 0, told)

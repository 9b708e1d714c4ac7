"""The learning rate as a function of the update number t (from 0).

>>> from itertools import islice
>>> list(islice(SCHEDULES["piecewise"].rates(0.1, 0, {"lr_steps": ((2, 0.05),)}), 4))
[0.1, 0.1, 0.05, 0.05]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import Any

from sgd_core.limits import MAX_UPDATES
from sgd_core.parameters import Parameter, Steps


@dataclass(frozen=True)
class Schedule:
    """A rule for the learning rate.

    ``rates(lr, first, constants)`` yields the rate of update ``first``, of the next, and so on.
    """

    name: str
    formula: str
    source: str
    constants: tuple[Parameter, ...]
    rates: Callable[[float, int, Mapping[str, Any]], Iterator[float]]


def _constant(lr: float, first: int, constants: Mapping[str, Any]) -> Iterator[float]:
    return repeat(lr)


def _piecewise(lr: float, first: int, constants: Mapping[str, Any]) -> Iterator[float]:
    pieces = ((0, lr), *constants["lr_steps"])
    for (begin, rate), (end, _) in pairwise(pieces):
        yield from repeat(rate, max(0, end - max(begin, first)))
    yield from repeat(pieces[-1][1])


SCHEDULES: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        Schedule("constant", "lr", "", (), _constant),
        Schedule(
            "piecewise",
            "lr, and from update u on the rate that lr_steps names for u",
            "",
            (
                Parameter(
                    "lr_steps",
                    Steps(MAX_UPDATES),
                    (),
                    "piecewise: later learning rates, as update:rate pairs (120:0.05,200:0.001)",
                ),
            ),
            _piecewise,
        ),
    )
}

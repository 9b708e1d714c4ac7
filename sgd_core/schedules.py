"""The learning rate as a function of the update number t (from 0).

>>> from itertools import islice
>>> plan = Plan(lr=0.1, updates=9, per_epoch=3, constants={"lr_steps": ((2, 0.05),), "decay": 1.0})
>>> list(islice(SCHEDULES["piecewise"].rates(plan, 0), 4))
[0.1, 0.1, 0.05, 0.05]
>>> list(islice(SCHEDULES["inverse-time"].rates(plan, 1), 2))
[0.05, 0.03333333333333333]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, pairwise, repeat
from typing import Any, NamedTuple

from sgd_core.limits import MAX_UPDATES
from sgd_core.parameters import Parameter, Real, Steps, Whole


class Plan(NamedTuple):
    """What a schedule may go by: a learning rate (or an array of them), and the length of the run."""

    lr: Any
    updates: int
    per_epoch: int
    constants: Mapping[str, Any]


@dataclass(frozen=True)
class Schedule:
    """A rule for the learning rate.

    ``rates(plan, first)`` yields the rate of update ``first``, of the next, and so on without end.
    """

    name: str
    formula: str
    source: str
    constants: tuple[Parameter, ...]
    rates: Callable[[Plan, int], Iterator[Any]]


def _constant(plan: Plan, first: int) -> Iterator[Any]:
    return repeat(plan.lr)


def _inverse_time(plan: Plan, first: int) -> Iterator[Any]:
    decay = plan.constants["decay"]
    return (plan.lr / (1 + decay * t) for t in count(first))


def _inverse_sqrt(plan: Plan, first: int) -> Iterator[Any]:
    decay = plan.constants["decay"]
    return (plan.lr / math.sqrt(1 + decay * t) for t in count(first))


def _step(plan: Plan, first: int) -> Iterator[Any]:
    gamma, step_size = plan.constants["gamma"], plan.constants["step_size"]
    return (plan.lr * gamma ** (t // plan.per_epoch // step_size) for t in count(first))


def _cosine(plan: Plan, first: int) -> Iterator[Any]:
    low, updates = plan.constants["lr_min"], plan.updates
    return (low + (plan.lr - low) * ((1 + math.cos(math.pi * t / updates)) / 2) for t in count(first))


def _piecewise(plan: Plan, first: int) -> Iterator[Any]:
    pieces = ((0, plan.lr), *plan.constants["lr_steps"])
    for (begin, rate), (end, _) in pairwise(pieces):
        yield from repeat(rate, max(0, end - max(begin, first)))
    yield from repeat(pieces[-1][1])


_DECAY = Parameter("decay", Real(low=0.0), 0.01, "how fast the learning rate falls")

SCHEDULES: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        Schedule("constant", "lr", "", (), _constant),
        Schedule("inverse-time", "lr / (1 + decay·t)", "Robbins, Monro 1951", (_DECAY,), _inverse_time),
        Schedule("inverse-sqrt", "lr / √(1 + decay·t)", "Zinkevich 2003", (_DECAY,), _inverse_sqrt),
        Schedule(
            "step",
            "lr · gamma^(epoch div step_size)",
            "torch.optim.lr_scheduler.StepLR",
            (
                Parameter("gamma", Real(low=0.0, high=1.0), 0.5, "factor of each step down"),
                Parameter("step_size", Whole(1, MAX_UPDATES), 10, "epochs between two steps down"),
            ),
            _step,
        ),
        Schedule(
            "cosine",
            "lr_min + (lr − lr_min)·(1 + cos(π·t/T))/2, T all updates planned",
            "Loshchilov, Hutter 2017; torch.optim.lr_scheduler.CosineAnnealingLR",
            (Parameter("lr_min", Real(low=0.0), 0.0, "what the learning rate falls toward"),),
            _cosine,
        ),
        Schedule(
            "piecewise",
            "lr, and from update u on the rate that lr_steps names for u",
            "",
            (
                Parameter(
                    "lr_steps",
                    Steps(MAX_UPDATES),
                    (),
                    "later learning rates, as update:rate pairs (120:0.05,200:0.001)",
                ),
            ),
            _piecewise,
        ),
    )
}

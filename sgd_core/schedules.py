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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count, pairwise, repeat
from typing import Any, NamedTuple

from sgd_core.arithmetic import cos, larger, smaller, sqrt, where
from sgd_core.limits import MAX_UPDATES
from sgd_core.parameters import Parameter, Real, Steps, Whole
from sgd_core.tree import check_names


class Plan(NamedTuple):
    """What a schedule may go by: a learning rate (or an array of them), and the length of the run."""

    lr: Any
    updates: Any
    per_epoch: Any
    constants: Mapping[str, Any]


@dataclass(frozen=True)
class Schedule:
    """A rule for the learning rate.

    ``rate(plan, t)`` is the rate of update t, one formula for floats, arrays of rates and trees (see
    ``formula``). Where a rate holds for many updates, ``pieces(plan)`` gives pairs: the update from which
    on it holds, and the rate; the first holds from update 0. ``about`` says what no ``rate`` does.
    """

    name: str
    source: str
    constants: tuple[Parameter, ...] = ()
    rate: Callable[[Plan, Any], Any] | None = None
    pieces: Callable[[Plan], Sequence[tuple[int, Any]]] | None = None
    about: str = ""

    def __post_init__(self) -> None:
        check_names(self.name, [constant.name for constant in self.constants])

    def rates(self, plan: Plan, first: int) -> Iterator[Any]:
        """The rate of update ``first``, of the next, and so on without end."""
        if self.pieces:
            return _held(self.pieces(plan), first)
        assert self.rate
        return map(partial(self.rate, plan), count(first))


def _held(pieces: Sequence[tuple[int, Any]], first: int) -> Iterator[Any]:
    spans = [repeat(rate, max(0, end - max(begin, first))) for (begin, rate), (end, _) in pairwise(pieces)]
    return chain(*spans, repeat(pieces[-1][1]))


def _constant(plan: Plan, t: Any) -> Any:
    return plan.lr


def _inverse_time(plan: Plan, t: Any) -> Any:
    return plan.lr / (1 + plan.constants["decay"] * t)


def _inverse_sqrt(plan: Plan, t: Any) -> Any:
    return plan.lr / sqrt(1 + plan.constants["decay"] * t)


def _step(plan: Plan, t: Any) -> Any:
    return plan.lr * plan.constants["gamma"] ** (t // plan.per_epoch // plan.constants["step_size"])


def _cosine(plan: Plan, t: Any) -> Any:
    low = plan.constants["lr_min"]
    return low + (plan.lr - low) * ((1 + cos(math.pi * t / plan.updates)) / 2)


def _exponential(plan: Plan, t: Any) -> Any:
    return plan.lr * plan.constants["gamma"] ** (t // plan.per_epoch)


def _warmup(plan: Plan, t: Any) -> Any:
    rise = plan.constants["warmup"]
    return plan.lr * smaller((t + 1) / rise, 1.0)


def _warmup_cosine(plan: Plan, t: Any) -> Any:
    rise = plan.constants["warmup"]
    # Of a run without any update behind its warm-up, this is computed in vain.
    part = (t - rise) / larger(plan.updates - rise, 1)
    fall = _from_to(plan.lr, plan.constants["lr_min"], part)
    return where(t < rise, plan.lr * ((t + 1) / rise), fall)


def _one_cycle(plan: Plan, t: Any) -> Any:
    first = plan.lr / plan.constants["div_factor"]
    last = first / plan.constants["final_div_factor"]
    share = plan.constants["pct_start"]
    peak = share * plan.updates - 1
    # The peak belongs to the fall: of a run whose first update it is, the rise is computed in vain.
    up, down = t / larger(peak, 1), 1 - (plan.updates - 1 - t) / (plan.updates * (1 - share))
    rise, fall = _from_to(first, plan.lr, up), _from_to(plan.lr, last, down)
    return where(t < peak, rise, fall)


def _from_to(begin: Any, end: Any, part: Any) -> Any:
    """From one rate to another along half a cosine, of which this part is done."""
    return end + (begin - end) * ((1 + cos(math.pi * part)) / 2)


def _piecewise(plan: Plan) -> Sequence[tuple[int, Any]]:
    # A rate from update 0 on takes the place of the first.
    return ((0, plan.lr), *plan.constants["lr_steps"])


_DECAY = Parameter("decay", Real(low=0.0), 0.01, "how fast the learning rate falls")
_GAMMA = Parameter("gamma", Real(low=0.0, high=1.0), 0.5, "factor of each step down, or of each epoch")
_LR_MIN = Parameter("lr_min", Real(low=0.0), 0.0, "what the learning rate goes toward")
_WARMUP = Parameter("warmup", Whole(1, MAX_UPDATES), 30, "updates of the warm-up")

SCHEDULES: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        Schedule("constant", "", (), _constant, pieces=lambda plan: ((0, plan.lr),)),
        Schedule("inverse-time", "Robbins, Monro 1951", (_DECAY,), _inverse_time),
        Schedule("inverse-sqrt", "Zinkevich 2003", (_DECAY,), _inverse_sqrt),
        Schedule(
            "step",
            "torch.optim.lr_scheduler.StepLR",
            (
                _GAMMA,
                Parameter("step_size", Whole(1, MAX_UPDATES), 10, "epochs between two steps down"),
            ),
            _step,
        ),
        Schedule(
            "cosine",
            "Loshchilov, Hutter 2017; torch.optim.lr_scheduler.CosineAnnealingLR",
            (_LR_MIN,),
            _cosine,
        ),
        Schedule(
            "exponential",
            "torch.optim.lr_scheduler.ExponentialLR, an epoch a step",
            (replace(_GAMMA, default=0.95),),
            _exponential,
        ),
        Schedule(
            "warmup",
            "torch.optim.lr_scheduler.LinearLR(start_factor=1/warmup, total_iters=warmup-1)",
            (_WARMUP,),
            _warmup,
        ),
        Schedule(
            "warmup-cosine",
            "the same, then CosineAnnealingLR over the updates that are left",
            (_WARMUP, _LR_MIN),
            _warmup_cosine,
        ),
        Schedule(
            "one-cycle",
            "Smith, Topin 2018; torch.optim.lr_scheduler.OneCycleLR(lr, cycle_momentum=False)",
            (
                Parameter("pct_start", Real(above=0.0, below=1.0), 0.3, "share of the run that rises"),
                Parameter(
                    "div_factor", Real(low=1.0), 25.0, "lr divided by the rate at which its rise begins"
                ),
                Parameter(
                    "final_div_factor",
                    Real(low=1.0),
                    1e4,
                    "the rate at which its rise begins divided by the last",
                ),
            ),
            _one_cycle,
        ),
        Schedule(
            "piecewise",
            "",
            (
                Parameter(
                    "lr_steps",
                    Steps(MAX_UPDATES),
                    (),
                    "later learning rates, as update:rate pairs (120:0.05,200:0.001)",
                ),
            ),
            pieces=_piecewise,
            about="lr, and from update u on the rate that lr_steps names for u",
        ),
    )
}

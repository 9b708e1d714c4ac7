"""The one transition: from a state, one update, to the next state.

>>> from sgd_core import Run, stream
>>> step = next(stream(Run()))
>>> step.samples, step.gradient, step.parameters, step.loss
((0,), (-2.0,), (1.02,), 0.9603999999999999)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from math import isfinite
from typing import Any, NamedTuple

from sgd_core.optimizers import OPTIMIZERS, Slots, Update
from sgd_core.problems import PROBLEMS, mean
from sgd_core.run import Run
from sgd_core.samplers import SAMPLINGS
from sgd_core.schedules import SCHEDULES

#: Epochs are ordered in blocks of about this many draws: long enough for NumPy to be quick, short
#: enough that a caller who stops early has paid for little.
_BLOCK = 4096


class State(NamedTuple):
    """All that the next update needs.

    ``t`` updates are done; ``epoch_start`` holds the parameters at the start of the epoch in
    progress, against which ``tol`` is judged; ``ended`` says that no update follows.
    """

    t: int
    parameters: tuple[float, ...]
    slots: tuple[Slots, ...]
    epoch_start: tuple[float, ...]
    ended: bool


class Step(NamedTuple):
    """One update.

    ``t`` and ``epoch`` count from 0, and ``samples`` are 0-based; ``gradients`` counts the
    per-sample gradients computed so far; ``gradient`` is what the optimizer was handed;
    ``loss_before`` and ``loss`` are the mean loss of these samples before and after the move.
    """

    t: int
    epoch: int
    samples: tuple[int, ...]
    gradients: int
    lr: float
    before: tuple[float, ...]
    gradient: tuple[float, ...]
    parameters: tuple[float, ...]
    loss_before: float
    loss: float
    state: State


#: Moves all parameters: (parameters, gradient, slots, lr) to (parameters, slots).
Mover = Callable[[Any, Any, Any, float], tuple[Any, Any]]

#: The fields of State, bare: naming them for every update would take as long as the update.
Bare = tuple[int, tuple[float, ...], tuple[Slots, ...], tuple[float, ...], bool]
#: One update: its samples, its learning rate, its gradient, and the state after it.
Move = tuple[tuple[int, ...], float, tuple[float, ...], Bare]


def initial_state(run: Run) -> State:
    """The state before the first update."""
    slots = (OPTIMIZERS[run.optimizer].slots,) * len(run.w0)
    return State(0, run.w0, slots, run.w0, False)


def stream(run: Run, state: State | None = None) -> Iterator[Step]:
    """The updates of a run, one immutable record each, computed as they are asked for.

    Args:
        run: the description.
        state: where to go on; any ``Step.state`` of the same run. None starts from the beginning.
    """
    loss_of = PROBLEMS[run.problem].loss
    xs, ys = run.points
    state = state or initial_state(run)
    before = state.parameters
    n, per_epoch, size = run.samples, run.updates_per_epoch, run.batch_size

    def loss(w: tuple[float, ...], samples: tuple[int, ...]) -> Any:
        if len(samples) == 1:
            return loss_of(w, xs[samples[0]], ys[samples[0]])
        return mean([loss_of(w, xs[i], ys[i]) for i in samples])

    for samples, lr, gradient, after in moves(run, state):
        state = State(*after)
        t, parameters = state.t - 1, state.parameters
        epoch, place = divmod(t, per_epoch)
        gradients = epoch * n + place * size + len(samples)
        losses = loss(before, samples), loss(parameters, samples)
        yield Step(t, epoch, samples, gradients, lr, before, gradient, parameters, *losses, state)
        before = parameters


def moves(run: Run, state: State) -> Iterator[Move]:
    """The transition itself, repeated until the run ends.

    A run ends after its last epoch, after the first update whose gradient or new parameter is not
    finite, or after the first epoch that moved no parameter by more than ``tol``.
    """
    if state.ended:
        return
    gradient_of = PROBLEMS[run.problem].gradient
    move = _mover(OPTIMIZERS[run.optimizer].update, len(run.w0))
    xs, ys = run.points
    tol, updates, per_epoch = run.tol, run.updates, run.updates_per_epoch
    t, parameters, slots, epoch_start, _ = state
    rates = SCHEDULES[run.schedule].rates(run.lr, t, run.constants)
    for samples, lr in zip(_batches(run, t), rates, strict=False):
        if t % per_epoch == 0:
            epoch_start = parameters
        if len(samples) == 1:
            gradient = gradient_of(parameters, xs[samples[0]], ys[samples[0]])
        else:
            pulls = [gradient_of(parameters, xs[i], ys[i]) for i in samples]
            gradient = tuple(map(mean, zip(*pulls, strict=True)))
        parameters, slots = move(parameters, gradient, slots, lr)
        t += 1
        # A finite sum proves all terms finite; only a sum that is not needs the closer look.
        ended = t == updates or (
            not isfinite(sum(gradient) + sum(parameters)) and not all(map(isfinite, gradient + parameters))
        )
        if tol and t % per_epoch == 0:
            ended = ended or all(abs(w - w0) <= tol for w, w0 in zip(parameters, epoch_start, strict=True))
        yield samples, lr, gradient, (t, parameters, slots, epoch_start, ended)
        if ended:
            return


def _mover(update: Update, parameters: int) -> Mover:
    """``update``, which moves one parameter, for all parameters of a problem."""

    def move_one(w: Any, g: Any, slots: Any, lr: float) -> tuple[Any, Any]:
        moved, kept = update(w[0], g[0], slots[0], lr)
        return (moved,), (kept,)

    def move_all(w: Any, g: Any, slots: Any, lr: float) -> tuple[Any, Any]:
        moved = [update(*each, lr) for each in zip(w, g, slots, strict=True)]
        return tuple([value for value, _ in moved]), tuple([kept for _, kept in moved])

    return move_one if parameters == 1 else move_all


def state_at(run: Run, t: int) -> State:
    """The state after ``t`` updates, or after the last one where the run ends before."""
    state = initial_state(run)
    for *_, after in islice(moves(run, state), t):
        state = State(*after)
    return state


def _batches(run: Run, t: int) -> Iterator[tuple[int, ...]]:
    """The samples of update ``t``, of the next one, and so on to the end of the last epoch."""
    first, place = divmod(t, run.updates_per_epoch)
    if run.batch == "all":
        whole = tuple(range(run.samples))
        yield from (whole for _ in range(first, run.epochs))
        return
    size, n = run.batch_size, run.samples
    order_of = SAMPLINGS[run.sampling].order
    block = max(1, _BLOCK // n)
    for epoch in range(first, run.epochs, block):
        orders = order_of(n, run.seed, epoch, min(block, run.epochs - epoch)).tolist()
        for order in orders:
            for begin in range(place * size, n, size):
                yield tuple(order[begin : begin + size])
            place = 0

"""The one transition: from a state, one update, to the next state.

>>> from sgd_core import Run, stream
>>> step = next(stream(Run()))
>>> step.samples, step.gradient, step.parameters, step.loss
((0,), (-2.0,), (1.02,), 0.9603999999999999)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import NamedTuple

from sgd_core import optimizers
from sgd_core.arithmetic import mean
from sgd_core.gradients import GRADIENTS, Estimator, Memory, Vector, mean_vector
from sgd_core.optimizers import OPTIMIZERS, Slots, mover
from sgd_core.run import Run
from sgd_core.samplers import SAMPLINGS
from sgd_core.schedules import SCHEDULES

#: Epochs are ordered in blocks of about this many draws: long enough for NumPy to be quick, short
#: enough that a caller who stops early has paid for little.
_BLOCK = 4096


class State(NamedTuple):
    """All that the next update needs.

    ``t`` updates are done; ``slots`` is what the optimizer remembers of each parameter, ``memory``
    what the gradient rule remembers (svrg's full gradient; saga's table, an entry for each sample);
    ``epoch_start`` holds the parameters at the start of the epoch in progress; ``ended`` says that no
    update follows.
    """

    t: int
    parameters: tuple[float, ...]
    slots: tuple[Slots, ...]
    epoch_start: tuple[float, ...]
    memory: Memory
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


#: The fields of State, but for the estimator where its memory belongs: it goes on to change.
Live = tuple[int, Vector, tuple[Slots, ...], Vector, Estimator, bool]
#: One update: its samples, its learning rate, its gradient, and the state after it.
Move = tuple[tuple[int, ...], float, Vector, Live]


class Listed:
    """The samples of one run, each drawn by its place in the list."""

    def __init__(self, run: Run) -> None:
        gradient = run.model.gradient
        xs, ys = run.points

        def drawn(w: Vector, i: int) -> Vector:
            return gradient(w, xs[i], ys[i])

        def pull(w: Vector, batch: Sequence[int]) -> Vector:
            if len(batch) == 1:
                i = batch[0]
                return gradient(w, xs[i], ys[i])
            return mean_vector([gradient(w, xs[i], ys[i]) for i in batch])

        self.count = len(xs)
        self.listed = self.drawn = drawn
        self.pull = pull

    def place(self, i: int) -> int:
        return i

    def table(self, rows: Sequence[float]) -> list[float]:
        return list(rows)


def initial_state(run: Run) -> State:
    """The state before the first update."""
    slots = (OPTIMIZERS[run.optimizer].slots,) * len(run.w0)
    return State(0, run.w0, slots, run.w0, (), False)


def frozen(live: Live) -> State:
    """The state that a move ended in; to be taken before the next move."""
    t, parameters, slots, epoch_start, estimator, ended = live
    return State(t, parameters, slots, epoch_start, estimator.memory, ended)


def stream(run: Run, state: State | None = None) -> Iterator[Step]:
    """The updates of a run, one immutable record each, computed as they are asked for.

    Args:
        run: the description.
        state: where to go on; any ``Step.state`` of the same run. None starts from the beginning.
    """
    state = state or initial_state(run)
    loss_of, (xs, ys) = run.model.loss, run.points
    rule, n, per_epoch = GRADIENTS[run.gradient], run.samples, run.updates_per_epoch
    each_epoch, each_visit = rule.per_epoch * n, rule.per_visit
    t, before = state.t, state.parameters
    # The epochs entered so far; the next one begins with update ``entry``.
    entered, place = -(-t // per_epoch), t % per_epoch
    entry = entered * per_epoch
    gradients = rule.computed(n, entered, t // per_epoch * n + place * run.batch_size)
    # Naming the fields of a record would take longer than computing it.
    record = tuple.__new__
    for samples, lr, gradient, (done, parameters, slots, epoch_start, estimator, ended) in moves(run, state):
        if t == entry:
            entered, entry, gradients = entered + 1, entry + per_epoch, gradients + each_epoch
        if len(samples) == 1:
            x, y = xs[samples[0]], ys[samples[0]]
            gradients += each_visit
            loss_before, loss = loss_of(before, x, y), loss_of(parameters, x, y)
        else:
            gradients += each_visit * len(samples)
            loss_before = mean([loss_of(before, xs[i], ys[i]) for i in samples])
            loss = mean([loss_of(parameters, xs[i], ys[i]) for i in samples])
        after = record(State, (done, parameters, slots, epoch_start, estimator.memory, ended))
        # fmt: off
        yield record(Step, (
            t, entered - 1, samples, gradients, lr,
            before, gradient, parameters, loss_before, loss, after,
        ))
        # fmt: on
        t, before = done, parameters


def check(run: Run, state: State) -> None:
    """ValueError if a state cannot be one of a run."""
    each = len(OPTIMIZERS[run.optimizer].memory)
    if len(state.parameters) != len(run.w0) or [*map(len, state.slots)] != [each] * len(run.w0):
        raise ValueError("this is a state of another run")
    if state.t > run.updates:
        raise ValueError("this state lies beyond the end of the run")


def moves(run: Run, state: State) -> Iterator[Move]:
    """The transition itself, repeated until the run ends.

    A run ends after its last epoch, after the first update whose gradient or new parameter is not
    finite, or after the first epoch whose end has no parameter farther than ``tol`` from its beginning.
    """
    if state.ended:
        return
    check(run, state)
    t, parameters, slots, epoch_start, memory, _ = state
    estimator = GRADIENTS[run.gradient].estimator(Listed(run), memory, epoch_start)
    estimate = estimator.estimate
    optimizer = OPTIMIZERS[run.optimizer]
    move = mover(optimizer.rule(run.constants), len(run.w0), optimizer.whole)
    single, tol, updates, per_epoch = len(parameters) == 1, run.tol, run.updates, run.updates_per_epoch
    rates = SCHEDULES[run.schedule].rates(run.plan, t)
    for samples, lr in zip(_batches(run, t), rates, strict=False):
        if t % per_epoch == 0:
            epoch_start = parameters
            estimator.enter(parameters)
        gradient = estimate(parameters, samples)
        parameters, slots = move(parameters, gradient, slots, lr, t)
        t += 1
        # Where the gradient is not finite the parameters are not either: see Optimizer.
        ended = t == updates or not (isfinite(parameters[0]) and (single or all(map(isfinite, parameters))))
        if tol and t % per_epoch == 0:
            ended = ended or all(abs(w - w0) <= tol for w, w0 in zip(parameters, epoch_start, strict=True))
        yield samples, lr, gradient, (t, parameters, slots, epoch_start, estimator, ended)
        if ended:
            return


def average(state: State) -> tuple[float, ...]:
    """The mean of the parameters after updates 1 … t, of the state of an ``averaged`` run.

    Before the first update there is none: the start stands in its place.
    """
    if not state.t:
        return state.parameters
    pairs = zip(state.slots, state.parameters, strict=True)
    return tuple([optimizers.average(slots[-1], w, state.t) for slots, w in pairs])


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
        order = order_of(n, run.seed, epoch, min(block, run.epochs - epoch))
        if size == 1:
            yield from zip(order.ravel()[place:].tolist(), strict=False)
            place = 0
            continue
        for row in order.tolist():
            for begin in range(place * size, n, size):
                yield tuple(row[begin : begin + size])
            place = 0

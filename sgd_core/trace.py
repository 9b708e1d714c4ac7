"""A whole run in columns.

>>> from sgd_core import Run, trace
>>> note = trace(Run())
>>> len(note), note.parameters[-1].item(), note.epoch_loss[:2].tolist()
(300, 1.9999999999999236, [4.919240100095999, 2.688769240265834])
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgd_core.arithmetic import mean, read_only
from sgd_core.formula import loop, open_constants
from sgd_core.gradients import GRADIENTS
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.report import Report, part, silent, telling
from sgd_core.run import Run
from sgd_core.samplers import SAMPLINGS
from sgd_core.schedules import SCHEDULES
from sgd_core.stream import Live, State, average, check, frozen, initial_state, moves

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: How many updates are computed between two looks at whether the run still goes on: few enough for the
#: processor's cache.
_BLOCK = 4096
#: About how many samples are drawn at once.
_DRAWS = 65_536
#: How many gradients, about, are computed between two reports.
_TOLD = 10_000
#: Rows at which mean losses are computed together: few enough for the processor's cache, many enough
#: for NumPy to be quick. Between two reports so many samples are summed that a few milliseconds pass.
_ROWS, _LOSSES = 4096, 262_144
#: The share of a trace that its path takes; the losses take the rest.
_PATH = 0.9


@dataclass(frozen=True, eq=False)
class Trace:
    """The updates of a run as read-only columns; equal, to the last bit, to the drained stream.

    Args:
        run: the description.
        begin: the state before the first update held.
        parameters: ``[updates + 1, parameters]``, row 0 before the first update held.
        gradient: ``[updates, parameters]``, what the optimizer was handed.
        loss: ``[updates]``, the batch's mean loss after the move.
        order: ``[samples visited]``, the 0-based samples in the order of their visits; empty with
            ``batch=all``, which always takes every sample as listed.
        end: the state after the last update.
    """

    run: Run
    begin: State
    parameters: Floats
    gradient: Floats
    loss: Floats
    order: NDArray[np.int16]
    end: State

    def __len__(self) -> int:
        return len(self.loss)

    @property
    def first(self) -> int:
        """The number of the first update held: 0 unless the run was resumed."""
        return self.begin.t

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same updates of the same run."""
        return (
            isinstance(other, Trace)
            and (self.run, self.first) == (other.run, other.first)
            and np.array_equal(self.parameters, other.parameters, equal_nan=True)
        )

    def __hash__(self) -> int:
        return hash((self.run, self.first))

    @property
    def t(self) -> Ints:
        """``[updates]``: the number of each update, from 0."""
        return read_only(np.arange(self.first, self.first + len(self)))

    @property
    def epoch(self) -> Ints:
        """``[updates]``: the epoch of each update, from 0."""
        return read_only(self.t // self.run.updates_per_epoch)

    @property
    def gradients(self) -> Ints:
        """``[updates]``: per-sample gradients computed so far."""
        return gradients_computed(self.run, self.t + 1)

    @property
    def lr(self) -> Floats:
        """``[updates]``: the learning rate of each update."""
        rates = SCHEDULES[self.run.schedule].rates(self.run.plan, self.first)
        return read_only(np.fromiter(islice(rates, len(self)), np.float64, len(self)))

    @property
    def loss_before(self) -> Floats:
        """``[updates]``: the batch's mean loss before the move."""
        return read_only(_batch_loss(self.run, self.first, self.order, self.parameters[:-1]))

    @cached_property
    def mean_loss(self) -> Floats:
        """``[updates + 1]``: the mean loss over all samples at each row of ``parameters``."""
        return self.mean_loss_at(np.arange(len(self) + 1))

    def mean_loss_at(self, rows: Ints, report: Report = silent) -> Floats:
        """``[rows]``: the mean loss over all samples at these rows of ``parameters``."""
        return read_only(_mean_losses(self.run, self.parameters[rows], report))

    @property
    def average(self) -> Floats | None:
        """``[updates + 1, parameters]``: with ``averaged``, the mean of the parameters after updates 1 … t.

        Where t is 0, the start stands in its place.
        """
        if not OPTIMIZERS[self.run.optimizer].averages:
            return None
        terms, t = self.parameters.copy(), np.arange(self.first, self.first + len(self) + 1)
        # The start of a run is not averaged over.
        terms[0] = [
            slots[-1] + (w if self.first else 0.0)
            for slots, w in zip(self.begin.slots, terms[0], strict=True)
        ]
        with np.errstate(over="ignore", invalid="ignore"):
            means = np.add.accumulate(terms) / np.maximum(t, 1)[:, None]
        means[0] = average(self.begin)
        return read_only(means)

    @property
    def epoch_ends(self) -> Ints:
        """``[epochs completed]``: the row in the columns of each epoch's last update."""
        per_epoch = self.run.updates_per_epoch
        return read_only(np.arange(per_epoch - 1 - self.first % per_epoch, len(self), per_epoch))

    @property
    def epoch_loss(self) -> Floats:
        """``[epochs completed]``: the last batch's loss after its move, as the note records it."""
        return read_only(self.loss[self.epoch_ends])

    @property
    def diverged(self) -> bool:
        """Whether the last update's gradient or new parameters are not finite."""
        if not len(self):
            return False
        return not (np.isfinite(self.parameters[-1]).all() and np.isfinite(self.gradient[-1]).all())

    def samples(self, row: int) -> tuple[int, ...]:
        """The 0-based samples of the update in ``row``."""
        if self.run.batch == "all":
            return tuple(range(self.run.samples))
        first, begin, end = _visits(self.run, self.first + np.array([0, row, row + 1])).tolist()
        return tuple(self.order[begin - first : end - first].tolist())

    def batches(self, row: int = 0) -> Iterator[tuple[int, ...]]:
        """The 0-based samples of the update in ``row``, of the next one, and so on."""
        if self.run.batch == "all":
            yield from repeat(tuple(range(self.run.samples)), len(self) - row)
            return
        skipped, *ends = _visits(self.run, np.arange(self.first + row, self.first + len(self) + 1)).tolist()
        offset = _visits(self.run, np.array([self.first])).item()
        order = self.order[skipped - offset :].tolist()
        begin = skipped
        for end in ends:
            yield tuple(order[begin - skipped : end - skipped])
            begin = end


def gradients_computed(run: Run, updates: Ints) -> Ints:
    """How many per-sample gradients the first ``updates`` updates of a run compute, for each of them."""
    epochs = -(-updates // run.updates_per_epoch)
    return read_only(np.asarray(GRADIENTS[run.gradient].computed(run.samples, epochs, _visits(run, updates))))


def trace(run: Run, state: State | None = None, report: Report = silent) -> Trace:
    """The whole run, or from ``state`` (a state of the same run) on, in read-only columns.

    Args:
        run: the description.
        state: where to go on.
        report: told, again and again, the share that is done; it may raise to stop the computation.
    """
    begin = state or initial_state(run)
    if not begin.ended:
        check(run, begin)
    walk = _glide if run.batch_size == 1 and run.gradient == "plain" else _walk
    parameters, pull, end = walk(run, begin, part(report, 0.0, _PATH))
    order = _order(run, begin.t, end.t)
    loss = _batch_loss(run, begin.t, order, parameters[1:], part(report, _PATH, 1.0))
    return Trace(run, begin, read_only(parameters), read_only(pull), read_only(loss), read_only(order), end)


def _walk(run: Run, begin: State, report: Report) -> tuple[Floats, Floats, State]:
    """The path of the parameters, the gradients handed to the optimizer, and the last state."""
    path = array("d", begin.parameters)
    pulls = array("d")
    live: Live | None = None
    moving = moves(run, begin)
    every = max(1, _TOLD // run.batch_size)
    # No test in the loop that has to be fast: it is left for every report, and entered again.
    for told in range(begin.t, run.updates, every):
        report(told / run.updates)
        for _, _, gradient, live in islice(moving, every):
            path.extend(live[1])
            pulls.extend(gradient)
    names = len(begin.parameters)
    columns = np.frombuffer(path).reshape(-1, names), np.frombuffer(pulls).reshape(-1, names)
    return *columns, frozen(live) if live else begin


def _glide(run: Run, begin: State, report: Report) -> tuple[Floats, Floats, State]:
    """The same, one sample an update: by a loop made for this problem and optimizer, block after block."""
    planned, names = 0 if begin.ended else run.updates - begin.t, len(begin.parameters)
    path, pulls = np.empty((planned + 1, names)), np.empty((planned, names))
    path[0] = begin.parameters
    state, done, (xs, ys) = begin, 0, _points(run)
    rates = SCHEDULES[run.schedule].rates(run.plan, begin.t)
    for order in _blocks(run, begin.t):
        if state.ended:
            break
        report(done / planned)
        x, y, lrs = xs[order], ys[order], list(islice(rates, len(order)))
        block, last = _block(run, state, x, y, lrs)
        count, ended = _end_in(run, state, block)
        if count < len(block):
            x, y = x[:count], y[:count]
            block, last = _block(run, state, x, y, lrs)
        path[done + 1 : done + count + 1] = block
        before = tuple(path[done : done + count].T)
        with np.errstate(over="ignore", invalid="ignore"):
            pulls[done : done + count].T[:] = run.model.gradient(before, x, y)
        state, done = _after(run, state, block, last, ended), done + count
    if done < planned:
        path, pulls = path[: done + 1].copy(), pulls[:done].copy()
    return path, pulls, state


def _blocks(run: Run, t: int) -> Iterator[NDArray[np.int64]]:
    """The sample of update ``t``, of the next one, and so on to the end of the last epoch, in blocks."""
    n, epochs = run.samples, max(1, _DRAWS // run.samples)
    begin, place = divmod(t, n)
    for first in range(begin, run.epochs, epochs):
        order = SAMPLINGS[run.sampling].order(n, run.seed, first, min(epochs, run.epochs - first)).ravel()
        yield from (order[k : k + _BLOCK] for k in range(place, len(order), _BLOCK))
        place = 0


def _block(
    run: Run, state: State, x: Floats, y: Floats, lrs: Sequence[float]
) -> tuple[Floats, tuple[float, ...]]:
    """The parameters after each update of these samples, and, with what is remembered of them, the last."""
    problem, optimizer, count = PROBLEMS[run.problem], OPTIMIZERS[run.optimizer], len(x)
    constants = [run.constants[name] for name in open_constants(problem, optimizer)]
    known = (*state.parameters, *chain.from_iterable(state.slots), *constants)
    walk = loop(problem, optimizer)(*known, x.tolist(), y.tolist(), lrs, range(state.t, state.t + count))
    names = len(state.parameters)
    path = np.fromiter(walk, np.float64, count * names).reshape(count, names)
    return path, _returned(walk)


def _returned(walk: Iterator[float]) -> Any:
    """What a function that has generated its last value returns."""
    try:
        next(walk)
    except StopIteration as end:
        return end.value


def _end_in(run: Run, state: State, block: Floats) -> tuple[int, bool]:
    """After how many updates of a block the run ends, or how many there are; and whether it ends."""
    if not run.tol and np.isfinite(block).all():
        return len(block), state.t + len(block) == run.updates
    ends = np.asarray(~np.isfinite(block).all(axis=1))
    ends[-1] |= state.t + len(block) == run.updates
    if run.tol:
        per_epoch = run.updates_per_epoch
        last = np.arange(per_epoch - 1 - state.t % per_epoch, len(block), per_epoch)
        first = state.epoch_start if state.t % per_epoch else state.parameters
        starts = np.vstack([[first], block[last[:-1]]])[: len(last)]
        with np.errstate(over="ignore", invalid="ignore"):
            ends[last] |= (np.abs(block[last] - starts) <= run.tol).all(axis=1)
    return (int(ends.argmax()) + 1, True) if ends.any() else (len(block), False)


def _after(run: Run, state: State, block: Floats, last: tuple[float, ...], ended: bool) -> State:
    """The state after a block of updates."""
    t, names, size = state.t + len(block), len(state.parameters), len(OPTIMIZERS[run.optimizer].memory)
    begin = (t - 1) // run.updates_per_epoch * run.updates_per_epoch - state.t
    start = (
        state.epoch_start if begin < 0 else tuple(block[begin - 1].tolist()) if begin else state.parameters
    )
    slots = tuple(last[names + i * size : names + (i + 1) * size] for i in range(names))
    return State(t, last[:names], slots, start, (), ended)


def _visits(run: Run, t: Ints) -> Ints:
    """How many samples the first t updates visit."""
    epoch, place = np.divmod(t, run.updates_per_epoch)
    return np.asarray(epoch * run.samples + np.minimum(place * run.batch_size, run.samples))


def _order(run: Run, begin: int, end: int) -> NDArray[np.int16]:
    if run.batch == "all":
        return np.empty(0, np.int16)
    first, last = begin // run.updates_per_epoch, -(-end // run.updates_per_epoch)
    order = SAMPLINGS[run.sampling].order(run.samples, run.seed, first, last - first)
    skipped = first * run.samples
    start, stop = _visits(run, np.array([begin, end])) - skipped
    return order.astype(np.int16).ravel()[start:stop]


def _mean_losses(run: Run, parameters: Floats, report: Report) -> Floats:
    """``[rows]``: the mean loss over all samples at each row of ``parameters``."""
    losses, blocks = np.empty(len(parameters)), range(0, len(parameters), _ROWS)
    for begin in blocks:
        rows = parameters[begin : begin + _ROWS]
        done = part(report, begin / len(parameters), (begin + len(rows)) / len(parameters))
        losses[begin : begin + _ROWS] = _mean_loss(run.model, rows, run.points, done)
    return losses


def _mean_loss(problem: Problem, rows: Floats, points: Sequence[Sequence[float]], report: Report) -> Any:
    w, samples = tuple(rows.T), list(zip(*points, strict=True))
    told = telling(samples, report, max(1, _LOSSES // len(rows)))
    with np.errstate(over="ignore", invalid="ignore"):
        losses = mean(problem.loss(w, x, y) for x, y in told)
    report(1.0)
    return losses


def _batch_loss(
    run: Run, first: int, order: NDArray[np.int16], parameters: Floats, report: Report = silent
) -> Floats:
    """``[rows]``: at each row of ``parameters``, the mean loss of the samples of its update."""
    if run.batch == "all":
        return _mean_losses(run, parameters, report)
    x, y = _points(run)
    with np.errstate(over="ignore", invalid="ignore"):
        if run.batch_size > 1:
            return _sum_batches(run, first, parameters, x[order], y[order])
        loss, blocks = np.empty(len(order)), range(0, len(order), _BLOCK)
        for rows in (slice(begin, begin + _BLOCK) for begin in blocks):
            drawn = order[rows]
            loss[rows] = run.model.loss(tuple(parameters[rows].T), x[drawn], y[drawn])
        return loss


def _points(run: Run) -> tuple[Floats, Floats]:
    """The x and y of the samples, as arrays."""
    xs, ys = run.points
    return np.array(xs), np.array(ys)


def _sum_batches(run: Run, first: int, parameters: Floats, x: Floats, y: Floats) -> Floats:
    """The same for batches of several samples, summed left to right whatever their length."""
    loss = run.model.loss
    visits = _visits(run, np.arange(first, first + len(parameters) + 1))
    begin, size = visits[:-1] - visits[0], np.diff(visits)
    total = np.zeros(len(parameters))
    for place in range(run.batch_size):
        rows = np.flatnonzero(size > place)
        at = begin[rows] + place
        part = loss(tuple(parameters[rows].T), x[at], y[at])
        total[rows] = part if place == 0 else total[rows] + part
    return total / size

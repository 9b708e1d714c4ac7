"""Many runs of one description at once, over seeds or over learning rates.

>>> from sgd_core import Run, ensemble, trace
>>> many = ensemble(Run(data="noisy", sampling="reshuffle"), seeds=range(20))
>>> many.parameters.shape
(301, 20, 1)
>>> many.parameters[:, 7].tolist() == trace(many.single(7)).parameters.tolist()
True
>>> bands(many.distance((2.0,)), (0.1, 0.5, 0.9)).shape
(3, 301)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgd_core.arithmetic import read_only, sqrt
from sgd_core.errors import Complaint, RunError
from sgd_core.gradients import GRADIENTS, Vector, mean_vector
from sgd_core.limits import MAX_ENSEMBLE_GRADIENTS, MAX_ENSEMBLE_NUMBERS, MAX_RUNS, MAX_UPDATES
from sgd_core.optimizers import OPTIMIZERS, mover
from sgd_core.parameters import Whole, fail
from sgd_core.run import PARAMETERS, Run
from sgd_core.samplers import SAMPLINGS
from sgd_core.schedules import SCHEDULES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Shown every path, block by block: after how many updates a block begins, ``[parameters, updates, runs]``.
Watch = Callable[[int, Floats], None]

#: About how many updates, all runs together, are computed between two reports.
_CHUNK = 2**18
#: … and no more than so many gradients of each run.
_TOLD = 8192
#: About how many samples, all runs together, are drawn at once.
_DRAWS = 2**20


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Runs that differ in ``seed`` or in ``lr`` alone, as read-only columns.

    A run that has ended rests where it ended: on the update that diverged, or that ``tol`` stopped.
    Up to there ``parameters[:, i]`` equals, to the last bit, the trace of ``single(i)``.

    Args:
        run: what all runs share.
        name: what they differ in, ``seed`` or ``lr``.
        values: ``[runs]``, one for each run.
        t: ``[rows]``, how many updates are done at each row; row 0 is the start.
        parameters: ``[rows, runs, parameters]``.
        updates: ``[runs]``, how many updates each has made by the last row.
        done: the share of the computation behind it; 1 when whole.
    """

    run: Run
    name: str
    values: tuple[Any, ...]
    t: Ints
    parameters: Floats
    updates: Ints
    done: float

    def __len__(self) -> int:
        return len(self.values)

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """``[runs]``: whether the last parameters are not finite."""
        return read_only(np.asarray(~np.isfinite(self.parameters[-1]).all(axis=1)))

    def single(self, i: int) -> Run:
        """The description of one run."""
        return self.run.replaced(**{self.name: self.values[i]})

    @property
    def mean_loss(self) -> Floats:
        """``[rows, runs]``: the mean loss over all samples."""
        with np.errstate(all="ignore"):
            return read_only(np.asarray(self.run.mean_loss(self._columns())))

    def distance(self, target: Sequence[float]) -> Floats:
        """``[rows, runs]``: how far the parameters are from ``target``; infinite where not finite."""
        total: Any = 0.0
        with np.errstate(all="ignore"):
            for column, value in zip(self._columns(), target, strict=True):
                total = total + (column - value) * (column - value)
            away = np.asarray(sqrt(total))
        away[~np.isfinite(away)] = np.inf
        return read_only(away)

    def first_time(self, condition: Callable[[Vector], Any]) -> Ints:
        """``[runs]``: after how many updates ``condition`` first holds; −1 where it never does.

        ``condition`` is given a ``[rows, runs]`` array for each parameter and answers with one of
        truth values. Times are as fine as the rows that are kept.
        """
        holds = np.asarray(condition(self._columns()))
        return read_only(np.where(holds.any(axis=0), self.t[holds.argmax(axis=0)], -1))

    def hitting_times(self, target: Sequence[float], within: float) -> Ints:
        """``[runs]``: after how many updates a run first is nearer to ``target`` than ``within``."""
        near = self.distance(target) < within
        return self.first_time(lambda w: near)

    def _columns(self) -> tuple[Floats, ...]:
        return tuple(np.moveaxis(self.parameters, 2, 0))


def bands(values: Floats, quantiles: Sequence[float]) -> Floats:
    """``[quantiles, rows]``: the quantiles over the runs at each row of ``[rows, runs]`` values.

    They fall between two runs in proportion; a value that is not a number counts as infinite.
    """
    ranked = np.sort(np.where(np.isnan(values), np.inf, values), axis=1)
    places = np.asarray(quantiles, np.float64)[:, None] * (ranked.shape[1] - 1)
    # 0.55 of 100 is 55.00000000000001 in doubles, and no part of the next value.
    places = np.where(np.abs(places - np.rint(places)) < 1e-9, np.rint(places), places)
    whole = np.floor(places).astype(np.int64)
    low, high = ranked.T[whole[:, 0]], ranked.T[np.ceil(places).astype(np.int64)[:, 0]]
    with np.errstate(invalid="ignore"):
        between = low + (high - low) * (places - whole)
    return read_only(np.where(low == high, low, between))


def ensemble(
    run: Run, *, seeds: Iterable[int] | None = None, lrs: Iterable[float] | None = None, every: int = 1
) -> Ensemble:
    """Runs that differ from ``run`` in their seeds, or in their learning rates.

    Args:
        run: what they share.
        seeds: one for each run; or
        lrs: one for each run.
        every: keep the parameters after every so many updates, and after the last.

    Raises:
        RunError: if a value is none that a run may have, or the whole asks for too much.
    """
    return deque(growing(run, seeds=seeds, lrs=lrs, every=every), maxlen=1).pop()


def growing(
    run: Run,
    *,
    seeds: Iterable[int] | None = None,
    lrs: Iterable[float] | None = None,
    every: int = 1,
    watch: Watch = lambda first, block: None,
) -> Iterator[Ensemble]:
    """The same ensemble as far as it has come, again and again until it is whole.

    A caller can show ``done`` and stop whenever it likes: what has been yielded stays as it is.

    Args:
        watch: is shown all rows, block by block, those too that are not kept; the first of a block is
            the one after so many updates.
    """
    if seeds is not None and lrs is None:
        name, values = "seed", _values("seed", seeds)
    elif lrs is not None and seeds is None:
        name, values = "lr", _values("lr", lrs)
    else:
        raise TypeError("an ensemble is over seeds or over lrs: give one of them")
    _check_size(run, len(values), every)
    return _grow(run, name, values, every, watch)


def _values(name: str, given: Iterable[Any]) -> tuple[Any, ...]:
    """One checked value for each run; RunError with everything that is wrong."""
    complaints: list[Complaint] = []
    values: list[Any] = []
    for value in given:
        if len(values) + len(complaints) == MAX_RUNS:
            raise fail(f"{name}s", f"{MAX_RUNS + 1}…", "too_many", count=str(MAX_RUNS))
        try:
            values.append(PARAMETERS[name].kind.check(name, value))
        except RunError as error:
            complaints += error.complaints
    if complaints:
        raise RunError(complaints)
    if not values:
        raise fail(f"{name}s", "", "empty")
    return tuple(values)


def _check_size(run: Run, runs: int, every: int) -> None:
    Whole(1, MAX_UPDATES).check("every", every)
    rule = GRADIENTS[run.gradient]
    most = rule.most_epochs(run.samples, MAX_ENSEMBLE_GRADIENTS // runs)
    if run.epochs > most:
        given = runs * rule.computed(run.samples, run.epochs, run.epochs * run.samples)
        raise fail("epochs", run.epochs, "too_many_gradients", given=str(given), high=str(most))
    rows = MAX_ENSEMBLE_NUMBERS // (runs * len(run.w0))
    if len(_rows(run.updates, every)) > rows:
        # The first row is that of the start.
        low = str(-(-run.updates // (rows - 1)))
        raise fail("every", every, "too_small", low=low)


def _rows(updates: int, every: int) -> Ints:
    """0, every, 2·every … and ``updates``."""
    rows = np.arange(0, updates + 1, every)
    return rows if rows[-1] == updates else np.append(rows, updates)


def _orders(sampling: str, n: int, seeds: tuple[int, ...], epoch: int, epochs: int) -> NDArray[np.int64]:
    """``[visits, seeds]``: the samples of ``epochs`` epochs from ``epoch`` on."""
    order_of = SAMPLINGS[sampling].order
    return read_only(np.stack([order_of(n, seed, epoch, epochs).ravel() for seed in seeds], axis=1))


#: Orders hang on nothing else of a run, so that the next rate or schedule finds them drawn.
_kept_orders = lru_cache(8)(_orders)


class _Drawn:
    """The samples that the visits of a block draw: one for all runs, or one for each of them."""

    def __init__(self, run: Run, name: str, values: tuple[Any, ...]) -> None:
        self._run = run
        self._gradient = run.model.gradient
        self._shared = name != "seed" or not SAMPLINGS[run.sampling].random or run.batch == "all"
        self._seeds = (run.seed,) if self._shared else values
        self._columns = np.arange(len(values))
        self._points = [np.array(column) for column in run.points]
        self.count = run.samples

    def draw(self, epoch: int, epochs: int) -> None:
        """Draws the samples of ``epochs`` epochs from ``epoch`` on; visits count from 0 again."""
        sampling = "cyclic" if self._run.batch == "all" else self._run.sampling
        draws = self.count * epochs * len(self._seeds)
        orders = _kept_orders if draws <= _DRAWS else _orders
        drawn = orders(sampling, self.count, self._seeds, epoch, epochs)
        if self._shared:
            self._order: Any = drawn[:, 0].tolist()
            self._x: Any = [self._run.points[0][i] for i in self._order]
            self._y: Any = [self._run.points[1][i] for i in self._order]
        else:
            self._order = drawn
            self._x, self._y = (column[drawn] for column in self._points)

    def listed(self, w: Vector, i: int) -> Vector:
        return self._gradient(w, self._run.points[0][i], self._run.points[1][i])

    def drawn(self, w: Vector, k: int) -> Vector:
        return self._gradient(w, self._x[k], self._y[k])

    def pull(self, w: Vector, batch: Sequence[int]) -> Vector:
        if len(batch) == 1:
            return self.drawn(w, batch[0])
        return mean_vector(self.drawn(w, k) for k in batch)

    def place(self, k: int) -> Any:
        return self._order[k] if self._shared else (self._order[k], self._columns)

    def table(self, rows: Sequence[Any]) -> Floats:
        return np.stack(np.broadcast_arrays(*rows, self._columns)[:-1]).astype(np.float64)


def _grow(run: Run, name: str, values: tuple[Any, ...], every: int, watch: Watch) -> Iterator[Ensemble]:
    runs, names = len(values), len(run.w0)
    t_kept = _rows(run.updates, every)
    kept = np.empty((names, len(t_kept), runs))
    path = _Path(run, name, values)
    kept[:, 0] = path.last
    rows, size = 1, max(1, min(_CHUNK // runs, _TOLD // run.batch_size))
    while path.t < run.updates and not path.ended.all():
        first, count = path.t, min(size, run.updates - path.t)
        # Where every row is kept, it is computed in its place.
        block = kept[:, first + 1 : first + 1 + count] if every == 1 else np.empty((names, count, runs))
        path.advance(block)
        watch(first + 1, block[:, : path.t - first])
        if every > 1:
            until = int(np.searchsorted(t_kept, path.t, side="right"))
            kept[:, rows:until] = block[:, t_kept[rows:until] - first - 1]
        last = int(path.updates.max())
        rows = int(np.searchsorted(t_kept, last, side="right"))
        if path.ended.all() and t_kept[rows - 1] < last:
            # All have come to rest between two rows: one more shows where.
            t_kept[rows], kept[:, rows] = last, path.last
            rows += 1
        t, columns = read_only(t_kept[:rows].copy()), read_only(np.moveaxis(kept[:, :rows], 0, 2))
        done = 1.0 if path.ended.all() else path.t / run.updates
        yield Ensemble(run, name, values, t, columns, read_only(np.minimum(path.updates, t[-1])), done)


class _Path:
    """The runs of an ensemble on their way: ``t`` updates are done, and led to ``last``.

    A run that has ``ended`` is computed on with the others, but what follows its last update is put
    aside for where it ended.
    """

    def __init__(self, run: Run, name: str, values: tuple[Any, ...]) -> None:
        runs, optimizer = len(values), OPTIMIZERS[run.optimizer]
        plan = run.plan if name == "seed" else run.plan._replace(lr=np.array(values))
        self.run, self.t = run, 0
        self.last = np.repeat(np.array(run.w0)[:, None], runs, axis=1)
        self.updates = np.zeros(runs, np.int64)
        self.ended = np.zeros(runs, np.bool_)
        self._w: Vector = tuple(self.last.copy())
        self._start = self._w
        self._slots = (optimizer.slots,) * len(self._w)
        self._move = mover(optimizer.rule(run.constants), len(self._w), optimizer.whole)
        self._rates = SCHEDULES[run.schedule].rates(plan, 0)
        self._samples = _Drawn(run, name, values)
        self._estimator = GRADIENTS[run.gradient].estimator(self._samples, (), self._w)
        self._drawn_epochs = max(1, _DRAWS // (run.samples * runs))

    def advance(self, block: Floats) -> None:
        """Fills ``[parameters, updates, runs]`` with the next updates; stops early once all have ended."""
        run, first, made = self.run, self.t, 0
        n, size, per_epoch = run.samples, run.batch_size, run.updates_per_epoch
        move, estimate, rates = self._move, self._estimator.estimate, self._rates
        with np.errstate(all="ignore"):
            while made < block.shape[1]:
                epoch, place = divmod(self.t, per_epoch)
                if place == 0:
                    self._enter(epoch)
                offset = epoch % self._drawn_epochs * n
                w, slots = self._w, self._slots
                for k in range(place, min(per_epoch, place + block.shape[1] - made)):
                    batch = range(offset + k * size, offset + min(n, k * size + size))
                    w, slots = move(w, estimate(w, batch), slots, next(rates), self.t)
                    for name, value in enumerate(w):
                        block[name, made] = value
                    made += 1
                    self.t += 1
                self._w, self._slots = w, slots
                if run.tol and self.t % per_epoch == 0:
                    still = [np.abs(a - b) <= run.tol for a, b in zip(w, self._start, strict=True)]
                    self._end(np.asarray(np.all(still, axis=0)), self.t, np.array(w))
                    if self.ended.all():
                        break
        self._rest(first, block[:, :made])

    def _enter(self, epoch: int) -> None:
        if epoch % self._drawn_epochs == 0:
            self._samples.draw(epoch, min(self._drawn_epochs, self.run.epochs - epoch))
        self._start = self._w
        self._estimator.enter(self._w)

    def _end(self, which: NDArray[np.bool_], t: Any, w: Floats) -> None:
        """Ends those runs of ``which`` that go on still, at update ``t`` with parameters ``w``."""
        which = which & ~self.ended
        self.updates = np.where(which, t, self.updates)
        self.last = np.where(which, w, self.last)
        self.ended = self.ended | which

    def _rest(self, first: int, block: Floats) -> None:
        """Lets the runs that have ended rest, in the block and beyond."""
        # What is not finite stays so: the last row tells of all.
        lost = np.asarray(~np.isfinite(block[:, -1]).all(axis=0))
        if lost.any():
            at = np.isfinite(block).all(axis=0).argmin(axis=0)
            self._end(lost, first + at + 1, block[:, at, np.arange(len(at))])
        for i in np.flatnonzero(self.ended):
            block[:, max(0, self.updates[i] - first) :, i] = self.last[:, i, None]
        self.updates = np.where(self.ended, self.updates, self.t)
        self.last = np.where(self.ended, self.last, block[:, -1])

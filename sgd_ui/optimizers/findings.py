"""What the race of the optimizers comes to: who ends lowest, and at which learning rate; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sgd_core import Ensemble, Run, Trace
from sgd_core.ensemble import growing
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import mean_loss
from sgd_core.theory import descent_limit
from sgd_ui.kept import Kept
from sgd_ui.numerals import short

Floats = NDArray[np.float64]
Report = Callable[[float], None]

#: How many decades a sweep reaches below its middle and above it, and how many rates are in one.
BELOW, ABOVE, _PER_DECADE = 4, 3, 8
#: Runs that compute more gradients than this are not swept.
MOST_GRADIENTS = 100_000
#: An excess loss below so many units in the last place is the rounding of the losses it is the difference of.
_ROUNDING = 8 * 2.0**-52


@dataclass(frozen=True)
class Racer:
    """One run in the race. ``key`` is its prefix in a link; ``a`` has none there."""

    key: str
    run: Run


def racers(run: Run, optimizers: Mapping[str, str], lrs: Mapping[str, float | None]) -> tuple[Racer, ...]:
    """The run itself as ``a``, and the same run with each further optimizer.

    Constants that a run was given hold for every optimizer that has them; the others keep their own.

    Args:
        run: what they share.
        optimizers: those of the further runs by their keys; ``none`` is left out.
        lrs: the learning rate of each by its key; the shared one where it is None or left out.
    """
    words = {"a": run.optimizer} | {key: word for key, word in optimizers.items() if word != "none"}
    runs = {key: run.replaced(optimizer=word) for key, word in words.items()}
    return tuple(
        Racer(key, each if lrs.get(key) is None else each.replaced(lr=lrs[key])) for key, each in runs.items()
    )


def shown(columns: Trace) -> Trace:
    """A run as it races: with ``averaged``, the mean of its parameters in their place."""
    average = columns.average
    return columns if average is None else replace(columns, parameters=average)


def minima(run: Run) -> tuple[tuple[float, ...], ...]:
    """The parameters of least mean loss: none, one, or several that are equally good."""
    points = [point for point in run.model.critical(*run.points) if point.kind == "minimum"]
    if not points or not all(point.eigenvalues[-1] > 0 for point in points):
        return ()
    return tuple(point.parameters for point in points)


def least_loss(run: Run) -> float | None:
    """The least mean loss there is; None where it is not known."""
    found = [float(mean_loss(run.model, point, *run.points)) for point in minima(run)]
    least = min(found, default=math.inf)
    return least if math.isfinite(least) else None


def excess(losses: Floats, least: float | None) -> Floats:
    """How far mean losses lie above the least; as they are where that is not known.

    A difference within the rounding of the losses themselves counts as 0.
    """
    if least is None:
        return losses
    with np.errstate(invalid="ignore", over="ignore"):
        above = losses - least
        return np.asarray(np.where(np.abs(above) <= _ROUNDING * np.abs(least), 0.0, above))


def late_loss(racing: Trace) -> float:
    """The mean of the mean loss after each update of the last epoch; ∞ for a run that diverged."""
    rows = np.arange(max(0, len(racing) - racing.run.updates_per_epoch) + 1, len(racing) + 1)
    return math.inf if racing.diverged else _mean(racing.mean_loss_at(rows)[:, None]).item()


def _mean(losses: Floats) -> Floats:
    """``[runs]``: the means of ``[rows, runs]`` losses, summed downward; ∞ where they are not finite."""
    with np.errstate(invalid="ignore", over="ignore"):
        mean = np.add.accumulate(losses)[-1] / len(losses)
    return np.asarray(np.where(np.isfinite(mean), mean, np.inf))


@dataclass(frozen=True, eq=False)
class Sweep:
    """``late_loss`` of a run at each of some learning rates, in rising order."""

    lrs: tuple[float, ...]
    losses: Floats

    @property
    def best(self) -> int | None:
        """Which rate ends lowest, the smallest of several; None where every one diverges."""
        least = int(self.losses.argmin())
        return least if math.isfinite(self.losses[least]) else None

    @property
    def edge(self) -> str | None:
        """``low`` or ``high`` where the lowest or the highest rate tried is better than the one beside it."""
        if self.best == 0 and self.losses[0] < self.losses[1]:
            return "low"
        return "high" if self.best == len(self.lrs) - 1 else None

    def at(self, lr: float) -> float:
        """The loss at a rate that was tried."""
        return float(self.losses[self.lrs.index(lr)])


def middle(run: Run) -> float | None:
    """2/λ₁ at a minimum, or at the start where no minimum is known; None where that is no rate either.

    Near a minimum it is the rate at which full-batch descent turns unstable.
    """
    point = next(iter(minima(run)), run.w0)
    with np.errstate(all="ignore"):
        limit = descent_limit(run.model, point, *run.points)
    return limit if limit / 10.0**BELOW > 0 and limit * 10.0**ABOVE < math.inf else None


def rates(run: Run, used: Iterable[float] = ()) -> tuple[float, ...]:
    """The learning rates of every sweep of a race, in rising order.

    Evenly spaced by ratio on either side of ``middle`` (of the run's own rate where there is none), and
    those of the rates in use that lie between them.
    """
    centre = middle(run) or run.lr or 1.0
    steps = range(-BELOW * _PER_DECADE, ABOVE * _PER_DECADE + 1)
    spaced = [float(f"{centre * 10.0 ** (k / _PER_DECADE):.3g}") for k in steps]
    usable = [lr for lr in spaced if 0 < lr < math.inf]
    return tuple(sorted({*usable, *(lr for lr in used if usable[0] < lr < usable[-1])}))


def is_swept(run: Run) -> bool:
    """Whether a run is short enough to be repeated at every rate."""
    return run.epochs * run.samples <= MOST_GRADIENTS


def sweep(run: Run, lrs: tuple[float, ...], report: Report = lambda share: None) -> Sweep:
    """A run repeated at each of ``lrs``.

    Args:
        report: told, again and again, the share that is done; it may raise to stop the computation.
    """
    return _sweeps((run.replaced(lr=lrs[0]), lrs), lambda: _sweep(run, lrs, report))


def _sweep(run: Run, lrs: tuple[float, ...], report: Report) -> Sweep:
    for many in growing(run, lrs=lrs):
        report(many.done)
    return Sweep(many.values, _late_losses(many))


def _late_losses(many: Ensemble) -> Floats:
    """``[runs]``: ``late_loss`` of each run of an ensemble that kept every row."""
    path, last = many.parameters, many.run.updates_per_epoch
    with np.errstate(all="ignore"):
        if OPTIMIZERS[many.run.optimizer].averages:
            done = np.arange(1, len(path))[:, None, None]
            path = np.add.accumulate(np.concatenate([np.zeros_like(path[:1]), path[1:]]))[1:] / done
        late = np.moveaxis(path[-last:], 2, 0)
        losses = _mean(np.asarray(mean_loss(many.run.model, tuple(late), *many.run.points)))
    return np.where(many.diverged, np.inf, losses)


@dataclass(frozen=True)
class Verdict:
    """Who ends lowest, one or several that no digit tells apart; the others in their order; who diverged.

    ``ends`` holds what each is measured by: ``excess`` of its ``late_loss``.
    """

    lowest: tuple[str, ...]
    others: tuple[str, ...]
    diverged: tuple[str, ...]
    ends: Mapping[str, float]


def verdict(racing: Mapping[str, Trace], least: float | None) -> Verdict:
    """The order at the end.

    Args:
        racing: the runs as they race, by key.
        least: the least mean loss, where it is known.
    """
    losses = np.array([late_loss(columns) for columns in racing.values()])
    return ranked(dict(zip(racing, excess(losses, least).tolist(), strict=True)))


def ranked(ends: Mapping[str, float]) -> Verdict:
    """The verdict on runs that end at these losses; ∞ where one diverged."""
    order: Sequence[str] = sorted((key for key in ends if math.isfinite(ends[key])), key=lambda k: ends[k])
    lowest = tuple(key for key in order if short(ends[key]) == short(ends[order[0]]))
    others = tuple(key for key in order if key not in lowest)
    return Verdict(lowest, others, tuple(key for key in ends if key not in order), dict(ends))


#: Sweeps are a few hundred numbers each.
_sweeps: Kept[tuple[Run, tuple[float, ...]], Sweep] = Kept(256)

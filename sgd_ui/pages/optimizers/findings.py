"""What the race of the optimizers comes to: who ends lowest, and at which learning rate; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sgd_core import Ensemble, Run, Trace
from sgd_core.landscape import CriticalPoint
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.report import Report
from sgd_core.theory import descent_limit
from sgd_ui.runs.clauses import Clause, clause
from sgd_ui.runs.ensembles import grown
from sgd_ui.runs.racing import Racer, at_rates
from sgd_ui.runs.sweeps import Rates, Sweep, Sweeps, together
from sgd_ui.runs.traces import mean_losses, trace_of
from sgd_ui.words.numerals import short

Floats = NDArray[np.float64]

#: How many decades a sweep reaches below its middle and above it, and how many rates are in one.
BELOW, ABOVE, _PER_DECADE = 4, 3, 8
#: Runs that compute more gradients than this are not swept.
MOST_GRADIENTS = 100_000
#: The rounding of a number that some operations led to, as a share of it.
_ROUNDING = 8 * 2.0**-52


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
    return at_rates(runs, lrs)


def shown(columns: Trace) -> Trace:
    """A run as it races: with ``averaged``, the mean of its parameters in their place."""
    average = columns.average
    return columns if average is None else replace(columns, parameters=average)


def minima(run: Run) -> tuple[tuple[float, ...], ...]:
    """The parameters of least mean loss: none, one, or several that are equally good.

    None either where they are a whole curve, which has no nearest point among those that are known.
    """
    points = _lowest(run)
    if not all(point.eigenvalues[-1] > 0 for point in points):
        return ()
    return tuple(point.parameters for point in points)


def _lowest(run: Run) -> list[CriticalPoint]:
    return [point for point in run.critical if point.kind == "minimum"]


@dataclass(frozen=True)
class Least:
    """The least mean loss there is, and how far above it a loss may lie by rounding alone."""

    loss: float
    rounding: float


def least_loss(run: Run) -> Least | None:
    """The least mean loss; None where it is not known.

    A residual is rounded by about e = 8·2⁻⁵²·s, s the largest number that it is the difference of, so a
    mean loss f by 2e√f + e² at most: no loss here grows faster than the square of a residual. A least
    loss below e² is 0 but for that.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        found = [(float(run.mean_loss(w)), w) for w in (point.parameters for point in _lowest(run))]
    loss, w = min(found, default=(math.inf, ()))
    if not math.isfinite(loss):
        return None
    error = _ROUNDING * _size(run, w)
    loss = 0.0 if loss <= error * error else loss
    return Least(loss, 2 * error * math.sqrt(loss) + error * error + _ROUNDING * loss)


def _size(run: Run, w: tuple[float, ...]) -> float:
    """The largest number that a residual is the difference of where the mean loss is least."""
    x, y = (max(map(abs, column)) for column in run.points)
    # The longest axis that an autoencoder finds is a unit vector.
    return max(x, y) if run.model.predict is None else max(y, abs(w[0]) * x + abs(w[1]))


def excess(losses: Floats, least: Least | None) -> Floats:
    """How far mean losses lie above the least; as they are where that is not known.

    What rounding alone may tell from the least counts as 0, as does what lies below it.
    """
    if least is None:
        return losses
    with np.errstate(invalid="ignore", over="ignore"):
        above = losses - least.loss
        return np.asarray(np.where(above <= least.rounding, 0.0, above))


def late_loss(racing: Trace) -> float:
    """The mean of the mean loss after each update of the last epoch; ∞ for a run that diverged."""
    rows = np.arange(max(0, len(racing) - racing.run.updates_per_epoch) + 1, len(racing) + 1)
    return math.inf if racing.diverged else _mean(mean_losses(racing, rows)[:, None]).item()


def _mean(losses: Floats) -> Floats:
    """``[runs]``: the means of ``[rows, runs]`` losses, summed downward; ∞ where they are not finite."""
    with np.errstate(invalid="ignore", over="ignore"):
        mean = np.add.accumulate(losses)[-1] / len(losses)
    return np.asarray(np.where(np.isfinite(mean), mean, np.inf))


def edge(found: Sweep) -> str | None:
    """``low`` or ``high`` where the lowest or the highest rate tried is better than the one beside it."""
    # No rate is better than one that ends at the least there is.
    if not found.best or not found.values.min():
        return None
    if found.best.lr == found.lrs[0] and found.values[0] < found.values[1]:
        return "low"
    return "high" if found.best.lr == found.lrs[-1] else None


def middle(run: Run) -> tuple[str, float]:
    """The learning rate that a sweep is spaced around, and what says so.

    ``minimum`` or, where none is known, ``start``: 2/λ₁ there, below which full-batch descent is stable near
    a minimum. ``own`` where that is no rate: the run's own. ``one``: nor is that.
    """
    lowest = _lowest(run)
    place, w = ("minimum", lowest[0].parameters) if lowest else ("start", run.w0)
    with np.errstate(all="ignore"):
        limit = descent_limit(run.model, w, *run.points)
    usable = ((word, lr) for word, lr in ((place, limit), ("own", run.lr)) if _is_amid_rates(lr))
    return next(usable, ("one", 1.0))


def _is_amid_rates(lr: float) -> bool:
    return lr / 10.0**BELOW > 0 and lr * 10.0**ABOVE < math.inf


def rates(run: Run, used: Iterable[float] = ()) -> Rates:
    """The learning rates of every sweep of a race, in rising order.

    Evenly spaced by ratio on either side of ``middle``, and those of the rates in use that lie between
    them.
    """
    _, centre = middle(run)
    steps = range(-BELOW * _PER_DECADE, ABOVE * _PER_DECADE + 1)
    spaced = [float(f"{centre * 10.0 ** (k / _PER_DECADE):.3g}") for k in steps]
    usable = [lr for lr in spaced if 0 < lr < math.inf]
    return tuple(sorted({*usable, *(lr for lr in used if usable[0] < lr < usable[-1])}))


def is_swept(run: Run) -> bool:
    """Whether a run is short enough to be repeated at every rate."""
    return run.epochs * run.samples <= MOST_GRADIENTS


def sweep(run: Run, lrs: Rates) -> Sweep:
    """A run repeated at each of ``lrs``: ``excess`` of its ``late_loss``; its own rate does not matter."""
    return _sweeps(run.replaced(lr=lrs[0]), lrs)


def expect_sweeps(runs: Iterable[Run], lrs: Rates) -> None:
    """Says which sweeps are asked for next: all of them are computed, or none where they are too dear."""
    _sweeps.expect((run.replaced(lr=lrs[0]) for run in runs), lrs)


def _ends(run: Run, lrs: Rates, report: Report) -> Floats:
    return excess(_late_losses(grown(run, report, lrs=lrs)), least_loss(run))


def with_rates(found: Sweep, run: Run, used: Iterable[float]) -> Sweep:
    """A sweep of a run, and where the run ends at further rates: those in use change, the others do not."""
    least, ends = least_loss(run), dict(zip(found.lrs, found.values.tolist(), strict=True))
    for lr in used:
        late = late_loss(shown(trace_of(run.replaced(lr=lr))))
        ends[lr] = excess(np.array([late]), least).item()
    lrs = tuple(sorted(ends))
    return Sweep(lrs, np.array([ends[lr] for lr in lrs]))


def _late_losses(many: Ensemble) -> Floats:
    """``[runs]``: ``late_loss`` of each run of an ensemble that kept every row."""
    path, last = many.parameters, many.run.updates_per_epoch
    with np.errstate(all="ignore"):
        if OPTIMIZERS[many.run.optimizer].averages:
            done = np.arange(1, len(path))[:, None, None]
            path = np.add.accumulate(np.concatenate([np.zeros_like(path[:1]), path[1:]]))[1:] / done
        late = np.moveaxis(path[-last:], 2, 0)
        losses = _mean(np.asarray(many.run.mean_loss(tuple(late))))
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


def verdict(racing: Mapping[str, Trace], least: Least | None) -> Verdict:
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


def told(racing: Mapping[str, Trace], least: Least | None, start: float) -> list[Clause]:
    """Who ends lowest, who ends above that and how far, who is gone, and whether all end above the start:
    over the last epoch and after their last update.

    Args:
        racing: the runs as they race, by key.
        least: the least mean loss, where it is known.
        start: the mean loss where all begin, above that least one.
    """
    found = verdict(racing, least)
    if not found.lowest:
        return [clause("optimizers.nobody")]
    end = found.ends[found.lowest[0]]
    said = [_lowest_of(found, end, least)]
    said += [_then(key, found.ends[key], least) for key in found.others]
    said += [gone(racing[key], key) for key in found.diverged]
    if end <= start or _any_last_below(racing.values(), least, start):
        return said
    known = least is not None
    return [
        *said,
        clause("optimizers.above_start_excess" if known else "optimizers.above_start", start=start),
    ]


def _any_last_below(racing: Iterable[Trace], least: Least | None, start: float) -> bool:
    last = [mean_losses(each, np.array([len(each)])).item() for each in racing]
    return bool((excess(np.array(last), least) < start).any())


def _lowest_of(found: Verdict, end: float, least: Least | None) -> Clause:
    if least is None:
        return clause("optimizers.lowest", racers=found.lowest, end=end)
    facts = {"racers": found.lowest, "end": end, "least": least.loss}
    return clause("optimizers.lowest_above" if end else "optimizers.lowest_there", **facts)


def _then(key: str, end: float, least: Least | None) -> Clause:
    return clause("optimizers.then" if least is None else "optimizers.then_above", racer=key, end=end)


def gone(columns: Trace, key: str) -> Clause:
    """How a run has left the race."""
    if columns.diverged:
        return clause("optimizers.diverged", racer=key, update=columns.end.t)
    return clause("optimizers.overflows", racer=key)


#: Sweeps are a few hundred numbers each.
_sweeps: Sweeps[Rates] = Sweeps(
    lambda run, lrs: lrs,
    lambda run, lrs, _, report: _ends(run, lrs, report),
    lambda run, lrs: together(run, len(lrs)),
    256,
)

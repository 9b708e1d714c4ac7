"""What theory says of the learning rates of a run on its samples, band by band."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from sgd_core import Run
from sgd_core.landscape import BEND
from sgd_core.samplers import SAMPLINGS
from sgd_core.theory import cyclic_intervals, descent_limit, every_step_limit, mean_square_limit
from sgd_ui.runs import budget
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.steepest import steepest_batch
from sgd_ui.runs.traces import best_of, samples_of

Numbers = tuple[float, ...]

#: With more samples than this the intervals of cyclic descent take too long to find.
_MOST_SEARCHED = 300
#: A band narrower than this share of its end is rounding.
_ROUNDING = 1e-9


class Band(NamedTuple):
    """Learning rates from ``low`` to ``high`` of which the same holds.

    The ``kind`` says what. ``step``: every update brings the parameters no farther from what fits its
    samples.
    ``epoch``: single updates may throw them back, every whole epoch brings them nearer to where they settle.
    ``mean``: drawn with replacement, the mean of their squared distance stays bounded; ``grows``: it does
    not, be it that most runs come near. ``apart``: the distance grows without bound. ``throws``: a single
    update might throw them back, and no more is known. ``settle``: full-batch descent is stable near the best
    ones; ``restless``: it is not.
    """

    kind: str
    low: float
    high: float


def is_plain(run: Run) -> bool:
    """Whether limits of the learning rate speak of a run at all."""
    return run.gradient == "plain" and run.optimizer in ("sgd", "averaged") and run.schedule == "constant"


@np.errstate(over="ignore", invalid="ignore")
def bands(run: Run) -> tuple[Band, ...]:
    """The bands from 0 on, rising and without gaps, the last without end; () where none is known."""
    if not is_plain(run):
        return ()
    key = (samples_of(run), run.sampling, run.seed, run.batch, run.constants["delta"])
    return _kept(key, lambda report: tuple(_real(_bands(run))), _price(run))


def _price(run: Run) -> float:
    if run.problem == "origin":
        return budget.intervals(run.samples) if run.samples <= _MOST_SEARCHED else 0.0
    return 0.0 if run.problem == "logistic" else price_of_steepest(run)


def _real(found: Iterable[Band]) -> list[Band]:
    """Those that are wider than rounding, each from where the one before it ends."""
    real: list[Band] = []
    for kind, _, high in found:
        low = real[-1].high if real else 0.0
        if high <= low * (1 + _ROUNDING):
            continue
        if real and real[-1].kind == kind:
            low = real.pop().low
        real.append(Band(kind, low, high))
    return real


def _bands(run: Run) -> list[Band]:
    if run.problem == "origin":
        return _of_origin(run)
    if is_full_batch(run):
        return _of_full_batch(run)
    if run.problem == "logistic":
        # No limit: a step on one sample never overshoots, since nothing fits it altogether.
        return []
    return _stepping(_safe_step(run), "throws")


def is_full_batch(run: Run) -> bool:
    """Whether every update takes every sample once."""
    once = run.sampling != "with-replacement" and run.batch_size >= run.samples
    return run.batch == "all" or once


def is_smooth(run: Run, w: Numbers) -> bool:
    """Whether the mean loss has second derivatives at w: no residual is at the bend of a Huber loss there.

    Where one is, what lies to its one side alone bends the loss: descent may be stable beyond its limit.
    """
    if run.problem != "huber" or not run.model.predict:
        return True
    delta = run.constants["delta"]
    left = [abs(run.model.predict(w, x) - y) for x, y in zip(*run.points, strict=True)]
    return all(abs(size - delta) > BEND * delta for size in left)


def _stepping(limit: float, beyond: str) -> list[Band]:
    """The one limit that is known, where it is one."""
    return [Band("step", 0, limit), Band(beyond, limit, math.inf)] if math.isfinite(limit) else []


def _of_full_batch(run: Run) -> list[Band]:
    """Of a line on all samples at once: its mean loss is a bowl, or is near its best parameters."""
    best = best_of(run)
    if best is None:
        return []
    limit = descent_limit(run.model, best, *run.points)
    if run.problem == "line":
        return _stepping(limit, "apart")
    known = math.isfinite(limit) and is_smooth(run, best)
    return [Band("settle", 0, limit), Band("restless", limit, math.inf)] if known else []


def _safe_step(run: Run) -> float:
    """Two over the largest curvature that an update can meet.

    Below it an update on a convex loss brings the parameters no farther from any that fit its samples best.
    No sample is steeper than where it is fitted, as all are by w = 0 where every y is 0. In a fixed order not
    every batch occurs: then the limit may lie lower than it need, and of batches on lines that are searched
    it may lie higher by 1e-5 of itself.
    """
    xs, w = run.points[0], (0.0,) * len(run.w0)
    taken = steepest_batch(run.model, w, xs, [0.0] * len(xs), least_batch(run))
    return descent_limit(run.model, w, [xs[i] for i in taken], [0.0] * len(taken))


def price_of_steepest(run: Run) -> float:
    """The price in seconds of the steepest batch that an update of a run can take, where one is searched."""
    searched = len(run.w0) > 1 and 1 < least_batch(run) < run.samples
    return budget.steepest_batch(run.samples) if searched else 0.0


def least_batch(run: Run) -> int:
    """How many different samples the smallest update takes."""
    if run.sampling == "with-replacement":
        return 1
    return run.samples % run.batch_size or run.batch_size


# --- the line through the origin ---


def _of_origin(run: Run) -> list[Band]:
    xs = run.points[0]
    if is_full_batch(run):
        return _stepping(every_step_limit(xs, len(xs)), "apart")
    if run.sampling == "with-replacement":
        return _drawn(xs, run.batch_size)
    if run.sampling == "reshuffle" and run.batch_size > 1:
        return _stepping(_safe_step(run), "throws")
    # One by one, the factor of an epoch is the same in every order.
    return _in_order(_ordered(run), run.batch_size)


def _ordered(run: Run) -> Numbers:
    """The x in the order of an epoch."""
    xs, sampling = run.points[0], SAMPLINGS[run.sampling]
    if not sampling.repeats:
        return xs
    return tuple(xs[i] for i in sampling.order(run.samples, run.seed, 0, 1)[0].tolist())


def _in_order(xs: Numbers, batch: int) -> list[Band]:
    """Of epochs that are all alike."""
    step = every_step_limit(xs, batch)
    if len(xs) > _MOST_SEARCHED:
        return _stepping(step, "throws")
    return [*_stepping(step, "throws")[:1], *_islands(xs, batch, "epoch")]


def _drawn(xs: Numbers, batch: int) -> list[Band]:
    """Of samples drawn with replacement: an update may take its steepest one alone."""
    step = _stepping(every_step_limit(xs), "throws")
    if not step or len(xs) % batch:
        return step
    mean = Band("mean", 0, mean_square_limit(xs, batch))
    if batch > 1 or len(xs) > _MOST_SEARCHED:
        return [step[0], mean, Band("grows", 0, math.inf)]
    # A path comes near almost surely where an epoch in order does.
    return [step[0], mean, *_islands(xs, 1, "grows")]


def _islands(xs: Numbers, batch: int, kind: str) -> Iterator[Band]:
    """The intervals in which whole epochs bring w nearer, and what lies between and beyond them."""
    end = 0.0
    for low, high in cyclic_intervals(xs, batch):
        if low:
            yield Band("apart", end, low)
        yield Band(kind, low, high)
        end = high
    if end:
        yield Band("apart", end, math.inf)


_kept: Kept[tuple[Run, str, int, int | str, float], tuple[Band, ...]] = Kept(64)

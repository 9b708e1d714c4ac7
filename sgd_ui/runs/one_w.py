"""What holds of samples and one parameter w: the best one, whether all agree on it, and the long run.

The conditions that decide what is said of a run have their names here, and are the same on every page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace
from sgd_core.landscape import scaled
from sgd_core.report import Report, part
from sgd_core.samplers import SAMPLINGS
from sgd_core.theory import (
    epoch_factor,
    every_step_limit,
    expected_path,
    full_batch_limit,
    is_neutral,
    limit_cycle,
    log_epoch_factor,
    mean_square_factor,
    mean_square_gap,
    mean_square_limit,
    noise_floor,
    reshuffled_mean_square,
    shuffled_once_mean_square,
)
from sgd_ui.runs import budget
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.traces import samples_of, trace_of

Floats = NDArray[np.float64]

#: A sample agrees when the best line leaves over less than this share of its own y.
_AGREED = 1e-12
#: A rate that is nearer to a limit than this share of it is at the limit.
_AT = 4 * 2.0**-52
#: Where no 2·lr·x² is larger than this, what theory computes for whole epochs is mostly rounding.
_LEAST_STEP = 1e-5
#: The samplings whose limits are known, as ``_limits`` has them.
_EXACT = ("cyclic", "reshuffle", "shuffle-once", "with-replacement")


class Standing(NamedTuple):
    """Where a learning rate stands to each limit: ``below`` it, ``at`` it but for rounding, or ``above``.

    ``every_step``: below, every update that moves w brings it nearer to what fits its sample.
    ``mean_square``: below, with replacement, the mean of the squared distance stays bounded.
    ``epoch``: below, an epoch shrinks what comes from the start; it can be so again above some rates.
    ``full_batch``: below, descent on the mean loss converges.
    Rate 0 changes nothing, and so stands at every limit.
    """

    every_step: str
    mean_square: str
    epoch: str
    full_batch: str


def best_w(run: Run) -> float | None:
    """The best w; None where all x are 0."""
    return run.best[0] if run.best else None


def known_w(run: Run) -> float:
    """The best w of samples that have one.

    Raises:
        ValueError: where all x are 0.
    """
    best = best_w(run)
    if best is None:
        raise ValueError("all x are 0: every w is as good as any other")
    return best


def agree(run: Run) -> bool:
    """Whether one w fits all samples that pull, but for rounding: at it a run rests, whatever its rate.

    A sample at x = 0 never pulls, whatever its y.
    """
    xs, ys = run.points
    best = best_w(run)
    if best is None:
        return False
    return all(
        abs(y - x * best) <= _AGREED * max(abs(y), abs(x * best)) for x, y in zip(xs, ys, strict=True) if x
    )


def begins_at_rest(run: Run) -> bool:
    """Whether no sample pulls at the start, to the last bit: then no update of any order moves w."""
    return all(x * (x * run.w0[0] - y) == 0 for x, y in zip(*run.points, strict=True))


def standing(run: Run) -> Standing:
    """How a run's rate stands to the limits on its samples."""
    xs, lr = run.points[0], run.lr
    return Standing(
        _side(lr, every_step_limit(xs)),
        _side(lr, mean_square_limit(xs)),
        "at" if is_neutral(xs, lr) or not lr else "below" if log_epoch_factor(xs, lr) < 0 else "above",
        _side(lr, full_batch_limit(xs)),
    )


def _side(lr: float, limit: float) -> str:
    # A limit beyond doubles is above every rate.
    if not lr or abs(lr - limit) <= _AT * limit < math.inf:
        return "at"
    return "below" if lr < limit else "above"


def square_at(run: Run) -> tuple[float, float]:
    """What an update with replacement multiplies the mean of e² by, and by how much that is above 1."""
    if standing(run).mean_square == "at":
        return 1.0, 0.0
    xs, lr = run.points[0], run.lr
    return mean_square_factor(xs, lr), mean_square_gap(xs, lr)


def moves(columns: Trace) -> str:
    """What the updates of a run do: ``moves``, or ``rests`` where no sample that is taken pulls, or ``lost``
    where each step is smaller than the spacing of doubles at w.
    """
    if (columns.parameters != columns.parameters[0]).any():
        return "moves"
    return "lost" if columns.gradient.any() else "rests"


def never_steps(run: Run) -> bool:
    """Whether at its start some sample pulls, yet each step is smaller than the spacing of doubles there."""
    (w,) = run.w0
    pulls = [run.model.gradient((w,), x, y)[0] for x, y in zip(*run.points, strict=True)]
    return any(pulls) and all(w - run.lr * pull == w for pull in pulls)


def comes_to_rest(run: Run) -> bool:
    """Whether samples disagree by less than steps can follow: at the best w each is smaller than the spacing
    of doubles, so that w stops on its way there.
    """
    return not agree(run) and never_steps(run.replaced(w0=(known_w(run),)))


def loses_steps(columns: Trace) -> bool:
    """Whether in the first epoch some step is smaller than the spacing of doubles at w."""
    n = columns.run.updates_per_epoch
    path, pulls = columns.parameters[: n + 1, 0], columns.gradient[:n, 0]
    return bool(((path[1:] == path[:-1]) & (pulls != 0)).any())


def ends_at_rest(columns: Trace) -> bool:
    """Whether the last epoch moved nothing: samples may disagree by less than steps can follow."""
    last = columns.parameters[-columns.run.updates_per_epoch - 1 :, 0]
    return bool((last == last[0]).all())


def limits(run: Run) -> dict[str, float]:
    """In the long run the root mean square of w − w* at the ends of epochs, over all draws, by sampling.

    Infinite where it grows without bound, not a number where it is not known, or hangs on the start.
    """
    unknown = dict.fromkeys(SAMPLINGS, math.nan)
    if comes_to_rest(run):
        return unknown
    if begins_at_rest(run):
        return dict.fromkeys(SAMPLINGS, 0.0)
    price = 2 * budget.random_orders(run.samples)
    found = _kept((samples_of(run), run.lr), lambda report: _limits(*run.points, run.lr, report), price)
    seen = [_in_doubles(run, each) for each in found]
    return (
        unknown | dict(zip(_EXACT, seen, strict=True)) | dict.fromkeys(_hanging_on_the_start(run), math.nan)
    )


def limit(run: Run) -> float:
    """In the long run the root mean square of w − w* at the ends of epochs of this very run.

    As ``limits`` has it, but for a single shuffle, which ends its epochs where it leads, and not where all do
    in the mean.
    """
    over_all = limits(run)[run.sampling]
    rule = SAMPLINGS[run.sampling]
    if math.isinf(over_all) and rule.repeats and _returns(run):
        return math.nan
    if not (rule.random and rule.repeats and 0 < over_all < math.inf):
        return over_all
    order = rule.order(run.samples, run.seed, 0, 1)[0].tolist()
    xs, ys = ([column[i] for i in order] for column in run.points)
    return _in_doubles(run, _end_of_cycle(xs, ys, run.lr))


def _in_doubles(run: Run, away: float) -> float:
    """A distance from the best w, or not a number where no double can be so near without being there."""
    return math.nan if 0 < away < math.ulp(known_w(run)) else away


def _end_of_cycle(xs: Sequence[float], ys: Sequence[float], lr: float) -> float:
    """How far from the best w epochs in this order end once they all end alike."""
    # In units of their size, so that no square is beyond doubles; e is in units of y over those of x.
    (size, xs), (height, ys) = scaled(xs), scaled(ys)
    return height / size * abs(limit_cycle(xs, ys, lr * size * size)[-1])


def _hanging_on_the_start(run: Run) -> list[str]:
    """The samplings whose long run depends on the start: what comes from it is neither shrunk nor magnified,
    or in the order listed the start lies on the very cycle that all others are driven away from."""
    at = standing(run)
    names = [name for name in SAMPLINGS if name != "with-replacement"] if at.epoch == "at" else []
    if at.epoch == "above" and _returns(run.replaced(sampling="cyclic")):
        names.append("cyclic")
    if at.mean_square == "at" and agree(run):
        names.append("with-replacement")
    return names


def _returns(run: Run) -> bool:
    """Whether the first epoch ends to the last bit where it began."""
    first = trace_of(run.replaced(epochs=1))
    return not first.diverged and first.parameters[-1, 0].item() == run.w0[0]


def _limits(
    xs: Sequence[float], ys: Sequence[float], lr: float, report: Report
) -> tuple[float, float, float, float]:
    if not lr:
        return math.nan, math.nan, math.nan, math.nan
    # In units of their size, so that no square is beyond doubles; e is in units of y over those of x.
    (size, xs), (height, ys) = scaled(xs), scaled(ys)
    unit, lr = height / size, lr * size * size
    shuffled = (
        reshuffled_mean_square(xs, ys, lr, part(report, 0.0, 0.5)),
        shuffled_once_mean_square(xs, ys, lr, part(report, 0.5, 1.0)),
    )
    visible = 2 * lr * max(x * x for x in xs) > _LEAST_STEP
    cycle = math.nan
    if visible:
        cycle = _end_of_cycle(xs, ys, lr) if abs(epoch_factor(xs, lr)) < 1 else math.inf
    reshuffled, once = (math.sqrt(square) if visible and square >= 0 else math.nan for square in shuffled)
    bounded = _side(lr, mean_square_limit(xs)) == "below"
    floor = math.sqrt(noise_floor(xs, ys, lr)) if bounded else math.inf
    return unit * cycle, unit * reshuffled, unit * once, unit * floor


@np.errstate(over="ignore", invalid="ignore")
def path(run: Run, start: float, updates: int) -> tuple[Floats, Floats]:
    """With replacement, the exact mean of e and its standard deviation after 0, 1 … updates.

    Args:
        start: e of the start.
    """
    alike = samples_of(run)

    def make(report: Report) -> tuple[Floats, Floats]:
        (size, xs), (height, ys) = map(scaled, run.points)
        # In a unit that holds where it begins and where it goes, so that no square is beyond doubles.
        unit, _ = scaled((start, height / size))
        ys = [y * (height / size / unit) for y in ys]
        given = xs, ys, run.lr * size * size, start / unit, updates, report
        means, deviations = map(np.array, expected_path(*given))
        return unit * means, unit * deviations

    return _paths((alike, run.lr, start, updates), make, budget.expected_path(updates))


_kept: Kept[tuple[Run, float], tuple[float, ...]] = Kept(64)
_paths: Kept[tuple[Run, float, float, int], tuple[Floats, Floats]] = Kept(4)

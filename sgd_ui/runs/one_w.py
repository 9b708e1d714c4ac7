"""What holds of samples and one parameter w: the best one, whether it fits all, and the long run."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run
from sgd_core.report import Report, part
from sgd_core.samplers import SAMPLINGS
from sgd_core.theory import (
    epoch_factor,
    expected_path,
    limit_cycle,
    noise_floor,
    reshuffled_mean_square,
    shuffled_once_mean_square,
)
from sgd_ui.runs import budget
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.traces import samples_of

Floats = NDArray[np.float64]

#: Samples agree when the best line leaves over less than this share of the largest y.
_AGREED = 1e-12
#: Where no 2·lr·x² is larger than this, what theory computes for random orders is mostly rounding.
_LEAST_STEP = 1e-5
#: The samplings whose limits are known, as ``_limits`` has them.
_EXACT = ("cyclic", "reshuffle", "shuffle-once", "with-replacement")


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
    """Whether one w fits all samples, but for rounding."""
    xs, ys = run.points
    best = best_w(run)
    if best is None:
        return False
    return all(abs(y - x * best) <= _AGREED * max(map(abs, ys)) for x, y in zip(xs, ys, strict=True))


def limits(run: Run) -> dict[str, float]:
    """In the long run the root mean square of w − w* at the ends of epochs, by sampling.

    Infinite where it grows without bound, not a number where it is not known.
    """
    price = 2 * budget.random_orders(run.samples)
    found = _kept((samples_of(run), run.lr), lambda report: _limits(*run.points, run.lr, report), price)
    return dict.fromkeys(SAMPLINGS, math.nan) | dict(zip(_EXACT, found, strict=True))


def _limits(
    xs: tuple[float, ...], ys: tuple[float, ...], lr: float, report: Report
) -> tuple[float, float, float, float]:
    if not lr:
        return math.nan, math.nan, math.nan, math.nan
    cycle = abs(limit_cycle(xs, ys, lr)[-1]) if abs(epoch_factor(xs, lr)) < 1 else math.inf
    shuffled = (
        reshuffled_mean_square(xs, ys, lr, part(report, 0.0, 0.5)),
        shuffled_once_mean_square(xs, ys, lr, part(report, 0.5, 1.0)),
    )
    visible = 2 * lr * max(x * x for x in xs) > _LEAST_STEP
    reshuffled, once = (math.sqrt(square) if visible and square >= 0 else math.nan for square in shuffled)
    return cycle, reshuffled, once, math.sqrt(noise_floor(xs, ys, lr))


def path(run: Run, start: float, updates: int) -> tuple[Floats, Floats]:
    """With replacement, the exact mean and variance of e after 0, 1 … updates.

    Args:
        start: e of the start.
    """
    alike = samples_of(run)

    def make(report: Report) -> tuple[Floats, Floats]:
        means, variances = expected_path(*run.points, run.lr, start, updates, report)
        return np.array(means), np.array(variances)

    return _paths((alike, run.lr, start, updates), make, budget.expected_path(updates))


_kept: Kept[tuple[Run, float], tuple[float, ...]] = Kept(64)
_paths: Kept[tuple[Run, float, float, int], tuple[Floats, Floats]] = Kept(4)

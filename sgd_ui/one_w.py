"""What holds of samples and one parameter w: the best one, whether it fits all, and the long run."""

from __future__ import annotations

import math

from sgd_core import Run
from sgd_core.samplers import SAMPLINGS
from sgd_core.theory import (
    epoch_factor,
    limit_cycle,
    noise_floor,
    reshuffled_mean_square,
    shuffled_once_mean_square,
)

#: Samples agree when the best line leaves over less than this share of the largest y.
_AGREED = 1e-12


def best_w(run: Run) -> float | None:
    """The best w; None where all x are 0."""
    best = run.model.best(*run.points)
    return best[0] if best else None


def agree(run: Run) -> bool:
    """Whether one w fits all samples, but for rounding."""
    xs, ys = run.points
    best = best_w(run)
    if best is None:
        return False
    return all(abs(y - x * best) <= _AGREED * max(map(abs, ys)) for x, y in zip(xs, ys, strict=True))


def limits(run: Run) -> dict[str, float]:
    """In the long run the root mean square of e at epoch ends, by sampling; ∞ where there is no limit."""
    xs, ys = run.points
    if not run.lr:
        return dict.fromkeys(SAMPLINGS, math.nan)
    settles = abs(epoch_factor(xs, run.lr)) < 1
    return {
        "cyclic": abs(limit_cycle(xs, ys, run.lr)[-1]) if settles else math.inf,
        "reshuffle": math.sqrt(reshuffled_mean_square(xs, ys, run.lr)),
        "shuffle-once": math.sqrt(shuffled_once_mean_square(xs, ys, run.lr)),
        "with-replacement": math.sqrt(noise_floor(xs, ys, run.lr)),
    }

"""A run in other guises: another start, other labels, the same points turned or in another order."""

from __future__ import annotations

import math

from sgd_core import Run
from sgd_core.limits import MAX_UPDATES
from sgd_core.samplers import SAMPLINGS

#: What every other label grows by, and the others shrink by.
_LABEL_NOISE = 0.1


def descent(run: Run, gradients: int, updates: int | None = None) -> Run:
    """Full-batch descent for as many updates as the run makes, or as are given; fewer if they cost more."""
    most = min(MAX_UPDATES, max(1, gradients // run.samples))
    return run.replaced(batch="all", epochs=min(updates or run.updates, most))


def unchanged(run: Run) -> Run:
    """The run itself."""
    return run


def nudged(run: Run) -> Run:
    """The same run with its first parameter moved to the next double, that of 1 where it is 0."""
    first, *others = run.w0
    next_one = math.nextafter(first, math.inf) if first else math.ulp(1.0)
    # Only the largest double has no next one.
    return run.replaced(w0=(next_one if math.isfinite(next_one) else math.nextafter(first, 0.0), *others))


def turned(run: Run, angle: float) -> Run:
    """The same points and the same start, turned about 0 by an angle in radians.

    Raises:
        RunError: where a number would be beyond doubles.
    """
    cos, sin = math.cos(angle), math.sin(angle)

    def turn(x: float, y: float) -> tuple[float, float]:
        return x * cos - y * sin, x * sin + y * cos

    xs, ys = zip(*map(turn, *run.points), strict=True)
    return run.replaced(x=xs, y=ys, w0=turn(*run.w0))


def shuffled(run: Run) -> Run:
    """The same points listed in another order: the first one that reshuffling with this seed would draw, or
    backwards where that is as listed."""
    drawn = SAMPLINGS["reshuffle"].order(run.samples, run.seed, 0, 1)[0].tolist()
    order = drawn if drawn != sorted(drawn) else drawn[::-1]
    xs, ys = run.points
    return run.replaced(x=[xs[i] for i in order], y=[ys[i] for i in order])


def relabelled(run: Run) -> Run:
    """The same x with noise in the labels: every other y a tenth larger, the others a tenth smaller."""
    signs = [1 + _LABEL_NOISE if i % 2 == 0 else 1 - _LABEL_NOISE for i in range(run.samples)]
    xs, ys = run.points
    noisy = [float(f"{y * sign:.12g}") for y, sign in zip(ys, signs, strict=True)]
    return run.replaced(x=xs, y=noisy)


def random_sampling(run: Run) -> Run:
    """The same run drawn with replacement, unless its order is random already."""
    return run if SAMPLINGS[run.sampling].random else run.replaced(sampling="with-replacement")

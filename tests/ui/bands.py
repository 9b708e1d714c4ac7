"""What a band over many seeds holds, and the lines of theory on it, by plain loops."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run
from sgd_ui.runs.seeds import Summary
from tests.ui.facts import near, number
from tests.ui.plain import Exact, brief, loop, root

WORDS = {"en": "10th to the 90th percentile", "zh": "第 10 百分位到第 90 百分位"}
#: What it is called beside its curve.
NAMES = {"en": "10th–90th percentile", "zh": "第 10～90 百分位"}
#: Updates that are followed in fractions.
_MOST = 60


def held_by(run: Run, many: Summary, best: float) -> NDArray[np.int64]:
    """Checks the edges and the mean of a band; the rows that it has."""
    paths = [loop(run.replaced(seed=run.seed + k)) for k in range(many.seeds)]
    least = 1e-12 * (abs(run.w0[0]) + abs(best))
    for row, t in enumerate(many.t.tolist()):
        away = [each.path[min(t, len(each.path) - 1)][0] - best for each in paths]
        if not all(map(math.isfinite, away)) or max(map(abs, away)) > 1e150:
            break
        for edge, share in zip(many.band[:, row].tolist(), (0.1, 0.5, 0.9), strict=True):
            near(edge, percentile(away, share), 1e-6, least + 1e-6 * max(map(abs, away)))
        near(many.mean[row].item(), math.fsum(away) / len(away), 1e-6, least + 1e-6 * max(map(abs, away)))
    return many.t[: row + 1]


def percentile(values: Sequence[float], share: float) -> float:
    """In proportion between the two that it falls between."""
    ranked, place = sorted(values), share * (len(values) - 1)
    low = min(int(place + 1e-9), len(ranked) - 1)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * max(0.0, place - low)


def is_exact(
    run: Run, rows: NDArray[np.int64], theory: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> None:
    """Checks the mean of e and its deviation at these rows, in fractions."""
    exact = Exact(run)
    n, mean, variance = run.samples, Fraction(run.w0[0]) - Fraction(run.best[0]), Fraction()
    start = abs(float(mean)) + abs(run.best[0])
    told = dict(zip(rows.tolist(), zip(*theory, strict=True), strict=True))
    middle = sum(exact.factors) / n
    for t in range(min(int(rows[-1]), _MOST) + 1):
        if max(abs(number(mean)), root(variance)) > 1e300:
            break
        if t in told:
            near(told[t][0], float(mean), 1e-6, 1e-12 * start)
            near(told[t][1], root(variance), 1e-5, 1e-7 * abs(float(mean)) + 1e-12 * start)
        pushed = [(a - middle) * mean + c for a, c in zip(exact.factors, exact.pushes, strict=True)]
        variance = exact.square * variance + sum(p * p for p in pushed) / n
        mean = middle * mean
        mean, variance = brief(mean), brief(variance)

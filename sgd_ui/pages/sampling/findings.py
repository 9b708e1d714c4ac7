"""What the four samplings come to, in one run each and over many seeds; pure numbers."""

from __future__ import annotations

import math

from sgd_core import Run, Trace
from sgd_ui.runs.one_w import known_w
from sgd_ui.runs.orders import epoch_ends, traces


def late_distances(run: Run) -> dict[str, float]:
    """``late_distance`` from the best w, of each sampling."""
    target = known_w(run)
    return {name: late_distance(each, target) for name, each in traces(run).items()}


def late_distance(columns: Trace, target: float) -> float:
    """The root mean square of w − ``target`` at epoch ends over the last half of a run; ∞ if it diverged."""
    ends = epoch_ends(columns, target)
    late = ends[len(ends) // 2 :].tolist()
    if columns.diverged or not late:
        return math.inf
    return math.sqrt(math.fsum(e * e for e in late) / len(late))

"""What the four samplings come to, in one run each and over many seeds; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sgd_core import Run, Trace
from sgd_core.theory import epoch_factor, epoch_gap
from sgd_ui.runs import one_w
from sgd_ui.runs.clauses import Clause, clause
from sgd_ui.runs.one_w import known_w
from sgd_ui.runs.orders import apart, epoch_ends, traces
from sgd_ui.words.numerals import digits, short

#: A relative difference above this is more than rounding that no update has multiplied.
_ROUNDING = 1e-9
#: By so many spacings of doubles, for each update of an epoch, rounding may put two ends of epochs apart.
_MOST_ULPS = 4
#: A run flies away where it is so many times as far as it ever was before.
_AWAY = 1.01
#: In so many digits w is told.
W_DIGITS = 6


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
    return math.hypot(*late) / math.sqrt(len(late))


def _flies_away(columns: Trace, target: float) -> bool:
    """Whether a run is farther in its last half than it began or ended any epoch before, seen in digits."""
    ends = np.abs(epoch_ends(columns, target)).tolist()
    before: list[float] = [abs(columns.run.w0[0] - target), *ends[: len(ends) // 2]]
    return late_distance(columns, target) > _AWAY * max(before)


def told(run: Run) -> list[Clause]:
    """What these runs show: whether the order matters, and by how much."""
    columns, late = traces(run), late_distances(run)
    facts: dict[str, Any] = {name.replace("-", "_"): value for name, value in late.items()}
    lost = [name for name, each in columns.items() if each.diverged]
    if not run.lr:
        return [clause("sampling.beyond", names=lost, **facts) if lost else clause("sampling.still")]
    moves = {one_w.moves(each) for each in columns.values()}
    if "moves" not in moves:
        return [clause("sampling.rests" if moves == {"rests"} else "sampling.lost")]
    epoch = one_w.standing(run).epoch
    if epoch != "below":
        away = epoch == "above" and all(_flies_away(each, known_w(run)) for each in columns.values())
        return [clause("sampling.away" if away else "sampling.unsettled", **facts)]
    if lost:
        return [clause("sampling.beyond", names=lost, **facts)]
    if one_w.agree(run):
        gap, first = apart(columns), _after_first(run, columns)
        drawn = first.pop("with-replacement")
        listed = {digits(w, W_DIGITS) for w in first.values()}
        if gap > _ROUNDING or len(listed) > 1:
            return [clause("sampling.agree_rounding", gap=gap)]
        return [clause("sampling.agree", listed=first["cyclic"], drawn=drawn)]
    return [clause("sampling.differ", nearest=nearest_of(late, run), **facts)]


def _after_first(run: Run, columns: Mapping[str, Trace]) -> dict[str, float]:
    """w after the first epoch, by sampling."""
    return {
        name: each.parameters[: run.updates_per_epoch + 1, 0][-1].item() for name, each in columns.items()
    }


def why(run: Run) -> list[Clause]:
    """What theory says of these runs."""
    xs = run.points[0]
    if not run.lr or all(one_w.moves(each) == "lost" for each in traces(run).values()):
        return []
    if one_w.agree(run):
        alike = len({x * x for x in xs}) == 1
        told = [clause("sampling.why_alike" if alike else "sampling.why_agree")] if len(xs) > 1 else []
        return [*told, *_between(run)]
    if one_w.standing(run).epoch != "below":
        rho = epoch_factor(xs, run.lr), epoch_gap(xs, run.lr)
        return [clause("sampling.why_away", rho=rho)]
    if one_w.comes_to_rest(run) or any(map(one_w.ends_at_rest, traces(run).values())):
        return []
    limits = {name.replace("-", "_"): one_w.limit(each.run) for name, each in traces(run).items()}
    if any(map(math.isnan, limits.values())):
        return [clause("sampling.why_small", lr=run.lr, with_replacement=limits["with_replacement"])]
    bounded = math.isfinite(limits["with_replacement"])
    return [clause("sampling.why_differ" if bounded else "sampling.why_heavy", lr=run.lr, **limits)]


def _between(run: Run) -> list[Clause]:
    """That over all draws the mean square grows, where it does although nearly every path converges."""
    standing = one_w.standing(run)
    if standing.epoch != "below" or standing.mean_square != "above" or run.w0[0] == known_w(run):
        return []
    return [clause("sampling.why_between", square=one_w.square_at(run))]


def nearest_of(late: Mapping[str, float], run: Run) -> list[str]:
    """Those that stay nearest: several where only rounding, or no digit that is shown, tells them apart."""
    least = min(late.values())
    rounding = _MOST_ULPS * run.samples * math.ulp(max(abs(known_w(run)), abs(run.w0[0])))
    return [name for name, value in late.items() if value <= least + rounding or short(value) == short(least)]

"""What the saddle comes to: who leaves it and when, how fragile staying is; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, RunError
from sgd_core.limits import MAX_ENSEMBLE_GRADIENTS
from sgd_core.report import Report
from sgd_ui.pages.saddle.cases import case_of
from sgd_ui.pages.saddle.guises import descent, random_sampling, shuffled
from sgd_ui.pages.saddle.saddles import Floats, Saddle, Stay, rounding_time, stay
from sgd_ui.runs import budget
from sgd_ui.runs.ensembles import grown, seeds_from
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.traces import expect, trace_of

#: Per-sample gradients that full-batch descent may take on the stage, and each way below it.
_STAGE_GRADIENTS, WAY_GRADIENTS = 2_000_000, 400_000
#: Parameters that many seeds pass through altogether.
_SEED_NUMBERS = 20_000_000
#: What the seeds of the page aim to cost; fewer of them are computed until more are asked for.
_SEEDS_SECONDS = 2.0


def saddle_of(run: Run) -> Saddle | None:
    """The saddle that a run can get stuck at; None where its samples make none."""
    saddles = [point for point in run.critical if point.kind == "saddle"]
    if not saddles:
        return None
    nearest = min(saddles, key=lambda point: math.dist(point.parameters, run.w0))
    first, second = nearest.parameters
    out = case_of(run).out(run)
    minima = [point.parameters for point in run.critical if point.kind == "minimum"]
    least = min(abs(w1 * out[0] + w2 * out[1]) for w1, w2 in minima)
    return Saddle((first, second), out, -run.lr * nearest.eigenvalues[-1], least)


def why_none(run: Run) -> str:
    """The word for why there is no saddle."""
    return case_of(run).none(run)


def contestants(run: Run) -> dict[str, Run]:
    """Single samples, the full batch, and whoever else the problem brings."""
    others = {key: make(run) for key, make in case_of(run).others.items()}
    return {"a": run, "b": descent(run, _STAGE_GRADIENTS)} | others


def long_enough(run: Run, saddle: Saddle, beyond: float) -> int:
    """Updates in which rounding shows, twice over, or all that there is room for; at least those of the run.

    Whole epochs of single samples, so that all runs that are compared make as many. Where there is no room
    for rounding to show at all, those of the run.
    """
    time, most = rounding_time(saddle, beyond), WAY_GRADIENTS // run.samples
    if time > most:
        return run.updates
    return max(run.updates, -(-min(math.ceil(2 * time), most) // run.samples) * run.samples)


def ways(run: Run, saddle: Saddle, angle: float, beyond: float) -> dict[str, Run]:
    """The same start several ways, ``long_enough`` each.

    Descent on the points as ``listed`` and ``shuffled``, where one point has no other order, and the ways of
    the problem. Single samples make whole epochs, and so perhaps some updates more.
    """
    listed = descent(run, WAY_GRADIENTS, long_enough(run, saddle, beyond))
    single = run.replaced(epochs=-(-listed.epochs // run.samples))
    found = {"listed": listed} | ({"shuffled": shuffled(listed)} if run.samples > 1 else {})
    for name, make in case_of(run).ways.items():
        # A start near the largest double has no place to be turned to.
        with suppress(RunError):
            found[name] = make(listed, single, angle)
    return found


def stays(
    runs: Mapping[str, Run], saddle: Saddle, beyond: float, most: int | None = None
) -> dict[str, tuple[Floats, Stay]]:
    """For each run its |w·out|, ``[updates + 1]``, and what it comes to, cut to ``most`` updates.

    Points of a plane may be turned, and are measured by the saddle of their own; all else by the saddle
    given, whose line no labels bend.
    """
    own = {name: saddle_of(run) if case_of(run).plane else saddle for name, run in runs.items()}
    measured = {name: each for name, each in own.items() if each}
    expect(runs[name] for name in measured)
    found = {}
    for name, each in measured.items():
        columns = trace_of(runs[name])
        told = stay(columns, each, beyond, most)
        found[name] = (each.away(columns)[: told.updates + 1], told)
    return found


@dataclass(frozen=True, eq=False)
class Escapes:
    """Many seeds of one start.

    Args:
        run: what they share.
        times: ``[seeds]``, after how many updates each first is beyond the threshold; −1 where it never is
            or the run diverges.
        diverged: how many diverge.
        rule: theory's scale for them.
        updates: how many they were given, at most.
    """

    run: Run
    times: NDArray[np.int64]
    diverged: int
    rule: float
    updates: int

    @property
    def seeds(self) -> int:
        """How many there are."""
        return len(self.times)

    @property
    def left(self) -> NDArray[np.int64]:
        """The times of those that got out."""
        return self.times[self.times >= 0]

    @property
    def outside(self) -> bool:
        """Whether the start that they share is out already."""
        return not self.left.any() and len(self.left) > 0

    @property
    def lost(self) -> bool:
        """Whether all of them diverge."""
        return self.diverged == self.seeds

    @property
    def stayed(self) -> int:
        """How many never were beyond the threshold, their numbers finite to the end."""
        return int((self.times < 0).sum()) - self.diverged

    @property
    def median(self) -> float:
        """The lower median: the time by which at least half of them are out; infinite where fewer get out."""
        return float(np.quantile(np.where(self.times < 0, np.inf, self.times), 0.5, method="lower"))


def escapes(run: Run, saddle: Saddle, beyond: float, seeds: int) -> Escapes:
    """The times at which single samples leave the place that their problem has them leave."""
    start = _leaving(run, saddle, seeds)

    def make(report: Report) -> Escapes:
        times, diverged = _times(start, saddle, beyond, seeds, report)
        lost, rule = int(diverged.sum()), case_of(run).rule(start, saddle, beyond)
        return Escapes(start, np.where(diverged, -1, times), lost, rule, start.updates)

    return _escapes((start, beyond, seeds), make, _price(start, seeds))


def _leaving(run: Run, saddle: Saddle, seeds: int) -> Run:
    case = case_of(run)
    start = case.aside(run.replaced(w0=case.origin(run, saddle)))
    return _within_limits(random_sampling(start), seeds)


def _times(
    start: Run, saddle: Saddle, beyond: float, seeds: int, report: Report
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """``[seeds]`` each: when each first is beyond, −1 where never, and whether it diverges.

    To the end, though all may be out before: one that is out can still diverge. No path is kept.
    """
    times = np.full(seeds, 0 if saddle.of(start.w0) > beyond else -1)

    def watch(first: int, block: Floats) -> None:
        nonlocal times
        out = saddle.distances_out(block) > beyond
        times = np.where((times < 0) & out.any(axis=0), first + out.argmax(axis=0), times)

    diverged = grown(start, report, seeds=seeds_from(start, seeds), every=start.updates, watch=watch).diverged
    return times, diverged


def price_of_escapes(run: Run, saddle: Saddle, seeds: int) -> float:
    """What the times of so many seeds cost in seconds."""
    return _price(_leaving(run, saddle, seeds), seeds)


def _price(run: Run, seeds: int) -> float:
    return budget.ensemble(run, seeds, over_seeds=True)


def affordable_seeds(run: Run, saddle: Saddle, seeds: int) -> int:
    """How many seeds stand for so many where their times would cost too much."""
    return budget.affordable(
        budget.fewer(seeds), lambda count: price_of_escapes(run, saddle, count), _SEEDS_SECONDS
    )


@dataclass(frozen=True)
class Ends:
    """Where many seeds of one start end.

    Args:
        on_line: how many at w·out exactly 0.
        farthest: how far from the saddle at most; −∞ where all diverge.
        diverged: how many diverge; they are neither of both.
        updates: how many they were given.
    """

    on_line: int
    farthest: float
    diverged: int
    updates: int


def ends(run: Run, saddle: Saddle, seeds: int) -> Ends:
    """The ends of many seeds from the start of a run."""
    start = _within_limits(random_sampling(run), seeds)

    def make(report: Report) -> Ends:
        many = grown(start, report, seeds=seeds_from(start, seeds), every=start.updates)
        held = ~many.diverged
        distance = np.hypot(*(many.parameters[-1][held] - saddle.place).T)
        on_line = int((saddle.ends(many)[held] == 0).sum())
        return Ends(on_line, float(distance.max(initial=-math.inf)), int((~held).sum()), start.updates)

    return _ends((start, seeds), make, _price(start, seeds))


def _within_limits(run: Run, seeds: int) -> Run:
    """The same run, shorter where so many seeds of it would ask for more than an ensemble may."""
    most = min(MAX_ENSEMBLE_GRADIENTS, _SEED_NUMBERS // len(run.w0)) // (seeds * run.samples)
    return run.replaced(epochs=max(1, min(run.epochs, most)))


_escapes: Kept[tuple[Run, float, int], Escapes] = Kept(24)
_ends: Kept[tuple[Run, int], Ends] = Kept(24)

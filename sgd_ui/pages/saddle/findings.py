"""What the saddle comes to: the way out, who takes it and when, how fragile staying is; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, RunError, Trace
from sgd_core.ensemble import Ensemble, growing
from sgd_core.landscape import moment, principal_axes, scaled, scaled_points
from sgd_core.limits import MAX_ENSEMBLE_GRADIENTS, MAX_UPDATES
from sgd_core.report import Report
from sgd_core.samplers import SAMPLINGS
from sgd_core.theory import deep_factors, escape_time
from sgd_ui.runs import budget
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.traces import expect, trace_of

Floats = NDArray[np.float64]
Point = tuple[float, float]

#: Per-sample gradients that full-batch descent may take on the stage, and each way below it.
_STAGE_GRADIENTS, WAY_GRADIENTS = 2_000_000, 400_000
#: Parameters that many seeds pass through altogether.
_SEED_NUMBERS = 20_000_000
#: What the seeds of the page aim to cost; fewer of them are computed until more are asked for.
_SEEDS_SECONDS = 2.0
#: The relative error of one rounding.
ROUNDING = 2.0**-53
#: The coordinates of a minimum are known to about this share of themselves.
_CLOSE = 1e-9
#: What every other label grows by, and the others shrink by.
LABEL_NOISE = 0.1


@dataclass(frozen=True)
class Saddle:
    """The strict saddle of a run's mean loss that lies nearest to its start.

    Args:
        place: where it is.
        out: the direction in which the loss falls away from it; ``w·out`` says how far out w is.
        gain: rate·|curvature|; full-batch descent near it multiplies w·out by 1 + that in an update.
        least: |w·out| at the minimum nearest to it.
    """

    place: Point
    out: Point
    gain: float
    least: float

    @property
    def growth(self) -> float:
        """What full-batch descent near it multiplies w·out by in an update."""
        return 1 + self.gain

    def away(self, columns: Trace) -> Floats:
        """``[updates + 1]``: |w·out|."""
        return np.asarray(self._away(*columns.parameters.T))

    def of(self, w: Point) -> float:
        """|w·out| at one point."""
        return float(self._away(*w))

    def distances_out(self, block: Floats) -> Floats:
        """``[…]``: |w·out| of ``[parameters, …]``."""
        return self._away(*block)

    def ends(self, many: Ensemble) -> Floats:
        """``[runs]``: |w·out| at the end of each run."""
        return self._away(*many.parameters[-1].T)

    def _away(self, first: object, second: object) -> Floats:
        with np.errstate(all="ignore"):
            return np.abs(np.asarray(first) * self.out[0] + np.asarray(second) * self.out[1])

    def beyond_minimum(self, threshold: float) -> bool:
        """Whether a threshold is no nearer than the minimum, so that what settles there is never out."""
        return threshold >= self.least * (1 - _CLOSE)

    def distance(self, w: Point) -> float:
        """How far a point is from the saddle."""
        return math.hypot(w[0] - self.place[0], w[1] - self.place[1])


def saddle_of(run: Run) -> Saddle | None:
    """The saddle that a run can get stuck at; None where its samples make none.

    Out of an ``autoencoder``'s leads v₁, a unit vector; out of a ``deep`` one's (1, ±1), with the sign of
    Σxy, so that w·out is w₁ + w₂ or w₁ − w₂ to the last bit.
    """
    critical = run.model.critical(*run.points)
    saddles = [point for point in critical if point.kind == "saddle"]
    if not saddles:
        return None
    nearest = min(saddles, key=lambda point: math.dist(point.parameters, run.w0))
    first, second = nearest.parameters
    if run.problem == "deep":
        xs, ys = (scaled(column)[1] for column in run.points)
        out = (1.0, math.copysign(1.0, moment(xs, ys)))
    else:
        out = principal_axes(*run.points)[1]
    minima = [point.parameters for point in critical if point.kind == "minimum"]
    least = min(abs(w1 * out[0] + w2 * out[1]) for w1, w2 in minima)
    return Saddle((first, second), out, -run.lr * nearest.eigenvalues[-1], least)


def why_none(run: Run) -> str:
    """Why there is no saddle: ``round`` (no axis is the longest), ``flat`` (the points lie on a line through
    0), ``level`` (mean xy is 0), ``points`` (all are 0), ``x`` (all x are), or ``beyond`` computing."""
    points, (xs, ys) = run.model.critical(*run.points), run.points
    if not points:
        if run.problem == "deep":
            return "beyond" if any(xs) else "x"
        return "beyond" if any((*xs, *ys)) else "points"
    if run.problem == "deep":
        return "level"
    return "flat" if len(points) == 3 else "round"


def contestants(run: Run) -> dict[str, Run]:
    """Single samples, the full batch, and for ``deep`` single samples that start one rounding off."""
    runs = {"a": run, "b": descent(run, _STAGE_GRADIENTS)}
    return runs | {"c": nudged(run)} if run.problem == "deep" else runs


def descent(run: Run, gradients: int, updates: int | None = None) -> Run:
    """Full-batch descent for as many updates as the run makes, or as are given; fewer if they cost more."""
    most = min(MAX_UPDATES, max(1, gradients // run.samples))
    return run.replaced(batch="all", epochs=min(updates or run.updates, most))


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

    def turn(x: float, y: float) -> Point:
        return x * cos - y * sin, x * sin + y * cos

    xs, ys = zip(*map(turn, *run.points), strict=True)
    return run.replaced(x=xs, y=ys, w0=turn(*run.w0))


def shuffled(run: Run) -> Run:
    """The same points listed in another order: the first one that reshuffling with this seed would draw."""
    order = SAMPLINGS["reshuffle"].order(run.samples, run.seed, 0, 1)[0]
    xs, ys = run.points
    return run.replaced(x=[xs[i] for i in order], y=[ys[i] for i in order])


def relabelled(run: Run) -> Run:
    """The same x with noise in the labels: every other y a tenth larger, the others a tenth smaller."""
    signs = [1 + LABEL_NOISE if i % 2 == 0 else 1 - LABEL_NOISE for i in range(run.samples)]
    xs, ys = run.points
    noisy = [float(f"{y * sign:.12g}") for y, sign in zip(ys, signs, strict=True)]
    return run.replaced(x=xs, y=noisy)


@dataclass(frozen=True)
class Stay:
    """How one run stands to the way out.

    Args:
        passed: after how many updates |w·out| first is beyond the threshold; None where it never is.
        largest: the largest |w·out| of the run; infinite where one is not a number.
        last: the last one; ``distance``: how far its end is from the saddle.
        updates: how many it made.
        diverged: whether its numbers outgrew doubles; such a run neither got out nor stayed.
    """

    passed: int | None
    largest: float
    last: float
    distance: float
    updates: int
    diverged: bool

    @property
    def out(self) -> bool:
        """Whether it gets out."""
        return self.passed is not None and not self.diverged

    @property
    def exact(self) -> bool:
        """Whether |w·out| is exactly 0 from the start to the end."""
        return self.largest == 0.0


def stay(columns: Trace, saddle: Saddle, beyond: float, most: int | None = None) -> Stay:
    """How the first ``most`` updates of a run, or all, stand to the way out of a saddle."""
    updates = len(columns) if most is None else min(most, len(columns))
    away = saddle.away(columns)[: updates + 1]
    out = np.flatnonzero(away > beyond)
    end = columns.parameters[updates].tolist()
    largest = math.inf if np.isnan(away).any() else away.max().item()
    return Stay(
        int(out[0]) if len(out) else None,
        largest,
        away[-1].item(),
        saddle.distance((end[0], end[1])),
        updates,
        columns.diverged and updates == len(columns),
    )


def rounding_time(saddle: Saddle, beyond: float) -> float:
    """Updates that descent near the saddle takes to grow one rounding error beyond a threshold."""
    if beyond <= ROUNDING:
        return 0.0
    if not saddle.gain > 0:
        return math.inf
    return math.log(beyond / ROUNDING) / math.log1p(saddle.gain)


def long_enough(run: Run, saddle: Saddle, beyond: float) -> int:
    """Updates in which rounding shows, twice over, or all that there is room for; at least those of the run.

    Whole epochs of single samples, so that all runs that are compared make as many. Where there is no room
    for rounding to show at all, those of the run.
    """
    time, most = rounding_time(saddle, beyond), WAY_GRADIENTS // run.samples
    if time > most:
        return run.updates
    return max(run.updates, -(-min(math.ceil(2 * time), most) // run.samples) * run.samples)


def grazes(run: Run, saddle: Saddle) -> bool:
    """Whether a start is beside the line into the saddle by no more than rounding, and not on it."""
    first, second = run.w0
    return 0 < saddle.of((first, second)) <= 4 * ROUNDING * max(abs(first), abs(second))


def ways(run: Run, saddle: Saddle, angle: float, beyond: float) -> dict[str, Run]:
    """The same start four ways, ``long_enough`` each.

    Descent on the points as ``listed`` and ``shuffled``; for an ``autoencoder`` ``turned`` by an angle, and
    ``single`` samples; for ``deep`` single samples ``relabelled`` and ``nudged``. Single samples make whole
    epochs, and so perhaps some updates more.
    """
    listed = descent(run, WAY_GRADIENTS, long_enough(run, saddle, beyond))
    single = run.replaced(epochs=-(-listed.epochs // run.samples))
    found = {"listed": listed, "shuffled": shuffled(listed)}
    if run.problem == "deep":
        return found | {"relabelled": relabelled(single), "nudged": nudged(single)}
    # A start near the largest double has no place to be turned to.
    with suppress(RunError):
        found["turned"] = turned(listed, angle)
    return found | {"single": single}


def stays(
    runs: Mapping[str, Run], saddle: Saddle, beyond: float, most: int | None = None
) -> dict[str, tuple[Floats, Stay]]:
    """For each run its |w·out|, ``[updates + 1]``, and what it comes to, cut to ``most`` updates.

    An ``autoencoder``'s is measured by the saddle of its own points, which may be turned; that of ``deep``
    by the saddle given, whose line no labels bend.
    """
    own = {name: saddle if run.problem == "deep" else saddle_of(run) for name, run in runs.items()}
    measured = {name: each for name, each in own.items() if each}
    expect(runs[name] for name in measured)
    found = {}
    for name, each in measured.items():
        columns = trace_of(runs[name])
        told = stay(columns, each, beyond, most)
        found[name] = (each.away(columns)[: told.updates + 1], told)
    return found


def pushed(run: Run) -> bool:
    """Whether any sample pulls at an ``autoencoder``'s saddle: whether a·b ≠ 0 for a point a·v₁ + b·v₂."""
    _, xs, ys = scaled_points(*run.points)
    first, second = principal_axes(xs, ys)[1]
    return any((x * first + y * second) * (y * first - x * second) for x, y in zip(xs, ys, strict=True))


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
    def stayed(self) -> int:
        """How many never were beyond the threshold, their numbers finite to the end."""
        return int((self.times < 0).sum()) - self.diverged

    @property
    def median(self) -> float:
        """The median time; infinite where half of them did not get out."""
        return float(np.median(np.where(self.times < 0, np.inf, self.times)))


def random_sampling(run: Run) -> Run:
    """The same run drawn with replacement, unless its order is random already."""
    return run if SAMPLINGS[run.sampling].random else run.replaced(sampling="with-replacement")


def escapes(run: Run, saddle: Saddle, beyond: float, seeds: int) -> Escapes:
    """The times at which single samples leave, from exactly the saddle, or for ``deep`` one rounding off."""
    start = _leaving(run, saddle, seeds)

    def make(report: Report) -> Escapes:
        times, diverged = _times(start, saddle, beyond, seeds, report)
        lost = int(diverged.sum())
        return Escapes(
            start, np.where(diverged, -1, times), lost, _rule(start, saddle, beyond), start.updates
        )

    return _escapes((start, beyond, seeds), make, _price(start, seeds))


def _leaving(run: Run, saddle: Saddle, seeds: int) -> Run:
    start = nudged(run) if run.problem == "deep" else run.replaced(w0=saddle.place)
    return _within_limits(random_sampling(start), seeds)


def _times(
    start: Run, saddle: Saddle, beyond: float, seeds: int, report: Report
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """``[seeds]`` each: when each first is beyond, −1 where never, and whether it diverges.

    To the end, though all may be out before: one that is out can still diverge. No path is kept.
    """
    times = np.full(seeds, 0 if saddle.of((start.w0[0], start.w0[1])) > beyond else -1)

    def watch(first: int, block: Floats) -> None:
        nonlocal times
        out = saddle.distances_out(block) > beyond
        times = np.where((times < 0) & out.any(axis=0), first + out.argmax(axis=0), times)

    many: Ensemble | None = None
    for many in growing(start, seeds=_seeds(start, seeds), every=start.updates, watch=watch):
        report(many.done)
    assert many
    return times, many.diverged


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


def _rule(start: Run, saddle: Saddle, beyond: float) -> float:
    """Theory's scale: ``escape_time``, or what the factors near the saddle take for the start's offset."""
    xs, ys = start.points
    if start.problem != "deep":
        return escape_time(xs, ys, start.lr, beyond)
    away = saddle.of((start.w0[0], start.w0[1]))
    which = 0 if saddle.out[1] > 0 else 1
    factors = [abs(deep_factors((0.0, 0.0), x, y, start.lr)[which]) for x, y in zip(xs, ys, strict=True)]
    if not away or not all(factors):
        return math.inf
    growth = math.fsum(map(math.log, factors)) / len(factors)
    return max(0.0, math.log(beyond / away) / growth) if growth > 0 else math.inf


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
        many: Ensemble | None = None
        for many in growing(start, seeds=_seeds(start, seeds), every=start.updates):
            report(many.done)
        assert many
        held = ~many.diverged
        distance = np.hypot(*(many.parameters[-1][held] - saddle.place).T)
        on_line = int((saddle.ends(many)[held] == 0).sum())
        return Ends(on_line, float(distance.max(initial=-math.inf)), int((~held).sum()), start.updates)

    return _ends((start, seeds), make, _price(start, seeds))


def _seeds(run: Run, seeds: int) -> range:
    return range(run.seed, run.seed + seeds)


def _within_limits(run: Run, seeds: int) -> Run:
    """The same run, shorter where so many seeds of it would ask for more than an ensemble may."""
    most = min(MAX_ENSEMBLE_GRADIENTS, _SEED_NUMBERS // len(run.w0)) // (seeds * run.samples)
    return run.replaced(epochs=max(1, min(run.epochs, most)))


_escapes: Kept[tuple[Run, float, int], Escapes] = Kept(24)
_ends: Kept[tuple[Run, int], Ends] = Kept(24)

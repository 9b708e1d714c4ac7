"""What the saddle comes to: the way out, who takes it and when, how fragile staying is; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, RunError, Trace
from sgd_core.ensemble import Ensemble, growing
from sgd_core.landscape import moment, principal_axes
from sgd_core.limits import MAX_ENSEMBLE_GRADIENTS, MAX_UPDATES
from sgd_core.samplers import SAMPLINGS
from sgd_core.theory import deep_factors, escape_time
from sgd_ui.kept import Kept
from sgd_ui.runs import trace_of

Floats = NDArray[np.float64]
Report = Callable[[float], None]
Point = tuple[float, float]

#: Per-sample gradients that full-batch descent may take on the stage, and each way below it.
_STAGE_GRADIENTS, WAY_GRADIENTS = 2_000_000, 400_000
#: Parameters that many seeds keep while they run.
_SEED_NUMBERS = 20_000_000
#: The relative error of one rounding.
ROUNDING = 2.0**-53
#: What every other label grows by, and the others shrink by.
LABEL_NOISE = 0.1


@dataclass(frozen=True)
class Saddle:
    """The strict saddle of a run's mean loss that lies nearest to its start.

    Args:
        place: where it is.
        out: the direction in which the loss falls away from it; ``w·out`` says how far out w is.
        growth: what full-batch descent near it multiplies w·out by in an update, 1 + rate·|curvature|.
    """

    place: Point
    out: Point
    growth: float

    def away(self, columns: Trace) -> Floats:
        """``[updates + 1]``: |w·out|."""
        return np.asarray(self._away(*columns.parameters.T))

    def of(self, w: Point) -> float:
        """|w·out| at one point."""
        return float(self._away(*w))

    def beyond(self, many: Ensemble, threshold: float) -> NDArray[np.int64]:
        """``[runs]``: after how many updates |w·out| first is larger than a threshold; −1 where never."""
        return many.first_time(lambda w: ~(self._away(*w) <= threshold))

    def _away(self, first: object, second: object) -> Floats:
        with np.errstate(all="ignore"):
            return np.abs(np.asarray(first) * self.out[0] + np.asarray(second) * self.out[1])

    def distance(self, w: Point) -> float:
        """How far a point is from the saddle."""
        return math.hypot(w[0] - self.place[0], w[1] - self.place[1])


def saddle_of(run: Run) -> Saddle | None:
    """The saddle that a run can get stuck at; None where its samples make none.

    Out of an ``autoencoder``'s leads v₁, a unit vector; out of a ``deep`` one's (1, ±1), with the sign of
    Σxy, so that w·out is w₁ + w₂ or w₁ − w₂ to the last bit.
    """
    saddles = [point for point in run.model.critical(*run.points) if point.kind == "saddle"]
    if not saddles:
        return None
    nearest = min(saddles, key=lambda point: math.dist(point.parameters, run.w0))
    first, second = nearest.parameters
    if run.problem == "deep":
        out = (1.0, math.copysign(1.0, moment(*run.points)))
    else:
        out = principal_axes(*run.points)[1]
    return Saddle((first, second), out, 1 - run.lr * nearest.eigenvalues[-1])


def why_none(run: Run) -> str:
    """Why there is no saddle: ``round`` (no axis is the longest), ``flat`` (the points lie on a line through
    0), ``level`` (mean xy is 0), or ``nothing`` (all x, or all points, are 0 or beyond computing)."""
    points = run.model.critical(*run.points)
    if not points:
        return "nothing"
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
        largest: the largest |w·out| of the run.
        last: the last one; ``distance``: how far its end is from the saddle.
        updates: how many it made.
    """

    passed: int | None
    largest: float
    last: float
    distance: float
    updates: int
    diverged: bool

    @property
    def exact(self) -> bool:
        """Whether |w·out| is exactly 0 from the start to the end."""
        return self.largest == 0.0


def stay(columns: Trace, saddle: Saddle, beyond: float) -> Stay:
    """How a run stands to the way out of a saddle; what is not a number counts as beyond."""
    away = saddle.away(columns)
    out = np.flatnonzero(~(away <= beyond))
    end = columns.parameters[-1].tolist()
    largest = math.inf if np.isnan(away).any() else away.max().item()
    return Stay(
        int(out[0]) if len(out) else None,
        largest,
        away[-1].item(),
        saddle.distance((end[0], end[1])),
        len(columns),
        columns.diverged,
    )


def rounding_time(saddle: Saddle, beyond: float) -> float:
    """Updates that descent near the saddle takes to grow one rounding error beyond a threshold."""
    if saddle.growth <= 1 or beyond <= ROUNDING:
        return math.inf if beyond > ROUNDING else 0.0
    return math.log(beyond / ROUNDING) / math.log(saddle.growth)


def ways(run: Run, saddle: Saddle, angle: float, beyond: float) -> dict[str, Run]:
    """The same start four ways, each for as long as rounding takes to show, twice over.

    Descent on the points as ``listed`` and ``shuffled``; for an ``autoencoder`` ``turned`` by an angle, and
    ``single`` samples; for ``deep`` single samples ``relabelled`` and ``nudged``.
    """
    time = rounding_time(saddle, beyond)
    asked = max(run.updates, math.ceil(2 * time) if math.isfinite(time) else 0)
    listed = descent(run, WAY_GRADIENTS, asked)
    single = run.replaced(epochs=-(-listed.epochs // run.samples))
    found = {"listed": listed, "shuffled": shuffled(listed)}
    if run.problem == "deep":
        return found | {"relabelled": relabelled(single), "nudged": nudged(single)}
    # A start near the largest double has no place to be turned to.
    with suppress(RunError):
        found["turned"] = turned(listed, angle)
    return found | {"single": single}


def stays(runs: dict[str, Run], beyond: float) -> dict[str, tuple[Floats, Stay]]:
    """For each run its |w·out|, ``[updates + 1]``, and what it comes to, by the saddle of its own points."""
    found = {}
    for name, run in runs.items():
        saddle = saddle_of(run)
        if saddle:
            columns = trace_of(run)
            found[name] = (saddle.away(columns), stay(columns, saddle, beyond))
    return found


def pushed(run: Run) -> bool:
    """Whether at an ``autoencoder``'s saddle any sample pulls along the way out."""
    return math.isfinite(escape_time(*run.points, 1.0, 1.0))


@dataclass(frozen=True, eq=False)
class Escapes:
    """Many seeds of one start.

    Args:
        run: what they share.
        times: ``[seeds]``, after how many updates each first is beyond the threshold; −1 where it never is.
        rule: theory's scale for them.
        updates: how many they were given, at most.
    """

    run: Run
    times: NDArray[np.int64]
    rule: float
    updates: int

    @property
    def stayed(self) -> int:
        """How many never were beyond the threshold."""
        return int((self.times < 0).sum())

    @property
    def median(self) -> float:
        """The median time; infinite where half of them stayed."""
        return float(np.median(np.where(self.times < 0, np.inf, self.times)))


def random_sampling(run: Run) -> Run:
    """The same run drawn with replacement, unless its order is random already."""
    return run if SAMPLINGS[run.sampling].random else run.replaced(sampling="with-replacement")


def escapes(run: Run, saddle: Saddle, beyond: float, seeds: int, report: Report) -> Escapes:
    """The times at which single samples leave, from exactly the saddle, or for ``deep`` one rounding off.

    Args:
        report: told, again and again, the share that is done; it may raise to stop the computation.
    """
    start = nudged(run) if run.problem == "deep" else run.replaced(w0=saddle.place)
    start = _within_limits(random_sampling(start), seeds)

    def make() -> Escapes:
        times = np.full(seeds, -1)
        for many in growing(start, seeds=_seeds(start, seeds)):
            times = saddle.beyond(many, beyond)
            if (times >= 0).all():
                break
            report(many.done)
        return Escapes(start, times, _rule(start, saddle, beyond), start.updates)

    return _escapes((start, beyond, seeds), make)


def _rule(start: Run, saddle: Saddle, beyond: float) -> float:
    """Theory's scale: ``escape_time``, or how long the factors near the saddle take for a rounding error."""
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
    """Where many seeds of one start end: how many at w·out exactly 0, and how far from the saddle at most."""

    on_line: int
    farthest: float
    updates: int


def ends(run: Run, saddle: Saddle, seeds: int, report: Report) -> Ends:
    """The ends of many seeds from the start of a run."""
    start = _within_limits(random_sampling(run), seeds)

    def make() -> Ends:
        many: Ensemble | None = None
        for many in growing(start, seeds=_seeds(start, seeds), every=start.updates):
            report(many.done)
        assert many
        away = many.distance(saddle.place)[-1]
        zero = saddle.beyond(many, 0.0) < 0
        return Ends(int(zero.sum()), float(away.max()), start.updates)

    return _ends((start, seeds), make)


def _seeds(run: Run, seeds: int) -> range:
    return range(run.seed, run.seed + seeds)


def _within_limits(run: Run, seeds: int) -> Run:
    """The same run, shorter where so many seeds of it would ask for more than an ensemble may."""
    most = min(MAX_ENSEMBLE_GRADIENTS, _SEED_NUMBERS // len(run.w0)) // (seeds * run.samples)
    return run.replaced(epochs=max(1, min(run.epochs, most)))


_escapes: Kept[tuple[Run, float, int], Escapes] = Kept(24)
_ends: Kept[tuple[Run, int], Ends] = Kept(24)

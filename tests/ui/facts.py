"""The fact that each clause states, held against plain loops: a check for every key that findings can give.

A new clause joins by a check of its own here; one that states no fact of a run stands in ``EXPLAINS``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from sgd_core import Run
from sgd_core.samplers import SAMPLINGS
from tests.ui.plain import ROUNDING, Exact, Loop, brief, distance, loop, root

Numbers = Mapping[str, Any]
Check = Callable[[Any, Numbers], None]
#: A clause's key to what is checked of it.
CHECKS: dict[str, Check] = {}


@dataclass
class Said:
    """What sentences are about: a run, and where they are about several, each by its key."""

    run: Run
    runs: Mapping[str, Run] = field(default_factory=dict)
    within: float = 0.0
    by: str = "gradients"

    @cached_property
    def exact(self) -> Exact:
        return Exact(self.run)

    @cached_property
    def loop(self) -> Loop:
        return loop(self.run)

    @cached_property
    def best(self) -> list[float]:
        return [float(self.exact.best)] if self.run.problem == "origin" else list(self.run.best)

    @property
    def start(self) -> float:
        return distance(self.run.w0, self.best)

    @property
    def end(self) -> float:
        return math.inf if self.loop.lost else distance(self.loop.path[-1], self.best)

    @property
    def drawn(self) -> bool:
        return self.run.sampling == "with-replacement"

    @cached_property
    def orders(self) -> dict[str, Loop]:
        return {name: loop(self.run.replaced(sampling=name)) for name in SAMPLINGS}


def states(*keys: str) -> Callable[[Check], Check]:
    """Notes what is checked of clauses."""

    def noted(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(keys, check))
        return check

    return noted


def number(value: Fraction) -> float:
    """The nearest double; infinite beyond all of them."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def knowing(check: Check, **facts: Any) -> Check:
    """A check that is told more than the clause."""

    def both(said: Said, numbers: Numbers) -> None:
        check(said, {**numbers, **facts})

    return both


def near(found: float, expected: float, share: float = 1e-9, least: float = 0.0) -> None:
    """Two numbers are the same but for a share, or for what is least."""
    if math.isfinite(expected):
        assert abs(found - expected) <= share * abs(expected) + least, (found, expected)
    else:
        assert found == expected


# --- the learning rate ---


@states("rate.none", "sampling.still")
def _(said: Said, numbers: Numbers) -> None:
    assert said.run.lr == 0
    assert all(each.path == [each.path[0]] * len(each.path) for each in said.orders.values())


@states("rate.rests", "rate.undrawn")
def _(said: Said, numbers: Numbers) -> None:
    assert all(w == said.loop.path[0] for w in said.loop.path)
    assert not any(g for pulls in said.loop.pulls for g in pulls)


def _pulled_at_the_start(check: Check, pulled: bool) -> Check:
    def both(said: Said, numbers: Numbers) -> None:
        check(said, numbers)
        w = said.run.w0[0]
        assert any(x * (x * w - y) for x, y in zip(*said.run.points, strict=True)) == pulled

    return both


CHECKS["rate.rests"] = _pulled_at_the_start(CHECKS["rate.rests"], False)
CHECKS["rate.undrawn"] = _pulled_at_the_start(CHECKS["rate.undrawn"], True)


@states("rate.lost")
def _(said: Said, numbers: Numbers) -> None:
    assert all(w == said.loop.path[0] for w in said.loop.path)
    assert said.run.lr and any(g for pulls in said.loop.pulls for g in pulls)


@states("rate.diverged", "own.diverged")
def _(said: Said, numbers: Numbers) -> None:
    assert said.loop.lost and numbers["update"] == len(said.loop.pulls)
    assert all(math.isfinite(value) for w in said.loop.path[:-1] for value in w)


@states("rate.neutral")
def _(said: Said, numbers: Numbers) -> None:
    # By the last bits of the rate a factor near 0 changes by far more of itself.
    turns = sum(abs(number((1 - a) / a)) for a in said.exact.factors)
    assert abs(abs(said.exact.rho) - 1) < ROUNDING + 4 * 2.0**-52 * turns
    epoch(said, numbers)


def epoch(said: Said, numbers: Numbers) -> None:
    """The factor of an epoch, and by how much its size is above 1."""
    value, gap = numbers["rho"]
    rounding = 1e-13 * number(sum(1 / abs(a) for a in said.exact.factors if a)) * abs(number(said.exact.rho))
    near(value, number(said.exact.rho), 1e-9, rounding + 1e-15)
    near(gap, number(abs(said.exact.rho) - 1), 1e-6, rounding + 1e-18)


def _worst(said: Said, numbers: Numbers) -> None:
    """The sample whose own factor is the largest in size, of those that pull."""
    k = numbers["sample"] - 1
    assert numbers["x"] == said.run.points[0][k] != 0
    near(numbers["factor"], number(said.exact.factors[k]), 1e-12, 1e-15)
    size, gap = numbers["size"]
    near(size, abs(number(said.exact.factors[k])), 1e-12, 1e-15)
    near(gap, number(abs(said.exact.factors[k]) - 1), 1e-9, 4e-16)
    assert abs(said.exact.factors[k]) >= max(map(abs, said.exact.moving)) - ROUNDING


@states("rate.grows")
def _(said: Said, numbers: Numbers) -> None:
    """By more than the rounding of its distances."""
    assert abs(said.exact.rho) > 1 and said.end > said.start * (1 + 5e-10)


@states("rate.unstable")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) > 1 and said.end <= said.start * (1 + 2e-9)


@states("rate.reason")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) > 1
    epoch(said, numbers)
    _worst(said, numbers)


@states("rate.lands")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.agree and not said.drawn and min(map(abs, said.exact.factors)) < 1e-15
    first = said.loop.path[min(said.run.samples, len(said.loop.path) - 1)]
    assert distance(first, said.best) <= 1e-8 * (said.start + abs(said.best[0]))
    near(numbers["left"], distance(first, said.best), 1e-9, 1e-15 * (said.start + abs(said.best[0])))


@states("rate.swings")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) < 1
    epoch(said, numbers)
    assert math.prod(max(1.0, abs(number(a))) for a in said.exact.factors) > 9e5


@states("rate.forgets")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.agree and min(map(abs, said.exact.factors)) < 1e-15


def _lost(said: Said) -> list[bool]:
    """Of each update of the first epoch whether a pull there moves nothing."""
    path, pulls = said.loop.path, said.loop.pulls
    steps = zip(path, path[1:], pulls[: said.run.samples], strict=False)
    return [before == after and any(pull) for before, after, pull in steps]


@states("rate.partly")
def _(said: Said, numbers: Numbers) -> None:
    assert any(_lost(said)) and abs(said.exact.rho) < 1
    epoch(said, numbers)


@states("rate.monotone")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.contracts and not any(_lost(said))
    epoch(said, numbers)
    _worst(said, numbers)


@states("rate.idle")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.factors[said.run.points[0].index(0)] == 1


@states("rate.converges", "rate.recovers")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.contracts and abs(said.exact.rho) < 1
    epoch(said, numbers)
    _worst(said, numbers)


def _converging(check: Check, converges: bool) -> Check:
    """A run is said to converge where its samples agree and each of them is taken once an epoch."""

    def both(said: Said, numbers: Numbers) -> None:
        assert (said.exact.agree and said.run.sampling != "with-replacement") == converges
        check(said, numbers)

    return both


def agreeing(check: Check, agree: bool) -> Check:
    def both(said: Said, numbers: Numbers) -> None:
        assert said.exact.agree == agree
        check(said, numbers)

    return both


CHECKS["rate.converges"] = _converging(CHECKS["rate.converges"], True)
CHECKS["rate.recovers"] = _converging(CHECKS["rate.recovers"], False)


@states("rate.hardly")
def _(said: Said, numbers: Numbers) -> None:
    near(numbers["start"], said.start, 1e-12, 1e-15)
    near(numbers["end"], said.end, 1e-9, 1e-12 * said.start)
    assert 0.499 * said.start < said.end < 1.001 * said.start


def conditioned(said: Said, sampling: str) -> float:
    """How well the long run can be known: the less, the nearer a rate is to its limit or to 0."""
    room = 1 - said.exact.square if sampling == "with-replacement" else 1 - abs(said.exact.rho)
    step = 1 if sampling == "with-replacement" else max(2 * said.exact.lr * x * x for x in said.exact.xs)
    return 1e-9 + 1e-13 / abs(number(room)) + 1e-14 / number(step) ** 2


def restless(said: Said) -> None:
    """Samples disagree, and the last epoch still moves w."""
    assert not said.exact.agree
    assert len({w for (w,) in said.loop.path[-said.run.samples - 1 :]}) > 1


@states("rate.settles")
def _(said: Said, numbers: Numbers) -> None:
    restless(said)
    assert numbers["sampling"] == said.run.sampling
    share, least = conditioned(said, said.run.sampling), 1e-12 * abs(said.best[0])
    near(numbers["far"], said.exact.along_one(said.run.sampling), share, least)


@states("rate.restless")
def _(said: Said, numbers: Numbers) -> None:
    restless(said)


@states("rate.between", "rate.between_at")
def _(said: Said, numbers: Numbers) -> None:
    assert said.drawn and said.exact.agree and abs(said.exact.rho) < 1


def squared(said: Said, numbers: Numbers) -> None:
    """What an update with replacement multiplies the mean square by, and by how much that is above 1."""
    (value, gap), exact = numbers["square"], said.exact.square
    near(value, number(exact), 1e-9, 1e-12)
    near(gap, number(exact - 1), 1e-9, 1e-14 * (1 + number(exact)))


def _square(check: Check, holds: Callable[[Fraction], bool]) -> Check:
    def both(said: Said, numbers: Numbers) -> None:
        assert holds(said.exact.square)
        squared(said, numbers)
        check(said, numbers)

    return both


CHECKS["rate.between"] = _square(CHECKS["rate.between"], lambda square: square > 1)
CHECKS["rate.between_at"] = _square(CHECKS["rate.between_at"], lambda square: abs(square - 1) < ROUNDING)


@states("rate.heavy")
def _(said: Said, numbers: Numbers) -> None:
    assert said.drawn and not said.exact.agree and abs(said.exact.rho) < 1
    assert said.exact.square > 1 - ROUNDING
    squared(said, numbers)


# --- many paths, and schedules ---


def _ends(said: Said, seeds: int) -> list[float]:
    """The distances at which so many seeds end, drawn with replacement."""
    runs = [said.run.replaced(sampling="with-replacement", seed=said.run.seed + k) for k in range(seeds)]
    return sorted(end(each, said.best) for each in runs)


def end(run: Run, best: list[float]) -> float:
    done = loop(run)
    return math.inf if done.lost else distance(done.path[-1], best)


@states("paths.apart", "paths.together")
def _(said: Said, numbers: Numbers) -> None:
    ends, seeds = _ends(said, numbers["seeds"]), numbers["seeds"]
    least = 1e-12 * (said.start + abs(said.best[0]))
    near(numbers["median"], (ends[(seeds - 1) // 2] + ends[seeds // 2]) / 2, 1e-6, least)
    near(numbers["shown"], math.hypot(*ends) / math.sqrt(seeds), 1e-6, least)
    squared(said, numbers)
    e, v = Fraction(said.run.w0[0]) - said.exact.best, Fraction()
    v = e * e
    for _ in range(min(said.run.updates, 60)):
        mixed = sum(a * c for a, c in zip(said.exact.factors, said.exact.pushes, strict=True))
        noise = sum(c * c for c in said.exact.pushes)
        v = said.exact.square * v + (2 * mixed * e + noise) / said.run.samples
        e *= sum(said.exact.factors) / said.run.samples
        v, e = brief(v), brief(e)
    if said.run.updates <= 60 and root(v) < 1e300:
        near(numbers["exact"], root(v), 1e-6, least)


@states("paths.lost")
def _(said: Said, numbers: Numbers) -> None:
    ends = _ends(said, numbers["seeds"])
    assert sum(map(math.isinf, ends)) * 2 >= numbers["seeds"]
    assert numbers["updates"] <= said.run.updates


@states("paths.ends")
def _(said: Said, numbers: Numbers) -> None:
    constant = math.hypot(*_ends(said, numbers["seeds"])) / math.sqrt(numbers["seeds"])
    found = numbers["ends"]["constant"]
    assert math.isfinite(found) == math.isfinite(constant)
    near(
        found if math.isfinite(found) else math.inf, constant, 1e-6, 1e-12 * (said.start + abs(said.best[0]))
    )


@states("paths.still")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.run.lr or not any(g for pulls in said.loop.pulls for g in pulls)


def _stays(said: Said) -> bool:
    """Whether no sample moves the start by a step, though some pull."""
    ((w,), xs, ys) = said.run.w0, *said.run.points
    pulls = [2 * x * (x * w - y) for x, y in zip(xs, ys, strict=True)]
    return any(pulls) and all(w - said.run.lr * pull == w for pull in pulls)


@states("paths.no_step")
def _(said: Said, numbers: Numbers) -> None:
    assert said.run.lr and _stays(said)
    for seed in range(3):
        path = loop(said.run.replaced(sampling="with-replacement", seed=seed)).path
        assert all(w == path[0] for w in path)


@states("paths.floor")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.agree and said.exact.square < 1 and not _stays(said)
    # About the best w some step is seen, or w would come to rest there.
    assert not _stays(Said(said.run.replaced(w0=(said.best[0],))))
    near(numbers["floor"], said.exact.long_run("with-replacement"), 1e-6)


@states("paths.no_floor")
def _(said: Said, numbers: Numbers) -> None:
    """What the best w leaves over is no more than decimals lose as doubles."""
    left = [(x * (y - x * said.exact.best), x * y) for x, y in zip(said.exact.xs, said.exact.ys, strict=True)]
    assert all(abs(pull) <= abs(size) / 10**12 for pull, size in left) and said.exact.square < 1


@states("paths.neither")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.agree and abs(said.exact.square - 1) < ROUNDING


@states("paths.unbounded", "paths.unbounded_noise")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.square > 1 - ROUNDING
    squared(said, numbers)


CHECKS["paths.unbounded"] = agreeing(CHECKS["paths.unbounded"], True)
CHECKS["paths.unbounded_noise"] = agreeing(CHECKS["paths.unbounded_noise"], False)

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
from tests.ui.plain import ROUNDING, Exact, Loop, distance, loop

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


@states("rate.rests")
def _(said: Said, numbers: Numbers) -> None:
    assert all(w == said.loop.path[0] for w in said.loop.path)
    assert not any(g for pulls in said.loop.pulls for g in pulls)


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
    assert abs(abs(said.exact.rho) - 1) < ROUNDING
    _epoch(said, numbers)


def _epoch(said: Said, numbers: Numbers) -> None:
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
    assert abs(said.exact.factors[k]) >= max(map(abs, said.exact.moving)) - ROUNDING


@states("rate.grows")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) > 1 and said.end > said.start


@states("rate.unstable")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) > 1 and said.end <= said.start


@states("rate.reason")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) > 1
    _epoch(said, numbers)
    _worst(said, numbers)


@states("rate.lands")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.agree and not said.drawn and min(map(abs, said.exact.factors)) < 1e-15
    first = said.loop.path[min(said.run.samples, len(said.loop.path) - 1)]
    # What the samples after the one that lands make of its rounding.
    later = math.prod(max(1.0, abs(number(a))) for a in said.exact.factors)
    assert distance(first, said.best) <= 1e-14 * later * (said.start + abs(said.best[0]))


@states("rate.forgets")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.agree and min(map(abs, said.exact.factors)) < 1e-15


@states("rate.monotone")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.contracts
    _epoch(said, numbers)
    _worst(said, numbers)


@states("rate.idle")
def _(said: Said, numbers: Numbers) -> None:
    assert 0 in said.run.points[0]


@states("rate.converges", "rate.recovers")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.contracts and abs(said.exact.rho) < 1
    _epoch(said, numbers)
    _worst(said, numbers)


def _agreeing(check: Check, agree: bool) -> Check:
    def both(said: Said, numbers: Numbers) -> None:
        assert said.exact.agree == agree
        check(said, numbers)

    return both


CHECKS["rate.converges"] = _agreeing(CHECKS["rate.converges"], True)
CHECKS["rate.recovers"] = _agreeing(CHECKS["rate.recovers"], False)


@states("rate.hardly")
def _(said: Said, numbers: Numbers) -> None:
    near(numbers["start"], said.start, 1e-12, 1e-15)
    near(numbers["end"], said.end, 1e-9, 1e-12 * said.start)
    assert said.end > 0.499 * said.start


def _conditioned(said: Said, sampling: str) -> float:
    """How well the long run can be known: the less, the nearer a rate is to its limit or to 0."""
    room = 1 - said.exact.square if sampling == "with-replacement" else 1 - abs(said.exact.rho)
    step = 1 if sampling == "with-replacement" else max(2 * said.exact.lr * x * x for x in said.exact.xs)
    return 1e-9 + 1e-13 / abs(number(room)) + 1e-14 / number(step) ** 2


@states("rate.settles")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.agree and numbers["sampling"] == said.run.sampling
    share, least = _conditioned(said, said.run.sampling), 1e-12 * abs(said.best[0])
    near(numbers["far"], said.exact.long_run(said.run.sampling), share, least)


@states("rate.restless")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.agree


@states("rate.between", "rate.between_at")
def _(said: Said, numbers: Numbers) -> None:
    assert said.drawn and said.exact.agree and abs(said.exact.rho) < 1


def _square(check: Check, holds: Callable[[Fraction], bool]) -> Check:
    def both(said: Said, numbers: Numbers) -> None:
        assert holds(said.exact.square)
        near(numbers["square"], number(said.exact.square), 1e-9, 1e-12)
        check(said, numbers)

    return both


CHECKS["rate.between"] = _square(CHECKS["rate.between"], lambda square: square > 1)
CHECKS["rate.between_at"] = _square(CHECKS["rate.between_at"], lambda square: abs(square - 1) < ROUNDING)


@states("rate.heavy")
def _(said: Said, numbers: Numbers) -> None:
    assert said.drawn and not said.exact.agree and abs(said.exact.rho) < 1
    assert said.exact.square > 1 - ROUNDING
    near(numbers["square"], number(said.exact.square), 1e-9, 1e-12)


# --- many paths, and schedules ---


def _ends(said: Said, seeds: int) -> list[float]:
    """The distances at which so many seeds end, drawn with replacement."""
    runs = [said.run.replaced(sampling="with-replacement", seed=said.run.seed + k) for k in range(seeds)]
    return sorted(_end(each, said.best) for each in runs)


def _end(run: Run, best: list[float]) -> float:
    done = loop(run)
    return math.inf if done.lost else distance(done.path[-1], best)


@states("paths.apart", "paths.together")
def _(said: Said, numbers: Numbers) -> None:
    ends, seeds = _ends(said, numbers["seeds"]), numbers["seeds"]
    least = 1e-12 * (said.start + abs(said.best[0]))
    near(numbers["median"], (ends[(seeds - 1) // 2] + ends[seeds // 2]) / 2, 1e-6, least)
    near(numbers["sample"], math.sqrt(sum(e * e for e in ends) / seeds), 1e-6, least)
    near(numbers["square"], number(said.exact.square), 1e-9, 1e-12)
    e, v = Fraction(said.run.w0[0]) - said.exact.best, Fraction()
    v = e * e
    for _ in range(min(said.run.updates, 60)):
        mixed = sum(a * c for a, c in zip(said.exact.factors, said.exact.pushes, strict=True))
        noise = sum(c * c for c in said.exact.pushes)
        v = said.exact.square * v + (2 * mixed * e + noise) / said.run.samples
        e *= sum(said.exact.factors) / said.run.samples
        if not (math.isfinite(number(v)) and math.isfinite(number(e))):
            break
        v, e = Fraction(number(v)), Fraction(number(e))
    if said.run.updates <= 60 and number(v) < 1e300:
        near(numbers["exact"], math.sqrt(number(v)), 1e-6, least)


@states("paths.lost")
def _(said: Said, numbers: Numbers) -> None:
    ends = _ends(said, numbers["seeds"])
    assert sum(map(math.isinf, ends)) * 2 >= numbers["seeds"]
    assert numbers["updates"] <= said.run.updates


@states("paths.ends")
def _(said: Said, numbers: Numbers) -> None:
    constant = math.sqrt(sum(e * e for e in _ends(said, numbers["seeds"])) / numbers["seeds"])
    near(numbers["ends"]["constant"], constant, 1e-6, 1e-12 * (said.start + abs(said.best[0])))


@states("paths.still")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.run.lr or (said.exact.agree and said.start <= 1e-15 * abs(said.best[0]))


@states("paths.floor")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.agree and said.exact.square < 1
    near(numbers["floor"], said.exact.long_run("with-replacement"), 1e-6)


@states("paths.no_floor")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.agree and said.exact.square < 1


@states("paths.neither")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.agree and abs(said.exact.square - 1) < ROUNDING


@states("paths.unbounded", "paths.unbounded_noise")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.square > 1 - ROUNDING
    near(numbers["square"], number(said.exact.square), 1e-9)
    below = Exact(said.run.replaced(lr=numbers["limit"] * (1 - 1e-9)))
    above = Exact(said.run.replaced(lr=numbers["limit"] * (1 + 1e-9)))
    assert below.square < 1 < above.square


CHECKS["paths.unbounded"] = _agreeing(CHECKS["paths.unbounded"], True)
CHECKS["paths.unbounded_noise"] = _agreeing(CHECKS["paths.unbounded_noise"], False)


# --- the order ---


@states("sampling.rests")
def _(said: Said, numbers: Numbers) -> None:
    for each in said.orders.values():
        assert all(w == each.path[0] for w in each.path) and not any(g for (g,) in each.pulls)


@states("sampling.lost")
def _(said: Said, numbers: Numbers) -> None:
    assert all(w == each.path[0] for each in said.orders.values() for w in each.path)
    assert said.run.lr and any(g for each in said.orders.values() for (g,) in each.pulls)


def _late(said: Said) -> dict[str, float]:
    """The root mean square distance at ends of epochs in the last half of each run."""
    found = {}
    for name, each in said.orders.items():
        ends = [said.exact.away(w) for (w,) in each.path[said.run.samples :: said.run.samples]]
        late = ends[len(ends) // 2 :]
        lost = each.lost or not late
        largest = max(late, default=0.0) or 1.0
        square = sum((e / largest) ** 2 for e in late) / max(1, len(late))
        found[name.replace("-", "_")] = math.inf if lost else largest * math.sqrt(square)
    return found


def _distances(said: Said, numbers: Numbers) -> dict[str, float]:
    late = _late(said)
    for name, value in late.items():
        if not 1e150 < value < math.inf:
            near(numbers[name], value, 1e-6, 1e-12 * (said.start + abs(said.best[0])))
    return late


@states("sampling.away")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) > 1
    assert min(_distances(said, numbers).values()) > said.start


@states("sampling.unsettled")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) > 1 - ROUNDING
    _distances(said, numbers)


@states("sampling.beyond")
def _(said: Said, numbers: Numbers) -> None:
    assert numbers["names"] == [name for name, each in said.orders.items() if each.lost]
    _distances(said, numbers)


@states("sampling.agree")
def _(said: Said, numbers: Numbers) -> None:
    n, least = said.run.samples, 1e-12 * (abs(said.run.w0[0]) + abs(said.best[0]))
    whole = [each for name, each in said.orders.items() if name != "with-replacement"]
    # What an epoch in some order may make of rounding on the way.
    swing = math.prod(max(1.0, abs(number(a))) for a in said.exact.factors)
    for k in range(n, len(whole[0].path), n):
        ends = [each.path[k][0] for each in whole]
        assert max(ends) - min(ends) <= least * swing * k
    near(numbers["listed"], said.orders["cyclic"].path[n][0], 1e-9, least)
    near(numbers["drawn"], said.orders["with-replacement"].path[n][0], 1e-9, least)


@states("sampling.differ")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.agree
    late = _distances(said, numbers)
    least = min(late.values())
    for name, value in late.items():
        if name.replace("_", "-") in numbers["nearest"]:
            assert value <= 1.01 * least
        else:
            assert value >= least


@states("sampling.why_alike")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.agree and len(set(said.exact.factors)) == 1


@states("sampling.why_agree")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.agree and len({x * x for x in said.exact.xs}) > 1


@states("sampling.why_away")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) > 1 - ROUNDING
    _epoch(said, numbers)


@states("sampling.why_differ", "sampling.why_heavy")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.agree and abs(said.exact.rho) < 1 and numbers["lr"] == said.run.lr
    for name in SAMPLINGS:
        value = numbers[name.replace("-", "_")]
        if name == "with-replacement" and said.exact.square > 1 - ROUNDING:
            assert value == math.inf
        elif not math.isnan(value):
            near(value, said.exact.long_run(name), _conditioned(said, name), 1e-12 * abs(said.best[0]))
    bounded = said.exact.square < 1
    assert math.isfinite(numbers["with_replacement"]) <= bounded


# --- the race ---


def _arrivals(said: Said) -> dict[str, tuple[int, int]]:
    """By key, gradients and updates until each run is within reach for good."""
    found = {}
    for key, run in said.runs.items():
        done = loop(run)
        inside = [distance(w, said.best) < said.within for w in done.path]
        if done.lost or not inside[-1]:
            continue
        updates = next((k + 1 for k in reversed(range(len(inside))) if not inside[k]), 0)
        size = run.samples if run.batch == "all" else run.batch_size
        per = -(-run.samples // size)
        gradients = updates // per * run.samples + updates % per * size
        found[key] = (gradients, updates)
    return found


def _paid(said: Said, key: str, numbers: Numbers) -> None:
    assert (numbers["gradients"], numbers["updates"]) == _arrivals(said)[key]


@states("race.nobody")
def _(said: Said, numbers: Numbers) -> None:
    assert not _arrivals(said)
    ends = {key: _end(run, said.best) for key, run in said.runs.items()}
    assert ends[numbers["nearest"]] <= min(ends.values()) * (1 + 1e-9) + 1e-12 * abs(said.best[0])


@states("race.first_gradients", "race.first_updates", "race.first_time")
def _(said: Said, numbers: Numbers) -> None:
    _first(said, numbers)
    for key in numbers["racers"]:
        _paid(said, key, numbers)


@states("race.tied_gradients", "race.tied_updates", "race.tied_time")
def _(said: Said, numbers: Numbers) -> None:
    _first(said, numbers)
    arrivals = _arrivals(said)
    assert len({arrivals[key] for key in numbers["racers"]}) > 1


def _first(said: Said, numbers: Numbers) -> None:
    arrivals = _arrivals(said)
    column = ("gradients", "updates").index(said.by)
    least = min(each[column] for each in arrivals.values())
    assert sorted(numbers["racers"]) == sorted(k for k, each in arrivals.items() if each[column] == least)
    assert numbers["within"] == said.within


@states("race.told")
def _(said: Said, numbers: Numbers) -> None:
    _paid(said, numbers["racer"], numbers)


@states("race.next")
def _(said: Said, numbers: Numbers) -> None:
    arrivals, column = _arrivals(said), ("gradients", "updates").index(said.by)
    _paid(said, numbers["racer"], numbers)
    first = min(arrivals.values(), key=lambda each: each[column])
    near(numbers["ratio"], numbers["gradients"] / first[0], 1e-12)


@states("race.never")
def _(said: Said, numbers: Numbers) -> None:
    assert numbers["racer"] not in _arrivals(said)


@states("race.theory_agree", "race.theory_noise")
def _(said: Said, numbers: Numbers) -> None:
    squares = [x * x for x in said.exact.xs]
    m2, m4 = (sum(s**k for s in squares) / len(squares) for k in (1, 2))

    def limit(batch: int) -> Fraction:
        return m2 / (m4 / batch + (1 - Fraction(1, batch)) * m2 * m2)

    near(numbers["two"], float(limit(2) / limit(1)), 1e-9)
    near(numbers["share"], float(limit(1) * m2), 1e-9)
    rest = m4 / (m2 * m2) - 1
    if rest > ROUNDING:
        worth = [math.log1p(float(b / rest)) / b for b in (1, 2, 3, 10)]
        assert worth == sorted(worth, reverse=True)


CHECKS["race.theory_agree"] = _agreeing(CHECKS["race.theory_agree"], True)
CHECKS["race.theory_noise"] = _agreeing(CHECKS["race.theory_noise"], False)


@states("race.no_theory")
def _(said: Said, numbers: Numbers) -> None:
    assert said.run.problem != "origin"


# --- a reader's data ---


def _told_ends(said: Said, numbers: Numbers) -> None:
    least = 1e-9 * (said.start + math.hypot(*said.best))
    near(numbers["start"], said.start, 1e-9, least)
    near(numbers["end"], said.end, 1e-6, least)
    assert numbers["updates"] == len(said.loop.pulls)


@states("own.begins")
def _(said: Said, numbers: Numbers) -> None:
    _told_ends(said, numbers)
    assert said.start <= 1e-11 * math.hypot(*said.best)


@states("own.arrived")
def _(said: Said, numbers: Numbers) -> None:
    _told_ends(said, numbers)
    assert said.end <= said.start * 0.01 * (1 + 1e-6) and said.start > 0


@states("own.no_nearer")
def _(said: Said, numbers: Numbers) -> None:
    _told_ends(said, numbers)
    assert said.end >= said.start * (1 - 1e-9)


def _quarters(said: Said) -> tuple[float, float] | None:
    """The mean distance at ends of epochs in the last quarter of a run and in the one before."""
    each = said.run.updates // said.run.epochs
    gaps = [distance(w, said.best) for w in said.loop.path[::each]]
    quarter = len(gaps) // 4
    if not quarter:
        return None
    last, before = gaps[-quarter:], gaps[-2 * quarter : -quarter]
    return sum(last) / quarter, sum(before) / quarter


@states("own.nearer_falling")
def _(said: Said, numbers: Numbers) -> None:
    _told_ends(said, numbers)
    quarters = _quarters(said)
    assert said.end < said.start and (quarters is None or quarters[0] < quarters[1])


@states("own.nearer_slow")
def _(said: Said, numbers: Numbers) -> None:
    _told_ends(said, numbers)
    last, before = _quarters(said) or (said.end, said.end)
    spread = max(distance(w, said.best) for w in said.loop.path[len(said.loop.path) // 2 :])
    assert said.end < said.start and before - last <= max(spread, 0.01 * last) * (1 + 1e-6)


@states("own.nearer_noise")
def _(said: Said, numbers: Numbers) -> None:
    _told_ends(said, numbers)
    xs = said.run.points[0]
    fitted = [said.best[0] * x + (said.best[1] if len(said.best) > 1 else 0.0) for x in xs]
    assert fitted != list(said.run.points[1])
    assert distance(loop(said.run, fitted).path[-1], said.best) < 0.51 * said.end < said.start

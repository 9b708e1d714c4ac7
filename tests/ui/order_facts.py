"""What each clause about orders and batches states, held against plain loops."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from sgd_core.samplers import SAMPLINGS
from tests.ui.facts import (
    CHECKS,
    Numbers,
    Said,
    agreeing,
    conditioned,
    end,
    epoch,
    near,
    number,
    squared,
    states,
)
from tests.ui.plain import ROUNDING, distance, loop

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
    """Each order is farther away in the last half of its run than it ever began or ended an epoch before."""
    assert abs(said.exact.rho) > 1
    late = _distances(said, numbers)
    for name, each in said.orders.items():
        ends = [said.exact.away(w) for (w,) in each.path[:: said.run.samples]]
        if not each.lost:
            assert late[name.replace("-", "_")] > 1.009 * max(ends[: 1 + (len(ends) - 1) // 2])


@states("sampling.unsettled")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) > 1 - ROUNDING
    _distances(said, numbers)


@states("sampling.beyond")
def _(said: Said, numbers: Numbers) -> None:
    assert numbers["names"] == [name for name, each in said.orders.items() if each.lost]
    _distances(said, numbers)


def brief(w: Sequence[float]) -> str:
    """w in as many digits as it is told."""
    return f"{w[0] + 0.0:.6g}"


@states("sampling.agree")
def _(said: Said, numbers: Numbers) -> None:
    n, least = said.run.samples, 1e-12 * (abs(said.run.w0[0]) + abs(said.best[0]))
    whole = [each for name, each in said.orders.items() if name != "with-replacement"]
    # What an epoch in some order may make of rounding on the way.
    swing = min(1e3, math.prod(max(1.0, abs(number(a))) for a in said.exact.factors))
    for k in range(n, len(whole[0].path), n):
        ends = [each.path[k][0] for each in whole]
        assert max(ends) - min(ends) <= least * swing * k
    assert {brief(each.path[n]) for each in whole} == {brief([numbers["listed"]])}
    near(numbers["drawn"], said.orders["with-replacement"].path[n][0], 1e-9, least)


@states("sampling.agree_rounding")
def _(said: Said, numbers: Numbers) -> None:
    """The factors of an epoch are the same in every order; what some of them make of rounding is not, be it
    that of a start far away."""
    whole = [each for name, each in said.orders.items() if name != "with-replacement"]
    swing = math.prod(max(1.0, abs(number(a))) for a in said.exact.factors)
    assert abs(said.exact.rho) < 1
    assert (numbers["gap"] > 1e-9 and swing > 1e3) or len(
        {brief(w.path[said.run.samples]) for w in whole}
    ) > 1
    for x, y in zip(said.exact.xs, said.exact.ys, strict=True):
        assert abs(x * (y - x * said.exact.best)) <= abs(x * y) / 10**12


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


@states("sampling.why_small")
def _(said: Said, numbers: Numbers) -> None:
    """At such a rate the square of a step is lost beside 1."""
    assert not said.exact.agree and said.exact.square < 1 and numbers["lr"] == said.run.lr
    step = max(2 * said.exact.lr * x * x for x in said.exact.xs)
    assert step * step < Fraction(1, 10**10)
    far = numbers["with_replacement"]
    near(far, said.exact.long_run("with-replacement"), conditioned(said, "with-replacement"))


@states("sampling.why_between")
def _(said: Said, numbers: Numbers) -> None:
    assert said.exact.agree and said.start > 0 and abs(said.exact.rho) < 1 < said.exact.square
    squared(said, numbers)


@states("sampling.why_away")
def _(said: Said, numbers: Numbers) -> None:
    assert abs(said.exact.rho) > 1 - ROUNDING
    epoch(said, numbers)


@states("sampling.why_differ", "sampling.why_heavy")
def _(said: Said, numbers: Numbers) -> None:
    assert not said.exact.agree and abs(said.exact.rho) < 1 and numbers["lr"] == said.run.lr
    for name in SAMPLINGS:
        value = numbers[name.replace("-", "_")]
        if name == "with-replacement" and said.exact.square > 1 - ROUNDING:
            assert value == math.inf
        elif not math.isnan(value):
            near(value, said.exact.along_one(name), conditioned(said, name), 1e-12 * abs(said.best[0]))
    bounded = said.exact.square < 1
    assert math.isfinite(numbers["with_replacement"]) <= bounded


# --- the race ---


def _arrivals(said: Said) -> dict[str, tuple[int, int]]:
    """By key, gradients and updates until each run is within reach, to its end and for a whole epoch."""
    found = {}
    for key, run in said.runs.items():
        done = loop(run)
        inside = [distance(w, said.best) < said.within for w in done.path]
        if done.lost or not inside[-1]:
            continue
        updates = next((k + 1 for k in reversed(range(len(inside))) if not inside[k]), 0)
        size = run.samples if run.batch == "all" else run.batch_size
        per = -(-run.samples // size)
        if updates + per >= len(inside):
            continue
        gradients = updates // per * run.samples + updates % per * size
        found[key] = (gradients, updates)
    return found


def _paid(said: Said, key: str, numbers: Numbers) -> None:
    assert (numbers["gradients"], numbers["updates"]) == _arrivals(said)[key]


@states("race.nobody")
def _(said: Said, numbers: Numbers) -> None:
    assert not _arrivals(said)
    ends = {key: end(run, said.best) for key, run in said.runs.items()}
    least = min(ends.values()) * (1 + 1e-9) + 1e-12 * abs(said.best[0])
    assert numbers["nearest"] and all(ends[key] <= least < math.inf for key in numbers["nearest"])


@states("race.lost")
def _(said: Said, numbers: Numbers) -> None:
    assert all(end(run, said.best) == math.inf for run in said.runs.values())


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

    assert limit(2) < 2 * limit(1)
    rest = m4 / (m2 * m2) - 1
    if rest > ROUNDING:
        worth = [math.log1p(float(b / rest)) / b for b in (1, 2, 3, 10)]
        assert worth == sorted(worth, reverse=True)


CHECKS["race.theory_agree"] = agreeing(CHECKS["race.theory_agree"], True)
CHECKS["race.theory_noise"] = agreeing(CHECKS["race.theory_noise"], False)


@states("race.theory_one")
def _(said: Said, numbers: Numbers) -> None:
    paths = [loop(run).path for run in said.runs.values()]
    assert said.run.samples == 1 and all(repr(path) == repr(paths[0]) for path in paths)


@states("race.theory_alike", "race.theory_alike_noise")
def _(said: Said, numbers: Numbers) -> None:
    """One update multiplies the distance alike whatever the batch, and only noise is averaged out; what
    pays least pays less than others."""
    assert len({x * x for x in said.exact.xs}) == 1 < said.run.samples


CHECKS["race.theory_alike"] = agreeing(CHECKS["race.theory_alike"], True)
CHECKS["race.theory_alike_noise"] = agreeing(CHECKS["race.theory_alike_noise"], False)


@states("race.no_theory")
def _(said: Said, numbers: Numbers) -> None:
    assert said.run.problem != "origin"

"""What each clause about the optimizers and about the note's program states, held against plain loops."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from sgd_core import Run, Trace
from sgd_core.samplers import SAMPLINGS
from tests.ui.facts import CHECKS, Numbers, Said, near, states
from tests.ui.plain import loop


def losses(run: Run, w: tuple[float, ...]) -> list[float]:
    """Each sample's loss, written out."""
    found = []
    for x, y in zip(*run.points, strict=True):
        if run.problem == "autoencoder":
            s = w[0] * x + w[1] * y
            found.append((x - w[0] * s) ** 2 + (y - w[1] * s) ** 2)
            continue
        r = w[0] * x + (w[1] if len(w) > 1 else 0.0) - (y if run.problem != "logistic" else 0.0)
        delta = run.constants["delta"]
        if run.problem == "logistic":
            found.append(float(np.logaddexp(0.0, (1 - 2 * y) * r)))
        elif run.problem == "huber":
            found.append(r * r / 2 if abs(r) <= delta else delta * (abs(r) - delta / 2))
        else:
            found.append(r * r)
    return found


def mean_loss(run: Run, w: tuple[float, ...]) -> float:
    return sum(losses(run, w)) / run.samples if all(map(math.isfinite, w)) else math.inf


class Racing(Said):
    """What is said of optimizers that race, from where each of them was."""

    def __init__(self, run: Run, racing: Mapping[str, Trace], least: float | None, rounding: float) -> None:
        super().__init__(run)
        self.racing, self.least, self.rounding = racing, least, rounding

    @cached_property
    def ends(self) -> dict[str, float]:
        """The mean loss above the least, averaged over the updates of the last epoch."""
        found = {}
        for key, columns in self.racing.items():
            rows = columns.parameters[1:][-columns.run.updates_per_epoch :].tolist()
            late = (
                math.inf if columns.diverged else sum(mean_loss(self.run, tuple(w)) for w in rows) / len(rows)
            )
            above = late - (self.least or 0.0)
            found[key] = late if not math.isfinite(late) else 0.0 if above <= self.rounding else above
        return found

    def slack(self, value: float) -> float:
        return 1e-6 * abs(value) + 10 * self.rounding + 1e-9 * (self.least or 0.0)


@states("optimizers.nobody")
def _(said: Racing, numbers: Numbers) -> None:
    assert not any(map(math.isfinite, said.ends.values()))


@states("optimizers.lowest", "optimizers.lowest_above", "optimizers.lowest_there")
def _(said: Racing, numbers: Numbers) -> None:
    lowest = min(said.ends.values())
    near(numbers["end"], lowest, 1e-6, said.slack(lowest))
    for key, end in said.ends.items():
        if key in numbers["racers"]:
            assert end <= lowest * 1.01 + said.slack(lowest)
        else:
            assert end >= lowest - said.slack(lowest)
    assert ("least" in numbers) == (said.least is not None)
    assert numbers.get("least", said.least) == said.least


@states("optimizers.then", "optimizers.then_above")
def _(said: Racing, numbers: Numbers) -> None:
    end = said.ends[numbers["racer"]]
    near(numbers["end"], end, 1e-6, said.slack(end))


@states("optimizers.diverged")
def _(said: Racing, numbers: Numbers) -> None:
    columns = said.racing[numbers["racer"]]
    assert numbers["update"] == len(columns)
    finite = [np.isfinite(each).all(axis=1) for each in (columns.parameters[1:], columns.gradient)]
    assert finite[0][:-1].all() and not (finite[0][-1] and finite[1][-1])


@states("optimizers.overflows")
def _(said: Racing, numbers: Numbers) -> None:
    assert said.ends[numbers["racer"]] == math.inf and not said.racing[numbers["racer"]].diverged


@states("optimizers.above_start", "optimizers.above_start_excess")
def _(said: Racing, numbers: Numbers) -> None:
    start = mean_loss(said.run, said.run.w0) - (said.least or 0.0)
    near(numbers["start"], max(start, 0.0), 1e-6, said.slack(start))
    assert min(said.ends.values()) > start - said.slack(start)
    last = [mean_loss(said.run, tuple(each.parameters[-1].tolist())) for each in said.racing.values()]
    assert all(loss - (said.least or 0.0) > start - said.slack(start) for loss in last)


# --- the note's program ---


class Program(Said):
    """A run of the program, which goes on where numbers are no longer finite."""

    @cached_property
    def w(self) -> list[float]:
        """After each update that the program makes."""
        xs, ys = self.run.points
        w = [self.run.w0[0]]
        for _ in range(self.run.epochs):
            for x, y in zip(xs, ys, strict=True):
                w.append(w[-1] - self.run.lr * (2 * x * (x * w[-1] - y)))
        return w

    @property
    def ends(self) -> list[float]:
        return self.w[self.run.samples :: self.run.samples]

    @cached_property
    def printed(self) -> list[float]:
        """The last sample's loss at the end of each epoch."""
        x, y = self.run.points[0][-1], self.run.points[1][-1]
        return [(x * w - y) * (x * w - y) for w in self.ends]

    @cached_property
    def means(self) -> list[float]:
        return [sum(losses(self.run, (w,))) / self.run.samples for w in self.ends]

    def order(self, name: str) -> list[float]:
        done = loop(self.run.replaced(sampling=name))
        return [w for (w,) in done.path] + [math.nan] * (self.run.updates - len(done.pulls))


def same(found: float, expected: float, least: float = 0.0) -> None:
    if math.isnan(expected):
        assert math.isnan(found)
    else:
        near(found, expected, 1e-9, least)


@states("program.verdict", "program.diverged", "program.open")
def _(said: Program, numbers: Numbers) -> None:
    assert numbers["start"] == said.run.w0[0]
    same(numbers["end"], said.w[-1], 1e-12 * abs(said.run.w0[0]))
    if numbers["best"] is not None:
        near(numbers["best"], float(said.exact.best), 1e-12)


@states("program.losses", "program.loss", "program.losses_lost", "program.losses_until")
def _(said: Program, numbers: Numbers) -> None:
    least = 1e-20 * (1 + max(map(abs, said.run.points[1])) ** 2)
    same(numbers["first"], said.printed[0], least)
    if math.isfinite(numbers["last"]):
        near(numbers["last"], said.printed[-1], 1e-6, least)
    finite = [k for k, value in enumerate(said.printed) if math.isfinite(value)]
    if "epoch" in numbers:
        assert numbers["epoch"] == finite[-1]
        near(numbers["finite"], said.printed[finite[-1]], 1e-6)


@states("program.lesson_still")
def _(said: Program, numbers: Numbers) -> None:
    assert set(said.w[: said.run.samples + 1 : said.run.samples]) == {said.run.w0[0]}


@states("program.lesson_one", "loose.order_one", "loose.globals_one")
def _(said: Program, numbers: Numbers) -> None:
    assert said.run.samples == 1


def _turned(said: Program) -> tuple[float, float]:
    """w after the first epoch, as listed and the other way round."""
    xs, ys = said.run.points
    other = Program(said.run.replaced(x=xs[::-1], y=ys[::-1]))
    return said.w[said.run.samples], other.w[said.run.samples]


@states("program.lesson_same", "program.lesson_rounding")
def _(said: Program, numbers: Numbers) -> None:
    for x, y in zip(said.exact.xs, said.exact.ys, strict=True):
        assert abs(x * (y - x * said.exact.best)) <= abs(x * y) / 10**12


@states("program.lesson")
def _(said: Program, numbers: Numbers) -> None:
    assert not said.exact.agree


@states("program.lesson_chance")
def _(said: Program, numbers: Numbers) -> None:
    assert not said.exact.agree
    listed, turned = _turned(said)
    assert abs(listed - turned) <= _last_bits(said, said.run.samples)


def _last_bits(said: Program, updates: int) -> float:
    """What rounding may make of w in so many updates that magnify none of it."""
    return updates * 2.0**-50 * max(map(abs, said.w[: updates + 1]))


@states("loose.globals_apart", "loose.globals_alike", "loose.globals_lost")
def _(said: Program, numbers: Numbers) -> None:
    w = said.w[said.run.samples]
    own = [2 * x * (x * w - y) for x, y in zip(*said.run.points, strict=True)]
    for found, expected in zip(numbers["own"], own, strict=True):
        same(found, expected, 1e-12 * max(1.0, abs(w)))
    assert numbers["n"] == len(numbers["asked"]) == said.run.samples
    for found in numbers["asked"]:
        same(found, own[-1], 1e-12 * max(1.0, abs(w)))


def _falls(values: list[float]) -> bool:
    return all(after < before for before, after in pairwise(values))


def _fell(key: str, printed: bool, means: bool) -> None:
    @states(f"loose.{key}")
    def _(said: Program, numbers: Numbers) -> None:
        assert (_falls(said.printed), _falls(said.means)) == (printed, means)
        finite = [value if math.isfinite(value) else math.inf for value in said.means]
        if "epoch" in numbers:
            assert finite[numbers["epoch"]] == min(finite)
        assert key != "printed_fell" or said.means[-1] > min(finite)


for key, printed, means in (
    ("both_fell", True, True),
    ("mean_fell", False, True),
    ("none_fell", False, False),
    ("printed_fell", True, False),
    ("printed_alone_fell", True, False),
):
    _fell(key, printed, means)


@states("loose.still")
def _(said: Program, numbers: Numbers) -> None:
    assert len(set(said.printed)) == len(set(said.means)) == 1


@states(
    *(f"loose.order_{word}" for word in ("alike", "little", "differ", "meet", "beyond", "lost", "rounding"))
)
def _(said: Program, numbers: Numbers) -> None:
    every = {name: said.order(name) for name in SAMPLINGS}
    n, size = said.run.samples, abs(said.run.w0[0])
    ends = [every[name][n::n] for name in ("cyclic", "reshuffle", "shuffle-once")]
    shares = [
        (max(each) - min(each)) / (max(size, *map(abs, each)) or 1.0)
        for each in zip(*ends, strict=True)
        if all(map(math.isfinite, each))
    ]
    least = 1e-9 if not any(said.exact.xs) or said.exact.agree else said.run.updates * 2.0**-50
    near(numbers["gap"], max(shares, default=0.0), 1e-3, least)
    for name, path in every.items():
        found = numbers[name.replace("-", "_")]
        same(found, path[-1] if _is(found, path[-1], size) else path[n], 1e-9 * size)


def _of_order(key: str, holds: Callable[[float, float], bool]) -> None:
    check = CHECKS[key]

    @states(key)
    def _(said: Program, numbers: Numbers) -> None:
        check(said, numbers)
        agree = not any(said.exact.xs) or all(
            abs(y - x * said.exact.best) <= abs(y) / 10**12
            for x, y in zip(said.exact.xs, said.exact.ys, strict=True)
            if x
        )
        assert holds(numbers["gap"], 1e-9 if agree else said.run.updates * 2.0**-50)


_of_order("loose.order_alike", lambda gap, rounding: gap <= rounding == 1e-9)
_of_order("loose.order_rounding", lambda gap, rounding: gap > rounding == 1e-9)
_of_order("loose.order_differ", lambda gap, rounding: gap > rounding != 1e-9)
_of_order("loose.order_meet", lambda gap, rounding: gap > rounding != 1e-9)
_of_order("loose.order_beyond", lambda gap, rounding: gap > rounding != 1e-9)
_of_order("loose.order_little", lambda gap, rounding: gap < 1e-5 and rounding != 1e-9)


def _seen_at_the_end(key: str, differs: bool) -> None:
    """Six digits of w at the end tell orders apart, or they do not."""
    check = CHECKS[key]

    @states(key)
    def _(said: Program, numbers: Numbers) -> None:
        check(said, numbers)
        told = {f"{numbers[name.replace('-', '_')]:.6g}" for name in SAMPLINGS}
        assert (len(told) > 1) == differs


_seen_at_the_end("loose.order_differ", True)
_seen_at_the_end("loose.order_meet", False)


def _within_doubles(key: str, within: bool) -> None:
    """w ends as a number in some order, or in none."""
    check = CHECKS[key]

    @states(key)
    def _(said: Program, numbers: Numbers) -> None:
        check(said, numbers)
        assert any(math.isfinite(said.order(name)[-1]) for name in SAMPLINGS) == within


_within_doubles("loose.order_differ", True)
_within_doubles("loose.order_meet", True)
_within_doubles("loose.order_beyond", False)


_lost = CHECKS["loose.order_lost"]


@states("loose.order_lost")
def _(said: Program, numbers: Numbers) -> None:
    _lost(said, numbers)
    assert not all(math.isfinite(said.order(name)[said.run.samples]) for name in SAMPLINGS)


def _is(found: float, w: float, size: float) -> bool:
    return found == w or abs(found - w) <= 1e-9 * (abs(w) + size) or (math.isnan(found) and math.isnan(w))


@states("loose.torch_drifts", "loose.torch_overflows", "loose.torch_never")
def _(said: Program, numbers: Numbers) -> None:
    with np.errstate(all="ignore"):
        w, lr = np.float32(said.run.w0[0]), np.float32(said.run.lr)
        pairs = [tuple(map(np.float32, pair)) for pair in zip(*said.run.points, strict=True)]
        path: list[Any] = [w]
        for k in range(numbers["updates"]):
            x, y = pairs[k % len(pairs)]
            w = np.float32(w - lr * np.float32(np.float32(2) * x * np.float32(np.float32(x * w) - y)))
            path.append(w)
    lost = next((k for k, value in enumerate(path) if not np.isfinite(value)), None)
    assert numbers["at"] == lost
    away = [
        abs(float(a) - b) for a, b in zip(path, said.w, strict=False) if np.isfinite(a) and math.isfinite(b)
    ]
    near(numbers["drift"], max(away, default=0.0), 0.5, 1e-6 * (abs(said.run.w0[0]) + 1))

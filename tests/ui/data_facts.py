"""What each clause about a reader's data states, held against plain loops."""

from __future__ import annotations

import math
from functools import partial

from tests.core.test_landscape import huber_minima
from tests.ui.facts import (
    CHECKS,
    Check,
    Numbers,
    Said,
    knowing,
    near,
    states,
)
from tests.ui.plain import distance, loop

# --- a reader's data ---


def _told_ends(said: Said, numbers: Numbers) -> None:
    least = 1e-9 * (said.start + math.hypot(*said.best))
    near(numbers["start"], said.start, 1e-9, least)
    near(numbers["end"], said.end, 1e-6, least)
    assert numbers["updates"] == len(said.loop.pulls)


@states("own.open_origin")
def _(said: Said, numbers: Numbers) -> None:
    assert not any(said.run.points[0])


@states("own.open_line", "own.open_huber")
def _(said: Said, numbers: Numbers) -> None:
    xs, ys = said.run.points
    alike = len(set(xs)) < 2
    if said.run.problem == "line" or alike:
        assert alike
    elif len(xs) < 6:
        rounded = tuple(float(f"{x:.9g}") for x in xs)
        assert len(huber_minima(rounded, ys, said.run.constants["delta"])) > 1


@states("own.open_beyond")
def _(said: Said, numbers: Numbers) -> None:
    sizes = [abs(value) for column in said.run.points for value in column if value]
    # Residuals of such sizes are rounded by more than any delta.
    huge = 1e-10 * max(sizes) > said.run.constants["delta"] and said.run.problem == "huber"
    assert huge or not 1e-100 < min(sizes) <= max(sizes) < 1e100


def _labels(said: Said) -> tuple[list[float], list[float]]:
    pairs = [*zip(*said.run.points, strict=True)]
    return [x for x, y in pairs if y == 0], [x for x, y in pairs if y == 1]


@states("own.open_logistic_alike")
def _(said: Said, numbers: Numbers) -> None:
    assert not all(_labels(said))


@states("own.open_logistic_same")
def _(said: Said, numbers: Numbers) -> None:
    assert len(set(said.run.points[0])) == 1 and len(set(said.run.points[1])) == 2


@states("own.open_logistic_parts", "own.open_logistic_tied")
def _(said: Said, numbers: Numbers) -> None:
    """On the way of a growing w along a threshold the loss falls at every step."""
    zeros, ones = _labels(said)
    side = 1 if max(zeros) <= min(ones) else -1
    at = (max(zeros) + min(ones)) / 2 if side > 0 else (max(ones) + min(zeros)) / 2
    rights = [side * (2 * y - 1) * (x - at) for x, y in zip(*said.run.points, strict=True)]
    size = max(map(abs, rights))
    growing = [w / size for w in (0.0, 0.5, 1.0, 2.0, 4.0)]
    falling = [sum(math.log1p(math.exp(-w * each)) for each in rights) for w in growing]
    assert falling == sorted(falling, reverse=True) and len(set(falling)) == len(falling)
    assert (at in zeros and at in ones) == numbers["tied"]


CHECKS["own.open_logistic_parts"] = knowing(CHECKS["own.open_logistic_parts"], tied=False)
CHECKS["own.open_logistic_tied"] = knowing(CHECKS["own.open_logistic_tied"], tied=True)


@states("own.above", "own.at", "own.below", "own.far_below")
def _(said: Said, numbers: Numbers) -> None:
    """What an update of the steepest sample alone makes of its own residual."""
    near(numbers["times"], said.run.lr / numbers["limit"], 1e-12)
    # The best Huber line is found by iteration.
    share = 1e-6 if said.run.problem == "huber" else 1e-12
    steepest = max(map(partial(_bend, said), *said.run.points))
    near(numbers["limit"], 2 / steepest, 1e3 * share)
    thrown = abs(1 - said.run.lr * steepest)
    assert thrown < 1 + share or numbers["times"] > 1
    assert thrown > 1 - share or numbers["times"] < 1


def _bend(said: Said, x: float, y: float) -> float:
    """By how much of its residual, and of the rate, an update of a sample alone changes this."""
    if said.run.problem == "origin":
        return 2 * x * x
    size = abs(said.best[0] * x + said.best[1] - y)
    pulled = 2.0 if said.run.problem == "line" else min(1.0, said.run.constants["delta"] / (size or 1e-300))
    return pulled * (x * x + 1)


def _ten_times_as_much_is_below(check: Check) -> Check:
    def both(said: Said, numbers: Numbers) -> None:
        check(said, numbers)
        assert 10 * said.run.lr < numbers["limit"]

    return both


CHECKS["own.far_below"] = _ten_times_as_much_is_below(CHECKS["own.far_below"])


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


def _told_nearer(said: Said, numbers: Numbers) -> None:
    """The end is nearer than the start, as they are written, too."""
    _told_ends(said, numbers)
    assert said.end < said.start
    assert float(f"{numbers['end']:.3g}") < float(f"{numbers['start']:.3g}")


@states("own.unmoved")
def _(said: Said, numbers: Numbers) -> None:
    _told_ends(said, numbers)
    assert f"{numbers['end']:.3g}" == f"{numbers['start']:.3g}"


@states("own.nearer")
def _(said: Said, numbers: Numbers) -> None:
    _told_nearer(said, numbers)


@states("own.nearer_noise")
def _(said: Said, numbers: Numbers) -> None:
    _told_nearer(said, numbers)
    xs = said.run.points[0]
    fitted = [said.best[0] * x + (said.best[1] if len(said.best) > 1 else 0.0) for x in xs]
    assert fitted != list(said.run.points[1])
    assert distance(loop(said.run, fitted).path[-1], said.best) < 0.5 * said.end * (1 + 1e-6)

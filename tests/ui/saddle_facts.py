"""What each clause about a saddle states, held against paths measured anew."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from sgd_core import Run, stream
from sgd_ui.pages.saddle.shown import Shown
from tests.ui.facts import CHECKS, Check, Numbers, Said, near, states


class AtSaddle(Said):
    """What is said of the runs of a page about a saddle."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(shown.run, {each.key: each.trace.run for each in shown.contestants})
        self.beyond = shown.beyond
        self.scale = max(1.0, math.hypot(*self.run.w0))
        self.values, self.axes = way_out(self.run)
        #: By key: |w·out| after each update, and whether the numbers stay finite.
        self.away = {key: self.measured(run) for key, run in self.runs.items()}
        #: The run that a clause stands beside.
        self.about = "a"

    def measured(self, run: Run) -> tuple[list[float], bool]:
        path = [run.w0, *(step.parameters for step in stream(run))]
        with np.errstate(all="ignore"):
            found = [abs(float(np.dot(w, self.axes[0]))) for w in path]
        return found, all(map(math.isfinite, path[-1]))

    def exact(self, key: str) -> bool:
        return max(self.away[key][0]) <= 1e-15 * self.scale

    def out(self, key: str) -> bool:
        away, finite = self.away[key]
        return finite and max(away) > self.beyond

    @property
    def leavers(self) -> str:
        return "".join(sorted(key for key in self.away if self.out(key)))


def way_out(run: Run) -> tuple[tuple[float, float], np.ndarray]:
    """The curvatures along the way out of the saddle and across it, and these ways, as rows."""
    xs, ys = map(np.array, run.points)
    if run.problem == "deep":
        slope = float(np.mean(xs * ys))
        side = math.copysign(1.0, slope)
        return (-2 * abs(slope), 2 * abs(slope)), np.array([[1.0, side], [1.0, -side]])
    (small, large), axes = np.linalg.eigh(np.array([xs, ys]) @ np.array([xs, ys]).T / len(xs))
    return (-2 * float(large - small), 8 * float(small)), axes.T[::-1]


def _head(holds: Callable[[AtSaddle], bool]) -> Check:
    def check(said: AtSaddle, numbers: Numbers) -> None:
        assert holds(said)
        place = np.array(said.axes[1]) if said.run.problem == "autoencoder" else np.zeros(2)
        on = min(np.linalg.norm(np.array(said.run.w0) - side * place) for side in (1, -1)) < 1e-12
        assert numbers["where"] != "saddle" or on

    return check


def _finite(said: AtSaddle) -> bool:
    return all(finite for _, finite in said.away.values())


HEADS: dict[str, Callable[[AtSaddle], bool]] = {
    "diverged": lambda said: not _finite(said),
    "outside": lambda said: said.away["a"][0][0] > said.beyond * (1 - 1e-12),
    "far": lambda said: not said.leavers,
    "stuck": lambda said: said.leavers == "a" and said.exact("b"),
    "slow": lambda said: said.leavers == "a",
    "both": lambda said: said.leavers == "ab",
    "odd": lambda said: said.leavers == "b",
    "none": lambda said: not said.leavers,
    "freed": lambda said: said.leavers == "c" and said.exact("a") and said.exact("b"),
    "held": lambda said: not said.leavers and said.exact("a") and said.exact("b"),
    "all": lambda said: said.leavers == "abc",
    "mixed": lambda said: 0 < len(said.leavers) < 3,
}
for word, holds in HEADS.items():
    CHECKS[f"saddle.head_{word}"] = _head(holds)


@states("saddle.told_out")
def _(said: AtSaddle, numbers: Numbers) -> None:
    away, finite = said.away[said.about]
    slack = 1e-9 * said.beyond
    assert finite and numbers["passed"] > 0
    assert away[numbers["passed"]] > said.beyond - slack
    assert max(away[: numbers["passed"]]) <= said.beyond + slack


@states("saddle.told_begins")
def _(said: AtSaddle, numbers: Numbers) -> None:
    assert said.away[said.about][0][0] > said.beyond * (1 - 1e-9)


@states("saddle.told_lost")
def _(said: AtSaddle, numbers: Numbers) -> None:
    away, finite = said.away[said.about]
    assert not finite and numbers["end"] == len(away) - 1


@states("saddle.told_zero")
def _(said: AtSaddle, numbers: Numbers) -> None:
    assert said.exact(said.about)
    assert numbers["updates"] == len(said.away[said.about][0]) - 1


@states("saddle.told_small")
def _(said: AtSaddle, numbers: Numbers) -> None:
    away, finite = said.away[said.about]
    assert finite and max(away) <= said.beyond * (1 + 1e-9)
    near(numbers["last"], away[-1], 1e-6, 1e-12 * said.scale)


@states("saddle.given")
def _(said: AtSaddle, numbers: Numbers) -> None:
    assert (numbers["lr"], numbers["beyond"]) == (said.run.lr, said.beyond)


@states("saddle.rests", "saddle.stands")
def _(said: AtSaddle, numbers: Numbers) -> None:
    for run in said.runs.values():
        assert all(step.parameters == run.w0 for step in stream(run))


@states("saddle.on_saddle")
def _(said: AtSaddle, numbers: Numbers) -> None:
    assert numbers["place"] == said.run.w0
    mean = [
        np.mean(part)
        for part in zip(
            *[_pull(said.run, said.run.w0, x, y) for x, y in zip(*said.run.points, strict=True)], strict=True
        )
    ]
    size = max(math.hypot(x, y) for x, y in zip(*said.run.points, strict=True))
    assert math.hypot(*mean) <= 1e-12 * size * size and said.values[0] < 0


def _pull(run: Run, w: tuple[float, float], x: float, y: float) -> tuple[float, float]:
    """The gradient of one sample, written out."""
    if run.problem == "deep":
        r = 2 * (w[0] * w[1] * x - y) * x
        return r * w[1], r * w[0]
    s, size = w[0] * x + w[1] * y, w[0] * w[0] + w[1] * w[1]
    return tuple(2 * s * s * v + 2 * (size - 2) * s * p for v, p in zip(w, (x, y), strict=True))


@states("saddle.on_line", "saddle.near_line")
def _(said: AtSaddle, numbers: Numbers) -> None:
    assert said.away["a"][0][0] <= 1e-14 * said.scale
    near(numbers["away"], said.away["a"][0][0], 0.0, 1e-14 * said.scale)


@states("saddle.off_line")
def _(said: AtSaddle, numbers: Numbers) -> None:
    assert said.away["a"][0][0] > 1e-17 * said.scale
    near(numbers["away"], said.away["a"][0][0], 1e-6, 1e-14 * said.scale)


def _growth(said: AtSaddle, numbers: Numbers) -> None:
    near(numbers["growth"], -said.run.lr * said.values[0], 1e-9)


def _pulls(said: AtSaddle, numbers: Numbers) -> list[tuple[float, float]]:
    """Each sample's pull at the saddle, along the way out and across it, as a share of its size there."""
    found = []
    for x, y in zip(*said.run.points, strict=True):
        pull = np.array(_pull(said.run, numbers["place"], x, y))
        size = (x * x + y * y) or 1.0
        found.append(tuple((said.axes @ pull / size).tolist()))
    return found


@states("saddle.why_pushed")
def _(said: AtSaddle, numbers: Numbers) -> None:
    pulls = _pulls(said, numbers)
    assert max(abs(along) for along, _ in pulls) > 1e-13
    assert max(abs(across) for _, across in pulls) < 1e-9
    _growth(said, numbers)


@states("saddle.why_not")
def _(said: AtSaddle, numbers: Numbers) -> None:
    assert max(abs(along) for along, _ in _pulls(said, numbers)) < 1e-9


@states("saddle.why_deep")
def _(said: AtSaddle, numbers: Numbers) -> None:
    """In fractions: whatever the label, w₁ ± w₂ after an update is a multiple of what it was."""
    side = 1 if said.axes[0][1] > 0 else -1
    for x, y in zip(*said.run.points, strict=True):
        for label in (y, -3 * y, y + 1):
            w1, w2, fx, fy, lr = map(Fraction, (0.75, -side * 0.75, x, label, said.run.lr))
            s = 2 * (w1 * w2 * fx - fy) * fx
            assert (w1 - lr * s * w2) + side * (w2 - lr * s * w1) == 0
    _growth(said, numbers)

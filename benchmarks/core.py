"""How fast the core makes updates, beside PyTorch, scikit-learn, river and a bare loop.

    pip install -r benchmarks/requirements.txt
    python benchmarks/core.py

Prints tables in Markdown. All contestants run in one process, in rounds: each once a round, the first
of a round another one each time. Before anything is timed, each must come to the parameters of the
core. What is set up once (data, models, a description of a run) is not timed.

How the peers run: all on one thread, in float64, one sample an update. torch.optim is measured as it
is mostly used, with the gradient computed by hand in tensors and every argument at its default; with
autograd; and at its fastest, with the gradient computed on Python floats, read and written through NumPy
arrays that share the tensors' memory (for SGD ``foreach=False``, for Adam ``fused=True``). scikit-learn
minimises ½r², so its rate is twice the core's; its checks of arguments are switched off, and its compiled
``fit`` is given long epochs, so that what an epoch costs does not count. The bare loop is the note's own
arithmetic and keeps nothing but w.
"""

from __future__ import annotations

import gc
import math
import os
import platform
import statistics
import sys
import time
import tracemalloc
from collections import deque
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np
import sklearn
import torch
from river import linear_model, optim
from sklearn.linear_model import SGDRegressor

sys.path.insert(0, str(Path(__file__).parents[1]))

from sgd_core import Run, ensemble, stream, trace

ROUNDS = 15
#: Epochs after which the parameters are compared: w is still on its way.
CHECKED = 20
LR = 0.01
X, Y = (1.0, 2.0, 3.0), (2.0, 4.0, 6.0)
LINE = Run(problem="line", data="noisy-20", optimizer="adam", lr=LR)

#: Makes some epochs of updates, and gives the parameters they end in.
Timed = Callable[[], Sequence[float]]


class Contestant(NamedTuple):
    """One way to make updates: ``prepare(epochs)`` sets up what is timed.

    ``epochs`` take about a tenth of a second, and make ``updates`` updates, all runs together.
    """

    name: str
    epochs: int
    updates: int
    expected: Run
    prepare: Callable[[int], Timed]


# --- the note's problem: x·w = y, from w = 1 ---


def note(epochs: int) -> Run:
    return Run(x=X, y=Y, w0=[1.0], lr=LR, epochs=epochs)


def bare_loop(epochs: int) -> Timed:
    def descend() -> Sequence[float]:
        w, lr, points = 1.0, LR, tuple(zip(X, Y, strict=True))
        for _ in range(epochs):
            for x, y in points:
                grad = 2 * x * (x * w - y)
                w = w - lr * grad
        return (w,)

    return descend


def core_stream(epochs: int) -> Timed:
    run = note(epochs)
    return lambda: deque(stream(run), maxlen=1).pop().parameters


def core_trace(epochs: int) -> Timed:
    run = note(epochs)
    return lambda: trace(run).parameters[-1]


RATES = [LR * k / 500 for k in range(1, 1001)]


def core_ensemble(epochs: int) -> Timed:
    run = note(epochs)
    same = RATES.index(LR)
    return lambda: ensemble(run, lrs=RATES).parameters[-1, same]


def torch_at_its_fastest(epochs: int) -> Timed:
    w, g = np.ones(1), np.zeros(1)
    parameter = torch.from_numpy(w).requires_grad_()
    parameter.grad = torch.from_numpy(g)
    step = torch.optim.SGD([parameter], lr=LR, foreach=False).step
    points = tuple(zip(X, Y, strict=True))

    def descend() -> Sequence[float]:
        for _ in range(epochs):
            for x, y in points:
                g[0] = 2 * x * (x * w.item(0) - y)
                step()
        return w

    return descend


def torch_in_tensors(epochs: int) -> Timed:
    w = torch.ones((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=LR)
    points = [tuple(torch.tensor(point, dtype=torch.float64)) for point in zip(X, Y, strict=True)]

    @torch.no_grad()
    def descend() -> Sequence[float]:
        for _ in range(epochs):
            for x, y in points:
                w.grad = 2 * x * (x * w - y)
                optimizer.step()
        return (w.item(),)

    return descend


def torch_autograd(epochs: int) -> Timed:
    w = torch.ones((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=LR, foreach=False)
    points = [tuple(torch.tensor(point, dtype=torch.float64)) for point in zip(X, Y, strict=True)]

    def descend() -> Sequence[float]:
        for _ in range(epochs):
            for x, y in points:
                optimizer.zero_grad()
                r = x * w - y
                (r * r).backward()
                optimizer.step()
        return (w.item(),)

    return descend


def regressor(max_iter: int) -> SGDRegressor:
    return SGDRegressor(
        penalty=None,
        fit_intercept=False,
        shuffle=False,
        tol=None,
        learning_rate="constant",
        eta0=2 * LR,
        max_iter=max_iter,
    )


def sklearn_partial_fit(epochs: int) -> Timed:
    model = regressor(1).partial_fit([[0.0]], [0.0])
    model.coef_[:] = 1.0
    points = [(np.array([[x]]), np.array([y])) for x, y in zip(X, Y, strict=True)]

    def descend() -> Sequence[float]:
        for _ in range(epochs):
            for x, y in points:
                model.partial_fit(x, y)
        return model.coef_

    return descend


def sklearn_fit(epochs: int) -> Timed:
    copies = math.gcd(epochs, 1000)
    model = regressor(epochs // copies)
    xs, ys = np.tile(np.array(X)[:, None], (copies, 1)), np.tile(Y, copies)
    return lambda: model.fit(xs, ys, coef_init=np.ones(1)).coef_


def river_learn_one(epochs: int) -> Timed:
    start = optim.initializers.Constant(1.0)
    model = linear_model.LinearRegression(optimizer=optim.SGD(LR), intercept_lr=0.0, initializer=start)
    points = [({"x": x}, y) for x, y in zip(X, Y, strict=True)]

    def descend() -> Sequence[float]:
        for _ in range(epochs):
            for x, y in points:
                model.learn_one(x, y)
        return (model.weights["x"],)

    return descend


def river_optimizer(epochs: int) -> Timed:
    w, optimizer = {"x": 1.0}, optim.SGD(LR)
    points = tuple(zip(X, Y, strict=True))

    def descend() -> Sequence[float]:
        for _ in range(epochs):
            for x, y in points:
                optimizer.step(w, {"x": 2 * x * (x * w["x"] - y)})
        return (w["x"],)

    return descend


# --- a line, with Adam ---


def adam_trace(epochs: int) -> Timed:
    run = LINE.replaced(epochs=epochs)
    return lambda: trace(run).parameters[-1]


def torch_adam_at_its_fastest(epochs: int) -> Timed:
    w, g = np.array(LINE.w0), np.zeros(2)
    parameter = torch.from_numpy(w).requires_grad_()
    parameter.grad = torch.from_numpy(g)
    step = torch.optim.Adam([parameter], lr=LR, fused=True).step
    points = tuple(zip(*LINE.points, strict=True))

    def descend() -> Sequence[float]:
        for _ in range(epochs):
            for x, y in points:
                r = w.item(0) * x + w.item(1) - y
                g[0] = 2 * x * r
                g[1] = 2 * r
                step()
        return w

    return descend


def torch_adam_in_tensors(epochs: int) -> Timed:
    w = torch.tensor(LINE.w0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([w], lr=LR)
    points = [
        (torch.tensor([x, 1.0], dtype=torch.float64), torch.tensor(y, dtype=torch.float64))
        for x, y in zip(*LINE.points, strict=True)
    ]

    @torch.no_grad()
    def descend() -> Sequence[float]:
        for _ in range(epochs):
            for row, y in points:
                w.grad = 2 * row * (row @ w - y)
                optimizer.step()
        return w.tolist()

    return descend


def contestants() -> list[Contestant]:
    of_note: list[tuple[str, int, Callable[[int], Timed]]] = [
        ("bare Python loop", 300_000, bare_loop),
        ("stream, all records", 20_000, core_stream),
        ("trace", 100_000, core_trace),
        ("torch SGD, at its fastest", 1_500, torch_at_its_fastest),
        ("torch SGD, by hand in tensors", 500, torch_in_tensors),
        ("torch SGD, autograd", 300, torch_autograd),
        ("scikit-learn partial_fit", 100, sklearn_partial_fit),
        ("scikit-learn fit, compiled", 1_000_000, sklearn_fit),
        ("river learn_one", 8_000, river_learn_one),
        ("river SGD alone, by hand", 20_000, river_optimizer),
    ]
    several = [Contestant(name, epochs, 3 * epochs, note(CHECKED), make) for name, epochs, make in of_note]
    runs = len(RATES)
    several.append(Contestant("ensemble of 1,000 rates", 1_000, 3_000 * runs, note(CHECKED), core_ensemble))
    line = LINE.replaced(epochs=CHECKED)
    several.append(Contestant("trace, Adam on a line", 1_000, 20_000, line, adam_trace))
    several.append(Contestant("torch Adam, at its fastest", 75, 1_500, line, torch_adam_at_its_fastest))
    several.append(Contestant("torch Adam, by hand in tensors", 50, 1_000, line, torch_adam_in_tensors))
    return several


#: What is compared: more updates a second than the other by this factor, and what it should be at least.
RATIOS: list[tuple[str, str, float | None]] = [
    ("stream, all records", "torch SGD, by hand in tensors", 30),
    ("trace", "torch SGD, by hand in tensors", 150),
    ("trace", "bare Python loop", 0.5),
    ("ensemble of 1,000 rates", "scikit-learn fit, compiled", 2),
    ("trace, Adam on a line", "torch Adam, by hand in tensors", 20),
    ("stream, all records", "torch SGD, at its fastest", None),
    ("trace", "torch SGD, at its fastest", None),
    ("trace, Adam on a line", "torch Adam, at its fastest", None),
    ("stream, all records", "torch SGD, autograd", None),
    ("trace", "torch SGD, autograd", None),
    ("stream, all records", "scikit-learn partial_fit", None),
    ("trace", "scikit-learn fit, compiled", None),
    ("stream, all records", "river learn_one", None),
    ("trace", "river learn_one", None),
    ("stream, all records", "river SGD alone, by hand", None),
]


def check(contestant: Contestant) -> None:
    """That it does what the core does."""
    found = contestant.prepare(CHECKED)()
    expected = trace(contestant.expected).parameters[-1]
    np.testing.assert_allclose(found, expected, rtol=1e-12, err_msg=contestant.name)


def seconds(contestant: Contestant) -> float:
    timed = contestant.prepare(contestant.epochs)
    gc.collect()
    begin = time.perf_counter()
    timed()
    return time.perf_counter() - begin


def speeds(field: list[Contestant]) -> dict[str, list[float]]:
    """Updates a second of each contestant in each round."""
    found: dict[str, list[float]] = {contestant.name: [] for contestant in field}
    for turn in range(ROUNDS):
        first = turn % len(field)
        for contestant in field[first:] + field[:first]:
            found[contestant.name].append(contestant.updates / seconds(contestant))
    return found


def bytes_kept(run: Run) -> float:
    """What a trace holds on to, for each update."""
    len(run.points)
    gc.collect()
    tracemalloc.start()
    held = trace(run)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / len(held)


def main() -> None:
    torch.set_num_threads(1)
    sklearn.set_config(assume_finite=True, skip_parameter_validation=True)
    field = contestants()
    for contestant in field:
        check(contestant)
    found = speeds(field)

    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "torch", "scikit-learn", "river"))
    print(f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores; {ROUNDS} rounds.\n")
    print("| contestant | updates a second, best | median |\n|---|---:|---:|")
    for name, each in found.items():
        print(f"| {name} | {max(each):,.0f} | {statistics.median(each):,.0f} |")

    print("\n| ratio | best to best | median of the rounds | target |\n|---|---:|---:|---:|")
    for ours, theirs, target in RATIOS:
        rounds = [a / b for a, b in zip(found[ours], found[theirs], strict=True)]
        best = max(found[ours]) / max(found[theirs])
        wanted = f"≥ {target:g}" if target else ""
        print(f"| {ours} / {theirs} | {best:.3g} | {statistics.median(rounds):.3g} | {wanted} |")

    print("\n| a one-parameter trace keeps | bytes an update | target |\n|---|---:|---:|")
    for optimizer in ("sgd", "momentum"):
        print(f"| {optimizer} | {bytes_kept(note(100_000).replaced(optimizer=optimizer)):.1f} | ≤ 32 |")


if __name__ == "__main__":
    main()

"""The ways to make updates that core.py measures: the core's own, bare loops in Python, and the peers.

A function of a number of epochs sets up data, models and the description of a run, and gives what makes the
updates, which alone is timed. A bare loop performs the core's own operations on floats and keeps nothing but
where it is; what all parameters of an update share (1 − βᵏ and its root) it computes once.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from river import linear_model, optim
from sklearn.linear_model import SGDRegressor

from sgd_core import Run, ensemble, stream, trace

#: Epochs after which the parameters are compared: w is still on its way.
CHECKED = 20
LR = 0.01
X, Y = (1.0, 2.0, 3.0), (2.0, 4.0, 6.0)
LINE = Run(problem="line", data="noisy-20", optimizer="adam", lr=LR)
LOGISTIC = Run(problem="logistic", lr=LR)
AUTOENCODER = Run(problem="autoencoder", optimizer="momentum", lr=LR)

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


# --- any run ---


def traced(run: Run) -> Callable[[int], Timed]:
    """The core's own columns."""

    def prepare(epochs: int) -> Timed:
        whole = run.replaced(epochs=epochs)
        return lambda: trace(whole).parameters[-1]

    return prepare


def in_tensors(
    run: Run,
    row: Callable[[float, float], Sequence[float]],
    gradient: Callable[[Any, Any, Any], Any],
    optimizer: Callable[[list[Any]], Any],
) -> Callable[[int], Timed]:
    """torch.optim, with the gradient computed by hand from w, the ``row`` of a sample, and its y."""

    def prepare(epochs: int) -> Timed:
        w = torch.tensor(run.w0, dtype=torch.float64, requires_grad=True)
        step = optimizer([w]).step
        points = [
            (torch.tensor(row(x, y), dtype=torch.float64), torch.tensor(y, dtype=torch.float64))
            for x, y in zip(*run.points, strict=True)
        ]

        @torch.no_grad()
        def descend() -> Sequence[float]:
            for _ in range(epochs):
                for sample, y in points:
                    w.grad = gradient(w, sample, y)
                    step()
            return w.tolist()

        return descend

    return prepare


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


def adam_bare_loop(epochs: int) -> Timed:
    points, beta1, beta2, eps = tuple(zip(*LINE.points, strict=True)), LINE.beta1, LINE.beta2, LINE.eps
    sqrt = math.sqrt

    def descend() -> Sequence[float]:
        (w, b), lr, t = LINE.w0, LR, 0
        w_first = w_second = b_first = b_second = 0.0
        new1, new2 = 1 - beta1, 1 - beta2
        for _ in range(epochs):
            for x, y in points:
                r = w * x + b - y
                w_grad, b_grad = 2 * x * r, 2 * r
                t += 1
                rise, root = 1 - beta1**t, sqrt(1 - beta2**t)
                w_first = w_first + new1 * (w_grad - w_first)
                b_first = b_first + new1 * (b_grad - b_first)
                w_second = beta2 * w_second + new2 * (w_grad * w_grad)
                b_second = beta2 * b_second + new2 * (b_grad * b_grad)
                w = w - lr * (w_first / rise / (sqrt(w_second) / root + eps))
                b = b - lr * (b_first / rise / (sqrt(b_second) / root + eps))
        return w, b

    return descend


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


torch_adam_in_tensors = in_tensors(
    LINE,
    lambda x, y: (x, 1.0),
    lambda w, row, y: 2 * row * (row @ w - y),
    lambda parameters: torch.optim.Adam(parameters, lr=LR),
)


# --- logistic regression, with SGD ---


def logistic_bare_loop(epochs: int) -> Timed:
    points, exp = tuple(zip(*LOGISTIC.points, strict=True)), math.exp

    def descend() -> Sequence[float]:
        (w, b), lr = LOGISTIC.w0, LR
        for _ in range(epochs):
            for x, y in points:
                z = w * x + b
                tail = exp(-abs(z))
                r = (1.0 if z >= 0 else tail) / (1 + tail) - y
                w = w - lr * (x * r)
                b = b - lr * r
        return w, b

    return descend


torch_logistic_in_tensors = in_tensors(
    LOGISTIC,
    lambda x, y: (x, 1.0),
    lambda w, row, y: row * (torch.sigmoid(row @ w) - y),
    lambda parameters: torch.optim.SGD(parameters, lr=LR),
)


def logistic_bare_loop_with_losses(epochs: int) -> Timed:
    """The same, and the loss of each sample after the move, which trace computes as well."""
    points, exp, log1p = tuple(zip(*LOGISTIC.points, strict=True)), math.exp, math.log1p

    def descend() -> Sequence[float]:
        (w, b), lr = LOGISTIC.w0, LR
        for _ in range(epochs):
            for x, y in points:
                z = w * x + b
                tail = exp(-abs(z))
                r = (1.0 if z >= 0 else tail) / (1 + tail) - y
                w = w - lr * (x * r)
                b = b - lr * r
                z = (1 - 2 * y) * (w * x + b)
                loss = (z if z > 0 else 0.0) + log1p(exp(-abs(z)))  # noqa: F841
        return w, b

    return descend


# --- the linear autoencoder, with momentum ---


def autoencoder_bare_loop(epochs: int) -> Timed:
    points, momentum = tuple(zip(*AUTOENCODER.points, strict=True)), AUTOENCODER.momentum

    def descend() -> Sequence[float]:
        (w1, w2), lr = AUTOENCODER.w0, LR
        v1 = v2 = 0.0
        for _ in range(epochs):
            for x, y in points:
                s = w1 * x + w2 * y
                rx, ry = x - w1 * s, y - w2 * s
                t = w1 * rx + w2 * ry
                v1 = momentum * v1 + -2 * (s * rx + t * x)
                v2 = momentum * v2 + -2 * (s * ry + t * y)
                w1 = w1 - lr * v1
                w2 = w2 - lr * v2
        return w1, w2

    return descend


def autoencoder_gradient(w: Any, point: Any, y: Any) -> Any:
    s = w @ point
    r = point - w * s
    return -2 * (s * r + (w @ r) * point)


torch_autoencoder_in_tensors = in_tensors(
    AUTOENCODER,
    lambda x, y: (x, y),
    autoencoder_gradient,
    lambda parameters: torch.optim.SGD(parameters, lr=LR, momentum=AUTOENCODER.momentum),
)


# --- who is measured ---

Entry = tuple[str, int, Callable[[int], Timed]]

#: The name of each, its epochs and how it is set up; by the run that all of them make.
OF_NOTE: list[Entry] = [
    ("bare Python loop", 300_000, bare_loop),
    ("stream, all records", 20_000, core_stream),
    ("trace", 100_000, traced(note(1))),
    ("torch SGD, at its fastest", 1_500, torch_at_its_fastest),
    ("torch SGD, by hand in tensors", 500, torch_in_tensors),
    ("torch SGD, autograd", 300, torch_autograd),
    ("scikit-learn partial_fit", 100, sklearn_partial_fit),
    ("scikit-learn fit, compiled", 1_000_000, sklearn_fit),
    ("river learn_one", 8_000, river_learn_one),
    ("river SGD alone, by hand", 20_000, river_optimizer),
]
OF_LINE: list[Entry] = [
    ("bare Python loop, Adam on a line", 5_000, adam_bare_loop),
    ("trace, Adam on a line", 1_000, traced(LINE)),
    ("torch Adam, at its fastest", 75, torch_adam_at_its_fastest),
    ("torch Adam, by hand in tensors", 50, torch_adam_in_tensors),
]
OF_LOGISTIC: list[Entry] = [
    ("bare Python loop, SGD on logistic regression", 15_000, logistic_bare_loop),
    ("bare Python loop, SGD on logistic regression, with losses", 8_000, logistic_bare_loop_with_losses),
    ("trace, SGD on logistic regression", 1_000, traced(LOGISTIC)),
    ("torch SGD on logistic regression, by hand in tensors", 50, torch_logistic_in_tensors),
]
OF_AUTOENCODER: list[Entry] = [
    ("bare Python loop, momentum on an autoencoder", 100_000, autoencoder_bare_loop),
    ("trace, momentum on an autoencoder", 10_000, traced(AUTOENCODER)),
    ("torch momentum on an autoencoder, by hand in tensors", 500, torch_autoencoder_in_tensors),
]


def contestants() -> list[Contestant]:
    """All of them; where many run at once, every run's updates count."""
    singles = [
        Contestant(name, epochs, run.samples * epochs, run.replaced(epochs=CHECKED), prepare)
        for run, entries in (
            (note(1), OF_NOTE),
            (LINE, OF_LINE),
            (LOGISTIC, OF_LOGISTIC),
            (AUTOENCODER, OF_AUTOENCODER),
        )
        for name, epochs, prepare in entries
    ]
    updates = 3_000 * len(RATES)
    many = Contestant("ensemble of 1,000 rates", 1_000, updates, note(CHECKED), core_ensemble)
    return [*singles, many]

"""How fast the core makes updates, beside PyTorch, scikit-learn, river and a bare loop.

    pip install -r benchmarks/requirements.txt
    python benchmarks/core.py

Prints tables in Markdown. All contestants run in one process, in rounds: each once a round, the first
of a round another one each time. Before anything is timed, each must come to the parameters of the
core. What is set up once (data, models, a description of a run) is not timed.

How the peers run: all on one thread, in float64, one sample an update. torch.optim is measured as it is
mostly used, with the gradient computed by hand in tensors and every argument at its default but rate and
momentum; with autograd; and at its fastest, with the gradient computed on Python floats, read and written
through NumPy arrays that share the tensors' memory (for SGD ``foreach=False``, for Adam ``fused=True``).
scikit-learn minimises ½r², so its rate is twice the core's; its checks of arguments are switched off, and
its compiled ``fit`` is given long epochs, so that what an epoch costs does not count. A bare loop
performs the arithmetic of the run that stands beside it and keeps nothing but the parameters.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
import tracemalloc
from importlib.metadata import version
from pathlib import Path

import numpy as np
import sklearn
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

from contestants import CHECKED, Contestant, contestants, note

from sgd_core import Run, trace

ROUNDS = 15
#: What is compared: more updates a second than the other by this factor, and what it should be at least.
RATIOS: list[tuple[str, str, float | None]] = [
    ("stream, all records", "torch SGD, by hand in tensors", 30),
    ("trace", "torch SGD, by hand in tensors", 150),
    ("trace", "bare Python loop", 0.5),
    ("ensemble of 1,000 rates", "scikit-learn fit, compiled", 2),
    ("trace, Adam on a line", "torch Adam, by hand in tensors", 60),
    ("trace, Adam on a line", "bare Python loop, Adam on a line", 0.4),
    ("trace, SGD on logistic regression", "bare Python loop, SGD on logistic regression, with losses", 0.4),
    ("trace, SGD on logistic regression", "bare Python loop, SGD on logistic regression", None),
    ("trace, momentum on an autoencoder", "bare Python loop, momentum on an autoencoder", 0.4),
    ("stream, all records", "torch SGD, at its fastest", None),
    ("trace", "torch SGD, at its fastest", None),
    ("trace, Adam on a line", "torch Adam, at its fastest", None),
    ("trace, SGD on logistic regression", "torch SGD on logistic regression, by hand in tensors", None),
    ("trace, momentum on an autoencoder", "torch momentum on an autoencoder, by hand in tensors", None),
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

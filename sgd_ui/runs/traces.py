"""What all pages ask of a run: its trace and its mean losses, which are kept, and the best parameters."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace, trace
from sgd_ui.runs import budget, kept
from sgd_ui.runs.kept import Kept

Floats = NDArray[np.float64]

#: Updates in the traces that are kept for all: some 200 MB of them.
_MOST_UPDATES = 5_000_000
#: What a trace weighs beside its updates: each is some fifty objects more for Python to look through when
#: it collects rubbish, after every rerun.
_OBJECTS = 20_000
#: Mean losses that are kept for all, what some weigh beside their number, and seconds below which they are
#: computed anew: several figures and sentences of one page ask for the same.
_MOST_LOSSES, _APIECE, _CHEAP = 2_000_000, 4000, 1e-4

_traces: Kept[Run, Trace] = Kept(_MOST_UPDATES, lambda trace: len(trace) + _OBJECTS)
_losses: Kept[tuple[Run, bytes], Floats] = Kept(_MOST_LOSSES, lambda losses: len(losses) + _APIECE)
_best: Kept[tuple[object, ...], tuple[float, ...] | None] = Kept(64)


def trace_of(run: Run) -> Trace:
    """The trace of a run."""
    return _traces(run, lambda report: trace(run, report=report), budget.trace(run))


def expect(runs: Iterable[Run]) -> None:
    """Says which traces are asked for next: all of them are computed, or none where they are too dear."""
    kept.reserve(budget.trace(run) for run in dict.fromkeys(runs) if not _traces.holds(run))


def mean_losses(columns: Trace, rows: NDArray[np.int64] | None = None) -> Floats:
    """``[rows]``: the mean loss over all samples at rows of the parameters, at all where none are named."""
    rows = np.arange(len(columns) + 1) if rows is None else rows
    price = budget.mean_losses(columns.run, len(rows))
    if price < _CHEAP:
        return columns.mean_loss_at(rows)
    # The mean of a path stands in its place now and then: what counts is where the losses are taken.
    place = blake2b(columns.parameters[rows].tobytes()).digest()
    return _losses((columns.run, place), lambda report: columns.mean_loss_at(rows, report), price)


def samples_of(run: Run) -> Run:
    """The plainest run on the same samples: what is kept of what comes from the samples alone."""
    if run.data is not None:
        return Run(problem=run.problem, data=run.data)
    return Run(problem=run.problem, x=run.x, y=run.y)


def best_of(run: Run) -> tuple[float, ...] | None:
    """The best parameters for the samples of a run; None where many are equally good."""
    samples = run.data or run.points
    key = (run.problem, samples, run.constants["delta"])
    return _best(key, lambda report: run.best, own=run.data is None)

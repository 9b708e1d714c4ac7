"""The same run in each order of its samples, and how far the orders come apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace
from sgd_core.samplers import SAMPLINGS
from sgd_ui.runs.traces import expect, trace_of

Floats = NDArray[np.float64]


def traces(run: Run) -> dict[str, Trace]:
    """The same run with each sampling, and the same seed, by the sampling's name."""
    runs = {name: run.replaced(sampling=name) for name in SAMPLINGS}
    expect(runs.values())
    return {name: trace_of(each) for name, each in runs.items()}


def epoch_ends(columns: Trace, target: float) -> Floats:
    """``[epochs]``: w − ``target`` at the end of each epoch that was completed."""
    return np.asarray(columns.parameters[columns.epoch_ends + 1, 0] - target)


def apart(columns: dict[str, Trace]) -> float:
    """How far apart the orders without replacement are at the end of an epoch, at most.

    As a share of w, or of where it started, whichever is larger.
    """
    ends = [epoch_ends(each, 0.0) for name, each in columns.items() if name != "with-replacement"]
    shared = min(map(len, ends))
    with np.errstate(all="ignore"):
        table = np.array([each[:shared] for each in ends])
        scale = np.maximum(np.abs(table).max(axis=0), abs(columns["cyclic"].run.w0[0]))
        spread = (table.max(axis=0) - table.min(axis=0)) / scale
        return float(np.max(spread[np.isfinite(spread)], initial=0.0))

"""A trace as the stage receives it: columns of bytes, thinned where they are long.

Entry k of a column belongs to update k·stride and the last entry to the last update, so that every
column has one entry for the start; what no update has (a gradient before the first) is 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from math import gcd
from typing import Any, NotRequired, TypedDict
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from sgd_core import Trace
from sgd_core.gradients import GRADIENTS
from sgd_core.scaling import Units
from sgd_ui.runs.racing import distance
from sgd_ui.runs.traces import best_of, mean_losses

#: Longest column that is sent whole; above it, about half as many entries are.
MOST_WHOLE = 100_000
MOST_THINNED = 50_000
#: Samples of batches are sent beside the columns while they take at most this many bytes an update.
MOST_ORDER = 12
#: Updates on either side of the one in view that are sent exactly, where columns are thinned …
WINDOW = 500
#: … or fewer, where their batches hold more samples than this altogether.
MOST_WINDOW_SAMPLES = 50_000
#: A learning rate that changes more often than this is a column of its own.
MOST_RATES = 64

Column = NDArray[Any]
RateChanges = tuple[tuple[int, float], ...] | None


class Facts(TypedDict):
    """What the stage must know of a run beside its columns.

    Args:
        prefix: that of the names of its columns.
        updates: made in all, of those ``planned``.
        perEpoch: updates.
        batchAll: whether every update takes all the samples, and none is picked.
        stride: every how many updates an entry is sent; ``epochStride``: every how many epochs.
        windowed: whether some numbers must be fetched when playback rests.
        rates: (t, learning rate) wherever it changes.
        steerable: whether another rate can be asked for from some update on.
        computed: gradients at the start, at every epoch and at every visit of a sample.
        best: the points that it may be measured from; None where none is known.
        label: what it is called among several, its ``colour`` and ``dash``.
        pace: what an update of it takes, in milliseconds.
    """

    prefix: str
    updates: int
    planned: int
    perEpoch: int
    epochs: int
    samples: int
    batch: int
    batchAll: bool
    stride: int
    epochStride: int
    windowed: bool
    parameters: list[str]
    constants: dict[str, Any]
    rates: Sequence[tuple[int, float]]
    steerable: bool
    computed: list[int]
    best: list[list[float]] | None
    label: NotRequired[str]
    colour: NotRequired[str]
    dash: NotRequired[str]
    pace: NotRequired[float]


#: As long as the trace is kept, and no longer.
_rate_changes: WeakKeyDictionary[Trace, RateChanges] = WeakKeyDictionary()


def stride_of(trace: Trace) -> int:
    """Every how many updates an entry is sent; coprime to the epoch, so that no sample is left out."""
    if len(trace) <= MOST_WHOLE:
        return 1
    stride = -(-len(trace) // MOST_THINNED)
    while gcd(stride, trace.run.updates_per_epoch) > 1:
        stride += 1
    return stride


def epoch_stride_of(trace: Trace) -> int:
    """Every how many epochs an entry is sent."""
    return 1 if stride_of(trace) == 1 else max(1, -(-len(trace.epoch_ends) // MOST_THINNED))


def columns_of(trace: Trace, units: Units | None = None) -> dict[str, Column]:
    """Every column of a run, thinned as ``stride_of`` says; with units, x as given beside x."""
    stride = stride_of(trace)
    rows = _rows(len(trace), stride)
    epochs = trace.epoch_ends
    epochs = epochs[_rows(len(epochs) - 1, epoch_stride_of(trace))]
    xs, ys = trace.run.points
    columns = _update_columns(trace, rows, mean_losses(trace, rows), neighbours=stride == 1)
    if _sends_order(trace) and stride == 1:
        columns["order"] = trace.order.astype("<u2")
    if units:
        columns["given"] = np.array(units.x, "<f8")
    return columns | {
        "epoch_last": trace.loss[epochs].astype("<f8"),
        "epoch_mean": mean_losses(trace, epochs + 1).astype("<f8"),
        "x": np.array(xs, "<f8"),
        "y": np.array(ys, "<f8"),
    }


def paths_of(
    traces: Sequence[Trace],
    targets: Sequence[Sequence[Sequence[float]]],
    beside: Sequence[Mapping[str, NDArray[np.float64]]],
) -> dict[str, Column]:
    """The columns of several runs on the same samples, those of run k under the prefix ``k.``.

    Of each run the parameters, and to be drawn its mean loss, its distance from the nearest of its own
    ``targets``, which sample each update took, and the columns that stand ``beside`` it.
    """
    columns: dict[str, Column] = {}
    for k, (trace, near, further) in enumerate(zip(traces, targets, beside, strict=True)):
        rows = _rows(len(trace), stride_of(trace))
        path = trace.parameters[rows]
        own = {name: path[:, i].astype("<f8") for i, name in enumerate(trace.run.model.parameters)}
        own["mean_loss"] = _drawn(mean_losses(trace, rows))
        own["distance"] = _drawn(distance(path, near))
        own |= {name: _drawn(column[rows]) for name, column in further.items()}
        columns |= {f"{k}.{name}": column for name, column in (own | _sample_column(trace, rows)).items()}
    xs, ys = traces[0].run.points
    return columns | {"x": np.array(xs, "<f8"), "y": np.array(ys, "<f8")}


def window_of(trace: Trace, around: int) -> tuple[dict[str, int], dict[str, Column]]:
    """The first and last update of a window around ``around``, and every column of those in it."""
    half = min(WINDOW, MOST_WINDOW_SAMPLES // trace.run.batch_size // 2)
    first = max(1, min(around, len(trace)) - half)
    last = min(len(trace), around + half)
    rows = np.arange(first, last + 1)
    # Few rows, and asked for outside what a page computes as a whole: nothing to price or to keep.
    columns = _update_columns(trace, rows, trace.mean_loss_at(rows), neighbours=False)
    if trace.run.batch_size > 1 and trace.run.batch != "all":
        samples = islice(trace.batches(first - 1), len(rows))
        columns["order"] = np.array([i for batch in samples for i in batch], "<u2")
    return {"first": first, "last": last}, columns


def is_windowed(trace: Trace) -> bool:
    """Whether some numbers must be fetched when playback rests."""
    return stride_of(trace) > 1 or (
        trace.run.batch_size > 1 and trace.run.batch != "all" and not _sends_order(trace)
    )


def facts_of(trace: Trace) -> Facts:
    """What the stage must know of a run beside its columns."""
    run = trace.run
    problem, rule = run.model, GRADIENTS[run.gradient]
    return {
        "prefix": "",
        "updates": len(trace),
        "planned": run.updates,
        "perEpoch": run.updates_per_epoch,
        "epochs": len(trace.epoch_ends),
        "samples": run.samples,
        "batch": run.batch_size,
        "batchAll": run.batch == "all",
        "stride": stride_of(trace),
        "epochStride": epoch_stride_of(trace),
        "windowed": is_windowed(trace),
        "parameters": list(problem.parameters),
        "constants": {constant.name: run.constants[constant.name] for constant in problem.constants},
        "rates": rate_changes(trace) or [(0, trace.lr[0].item())],
        "steerable": run.schedule in ("constant", "piecewise"),
        "computed": [rule.at_start, rule.per_epoch, rule.per_visit],
        "best": [list(best)] if (best := best_of(run)) else None,
    }


def rate_changes(trace: Trace) -> RateChanges:
    """(t, learning rate) wherever the rate is another than that of the update before; None if too often."""
    if trace not in _rate_changes:
        _rate_changes[trace] = _find_rate_changes(trace)
    return _rate_changes[trace]


def _find_rate_changes(trace: Trace) -> RateChanges:
    rates = trace.lr
    if not len(rates):
        return ((0, trace.run.lr),)
    changes = np.flatnonzero(np.diff(rates)) + 1
    if len(changes) >= MOST_RATES:
        return None
    return tuple((t, rates[t].item()) for t in [0, *changes.tolist()])


def _sends_order(trace: Trace) -> bool:
    run = trace.run
    if run.batch == "all" or run.batch_size == 1:
        return False
    return 2 * len(trace.order) <= MOST_ORDER * len(trace) + 65_536


def _rows(last: int, stride: int) -> NDArray[np.int64]:
    """0, stride, 2·stride … and ``last``; none where ``last`` is negative."""
    rows = np.arange(0, last + 1, stride)
    return rows if last < 0 or rows[-1] == last else np.append(rows, last)


def _update_columns(
    trace: Trace, rows: NDArray[np.int64], means: NDArray[np.float64], neighbours: bool
) -> dict[str, Column]:
    """The columns by update at ``rows``; where neighbours are missing, each parameter before as well.

    Args:
        means: ``[rows]``, the mean losses there.
    """
    columns: dict[str, Column] = {}
    for i, name in enumerate(trace.run.model.parameters):
        columns[name] = trace.parameters[rows, i].astype("<f8")
        columns[f"grad_{name}"] = _led(trace.gradient[:, i], rows).astype("<f8")
        if not neighbours:
            columns[f"{name}_before"] = trace.parameters[np.maximum(rows - 1, 0), i].astype("<f8")
    columns["loss"] = _led(trace.loss, rows).astype("<f8")
    if rate_changes(trace) is None:
        columns["lr"] = _led(trace.lr, rows).astype("<f8")
    columns["loss_before"] = _drawn(_led(trace.loss_before, rows))
    columns["mean_loss"] = _drawn(means)
    return columns | _sample_column(trace, rows)


def _sample_column(trace: Trace, rows: NDArray[np.int64]) -> dict[str, Column]:
    """Which sample each update took, where it took a single one and there are others."""
    if trace.run.batch_size > 1 or trace.run.samples == 1 or trace.run.batch == "all":
        return {}
    return {"sample": _led(trace.order, rows).astype("<u2")}


def _drawn(column: Column) -> Column:
    """A column that is drawn and not read off: in single precision, unless that cannot hold it."""
    with np.errstate(over="ignore", under="ignore"):
        single = column.astype("<f4")
    # What is exactly 0 is told apart from what is only small.
    held = (np.isfinite(single) == np.isfinite(column)) & ((single == 0) == (column == 0))
    return single if held.all() else column.astype("<f8")


def _led(column: Column, rows: NDArray[np.int64]) -> Column:
    """``column``, which has no entry for the start, at ``rows``; 0 where a row is the start."""
    if not len(column):
        return np.zeros(len(rows), column.dtype)
    return np.where(rows > 0, column[np.maximum(rows - 1, 0)], column.dtype.type(0))

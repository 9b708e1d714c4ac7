"""What all pages ask of a run: its trace, which is kept, and the best parameters."""

from __future__ import annotations

from sgd_core import Run, Trace, trace
from sgd_ui.kept import Kept

#: Updates in the traces that are kept for all: some 200 MB of them.
_MOST_UPDATES = 5_000_000
#: What a trace weighs beside its updates: each is some fifty objects more for Python to look through when
#: it collects rubbish, after every rerun.
_OBJECTS = 20_000

_traces: Kept[Run, Trace] = Kept(_MOST_UPDATES, lambda trace: len(trace) + _OBJECTS)


def trace_of(run: Run) -> Trace:
    """The trace of a run."""
    return _traces(run, lambda: trace(run))


def samples_of(run: Run) -> Run:
    """The plainest run on the same samples: what is kept of what comes from the samples alone."""
    if run.data is not None:
        return Run(problem=run.problem, data=run.data)
    return Run(problem=run.problem, x=run.x, y=run.y)


def best_of(run: Run) -> tuple[float, ...] | None:
    """The best parameters for the samples of a run; None where many are equally good."""
    return run.model.best(*run.points)

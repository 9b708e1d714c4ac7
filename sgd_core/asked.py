"""Where a run is asked for a prediction, where nobody says so.

>>> from sgd_core import Run
>>> predicted_at(Run()), predicted_at(Run(x=[52, 75, 98], y=[1, 2, 3]))
(4.0, 80.0)
"""

from __future__ import annotations

from sgd_core.program import PREDICT
from sgd_core.run import Run

#: That of the note says something of samples that lie no farther from it.
_NEAR = 1.0
_MOST_DIGITS = 17


def predicted_at(run: Run) -> float:
    """That of the note; for samples of one's own that lie elsewhere the middle of their x in as few digits
    as lead to a number among them, be it the least or the largest of them.
    """
    low, high = min(run.points[0]), max(run.points[0])
    if run.data is not None or low - _NEAR <= PREDICT <= high + _NEAR:
        return PREDICT
    middle = low / 2 + high / 2
    rounded = (float(f"{middle:.{digits}g}") for digits in range(1, _MOST_DIGITS))
    return next((each for each in rounded if low <= each <= high), middle)


def may_be_labels(run: Run) -> bool:
    """Whether samples of one's own have labels for y, 0 and 1, and a model for numbers.

    >>> may_be_labels(Run(x=[1, 2, 3], y=[0, 1, 1]))
    True
    """
    return run.data is None and not run.model.targets and {*run.points[1]} == {0.0, 1.0}

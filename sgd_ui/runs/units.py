"""A run on x in other units."""

from __future__ import annotations

from sgd_core import Run, RunError
from sgd_core.scaling import rescaled
from sgd_ui.runs.kept import Kept


def in_units(run: Run, scaling: str) -> Run | RunError:
    """The run on scaled x, or why there is none."""
    return _scaled((run, scaling), lambda report: _in_units(run, scaling))


def _in_units(run: Run, scaling: str) -> Run | RunError:
    try:
        return rescaled(run, scaling)
    except RunError as error:
        return error


_scaled: Kept[tuple[Run, str], Run | RunError] = Kept(20)

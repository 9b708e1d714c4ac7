"""What the formula of a mark comes to at a moment, by the arithmetic of the core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sgd_core.formula import OPERATIONS
from sgd_ui.drawing.marks import Floats
from sgd_ui.drawing.render.moments import Here, Moment

#: What is written of a formula, and how its mark follows the clock.
Meta = Mapping[str, Any]


def values(meta: Meta, here: Here, at: Moment, grid: Floats | None = None) -> Floats:
    """``[rows, outs, places]``: a formula for each of its samples, or once as their mean.

    There are no rows where the mark is not seen, and one place where there is no grid.
    """
    beside = here.pulling.numbers if here.pulling else None
    if not (meta.get("pulling") or meta.get("each") is True):
        beside = here.now
    chosen = _samples(meta, here, at)
    if beside is None or (chosen is not None and not len(chosen)):
        return np.empty((0, 0, 0))
    rows = 1 if chosen is None else len(chosen)
    places = 1 if grid is None else len(grid)
    scope = {name: np.full((1, 1), number) for name, number in (beside | here.place).items()}
    if chosen is not None:
        scope |= _of_samples(chosen, at)
    if grid is not None:
        scope["g"] = grid[None, :]
    outs = [np.broadcast_to(out, (rows, places)) for out in evaluated(meta["formula"], scope)]
    found = np.stack(outs, axis=1).astype(float)
    return found.mean(axis=0, keepdims=True) if _is_mean(meta, grid) and chosen is not None else found


def evaluated(formula: Mapping[str, Any], scope: Mapping[str, Floats]) -> list[Floats]:
    """The trees of a formula, as ``as_json`` writes them, where its names have these values."""
    found: list[Any] = []
    with np.errstate(all="ignore"):
        for line in formula["code"]:
            if isinstance(line, (list, tuple)):
                found.append(OPERATIONS[line[0]](*(found[place] for place in line[1:])))
            elif isinstance(line, str) and line in scope:
                found.append(scope[line])
            else:
                found.append(np.full((1, 1), _number(line)))
    return [found[place] for place in formula["out"]]


def _number(line: Any) -> float:
    """A number, be it in words; no number for a name that nothing stands for."""
    if isinstance(line, str) and line not in ("inf", "-inf", "nan"):
        return np.nan
    return float(line)


def _samples(meta: Meta, here: Here, at: Moment) -> list[int] | None:
    """The samples that a mark is about; None where it is about none of them."""
    each = meta.get("each")
    if not each:
        return None
    if each == "all":
        return list(range(len(at.columns["x"])))
    if each is True:
        return list(here.pulling.samples or ()) if here.pulling else []
    return [i for i in each if i < len(at.columns["x"])]


def _of_samples(chosen: list[int], at: Moment) -> dict[str, Floats]:
    columns = at.columns
    given = columns.get("given", columns["x"])
    told = {"x": columns["x"], "y": columns["y"], "given": given}
    return {name: column[chosen][:, None] for name, column in told.items()} | {
        "i": np.array(chosen, float)[:, None]
    }


def _is_mean(meta: Meta, grid: Floats | None) -> bool:
    """Whether the mean of samples is meant: the curve of a batch and of all always is one."""
    return bool(meta.get("mean")) or (grid is not None and not isinstance(meta.get("each"), list))

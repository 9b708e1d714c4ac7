"""The columns of a stage as a document brings them: those that are read there, in few bytes."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgd_ui.stage.player import Staged, unpacked

#: What the stage draws of several runs beside what their pictures name.
_DRAWN = "mean_loss"
#: Bits of a single number that are dropped where it is only drawn: what is left of it is right to 1 in 2,000.
_DROPPED = 13
#: So small a part of an axis is less than half a pixel.
_SEEN = 2_048
#: So many heights between the lowest and the highest are told apart: of some 15 contours, 40 pixels apart.
_HEIGHTS = 768

Column = NDArray[Any]
#: Of a column its name, type, length, and bytes in base 64.
Plane = tuple[str, str, int, str]


def planes(staged: Staged) -> list[Plane]:
    """The columns of a stage, the bytes of each in planes.

    First the first bytes of all its entries, then the second ones, and so on, which packs better.
    """
    document, columns = unpacked(staged.columns.message)
    chosen = dict(_chosen(staged, columns))
    return [
        (name, dtype, length, _laid(chosen[name]))
        for name, dtype, length in document["columns"]
        if name in chosen
    ]


def _chosen(staged: Staged, columns: dict[str, Column]) -> Iterator[tuple[str, Column]]:
    """What is read of the columns; what stands beside the parameters of several runs is drawn and no more."""
    parameters, grains = staged.spec["runs"][0]["parameters"], _grains(staged)
    for name, column in columns.items():
        _, several, own = name.partition(".")
        if not several or own in parameters or own == "sample":
            yield name, column
        elif own in grains or own == _DRAWN:
            yield name, rounded(column, grains.get(own, 0.0))


def _grains(staged: Staged) -> dict[str, float]:
    """What the pictures name, columns among it, and what is too small to be seen there; 0 on a log axis."""
    found: dict[str, float] = {}
    for figure in (figure for chart in staged.charts for figure in chart.figures.values()):
        grain = min(_grain(figure["layout"][axis]) for axis in ("xaxis", "yaxis"))
        for name in {*texts(figure["data"])}:
            found[name] = min(grain, found.get(name, grain))
    return found


def _grain(axis: Mapping[str, Any]) -> float:
    low, high = axis["range"]
    return 0.0 if axis.get("type") == "log" else float(high - low) / _SEEN


def rounded(values: Column, grain: float = 0.0) -> Column:
    """Numbers in single precision, their last bits 0, which packs better; as they are if that loses any.

    Args:
        grain: what is smaller than that is not seen.
    """
    with np.errstate(over="ignore", under="ignore"):
        single = np.ascontiguousarray(values, "<f4")
    if not _is_like(single, values).all():
        return values
    bits = single.view("<u4")
    short = ((bits + np.uint32(1 << (_DROPPED - 1))) & ~np.uint32((1 << _DROPPED) - 1)).view("<f4")
    if grain > 0:
        size = 2.0 ** math.floor(math.log2(grain))
        short = (np.round(short / size) * size).astype("<f4")
    return np.where(_is_like(short, values), short, single)


def _is_like(some: Column, values: Column) -> NDArray[np.bool_]:
    """Whether numbers are finite where others are, and 0 where they are."""
    alike: NDArray[np.bool_] = (np.isfinite(some) == np.isfinite(values)) & ((some == 0) == (values == 0))
    return alike


def texts(value: Any) -> Iterator[str]:
    """Every text in a figure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (Mapping, list, tuple)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from texts(item)


def laid(values: Column) -> dict[str, Any]:
    """An array of a figure, ``rounded``, as ``browser/common.js`` reads it."""
    short = rounded(values, _step(values) if values.ndim == 2 else 0.0)
    dtype = f"{short.dtype.kind}{short.dtype.itemsize}"
    return {"planes": [dtype, short.size, _laid(short.ravel())], "shape": ", ".join(map(str, short.shape))}


def _step(heights: Column) -> float:
    """A part of the range of heights that moves no contour by half a pixel; 0 where they have none."""
    seen = heights[np.isfinite(heights)]
    return float(np.ptp(seen)) / _HEIGHTS if seen.size else 0.0


def _laid(column: Column) -> str:
    laid = column.view(np.uint8).reshape(len(column), column.itemsize)
    return base64.b64encode(laid.T.tobytes()).decode()

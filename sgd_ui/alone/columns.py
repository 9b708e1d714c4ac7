"""The columns of a stage as a document brings them: those that are read there, in few bytes."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgd_ui.stage.player import Staged, unpacked

#: What the stage reads of several runs beside what their pictures name.
_READ = ("mean_loss", "sample")
#: Bits of a single number that are dropped where it is only drawn: what is left of it is right to 1 in 8,000.
_DROPPED = 12

Column = NDArray[Any]
#: Of a column its name, type, length, and bytes in base 64.
Plane = tuple[str, str, int, str]


def planes(staged: Staged, named: Collection[str]) -> list[Plane]:
    """The columns of a stage, the bytes of each in planes.

    First the first bytes of all its entries, then the second ones, and so on, which packs better.

    Args:
        named: what its pictures name, columns among it.
    """
    document, columns = unpacked(staged.columns.message)
    chosen = dict(_chosen(staged, columns, named))
    return [
        (name, dtype, length, _laid(chosen[name]))
        for name, dtype, length in document["columns"]
        if name in chosen
    ]


def _chosen(
    staged: Staged, columns: dict[str, Column], named: Collection[str]
) -> Iterator[tuple[str, Column]]:
    """What is read of the columns; what stands beside the parameters of several runs is drawn and no more."""
    parameters = staged.spec["runs"][0]["parameters"]
    for name, column in columns.items():
        _, several, own = name.partition(".")
        if not several or own in parameters or own in _READ:
            yield name, column
        elif own in named:
            yield name, rounded(column)


def rounded(values: Column) -> Column:
    """Numbers in single precision, their last bits 0, which packs better; as they are if that loses any."""
    with np.errstate(over="ignore", under="ignore"):
        single = np.ascontiguousarray(values, "<f4")
    if not _is_like(single, values).all():
        return values
    bits = single.view("<u4")
    short = ((bits + np.uint32(1 << (_DROPPED - 1))) & ~np.uint32((1 << _DROPPED) - 1)).view("<f4")
    return np.where(_is_like(short, values), short, single)


def _is_like(some: Column, values: Column) -> NDArray[np.bool_]:
    """Whether numbers are finite where others are, and 0 where they are."""
    alike: NDArray[np.bool_] = (np.isfinite(some) == np.isfinite(values)) & ((some == 0) == (values == 0))
    return alike


def texts(value: Any) -> Iterator[str]:
    """Every text in what JSON holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)


def laid(values: Column) -> dict[str, Any]:
    """An array of a figure, ``rounded``, as ``browser/common.js`` reads it."""
    short = rounded(values)
    dtype = f"{short.dtype.kind}{short.dtype.itemsize}"
    return {"planes": [dtype, short.size, _laid(short.ravel())], "shape": ", ".join(map(str, short.shape))}


def _laid(column: Column) -> str:
    laid = column.view(np.uint8).reshape(len(column), column.itemsize)
    return base64.b64encode(laid.T.tobytes()).decode()

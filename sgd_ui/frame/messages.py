"""What the browser sends. All of it is hostile until it has passed here.

A message that is none is None, and whoever asked does nothing; a place in a run is brought into the run.
``gate`` holds the states of widgets to the same before Streamlit reads them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Container, Iterable, Mapping
from typing import Any, NamedTuple, NoReturn, TypeGuard

from sgd_core.limits import MAX_SAMPLES

#: Lists and tables within one another. Streamlit copies what it was sent one call a level.
MAX_DEPTH = 8
#: Characters of what a hand asks for: each of the most samples takes two numbers of at most 25 characters.
_MOST_TAKEN = 60 * MAX_SAMPLES
#: The largest number that is whole in a browser.
_MOST_WHOLE = 2**53


class Action(NamedTuple):
    """Something that was asked for on the stage: what, at which tick, and the text that goes with it."""

    kind: str
    at: int
    value: str


def action_of(payload: object, kinds: Container[str], most: int) -> Action | None:
    """The action that a payload asks for, if it is one of ``kinds``.

    Args:
        most: the last tick of the stage.
    """
    if not isinstance(payload, Mapping):
        return None
    kind, at, value = payload.get("kind"), place(payload.get("at"), most), payload.get("value")
    if not (isinstance(kind, str) and kind in kinds and at is not None and isinstance(value, str)):
        return None
    return Action(kind, at, value)


class Taken(NamedTuple):
    """What a hand has changed of a run: numbers by the names of its parameters, and which question it was."""

    number: int
    changes: dict[str, float | tuple[float, ...]]


def taken(text: str) -> Taken | None:
    """What the text of an action says that a hand has taken.

    >>> taken('{"number": 3, "w0": [1.5], "lr": 0.1}')
    Taken(number=3, changes={'w0': (1.5,), 'lr': 0.1})
    >>> taken('{"number": 3, "seed": 1}'), taken('{"number": 3, "w0": [1e999]}'), taken("[")
    (None, None, None)
    """
    told = _read(text)
    if not isinstance(told, dict):
        return None
    number, changes = told.pop("number", None), {name: _numbers(value) for name, value in told.items()}
    if not (type(number) is int and 0 <= number <= _MOST_WHOLE) or not _TAKEN.keys() >= changes.keys():
        return None
    meant = {
        name: value
        for name, value in changes.items()
        if value is not None and isinstance(value, _TAKEN[name])
    }
    return Taken(number, meant) if len(meant) == len(changes) else None


#: What a hand can change: one number, or several.
_TAKEN: dict[str, type] = {"w0": tuple, "lr": float, "x": tuple, "y": tuple}


def _read(text: str) -> object:
    """What JSON says; None where it says nothing."""
    if len(text) > _MOST_TAKEN:
        return None
    try:
        return json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)


def _numbers(value: object) -> float | tuple[float, ...] | None:
    """A finite number, or several; None for anything else."""
    if isinstance(value, list):
        numbers = tuple(map(_finite, value))
        return None if None in numbers else numbers  # type: ignore[return-value]
    return _finite(value)


def _finite(value: object) -> float | None:
    """A number that a double holds."""
    if not is_number(value):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def place(value: object, most: int) -> int | None:
    """A number as a whole one from 0 to ``most``; None for what is no number.

    >>> place(3.7, 10), place(-1, 10), place(1e309, 10), place(float("nan"), 10), place(True, 10)
    (3, 0, 10, None, None)
    """
    return int(min(max(value, 0), most)) if is_number(value) else None


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number; that JSON can hold infinite ones and yes or no is known."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value


def text(value: object) -> str | None:
    """A text; None for what is none."""
    return value if isinstance(value, str) else None


def is_edit(state: object, rows: int, columns: Container[str], most: int) -> bool:
    """Whether a state is one of an editor of a table of texts.

    Args:
        rows: how many the table has.
        most: how many it may have with those that are added.
    """
    if not isinstance(state, Mapping):
        return False
    edited, added, deleted = (state.get(f"{what}_rows") for what in ("edited", "added", "deleted"))
    return (
        isinstance(edited, Mapping)
        and isinstance(added, list)
        and isinstance(deleted, list)
        and rows + len(added) <= most
        and _are_rows(edited, rows)
        and _are_rows(deleted, rows)
        and all(_is_row(row, columns) for row in (*edited.values(), *added))
    )


def _are_rows(places: Iterable[object], rows: int) -> bool:
    return all(type(place) is int and 0 <= place < rows for place in places)


def _is_row(row: object, columns: Container[str]) -> TypeGuard[Mapping[str, str | None]]:
    return isinstance(row, Mapping) and all(
        name in columns and (cell is None or isinstance(cell, str)) for name, cell in row.items()
    )


def is_deep(value: Any) -> bool:
    """Whether lists and tables lie within one another beyond ``MAX_DEPTH``."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for each in level for inner in _within(each)]
    return bool(level)


def _within(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()

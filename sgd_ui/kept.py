"""Results that are kept for the next time they are asked for.

What comes from ready-made samples is shared by all sessions. What comes from a reader's own stays in the
reader's session and ends with it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

import streamlit as st

from sgd_core import Run

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The values used last, up to a total ``weight``; the newest is kept whatever it weighs.

    Args:
        most: the total weight.
        weigh: what a value weighs.
    """

    def __init__(self, most: float, weigh: Callable[[Value], float] = lambda value: 1.0) -> None:
        self._most, self._weigh = most, weigh
        self._shared: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of ``key``; made outside the lock, so that no session waits for another's."""
        values = self._own() if holds_own_numbers(key) else self._shared
        with self._lock:
            if key in values:
                values.move_to_end(key)
                return values[key]
        value = make()
        with self._lock:
            values[key] = value
            values.move_to_end(key)
            while len(values) > 1 and sum(map(self._weigh, values.values())) > self._most:
                values.popitem(last=False)
        return value

    def _own(self) -> OrderedDict[Key, Value]:
        """What this session keeps for itself."""
        values: OrderedDict[Key, Value] = st.session_state.setdefault(f"kept.{id(self)}", OrderedDict())
        return values


def holds_own_numbers(key: Hashable) -> bool:
    """Whether a part of a key is a run on a reader's own samples, or any row of numbers."""
    parts = key if isinstance(key, tuple) else (key,)
    return any(isinstance(part, tuple) or (isinstance(part, Run) and part.data is None) for part in parts)

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


#: A session's own may weigh this part of what all sessions share: there may be many such sessions.
_OWN_PART = 1 / 5


class Kept(Generic[Key, Value]):
    """The values used last, up to a total ``weight``; the newest is kept whatever it weighs.

    Args:
        most: the total weight of what all sessions share.
        weigh: what a value weighs.
    """

    def __init__(self, most: float, weigh: Callable[[Value], float] = lambda value: 1.0) -> None:
        self._most, self._weigh = most, weigh
        self._shared: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: Key, make: Callable[[], Value], own: bool | None = None) -> Value:
        """The value of ``key``; made outside the lock, so that no session waits for another's.

        Args:
            own: whether it comes from a reader's own numbers; left out where ``key`` holds the run that
                it comes from.
        """
        own = of_own_samples(key) if own is None else own
        values, most = (self._own(), self._most * _OWN_PART) if own else (self._shared, self._most)
        with self._lock:
            if key in values:
                values.move_to_end(key)
                return values[key]
        value = make()
        with self._lock:
            values[key] = value
            values.move_to_end(key)
            while len(values) > 1 and sum(map(self._weigh, values.values())) > most:
                values.popitem(last=False)
        return value

    def _own(self) -> OrderedDict[Key, Value]:
        """What this session keeps for itself."""
        values: OrderedDict[Key, Value] = st.session_state.setdefault(f"kept.{id(self)}", OrderedDict())
        return values


def of_own_samples(key: Hashable) -> bool:
    """Whether a run that a key is or holds is on a reader's own samples.

    Raises:
        TypeError: if it holds none: nobody can tell then whose numbers a value comes from.
    """
    runs = [part for part in (key if isinstance(key, tuple) else (key,)) if isinstance(part, Run)]
    if not runs:
        raise TypeError("a key without a run does not say whose numbers a value comes from")
    return any(run.data is None for run in runs)

"""Results that are kept for the next time they are asked for, shared by all sessions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

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
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of ``key``; made outside the lock, so that no session waits for another's."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > 1 and sum(map(self._weigh, self._values.values())) > self._most:
                self._values.popitem(last=False)
        return value

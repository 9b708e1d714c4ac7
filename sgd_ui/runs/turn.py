"""A turn that one thread has at a time; the others wait in the order in which they came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

#: Told how many are before one who waits; to return soon, and free to raise so as to leave the queue.
Wait = Callable[[int], None]


class Turn:
    """A queue whose first has the turn."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._queue: list[object] = []

    @contextmanager
    def taken(self, wait: Wait) -> Iterator[None]:
        """Waits for the turn and has it to the end of the block, however that ends.

        Args:
            wait: called again and again while others are before.
        """
        ticket = object()
        with self._lock:
            self._queue.append(ticket)
        try:
            while before := self._before(ticket):
                wait(before)
            yield
        finally:
            with self._lock:
                self._queue.remove(ticket)

    @property
    def waiting(self) -> int:
        """How many have the turn or wait for it."""
        return len(self._queue)

    def _before(self, ticket: object) -> int:
        with self._lock:
            return self._queue.index(ticket)

"""Results that are kept for the next time they are asked for.

What comes from ready-made samples is shared by all sessions. What comes from a reader's own stays in the
reader's session and leaves with its reader. Where results are computed and a session's own are kept is a
desk's, which is handed in; without one they are computed at once, and nobody's own are kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from sgd_core import Run
from sgd_core.report import Report, silent

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
#: Computes a value; is handed what to tell the share that is done.
Make = Callable[[Report], Value]


class Desk(Protocol):
    """Where a session's results are computed, and what it keeps for itself."""

    def own(self, name: str) -> OrderedDict[Any, Any]:
        """What this session keeps for itself under a name."""

    def use(self, name: str, key: Hashable) -> None:
        """Notes that what is on its way to the reader needs the value of a key."""

    def uses(self, name: str, key: Hashable) -> bool:
        """Whether it does."""

    def reserve(self, price: float) -> None:
        """Puts a price aside for what is computed next, so that all of it is computed or nothing."""

    def compute(self, price: float, make: Make[Value], look: Callable[[], list[Value]]) -> Value:
        """Makes a value that costs so many seconds.

        Args:
            look: finds the value if another has made it meanwhile; one or none.
        """


class AtOnce:
    """A desk that computes whatever it is asked for, and keeps nothing."""

    def own(self, name: str) -> OrderedDict[Any, Any]:
        return OrderedDict()

    def use(self, name: str, key: Hashable) -> None:
        pass

    def uses(self, name: str, key: Hashable) -> bool:
        return False

    def reserve(self, price: float) -> None:
        pass

    def compute(self, price: float, make: Make[Value], look: Callable[[], list[Value]]) -> Value:
        return make(silent)


_desk_of: Callable[[], Desk] = AtOnce


def hand_in(desk_of: Callable[[], Desk]) -> None:
    """Sets what finds the desk of the session that asks."""
    global _desk_of  # noqa: PLW0603
    _desk_of = desk_of


def reserve(prices: Iterable[float]) -> None:
    """Puts the prices of all that is computed next aside, so that all of it is computed or nothing."""
    _desk_of().reserve(sum(prices))


#: A session's own may weigh this part of what all sessions share: there may be many such sessions.
_OWN_PART = 1 / 5


class Kept(Generic[Key, Value]):
    """The values used last, up to a total ``weight``.

    Beyond it stay the newest, and of a reader's own what stands on the page.

    Args:
        most: the total weight of what all sessions share.
        weigh: what a value weighs.
    """

    def __init__(self, most: float, weigh: Callable[[Value], float] = lambda value: 1.0) -> None:
        self._most, self._weigh = most, weigh
        self._shared: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()
        self._name = f"kept.{id(self)}"

    def __call__(self, key: Key, make: Make[Value], price: float = 0.0, own: bool | None = None) -> Value:
        """The value of ``key``; made outside the lock, so that no session waits for another's.

        Args:
            price: what making it costs, in seconds, all that it asks for itself included.
            own: whether it comes from a reader's own numbers; left out where ``key`` holds the run that
                it comes from.
        """
        own = of_own_samples(key) if own is None else own
        desk = _desk_of()
        values = desk.own(self._name) if own else self._shared
        desk.use(self._name, key)
        found = self._look(values, key)
        if found:
            return found[0]
        value = desk.compute(price, make, lambda: self._look(values, key))
        with self._lock:
            values[key] = value
            values.move_to_end(key)
            old = [each for each in values if each != key and not (own and desk.uses(self._name, each))]
            weight = sum(map(self._weigh, values.values()))
            most = self._most * (_OWN_PART if own else 1)
            while old and weight > most:
                weight -= self._weigh(values.pop(old.pop(0)))
        return value

    def holds(self, key: Key, own: bool | None = None) -> bool:
        """Whether the value of ``key`` is there, and costs nothing."""
        own = of_own_samples(key) if own is None else own
        return key in (_desk_of().own(self._name) if own else self._shared)

    def _look(self, values: OrderedDict[Key, Value], key: Key) -> list[Value]:
        with self._lock:
            if key not in values:
                return []
            values.move_to_end(key)
            return [values[key]]


def of_own_samples(key: Hashable) -> bool:
    """Whether a run that a key is or holds is on a reader's own samples.

    Raises:
        TypeError: if it holds none: nobody can tell then whose numbers a value comes from.
    """
    runs = [part for part in (key if isinstance(key, tuple) else (key,)) if isinstance(part, Run)]
    if not runs:
        raise TypeError("a key without a run does not say whose numbers a value comes from")
    return any(run.data is None for run in runs)

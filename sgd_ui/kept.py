"""Results that are kept for the next time they are asked for.

What comes from ready-made samples is shared by all sessions. What comes from a reader's own stays in the
reader's session, and leaves as soon as its page is closed. The session itself, with what was typed and
uploaded, can be taken up again for a while, as after a cut of the network; then it is closed, too.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sgd_core import Run

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


#: A session's own may weigh this part of what all sessions share: there may be many such sessions.
_OWN_PART = 1 / 5
#: How many seconds after its page a session is closed. Streamlit no longer takes one up after 120, but
#: forgets it only when the page of another is closed; what it has forgotten cannot be closed.
_GRACE = 110.0


class _Own(NamedTuple):
    """What a session keeps for itself, by the ``id`` of what it is kept by.

    ``state`` is the session's ``st.session_state``, for where no script of it runs.
    """

    session: str
    state: Any
    values: dict[int, OrderedDict[Any, Any]]


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
        return _of_session().values.setdefault(id(self), OrderedDict())


#: Where code that no session runs keeps what would be one's own.
_outside = _Own("", {}, {})
#: What is to close the sessions whose pages are closed.
_ending: dict[str, asyncio.TimerHandle] = {}


def _of_session() -> _Own:
    """What the session that runs this keeps for itself."""
    context = get_script_run_ctx()
    if context is None:
        return _outside
    # Here Streamlit stops a script whose page is closed, before it keeps anything more.
    st.session_state.get("page")
    return _begun(context.session_id, context.session_state)


def _leave(own: _Own) -> None:
    """Called once a session's page is closed; drops what it kept, and closes it when its time is over."""
    own.values.clear()
    # Where there is no loop, there is no server either.
    with suppress(RuntimeError):
        loop = asyncio.get_running_loop()
        if own.session in _ending:
            _ending.pop(own.session).cancel()
        _ending[own.session] = loop.call_later(_GRACE, _end, own)


def _end(own: _Own) -> None:
    del _ending[own.session]
    server = runtime.get_instance()
    if server.is_active_session(own.session):
        return
    server.close_session(own.session)
    # Streamlit's loop holds on to the last session until there is another: it is left empty. Its own
    # ``clear`` keeps what is to be called for each widget, and with it the runs that this is about.
    own.state._state.__init__()


@st.cache_resource(scope="session", show_spinner=False, on_release=_leave)
def _begun(session: str, _state: Any) -> _Own:
    return _Own(session, _state, {})


def of_own_samples(key: Hashable) -> bool:
    """Whether a run that a key is or holds is on a reader's own samples.

    Raises:
        TypeError: if it holds none: nobody can tell then whose numbers a value comes from.
    """
    runs = [part for part in (key if isinstance(key, tuple) else (key,)) if isinstance(part, Run)]
    if not runs:
        raise TypeError("a key without a run does not say whose numbers a value comes from")
    return any(run.data is None for run in runs)

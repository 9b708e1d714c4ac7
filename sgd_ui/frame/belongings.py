"""What a session keeps of its reader's own numbers, and when it leaves.

It leaves as soon as the page is closed. The session itself, with what was typed and uploaded, can be taken
up again for a while, as after a cut of the network; then it is closed, too.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import suppress
from typing import Any, NamedTuple

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sgd_ui.frame import session

#: How many seconds after its page a session is closed. Streamlit no longer takes one up after 120, but
#: forgets it only when the page of another is closed; what it has forgotten cannot be closed.
_GRACE = 110.0


class Own(NamedTuple):
    """What a session keeps for itself, by the name of what it is kept by.

    ``state`` is the session's ``st.session_state``, for where no script of it runs.
    """

    session: str
    state: Any
    values: dict[str, OrderedDict[Any, Any]]


#: What is to close the sessions whose pages are closed.
_ending: dict[str, asyncio.TimerHandle] = {}


def of_session() -> dict[str, OrderedDict[Any, Any]]:
    """What the session that runs this keeps for itself; nothing where no session does."""
    context = get_script_run_ctx()
    if context is None:
        return {}
    # Here Streamlit stops a script whose page is closed, before it keeps anything more.
    st.session_state.get(session.PAGE)
    return _begun(context.session_id, context.session_state).values


def _leave(own: Own) -> None:
    """Called once a session's page is closed; drops what it kept, and closes it when its time is over."""
    own.values.clear()
    # Where there is no loop, there is no server either.
    with suppress(RuntimeError):
        loop = asyncio.get_running_loop()
        if own.session in _ending:
            _ending.pop(own.session).cancel()
        _ending[own.session] = loop.call_later(_GRACE, _end, own)


def _end(own: Own) -> None:
    del _ending[own.session]
    server = runtime.get_instance()
    if server.is_active_session(own.session):
        return
    server.close_session(own.session)
    # Streamlit's loop holds on to the last session until there is another: it is left empty. Its own
    # ``clear`` keeps what is to be called for each widget, and with it the runs that this is about.
    own.state._state.__init__()


@st.cache_resource(scope="session", show_spinner=False, on_release=_leave)
def _begun(session: str, _state: Any) -> Own:
    return Own(session, _state, {})

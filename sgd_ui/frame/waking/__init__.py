"""A session that begins anew under a page that is open.

The server was started again, or the connection was cut for longer than Streamlit keeps a session. The new
session is handed the query that the page was first opened with; what the reader has done since stands in
the address bar, which is asked here, and in the widgets in sight, whose values the browser sends along.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

#: Seconds to wait for the answer of the address bar, without which what was done is lost, and between looks.
_PATIENCE, _PAUSE = 30.0, 0.02
#: More characters than this are no address: Streamlit hands over no longer ones either.
_LONGEST = 1_000_000

_BAR = st.components.v2.component(
    "samplewise_address_bar",
    js=(Path(__file__).parent / "waking.js").read_text(encoding="utf-8"),
)


def begin() -> None:
    """Draws what keeps an open page in touch; where the session begins anew under one, asks its address bar.

    Streamlit stops this run, and begins the next, as soon as the answer is there.
    """
    state = st.session_state
    if "waking.session" not in state:
        state["waking.listens"] = _was_open()
        state["waking.session"] = token_hex(8) if state["waking.listens"] else ""
    if state.pop("waking.heard", False):
        state["waking.listens"] = False
    with st.container(key="waking"):
        _stay_in_touch()
        _BAR(data={"asked": session()}, key="waking.bar", on_answer_change=_take_answer)
    if listens() and "waking.address" not in state:
        _wait()


def session() -> str:
    """What tells a session that began anew under an open page from any other; empty in those that did not."""
    return str(st.session_state.get("waking.session", ""))


def listens() -> bool:
    """Whether such a session is at its first run.

    The values that the browser shows in its widgets go before what the address says then.
    """
    return bool(st.session_state.get("waking.listens"))


def heard() -> None:
    """From the next run on, the session knows what the browser shows."""
    st.session_state["waking.heard"] = True


def query() -> dict[str, str]:
    """The query of this page, as the address bar has it."""
    address: dict[str, str] | None = st.session_state.get("waking.address") if listens() else None
    return dict(st.query_params) if address is None else address


def default(key: str, argument: str = "value", options: Sequence[Any] | None = None) -> dict[str, Any]:
    """How else to draw a widget whose value the session sets: not at all, but in a first run that listens.

    There the value leaves the session to be the default, and what the browser shows goes first.

    Args:
        argument: what the widget calls its default.
        options: those of a widget whose default is one's place.
    """
    if not listens():
        return {}
    value = st.session_state.pop(key)
    return {argument: value if options is None else options.index(value)}


def agree(key: str, value: Any) -> None:
    """Begins the page again where the browser shows something else in a widget than what was drawn so far."""
    if listens() and st.session_state[key] != value:
        st.rerun()


@st.fragment(run_every=timedelta(days=1))
def _stay_in_touch() -> None:
    """Draws nothing: a page with a part that runs by itself runs again when it is connected again."""


def _was_open() -> bool:
    """Whether the page was connected before; its browser then names its last session in its first request."""
    asked = st.context.headers.get("Sec-WebSocket-Protocol") or ""
    return len(asked.split(",")) > 2


def _take_answer() -> None:
    state = st.session_state
    answer = state["waking.bar"].answer
    if not isinstance(answer, Mapping) or answer.get("asked") != session():
        return
    text = str(answer.get("query", ""))[:_LONGEST]
    state["waking.address"] = dict(parse_qsl(text.removeprefix("?"), keep_blank_values=True))


def _wait() -> None:
    until = time.monotonic() + _PATIENCE
    # Looking into the session is where Streamlit stops a run.
    while "waking.address" not in st.session_state and time.monotonic() < until:
        time.sleep(_PAUSE)

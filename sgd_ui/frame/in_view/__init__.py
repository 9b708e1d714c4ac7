"""The update that the stage of the page rests on, for what is made of the view below it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from sgd_ui.frame import gate, messages

_KEY = "in-view"
_TELLS = st.components.v2.component(
    "samplewise_in_view",
    js=(Path(__file__).parent / "in_view.js").read_text(encoding="utf-8"),
)


def update(most: int) -> int:
    """The update in view, up to the last; to be asked for in a fragment, which runs again with another."""
    gate.expect(_KEY, _is_update)
    at = messages.place(st.session_state.get(_KEY, {}).get("at"), most) or 0
    with st.container(key="carried.in-view"):
        _TELLS(data={"at": at}, key=_KEY, on_at_change=lambda: None)
    return at


def _is_update(state: Mapping[str, Any]) -> bool:
    return set(state) <= {"at"} and all(map(messages.is_number, state.values()))

"""The buttons of the top bar, and what they open: settings, the presentation, links to what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import streamlit as st

from sgd_ui.frame import gate, session, waking
from sgd_ui.frame.modules import joined
from sgd_ui.words.catalogue import Words

_HERE = Path(__file__).parent
#: What the scripts say, and ``bar.html`` has.
_WORDS = "bar"

_BAR = st.components.v2.component(
    "samplewise_bar",
    html=(_HERE / "bar.html").read_text(encoding="utf-8"),
    js=joined(_HERE, "top_bar"),
    isolate_styles=False,
)


def show(page: str, pages: Iterable[str], embedded: bool, words: Words) -> None:
    """Draws them; of an embedded page only what a presentation and a print need.

    Args:
        page: its name.
        pages: the names of all, in the order of the stations.
    """
    gate.expect("bar.buttons", _is_empty)
    told = words.table(_WORDS) | {"take": words["take.title"]}
    if waking.listens():
        # They may have been drawn in the session before.
        _draw_lists()
    lists = session.LISTS in st.session_state
    data = {"page": page, "pages": [*pages], "embedded": embedded, "lists": lists, "words": told}
    _BAR(data=data, key="bar.buttons", on_lists_change=_draw_lists)


def style() -> str:
    """How the bar and all that it opens looks, from the first paint on."""
    return (_HERE / "bar.css").read_text(encoding="utf-8")


def _draw_lists() -> None:
    st.session_state[session.LISTS] = True


def _is_empty(state: Any) -> bool:
    """They are set to nothing."""
    return not state

"""The three ways in: numbers that are pasted, a table that is edited, a file that is uploaded.

What was brought is put into the run at once where it can be; where it cannot, it is said why, and the
numbers that were in use stay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from sgd_ui.frame import gate, known, waking
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import editor, paste, state, upload
from sgd_ui.words.catalogue import Words


class Way(NamedTuple):
    """One way in: the icon before its name, and what draws it."""

    icon: str
    show: Callable[[Visit, Words], None]


WAYS = {
    "paste": Way(":material/content_paste:", paste.show),
    "table": Way(":material/table:", editor.show),
    "file": Way(":material/upload_file:", upload.show),
}


def choose_way(words: Words, awaited: str) -> str | None:
    """The row of the three ways; which of them is open, if any.

    Args:
        awaited: the way in that a link waits for, if it does; it is open until the numbers are there.
    """
    state.WAY.set(state.WAY.get() or awaited or None)
    way: str | None = st.segmented_control(
        words["intake.title"],
        list(WAYS),
        format_func=lambda each: f"{WAYS[each].icon} {words[f'intake.{each}']}",
        key=state.WAY.key,
        label_visibility="collapsed",
        **({} if awaited else waking.default(state.WAY.key, "default")),
    )
    return way


def show(at: Visit, way: str, words: Words) -> None:
    """One way in, open."""
    with st.container(border=True, key=state.ZONE):
        WAYS[way].show(at, words)
        _show_privacy(words)


def _show_privacy(words: Words) -> None:
    """Where the numbers are and are not, and the switch that keeps them out of the address.

    It is drawn before the stage, which hands the address on.
    """
    st.caption(words["numbers.where_private" if known.are_private() else "numbers.where"])
    st.session_state[state.PRIVATE] = known.are_private()
    gate.expect(state.PRIVATE, lambda value: isinstance(value, bool))
    private = st.toggle(
        words["numbers.private"],
        key=state.PRIVATE,
        help=words["numbers.private_help"],
        on_change=_take_privacy,
        **waking.default(state.PRIVATE),
    )
    known.keep_private(private)


def _take_privacy() -> None:
    known.keep_private(st.session_state[state.PRIVATE])

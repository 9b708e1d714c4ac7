"""The first way in: numbers that are pasted."""

from __future__ import annotations

import streamlit as st

from sgd_ui.frame import waking
from sgd_ui.frame.page import Page
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import reading, sources, state, use
from sgd_ui.words.catalogue import Words


def show(at: Visit, words: Words) -> None:
    """The box, and how what was pasted is read."""
    _show_box(words)
    st.button(words["intake.use"], type="primary", key=state.USE_PASTED, on_click=_use_typed, args=(at.page,))
    if state.NOTHING_TYPED.pop():
        st.warning(words["intake.nothing_typed"])
    source = sources.pasted(state.PASTED.get())
    if source:
        reading.show(at, source, words)


def _show_box(words: Words) -> None:
    text = state.BOX.get()
    state.BOX.set(state.TYPED.get() if text is None else text)
    st.text_area(
        words["intake.paste_label"],
        key=state.BOX.key,
        placeholder=words["intake.placeholder"],
        height=120,
        on_change=_keep_typed,
        **waking.default(state.BOX.key),
    )
    if waking.listens():
        _keep_typed()


def _keep_typed() -> None:
    """Keeps what stands in the box for when it is drawn again, perhaps in another language."""
    state.TYPED.set(state.BOX.get() or "")


def _use_typed(page: Page) -> None:
    _keep_typed()
    text = state.TYPED.get()
    source = sources.pasted(text)
    state.NOTHING_TYPED.set(not source)
    if text != state.PASTED.get():
        state.PASTED.set(text)
        reading.begin(page, "numbers")
    if source:
        use.text(page, source)

"""A page whose link is about numbers that it does not hold, and that the session does not know."""

from __future__ import annotations

import streamlit as st

from sgd_ui.frame import known, numbers, shell, visit
from sgd_ui.frame.visit import Visit
from sgd_ui.words.catalogue import Words


def show(at: Visit, words: Words) -> bool:
    """Says which numbers, and where to bring them; whether there are such.

    No other samples stand in their place.
    """
    expected = at.view["fingerprint"]
    if not numbers.is_awaited(at.run, expected):
        return False
    pairs = words.counted("pair", numbers.count_of(expected))
    st.info(words.format("numbers.awaited", pairs=pairs), icon=":material/upload_file:")
    with st.container(horizontal=True, vertical_alignment="center"):
        query = {"fingerprint": expected} | ({"private": "yes"} if known.are_private() else {})
        shell.link(numbers.WAY_IN, words["numbers.bring"], query, ":material/arrow_forward:")
        st.button(words["numbers.without"], key="numbers.without", on_click=visit.reset, args=(at.page,))
    return True

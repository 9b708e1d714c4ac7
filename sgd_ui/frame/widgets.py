"""Widgets whose value the session sets: each says what it may be set to, and how a woken session draws it.

Beside them the place of what is not always there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sgd_ui.frame import gate, waking


def place() -> DeltaGenerator:
    """A container, always there, for what stands above a stage and is not.

    Streamlit knows what it has drawn by its place: it would draw the stage anew wherever something came or
    went before it.
    """
    return st.container()


def pick(
    label: str,
    texts: Mapping[str, str],
    key: str,
    about: str | None = None,
    on_change: Callable[[], None] | None = None,
) -> None:
    """A list of options, each by its text."""
    gate.expect(key, texts.__contains__)
    st.selectbox(
        label,
        list(texts),
        format_func=texts.__getitem__,
        key=key,
        help=about,
        on_change=on_change,
        **waking.default(key, "index", list(texts)),
    )


def segments(label: str, texts: Mapping[str, str], key: str, about: str | None = None) -> None:
    """Options side by side, one of which is always chosen; without help, the label is read out alone."""
    gate.expect(key, texts.__contains__)
    st.segmented_control(
        label,
        list(texts),
        format_func=texts.__getitem__,
        key=key,
        required=True,
        help=about,
        label_visibility="visible" if about else "collapsed",
        **waking.default(key, "default"),
    )


def line(label: str, key: str, about: str | None = None, empty: str | None = None) -> None:
    """A line of text; ``empty`` stands in it where nothing else does."""
    st.text_input(label, key=key, help=about, placeholder=empty, **waking.default(key))

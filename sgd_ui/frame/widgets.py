"""Widgets whose value the session sets: each says what it may be set to, and how a woken session draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from sgd_ui.frame import gate, waking


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

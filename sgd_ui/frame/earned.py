"""What answers a page: it keeps its place, and is seen once the page was played or its question answered.

The stage says on the root of the document whether that is so; ``earned.css`` hides it until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from sgd_ui.words.catalogue import Words


@contextmanager
def sealed(name: str, words: Words, later: str = "later") -> Iterator[None]:
    """What is drawn within it is an answer.

    Args:
        name: of it, on its page.
        later: the word in the table ``earned`` for what stands in its place until then.
    """
    with st.container(key=f"earned-{name}"):
        st.html(f"<p>{escape(words[f'earned.{later}'])}</p>")
        yield


def answer(page: str) -> None:
    """Remembers for this visit that the question of a page was answered."""
    st.session_state[_key(page)] = True


def is_answered(page: str) -> bool:
    """Whether it was."""
    return bool(st.session_state.get(_key(page)))


def _key(page: str) -> str:
    return f"{page}.answered"

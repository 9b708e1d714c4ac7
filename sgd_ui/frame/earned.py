"""What answers a page: it is seen once the page was played or its question answered.

The stage says on the root of the document whether that is so; ``earned.css`` hides it until then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from sgd_ui.words.catalogue import Words

#: A verdict in Markdown: its headline, the stop of that within it or behind it, and the rest.
_HEADED = re.compile(r"\*\*(.+?)([.。]?)\*\*([.。]?)\s*(.*)", re.S)


@contextmanager
def sealed(name: str, words: Words, later: str = "") -> Iterator[None]:
    """What is drawn within it is an answer.

    Args:
        name: of it, on its page.
        later: the word in the table ``earned`` for what stands in its place until then, if anything.
    """
    with st.container(key=f"earned-{name}"):
        st.html(f"<p>{escape(words[f'earned.{later}']) if later else ''}</p>")
        yield


def headline(verdict: str) -> str:
    """What a verdict begins with in bold, without its stop; empty where it begins with nothing such."""
    found = _HEADED.fullmatch(verdict)
    return found[1] if found else ""


def beside(verdict: str) -> str:
    """What a verdict says beside its headline; all of it where that is no sentence of its own."""
    found = _HEADED.fullmatch(verdict)
    return found[4] if found and found[2] + found[3] else verdict


def answer(page: str) -> None:
    """Remembers for this visit that the question of a page was answered."""
    st.session_state[_key(page)] = True


def is_answered(page: str) -> bool:
    """Whether it was."""
    return bool(st.session_state.get(_key(page)))


def _key(page: str) -> str:
    return f"{page}.answered"

"""The frame every page calls first: settings, language, menu, and the library the charts need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from sgd_ui.drawing.palette import Palette, palette
from sgd_ui.frame import desk, gate, library, session, waking, widgets
from sgd_ui.words.catalogue import LANGUAGES, Words, language_of, words_in

_HERE = Path(__file__).parent
#: Width of the sidebar in pixels.
_SIDEBAR = 268
#: Whether the document comes with the style of the frame; without the front door, each page brings it.
style_in_head = False


class Frame(NamedTuple):
    """What a page needs to speak and to draw."""

    words: Words
    palette: Palette
    #: What ``lang`` must be in a link for it to open in this language; empty for the browser's own.
    lang: str


def frame(page: str, pages: Iterable[str]) -> Frame:
    """Sets the page up and draws what all pages share.

    Args:
        page: its name, as the catalogue calls it.
        pages: the names of all, in the order of the menu.
    """
    gate.stand()
    waking.begin()
    words = words_in(_language(), page)
    gate.apologize(words["error.page"])
    st.set_page_config(
        page_title=f"{words[f'page.{page}.title']} · {words['app.name']}",
        page_icon=str(_HERE / "icon.svg"),
        layout="wide",
        initial_sidebar_state=_SIDEBAR,
        menu_items={"About": f"**{words['app.name']}** {words['app.about']}"},
    )
    if not style_in_head:
        st.html(f"<style>{style()}</style>")
    if not library.provide():
        st.error(words["error.plotly"])
    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{words_in('en')['app.name']}** {words_in('zh')['app.name']}", width="content")
            _language_control(words)
        for each in pages:
            link(each, words[f"page.{each}.title"])
    st.title(words[f"page.{page}.title"], anchor=False)
    st.caption(words[f"page.{page}.lead"])
    desk.begin(words)
    own = language_of(st.context.locale)
    return Frame(words, palette(st.context.theme.type), "" if words.lang == own else words.lang)


def _language_control(words: Words) -> None:
    """Lets the reader choose the language; the choice holds for the whole session."""
    widgets.segments(words["app.language"], LANGUAGES, session.LANG)
    waking.agree(session.LANG, words.lang)


def style() -> str:
    """The style of the frame."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("shell.css", "streamlit.css"))


def _language() -> str:
    """The language of this session: as chosen, as the link says, or as the browser asks."""
    state = st.session_state
    if state.get(session.LANG) not in LANGUAGES:
        asked = waking.query().get("lang", "")
        state[session.LANG] = asked if asked in LANGUAGES else language_of(st.context.locale)
    session.keep(session.LANG)
    return str(state[session.LANG])


def file_of(page: str) -> str:
    """The script of a page."""
    return "home.py" if page == "home" else f"pages/{page}.py"


def link(page: str, label: str, query: Mapping[str, str] | None = None, icon: str | None = None) -> None:
    """A link to a page, or to a view of it; nothing where there is no such page to lead to."""
    # A page that is run by itself, without the app, has no others.
    with suppress(StreamlitPageNotFoundError):
        st.page_link(file_of(page), label=label, query_params=query, icon=icon)

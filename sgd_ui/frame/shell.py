"""The frame every page calls first: settings, the top bar, and the library the charts need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitPageNotFoundError

from sgd_ui.drawing.palette import Palette, palette
from sgd_ui.frame import bar, desk, gate, library, session, waking, widgets
from sgd_ui.frame.page import Page
from sgd_ui.words.catalogue import LANGUAGES, Words, language_of, words_in

_HERE = Path(__file__).parent
ICON = _HERE / "icon.svg"
#: Whether the document comes with the style of the frame; without the front door, each page brings it.
style_in_head = False
#: What the style of the frame calls the colours of the theme.
_COLOURS = {
    "text": "textColor",
    "muted": "grayTextColor",
    "background": "backgroundColor",
    "soft": "secondaryBackgroundColor",
    "border": "borderColor",
    "accent": "primaryColor",
    "link": "linkColor",
}


class Frame(NamedTuple):
    """What a page needs to speak and to draw."""

    words: Words
    palette: Palette
    #: What ``lang`` must be in a link for it to open in this language; empty for the browser's own.
    lang: str
    #: Whether it stands in a page of somebody else's, which shows its stage and nothing else of it.
    embedded: bool = False
    #: Where it says what it is about, and what comes of it; None where it does not.
    lead: DeltaGenerator | None = None


def frame(page: Page, pages: Iterable[str]) -> Frame:
    """Sets the page up and draws what all pages share.

    Args:
        pages: the names of all, in the order of the stations.
    """
    gate.stand()
    waking.begin()
    words, embedded = words_in(_language(), page.name), bool(st.context.is_embedded)
    gate.apologize(words["error.page"])
    st.set_page_config(
        page_title=words.headed(words[f"page.{page.name}.title"]),
        page_icon=str(ICON),
        layout="wide",
        initial_sidebar_state="collapsed",
        menu_items={"About": f"**{words['app.name']}** {words['app.about']}"},
    )
    if not style_in_head:
        st.html(f"<style>{style()}</style>")
    _bar(page.name, [*pages], embedded, words)
    if not library.provide():
        st.error(words["error.plotly"])
    lead = None if page.speaks or embedded else _lead(page.name, words)
    desk.begin(words)
    own = language_of(st.context.locale)
    lang = "" if words.lang == own else words.lang
    return Frame(words, palette(st.context.theme.type), lang, embedded, lead)


def _bar(page: str, pages: list[str], embedded: bool, words: Words) -> None:
    """The name, the stations, the question of this one, the language, and the buttons."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        if not embedded:
            st.markdown(f"**{words_in('en')['app.name']}** {words_in('zh')['app.name']}", width="content")
            _stations(page, pages, words)
        st.title(words[f"page.{page}.title"], anchor=False, width="content")
        if not embedded:
            _language_control(words)
        bar.show(page, pages, embedded, words)


def _stations(page: str, pages: Iterable[str], words: Words) -> None:
    """A link to each, by its question; the one that is here is marked."""
    with st.container(key="stations", horizontal=True, width="content"):
        for each in pages:
            with st.container(key="station-here" if each == page else f"station-{each}", width="content"):
                link(each, words[f"page.{each}.title"])


def _lead(page: str, words: Words) -> DeltaGenerator:
    """What the page is about, after its question where the bar is too narrow for that."""
    lead = st.container(key="lead")
    lead.markdown(f"**{words[f'page.{page}.title']}**")
    lead.markdown(words[f"page.{page}.lead"])
    return lead


def onward(page: str, pages: Sequence[str], words: Words) -> None:
    """The way to the next station; from the last one to the first."""
    place = pages.index(page) + 1
    following = pages[place % len(pages)]
    with st.container(key="onward", width="content"):
        key = "frame.next" if place < len(pages) else "frame.again"
        link(following, words.format(key, question=words[f"page.{following}.title"]))


def _language_control(words: Words) -> None:
    """Lets the reader choose the language; the choice holds for the whole session."""
    widgets.segments(words["app.language"], LANGUAGES, session.LANG)
    waking.agree(session.LANG, words.lang)


def style() -> str:
    """The style of the frame."""
    return "\n".join(
        [_colours(), _text("shell.css"), _text("earned.css"), bar.style(), _text("streamlit.css")]
    )


def _colours() -> str:
    """The colours of the theme by name, for what lies outside of Streamlit's own widgets."""
    pairs = {
        name: [st.get_option(f"theme.{scheme}.{option}") for scheme in ("light", "dark")]
        for name, option in _COLOURS.items()
    }
    lines = [f"--samplewise-{name}: light-dark({light}, {dark});" for name, (light, dark) in pairs.items()]
    return f".stApp {{ {' '.join(lines)} }}"


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


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

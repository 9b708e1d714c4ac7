"""The frame every page calls first: settings, language, menu, and the library the charts need."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from sgd_ui.catalogue import LANGUAGES, Words, language_of, words_in
from sgd_ui.palette import Palette, palette

_HERE = Path(__file__).parent
_STATIC = _HERE.parent / "static"
#: Width of the sidebar in pixels.
_SIDEBAR = 268

#: Page name (as the catalogue calls it) to its file, in the order of the menu.
PAGES = {
    "home": "app.py",
    "gd_vs_sgd": "pages/gd_vs_sgd.py",
    "sampling": "pages/sampling.py",
    "learning_rate": "pages/learning_rate.py",
    "saddle": "pages/saddle.py",
    "optimizers": "pages/optimizers.py",
    "your_data": "pages/your_data.py",
    "note": "pages/note.py",
}


class Frame(NamedTuple):
    """What a page needs to speak and to draw."""

    words: Words
    palette: Palette
    #: What ``lang`` must be in a link for it to open in this language; empty for the browser's own.
    lang: str


def frame(page: str) -> Frame:
    """Sets the page up and draws what all pages share."""
    _settle(page)
    words = words_in(_language(), page)
    st.set_page_config(
        page_title=f"{words[f'page.{page}.title']} · {words['app.name']}",
        page_icon=str(_HERE / "icon.svg"),
        layout="wide",
        initial_sidebar_state=_SIDEBAR,
        menu_items={"About": f"**{words['app.name']}** {words['app.about']}"},
    )
    st.html(f"<style>{(_HERE / 'shell.css').read_text(encoding='utf-8')}</style>")
    if not _provide_plotly():
        st.error(words["error.plotly"])
    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{words_in('en')['app.name']}** {words_in('zh')['app.name']}", width="content")
            _language_control(words)
        _menu(words)
    st.title(words[f"page.{page}.title"], anchor=False)
    st.caption(words[f"page.{page}.lead"])
    own = language_of(st.context.locale)
    return Frame(words, palette(st.context.theme.type), "" if words.lang == own else words.lang)


@cache
def _settle(page: str) -> None:
    """Spares the rubbish collection what a page has loaded: after every rerun Streamlit runs a whole one."""
    gc.collect()
    gc.freeze()


def _language_control(words: Words) -> None:
    """Lets the reader choose the language; the choice holds for the whole session."""
    st.segmented_control(
        words["app.language"],
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="lang",
        required=True,
        label_visibility="collapsed",
    )


def plotly_address() -> str:
    """Where the browser finds Plotly: the copy beside the app, named by version so caches notice."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{'/' + base if base else ''}/app/static/plotly.min.js?v={_plotly_version()}"


@cache
def _plotly_version() -> str:
    return version("plotly")


def _language() -> str:
    """The language of this session: as chosen, as the link says, or as the browser asks."""
    if st.session_state.get("lang") not in LANGUAGES:
        asked = st.query_params.get("lang", "")
        st.session_state["lang"] = asked if asked in LANGUAGES else language_of(st.context.locale)
    st.session_state["lang"] = st.session_state["lang"]
    return str(st.session_state["lang"])


def _menu(words: Words) -> None:
    for page in PAGES:
        link(page, words[f"page.{page}.title"])


def link(page: str, label: str, query: Mapping[str, str] | None = None, icon: str | None = None) -> None:
    """A link to a page, or to a view of it; nothing where there is no such page to lead to."""
    # A page that is run by itself, without the app, has no others.
    with suppress(StreamlitPageNotFoundError):
        st.page_link(PAGES.get(page, f"pages/{page}.py"), label=label, query_params=query, icon=icon)


def _plotly_package() -> Path:
    """Where Plotly's package lies; found without importing it, which takes long."""
    found = find_spec("plotly")
    assert found is not None
    return Path(str(found.origin)).parent


def _provide_plotly() -> bool:
    """Puts the installed package's Plotly where Streamlit serves static files from."""
    source = _plotly_package() / "package_data" / "plotly.min.js"
    target = _STATIC / "plotly.min.js"
    try:
        if target.exists() and target.stat().st_size == source.stat().st_size:
            return True
        _STATIC.mkdir(exist_ok=True)
        # Written aside and then renamed: another session may be reading it.
        handle, aside = tempfile.mkstemp(dir=_STATIC)
        os.close(handle)
        shutil.copyfile(source, aside)
        os.chmod(aside, 0o644)
        os.replace(aside, target)
    except OSError:
        return False
    return True

"""What stands in the head of the document: what the link shows, and nothing that a link can write into it."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from sgd_core.run import PARAMETERS
from sgd_ui.door import chunks, head, policy, start
from sgd_ui.frame import library, shell
from sgd_ui.pages.home import PAGE as HOME
from sgd_ui.pages.registry import STATIONS
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.ui.opened import open_page

DOCUMENT = (Path(streamlit.__file__).parent / "static/index.html").read_text(encoding="utf-8")
PAGES = [station.page for station in STATIONS.values()]


class Head(HTMLParser):
    """The title, the metas, the links and the rest of what a browser reads in a document."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.lang, self.title, self._inside = "", "", ""
        self.metas: dict[str, str] = {}
        self.links: list[dict[str, str | None]] = []
        self.tags: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self._inside = tag
        if tag == "html":
            self.lang = found["lang"] or ""
        elif tag == "meta":
            self.metas[str(found.get("name") or found.get("property"))] = str(found.get("content"))
        elif tag == "link":
            self.links.append(found)

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


def written(page: str, query: str, accepted: str = "en") -> str:
    return start.written(DOCUMENT, page, query, accepted)


def test_a_page_asks_at_once_for_each_script_of_its_elements_and_for_none_twice() -> None:
    """Each is one of Streamlit's files; whatever one of them imports is asked for as well."""
    asked = [link["href"] for link in Head(written("", "")).links if link["rel"] == "modulepreload"]
    assert len(asked) == len(set(asked))
    files = [Path(streamlit.__file__).parent / "static" / str(address) for address in asked]
    for kind in chunks.ELEMENTS:
        assert [file for file in files if file.name.split(".")[0] == kind], kind
    # What begins the page is a script of the document itself.
    begun = re.findall(r'<script[^>]* src="\./static/js/([^"]+)"', DOCUMENT)
    imported = {
        name for file in files for name in re.findall(r'(?:from|import)"\./([^"]+)"', file.read_text("utf-8"))
    }
    assert imported <= {file.name for file in files} | set(begun)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_page_is_named_and_described_in_the_language_shown(page, lang: str) -> None:
    words = words_in(lang, page.name)
    found = Head(written("" if page is HOME else page.name, f"lang={lang}"))
    assert found.lang == lang
    assert found.title == f"{words[f'page.{page.name}.title']} · {words['app.name']}"
    assert found.metas["description"] == found.metas["og:description"] == words[f"page.{page.name}.lead"]
    assert found.metas["og:title"] == found.title
    # What is read here as text is Markdown on the page.
    assert not re.search(r"[*_`$\[\]<>\\]", found.title + found.metas["description"])


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "en-US,en;q=0.9,zh;q=0.8", "en"),
        ("", "en;q=0.5, zh;q=0.7", "zh"),
        ("", "", "en"),
        ("", "zh;q=x", "zh"),
        ("lang=en", "zh", "en"),
        ("lang=zh&lang=en", "zh", "en"),
        ("lang=fr", "zh", "zh"),
    ],
)
def test_the_language_is_that_of_the_link_or_the_one_the_browser_wants_most(
    query: str, accepted: str, lang: str
) -> None:
    assert Head(written("", query, accepted)).lang == lang


def test_a_link_is_described_by_what_differs_in_its_run() -> None:
    told = head.preview(HOME, "lr=0.05&sampling=reshuffle&batch=all&at=12&utm_source=x", "en").description
    assert "Learning rate: 0.05" in told and "reshuffled each epoch" in told and "full batch" in told
    assert "Epochs" not in told and "12" not in told and "utm" not in told
    own = head.preview(HOME, "x=1,2,3&y=2,4,7&lang=zh", "en").description
    assert "3" in own and "1,2" not in own
    saddle = STATIONS["saddle"].page
    assert "Learning rate: 0.1." in head.preview(saddle, "lr=0.1", "en").description
    assert head.preview(saddle, "at=3", "en").description == words_in("en")["page.saddle.lead"]


@pytest.mark.parametrize(
    "query",
    [
        "lr=<script>alert(1)</script>&epochs=7",
        'data="/><script>alert(1)</script>',
        "lr=" + quote("</title><script>"),
        "x=1&y=1,2",
        "lr=0.05&" + "a=1&" * 2000,
        "lr=0.05&x=" + "1," * 5000,
        "%ff%fe=%00&lr=%",
    ],
)
def test_a_hostile_address_gives_the_plain_description(query: str) -> None:
    found = Head(written("", query))
    assert found.metas["description"] == words_in("en")["page.home.lead"]
    assert found.tags == Head(written("", "")).tags


VALUES = st.one_of(
    st.text(max_size=30), st.sampled_from(["0.05", "all", "</style>", "\\1", '"', "note", "7"])
)


@given(st.dictionaries(st.one_of(st.sampled_from([*PARAMETERS, "lang", "at"]), st.text(max_size=5)), VALUES))
def test_no_address_changes_the_shape_of_the_document(params: dict[str, str]) -> None:
    query = "&".join(f"{quote(name)}={quote(text)}" for name, text in params.items())
    for name in ("", "saddle", "your_data", "<b>"):
        assert Head(written(name, query)).tags == PLAIN.tags


library.provide()
PLAIN = Head(written("", ""))


@pytest.mark.parametrize(
    ("query", "embedded"),
    [("embed=true&lr=0.05", True), ("", False), ("embed=false", False), ("at=3", False)],
)
def test_a_page_in_another_page_is_that_before_anything_is_drawn(query: str, embedded: bool) -> None:
    opening = written("", query).partition("<head>")[0]
    assert ('data-samplewise-view="embed"' in opening) is embedded


def test_the_style_of_the_frame_and_what_begins_with_plotly_come_with_the_document() -> None:
    document = written("", "")
    assert f"<style>\n{shell.style()}</style>" in document.partition("</head>")[0]
    begin = f'<script data-source="{library.address()}">{head.AHEAD}</script>'
    assert document.partition("</head>")[0].count(begin) == 1


def test_what_begins_with_plotly_may_run() -> None:
    digest = b64encode(sha256(head.AHEAD.encode()).digest()).decode()
    (guard,) = [each.kwargs for each in start.middleware() if "document" in each.kwargs]
    assert f"'sha256-{digest}'" in guard["document"]["Content-Security-Policy"]


@pytest.mark.parametrize(
    "document",
    [
        "",
        DOCUMENT.replace("<title>", "<title id='a'>"),
        DOCUMENT.replace("</head>", ""),
        DOCUMENT.replace('<html lang="en">', "<html>"),
        DOCUMENT.replace("</title>", "</title><title>b</title>"),
    ],
)
def test_a_document_of_another_shape_is_left_alone(document: str) -> None:
    assert not head.fits(document)
    assert start.written(document, "", "lr=0.05", "zh") == document


def test_everything_but_the_head_is_streamlits_own() -> None:
    document = written("", "lr=0.05")
    assert document.partition("</head>")[2] == DOCUMENT.partition("</head>")[2]
    assert unescape(document).count("<script") == DOCUMENT.count("<script") + 1


def test_scripts_in_the_document_are_allowed_by_their_hashes_alone() -> None:
    rules = dict(rule.split(" ", 1) for rule in policy.content_security_policy(DOCUMENT).split("; "))
    assert "unsafe" not in rules["script-src"]
    assert rules["script-src"].count("'sha256-") == DOCUMENT.count("<script>") == 1
    changed = policy.content_security_policy(DOCUMENT.replace("prerenderReady = false", "other()"))
    assert changed != policy.content_security_policy(DOCUMENT)


def test_without_the_front_door_each_page_brings_the_style_itself() -> None:
    for script in ("home.py", "pages/note.py"):
        assert any(shell.style() in each.proto.body for each in open_page(script).get("html"))

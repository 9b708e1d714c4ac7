"""The front door of a freshly started server, over real connections."""

from __future__ import annotations

import gzip
import http.client
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest

from sgd_ui.frame import library, shell
from sgd_ui.pages.registry import STATIONS
from tests.wire import Visitor, serving

#: Visitors of each page.
EACH = 3
PATHS = ["" if name == "home" else name for name in STATIONS]
ZIPPED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture(scope="module")
def fresh() -> Iterator[str]:
    with serving() as server:
        yield server.address


def ask(
    address: str, path: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    """What the server answers: its status, its headers by lower-case name, its body."""
    connection = http.client.HTTPConnection(address, timeout=60)
    try:
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    finally:
        connection.close()


def plain(address: str, path: str) -> bytes:
    return ask(address, path)[2]


def script(address: str) -> str:
    """The path of one of Streamlit's own scripts."""
    found = re.search(rb'"\.(/static/js/index[^"]+)"', plain(address, "/"))
    assert found
    return found[1].decode()


# The first test: only once is a server fresh.
def test_nobody_is_shown_an_error_when_24_visitors_open_a_fresh_server_at_one_instant(fresh: str) -> None:
    together = Barrier(EACH * len(PATHS))

    def visit(path: str) -> tuple[str, list[str], list[str], int]:
        together.wait()
        with Visitor(fresh, path) as visitor:
            return path, visitor.errors, visitor.alerts, len(visitor.components("samplewise_document"))

    with ThreadPoolExecutor(EACH * len(PATHS)) as crowd:
        seen = list(crowd.map(visit, PATHS * EACH))
    assert [(path, errors) for path, errors, _, _ in seen if errors] == []
    assert {stages for _, _, _, stages in seen} == {1}
    calm = {path: alerts for path, _, alerts, _ in seen}
    assert all(alerts == calm[path] for path, _, alerts, _ in seen)


@pytest.mark.parametrize("path", ["/", "/saddle", "/no-such-page", "/_stcore/health", "/favicon.png"])
def test_every_answer_forbids_guessing_its_type_and_naming_its_address_to_others(
    fresh: str, path: str
) -> None:
    _, headers, _ = ask(fresh, path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_every_document_says_what_it_may_load_and_that_it_may_be_framed(fresh: str) -> None:
    for path in ("/", "/saddle?lr=0.1", "/no-such-page"):
        rules = ask(fresh, path)[1]["content-security-policy"]
        assert "default-src 'self';" in rules and "unsafe-eval" not in rules
        assert "frame-ancestors * file:" in rules
        assert re.search(r"script-src 'self' blob:( 'sha256-[^']+')+;", rules)
    assert "x-frame-options" not in ask(fresh, "/")[1]
    assert "content-security-policy" not in ask(fresh, script(fresh))[1]


def test_a_document_is_written_for_its_link_and_its_reader(fresh: str) -> None:
    text = plain(fresh, "/saddle?lr=0.1").decode()
    assert "<title>Can it get stuck? · Samplewise</title>" in text
    assert "Learning rate: 0.1" in text
    zh = ask(fresh, "/", {"Accept-Language": "zh-CN"})
    assert '<html lang="zh">' in zh[2].decode()
    assert "Accept-Language" in zh[1]["vary"]
    # A version of Streamlit's file says nothing of what was made of it for one reader.
    assert not zh[1].keys() & {"etag", "last-modified"}


def test_a_link_to_every_page_is_titled_as_the_page_titles_itself(fresh: str) -> None:
    for path in PATHS:
        with Visitor(fresh, path) as visitor:
            (title,) = [each.heading.body for each in visitor.elements if each.HasField("heading")][:1]
        assert f"<title>{title} · " in plain(fresh, f"/{path}").decode()


def test_the_style_comes_once(fresh: str) -> None:
    assert shell.style() in plain(fresh, "/").decode()
    with Visitor(fresh) as visitor:
        assert not any("stMainBlockContainer" in str(each.html) for each in visitor.elements)


@pytest.mark.parametrize("what", ["document", "page", "script", "plotly"])
def test_text_is_compressed_for_those_who_can_read_it(fresh: str, what: str) -> None:
    paths = {"document": "/", "page": "/saddle", "script": script(fresh), "plotly": library.address()}
    path = paths[what]
    status, headers, body = ask(fresh, path, ZIPPED)
    whole = ask(fresh, path)
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert len(body) == int(headers["content-length"]) < len(whole[2]) / 2
    assert gzip.decompress(body) == whole[2]
    assert (
        "content-encoding" not in whole[1]
        and "content-encoding" not in ask(fresh, path, {"Accept-Encoding": "gzip;q=0"})[1]
    )
    for answer in (headers, whole[1]):
        assert "Accept-Encoding" in answer["vary"]
    told = ask(fresh, path, ZIPPED, "HEAD")
    assert told[2] == b""
    same = ("content-type", "content-length", "content-encoding", "vary", "etag")
    assert [told[1].get(name) for name in same] == [headers.get(name) for name in same]


def test_part_of_a_file_is_part_of_its_own_bytes(fresh: str) -> None:
    for path in (script(fresh), library.address()):
        whole = plain(fresh, path)
        status, headers, body = ask(fresh, path, ZIPPED | {"Range": "bytes=10-1999"})
        assert (status, body) == (206, whole[10:2000])
        assert headers["content-range"] == f"bytes 10-1999/{len(whole)}"
        assert "content-encoding" not in headers
        version = ask(fresh, path, ZIPPED)[1]["etag"]
        # A version of the compressed file is none to ask for parts of.
        assert ask(fresh, path, {"Range": "bytes=10-1999", "If-Range": version})[0] == 200
        status, headers, body = ask(fresh, path, ZIPPED | {"If-None-Match": version})
        assert (status, headers["etag"], body) == (304, version, b"")


def test_what_is_not_there_is_not_there(fresh: str) -> None:
    assert ask(fresh, "/app/static/none.js", ZIPPED)[0] == 404
    assert ask(fresh, "/app/static/../app.py", ZIPPED)[0] in (400, 404)
    assert ask(fresh, "/", method="POST")[0] == 405


def test_what_is_named_with_its_version_is_asked_for_once(fresh: str) -> None:
    assert "immutable" in ask(fresh, library.address(), ZIPPED)[1]["cache-control"]
    assert "immutable" not in ask(fresh, "/app/static/plotly.min.js", ZIPPED)[1].get("cache-control", "")
    assert ask(fresh, "/", ZIPPED)[1]["cache-control"] == "no-cache"


def test_the_head_of_a_link_leads_to_its_card(fresh: str) -> None:
    document = plain(fresh, "/saddle?lr=0.05&lang=zh").decode()
    found = re.search(r'property="og:image" content="http://([^/]+)(/card\.png\?[^"]+)"', document)
    assert found
    assert found[1] == fresh
    status, headers, body = ask(fresh, unescape(found[2]))
    assert (status, headers["content-type"], body[:4]) == (200, "image/png", b"\x89PNG")
    assert headers["x-content-type-options"] == "nosniff"
    assert ask(fresh, unescape(found[2]), {"If-None-Match": headers["etag"]})[0] == 304
    assert ask(fresh, "/card.png?page=saddle&lr=abc&at=%ff")[0] == 200

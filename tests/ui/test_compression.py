"""Compression by itself, around an application made up for the purpose."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.staticfiles import StaticFiles
from starlette.types import Message

from sgd_ui.door import middleware, visits
from sgd_ui.door.answers import Answer
from sgd_ui.door.middleware import Compression, Guard, takes_gzip

Result = TypeVar("Result")


class Files:
    """Answers every path with text of its own; counts how often bytes are read."""

    def __init__(self, size: int = 5000, kind: str = "text/javascript") -> None:
        self.size, self.kind, self.version, self.read = size, kind, "1", 0

    def text(self, path: str) -> bytes:
        # Digits at random, so that they do not compress to nothing.
        return Random(path).randbytes(self.size).hex().encode()[: self.size]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = self.text(scope["path"])
        headers = {"content-type": self.kind, "content-length": str(len(body)), "etag": f'"{self.version}"'}
        raw = [(name.encode(), text.encode()) for name, text in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        if scope["method"] != "HEAD":
            self.read += 1
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def at_once(work: Coroutine[Any, Any, Result]) -> Result:
    """What comes of it, in a thread of its own: that of a browser's tests has a loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def load(app: Any, *paths: str) -> list[Answer]:
    async def together() -> list[Answer]:
        return list(await asyncio.gather(*(visits.load(app, path) for path in paths)))

    return at_once(together())


def test_a_file_is_read_and_compressed_once_however_many_come_at_once() -> None:
    files = Files()
    shown = load(Compression(files), *["/static/a.js"] * 20, *["/static/b.js"] * 20)
    assert files.read == 2
    assert [gzip.decompress(each.body) for each in shown[:20]] == [files.text("/static/a.js")] * 20


def test_who_leaves_in_the_middle_of_a_file_leaves_no_half_of_it_to_others(tmp_path: Path) -> None:
    text = Files(size=1_000_000).text("/static/a.js")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.js").write_bytes(text)
    app = Compression(StaticFiles(directory=tmp_path))

    async def leave() -> None:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            pass

        headers = [(b"accept-encoding", b"gzip")]
        asked = {"type": "http", "method": "GET", "path": "/static/a.js", "root_path": "", "headers": headers}
        await app(asked | {"query_string": b"", "asgi": {"spec_version": "2.3"}}, receive, send)

    at_once(leave())
    (shown,) = load(app, "/static/a.js")
    assert gzip.decompress(shown.body) == text


def test_another_version_of_a_file_is_compressed_anew() -> None:
    files = Files()
    app = Compression(files)
    load(app, "/app/static/plotly.min.js")
    files.version = "2"
    (shown,) = load(app, "/app/static/plotly.min.js")
    assert (files.read, shown.headers["etag"]) == (2, 'W/"2"')


def test_so_much_is_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "_MOST_BYTES", 20_000)
    files = Files(size=15_000)
    app = Compression(files)
    for k in range(20):
        load(app, f"/static/{k}.js")
        assert sum(map(len, app._kept.values())) <= 20_000
    assert len(app._kept) > 1
    load(app, "/static/19.js")
    assert files.read == 20
    files.size = 30_000
    (shown,) = load(app, "/static/large.js")
    assert shown.body == files.text("/static/large.js")


@pytest.mark.parametrize("kind", ["font/woff2", "image/png", "application/octet-stream"])
def test_what_is_no_text_is_sent_as_it_is(kind: str) -> None:
    files = Files(kind=kind)
    for path in ("/static/a", "/a"):
        (shown,) = load(Compression(files), path)
        assert shown.body == files.text(path) and "content-encoding" not in shown.headers


@pytest.mark.parametrize(
    ("offer", "taken"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("GZIP ; q=1.0", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("br", False),
        ("", False),
        ("notgzip", False),
    ],
)
def test_gzip_is_for_those_who_offer_to_read_it(offer: str, taken: bool) -> None:
    assert takes_gzip({"type": "http", "headers": [(b"accept-encoding", offer.encode())]}) is taken


@given(st.text(alphabet="gzip;q=01. ,*", max_size=20))
def test_no_offer_breaks_it(offer: str) -> None:
    assert takes_gzip({"type": "http", "headers": [(b"accept-encoding", offer.encode())]}) in (True, False)


def test_websockets_pass_untouched() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.extend((scope, receive, send))

    scope, send = {"type": "websocket", "path": "/static/a.js", "headers": []}, object()
    at_once(Guard(Compression(app), {"a": "b"}, {})(scope, None, send))  # type: ignore[arg-type]
    assert seen == [scope, None, send]


def test_below_a_path_of_its_own_the_app_is_served_alike() -> None:
    files = Files()
    (shown,) = load(Compression(files, "deep/down"), "/deep/down/static/a.js")
    assert shown.headers["content-encoding"] == "gzip"
    (other,) = load(Compression(Files(kind="text/html"), "deep/down"), "/deep/downstairs/_stcore/x")
    assert other.headers["content-encoding"] == "gzip"

"""What every request passes on its way to Streamlit, and every answer on its way back."""

from __future__ import annotations

import asyncio
import gzip
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sgd_ui.door.answers import Answer, answer, asking, header, vary

#: Smaller bodies are sent as they are: they fit into one packet anyway.
_LEAST_BYTES = 1000
#: Larger files are sent as they are, and so much of compressed ones is kept.
_MOST_BYTES = 16 * 2**20
_TEXT = re.compile(r"(text/|image/svg|application/(javascript|json|manifest|xml))")
#: Files that do not change while the server runs.
_FILES = ("/static/", "/app/static/")
#: What Streamlit's own programs talk to.
_SERVICES = ("/_stcore/", "/media/", "/component/")
#: A name or a number of a host, and its port.
_HOST = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?")
#: What asks whether something has changed, and for a part of it.
_CONDITIONS = ("if-none-match", "if-modified-since", "range", "if-range")


class Guard:
    """Sets headers on every answer, and further ones on what a browser shows as a document."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str], document: Mapping[str, str]) -> None:
        self.app, self.headers, self.document = app, headers, document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                headers.update(self.headers)
                if re.match("text/html|image/svg|.*xml", headers.get("content-type", "")):
                    headers.update(self.document)
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


class Compression:
    """Compresses documents, and files once: Streamlit would compress them anew on every request, or not.

    Args:
        base: the path that the app is served under, without slashes around it.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app, self.base = app, base
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = path_of(scope, self.base)
        if path.startswith(_FILES):
            await self._file(scope, receive, send)
        elif is_document(path, scope):
            await self._document(scope, send)
        else:
            await self.app(scope, receive, send)

    async def _document(self, scope: Scope, send: Send) -> None:
        whole = await answer(self.app, asking(scope, "GET", ("accept-encoding",)))
        if _is_text(whole.headers, len(whole.body)):
            vary(whole.headers, "Accept-Encoding")
            if takes_gzip(scope):
                whole = _compressed(whole, await asyncio.to_thread(_gzip, whole.body))
        await whole.send(send, scope["method"])

    async def _file(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = asking(scope, scope["method"], ("accept-encoding",))
        if scope["method"] in ("GET", "HEAD") and takes_gzip(scope) and not header(scope, "range"):
            told = await answer(self.app, asking(plain, "HEAD", _CONDITIONS))
            size = int(told.headers.get("content-length", "0"))
            if told.status == 200 and _is_text(told.headers, size) and size <= _MOST_BYTES:
                await (await self._text(told, plain)).send(send, scope["method"])
                return
        await self.app(plain, receive, _varying(send))

    async def _text(self, told: Answer, scope: Scope) -> Answer:
        """A file in compressed bytes, or that it is still the one that the reader has."""
        version = told.headers.get("etag", "")
        vary(told.headers, "Accept-Encoding")
        if _names_version(scope):
            told.headers.setdefault("Cache-Control", "public, immutable, max-age=31536000")
        if version and version in header(scope, "if-none-match"):
            return _compressed(told._replace(status=304), b"")
        return _compressed(told, await self._once(scope["path"], version, scope))

    async def _once(self, path: str, version: str, scope: Scope) -> bytes:
        """The compressed bytes of one version of a file; those used last are kept."""
        key = (path, version)
        if key not in self._kept:
            # One at a time: whoever comes for the same file meanwhile finds it.
            async with self._turn:
                if key not in self._kept:
                    whole = await answer(self.app, asking(scope, "GET", _CONDITIONS))
                    if whole.status != 200:
                        # It has gone since it was asked about.
                        return _gzip(whole.body)
                    self._kept[key] = await asyncio.to_thread(_gzip, whole.body, 9)
        self._kept.move_to_end(key)
        body = self._kept[key]
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > _MOST_BYTES:
            self._kept.popitem(last=False)
        return body


class Heading:
    """Writes the head of each document.

    Args:
        write: from the document, the name in its path, its query, the languages that are asked for and the
            address of the app as the browser has it to the document that is sent.
        base: the path that the app is served under, without slashes around it.
    """

    def __init__(self, app: ASGIApp, write: Callable[[str, str, str, str, str], str], base: str = "") -> None:
        self.app, self.write, self.base = app, write, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = path_of(scope, self.base)
        if not is_document(path, scope):
            await self.app(scope, receive, send)
            return
        whole = await answer(self.app, asking(scope, "GET", ("accept-encoding", *_CONDITIONS)))
        if whole.status == 200 and whole.headers.get("content-type", "").startswith("text/html"):
            whole = self._written(whole, path.strip("/"), scope)
        await whole.send(send, scope["method"])

    def _written(self, whole: Answer, name: str, scope: Scope) -> Answer:
        query = scope["query_string"].decode("latin-1")
        text = whole.body.decode("utf-8", "surrogateescape")
        try:
            accepted, site = header(scope, "accept-language"), site_of(scope, self.base)
            text = self.write(text, name, query, accepted, site)
        except Exception:
            # A document without its head is better than none.
            logging.getLogger(__name__).warning("The head of a document could not be written.", exc_info=True)
        # They tell versions of the file apart, not those of what is made of it.
        for validator in ("etag", "last-modified", "accept-ranges"):
            del whole.headers[validator]
        vary(whole.headers, "Accept-Language")
        return whole._replace(body=text.encode("utf-8", "surrogateescape"))


def path_of(scope: Scope, base: str) -> str:
    """The path of a request below the one that the app is served under; empty for what is no request."""
    if scope["type"] != "http":
        return ""
    path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
    return path.removeprefix(f"/{base}") if base and f"{path}/".startswith(f"/{base}/") else path


def site_of(scope: Scope, base: str) -> str:
    """The whole address of the app as the one who asks has it; empty where that cannot be told."""
    host = header(scope, "host")
    if not _HOST.fullmatch(host):
        return ""
    # A proxy that speaks HTTPS says so.
    told = header(scope, "x-forwarded-proto").partition(",")[0].strip()
    scheme = told if told in ("http", "https") else scope.get("scheme", "http")
    root = str(scope.get("root_path", "")).strip("/")
    return "/".join([f"{scheme}://{host}", *(part for part in (root, base) if part), ""])


def is_document(path: str, scope: Scope) -> bool:
    """Whether a request may be for a document: Streamlit answers with one wherever there is nothing else."""
    reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
    return reads and not path.startswith((*_FILES, *_SERVICES))


def takes_gzip(scope: Scope) -> bool:
    """Whether the one who asks can read gzip."""
    offers = [offer.replace(" ", "").lower() for offer in header(scope, "accept-encoding").split(",")]
    return any(re.fullmatch(r"gzip(;q=(1(\.0*)?|0?\.\d*[1-9]\d*))?", offer) for offer in offers)


def _names_version(scope: Scope) -> bool:
    """Whether a file is asked for by its version too, so that under that name it never changes."""
    return bool(re.match(rb"v=[0-9a-f]", scope["query_string"]))


def _is_text(headers: MutableHeaders, size: int) -> bool:
    plain = "content-encoding" not in headers and size >= _LEAST_BYTES
    return plain and bool(_TEXT.match(headers.get("content-type", "")))


def _gzip(body: bytes, level: int = 6) -> bytes:
    return gzip.compress(body, level, mtime=0)


def _compressed(whole: Answer, body: bytes) -> Answer:
    """The same answer with a compressed body."""
    headers = whole.headers
    headers["Content-Encoding"] = "gzip"
    if headers.get("etag", "").startswith('"'):
        # The same in meaning, not byte for byte: parts of the one do not fit the other.
        headers["ETag"] = "W/" + headers["etag"]
    del headers["accept-ranges"]
    return whole._replace(body=body)


def _varying(send: Send) -> Send:
    async def varied(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            vary(headers, "Accept-Encoding")
            message = {**message, "headers": headers.raw}
        await send(message)

    return varied

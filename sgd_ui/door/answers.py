"""Whole answers of an ASGI application: asked for, read, changed and sent on."""

from __future__ import annotations

import asyncio
from collections.abc import Container
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Scope, Send


class Answer(NamedTuple):
    """An answer, all of it."""

    status: int
    headers: MutableHeaders
    body: bytes

    async def send(self, send: Send, method: str) -> None:
        """Sends it on; for ``HEAD`` what it would be, without its body."""
        self.headers["Content-Length"] = str(len(self.body))
        if self.status == 304:
            del self.headers["Content-Length"]
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers.raw})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else self.body})


def asking(scope: Scope, method: str, without: Container[str] = ()) -> Scope:
    """The same request by another method, without some of its headers (named in lower case)."""
    kept = [(name, value) for name, value in scope["headers"] if name.decode("latin-1") not in without]
    # A file comes as its bytes, not as a name for the server to read.
    return {**scope, "method": method, "headers": kept, "extensions": {}}


async def answer(app: ASGIApp, scope: Scope) -> Answer:
    """What an application answers to a request without a body.

    It is not told when the one who asks has gone: it would stop in the middle, and what it has sent by then
    would be taken for the whole.
    """
    start: list[Message] = []
    body = bytearray()
    asked: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return asked.pop() if asked else await asyncio.Future()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.append(message)
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, send)
    return Answer(start[0]["status"], MutableHeaders(raw=list(start[0]["headers"])), bytes(body))


def header(scope: Scope, name: str) -> str:
    """A header of a request, empty where there is none."""
    return ", ".join(Headers(scope=scope).getlist(name))


def vary(headers: MutableHeaders, name: str) -> None:
    """Says that an answer depends on a header of the request."""
    if name.lower() not in headers.get("vary", "").lower():
        headers.add_vary_header(name)

"""Visits that the server pays to itself, so that nobody who comes has to wait for what is done once."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from sgd_ui.door.answers import Answer, answer


async def load(app: ASGIApp, path: str) -> Answer:
    """What a browser gets from an address."""
    return await answer(app, _scope("http", path, [(b"accept-encoding", b"gzip")]))


async def see(app: ASGIApp, stream: str, page: str) -> None:
    """Has a page run once, to its end.

    Args:
        stream: the path of Streamlit's websocket.
        page: as its address names it.
    """
    message = BackMsg()
    message.rerun_script.page_name = page
    coming: asyncio.Queue[Message] = asyncio.Queue()
    coming.put_nowait({"type": "websocket.connect"})
    coming.put_nowait({"type": "websocket.receive", "bytes": message.SerializeToString()})

    async def send(message: Message) -> None:
        if ForwardMsg.FromString(message.get("bytes", b"")).WhichOneof("type") == "script_finished":
            coming.put_nowait({"type": "websocket.disconnect", "code": 1000})

    await app(_scope("websocket", stream, []) | {"subprotocols": ["streamlit"]}, coming.get, send)


def _scope(kind: str, path: str, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    plain, _, query = path.partition("?")
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http" if kind == "http" else "ws",
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), *headers],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
        "state": {},
    }

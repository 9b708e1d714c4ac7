"""Opening the door: what passes it, and what is done before the first visitor."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp
from streamlit import file_util

from sgd_ui.door import cards, head, policy, visits
from sgd_ui.door.cards import Cards
from sgd_ui.door.middleware import Compression, Guard, Heading
from sgd_ui.frame import library, shell
from sgd_ui.pages.registry import STATIONS
from sgd_ui.site import card
from sgd_ui.site.preview import Picture

#: Nobody waits longer than this for a page that is visited ahead.
_PATIENCE = 60.0


def middleware() -> list[Middleware]:
    """What every request passes, from the outside to the inside."""
    scripts = f"{_document()}<script>{head.AHEAD}</script>"
    security = {"Content-Security-Policy": policy.content_security_policy(scripts)}
    return [
        Middleware(Guard, headers=policy.HEADERS, document=security),
        Middleware(Cards, draw=card.card, base=_base()),
        Middleware(Compression, base=_base()),
        Middleware(Heading, write=written, base=_base()),
    ]


@asynccontextmanager
async def lifespan(app: ASGIApp) -> AsyncIterator[None]:
    """Does before the first visitor what else several would do at once."""
    shell.style_in_head = head.fits(_document())
    library.provide()
    # Streamlit imports it when a page first shows a table; two threads that do so at once both fail.
    importlib.import_module("pandas")
    try:
        await asyncio.wait_for(_visit(app), _PATIENCE)
    except Exception:
        # What is not ready yet gets ready with the first visitor.
        logging.getLogger(__name__).warning("The pages could not be visited ahead.", exc_info=True)
    # After every rerun Streamlit collects rubbish; what is loaded now is none, and is spared.
    gc.collect()
    gc.freeze()
    yield


def written(document: str, name: str, query: str, accepted: str, site: str = "") -> str:
    """The document with the head of the page that a path names.

    Args:
        site: the address of the app, where it is known.
    """
    # Whatever no page is called by opens the home page.
    station = STATIONS.get(name, STATIONS["home"])
    shown = head.preview(station.page, query, accepted)
    address = f"{site}{cards.NAME}?{shown.card}"
    picture = Picture(address, card.WIDTH, card.HEIGHT) if site else None
    return head.written(document, shown, shell.style(), library.address(), picture)


async def _visit(app: ASGIApp) -> None:
    """Loads what every page needs, then runs each, one after the other."""
    root = f"/{_base()}".rstrip("/")
    for path in re.findall(r'"\./(static/[^"]+)"', _document()):
        await visits.load(app, f"{root}/{path}")
    await visits.load(app, library.address())
    for name in STATIONS:
        await visits.see(app, f"{root}/_stcore/stream", "" if name == "home" else name)


def _document() -> str:
    """Streamlit's own document."""
    return (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")


def _base() -> str:
    """The path that the app is served under, without slashes around it."""
    return str(st.get_option("server.baseUrlPath") or "").strip("/")

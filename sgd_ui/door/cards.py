"""The cards of links, for chats: drawn once, one at a time, and kept."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from hashlib import sha256
from typing import NamedTuple

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from sgd_ui.door import head
from sgd_ui.door.answers import Answer, header, vary
from sgd_ui.door.middleware import path_of
from sgd_ui.frame import address, numbers
from sgd_ui.pages.registry import STATIONS
from sgd_ui.words.catalogue import LANGUAGES

#: What they are called below the address of the app.
NAME = "card.png"
#: So many bytes of cards are kept, and so many links may wait for theirs.
_MOST_BYTES, _MOST_WAITING = 16 * 2**20, 16
#: A browser asks again after a day; what shows a reader's own numbers is nobody else's to keep.
_KEPT, _OWN = "public, max-age=86400", "private, max-age=86400"

#: Draws the card of a page and the query of a link to it, in a language.
Draw = Callable[[str, Mapping[str, str], str], bytes]


class _Link(NamedTuple):
    """A link to a page, in a language.

    Args:
        params: its query, so far as it means something.
        key: what tells its card from others.
        own: whether it holds a reader's own numbers: what shows them is not kept.
    """

    page: str
    params: Mapping[str, str]
    lang: str
    key: Hashable
    own: bool


class Cards:
    """Answers for the cards; all else goes on.

    Args:
        base: the path that the app is served under, without slashes around it.
    """

    def __init__(self, app: ASGIApp, draw: Draw, base: str = "") -> None:
        self.app, self.draw, self.base = app, draw, base
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._turn, self._waiting = asyncio.Lock(), 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if path_of(scope, self.base) == f"/{NAME}" and scope["method"] in ("GET", "HEAD"):
            await (await self._answer(scope)).send(send, scope["method"])
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope) -> Answer:
        params = head.read(scope["query_string"].decode("latin-1"))
        lang = head.language(params, header(scope, "accept-language"))
        page = params.get("page", "")
        link = _link(page if page in STATIONS else "home", params, lang)
        drawn = await self._drawn(link)
        if drawn is None:
            return Answer(503, MutableHeaders({"Retry-After": "10"}), b"")
        tag = f'"{sha256(drawn).hexdigest()[:32]}"'
        headers = MutableHeaders(
            {"Content-Type": "image/png", "Cache-Control": _OWN if link.own else _KEPT, "ETag": tag}
        )
        if params.get("lang") not in LANGUAGES:
            vary(headers, "Accept-Language")
        if tag in header(scope, "if-none-match"):
            return Answer(304, headers, b"")
        return Answer(200, headers, drawn)

    async def _drawn(self, link: _Link) -> bytes | None:
        """The card of a link; those asked for last are kept. None where too many wait for theirs."""
        if link.key not in self._kept:
            if self._waiting >= _MOST_WAITING:
                return None
            self._waiting += 1
            try:
                # One at a time: whoever comes for the same one meanwhile finds it.
                async with self._turn:
                    if link.key not in self._kept:
                        drawn = await asyncio.to_thread(self._draw, link)
                        if link.own:
                            return drawn
                        self._kept[link.key] = drawn
            finally:
                self._waiting -= 1
        self._kept.move_to_end(link.key)
        drawn = self._kept[link.key]
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > _MOST_BYTES:
            self._kept.popitem(last=False)
        return drawn

    def _draw(self, link: _Link) -> bytes:
        try:
            return self.draw(link.page, link.params, link.lang)
        except Exception:
            # The card of the page is better than none.
            logging.getLogger(__name__).warning("The card of a link could not be drawn.", exc_info=True)
            return self.draw(link.page, {}, link.lang)


def _link(page: str, params: Mapping[str, str], lang: str) -> _Link:
    """A link to a page, however it is spelled.

    One that holds a mistake, or not the numbers that it is about, is one that says nothing.
    """
    offered = STATIONS[page].page
    named = {name: params[name] for name in address.names(offered) if name in params}
    opening = address.read(offered, named)
    if opening.complaints or numbers.is_awaited(opening.run, opening.view["fingerprint"]):
        return _link(page, {}, lang)
    view = {name: opening.view[name] for name in (*offered.chosen, "at")}
    return _Link(page, named, lang, (page, lang, opening.run, *view.items()), opening.run.data is None)

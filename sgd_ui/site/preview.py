"""What the head of a page says of it to whoever shows a link to it elsewhere."""

from __future__ import annotations

from html import escape
from typing import NamedTuple


class Picture(NamedTuple):
    """The picture of a link: its whole address, and its size in pixels."""

    address: str
    width: int
    height: int


def metas(title: str, description: str, picture: Picture | None = None, address: str = "") -> list[str]:
    """The elements, in the words of the Open Graph protocol (https://ogp.me).

    Args:
        address: of the page itself, where it is known.
    """
    told = {"og:title": title, "og:description": description, "og:type": "website"}
    if address:
        told["og:url"] = address
    if picture:
        told |= {
            "og:image": picture.address,
            "og:image:type": "image/png",
            "og:image:width": str(picture.width),
            "og:image:height": str(picture.height),
            "og:image:alt": description,
        }
    named = {"description": description} | ({"twitter:card": "summary_large_image"} if picture else {})
    return [
        *(f'<meta name="{name}" content="{escape(text)}" />' for name, text in named.items()),
        *(f'<meta property="{name}" content="{escape(text)}" />' for name, text in told.items()),
    ]

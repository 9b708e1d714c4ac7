"""The head of the document, as it is before anything is drawn: text in, text out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import NamedTuple

from sgd_core import RunError
from sgd_core.link import params_of, query_of
from sgd_ui.door import chunks
from sgd_ui.frame import address
from sgd_ui.frame.differences import differences
from sgd_ui.frame.page import Page
from sgd_ui.site.preview import Picture, metas
from sgd_ui.words.catalogue import LANGUAGES, language_of, words_in

#: A query that is longer is not read here: no link of the app's own is.
_MOST_CHARACTERS = 4096
#: What has to stand once in a document, so that it is known where to write.
_OPENING = re.compile(r'<html lang="[^"]*">')
_TITLE = re.compile(r"<title>[^<]*</title>")
_END = re.compile(r"</head>")
#: Begins with another script, which its element names, once Streamlit's own have come.
AHEAD = (Path(__file__).parent / "ahead.js").read_text(encoding="utf-8")


class Preview(NamedTuple):
    """What a link shows, in words, and whether it does so in a page of somebody else's.

    ``card`` is the query of its card.
    """

    lang: str
    title: str
    description: str
    embedded: bool = False
    card: str = ""


def preview(page: Page, query: str, accepted: str) -> Preview:
    """What a link to a page shows.

    Args:
        query: of the link; what cannot be read of it is not told.
        accepted: the languages that the browser asks for, as ``zh-CN,zh;q=0.9,en;q=0.8``.
    """
    params = read(query)
    words = words_in(language(params, accepted), page.name)
    title = words.headed(words[f"page.{page.name}.title"])
    lead = words[f"page.{page.name}.lead"]
    opening = address.read(page, params)
    # A link that holds a mistake is previewed as if it held nothing: the page itself says what is wrong.
    told = [] if opening.complaints else differences(page, opening.run, words)
    if told:
        lead = words.format("preview.changed", lead=lead, changes=words.clauses(told))
    names = () if opening.complaints else address.names(page)
    shown = {name: params[name] for name in names if name in params}
    card = query_of({**shown, "page": page.name, "lang": words.lang})
    return Preview(words.lang, title, lead, params.get("embed") == "true", card)


def fits(document: str) -> bool:
    """Whether the document has the places to write to."""
    return all(len(place.findall(document)) == 1 for place in (_OPENING, _TITLE, _END))


def written(document: str, shown: Preview, style: str, script: str, picture: Picture | None = None) -> str:
    """The document with its language, view, title, description, picture, style and a script to begin with.

    It asks at once for what Streamlit would ask for later. One without places for all this stays as it is.
    """
    if not fits(document):
        return document
    names = [f"<title>{escape(shown.title)}</title>", *metas(shown.title, shown.description, picture)]
    view = ' data-samplewise-view="embed"' if shown.embedded else ""
    document = _OPENING.sub(lambda _: f'<html lang="{shown.lang}"{view}>', document)
    begin = f'<script data-source="{escape(script)}">{AHEAD}</script>'
    end = f"  <style>\n{style}</style>\n    {chunks.links(document)}\n  </head>"
    # A script behind the links to style sheets would wait for them, and all that follows with it.
    document = _TITLE.sub(lambda _: "\n    ".join([*names, begin]), document)
    return _END.sub(lambda _: end, document)


def language(params: Mapping[str, str], accepted: str) -> str:
    """The language of a link: the one that it names, or else the one that the browser asks for."""
    asked = params.get("lang", "")
    return asked if asked in LANGUAGES else language_of(_preferred(accepted))


def read(query: str) -> dict[str, str]:
    """What a query says; nothing where it is none, or too long."""
    try:
        return params_of("?" + query) if len(query) <= _MOST_CHARACTERS else {}
    except RunError:
        return {}


def _preferred(accepted: str) -> str:
    """The language that is wanted most, the first of several."""
    wanted = [part.partition(";") for part in accepted.split(",")]
    return max(wanted, key=lambda part: _weight(part[2]))[0].strip()


def _weight(text: str) -> float:
    found = re.fullmatch(r"\s*q=(\d(?:\.\d{0,3})?)\s*", text)
    return float(found[1]) if found else 1.0

"""A view as one web page, which plays it in any browser without a server and without asking anybody."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from sgd_core.parameters import Word
from sgd_ui.alone.bundle import Bundle, bundle
from sgd_ui.alone.columns import laid, planes
from sgd_ui.alone.common import recoloured, shared
from sgd_ui.alone.first import first
from sgd_ui.alone.markdown import html, inline
from sgd_ui.alone.opened import Opened, RefusedError, Seen, visited
from sgd_ui.drawing.palette import FEW, SYMBOLS, Palette, palette
from sgd_ui.frame import library
from sgd_ui.frame.files import File, named
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.page import Page
from sgd_ui.frame.shell import ICON, Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.stage import engine, ladder, player
from sgd_ui.stage.player import Staged, written
from sgd_ui.words.catalogue import LANGUAGES, Words, words_in

_HERE = Path(__file__).parent
_THEMES = ("light", "dark")
#: What the stage calls the colours and fonts that Streamlit gives it elsewhere.
_COLOURS = {
    "text-color": "textColor",
    "background-color": "backgroundColor",
    "secondary-background-color": "secondaryBackgroundColor",
    "border-color": "borderColor",
    "primary-color": "primaryColor",
    "link-color": "linkColor",
}
#: An array of a figure that is longer is packed.
_LONG = 100
#: Words of what is not there: no rate is changed, and no server could be mended.
_UNSAID = {"no_plotly", "rate_from_here", "new_rate", "apply"}
_FONTS = {"font": "font", "code-font": "codeFont"}
#: How the app is started, where no address of it is known.
START = (
    "python3 -m venv .venv && .venv/bin/python -m pip install -q -r requirements.txt"
    " && .venv/bin/python -m streamlit run app.py --server.address localhost"
)


class Around(NamedTuple):
    """What stands around the view in its document.

    Args:
        head: further lines of its head, its style among them.
        first: whether a picture stands on the stage until that is ready.
        home: where the name of the app leads to, if anywhere.
        pages: the pages of a site, each by its name with its address.
        scenes: the ready-made views of this page, in the same way.
        here: which of these this one is.
        app: the address at which the app itself shows this view; empty where it is not known.
        source: the address of the program, where it is known.
        sources: the scripts that it may run, as its policy says it.
        plotly: where Plotly is; empty where the document brings it.
    """

    head: str = ""
    first: bool = False
    home: str = ""
    pages: Mapping[str, str] = {}
    scenes: Mapping[str, str] = {}
    here: str = ""
    app: str = ""
    source: str = ""
    sources: str = ""
    plotly: str = ""


def page(view: Opened, plotly: Bundle, lang: str = "en", app: str = "") -> str:
    """One document that holds the view, its run and Plotly.

    Args:
        lang: the language that it opens in; it holds both.
        app: the address at which the app itself shows this view, if any.

    Raises:
        RefusedError: there is nothing to show, or the bundle cannot draw it; says so in words.
    """
    scripts = [plotly.script, player.alone()]
    brought = f'<script>{scripts[0]}</script>\n<script type="module">{scripts[1]}</script>'
    around = Around(head=f"<style>\n{style()}</style>", app=app, sources=_hashes(scripts))
    return document(view, lang, around, brought, plotly)


def webpage(station: Station[Any], at: Visit, staged: Staged, frame: Frame, update: int = 0) -> File:
    """What a visit shows as a file to take away; nearly how large it is, is known before it is made.

    Args:
        update: the one that it opens on.
    """
    lang = frame.words.lang
    view = visited(station, at, update)

    def write() -> bytes:
        return page(view, bundle(frame.words), lang).encode()

    told = written(staged.document(view.place("")))
    fixed = library.source().stat().st_size + len(player.alone()) + len(style())
    size = fixed + len(staged.columns.message) * 4 // 3 + 2 * len(told)
    name = f"{named(at.page.name, at.as_given(at.run), at.page.opening)}.html"
    return File("take.page", frame.words["take.page"], name, "text/html", write, size)


def document(view: Opened, lang: str, around: Around, scripts: str, plotly: Bundle) -> str:
    """A document around a view.

    Args:
        scripts: the elements that run what it runs.
        plotly: what draws here.
    """
    words = words_in(lang, view.at.page.name)
    seen = {each: seen_in(view, each) for each in LANGUAGES}
    staged = seen[lang]["light"].staged
    own, other = _words(view, lang, around), next(each for each in LANGUAGES if each != lang)
    if not plotly.draws(_kinds(staged)):
        raise RefusedError(words.format("alone.too_few", bundle=f"plotly.js-{plotly.part}"))
    return _filled(
        (_HERE / "page.html").read_text(encoding="utf-8"),
        lang=lang,
        policy=escape(_policy(around.sources)),
        title=escape(_title(view, lang)),
        icon=_icon(),
        head=around.head,
        name=_name(around.home),
        question=_says("title_short", own),
        theme=escape(words["alone.theme"]),
        other=other,
        language=LANGUAGES[other],
        lead=_lead(view, own, {each: themes["light"].verdict for each, themes in seen.items()}),
        scenes=_links("scene", around.scenes, around.here, own),
        stage=first(view, staged) if around.first else player.MARKUP,
        mathematics=_mathematics(view, own),
        end=_end(around, own, live=_is_live(staged.spec)),
        view=_safe(written(told(view, seen, lang, around))),
        scripts=scripts,
    )


def seen_in(view: Opened, lang: str) -> dict[str, Seen]:
    """What is to be seen of a view, in each theme.

    Raises:
        RefusedError: nothing does.
    """
    found = {theme: view.seen(lang, palette(theme)) for theme in _THEMES}
    if None in found.values():
        raise RefusedError(view.station.nothing(view.at.run, words_in(lang, view.at.page.name)))
    return {theme: seen for theme, seen in found.items() if seen}


def told(view: Opened, seen: Mapping[str, Mapping[str, Seen]], lang: str, around: Around) -> dict[str, Any]:
    """What ``browser/alone.js`` is told: the columns once, all else in each language and theme."""
    place = view.place(around.plotly or "plotly")
    documents, dark = recoloured(
        {
            f"{each} {theme}": json.loads(written(_thin(_fixed(one.staged.document(place), words_in(each)))))
            for each, themes in seen.items()
            for theme, one in themes.items()
        }
    )
    documents, parts = shared(documents)
    columns = planes(seen[lang]["light"].staged)
    words = {each: _words(view, each, around) for each in seen}
    return {
        "lang": lang,
        "plotly": place["plotly"],
        "documents": documents,
        "parts": parts,
        "dark": dark,
        "columns": columns,
        "words": words,
        "choices": _choices(view.at.page),
        "colours": {theme: _colours(palette(theme)) for theme in _THEMES},
        "shapes": SYMBOLS,
        "ladders": {each: ladder.unlimited(words_in(each, view.at.page.name)) for each in seen},
        "most": {"visits": engine.MOST_VISITS, "updates": engine.MOST_UPDATES},
    }


def _choices(page: Page) -> dict[str, Sequence[str] | None]:
    """What can be chosen on the stage, by name: these words, or any number."""
    staged = {name: each.kind for name, each in page.views.items() if each.staged}
    return {name: kind.words if isinstance(kind, Word) else None for name, kind in staged.items()}


def _colours(of: Palette) -> dict[str, Sequence[str]]:
    """Those of samples that are few, and of more."""
    return {"few": of.shades(FEW), "many": of.shades(FEW + 1)}


def _fixed(document: dict[str, Any], words: Words) -> dict[str, Any]:
    """What cannot be done without Python is not offered, and what is missing without it is said."""
    fixed = document | {"runs": [each | {"steerable": False, "windowed": False} for each in document["runs"]]}
    if _is_live(document):
        return fixed
    stride = document["runs"][0]["stride"]
    if "cards" in document and stride > 1:
        told = [document["note"], words.format("alone.thinned", stride=str(stride))]
        fixed |= {
            "clock": document["clock"] | {"grain": stride},
            "note": words.sentences(filter(None, told)),
        }
    handles = {words["key.handle"], words["key.start"]}
    charts = [
        {**each, "grasps": [], "key": [mark for mark in each["key"] if mark["text"] not in handles]}
        for each in document["charts"]
    ]
    said = {"told_start": words["alone.told_start"], "told_lower": words["stage.told_where"]}
    own = {name: said.get(name, text) for name, text in document["words"].items() if name not in _UNSAID}
    return fixed | {"charts": charts, "steers": False, "ladder": None, "engine": None, "words": own}


def _is_live(document: Mapping[str, Any]) -> bool:
    """Whether the browser can compute other runs: a listing's lines hold values that only Python computes."""
    return bool(document.get("engine")) and "listing" not in document


def _thin(value: Any) -> Any:
    """Arrays of figures, which are only drawn, in few bytes where they are long."""
    if isinstance(value, np.ndarray):
        return laid(value) if value.size > _LONG and value.dtype.kind == "f" else value
    if isinstance(value, Mapping):
        return {name: _thin(item) for name, item in value.items()}
    return [_thin(item) for item in value] if isinstance(value, (list, tuple)) else value


def _words(view: Opened, lang: str, around: Around) -> dict[str, str]:
    """What is said around the stage, in one language."""
    words = words_in(lang, view.at.page.name)
    return {
        "lang": lang,
        "language": LANGUAGES[lang],
        "title": _title(view, lang),
        "title_short": words[f"page.{view.at.page.name}.title"],
        "more": words["alone.more" if around.app else "alone.source" if around.source else "alone.start"],
        "lead": lead(view.at.page.name, words),
        "fixed": words["alone.fixed"],
        "mathematics": words["mathematics.title"],
        "unused": words["alone.unused"],
        "missing": words["alone.missing"],
        **{f"page_{name}": words[f"page.{name}.title"] for name in around.pages},
        **{f"scene_{name}": words[f"scene.{view.at.page.name}.{name}"] for name in around.scenes},
    }


def lead(page: str, words: Words) -> str:
    """What a page is about, where there is nothing on it but its stage."""
    return words.get(f"alone.lead_{page}") or words[f"page.{page}.lead"]


def _title(view: Opened, lang: str) -> str:
    words = words_in(lang, view.at.page.name)
    return words.headed(words[f"page.{view.at.page.name}.title"])


def _lead(view: Opened, own: Mapping[str, str], verdicts: Mapping[str, str]) -> str:
    """What the page is about, and in its place the verdict, once something was played."""
    about = "" if view.at.page.speaks else f'<p class="sa-lead" {_says("lead", own)}</p>'
    found = {each: f'<p class="sa-verdict">{inline(text)}</p>' for each, text in verdicts.items() if text}
    said = about + _spoken(found, own["lang"])
    return f'<div class="sa-said">{said}</div>\n' if said else ""


def _mathematics(view: Opened, own: Mapping[str, str]) -> str:
    """What the page says beside its formulas, folded away."""
    texts = {each: view.station.mathematics(view.at, words_in(each, view.at.page.name)) for each in LANGUAGES}
    told = _spoken({each: html(text) for each, text in texts.items()}, own["lang"])
    return f'<details class="sa-fold"><summary {_says("mathematics", own)}</summary>\n{told}</details>\n'


def _spoken(texts: Mapping[str, str], lang: str) -> str:
    """The same in each language, of which the script shows the one that is wanted."""
    hidden = {each: "" if each == lang else " hidden" for each in texts}
    return "".join(f'<div data-in lang="{each}"{hidden[each]}>{text}</div>' for each, text in texts.items())


def _end(around: Around, own: Mapping[str, str], live: bool) -> str:
    """The way on: to the app, to the program, or how that is started, and to the pages beside this one.

    Args:
        own: what is said, by name.
        live: whether a hand can change the run here.
    """
    fixed = "" if live else f"<p {_says('fixed', own)}</p>\n"
    if leads := around.app or around.source:
        kind = " data-app" if around.app else ""
        more = f'<p><a{kind} href="{escape(leads)}" {_says("more", own)}</a></p>\n'
    else:
        more = f'<p {_says("more", own)}</p><code translate="no">{escape(START)}</code>\n'
    return fixed + more + _links("page", around.pages, around.here, own)


def _name(home: str) -> str:
    """The app's name in all languages, as a link where it leads anywhere."""
    name = escape(" ".join(words_in(lang)["app.name"] for lang in LANGUAGES))
    if not home:
        return f'<span class="sa-name">{name}</span>'
    return f'<a class="sa-name" data-at="{home}" href="{home}">{name}</a>'


def _says(name: str, own: Mapping[str, str]) -> str:
    """The end of an element's tag, and what it says, which the script says in the other language."""
    return f'data-says="{name}">{escape(own[name])}'


def _links(kind: str, places: Mapping[str, str], here: str, own: Mapping[str, str]) -> str:
    """A list of links, of which one leads here; none where there are no places."""
    marks = {name: ' aria-current="page"' if f"{kind}_{name}" == here else "" for name in places}
    links = [
        f'<li><a data-at="{at}" href="{at}"{marks[name]} {_says(f"{kind}_{name}", own)}</a></li>'
        for name, at in places.items()
    ]
    return f'<ul class="sa-links sa-{kind}s">{"".join(links)}</ul>\n' if links else ""


def style() -> str:
    """How the document looks: the colours of the themes, what is around the stage, and the stage."""
    own = (_HERE / "page.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/\n?", "", "\n".join([_theme(), own, player.STYLE]), flags=re.S)
    return re.sub(r"\s*([{};>])\s*|(?<=[,:])\s+", r"\1", text).replace(";}", "}")


def _theme() -> str:
    fonts = [f"--st-{name}: {st.get_option(f'theme.{option}')};" for name, option in _FONTS.items()]
    colours = {
        theme: " ".join(
            f"--st-{name}: {st.get_option(f'theme.{theme}.{option}')};" for name, option in _COLOURS.items()
        )
        for theme in _THEMES
    }
    return (
        f":root {{ {' '.join(fonts)} {colours['light']} }}\n"
        f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {colours["dark"]} }} }}\n'
        f':root[data-theme="dark"] {{ {colours["dark"]} }}\n'
    )


def _icon() -> str:
    drawn = base64.b64encode(ICON.read_bytes()).decode()
    return f"data:image/svg+xml;base64,{drawn}"


def _hashes(scripts: Iterable[str]) -> str:
    """Scripts of the document itself, as a policy allows them."""
    digests = [hashlib.sha256(each.encode()).digest() for each in scripts]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _policy(sources: str) -> str:
    """Nothing runs but these scripts, and nothing else is asked of anybody."""
    parts = ["default-src 'none'", f"script-src {sources}", "style-src 'unsafe-inline' 'self'"]
    return "; ".join([*parts, "img-src data:", "base-uri 'none'", "form-action 'none'"])


def _safe(text: str) -> str:
    """JSON that ends no script."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def _kinds(staged: Staged) -> set[str]:
    """The kinds of marks on a stage."""
    figures = [figure for chart in staged.charts for figure in chart.figures.values()]
    return {mark["type"] for figure in figures for mark in figure["data"]}


def _filled(template: str, **parts: str) -> str:
    """The template with each ``{name}`` in it, once."""
    pieces = template.split("{")
    return pieces[0] + "".join(
        parts[name] + rest for name, rest in (piece.split("}", 1) for piece in pieces[1:])
    )

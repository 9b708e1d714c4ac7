"""A view as one web page, which plays it in any browser without a server and without asking anybody."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from sgd_ui.alone.bundle import Bundle
from sgd_ui.alone.opened import Opened
from sgd_ui.drawing.palette import palette
from sgd_ui.stage import player
from sgd_ui.stage.player import Staged, written
from sgd_ui.words.catalogue import LANGUAGES, words_in

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
_FONTS = {"font": "font", "code-font": "codeFont"}
#: How the app is started, where no address of it is known.
START = (
    "python3 -m venv .venv && .venv/bin/python -m pip install -q -r requirements.txt"
    " && .venv/bin/python -m streamlit run app.py --server.address localhost"
)


class Around(NamedTuple):
    """What stands around the view in its document.

    Args:
        head: further lines of its head.
        name: the name of the app, with a link where it leads anywhere.
        pages: the other pages beside this one, each by its name with its address.
        app: the address at which the app itself shows this view; empty where it is not known.
        sources: what may be loaded by it besides its own script, as its policy says it.
        plotly: where Plotly is; empty where the document brings it.
    """

    head: str = ""
    name: str = '<span class="sa-name">Samplewise 逐样本</span>'
    pages: Mapping[str, str] = {}
    app: str = ""
    sources: str = ""
    plotly: str = ""


def page(view: Opened, bundle: Bundle, lang: str = "en", app: str = "") -> str:
    """One document that holds the view, its run and Plotly.

    Args:
        lang: the language that it opens in; it holds both.
        app: the address at which the app itself shows this view, if any.

    Raises:
        ValueError: there is nothing to show, or the bundle cannot draw it; says so in words.
    """
    return document(view, lang, Around(app=app), [bundle.script, player.alone()], bundle.contours)


def document(view: Opened, lang: str, around: Around, scripts: Iterable[str], contours: bool = True) -> str:
    """A document around a view.

    Args:
        scripts: what it runs, the last one as a module.
        contours: whether Plotly draws these here.
    """
    words, name = words_in(lang, view.at.page.name), view.at.page.name
    staged = {each: stages(view, each) for each in LANGUAGES}
    if not contours and _has_contours(staged[lang]["light"]):
        raise ValueError(words.format("alone.too_few", bundle="plotly.js-basic-dist-min"))
    texts = [*scripts]
    inline = [*map(_inline, texts[:-1]), _inline(texts[-1], ' type="module"')]
    return _filled(
        (_HERE / "page.html").read_text(encoding="utf-8"),
        lang=lang,
        policy=escape(_policy(texts, around.sources)),
        title=escape(_title(view, lang)),
        head=around.head,
        style=style(),
        name=around.name,
        question=escape(words[f"page.{name}.title"]),
        theme=escape(words["alone.theme"]),
        stage=player.MARKUP,
        end=_end(name, around),
        view=_safe(written(told(view, staged, lang, around))),
        scripts="\n".join(inline),
    )


def stages(view: Opened, lang: str) -> dict[str, Staged]:
    """What stands on the stage of a view, in each theme.

    Raises:
        ValueError: nothing does.
    """
    found = {theme: view.staged(lang, palette(theme)) for theme in _THEMES}
    if None in found.values():
        raise ValueError(view.station.nothing(view.at.run, words_in(lang, view.at.page.name)))
    return {theme: staged for theme, staged in found.items() if staged}


def told(
    view: Opened, staged: Mapping[str, Mapping[str, Staged]], lang: str, around: Around
) -> dict[str, Any]:
    """What ``browser/alone.js`` is told: the columns once, all else in each language and theme."""
    place = view.place(around.plotly or "plotly")
    documents = {
        f"{each} {theme}": _fixed(one.document(place))
        for each, themes in staged.items()
        for theme, one in themes.items()
    }
    columns = base64.b64encode(staged[lang]["light"].columns.message).decode()
    words = {each: _words(view, each, around) for each in staged}
    return {
        "lang": lang,
        "plotly": place["plotly"],
        "documents": documents,
        "columns": columns,
        "words": words,
    }


def _fixed(document: dict[str, Any]) -> dict[str, Any]:
    """What cannot be done without Python is not offered."""
    fixed = document | {"runs": [each | {"steerable": False, "windowed": False} for each in document["runs"]]}
    if document.get("engine"):
        return fixed
    charts = [{**each, "grasps": []} for each in document["charts"]]
    return fixed | {"charts": charts, "steers": False, "ladder": None}


def _words(view: Opened, lang: str, around: Around) -> dict[str, str]:
    """What is said around the stage, in one language."""
    words = words_in(lang, view.at.page.name)
    return {
        "language": LANGUAGES[lang],
        "title": _title(view, lang),
        "title_short": words[f"page.{view.at.page.name}.title"],
        "more": words["alone.more" if around.app else "alone.start"],
        "fixed": words["alone.fixed"],
        **{f"page_{name}": words[f"page.{name}.title"] for name in around.pages},
    }


def _title(view: Opened, lang: str) -> str:
    words = words_in(lang, view.at.page.name)
    return words.format(
        "alone.title", question=words[f"page.{view.at.page.name}.title"], name=words["app.name"]
    )


def _end(here: str, around: Around) -> str:
    """The way on: to the app, or how it is started, and to the pages beside this one."""
    if around.app:
        more = f'<p><a href="{escape(around.app)}" data-says="more"></a></p>\n'
    else:
        more = f'<p data-says="more"></p><code translate="no">{escape(START)}</code>\n'
    marks = {name: ' aria-current="page"' if name == here else "" for name in around.pages}
    links = [
        f'<li><a data-page="{name}" data-at="{escape(at)}" href="{escape(at)}"{marks[name]}></a></li>'
        for name, at in around.pages.items()
    ]
    return more + (f'<ul class="sa-pages">{"".join(links)}</ul>\n' if links else "")


def style() -> str:
    """How the document looks: the colours of the themes, what is around the stage, and the stage."""
    own = (_HERE / "page.css").read_text(encoding="utf-8")
    return "\n".join([_theme(), own, player.STYLE])


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


def _policy(scripts: Iterable[str], sources: str) -> str:
    """Nothing runs but these scripts, and nothing is asked of anybody."""
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in scripts
    ]
    allowed = " ".join([*hashes, sources]).strip()
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def _inline(script: str, kind: str = "") -> str:
    return f"<script{kind}>{script}</script>"


def _safe(text: str) -> str:
    """JSON that ends no script."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def _has_contours(staged: Staged) -> bool:
    figures = [figure for chart in staged.charts for figure in chart.figures.values()]
    return any(mark.get("type") == "contour" for figure in figures for mark in figure["data"])


def _filled(template: str, **parts: str) -> str:
    """The template with each ``{name}`` in it, once."""
    pieces = template.split("{")
    return pieces[0] + "".join(
        parts[name] + rest for name, rest in (piece.split("}", 1) for piece in pieces[1:])
    )

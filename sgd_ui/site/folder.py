"""The stations as a folder of web pages, which any host of files serves under any path."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from sgd_ui.alone.bundle import Bundle
from sgd_ui.alone.opened import opened
from sgd_ui.alone.page import Around, document, lead, style
from sgd_ui.frame import library
from sgd_ui.pages.registry import STATIONS
from sgd_ui.site.card import HEIGHT, WIDTH, card
from sgd_ui.site.leaf import Leaf, leaves
from sgd_ui.site.preview import Picture, metas
from sgd_ui.stage import player
from sgd_ui.words.catalogue import words_in

_CARD = "card.png"
#: A file that pages share, under the name that ``_named`` gives it.
_ASSET = re.compile(r"(?:plotly|stage)\.[0-9a-f]{12}\.js|style\.[0-9a-f]{12}\.css")
#: The address of what a repository publishes on GitHub.
_PAGES = re.compile(r"https://(?P<owner>[\w-]+)\.github\.io/(?P<name>[\w.-]+)", re.I)


def build(out: Path, bundle: Bundle, app: str = "", base: str = "") -> list[Path]:
    """Writes the site into a folder; the files that it consists of.

    Args:
        app: the address of the app, for those who want to change more.
        base: the address that the folder is to have; without it there are no pictures for previews of
            links, which have to be named in full.

    Raises:
        RefusedError: the bundle cannot draw a page; says so in words.
    """
    assets = _assets(bundle)
    # Without it some hosts leave out what they take for their own.
    files = {".nojekyll": b""} | {f"assets/{name}": text.encode() for name, text in assets.items()}
    for leaf in leaves():
        text = _document(leaf, bundle, [*assets], app, base.rstrip("/"))
        files[f"{leaf.folder}index.html"] = text.encode()
        if base:
            files[leaf.folder + _CARD] = card(leaf.page, leaf.params, leaf.lang)
    # Only once all of it is made: nobody is left with half a site.
    written = [_write(out / name, content) for name, content in files.items()]
    _clear(out / "assets", {*assets})
    return written


def _assets(bundle: Bundle) -> dict[str, str]:
    """What all pages share, each under a name that changes with it: Plotly, the stage, their style."""
    texts = {"plotly.js": library.EAGER + bundle.script, "stage.js": player.alone(), "style.css": style()}
    return {_named(name, text): text for name, text in texts.items()}


def _named(name: str, text: str) -> str:
    stem, _, kind = name.partition(".")
    return f"{stem}.{hashlib.sha256(text.encode()).hexdigest()[:12]}.{kind}"


def _document(leaf: Leaf, bundle: Bundle, assets: list[str], app: str, base: str) -> str:
    view, up = opened(STATIONS[leaf.page], leaf.params), "../" * leaf.folder.count("/") or "./"
    plotly, stage, look = (f"{up}assets/{name}" for name in assets)
    around = Around(
        head="\n".join(
            [
                f'<link rel="stylesheet" href="{look}" />',
                f'<link rel="preload" as="script" href="{plotly}" />',
                *_preview(leaf, base),
            ]
        ),
        home=up + Leaf("home", "", leaf.lang, {}).folder,
        pages={name: up + Leaf(name, "", leaf.lang, {}).folder for name in STATIONS},
        scenes={
            each.name: up + Leaf(leaf.page, each.name, leaf.lang, {}).folder for each in view.station.scenes
        },
        here=f"scene_{leaf.scene}" if leaf.scene else f"page_{leaf.page}",
        first=True,
        app=leaf.in_app(app),
        source=_source(base),
        sources="'self'",
        plotly=plotly,
    )
    script = f'<script type="module" src="{stage}"></script>'
    return document(view, leaf.lang, around, script, bundle)


def _source(base: str) -> str:
    """Where it is said how the program of a site is started, if GitHub Pages serves that; otherwise empty."""
    found = _PAGES.fullmatch(base)
    return f"https://github.com/{found['owner']}/{found['name']}#start" if found else ""


def _preview(leaf: Leaf, base: str) -> list[str]:
    """What a link to it shows elsewhere."""
    words = words_in(leaf.lang, leaf.page)
    title = words[f"page.{leaf.page}.title"]
    if leaf.scene:
        title = f"{title} {words[f'scene.{leaf.page}.{leaf.scene}']}"
    address = f"{base}/{leaf.folder}"
    shown = (Picture(address + _CARD, WIDTH, HEIGHT), address) if base else ()
    return metas(words.headed(title), lead(leaf.page, words), *shown)


def _clear(folder: Path, kept: set[str]) -> None:
    """Takes away what an earlier build of the site left beside the files of this one."""
    for path in folder.iterdir():
        if _ASSET.fullmatch(path.name) and path.name not in kept:
            path.unlink()


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path

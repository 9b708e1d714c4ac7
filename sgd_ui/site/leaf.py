"""The pages of the site, and which of them, or of the app, an address leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from sgd_core.link import params_of, query_of
from sgd_ui.alone.opened import RefusedError
from sgd_ui.frame import address
from sgd_ui.frame.scenes import Scene
from sgd_ui.pages.registry import STATIONS
from sgd_ui.words.catalogue import LANGUAGES, language_of

#: The language that is at home at the top of the folder; the others lie below it.
FIRST = language_of(None)


class Leaf(NamedTuple):
    """One page of the site: a station as it opens, or one of its ready-made views."""

    page: str
    scene: str
    lang: str
    params: Mapping[str, str]

    @property
    def folder(self) -> str:
        """Where it lies, from the top, with a slash at the end; empty for the front."""
        parts = [
            self.lang if self.lang != FIRST else "",
            self.page if self.page != "home" else "",
            self.scene,
        ]
        return "".join(f"{part}/" for part in parts if part)

    def in_app(self, app: str) -> str:
        """Where the app shows it; empty where no address of the app is known."""
        query = query_of({**self.params, "lang": self.lang})
        return app and f"{app.rstrip('/')}/{'' if self.page == 'home' else self.page}?{query}"


def leaves() -> Iterator[Leaf]:
    """All pages of the site."""
    for lang in LANGUAGES:
        for name, station in STATIONS.items():
            yield Leaf(name, "", lang, {})
            for scene in station.scenes:
                yield Leaf(name, scene.name, lang, _params(name, scene))


def leaf_of(link: str, lang: str = "") -> Leaf:
    """What a link leads to, be it of the app or of the site, under whatever path these are served.

    Args:
        lang: the language that is wanted, whatever the link says.

    Raises:
        RunError: its query cannot be taken apart.
        RefusedError: it leads to no page; says so in words.

    >>> leaf_of("https://host/some/path/saddle?seed=3")
    Leaf(page='saddle', scene='', lang='en', params={'seed': '3'})
    >>> leaf_of("https://host/course/zh/")[:3]
    ('home', '', 'zh')
    """
    params = params_of(link) if link else {}
    parts = _parts(link)
    name, scene = _named(parts, _is_folder(link))
    said = next((part for part in parts if part in LANGUAGES), FIRST)
    wanted = next(each for each in (lang, params.get("lang"), said) if each in LANGUAGES)
    params = {**(_params(name, scene) if scene else {}), **params}
    return Leaf(name, scene.name if scene else "", wanted, params)


def _named(parts: Sequence[str], folder: bool) -> tuple[str, Scene | None]:
    """The station that the end of a path names, and the ready-made view of it, if it does.

    Args:
        folder: whether that end may be one that the home page is served under.
    """
    *_, before, last = "", "", *parts
    above = before if before in STATIONS else "home"
    if scene := next((each for each in STATIONS[above].scenes if each.name == last), None):
        return above, scene
    if last in STATIONS:
        return last, None
    if not last or (folder and before not in STATIONS):
        return "home", None
    allowed = ", ".join(each for each in STATIONS if each != "home")
    raise RefusedError(f"--link: no page is called {last!r}; allowed: {allowed}, or none for the home page")


def _parts(link: str) -> list[str]:
    try:
        parts = [part for part in urlsplit(link).path.split("/") if part]
    except ValueError as error:
        raise RefusedError(f"--link: {link!r} is no address") from error
    return parts[:-1] if parts[-1:] == ["index.html"] else parts


def _is_folder(link: str) -> bool:
    """Whether its last part is one that something is served under."""
    path = urlsplit(link).path
    return path.endswith(("/", "/index.html")) or path.rpartition("/")[2] in LANGUAGES


def _params(name: str, scene: Scene) -> dict[str, str]:
    page = STATIONS[name].page
    texts = {view: each.default for view, each in page.views.items()} | dict(scene.view)
    staged = {view: texts[view] for view, each in page.views.items() if each.staged}
    usual = {view: text for view, text in staged.items() if text != page.views[view].default}
    return address.query(page, scene.run, texts, "") | usual

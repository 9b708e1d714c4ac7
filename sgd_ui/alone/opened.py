"""What a link opens on, without a session: a station, the visit described, and what stands on its stage."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sgd_core import RunError
from sgd_ui.drawing.palette import Palette
from sgd_ui.frame import address, desk, numbers
from sgd_ui.frame.address import Opening
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit, staged_defaults
from sgd_ui.runs.budget import TooDearError
from sgd_ui.stage.player import Staged
from sgd_ui.stage.spec import Place
from sgd_ui.words.catalogue import Words, words_in


class RefusedError(Exception):
    """What is asked for cannot be made; says why in words."""


class Seen(NamedTuple):
    """What stands on a stage, and the verdict on it in Markdown; none where it says that itself."""

    staged: Staged
    verdict: str


class Opened(NamedTuple):
    """A link that was opened.

    Args:
        opening: what could be made of it, what could not be used of it being in its complaints.
        at: the visit, its run on scaled x where the link asks for these.
    """

    station: Station[Any]
    opening: Opening
    at: Visit

    @property
    def awaits(self) -> bool:
        """Whether the numbers that it names by their fingerprint are not here, others in their place."""
        return numbers.is_awaited(self.at.run, self.opening.view["fingerprint"])

    def seen(self, lang: str, palette: Palette, seconds: float = math.inf) -> Seen | None:
        """What is to be seen of it, in a language and colours; None where there is nothing to show.

        Args:
            seconds: what computing it may cost.

        Raises:
            TooDearError: it costs more.
        """
        frame = Frame(words_in(lang, self.at.page.name), palette, "")
        with desk.apart(frame.words, seconds):
            shown = self.station.shown(self.at, frame)
            if shown is None:
                return None
            return Seen(self.station.stage(self.at, shown, frame), self._verdict(shown, frame.words))  # type: ignore[arg-type]

    def _verdict(self, shown: Any, words: Words) -> str:
        try:
            return self.station.told(self.at, shown, words)
        except TooDearError:
            return ""

    def place(self, plotly: str, lang: str = "") -> Place:
        """Where that stage stands, in a document of its own.

        Args:
            plotly: where Plotly is.
            lang: what an address has to say of the language.
        """
        page, view = self.at.page, self.opening.view
        chosen = {name: view[name] for name, each in page.views.items() if each.staged}
        return {
            "query": address.query(page, self.at.as_given(self.at.run), self.at.view, lang),
            "names": address.names(page),
            "viewDefaults": staged_defaults(page),
            "goto": {"id": 1, "at": int(view["at"]), "view": chosen, "reveal": False, "stays": ""},
            "heard": 0,
            "answered": False,
            "plotly": plotly,
        }


def visited(station: Station[Any], at: Visit, update: int = 0) -> Opened:
    """What a visit shows, as if a link had led to it, at an update."""
    usual = {name: each.default for name, each in at.page.views.items()}
    return Opened(station, Opening(at.run, usual | at.view | {"at": str(update)}, (), ()), at)


def opened(station: Station[Any], params: Mapping[str, str]) -> Opened:
    """Opens a link.

    Args:
        params: its query; a mistake costs the parameter it is in, and no other.
    """
    opening = address.read(station.page, params)
    chosen = {name: opening.view[name] for name in station.page.chosen}
    at = Visit(station.page, opening.run, chosen)
    scaled = station.units(at)
    if isinstance(scaled, RunError):
        return Opened(station, opening._replace(complaints=(*opening.complaints, *scaled.complaints)), at)
    return Opened(station, opening, scaled)

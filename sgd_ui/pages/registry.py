"""The stations, in the order of the menu."""

from __future__ import annotations

from typing import Any

from sgd_ui.alone.page import webpage
from sgd_ui.frame import lesson
from sgd_ui.frame.lesson import Station
from sgd_ui.pages import home
from sgd_ui.pages.gd_vs_sgd import station as gd_vs_sgd
from sgd_ui.pages.learning_rate import station as learning_rate
from sgd_ui.pages.note import station as note
from sgd_ui.pages.optimizers import station as optimizers
from sgd_ui.pages.saddle import station as saddle
from sgd_ui.pages.sampling import station as sampling
from sgd_ui.pages.your_data import station as your_data

#: By the name of its page.
STATIONS: dict[str, Station[Any]] = {
    each.STATION.page.name: each.STATION
    for each in (home, gd_vs_sgd, sampling, learning_rate, saddle, optimizers, your_data, note)
}


def teach(name: str) -> None:
    """Draws the page of a station."""
    lesson.teach(STATIONS[name], STATIONS, lambda *visit: [webpage(*visit)])

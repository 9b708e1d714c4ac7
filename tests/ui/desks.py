"""Desks without Streamlit: what a page would draw is noted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from sgd_ui.frame.desk import PageDesk
from sgd_ui.runs.turn import Turn
from sgd_ui.words.catalogue import words_in


class NotedBar:
    """Notes the shares that it is told, and how many were before whoever waited."""

    def __init__(self, stopped: Callable[[], bool] = lambda: False) -> None:
        self.shares: list[float] = []
        self.waits: list[int] = []
        self._stopped = stopped

    def begin(self) -> None:
        pass

    def draw(self, share: float) -> None:
        self.shares.append(share)
        self._stop()

    def wait(self, before: int) -> None:
        self.waits.append(before)
        self._stop()

    def clear(self) -> None:
        pass

    def _stop(self) -> None:
        if self._stopped():
            raise InterruptedError


def desk_of_a_session(
    before: PageDesk | None = None, turn: Turn | None = None, bar: NotedBar | None = None
) -> PageDesk:
    """The desk of a new run of a page, of the same session as another one if it is given."""
    own: dict[str, OrderedDict[Any, Any]] = {}
    keeps = before._own if before else lambda: own
    return PageDesk(words_in("en"), keeps, turn or Turn(), bar or NotedBar())

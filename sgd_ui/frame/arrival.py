"""How every further page begins: its frame, what the reader chose, and its ready-made views."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sgd_ui.frame import desk, scenes, shell, visit
from sgd_ui.frame.page import MAX_TICKS, Page
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.words.catalogue import Words


def arrive(page: Page, ready_made: tuple[Scene, ...]) -> tuple[Frame, Visit]:
    """Draws the frame, the controls and the row of scenes; what is to be shown."""
    frame = shell.frame(page.name)
    visit.enter(page)
    chosen = visit.choose(page, frame.words)
    scenes.show(chosen, ready_made, frame.words)
    return frame, chosen


@contextmanager
def staged(at: Visit, words: Words) -> Iterator[None]:
    """The stage of a page and all that stands on it: behind a press where it costs too much."""
    with desk.part("stage", at, words) as part:
        yield
    if part.dear:
        visit.show_opening(at.page, words, MAX_TICKS)

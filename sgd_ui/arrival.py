"""How every further page begins: its frame, what the reader chose, and its ready-made views."""

from __future__ import annotations

from sgd_ui import scenes, shell, visit
from sgd_ui.page import Page
from sgd_ui.scenes import Scene
from sgd_ui.shell import Frame
from sgd_ui.visit import Visit


def arrive(page: Page, ready_made: tuple[Scene, ...]) -> tuple[Frame, Visit]:
    """Draws the frame, the controls and the row of scenes; what is to be shown."""
    frame = shell.frame(page.name)
    visit.enter(page)
    chosen = visit.choose(page, frame.words)
    scenes.show(chosen, ready_made, frame.words)
    return frame, chosen

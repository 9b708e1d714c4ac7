"""What a hand has changed of the run of a page."""

from __future__ import annotations

from typing import Any

from sgd_core import Run, RunError
from sgd_core.presets import PRESETS
from sgd_ui.frame import controls, messages, session, visit
from sgd_ui.frame.page import Page
from sgd_ui.frame.visit import Visit

#: The names of ready-made samples, by their x and y.
_PRESETS: dict[Any, str] = {(preset.x, preset.y): name for name, preset in PRESETS.items()}


def take(at: Visit, text: str) -> None:
    """Puts the run into the controls as a hand would have it; the stage shows it already.

    Args:
        text: what the browser says of it.
    """
    taken = messages.taken(text)
    if taken is None:
        return
    session.hear(taken.number)
    if not all(map(at.page.offers, taken.changes)):
        return
    changes: dict[str, Any] = {**taken.changes}
    if name := _PRESETS.get((changes.get("x"), changes.get("y"))):
        changes = {name: value for name, value in changes.items() if name not in ("x", "y")} | {"data": name}
    try:
        controls.fill(at.as_given(at.run).replaced(**changes))
    except RunError as error:
        visit.refuse(error)


def grasps(page: Page, handles: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The handles whose parameters can be chosen on a page."""
    return tuple(name for name, needed in handles.items() if all(map(page.offers, needed)))


def numbers_of(run: Run) -> dict[str, Any]:
    """Of what a hand can change, what is no column of the stage."""
    return {"w0": run.w0, "lr": run.lr}

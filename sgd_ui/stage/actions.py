"""What is asked for on the stage of one run: another rate from here on, another start, all as at first, or
what a hand took."""

from __future__ import annotations

from sgd_core import Run, RunError, Trace
from sgd_core.parameters import read_number
from sgd_ui.frame import controls, session, visit
from sgd_ui.frame.messages import action_of
from sgd_ui.frame.visit import Visit
from sgd_ui.stage.taking import take

_KINDS = ("rate", "start", "reset", "take")


def act(at: Visit, columns: Trace, payload: object) -> None:
    """Does what was asked for on the stage. Runs before the page is drawn again."""
    action = action_of(payload, _KINDS, len(columns))
    if action is None:
        return
    if action.kind == "rate":
        _change_rate(at.as_given(at.run), action.at, action.value)
    elif action.kind == "reset":
        visit.reset(at.page)
    elif action.kind == "take":
        take(at, action.value)
    else:
        _start_from(at.as_given(at.run), tuple(columns.parameters[action.at].tolist()))


def _start_from(run: Run, w: tuple[float, ...]) -> None:
    try:
        controls.fill(run.replaced(w0=w))
        session.go(0)
    except RunError as error:
        visit.refuse(error)


def _change_rate(run: Run, at: int, rate: str) -> None:
    """Another learning rate from update ``at`` on; the updates before it stay as they are."""
    steps = run.constants["lr_steps"] if run.schedule == "piecewise" else ()
    try:
        step = (at, read_number("lr", controls.flat_text(rate)))
        kept = tuple(step for step in steps if step[0] < at)
        controls.fill(run.replaced(schedule="piecewise", lr_steps=(*kept, step)))
    except RunError as error:
        visit.refuse(error)

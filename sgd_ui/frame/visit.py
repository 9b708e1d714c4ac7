"""A reader's visit to a page: arrival, what is chosen, what of it cannot be used, and its link.

The session keeps, for each page, the last run and view that could be shown and what the stage is to
open on; the widgets keep those in the making.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st

from sgd_core import Complaint, Run, RunError
from sgd_ui.frame import address, complaints, controls, waking
from sgd_ui.frame.page import Page
from sgd_ui.words.catalogue import Words


class Visit(NamedTuple):
    """What a page is to show: a run, and the text of each view that is chosen beside the stage."""

    page: Page
    run: Run
    view: dict[str, str]

    def value(self, name: str) -> Any:
        """The value of one view."""
        return self.page.views[name].read(name, self.view[name])


def last(page: Page) -> Visit:
    """What a page showed last, or shows now."""
    found: Visit = st.session_state[f"{page.name}.visit"]
    return found


def goto() -> dict[str, Any]:
    """What the stage is to open on; what is changed in it is changed for the stage."""
    found: dict[str, Any] = st.session_state["goto"]
    return found


def enter(page: Page) -> None:
    """On arrival at a page, takes what it shows from the address, or from the last visit."""
    state = st.session_state
    if state.get("page") == page.name and f"{page.name}.visit" in state:
        return
    params = waking.query()
    last: Visit | None = state.get(f"{page.name}.visit")
    if last and not params:
        opening = address.resumed(page, last.run, last.view)
    else:
        opening = address.read(page, params)
    state[f"{page.name}.opening"] = opening
    load(page, opening.run, opening.view, int(opening.view["at"]))
    state["goto"]["stays"] = waking.session() if waking.listens() else ""
    # Last: a run of the page that is stopped on the way here is to arrive again.
    state["page"] = page.name


def show(page: Page, run: Run, view: Mapping[str, str]) -> None:
    """``load``, and brings the stage into sight."""
    load(page, run, view)
    st.session_state["goto"]["reveal"] = True


def load(page: Page, run: Run, view: Mapping[str, str], at: int = 0) -> None:
    """Puts a run and a view into the widgets, and asks the stage to open on tick ``at``.

    To be called before the widgets are drawn; what ``view`` does not name is at its default.
    """
    texts = {name: view.get(name, each.default) for name, each in page.views.items()}
    st.session_state[f"{page.name}.visit"] = Visit(page, run, {name: texts[name] for name in page.chosen})
    controls.fill(run)
    controls.fill_view({name: texts[name] for name in page.chosen})
    open_at(at, {name: texts[name] for name, each in page.views.items() if each.staged})


def open_at(at: int, view: Mapping[str, str] | None = None) -> None:
    """Asks the stage to show tick ``at``, and a view if one is given."""
    state = st.session_state
    before = state.get("goto", {"id": 0})
    state["goto"] = {"id": before["id"] + 1, "at": at, "view": dict(view or {})}


def refuse(error: RunError) -> None:
    """Keeps what is wrong with what was asked for, to be shown when the page is drawn."""
    st.session_state["refused"] = error.complaints


def choose(page: Page, words: Words) -> Visit:
    """Draws the controls; what they describe, or the last good description beside what is wrong."""
    state = st.session_state
    with st.sidebar:
        controls.show(page, words)
    waking.heard()
    last: Visit = state[f"{page.name}.visit"]
    wrong: list[Complaint] = []
    run, view = last.run, dict(last.view)
    try:
        run = Run.from_params(controls.params(page, last.run))
    except RunError as error:
        wrong += error.complaints
    for name, each in page.chosen.items():
        try:
            text = controls.view_text(name, view[name])
            view[name] = each.kind.write(each.read(name, text))
        except RunError as error:
            wrong += error.complaints
    chosen = Visit(page, run, view)
    if chosen != last:
        state[f"{page.name}.opening"] = None
    state[f"{page.name}.visit"] = chosen
    complaints.show(words["complaint.heading_control"], wrong, words)
    complaints.show(words["complaint.heading_control"], state.pop("refused", ()), words)
    return chosen


def show_opening(page: Page, words: Words, ticks: int) -> None:
    """Names what in the address could not be used, until something else is chosen.

    Args:
        ticks: how many the stage of this page has; an address that asks for a later one opens on none.
    """
    state = st.session_state
    opening: address.Opening | None = state[f"{page.name}.opening"]
    if state["goto"]["at"] > ticks:
        facts = {"low": "0", "high": str(ticks)}
        wrong = Complaint("at", str(state["goto"]["at"]), "out_of_range", facts)
        state["goto"]["at"] = 0
        if opening:
            opening = opening._replace(complaints=(*opening.complaints, wrong))
            state[f"{page.name}.opening"] = opening
    if opening is None:
        return
    complaints.show(words["complaint.heading_link"], opening.complaints, words)
    for name, meant in opening.slips:
        quoted = {"name": complaints.quoted(name, words), "meant": complaints.quoted(meant, words)}
        st.info(words.format("complaint.slip", **quoted))


def staged_defaults(page: Page) -> dict[str, str]:
    """What the stage's own choices are where nothing is chosen."""
    return {name: view.default for name, view in page.views.items() if view.staged}


def reset(page: Page) -> None:
    """Back to what the page opens on."""
    load(page, page.opening, {})

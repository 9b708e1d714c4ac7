"""A reader's visit to a page: arrival, what is chosen, what of it cannot be used, and its link.

The session keeps, for each page, the last run and view that could be shown and what the stage is to
open on; the widgets keep those in the making.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st

from sgd_core import Complaint, Run, RunError
from sgd_ui.frame import address, complaints, controls, known, session, waking, widgets
from sgd_ui.frame.page import Page
from sgd_ui.words.catalogue import Words

#: What is wrong with what was asked for on the page, until it is drawn.
_REFUSED = "refused"


class Visit(NamedTuple):
    """What a page is to show: a run, and the text of each view that is chosen beside the stage.

    ``given`` is the same run on the samples as the reader has them, where ``run`` is on scaled x.
    """

    page: Page
    run: Run
    view: dict[str, str]
    given: Run | None = None

    def as_given(self, run: Run) -> Run:
        """A run on the samples shown, on them as the reader has them: what controls and links hold."""
        if self.given is None or run.points != self.run.points:
            return run
        xs, ys = self.given.points
        return run.replaced(data=self.given.data) if self.given.data else run.replaced(x=xs, y=ys)

    def value(self, name: str) -> Any:
        """The value of one view."""
        return self.page.views[name].read(name, self.view[name])


def enter(page: Page) -> None:
    """On arrival at a page, takes what it shows from the address, or from the last visit."""
    state = st.session_state
    been = session.visit_key(page.name) in state
    if been and state.get(session.PAGE) == page.name:
        return
    params = waking.query()
    if been and not params:
        opening = address.resumed(page, last(page).run, last(page).view)
    else:
        opening = address.read(page, params)
    if opening.view.get("private") == "yes":
        known.keep_private(True)
    opening = opening._replace(run=known.recalled(opening.run, opening.view["fingerprint"]))
    state[session.opening_key(page.name)] = opening
    load(page, opening.run, opening.view, int(opening.view["at"]))
    session.amend_goto(stays=waking.session() if waking.listens() else "")
    # Last: a run of the page that is stopped on the way here is to arrive again.
    state[session.PAGE] = page.name


def last(page: Page) -> Visit:
    """What the page could show last."""
    found: Visit = st.session_state[session.visit_key(page.name)]
    return found


def show(page: Page, run: Run, view: Mapping[str, str]) -> None:
    """``load``, and brings the stage into sight."""
    load(page, run, view)
    session.amend_goto(reveal=True)


def load(page: Page, run: Run, view: Mapping[str, str], at: int = 0) -> None:
    """Puts a run and a view into the widgets, and asks the stage to open on tick ``at``.

    To be called before the widgets are drawn; what ``view`` does not name is at its default.
    """
    texts = {name: view.get(name, each.default) for name, each in page.views.items()}
    chosen = {name: texts[name] for name in page.chosen}
    st.session_state[session.visit_key(page.name)] = Visit(page, run, chosen)
    controls.fill(run)
    controls.fill_view(chosen)
    session.go(at, {name: texts[name] for name, each in page.views.items() if each.staged})


def refuse(error: RunError) -> None:
    """Keeps what is wrong with what was asked for, to be shown when the page is drawn."""
    st.session_state[_REFUSED] = error.complaints


def choose(page: Page, words: Words) -> Visit:
    """Draws the controls; what they describe, or the last good description beside what is wrong."""
    state = st.session_state
    controls.show(page, words)
    waking.heard()
    before = last(page)
    wrong: list[Complaint] = []
    run, view = before.run, dict(before.view)
    try:
        run = Run.from_params(controls.params(page, before.run))
    except RunError as error:
        wrong += error.complaints
    for name, each in page.chosen.items():
        try:
            text = controls.view_text(name, view[name])
            view[name] = each.kind.write(each.read(name, text))
        except RunError as error:
            wrong += error.complaints
    chosen = Visit(page, run, view)
    if chosen != before:
        state[session.opening_key(page.name)] = None
    state[session.visit_key(page.name)] = chosen
    with widgets.place():
        complaints.show(words["complaint.heading_control"], wrong, words)
        complaints.show(words["complaint.heading_control"], state.pop(_REFUSED, ()), words)
    return chosen


def show_opening(page: Page, words: Words, ticks: int) -> None:
    """Names what in the address could not be used, until something else is chosen.

    Args:
        ticks: how many the stage of this page has; an address that asks for a later one opens on none.
    """
    state, key = st.session_state, session.opening_key(page.name)
    opening: address.Opening | None = state[key]
    if (at := session.goto().at) > ticks:
        wrong = Complaint("at", str(at), "out_of_range", {"low": "0", "high": str(ticks)})
        session.amend_goto(at=0)
        if opening:
            opening = state[key] = opening._replace(complaints=(*opening.complaints, wrong))
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

"""Puts the numbers that a reader has brought into the run."""

from __future__ import annotations

from sgd_core import Run, RunError
from sgd_core.asked import predicted_at
from sgd_core.parameters import is_number, number_text
from sgd_core.table import Pairs, fingerprint
from sgd_ui.frame import controls, session, visit, waking
from sgd_ui.frame.numbers import is_awaited
from sgd_ui.frame.page import Page
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import link, sources, state
from sgd_ui.pages.your_data.sources import Reading, Source
from sgd_ui.pages.your_data.state import Checked, Left


def text(page: Page, source: Source, reveal: bool = True) -> None:
    """Uses the pairs in a text.

    Where there are none, or it can be read in several ways, the page says so when it is drawn.

    Args:
        reveal: whether to bring the stage into sight.
    """
    reading = state.reading_of(source.name).get()
    sheet = sources.sheet_of(source, reading)
    if isinstance(sheet, RunError) or sheet.is_open:
        return
    found = sources.pairs_in(sheet)
    if isinstance(found, RunError):
        return
    # What is left out, or may have been meant otherwise, is said above the stage.
    reveal = reveal and not (found.skipped or sheet.doubtful)
    if numbers(page, found, source.file, reading, reveal):
        state.LEFT.set(state.LEFT.get()._replace(unused=sheet.unused))


def again(page: Page, source: Source, chosen: dict[str, str]) -> None:
    """Reads a source with some parts of its reading chosen anew, and uses what it finds.

    A browser that brings another file may still say what was chosen for the one before: that is passed over.
    """
    if source != _brought(source.name):
        return
    slot = state.reading_of(source.name)
    slot.set(slot.get()._replace(**chosen))
    text(page, source, reveal=False)


def _brought(name: str) -> Source | RunError | None:
    """The text that is there now; None where there is none."""
    if name == "numbers":
        return sources.pasted(state.PASTED.get())
    file = state.FILE.get()
    return sources.in_file(file) if file else None


def numbers(
    page: Page,
    found: Pairs,
    file: str = "",
    reading: Reading | None = None,
    reveal: bool = True,
) -> bool:
    """Puts pairs into the run, or keeps what is wrong with that to be shown; whether they are in it.

    Args:
        file: the name of the one that they come from, if they do.
        reading: how they were read, for a link to say.
        reveal: whether to bring the stage into sight.
    """
    last = visit.last(page)
    try:
        run = last.run.replaced(x=found.x, y=found.y)
    except RunError as error:
        visit.refuse(error)
        return False
    own, expected = fingerprint(*run.points), last.view["fingerprint"]
    awaited = is_awaited(last.run, expected)
    _check(last, own, awaited)
    state.LEFT.set(Left(own, found.skipped))
    if run.data != last.run.data and not awaited and run.w0 == page.opening.w0:
        # The start of the example is made for the example.
        run = run.replaced(w0=run.model.start)
    controls.fill(run)
    controls.fill_view({**(reading or Reading())._asdict(), "file": link.file_name(file)})
    if awaited and own == expected:
        session.go(session.goto().at, session.goto().view)
    else:
        session.go(0, _predicting(run))
    session.amend_goto(reveal=reveal)
    return True


def _predicting(run: Run) -> dict[str, str]:
    """Where the stage predicts, unless the reader chose a place among these samples."""
    chosen = waking.query().get("predict", "")
    xs = run.points[0]
    if is_number(chosen) and min(xs) <= float(chosen) <= max(xs):
        return {}
    return {"predict": number_text(predicted_at(run))}


def _check(last: Visit, own: str, awaited: bool) -> None:
    """Notes which numbers were brought where a link waits for some.

    Args:
        own: the fingerprint of those that were.
    """
    checked = state.CHECKED.get()
    if awaited:
        state.CHECKED.set(Checked(own, last, session.goto()))
    elif checked and checked.is_of(last.run):
        # Other numbers may be followed by those that the link is about.
        state.CHECKED.set(checked._replace(numbers=own))

"""A run travels: what a reader chose at one station is offered at every other one that can hold it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import streamlit as st

from sgd_core import Run, RunError
from sgd_core.landscape import moment
from sgd_core.parameters import number_text
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.run import constants_of
from sgd_core.scaling import scale_of
from sgd_ui.frame import known, numbers, units, visit
from sgd_ui.frame.page import Page
from sgd_ui.frame.visit import Visit
from sgd_ui.words.catalogue import Words

#: The reader's own run of each station by name, that of the station visited last in the end.
_RUNS = "travel.runs"
#: What of its run each station was given from another.
_TAKEN = "travel.taken"


class Offer(NamedTuple):
    """What a page can go on with.

    Args:
        samples: a preset's name, or all x and all y.
        scaling: the units of x.
        values: what of the run is taken over: its problem, start, learning rate and constants.
        changed: whether the samples are put into another problem than that of their run.
        left: the units of x that its run has and this page cannot have; empty where it can.
    """

    samples: Any
    scaling: str
    values: dict[str, Any]
    changed: bool
    left: str = ""

    def on(self, run: Run) -> Run:
        """A run of the page with what travels in the place of its own.

        Raises:
            RunError: if there is no such run.
        """
        if isinstance(self.samples, str):
            return run.replaced(data=self.samples, **self.values)
        xs, ys = self.samples
        return run.replaced(x=xs, y=ys, **self.values)


def note(at: Visit, usual: Iterable[Run]) -> None:
    """Notes the run of a station where it is the reader's own, for the others to offer.

    Args:
        usual: the runs that the station has by itself.
    """
    runs = st.session_state.setdefault(_RUNS, {})
    runs.pop(at.page.name, None)
    known.remember(at.run)
    # What was taken and left as it is goes on from where it was chosen, with all that this page cannot hold.
    taken = st.session_state.get(_TAKEN, {}).get(at.page.name)
    if _travels(at.run) not in (taken, *map(_travels, usual)):
        runs[at.page.name] = at


def offered(page: Page) -> Offer | None:
    """The reader's own run of the station visited last, as far as a page can hold it."""
    runs: dict[str, Visit] = st.session_state.get(_RUNS, {})
    others = [at for name, at in runs.items() if name != page.name]
    return _held(page, others[-1]) if others else None


def _held(page: Page, at: Visit) -> Offer | None:
    run = at.run
    problem = _problem_for(page, run)
    if not problem:
        return None
    chosen = at.view["scaling"] if units.allows(run, at.view["scaling"]) else "none"
    scaling = chosen if units.allows(run.replaced(**_in(problem)), chosen) else "none"
    values = _in(problem)
    if scaling != chosen:
        # Where x are in other units, a start says nothing, and another rate is as large.
        values |= _rate_as_given(run, chosen)
    else:
        values |= {"lr": run.lr} | ({"w0": run.w0} if problem.parameters == run.model.parameters else {})
    if problem.name == run.problem:
        names = [each.name for each in constants_of(problem) if page.offers(each.name)]
        values |= {name: run.constants[name] for name in names}
    left = "" if scaling == chosen else chosen
    return Offer(run.data or run.points, scaling, values, problem.name != run.problem, left)


def _rate_as_given(run: Run, scaling: str) -> dict[str, float]:
    """The learning rate, to one digit, that is as large for x as given as that of a run for scaled x is.

    A step grows with the square of x; there is no such rate where that is beyond doubles.
    """
    xs = run.points[0]
    zs = scale_of(xs, scaling).of(xs)
    given, scaled = moment(xs, xs), moment(zs, zs)
    rate = run.lr * scaled / given if given else math.nan
    return {"lr": float(f"{rate:.1g}")} if 0 < rate < math.inf else {}


def _in(problem: Problem) -> dict[str, Any]:
    return {"problem": problem.name, "w0": problem.start}


def _problem_for(page: Page, run: Run) -> Problem | None:
    """What a page can put the samples of a run into: its own problem, or one as like it as there is.

    Numbers that a line goes through go into any problem that predicts numbers; labels and points that are
    half of a pair into their own alone, and so do ready-made samples, of which every page has its own.
    """
    if run.problem in page.problems:
        return PROBLEMS[run.problem]
    if run.data is not None or not _predicts_numbers(run.model):
        return None
    others = [PROBLEMS[name] for name in page.problems if _predicts_numbers(PROBLEMS[name])]
    others.sort(key=lambda each: each.parameters != run.model.parameters)
    return others[0] if others else None


def _predicts_numbers(problem: Problem) -> bool:
    return problem.predict is not None and not problem.targets


def _travels(run: Run) -> tuple[Any, ...]:
    """What of a run travels."""
    constants = [run.constants[each.name] for each in constants_of(run.model)]
    return (run.problem, run.data, run.x, run.y, run.w0, run.lr, *constants)


# --- on the page ---


def show(at: Visit, offer: Offer, words: Words) -> None:
    """The button that goes on with what travels; marked where it stands on the page."""
    st.button(
        words.format("travel.mine", run=_named(offer, words)),
        key="travel.take",
        icon=":material/directions_walk:",
        type="primary" if _stands(at, offer) else "secondary",
        on_click=_take,
        args=(at.page, offer),
    )


def say_units(at: Visit, words: Words) -> None:
    """Says that x stand on the page as given, where the run that it goes on with has them in other units."""
    offer = offered(at.page)
    if offer and offer.left and not at.given and (at.run.data or at.run.points) == offer.samples:
        problem = words.choice("problem", at.run.problem)
        scaling = words.choice("scaling", offer.left)
        st.caption(words.format("travel.as_given", scaling=scaling, problem=problem))


def _named(offer: Offer, words: Words) -> str:
    """What travels, in a short line."""
    if isinstance(offer.samples, str):
        parts = [words.choice("data", offer.samples)]
    else:
        parts = [words.counted("own_sample", len(offer.samples[0]))]
    if offer.scaling != "none":
        parts.append(words.format("travel.units", scaling=words.choice("scaling", offer.scaling)))
    if offer.left:
        parts.append(words.format("travel.units", scaling=words.choice("scaling", "none")))
    if "lr" in offer.values:
        rate = "travel.rate_converted" if offer.left else "travel.rate"
        parts.append(words.format(rate, lr=number_text(offer.values["lr"])))
    if offer.changed:
        parts.append(words.format("travel.here", problem=words.choice("problem", offer.values["problem"])))
    return words.row(parts)


def _stands(at: Visit, offer: Offer) -> bool:
    try:
        return (offer.on(at.run), offer.scaling) == (at.run, at.view["scaling"])
    except RunError:
        return False


def _take(page: Page, offer: Offer) -> None:
    last = visit.last(page)
    view = {name: text for name, text in last.view.items() if name not in numbers.ORIGIN}
    try:
        run = offer.on(last.run)
    except RunError as error:
        visit.refuse(error)
        return
    st.session_state.setdefault(_TAKEN, {})[page.name] = _travels(run)
    visit.load(page, run, view | {"scaling": offer.scaling})

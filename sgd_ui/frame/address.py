"""What the address of a page asks for: a run, and a view of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sgd_core import Complaint, Run, RunError
from sgd_core.link import slips
from sgd_core.problems import PROBLEMS
from sgd_core.run import PARAMETERS, read_leniently
from sgd_ui.frame import numbers
from sgd_ui.frame.page import Page


class Opening(NamedTuple):
    """What could be made of an address: the run, the view, and what could not be used.

    ``slips`` are names that mean nothing here, each beside the one that it was probably meant to be. Every
    other name is somebody else's, and nothing is said of it.
    """

    run: Run
    view: dict[str, str]
    complaints: tuple[Complaint, ...]
    slips: tuple[tuple[str, str], ...]


def read(page: Page, params: Mapping[str, str]) -> Opening:
    """Reads the query of an address; a mistake costs the parameter it is in, and no other."""
    described = {name: params[name] for name in params if name in PARAMETERS}
    wrong = [*_undrawn(page, described), *_not_offered(page, described)]
    if described and Run().problem not in page.problems:
        # Without a name the core would take its own default, which this page does not draw.
        described.setdefault("problem", page.opening.problem)
    run, complaints = read_leniently(described) if described else (page.opening, ())
    wrong += complaints
    view = {name: each.default for name, each in page.views.items()}
    for name, each in page.views.items():
        if name not in params:
            continue
        try:
            view[name] = each.kind.write(each.read(name, params[name]))
        except RunError as error:
            wrong += error.complaints
    return Opening(run, view, tuple(wrong), tuple(slips(params, names(page)).items()))


def names(page: Page) -> tuple[str, ...]:
    """The names that mean something in an address of the page; all others are left in it as they are."""
    return tuple(dict.fromkeys([*PARAMETERS, *page.views]))


def query(page: Page, run: Run, view: Mapping[str, str], lang: str, private: bool = False) -> dict[str, str]:
    """What ``read`` reads back, but for what is chosen on the stage; only what differs from the default.

    Args:
        private: whether a reader's own numbers are kept out of it.
    """
    params = run.to_params()
    if page.opening != Run() and run.data is not None:
        # Where an empty address opens on another run, the default one has to say its name.
        params = {"data": run.data} | params
    chosen = {name: view[name] for name, each in page.chosen.items() if view[name] != each.default}
    whole = params | chosen | ({"lang": lang} if lang else {})
    return numbers.fitted(run, whole, private)


def resumed(page: Page, run: Run, view: Mapping[str, str]) -> Opening:
    """What a reader comes back to: the run and the view that were left, the stage as it opens."""
    usual = {name: each.default for name, each in page.views.items()}
    return Opening(run, usual | dict(view), (), ())


def _undrawn(page: Page, described: dict[str, str]) -> list[Complaint]:
    """Takes out a problem that the page has no picture of; whether the start fits another, the core says."""
    problem = described.get("problem", "").strip(" ")
    if problem in page.problems or "problem" not in described:
        return []
    del described["problem"]
    drawn = {"words": ", ".join(page.problems)}
    if problem in PROBLEMS:
        return [Complaint("problem", problem, "not_here", drawn)]
    return [Complaint("problem", problem, "unknown_word", drawn)]


def _not_offered(page: Page, described: dict[str, str]) -> list[Complaint]:
    """Takes out the parameters that the page leaves at their defaults."""
    names = [name for name in described if name != "problem" and not page.offers(name)]
    wrong = []
    for name in names:
        parameter = PARAMETERS[name]
        usual = "" if parameter.default is None else parameter.kind.write(parameter.default)
        text = described.pop(name)
        if text.strip(" ") != usual:
            wrong.append(Complaint(name, text, "not_offered", {"words": usual or "–"}))
    return wrong

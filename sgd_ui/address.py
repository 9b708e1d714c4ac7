"""What the address of a page asks for: a run, and a view of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sgd_core import Complaint, Run, RunError
from sgd_core.limits import MAX_UPDATES
from sgd_core.link import unknown_names
from sgd_core.parameters import Kind, Real, Whole, Word, number_text
from sgd_core.problems import PROBLEMS
from sgd_core.run import PARAMETERS, read_leniently
from sgd_ui.catalogue import LANGUAGES
from sgd_ui.terms import FORMS

SPEEDS = ("slow", "2", "10", "60", "whole20", "whole5")

#: What a view of a run can choose, and what it is where nothing is chosen.
VIEW: dict[str, tuple[Kind, str]] = {
    "at": (Whole(0, MAX_UPDATES), "0"),
    "lang": (Word(tuple(LANGUAGES)), ""),
    "loss": (Word(("last", "mean")), "last"),
    "predict": (Real(), "4"),
    "scale": (Word(("linear", "log")), "linear"),
    "speed": (Word(SPEEDS), "10"),
}

#: Those that the reader chooses on the stage itself.
CHOSEN = ("loss", "scale", "predict", "speed")


class Opening(NamedTuple):
    """What could be made of an address: the run, the view, and what could not be used."""

    run: Run
    view: dict[str, str]
    complaints: tuple[Complaint, ...]
    ignored: tuple[str, ...]


def read(params: Mapping[str, str]) -> Opening:
    """Reads the query of an address; a mistake costs the parameter it is in, and no other."""
    ignored = unknown_names(params)
    described = {name: params[name] for name in params if name in PARAMETERS}
    not_here = _undrawn(described)
    run, complaints = read_leniently(described)
    view = {name: default for name, (_, default) in VIEW.items()}
    wrong = [*not_here, *complaints]
    for name, (kind, _) in VIEW.items():
        if name not in params:
            continue
        try:
            value = kind.read(name, params[name])
            kind.check(name, value)
            view[name] = number_text(value) if isinstance(value, float) else str(value)
        except RunError as error:
            wrong += error.complaints
    return Opening(run, view, tuple(wrong), tuple(ignored))


def _undrawn(described: dict[str, str]) -> list[Complaint]:
    """Takes out a problem that these pages have no picture of, and what goes with it alone."""
    problem = described.get("problem", "").strip(" ")
    if problem not in PROBLEMS or problem in FORMS:
        return []
    del described["problem"]
    described.pop("w0", None)
    return [Complaint("problem", problem, "not_here", {"words": ", ".join(FORMS)})]

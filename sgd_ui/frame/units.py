"""A page whose x are in other units: what stands on its stage, and what is said of that."""

from __future__ import annotations

import streamlit as st

from sgd_core import Run, RunError
from sgd_core.scaling import Units, scalings_of, units_of
from sgd_ui.frame import complaints
from sgd_ui.frame.visit import Visit
from sgd_ui.runs import units
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import digits


def scaled(at: Visit) -> Visit | RunError:
    """The visit on the units of x that it asks for, unless the problem or doubles do not allow them."""
    scaling = at.view["scaling"]
    if scaling == "none":
        return at
    found = units.in_units(at.run, scaling)
    return found if isinstance(found, RunError) else at._replace(run=found, given=at.run)


def announced(at: Visit, scaled: Visit | RunError, words: Words) -> Visit:
    """What ``scaled`` made of a visit, and a line that says so; where it could not, x stay as given."""
    if isinstance(scaled, RunError):
        complaints.show(words["own.not_scaled"], scaled.complaints, words)
        return at
    if used := in_use(scaled):
        name = f"units.{used.scaling}"
        # The stage of the home page writes z itself.
        below = [] if at.page.speaks else [words["units.below"]]
        st.caption(words.sentences([words.format(name, formula=formula(used)), *below]))
    return scaled


def in_use(at: Visit, run: Run | None = None) -> Units | None:
    """The units that a run on the stage was given in, the visit's own if none is named; None for none."""
    return units_of(at.as_given(run or at.run), at.view["scaling"]) if at.given else None


def allows(run: Run, scaling: str) -> bool:
    """Whether a run can be shown in these units."""
    return scaling in scalings_of(run.model) and not isinstance(units.in_units(run, scaling), RunError)


def formula(units: Units) -> str:
    """What z is, as ``(x − 5.16667) / 3.47211``, in figures that a sentence can hold."""
    shift, size = units.scale
    top = "x" if not shift else f"(x {'−' if shift > 0 else '+'} {digits(abs(shift), 6)})"
    return f"{top} / {digits(size, 6)}"

"""A page whose x are in other units: what stands on its stage, and what is said of that."""

from __future__ import annotations

import streamlit as st

from sgd_core import Run, RunError
from sgd_core.scaling import Scale, Units, scale_of, scalings_of, units_of
from sgd_ui.frame import complaints
from sgd_ui.frame.visit import Visit
from sgd_ui.runs import units
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import short


def scaled(at: Visit, words: Words) -> Visit:
    """The visit on the units of x that it asks for, and a line that says so; as it is where it asks for none.

    Where the problem or doubles do not allow them x stay as given, and that is said.
    """
    scaling = at.view["scaling"]
    if scaling == "none":
        return at
    found = units.in_units(at.run, scaling)
    if isinstance(found, RunError):
        complaints.show(words["own.not_scaled"], found.complaints, words)
        return at
    scale = scale_of(at.run.points[0], scaling)
    st.caption(
        words.format(f"units.{scaling}", formula=formula(Units(at.run, scaling, scale)), **_figures(scale))
    )
    return at._replace(run=found, given=at.run)


def in_use(at: Visit) -> Units | None:
    """The units that the run on the stage was given in; None where its x are as given."""
    return units_of(at.given, at.view["scaling"]) if at.given else None


def allows(run: Run, scaling: str) -> bool:
    """Whether a run can be shown in these units."""
    return scaling in scalings_of(run.model) and not isinstance(units.in_units(run, scaling), RunError)


def formula(units: Units) -> str:
    """What z is, as ``(x − 5.16667) / 3.47211``, in figures that a sentence can hold."""
    shift, size = units.scale
    top = "x" if not shift else f"(x {'−' if shift > 0 else '+'} {abs(shift):.6g})"
    return f"{top} / {size:.6g}"


def _figures(scale: Scale) -> dict[str, str]:
    shift, size = scale
    return {"mean": short(shift), "size": short(size)}

"""What a session remembers and more than one module goes by, with its keys in ``st.session_state``."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

#: The language, and the name of the page that was drawn last.
LANG, PAGE = "lang", "page"
#: Whether the lists of the drawer are drawn, which take a browser longest: once somebody is about to open it.
LISTS = "setup.lists"
_GOTO = "goto"
_HEARD = "heard"
#: As many as a number of the browser holds exactly.
_ID_BITS = 53


@dataclass(frozen=True)
class Goto:
    """What the stage is asked to open on, as the browser is told.

    Args:
        id: what no other request has, of any session, so that the stage follows each once.
        at: the tick.
        view: the texts of what is chosen on the stage, as far as they are to change.
        reveal: whether the stage is to come into sight.
        stays: the session that begins anew under an open stage, which then stays as it is; empty in others.
    """

    id: int = 0
    at: int = 0
    view: Mapping[str, str] = field(default_factory=dict)
    reveal: bool = False
    stays: str = ""


def goto() -> Goto:
    """What the stage is to open on."""
    found: Goto = st.session_state.get(_GOTO, Goto())
    return found


def go(at: int, view: Mapping[str, str] | None = None) -> None:
    """Asks the stage to open on a tick, and on a view if one is given."""
    st.session_state[_GOTO] = Goto(secrets.randbits(_ID_BITS), at, dict(view or {}))


def amend_goto(**changes: Any) -> None:
    """Changes what was asked for last, before the stage is drawn."""
    st.session_state[_GOTO] = replace(goto(), **changes)


def heard() -> int:
    """The number of the last thing that a hand on a stage asked for."""
    return int(st.session_state.get(_HEARD, 0))


def hear(number: int) -> None:
    """Keeps that number, by which the stage knows the answer."""
    st.session_state[_HEARD] = number


def run_key(name: str) -> str:
    """The control of a parameter of the run."""
    return f"run.{name}"


def view_key(name: str) -> str:
    """The control of a view."""
    return f"view.{name}"


def visit_key(page: str) -> str:
    """The last run and view that a page could show."""
    return f"{page}.visit"


def opening_key(page: str) -> str:
    """What could be made of the address of a page, until something else is chosen."""
    return f"{page}.opening"


def keep(key: str, otherwise: Any = None) -> None:
    """Has a widget keep its value, or take another one where it has none. To be called before it is drawn.

    A widget whose words change is a new widget to Streamlit, and one that was out of sight has been
    forgotten; assigning keeps its value.
    """
    state = st.session_state
    if key in state:
        state[key] = state[key]
    elif otherwise is not None:
        state[key] = otherwise

"""What a session knows of its reader's own numbers: whether links hold them, and which fingerprint is whose.

A link with a fingerprint alone finds its numbers in the session that wrote it; any other is brought them.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from sgd_core import Run, RunError
from sgd_core.table import fingerprint
from sgd_ui.frame.numbers import is_awaited

#: The samples that are known again, by their fingerprints, and how many are.
_KNOWN, _MOST = "numbers.known", 8
#: Whether numbers are kept out of links.
_PRIVATE = "numbers.private"


def are_private() -> bool:
    """Whether the session keeps its reader's numbers out of links."""
    return bool(st.session_state.get(_PRIVATE))


def keep_private(private: bool) -> None:
    """Keeps them out of links from now on, or in."""
    st.session_state[_PRIVATE] = private


def remember(run: Run) -> None:
    """Has the session know the numbers of a run again by their fingerprint, until it is closed."""
    if run.data is not None:
        return
    known: dict[str, Any] = dict(st.session_state.get(_KNOWN, {}))
    name = fingerprint(*run.points)
    known[name] = known.pop(name, run.points)
    st.session_state[_KNOWN] = dict([*known.items()][-_MOST:])


def recalled(run: Run, expected: str) -> Run:
    """The run on the numbers that its link awaits, where the session knows them; as it is where not."""
    points = st.session_state.get(_KNOWN, {}).get(expected)
    if not points or not is_awaited(run, expected):
        return run
    try:
        return run.replaced(x=points[0], y=points[1])
    except RunError:
        return run

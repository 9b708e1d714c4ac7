"""What the app has set its fields to, as long as the browser has not seen it.

With each message a browser says what every field shows. A message that is sent before the last answer has
arrived says what they showed before that answer: it would take back what was set in between. So each time
that the app sets a field counts one up; the count stands in a field of its own, out of sight, which the
browser says along with the others and by which the app knows how far it has seen.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import streamlit as st

from sgd_ui.frame import waking
from sgd_ui.words.catalogue import Words

#: The field of the count.
FIELD = "unseen.count"
#: How often fields were set, and by key what was set last.
_COUNT, _SET = "unseen.last", "unseen.set"
#: Of what a field showed before, so much is kept; and no count has more digits.
_MOST_BEFORE, _MOST_DIGITS = 3, 24


class _Set(NamedTuple):
    """What a field was set to, at which count, and what it showed before."""

    value: Any
    at: int
    before: tuple[Any, ...]


def put(key: str, value: Any) -> None:
    """Sets the field of a key. To be called before it is drawn."""
    state = st.session_state
    # What a session that begins anew finds open goes first, and has seen a count of the session before.
    if state.get(key) != value and not waking.listens():
        state[_COUNT] = state.get(_COUNT, time.time_ns()) + 1
        known: dict[str, _Set] = state.setdefault(_SET, {})
        before = known[key].before if key in known else ()
        known[key] = _Set(value, state[_COUNT], (*before, state.get(key))[-_MOST_BEFORE:])
    state[key] = value


def show(words: Words) -> None:
    """Draws the field of the count; after the others, so that it does not arrive before them."""
    st.session_state[FIELD] = str(st.session_state.get(_COUNT, 0))
    st.text_input(words["bar.set_up"], key=FIELD)


def value_of(key: str | None, said: Any, seen: Iterable[Any], before: Mapping[str, Any]) -> Any:
    """What a field shows by the message of a browser: what it says, or what was set that it has not seen.

    What a reader has typed meanwhile is said.

    Args:
        said: what the browser says that the field shows.
        seen: the counts that it says along, of this page and of one that it has left.
        before: the session as it was.
    """
    last: _Set | None = before.get(_SET, {}).get(key)
    if last is None or said not in last.before:
        return said
    counts = [int(each) for each in map(str, seen) if each.isdecimal() and len(each) <= _MOST_DIGITS]
    return last.value if counts and max(counts) < last.at else said

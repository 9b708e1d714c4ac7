"""What the app has set its fields to, as long as the browser has not seen it.

With each message a browser says what every field shows. A message that is sent before the last answer has
arrived says what they showed before that answer: it would take back what was set in between. So each time
that the app sets a field counts one up; the count stands in a field of its own, out of sight, which the
browser says along with the others and by which the app knows how far it has seen.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import streamlit as st

from sgd_ui.frame import waking
from sgd_ui.words.catalogue import Words

#: The field of the count.
FIELD = "unseen.count"
#: How often fields were set, and by key what was set last and the count by then.
_COUNT, _VALUES = "unseen.last", "unseen.values"


def put(key: str, value: Any) -> None:
    """Sets the field of a key. To be called before it is drawn."""
    state = st.session_state
    # What a session that begins anew finds open goes first, and has seen a count of the session before.
    if state.get(key) != value and not waking.listens():
        state[_COUNT] = state.get(_COUNT, time.time_ns()) + 1
        state.setdefault(_VALUES, {})[key] = (state[_COUNT], value)
    state[key] = value


def show(words: Words) -> None:
    """Draws the field of the count; after all others, so that it does not arrive before them."""
    st.session_state[FIELD] = str(st.session_state.get(_COUNT, 0))
    st.text_input(words["bar.set_up"], key=FIELD)


def value_of(key: str | None, said: Any, seen: Any, before: Mapping[str, Any]) -> Any:
    """What a field shows by the message of a browser: what it says, or what was set that it has not seen.

    Args:
        said: what the browser says that the field shows.
        seen: the count that it says along; None where it says none.
        before: the session as it was.
    """
    count, value = before.get(_VALUES, {}).get(key, (0, None))
    with suppress(TypeError, ValueError):
        return value if int(seen) < count else said
    return said

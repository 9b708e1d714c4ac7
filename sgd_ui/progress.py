"""A progress bar for work that takes long, and none for what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import streamlit as st

#: Work that is done within so many seconds shows no bar.
_PATIENCE = 0.4

Report = Callable[[float], None]


@contextmanager
def progress(text: str) -> Iterator[Report]:
    """Yields what is to be told the share that is done, from 0 to 1, again and again.

    Drawing the bar is where Streamlit stops the run of a page, if the reader has changed something.
    """
    place, begin = st.empty(), monotonic()

    def report(share: float) -> None:
        if monotonic() - begin > _PATIENCE:
            place.progress(min(share, 1.0), text)

    try:
        yield report
    finally:
        place.empty()

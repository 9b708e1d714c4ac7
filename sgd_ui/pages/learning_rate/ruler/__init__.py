"""The ruler: a control for the learning rate, with landmarks that can be pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from sgd_ui.frame import gate, messages

_HERE = Path(__file__).parent


def _source(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_COMPONENT = st.components.v2.component(
    "samplewise_ruler",
    html=_source("ruler.html"),
    css=_source("ruler.css"),
    js=_source("ruler.js"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Mark:
    """A landmark: its rate, how that is written, what holds there, and its ``kind``.

    The kind is ``limit``, ``interval`` (an end of one) or ``lands``.
    """

    rate: float
    text: str
    name: str
    kind: str


def ruler(
    rate: float,
    span: tuple[float, float],
    marks: Sequence[Mark],
    spans: Sequence[tuple[float, float]],
    *,
    label: str,
    list_label: str,
    key: str,
    on_pick: Callable[[str], None],
) -> None:
    """Draws the ruler.

    Args:
        rate: the learning rate now.
        span: the rates at its ends, both above 0.
        marks: the landmarks, rising.
        spans: ranges of rates that are shaded.
        label: what it is called.
        list_label: what the list of landmarks is called.
        on_pick: called with the text of the rate that the reader asks for.
    """
    data = {
        "rate": rate,
        "range": list(span),
        "marks": [mark.__dict__ for mark in marks],
        "spans": [list(each) for each in spans],
        "label": label,
        "list": list_label,
    }

    def pick() -> None:
        rate = messages.text(st.session_state.get(key, {}).get("rate"))
        if rate is not None:
            on_pick(rate)

    gate.expect(key, lambda state: not state)
    _COMPONENT(data=data, key=key, on_rate_change=pick)

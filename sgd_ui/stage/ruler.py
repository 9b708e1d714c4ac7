"""The ladder of learning rates by itself, on a page whose stage has none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from sgd_ui.frame import gate, messages
from sgd_ui.frame.modules import joined
from sgd_ui.stage.ladder import LadderFacts

_HERE = Path(__file__).parent / "browser"

_COMPONENT = st.components.v2.component(
    "samplewise_ruler",
    html='<div class="sw-ladder"></div>',
    css=(_HERE / "ladder.css").read_text(encoding="utf-8"),
    js=joined(_HERE, "ruler"),
    isolate_styles=False,
)


def ruler(rate: float, ladder: LadderFacts, *, key: str, on_pick: Callable[[str], None]) -> None:
    """Draws it.

    Args:
        rate: the learning rate now.
        on_pick: called with the text of the rate that the reader asks for.
    """

    def pick() -> None:
        asked = messages.text(st.session_state.get(key, {}).get("rate"))
        if asked is not None:
            on_pick(asked)

    gate.expect(key, lambda state: not state)
    _COMPONENT(data={"rate": rate, "ladder": ladder}, key=key, on_rate_change=pick)

"""Figures that stand still, beside one another, each with a title and a sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

_CONFIG = {"displayModeBar": False}
_HEIGHT = 300


@dataclass(frozen=True, eq=False)
class Still:
    """A figure; ``alt`` is its text alternative, shown under it."""

    title: str
    alt: str
    figure: go.Figure


def show(stills: Sequence[Still], *, key: str) -> None:
    """Draws the figures in one row, which a narrow window breaks into a column."""
    for k, (column, still) in enumerate(zip(st.columns(len(stills)), stills, strict=True)):
        with column:
            st.markdown(f"**{still.title}**")
            still.figure.update_layout(height=_HEIGHT)
            st.plotly_chart(still.figure, theme=None, config=_CONFIG, key=f"{key}.{k}")
            st.caption(still.alt)

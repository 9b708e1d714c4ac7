"""Figures that stand still, beside one another, each with a title and a sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from sgd_ui.drawing.axes import Figure
from sgd_ui.frame import library
from sgd_ui.stage.player import still
from sgd_ui.words.catalogue import Words

_HEIGHT = 300


@dataclass(frozen=True, eq=False)
class Still:
    """A figure; ``alt`` is its text alternative, shown under it."""

    title: str
    alt: str
    figure: Figure


def show(stills: Sequence[Still], words: Words, *, key: str) -> None:
    """Draws the figures in one row, which a narrow window breaks into a column."""
    for k, (column, each) in enumerate(zip(st.columns(len(stills)), stills, strict=True)):
        with column:
            st.markdown(f"**{each.title}**")
            draw(each.figure, each.alt, words, key=f"{key}.{k}")


def draw(figure: Figure, alt: str, words: Words, *, key: str, height: int = _HEIGHT) -> None:
    """Draws a figure, and its text alternative under it."""
    missing = words["stage.no_plotly"]
    still(figure, alt, height=height, plotly=library.address(), missing=missing, key=key)
    st.caption(alt)

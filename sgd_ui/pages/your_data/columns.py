"""Which columns of a text are x and y."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from sgd_core import RunError
from sgd_core.brought import Columns
from sgd_core.table import Table, pairs
from sgd_ui.drawing import sketch
from sgd_ui.frame import gate
from sgd_ui.frame.page import Page
from sgd_ui.pages.your_data import state, use
from sgd_ui.pages.your_data.sources import XY, Sheet
from sgd_ui.words import verbatim
from sgd_ui.words.catalogue import Words

#: Characters of a column's name that are shown.
LONGEST_NAME = 30
#: Columns that are drawn, and points in each of their pictures.
_MOST_DRAWN, _MOST_POINTS = 12, 100
#: The width of a picture with its name below it, in pixels.
_CARD = 132


def title(table: Table, column: int, words: Words) -> str:
    """A column by its number and, where it has one, its name, as an option or the head of a table."""
    return _titled(column, verbatim.line(table.title(column), LONGEST_NAME), words)


def marked_title(table: Table, column: int, words: Words) -> str:
    """The same for Markdown."""
    return marked(column, table.title(column), words)


def marked(column: int, name: str, words: Words) -> str:
    """A column by its number and its name, for Markdown."""
    return _titled(column, verbatim.marked(name, LONGEST_NAME), words)


def _titled(column: int, name: str, words: Words) -> str:
    key = "intake.named_column" if name else "intake.column"
    return words.format(key, number=str(column + 1), name=name)


def show_choice(page: Page, sheet: Sheet, name: str, column: int, words: Words) -> None:
    """Which column is x or y, of those that hold numbers; none where the table has no such column."""
    slot, there = state.COLUMNS[name], column in range(sheet.table.width)
    offered = _offered(sheet.table, column if there else None)
    slot.set(column if there else None)
    gate.expect(slot.key, [None, *offered].__contains__)
    st.selectbox(
        words.format("intake.column_of", name=name),
        offered,
        index=0 if there else None,
        placeholder="–",
        format_func=lambda k: title(sheet.table, k, words),
        key=slot.key,
        on_change=_choose_column,
        args=(page, sheet, name),
    )


def _offered(table: Table, chosen: int | None) -> Sequence[int]:
    """The columns to choose from: those with numbers, and the chosen one whatever it holds."""
    if len(table.numeric) < len(XY):
        return range(table.width)
    return [*table.numeric, *(k for k in (chosen,) if k is not None and k not in table.numeric)]


def _choose_column(page: Page, sheet: Sheet, name: str) -> None:
    column = state.COLUMNS[name].get()
    if column is not None:
        use.again(page, sheet.source, {"columns": _written(_with(sheet, XY.index(name), column))})


def _with(sheet: Sheet, place: int, column: int) -> tuple[int, int]:
    """The columns of x and y with another one in a place; where that is the other, both change places."""
    x, y = sheet.columns
    if sheet.columns[1 - place] == column:
        return y, x
    return (column, y) if place == 0 else (x, column)


def _written(columns: Sequence[int]) -> str:
    """Columns as a reading says them."""
    return Columns().write([each + 1 for each in columns])


# --- how they look ---


def show_pictures(page: Page, sheet: Sheet, words: Words) -> None:
    """Each column with numbers as x against the chosen y, and as y against the chosen x; a press takes it."""
    if len(sheet.table.numeric) <= len(XY) or not set(sheet.columns) <= set(range(sheet.table.width)):
        return
    thin = replace(sheet.table, rows=sheet.table.some(_MOST_POINTS))
    drawn = [
        [column for column in sheet.table.numeric if _has_a_picture(sheet, thin, place, column)]
        for place in range(len(XY))
    ]
    if max(map(len, drawn)) <= len(XY):
        return
    for place, name in enumerate(XY):
        st.caption(words[f"intake.pictures_{name}"])
        with st.container(horizontal=True, gap="small", key=f"{state.PICTURES}.{name}"):
            for column in drawn[place][:_MOST_DRAWN]:
                key = "chosen" if sheet.columns[place] == column else "card"
                with st.container(width=_CARD, gap=None, key=f"{state.PICTURES}.{key}.{name}.{column}"):
                    _show_picture(page, sheet, thin, place, column, words)
    more = max(map(len, drawn)) - _MOST_DRAWN
    if more > 0:
        st.caption(words.format("intake.not_drawn", columns=words.counted("further_column", more)))


def _has_a_picture(sheet: Sheet, thin: Table, place: int, column: int) -> bool:
    """Whether a column is in use, or makes pairs in this place, be it in rows that are not drawn."""
    columns = _with(sheet, place, column)
    return column in sheet.columns or any(
        len(_points(table, *columns)[0]) > 1 for table in (thin, sheet.table)
    )


def _show_picture(page: Page, sheet: Sheet, thin: Table, place: int, column: int, words: Words) -> None:
    """One column as x or y, and the button that takes it.

    Args:
        thin: the table with few rows.
        place: 0 for x, 1 for y.
    """
    columns = _with(sheet, place, column)
    x, y = (title(thin, each, words) for each in columns)
    st.html(sketch.scatter(*_points(thin, *columns), words.format("intake.picture", x=x, y=y)))
    chosen = sheet.columns[place] == column
    st.button(
        ("✓ " if chosen else "") + marked_title(thin, column, words),
        key=f"{state.PICTURES}.{XY[place]}.{column}",
        help=words.format("intake.take_as", name=XY[place]),
        on_click=use.again,
        args=(page, sheet.source, {"columns": _written(columns)}),
        width="stretch",
    )


def _points(table: Table, x: int, y: int) -> tuple[Sequence[float], Sequence[float]]:
    try:
        return pairs(table, x, y)[:2]
    except RunError:
        return (), ()

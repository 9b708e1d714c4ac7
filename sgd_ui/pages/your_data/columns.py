"""Which columns of a text are x and y."""

from __future__ import annotations

import streamlit as st

from sgd_core.table import Table
from sgd_ui.frame import gate
from sgd_ui.frame.page import Page
from sgd_ui.pages.your_data import link, state, use
from sgd_ui.pages.your_data.sources import Sheet, Source
from sgd_ui.words import verbatim
from sgd_ui.words.catalogue import Words

_LONGEST_NAME = 30


def title(table: Table, column: int, words: Words) -> str:
    """A column by its number and, where it has one, its name, as an option or the head of a table."""
    return _titled(column, verbatim.line(_name(table, column), _LONGEST_NAME), words)


def marked_title(table: Table, column: int, words: Words) -> str:
    """The same for Markdown."""
    return _titled(column, verbatim.marked(_name(table, column), _LONGEST_NAME), words)


def _titled(column: int, name: str, words: Words) -> str:
    number = str(column + 1)
    return f"{number}: {name}" if name else words.format("intake.column", number=number)


def _name(table: Table, column: int) -> str:
    return table.names[column] if column < len(table.names) else ""


def show_choice(page: Page, sheet: Sheet, name: str, column: int, words: Words) -> None:
    """Which column is x or y; none where the table has no such column."""
    slot, columns = state.COLUMNS[name], range(sheet.table.width)
    there = column in columns
    slot.set(column if there else None)
    gate.expect(slot.key, [None, *columns].__contains__)
    st.selectbox(
        words.format("intake.column_of", name=name),
        columns,
        index=0 if there else None,
        placeholder="–",
        format_func=lambda k: title(sheet.table, k, words),
        key=slot.key,
        on_change=_choose_columns,
        args=(page, sheet.source),
    )


def _choose_columns(page: Page, source: Source) -> None:
    chosen = [slot.get() for slot in state.COLUMNS.values()]
    known = [column + 1 for column in chosen if column is not None]
    text = link.Columns().write(known) if len(known) == len(chosen) else ""
    use.again(page, source, {"columns": text})

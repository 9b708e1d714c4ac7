"""The second way in: the samples in use as a table to edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from sgd_core import RunError
from sgd_core.limits import MAX_SAMPLES
from sgd_core.parameters import number_text
from sgd_core.table import NoPairError, Skipped, fingerprint
from sgd_core.typed import Pair
from sgd_ui.frame import complaints, gate, numbers, visit
from sgd_ui.frame.messages import is_edit
from sgd_ui.frame.page import Page
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import reading, sources, state, use
from sgd_ui.pages.your_data.sources import XY
from sgd_ui.pages.your_data.state import Draft
from sgd_ui.words.catalogue import Words

#: Rows of the table: many more than can be used, so that too many are answered and not lost.
_MOST_ROWS = 10 * MAX_SAMPLES
#: Rows that Streamlit may add to a table by itself, one by one; more of them become rows of the table.
_MOST_ADDED = 100
#: The column that says why a row is left out.
_WHY = "why"


def show(at: Visit, words: Words) -> None:
    """The table, and which of its rows are left out."""
    waits = numbers.is_awaited(at.run, at.view["fingerprint"])
    # An example in the place of the numbers that a link waits for would pass for them.
    xs, ys = ((), ()) if waits else at.run.points
    draft = _draft(xs, ys)
    empty = "intake.table_empty" if waits else "intake.table_cleared"
    st.caption(words["intake.table_help" if draft.rows else empty])
    _show_table(draft, words)
    st.button(words["intake.use"], type="primary", key=state.USE_EDITED, on_click=_use_rows, args=(at.page,))
    skipped = _skipped(draft, draft.edited)
    if skipped:
        reading.show_skipped(skipped, words)


def _skipped(draft: Draft, rows: tuple[Pair, ...]) -> tuple[Skipped, ...]:
    """The rows of a table that make no pair."""
    found = sources.pairs_typed(rows, draft.own)
    return () if isinstance(found, RunError) and not isinstance(found, NoPairError) else found.skipped


def _show_table(draft: Draft, words: Words) -> None:
    gate.expect(draft.key, lambda edits: is_edit(edits, len(draft.rows), XY, _MOST_ROWS))
    text = st.column_config.TextColumn
    why = {_WHY: text(words["intake.why"], disabled=True, width="large")} if draft.marked else {}
    # As text, even where there is none yet: an editor of numbers adds digits that nobody typed.
    st.data_editor(
        pd.DataFrame(_cells(draft, words), columns=(*XY, *why), dtype="string"),
        num_rows="dynamic",
        placeholder="",
        key=draft.key,
        column_config={name: text(name, alignment="right") for name in XY} | why,
        height=230,
        on_change=_keep_edits,
    )


def _cells(draft: Draft, words: Words) -> Sequence[Sequence[str | None]]:
    """The rows that a table is drawn with, those that make no pair with the reason where they are marked."""
    if not draft.marked:
        return draft.rows
    why = {each.line: _reason(each, words) for each in _skipped(draft, draft.rows)}
    return [(*row, why.get(line, "")) for line, row in enumerate(draft.rows, 1)]


def _reason(skipped: Skipped, words: Words) -> str:
    wrong = skipped.complaint
    facts = {"reason": complaints.reason(wrong, words), "allowed": complaints.allowed(wrong, words)}
    return words.format("intake.marked", name=wrong.name, **facts)


def _draft(xs: Sequence[float], ys: Sequence[float]) -> Draft:
    """The table to edit: that of the last time, with what was done to it, where the numbers are the same."""
    numbers, draft = fingerprint(xs, ys), state.DRAFT.get()
    if not draft or draft.numbers != numbers:
        draft = _begun(xs, ys)
    elif draft.key not in st.session_state or len(st.session_state[draft.key]["added_rows"]) > _MOST_ADDED:
        draft = draft._replace(rows=draft.edited)
    state.DRAFT.set(draft)
    return draft


def _begun(xs: Sequence[float], ys: Sequence[float], drawn: int = 0) -> Draft:
    """A table with nothing done to it yet."""
    rows = tuple((number_text(x), number_text(y)) for x, y in zip(xs, ys, strict=True))
    return Draft(fingerprint(xs, ys), frozenset(cell for row in rows for cell in row), rows, rows, drawn)


def _keep_edits() -> None:
    draft = state.DRAFT.get()
    edits = st.session_state.get(draft.key) if draft else None
    if draft and edits:
        state.DRAFT.set(draft._replace(edited=with_edits(draft.rows, edits)))


def with_edits(rows: Sequence[Pair], edits: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Rows of x and y after what an editor of Streamlit says was done to them."""
    cells = [dict(zip(XY, row, strict=True)) for row in rows]
    for k, changed in edits["edited_rows"].items():
        cells[int(k)] |= changed
    deleted = set(edits["deleted_rows"])
    left = [row for k, row in enumerate(cells) if k not in deleted] + list(edits["added_rows"])
    return tuple((row.get("x"), row.get("y")) for row in left)


def _use_rows(page: Page) -> None:
    """Uses the rows that make pairs; the others stay in the table, marked."""
    # The press may come together with the edit of the cell that it closed, and before it.
    _keep_edits()
    draft = state.DRAFT.get() or _begun((), ())
    found = sources.pairs_typed(draft.edited, draft.own)
    if isinstance(found, RunError):
        visit.refuse(found)
        if isinstance(found, NoPairError):
            state.DRAFT.set(draft.marked_anew(draft.numbers))
    elif use.numbers(page, found, reveal=not found.skipped):
        kept = draft.marked_anew(fingerprint(found.x, found.y))
        state.DRAFT.set(kept if found.skipped else _begun(found.x, found.y, draft.drawn + 1))

"""How a text is read: its layout and its columns, what of it is left out, and what may be a mistake."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from sgd_core import RunError
from sgd_core.separators import AUTO
from sgd_core.table import NoPairError, Pairs, Skipped, Table, turned, two_words
from sgd_ui.frame import complaints, gate, numbers, visit
from sgd_ui.frame.page import Page
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import link, sources, state, use
from sgd_ui.pages.your_data.sources import Reading, Sheet, Source
from sgd_ui.words import verbatim
from sgd_ui.words.catalogue import Words

#: Rows of a text that are shown as they stand in it.
_PREVIEW = 3
_LONGEST_NAME = 30
_MOST_UNUSED = 4

#: Takes a text in the place of the one that was brought.
Replace = Callable[[Page, str], None]


def begin(page: Page, source: str) -> None:
    """A new text of a source is read as a link says that waits for it; without one, all is found out.

    Args:
        source: ``numbers`` or ``file``.
    """
    last = visit.last(page)
    waits = numbers.is_awaited(last.run, last.view["fingerprint"])
    reading = Reading(**{name: last.view[name] for name in Reading._fields}) if waits else Reading()
    state.reading_of(source).set(reading)


def show(at: Visit, source: Source, words: Words, replace: Replace | None = None) -> None:
    """What stands in a text, how it is read, and what of it is left out.

    Args:
        replace: takes two rows of numbers that are turned into columns, where that can be.
    """
    sheet = sources.sheet_of(source, state.reading_of(source.name).get())
    if isinstance(sheet, RunError):
        complaints.show(words["intake.refused"], sheet.complaints, words)
        return
    _show_choices(at, sheet, words)
    _show_preview(sheet.table, words)
    found = sources.pairs_in(sheet)
    if isinstance(found, RunError):
        _show_refused(sheet, found, words)
    else:
        _show_found(at, sheet, found, words, replace)


# --- what of it can be used ---


def _show_refused(sheet: Sheet, error: RunError, words: Words) -> None:
    complaints.show(words["intake.refused"], error.complaints, words)
    if isinstance(error, NoPairError) and error.skipped:
        for hint in _hints(sheet, words):
            st.caption(hint)
        show_skipped(error.skipped, words, expanded=True)


def _show_found(at: Visit, sheet: Sheet, found: Pairs, words: Words, replace: Replace | None) -> None:
    in_use = (found.x, found.y) == at.run.points
    facts = {
        "pairs": words.counted("pair", len(found.x)),
        "rows": words.counted("row", len(sheet.table.rows)),
    }
    told = words.format("intake.found_in_use" if in_use else "intake.found", **facts)
    st.markdown(_file_read(sheet.source, words) + told)
    if not in_use:
        st.button(
            words["intake.use"],
            type="primary",
            key=state.USE_FOUND,
            on_click=use.text,
            args=(at.page, sheet.source),
        )
    columns = turned(sheet.table) if replace else ""
    if columns:
        st.button(words["intake.turn"], key=state.TURN, on_click=replace, args=(at.page, columns))
    for note in _notes(sheet, words):
        st.caption(note)
    if found.skipped:
        show_skipped(found.skipped, words)


def show_skipped(skipped: Sequence[Skipped], words: Words, expanded: bool = False) -> None:
    """Why each of some rows is left out."""
    label = words.format("intake.skipped", rows=words.counted("row", len(skipped)))
    wrong = [each.complaint for each in skipped]
    columns = {
        "line": [each.line for each in skipped],
        "cell_of": [each.name for each in wrong],
        "cell": [words.format("complaint.quoted", text=verbatim.line(each.value)) for each in wrong],
        "why": [complaints.reason(each, words) for each in wrong],
        "wanted": [complaints.allowed(each, words) for each in wrong],
    }
    with st.expander(label, expanded=expanded):
        st.dataframe({words[f"intake.{name}"]: cells for name, cells in columns.items()}, hide_index=True)


def _hints(sheet: Sheet, words: Words) -> list[str]:
    """What to write for a column of two words, which no number can be read from."""
    found = []
    for column in sheet.columns:
        pair = two_words(sheet.table, column) if column < sheet.table.width else ()
        if pair:
            first, second = (complaints.quoted(word, words) for word in pair)
            title = _marked_title(sheet.table, column, words)
            found.append(words.format("intake.two_words", column=title, first=first, second=second))
    return found


def _notes(sheet: Sheet, words: Words) -> list[str]:
    """What may have been read otherwise than it was meant."""
    found = []
    if sheet.doubtful:
        found.append(words.format("intake.ambiguous", cell=complaints.quoted(sheet.doubtful, words)))
    unused = [k for k in range(sheet.table.width) if k not in sheet.columns]
    if unused:
        titles = [_marked_title(sheet.table, k, words) for k in unused[:_MOST_UNUSED]]
        more = len(unused) - len(titles)
        titles += [words.counted("further_column", more)] if more else []
        found.append(words.format("intake.unused", columns=words.listed(titles)))
    if sheet.source.encoding and not sheet.source.encoding.startswith("utf"):
        found.append(words.format("intake.not_utf8", encoding=_encoding(sheet.source)))
    return found


def _file_read(source: Source, words: Words) -> str:
    """Which file a text comes from and how it is encoded; empty for one that was pasted."""
    if not source.file:
        return ""
    return words.format("intake.file_read", file=verbatim.marked(source.file), encoding=_encoding(source))


def _encoding(source: Source) -> str:
    """The encoding of a file as it is called."""
    if source.encoding.startswith("windows"):
        return source.encoding.title()
    return "UTF-16" if source.encoding.startswith("utf-16") else source.encoding.upper()


# --- how it is read ---


def _show_choices(at: Visit, sheet: Sheet, words: Words) -> None:
    """The columns of x and y and the parts of the layout, in a row."""
    places = iter(st.columns(len(state.COLUMNS) + len(state.LAYOUTS)))
    for name, column in zip(state.COLUMNS, sheet.columns, strict=True):
        with next(places):
            _show_column(at.page, sheet, name, column, words)
    for name in state.LAYOUTS:
        with next(places):
            _show_part(at.page, sheet, name, words)


def _show_column(page: Page, sheet: Sheet, name: str, column: int, words: Words) -> None:
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
        format_func=lambda k: _title(sheet.table, k, words),
        key=slot.key,
        on_change=_choose_columns,
        args=(page, sheet.source),
    )


def _show_part(page: Page, sheet: Sheet, name: str, words: Words) -> None:
    """One part of the layout."""
    slot = state.LAYOUTS[name]
    slot.set(getattr(sheet.reading, name))
    texts = {word: words.choice(name, word) for word in sources.LAYOUT[name]}
    texts[AUTO] = words.format("intake.auto", found=texts[getattr(sheet.table.layout, name)])
    gate.expect(slot.key, texts.__contains__)
    st.selectbox(
        words[f"name.{name}"],
        list(texts),
        format_func=texts.__getitem__,
        key=slot.key,
        help=words[f"help.{name}"],
        on_change=_choose_part,
        args=(page, sheet.source, name),
    )


def _show_preview(table: Table, words: Words) -> None:
    """The first rows as they stand in the text."""
    rows = table.rows[:_PREVIEW]
    cells = {
        _title(table, k, words): [verbatim.line(row.cells[k]) if k < len(row.cells) else "" for row in rows]
        for k in range(table.width)
    }
    if rows:
        st.dataframe({words["intake.line"]: [row.line for row in rows]} | cells, hide_index=True)


def _title(table: Table, column: int, words: Words) -> str:
    """A column by its number and, where it has one, its name, as an option or the head of a table."""
    return _titled(column, verbatim.line(_name(table, column), _LONGEST_NAME), words)


def _marked_title(table: Table, column: int, words: Words) -> str:
    """The same for Markdown."""
    return _titled(column, verbatim.marked(_name(table, column), _LONGEST_NAME), words)


def _titled(column: int, name: str, words: Words) -> str:
    number = str(column + 1)
    return f"{number}: {name}" if name else words.format("intake.column", number=number)


def _name(table: Table, column: int) -> str:
    return table.names[column] if column < len(table.names) else ""


def _choose_columns(page: Page, source: Source) -> None:
    chosen = [slot.get() for slot in state.COLUMNS.values()]
    known = [column + 1 for column in chosen if column is not None]
    text = link.Columns().write(known) if len(known) == len(chosen) else ""
    _read_again(page, source, "columns", text)


def _choose_part(page: Page, source: Source, name: str) -> None:
    _read_again(page, source, name, state.LAYOUTS[name].get())


def _read_again(page: Page, source: Source, name: str, value: str) -> None:
    """Reads a source with one thing chosen anew, and uses what it finds.

    A browser that brings another file may still say what was chosen for the one before: that is passed over.
    """
    if source != _brought(source.name):
        return
    slot = state.reading_of(source.name)
    slot.set(slot.get()._replace(**{name: value}))
    use.text(page, source, reveal=False)


def _brought(name: str) -> Source | RunError | None:
    """The text that is there now; None where there is none."""
    if name == "numbers":
        return sources.pasted(state.PASTED.get())
    file = state.FILE.get()
    return sources.in_file(file) if file else None

"""The three ways in: numbers that are pasted, a table that is edited, a file that is uploaded.

What was brought is put into the run at once where it can be; where it cannot, it is said why, and the
numbers that were in use stay. A file is kept as bytes in the reader's session, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sgd_core import RunError
from sgd_core.limits import MAX_FILE, MAX_SAMPLES
from sgd_core.parameters import number_text
from sgd_core.table import (
    AUTO,
    Layout,
    NoPairError,
    Pairs,
    Row,
    Skipped,
    Table,
    ambiguous,
    decoded,
    fingerprint,
    pairs,
    read,
    turned,
    two_words,
)
from sgd_ui.frame import complaints, controls, gate, session, visit, waking
from sgd_ui.frame.messages import is_edit
from sgd_ui.frame.page import Page
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import link
from sgd_ui.runs.kept import Kept
from sgd_ui.words import verbatim
from sgd_ui.words.catalogue import Words

WAYS = ("paste", "table", "file")
_ICONS = {"paste": ":material/content_paste:", "table": ":material/table:", "file": ":material/upload_file:"}
_LAYOUT = ("separator", "decimal", "header")
#: How a text is read: the names of views, whose texts each source has for itself.
_READING = ("columns", *_LAYOUT)
#: Rows of a file that are shown as they stand in it.
_PREVIEW = 3
_LONGEST_NAME = 30
_MOST_UNUSED = 4
#: Rows of a table that is edited: many more than can be used, so that too many are answered and not lost.
_MOST_ROWS = 10 * MAX_SAMPLES
#: Rows that Streamlit may add to a table by itself, one by one; more of them become rows of the table.
_MOST_ADDED = 100

#: A row of the table that is edited.
Pair = tuple[str | None, str | None]
_XY = ("x", "y")


class Draft(NamedTuple):
    """A table that is edited: its widget's key, the rows it was drawn with, and those it has now."""

    key: str
    rows: tuple[Pair, ...]
    edited: tuple[Pair, ...]


class Source(NamedTuple):
    """A text that a table is to be read from.

    Args:
        name: what a complaint calls it, ``numbers`` or ``file``.
        shown: what a complaint quotes of it.
    """

    name: str
    shown: str
    text: str
    encoding: str = ""


# --- what the page draws ---


def choose_way(page: Page, words: Words, awaited: str) -> str | None:
    """The row of the three ways; which of them is open, if any.

    Args:
        awaited: the way in that a link waits for, if it does; it is open until the numbers are there.
    """
    state = st.session_state
    state["intake.way"] = state.get("intake.way") or awaited or None
    way: str | None = st.segmented_control(
        words["intake.title"],
        WAYS,
        format_func=lambda each: f"{_ICONS[each]} {words[f'intake.{each}']}",
        key="intake.way",
        **({} if awaited else waking.default("intake.way", "default")),
    )
    return way


def show(at: Visit, way: str, words: Words) -> None:
    """One way in, open."""
    with st.container(border=True, key="intake"):
        if way == "paste":
            _show_paste(at, words)
        elif way == "table":
            _show_editor(at, words)
        else:
            _show_upload(at, words)


def _show_paste(at: Visit, words: Words) -> None:
    state = st.session_state
    session.keep("intake.paste", state.get("intake.typed", ""))
    st.text_area(
        words["intake.paste_label"],
        key="intake.paste",
        placeholder=words["intake.placeholder"],
        height=120,
        on_change=_keep_typed,
        **waking.default("intake.paste"),
    )
    if waking.listens():
        _keep_typed()
    st.button(words["intake.use"], type="primary", key="intake.submit", on_click=_use_pasted, args=(at.page,))
    if state.pop("intake.empty", False):
        st.warning(words["intake.nothing_typed"])
    source = _pasted()
    if source:
        _show_source(at, source, words)


def _show_editor(at: Visit, words: Words) -> None:
    waits = link.is_awaited(at.run, at.view["fingerprint"])
    # An example in the place of the numbers that a link waits for would pass for them.
    xs, ys = ((), ()) if waits else at.run.points
    draft = _draft(xs, ys)
    empty = "intake.table_empty" if waits else "intake.table_cleared"
    st.caption(words["intake.table_help" if draft.rows else empty])
    gate.expect(draft.key, lambda edits: is_edit(edits, len(draft.rows), _XY, _MOST_ROWS))
    # As text, even where there is none yet: an editor of numbers adds digits that nobody typed.
    st.data_editor(
        pd.DataFrame(draft.rows, columns=_XY, dtype="string"),
        num_rows="dynamic",
        placeholder="",
        key=draft.key,
        column_config={name: st.column_config.TextColumn(name, alignment="right") for name in _XY},
        height=230,
        on_change=_keep_edits,
    )
    st.button(words["intake.use"], type="primary", key="intake.edit", on_click=_use_rows, args=(at.page,))
    try:
        skipped = pairs(_table_of_rows(draft.edited), 0, 1, "numbers").skipped
    except NoPairError as error:
        skipped = error.skipped
    if skipped:
        _show_skipped(skipped, words)


def _show_upload(at: Visit, words: Words) -> None:
    _translate_uploader(words)
    # A file that was given back, or that another session has, is none.
    gate.expect(_uploader(), lambda file: file is None or isinstance(file, UploadedFile))
    st.file_uploader(
        words["intake.file_label"],
        key=_uploader(),
        on_change=_take_upload,
        args=(at.page,),
        help=words["intake.private"],
    )
    file = st.session_state.get("intake.file")
    if not file:
        return
    try:
        source = _source_of(*file)
    except RunError as error:
        complaints.show(words["intake.refused"], error.complaints, words)
        return
    _show_source(at, source, words)


def _uploader() -> str:
    """The key of the uploader; another in a session that began anew, which has no files of the last."""
    return f"intake.upload{waking.session()}"


def _show_source(at: Visit, source: Source, words: Words) -> None:
    """What stands in a text, how it is read, and what of it is left out."""
    reading = _reading(at.page, source.name)
    try:
        table = _table_of(source, reading)
    except RunError as error:
        complaints.show(words["intake.refused"], error.complaints, words)
        return
    columns = _columns(reading, table)
    _show_layout(at, source, table, columns, words)
    _show_preview(table, words)
    try:
        found = _pairs_of(source, reading)
    except RunError as error:
        complaints.show(words["intake.refused"], error.complaints, words)
        if isinstance(error, NoPairError) and error.skipped:
            for hint in hints(table, columns, words):
                st.caption(hint)
            _show_skipped(error.skipped, words, expanded=True)
        return
    in_use = (found.x, found.y) == at.run.points
    facts = {"pairs": words.counted("pair", len(found.x)), "rows": words.counted("row", len(table.rows))}
    st.markdown(
        _named(source, words) + words.format("intake.found_in_use" if in_use else "intake.found", **facts)
    )
    if not in_use:
        st.button(
            words["intake.use"], type="primary", key="intake.take", on_click=_use, args=(at.page, source)
        )
    columned = turned(table) if source.name == "numbers" else ""
    if columned:
        st.button(words["intake.turn"], key="intake.turn", on_click=_use_turned, args=(at.page, columned))
    for note in notes(source, reading, table, columns, words):
        st.caption(note)
    if found.skipped:
        _show_skipped(found.skipped, words)


def hints(table: Table, columns: tuple[int, int], words: Words) -> list[str]:
    """What to write for a column of two words, which no number can be read from."""
    found = []
    for column in columns:
        pair = two_words(table, column) if column < table.width else ()
        if pair:
            first, second = (complaints.quoted(word, words) for word in pair)
            title = _marked_title(table, column, words)
            found.append(words.format("intake.two_words", column=title, first=first, second=second))
    return found


def notes(
    source: Source, reading: Mapping[str, str], table: Table, columns: tuple[int, int], words: Words
) -> list[str]:
    """What may have been read otherwise than it was meant."""
    found = []
    cell = _doubtful(reading, table)
    if cell:
        found.append(words.format("intake.ambiguous", cell=complaints.quoted(cell, words)))
    unused = [k for k in range(table.width) if k not in columns]
    if unused:
        titles = [_marked_title(table, k, words) for k in unused[:_MOST_UNUSED]]
        more = len(unused) - len(titles)
        titles += [words.counted("further_column", more)] if more else []
        found.append(words.format("intake.unused", columns=words.listed(titles)))
    if source.encoding == "gb18030":
        found.append(words["intake.not_utf8"])
    return found


def _show_layout(at: Visit, source: Source, table: Table, columns: tuple[int, int], words: Words) -> None:
    state, reading = st.session_state, _reading(at.page, source.name)
    places = st.columns(5)
    for place, name, column in zip(places, ("x", "y"), columns, strict=False):
        there = column < table.width
        state[f"intake.{name}"] = column if there else None
        gate.expect(f"intake.{name}", [None, *range(table.width)].__contains__)
        place.selectbox(
            words.format("intake.column_of", name=name),
            range(table.width),
            index=0 if there else None,
            placeholder="–",
            format_func=lambda k: _title(table, k, words),
            key=f"intake.{name}",
            on_change=_choose_columns,
            args=(at.page, source.name),
        )
    for place, name in zip(places[2:], _LAYOUT, strict=True):
        state[f"intake.{name}"] = reading[name]
        found = words[f"choice.{name}.{getattr(table.layout, name)}"]
        texts = {word: words[f"choice.{name}.{word}"] for word in at.page.views[name].kind.words}  # type: ignore[attr-defined]
        texts[AUTO] = words.format("intake.auto", found=found)
        gate.expect(f"intake.{name}", texts.__contains__)
        place.selectbox(
            words[f"name.{name}"],
            list(texts),
            format_func=texts.__getitem__,
            key=f"intake.{name}",
            help=words[f"help.{name}"],
            on_change=_choose_layout,
            args=(at.page, source.name, name),
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


def _show_skipped(skipped: Sequence[Skipped], words: Words, expanded: bool = False) -> None:
    """Why each of some rows is left out."""
    label = words.format("intake.skipped", rows=words.counted("row", len(skipped)))
    with st.expander(label, expanded=expanded):
        wrong = [each.complaint for each in skipped]
        st.dataframe(
            {
                words["intake.line"]: [each.line for each in skipped],
                words["intake.cell_of"]: [each.name for each in wrong],
                words["intake.cell"]: [
                    words.format("complaint.quoted", text=verbatim.line(each.value)) for each in wrong
                ],
                words["intake.why"]: [complaints.reason(each, words) for each in wrong],
                words["intake.wanted"]: [complaints.allowed(each, words) for each in wrong],
            },
            hide_index=True,
        )


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


def _named(source: Source, words: Words) -> str:
    """Which file a text comes from and how it is encoded; empty for one that was pasted."""
    if source.name != "file":
        return ""
    encoding = "UTF-16" if source.encoding.startswith("utf-16") else source.encoding.upper()
    return words.format("intake.file_read", file=verbatim.marked(source.shown), encoding=encoding)


def _translate_uploader(words: Words) -> None:
    """Puts this language's words over those of Streamlit's uploader, which speaks English alone.

    The browser itself turns away what is above Streamlit's limit of 1 MiB. With a higher limit, larger
    files would be written to the server's disk on their way to the check of ``decoded``.
    """
    zone = ".st-key-intake [data-testid=stFileUploader"
    size = f"{MAX_FILE:,}"
    texts = {
        f"{zone}DropzoneInstructions]": words.format(
            "intake.drop", size=size, rows=words.counted("row", MAX_SAMPLES)
        ),
        f"{zone}Dropzone] [data-testid=stMarkdownContainer]": words["intake.choose"],
        f"{zone}]:has([aria-invalid=true])": words.format("intake.too_large", size=size),
    }
    rules = [f"{place}::after {{ content: {_css(text)}; }}" for place, text in texts.items()]
    hidden = f"{zone}DropzoneInstructions] > *, {zone}Dropzone] [data-testid=stMarkdownContainer] > *"
    st.html(f"<style>{' '.join(rules)} {hidden} {{ display: none; }}</style>")


def _css(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- what becomes of it; called before the page is drawn again ---


def _keep_typed() -> None:
    """What stands in the box is there again when the box is, and in any language."""
    st.session_state["intake.typed"] = st.session_state["intake.paste"]


def _use_pasted(page: Page) -> None:
    state = st.session_state
    _keep_typed()
    state["intake.empty"] = not state["intake.paste"].strip()
    if state["intake.paste"] != state.get("intake.pasted"):
        state["intake.pasted"] = state["intake.paste"]
        _read_anew(page, "numbers")
    source = _pasted()
    if source:
        _use(page, source)


def _use_turned(page: Page, text: str) -> None:
    st.session_state["intake.paste"] = text
    _use_pasted(page)


def _use_rows(page: Page) -> None:
    # The press may come together with the edit of the cell that it closed, and before it.
    _keep_edits()
    try:
        found = pairs(_table_of_rows(st.session_state["intake.draft"].edited), 0, 1, "numbers")
    except RunError as error:
        visit.refuse(error)
        return
    _put(page, found.x, found.y, "", _as_found(page))


def _draft(xs: Sequence[float], ys: Sequence[float]) -> Draft:
    """The table to edit; after it was out of sight, with the edits that were made."""
    state, key = st.session_state, f"intake.table.{fingerprint(xs, ys)}"
    draft: Draft | None = state.get("intake.draft")
    if not draft or draft.key != key:
        # Other numbers make another table, with no edits yet.
        rows = tuple((number_text(x), number_text(y)) for x, y in zip(xs, ys, strict=True))
        draft = Draft(key, rows, rows)
    elif key not in state or len(state[key]["added_rows"]) > _MOST_ADDED:
        draft = draft._replace(rows=draft.edited)
    state["intake.draft"] = draft
    return draft


def _keep_edits() -> None:
    draft: Draft = st.session_state["intake.draft"]
    edits = st.session_state.get(draft.key)
    if edits:
        st.session_state["intake.draft"] = draft._replace(edited=with_edits(draft.rows, edits))


def with_edits(rows: Sequence[Pair], edits: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Rows of x and y after what an editor of Streamlit says was done to them."""
    cells = [dict(zip(_XY, row, strict=True)) for row in rows]
    for k, changed in edits["edited_rows"].items():
        cells[int(k)] |= changed
    deleted = set(edits["deleted_rows"])
    left = [row for k, row in enumerate(cells) if k not in deleted] + list(edits["added_rows"])
    return tuple((row.get("x"), row.get("y")) for row in left)


def _table_of_rows(rows: Sequence[Pair]) -> Table:
    """An edited table as one that was read; rows with nothing in them are none."""
    cells = [(k, tuple((cell or "").strip() for cell in row)) for k, row in enumerate(rows, 1)]
    written = tuple(Row(k, row) for k, row in cells if any(row))
    return Table(Layout("tab", "point", "no"), _XY, written, len(_XY))


def _take_upload(page: Page) -> None:
    state = st.session_state
    upload = state.get(_uploader())
    state["intake.file"] = (upload.name, upload.getvalue()) if upload else None
    if upload:
        _read_anew(page, "file")
        _look_again(page, "file")


def _choose_columns(page: Page, name: str) -> None:
    state = st.session_state
    columns = state["intake.x"], state["intake.y"]
    text = "" if None in columns else link.Columns().write([column + 1 for column in columns])
    state[f"intake.reading.{name}"] = {**_reading(page, name), "columns": text}
    _look_again(page, name)


def _choose_layout(page: Page, name: str, part: str) -> None:
    state = st.session_state
    state[f"intake.reading.{name}"] = {**_reading(page, name), part: state[f"intake.{part}"]}
    _look_again(page, name)


def _look_again(page: Page, name: str) -> None:
    """Reads a source again, and uses it if that can be done."""
    try:
        file = st.session_state.get("intake.file")
        source = (_source_of(*file) if file else None) if name == "file" else _pasted()
    except RunError:
        # The page says it when it is drawn.
        return
    if source:
        _use(page, source, reveal=False)


def _use(page: Page, source: Source, reveal: bool = True) -> None:
    """Uses the pairs of a text, if it holds some."""
    reading = _reading(page, source.name)
    try:
        table, found = _table_of(source, reading), _pairs_of(source, reading)
    except RunError:
        # The page says it when it is drawn.
        return
    # What is left out, or may have been meant otherwise, is said above the stage.
    reveal = reveal and not (found.skipped or turned(table) or _doubtful(reading, table))
    _put(page, found.x, found.y, source.shown if source.name == "file" else "", reading, reveal)


def _put(
    page: Page,
    xs: Sequence[float],
    ys: Sequence[float],
    file: str,
    reading: Mapping[str, str],
    reveal: bool = True,
) -> None:
    """Puts pairs into the run, or keeps what is wrong with that to be shown.

    Args:
        file: the name of the one that they come from, if they do.
        reading: how they were read, for a link to say.
    """
    state = st.session_state
    last = visit.last(page)
    expected = last.view["fingerprint"]
    try:
        run = last.run.replaced(x=xs, y=ys)
    except RunError as error:
        visit.refuse(error)
        return
    own = fingerprint(*run.points)
    awaited = link.is_awaited(last.run, expected)
    checked: link.Checked | None = state.get(link.CHECKED)
    if awaited:
        state[link.CHECKED] = link.Checked(own, last, session.goto())
    elif checked and checked.is_of(last.run):
        # Other numbers may be followed by those that the link is about.
        state[link.CHECKED] = checked._replace(numbers=own)
    if run.data != last.run.data and not awaited and run.w0 == page.opening.w0:
        # The start of the example is made for the example.
        run = run.replaced(w0=run.model.start)
    controls.fill(run)
    controls.fill_view({**reading, "file": link.file_name(file)})
    if awaited and own == expected:
        session.go(session.goto().at, session.goto().view)
    else:
        session.go(0)
    session.amend_goto(reveal=reveal)


def _pasted() -> Source | None:
    text = st.session_state.get("intake.pasted", "")
    return Source("numbers", text, text) if text.strip() else None


def _source_of(name: str, data: bytes) -> Source:
    """The text of a file.

    Raises:
        RunError: if there is none in it.
    """
    return _sources((name, data), lambda report: Source("file", name, *decoded(data, "file", name)), own=True)


def _table_of(source: Source, reading: Mapping[str, str]) -> Table:
    """The table in a text.

    Raises:
        RunError: if there is none.
    """
    layout = Layout(**{name: reading[name] for name in _LAYOUT})
    return _tables(
        (source, layout), lambda report: read(source.text, layout, source.name, source.shown), own=True
    )


def _pairs_of(source: Source, reading: Mapping[str, str]) -> Pairs:
    """The pairs in a text.

    Raises:
        RunError: if there are none.
    """
    table = _table_of(source, reading)
    columns = _columns(reading, table)
    key = (source, table.layout, columns)
    return _pairs(key, lambda report: pairs(table, *columns, source.name, source.shown), own=True)


def _columns(reading: Mapping[str, str], table: Table) -> tuple[int, int]:
    """The columns of x and y, counted from 0: as chosen, or the likely ones."""
    if not reading["columns"]:
        return table.likely
    x, y = link.Columns().read("columns", reading["columns"])
    return x - 1, y - 1


def _doubtful(reading: Mapping[str, str], table: Table) -> str:
    """A cell whose mark was taken for a decimal one, and may be another."""
    return ambiguous(table, *_columns(reading, table)) if reading["decimal"] == AUTO else ""


def _reading(page: Page, name: str) -> dict[str, str]:
    """How a source is to be read."""
    reading: dict[str, str] = st.session_state.get(f"intake.reading.{name}") or _as_found(page)
    return reading


def _as_found(page: Page) -> dict[str, str]:
    return {name: page.views[name].default for name in _READING}


def _read_anew(page: Page, name: str) -> None:
    """Another text is written in a way of its own, but for the one that a link describes."""
    last = visit.last(page)
    waits = link.is_awaited(last.run, last.view["fingerprint"])
    reading = {each: last.view[each] for each in _READING} if waits else _as_found(page)
    st.session_state[f"intake.reading.{name}"] = reading


_sources: Kept[tuple[str, bytes], Source] = Kept(5)
_tables: Kept[tuple[Source, Layout], Table] = Kept(5)
_pairs: Kept[tuple[Source, Layout, tuple[int, int]], Pairs] = Kept(5)

"""How a text is read: its layout and its columns, what of it is left out, and what may be a mistake."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sgd_core import Run, RunError
from sgd_core.doubts import two_words
from sgd_core.separators import AUTO, LAYOUT, PARTS, ROWS
from sgd_core.shapes import SHAPES
from sgd_core.table import NoPairError, Pairs, Skipped, Table, fingerprint
from sgd_ui.frame import complaints, gate, numbers, visit
from sgd_ui.frame.page import Page
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import asking, columns, sources, state, use
from sgd_ui.pages.your_data.sources import Reading, Sheet, Source
from sgd_ui.pages.your_data.state import Left
from sgd_ui.words import verbatim
from sgd_ui.words.catalogue import Words

#: Rows of a text that are shown as they stand in it.
_PREVIEW = 3
_MOST_UNUSED = 4
#: Rows that are left out and named in one line.
_MOST_LINES = 3


def begin(page: Page, source: str) -> None:
    """A new text of a source is read as a link says that waits for it; without one, all is found out.

    Args:
        source: ``numbers`` or ``file``.
    """
    last = visit.last(page)
    waits = numbers.is_awaited(last.run, last.view["fingerprint"])
    state.reading_of(source).set(sources.reading_in(last.view) if waits else Reading())


def show(at: Visit, source: Source, words: Words) -> None:
    """What stands in a text, how it is read, and what of it is left out."""
    sheet = sources.sheet_of(source, state.reading_of(source.name).get())
    if isinstance(sheet, RunError):
        complaints.show(words["intake.refused"], sheet.complaints, words)
        if any(each.code in SHAPES for each in sheet.complaints):
            _show_way(at.page, source, words["intake.as_rows"], state.AS_ROWS, {"lines": ROWS})
        if state.reading_of(source.name).get() != Reading():
            _show_way(at.page, source, words["intake.find_out"], state.FIND_OUT, Reading()._asdict())
        return
    if sheet.is_open:
        st.markdown(_file_read(source, words) + words["intake.open"])
        asking.show(at.page, sheet, words)
        return
    found = sources.pairs_in(sheet)
    _show_columns(at, sheet, words)
    _show_layout(at, sheet, words, expanded=isinstance(found, RunError))
    columns.show_pictures(at.page, sheet, words)
    _show_preview(sheet.table, words)
    if isinstance(found, RunError):
        _show_refused(sheet, found, words)
    else:
        _show_found(at, sheet, found, words)


def _show_way(page: Page, source: Source, label: str, key: str, chosen: dict[str, str]) -> None:
    """The button that reads a text anew, with some parts of its reading told."""
    st.button(label, key=key, on_click=use.again, args=(page, source, chosen))


# --- what of it can be used ---


def _show_refused(sheet: Sheet, error: RunError, words: Words) -> None:
    first = [each.complaint for each in error.skipped[:1]] if isinstance(error, NoPairError) else []
    # The first row's own reason, where it is not that of the whole column.
    told = [each for each in first if each.code not in [every.code for every in error.complaints]]
    complaints.show(words["intake.refused"], [*error.complaints, *told], words)
    if isinstance(error, NoPairError) and error.skipped:
        for hint in _hints(sheet, words):
            st.caption(hint)
        show_skipped(error.skipped, words, expanded=True)


def _show_found(at: Visit, sheet: Sheet, found: Pairs, words: Words) -> None:
    in_use = (found.x, found.y) == at.run.points
    pairs = asking.found_in(sheet, f"**{words.counted('pair', len(found.x))}**", words)
    told = words.format("intake.found_in_use" if in_use else "intake.found", pairs=pairs)
    st.markdown(_file_read(sheet.source, words) + told)
    if not in_use:
        st.button(
            words["intake.use"],
            type="primary",
            key=state.USE_FOUND,
            on_click=use.text,
            args=(at.page, sheet.source),
        )
    for note in _notes(sheet, in_use, words):
        st.caption(note)
    if found.skipped:
        show_skipped(found.skipped, words)


def left_out(run: Run, words: Words) -> list[str]:
    """What is left out of what the numbers of a run came from: how many columns, and which; how many rows,
    where and why. Nothing for none."""
    left = state.LEFT.get()
    if run.data is not None or left.numbers != fingerprint(*run.points):
        return []
    return [*_columns_left(left, words), *_rows_left(left, words)]


def _columns_left(left: Left, words: Words) -> list[str]:
    if not left.unused:
        return []
    facts = {"count": words.counted("column", len(left.unused)), "columns": _listed(left.unused, words)}
    return [words.format("own.unused", **facts)]


def _rows_left(left: Left, words: Words) -> list[str]:
    if not left.skipped:
        return []
    told = words.row([_left_out(each, words) for each in left.skipped[:_MOST_LINES]])
    key = "own.left_out" if len(left.skipped) <= _MOST_LINES else "own.many_left_out"
    return [words.format(key, count=str(len(left.skipped)), lines=told)]


def _listed(unused: Sequence[tuple[int, str]], words: Words) -> str:
    """Columns by their numbers and names, some of many."""
    titles = [columns.marked(k, name, words) for k, name in unused[:_MOST_UNUSED]]
    more = len(unused) - len(titles)
    return words.listed([*titles, *([words.counted("further_column", more)] if more else [])])


def _left_out(skipped: Skipped, words: Words) -> str:
    wrong = skipped.complaint
    name = words["list.comma"].join(wrong.name.split(", "))
    facts = {"line": str(skipped.line), "name": name, "reason": complaints.reason(wrong, words)}
    if wrong.leaves_value_out:
        return words.format("own.left_line_of_nothing", **facts)
    return words.format("own.left_line", cell=complaints.quoted(wrong.value, words), **facts)


def show_skipped(skipped: Sequence[Skipped], words: Words, expanded: bool = False) -> None:
    """Why each of some rows is left out."""
    label = words.format("intake.skipped", count=str(len(skipped)))
    wrong = [each.complaint for each in skipped]
    cells = {
        "line": [each.line for each in skipped],
        "cell_of": [words["list.comma"].join(each.name.split(", ")) for each in wrong],
        "cell": [_cell(each.value, words) for each in wrong],
        "why": [complaints.reason(each, words) for each in wrong],
        "wanted": [complaints.allowed(each, words) for each in wrong],
    }
    with st.expander(label, expanded=expanded):
        st.dataframe({words[f"intake.{name}"]: each for name, each in cells.items()}, hide_index=True)


def _cell(value: str, words: Words) -> str:
    return words.format("complaint.quoted", text=verbatim.line(value)) if value else ""


def _hints(sheet: Sheet, words: Words) -> list[str]:
    """What to write for a column of two words, which no number can be read from."""
    found = []
    for column in sheet.columns:
        pair = two_words(sheet.table, column) if column < sheet.table.width else ()
        if pair:
            first, second = (complaints.quoted(word, words) for word in pair)
            title = columns.marked_title(sheet.table, column, words)
            found.append(words.format("intake.two_words", column=title, first=first, second=second))
    return found


def _notes(sheet: Sheet, in_use: bool, words: Words) -> list[str]:
    """What may have been read otherwise than it was meant; of columns that are not used the verdict tells
    where the others are in use."""
    found = []
    if sheet.doubtful:
        found.append(words.format("intake.ambiguous", cell=complaints.quoted(sheet.doubtful, words)))
    for title, places, taken in sheet.twice_named:
        numbers = words["list.comma"].join(places.split(", "))
        facts = {"name": verbatim.marked(title), "numbers": numbers, "taken": taken}
        found.append(words.format("intake.twice_named", **facts))
    if sheet.part_of_date:
        numbers = words["list.comma"].join(str(k + 1) for k in sheet.part_of_date)
        found.append(words.format("intake.part_of_date", numbers=numbers))
    if sheet.unused and not in_use:
        found.append(words.format("intake.unused", columns=_listed(sheet.unused, words)))
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


def _show_columns(at: Visit, sheet: Sheet, words: Words) -> None:
    """The columns of x and y, side by side."""
    with st.container(horizontal=True):
        for name, column in zip(state.COLUMNS, sheet.columns, strict=True):
            columns.show_choice(at.page, sheet, name, column, words)


def _show_layout(at: Visit, sheet: Sheet, words: Words, expanded: bool) -> None:
    """What the parts of the layout are, and folded away the choice of others."""
    parts = [name for name in state.LAYOUTS if _is_shown(sheet, name)]
    told = []
    for name in parts:
        found = _word(name, getattr(sheet.table.layout, name), words)
        told.append(words.format("intake.part", name=words[f"name.{name}"], found=found))
    label = words.format("intake.read_as", layout="".join(told))
    with st.expander(label, expanded, key=f"{state.ZONE}.layout"):
        for place, name in zip(st.columns(len(parts)), parts, strict=True):
            with place:
                _show_part(at.page, sheet, name, words)


def _word(name: str, word: str, words: Words) -> str:
    """A word for a part of the layout; what is told in numbers is shown as it is."""
    return words.choice(name, word) if name in LAYOUT else word


def _is_shown(sheet: Sheet, name: str) -> bool:
    """Whether a part of the layout is to be chosen: some are only where they are told, or unusual."""
    usual = {"lines": ROWS, "thousands": "none", "joined": AUTO}.get(name)
    return not usual or getattr(sheet.table.layout, name) != usual or getattr(sheet.reading, name) != AUTO


def _show_part(page: Page, sheet: Sheet, name: str, words: Words) -> None:
    """One part of the layout."""
    slot = state.LAYOUTS[name]
    slot.set(getattr(sheet.reading, name))
    found = getattr(sheet.table.layout, name)
    texts = {word: _word(name, word, words) for word in LAYOUT.get(name, (AUTO, found))}
    texts[AUTO] = words.format("intake.auto", found=texts[found])
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
        columns.title(table, k, words): [
            verbatim.line(row.cells[k]) if k < len(row.cells) else "" for row in rows
        ]
        for k in range(table.width)
    }
    if rows:
        with st.container(key=state.PREVIEW):
            st.dataframe({words["intake.line"]: [row.line for row in rows]} | cells, hide_index=True)


def _choose_part(page: Page, source: Source, name: str) -> None:
    """Reads a source with one part of its layout chosen anew; the others stay where they agree with it."""
    chosen = {name: state.LAYOUTS[name].get()}
    kept = state.reading_of(source.name).get()._replace(**chosen)
    if isinstance(sources.sheet_of(source, kept), RunError):
        chosen = dict.fromkeys(PARTS, AUTO) | chosen
    use.again(page, source, chosen)

"""Where a text can be read in more than one way, the reader says which is meant; until then none is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from sgd_core import RunError
from sgd_core.parameters import number_text
from sgd_core.separators import AUTO, PAIRS, PARTS
from sgd_core.table import TOLD, Pairs, Table
from sgd_ui.frame import complaints
from sgd_ui.frame.page import Page
from sgd_ui.pages.your_data import sources, state, use
from sgd_ui.pages.your_data.columns import LONGEST_NAME
from sgd_ui.pages.your_data.sources import XY, Reading, Sheet
from sgd_ui.words import tables, verbatim
from sgd_ui.words.catalogue import Words


class Way(NamedTuple):
    """One way to read a text.

    Args:
        sheet: the text, read so.
        pairs: what it makes of it.
    """

    sheet: Sheet
    pairs: Pairs


def show(page: Page, sheet: Sheet, words: Words) -> None:
    """The ways to read a text side by side, with the first pairs that each makes of it."""
    ways = list(_ways(sheet))
    told = _told([way.sheet.table for way in ways], words)
    st.markdown(words["intake.ask"])
    for number, (place, way) in enumerate(zip(st.columns(len(ways)), ways, strict=True), 1):
        with place, st.container(border=True):
            _show_way(page, number, way, told[number - 1], words)
    for reading in dict.fromkeys(sheet.readings):
        refused = sources.sheet_of(sheet.source, reading)
        if isinstance(refused, RunError):
            st.caption(
                words.row([*_named(reading, words), complaints.sentence(refused.complaints[0], words)])
            )


def _named(reading: Reading, words: Words) -> list[str]:
    """What a way to read a text that cannot be used is told by, where its complaint does not say it."""
    return [words[f"lines.{reading.lines}"]] if reading.lines != AUTO else []


def _show_way(page: Page, number: int, way: Way, told: str, words: Words) -> None:
    xs, ys, _ = way.pairs
    first = list(zip(map(number_text, xs[:TOLD]), map(number_text, ys[:TOLD]), strict=True))
    st.markdown(f"**{number}.** {told}")
    st.markdown(tables.table(_names(way.sheet), first, "rr"))
    st.caption(words.format("intake.found", pairs=found_in(way.sheet, words.counted("pair", len(xs)), words)))
    label = words.format("intake.choose_reading", number=str(number))
    st.button(
        label,
        key=f"{state.CHOOSE}.{number}",
        on_click=use.again,
        args=(page, way.sheet.source, way.sheet.reading._asdict()),
        type="primary",
    )


def found_in(sheet: Sheet, pairs: str, words: Words) -> str:
    """How many pairs there are, and from how many lines where each row is one."""
    if not sheet.lines:
        return words.format("intake.pairs_alone", pairs=pairs)
    return words.format("intake.pairs_from", pairs=pairs, rows=words.counted("row", sheet.lines))


def _names(sheet: Sheet) -> list[str]:
    """What the columns of x and y are called in the text; those without a name are x and y."""
    own = [verbatim.marked(sheet.table.title(column), LONGEST_NAME) for column in sheet.columns]
    return [name or other for name, other in zip(own, XY, strict=True)]


def _ways(sheet: Sheet) -> Iterator[Way]:
    """The ways to read a text that make pairs, the likeliest first."""
    for reading in sheet.readings:
        found = sources.sheet_of(sheet.source, reading)
        pairs = found if isinstance(found, RunError) else sources.pairs_in(found)
        if isinstance(found, Sheet) and isinstance(pairs, Pairs):
            yield Way(found, pairs)


def _told(tables: Sequence[Table], words: Words) -> list[str]:
    """How a text is read as each of some tables, in words: wherein they differ."""
    differ = {name: len({getattr(each.layout, name) for each in tables}) > 1 for name in PARTS}
    return [words.clauses(_parts(each, differ, words)) for each in tables]


def _parts(table: Table, differ: Mapping[str, bool], words: Words) -> list[str]:
    layout, parts = table.layout, []
    if differ["lines"]:
        parts.append(words[f"lines.{layout.lines}"])
    if differ["separator"] or differ["decimal"] or differ["thousands"]:
        parted = "intake.pairs_parted" if layout.lines == PAIRS else "intake.parted"
        width, marks = words.counted("column", table.width), words[f"marks.{layout.separator}"]
        parts.append(words.format(parted, columns=width, marks=marks))
        parts.append(words[f"decimal.{layout.decimal}"])
        parts += [words[f"thousands.{layout.thousands}"]] if layout.thousands != "none" else []
    if differ["joined"] and layout.joined != AUTO:
        parts.append(words.format("intake.joined", cells=layout.joined))
    if differ["header"]:
        parts.append(words[f"first_row.{layout.header}"])
    return parts

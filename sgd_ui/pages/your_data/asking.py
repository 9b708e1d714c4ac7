"""Where a text can be read in more than one way, the reader says which is meant; until then none is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import streamlit as st

from sgd_core import RunError
from sgd_core.parameters import number_text
from sgd_core.table import TOLD, Pairs, turned
from sgd_ui.frame.page import Page
from sgd_ui.pages.your_data import sources, state, use
from sgd_ui.pages.your_data.sources import XY, Reading, Sheet
from sgd_ui.words.catalogue import Words
from sgd_ui.words.tables import table

#: Takes a text in the place of the one that was brought.
Replace = Callable[[Page, str], None]


class Way(NamedTuple):
    """One way to read a text.

    Args:
        told: how it is read, in words.
        pairs: what it makes of it.
        choose: what its button does; ``args`` goes to it.
    """

    told: str
    pairs: Pairs
    choose: Callable[..., None]
    args: tuple[object, ...]


def show(page: Page, sheet: Sheet, words: Words, replace: Replace) -> None:
    """The ways to read a text side by side, with the first pairs that each makes of it.

    Args:
        replace: takes two rows of numbers that are turned into columns.
    """
    ways = list(_ways(page, sheet, words, replace))
    st.markdown(words.format("intake.ask", count=str(len(ways))))
    for number, (place, way) in enumerate(zip(st.columns(len(ways)), ways, strict=True), 1):
        with place, st.container(border=True):
            _show_way(number, way, words)


def _show_way(number: int, way: Way, words: Words) -> None:
    xs, ys, skipped = way.pairs
    first = list(zip(map(number_text, xs[:TOLD]), map(number_text, ys[:TOLD]), strict=True))
    st.markdown(f"**{number}.** {way.told}")
    st.markdown(table(XY, first, "rr"))
    more = words.counted("pair", len(xs))
    rows = words.counted("row", len(xs) + len(skipped))
    st.caption(words.format("intake.found_so", pairs=more, rows=rows))
    label = words.format("intake.choose_reading", number=str(number))
    st.button(label, key=f"{state.CHOOSE}.{number}", on_click=way.choose, args=way.args, type="primary")


def _ways(page: Page, sheet: Sheet, words: Words, replace: Replace) -> Iterator[Way]:
    """The likeliest first."""
    across = "" if sheet.is_written_openly else turned(sheet.table)
    if across:
        text = sources.sheet_of(sheet.source._replace(text=across), Reading())
        yield from _way(text, words["intake.across"], replace, (page, across))
    found = [sources.sheet_of(sheet.source, each) for each in sheet.readings]
    rivals = [each for each in found if isinstance(each, Sheet)]
    headers = len({each.table.layout.header for each in rivals}) > 1
    for each in rivals:
        told = words["intake.down"] if across else _told(each, headers, words)
        yield from _way(each, told, use.again, (page, sheet.source, each.reading._asdict()))


def _way(
    sheet: Sheet | RunError, told: str, choose: Callable[..., None], args: tuple[object, ...]
) -> Iterator[Way]:
    """One way to read a text, where it makes pairs."""
    found = sheet if isinstance(sheet, RunError) else sources.pairs_in(sheet)
    if isinstance(found, Pairs):
        yield Way(told, found, choose, args)


def _told(sheet: Sheet, headers: bool, words: Words) -> str:
    """How a text is read, in words.

    Args:
        headers: whether it is to be told what the first row holds.
    """
    separator, decimal = sheet.table.layout.separator, sheet.table.layout.decimal
    width = words.counted("column", sheet.table.width)
    parts = [
        words.format("intake.parted", columns=width, marks=words[f"marks.{separator}"]),
        words[f"decimal.{decimal}"],
    ]
    if sheet.table.layout.thousands != "none":
        parts.append(words[f"thousands.{sheet.table.layout.thousands}"])
    if headers:
        parts.append(words[f"first_row.{sheet.table.layout.header}"])
    return words.row(parts)

"""What the session keeps of the reader's numbers: the one place that says by which keys.

A file is kept as bytes in the reader's session, and nowhere else.
"""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

import streamlit as st

from sgd_core import Run
from sgd_core.separators import AUTO, PARTS
from sgd_core.table import Skipped, fingerprint
from sgd_core.typed import Pair
from sgd_ui.frame import waking
from sgd_ui.frame.session import Goto
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data.sources import XY, File, Reading

Value = TypeVar("Value")


class Slot(Generic[Value]):
    """One thing that the session keeps, or the value of a widget.

    Args:
        key: its own in the session.
        empty: its value where nothing was put there.
    """

    def __init__(self, key: str, empty: Value) -> None:
        self.key, self._empty = key, empty

    def get(self) -> Value:
        value: Value = st.session_state.get(self.key, self._empty)
        return value

    def set(self, value: Value) -> None:
        st.session_state[self.key] = value

    def pop(self) -> Value:
        """Its value, which is gone then."""
        value: Value = st.session_state.pop(self.key, self._empty)
        return value


class Draft(NamedTuple):
    """A table that is edited.

    Args:
        numbers: the fingerprint of those that it is about.
        own: the cells that it began with.
        rows: those that it was drawn with, and ``edited`` those that it has now.
        drawn: how many times it was drawn anew, each time as another widget.
        marked: whether its rows are told what is wrong with them.
    """

    numbers: str
    own: frozenset[str]
    rows: tuple[Pair, ...]
    edited: tuple[Pair, ...]
    drawn: int = 0
    marked: bool = False

    @property
    def key(self) -> str:
        """The widget's; others make another table, with no edits yet."""
        return f"intake.table.{self.numbers}.{self.drawn}"

    def marked_anew(self, numbers: str) -> Draft:
        """The same table, drawn with the rows that it has now, each told what is wrong with it."""
        return self._replace(numbers=numbers, rows=self.edited, drawn=self.drawn + 1, marked=True)


class Checked(NamedTuple):
    """Numbers that were brought for a link.

    Args:
        numbers: their fingerprint.
        visit: what the page showed when it waited for them.
        goto: what the stage was to open on then.
    """

    numbers: str
    visit: Visit
    goto: Goto

    @property
    def same(self) -> bool:
        """Whether they are those that the link is about."""
        return self.numbers == self.visit.view["fingerprint"]

    def is_of(self, run: Run) -> bool:
        """Whether a run is on them."""
        return run.data is None and self.numbers == fingerprint(*run.points)


class Left(NamedTuple):
    """What was left out where some numbers were brought.

    Args:
        numbers: their fingerprint.
        skipped: the rows that make no pair.
        unused: those that are neither x nor y: each counted from 0, with its name.
    """

    numbers: str
    skipped: tuple[Skipped, ...]
    unused: tuple[tuple[int, str], ...] = ()


#: What all three ways in stand in, the switch of privacy, and the buttons.
ZONE, PRIVATE, USE_PASTED, USE_EDITED, USE_FOUND, FIND_OUT, AS_ROWS, USE_LABELS, CHOOSE, PICTURES, PREVIEW = (
    "intake",
    "intake.private",
    "intake.submit",
    "intake.edit",
    "intake.take",
    "intake.find_out",
    "intake.as_rows",
    "intake.use_labels",
    "intake.choose",
    "intake.pictures",
    "intake.preview",
)
#: The way in that is open.
WAY = Slot[str | None]("intake.way", None)
#: The box that numbers are pasted into; what was typed there last, also while the box is not drawn; the
#: text that was to be used; and whether there was none.
BOX = Slot[str | None]("intake.paste", None)
TYPED, PASTED = Slot("intake.typed", ""), Slot("intake.pasted", "")
NOTHING_TYPED = Slot("intake.empty", False)
DRAFT = Slot[Draft | None]("intake.draft", None)
FILE = Slot[File | None]("intake.file", None)
CHECKED = Slot[Checked | None]("intake.checked", None)
LEFT = Slot("intake.left", Left("", ()))
#: How the source in sight is read: its columns, counted from 0, and its layout.
COLUMNS = {name: Slot[int | None](f"intake.{name}", None) for name in XY}
LAYOUTS = {name: Slot(f"intake.{name}", AUTO) for name in PARTS}


#: What a text can come from: what was pasted, or a file.
SOURCES = ("numbers", "file")


def reading_of(source: str) -> Slot[Reading]:
    """How a source, ``numbers`` or ``file``, is read: each in a way of its own."""
    return Slot(f"intake.reading.{source}", Reading())


def uploader() -> str:
    """The key of the uploader; another in a session that began anew, which has no files of the last."""
    return f"intake.upload{waking.session()}"

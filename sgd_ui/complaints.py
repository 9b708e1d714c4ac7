"""What is wrong with a description, in the reader's language and safe to show."""

from __future__ import annotations

import re
from collections.abc import Iterable

import streamlit as st

from sgd_core import Complaint
from sgd_core.errors import printable, quoted
from sgd_ui.catalogue import Words

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


def plain(text: str) -> str:
    """``text`` with everything that Markdown would read as a mark escaped."""
    return _MARKDOWN.sub(r"\\\1", text)


def reason(complaint: Complaint, words: Words) -> str:
    """What is wrong."""
    # English stands in the core, where the command line needs it.
    key = f"reason.{complaint.code}"
    return words.format(key, **complaint.facts) if key in words else complaint.reason()


def allowed(complaint: Complaint, words: Words) -> str:
    """What would be right."""
    key = f"allowed.{complaint.code}"
    return words.format(key, **complaint.facts) if key in words else complaint.allowed()


def sentence(complaint: Complaint, words: Words) -> str:
    """One line: the parameter, its value, what is wrong, and what is allowed."""
    name = f"name.{complaint.name}"
    known = printable(complaint.name)
    if name in words and words[name] != known:
        known = f"{words[name]} ({known})"
    return words.format(
        "complaint.line",
        name=known,
        value=quoted(complaint.value),
        reason=reason(complaint, words),
        allowed=allowed(complaint, words),
    )


def show(heading: str, complaints: Iterable[Complaint], words: Words) -> None:
    """Shows every complaint under one heading; nothing where there is none."""
    lines = [f"- {plain(sentence(complaint, words))}" for complaint in complaints]
    if lines:
        st.warning("\n".join([heading, "", *lines]), icon=":material/error:")

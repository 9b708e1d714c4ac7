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


def sentence(complaint: Complaint, words: Words) -> str:
    """One line: the parameter, its value, what is wrong, and what is allowed."""
    code, name = complaint.code, f"name.{complaint.name}"
    # English stands in the core, where the command line needs it.
    reason = words.format(f"reason.{code}", **complaint.facts) if f"reason.{code}" in words else None
    allowed = words.format(f"allowed.{code}", **complaint.facts) if f"allowed.{code}" in words else None
    known = printable(complaint.name)
    if name in words and words[name] != known:
        known = f"{words[name]} ({known})"
    return words.format(
        "complaint.line",
        name=known,
        value=quoted(complaint.value),
        reason=reason or complaint.reason(),
        allowed=allowed or complaint.allowed(),
    )


def show(heading: str, complaints: Iterable[Complaint], words: Words) -> None:
    """Shows every complaint under one heading; nothing where there is none."""
    lines = [f"- {plain(sentence(complaint, words))}" for complaint in complaints]
    if lines:
        st.warning("\n".join([heading, "", *lines]), icon=":material/error:")

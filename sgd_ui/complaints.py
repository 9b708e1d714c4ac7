"""What is wrong with a description, in the reader's language and safe to show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from sgd_core import Complaint
from sgd_core.errors import printable
from sgd_ui.catalogue import Words

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


#: What a reader brings and no link holds: the name that a link would have for it says nothing.
_BROUGHT = ("numbers", "file")
#: Facts that are told and not to be typed.
_COUNTS = ("given", "count")


def plain(text: str) -> str:
    """``text`` with everything that Markdown would read as a mark escaped."""
    return _MARKDOWN.sub(r"\\\1", text)


def typed(text: str, words: Words) -> str:
    """A value in quotation marks as its writer saw it: tabs and ends of lines are gaps."""
    shown = printable(re.sub(r"[\t\r\n]+", " ", text.strip("\t\r\n")))
    return words.format("complaint.quoted", text=shown)


def _facts(complaint: Complaint) -> dict[str, str]:
    """The facts, with marks between the thousands of counts."""
    facts = dict(complaint.facts)
    return facts | {name: f"{int(facts[name]):,}" for name in _COUNTS if facts.get(name, "").isdecimal()}


def reason(complaint: Complaint, words: Words) -> str:
    """What is wrong."""
    # English stands in the core, where the command line needs it.
    key = f"reason.{complaint.code}"
    facts = _facts(complaint)
    return words.format(key, **facts) if key in words else replace(complaint, facts=facts).reason()


def allowed(complaint: Complaint, words: Words) -> str:
    """What would be right."""
    key = f"allowed.{complaint.code}"
    facts = _facts(complaint)
    return words.format(key, **facts) if key in words else replace(complaint, facts=facts).allowed()


def sentence(complaint: Complaint, words: Words) -> str:
    """One line: the parameter, its value, what is wrong, and what is allowed."""
    name = f"name.{complaint.name}"
    known = printable(complaint.name)
    if name in words and words[name] != known:
        known = words[name] if known in _BROUGHT else f"{words[name]} ({known})"
    return words.format(
        "complaint.line",
        name=known,
        value=typed(complaint.value, words),
        reason=reason(complaint, words),
        allowed=allowed(complaint, words),
    )


def show(heading: str, complaints: Iterable[Complaint], words: Words) -> None:
    """Shows every complaint under one heading; nothing where there is none."""
    lines = [f"- {plain(sentence(complaint, words))}" for complaint in complaints]
    if lines:
        st.warning("\n".join([heading, "", *lines]), icon=":material/error:")

"""What is wrong with a description, in the reader's language and safe to show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from sgd_core import Complaint
from sgd_ui.words import verbatim
from sgd_ui.words.catalogue import Words

#: What a reader brings and no link holds: the name that a link would have for it says nothing.
_BROUGHT = ("numbers", "file")
#: Complaints whose words list what there is.
_OPTIONS = ("unknown_word", "unknown_name", "not_offered", "not_here", "not_met", "unfit_data")
#: Facts that may be large.
_COUNTS = ("given", "count", "low", "high")


def quoted(text: str, words: Words) -> str:
    """What was given in quotation marks, for Markdown; a word for nothing."""
    return (
        words.format("complaint.quoted", text=verbatim.marked(text)) if text else words["complaint.nothing"]
    )


def _facts(complaint: Complaint) -> dict[str, str]:
    """The facts, with marks between the thousands of counts."""
    facts = dict(complaint.facts)
    return facts | {name: f"{int(facts[name]):,}" for name in _COUNTS if facts.get(name, "").isdecimal()}


def _told(complaint: Complaint, words: Words) -> dict[str, str]:
    """The facts as the reader's language has them: options by what they are called, too."""
    facts = _facts(complaint)
    for name in ("words", "names", "values"):
        if name in facts and (name != "words" or complaint.code in _OPTIONS):
            options = (_option(complaint.name, option, words) for option in facts[name].split(", "))
            facts[name] = words["list.comma"].join(options)
    return facts


def _option(name: str, option: str, words: Words) -> str:
    label = words.get(f"choice.{name}.{option}", option)
    return option if label == option else words.format("complaint.option", label=label, option=option)


def reason(complaint: Complaint, words: Words) -> str:
    """What is wrong."""
    # The core has words of its own, which the command line needs.
    key = f"reason.{complaint.code}"
    facts = _told(complaint, words)
    return words.format(key, **facts) if key in words else replace(complaint, facts=facts).reason(words.lang)


def allowed(complaint: Complaint, words: Words) -> str:
    """What would be right."""
    key = f"allowed.{complaint.code}"
    facts = _told(complaint, words)
    return words.format(key, **facts) if key in words else replace(complaint, facts=facts).allowed(words.lang)


def sentence(complaint: Complaint, words: Words) -> str:
    """One line of Markdown: the parameter, its value, what is wrong, and what is allowed."""
    facts = {
        "name": _name(complaint.name, words),
        "reason": verbatim.escaped(reason(complaint, words)),
        "allowed": verbatim.escaped(allowed(complaint, words)),
    }
    if complaint.leaves_value_out:
        return words.format("complaint.line_of_nothing", **facts)
    return words.format("complaint.line", value=quoted(complaint.value, words), **facts)


def _name(name: str, words: Words) -> str:
    """A parameter as the page calls it, and as a link does."""
    label = words.get(f"name.{name}")
    if not label:
        return verbatim.marked(name)
    known = name in _BROUGHT or label == name
    return verbatim.escaped(label if known else words.format("complaint.named", label=label, name=name))


def show(heading: str, complaints: Iterable[Complaint], words: Words) -> None:
    """Shows every complaint under one heading; nothing where there is none."""
    lines = [f"- {sentence(complaint, words)}" for complaint in complaints]
    if lines:
        st.warning("\n".join([heading, "", *lines]), icon=":material/error:")

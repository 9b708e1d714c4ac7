"""How long many seeds of single samples take to leave, beside theory's scale."""

from __future__ import annotations

import math

import streamlit as st

from sgd_core import RunError
from sgd_ui.frame import complaints, desk
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.saddle import figures, findings
from sgd_ui.pages.saddle.findings import Escapes
from sgd_ui.pages.saddle.shown import Shown, point
from sgd_ui.stage import stills
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import short


def show(at: Visit, shown: Shown, frame: Frame) -> None:
    """Many seeds of single samples; a change of a control stops the computation."""
    words, asked = frame.words, at.value("seeds")
    st.header(words["saddle.escape_title"], anchor=False)
    try:
        with desk.part("seeds", at, words) as part:
            count = asked if part.pressed else findings.affordable_seeds(at.run, shown.saddle, asked)
            _show_times(findings.escapes(at.run, shown.saddle, shown.beyond, count), shown, frame)
            if count < asked:
                some = words.format("seeds.some", count=f"{count:,}", seeds=f"{asked:,}")
                part.offer(some, findings.price_of_escapes(at.run, shown.saddle, asked))
    except RunError as error:
        complaints.show(words["complaint.heading_control"], error.complaints, words)


def _show_times(found: Escapes, shown: Shown, frame: Frame) -> None:
    words = frame.words
    left, right = st.columns(2, gap="large")
    left.markdown(text(found, shown, words))
    if found.outside or not len(found.left):
        return
    facts = shown.facts | {"seeds": f"{found.seeds:,}"}
    still = stills.Still(
        words.format("saddle.times", **facts),
        words.format("saddle.times_alt", **facts),
        figures.times_figure(found, frame.palette, words),
    )
    with right:
        stills.show([still], words, key="saddle.times")


def text(found: Escapes, shown: Shown, words: Words) -> str:
    """How long many seeds take, beside theory's scale."""
    facts = _facts(found, shown, words)
    scale = () if found.outside or found.lost else _scale(found, shown)
    keys = f"escape_{shown.case.name}", *_outcome(found), *scale
    return words.sentences(words.format(f"saddle.{key}", **facts) for key in keys)


def _facts(found: Escapes, shown: Shown, words: Words) -> dict[str, str]:
    run, left = found.run, found.left
    return shown.facts | {
        # Four digits would hide the rounding error between this place and what is run.
        "start": point(shown.case.origin(shown.run, shown.saddle)),
        "sampling": words.choice("sampling", run.sampling),
        "seeds": f"{found.seeds:,}",
        "median": words.counted("update", int(min(found.median, found.updates))),
        "first": f"{int(left.min(initial=found.updates)):,}",
        "last": f"{int(left.max(initial=0)):,}",
        "early": f"{int((left <= found.rule).sum()):,}",
        "left": f"{len(left):,}",
        "stayed": f"{found.stayed:,}",
        "diverged": f"{found.diverged:,}",
        "offset": short(shown.saddle.of(run.w0)),
        "updates": words.counted("update", found.updates),
        "rule": short(found.rule),
    }


def _outcome(found: Escapes) -> list[str]:
    """What is said of those that leave, of those that stay, and of those that diverge."""
    if found.outside:
        keys = ["escape_outside"]
    elif found.lost:
        return ["escape_lost"]
    elif not len(found.left):
        keys = ["escape_nobody"]
    else:
        keys = ["escape_half" if math.isfinite(found.median) else "escape_few"]
        if found.stayed:
            keys.append("escape_stayed")
        elif not found.diverged:
            keys.append("escape_all")
    return [*keys, "escape_diverged"] if found.diverged else keys


def _scale(found: Escapes, shown: Shown) -> tuple[str, ...]:
    """What is said of theory's scale, or of a threshold that nothing can pass."""
    if shown.far:
        return ("lesson_far",)
    if not math.isfinite(found.rule):
        return ("rule_none",)
    reached = ["rule_by_then"] if found.rule <= found.updates else []
    return f"rule_{shown.case.name}", *reached

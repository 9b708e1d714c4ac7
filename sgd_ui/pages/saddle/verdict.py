"""What is said of the runs on the stage: who leaves, who stays, and why."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sgd_core import Run
from sgd_ui.pages.saddle import findings
from sgd_ui.pages.saddle.saddles import Stay, grazes
from sgd_ui.pages.saddle.shown import Shown, point
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import short


def no_saddle(run: Run, words: Words) -> str:
    """Why these samples make no saddle."""
    return words[f"saddle.none_{findings.why_none(run)}"]


def show_verdict(shown: Shown, words: Words) -> None:
    """The verdict, and what lies behind it."""
    st.markdown(verdict(shown, words))
    st.caption(why(shown, words))


def verdict(shown: Shown, words: Words) -> str:
    """Who leaves and who stays, in a headline and a clause for each run."""
    where = words[f"saddle.where_{'saddle' if shown.rests else 'line'}"]
    head = words.format(f"saddle.head_{headline(shown)}", where=where, **shown.facts)
    return f"**{head}** {sentence(shown.stays, shown, words)}"


def headline(shown: Shown) -> str:
    """The word for who leaves: all that a headline says has to be true of every one of these runs."""
    stays = shown.stays
    if any(each.diverged for each in stays.values()):
        return "diverged"
    if shown.start > shown.beyond:
        return "outside"
    if shown.far and not any(each.out for each in stays.values()):
        return "far"
    return shown.case.headline(stays)


def sentence(stays: Mapping[str, Stay], shown: Shown, words: Words) -> str:
    """What each run comes to, as a sentence."""
    text = clauses(stays, shown, words) + words["list.stop"]
    return text[0].upper() + text[1:]


def clauses(stays: Mapping[str, Stay], shown: Shown, words: Words) -> str:
    """What each run comes to, one after the other."""
    return words.clauses(
        words.format("saddle.clause", name=words[f"saddle.name_{key}"], told=told(stay, shown, words))
        for key, stay in stays.items()
    )


def told(stay: Stay, shown: Shown, words: Words) -> str:
    """What one run comes to."""
    facts = shown.facts | {
        "updates": words.counted("update", stay.updates),
        "distance": short(stay.distance),
        "last": short(stay.last),
    }
    return words.format(f"saddle.told_{ending(stay)}", **facts, **times(stay))


def ending(stay: Stay) -> str:
    """The word for what one run comes to."""
    if stay.diverged:
        return "lost"
    if stay.passed is not None:
        return "out" if stay.passed else "begins"
    return "zero" if stay.exact else "small"


def times(stay: Stay) -> dict[str, str]:
    """At which update a run passes the threshold, and at which it ends."""
    return {"passed": f"{stay.passed or 0:,}", "end": f"{stay.updates:,}"}


def why(shown: Shown, words: Words) -> str:
    """The rate, the start and the threshold, and why these runs go as they do."""
    saddle = shown.saddle
    facts = shown.facts | {
        "place": point(saddle.place),
        "out": point(saddle.out),
        "growth": f"{saddle.growth:.4g}",
        "away": short(shown.start),
    }
    return words.sentences(words.format(f"saddle.{key}", **facts) for key in reasons(shown))


def reasons(shown: Shown) -> tuple[str, ...]:
    """The words for the rate, the start and the threshold, for where the start lies, and for why."""
    if all(each.still for each in shown.stays.values()):
        return "given", "rests" if shown.run.lr else "stands"
    return "given", _begins(shown), f"why_{shown.case.why(shown.run)}"


def _begins(shown: Shown) -> str:
    """The word for where the start lies."""
    if shown.run.w0 == shown.saddle.place:
        return "on_saddle"
    if shown.start == 0:
        return "on_line"
    return "near_line" if grazes(shown.run, shown.saddle) else "off_line"

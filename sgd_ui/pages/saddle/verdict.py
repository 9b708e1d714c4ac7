"""What is said of the runs on the stage: who leaves, who stays, and why."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sgd_core import Run
from sgd_ui.frame import earned
from sgd_ui.pages.saddle import findings
from sgd_ui.pages.saddle.saddles import Stay, grazes
from sgd_ui.pages.saddle.shown import Shown, point
from sgd_ui.runs.clauses import Clause, Written, clause, written
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import beside, exact, growth, short


def no_saddle(run: Run, words: Words) -> str:
    """Why these samples make no saddle."""
    return words[f"saddle.none_{findings.why_none(run)}"]


def show_verdict(shown: Shown, words: Words) -> None:
    """The verdict, and what lies behind it."""
    st.markdown(earned.beside(verdict(shown, words)))
    st.caption(why(shown, words))


def verdict(shown: Shown, words: Words) -> str:
    """Who leaves and who stays, in a headline and a clause for each run."""
    return f"**{_said(head(shown), shown, words)}** {sentence(shown.stays, shown, words)}"


def said(shown: Shown) -> list[Clause]:
    """All that is said of the runs on the stage."""
    return [head(shown), *map(ended, shown.stays.values()), *reasons(shown)]


def head(shown: Shown) -> Clause:
    """Who leaves."""
    where = "saddle" if shown.rests else "line"
    return clause(
        f"saddle.head_{headline(shown)}", where=where, beyond=shown.beyond, least=shown.saddle.least
    )


def ended(stay: Stay) -> Clause:
    """What one run comes to."""
    return clause(
        f"saddle.told_{ending(stay)}",
        updates=stay.updates,
        distance=stay.distance,
        last=stay.last,
        **times(stay),
    )


def _said(found: Clause, shown: Shown, words: Words) -> str:
    how: Written = {
        "where": lambda where: words[f"saddle.where_{where}"],
        "updates": lambda count: words.counted("update", count),
        "growth": growth,
        **dict.fromkeys(("last", "least"), lambda size: beside(size, shown.beyond)),
        **dict.fromkeys(("beyond", "lr"), exact),
        **dict.fromkeys(("place", "out"), point),
        **dict.fromkeys(("passed", "end"), lambda update: f"{update:,}"),
    }
    return words.format(found.key, **(shown.facts | written(found, how, short)))


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
    """What one run comes to, in words."""
    return _said(ended(stay), shown, words)


def ending(stay: Stay) -> str:
    """The word for what one run comes to."""
    if stay.diverged:
        return "lost"
    if stay.passed is not None:
        return "out" if stay.passed else "begins"
    return "zero" if stay.exact else "small"


def times(stay: Stay) -> dict[str, int]:
    """At which update a run passes the threshold, and at which it ends."""
    return {"passed": stay.passed or 0, "end": stay.updates}


def why(shown: Shown, words: Words) -> str:
    """The rate, the start and the threshold, and why these runs go as they do."""
    return words.sentences(_said(each, shown, words) for each in reasons(shown))


def reasons(shown: Shown) -> list[Clause]:
    """The rate and the threshold, where the start lies, and why the runs go as they do."""
    saddle = shown.saddle
    facts = {"place": saddle.place, "out": saddle.out, "growth": saddle.gain, "away": shown.start}
    given = clause("saddle.given", lr=shown.run.lr, beyond=shown.beyond)
    if all(each.still for each in shown.stays.values()):
        return [given, clause("saddle.rests" if shown.run.lr else "saddle.stands")]
    begins = clause(
        "saddle.on_saddle"
        if shown.run.w0 == saddle.place
        else "saddle.on_line"
        if not shown.start
        else "saddle.near_line"
        if grazes(shown.run, saddle)
        else "saddle.off_line",
        **facts,
    )
    return [given, begins, clause(f"saddle.why_{shown.case.why(shown.run)}", **facts)]

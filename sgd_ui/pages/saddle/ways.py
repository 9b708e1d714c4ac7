"""How fragile staying is: the same start in several guises, and where seeds on the line itself end."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sgd_core import RunError
from sgd_ui.drawing.palette import DASHED, DOT_DASHED, DOTTED, Palette, Pen
from sgd_ui.frame import desk, session, waking, widgets
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.saddle import figures, findings, guises
from sgd_ui.pages.saddle.cases import Case
from sgd_ui.pages.saddle.saddles import Floats, Stay
from sgd_ui.pages.saddle.shown import Shown
from sgd_ui.pages.saddle.verdict import ending, times
from sgd_ui.stage import stills
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import beside, digits, short
from sgd_ui.words.tables import table

#: Where the session has the text of the angle.
_TURN = session.view_key("turn")
#: By way: its |w·out|, ``[updates + 1]``, and what it comes to.
Found = Mapping[str, tuple[Floats, Stay]]


def show(at: Visit, shown: Shown, frame: Frame) -> None:
    """Folded, for it answers the question; computed once it is opened."""
    words = frame.words
    # Left in the session where no control is drawn, it would stand before what is chosen later.
    typed = st.session_state.pop(_TURN, at.view["turn"])
    folded = st.expander(
        words["saddle.ways_title"], key="saddle.folded", icon=":material/balance:", on_change="rerun"
    )
    if folded.open:
        with folded, desk.part("ways", at, words):
            _show(at, typed, shown, frame)


def _show(at: Visit, typed: str, shown: Shown, frame: Frame) -> None:
    """Descent on the same points in other guises: does it still stay?"""
    words, turn, own = frame.words, at.value("turn"), shown.case.ways
    left, right = st.columns(2, gap="large")
    if "turned" in own:
        with left:
            _turn_control(typed, at, words)
    runs = findings.ways(at.run, shown.saddle, turn, shown.beyond)
    updates = runs["listed"].updates
    found = findings.stays(runs, shown.saddle, shown.beyond, updates)
    left.markdown(text(found, updates, turn, shown, words))
    if "relabelled" in own:
        with left:
            _show_line_ends(at, shown, words)
    with right:
        stills.show([_still(found, shown, frame)], words, key="saddle.ways")


def _still(found: Found, shown: Shown, frame: Frame) -> stills.Still:
    words, palette = frame.words, frame.palette
    columns = {name: away for name, (away, _) in found.items()}
    facts = shown.facts | {
        "names": words.listed([words[f"saddle.short_{way}"] for way in columns]),
        "foot": figures.foot(columns.values(), words),
    }
    figure = figures.ways_figure(columns, pens(palette), shown.beyond, facts["measure"], palette, words)
    return stills.Still(
        words.format("saddle.ways", **facts), words.format("saddle.ways_alt", **facts), figure
    )


def _turn_control(typed: str, at: Visit, words: Words) -> None:
    """The angle, beside what it decides."""
    session.keep(_TURN, typed)
    widgets.line(words["name.turn"], _TURN, words["help.turn"])
    waking.agree(_TURN, at.view["turn"])


def pens(palette: Palette) -> dict[str, Pen]:
    """What each way is drawn with."""
    single, second, third = palette.runs
    return {
        "listed": Pen(palette.ink),
        "shuffled": Pen(third, DASHED),
        "turned": Pen(second, DOTTED),
        "single": Pen(single),
        "relabelled": Pen(single, DOT_DASHED),
        "nudged": Pen(second, DOTTED),
    }


def text(found: Found, updates: int, turn: float, shown: Shown, words: Words) -> str:
    """What each way comes to, as a table, and what follows.

    Args:
        updates: how many each was given.
        turn: the angle in radians.
    """
    facts = shown.facts | {"turn": digits(turn, 6), "updates": words.counted("update", updates)}
    rows = [
        [words.format(f"saddle.way_{name}", **facts), outcome(stay, shown, words)]
        for name, (_, stay) in found.items()
    ]
    told = table([words["saddle.way"], facts["measure"]], rows, "ll")
    stays = {name: stay for name, (_, stay) in found.items()}
    return "\n\n".join([words.format("saddle.ways_intro", **facts), told, _lesson(stays, shown, words)])


def outcome(stay: Stay, shown: Shown, words: Words) -> str:
    """What one way comes to, in a cell of a table."""
    facts = shown.facts | {name: f"{at:,}" for name, at in times(stay).items()}
    facts |= {"largest": beside(stay.largest, shown.beyond)}
    return words.format(f"saddle.outcome_{ending(stay)}", **facts)


def _lesson(stays: Mapping[str, Stay], shown: Shown, words: Words) -> str:
    """What follows."""
    word = lesson(stays, shown.case)
    if shown.far and word != "lost" and not any(stay.out for stay in stays.values()):
        return words.format("saddle.lesson_far", **shown.facts)
    return words.format(f"saddle.ways_{word}", **shown.facts)


def lesson(stays: Mapping[str, Stay], case: Case) -> str:
    """The word for what the ways teach: ``lost`` where one diverges, ``loose`` where descent as listed does
    not stay to the last bit, or what the problem says of the others."""
    if any(each.diverged for each in stays.values()):
        return "lost"
    return case.lesson(stays) if stays["listed"].exact else "loose"


def _show_line_ends(at: Visit, shown: Shown, words: Words) -> None:
    try:
        with desk.part("ends", at, words):
            st.markdown(line_ends(shown, at.value("seeds"), words))
    except RunError:
        # Said already where their times are.
        return


def line_ends(shown: Shown, seeds: int, words: Words) -> str:
    """Where many seeds from the start itself end, with the labels as they are and with noise in them."""
    runs = shown.run, guises.relabelled(shown.run)
    plain, noisy = (findings.ends(each, shown.saddle, seeds) for each in runs)
    facts = shown.facts | {
        "updates": words.counted("update", plain.updates),
        "plain": _ends_text(plain, seeds, shown, words),
        "noisy": _ends_text(noisy, seeds, shown, words),
    }
    return words.format("saddle.line_ends", **facts)


def _ends_text(found: findings.Ends, seeds: int, shown: Shown, words: Words) -> str:
    facts = shown.facts | {
        "seeds": f"{seeds:,}",
        "on_line": f"{found.on_line:,}",
        "farthest": short(found.farthest),
        "diverged": f"{found.diverged:,}",
    }
    case = "lost" if found.diverged == seeds else "some" if found.diverged else "kept"
    return words.format(f"saddle.ends_{case}", **facts)

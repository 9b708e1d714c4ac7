"""A station: one question, its runs and what is made of them; and the order in which each is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import streamlit as st

from sgd_core import Run, RunError
from sgd_ui.frame import (
    awaited,
    desk,
    earned,
    question,
    scenes,
    shell,
    take_away,
    travel,
    units,
    visit,
    widgets,
)
from sgd_ui.frame.files import File, Taken
from sgd_ui.frame.page import MAX_TICKS, Page
from sgd_ui.frame.question import Question
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.words.catalogue import Words, words_in

Shown = TypeVar("Shown")


class Staged(Protocol):
    """All that stands on a stage."""

    def mount(self, at: Visit, frame: Frame) -> None:
        """Puts it on the page of a visit."""


@dataclass(frozen=True)
class Station(Generic[Shown]):
    """A page, from its address to its mathematics. What is left out of it draws nothing.

    Args:
        page: what it offers.
        shown: computes what stands on the stage; None where the samples leave nothing to show.
        ticks: how many ticks the stage of that has.
        stage: what stands on the stage.
        mathematics: the derivation, in Markdown.
        scenes: its ready-made views.
        way_in: draws what stands above all of it; whether there is a run to show.
        units: puts the run on the units of x that are chosen.
        nothing: says why there is nothing to show.
        told: the verdict in words, in Markdown, whose headline stands above the stage once that is earned;
            none where the stage says it in its sentence.
        above: draws what stands right above the stage.
        question: what is asked right below it; None where nothing is.
        verdict: draws what else the verdict says, below that, once it is earned.
        remarks: draws what stands below that.
        findings: draws what stands last, once that is earned.
        after: draws what is there without the stage, too; it gets what is shown, or None.
        taken: the runs that the reader can take away.
        derived: whether the mathematics is that of the run, and stands only where its stage does.
    """

    page: Page
    shown: Callable[[Visit, Frame], Shown | None]
    ticks: Callable[[Shown], int]
    stage: Callable[[Visit, Shown, Frame], Staged]
    mathematics: Callable[[Visit, Words], str]
    scenes: tuple[Scene, ...] = ()
    way_in: Callable[[Visit, Frame], bool] = lambda at, frame: not awaited.show(at, frame.words)
    units: Callable[[Visit], Visit | RunError] = units.scaled
    nothing: Callable[[Run, Words], str] = lambda run, words: words["several.open"]
    told: Callable[[Visit, Shown, Words], str] = lambda at, shown, words: ""
    above: Callable[[Visit, Shown, Frame], None] = lambda at, shown, frame: None
    question: Callable[[Visit, Shown, Frame], Question | None] = lambda at, shown, frame: None
    verdict: Callable[[Visit, Shown, Frame], None] | None = None
    remarks: Callable[[Visit, Shown, Frame], None] = lambda at, shown, frame: None
    findings: Callable[[Visit, Shown, Frame], None] | None = None
    after: Callable[[Visit, Shown | None, Frame], None] = lambda at, shown, frame: None
    taken: Callable[[Visit, Shown], Sequence[Taken]] = lambda at, shown: ()
    derived: bool = False


#: Further files to take away from a visit of a station, with what is staged and the update in view.
Further = Callable[[Station[Any], Visit, Any, Frame, int], Sequence[File]]


def teach(station: Station[Shown], pages: Iterable[str], further: Further | None = None) -> None:
    """Draws a page.

    Args:
        pages: the names of all pages, in the order of the stations.
        further: what else can be taken away where there is a stage.
    """
    page = station.page
    frame = shell.frame(page, pages)
    visit.enter(page)
    at = visit.choose(page, frame.words)
    travel.note(at, [page.opening, *(scene.run for scene in station.scenes)])
    if not frame.embedded:
        scenes.show(at, station.scenes, frame.words)
    shown: Shown | None = None
    staged: Staged | None = None
    with st.container(key="way-in"):
        begins = station.way_in(at, frame)
    if begins:
        with widgets.place():
            at = units.announced(at, station.units(at), frame.words)
            travel.say_units(at, frame.words)
        with _staged(at, frame.words):
            shown = station.shown(at, frame)
            with widgets.place():
                visit.show_opening(page, frame.words, 0 if shown is None else station.ticks(shown))
            staged = _show(station, at, shown, frame)
    else:
        visit.show_opening(page, frame.words, MAX_TICKS)
    if not frame.embedded:
        if begins:
            station.after(at, shown, frame)

        def files(update: int) -> Sequence[File]:
            return further(station, at, staged, frame, update) if further and staged else ()

        _end(station, at, shown, [*pages], files, frame.words)


def _show(station: Station[Shown], at: Visit, shown: Shown | None, frame: Frame) -> Staged | None:
    """The stage, and all that is said of what stands on it."""
    words = frame.words
    if shown is None:
        st.warning(station.nothing(at.run, words))
        return None
    if not frame.embedded:
        _head(station, at, shown, frame)
        with widgets.place():
            station.above(at, shown, frame)
    with st.container(key="stage"):
        staged = station.stage(at, shown, frame)
        staged.mount(at, frame)
    if frame.embedded:
        return staged
    # What is earned stands below what it is earned by: nothing moves away under who plays or guesses.
    if asked := station.question(at, shown, frame):
        in_english = frame._replace(words=words_in("en", at.page.name))
        english = None if words.lang == "en" else station.question(at, shown, in_english)
        question.ask(at, asked, english or asked, words)
    if station.verdict:
        with earned.sealed("verdict", words, "verdict"):
            station.verdict(at, shown, frame)
    station.remarks(at, shown, frame)
    if station.findings:
        with earned.sealed("findings", words):
            station.findings(at, shown, frame)
    return staged


def _head(station: Station[Shown], at: Visit, shown: Shown, frame: Frame) -> None:
    """The headline of the verdict, in the place of what the page is about: nothing moves when it comes."""
    headline = earned.headline(station.told(at, shown, frame.words))
    if frame.lead and headline:
        with frame.lead, st.container(key="headline"):
            st.markdown(f"**{headline}**")


def _end(
    station: Station[Shown],
    at: Visit,
    shown: Shown | None,
    pages: Sequence[str],
    further: take_away.Further,
    words: Words,
) -> None:
    """What is folded away, and the way to the next station."""
    with st.container(key="folds", horizontal=True, vertical_alignment="center"):
        if shown is not None or not station.derived:
            take_away.mathematics(lambda: station.mathematics(at, words), words)
        if shown is not None and (runs := station.taken(at, shown)):
            take_away.show(runs, words, further, station.ticks(shown))
        shell.onward(station.page.name, pages, words)


@contextmanager
def _staged(at: Visit, words: Words) -> Iterator[None]:
    """The stage of a page and all that stands on it: behind a press where it costs too much."""
    with desk.part("stage", at, words) as part:
        yield
    if part.dear:
        visit.show_opening(at.page, words, MAX_TICKS)

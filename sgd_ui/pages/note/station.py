"""The station of the note."""

from __future__ import annotations

import streamlit as st

from sgd_core import Trace
from sgd_ui.frame import desk, earned, take_away, units
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.note import program, view
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage import one_run
from sgd_ui.stage.player import Staged


def _verdict(at: Visit, columns: Trace, frame: Frame) -> None:
    st.markdown(earned.beside(view.verdict(columns, frame.words)))


def _stage(at: Visit, columns: Trace, frame: Frame) -> Staged:
    return one_run.staged(at, columns, frame, listing=program.listing(columns, frame.words), without="cost")


def _after(at: Visit, columns: Trace | None, frame: Frame) -> None:
    words = frame.words
    with desk.part("claims", at, words):
        view.show_claims(words)
    if columns:
        with desk.part("orders", at, words), earned.sealed("ends", words):
            view.show_loose_ends(columns, words)
    view.show_program(at.run, words)


STATION = Station[Trace](
    view.PAGE,
    shown=lambda at, frame: trace_of(at.run),
    ticks=len,
    stage=_stage,
    mathematics=lambda at, words: words["program.mathematics"],
    scenes=view.SCENES,
    verdict=_verdict,
    told=lambda at, columns, words: view.verdict(columns, words),
    question=lambda at, columns, frame: view.question(at, frame.words),
    after=_after,
    taken=lambda at, columns: take_away.one(columns, units.in_use(at)),
)

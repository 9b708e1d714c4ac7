"""The station of the reader's data."""

from __future__ import annotations

import streamlit as st

from sgd_core import Trace
from sgd_ui.frame import derivation, take_away
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import intake, reading, view
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage import one_run
from sgd_ui.stage.player import Staged


def _way_in(at: Visit, frame: Frame) -> bool:
    words, awaited = frame.words, view.awaited(at)
    way = intake.choose_way(words, view.way_of(at) if awaited else "")
    if awaited:
        # There is no table yet beside which it would stand.
        view.show_scaling(at, words)
        view.show_awaited(at, words)
    view.show_checked(at.run, words)
    if way:
        intake.show(at, way, words)
    return not awaited


def _verdict(at: Visit, columns: Trace, frame: Frame) -> None:
    st.markdown(view.verdict(at, columns, frame.words))


def _above(at: Visit, columns: Trace, frame: Frame) -> None:
    """What is left out of the picture is said right above it."""
    if left := reading.left_out(at.run, frame.words):
        st.markdown(frame.words.sentences(left))


def _remarks(at: Visit, columns: Trace, frame: Frame) -> None:
    view.show_labels(at, frame.words)
    view.show_rate(at, frame.words)
    view.show_effects(at, frame.words)


def _stage(at: Visit, columns: Trace, frame: Frame) -> Staged:
    return one_run.staged(at, columns, frame, units=view.units_in_use(at))


STATION = Station[Trace](
    view.PAGE,
    shown=lambda at, frame: trace_of(view.shown(at, frame.words)),
    ticks=len,
    stage=_stage,
    mathematics=lambda at, words: derivation.of_run(at.run, words, view.units_in_use(at)),
    scenes=view.SCENES,
    way_in=_way_in,
    units=lambda at: at,
    verdict=_verdict,
    above=_above,
    told=view.outcome,
    remarks=_remarks,
    question=lambda at, columns, frame: view.question(at, frame.words),
    derived=True,
    taken=lambda at, columns: take_away.one(columns, view.units_in_use(at)),
)

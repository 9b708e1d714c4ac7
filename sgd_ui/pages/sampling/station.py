"""The station of the samplings."""

from __future__ import annotations

import streamlit as st

from sgd_ui.frame import earned, take_away
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.sampling import view
from sgd_ui.runs import racing
from sgd_ui.runs.racing import Clock, Contestant
from sgd_ui.stage import several
from sgd_ui.stage.player import Staged

_Runs = tuple[Contestant, ...]


def _clock(runs: _Runs) -> Clock:
    return racing.clock(runs, "updates")


def _verdict(at: Visit, runs: _Runs, frame: Frame) -> None:
    st.markdown(earned.beside(view.verdict(at.run, frame.words)))
    st.caption(view.why(at.run, frame.words))


def _stage(at: Visit, runs: _Runs, frame: Frame) -> Staged:
    return several.staged(at, frame, runs, view.charts(at, runs, frame), _clock(runs))


def _note(at: Visit, runs: _Runs, frame: Frame) -> None:
    st.info(frame.words["sampling.note"], icon=":material/menu_book:")


STATION = Station[_Runs](
    view.PAGE,
    shown=lambda at, frame: view.contestants(at, frame) or None,
    ticks=lambda runs: _clock(runs).ticks,
    stage=_stage,
    mathematics=lambda at, words: words["sampling.mathematics"],
    scenes=view.SCENES,
    verdict=_verdict,
    told=lambda at, runs, words: view.verdict(at.run, words),
    remarks=_note,
    question=lambda at, runs, frame: view.question(at, frame.words),
    findings=lambda at, runs, frame: view.show_seeds(at, frame),
    taken=take_away.several,
)

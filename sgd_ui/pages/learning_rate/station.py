"""The station of the learning rate."""

from __future__ import annotations

import streamlit as st

from sgd_ui.frame import earned, take_away
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.learning_rate import view
from sgd_ui.runs import racing
from sgd_ui.runs.racing import Clock, Contestant
from sgd_ui.stage import several
from sgd_ui.stage.player import Staged


def _clock(shown: Contestant) -> Clock:
    return racing.clock([shown], "updates")


def _verdict(at: Visit, shown: Contestant, frame: Frame) -> None:
    st.markdown(earned.beside(view.verdict(at.run, frame.words)))


def _stage(at: Visit, shown: Contestant, frame: Frame) -> Staged:
    return several.staged(at, frame, [shown], view.charts(at, shown, frame), _clock(shown))


def _ladder(at: Visit, shown: Contestant, frame: Frame) -> None:
    rungs = view.rungs(at.run, frame.words)
    if rungs:
        with earned.sealed("rungs", frame.words):
            st.markdown(rungs)


STATION = Station[Contestant](
    view.PAGE,
    shown=view.contestant,
    ticks=lambda shown: _clock(shown).ticks,
    stage=_stage,
    mathematics=lambda at, words: words["rate.mathematics"],
    scenes=view.SCENES,
    verdict=_verdict,
    above=lambda at, shown, frame: view.show_ruler(at, frame.words),
    told=lambda at, shown, words: view.verdict(at.run, words),
    remarks=_ladder,
    question=lambda at, shown, frame: view.question(at, frame.words),
    findings=lambda at, shown, frame: view.show_seeds(at, frame),
    taken=lambda at, shown: take_away.several(at, [shown]),
)

"""The station of the optimizers."""

from __future__ import annotations

import streamlit as st

from sgd_ui.frame import earned, take_away
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.question import Question
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.optimizers import sweep, view
from sgd_ui.pages.optimizers.view import Race
from sgd_ui.runs import racing
from sgd_ui.runs.racing import Clock
from sgd_ui.stage import several
from sgd_ui.stage.player import Staged


def _clock(race: Race) -> Clock:
    return racing.clock(race.contestants, "updates")


def _stage(at: Visit, race: Race, frame: Frame) -> Staged:
    words = view.stage_words(race, frame.words)
    return several.staged(
        at, frame, race.contestants, view.charts(at, race, frame), _clock(race), words=words
    )


def _alone(at: Visit, race: Race, frame: Frame) -> None:
    if not race.is_race:
        st.info(frame.words["optimizers.alone"])


def _outside(at: Visit, race: Race, frame: Frame) -> None:
    if beyond := view.outside(race, frame.words):
        with earned.sealed("outside", frame.words):
            st.caption(beyond)


def _question(at: Visit, race: Race, frame: Frame) -> Question | None:
    return view.question(at, frame.words) if race.is_race else None


def _sweep(at: Visit, race: Race, frame: Frame) -> None:
    if race.is_race:
        sweep.show_sweep(at, race, frame)


STATION = Station[Race](
    view.PAGE,
    shown=view.race,
    ticks=lambda race: _clock(race).ticks,
    stage=_stage,
    mathematics=lambda at, words: view.mathematics(words),
    scenes=view.SCENES,
    verdict=lambda at, race, frame: view.show_verdict(at, race, frame.words),
    above=_alone,
    told=lambda at, race, words: view.verdict(race, words),
    remarks=_outside,
    question=_question,
    findings=_sweep,
    taken=lambda at, race: take_away.several(at, race.as_they_ran),
)

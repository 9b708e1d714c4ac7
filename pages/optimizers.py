"""Which optimizer? Two to six of them race from one start, on the same samples in the same order."""

import streamlit as st

from sgd_ui.frame import question, take_away, visit
from sgd_ui.frame.arrival import arrive, staged
from sgd_ui.pages.optimizers import view
from sgd_ui.stage import several

frame, chosen = arrive(view.PAGE, view.SCENES)
words = frame.words
with staged(chosen, words):
    race = view.race(chosen, frame)
    clock = several.clock(race.contestants, "updates")
    visit.show_opening(view.PAGE, words, clock.ticks)
    view.show_verdict(chosen, race, words)
    several.show(
        chosen,
        frame,
        race.contestants,
        view.charts(chosen, race, frame),
        clock,
        words=view.stage_words(race, words),
    )
    if beyond := view.outside(race, words):
        st.caption(beyond)
    if len(race.contestants) > 1:
        question.ask(chosen, view.question(chosen, words), words)
        view.show_sweep(chosen, race, frame)
take_away.mathematics(view.mathematics(words), words)

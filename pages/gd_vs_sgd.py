"""Is the mean worth its price? Full batch, mini-batch and single samples race."""

import streamlit as st

from sgd_ui.frame import question, take_away, visit
from sgd_ui.frame.arrival import arrive, staged
from sgd_ui.pages.gd_vs_sgd import view
from sgd_ui.stage import several

frame, chosen = arrive(view.PAGE, view.SCENES)
with staged(chosen, frame.words):
    race = view.race(chosen, frame)
    visit.show_opening(view.PAGE, frame.words, race.clock.ticks if race else 0)
    if race:
        view.show_verdict(chosen, race, frame.words)
        several.show(chosen, frame, race.contestants, view.charts(chosen, race, frame), race.clock)
        question.ask(chosen, view.question(chosen, frame.words), frame.words)
    else:
        st.warning(frame.words["several.open"])
take_away.mathematics(frame.words["race.mathematics"], frame.words)

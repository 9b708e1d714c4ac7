"""How big a step? The stability ladder, a sweep over learning rates, and schedules."""

import streamlit as st

from sgd_ui.frame import question, take_away, visit
from sgd_ui.frame.arrival import arrive, staged
from sgd_ui.pages.learning_rate import view
from sgd_ui.stage import several

frame, chosen = arrive(view.PAGE, view.SCENES)
words = frame.words
with staged(chosen, words):
    shown = view.contestant(chosen, frame)
    clock = several.clock([shown], "updates") if shown else None
    visit.show_opening(view.PAGE, words, clock.ticks if clock else 0)
    if shown and clock:
        st.markdown(view.verdict(chosen.run, words))
        view.show_ruler(chosen, words)
        several.show(chosen, frame, [shown], view.charts(chosen, shown, frame), clock)
        st.markdown(view.ladder(chosen.run, words))
        question.ask(chosen, view.question(chosen, words), words)
        view.show_seeds(chosen, frame)
    else:
        st.warning(words["several.open"])
take_away.mathematics(words["rate.mathematics"], words)

"""Which sample next? The four samplings, in one run each and over many seeds."""

import streamlit as st

from sgd_ui.frame import question, take_away, visit
from sgd_ui.frame.arrival import arrive, staged
from sgd_ui.pages.sampling import view
from sgd_ui.stage import several

frame, chosen = arrive(view.PAGE, view.SCENES)
words = frame.words
with staged(chosen, words):
    runs = view.contestants(chosen, frame)
    clock = several.clock(runs, "updates") if runs else None
    visit.show_opening(view.PAGE, words, clock.ticks if clock else 0)
    if runs and clock:
        st.markdown(view.verdict(chosen.run, words))
        st.caption(view.why(chosen.run, words))
        several.show(chosen, frame, runs, view.charts(chosen, runs, frame), clock)
        st.info(words["sampling.note"], icon=":material/menu_book:")
        question.ask(chosen, view.question(chosen, words), words)
        view.show_seeds(chosen, frame)
    else:
        st.warning(words["several.open"])
take_away.mathematics(words["sampling.mathematics"], words)

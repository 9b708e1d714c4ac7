"""Can it get stuck? A saddle made of samples, and who leaves it."""

import streamlit as st

from sgd_ui.frame import question, take_away, visit
from sgd_ui.frame.arrival import arrive, staged
from sgd_ui.pages.saddle import view
from sgd_ui.stage import several

frame, chosen = arrive(view.PAGE, view.SCENES)
words = frame.words
with staged(chosen, words):
    shown = view.shown(chosen, frame)
    visit.show_opening(view.PAGE, words, shown.clock.ticks if shown else 0)
    if shown:
        view.show_verdict(shown, words)
        several.show(
            chosen,
            frame,
            shown.contestants,
            view.charts(shown, frame),
            shown.clock,
            words=view.stage_words(words),
        )
        view.show_surface(chosen, shown, frame)
        question.ask(chosen, view.question(chosen, shown, words), words)
        view.show_findings(chosen, shown, frame)
    else:
        st.warning(view.no_saddle(chosen.run, words))
view.show_claim(words)
take_away.mathematics(words["saddle.mathematics"], words)

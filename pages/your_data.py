"""What about my data? Numbers pasted, edited or uploaded, and everything of the home page on them."""

import streamlit as st

from sgd_ui.frame import question, take_away, visit
from sgd_ui.frame.arrival import arrive, staged
from sgd_ui.frame.page import MAX_TICKS
from sgd_ui.pages.your_data import intake, view
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage import one_run

frame, chosen = arrive(view.PAGE, view.SCENES)
words, awaited = frame.words, view.awaited(chosen)
with st.container(horizontal=True, vertical_alignment="bottom"):
    way = intake.choose_way(view.PAGE, words, view.way_of(chosen) if awaited else "")
    view.show_scaling(chosen, words)
if awaited:
    view.show_awaited(chosen, words)
view.show_checked(chosen.run, words)
if way:
    intake.show(chosen, way, words)
if awaited:
    visit.show_opening(view.PAGE, words, MAX_TICKS)
else:
    with staged(chosen, words):
        columns = trace_of(view.shown(chosen, words))
        visit.show_opening(view.PAGE, words, len(columns))
        st.markdown(view.verdict(chosen, columns, words))
        view.show_rate(chosen, words)
        one_run.show(chosen, columns, view.in_units(chosen, frame))
        view.show_effects(chosen, words)
        asked = view.question(chosen, words)
        if asked:
            question.ask(chosen, asked, words)
        take_away.mathematics(words[f"mathematics.{chosen.run.problem}"], words)
        take_away.show(columns, words)

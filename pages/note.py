"""What did the note say? Its program line by line, its loose ends, and its five claims."""

import streamlit as st

from sgd_ui.frame import desk, question, take_away, visit
from sgd_ui.frame.arrival import arrive, staged
from sgd_ui.pages.note import program, view
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage import one_run

frame, chosen = arrive(view.PAGE, view.SCENES)
words = frame.words
columns = None
with staged(chosen, words):
    columns = trace_of(chosen.run)
    visit.show_opening(view.PAGE, words, len(columns))
    st.markdown(view.verdict(columns, words))
    one_run.show(chosen, columns, frame, listing=program.listing(columns, words), without="cost")
    if asked := view.question(chosen, words):
        question.ask(chosen, asked, words)
with desk.part("claims", chosen, words):
    view.show_claims(words)
if columns:
    with desk.part("orders", chosen, words):
        view.show_loose_ends(columns, words)
view.show_program(chosen.run, words)
take_away.mathematics(words["program.mathematics"], words)

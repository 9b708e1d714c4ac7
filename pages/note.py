"""What did the note say? Its program line by line, its loose ends, and its five claims."""

import streamlit as st

from sgd_ui import desk, one_run, question, take_away, visit
from sgd_ui.arrival import arrive, staged
from sgd_ui.note import program, view
from sgd_ui.runs import trace_of

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

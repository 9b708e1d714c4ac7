"""Predict, then run: a question about a run that has not been shown yet, answered by running it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

import streamlit as st

from sgd_core import Run
from sgd_core.link import query_of
from sgd_ui.frame import desk, earned, gate, session, visit
from sgd_ui.frame.visit import Visit
from sgd_ui.words.catalogue import Words


@dataclass(frozen=True)
class Question:
    """What is asked of a run.

    Args:
        text: the question.
        options: what can be answered: a word and its text.
        answer: computes the words that are right, and why, from the run.
        run: the run that is asked about.
        view: the view that it is to be shown in.
    """

    text: str
    options: Mapping[str, str]
    answer: Callable[[], tuple[Set[str], str]]
    run: Run
    view: Mapping[str, str]


def other_rate(lr: float, times: float) -> float:
    """A learning rate to ask about: ``times`` as large, or as small where that is beyond doubles; never 0."""
    if not lr:
        return 0.1
    return lr * times if math.isfinite(lr * times) else lr / times


def key_of(at: Visit, english: Question) -> str:
    """The key of the answer; the same in every process, so that it outlives a restart.

    Another question, be it of the same run, is another widget, with no answer yet; another language is not.

    Args:
        english: the question in that language.
    """
    runs = query_of(at.run.to_params()), query_of(english.run.to_params())
    asked = (*runs, english.text, *english.options.values())
    return f"question.{at.page.name}.{hashlib.sha256(repr(asked).encode()).hexdigest()[:16]}"


def ask(at: Visit, question: Question, english: Question, words: Words) -> None:
    """Draws the question; once it is answered, what is true and a button that shows it.

    Args:
        english: the same question in English, by which its answer is kept.
    """
    page, key = at.page, key_of(at, english)
    session.keep(key)
    with st.container(border=True):
        st.markdown(f"**{words['question.title']}**")
        gate.expect(key, [None, *question.options].__contains__)
        st.radio(
            question.text,
            list(question.options),
            format_func=question.options.__getitem__,
            index=None,
            horizontal=True,
            key=key,
            on_change=earned.answer,
            args=(page.name,),
        )
        guess = st.session_state[key]
        if guess is None:
            return
        with desk.part("answer", at, words) as part:
            right, why = question.answer()
        if part.dear:
            return
        if guess in right:
            st.success(words.format("question.told_right", why=why))
        else:
            named = [text for word, text in question.options.items() if word in right]
            answer = words.listed([words.format("complaint.quoted", text=text) for text in named])
            st.info(words.format("question.told_wrong", answer=answer, why=why))
        st.button(
            words["question.run"],
            key=f"question.{page.name}.run",
            on_click=visit.show,
            args=(page, at.as_given(question.run), question.view),
        )

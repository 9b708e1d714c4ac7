"""Predict, then run: what an answer is kept under."""

import os
import subprocess
import sys

import pytest

from sgd_core import Run
from sgd_ui.frame import question, session
from sgd_ui.pages.registry import STATIONS
from tests.ui.opened import ROOT, open_page, visit, widget

ASKED = """
from sgd_core import Run
from sgd_ui.frame import question
from sgd_ui.pages.registry import STATIONS
from tests.ui.opened import visit
asked = question.Question("?", {"yes": "Yes", "no": "No"}, lambda: ({"yes"}, ""), Run(lr=0.02), {})
print(question.key_of(visit(STATIONS["sampling"].page, Run()), asked))
"""


def about(run: Run, text: str = "?", yes: str = "Yes") -> question.Question:
    return question.Question(text, {"yes": yes, "no": "No"}, lambda: ({"yes"}, ""), run, {})


def test_an_answer_is_kept_under_the_same_key_in_every_process() -> None:
    # What hashes of texts it came to hang on would be another in a process with another seed.
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    printed = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert printed.strip() == question.key_of(visit(STATIONS["sampling"].page, Run()), about(Run(lr=0.02)))


GUESSES = {
    "note": "larger",
    "saddle": "nobody",
    "sampling": "cyclic",
    "gd_vs_sgd": "a",
    "optimizers": "a",
    "learning_rate": "nearer",
    "your_data": "nearer",
}


@pytest.mark.parametrize("name", GUESSES)
def test_another_language_asks_the_same_question(name: str) -> None:
    app = open_page(f"pages/{name}.py")
    (before,) = app.radio
    before.set_value(GUESSES[name]).run()
    app.session_state[session.LANG] = "zh"
    app.run()
    (after,) = app.radio
    assert (after.key, after.value) == (before.key, GUESSES[name]) and after.label != before.label


@pytest.mark.parametrize(
    ("name", "link", "guess", "control", "value"),
    [
        ("optimizers", "", "c", "view.c.optimizer", "lion"),
        ("gd_vs_sgd", "", "c", "view.within", "0.3"),
        ("saddle", "problem=deep", "too", "view.beyond", "0.9"),
    ],
)
def test_what_a_page_asks_otherwise_of_the_same_run_is_not_answered_yet(
    name: str, link: str, guess: str, control: str, value: str
) -> None:
    app = open_page(f"pages/{name}.py", link)
    (radio,) = app.radio
    radio.set_value(guess).run()
    widget(app, control).set_value(value).run()
    (radio,) = app.radio
    assert radio.value is None


def test_another_run_or_another_page_is_another_question() -> None:
    pages = [STATIONS[name].page for name in ("sampling", "note")]
    keys = {
        question.key_of(visit(page, run), about(asked, *other))
        for page in pages
        for run in (Run(), Run(seed=1))
        for asked in (Run(lr=0.02), Run(lr=0.03))
        for other in ((), ("Within 0.3?",), ("?", "Lion"))
    }
    assert len(keys) == 24

"""Predict, then run: what an answer is kept under."""

import os
import subprocess
import sys

from sgd_core import Run
from sgd_ui.frame import question
from sgd_ui.pages.registry import STATIONS
from tests.ui.opened import ROOT, visit

ASKED = """
from sgd_core import Run
from sgd_ui.frame import question
from sgd_ui.pages.registry import STATIONS
from tests.ui.opened import visit
print(question.key_of(visit(STATIONS["sampling"].page, Run()), Run(lr=0.02)))
"""


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
    assert printed.strip() == question.key_of(visit(STATIONS["sampling"].page, Run()), Run(lr=0.02))


def test_another_run_or_another_page_is_another_question() -> None:
    pages = [STATIONS[name].page for name in ("sampling", "note")]
    keys = {
        question.key_of(visit(page, run), asked)
        for page in pages
        for run in (Run(), Run(seed=1))
        for asked in (Run(lr=0.02), Run(lr=0.03))
    }
    assert len(keys) == 8

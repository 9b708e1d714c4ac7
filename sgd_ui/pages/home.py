"""The home page: what it offers, and its station."""

from __future__ import annotations

from sgd_core import Trace
from sgd_core.parameters import Real, Word
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.page import Page, View
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage import one_run

PAGE = Page(
    "home",
    ("origin", "line", "logistic", "huber"),
    ("problem", "data", "x", "y", "w0", "lr", "epochs", "sampling", "seed", "batch"),
    folded=True,
    views={
        "loss": View(Word(("last", "mean")), "last", staged=True),
        "predict": View(Real(), "4", staged=True),
        "scale": View(Word(("linear", "log")), "linear", staged=True),
    },
)

STATION = Station[Trace](
    PAGE,
    shown=lambda at, frame: trace_of(at.run),
    ticks=len,
    stage=one_run.show,
    mathematics=lambda run, words: words[f"mathematics.{run.problem}"],
    taken=lambda columns: columns,
)

"""The home page: what it offers, and its station."""

from __future__ import annotations

from sgd_core import Trace
from sgd_ui.frame import derivation, take_away, units
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.page import Page
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage import one_run
from sgd_ui.stage.one_run import STAGED

PAGE = Page(
    "home",
    ("origin", "line", "logistic", "huber"),
    ("problem", "data", "x", "y", "w0", "lr", "epochs", "sampling", "seed", "batch"),
    folded=True,
    views=STAGED,
    speaks=True,
)

STATION = Station[Trace](
    PAGE,
    shown=lambda at, frame: trace_of(at.run),
    ticks=len,
    stage=lambda at, columns, frame: one_run.staged(at, columns, frame, units=units.in_use(at)),
    mathematics=lambda at, words: derivation.of_run(at.run, words, units.in_use(at)),
    derived=True,
    taken=lambda at, columns: take_away.one(columns, units.in_use(at)),
)

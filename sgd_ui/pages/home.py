"""The home page: what it offers."""

from __future__ import annotations

from sgd_core.parameters import Real, Word
from sgd_ui.frame.page import Page, View

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

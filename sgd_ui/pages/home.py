"""The home page: what it offers."""

from __future__ import annotations

from sgd_ui.frame.page import Page
from sgd_ui.stage.one_run import STAGED

PAGE = Page(
    "home",
    ("origin", "line", "logistic", "huber"),
    ("problem", "data", "x", "y", "w0", "lr", "epochs", "sampling", "seed", "batch"),
    folded=True,
    views=STAGED,
)

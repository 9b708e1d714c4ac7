"""Opening a page in Streamlit's own test bench, without a browser, and reading what it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest

from sgd_core import Run
from sgd_core.link import params_of
from sgd_ui.drawing.axes import Figure
from sgd_ui.frame import address, session, take_away
from sgd_ui.frame.page import Page
from sgd_ui.frame.visit import Visit
from sgd_ui.words.catalogue import words_in

ROOT = Path(__file__).parents[2]


#: What is drawn once it is asked for: what is folded away below every stage, and the lists of the settings.
FOLDS = (take_away.MATHEMATICS, take_away.FILES, session.LISTS)


def open_page(page: str, link: str = "", *unfolded: str, folds: Sequence[str] = FOLDS) -> AppTest:
    """The page of a file, as ``home.py`` or ``pages/sampling.py``, on a link.

    Args:
        unfolded: the keys of what else is folded on the page and computed once it is opened, to have it open.
        folds: those of every page that are open, or have been asked for.
    """
    app = AppTest.from_file(str(ROOT / page), default_timeout=300)
    for key in (*unfolded, *folds):
        app.session_state[key] = True
    for name, text in params_of(link).items():
        app.query_params[name] = text
    return app.run()


def visit(page: Page, run: Run, view: Mapping[str, str] | None = None) -> Visit:
    """A visit to a page that shows a run; what is not chosen of its view is as it opens."""
    usual = {name: each.default for name, each in page.chosen.items()}
    return Visit(page, run, usual | dict(view or {}))


def link_of(at: Visit) -> dict[str, str]:
    """The query that leads to a visit."""
    return address.query(at.page, at.run, at.view, "")


def answered(app: AppTest) -> str:
    """Whether a guess in English was "right" or "wrong", by the words of its box."""
    words, boxes = words_in("en").table("question"), [each.value for each in (*app.success, *app.info)]
    (answer,) = (
        name
        for name in ("right", "wrong")
        for box in boxes
        if box.startswith(words[f"told_{name}"].split(" {")[0])
    )
    return answer


def named_right(app: AppTest) -> str:
    """What a wrong guess in English is told to be right."""
    (box,) = (each.value for each in app.info if each.value.startswith("**Not this time.**"))
    return str(box.partition("It is ")[2].partition(". ")[0])


def components(app: AppTest, name: str) -> list[Any]:
    """The messages of every component of a name that the page shows."""
    protos = [getattr(each, "proto", None) for each in app.main]
    return [each for each in protos if getattr(each, "component_name", "") == f"samplewise_{name}"]


def stage(app: AppTest) -> dict[str, Any]:
    """The document that the stage was sent."""
    (component,) = components(app, "document")
    return document_of(component.bytes)


def document_of(message: bytes) -> dict[str, Any]:
    """The document of a packed message."""
    return dict(json.loads(message[4 : 4 + int.from_bytes(message[:4], "little")]))


def sent_columns(app: AppTest) -> list[str]:
    """The names of the columns that the stage was sent."""
    (component,) = components(app, "columns")
    return [name for name, *_ in document_of(component.bytes)["columns"]]


def stills(app: AppTest) -> list[dict[str, Any]]:
    """The figures that stand still."""
    return [json.loads(json.loads(each.json)["figure"]) for each in components(app, "still")]


def as_plotly(make: Callable[..., Figure], *args: Any) -> go.Figure:
    """What Plotly makes of a figure; it refuses one that is not valid."""
    return go.Figure(make(*args))


def query(app: AppTest) -> dict[str, str]:
    """What the stage writes into the address, but for the language."""
    return {name: text for name, text in stage(app)["query"].items() if name != "lang"}


def widget(app: AppTest, name: str) -> Any:
    """The control with a key."""
    kinds = ("selectbox", "number_input", "text_input", "button", "radio")
    return next(e for kind in kinds for e in app.get(kind) if e.key == name)


def place_of_stage(app: AppTest) -> int:
    """How many parts of the page stand before the stage."""
    (place,) = (
        k for k, part in app.main.children.items() if getattr(part.proto, "id", "").endswith("-stage")
    )
    return int(place)


def unmarked(text: str) -> str:
    """Markdown without its escapes and fences."""
    return re.sub(r"[\\`]", "", text)


def told(app: AppTest) -> str:
    """Everything the page says in sentences and tables, without marks."""
    texts = [e.value for kind in ("markdown", "caption", "success", "info") for e in app.main.get(kind)]
    return re.sub(r"\s+", " ", " ".join(texts).replace("**", ""))

"""Opening a page in Streamlit's own test bench, without a browser, and reading what it shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from sgd_core.link import params_of

ROOT = Path(__file__).parents[2]


def open_page(page: str, link: str = "") -> AppTest:
    """The page of a file, as ``home.py`` or ``pages/sampling.py``, on a link."""
    app = AppTest.from_file(str(ROOT / page), default_timeout=60)
    for name, text in params_of(link).items():
        app.query_params[name] = text
    return app.run()


def stage(app: AppTest) -> dict[str, Any]:
    """The document that the stage was sent."""
    (component,) = [e for e in app.main if "samplewise_stage" in str(getattr(e, "proto", ""))[:4000]]
    message = component.proto.bytes
    size = int.from_bytes(message[:4], "little")
    return json.loads(message[4 : 4 + size])


def query(app: AppTest) -> dict[str, str]:
    """What the stage writes into the address, but for the language."""
    return {name: text for name, text in stage(app)["query"].items() if name != "lang"}


def widget(app: AppTest, name: str) -> Any:
    """The control with a key."""
    kinds = ("selectbox", "number_input", "text_input", "button", "radio")
    return next(e for kind in kinds for e in app.get(kind) if e.key == name)


def told(app: AppTest) -> str:
    """Everything the page says in sentences and tables, without marks."""
    texts = [e.value for kind in ("markdown", "caption", "success", "info") for e in app.main.get(kind)]
    return re.sub(r"\s+", " ", " ".join(texts).replace("**", ""))

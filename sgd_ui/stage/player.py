"""The stage: one browser component that plays the columns of one run or of several on Plotly charts.

Python hands over figures and columns once; the browser owns the clock from there. ``marks``
says how the traces of a figure follow it.

The clock counts ticks: updates of one run, or steps along the axis on which several race.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from sgd_core import Run
from sgd_core.scaling import Units
from sgd_ui.drawing.axes import Figure
from sgd_ui.frame import address, earned, files, gate, known, library, messages, session, visit
from sgd_ui.frame.modules import joined
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.stage.spec import Place, Spec

_HERE = Path(__file__).parent / "browser"


def _source(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_STYLES = ("stage", "charts", "listing", "sentence", "transport", "ladder", "log", "grasp", "views", "earned")
#: The stage itself, and how it looks.
MARKUP = re.sub(r"^ +", "", _source("stage.html"), flags=re.M)
STYLE = "\n".join(_source(f"{name}.css") for name in _STYLES)

_COMPONENT = st.components.v2.component(
    "samplewise_stage",
    html=MARKUP,
    css=STYLE,
    js=joined(_HERE, "stage"),
    isolate_styles=False,
)

_DOCUMENT, _COLUMNS = (
    st.components.v2.component(f"samplewise_{name}", js=joined(_HERE, "carrier"))
    for name in ("document", "columns")
)
_STILL = st.components.v2.component(
    "samplewise_still",
    html=_source("still.html"),
    css=_source("still.css"),
    js=joined(_HERE, "still"),
    isolate_styles=False,
)
_EXACT = st.components.v2.component("samplewise_exact", js=joined(_HERE, "exact"))


@dataclass(frozen=True)
class Toggle:
    """A choice that stands over a chart: its name in the address, its label, (value, text) pairs."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    #: What ``auto`` comes to, and where what is shown spans very many decades.
    suits: str = ""
    wide: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart: one figure for each combination of its toggles' values, joined by spaces."""

    name: str
    title: str
    alt: str
    figures: Mapping[str, Figure]
    toggles: tuple[Toggle, ...] = field(default=())
    #: How many sixths of the stage it is wide.
    span: int = 2
    #: What of it can be taken by hand: ``samples``, the ``line``, the start ``w0``.
    grasps: tuple[str, ...] = ()
    #: Where all of it is an answer: what stands in its place until that is earned.
    later: str = ""
    #: Whether its text alternative says how a run ends, or where it is best.
    ends: bool = False
    #: What its marks are: a word, how it is drawn (as ``key`` says), its colour.
    key: tuple[tuple[str, str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "alt": self.alt,
            "later": self.later,
            "ends": self.ends,
            "span": self.span,
            "grasps": self.grasps,
            "key": [{"text": text, "kind": kind, "colour": colour} for text, kind, colour in self.key],
            "toggles": [toggle.__dict__ for toggle in self.toggles],
            "figures": dict(self.figures),
        }


@dataclass(frozen=True)
class Sent:
    """The columns of a stage as one message, and the name by which a document asks for them."""

    message: bytes
    digest: str


def sent(columns: Mapping[str, NDArray[Any]]) -> Sent:
    """Makes what ``payload.columns_of`` makes of a run, or ``payload.paths_of`` of several, ready to send."""
    digest = hashlib.sha256()
    for name, column in columns.items():
        digest.update(f"{name} {column.dtype.str} {len(column)};".encode())
        digest.update(column.tobytes())
    name = digest.hexdigest()
    return Sent(packed({"digest": name}, columns), name)


#: From an update to the document and the columns of those around it.
Window = Callable[[int], tuple[Mapping[str, Any], Mapping[str, NDArray[Any]]]]


@dataclass(frozen=True)
class Staged:
    """All that stands on a stage.

    Args:
        charts: from left to right.
        columns: what its runs are drawn from.
        spec: what else the browser must know, wherever the stage stands.
        act: called with what the browser says that the reader asks for.
        run: the first one on it.
        units: what that is given in, where its x are scaled.
        window: where the columns are thinned, the exact numbers.
    """

    charts: Sequence[Chart]
    columns: Sent
    spec: Spec
    act: Callable[[object], None]
    run: Run
    units: Units | None = None
    window: Window | None = None

    def document(self, place: Place) -> dict[str, Any]:
        """What the browser is told beside the columns."""
        charts = [chart.to_json() for chart in self.charts]
        return {
            **self.spec,
            **place,
            "sent": self.columns.digest,
            "charts": charts,
            "kinds": self.kinds,
            "rows": self.rows,
        }

    @property
    def kinds(self) -> dict[str, str]:
        """What its style goes by, as ``data-`` attributes of its element."""
        one, listing = "cards" in self.spec, bool(self.spec.get("listing"))
        kinds = {
            "runs": "one" if one else "many",
            "parameters": str(len(self.spec["runs"][0]["parameters"])),
            "hero": "" if one and not listing and len(self.charts) == 3 else None,
            "listing": "" if listing else None,
            # Where each run has a picture of its own.
            "each": "" if self.charts and self.charts[0].span == 3 else None,
        }
        return {name: kind for name, kind in kinds.items() if kind is not None}

    @property
    def rows(self) -> int:
        """How many rows its charts take, each six sixths wide."""
        return math.ceil(sum(chart.span for chart in self.charts) / 6)

    def mount(self, at: Visit, frame: Frame) -> None:
        """Puts it on the page of a visit.

        Its code, its columns and all else travel apart: of what is the same as before, Streamlit sends the
        browser a reference to what it has.
        """
        place, key = place_of(at, self.run, self.units, frame), f"stage.{at.page.name}"
        gate.expect(key, _is_empty)
        _COLUMNS(data=self.columns.message, key=f"carried.columns.{key}")
        _DOCUMENT(data=packed(self.document(place), {}), key=f"carried.document.{key}")
        _COMPONENT(
            key=key,
            on_action_change=lambda: self.act(st.session_state.get(key, {}).get("action")),
            # Nothing but another run of the page, which then knows the new theme.
            on_theme_change=lambda: None,
        )
        if self.window:
            exact_numbers(self.window, place["goto"]["at"], self.spec["clock"]["ticks"])


@cache
def alone() -> str:
    """The script of a stage in a document of its own; what only people read is left out."""
    script = re.sub(r"/\*\*.*?\*/ ?", "", joined(_HERE, "alone"), flags=re.S)
    script = re.sub(r"^(\s+|//.*\n)+", "", script, flags=re.M)
    # No text that a script shows holds any of these.
    script = re.sub(r" (=>|===|!==|&&|\|\|) |(?<=\)) (?={)", r"\1", script)
    # Behind these a line need not end, whatever the next one begins with.
    return re.sub(r"(?<=[;{},(\[])\n", "", script).replace(";}", "}")


def place_of(at: Visit, run: Run, units: Units | None, frame: Frame) -> Place:
    """Where the stage of a page stands, and the command that prints its run."""
    return {
        "query": address.query(at.page, at.as_given(at.run), at.view, frame.lang, known.are_private()),
        "names": address.names(at.page),
        "viewDefaults": visit.staged_defaults(at.page),
        "goto": vars(session.goto()),
        "heard": session.heard(),
        "answered": earned.is_answered(at.page.name),
        "plotly": library.address(),
        "command": files.command(run, units, known.are_private()),
    }


def still(figure: Figure, alt: str, *, height: int, plotly: str, missing: str, key: str) -> None:
    """Draws a figure that stands still, on the stage's own copy of Plotly.

    Args:
        alt: its text alternative.
        height: in pixels.
        plotly: where Plotly is.
        missing: what stands in its place where Plotly cannot be loaded.
    """
    data = {"figure": written(figure), "alt": alt, "height": height, "plotly": plotly, "missing": missing}
    _STILL(data=data, key=key)


@st.fragment
def exact_numbers(window: Window, around: int, most: int) -> None:
    """Sends the numbers around the update in view, where the columns of the stage are thinned.

    A fragment: when the stage asks for another place, this alone runs again, and the columns stay.

    Args:
        window: from an update to the document and the columns of those around it.
        around: the update to begin with.
        most: the last one.
    """
    gate.expect("exact", lambda state: set(state) == {"around"} and messages.is_number(state["around"]))
    asked = messages.place(st.session_state.get("exact", {}).get("around"), most)
    document, columns = window(around if asked is None else asked)
    _EXACT(data=packed(document, columns), key="exact", on_around_change=lambda: None)


def _is_empty(state: Mapping[str, Any]) -> bool:
    """The stage has events, and nothing that lasts."""
    return not state


def packed(document: Mapping[str, Any], columns: Mapping[str, NDArray[Any]]) -> bytes:
    """A document and columns as one message.

    The length of the JSON as four little-endian bytes, the JSON, then the columns one after the
    other; ``columns`` in the JSON names each with its type, and how many entries it has.
    """
    layout = [
        [name, f"{column.dtype.kind}{column.dtype.itemsize}", len(column)] for name, column in columns.items()
    ]
    text = written({**document, "columns": layout}).encode()
    return b"".join(
        [len(text).to_bytes(4, "little"), text, *(column.tobytes() for column in columns.values())]
    )


def unpacked(message: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The document and the columns of one message."""
    end = 4 + int.from_bytes(message[:4], "little")
    document: dict[str, Any] = json.loads(message[4:end])
    columns: dict[str, NDArray[Any]] = {}
    for name, dtype, length in document["columns"]:
        columns[name] = np.frombuffer(message, f"<{dtype}", length, end)
        end += columns[name].nbytes
    return document, columns


#: Nothing between the parts of a document: some are megabytes.
_PARTED = (",", ":")


def written(document: Mapping[str, Any] | Figure) -> str:
    """The document as JSON; null for the numbers that it cannot hold."""
    try:
        return json.dumps(document, ensure_ascii=False, allow_nan=False, default=_plain, separators=_PARTED)
    except ValueError:
        return json.dumps(
            _held(document), ensure_ascii=False, allow_nan=False, default=_plain, separators=_PARTED
        )


def _plain(value: Any) -> Any:
    """An array of a figure as Plotly takes it, and NumPy's numbers as Python's."""
    return typed_array(value) if isinstance(value, np.ndarray) else value.item()


def typed_array(values: NDArray[Any]) -> dict[str, str] | list[Any]:
    """An array in Plotly's own spelling: its type, its bytes in base 64, and with several axes its shape.

    Whole numbers take as few bytes as they need; Plotly reads none of eight.
    """
    if not values.size:
        return []
    if values.dtype.kind == "i":
        least, most = (np.min_scalar_type(end) for end in (values.min(), values.max()))
        small = np.promote_types(least, most)
        values = values.astype("<f8" if small.itemsize == 8 else small)
    dtype = f"{values.dtype.kind}{values.dtype.itemsize}"
    spec = {"dtype": dtype, "bdata": base64.b64encode(values.tobytes()).decode()}
    return spec | ({"shape": ", ".join(map(str, values.shape))} if values.ndim > 1 else {})


def _held(value: Any) -> Any:
    """The same value without the numbers that JSON cannot hold."""
    if isinstance(value, Mapping):
        return {name: _held(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_held(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value

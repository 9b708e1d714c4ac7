"""The stage: one browser component that plays the columns of one run or of several on Plotly charts.

Python hands over figures and columns once; the browser owns the clock from there. A trace of a
figure stands still, or names in its ``meta`` what it shows of a run:

- ``run``: which of the runs it is about, 0 where it does not say;
- ``follow``: ``whole`` (a column against another, all of it), ``trail`` (up to now; with ``only``,
  the last few hundred updates that samples ``[first, last]`` pulled), ``head`` (the point now),
  ``line`` (a segment whose ends are computed), ``curve`` (computed over a ``grid`` named ``g``, with
  ``each`` the mean over those samples);
- ``by``: ``update`` or ``epoch``, for what reads columns;
- ``x``, ``y``: column names (``#`` is the number of the update or epoch, ``@`` its place on the axis
  that the clock runs along, a number is itself), or for computed ones sums of products, as ``terms``
  spells them: ``[["x", "w"], [-1, "y"]]`` is x·w − y;
- ``samples``: the trace stands still and shows the samples themselves, in their colours;
- ``each``: once for every sample that is pulling, or for every one of a list, whose number is ``i``;
  ``pulling``: names mean the update in progress; ``from``: not before that stage of slow motion;
  ``wears``: ``line`` or ``marker`` takes the colour of the sample that is pulling; ``floor``: where a
  zero is drawn on a log axis.

The clock counts ticks: updates of one run, or steps along the axis on which several race.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from sgd_ui import gate, messages

_HERE = Path(__file__).parent
_SCRIPTS = (
    "numbers.js",
    "columns.js",
    "clip.js",
    "figures.js",
    "live.js",
    "transport.js",
    "panels.js",
    "listing.js",
    "address.js",
    "stage.js",
)


def _source(*names: str) -> str:
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


_COMPONENT = st.components.v2.component(
    "samplewise_stage",
    html=_source("stage.html"),
    css=_source("stage.css"),
    js=_source(*_SCRIPTS),
    isolate_styles=False,
)

_CARRIER = st.components.v2.component("samplewise_exact", js=_source("exact.js"))


@dataclass(frozen=True)
class Toggle:
    """A choice that stands over a chart: its name in the address, its label, (value, text) pairs."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chart:
    """A chart: one figure for each combination of its toggles' values, joined by spaces."""

    name: str
    title: str
    alt: str
    figures: Mapping[str, go.Figure]
    toggles: tuple[Toggle, ...] = field(default=())
    #: How many sixths of the stage it is wide.
    span: int = 2

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "alt": self.alt,
            "span": self.span,
            "toggles": [toggle.__dict__ for toggle in self.toggles],
            "figures": {key: figure.to_plotly_json() for key, figure in self.figures.items()},
        }


def stage(
    charts: Sequence[Chart],
    columns: Mapping[str, NDArray[Any]],
    spec: Mapping[str, Any],
    *,
    key: str,
    on_action: Callable[[object], None],
) -> None:
    """Mounts the stage.

    Args:
        charts: from left to right.
        columns: what ``payload.columns_of`` makes of a run, or ``payload.paths_of`` of several.
        spec: ``runs``, what ``payload.facts_of`` makes of each, the ``clock``, and the words and colours
            to show them in; with ``cards``, the arithmetic of a single run, and with ``listing`` the
            lines of a program that makes it.
        key: one for each stage of the app.
        on_action: called with what the browser says that the reader asks for.
    """
    document = {**spec, "charts": [chart.to_json() for chart in charts]}
    gate.expect(key, _is_empty)
    _COMPONENT(
        data=packed(document, columns),
        key=key,
        on_action_change=lambda: on_action(st.session_state.get(key, {}).get("action")),
        # Nothing but another run of the page, which then knows the new theme.
        on_theme_change=lambda: None,
    )


@st.fragment
def exact_numbers(
    window: Callable[[int], tuple[Mapping[str, Any], Mapping[str, NDArray[Any]]]], around: int, most: int
) -> None:
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
    _CARRIER(data=packed(document, columns), key="exact", on_around_change=lambda: None)


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
    text = json.dumps(
        _readable({**document, "columns": layout}), ensure_ascii=False, allow_nan=False
    ).encode()
    return b"".join(
        [len(text).to_bytes(4, "little"), text, *(column.tobytes() for column in columns.values())]
    )


def _readable(value: Any) -> Any:
    """The same value in JSON's own types; null for the numbers that it cannot hold."""
    if isinstance(value, Mapping):
        return {name: _readable(item) for name, item in value.items()}
    if isinstance(value, (np.ndarray, np.generic)):
        return _readable(value.tolist())
    if isinstance(value, (list, tuple)):
        return [_readable(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value

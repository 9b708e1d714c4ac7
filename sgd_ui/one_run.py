"""A page about one run: its address, its controls, its complaints, and its stage.

The session keeps, for each such page, the last run that could be run and what the stage is to open
on; the widgets keep the run in the making.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from sgd_core import Complaint, Run, RunError, Trace, trace
from sgd_core.errors import quoted
from sgd_core.link import query_of
from sgd_core.parameters import Word, number_text, read_number
from sgd_ui import address, charts, complaints, controls, payload
from sgd_ui.catalogue import Words
from sgd_ui.palette import Palette
from sgd_ui.shell import Frame, plotly_address
from sgd_ui.stage import Chart, Toggle, exact_numbers, stage
from sgd_ui.terms import FORMS

_STAGE = "stage"
#: More changes of the learning rate than this are summed up.
MOST_NOTED = 3


@lru_cache(maxsize=8)
def trace_of(run: Run) -> Trace:
    """The trace of a run; shared by all sessions, since neither ever changes."""
    return trace(run)


def enter(page: str) -> None:
    """On arrival at a page, takes its run from the address, or from the last visit."""
    state = st.session_state
    if state.get("page") == page and f"{page}.run" in state:
        return
    params = dict(st.query_params)
    opening = address.read(params)
    if not params and f"{page}.run" in state:
        opening = opening._replace(run=state[f"{page}.run"])
    state["page"] = page
    state[f"{page}.run"] = opening.run
    state[f"{page}.opening"] = opening
    at = int(opening.view["at"])
    updates = len(trace_of(opening.run))
    if at > updates:
        facts = {"low": "0", "high": str(updates)}
        wrong = Complaint("at", str(at), "out_of_range", facts)
        state[f"{page}.opening"] = opening._replace(complaints=(*opening.complaints, wrong))
        at = 0
    _open_at(at, opening.view)
    controls.fill(opening.run)


def choose_run(page: str, words: Words) -> Run:
    """Draws the controls; the run they describe, or the last good one beside what is wrong."""
    state = st.session_state
    with st.sidebar:
        controls.show(words)
    try:
        run = Run.from_params(controls.params(state[f"{page}.run"]))
        if run != state[f"{page}.run"]:
            state[f"{page}.opening"] = None
        state[f"{page}.run"] = run
    except RunError as error:
        complaints.show(words["complaint.heading_control"], error.complaints, words)
    complaints.show(words["complaint.heading_control"], state.pop("refused", ()), words)
    good: Run = state[f"{page}.run"]
    return good


def show_opening(page: str, words: Words) -> None:
    """Names what in the address could not be used, until another run is chosen."""
    opening: address.Opening | None = st.session_state[f"{page}.opening"]
    if opening is None:
        return
    complaints.show(words["complaint.heading_link"], opening.complaints, words)
    if opening.ignored:
        names = ", ".join(map(quoted, opening.ignored))
        st.info(complaints.plain(words.format("complaint.ignored", names=names)))


def show_stage(page: str, columns: Trace, frame: Frame) -> None:
    """The stage of a run."""
    run, words = columns.run, frame.words
    query = run.to_params() | ({"lang": frame.lang} if frame.lang else {})
    goto = st.session_state["goto"]
    facts = payload.facts_of(columns)
    spec = {
        "runs": [facts],
        "clock": {
            "by": "updates",
            "size": 1,
            "ticks": len(columns),
            "leap": run.updates_per_epoch,
        },
        "samples": run.samples,
        "key": hashlib.sha256(query_of(run.to_params()).encode()).hexdigest(),
        "lang": words.lang,
        "query": query,
        "goto": goto,
        "viewDefaults": {name: text for name, (_, text) in address.VIEW.items() if name in address.CHOSEN},
        "plotly": plotly_address(),
        "prediction": FORMS[run.problem].prediction,
        "colours": frame.palette.shades(run.samples),
        "ink": frame.palette.ink,
        "cards": [words.table(_card(run, name)) for name in ("pick", "predict", "gradient", "move", "loss")],
        "speeds": [[speed, words[f"speed.{speed}"]] for speed in address.SPEEDS],
        "words": words.table("stage"),
        "note": _note(columns, words),
    }
    stage(
        _charts(columns, frame.palette, words), _columns(run), spec, key=_STAGE, on_action=lambda: _act(page)
    )
    if facts["windowed"]:
        exact_numbers(lambda around: _window(columns, spec["key"], around), goto["at"])


def _window(columns: Trace, key: str, around: int) -> tuple[dict[str, Any], dict[str, payload.Column]]:
    span, window = payload.window_of(columns, around)
    return {"key": key} | span, window


@lru_cache(maxsize=4)
def _columns(run: Run) -> dict[str, payload.Column]:
    return payload.columns_of(trace_of(run))


def _card(run: Run, name: str) -> str:
    """The table of words for one stage of an update."""
    if name == "gradient" and run.gradient != "plain":
        return f"estimate.{run.gradient}"
    if name == "move" and run.optimizer not in ("sgd", "averaged"):
        return f"move.{run.optimizer}"
    return f"{'card' if run.batch_size == 1 else 'batch'}.{name}"


def _charts(columns: Trace, palette: Palette, words: Words) -> list[Chart]:
    run = columns.run
    start, end = columns.parameters[0, 0].item(), columns.parameters[-1, 0].item()
    best = run.model.best(*run.points)
    facts = {
        "n": str(run.samples),
        "start": _short(start),
        "end": _short(end),
        "updates": str(len(columns)),
        "best": _short(best[0]) if best else "–",
    }
    losses = columns.epoch_loss
    loss_alt = (
        words.format(
            "chart.loss_alt", epochs=str(len(losses)), first=_short(losses[0]), last=_short(losses[-1])
        )
        if len(losses)
        else words["chart.no_epoch_alt"]
    )
    toggles = tuple(
        Toggle(
            name, words[f"toggle.{name}"], tuple((value, _toggle(value, run, words)) for value in kind.words)
        )
        for name, (kind, _) in address.VIEW.items()
        if name in ("loss", "scale") and isinstance(kind, Word)
    )
    return [
        Chart(
            "data",
            words["chart.data"],
            words.format("chart.data_alt", **facts),
            {"": charts.data_figure(columns, palette, words)},
        ),
        Chart(
            "cost",
            words["chart.cost"],
            words.format("chart.cost_alt", **facts),
            {"": charts.cost_figure(columns, palette, words)},
        ),
        Chart("loss", words["chart.loss"], loss_alt, charts.loss_figures(columns, palette, words), toggles),
    ]


def _toggle(value: str, run: Run, words: Words) -> str:
    return words["toggle.last_batch" if value == "last" and run.batch_size > 1 else f"toggle.{value}"]


def _note(columns: Trace, words: Words) -> str:
    """What the reader should know of this run before playing it."""
    run = columns.run
    notes = []
    rates = payload.rate_changes(columns)
    rate = number_text(columns.lr.max() if len(columns) else run.lr)
    if columns.diverged:
        notes.append(words.format("note.diverged", update=str(columns.end.t), lr=rate))
    elif len(columns) < run.updates:
        facts = {"epoch": str(columns.epoch[-1]), "tol": number_text(run.tol)}
        notes.append(words.format("note.converged", **facts))
    elif _moves_away(columns):
        plain = run.optimizer in ("sgd", "averaged") and run.gradient == "plain"
        notes.append(words.format("note.growing", lr=rate) if plain else words["note.away"])
    changes = (rates or ())[1:]
    if len(changes) > MOST_NOTED:
        facts = {"count": str(len(changes)), "update": str(changes[-1][0] + 1), "lr": _short(changes[-1][1])}
        notes.append(words.format("note.rates", **facts))
    else:
        notes += [words.format("note.rate", update=str(t + 1), lr=_short(lr)) for t, lr in changes]
    if run.samples > charts.MOST_CURVES:
        facts = {"drawn": str(charts.MOST_CURVES), "n": str(run.samples)}
        notes.append(words.format("chart.curves", **facts))
    if charts.leaves_picture(columns):
        notes.append(words["note.outside"])
    return " ".join(notes)


def _moves_away(columns: Trace) -> bool:
    """Whether the run ends far worse than it began."""
    start, end = columns.mean_loss_at(np.array([0, len(columns)]))
    return bool(end > 10 * start)


def _act(page: str) -> None:
    """Does what was asked for on the stage. Runs before the page is drawn again."""
    action: dict[str, Any] = st.session_state[_STAGE].action
    run: Run = st.session_state[f"{page}.run"]
    at = min(int(action["at"]), len(trace_of(run)))
    if action["kind"] == "rate":
        _change_rate(run, at, str(action["value"]))
        return
    if action["kind"] == "reset":
        controls.fill(Run())
        _open_at(0, {name: text for name, (_, text) in address.VIEW.items()})
    else:
        _start_from(run, tuple(trace_of(run).parameters[at].tolist()))


def _start_from(run: Run, w: tuple[float, ...]) -> None:
    try:
        controls.fill(run.replaced(w0=w))
        _open_at(0)
    except RunError as error:
        st.session_state["refused"] = error.complaints


def _change_rate(run: Run, at: int, rate: str) -> None:
    """Another learning rate from update ``at`` on; the updates before it stay as they are."""
    steps = run.constants["lr_steps"] if run.schedule == "piecewise" else ()
    try:
        step = (at, read_number("lr", controls.flat_text(rate)))
        kept = tuple(step for step in steps if step[0] < at)
        controls.fill(run.replaced(schedule="piecewise", lr_steps=(*kept, step)))
    except RunError as error:
        st.session_state["refused"] = error.complaints


def _open_at(at: int, view: dict[str, str] | None = None) -> None:
    """Asks the stage to show update ``at``, and a view if one is given."""
    state = st.session_state
    before = state.get("goto", {"id": 0})
    shown = {name: value for name, value in (view or {}).items() if name not in ("at", "lang")}
    state["goto"] = {"id": before["id"] + 1, "at": at, "view": shown}


def _short(value: float) -> str:
    return f"{value:.6g}"

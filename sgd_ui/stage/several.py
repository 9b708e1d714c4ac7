"""Several runs on one stage, and the clock that they share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from sgd_ui.frame import address, library, visit
from sgd_ui.frame.messages import action_of
from sgd_ui.frame.page import SPEEDS
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.racing import Clock, Contestant, clock
from sgd_ui.stage import payload
from sgd_ui.stage.player import Chart, Sent, sent, stage

__all__ = ["Clock", "Contestant", "clock", "show"]

_sent: Kept[tuple[Any, ...], Sent] = Kept(4)


def show(
    at: Visit,
    frame: Frame,
    contestants: Sequence[Contestant],
    charts: Sequence[Chart],
    ticking: Clock,
    *,
    words: Mapping[str, str] | None = None,
) -> None:
    """The stage of several runs on the same samples.

    Args:
        words: what the stage says in other words than its own, by their names in the table ``stage``.
    """
    page, own = at.page, frame.words
    run = contestants[0].trace.run
    key = f"stage.{page.name}"
    query = address.query(page, at.run, at.view, frame.lang)
    facts = [
        payload.facts_of(each.trace)
        | {
            "prefix": f"{k}.",
            "label": each.label,
            "colour": each.pen.colour,
            "dash": each.pen.dash,
            "pace": each.pace,
            "best": [list(target) for target in each.targets] or None,
        }
        for k, each in enumerate(contestants)
    ]
    spec = {
        "runs": facts,
        "clock": ticking.__dict__,
        "samples": run.samples,
        "key": hashlib.sha256(json.dumps([page.name, query]).encode()).hexdigest(),
        "lang": own.lang,
        "query": query,
        "names": address.names(page),
        "goto": st.session_state["goto"],
        "viewDefaults": visit.staged_defaults(page),
        "plotly": library.address(),
        "colours": frame.palette.shades(run.samples),
        "ink": frame.palette.ink,
        "speeds": [[speed, _speed(speed, ticking.by, frame)] for speed in _speeds(ticking.by)],
        "words": own.table("stage") | {"reset": own["several.reset"]} | dict(words or {}),
        "note": "",
    }

    def act(payload: object) -> None:
        if action_of(payload, ("reset",), ticking.ticks):
            visit.reset(page)

    stage(charts, _columns(at, contestants), spec, key=key, on_action=act)


def _columns(at: Visit, contestants: Sequence[Contestant]) -> Sent:
    """The columns of the runs; what else a view chooses may decide what stands beside their parameters."""
    runs = tuple(each.trace.run for each in contestants)
    chosen = (at.page.name, *at.view.items(), *(each.targets for each in contestants))
    return _sent(
        (at.run, *runs, chosen),
        lambda report: sent(
            payload.paths_of(
                [each.trace for each in contestants],
                [each.targets for each in contestants],
                [each.beside for each in contestants],
            )
        ),
    )


def _speeds(by: str) -> list[str]:
    """Slow motion belongs to the arithmetic of one run, and a second of measured time to nothing."""
    return [speed for speed in SPEEDS if speed != "slow" and (by != "time" or speed.startswith("whole"))]


def _speed(speed: str, by: str, frame: Frame) -> str:
    key = f"speed.{speed}_{by}"
    return frame.words.get(key) or frame.words[f"speed.{speed}"]

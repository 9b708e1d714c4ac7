"""The one description of a stage."""

from __future__ import annotations

from typing import Any

from sgd_core import Run, trace
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.frame.page import RACE_SPEEDS, SPEEDS
from sgd_ui.stage import payload
from sgd_ui.stage.spec import Arithmetic, ClockFacts, Spec, Wording, key, spec
from sgd_ui.words.catalogue import words_in

RUN = Run(epochs=2)


def described(runs: list[Run], by: str, arithmetic: Arithmetic | None = None, **own: str) -> Spec:
    clock: ClockFacts = {"by": by, "size": 1, "ticks": 6, "leap": 3}
    facts = [payload.facts_of(trace(run)) for run in runs]
    return spec("home", runs, facts, clock, Wording(words_in("en"), LIGHT, own), arithmetic)


def test_one_run_and_several_are_told_the_same_things() -> None:
    arithmetic: Arithmetic = {"prediction": {"code": ["x"], "out": [0]}, "cards": [], "steers": True}
    one, several = described([RUN], "updates", arithmetic), described([RUN, RUN], "updates")
    assert set(one) - set(several) == set(arithmetic)
    assert set(several) <= set(one)


def test_the_key_of_a_stage_is_that_of_its_runs() -> None:
    other: list[Any] = [key("home", [RUN]), key("note", [RUN]), key("home", [RUN, RUN])]
    other += [key("home", [RUN.replaced(lr=0.02)]), key("home", [RUN.replaced(epochs=3)])]
    assert len(set(other)) == len(other)
    assert described([RUN], "updates")["key"] == other[0]
    assert described([RUN], "time", play="Go")["key"] == other[0]


def test_slow_motion_is_for_the_arithmetic_of_one_run() -> None:
    said = {by: dict(described([RUN, RUN], by)["speeds"]) for by in ("updates", "gradients", "time")}
    assert list(dict(described([RUN], "updates", {})["speeds"])) == list(SPEEDS)
    assert tuple(said["updates"]) == RACE_SPEEDS
    assert said["gradients"]["10"] == "10 gradients/s" != said["updates"]["10"]
    assert list(said["time"]) == ["auto", "whole20", "whole5"]


def test_a_stage_says_some_things_in_words_of_its_own() -> None:
    usual, own = described([RUN], "updates")["words"], described([RUN], "updates", play="Go")["words"]
    assert own == usual | {"play": "Go"} != usual

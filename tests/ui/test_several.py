"""Several runs on one stage: their columns."""

import json
from typing import Any

import numpy as np
import pytest

from sgd_core import Run, trace
from sgd_ui.drawing.palette import LIGHT, Pen
from sgd_ui.frame.page import Page
from sgd_ui.frame.shell import Frame
from sgd_ui.runs import racing
from sgd_ui.runs.racing import Contestant
from sgd_ui.stage import payload, several
from sgd_ui.words.catalogue import words_in
from tests.ui.opened import visit
from tests.wire import Visitor, triggered

NOISY = Run(data="noisy-20", epochs=7)


def contestant(key: str, run: Run) -> Contestant:
    return Contestant(key, key, trace(run), Pen("#000000"), (run.best,))


@pytest.mark.parametrize("runs", [
    [Run(), Run(batch=2), Run(batch="all")],
    [NOISY.replaced(problem="line", w0=[0.0, 0.0], batch=batch) for batch in (1, 3, "all")],
    [Run(epochs=40_000, lr=0.001), Run(epochs=40_000, lr=0.001, batch="all")],
], ids=repr)  # fmt: skip
def test_the_columns_of_each_run_are_its_own_bits(runs: list[Run]) -> None:
    traces = [trace(run) for run in runs]
    target = runs[0].model.best(*runs[0].points)
    columns = payload.paths_of(traces, [[target]] * len(traces), [racing.moves_of(each) for each in traces])
    for k, each in enumerate(traces):
        rows = list(range(0, len(each) + 1, payload.stride_of(each)))
        rows += [len(each)] if rows[-1] != len(each) else []
        for i, name in enumerate(each.run.model.parameters):
            assert columns[f"{k}.{name}"].tolist() == each.parameters[rows, i].tolist()
        away = np.sqrt(((each.parameters[rows] - np.array(target)) ** 2).sum(axis=1))
        np.testing.assert_allclose(columns[f"{k}.distance"], away, rtol=1e-6)
        assert (f"{k}.sample" in columns) == (each.run.batch == 1)
        for i, name in enumerate(each.run.model.parameters):
            steps = np.append(0.0, np.diff(each.parameters[:, i]))[rows]
            np.testing.assert_allclose(columns[f"{k}.step_{name}"], steps, rtol=1e-6)
            gradients = np.append(0.0, each.gradient[:, i])[rows]
            np.testing.assert_allclose(columns[f"{k}.grad_{name}"], gradients, rtol=1e-6)
    assert columns["x"].tolist() == list(runs[0].points[0])


def test_each_run_is_measured_from_its_own_targets() -> None:
    traces = [trace(Run(epochs=2)), trace(Run(epochs=2, batch="all"))]
    columns = payload.paths_of(traces, [[(2.0,), (5.0,)], []], [{}, {}])
    w = columns["0.w"]
    np.testing.assert_allclose(columns["0.distance"], np.minimum(abs(w - 2), abs(w - 5)), rtol=1e-6)
    assert np.isnan(columns["1.distance"]).all()


def test_the_stage_is_handed_what_the_standings_are_measured_from(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: dict[str, Any] = {}
    monkeypatch.setattr(several, "sent", handed.update)
    run, other = Run(epochs=3), Run(epochs=3, x=[1.0, 2.0, 3.0], y=[4.0, 8.0, 12.5])
    page = Page("note", ("origin",), ("epochs",))
    racers = [contestant("a", run), contestant("b", other)]
    clock = racing.clock(racers, "updates")
    staged = several.staged(visit(page, run), Frame(words_in("en"), LIGHT, ""), racers, [], clock)
    for k, each in enumerate(racers):
        assert staged.spec["runs"][k]["best"] == [list(target) for target in each.targets]
        np.testing.assert_allclose(handed[f"{k}.distance"], each.distance, rtol=1e-6)
    assert racers[0].targets != racers[1].targets


@pytest.mark.parametrize(
    ("page", "chart"), [("saddle", "plane"), ("optimizers", "paths"), ("gd_vs_sgd", "landscape")]
)
def test_the_start_of_several_runs_can_be_taken_where_they_are_seen_from_above(
    address: str, page: str, chart: str
) -> None:
    with Visitor(address, page, "lang=en") as visitor:
        stage = visitor.stage
        assert [each["name"] for each in stage["charts"] if each["grasps"]] == [chart]
        start = [0.25 for _ in stage["hand"]["w0"]]
        text = json.dumps(json.dumps({"number": 7, "w0": start}))
        action = f'{{"kind": "take", "at": 0, "value": {text}}}'
        visitor.say(triggered(visitor.id_of(f"stage.{page}"), ["action"], action))
        assert not visitor.errors and visitor.stage["heard"] == 7 and visitor.stage["hand"]["w0"] == start
        assert visitor.stage["query"]["w0"] == ",".join("0.25" for _ in start)

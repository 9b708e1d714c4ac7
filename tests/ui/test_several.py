"""Several runs on one stage: their columns, the clock that they share, and what the browser computes."""

from typing import Any

import numpy as np
import pytest

from sgd_core import Run, trace
from sgd_ui.drawing.palette import LIGHT, Pen
from sgd_ui.drawing.terms import FORMS, mean_over, value
from sgd_ui.frame.page import Page
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.stage import payload, several
from sgd_ui.stage.several import Contestant
from sgd_ui.words.catalogue import words_in

NOISY = Run(data="noisy-20", epochs=7)


def contestant(key: str, run: Run, pace: float = 0.0) -> Contestant:
    return Contestant(key, key, trace(run), Pen("#000000"), (run.model.best(*run.points),), pace)


@pytest.mark.parametrize(("name", "w"), [("origin", (1.3,)), ("line", (0.7, -2.0))])
@pytest.mark.parametrize("data", ["note", "noisy-20"])
def test_the_mean_pull_is_minus_the_cores_mean_gradient(name: str, w: tuple[float, ...], data: str) -> None:
    run = Run(problem=name, data=data, w0=w, batch="all", epochs=1)
    means = [mean_over(terms, *run.points) for terms in FORMS[name].pull]
    scope = dict(zip(run.model.parameters, w, strict=True))
    expected = trace(run).gradient[0]
    assert [value(terms, scope) for terms in means] == pytest.approx([-part for part in expected], rel=1e-12)


@pytest.mark.parametrize("runs", [
    [Run(), Run(batch=2), Run(batch="all")],
    [NOISY.replaced(problem="line", w0=[0.0, 0.0], batch=batch) for batch in (1, 3, "all")],
    [Run(epochs=40_000, lr=0.001), Run(epochs=40_000, lr=0.001, batch="all")],
], ids=repr)  # fmt: skip
def test_the_columns_of_each_run_are_its_own_bits(runs: list[Run]) -> None:
    traces = [trace(run) for run in runs]
    target = runs[0].model.best(*runs[0].points)
    columns = payload.paths_of(traces, [[target]] * len(traces), [payload.moves_of(each) for each in traces])
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
    monkeypatch.setattr(several, "stage", lambda charts, columns, spec, **_: handed.update(spec=spec))
    run, other = Run(epochs=3), Run(epochs=3, x=[1.0, 2.0, 3.0], y=[4.0, 8.0, 12.5])
    page = Page("note", ("origin",), ("epochs",))
    racers = [contestant("a", run), contestant("b", other)]
    clock = several.clock(racers, "updates")
    several.show(Visit(page, run, {}), Frame(words_in("en"), LIGHT, ""), racers, [], clock)
    for k, each in enumerate(racers):
        assert handed["spec"]["runs"][k]["best"] == [list(target) for target in each.targets]
        np.testing.assert_allclose(handed[f"{k}.distance"], each.distance, rtol=1e-6)
    assert racers[0].targets != racers[1].targets


def test_of_several_targets_the_nearest_counts() -> None:
    path = np.array([[0.0, 1.0], [0.9, 0.1], [-3.0, 0.0], [np.inf, 0.0]])
    found = payload.distance(path, ((1.0, 0.0), (-1.0, 0.0)))
    assert found == pytest.approx([2**0.5, 0.02**0.5, 2.0, np.inf])
    assert np.isnan(payload.distance(path, ())).all()


@pytest.mark.parametrize("gradient", ["plain", "svrg", "saga"])
@pytest.mark.parametrize("batch", [1, 3, "all"])
def test_a_position_along_the_gradients_is_what_the_trace_counts(gradient: str, batch: int | str) -> None:
    each = contestant("a", NOISY.replaced(gradient=gradient, batch=batch))
    counted = [each.position(u, "gradients") for u in range(1, len(each.trace) + 1)]
    assert counted == each.trace.gradients.tolist()
    assert each.position(5, "updates") == 5


def test_the_clock_plays_to_the_end_of_the_longest_run() -> None:
    runs = [contestant("a", NOISY, 0.5), contestant("c", NOISY.replaced(batch="all", epochs=9), 4.0)]
    assert several.clock(runs, "updates").ticks == 140
    assert several.clock(runs, "gradients") == several.Clock("gradients", 1.0, 180, 20)
    assert several.clock(runs, "gradients", until=50.4).ticks == 50
    time = several.clock(runs, "time")
    assert time.ticks * time.size == pytest.approx(70.0)


def test_time_is_measured_anew_for_each_run_and_never_zero() -> None:
    assert several.milliseconds(Run(epochs=5)) > 0
    assert several.milliseconds(Run(data="noisy-200", batch="all", epochs=5)) > 5 * several.milliseconds(
        Run(epochs=5)
    )

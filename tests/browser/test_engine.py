"""What the browser computes of a run is what the core computes."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Error as PageError
from playwright.sync_api import Page

from sgd_core import Run, trace
from sgd_core.arithmetic import where
from sgd_core.formula import is_exact, of_move, of_problem, of_schedule
from sgd_core.optimizers import OPTIMIZERS, Direction, Optimizer
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.samplers import SAMPLINGS
from sgd_core.schedules import SCHEDULES, Schedule
from tests.browser import engines
from tests.browser.engines import Floats, held, same_bits, same_finiteness
from tests.core.strategies import runs

pytestmark = pytest.mark.browser

DRAWN = 1000


def is_exact_problem(problem: Problem) -> bool:
    trees = of_problem(problem)
    return is_exact([trees.loss, *trees.gradient])


def is_exact_move(optimizer: Optimizer) -> bool:
    moved, memory = of_move(optimizer, ("w",))
    return is_exact([*moved, *memory])


def is_exact_rate(schedule: Schedule) -> bool:
    rate = of_schedule(schedule)
    return rate is None or is_exact([rate])


#: Of what the runs are made that are the core's to the last bit.
EXACT_NAMES = {
    "problem": [name for name, entry in PROBLEMS.items() if is_exact_problem(entry)],
    "optimizer": [name for name, entry in OPTIMIZERS.items() if is_exact_move(entry)],
    "schedule": [name for name, entry in SCHEDULES.items() if is_exact_rate(entry)],
}


def test_what_is_promised_to_the_last_bit_is_exact() -> None:
    assert {"origin", "line", "huber", "autoencoder", "deep"} <= {*EXACT_NAMES["problem"]}
    rules = {"sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "rprop", "lion", "averaged"}
    assert rules <= {*EXACT_NAMES["optimizer"]}
    assert {"constant", "inverse-time", "inverse-sqrt", "warmup", "piecewise"} <= {*EXACT_NAMES["schedule"]}


def gathered(strategy: st.SearchStrategy[Run]) -> list[Run]:
    """So many runs as a strategy draws them."""
    found: list[Run] = []

    @settings(max_examples=DRAWN, phases=[Phase.generate])
    @given(strategy)
    def gather(run: Run) -> None:
        found.append(run)

    gather()
    return found


def exact_runs() -> st.SearchStrategy[Run]:
    words = st.fixed_dictionaries({name: st.sampled_from(words) for name, words in EXACT_NAMES.items()})
    return words.flatmap(lambda chosen: runs(gradient="plain", **chosen))


def longer() -> list[Run]:
    """Every problem with every optimizer, all else in turn; and some runs of thousands of updates."""
    pairs = itertools.product(EXACT_NAMES["problem"], EXACT_NAMES["optimizer"])
    others = itertools.product(SAMPLINGS, EXACT_NAMES["schedule"], (1, 3, "all"))
    return [
        Run(problem=p, optimizer=o, sampling=s, schedule=r, batch=b, lr_steps=((50, 0.02), (200, 0.005)))
        for (p, o), (s, r, b) in zip(pairs, itertools.cycle(others), strict=False)
    ] + [
        Run(epochs=6667, sampling="reshuffle"),
        Run(problem="huber", epochs=6667, optimizer="nesterov", lr=0.001),
        Run(problem="line", data="noisy-20", epochs=700, sampling="with-replacement", batch=3),
    ]


def expected(run: Run) -> dict[str, Any]:
    """The core's columns, as the engine lays them out: those of updates begin with a 0 for the start."""
    done = trace(run)
    led = {name: getattr(done, name) for name in ("gradient", "lr", "loss", "loss_before")}
    return {
        "updates": len(done),
        "diverged": done.diverged,
        "parameters": done.parameters,
        "mean_loss": done.mean_loss,
    } | {name: np.concatenate([np.zeros_like(column[:1]), column]) for name, column in led.items()}


def differing(run: Run, found: Mapping[str, Any]) -> list[str]:
    """The names of what is not the core's to the last bit."""
    return [name for name, column in expected(run).items() if not same_bits(found[name], column)]


def test_an_exact_run_is_the_core_s_to_the_last_bit(blank: Page) -> None:
    asked = gathered(exact_runs()) + longer()
    found = engines.played(blank, asked)
    assert [
        (run, names) for run, each in zip(asked, found, strict=True) if (names := differing(run, each))
    ] == []
    ends = [
        (each["diverged"], each["updates"] < run.updates, run.tol > 0)
        for run, each in zip(asked, found, strict=True)
    ]
    assert {(True, True, False), (False, True, True), (False, False, False)} <= set(ends)
    for name in (*EXACT_NAMES, "sampling"):
        assert {getattr(run, name) for run in asked} == set(EXACT_NAMES.get(name, SAMPLINGS))


def is_stable(run: Run, done: Floats) -> bool:
    """Whether the core's own run stays, to 1e-9, where it is when its start moves by its last bit."""
    start = tuple(w + math.ulp(max(1.0, abs(w))) for w in run.w0)
    moved = trace(run.replaced(w0=start)).parameters
    return moved.shape == done.shape and apart(moved, done) < 1e-9


def apart(one: Floats, other: Floats) -> float:
    """The largest difference as a share of the largest number; infinite where others are finite."""
    if not same_finiteness(one, other):
        return math.inf
    scale = max(1e-300, np.abs(held(other)).max())
    with np.errstate(over="ignore"):
        return float(np.abs(held(one) / scale - held(other) / scale).max())


def is_exact_run(run: Run) -> bool:
    return all(getattr(run, name) in names for name, names in EXACT_NAMES.items())


def test_any_other_run_is_the_core_s_to_a_billionth_while_it_is_stable(blank: Page) -> None:
    asked = [run for run in gathered(runs(gradient="plain")) if not is_exact_run(run)]
    found = engines.played(blank, asked)
    stable = 0
    for run, each in zip(asked, found, strict=True):
        done = expected(run)
        if is_stable(run, done["parameters"]):
            stable += 1
            assert each["updates"] == done["updates"], run
            assert each["diverged"] == done["diverged"], run
            assert apart(each["parameters"], done["parameters"]) < 1e-9, run
    assert stable > 0.8 * len(asked) > 300


def test_an_epoch_that_moves_by_just_tol_is_the_last(blank: Page) -> None:
    run = Run(x=(1.0,), y=(0.0,), w0=(1.0,), lr=0.5, tol=1.0)
    (found,) = engines.played(blank, [run])
    assert found["updates"] == len(trace(run)) == 1


# --- what a hand may change, and what is added ---


CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"lr": 0.25}),
    ({"problem": "line", "optimizer": "momentum"}, {"w0": (1.0, -2.0), "momentum": 0.5}),
    (
        {"problem": "huber", "data": "note", "sampling": "reshuffle"},
        {"x": (1.0, 5.0, -2.0), "y": (0.0, 1.0, 9.0), "delta": 0.25},
    ),
    ({"batch": 2}, {"x": (1.0, 2.0, 3.0, 4.0, 5.0), "y": (2.0, 1.0, 6.0, 8.0, 9.0), "lr": 0.001}),
    ({"batch": "all", "schedule": "inverse-time"}, {"x": (1.0,), "y": (3.0,), "decay": 0.5, "epochs": 7}),
    ({"schedule": "piecewise", "lr_steps": ((9, 0.1),)}, {"lr": 0.05, "tol": 1e-3}),
]


@pytest.mark.parametrize(("one", "change"), CHANGES)
def test_a_changed_number_plays_without_another_engine(
    blank: Page, one: dict[str, Any], change: dict[str, Any]
) -> None:
    run = Run(**one)
    other = run.replaced(**change)
    constants = {name: value for name, value in change.items() if name in ("momentum", "delta", "decay")}
    numbers = {name: value for name, value in change.items() if name not in constants}
    script = """([spec, changes]) => {
        const engine = new page.Engine(page.held(spec));
        return [{}, changes, {}].map(each => page.told(engine, each));
    }"""
    told = blank.evaluate(script, [engines.spec(run), numbers | {"constants": constants}])
    for which, each in zip((run, other, run), map(engines.columns, told), strict=True):
        assert differing(which, each) == []


def test_an_order_of_other_samples_is_refused(blank: Page) -> None:
    script = "spec => { new page.Engine(page.held(spec)).run({ x: [1, 2], y: [1, 2] }) }"
    with pytest.raises(PageError, match="order of 3 samples"):
        blank.evaluate(script, engines.spec(Run(sampling="reshuffle")))


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("seed", range(6))
def test_other_epochs_are_the_core_s_or_their_order_is_asked_for(
    blank: Page, sampling: str, seed: int
) -> None:
    """An order that no epoch repeats has to be sent for as many as there are."""
    script = "([spec, epochs]) => page.told(new page.Engine(page.held(spec)), { epochs })"
    run = Run(sampling=sampling, seed=seed, x=(1.0, 2.0), y=(2.0, 4.5), epochs=2)
    for epochs in (1, 2, 5):
        if epochs > 2 and not SAMPLINGS[sampling].repeats:
            with pytest.raises(PageError, match=f"does not hold {epochs} epochs"):
                blank.evaluate(script, [engines.spec(run), epochs])
        else:
            found = engines.columns(blank.evaluate(script, [engines.spec(run), epochs]))
            assert differing(run.replaced(epochs=epochs), found) == []


def _sign_descent(constants: Mapping[str, Any]) -> Direction:
    def direction(w: Any, g: Any, slots: tuple[Any, ...], t: Any) -> tuple[Any, tuple[Any, ...]]:
        velocity = constants["momentum"] * slots[0] + g
        sign = where(velocity > 0, 1.0, where(velocity < 0, -1.0, 0.0 * velocity))
        return sign * (1 + 1 / (t + 1)), (velocity,)

    return direction


def _laplace_loss(w: tuple[Any, ...], x: Any, y: Any) -> Any:
    return abs(x * w[0] - y)


def _laplace_gradient(w: tuple[Any, ...], x: Any, y: Any) -> tuple[Any, ...]:
    return (where(x * w[0] - y >= 0, x, -x),)


def test_an_entry_added_to_a_registry_plays_by_itself(blank: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def put(registry: Any, name: str, **new: Any) -> None:
        monkeypatch.setitem(registry, name, dataclasses.replace(registry[name], **new))

    put(OPTIMIZERS, "momentum", rule=_sign_descent)
    put(PROBLEMS, "origin", loss=_laplace_loss, gradient=_laplace_gradient)
    put(SCHEDULES, "step", rate=lambda plan, t: plan.lr * (1 - t / plan.updates))
    put(SCHEDULES, "piecewise", pieces=lambda plan: [(0, plan.lr), (9, plan.lr / 2), (40, plan.lr / 4)])
    asked = [
        Run(problem=problem, optimizer="momentum", schedule=schedule, batch=batch, lr=0.3)
        for problem in ("origin", "line", "huber")
        for schedule in ("constant", "step", "piecewise")
        for batch in (1, 2)
    ]
    for run, each in zip(asked, engines.played(blank, asked), strict=True):
        assert differing(run, each) == [], run
        assert len(np.unique(each["parameters"])) > 100


def test_the_page_of_these_tests_refuses_scripts_made_of_text(blank: Page) -> None:
    assert blank.evaluate("() => page.refused") == 2

"""Sweeps over learning rates, whatever their numbers mean; and the ensembles behind them."""

import math

import numpy as np
import pytest

from sgd_core import Run, RunError, ensemble
from sgd_core.limits import MAX_RUNS
from sgd_core.report import silent
from sgd_ui.runs import arrivals, kept
from sgd_ui.runs.ensembles import grown
from sgd_ui.runs.sweeps import Floats, Rates, Sweep, Sweeps

RATES = (0.1, 0.2, 0.3)


class Reserving(kept.AtOnce):
    """A desk that notes what is put aside."""

    def __init__(self) -> None:
        self.reserved: list[float] = []

    def reserve(self, price: float) -> None:
        self.reserved.append(price)


def test_the_best_rate_is_the_smallest_of_those_with_the_least_value() -> None:
    assert Sweep(RATES, np.array([3.0, 1.0, 1.0])).best == (0.2, 1.0)
    assert Sweep(RATES, np.array([math.inf, math.inf, 7.0])).best == (0.3, 7.0)
    assert Sweep(RATES, np.full(3, math.inf)).best is None
    assert Sweep(RATES, np.array([3.0, 1.0, 2.0])).at(0.3) == 2.0


def test_a_sweep_is_made_once_for_each_run_and_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[Run, float]] = []

    def measure(run: Run, lrs: Rates, setting: float, report: object) -> Floats:
        made.append((run, setting))
        return np.array(lrs) * setting

    desk = Reserving()
    monkeypatch.setattr(kept, "_desk_of", lambda: desk)
    sweeps = Sweeps(lambda run, setting: RATES, measure, lambda run, setting: run.epochs * setting, 8)
    few, many = Run(epochs=2), Run(epochs=30)
    assert sweeps(few, 10.0).values.tolist() == [1.0, 2.0, 3.0]
    assert sweeps(few, 10.0) is sweeps(few, 10.0)
    sweeps.expect([few, many, many], 10.0)
    assert desk.reserved == [300.0]
    sweeps(few, 1.0)
    assert made == [(few, 10.0), (few, 1.0)]


def test_nobody_arrives_where_the_best_parameters_are_open() -> None:
    run = Run(x=[0.0, 0.0], y=[1.0, 2.0])
    found = arrivals.sweep(run, 0.1)
    assert (found.lrs, found.values.tolist(), found.best) == ((run.lr,), [math.inf], None)


@pytest.mark.parametrize("over", [{"seeds": range(40)}, {"lrs": [0.01, 0.1, 1e9], "every": 7}])
def test_what_has_grown_is_the_whole_ensemble_and_its_share_was_told(over: dict) -> None:
    told: list[float] = []
    run = Run(data="noisy-20", sampling="reshuffle", epochs=30)
    found, expected = grown(run, told.append, **over), ensemble(run, **over)
    np.testing.assert_array_equal(found.parameters, expected.parameters)
    assert found.t.tolist() == expected.t.tolist()
    assert told == sorted(told) and told[-1] == 1.0


def test_more_than_an_ensemble_may_ask_for_is_refused_before_it_begins() -> None:
    with pytest.raises(RunError):
        grown(Run(), silent, seeds=range(MAX_RUNS + 1))

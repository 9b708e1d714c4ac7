"""What hangs on no rate is computed once, and what is only drawn may be rough."""

import math

import numpy as np
import pytest

from sgd_core import Run, ensemble, samplers
from sgd_core.arithmetic import Rough, exp, sigmoid, softplus


def test_the_next_rate_finds_the_orders_of_its_seeds_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(sampling="with-replacement", epochs=5)
    first = ensemble(run, seeds=range(7, 12))
    monkeypatch.delattr(samplers, "_raw")
    second = ensemble(run.replaced(lr=0.02, schedule="cosine"), seeds=range(7, 12))
    assert second.parameters.shape == first.parameters.shape
    with pytest.raises(NameError):
        ensemble(run, seeds=range(8, 13))


@pytest.mark.parametrize("change", [{"lr": 0.5}, {"optimizer": "adam"}, {"w0": (1.0, 2.0)}, {"seed": 3}])
def test_another_run_on_the_same_samples_has_the_same_model(change: dict[str, object]) -> None:
    run = Run(problem="huber", delta=0.5)
    assert run.replaced(**change).model is run.model


@pytest.mark.parametrize("change", [{"delta": 0.25}, {"x": (1.0, 2.0), "y": (3.0, 5.0)}, {"problem": "line"}])
def test_other_samples_or_another_problem_have_a_model_of_their_own(change: dict[str, object]) -> None:
    run = Run(problem="huber", delta=0.5)
    assert run.replaced(**change).model is not run.model


def test_critical_points_are_found_once() -> None:
    run = Run(problem="logistic")
    first = run.model.critical(*run.points)
    assert run.model.critical(*map(list, run.points)) is first


def test_an_exponential_beyond_doubles_is_infinite_and_the_others_keep_their_bits() -> None:
    values = [-1e3, -1.5, 0.0, 0.3, 700.0, 1e4]
    expected = [math.inf if value > 709 else math.exp(value) for value in values]
    assert exp(np.array(values)).tolist() == expected == [exp(value) for value in values]


@pytest.mark.parametrize("function", [sigmoid, softplus])
def test_a_rough_array_stays_rough_and_differs_in_its_last_bits_at_most(function: object) -> None:
    values = np.linspace(-30, 30, 1001)
    rough = function(values.view(Rough))  # type: ignore[operator]
    assert isinstance(rough, Rough)
    np.testing.assert_allclose(np.asarray(rough), function(values), rtol=1e-15, atol=0)  # type: ignore[operator]

"""Runs that race: at which rates, how far from where they go, and by which clock."""

import numpy as np
import pytest

from sgd_core import Run, trace
from sgd_ui.drawing.palette import Pen
from sgd_ui.runs import racing
from sgd_ui.runs.racing import Contestant, Racer, at_rates

NOISY = Run(data="noisy-20", epochs=7)


def contestant(key: str, run: Run, pace: float = 0.0) -> Contestant:
    return Contestant(key, key, trace(run), Pen("#000000"), (run.best,), pace)


def test_each_races_at_the_rate_of_its_key_and_at_its_own_without_one() -> None:
    runs = {"a": Run(lr=0.3), "b": Run(batch=2), "c": Run(batch="all")}
    assert at_rates(runs, {"b": 0.0, "c": None, "d": 0.5}) == (
        Racer("a", Run(lr=0.3)),
        Racer("b", Run(batch=2, lr=0.0)),
        Racer("c", Run(batch="all")),
    )


def test_of_several_targets_the_nearest_counts() -> None:
    path = np.array([[0.0, 1.0], [0.9, 0.1], [-3.0, 0.0], [np.inf, 0.0]])
    found = racing.distance(path, ((1.0, 0.0), (-1.0, 0.0)))
    assert found == pytest.approx([2**0.5, 0.02**0.5, 2.0, np.inf])
    assert np.isnan(racing.distance(path, ())).all()


@pytest.mark.parametrize("gradient", ["plain", "svrg", "saga"])
@pytest.mark.parametrize("batch", [1, 3, "all"])
def test_a_position_along_the_gradients_is_what_the_trace_counts(gradient: str, batch: int | str) -> None:
    each = contestant("a", NOISY.replaced(gradient=gradient, batch=batch))
    counted = [each.position(u, "gradients") for u in range(1, len(each.trace) + 1)]
    assert counted == each.trace.gradients.tolist()
    assert each.position(5, "updates") == 5


def test_the_clock_plays_to_the_end_of_the_longest_run() -> None:
    runs = [contestant("a", NOISY, 0.5), contestant("c", NOISY.replaced(batch="all", epochs=9), 4.0)]
    assert racing.clock(runs, "updates").ticks == 140
    assert racing.clock(runs, "gradients") == racing.Clock("gradients", 1.0, 180, 20)
    assert racing.clock(runs, "gradients", until=50.4).ticks == 50
    time = racing.clock(runs, "time")
    assert time.ticks * time.size == pytest.approx(70.0)


def test_time_is_measured_anew_for_each_run_and_never_zero() -> None:
    assert racing.milliseconds(Run(epochs=5)) > 0
    assert racing.milliseconds(Run(data="noisy-200", batch="all", epochs=5)) > 5 * racing.milliseconds(
        Run(epochs=5)
    )

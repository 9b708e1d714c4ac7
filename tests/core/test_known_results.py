"""Known mathematics of least squares through the origin, against the core's own runs."""

import math

import numpy as np
import pytest

from sgd_core import Run, trace
from sgd_core.problems import PROBLEMS

NOISY = Run(data="noisy")
BEST = 29.5 / 14


def error_at_epoch_ends(run: Run) -> np.ndarray:
    columns = trace(run)
    return columns.parameters[columns.epoch_ends + 1, 0] - BEST


def test_an_epoch_shrinks_the_error_by_the_product_of_its_steps() -> None:
    columns = trace(Run())
    expected = 2 - 0.739312 ** np.arange(1, 101)
    assert np.allclose(columns.parameters[columns.epoch_ends + 1, 0], expected, rtol=0, atol=1e-14)


def test_the_closed_form_follows_the_run_but_not_to_the_bit() -> None:
    """e⁺ = (1 − 2ηx²)e on consistent data: near the run everywhere, the same in 187 of 300 updates."""
    error, closed = -1.0, []
    for t in range(300):
        x = t % 3 + 1
        error *= 1 - 2 * 0.01 * x * x
        closed.append(2 + error)
    path = trace(Run()).parameters[1:, 0]
    assert np.abs(path - closed).max() == pytest.approx(4.4e-16, rel=0.02)
    assert (path == closed).sum() == 187


@pytest.mark.parametrize("lr", [0.0001, 0.1111, 0.16, 0.2040, 0.4766, 0.5, 0.5190])
def test_cyclic_descent_converges_inside_its_two_intervals(lr: float) -> None:
    assert trace(Run(lr=lr, epochs=20_000, tol=1e-6)).end.parameters[0] == pytest.approx(2, abs=0.03)


@pytest.mark.parametrize("lr", [0.2041, 0.3, 0.4764, 0.5191, 0.6])
def test_cyclic_descent_diverges_outside_them(lr: float) -> None:
    columns = trace(Run(lr=lr, epochs=10_000))
    assert columns.diverged or abs(columns.end.parameters[0]) > 1e4


@pytest.mark.parametrize(("lr", "converges"), [(0.214, True), (0.2145, False)])
def test_full_batch_descent_converges_below_three_fourteenths(lr: float, converges: bool) -> None:
    columns = trace(Run(lr=lr, epochs=3000, batch="all"))
    assert (abs(columns.end.parameters[0] - 2) < 1) == converges


def test_the_run_lands_exactly_where_one_sample_s_step_is_its_newton_step() -> None:
    assert trace(Run(lr=0.5, epochs=1)).end.parameters == (2.0,)
    assert trace(Run(lr=0.125, epochs=1)).end.parameters == (2.0,)


@pytest.mark.parametrize(
    ("lr", "full", "single"), [(0.01, 213, 69), (0.1, 9, 11), (3 / 28, 3, 10), (1 / 8, 12, 2)]
)
def test_the_rate_decides_the_race_between_full_batch_and_single_samples(
    lr: float, full: int, single: int
) -> None:
    for batch, expected in (("all", full), (1, single)):
        columns = trace(Run(lr=lr, batch=batch))
        there = np.abs(columns.parameters[1:, 0] - 2) < 1e-3
        assert columns.gradients[there.argmax()] == expected


def test_with_noise_free_data_every_order_ends_an_epoch_at_the_same_place() -> None:
    ends = [trace(Run(epochs=5, sampling="reshuffle", seed=seed)).end.parameters[0] for seed in range(8)]
    assert ends == pytest.approx([trace(Run(epochs=5)).end.parameters[0]] * 8, rel=1e-14)


def test_cyclic_descent_on_noisy_data_ends_in_a_limit_cycle() -> None:
    error = error_at_epoch_ends(NOISY.replaced(epochs=500))
    assert error[-1] == pytest.approx(0.00794, abs=5e-6)
    assert error[-1] == error[-2]


def test_reshuffled_descent_has_its_known_bias() -> None:
    error = error_at_epoch_ends(NOISY.replaced(lr=0.05, sampling="reshuffle", epochs=20_000))[100:]
    assert error.mean() == pytest.approx(0.0139, abs=4 * error.std() / math.sqrt(len(error)))


def test_descent_with_replacement_has_no_bias_and_its_known_noise_floor() -> None:
    columns = trace(NOISY.replaced(lr=0.05, sampling="with-replacement", epochs=40_000))
    error = columns.parameters[300:, 0] - BEST
    assert error.mean() == pytest.approx(0, abs=1e-3)
    assert (error * error).mean() == pytest.approx(2.64914e-3, rel=0.02)


def test_the_best_w_on_noisy_data_is_the_weighted_mean_of_the_slopes() -> None:
    assert PROBLEMS["origin"].best(*NOISY.points) == (BEST,)

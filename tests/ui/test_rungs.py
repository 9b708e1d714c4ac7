"""The bands of learning rates: what is said of a rate is what runs at it do."""

from __future__ import annotations

import math
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from sgd_core import Run, ensemble, stream, trace
from sgd_core.theory import cyclic_intervals, every_step_limit, mean_square_limit
from sgd_ui.runs.rungs import Band, bands

NOISY: dict[str, Any] = {"x": (0.5, 1.0, 2.0, 3.0), "y": (1.2, 1.7, 4.5, 5.6)}
PLAIN: list[dict[str, Any]] = [
    {},
    {"sampling": "reshuffle"},
    {"sampling": "shuffle-once", "batch": 2, "seed": 4},
    {"sampling": "with-replacement"},
    {"sampling": "with-replacement", "batch": 2, **NOISY},
    {"sampling": "with-replacement", "batch": 2},
    {"sampling": "reshuffle", "batch": 2},
    {"batch": 2},
    {"batch": 3},
    {"batch": "all"},
    {"data": "noisy-20"},
    {"data": "noisy-200"},
    {"problem": "line"},
    {"problem": "line", "batch": "all"},
    {"problem": "line", "batch": 2, "sampling": "with-replacement"},
    {"problem": "huber", "batch": 3},
    {"problem": "huber", "batch": "all"},
    {"problem": "logistic", "batch": "all"},
]
STEPPING = [values for values in PLAIN if bands(Run(**values))[0].kind == "step"]
EXACT = [values for values in STEPPING if "problem" not in values]
ALIKE = [values for values in EXACT if "epoch" in [band.kind for band in bands(Run(**values))]]


def kinds(run: Run) -> list[str]:
    return [band.kind for band in bands(run)]


def inside(band: Band) -> float:
    """A rate in a band, away from its ends."""
    return 1.5 * band.low if math.isinf(band.high) else (band.low + band.high) / 2


@pytest.mark.parametrize("values", PLAIN, ids=str)
def test_bands_cover_all_rates_without_gaps_and_no_two_neighbours_say_the_same(
    values: dict[str, Any],
) -> None:
    found = bands(Run(**values))
    assert found[0].low == 0 and found[-1].high == math.inf
    for before, after in pairwise(found):
        assert before.low < before.high == after.low
        assert before.kind != after.kind


@pytest.mark.parametrize(
    "values",
    [
        {"optimizer": "adam"},
        {"optimizer": "momentum"},
        {"gradient": "svrg"},
        {"schedule": "cosine"},
        {"problem": "logistic"},
        {"x": (0.0, 0.0), "y": (1.0, 2.0)},
    ],
    ids=str,
)
def test_nothing_is_said_where_nothing_is_known(values: dict[str, Any]) -> None:
    assert bands(Run(**values)) == ()


def test_in_order_the_limits_are_those_of_single_steps_and_of_epochs() -> None:
    xs = Run().points[0]
    (_, first), (low, high) = cyclic_intervals(xs)
    assert [band.high for band in bands(Run())] == [every_step_limit(xs), first, low, high, math.inf]
    assert kinds(Run()) == ["step", "epoch", "apart", "epoch", "apart"]


def test_with_replacement_the_limit_is_that_of_the_mean_square() -> None:
    drawn = Run(sampling="with-replacement")
    assert kinds(drawn)[:4] == ["step", "mean", "grows", "apart"]
    assert bands(drawn)[1].high == mean_square_limit(drawn.points[0])


def test_one_by_one_the_order_of_an_epoch_does_not_matter() -> None:
    assert bands(Run(sampling="reshuffle")) == bands(Run()) == bands(Run(sampling="shuffle-once", seed=3))


def test_batches_that_stay_together_are_told_by_their_own_order() -> None:
    told = {bands(Run(sampling="shuffle-once", batch=2, seed=seed))[0].high for seed in range(8)}
    assert len(told) > 1


@pytest.mark.parametrize("values", STEPPING, ids=str)
def test_in_the_band_of_steps_no_update_leaves_what_fits_its_samples(values: dict[str, Any]) -> None:
    run = Run(**values)
    near = run.replaced(lr=0.999 * bands(run)[0].high, epochs=4)
    for step in stream(near):
        assert step.loss <= step.loss_before * (1 + 1e-9) + 1e-18


@pytest.mark.parametrize("values", EXACT, ids=str)
def test_above_the_band_of_steps_some_update_can_raise_its_own_loss(values: dict[str, Any]) -> None:
    run = Run(**values)
    beyond = run.replaced(lr=1.01 * bands(run)[0].high, epochs=400)
    assert any(step.loss > step.loss_before for step in stream(beyond))


@pytest.mark.parametrize("values", ALIKE, ids=str)
def test_a_run_settles_where_epochs_bring_it_nearer_and_not_where_it_flies_apart(
    values: dict[str, Any],
) -> None:
    run = Run(**values)
    for band in bands(run):
        # In a narrow one a run takes for ever to tell.
        if band.kind in ("epoch", "apart") and band.high - band.low > 0.02 * band.high:
            long = trace(run.replaced(lr=inside(band), epochs=2000))
            far = abs(float(long.parameters[-1, 0]))
            assert (far < 1e3) == (band.kind == "epoch"), band


@pytest.mark.parametrize("values", EXACT, ids=str)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_what_a_band_is_called_holds_at_all_its_rates_for_a_line_far_away(
    values: dict[str, Any], share: float
) -> None:
    """Whether an epoch, or a draw on average, brings it back, and whether a single step goes too far."""
    run = Run(**values)
    (best,) = run.best or (0.0,)
    # Where one is narrower than that, rounding has its say.
    for band in (each for each in bands(run) if each.high - each.low > 1e-4 * each.low):
        lr = band.low + share * (min(band.high, 2 * band.low) - band.low)
        far = run.replaced(lr=lr, epochs=1, w0=(best + 1e6,))
        steps = list(stream(far))
        away = [abs(w - best) / 1e6 for step in steps for w in step.parameters]
        square = np.mean([(1 - 2 * lr * np.mean(np.square(xs))) ** 2 for xs in _drawn(far)])
        too_far = max(step.loss / step.loss_before for step in steps if step.loss_before) > 1
        said = {
            "step": not too_far,
            "epoch": too_far and away[-1] < 1,
            "apart": away[-1] > 1,
            "mean": square < 1,
            "grows": square > 1,
            "throws": True,
        }
        assert said[band.kind], (band, lr, away[-1])


def _drawn(run: Run) -> list[tuple[float, ...]]:
    """The x of every batch that can be drawn with replacement."""
    return list(product(run.points[0], repeat=run.batch_size if run.sampling == "with-replacement" else 1))


def test_the_mean_square_stays_bounded_below_its_limit_and_grows_above() -> None:
    run = Run(sampling="with-replacement", batch=2, epochs=10, **NOISY)
    limit = bands(run)[1].high
    assert kinds(run) == ["step", "mean", "grows"]
    below, above = (
        ensemble(run.replaced(lr=rate * limit), seeds=range(1000)).distance(run.best or (0.0,))[:, -1]
        for rate in (0.9, 1.6)
    )
    assert np.mean(below**2) < 1e2 < np.mean(above**2)


@pytest.mark.parametrize("problem", ["huber", "logistic"])
def test_full_batch_descent_comes_to_rest_below_its_limit_alone(problem: str) -> None:
    run = Run(problem=problem, batch="all")
    settle, restless = bands(run)
    assert (settle.kind, restless.kind) == ("settle", "restless")
    best = run.best
    assert best
    start = tuple(value + 1e-4 for value in best)
    near, away = (
        trace(run.replaced(lr=rate * settle.high, w0=start, epochs=3000)).parameters[-1]
        for rate in (0.97, 1.03)
    )
    assert np.hypot(*(near - best)) < 1e-4 < np.hypot(*(away - best))

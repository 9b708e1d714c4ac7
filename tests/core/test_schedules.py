"""The learning rate as a function of the update number."""

from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import Run, trace
from sgd_core.schedules import SCHEDULES, Plan
from tests.core.strategies import RATES, bits, steps_text

FIRST = st.integers(0, 40)


def rates(name: str, lr: float, first: int, count: int, **constants: object) -> list[float]:
    plan = Plan(lr, 60, 3, Run(schedule=name).constants | constants)
    return list(islice(SCHEDULES[name].rates(plan, first), count))


@pytest.mark.parametrize("name", SCHEDULES)
@given(lr=RATES, steps=steps_text(50, RATES), first=FIRST, count=FIRST)
def test_the_rates_can_be_had_from_any_update_on(
    name: str, lr: float, first: int, count: int, steps: tuple[tuple[int, float], ...]
) -> None:
    whole = rates(name, lr, 0, first + count, lr_steps=steps)
    assert len(whole) == first + count
    assert bits(rates(name, lr, first, count, lr_steps=steps)) == bits(whole[first:])


@given(RATES, FIRST)
def test_constant_is_constant(lr: float, first: int) -> None:
    assert rates("constant", lr, first, 9) == [lr] * 9


@given(RATES, steps_text(50, RATES), FIRST)
def test_piecewise_is_the_last_rate_named_so_far(
    lr: float, steps: tuple[tuple[int, float], ...], first: int
) -> None:
    for t, rate in enumerate(rates("piecewise", lr, first, 60, lr_steps=steps), start=first):
        assert rate == [lr, *(value for update, value in steps if update <= t)][-1]


def test_piecewise_changes_at_the_very_update_named() -> None:
    run = Run(schedule="piecewise", lr=0.1, lr_steps=((2, 0.05), (5, 0.0)), epochs=3)
    assert trace(run).lr.tolist() == [0.1, 0.1, 0.05, 0.05, 0.05, 0.0, 0.0, 0.0, 0.0]


def test_a_step_at_update_0_replaces_the_rate_from_the_start() -> None:
    assert rates("piecewise", 0.1, 0, 3, lr_steps=((0, 0.5),)) == [0.5] * 3


def test_piecewise_without_steps_is_constant() -> None:
    assert rates("piecewise", 0.1, 0, 3, lr_steps=()) == [0.1] * 3


def test_steps_do_nothing_under_another_schedule() -> None:
    assert trace(Run(lr_steps=((1, 0.5),), epochs=2)).lr.tolist() == [0.01] * 6


def test_inverse_time_and_inverse_sqrt_fall_from_lr_by_their_formulas() -> None:
    assert rates("inverse-time", 0.5, 0, 3, decay=0.5) == [0.5, 0.5 / 1.5, 0.25]
    assert rates("inverse-sqrt", 0.5, 0, 2, decay=3.0) == [0.5, 0.25]
    assert rates("inverse-time", 0.5, 7, 3, decay=0.0) == [0.5] * 3


def test_step_falls_by_gamma_every_so_many_epochs() -> None:
    """An epoch of the plan has three updates, so two epochs make six."""
    assert rates("step", 0.8, 0, 18, gamma=0.5, step_size=2) == [0.8] * 6 + [0.4] * 6 + [0.2] * 6
    assert rates("step", 0.8, 0, 7, gamma=0.0, step_size=1) == [0.8] * 3 + [0.0] * 4
    assert rates("step", 0.8, 999_999, 1, gamma=0.5, step_size=1) == [0.0]


def test_cosine_starts_at_lr_and_is_half_way_down_at_half_the_run() -> None:
    falling = rates("cosine", 0.5, 0, 60, lr_min=0.1)
    assert falling[0] == 0.5
    assert falling[30] == pytest.approx(0.3, rel=1e-15)
    assert all(later < sooner for sooner, later in pairwise(falling))
    assert rates("cosine", 0.5, 60, 1, lr_min=0.1) == [0.1]


def test_exponential_falls_by_gamma_every_epoch() -> None:
    assert rates("exponential", 0.8, 0, 9, gamma=0.5) == [0.8] * 3 + [0.4] * 3 + [0.2] * 3
    assert rates("exponential", 0.8, 0, 4, gamma=0.0) == [0.8] * 3 + [0.0]
    assert rates("exponential", 1.0, 3, 1) == [0.95]


def test_warmup_rises_in_equal_parts_and_stays() -> None:
    assert rates("warmup", 0.5, 0, 7, warmup=4) == [0.125, 0.25, 0.375, 0.5, 0.5, 0.5, 0.5]
    assert rates("warmup", 0.5, 0, 3, warmup=1) == [0.5] * 3


def test_warmup_may_be_followed_by_a_cosine_over_the_updates_that_are_left() -> None:
    found = rates("warmup-cosine", 0.5, 0, 61, warmup=20, lr_min=0.1)
    assert found[:20] == rates("warmup", 0.5, 0, 20, warmup=20)
    assert found[20] == 0.5 and found[40] == pytest.approx(0.3, rel=1e-15) and found[60] == 0.1
    assert all(later < sooner for sooner, later in pairwise(found[20:]))
    # A run that ends before its warm-up does is all warm-up.
    assert rates("warmup-cosine", 0.5, 0, 60, warmup=100) == rates("warmup", 0.5, 0, 60, warmup=100)


def test_one_cycle_rises_to_lr_by_the_share_of_its_updates_and_falls_far_below_where_it_began() -> None:
    found = rates("one-cycle", 0.5, 0, 60)
    assert found[0] == pytest.approx(0.5 / 25, rel=1e-15)
    assert found[17] == 0.5 and max(found) == 0.5
    assert found[-1] == pytest.approx(0.5 / 25 / 1e4, rel=1e-12)
    assert all(sooner < later for sooner, later in pairwise(found[:18]))
    assert all(later < sooner for sooner, later in pairwise(found[17:]))


@given(st.integers(1, 200))
def test_one_cycle_meets_its_peak_only_where_an_update_falls_on_it(updates: int) -> None:
    plan = Plan(0.5, updates, 1, Run(schedule="one-cycle").constants)
    found = list(islice(SCHEDULES["one-cycle"].rates(plan, 0), updates))
    assert (max(found) == 0.5) == (updates % 10 == 0)
    # Too short to rise, it begins on the way down; of one update, at its end.
    if updates <= 3:
        assert found[0] < 0.5 and found == sorted(found, reverse=True)
    assert updates > 1 or found == [pytest.approx(0.5 / 25 / 1e4, rel=1e-12)]


@pytest.mark.parametrize("updates", [1, 2, 3, 4, 10, 1_000_000])
@given(share=st.floats(0, 1, exclude_min=True, exclude_max=True), warmup=st.integers(1, 1_000_000))
def test_the_shape_of_a_cycle_or_warmup_fits_any_length_of_run(
    updates: int, share: float, warmup: int
) -> None:
    constants = Run(schedule="one-cycle").constants | {"pct_start": share, "warmup": warmup, "lr_min": 0.0}
    plan = Plan(0.5, updates, 1, constants)
    for name in ("one-cycle", "warmup", "warmup-cosine"):
        for t in {0, updates // 2, updates - 1}:
            (rate,) = islice(SCHEDULES[name].rates(plan, t), 1)
            assert 0 <= rate <= 0.5, (name, t)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 10), st.floats(0, 1), FIRST)
def test_no_rate_is_negative_or_above_where_it_started(
    lr: float, low: float, decay: float, gamma: float, first: int
) -> None:
    for name in ("inverse-time", "inverse-sqrt", "step", "cosine", "exponential"):
        found = rates(name, lr, first, 5, decay=decay, gamma=gamma, step_size=2, lr_min=min(low, lr))
        assert all(0 <= rate <= lr for rate in found), name


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_of_many_rates_is_each_of_its_own(name: str) -> None:
    many = rates(name, np.array([0.1, 0.03, 0.0]), 0, 60, lr_steps=((3, 0.05),))
    for i, lr in enumerate([0.1, 0.03, 0.0]):
        own = rates(name, lr, 0, 60, lr_steps=((3, 0.05),))
        assert bits([float(np.broadcast_to(rate, 3)[i]) for rate in many]) == bits(own)

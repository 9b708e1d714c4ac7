"""The learning rate as a function of the update number."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import Run, trace
from sgd_core.schedules import SCHEDULES
from tests.core.strategies import RATES, bits, steps_text

FIRST = st.integers(0, 40)


def rates(name: str, lr: float, first: int, count: int, **constants: object) -> list[float]:
    known = Run().constants | constants
    return list(islice(SCHEDULES[name].rates(lr, first, known), count))


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

"""What the browser is told of a run so that it can compute it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given

from sgd_core import Run
from sgd_core.gradients import GRADIENTS
from sgd_core.samplers import SAMPLINGS
from sgd_ui.stage.engine import described, drafted
from sgd_ui.stage.player import written
from tests.core.strategies import runs


@pytest.mark.parametrize("gradient", GRADIENTS)
def test_a_gradient_made_of_more_than_its_own_samples_is_left_to_python(gradient: str) -> None:
    assert (described(Run(gradient=gradient)) is None) == (gradient != "plain")


@given(runs(gradient="plain"))
def test_all_but_the_order_is_plain_data(run: Run) -> None:
    told = described(run)
    assert told is not None
    plain = {name: value for name, value in told.items() if name != "order"}
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


@given(runs(gradient="plain"))
def test_an_order_repeated_is_the_order_of_the_run(run: Run) -> None:
    told = described(run)
    assert told is not None
    whole = SAMPLINGS[run.sampling].order(run.samples, run.seed, 0, run.epochs).ravel()
    order = np.arange(run.samples) if told["order"] is None else told["order"]
    if run.batch == "all":
        assert told["order"] is None
    else:
        assert np.resize(order, len(whole)).tolist() == whole.tolist()


@pytest.mark.parametrize(
    ("sampling", "entries"),
    [("cyclic", 0), ("shuffle-once", 3), ("reshuffle", 300), ("with-replacement", 300)],
)
def test_an_order_is_sent_as_far_as_it_is_not_its_own_repetition(sampling: str, entries: int) -> None:
    told = described(Run(sampling=sampling, seed=1))
    assert told is not None
    assert (0 if told["order"] is None else len(told["order"])) == entries


def test_a_changed_rate_changes_no_formula() -> None:
    for schedule in ("constant", "inverse-time", "piecewise"):
        one, other = (described(Run(lr=lr, schedule=schedule, lr_steps=((9, 0.5),))) for lr in (0.01, 0.25))
        assert one and other
        assert one | {"lr": 0.25} == other


@pytest.mark.parametrize(
    ("run", "here"),
    [
        (Run(), True),
        (Run(data="noisy-200", epochs=100), True),
        (Run(epochs=6_667), False),
        (Run(data="noisy-200", batch="all", epochs=1_001), False),
        (Run(gradient="saga"), False),
    ],
)
def test_a_run_is_computed_for_every_picture_where_that_is_quick_enough(run: Run, here: bool) -> None:
    assert (drafted(run) is not None) == here


def test_a_stage_is_sent_samples_once_as_columns() -> None:
    run = Run(data="noisy", sampling="reshuffle", seed=3)
    told, whole = drafted(run), described(run)
    assert told and whole
    assert whole.keys() - told.keys() == {"x", "y"}
    assert written({"order": told["order"]}) == written({"order": whole["order"]})

"""Many runs at once: each column is its single run to the last bit, and what is read off the columns."""

import dataclasses
import math
import sys
from collections.abc import Callable
from itertools import count, cycle, islice, product
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sgd_core import Ensemble, Run, RunError, ensemble, trace
from sgd_core.ensemble import bands, growing
from sgd_core.gradients import GRADIENTS
from sgd_core.limits import MAX_ENSEMBLE_GRADIENTS, MAX_ENSEMBLE_NUMBERS, MAX_RUNS, MAX_SEED
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS
from sgd_core.samplers import SAMPLINGS
from sgd_core.schedules import SCHEDULES
from tests.core.strategies import bits
from tests.effort import draws

pytestmark = pytest.mark.filterwarnings("error")

#: The package's function of this name stands before the module.
MODULE = sys.modules["sgd_core.ensemble"]

MODERATE = st.sampled_from([1.0, 2.0, -1.5, 0.1, 3.0, 0.0]) | st.floats(-4, 4)
WILD = MODERATE | st.sampled_from([-0.0, 5e-324, 1e-200, 1e200, -1e308])
RATES = st.sampled_from([0.01, 0.05, 0.2, 0.0, 1.0, 1e60, 1e308]) | st.floats(0, 0.3)
SEEDS = st.lists(st.integers(0, MAX_SEED), min_size=1, max_size=4)
LRS = st.lists(RATES, min_size=1, max_size=4)


def words(registry: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(registry))


@st.composite
def described(draw: st.DrawFn) -> Run:
    """Short runs of every kind, among them ones that diverge and ones that ``tol`` ends."""
    problem, n = draw(words(PROBLEMS)), draw(st.integers(1, 6))
    numbers = draw(st.sampled_from([MODERATE, MODERATE, WILD]))
    several = st.lists(numbers, min_size=n, max_size=n)
    labels = st.lists(st.sampled_from([0.0, 1.0]), min_size=n, max_size=n)
    start = [draw(numbers) for _ in PROBLEMS[problem].parameters]
    constants = {
        "delta": st.sampled_from([1.0, 0.3]),
        "momentum": st.sampled_from([0.9, 0.0, 1.5]),
        "decay": st.sampled_from([0.01, 1.0]),
        "gamma": st.sampled_from([0.5, 0.0]),
        "step_size": st.sampled_from([1, 2]),
        "warmup": st.sampled_from([3, 1, 30]),
        "lr_min": st.sampled_from([0.0, 0.1]),
        "lr_steps": st.sampled_from([(), ((2, 0.1),), ((0, 0.3), (5, 0.0))]),
    }
    return Run(
        problem=problem,
        x=draw(several),
        y=draw(labels if PROBLEMS[problem].targets else several),
        w0=start,
        lr=draw(RATES),
        epochs=draw(st.integers(1, 6)),
        sampling=draw(words(SAMPLINGS)),
        seed=draw(st.integers(0, MAX_SEED)),
        batch=draw(st.sampled_from([1, 1, 2, 3, n, "all"])),
        gradient=draw(words(GRADIENTS)),
        optimizer=draw(words(OPTIMIZERS)),
        schedule=draw(words(SCHEDULES)),
        tol=draw(st.sampled_from([0.0, 0.0, 0.01, 0.5, 10.0])),
        **{name: draw(values) for name, values in constants.items()},
    )


def check_columns(many: Ensemble, every: int = 1) -> None:
    """Each column against its single run, which rests on its last row once it has ended."""
    ended = []
    for i in range(len(many)):
        path = trace(many.single(i)).parameters
        last = len(path) - 1
        rows = np.minimum(many.t, last)
        assert bits(many.parameters[:, i]) == bits(path[rows])
        assert many.updates[i] == min(last, many.t[-1])
        assert many.diverged[i] == (not np.isfinite(path[rows[-1]]).all())
        ended.append(last)
    assert many.t[-1] == max(ended)
    kept = list(range(0, int(many.t[-1]) + 1, every))
    assert many.t.tolist() == kept + ([] if kept[-1] == many.t[-1] else [int(many.t[-1])])
    assert many.done == 1


# --- each column is a single run ---


@given(described(), SEEDS, st.integers(1, 7))
@settings(max_examples=draws(200))
@example(Run(lr=1e150, sampling="reshuffle", batch=2), [1, 2, 3], 1)
@example(Run(x=[1e308], y=[-1e308], lr=0.0, epochs=3), [0], 2)
@example(Run(data="noisy-20", sampling="reshuffle", lr=0.001, batch=7, tol=0.02), [0, 1, 2, 3, 4], 4)
def test_over_seeds_each_column_is_its_single_run_to_the_last_bit(
    run: Run, seeds: list[int], every: int
) -> None:
    many = ensemble(run, seeds=seeds, every=every)
    assert (many.name, many.values, len(many)) == ("seed", tuple(seeds), len(seeds))
    assert [many.single(i) for i in range(len(many))] == [run.replaced(seed=seed) for seed in seeds]
    check_columns(many, every)


@given(described(), LRS, st.integers(1, 7))
@settings(max_examples=draws(200))
@example(Run(tol=0.01), [0.05, 0.5, 5.0, 1e308, 0.0], 5)
def test_over_learning_rates_each_column_is_its_single_run_to_the_last_bit(
    run: Run, lrs: list[float], every: int
) -> None:
    many = ensemble(run, lrs=lrs, every=every)
    assert (many.name, many.values) == ("lr", tuple(lrs))
    assert [many.single(i) for i in range(len(many))] == [run.replaced(lr=lr) for lr in lrs]
    check_columns(many, every)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_problem_gradient_and_optimizer_meets_every_sampling_schedule_and_batch(optimizer: str) -> None:
    """All triples of the former; the latter go round beside them, their lengths having no common factor."""
    data = {"logistic": "labels", "line": "noisy", "huber": "outliers"}
    beside = zip(cycle(SAMPLINGS), cycle(SCHEDULES), cycle([1, 2, 3, 5, "all"]), strict=False)
    some = islice(beside, list(OPTIMIZERS).index(optimizer) * 18, None)
    for (problem, gradient), (sampling, schedule, batch) in zip(
        product(PROBLEMS, GRADIENTS), some, strict=False
    ):
        run = Run(
            problem=problem,
            data=data.get(problem, "noisy"),
            gradient=gradient,
            optimizer=optimizer,
            sampling=sampling,
            schedule=schedule,
            batch=batch,
            lr=0.02,
            epochs=3,
            lr_steps=[(4, 0.01)],
        )
        check_columns(ensemble(run, seeds=[5, 0, 77]))
        check_columns(ensemble(run, lrs=[0.01, 0.3]))


@given(described(), SEEDS, st.integers(1, 7), st.integers(1, 40), st.integers(1, 40))
@settings(max_examples=draws(100))
@example(Run(sampling="reshuffle", tol=0.01, gradient="saga", batch=2), [1, 2, 3], 4, 7, 10)
def test_the_blocks_in_which_it_is_computed_leave_no_mark(
    run: Run, seeds: list[int], every: int, chunk: int, draws: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MODULE, "_CHUNK", chunk)
        patch.setattr(MODULE, "_DRAWS", draws)
        check_columns(ensemble(run, seeds=seeds, every=every), every)


def test_as_many_runs_as_are_allowed_over_more_than_one_block() -> None:
    run = Run(data="noisy", sampling="with-replacement", epochs=150, gradient="svrg", batch=2)
    many = ensemble(run, seeds=range(MAX_RUNS))
    assert many.parameters.shape == (301, MAX_RUNS, 1)
    for i in (0, 1, 499, 999):
        assert bits(many.parameters[:, i]) == bits(trace(many.single(i)).parameters)
    # No two seeds go the same way for long.
    assert len(set(map(bytes, many.parameters[:60, :, 0].T))) == MAX_RUNS


def test_over_seeds_a_random_sampling_gives_other_paths_and_a_cyclic_one_the_same() -> None:
    for sampling, kinds in (("cyclic", 1), ("reshuffle", 20)):
        ends = ensemble(Run(data="noisy-20", sampling=sampling, epochs=2), seeds=range(20)).parameters[
            -1, :, 0
        ]
        assert len(set(ends.tolist())) == kinds


# --- how runs end ---


def test_a_run_that_diverges_rests_on_its_last_row_while_the_others_go_on() -> None:
    many = ensemble(Run(epochs=1000), lrs=[0.01, 5.0, 1e308, 0.2])
    assert many.updates.tolist() == [3000, 207, 1, 3000]
    assert many.diverged.tolist() == [False, True, True, False]
    assert set(many.parameters[207:, 1, 0].tolist()) == {math.inf}
    assert set(many.parameters[1:, 2, 0].tolist()) == {math.inf}
    assert math.isfinite(many.parameters[206, 1, 0])
    assert many.done == 1


def test_a_run_that_tol_ends_rests_on_its_last_row_while_the_others_go_on() -> None:
    run = Run(lr=0.05, tol=1e-6, epochs=50)
    many = ensemble(run, lrs=[0.05, 0.001])
    ends = [len(trace(many.single(i))) for i in range(2)]
    assert many.updates.tolist() == ends == [18, 150]
    assert set(many.parameters[18:, 0, 0].tolist()) == {many.parameters[18, 0, 0]}
    assert many.diverged.tolist() == [False, False]


def test_once_all_runs_have_ended_nothing_more_is_computed() -> None:
    many = ensemble(Run(tol=1e-3, epochs=100_000), lrs=[0.05, 0.01], every=7)
    assert many.updates.tolist() == [12, 60]
    assert many.t.tolist() == [0, 7, 14, 21, 28, 35, 42, 49, 56, 60]
    assert many.done == 1


# --- rows ---


@given(described(), SEEDS, st.integers(1, 50))
def test_every_keeps_each_so_manieth_row_and_the_last(run: Run, seeds: list[int], every: int) -> None:
    whole, thin = ensemble(run, seeds=seeds), ensemble(run, seeds=seeds, every=every)
    last = min(whole.t[-1], thin.t[-1])
    assert [t for t in thin.t.tolist() if t < last] == list(range(0, last, every))
    assert thin.t[-1] == whole.t[-1]
    assert bits(thin.parameters) == bits(whole.parameters[thin.t])
    assert bits(thin.updates) == bits(whole.updates)


@pytest.mark.parametrize(
    ("every", "rows"),
    [(1, list(range(7))), (2, [0, 2, 4, 6]), (4, [0, 4, 6]), (6, [0, 6]), (100, [0, 6])],
)
def test_the_rows_of_six_updates(every: int, rows: list[int]) -> None:
    assert ensemble(Run(epochs=2), seeds=[0], every=every).t.tolist() == rows


# --- growing ---


@given(described(), SEEDS, st.integers(1, 7), st.integers(1, 20))
def test_what_has_been_yielded_is_a_prefix_that_stays_as_it_is(
    run: Run, seeds: list[int], every: int, chunk: int
) -> None:
    seen: list[tuple[Ensemble, tuple[str, ...]]] = []

    def columns(many: Ensemble) -> tuple[str, ...]:
        return bits(many.t), bits(many.parameters), bits(many.updates), bits(many.mean_loss)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MODULE, "_CHUNK", chunk)
        for many in growing(run, seeds=seeds, every=every):
            seen.append((many, columns(many)))
    whole = ensemble(run, seeds=seeds, every=every)
    assert all(columns(many) == before for many, before in seen)
    for many, _ in seen:
        rows = len(many.t)
        assert many.t[:rows].tolist() == whole.t[:rows].tolist()
        assert bits(many.parameters) == bits(whole.parameters[:rows])
        # How far the computation has come may lie beyond the last row that is kept.
        assert (many.updates <= whole.updates).all()
    done = [many.done for many, _ in seen]
    assert done == sorted(done)
    assert bits(seen[-1][0].parameters) == bits(whole.parameters[: len(seen[-1][0].t)])


@pytest.mark.parametrize("every", [1, 7])
def test_done_rises_to_one(every: int) -> None:
    run = Run(data="noisy-20", epochs=1000, sampling="reshuffle")
    done = [many.done for many in growing(run, seeds=range(100), every=every)]
    assert len(done) > 3
    assert done == sorted(set(done))
    assert done[-1] == 1


def test_what_is_told_between_two_rows_that_are_kept_is_in_step() -> None:
    many = next(growing(Run(epochs=3000), seeds=range(1000), every=1000))
    assert many.done > 0
    assert (many.updates <= many.t[-1]).all()


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one for every gradient that is computed, of all runs at once."""
    calls: list[int] = []
    origin = PROBLEMS["origin"]

    def gradient(w: Any, x: Any, y: Any) -> Any:
        calls.append(1)
        return origin.gradient(w, x, y)

    monkeypatch.setitem(PROBLEMS, "origin", dataclasses.replace(origin, gradient=gradient))
    return calls


def test_nothing_is_computed_before_it_is_asked_for_and_little_if_it_is_left_early(
    computed: list[int],
) -> None:
    on_its_way = growing(Run(epochs=30_000), seeds=range(1000), every=100)
    assert computed == []
    first = next(on_its_way)
    assert 0 < len(computed) < 90_000 / 100
    assert 0 < first.done < 0.01
    next(on_its_way)
    assert len(computed) < 90_000 / 50


def test_nothing_is_drawn_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def order(n: int, seed: int, first: int, epochs: int) -> Any:
        drawn.append(n * epochs)
        return SAMPLINGS["cyclic"].order(n, seed, first, epochs)

    monkeypatch.setitem(SAMPLINGS, "reshuffle", dataclasses.replace(SAMPLINGS["reshuffle"], order=order))
    run = Run(data="noisy-200", epochs=500, sampling="reshuffle")
    on_its_way = growing(run, seeds=range(1000), every=1000)
    assert drawn == []
    next(on_its_way)
    assert 0 < sum(drawn) < 1000 * run.updates / 10


def test_two_ensembles_on_their_way_do_not_disturb_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MODULE, "_CHUNK", 600)
    run = Run(data="noisy-20", epochs=3, sampling="reshuffle", gradient="saga")
    one, other = (growing(run, seeds=range(k, k + 60)) for k in (0, 7))
    pairs = list(zip(one, other, strict=True))
    assert len(pairs) > 1
    for many, k in zip(pairs[-1], (0, 7), strict=True):
        assert bits(many.parameters) == bits(ensemble(run, seeds=range(k, k + 60)).parameters)


# --- what is refused ---


def complaints(call: Callable[[], Any]) -> list[tuple[str, str, str]]:
    with pytest.raises(RunError) as error:
        call()
    assert str(error.value)
    return [(each.name, each.code, each.value) for each in error.value.complaints]


@pytest.mark.parametrize("make", [ensemble, growing])
@pytest.mark.parametrize("given", [{}, {"seeds": [1], "lrs": [0.1]}, {"seeds": [], "lrs": []}])
def test_an_ensemble_is_over_seeds_or_over_learning_rates(make: Any, given: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="seeds or over lrs"):
        make(Run(), **given)


@pytest.mark.parametrize("make", [ensemble, growing])
@pytest.mark.parametrize("name", ["seeds", "lrs"])
def test_no_runs_and_too_many_are_refused_at_once(make: Any, name: str) -> None:
    assert complaints(lambda: make(Run(), **{name: []})) == [(name, "empty", "")]
    for many in (range(MAX_RUNS + 1), count()):
        assert complaints(lambda many=many: make(Run(), **{name: many})) == [
            (name, "too_many", f"{MAX_RUNS + 1}…")
        ]
    growing(Run(), **{name: iter(range(MAX_RUNS))})


def test_all_bad_seeds_are_complained_of_together() -> None:
    seeds: list[Any] = [0, -1, 2, 0.5, True, MAX_SEED, MAX_SEED + 1, "7"]
    assert complaints(lambda: growing(Run(), seeds=seeds)) == [
        ("seed", "out_of_range", "-1"),
        ("seed", "not_whole", "0.5"),
        ("seed", "not_whole", "True"),
        ("seed", "out_of_range", str(MAX_SEED + 1)),
        ("seed", "not_whole", "7"),
    ]


def test_all_bad_learning_rates_are_complained_of_together() -> None:
    lrs: list[Any] = [0.1, -1.0, math.nan, 0, math.inf, "fast", None]
    assert complaints(lambda: growing(Run(), lrs=lrs)) == [
        ("lr", "too_small", "-1"),
        ("lr", "not_finite", "nan"),
        ("lr", "not_finite", "inf"),
        ("lr", "not_a_number", "fast"),
        ("lr", "not_a_number", "None"),
    ]


@pytest.mark.parametrize(
    ("every", "code"), [(0, "out_of_range"), (-3, "out_of_range"), (1.5, "not_whole"), ("2", "not_whole")]
)
def test_every_is_a_whole_number_of_one_or_more(every: Any, code: str) -> None:
    assert complaints(lambda: ensemble(Run(), seeds=[0], every=every)) == [("every", code, str(every))]


@pytest.mark.parametrize("gradient", GRADIENTS)
@pytest.mark.parametrize("batch", [1, "all"])
def test_too_many_gradients_are_refused_with_the_most_epochs_that_are_allowed(
    gradient: str, batch: int | str
) -> None:
    run = Run(data="noisy-20", epochs=20_000, gradient=gradient, batch=batch)
    with pytest.raises(RunError) as error:
        growing(run, seeds=range(1000), every=1000)
    (complaint,) = error.value.complaints
    assert (complaint.name, complaint.code, complaint.value) == ("epochs", "too_many_gradients", "20000")
    given, high = int(complaint.facts["given"]), int(complaint.facts["high"])
    computed = GRADIENTS[gradient].computed(20, 20_000, 400_000) * 1000
    assert given == computed > MAX_ENSEMBLE_GRADIENTS
    growing(run.replaced(epochs=high), seeds=range(1000), every=1000)
    with pytest.raises(RunError):
        growing(run.replaced(epochs=high + 1), seeds=range(1000), every=1000)


@given(
    st.sampled_from([("noisy-20", "origin"), ("note", "line")]),
    st.sampled_from([1, 2, "all"]),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([999, 1000]),
    st.integers(3000, 5000),
)
@example(("note", "line"), 1, 1, 1000, 5555)
def test_too_many_kept_numbers_are_refused_with_the_finest_rows_that_are_allowed(
    which: tuple[str, str], batch: int | str, every: int, runs: int, epochs: int
) -> None:
    data, problem = which
    run = Run(
        data=data, problem=problem, batch=batch, epochs=epochs if data == "noisy-20" else epochs * 6 + 3
    )
    rows = len({*range(0, run.updates + 1, every), run.updates})
    if rows * runs * len(run.w0) <= MAX_ENSEMBLE_NUMBERS:
        growing(run, seeds=range(runs), every=every)
        return
    with pytest.raises(RunError) as error:
        growing(run, seeds=range(runs), every=every)
    (complaint,) = error.value.complaints
    assert (complaint.name, complaint.code, complaint.value) == ("every", "too_small", str(every))
    low = int(complaint.facts["low"])
    assert low > every
    growing(run, seeds=range(runs), every=low)
    finer = {*range(0, run.updates + 1, low - 1), run.updates}
    assert len(finer) * runs * len(run.w0) > MAX_ENSEMBLE_NUMBERS


# --- what is read off ---


def test_columns_are_read_only_also_those_on_their_way() -> None:
    many = next(growing(Run(data="noisy", epochs=300), seeds=range(1000), every=2))
    assert many.done < 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        many.run = Run()  # type: ignore[misc]
    columns = [many.t, many.parameters, many.updates, many.diverged, many.mean_loss, many.distance((2.0,))]
    columns += [
        many.hitting_times((2.0,), 0.1),
        many.first_time(lambda w: w[0] > 2),
    ]
    columns += [bands(many.mean_loss, (0.5,))]
    for column in columns:
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1


@given(described(), SEEDS, st.integers(1, 5))
@example(Run(lr=1e60, epochs=4), [1, 2], 1)
def test_the_mean_loss_is_that_of_the_single_run_to_the_last_bit(
    run: Run, seeds: list[int], every: int
) -> None:
    many = ensemble(run, seeds=seeds, every=every)
    for i in range(len(many)):
        losses = trace(many.single(i)).mean_loss
        assert bits(many.mean_loss[:, i]) == bits(losses[np.minimum(many.t, len(losses) - 1)])


@given(described(), LRS, st.lists(MODERATE, min_size=2, max_size=2))
@example(Run(lr=1e60, epochs=4), [1e60, 1e308], [0.0, 0.0])
def test_the_distance_is_that_of_the_single_run_and_infinite_where_it_is_not_finite(
    run: Run, lrs: list[float], point: list[float]
) -> None:
    many, target = ensemble(run, lrs=lrs), point[: len(run.w0)]
    distance = many.distance(target)
    for i in range(len(many)):
        path = trace(many.single(i)).parameters.tolist()
        for row, t in enumerate(many.t.tolist()):
            w = path[min(t, len(path) - 1)]
            away = math.dist(w, target) if all(map(math.isfinite, w)) else math.inf
            # Beyond 1e154 squares overflow.
            assert distance[row, i] == pytest.approx(away, rel=1e-14, abs=1e-160) or (
                away > 1e150 and distance[row, i] == math.inf
            )


def test_the_distance_takes_one_number_for_each_parameter() -> None:
    with pytest.raises(ValueError, match="zip"):
        ensemble(Run(), seeds=[0]).distance((1.0, 2.0))


def first(rows: list[int], holds: list[bool]) -> int:
    return next((t for t, yes in zip(rows, holds, strict=True) if yes), -1)


@given(described(), LRS, st.integers(1, 4), MODERATE, st.floats(0, 5))
@example(Run(), [0.05, 0.01, 0.0, 1e308], 3, 2.0, 0.01)
@example(Run(), [0.01], 1, 2.0, 1.0)
def test_times_are_those_of_plain_loops_over_the_rows(
    run: Run, lrs: list[float], every: int, value: float, beyond: float
) -> None:
    many = ensemble(run, lrs=lrs, every=every)
    rows, target = many.t.tolist(), (value,) * len(run.w0)
    distance, last = many.distance(target), len(run.w0) - 1
    for i in range(len(many)):
        path = many.parameters[:, i, last].tolist()
        near = [away < beyond for away in distance[:, i].tolist()]
        assert many.hitting_times(target, beyond)[i] == first(rows, near)
        assert many.first_time(lambda w: w[last] > value)[i] == first(rows, [w > value for w in path])
    assert (many.first_time(lambda w: np.isnan(w[0]) & False) == -1).all()


def test_the_times_of_the_note_s_run_are_known() -> None:
    """e is multiplied by 0.98, 0.92 and 0.82 in turn."""
    many = ensemble(Run(), lrs=[0.01, 1e308, 0.0])
    assert many.hitting_times((2.0,), 0.9).tolist() == [3, -1, -1]
    assert many.hitting_times((2.0,), 1.5).tolist() == [0, 0, 0]
    assert many.first_time(lambda w: ~(abs(w[0]) <= 1.05)).tolist() == [2, 1, -1]


# --- bands ---


def band(values: list[float], quantile: float) -> float:
    """Between two neighbours in proportion, a value that is not a number being infinite."""
    ranked = sorted(math.inf if math.isnan(value) else value for value in values)
    place = quantile * (len(ranked) - 1)
    below = math.floor(place)
    part = place - below
    if part < 1e-9 or part > 1 - 1e-9:
        return ranked[round(place)]
    low, high = ranked[below], ranked[below + 1]
    return high if math.isinf(high) else low + (high - low) * part


FINITE_ROWS = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(st.floats(-1e6, 1e6), min_size=n, max_size=n), min_size=1, max_size=4)
)


@given(FINITE_ROWS, st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_bands_are_numpy_s_quantiles_of_each_row(rows: list[list[float]], quantiles: list[float]) -> None:
    found = bands(np.array(rows), quantiles)
    assert found.shape == (len(quantiles), len(rows))
    numpys = np.stack([np.quantile(row, quantiles) for row in rows], axis=1)
    assert found == pytest.approx(numpys, rel=1e-9, abs=1e-2)
    expected = [[band(row, quantile) for row in rows] for quantile in quantiles]
    # Within what is taken for no part at all.
    assert found == pytest.approx(np.array(expected), rel=1e-9, abs=1e-2)


@pytest.mark.parametrize("quantile", [0.1, 0.3, 0.45, 0.65, 0.9])
@pytest.mark.parametrize("lost", [math.inf, math.nan])
@pytest.mark.parametrize("count", range(6))
def test_what_is_lost_counts_as_infinite_in_bands(quantile: float, lost: float, count: int) -> None:
    row = [3.0, 1.0, 2.0, 5.0, 4.0, 7.0][count:] + [lost] * count
    assert bands(np.array([row]), (quantile,))[0, 0] == pytest.approx(band(row, quantile))


def test_a_quantile_that_falls_on_a_value_is_that_value_whatever_comes_next() -> None:
    row = [1.0, 2.0, math.inf]
    assert bands(np.array([row]), (0.0, 0.5, 1.0))[:, 0].tolist() == row


def test_bands_of_an_ensemble_are_quantiles_over_its_runs() -> None:
    many = ensemble(Run(data="noisy", sampling="reshuffle", epochs=30), seeds=range(40))
    distance = many.distance((2.1,))
    low, middle, high = bands(distance, (0.1, 0.5, 0.9))
    assert bits(middle) == bits(np.median(distance, axis=1))
    assert ((low <= middle) & (middle <= high)).all()
    assert (low < high)[5:].all()


def test_every_preset_can_be_gone_through_by_an_ensemble() -> None:
    for data in PRESETS:
        check_columns(ensemble(Run(data=data, epochs=1, sampling="reshuffle"), seeds=[3, 1]))

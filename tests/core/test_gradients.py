"""What an update is handed for the gradient: plain, SVRG and SAGA, against the papers and by count."""

import dataclasses
import math
import pickle
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgd_core import Run, RunError, State, Step, ensemble, stream, trace
from sgd_core.gradients import GRADIENTS
from sgd_core.limits import MAX_GRADIENTS
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_core.samplers import SAMPLINGS
from sgd_core.stream import Listed, initial_state
from tests.core.strategies import bits, column
from tests.effort import draws

pytestmark = pytest.mark.filterwarnings("error")

every_gradient = pytest.mark.parametrize("gradient", GRADIENTS)
every_reduced = pytest.mark.parametrize("gradient", ["svrg", "saga"])

#: Problems with a single best on their own data, which no single sample agrees with.
NOISY = {
    "origin": Run(data="noisy-20", lr=0.02),
    "line": Run(problem="line", lr=0.05),
    "logistic": Run(problem="logistic", lr=0.2),
    "huber": Run(problem="huber", lr=0.1),
}
every_noisy = pytest.mark.parametrize("problem", NOISY)


@st.composite
def runs(draw: st.DrawFn, lrs: Sequence[float] = (0.01, 0.003), **fixed: Any) -> Run:
    """Short runs of every problem, sampling and size of batch; ``fixed`` holds values or strategies."""
    problem, n = draw(st.sampled_from(sorted(PROBLEMS))), draw(st.integers(1, 6))
    numbers = st.sampled_from([1.0, -1.5, 0.5, 2.0]) | st.floats(-2, 2)
    targets = PROBLEMS[problem].targets
    count = len(PROBLEMS[problem].parameters)
    values: dict[str, Any] = {
        "x": st.lists(numbers, min_size=n, max_size=n),
        "y": st.lists(st.sampled_from(targets) if targets else numbers, min_size=n, max_size=n),
        "w0": st.lists(numbers, min_size=count, max_size=count),
        "lr": st.sampled_from(lrs),
        "epochs": st.integers(1, 5),
        "sampling": st.sampled_from(sorted(SAMPLINGS)),
        "seed": st.integers(0, 99),
        "batch": st.sampled_from([1, 1, 2, 3, "all"]),
        "optimizer": st.sampled_from(sorted(OPTIMIZERS)),
        "gradient": st.sampled_from(sorted(GRADIENTS)),
        "tol": st.sampled_from([0.0, 0.0, 0.05]),
    } | fixed
    given_values = {k: draw(v) if isinstance(v, st.SearchStrategy) else v for k, v in values.items()}
    return Run(problem=problem, **given_values)


def mean_of(vectors: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The mean of vectors, summed left to right and divided once."""
    totals = list(vectors[0])
    for vector in vectors[1:]:
        totals = [total + value for total, value in zip(totals, vector, strict=True)]
    return tuple([total / len(vectors) for total in totals])


def plus(a: Sequence[float], b: Sequence[float], sign: int = 1) -> tuple[float, ...]:
    return tuple([one + sign * other for one, other in zip(a, b, strict=True)])


class Naive:
    """A rule as its paper has it: asked for the estimate at w, it forgets nothing and saves nothing."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.largest = 0.0
        self.start(run.w0)

    def slope(self, w: Sequence[float], i: int) -> tuple[float, ...]:
        """∇fᵢ(w), and note taken of its size."""
        x, y = self.run.points
        found = self.run.model.gradient(tuple(w), x[i], y[i])
        self.largest = max(self.largest, *map(abs, found))
        return found

    def full(self, w: Sequence[float]) -> tuple[float, ...]:
        return mean_of([self.slope(w, i) for i in range(self.run.samples)])

    def start(self, w: tuple[float, ...]) -> None:
        """The start of the run."""

    def epoch(self, w: tuple[float, ...]) -> None:
        """The start of an epoch."""

    def estimate(self, w: tuple[float, ...], batch: Sequence[int]) -> tuple[float, ...]:
        return mean_of([self.slope(w, i) for i in batch])


class Svrg(Naive):
    """Johnson, Zhang 2013: an outer loop with a snapshot, an inner loop that corrects by it."""

    def epoch(self, w: tuple[float, ...]) -> None:
        self.snapshot = w

    def estimate(self, w: tuple[float, ...], batch: Sequence[int]) -> tuple[float, ...]:
        corrections = [plus(self.slope(w, i), self.slope(self.snapshot, i), -1) for i in batch]
        return plus(mean_of(corrections), self.full(self.snapshot))


class Saga(Naive):
    """Defazio, Bach, Lacoste-Julien 2014: a table of the last gradients, its mean taken anew each time."""

    def start(self, w: tuple[float, ...]) -> None:
        self.table = {i: self.slope(w, i) for i in range(self.run.samples)}

    def estimate(self, w: tuple[float, ...], batch: Sequence[int]) -> tuple[float, ...]:
        corrections = [plus(self.slope(w, i), self.table[i], -1) for i in batch]
        estimate = plus(mean_of(corrections), mean_of([*self.table.values()]))
        for i in batch:
            self.table[i] = self.slope(w, i)
        return estimate


NAIVE = {"plain": Naive, "svrg": Svrg, "saga": Saga}


def naive_path(run: Run) -> Iterator[tuple[tuple[float, ...], tuple[float, ...]]]:
    """Estimates, and the parameters they lead to, with w ← w − lr·g."""
    rule, w = NAIVE[run.gradient](run), run.w0
    for t, batch in enumerate(trace(run).batches()):
        if t % run.updates_per_epoch == 0:
            rule.epoch(w)
        g = rule.estimate(w, batch)
        w = tuple([value - run.lr * d for value, d in zip(w, g, strict=True)])
        yield g, w


# --- against the papers ---


@given(runs(lrs=(0.01, 0.2, 1e30), gradient=st.sampled_from(["plain", "svrg"]), optimizer="sgd"))
@settings(max_examples=draws(80))
def test_svrg_written_from_the_paper_gives_the_same_bits(run: Run) -> None:
    """And plain descent too; runs that diverge are among them."""
    assert bits([(step.gradient, step.parameters) for step in stream(run)]) == bits(list(naive_path(run)))


@given(runs(gradient="saga"))
@settings(max_examples=draws(80))
def test_saga_written_from_the_paper_gives_the_same_estimates_along_a_path(run: Run) -> None:
    """The core keeps the mean of the table up to date; the paper's is summed anew each time."""
    rule = Saga(run)
    for step in stream(run):
        expected = rule.estimate(step.before, step.samples)
        assert step.gradient == pytest.approx(expected, rel=0, abs=1e-12 * rule.largest)


@every_reduced
@every_noisy
@pytest.mark.parametrize("batch", [1, 7, "all"])
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_a_path_written_from_the_papers_is_the_same(
    gradient: str, problem: str, batch: int | str, sampling: str
) -> None:
    run = NOISY[problem].replaced(gradient=gradient, batch=batch, sampling=sampling, epochs=12, seed=3)
    expected = np.array([w for _, w in naive_path(run)])
    assert np.max(np.abs(trace(run).parameters[1:] - expected)) <= 1e-12 * np.max(np.abs(expected))


def test_svrg_by_hand() -> None:
    """f₁ = w², f₂ = 4w²: the gradients are 2w and 8w, their mean 5w."""
    run = Run(x=[1.0, 2.0], y=[0.0, 0.0], w0=[1.0], lr=0.0625, epochs=2, gradient="svrg")
    steps = list(stream(run))
    assert column(steps, "gradient") == [[5.0], [2.5], [2.65625], [1.328125]]
    assert column(steps, "parameters") == [[0.6875], [0.53125], [0.365234375], [0.2822265625]]
    assert [step.state.memory for step in steps] == [(5.0,), (5.0,), (2.65625,), (2.65625,)]


def test_saga_by_hand() -> None:
    run = Run(x=[1.0, 2.0], y=[0.0, 0.0], w0=[1.0], lr=0.125, epochs=2, gradient="saga")
    steps = list(stream(run))
    assert column(steps, "gradient") == [[5.0], [0.0], [1.25], [0.625]]
    assert column(steps, "parameters") == [[0.375], [0.375], [0.21875], [0.140625]]
    assert [step.state.memory for step in steps] == [
        (((2.0, 8.0),), (5.0,)),
        (((2.0, 3.0),), (2.5,)),
        (((0.75, 3.0),), (1.875,)),
        (((0.75, 1.75),), (1.25,)),
    ]


def test_a_sample_drawn_twice_in_a_batch_counts_twice_and_is_remembered_once() -> None:
    run = Run(x=[1.0, 2.0], y=[0.0, 0.0], gradient="saga")
    table = (((2.0, 8.0),), (5.0,))

    def told(batch: tuple[int, ...]) -> tuple[Any, Any]:
        rule = GRADIENTS["saga"].estimator(Listed(run), table, (1.0,))
        return rule.estimate((4.0,), batch), rule.memory

    # The fresh gradients at w = 4 are 8 and 32.
    assert told((0, 0)) == told((0,)) == ((8.0 - 2.0 + 5.0,), (((8.0, 8.0),), (8.0,)))
    assert told((0, 0, 1)) == (((6.0 + 6.0 + 24.0) / 3 + 5.0,), (((8.0, 32.0),), (20.0,)))


@every_reduced
def test_batches_with_duplicates_are_among_those_compared(gradient: str) -> None:
    run = NOISY["line"].replaced(gradient=gradient, batch=7, sampling="with-replacement", epochs=12, seed=3)
    assert any(len(set(batch)) < len(batch) for batch in trace(run).batches())


# --- how many gradients are computed ---


def expected_gradients(run: Run, step: Step) -> int:
    """plain: 1 a sample; svrg: n an epoch and 2 a sample; saga: n at the start and 1 a sample."""
    visits = step.epoch * run.samples
    visits += sum(map(len, [*trace(run).batches()][step.epoch * run.updates_per_epoch : step.t + 1]))
    return {
        "plain": visits,
        "svrg": (step.epoch + 1) * run.samples + 2 * visits,
        "saga": run.samples + visits,
    }[run.gradient]


@given(runs())
@settings(max_examples=draws(80))
def test_the_gradients_of_every_record_are_counted(run: Run) -> None:
    steps = list(stream(run))
    counts = [expected_gradients(run, step) for step in steps]
    assert column(steps, "gradients") == trace(run).gradients.tolist() == counts


@given(runs())
@settings(max_examples=draws(60))
def test_as_many_gradients_are_computed_as_a_record_says(run: Run) -> None:
    with pytest.MonkeyPatch.context() as patch:
        computed = counting(patch, run.problem)
        again, steps = Run.from_params(run.to_params()), []
        for step in stream(again):
            assert len(computed) == step.gradients
            steps.append(step)
        for cut, before in enumerate(steps[:-1]):
            computed.clear()
            rest = list(stream(again, before.state))
            # What is remembered is not computed anew.
            assert len(computed) == steps[-1].gradients - before.gradients
            assert column(rest, "gradients") == column(steps[cut + 1 :], "gradients")


def counting(patch: pytest.MonkeyPatch, name: str) -> list[float]:
    """Grows by one for every per-sample gradient of a problem that is computed."""
    problem, computed = PROBLEMS[name], []

    def gradient(w: Any, x: Any, y: Any, **constants: Any) -> Any:
        computed.append(x)
        return problem.gradient(w, x, y, **constants)

    patch.setitem(PROBLEMS, name, dataclasses.replace(problem, gradient=gradient))
    return computed


@pytest.mark.parametrize(
    ("gradient", "batch", "counts"),
    [
        ("plain", 1, [1, 2, 3, 4, 5, 6]),
        ("svrg", 1, [5, 7, 9, 14, 16, 18]),
        ("saga", 1, [4, 5, 6, 7, 8, 9]),
        ("plain", 2, [2, 3, 5, 6]),
        ("svrg", 2, [7, 9, 16, 18]),
        ("saga", 2, [5, 6, 8, 9]),
        ("plain", "all", [3, 6]),
        ("svrg", "all", [9, 18]),
        ("saga", "all", [6, 9]),
    ],
)
def test_the_counts_of_two_epochs_of_three_samples(gradient: str, batch: Any, counts: list[int]) -> None:
    assert trace(Run(gradient=gradient, batch=batch, epochs=2)).gradients.tolist() == counts


# --- the budget ---


@pytest.mark.parametrize(("gradient", "high"), [("plain", 500_000), ("svrg", 166_666), ("saga", 499_999)])
def test_the_budget_of_a_run_is_spent_as_its_gradient_spends_it(gradient: str, high: int) -> None:
    """Epochs of 20, 60 and 20 gradients (and 20 before the first): one more makes 20 too many, each time."""
    description = {"data": "noisy-20", "batch": "all", "gradient": gradient}
    assert MAX_GRADIENTS == 10_000_000
    assert Run(**description, epochs=high).epochs == high
    for make in (
        lambda: Run(**description, epochs=high + 1),
        lambda: Run.from_params(description | {"epochs": str(high + 1)}),
    ):
        with pytest.raises(RunError) as caught:
            make()
        (complaint,) = caught.value.complaints
        assert (complaint.name, complaint.value) == ("epochs", str(high + 1))
        assert complaint.code == "too_many_gradients"
        assert complaint.facts == {"given": "10000020", "high": str(high)}


# --- cut in two, anywhere ---


@given(runs())
@settings(max_examples=draws(80))
def test_a_run_cut_at_any_update_and_resumed_is_the_whole(run: Run) -> None:
    steps, whole = list(stream(run)), trace(run)
    for cut, state in enumerate([initial_state(run), *(step.state for step in steps)]):
        stored = State(*pickle.loads(pickle.dumps(tuple(state))))
        assert bits(list(stream(run, stored))) == bits(steps[cut:])
        rest = trace(run, stored)
        for name in ("gradient", "gradients", "loss"):
            assert bits(getattr(rest, name)) == bits(getattr(whole, name)[cut:]), name
        assert bits(rest.parameters) == bits(whole.parameters[cut:])
        assert bits(rest.end) == bits(whole.end)


def leaves(value: Any) -> Iterator[Any]:
    if type(value) is tuple:
        for item in value:
            yield from leaves(item)
    else:
        yield value


@given(runs())
def test_what_is_remembered_is_plain_tuples_of_floats(run: Run) -> None:
    names, n = len(run.w0), run.samples
    assert initial_state(run).memory == ()
    for step in stream(run):
        memory = step.state.memory
        assert {type(leaf) for leaf in leaves(memory)} <= {float}
        if run.gradient == "plain":
            assert memory == ()
        elif run.gradient == "svrg":
            assert len(memory) == names
        else:
            tables, mean = memory
            assert [len(table) for table in tables] == [n] * names
            assert len(mean) == names


@given(runs(gradient="saga"))
def test_what_saga_remembered_does_not_change_when_the_run_goes_on(run: Run) -> None:
    states, texts = [], []
    for step in stream(run):
        states.append(step.state)
        texts.append(bits(step.state))
    assert [bits(state) for state in states] == texts


# --- why one would ---


@every_reduced
@given(st.data())
@settings(max_examples=draws(30))
def test_the_mean_of_the_estimate_is_the_full_gradient(gradient: str, data: st.DataObject) -> None:
    """With the state fixed, over all samples that the next update may draw, or all pairs of them."""
    run = data.draw(runs(gradient=gradient, tol=0.0))
    rule = Naive(run)
    for step in stream(run):
        state = step.state
        full = rule.full(state.parameters)
        for size in (1, 2):
            estimates = [
                GRADIENTS[gradient]
                .estimator(Listed(run), state.memory, state.epoch_start)
                .estimate(state.parameters, batch)
                for batch in product(range(run.samples), repeat=size)
            ]
            assert mean_of(estimates) == pytest.approx(full, rel=0, abs=1e-12 * (rule.largest + 1))


@every_noisy
def test_at_the_best_the_variance_is_gone(problem: str) -> None:
    run = NOISY[problem]
    best = run.model.best(*run.points)
    spread = {}
    for gradient in GRADIENTS:
        estimator = GRADIENTS[gradient].estimator(Listed(run), (), best)
        estimator.enter(best)
        estimates = [estimator.estimate(best, (i,)) for i in range(run.samples)]
        spread[gradient] = max(math.hypot(*estimate) for estimate in estimates)
    assert spread["plain"] > 0.1
    assert spread["svrg"] < 1e-12 and spread["saga"] < 1e-12


def distances(run: Run) -> list[float]:
    """How far the parameters are from the best ones, over the last epoch."""
    best = run.model.best(*run.points)
    return [math.dist(w, best) for w in trace(run).parameters[-run.updates_per_epoch :].tolist()]


@every_noisy
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_on_noisy_data_a_constant_rate_suffices_but_for_plain_descent(problem: str, sampling: str) -> None:
    run = NOISY[problem].replaced(sampling=sampling, epochs=400)
    assert max(distances(run)) > 1e-3
    for gradient in ("svrg", "saga"):
        assert max(distances(run.replaced(gradient=gradient))) < 1e-9, gradient


@every_gradient
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_on_consistent_data_a_constant_rate_suffices_for_all(gradient: str, sampling: str) -> None:
    run = Run(gradient=gradient, sampling=sampling, lr=0.02, epochs=300)
    assert max(distances(run)) < 1e-12


@every_reduced
@every_noisy
def test_with_all_samples_in_every_update_it_is_gradient_descent(gradient: str, problem: str) -> None:
    run = NOISY[problem].replaced(batch="all", epochs=100)
    plain, reduced = trace(run), trace(run.replaced(gradient=gradient))
    for name in ("parameters", "gradient"):
        expected = getattr(plain, name)
        assert np.max(np.abs(getattr(reduced, name) - expected)) <= 1e-12 * np.max(np.abs(expected))


# --- many runs at once ---


@every_gradient
@pytest.mark.parametrize("batch", [1, 3, "all"])
@pytest.mark.parametrize("sampling", ["cyclic", "with-replacement"])
def test_arrays_give_the_bits_of_floats(gradient: str, batch: int | str, sampling: str) -> None:
    run = NOISY["line"].replaced(gradient=gradient, batch=batch, sampling=sampling, epochs=4)
    for many in (ensemble(run, seeds=range(3)), ensemble(run, lrs=[0.01, 0.1, 1e200])):
        for i in range(len(many)):
            path = trace(many.single(i)).parameters
            assert bits(many.parameters[: len(path), i]) == bits(path)


# --- the registry ---


@every_gradient
def test_a_gradient_is_registered_under_its_name_and_plain_comes_first(gradient: str) -> None:
    assert GRADIENTS[gradient].name == gradient
    assert next(iter(GRADIENTS)) == Run().gradient == "plain"
    assert {*NAIVE} == {*GRADIENTS}

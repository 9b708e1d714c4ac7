"""The laws of a run, each to the last bit: stream, trace, resumption, and how a run ends."""

import dataclasses
import math
import pickle
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sgd_core import Run, State, Step, stream, trace
from sgd_core.gradients import GRADIENTS
from sgd_core.limits import MAX_SEED
from sgd_core.problems import PROBLEMS
from sgd_core.samplers import SAMPLINGS
from sgd_core.stream import initial_state
from tests.core.strategies import bits, column, runs
from tests.effort import draws

pytestmark = pytest.mark.filterwarnings("error")

PER_UPDATE = ("t", "epoch", "gradients", "lr", "gradient", "loss_before", "loss")
PLAIN = {"problem": "origin", "gradient": "plain", "optimizer": "sgd"}
DIVERGING = Run(lr=1e150, sampling="reshuffle", batch=2)
NAN_AT_ONCE = Run(x=[1e308], y=[-1e308], lr=0.0, epochs=3)


def state_after(run: Run, t: int) -> State:
    """The state after ``t`` updates, the first of them at least."""
    return next(islice(stream(run), t - 1, None)).state


# --- trace is the drained stream ---


def check_that_the_trace_is_the_stream(run: Run) -> None:
    steps, whole = list(stream(run)), trace(run)
    assert len(whole) == len(steps)
    for name in PER_UPDATE:
        assert bits(getattr(whole, name)) == bits(column(steps, name)), name
    assert bits(whole.parameters[1:]) == bits(column(steps, "parameters"))
    assert bits(whole.parameters[:-1]) == bits(column(steps, "before"))
    assert bits(whole.parameters[0]) == bits(list(run.w0))
    assert [whole.samples(row) for row in range(len(whole))] == [step.samples for step in steps]
    visited = [] if run.batch == "all" else [i for step in steps for i in step.samples]
    assert whole.order.tolist() == visited
    assert bits(whole.end) == bits(steps[-1].state)


@given(runs())
@settings(max_examples=draws(120))
@example(DIVERGING)
@example(NAN_AT_ONCE)
def test_the_trace_is_the_drained_stream_column_by_column(run: Run) -> None:
    check_that_the_trace_is_the_stream(run)


@given(runs())
def test_the_epoch_ends_are_the_last_updates_of_full_epochs(run: Run) -> None:
    steps, whole = list(stream(run)), trace(run)
    ends = [row for row, step in enumerate(steps) if (step.t + 1) % run.updates_per_epoch == 0]
    assert whole.epoch_ends.tolist() == ends
    assert bits(whole.epoch_loss) == bits([steps[row].loss for row in ends])


@given(runs())
def test_the_mean_loss_is_summed_over_all_samples_at_each_row(run: Run) -> None:
    loss = run.model.loss
    expected = []
    for w in trace(run).parameters.tolist():
        total, *others = [loss(tuple(w), x, y) for x, y in zip(*run.points, strict=True)]
        for other in others:
            total += other
        expected.append(total / run.samples)
    assert bits(trace(run).mean_loss) == bits(expected)


@given(runs())
def test_a_record_follows_from_the_one_before(run: Run) -> None:
    rule = GRADIENTS[run.gradient]
    before, gradients = run.w0, rule.at_start * run.samples
    for t, step in enumerate(stream(run)):
        if t % run.updates_per_epoch == 0:
            gradients += rule.per_epoch * run.samples
        gradients += rule.per_visit * len(step.samples)
        assert (step.t, step.epoch, step.gradients) == (t, t // run.updates_per_epoch, gradients)
        assert bits(step.before) == bits(before)
        assert (step.state.t, bits(step.state.parameters)) == (t + 1, bits(step.parameters))
        before = step.parameters


@given(runs())
def test_every_epoch_but_one_cut_short_visits_n_samples_and_keeps_the_short_batch(run: Run) -> None:
    steps = list(stream(run))
    for epoch in range(len(steps) // run.updates_per_epoch):
        sizes = [len(step.samples) for step in steps if step.epoch == epoch]
        assert sum(sizes) == run.samples
        assert all(size == run.batch_size for size in sizes[:-1])


@given(runs())
def test_the_same_run_gives_the_same_bits_again(run: Run) -> None:
    assert bits(list(stream(run))) == bits(list(stream(run)))


# --- cut in two, anywhere ---


def check_every_cut(run: Run) -> None:
    steps, whole = list(stream(run)), trace(run)
    for cut, state in enumerate([initial_state(run), *(step.state for step in steps)]):
        rest = trace(run, state)
        assert bits(list(stream(run, state))) == bits(steps[cut:])
        assert (rest.first, len(rest)) == (cut, len(whole) - cut)
        for name in PER_UPDATE:
            assert bits(getattr(rest, name)) == bits(getattr(whole, name)[cut:]), name
        assert bits(rest.parameters) == bits(whole.parameters[cut:])
        assert bits(rest.mean_loss) == bits(whole.mean_loss[cut:])
        assert [rest.samples(row) for row in range(len(rest))] == [step.samples for step in steps[cut:]]
        assert (rest.epoch_ends + cut).tolist() == [row for row in whole.epoch_ends.tolist() if row >= cut]
        assert bits(rest.end) == bits(whole.end)


@given(runs())
@settings(max_examples=draws(120))
@example(DIVERGING)
def test_a_run_cut_at_any_update_and_resumed_is_the_whole(run: Run) -> None:
    check_every_cut(run)


@given(runs(epochs=3))
def test_a_state_is_plain_data_that_survives_storage(run: Run) -> None:
    steps = list(stream(run))
    stored = pickle.loads(pickle.dumps(steps[0].state))
    assert bits(list(stream(run, State(*tuple(stored))))) == bits(steps[1:])


def test_resuming_over_blocks_of_orders_is_seamless() -> None:
    run = Run(data="noisy-20", epochs=450, sampling="reshuffle", seed=9, batch=3)
    whole = trace(run)
    for cut in (1, 7 * 204, 7 * 204 + 1, 7 * 205 - 1, 7 * 449):
        assert bits(trace(run, state_after(run, cut)).parameters) == bits(whole.parameters[cut:])


@given(runs())
def test_nothing_follows_the_end(run: Run) -> None:
    end = trace(run).end
    assert end.ended
    assert list(stream(run, end)) == []
    assert len(trace(run, end)) == 0
    assert bits(trace(run, end).end) == bits(end)


# --- against independent implementations ---


def visits(run: Run) -> Iterator[list[int]]:
    """The order of each epoch, from the raw bits of PCG64 one by one."""
    source, n = np.random.PCG64(run.seed), run.samples
    first: list[int] = []
    for _ in range(run.epochs):
        raw = [int(source.random_raw()) for _ in range(n)]
        first = first or sorted(range(n), key=raw.__getitem__)
        if run.batch == "all" or run.sampling == "cyclic":
            yield list(range(n))
        elif run.sampling == "with-replacement":
            yield [bit % n for bit in raw]
        else:
            yield first if run.sampling == "shuffle-once" else sorted(range(n), key=raw.__getitem__)


def left_to_right_mean(values: list[float]) -> float:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total / len(values)


def naive(run: Run) -> Iterator[tuple[Any, ...]]:
    """Minibatch descent on (x·w − y)², written once more in plain loops."""
    (w,), t, (xs, ys) = run.w0, 0, run.points
    for order in visits(run):
        epoch_start = w
        for k in range(0, len(order), run.batch_size):
            batch = order[k : k + run.batch_size]
            lr = run.lr
            for update, rate in run.lr_steps if run.schedule == "piecewise" else ():
                lr = rate if t >= update else lr
            residuals = [xs[i] * w - ys[i] for i in batch]
            g = left_to_right_mean([2 * xs[i] * r for i, r in zip(batch, residuals, strict=True)])
            moved = w - lr * g
            after = [xs[i] * moved - ys[i] for i in batch]
            losses = [left_to_right_mean([r * r for r in each]) for each in (residuals, after)]
            yield tuple(batch), lr, (w,), (g,), (moved,), *losses
            w, t = moved, t + 1
            if not (math.isfinite(g) and math.isfinite(w)):
                return
        if run.tol > 0 and abs(w - epoch_start) <= run.tol:
            return


SAMPLED = st.sampled_from(["cyclic", "reshuffle", "shuffle-once", "with-replacement"])
SCHEDULED = st.sampled_from(["constant", "piecewise"])


@given(runs(sampling=SAMPLED, schedule=SCHEDULED, **PLAIN))
@settings(max_examples=draws(150))
@example(DIVERGING)
@example(NAN_AT_ONCE)
@example(Run(data="noisy-20", sampling="reshuffle", batch=7, tol=0.02))
def test_an_independent_implementation_gives_the_same_bits(run: Run) -> None:
    fields = ("samples", "lr", "before", "gradient", "parameters", "loss_before", "loss")
    assert bits([tuple(getattr(step, f) for f in fields) for step in stream(run)]) == bits(list(naive(run)))


@given(runs(batch="all", schedule="constant", tol=0.0, **PLAIN))
def test_batch_all_is_full_batch_descent_whatever_the_sampling(run: Run) -> None:
    (w,), path = run.w0, []
    for _ in range(run.epochs):
        total = 0.0
        for i, (x, y) in enumerate(zip(*run.points, strict=True)):
            pull = 2 * x * (x * w - y)
            total = total + pull if i else pull
        w = w - run.lr * (total / run.samples)
        path.append([w])
        if not (math.isfinite(total) and math.isfinite(w)):
            break
    for sampling in SAMPLINGS:
        same = run.replaced(sampling=sampling, seed=MAX_SEED - run.seed)
        assert bits(trace(same).parameters[1:]) == bits(path)
        assert all(step.samples == tuple(range(run.samples)) for step in stream(same))


# --- how a run ends ---


def is_finite(step: Step) -> bool:
    return all(map(math.isfinite, step.gradient + step.parameters))


@given(runs(tol=0.0))
@example(DIVERGING)
@example(NAN_AT_ONCE)
def test_divergence_ends_the_run_with_the_first_update_that_is_not_finite(run: Run) -> None:
    *others, last = stream(run)
    assert all(map(is_finite, others))
    assert trace(run).diverged == (not is_finite(last))
    assert not is_finite(last) or last.t == run.updates - 1


@pytest.mark.parametrize(
    ("lr", "updates", "end"), [(1e308, 1, math.inf), (1e60, 6, -math.inf), (5.0, 207, math.inf)]
)
def test_the_update_that_diverges_is_kept_and_never_clamped(lr: float, updates: int, end: float) -> None:
    steps = list(stream(Run(lr=lr)))
    assert len(steps) == updates
    assert steps[-1].parameters == (end,)


def test_a_gradient_that_is_not_finite_ends_the_run_too() -> None:
    (step,) = stream(NAN_AT_ONCE)
    assert step.gradient == (math.inf,) and math.isnan(step.parameters[0])


def test_an_infinite_loss_does_not_end_the_run() -> None:
    run = Run(x=[1.0], y=[0.0], w0=[1e200], lr=0.1, epochs=3)
    assert [step.loss for step in stream(run)] == [math.inf] * 3
    assert not trace(run).diverged


def test_huge_but_finite_numbers_do_not_end_the_run() -> None:
    """Gradient and parameter are finite, though their sum is not."""
    run = Run(x=[0.5], y=[0.0], w0=[1.7e308], epochs=3)
    first, *_ = steps = list(stream(run))
    assert is_finite(first) and math.isinf(first.gradient[0] + first.parameters[0])
    assert len(steps) == 3 and not trace(run).diverged


@given(runs(tol=0.0), st.sampled_from([1e-6, 1e-2, 0.5, 3.0]))
@settings(max_examples=draws(100))
def test_tol_ends_after_the_first_epoch_that_moved_nothing_by_more(run: Run, tol: float) -> None:
    steps, per_epoch = list(stream(run)), run.updates_per_epoch
    expected = len(steps)
    for end in range(per_epoch, len(steps) + 1, per_epoch):
        before, after = steps[end - per_epoch].before, steps[end - 1].parameters
        if all(abs(b - a) <= tol for b, a in zip(before, after, strict=True)):
            expected = end
            break
    shorter = list(stream(run.replaced(tol=tol)))
    fields = ("samples", "gradient", "parameters", "loss")
    for name in fields:
        assert bits(column(shorter, name)) == bits(column(steps[:expected], name))
    assert shorter[-1].state.ended


def test_tol_is_met_by_a_move_of_just_its_size() -> None:
    run = Run(x=[2.0], y=[4.0], lr=0.25, epochs=5)  # w goes 1, 3, 1, 3, …
    assert len(trace(run.replaced(tol=2.0))) == 1
    assert len(trace(run.replaced(tol=math.nextafter(2.0, 0.0)))) == 5


def test_tol_zero_never_ends_a_run() -> None:
    assert len(trace(Run(lr=0.0, epochs=4))) == 12
    assert len(trace(Run(lr=0.0, epochs=4, tol=5e-324))) == 3


# --- several parameters ---


@pytest.mark.parametrize("batch", [1, 2, "all"])
@pytest.mark.parametrize("lr", [0.02, 1e60])
def test_two_parameters_obey_the_same_laws(batch: int | str, lr: float) -> None:
    run = Run(problem="line", data="noisy", batch=batch, lr=lr, epochs=5, sampling="reshuffle", seed=4)
    assert trace(run).parameters.shape == (len(trace(run)) + 1, 2)
    check_that_the_trace_is_the_stream(run)
    check_every_cut(run)


def test_two_parameters_move_together() -> None:
    w, b = 1.0, 0.0
    run = Run(problem="line", data="noisy", w0=(1.0, 0.0), lr=0.02, epochs=5)
    for step, (x, y) in zip(stream(run), list(zip(*run.points, strict=True)) * 5, strict=True):
        r = w * x + b - y
        w, b = w - 0.02 * (2 * x * r), b - 0.02 * (2 * r)
        assert step.parameters == (w, b)


def test_tol_waits_for_every_parameter() -> None:
    # w stands still; b moves 0.2, 0.16, 0.128, 0.1024, …
    run = Run(problem="line", x=[0.0], y=[1.0], lr=0.1, epochs=9, tol=0.1)
    assert len(trace(run)) == 5


# --- records ---


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from leaves(item)
    else:
        yield value


@given(runs())
def test_a_record_holds_nothing_but_plain_immutable_values(run: Run) -> None:
    for step in stream(run):
        assert {type(leaf) for leaf in leaves(step)} <= {int, float, bool}
        assert all(type(w) is float for w in step.parameters + step.gradient)


@pytest.mark.parametrize("name", [*Step._fields, "new"])
def test_a_record_does_not_change(name: str) -> None:
    step = next(stream(Run()))
    with pytest.raises(AttributeError):
        setattr(step, name, 0)
    with pytest.raises(AttributeError):
        setattr(step.state, "t", 0)


def test_a_trace_does_not_change() -> None:
    whole = trace(Run(batch=2))
    with pytest.raises(dataclasses.FrozenInstanceError):
        whole.first = 1  # type: ignore[misc]
    for name in ("parameters", "gradient", "loss", "order"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(whole, name)[0] = 1


@pytest.mark.parametrize("name", ["t", "epoch", "gradients", "lr", "loss_before", "mean_loss", "epoch_loss"])
def test_every_column_is_read_only(name: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(trace(Run()), name)[0] = 1


def test_traces_can_be_compared() -> None:
    for run in (Run(), NAN_AT_ONCE):
        assert trace(run) == trace(run) and hash(trace(run)) == hash(trace(run))
    assert trace(Run()) not in [trace(Run(lr=0.02)), trace(Run(), state_after(Run(), 5)), Run()]


def test_the_mean_loss_needs_no_more_memory_than_a_few_columns() -> None:
    import tracemalloc

    whole = trace(Run(data="noisy-200", epochs=20))
    tracemalloc.start()
    size = whole.mean_loss.nbytes
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * size


# --- laziness ---


@pytest.fixture
def gradients_computed(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Grows by one for every per-sample gradient that is computed."""
    origin, computed = PROBLEMS["origin"], []

    def gradient(w: Any, x: Any, y: Any) -> Any:
        computed.append(x)
        return origin.gradient(w, x, y)

    monkeypatch.setitem(PROBLEMS, "origin", dataclasses.replace(origin, gradient=gradient))
    return computed


def test_the_stream_computes_an_update_when_it_is_asked_for(gradients_computed: list[float]) -> None:
    steps = stream(Run(epochs=300_000))
    assert gradients_computed == []
    next(steps)
    assert gradients_computed == [1.0]
    list(islice(steps, 4))
    assert gradients_computed == [1.0, 2.0, 3.0, 1.0, 2.0]


def test_the_stream_draws_orders_a_few_epochs_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def order(n: int, seed: int, first: int, epochs: int) -> Any:
        asked.append(n * epochs)
        return SAMPLINGS["cyclic"].order(n, seed, first, epochs)

    monkeypatch.setitem(SAMPLINGS, "reshuffle", dataclasses.replace(SAMPLINGS["reshuffle"], order=order))
    next(stream(Run(data="noisy-200", epochs=5000, sampling="reshuffle")))
    assert sum(asked) <= 10_000


def test_two_streams_of_one_run_do_not_disturb_each_other() -> None:
    run = Run(sampling="with-replacement", epochs=3)
    pairs = list(zip(stream(run), stream(run), strict=True))
    assert [one for one, _ in pairs] == [other for _, other in pairs] == list(stream(run))


def test_parameters_are_plain_floats_whatever_the_rate_was_given_as() -> None:
    step = next(stream(Run(lr=np.float64(0.5))))
    assert type(step.parameters[0]) is float


def test_a_state_of_another_kind_of_run_is_refused() -> None:
    plain, adam = Run(), Run(optimizer="adam")
    for run, other in ((plain, adam), (adam, plain), (plain, Run(problem="line"))):
        with pytest.raises(ValueError, match="another run"):
            next(stream(run, state_after(other, 3)))

"""The rules of the optimizers: against torch.optim, by hand, written once more, and at the limits.

torch_figures.json holds what torch.optim made of random runs; torch_figures.py wrote it.
"""

import json
import math
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sgd_core import Run, RunError, State, stream, trace
from sgd_core.optimizers import OPTIMIZERS, Direction, mover
from sgd_core.run import PARAMETERS, users
from sgd_core.schedules import SCHEDULES
from sgd_core.stream import average, initial_state
from tests.core.strategies import bits
from tests.effort import draws

pytestmark = pytest.mark.filterwarnings("error")

FIGURES = json.loads(Path(__file__).with_name("torch_figures.json").read_text(encoding="utf-8"))
UPDATES = FIGURES["updates"]
#: All but ``averaged``, which moves as ``sgd`` does, and ``lion``, which torch.optim does not have.
IN_TORCH = sorted({case["run"].get("optimizer", "sgd") for case in FIGURES["paths"]})
every_optimizer = pytest.mark.parametrize("name", OPTIMIZERS)


def cases(name: str) -> list[tuple[Run, list[list[float]]]]:
    """The runs of an optimizer, and torch's parameters after each of ``UPDATES``."""
    runs = [(Run.from_params(case["run"]), case["parameters"]) for case in FIGURES["paths"]]
    return [(run, parameters) for run, parameters in runs if run.optimizer == name]


def away(path: Any, figures: Any) -> float:
    """The largest difference between two paths, relative to the largest parameter on the way.

    Not to each parameter by itself: one that passes through 0 is moved by steps, and so by rounding
    errors, of the size of those around it.
    """
    return float(np.max(np.abs(np.subtract(path, figures))) / np.max(np.abs(figures)))


# --- against torch.optim ---


@pytest.mark.parametrize("name", IN_TORCH)
def test_a_thousand_updates_are_those_of_torch(name: str) -> None:
    for run, figures in cases(name):
        assert away(trace(run).parameters[UPDATES], figures) <= 1e-9, run


def test_the_figures_span_problems_batches_samplings_and_constants() -> None:
    assert {*IN_TORCH, "averaged", "lion"} == set(OPTIMIZERS)
    assert UPDATES[0] == 1 and UPDATES[-1] == 1000
    for name in IN_TORCH:
        runs = [run for run, _ in cases(name)]
        kinds = {(run.problem, {1: "one", "all": "all"}.get(run.batch, "several")) for run in runs}
        assert len(runs) == len(kinds) == 12
        for constant in OPTIMIZERS[name].constants:
            assert len({constant.name in run.to_params() for run in runs}) == 2, (name, constant.name)
    assert len({run.sampling for name in IN_TORCH for run, _ in cases(name)}) == 4


def test_torch_itself_gives_the_committed_figures() -> None:
    pytest.importorskip("torch")
    from tests.core import torch_figures

    for i, name in enumerate(IN_TORCH):
        for place, (run, figures) in enumerate(cases(name)):
            # One of the twelve in full, of each optimizer another one; torch takes its time.
            path = torch_figures.torch_path(run, 1000 if place == 5 * i % 12 else 40)
            kept = torch_figures.kept(path)
            assert away(kept, figures[: len(kept)]) <= 1e-9, run
            assert away(trace(run).parameters[1 : len(path) + 1], path) <= 1e-9, run


@pytest.mark.parametrize("case", FIGURES["rates"], ids=lambda case: " ".join(case["run"].values()))
def test_the_learning_rates_of_a_schedule_are_those_of_torch(case: dict[str, Any]) -> None:
    run = Run.from_params(case["run"])
    rates = trace(run).lr[np.array(UPDATES) - 1].tolist()
    assert rates == pytest.approx(case["lr"], rel=1e-12, abs=0)


def test_torch_itself_gives_the_committed_learning_rates() -> None:
    pytest.importorskip("torch")
    from tests.core import torch_figures

    peers = {name for name, each in SCHEDULES.items() if "lr_scheduler" in each.source}
    assert {run.schedule for run in torch_figures.SCHEDULED} == {*peers, "warmup-cosine"}
    assert [run.to_params() for run in torch_figures.SCHEDULED] == [case["run"] for case in FIGURES["rates"]]
    for run, case in zip(torch_figures.SCHEDULED, FIGURES["rates"], strict=True):
        assert torch_figures.torch_rates(run) == pytest.approx(case["lr"], rel=1e-12, abs=0)


# --- by hand ---

#: Minus the second gradient of adadelta.
AHEAD = 2 - math.sqrt(2) / 2
#: On (w − 2)² from w = 1 with lr = ¼: the constants, and w after the first update and the second.
BY_HAND = {
    "sgd": ({}, 1.5, 1.75),
    "momentum": ({"momentum": 0.5}, 1.5, 2.0),
    "nesterov": ({"momentum": 0.5}, 1.75, 2.0625),
    "adagrad": ({"eps": 2.0}, 1.125, 1.125 + 0.4375 / (2 + math.sqrt(113) / 4)),
    "rmsprop": ({"alpha": 0.75, "eps": 1.0}, 1.25, 1.25 + 0.375 / (1 + math.sqrt(21) / 4)),
    "adam": (
        {"beta1": 0.5, "beta2": 0.75, "eps": 1.0},
        7 / 6,
        7 / 6 + 4 / 9 / (1 + math.sqrt(208 / 63)),
    ),
    "adamw": (
        {"beta1": 0.5, "beta2": 0.75, "eps": 1.0, "weight_decay": 0.5},
        25 / 24,
        25 / 24 + 35 / 72 / (1 + 31 / math.sqrt(252)) - 25 / 192,
    ),
    # The mean square falls from 3 to 17/6; its largest stays.
    "amsgrad": (
        {"beta1": 0.5, "beta2": 0.25, "eps": 1.0},
        7 / 6,
        7 / 6 + 4 / 9 / (1 + math.sqrt(3.2)),
    ),
    # Without decay the momentum is half of beta1, 1/4, from the first update on.
    "nadam": (
        {"beta1": 0.5, "beta2": 0.75, "eps": 1.0, "momentum_decay": 0.0},
        107 / 90,
        107 / 90 + (0.8 * 73 + 16 / 63 * 59) / 180 / (1 + math.sqrt((0.75 + 0.25 * (73 / 45) ** 2) / 0.4375)),
    ),
    "adamax": ({"beta1": 0.5, "beta2": 15 / 16, "eps": 1.0}, 7 / 6, 7 / 6 + 64 / 405),
    "adadelta": (
        {"rho": 0.75, "eps": 1.0},
        1 + math.sqrt(2) / 4,
        1 + math.sqrt(2) / 4 + AHEAD * math.sqrt(1.5 / (1.75 + AHEAD**2 / 4)) / 4,
    ),
    "rprop": ({"etaplus": 1.5}, 1.25, 1.625),
    "lion": ({"beta1": 0.5, "beta2": 0.75, "weight_decay": 0.5}, 1.125, 1.234375),
    "averaged": ({}, 1.5, 1.75),
}


@every_optimizer
def test_the_first_two_updates_by_hand(name: str) -> None:
    constants, first, second = BY_HAND[name]
    run = Run(x=[1.0], y=[2.0], w0=[1.0], lr=0.25, epochs=2, optimizer=name, **constants)
    assert trace(run).parameters[:, 0].tolist() == pytest.approx([1.0, first, second], rel=1e-15)


def test_the_averages_by_hand() -> None:
    run = Run(x=[1.0], y=[2.0], w0=[1.0], lr=0.25, epochs=3, optimizer="averaged")
    assert trace(run).average[:, 0].tolist() == [1.0, 1.5, 1.625, (1.5 + 1.75 + 1.875) / 3]


# --- written once more, each move from all gradients so far ---


def weighted(values: Sequence[float], keep: float) -> float:
    """The sum of values, each weighing ``keep`` times as much as the next."""
    return math.fsum(keep**age * value for age, value in enumerate(reversed(values)))


def weighted_mean(values: Sequence[float], keep: float) -> float:
    return weighted(values, keep) / weighted([1.0] * len(values), keep)


def polyak(w: float, lr: float, gradients: Sequence[float], momentum: float) -> list[float]:
    """The heavy ball: w moves on by a part of its last move."""
    path, last = [w], w
    for g in gradients:
        w, last = w - lr * g + momentum * (w - last), w
        path.append(w)
    return path


def nesterov(w: float, lr: float, gradients: Sequence[float], momentum: float) -> list[float]:
    """As Nesterov has it: the gradient is taken ahead of w, where its velocity would bring it.

    The parameters of a run are those points ahead.
    """
    path, velocity = [w], 0.0
    for g in gradients:
        velocity = momentum * velocity - lr * g
        w += velocity
        path.append(w + momentum * velocity)
    return path


def follow(direction: Callable[[list[float], float], float]) -> Callable[..., list[float]]:
    """A path whose every move is given by all gradients so far (and by w)."""

    def path(w: float, lr: float, gradients: Sequence[float], **constants: float) -> list[float]:
        return list(
            accumulate(
                range(len(gradients)),
                lambda w, k: w - lr * direction(list(gradients[: k + 1]), w, **constants),
                initial=w,
            )
        )

    return path


def adagrad(past: list[float], w: float, eps: float) -> float:
    return past[-1] / (math.hypot(*past) + eps)


def rmsprop(past: list[float], w: float, alpha: float, eps: float) -> float:
    return past[-1] / (math.sqrt((1 - alpha) * weighted([g * g for g in past], alpha)) + eps)


def adam(past: list[float], w: float, beta1: float, beta2: float, eps: float) -> float:
    """The correction of the bias makes weighted means of the two moving averages."""
    return weighted_mean(past, beta1) / (math.sqrt(weighted_mean([g * g for g in past], beta2)) + eps)


def adamw(past: list[float], w: float, weight_decay: float, **others: float) -> float:
    return adam(past, w, **others) + weight_decay * w


def amsgrad(past: list[float], w: float, beta1: float, beta2: float, eps: float) -> float:
    squares = [g * g for g in past]
    largest = max(weighted(squares[: k + 1], beta2) for k in range(len(past)))
    return weighted_mean(past, beta1) / (math.sqrt(largest / weighted([1.0] * len(past), beta2)) + eps)


def nadam(
    past: list[float], w: float, beta1: float, beta2: float, eps: float, momentum_decay: float
) -> float:
    """The mean of the gradients as it will be after the next update, were that to bring the same gradient."""
    momenta = [beta1 * (1 - 0.96 ** (k * momentum_decay) / 2) for k in range(1, len(past) + 2)]
    before, after = math.prod(momenta[:-1]), math.prod(momenta)
    ahead = momenta[-1] * (1 - beta1) * weighted(past, beta1) / (1 - after)
    ahead += (1 - momenta[-2]) * past[-1] / (1 - before)
    return ahead / (math.sqrt(weighted_mean([g * g for g in past], beta2)) + eps)


def adamax(past: list[float], w: float, beta1: float, beta2: float, eps: float) -> float:
    return weighted_mean(past, beta1) / max(
        beta2**age * (abs(g) + eps) for age, g in enumerate(reversed(past))
    )


def lion(past: list[float], w: float, beta1: float, beta2: float, weight_decay: float) -> float:
    blend = (1 - beta1) * past[-1] + beta1 * (1 - beta2) * weighted(past[:-1], beta2)
    # Rounding decides the sign of what is no more than rounding.
    assume(abs(blend) > 1e-9 or not any(past))
    return float(np.sign(blend)) + weight_decay * w


def adadelta(w: float, lr: float, gradients: Sequence[float], rho: float, eps: float) -> list[float]:
    """Each step is as long as those before it, in the proportion of the gradient to those before it."""
    path, steps = [w], list[float]()
    for k, g in enumerate(gradients):
        square = (1 - rho) * weighted([past * past for past in gradients[: k + 1]], rho) + eps
        steps.append(g * math.sqrt(((1 - rho) * weighted([s * s for s in steps], rho) + eps) / square))
        path.append(path[-1] - lr * steps[-1])
    return path


def rprop(
    w: float,
    lr: float,
    gradients: Sequence[float],
    etaminus: float,
    etaplus: float,
    step_min: float,
    step_max: float,
) -> list[float]:
    """After the pseudocode of PyTorch's documentation."""
    path, size, last = [w], lr, 0.0
    for g in gradients:
        turns = last * g < 0
        if last * g > 0:
            size *= etaplus
        elif turns:
            size *= etaminus
        size = min(max(size, step_min), step_max)
        last = 0.0 if turns else g
        if last:
            w -= math.copysign(size, last)
        path.append(w)
    return path


TEXTBOOK: dict[str, Callable[..., list[float]]] = {
    "sgd": follow(lambda past, w: past[-1]),
    "averaged": follow(lambda past, w: past[-1]),
    "momentum": polyak,
    "nesterov": nesterov,
    "adagrad": follow(adagrad),
    "rmsprop": follow(rmsprop),
    "adam": follow(adam),
    "adamw": follow(adamw),
    "amsgrad": follow(amsgrad),
    "nadam": follow(nadam),
    "adamax": follow(adamax),
    "adadelta": adadelta,
    "rprop": rprop,
    "lion": follow(lion),
}
#: Constants with which sums of the past lose no more than a few digits.
ORDINARY = {
    "momentum": st.floats(0, 1.1),
    "alpha": st.floats(0.5, 0.999),
    "beta1": st.floats(0, 0.999),
    "beta2": st.floats(0.5, 0.999),
    "eps": st.sampled_from([1e-8, 1e-3, 1.0]),
    "weight_decay": st.floats(0, 2),
    "momentum_decay": st.floats(0, 0.1),
    "rho": st.floats(0.5, 0.999),
    "etaminus": st.floats(0.2, 0.9),
    "etaplus": st.floats(1.05, 1.5),
    "step_min": st.sampled_from([1e-6, 1e-3]),
    "step_max": st.sampled_from([0.05, 50.0]),
}


def moved(name: str, w: float, lr: float, gradients: Sequence[float], constants: Any) -> list[float]:
    """The path of one parameter, by the rule of the registry."""
    optimizer = OPTIMIZERS[name]
    move = mover(optimizer.rule(constants), 1, optimizer.whole)
    at, slots, path = (w,), (optimizer.slots,), [w]
    for t, g in enumerate(gradients):
        at, slots = move(at, (g,), slots, lr, t)
        path.append(at[0])
    return path


@every_optimizer
@given(st.data())
def test_an_independent_implementation_moves_the_same_way(name: str, data: st.DataObject) -> None:
    thousandths = st.integers(-4000, 4000).map(lambda k: k / 1000)
    gradients = data.draw(st.lists(thousandths, min_size=1, max_size=12))
    w, lr = data.draw(thousandths), data.draw(st.sampled_from([0.1, 0.01, 1.0]))
    constants = {c.name: data.draw(ORDINARY[c.name]) for c in OPTIMIZERS[name].constants}
    expected = TEXTBOOK[name](w, lr, gradients, **constants)
    assert moved(name, w, lr, gradients, constants) == pytest.approx(expected, rel=1e-9, abs=1e-9)


# --- the average of the path ---


@st.composite
def averaged_runs(draw: st.DrawFn) -> Run:
    """Short averaged runs, also ones that diverge."""
    numbers = st.sampled_from([1.0, -1.5, 0.1, 3.0, 0.0, -0.0]) | st.floats(-4, 4)
    problem, n = draw(st.sampled_from(["origin", "line", "deep"])), draw(st.integers(1, 5))
    count = 1 if problem == "origin" else 2
    return Run(
        problem=problem,
        x=draw(st.lists(numbers, min_size=n, max_size=n)),
        y=draw(st.lists(numbers, min_size=n, max_size=n)),
        w0=draw(st.lists(numbers, min_size=count, max_size=count)),
        lr=draw(st.sampled_from([0.01, 0.1, 0.3, 0.0, 1e60, 1e308])),
        epochs=draw(st.integers(1, 4)),
        batch=draw(st.sampled_from([1, 2, "all"])),
        sampling=draw(st.sampled_from(["cyclic", "reshuffle"])),
        optimizer="averaged",
    )


def running_means(run: Run) -> list[list[float]]:
    """The start, and the means of the parameters after updates 1 … t."""
    means, totals = [list(run.w0)], [0.0] * len(run.w0)
    for step in stream(run):
        totals = [total + w for total, w in zip(totals, step.parameters, strict=True)]
        means.append([total / (step.t + 1) for total in totals])
    return means


@given(averaged_runs())
def test_the_average_is_a_sum_from_left_to_right_divided_once(run: Run) -> None:
    assert bits(trace(run).average) == bits(running_means(run))


@given(averaged_runs())
def test_the_average_of_a_state_is_that_of_the_trace(run: Run) -> None:
    states = [initial_state(run), *(step.state for step in stream(run))]
    assert bits([list(average(state)) for state in states]) == bits(trace(run).average)


@given(averaged_runs())
def test_the_average_goes_on_where_a_run_is_resumed(run: Run) -> None:
    whole = trace(run).average
    for cut, state in enumerate([initial_state(run), *(step.state for step in stream(run))]):
        rest = trace(run, State(*state))
        assert bits(rest.average) == bits(whole[cut:])
        assert bits(list(average(rest.end))) == bits(whole[-1])


@given(averaged_runs())
def test_averaging_leaves_the_path_alone(run: Run) -> None:
    plain = run.replaced(optimizer="sgd")
    assert bits(trace(run).parameters) == bits(trace(plain).parameters)
    assert bits(trace(run).gradient) == bits(trace(plain).gradient)


def test_the_average_is_read_only_and_no_other_optimizer_has_one() -> None:
    for name in OPTIMIZERS:
        means = trace(Run(optimizer=name)).average
        assert (means is not None) == (name == "averaged")
    with pytest.raises(ValueError, match="read-only"):
        trace(Run(optimizer="averaged")).average[0] = 1


def test_on_noisy_data_the_average_comes_nearer_to_the_best_than_the_path() -> None:
    run = Run(data="noisy-200", sampling="reshuffle", lr=0.05, epochs=50, optimizer="averaged")
    (best,) = run.model.best(*run.points)
    path, means = trace(run).parameters[-200:, 0], trace(run).average[-200:, 0]
    assert np.max(np.abs(means - best)) < np.mean(np.abs(path - best)) / 10


# --- what every rule obeys ---

#: What the constants and the gradients of a run may be, right to the ends of what a double holds.
EXTREME = st.sampled_from([0.0, -0.0, 5e-324, 1e-200, 1.0, 1e154, 1.7976931348623157e308])
ANY = (EXTREME | st.floats(allow_nan=False, allow_infinity=False)).flatmap(
    lambda value: st.sampled_from([value, -value])
)


def allowed(name: str) -> st.SearchStrategy[float]:
    """Values that a constant may have."""
    low, _, below = LIMITS[name]
    ends = [math.nextafter(0.0, 1.0) if low is None else low, math.nextafter(below, 0.0)]
    return st.sampled_from([*ends, 0.5]) | st.floats(*ends)


#: Of each constant: the lowest value (None: whatever is more than 0), its default (None: each optimizer's
#: own), and what it stays below.
LIMITS: dict[str, tuple[float | None, float | None, float]] = {
    "momentum": (0.0, 0.9, math.inf),
    "beta1": (0.0, 0.9, 1.0),
    "beta2": (0.0, None, 1.0),
    "alpha": (0.0, 0.99, 1.0),
    "eps": (None, None, math.inf),
    "weight_decay": (0.0, None, math.inf),
    "momentum_decay": (0.0, 0.004, math.inf),
    "rho": (0.0, 0.9, 1.0),
    "etaminus": (None, 0.5, 1.0),
    "etaplus": (math.nextafter(1.0, 2.0), 1.2, math.inf),
    "step_min": (0.0, 1e-6, math.inf),
    "step_max": (None, 50.0, math.inf),
}


def constants_of(data: st.DataObject, name: str) -> dict[str, float]:
    return {c.name: data.draw(allowed(c.name), label=c.name) for c in OPTIMIZERS[name].constants}


def rule_of(name: str, constants: dict[str, float]) -> Direction | None:
    """Its direction; of one that gives the step, that of a learning rate."""
    optimizer = OPTIMIZERS[name]
    rule = optimizer.rule(constants)
    return rule and ((lambda *args: rule(*args, 0.25)) if optimizer.whole else rule)


@every_optimizer
@settings(max_examples=draws(60))
@given(st.sampled_from([math.inf, -math.inf, math.nan]), st.data())
def test_a_gradient_that_is_not_finite_never_gives_a_direction_that_is(
    name: str, lost: float, data: st.DataObject
) -> None:
    """Whatever the constants, and whatever the rule remembers of the gradients before."""
    direction, slots = rule_of(name, constants_of(data, name)), OPTIMIZERS[name].slots
    if direction is None:
        return
    t = data.draw(st.sampled_from([0, 0, 1, 1000, 999_990]), label="t")
    for g in data.draw(st.lists(ANY, max_size=4), label="gradients"):
        _, slots = direction(data.draw(ANY, label="w"), g, slots, t)
        t += 1
    d, _ = direction(data.draw(ANY, label="w"), lost, slots, t)
    assert not math.isfinite(d)


@every_optimizer
@pytest.mark.parametrize("at", [0, 1, 5])
def test_a_run_ends_with_the_first_gradient_that_is_not_finite(name: str, at: int) -> None:
    """One sample whose gradient overflows, visited as number ``at``."""
    xs, ys = [0.5] * 7, [1.0] * 7
    xs[at], ys[at] = 1e308, -1e308
    *others, last = stream(Run(x=xs, y=ys, optimizer=name))
    assert len(others) == at and all(math.isfinite(step.gradient[0]) for step in others)
    assert last.gradient == (math.inf,) and not math.isfinite(last.parameters[0])
    assert trace(Run(x=xs, y=ys, optimizer=name)).diverged


@every_optimizer
@given(st.data())
def test_arrays_move_by_the_bits_of_floats(name: str, data: st.DataObject) -> None:
    optimizer, constants = OPTIMIZERS[name], constants_of(data, name)
    direction, width = rule_of(name, constants), data.draw(st.integers(1, 4))
    if direction is None:
        return
    wide = ANY | st.floats(-4, 4) | st.sampled_from([math.inf, math.nan])
    rows = data.draw(
        st.lists(st.lists(st.tuples(wide, wide), min_size=width, max_size=width), min_size=1, max_size=5)
    )
    array_slots: Any = optimizer.slots
    float_slots: list[Any] = [optimizer.slots] * width
    for t, row in enumerate(rows):
        with np.errstate(all="ignore"):
            ws, gs = np.array(row).T
            d, array_slots = direction(ws, gs, array_slots, t)
        singles = [direction(w, g, slots, t) for (w, g), slots in zip(row, float_slots, strict=True)]
        float_slots = [kept for _, kept in singles]
        assert bits(np.broadcast_to(d, width)) == bits([single for single, _ in singles])
        for place, column in enumerate(array_slots):
            assert bits(np.broadcast_to(column, width)) == bits([kept[place] for kept in float_slots])


@every_optimizer
def test_what_a_rule_remembers_keeps_its_form(name: str) -> None:
    run = Run(problem="line", optimizer=name)
    for step in stream(run):
        assert [len(slots) for slots in step.state.slots] == [len(OPTIMIZERS[name].slots)] * 2
        assert all(type(value) is float for slots in step.state.slots for value in slots)


@every_optimizer
def test_every_optimizer_comes_to_the_best_of_consistent_data(name: str) -> None:
    constants = {"weight_decay": 0.0} if name == "adamw" else {}
    lr = 1.0 if name in ("adagrad", "adadelta") else 0.01
    run = Run(epochs=3000, lr=lr, schedule="cosine", optimizer=name, **constants)
    assert trace(run).parameters[-1] == pytest.approx([2.0], rel=1e-3)


# --- the constants ---


def test_the_limits_are_those_of_the_constants_of_the_optimizers() -> None:
    assert {c.name for optimizer in OPTIMIZERS.values() for c in optimizer.constants} == LIMITS.keys()


def owners() -> list[tuple[str, str]]:
    return [(name, constant.name) for name in OPTIMIZERS for constant in OPTIMIZERS[name].constants]


@pytest.mark.parametrize(("optimizer", "constant"), owners())
def test_a_constant_is_taken_right_to_its_limits(optimizer: str, constant: str) -> None:
    low, _, below = LIMITS[constant]
    lowest = math.nextafter(0.0, 1.0) if low is None else low
    for value in (lowest, math.nextafter(below, 0.0)):
        for run in (
            Run(optimizer=optimizer, **{constant: value}),
            Run.from_params({"optimizer": optimizer, constant: repr(value)}),
        ):
            assert getattr(run, constant) == run.constants[constant] == value


@pytest.mark.parametrize(("optimizer", "constant"), owners())
def test_a_constant_beyond_its_limits_is_complained_of_by_name(optimizer: str, constant: str) -> None:
    low, _, below = LIMITS[constant]
    outside = [0.0 if low is None else math.nextafter(low, -math.inf), -1.0, below, math.nan]
    if below < math.inf:
        outside.append(math.nextafter(below, math.inf))
    for value in outside:
        with pytest.raises(RunError) as caught:
            Run(optimizer=optimizer, **{constant: value})
        (complaint,) = caught.value.complaints
        assert complaint.name == constant
        assert str(complaint)
        with pytest.raises(RunError, match=f"^{constant}: "):
            Run.from_params({"optimizer": optimizer, constant: repr(value)})


@every_optimizer
def test_a_constant_has_its_default_under_every_optimizer_unless_each_has_its_own(name: str) -> None:
    run = Run(optimizer=name)
    for constant, (_, default, _) in LIMITS.items():
        assert PARAMETERS[constant].default == default
        assert default is None or getattr(run, constant) == default


def test_what_optimizers_have_defaults_of_their_own_for_is_pytorchs() -> None:
    from_adam = dict.fromkeys(("adam", "adamw", "amsgrad", "nadam", "adamax"), 1e-8)
    assert users("eps") == {"adagrad": 1e-10, "rmsprop": 1e-8, "adadelta": 1e-6} | from_adam
    assert users("beta2") == dict.fromkeys(from_adam, 0.999) | {"lion": 0.99}
    assert users("weight_decay") == {"adamw": 0.01, "lion": 0.0}


@pytest.mark.parametrize("constant", [name for name, (_, default, _) in LIMITS.items() if default is None])
def test_an_own_default_is_that_of_the_optimizer_and_none_where_it_means_nothing(constant: str) -> None:
    own = users(constant)
    for name in OPTIMIZERS:
        run = Run(optimizer=name)
        assert getattr(run, constant) == own.get(name)
        assert constant not in run.to_params()
        assert getattr(Run.from_params(run.to_params()), constant) == own.get(name)
        assert Run().replaced(optimizer=name) == run
        for other in OPTIMIZERS:
            assert getattr(run.replaced(optimizer=other), constant) == own.get(other)
    assert getattr(Run(), constant) is None


@pytest.mark.parametrize("name", ["adagrad", "adam", "sgd"])
def test_an_eps_that_is_given_stays(name: str) -> None:
    run = Run(optimizer=name, eps=1e-5)
    assert run.eps == 1e-5 and run.to_params()["eps"] == "1e-05"
    assert run.replaced(optimizer="rmsprop").eps == 1e-5


@pytest.mark.parametrize("name", ["adam", "adamw", "amsgrad", "adamax", "nadam"])
def test_without_memory_of_gradients_a_move_goes_by_the_last_one_alone(name: str) -> None:
    """With beta1 = 0 even a gradient that is nothing beside the one before decides the step."""
    constants = {c.name: c.default for c in OPTIMIZERS[name].constants}
    constants |= {"beta1": 0.0, "beta2": 0.0, "eps": 1e-300, "weight_decay": 0.0}
    direction = OPTIMIZERS[name].rule(constants)
    assert direction
    slots = OPTIMIZERS[name].slots
    for t, g in enumerate((1e3, 1e-17, -1e3, 1e-17)):
        step, slots = direction(1.0, g, slots, t)
        assert math.copysign(1.0, step) == math.copysign(1.0, g) and abs(step) > 0
        if name in ("adam", "adamw", "adamax"):
            assert step == pytest.approx(math.copysign(1.0, g))

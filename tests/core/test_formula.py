"""A formula taken down as a tree is the function that it was taken from, to the last bit, in every form."""

from __future__ import annotations

import cProfile
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sgd_core import Run, stream, trace
from sgd_core.arithmetic import clip, cos, exp, log1p, sigmoid, softplus, sqrt, where
from sgd_core.formula import (
    OPERATIONS,
    as_json,
    evaluate,
    is_exact,
    loop,
    of_move,
    of_optimizer,
    of_problem,
    of_schedule,
    put,
    remembered,
    taken,
)
from sgd_core.optimizers import OPTIMIZERS, Optimizer, mover
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.run import PARAMETERS
from sgd_core.schedules import SCHEDULES, Plan, Schedule
from sgd_core.source import as_python, flat
from sgd_core.stream import initial_state
from sgd_core.tree import FormulaError, Tree, named, names
from tests.core.strategies import bits, runs, values_of
from tests.effort import draws

#: Every double there is, and those at which formulas turn.
ANY = st.floats() | st.floats(-4, 4) | st.sampled_from([0.0, -0.0, 5e-324, -1e-310, 1e300, -1e300, 1.0])
#: A formula that cannot be taken down says this.
ADVICE = "write (the functions|where|sqrt)"


class Formula(NamedTuple):
    """An entry's function of named values, and the trees that it was taken down as."""

    function: Callable[[Mapping[str, Any]], Sequence[Any]]
    trees: Sequence[Tree]
    constants: tuple[str, ...] = ()
    #: Names that the function looks up, be it in vain.
    memory: tuple[str, ...] = ()

    @property
    def asks(self) -> list[str]:
        """The names that the trees hang on."""
        return [line for line in flat(self.trees).code if isinstance(line, str)]


def of_model(problem: Problem) -> dict[str, Formula]:
    """Its prediction, where it has one, its loss and its gradient."""
    trees, constants = of_problem(problem), tuple(each.name for each in problem.constants)

    def asked(name: str, given: str) -> Callable[[Mapping[str, Any]], Any]:
        def function(scope: Mapping[str, Any]) -> Any:
            model = problem.bound(scope)
            w = tuple(scope[each] for each in problem.parameters)
            return getattr(model, name)(w, *(scope[each] for each in given))

        return function

    loss, gradient, predict = asked("loss", "xy"), asked("gradient", "xy"), asked("predict", "x")
    found = {
        f"loss of {problem.name}": Formula(lambda scope: (loss(scope),), [trees.loss], constants),
        f"gradient of {problem.name}": Formula(gradient, trees.gradient, constants),
    }
    if trees.prediction is not None:
        answer = Formula(lambda scope: (predict(scope),), [trees.prediction], constants)
        found[f"prediction of {problem.name}"] = answer
    return found


def of_rule(optimizer: Optimizer) -> Formula:
    direction, memory = of_optimizer(optimizer)

    def function(scope: Mapping[str, Any]) -> Sequence[Any]:
        rule = optimizer.rule(scope)
        if rule is None:
            return (scope["grad"],)
        asked = [scope[name] for name in (("t", "lr") if optimizer.whole else ("t",))]
        d, kept = rule(scope["w"], scope["grad"], tuple(scope[name] for name in optimizer.memory), *asked)
        return (d, *kept)

    constants = tuple(each.name for each in optimizer.constants)
    return Formula(function, (direction, *memory), constants, tuple(optimizer.memory))


def of_rate(schedule: Schedule) -> Formula | None:
    tree, rate = of_schedule(schedule), schedule.rate
    if tree is None or rate is None:
        return None

    def function(scope: Mapping[str, Any]) -> Sequence[Any]:
        return (rate(Plan(scope["lr"], scope["updates"], scope["per_epoch"], scope), scope["t"]),)

    return Formula(function, [tree], tuple(each.name for each in schedule.constants))


def formulas() -> dict[str, Formula]:
    found = {name: formula for problem in PROBLEMS.values() for name, formula in of_model(problem).items()}
    found |= {f"direction of {name}": of_rule(optimizer) for name, optimizer in OPTIMIZERS.items()}
    rates = {name: of_rate(schedule) for name, schedule in SCHEDULES.items()}
    return found | {f"rate of {name}": formula for name, formula in rates.items() if formula}


FORMULAS = formulas()
every_formula = pytest.mark.parametrize("name", FORMULAS)
WHOLE = {"t": st.integers(0, 999_999), "updates": st.integers(1, 10**6), "per_epoch": st.integers(1, 10_000)}


def rows_of(data: st.DataObject, formula: Formula) -> list[dict[str, Any]]:
    """Some rows of values for every name of a formula: of each row its own, constants the same in all."""
    asked = ["lr", "w", "grad", "x", "y", "b", "w1", "w2", *formula.memory, *formula.asks]
    kinds = WHOLE | {name: values_of(PARAMETERS[name].kind) for name in formula.constants}
    same = {name: data.draw(kinds[name], label=name) for name in kinds}
    free = st.fixed_dictionaries({name: ANY for name in asked if name not in same})
    return [same | row for row in data.draw(st.lists(free, min_size=1, max_size=4))]


def computed(formula: Formula, scope: dict[str, Any]) -> list[Any]:
    """What the function gives; a square root is asked of nothing below 0."""
    with np.errstate(all="ignore"):
        try:
            return list(formula.function(scope))
        except ValueError:
            assume(False)
            raise


def executed(trees: Sequence[Tree], scope: Mapping[str, Any], fixed: Sequence[str] = ()) -> list[Any]:
    """What trees written as Python come to, line by line."""
    before, lines, results = as_python(trees, fixed)
    space: dict[str, Any] = {name: getattr(math, name) for name in ("sqrt", "exp", "log1p", "cos")}
    space |= {"exp_or_inf": exp, **scope}
    exec("\n".join([*before, *lines]), space)
    return [eval(result, space) for result in results]


# --- the laws ---


@every_formula
@settings(max_examples=draws(60))
@given(data=st.data())
def test_a_tree_comes_to_the_bits_of_its_function_on_floats_and_arrays_and_as_python(
    name: str, data: st.DataObject
) -> None:
    formula = FORMULAS[name]
    rows = rows_of(data, formula)
    for row in rows:
        expected = bits(computed(formula, row))
        assert bits(list(evaluate(formula.trees, row))) == expected
        assert bits(executed(formula.trees, row)) == expected
    free = [asked for asked in rows[0] if isinstance(rows[0][asked], float)]
    together = rows[0] | {asked: np.array([row[asked] for row in rows]) for asked in free}
    with np.errstate(all="ignore"):
        found = evaluate(formula.trees, together)
    assert [bits(np.asarray(each)) for each in found] == [
        bits(np.asarray(each)) for each in computed(formula, together)
    ]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("parameters", [("w",), ("w", "b")], ids=len)
@settings(max_examples=draws(40))
@given(data=st.data())
def test_a_move_is_that_of_the_mover(
    optimizer: str, parameters: tuple[str, ...], data: st.DataObject
) -> None:
    entry = OPTIMIZERS[optimizer]
    moved, memory = of_move(entry, parameters)
    kept = remembered(entry, parameters)
    pulls = [f"grad_{name}" for name in parameters]
    scope = {name: data.draw(ANY, label=name) for name in (*parameters, *pulls, *kept, "lr")}
    scope |= {each.name: data.draw(values_of(each.kind), label=each.name) for each in entry.constants}
    scope["t"] = data.draw(WHOLE["t"])
    slots = tuple(tuple(scope[f"{slot}_{name}"] for slot in entry.memory) for name in parameters)
    move = mover(entry.rule(scope), len(parameters), entry.whole)
    try:
        w, after = move(
            tuple(scope[name] for name in parameters), tuple(scope[name] for name in pulls), slots,
            scope["lr"], scope["t"],
        )  # fmt: skip
    except (ValueError, ZeroDivisionError):
        # No update before it leaves a negative square or momenta whose product is 1.
        assume(False)
        raise
    flattened = [part for slot in after for part in slot]
    assert bits(list(evaluate((*moved, *memory), scope))) == bits([*w, *flattened])


# --- what is written ---

LEAVES = st.sampled_from([named("a"), named("b"), named("c")]) | st.sampled_from(
    [Tree("number", (value,)) for value in (2, -3, 0.5, -0.25, 1e-7, 0.0, -0.0)]
)


def trees() -> st.SearchStrategy[Tree]:
    """Arbitrary ones, of what is always defined on moderate numbers."""

    def deeper(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        pairs = st.tuples(inner, inner)
        return st.one_of(
            *(pairs.map(lambda pair, op=op: OPERATIONS[op](*pair)) for op in ("+", "-", "*")),
            inner.map(lambda one: -one),
            inner.map(abs),
            pairs.map(lambda pair: pair[0] / (1 + abs(pair[1]))),
            inner.map(lambda one: (1 + abs(one)) ** -2),
            inner.map(lambda one: ((1 + abs(one)) ** -2) ** (-(abs(one) ** 0.5))),
            pairs.map(lambda pair: where((pair[0] < pair[1]) >= (pair[1] < pair[0]), *pair)),
            st.tuples(inner, inner, inner, inner).map(lambda four: where(four[0] <= four[1], *four[2:])),
            inner.map(lambda one: sqrt(abs(one))),
            inner.map(cos),
            inner.map(lambda one: exp(cos(one) + 1)),
            inner.map(sigmoid),
            inner.map(softplus),
            pairs.map(lambda pair: clip(pair[0], abs(pair[1]))),
        )

    return st.recursive(LEAVES, deeper, max_leaves=12)


def defined(several: Sequence[Tree], scope: Mapping[str, Any]) -> tuple[Any, ...]:
    """What trees come to, where Python has numbers for all of it."""
    try:
        return evaluate(several, scope)
    except (ArithmeticError, ValueError):
        assume(False)
        raise


@settings(max_examples=draws(300))
@given(st.lists(trees(), min_size=1, max_size=3), st.tuples(*[st.floats(-4, 4)] * 3))
def test_brackets_stand_wherever_the_order_of_operations_needs_them(
    several: list[Tree], values: tuple[float, ...]
) -> None:
    scope = dict(zip("abc", values, strict=True))
    expected = bits([*map(float, defined(several, scope))])
    for fixed in ((), ("a", "b")):
        assert bits([*map(float, executed(several, scope, fixed))]) == expected


@settings(max_examples=draws(200))
@given(st.lists(trees(), min_size=1, max_size=3), st.tuples(*[st.floats(-4, 4)] * 3))
def test_plain_data_holds_every_operation_once_and_in_order(
    several: list[Tree], values: tuple[float, ...]
) -> None:
    data, scope = as_json(several), dict(zip("abc", values, strict=True))
    expected = defined(several, scope)
    done: list[Any] = []
    for line in data["code"]:
        if isinstance(line, list):
            assert all(place < len(done) for place in line[1:])
            done.append(OPERATIONS[line[0]](*(done[place] for place in line[1:])))
        else:
            done.append(scope[line] if isinstance(line, str) else line)
    assert len({repr(line) for line in data["code"]}) == len(data["code"])
    assert bits([done[place] for place in data["out"]]) == bits(list(expected))


def test_a_formula_keeps_the_names_that_it_gives_its_values() -> None:
    assert as_python(of_problem(PROBLEMS["line"]).gradient).lines == ["r = w * x + b - y"]
    assert as_python(of_problem(PROBLEMS["autoencoder"]).gradient).lines == [
        "h = w1 * x + w2 * y", "rx = x - w1 * h", "ry = y - w2 * h", "k = w1 * rx + w2 * ry",
    ]  # fmt: skip


def test_what_hangs_on_fixed_names_alone_is_computed_before_all_else() -> None:
    rate = of_optimizer(OPTIMIZERS["rmsprop"]).direction
    before, lines, _ = as_python([rate], fixed=["alpha", "eps"])
    assert before == ["z = 1 - alpha"] and not any("1 - alpha" in line for line in lines)


def test_another_tree_can_be_put_in_place_of_a_name() -> None:
    w, g = names("wg")
    tree = put(sigmoid(w) * w, {"w": g + 1})
    assert as_python([tree]).lines[0] == "z = g + 1"
    assert evaluate([tree], {"g": 0.5}) == (sigmoid(1.5) * 1.5,)


def test_only_what_is_rounded_alike_everywhere_is_exact() -> None:
    rules = (
        "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "rprop", "lion", "averaged",
    )  # fmt: skip
    exact = [f"direction of {name}" for name in rules]
    for problem in ("origin", "line", "huber", "autoencoder", "deep"):
        exact += [f"loss of {problem}", f"gradient of {problem}"]
    assert all(is_exact(FORMULAS[name].trees) for name in exact)
    for name in ("loss of logistic", "prediction of logistic", "direction of adam", "rate of cosine"):
        assert not is_exact(FORMULAS[name].trees)


# --- what cannot be taken down ---


def _by_hand(w: Any, g: Any) -> Any:
    return g if w > 0 else -g


@pytest.mark.parametrize(
    "function",
    [
        _by_hand,
        max,
        lambda w, g: min(abs(w), 1.0),
        lambda w, g: w and g,
        lambda w, g: g if w == 0 else w,
        lambda w, g: g if w != 0 else w,
        lambda w, g: math.sqrt(w),
        lambda w, g: math.exp(g) + w,
        lambda w, g: np.sqrt(w) * g,
        math.copysign,
        lambda w, g: w * np.array([1.0, 2.0]),
        lambda w, g: w + "1",
        lambda w, g: round(w),
        lambda w, g: int(w),
        lambda w, g: g in (1.0, 2.0),
    ],
)
def test_what_branches_on_a_value_in_python_is_refused_with_what_to_write_instead(
    function: Callable[..., Any],
) -> None:
    with pytest.raises(FormulaError, match=f"{ADVICE}|made of numbers"):
        taken(function, *names("wg"))


@every_formula
def test_every_entry_can_be_taken_down(name: str) -> None:
    """An entry that cannot ends this file with ``FormulaError``, whose text says what to write instead."""
    assert FORMULAS[name].trees and all(isinstance(tree, Tree) for tree in FORMULAS[name].trees)


@pytest.mark.parametrize("function", [sqrt, exp, log1p, cos, sigmoid, softplus])
def test_a_function_of_arithmetic_is_taken_down_by_its_own_name(function: Callable[[Any], Any]) -> None:
    assert function(named("a")).op == function.__name__


# --- loops ---


def test_a_loop_asks_for_the_number_of_the_update_only_where_a_rule_does() -> None:
    """It costs time; Adam's bias correction hangs on it, momentum does not."""
    for optimizer, asks in (("adam", True), ("averaged", True), ("momentum", False), ("sgd", False)):
        walk = loop(PROBLEMS["line"], OPTIMIZERS[optimizer])
        counted: list[int] = []
        ts = (counted.append(t) or t for t in range(3))
        constants = [each.default for each in OPTIMIZERS[optimizer].constants]
        state = [0.0] * (2 + 2 * len(OPTIMIZERS[optimizer].memory))
        list(walk(*state, *constants, [1.0] * 3, [2.0] * 3, [0.1] * 3, ts))
        assert bool(counted) == asks


@settings(max_examples=draws(100))
@given(runs(gradient="plain", batch=1, epochs=st.sampled_from([1, 2, 30])), st.sampled_from([1, 2, 3, 7]))
def test_a_trace_does_not_hang_on_where_its_blocks_end(run: Run, size: int) -> None:
    whole = trace(run)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["sgd_core.trace"], "_BLOCK", size)
        cut = trace(run)
    assert bits(cut.parameters) == bits(whole.parameters) and bits(cut.gradient) == bits(whole.gradient)
    assert bits([cut.end]) == bits([whole.end])


def test_numbers_that_are_equal_and_not_the_same_stay_apart() -> None:
    a = named("a")
    found = evaluate([a + 0.0, a + -0.0, 7 // (a + 2), 7 // (a + 2.0)], {"a": 0})
    assert bits(list(found)) == bits([0.0, 0.0, 3, 3.0])
    assert bits(list(evaluate([a * 0.0, a * -0.0], {"a": 2.0}))) == bits([0.0, -0.0])


# --- names, and what stands more than once ---


@pytest.mark.parametrize(
    ("memory", "constants"),
    [
        (["grad"], []), (["w"], []), (["x"], []), (["lr"], []), (["t"], []), (["grad_w"], []),
        (["momentum"], ["momentum"]), (["per_epoch"], []), (["lambda"], []), (["two words"], []),
    ],
)  # fmt: skip
def test_an_optimizer_whose_names_formulas_could_not_tell_apart_is_refused(
    memory: list[str], constants: list[str]
) -> None:
    own = [each for each in OPTIMIZERS["momentum"].constants if each.name in constants]
    with pytest.raises(ValueError, match="cannot call anything of its own"):
        Optimizer("mine", "", tuple(own), lambda constants: None, dict.fromkeys(memory, 0.0))


@pytest.mark.parametrize("parameters", ["t b", "lr b", "b b", "w delta", "x w", "grad b"])
def test_a_problem_whose_names_formulas_could_not_tell_apart_is_refused(parameters: str) -> None:
    with pytest.raises(ValueError, match="cannot call anything of its own"):
        replace(PROBLEMS["huber"], parameters=tuple(parameters.split()))


def test_a_constant_may_be_that_of_a_problem_and_of_an_optimizer(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(constants: Mapping[str, Any]) -> Any:
        return lambda w, g, slots, t: (clip(g, constants["delta"]), ())

    entry = Optimizer("clipped", "", PROBLEMS["huber"].constants, rule)
    monkeypatch.setitem(OPTIMIZERS, entry.name, entry)
    run = Run(problem="huber", optimizer="clipped", delta=0.25, epochs=3)
    assert trace(run).parameters[1:].tolist() == [list(step.parameters) for step in stream(run)]


def test_names_that_meet_only_when_they_are_put_together_are_refused_as_well() -> None:
    entry = Optimizer("mine", "", OPTIMIZERS["adamw"].constants, lambda constants: None, {"weight": 0.0})
    with pytest.raises(ValueError, match="weight_decay"):
        loop(replace(PROBLEMS["origin"], parameters=("decay",)), entry)


def test_what_a_tree_needs_more_than_once_stays_one_where_names_are_put_in() -> None:
    tree = named("a")
    for _ in range(60):
        tree = tree * tree
    assert len(flat([put(tree, {"a": named("b") + 1})]).code) == 63


def test_a_whole_number_stays_out_of_arrays() -> None:
    for function in (sqrt, exp, log1p, cos, sigmoid, softplus):
        assert type(function(4)) is float and function(4) == function(4.0)


def test_a_profiler_goes_on_where_a_formula_is_taken_down() -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    taken(PROBLEMS["line"].loss, names(("w", "b")), *names("xy"))
    sorted([2, 1])
    profiler.disable()
    assert any("sorted" in str(entry.code) for entry in profiler.getstats())


def test_numbers_that_json_has_no_word_for_travel_as_their_names() -> None:
    told = as_json([named("a") + math.inf, named("a") - -math.inf, named("a") * math.nan])
    assert [line for line in told["code"] if isinstance(line, str)] == ["a", "inf", "-inf", "nan"]
    assert json.loads(json.dumps(told, allow_nan=False)) == told


# --- a trace by loops ---


def test_the_rates_of_a_run_are_set_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    rates = Schedule.rates

    def counted(self: Schedule, plan: Plan, first: int) -> Any:
        asked.append(first)
        return rates(self, plan, first)

    monkeypatch.setattr(Schedule, "rates", counted)
    trace(Run(epochs=20_000))
    assert asked == [0]


@pytest.mark.parametrize("other", [{"problem": "line"}, {"optimizer": "adam"}, {"epochs": 1}])
def test_a_state_of_another_run_is_refused_by_trace_as_by_stream(other: dict[str, Any]) -> None:
    state = initial_state(Run())._replace(t=5)
    run = Run(**other)
    for made in (lambda: trace(run, state), lambda: next(stream(run, state))):
        with pytest.raises(ValueError, match="state"):
            made()


@pytest.mark.parametrize("batch", [1, 3, "all"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_one_sample_is_one_sample_however_its_batch_is_called(batch: int | str, optimizer: str) -> None:
    run = Run(problem="line", x=[2.0], y=[3.0], batch=batch, optimizer=optimizer, epochs=9)
    assert trace(run).parameters[1:].tolist() == [list(step.parameters) for step in stream(run)]
    assert [trace(run).samples(row) for row in range(9)] == [(0,)] * 9

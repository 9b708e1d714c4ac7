"""What the browser computes of a formula is what the core computes."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Error as PageError
from playwright.sync_api import Page

from sgd_core.formula import EXACT, OPERATIONS, as_json, flat, is_exact, of_optimizer, of_problem, of_schedule
from sgd_core.optimizers import OPTIMIZERS, Optimizer
from sgd_core.parameters import Parameter, Whole
from sgd_core.problems import PROBLEMS
from sgd_core.schedules import SCHEDULES, Plan
from sgd_core.tree import Tree, named
from tests.browser import engines
from tests.browser.engines import Floats, held, same_bits, same_finiteness

pytestmark = pytest.mark.browser

SETS = 2500
Scope = Mapping[str, Any]


class Formula(NamedTuple):
    """A formula of the registries: its trees, and the core's own function of the same names."""

    name: str
    trees: tuple[Tree, ...]
    core: Callable[[Scope], Any]
    constants: tuple[Parameter, ...] = ()


def formulas() -> Iterator[Formula]:
    for problem in PROBLEMS.values():
        yield from _of_problem(problem)
    for optimizer in OPTIMIZERS.values():
        trees = of_optimizer(optimizer)
        core = _direction(optimizer)
        yield Formula(optimizer.name, (trees.direction, *trees.memory), core, optimizer.constants)
    for schedule in SCHEDULES.values():
        rate = of_schedule(schedule)
        if rate is not None:
            yield Formula(schedule.name, (rate,), _rate(schedule.rate), schedule.constants)


def _of_problem(problem: Any) -> Iterator[Formula]:
    trees, names = of_problem(problem), problem.parameters

    def w(scope: Scope) -> tuple[float, ...]:
        return tuple(scope[name] for name in names)

    def core(function: Callable[..., Any]) -> Callable[[Scope], Any]:
        extra = [constant.name for constant in problem.constants]
        return lambda s: function(w(s), s["x"], s["y"], **{name: s[name] for name in extra})

    if problem.predict:
        predict = problem.predict
        yield Formula(f"{problem.name} prediction", (trees.prediction,), lambda s: predict(w(s), s["x"]))
    yield Formula(f"{problem.name} loss", (trees.loss,), core(problem.loss), problem.constants)
    yield Formula(f"{problem.name} gradient", trees.gradient, core(problem.gradient), problem.constants)


def _direction(optimizer: Optimizer) -> Callable[[Scope], Any]:
    def core(scope: Scope) -> tuple[float, ...]:
        direction = optimizer.rule(scope)
        if direction is None:
            return (scope["grad"],)
        slots = tuple(scope[name] for name in optimizer.memory)
        asked = [scope[name] for name in (("t", "lr") if optimizer.whole else ("t",))]
        d, kept = direction(scope["w"], scope["grad"], slots, *asked)
        return (d, *kept)

    return core


def _rate(rate: Any) -> Callable[[Scope], Any]:
    return lambda s: rate(Plan(s["lr"], s["updates"], s["per_epoch"], s), s["t"])


FORMULAS = list(formulas())


def wild(chance: random.Random) -> float:
    """A double of any kind: ordinary, of any magnitude, at the ends, infinite, or none."""
    sign = chance.choice([-1.0, 1.0])
    match chance.randrange(4):
        case 0:
            ends = [
                0.0,
                1.0,
                2.0,
                0.5,
                5e-324,
                2.2250738585072014e-308,
                1e-160,
                1e160,
                1e300,
                math.inf,
                math.nan,
            ]
            return sign * chance.choice(ends)
        case 1:
            return sign * 10.0 ** chance.uniform(-323, 300)
        case _:
            return sign * chance.lognormvariate(0, 2)


def allowed(kind: Any, chance: random.Random) -> float:
    """A value that a constant may take."""
    if isinstance(kind, Whole):
        return chance.choice([kind.low, kind.high, chance.randint(kind.low, 20)])
    if math.isfinite(kind.below):
        # Nearer to 1, the last bit of a power counts for more than 1e-12: it is divided by 1 − β.
        return chance.choice([0.0, 0.5, 0.9, 0.99, 0.999, chance.uniform(0, 0.999)])
    least, most = max(kind.low, kind.above, 5e-324), min(kind.high, 1e300)
    edges = [least, most, *([0.0] if kind.low == 0 else [])]
    return min(most, chance.choice([*edges, 0.9, 10.0 ** chance.uniform(-320, 300), chance.uniform(0, 1)]))


def drawn(formula: Formula, chance: random.Random) -> dict[str, Any]:
    """Values of the names of a formula."""
    constants = {constant.name: allowed(constant.kind, chance) for constant in formula.constants}
    whole = {
        "updates": chance.randint(1, 10**6),
        "per_epoch": chance.randint(1, 10**4),
        "lr": abs(wild(chance)),
    }
    t = chance.choice([0, 1, chance.randrange(100), chance.randrange(10**6)])
    memory = {slot for optimizer in OPTIMIZERS.values() for slot in optimizer.memory}
    names = ("w", "b", "w1", "w2", "x", "y", "grad", *sorted(memory))
    return {name: wild(chance) for name in names} | whole | {"t": t} | constants


def sets(formula: Formula) -> tuple[list[dict[str, Any]], Floats]:
    """Value sets, and what the core makes of each; sets outside the domain of a root are left out."""
    chance, scopes, results = random.Random(formula.name), [], []
    while len(scopes) < SETS:
        scope = drawn(formula, chance)
        try:
            result = formula.core(scope)
        except (ValueError, ZeroDivisionError):
            continue
        scopes.append(scope)
        results.append(result if isinstance(result, tuple) else (result,))
    return scopes, np.array(results, float).T


def in_browser(blank: Page, formula: Formula, scopes: Sequence[Scope]) -> Floats:
    told = as_json(formula.trees)
    names = [line for line in told["code"] if isinstance(line, str)]
    columns = [engines.written([scope[name] for scope in scopes]) for name in names]
    asked = {"formula": told, "names": names, "columns": columns}
    return np.array([engines.floats(text) for text in blank.evaluate("asked => page.values(asked)", asked)])


def largest(trees: Sequence[Tree], scope: Scope) -> float:
    """The largest finite number among what is not exact, and what is made of it, on the way of a formula."""
    values: list[Any] = []
    rough: list[bool] = []
    for line in flat(trees).code:
        if isinstance(line, tuple):
            op, parts = line
            values.append(OPERATIONS[op](*(values[part] for part in parts)))
            rough.append(op not in EXACT or any(rough[part] for part in parts))
        else:
            values.append(scope[line] if isinstance(line, str) else line)
            rough.append(False)
    found = [abs(value) for value, is_rough in zip(values, rough, strict=True) if is_rough]
    return max((float(value) for value in found if math.isfinite(value)), default=0.0)


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.name)
def test_a_formula_comes_to_the_core_s_numbers(blank: Page, formula: Formula) -> None:
    scopes, expected = sets(formula)
    found = in_browser(blank, formula, scopes)
    exact = blank.evaluate("formula => page.isExact(formula)", as_json(formula.trees))
    assert exact == is_exact(formula.trees)
    if exact:
        assert same_bits(found, expected)
        return
    assert same_finiteness(found, expected)
    most = [1e-12 * largest(formula.trees, scope) for scope in scopes]
    far = np.abs(held(found) - held(expected)) > most
    assert not far.any(), scopes[int(far.any(axis=0).argmax())]


#: Where comparisons turn, signs of zero tell, and numbers end; what is not exact is asked for finite ones.
CORNERS = (-1.5, -1.0, -0.0, 0.0, 5e-324, 0.5, 1.0, 2.0, 7.0, math.inf, -math.inf, math.nan)
WHOLE = (0, 1, 2, 3, 7, 10, 999_999, 10**6)
PARTS = dict.fromkeys(("neg", "abs", "sqrt", "exp", "log1p", "cos"), 1) | {"where": 3}


def corners(op: str) -> Iterator[tuple[tuple[float, ...], float]]:
    """Values of the parts of an operation, and what Python makes of them, where that is a number."""
    values = [*CORNERS, *WHOLE, 0.1, -0.3] if op == "//" else CORNERS
    if op not in EXACT:
        values = [value for value in CORNERS if math.isfinite(value)]
    for parts in itertools.product(values, repeat=PARTS.get(op, 2)):
        given = (parts[0] > 0, *parts[1:]) if op == "where" else parts
        try:
            result = OPERATIONS[op](*given)
        except (ZeroDivisionError, ValueError, OverflowError):
            continue
        if not isinstance(result, complex):
            yield tuple(map(float, given)), float(result)


@pytest.mark.parametrize("op", OPERATIONS)
def test_an_operation_is_python_s_where_numbers_end(blank: Page, op: str) -> None:
    parts, expected = zip(*corners(op), strict=True)
    names = "abc"[: len(parts[0])]
    formula = {"code": [*names, [op, *range(len(names))]], "out": [len(names)]}
    columns = [engines.written(column) for column in zip(*parts, strict=True)]
    asked = {"formula": formula, "names": list(names), "columns": columns}
    (found,) = map(engines.floats, blank.evaluate("asked => page.values(asked)", asked))
    if op in EXACT:
        assert same_bits(found, expected)
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-15, atol=0)


@pytest.mark.parametrize("op", ["sin", "", "constructor", "__proto__"])
def test_an_operation_that_nobody_knows_is_refused_before_anything_is_computed(blank: Page, op: str) -> None:
    assert op not in OPERATIONS
    with pytest.raises(PageError, match="unknown"):
        blank.evaluate("op => { page.compile({ code: ['x', [op, 0, 0, 0]], out: [1] }) }", op)


def test_what_a_formula_came_to_before_does_not_stay(blank: Page) -> None:
    told = as_json([of_problem(PROBLEMS["origin"]).loss])
    script = "([told, scopes]) => scopes.map(scope => page.evaluate(told, scope))"
    scopes = [{"w": 1.0, "x": 2.0, "y": 4.0}, {"w": 3.0, "x": 1.0, "y": 1.0}, {"w": 1.0, "x": 2.0, "y": 4.0}]
    assert blank.evaluate(script, [told, scopes]) == [4, 4, 4]


def test_what_hangs_on_fixed_names_alone_is_computed_once(blank: Page) -> None:
    script = """formula => {
        const machine = page.compile(formula, ["a"]);
        const at = (name, value) => (machine.set(name, value), machine.run(), machine.value());
        machine.fix({ a: 3 });
        const before = [at("x", 2), at("x", 3), at("a", 10)];
        machine.fix({ a: 10 });
        return [...before, at("x", 2)];
    }"""
    formula = {"code": ["a", ["*", 0, 0], "x", ["*", 1, 2]], "out": [3]}
    assert blank.evaluate(script, formula) == [18, 27, 27, 200]


def test_numbers_that_json_has_no_word_for_arrive(blank: Page) -> None:
    told = as_json([named("x") + math.inf, named("x") - math.inf, named("x") * math.nan, named("x") + 1])
    asked = {"formula": told, "names": ["x"], "columns": [engines.written([2.0])]}
    found = [engines.floats(text)[0] for text in blank.evaluate("asked => page.values(asked)", asked)]
    assert repr(found) == repr([np.float64(each) for each in (math.inf, -math.inf, math.nan, 3.0)])

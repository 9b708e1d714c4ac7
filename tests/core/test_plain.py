"""Formulas in one line of plain text: of every entry, and of any tree."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sgd_core import arithmetic
from sgd_core.formula import evaluate
from sgd_core.layout import Layout, symbol
from sgd_core.notation import written
from sgd_core.optimizers import OPTIMIZERS, Optimizer
from sgd_core.plain import formula_text, named, plain
from sgd_core.problems import PROBLEMS
from sgd_core.schedules import SCHEDULES, Plan, Schedule
from sgd_core.tree import Tree, names, operation
from sgd_core.tree import named as placeholder
from tests.reading import computed

_ADAM = "m ← beta1·m + (1 − beta1)·g; s ← beta2·s + (1 − beta2)·g²"
_STEP = "m/(1 − beta1^(t + 1))/(√s/√(1 − beta2^(t + 1)) + eps)"
TEXTS = {
    "origin": "(x·w − y)²",
    "line": "(w·x + b − y)²",
    "logistic": "ln(1 + e^((1 − 2·y)·(w·x + b))); y 0 or 1",
    "huber": "r = w·x + b − y; p = clip(r, −delta … delta); f = p·(r − p/2)",
    "autoencoder": "h = w1·x + w2·y; f = (x − w1·h)² + (y − w2·h)²",
    "deep": "(w1·w2·x − y)²",
    "sgd": "w ← w − lr·g",
    "momentum": "v ← momentum·v + g; w ← w − lr·v",
    "nesterov": "v ← momentum·v + g; w ← w − lr·(g + momentum·v)",
    "adagrad": "s ← s + g²; w ← w − lr·g/(√s + eps)",
    "rmsprop": "s ← alpha·s + (1 − alpha)·g²; w ← w − lr·g/(√s + eps)",
    "adam": f"{_ADAM}; w ← w − lr·{_STEP}",
    "adamw": f"{_ADAM}; w ← w − lr·({_STEP} + weight_decay·w)",
    "amsgrad": f"{_ADAM}; s_max ← max(s_max, s); w ← w − lr·{_STEP.replace('√s', '√s_max')}",
    "nadam": "μ = beta1·(1 − 0.5·0.96^((t + 1)·momentum_decay)); P ← P·μ; s ← beta2·s + (1 − beta2)·g²; "
    "R = √(s/(1 − beta2^(t + 1))) + eps; μ_next = beta1·(1 − 0.5·0.96^((t + 2)·momentum_decay)); "
    "m ← beta1·m + (1 − beta1)·g; "
    "w ← w − lr·(((1 − μ)/(1 − P))·g/R + (μ_next/(1 − P·μ_next))·m/R)",
    "adamax": "m ← beta1·m + (1 − beta1)·g; u ← max(beta2·u, |g| + eps); w ← w − lr·m/(1 − beta1^(t + 1))/u",
    "adadelta": "s′ = rho·s + (1 − rho)·g²; d = (√(u + eps)/√(s′ + eps))·g; "
    "u′ = rho·u + (1 − rho)·d²; w ← w − lr·d; s ← s′; u ← u′",
    "rprop": "a = s if t > 0, else lr; c = etaplus if g·g_old > 0, etaminus if g·g_old < 0, else 1; "
    "s ← min(max(a·c, step_min), step_max); q = 0 if g·g_old < 0, else 1; g_old ← q·g; "
    "w ← w − s·sign(g_old)",
    "lion": "m′ = beta2·m + (1 − beta2)·g; "
    "w ← w − lr·(sign(beta1·m + (1 − beta1)·g) + weight_decay·w); m ← m′",
    "averaged": "s ← s + w if t > 0, else s; w ← w − lr·g; mean(w) = (s + w)/(t + 1)",
    "constant": "lr",
    "inverse-time": "lr/(1 + decay·t)",
    "inverse-sqrt": "lr/√(1 + decay·t)",
    "step": "lr·gamma^⌊⌊t/per_epoch⌋/step_size⌋",
    "cosine": "lr_min + (lr − lr_min)·(1 + cos(π·t/updates))/2",
    "exponential": "lr·gamma^⌊t/per_epoch⌋",
    "warmup": "lr·min((t + 1)/warmup, 1)",
    "warmup-cosine": "lr·(t + 1)/warmup if t < warmup, else "
    "lr_min + (lr − lr_min)·(1 + cos(π·(t − warmup)/max(updates − warmup, 1)))/2",
    "one-cycle": "peak = pct_start·updates − 1; last = lr/div_factor/final_div_factor; "
    "lr + (lr/div_factor − lr)·(1 + cos(π·t/max(peak, 1)))/2 if t < peak, else "
    "last + (lr − last)·(1 + cos(π·(1 − (updates − 1 − t)/(updates·(1 − pct_start)))))/2",
    "piecewise": "lr, and from update u on the rate that lr_steps names for u",
}
ENTRIES: dict[str, Any] = {**PROBLEMS, **OPTIMIZERS, **SCHEDULES}


@pytest.mark.parametrize("name", ENTRIES)
def test_what_an_entry_does_is_said_in_one_line(name: str) -> None:
    assert formula_text(ENTRIES[name]) == TEXTS[name]


def test_no_entry_brings_a_formula_as_a_text() -> None:
    for kind in (Optimizer, Schedule, type(PROBLEMS["origin"])):
        assert "formula" not in kind.__dataclass_fields__
    assert [name for name, each in SCHEDULES.items() if each.about] == ["piecewise"]


# --- read as arithmetic ---


@pytest.mark.parametrize("name", PROBLEMS)
@given(st.data())
def test_the_text_of_a_problem_comes_to_its_loss(name: str, data: st.DataObject) -> None:
    problem = PROBLEMS[name]
    x, *w = (data.draw(st.floats(-9, 9)) for _ in range(1 + len(problem.parameters)))
    y = data.draw(st.sampled_from(problem.targets) if problem.targets else st.floats(-9, 9))
    constants = {each.name: data.draw(st.floats(0.5, 9)) for each in problem.constants}
    scope = dict(zip(problem.parameters, w, strict=True)) | {"x": x, "y": y} | constants
    (found,) = computed(formula_text(problem).removesuffix("; y 0 or 1"), scope)
    assert found == pytest.approx(problem.loss(tuple(w), x, y, **constants), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", [name for name, each in SCHEDULES.items() if each.rate])
@given(st.integers(0, 400), st.floats(0.1, 0.9))
def test_the_text_of_a_schedule_comes_to_its_rate(name: str, t: int, constant: float) -> None:
    schedule = SCHEDULES[name]
    constants = {each.name: 7 if each.name == "step_size" else constant for each in schedule.constants}
    scope = {"lr": 0.3, "updates": 400, "per_epoch": 6, "t": t} | constants
    assert schedule.rate is not None
    rate = schedule.rate(Plan(0.3, 400, 6, constants), t)
    assert computed(formula_text(schedule), scope) == pytest.approx((rate,), rel=1e-12)


NAMES = ("x", "y", "w1", "grad", "lr", "some_thing", "beta2")
x, w1, y = names(("x", "w1", "y"))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    value = st.one_of(st.integers(-9, 9), st.sampled_from([0.5, -2.5, 1e-8, 2.5e20]))
    leaf = st.sampled_from(NAMES).map(placeholder) | value.map(lambda v: Tree("number", (v,)))
    branch = lambda inner: st.one_of(  # noqa: E731
        st.builds(operation, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner),
        st.builds(operation, st.sampled_from(["neg", "sqrt", "exp", "log1p", "cos"]), inner),
        st.builds(lambda a, b, c: arithmetic.where(a > b, a, c), inner, inner, inner),
        st.builds(arithmetic.sigmoid, inner),
        st.builds(arithmetic.softplus, inner),
        st.builds(lambda a, b: arithmetic.clip(a, b * b), inner, inner),
    )
    return draw(st.recursive(leaf, branch, max_leaves=10))


def shown(tree: Tree, called: dict[Layout, str], times: str = "·") -> str:
    found = written([tree])
    lines = [*found.named, *found.values]
    return "\n".join(plain(line, called, times) for line in lines)


def close(found: Any, expected: Any) -> bool:
    return math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(trees(), st.lists(st.floats(-3, 3).map(lambda v: round(v, 2)), min_size=7, max_size=7))
def test_the_text_of_any_tree_comes_to_what_the_tree_does(tree: Tree, values: list[float]) -> None:
    scope = dict(zip(NAMES, values, strict=True))
    try:
        (expected,) = evaluate([tree], scope)
        assume(not isinstance(expected, complex) and abs(expected) < 1e6)
        blanks = {symbol(name): f"{{{name}}}" for name in NAMES}
        text = shown(tree, named(NAMES))
        filled = shown(tree, blanks, " × ").format(
            **{n: f"({v!r})".replace("-", "−") for n, v in scope.items()}
        )
        found, again = computed(text, scope), computed(filled, {})
    except (ArithmeticError, ValueError, TypeError):
        assume(False)
    assert close(found[0], expected), text
    assert close(again[0], expected), filled


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (x / (y / (w1 + 1)), "x/(y/(w1 + 1))"),
        ((x - y) / w1, "(x − y)/w1"),
        (x / (y * w1), "x/(y·w1)"),
        (x * (y / w1) * x, "x·(y/w1)·x"),
        ((x / y) * (x / y), "(x/y)²"),
        (arithmetic.sqrt(x) * arithmetic.sqrt(x), "(√x)²"),
        (arithmetic.sqrt(x + y) / x, "√(x + y)/x"),
        (2 ** (x / y), "2^(x/y)"),
        (2**-x, "2^(−x)"),
        (x * 1e-8, "x·10⁻⁸"),
        (arithmetic.softplus(x), "ln(1 + e^x)"),
        (arithmetic.sigmoid(x - y), "σ(x − y)"),
        (x / arithmetic.cos(y), "x/cos(y)"),
        (arithmetic.clip(x, y), "clip(x, −y … y)"),
        (arithmetic.clip(x, -y), "clip(x, −(−y) … (−y))"),
        (abs(x - y) // 2, "⌊|x − y|/2⌋"),
        (arithmetic.where(x > 0, 1.0, arithmetic.where(x < 0, -1.0, 0.0)), "1 if x > 0, −1 if x < 0, else 0"),
        (y * arithmetic.where(x > 0, x, 0.0), "y·(x if x > 0, else 0)"),
        (arithmetic.sqrt(arithmetic.where(x > 0, x, 0.0)), "√(x if x > 0, else 0)"),
        (arithmetic.where(x > 0, x, 0.0) / y, "(x if x > 0, else 0)/y"),
        (operation("atan", arithmetic.where(x > 0, x, 0.0), y), "atan((x if x > 0, else 0), y)"),
    ],
)
def test_brackets_stand_where_bars_and_height_are_missing(tree: Tree, expected: str) -> None:
    assert shown(tree, named(NAMES)) == expected


def test_a_number_that_may_be_negative_is_raised_and_rooted_in_brackets() -> None:
    assert shown(x * x + arithmetic.sqrt(y), {symbol("x"): "{x}", symbol("y"): "{y}"}) == "({x})² + √({y})"


def test_a_part_of_a_name_is_no_number() -> None:
    rest = x - w1 * y
    rest.label = "rx"
    text = shown(rest * rest + rest, {symbol("x"): "{x}", symbol("w1"): "{w1}"})
    assert text == "r_x = {x} − {w1}·y\nr_x² + r_x"


def test_letters_stay_where_no_name_is_given() -> None:
    assert shown(placeholder("lr") * placeholder("beta1") * placeholder("lr_min"), {}) == "η·β1·η_min"

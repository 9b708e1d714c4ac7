"""Formulas as a mathematician writes them, of every entry and of any tree."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import arithmetic, equations
from sgd_core.formula import of_optimizer, of_problem, of_schedule
from sgd_core.latex import latex, lines
from sgd_core.layout import Layout, symbol
from sgd_core.mathml import math, mathml
from sgd_core.notation import number, written
from sgd_core.optimizers import OPTIMIZERS, Direction, Optimizer
from sgd_core.problems import PROBLEMS
from sgd_core.schedules import SCHEDULES
from sgd_core.tree import Tree, named, names, operation


def of(tree: Tree) -> str:
    return latex(written([tree]).values[0])


def below_each_other(*each: str) -> str:
    text = r" \\[0.5em] ".join(re.sub(r" (=|\\leftarrow|\\in) ", r" &\1 ", line, count=1) for line in each)
    return rf"\begin{{aligned}}{text}\end{{aligned}}"


LOSSES = {
    "origin": [r"f = (xw - y)^2"],
    "line": [r"f = (wx + b - y)^2"],
    "logistic": [r"f = \ln(1 + e^{(1 - 2y)(wx + b)})"],
    "huber": [
        r"r = wx + b - y",
        r"p = \operatorname{clip}_{\delta}(r)",
        r"f = p\left(r - \frac{p}{2}\right)",
    ],
    "autoencoder": [r"h = w_1x + w_2y", r"f = (x - w_1h)^2 + (y - w_2h)^2"],
    "deep": [r"f = (w_1w_2x - y)^2"],
}
GRADIENTS = {
    "origin": [r"g = 2x(\hat{y} - y)"],
    "line": [r"r = \hat{y} - y", r"g_w = 2xr", r"g_b = 2r"],
    "logistic": [r"r = \hat{y} - y", r"g_w = xr", r"g_b = r"],
    "huber": [r"p = \operatorname{clip}_{\delta}(\hat{y} - y)", r"g_w = xp", r"g_b = p"],
    "autoencoder": [
        r"h = w_1x + w_2y",
        r"r_x = x - w_1h",
        r"r_y = y - w_2h",
        r"k = w_1r_x + w_2r_y",
        r"g_{w_1} = -2(hr_x + kx)",
        r"g_{w_2} = -2(hr_y + ky)",
    ],
    "deep": [r"h = 2x(\hat{y} - y)", r"g_{w_1} = hw_2", r"g_{w_2} = hw_1"],
}
PREDICTIONS = {
    "origin": r"\hat{y} = xw",
    "line": r"\hat{y} = wx + b",
    "logistic": r"\hat{y} = \sigma(wx + b)",
    "huber": r"\hat{y} = wx + b",
    "deep": r"\hat{y} = w_1w_2x",
}
_ADAM = [r"m \leftarrow \beta_1m + (1 - \beta_1)g", r"s \leftarrow \beta_2s + (1 - \beta_2)g^2"]
_STEP = r"\frac{m/(1 - \beta_1^{t + 1})}{\sqrt{s}/\sqrt{1 - \beta_2^{t + 1}} + \varepsilon}"
RULES = {
    "sgd": [r"w \leftarrow w - \eta g"],
    "momentum": [r"v \leftarrow \mu v + g", r"w \leftarrow w - \eta v"],
    "nesterov": [r"v \leftarrow \mu v + g", r"w \leftarrow w - \eta(g + \mu v)"],
    "adagrad": [r"s \leftarrow s + g^2", r"w \leftarrow w - \eta\frac{g}{\sqrt{s} + \varepsilon}"],
    "rmsprop": [
        r"s \leftarrow \alpha s + (1 - \alpha)g^2",
        r"w \leftarrow w - \eta\frac{g}{\sqrt{s} + \varepsilon}",
    ],
    "adam": [*_ADAM, rf"w \leftarrow w - \eta{_STEP}"],
    "adamw": [*_ADAM, rf"w \leftarrow w - \eta\left({_STEP} + \lambda w\right)"],
    "amsgrad": [
        r"m \leftarrow \beta_1m + (1 - \beta_1)g",
        r"s \leftarrow \beta_2s + (1 - \beta_2)g^2",
        r"s_{\mathrm{max}} \leftarrow \max(s_{\mathrm{max}},\; s)",
        r"w \leftarrow w - \eta\frac{m/(1 - \beta_1^{t + 1})}"
        r"{\sqrt{s_{\mathrm{max}}}/\sqrt{1 - \beta_2^{t + 1}} + \varepsilon}",
    ],
    "nadam": [
        r"\mu = \beta_1(1 - 0.5 \cdot 0.96^{(t + 1)\psi})",
        r"P \leftarrow P\mu",
        r"s \leftarrow \beta_2s + (1 - \beta_2)g^2",
        r"R = \sqrt{\frac{s}{1 - \beta_2^{t + 1}}} + \varepsilon",
        r"\mu_{\mathrm{next}} = \beta_1(1 - 0.5 \cdot 0.96^{(t + 2)\psi})",
        r"m \leftarrow \beta_1m + (1 - \beta_1)g",
        r"w \leftarrow w - \eta\left(\frac{1 - \mu}{1 - P}\frac{g}{R} + "
        r"\frac{\mu_{\mathrm{next}}}{1 - P\mu_{\mathrm{next}}}\frac{m}{R}\right)",
    ],
    "adamax": [
        r"m \leftarrow \beta_1m + (1 - \beta_1)g",
        r"u \leftarrow \max(\beta_2u,\; \lvert g\rvert + \varepsilon)",
        r"w \leftarrow w - \eta\frac{m/(1 - \beta_1^{t + 1})}{u}",
    ],
    "adadelta": [
        r"s^{\prime} = \rho s + (1 - \rho)g^2",
        r"d = \frac{\sqrt{u + \varepsilon}}{\sqrt{s^{\prime} + \varepsilon}}g",
        r"u^{\prime} = \rho u + (1 - \rho)d^2",
        r"w \leftarrow w - \eta d",
        r"s \leftarrow s^{\prime}",
        r"u \leftarrow u^{\prime}",
    ],
    "rprop": [
        r"a = \begin{cases}s & t > 0 \\ \eta & \text{otherwise}\end{cases}",
        r"c = \begin{cases}\eta_{\mathrm{plus}} & gg_{\mathrm{old}} > 0 \\ "
        r"\eta_{\mathrm{minus}} & gg_{\mathrm{old}} < 0 \\ 1 & \text{otherwise}\end{cases}",
        r"s \leftarrow \min(\max(ac,\; s_{\mathrm{min}}),\; s_{\mathrm{max}})",
        r"q = \begin{cases}0 & gg_{\mathrm{old}} < 0 \\ 1 & \text{otherwise}\end{cases}",
        r"g_{\mathrm{old}} \leftarrow qg",
        r"w \leftarrow w - s \cdot \operatorname{sign}(g_{\mathrm{old}})",
    ],
    "lion": [
        r"m^{\prime} = \beta_2m + (1 - \beta_2)g",
        r"w \leftarrow w - \eta(\operatorname{sign}(\beta_1m + (1 - \beta_1)g) + \lambda w)",
        r"m \leftarrow m^{\prime}",
    ],
    "averaged": [
        r"s \leftarrow \begin{cases}s + w & t > 0 \\ s & \text{otherwise}\end{cases}",
        r"w \leftarrow w - \eta g",
        r"\overline{w} = \frac{s + w}{t + 1}",
    ],
}
RATES = {
    "constant": r"\eta",
    "inverse-time": r"\frac{\eta}{1 + \kappa t}",
    "inverse-sqrt": r"\frac{\eta}{\sqrt{1 + \kappa t}}",
    "step": r"\eta\gamma^{\lfloor \lfloor t/E\rfloor/S\rfloor}",
    "cosine": r"\eta_{\mathrm{min}} + (\eta - \eta_{\mathrm{min}})\frac{1 + \cos(\pi t/T)}{2}",
    "exponential": r"\eta\gamma^{\lfloor t/E\rfloor}",
    "warmup": r"\eta \cdot \min\left(\frac{t + 1}{W},\; 1\right)",
    "warmup-cosine": r"\begin{cases}\eta\frac{t + 1}{W} & t < W \\ "
    r"\eta_{\mathrm{min}} + (\eta - \eta_{\mathrm{min}})"
    r"\frac{1 + \cos(\pi(t - W)/\max(T - W,\; 1))}{2} & \text{otherwise}\end{cases}",
    "one-cycle": r"\begin{cases}\eta + \left(\frac{\eta}{D_1} - \eta\right)"
    r"\frac{1 + \cos(\pi t/\max(\mathrm{peak},\; 1))}{2} & t < \mathrm{peak} \\ "
    r"\mathrm{last} + (\eta - \mathrm{last})\frac{1 + \cos(\pi(1 - (T - 1 - t)/(T(1 - \phi))))}{2} & "
    r"\text{otherwise}\end{cases}",
}


@pytest.mark.parametrize("name", LOSSES)
def test_the_formulas_of_a_problem_read_as_in_a_textbook(name: str) -> None:
    problem = PROBLEMS[name]
    assert list(map(latex, equations.loss(problem))) == LOSSES[name]
    assert list(map(latex, equations.gradient(problem))) == GRADIENTS[name]
    answers = [PREDICTIONS[name]] if name in PREDICTIONS else []
    assert list(map(latex, equations.prediction(problem))) == answers


@pytest.mark.parametrize("name", RULES)
def test_the_rule_of_an_optimizer_reads_as_in_a_textbook(name: str) -> None:
    assert list(map(latex, equations.rule(OPTIMIZERS[name]))) == RULES[name]


@pytest.mark.parametrize("name", RATES)
def test_the_rate_of_a_schedule_reads_as_in_a_textbook(name: str) -> None:
    rate = of_schedule(SCHEDULES[name])
    assert rate is not None and of(rate) == RATES[name]


def test_every_entry_of_the_registries_has_its_formulas_here() -> None:
    assert LOSSES.keys() == GRADIENTS.keys() == PROBLEMS.keys()
    assert RULES.keys() == OPTIMIZERS.keys()
    assert RATES.keys() == {name for name, each in SCHEDULES.items() if each.rate}


# --- what belongs to whom ---


def test_what_belongs_to_a_sample_is_indexed_and_parameters_are_not() -> None:
    assert [latex(each) for each in equations.gradient_of_sample(PROBLEMS["line"])] == [
        r"r_i = wx_i + b - y_i",
        r"\frac{\partial f_i}{\partial w} = 2x_ir_i",
        r"\frac{\partial f_i}{\partial b} = 2r_i",
    ]
    assert latex(equations.loss_of_sample(PROBLEMS["origin"])[-1]) == "f_i = (x_iw - y_i)^2"


def test_of_several_samples_the_mean_has_a_bar() -> None:
    assert [latex(each) for each in equations.gradient(PROBLEMS["line"], several=True)] == [
        r"r_i = \hat{y}_i - y_i",
        r"g_w = \overline{2x_ir_i}",
        r"g_b = \overline{2r_i}",
    ]
    assert [latex(each) for each in equations.pull(OPTIMIZERS["sgd"], ("w",), several=True)] == [
        r"g = \frac{1}{\lvert B\rvert}\sum_{i \in B} \frac{\partial f_i}{\partial w}"
    ]


def test_each_parameter_has_its_line_or_one_rule_with_memory_holds_for_all() -> None:
    assert [latex(each) for each in equations.move(OPTIMIZERS["sgd"], ("w", "b"))] == [
        r"w \leftarrow w - \eta g_w",
        r"b \leftarrow b - \eta g_b",
    ]
    assert [latex(each) for each in equations.move(OPTIMIZERS["momentum"], ("w", "b"))] == [
        r"v \leftarrow \mu v + g_{\theta}",
        r"\theta \leftarrow \theta - \eta v",
        r"\theta \in \{w,\; b\}",
    ]


def test_a_move_leaves_out_what_it_does_not_ask_for() -> None:
    assert [latex(each) for each in equations.move(OPTIMIZERS["averaged"], ("w",))] == [RULES["averaged"][1]]


def optimizer(rule: Direction, *memory: str) -> Optimizer:
    return Optimizer("new", "", (), lambda constants: rule, dict.fromkeys(memory, 0.0))


def test_where_the_old_memory_is_still_asked_for_the_new_one_bears_a_prime() -> None:
    def rule(w: Any, g: Any, slots: tuple[Any, ...], t: Any) -> Any:
        velocity = slots[0] + g
        return velocity + (velocity - slots[0]), (velocity,)

    assert [latex(each) for each in equations.rule(optimizer(rule, "velocity"))] == [
        r"v^{\prime} = v + g",
        r"w \leftarrow w - \eta(v^{\prime} + (v^{\prime} - v))",
        r"v \leftarrow v^{\prime}",
    ]


def test_what_is_remembered_as_it_is_keeps_its_place() -> None:
    def rule(w: Any, g: Any, slots: tuple[Any, ...], t: Any) -> Any:
        return 2 * g - slots[0], (g,)

    assert [latex(each) for each in equations.rule(optimizer(rule, "old"))] == [
        r"\mathrm{old}^{\prime} = g",
        r"w \leftarrow w - \eta(2g - \mathrm{old})",
        r"\mathrm{old} \leftarrow \mathrm{old}^{\prime}",
    ]


def test_a_square_of_what_bears_a_prime_is_one_that_tex_knows() -> None:
    def rule(w: Any, g: Any, slots: tuple[Any, ...], t: Any) -> Any:
        square = slots[0] + g
        return square * square - slots[0], (square,)

    assert latex(equations.rule(optimizer(rule, "square"))[1]) == r"w \leftarrow w - \eta({s^{\prime}}^2 - s)"


def test_two_names_never_share_a_letter() -> None:
    total, square = names(("total", "square"))
    assert of(total + square) == r"s + \mathrm{square}"
    label = named("r") * named("q") * named("q")
    label.label = "r"
    (equation,) = written([label + named("t"), label]).named
    assert latex(equation) == "r_2 = rq^2"


# --- brackets and signs ---

x, y, w, a_b = names(("x", "y", "w", "a_b"))


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (x - (y - w), "x - (y - w)"),
        (x - y - w, "x - y - w"),
        (x * (y * w), "xyw"),
        ((x + y) * w, "(x + y)w"),
        (x * -y, "x(-y)"),
        (-x * y, "-xy"),
        (-(x + y), "-(x + y)"),
        (x + -2 * y, "x + (-2y)"),
        (x * 2 * 3, r"x \cdot 2 \cdot 3"),
        (2 * x * x, "2x^2"),
        ((x * y) * (x * y), "(xy)^2"),
        ((x / y) * (x / y), r"\left(\frac{x}{y}\right)^2"),
        (x / y / w, r"\frac{x/y}{w}"),
        (x / (y / (w + 1)), r"\frac{x}{y/(w + 1)}"),
        (x**y, "x^y"),
        ((-x) ** 2, "(-x)^2"),
        (2 ** (x / y), "2^{x/y}"),
        (abs(x - y), r"\lvert x - y\rvert"),
        (x // 2, r"\left\lfloor \frac{x}{2}\right\rfloor"),
        (arithmetic.exp(-abs(x)), r"e^{-\lvert x\rvert}"),
        (arithmetic.log1p(x), r"\ln(1 + x)"),
        (operation("tanh", x, y), r"\tanh(x,\; y)"),
        (operation("relu", x), r"\operatorname{relu}(x)"),
        (x * 1e-8, r"x \cdot 10^{-8}"),
        (x + 2.5e20, r"x + 2.5 \cdot 10^{+20}".replace("+20", "20")),
        (named("long_name") * x, r"\mathrm{long\_name} \cdot x"),
        (named("w12") + named("beta_max"), r"w_{12} + \beta_{\mathrm{max}}"),
    ],
)
def test_brackets_and_signs_stand_where_they_are_needed(tree: Tree, expected: str) -> None:
    assert of(tree) == expected


def test_cases_within_cases_are_one_list_and_stand_in_brackets_within_a_product() -> None:
    sign = arithmetic.where(x > 0, 1.0, arithmetic.where(x < 0, -1.0, 0.0))
    text = r"\begin{cases}1 & x > 0 \\ -1 & x < 0 \\ 0 & \text{sonst}\end{cases}"
    assert latex(written([sign]).values[0], "sonst") == text
    assert latex(written([y * sign]).values[0], "sonst") == rf"y\left({text}\right)"


def test_numbers_that_are_none_are_written_too() -> None:
    values = (float("inf"), float("-inf"), float("nan"), -0.0)
    assert [latex(number(value)) for value in values] == [r"\infty", r"-\infty", r"\mathrm{NaN}", "-0"]


# --- laws ---


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    leaf = st.sampled_from(["x", "y", "w1", "grad", "lr", "some_thing", "velocity", "q"]).map(named)
    value = st.one_of(st.integers(-9, 9), st.floats()).map(lambda v: Tree("number", (v,)))
    operators = ["+", "-", "*", "/", "//", "**"]
    branch = lambda inner: st.one_of(  # noqa: E731
        st.builds(operation, st.sampled_from(operators), inner, inner),
        st.builds(operation, st.sampled_from(["neg", "abs", "sqrt", "exp", "log1p", "cos"]), inner),
        st.builds(lambda a, b, c: arithmetic.where(a > b, a, c), inner, inner, inner),
        st.builds(arithmetic.sigmoid, inner),
        st.builds(arithmetic.softplus, inner),
        st.builds(arithmetic.clip, inner, inner),
    )
    return draw(st.recursive(leaf | value, branch, max_leaves=12))


def names_in(tree: Tree) -> set[str]:
    if tree.op in ("name", "number"):
        return set(tree.args) if tree.op == "name" else set()
    return set().union(*map(names_in, tree.args))


def letters_in(layout: Layout) -> set[Layout]:
    return {layout}.union(*(letters_in(part) for part in layout.parts if isinstance(part, Layout)))


def leaves(layout: Layout) -> str:
    if layout.kind in ("number", "letter", "word", "function", "operator"):
        return {"times": "\u2062", "neg": "−"}.get(layout.parts[0], layout.parts[0])
    parts = (part if isinstance(part, str) else leaves(part) for part in layout.parts)
    brace = "{" if layout.kind == "cases" else ""
    return brace + "".join(parts) + ("otherwise" if brace else "")


def text_of(element: list[Any]) -> str:
    return "".join(part if isinstance(part, str) else text_of(part) for part in element[1:])


def assert_balanced(text: str) -> None:
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    depth = 0
    for mark in re.findall(r"\\left\b|\\right\b|\\begin|\\end", text):
        depth += 1 if mark in ("\\left", "\\begin") else -1
        assert depth >= 0
    assert depth == 0
    assert text.count("(") == text.count(")")
    # A second index or exponent is none that TeX knows.
    assert not re.search(r"([_^])(\w|\{[^{}]*\})\1", text)


@given(trees())
def test_the_latex_of_any_tree_is_balanced_and_names_all_that_is_in_it(tree: Tree) -> None:
    found = written([tree])
    whole = [*found.named, *found.values]
    assert_balanced(" ".join(map(latex, whole)))
    assert {symbol(name) for name in names_in(tree)} <= set().union(*map(letters_in, whole))


@given(trees())
def test_latex_and_mathml_hold_the_same_signs(tree: Tree) -> None:
    (value,) = written([tree]).values
    assert text_of(mathml(value)) == leaves(value)
    whole = math(value)
    assert whole[0] == "math" and whole[1][2] == ["annotation", latex(value)]


def everything() -> Mapping[str, tuple[Layout, ...]]:
    return {
        **{f"loss {name}": equations.loss_of_sample(each) for name, each in PROBLEMS.items()},
        **{f"gradient {name}": equations.gradient(each, several=True) for name, each in PROBLEMS.items()},
        **{f"rule {name}": equations.rule(each) for name, each in OPTIMIZERS.items()},
        **{f"move {name}": equations.move(each, ("w1", "w2")) for name, each in OPTIMIZERS.items()},
    }


@pytest.mark.parametrize(("name", "formula"), everything().items())
def test_the_lines_of_every_entry_are_balanced_and_stand_at_their_signs(
    name: str, formula: tuple[Layout, ...]
) -> None:
    text = lines(formula)
    assert_balanced(text)
    if len(formula) > 1:
        assert text == below_each_other(*map(latex, formula))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_rule_of_an_optimizer_names_all_that_its_trees_do(name: str) -> None:
    trees = of_optimizer(OPTIMIZERS[name])
    asked = set().union(*map(names_in, (trees.direction, *trees.memory)), {"lr", "w"})
    shown = set().union(*map(letters_in, equations.rule(OPTIMIZERS[name])))
    assert {symbol(each) for each in asked} <= shown


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_loss_of_a_problem_names_all_that_its_tree_does(name: str) -> None:
    shown = set().union(*map(letters_in, equations.loss(PROBLEMS[name])))
    assert {symbol(each) for each in names_in(of_problem(PROBLEMS[name]).loss)} <= shown


def test_a_value_that_is_needed_over_and_over_does_not_grow() -> None:
    tree = named("x")
    for _ in range(60):
        tree = tree / (tree + 1)
    assert len(" ".join(map(latex, written([tree]).named))) < 10_000


def _letters(layout: Layout) -> set[str]:
    """The letters in a layout, without their indices but those that are no sample's."""
    if layout.kind == "index":
        base = latex(layout.parts[0])
        return {base} if layout.parts[1] == Layout("letter", ("i",)) else {latex(layout).replace("i}", "}")}
    if layout.kind in ("letter", "word"):
        return {latex(layout)}
    return {name for part in layout.parts if isinstance(part, Layout) for name in _letters(part)}


def _letters_of(lines: tuple[Layout, ...]) -> set[str]:
    return {name for each in lines for name in _letters(each)}


#: What the problem, the optimizer and the schedule speak of alike.
_COMMON = {*"wbxygftTeiBθ", r"\eta", r"\eta_t", r"\theta", r"\pi"}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_no_letter_has_two_meanings_in_one_derivation(problem: str) -> None:
    entry = PROBLEMS[problem]
    common = _COMMON | {latex(symbol(name)) for name in entry.parameters}
    first = (*equations.loss_of_sample(entry), *equations.gradient_of_sample(entry))
    told = _letters_of(first)
    assert "t" not in told
    for optimizer in OPTIMIZERS.values():
        moved = _letters_of((*equations.rule(optimizer), *equations.move(optimizer, entry.parameters)))
        assert not (told & moved) - common, optimizer.name
        for schedule in SCHEDULES.values():
            rate = _letters_of(equations.rate(schedule))
            assert not ((told | moved) & rate) - common, (optimizer.name, schedule.name)

"""The stages of an update have their formula and their numbers for every run that the home page shows."""

import re
from typing import Any

import pytest

from sgd_core import Run, equations
from sgd_core.arithmetic import sqrt
from sgd_core.gradients import GRADIENTS
from sgd_core.latex import latex
from sgd_core.layout import Layout
from sgd_core.optimizers import OPTIMIZERS, Direction, Optimizer
from sgd_core.problems import PROBLEMS
from sgd_ui.stage.cards import STAGES, Card, cards
from sgd_ui.words.catalogue import LANGUAGES, words_in

#: What the browser fills in; beside it each parameter, and the constants of the problem.
KNOWN = {
    "sample", "index", "count", "x", "y", "prediction", "prediction_after", "lr", "loss", "before", "grad",
    "after", "names",
}  # fmt: skip

RUNS = [Run(problem=name, batch=batch) for name in PROBLEMS for batch in (1, 2)]
RUNS += [Run(problem=problem, optimizer=name) for problem in ("origin", "line") for name in OPTIMIZERS]
RUNS += [Run(problem="huber", gradient=name, batch=batch) for name in GRADIENTS for batch in (1, 2)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_every_stage_has_its_words_and_only_blanks_that_are_filled(run: Run, lang: str) -> None:
    shown = cards(run, words_in(lang))
    names = set(run.model.parameters)
    known = KNOWN | names | {f"{name}_before" for name in names} | {f"grad_{name}" for name in names}
    known |= {constant.name for constant in run.model.constants}
    assert len(shown) == len(STAGES)
    for card in shown:
        assert card["title"] and card["given"] and card["result"]
        assert set(re.findall(r"{(.*?)}", card["given"] + card["result"])) <= known
        assert card["given"].count("\n") < len(names)


def tex(card: Card) -> list[str]:
    """The LaTeX beside the formula of a card."""
    return [semantics[-1][1] for _, semantics in card["formula"]]


def shown(run: Run) -> dict[str, Card]:
    return dict(zip(STAGES, cards(run, words_in("en")), strict=True))


@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_the_formulas_of_the_cards_are_the_core_s(run: Run) -> None:
    def expected(formula: tuple[Layout, ...]) -> list[str]:
        return list(map(latex, formula))

    problem, several, of = PROBLEMS[run.problem], run.batch_size > 1, shown(run)
    assert tex(of["predict"]) == expected(equations.prediction(problem, several))
    assert tex(of["loss"]) == expected(equations.loss(problem, several))
    assert tex(of["move"]) == expected(equations.move(OPTIMIZERS[run.optimizer], problem.parameters))
    pull = equations.gradient(problem, several) if run.gradient == "plain" else ()
    assert tex(of["gradient"]) == expected(pull)
    assert tex(of["pick"]) == []
    assert of["pick"]["code"] and of["gradient"]["code"] and of["move"]["code"] and of["loss"]["code"]


def test_an_estimate_of_the_gradient_stays_in_words() -> None:
    words = words_in("en")
    card = shown(Run(gradient="svrg"))["gradient"]
    assert (card["code"], card["given"]) == (words["estimate.svrg.code"], words["estimate.svrg.given"])


def test_the_text_beside_a_formula_computes_it() -> None:
    of = shown(Run(problem="line"))
    scope: dict[str, Any] = {"x": 2.0, "y": 4.0, "w": 0.3, "b": -0.2}
    for name in ("predict", "gradient", "loss"):
        exec(of[name]["code"], scope)
    assert scope["y_hat"] == pytest.approx(0.4)
    assert (scope["grad_w"], scope["grad_b"]) == pytest.approx((-14.4, -7.2))
    assert scope["loss"] == pytest.approx(3.6**2)


def sign(constants: Any) -> Direction:
    def direction(w: Any, g: Any, slots: Any, t: Any) -> Any:
        return g / (sqrt(g * g) + constants["eps"]), slots

    return direction


def test_a_new_optimizer_stands_in_the_cards_with_nothing_else_touched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = Optimizer("sign", "w ← w − lr·g/(√g² + eps)", "", OPTIMIZERS["adagrad"].constants, sign)
    monkeypatch.setitem(OPTIMIZERS, "adagrad", entry)
    for lang in LANGUAGES:
        card = cards(Run(optimizer="adagrad"), words_in(lang))[3]
        assert tex(card) == [r"w \leftarrow w - \eta\frac{g}{\sqrt{g^2} + \varepsilon}"]
        assert card["given"] == words_in(lang)["card.moved_1"]
        assert card["code"] == entry.formula


def test_a_new_problem_stands_in_the_cards_with_nothing_else_touched() -> None:
    of = shown(Run(problem="deep"))
    assert tex(of["gradient"])[0] == r"s = 2x(\hat{y} - y)"
    assert of["gradient"]["given"] == "{names} = {before}\nx = {x}, y = {y}"

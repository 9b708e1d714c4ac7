"""The stages of an update have their formula and their numbers for every run that the home page shows."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import Run, equations
from sgd_core.arithmetic import sqrt
from sgd_core.gradients import GRADIENTS
from sgd_core.latex import latex
from sgd_core.layout import Layout
from sgd_core.optimizers import OPTIMIZERS, Direction, Optimizer
from sgd_core.plain import names_of, plain
from sgd_core.problems import PROBLEMS
from sgd_ui.stage.cards import STAGES, Card, cards
from sgd_ui.stage.line import line
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.reading import computed

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
        assert card["title"] and card["result"]
        assert card["given"] or not (card["code"] or card["formula"])
        assert set(re.findall(r"{(.*?)}", card["given"] + card["result"])) <= known


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


@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_the_text_of_a_card_is_its_formula_line_by_line(run: Run) -> None:
    def expected(formula: tuple[Layout, ...]) -> str:
        called = names_of(problem) | names_of(OPTIMIZERS[run.optimizer])
        return "\n".join(plain(line, called) for line in formula)

    problem, several, of = PROBLEMS[run.problem], run.batch_size > 1, shown(run)
    assert of["predict"]["code"] == expected(equations.prediction(problem, several))
    assert of["loss"]["code"] == expected(equations.loss(problem, several))
    assert of["move"]["code"] == expected(equations.move(OPTIMIZERS[run.optimizer], problem.parameters))
    if run.gradient == "plain":
        assert of["gradient"]["code"] == expected(equations.gradient(problem, several))


def test_constants_go_by_their_own_names_in_the_text_of_a_card() -> None:
    of = shown(Run(problem="huber", optimizer="adamw"))
    assert "clip(ŷ − y, −delta … delta)" in of["gradient"]["code"]
    assert not set(of["move"]["code"]) & set("ηβελ") and "weight_decay·θ" in of["move"]["code"]


# --- numbers ---


@pytest.mark.parametrize("name", PROBLEMS)
@given(st.data())
def test_the_numbers_of_a_card_come_to_what_it_shows(name: str, data: st.DataObject) -> None:
    problem = PROBLEMS[name]
    number = st.floats(-9, 9).map(lambda value: round(value, 3))
    x, lr, delta, *w = (data.draw(number) for _ in range(3 + len(problem.parameters)))
    y = data.draw(st.sampled_from(problem.targets) if problem.targets else number)
    model, constants = problem.bound({"delta": abs(delta)}), {"delta": abs(delta)}
    pull = model.gradient(tuple(w), x, y)
    after = tuple(value - lr * slope for value, slope in zip(w, pull, strict=True))
    answers = [model.predict(each, x) if model.predict else 0.0 for each in (tuple(w), after)]
    known = {"x": x, "y": y, "lr": lr, "prediction": answers[0], "prediction_after": answers[1]} | constants
    for each, old, slope, new in zip(problem.parameters, w, pull, after, strict=True):
        known |= {f"{each}_before": old, f"grad_{each}": slope, each: new}
    of = {
        stage: computed(filled(card["given"], known), {})
        for stage, card in shown(Run(problem=name)).items()
        if stage != "pick" and card["given"]
    }
    assert of.get("predict", (answers[0],)) == pytest.approx((answers[0],), rel=1e-9, abs=1e-9)
    assert of["gradient"] == pytest.approx(pull, rel=1e-9, abs=1e-9)
    assert of["move"] == pytest.approx(after, rel=1e-9, abs=1e-9)
    assert of["loss"] == pytest.approx((model.loss(after, x, y),), rel=1e-9, abs=1e-9)


def filled(template: str, known: dict[str, float]) -> str:
    """A line of numbers as the browser fills it in, with all their digits."""
    text = re.sub(r"{(\w+)}", lambda found: repr(known[found[1]]).replace("-", "−"), template)
    return re.sub(r"([+−×] |[−/])(−[\d.]+(?:e−?\d+)?)", r"\1(\2)", text)


@pytest.mark.parametrize("optimizer", ["sgd", "averaged"])
def test_a_move_by_the_gradient_alone_is_told_in_numbers(optimizer: str) -> None:
    assert shown(Run(optimizer=optimizer))["move"]["given"] == "{w_before} − {lr} × {grad_w}"
    given = shown(Run(problem="line", optimizer=optimizer))["move"]["given"]
    assert given == "{w_before} − {lr} × {grad_w}\n{b_before} − {lr} × {grad_b}"


def test_a_card_of_numbers_is_the_formula_with_blanks() -> None:
    of = shown(Run())
    assert [of[name]["given"] for name in ("predict", "gradient", "loss")] == [
        "{x} × {w_before}",
        "2 × {x} × ({prediction} − {y})",
        "({x} × {w} − {y})²",
    ]
    of = shown(Run(problem="huber"))
    assert [of[name]["given"] for name in ("predict", "gradient", "loss")] == [
        "{w_before} × {x} + {b_before}",
        "p = clip({prediction} − {y}, −{delta} … {delta})\n{x} × p, p",
        "r = {prediction_after} − {y}\np = clip(r, −{delta} … {delta})\np × (r − p/2)",
    ]


def test_no_numbers_of_a_formula_stand_in_the_catalogue() -> None:
    for lang in LANGUAGES:
        given = {key for key in words_in(lang) if key.startswith("card.") and key.endswith(".given")}
        assert given == {"card.pick.given"}


def sign(constants: Any) -> Direction:
    def direction(w: Any, g: Any, slots: Any, t: Any) -> Any:
        return g / (sqrt(g * g) + constants["eps"]), slots

    return direction


def test_a_new_optimizer_stands_in_the_cards_with_nothing_else_touched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = Optimizer("sign", "", OPTIMIZERS["adagrad"].constants, sign)
    monkeypatch.setitem(OPTIMIZERS, "adagrad", entry)
    for lang in LANGUAGES:
        card = cards(Run(optimizer="adagrad"), words_in(lang))[3]
        assert tex(card) == [r"w \leftarrow w - \eta\frac{g}{\sqrt{g^2} + \varepsilon}"]
        assert card["given"] == words_in(lang)["card.moved_1"]
        assert card["code"] == "w ← w − lr·g/(√(g²) + eps)"


def test_a_new_problem_stands_in_the_cards_with_nothing_else_touched() -> None:
    of = shown(Run(problem="deep"))
    assert tex(of["gradient"])[0] == r"h = 2x(\hat{y} - y)"
    assert of["gradient"]["given"] == ("h = 2 × {x} × ({prediction} − {y})\nh × {w2_before}, h × {w1_before}")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_chinese_says_cases_in_chinese(name: str) -> None:
    run, words = Run(optimizer=name), words_in("zh")
    told = [card["code"] for card in cards(run, words)]
    told += [text for row in line(run, words)["rows"] for clause in row for _, text in clause["right"]]
    assert not [text for text in told if re.search(r"\b(if|else|otherwise)\b", text)]

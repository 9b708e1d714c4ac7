"""The mathematics of a run is that of its own problem, batch and optimizer, from the core's formulas."""

import re
from dataclasses import replace

import pytest

from sgd_core import Run, equations, trace
from sgd_core.gradients import GRADIENTS
from sgd_core.latex import latex, lines
from sgd_core.layout import symbol
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_core.program_comments import NOTEBOOK
from sgd_core.scaling import SCALINGS
from sgd_core.schedules import SCHEDULES
from sgd_ui.alone.opened import opened
from sgd_ui.frame.derivation import of_run
from sgd_ui.pages.optimizers import view
from sgd_ui.pages.registry import STATIONS
from sgd_ui.stage.cards import cards
from sgd_ui.words.catalogue import LANGUAGES, words_in

RUNS = [Run(problem=problem, optimizer=name) for problem in PROBLEMS for name in OPTIMIZERS]
RUNS += [Run(problem="huber", gradient=name, batch=batch) for name in GRADIENTS for batch in (1, 2)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_it_holds_the_loss_the_gradient_and_the_move_of_the_run_at_hand(run: Run, lang: str) -> None:
    words, problem, optimizer = words_in(lang), PROBLEMS[run.problem], OPTIMIZERS[run.optimizer]
    text, move = of_run(run, words), equations.move(optimizer, problem.parameters)
    pull = equations.pull(optimizer, problem.parameters, run.batch_size > 1)
    whole = (*pull, *move) if run.gradient == "plain" else move
    for part in (equations.loss_of_sample(problem), equations.gradient_of_sample(problem), whole):
        assert rf"$$\displaystyle {lines(part, words['formula.otherwise'])}$$" in text
    assert not re.search(r"\{(loss|gradient|move|details|constants)\}", text)
    assert text.count("$$") % 2 == 0


def test_it_says_what_the_letters_are_in_this_run() -> None:
    words = words_in("en")
    text = of_run(Run(problem="huber", delta=2.5, optimizer="adam", beta1=0.8), words)
    assert r"delta of the Huber loss $\delta = 2.5$, beta 1 $\beta_1 = 0.8$, beta 2 $\beta_2 = 0.999$" in text
    assert words["mathematics.counted"] in text
    assert words["mathematics.counted"] not in of_run(Run(), words)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_estimate_is_named_as_the_controls_name_it(lang: str) -> None:
    words = words_in(lang)
    assert words["choice.gradient.saga"] in of_run(Run(gradient="saga"), words)
    assert words["choice.gradient.plain"] not in of_run(Run(), words)


def test_a_problem_without_prose_gets_the_formulas_alone() -> None:
    text = of_run(Run(problem="deep"), words_in("zh"))
    assert text.strip().splitlines()[0] == r"$$\displaystyle f_i = (w_1w_2x_i - y_i)^2$$"
    assert re.sub(r"\$\$.*?\$\$|\s", "", text) == ""


def test_a_new_optimizer_stands_in_the_mathematics_with_nothing_else_touched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = replace(OPTIMIZERS["adagrad"], rule=lambda constants: lambda w, g, slots, t: (g * g * g, slots))
    monkeypatch.setitem(OPTIMIZERS, "adagrad", new)
    for lang in LANGUAGES:
        assert r"w &\leftarrow w - \eta g^3\end{aligned}" in of_run(Run(optimizer="adagrad"), words_in(lang))
        (rule,) = equations.move(new, ("w",))
        assert latex(rule) in view.mathematics(words_in(lang, "optimizers")).replace("&", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_stands_beside_an_update_is_told_with_its_formula(lang: str) -> None:
    words = words_in(lang)
    plain = of_run(Run(), words)
    assert r"\eta_t" not in plain and r"\overline{w}" not in plain and "$t = 0$" not in plain
    scheduled = of_run(Run(schedule="inverse-sqrt", decay=0.25), words)
    assert r"\eta_t = \frac{\eta}{\sqrt{1 + \kappa t}}" in scheduled
    assert r"$\kappa = 0.25$" in scheduled and "$t = 0$" in scheduled
    assert words["mathematics.total"] in of_run(Run(schedule="cosine"), words)
    assert words["mathematics.total"] not in scheduled
    averaged = of_run(Run(problem="line", optimizer="averaged"), words)
    assert r"\overline{\theta} = \frac{s + \theta}{t + 1}" in averaged
    for gradient, letters in (("svrg", r"\tilde\theta"), ("saga", r"\bar G")):
        assert letters in of_run(Run(gradient=gradient), words)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_rate_that_changes_on_the_way_bears_the_number_of_its_update(schedule: str, lang: str) -> None:
    """Where an update is written, it is by the rate of that update; a constant one needs no number."""
    for problem in ("origin", "line"):
        run = Run(problem=problem, schedule=schedule, lr_steps=((7, 0.5),))
        changes = len(set(trace(run).lr.tolist())) > 1
        text, stage = of_run(run, words_in(lang)), [*cards(run, words_in(lang))]
        (move,) = [card["formula"] for card in stage if card["title"] == words_in(lang)["card.title.move"]]
        for written in (text, "".join(semantics[-1][1] for _, semantics in move)):
            assert (r"w - \eta_tg" in written) == changes
            assert (r"w - \eta g" in written) != changes
        assert (r"1 - 2\eta_t" in text) == changes
        assert ("rate of update" in text or "次更新的学习率是" in text) == changes
        assert r"- \eta_t" not in of_run(run.replaced(schedule="constant"), words_in(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [name for name, each in STATIONS.items() if each.derived])
def test_the_mathematics_of_scaled_x_says_so(name: str, lang: str) -> None:
    """Its letters are those of the run on the stage, whose rate and parameters go with scaled x."""
    station, words = STATIONS[name], words_in(lang, name)
    for scaling in SCALINGS:
        at = opened(station, {"problem": "line", "data": "far", "scaling": scaling}).at
        text = station.mathematics(at, words)
        assert (words["mathematics.scaled"] in text) == (scaling != "none")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_letter_of_a_rate_and_of_a_batch_is_explained(schedule: str, lang: str) -> None:
    words, run = words_in(lang), Run(schedule=schedule, optimizer="nadam", batch=2)
    text = of_run(run, words)
    assert words["mathematics.batch"] in text and r"\mathrm{per" not in text
    for each in equations.constants_of(run):
        assert f"{latex(symbol(each.name))} = " in text
    assert (words["mathematics.per_epoch"] in text) == (schedule in ("step", "exponential"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notebook_explains_the_letters_as_the_page_does(lang: str) -> None:
    said, told = NOTEBOOK[lang], words_in(lang).table("mathematics")
    shared = said.keys() & told.keys()
    assert {"memory", "batch", "pieces", "total"} <= shared
    for name in shared:
        assert said[name] == told[name], name


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("gradient", sorted(GRADIENTS.keys() - {"plain"}))
def test_no_letter_of_an_estimate_is_one_of_a_rule_or_a_schedule(gradient: str, lang: str) -> None:
    """Inside $…$ of the estimate's formula, without their indices: no constant, and nothing remembered."""
    formula = words_in(lang)[f"estimate.{gradient}.formula"]
    written = "".join(re.findall(r"\$([^$]+)\$", formula))
    written = re.sub(r"\\(tilde|bar|nabla|sum|frac|bigl|bigr|in|leftarrow)(?![a-z])", " ", written)
    letters = set(re.findall(r"\\[a-z]+|[A-Za-z]", written))
    assert {"G", "B"} & letters and "f" in letters
    entries = (*OPTIMIZERS.values(), *SCHEDULES.values())
    names = {each.name for entry in entries for each in entry.constants}
    names |= {slot for entry in OPTIMIZERS.values() for slot in entry.memory}
    assert not letters & {latex(symbol(name)).partition("_")[0] for name in names - {"previous"}}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_an_update_remembers_is_told_with_what_it_begins_at(name: str, lang: str) -> None:
    """Of the letters of a memory those that the formula of the update asks for."""
    text = of_run(Run(optimizer=name), words_in(lang))
    (move,) = re.findall(r"\\begin\{aligned\}g &= .*?\\end\{aligned\}", text, re.DOTALL)
    for slot, value in OPTIMIZERS[name].memory.items():
        letter = latex(symbol(slot))
        asked = re.search(rf"(?<![a-z\\_{{]){re.escape(letter)}(?![a-z_{{])", move)
        assert (f"${letter} = {value:g}$" in text) == (bool(asked) and slot != "size"), slot


def test_a_setting_keeps_its_capital_where_the_language_has_none_of_its_own() -> None:
    assert "Huber 损失的 $" in of_run(Run(problem="huber"), words_in("zh"))
    assert "$S = " in of_run(Run(schedule="step"), words_in("en"))

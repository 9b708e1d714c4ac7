"""The stages of an update have their code and their numbers for every run that the home page shows."""

import math
import re

import pytest

from sgd_core import Run
from sgd_core.gradients import GRADIENTS
from sgd_core.optimizers import OPTIMIZERS
from sgd_ui.pages.home import PAGE
from sgd_ui.stage.cards import STAGES, cards
from sgd_ui.words.catalogue import LANGUAGES, words_in

#: What the browser fills in; beside it each parameter, and the constants of the problem.
KNOWN = {
    "sample", "index", "count", "x", "y", "prediction", "prediction_after", "lr", "loss", "before", "grad",
    "after", "names",
}  # fmt: skip

#: The names that the lines of code take from elsewhere.
TOOLS = {
    "exp": math.exp,
    "log": math.log,
    "clip": lambda r, low, high: min(max(r, low), high),
    "huber": lambda r, d: r * r / 2 if abs(r) <= d else d * (abs(r) - d / 2),
}

RUNS = [Run(problem=name, batch=batch) for name in PAGE.problems for batch in (1, 2)]
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
        assert all(card[part] for part in ("title", "code", "given", "result"))
        assert "{" not in card["code"]
        assert set(re.findall(r"{(.*?)}", card["given"] + card["result"])) <= known
        lines = len(names)
        assert card["code"].count("\n") < lines and card["given"].count("\n") < lines


@pytest.mark.parametrize("problem", PAGE.problems)
def test_the_line_of_code_of_each_stage_computes_what_the_core_does(problem: str) -> None:
    """Run with a sample's numbers, the five lines end at the core's gradient, move and loss."""
    run = Run(problem=problem)
    x, y = (points[3 % run.samples] for points in run.points)
    scope = {"x": x, "y": y, "w": 0.3, "b": -0.2, "lr": 0.1, "d": 1.0} | TOOLS
    before = (0.3, -0.2)[: len(run.w0)]
    for card in cards(run, words_in("en"))[1:]:
        exec(card["code"], scope)
        if card["result"] == "{prediction}":
            assert scope.get("y_hat", scope.get("p")) == pytest.approx(run.model.predict(before, x))
            continue
        if card["result"] == "{after}":
            gradient = run.model.gradient(before, x, y)
            assert scope["grad"] == pytest.approx(gradient if len(gradient) > 1 else gradient[0])
            scope["p"] = run.model.predict(tuple(scope[name] for name in run.model.parameters), x)
    after = tuple(scope[name] for name in run.model.parameters)
    gradient = run.model.gradient(before, x, y)
    assert after == pytest.approx(tuple(w - 0.1 * g for w, g in zip(before, gradient, strict=True)))
    assert scope["loss"] == pytest.approx(run.model.loss(after, x, y))

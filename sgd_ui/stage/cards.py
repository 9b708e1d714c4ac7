"""The five stages of an update: each with its formula, and the numbers that the browser puts in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NotRequired, TypedDict

from sgd_core import Run, equations
from sgd_core.equations import Called, Lines
from sgd_core.formula import of_optimizer
from sgd_core.gradients import GRADIENTS
from sgd_core.layout import symbol
from sgd_core.mathml import Element, math
from sgd_core.optimizers import OPTIMIZERS, Optimizer
from sgd_core.plain import Names, names_of, plain
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.source import flat
from sgd_ui.stage.line import said
from sgd_ui.words.catalogue import Words

STAGES = ("pick", "predict", "gradient", "move", "loss")
#: What comes of each stage.
_RESULTS = {"predict": "{prediction}", "gradient": "{grad}", "move": "{after}", "loss": "{loss}"}
#: The sign of a product of numbers.
_TIMES = " × "
_FORMULAS: dict[str, Callable[[Problem, bool, Called], Lines]] = {
    "predict": equations.prediction,
    "gradient": equations.gradient,
    "loss": equations.loss,
}


class Card(TypedDict):
    """A stage of an update.

    Args:
        code: its formula as a text, and ``formula`` as lines of MathML where it is more than that.
        given: what it is computed from, and ``result`` what comes of it, with blanks.
    """

    title: str
    code: str
    formula: NotRequired[list[Element]]
    given: str
    result: str


def cards(run: Run, words: Words, letter: str = "x") -> list[Card]:
    """For each stage of an update of this run its card.

    Args:
        letter: what x is called in formulas.
    """
    picked = words["card.picked" if run.batch_size == 1 else "batch.picked"]
    results = {"pick": picked} | _RESULTS
    return [
        {
            "title": words[f"card.title.{name}"],
            "code": _code(run, name, words, letter),
            "formula": [math(line, words["formula.otherwise"]) for line in _formula(run, name, letter, True)],
            "given": _given(run, name, words),
            "result": results[name],
        }
        for name in STAGES
    ]


def _formula(run: Run, name: str, letter: str, numbered: bool = False) -> Lines:
    """The formula of a stage, where it has one.

    Args:
        numbered: whether a learning rate that changes bears the number of its update.
    """
    if name == "move":
        rate = equations.rate_of(run) if numbered else "lr"
        return equations.move(OPTIMIZERS[run.optimizer], run.model.parameters, rate)
    if name == "pick" or _is_estimated(run, name):
        return ()
    return _FORMULAS[name](PROBLEMS[run.problem], run.batch_size > 1, {"x": letter})


def _is_estimated(run: Run, name: str) -> bool:
    return name == "gradient" and run.gradient != "plain"


# --- as text ---


def _code(run: Run, name: str, words: Words, letter: str) -> str:
    if name == "pick":
        return words["card.pick.code" if run.batch_size == 1 else "card.pick.batch"]
    if _is_estimated(run, name):
        return words.get(f"estimate.{run.gradient}.code", GRADIENTS[run.gradient].formula)
    called = names_of(PROBLEMS[run.problem]) | names_of(OPTIMIZERS[run.optimizer])
    return "\n".join(plain(line, called, cases=said(words)) for line in _formula(run, name, letter))


# --- numbers ---


def _given(run: Run, name: str, words: Words) -> str:
    """The numbers of a stage: what its formula comes to of them, or else what goes into it."""
    if name == "pick":
        return words["card.pick.given" if run.batch_size == 1 else "batch.pick"]
    if _is_estimated(run, name):
        return words.get(f"estimate.{run.gradient}.given", words["batch.predict"])
    if name == "move":
        return _moved(run, words)
    return words[f"batch.{name}"] if run.batch_size > 1 else _computed(PROBLEMS[run.problem], name)


def _computed(problem: Problem, name: str) -> str:
    """A prediction, gradient or loss of one sample with blanks for its numbers."""
    lines, when = _FORMULAS[name](problem, False, None), ""
    if name != "loss":
        when = "_before"
    elif len(problem.parameters) > 1:
        # By the answer, as the line of all its numbers would be longer than a card.
        lines = equations.loss(problem, by_answer=True)
    blanks = {symbol(each): f"{{{each}{when}}}" for each in problem.parameters}
    blanks |= {symbol(each): f"{{{each}}}" for each in ("x", "y", *(each.name for each in problem.constants))}
    blanks[equations.ANSWER] = "{prediction}" if when else "{prediction_after}"
    return _filled(lines, len(problem.parameters) if name == "gradient" else 1, blanks)


def _filled(lines: Lines, results: int, blanks: Names) -> str:
    """What is computed on the way, line by line, and last the results, whose names the card says."""
    way = [plain(line, blanks, _TIMES) for line in lines[:-results]]
    last = [plain(line.parts[2], blanks, _TIMES) for line in lines[-results:]]
    return "\n".join([*way, ", ".join(last)])


def _moved(run: Run, words: Words) -> str:
    """A move by the gradient alone with its numbers; of any other one those that the page has."""
    optimizer = OPTIMIZERS[run.optimizer]
    asked = {line for line in flat([of_optimizer(optimizer).direction]).code if isinstance(line, str)}
    if asked - {"w", "grad"}:
        return words[f"card.moved_{len(run.w0)}"]
    return "\n".join(_step(optimizer, name) for name in run.model.parameters)


def _step(optimizer: Optimizer, name: str) -> str:
    """The move of one parameter with blanks for its numbers."""
    blanks = {symbol(name): f"{{{name}_before}}", symbol("grad"): f"{{grad_{name}}}", symbol("lr"): "{lr}"}
    return _filled(equations.move(optimizer, (name,)), 1, blanks)

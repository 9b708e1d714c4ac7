"""The five stages of an update: each with its formula, and the numbers that the browser puts in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NotRequired, TypedDict

from sgd_core import Run, equations
from sgd_core.equations import Lines, Names
from sgd_core.formula import of_optimizer, of_problem, put
from sgd_core.gradients import GRADIENTS
from sgd_core.mathml import Element, math
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.source import as_python
from sgd_core.tree import Tree, named
from sgd_ui.words.catalogue import Words

STAGES = ("pick", "predict", "gradient", "move", "loss")
#: What comes of each stage.
_RESULTS = {"predict": "{prediction}", "gradient": "{grad}", "move": "{after}", "loss": "{loss}"}
#: The numbers of some models are written as those of another.
_MODELS = {"huber": "line"}
_FORMULAS: dict[str, Callable[[Problem, bool, Names], Lines]] = {
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
            "formula": [math(line, words["formula.otherwise"]) for line in _formula(run, name, letter)],
            "given": _given(run, name, words),
            "result": results[name],
        }
        for name in STAGES
    ]


def _formula(run: Run, name: str, letter: str) -> Lines:
    """The formula of a stage, where it has one."""
    if name == "move":
        return equations.move(OPTIMIZERS[run.optimizer], run.model.parameters)
    if name == "pick" or _is_estimated(run, name):
        return ()
    return _FORMULAS[name](PROBLEMS[run.problem], run.batch_size > 1, {"x": letter})


def _is_estimated(run: Run, name: str) -> bool:
    return name == "gradient" and run.gradient != "plain"


# --- as text ---


def _code(run: Run, name: str, words: Words, letter: str) -> str:
    if name == "pick":
        return words["card.pick.code" if run.batch_size == 1 else "card.pick.batch"]
    if name == "move":
        return OPTIMIZERS[run.optimizer].formula
    if _is_estimated(run, name):
        return words.get(f"estimate.{run.gradient}.code", GRADIENTS[run.gradient].formula)
    names, trees = _written(run, name)
    called = [put(tree, {"x": named(letter)}) for tree in trees]
    return _python(names, called, several=run.batch_size > 1 and name != "predict")


def _written(run: Run, name: str) -> tuple[list[str], Sequence[Tree]]:
    """What a stage computes of a sample: the names and their trees."""
    trees, names = of_problem(PROBLEMS[run.problem]), run.model.parameters
    if name == "gradient":
        return [f"grad_{each}" for each in names], trees.gradient
    if name == "loss":
        return ["loss"], [trees.loss]
    return ([], []) if trees.prediction is None else (["y_hat"], [trees.prediction])


def _python(names: Sequence[str], trees: Sequence[Tree], several: bool) -> str:
    _, lines, values = as_python(trees)
    values = [f"mean({value})" for value in values] if several else values
    return "\n".join([*lines, *(f"{name} = {value}" for name, value in zip(names, values, strict=True))])


# --- numbers ---


def _given(run: Run, name: str, words: Words) -> str:
    """The numbers of a stage; where the catalogue has no line for them, what goes into it."""
    if run.batch_size > 1 and not _is_estimated(run, name) and f"batch.{name}" in words:
        return words[f"batch.{name}"]
    if name == "move":
        return _moved(run, words)
    own = f"estimate.{run.gradient}" if _is_estimated(run, name) else f"card.{_model(run, name)}"
    given = words.get(f"{own}.given") or words[f"card.known.{name}"]
    # Where there are two parameters there is room for two lines.
    return given if len(run.w0) == 1 else given.replace("; ", "\n")


def _model(run: Run, name: str) -> str:
    if name == "pick":
        return name
    return f"{_MODELS.get(run.problem, run.problem) if name == 'predict' else run.problem}.{name}"


def _moved(run: Run, words: Words) -> str:
    direction = of_optimizer(OPTIMIZERS[run.optimizer]).direction
    if direction.op == "name" and direction.args == ("grad",):
        return "\n".join(f"{{{name}_before}} − {{lr}} × {{grad_{name}}}" for name in run.model.parameters)
    return words[f"card.moved_{len(run.w0)}"]

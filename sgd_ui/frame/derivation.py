"""The mathematics of a run: its loss, gradient and move from the core's own formulas, with words around."""

from __future__ import annotations

from collections.abc import Iterable

from sgd_core import Run, equations
from sgd_core.equations import Lines
from sgd_core.latex import latex, lines
from sgd_core.layout import holds, line, listed, symbol
from sgd_core.notation import number
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_ui.words.catalogue import Words


def of_run(run: Run, words: Words) -> str:
    """What the catalogue says of the problem, or nothing but the formulas where it says nothing."""
    parts = _parts(run)
    blanks = {
        name: rf"\displaystyle {lines(part, words['formula.otherwise'])}" for name, part in parts.items()
    }
    text = words.get(f"mathematics.{run.problem}") or _bare(blanks)
    # LaTeX has braces of its own: nothing else is taken for a blank.
    for name, filling in (blanks | {"details": _details(run, parts["move"], words)}).items():
        text = text.replace(f"{{{name}}}", filling)
    return text


def _parts(run: Run) -> dict[str, Lines]:
    problem, optimizer, parameters = PROBLEMS[run.problem], OPTIMIZERS[run.optimizer], run.model.parameters
    several = run.batch_size > 1
    pull = equations.pull(optimizer, parameters, several) if run.gradient == "plain" else ()
    return {
        "loss": equations.loss_of_sample(problem),
        "gradient": equations.gradient_of_sample(problem),
        "move": (*pull, *equations.move(optimizer, parameters)),
    }


def _bare(names: Iterable[str]) -> str:
    return "\n\n".join([*(f"$${{{name}}}$$" for name in names), "{details}"])


def _details(run: Run, move: Lines, words: Words) -> str:
    """What the letters of the formulas are in this run."""
    told = []
    if run.gradient != "plain":
        told.append(words.format("mathematics.estimate", gradient=words.choice("gradient", run.gradient)))
    constants = (*PROBLEMS[run.problem].constants, *OPTIMIZERS[run.optimizer].constants)
    if constants:
        values = [line(symbol(each.name), "=", number(run.constants[each.name])) for each in constants]
        told.append(words.format("mathematics.constants", constants=f"${latex(listed(values))}$"))
    if any(holds(each, symbol("t")) for each in move):
        told.append(words["mathematics.counted"])
    return words.sentences(told)

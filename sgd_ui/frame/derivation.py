"""The mathematics of a run: its loss, gradient and move from the core's own formulas, with words around."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sgd_core import Run, equations
from sgd_core.latex import latex, lines
from sgd_core.layout import line, symbol
from sgd_core.notation import number
from sgd_core.remarks import remarks
from sgd_core.scaling import Units
from sgd_ui.words.catalogue import Words


def of_run(run: Run, words: Words, units: Units | None = None) -> str:
    """What the catalogue says of the problem, or nothing but the formulas where it says nothing.

    Args:
        units: what the run was given in, where its x are scaled.
    """
    parts = equations.of_run(run)
    blanks = {
        name: rf"\displaystyle {lines(part, words['formula.otherwise'])}" for name, part in parts.items()
    }
    text = words.get(f"mathematics.{run.problem}") or _bare(blanks)
    others = {"details": _details(run, words), "eta": latex(symbol(equations.rate_of(run)))}
    # LaTeX has braces of its own: nothing else is taken for a blank.
    for name, filling in (blanks | others).items():
        text = text.replace(f"{{{name}}}", filling)
    return f"{words['mathematics.scaled']}\n\n{text}" if units else text


def _bare(names: Iterable[str]) -> str:
    return "\n\n".join([*(f"$${{{name}}}$$" for name in names), "{details}"])


def _details(run: Run, words: Words) -> str:
    """What the letters of the formulas are in this run, and what stands beside an update."""
    asked = remarks(run, words["formula.otherwise"], words["list.comma"])
    told = [words.format(f"mathematics.{name}", **blanks) for name, blanks in asked]
    return words.sentences([*_estimated(run, words), *_valued(run, words), *told])


def _estimated(run: Run, words: Words) -> list[str]:
    """What stands for the gradient where that is not the sample's own."""
    if run.gradient == "plain":
        return []
    told = [words.format("mathematics.estimate", gradient=words.choice("gradient", run.gradient))]
    return [*told, *filter(None, [words.get(f"estimate.{run.gradient}.formula")])]


def _valued(run: Run, words: Words) -> list[str]:
    """The constants that the formulas have letters for."""
    constants = equations.constants_of(run)
    if not constants:
        return []
    told = words["list.comma"].join(_named(each.name, run, words) for each in constants)
    return [words.format("mathematics.constants", constants=told)]


def _named(name: str, run: Run, words: Words) -> str:
    """A constant as its setting is named, then its letter and value."""
    # Where a setting's name ends with the letter, the formula alone says it.
    label = re.sub(r"\s*[α-ω][₁₂]?$", "", words[f"name.{name}"])
    if words.lang == "en":
        # Within a sentence a name begins small.
        label = label[:1].lower() + label[1:]
    return f"{label} ${latex(line(symbol(name), '=', number(run.constants[name])))}$".strip()

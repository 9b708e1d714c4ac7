"""A run as a Jupyter notebook: its formulas, its program, the same run by the core, and its picture.

The program needs NumPy at most, the picture Plotly; where the core is installed, it is asked as well.

>>> [cell["cell_type"] for cell in json.loads(notebook(Run(), 4.0, "en"))["cells"]]
['markdown', 'markdown', 'code', 'markdown', 'code', 'markdown', 'code']
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sgd_core import equations
from sgd_core.gradients import GRADIENTS
from sgd_core.latex import latex, lines
from sgd_core.layout import line, symbol
from sgd_core.notation import number
from sgd_core.program import Log, Program
from sgd_core.program_comments import NOTEBOOK, of_constant
from sgd_core.programs import Numpy
from sgd_core.remarks import remarks
from sgd_core.run import Run
from sgd_core.scaling import Units
from sgd_core.source import indented

Said = Mapping[str, str]

#: The format of notebooks, as nbformat counts it; the cells of this one have names.
_FORMAT, _MINOR = 4, 5
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
#: Points of a path that are drawn, about.
_DRAWN = 2000

_PICTURE = """\
import plotly.graph_objects as go
from plotly.subplots import make_subplots

{thinned}every = max(1, len(path) // {drawn})
drawn = range(0, len(path), every)
picture = make_subplots(rows=1, cols=2)
for place, name in enumerate({names}):
    line = go.Scatter(x=list(drawn), y=[path[t][place] for t in drawn], name=name)
    picture.add_trace(line, row=1, col=1)
picture.add_trace(go.Scatter(y=losses, name={loss}), row=1, col=2)
wide = losses and min(losses) > 0 and max(losses) > 1000 * min(losses)
picture.update_xaxes(title={update}, row=1, col=1)
picture.update_xaxes(title={epoch}, row=1, col=2)
picture.update_yaxes(title={parameters}, row=1, col=1)
picture.update_yaxes(title={loss}, type="log" if wide else "linear", row=1, col=2)
picture
"""


class _Path(Log):
    """What a notebook keeps in the place of a log: the way of the parameters, and the losses."""

    def before(self) -> list[str]:
        return ["# path", "path, losses = [[@w]], []"]

    def update(self) -> list[str]:
        return ["path.append([@w])"]

    def epoch(self) -> list[str]:
        return ["losses.append(mean_loss(@w))"]


class _Recorded(Numpy):
    """The program of a run that keeps its path."""

    def __init__(self, run: Run, predict: float, lang: str, units: Units | None = None) -> None:
        super().__init__(run, predict, lang, units)
        self.is_note, self.log = False, _Path(self)


def notebook(run: Run, predict: float, lang: str, units: Units | None = None) -> str:
    """The run as a notebook in JSON; its first output ends with the final parameters."""
    program, say = _Recorded(run, predict, lang, units), NOTEBOOK[lang]
    cells = [
        _words(f"# {program.title().rstrip('.。')}"),
        _words("\n\n".join([_intro(program), say["formulas"], _formulas(run, units, lang), say["program"]])),
        _code(program.text()),
        _words(say["core"]),
        _code(_by_the_core(run, units, say)),
        _words(say["picture"]),
        _code(_picture(program, say)),
    ]
    named = [cell | {"id": f"cell-{place}"} for place, cell in enumerate(cells)]
    document = {
        "cells": named,
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
        "nbformat": _FORMAT,
        "nbformat_minor": _MINOR,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _words(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    source = text.rstrip("\n").splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}


def _intro(program: Program) -> str:
    """What an update takes, and what for the gradient."""
    run, say = program.run, NOTEBOOK[program.lang]
    taken = say[program.size].format(count=run.batch_size)
    if run.gradient == "plain":
        return taken
    return f"{taken}\n\n{say['corrected']}{say.get(run.gradient, GRADIENTS[run.gradient].formula)}"


def _formulas(run: Run, units: Units | None, lang: str) -> str:
    say = NOTEBOOK[lang]
    parts = equations.of_run(run, {"x": "z"} if units else None).values()
    shown = [f"$${lines(part, say['otherwise'])}$$" for part in parts if part]
    return "\n\n".join([*shown, *_explained(run, say), *_valued(run, lang)])


def _explained(run: Run, say: Said) -> Iterator[str]:
    """What the letters of the formulas stand for, where they are not the usual ones."""
    for name, blanks in remarks(run, say["otherwise"], say["comma"]):
        yield say[name].format(**blanks)


def _valued(run: Run, lang: str) -> list[str]:
    """The constants that the formulas have letters for, as a list."""
    values = [
        "- "
        + NOTEBOOK[lang]["constant"].format(
            name=of_constant(each, lang),
            value=latex(line(symbol(each.name), "=", number(run.constants[each.name]))),
        )
        for each in equations.constants_of(run)
    ]
    return ["\n".join(values)] if values else []


def _by_the_core(run: Run, units: Units | None, say: Said) -> str:
    """The same run by the core, where there is one."""
    params = (units.given if units else run).to_params()
    own = ".replaced(x=x_data, y=y_data)" if "x" in params else ""
    words = {name: text for name, text in params.items() if name not in ("x", "y")}
    body = [
        *(["from sgd_core.scaling import rescaled", ""] if units else []),
        f"run = Run.from_params({_quoted(words)}){own}",
        *([f"run = rescaled(run, {_quoted(units.scaling)})"] if units else []),
        "columns = trace(run)",
        f"print({_quoted(say['same'])}, repr(columns.parameters[-1].tolist()) == repr(path[-1]))",
    ]
    return "\n".join(
        [
            "try:",
            "    from sgd_core import Run, trace",
            "except ImportError:",
            f"    print({_quoted(say['alone'])})",
            "else:",
            *indented(body),
        ]
    )


def _picture(program: Program, say: Said) -> str:
    texts = {name: _quoted(say[name]) for name in ("loss", "update", "epoch")}
    long = f"# {say['thinned']}\n" if program.run.updates >= 2 * _DRAWN else ""
    names = list(program.problem.parameters)
    return _PICTURE.format(
        thinned=long, drawn=_DRAWN, names=_quoted(names), parameters=_quoted(", ".join(names)), **texts
    )


def _quoted(value: object) -> str:
    """Texts as Python and JSON both write them."""
    return json.dumps(value, ensure_ascii=False)

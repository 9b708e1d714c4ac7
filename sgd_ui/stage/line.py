"""The arithmetic of an update in one line: its formulas with blanks, which the browser fills in.

For each parameter a row of clauses, the last of which is the move. What a clause is computed by comes from
the trees of the core, as what it says does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NotRequired, TypedDict

from sgd_core import Run, equations
from sgd_core.formula import as_json, of_move, of_problem, remembered
from sgd_core.layout import Layout, operator, symbol
from sgd_core.notation import Notation
from sgd_core.optimizers import OPTIMIZERS, Optimizer
from sgd_core.plain import ENGLISH, Cases, Names, plain
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.tree import Tree, named
from sgd_ui.words.catalogue import Words

_TIMES = " × "
#: Where the gradient goes, until its own terms are put there.
_PULL = "{pull}"
_SUMS = frozenset(map(operator, "+−"))

#: What a term is about, none for signs, and its text with blanks.
Term = tuple[str, str]


class Clause(TypedDict):
    """A step of the arithmetic.

    Args:
        name: the blank that its value fills in; none where nothing comes of it that is not said already.
        left: what is computed, as its letter, and ``right``: of what.
        formula: what its value comes from, where no column of the run holds that.
    """

    name: str
    left: str
    right: list[Term]
    formula: NotRequired[dict[str, list[Any]]]


class Memory(TypedDict):
    """What the optimizer remembers of the parameters: names, values at the start, values after an update."""

    names: list[str]
    start: list[float]
    formula: dict[str, list[Any]]


class Line(TypedDict):
    """The arithmetic of every update of a run.

    Args:
        rows: for each parameter its clauses.
        gradient: of one sample, by each parameter.
        constants: of the problem and the optimizer.
    """

    rows: list[list[Clause]]
    gradient: dict[str, list[Any]]
    constants: dict[str, float]
    memory: NotRequired[Memory]


def line(run: Run, words: Words, letter: str = "x") -> Line:
    """The arithmetic of an update of this run.

    Args:
        letter: what x is called.
    """
    problem, optimizer = PROBLEMS[run.problem], OPTIMIZERS[run.optimizer]
    told: Line = {
        "rows": [_row(run, name, words, letter) for name in problem.parameters],
        "gradient": as_json(of_problem(problem).gradient),
        "constants": {
            each.name: run.constants[each.name] for each in (*problem.constants, *optimizer.constants)
        },
    }
    names = list(remembered(optimizer, problem.parameters))
    if any(_remembers(clause, names) for row in told["rows"] for clause in row):
        start = [*optimizer.slots] * len(problem.parameters)
        formula = as_json(of_move(optimizer, problem.parameters).memory)
        told["memory"] = {"names": names, "start": start, "formula": formula}
    return told


def _remembers(clause: Clause, names: list[str]) -> bool:
    """Whether a clause is about what is remembered, or asks for what was before."""
    said = "".join(text for _, text in clause["right"])
    return clause["name"] in names or any(f"{{{name}_before}}" in said for name in names)


def _row(run: Run, name: str, words: Words, letter: str) -> list[Clause]:
    """The clauses of one parameter."""
    *before, move = _moves(OPTIMIZERS[run.optimizer], name, said(words))
    several, estimated = run.batch_size > 1, run.gradient != "plain"
    if several or estimated:
        return [_given_pull(run, name, words), *before, move]
    *way, pull = _pull(PROBLEMS[run.problem], name, letter)
    if before:
        return [*way, pull, *before, move]
    # The move by the gradient alone needs it once: it stands there in full.
    [(_, text)] = pull["right"]
    inside = f"({text})" if text.startswith("−") or _is_sum(PROBLEMS[run.problem], name) else text
    opened = [("gradient", inside) if of == "gradient" else (of, part) for of, part in move["right"]]
    return [*way, {**move, "right": opened}]


# --- the gradient ---


def _given_pull(run: Run, name: str, words: Words) -> Clause:
    """A gradient that is made of several: their mean, or what an estimate of that comes to."""
    if run.gradient == "plain":
        mean = ("gradient", f"{words['line.mean']}({{grads_{name}}})")
        return {"name": f"grad_{name}", "left": "g", "right": [mean]}
    # One that is new goes by its own name until it has its words.
    said = ("", f" ({words.get(f'line.{run.gradient}', run.gradient)})")
    return {"name": "", "left": "g", "right": [("gradient", f"{{grad_{name}}}"), said]}


def _pull(problem: Problem, name: str, letter: str) -> Iterator[Clause]:
    """The gradient of one sample by one parameter, and before it what that needs more than once."""
    notation, place = _of_gradient(problem, name)
    blanks = {
        notation.name(each): f"{{{each}_before}}" for each in problem.parameters if _asks(notation, each)
    }
    open_ = ("x", "y", *(each.name for each in problem.constants))
    blanks |= {notation.name(each): f"{{{each}}}" for each in open_ if _asks(notation, each)}
    blanks[equations.ANSWER] = "{prediction}"
    for k, (at, each) in enumerate(notation.introduce().items()):
        left, _, right = each.parts
        yield _clause(f"part_{k}_{name}", plain(left), right, blanks, formula=notation.tree(at))
        blanks[left] = f"{{part_{k}_{name}}}"
    text = plain(notation.value(place), blanks, _TIMES)
    yield {"name": f"grad_{name}", "left": "g", "right": [("gradient", text)]}


def _of_gradient(problem: Problem, name: str) -> tuple[Notation, int]:
    trees = of_problem(problem)
    tree = trees.gradient[problem.parameters.index(name)]
    notation = Notation([tree])
    if trees.prediction is not None:
        notation.given[notation.place(trees.prediction)] = equations.ANSWER
    return notation, notation.place(tree)


def _is_sum(problem: Problem, name: str) -> bool:
    """Whether a gradient needs brackets as a factor."""
    notation, place = _of_gradient(problem, name)
    notation.introduce()
    layout = notation.value(place)
    return layout.kind == "row" and not _SUMS.isdisjoint(layout.parts)


def _asks(notation: Notation, name: str) -> bool:
    return any(node.op == "name" and node.parts[0] == name for node in notation.nodes)


# --- the move ---


def said(words: Words) -> Cases:
    """How cases are said in the reader's language."""
    return Cases(words["formula.case"], words["list.then"], words["formula.else"])


def _moves(optimizer: Optimizer, name: str, cases: Cases) -> list[Clause]:
    """What is remembered anew for the move of one parameter, in the order of need, and last the move."""
    moved, memory = of_move(optimizer, (name,))
    notation = Notation((*moved, *memory))
    slots = dict(zip(notation.out[1:], remembered(optimizer, (name,)), strict=True))
    needed = notation.reached(notation.out[:1])
    new = {at: slot for at, slot in slots.items() if at in needed and notation.nodes[at].below}
    blanks = _blanks(notation, optimizer, name, new)
    clauses: list[tuple[int, Clause]] = []
    for k, (at, each) in enumerate(notation.introduce().items()):
        left, _, right = each.parts
        clauses.append((at, _clause(f"way_{k}_{name}", plain(left), right, blanks, cases, notation.tree(at))))
        blanks[left] = f"{{way_{k}_{name}}}"
    letters = dict(zip(slots.values(), optimizer.memory, strict=True))
    for at, slot in new.items():
        letter, formula = plain(symbol(letters[slot])), notation.tree(at)
        clauses.append((at, _clause(slot, letter, notation.definition(at), blanks, cases, formula)))
    move = _clause(name, name, notation.value(notation.out[0]), blanks, cases)
    return [*(clause for _, clause in sorted(clauses, key=lambda pair: pair[0])), move]


def _blanks(notation: Notation, optimizer: Optimizer, name: str, new: Mapping[int, str]) -> dict[Layout, str]:
    """What the names of a move are filled in by; what is ``new`` in the memory and the count are given."""
    pull, slots = f"grad_{name}", remembered(optimizer, (name,))
    old = {name: f"{{{name}_before}}", pull: _PULL} | {slot: f"{{{slot}_before}}" for slot in slots}
    plainly = ("lr", "t", *(each.name for each in optimizer.constants))
    old |= {each: f"{{{each}}}" for each in plainly}
    blanks = {notation.name(each): text for each, text in old.items() if _asks(notation, each)}
    given = {at: f"{{{slot}}}" for at, slot in new.items()}
    given[notation.place(named("t") + 1)] = "{u}"
    for at, text in given.items():
        notation.given[at] = Layout("word", (text,))
        blanks[notation.given[at]] = text
    return blanks


def _clause(
    name: str, left: str, right: Layout, blanks: Names, cases: Cases = ENGLISH, formula: Tree | None = None
) -> Clause:
    text = plain(right, blanks, _TIMES, cases)
    # What comes of cases stands behind them, and not behind the last.
    text = f"({text})" if right.kind == "cases" else text
    clause: Clause = {"name": name, "left": left, "right": list(_terms(text, name))}
    if formula is not None:
        clause["formula"] = as_json([formula])
    return clause


def _terms(text: str, name: str) -> Iterator[Term]:
    """A text, with a term of its own wherever the gradient stands in it."""
    pull = name.rpartition("_")[2] or name
    for k, part in enumerate(text.split(_PULL)):
        if k:
            yield "gradient", f"{{grad_{pull}}}"
        if part:
            yield "", part

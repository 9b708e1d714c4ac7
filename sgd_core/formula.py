"""Formulas as trees: taken down by running them, evaluated, written as JSON, compiled from Python.

A formula of the registries (the prediction, loss and gradient of a problem, the direction of an optimizer,
the rate of a schedule) is one Python function. Run on placeholders it yields its tree (see ``tree``), which
keeps every operation and their order, so that whoever follows the tree comes to the function's own bits.

>>> from sgd_core.problems import PROBLEMS
>>> gradient = of_problem(PROBLEMS["origin"]).gradient
>>> as_python(gradient).expressions
['2 * x * (x * w - y)']
>>> evaluate(gradient, {"w": 1.0, "x": 2.0, "y": 4.0})
(-8.0,)
>>> as_json(gradient)
{'code': [2, 'x', ['*', 0, 1], 'w', ['*', 1, 3], 'y', ['-', 4, 5], ['*', 2, 6]], 'out': [7]}
>>> from sgd_core.optimizers import OPTIMIZERS
>>> list(loop(PROBLEMS["origin"], OPTIMIZERS["sgd"])(1.0, [1.0, 2.0], [2.0, 4.0], [0.01, 0.01], [0, 1]))
[1.02, 1.0984]
"""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from types import FrameType
from typing import Any, NamedTuple

from sgd_core import arithmetic
from sgd_core.optimizers import Optimizer, mover
from sgd_core.problems import Problem
from sgd_core.schedules import Plan, Schedule
from sgd_core.source import Line, as_python, flat, names_in
from sgd_core.tree import FormulaError, Tree, check_names, named, names

# --- taking down ---


class ProblemTrees(NamedTuple):
    """The formulas of a problem, of its parameters' names, ``x``, ``y`` and its constants' names."""

    prediction: Tree | None
    loss: Tree
    gradient: tuple[Tree, ...]


class OptimizerTrees(NamedTuple):
    """The direction of one parameter and what is remembered of it after the update.

    They are of the parameter ``w``, its gradient ``grad``, the names of the optimizer's memory, the number
    of the update ``t`` (from 0), and its constants' names; a ``whole`` one is of ``lr`` as well.
    """

    direction: Tree
    memory: tuple[Tree, ...]


class MoveTrees(NamedTuple):
    """All parameters after an update, and what is remembered of them, parameter after parameter.

    They are of the parameters' names, their gradients (``grad_`` and the name), the names of ``remembered``,
    ``lr``, ``t``, and the optimizer's constants.
    """

    parameters: tuple[Tree, ...]
    memory: tuple[Tree, ...]


def taken(function: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """What a function of trees comes to; what it calls its values, they keep as labels.

    Raises:
        FormulaError: if it cannot be taken down, as it branches on a value in Python.
    """
    homes = (_home(function), vars(arithmetic))

    def watch(frame: FrameType, event: str, value: object) -> None:
        if event == "return" and any(frame.f_globals is home for home in homes):
            _label(frame)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        return function(*args, **more)
    except FormulaError:
        raise
    except TypeError as error:
        raise FormulaError(
            f"{error}; what can be taken down is + − × ÷ // ** and comparisons; else write the functions of "
            "sgd_core.arithmetic"
        ) from error
    finally:
        _restore(before)


def _restore(profiler: Any) -> None:
    """Sets a profiler to work again; before Python 3.12 that of the standard library is no function."""
    sys.setprofile(None)
    if callable(profiler):
        sys.setprofile(profiler)
    elif profiler is not None:
        profiler.enable()


def _label(frame: FrameType) -> None:
    """Lets the trees that a function has in variables of its own, not as arguments, bear their names."""
    for name in frame.f_code.co_varnames[frame.f_code.co_argcount :]:
        local = frame.f_locals.get(name)
        if isinstance(local, Tree) and local.op not in ("name", "number"):
            local.label = name


def _home(function: Any) -> dict[str, Any]:
    """The names of the module that a function was written in, none where it was not written in Python."""
    while isinstance(function, partial):
        function = function.func
    return getattr(function, "__globals__", {})


@cache
def of_problem(problem: Problem) -> ProblemTrees:
    """The trees of an entry of ``PROBLEMS``, its constants left open."""
    w, (x, y) = names(problem.parameters), names("xy")
    open_ = {constant.name: named(constant.name) for constant in problem.constants}
    prediction = taken(problem.predict, w, x) if problem.predict else None
    return ProblemTrees(
        prediction, taken(problem.loss, w, x, y, **open_), taken(problem.gradient, w, x, y, **open_)
    )


def of_optimizer(optimizer: Optimizer) -> OptimizerTrees:
    """The trees of an entry of ``OPTIMIZERS``."""
    direction = optimizer.rule(_open(optimizer))
    if direction is None:
        return OptimizerTrees(named("grad"), ())
    memory, asked = names(optimizer.memory), names(["t", "lr"] if optimizer.whole else ["t"])
    return OptimizerTrees(*taken(direction, named("w"), named("grad"), memory, *asked))


def of_move(optimizer: Optimizer, parameters: Sequence[str]) -> MoveTrees:
    """The trees of one update of an optimizer, for the parameters of a problem."""
    rule, gradient = optimizer.rule(_open(optimizer)), names(f"grad_{name}" for name in parameters)
    slots = tuple(names(f"{slot}_{name}" for slot in optimizer.memory) for name in parameters)
    move = mover(rule and _labelled(rule), len(parameters), optimizer.whole)
    moved, kept = move(names(parameters), gradient, slots, named("lr"), named("t"))
    return MoveTrees(moved, tuple(part for slot in kept for part in slot))


def remembered(optimizer: Optimizer, parameters: Sequence[str]) -> tuple[str, ...]:
    """The names of what an optimizer remembers, parameter after parameter: ``velocity_w``, …"""
    return tuple(f"{slot}_{name}" for name in parameters for slot in optimizer.memory)


def of_schedule(schedule: Schedule) -> Tree | None:
    """The tree of an entry of ``SCHEDULES``, of ``lr``, ``t``, ``updates``, ``per_epoch`` and constants."""
    if not schedule.rate:
        return None
    plan = Plan(named("lr"), named("updates"), named("per_epoch"), _open(schedule))
    rate = taken(schedule.rate, plan, named("t"))
    assert isinstance(rate, Tree)
    return rate


def _open(entry: Optimizer | Schedule) -> dict[str, Tree]:
    return {constant.name: named(constant.name) for constant in entry.constants}


def _labelled(rule: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: taken(rule, *args)


def put(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    """The same tree with other trees in place of names; what it needs more than once stays one."""
    done: dict[int, Tree] = {}

    def same(tree: Tree) -> Tree:
        if id(tree) not in done:
            done[id(tree)] = made(tree)
        return done[id(tree)]

    def made(tree: Tree) -> Tree:
        if tree.op == "name":
            return values.get(tree.args[0], tree)
        if tree.op == "number":
            return tree
        other = Tree(tree.op, tuple(map(same, tree.args)), None if tree.body is None else same(tree.body))
        other.label = tree.label
        return other

    return same(tree)


# --- evaluated, and as JSON ---

#: What floats, arrays and trees all understand, by the name of the operation.
OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "**": operator.pow,
    "neg": operator.neg,
    "abs": operator.abs,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "where": arithmetic.where,
    "sqrt": arithmetic.sqrt,
    "exp": arithmetic.exp,
    "log1p": arithmetic.log1p,
    "cos": arithmetic.cos,
}
#: Those whose result is the same double on every machine.
EXACT = frozenset(OPERATIONS) - {"**", "exp", "log1p", "cos"}


def is_exact(trees: Iterable[Tree]) -> bool:
    """Whether trees come to the same bits on every machine: + − × ÷ √ and comparisons are all they hold."""
    return all(line[0] in EXACT for line in flat(trees).code if isinstance(line, tuple))


def evaluate(trees: Iterable[Tree], scope: Mapping[str, Any]) -> tuple[Any, ...]:
    """What trees come to where their names have these values, floats or arrays."""
    code, _, out = flat(trees)
    values: list[Any] = []
    for line in code:
        if isinstance(line, tuple):
            values.append(OPERATIONS[line[0]](*(values[place] for place in line[1])))
        else:
            values.append(scope[line] if isinstance(line, str) else line)
    return tuple(values[place] for place in out)


def as_json(trees: Iterable[Tree]) -> dict[str, list[Any]]:
    """Trees as plain data: ``code``, a name, a number, or an operation with the places of what it is done
    on in each entry, and ``out``, the places of the trees. Numbers for which JSON has no word are ``inf``,
    ``-inf`` and ``nan``."""
    code, _, out = flat(trees)
    return {"code": list(map(_plain, code)), "out": out}


def _plain(line: Line) -> Any:
    if isinstance(line, tuple):
        return [line[0], *line[1]]
    return line if isinstance(line, str) or math.isfinite(line) else repr(line)


# --- compiled ---

#: What the lines of ``as_python`` speak of.
_FLOATS = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "exp_or_inf": arithmetic.float_exp,
    "log1p": math.log1p,
    "cos": math.cos,
}


def _assigned(names: Sequence[str], values: Sequence[str]) -> list[str]:
    """Lines that give all names their values: one by one, which is quickest, if no value needs an old one."""
    old = [names_in([value]) & {*names[:k]} for k, value in enumerate(values)]
    if any(old):
        return [f"{', '.join(names)} = {', '.join(values)}"]
    return [f"{name} = {value}" for name, value in zip(names, values, strict=True)]


#: What a loop calls that which it is given for every update.
_LOOPED = frozenset({"x", "y", "lr", "t", "xs", "ys", "lrs", "ts"})


def open_constants(problem: Problem, optimizer: Optimizer) -> dict[str, Any]:
    """The constants that their formulas leave open, by name: their defaults."""
    return {each.name: each.default for each in (*problem.constants, *optimizer.constants)}


@cache
def loop(problem: Problem, optimizer: Optimizer) -> Callable[..., Iterator[float]]:
    """The updates of an optimizer on a problem, one sample each, as a function that generates.

    It takes the parameters, ``remembered`` of them, the values of ``open_constants``, and the x, y, learning
    rate and number t of each update, as iterables. It yields the parameters after each update, one after the
    other, and returns the last ones and what is remembered of them.
    """
    pulls = dict(
        zip((f"grad_{name}" for name in problem.parameters), of_problem(problem).gradient, strict=True)
    )
    moved, memory = of_move(optimizer, problem.parameters)
    state = [*problem.parameters, *remembered(optimizer, problem.parameters)]
    constants = list(open_constants(problem, optimizer))
    check_names(
        f"{optimizer.name} on {problem.name}", [*state, *constants, *_LOOPED], allowed=_LOOPED | {"w"}
    )
    before, lines, results = as_python(
        [put(tree, pulls) for tree in (*moved, *memory)], fixed=constants, labelled=False
    )
    # t costs time, and few ask for it.
    asks = any(line == "t" for line in flat(memory + moved).code)
    drawn = "x, y, lr, t" if asks else "x, y, lr"
    each = [
        *lines,
        *_assigned(state, results),
        *(f"yield {name}" for name in problem.parameters),
    ]
    source = [
        f"def loop({', '.join([*state, *constants, 'xs, ys, lrs, ts'])}):",
        *(f"    {line}" for line in before),
        f"    for {drawn} in zip(xs, ys, lrs{', ts' if asks else ''}):",
        *(f"        {line}" for line in each),
        f"    return {', '.join(state)},",
    ]
    scope: dict[str, Any] = dict(_FLOATS)
    # The only source that is ever compiled here: written from trees, and from names that were checked.
    exec("\n".join(source), scope)
    made: Callable[..., Iterator[float]] = scope["loop"]
    return made

"""A run as the engine of the browser takes it: its formulas as trees, its numbers, and its order."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run
from sgd_core.formula import as_json, of_move, of_problem, of_schedule, remembered
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_core.samplers import SAMPLINGS
from sgd_core.schedules import SCHEDULES
from sgd_core.tree import Tree, named

#: Trees as ``formula.as_json`` writes them.
Code = dict[str, list[Any]]

#: The longest run that the browser computes anew for every picture: its updates, and the samples it visits.
MOST_UPDATES, MOST_VISITS = 20_000, 200_000


class Described(TypedDict):
    """What the engine must know of a run.

    Args:
        remembered: the names of what the optimizer remembers of the parameters, one after the other, and
            ``memory``, their values before the first update.
        gradient: of a sample, a tree for each parameter; ``loss``: of a sample.
        move: the parameters after an update, and then what is remembered of them.
        rates: learning rates; the k-th is that of update ``since[k]`` and of those after it.
        constants: of the problem, the optimizer, and the schedule.
        batch: samples of an update; None takes all.
        order: the samples of all epochs, from 0, or, where it ``repeats``, of every epoch; None takes them as
            they are listed.
    """

    parameters: list[str]
    remembered: list[str]
    memory: list[float]
    gradient: Code
    loss: Code
    move: Code
    rates: Code
    since: list[int]
    constants: dict[str, float]
    w0: list[float]
    lr: float
    x: list[float]
    y: list[float]
    batch: int | None
    order: NDArray[np.uint16] | None
    repeats: bool
    epochs: int
    tol: float


def described(run: Run) -> Described | None:
    """A run as the engine takes it; None where a gradient is made of more than the samples of its update."""
    if run.gradient != "plain":
        return None
    problem, optimizer = PROBLEMS[run.problem], OPTIMIZERS[run.optimizer]
    trees, move = of_problem(problem), of_move(optimizer, problem.parameters)
    since, rates = _rates(run)
    xs, ys = run.points
    return {
        "parameters": list(problem.parameters),
        "remembered": list(remembered(optimizer, problem.parameters)),
        "memory": [*optimizer.slots] * len(problem.parameters),
        "gradient": as_json(trees.gradient),
        "loss": as_json([trees.loss]),
        "move": as_json([*move.parameters, *move.memory]),
        "rates": as_json(rates),
        "since": since,
        "constants": _constants(run),
        "w0": list(run.w0),
        "lr": run.lr,
        "x": list(xs),
        "y": list(ys),
        "batch": None if run.batch == "all" else int(run.batch),
        "order": _order(run),
        "repeats": SAMPLINGS[run.sampling].repeats,
        "epochs": run.epochs,
        "tol": run.tol,
    }


def drafted(run: Run) -> dict[str, Any] | None:
    """A run as a stage is sent it, which has its samples as columns.

    None where a hand on the stage has to wait for Python: where the engine cannot compute it, or not anew
    for every picture.
    """
    if run.updates > MOST_UPDATES or run.samples * run.epochs > MOST_VISITS:
        return None
    told = described(run)
    return None if told is None else {name: told[name] for name in told if name not in ("x", "y")}  # type: ignore[literal-required]


def _rates(run: Run) -> tuple[list[int], list[Tree]]:
    """From which updates on a rate holds, and these rates as trees, the learning rate itself left open."""
    schedule = SCHEDULES[run.schedule]
    if not schedule.pieces:
        rate = of_schedule(schedule)
        assert rate is not None
        return [0], [rate]
    since, rates = zip(*schedule.pieces(run.plan._replace(lr=named("lr"))), strict=True)
    return list(since), [rate if isinstance(rate, Tree) else Tree("number", (rate,)) for rate in rates]


def _constants(run: Run) -> dict[str, float]:
    """The constants that its formulas leave open; those of a rate that holds for long are put in."""
    schedule, values = SCHEDULES[run.schedule], run.constants
    open_ = (*PROBLEMS[run.problem].constants, *OPTIMIZERS[run.optimizer].constants)
    if not schedule.pieces:
        open_ += schedule.constants
    return {constant.name: values[constant.name] for constant in open_}


def _order(run: Run) -> NDArray[np.uint16] | None:
    sampling = SAMPLINGS[run.sampling]
    if run.batch == "all" or (sampling.repeats and not sampling.random):
        return None
    order = sampling.order(run.samples, run.seed, 0, 1 if sampling.repeats else run.epochs)
    return order.astype("<u2").ravel()

"""What computing costs, in seconds of one core, and what a page may spend.

Prices are estimates from counts, never from clocks: what a link shows must not hang on how busy a machine
is. ``benchmarks/budget.py`` prints them beside what is measured.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from sgd_core import Run
from sgd_core.formula import EXACT, of_move, of_problem
from sgd_core.gradients import GRADIENTS
from sgd_core.optimizers import OPTIMIZERS, Optimizer
from sgd_core.over_orders import nodes_of_orders
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.samplers import SAMPLINGS
from sgd_core.source import flat

#: What a page computes without being asked twice: its stage and all that stands open.
PAGE_SECONDS = 5.0

_NS = 1e-9
#: Nanoseconds that the gradient of one sample takes …
_GRADIENT = {"origin": 250, "line": 550, "logistic": 900, "huber": 600, "autoencoder": 500, "deep": 400}
#: … and beside it by the rule that asks for it; and what an update takes beside its gradients: …
_RULE_GRADIENT = {"plain": 0, "svrg": 150, "saga": 2000}
_RULE_UPDATE = {"plain": 500, "svrg": 2000, "saga": 2700}
#: … for a second parameter, for the sum over a batch, and for the optimizer.
_SECOND, _BATCH = 450, 600
_OPTIMIZER = {
    "momentum": 150, "nesterov": 350, "adagrad": 350, "rmsprop": 300, "adam": 850, "adamw": 950,
    "amsgrad": 1000, "nadam": 1500, "adamax": 750, "adadelta": 600, "rprop": 1100, "lion": 700,
}  # fmt: skip
#: In the loop that takes one sample an update: an update, a schedule, each operation of its formulas, and
#: what one that the C library computes takes beyond others.
_STEP, _SCHEDULED, _OPERATION, _FUNCTION = 90, 80, 14, 60

#: In an ensemble, nanoseconds of a gradient for all runs together, and for each run; …
_MANY_GRADIENT = {
    "origin": (2100, 3), "line": (3300, 8), "logistic": (7500, 80),
    "huber": (4200, 8), "autoencoder": (7500, 11), "deep": (3500, 8),
}  # fmt: skip
#: … of an update by its rule, of its move by its optimizer, each for every parameter; and for each run.
_MANY_RULE = {"plain": 0, "svrg": 3000, "saga": 7500}
_MANY_OPTIMIZER = {
    "sgd": 1300, "averaged": 1700, "adam": 6500, "adamw": 7500, "amsgrad": 8500, "nadam": 8500,
    "adamax": 6500, "adadelta": 7500, "rprop": 13500, "lion": 7500,
}  # fmt: skip
_MANY_MOVE, _MANY_ELEMENT = 2600, 2.5
#: A run of its own, however short; and its description, for each of a reader's own samples.
_RUN = 250_000
_DESCRIBED = 10_000
#: Drawing a sample for each run, setting its random numbers up, and how many samples are drawn at once.
_DRAW = {"reshuffle": 40, "with-replacement": 20, "shuffle-once": 20}
_DRAWER, _DRAWS = 15_000, 2**20

#: The loss of one sample at one row, beside many others; and what a sample takes however few the rows are.
_LOSS = {"origin": 1.0, "line": 2.0, "logistic": 100.0, "huber": 7.0, "autoencoder": 7.0, "deep": 2.5}
_LOSS_SAMPLE, _LOSS_ROWS = 3000, 4096

#: The search for intervals: for each pair of samples, and for each sample.
_PAIR, _INTERVAL = 200, 120_000
#: Exact orders: for each sample at each pair of nodes.
_NODE = 7
#: The search for the steepest batch: its directions, however few the samples, and each sample along all.
_SEARCH, _SEEN = 8_000_000, 12_000
#: Numbers of seeds that stand for more of them.
_ROUND = (500, 200, 100, 50, 20, 10)
#: An update of the exact path.
_PATH = 300
#: An update with its full record.
_RECORD = 2.5


class TooDearError(Exception):
    """What would have to be computed costs more ``seconds`` than the page has left."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Budget:
    """Seconds that can be spent."""

    def __init__(self, seconds: float = PAGE_SECONDS) -> None:
        self.left = seconds

    def spend(self, price: float) -> None:
        """Takes a price off what is left.

        Raises:
            TooDearError: if that is not enough; nothing is spent then.
        """
        if price > self.left:
            raise TooDearError(price)
        self.left -= price


def _known(prices: Mapping[str, int], name: str) -> int:
    """The price that goes by a name; of what nobody has measured, the highest of all."""
    return prices.get(name, max(prices.values()))


def trace(run: Run) -> float:
    """The price of a run in columns."""
    updates, gradients = run.updates, _gradients(run)
    if run.batch_size == 1 and run.gradient == "plain":
        return _NS * updates * _step(run)
    each = _known(_RULE_UPDATE, run.gradient) + (_SECOND if len(run.w0) > 1 else 0)
    each += (_BATCH if run.batch_size > 1 else 0) + _OPTIMIZER.get(run.optimizer, 100)
    losses = mean_losses(run, updates) if run.batch == "all" else 0.0
    gradient = _GRADIENT[run.problem] + _known(_RULE_GRADIENT, run.gradient)
    return _NS * (updates * each + gradients * gradient) + losses


def _step(run: Run) -> float:
    """Nanoseconds of an update in the loop that is made of its formulas."""
    operations, functions = _operations(PROBLEMS[run.problem], OPTIMIZERS[run.optimizer])
    scheduled = _SCHEDULED if run.schedule != "constant" else 0
    return _STEP + scheduled + operations * _OPERATION + functions * _FUNCTION


@cache
def _operations(problem: Problem, optimizer: Optimizer) -> tuple[int, int]:
    """How many operations the formulas of an update have, and how many of them the C library computes."""
    model, move = of_problem(problem), of_move(optimizer, problem.parameters)
    trees = (model.gradient, (*move.parameters, *move.memory), (model.loss,))
    done = [line[0] for each in trees for line in flat(each).code if isinstance(line, tuple)]
    return len(done), sum(operation not in EXACT for operation in done)


def _gradients(run: Run) -> int:
    return int(GRADIENTS[run.gradient].computed(run.samples, run.epochs, run.epochs * run.samples))


def ensemble(run: Run, runs: int, over_seeds: bool) -> float:
    """The price of so many runs at once, over seeds or over learning rates."""
    together, each = _MANY_GRADIENT[run.problem]
    names, gradients = len(run.w0), _gradients(run)
    move = _MANY_OPTIMIZER.get(run.optimizer, _MANY_MOVE) * names
    element = (_MANY_ELEMENT + (8 if run.optimizer.startswith("adam") else 0)) * names
    update = move + _known(_MANY_RULE, run.gradient) * names + runs * element
    drawing = _drawing(run, runs) if over_seeds else 0.0
    return _NS * (run.updates * update + gradients * (together + runs * each)) + drawing


def _drawing(run: Run, runs: int) -> float:
    """What the samples of runs with different seeds take to draw."""
    if run.batch == "all" or not SAMPLINGS[run.sampling].random:
        return 0.0
    draws = math.ceil(run.epochs / max(1, _DRAWS // (run.samples * runs)))
    return _NS * runs * (draws * _DRAWER + run.epochs * run.samples * _known(_DRAW, run.sampling))


def one_by_one(run: Run, runs: int) -> float:
    """The price of so many traces of a run, each with another rate or seed."""
    described = _DESCRIBED * run.samples if run.data is None else 0
    return runs * (trace(run) + _NS * (_RUN + described))


def mean_losses(run: Run, rows: int) -> float:
    """The price of the mean loss over all samples at so many rows."""
    blocks = -(-rows // _LOSS_ROWS)
    return _NS * run.samples * (blocks * _LOSS_SAMPLE + rows * _LOSS[run.problem])


def intervals(samples: int) -> float:
    """The price of the intervals in which cyclic descent converges."""
    return _NS * (samples * samples * _PAIR + samples * _INTERVAL)


def steepest_batch(samples: int) -> float:
    """The price of the steepest batch of two parameters."""
    return _NS * (samples * _SEEN + _SEARCH)


def random_orders(samples: int) -> float:
    """The price of the exact mean square of one random order."""
    nodes = nodes_of_orders(samples)
    return _NS * samples * (nodes * nodes * _NODE + 50_000)


def expected_path(updates: int) -> float:
    """The price of the exact means of so many updates."""
    return _NS * updates * _PATH


def records(run: Run, updates: int) -> float:
    """The price of so many updates with their full records."""
    per_update = trace(run) / run.updates + _NS * 1000 * (
        _RECORD + run.batch_size * _GRADIENT[run.problem] / 500
    )
    return updates * per_update


def fewer(seeds: int) -> list[int]:
    """So many seeds, and round numbers below that may stand for them."""
    return [seeds, *(count for count in _ROUND if count < seeds)]


def affordable(counts: Iterable[int], price_of: Callable[[int], float], seconds: float) -> int:
    """The first of some counts whose price is within some seconds; the last where none is."""
    count = 0
    for count in counts:
        if price_of(count) <= seconds:
            break
    return count

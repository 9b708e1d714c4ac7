"""The equations of a problem and of an optimizer as layouts, line by line, from the trees of their formulas.

>>> from sgd_core.latex import lines
>>> from sgd_core.optimizers import OPTIMIZERS
>>> from sgd_core.problems import PROBLEMS
>>> lines(gradient(PROBLEMS["origin"]))
'g = 2x(\\\\hat{y} - y)'
>>> lines(move(OPTIMIZERS["sgd"], ("w",)))
'w \\\\leftarrow w - \\\\eta g'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sgd_core import optimizers
from sgd_core.formula import of_move, of_problem, of_schedule, remembered
from sgd_core.layout import (
    EACH,
    SAMPLE,
    Layout,
    fence,
    fraction,
    indexed,
    line,
    listed,
    operator,
    primed,
    row,
    symbol,
)
from sgd_core.notation import Notation
from sgd_core.optimizers import OPTIMIZERS, Optimizer
from sgd_core.parameters import Parameter
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.run import Run
from sgd_core.schedules import SCHEDULES, Schedule
from sgd_core.tree import Tree, named

Lines = tuple[Layout, ...]
#: Other names for some to go by, such as z for x.
Called = Mapping[str, str] | None

#: The answer of a model, the loss, and the samples of a batch.
ANSWER = Layout("hat", (symbol("y"),))
_LOSS, _BATCH = symbol("f"), Layout("letter", ("B",))


def of_run(run: Run, called: Called = None) -> dict[str, Lines]:
    """Of a run the loss and gradient of a sample, and the move, with the batch's mean where that is one."""
    problem, optimizer = PROBLEMS[run.problem], OPTIMIZERS[run.optimizer]
    parameters, several = problem.parameters, run.batch_size > 1
    pulled = pull(optimizer, parameters, several) if run.gradient == "plain" else ()
    return {
        "loss": loss_of_sample(problem, called),
        "gradient": gradient_of_sample(problem, called),
        "move": (*pulled, *move(optimizer, parameters, rate_of(run))),
    }


def constants_of(run: Run) -> list[Parameter]:
    """The constants that the formulas of a run have letters for."""
    entries = (PROBLEMS[run.problem], OPTIMIZERS[run.optimizer], SCHEDULES[run.schedule])
    return [each for entry in entries for each in entry.constants if each.name != "lr_steps"]


def rate_of(run: Run) -> str:
    """What the learning rate of an update is called: by its number where it is another one on the way."""
    pieces = SCHEDULES[run.schedule].pieces
    return "lr" if pieces and len(pieces(run.plan)) == 1 else "lr_t"


def prediction(problem: Problem, several: bool = False, called: Called = None) -> Lines:
    """What the model answers, ŷ = …, or nothing where it has none; of ``several`` samples each its own."""
    tree = of_problem(problem).prediction
    left = [_of_sample(ANSWER, several)]
    return () if tree is None else _equations([tree], left, several, called=called)


def loss(problem: Problem, several: bool = False, called: Called = None, by_answer: bool = False) -> Lines:
    """The loss of a sample, f = …, by the model's answer if asked for; of ``several`` the mean of theirs."""
    trees = of_problem(problem)
    answer = trees.prediction if by_answer else None
    return _equations([trees.loss], [_LOSS], several, several, answer, called)


def gradient(problem: Problem, several: bool = False, called: Called = None) -> Lines:
    """What a sample pulls, by the model's answer ŷ where it has one, g = …; of ``several`` the mean."""
    trees, names = of_problem(problem), problem.parameters
    left = [_pull(name, names) for name in names]
    return _equations(trees.gradient, left, several, several, trees.prediction, called)


def loss_of_sample(problem: Problem, called: Called = None) -> Lines:
    """The loss fᵢ of sample i."""
    return _equations([of_problem(problem).loss], [indexed(_LOSS, SAMPLE)], True, called=called)


def gradient_of_sample(problem: Problem, called: Called = None) -> Lines:
    """The derivatives of fᵢ by each parameter."""
    return _equations(
        of_problem(problem).gradient, list(map(_slope, problem.parameters)), True, called=called
    )


def _equations(
    trees: Sequence[Tree],
    left: Sequence[Layout],
    sample: bool,
    mean: bool = False,
    answer: Tree | None = None,
    called: Called = None,
) -> Lines:
    notation = Notation(trees, called, sample)
    if answer is not None:
        notation.given[notation.place(answer)] = _of_sample(ANSWER, sample)
    named_first = notation.introduce()
    values = [notation.value(at) for at in notation.out]
    right = [Layout("bar", (value,)) if mean else value for value in values]
    return (*named_first.values(), *(line(one, "=", other) for one, other in zip(left, right, strict=True)))


def _of_sample(letter: Layout, sample: bool) -> Layout:
    return indexed(letter, SAMPLE) if sample else letter


def _pull(name: str, parameters: Sequence[str]) -> Layout:
    return symbol("grad") if len(parameters) == 1 else indexed(symbol("grad"), symbol(name))


def _slope(name: str) -> Layout:
    return fraction(row(operator("∂"), indexed(_LOSS, SAMPLE)), row(operator("∂"), symbol(name)))


# --- moves ---


def pull(optimizer: Optimizer, parameters: Sequence[str], several: bool = False) -> Lines:
    """What an update takes for the gradient: that of its sample, or of ``several`` the mean."""
    return tuple(
        line(_pull(name, parameters), "=", _mean(_slope(name)) if several else _slope(name))
        for name in _moved(optimizer, parameters)
    )


def _mean(value: Layout) -> Layout:
    return row(fraction(symbol("1"), fence(_BATCH, "||")), Layout("sum", (value,)))


def move(optimizer: Optimizer, parameters: Sequence[str], rate: str = "lr") -> Lines:
    """An update of the parameters, and before it what the optimizer remembers for that.

    The rule is the same for each parameter: where there are several and it remembers something, it is
    written for θ, which stands for each.

    Args:
        rate: what the learning rate is called.
    """
    if len(parameters) == 1:
        return _Rule(optimizer, parameters[0], "grad", rate).lines()
    moved = _moved(optimizer, parameters)
    lines = tuple(each for name in moved for each in _Rule(optimizer, name, f"grad_{name}", rate).lines())
    any_of = line(symbol(EACH), "∈", fence(listed(list(map(symbol, parameters))), "{}"))
    return (*lines, any_of) if moved == (EACH,) else lines


def _moved(optimizer: Optimizer, parameters: Sequence[str]) -> tuple[str, ...]:
    """What the rule of an optimizer is written for."""
    simple = len(parameters) == 1 or len(_Rule(optimizer, EACH, "grad").lines()) == 1
    return tuple(parameters) if simple else (EACH,)


def rule(optimizer: Optimizer) -> Lines:
    """An update of one parameter w, all that the optimizer remembers of it, and the mean that it keeps."""
    return (*_Rule(optimizer, "w", "grad", whole=True).lines(), *average(optimizer, ("w",)))


def average(optimizer: Optimizer, parameters: Sequence[str]) -> Lines:
    """The mean of a parameter after updates 0 … t, if the optimizer keeps one; of several that of any."""
    if not optimizer.averages:
        return ()
    *_, total = optimizer.memory
    name = parameters[0] if len(parameters) == 1 else EACH
    notation = Notation([optimizers.average(named(total), named("w"), named("t") + 1)], {"w": name})
    return (line(Layout("bar", (symbol(name),)), "=", notation.value(notation.out[0])),)


def rate(schedule: Schedule) -> Lines:
    """The learning rate of update t, where that is another one from update to update and has a formula."""
    tree = of_schedule(schedule)
    if tree is None or tree.op == "name":
        return ()
    notation = Notation([tree])
    return (line(indexed(symbol("lr"), symbol("t")), "=", notation.value(notation.out[0])),)


class _Rule:
    """What is remembered, line by line, and then the parameter.

    A line takes the place of what stood for the same letter before. Where that is still asked for later on,
    what is new bears a prime until the end.
    """

    def __init__(
        self, optimizer: Optimizer, parameter: str, pull: str, rate: str = "lr", whole: bool = False
    ) -> None:
        moved, memory = of_move(optimizer, ("w",))
        slots = remembered(optimizer, ("w",))
        called = dict(zip(slots, optimizer.memory, strict=True))
        self._notation = Notation((*moved, *memory), {"w": parameter, "grad_w": pull, "lr": rate} | called)
        self._after, *places = self._notation.out
        self._slots = list(zip(slots, places, strict=True))
        if not whole:
            self._slots = self._needed()

    def lines(self) -> Lines:
        """All of them, in their order."""
        of = self._notation
        new = {at: name for name, at in self._slots if of.nodes[at].below}
        of.given |= {at: of.name(name) for at, name in new.items()}
        late = self._is_late()
        if late:
            of.given |= {at: primed(of.name(name)) for at, name in new.items()}
        before = list(of.introduce().items())
        for name, at in self._slots:
            left = primed(of.name(name)) if late else of.name(name)
            before.append((at, line(left, "=" if late else "←", of.definition(at))))
        moved = line(of.name("w"), "←", of.value(self._after))
        kept = [line(of.name(name), "←", primed(of.name(name))) for name, _ in self._slots if late]
        return (*(each for _, each in sorted(before, key=lambda pair: pair[0])), moved, *kept)

    def _needed(self) -> list[tuple[str, int]]:
        """What of the memory the move asks for, be it by way of the rest of it."""
        needed: list[tuple[str, int]] = []
        for _ in self._slots:
            asked = self._notation.reached([self._after, *(at for _, at in needed)])
            needed = [(name, at) for name, at in self._slots if self._asks(asked, name, at)]
        return needed

    def _asks(self, asked: set[int], name: str, at: int) -> bool:
        nodes = self._notation.nodes
        new = at in asked and bool(nodes[at].below)
        return new or any(nodes[each].parts == (name,) for each in asked)

    def _is_late(self) -> bool:
        """Whether something is asked for by its old value after its line."""
        of = self._notation
        ordered = sorted(at for _, at in self._slots)
        for name, at in self._slots:
            later = of.reached([*ordered[ordered.index(at) + 1 :], self._after])
            if any(of.nodes[each].parts == (name,) for each in later):
                return True
        return False

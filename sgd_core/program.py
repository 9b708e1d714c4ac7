"""What the programs to take away have in common: one file that makes a run by itself, in plain loops.

A program is made of definitions (settings, functions, what is remembered) and of the loop; what nothing
asks for is left out. Every formula in it is written from its tree.

>>> can_hold(Run(sampling="reshuffle", gradient="saga"))
True
"""

from __future__ import annotations

import builtins
import math
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sgd_core import optimizers
from sgd_core.formula import of_move, of_problem, of_schedule, put
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.parameters import number_text
from sgd_core.problems import PROBLEMS
from sgd_core.program_comments import COMMENTS, of_constant
from sgd_core.program_templates import BEFORE, EXP, ONE, ORDERS
from sgd_core.run import REGISTRIES, Run, constants_of
from sgd_core.scaling import Units
from sgd_core.schedules import SCHEDULES
from sgd_core.source import Lines, as_python, assigned, flat, indented, names_in, needed
from sgd_core.tree import Tree, named

#: About how many epochs tell how far the run has come.
_TOLD = 10
#: What the note's program predicts; a prediction of another x is not the note's run.
PREDICT = 4.0
#: Names that the programs use for their own, which those of an entry make way for.
OWN = frozenset(
    """
    batch batch_size bits diverged draw epoch epochs exp forward fresh full grad gradient i k learning_rate
    loss losses lr lr_steps math mean mean_gradient mean_loss move n new np old optimizer order path per_epoch
    rate seed start t table tol torch updates value x x_data x_deviation x_largest x_mean y y_data z_data
    """.split()
) | {*dir(builtins)}
#: How functions of floats are written; and π.
FLOATS = {name: f"math.{name}({{}})" for name in ("sqrt", "exp", "log1p", "cos")}
FLOATS |= {"exp_or_inf": "exp({})", repr(math.pi): "math.pi"}


def can_hold(run: Run) -> bool:
    """Whether a program can hold a run: whether its order and its estimate of the gradient have a text."""
    return run.sampling in ORDERS and run.gradient in ONE


class Program:
    """The program of one run; what a dialect writes in its own way is a method that it overrides.

    Args:
        run: the description.
        predict: the x of the predictions, as x was given; that of the note is its own program's.
        lang: the language of the comments.
        units: those units, where the run is on scaled x.
    """

    #: Lines below the imports, how an array of numbers is written, and functions of several samples at once.
    prelude: Sequence[str] = ()
    array = "[{}]"
    spelling: Mapping[str, str] = FLOATS

    def __init__(self, run: Run, predict: float, lang: str, units: Units | None = None) -> None:
        self.run, self.predict, self.units, self.lang, self.say = run, predict, units, lang, COMMENTS[lang]
        self.problem, self.optimizer = PROBLEMS[run.problem], OPTIMIZERS[run.optimizer]
        self.schedule = SCHEDULES[run.schedule]
        self.trees = of_problem(self.problem)
        self.names = tuple(map(_free, self.problem.parameters))
        self.is_note = run == Run() and predict == PREDICT
        self.log: Log = _NoteLog(self) if self.is_note else Log(self)
        self.size = "all" if run.batch == "all" else "one" if run.batch_size == 1 else "many"

    def text(self) -> str:
        """The program."""
        settings, functions, state = map(self._all_filled, (self.settings(), self.functions(), self.state()))
        loop = self.filled(self.loop())
        kept = needed(settings | functions | state, loop)
        body = [*_chosen(settings, kept), "", *_apart(functions, kept), *_chosen(state, kept), *loop]
        head = [f"# {self.title()}", *self._imports(body), *self.prelude, *self._data()]
        return "\n".join([*head, *body, ""])

    def _all_filled(self, parts: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
        return {name: self.filled(lines) for name, lines in parts.items()}

    # --- names and templates ---

    def name(self, stem: str, parameter: str) -> str:
        """``grad_w``; of a single parameter simply ``grad``."""
        if stem == "w":
            return parameter
        return stem if len(self.names) == 1 else f"{stem}_{parameter}"

    def filled(self, lines: Iterable[str]) -> list[str]:
        """The lines that templates stand for; a comment is named by its key."""
        return [line for text in lines for line in self._filled(text)]

    def _filled(self, text: str) -> list[str]:
        indent, mark, key = text.partition("# ")
        if mark and key in self.say and not indent.strip():
            return [f"{indent}# {self.say[key]}"]
        text = text.replace("x_data", "z_data") if self.units else text
        text = re.sub(r"@(\w+)", lambda found: ", ".join(self.name(found[1], w) for w in self.names), text)
        return [self._for(w, text) for w in self.names] if "$" in text else [text]

    def _for(self, w: str, text: str) -> str:
        return re.sub(r"\$(\w+)", lambda found: self.name(found[1], w), text)

    @cached_property
    def constants(self) -> dict[str, str]:
        """The constants of this run by their names in trees: those in the program."""
        entries = (self.problem, self.optimizer, self.schedule)
        return {each.name: _free(each.name, self.names) for entry in entries for each in constants_of(entry)}

    @cached_property
    def memory(self) -> dict[str, str]:
        """What the optimizer remembers: its stem in the program."""
        taken = {*self.names, *self.constants.values()}
        return {name: _free(name, taken) for name in self.optimizer.memory}

    def written(self, trees: Iterable[Tree], spelling: Mapping[str, str], **others: Any) -> Lines:
        """Trees as Python, with the program's own names."""
        renamed = self.constants | dict(zip(self.problem.parameters, self.names, strict=True))
        own = {name: named(own) for name, own in renamed.items() if own != name}
        return as_python([put(tree, own) for tree in trees], spelling=spelling, **others)

    # --- what stands above the loop ---

    def title(self) -> str:
        """The words that the run is made of, those apart that it leaves at their defaults."""
        given = self.run.to_params()
        # Of all samples at once none is drawn.
        told = {"problem", "optimizer", *given} - ({"sampling"} if self.size == "all" else set())
        words = [getattr(self.run, name) for name in REGISTRIES if name in told]
        batch = [f"batch {self.run.batch}"] if "batch" in given else []
        title = self.say["title.all" if self.size == "all" else "title"]
        return title.format(parts=self.say["comma"].join([*words, *batch]))

    def _imports(self, body: Sequence[str]) -> list[str]:
        used = names_in([*self.prelude, *body])
        others = {"np": "import numpy as np", "torch": "import torch"}
        groups = [
            ["import math"] if "math" in used else [],
            [others[name] for name in others if name in used],
        ]
        return [line for group in groups if group for line in (*group, "")]

    def _data(self) -> list[str]:
        columns = zip(
            ("x_data", "y_data"), (self.units.given if self.units else self.run).points, strict=True
        )
        lines = [line for name, values in columns for line in assigned(name, self.array, map(repr, values))]
        return [*lines, *self._scaled()]

    def _scaled(self) -> list[str]:
        """How x becomes what the model is fitted to, where that is another number."""
        if not self.units:
            return []
        constants = {f"x_{name}": value for name, value in self.units.constants.items()}
        numbers = f"{', '.join(constants)} = {', '.join(map(repr, constants.values()))}"
        return [f"# {self.say['scaled']}", numbers, f"z_data = {self.each_scaled()}"]

    def scaled(self, x: str) -> str:
        """An x as the model takes it, as Python."""
        if not self.units:
            return x
        return f"({x} - x_mean) / x_deviation" if "mean" in self.units.constants else f"{x} / x_largest"

    def predicted(self) -> str:
        """An x, and what the model makes of it."""
        x = number_text(self.predict)
        return f"{x}, {self.value(f'forward(@w, {self.scaled(x)})')}"

    def settings(self) -> dict[str, list[str]]:
        """Numbers that stay, by name, each with what is said of it."""
        run, rates = self.run, self._rates
        found = {"n": ["n = len(x_data)"]}
        found |= {w: self.start(w, value) for w, value in zip(self.names, run.w0, strict=True)}
        values = {"lr": rates.get(0, run.lr)} | {
            own: getattr(run, name) for name, own in self.constants.items() if name != "lr_steps"
        }
        values |= {"epochs": run.epochs, "batch_size": run.batch, "seed": run.seed, "tol": run.tol}
        texts = {name: repr(value) for name, value in values.items()}
        texts |= {"per_epoch": self._per_epoch, "updates": "epochs * per_epoch"}
        found |= {name: assigned(name, "{}", [text], self._about(name)) for name, text in texts.items()}
        later = [f"{t}: {rate!r}" for t, rate in rates.items() if t]
        return found | {"lr_steps": assigned("lr_steps", "{{{}}}", later, self.say["lr_steps"])}

    def _about(self, name: str) -> str:
        """What is said of a setting."""
        entries = (self.problem, self.optimizer, self.schedule)
        constants = {self.constants[each.name]: each for entry in entries for each in constants_of(entry)}
        if name in constants:
            return of_constant(constants[name], self.lang)
        drawn = self.run.sampling == "with-replacement" and self.size != "all"
        return self.say["epochs.drawn" if name == "epochs" and drawn else name]

    @property
    def _per_epoch(self) -> str:
        return {"all": "1", "one": "n", "many": "math.ceil(n / batch_size)"}[self.size]

    @cached_property
    def _rates(self) -> dict[int, float]:
        """The rates that hold for a while, by the update from which on they do."""
        return dict(self.schedule.pieces(self.run.plan)) if self.schedule.pieces else {}

    def functions(self) -> dict[str, list[str]]:
        """The functions by name, each after those that it calls."""
        both = ["@w", "x", "y"]
        found = {"exp": ["# exp", *EXP]}
        if self.trees.prediction is not None:
            found["forward"] = self.function("forward", ["@w", "x"], [self.trees.prediction], self.spelling)
        found["loss"] = self.function("loss", both, [self.trees.loss], self.spelling)
        found |= self.gradients()
        rate = of_schedule(self.schedule)
        if rate is not None and not self._rates:
            found["learning_rate"] = self.function("learning_rate", ["t"], [rate])
        found["move"] = ["# move", *self._move()]
        return found

    def function(
        self, name: str, args: Iterable[str], trees: Iterable[Tree], spelling: Mapping[str, str] = FLOATS
    ) -> list[str]:
        """A function that returns what trees come to."""
        _, lines, results = self.written(trees, spelling)
        body = [*lines, f"return {', '.join(results)}"]
        return [f"# {name}", f"def {name}({', '.join(args)}):", *indented(body)]

    def _move(self) -> list[str]:
        """One parameter after an update, as a function of what the rule asks for."""
        remembered, parameter = self.moved("w", "grad", lambda slot: self.memory[slot], "lr")
        own = list(self.memory.values())
        _, lines, results = self.written([*remembered, parameter], FLOATS, own=own)
        body = [*lines, f"return {', '.join([results[-1], *results[:-1]])}"]
        return [f"def move({', '.join(['w', *own, 'grad', *self._asked('lr')])}):", *indented(body)]

    def moved(self, w: str, grad: str, slot: Any, rate: str) -> tuple[tuple[Tree, ...], Tree]:
        """What is remembered of a parameter, and the parameter, after an update."""
        trees = of_move(self.optimizer, ("w",))
        values = {f"{name}_w": named(slot(name)) for name in self.memory}
        values |= {"w": named(w), "grad_w": named(grad), "lr": named(rate)}
        return tuple(put(tree, values) for tree in trees.memory), put(trees.parameters[0], values)

    def call(self, w: str, target: str, value: str, grad: str) -> str:
        """The line that moves a parameter from its value to the target."""
        slots = [self.name(own, w) for own in self.memory.values()]
        asked = ", ".join([value, *slots, grad, *self._asked(self.rate)])
        return f"{', '.join([target, *slots])} = move({asked})"

    def _asked(self, rate: str) -> list[str]:
        trees = of_move(self.optimizer, ("w",))
        code = flat((*trees.parameters, *trees.memory)).code
        return [rate, "t"] if "t" in code else [rate]

    def state(self) -> dict[str, list[str]]:
        """What changes from update to update, by name, as it is before the first."""
        found = {}
        for w in self.names:
            for name, value in self.optimizer.memory.items():
                own = self.name(self.memory[name], w)
                found[own] = [f"{own} = {value!r}"]
        if self.size == "all":
            found["batch"] = ["batch = range(n)"]
        else:
            before, _ = ORDERS[self.run.sampling]
            found[before.partition(" ")[0]] = self._said(before)
        return found | {"t": ["t = 0"]}

    # --- the loop ---

    def loop(self) -> list[str]:
        """All epochs, and what comes before and after them."""
        before = [*BEFORE[self.run.gradient], *self.log.before()]
        epochs = ["for epoch in range(epochs):", *indented(self._epoch())]
        return [*before, *epochs, *self.log.after()]

    def _epoch(self) -> list[str]:
        diverged, leave = self._leaving()
        update = [*self.estimate(), *self.moves(), *self._counted(), *self.log.update(), *diverged, *leave]
        end = [*self.log.epoch(), *self._settled()]
        if self.size == "all":
            return [*self._entered(), *update, *end]
        order = self._said(ORDERS[self.run.sampling][1])
        head, *visit = self.visits()
        return [*order, *self._entered(), head, *indented([*visit, *update]), *leave, *end]

    def _leaving(self) -> tuple[list[str], list[str]]:
        """How divergence is seen, and what is then done; the note's own run ends by itself."""
        if self.is_note:
            return [], []
        each = " and ".join(f"math.isfinite({self.value(w)})" for w in self.names)
        finite = each if len(self.names) == 1 else f"({each})"
        return ["# diverged", f"diverged = not {finite}"], ["if diverged:", "    break"]

    def _said(self, drawn: str) -> list[str]:
        """The line that draws the order, below what is said of it."""
        said = [f"# {self.run.sampling}"] if drawn.startswith("order") else []
        return [*said, drawn] if drawn else []

    def visits(self) -> list[str]:
        """The head of the loop over one epoch, and what an update takes."""
        if self.size == "many":
            return ["for k in range(0, n, batch_size):", "batch = order[k : k + batch_size]"]
        if self.run.sampling == "cyclic" and self.run.gradient != "saga":
            return ["for x, y in zip(x_data, y_data):"]
        return ["for i in order:", "x, y = x_data[i], y_data[i]"]

    def _entered(self) -> list[str]:
        """What an epoch begins with."""
        keeps = self.run.tol or self.run.gradient == "svrg"
        return [*(self.start_kept() if keeps else []), *self.enter()]

    def _counted(self) -> list[str]:
        return ["t += 1"] if "t" in names_in(self.filled([*self.moves(), *self.log.after()])) else []

    @property
    def _varies(self) -> bool:
        """Whether the learning rate is another one from update to update."""
        return len(self._rates) > 1 or not self._rates

    @property
    def rate(self) -> str:
        """The name of the learning rate of an update."""
        return "lr" if self._rates else "rate"

    def rated(self) -> list[str]:
        """The learning rate of an update, where it is another one."""
        if not self._varies:
            return []
        return ["lr = lr_steps.get(t, lr)"] if self._rates else ["rate = learning_rate(t)"]

    def _settled(self) -> list[str]:
        if not self.run.tol:
            return []
        still = " and ".join(f"abs({self.value(w)} - {self.name('start', w)}) <= tol" for w in self.names)
        return ["# settled", f"if {still}:", "    break"]

    # --- each dialect in its own way ---

    def value(self, name: str) -> str:
        """What a name, or a call, holds, as a float."""
        raise NotImplementedError

    def start(self, w: str, value: float) -> list[str]:
        """A parameter before the first update."""
        raise NotImplementedError

    def each_scaled(self) -> str:
        """The scaled x of all samples."""
        raise NotImplementedError

    def start_kept(self) -> list[str]:
        """The parameters at the start of an epoch, as ``$start``."""
        raise NotImplementedError

    def enter(self) -> list[str]:
        """What the estimate of the gradient begins an epoch with."""
        raise NotImplementedError

    def gradients(self) -> dict[str, list[str]]:
        """The functions for gradients, and for the mean loss."""
        raise NotImplementedError

    def estimate(self) -> list[str]:
        """The gradient that an update is handed."""
        raise NotImplementedError

    def handed(self, w: str) -> str:
        """Where that gradient is found."""
        raise NotImplementedError

    def moves(self) -> list[str]:
        """The update of all parameters."""
        raise NotImplementedError


class Log:
    """What a program prints: a line in a tenth of its epochs, a prediction, and the final parameters."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._value = program.value

    def before(self) -> list[str]:
        return []

    def update(self) -> list[str]:
        return []

    def epoch(self) -> list[str]:
        line = f'print("epoch", epoch, {self._values()}, "loss =", mean_loss(@w))'
        every = max(1, self._program.run.epochs // _TOLD)
        return [line] if every == 1 else [f"if epoch % {every} == 0:", f"    {line}"]

    def after(self) -> list[str]:
        return [*self._average(), *self._predictions("after"), f"print({self._values()})"]

    def _values(self) -> str:
        return ", ".join(f'"{w} =", {self._value(w)}' for w in self._program.names)

    def _predictions(self, when: str) -> list[str]:
        """The line that says what the model answers, if it does."""
        has = self._program.trees.prediction is not None
        return [f'print("Predict ({when} training)", {self._program.predicted()})'] if has else []

    def _average(self) -> list[str]:
        """The mean that an optimizer keeps beside the parameters."""
        if not self._program.optimizer.averages:
            return []
        name, *_, slot = self._program.name, *self._program.memory.values()
        totals = [named(name(slot, w)) for w in self._program.names]
        values = [named(self._value(w)) for w in self._program.names]
        means = [optimizers.average(*each, named("t")) for each in zip(totals, values, strict=True)]
        labels = [f'"{name("mean", w)} ="' for w in self._program.names]
        pairs = zip(labels, as_python(means).expressions, strict=True)
        return ["# average", f"print({', '.join(part for pair in pairs for part in pair)})"]


class _NoteLog(Log):
    """The log of the note's own run: a line a sample, a line an epoch, a prediction at either end."""

    def before(self) -> list[str]:
        return self._predictions("before")

    def update(self) -> list[str]:
        x, y, grad = map(self._value, ("x", "y", self._program.handed("w")))
        return [f'print("\\t x=", {x}, "y=", {y}, "grade:", {grad})']

    def epoch(self) -> list[str]:
        w, loss = self._value("w"), self._value("loss(w, x, y)")
        return [f'print(" Epoch:", epoch, " w=", {w}, " loss=", {loss})']

    def after(self) -> list[str]:
        return self._predictions("after")


def _free(name: str, taken: Container[str] = ()) -> str:
    """A name that the programs have no use of their own for, and that is not taken."""
    return f"{name}_" if name in OWN or name in taken else name


def _chosen(parts: Mapping[str, Sequence[str]], kept: Container[str]) -> list[str]:
    return [line for name, lines in parts.items() if name in kept for line in lines]


def _apart(functions: Mapping[str, Sequence[str]], kept: Container[str]) -> list[str]:
    """The functions that are kept, with two empty lines around each."""
    lines = [line for name in functions if name in kept for line in ("", *functions[name], "")]
    return [*lines, ""] if lines else []

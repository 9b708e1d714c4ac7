"""Run: one validated description of a run, to and from flat text.

>>> run = Run.from_params({"lr": "0.05", "sampling": "reshuffle"})
>>> run.lr, run.epochs, run.to_params()
(0.05, 100, {'lr': '0.05', 'sampling': 'reshuffle'})
>>> Run.from_params({"lr": "fast"})
Traceback (most recent call last):
...
sgd_core.errors.RunError: lr: "fast" is not written as a decimal number; allowed: a decimal number such as 0.5
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

from sgd_core.errors import Complaint, RunError
from sgd_core.gradients import GRADIENTS
from sgd_core.keywords import Keywords, Values
from sgd_core.landscape import CriticalPoint
from sgd_core.limits import MAX_GRADIENTS, MAX_SAMPLES, MAX_SEED, MAX_TEXT, MAX_UPDATES
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.parameters import (
    UNCHANGED,
    Parameter,
    Real,
    Reals,
    Whole,
    WholeOrAll,
    Word,
    fail,
    number_text,
    showing,
)
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS, Parameters, Problem, lowest, mean_loss
from sgd_core.samplers import SAMPLINGS
from sgd_core.schedules import SCHEDULES, Plan


def _word(name: str, registry: Mapping[str, Any], about: str) -> Parameter:
    return Parameter(name, Word(registry), next(iter(registry)), about)


#: What a run puts together, each part chosen by a word: the entries of each by name.
REGISTRIES: dict[str, Mapping[str, Any]] = {
    "problem": PROBLEMS,
    "sampling": SAMPLINGS,
    "gradient": GRADIENTS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
}


def constants_of(entry: Any) -> tuple[Parameter, ...]:
    """What an entry leaves open; a sampling and a gradient leave nothing."""
    return getattr(entry, "constants", ())


def users(constant: str) -> dict[str, Any]:
    """The entries that a constant belongs to: its default in each, by the entry's name."""
    return {
        entry.name: each.default
        for registry in REGISTRIES.values()
        for entry in registry.values()
        for each in constants_of(entry)
        if each.name == constant
    }


@cache
def _constants() -> dict[str, Parameter]:
    """The constants of all entries; no default where the entries that share one have their own."""
    found: dict[str, Parameter] = {}
    entries = [entry for registry in REGISTRIES.values() for entry in registry.values()]
    for name, constant in ((entry.name, each) for entry in entries for each in constants_of(entry)):
        known = found.setdefault(constant.name, constant)
        if known.default != constant.default:
            known = replace(known, default=None)
        if constant.help not in known.help:
            known = replace(known, help=f"{known.help} ({name}: {constant.help})")
        found[constant.name] = known
    return found


_ALL = (
    _word("problem", PROBLEMS, "the model and its loss"),
    Parameter("data", Word(PRESETS), None, "a ready-made set of samples"),
    Parameter("x", Reals(), (), "your own samples: their x, together with y"),
    Parameter("y", Reals(), (), "your own samples: their y, together with x"),
    Parameter("w0", Reals(), None, "start: one number for each parameter of the problem"),
    Parameter("lr", Real(low=0.0), 0.01, "learning rate"),
    Parameter(
        "epochs",
        Whole(1, MAX_UPDATES),
        100,
        "passes over the data; with replacement, but for batch=all, rounds of as many draws as samples",
    ),
    _word("sampling", SAMPLINGS, "which sample comes next"),
    Parameter("seed", Whole(0, MAX_SEED), 0, "which random order"),
    Parameter("batch", WholeOrAll(MAX_SAMPLES), 1, "samples for each update, or what is left of an epoch"),
    _word("gradient", GRADIENTS, "what an update is handed for the gradient"),
    _word("optimizer", OPTIMIZERS, "how a gradient moves the parameters"),
    _word("schedule", SCHEDULES, "the learning rate as a function of the update"),
    *_constants().values(),
    Parameter(
        "tol",
        Real(low=0.0),
        0.0,
        "end after an epoch whose end has no parameter farther than this from its beginning (0: never)",
    ),
)
#: Every parameter of a run by name, in the order in which they are shown.
PARAMETERS = {parameter.name: parameter for parameter in _ALL}

if len(PARAMETERS) < len(_ALL):
    raise ValueError("a name can stand for one thing only")


class Run(Keywords):
    """One validated, immutable description of a run.

    Every name of ``PARAMETERS`` is a keyword and an attribute; what is left out takes its default,
    and with no keywords at all this is the run of the course note. A default of None stands for one that
    other choices decide. The attribute ``data`` is None where ``x`` and ``y`` are given, and a constant that
    nothing chosen has may be. Equal descriptions compare and hash alike.

    Raises:
        RunError: with every complaint at once.
    """

    if not TYPE_CHECKING:

        @showing(parameter.keyword(parameter.default) for parameter in _ALL)
        def __init__(self, **values):
            self.__dict__.update(_complete(_given(values), {}, []))

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Run:
        """The run that flat text describes; of a link, ``link.described`` is that text.

        Raises:
            RunError: with every complaint at once.
        """
        values, complaints = _read(params)
        run = cls.__new__(cls)
        run.__dict__.update(_complete(values, params, complaints))
        return run

    def to_params(self) -> dict[str, str]:
        """The flat text of this run: only what differs from the default."""
        return {name: PARAMETERS[name].kind.write(value) for name, value in self._chosen().items()}

    @showing(parameter.keyword(UNCHANGED) for parameter in _ALL)
    def replaced(self, **values: Unpack[Values]) -> Run:
        """The same run with some values changed; what was a default stays the default.

        Of what other choices decide, None is the default again; as ``data`` it changes nothing.
        """
        changed = {name: value for name, value in values.items() if (name, value) != ("data", None)}
        kept = self._chosen()
        if {"x", "y"} & changed.keys():
            kept.pop("data", None)
        if "data" in changed:
            kept = {name: value for name, value in kept.items() if name not in ("x", "y")}
        kept.update(changed)
        run = Run(**kept)
        if run._about() == self._about():
            # What is found of the samples alone is found once for both.
            run.__dict__["model"] = self.model
        return run

    def _about(self) -> tuple[Any, ...]:
        """What its mean loss hangs on."""
        constants = (self.__dict__[constant.name] for constant in PROBLEMS[self.problem].constants)
        return (self.problem, *self.points, *constants)

    def _chosen(self) -> dict[str, Any]:
        """What differs from the default."""
        defaults = _defaults(self.__dict__)
        return {
            name: value
            for name in PARAMETERS
            if (value := self.__dict__[name]) is not None and value != defaults[name]
        }

    @cached_property
    def points(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The samples: all x, and all y."""
        if self.data is None:
            return self.x, self.y
        preset = PRESETS[self.data]
        return preset.x, preset.y

    @property
    def constants(self) -> dict[str, Any]:
        """The constants of problems, optimizers and schedules, by name."""
        return {name: self.__dict__[name] for name in _constants()}

    @cached_property
    def model(self) -> Problem:
        """The entry of its problem, the constants of this run put in; critical points are found once."""
        model = PROBLEMS[self.problem].bound(self.constants)
        found = cache(model.critical)
        return replace(model, critical=lambda xs, ys: found(tuple(xs), tuple(ys)))

    @cached_property
    def critical(self) -> tuple[CriticalPoint, ...]:
        """Where the mean loss over its samples stands still; none where that is known of no single point."""
        return self.model.critical(*self.points)

    @cached_property
    def best(self) -> tuple[float, ...] | None:
        """The parameters of least mean loss over its samples, or None where there is no single such point."""
        return lowest(self.critical)

    def mean_loss(self, w: Parameters) -> Any:
        """f(w) = (1/n) Σ fᵢ(w) over its samples, summed left to right.

        Args:
            w: one entry for each parameter, all floats, or all arrays of one shape.

        Returns:
            A float, or an array of that shape.
        """
        return mean_loss(self.model, w, *self.points)

    @property
    def plan(self) -> Plan:
        """What its schedule goes by."""
        return Plan(self.lr, self.updates, self.updates_per_epoch, self.constants)

    @property
    def samples(self) -> int:
        """n, how many samples there are."""
        return len(self.points[0])

    @property
    def batch_size(self) -> int:
        """How many samples one update takes; the last of an epoch may take fewer."""
        return self.samples if self.batch == "all" else min(int(self.batch), self.samples)

    @property
    def updates_per_epoch(self) -> int:
        return -(-self.samples // self.batch_size)

    @property
    def updates(self) -> int:
        """How many updates are planned; divergence or ``tol`` may end the run earlier."""
        return self.epochs * self.updates_per_epoch

    def __getstate__(self) -> dict[str, Any]:
        # What can be computed again need not survive storage.
        return {name: self.__dict__[name] for name in PARAMETERS}

    @cached_property
    def _key(self) -> tuple[Any, ...]:
        return tuple(self.__dict__[name] for name in PARAMETERS)

    @cached_property
    def _hash(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Run) and self._key == other._key

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Run.from_params({self.to_params()!r})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Run does not change; use replaced({name}=…)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a Run does not change")


#: The codes of what is wrong between parameters, each of which may be right by itself.
BETWEEN = frozenset(
    {
        "both",
        "lengths_differ",
        "missing",
        "too_many_gradients",
        "too_many_updates",
        "unfit_data",
        "unfit_target",
        "wrong_count",
    }
)


class Reading(NamedTuple):
    """What could be made of flat text: a run, and what had to be left out."""

    run: Run
    complaints: tuple[Complaint, ...]


def read_leniently(params: Mapping[str, str]) -> Reading:
    """The run of flat text, each parameter that is wrong left at its default and complained of."""
    complaints: dict[Complaint, None] = {}
    left = dict(params)
    while True:
        try:
            return Reading(Run.from_params(left), tuple(complaints))
        except RunError as error:
            own = [complaint for complaint in error.complaints if complaint.code not in BETWEEN]
            # What is wrong between parameters may be right once the wrong ones are gone.
            for complaint in own or error.complaints:
                complaints[complaint] = None
                # x and y mean something only together.
                for name in ("x", "y") if complaint.name in ("x", "y") else (complaint.name,):
                    left.pop(name, None)


def _read(texts: Mapping[str, str]) -> tuple[dict[str, Any], list[Complaint]]:
    """The value of each text, and a complaint for each text that has none."""
    values: dict[str, Any] = {}
    complaints: list[Complaint] = []
    for name, text in texts.items():
        try:
            if name not in PARAMETERS:
                raise fail(name, text, "unknown_name", names=", ".join(PARAMETERS))
            if len(text) > MAX_TEXT:
                raise fail(name, text, "too_long", count=str(MAX_TEXT))
            values[name] = PARAMETERS[name].kind.read(name, text)
        except RunError as error:
            complaints += error.complaints
    return values, complaints


def _defaults(values: Mapping[str, Any]) -> dict[str, Any]:
    """The default of every parameter; what is chosen has some of its own."""
    chosen = {
        name: entries[values.get(name, PARAMETERS[name].default)] for name, entries in REGISTRIES.items()
    }
    problem: Problem = chosen["problem"]
    own = {"data": problem.data, "w0": problem.start}
    for constant in (constant for entry in chosen.values() for constant in constants_of(entry)):
        own[constant.name] = constant.default
    return {name: own.get(name, parameter.default) for name, parameter in PARAMETERS.items()}


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without those that are None as their default is."""
    left = {name for name, parameter in PARAMETERS.items() if parameter.default is None}
    return {name: value for name, value in values.items() if not (value is None and name in left)}


def _complete(
    values: Mapping[str, Any], texts: Mapping[str, str], complaints: list[Complaint]
) -> dict[str, Any]:
    """All parameters of a run, the missing ones at their defaults.

    Args:
        values: what is given, as read.
        texts: what is given, as written, where it was; a complaint quotes it.
        complaints: what is known to be wrong already.

    Raises:
        RunError: with every complaint at once.
    """
    good: dict[str, Any] = {}
    for name, value in values.items():
        try:
            if name not in PARAMETERS:
                raise fail(name, value, "unknown_name", names=", ".join(PARAMETERS))
            good[name] = PARAMETERS[name].kind.check(name, value)
        except RunError as error:
            complaints += [_quoting(found, value, texts) for found in error.complaints]
    complete = _defaults(good) | good
    given = values.keys() | texts.keys()
    if "x" in given or "y" in given:
        complete["data"] = good.get("data")
    wrong = {complaint.name for complaint in complaints}
    for found in _cross_check(complete, given, wrong):
        complaints.append(_quoting(found, complete[found.name], texts))
    if complaints:
        raise RunError(complaints)
    return complete


def _quoting(complaint: Complaint, value: Any, texts: Mapping[str, str]) -> Complaint:
    """The complaint with the text as it was given, where it is about all of it."""
    name = complaint.name
    if name in texts and complaint.value == PARAMETERS[name].kind.write(value):
        return replace(complaint, value=texts[name])
    return complaint


def _cross_check(values: Mapping[str, Any], given: Set[str], wrong: Set[str]) -> Iterable[Complaint]:
    """What is wrong between parameters, each of which is right by itself."""
    if not wrong & {"w0", "problem"}:
        yield from _check_start(values)
    data_complaints = list(_check_data(values, given, wrong))
    yield from data_complaints
    if data_complaints or wrong & {"data", "x", "y"}:
        return
    if "problem" not in wrong:
        yield from _check_targets(values)
    if not wrong & {"epochs", "batch", "gradient"}:
        yield from _check_budget(values)


def _check_start(values: Mapping[str, Any]) -> Iterable[Complaint]:
    names = PROBLEMS[values["problem"]].parameters
    if len(values["w0"]) != len(names):
        facts = {"given": str(len(values["w0"])), "count": str(len(names)), "names": ", ".join(names)}
        yield Complaint("w0", Reals().write(values["w0"]), "wrong_count", facts)


def _check_data(values: Mapping[str, Any], given: Set[str], wrong: Set[str]) -> Iterable[Complaint]:
    pair = given & {"x", "y"}
    if "data" in wrong:
        return
    if pair and "data" in given:
        yield Complaint("data", str(values["data"]), "both")
    elif len(pair) == 1:
        yield Complaint("y" if "x" in pair else "x", "", "missing")
    elif pair and not wrong & pair and len(values["x"]) != len(values["y"]):
        facts = {"given": str(len(values["y"])), "other": "x", "count": str(len(values["x"]))}
        yield Complaint("y", Reals().write(values["y"]), "lengths_differ", facts)


def _check_targets(values: Mapping[str, Any]) -> Iterable[Complaint]:
    targets = PROBLEMS[values["problem"]].targets
    if targets is None:
        return
    allowed = [*map(number_text, targets)]
    facts = {"values": ", ".join(allowed), "either": " or ".join(allowed)}
    if values["data"] is None:
        strange = next((y for y in values["y"] if y not in targets), None)
        if strange is not None:
            yield Complaint("y", number_text(strange), "unfit_target", facts)
    elif not set(PRESETS[values["data"]].y) <= set(targets):
        fit = [name for name, preset in PRESETS.items() if values["problem"] in preset.problems]
        yield Complaint("data", values["data"], "unfit_data", facts | {"words": ", ".join(fit)})


def _check_budget(values: Mapping[str, Any]) -> Iterable[Complaint]:
    n = len(values["x"]) if values["data"] is None else len(PRESETS[values["data"]].x)
    batch = n if values["batch"] == "all" else values["batch"]
    epochs, per_epoch = values["epochs"], -(-n // batch)
    rule = GRADIENTS[values["gradient"]]
    limits = (
        ("too_many_updates", epochs * per_epoch, MAX_UPDATES // per_epoch),
        ("too_many_gradients", rule.computed(n, epochs, epochs * n), rule.most_epochs(n, MAX_GRADIENTS)),
    )
    high = min(most for _, _, most in limits)
    for code, cost, most in limits:
        if epochs > most:
            yield Complaint("epochs", str(epochs), code, {"given": str(cost), "high": str(high)})

"""Arbitrary runs and arbitrary text, comparison to the last bit, and derivatives of a mean loss by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sgd_core import Run, Step
from sgd_core.gradients import GRADIENTS
from sgd_core.limits import MAX_SEED
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.parameters import Kind, Real, Steps, Whole, WholeOrAll, Word
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.run import PARAMETERS
from sgd_core.samplers import SAMPLINGS
from sgd_core.schedules import SCHEDULES

#: Numbers near those of a sensible run.
MODERATE = st.sampled_from([1.0, 2.0, -1.5, 0.1, 3.0, 0.0]) | st.floats(-4, 4)
#: The same, and numbers that overflow on the way.
WILD = MODERATE | st.sampled_from([0.0, -0.0, 5e-324, 1e-200, 1e200, -1e308])
RATES = st.sampled_from([0.01, 0.05, 0.1, 0.2, 0.03, 0.0, 1.0, 1e60, 1e150, 1e308]) | st.floats(0, 0.3)


def bits(value: Any) -> str:
    """Text that is the same just when two values are the same to the last bit; all NaN are alike."""
    return repr(value.tolist() if isinstance(value, np.ndarray) else value)


def mean_gradient(
    problem: Problem, w: Sequence[float], xs: Sequence[float], ys: Sequence[float]
) -> tuple[float, ...]:
    """∇f(w) = (1/n) Σ ∇fᵢ(w) over the samples, summed left to right."""
    pulls = [problem.gradient(tuple(w), x, y) for x, y in zip(xs, ys, strict=True)]
    return tuple([reduce(add, column) / len(xs) for column in zip(*pulls, strict=True)])


def hessian(problem: Problem, w: Sequence[float], xs: Sequence[float], ys: Sequence[float]) -> np.ndarray:
    """That of the mean loss, from central differences of its gradient."""
    rows = []
    for i in range(len(w)):
        up, down = list(w), list(w)
        up[i], down[i] = w[i] + 1e-5, w[i] - 1e-5
        rows.append(np.subtract(*(mean_gradient(problem, end, xs, ys) for end in (up, down))) / 2e-5)
    return np.array(rows)


def column(steps: Iterable[Step], name: str) -> list[Any]:
    """One field of every step, in the form of an array's ``tolist``."""
    return [list(v) if isinstance(v := getattr(step, name), tuple) else v for step in steps]


def steps_text(high: int, rates: st.SearchStrategy[float]) -> st.SearchStrategy[Any]:
    """Values of ``lr_steps``."""
    return st.dictionaries(st.integers(0, high), rates, max_size=4).map(lambda d: tuple(sorted(d.items())))


@st.composite
def runs(draw: st.DrawFn, wild: bool = True, **fixed: Any) -> Run:
    """Short runs of every kind, also ones that diverge; ``fixed`` holds values, or their strategies."""

    numbers = draw(st.sampled_from([MODERATE, MODERATE, WILD if wild else MODERATE]))

    def several(count: int) -> st.SearchStrategy[list[float]]:
        return st.lists(numbers, min_size=count, max_size=count)

    problem = fixed.get("problem") or draw(st.sampled_from(sorted(PROBLEMS)))
    optimizer = fixed.get("optimizer") or draw(st.sampled_from(sorted(OPTIMIZERS)))
    targets = PROBLEMS[problem].targets
    n = draw(st.sampled_from([3, 2, 1, 4, 5, 7]))
    values: dict[str, Any] = {
        "problem": problem,
        "x": several(n),
        "y": st.lists(st.sampled_from(targets), min_size=n, max_size=n) if targets else several(n),
        "w0": several(len(PROBLEMS[problem].parameters)),
        "gradient": st.sampled_from(sorted(GRADIENTS)),
        "optimizer": optimizer,
        "lr": RATES,
        "epochs": st.sampled_from([4, 3, 2, 1, 6, 9]),
        "sampling": st.sampled_from(sorted(SAMPLINGS)),
        "seed": st.integers(0, MAX_SEED),
        "batch": st.sampled_from([1, 2, 3, n + 1, "all"]),
        "schedule": st.sampled_from(sorted(SCHEDULES)),
        "lr_steps": steps_text(12, RATES),
        "step_size": st.sampled_from([1, 2, 10]),
        "warmup": st.sampled_from([4, 1, 30]),
        "tol": st.sampled_from([0.0, 0.0, 1e-2, 0.5]),
    } | fixed
    return Run(**{k: draw(v) if isinstance(v, st.SearchStrategy) else v for k, v in values.items()})


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    """Every value that a kind of parameter allows, right to its limits."""
    match kind:
        case Real(low, high, above, below):
            return st.floats(
                max(low, above),
                min(high, below),
                exclude_min=above > low,
                exclude_max=below < high,
                allow_nan=False,
                allow_infinity=False,
            )
        case Whole(low, high):
            return st.integers(low, high)
        case WholeOrAll(high):
            return st.just("all") | st.integers(1, high)
        case Word():
            return st.sampled_from(kind.words)
        case Steps(high):
            return steps_text(high, st.floats(0, allow_infinity=False))
    raise NotImplementedError(kind)


@st.composite
def descriptions(draw: st.DrawFn) -> Run:
    """Valid runs with any subset of the parameters given, each anywhere in its limits; not to be run."""
    finite = st.floats(allow_nan=False, allow_infinity=False)
    values: dict[str, Any] = {}
    for name in draw(st.sets(st.sampled_from(sorted(set(PARAMETERS) - {"x", "y", "w0", "data", "epochs"})))):
        values[name] = draw(values_of(PARAMETERS[name].kind))
    if draw(st.booleans()):
        names = PROBLEMS[values.get("problem", "origin")].parameters
        values["w0"] = draw(st.lists(finite, min_size=len(names), max_size=len(names)))
    if draw(st.booleans()):
        values["epochs"] = draw(st.integers(1, 5000))
    match draw(st.sampled_from(["default", "preset", "own"])):
        case "preset":
            targets = PROBLEMS[values.get("problem", "origin")].targets
            fit = [name for name, preset in PRESETS.items() if not targets or set(preset.y) <= set(targets)]
            values["data"] = draw(st.sampled_from(fit))
        case "own":
            targets = PROBLEMS[values.get("problem", "origin")].targets
            ys = st.sampled_from(targets) if targets else finite
            pairs = draw(st.lists(st.tuples(finite, ys), min_size=1, max_size=6))
            values["x"], values["y"] = zip(*pairs, strict=True)
    return Run(**values)


#: Names of a run, and some that a link may hold beside them.
NAMES = st.sampled_from([*PARAMETERS, "at", "lang", "predict", "seeds", "b.lr", "utm_source"])
#: Text that is right for some parameter, nearly right, or a trap.
TEXTS = st.sampled_from(
    """
    1 2 7 0 -1 1.5 -0 1e3 1e999 -1e999 1e-999 nan inf -inf 0x10 1_000 ٣ ½ 1,2 1,2,3 2,4,6 ,1 1, 1,,2 all ALL
    note noisy noisy-20 labels origin line logistic huber autoencoder deep cyclic reshuffle with-replacement
    plain svrg saga sgd adam averaged constant step cosine piecewise 3:0.1 3:0.1,5:0 1e-300 0.999 0,0 1,1
    5:1,3:1 3: :1 3:nan -1:1 99999999999999999999 True None [] {} {names} %s $x ; & = ? # + -- - . e
    """.split()
) | st.sampled_from(
    ["", " ", "\n", "1\n", " 1 ", "1 2", "\x00", "\ud800", "\u2028", "1" * 5000, "1," * 10_001]
)
ANY_TEXT = TEXTS | st.text(max_size=8)
#: Mappings of text as an address bar may hold them.
PARAMS = st.dictionaries(NAMES | st.text(max_size=5), ANY_TEXT, max_size=6)

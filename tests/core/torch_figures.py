"""What torch.optim makes of random runs: draws the runs, runs them, and writes torch_figures.json.

    python -m tests.core.torch_figures

test_optimizers.py holds the core against the committed file. It was written by torch 2.14.1; the file
itself names the version. Writing it anew takes torch, and is called for only when an optimizer is
added or the draws below change.

Of the core this uses two things: the description of a run, and the order in which the run visits its
samples. The losses are torch's own, their gradients come from autograd, and a constant that a run
leaves at its default is left at torch's (but for lr and momentum, which are always named).
"""

from __future__ import annotations

import json
import random
from itertools import count, islice
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from sgd_core import Run, trace

# What an optimizer makes for itself (the product of NAdam) is as exact as what it is given.
torch.set_default_dtype(torch.float64)
# Nothing here is large enough for two threads, and waiting for each other is most of what they would do.
torch.set_num_threads(1)

FILE = Path(__file__).with_name("torch_figures.json")

#: After which updates the parameters (and, of a schedule, the learning rates) are kept.
UPDATES = (1, 2, 3, 4, 6, 10, 16, 25, 40, 63, 100, 159, 251, 398, 500, 631, 750, 875, 999, 1000)
#: Runs drawn for each optimizer: every problem with every size of batch, once.
CASES = 12
PROBLEMS = ("line", "logistic", "huber", "origin")
SAMPLINGS = ("cyclic", "reshuffle", "shuffle-once", "with-replacement")
#: The lowest and highest learning rate drawn. All are small enough for the runs to settle down.
RATES = {
    "sgd": (0.002, 0.05),
    "momentum": (0.0005, 0.01),
    "nesterov": (0.0005, 0.01),
    "adagrad": (0.02, 0.5),
    "rmsprop": (0.0005, 0.02),
    "adam": (0.0005, 0.05),
    "adamw": (0.0005, 0.05),
    "amsgrad": (0.0005, 0.05),
    "nadam": (0.0005, 0.05),
    "adamax": (0.0005, 0.05),
    "adadelta": (0.5, 2.0),
    "rprop": (0.0005, 0.05),
}


def drawn(optimizer: str, case: int) -> Run:
    """The first of the random runs of this case that is well conditioned; the same each time."""
    candidates = (candidate(optimizer, case, attempt) for attempt in count())
    return next(filter(well_conditioned, candidates))


def well_conditioned(run: Run) -> bool:
    """Whether rounding stays rounding: a start or samples moved by 1e-12 moves no later parameter by 1e-10.

    Where every update takes all samples the gradient may die out, and a rule that divides by its size
    is then chaotic: from a start moved by one bit, torch itself may end a thousandth away.
    """
    path = torch_path(run, UPDATES[-1])
    xs, ys = run.points
    # What a start has been moved by may be forgotten before the gradient dies out.
    moved = (
        run.replaced(w0=[w + 1e-12 for w in run.w0]),
        run.replaced(x=[x + 1e-12 for x in xs], y=ys),
    )
    return all(largest_gap(path, torch_path(other, UPDATES[-1])) < 1e-10 for other in moved)


def largest_gap(one: list[list[float]], other: list[list[float]]) -> float:
    pairs = zip(one, other, strict=True)
    return max(abs(a - b) for ours, theirs in pairs for a, b in zip(ours, theirs, strict=True))


def candidate(optimizer: str, case: int, attempt: int) -> Run:
    """One random run of at least as many updates as are kept."""
    source = random.Random(f"{optimizer} {case} {attempt}")
    problem, n = PROBLEMS[case % 4], source.randint(8, 16)
    batch = (1, source.randint(2, n - 1), "all")[case % 3]
    per_epoch = {1: n, "all": 1}.get(batch) or -(-n // int(batch))
    low, high = RATES[optimizer]
    xs, ys = samples(source, problem, n)
    constants = constants_of(source, optimizer)
    if problem == "huber" and source.random() < 0.7:
        constants["delta"] = short(source.uniform(0.3, 2.0))
    return Run(
        problem=problem,
        x=xs,
        y=ys,
        w0=[short(source.uniform(-1.5, 1.5)) for _ in range(1 if problem == "origin" else 2)],
        lr=short(low * (high / low) ** source.random()),
        epochs=-(-UPDATES[-1] // per_epoch),
        sampling=source.choice(SAMPLINGS),
        seed=source.randint(0, 999),
        batch=batch,
        optimizer=optimizer,
        **(constants if case % 5 else {}),
    )


def samples(source: random.Random, problem: str, n: int) -> tuple[list[float], list[float]]:
    """Noisy samples of a line, so that no gradient dies out and no label is certain."""
    slope, height = source.uniform(-2, 2), source.uniform(-1, 1) if problem != "origin" else 0.0
    xs = [short(source.uniform(-1.5, 2.5)) for _ in range(n)]
    ys = [slope * x + height + source.uniform(-1, 1) for x in xs]
    if problem == "huber":
        ys[0] += 6
    return xs, [float(y > 0) for y in ys] if problem == "logistic" else [short(y) for y in ys]


def constants_of(source: random.Random, optimizer: str) -> dict[str, float]:
    """Values for some of an optimizer's constants; the others keep their defaults."""
    values = {
        "momentum": short(source.uniform(0, 0.95)),
        "alpha": short(1 - 0.5 * 0.002 ** source.random()),
        "beta1": short(source.uniform(0, 0.98)),
        "beta2": short(1 - 0.5 * 0.0002 ** source.random()),
        "eps": short(1e-2 * 1e-10 ** source.random()),
        "weight_decay": short(source.uniform(0, 0.5)),
    }
    # Drawn apart, so that the runs of the optimizers before them stay what they are.
    further = random.Random(repr(values))
    values |= {
        "momentum_decay": short(further.uniform(0, 0.1)),
        "rho": short(1 - 0.5 * 0.02 ** further.random()),
        "etaminus": short(further.uniform(0.2, 0.9)),
        "etaplus": short(further.uniform(1.05, 1.5)),
        "step_min": short(1e-3 * 1e-4 ** further.random()),
        "step_max": short(further.uniform(0.05, 0.5)),
    }
    own = {
        "momentum": ("momentum",),
        "nesterov": ("momentum",),
        "adagrad": ("eps",),
        "rmsprop": ("alpha", "eps"),
        "adam": ("beta1", "beta2", "eps"),
        "adamw": ("beta1", "beta2", "eps", "weight_decay"),
        "amsgrad": ("beta1", "beta2", "eps"),
        "nadam": ("beta1", "beta2", "eps", "momentum_decay"),
        "adamax": ("beta1", "beta2", "eps"),
        "adadelta": ("rho", "eps"),
        "rprop": ("etaminus", "etaplus", "step_min", "step_max"),
    }.get(optimizer, ())
    return {name: values[name] for name in own if source.random() < 0.7}


def short(value: float) -> float:
    """To four digits, to keep the file small."""
    return float(f"{value:.4g}")


#: Runs whose learning rates are kept: short and long, from one step down to hundreds.
SCHEDULED = (
    Run(schedule="step", lr=0.1, epochs=334),
    Run(schedule="step", lr=0.02, gamma=0.9, step_size=1, data="noisy-20", batch=7, epochs=334),
    Run(schedule="step", lr=0.03, gamma=0.1, step_size=100, data="noisy-20", batch="all", epochs=1000),
    Run(schedule="cosine", lr=0.1, epochs=334),
    Run(schedule="cosine", lr=0.2, data="noisy-20", epochs=50),
    Run(schedule="cosine", lr=0.05, lr_min=0.002, data="noisy-20", epochs=50),
    Run(schedule="cosine", lr=0.01, lr_min=0.05, data="noisy-20", batch="all", epochs=3000),
    Run(schedule="exponential", lr=0.1, epochs=334),
    Run(schedule="exponential", lr=0.02, gamma=0.99, data="noisy-20", batch=7, epochs=334),
    Run(schedule="warmup", lr=0.1, epochs=334),
    Run(schedule="warmup", lr=0.02, warmup=700, data="noisy-20", epochs=50),
    Run(schedule="warmup", lr=0.02, warmup=1, data="noisy-20", epochs=50),
    Run(schedule="warmup-cosine", lr=0.1, epochs=334),
    Run(schedule="warmup-cosine", lr=0.02, lr_min=0.001, warmup=300, data="noisy-20", epochs=50),
    Run(schedule="one-cycle", lr=0.1, epochs=334),
    Run(schedule="one-cycle", lr=0.2, data="noisy-20", pct_start=0.61, div_factor=7.0, epochs=50),
    Run(schedule="one-cycle", lr=0.05, data="noisy-20", final_div_factor=30.0, batch="all", epochs=1000),
)


#: The peers that go by their class alone, and what they call the constants: as we do, or in pairs.
CLASSES: dict[str, Any] = {
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "nadam": torch.optim.NAdam,
    "adamax": torch.optim.Adamax,
    "adadelta": torch.optim.Adadelta,
    "rprop": torch.optim.Rprop,
}
OWN = ("alpha", "eps", "weight_decay", "momentum_decay", "rho")
PAIRS = {
    "betas": ("beta1", "beta2"),
    "etas": ("etaminus", "etaplus"),
    "step_sizes": ("step_min", "step_max"),
}


def torch_optimizer(run: Run, w: torch.Tensor) -> torch.optim.Optimizer:
    """The peer, with those constants that the run does not leave at their defaults."""
    given = {name: getattr(run, name) for name in run.to_params() if name in OWN}
    for keyword, pair in PAIRS.items():
        if {*pair} & run.to_params().keys():
            given[keyword] = tuple(getattr(run, name) for name in pair)
    if run.optimizer in CLASSES:
        return CLASSES[run.optimizer]([w], lr=run.lr, **given)
    match run.optimizer:
        case "sgd":
            return torch.optim.SGD([w], lr=run.lr)
        case "momentum":
            return torch.optim.SGD([w], lr=run.lr, momentum=run.momentum)
        case "nesterov":
            return torch.optim.SGD([w], lr=run.lr, momentum=run.momentum, nesterov=True)
        case "amsgrad":
            return torch.optim.Adam([w], lr=run.lr, amsgrad=True, **given)
    raise NotImplementedError(run.optimizer)


def torch_loss(run: Run, answer: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The mean loss of a batch."""
    match run.problem:
        case "origin" | "line":
            return functional.mse_loss(answer, y)
        case "logistic":
            return functional.binary_cross_entropy_with_logits(answer, y)
        case "huber":
            return functional.huber_loss(answer, y, delta=run.delta)
    raise NotImplementedError(run.problem)


def torch_path(run: Run, updates: int) -> list[list[float]]:
    """The parameters after each of the first ``updates`` updates, by torch."""
    x, y = (torch.tensor(column, dtype=torch.float64) for column in run.points)
    rows = x[:, None] if run.problem == "origin" else torch.stack([x, torch.ones_like(x)], dim=1)
    w = torch.tensor(run.w0, dtype=torch.float64, requires_grad=True)
    optimizer = torch_optimizer(run, w)
    path = []
    for batch in islice(trace(run).batches(), updates):
        visited = list(batch)
        optimizer.zero_grad()
        torch_loss(run, rows[visited] @ w, y[visited]).backward()
        optimizer.step()
        path.append(w.tolist())
    return path


#: Schedules whose peers are told of epochs; the others are told of updates.
BY_EPOCH = ("step", "exponential")


def torch_scheduler(run: Run, optimizer: torch.optim.Optimizer) -> Any:
    """The peer of a schedule."""
    peers = torch.optim.lr_scheduler
    match run.schedule:
        case "step":
            return peers.StepLR(optimizer, run.step_size, run.gamma)
        case "exponential":
            return peers.ExponentialLR(optimizer, run.gamma)
        case "cosine":
            return peers.CosineAnnealingLR(optimizer, run.updates, run.lr_min)
        case "warmup":
            return peers.LinearLR(optimizer, 1 / run.warmup, total_iters=run.warmup - 1)
        case "warmup-cosine":
            rise = peers.LinearLR(optimizer, 1 / run.warmup, total_iters=run.warmup - 1)
            fall = peers.CosineAnnealingLR(optimizer, run.updates - run.warmup, run.lr_min)
            return peers.SequentialLR(optimizer, [rise, fall], [run.warmup])
        case "one-cycle":
            given = {name: getattr(run, name) for name in ("pct_start", "div_factor", "final_div_factor")}
            return peers.OneCycleLR(optimizer, run.lr, run.updates, cycle_momentum=False, **given)
    raise NotImplementedError(run.schedule)


def torch_rates(run: Run) -> list[float]:
    """The learning rate of each of the updates kept, by torch."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=run.lr)
    scheduler = torch_scheduler(run, optimizer)
    rates = []
    for t in range(UPDATES[-1]):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if run.schedule not in BY_EPOCH or (t + 1) % run.updates_per_epoch == 0:
            scheduler.step()
    return kept(rates)


def kept(rows: list[Any]) -> list[Any]:
    """The rows of those updates that the file keeps."""
    return [rows[update - 1] for update in UPDATES if update <= len(rows)]


def text_of(figures: dict[str, Any]) -> str:
    """JSON with one case a line."""
    parts = []
    for name, value in figures.items():
        inner = ",\n".join(map(json.dumps, value)) if name in ("paths", "rates") else None
        parts.append(f'"{name}": ' + (json.dumps(value) if inner is None else f"[\n{inner}\n]"))
    return "{" + ",\n".join(parts) + "}\n"


def main() -> None:
    paths = [drawn(optimizer, case) for optimizer in RATES for case in range(CASES)]
    figures = {
        "torch": torch.__version__.partition("+")[0],
        "updates": UPDATES,
        "paths": [
            {"run": run.to_params(), "parameters": kept(torch_path(run, UPDATES[-1]))} for run in paths
        ],
        "rates": [{"run": run.to_params(), "lr": torch_rates(run)} for run in SCHEDULED],
    }
    text = text_of(figures)
    assert json.loads(text) == json.loads(json.dumps(figures))
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

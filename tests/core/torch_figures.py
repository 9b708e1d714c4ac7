"""What torch.optim makes of random runs: draws the runs, runs them, and writes torch_figures.json.

    python -m tests.core.torch_figures

test_optimizers.py holds the core against the committed file. It was written by torch 2.13.0; the file
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
}


def drawn(optimizer: str, case: int) -> Run:
    """The first of the random runs of this case that is well conditioned; the same each time."""
    candidates = (candidate(optimizer, case, attempt) for attempt in count())
    return next(filter(well_conditioned, candidates))


def well_conditioned(run: Run) -> bool:
    """Whether rounding stays rounding: a start moved by 1e-12 moves no later parameter by 1e-10.

    Where every update takes all samples the gradient may die out, and a rule that divides by its size
    is then chaotic: from a start moved by one bit, torch itself may end a thousandth away.
    """
    moved = run.replaced(w0=[w + 1e-12 for w in run.w0])
    pairs = zip(torch_path(run, UPDATES[-1]), torch_path(moved, UPDATES[-1]), strict=True)
    return all(abs(a - b) < 1e-10 for one, other in pairs for a, b in zip(one, other, strict=True))


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
    own = {
        "momentum": ("momentum",),
        "nesterov": ("momentum",),
        "adagrad": ("eps",),
        "rmsprop": ("alpha", "eps"),
        "adam": ("beta1", "beta2", "eps"),
        "adamw": ("beta1", "beta2", "eps", "weight_decay"),
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
)


def torch_optimizer(run: Run, w: torch.Tensor) -> torch.optim.Optimizer:
    """The peer, with those constants that the run does not leave at their defaults."""
    given = {name: getattr(run, name) for name in run.to_params() if name in ("alpha", "eps", "weight_decay")}
    if {"beta1", "beta2"} & run.to_params().keys():
        given["betas"] = (run.beta1, run.beta2)
    match run.optimizer:
        case "sgd":
            return torch.optim.SGD([w], lr=run.lr)
        case "momentum":
            return torch.optim.SGD([w], lr=run.lr, momentum=run.momentum)
        case "nesterov":
            return torch.optim.SGD([w], lr=run.lr, momentum=run.momentum, nesterov=True)
        case "adagrad":
            return torch.optim.Adagrad([w], lr=run.lr, **given)
        case "rmsprop":
            return torch.optim.RMSprop([w], lr=run.lr, **given)
        case "adam":
            return torch.optim.Adam([w], lr=run.lr, **given)
        case "adamw":
            return torch.optim.AdamW([w], lr=run.lr, **given)
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


def torch_rates(run: Run) -> list[float]:
    """The learning rate of each of the updates kept, by torch."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=run.lr)
    scheduler: Any
    if run.schedule == "step":
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, run.step_size, run.gamma)
    else:
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, run.updates, run.lr_min)
    rates = []
    for t in range(UPDATES[-1]):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        # StepLR counts epochs.
        if run.schedule == "cosine" or (t + 1) % run.updates_per_epoch == 0:
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

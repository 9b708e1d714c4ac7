"""The parameters of a run, spelled out for editors and type checkers.

Written from ``run.PARAMETERS``: tests/core/test_keywords.py holds it to that, and prints what should stand
here where it does not.

>>> Keywords.__annotations__["lr"], Values.__annotations__["eps"].__forward_arg__
('float', 'float | None')
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict


class Values(TypedDict, total=False):
    """What may be changed of a run."""

    problem: str
    data: str | None
    x: Iterable[float]
    y: Iterable[float]
    w0: Iterable[float] | None
    lr: float
    epochs: int
    sampling: str
    seed: int
    batch: int | str
    gradient: str
    optimizer: str
    schedule: str
    delta: float
    momentum: float
    eps: float | None
    alpha: float
    beta1: float
    beta2: float | None
    weight_decay: float | None
    momentum_decay: float
    rho: float
    etaminus: float
    etaplus: float
    step_min: float
    step_max: float
    decay: float
    gamma: float | None
    step_size: int
    lr_min: float
    warmup: int
    pct_start: float
    div_factor: float
    final_div_factor: float
    lr_steps: Iterable[tuple[int, float]]
    tol: float


class Keywords:
    """What a run holds, and what it is made of."""

    problem: str
    data: str | None
    x: tuple[float, ...]
    y: tuple[float, ...]
    w0: tuple[float, ...]
    lr: float
    epochs: int
    sampling: str
    seed: int
    batch: int | str
    gradient: str
    optimizer: str
    schedule: str
    delta: float
    momentum: float
    eps: float | None
    alpha: float
    beta1: float
    beta2: float | None
    weight_decay: float | None
    momentum_decay: float
    rho: float
    etaminus: float
    etaplus: float
    step_min: float
    step_max: float
    decay: float
    gamma: float | None
    step_size: int
    lr_min: float
    warmup: int
    pct_start: float
    div_factor: float
    final_div_factor: float
    lr_steps: tuple[tuple[int, float], ...]
    tol: float

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            problem: str = "origin",
            data: str | None = None,
            x: Iterable[float] = (),
            y: Iterable[float] = (),
            w0: Iterable[float] | None = None,
            lr: float = 0.01,
            epochs: int = 100,
            sampling: str = "cyclic",
            seed: int = 0,
            batch: int | str = 1,
            gradient: str = "plain",
            optimizer: str = "sgd",
            schedule: str = "constant",
            delta: float = 1.0,
            momentum: float = 0.9,
            eps: float | None = None,
            alpha: float = 0.99,
            beta1: float = 0.9,
            beta2: float | None = None,
            weight_decay: float | None = None,
            momentum_decay: float = 0.004,
            rho: float = 0.9,
            etaminus: float = 0.5,
            etaplus: float = 1.2,
            step_min: float = 1e-06,
            step_max: float = 50.0,
            decay: float = 0.01,
            gamma: float | None = None,
            step_size: int = 10,
            lr_min: float = 0.0,
            warmup: int = 30,
            pct_start: float = 0.3,
            div_factor: float = 25.0,
            final_div_factor: float = 10000.0,
            lr_steps: Iterable[tuple[int, float]] = (),
            tol: float = 0.0,
        ) -> None: ...

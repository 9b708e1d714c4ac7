"""How a gradient moves the parameters.

Every rule works on one parameter at a time, in float64, and follows PyTorch's conventions.

>>> OPTIMIZERS["sgd"].update(1.0, -2.0, (), 0.01)
(1.02, ())
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sgd_core.parameters import Parameter

#: What an optimizer remembers of one parameter.
Slots = tuple[Any, ...]
#: (parameter, gradient, slots, lr) to (moved parameter, new slots).
Update = Callable[[Any, Any, Slots, float], tuple[Any, Slots]]


@dataclass(frozen=True)
class Optimizer:
    """An update rule.

    ``slots`` is what it remembers of one parameter before the first update;
    ``update(w, g, slots, lr)`` gives the moved parameter and the new slots. Floats and arrays
    of one shape serve alike.
    """

    name: str
    formula: str
    source: str
    constants: tuple[Parameter, ...]
    slots: Slots
    update: Update


def _sgd(w: Any, g: Any, slots: Slots, lr: float) -> tuple[Any, Slots]:
    return w - lr * g, slots


OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (Optimizer("sgd", "w ← w − lr·g", "Robbins, Monro 1951", (), (), _sgd),)
}

"""An entry more for each registry of the core, as somebody may add one: nothing else knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sgd_core.arithmetic import sqrt
from sgd_core.gradients import GRADIENTS
from sgd_core.optimizers import OPTIMIZERS, Direction, Optimizer, Slots
from sgd_core.presets import PRESETS
from sgd_core.samplers import SAMPLINGS
from sgd_core.schedules import SCHEDULES


def _bounded(constants: Mapping[str, Any]) -> Direction:
    momentum = constants["momentum"]

    def direction(w: Any, g: Any, slots: Slots, t: Any) -> tuple[Any, Slots]:
        (velocity,) = slots
        velocity = momentum * velocity + g
        return velocity / sqrt(1 + velocity * velocity), (velocity,)

    return direction


#: The registry by the name of what is chosen from it, and the new entry.
NEWCOMERS: dict[str, tuple[dict[str, Any], Any]] = {
    "optimizer": (
        OPTIMIZERS,
        Optimizer(
            "bounded",
            "",
            OPTIMIZERS["momentum"].constants,
            _bounded,
            {"velocity": 0.0},
        ),
    ),
    "schedule": (SCHEDULES, replace(SCHEDULES["inverse-time"], name="slower")),
    "sampling": (SAMPLINGS, replace(SAMPLINGS["reshuffle"], name="dealt", about="a new order each epoch")),
    "gradient": (GRADIENTS, replace(GRADIENTS["saga"], name="recalled", formula="g = mean of what was")),
    "data": (PRESETS, replace(PRESETS["noisy"], name="mine", about="three points of mine")),
}

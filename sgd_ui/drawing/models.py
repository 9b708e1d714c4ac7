"""Models as pictures need them: what no formula of the core says stands here, beside what is read off one.

What takes parameters, x or y takes floats, arrays and trees alike.

>>> from sgd_core.problems import PROBLEMS
>>> [is_straight(PROBLEMS[name]) for name in ("line", "logistic")]
[True, False]
>>> LANDMARKS["line"].valley(PROBLEMS["line"], 2.0, 3.0, 7.0)
1.0
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sgd_core.problems import Parameters, Problem
from sgd_core.source import flat
from sgd_core.tree import Tree, named, names


@dataclass(frozen=True)
class Landmarks:
    """Where a sample's loss leads, seen from above both parameters.

    Args:
        goal: ``goal(model, w, x, y)``, what a sample pulls straight at from w: the nearest point of its
            valley, or where it has none a point far away.
        valley: ``valley(model, g, x, y)``, the second parameter where the first one is g and the sample's
            loss is 0, if there is such a line.
        band: the constant that says within which distance of the model the loss is a square.
    """

    goal: Callable[[Problem, Parameters, Any, Any], tuple[Any, Any]]
    valley: Callable[[Problem, Any, Any, Any], Any] | None = None
    band: str | None = None


def _line_valley(model: Problem, g: Any, x: Any, y: Any) -> Any:
    """b of w·x + b = y."""
    return y - predicted(model, (g, 0.0), x)


def _onto_line(model: Problem, w: Parameters, x: Any, y: Any) -> tuple[Any, Any]:
    """From (w, b) straight to the line w·x + b = y: by (x, 1)·(y − ŷ) / (x² + 1)."""
    share = (y - predicted(model, w, x)) / (x * x + 1)
    return w[0] + x * share, w[1] + share


#: Far out of any picture.
_FAR = 1e6


def _far_along(model: Problem, w: Parameters, x: Any, y: Any) -> tuple[Any, Any]:
    """Along (x, 1), forward for y = 1 and back for y = 0."""
    way = _FAR * (2 * y - 1)
    return w[0] + way * x, w[1] + way


#: By problem; of one that is not here these are not drawn.
LANDMARKS: dict[str, Landmarks] = {
    "line": Landmarks(_onto_line, _line_valley),
    "logistic": Landmarks(_far_along),
    "huber": Landmarks(_onto_line, _line_valley, band="delta"),
}


def predicted(model: Problem, w: Parameters, x: Any) -> Any:
    """What a model that predicts makes of x."""
    assert model.predict
    return model.predict(w, x)


def is_straight(model: Problem) -> bool:
    """Whether what a model predicts is a straight line over x."""
    return _degree(predicted(model, names(model.parameters), named("x")), "x") <= 1


def _degree(tree: Tree, name: str) -> float:
    """The degree of a tree as a polynomial in a name; infinite where it is not seen to be one."""
    degrees: list[float] = []
    for line in flat([tree]).code:
        if isinstance(line, tuple):
            degrees.append(_degree_of(line[0], [degrees[part] for part in line[1]]))
        else:
            degrees.append(int(line == name))
    return degrees[-1]


def _degree_of(operation: str, parts: list[float]) -> float:
    if operation in ("+", "-", "neg"):
        return max(parts)
    if operation == "*" or (not any(parts[1:]) and operation == "/"):
        return sum(parts)
    return math.inf if any(parts) else 0

"""The two problems of the page: each is one entry, and no other place asks which of them a run is of."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sgd_core import Run
from sgd_core.landscape import axis_products, moment, principal_axes, scaled, scaled_points
from sgd_core.problems import PROBLEMS, Parameters, reconstructed
from sgd_core.theory import deep_factors, escape_time
from sgd_ui.drawing.clip import Spans
from sgd_ui.drawing.marks import Spot
from sgd_ui.drawing.models import predicted
from sgd_ui.pages.saddle import guises
from sgd_ui.pages.saddle.saddles import Point, Saddle, Stay, leaving

Stays = Mapping[str, Stay]
#: Makes a way to run of full-batch descent as listed, single samples for as long, and an angle.
Way = Callable[[Run, Run, float], Run]


@dataclass(frozen=True)
class Case:
    """A problem that has a saddle.

    Args:
        name: what the core calls it, and the catalogue what is said of it.
        plane: whether its samples are points of a plane: one scale for x and y, and when they are
            turned, the way out is turned with them.
        out: the direction in which a run's mean loss falls away from its saddle.
        none: the word for why a run's samples make no saddle.
        others: who runs beside single samples ``a`` and the full batch ``b``, by key, made of the run.
        ways: what is compared with the points as listed and in another order, by name.
        origin: the place that many seeds leave from.
        aside: where beside that place they start.
        rule: theory's scale for the times at which they are beyond a threshold, from a start.
        measure: how what says how far out a run is is written.
        why: the word for why its runs go as they do.
        headline: the word for who leaves, where nothing else heads the verdict.
        lesson: the word for what the ways teach, where none diverges and what is listed stays.
        changes: what a question can change, in the order in which it is tried; the last one always can.
        answers: what can be answered, by the keys of those that get out.
        line: what the model draws with these parameters, from an edge of a picture to the other or beyond.
        guess: what the model makes of a sample with these parameters.
    """

    name: str
    plane: bool
    out: Callable[[Run], Point]
    none: Callable[[Run], str]
    others: Mapping[str, Callable[[Run], Run]]
    ways: Mapping[str, Way]
    origin: Callable[[Run, Saddle], tuple[float, ...]]
    aside: Callable[[Run], Run]
    rule: Callable[[Run, Saddle, float], float]
    measure: Callable[[Saddle], str]
    why: Callable[[Run], str]
    headline: Callable[[Stays], str]
    lesson: Callable[[Stays], str]
    changes: tuple[str, ...]
    answers: Mapping[str, str]
    line: Callable[[Parameters, Spans], tuple[Spot, Spot]]
    guess: Callable[[Parameters, Any, Any], Spot]


def case_of(run: Run) -> Case:
    """The entry of a run's problem."""
    return CASES[run.problem]


# --- the autoencoder ---


def _long_axis(run: Run) -> Point:
    """v₁, a unit vector along the longest axis of the points."""
    return principal_axes(*run.points)[1]


def _no_short_axis(run: Run) -> str:
    """``round`` (no axis is the longest), ``flat`` (the points lie on a line through 0), ``points`` (all
    are 0), or ``beyond`` computing."""
    if not run.critical:
        return "beyond" if any(map(any, run.points)) else "points"
    return "flat" if len(run.critical) == 3 else "round"


def pushed(run: Run) -> bool:
    """Whether any sample pulls at an ``autoencoder``'s saddle: whether a·b ≠ 0 for a point a·v₁ + b·v₂."""
    return any(axis_products(*scaled_points(*run.points)[1:]))


def _walk_time(start: Run, saddle: Saddle, beyond: float) -> float:
    """``escape_time``: for samples drawn with replacement, from the saddle."""
    return escape_time(*start.points, start.lr, beyond)


def _two_leave(stays: Stays) -> str:
    out = leaving(stays)
    if out == "a":
        return "stuck" if stays["b"].exact else "slow"
    return {"ab": "both", "b": "odd"}.get(out, "none")


def _only_rounding(stays: Stays) -> str:
    """``fragile``: another guise of the same points leaves; ``firm``: none does."""
    others = [stays[name] for name in ("shuffled", "turned") if name in stays]
    return "fragile" if any(each.out for each in others) else "firm"


def _line_along_w(w: Parameters, spans: Spans) -> tuple[Spot, Spot]:
    """The line through 0 along w, beyond the edges."""
    far = 20 * spans[0][1]
    return (-far * w[0], -far * w[1]), (far * w[0], far * w[1])


# --- two layers ---


def _sum_or_difference(run: Run) -> Point:
    """(1, ±1) with the sign of Σxy, so that w·out is w₁ + w₂ or w₁ − w₂ to the last bit."""
    xs, ys = (scaled(column)[1] for column in run.points)
    return (1.0, math.copysign(1.0, moment(xs, ys)))


def _no_slope(run: Run) -> str:
    """``level`` (mean xy is 0), ``x`` (all x are 0), or ``beyond`` computing."""
    if not run.critical:
        return "beyond" if any(run.points[0]) else "x"
    return "level"


def _growth_time(start: Run, saddle: Saddle, beyond: float) -> float:
    """What the factors near the saddle take to grow the start's offset beyond a threshold."""
    away, which = saddle.of(start.w0), 0 if saddle.out[1] > 0 else 1
    points = zip(*start.points, strict=True)
    factors = [abs(deep_factors((0.0, 0.0), x, y, start.lr)[which]) for x, y in points]
    if not away or not all(factors):
        return math.inf
    growth = math.fsum(map(math.log, factors)) / len(factors)
    return max(0.0, math.log(beyond / away) / growth) if growth > 0 else math.inf


def _three_leave(stays: Stays) -> str:
    out = leaving(stays)
    if stays["a"].exact and stays["b"].exact:
        return "freed" if out == "c" else "held"
    return "all" if len(out) == 3 else "mixed" if out else "none"


def _only_the_nudge(stays: Stays) -> str:
    """``deep``: only what is nudged leaves, and it does; ``deep_open``: not even that."""
    kept = all(stays[name].exact for name in ("shuffled", "relabelled") if name in stays)
    return "deep" if kept and stays["nudged"].out else "deep_open"


def _above_x(w: Parameters, x: Any, y: Any = 0.0) -> Spot:
    """(x, ŷ), whatever y is."""
    return x, predicted(PROBLEMS["deep"], w, x)


def _line_of_guesses(w: Parameters, spans: Spans) -> tuple[Spot, Spot]:
    """The line of ŷ, from edge to edge."""
    left, right = spans[0]
    return _above_x(w, left), _above_x(w, right)


CASES: dict[str, Case] = {
    case.name: case
    for case in (
        Case(
            name="autoencoder",
            plane=True,
            out=_long_axis,
            none=_no_short_axis,
            others={},
            ways={
                "turned": lambda listed, single, angle: guises.turned(listed, angle),
                "single": lambda listed, single, angle: single,
            },
            origin=lambda run, saddle: saddle.place,
            aside=guises.unchanged,
            rule=_walk_time,
            measure=lambda saddle: "|wᵀv₁|",
            why=lambda run: "pushed" if pushed(run) else "not",
            headline=_two_leave,
            lesson=_only_rounding,
            changes=("turned", "aside"),
            answers={"": "nobody", "a": "single", "ab": "both", "b": "full"},
            line=_line_along_w,
            guess=reconstructed,
        ),
        Case(
            name="deep",
            plane=False,
            out=_sum_or_difference,
            none=_no_slope,
            others={"c": guises.nudged},
            ways={
                "relabelled": lambda listed, single, angle: guises.relabelled(single),
                "nudged": lambda listed, single, angle: guises.nudged(single),
            },
            origin=lambda run, saddle: run.w0,
            aside=guises.nudged,
            rule=_growth_time,
            measure=lambda saddle: "|w1 + w2|" if saddle.out[1] > 0 else "|w1 − w2|",
            why=lambda run: "deep",
            headline=_three_leave,
            lesson=_only_the_nudge,
            changes=("labels", "order"),
            answers={"": "nobody", "c": "nudged"} | dict.fromkeys(("a", "b", "ab", "ac", "bc", "abc"), "too"),
            line=_line_of_guesses,
            guess=_above_x,
        ),
    )
}

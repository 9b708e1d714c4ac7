"""What figures are drawn with: lines and points that stand still, and those that follow the clock.

A mark is one trace of Plotly's, as plain data. One that moves names in its ``meta`` what it shows of a run:

- ``run``: which of the runs it is about, 0 where it does not say;
- ``follow``: ``whole`` (a column against another, all of it), ``trail`` (up to now, or the
  ``last`` updates; with ``only``, those that samples ``[first, last]`` pulled), ``head`` (the point now),
  ``line`` (a segment), ``curve`` (over ``grid`` values of ``g``, evenly over what is seen of the axis of x),
  ``label`` (a ``text`` beside a point, or where ``ends`` says so beside the right end of a segment; the
  numbers in it are what the formula has further, ``{0}``, ``{1}`` …, ``{+1}`` with its sign; where it
  ``leans``, the last of them says by its sign on which side it stands, left above 0, and the one before on
  which side of the line the sample is; where ``{1}`` and ``{2}`` are not the same any more as they are
  written, it says what it has ``moved``; ``brief`` holds both where there is little room), ``names`` (of
  curves over a ``grid``, of samples their numbers and of the mean over all its ``text``, each where its
  curve is farthest from the others);
- ``by``: ``update`` or ``epoch``, and ``x``, ``y``: columns, for what reads them (``#`` is the number of
  the update or epoch, ``@`` its place on the axis that the clock runs along, a number is itself);
- ``formula``, for what is computed: x and y of a point, of both ends of a segment, or y of a curve, as
  ``as_json`` of ``sgd_core.formula`` writes trees; its names are those of the parameters, with ``_before``
  what they were before the update, with ``grad_`` the gradient, and what else an update's columns hold;
- ``samples``: it shows the samples themselves, in their colours;
- ``each``: once for every sample that is pulling, for every one of a list, or for ``all`` of them, each
  ``x``, ``y``, its number ``i``, and ``given``, its x as given where the run is on scaled ones; ``mean``:
  once, the mean of those, which the curve of a batch and of all always is; ``pulling``: names mean the update
  in progress; ``from``: not before that stage of slow motion; ``ago``: as it was so many updates ago, from
  the first number to the last, or at the ``start``; ``wears``: ``line``, ``marker`` (its edge), ``fill`` or
  ``text`` takes the colour of the sample that is pulling; ``floor``: where a zero is drawn on a log axis.

Three more are of marks that stand still as well: ``held`` moves only while a hand holds the samples,
``fades`` is about samples as they were and fades then, ``surface`` is of ``g`` and ``h`` what contour lines
are of, and ``future`` is seen once that is earned. The ``model`` is what the names of ropes keep off. What
``watch`` names is not let out of sight: that name stands on the frame with an arrow where it is outside.

>>> (w,) = names("w")
>>> spot((X, X * w), {}, each=True)["meta"]
{'follow': 'head', 'formula': {'code': ['x', 'w', ['*', 0, 1]], 'out': [0, 2]}, 'each': True}
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NotRequired, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from sgd_core.formula import as_json
from sgd_core.tree import Tree, as_tree, names
from sgd_ui.drawing.palette import HOLLOW, Palette, Pen

Floats = NDArray[np.float64]
#: One trace of Plotly's.
Mark = dict[str, Any]
#: The part of a trace that says how it looks.
Style = dict[str, Any]
Values = Sequence[float] | NDArray[Any]

#: More samples than this are not drawn one by one; an even choice of them is.
MOST_PULLS = 200
#: So many updates of a path wear the colours of their samples.
RECENT = 12


class Path(TypedDict):
    """Two columns of a run, one against the other.

    A number stands for all of a column; that of y is a share of what is seen over 0.
    """

    run: NotRequired[int]
    by: Literal["update", "epoch"]
    x: str | float
    y: str | float
    floor: NotRequired[float]
    watch: NotRequired[str]


#: A number, or what is computed of names.
Computed = Tree | float
#: A point, x and y.
Spot = tuple[Computed, Computed]
#: A sample's own, and what runs along a grid, or along both sides of one.
X, Y, G, H, GIVEN = names(("x", "y", "g", "h", "given"))


class Moves(TypedDict, total=False):
    """How what is computed follows the clock; ``begins`` is ``from`` in a ``meta``."""

    run: int
    each: bool | list[int] | Literal["all"]
    mean: bool
    pulling: bool
    begins: int
    ago: tuple[int, int] | Literal["start"]
    wears: Literal["line", "marker", "fill", "text"]
    held: bool
    fades: bool
    model: bool
    watch: str


# --- how a mark looks ---


def stroke(pen: Pen | str, width: float, dash: str = "", hover: str = "") -> Style:
    """A line of a pen or of a colour; with ``hover``, its values can be read off by pointing at it."""
    colour, dash = pen if isinstance(pen, Pen) else (pen, dash)
    line = {"color": colour, "width": width, "simplify": False}
    return {"mode": "lines", "line": line | ({"dash": dash} if dash else {}), **_read_off(hover)}


def dot(colour: str, size: float, edge: tuple[float, str] | None = None, hover: str = "") -> Style:
    """A point, with an ``edge`` of some width and colour if one is given."""
    rim = {"line": {"width": edge[0], "color": edge[1]}} if edge else {}
    return {"mode": "markers", "marker": {"size": size, "color": colour, **rim}, **_read_off(hover)}


def beads(pen: Pen, width: float, size: float, hover: str) -> Style:
    """Points of a pen's colour on a line of it, which breaks off where there is no number."""
    plain = {"color": pen.colour, "width": width} | ({"dash": pen.dash} if pen.dash else {})
    marker = {"size": size, "color": pen.colour}
    return {
        "mode": "lines+markers",
        "connectgaps": False,
        "line": plain,
        "marker": marker,
        "hovertemplate": hover,
    }


def ring(colour: str, size: float, width: float) -> Style:
    """A hollow ring."""
    return dot(HOLLOW, size, (width, colour))


def written(colour: str, size: float, side: str, clear: float = 0, weight: int = 400) -> Style:
    """A text on a side of its point (``top left`` …), so many pixels clear of it."""
    return {
        "mode": "markers+text",
        "textfont": {"color": colour, "size": size, "weight": weight},
        "textposition": side,
        "marker": {"color": HOLLOW, "size": max(2 * clear, 1), "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _read_off(hover: str) -> Style:
    return {"hovertemplate": hover} if hover else {"hoverinfo": "skip"}


# --- what stands still ---


def still(x: Values, y: Values, style: Style, **more: Any) -> Mark:
    """Points, or a line through them."""
    return {"type": "scatter", "x": x, "y": y, **style, **more}


def band(x: Values, low: Values, high: Values, fill: str, **more: Any) -> list[Mark]:
    """What lies between two curves."""
    bare = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    hidden = {"showlegend": False} if more else {}
    return [still(x, low, bare, **hidden), still(x, high, bare, fill="tonexty", fillcolor=fill, **more)]


def told(mark: Mark, **what: bool) -> Mark:
    """A mark that ``fades``, or that is of the ``future``."""
    return mark | {"meta": mark.get("meta", {}) | what}


# --- what follows the clock ---


def whole(path: Path, style: Style, opacity: float | None = None) -> Mark:
    """A path, all of it."""
    return _moving("whole", path, style) | ({} if opacity is None else {"opacity": opacity})


def trail(path: Path, style: Style, only: Sequence[int] | None = None, last: int = RECENT) -> Mark:
    """A path up to now; with ``only``, what the samples from the first to the last pulled of late."""
    return _moving("trail", path if only is None else {**path, "only": only, "last": last}, style)


def head(path: Path, style: Style) -> Mark:
    """The point of a path now."""
    return _moving("head", path, style)


def samples(at: Spot, style: Style) -> Mark:
    """The samples themselves, each in its colour."""
    mark = _computed("head", at, style, {"each": "all", "held": True})
    mark["meta"]["samples"] = True
    return mark


def spot(at: Spot, style: Style, **moves: Unpack[Moves]) -> Mark:
    """A point that is computed."""
    return _computed("head", at, style, moves)


def line(start: Spot, end: Spot, style: Style, **moves: Unpack[Moves]) -> Mark:
    """A segment whose ends are computed."""
    return _computed("line", (*start, *end), style, moves)


def curve(grid: int, y: Computed, style: Style, **moves: Unpack[Moves]) -> Mark:
    """A curve that is computed at so many values of x, which ``G`` stands for."""
    mark = _computed("curve", (y,), style, moves)
    mark["meta"]["grid"] = grid
    return mark


def label(
    at: Sequence[Computed], text: str, numbers: Sequence[Computed], style: Style, **moves: Unpack[Moves]
) -> Mark:
    """A text with numbers in it, beside a point or beside the right end of a segment."""
    mark = _computed("label", (*at, *numbers), style, moves)
    mark["meta"] |= {"text": text, "ends": len(at) > 2}
    return mark


def names_of(grid: int, y: Computed, each: list[int], mean: str, style: Style) -> Mark:
    """What the curves of some samples, and of the mean over all, are called."""
    mark = _computed("names", (y,), style, {"each": each, "held": True})
    mark["meta"] |= {"grid": grid, "text": mean}
    return mark


def lately(path: Path, style: Style) -> Mark:
    """The last few updates of a path."""
    return _moving("trail", {**path, "last": RECENT}, style)


def runner(path: Path, pen: Pen, hover: str, palette: Palette) -> list[Mark]:
    """A whole path faintly, what is done of it thinly, its last few updates in full, and the point now."""
    return [
        whole(path, stroke(pen.colour, 1), opacity=0.3),
        trail(path, stroke(pen, 1.5, hover=hover)) | {"opacity": 0.75},
        lately(path, stroke(pen, 3)),
        head(path, dot(pen.colour, 12, (1.5, palette.background))),
    ]


def _moving(follow: str, meta: Any, style: Style) -> Mark:
    told = _read_off_itself(style) if meta.get("floor") else style
    return {"type": "scatter", **told, "meta": {"follow": follow, **meta}}


def with_floor(x: Values, y: Floats, floor: float, style: Style, **more: Any) -> Mark:
    """Points, or a line through them, none of them drawn below a floor; what is read off is ``y``."""
    return still(x, np.where(y < floor, floor, y), _read_off_itself(style), customdata=y, **more)


def _read_off_itself(style: Style) -> Style:
    """A style by which a value is read off, and not the floor where it is drawn."""
    hover = style.get("hovertemplate", "").replace("%{y", "%{customdata")
    return style | {"hovertemplate": hover} if hover else style


def _computed(follow: str, what: Sequence[Computed], style: Style, moves: Moves) -> Mark:
    told = {"from" if name == "begins" else name: value for name, value in moves.items()}
    return _moving(follow, {"formula": as_json(map(as_tree, what)), **told}, style)


# --- what is drawn of many ---


def even_choice(count: int, most: int) -> NDArray[np.int64]:
    """At most ``most`` of the numbers below ``count``, evenly spaced, the first and the last among them."""
    # They lie at least 1 apart, so that no two have the same whole number.
    return np.linspace(0, count - 1, min(count, most)).astype(np.int64)


def seen(values: Floats) -> Floats:
    """Those that a log axis can show: finite and above 0."""
    return values[np.isfinite(values) & (values > 0)]


def gaps(values: Floats) -> Floats:
    """The same values, no number where they are not above 0: there a line on a log axis breaks off."""
    return np.where(values > 0, values, np.nan)

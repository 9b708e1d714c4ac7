"""What each trace of a figure shows at a moment: its points on the axes, its text, the colour it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sgd_ui.drawing.axes import clipped
from sgd_ui.drawing.marks import Floats, Mark
from sgd_ui.drawing.render import font
from sgd_ui.drawing.render.computed import values
from sgd_ui.drawing.render.layout import Axis, Frame
from sgd_ui.drawing.render.moments import Here, Moment, Rows
from sgd_ui.words.numerals import glance

#: Where along a line its name stands, at most; on the other side of it, at most there and up to this height;
#: and how far from the frame the name of what lies beyond it stands.
_WRITTEN_AT, _WRITTEN_TO, _UP_TO, _FROM_FRAME = 0.8, 0.92, 0.8, 0.06


@dataclass(frozen=True)
class Drawn:
    """A trace at a moment: points on the axes, broken where there is no number.

    Args:
        text: what is written beside them, and ``side``, on which side.
        colours: of the points, or one of all; none where the trace has its own.
    """

    x: Floats
    y: Floats
    text: Sequence[str] = ()
    side: str = ""
    colours: Sequence[str] = ()


@dataclass
class Painter:
    """Draws the traces of a figure, one after the other.

    Args:
        at: the moment; None for figures in which nothing moves.
    """

    frame: Frame
    at: Moment | None
    #: What is written on, as shares of the width: whether over the line, from where, to where.
    taken: tuple[bool, float, float] = (True, 0.0, 0.0)

    def drawn(self, trace: Mark) -> Drawn:
        """What a trace shows."""
        meta = trace.get("meta", {})
        if "follow" not in meta or self.at is None:
            x, y = (np.asarray(trace.get(name, ()), float) for name in "xy")
            return Drawn(x, y, trace.get("text", ()), trace.get("textposition", "middle center"))
        told = replace(self._following(trace, meta), colours=self._worn(meta))
        if not meta.get("samples"):
            return told
        return replace(told, text=trace.get("text", ()), side=trace.get("textposition", ""))

    def _following(self, trace: Mark, meta: dict[str, Any]) -> Drawn:
        heres, follow = self._heres(meta), meta["follow"]
        if not heres:
            return Drawn(np.empty(0), np.empty(0))
        if "by" in meta:
            return self._path(meta, heres[0])
        if follow == "label":
            return self._label(trace, meta, heres[0])
        if follow == "curve":
            return self._curve(meta, heres)
        found = np.concatenate([_rows(meta, here, self.at) for here in heres])
        return _segments(found) if follow == "line" else Drawn(found[:, 0], found[:, 1])

    def _heres(self, meta: dict[str, Any]) -> list[Here]:
        """What a mark is about: the run now; or as it was so many updates ago, or at its start."""
        assert self.at
        run, ago = meta.get("run", 0), meta.get("ago")
        rows, here = self.at.runs[run], self.at.heres[run]
        if ago == "start":
            return [rows.at(0)]
        if not ago:
            return [replace(here, pulling=rows.row(here.u + 1)) if self.at.preview else here]
        before = (here.u - k for k in range(ago[0], ago[1] + 1))
        return [rows.at(u) for u in before if u >= 0 and rows.known(u) == u]

    # --- columns against one another ---

    def _path(self, meta: dict[str, Any], here: Here) -> Drawn:
        assert self.at
        rows = self.at.runs[meta.get("run", 0)]
        if meta["by"] == "epoch":
            return _ends(meta, rows, here)
        if meta["follow"] == "head":
            return _points(meta, rows, np.array([rows.entry(here.u)]))
        if meta["follow"] == "whole":
            return _points(meta, rows, np.arange(rows.length))
        if "last" in meta:
            return _recent(meta, rows, here)
        return _points(meta, rows, np.arange(rows.entry(here.u) + 1))

    # --- what is computed ---

    def _curve(self, meta: dict[str, Any], heres: Sequence[Here]) -> Drawn:
        low, high = self.frame.x.limits
        grid = np.linspace(low, high, meta["grid"])
        curves = np.concatenate(
            [values(meta, here, self.at, grid)[:, 0, :] for here in heres if self.at] or []
        )
        gap = np.full((len(curves), 1), np.nan)
        x = np.hstack([np.tile(grid, (len(curves), 1)), gap])
        return Drawn(x.ravel(), np.hstack([curves, gap]).ravel())

    def _label(self, trace: Mark, meta: dict[str, Any], here: Here) -> Drawn:
        found = _rows(meta, here, self.at)
        if not len(found):
            return Drawn(np.empty(0), np.empty(0))
        numbers, ends = found[0].tolist(), meta["ends"]
        text = _said(meta, numbers[4 if ends else 2 :])
        room = self._room(trace, text)
        place, side = (
            self._along(numbers[:4], room)
            if ends
            else self._beside(meta, numbers, trace["textposition"], room)
        )
        if meta.get("leans"):
            share = self.frame.x.share(numbers[0])
            right = side.endswith("right")
            self.taken = (numbers[-2] > 0, share if right else share - room, share + room if right else share)
        return Drawn(np.array([place[0]]), np.array([place[1]]), [text], side)

    def _room(self, trace: Mark, text: str) -> float:
        """How wide a text is, with its distance from what it names, as a share of the picture."""
        told = trace["textfont"]
        clear = 1.5 * trace.get("marker", {}).get("size", 0)
        return float((font.width(text, told["size"], told.get("weight", 400)) + clear) / self.frame.x.length)

    def _along(self, ends: Sequence[float], room: float) -> tuple[tuple[float, float], str]:
        """Where on what is seen of a segment a text stands: on the right under one that rises, where the line
        does not run through it, and on its other side where that is taken."""
        x, y = self.frame.x, self.frame.y
        seen = clipped((ends[0], ends[1]), (ends[2], ends[3]), (x.limits, y.limits))
        if not seen:
            return (np.nan, np.nan), ""
        (x0, y0), (x1, y1) = seen
        rises = ends[3] >= ends[1]
        begin, end = x.share(x0), x.share(x1)
        share = min(_WRITTEN_AT, 1 - room / (end - begin)) if end - begin > room else _WRITTEN_AT
        start = begin + share * (end - begin)
        over, since, until = self.taken
        free = over == rises or until < start or since > start + room
        if not free:
            # On the other side a text ends where the line is not yet at the frame.
            bottom, top = y.share(y0), y.share(y1)
            most = (_UP_TO - bottom) / (top - bottom) if rises else (bottom - 1 + _UP_TO) / (bottom - top)
            share = min(_WRITTEN_TO, max(most, _WRITTEN_AT / 2))
        at = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
        side = f"{'bottom' if rises == free else 'top'} {'right' if free else 'left'}"
        return at, self._inside(side, at, room)

    def _beside(
        self, meta: dict[str, Any], numbers: Sequence[float], wished: str, room: float
    ) -> tuple[tuple[float, float], str]:
        """The same of a text about a point; how hard it pulls stands where the model leads away from it."""
        at = numbers[0], numbers[1]
        if meta.get("pulling"):
            at = _drawn_in(at[0], self.frame.x), _drawn_in(at[1], self.frame.y)
        side = "middle left" if meta.get("leans") and numbers[-1] > 0 else wished
        return at, self._inside(side, at, room)

    def _inside(self, wished: str, at: tuple[float, float], room: float) -> str:
        """To which side of a point a text is written, so that it stays in the picture."""
        up, across = wished.split(" ")
        right, high = self.frame.x.share(at[0]), self.frame.y.share(at[1])
        if (up, high > 0.85) == ("top", True):
            up = "bottom"
        elif (up, high < 0.12) == ("bottom", True):
            up = "top"
        if across == "left" and right < room:
            across = "right"
        elif across == "right" and right > 1.02 - room:
            across = "left"
        return f"{up} {across}"

    # --- colours ---

    def _worn(self, meta: dict[str, Any]) -> Sequence[str]:
        """The colours that a trace takes from samples."""
        assert self.at
        colours, few = self.at.told["colours"], self.at.told["samples"] <= len(self.at.told["colours"])
        if meta.get("samples"):
            return list(colours) if few else [colours[0]]
        if "wears" not in meta:
            return ()
        run = meta.get("run", 0)
        here = self._heres({"run": run})[0]
        taken = here.pulling.samples if here.pulling else None
        if taken is None or len(taken) != 1:
            return [self.at.told["ink"]]
        return [colours[taken[0] % len(colours)] if few else colours[1]]


def _said(meta: dict[str, Any], numbers: Sequence[float]) -> str:
    """What a label says: another text once what it is about has moved."""
    moved = "moved" in meta and glance(numbers[1]) != glance(numbers[2])
    return labelled(meta["moved" if moved else "text"], numbers)


def labelled(template: str, numbers: Sequence[float]) -> str:
    """A text with numbers in the place of ``{0}``, ``{1}`` …; ``{+1}`` is one that is added, with its sign.

    >>> labelled("ŷ = {0}·x {+1}", [2.0, -1.0])
    'ŷ = 2·x − 1'
    """

    def written(found: re.Match[str]) -> str:
        number = numbers[int(found[2])]
        return f"{'−' if number < 0 else '+'} {glance(abs(number))}" if found[1] else glance(number)

    return re.sub(r"\{(\+?)(\d+)\}", written, template)


def _rows(meta: dict[str, Any], here: Here, at: Moment | None) -> Floats:
    assert at
    found = values(meta, here, at)
    return found[:, :, 0] if found.size else np.empty((0, len(meta["formula"]["out"])))


def _segments(ends: Floats) -> Drawn:
    gap = np.full(len(ends), np.nan)
    x, y = (np.stack([ends[:, k], ends[:, k + 2], gap], axis=1).ravel() for k in (0, 1))
    return Drawn(x, y)


def _drawn_in(value: float, axis: Axis) -> float:
    """A number, or the nearest one that is well inside an axis."""
    low, high = axis.limits
    room = _FROM_FRAME * (high - low)
    return max(low + room, min(high - room, value))


def _column(name: str | float, rows: Rows, at: Floats, entries: Any) -> Floats:
    """What a path calls a name, at some entries, which belong to the updates or epochs ``at``."""
    if not isinstance(name, str):
        return np.full(len(at), float(name))
    if name in ("#", "@"):
        return np.asarray(at if name == "#" else rows.position(at), float)
    return np.asarray(rows.columns[name][entries], float)


def _on_log(meta: dict[str, Any], column: Floats) -> Floats:
    floor = meta.get("floor")
    return np.where(column == 0, floor, column) if floor else column


def _points(meta: dict[str, Any], rows: Rows, entries: Any) -> Drawn:
    at = np.minimum(entries * rows.stride, rows.facts["updates"])
    x, y = (_column(meta[name], rows, at, entries) for name in "xy")
    return Drawn(x, _on_log(meta, y))


def _ends(meta: dict[str, Any], rows: Rows, here: Here) -> Drawn:
    """A path by epoch: all of it, up to now, or its last point."""
    count, stride = len(rows.columns["epoch_last"]), rows.facts["epochStride"]
    at = np.minimum(np.arange(count) * stride, rows.facts["epochs"] - 1)
    entries = np.arange(count if meta["follow"] == "whole" else int((at <= here.epochs - 1).sum()))
    if meta["follow"] == "head":
        entries = entries[-1:]
    x, y = (_column(meta[name], rows, at[entries], entries) for name in "xy")
    return Drawn(x, _on_log(meta, y))


def _recent(meta: dict[str, Any], rows: Rows, here: Here) -> Drawn:
    """The pieces of the last few updates, of all or of those that the samples of ``only`` pulled."""
    now = rows.entry(here.u)
    ends = np.arange(max(1, now - meta["last"] + 1), now + 1)
    if rows.stride > 1 or ("only" in meta and "sample" not in rows.columns):
        ends = ends[:0]
    elif "only" in meta:
        pulled = rows.columns["sample"][ends]
        ends = ends[(pulled >= meta["only"][0]) & (pulled <= meta["only"][1])]
    begin, end = _points(meta, rows, ends - 1), _points(meta, rows, ends)
    return _segments(np.stack([begin.x, begin.y, end.x, end.y], axis=1))

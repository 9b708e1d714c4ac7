"""What each trace of a figure shows at a moment: its points on the axes, its text, the colour it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sgd_ui.drawing.marks import Floats, Mark
from sgd_ui.drawing.render import font, placing
from sgd_ui.drawing.render.computed import values
from sgd_ui.drawing.render.layout import Frame
from sgd_ui.drawing.render.moments import Here, Moment, Rows
from sgd_ui.drawing.render.placing import Place, Written
from sgd_ui.drawing.render.primitives import Box
from sgd_ui.words.numerals import glance

#: How wide a knot is beside its rope.
_KNOT = 2.8


@dataclass(frozen=True)
class Drawn:
    """A trace at a moment: points on the axes, broken where there is no number.

    Args:
        text: what is written beside them, and ``sides``, on which side, of each or of all.
        colours: of the points, or one of all; none where the trace has its own.
    """

    x: Floats
    y: Floats
    text: Sequence[str] = ()
    sides: Sequence[str] = ()
    colours: Sequence[str] = ()


@dataclass
class Painter:
    """Draws the traces of a figure, one after the other.

    Args:
        at: the moment; None for figures in which nothing moves.
    """

    frame: Frame
    at: Moment | None
    #: What of the picture is taken.
    taken: list[Box] = field(default_factory=list)
    #: What the model takes of it, which its own name is beside.
    model: list[Box] = field(default_factory=list)

    def drawn(self, trace: Mark) -> Drawn:
        """What a trace shows."""
        meta = trace.get("meta", {})
        if self.at is None or "follow" not in meta:
            x, y = (np.asarray(trace.get(name, ()), float) for name in "xy")
            sides = trace.get("textposition", "middle center")
            return Drawn(x, y, trace.get("text", ()), [sides] if isinstance(sides, str) else sides)
        told = replace(self._following(trace, meta), colours=self._worn(meta))
        if "by" in meta and "text" in trace:
            return replace(told, text=trace["text"], sides=[trace["textposition"]])
        if not meta.get("samples"):
            return told
        at = zip(told.x.tolist(), told.y.tolist(), strict=True)
        named = "textfont" in trace
        sides = [placing.number_at(each, trace, self.frame).side for each in at] if named else ()
        return replace(told, text=trace.get("text", ()), sides=sides)

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
        if isinstance(meta["y"], float):
            meta = meta | {"y": meta["y"] * self.frame.y.limits[1]}
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
        nothing = Drawn(np.empty(0), np.empty(0))
        found = _rows(meta, here, self.at)
        numbers = found[0].tolist() if len(found) else []
        place = self._placed(trace, meta, numbers) if numbers else None
        if not place or not np.isfinite(place.at).all():
            return nothing
        if meta.get("leans") and placing.is_cramped(place, numbers[-2], self.frame, self.taken):
            return nothing
        if _is_placed(meta):
            self.taken.append(placing.area_of(place, self.frame))
        return Drawn(np.array(place.at[:1]), np.array(place.at[1:]), [place.written.text], [place.side])

    def _placed(self, trace: Mark, meta: dict[str, Any], numbers: list[float]) -> Place | None:
        """Where the text of a label stands."""
        ends, frame = meta["ends"], self.frame
        told = [_written_as(text, trace) for text in _said(meta, numbers[4 if ends else 2 :])]
        if ends:
            return placing.freest(placing.along(numbers[:4], told[0], frame), frame, self.taken)
        if meta.get("leans"):
            taken = [*self.taken, *self.model]
            return placing.freest(placing.beside_rope(numbers, told, frame), frame, taken)
        return placing.beside_point(meta, numbers, trace["textposition"], told[0], frame)

    def take(self, traces: Sequence[Mark]) -> None:
        """Keeps free what names must not lie over."""
        self.taken = [area for trace in traces for area in self._taken_by(trace)] if self.at else []
        self.model = [area for trace in traces for area in self._model_in(trace)] if self.at else []

    def _taken_by(self, trace: Mark) -> list[Box]:
        """What of the picture a few samples take, or the ropes of those that pull."""
        meta, frame = trace.get("meta", {}), self.frame
        samples = meta.get("samples") and "textfont" in trace
        rope = meta.get("follow") == "line" and meta.get("pulling")
        if not (samples or rope):
            return []
        found = _rows(meta, self._heres(meta)[0], self.at).tolist()
        if rope:
            return [placing.rope_of(ends, _KNOT * trace["line"]["width"], frame) for ends in found]
        size = trace["marker"]["size"]
        return [
            area
            for at in found
            for area in (
                placing.mark_at(at, size, frame),
                placing.area_of(placing.number_at(at, trace, frame), frame),
            )
        ]

    def _model_in(self, trace: Mark) -> list[Box]:
        """What of it the model takes."""
        if not trace.get("meta", {}).get("model"):
            return []
        drawn = self._following(trace, trace["meta"])
        return placing.stroke_of(drawn.x.tolist(), drawn.y.tolist(), self.frame)

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


def _is_placed(meta: dict[str, Any]) -> bool:
    """Whether a trace is a name that stands where there is room for it."""
    return bool(meta["ends"] or meta.get("leans"))


def _written_as(text: str, trace: Mark) -> Written:
    """A text as a trace has it drawn."""
    told = trace["textfont"]
    wide = font.width(text, told["size"], told.get("weight", 400))
    return Written(text, wide, told["size"], placing.clear_of(trace))


def _said(meta: dict[str, Any], numbers: Sequence[float]) -> list[str]:
    """What a label says, and in fewer words if it has these, at last how it is now alone.

    It is another text once what it is about has moved.
    """

    def says(told: Mapping[str, str]) -> str:
        moved = "moved" in told and glance(numbers[1]) != glance(numbers[2])
        return labelled(told["moved" if moved else "text"], numbers)

    return [says(meta), *([says(meta["brief"]), glance(numbers[2])] if "brief" in meta else [])]


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

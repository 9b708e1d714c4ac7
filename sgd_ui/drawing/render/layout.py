"""Where the axes of a figure lie in a picture, and where their ticks are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sgd_ui.drawing.axes import log_ticks
from sgd_ui.drawing.marks import Floats
from sgd_ui.drawing.render import font
from sgd_ui.drawing.render.primitives import Box

Layout = Mapping[str, Any]

#: Between an axis and the labels of its ticks.
_PAD = 3
#: Steps from tick to tick, as multiples of a power of ten.
_STEPS = (1, 2, 5, 10)
#: Numbers beyond so many powers of ten are written with one.
_PLAIN = 3
_PREFIXES = {-12: "p", -9: "n", -6: "μ", -3: "m", 3: "k", 6: "M", 9: "B", 12: "T"}


@dataclass(frozen=True)
class Axis:
    """From the numbers at its ends, logarithms where it is one of them, to pixels."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def place(self, values: Any) -> Floats:
        """The pixels of numbers; no number where there is none."""
        numbers = np.asarray(values, float)
        with np.errstate(all="ignore"):
            shown = np.log10(numbers) if self.log else numbers
            return np.asarray(self.start + (shown - self.low) / (self.high - self.low) * self.length)

    def share(self, value: float) -> float:
        """Where a number lies from one end, 0, to the other, 1."""
        return float((self.place(value) - self.start) / self.length)

    @property
    def length(self) -> float:
        return self.end - self.start

    @property
    def limits(self) -> tuple[float, float]:
        """The numbers at its ends."""
        return (10**self.low, 10**self.high) if self.log else (self.low, self.high)


@dataclass(frozen=True)
class Frame:
    """The axes of a figure in a picture."""

    x: Axis
    y: Axis

    @property
    def box(self) -> Box:
        return self.x.start, self.y.end, self.x.end, self.y.start


def frame_of(layout: Layout, width: float, height: float) -> Frame:
    """The axes of a layout in a picture of some size; labels on the left find the room that they need."""
    margin, x, y = layout["margin"], layout["xaxis"], layout["yaxis"]
    (low, high), (first, last) = y["range"], x["range"]
    vertical = Axis(low, high, height - margin["b"], margin["t"], y.get("type") == "log")
    left = margin["l"]
    if y.get("automargin"):
        size = layout["font"]["size"]
        wide = max((font.width(plain(text), size) for _, text in ticks(y, vertical)), default=0.0)
        left = max(left, wide + 3 * _PAD)
    across = Axis(first, last, left, width - margin["r"], x.get("type") == "log")
    return _in_shape(across, vertical, y)


def _in_shape(x: Axis, y: Axis, told: Mapping[str, Any]) -> Frame:
    """The axes, the longer one cut so that both have one scale where that is asked for."""
    if told.get("scaleanchor") != "x":
        return Frame(x, y)
    scale = min(abs(each.length) / (each.high - each.low) for each in (x, y))
    wide, tall = scale * (x.high - x.low), scale * (y.high - y.low)
    middle, centre = (x.start + x.end) / 2, (y.start + y.end) / 2
    return Frame(
        replace(x, start=middle - wide / 2, end=middle + wide / 2),
        replace(y, start=centre + tall / 2, end=centre - tall / 2),
    )


def ticks(told: Mapping[str, Any], axis: Axis) -> list[tuple[float, str]]:
    """The ticks of an axis that lie on it, and their labels."""
    low, high = sorted(axis.limits)
    if told.get("showticklabels") is False and "tickvals" not in told:
        return []
    if "tickvals" in told:
        values = told["tickvals"]
        texts = told.get("ticktext") or _labels(values, (low, high), told)
    else:
        values = log_ticks(axis.low, axis.high) if axis.log else even_ticks(low, high, told.get("nticks", 6))
        texts = _labels(values, (low, high), told)
    room = 1e-9 * (high - low)
    return [
        (float(value), text)
        for value, text in zip(values, texts, strict=True)
        if low - room <= value <= high + room
    ]


def even_ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers at even steps, as few as ``most`` allows.

    >>> even_ticks(-0.2, 3.2, 6)
    [0.0, 1.0, 2.0, 3.0]
    """
    rough = (high - low) / most
    if not (rough > 0 and math.isfinite(rough)):
        return []
    base = 10.0 ** math.floor(math.log10(rough))
    step = next(base * times for times in _STEPS if base * times > rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def _labels(values: Any, span: tuple[float, float], told: Mapping[str, Any]) -> list[str]:
    """Numbers as the ticks of one axis have them, the same power of ten taken out of all."""
    largest = max(map(abs, span))
    power = math.floor(math.log10(largest) + 0.01) if largest and math.isfinite(largest) else 0
    if abs(power) <= _PLAIN:
        return [_plain(value) for value in values]
    thousands = 3 * round((power - 1) / 3)
    if told.get("exponentformat") != "power" and thousands in _PREFIXES:
        return [_plain(value / 10.0**thousands) + _PREFIXES[thousands] * bool(value) for value in values]
    return [
        f"{_plain(value / 10.0**power)}×10<sup>{power}</sup>".replace("-", "−") if value else "0"
        for value in values
    ]


def _plain(value: float) -> str:
    return f"{round(value, 10) + 0.0:.6g}".replace("-", "−")


def plain(text: str) -> str:
    """A text without its tags."""
    return text.replace("<sup>", "").replace("</sup>", "")

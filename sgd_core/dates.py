"""Dates and times of day whose parts stand in columns of their own: year, month and day.

>>> sorted(parted(("year", "month", "v"), [["2019", "2019"], ["1", "2"], ["5", "7"]]))
[0, 1]
>>> sorted(parted((), [["2019", "2019", "2020"], ["11", "12", "1"], ["5", "7", "6"]]))
[0, 1]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sgd_core.cells import look

#: What a column of a part is called, and what its numbers are.
_PARTS = {
    "year": ("year|years|yr|yyyy|jahr|année|annee|año|ano|год|年|年份", range(1800, 2101)),
    "month": ("month|mo|mon|mm|monat|mois|mes|месяц|月|月份", range(1, 13)),
    "day": ("day|dy|dd|tag|jour|día|dia|день|日", range(1, 32)),
    "hour": ("hour|hr|hh|stunde|heure|hora|час|时|小时", range(25)),
    "minute": ("minute|minutes|min|mins|minuten|минута|分|分钟", range(60)),
    "second": ("second|seconds|sec|secs|sekunden|секунда|秒", range(61)),
}
_CALLED = {name: part for part, (names, _) in _PARTS.items() for name in names.split("|")}
#: Which of them stand side by side.
_BESIDE = ({"year", "month"}, {"month", "day"}, {"hour", "minute"}, {"minute", "second"})
_WHOLE = re.compile("[0-9]{1,4}")


def parted(names: Sequence[str], columns: Sequence[Sequence[str]]) -> frozenset[int]:
    """The columns that hold the parts of a date, two of them at least side by side.

    Args:
        names: of the columns; empty where they have none: then years stand before months that count on, and
            these before days.
    """
    parts = [_called(*each) for each in zip(names, columns, strict=False)] if names else _nameless(columns)
    # Beside the most, min is the least.
    if "max" in map(str.lower, names):
        parts = ["" if name.lower() == "min" else part for name, part in zip(names, parts, strict=False)]
    beside = [k for k, pair in enumerate(pairwise(parts)) if {*pair} in _BESIDE]
    return frozenset(place for k in beside for place in (k, k + 1))


def _called(name: str, cells: Sequence[str]) -> str:
    """The part of a date that a column is called; empty where it holds other numbers."""
    part = _CALLED.get(name.strip().lower(), "")
    return part if part and _holds(part, cells) else ""


def _nameless(columns: Sequence[Sequence[str]]) -> list[str]:
    """The parts of dates in columns without names."""
    parts = [""] * len(columns)
    for k in range(len(columns) - 2):
        if _holds("year", columns[k]) and _holds("month", columns[k + 1]) and _count_on(*columns[k : k + 2]):
            parts[k : k + 2] = "year", "month"
            if k + 3 < len(columns) and _holds("day", columns[k + 2]):
                parts[k + 2] = "day"
    return parts


def _holds(part: str, cells: Sequence[str]) -> bool:
    """Whether all cells of a column that are not missing may be such a part."""
    present = [cell for cell in cells if look(cell).kind != "missing"]
    _, numbers = _PARTS[part]
    return bool(present) and all(_WHOLE.fullmatch(cell) and int(cell) in numbers for cell in present)


def _count_on(years: Sequence[str], months: Sequence[str]) -> bool:
    """Whether each of several months is that of the row above, or the next; not all are the same."""
    present = [each for each in zip(years, months, strict=True) if all(map(_WHOLE.fullmatch, each))]
    counted = [12 * int(year) + int(month) for year, month in present]
    steps = {b - a for a, b in pairwise(counted)}
    return 1 in steps and steps <= {0, 1}

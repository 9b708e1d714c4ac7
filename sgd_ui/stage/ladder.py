"""The ladder of a run: its learning rate on a track among the limits that theory names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypedDict

from sgd_core import Run
from sgd_ui.runs.rungs import Band, bands
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import short

#: The track ends so far above the last limit on it.
_ABOVE = 1.3
#: What holds again so many times above the first rate that flies apart is left out, and what holds in a
#: range that is narrower than this share of it.
_FARTHEST, _NARROWEST = 3.0, 0.02
#: Limits nearer to one another than this share of the track are pressed as one.
_CROWDED = 0.01
#: Powers of ten, first and last, where no limit is known.
_DECADES = (-5, 1)


class BandFacts(TypedDict):
    """Learning rates from ``low`` to ``high`` (None: all above) of which ``kind`` holds."""

    kind: str
    low: float
    high: float | None


class Rung(TypedDict):
    """A learning rate that can be pressed, how it is written, and what else holds there, if anything."""

    rate: float
    text: str
    name: str


class LadderFacts(TypedDict):
    """A track for the learning rate.

    Args:
        log: whether it is logarithmic.
        span: the rates at its ends, and ``narrow`` those where there is little room.
        says: of the table ``ladder`` of the catalogue what is said of these bands, and of every track.
    """

    log: bool
    span: tuple[float, float]
    narrow: tuple[float, float]
    bands: list[BandFacts]
    rungs: list[Rung]
    says: dict[str, str]


def ladder(run: Run, words: Words, marks: Sequence[Rung] = ()) -> LadderFacts:
    """The track for the rate of a run: linear where limits are known, logarithmic where none is.

    Args:
        marks: rates that can be pressed in the place of the limits.
    """
    known = bands(run)
    if not known:
        return unlimited(words)
    first = _first_end(known)
    end = _ABOVE * _last_end(known, first)
    shown = _named([_facts(band) for band in known if band.low < end])
    limits = _apart([band.low for band in known if 0 < band.low < end], _CROWDED * end)
    return {
        "log": False,
        "span": (0.0, end),
        "narrow": (0.0, _ABOVE * first),
        "bands": shown,
        "rungs": [mark for mark in marks if mark["rate"] < end] or _rungs(limits),
        "says": _said(shown, words),
    }


def unlimited(words: Words) -> LadderFacts:
    """The track where no limit is known."""
    rates = [10.0**power for power in range(_DECADES[0], _DECADES[1] + 1)]
    span, says = (rates[0], rates[-1]), _said([], words)
    return {"log": True, "span": span, "narrow": span, "bands": [], "rungs": _rungs(rates), "says": says}


def _first_end(known: Sequence[Band]) -> float:
    """The first rate from which on a run flies apart; where none does, the last limit that is known."""
    return next((band.low for band in known if band.kind == "apart"), known[-1].low)


def _last_end(known: Sequence[Band], first: float) -> float:
    """The end of the last range that a hand can find above the first one."""
    found = (
        band.high
        for band in known
        if band.kind != "apart"
        and band.high <= _FARTHEST * first
        and band.high - band.low > _NARROWEST * first
    )
    return max([first, *found])


def _apart(rates: Sequence[float], least: float) -> list[float]:
    """Rates, rising, that are at least so far from one another."""
    kept: list[float] = []
    for rate in rates:
        if not kept or rate - kept[-1] >= least:
            kept.append(rate)
    return kept


def _facts(band: Band) -> BandFacts:
    return {"kind": band.kind, "low": band.low, "high": band.high if math.isfinite(band.high) else None}


def _named(bands: list[BandFacts]) -> list[BandFacts]:
    """The same, where it comes nearer again above rates that fly apart called so."""
    before = ["", *(band["kind"] for band in bands)]
    return [
        {**band, "kind": "again"} if (kind, band["kind"]) == ("apart", "epoch") else band
        for kind, band in zip(before, bands, strict=False)
    ]


def _said(shown: Sequence[BandFacts], words: Words) -> dict[str, str]:
    kinds = {band["kind"] for band in shown}
    named = {"caption", "handle", "go"} | kinds | {f"{kind}_about" for kind in kinds}
    told = {name: text for name, text in words.table("ladder").items() if name in named}
    return {"range": words["list.range"], **told}


def _rungs(rates: Sequence[float]) -> list[Rung]:
    return [{"rate": rate, "text": short(rate), "name": ""} for rate in rates]

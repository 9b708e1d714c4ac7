"""The colours: one for each sample, ink for the mean; chosen to be told apart by colour-blind eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

#: Up to this many samples have a colour and a marker of their own.
FEW = 8
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "hexagon", "triangle-down")

#: The dashes by which lines are told apart where their colours are not: the lengths of strokes and gaps.
SOLID, DASHED, DOTTED = "", "7px,4px", "2px,3px"
DOT_DASHED, LONG, DENSE, SHORT = "11px,3px,2px,3px", "15px,4px", "5px,2px,2px,2px,2px,2px", "4px,2px"
#: The dashes of what a run is compared with.
FINE = "3px,3px"
#: No colour at all, as inside a ring.
HOLLOW = "rgba(0,0,0,0)"
#: Viridis, whose lightness rises evenly.
_SCALE = (
    "#440154", "#482878", "#3e4989", "#31688e", "#26828e",
    "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725",
)  # fmt: skip

#: The part of that which a picture of heights uses, on either background: bright is near.
HEIGHTS = (0.05, 0.95)


class Pen(NamedTuple):
    """What a line is drawn with, so that no colour has to be told apart."""

    colour: str
    dash: str = SOLID


@dataclass(frozen=True)
class Palette:
    """What a figure is drawn with on one background."""

    ink: str
    muted: str
    ghost: str
    grid: str
    background: str
    few: tuple[str, ...]
    #: Samples that are too many for colours of their own.
    quiet: str
    #: Several runs, where no colour stands for a sample; the one that follows the mean is ink.
    runs: tuple[str, str, str]
    #: Three more, where up to six race.
    further_runs: tuple[str, str, str]

    def shades(self, samples: int) -> tuple[str, ...]:
        """The colours of samples: one each, or where they are many a quiet one and one that is lit."""
        return self.few if samples <= FEW else (self.quiet, self.few[1])


def on_scale(place: float) -> str:
    """The colour at a place from 0 to 1 of a continuous scale, dark at its beginning."""
    step = min(int(place * (len(_SCALE) - 1)), len(_SCALE) - 2)
    share = place * (len(_SCALE) - 1) - step
    first, last = (rgb(colour) for colour in _SCALE[step : step + 2])
    mixed = (round(a + share * (b - a)) for a, b in zip(first, last, strict=True))
    return f"rgb({', '.join(map(str, mixed))})"


def faint(colour: str) -> str:
    """A colour of six hexadecimal digits, one fifth opaque."""
    return f"rgba({','.join(map(str, rgb(colour)))},0.2)"


def rgb(colour: str) -> list[int]:
    """Red, green and blue of a colour of six hexadecimal digits, each from 0 to 255."""
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


LIGHT = Palette(
    ink="#1c2127",
    muted="#59636e",
    ghost="#d3d8de",
    grid="#e7eaee",
    background="#ffffff",
    few=("#00569a", "#c4520a", "#00866b", "#72125c", "#92532f", "#5a2bb0", "#7d0012", "#737096"),
    quiet="#6f8294",
    runs=("#c2255c", "#0b7285", "#5c7a00"),
    further_runs=("#a579e7", "#1a2fd0", "#5b3a1e"),
)
DARK = Palette(
    ink="#eef0f2",
    muted="#a3acb6",
    ghost="#444c56",
    grid="#2a3038",
    background="#111418",
    few=("#8cb8f0", "#ee9908", "#4cdaaa", "#a8759c", "#ffd98a", "#976fff", "#ec5a5a", "#b4ee50"),
    quiet="#8494a5",
    runs=("#ff7a9f", "#5cd0e0", "#b5d84a"),
    further_runs=("#8f7bff", "#ffe3b8", "#a9711e"),
)


def palette(theme: str | None) -> Palette:
    """The palette for a theme's name; light unless it is ``dark``."""
    return DARK if theme == "dark" else LIGHT

"""The font of what is drawn without a browser, and how wide a text is in it.

``docs/font.py`` makes its two files, of the characters that are ``needed``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

from sgd_ui.words.catalogue import LANGUAGES, words_in

HOME = Path(__file__).parent / "faces"
#: What stands in texts beside printable ASCII and what the catalogues hold: what numbers and formulas need.
_BESIDE = "−–∞×·÷√≈≤≥²∂ŷαβγδεηθλμρσ…→←’“”"
#: A text at least so heavy is bold.
_BOLD = 550


def needed() -> set[str]:
    """Every character that a picture may hold."""
    said = {c for lang in LANGUAGES for text in map(words_in(lang).get, words_in(lang)) for c in text}
    return {c for c in said | set(_BESIDE) | set(map(chr, range(32, 127))) if c.isprintable()}


@cache
def face(size: float, weight: int = 400) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels."""
    name = "bold" if weight >= _BOLD else "regular"
    return ImageFont.truetype(HOME / f"{name}.otf", size, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: float, weight: int = 400) -> float:
    """How wide a text is, in pixels."""
    return face(100, weight).getlength(text) * size / 100

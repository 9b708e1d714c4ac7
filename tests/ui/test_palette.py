"""The colours stand out from their background, and are told apart by colour-blind eyes, by computation."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from sgd_ui.drawing.palette import DARK, FEW, LIGHT, SYMBOLS, Palette, rgb

BOTH = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])

#: What eyes without one kind of cone see, in linear RGB (Machado, Oliveira and Fernandes, 2009, severity 1).
BLIND = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
#: From linear sRGB to CIE XYZ, and the white of D65.
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = XYZ.sum(axis=1)
#: A difference (CIE 1976) that is not overlooked: six times the least that is seen at all.
CLEAR = 14.0


def linear(colour: str) -> np.ndarray:
    parts = np.array(rgb(colour)) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(colour: str, eyes: str) -> np.ndarray:
    """A colour in CIE L*a*b*, as some eyes see it."""
    x, y, z = XYZ @ np.clip(BLIND[eyes] @ linear(colour), 0, 1) / WHITE
    f = [t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(colour: str, ground: str) -> float:
    light, dark = sorted((float(XYZ[1] @ linear(each)) for each in (colour, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@BOTH
def test_what_is_written_and_what_is_drawn_stand_out_from_their_background(palette: Palette) -> None:
    written = (*palette.few, palette.ink, palette.muted)
    assert {colour for colour in written if contrast(colour, palette.background) < 4.5} == set()
    drawn = (palette.quiet, *palette.runs, *palette.further_runs)
    assert {colour for colour in drawn if contrast(colour, palette.background) < 3} == set()


@BOTH
@pytest.mark.parametrize("eyes", BLIND)
def test_every_two_samples_are_told_apart_by_colour_alone_and_by_shape_too(
    palette: Palette, eyes: str
) -> None:
    assert len(palette.few) == len(set(SYMBOLS)) == FEW
    for one, other in combinations((*palette.few, palette.ink), 2):
        assert np.linalg.norm(lab(one, eyes) - lab(other, eyes)) >= CLEAR, (one, other)


@BOTH
@pytest.mark.parametrize("eyes", BLIND)
def test_the_sample_that_is_drawn_stands_out_from_the_many(palette: Palette, eyes: str) -> None:
    quiet, lit = palette.shades(FEW + 1)
    assert np.linalg.norm(lab(quiet, eyes) - lab(lit, eyes)) >= CLEAR

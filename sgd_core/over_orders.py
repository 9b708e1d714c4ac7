"""Integrals that are means over every order in which samples can come.

In an order drawn at random each sample has a uniform place u, and each other one follows it with
probability 1 − u: what is to be averaged is a polynomial in u, whose integral from 0 to 1 is taken here.

>>> u, weights = gauss(3)
>>> round(integral(weights, u * u * u), 12)
0.25
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Up to this many samples integrals over their orders are exact; beyond, so many nodes to a panel.
_EXACT_DEGREE, _PANEL = 200, 12


def nodes_of_orders(samples: int) -> int:
    """How many nodes an integral over the orders of so many samples takes."""
    if samples <= _EXACT_DEGREE:
        return samples // 2 + 1
    return _PANEL * (math.ceil(math.log2(samples)) + 1)


def gauss(degree: int) -> tuple[Floats, Floats]:
    """Nodes and weights on 0 … 1 that integrate polynomials up to this degree exactly, up to 200.

    Beyond, in panels that halve toward 1: what many samples that follow multiply by falls off like an
    exponential of their number there.
    """
    if degree <= _EXACT_DEGREE:
        nodes, weights = np.polynomial.legendre.leggauss(nodes_of_orders(degree))
        return (nodes + 1) / 2, weights / 2
    nodes, weights = np.polynomial.legendre.leggauss(_PANEL)
    widths = [2.0**-k for k in range(1, nodes_of_orders(degree) // _PANEL)]
    starts = np.array([0.0, *(1 - width for width in widths)])
    spans = np.array([*widths, widths[-1]])
    u = starts[:, None] + spans[:, None] * (nodes + 1) / 2
    return u.ravel(), (spans[:, None] * weights / 2).ravel()


def integral(weights: Floats, values: Floats) -> float:
    return math.fsum((weights * values).tolist())


def leave_one_out(factors: Iterable[Floats], c: Floats) -> Floats:
    """Σᵢ cᵢ Π_{j≠i} factorⱼ at each node."""
    none: Any = 1.0
    one: Any = 0.0
    for factor, left in zip(factors, c, strict=True):
        one = one * factor + none * left
        none = none * factor
    return np.asarray(one)


def leave_two_out(factors: Iterable[Floats], c: Floats, d: Floats) -> Floats:
    """Σ_{i≠l} cᵢ d_l Π_{j≠i,l} factorⱼ at each node."""
    none: Any = 1.0
    first: Any = 0.0
    second: Any = 0.0
    both: Any = 0.0
    for factor, one, other in zip(factors, c, d, strict=True):
        both = both * factor + first * other + second * one
        first = first * factor + none * one
        second = second * factor + none * other
        none = none * factor
    return np.asarray(both)

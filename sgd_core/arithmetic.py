"""The few operations that floats, arrays and trees spell differently, with the same bits for all of them.

A square root is rounded correctly everywhere, so NumPy's serves arrays. An exponential is not: NumPy's
differs from the C library's in the last bit now and then, so arrays take the C library's, value by value.
A tree (see ``formula``) takes the operation down.

>>> sqrt(9.0), sqrt(np.array([9.0, 4.0])).tolist()
(3.0, [3.0, 2.0])
>>> exp(1000.0), mean([0.1] * 10)
(inf, 0.09999999999999999)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sgd_core.tree import Tree, operation

Column = TypeVar("Column", bound=NDArray[Any])


def mean(values: Iterable[Any]) -> Any:
    """The mean, summed left to right and divided once: the same bits on every machine."""
    count = 0
    total: Any = None
    for value in values:
        total = value if total is None else total + value
        count += 1
    return total / count


def read_only(column: Column) -> Column:
    """The same array, which nobody can change by this name any more."""
    column.flags.writeable = False
    return column


def where(condition: Any, one: Any, other: Any) -> Any:
    """``one`` where the condition holds, ``other`` elsewhere.

    Either may be computed in vain: neither may raise.
    """
    if isinstance(condition, (bool, np.bool)):
        return one if condition else other
    if isinstance(condition, Tree):
        return operation("where", condition, one, other)
    return np.where(condition, one, other)


def sqrt(value: Any) -> Any:
    """The square root of values that are not negative."""
    if isinstance(value, (float, int)):
        return math.sqrt(value)
    return operation("sqrt", value) if isinstance(value, Tree) else np.sqrt(value)


def exp(value: Any) -> Any:
    """eᵛ; infinite where that is beyond doubles."""
    if isinstance(value, (float, int)):
        return float_exp(value)
    if isinstance(value, Tree):
        return operation("exp", value)
    try:
        return _each(math.exp, np.exp, value)
    except OverflowError:
        return _each(float_exp, np.exp, value)


def log1p(value: Any) -> Any:
    """ln(1 + v) of values that are not negative."""
    if isinstance(value, (float, int)):
        return math.log1p(value)
    return operation("log1p", value) if isinstance(value, Tree) else _each(math.log1p, np.log1p, value)


def cos(value: Any) -> Any:
    """The cosine of values that are finite."""
    if isinstance(value, (float, int)):
        return math.cos(value)
    return operation("cos", value) if isinstance(value, Tree) else _each(math.cos, np.cos, value)


def clip(value: Any, bound: Any) -> Any:
    """``value``, brought to the nearer end where it lies outside −bound … bound."""
    return _as("clip", (value, bound), where(value < -bound, -bound, where(value > bound, bound, value)))


def larger(one: Any, other: Any) -> Any:
    """The larger of two values."""
    return _as("max", (one, other), where(one >= other, one, other))


def smaller(one: Any, other: Any) -> Any:
    """The smaller of two values."""
    return _as("min", (one, other), where(one <= other, one, other))


def sign(value: Any) -> Any:
    """v / |v|: 1, −1, or 0 for 0; not a number where the value is not finite."""
    size = abs(value)
    return _as("sign", (value,), value / where(size > 0, size, 1.0))


def sigmoid(value: Any) -> Any:
    """1 / (1 + e⁻ᵛ), by an exponential that cannot overflow on either side."""
    tail = exp(-abs(value))
    return _as("sigmoid", (value,), where(value >= 0, 1.0, tail) / (1 + tail))


def softplus(value: Any) -> Any:
    """ln(1 + eᵛ), without a detour over infinity."""
    above = where(value > 0, value, 0.0)
    return _as("softplus", (value,), above + log1p(exp(-abs(value))))


def _as(name: str, args: tuple[Any, ...], result: Any) -> Any:
    """The result; a tree remembers the name of the function, for those who write it for people."""
    return operation(name, *args, body=result) if isinstance(result, Tree) else result


def float_exp(value: float) -> float:
    """eᵛ of a float; infinite where that is beyond doubles."""
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


class Rough(np.ndarray[Any, np.dtype[np.float64]]):
    """An array that is drawn and not read off: its last bits may be those of NumPy's own functions.

    ``array.view(Rough)`` makes one; what is computed from it is one too.
    """


def _each(function: Callable[[float], float], rough: Callable[[Any], Any], values: Any) -> Any:
    if isinstance(values, Rough):
        return rough(values)
    flat = np.ravel(values)
    return np.fromiter(map(function, flat.tolist()), np.float64, len(flat)).reshape(np.shape(values))

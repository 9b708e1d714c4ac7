"""Placeholders: a formula that is run on them yields the tree of its operations, in their very order.

>>> x, w = named("x"), named("w")
>>> tree = 2 * x * (x * w - 1)
>>> tree.op, [type(part) for part in tree.args] == [Tree, Tree]
('*', True)
>>> 1.0 if w > 0 else 0.0
Traceback (most recent call last):
...
sgd_core.tree.FormulaError: a formula that asks in Python whether something holds of a value cannot be \
taken down; write where(condition, one, other) of sgd_core.arithmetic instead of if, and, or, min, max
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from keyword import iskeyword
from typing import Any, NoReturn

#: What formulas call that which comes to every one of them: no entry calls anything of its own so, but for
#: the parameter w.
RESERVED = frozenset({"x", "y", "w", "grad", "lr", "t", "updates", "per_epoch", "inf", "nan"})
_BRANCHES = (
    "a formula that asks in Python whether something holds of a value cannot be taken down; write "
    "where(condition, one, other) of sgd_core.arithmetic instead of if, and, or, min, max"
)
_NUMBERS = (
    "a formula that wants a plain number cannot be taken down; write sqrt, exp, log1p, cos of "
    "sgd_core.arithmetic instead of those of math"
)


class FormulaError(TypeError):
    """A function cannot be taken down as a tree; its text says how to write it instead."""


class Tree:
    """One value of a formula, and how it comes about.

    Args:
        op: ``name`` (args: the name), ``number`` (args: the number), or an operation on other trees.
        body: the same value in simpler operations, where ``op`` is a function of ``arithmetic``.

    ``label`` is what the formula itself calls this value, if it has a name for it. Sums and the like of
    trees are trees; what only a number can answer raises ``FormulaError``.
    """

    __slots__ = ("args", "body", "label", "op")
    # So that an array, too, leaves the operation to the tree.
    __array_ufunc__ = None

    def __init__(self, op: str, args: tuple[Any, ...], body: Tree | None = None) -> None:
        self.op, self.args, self.body = op, args, body
        self.label = ""

    def __add__(self, other: Any) -> Tree:
        return operation("+", self, other)

    def __radd__(self, other: Any) -> Tree:
        return operation("+", other, self)

    def __sub__(self, other: Any) -> Tree:
        return operation("-", self, other)

    def __rsub__(self, other: Any) -> Tree:
        return operation("-", other, self)

    def __mul__(self, other: Any) -> Tree:
        return operation("*", self, other)

    def __rmul__(self, other: Any) -> Tree:
        return operation("*", other, self)

    def __truediv__(self, other: Any) -> Tree:
        return operation("/", self, other)

    def __rtruediv__(self, other: Any) -> Tree:
        return operation("/", other, self)

    def __floordiv__(self, other: Any) -> Tree:
        return operation("//", self, other)

    def __rfloordiv__(self, other: Any) -> Tree:
        return operation("//", other, self)

    def __pow__(self, other: Any) -> Tree:
        return operation("**", self, other)

    def __rpow__(self, other: Any) -> Tree:
        return operation("**", other, self)

    def __neg__(self) -> Tree:
        return operation("neg", self)

    def __abs__(self) -> Tree:
        return operation("abs", self)

    def __lt__(self, other: Any) -> Tree:
        return operation("<", self, other)

    def __le__(self, other: Any) -> Tree:
        return operation("<=", self, other)

    def __gt__(self, other: Any) -> Tree:
        return operation(">", self, other)

    def __ge__(self, other: Any) -> Tree:
        return operation(">=", self, other)

    def __bool__(self) -> NoReturn:
        raise FormulaError(_BRANCHES)

    def __eq__(self, other: object) -> NoReturn:
        raise FormulaError(_BRANCHES)

    __hash__ = None  # type: ignore[assignment]

    def __float__(self) -> NoReturn:
        raise FormulaError(_NUMBERS)

    __int__ = __index__ = __round__ = __floor__ = __ceil__ = __trunc__ = __float__


def check_names(whose: str, own: Sequence[str], allowed: Collection[str] = ()) -> None:
    """Refuses names that formulas could not tell apart, or that no program could hold.

    Raises:
        ValueError: if one of ``own`` is no name of Python, is reserved and not ``allowed``, or stands twice.
    """
    wrong = [name for name in own if not name.isidentifier() or iskeyword(name)]
    wrong += [name for name in own if (name in RESERVED and name not in allowed) or name.startswith("grad_")]
    wrong += [name for name in set(own) if own.count(name) > 1]
    if wrong:
        raise ValueError(f"{whose} cannot call anything of its own {', '.join(sorted(set(wrong)))}")


def named(name: str) -> Tree:
    """The placeholder of that name."""
    return Tree("name", (name,))


def names(each: Iterable[str]) -> tuple[Tree, ...]:
    """A placeholder for each name."""
    return tuple(map(named, each))


def operation(op: str, *args: Any, body: Tree | None = None) -> Tree:
    """An operation on trees and numbers."""
    return Tree(op, tuple(map(as_tree, args)), body)


def as_tree(value: Any) -> Tree:
    """A number as a tree; a tree is one."""
    if isinstance(value, Tree):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormulaError(f"a formula is made of numbers and other trees, not of {value!r}")
    return Tree("number", (value,))

"""How a mathematician writes a tree: as letters, products without signs, fractions, powers and roots.

The order of a tree's operations stays; brackets stand only where they are needed.

>>> from sgd_core.tree import named
>>> x, w = named("x"), named("w")
>>> written([2 * x * (x * w - 1)]).values[0].kind
'row'
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sgd_core.layout import (
    SAMPLE,
    Layout,
    fence,
    fraction,
    indexed,
    line,
    listed,
    operator,
    row,
    symbol,
)
from sgd_core.tree import Tree

#: How tightly what is written binds.
_LOOSE, _COMPARED, _SUM, _SIGNED, _PRODUCT, _POWER, _WHOLE = range(7)
_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "+": "+", "-": "−"}
#: A value of this size or above that is needed more than once is written once: if the formula has a name for
#: it, and if it has none.
_SMALL, _LARGE = 4, 12
#: What belongs to a sample.
_OWN = {"x", "y"}


class Written(NamedTuple):
    """Trees as layouts, and before them the equations of the values that have a name of their own."""

    named: tuple[Layout, ...]
    values: tuple[Layout, ...]


class _Node(NamedTuple):
    """An operation by its name, on earlier ones by their places; or a name or a number."""

    op: str
    parts: tuple[Any, ...]

    @property
    def below(self) -> tuple[int, ...]:
        """The places of what it is done on."""
        return () if self.op in ("name", "number") else self.parts

    @property
    def mentioned(self) -> tuple[int, ...]:
        """The same as often as each is written: a product with itself is a square."""
        return self.below[:1] if self.op == "*" and self.below[0] == self.below[1] else self.below


class Notation:
    """Trees that are written together: equal values are one, and each name has a letter of its own.

    Args:
        called: other names to go by.
        sample: whether what belongs to a sample is indexed.
    """

    def __init__(
        self, trees: Iterable[Tree], called: Mapping[str, str] | None = None, sample: bool = False
    ) -> None:
        self.nodes: list[_Node] = []
        #: What has been given a name to be written by.
        self.given: dict[int, Layout] = {}
        self._called, self._sample = called or {}, sample
        self._labels: list[str] = []
        #: The names that each value hangs on.
        self._names: list[set[str]] = []
        self._places: dict[_Node, int] = {}
        self._found: dict[int, tuple[int, Tree]] = {}
        self._symbols: dict[str, Layout] = {}
        self.out = [self.place(tree) for tree in trees]

    def place(self, tree: Tree) -> int:
        """Where a tree stands among all operations, each of which stands once and after its parts."""
        if id(tree) not in self._found:
            leaf = tree.op in ("name", "number")
            node = _Node(tree.op, tree.args if leaf else tuple(map(self.place, tree.args)))
            at = self._places.setdefault(node, len(self.nodes))
            if at == len(self.nodes):
                self._add(node)
            self._labels[at] = self._labels[at] or tree.label
            # The tree itself is kept as well, so that no other one comes to have its id.
            self._found[id(tree)] = at, tree
        return self._found[id(tree)][0]

    def tree(self, at: int) -> Tree:
        """A tree that stands at a place."""
        return next(tree for place, tree in self._found.values() if place == at)

    def _add(self, node: _Node) -> None:
        self.nodes.append(node)
        self._labels.append("")
        names = {node.parts[0]} if node.op == "name" else set()
        self._names.append(names.union(*(self._names[part] for part in node.below)))
        for name in names:
            self.name(name)

    def name(self, name: str) -> Layout:
        """The letter of a name."""
        if name not in self._symbols:
            called = self._called.get(name, name)
            letter = symbol(called)
            if letter in self._symbols.values():
                letter = Layout("word", (called,))
            self._symbols[name] = indexed(letter, SAMPLE) if self._sample and name in _OWN else letter
        return self._symbols[name]

    def introduce(self) -> dict[int, Layout]:
        """Gives names to what is needed more than once; the equations that say so, by its place."""
        lines = {}
        for at in self._shared():
            value = self.value(at)
            self.given[at] = self._new(at)
            lines[at] = line(self.given[at], "=", value)
        return lines

    def _is_apart(self, at: int, uses: int) -> bool:
        """Whether a value may have a line of its own: one of several uses, or cases that have a name."""
        cases = self.nodes[at].op == "where" and self._labels[at] and at not in self.out
        return uses > (0 if cases else 1)

    def _shared(self) -> list[int]:
        """What is mentioned more than once, or in cases, and is worth a line of its own."""
        uses, size = Counter(self.out), list[int]()
        for node in self.nodes:
            size.append(1 + sum(size[part] for part in node.below))
        for at in self.reached(self.out):
            uses.update(self.nodes[at].mentioned if at in self.out or at not in self.given else ())
        several = [at for at, node in enumerate(self.nodes) if node.below and self._is_apart(at, uses[at])]
        least = {at: _SMALL if self._labels[at] else _LARGE for at in several}
        return [at for at in several if at not in self.given and size[at] >= least[at]]

    def reached(self, places: Iterable[int]) -> set[int]:
        """These and all that is written where they are: what has a name hides what it is made of."""
        found: set[int] = set()
        left = list(places)
        roots = set(left)
        while left:
            at = left.pop()
            if at not in found:
                found.add(at)
                left += self.nodes[at].below if at in roots or at not in self.given else ()
        return found

    def _new(self, at: int) -> Layout:
        """A letter for a value, by what the formula itself calls it."""
        label = self._labels[at] or "z"
        taken = {*self._symbols.values(), *self.given.values()}
        letter, again = self._own(at, label), 2
        while letter in taken:
            letter, again = self._own(at, f"{label}{again}"), again + 1
        return letter

    def _own(self, at: int, name: str) -> Layout:
        of_sample = self._sample and bool(self._names[at] & _OWN)
        return indexed(symbol(name), SAMPLE) if of_sample else symbol(name)

    def value(self, at: int) -> Layout:
        """A value as it is written."""
        return self._written(at)[0]

    def definition(self, at: int) -> Layout:
        """What a value comes from, be it that it has a name."""
        return self._composed(at)[0]

    def _written(self, at: int) -> tuple[Layout, int]:
        """A value as it is written, and how tightly that binds."""
        return (self.given[at], _WHOLE) if at in self.given else self._composed(at)

    def _composed(self, at: int) -> tuple[Layout, int]:
        op, parts = self.nodes[at]
        if op == "name":
            return self.name(parts[0]), _WHOLE
        if op == "number":
            return _number(parts[0])
        writer: _Writer = _WRITERS.get(op, _function)
        return writer(self, op, parts)

    def within(self, at: int, least: int) -> Layout:
        """A value, in brackets if it binds less tightly than it must."""
        layout, level = self._written(at)
        return layout if level >= least else fence(layout)


def number(value: float) -> Layout:
    """A number as it is written: 0.5, −2, 10⁻⁸."""
    return _number(value)[0]


def _number(value: float) -> tuple[Layout, int]:
    if value < 0 or str(value) == "-0.0":
        return row(operator("neg"), _number(-value)[0]), _SIGNED
    if not math.isfinite(value):
        return (Layout("letter", ("∞",)) if value > 0 else Layout("word", ("NaN",))), _WHOLE
    if value == math.pi:
        return Layout("letter", ("π",)), _WHOLE
    digits, _, exponent = f"{value!r}".removesuffix(".0").partition("e")
    if not exponent:
        return Layout("number", (digits,)), _WHOLE
    ten = Layout("power", (Layout("number", ("10",)), _number(int(exponent))[0]))
    return (ten, _POWER) if digits == "1" else (_times([Layout("number", (digits,)), ten]), _PRODUCT)


def _sum(of: Notation, op: str, parts: tuple[int, int]) -> tuple[Layout, int]:
    return row(of.within(parts[0], _SUM), operator(_SIGNS[op]), of.within(parts[1], _PRODUCT)), _SUM


def _compared(of: Notation, op: str, parts: tuple[int, int]) -> tuple[Layout, int]:
    return row(of.within(parts[0], _SUM), operator(_SIGNS[op]), of.within(parts[1], _SUM)), _COMPARED


def _negated(of: Notation, op: str, parts: tuple[int]) -> tuple[Layout, int]:
    return row(operator("neg"), of.within(parts[0], _PRODUCT)), _SIGNED


def _product(of: Notation, op: str, parts: tuple[int, int]) -> tuple[Layout, int]:
    factors: list[tuple[int, int]] = []
    for at in _factors(of, parts):
        if factors and factors[-1][0] == at:
            factors[-1] = (at, factors[-1][1] + 1)
        else:
            factors.append((at, 1))
    (first, times), *rest = factors
    written = [_raised(of, first, times, _SIGNED), *(_raised(of, at, many, _PRODUCT) for at, many in rest)]
    if not rest:
        return written[0], _POWER
    return _times(written), _SIGNED if _edge(written[0], 0) == operator("neg") else _PRODUCT


def _factors(of: Notation, parts: tuple[int, ...]) -> list[int]:
    """The factors of a product of products, in their order; a product with itself is that one's square."""
    found: list[int] = []
    for at in parts:
        node = of.nodes[at]
        whole = at in of.given or node.op != "*" or (parts[0] == parts[-1])
        found += [at] if whole else _factors(of, node.parts)
    return found


def _raised(of: Notation, at: int, times: int, least: int) -> Layout:
    if times == 1:
        return of.within(at, least)
    return Layout("power", (of.within(at, _WHOLE), Layout("number", (str(times),))))


def _times(factors: Sequence[Layout]) -> Layout:
    """A product, whose sign is written only where its factors would run into each other."""
    first, *rest = factors
    parts = [first]
    for factor in rest:
        ends = _edge(parts[-1], -1).kind, _edge(factor, 0).kind
        dotted = "word" in ends or ends[1] in ("number", "function")
        parts += [operator("·" if dotted else "times"), factor]
    return row(*parts)


def _edge(layout: Layout, side: int) -> Layout:
    """What a layout begins or ends with."""
    if layout.kind == "row":
        return _edge(layout.parts[side], side)
    return _edge(layout.parts[0], side) if layout.kind in ("power", "index") else layout


def _quotient(of: Notation, op: str, parts: tuple[int, int]) -> tuple[Layout, int]:
    # Fractions within a fraction are written with a slash.
    return fraction(*(_slashed(of.value(part)) for part in parts)), _PRODUCT


def _floored(of: Notation, op: str, parts: tuple[int, int]) -> tuple[Layout, int]:
    return fence(_quotient(of, "/", parts)[0], "⌊⌋"), _WHOLE


def _slashed(layout: Layout) -> Layout:
    """The same with its fractions on one line."""
    parts = tuple(_slashed(part) if isinstance(part, Layout) else part for part in layout.parts)
    if layout.kind != "fraction":
        return Layout(layout.kind, parts)
    above, below = parts
    return row(fence(above) if _is_signed(above) else above, operator("/"), _enclosed(below))


def _is_signed(layout: Layout) -> bool:
    return layout.kind == "row" and any(operator(sign) in layout.parts for sign in _SIGNS.values())


def _enclosed(layout: Layout) -> Layout:
    return fence(layout) if layout.kind == "row" and layout.parts[0].kind != "function" else layout


def _power(of: Notation, op: str, parts: tuple[int, int]) -> tuple[Layout, int]:
    return Layout("power", (of.within(parts[0], _WHOLE), _slashed(of.value(parts[1])))), _POWER


def _root(of: Notation, op: str, parts: tuple[int]) -> tuple[Layout, int]:
    return Layout("root", (of.value(parts[0]),)), _WHOLE


def _exponential(of: Notation, op: str, parts: tuple[int]) -> tuple[Layout, int]:
    return Layout("power", (Layout("letter", ("e",)), _slashed(of.value(parts[0])))), _POWER


def _absolute(of: Notation, op: str, parts: tuple[int]) -> tuple[Layout, int]:
    return fence(of.value(parts[0]), "||"), _WHOLE


def _logarithm(of: Notation, op: str, parts: tuple[int]) -> tuple[Layout, int]:
    inner = _exponential(of, op, parts)[0] if op == "softplus" else of.within(parts[0], _PRODUCT)
    one = Layout("number", ("1",))
    return _applied("ln", row(one, operator("+"), inner)), _WHOLE


def _logistic(of: Notation, op: str, parts: tuple[int]) -> tuple[Layout, int]:
    return row(Layout("letter", ("σ",)), fence(of.value(parts[0]))), _WHOLE


def _clipped(of: Notation, op: str, parts: tuple[int, int]) -> tuple[Layout, int]:
    clip = indexed(Layout("function", ("clip",)), of.value(parts[1]))
    return row(clip, fence(of.value(parts[0]))), _WHOLE


def _function(of: Notation, op: str, parts: tuple[int, ...]) -> tuple[Layout, int]:
    return _applied(op, listed([of.value(part) for part in parts])), _WHOLE


def _applied(name: str, inner: Layout) -> Layout:
    return row(Layout("function", (name,)), fence(inner))


def _chosen(of: Notation, op: str, parts: tuple[int, int, int]) -> tuple[Layout, int]:
    condition, one, other = parts
    cases = [of.value(one), of.value(condition)]
    last = of.value(other)
    return Layout("cases", (*cases, *(last.parts if last.kind == "cases" else (last,)))), _LOOSE


_Writer = Callable[..., tuple[Layout, int]]
_WRITERS: dict[str, _Writer] = {
    **dict.fromkeys("+-", _sum),
    **dict.fromkeys(("<", "<=", ">", ">="), _compared),
    **dict.fromkeys(("log1p", "softplus"), _logarithm),
    "neg": _negated,
    "*": _product,
    "/": _quotient,
    "//": _floored,
    "**": _power,
    "sqrt": _root,
    "exp": _exponential,
    "abs": _absolute,
    "sigmoid": _logistic,
    "clip": _clipped,
    "where": _chosen,
}


def written(trees: Iterable[Tree], sample: bool = False) -> Written:
    """Trees as layouts; what the formulas have a name for and need more than once stands before them."""
    notation = Notation(trees, sample=sample)
    named = notation.introduce()
    return Written(tuple(named.values()), tuple(notation.value(at) for at in notation.out))

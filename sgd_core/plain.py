"""A layout as one line of plain text, for where no formula can be set; and each entry's formula as such.

>>> from sgd_core.notation import written
>>> from sgd_core.tree import named
>>> x, w, y = named("x"), named("w"), named("y")
>>> (layout,) = written([2 * x * (x * w - y) / (1 + w)]).values
>>> plain(layout)
'2·x·(x·w − y)/(1 + w)'
>>> plain(layout, {symbol("x"): "{x}", symbol("w"): "{w_before}"}, times=" × ")
'2 × {x} × ({x} × {w_before} − y)/(1 + {w_before})'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from sgd_core import equations
from sgd_core.formula import of_schedule
from sgd_core.layout import LEAVES, Layout, operator, symbol
from sgd_core.notation import written
from sgd_core.optimizers import Optimizer
from sgd_core.problems import Problem
from sgd_core.schedules import Schedule

#: What a piece of a layout is called.
Names = Mapping[Layout, str]

_TIGHT = {"neg": "−", "/": "/", "′": "′", "∂": "∂", ",": ", "}
_RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
#: What holds together by itself.
_WHOLE = LEAVES | {"index", "fence", "hat", "bar", "sum"}
_PRODUCTS = (operator("times"), operator("·"))
_LOW = frozenset(map(operator, "+−<>≤≥"))


class Cases(NamedTuple):
    """How cases are said: a value and when it holds, what stands behind each, and the value that is left."""

    case: str = "{value} if {when}"
    then: str = ", "
    otherwise: str = "else {value}"


ENGLISH = Cases()


def plain(layout: Layout, names: Names | None = None, times: str = "·", cases: Cases = ENGLISH) -> str:
    """A layout as plain text: fractions with a slash, roots and what is raised in brackets where needed.

    Args:
        names: what letters and other pieces are called, where not by themselves: a word, or a blank in
            braces for a number, which may be below 0.
        times: the sign of a product.
        cases: how cases are said.
    """
    return _Writer(names or {}, times, cases).text(layout)


def named(names: Iterable[str]) -> dict[Layout, str]:
    """Names as they are, in place of their letters."""
    return {symbol(name): name for name in names}


class _Writer:
    def __init__(self, names: Names, times: str, cases: Cases) -> None:
        self._names, self._times, self._said = names, times, cases
        self._writers: dict[str, Callable[..., str]] = {
            "operator": self._operator,
            "row": self._row,
            "line": lambda *parts: "".join(map(self.text, parts)),
            "fence": lambda opening, inner, closing: f"{opening}{self.text(inner)}{closing}",
            "fraction": self._fraction,
            "power": self._power,
            "index": self._index,
            "root": lambda inner: f"√{self._base(inner)}",
            "bar": lambda inner: f"mean({self.text(inner)})",
            "hat": lambda inner: normalize("NFC", f"{self.text(inner)}\u0302"),
            "sum": lambda inner: f"Σ({self.text(inner)})",
            "cases": self._cases,
        }

    def text(self, layout: Layout) -> str:
        if layout in self._names:
            return self._names[layout]
        kind, parts = layout
        return self._writers[kind](*parts) if kind in self._writers else str(parts[0])

    def _operator(self, sign: str) -> str:
        return self._times if operator(sign) in _PRODUCTS else _TIGHT.get(sign, f" {sign} ")

    def _row(self, *parts: Layout) -> str:
        first = parts[0]
        if first.kind == "index" and first.parts[0].kind == "function":
            function, bound = first.parts
            return self._clipped(function, bound, parts[1].parts[1])
        # A fraction that has a factor behind it would take that under its bar.
        before = [later in _PRODUCTS for later in (*parts[1:], None)]
        return "".join(
            self._enclosed(part, part.kind == "cases" or (factor and part.kind == "fraction"))
            for part, factor in zip(parts, before, strict=True)
        )

    def _clipped(self, function: Layout, bound: Layout, inner: Layout) -> str:
        end = self._bound(bound)
        return f"{self.text(function)}({self._part(inner)}, −{end} … {end})"

    def _fraction(self, above: Layout, below: Layout) -> str:
        return f"{self._beside(above)}/{self._bound(below)}"

    def _power(self, base: Layout, exponent: Layout) -> str:
        if exponent == operator("′"):
            return f"{self._base(base)}′"
        above = self.text(exponent)
        if above.lstrip("−").isdecimal():
            return self._base(base) + above.translate(_RAISED)
        return f"{self._base(base)}^{self._bound(exponent)}"

    def _index(self, base: Layout, index: Layout) -> str:
        # No number fills in a part of a name.
        said = {piece: name for piece, name in self._names.items() if not name.startswith("{")}
        letter, below = plain(base, said), plain(index, said)
        return f"{letter}{'' if below.isdecimal() else '_'}{below}"

    def _cases(self, *parts: Layout) -> str:
        *cases, last = map(self._part, parts)
        pairs = zip(cases[::2], cases[1::2], strict=True)
        each = [self._said.case.format(value=value, when=when) for value, when in pairs]
        return self._said.then.join([*each, self._said.otherwise.format(value=last)])

    def _part(self, layout: Layout) -> str:
        """What stands beside anything."""
        return self._enclosed(layout, layout.kind == "cases")

    def _beside(self, layout: Layout) -> str:
        """What stands beside the sign of a product or quotient."""
        return self._enclosed(layout, layout.kind == "cases" or not _LOW.isdisjoint(layout.parts))

    def _bound(self, layout: Layout) -> str:
        """What stands behind a slash, or as an exponent."""
        return self._enclosed(layout, not (_is_whole(layout) or layout.kind in ("power", "root")))

    def _base(self, layout: Layout) -> str:
        """What is raised or under a root; of a number that is yet to be filled in, nobody knows the sign."""
        return self._enclosed(layout, not _is_whole(layout) or self.text(layout).startswith("{"))

    def _enclosed(self, layout: Layout, needed: bool) -> str:
        return f"({self.text(layout)})" if needed else self.text(layout)


def _is_whole(layout: Layout) -> bool:
    """Whether a layout holds together by itself: a letter, what is in brackets, a function of that."""
    kind, parts = layout
    applied = kind == "row" and len(parts) == 2 and parts[1].kind == "fence"
    primed = kind == "power" and parts[1] == operator("′")
    return kind in _WHOLE or primed or (applied and parts[0] != operator("neg"))


# --- the entries of the registries ---


def formula_text(entry: Problem | Optimizer | Schedule, cases: Cases = ENGLISH) -> str:
    """What an entry does, in one line: the loss of a problem, the rule of an optimizer, a schedule's rate.

    Constants go by their own names; what has no one formula is said in the entry's words.
    """
    if isinstance(entry, Problem):
        return _loss(entry, cases)
    return _rule(entry, cases) if isinstance(entry, Optimizer) else _rate(entry, cases)


def _loss(problem: Problem, cases: Cases) -> str:
    layouts = equations.loss(problem)
    # A single line needs no name.
    lines = layouts if len(layouts) > 1 else [layouts[0].parts[2]]
    text = _joined(lines, names_of(problem), cases)
    values = " or ".join(f"{value:g}" for value in problem.targets or ())
    return f"{text}; y {values}" if values else text


def _rule(optimizer: Optimizer, cases: Cases) -> str:
    return _joined(equations.rule(optimizer), names_of(optimizer), cases)


def _rate(schedule: Schedule, cases: Cases) -> str:
    tree = of_schedule(schedule)
    if tree is None:
        return schedule.about
    found = written([tree])
    return _joined([*found.named, *found.values], names_of(schedule), cases)


def names_of(entry: Problem | Optimizer | Schedule) -> dict[Layout, str]:
    """What the formulas of an entry call its constants, and what else has a name of its own."""
    own = entry.parameters if isinstance(entry, Problem) else ("lr", "updates", "per_epoch")
    return named((*own, *(constant.name for constant in entry.constants)))


def _joined(layouts: Sequence[Layout], names: Names, cases: Cases) -> str:
    return "; ".join(plain(layout, names, cases=cases) for layout in layouts)

"""Trees as a list of operations, and as Python; and what lines of Python are made of.

>>> from sgd_core.tree import named
>>> w, lr, velocity, grad = map(named, ("w", "lr", "velocity", "grad"))
>>> new = 0.9 * velocity + grad
>>> new.label = "velocity"
>>> as_python([w - lr * new, new]).lines
['velocity2 = 0.9 * velocity + grad']
>>> as_python([w - lr * new, new], own=["velocity"])
Lines(before=[], lines=['velocity = 0.9 * velocity + grad'], expressions=['w - lr * velocity', 'velocity'])
"""

from __future__ import annotations

import ast
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple

from sgd_core.tree import Tree

# --- the operations, one after the other ---

#: A name, a number, or an operation with the places of what it is done on.
Line = str | int | float | tuple[str, tuple[int, ...]]


class Flat(NamedTuple):
    """Trees as a list of operations, each on earlier ones; equal ones stand once.

    Args:
        code: the list; ``labels`` holds what the formula calls each value, or "".
        out: the places of the trees in it.
    """

    code: list[Line]
    labels: list[str]
    out: list[int]


def flat(trees: Iterable[Tree], whole: Collection[str] = ()) -> Flat:
    """Trees as a list of operations, in the order in which they are needed.

    Args:
        whole: functions of ``arithmetic`` that stay one operation, as ``sigmoid``.
    """
    code: list[Line] = []
    labels: list[str] = []
    places: dict[object, int] = {}
    found: dict[int, int] = {}

    def place(tree: Tree) -> int:
        if id(tree) not in found:
            found[id(tree)] = _placed(tree)
        return found[id(tree)]

    def _placed(tree: Tree) -> int:
        if tree.body is not None and tree.op not in whole:
            at = place(tree.body)
        else:
            line: Line = tree.args[0]
            if tree.op not in ("name", "number"):
                line = (tree.op, tuple(map(place, tree.args)))
            # 1, 1.0 and −0.0 are equal, and not the same.
            at = places.setdefault((type(line), repr(line)), len(code))
            if at == len(code):
                code.append(line)
                labels.append("")
        labels[at] = labels[at] or tree.label
        return at

    out = [place(tree) for tree in trees]
    return Flat(code, labels, out)


# --- as Python ---

#: How tightly what is written binds: between values, before one, and by itself.
_TIGHT = {"where": 0, "<": 1, "<=": 1, ">": 1, ">=": 1}
_TIGHT |= {"+": 2, "-": 2, "*": 3, "/": 3, "//": 3, "neg": 4, "**": 5}
_COMPARED, _WHOLE = 1, 9


#: How wide a line of many items may be.
WIDTH = 100


class Lines(NamedTuple):
    """Trees as Python: lines that give names to values, and then an expression for each tree.

    ``before`` holds the lines that hang on nothing but what is fixed. All speak of ``sqrt``, ``exp``,
    ``log1p`` and ``cos`` of floats, and of ``exp_or_inf``, which is infinite where ``math.exp`` raises,
    unless they are spelled otherwise.
    """

    before: list[str]
    lines: list[str]
    expressions: list[str]


def as_python(
    trees: Iterable[Tree],
    fixed: Collection[str] = (),
    labelled: bool = True,
    own: Collection[str] = (),
    spelling: Mapping[str, str] | None = None,
) -> Lines:
    """Trees as Python.

    Args:
        fixed: names whose values stay the same while others change.
        labelled: whether a value that the formula itself has a name for gets a line of its own, as one does
            that is needed more than once.
        own: names that a new value may take over, once nothing needs the old one any more.
        spelling: how functions are written, ``{}`` standing for what they are called with
            (``"math.sqrt({})"``), and numbers, by how Python writes them.
    """
    spelling = spelling or {}
    return _Writer(flat(trees, spelling), fixed, labelled, own, spelling).written()


class _Writer:
    """Writes a list of operations as lines: most of them within the line that needs them."""

    def __init__(
        self,
        flat: Flat,
        fixed: Collection[str],
        labelled: bool,
        own: Collection[str],
        spelling: Mapping[str, str],
    ) -> None:
        self._code, self._labels, self._out = flat
        self._needed = _needed(flat)
        self._fixed = [bool(fixed) and found <= set(fixed) for found in self._resolved()]
        self._labelled, self._own, self._kept, self._spelling = labelled, set(own), frozenset(own), spelling
        self._names: dict[int, str] = {}
        self._taken = {line for line in self._code if isinstance(line, str)}
        self._last = self._last_uses()

    def written(self) -> Lines:
        before: list[str] = []
        lines: list[str] = []
        for at in range(len(self._code)):
            if not self._stands_alone(at):
                continue
            text = self._text(at)[0]
            self._names[at] = self._name(at)
            (before if self._fixed[at] else lines).append(f"{self._names[at]} = {text}")
        return Lines(before, lines, [self._text(at)[0] for at in self._out])

    def _resolved(self) -> list[set[str]]:
        """The names that each value hangs on."""
        found: list[set[str]] = []
        for line in self._code:
            if isinstance(line, tuple):
                found.append(set().union(*(found[part] for part in line[1])))
            else:
                found.append({line} if isinstance(line, str) else set())
        return found

    def _stands_alone(self, at: int) -> bool:
        """Whether a value gets a line of its own."""
        users, label = self._needed[at], self._labels[at] if self._labelled else ""
        if not isinstance(self._code[at], tuple):
            return False
        if (len(users) > 1 and not self._is_plain(at)) or label in self._own or (label and users != [None]):
            return True
        return self._fixed[at] and any(user is None or not self._fixed[user] for user in users)

    def _is_plain(self, at: int) -> bool:
        """Whether a value reads no worse where it is needed: a name with a minus before it."""
        line = self._code[at]
        return isinstance(line, tuple) and line[0] == "neg" and isinstance(self._code[line[1][0]], str)

    def _last_uses(self) -> dict[str, int]:
        """The place of the last line that each name is written in."""
        end = len(self._code)
        written: dict[int | None, int] = {None: end}
        last: dict[str, int] = {}
        for at in reversed(range(end)):
            uses = max(written[user] for user in self._needed[at])
            written[at] = at if self._stands_alone(at) else uses
            line = self._code[at]
            if isinstance(line, str):
                last[line] = uses
        return last

    def _name(self, at: int) -> str:
        wanted = (self._labels[at] if self._labelled else "") or "z"
        if wanted in self._own and self._last.get(wanted, 0) <= at:
            self._own.remove(wanted)
            self._taken.add(wanted)
            return wanted
        name, count = wanted, 2
        while name in self._taken or name in self._kept:
            name, count = f"{wanted}{count}", count + 1
        self._taken.add(name)
        return name

    def _text(self, at: int) -> tuple[str, int]:
        """A value as an expression, and how tightly that binds."""
        if at in self._names:
            return self._names[at], _WHOLE
        line = self._code[at]
        if isinstance(line, str):
            return line, _WHOLE
        if not isinstance(line, tuple):
            return self._number(line)
        op, parts = line
        level = _TIGHT.get(op, _WHOLE)
        if level == _WHOLE or op in self._spelling:
            name, called = self._function(op, parts), ", ".join(self._within(part, 0) for part in parts)
            return self._spelling.get(name, f"{name}({{}})").format(called), _WHOLE
        if op == "where":
            condition, one, other = (self._within(part, _COMPARED) for part in parts)
            return f"{one} if {condition} else {other}", level
        if op == "neg":
            return f"-{self._within(parts[0], level)}", level
        # Sums and products are taken from the left; a power is not.
        left = self._within(parts[0], level + (op == "**" or level == _COMPARED))
        right = self._within(parts[1], _TIGHT["neg"] if op == "**" else level + 1)
        tied = op == "**" and left.isidentifier() and right.isidentifier()
        return f"{left}{op}{right}" if tied else f"{left} {op} {right}", level

    def _function(self, op: str, parts: tuple[int, ...]) -> str:
        """What an operation is called: an exponential that may overflow is none of the standard library's."""
        return "exp_or_inf" if op == "exp" and not self._is_negative(self._code[parts[0]]) else op

    def _is_negative(self, line: Line) -> bool:
        """Whether an operation gives minus something that is never below 0."""
        if not (isinstance(line, tuple) and line[0] == "neg"):
            return False
        turned = self._code[line[1][0]]
        return isinstance(turned, tuple) and turned[0] in ("abs", "sqrt", "exp")

    def _within(self, at: int, least: int) -> str:
        text, level = self._text(at)
        return text if level >= least else f"({text})"

    def _number(self, value: float) -> tuple[str, int]:
        text = repr(value)
        if text in self._spelling:
            return self._spelling[text], _WHOLE
        text = text if math.isfinite(value) else f'float("{value}")'
        return text, _TIGHT["neg"] if text.startswith("-") else _WHOLE


def _needed(flat: Flat) -> list[list[int | None]]:
    """Who needs each value: operations by their places, and None for each time that it is asked for."""
    users: list[list[int | None]] = [[] for _ in flat.code]
    for at, line in enumerate(flat.code):
        for part in line[1] if isinstance(line, tuple) else ():
            users[part].append(at)
    for at in flat.out:
        users[at].append(None)
    return users


# --- lines of Python ---


def indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else line for line in lines]


def assigned(name: str, literal: str, items: Iterable[str], said: str = "") -> list[str]:
    """A name for a literal of many items, in lines that a page can hold, with what is said of it."""
    listed = ", ".join(items)
    line = f"{name} = {literal.format(listed)}" + (f"  # {said}" if said else "")
    if len(line) <= WIDTH:
        return [line]
    opening, closing = literal.format("\n").split("\n")
    return [*([f"# {said}"] if said else []), f"{name} = {opening}", *_rows(f"{listed},"), closing]


def _rows(listed: str) -> list[str]:
    """Items in lines, each whole; a colon keeps what follows it."""
    kept = listed.replace(": ", ":\0")
    rows = wrap(kept, WIDTH - 4, break_on_hyphens=False, break_long_words=False)
    return indented(row.replace(":\0", ": ") for row in rows)


def names_in(lines: Iterable[str]) -> set[str]:
    """The names that lines of Python speak of."""
    return {node.id for node in ast.walk(ast.parse("\n".join(lines))) if isinstance(node, ast.Name)}


def needed(definitions: Mapping[str, Sequence[str]], loop: Sequence[str]) -> set[str]:
    """The definitions that the loop needs, and those that these need."""
    used, kept = names_in(loop), set()
    for name, lines in reversed([*definitions.items()]):
        if name in used:
            kept.add(name)
            used |= names_in(lines)
    return kept

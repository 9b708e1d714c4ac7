"""A layout as MathML, as plain data: an element is the list of its tag and of what is in it.

>>> from sgd_core.notation import written
>>> from sgd_core.tree import named
>>> mathml(written([named("x") / 2]).values[0])
['mfrac', ['mi', 'x'], ['mn', '2']]
"""

from __future__ import annotations

from typing import Any

from sgd_core.latex import latex
from sgd_core.layout import LEAVES, Layout

#: A product's sign is heard and not seen.
_SIGNS = {"times": "\u2062", "neg": "−"}
_TAGS_OF_TEXT = {"number": "mn", "letter": "mi", "word": "mi", "function": "mi", "operator": "mo"}
_TAGS = {
    "row": "mrow",
    "line": "mrow",
    "fraction": "mfrac",
    "power": "msup",
    "index": "msub",
    "root": "msqrt",
}

Element = list[Any]


def math(layout: Layout, otherwise: str = "otherwise") -> Element:
    """The whole of a formula, with its LaTeX beside it for those who copy or read it aloud."""
    return [
        "math",
        ["semantics", mathml(layout, otherwise), ["annotation", latex(layout, otherwise)]],
    ]


def mathml(layout: Layout, otherwise: str = "otherwise") -> Element:
    """A layout as an element.

    Args:
        otherwise: what stands beside the last of several cases.
    """
    kind, parts = layout
    if kind in LEAVES:
        return [_TAGS_OF_TEXT[kind], _SIGNS.get(parts[0], parts[0])]
    if kind == "fence":
        return ["mrow", ["mo", parts[0]], mathml(parts[1], otherwise), ["mo", parts[2]]]
    inner = [mathml(part, otherwise) for part in parts]
    if kind == "cases":
        return _cases(inner, otherwise)
    if kind == "sum":
        return ["mrow", ["munder", ["mo", "∑"], ["mrow", ["mi", "i"], ["mo", "∈"], ["mi", "B"]]], *inner]
    if kind == "hat":
        return ["mover", *inner, ["mo", "^"]]
    if kind == "bar":
        # Where no font of mathematics is installed, nothing makes the bar as long as what it covers; what is
        # padded can have a border there.
        return ["mover", ["mpadded", *inner], ["mo", "¯"]]
    return [_TAGS[kind], *inner]


def _cases(inner: list[Element], otherwise: str) -> Element:
    *cases, last = inner
    pairs = [*zip(cases[::2], cases[1::2], strict=True), (last, ["mtext", otherwise])]
    return ["mrow", ["mo", "{"], ["mtable", *(["mtr", ["mtd", one], ["mtd", when]] for one, when in pairs)]]

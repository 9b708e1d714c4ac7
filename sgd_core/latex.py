"""A layout as LaTeX, as KaTeX and TeX with amsmath read it.

>>> from sgd_core.notation import written
>>> from sgd_core.tree import named
>>> x, w, y = named("x"), named("w"), named("y")
>>> print(latex(written([2 * x * (x * w - y) / 3]).values[0]))
\\frac{2x(xw - y)}{3}
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sgd_core.layout import GREEK, LEAVES, Layout

_LETTERS = {letter: f"\\{name}" for name, letter in GREEK.items()} | {"ε": r"\varepsilon", "∞": r"\infty"}
_SIGNS = {
    "+": " + ", "−": " - ", "neg": "-", "·": r" \cdot ", "times": "", "/": "/", "′": r"\prime",
    "=": " = ", "<": " < ", ">": " > ", "≤": r" \le ", "≥": r" \ge ", "∈": r" \in ", "←": r" \leftarrow ",
    ",": r",\; ", "∂": r"\partial ",
}  # fmt: skip
_FENCES = {
    "(": "(", ")": ")", "{": r"\{", "}": r"\}", "⌊": r"\lfloor ", "⌋": r"\rfloor ",
}  # fmt: skip
_BARS = (r"\lvert ", r"\rvert ")
#: What LaTeX knows by name.
_FUNCTIONS = frozenset(("cos", "exp", "ln", "log", "max", "min", "sin", "tan", "tanh"))
#: What the parts of a layout are filled in.
_FORMS = {
    "fraction": r"\frac{{{}}}{{{}}}",
    "power": "{}^{{{}}}",
    "index": "{}_{{{}}}",
    "root": r"\sqrt{{{}}}",
    "bar": r"\overline{{{}}}",
    "hat": r"\hat{{{}}}",
    "sum": r"\sum_{{i \in B}} {}",
}
_TALL = frozenset(("fraction", "cases", "sum"))


def latex(layout: Layout, otherwise: str = "otherwise") -> str:
    """A layout as LaTeX.

    Args:
        otherwise: what stands beside the last of several cases.
    """
    kind, parts = layout
    if kind in LEAVES:
        return _text(kind, parts[0])
    if kind == "fence":
        return _fenced(parts[0], latex(parts[1], otherwise), parts[2], _is_tall(parts[1]))
    inner = [latex(part, otherwise) for part in parts]
    if kind == "power" and parts[0].kind == "power":
        # TeX knows no second exponent.
        inner[0] = f"{{{inner[0]}}}"
    if kind in ("row", "line"):
        return _joined(inner)
    return _cases(inner, otherwise) if kind == "cases" else _bare(_FORMS[kind].format(*inner))


def lines(layouts: Sequence[Layout], otherwise: str = "otherwise") -> str:
    """Lines below each other, at their signs; a single one is no more than itself."""
    if len(layouts) == 1:
        return latex(layouts[0], otherwise)
    each = [[latex(part, otherwise).strip() for part in layout.parts] for layout in layouts]
    text = r" \\[0.5em] ".join(f"{left} &{sign} {right}" for left, sign, right in each)
    return rf"\begin{{aligned}}{text}\end{{aligned}}"


def _text(kind: str, text: str) -> str:
    if kind == "operator":
        return _SIGNS[text]
    if kind == "function" and text in _FUNCTIONS:
        return f"\\{text}"
    if kind in ("word", "function"):
        name = text.replace("_", r"\_")
        return rf"\mathrm{{{name}}}" if kind == "word" else rf"\operatorname{{{name}}}"
    return _LETTERS.get(text, text)


def _cases(inner: Sequence[str], otherwise: str) -> str:
    rows = [f"{value} & {when}" for value, when in zip(inner[:-1:2], inner[1::2], strict=True)]
    rows.append(rf"{inner[-1]} & \text{{{otherwise}}}")
    text = r" \\ ".join(rows)
    return rf"\begin{{cases}}{text}\end{{cases}}"


def _bare(text: str) -> str:
    """An index or exponent of one character needs no braces."""
    return re.sub(r"([_^])\{(\w)\}$", r"\1\2", text, flags=re.ASCII)


def _joined(parts: Sequence[str]) -> str:
    """Parts one after the other; what would run into a command stands apart from it."""
    text = ""
    for part in parts:
        apart = re.search(r"\\[A-Za-z]+$", text) and part[:1].isalpha()
        text += f" {part}" if apart else part
    return text.strip()


def _fenced(opening: str, inner: str, closing: str, tall: bool) -> str:
    left, right = _BARS if opening == "|" else (_FENCES[opening], _FENCES[closing])
    return rf"\left{left}{inner}\right{right}".strip() if tall else f"{left}{inner}{right}".strip()


def _is_tall(layout: Layout) -> bool:
    if layout.kind in _TALL:
        return True
    return any(_is_tall(part) for part in layout.parts if isinstance(part, Layout))

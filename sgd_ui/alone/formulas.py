r"""The LaTeX of the mathematics as MathML, which a browser sets without a library or a font of ours.

>>> mathml(r"\frac{x}{2}")
'<mfrac><mi>x</mi><mn>2</mn></mfrac>'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from sgd_core.layout import GREEK

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S")
_ALONE = re.compile(r"<(m[in])>[^<]*</\1>")
#: What is written as a letter, and as an operator.
_LETTERS = {rf"\{name}": letter for name, letter in GREEK.items()} | {
    r"\varepsilon": "ε", r"\infty": "∞", r"\ell": "ℓ", r"\partial": "∂", r"\nabla": "∇", r"\top": "⊤",
}  # fmt: skip
_OPERATORS = {
    "-": "−", "*": "∗", r"\cdot": "⋅", r"\leftarrow": "←", r"\in": "∈", r"\le": "≤", r"\ge": "≥",
    r"\pm": "±", r"\mp": "∓", r"\sum": "∑", r"\prod": "∏", r"\prime": "′",
}  # fmt: skip
_FENCES = {
    r"\{": "{", r"\}": "}", r"\|": "‖", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lvert": "|", r"\rvert": "|",
} | {fence: fence for fence in "()[]|"}  # fmt: skip
_FUNCTIONS = frozenset(
    rf"\{name}" for name in ("cos", "exp", "ln", "log", "max", "min", "sin", "tan", "tanh")
)
_SPACES = {r"\,": 0.17, r"\;": 0.28, r"\!": -0.17, r"\qquad": 2.0}
_ACCENTS = {r"\overline": "¯", r"\bar": "¯", r"\hat": "^", r"\tilde": "~"}
_WORDS = frozenset((r"\mathrm", r"\operatorname", r"\text"))
#: What stands around lines of a kind.
_AROUND = {"aligned": ("", ""), "cases": (r"\{", ""), "pmatrix": ("(", ")")}
#: What says how something is set, where that is clear without it.
_IDLE = frozenset((r"\displaystyle",))
#: After these a sign belongs to what follows it.
_BEFORE_SIGNS = frozenset((*"=<>,(+[|&", "{", r"\leftarrow", r"\in", r"\le", r"\ge", r"\\", r"\pm"))
_LARGE = ' minsize="1.2em" maxsize="1.2em"'


def formula(latex: str, *, block: bool = False) -> str:
    """A whole formula, with its LaTeX beside it for those who copy it."""
    shown = ' display="block"' if block else ""
    note = f'<annotation encoding="application/x-tex">{escape(latex, quote=False)}</annotation>'
    return f"<math{shown}><semantics><mrow>{mathml(latex)}</mrow>{note}</semantics></math>"


def mathml(latex: str) -> str:
    """What a formula is made of.

    Raises:
        ValueError: there is something in it that is not known here.
    """
    return _Reader(latex).row()


class _Reader:
    """Reads a formula from its begin to its end."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.at, self.before = 0, ""
        self.forms: dict[str, Callable[[], str]] = {
            "{": self.group,
            r"\frac": lambda: f"<mfrac>{self.argument()}{self.argument()}</mfrac>",
            r"\tfrac": lambda: f'<mfrac displaystyle="false">{self.argument()}{self.argument()}</mfrac>',
            r"\sqrt": lambda: f"<msqrt>{self.argument()}</msqrt>",
            r"\left": self.fenced,
            r"\bigl": lambda: _fence(self.take(), _LARGE),
            r"\bigr": lambda: _fence(self.take(), _LARGE),
            r"\begin": lambda: self.table(self.word()),
        }

    def peek(self) -> str:
        """What comes next; nothing at the end."""
        found = _TOKEN.search(self.latex, self.at)
        return found[0] if found else ""

    def take(self, most: int = 0) -> str:
        """What comes next, of a number no more than so many digits."""
        found = _TOKEN.search(self.latex, self.at)
        if not found:
            raise ValueError(f"a formula ends too early: {self.latex}")
        text = found[0][:most] if most and found[0][0].isdigit() else found[0]
        self.at = found.start() + len(text)
        return text

    def row(self, *ends: str) -> str:
        """All up to one of some tokens, which is not taken."""
        parts: list[str] = []
        self.before = "{"
        while (token := self.peek()) and token not in ends:
            if token in ("^", "_"):
                parts.append(self.scripts(parts.pop() if parts else "<mrow></mrow>"))
            else:
                parts.append(self.atom(self.take()))
                self.before = token
        return "".join(parts)

    def group(self) -> str:
        """What stands in braces, of which the first is taken."""
        inner = self.row("}")
        self.before = self.take()
        return inner if _ALONE.fullmatch(inner) else f"<mrow>{inner}</mrow>"

    def argument(self) -> str:
        """What a command is about: a group, or one token."""
        return self.atom(self.take(1))

    def scripts(self, base: str) -> str:
        """What stands below and above something."""
        found: dict[str, str] = {}
        while self.peek() in ("^", "_"):
            sign = self.take()
            found[sign] = self.argument()
        large = base in (_operator("∑"), _operator("∏"))
        tag = ("munder" if large else "msub", "mover" if large else "msup")["^" in found]
        if len(found) == 2:
            tag = "munderover" if large else "msubsup"
        return f"<{tag}>{base}{found.get('_', '')}{found.get('^', '')}</{tag}>"

    def atom(self, token: str) -> str:
        """One thing, of which the first token is taken."""
        if token in self.forms:
            return self.forms[token]()
        if token in _ACCENTS:
            return f'<mover accent="true">{self.argument()}<mo>{_ACCENTS[token]}</mo></mover>'
        if token in _WORDS:
            return _word(self.word(), "mtext" if token == r"\text" else "mi")
        if token in _FUNCTIONS:
            apart = "" if self.peek() in ("(", "^", "_", "|", r"\!", r"\left") else _space(0.17)
            return _word(token[1:], "mi") + apart
        return self.leaf(token)

    def leaf(self, token: str) -> str:
        """What is one token and no more."""
        if token in _IDLE:
            return ""
        if token in _SPACES:
            return _space(_SPACES[token])
        if token in _FENCES:
            return _fence(token, ' stretchy="false" lspace="0" rspace="0"')
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        if token.isalpha() or token in _LETTERS:
            return f"<mi>{_LETTERS.get(token, token)}</mi>"
        if token in _OPERATORS or len(token) == 1:
            return _operator(_OPERATORS.get(token, token), sign=self.before in _BEFORE_SIGNS)
        raise ValueError(f"{token} is not known: {self.latex}")

    def word(self) -> str:
        """What stands in braces, letter by letter."""
        begin, end = self.latex.index("{", self.at) + 1, self.latex.index("}", self.at)
        self.at = end + 1
        return self.latex[begin:end].replace(r"\_", "_")

    def fenced(self) -> str:
        """What stands between fences as tall as it is."""
        opening = _fence(self.take())
        inner = self.row(r"\right")
        self.take()
        return f"<mrow>{opening}{inner}{_fence(self.take())}</mrow>"

    def table(self, kind: str) -> str:
        """Lines that stand below each other, or cases."""
        rows = [[self.row("&", r"\\", r"\end")]]
        while (sign := self.take()) != r"\end":
            if sign == "&":
                rows[-1].append(self.row("&", r"\\", r"\end"))
            else:
                if self.latex.startswith("[", self.at):
                    self.at = self.latex.index("]", self.at) + 1
                rows.append([self.row("&", r"\\", r"\end")])
        self.word()
        cells = ("".join(f"<mtd>{cell}</mtd>" for cell in row) for row in rows)
        lines = f'<mtable class="{kind}">{"".join(f"<mtr>{row}</mtr>" for row in cells)}</mtable>'
        opening, closing = _AROUND[kind]
        return f"<mrow>{opening and _fence(opening)}{lines}{closing and _fence(closing)}</mrow>"


def _operator(text: str, *, sign: bool = False) -> str:
    prefix = ' form="prefix"' if sign and text in "+−±∓" else ""
    return f"<mo{prefix}>{escape(text, quote=False)}</mo>"


def _fence(token: str, how: str = "") -> str:
    return f"<mo{how}>{_FENCES[token]}</mo>"


def _word(text: str, tag: str) -> str:
    upright = ' mathvariant="normal"' if tag == "mi" and len(text) == 1 else ""
    return f"<{tag}{upright}>{escape(text, quote=False)}</{tag}>"


def _space(wide: float) -> str:
    return f'<mspace width="{wide:g}em"></mspace>'

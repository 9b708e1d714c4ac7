"""A formula as it is laid out on paper: pieces of pieces, which ``latex`` and ``mathml`` write.

>>> fraction(symbol("x"), symbol("eps"))
Layout(kind='fraction', parts=(Layout(kind='letter', parts=('x',)), Layout(kind='letter', parts=('ε',))))
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

#: Layouts whose part is a text.
LEAVES = frozenset(("number", "letter", "word", "function", "operator"))


class Layout(NamedTuple):
    """A piece of a formula.

    Its parts are texts where it is a ``number``, ``letter``, ``word``, ``function`` or ``operator``;
    elsewhere layouts:

    - ``row``: one after the other; ``times`` is a product's sign that is not written, ``neg`` a minus
      before a value;
    - ``fraction``, ``power``, ``index``: the two that stand above each other;
    - ``root``, ``bar``, ``hat``, ``sum`` (over the samples i of a batch B): what is under or behind it;
    - ``fence``: what opens, what stands in it, what closes;
    - ``cases``: a value and when it holds, in turn, and last the value that holds otherwise;
    - ``line``: what stands left of a sign, the sign, and what stands right of it.
    """

    kind: str
    parts: tuple[Any, ...]


def row(*parts: Layout) -> Layout:
    """Layouts one after the other."""
    return Layout("row", parts)


def operator(sign: str) -> Layout:
    """A sign between values."""
    return Layout("operator", (sign,))


def line(left: Layout, sign: str, right: Layout) -> Layout:
    """An equation, or an assignment."""
    return Layout("line", (left, operator(sign), right))


def fence(inner: Layout, around: str = "()") -> Layout:
    """Something in brackets, bars or half of either."""
    return Layout("fence", (around[0], inner, around[1]))


def fraction(above: Layout, below: Layout) -> Layout:
    """One above the other."""
    return Layout("fraction", (above, below))


def indexed(base: Layout, index: Layout) -> Layout:
    """A letter with an index, behind any that it has."""
    if base.kind == "index":
        return Layout("index", (base.parts[0], row(base.parts[1], index)))
    return Layout("index", (base, index))


def listed(parts: Sequence[Layout]) -> Layout:
    """Layouts with commas between them."""
    first, *rest = parts
    return row(first, *(each for part in rest for each in (operator(","), part)))


def primed(base: Layout) -> Layout:
    """A letter with a prime."""
    return Layout("power", (base, operator("′")))


def holds(layout: Layout, piece: Layout) -> bool:
    """Whether a piece stands anywhere in a layout."""
    return layout == piece or any(holds(part, piece) for part in layout.parts if isinstance(part, Layout))


# --- names ---

#: The usual letter of a name, and behind an underscore its index.
LETTERS = {
    "lr": "η", "lr_t": "η_t", "lr_min": "η_min", "momentum": "μ", "eps": "ε", "weight_decay": "λ",
    "updates": "T", "grad": "g", "velocity": "v", "first": "m", "second": "s", "square": "s", "total": "s",
    "largest": "s_max", "norm": "u", "moves": "u", "product": "P", "momentum_decay": "ψ", "previous": "g_old",
    "size": "s", "step_min": "s_min", "step_max": "s_max", "etaminus": "η_minus", "etaplus": "η_plus",
    "before": "a", "factor": "c", "goes": "q", "root": "R", "moved": "d", "warmup": "W", "pct_start": "φ",
    "div_factor": "D_1", "final_div_factor": "D_2", "decay": "κ", "step_size": "S", "per_epoch": "E",
    "pull": "p", "px": "p_x", "py": "p_y", "rx": "r_x", "ry": "r_y",
}  # fmt: skip
#: LaTeX calls them by these names.
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
#: The parameter of a rule that holds for each.
EACH = "θ"
#: The sample that a value belongs to.
SAMPLE = Layout("letter", ("i",))


def symbol(name: str) -> Layout:
    """A name as its letter, with what follows digits or an underscore as index; any other one upright.

    >>> symbol("beta1") == Layout("index", (symbol("beta"), Layout("number", ("1",))))
    True
    >>> symbol("some_name")
    Layout(kind='word', parts=('some_name',))
    """
    name = LETTERS.get(name, name)
    for pattern in (r"([^\W_]+)_(\w+)", r"(.*[^\W\d_])(\d+)"):
        parts = re.fullmatch(pattern, name)
        if parts and (len(_letter(parts[1])) == 1 or parts[2].isdigit()):
            return indexed(symbol(parts[1]), symbol(parts[2]))
    if name.isdigit():
        return Layout("number", (name,))
    letter = _letter(name)
    return Layout("letter" if len(letter) == 1 else "word", (letter,))


def _letter(name: str) -> str:
    name = LETTERS.get(name, name)
    return GREEK.get(name, name)

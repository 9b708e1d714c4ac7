"""What a formula in plain text comes to, for those who read it as arithmetic."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_DIGITS = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_SIGNS = {
    "·": "*",
    "×": "*",
    "−": "-",
    "∞": "inf",
    "π": "pi",
    " …": ",",
    "≤": "<=",
    "⌊": "floor(",
    "⌋": ")",
    "ŷ": "y_hat",
}
_FUNCTIONS: dict[str, Any] = {
    "sqrt": math.sqrt,
    "floor": math.floor,
    "max": max,
    "min": min,
    "sign": lambda value: (value > 0) - (value < 0),
    "cos": math.cos,
    "ln": math.log,
    "σ": lambda z: 1 / (1 + math.exp(-z)),
    "clip": lambda value, low, high: min(max(value, low), high),
    "e": math.e,
    "inf": math.inf,
    "pi": math.pi,
}


def as_python(text: str) -> str:
    """A formula in plain text as an expression of Python."""
    # A power of ten that belongs to a number, as the screen writes one.
    text = re.sub(r"(?<=[\d.])e(−?\d+)(?![\w.])", lambda found: f"E{found[1].replace('−', '-')}", text)
    text = re.sub(f"([{_DIGITS}]+)", lambda found: f"**({_lowered(found[1])})", text)
    text = re.sub(r"√([\w.]+)", r"sqrt(\1)", text).replace("√(", "sqrt(").replace("^", "**")
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = "".join(_chosen(re.split(r"([()]| if |, (?:else )?)", text)))
    for sign, other in _SIGNS.items():
        text = text.replace(sign, other)
    return text


def _chosen(pieces: Sequence[str]) -> Iterator[str]:
    """Cases as Python has them: the comma behind a condition is an else."""
    awaited = [False]
    for piece in pieces:
        if piece == "(":
            awaited.append(False)
        elif piece == ")":
            awaited.pop()
        elif piece == " if ":
            awaited[-1] = True
        ends = piece.startswith(", ") and awaited[-1]
        if ends:
            awaited[-1] = False
        yield " else " if ends else piece


def _lowered(digits: str) -> str:
    return "".join("-0123456789"[_DIGITS.index(digit)] for digit in digits)


def computed(text: str, scope: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the lines of a formula come to, but for those before the last that give a name to a value."""
    *way, last = text.replace("; ", "\n").split("\n")
    values = dict(_FUNCTIONS) | scope
    found: list[Any] = []
    for line in [*way, re.sub(r"^\w+ = ", "", last)]:
        name, named, value = line.rpartition(" = ")
        result = eval(as_python(value), values)
        if named:
            values[name] = result
        else:
            found += result if isinstance(result, tuple) else [result]
    return tuple(found)


#: A number of the screen, and of how many digits at least one is that is not written out.
_NUMBER = re.compile(r"[\d.]+(?:e−?\d+)?")
_ROUNDED, _POWERED = 4, 3


def agrees(text: str, shown: str) -> bool:
    """Whether a formula of numbers as the screen has them comes to the results there, to the digits shown."""
    found, results = computed(text, {}), computed(shown, {})
    slack = [_half(result) + 1e-12 for result in shown.split(", ")]
    for number in filter(lambda each: _half(each[0]), _NUMBER.finditer(text)):
        wider = f"({number[0]} + {_half(number[0])!r})"
        other = computed(f"{text[: number.start()]}{wider}{text[number.end() :]}", {})
        slack = [most + abs(new - old) for most, new, old in zip(slack, other, found, strict=True)]
    return all(abs(one - other) <= most for one, other, most in zip(found, results, slack, strict=True))


def _half(number: str) -> float:
    """Half of what the last digit of a number stands for; nothing of one that is written out."""
    digits, _, power = number.replace("−", "-").partition("e")
    if len(digits.replace(".", "").lstrip("-0")) < (_POWERED if power else _ROUNDED):
        return 0.0
    return 0.5000001 * 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))

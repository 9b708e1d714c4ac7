"""Numbers in sentences."""

from __future__ import annotations

import math
import re
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from sgd_core.parameters import number_text

#: So many digits of a number are read at a glance, one less before a power of ten.
_GLANCE, _POWERED = (Context(digits, ROUND_HALF_UP) for digits in (4, 3))
#: What is left of a number without what its last bits add to it.
_MEANT = Context(15, ROUND_HALF_UP)
#: What bounds a number from above.
_OVER = Context(3, ROUND_CEILING)
#: Denominators of fractions that are written as such, and in how many characters a rate is no long one.
_MOST_DENOMINATOR, _LONG = 1000, 8
#: Numbers that differ by no more, as a share, are the same but for their last bits.
_ROUNDING = 1e-15


def glance(value: float) -> str:
    """A number as the stage writes it: four digits, fewer where these are all that it has; – for none.

    >>> [glance(value) for value in (1.02, 1.9996, 0.1 + 0.2, 12345.6, 5e-4, -1.79e79, 5.0)]
    ['1.02', '2.000', '0.3', '12346', '5e−4', '−1.79e79', '5']
    """
    if not math.isfinite(value):
        return short(value)
    # As few digits as a browser writes of what is meant, also where floats are few, or end.
    brief = float(_MEANT.create_decimal_from_float(value))
    meant = Decimal(repr(brief if math.isfinite(brief) else value)).normalize()
    size = abs(value)
    if size and (size < 1e-3 or size >= 1e6):
        text = _powered(meant, _POWERED.create_decimal_from_float(value))
    elif meant == meant.to_integral_value():
        text = f"{int(meant)}"
    elif size >= 1000:
        text = f"{Decimal(value).to_integral_value(ROUND_HALF_UP)}"
    else:
        rounded = _GLANCE.create_decimal_from_float(value)
        text = f"{_short(meant, rounded):f}"
    return text.replace("-", "−")


def _short(meant: Decimal, rounded: Decimal) -> Decimal:
    return meant if float(rounded) == float(meant) else rounded


def _powered(meant: Decimal, rounded: Decimal) -> str:
    """A number with a power of ten."""
    sign, digits, _ = _short(meant, rounded).as_tuple()
    first, rest = digits[0], "".join(map(str, digits[1:]))
    return f"{'-' * sign}{first}{'.' * bool(rest)}{rest}e{rounded.adjusted()}"


def short(value: float) -> str:
    """Three digits; ∞ for what grows without bound, – for what is not known."""
    return digits(value, 3)


def digits(value: float, count: int) -> str:
    """The same in so many digits.

    >>> [digits(value, 4) for value in (1e7, 0.00002, -2.5, 0.47654, -0.0)]
    ['1e7', '2e−5', '−2.5', '0.4765', '0']
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    # Of a zero the sign says nothing.
    return _marked(f"{value + 0.0:.{count}g}")


def known_finite(value: float) -> str:
    """Three digits of what is finite in truth: what has overflowed is larger than any double.

    >>> [known_finite(value) for value in (0.25, math.inf)]
    ['0.25', '> 1.79e308']
    """
    return "> 1.79e308" if math.isinf(value) else short(value)


def at_most(value: float) -> str:
    """Three digits that a number is not above.

    >>> [at_most(value) for value in (2 / 3, 3.6267e-16, 0.1 + 0.2, 0.0, math.inf)]
    ['0.667', '3.63e−16', '0.3', '0', '∞']
    """
    if not math.isfinite(value):
        return short(value)
    return short(float(_OVER.plus(_MEANT.create_decimal_from_float(value))))


def _marked(text: str) -> str:
    """A number with a minus that is one, and a power of ten without what says nothing: 5e-07 as 5e−7."""
    return re.sub(r"e([+-])0*(\d)", lambda found: f"e{found[1].strip('+')}{found[2]}", text).replace("-", "−")


def beside_one(value: float, gap: float) -> str:
    """A number whose distance from 1 is known better than itself: by that where three digits say 1.

    >>> beside_one(1.0, -2.8e-13), beside_one(0.739, -0.261), beside_one(1.0, 0.0)
    ('1 − 2.8e−13', '0.739', '1')
    """
    text = short(value)
    if text.lstrip("−") != "1" or not gap:
        return text
    size = f"1 {'−' if gap < 0 else '+'} {short(abs(gap))}"
    return f"−({size})" if value < 0 else size


def beside(value: float, other: float) -> str:
    """A number in three digits, or in as many as keep what parts it from another, to a tenth.

    >>> beside(1 / 9, 0.05), beside(1 / 9, 0.1111), beside(0.1 + 0.2, 0.3)
    ('0.111', '0.11111', '0.3')
    """
    apart = abs(value - other)
    near = apart / 10 if apart > _ROUNDING * abs(value) else math.inf
    counts = (count for count in range(3, 17) if abs(float(f"{value:.{count}g}") - value) <= near)
    return digits(value, next(counts, 17))


def growth(gain: float) -> str:
    """What multiplies by 1 + gain, as it stands in a product: by the gain where four digits say 1.

    >>> growth(0.25), growth(2.8e-13)
    ('1.25', '(1 + 2.8e−13)')
    """
    text = digits(1 + gain, 4)
    return f"(1 + {short(gain)})" if text == "1" and gain else text


def exact(value: float) -> str:
    """As few digits as read back to the same number, in the shorter of two spellings.

    >>> [exact(value) for value in (0.1 + 0.2, 1e7, 1e-7, -3.0)]
    ['0.30000000000000004', '1e7', '1e−7', '−3']
    """
    brief = f"{value:g}"
    return _marked(min(brief, number_text(value), key=len) if float(brief) == value else number_text(value))


def rate_text(rate: float) -> str:
    """A learning rate: as a simple fraction where its decimals are long, else six digits.

    >>> rate_text(1 / 9), rate_text(0.125), rate_text(1e-7)
    ('1/9', '0.125', '1e−7')
    """
    simple = fraction(rate)
    return simple if simple and len(number_text(rate)) > _LONG else digits(rate, 6)


def fraction(value: float) -> str:
    """A number as a fraction where it is a simple one: ``1/9`` for 0.1111111111111111; else empty."""
    if not math.isfinite(value):
        return ""
    near = Fraction(value).limit_denominator(_MOST_DENOMINATOR)
    simple = near.numerator < 100 and abs(float(near) - value) <= 1e-14 * value
    return f"{near.numerator}/{near.denominator}" if simple and near.denominator > 1 else ""


def factor(value: float) -> str:
    """A number as it stands in a product: in parentheses where it is negative."""
    text = digits(value, 6)
    return f"({text})" if value < 0 else text


def weight(size: int) -> str:
    """How much a file weighs: two digits or all before the point.

    >>> [weight(size) for size in (999, 4_200, 99_960, 999_600, 1_340_000)]
    ['1.0 kB', '4.2 kB', '100 kB', '1.0 MB', '1.3 MB']
    """
    for unit, name in ((1e3, "kB"), (1e6, "MB")):
        digits = 1 if size < 9.95 * unit else 0
        text = f"{size / unit:.{digits}f}"
        if float(text) < 1000 or name == "MB":
            return f"{text} {name}"
    return ""


def ratio(value: float, most: int = 17) -> str:
    """How many times: two digits, as many as tell it from 1 up to so many, or all before the point."""
    if value >= 10:
        return f"{value:,.0f}"
    texts = (f"{value:.{digits}g}" for digits in range(2, most + 1))
    return next((text for text in texts if text != "1"), "1")

"""What the numbers of a clause read as in its sentence: no digit that is left out makes it false."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from sgd_ui.pages.gd_vs_sgd import view as race
from sgd_ui.pages.learning_rate import view as rate
from sgd_ui.pages.note import view as note
from sgd_ui.pages.sampling import view as order
from sgd_ui.runs.clauses import Clause
from sgd_ui.words.catalogue import LANGUAGES, Words, words_in

#: How a page puts a clause into words, by the first part of its key.
_SAID: Mapping[str, Callable[[Clause, Words], str]] = {
    "race": lambda found, words: race._said(found, {}, words),
    "sampling": order._said,
    "loose": note._said,
    "rate": rate._said,
    "paths": rate._said,
}
#: The numbers that bound what they tell of from above.
_OVER = {"gap", "drift"}
#: Those that are told with their distance from 1.
_BESIDE_ONE = {"square"}


def read(text: str) -> Fraction:
    """A number as it is printed: with a minus, a percent sign or its distance from 1."""
    plain = text.replace("−", "-").replace("- ", "-").replace("+ ", "+")
    whole = sum(Fraction(each) for each in plain.removesuffix("%").split(" "))
    return Fraction(whole) / (100 if text.endswith("%") else 1)


def numbers_of(found: Clause, words: Words) -> dict[str, str]:
    """The text of each number of a clause, out of its sentence."""
    seen: list[str] = []

    def place(name: re.Match[str]) -> str:
        seen.append(name[1])
        return f"(?P={name[1]})" if name[1] in seen[:-1] else f"(?P<{name[1]}>.+?)"

    pattern = re.sub(r"\\\{(\w+)\\\}", place, re.escape(words[found.key]))
    text = re.fullmatch(pattern, _SAID[found.key.partition(".")[0]](found, words))
    assert text, found
    return text.groupdict()


def holds(found: Clause) -> None:
    """Checks that what is printed bounds what it should, and is on its side of 1."""
    told = (_OVER | _BESIDE_ONE) & found.numbers.keys()
    if not told or found.key.partition(".")[0] not in _SAID:
        return
    for words in map(words_in, LANGUAGES):
        texts = numbers_of(found, words)
        for name in told & texts.keys():
            _check(name, found.numbers[name], texts[name])


def _check(name: str, value: float | tuple[float, float], text: str) -> None:
    if "∞" in text or text == "–":
        return
    if isinstance(value, tuple):
        beyond = read(text) - 1
        assert (beyond > 0) == (value[1] > 0) and (beyond < 0) == (value[1] < 0), text
        return
    assert read(text) >= Fraction(value) * (1 - Fraction(1, 10**14)), text

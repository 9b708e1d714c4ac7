"""Text in lines of some width: English breaks between words, Chinese between characters."""

from __future__ import annotations

import re

from sgd_ui.drawing.render import font

#: What is not broken: a word, an equation, or a Chinese character with what must not begin a line after it.
_END = "[、。，：；？！）》”]*"
_WORD = r"[^\s\u2e80-\uffff]+"
_UNITS = re.compile(rf"[“（《]?[\u2e80-\uffff]{_END}\s*|{_WORD}(?: = {_WORD})*{_END}\s*")
_MORE = "…"


def balanced(text: str, width: float, size: float, weight: int = 400, most: int = 9) -> list[str]:
    """The same in as many lines, about as long as one another, and broken where the text pauses if it can be.

    >>> balanced("一个，二个三", 110, 20)
    ['一个，', '二个三']
    """
    lines = wrapped(text, width, size, weight, most)
    if len(lines) == 1 or lines[-1].endswith(_MORE):
        return lines
    tried = [wrapped(text, width * share / 20, size, weight, most) for share in range(10, 21)]
    whole = [each for each in tried if len(each) == len(lines) and not each[-1].endswith(_MORE)]
    return max(whole, key=_pauses)


def _pauses(lines: list[str]) -> int:
    """How many lines end with a pause, the last one aside."""
    return sum(line.endswith(tuple("，；：、。,;:.")) for line in lines[:-1])


def wrapped(text: str, width: float, size: float, weight: int = 400, most: int = 9) -> list[str]:
    """A text in lines; what goes beyond the last of so many ends in an ellipsis.

    >>> wrapped("one two three", 60, 20), wrapped("一次更新。", 60, 20)
    (['one', 'two', 'three'], ['一次更', '新。'])
    """
    lines: list[str] = [""]
    for unit in _UNITS.findall(text):
        if lines[-1] and font.width((lines[-1] + unit).rstrip(), size, weight) > width:
            lines.append("")
        lines[-1] += unit
    lines = [line.rstrip() for line in lines]
    if len(lines) > most:
        lines = [*lines[: most - 1], _shortened(" ".join(lines[most - 1 :]), width, size, weight)]
    return lines


def _shortened(text: str, width: float, size: float, weight: int) -> str:
    units = _UNITS.findall(text)
    while units and font.width("".join(units).rstrip() + _MORE, size, weight) > width:
        units.pop()
    text = "".join(units)
    return text.rstrip(" ,;:，；：、") + _MORE

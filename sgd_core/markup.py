"""What TeX and HTML write around the cells of a table, on the same lines.

>>> plain("$x$ & $y$ \\\\\\\\ \\\\hline\\n\\\\multirow{2}{*}{A} & 1 \\\\\\\\").split("\\n")
['x\\ty', 'A\\t1']
>>> plain("&minus;3 4")
'−3 4'
"""

from __future__ import annotations

import re
from html import unescape

from sgd_core.cells import are_most
from sgd_core.lines import LINE_END

#: A sign by its name or number; what it stands for ends no line.
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});")
#: What ends a row of TeX, with the line below it; what draws one; what holds a cell or a number.
_ROW_END = re.compile(r"\\\\(?:\[[^\]\r\n]{0,20}\])?[ \t]{0,20}(?:\\hline[ \t]{0,20}){0,3}$")
_DRAWN = re.compile(
    r"[ \t]{0,20}(?:\\(?:hline|cline|cmidrule|toprule|midrule|bottomrule)\b"
    r"(?:\([lr]{0,2}\)|\[[^\]\r\n]{0,20}\])?(?:\{[^{}]{0,20}\})?[ \t]{0,20}){1,4}"
)
_HELD = re.compile(
    r"\\(?:multirow|multicolumn)\{[^{}]{0,20}\}\{[^{}]{0,20}\}\{([^{}]{0,99})\}|\\(?:num|text\w{0,6})\{([^{}]{0,99})\}"
)
_PARTING = re.compile(r"(?<!\\)&")
_MATH = re.compile(r"\$([^$\r\n]{0,99})\$")


def plain(text: str) -> str:
    """A text with its signs as they are read, and rows of TeX as rows of cells that tabs part."""
    if "&" not in text:
        return text
    text = _ENTITY.sub(_sign, text)
    lines = LINE_END.split(text)
    rows = [line for line in lines if "&" in line]
    ended = sum(bool(_ROW_END.search(line)) for line in rows)
    return "\n".join(map(_row, lines)) if are_most(ended, len(rows)) else text


def _sign(entity: re.Match[str]) -> str:
    return " ".join(LINE_END.split(unescape(entity[0])))


def _row(line: str) -> str:
    drawn = _DRAWN.match(line)
    line = line[drawn.end() :] if drawn else line
    line = _HELD.sub(lambda held: held[1] or held[2] or "", _ROW_END.sub("", line))
    return "\t".join(_MATH.sub(r"\1", cell.strip()) for cell in _PARTING.split(line))

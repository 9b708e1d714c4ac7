"""The Markdown of the catalogue as HTML: paragraphs, lists, tables, formulas, and what is stressed in them.

>>> html("**Two** of `x` & y")
'<p><b>Two</b> of <code>x</code> &amp; y</p>'
"""

from __future__ import annotations

import re
from html import escape

from sgd_ui.alone.formulas import formula

_INLINE = re.compile(r"\$(?P<formula>[^$]+)\$|\*\*(?P<b>.+?)\*\*|\*(?P<em>[^*]+)\*|`(?P<code>[^`]+)`")
_BAR = re.compile(r"(?<!\\)\|")


def html(text: str) -> str:
    """All of a text."""
    return "\n".join(_block(block.strip()) for block in re.split(r"\n\s*\n", text.strip()))


def inline(text: str) -> str:
    """A text within a paragraph."""
    found, end = "", 0
    for each in _INLINE.finditer(text):
        found += escape(text[end : each.start()], quote=False) + _marked(each)
        end = each.end()
    return found + escape(text[end:], quote=False)


def _marked(found: re.Match[str]) -> str:
    kind, inner = str(found.lastgroup), found[str(found.lastgroup)]
    if kind == "formula":
        return formula(inner)
    return f"<{kind}>{escape(inner, quote=False) if kind == 'code' else inline(inner)}</{kind}>"


def _block(text: str) -> str:
    if text.startswith("$$"):
        return f'<div class="sa-formula">{formula(text.strip("$"), block=True)}</div>'
    lines = text.split("\n")
    if text.startswith("|"):
        return _table([_cells(line) for line in lines])
    if text.startswith("- "):
        return f"<ul>{''.join(f'<li>{inline(line[2:])}</li>' for line in lines)}</ul>"
    return f"<p>{inline(' '.join(lines))}</p>"


def _cells(line: str) -> list[str]:
    return [inline(cell.strip().replace(r"\|", "|")) for cell in _BAR.split(line.strip("|"))]


def _table(rows: list[list[str]]) -> str:
    head, _, *body = rows
    lines = [_row(head, "th"), *(_row(row, "td") for row in body)]
    return f'<div class="sa-formula"><table>{"".join(lines)}</table></div>'


def _row(cells: list[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"

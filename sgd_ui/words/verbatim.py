"""What a reader or a link gave, shown as the text that it is.

Streamlit's Markdown makes links of bare addresses, icons of shortcodes, and style of marks, and no
backslash stops it: it looks for them in what is left of a text once its escapes are resolved. In inline
code it looks for none.
"""

from __future__ import annotations

import re

from sgd_core.errors import printable

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")
#: The one thing that Streamlit changes before it reads a text as Markdown, and so in code as well.
_ICON = ":material/"


def escaped(text: str) -> str:
    """Words of the catalogue with everything that Markdown would read as a mark escaped."""
    return _MARKS.sub(r"\\\1", text)


def line(text: str, limit: int = 60) -> str:
    """For cells and options, which are no Markdown: with gaps for tabs and ends of lines, and shortened."""
    return printable(re.sub(r"[\t\r\n]+", " ", text.strip("\t\r\n")), limit)


def marked(text: str, limit: int = 60) -> str:
    """For Markdown: what ``line`` makes of a text, as inline code."""
    # Parted in front of its slash, the beginning of an icon is none; the slash by itself is plain text.
    before, *parts = line(text, limit).split(_ICON)
    ends = [_ICON.removesuffix("/")] * len(parts) + [""]
    return "/".join(_code(part + end) for part, end in zip([before, *parts], ends, strict=True))


def _code(text: str) -> str:
    """Inline code, in fences longer than any in it; a gap beside a fence is no part of the code."""
    if not text:
        return ""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    gap = " " if text.strip(" ") and {text[0], text[-1]} & {" ", "`"} else ""
    return f"{fence}{gap}{text}{gap}{fence}"

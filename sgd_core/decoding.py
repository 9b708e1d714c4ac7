"""Text out of a file's bytes, and the encoding that it was in.

>>> decoded("时间；成绩".encode("gb18030")), decoded("Menü;1\\x1a".encode("cp1252"))
(('时间；成绩', 'gb18030'), ('Menü;1', 'windows-1252'))
"""

from __future__ import annotations

import re
from itertools import pairwise

from sgd_core.limits import MAX_FILE
from sgd_core.parameters import fail

#: Windows code pages by what is written with them: their letters beyond ASCII, the likeliest first.
_CODE_PAGES = {
    "windows-1252": "àáâãäåæçèéêëíîïñóôõöøùúûüœßÀÁÂÃÄÅÆÇÈÉÊËÍÎÏÑÓÔÕÖØÙÚÛÜŒ",
    "windows-1250": "áâăäąćčçďđéęëěíîłľĺńňóôöőřŕśšşťţúůüűýźžżßÁÂĂÄĄĆČÇĎĐÉĘËĚÍÎŁĽĹŃŇÓÔÖŐŘŔŚŠŞŤŢÚŮÜŰÝŹŽŻ",
    "windows-1251": "".join(map(chr, range(0x410, 0x450))) + "ёЁіІїЇєЄґҐўЎ№",
}
#: Marks that all of them have, and superscripts, which end a word.
_MARKS = "€£§°µ±²³¹½¼¾×÷«»‘’‚“”„–—…·•©®™\u00a0"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: What is no sign of a letter's misreading only at the end of a word.
_INSIDE = re.compile(r"(?<=[^\W\d_])[£§°±¹½¼¾×÷«»©®](?=[^\W\d_])|(?<=[^\W\d_m])[²³¹]")
#: A word of one script in one case, or with a capital in front.
_CYRILLIC = re.compile(r"(?<!\w)(?:[А-ЯЁІЇЄҐЎ]*|[А-ЯЁІЇЄҐЎ]?[а-яёіїєґў]+)(?!\w)")
_PLAIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
#: How many of the letters beyond ASCII have to be likely ones.
_LEAST = 0.6
#: Letters that an encoding is weighed by.
_WEIGHED = 4000


def decoded(data: bytes, name: str = "file", shown: str = "") -> tuple[str, str]:
    """The text in ``data``, and its encoding: ``utf-8``, ``utf-16-le``, ``utf-16-be``, ``gb18030``, or
    ``windows-1250`` to ``-1252``.

    Args:
        name: what a complaint calls it.
        shown: what a complaint quotes of it, such as the name of a file.

    Raises:
        RunError: if that is too much, or no text in any of these.
    """
    if len(data) > MAX_FILE:
        raise fail(name, shown, "too_large", given=str(len(data)), count=str(MAX_FILE))
    found = {encoding: text for encoding in _encodings(data) if (text := _text(data, encoding)) is not None}
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        if encoding in found:
            return found[encoding], encoding
    likely = {encoding: _likely(text, encoding) for encoding, text in found.items()}
    best = max(likely, key=likely.__getitem__, default="")
    if "gb18030" in found and (likely["gb18030"] >= _LEAST or likely[best] < _LEAST):
        best = "gb18030"
    elif not best or likely[best] < _LEAST:
        raise fail(name, shown, "not_text")
    return found[best], best


def _encodings(data: bytes) -> tuple[str, ...]:
    """Those that ``data`` may be in, the likeliest first."""
    if data.startswith(b"\xff\xfe"):
        return ("utf-16-le",)
    if data.startswith(b"\xfe\xff"):
        return ("utf-16-be",)
    if b"\0" in data:
        # Half of a digit or a comma is a zero: in the second byte, or in the first.
        return ("utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be",)
    return "utf-8", "gb18030", *_CODE_PAGES


def _text(data: bytes, encoding: str) -> str | None:
    """``data`` as text; None where it is none in this encoding."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    # The mark by which DOS ends a text.
    text = text.rstrip("\x1a")
    # Any bytes at all may be letters of some encoding; these are no letters in any.
    return None if _CONTROL.search(text) else text.removeprefix("\ufeff")


def _likely(text: str, encoding: str) -> float:
    """The part of the letters beyond ASCII that are such as people write."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    strange = [letter for letter in text if letter > "\x7f"][:_WEIGHED]
    if encoding == "gb18030":
        return _share(strange, _is_common)
    good = frozenset(_CODE_PAGES[encoding] + _MARKS)
    share = _share(strange, good.__contains__)
    misread = len(_INSIDE.findall(text))
    if encoding == "windows-1251":
        misread += 2 * len([word for word in words if not _CYRILLIC.fullmatch(word)])
    else:
        misread += len([word for word in words if len(word) > 2 and not _is_latin(word)])
    return share - misread / max(len(words), 1)


def _is_latin(word: str) -> bool:
    """Whether a word looks like one of Latin letters: some are ASCII, and no capital follows a small one."""
    mixed = any(a.islower() and b.isupper() for a, b in pairwise(word))
    return bool(_PLAIN.search(word)) and not mixed


def _share(letters: list[str], is_good: object) -> float:
    good = [letter for letter in letters if is_good(letter)]  # type: ignore[operator]
    return len(good) / max(len(letters), 1)


def _is_common(letter: str) -> bool:
    """Whether a letter is a mark, or one of the 3,755 common characters of GB 2312."""
    try:
        return letter.encode("gb2312")[0] < 0xD8
    except UnicodeEncodeError:
        return False

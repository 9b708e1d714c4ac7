"""What stands in the brackets of a text, as code has them: lists, calls, rows.

>>> [group.name for group in groups_in("x = [20, 43]").groups]
['x']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sgd_core.limits import MAX_SAMPLES
from sgd_core.lines import LINE_END

_NUMBER = r"(?>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
#: Numbers in a row are one token: most of a long text are.
_RUN = rf"(?P<first>{_NUMBER})(?:(?:[ \t]*,[ \t\r\n]*{_NUMBER})+|(?:[ \t]+{_NUMBER})+)"
_TOKEN = re.compile(
    rf"(?P<run>{_RUN})|(?P<number>{_NUMBER})"
    r"|(?P<turned>(?<=[\])])(?:\.?'|\.T\b|\.transpose\(\)))|(?P<string>\"[^\"\n]*\"|'[^'\n]*')"
    r"|(?P<word>[^\W\d][\w.]*)|(?P<mark><-|[\[\](){}=:,;])"
    rf"|(?P<line>{LINE_END.pattern})"
    r"|(?P<space>[ \t]+)|(?P<dots>\.\.\.|…)|(?P<remark>(?:[#%]|//)[^\n\r]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<other>.)",
    re.DOTALL,
)
#: What is divided by behind ``//``, in a list.
_DIVIDED = re.compile(r"//[ \t]{0,9}[\w.(]{1,40}[ \t]{0,9}[,\])]")
#: Calls that make rows of columns.
TURNING = re.compile(r"(?:(?:np|numpy|torch)\.)?(?:transpose|column_stack)|t")
#: Three dots by which a line of MATLAB goes on in the next; elsewhere they stand for numbers left out.
_CONTINUED = re.compile(r"\.\.\.[ \t]*(?:[%#]|[\r\n]|$)")
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_DEEPEST = 6
#: Columns may be lists of one number each, a few of them side by side.
_MOST = 5 * MAX_SAMPLES
#: What a row of a long text begins with, be it in brackets of its own or behind a mark.
_BRACKET = re.compile(r"[\[({]\s{0,99}[\w+\-.\"']")
_PARTED = re.compile(r"(?:^|[\[({;\n\r])[^\S\n\r]{0,99}[\w+\-.\"']")


class Token(NamedTuple):
    """A number, a word, a mark or the like: its kind, its text, its line, where it begins, and what stands
    behind it where further numbers do."""

    kind: str
    text: str
    line: int
    start: int = 0
    more: str = ""


class Item(NamedTuple):
    """A number or a word in a list: its line, and the name before it, as in ``{"x": 1}``."""

    line: int
    text: str
    name: str = ""


@dataclass
class Group:
    """What stands between two brackets, in the rows that semicolons or ends of lines part it into.

    Args:
        start: where it begins; ``written`` is its text.
        word: of the function that is called.
        spoilt: the line of what is computed there, or of what would be; 0 without any.
        turned: whether its rows are made columns.
    """

    mark: str
    line: int
    name: str = ""
    called: bool = False
    rows: list[list[Item | Group]] = field(default_factory=lambda: [[]])
    commas: bool = False
    start: int = 0
    written: str = ""
    word: str = ""
    spoilt: int = 0
    turned: bool = False

    @property
    def items(self) -> list[Item | Group]:
        return [item for row in self.rows for item in row]

    @property
    def groups(self) -> list[Group]:
        return [item for item in self.items if isinstance(item, Group)]

    @property
    def flat(self) -> list[Item]:
        """Its items; empty where it holds a group."""
        items = [item for item in self.items if isinstance(item, Item)]
        return items if len(items) == len(self.items) else []

    @property
    def is_wrapped(self) -> bool:
        """Whether it is a list that goes on in the next line and ends there sooner, as no matrix does."""
        rows = [row for row in self.rows if row]
        lines = {row[0].line for row in rows}
        alike = len({len(row) for row in rows[:-1]}) == 1 and len(rows[-1]) < len(rows[0])
        return self.mark == "[" and alike and len(lines) == len(rows)

    @property
    def vector(self) -> list[Item]:
        """Its items in a row or in a column, as ``[1 2]``, ``[1; 2]`` or ``[[1], [2]]``; empty otherwise."""
        rows = [row for row in self.rows if row]
        if self.flat:
            one = len(rows) == 1 or all(len(row) == 1 for row in rows) or self.is_wrapped
            return self.flat if one else []
        single = [group.flat[0] for group in self.groups if len(group.flat) == 1]
        return single if len(single) == len(self.items) else []


class NotCodeError(Exception):
    """A text is not written as code; the line is that of what is none, or 0."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(line)
        self.line = line


class TooManyError(NotCodeError):
    """There are more rows than may be used; ``begun`` finds what each of them begins with."""

    def __init__(self, begun: re.Pattern[str]) -> None:
        super().__init__()
        self.begun = begun


class ComputedError(NotCodeError):
    """Numbers are computed, and so are others than those that stand there."""

    code = "code"


class ShortenedError(ComputedError):
    """Dots stand for numbers."""

    code = "shortened"


def _tokens(text: str) -> Iterator[Token]:
    line = 1
    for match, kind in _kinds(text):
        if kind == "run":
            first, text = match["first"], match[0]
            yield Token("number", first, line, match.start(), text[len(first) :])
            line += len(LINE_END.findall(text))
        elif kind not in ("space", "remark"):
            yield Token(kind, match[0], line, match.start())
        line += len(LINE_END.findall(match[0])) if kind in ("line", "remark") else 0


def remarks_in(text: str) -> Iterator[tuple[int, str]]:
    """The remarks in a text, as Python, MATLAB and C write them: the line of each, from 1, and all of it."""
    line = begin = 0
    for match, kind in _kinds(text):
        if kind == "remark":
            line += len(LINE_END.findall(text, begin, match.start()))
            begin = match.start()
            yield line + 1, match[0]


def _kinds(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """The tokens of a text, and of which kind each is."""
    last = ""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "remark" and not _is_remark(match[0], last):
            kind = "other"
        if kind not in ("space", "remark"):
            last = match[0] if kind == "mark" else kind
        yield match, kind


def _is_remark(text: str, last: str) -> bool:
    """Whether what begins like a remark is one: Python divides by ``//`` what stands before it, and its list
    goes on or ends there."""
    divides = last in ("run", "number", "word", ")", "]") and _DIVIDED.match(text)
    return not divides and (text[:2] != "/*" or text[2:].endswith("*/"))


def groups_in(text: str) -> Group:
    """All groups of a text, in one that holds them.

    Raises:
        NotCodeError: if there are none, or more than may be.
    """
    nest = _Nest(text)
    for token in _tokens(text):
        nest.take(token)
    if len(nest.within) > 1:
        raise NotCodeError
    return nest.within[0]


@dataclass
class _Nest:
    """The groups that stand open while a text is read, the innermost last, and what was read last.

    Args:
        name: the last one before an equals sign or a colon.
        opened: how many groups have been.
    """

    text: str
    within: list[Group] = field(default_factory=lambda: [Group("", 1)])
    last: Token = field(default_factory=lambda: Token("line", "", 1))
    name: str = ""
    opened: int = 0

    def take(self, token: Token) -> None:
        """Reads on."""
        group = self.within[-1]
        if token.kind == "dots":
            self._pass_over(token)
        elif token.kind == "turned":
            _turn(group)
        elif token.kind == "other" or len(self.within) > _DEEPEST:
            raise NotCodeError(token.line)
        else:
            if _computes(group, token, self.last):
                _spoil(group, token)
            self.last = self._placed(group, token)

    def _pass_over(self, dots: Token) -> None:
        """Dots that go on in the next line, or stand between groups."""
        goes_on = self.last.kind != "line" and _CONTINUED.match(self.text, dots.start)
        if len(self.within) > 1 and not goes_on:
            raise ShortenedError(dots.line)

    def _placed(self, group: Group, token: Token) -> Token:
        """Puts a token where it belongs; gives what then was read last."""
        if token.kind in ("number", "word", "string"):
            return _taken(group, token, self.name if _names(self.last) else "")
        if token.kind == "mark" and token.text in _CLOSING:
            self._open(group, token)
        elif token.kind == "mark" and token.text in _CLOSING.values():
            self._close(group, token)
        elif _names(token):
            self.name = _named(group)
        else:
            _part(group, token, self.last)
        return token

    def _open(self, group: Group, token: Token) -> None:
        self.within.append(_opened(group, token, self.last, self.name))
        group.rows[-1].append(self.within[-1])
        self.opened += 1
        if self.opened > _MOST:
            raise TooManyError(_BRACKET)

    def _close(self, group: Group, token: Token) -> None:
        if _CLOSING.get(group.mark) != token.text:
            raise NotCodeError
        self.within.pop().written = self.text[group.start : token.start + 1]


def _computes(group: Group, token: Token, last: Token) -> bool:
    """Whether a token makes other numbers of those before it: by a sign, a unit, a range, a subscript."""
    touching = token.start == last.start + len(last.text)
    ended = last.kind in ("number", "word") or last.text in (")", "]")
    if token.kind in ("number", "word"):
        mixed = group.commas and group.mark in ("(", "[") and ended
        return mixed or (touching and ended and "number" in (token.kind, last.kind))
    if token.text == ":":
        return last.kind == "number" and group.mark in ("(", "[")
    return touching and token.text == "[" and last.text in (")", "]")


def _spoil(group: Group, token: Token) -> None:
    """Mark what is computed: the brackets that a token stands behind, or those that it stands in."""
    before = group.rows[-1][-1] if group.rows[-1] and token.kind != "line" else None
    target = before if isinstance(before, Group) else group
    target.spoilt = target.spoilt or token.line


def _turn(group: Group) -> None:
    """Make columns of the rows of what was closed last."""
    last = group.rows[-1][-1] if group.rows[-1] else None
    if isinstance(last, Group):
        last.turned = not last.turned


def _names(token: Token) -> bool:
    return token.kind == "mark" and token.text in ("=", ":", "<-")


def _opened(group: Group, token: Token, last: Token, name: str) -> Group:
    """A group that begins; one after a word is what a function is called with."""
    after = last.kind == "word" and token.text == "("
    word = last.text if after else ""
    if after:
        name = group.rows[-1].pop().name
    # R writes a list as what c is called with.
    called = after and last.text != "c"
    opened = Group(token.text, token.line, name if after or _names(last) else "", called, start=token.start)
    opened.word, opened.turned = word, bool(TURNING.fullmatch(word))
    return opened


def _taken(group: Group, token: Token, name: str) -> Token:
    """Take a number, a word, or several numbers into a group; gives the last of them."""
    text = token.text[1:-1] if token.kind == "string" else token.text
    group.rows[-1].append(Item(token.line, text, name))
    if not token.more:
        return token
    if "," in token.more:
        group.commas = True
    elif group.commas and group.mark in ("(", "["):
        _spoil(group, token)
    further = list(_further(token))
    group.rows[-1] += further
    line, text, _ = further[-1]
    return Token("number", text, line, token.start + len(token.text) + len(token.more) - len(text))


def _further(token: Token) -> Iterator[Item]:
    """The numbers behind the first of several."""
    line = token.line
    for text in token.more.split(",")[1:] if "," in token.more else token.more.split():
        line += len(LINE_END.findall(text))
        yield Item(line, text.strip())


def _named(group: Group) -> str:
    """The name before an equals sign or a colon, which is no item then."""
    while len(group.rows[-1]) > 1 and _is_size(group.rows[-1]):
        group.rows[-1].pop()
    if not group.rows[-1] or not isinstance(group.rows[-1][-1], Item):
        raise NotCodeError
    return group.rows[-1].pop().text  # type: ignore[union-attr]


def _is_size(row: Sequence[Item | Group]) -> bool:
    """Whether a row ends in the size of an array, as C writes it behind a name: ``x[]``, ``double x[5]``."""
    size = row[-1]
    if not isinstance(size, Group) or size.mark != "[" or size.groups:
        return False
    typed = len([each for each in row if isinstance(each, Item)]) > 1
    return not size.items or (typed and len(size.items) == 1)


def _part(group: Group, token: Token, last: Token) -> None:
    """A comma, a semicolon or the end of a line."""
    if token.text == ",":
        group.commas = True
    elif token.text == ";" or (token.kind == "line" and last.text != "," and not group.commas):
        group.rows.append([])
        if len(group.rows) > _MOST:
            raise TooManyError(_PARTED)

"""Numbers that are written as code: lists and arrays of Python, matrices of Octave, JSON.

>>> columns("x = [20, 43]\\ny = [120, 128]")
(('x', 'y'), [Row(line=1, cells=('20', '120')), Row(line=1, cells=('43', '128'))])
>>> columns("[1 2; 2 4.1]")
((), [Row(line=1, cells=('1', '2')), Row(line=1, cells=('2', '4.1'))])
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sgd_core.parameters import fail
from sgd_core.separators import Row

#: A bracket before a number, another one, or a name in quotation marks; and what code begins with.
_BRACKETED = re.compile(r"[\[({][ \t\r\n]*[\[({\"'+\-.0-9]")
_BEGINNING = re.compile(
    r"\s{0,99}(?:[^\W\d][\w.]{0,60}\s*(?:=|<-)\s*(?:[^\W\d][\w.]{0,60}\(|[\[({])"
    r"|(?:[^\W\d][\w.]{0,60}[\[(]){2}|(?:[^\W\d][\w.]{0,60}\s*[\[(]\s*)?[\[({])"
)
#: A line that gives one name or several something in brackets.
_ASSIGNED = re.compile(
    r"(?m)^[ \t]{0,99}[^\W\d][\w.]{0,60}(?:,[ \t]?[^\W\d][\w.]{0,60}){0,9}"
    r"[ \t]{0,9}(?:=|<-)[ \t]{0,9}(?:[^\W\d][\w.]{0,60}\(|[\[{(])"
)
_TOKEN = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<turned>(?<=[\])])(?:\.?'|\.T\b|\.transpose\(\)))|(?P<string>\"[^\"\n]*\"|'[^'\n]*')"
    r"|(?P<word>[^\W\d][\w.]*)|(?P<mark><-|[\[\](){}=:,;])|(?P<line>\r\n|\n|\r)"
    r"|(?P<space>[ \t]+)|(?P<dots>\.\.\.|…)|(?P<remark>[#%][^\n\r]*)|(?P<other>.)",
    re.DOTALL,
)
#: Numbers that may have decimal commas, parted by semicolons, in brackets on one line.
_DECIMAL = r"[ \t]*[+-]?[0-9]+(?:,[0-9]+)?(?:[eE][+-]?[0-9]+)?[ \t]*"
_EUROPEAN = re.compile(rf"[\[(]{_DECIMAL}(?:;{_DECIMAL})+[\])]")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
#: Calls that only hold the numbers that they are called with.
_HOLDING = re.compile(
    r"(?:(?:np|numpy|torch|pd|pandas)\.)?(?:array|asarray|list|tuple|dict|c|matrix|tensor|Series|DataFrame)|data\.frame"
)
#: Those that make rows of columns.
_TURNING = re.compile(r"(?:(?:np|numpy|torch)\.)?(?:transpose|column_stack)|t")
#: Three dots by which a line of MATLAB goes on in the next; elsewhere they stand for numbers left out.
_CONTINUED = re.compile(r"\.\.\.[ \t]*(?:[%#]|[\r\n]|$)")
_LINE_END = re.compile(r"\r\n|\n|\r")
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_DEEPEST = 6


class Token(NamedTuple):
    """A number, a word, a mark or the like: its kind, its text, its line, and where it begins."""

    kind: str
    text: str
    line: int
    start: int = 0


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
    def vector(self) -> list[Item]:
        """Its items in a row or in a column, as ``[1 2]``, ``[1; 2]`` or ``[[1], [2]]``; empty otherwise."""
        rows = [row for row in self.rows if row]
        if self.flat:
            return self.flat if len(rows) == 1 or all(len(row) == 1 for row in rows) else []
        single = [group.flat[0] for group in self.groups if len(group.flat) == 1]
        return single if len(single) == len(self.items) else []


class _NotCodeError(Exception):
    """A text is not written as code; the line is that of what is none, or 0."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(line)
        self.line = line


class _ComputedError(_NotCodeError):
    """Numbers are computed, and so are others than those that stand there."""

    code = "code"


class _ShortenedError(_ComputedError):
    """Dots stand for numbers."""

    code = "shortened"


def columns(text: str, name: str = "file", shown: str = "") -> tuple[tuple[str, ...], list[Row]] | None:
    """The names and rows of numbers that are written as code; None where they are not.

    Raises:
        RunError: if they are, but make no columns.
    """
    if not _BRACKETED.search(text):
        return None
    found, line = None, 0
    try:
        outer = _groups(text)
        line = _spoilt(outer)
        found = _table(outer)
    except _NotCodeError as error:
        line = error.line
        if isinstance(error, _ComputedError):
            raise fail(name, _quoted(text, line), error.code) from None
    if not found and (_BEGINNING.match(text) or _ASSIGNED.search(text)):
        raise fail(name, _quoted(text, line) if line else shown, "code")
    return found


def _quoted(text: str, line: int) -> str:
    """A line of a text behind its number."""
    return f"{line}: {_LINE_END.split(text)[line - 1].strip()}"


# --- brackets ---


def _tokens(text: str) -> Iterator[Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind not in ("space", "remark"):
            yield Token(kind, match[0], line, match.start())
        line += kind == "line"


def _groups(text: str) -> Group:
    """All groups of a text, in one that holds them."""
    outer = Group("", 1)
    within, name, last = [outer], "", Token("line", "", 1)
    for token in _tokens(text):
        group = within[-1]
        if token.kind == "dots":
            if len(within) > 1 and (last.kind == "line" or not _CONTINUED.match(text, token.start)):
                raise _ShortenedError(token.line)
            continue
        if token.kind == "turned":
            _turn(group)
            continue
        if token.kind == "other" or len(within) > _DEEPEST:
            raise _NotCodeError(token.line)
        if _computes(group, token, last):
            _spoil(group, token)
        if token.kind == "mark" and token.text in _CLOSING:
            opened = _opened(group, token, last, name)
            group.rows[-1].append(opened)
            within.append(opened)
        elif token.kind == "mark" and token.text in ")]}":
            if _CLOSING.get(group.mark) != token.text:
                raise _NotCodeError
            within.pop().written = text[group.start : token.start + 1]
        elif token.kind in ("number", "word", "string"):
            _take(group, token, name if _names(last) else "")
        elif _names(token):
            name = _named(group)
        else:
            _part(group, token, last)
        last = token
    if len(within) > 1:
        raise _NotCodeError
    return outer


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
    opened.word, opened.turned = word, bool(_TURNING.fullmatch(word))
    return opened


def _take(group: Group, token: Token, name: str) -> None:
    text = token.text[1:-1] if token.kind == "string" else token.text
    group.rows[-1].append(Item(token.line, text, name))


def _named(group: Group) -> str:
    """The name before an equals sign or a colon, which is no item then."""
    if not group.rows[-1] or not isinstance(group.rows[-1][-1], Item):
        raise _NotCodeError
    return group.rows[-1].pop().text  # type: ignore[union-attr]


def _part(group: Group, token: Token, last: Token) -> None:
    """A comma, a semicolon or the end of a line."""
    if token.text == ",":
        group.commas = True
    elif token.text == ";" or (token.kind == "line" and last.text != "," and not group.commas):
        group.rows.append([])


# --- columns ---

_Table = tuple[tuple[str, ...], list[Row]]


def _table(outer: Group) -> _Table | None:
    """The names and rows in the groups of a text; None where they are not in columns.

    Raises:
        _ComputedError: if they are computed.
    """
    groups = [group for each in outer.groups if (group := _argument(each))]
    stray = [item for item in outer.items if isinstance(item, Item) and not item.name]
    if len(groups) > 1:
        named = [group for group in groups if group.name and group.items]
        if len(named) > 1:
            return _side_by_side(named, outer)
        if stray or named:
            return None
        found = _objects(groups) if all(group.mark == "{" for group in groups) else _rows(groups)
    elif not groups or (stray and not groups[0].name):
        return None
    else:
        found = _within(groups[0])
    if found:
        _check(groups, outer)
    return found


def _check(groups: Sequence[Group], outer: Group) -> None:
    """Refuse groups that are computed, and those whose name is given something else afterwards."""
    lines = [line for group in groups if (line := _spoilt(group))]
    names = {group.name for group in groups} - {""}
    held = set[str]()
    for item in outer.items:
        if isinstance(item, Group) and item.word.rpartition(".")[0] in names:
            lines.append(item.line)
        elif isinstance(item, Group) and _argument(item):
            held.add(item.name)
        elif item.name in held & names and not _holds(item):
            lines.append(item.line)
    if lines:
        raise _ComputedError(min(lines))


def _spoilt(group: Group) -> int:
    return group.spoilt or next(filter(None, map(_spoilt, group.groups)), 0)


def _holds(item: Item | Group) -> bool:
    """Whether a name is given itself, in a call that only holds: ``x = np.array(x)``."""
    if isinstance(item, Item) or not _HOLDING.fullmatch(item.word):
        return False
    return [each.text for each in item.flat if not each.name] == [item.name]


def _within(group: Group) -> _Table | None:
    """The table that one group holds."""
    found = _laid_out(group)
    return _turned(found) if found and group.turned else found


def _turned(found: _Table) -> _Table | None:
    """A table whose rows are columns; None where these have names, or are not alike."""
    names, rows = found
    if names or len({len(row.cells) for row in rows}) > 1:
        return None
    return (), [Row(rows[0].line, cells) for cells in zip(*(row.cells for row in rows), strict=True)]


def _laid_out(group: Group) -> _Table | None:
    inner = [each for each in map(_argument, group.groups) if each]
    if group.mark == "{":
        return _side_by_side(inner, group) if inner else None
    if inner and len(inner) < len(group.items):
        return None
    if inner and all(each.mark == "{" for each in inner):
        return _objects(inner)
    if inner:
        return _rows(inner)
    rows = [row for row in group.rows if row]
    if group.mark == "(" and len(rows) > 1 and _EUROPEAN.fullmatch(group.written):
        # One pair with decimal commas, or rows: nothing tells which.
        return None
    wide = len(rows) > 1 and all(len(row) > 1 for row in rows)
    return ((), [_row(row) for row in rows]) if wide and group.flat else None


def _argument(group: Group) -> Group | None:
    """A group, or the one that a function is called with; None where that is called with none."""
    while group.called:
        if len(group.groups) > 1 and all(each.name for each in group.groups):
            spoilt = group.spoilt or (0 if _HOLDING.fullmatch(group.word) else group.line)
            return Group("{", group.line, group.name, rows=group.rows, spoilt=spoilt)
        if len(group.groups) != 1:
            return None
        (inner,) = group.groups
        inner.name = group.name
        # A call is looked into more than once.
        inner.turned, group.turned = inner.turned ^ group.turned, False
        if not (_HOLDING.fullmatch(group.word) or _TURNING.fullmatch(group.word)):
            inner.spoilt = inner.spoilt or group.line
        inner.spoilt = inner.spoilt or group.spoilt
        group = inner
    return group


def _rows(groups: list[Group]) -> _Table | None:
    if not all(len(group.flat) > 1 for group in groups):
        return None
    columns = [group for group in groups if group.turned]
    if columns:
        found: _Table = ((), [_row(group.vector) for group in groups if group.vector])
        return _turned(found) if len(columns) == len(groups) == len(found[1]) else None
    if any(len(row) > 1 for group in groups if _is_parted(group) for row in group.rows):
        return _european(groups)
    return (), [_row(group.flat) for group in groups]


def _european(groups: list[Group]) -> _Table | None:
    """Rows of numbers with decimal commas, parted by semicolons; None where the commas may be others."""
    if not all(_EUROPEAN.fullmatch(group.written) for group in groups):
        return None
    rows = [Row(group.line, tuple(map(str.strip, group.written[1:-1].split(";")))) for group in groups]
    if all(_THOUSANDS.fullmatch(cell) for row in rows for cell in row.cells if "," in cell):
        return None
    return (), [Row(line, tuple(cell.replace(",", ".") for cell in cells)) for line, cells in rows]


def _is_parted(group: Group) -> bool:
    return sum(map(bool, group.rows)) > 1


def _row(items: Sequence[Item | Group]) -> Row:
    return Row(items[0].line, tuple(item.text for item in items if isinstance(item, Item)))


def _side_by_side(groups: list[Group], outer: Group) -> _Table | None:
    """Lists of one length as columns, under their names."""
    if {"x", "y"} <= {group.name.lower() for group in groups}:
        # Beside x and y, what is computed is no column.
        groups = [group for group in groups if group.name.lower() in ("x", "y") or not _spoilt(group)]
    vectors = {group.name: group.vector for group in groups}
    length = len(next(filter(None, vectors.values()), []))
    alike = {name: items for name, items in vectors.items() if len(items) == length > 0}
    wanted = {"x", "y"} if {"x", "y"} <= {name.lower() for name in vectors} else set[str]()
    if len(alike) < 2 or not wanted <= {name.lower() for name in alike}:
        return None
    _check([group for group in groups if group.name in alike], outer)
    return tuple(alike), [_row(row) for row in zip(*alike.values(), strict=True)]


def _objects(groups: list[Group]) -> _Table | None:
    """Objects of JSON as rows, under the names of the first."""
    names = tuple(item.name for item in groups[0].flat)
    if len(names) < 2:
        return None
    found = []
    for group in groups:
        cells = {item.name: item.text for item in group.flat}
        found.append(Row(group.line, tuple(cells.get(name, "") for name in names)))
    return names, found

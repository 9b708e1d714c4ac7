"""Numbers that are written as code: lists and arrays of Python, matrices of Octave, JSON.

>>> columns("x = [20, 43]\\ny = [120, 128]")
(('x', 'y'), [Row(line=1, cells=('20', '120')), Row(line=1, cells=('43', '128'))])
>>> columns("[1 2; 2 4.1]")
((), [Row(line=1, cells=('1', '2')), Row(line=1, cells=('2', '4.1'))])
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sgd_core.brackets import (
    TURNING,
    ComputedError,
    Group,
    Item,
    NotCodeError,
    TooManyError,
    groups_in,
    remarks_in,
)
from sgd_core.cells import is_written, may_be_grouped
from sgd_core.header import unmarked
from sgd_core.limits import MAX_SAMPLES
from sgd_core.lines import LINE_END
from sgd_core.parameters import fail
from sgd_core.separators import Row

#: A bracket before a number, another one, or a name in quotation marks; and what code begins with.
_BRACKETED = re.compile(r"[\[({][ \t\r\n]*[\[({\"'+\-.0-9]")
_BEGINNING = re.compile(
    r"\s{0,99}(?:[^\W\d][\w.]{0,60}\s*(?:=|<-)\s*(?:[^\W\d][\w.]{0,60}\(|[\[({])"
    r"|(?:[^\W\d][\w.]{0,60}[\[(]){2}|(?:[^\W\d][\w.]{0,60}\s*[\[(]\s*)?[\[({])"
)
#: What stands around the numbers of a row, with the names before them.
_PARTS = re.compile(r"[\s,;()\[\]{}]+(?:[\"']?[^\W\d]\w{0,60}[\"']?\s?[:=])?")
#: A line that gives one name or several something in brackets.
_ASSIGNED = re.compile(
    r"(?m)^[ \t]{0,99}(?:[^\W\d]\w{0,60}[ \t]{1,9}){0,2}"
    r"[^\W\d][\w.]{0,60}(?:,[ \t]?[^\W\d][\w.]{0,60}){0,9}(?:\[[0-9]{0,9}\])?"
    r"[ \t]{0,9}(?:=|<-)[ \t]{0,9}(?:[^\W\d][\w.]{0,60}\(|[\[{(])"
)
#: Numbers that may have decimal commas, parted by semicolons, in brackets on one line.
_DECIMAL = r"[ \t]*[+-]?[0-9]+(?:,[0-9]+)?(?:[eE][+-]?[0-9]+)?[ \t]*"
_EUROPEAN = re.compile(rf"[\[(]{_DECIMAL}(?:;{_DECIMAL})+[\])]")
#: Marks of double width, as Chinese keyboards write them, by those of code.
_WIDE = {ord(wide): plain for wide, plain in zip("（）［］｛｝，；：＝", "()[]{},;:=", strict=True)}
#: The brackets of Fortran's arrays.
_SLASHED = re.compile(r"\(/|/\)")
#: Calls that only hold the numbers that they are called with.
_HOLDING = re.compile(
    r"(?:(?:np|numpy|torch|pd|pandas)\.)?(?:array|asarray|list|tuple|dict|c|matrix|tensor|Series|DataFrame)|data\.frame"
)


def rows_in_remarks(text: str) -> list[Row]:
    """The remarks in code that hold a row of numbers, which somebody may have put aside."""
    found = [(line, remark, _PARTS.split(unmarked(remark).strip("*/ "))) for line, remark in remarks_in(text)]
    numbers = [(line, remark, list(filter(None, cells))) for line, remark, cells in found]
    return [
        Row(line, (remark.strip(),))
        for line, remark, cells in numbers
        if len(cells) > 1 and all(is_written(cell, "point", "none") for cell in cells)
    ]


def columns(
    text: str, name: str = "file", shown: str = "", is_session: bool = False
) -> tuple[tuple[str, ...], list[Row]] | None:
    """The names and rows of numbers that are written as code; None where they are not.

    Args:
        text: without prompts.
        name: what a complaint calls it.
        shown: what a complaint quotes of it.
        is_session: whether it is code for certain.

    Raises:
        RunError: if they are, but make no columns.
    """
    text = _SLASHED.sub(lambda bracket: bracket[0].replace("/", " "), text.translate(_WIDE))
    if not _BRACKETED.search(text):
        return None
    found, line = None, 0
    try:
        outer = groups_in(text)
        line = _spoilt(outer)
        found = _table(outer)
    except NotCodeError as error:
        line = error.line
        if isinstance(error, ComputedError):
            raise fail(name, _quoted(text, line), error.code) from None
        if isinstance(error, TooManyError) and (is_session or _is_meant(text)):
            given = str(len(error.begun.findall(text)))
            raise fail(name, shown, "too_many_rows", given=given, count=str(MAX_SAMPLES)) from None
    if not found and (is_session or _is_meant(text)):
        raise fail(name, _quoted(text, line) if line else shown, "code")
    return found


def _is_meant(text: str) -> bool:
    """Whether a text is meant as code."""
    return bool(_BEGINNING.match(text) or _ASSIGNED.search(text))


def _quoted(text: str, line: int) -> str:
    """A line of a text behind its number."""
    return f"{line}: {LINE_END.split(text)[line - 1].strip()}"


# --- columns ---

_Table = tuple[tuple[str, ...], list[Row]]


def _table(outer: Group) -> _Table | None:
    """The names and rows in the groups of a text; None where they are not in columns.

    Raises:
        ComputedError: if they are computed.
    """
    groups = [group for each in outer.groups if (group := _argument(each))]
    stray = [item for item in outer.items if isinstance(item, Item) and not item.name]
    if len(groups) > 1:
        named = [group for group in groups if group.name and group.items]
        if len(named) > 1:
            return None if _is_nameless(groups, named) else _side_by_side(named, outer)
        if stray or named:
            return None
        found = _objects(groups) if _are_objects(groups) else _rows(groups)
    elif not groups or (stray and not groups[0].name):
        return None
    else:
        found = _within(groups[0])
    if found:
        _check(groups, outer)
    return found


def _is_nameless(groups: Sequence[Group], named: Sequence[Group]) -> bool:
    """Whether a list without a name may be x or y, where no other is called so."""
    length = len(named[0].vector)
    nameless = any(not group.name and len(group.vector) == length > 1 for group in groups)
    return nameless and not {"x", "y"} <= {group.name.lower() for group in named}


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
        raise ComputedError(min(lines))


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
    if group.mark == "{" and any(each.name for each in inner):
        return _side_by_side(inner, group)
    if inner and len(inner) < len(group.items):
        return None
    if inner and _are_objects(inner):
        return _objects(inner)
    if inner:
        return _rows(inner)
    rows = [row for row in group.rows if row]
    if group.mark == "(" and len(rows) > 1 and _EUROPEAN.fullmatch(group.written):
        # One pair with decimal commas, or rows: nothing tells which.
        return None
    wide = len(rows) > 1 and all(len(row) > 1 for row in rows)
    return ((), [_row(row) for row in rows]) if wide and group.flat and not group.is_wrapped else None


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
        if not (_HOLDING.fullmatch(group.word) or TURNING.fullmatch(group.word)):
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
    if all(may_be_grouped(cell) for row in rows for cell in row.cells if "," in cell):
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


def _are_objects(groups: Sequence[Group]) -> bool:
    """Whether groups are objects of JSON, and not rows of C."""
    return all(group.mark == "{" and any(item.name for item in group.items) for group in groups)


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

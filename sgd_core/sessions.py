"""What a session of Python or of R writes beside its numbers: prompts, what was typed, indices of vectors.

>>> plain(">>> x\\narray([1, 2])\\n>>> y\\narray([2, 4])").text.split("\\n")
['', 'x = array([1, 2])', '', 'y = array([2, 4])']
>>> plain("[1] 1 2 3\\n[1] 2 4 6").text.split("\\n")
['column_stack(([1, 2, 3],', '[2, 4, 6]))']
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sgd_core.cells import is_written
from sgd_core.lines import LINE_END

_NAME = r"[^\W\d][\w.]{0,60}"
#: A prompt, or the index of a vector's first number.
_SESSION = re.compile(
    r"(?m)^[ \t]{0,9}(?:>>>|In \[[0-9]{1,9}\]:|Out\[[0-9]{1,9}\]:|\[1\][ \t]"
    rf"|>[ \t]{_NAME}[ \t]{{0,9}}<-)"
    rf"|\A\s{{0,99}}>[ \t]{_NAME}(?:\([^\r\n]{{0,200}}\))?[ \t]{{0,9}}[\r\n]"
)
#: A name above what stands in brackets.
_ABOVE = re.compile(rf"(?m)^{_NAME}:?[ \t]{{0,9}}[\r\n]{{1,4}}(?:{_NAME}\()?\[")
#: A prompt, or what R writes before the name of a part of a list.
_PROMPT = re.compile(
    rf"[ \t]{{0,9}}(?:>>>|In \[[0-9]{{1,9}}\]:|>(?=[ \t]|$)|\$(?={_NAME}[ \t]{{0,9}}$))[ \t]{{0,9}}"
)
_GOES_ON = re.compile(r"(?:\.\.\.(?=[ \t]|$)|[ \t]{0,20}\.\.\.:|\+[ \t])[ \t]?")
_OUT = re.compile(r"[ \t]{0,9}Out\[[0-9]{1,9}\]:[ \t]{0,9}")
#: What R writes before the rows of a matrix.
_ROW = re.compile(r"[ \t]{0,20}\[([0-9]{1,9}),\](?=[ \t])")
_INDEX = re.compile(r"[ \t]{0,20}\[([0-9]{1,9})\][ \t]")
#: What shows a name's value.
_SHOWN = re.compile(rf"(?:print\()?({_NAME})\)?[:;]?")
_FIRST = re.compile(rf"({_NAME})[ \t]{{0,9}}(?!,)")
_IMPORT = re.compile(r"(?:import|from|library|require)\b")
_LIST = re.compile(r"[\[{]|\bc\(")
#: What Python writes of an object that has no other text.
_OBJECT = re.compile(r"[ \t]{0,9}\[?<")
#: What BASIC writes before the numbers of a line.
_DATA = re.compile(r"[ \t]{0,9}(?:[0-9]{1,6}[ \t]{1,9})?DATA[ \t]{1,9}(?=[-+.0-9])")
#: A name above the one line of its numbers, as MATLAB shows a vector.
_GIVEN = re.compile(rf"{_NAME} =")
_OPENING = re.compile(rf"[ \t]{{0,99}}(?:{_NAME}\()?[\[({{]")


class Plain(NamedTuple):
    """A text without what a session adds, on the same lines.

    Args:
        is_session: whether it is one.
        is_square: whether it is two vectors of two numbers each, which may be columns as well as rows.
    """

    text: str
    is_session: bool
    is_square: bool = False


class _Vector(NamedTuple):
    """A vector of R: its numbers, line by line, and the places of these lines."""

    places: list[int]
    cells: list[list[str]]

    @property
    def length(self) -> int:
        return sum(map(len, self.cells))


@dataclass
class _Step:
    """The places of the lines that were typed, and of those that came out."""

    typed: list[int] = field(default_factory=list)
    out: list[int] = field(default_factory=list)
    name: str = ""


def plain(text: str) -> Plain:
    """A text as it would be typed in: a value that a session shows is given the name it was asked by."""
    text = "\n".join(_without_statements(LINE_END.split(text)))
    if not (_SESSION.search(text) or _ABOVE.search(text)):
        return Plain(text, False)
    lines = LINE_END.split(text)
    prompted = any(map(_PROMPT.match, lines))
    if not (prompted or _SESSION.search(text) or _are_named(lines)):
        return Plain(text, False)
    steps = _steps(lines)
    vectors = [[] if step.name else _vectors(lines, step.out) for step in steps]
    nameless = [each for found in vectors for each in found]
    kept = _forget(lines, steps)
    for step in steps:
        _give_name(lines, step)
    if nameless and not kept and not any(step.name for step in steps):
        return _stacked(text, lines, nameless)
    for each in nameless:
        _write(lines, each)
    is_session = prompted or bool(nameless) or any(step.name for step in steps)
    return Plain("\n".join(lines) if is_session else text, is_session)


def _without_statements(lines: list[str]) -> list[str]:
    """Lines without the statement that begins each of them, or with the names above them on the same line."""
    written = [k for k, line in enumerate(lines) if line.strip()]
    begun = [_DATA.match(lines[k]) for k in written]
    if all(begun):
        return [_DATA.sub("", line, count=1) for line in lines]
    names, values = written[::2], written[1::2]
    if len(names) == len(values) > 1 and all(_GIVEN.fullmatch(lines[k].strip()) for k in names):
        named = {
            value: f"{lines[name].strip()} {lines[value].strip()}"
            for name, value in zip(names, values, strict=True)
        }
        named |= dict.fromkeys(names, "")
        return [named.get(k, line) for k, line in enumerate(lines)]
    return lines


def _are_named(lines: Sequence[str]) -> bool:
    """Whether names and what stands in brackets take turns, but for lines that are set in."""
    flush = [line for line in lines if line and not line[0].isspace()]
    names, values = flush[::2], flush[1::2]
    turns = len(names) == len(values) > 1 and all(map(_OPENING.match, values))
    return turns and all(_SHOWN.fullmatch(name.strip()) for name in names)


def _steps(lines: list[str]) -> list[_Step]:
    """The steps of a session; the lines lose their prompts."""
    prompted, named = any(map(_PROMPT.match, lines)), _are_named(lines)
    steps = [_Step()]
    for k, line in enumerate(lines):
        prompt = _PROMPT.match(line)
        goes_on = _GOES_ON.match(line) if steps[-1].typed and not steps[-1].out else None
        if prompt or (named and not prompted and _SHOWN.fullmatch(line.strip())):
            steps.append(_Step([k]))
        elif goes_on:
            steps[-1].typed.append(k)
        mark = prompt or goes_on or _OUT.match(line)
        rest = line[mark.end() :] if mark else line
        row = _ROW.match(rest)
        lines[k] = f"{row[1]} {rest[row.end() :]}" if row else rest
        if lines[k].strip() and k not in steps[-1].typed[-1:]:
            steps[-1].out.append(k)
    for step in steps:
        step.name = _asked(lines, step)
    return steps


def _asked(lines: Sequence[str], step: _Step) -> str:
    """The name whose value came out, where that is all that was typed; empty otherwise."""
    shown = _SHOWN.fullmatch(lines[step.typed[0]].strip()) if len(step.typed) == 1 else None
    if not shown or not step.out or not _OPENING.match(lines[step.out[0]]):
        return ""
    return shown[1] if _vectors(lines, step.out) or not _INDEX.match(lines[step.out[0]]) else ""


def _forget(lines: list[str], steps: Sequence[_Step]) -> bool:
    """Blank what was typed, but for what may change a value that is not shown later, and objects that came
    out; whether anything typed is left."""
    shown, kept, is_printed = set[str](), False, _is_printed(lines, steps)
    for step in reversed(steps):
        first = _FIRST.match(lines[step.typed[0]]) if step.typed else None
        known = first and (first[1] in shown or _IMPORT.match(first[1]))
        objects = [k for k in step.out if _OBJECT.match(lines[k])]
        for k in [*objects, *(step.typed if step.out or known or is_printed else ())]:
            lines[k] = ""
        kept = kept or any(lines[k].strip() for k in step.typed)
        shown |= {step.name} - {""}
    return kept


def _is_printed(lines: Sequence[str], steps: Sequence[_Step]) -> bool:
    """Whether all that stands in a session is what came out, and that in no brackets."""
    out = [lines[k] for step in steps for k in step.out]
    typed = [lines[k] for step in steps for k in step.typed]
    return bool(out) and not any(map(_OPENING.match, out)) and not any(map(_LIST.search, typed))


def _give_name(lines: list[str], step: _Step) -> None:
    """Write the name of what came out before it."""
    if not step.name:
        return
    for vector in _vectors(lines, step.out)[:1]:
        _write(lines, vector)
    lines[step.out[0]] = f"{step.name} = {lines[step.out[0]].lstrip()}"


# --- vectors of R ---


def _vectors(lines: Sequence[str], places: Sequence[int]) -> list[_Vector]:
    """The vectors on some lines, each of which begins with the place of its first number; none on others."""
    found: list[_Vector] = []
    length = 0
    for k in places:
        index = _INDEX.match(lines[k])
        cells = lines[k][index.end() :].split() if index else []
        if not index or not cells or not all(map(_is_number, cells)):
            return []
        if int(index[1]) == 1:
            found.append(_Vector([], []))
            length = 0
        if not found or int(index[1]) != length + 1:
            return []
        found[-1].places.append(k)
        found[-1].cells.append(cells)
        length += len(cells)
    return found


def _is_number(cell: str) -> bool:
    return cell == "NA" or is_written(cell, "point", "none")


def _write(lines: list[str], vector: _Vector) -> None:
    """Write a vector as a list."""
    for k, cells in zip(vector.places, vector.cells, strict=True):
        lines[k] = ", ".join(cells) + ","
    first, last = vector.places[0], vector.places[-1]
    lines[first] = f"[{lines[first]}"
    lines[last] = f"{lines[last][:-1]}]"


def _stacked(text: str, lines: list[str], vectors: Sequence[_Vector]) -> Plain:
    """Two vectors of one length as columns, vectors of two numbers as rows; any others stay as they are."""
    lengths = [each.length for each in vectors]
    two = len(lengths) == 2 and lengths[0] == lengths[1] > 2
    if not two and set(lengths) != {2}:
        return Plain(text, True)
    for each in vectors:
        _write(lines, each)
    if two:
        lines[vectors[0].places[0]] = f"column_stack(({lines[vectors[0].places[0]]}"
        lines[vectors[0].places[-1]] += ","
        lines[vectors[1].places[-1]] += "))"
    return Plain("\n".join(lines), True, lengths == [2, 2])

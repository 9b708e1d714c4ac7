"""What stands above the numbers of a table and beside them: remarks, titles, names, the rows' own numbers.

>>> from sgd_core.separators import Layout, weighed
>>> best, *_ = weighed(["Sales", "region,2023,2024", "EMEA,10,20", "APAC,5,6"], Layout())
>>> parted(best)
Parted(above=[Row(line=1, cells=('Sales',))], names=('region', '2023', '2024'), start=2, doubtful=False)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from sgd_core.cells import is_like_number, is_of_calendar, is_written, look, stand_for_others, value
from sgd_core.separators import AUTO, Layout, Row, Weighed, rows_of

#: What a line of remarks begins with; a semicolon begins one where several lines in front do.
_REMARK = ("#", "%", "//", "!")
#: What a spreadsheet writes in a cell that it cannot compute.
_FAILED = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!")
#: What a column of the rows' own numbers is called.
_NUMBERED = frozenset(
    "index|idx|obs|obs.|observation|no|no.|nr|nr.|n°|№|#|id|identifier|case|row|rowid|row id|row_id|rowname|"
    "rownames|rownum|row number|level_0|unnamed: 0|lfd. nr.|lfd nr|"
    "序号|编号|行号|索引|学号|工号|番号".split("|")
)
_NAMELESS = frozenset([""])
#: What the name of a column of keys ends in, and of one that counts; and what is sampled, whose name it has.
_KEYED = re.compile(r".{0,99}[\W_]id\.?", re.DOTALL)
_COUNTED = re.compile(r".{0,99}[\W_](?:no|nr|idx|index)\.?", re.DOTALL)
_SAMPLED = frozenset(
    "rank|rang|platz|排名|名次|"
    "subject|participant|patient|person|student|respondent|animal|specimen|sample|record|entry|sno|srno|"
    "proband|teilnehmer|probe|被试|受试者|患者|样本|样品".split("|")
)
_YEARS = range(1800, 2101)
_XY = frozenset("xy")
#: Words that stand in sentences and name no columns.
_LITTLE = frozenset(
    "of the by for from per with and der die das des von für nach und du des les par et pour del los por con "
    "di della и на по из".split(" ")
)
_WHOLE = re.compile(r"[0-9]{1,9}")
_SECTION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,4}")
_MOST_NUMBERED = 10**9
#: What is said of a row of numbers as names, by the least weight of what speaks for it.
_SAID = {"surely": 9, "likely": 6, "perhaps": 3}
#: What a column of labels is called, beside what is sampled.
_LABELLING = _SAMPLED | frozenset(
    "name|who|what|where|town|city|country|state|region|place|site|station|street|district|area|group|type|"
    "kind|class|category|item|product|brand|model|species|plant|tree|animal|mouse|team|player|school|company|"
    "date|day|week|month|weekday|season|method|treatment|condition|variable|stadt|ort|land|gruppe|tag|monat|"
    "ville|pays|nom|groupe|jour|mois|ciudad|nombre|país|grupo|mes|город|страна|имя|группа|"
    "姓名|名称|名字|城市|地区|国家|组|组别|类别|种类|日期|月份|学校|班级|품목|이름|도시|名前|都市".split("|")
)
#: Capitals, small letters and digits, each as one.
_SHAPES = (
    (re.compile("[A-ZÀ-ÖØ-ÞА-ЯЁ]+"), "A"),
    (re.compile("[a-zß-öø-ÿа-яё]+"), "a"),
    (re.compile("[0-9]+"), "0"),
)


class Parted(NamedTuple):
    """A table's rows in parts.

    Args:
        above: titles and other rows above the names.
        names: of the columns; empty where there are none.
        start: the place of the first row below them.
        doubtful: whether the row of names may as well be one of numbers, or the other way round.
    """

    above: list[Row]
    names: tuple[str, ...]
    start: int
    doubtful: bool = False


# --- remarks ---


def commented(lines: Sequence[str]) -> tuple[list[str], list[Row]]:
    """The lines with those of remarks in front blanked, and what these are.

    The last of them may hold the names of the columns: that is left for ``names_in``.
    """
    begun = {k: text for k, line in enumerate(lines) if (text := line.lstrip())}
    semicolons = len(begun) > 2 and all(text.startswith(";") for text in islice(begun.values(), 2))
    remarks = list(
        takewhile(lambda k: is_remark(begun[k]) or (semicolons and begun[k].startswith(";")), begun)
    )
    if len(remarks) == len(begun):
        return list(lines), []
    left = list(lines)
    for k in remarks:
        left[k] = ""
    return left, [Row(k + 1, (lines[k].strip(),)) for k in remarks]


def is_remark(text: str) -> bool:
    """Whether a line begins as remarks do, and not with what a spreadsheet could not compute."""
    return text.startswith(_REMARK) and not text.upper().startswith(_FAILED)


def unmarked(remark: str) -> str:
    """A remark without the mark in front of it."""
    return remark.lstrip().lstrip("#%/!;").strip()


def names_in(remark: Row, found: Weighed) -> tuple[str, ...]:
    """The names of the columns that the last remark holds; none where it holds others."""
    rows = [row.cells for row in uncovered(remark, found) if not any(map(_is_any_number, row.cells))]
    # A mark that stands alone is the name of the rows' own numbers.
    return next((cells for cells in rows if cells[0]), rows[0] if rows else ())


def uncovered(remark: Row, found: Weighed) -> Iterator[Row]:
    """What a remark holds as a row of the table, where it has as many cells; its mark may be one of them."""
    (text,) = remark.cells
    # Where spaces part the cells, the mark of a remark is none of them.
    for line in (unmarked(text), *([text] if found.layout.separator != "space" else [])):
        for row in rows_of([line], found.layout.separator):
            if len(row.cells) == found.width:
                yield Row(remark.line, row.cells)


def _is_any_number(cell: str) -> bool:
    return is_written(cell, "point", "none") or is_written(cell, "comma", "none")


# --- names ---


def parted(found: Weighed, remark: tuple[str, ...] = ()) -> Parted:
    """The rows of a table in parts: what is above the names, the names, and the rest.

    Args:
        remark: the names that the last remark above holds.
    """
    rows, header = found.rows, found.layout.header
    if not found.numbers or found.first == len(rows):
        named = rows and header != "no" and (header == "yes" or _is_named(rows[0].cells))
        return Parted([], _shifted(found, rows[0].cells, 0), 1) if named else Parted([], (), 0)
    prose = _prose(found)
    titles = max(_titles(found), *prose[:1], 0)
    place = None if header == "no" else _place_of_names(found, prose, titles)
    if place is None:
        return _below_titles(found, remark, titles)
    names = _unpadded(rows[place].cells, found.width)
    doubtful = any(place < each for each in prose) or (
        not are_years(names[1:]) and _may_be_numbers(found, names)
    )
    return Parted(rows[:place], _shifted(found, names, place), place + 1, header == AUTO and doubtful)


def _below_titles(found: Weighed, remark: tuple[str, ...], above: int) -> Parted:
    """The same where no row of words names the columns."""
    rows = found.rows
    # A row of numbers is taken for names where that is told, and no others are there.
    header = AUTO if remark else found.layout.header
    numbered = _numbered(found, above) if header == AUTO else "no"
    if header == "yes" or numbered in ("surely", "likely"):
        return Parted(
            rows[:above], _shifted(found, rows[above].cells, above), above + 1, numbered == "likely"
        )
    return Parted(rows[:above], remark, above, numbered == "perhaps")


def _prose(found: Weighed) -> list[int]:
    """The places, the last first, below rows above the numbers that may be titles, as wide as they are."""
    if found.first == len(found.rows):
        return []
    return [k + 1 for k in reversed(range(found.first)) if _is_prose(found, k)]


def _is_prose(found: Weighed, place: int) -> bool:
    """Whether a row of words stands above one of known names, or is a sentence between spaces."""
    row, after = found.rows[place : place + 2]
    if look(row.cells[0]).kind != "word" or _are_called(row.cells):
        return False
    spaces = found.layout.separator == "space"
    named = place + 1 < found.first and _are_called(after.cells)
    # Between spaces an empty cell is written, as that of a name is.
    return named or (spaces and (not after.cells[0] or _is_sentence(found, place)))


def _are_called(cells: Sequence[str]) -> bool:
    """Whether cells are names that tables have: of the rows' own numbers, or of x and y."""
    names = [cell.lower() for cell in cells]
    lacking = any(look(cell).kind == "missing" for cell in cells[1:])
    return not lacking and (names[0] in _NUMBERED or not _XY.isdisjoint(names))


def _is_sentence(found: Weighed, place: int) -> bool:
    """Whether the words of a row are a sentence, by their number, one of them or a colon, or stand alone or
    above numbers that may be names."""
    row, after = found.rows[place : place + 2]
    long = len(row.cells) > found.width and len(row.cells) not in _wider(found)
    said = any(cell.lower() in _LITTLE or cell.endswith((":", "：")) for cell in row.cells)
    # Below words, one for each column, numbers from 1 on are a sample.
    numbered = _numbers_in(after.cells)[:1] != ["1"] and _numbered(found, place + 1) != "no"
    return long or said or numbered or row.line + 1 < after.line


def _titles(found: Weighed) -> int:
    """How many rows stand above the numbers, hold words, and are narrower: they are no rows of theirs."""
    above = 0
    for row in found.rows[: found.first]:
        if len(row.cells) >= found.width or not _worded(row.cells):
            break
        above += 1
    return above


def _place_of_names(found: Weighed, prose: Sequence[int], titles: int) -> int | None:
    """Which row above the numbers is as wide as they are, or one cell less, and of words.

    The first of the file, which may stand above one of units, or below titles the last before the numbers.
    What may be a title names columns where nothing below it does.
    """
    below = (place for each in prose if (place := _first_of_names(found, each)) is not None)
    place = next(below, None)
    may_be_numbers = _numbered(found, titles) != "no"
    return place if place is not None or may_be_numbers else _first_of_names(found, 0)


def _first_of_names(found: Weighed, begin: int) -> int | None:
    """The same of the rows from a place on."""
    places = range(begin, found.first)
    block = list(takewhile(lambda k: _names_all(found, k, _is_named), reversed(places)))
    if block:
        above_units = block[-1] == begin and not (begin and any(map(is_like_number, found.rows[begin].cells)))
        return block[-1] if above_units else block[0]
    for wanted in (_is_named, _worded):
        for k in places:
            if _names_all(found, k, wanted):
                return k
    return None


def _names_all(found: Weighed, place: int, wanted: Callable[[Sequence[str]], bool]) -> bool:
    """Whether a row may name the columns, most of them at least."""
    cells = _unpadded(found.rows[place].cells, found.width)
    full = (len(cells) == found.width or (place == 0 and len(cells) in _wider(found))) and wanted(cells)
    # A title that is padded to the width stands in the first cell alone.
    filled = any(cells[1:] or cells) and 2 * len([cell for cell in cells if cell]) >= found.width
    return filled and (full or _lacks_one(found, cells))


def _may_be_numbers(found: Weighed, cells: Sequence[str]) -> bool:
    """Whether a row of names may as well be one of numbers, some of them written wrongly.

    Not where more of the columns of numbers have a word.
    """
    above = [cells[k] for k in found.numbers] if len(cells) >= found.width else []
    like = [cell for cell in above if is_like_number(cell)]
    return 2 * len(like) >= len(above) > 0


def _wider(found: Weighed) -> set[int]:
    """How wide other rows are than most, that hold remarks in their last cells."""
    return {len(row.cells) for row in found.rows[found.first :] if len(row.cells) > found.width}


def _unpadded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Cells without the empty ones that a separator at the end of their line makes beyond ``width``."""
    return cells[:width] if len(cells) == width + 1 and not cells[-1] else cells


def _lacks_one(found: Weighed, cells: Sequence[str]) -> bool:
    """Whether cells name all columns but the first, which then holds the rows' own names."""
    if not len(cells) == found.width - 1 > 1:
        return False
    counted = _is_run(cells) and (found.columns[0] == "word" or cells[0] == "0")
    return _is_named(cells) or counted or are_years(cells)


def _is_named(cells: Sequence[str]) -> bool:
    """Whether some cell is a name, and none a number: what is missing names nothing."""
    kinds = {look(cell).kind for cell in cells}
    return bool(kinds - {"missing"}) and "number" not in kinds and not stand_for_others(cells)


def _worded(cells: Sequence[str]) -> bool:
    return any(look(cell).kind in ("word", "unit") for cell in cells)


def _numbers_in(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if look(cell).kind == "number"]


def _shifted(found: Weighed, names: tuple[str, ...], place: int) -> tuple[str, ...]:
    """Names that are one less than the columns, moved beyond the column of the rows' own names.

    Not where the last column is empty, as separators that end the rows make it.
    """
    if len(names) != found.width - 1:
        return names
    last = [row.cells[-1] for row in found.rows[place + 1 :] if len(row.cells) == found.width]
    return ("", *names) if any(last) else (*names, "")


def _numbered(found: Weighed, place: int) -> str:
    """Whether a row that holds numbers is one of names: ``surely``, ``likely``, ``perhaps`` or ``no``."""
    if place != found.first:
        return "no"
    cells = found.rows[place].cells
    body = [row.cells for row in found.rows[place + 1 :] if len(row.cells) == found.width]
    numbers = _numbers_in(cells)
    ahead = len(cells) - len(numbers)
    if not body or len(numbers) < 2 or numbers != list(cells[ahead:]) or not _rises(numbers, found.layout):
        return "no"
    weight = sum(_weights(cells[:ahead], numbers, body))
    return next((said for said, least in _SAID.items() if weight >= least), "no")


def _weights(words: Sequence[str], numbers: Sequence[str], body: Sequence[Sequence[str]]) -> Iterator[int]:
    """How much speaks for it that rising numbers behind words are names, and against it: each that is so."""
    below = [_numbers_in(row) for row in body]
    counted = _is_run(numbers) and (numbers[0] == "0" or (numbers[0] == "1" and len(numbers) > 2))
    if words:
        yield 2
    if len(words) == 1 and _is_unlike(words[0], [row[0] for row in body]):
        yield 2
    if _is_rising(numbers):
        yield 1
    if _in_years(numbers) and not any(_in_years(row) for row in below if len(row) == len(numbers)):
        yield 7
    elif counted:
        # As pandas writes columns that have no names, and others more than two.
        yield 5 if all(any(mark in cell for cell in row for mark in ".,eE") for row in body) else 3
    # The numbers below may do the same.
    alike = _is_run if counted else _is_rising
    if 2 * sum(map(alike, below)) > len(below):
        yield -1
    if _is_run([numbers[0], *(row[len(words)] for row in body[:2])]):
        yield -9


def _is_unlike(word: str, below: Sequence[str]) -> bool:
    """Whether a word names the labels below it: as columns are called, or written unlike several of them that
    are written alike, as ``who`` above ``A``."""
    shapes = {_shape(cell) for cell in below}
    return word.lower() in _LABELLING or (len(below) > 1 == len(shapes) and _shape(word) not in shapes)


def _shape(word: str) -> str:
    """How a word is written: in which order capitals, small letters and digits stand in it."""
    for pattern, shape in _SHAPES:
        word = pattern.sub(shape, word)
    return word


def _rises(numbers: Sequence[str], layout: Layout) -> bool:
    """Whether each of some numbers is more than the one before."""
    if not all(is_written(cell, layout.decimal, layout.thousands) for cell in numbers):
        return False
    values = [value("", cell, layout.decimal, layout.thousands) for cell in numbers]
    return all(a < b for a, b in pairwise(values))


def _is_rising(numbers: Sequence[str]) -> bool:
    """Whether several numbers are whole, and each more than the one before."""
    if len(numbers) < 2 or not all(map(_WHOLE.fullmatch, numbers)):
        return False
    return all(a < b for a, b in pairwise(map(int, numbers)))


def _is_run(numbers: Sequence[str]) -> bool:
    return _is_rising(numbers) and int(numbers[-1]) - int(numbers[0]) == len(numbers) - 1


def _in_years(numbers: Sequence[str]) -> bool:
    return bool(numbers) and all(_WHOLE.fullmatch(cell) and int(cell) in _YEARS for cell in numbers)


def are_years(names: Sequence[str]) -> bool:
    """Whether names are years, and of several each is later than the one before."""
    return _in_years(names) and (len(names) < 2 or _is_rising(names))


def are_values(names: Sequence[str]) -> bool:
    """Whether names are values of one thing: days, months, dates, or whole numbers that rise."""
    return all(map(is_of_calendar, names)) or _is_rising(names)


# --- the rows' own numbers ---


def is_numbering(name: str | None, cells: Sequence[str]) -> bool:
    """Whether a column in front holds the rows' own numbers.

    Args:
        name: of the column; None where the columns have none.
    """
    # In a list a point ends them.
    cells = [cell[:-1] if cell.endswith(".") and _WHOLE.fullmatch(cell[:-1]) else cell for cell in cells]
    if name is not None and name.strip().lower() in _NUMBERED and _are_sections(cells):
        return True
    whole = [cell for cell in cells if _WHOLE.fullmatch(cell)]
    # Some rows may lack theirs, stand for others, or sum them up.
    others = [cell for cell in cells if not _WHOLE.fullmatch(cell)]
    if len(whole) <= len(others) or any(look(cell).kind == "number" for cell in others):
        return False
    if name is not None:
        name = name.strip().lower()
        if name in _NUMBERED:
            return True
        if name in _NAMELESS or _KEYED.fullmatch(name):
            # Shuffled rows keep their numbers, each its own.
            return len({*map(int, whole)}) == len(whole)
        # An index may be a measure.
        if not (name in _SAMPLED or _COUNTED.fullmatch(name)):
            return False
    return len(whole) > 1 and _counts_on(cells)


def _are_sections(cells: Sequence[str]) -> bool:
    """Whether cells number the rows as sections are: ``1.1``, ``1.2``, ``2.1``."""
    if len(cells) < 2 or not all(map(_SECTION.fullmatch, cells)):
        return False
    numbers = [tuple(map(int, cell.split("."))) for cell in cells]
    if len({number[0] for number in numbers}) == 1 or not all(number[-1] for number in numbers):
        return False
    return all(a < b and (b[-1] < 2 or b == (*a[:-1], a[-1] + 1)) for a, b in pairwise(numbers))


def _counts_on(cells: Sequence[str]) -> bool:
    """Whether cells count the rows from 0 or 1 on; behind dots, they go on anywhere above."""
    following = range(2)
    for cell in cells:
        if _WHOLE.fullmatch(cell):
            if int(cell) not in following:
                return False
            following = range(int(cell) + 1, int(cell) + 2)
        elif stand_for_others([cell]):
            following = range(following.start, _MOST_NUMBERED)
        elif look(cell).kind == "missing":
            following = range(following.start + 1, following.stop + 1)
        else:
            return False
    return True

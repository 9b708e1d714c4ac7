"""One cell of a table: a number as numbers are written somewhere, a date, nothing, or a word.

>>> look("1 234,5"), look("0.5").point, look("Mar 3 2021").kind
(Look(kind='number', point=None, comma='space'), '', 'date')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sgd_core.errors import RunError
from sgd_core.parameters import fail, is_number, read_number

#: Marks that may stand between thousands, by their names.
THOUSANDS = {"comma": ",", "point": ".", "space": " ", "apostrophe": "'"}
_NAMES = {mark: name for name, mark in THOUSANDS.items()}

_FORMULA = re.compile(r"[=@]|[+-]\s*[^\W\d]|[+-]\s*[=@(]")
#: Digits, signs and letters of double width, and the other marks of a minus, a space and an apostrophe.
_PLAIN = {0xFF01 + k: 0x21 + k for k in range(94)} | {
    ord(wide): plain for wide, plain in zip("−–’\u3000\u00a0\u202f\u2009", "--'    ", strict=True)
}
#: Marks that are not seen, as spreadsheets and pages bring them (Unicode's category Cf); no number holds one.
_MARKS = "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
_UNSEEN = re.compile(
    f"{_MARKS}\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
#: What a number with marks between its thousands begins with, what stands between two of them, and what
#: may stand behind the last one, by the decimal mark.
HEAD, GROUP = re.compile("[+-]?[1-9][0-9]{0,2}"), re.compile("[0-9]{3}")
_DECIMALS = {"point": r"(?:\.[0-9]*)?", "comma": "(?:,[0-9]+)?"}
#: Its last three digits, with its decimals.
ENDS = {decimal: re.compile(GROUP.pattern + behind) for decimal, behind in _DECIMALS.items()}
#: Such numbers, with one mark between their thousands.
_GROUPED = {
    decimal: re.compile(
        rf"{HEAD.pattern}([{marks}]){GROUP.pattern}(?:\1{GROUP.pattern})*{_DECIMALS[decimal]}"
    )
    for decimal, marks in (("point", ", '"), ("comma", ". '"))
}
#: A number whose one mark stands before three digits.
_OPEN = re.compile(f"{HEAD.pattern}[.,]{GROUP.pattern}")
#: The months of English, German, French, Spanish and Italian: by how they begin, where no other words do.
_MONTH = (
    "(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|avr|juin|juil|ao[uû]|déc|"
    "ene|abr|ago|dic|giu|lug|ott)[^\\W\\d_]{0,7}|gen(?:naio)?|mag(?:gio)?|set(?:t|tembre|iembre)?)\\.?"
)
_TIME = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?: ?[ap]m)?"
_DATE = re.compile(
    "(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?"
    "(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2})"
    f"|{_MONTH}[ -][0-9]{{1,2}},?[ -][0-9]{{2,4}}|[0-9]{{1,2}}[ .-]{{1,2}}{_MONTH}(?:,?[ -][0-9]{{2,4}})?"
    f"|{_MONTH}[ -][0-9]{{2,4}}|[0-9]{{4}}[-/][01][0-9]|[0-9]{{4}}[ -]?[qm][0-9]{{1,2}}"
    "|[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|[0-9]{1,2}月[0-9]{1,2}[日号])"
    f"(?:[ t]{_TIME}(?:z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?|{_TIME}|[0-9]{{1,2}}\\.[0-9]{{2}}\\.[0-9]{{2}}",
    re.IGNORECASE,
)
_LONGEST_DATE = 60
#: Months, days of the week and quarters.
_OF_CALENDAR = re.compile(
    f"{_MONTH}|(?:mon(?:day|tag)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?"
    "|sun(?:day)?|lun(?:di|es|ed[iì])?|mer(?:credi|coled[iì])?|jeu(?:di)?|ven(?:dredi|erd[iì])?|sam(?:edi|stag)?"
    "|dim(?:anche)?)\\.?|mo|di|mi|do|fr|sa|so"
    "|q[1-4]|(?:周|星期|礼拜)[一二三四五六日天]|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月",
    re.IGNORECASE,
)
_OF_MONTH, _MONTH_OF = "(?:0[1-9]|[12][0-9]|3[01])", "(?:0[1-9]|1[0-2])"
#: Numbers that may be dates: a day and a month, a whole date in a row, and what a column of dates may hold.
_DAY = re.compile(rf"{_OF_MONTH}\.{_MONTH_OF}\.?")
_IN_A_ROW = re.compile(f"(?:19|20)[0-9]{{2}}{_MONTH_OF}{_OF_MONTH}")
#: One without its century, where so many cells hold such.
_SHORT, _LEAST_SHORT = re.compile(f"[0-9]{{2}}{_MONTH_OF}{_OF_MONTH}"), 4
_DIGITS_OF_DATE = re.compile("[0-9]{6}|[0-9]{8}")
#: What a column of dates is called.
_OF_DATES = re.compile(
    r"\b(?:(?:start|end|trade|birth)?dates?|datum|fecha|дата|months?|year ?month|yyyymm(?:dd)?)\b"
    "|日期|年月|日付|날짜",
    re.IGNORECASE,
)
#: What begins a unit of so many ten thousands: the number before it is not all of the number.
_TEN_THOUSANDS = re.compile("[十百千]*[万亿萬億]")
#: What is written where a value is missing.
_MISSING = frozenset(
    ["", "na", "n/a", "#n/a", "n.a.", "null", "none", "nil", "-", "--", "---", ".", "?", "…", "...",
     "*", "**", "***", "****", "缺", "缺失", "无"]
)  # fmt: skip
#: Signs and words that may stand beside a number for its unit; a single letter only behind a space.
_UNIT = r"[%‰°℃℉€$£¥₹]|°[CF]|[^\W\d_]{2,9}[²³23]?(?:/[^\W\d_]{1,5}[²³23]?)?|[元个米年岁]"
_WITH_UNIT = re.compile(
    rf"(?P<before>[€$£¥₹]|(?:EUR|USD|GBP|CHF|CNY|JPY|RMB))? ?(?P<number>[+-]?[0-9](?:[0-9., ']*[0-9])?) ?"
    rf"(?P<after>(?<= )[^\W\d_][²³23]?|{_UNIT})?"
)
#: What a print writes in the place of what it leaves out.
_DOTS = frozenset(["..", "...", "…", "⋮", "⋯"])
_NOT_FINITE = {"nan", "inf", "infinity"}
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT, _PARTING = re.compile("[0-9]"), re.compile("[,;|:\t ]")
_LIKE_NUMBER = re.compile(r"[^\w(\[{#]{0,3}[0-9]")


class Look(NamedTuple):
    """What a cell looks like.

    Args:
        kind: ``number``, ``missing``, ``date``, ``unit`` for a number with one, ``word``, or ``strange``
            for digits around marks that make no number.
        point: the mark between its thousands where a point is the decimal mark, empty without one;
            None where it is no number then.
        comma: the same where a comma is.
    """

    kind: str
    point: str | None
    comma: str | None

    def mark(self, decimal: str) -> str | None:
        """The mark between its thousands under a decimal mark; None where it is no number."""
        return self.point if decimal == "point" else self.comma


_MISSED, _DATED = Look("missing", None, None), Look("date", None, None)
_WORDED, _STRANGE, _UNITED = (Look(kind, None, None) for kind in ("word", "strange", "unit"))


def look(cell: str) -> Look:
    """What a cell looks like."""
    text = plain(cell)
    if text.isdigit() and text.isascii():
        number = "" if is_number(text) else None
        return Look("number" if number == "" else "word", number, number)
    if text.lower() in _MISSING or text.lower().lstrip("+-") in _NOT_FINITE:
        return _MISSED
    # No number, date or unit is without a digit.
    if not _DIGIT.search(text):
        return _WORDED
    point = _mark(text, "point")
    comma = _mark(text, "comma") if "." in text or "," in text else point
    # A date is told from a number that has marks between its thousands; none has a decimal mark.
    if point is not None or comma is not None:
        return Look("number", point, comma)
    if is_date(text):
        return _DATED
    if _unit_in(text):
        return _UNITED
    pieces = _PARTING.search(text) and not _LETTER.search(text)
    return _STRANGE if pieces else _WORDED


def _mark(text: str, decimal: str) -> str | None:
    if text[-1] == ",":
        return None
    if is_number(_pointed(text, decimal)):
        return ""
    grouped = _GROUPED[decimal].fullmatch(text)
    return _NAMES[grouped[1]] if grouped else None


def plain(cell: str) -> str:
    """A cell without blanks around it and marks that are not seen, its digits and signs of plain width."""
    return cell.strip() if cell.isascii() else _UNSEEN.sub("", cell).translate(_PLAIN).strip()


def may_be_grouped(cell: str) -> bool:
    """Whether the one mark in a number may part thousands as well as decimals: ``1,234``."""
    return bool(_OPEN.fullmatch(plain(cell)))


def is_like_number(cell: str) -> bool:
    """Whether a cell may be meant as a number: it is one, or a digit comes first, or after marks alone."""
    return bool(_LIKE_NUMBER.match(plain(cell)))


def stand_for_others(cells: Sequence[str]) -> bool:
    """Whether the cells of a row are dots, in the place of rows that a print leaves out."""
    written = [cell for cell in cells if cell]
    return bool(written) and all(map(_DOTS.__contains__, written))


def are_most(some: int, all_of_them: int) -> bool:
    """Whether so many of all are most, and the others few enough to be mistakes."""
    return 3 * some >= 2 * all_of_them > 0


def is_date(cell: str) -> bool:
    """Whether a cell is a date or a time of day."""
    text = plain(cell)
    return len(text) <= _LONGEST_DATE and bool(_DATE.fullmatch(text))


def is_of_calendar(cell: str) -> bool:
    """Whether a cell is a date, or the name of a month, of a day of the week or of a quarter."""
    text = plain(cell)
    return is_date(text) or (len(text) <= _LONGEST_DATE and bool(_OF_CALENDAR.fullmatch(text)))


def dated(cells: Sequence[str], name: str = "") -> re.Pattern[str] | None:
    """What the numbers in the cells of a column look like where they are dates; None where they are none.

    Args:
        name: of the column.

    >>> bool(dated(["20200131", "NA", "20200201"])), bool(dated(["202001", "202002"]))
    (True, False)
    >>> bool(dated(["202001", "202002"], "Month")), bool(dated(["31.01", "01.02"]))
    (True, True)
    """
    texts = list(map(plain, cells))
    # Of a day and a month, a zero in front tells.
    days = [_DAY] if any(text[:1] == "0" and _DAY.fullmatch(text) for text in texts) else []
    called = [_DIGITS_OF_DATE] if _OF_DATES.search(name.replace("_", " ")) else []
    short = [_SHORT] if len(texts) >= _LEAST_SHORT else []
    for pattern in (*days, _IN_A_ROW, *called, *short):
        if any(map(pattern.fullmatch, texts)) and all(
            pattern.fullmatch(text) or look(text).kind != "number" for text in texts
        ):
            return pattern
    return None


def is_written(cell: str, decimal: str, thousands: str) -> bool:
    """Whether a cell is a number with these marks."""
    return is_number(_written(plain(cell), decimal, thousands))


def value(name: str, cell: str, decimal: str, thousands: str) -> float:
    """The number in a cell.

    Raises:
        RunError: if there is none; it says what is there instead.
    """
    text = plain(cell)
    if not text:
        raise fail(name, cell, "empty_cell")
    try:
        return read_number(name, _written(text, decimal, thousands))
    except RunError as error:
        if text.lstrip("+-").lower() in _NOT_FINITE:
            raise fail(name, cell, "not_finite") from None
        if _GROUPED[decimal].fullmatch(text):
            raise fail(name, cell, "thousands") from None
        if is_date(text):
            raise fail(name, cell, "date") from None
        if _FORMULA.match(text):
            raise fail(name, cell, "formula") from None
        if (unit := _unit_in(text)) and not _TEN_THOUSANDS.match(unit[0]):
            raise fail(name, cell, "unit", unit=unit[0], number=unit[1]) from None
        (wrong,) = error.complaints
        raise fail(name, cell, wrong.code, **dict(wrong.facts)) from None


def _unit_in(text: str) -> tuple[str, str] | None:
    """The unit that stands beside a number, and the number; None where there are none."""
    found = _WITH_UNIT.fullmatch(text)
    unit = f"{found['before'] or ''}{found['after'] or ''}" if found else ""
    return (unit, found["number"]) if found and unit and look(found["number"]).kind == "number" else None


def _written(text: str, decimal: str, thousands: str) -> str:
    """A plain cell as the core writes numbers: with a point, and nothing between the thousands."""
    if thousands in THOUSANDS:
        grouped = _GROUPED[decimal].fullmatch(text)
        if grouped and grouped[1] == THOUSANDS[thousands]:
            text = text.replace(grouped[1], "")
    return _pointed(text, decimal)


def _pointed(text: str, decimal: str) -> str:
    # A point is no decimal mark where the comma is one.
    return text if decimal == "point" else text.replace(".", "?").replace(",", ".")

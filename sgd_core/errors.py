"""What is wrong with a description of a run, as data that any language can put into words.

>>> wrong = Complaint("lr", "fast", "not_a_number", {"example": "0.5"})
>>> str(wrong)
'lr: "fast" is not written as a decimal number; allowed: a decimal number such as 0.5'
>>> wrong.told("zh")
'lr：“fast”没有写成十进制的数；应为：十进制的数，如 0.5'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sgd_core.errors_chinese import CHINESE

#: How a text is read that looks as if it held no samples.
_AS_ROWS = "; or lines=rows, where each line is a row after all"
#: English words for each code: what is wrong, and what is allowed.
MESSAGES: dict[str, tuple[str, str]] = {
    "unknown_name": ("is not a parameter", "{names}"),
    "unknown_word": ("is not one of its values", "{words}"),
    "not_a_number": ("is not written as a decimal number", "a decimal number such as {example}"),
    "not_a_list": ("is no list of numbers", "a list such as [1, 2, 3]"),
    "not_whole": ("is not written as a whole number", "digits alone, such as {example}"),
    "not_whole_or_all": ("is not a number of samples", "a whole number from 1 to {high}, or all"),
    "not_finite": ("is not a finite double", "a finite number"),
    "out_of_range": ("is out of range", "from {low} to {high}"),
    "too_small": ("is out of range", "{low} or more"),
    "not_above": ("is out of range", "more than {above}"),
    "not_between": ("is out of range", "more than {above}, and less than {below}"),
    "not_below": ("is out of range", "{low} or more, and less than {below}"),
    "unfit_data": ("holds y other than {values}", "{words}, or x and y with y from {values}"),
    "unfit_target": ("is none of the y of this problem", "{either}"),
    "too_long": ("is too long", "at most {count} characters"),
    "long_number": ("is too long for a number", "at most {count} characters"),
    "too_many": ("holds too many numbers", "at most {count}"),
    "empty": ("holds no number", "numbers separated by commas"),
    "wrong_count": ("has length {given}", "length {count}: {names}"),
    "lengths_differ": ("has length {given}", "the length of {other}: {count}"),
    "missing": ("is missing", "x and y together, of the same length"),
    "one_source": ("stands beside other samples", "one of data, table, and x with y"),
    "both": ("stands beside x and y", "a preset's name, or x and y, not both"),
    "bad_step": ("is not a step", "update:rate pairs such as 120:0.05,200:0.001"),
    "not_increasing": ("is not in order", "update numbers that increase"),
    "too_many_updates": ("makes {given} updates", "at most {high} epochs, all else as it is"),
    "too_many_gradients": (
        "computes {given} per-sample gradients",
        "at most {high} epochs, all else as it is",
    ),
    "slip": ("has a name that means nothing here", "{words}, if that is meant"),
    "bad_link": ("is not a link", "an address copied out of the app"),
    "bad_format": ("does not fit this run", "{words}"),
    "not_text": (
        "is not text in UTF-8, UTF-16, GB18030 or a Windows code page",
        "a text file such as CSV; save a spreadsheet as CSV first",
    ),
    "too_large": ("takes {given} bytes", "at most {count}"),
    "too_many_rows": ("holds {given} rows or pairs", "at most {count}"),
    "too_many_columns": ("has {given} columns", "at most {count}"),
    "nothing": ("holds nothing", "two columns of numbers"),
    "one_line": (
        "holds {given} cells in one row, and nothing says which of them are a pair",
        "an even count of numbers, x and y in turns; all x in one line, all y in the next; or a pair a line"
        f"{_AS_ROWS}",
    ),
    "one_column": (
        "has a single column",
        "two columns, parted by one separator; by the one that is chosen, if one is",
    ),
    "no_pair": ("has no row with a number in both columns", "at least one"),
    "missing_cell": ("is missing", "a number"),
    "empty_cell": ("is empty", "a number"),
    "thousands": ("has marks between its thousands", "the number without them, such as 1234.5"),
    "two_numbers": ("can be {first} or {second}", "the one that is meant, written so"),
    "date": ("is a date or a time", "a number, such as the year or the days since the first"),
    "code": (
        "is code that holds no two columns",
        "x = [1, 2] and y = [2, 4] of one length, [[1, 2], [2, 4]], [1 2; 2 4], or a pair in brackets a line",
    ),
    "shortened": (
        "is a print that leaves numbers out (…)",
        "all of them, printed as a list, or after np.set_printoptions(threshold=sys.maxsize)",
    ),
    "readings": ("can be read in more than one way", "{words}"),
    "bad_columns": ("is not a pair of columns", "the numbers of two columns such as 1,2, or their names"),
    "bad_joined": (
        "names no such cells",
        "auto, or those that make one number with the next each, such as 1,3",
    ),
    "bad_rows": (
        "holds rows that make no pair ({count})",
        "a number in both columns of every row, or --bad_rows skip, which leaves such rows out",
    ),
    "no_table": ("is about a table, and there is none", "--table FILE, or --data - and a table"),
    "no_file": ("is no file that can be read", "a file that is there, such as samples.csv"),
    "no_scale": ("is beyond doubles for these x", "{words}"),
    "unit": ("is a number with {unit} beside it", "the number alone: {number}"),
    "total": ("looks like a row that sums up others", "a sample"),
    "above": ("stands above the table", "a row of the table"),
    "between": ("stands between the names and the numbers", "a row of numbers"),
    "below": ("stands below the table", "a row of the table"),
    "remark": ("is a remark", "a row of the table"),
    "marks_left": (
        'is parted by no one mark: "{cell}" would be left of it',
        "cells parted by one mark alone: a comma, a semicolon, a tab, a bar, a space or a colon",
    ),
    "not_met": ("fits no reading of this table", "{words}"),
    "several_named": (
        'names "{given}", as several columns are called ({names})',
        "their numbers",
    ),
    "part_of_date": (
        "takes a part of a date, which stands in several columns ({names})",
        "two columns that are meant, be it one of these",
    ),
    "matrix": (
        "looks like a table of each against each, as of correlations",
        f"a row for each sample, with its x and its y{_AS_ROWS}",
    ),
    "list": (
        "looks like one list of numbers, which goes on from line to line",
        f"all x and then all y, or a pair a line{_AS_ROWS}",
    ),
    "stems": (
        "looks like a display of stems and leaves, of one measure",
        f"a row for each sample, with its x and its y{_AS_ROWS}",
    ),
    "sentences": (
        "is what a device tells, each line begun by its kind",
        f"a table of two columns, as a program for the device makes one{_AS_ROWS}",
    ),
    "other_samples": (
        "is that of other samples: those of the table have {given}",
        "the table that the link is about, with the columns and rows that were used; or a link without it",
    ),
    "formula": ("is a formula", "the number that it stands for"),
    "elsewhere": ("stands for samples that the link does not hold", "--data - and the table that holds them"),
    "no_value": ("has no value", "--name value"),
    "not_a_flag": ("is not a flag", "--name value"),
}

#: Codes whose words say that nothing is there; and those that are of the name, whatever its value.
_OF_NOTHING = ("missing", "missing_cell", "empty_cell", "empty", "nothing", "no_value")
_OF_NAME = ("unknown_name",)
_WORDS = {"en": MESSAGES, "zh": CHINESE}
#: What those words stand in.
_FRAMES = {
    "en": {
        "line": "{name}: {value} {reason}; allowed: {allowed}",
        "of_nothing": "{name} {reason}; allowed: {allowed}",
        "unknown": "{name}: {value} cannot be used ({code})",
        "place": "{table}, line {line}, {name}",
        "quoted": '"{text}"',
        "nothing": "an empty value",
        "comma": ", ",
        "or": " or ",
    },
    "zh": {
        "line": "{name}：{value}{reason}；应为：{allowed}",
        "of_nothing": "{name} {reason}；应为：{allowed}",
        "unknown": "{name}：{value}无法使用（{code}）",
        "place": "{table} 第 {line} 行的 {name}",
        "quoted": "“{text}”",
        "nothing": "空值",
        "comma": "、",
        "or": " 或 ",
    },
}
#: Facts that are lists of words, but for a few codes whose words are sentences.
_LISTS, _SENTENCES = ("names", "words", "values"), ("readings", "slip")


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong: the parameter, the value as it was given, and why.

    ``code`` is a key of ``MESSAGES``, or of whoever has the words for it; ``facts`` fills the placeholders.
    """

    name: str
    value: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def leaves_value_out(self) -> bool:
        """Whether the line names no value: there is none, or the name alone is wrong."""
        return self.code in _OF_NAME or (not self.value and self.code in _OF_NOTHING)

    def reason(self, lang: str = "en") -> str:
        return _WORDS[lang][self.code][0].format(**self._facts_in(lang))

    def allowed(self, lang: str = "en") -> str:
        return _WORDS[lang][self.code][1].format(**self._facts_in(lang))

    def told(self, lang: str) -> str:
        """One line: the parameter, its value, what is wrong, and what is allowed."""
        frame = _FRAMES[lang]
        facts = {"name": self._place(lang), "value": quoted(self.value, lang), "code": self.code}
        if self.code not in MESSAGES:
            return frame["unknown"].format(**facts)
        text = frame["of_nothing" if self.leaves_value_out else "line"]
        return text.format(**facts, reason=self.reason(lang), allowed=self.allowed(lang))

    def __str__(self) -> str:
        return self.told("en")

    def _place(self, lang: str) -> str:
        """The parameter, or where in a table it stands."""
        frame = _FRAMES[lang]
        name = printable(frame["comma"].join(self.name.split(", ")))
        return frame["place"].format(**self.facts, name=name) if "line" in self.facts else name

    def _facts_in(self, lang: str) -> dict[str, str]:
        """The facts, with lists as a language has them."""
        frame, facts = _FRAMES[lang], dict(self.facts)
        for name in _LISTS:
            if name in facts and self.code not in _SENTENCES:
                facts[name] = frame["comma"].join(facts[name].split(", "))
        if "either" in facts:
            facts["either"] = frame["or"].join(facts["either"].split(" or "))
        return facts


class RunError(ValueError):
    """A description that cannot be run; ``complaints`` holds everything that is wrong with it."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join(map(str, self.complaints)))

    def __reduce__(self) -> tuple[type[RunError], tuple[tuple[Complaint, ...]]]:
        return RunError, (self.complaints,)


def printable(text: str, limit: int = 60) -> str:
    """``text`` on one line of at most ``limit`` characters: control characters escaped, a long one
    without its middle, so that an address keeps its host and its end, and a file its ending.

    >>> printable("http://localhost:8501/your_data?scaling=standard&file=temperatures.csv", 50)
    'http://localhost:8501/your_data?s…temperatures.csv'
    """
    if len(text) > 2 * limit:
        text = text[:limit] + text[-limit:]
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    end = limit // 3
    return shown if len(shown) <= limit else f"{shown[: limit - end - 1]}…{shown[-end:]}"


def quoted(text: str, lang: str = "en") -> str:
    frame = _FRAMES[lang]
    return frame["quoted"].format(text=printable(text)) if text else frame["nothing"]

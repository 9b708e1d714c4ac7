"""Rows among those of a table that are none of its samples.

>>> rows = [Row(2, ("m", "kg")), Row(3, ("1", "2")), Row(4, ("Total", "2")), Row(5, ("# end",))]
>>> sorted(asides(rows, True, Layout(decimal="point")).items())
[(0, 'between'), (2, 'total'), (3, 'below')]
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, dropwhile, groupby, pairwise, takewhile

from sgd_core.cells import is_date, is_like_number, is_written, look, plain, stand_for_others, value
from sgd_core.header import is_remark, uncovered
from sgd_core.separators import Layout, Row, Weighed

#: What is none of the samples, be it called so by where it stands or by its mark; what lacks some, or sums
#: them up, is told apart.
BESIDE = ("above", "between", "remark", "below")
#: What a row that sums up those above it is called.
_TOTALS = frozenset(
    "total|totals|grand total|subtotal|sum|sums|overall|mean|means|average|averages|avg|summe|gesamt|"
    "gesamtsumme|insgesamt|mittel|mittelwert|durchschnitt|somme|moyenne|totale|media|suma|promedio|soma|média|"
    "итого|всего|среднее|合计|总计|总和|小计|共计|总数|平均|平均值|均值|合計|總計|総計|小計|평균|합계".split(
        "|"
    )
)
#: What it is called at the end only: elsewhere a sample may be called so, as South Dakota is.
_STATISTICS = frozenset(
    "median|std|stdev|sd|s.d|sem|cv|std dev|std. dev|standard deviation|variance|maximum|minimum|count|mode|"
    "stabw|standardabweichung|écart-type|ecart type|r²|p-value|p value|anzahl|"
    "effectif|maximalwert|minimalwert|"
    "range|mean score|weighted mean|mean ± sd|average of all|all groups|ave|σ|∑|ø|x̄|中位数|标准差|方差|"
    "最大值|最小值|最高分|最低分|总分|平均分|人数".split("|")
)
#: What one is called below another such row, or where its numbers say so as well: elements and directions are
#: called so too.
_BELOW_STATISTICS = frozenset(["n", "p", "r2", "计"])
#: Such a word before what it sums up, or behind it.
_TOTALS_OF = frozenset(["total", "totals", "subtotal", "subtotals"])
#: What a row is called that stands for all others: of several called so, each is a sample of a kind.
_ALL = frozenset(["all", "alle", "tous", "todos", "全部"])
#: What the rows are called that describe a column.
_DESCRIBED = frozenset(["count", "mean", "std", "min", "25%", "50%", "75%", "max", "1st", "median", "3rd"])
#: What a row of them may be called, which is a name of people as well, and what its numbers are.
_EXTREMES = {"max": max, "min": min}
#: Below so many rows at least a last one may be their sum whose name does not say so.
_LEAST_SUMMED = 3
#: How many of the rows that describe a column show that they do.
_LEAST_DESCRIBED = 3
#: In how many rows at the end a print says how many more there are.
_LAST = 3
#: What a print writes below the rows that it shows: how many it leaves out, or how many there are.
_MORE = re.compile(r"[0-9] more rows?\b|omitted [0-9,]{1,9} rows?\b|[0-9] rows? omitted", re.IGNORECASE)
_COUNTED = re.compile(
    r"[(\[]?[0-9,]{1,9} rows?(?: in set| affected| x [0-9,]{1,9} columns?)?\b.{0,40}", re.IGNORECASE
)


def may_be_samples(row: Row) -> bool:
    """Whether a row above a table is no title: half of what stands in it, at least, are numbers, and nothing
    says whose."""
    written = [cell for cell in row.cells if cell]
    if any(cell.endswith((":", "：")) for cell in written):
        return False
    if written and all(map(_is_of_digits, written)) and not any(map(is_date, written)):
        return True
    return 2 * len([cell for cell in written if look(cell).kind == "number"]) >= len(written) > 0


def _is_of_digits(cell: str) -> bool:
    """Whether a cell holds digits and no letters, as a number does that is written wrongly."""
    return any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell))


def commented_samples(remarks: Sequence[Row], found: Weighed) -> list[Row]:
    """The remarks above a table that may be samples of it which somebody has put aside."""
    return [each for each in remarks if any(map(may_be_samples, uncovered(each, found)))]


def asides(rows: Sequence[Row], named: bool, layout: Layout) -> dict[int, str]:
    """Why rows are none of the samples, by their places: a code, those of ``BESIDE`` among them.

    Args:
        named: whether the columns have names, below which their units may stand.
        layout: how their numbers are written.
    """
    found = dict.fromkeys(_rows_of_sums(rows, layout), "total")
    found |= {k: "shortened" for k, row in enumerate(rows) if stand_for_others(row.cells)}
    ends = [*_wordy(rows, range(len(rows) - 1, -1, -1))]
    last = range(len(rows))[-_LAST:]
    found |= {k: "shortened" for k in last if _MORE.search(" ".join(rows[k].cells))}
    if len(ends) == len(rows):
        return found
    remarks = [k for k, row in enumerate(rows) if is_remark(row.cells[0])]
    # Where most rows begin so, it is no remark.
    beside = dict.fromkeys(remarks if 2 * len(remarks) < len(rows) else (), "remark")
    beside |= dict.fromkeys(_wordy(rows, range(len(rows))) if named else (), "between")
    beside |= dict.fromkeys(ends, "below")
    return found | {k: code for k, code in beside.items() if k not in found}


def _wordy(rows: Sequence[Row], places: Sequence[int]) -> Iterator[int]:
    """The first of some places, up to where a number stands."""
    return takewhile(lambda k: _is_wordy(rows[k].cells), places)


def _is_wordy(cells: Sequence[str]) -> bool:
    """Whether cells hold words and no numbers, or say how many rows there are."""
    kinds = {"digits" if is_like_number(cell) else look(cell).kind for cell in cells}
    return ("word" in kinds and kinds <= {"word", "missing"}) or bool(_COUNTED.fullmatch(" ".join(cells)))


def _rows_of_sums(rows: Sequence[Row], layout: Layout) -> set[int]:
    """The places of the rows that sum up others, or describe them: their labels say so, and not those of all;
    or their numbers do.

    Where no row says otherwise, only several that describe columns are no samples.
    """
    labels = [plain(next(filter(None, row.cells), "")).lower() for row in rows]
    described = _described(labels)
    all_of_them = [k for k, label in enumerate(labels) if label in _ALL]
    found = described | {k for k, label in enumerate(labels) if _is_total(label)}
    found |= {*all_of_them} if len(all_of_them) == 1 else set()
    if rows and _word(labels[-1]) in _BELOW_STATISTICS and _is_sum_or_count(rows[-1], rows[:-1], layout):
        found.add(len(rows) - 1)
    found |= {*_statistics(labels, found)}
    if not _EXTREMES.keys().isdisjoint(labels):
        found |= {*_extremes([(k, row) for k, row in enumerate(rows) if k not in found], labels, layout)}
    if rows and not found and _stands_apart(rows) and _adds_up(rows[-1], rows[:-1], layout):
        found = {len(rows) - 1}
    return found if len(found) < len(rows) else described


def _statistics(labels: Sequence[str], totals: set[int]) -> Iterator[int]:
    """The places at the end whose rows sum up others or are called as those that describe them."""
    words = [*map(_word, labels)]
    alone = totals | {k for k, word in enumerate(words) if word in _STATISTICS}
    last = [*takewhile(lambda k: k in alone or words[k] in _BELOW_STATISTICS, reversed(range(len(words))))]
    return dropwhile(lambda k: k not in alone, reversed(last))


def _extremes(rows: Iterable[tuple[int, Row]], labels: Sequence[str], layout: Layout) -> Iterator[int]:
    """The places of the rows called so whose numbers are the least or the most of those above."""
    found: dict[str, dict[int, float]] = {label: {} for label in _EXTREMES}
    for place, row in rows:
        numbers = _numbers(row, layout)
        if numbers and found.get(labels[place], {}).items() >= numbers.items():
            yield place
            continue
        for label, most in _EXTREMES.items():
            found[label] |= {k: most(number, found[label].get(k, number)) for k, number in numbers.items()}


def _stands_apart(rows: Sequence[Row]) -> bool:
    """Whether of several rows of numbers the last alone stands below a line that is no such row."""
    lines = [row.line for row in rows if any(look(cell).kind == "number" for cell in row.cells)]
    gaps = [b - a > 1 for a, b in pairwise(lines)]
    return rows[-1].line in lines[_LEAST_SUMMED:] and gaps == [False] * (len(gaps) - 1) + [True]


def _is_sum_or_count(row: Row, above: Sequence[Row], layout: Layout) -> bool:
    """Whether the numbers of a row are the sums of those above it, or how many these are."""
    counted = {*_numbers(row, layout).values()} == {len(above)}
    return len(above) >= _LEAST_SUMMED and (counted or _adds_up(row, above, layout))


def _adds_up(row: Row, above: Sequence[Row], layout: Layout) -> bool:
    """Whether each number of a row, one at least, is the sum of those above it; what goes on along a line
    through the origin may be its next sample.
    """
    columns = defaultdict[int, list[float]](list)
    for each in above:
        for k, number in _numbers(each, layout).items():
            columns[k].append(number)
    numbers = _numbers(row, layout)
    summed = all(
        k in columns and math.isclose(number, math.fsum(columns[k]), rel_tol=1e-9)
        for k, number in numbers.items()
    )
    return bool(numbers) and summed and not _are_proportional([columns[k] for k in numbers])


def _are_proportional(columns: Sequence[Sequence[float]]) -> bool:
    """Whether some two of the columns are each other's multiples."""
    return any(
        len(a) == len(b)
        and all(
            math.isclose(x * math.fsum(b), y * math.fsum(a), rel_tol=1e-9) for x, y in zip(a, b, strict=True)
        )
        for a, b in combinations(columns, 2)
    )


def _numbers(row: Row, layout: Layout) -> dict[int, float]:
    """The numbers of a row, by their places."""
    marks = layout.decimal, layout.thousands
    return {k: value("", cell, *marks) for k, cell in enumerate(row.cells) if is_written(cell, *marks)}


def are_described(labels: Iterable[str]) -> bool:
    """Whether several labels are those of a description of columns, as R prints it on one line."""
    return len({_word(label.lower()) for label in labels} & _DESCRIBED) >= _LEAST_DESCRIBED


def _described(labels: Sequence[str]) -> set[int]:
    """The places of the labels that stand together as those of a description of columns."""
    found = set[int]()
    for are_such, block in groupby(range(len(labels)), key=lambda k: _word(labels[k]) in _DESCRIBED):
        places = list(block)
        if are_such and are_described(labels[k] for k in places):
            found.update(places)
    return found


def _is_total(label: str) -> bool:
    """Whether a label says that its row sums up others: ``total``, ``summe:``, ``total emea``, ``合计``."""
    text = _word(label)
    ends = {text.partition(" ")[0], text.rpartition(" ")[2]}
    return text in _TOTALS or not _TOTALS_OF.isdisjoint(ends)


def _word(label: str) -> str:
    return label.rstrip(":. ").strip()

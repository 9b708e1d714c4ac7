"""Rows among those of a table that are none of its samples.

>>> rows = [Row(2, ("m", "kg")), Row(3, ("1", "2")), Row(4, ("Total", "2")), Row(5, ("# end",))]
>>> sorted(asides(rows, named=True).items())
[(0, 'between'), (2, 'total'), (3, 'below')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from sgd_core.cells import is_like_number, look, plain, stand_for_others
from sgd_core.header import is_remark, uncovered
from sgd_core.separators import Row, Weighed

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
_STATISTICS = frozenset("median|std|stdev|sd|s.d|maximum|minimum|σ|∑".split("|"))
#: Such a word before what it sums up, or behind it.
_TOTALS_OF = frozenset(["total", "totals", "subtotal", "subtotals"])
#: What a row is called that stands for all others: of several called so, each is a sample of a kind.
_ALL = frozenset(["all", "alle", "tous", "todos", "全部"])
#: What the rows are called that describe a column.
_DESCRIBED = frozenset(["count", "mean", "std", "min", "25%", "50%", "75%", "max"])
#: What a row of them may be called, which is a name of people as well.
_EXTREMES = frozenset(["max", "min"])
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
    return 2 * len([cell for cell in written if look(cell).kind == "number"]) >= len(written) > 0


def commented_samples(remarks: Sequence[Row], found: Weighed) -> list[Row]:
    """The remarks above a table that may be samples of it which somebody has put aside."""
    return [each for each in remarks if any(map(may_be_samples, uncovered(each, found)))]


def asides(rows: Sequence[Row], named: bool) -> dict[int, str]:
    """Why rows are none of the samples, by their places: a code, those of ``BESIDE`` among them.

    Args:
        named: whether the columns have names, below which their units may stand.
    """
    found = dict.fromkeys(_summing(rows), "total")
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


def _summing(rows: Sequence[Row]) -> set[int]:
    """The places of the rows that sum up others, or describe them: their labels say so, and not those of all.

    Where no row says otherwise, only several that describe columns are no samples.
    """
    labels = [plain(next(filter(None, row.cells), "")).lower() for row in rows]
    described = _described(labels)
    all_of_them = [k for k, label in enumerate(labels) if label in _ALL]
    found = described | {k for k, label in enumerate(labels) if _is_total(label)}
    found |= {*all_of_them} if len(all_of_them) == 1 else set()
    last = reversed(range(len(labels)))
    found |= {*takewhile(lambda k: k in found or _word(labels[k]) in _STATISTICS, last)}
    samples = [row for k, row in enumerate(rows) if k not in found]
    found |= {k for k, label in enumerate(labels) if label in _EXTREMES and _is_repeated(rows[k], samples)}
    return found if len(found) < len(rows) else described


def _is_repeated(row: Row, rows: Sequence[Row]) -> bool:
    """Whether each number of a row stands in another row of its column as well."""
    cells = [(k, cell) for k, cell in enumerate(row.cells) if look(cell).kind == "number"]
    others = [each.cells for each in rows if each is not row]
    return all(any(each[k : k + 1] == (cell,) for each in others) for k, cell in cells)


def _described(labels: Sequence[str]) -> set[int]:
    """The places of the labels that stand together as those of a description of columns."""
    found = set[int]()
    for are_such, block in groupby(range(len(labels)), key=lambda k: labels[k] in _DESCRIBED):
        places = list(block)
        if are_such and len({labels[k] for k in places}) >= _LEAST_DESCRIBED:
            found.update(places)
    return found


def _is_total(label: str) -> bool:
    """Whether a label says that its row sums up others: ``total``, ``summe:``, ``total emea``, ``合计``."""
    text = _word(label)
    ends = {text.partition(" ")[0], text.rpartition(" ")[2]}
    return text in _TOTALS or not _TOTALS_OF.isdisjoint(ends)


def _word(label: str) -> str:
    return label.rstrip(":.").strip()

"""Cells that are typed one by one: each is read as it is written, none as one of two numbers silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core.errors import RunError
from sgd_core.limits import MAX_SAMPLES
from sgd_core.parameters import number_text
from sgd_core.separators import Layout
from sgd_core.table import NoPairError, read
from sgd_core.table import pairs as pairs_of
from sgd_core.typed import Pair, pairs
from tests.core.test_separators import MARKS, PLAIN, in_words


def reasons(rows: list[Pair], own: tuple[str, ...] = ()) -> list[str]:
    try:
        found = pairs(rows, own)
    except NoPairError as error:
        return [each.complaint.code for each in error.skipped]
    return [each.complaint.code for each in found.skipped]


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1,5", 1.5), ("１，５", 1.5), (".5", 0.5),
     ("1 234,5", 1234.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5),
     ("1.234.567", 1234567.0), ("10 237", 10237.0), ("0,125", 0.125), ("−3,5", -3.5), (" 7 ", 7.0)],
)  # fmt: skip
def test_a_cell_that_can_be_one_number_alone_is_that_number(cell: str, number: float) -> None:
    assert pairs([(cell, "1")]).x == (number,)


@pytest.mark.parametrize(
    ("other", "number"), [("0,5", 1234.0), ("0.5", 1.234), ("1.234.567", 1234.0), ("1,234,567", 1.234)]
)
def test_what_can_be_two_numbers_is_settled_by_the_other_cells(other: str, number: float) -> None:
    assert pairs([("1.234", other)]).x == (number,)


def test_what_can_be_two_numbers_is_left_out_where_nothing_or_both_settle_it() -> None:
    assert reasons([("1,234", "2"), ("2.345", "3")]) == ["two_numbers"] * 2
    assert reasons([("1,234", "0,5"), ("2", "0.5")]) == ["two_numbers"]
    with pytest.raises(NoPairError) as caught:
        pairs([("1,234", "2")])
    facts = caught.value.skipped[0].complaint.facts
    # What it asks for can be written: it is read as one number alone.
    assert [pairs([(facts[name], "1")]).x for name in ("first", "second")] == [(1234.0,), (1.234,)]


def test_the_cells_that_a_table_began_with_have_points_whatever_is_typed_beside_them() -> None:
    own = ("1.234", "2.5")
    assert pairs([("1.234", "3,5"), ("2", "5.678")], own)[:2] == ((1.234, 2.0), (3.5, 5678.0))
    assert pairs([("1.234", "5.678"), ("2", "2.5")], own)[:2] == ((1.234, 2.0), (5.678, 2.5))


@pytest.mark.parametrize("own", ["1.5", "0.25", "1.234"])
def test_points_in_the_cells_that_a_table_began_with_settle_no_comma_that_is_typed(own: str) -> None:
    assert reasons([(own, "2"), ("2,125", "3")], (own, "2")) == ["two_numbers"]
    assert pairs([(own, "2"), ("2,125", "3"), ("1,5", "4")], (own, "2")).x[1:] == (2.125, 1.5)
    assert pairs([(own, "2"), ("2,125", "3"), ("1,234.5", "4")], (own, "2")).x[1:] == (2125.0, 1234.5)


def test_rows_in_which_nothing_stands_are_passed_over_and_counted() -> None:
    found = pairs([(None, " "), ("1", None), ("2", "3"), ("", "x")])
    assert (found.x, found.y) == ((2.0,), (3.0,))
    assert [(each.line, each.complaint.code) for each in found.skipped] == [
        (2, "empty_cell"),
        (4, "empty_cell"),
    ]


@given(st.lists(st.tuples(st.none() | st.text(), st.none() | st.text())))
def test_no_cell_is_more_than_a_complaint(rows: list[Pair]) -> None:
    written = [row for row in rows if any(cell and cell.strip() for cell in row)]
    try:
        found = pairs(rows)
    except NoPairError as error:
        assert len(error.skipped) == len(written)
    else:
        assert len(found.x) == len(found.y) == len(written) - len(found.skipped)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_as_the_table_shows_it_is_read_back(number: float) -> None:
    text = number_text(number)
    assert pairs([(text, "1")], (text,)).x == (number,)


def test_more_rows_than_can_be_run_are_refused() -> None:
    with pytest.raises(RunError, match="10001 rows"):
        pairs([("1", "2")] * (MAX_SAMPLES + 1))


BAD = ["", "NA", "1 kg", "3.000,5 €", "abc", "=A1", "2021-01-01", "12:30", "5%", "$5", "...", "nan"]
NOTATIONS = st.sampled_from([(decimal, mark) for decimal in MARKS for mark in MARKS[decimal]])


@given(
    st.lists(st.tuples(PLAIN, PLAIN), min_size=4, max_size=9),
    NOTATIONS,
    st.dictionaries(st.integers(0, 3), st.tuples(st.sampled_from(BAD), st.booleans()), max_size=2),
)
def test_what_is_typed_and_what_is_pasted_are_read_alike(
    points: list[tuple[float, float]], notation: tuple[str, str], bad: dict[int, tuple[str, bool]]
) -> None:
    rows = [(in_words(x, *notation), in_words(y, *notation)) for x, y in points]
    for k, (cell, first) in bad.items():
        rows[k] = (cell, rows[k][1]) if first else (rows[k][0], cell)
    text = "\n".join("\t".join(row) for row in rows)
    table = read(text, Layout(header="no"))
    assert table.others == ()
    pasted, got = pairs_of(table, 0, 1), pairs(rows)
    assert (pasted.x, pasted.y) == (got.x, got.y)
    assert [(each.line, each.complaint.code) for each in pasted.skipped] == [
        (each.line, each.complaint.code) for each in got.skipped
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [("01.02", "3"), ("02.02", "4")],
        [("01.02", "3"), ("", "4"), ("02.02", "5")],
        [("01.02", "3"), ("x", "4"), ("31.12", "5")],
        [("3", "01.02."), ("4", "05.12.")],
        [("10.02", "3"), ("11.02", "4")],
        [("01.02", "3"), ("31.13", "4")],
        [("5 kg", "3"), ("6", "10%")],
    ],
)
def test_days_and_units_are_read_alike_typed_and_pasted(rows: list[tuple[str, str]]) -> None:
    table = read("\n".join("\t".join(row) for row in rows), Layout("tab", header="no"))
    try:
        pasted = pairs_of(table, 0, 1)
        codes = [each.complaint.code for each in pasted.skipped]
        assert pasted.x == pairs(rows).x
    except NoPairError as error:
        codes = [each.complaint.code for each in error.skipped]
    assert reasons(rows) == codes


def test_days_that_are_typed_beside_own_numbers_are_dates() -> None:
    assert reasons([("1.5", "2"), ("01.02", "3")], ("1.5", "2")) == ["date"]
    assert reasons([("1.5", "2"), ("10.02", "3")], ("1.5", "2")) == []

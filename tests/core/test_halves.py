"""Decimal commas in a table parted by commas are asked about where the names say so, and never chosen."""

from __future__ import annotations

import pytest

from sgd_core.separators import Layout
from sgd_core.table import read
from tests.core.test_separators import readings
from tests.core.test_table import found

TEXT = "x,y\n1,5,3,2\n2,0,4,1\n2,5,5,3"


def test_half_as_many_names_as_cells_are_asked_about() -> None:
    assert readings(TEXT) == [((1.5, 3.2), (2, 4.1), (2.5, 5.3)), ((1, 5), (2, 0), (2, 5))]
    assert readings("Lab\nt,u,v\n1,5,3,2,7,1\n2,0,4,1,7,2")[0] == ((1.5, 3.2), (2, 4.1))


def test_commas_may_stand_between_thousands_as_well() -> None:
    text = "x,y\n1,500,2,000\n1,700,3,250"
    assert readings(text)[:2] == [((1.5, 2), (1.7, 3.25)), ((1500, 2000), (1700, 3250))]


@pytest.mark.parametrize("text", [TEXT, "x,y\n1,500,2,000\n1,700,3,250"])
def test_each_reading_that_is_told_is_read_without_a_question(text: str) -> None:
    for reading in read(text).readings:
        again = read(text, reading.told)
        assert again.readings == () and again.layout == reading.layout
        assert tuple(found(text, reading.told)[0][:3]) == reading.first


def test_the_names_stay_with_the_numbers_that_are_joined() -> None:
    table = read(TEXT, Layout(decimal="comma"))
    assert table.names == ("x", "y") and [row.line for row in table.rows] == [2, 3, 4]


@pytest.mark.parametrize(
    "text",
    [
        "1,5,3,2\n2,0,4,1",
        "x,y\n1,2\n3,4",
        "a,b,c,d\n1,5,3,2",
        "a,b,c\n1,5,3,2\n2,0,4,1",
        "x,y\n1.5,2,3,4\n2.5,3,4,5",
    ],
)
def test_other_rows_are_not_joined(text: str) -> None:
    ways = [read(text), *read(text).others]
    assert {(each.layout.decimal, each.layout.thousands) for each in ways} == {("point", "none")}

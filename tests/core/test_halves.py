"""Decimal commas in a table parted by commas are asked about where the names say so, and never chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sgd_core import RunError
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
        again = read(text, reading.layout)
        assert again.readings == () and again.layout == reading.layout
        assert tuple(found(text, reading.layout)[0][:3]) == reading.first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("6,6,939\n7,69,100\n5,27,431", ((6, 6939), (7, 69100), (5, 27431))),
        ("8,7,58,6\n8,2,33,1\n4,1,42,0", ((8.7, 58.6), (8.2, 33.1), (4.1, 42.0))),
    ],
)
def test_without_names_commas_are_asked_about_where_as_many_digits_follow_everywhere(
    text: str, first: tuple[tuple[float, float], ...]
) -> None:
    ways = [each for each in read(text).readings if each.layout.lines == "rows"]
    assert ways[0].first == first and len(ways) == 2
    for each in ways:
        again = read(text, each.layout)
        assert again.readings == () and tuple(found(text, each.layout)[0][:3]) == each.first


def test_money_that_commas_have_cut_is_refused() -> None:
    for names in ("age,price\n", ""):
        with pytest.raises(RunError) as caught:
            read(f"{names}5,$26,364\n3,$20,685\n8,$39,791")
        assert caught.value.complaints[0].code == "marks_left"


def test_the_names_stay_with_the_numbers_that_are_joined() -> None:
    table = read(TEXT, Layout(decimal="comma"))
    assert table.names == ("x", "y") and [row.line for row in table.rows] == [2, 3, 4]


@pytest.mark.parametrize(
    "text",
    [
        "1,5,3,2\n2,0,4,1",
        "x,y\n1,2\n3,4",
        "a,b,c,d\n1,5,3,2",
        "a,b\nAda,5,2\nBob,5,3\nCid,5,1",
        "a,b,c\n7,1,5,2.5\n2,2,5,3.5",
        "x,y\n1.5,2,3,4\n2.5,3,4,5",
    ],
)
def test_other_rows_are_not_joined(text: str) -> None:
    ways = [read(text), *read(text).others]
    assert {(each.layout.decimal, each.layout.thousands) for each in ways} == {("point", "none")}


# --- some of the cells alone ---

ONE = "a,b\n1,5,2\n2,5,3\n0,5,1"
PRICES = "price,qty\n1,200,3\n7,400,5\n2,150,9"
TWO = "a,b,c\n1,5,2,5,3\n2,5,3,1,4\n0,7,1,2,6"


def test_one_cell_more_than_names_is_asked_about_where_it_may_be_the_rest_of_a_number() -> None:
    assert readings(ONE) == [
        ((1.5, 2), (2.5, 3), (0.5, 1)),
        ((1, 5.2), (2, 5.3), (0, 5.1)),
        ((5, 2), (5, 3), (5, 1)),
    ]
    assert ((1200, 3), (7400, 5), (2150, 9)) in readings(PRICES)
    assert ((200, 3), (400, 5), (150, 9)) in readings(PRICES)


def test_what_may_be_names_of_rows_may_be_numbers_cut_in_two_as_well() -> None:
    assert ((1.5, 2), (2.5, 3), (3.5, 1)) in readings("a,b\n1,5,2\n2,5,3\n3,5,1")
    assert ((5, 2), (5, 3), (5, 1)) in readings("a,b\n1,5,2\n2,5,3\n3,5,1")
    towns = "town,price,qty\nBern,1,200,3\nChur,7,400,5\nBiel,2,150,9"
    assert ((1200, 3), (7400, 5), (2150, 9)) in readings(towns)
    assert ((1, 200), (7, 400), (2, 150)) in readings(towns)


def test_a_named_column_of_row_numbers_leaves_one_cell_too_many_to_ask_about() -> None:
    text = "id,price,qty\n1,1,200,3\n2,7,400,5\n3,2,150,9"
    assert len(readings(text)) > 1 and ((1200, 3), (7400, 5), (2150, 9)) in readings(text)


def test_fewer_names_than_cells_are_no_title_where_some_of_these_make_numbers() -> None:
    assert readings(TWO) == [
        ((1.5, 2.5), (2.5, 3.1), (0.7, 1.2)),
        ((1.5, 2), (2.5, 3), (0.7, 1)),
        ((1, 5.2), (2, 5.3), (0, 7.1)),
        ((1, 5), (2, 5), (0, 7)),
    ]


def test_a_comma_that_is_told_and_fits_one_place_joins_its_cells() -> None:
    assert found(PRICES, Layout(thousands="comma")) == ([(1200, 3), (7400, 5), (2150, 9)], [])
    text = "a,b\n1,5,-2\n2,5,-3\n0,5,-1"
    assert found(text, Layout(decimal="comma")) == ([(1.5, -2), (2.5, -3), (0.5, -1)], [])


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        (ONE, ["1", "2"]),
        (PRICES, ["1", "2"]),
        (TWO, ["1,3", "1,4", "2,4"]),
        ("a,b\n0,5,2\n1,5,3\n2,5,1", ["1", "2"]),
        # Where the columns of x and y are the same, others are not.
        ("a,b,c\n1,2,5,7\n2,3,5,8", ["1", "2", "3"]),
    ],
)
def test_a_decimal_comma_that_is_told_and_may_join_other_cells_is_asked_about(
    text: str, ways: list[str]
) -> None:
    assert [each.layout.joined for each in read(text, Layout(decimal="comma")).readings] == ways


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ONE, Layout(thousands="comma")),
        ("a,b\nAda,5,2\nBob,5,3", Layout(decimal="comma")),
        (ONE, Layout(joined="3")),
        (TWO, Layout(joined="1")),
        ("1,2\n3,4", Layout(joined="1")),
    ],
)
def test_a_comma_that_is_told_and_joins_no_cells_is_refused(text: str, told: Layout) -> None:
    with pytest.raises(RunError) as caught:
        read(text, told)
    (wrong,) = caught.value.complaints
    assert wrong.code == "not_met"
    words = wrong.facts["words"].split(", ")
    assert words and all(read(text, replace(told, **{wrong.name: word})) for word in words)


def test_who_tells_of_points_has_names_for_the_rows() -> None:
    assert found(ONE, Layout(decimal="point")) == ([(5, 2), (5, 3), (5, 1)], [])
    assert found(PRICES, Layout(decimal="point", thousands="none"))[0] == [(200, 3), (400, 5), (150, 9)]


def test_a_row_of_another_width_makes_no_pair_among_joined_ones() -> None:
    text = PRICES + "\n4,350,2\n8,7\n1,2,3,4"
    assert found(text, Layout(thousands="comma"))[1] == [(6, "not_a_number"), (7, "wrong_count")]
    assert len(readings(text)) == len(readings(PRICES))


def test_very_many_cells_are_joined_without_a_search_of_all_ways() -> None:
    for names, cells in ((100, 200), (101, 200), (60, 119), (150, 199)):
        text = "\n".join([",".join(f"a{k}" for k in range(names)), *[",".join(["7"] * cells)] * 3])
        assert read(text).readings

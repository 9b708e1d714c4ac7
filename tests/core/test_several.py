"""Spaces that part pairs, cells or thousands, and several pairs on a line: what is left open is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import RunError
from sgd_core.limits import MAX_SAMPLES
from sgd_core.parameters import number_text
from sgd_core.separators import Layout
from sgd_core.table import read
from tests.core.test_separators import Told, readings, refusal
from tests.core.test_table import found
from tests.effort import paired

THREE = ((1, 2), (2, 4), (3, 6))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 2 2 4 3 6", [THREE, ((1, 2),)]),
        ("1 2  2 4.5  3 6", [((1, 2), (2, 4.5), (3, 6)), ((1, 2),)]),
        ("1 2 2 4", [((1, 2),), ((1, 2), (2, 4))]),
        ("1,2,2,4,3,6", [THREE, ((1, 2),)]),
        ("1;2;2;4;3;6", [THREE, ((1, 2),)]),
        ("1,2 2,4 3,6", [THREE, ((1.2, 2.4),)]),
        ("1,2\t2,4\t3,6", [THREE, ((1.2, 2.4),)]),
        ("1,5 2,5 3,5 4,5", [((1, 5), (2, 5), (3, 5)), ((1.5, 2.5), (3.5, 4.5)), ((1.5, 2.5),)]),
        ("1 2 2 4\n3 6 4 8\n5 9 6 1", [((1, 2), (3, 6), (5, 9)), THREE]),
        ("1 2 2 4\n3 6", [THREE, ((1, 2),)]),
        ("1,2,2,4\n3,6", [THREE, ((1, 2),)]),
    ],
)
def test_several_pairs_a_line_that_may_be_a_row_are_asked_about(text: str, told: Told) -> None:
    assert sorted(readings(text)) == sorted(told) and readings(text)[0] == told[0]
    assert {each.layout.lines for each in read(text).readings} == {"rows", "pairs"}


@pytest.mark.parametrize(
    "text",
    [
        "1,2.5 2,4 3,6.5",
        "1, 2.5; 2, 4; 3, 6.5",
        "1:2.5 2:4 3:6.5",
        "1 2.5|2 4|3 6.5",
        "1 2.5\t2 4\t3 6.5",
        "1;2.5 2;4\n3;6.5",
        "1 2.5; 2 4\n3 6.5;\n",
    ],
)
def test_several_pairs_that_can_be_nothing_else_are_read(text: str) -> None:
    assert found(text) == ([(1, 2.5), (2, 4), (3, 6.5)], []) and readings(text) == []


def wrapped(pairs: list[tuple[float, float]], count: int, mark: str = " ") -> str:
    """So many pairs on each line."""
    lines = [pairs[k : k + count] for k in range(0, len(pairs), count)]
    return "\n".join(mark.join(f"{x} {y}" for x, y in line) for line in lines)


SEQUENCE = [(k, 2 * k + k % 5) for k in range(60)]


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize(
    "pairs",
    [
        SEQUENCE,
        SEQUENCE[::-1],
        [(7 * x % 61, y % 13) for x, y in SEQUENCE],
        [(x / 8, -y) for x, y in SEQUENCE],
    ],
    ids=["rising", "falling", "shuffled", "decimals"],
)
def test_any_number_of_lines_that_may_be_several_pairs_each_are_asked_about(
    pairs: list[tuple[float, float]], count: int
) -> None:
    assert len(pairs) // count > 12
    for text in (
        wrapped(pairs, count),
        "Of the\nfirst run, read off in the order of time:\n" + wrapped(pairs, count),
    ):
        told = readings(text)
        assert tuple(pairs[:3]) in told and len(told) > 1


def test_columns_that_go_on_one_below_the_other_may_be_several_pairs_a_line() -> None:
    lines = [f"{k} {k * k} {k + 20} {(k + 20) ** 2}" for k in range(1, 21)]
    assert {each.layout.lines for each in read("\n".join(lines)).readings} == {"rows", "pairs"}
    leap = [f"{k} {k * k} {k + 1900} {(k + 20) ** 2}" for k in range(1, 21)]
    assert read("\n".join(leap)).others == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1,2 2,4\n3,6 4,8", [((1.2, 2.4), (3.6, 4.8)), ((1, 2), (2, 4), (3, 6))]),
        ("1,2 2,4 3,6\n4,8 5,1 6,1", [((1.2, 2.4), (4.8, 5.1)), ((1, 2), (2, 4), (3, 6))]),
        ("1,2 2,4\n3,6", [((1, 2), (2, 4), (3, 6)), ((1.2, 2.4),)]),
        ("1,2 3,4\n3,4 1,2\n" * 40, [((1.2, 3.4), (3.4, 1.2), (1.2, 3.4)), ((1, 2), (3, 4), (3, 4))]),
    ],
)
def test_commas_in_what_spaces_part_may_be_decimal_or_part_x_and_y_on_any_number_of_lines(
    text: str, told: Told
) -> None:
    assert all(each in readings(text) for each in told) and readings(text)[0] == told[0]


@pytest.mark.parametrize(
    "text",
    ["1 2 3", "1 2 3 4 5", "1,2,3", "1;2;3;4;5", "1\t2\t3", "x: 1 2 3 4", "Data:\n1 2 3 4 5", "a 1 2 3"],
)
def test_one_row_of_more_numbers_than_a_pair_is_refused_and_told_what_would_be_read(text: str) -> None:
    assert refusal(text) == ["one_line"]
    with pytest.raises(RunError, match="x and y in turns"):
        read(text)
    assert len(found(text, Layout(lines="rows"))[0]) == 1


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("# 9.5 8.5\nLab of physics", [(1, "remark")]),
        ("% Lab\n% 9.5 8.5 7.5 6.5", [(2, "remark")]),
        ("bad 9.5", [(1, "above")]),
        ("# made in 2021", []),
    ],
)
def test_samples_put_aside_above_several_pairs_a_line_are_counted(
    above: str, told: list[tuple[int, str]]
) -> None:
    points, skipped = found(f"{above}\n1 2; 3 4.5; 5 6\n2 3; 4 5")
    assert points == [(1, 2), (3, 4.5), (5, 6), (2, 3), (4, 5)] and skipped == told


def test_what_describes_a_column_on_one_line_is_no_pairs() -> None:
    summary = (
        "   Min. 1st Qu.  Median    Mean 3rd Qu.    Max. \n   4.0    12.0    15.0    15.4    19.0    25.0 "
    )
    assert refusal(summary) == ["no_pair"]
    assert found("My data of today\n1 2 2 4 3 6")[0] == [(1, 2), (2, 4), (3, 6)]


def test_one_row_below_names_is_a_row() -> None:
    assert found("a b c\n1 2 3") == ([(1, 2)], [])


def test_names_above_several_pairs_a_line_are_those_of_x_and_y() -> None:
    twice = read("t v t v\n1 2.5 2 4\n3 6.5 4 8")
    assert twice.names == ("t", "v") and twice.others == () and twice.layout.header == "yes"
    assert found("t;v;t;v\n1;2,5;2;4\n3;6,5;4;8") == ([(1, 2.5), (2, 4), (3, 6.5), (4, 8)], [])
    once = read("t v\n1 2.5 2 4\n3 6.5 4 8")
    assert once.layout.lines == "pairs" and once.names == ("t", "v")
    assert [each.layout.lines for each in once.readings][:2] == ["pairs", "rows"]


def test_other_spaces_than_those_that_part_cells_part_thousands() -> None:
    for space in "\u202f\u00a0\u2009":
        text = "1_234 2_345\n3_456 4_567".replace("_", space)
        assert found(text) == ([(1234, 2345), (3456, 4567)], []) and readings(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "a b c d\n1 2 2 4\n3 6 4 8",
        "1 2 2 x\n3 6 4 8\n5 9 9 7",
        "1,2,2,4\n3,6,4,8\n5,9,6,1",
        "12:30 13:45\n14:30 15:45",
        "x y\n1,5 2,5\n3,5 4,5",
        "1,5\t2,5\n3,5\t4,5",
        "1,5;2,5\n3,5;4,5",
        "1,5;2,5\n3,5;\n5,5;6,5",
        "1,05 2,5\n3,5 4,5",
        "1,5 2\n3,5 4,5",
        "1,2,2,4\n" * 30,
        ",5,20,50\n1,1.08,5.14,1.37\n2,5.57,3.80,2.77",
        "2021 1 1 3.88\n2021 2 4 11.8\n2021 3 7 2.18",
        "".join(f"{1980 + k // 12} {1 + k % 12} {1980 + k / 12:.3f} {340 + k}\n" for k in range(40)),
        "".join(f"{5 + k % 3}.1 {3 + k % 2}.5 1.{k % 9} 0.{k % 5}\n" for k in range(40)),
        "".join(f"{k} {7 * k % 23} {11 * k % 31} {7 * k % 29}\n" for k in range(1, 21)),
        "".join(f"{5 * k % 19} 1.5 {7 * k % 19}.5 {k % 3}\n" for k in range(1, 21)),
    ],
)
def test_a_table_is_no_several_pairs(text: str) -> None:
    assert "pairs" not in [each.layout.lines for each in read(text).readings]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 10 237\n2 5 100\n3 4 200", [((10, 237), (5, 100), (4, 200)), ((1, 10237), (2, 5100), (3, 4200))]),
        (
            "x y\n1 10 237,65\n2 5 100,5\n3 4 200,25",
            [((10, 237.65), (5, 100.5), (4, 200.25)), ((1, 10237.65), (2, 5100.5), (3, 4200.25))],
        ),
        (
            "7 1 234 567\n8 2 345 678\n9 1 100 200",
            [((7, 1), (8, 2), (9, 1)), ((7, 1234567), (8, 2345678), (9, 1100200))],
        ),
    ],
)
def test_thousands_parted_by_spaces_where_spaces_part_cells_are_asked_about(text: str, told: Told) -> None:
    assert [each for each in readings(text) if each in told] and all(each in readings(text) for each in told)
    thousands = [each.layout for each in read(text).readings if each.layout.thousands == "space"]
    assert len(thousands) == 1 and found(text, thousands[0])[1] == []


def test_spaces_in_the_cells_of_equal_rows_are_asked_about_where_some_pairs_are_wrong() -> None:
    text = "1:734,9:44 663:0\n2:1 000,0:-22 764:0\n3:205,1:-42 362:0"
    assert ((734.9, 44663), (1000, -22764), (205.1, -42362)) in readings(text)


def test_names_say_how_many_numbers_the_spaces_part() -> None:
    text = "km kg g\n1 234 5 678 9\n2 345 6 789 8\n4 100 7 300 7"
    assert found(text) == ([(1234, 5678), (2345, 6789), (4100, 7300)], []) and readings(text) == []
    # Between two numbers stands more than the one blank within them.
    towns = "Town      Pop.  Area\nRome 2 165 423   105\nOslo   522 250    48\nBonn   342 669    72"
    assert found(towns) == ([(2165423, 105), (522250, 48), (342669, 72)], []) and readings(towns) == []


@pytest.mark.parametrize(
    "text",
    [
        "1 234\n2 345\n3 456",
        "x y z\n1 170 65\n2 180 75",
        "1 234,5 2\n1 2345 3",
        "   age   bp\n1   45  120\n2   50  130",
    ],
)
def test_spaces_that_leave_no_two_numbers_or_too_few_names_part_no_thousands(text: str) -> None:
    assert "space" not in [each.layout.thousands for each in read(text).readings]
    assert read(text).layout.thousands == "none"


WHOLE = st.integers(1000, 999_999_999)


@given(st.lists(st.tuples(WHOLE, WHOLE), min_size=2, max_size=8), st.booleans())
def test_thousands_parted_like_the_cells_are_read_back_by_one_of_the_readings(
    points: list[tuple[int, int]], header: bool
) -> None:
    rows = [f"{x:,} {y:,}".replace(",", " ") for x, y in points]
    table = read("\n".join([*(["x y"] if header else []), *rows]))
    ways = [each.layout for each in table.readings] or [table.layout]
    assert "space" in [each.thousands for each in ways]
    even = [len(f"{x:,}") == len(f"{y:,}") for x, y in points]
    if all(even) and max(points[0]) < 10**6:
        assert [(float(x), float(y)) for x, y in points] in [
            found("\n".join(rows), each)[0] for each in ways if each.thousands == "space"
        ]


NUMBER = st.decimals(-999, 999, places=1).map(float)


@given(
    st.lists(st.lists(st.tuples(NUMBER, NUMBER), min_size=1, max_size=4), min_size=1, max_size=9),
    st.sampled_from([" ", ",", ";", "\t", "|"]),
)
def test_several_pairs_a_line_are_read_back_by_one_of_the_readings(
    lines: list[list[tuple[float, float]]], mark: str
) -> None:
    text = "\n".join(mark.join(number_text(value) for pair in line for value in pair) for line in lines)
    points = [pair for line in lines for pair in line]
    table = read(text, Layout(lines="pairs"))
    if len(points) > len(lines):
        assert table.layout.lines == "pairs" and table.others == ()
        assert found(text, table.layout) == (points, [])
    widths = {len(line) for line in lines}
    if len(points) > len(lines) and (len(widths) > 1 or len(lines) == 1):
        assert points[:3] in [list(each) for each in readings(text)]


def test_more_pairs_than_can_be_used_are_asked_about_as_fewer_are() -> None:
    many = [(7 * k % 61, k % 13) for k in range(10_400)]
    text = wrapped(many, 2)
    told = [each.layout.lines for each in read(text).readings]
    assert sorted(told) == ["pairs", "rows"]
    with pytest.raises(RunError, match="holds 10400 rows"):
        read(text, Layout(lines="pairs"))
    assert len(read(text, Layout(lines="rows")).rows) == 5200


@pytest.mark.parametrize(("count", "mark"), paired([50, 3, 9_999], ["; ", " "]))
def test_pairs_that_are_too_many_are_never_cut_to_those_that_may_be_used(count: int, mark: str) -> None:
    pairs = [(7 * k % 61, k % 13) for k in range(30_000)]
    text = wrapped(pairs, count, mark)
    for layout in (Layout(), Layout(lines="pairs")):
        try:
            table = read(text, layout)
        except RunError:
            continue
        assert all(
            each.layout.lines == "rows" or len(each.rows) > MAX_SAMPLES for each in (table, *table.others)
        )


def test_many_lines_of_too_many_pairs_each_with_a_wrong_one_are_read_or_refused() -> None:
    line = "; ".join(["1 2"] * 900)
    text = "\n".join([f"{line}; x y"] * 12 + [line])
    for layout in (Layout(), Layout(lines="pairs"), Layout(lines="rows")):
        with pytest.raises(RunError):
            read(text, layout)

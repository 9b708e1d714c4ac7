"""How a text is written is weighed over all of it, and where two readings are left both are told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sgd_core import RunError
from sgd_core.parameters import number_text
from sgd_core.separators import DECIMALS, SEPARATORS, Layout
from sgd_core.table import NoPairError, pairs, read
from tests.core.test_table import found

#: The first pairs of each way to read a text.
Told = list[tuple[tuple[float, float], ...]]


def refusal(text: str) -> list[str]:
    """The codes of what a text is refused for."""
    with pytest.raises(RunError) as error:
        found(text)
    return [each.code for each in error.value.complaints]


def readings(text: str, layout: Layout | None = None) -> Told:
    """The first pairs of each way to read a text, where there are several."""
    return [each.first for each in read(text, layout).readings]


# --- one reading ---


@pytest.mark.parametrize("before", ["", "a | "])
def test_a_mark_between_the_spaces_of_most_rows_outranks_them(before: str) -> None:
    """A space may then stand within a number."""
    rows = [(1000, 2), (3000, 4), (5000, 7)]
    text = "\n".join(f"{before}{x // 1000} 000 | {y}" for x, y in rows)
    assert not read(text).readings
    assert found(text)[0] == rows


@pytest.mark.parametrize("text", ["1 ,5 ; 2\n3 ,5 ; 4", "1 , 2 ; 3\n4 , 5 ; 6"])
def test_marks_of_two_kinds_between_spaces_are_refused(text: str) -> None:
    assert refusal(text)


@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize("last", ["", "NA", "4,5"])
def test_a_mark_that_parts_every_row_alike_beats_one_that_stands_between_digits(mark: str, last: str) -> None:
    rows = [("x", "y"), ("1,5", "2,1"), ("2,5", "4,2"), ("3,5", "6,4"), ("4,25", last)]
    points, skipped = found("\n".join(mark.join(row) for row in rows) + "\n")
    assert points[:3] == [(1.5, 2.1), (2.5, 4.2), (3.5, 6.4)]
    assert len(points) + len(skipped) == 4


@pytest.mark.parametrize(
    "text",
    [
        "date,temp\nJan 1 2010,20.7\nJan 2 2010,21\nJan 3 2010,19.5\nJan 4 2010,14",
        "day,litres\nMar 3 2021,18\nMar 4 2021,20",
        "Mar 3 2021,18\nMar 4 2021,20",
        "stock,day,price\nAB,Jan 1 2000,39.81\nAB,Feb 1 2000,36",
    ],
)
def test_a_date_is_not_cut_to_make_numbers_and_is_named_in_the_refusal(text: str) -> None:
    assert read(text).layout.separator == "comma"
    assert refusal(text) == ["no_pair", "date"] and readings(text) == []


def test_where_nothing_fits_what_parts_the_names_as_well_counts() -> None:
    table = read("x;y\n1,23,456;2")
    assert table.names == ("x", "y") and refusal("x;y\n1,23,456;2") == ["no_pair"]


@pytest.mark.parametrize("date", ["{} Mar 2021", "Mar {} 2021", "{} March", "May {}, 2021"])
def test_a_date_in_words_is_one_cell_where_spaces_part_them(date: str) -> None:
    rows = [f"{date.format(k)} {k}.5 {7 * k}" for k in (1, 12, 23)]
    for names in ("", "date a b\n"):
        assert found(names + "\n".join(rows)) == ([(1.5, 7), (12.5, 84), (23.5, 161)], [])


@pytest.mark.parametrize("text", ["12 ± 1 5 ± 2\n13 ± 1 6 ± 2", "a,b\n27,5 ± 5\n26,6 ± 3\n81,8 ± 5"])
def test_an_error_behind_a_number_is_no_number_of_its_own(text: str) -> None:
    with pytest.raises(NoPairError):
        found(text)


@pytest.mark.parametrize(
    "text",
    [
        "           mass income\nDuster 360  1.5      3\nDatsun 710    4    5.5\nFiat         7      9",
        "car mass income\nMazda RX4 1.5 3\nFiat 4 5.5\nHornet 4 Drive 7 9",
        "Mazda RX4 1.5 3\nFiat 4 5.5\nMerc 7 9",
    ],
)
def test_a_label_of_several_words_is_one_cell_where_spaces_part_them(text: str) -> None:
    assert found(text) == ([(1.5, 3), (4, 5.5), (7, 9)], [])


def test_a_number_among_the_words_of_a_label_that_may_begin_the_next_is_none_of_them() -> None:
    text = "city a b\nNew York 1 200 800\nRome 900 800\nOslo 700 600"
    assert found(text) == ([(900, 800), (700, 600)], [(2, "not_a_number")])


def test_words_are_not_cut_to_make_numbers() -> None:
    table = read("stop,length\nroute 6 7,5\nroute 8 9,5\nroute 9 1,5")
    assert table.layout.separator == "comma" and table.rows[0].cells == ("route 6 7", "5")


@pytest.mark.parametrize(
    "date",
    ["2010-01-31", "2010/1/31", "31.01.2010", "1/31/2010", "Jan 31 2010", "31 January 2010", "Jan 31, 2010",
     "2010-01-31 12:30", "2010-01-31T12:30:05Z", "2010-01", "2010Q1", "2010年1月31日", "12:30", "18.00.00"],
)  # fmt: skip
def test_every_way_to_write_a_date_is_named_as_one(date: str) -> None:
    rows = "\n".join(f"{date};{k}" for k in range(3))
    assert refusal(rows) == ["no_pair", "date"]


def test_days_of_a_month_are_named_as_dates_and_no_decimals() -> None:
    assert refusal("01.02;3\n02.02;4\n31.12;5") == ["no_pair", "date"]
    assert found("10.02;3\n11.02;4\n31.12;5")[0][0] == (10.02, 3)
    assert found("01.02;3\n02.02;4\n31.13;5")[0][0] == (1.02, 3)


@pytest.mark.parametrize("mark", [*";|\t,"])
def test_days_and_years_in_columns_of_their_own_keep_their_names(mark: str) -> None:
    text = "month day;year;temp;sales\nJune 1;2021;5;8\nJune 2;2021;6;9\nJune 3;2021;7;12\n"
    assert read(text.replace(";", mark)).names == ("month day", "year", "temp", "sales")


def test_days_that_commas_part_from_their_years_are_dates() -> None:
    table = read("day,temp,sales\nJune 1, 2021,5,8\nJune 2, 2021,6,9\n")
    assert table.names == ("day", "temp", "sales") and table.rows[0].cells == ("June 1 2021", "5", "8")
    for mark in ";|\t,":
        bare = read("June 1;2021;5;8\nJune 2;2021;6;9\n".replace(";", mark))
        assert [row.cells for row in bare.rows] == [("June 1 2021", "5", "8"), ("June 2 2021", "6", "9")]


def test_times_of_day_are_no_pairs_parted_by_colons() -> None:
    assert refusal("12:30\n13:45\n14:10") == ["one_column", "date"]
    assert found("1:2\n3:4") == ([(1, 2), (3, 4)], [])
    assert found("12:30\n13:45", Layout("colon")) == ([(12, 30), (13, 45)], [])


@pytest.mark.parametrize("count", [1, 61, 200])
@pytest.mark.parametrize("mark", ["# ", "% ", "; ", "// ", "! "])
def test_a_preamble_of_any_length_decides_nothing(count: int, mark: str) -> None:
    remarks = f"{mark}note, of a kind; see 3,4 1,5\n" * max(count, 2)
    assert found(remarks + "x;y\n1,5;2\n3;4,5\n") == ([(1.5, 2), (3, 4.5)], [])
    methane = "1983 7 1983.542 1625.9\n1983 8 1983.625 1628.0\n"
    assert found(remarks + methane) == ([(1983.542, 1625.9), (1983.625, 1628)], [])
    assert found(remarks + "1 2\n") == ([(1, 2)], [])


def test_rows_far_below_count_as_much_as_the_first() -> None:
    rows = "1;2\n" * 70 + "1,5;2,5\n" * 200
    assert read(rows).layout.decimal == "comma" and found(rows)[1] == []


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("sep=|\nOne|Two\n1|2\n5|6\n7|9", "pipe"),
        ("a|b\n1|2\n5|6\n7|9", "pipe"),
        ("| a | b |\n|---|:--|\n| 1 | 2 |\n| 5 | 6 |\n| 7 | 9 |", "pipe"),
        ("sep=:\n1:2\n5:6\n7:9", "colon"),
        ("1:2\n5:6\n7:9", "colon"),
        ("a  b\n=== ===\n1  2\n5  6\n7  9", "space"),
    ],
)
def test_bars_colons_and_drawn_lines_are_understood(text: str, separator: str) -> None:
    assert read(text).layout.separator == separator
    assert found(text) == ([(1, 2), (5, 6), (7, 9)], [])


# --- two readings ---


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1,234;5\n2,345;6", [((1.234, 5), (2.345, 6)), ((1234, 5), (2345, 6))]),
        ("1.234\t2.000\n2.345\t3.000", [((1.234, 2), (2.345, 3)), ((1234, 2000), (2345, 3000))]),
        ('"1,234","2,000"\n"3,456","7"', [((1.234, 2), (3.456, 7)), ((1234, 2000), (3456, 7))]),
        ("1,10 237\n2,5 100", [((1.1, 237), (2.5, 100)), ((1, 10237), (2, 5100))]),
        ("1,2; 2,4; 3,6", [((1, 2), (2, 4), (3, 6)), ((1.2, 2.4),)]),
        ("1,5;2,5", [((1.5, 2.5),), ((1, 5), (2, 5))]),
        (
            "1,5, 2,5\n2,5, 3,5",
            [((1, 5), (2, 5)), ((1.5, 2.5), (2.5, 3.5)), ((1, 2), (5, 5), (2, 3)), ((1, 5), (2, 5), (2, 5))],
        ),
        ("0,1\n5,3\n2,9", [((0, 1), (5, 3), (2, 9)), ((5, 3), (2, 9))]),
        ("0,1\n0.5,1.2\n1.5,2.2", [((0.5, 1.2), (1.5, 2.2)), ((0, 1), (0.5, 1.2), (1.5, 2.2))]),
        (
            "Kind,1,2,3\nA,5,9,7\nB,3,4,6",
            [((5, 9), (3, 4)), ((1, 2), (5, 9), (3, 4)), ((1, 5), (2, 9), (3, 7))],
        ),
        ("x = 1, 2, 3\ny = 2, 4, 6", [((1, 2), (2, 4), (3, 6)), ((2, 3), (4, 6))]),
        ("[[1, 2, 3], [2, 4, 6]]", [((1, 2), (2, 4)), ((1, 2), (2, 4), (3, 6))]),
    ],
)
def test_where_several_readings_are_left_all_are_told_and_each_can_be_had(text: str, told: Told) -> None:
    assert readings(text) == told
    for each in read(text).readings:
        table = read(text, each.layout)
        assert table.layout == each.layout
        got = pairs(table, *table.likely)
        assert tuple(zip(got.x, got.y, strict=True))[:3] == each.first
        assert table.others == ()


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n3,4", "1;2\n3;4", "1 2\n3 4", "1,5;2,5\n3,5;4,5", "1, 2\n3, 4",
        "1,234;0,567\n2,5;3", "1.234,5.678\n2.345,6.789", "108,\t392.5\n19,\t46.2",
        "1 234\t2 000\n3 456\t7 899", "0,1\n1,3\n2,5",
        "a,1,2\nb,2,4.1\nc,3,6", "10,237 5\n1,5 6",
    ],
)  # fmt: skip
def test_what_is_settled_is_not_asked(text: str) -> None:
    assert readings(text) == []


# --- written and read back ---

PLAIN = st.decimals(-9999, 9999, places=2, allow_nan=False).map(float)
POINTS = st.lists(st.tuples(PLAIN, PLAIN), min_size=3, max_size=9)
MARKS = {"point": ["", ",", " ", "'"], "comma": ["", ".", " ", "\u202f", "’"]}
WAYS = st.sampled_from(
    [
        (separator, decimal, mark)
        for separator in SEPARATORS
        for decimal in DECIMALS
        for mark in MARKS[decimal]
        if DECIMALS[decimal] != SEPARATORS[separator]
        and mark != SEPARATORS[separator]
        and not (separator == "space" and mark in "\u202f")
    ]
)
HEADERS = st.sampled_from([(), ("hours", "mark"), ("时间", "成绩"), ("x (cm)", "Größe"), ("t", "y2")])
REMARKS = st.sampled_from([(), ("# made 2021, by hand",), ("# one", "# two; 3,5"), ("% 5 of 7",)])


def in_words(value: float, decimal: str, mark: str) -> str:
    """A number with two decimals and a mark between its thousands."""
    return f"{value:,.2f}".translate({ord(","): mark, ord("."): DECIMALS[decimal]})


@given(
    POINTS,
    WAYS,
    HEADERS,
    REMARKS,
    st.sampled_from(["", "numbered", "shifted"]),
    st.sampled_from("\n \r\n".split(" ")),
)
def test_a_table_in_any_layout_and_language_of_numbers_is_read_back(
    points: list[tuple[float, float]],
    way: tuple[str, str, str],
    header: tuple[str, ...],
    remarks: tuple[str, ...],
    index: str,
    end: str,
) -> None:
    separator, decimal, mark = way
    rows = [[in_words(value, decimal, mark) for value in pair] for pair in points]
    quoting = separator == "space"
    names = [f'"{name}"' if quoting else name for name in header]
    if index and header:
        rows = [[str(k), *row] for k, row in enumerate(rows, 1)]
        names = names if index == "shifted" else ['""' if quoting else "", *names]
    lines = [*remarks, *([SEPARATORS[separator].join(names)] if header else [])]
    text = end.join([*lines, *(SEPARATORS[separator].join(row) for row in rows)])
    table = read(text)
    assert (table.layout.separator, table.layout.decimal) == (separator, decimal)
    assert table.names[-2:] == header and table.others == ()
    assert found(text) == (points, [])


#: What is wrong with a row: how it is made of a good one.
BAD = {
    "one cell": lambda cells: cells[:1],
    "an empty cell": lambda cells: [cells[0], ""],
    "a missing value": lambda cells: [cells[0], "NA"],
    "a word": lambda cells: ["lost", cells[1]],
    "a cell too many": lambda cells: [*cells, cells[0]],
    "dots": lambda cells: ["...", "..."],
}


def lines_of(rows: Sequence[Sequence[str]], separator: str) -> list[str]:
    return [SEPARATORS[separator].join(row) for row in rows]


@given(
    st.lists(st.tuples(PLAIN, PLAIN), min_size=5, max_size=9),
    WAYS,
    HEADERS,
    st.dictionaries(st.integers(0, 4), st.sampled_from(sorted(BAD)), min_size=1, max_size=2),
)
def test_of_a_ragged_table_the_good_rows_are_read_back_and_the_others_are_named(
    points: list[tuple[float, float]],
    way: tuple[str, str, str],
    header: tuple[str, ...],
    bad: dict[int, str],
) -> None:
    separator, decimal, mark = way
    # Where spaces part the cells, an empty one is none.
    assume(separator != "space" or "an empty cell" not in bad.values())
    rows = [[in_words(value, decimal, mark) for value in pair] for pair in points]
    rows = [BAD[bad[k]](row) if k in bad else row for k, row in enumerate(rows)]
    names = [f'"{name}"' if separator == "space" else name for name in header]
    text = "\n".join(lines_of([names, *rows] if header else rows, separator))
    good = [pair for k, pair in enumerate(points) if k not in bad]
    layouts = [each.layout for each in read(text).readings] or [Layout()]
    expected = (good, sorted(k + 1 + bool(header) for k in bad))
    told = [found(text, layout) for layout in layouts]
    assert expected in [(got, [line for line, _ in skipped]) for got, skipped in told]


@given(POINTS, WAYS, st.lists(st.integers(1900, 2030), min_size=2, max_size=2, unique=True), st.booleans())
def test_a_header_of_years_is_read_back_and_asked_about_where_it_stands_alone(
    points: list[tuple[float, float]], way: tuple[str, str, str], years: list[int], word: bool
) -> None:
    separator, decimal, mark = way
    rows = [[in_words(value, decimal, mark) for value in pair] for pair in points]
    names = [str(year) for year in sorted(years)]
    if word:
        rows, names = [[f"n{k}", *row] for k, row in enumerate(rows)], ["region", *names]
    text = "\n".join(lines_of([names, *rows], separator))
    table = read(text)
    assert table.names == tuple(names) and found(text) == (points, [])
    told = [(each.layout.header, each.layout.lines) for each in table.readings]
    assert [each for each in told if each[0] == "yes"] == [("yes", "rows"), ("yes", "years")]
    assert word == (("no", "rows") not in told)


@given(
    st.lists(st.tuples(PLAIN, PLAIN), min_size=2, max_size=6),
    st.sampled_from(["python", "octave", "json", "rows"]),
)
def test_numbers_written_as_code_are_read_back(points: list[tuple[float, float]], way: str) -> None:
    xs, ys = ([number_text(value) for value in side] for side in zip(*points, strict=True))
    text = {
        "python": f"x = np.array([{', '.join(xs)}])\ny = [{', '.join(ys)}]",
        "octave": f"x = [{' '.join(xs)}];\ny = [{' '.join(ys)}];",
        "json": f'{{"x": [{",".join(xs)}], "y": [{",".join(ys)}]}}',
        "rows": "[" + "; ".join(f"{x} {y}" for x, y in zip(xs, ys, strict=True)) + "]",
    }[way]
    assert found(text) == (points, [])
    assume(xs)

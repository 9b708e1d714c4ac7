"""Tables: every way of writing them reads back, and whatever else comes is answered."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import RunError
from sgd_core.decoding import decoded
from sgd_core.doubts import ambiguous
from sgd_core.limits import MAX_COLUMNS, MAX_FILE, MAX_NUMBER, MAX_SAMPLES
from sgd_core.parameters import number_text
from sgd_core.separators import AUTO, DECIMALS, HEADERS, SEPARATORS, Layout
from sgd_core.table import fingerprint, pairs, read

NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda value: value + 0.0)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=12)
WAYS = [
    (separator, decimal)
    for separator, decimal in itertools.product(SEPARATORS, DECIMALS)
    if (separator, decimal) != ("comma", "comma")
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]


def written(points: list[tuple[float, float]], separator: str, decimal: str, header: bool) -> str:
    """A table of pairs as text."""
    rows = [[number_text(x).replace(".", DECIMALS[decimal]) for x in pair] for pair in points]
    lines = [["hours", "成绩"], *rows] if header else rows
    return "\r\n".join(SEPARATORS[separator].join(line) for line in lines)


def found(text: str, layout: Layout | None = None) -> tuple[list[tuple[float, float]], list[tuple[int, str]]]:
    """The pairs of a text, and the line and the reason of each row left out."""
    table = read(text, layout)
    got = pairs(table, *table.likely)
    points = list(zip(got.x, got.y, strict=True))
    return points, [(each.line, each.complaint.code) for each in got.skipped]


def refused(make) -> str:
    with pytest.raises(RunError) as error:
        make()
    (complaint,) = error.value.complaints
    return complaint.code


@given(POINTS, st.sampled_from(WAYS), st.booleans(), st.sampled_from(ENCODINGS))
def test_what_is_written_is_read_back_to_the_same_bits(
    points: list[tuple[float, float]], way: tuple[str, str], header: bool, encoding: str
) -> None:
    text, _ = decoded(written(points, *way, header).encode(encoding))
    layout = Layout(*way, "yes" if header else "no", "rows")
    assert found(text, layout) == (points, [])


@pytest.mark.parametrize("way", WAYS, ids="-".join)
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_how_it_is_written_is_found_out(way: tuple[str, str], header: bool, encoding: str) -> None:
    points = [(1.5, -2.25), (0.125, 4.0), (-3.0, 1e-7)]
    text, named = decoded(written(points, *way, header).encode(encoding))
    table = read(text)
    assert table.layout == Layout(*way, "yes" if header else "no", "rows", "none")
    assert table.names == (("hours", "成绩") if header else ())
    assert encoding.startswith("utf-16") == named.startswith("utf-16")
    assert found(text) == (points, [])


@given(st.binary(max_size=200) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text, _ = decoded(data)
        table = read(text)
        got = pairs(table, *table.likely)
    except RunError as error:
        assert str(error)
    else:
        assert len(got.x) + len(got.skipped) == len(table.rows) + len(table.above)
        assert all(map(math.isfinite, got.x + got.y))


LAYOUTS = st.builds(
    Layout,
    st.sampled_from([AUTO, *SEPARATORS]),
    st.sampled_from([AUTO, *DECIMALS]),
    st.sampled_from([AUTO, *HEADERS]),
)


@given(st.text(alphabet='1-+=@.,;，；、． \t"\n\r\0\ud800éx１', max_size=60), LAYOUTS)
def test_any_text_in_any_layout_is_read_or_refused(text: str, layout: Layout) -> None:
    try:
        table = read(text, layout)
        got = pairs(table, *table.likely)
    except RunError as error:
        assert str(error)
        return
    assert len(got.x) + len(got.skipped) == len(table.rows) + len(table.above)
    lines = [each.line for each in got.skipped]
    assert lines == sorted(set(lines)) and all(
        1 <= line <= text.count("\n") + text.count("\r") + 1 for line in lines
    )
    assert AUTO not in (table.layout.separator, table.layout.decimal, table.layout.header)


def test_each_row_left_out_is_named_with_its_reason() -> None:
    text = (
        "x,y\n1.0,2\n\n3\n,4\nfour,5\n=1+1,6\n+cmd|' /C calc'!A0,7\n"
        '8,1e999\nNaN,9\n-,1\n"1,5",2\n5 kg,2\n7.5,8\n'
    )
    points, skipped = found(text)
    assert points == [(1, 2), (7.5, 8)]
    assert skipped == [
        (4, "missing_cell"), (5, "empty_cell"), (6, "not_a_number"), (7, "formula"), (8, "formula"),
        (9, "not_finite"), (10, "not_finite"), (11, "not_a_number"), (12, "not_a_number"),
        (13, "unit"),
    ]  # fmt: skip


def test_a_cell_longer_than_a_number_may_be_is_told_and_quoted_in_part() -> None:
    longest = "0" * (MAX_NUMBER - 1) + "5"
    points, skipped = found(f"x;y\n{longest};2\n0{longest};3\n")
    assert points == [(5, 2)] and skipped == [(3, "long_number")]
    (cut,) = pairs(read(f"1,2\n3,{'9' * 1000}x"), 0, 1).skipped
    quoted = str(cut.complaint).partition('"')[2].partition('"')[0]
    assert len(quoted) < 70 and quoted.startswith("999") and quoted.endswith("9x") and "…" in quoted
    assert str(cut.complaint) == f'y: "{quoted}" is too long for a number; allowed: at most 400 characters'


@pytest.mark.parametrize(
    ("text", "points", "lines"),
    [
        ("a b c\n1 2 3\n4   6\n7 8 9", [(1, 2), (7, 8)], [3]),
        ("a,b,c\n1,2,3\n4,6", [(1, 2)], [3]),
        ("a;b;c\n1;2;3\n4;6\n5;6;7", [(1, 2), (5, 6)], [3]),
        ("1,2\n1,234,5\n3,4", [(1, 2), (3, 4)], [2]),
        ("1 2\n3 4\n5 6 7", [(1, 2), (3, 4)], [3]),
        ("1 2 good\n3 4\n5 6 bad", [(1, 2), (5, 6)], [2]),
    ],
)
def test_a_row_of_too_few_or_too_many_cells_shifts_none_and_is_named(
    text: str, points: list[tuple[float, float]], lines: list[int]
) -> None:
    assert found(text) == (points, [(line, "wrong_count") for line in lines])


@pytest.mark.parametrize(
    "text",
    [
        "1,2,good\n3,4\n5,6,bad",
        "1,2\n3,4,good\n5,6",
        "1 2\n3 4 good\n5 6",
        "x,y,z\n1,2\n3,4,\n5,6",
        "1,2,,\n3,4\n5,6",
    ],
)
def test_a_remark_at_the_end_of_a_row_or_none_shifts_no_cell(text: str) -> None:
    assert found(text) == ([(1, 2), (3, 4), (5, 6)], [])


def test_a_row_of_another_width_is_quoted_with_the_names_that_it_lacks() -> None:
    (skipped,) = pairs(read("a,b,c\n1,2,3\n4,6"), 0, 1).skipped
    assert str(skipped.complaint) == 'x, y: "4,6" has length 2; allowed: length 3: a, b, c'


def test_a_complaint_quotes_the_cell_and_names_its_column() -> None:
    table = read("1,2\n3,=A1\n")
    (skipped,) = pairs(table, 0, 1).skipped
    assert str(skipped.complaint) == 'y: "=A1" is a formula; allowed: the number that it stands for'


def test_the_line_of_a_row_counts_the_lines_of_cells_above_it() -> None:
    assert found('note,x,y\n"two\nlines",1,2\nb,?,3\n') == ([(1, 2)], [(4, "not_a_number")])


def test_a_mark_that_is_never_closed_costs_its_own_row_alone() -> None:
    assert found('a,b\n1,2\n"3,4\n5,6\n') == ([(1, 2), (5, 6)], [(3, "not_a_number")])


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1，2\n３．５、４", [(1, 2), (3.5, 4)]),
        ("1，5；2\n3；4,5", [(1.5, 2), (3, 4.5)]),
        ("时间，成绩\n−1，－2", [(-1, -2)]),
        ("x,y,备注\n1,2,好，很好\n3,4,不；行、吗", [(1, 2), (3, 4)]),
        ("1\u3000 2\n3 4", [(1, 2), (3, 4)]),
        ("name,id,x,y\nAda,A1,1,2\nBob,B2,3,4", [(1, 2), (3, 4)]),
        ('"1,5","2"\n"3","4,25"', [(1.5, 2), (3, 4.25)]),
        ("2026-01-01 12:00,1.5,2\n2026-01-02 12:00,3,4", [(1.5, 2), (3, 4)]),
        ("  1   2 \n 3   4 ", [(1, 2), (3, 4)]),
        ("1,5 2,5\n2,5 3", [(1.5, 2.5), (2.5, 3)]),
        ("1,5;a;b;c;2,5\n2,5;a;b;c;3,5", [(1.5, 2.5), (2.5, 3.5)]),
        ("1,2,good; enough\n3,4,or; so", [(1, 2), (3, 4)]),
        ("1,–2\n3,4", [(1, -2), (3, 4)]),
        ("1,2\u20283,4\x855,6\u20297,8", [(1, 2), (3, 4), (5, 6), (7, 8)]),
        ("id,year,X,y\n1,2020,3,4\n2,2021,5,6", [(3, 4), (5, 6)]),
        ("x,y,u,v\na,b,3,4\nc,d,5,6", [(3, 4), (5, 6)]),
        ("sep=;\nx;y\n1,5;2\n3;4", [(1.5, 2), (3, 4)]),
        ("1，2；\n3，6；", [(1, 2), (3, 6)]),
        ("1,2;\n3,6", [(1, 2), (3, 6)]),
        ("a\tb\n&minus;1.5\t&#8722;2\n3&nbsp;\t4", [(-1.5, -2), (3, 4)]),
        ("$x$ & $y$ \\\\ \\hline\n1 & $-2$ \\\\\n\\num{3} & 4 \\\\[2pt]\n\\bottomrule", [(1, -2), (3, 4)]),
        ("n & x & y \\\\\n\\multirow{2}{*}{A} & 1 & 2 \\\\\n & 3 & 4 \\\\", [(1, 2), (3, 4)]),
        ("10 DATA 96,49\n20 DATA 95,24", [(96, 49), (95, 24)]),
        ("\\hline x & y \\\\\n\\hline 1 & 2 \\\\\n\\hline 3 & 4 \\\\", [(1, 2), (3, 4)]),
        ("id g x y\n1 a 10 20\n2 a 11 25\n3 a 12 24", [(10, 20), (11, 25), (12, 24)]),
        ("id g x y\n1 to 10 20\n2 to 11 25\n3 to 12 24", [(10, 20), (11, 25), (12, 24)]),
        ("id  g  x  y\n1  à  10  20\n2  à  11  25\n3  à  12  24", [(10, 20), (11, 25), (12, 24)]),
        ("1. a 10 20\n2. a 11 25\n3. a 12 24", [(10, 20), (11, 25), (12, 24)]),
        ("1 a 2 b 3\n4 a 5 b 6", [(1, 2), (4, 5)]),
        ("dir,speed,count\nE,5,10\nS,3,8\nN,6,4", [(5, 10), (3, 8), (6, 4)]),
        ("Gene,x,y\nTP53,1,2\nP,3,5\nN,3,7", [(1, 2), (3, 5), (3, 7)]),
        ("Run 1: 1.5 2.5\nRun 2: 2.5 3.5", [(1.5, 2.5), (2.5, 3.5)]),
        ("epoch 1: 0.5 0.6\nepoch 2: 0.4 0.7", [(0.5, 0.6), (0.4, 0.7)]),
        ("Probe 1: 2,5 3,5\nProbe 2: 3,5 4,5", [(2.5, 3.5), (3.5, 4.5)]),
        ("A 1: 5 3\nA 2: 6 4\nA 3: 7 8", [(5, 3), (6, 4), (7, 8)]),
        ("x & y \\\\ \\hline\n1 & 2 \\\\\n\\hline 3 & 4 \\\\", [(1, 2), (3, 4)]),
        ("nr,spannung,strom\n0.1,5,6\n0.2,7,8\n0.3,8,9", [(0.1, 5), (0.2, 7), (0.3, 8)]),
        ("a&#13;b,1,2\nc,3,4\nd,5,5", [(1, 2), (3, 4), (5, 5)]),
        ("a&#8232;b,1,2\nc,3,4\nd,5,5", [(1, 2), (3, 4), (5, 5)]),
        ("A: 5, 8, 9\nB: 6, 9, 10\nC: 7, 12, 14", [(5, 8), (6, 9), (7, 12)]),
        ("Ann: 1,5; 2\nBob: 2,5; 3\nCid: 3; 4", [(1.5, 2), (2.5, 3), (3, 4)]),
        ("12:30: 5, 8\n12:40: 6, 9", [(5, 8), (6, 9)]),
        ("height: 170, weight: 65\nheight: 160, weight: 50", [(170, 65), (160, 50)]),
        ("第1组：170，65\n第2组：160，50\n第3组：180，75", [(170, 65), (160, 50), (180, 75)]),
        ("Day 1: 5 3\nDay 2: 6 4\nDay 3: 7 8", [(5, 3), (6, 4), (7, 8)]),
        ("Epoch 1/10: 0.5 0.6\nEpoch 2/10: 0.4 0.7", [(0.5, 0.6), (0.4, 0.7)]),
        ("1:20:300\n2:30:400\n3:40:450", [(20, 300), (30, 400), (40, 450)]),
        ("index,val,other\n1.0,5,6\n1.1,7,8\n1.2,8,9", [(1, 5), (1.1, 7), (1.2, 8)]),
        ("8:00 - 9:00 1 3\n9:00 - 10:00 2 8\n10:00 - 11:00 7 4", [(1, 3), (2, 8), (7, 4)]),
    ],
)
def test_what_people_paste_is_understood(text: str, points: list[tuple[float, float]]) -> None:
    assert found(text) == (points, [])


def test_a_layout_is_that_of_the_lines_with_two_numbers_not_of_those_with_one() -> None:
    points, skipped = found("1,2\n3,4\nx 5\ny 6\nz 7\n")
    assert points == [(1, 2), (3, 4)] and [line for line, _ in skipped] == [3, 4, 5]


def test_a_first_line_that_tells_the_separator_yields_to_the_one_that_is_chosen() -> None:
    assert found("sep=,\n1,5;2,5\n", Layout("semicolon")) == ([(1.5, 2.5)], [])
    assert read("sep=,\n1;2,3\n").layout.separator == "comma"


@pytest.mark.parametrize(
    ("text", "separator", "mark", "points"),
    [
        (
            "Menge;Preis\n1.234,5;2.000,5\n3.111,5;4.555,5\n7,5;8\n",
            *("semicolon", "point", [(1234.5, 2000.5), (3111.5, 4555.5), (7.5, 8)]),
        ),
        ("1 234;2 000\n3\u202f456;7 899\n7;8\n", "semicolon", "space", [(1234, 2000), (3456, 7899), (7, 8)]),
        (
            "a\tb\n1,234.5\t2\n-3,456,789\t2\n7\t8\n",
            *("tab", "comma", [(1234.5, 2), (-3456789, 2), (7, 8)]),
        ),
        (
            'x,y\n"1,234.5","2,000"\n"3,100.5",4\n7,8\n',
            "comma",
            "comma",
            [(1234.5, 2000), (3100.5, 4), (7, 8)],
        ),
        ("1’234;2.5\n1'234;3.5\n7;8\n", "semicolon", "apostrophe", [(1234, 2.5), (1234, 3.5), (7, 8)]),
        (
            "kus;cena\n1;10 237,65\n2;5 100,50\n3;900,25\n4;800",
            *("semicolon", "space", [(1, 10237.65), (2, 5100.5), (3, 900.25), (4, 800)]),
        ),
        ("1.234.567;2\n3;4", "semicolon", "point", [(1234567, 2), (3, 4)]),
    ],
)
def test_marks_between_thousands_are_read_where_they_can_be_nothing_else(
    text: str, separator: str, mark: str, points: list[tuple[float, float]]
) -> None:
    table = read(text)
    assert (table.layout.separator, table.layout.thousands, table.others) == (separator, mark, ())
    assert found(text) == (points, [])


@pytest.mark.parametrize("cell", ["12 34,5", "1 2345", "1,23,456", "0 123", "1.234 567"])
def test_marks_that_part_no_thousands_make_no_number(cell: str) -> None:
    points, skipped = found(f"a;b\n{cell};1\n1,5;2\n2,5;3\n3,5;4")
    assert points == [(1.5, 2), (2.5, 3), (3.5, 4)] and skipped == [(2, "not_a_number")]


def test_a_table_has_one_mark_between_thousands_and_tells_of_another() -> None:
    points, skipped = found("1 234;2,5\n5 678;3,5\n1.234;4,5")
    assert points == [(1234, 2.5), (5678, 3.5)] and skipped == [(3, "thousands")]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('"1,234","2,000"\n"3,456","7"', "1,234"),
        ("1;2,567\n3,125;4", "2,567"),
        ("1.234;2.000", "1.234"),
        ("1,234;2,56", ""),
        ("1,234;0,567", ""),
        ("1,234;2000,567", ""),
        ("1;2", ""),
        ("1.5;2", ""),
        ("1.234;1\n1,234.567;2", ""),
        ("1 234;1.234\n2 345;2.345", "1.234"),
    ],
)
def test_a_mark_that_may_be_of_decimals_or_of_thousands_is_told(text: str, cell: str) -> None:
    table = read(text)
    assert ambiguous(table, *table.likely, Layout()) == cell
    assert pairs(table, *table.likely).skipped == ()


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("x = 1, 2, 3\ny = 2, 4, 6", [(1, 2), (2, 4), (3, 6)]),
        ("1,2,3\n2,4,6", [(1, 2), (2, 4), (3, 6)]),
        ("x\t1,5\t2\t3\ny\t2\t4\t6", [(1.5, 2), (2, 4), (3, 6)]),
        ("时间：1；2；3\n成绩：2；4；6", [(1, 2), (2, 4), (3, 6)]),
        ("row: x = 1, 2, 3\nrow: y = 2, 4, 6", [(1, 2), (2, 4), (3, 6)]),
        ("1,2\n2,4", []),
        ("1,2,3\n2,4,6\n3,6,9", []),
        ("1,2,3\n2,4", []),
        ("1,2,a\n2,4,b", []),
        ("2021-01-01,1,2\n2021-01-02,2,4", []),
        ("2021-01-01T10:00:01Z,1,2\n2021-01-02T10:00:01Z,2,4", []),
    ],
)
def test_two_rows_are_told_from_rows_of_pairs_and_turned(
    text: str, points: list[tuple[float, float]]
) -> None:
    across = [each.layout for each in read(text).readings if each.layout.lines == "across"]
    assert [found(text, each) for each in across] == ([(points, [])] if points else [])
    assert len(read(text).readings) == (2 if points else 0)
    if points:
        assert read(text, Layout(lines="across")).layout.lines == "across"
    else:
        assert refused(lambda: read(text, Layout(lines="across"))) == "not_met"
    assert read(text, Layout(lines="rows")).layout.lines == "rows"


@pytest.mark.parametrize("names", ["\ufeffy,x", "y\u200b,x", "ｙ,ｘ", " Y , X "])
def test_columns_named_x_and_y_are_known_however_their_names_are_written(names: str) -> None:
    assert read(f"{names}\n1,2\n3,5\n").likely == (1, 0)


@pytest.mark.parametrize(
    ("names", "likely"),
    [
        ("income,age,y", (0, 2)),
        ("age,x,income", (1, 2)),
        ("a,b,x", (2, 0)),
        ("y,a,b", (1, 0)),
        ("id,x,t", (1, 2)),
    ],
)
def test_a_column_named_x_or_y_alone_is_that(names: str, likely: tuple[int, int]) -> None:
    assert read(f"{names}\n1,2,3\n4,5,7\n").likely == likely


@pytest.mark.parametrize("cells", ["50%,60%", "NA,n/a", "TRUE,FALSE", "2a,4b"])
def test_a_column_named_y_without_numbers_is_not_passed_over(cells: str) -> None:
    first, second = cells.split(",")
    for more in ("", ",7"):
        names = "x,y,z" if more else "x,y"
        assert read(f"{names}\n1,{first}{more}\n2,{second}{more}\n").likely == (0, 1)


@pytest.mark.parametrize(
    "text",
    ["x,y\n$1,200,5\n$2,300,6", "1. 6494: 34\n2. 57948: 22", "1,23,456 5\n2,34,567 8",
     "1: 5, 8, 2\n2: 6, 9, 3"],
)  # fmt: skip
def test_numbers_that_commas_part_or_that_stand_before_colons_are_no_names_of_their_rows(text: str) -> None:
    assert refused(lambda: read(text)) == "marks_left"


def test_a_column_of_one_number_is_no_x_beside_two_others() -> None:
    rows = [(0, 1, 5), (0, 2, 7), (0, 3, 6), (0, 5, 9), (0, 9, 8)]
    assert read("\n".join(f"{a},{b},{c}" for a, b, c in rows)).likely == (1, 2)
    assert read("\n".join(f"{a},{b}" for a, b, _ in rows)).likely == (0, 1)


def test_names_of_rows_with_colons_shift_the_names_of_columns() -> None:
    assert found("   x  y\n1: 1  2\n2: 3  4") == ([(1, 2), (3, 4)], [])


@pytest.mark.parametrize("text", ["（1，2）\n（3，4）", "x：［1，3］\ny：［2，4］", "１　２\n３　４"])
def test_brackets_and_spaces_of_double_width_are_read_as_plain_ones(text: str) -> None:
    assert found(text) == ([(1, 2), (3, 4)], [])


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("date,a,b\n20200131,3,4\n20200201,4,5", [(3, 4), (4, 5)]),
        ("20200131;3;4\nNA;1;2\n20200201;4;5", [(3, 4), (1, 2), (4, 5)]),
        ("Month,a,b\n202001,3,4\n202002,4,5", [(3, 4), (4, 5)]),
        ("交易日期,a,b\n311220,3,4\n010121,4,5", [(3, 4), (4, 5)]),
        ("count,b\n202001,3\n202002,4", [(202001, 3), (202002, 4)]),
        ("n,b\n20200131,3\n20209901,4", [(20200131, 3), (20209901, 4)]),
        ("date,b\n2020,3\n2021,4", [(2020, 3), (2021, 4)]),
    ],
)
def test_numbers_that_are_dates_are_no_numbers(text: str, points: list[tuple[float, float]]) -> None:
    assert found(text) == (points, [])


@pytest.mark.parametrize(
    "text", ["date,v\n20200101,3\n20200102,4", "20200101;1\n20200102;2", "month,v\n202001,3"]
)
def test_where_dates_are_all_there_is_they_are_told(text: str) -> None:
    with pytest.raises(RunError) as caught:
        found(text)
    assert [each.code for each in caught.value.complaints] == ["no_pair", "date"]


def test_likely_columns_are_found_anywhere_in_a_long_table() -> None:
    rows = ["a,1,2"] * 3000 + ["b,,"] * 2000
    assert read("\n".join(rows)).likely == (1, 2)
    assert read("\n".join(rows[::-1])).likely == (1, 2)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04\x14\0\x06\0\x08\0", "not_text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_text"),
        (b"\xff\xfe\0\0" + "1,2".encode("utf-32-le"), "not_text"),
        (b"1,2\n\x81\xff,3\n", "not_text"),
        ("\ud800,1".encode("utf-16-le", "surrogatepass"), "not_text"),
        (b"1,2\n" * 250_001, "too_large"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    assert refused(lambda: decoded(data)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nothing"),
        (" \n\t\n", "nothing"),
        ("x,y\n", "no_pair"),
        ("x\n1\n2\n", "one_column"),
        ("a,b\nc,d\n", "no_pair"),
        ("1,2\n" * (MAX_SAMPLES + 1), "too_many_rows"),
        ("1," * MAX_COLUMNS + "1", "too_many_columns"),
        ("1" * (MAX_FILE + 1), "too_long"),
    ],
)
def test_what_holds_no_pairs_or_too_many_is_refused(text: str, code: str) -> None:
    assert refused(lambda: found(text)) == code


def test_a_refusal_names_the_file() -> None:
    with pytest.raises(RunError, match=r'^file: "a\.xlsx" is not text in UTF-8'):
        decoded(b"PK\0\1", "file", "a.xlsx")


def test_as_many_rows_as_a_run_takes_are_read() -> None:
    points, skipped = found("x;y\n" + "1,5;2\n" * MAX_SAMPLES)
    assert len(points) == MAX_SAMPLES and not skipped


@pytest.mark.parametrize("columns", [(0, 2), (-1, 0)])
def test_a_column_that_is_not_there_is_refused(columns: tuple[int, int]) -> None:
    assert refused(lambda: pairs(read("1,2"), *columns)) == "out_of_range"


def test_the_same_pairs_and_no_others_have_a_fingerprint() -> None:
    assert fingerprint([1.0, -0.0], [2, 0.5]) == fingerprint([1, 0], [2.0, 0.5])
    others = [([1.0, 0.0], [2.0, 0.25]), ([2.0, 0.5], [1.0, 0.0]), ([1.0], [2.0]), ([0.0, 1.0], [0.5, 2.0])]
    assert len({fingerprint(*each) for each in [([1.0, 0.0], [2.0, 0.5]), *others]}) == 5


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("matrix", ",a,b,c\na,1,0.5,0.2\nb,0.5,1,0.3\nc,0.2,0.3,1"),
        ("matrix", "a;b;c\na;1;0,5;0,2\nb;0,5;1;0,3\nc;0,2;0,3;1"),
        ("matrix", "\ta\tb\na\t1\t\nb\t0.5\t1"),
        ("matrix", "km,Oslo,Rome,Ulm\nOslo,0,7,2\nRome,7,0,3\nUlm,2,3,0"),
        ("matrix", "1 0.5 0.2\n0.5 1 0.3\n0.2 0.3 1"),
        ("matrix", ";1;2;3\n1;0;7;2\n2;7;0;3\n3;2;3;0"),
        ("list", "85, 73, 22,\n11, 26, 95,\n99, 34"),
        ("list", "24, 44, 74, 91, 96\n110, 192, 232, 251, 300\n316, 348, 349, 354, 374"),
        ("list", "85, 73, 22, 83, 47,\n11, 26, 95, 5, 17,\n99, 34, 76, 2, 22"),
        (
            "list",
            "38, 84, 96, 112, 115\n133, 163, 229, 231, 243\n289, 301, 334, 357, 370\n385, 392, 438, 445, 495",
        ),
        ("list", "  a   b   c \n1.2 3.4 5.6 \n  d   e \n7.8 9.1 "),
        ("list", "##XYDATA=(X++(Y..Y))\n400 90 51 52\n403 37 93 67\n##END="),
        ("stems", "1 | 2369\n2 | 04\n3 | 7"),
        ("stems", "The decimal point is at the |\n\n  2 | 4\n  3 | 1579\n  4 | 039\n  5 | 1"),
        ("sentences", "$GPGGA,123510,4807.030,N\n$GPGGA,123511,4807.031,N"),
    ],
)
def test_what_holds_no_samples_is_refused_unless_its_lines_are_told_to_be_rows(code: str, text: str) -> None:
    with pytest.raises(RunError, match="lines=rows") as error:
        read(text)
    assert error.value.complaints[0].code == code
    assert read(text, Layout(lines="rows")).rows


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n2,4", "1,2,3\n2,4,5\n3,5,6", "n,a,b\na,1,2\nc,3,4", "1,2,3\n3,1,2\n2,3,1",
        "x,y,z\n1,2,3", "1, 2,\n3, 4,\n5, 6", "1 | 12\n2 | 15\n3 | 18", "1|21\n2|312\n3|40",
        "1 10 100 1000\n2 20 200 2000\n3 30 300 3000", "1 2 3 4\n50 60 70 80\n900 901 902 903",
        "18, 1, 2,\n20, 3, 4,\n30, 5, 6", "1;2;3;\n4;5;6;\n7;8;9", "1 2 3 4\n5 6 7 8\n9 10 11 12",
        "1\t10\t100\t1000\t9999\n2000\t3000\t4000\t5000\t5100\n6000\t7000\t8000\t9000\t9100",
        "1 | 12\n2 | 13\n3 | 145", "5|89\n6|99\n7|119\n8|129", "10|123\n11|23\n12|4",
        "Ann Smith\n5 8\nBob Brown\n6 9", "a b c\n1 2 3\na b c\n4 5 6", "   0  1\n0  5  6\n1  7  8",
        "1, 2, 3, 4, 5,\n2, 4, 6, 8, 9",
        "1, 2, 3, 4,\n5, 6, 7, 8,\n9, 10, 11, 12", "8 9 10 12 15\n30 31 32 34 37\n52 53 54 56 59",
        "ticker,price,vol\n$AAPL,150,2\n$MSFT,300,3",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_table_without_samples_is_read(text: str) -> None:
    assert read(text).rows


@pytest.mark.parametrize("rows", [[(1, 2), (3, 4)], [(0, 5), (1, 7), (1, 5)]])
def test_pairs_of_whole_numbers_between_commas_are_not_asked_about(rows: list[tuple[int, int]]) -> None:
    # With decimal commas they would be one column, of x alone, which makes no pair.
    text = "\n".join(f"{x},{y}" for x, y in rows)
    assert read(text).others == () and found(text) == (rows, [])
    assert refused(lambda: found(text, Layout(decimal="comma"))) in ("one_column", "not_met")


def test_a_print_whose_columns_go_on_below_is_refused() -> None:
    assert refused(lambda: read("   a  b  \\\n0  1  2\n1  3  4\n\n   c\n0  5\n1  6")) == "marks_left"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("81 45 1/2\n91 41 1/2", ["not_a_number"] * 2),
        ("0 - 9 63\n10 – 19 24", ["not_a_number"] * 2),
        ("1.5 − 2\n3 − 4.5", ["not_a_number"] * 2),
        ("0 bis 10 83\n10 bis 20 28", ["not_a_number"] * 2),
        ("0 à 10 83\n10 à 20 28", ["not_a_number"] * 2),
        ("0 – 10: 75\n10 – 20: 70", ["not_a_number"] * 2),
        ("n,span\n40,0 – 2\n90,1 – 3", ["not_a_number"] * 2),
        ("8.7 × 10^3  8.01 × 10^-2\n0.93 × 10^3  5.5 × 10^-2", ["not_a_number"] * 2),
        ("10:21:30.456 -> 4.76,-0.27\n10:21:31.456 -> 19.6,7.62", ["not_a_number"] * 2),
        ("date,a\nMarch 1, 2021,7\nMarch 2, 2021,9", ["date"] * 2),
        ("1. März 2021 8\n2. März 2021 9", ["date"] * 2),
        ("when,v\n210301,7\n210302,8\n210405,9\n211231,4", ["date"] * 4),
    ],
)
def test_what_spaces_and_commas_part_is_one_cell_where_it_is_one(text: str, codes: list[str]) -> None:
    try:
        points, skipped = found(text)
    except RunError as error:
        assert error.complaints[0].code in ("no_pair", "one_column")
    else:
        assert points == [] and [code for _, code in skipped] == codes


def test_a_minus_with_a_blank_behind_it_is_the_sign_of_its_number() -> None:
    assert found("− 2.5\t− 1\n3\t−4") == ([(-2.5, -1), (3, -4)], [])
    assert found("− 2.5 7\n− 3 4\n5 2") == ([(-2.5, 7), (-3, 4), (5, 2)], [])
    # Between two numbers it may be either's: no sign is lost.
    assert found("− 2.5 − 3\n3 4\n− 5 2") == ([(3, 4), (-5, 2)], [(1, "above")])
    assert found("− 2.5 7\n3 − 4\n− 5 − 2\n1 2")[0] == [(-2.5, 7), (1, 2)]
    # Behind a label a dash may be a cell.
    for text in ("New York 2 - 5\nRome 3 6\nOslo 4 7", "Rio Grande 1 - 3\nElbe 3 6\nOder 4 7"):
        assert found(text) == ([(3, 6), (4, 7)], [(1, "not_a_number")])
    assert found("São Paulo 21 – 1200\nOslo 3 4 500\nRome 7 8 900") == (
        [(3, 4), (7, 8)],
        [(1, "not_a_number")],
    )


@pytest.mark.parametrize("dash", "−–-")
def test_a_dash_before_a_blank_is_a_sign_where_lines_are_alike_without_it(dash: str) -> None:
    assert found(f"{dash} 2.5 7\n{dash} 3 4\n5 2") == ([(-2.5, 7), (-3, 4), (5, 2)], [])
    # Where they are alike with it, a value is missing.
    points, skipped = found(f"1.5 2 3\n{dash} 6 7\n3 4 8\n5 7 9", Layout(header="no"))
    assert points == [(1.5, 2), (3, 4), (5, 7)] and [line for line, _ in skipped] == [2]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        # A sign for what is missing in some rows, a pulse beside a blood pressure, and years without months.
        ("1.5 2 - 4\n2.5 4 3 5\n3.7 6 - 7", [(1.5, 2), (2.5, 4), (3.7, 6)]),
        ("72 120/80 36.6\n80 130/85 37.1\n65 110/70 36.4", [(72, 36.6), (80, 37.1), (65, 36.4)]),
        ("1990,1,3.1\n1991,2,4.2\n1992,3,5.0", [(1990, 1), (1991, 2), (1992, 3)]),
        ("hour,temp,load\n00,5,30\n01,6,31\n02,7,33", [(0, 5), (1, 6), (2, 7)]),
        ("hour,min,max\n0,3,9\n1,2,8\n2,4,11", [(0, 3), (1, 2), (2, 4)]),
        # What goes on along its line is the next sample, not the sum of those above it.
        ("1 2\n2 4\n3 6\n\n6 12", [(1, 2), (2, 4), (3, 6), (6, 12)]),
    ],
)
def test_what_only_looks_like_a_span_a_fraction_a_date_a_key_or_a_sum_is_read(
    text: str, points: list[tuple[float, float]]
) -> None:
    assert found(text)[0] == points


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_factor_above_a_print_is_refused_at_any_line_end(end: str) -> None:
    text = end.join(["A =", "", "   1.0e+03 *", "", "   1.5   2.5", "   3.5   4.5"])
    assert refused(lambda: read(text)) == "code"

"""What stands above a table's numbers and beside them is known for what it is."""

import unicodedata

import pytest

from sgd_core import RunError
from sgd_core.cells import plain
from sgd_core.doubts import part_of_date
from sgd_core.separators import Layout
from sgd_core.table import NoPairError, pairs, read
from tests.core.test_table import found

PAIRS = [(0.5, 10), (1.5, 20), (2.5, 31), (4, 40)]


# --- names ---


@pytest.mark.parametrize(
    "text",
    [
        "x\ty\n1\t0.5\t10\n2\t1.5\t20\n3\t2.5\t31\n4\t4\t40",
        '"x" "y"\n"1" 0.5 10\n"2" 1.5 20\n"3" 2.5 31\n"4" 4 40',
        "x,y\nAda,0.5,10\nBob,1.5,20\nCid,2.5,31\nDan,4,40",
        "     x   y\n7  0.5  10\n5  1.5  20\n3  2.5  31\n1  4.0  40",
        "     0   1\n0  0.5  10\n1  1.5  20\n2  2.5  31\n3  4.0  40",
        "1990,1991\nUK,0.5,10\nFR,1.5,20\nDE,2.5,31\nIT,4,40",
    ],
)
def test_names_one_short_leave_out_the_column_of_the_rows_names(text: str) -> None:
    table = read(text)
    assert table.width == 3 and table.names[0] == "" and table.likely == (1, 2)
    assert found(text) == (PAIRS, [])


def test_a_separator_at_the_end_of_every_row_moves_no_name() -> None:
    assert read("a,b\n0.5,10,\n1.5,20,\n2.5,31,").names == ("a", "b", "")
    assert found("a,b,\n0.5,10\n1.5,20\n") == (PAIRS[:2], [])
    assert read("a,b,\n0.5,10\n1.5,20\n").names == ("a", "b")


@pytest.mark.parametrize(
    ("text", "names", "points"),
    [
        ("region,2023,2024,2025\nEMEA,10,20,30\nAPAC,5,6,7", "region 2023 2024 2025", [(10, 20), (5, 6)]),
        ("Country,1990,1991\nUK,5,9\nFR,3,4", "Country 1990 1991", [(5, 9), (3, 4)]),
        (",2020,2021\na,5,9\nb,3,4", " 2020 2021", [(5, 9), (3, 4)]),
        (
            "150,4,setosa,virginica\n5.1,3.5,1.4,0\n4.9,3,1.4,1",
            "150 4 setosa virginica",
            [(5.1, 3.5), (4.9, 3)],
        ),
        ("Kind,1,2,3\nA,5,9,7\nB,3,4,6", "Kind 1 2 3", [(5, 9), (3, 4)]),
        ("0,1\n0.5,1.25\n2.5,3.75", "0 1", [(0.5, 1.25), (2.5, 3.75)]),
    ],
)
def test_numbers_may_be_names(text: str, names: str, points: list[tuple[float, float]]) -> None:
    table = read(text)
    assert table.names == tuple(names.split(" ")) and table.layout.header == "yes"
    assert found(text) == (points, [])


@pytest.mark.parametrize(
    "text",
    [
        "0,1\n1,3\n2,5",
        "1,2\n3,5\n4,7",
        "a,1,2\nb,3,4\nc,5,6",
        "2019,2020\n2020,2021\n2021,2022",
        "a,1,2\nb,2,9",
    ],
)
def test_numbers_that_are_like_those_below_are_no_names(text: str) -> None:
    assert read(text).names == () and len(found(text)[0]) == text.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        "region,2015,2020,2025\nEMEA,10,20,30\nAPAC,5,6,7",
        "country;2019;2021\nUK;10;20\nFR;5;6",
        "country;1800;2100\nUK;10;20\nFR;NA;NA\nDE;5;6",
        "x,2015,2020\n1,10,20\n2,5,6",
    ],
)
def test_years_that_rise_after_a_word_are_names_and_may_be_x_as_well(text: str) -> None:
    table = read(text)
    assert "".join(table.names).isalnum()
    # What is named x is x.
    asked = [] if table.names[0] == "x" else ["rows", "years"]
    assert [each.layout.lines for each in table.readings] == asked


@pytest.mark.parametrize("before", ["Country,Code", "Name,Code,Indicator"])
def test_years_behind_several_words_are_names(before: str) -> None:
    words = ["A", "AA", "f"][: before.count(",") + 1]
    table = read(
        "\n".join([f"{before},1990,1991,1992", *(",".join([*words, *row]) for row in ("124", "356"))])
    )
    first, second = table.readings
    assert [each.layout.lines for each in (first, second)] == ["rows", "years"]
    assert first.first == ((1, 2), (3, 5)) and second.first == ((1990, 1), (1991, 2), (1992, 4))


def test_a_remark_below_years_may_have_fewer_cells_than_stand_before_its_label() -> None:
    table = read("Index,who,2019,2020\n1,a,3.5,0\n2,b,4.5,1\n3,c,5.5,0\nSource")
    first, *_, by_year = table.readings
    assert first.first == ((3.5, 0), (4.5, 1), (5.5, 0))
    assert by_year.layout.lines == "years" and by_year.first == ((2019, 3.5), (2020, 0), (2019, 4.5))


def test_row_numbers_are_known_beside_a_row_that_sums_up() -> None:
    table = read("1,10,3\n2,20,5\n3,30,8\nTotal,60,16")
    assert pairs(table, *table.likely)[:2] == ((10, 20, 30), (3, 5, 8))


@pytest.mark.parametrize("text", ["dose,3,7\nA,9,4\nB,8,6", "kind,2010,2020\nA,2000,1900\nB,1950,1900"])
def test_other_numbers_that_rise_after_a_word_are_asked_about(text: str) -> None:
    first, second = [each for each in read(text).readings if each.layout.lines == "rows"]
    assert {first.layout.header, second.layout.header} == {"yes", "no"}
    assert len(first.first) == 3 and first.first[1:] == second.first


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2023,2024\n10,20\n5,6\n3,4", ("2023", "2024")),
        ("1990;2000;2010\n1,5;2,5;3\n3,5;4,5;1", ("1990", "2000", "2010")),
        ("2019\t2020\n2000\t7\n6\t2100", ("2019", "2020")),
        ("Category,1,2,3\na,4,5,6\nb,7,8,9", ("Category", "1", "2", "3")),
        ("c,1,2,3\na,4,5,6\nb,7,8,9", ()),
        ("0|1\n1|9.3\n0|1.9\n1|7", ()),
        ("2019;2020\n3;1217\nNA;2099\n1;2569", ("2019", "2020")),
    ],
)
def test_years_alone_and_names_that_count_are_asked_about(text: str, names: tuple[str, ...]) -> None:
    table = read(text)
    assert table.names == names
    assert {each.layout.header for each in table.readings} == {"yes", "no"}


@pytest.mark.parametrize("text", ["1990,1991\n1992,1993\n1994,1995", "1990,2000\n1991,2300\n1992,2500"])
def test_years_among_years_and_years_that_count_on_are_samples(text: str) -> None:
    assert read(text).names == () and read(text).readings == ()


@pytest.mark.parametrize("text", ["a,3,7\nb,4,9\nc,5,6", "a,3,7\nb,4,9", "a,7,3\nb,4,9\nc,5,6"])
def test_numbers_that_rise_as_those_below_are_not_asked_about(text: str) -> None:
    table = read(text, Layout(lines="rows"))
    assert table.readings == () and table.names == ()


@pytest.mark.parametrize(
    "text",
    [
        "who|0|1\nA|3|4\nB|5|6",
        "who,0,1\nA,3,5\nB,4,9\nC,5,8",
        "mouse\t20\t50\nA\t22\t30\nB\t23\t63",
        "mouse;0,5;1,5\nM1;8;6\nM2;11;9",
        "Town 5 10\nOslo 3 6\nRome 4 9\nRiga 2 8",
        "城市，5，10\n北京，3，6\n上海，4，9",
        "1,2,3\n31,93,46\n97,93,78",
    ],
)
def test_a_row_that_may_name_columns_is_asked_about_be_it_like_those_below(text: str) -> None:
    ways = [each for each in read(text).readings if each.layout.lines == "rows"]
    assert {each.layout.header for each in ways} == {"yes", "no"}
    assert sorted(len(each.first) for each in ways) in ([2, 3], [3, 3])


def test_a_remark_behind_the_first_row_makes_no_names_of_its_numbers_unasked() -> None:
    assert ((9, 8), (1, 2), (3, 4)) in [
        each.first for each in read("9 8  # good\n1 2\n3 4 # good\n5 6\n7 7 ok\n8 9").readings
    ]


@pytest.mark.parametrize("cell", ["$5", "5 kg", "<0.5", "1O", "1..5", "1½", "€5", "~5"])
def test_a_first_row_of_a_number_written_wrongly_is_asked_about(cell: str) -> None:
    names, left_out = read(f"{cell},3\n6,4\n7,9").readings
    assert names.first == left_out.first == ((6, 4), (7, 9))
    assert (names.layout.header, left_out.layout.header) == ("yes", "no")
    table = read(f"{cell},3\n6,4\n7,9", left_out.layout)
    (skipped,) = pairs(table, 0, 1).skipped
    assert (skipped.line, skipped.complaint.value) == (1, cell)


@pytest.mark.parametrize("names", ["x1,y1", "hours,mark", "a,2nd,c", "a (5 kg),b"])
def test_a_row_of_words_is_not_asked_about(names: str) -> None:
    width = names.count(",") + 1
    rows = ["6,4,1", "7,9,2"]
    assert read("\n".join([names, *(row[: 2 * width - 1] for row in rows)])).readings == ()


def test_marks_that_are_not_seen_make_no_names() -> None:
    unseen = [chr(k) for k in range(0x110000) if unicodedata.category(chr(k)) == "Cf"]
    assert all(plain(f"{mark}5{mark}") == "5" for mark in unseen)
    for mark in "\ufeff\u200b\u202d\u2060":
        assert found(f"{mark}5,3\n6,4{mark}\n7,9") == ([(5, 3), (6, 4), (7, 9)], [])
        assert read(f"{mark}5,3\n6,4\n7,9").names == ()


@pytest.mark.parametrize(
    "first", ["?,2", "nan,inf", "NA,NA", "-inf,+Inf", "-,-", "inf,nan", "-NaN,NULL", "?,-Infinity"]
)
def test_a_first_row_with_missing_numbers_is_no_row_of_names(first: str) -> None:
    points, ((line, code),) = found(f"{first}\n3,4\n5,6")
    assert points == [(3, 4), (5, 6)] and line == 1 and code in ("not_a_number", "not_finite")


@pytest.mark.parametrize(
    ("above", "names"),
    [
        ("Means by year\n", "year,value"),
        ('"Means, by year, of all"\n\n', "year,value"),
        ("Means\nof all stations\n", "year,value"),
        ("Means,,\n", "year,value,"),
        ("# Means\n# more\n", "year,value"),
        ("569,30,a,b\n", "year,value"),
    ],
)
def test_titles_stand_above_the_names_and_are_kept(above: str, names: str) -> None:
    table = read(f"{above}{names}\n1880,-.1\n1881,***\n1882,.2\n")
    assert table.names[:2] == ("year", "value")
    assert found(f"{above}{names}\n1880,-.1\n1881,***\n1882,.2\n")[0] == [(1880, -0.1), (1882, 0.2)]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Report of sales\nIndex a b\n1 2.5 7\n2 4 9\n3 6 8", [(2.5, 7), (4, 9), (6, 8)]),
        ("Report of sales\na b\n1 2.5 7\n2 4 9\n3 6 8", [(2.5, 7), (4, 9), (6, 8)]),
        ("Monthly weather data\nIndex a b\n1 2.5 7\n2 4 9\n3 6 8", [(2.5, 7), (4, 9), (6, 8)]),
        ("Data: my own\nIndex:0:1\n1:42:46.5\n2:78:16\n3:68:4", [(42, 46.5), (78, 16), (68, 4)]),
        ("Data: my own\na b\n1 2.5 7\n2 4 9\n3 6 8", [(2.5, 7), (4, 9), (6, 8)]),
        ('All\nwe have\n\n"" a b\n1 2.5 7\n2 4 9\n3 6 8', [(2.5, 7), (4, 9), (6, 8)]),
    ],
)
def test_a_title_of_words_between_spaces_names_no_columns_where_others_do(
    text: str, points: list[tuple[float, float]]
) -> None:
    assert found(text, Layout(lines="rows"))[0] == points


@pytest.mark.parametrize(
    "text",
    [
        "Report of sales\n1 2.5 7\n2 4 9\n3 6 8",
        "Report of sales\n0 1 2\n5 7 9\n6 8 1\n7 2 2",
        "Report of all sales\n0 1\n5 7\n6 8\n7 2",
        "Weather station\n\n0 1\n5 7\n6 8\n7 2",
        "Weather station\n\nwho 0 1\nA 42 46.5\nB 78 16\nC 68 4",
        "Weather station\n\n2019 2020\n5 7\n6 8\n7 2",
        "Weather station\n2019 2020\n5 7\n6 8\n7 2",
        'Monthly weather data\n"" 0 1\n1 42 46.5\n2 78 16\n3 68 4',
        "Report of sales\n0\t1\t2\n5\t7\t9\n6\t8\t1\n7\t2\t2",
    ],
)
def test_a_title_of_words_between_spaces_may_name_columns_and_is_asked_about(text: str) -> None:
    ways = [each for each in read(text).readings if each.layout.lines == "rows"]
    assert {each.layout.header for each in ways} == {"yes", "no"}
    assert len({each.first for each in ways}) == 2


@pytest.mark.parametrize("title", ["Results 2021", "Results", "Weather station"])
@pytest.mark.parametrize("mark", [" ", ",", ";", "\t"])
def test_under_a_title_without_a_sign_numbers_that_may_be_names_are_asked_about(
    title: str, mark: str
) -> None:
    ways = read("\n".join([title, *(f"{x}{mark}{y}" for x, y in [(0, 1), (5, 7), (6, 8)])])).readings
    assert {each.first for each in ways} >= {((0, 1), (5, 7), (6, 8)), ((5, 7), (6, 8))}


@pytest.mark.parametrize(
    "text", ["age height\n\n1 2\n3 4", "x y\n\n1 2 5\n2 4 7\n3 4 4", "A line\nof words\n1 2\n3 4\n5 6"]
)
def test_a_title_that_changes_no_pair_is_not_asked_about(text: str) -> None:
    assert read(text).readings == ()


@pytest.mark.parametrize("first", ["x,NA,NA\n", "", "x,3,NA\n", "id,7,9\n"])
def test_a_name_of_x_among_samples_makes_no_title_of_the_names_above(first: str) -> None:
    table = read(f"letter,n,m\n{first}y,3,4\nz,4,5")
    assert table.names == ("letter", "n", "m") and table.readings == ()


def test_titles_need_no_names_below_them() -> None:
    table = read("569,30,a,b\n1,2,3,4,5\n6,7,8,9,9\n")
    assert table.names == () and [row.line for row in table.above] == [1] and len(table.rows) == 2
    assert read("My data\n\n1,2\n3,4").names == ()


@pytest.mark.parametrize("first", ["#N/A;1", "#DIV/0!;1", "#ref!;1"])
def test_what_a_spreadsheet_could_not_compute_is_no_remark(first: str) -> None:
    # Be it names or a row: nothing that may be a sample is passed over without a word.
    text = f"{first}\n2;3\n4;5"
    assert found(text, Layout(header="no")) == ([(2, 3), (4, 5)], [(1, "not_a_number")])
    assert read(text).others or found(text)[1]


def test_rows_that_all_begin_as_remarks_do_are_none() -> None:
    with pytest.raises(NoPairError) as caught:
        found("#1,5\n#2,6\n#3,7")
    assert {each.complaint.code for each in caught.value.skipped} == {"not_a_number"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("# A tibble: 2 × 2\n      x     y\n  <dbl> <dbl>\n1   1.5     2\n2   2.5     3", [(3, "between")]),
        ("x y\n1 2\n3 4\n.. ..\n9 8\n\n[150 rows x 2 columns]", [(4, "shortened"), (7, "below")]),
        ("   x y\n1  1 2\n2  3 4\n# … with 140 more rows", [(4, "shortened")]),
        ("x|y\n1|2\n3|4\n(2 rows)", [(4, "below")]),
        ("1,2\n3,4\n# end", [(3, "below")]),
        ("x,y\n1,2\nfoo,bar\n3,4", [(3, "not_a_number")]),
        # What looks like a number is none that stands beside them.
        ("Country,n\nA,100[2]\nB,3\nC,4", [(2, "not_a_number")]),
    ],
)
def test_what_stands_beside_the_samples_is_told_by_what_it_is(
    text: str, codes: list[tuple[int, str]]
) -> None:
    try:
        assert found(text)[1] == codes
    except NoPairError as error:
        assert [(each.line, each.complaint.code) for each in error.skipped][:1] == codes


def test_a_row_of_units_below_the_names_is_told() -> None:
    text = "length,mass\ncm,kg\n1,2\n3,4\n5,6\n"
    assert read(text).names == ("length", "mass")
    assert found(text) == ([(1, 2), (3, 4), (5, 6)], [(2, "between")])


def test_below_titles_as_wide_as_the_numbers_the_names_stand_last() -> None:
    text = "/* quarterly\nfixed investment\n*/\n<1947 Q1>\n  y1   y2\n69.6 0.1\n67.6 -0.9\n69.5 -2.9\n"
    assert read(text).names == ("y1", "y2") and read(text).above == ()
    assert found(text) == ([(69.6, 0.1), (67.6, -0.9), (69.5, -2.9)], [])


@pytest.mark.parametrize("remark", ["# x y", "#x y", "% x y", "#\n# all\n# x y"])
def test_the_last_remark_may_hold_the_names(remark: str) -> None:
    assert read(f"{remark}\n1 2\n3 4").names == ("x", "y")
    assert read("# made by hand\n1 2\n3 4").names == ()


def test_names_may_be_more_than_most_rows_have_cells() -> None:
    assert read("x,y,note\n1,2\n3,4,good\n5,6\n").names == ("x", "y", "note")


def test_names_are_where_they_are_told_to_be() -> None:
    assert read("1,2\n3,4", Layout(header="yes")).names == ("1", "2")
    assert len(read("a,b\n3,4", Layout(header="no")).rows) == 2


# --- the rows' own numbers ---


@pytest.mark.parametrize(
    "name", ["", "Index", "index", "Obs", "#", "No", "no.", "id", "ID", "row", "Unnamed: 0", "序号", "学号"]
)
@pytest.mark.parametrize("numbers", [(1, 2, 3, 4), (0, 1, 2, 3), (17, 4, 9, 2)])
def test_a_column_of_row_numbers_is_not_offered_first(name: str, numbers: tuple[int, ...]) -> None:
    rows = [f"{k},{x:g},{y:g}" for k, (x, y) in zip(numbers, PAIRS, strict=True)]
    text = "\n".join([f"{name},a,b", *rows])
    assert read(text).numbering == (0,) and found(text) == (PAIRS, [])


@pytest.mark.parametrize("name", ["patient_id", "Sl. No.", "sample no", "subject", "样本", "Rank"])
def test_a_column_that_counts_what_is_sampled_is_none_of_x(name: str) -> None:
    assert found(f"{name},a,b\n1,5,6\n2,7,8\n3,9,9") == ([(5, 6), (7, 8), (9, 9)], [])


@pytest.mark.parametrize("mark", [",", "\t"])
@pytest.mark.parametrize("name", ["nr", "#"])
def test_numbers_of_sections_are_the_rows_own(name: str, mark: str) -> None:
    rows = ["1.1,5,6", "1.2,7,8", "2.1,9,9", "2.2,8,5"]
    assert found("\n".join([f"{name},a,b", *rows]).replace(",", mark))[0][:2] == [(5, 6), (7, 8)]
    # An index may be a measure.
    assert read("index,a,b\n1.1,5,6\n1.4,7,8\n2.1,9,9").likely == (0, 1)


def test_a_point_may_end_the_number_of_a_row() -> None:
    assert found("1. 7.5 6\n2. 7 3.5\n3. 9 4")[0] == [(7.5, 6), (7, 3.5), (9, 4)]


def test_row_numbers_may_stand_in_two_columns_and_without_names() -> None:
    assert read(",Unnamed: 0,a,b\n0,1,5,6\n1,2,7,9").likely == (2, 3)
    assert read("1 0.5 10\n2 1.5 20\n3 2.5 31").likely == (1, 2)


@pytest.mark.parametrize(
    "text",
    ["1,5\n2,7\n3,9", "id,score\n1,5\n2,7", "hours,a,b\n1,5,6\n2,7,8\n3,9,9", ",a,b\n0.5,1,2\n1.5,3,4",
     "sample,a,b\n3,5,6\n5,7,8",
     ",a,b\n1,5,6\n1,7,8\n2,9,9", "1 5 10\n2 6 20", "5,1,2\n6,2,4\n7,3,6", "year,a,b\n2001,5,6\n2002,6,7"],
)  # fmt: skip
def test_other_columns_in_front_are_offered(text: str) -> None:
    assert read(text).likely == (0, 1)


def test_row_numbers_can_be_chosen_as_x_and_y_names_win() -> None:
    assert read("id,y,x\n1,2,3\n2,4,5").likely == (2, 1)
    assert read("x,y,z\n1,2,3\n2,4,5").likely == (0, 1)


# --- what is no row of the table is counted ---


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1,x\n2,4,5\n4,6,7\n", [(2, 4), (4, 6)]),
        ("1,x\nx,y\n3,4\n5,6", [(3, 4), (5, 6)]),
        ("569,30,a,b\n1,2,3,4,5\n6,7,8,9,9\n", [(1, 2), (6, 7)]),
    ],
)
def test_a_row_of_numbers_above_a_table_is_counted_among_those_left_out(
    text: str, points: list[tuple[float, float]]
) -> None:
    assert found(text, Layout(lines="rows")) == (points, [(1, "above")])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# 1,2\n3,4\n5,6", [(1, "remark")]),
        ("# 1 2\n#3 4\n# by hand\nx y\n3 4\n5 6", [(1, "remark"), (2, "remark")]),
        ("// 1;2,5\n3;4\n5;6,5", [(1, "remark")]),
        ("; 1;2\n; 2;3\n3;4\n5;6", [(1, "above"), (2, "above")]),
        (";1;2\n;2;3\n5;3;4\n6;4;5\n7;8;8", [(1, "above"), (2, "above")]),
        ("# 12 samples, by hand\n# 2021\n# x,y\n3,4\n5,6", []),
    ],
)
def test_samples_put_aside_as_remarks_are_counted_with_their_lines(
    text: str, told: list[tuple[int, str]]
) -> None:
    assert found(text, Layout(lines="rows"))[1] == told


@pytest.mark.parametrize("above", ["Means,,", "Year:,1996", "Table 1", "x,"])
def test_a_title_is_none_of_those_left_out(above: str) -> None:
    assert found(f"{above}\nyear,a,b\n1880,1,2\n1881,2,3\n", Layout(lines="rows"))[1] == []


def test_names_in_a_remark_cost_no_row_where_names_are_told() -> None:
    for told in ("auto", "yes"):
        table = read("# x y\n1 2\n3 4", Layout(header=told))
        assert table.names == ("x", "y") and len(table.rows) == 2


@pytest.mark.parametrize(
    "word",
    [
        "Total",
        "TOTAL:",
        "Avg.",
        "Median",
        "SD",
        "Σ",
        "Summe",
        "合计",
        "总计：",
        "Grand total",
        "Mean",
        "Durchschnitt",
        "Stabw.",
        "Anzahl",
        "R²",
        "平均",
    ],
)
def test_rows_at_the_end_that_sum_up_the_others_are_left_out_by_their_name(word: str) -> None:
    text = f"region;x;y\na;1;2\nb;3;4\n{word};4;6\n"
    assert found(text) == ([(1, 2), (3, 4)], [(4, "total")])
    assert found(text + f"{word};2;3\n")[1] == [(4, "total"), (5, "total")]


def test_an_index_that_does_not_count_the_rows_is_a_measure() -> None:
    text = "heat_index,temp,sales\n80,27.1,3\n85,29.2,4\n91,30,6"
    assert read(text).likely == (0, 1)
    assert read(text.replace("80", "1").replace("85", "2").replace("91", "3")).likely == (1, 2)


def test_a_sample_between_others_may_be_called_as_a_statistic_is() -> None:
    assert found("state,x,y\nND,2,4\nSD,3,7\nNE,4,8\nMedian,3,7") == (
        [(2, 4), (3, 7), (4, 8)],
        [(5, "total")],
    )
    # Letters that stand for statistics are names of samples as well, but below another statistic and where
    # the numbers are sums or counts.
    text = "dir,x,y\nE,1,2\nS,3,5\nN,4,4"
    assert found(text) == ([(1, 2), (3, 5), (4, 4)], [])
    assert found(f"{text}\nW,3,4\nn,4,4")[1] == found(f"{text}\nW,3,4\n计,11,15")[1] == [(6, "total")]
    below = found(f"{text}\nmean,2.7,3.7\nsd,1.5,1.5\nn,3,3")
    assert below == ([(1, 2), (3, 5), (4, 4)], [(k, "total") for k in (5, 6, 7)])


@pytest.mark.parametrize(
    ("row", "is_one"),
    [("Max,3,7", True), ("Max,3.0,7.00", True), ("MIN,1,4", True), ("Max,,7", True), ("Max,2,9", False),
     ("Max,1,4", False), ("Min,3,7", False), ("Max,3,4", False), ("Max,,", False)],
)  # fmt: skip
@pytest.mark.parametrize("behind", ["", "\nCid,2,5"])
def test_a_row_called_max_is_left_out_where_its_numbers_are_the_most_of_those_above(
    row: str, is_one: bool, behind: str
) -> None:
    points, skipped = found(f"who,x,y\nAda,1,7\nBob,3,4\n{row}{behind}")
    assert ((4, "total") in skipped) == is_one
    assert len(points) + len(skipped) == 3 + bool(behind)


@pytest.mark.parametrize("apart", ["\n", "---\n", "---;---\n"])
@pytest.mark.parametrize("row", ["9;12,5", "9;", ";12,50"])
def test_a_last_row_that_stands_apart_and_sums_up_the_others_is_left_out(apart: str, row: str) -> None:
    rows = "x;y\n1;2,25\n3;4\n5;6,25\n"
    points, skipped = found(f"{rows}{apart}{row}")
    assert points == [(1, 2.25), (3, 4), (5, 6.25)] and skipped[-1][1] == "total"
    assert len(found(f"{rows}{row}")[0]) + len(found(f"{rows}{row}")[1]) == 4
    assert found(f"{rows}{apart}8;12,5")[0][-1] == (8, 12.5)
    # Blank lines between all of them set none apart.
    assert found("1,0\n\n0,1\n\n1,1\n\n2,2") == ([(1, 0), (0, 1), (1, 1), (2, 2)], [])


@pytest.mark.parametrize("word", ["Total", "Subtotal", "All", "Total EMEA", "EMEA total", "Mean:", "小计"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_row_that_sums_up_others_is_left_out_wherever_it_stands(word: str, place: int) -> None:
    rows = ["a;1;2", "b;3;4"]
    rows.insert(place, f"{word};4;6")
    assert found("\n".join(["region;x;y", *rows])) == ([(1, 2), (3, 4)], [(place + 2, "total")])


def test_the_rows_that_describe_a_column_are_no_samples() -> None:
    words = ["count", "mean", "std", "min", "25%", "50%", "75%", "max"]
    print_ = "\n".join(["       x  y", *(f"{word} {k}.5 {k}.0" for k, word in enumerate(words))])
    with pytest.raises(RunError) as caught:
        found(print_)
    assert caught.value.complaints[0].code == "no_pair"
    assert [each.complaint.code for each in caught.value.skipped] == ["total"] * 8
    few = ",x,y\nMax,1,2\nAda,3,4\nBob,5,6"
    assert found(few) == ([(1, 2), (3, 4), (5, 6)], [])
    points, skipped = found(f"{few}\nmean,3,4\nmin,1,2\nstd,1,1\nmax,5,6")
    assert points == [(1, 2), (3, 4), (5, 6)] and skipped == [(k, "total") for k in (5, 6, 7, 8)]


@pytest.mark.parametrize(
    "text",
    [
        "region;x;y\nTotal A;1;2\nTotal B;3;4",
        "kind;x;y\nALL;1;2\nALL;3;4\nAML;5;6",
        "Total;x;y\na;1;2\nb;3;4",
        "kind;x;y\nTotal;1;2",
    ],
)
def test_such_a_word_in_every_row_or_above_them_costs_no_row(text: str) -> None:
    assert found(text, Layout(header="yes"))[1] == []


# --- dates that stand in several columns ---


@pytest.mark.parametrize(
    "text",
    [
        "year,month,day,v\n2019,1,5,7\n2019,1,6,8\n2019,2,1,9",
        "day;month;year;v\n5;1;2019;7\n6;1;2019;8\n1;2;2019;9",
        "YR MO v\n2019 11 7\n2019 12 8\n2020 1 9",
        "2019,11,7.5\n2019,12,8\n2020,1,9",
        "年，月，销量\n2019，11，7\n2019，12，8",
        "hour,min,sec,v\n10,0,5,7\n10,1,3,8",
    ],
)
def test_a_part_of_a_date_is_x_beside_a_single_column_alone_and_that_is_told(text: str) -> None:
    table = read(text)
    parts, last = tuple(range(table.width - 1)), table.width - 1
    assert last in table.likely and part_of_date(table, *table.likely) == parts


@pytest.mark.parametrize(
    "text",
    ["year,month,day,v,u\n2019,1,5,7,6\n2019,1,6,8,7\n2019,2,1,9,8",
     "day;month;year;v;u\n5;1;2019;7;6\n6;1;2019;8;7\n1;2;2019;9;8"],
)  # fmt: skip
def test_a_part_of_a_date_is_no_x_beside_two_columns_of_numbers(text: str) -> None:
    table = read(text)
    assert table.likely == (3, 4) and part_of_date(table, *table.likely) == ()


@pytest.mark.parametrize(
    "text",
    ["year,month\n2019,1\n2019,2", "year,v,month\n2019,5,1\n2020,7,2", "2019,5,1\n2020,7,2\n2021,5,3",
     "month,day,v\n1,55,7\n2,60,8", "year,sales,v\n2019,5,7\n2020,6,8"],
)  # fmt: skip
def test_what_is_no_date_in_several_columns_is_read_as_it_stands(text: str) -> None:
    table = read(text)
    assert table.likely == (0, 1)
    assert part_of_date(table, *table.likely) == ((0, 1) if text.startswith("year,month\n") else ())


def test_keys_are_no_x_beside_two_columns_of_numbers() -> None:
    assert read("plz,a,b\n09779,1.6,5\n08062,13,9").likely == (1, 2)
    assert read("plz,a\n09779,1.6\n08062,13").likely == (0, 1)


# --- the rows' own numbers, some of which are missing ---

PRINT = "      a    b\n0   1.0  2.0\n1   2.0  4.0\n..  ...  ...\n98  3.0  6.0\n99  4.0  8.0\n"


@pytest.mark.parametrize(
    "text",
    [
        PRINT,
        "id,x1,y1\n1,1,2\n,2,4\n3,3,6\n4,4,8",
        "id,x1,y1\n1,1,2\nB7,2,4\n3,3,6\n4,4,8",
        ",x1,y1\n0,1,2\n,2,4\n7,3,6\n4,4,8",
        "0,1,2\n1,2,4\nNA,3,6\n3,4,8",
        "1,1,2\n2,2,4\n..,..,..\n99,3,6\n100,4,8",
    ],
)
def test_a_row_without_its_number_makes_no_x_of_the_others(text: str) -> None:
    assert found(text)[0] == [(1, 2), (2, 4), (3, 6), (4, 8)]


@pytest.mark.parametrize(
    "text",
    [
        "1,1,2\n2,2,4\nNA,3,6\n3,4,8",
        "1,1,2\n2,2,4\nb,3,6\n3,4,8",
        "x0,a,b\n1,2,3\n,4,5\n2,7,8",
        "obs,a,b\n1,2,3\n2,4,5\n2.5,7,8\n4,1,2",
    ],
)
def test_numbers_that_do_not_count_the_rows_are_a_column(text: str) -> None:
    assert read(text).likely == (0, 1)


@pytest.mark.parametrize(
    ("text", "points", "missing"),
    [
        ("Index;a;b\n1;;7\n2;5;8\n3;;9\n4;6;3\n5;;1", [(5, 8), (6, 3)], [2, 4, 6]),
        ("a,b\n1,NA,7\n2,5,8\n3,NA,9", [(5, 8)], [2, 4]),
        ("1,2021-03-01,8,5\n2,2021-03-02,6,-\n3,2021-03-03,4,-\n4,2021-03-04,4,2", [(8, 5), (4, 2)], [2, 3]),
        ("1; 2021-03-01; 9,5; 2\n2; 2021-03-02; 7; 3", [(9.5, 2), (7, 3)], []),
    ],
)
def test_the_rows_own_numbers_are_no_x_beside_columns_with_few_numbers(
    text: str, points: list[tuple[float, float]], missing: list[int]
) -> None:
    made, skipped = found(text)
    assert made == points and [line for line, _ in skipped] == missing


def test_the_rows_own_numbers_are_x_beside_a_single_column_of_numbers() -> None:
    assert found("Index,who,a,b\n1,A,5,\n2,B,6,\n3,C,8,")[0] == [(1, 5), (2, 6), (3, 8)]
    assert found("Index,a,note\n1,5,good\n2,6,7\n3,8,bad\n4,2,bad")[0] == [(1, 5), (2, 6), (3, 8), (4, 2)]


@pytest.mark.parametrize(
    ("text", "names", "points"),
    [
        (
            "        a    b\ng n          \nA 0   1.5 0.50\n  1   2.5 0.25\n  10 12.5 2.00\nB 0   3.5 4.00",
            ("", "", "a", "b"),
            [(1.5, 0.5), (2.5, 0.25), (12.5, 2), (3.5, 4)],
        ),
        ("     u   v\nA   10  20\n    12  24\nB   14   8", ("", "u", "v"), [(10, 20), (12, 24), (14, 8)]),
        (
            "wine   year u\nred    2018 9\n       2019 8\nwhite  2018 7",
            ("wine", "year", "u"),
            [(2018, 9), (2019, 8), (2018, 7)],
        ),
        ("A p 0  5  6\n    1  7  8\n  q 0  9 10\nB p 0 11 12", (), [(0, 5), (1, 7), (0, 9), (0, 11)]),
    ],
)
def test_a_label_that_a_print_leaves_out_where_it_is_that_above_shifts_no_row(
    text: str, names: tuple[str, ...], points: list[tuple[float, float]]
) -> None:
    assert read(text).names == names and found(text)[0] == points
    assert {code for _, code in found(text)[1]} <= {"between"}


@pytest.mark.parametrize(
    "text",
    [
        "   0   1\n0  5   6\n1  7   8",
        "Run 5\n      1 2\n      3 4",
        "North 10 20\nSouth 11 25\n12 24\nWest 14 28",
    ],
)
def test_rows_that_are_not_set_in_beyond_labels_lack_none(text: str) -> None:
    assert all(row.cells[0] for row in read(text).rows)


def test_a_nameless_column_that_counts_within_groups_is_no_x_beside_two_others() -> None:
    rows = ["A\t1\t5\t8", "A\t2\t6\t9", "B\t1\t7\t12"]
    assert read("\n".join(["\t\tu\tv", *rows])).likely == (2, 3)
    assert read("\n".join(["\tk\tu\tv", *rows])).likely == (1, 2)
    assert read("\n".join(["\t\tu\tv", *rows[:2]])).likely == (1, 2)

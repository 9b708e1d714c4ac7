"""What is told of a text is met or refused in words, and a few cells that are wrong change no reading."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sgd_core import RunError, brought
from sgd_core.cells import value
from sgd_core.doubts import two_words
from sgd_core.separators import AUTO, LAYOUT, PARTS, Layout
from sgd_core.table import Table, pairs, read
from tests.core.test_separators import readings, refusal
from tests.core.test_table import found

#: Texts of each sort that the reader knows.
SORTS = [
    "1,2\n3,4",
    "a;b\n1,5;2\n3;4,5",
    "1 2; 3 4; 5 6\n7 8; 9 10",
    "1,2,3\n2,4,6",
    "x = 1, 2, 3\ny = 2, 4, 6",
    "x = [1, 2, 3]\ny = [2, 4, 6]",
    "[[1, 2], [2, 4], [3, 6]]",
    "x,y\n1,5,3,2\n2,0,4,1",
    "1 234;2 000\n3 456;7 899",
    "# x y\n1 2\n3 4",
    ">>> x\narray([1, 2])\n>>> y\narray([2, 4])",
    "sep=|\na|b\n1|2\n3|4",
]
WORDS = [(name, word) for name, words in LAYOUT.items() for word in words if word != AUTO]


@pytest.mark.parametrize("text", SORTS)
def test_each_word_that_is_told_is_met_or_refused(text: str) -> None:
    for name, word in WORDS:
        try:
            table = read(text, Layout(**{name: word}))
        except RunError as error:
            assert str(error)
        else:
            assert all(getattr(each.layout, name) == word for each in (table, *table.others))


@given(st.sampled_from(SORTS), st.sets(st.sampled_from(WORDS), max_size=3))
def test_several_words_that_are_told_are_met_together_or_refused(
    text: str, words: set[tuple[str, str]]
) -> None:
    told = dict(words)
    try:
        table = read(text, Layout(**told))
    except RunError as error:
        assert str(error)
    else:
        assert {name: getattr(table.layout, name) for name in told} == told


@pytest.mark.parametrize("lines", ["pairs", "across"])
@pytest.mark.parametrize("text", ["1,2,3\n2,4,6\n3,6,9", "a,b,c\n1,2,3\n4,5,6"])
def test_lines_that_cannot_be_read_as_told_are_no_rows(text: str, lines: str) -> None:
    with pytest.raises(
        RunError, match=f'lines: "{lines}" fits no reading of this table; allowed: auto, rows'
    ):
        read(text, Layout(lines=lines))


@pytest.mark.parametrize(
    ("text", "layout", "names", "points"),
    [
        ("[[1, 2], [2, 4], [3, 6]]", Layout(header="yes"), ("1", "2"), [(2, 4), (3, 6)]),
        ("[['a', 'b'], [2, 4], [3, 6]]", Layout(), ("a", "b"), [(2, 4), (3, 6)]),
        ("[2 4; 3 6]", Layout(header="no"), (), [(2, 4), (3, 6)]),
    ],
)
def test_names_are_told_of_code_as_of_rows(
    text: str, layout: Layout, names: tuple[str, ...], points: list[tuple[float, float]]
) -> None:
    assert read(text, layout).names == names and found(text, layout) == (points, [])


def test_code_that_names_its_columns_has_names() -> None:
    with pytest.raises(RunError, match='header: "no" fits no reading'):
        read("x = [1, 2]\ny = [2, 4]", Layout(header="no"))


@pytest.mark.parametrize("told", [Layout(decimal="point"), Layout("comma"), Layout(thousands="none")])
def test_code_is_read_where_its_own_marks_are_told(told: Layout) -> None:
    assert found("[[1,2],[3,4]]", told) == ([(1, 2), (3, 4)], [])


@pytest.mark.parametrize("text", ["x = 1 2 3\ny = 2 4 6", "x,1,2,3\ny,2,4,6", "x: 1, 2, 3\ny: 2, 4, 6"])
def test_rows_that_say_their_names_are_no_row_of_names(text: str) -> None:
    with pytest.raises(RunError, match='header: "yes" fits no reading of this table; allowed: auto, no'):
        read(text, Layout(header="yes"))


# --- every reading that is offered can be had ---

NUMBER = st.one_of(
    st.integers(0, 9).map(str),
    st.integers(100, 999).map(str),
    st.sampled_from(["1990", "2000", "2010"]),
    st.tuples(st.integers(0, 99), st.sampled_from([".", ","]), st.integers(0, 99)).map(
        lambda parts: "".join(map(str, parts))
    ),
    st.tuples(st.integers(1, 9), st.integers(100, 999)).map(lambda parts: f"{parts[0]} {parts[1]}"),
)


@st.composite
def messy(draw: st.DrawFn) -> str:
    """A small table whose marks, names and lines may be meant in several ways."""
    separator = draw(st.sampled_from([",", ", ", ";", "; ", " ", "\t", " | "]))
    width = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(NUMBER, min_size=width, max_size=width), min_size=1, max_size=4))
    lines = [separator.join(row) for row in rows]
    above = draw(st.sampled_from(["", "", "names", "labels"]))
    if above == "names":
        names = st.sampled_from(["a", "b", "t", "1990", "2000", "id"])
        lines.insert(0, separator.join(draw(st.lists(names, min_size=1, max_size=width, unique=True))))
    if above == "labels":
        lines = [draw(st.sampled_from(["x = ", "n: ", "7 "])) + line for line in lines]
    return draw(st.sampled_from(["\n", "\n", "\n", "; ", " ", " | "])).join(lines)


def all_pairs(table: Table) -> tuple[tuple[float, float], ...]:
    got = pairs(table, *table.likely)
    return tuple(zip(got.x, got.y, strict=True))


@given(messy(), st.sampled_from([Layout(), Layout(decimal="comma"), Layout(header="yes"), Layout("space")]))
@example("a,b\n1,5,2\n2,5,3", Layout(decimal="comma"))
@example("8,7,9,334,2,7,79\n973,931,6,44,2,473,157", Layout())
@example("6,89, 5,95, 2, 6, 9,80, 3,60", Layout())
@example("b | x\n7 957 | 2 290 | 4,15\n85.24 | 9 | 2019\n0 | 95.51 | 2", Layout())
@example("n: 4,17;83.74;3\nx = 23.89;5;0\nx = 9;5;1", Layout())
def test_what_is_offered_is_had_by_telling_it_and_what_is_allowed_is_read(text: str, told: Layout) -> None:
    try:
        found = read(text, told)
    except RunError as error:
        for wrong in error.complaints:
            for word in wrong.facts["words"].split(", ") if wrong.code == "not_met" else ():
                assert read(text, replace(told, **{wrong.name: word}))
        return
    for reading, way in zip(found.readings, (found, *found.others), strict=False):
        flags = {name: word for name in PARTS if (word := getattr(reading.layout, name)) != AUTO}
        got = brought.samples(text.encode(), flags | {"bad_rows": "skip"}, "data", "-")
        xs, ys = (tuple(map(float, side.split(","))) for side in (got.x, got.y))
        assert tuple(zip(xs, ys, strict=True)) == all_pairs(way) and reading.first == all_pairs(way)[:3]


# --- decimal commas where commas part cells ---


@pytest.mark.parametrize(
    ("text", "points", "lines"),
    [
        ("1,5,2,3\n2,0,4,1\n2,5,5,3", [(1.5, 2.3), (2, 4.1), (2.5, 5.3)], []),
        ("1,5,2,3,7,1\n2,0,4,1,7,2", [(1.5, 2.3), (2, 4.1)], []),
        ("1,5,2,3\n2,0,4\n2,5,5,3\n1,5,7,1", [(1.5, 2.3), (2.5, 5.3), (1.5, 7.1)], [2]),
        ("1,5,2,3\nx,0,4,1\n2,5,5,3\n1,5,7,1", [(1.5, 2.3), (2.5, 5.3), (1.5, 7.1)], [2]),
    ],
)
def test_decimal_commas_that_are_told_join_the_cells_that_commas_part(
    text: str, points: list[tuple[float, float]], lines: list[int]
) -> None:
    got, skipped = found(text, Layout(decimal="comma"))
    assert (got, [line for line, _ in skipped]) == (points, lines)


def test_decimal_commas_that_would_part_cells_are_refused() -> None:
    with pytest.raises(
        RunError, match='decimal: "comma" fits no reading of this table; allowed: auto, point'
    ):
        read("1,2\n3,4", Layout(decimal="comma"))


def test_which_of_three_cells_a_decimal_comma_joins_is_asked() -> None:
    ways = read("1,5,2\n2,0,4\n2,5,5", Layout(decimal="comma")).readings
    assert [way.first for way in ways] == [((1.5, 2), (2, 4), (2.5, 5)), ((1, 5.2), (2, 0.4), (2, 5.5))]


def test_whole_numbers_below_their_names_need_no_decimal_comma() -> None:
    assert found("a,b\n1,2\n3,4", Layout(decimal="comma")) == ([(1, 2), (3, 4)], [])
    assert found('"1,5",2\n3,"4,5"', Layout(decimal="comma")) == ([(1.5, 2), (3, 4.5)], [])


# --- a few cells that are wrong ---


@pytest.mark.parametrize("wrong", ["9 x", "9", "9 10 11", "NA 10", "x y"])
@pytest.mark.parametrize("mark", ["; ", "|", " | "])
def test_a_wrong_pair_among_several_a_line_is_left_out_and_makes_no_rows(wrong: str, mark: str) -> None:
    text = mark.join(["1 2", "3 4", "5 6"]) + "\n" + mark.join(["7 8", wrong, "11 12"])
    points, skipped = found(text)
    assert points == [(1, 2), (3, 4), (5, 6), (7, 8), (11, 12)] and [line for line, _ in skipped] == [2]


@given(
    st.lists(st.lists(st.integers(1, 99), min_size=3, max_size=4), min_size=2, max_size=5),
    st.data(),
    st.sampled_from(["x", "NA", "1 2 3", "?"]),
)
def test_where_one_pair_of_many_is_wrong_all_others_are_read(
    lines: list[list[int]], data: st.DataObject, wrong: str
) -> None:
    pieces = [[f"{k} {2 * k + 1}" for k in line] for line in lines]
    line = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[line]) - 1))
    pieces[line][place] = wrong
    expected = [
        (k, 2 * k + 1) for i, row in enumerate(lines) for j, k in enumerate(row) if (i, j) != (line, place)
    ]
    text = "\n".join("; ".join(each) for each in pieces)
    assert found(text) == (expected, [(line + 1, found(text)[1][0][1])])


@pytest.mark.parametrize("wrong", ["9,x", "NA,10", "x"])
def test_a_wrong_pair_hides_no_way_to_read_the_others(wrong: str) -> None:
    text = f"1,2 3,4 5,6\n7,8 {wrong} 11,12"
    assert ((1, 2), (3, 4), (5, 6)) in readings(text) and ((1.2, 3.4),) in [
        each[:1] for each in readings(text)
    ]


def test_a_column_of_words_makes_no_pairs_of_the_cells_before_it() -> None:
    table = read("48.1 11.5;52.5 13.4;a\n48.2 11.6;52.6 13.5;b\n48.3 11.7;52.4 13.3;c")
    assert table.layout.lines != "pairs"


@pytest.mark.parametrize("cell", ["NA", "", "?", "x"])
def test_a_wrong_cell_in_a_line_of_all_x_is_left_out_and_makes_no_rows(cell: str) -> None:
    for text in (f"x = 1, 2, {cell}, 4\ny = 2, 4, 6, 8", f"1, 2, 3, 4\n2, 4, {cell}, 8"):
        points, skipped = found(text, Layout(lines="across"))
        assert len(points) == 3 and [line for line, _ in skipped] == [1 if text.startswith("x") else 2]
        assert any(each.layout.lines == "across" for each in read(text).readings)


@pytest.mark.parametrize("text", ["x = 1, 2, 3, 4\ny = 2, 4, 6", "x: 1 2 3\ny: 2 4", "x,1,2,3,4\ny,2,4,6"])
def test_all_x_beside_fewer_y_are_refused(text: str) -> None:
    assert refusal(text) == ["lengths_differ"]


@pytest.mark.parametrize("row", ["2,5,5", "2,5", "2,5,?,3"])
def test_a_wrong_row_below_half_as_many_names_as_cells_hides_no_reading(row: str) -> None:
    text = f"x,y\n1,5,3,2\n2,0,4,1\n{row}\n3,5,6,3"
    assert ((1.5, 3.2), (2, 4.1), (3.5, 6.3)) in readings(text)
    assert found(text, Layout(decimal="comma"))[1][0][0] == 4


def test_a_wrong_row_hides_no_thousands() -> None:
    text = "1 10 237\n2 5 100\n9 9 9 9\n3 4 200\n4 7 300"
    assert ((1, 10237), (2, 5100), (3, 4200)) in readings(text)


@pytest.mark.parametrize("text", ["1 2; 3 x", "1 2; 3 x\n4 5; 6 y"])
def test_what_leaves_marks_in_its_cells_is_no_table(text: str) -> None:
    assert refusal(text) == ["marks_left"]


@pytest.mark.parametrize("days", ["01.02;3\n;4\n02.02;5", "01.02;3\nx;4\n02.02;5", "01.02;3\n02.02;4"])
def test_a_cell_that_is_missing_makes_no_numbers_of_days(days: str) -> None:
    assert refusal(days) == ["no_pair", "date"]


def test_all_pairs_of_words_are_tried() -> None:
    assert len(list(product(SORTS, WORDS))) > 200


# --- what stands beside a number ---


@pytest.mark.parametrize(
    ("cell", "unit", "number"),
    [
        ("1.250,00 €", "€", "1.250,00"),
        ("10%", "%", "10"),
        ("1 kg", "kg", "1"),
        ("$5", "$", "5"),
        ("50 m²", "m²", "50"),
        ("20 °C", "°C", "20"),
        ("3.5元", "元", "3.5"),
        ("-4 m", "m", "-4"),
    ],
)
def test_a_number_with_a_unit_is_told_what_would_be_read(cell: str, unit: str, number: str) -> None:
    with pytest.raises(RunError) as caught:
        found(f"{cell};1\n{cell};2")
    told = caught.value.complaints[-1]
    assert (told.code, dict(told.facts)) == ("unit", {"unit": unit, "number": number})


@pytest.mark.parametrize("cell", ["1O", "1..5", "x5", "1,2,3 kg", "12:30 h", "5e"])
def test_what_is_no_number_has_no_unit(cell: str) -> None:
    with pytest.raises(RunError) as caught:
        value("x", cell, "point", "none")
    assert caught.value.complaints[0].code == "not_a_number"


def test_thousands_in_both_columns_are_parted_evenly() -> None:
    assert ((1250, 250000), (1300, 260000)) in readings("1 250 250 000\n1 300 260 000")
    assert found("1 250 250 000\n1 300 260 000\n999 70 000")[0][2] == (999, 70000)


def test_units_in_both_columns_are_told_at_once_and_are_not_cut_from_their_numbers() -> None:
    text = "size;price\n50 m²;1.250,00 €\n60 m²;1.400,00 €"
    assert read(text).layout.separator == "semicolon" and refusal(text) == ["no_pair", "unit", "unit"]
    for many in ("3亿元", "1.2万元", "5百万人"):
        assert "unit" not in refusal(f"a;b\n1,5;{many}\n2,5;{many}")
    # A year is a number, and what names it is as a unit.
    for unit in "%℃℉年":
        assert refusal(f"a;b\n1,5;10{unit}\n2,5;20{unit}") == ["no_pair", "unit"]
    assert found("a;b;c\n1,5;2;10%\n2,5;3;20%") == ([(1.5, 2), (2.5, 3)], [])


def test_what_may_be_meant_as_numbers_is_no_two_words_for_labels() -> None:
    assert two_words(read("a;b\n1;yes\n2;no\n3;yes"), 1) == ("yes", "no")
    for text in ("a;b\n1;50 m²\n2;60 m²", "a;b\n1;2021-01-01\n2;2021-01-02", "a;b\n1;5,\n2;NA",
                 "a;b\n1;10℃\n2;20℃", "a;b\n1;x=2\n2;x=3", "a;b\n1;第1组\n2;第2组",
                 "a;b\n1;1/2\n2;３/4"):  # fmt: skip
        assert two_words(read(text), 1) == ()


@pytest.mark.parametrize("text", ["x, 1 234,8, 11", "8\t1 234 9\t4,5 2020\t4,5", "1 250 250 000"])
def test_each_reading_of_a_single_row_can_be_chosen(text: str) -> None:
    for each in read(text).readings:
        assert tuple(found(text, each.layout)[0][:3]) == each.first

"""Lines of all x and then all y may be pairs as well, and are asked about."""

from __future__ import annotations

import pytest

from sgd_core.separators import Layout
from sgd_core.table import pairs, read
from tests.core.test_separators import readings
from tests.core.test_table import found

X, Y = range(1, 15), range(2, 30, 2)


def lines(values: range, count: int, mark: str = " ") -> str:
    return "\n".join(mark.join(map(str, values[k : k + count])) for k in range(0, len(values), count))


@pytest.mark.parametrize("count", [7, 8, 10])
def test_wrapped_lines_of_x_and_of_y_are_asked_about(count: int) -> None:
    text = f"{lines(X, count)}\n{lines(Y, count)}\n"
    assert ((1, 2), (2, 4), (3, 6)) in readings(text) and len(readings(text)) > 1
    assert found(text, Layout(lines="across")) == (list(zip(X, Y, strict=True)), [])


def test_rows_that_begin_with_words_and_are_longer_than_many_may_be_columns() -> None:
    text = "mass,1,2,3,4.5\nage,5,6,7,8\nsize,9,8,7,6"
    turned, rows = read(text).readings
    assert (rows.layout.lines, turned.layout.lines) == ("rows", "across")
    assert rows.first == ((1, 2), (5, 6), (9, 8)) and turned.first == ((1, 5), (2, 6), (3, 7))
    table = read(text, turned.layout)
    assert table.names == ("mass", "age", "size") and pairs(table, 0, 2).y == (9, 8, 7, 6)
    assert read("mass,3,2\nage,5,6\nsize,9,8").readings == ()


@pytest.mark.parametrize(
    ("above", "rows"),
    [
        (",Mon,Tue,Wed,Thu", 3),
        (",1月,2月,3月,4月", 3),
        (",2021-03-01,2021-03-02,2021-03-03,2021-03-04", 3),
        (",a,b,c,d", 2),
    ],
)
def test_below_days_and_numbers_or_where_two_are_all_labelled_rows_may_be_columns(
    above: str, rows: int
) -> None:
    text = "\n".join([above, *["p,0.5,1.5,3.5,2.5", "q,5,6,7,8", "r,9,8,7,6"][:rows]])
    assert ((0.5, 5), (1.5, 6), (3.5, 7)) in readings(text) and ((0.5, 1.5), (5, 6)) in [
        each[:2] for each in readings(text)
    ]
    table = read(text, Layout(lines="across"))
    assert table.names == (above.split(",", maxsplit=1)[0], "p", "q", "r")[: rows + 1] and table.samples == 4
    assert read(text.replace(above, "who,a,b,c,d")).readings == () or rows == 2
    # Numbers above the rows may be x.
    assert ((10, 0.5), (20, 1.5), (40, 3.5)) in readings(text.replace(above, "dose,10,20,40,80"))


@pytest.mark.parametrize("above", ["name,height,weight,age", ",x,y,z"])
def test_two_rows_of_columns_that_are_called_by_somebody_are_rows(above: str) -> None:
    assert readings(f"{above}\nAnna,170,60,20\nBob,180,80,30")[1:] == []


def test_two_rows_that_are_called_x_and_y_are_those_whatever_stands_above() -> None:
    assert readings("Punkt;A;B;C;D\nx;1;2;3;4\ny;2;4;6;8")[0] == ((1, 2), (2, 4), (3, 6))


def test_names_above_the_lines_of_numbers_are_those_of_x_and_y() -> None:
    text = "x =\n\n     1     2     3\n\n\ny =\n\n     2     4     6\n"
    assert readings(text)[0] == ((1, 2), (2, 4), (3, 6))


def test_lines_that_say_their_names_are_read_without_these() -> None:
    text = f"x = {lines(X, 10)}\ny = {lines(Y, 10)}\n"
    assert found(text) == (list(zip(X, Y, strict=True)), [])
    assert found("x = 1 2 3\ny = 2 4 6", Layout(lines="across")) == ([(1, 2), (2, 4), (3, 6)], [])


@pytest.mark.parametrize("beside", ["# end", "Source: the lab", "Total,9,9,9"])
def test_what_stands_beside_a_line_of_x_and_one_of_y_hides_neither_and_is_told(beside: str) -> None:
    text = f"1,2,3\n2,4,6\n{beside}"
    assert ((1, 2), (2, 4), (3, 6)) in readings(text) and len(readings(text)) > 1
    made, skipped = found(text, Layout(lines="across"))
    assert made == [(1, 2), (2, 4), (3, 6)] and [line for line, _ in skipped] == [3]


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3 4\n2 4 6 8\n3 5 7 9\n4 6 8 1",
        "1,2,3,4,5,6,7\n2,4,6,8,1,2,3\n1,2,3,4,5,6,7\n2,4,6,8,1,2,3",
        "a b c d e f g\n" + lines(X, 7) + "\n" + lines(Y, 7),
        lines(X, 7) + "\n" + lines(Y, 7) + "\n1 2 3 4 5 6 7",
        lines(X, 10) + "\n" + lines(Y, 7),
    ],
)
def test_rows_of_a_table_are_no_lines_of_x_and_of_y(text: str) -> None:
    assert "across" not in [each.layout.lines for each in read(text).readings]

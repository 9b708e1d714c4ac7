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

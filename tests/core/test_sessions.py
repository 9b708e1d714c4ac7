"""What a session of Python or R adds to its numbers is no data; a value has the name that it was asked by."""

from __future__ import annotations

import pytest

from sgd_core import RunError
from sgd_core.sessions import plain
from sgd_core.table import read
from tests.core.test_separators import readings
from tests.core.test_table import found

FOUR = [(1, 2.1), (2, 3.9), (3, 6.2), (4, 8)]
X, Y = "array([1, 2, 3, 4])", "array([2.1, 3.9, 6.2, 8.0])"


@pytest.mark.parametrize(
    "text",
    [
        f">>> x\n{X}\n>>> y\n{Y}",
        f">>> x\r\n{X}\r\n>>> y\r\n{Y}\r\n>>> ",
        ">>> print(x)\n[1 2 3 4]\n>>> print(y)\n[2.1 3.9 6.2 8. ]\n",
        f"In [3]: x\nOut[3]: {X}\n\nIn [4]: y\nOut[4]: {Y}\n\nIn [5]: ",
        f"In [3]: x\nOut[3]: \n{X}\n\nIn [4]: y\nOut[4]: \narray([2.1, 3.9,\n       6.2, 8.0])\n",
        f"x\n{X}\ny\n{Y}\n",
        "x:\n[1 2 3 4]\n\ny:\n[2.1 3.9 6.2 8. ]",
        ">>> x = [1, 2,\n...      3, 4]\n>>> y = [2.1, 3.9, 6.2, 8.0]",
        ">>> import numpy as np\n>>> x = np.array([1, 2, 3, 4])\n"
        f">>> y = 2 * x\n>>> y[0] = 2.1\n>>> x\n{X}\n>>> y\n{Y}",
        f">>> x\n{X}\n>>> y\n{Y}\n>>> len(x)\n4\n"
        ">>> plt.plot(x, y)\n[<matplotlib.lines.Line2D object at 0x7f>]",
        "> x\n[1] 1 2 3 4\n> y\n[1] 2.1 3.9 6.2 8.0\n> ",
        "> x <- c(1, 2, 3, 4)\n> y <- c(2.1, 3.9, 6.2, 8.0)\n",
        "> x <- 1:4\n> y <- c(2.1, 3.9, 6.2, 8.0)\n> x\n[1] 1 2 3 4\n> mean(x)\n[1] 2.5\n",
        "$x\n[1] 1 2 3 4\n\n$y\n[1] 2.1 3.9\n[3] 6.2 8.0\n",
        "> x\n[1] 1 2\n[3] 3 4\n> y\n[1] 2.1 3.9 6.2\n[4] 8.0\n",
    ],
)
def test_values_that_a_session_shows_are_columns_under_their_names(text: str) -> None:
    assert set(read(text).names) == {"x", "y"}
    assert found(text) == (FOUR, [])


@pytest.mark.parametrize(
    "text",
    [
        "[1] 1 2 3 4\n[1] 2.1 3.9 6.2 8.0",
        " [1] 1 2 3\n [4] 4\n [1] 2.1 3.9\n [3] 6.2 8.0\n",
        "> x[1:4]\n[1] 1 2 3 4\n> y[1:4]\n[1] 2.1 3.9 6.2 8.0\n",
    ],
)
def test_two_vectors_of_r_are_x_and_y(text: str) -> None:
    assert read(text).names == () and found(text) == (FOUR, [])


def test_two_vectors_of_two_numbers_are_columns_or_rows_and_asked_about() -> None:
    text = "[1] 10 20\n[1] 5 6"
    rows, columns = read(text).readings
    assert (rows.first, columns.first) == (((10, 20), (5, 6)), ((10, 5), (20, 6)))
    assert found(text, rows.layout) == ([(10, 20), (5, 6)], [])
    assert found(text, columns.layout) == ([(10, 5), (20, 6)], [])


def test_nameless_arrays_are_asked_about_as_without_prompts() -> None:
    assert readings(f">>> x[:4]\n{X}\n>>> y[:4]\n{Y}") == readings(f"{X}\n{Y}") != []


def test_pairs_that_a_session_shows_are_rows() -> None:
    assert found(">>> list(zip(x, y))\n[(1, 2.1), (2, 3.9), (3, 6.2), (4, 8.0)]") == (FOUR, [])
    assert found("[1] 1.0 2.1\n[1] 2.0 3.9\n[1] 3.0 6.2\n[1] 4 8") == (FOUR, [])


@pytest.mark.parametrize(
    "text",
    [
        "[1] 1 2 3 4",
        "[1] 1 2\n[3] 3 4",
        "[1] 1 2 3 4\n[1] 2.1 3.9 6.2",
        "[1] 1 2 3\n[1] 2 4 6\n[1] 3 6 9",
        "> x\n[1] 1 2 3 4\n> 2 * x\n[1] 2 4 6 8",
        '> x\n[1] "a" "b"\n> y\n[1] "c" "d"',
        f">>> x\n{X}",
        f">>> x\n{X}\n>>> y\n{Y}\n>>> y = 2 * y",
        f">>> x\n{X}\n>>> 2 * x\n{Y}",
        ">>> x = [1, 2, 3, 4]\n>>> y = 2 * x",
        f">>> t[:4]\n{X}\n>>> u\n{Y}\n>>> v\n{Y}",
    ],
)
def test_a_session_without_two_columns_is_refused_with_what_would_be_read(text: str) -> None:
    with pytest.raises(RunError) as caught:
        read(text)
    assert [each.code for each in caught.value.complaints] == ["code"]


@pytest.mark.parametrize("text", ["1,2\n3,4", "[1] 1 2\n[2] 3 4", "[1] Smith\nx,y\n1,2", "x\n(1, 2)\n(3, 4)"])
def test_a_text_of_another_kind_stays_as_it_is(text: str) -> None:
    assert plain(text) == (text, False, False)


@pytest.mark.parametrize(
    "text",
    [
        ">>> df\n   x    y\n0  1  2.1\n1  2  3.9\n2  3  6.2\n3  4  8.0",
        '>>> df = pd.read_csv("a.csv")\n>>> print(df.head())\n'
        "   x    y\n0  1  2.1\n1  2  3.9\n2  3  6.2\n3  4  8.0",
        "> df\n  x   y\n1 1 2.1\n2 2 3.9\n3 3 6.2\n4 4 8.0",
        "> cbind(x, y)\n     x   y\n[1,] 1 2.1\n[2,] 2 3.9\n[3,] 3 6.2\n[4,] 4 8.0",
    ],
)
def test_a_table_that_a_session_prints_is_read_without_what_was_typed(text: str) -> None:
    table = read(text)
    assert table.names == ("", "x", "y") and not table.above and found(text) == (FOUR, [])


def test_lines_keep_their_numbers() -> None:
    assert [row.line for row in read("> x\n[1] 1 2\n[3] 3 4\n> y\n[1] 2 4 6 8\n").rows] == [2, 2, 3, 3]
    text = f">>> x\n{X}\n>>> y\n{Y}"
    assert plain(text).text.count("\n") == text.count("\n")

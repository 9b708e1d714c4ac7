"""What is too much is not read to its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sgd_core import RunError, brackets, several, table
from sgd_core.limits import MAX_FILE, MAX_SAMPLES
from sgd_core.separators import Layout
from tests.effort import some


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[int]:
    """How many each call of a function that gives one thing after the other has given."""
    made = getattr(module, name)
    given: list[int] = []

    def count(*args: Any) -> Iterator[Any]:
        given.append(0)
        for each in made(*args):
            given[-1] += 1
            yield each

    monkeypatch.setattr(module, name, count)
    return given


@pytest.mark.parametrize(
    ("begin", "piece", "rows"),
    some(
        [
            ("", "[1,2],", 166_666),
            ("[", "[1, 2],\n", 124_999),
            ("", "(1, 2)\n", 142_857),
            ("x = [", "[1],", 249_998),
            ("[", '{"x":1,"y":2},', 71_428),
            ("x = [", "1\n", 499_997),
            ("x = [", "1 2;", 249_998),
        ]
    ),
)
def test_code_of_too_many_rows_is_refused_with_how_many_it_holds_before_most_of_it_is_read(
    monkeypatch: pytest.MonkeyPatch, begin: str, piece: str, rows: int
) -> None:
    given = counted(monkeypatch, brackets, "_tokens")
    with pytest.raises(RunError, match="rows or pairs; allowed: at most 10000") as error:
        table.read(begin + piece * ((MAX_FILE - len(begin)) // len(piece)))
    (wrong,) = error.value.complaints
    assert wrong.code == "too_many_rows" and abs(int(wrong.facts["given"]) - rows) < 5
    assert given == [given[0]] and given[0] < 12 * 5 * MAX_SAMPLES


def test_numbers_in_a_row_are_read_as_one_piece_of_code(monkeypatch: pytest.MonkeyPatch) -> None:
    given = counted(monkeypatch, brackets, "_tokens")
    found = table.read("x = [" + "1.5, " * 9999 + "2]\ny = [" + "2.5,\n" * 9999 + "4]")
    assert len(found.rows) == MAX_SAMPLES and found.rows[-1].cells == ("2", "4") and given[0] < 20


@pytest.mark.parametrize("piece", some(["1,2 ", "1 2 ", "1,2;", "1:2 "]))
def test_no_more_pairs_are_made_of_a_line_than_may_be_used(
    monkeypatch: pytest.MonkeyPatch, piece: str
) -> None:
    given = counted(monkeypatch, several, "_pieces")
    with pytest.raises(RunError):
        table.read(piece * (5 * MAX_SAMPLES))
    assert given and max(given) <= MAX_SAMPLES + 2


def test_more_lines_than_rows_may_be_are_not_weighed_but_where_cells_may_take_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table, "weighed", None)
    with pytest.raises(RunError, match="holds 20001 rows"):
        table.read("1,2\n" * 20_001)
    monkeypatch.undo()
    quoted = '1,"2\n\n\n.\n"\n' * 9000
    assert len(table.read(quoted).rows) == 9000


def test_so_many_pairs_on_lines_as_may_be_used_are_read() -> None:
    text = "\n".join(" ".join(f"{k} {k % 7}" for k in range(m, m + 100)) for m in range(0, MAX_SAMPLES, 100))
    assert len(table.read(text, Layout(lines="pairs")).rows) == MAX_SAMPLES
    with pytest.raises(RunError):
        table.read(text + "\n1 2 3 4", Layout(lines="pairs"))

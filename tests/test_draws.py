"""Property tests draw the same examples wherever and after whatever they run."""

import importlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def drawn() -> list[int]:
    """The numbers that a property test is tried on."""
    found: list[int] = []

    @settings(max_examples=200)
    @given(st.integers())
    def draw(number: int) -> None:
        found.append(number)

    draw()
    return found


def test_what_is_drawn_hangs_on_no_module_that_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = drawn()
    numbers = "".join(f"NUMBER_{k} = {10**7 + k}\n" for k in range(100))
    (tmp_path / "numbers_of_the_house.py").write_text(numbers)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("numbers_of_the_house")
    assert drawn() == before

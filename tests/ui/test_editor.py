"""The table that is edited: what stands in it, what is done to it, and what of it is used."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from sgd_core.limits import MAX_SAMPLES
from sgd_ui.pages.your_data import editor
from sgd_ui.words.catalogue import words_in
from tests.wire import Visitor

TABLE, PASTE = (
    {lang: {"data": [f":material/{icon}: {words_in(lang)[f'intake.{way}']}"]} for lang in ("en", "zh")}
    for icon, way in (("table", "table"), ("content_paste", "paste"))
)
AWAITED = "fingerprint=5-0123456789abcdef"


@pytest.fixture
def visitor(request: pytest.FixtureRequest, address: str) -> Iterator[Visitor]:
    with Visitor(address, "your_data", f"lang=en&{request.param}") as opened:
        yield opened.set("intake.way", string_array_value=TABLE["en"])


def edits(edited: Any = None, added: Any = (), deleted: Any = ()) -> str:
    rows = {"edited_rows": edited or {}, "added_rows": list(added), "deleted_rows": list(deleted)}
    return json.dumps(rows)


def key(visitor: Visitor) -> str:
    return visitor.key_of("intake.table.")


def rows(visitor: Visitor) -> list[tuple[Any, Any]]:
    table = visitor.table(key(visitor))
    return list(zip(table["x"], table["y"], strict=True))


def used(visitor: Visitor) -> tuple[str, str]:
    """The numbers that are run."""
    assert not visitor.errors
    return visitor.stage["query"]["x"], visitor.stage["query"]["y"]


def come_back(visitor: Visitor) -> Visitor:
    """To the table, from another way in."""
    visitor.set("intake.way", string_array_value=PASTE["en"])
    return visitor.set("intake.way", string_array_value=TABLE["en"])


def test_edits_of_a_table_are_kept_as_they_were_made() -> None:
    edited = {
        "edited_rows": {0: {"x": "99"}, "2": {"y": None}},
        "added_rows": [{"x": "7"}, {}],
        "deleted_rows": [1],
    }
    before = [("1", "2"), ("3", "4"), ("5", "6")]
    assert editor.with_edits(before, edited) == (("99", "2"), ("5", None), ("7", None), (None, None))


@pytest.mark.parametrize("visitor", ["x=1,2&y=2,4"], indirect=True)
def test_rows_that_cannot_be_read_stay_marked_until_they_are_deleted(visitor: Visitor) -> None:
    assert rows(visitor) == [("1", "2"), ("2", "4")]
    added = [{"x": "4"}, {}, {"x": "=1", "y": "7"}, {"x": "１", "y": " 6 "}]
    visitor.set(key(visitor), string_value=edits({0: {"x": "99"}, 1: {"y": None}}, added))
    assert used(visitor) == ("1,2", "2,4")
    assert used(visitor.press("intake.edit")) == ("99,1", "2,6")
    left = [("99", "2"), ("2", None), ("4", None), (None, None), ("=1", "7"), ("１", " 6 ")]
    assert rows(visitor) == left and visitor.alerts == [] and not visitor.stage["goto"]["reveal"]
    why = visitor.table(key(visitor))["why"]
    assert why[4] == "x is a formula; allowed: the number that it stands for"
    assert [bool(each) for each in why] == [False, True, True, False, True, False]
    assert rows(come_back(visitor)) == left and visitor.table(key(visitor))["why"] == why
    visitor.set(key(visitor), string_value=edits({1: {"y": "5"}}, deleted=[2, 4])).press("intake.edit")
    assert used(visitor) == ("99,2,1", "2,5,6") and visitor.stage["goto"]["reveal"]
    assert rows(visitor) == [("99", "2"), ("2", "5"), ("1", "6")] and "why" not in visitor.table(key(visitor))


@pytest.mark.parametrize("visitor", ["x=1,2&y=2,4"], indirect=True)
def test_a_table_without_a_pair_is_refused_and_stays_marked(visitor: Visitor) -> None:
    visitor.set(key(visitor), string_value=edits({0: {"x": "?"}, 1: {"y": "1,234"}})).press("intake.edit")
    assert any("has no row with a number" in each for each in visitor.alerts)
    assert used(visitor) == ("1,2", "2,4") and rows(visitor) == [("?", "2"), ("2", "1,234")]
    why = visitor.table(key(visitor))["why"]
    assert why[1] == "y can be 1234 or 1.2340; allowed: the one that is meant, written so"
    visitor.set(key(visitor), string_value=edits({1: {"y": "1,2340"}})).press("intake.edit")
    assert used(visitor) == ("2", "1.234")


@pytest.mark.parametrize("visitor", ["x=1.234,2,3&y=2,4,6"], indirect=True)
def test_a_range_of_decimal_commas_is_read_beside_numbers_with_points(visitor: Visitor) -> None:
    pasted = {1: {"x": "3,5", "y": "20"}, 2: {"x": "5,0", "y": "1.000"}}
    visitor.set(key(visitor), string_value=edits(pasted, [{"x": "7", "y": "4 100"}])).press("intake.edit")
    assert used(visitor) == ("1.234,3.5,5,7", "2,20,1000,4100")


@pytest.mark.parametrize("visitor", ["x=1,2&y=2,4"], indirect=True)
@pytest.mark.parametrize("first", ["edit", "press"])
def test_the_cell_that_a_press_closes_is_used(visitor: Visitor, first: str) -> None:
    edit = WidgetState(id=visitor.id_of(key(visitor)), string_value=edits({1: {"y": "7.5"}}))
    press = WidgetState(id=visitor.id_of("intake.edit"), trigger_value=True)
    visitor.say(*((edit, press) if first == "edit" else (press, edit)))
    assert used(visitor) == ("1,2", "2,7.5")


@pytest.mark.parametrize("visitor", [AWAITED], indirect=True)
def test_no_example_passes_for_the_numbers_that_a_link_waits_for(visitor: Visitor) -> None:
    assert rows(visitor) == [] and not visitor.errors
    assert any("has no row with a number" in each for each in visitor.press("intake.edit").alerts)
    visitor.set(key(visitor), string_value=edits(added=[{"x": "1", "y": "3"}, {"x": "2", "y": "5"}]))
    assert used(visitor.press("intake.edit")) == ("1,2", "3,5")


@pytest.mark.parametrize("visitor", ["x=1,2,3&y=2,4,6"], indirect=True)
def test_a_table_whose_rows_are_all_deleted_can_be_come_back_to_and_filled(visitor: Visitor) -> None:
    visitor.set(key(visitor), string_value=edits(deleted=[0, 1, 2]))
    assert used(come_back(visitor)) == ("1,2,3", "2,4,6") and rows(visitor) == []
    visitor.set("lang", string_array_value={"data": ["中文"]})
    assert rows(visitor) == [] and not visitor.errors
    visitor.set(key(visitor), string_value=edits(added=[{"x": "8", "y": "9"}]))
    assert used(visitor.press("intake.edit")) == ("8", "9")


@pytest.mark.parametrize("visitor", ["x=1,2,3&y=2,4,6"], indirect=True)
def test_edits_outlive_another_way_in(visitor: Visitor) -> None:
    visitor.set(key(visitor), string_value=edits({0: {"x": "7"}}, [{"x": "8"}], [2]))
    assert rows(come_back(visitor)) == [("7", "2"), ("2", "4"), ("8", None)]
    assert used(visitor.press("intake.edit")) == ("7,2", "2,4")


@pytest.mark.parametrize("visitor", ["x=1&y=2"], indirect=True)
@pytest.mark.parametrize("count", [150, MAX_SAMPLES - 1])
def test_rows_that_are_pasted_at_once_become_rows_of_the_table(visitor: Visitor, count: int) -> None:
    pasted = [{"x": str(k), "y": "1"} for k in range(2, count + 2)]
    visitor.set(key(visitor), string_value=edits(added=pasted))
    assert len(rows(visitor)) == count + 1 and rows(visitor)[-1] == (str(count + 1), "1")
    visitor.set(key(visitor), string_value=edits({0: {"x": "0"}}, deleted=[1]))
    visitor.press("intake.edit")
    assert visitor.stage["samples"] == count and visitor.alerts == []


@pytest.mark.parametrize("visitor", ["x=1&y=2"], indirect=True)
def test_more_rows_than_can_be_run_are_answered_in_words_and_stay(visitor: Visitor) -> None:
    pasted = [{"x": str(k), "y": "1"} for k in range(MAX_SAMPLES + 50)]
    visitor.set(key(visitor), string_value=edits(added=pasted)).press("intake.edit")
    assert any("at most 10,000" in each for each in visitor.alerts)
    assert used(visitor) == ("1", "2") and len(rows(visitor)) == MAX_SAMPLES + 51
    visitor.set(key(visitor), string_value=edits(deleted=list(range(60)))).press("intake.edit")
    assert visitor.stage["samples"] == MAX_SAMPLES - 9 and visitor.alerts == []


@pytest.mark.parametrize("visitor", ["x=1,2,3&y=2,4,6"], indirect=True)
def test_an_edit_of_a_table_that_is_no_longer_there_changes_nothing(visitor: Visitor) -> None:
    stale = WidgetState(id=visitor.id_of(key(visitor)), string_value=edits({2: {"x": "9"}}, deleted=[0]))
    visitor.set(key(visitor), string_value=edits(deleted=[1, 2])).press("intake.edit")
    before = rows(visitor)
    assert used(visitor.say(stale)) == ("1", "2") and rows(visitor) == before == [("1", "2")]
    assert used(visitor.press("intake.edit")) == ("1", "2")

"""How fast a run plays, when it settles, how views change: functions of the browser, on a bare page."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import engines

pytestmark = pytest.mark.browser

#: A picture every hundredth of a second, a little longer than any run of a tempo of the stage's own lasts.
PICTURES = 2050


@pytest.fixture(scope="module")
def clocks(browser: Browser) -> Iterator[Page]:
    page = engines.opened_with(browser, "tempo", "tempo")
    yield page
    page.close()


@pytest.fixture(scope="module")
def settling(browser: Browser) -> Iterator[Page]:
    page = engines.opened_with(browser, "settled", "settledRow")
    yield page
    page.close()


@pytest.fixture(scope="module")
def views(browser: Browser) -> Iterator[Page]:
    page = engines.opened_with(browser, "views", "asHeld, grown, onTheWay")
    yield page
    page.close()


def film(page: Page, speed: str, pictures: int = PICTURES, **course: Any) -> list[dict[str, Any]]:
    """What is played in hundredths of a second."""
    usual = {"from": 0, "ticks": 300, "leap": 3, "single": True, "left": None}
    # As text, which is read many times as fast as thousands of objects.
    text = page.evaluate(
        """([speed, course, pictures]) => {
          const at = page.tempo(speed, course);
          return JSON.stringify(Array.from({ length: pictures }, (_, k) => at(k / 100)));
        }""",
        [speed, usual | course, pictures],
    )
    shown: list[dict[str, Any]] = json.loads(text)
    return shown


def ticks(shown: list[dict[str, Any]]) -> list[int]:
    return [each["tick"] for each in shown]


@pytest.mark.parametrize("count", [1, 2, 5, 12, 300, 10_000, 1_000_000])
@pytest.mark.parametrize("single", [True, False])
def test_a_run_of_any_length_ends_within_twenty_seconds(clocks: Page, count: int, single: bool) -> None:
    shown = film(clocks, "auto", ticks=count, single=single)
    assert shown[2000]["over"]
    assert shown[2000]["tick"] == count
    assert all(one <= other for one, other in itertools.pairwise(ticks(shown)))


def test_the_first_epoch_is_told_stage_by_stage_and_each_update_quicker(clocks: Page) -> None:
    shown = film(clocks, "auto")
    told = [(each["tick"], each["phase"]) for each in shown if each["phase"]]
    stages = [key for key, _ in itertools.groupby(told)]
    assert stages == [(k + (phase >= 4), phase) for k in range(3) for phase in range(1, 6)]
    lasts = [sum(tick - (phase >= 4) == k for tick, phase in told if phase < 5) for k in range(3)]
    assert lasts[0] > lasts[1] > lasts[2]
    # What has come of the epoch stands for a while.
    assert told.count((3, 5)) > 200 > told.count((2, 5))
    assert all(each["tick"] >= 3 for each in shown if not each["phase"])


def test_of_a_long_epoch_eight_updates_are_told(clocks: Page) -> None:
    shown = film(clocks, "auto", ticks=20_000, leap=200)
    assert max(each["tick"] for each in shown if each["phase"]) == 8


def test_it_never_slows_down_and_hurries_no_more_than_it_must(clocks: Page) -> None:
    lengths = [each["length"] for each in film(clocks, "auto") if not each["over"]]
    assert all(one >= other - 1e-9 for one, other in itertools.pairwise(lengths))
    few = film(clocks, "auto", ticks=9)
    assert {round(each["length"], 9) for each in few if not each["phase"]} == {0.7}


def test_an_update_moves_once_from_its_cause_to_its_end(clocks: Page) -> None:
    for speed in ("auto", "slow", "2"):
        moving = [each for each in film(clocks, speed) if each["length"] > 0.1]
        for _, group in itertools.groupby(moving, key=lambda each: each["tick"]):
            way = [each["fraction"] for each in group]
            moved = [share for share in way if share < 1]
            assert moved == sorted(moved)
    assert any(0 < each["fraction"] < 1 for each in film(clocks, "2"))


def test_other_speeds_are_even(clocks: Page) -> None:
    for speed, count, seconds in (("2", 20, 10), ("10", 60, 6), ("whole5", 300, 5), ("whole20", 300, 20)):
        shown = film(clocks, speed, ticks=count)
        assert [each["phase"] for each in shown] == [0] * PICTURES
        for k in range(0, seconds * 100, 50):
            assert abs(shown[k]["tick"] - (k / 100 * count / seconds + 1)) <= 1
        assert shown[seconds * 100 + 1]["tick"] == count
    assert not film(clocks, "slow")[-1]["over"]
    assert {each["phase"] for each in film(clocks, "slow")} == {1, 2, 3, 4, 5}


def test_what_is_left_of_a_settled_run_is_played_evenly_in_what_is_left_of_the_time(clocks: Page) -> None:
    shown = film(clocks, "auto", **{"from": 60, "left": 8})
    lengths = {round(each["length"], 9) for each in shown if not each["over"]}
    assert lengths == {round(8 / 240, 9)}
    assert shown[805]["over"]


def settled_row(page: Page, *places: list[float]) -> int | None:
    found: int | None = page.evaluate(
        "all => page.settledRow(all[0].length, all.map((each) => (row) => each[row]))", list(places)
    )
    return found


def test_a_run_settles_where_every_later_picture_lies_within_a_pixel(settling: Page) -> None:
    falling = [100 * 0.5**k for k in range(60)]
    assert settled_row(settling, falling) == 7
    slower = [100 * 0.8**k for k in range(60)]
    assert settled_row(settling, falling, slower) == 21
    assert settled_row(settling, [5.0] * 60) == 0
    assert settled_row(settling, [k / 10 for k in range(60)]) == 49


def test_a_run_that_swings_or_leaves_all_numbers_does_not_settle(settling: Page) -> None:
    noisy = [3.0 * (k % 2) for k in range(60)]
    assert settled_row(settling, noisy) == 59
    assert settled_row(settling, [1.0] * 59 + [float("nan")]) is None


def layout(x: list[float], y: list[float]) -> dict[str, Any]:
    return {"xaxis": {"range": x}, "yaxis": {"range": y}}


def ranges(page: Page, call: str, *given: Any) -> list[list[float]]:
    found: list[list[float]] = page.evaluate(
        f"given => {{ const {{ xaxis, yaxis }} = page.{call}; return [xaxis.range, yaxis.range]; }}", [*given]
    )
    return found


def test_after_a_hand_each_axis_stays_that_still_holds_its_numbers(views: Page) -> None:
    kept, call = {"type": "linear", "x": [0, 2], "y": [0, 8]}, "asHeld(...given.slice(0, 3), () => given[3])"
    assert ranges(views, call, layout([0, 3], [0, 2]), kept, True, [[1, 1]]) == [[0, 2], [0, 8]]
    # What is watched has left one of them.
    assert ranges(views, call, layout([0, 3], [0, 2]), kept, True, [[2.5, 1]]) == [[0, 3], [0, 8]]
    # One of them would show a hundred times too much.
    assert ranges(views, call, layout([0, 3], [0, 0.08]), kept, True, [[1, 0.1]]) == [[0, 2], [0, 0.08]]
    # Where no hand was, nothing is cut off.
    assert ranges(views, call, layout([0, 3], [0, 7]), kept, False, []) == [[0, 3], [0, 8]]


def test_what_a_hand_leads_out_of_a_view_makes_it_as_much_wider_as_that_needs(views: Page) -> None:
    call = "grown(...given)"
    kept = {"type": "linear", "x": [1, 2], "y": [-2, 8]}

    def reached(*points: list[float]) -> list[list[float]]:
        found: dict[str, list[float]] = views.evaluate(f"given => page.{call}", [kept, points])
        return [found["x"], found["y"]]

    assert reached([1.5, 4]) == [[1, 2], [-2, 8]]
    (left, right), (low, high) = reached([0.8, 10])
    assert left < 0.8 and right == 2
    # It is seen to stand higher than anything did, and 0 stays where it was.
    assert 10 / high > 0.85 and high / low == pytest.approx(8 / -2)
    # Too far away.
    assert reached([1.5, 80]) == [[1, 2], [-2, 8]]


def test_a_view_changes_by_the_same_factor_with_every_share_of_its_way(views: Page) -> None:
    start, end = {"type": "linear", "x": [0, 2], "y": [-2, 8]}, layout([1, 3], [-0.02, 0.08])
    way = [ranges(views, "onTheWay(...given)", end, start, k / 4) for k in range(5)]
    assert way[0] == [start["x"], start["y"]] and way[4] == [[1, 3], [-0.02, 0.08]]
    heights = [high - low for _, (low, high) in way]
    assert [b / a for a, b in itertools.pairwise(heights)] == pytest.approx([heights[1] / heights[0]] * 4)

"""The track of the learning rate."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from sgd_core import Run
from sgd_ui.runs.rungs import bands
from sgd_ui.stage.ladder import ladder
from sgd_ui.words.catalogue import LANGUAGES, words_in

EN = words_in("en")
RUNS: list[dict[str, Any]] = [
    {},
    {"sampling": "with-replacement"},
    {"batch": "all"},
    {"data": "noisy-20"},
    {"data": "noisy-200"},
    {"problem": "line"},
    {"problem": "logistic"},
    {"problem": "logistic", "batch": "all"},
    {"optimizer": "adam"},
    {"x": (1e-120,), "y": (1.0,)},
    {"x": (1e120, 2e120), "y": (1.0, 1.0)},
]


@pytest.mark.parametrize("values", RUNS, ids=str)
def test_a_track_is_linear_from_0_where_limits_are_known_and_logarithmic_where_none_is(
    values: dict[str, Any],
) -> None:
    run = Run(**values)
    found = ladder(run, EN)
    assert found["log"] == (not bands(run)) == (not found["bands"])
    low, high = found["span"]
    assert (low > 0) == found["log"]
    assert low == found["narrow"][0] < found["narrow"][1] <= high


@pytest.mark.parametrize("values", RUNS, ids=str)
def test_limits_that_can_be_pressed_lie_on_the_track_apart_from_one_another(values: dict[str, Any]) -> None:
    found = ladder(Run(**values), EN)
    low, high = found["span"]
    rates = [rung["rate"] for rung in found["rungs"]]
    assert rates and low <= rates[0] and rates[-1] <= high
    if not found["log"]:
        assert all(after - before >= 0.01 * high for before, after in pairwise(rates))
        assert set(rates) <= {band.low for band in bands(Run(**values))}


def test_the_islands_of_the_notes_run_are_on_its_track_and_not_on_a_narrow_one() -> None:
    found = ladder(Run(), EN)
    ends = [band.low for band in bands(Run())]
    assert found["narrow"][1] == pytest.approx(1.3 * ends[2])
    assert found["span"][1] == pytest.approx(1.3 * ends[4])
    assert [rung["text"] for rung in found["rungs"]] == ["0.111", "0.204", "0.477", "0.519"]
    # What comes nearer again above rates that fly apart says so.
    assert [band["kind"] for band in found["bands"]] == ["step", "epoch", "apart", "again", "apart"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_band_has_a_name_and_says_what_holds_there(lang: str) -> None:
    told = words_in(lang).table("ladder")
    kinds = {band.kind for values in RUNS for band in bands(Run(**values))}
    kinds |= {"mean", "grows", "epoch", "again", "settle", "restless", "throws"}
    for kind in kinds:
        assert told[kind] and told[f"{kind}_about"]
    assert set(told) == {"caption", "handle", "go"} | kinds | {f"{kind}_about" for kind in kinds}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_handle_has_not_the_name_of_the_field(lang: str) -> None:
    words = words_in(lang)
    assert words["ladder.handle"] != words["name.lr"]
    assert "Learning rate" not in words["ladder.handle"]

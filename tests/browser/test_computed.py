"""What the browser computes at a moment is what the core's own functions come to, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from sgd_core import Run, trace
from sgd_core.arithmetic import mean
from sgd_core.tree import named
from sgd_ui.drawing import marks
from sgd_ui.drawing.marks import X, Y
from sgd_ui.frame.modules import joined
from tests.browser.stage import Open, data, follows, traces
from tests.effort import some

pytestmark = pytest.mark.browser

BROWSER = Path(__file__).parents[2] / "sgd_ui" / "stage" / "browser"
COMPUTING = (
    "([meta, columns, here, moment]) => {"
    f"{joined(BROWSER, 'computed')}"
    "return new Computing(columns).values(meta, here, moment); }"
)


@pytest.fixture(scope="module")
def empty(browser: Browser) -> Iterator[Page]:
    """A page that holds nothing."""
    page = browser.new_page()
    yield page
    page.close()


def computed(page: Page, mark: marks.Mark, pulling: dict[str, Any] | None = None, phase: int = 0) -> Any:
    """What a mark comes to where w is 2, for the samples (1, 4), (2, 7) and (3, 1)."""
    columns = {"x": [1.0, 2.0, 3.0], "y": [4.0, 7.0, 1.0]}
    here = {"place": {"w": 2.0}, "now": {"w": 2.0, "mean_loss": 8.0}, "pulling": pulling}
    return page.evaluate(COMPUTING, [mark["meta"], columns, here, {"phase": phase}])


@pytest.mark.parametrize("run", some([Run(problem="line"), Run()]), ids=repr)
def test_pulls_are_minus_the_gradients_and_their_mean_is_taken_over_all_samples(
    open_page: Open, run: Run
) -> None:
    page = open_page(f"gd_vs_sgd?problem={run.problem}&at=30")
    w = tuple(float(number) for number in data(page)["w"].split(";")[-1].split(","))
    pulls = [[-part for part in run.model.gradient(w, x, y)] for x, y in zip(*run.points, strict=True)]
    heads = follows(traces(page, "pulls"), "head")
    axes = "xy"[: len(w)]
    tips = {
        i: [head[axis][k] for axis in axes] for head in heads[:-1] for k, i in enumerate(head["meta"]["each"])
    }
    assert [tips[i] for i in range(run.samples)] == pulls
    assert heads[-1]["meta"]["mean"]
    assert [heads[-1][axis] for axis in axes] == [[mean(part)] for part in zip(*pulls, strict=True)]


def test_a_batch_has_the_mean_of_the_losses_of_its_samples(open_page: Open) -> None:
    run = Run(data="noisy-20", batch=3)
    page = open_page("?data=noisy-20&batch=3&at=12")
    (own,) = follows(traces(page, "cost"), "curve", wears="line")
    picked = [[column[i] for i in trace(run).samples(11)] for column in run.points]
    losses = [mean(run.model.loss((g,), x, y) for x, y in zip(*picked, strict=True)) for g in own["x"]]
    assert own["y"] == losses and len(losses) > 30


def test_a_mark_is_computed_once_or_for_each_of_its_samples_or_as_their_mean(empty: Page) -> None:
    at = (named("w") * X, Y)
    each = [[2.0, 4.0], [4.0, 7.0], [6.0, 1.0]]
    assert computed(empty, marks.spot((named("w"), named("mean_loss")), {})) == [[2.0, 8.0]]
    assert computed(empty, marks.spot((named("i"), X), {}, each=[2, 0])) == [[2.0, 3.0], [0.0, 1.0]]
    assert computed(empty, marks.spot(at, {}, each="all")) == each
    assert computed(empty, marks.spot(at, {}, each="all", mean=True)) == [[4.0, 4.0]]
    assert computed(empty, marks.spot(at, {}, each=True), {"samples": [1, 2]}) == each[1:]
    assert computed(empty, marks.line((X, Y), at, {}, each=[0])) == [[1.0, 4.0, 2.0, 4.0]]


def test_what_pulls_is_seen_from_its_stage_on_and_the_model_where_it_still_is(empty: Page) -> None:
    rope = marks.spot((named("w") * X, named("w_before")), {}, each=True, pulling=True, begins=2)
    # The update to come knows where w will be.
    coming = {"w": 9.0, "w_before": 2.0, "samples": [1]}
    assert [computed(empty, rope, coming, phase) for phase in (0, 1, 2, 3)] == [
        [[4.0, 2.0]], [], [[4.0, 2.0]], [[4.0, 2.0]]
    ]  # fmt: skip
    assert computed(empty, rope) == []
    assert computed(empty, rope, coming | {"samples": None}) == []
    assert computed(empty, marks.spot((named("w_before"), 1.0), {}, pulling=True), coming) == [[2.0, 1.0]]

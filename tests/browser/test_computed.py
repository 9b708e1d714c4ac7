"""What the browser computes at a moment is what the core's own functions come to, to the last bit."""

from __future__ import annotations

import pytest

from sgd_core import Run, trace
from sgd_core.arithmetic import mean
from tests.browser.stage import Open, data, follows, traces

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("run", [Run(), Run(problem="line")], ids=repr)
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
    (own,) = follows(traces(page, "cost"), "curve")
    picked = [[column[i] for i in trace(run).samples(11)] for column in run.points]
    losses = [mean(run.model.loss((g,), x, y) for x, y in zip(*picked, strict=True)) for g in own["x"]]
    assert own["y"] == losses and len(losses) > 30

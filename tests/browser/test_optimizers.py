"""Journeys over the race of the optimizers, the numbers on screen checked against the core."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import expect

from sgd_core import Run, trace
from sgd_core.link import params_of
from sgd_ui.pages.optimizers import findings
from tests.browser.stage import Open, box, data, part, query, scrub, wait_update
from tests.browser.test_pages import STAGE, standings, ws

pytestmark = pytest.mark.browser

OFFSET = Run(problem="line", data="offset", epochs=12, lr=0.03)
WORDS = ("sgd", "momentum", "adam", "averaged")


def test_a_race_is_the_cores_at_one_rate_and_at_the_best_of_each_sweep(open_page: Open) -> None:
    page = open_page("optimizers?problem=line&data=offset&epochs=12&lr=0.03&d.optimizer=averaged&at=5")
    runs = [trace(OFFSET.replaced(optimizer=word)) for word in WORDS]
    best = OFFSET.model.best(*OFFSET.points)
    assert page.locator(f"{STAGE} .js-plotly-plot").count() == 3
    assert box(part(page, "play"))["y"] < 768 - 20
    expect(page.locator("[data-chart=paths] .contourlayer path").nth(3)).to_be_attached()
    expect(page.locator("[data-chart=moves] .shapelayer path")).to_have_count(16)
    for update in (5, 0, 96):
        scrub(page, update)
        rows = [findings.shown(columns).parameters[update].tolist() for columns in runs]
        assert ws(page) == rows
        for row, line in zip(rows, standings(page), strict=True):
            assert line[3] == f"{update} / 96"
            assert float(line[1].replace("−", "-")) == pytest.approx(math.dist(row, best), rel=2e-3)
    assert params_of(query(page))["at"] == "96"
    page.locator("[data-toggle=scale]").select_option("linear")
    page.get_by_role("button", name="Give each the best rate of its sweep").click()
    expect(page).to_have_url(re.compile("rates=own"))
    expect(part(page, "standings")).to_contain_text("(rate")
    lrs = findings.rates(OFFSET, [OFFSET.lr])
    sweeps = [findings.sweep(OFFSET.replaced(optimizer=word), lrs) for word in WORDS]
    chosen = [
        OFFSET.replaced(optimizer=word, lr=found.best.lr) for word, found in zip(WORDS, sweeps, strict=True)
    ]
    wait_update(page, 96)
    assert ws(page) == [findings.shown(trace(run)).parameters[-1].tolist() for run in chosen]
    assert params_of(query(page))["scale"] == "linear"
    part(page, "start").click()
    wait_update(page, 0)
    part(page, "play").click()
    page.wait_for_selector(f"{STAGE}[data-state=playing]")
    part(page, "end").click()
    wait_update(page, 96)


def test_six_race_on_a_phone_in_chinese_with_a_saddle_between_two_minima(open_page: Open) -> None:
    link = (
        "problem=autoencoder&data=mirrored&w0=0.001,1&epochs=40&batch=all"
        "&d.optimizer=adagrad&e.optimizer=rmsprop&f.optimizer=nesterov&b.lr=0.02&at=30"
    )
    page = open_page(f"optimizers?{link}", size=(360, 800), locale="zh-CN", scheme="dark")
    run = Run(problem="autoencoder", w0=[0.001, 1.0], epochs=40, batch="all")
    words = ("sgd", "momentum", "adam", "adagrad", "rmsprop", "nesterov")
    rates = {"momentum": 0.02}
    expected = [
        trace(run.replaced(optimizer=w, lr=rates.get(w, 0.01))).parameters[30].tolist() for w in words
    ]
    assert ws(page) == expected
    shown = params_of(query(page))
    assert shown == params_of(link) | {"w0": "0.001,1"}
    near = min(math.dist(expected[4], minimum) for minimum in ((1, 0), (-1, 0)))
    assert float(standings(page)[4][1]) == pytest.approx(near, rel=2e-3)
    expect(page.locator(".stMain")).to_contain_text("最后一轮平均损失最低的是")
    charts = [box(page.locator(".sw-chart").nth(i)) for i in range(3)]
    assert len({round(chart["x"]) for chart in charts}) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".stMain").evaluate("main => main.scrollWidth") <= 360
    assert re.search("[一-鿿]", data(page) and page.locator("h1").inner_text())

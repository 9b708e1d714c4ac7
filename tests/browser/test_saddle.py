"""A journey over the page of the saddle, the numbers on screen checked against the core."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run, trace
from sgd_core.link import params_of
from sgd_ui.pages.saddle import findings, saddles, view
from tests.browser.stage import STAGE, Open, box, data, hurry, part, query, rest, scrub

pytestmark = pytest.mark.browser


def ws(page: Page) -> list[list[float]]:
    """The parameters of each run on the stage."""
    return [[float(w) for w in run.split(",")] for run in data(page)["w"].split(";")]


def test_from_the_walk_over_the_counter_example_to_the_question(open_page: Open) -> None:
    page = open_page("saddle?speed=whole5")
    main = page.locator(".stMain")
    assert page.locator(f"{STAGE} .js-plotly-plot").count() == 3
    assert box(part(page, "play"))["y"] < 768 - 20
    hurry(page)
    part(page, "play").click()
    page.wait_for_selector(f"{STAGE}[data-state=ended]")
    runs = findings.contestants(view.PAGE.opening)
    assert ws(page) == [trace(run).parameters[-1].tolist() for run in runs.values()]
    assert params_of(query(page))["at"] == "200"
    saddle = findings.saddle_of(view.PAGE.opening)
    passed = saddles.stay(trace(view.PAGE.opening), saddle, 0.5).passed
    expect(main).to_contain_text(f"passes 0.5 at update {passed}; full batch: |wᵀv₁| is exactly 0")
    # At the saddle the pulls that are drawn lie along the way out.
    page.get_by_role("button", name="Start at the saddle").click()
    expect(page).to_have_url(re.compile(r"problem=autoencoder(&lang=\w+)?$"))
    rest(page)
    lines = page.locator(f"{STAGE} .js-plotly-plot").first.evaluate(
        "plot => plot.data.filter(trace => trace.meta?.each && trace.mode === 'lines')"
        ".map(trace => [Array.from(trace.x), Array.from(trace.y)])"
    )
    ends = [(x[:2], y[:2]) for x, y in lines]
    assert [height for _, y in ends for height in y] == pytest.approx([1.0] * 4)
    assert [x[0] for x, _ in ends] == [0.0, 0.0] and ends[0][0][1] == -ends[1][0][1] > 0.1
    page.get_by_role("button", name="The counter-example").click()
    deep = findings.contestants(Run(problem="deep"))
    expect(part(page, "standings").locator("tbody tr")).to_have_count(len(deep))
    rest(page)
    scrub(page, 230)
    assert ws(page) == [trace(run).parameters[230].tolist() for run in deep.values()]
    page.get_by_text("only the nudged run", exact=True).click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("Right.")
    page.get_by_role("button", name="Run it and see").click()
    expect(page).to_have_url(re.compile("y=2.2,3.6,6.6"))
    expect(main).to_contain_text("started a rounding error away, they get out")


def test_a_phone_gets_one_column_and_the_surface_in_chinese(open_page: Open) -> None:
    page = open_page("saddle?seeds=20", size=(360, 800), locale="zh-CN", scheme="dark")
    charts = [box(page.locator(".sw-chart").nth(i)) for i in range(3)]
    assert len({round(chart["x"]) for chart in charts}) == 1
    page.get_by_role("button", name="显示三维曲面").click()
    expect(page).to_have_url(re.compile("surface=yes"))
    expect(page.locator(".stMain")).to_contain_text("拖动可以转动它")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".stMain").evaluate("main => main.scrollWidth") <= 360

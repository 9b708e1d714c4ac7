"""Journeys over the further pages, the numbers on screen checked against the core."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run, theory, trace
from sgd_core.link import params_of
from sgd_core.samplers import SAMPLINGS
from tests.browser.stage import (
    Open,
    choose,
    data,
    part,
    query,
    rest,
    scrub,
    set_up,
    stand,
    switch_language,
    until,
    wait_query,
    wait_update,
)
from tests.browser.test_restart import write
from tests.effort import some

pytestmark = pytest.mark.browser

STAGE = ".samplewise-stage"


def ws(page: Page) -> list[list[float]]:
    """The parameters of each run on the stage."""
    return [[float(w) for w in run.split(",")] for run in data(page)["w"].split(";")]


def standings(page: Page) -> list[list[str]]:
    """The cells of the table under the stage, a list for each run."""
    lines = part(page, "standings").locator("tbody tr")
    return [lines.nth(k).locator("th, td").all_text_contents() for k in range(lines.count())]


def test_the_race_stands_where_the_runs_are_after_as_many_gradients_and_takes_another_racer_in(
    open_page: Open,
) -> None:
    page = open_page("gd_vs_sgd")
    runs = [trace(Run(batch=batch)) for batch in (1, 2, "all")]
    for gradients in (1, 2, 7, 60, 213):
        scrub(page, gradients)
        done = [sum(columns.gradients <= gradients) for columns in runs]
        assert ws(page) == [[columns.parameters[u, 0]] for columns, u in zip(runs, done, strict=True)]
        cells = standings(page)
        for columns, u, line in zip(runs, done, cells, strict=True):
            assert line[3] == f"{u} / {len(columns)}"
            assert line[4] == str(columns.gradients[u - 1] if u else 0)
        wait_query(page, {"at": str(gradients)})
    # One that joins while the picture settles takes its place.
    scrub(page, 30)
    choose(page, set_up(page).get_by_role("combobox", name="Variance-reduced racer"), "SVRG")
    expect(part(page, "standings").locator("tbody tr")).to_have_count(4)
    expect(page).to_have_url(re.compile(r"d\.gradient=svrg"))
    rest(page)
    assert len(ws(page)) == 4


def test_a_race_of_two_parameters_with_saga_is_the_cores(open_page: Open) -> None:
    page = open_page("gd_vs_sgd?problem=line&data=offset&epochs=20&d.gradient=saga&at=120&within=0.5")
    run = Run(problem="line", data="offset", epochs=20)
    runs = [trace(run.replaced(batch=b)) for b in (1, 2, "all")] + [trace(run.replaced(gradient="saga"))]
    expected = [columns.parameters[sum(columns.gradients <= 120)].tolist() for columns in runs]
    assert ws(page) == expected
    assert standings(page)[3][4] == "120"
    expect(page.locator("[data-chart=landscape] .contourlayer path").nth(3)).to_be_attached()


@pytest.mark.parametrize(
    "link",
    some(
        [
            "gd_vs_sgd?data=noisy-20&epochs=30&b.batch=4&b.lr=0.02&rates=shared&within=0.05&axis=updates&at=9",
            "sampling?data=noisy-20&lr=0.03&epochs=6&seed=5&seeds=20&at=31",
            "learning_rate?lr=0.16&epochs=20&sampling=with-replacement&seed=2&seeds=30&at=17",
        ]
    ),
)
def test_a_link_restores_a_page_in_another_language(open_page: Open, link: str) -> None:
    page = open_page(link)
    name, _, text = link.partition("?")
    expected = {key: value for key, value in params_of(text).items() if value != "shared"}
    wait_query(page, expected)
    again = open_page(f"{name}?{query(page)}", locale="zh-CN")
    assert data(again)["w"] == data(page)["w"]
    assert data(again)["update"] == expected["at"]
    assert params_of(query(again)) == expected
    assert re.search("[一-鿿]", again.locator("h1").inner_text())


def test_the_four_samplings_are_the_cores_and_end_each_epoch_at_one_w_where_points_agree(
    open_page: Open,
) -> None:
    page = open_page("sampling")
    run = Run(data="noisy", w0=[2.0], lr=0.05, epochs=20)
    runs = [trace(run.replaced(sampling=name)) for name in SAMPLINGS]
    for update in (1, 3, 30, 60):
        scrub(page, update)
        assert ws(page) == [[columns.parameters[update, 0]] for columns in runs]
    expect(page.locator(".stMain")).to_contain_text("Over 200 seeds")
    floor = math.sqrt(theory.noise_floor(*run.points, run.lr))
    expect(page.locator(".stMain table").last).to_contain_text(f"{floor:.3g}")
    page.get_by_role("button", name="Points that agree").click()
    expect(page.locator(".stMain")).to_contain_text(
        "the three orders without replacement stand at the same w"
    )
    expect(page).to_have_url(re.compile("data=note"))
    rest(page)
    scrub(page, 3)
    listed, reshuffled, once, drawn = (w for (w,) in ws(page))
    assert listed == pytest.approx(reshuffled, rel=1e-14) == pytest.approx(once, rel=1e-14)
    assert drawn != pytest.approx(listed, rel=1e-3)


def test_the_ruler_asks_for_the_rate_that_it_rests_on_and_a_landmark_sets_its_own(open_page: Open) -> None:
    page = open_page("learning_rate")
    handle = page.locator("[data-grab=rate]")
    handle.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    shown = lambda: handle.get_attribute("aria-valuenow") or ""  # noqa: E731
    until(page, lambda: params_of(query(page)).get("lr") == shown(), "the rate in the address")
    assert 0.01 < float(shown()) < 0.02
    expect(handle).to_be_focused()
    stand(page, 600)
    assert params_of(query(page))["lr"] == shown()
    scrub(page, 30)
    expect(page.locator(".sw-rung")).to_have_count(9)
    page.get_by_role("button", name="Go to rate 1/18: lands exactly").click()
    expect(page).to_have_url(re.compile(r"lr=0\.05555555555555555"))
    expect(page.locator(".stMain")).to_contain_text("one epoch lands exactly")
    wait_update(page, 0)
    part(page, "epoch-forward").click()
    wait_update(page, 3)
    assert ws(page) == [[trace(Run(lr=1 / 18)).parameters[3, 0]]]


def test_a_diverging_run_is_shown_up_to_its_last_finite_update_and_one_that_does_not_move_to_its_end(
    open_page: Open,
) -> None:
    page = open_page("learning_rate?lr=1&epochs=200")
    columns = trace(Run(lr=1.0, epochs=200))
    expect(page.locator(".stMain")).to_contain_text(f"at update {columns.end.t} w leaves")
    expect(page.locator(".stMain")).to_contain_text("1 − 2 · 1 · 3² = −17")
    scrub(page, len(columns) - 1)
    assert ws(page) == [[columns.parameters[-2, 0]]]
    write(page, "Learning rate", "0")
    expect(page.locator(".stMain")).to_contain_text("With learning rate 0 nothing moves.")
    rest(page)
    part(page, "end").click()
    wait_update(page, 600)
    assert ws(page) == [[1.0]]


def test_a_question_is_answered_and_its_run_is_shown(open_page: Open) -> None:
    page = open_page("gd_vs_sgd")
    page.locator(".stRadio").get_by_text("full batch", exact=True).click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("9 gradients in 3 updates")
    # Whoever has guessed may see what comes of it.
    expect(page.locator(".samplewise-stage")).to_have_attribute("data-earned", "true")
    expect(page.locator(".st-key-earned-verdict strong")).to_be_visible()
    switch_language(page, "中文")
    expect(page.get_by_role("radio", checked=True, name="全批量")).to_have_count(1)
    expect(page.get_by_test_id("stAlert")).to_contain_text("9 个梯度")
    switch_language(page, "English")
    page.get_by_role("button", name="Run it and see").click()
    expect(page).to_have_url(re.compile(r"lr=0\.1$"))
    expect(page.locator(".stMain")).to_contain_text("full batch, for 9 gradients in 3 updates")


def test_the_menu_leads_from_page_to_page_and_each_keeps_its_run(open_page: Open) -> None:
    page = open_page("learning_rate?lr=0.3")
    page.locator(".st-key-stations").get_by_role("link", name="Which sample next?").click()
    expect(page.locator("h1")).to_have_text("Which sample next?")
    expect(page.locator(f"{STAGE} .js-plotly-plot")).to_have_count(4)
    page.locator(".st-key-stations").get_by_role("link", name="What does one update do?").click()
    expect(page.locator(STAGE)).to_have_attribute("data-runs", "one")
    page.locator(".st-key-stations").get_by_role("link", name="How big a step?").click()
    expect(page.locator(".stMain")).to_contain_text("Rate 0.3:")
    expect(page).to_have_url(re.compile("learning_rate.*lr=0.3"))

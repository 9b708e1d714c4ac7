"""Journeys over the home page, the numbers on screen checked against the core."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run, export, trace
from sgd_core.link import params_of, query_of
from tests.browser.stage import (
    Open,
    becomes,
    box,
    data,
    hurry,
    log,
    part,
    query,
    rest,
    scrub,
    switch_language,
    unfold,
    wait_for,
    wait_query,
    wait_update,
)
from tests.effort import some

pytestmark = pytest.mark.browser

NOTE = trace(Run())


def note_log() -> list[str]:
    return list(export.note_lines(NOTE, 4.0))


def test_opens_on_the_notes_run_steps_by_button_and_key_and_has_the_notes_log_and_no_longer_history(
    open_page: Open,
) -> None:
    page = open_page()
    before = page.evaluate("navigation.entries().length")
    shown = data(page)
    assert (shown["state"], shown["update"], shown["updates"]) == ("ready", "0", "300")
    assert (shown["epoch"], shown["sample"], shown["w"]) == ("", "", "1.0")
    assert box(part(page, "play"))["y"] < 768 - 40
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    assert query(page) == ""
    steps_by_button_and_key(page)
    whole = note_log()
    for update, last in ((1, 1), (3, 4), (5, 6), (100, 133)):
        scrub(page, update)
        lines = log(page)
        assert lines == whole[last + 1 - len(lines) : last + 1]
    wait_query(page, {"at": "100"})
    assert page.evaluate("navigation.entries().length") == before


def test_plays_to_the_end_and_shows_the_final_w(open_page: Open) -> None:
    page = open_page("?speed=whole5")
    hurry(page)
    part(page, "play").click()
    page.wait_for_selector(".samplewise-stage[data-state=playing]")
    page.wait_for_selector(".samplewise-stage[data-state=ended]")
    shown = data(page)
    assert (shown["update"], shown["epoch"], shown["sample"]) == ("300", "99", "2")
    assert shown["w"] == "1.9999999999999236"
    lines = log(page)
    assert lines == note_log()[-len(lines) :]
    assert any("w= 1.9999999999999236" in line for line in lines)
    wait_query(page, {"at": "300", "speed": "whole5"})


def test_every_update_it_rests_on_is_the_cores(open_page: Open) -> None:
    page = open_page("?data=noisy&sampling=reshuffle&seed=3")
    columns = trace(Run(data="noisy", sampling="reshuffle", seed=3))
    for update in (1, 2, 7, 150, 299, 300):
        scrub(page, update)
        shown = data(page)
        assert float(shown["w"]) == columns.parameters[update, 0]
        assert shown["sample"] == str(columns.samples(update - 1)[0])
        assert shown["epoch"] == str((update - 1) // 3)
        assert params_of(query(page))["at"] == str(update)


def steps_by_button_and_key(page: Page) -> None:
    part(page, "forward").click()
    wait_update(page, 1)
    assert data(page)["w"] == "1.02"
    part(page, "epoch-forward").click()
    wait_update(page, 3)
    part(page, "back").click()
    wait_update(page, 2)
    page.locator(".samplewise-stage").focus()
    for key, update in (("ArrowRight", 3), ("Shift+ArrowRight", 6), ("ArrowLeft", 5), ("Shift+ArrowLeft", 3)):
        page.keyboard.press(key)
        wait_update(page, update)
    page.keyboard.press("End")
    wait_update(page, 300)
    page.keyboard.press("Home")
    wait_update(page, 0)
    page.keyboard.press(" ")
    page.wait_for_selector(".samplewise-stage[data-state=playing]")
    page.keyboard.press(" ")
    page.wait_for_selector(".samplewise-stage[data-state=paused]")
    page.keyboard.press("Home")
    wait_update(page, 0)
    # A press on a chart gives the stage its keys, too.
    page.locator(".sw-plot").nth(1).click(position={"x": 150, "y": 120})
    page.keyboard.press("ArrowRight")
    wait_update(page, 1)
    part(page, "end").click()
    wait_update(page, 300)
    page.keyboard.press("ArrowLeft")
    wait_update(page, 299)


def test_a_link_replays_the_same_bits_in_another_language(open_page: Open) -> None:
    page = open_page("?data=noisy&sampling=with-replacement&lr=0.05&at=77", locale="zh-CN")
    columns = trace(Run(data="noisy", sampling="with-replacement", lr=0.05))
    assert float(data(page)["w"]) == columns.parameters[77, 0]
    expect(page.locator("h1")).to_have_text("一次更新做了什么？")
    again = open_page("?" + query(page) + "&lang=en", locale="zh-CN")
    expect(again.locator("h1")).to_have_text("What does one update do?")
    assert data(again)["w"] == data(page)["w"]
    assert params_of(query(again)) == params_of(query(page)) | {"lang": "en"}


def test_a_wrong_link_names_what_is_wrong_and_opens_the_rest(open_page: Open) -> None:
    page = open_page("?lr=<b>x</b>&epochs=7&w0=1,2&at=9999&sampling=sideways&utm=%5Bx%5D(javascript:1)")
    assert data(page)["updates"] == "21"
    main = page.locator(".stMain")
    for text in (
        '(lr): "<b>x</b>"',
        '(w0): "1,2"',
        '(at): "9999"',
        "(sampling)",
        "as listed (cyclic), reshuffled each epoch (reshuffle)",
    ):
        expect(main).to_contain_text(text)
    expect(main.locator(".stAlert a")).to_have_count(0)
    assert "utm" not in main.inner_text()
    assert query(page) == "epochs=7&utm=%5Bx%5D(javascript:1)"


def test_names_of_others_stay_in_the_address_as_they_are(open_page: Open) -> None:
    others = (
        "utm_source=a%20b+c&tag=1&tag=2&%zz&embed_options=hide_loading_screen&embed_options=light_theme&flag"
    )
    page = open_page(f"?{others}&lr=0.05")
    assert query(page) == f"lr=0.05&{others}"
    scrub(page, 12)
    assert query(page) == f"lr=0.05&at=12&{others}"
    part(page, "play").click()
    page.wait_for_selector(".samplewise-stage[data-state=playing]")
    part(page, "play").click()
    assert query(page).endswith(f"&{others}")
    assert page.locator(".stMain .stAlert").count() == 0


def test_the_theme_and_the_language_switch_without_a_reload_and_keep_the_run_in_view(open_page: Open) -> None:
    page = open_page("?lr=0.05&at=12", scheme="dark")
    paper = "document.querySelector('.js-plotly-plot .main-svg').style.background"
    becomes(page, lambda: page.evaluate(paper), "rgb(17, 20, 24)")
    for scheme, background in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(17, 20, 24)")):
        page.emulate_media(color_scheme=scheme)
        wait_for(page, f"{paper} === '{background}'")
        assert data(page)["update"] == "12"
    page.evaluate("() => { window.same = true }")
    w = data(page)["w"]
    switch_language(page, "中文")
    expect(page.locator("h1")).to_have_text("一次更新做了什么？")
    expect(part(page, "play")).to_contain_text("播放")
    assert data(page)["update"] == "12"
    assert data(page)["w"] == w
    wait_query(page, {"lr": "0.05", "at": "12", "lang": "zh"})
    assert page.evaluate("window.same")


@pytest.mark.parametrize(("path", "scheme"), some([("?at=11", "light"), ("learning_rate", "dark")]))
def test_a_phone_gets_one_column_and_no_sideways_scrolling(open_page: Open, path: str, scheme: str) -> None:
    page = open_page(path, size=(360, 800), locale="zh-CN", scheme=scheme)
    charts = [box(page.locator(".sw-chart").nth(i)) for i in range(3)]
    assert len({round(chart["x"]) for chart in charts}) == 1
    assert all(chart["x"] + chart["width"] <= 360 for chart in charts)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".stMain").evaluate("main => main.scrollWidth") <= 360


@pytest.mark.parametrize("gradient", some(["saga", "svrg", "plain"]))
def test_rates_and_gradients_computed_are_the_cores_for_every_rule(open_page: Open, gradient: str) -> None:
    run = Run(data="noisy", gradient=gradient, optimizer="nesterov", schedule="cosine", batch=2, epochs=20)
    page, columns = open_page("?" + query_of(run.to_params())), trace(run)
    unfold(page, "log")
    part(page, "tab-table").click()
    for update in (1, 2, 3, 40):
        scrub(page, update)
        assert float(data(page)["w"]) == columns.parameters[update, 0]
        assert part(page, "metric-gradients").text_content() == str(columns.gradients[update - 1])
        row = part(page, "table").locator("tbody tr").last.locator("td").all_text_contents()
        assert repr(columns.lr[update - 1].item()) in row


def test_no_run_starts_where_another_diverged(open_page: Open) -> None:
    page, last = open_page("?lr=3"), len(trace(Run(lr=3.0)))
    # What is far out is drawn on the way, too.
    for update in (48, 64, last):
        scrub(page, update)
        rest(page)
    unfold(page, "log")
    part(page, "start-from-here").click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("inf")
    wait_query(page, {"lr": "3", "at": str(last)})
    assert data(page)["updates"] == str(last)

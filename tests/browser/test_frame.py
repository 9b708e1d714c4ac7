"""The frame around the stage: the bar and what it opens, a presentation, a frame in another page, paper."""

from __future__ import annotations

import io
import json
import re
import shlex
from contextlib import redirect_stdout
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run
from sgd_core.__main__ import main
from sgd_core.link import params_of
from sgd_core.run import PARAMETERS
from sgd_ui.words.catalogue import words_in
from tests.browser.cable import Cable
from tests.browser.conftest import READY, Profiles, opening
from tests.browser.stage import (
    STAGE,
    Open,
    becomes,
    box,
    data,
    fit,
    link,
    query,
    reconnects,
    resize,
    rest,
    set_up,
    until,
    wait_update,
)
from tests.effort import some

pytestmark = pytest.mark.browser


def rate(page: Page):
    """The field of the learning rate, whether it is in sight or not."""
    return page.get_by_label("Learning rate", exact=True)


# --- the bar ---


def test_settings_open_beside_the_stage_stay_over_a_change_and_give_the_focus_back(open_page: Open) -> None:
    page = open_page()
    button = page.get_by_role("button", name="Set up")
    expect(rate(page)).to_be_hidden()
    expect(page.get_by_test_id("stSelectbox")).to_have_count(0)
    button.click()
    expect(page.get_by_role("combobox", name="Optimizer")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    drawer = page.locator("#" + str(button.get_attribute("aria-controls")))
    until(page, lambda: drawer.evaluate("drawer => drawer.contains(document.activeElement)"), "focus")
    picture = box(page.locator(".sw-charts"))
    assert picture["x"] + picture["width"] <= box(drawer)["x"]
    page.get_by_label("Epochs", exact=True).fill("50")
    page.get_by_label("Epochs", exact=True).press("Enter")
    expect(page.locator(STAGE)).to_have_attribute("data-updates", "150")
    expect(rate(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(rate(page)).to_be_hidden()
    expect(button).to_be_focused()
    set_up(page)
    page.locator(".sw-sentence").click()
    expect(rate(page)).to_be_hidden()
    # What is wrong with a setting is seen with the settings closed.
    set_up(page)
    rate(page).fill("fast")
    rate(page).press("Enter")
    expect(page.get_by_test_id("stAlert")).to_contain_text("fast")
    page.keyboard.press("Escape")
    expect(rate(page)).to_be_hidden()
    expect(page.get_by_test_id("stAlert")).to_be_visible()


def test_lists_that_are_asked_for_into_a_short_cut_come_once_it_is_mended(
    address: str, profiles: Profiles
) -> None:
    cable = Cable(int(address.strip("/").rpartition(":")[2]))
    with opening(f"http://127.0.0.1:{cable.port}/", profiles) as open_view:
        page = open_view("?epochs=3")
        with reconnects(page):
            cable.cut()
            page.get_by_role("button", name="Set up").click()
            cable.mend()
        expect(page.get_by_role("combobox", name="Optimizer")).to_be_visible()
    cable.close()


def test_stations_are_links_by_their_questions_and_fill_when_they_are_answered(open_page: Open) -> None:
    page = open_page("sampling?epochs=3")
    menu = page.locator(".st-key-stations")
    here = menu.get_by_role("link", name="Which sample next?", exact=True)
    expect(here).to_have_attribute("aria-current", "page")
    first = menu.get_by_role("link", name="What does one update do?", exact=True)
    for told in ("home", "nowhere"):
        page.evaluate(
            "told => document.dispatchEvent(new CustomEvent('samplewise-earned', { detail: told }))", told
        )
    expect(menu.locator("[data-earned]")).to_have_count(1)
    expect(first).to_have_attribute("data-earned", "")
    page.reload()
    page.wait_for_selector(READY)
    expect(first).to_have_attribute("data-earned", "")
    expect(first).not_to_have_attribute("aria-current", "page")


def test_a_change_of_station_leads_the_keyboard_to_its_heading(open_page: Open) -> None:
    page = open_page("?at=3")
    link = page.locator(".st-key-stations a").nth(2)
    link.focus()
    page.keyboard.press("Enter")
    heading = page.locator(".stMain h1")
    expect(heading).to_have_text("Which sample next?")
    expect(heading).to_be_focused()
    becomes(page, lambda: page.locator(".stMain").evaluate("main => main.scrollTop"), 0)


def test_what_is_shared_is_exactly_what_is_shown_and_what_a_press_folds_open_comes_into_sight(
    open_page: Open,
) -> None:
    page = open_page("?lr=0.02&utm_source=a%22b")
    page.locator(STAGE).focus()
    page.keyboard.press("ArrowRight")
    wait_update(page, 1)
    page.get_by_role("button", name="Share").click()
    shared = page.get_by_label("Link to exactly what is shown").input_value()
    assert shared == link(page) and "at=1" in shared and "lr=0.02" in shared
    frame = page.get_by_label("To put it into a page of your own").input_value()
    parts = re.fullmatch(
        r'<iframe src="([^"<>]*)" width="700" height="450" style="border: 0; max-width: 100%"></iframe>',
        frame,
    )
    assert parts and "embed=true" in parts[1] and "&amp;at=1" in parts[1] and parts[1].count("%22") == 1
    page.keyboard.press("Escape")
    page.locator(".st-key-folds summary").last.click()
    expect(page.locator(".st-key-folds .stDownloadButton button").first).to_be_in_viewport()
    rest(page)
    page.locator(".sw-fold summary").last.click()
    expect(page.locator(".sw-line").first).to_be_in_viewport()


@pytest.mark.parametrize(
    ("opened", "lang", "shows"),
    some(
        [
            ("sampling?epochs=3&at=5&lang=zh", "zh", "从第 5 步开始"),
            ("?lr=0.02&at=3", "en", "from update 3 on, 700 × 450"),
            ("note?epochs=3", "en", "from the start, 700 × 450"),
        ]
    ),
)
def test_share_says_what_a_frame_will_show_and_the_command_makes_the_run_of_the_link(
    open_page: Open, opened: str, lang: str, shows: str
) -> None:
    page, words = open_page(opened), words_in(lang)
    expect(page.get_by_test_id("stSkipToContent")).to_have_text(words["bar.skip"])
    page.get_by_role("button", name=words["bar.share"]).click()
    expect(page.locator("[data-part=shows]")).to_contain_text(shows)
    command = page.get_by_label(words["bar.command"]).input_value()
    with redirect_stdout(io.StringIO()) as out:
        assert main([*shlex.split(command)[3:], "--format", "json"]) == 0
    asked = {name: text for name, text in params_of(link(page)).items() if name in PARAMETERS}
    assert json.loads(out.getvalue())["run"] == Run.from_params(asked).to_params()
    several = words["bar.command_first"] if opened.startswith("sampling") else ""
    expect(page.locator("[data-part=about]")).to_have_text(several)


def test_a_command_is_one_word_a_value(open_page: Open) -> None:
    page = open_page("?x=1,2&y=2,4&problem=line&scaling=standard&utm_source=it's&lr=0.05")
    page.get_by_role("button", name="Share").click()
    command = page.get_by_label(words_in("en")["bar.command"]).input_value()
    named = {*PARAMETERS, "scaling"}
    asked = {name: text for name, text in params_of(link(page)).items() if name in named}
    flags, values = (shlex.split(command)[k::2] for k in (3, 4))
    assert dict(zip(flags, values, strict=True)) == {f"--{name}": text for name, text in asked.items()}


def test_where_nothing_is_shown_there_is_no_command(open_page: Open) -> None:
    asked = "fingerprint=2-0123456789abcdef&problem=line&w0=0,-1%27%20%3B"
    page = open_page(f"?{asked}", ready="[data-opens=share]")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_label(words_in("en")["bar.command"])).to_be_hidden()
    # Where nothing is shown there are no files.
    expect(page.locator("[data-part=keep]")).to_be_hidden()


@pytest.mark.parametrize(("name", "size"), some([("", (1366, 768)), ("optimizers", (390, 844))]))
def test_share_leads_to_the_files_of_the_page(open_page: Open, name: str, size: tuple[int, int]) -> None:
    page = open_page(f"{name}?epochs=3&at=1", size=size)
    page.get_by_role("button", name="Share").click()
    page.locator("[data-part=take]").click()
    first = page.locator(".st-key-folds .stDownloadButton button").first
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    expect(page.locator(".samplewise-share")).to_be_hidden()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.startswith("samplewise")


def test_a_phone_reaches_every_station_and_each_button_with_a_finger(open_page: Open) -> None:
    page = open_page("?epochs=3", size=(390, 844))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # So does who sees everything twice as large, with a mouse.
    resize(page, 683, 384)
    tops = page.locator(".samplewise-bar-button:visible, .stMainMenu button:visible")
    edges = sorted((place["x"], place["x"] + place["width"]) for place in map(box, tops.all()))
    assert all(end <= begin for (_, end), (begin, _) in pairwise(edges)) and edges[-1][1] <= 683
    resize(page, 390, 844)
    page.get_by_role("button", name="1 / 8").click()
    links = page.locator(".st-key-stations a")
    for target in (*links.all(), *page.locator(".samplewise-bar-button:visible").all()):
        place = box(target)
        assert min(place["width"], place["height"]) >= 43.5
    links.nth(2).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which sample next?")
    expect(links.first).to_be_hidden()


# --- other views ---


def test_a_presentation_shows_the_stage_alone_and_larger_and_a_print_is_one_page_with_its_link(
    open_page: Open,
) -> None:
    page = open_page("?at=11")
    sentence = page.locator(".sw-sentence")
    size = sentence.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    page.evaluate("document.dispatchEvent(new Event('samplewise-present'))")
    expect(page.get_by_role("button", name="Set up")).to_be_hidden()
    expect(page.locator(".st-key-folds")).to_be_hidden()
    larger = "each => parseFloat(getComputedStyle(each).fontSize)"
    becomes(page, lambda: sentence.evaluate(larger), pytest.approx(1.6 * size))
    fit(page)
    assert box(page.locator(STAGE))["height"] <= 768
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Set up")).to_be_visible()
    assert data(page)["update"] == "11"
    paper = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Type\s*/Page\b", paper) == [b"/Type /Page"]
    assert page.locator(".samplewise-printed").text_content() == link(page)
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".sw-equation")).to_be_visible()
    expect(page.locator(".st-key-folds")).to_be_hidden()
    page.emulate_media(media="screen")


@pytest.mark.parametrize("name", some(["sampling", "", "note"]))
def test_a_page_in_another_page_is_its_stage_whole_in_a_small_frame(open_page: Open, name: str) -> None:
    page = open_page(f"{name}?embed=true&at=3", size=(700, 450))
    assert page.locator(".stMain").get_by_role("link").count() == 0
    expect(page.get_by_role("button", name="Set up")).to_be_hidden()
    fit(page)
    assert page.locator(".stMain").evaluate("main => main.scrollHeight - main.clientHeight") <= 0
    for each in (".sw-frame >> nth=0", "[data-part=play]", "[data-part=scrubber]"):
        place = box(page.locator(each))
        assert place["y"] >= 0 and place["y"] + place["height"] <= 450
        assert place["x"] + place["width"] <= 700
    assert box(page.locator(".sw-frame").first)["height"] > 100
    assert "embed=true" in query(page)

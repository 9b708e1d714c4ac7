"""The sentence of the home page follows the run and the hand; what is folded and asked for is at hand."""

import re

import pytest
from playwright.sync_api import expect

from sgd_core import Run, trace
from sgd_ui.words.catalogue import words_in
from sgd_ui.words.numerals import glance
from tests.browser.stage import STAGE, Open, box, data, part, rest, scrub, unfold, wait_update

pytestmark = pytest.mark.browser


def test_the_start_and_the_rate_can_be_dragged_in_the_sentence(open_page: Open) -> None:
    page = open_page("?epochs=20")
    start = page.locator("[data-grab=number-w0]")
    place = box(start)
    page.mouse.move(place["x"] + 4, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + 54, place["y"] + place["height"] / 2)
    expect(start).to_have_text("1.5")
    expect(page.locator(STAGE)).to_have_attribute("data-state", "draft")
    # What is to become small is told as long as the hand is at it.
    expect(part(page, "aside")).to_contain_text("A sample is a pair (x, y)")
    page.mouse.up()
    expect(page).to_have_url(re.compile("w0=1.5"))
    expect(part(page, "aside")).not_to_contain_text("A sample is a pair (x, y)")
    expect(part(page, "aside")).to_contain_text("Mean loss 1.167, your lowest so far. Now the samples")
    rate = page.locator("[data-grab=number-rate]").first
    rest(page)
    scrub(page, 2)
    rate.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(rate).to_have_attribute("aria-valuenow", "0.0132")
    expect(page).to_have_url(re.compile("lr=0.0132"))
    wait_update(page, 2)
    before, after = trace(Run(lr=0.0132, w0=(1.5,))).parameters[1:3, 0]
    said = f"Sample 2 pulls: w goes from {glance(before)} to {glance(after)}."
    expect(part(page, "sentence")).to_have_text(said)


def test_a_word_is_explained_where_it_is_met_first_and_only_there(open_page: Open) -> None:
    page = open_page("?epochs=40")
    told = part(page, "aside").locator(".sw-beside")
    expect(told).to_contain_text("A sample is a pair (x, y)")
    part(page, "forward").click()
    expect(told).to_contain_text("Gradient, the slope of its loss: 2 × 1 × (−1) = −2 (2 from the square)")
    part(page, "start").click()
    expect(told).to_have_text("")
    # Long enough to have read that, each time.
    later = "() => { const now = performance.now.bind(performance); performance.now = () => now() + 4100 }"
    page.evaluate(later)
    part(page, "forward").click()
    expect(told).to_contain_text("The learning rate says")
    page.evaluate(later)
    part(page, "forward").click()
    # Whoever goes step by step sees of every pull what it comes from.
    expect(told).to_contain_text("2 × 2 × (−1.96) = −7.84 (2 from")


def test_the_keys_are_told_in_a_dialog_that_keeps_them_to_itself_and_a_row_of_the_log_leads_to_its_update(
    open_page: Open,
) -> None:
    page = open_page("?at=8")
    part(page, "help-open").click()
    dialog = page.get_by_role("dialog", name="Help")
    expect(dialog).to_be_visible()
    marks = dialog.locator("svg path").all()
    assert len(marks) > 3 and all(each.get_attribute("d") for each in marks)
    assert dialog.evaluate("dialog => dialog.scrollTop") == 0
    expect(dialog).to_contain_text("add a sample there")
    expect(dialog).to_contain_text("flies apart · its distance grows without bound")
    # What is said and drawn comes before what can be pressed.
    titles = ["What the words mean", "What the marks mean", "By hand and by key"]
    assert dialog.locator("h3").all_inner_texts() == titles
    words = words_in("en")
    expect(dialog).to_contain_text(words["told.loss_origin"])
    expect(dialog).to_contain_text(f"= {glance(trace(Run()).gradient[7, 0])} (2 from the square)")
    expect(dialog).to_contain_text(words["stage.term_rate"])
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(part(page, "help-open")).to_be_focused()
    assert data(page)["update"] == "8"
    page.evaluate("document.dispatchEvent(new Event('samplewise-help'))")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    unfold(page, "log")
    row = part(page, "log").locator('[data-of-update="7"]').last
    row.hover()
    expect(row).to_have_class(re.compile("sw-at"))
    row.click()
    wait_update(page, 7)
    part(page, "tab-table").click()
    part(page, "table").locator('[data-of-update="5"]').click()
    wait_update(page, 5)

"""A reader's own numbers go from page to page in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run, trace
from sgd_core.link import params_of
from sgd_core.scaling import rescaled
from tests.browser.conftest import READY
from tests.browser.stage import STAGE, Open, data, query, scrub, set_up
from tests.browser.test_your_data import way

pytestmark = pytest.mark.browser

XS, YS = (12.25, 15.5, 19.75, 24.5), (3.125, 4.5, 4.75, 6.5)
PAIRS = "".join(f"{x} {y}\n" for x, y in zip(XS, YS, strict=True))
MINE = Run(problem="line", x=XS, y=YS, lr=0.05, epochs=9)


def paste(page: Page) -> None:
    page.get_by_role("textbox", name="One pair a row").fill(PAIRS)
    page.get_by_role("button", name="Use these numbers").click()
    expect(page.locator(STAGE)).to_have_attribute("data-updates", "36")


def go_to(page: Page, title: str) -> None:
    page.locator(".st-key-stations").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_selector(READY)


def take(page: Page) -> None:
    page.get_by_role("button", name="Go on with my run: 4 samples of your own").click()
    expect(set_up(page).get_by_role("textbox", name="x", exact=True)).to_have_value("12.25,15.5,19.75,24.5")


def test_pasted_numbers_go_on_at_the_optimizers_in_their_units_and_back(open_page: Open) -> None:
    page = open_page("your_data?problem=line&lr=0.05&epochs=9")
    way(page, "Paste numbers")
    paste(page)
    page.get_by_role("radio", name="standardized", exact=True).click()
    expect(page.locator(STAGE)).to_contain_text("w·z + b")
    there = query(page)
    go_to(page, "Which optimizer?")
    take(page)
    expect(page.locator(".stMain")).to_contain_text("On this page x stands for z = (x − 18) / 4.59959")
    expect(page.locator(STAGE)).to_have_attribute("data-updates", "80")
    scrub(page, 12)
    run = rescaled(MINE.replaced(epochs=20, sampling="reshuffle"), "standard")
    first = [float(each) for each in data(page)["w"].split(";")[0].split(",")]
    assert first == trace(run).parameters[12].tolist()
    held = params_of(query(page))
    assert held.items() >= {"x": "12.25,15.5,19.75,24.5", "scaling": "standard", "at": "12"}.items()
    again = open_page("optimizers?" + query(page))
    assert data(again)["w"] == data(page)["w"]
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("What about my data?")
    page.wait_for_selector(READY)
    assert params_of(query(page)) == params_of(there)

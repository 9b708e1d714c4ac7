"""A reader's own numbers go from page to page in the browser, and stay out of its addresses on request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run, trace
from sgd_core.link import params_of
from sgd_core.scaling import rescaled
from tests.browser.conftest import READY, Profiles, opening
from tests.browser.stage import (
    STAGE,
    Open,
    data,
    part,
    query,
    reconnects,
    rest,
    scrub,
    set_up,
    wait_for,
    wait_query,
    wait_update,
)
from tests.browser.test_restart import write
from tests.browser.test_your_data import way
from tests.wire import Server, serving

pytestmark = pytest.mark.browser

XS, YS = (12.25, 15.5, 19.75, 24.5), (3.125, 4.5, 4.75, 6.5)
PAIRS = "".join(f"{x} {y}\n" for x, y in zip(XS, YS, strict=True))
MINE = Run(problem="line", x=XS, y=YS, lr=0.05, epochs=9)
#: Notes every address that a page gives itself.
NOTE = """() => {
    window.addresses = [];
    for (const name of ["pushState", "replaceState"]) {
        const usual = history[name].bind(history);
        history[name] = (state, title, address) => {
            window.addresses.push(String(address ?? ""));
            usual(state, title, address);
        };
    }
}"""


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def open_there(server: Server, profiles: Profiles) -> Iterator[Open]:
    """Opens views of an app that can be started again."""
    with opening(server.url, profiles) as open_view:
        yield open_view


def paste(page: Page) -> None:
    page.get_by_role("textbox", name="One pair a row").fill(PAIRS)
    page.get_by_role("button", name="Use these numbers").click()
    expect(page.locator(STAGE)).to_have_attribute("data-updates", "36")
    rest(page)


def go_to(page: Page, title: str) -> None:
    page.locator(".st-key-stations").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_selector(READY)
    rest(page)


def take(page: Page) -> None:
    page.get_by_role("button", name="Go on with my run: 4 samples of your own").click()
    expect(set_up(page).get_by_role("textbox", name="x", exact=True)).to_have_value("12.25,15.5,19.75,24.5")
    rest(page)


def test_pasted_numbers_go_on_at_the_optimizers_in_their_units_and_back(open_page: Open) -> None:
    page = open_page("your_data?problem=line&lr=0.05&epochs=9")
    way(page, "Paste numbers")
    paste(page)
    page.get_by_role("radio", name="standardized", exact=True).click()
    expect(page.locator(STAGE)).to_contain_text("w·z + b")
    there = query(page)
    go_to(page, "Which optimizer?")
    take(page)
    expect(page.locator(".stMain")).to_contain_text(
        "On this page the model is fitted on z = (x − 18) / 4.59959"
    )
    expect(page.locator(STAGE)).to_have_attribute("data-updates", "80")
    rest(page)
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
    wait_query(page, params_of(there))


def test_with_the_switch_no_address_holds_a_number_not_even_after_a_restart(
    open_there: Open, server: Server
) -> None:
    page = open_there("your_data?problem=line&lr=0.05&epochs=9")
    page.evaluate(NOTE)
    way(page, "Paste numbers")
    page.get_by_text("Keep my numbers out of the address").click()
    paste(page)
    scrub(page, 7)
    go_to(page, "Which optimizer?")
    take(page)
    scrub(page, 12)
    shown, link = data(page)["w"], query(page)
    go_to(page, "What does one update do?")
    take(page)
    wait_for(page, "location.search.includes('fingerprint=4-')")
    # Nor does the command that the bar shares.
    command = data(page)["command"]
    assert command.endswith(" --data - < samples.csv") and "12.25" not in command
    page.go_back()
    page.wait_for_selector(READY)
    expect(page.locator(STAGE)).to_have_attribute("data-w", shown)
    with reconnects(page):
        server.kill()
        server.start()
    write(page, "Epochs", "30")
    expect(page.locator(STAGE)).to_have_attribute("data-updates", "120")
    rest(page)
    part(page, "forward").click()
    wait_update(page, 13)
    assert "fingerprint=4-" in query(page)
    addresses = page.evaluate("window.addresses")
    assert len(addresses) > 4
    held = ("12.25", "15.5", "19.75", "24.5", "3.125", "4.75")
    assert [each for each in addresses if any(number in each for number in held)] == []
    other = open_there("optimizers?" + link, ready="[data-testid=stAlert]")
    expect(other.locator(".stMain")).to_contain_text("This link is about 4 pairs that it does not hold")
    other.get_by_test_id("stMain").get_by_role("link", name="Bring the numbers").click()
    paste_box = other.get_by_role("textbox", name="One pair a row")
    paste_box.fill(PAIRS)
    other.get_by_role("button", name="Use these numbers").click()
    other.wait_for_selector(READY)
    other.go_back()
    expect(other.get_by_role("heading", level=1)).to_have_text("Which optimizer?")
    other.wait_for_selector(READY)
    assert data(other)["w"] == shown and params_of(query(other)) == params_of(link)

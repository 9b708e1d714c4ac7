"""The rate along its ladder, by pointer, by key, and as it is seen."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from playwright.sync_api import Locator, Page, expect

from sgd_core import Run, trace
from sgd_core.link import params_of
from sgd_core.theory import every_step_limit
from tests.browser.stage import STAGE, Open, becomes, box, data, drawn, holds_keys, link, resize, wait_for
from tests.effort import some

pytestmark = pytest.mark.browser

#: The boxes of all that is written on the ladder and can be seen.
_WRITTEN = """root => [...root.querySelectorAll(".sw-band-name, .sw-rung > span, .sw-rate-value, .sw-ladder-name")]
    .filter(each => each.checkVisibility({visibilityProperty: true}) && each.textContent)
    .map(each => {
        const range = document.createRange();
        range.selectNodeContents(each);
        const {left, right, top, bottom} = range.getBoundingClientRect();
        return {left, right, top, bottom};
    })"""  # noqa: E501


def handle(page: Page) -> Locator:
    return page.locator("[data-grab=rate]")


def rate(page: Page) -> float:
    return float(handle(page).get_attribute("aria-valuenow") or "nan")


def middle(part: Locator) -> tuple[float, float]:
    place = box(part)
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


def limit(page: Page, text: str) -> Locator:
    return page.get_by_role("button", name=f"Go to rate {text}")


def w_at(lr: float, update: int) -> str:
    return repr(trace(Run(lr=lr)).parameters[update, 0].item())


def test_arrow_keys_move_the_rate_escape_puts_it_back_and_the_run_follows_it_in_the_hand_as_python_has_it(
    open_page: Open,
) -> None:
    page = open_page("?at=11&lr=0.05")
    x, _ = middle(handle(page))
    handle(page).focus()
    with holds_keys(page):
        page.keyboard.press("ArrowRight")
        becomes(page, lambda: middle(handle(page))[0], pytest.approx(x + 1, abs=0.6))
        page.keyboard.press("Shift+ArrowRight")
        becomes(page, lambda: middle(handle(page))[0], pytest.approx(x + 11, abs=0.6))
        assert data(page)["update"] == "11"
        page.keyboard.press("Escape")
        expect(handle(page)).to_have_attribute("aria-valuenow", "0.05")
    x, y = middle(handle(page))
    end, _ = middle(limit(page, "0.111"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(end, y, steps=4)
    wait_for(page, "document.querySelector('.samplewise-stage').dataset.state === 'draft'")
    drawn(page)
    assert middle(handle(page)) == pytest.approx((end, y), abs=1)
    assert rate(page) == pytest.approx(1 / 9, abs=0.001)
    expect(page.locator(STAGE)).to_have_attribute("data-w", w_at(rate(page), 11))
    page.mouse.up()
    limit(page, "0.204").click()
    wait_for(page, "location.search.includes('lr=0.20401793840035704')")
    shown = data(page)
    assert (shown["update"], shown["w"]) == ("11", w_at(0.20401793840035704, 11))


def test_limits_fade_while_a_sample_is_held_and_are_its_own_afterwards(open_page: Open) -> None:
    page = open_page()
    ladder = page.locator(".sw-ladder")
    x, y = middle(page.locator("[data-grab=sample-3]"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 80, y, steps=3)
    expect(ladder).to_have_class(re.compile("sw-stale"))
    page.mouse.up()
    expect(ladder).not_to_have_class(re.compile("sw-stale"))
    wait_for(page, "location.search.includes('x=')")
    xs = [float(x) for x in params_of(link(page))["x"].split(",")]
    expect(limit(page, f"{every_step_limit(xs):.3g}")).to_be_visible()


def test_a_rate_beyond_the_ladder_stands_at_its_end_and_nothing_is_written_over_anything_else(
    open_page: Open,
) -> None:
    page = open_page("?lr=0.9&sampling=with-replacement&lang=zh")
    expect(page.locator(".sw-rate-value")).to_have_text("0.9 ▸")
    rail = box(page.locator(".sw-rail"))
    assert middle(handle(page))[0] == pytest.approx(rail["x"] + rail["width"], abs=1)
    for view in some(["", "?lr=0.1", "learning_rate"]):
        if view:
            open_page(view, on=page)
        for width in (1366, 390):
            resize(page, width, 844)
            written = page.locator(".sw-ladder").first.evaluate(_WRITTEN)
            assert len(written) >= 3
            assert all(each["left"] >= 0 and each["right"] <= width for each in written)
            for one, other in combinations(written, 2):
                across = min(one["right"], other["right"]) - max(one["left"], other["left"])
                down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
                assert across <= -4 or down <= 0.5, (view, width, one, other)


def test_bands_are_told_apart_without_colours_of_their_own(open_page: Open) -> None:
    page = open_page()
    page.emulate_media(forced_colors="active")
    kinds = ("step", "epoch", "apart")
    seen = {
        page.locator(f".sw-band[data-kind={kind}]").first.evaluate(
            "band => { const {background, borderTopWidth, borderTopColor} = getComputedStyle(band);"
            " return [background, borderTopWidth, borderTopColor].join(' ') }"
        )
        for kind in kinds
    }
    assert len(seen) == len(kinds)
    assert all("1px" in each for each in seen)
    # The last rate of a band that converges is called as it is.
    limit(page, "0.204").click()
    expect(handle(page)).to_have_attribute("aria-valuetext", "0.204, epochs forget the start")
    # At the limit of the mean square it stays bounded no more.
    page = open_page("?sampling=with-replacement", on=page)
    limit(page, "0.143").click()
    expect(handle(page)).to_have_attribute("aria-valuetext", "0.1429")

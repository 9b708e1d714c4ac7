"""The numbers on the cards of an update, as they stand there, come to what stands below them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import engines
from tests.browser.stage import Open, box, resize, scrub, unfold
from tests.effort import some
from tests.reading import agrees

pytestmark = pytest.mark.browser

SIGNS = re.compile("[+−×/] ?−")
#: Of each card its numbers, its result, and whether all the numbers are in sight.
_CARDS = """each => each.map(card => {
    const [given, result] = ["given", "result"].map(part => card.querySelector(`.sw-card-${part}`));
    const whole = given.scrollHeight <= given.clientHeight + 1 && given.scrollWidth <= given.clientWidth;
    return [given.textContent, result.textContent, whole];
})"""


@pytest.fixture(scope="module")
def sentences(browser: Browser) -> Iterator[Page]:
    page = engines.opened_with(browser, "sentences", "bracketed")
    yield page
    page.close()


def cards(page: Page) -> list[tuple[str, str, bool]]:
    return page.locator(".sw-card").evaluate_all(_CARDS)


@pytest.mark.parametrize(
    "query",
    some(
        [
            "problem=huber&optimizer=averaged&lang=zh",
            "lr=0.05&data=noisy",
            "problem=line&lang=zh",
            "problem=logistic&data=labels",
        ]
    ),
)
def test_the_numbers_of_a_card_come_to_the_result_below_them(open_page: Open, query: str) -> None:
    page = open_page(f"?{query}&at=7")
    unfold(page, "steps")
    for width, height in ((1366, 768), (390, 844)):
        resize(page, width, height)
        heights = set()
        for update in (7, 8, 39, 60):
            scrub(page, update)
            _, *computed = cards(page)
            for given, result, whole in computed:
                assert agrees(given, result), (given, result)
                assert whole and not SIGNS.search(given), given
            heights.add(box(page.locator(".sw-cards"))["height"])
        assert len(heights) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 − −3", "2 − (−3)"),
        ("−2 × −0.5 + −1.20e−4", "−2 × (−0.5) + (−1.20e−4)"),
        ("6/−3", "6/(−3)"),
        ("−−3", "−(−3)"),
        ("clip(−4 − 2, −1 … 1)", "clip(−4 − 2, −1 … 1)"),
        ("0.1 × −∞", "0.1 × (−∞)"),
    ],
)
def test_a_negative_number_after_a_sign_stands_in_brackets(sentences: Page, text: str, expected: str) -> None:
    assert sentences.evaluate("text => page.bracketed(text)", text) == expected

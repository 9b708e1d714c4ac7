"""What the browser makes of formulas: its own MathML in the cards, KaTeX in the mathematics."""

import pytest
from playwright.sync_api import expect

from sgd_core import Run
from sgd_ui.stage.cards import cards
from sgd_ui.words.catalogue import words_in
from tests.browser.stage import Open, rest, unfold
from tests.effort import some

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("path", "lang"),
    some(
        [
            ("?problem=huber&optimizer=momentum&batch=3", "zh"),
            ("?optimizer=adamw", "en"),
            ("?problem=logistic&gradient=saga", "en"),
            ("optimizers?", "zh"),
        ]
    ),
)
def test_the_mathematics_is_set_without_an_error(open_page: Open, path: str, lang: str) -> None:
    page = open_page(f"{path}&lang={lang}")
    fold = page.get_by_test_id("stExpander").filter(has_text=words_in(lang)["mathematics.title"])
    fold.locator("summary").click()
    expect(fold.locator(".katex").first).to_be_visible()
    rest(page)
    assert fold.locator(".katex-error").count() == 0
    # A command that KaTeX does not know is set as it is written, as is a formula that Markdown has cut.
    assert not set("\\$") & set("".join(fold.locator(".katex-html").all_inner_texts()))
    assert "$" not in fold.inner_text()


def test_the_cards_hold_the_formulas_as_mathml_and_stay_as_high_as_they_are(open_page: Open) -> None:
    run = Run(problem="line", optimizer="adam", data="offset")
    page = open_page("?problem=line&optimizer=adam&at=5")
    unfold(page, "steps")
    shown = page.locator(".sw-card").evaluate_all(
        "each => each.map(card => [...card.querySelectorAll('math annotation')].map(a => a.textContent))"
    )
    told = [card["formula"] for card in cards(run, words_in("en"))]
    assert shown == [[semantics[-1][1] for _, semantics in formula] for formula in told]
    boxes = page.locator(".sw-card-code math").evaluate_all(
        "each => each.map(math => { const box = math.getBoundingClientRect(), "
        "card = math.closest('.sw-card').getBoundingClientRect(); "
        "return [math.namespaceURI, box.height > 8, box.right <= card.right] })"
    )
    assert boxes == [["http://www.w3.org/1998/Math/MathML", True, True]] * len(boxes) and boxes
    height = "cards => cards.getBoundingClientRect().height"
    before = page.locator(".sw-cards").evaluate(height)
    page.keyboard.press("End")
    page.locator(".samplewise-stage").focus()
    page.keyboard.press("End")
    expect(page.locator(".samplewise-stage")).to_have_attribute("data-update", "800")
    assert page.locator(".sw-cards").evaluate(height) == before

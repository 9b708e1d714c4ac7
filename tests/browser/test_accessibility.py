"""What axe says of every page: nothing that WCAG calls A or AA; and no page asks for what is forbidden."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sgd_ui.pages.registry import STATIONS
from tests.browser.stage import STAGE, Open

pytestmark = pytest.mark.browser

#: The rules of levels A and AA.
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


def broken(page: Page, parts: list[str] | None = None) -> list[str]:
    """The rules that a page breaks, or some parts of it, each with the first elements that do."""
    found = Axe().run(page, context=parts, options=_RULES).response["violations"]
    nodes = {rule["id"]: [node["html"][:200] for node in rule["nodes"]] for rule in found}
    # How near samples lie is theirs to say: 2.5.8 leaves out what is essential.
    nodes["target-size"] = [html for html in nodes.get("target-size", []) if 'data-grab="sample-' not in html]
    return [f"{name}: {where[:3]}" for name, where in nodes.items() if where]


#: Each page in one language and one theme, in turn; the home page in both.
_PAGES = [("home", "zh", "dark")] + [
    (name, *(("zh", "dark") if k % 2 else ("en", "light"))) for k, name in enumerate(STATIONS)
]


@pytest.mark.parametrize(("name", "lang", "scheme"), _PAGES)
def test_no_page_breaks_a_rule_of_level_a_or_aa_or_of_its_policy(
    open_page: Open, name: str, lang: str, scheme: str
) -> None:
    page = open_page(f"{'' if name == 'home' else name}?lang={lang}", scheme=scheme)
    assert broken(page) == []
    page.keyboard.press("End")
    page.wait_for_selector(f"{STAGE}[data-state=ended]")
    assert broken(page, [STAGE, ".st-key-bar"]) == []
    # All that can be opened needs nothing that the policy forbids, which would be an error in the console.
    for fold in page.locator(".stMain .stExpander summary").all():
        fold.click()
    other = "light" if scheme == "dark" else "dark"
    page.emulate_media(color_scheme=other)
    expect(page.locator("body .stApp")).to_have_css("color-scheme", other)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(("scheme", "lang"), [("light", "zh"), ("dark", "en")])
def test_a_stage_in_the_hand_breaks_none_either(open_page: Open, scheme: str, lang: str) -> None:
    page = open_page(f"?lang={lang}", scheme=scheme)
    page.locator(f'{STAGE} [data-grab="sample-2"]').focus()
    page.keyboard.down("ArrowUp")
    page.wait_for_selector(f"{STAGE}[data-state=draft]")
    assert broken(page, [STAGE]) == []

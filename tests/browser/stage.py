"""Reading and driving a stage, for the tests."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from sgd_core.link import params_of

STAGE = ".samplewise-stage"

#: Opens a view of the app: its path, then how the browser is set up.
Open = Callable[..., Page]


def part(page: Page, name: str) -> Locator:
    return page.locator(f'{STAGE} [data-part="{name}"]')


def data(page: Page) -> dict[str, str]:
    """The stage's own account of what it shows."""
    return page.locator(STAGE).evaluate("stage => ({...stage.dataset})")


def wait_update(page: Page, update: int) -> None:
    expect(page.locator(STAGE)).to_have_attribute("data-update", str(update))


def wait_for(page: Page, condition: str) -> None:
    """Waits until a condition holds; Playwright's own way needs what the page's policy forbids."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(condition)


def stand(page: Page, milliseconds: int) -> None:
    """Waits by the clock of the page, which goes no faster than what the page itself waits for."""
    page.evaluate("time => new Promise(done => setTimeout(done, time))", milliseconds)


def scrub(page: Page, update: int) -> None:
    """Drags the scrubber to an update."""
    part(page, "scrubber").evaluate(
        "(slider, u) => { slider.value = u; slider.dispatchEvent(new Event('input')) }", update
    )
    wait_update(page, update)


def unfold(page: Page, name: str) -> None:
    """Opens what is folded away below the stage: each step, or the log."""
    fold = part(page, f"fold-{name}")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    expect(fold).to_have_attribute("open", "")
    page.wait_for_timeout(50)


def log(page: Page) -> list[str]:
    unfold(page, "log")
    return part(page, "log").locator(".sw-line").all_text_contents()


def traces(page: Page, chart: str) -> list[dict]:
    """What Plotly holds of the traces of a chart, once the picture has stood for a moment."""
    stand(page, 400)
    held = page.locator(f"[data-chart={chart}] .js-plotly-plot").evaluate(
        """plot => JSON.stringify(plot.data.map(({meta, line, x, y}) =>
            ({meta: meta ?? {}, line, x: Array.from(x ?? []), y: Array.from(y ?? [])})))"""
    )
    return json.loads(held)


def follows(found: list[dict], follow: str, **told: object) -> list[dict]:
    """The traces that follow the clock in one way."""
    told = {"follow": follow, **told}
    return [t for t in found if told.items() <= t["meta"].items()]


def query(page: Page) -> str:
    """The query of the address, once it has stood for a moment while no script of the app ran."""
    return page.evaluate(
        """async () => {
            const running = () => document.querySelector('[data-test-script-state="running"]')
            for (let still = 0, seen = ''; still < 4; seen = location.search) {
                await new Promise(done => setTimeout(done, 100))
                still = running() || location.search !== seen ? 0 : still + 1
            }
            return location.search.slice(1)
        }"""
    )


def wait_query(page: Page, params: dict[str, str]) -> None:
    """Waits for the address to hold a query, and sees that it stays."""
    for _ in range(50):
        if (found := params_of(query(page))) == params:
            break
    assert found == params


def set_up(page: Page) -> Locator:
    """The settings of a page, opened."""
    button = page.locator(".samplewise-bar [data-opens=setup]")
    if button.get_attribute("aria-expanded") != "true":
        button.click()
    return page.locator(".st-key-setup")


def switch_language(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()

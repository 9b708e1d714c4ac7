"""One visit to each page: how it comes for the first time, what axe says of it, how it plays to its end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from sgd_core.link import params_of
from sgd_ui.pages.registry import STATIONS
from tests.browser.accessibility import broken
from tests.browser.conftest import Profiles, opening
from tests.browser.stage import (
    STAGE,
    Open,
    becomes,
    box,
    data,
    fit,
    holds_keys,
    hurry,
    part,
    query,
    resize,
    rest,
    scrub,
    stand,
    until,
)
from tests.effort import some

pytestmark = pytest.mark.browser

#: What moves though nobody has touched anything: the largest sum within five seconds without a pause of one.
SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => {
  for (const { hadRecentInput, startTime, value } of list.getEntries())
    if (!hadRecentInput) window.shifts.push([startTime, value]);
}).observe({ type: "layout-shift", buffered: true });
new MutationObserver(() => {
  const title = document.querySelector(".stMain h1");
  if (title?.getBoundingClientRect().height) (window.tops ??= new Set()).add(title.offsetTop);
}).observe(document, { childList: true, subtree: true });"""
#: How the browser came by Plotly, each time.
PLOTLY = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("plotly.min.js")).map(({ initiatorType }) => initiatorType)"""


#: Keeps the updates that are shown while a stage plays.
PLAYED = """() => {
  window.played = [];
  const stage = document.querySelector(".samplewise-stage");
  new MutationObserver(() => {
    if (stage.dataset.state === "playing") window.played.push(stage.dataset.update);
  }).observe(stage, { attributes: true });
}"""


#: The parts of a presentation that are seen: a name, and where they are.
PARTS = """() => [...document.querySelectorAll(
    ".sw-sentence, .sw-aside, .sw-program, .sw-told, .sw-chart, .sw-bar, .sw-equation, .sw-standings")]
  .map((part) => [part.className, part.getBoundingClientRect()])
  .filter(([, { width, height }]) => width && height)
  .map(([name, { left, top, right, bottom }]) => [name, left, top, right, bottom])"""
#: How large the place of each chart is, and how large it is drawn.
DRAWN = """() => [...document.querySelectorAll(".sw-plot")].filter((plot) => plot.clientWidth)
  .map(({ clientWidth, clientHeight, _fullLayout: { width, height } }) =>
    [clientWidth, clientHeight, width, height])"""
#: Whether each legend lies inside the axes of its picture, and how many lines it names.
LEGENDS = """() => [...document.querySelectorAll(".js-plotly-plot .legend")].map((legend) => {
  const parts = [legend.querySelector(".bg"), legend.closest(".js-plotly-plot").querySelector(".nsewdrag")];
  const [named, axes] = parts.map((each) => each.getBoundingClientRect());
  const inside = named.left >= axes.left && named.top >= axes.top
    && named.right <= axes.right && named.bottom <= axes.bottom;
  return [inside, legend.querySelectorAll(".traces").length];
})"""
#: Whether what is an answer can be seen, or a chart that is one; and where what is played, asked
#: and looked at stands.
ANSWERS = """() => {
  const sealed = '[class*="st-key-earned-"] > :not(:first-child), .st-key-headline, .sw-later:not(:empty)';
  const seen = [...document.querySelectorAll(sealed)].map((each) => {
    const style = getComputedStyle(each);
    return each.matches(".sw-later") ? style.display === "none" : style.visibility === "visible";
  });
  const stands = document.querySelectorAll(".st-key-lead, .st-key-scenes, .sw-frame, .sw-play, .stRadio");
  const places = [...stands].map((each) => each.getBoundingClientRect()).map(({ left, top, width, height }) =>
    [left, top + scrollY, width, height].map(Math.round));
  return { seen, places };
}"""


def answers(page: Page) -> dict[str, list[Any]]:
    """Once all of the page has come."""
    rest(page)
    found: dict[str, list[Any]] = page.evaluate(ANSWERS)
    return found


def worst(shifts: list[tuple[float, float]]) -> float:
    """The layout shift of a page, as web vitals count it."""
    worst, window, first, last = 0.0, 0.0, 0.0, float("-inf")
    for at, value in shifts:
        if at - last >= 1000 or at - first >= 5000:
            window, first = 0.0, at
        window, last = window + value, at
        worst = max(worst, window)
    return worst


#: Each page in one language and one theme, in turn: both are among those of which some are visited.
VISITS = [(name, *(("zh", "dark") if k % 2 else ("en", "light"))) for k, name in enumerate(STATIONS)]


@pytest.fixture(scope="module")
def new(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    context = browser.new_context()
    context.add_init_script(SHIFTS)
    yield context
    context.close()


@pytest.fixture(scope="module")
def its_profiles(browser: Browser, new: BrowserContext) -> Profiles:
    return Profiles(browser, new)


@pytest.fixture(scope="module", params=some(VISITS), ids="-".join)
def visited(
    address: str, new: BrowserContext, its_profiles: Profiles, request: Any
) -> Iterator[tuple[Page, list[str], str]]:
    """A page, what it asked for, and its theme; the first page comes with nothing of the app cached.

    In the end no error may have come: nothing that was opened needs what the policy forbids.
    """
    name, lang, scheme = request.param
    asked: list[str] = []

    def hear(request: Request) -> None:
        asked.append(request.url)

    new.on("request", hear)
    with opening(address, its_profiles) as open_view:
        path = f"{'' if name == 'home' else name}?speed=whole5&lang={lang}"
        yield open_view(path, scheme=scheme), asked, scheme
    new.remove_listener("request", hear)


Visited = tuple[Page, list[str], str]


def test_nothing_jumps_while_it_comes_and_plotly_comes_early_and_once(visited: Visited) -> None:
    page, asked, _ = visited
    stand(page, 1000)
    shifts, tops = page.evaluate("[window.shifts, [...window.tops]]")
    assert worst(shifts) < 0.1
    assert len(tops) == 1
    assert page.evaluate(PLOTLY) == ["script"] and sum("plotly.min.js" in url for url in asked) == 1


def test_its_first_picture_stands_above_the_fold_and_above_the_transport(visited: Visited) -> None:
    page, *_ = visited
    assert page.locator(f"{STAGE} .js-plotly-plot").count() == page.locator(".sw-chart").count() >= 2
    assert box(part(page, "play"))["y"] < 768 - 20
    for width, height in ((390, 844), (1366, 768)):
        resize(page, width, height)
        picture, bar = (box(page.locator(each).first) for each in (".sw-frame", ".sw-bar"))
        assert picture["y"] + picture["height"] <= min(bar["y"], height) + 1


def test_its_answers_come_with_the_first_step_and_move_nothing_that_is_used(visited: Visited) -> None:
    page, *_ = visited
    closed = answers(page)
    assert not any(closed["seen"])
    # On the home page the stage says in its sentence what comes of a run.
    assert closed["seen"] or data(page)["runs"] == "one"
    page.keyboard.press("ArrowRight")
    expect(page.locator("html")).to_have_attribute("data-samplewise-earned", "")
    until(page, lambda: all(answers(page)["seen"]), "answers seen")
    becomes(page, lambda: answers(page)["places"], closed["places"])
    page.keyboard.press("Home")


def test_at_rest_it_breaks_no_rule_of_level_a_or_aa(visited: Visited) -> None:
    page, *_ = visited
    assert broken(page) == []


def test_presented_no_part_is_cut_or_over_another_and_every_picture_can_be_seen(visited: Visited) -> None:
    page, *_ = visited
    rest(page)
    before, legends = page.evaluate(DRAWN), page.evaluate(LEGENDS)
    assert all(inside and lines > 1 for inside, lines in legends)
    assert bool(legends) == any(name in page.url for name in ("/gd_vs_sgd", "/learning_rate"))
    page.evaluate("document.dispatchEvent(new Event('samplewise-present'))")
    expect(page.locator("html")).to_have_attribute("data-samplewise-view", "present")
    fit(page)
    parts, charts = page.evaluate(PARTS), page.evaluate(DRAWN)
    for name, left, top, right, bottom in parts:
        assert left >= 0 and top >= 0 and right <= 1366 and bottom <= 768, name
    for one, other in combinations(parts, 2):
        across, down = (min(one[k + 2], other[k + 2]) - max(one[k], other[k]) for k in (1, 2))
        assert min(across, down) <= 1, (one, other)
    for width, height, *as_drawn in charts:
        assert height >= 120 and as_drawn == pytest.approx([width, height], abs=1)
    page.keyboard.press("Escape")
    becomes(page, lambda: page.evaluate(DRAWN), before)


def test_it_plays_to_its_end_and_breaks_none_there(visited: Visited) -> None:
    page, *_ = visited
    begin = int(data(page)["updates"]) * 4 // 5
    scrub(page, begin)
    page.evaluate(PLAYED)
    hurry(page)
    part(page, "play").click()
    page.wait_for_selector(f"{STAGE}[data-state=ended]")
    shown = data(page)
    end = int(shown["update"])
    assert end == int(shown["updates"])
    assert any(begin < int(update) < end for update in page.evaluate("window.played"))
    assert params_of(query(page))["at"] == shown["updates"]
    assert broken(page, [STAGE, ".st-key-bar"]) == []


def test_all_that_is_folded_away_opens_and_the_theme_changes_under_it(visited: Visited) -> None:
    page, _, scheme = visited
    for fold in page.locator(".stMain .stExpander summary").all():
        fold.click()
    other = "light" if scheme == "dark" else "dark"
    page.emulate_media(color_scheme=other)
    expect(page.locator("body .stApp")).to_have_css("color-scheme", other)
    rest(page)


@pytest.mark.parametrize(("scheme", "lang"), some([("dark", "zh"), ("light", "en")]))
def test_a_stage_in_the_hand_breaks_none_either(open_page: Open, scheme: str, lang: str) -> None:
    page = open_page(f"?lang={lang}", scheme=scheme)
    if scheme == "dark":
        # The home page was visited in the other colours and the other language.
        assert broken(page) == []
        part(page, "end").click()
        rest(page)
        assert broken(page, [STAGE, ".st-key-bar"]) == []
    page.locator(f'{STAGE} [data-grab="sample-2"]').focus()
    with holds_keys(page):
        page.keyboard.press("ArrowUp")
        page.wait_for_selector(f"{STAGE}[data-state=draft]")
        assert broken(page, [STAGE]) == []

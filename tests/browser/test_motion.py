"""How a run moves, where it stops of its own, and what is seen of it before it was played."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from sgd_core import Run, trace
from sgd_core.link import params_of
from tests.browser.stage import STAGE, Open, data, part, query, scrub, traces, wait_update

pytestmark = pytest.mark.browser

NOTE = trace(Run())

#: Keeps, for every picture, where the right end of the moving line is, and what the stage says of itself.
FILM = """() => {
  const stage = document.querySelector(".samplewise-stage");
  window.film = [];
  const look = () => {
    const line = [...stage.querySelectorAll("[data-chart=data] .sw-live .scatterlayer ~ g path")]
      .find((path) => path.getAttribute("fill") === "none" && path.getAttribute("d"));
    const end = line?.getAttribute("d").match(/,([-\\d.]+)$/)?.[1];
    if (end) window.film.push([Number(end), stage.dataset.w]);
    requestAnimationFrame(look);
  };
  look();
}"""


def heights(page: Page) -> list[float]:
    """Where the end of the line was, picture by picture, without those that are like the one before."""
    seen: list[float] = []
    for height, _ in page.evaluate("window.film"):
        if not seen or height != seen[-1]:
            seen.append(height)
    return seen


def bead(page: Page, update: int) -> Locator:
    return part(page, "beads").locator(f'[data-bead="{update}"]')


def told(page: Page) -> list[str]:
    return list(dict.fromkeys(w for _, w in page.evaluate("window.film")))


def test_a_step_forward_swings_the_line_and_tells_exact_numbers_alone(open_page: Open) -> None:
    page = open_page("?lr=0.1&at=1")
    page.evaluate(FILM)
    page.keyboard.press("ArrowRight")
    wait_update(page, 2)
    page.wait_for_timeout(900)
    way = heights(page)
    assert len(way) > 3
    assert way == sorted(way, reverse=True)
    run = trace(Run(lr=0.1))
    assert [float(w) for w in told(page)] == run.parameters[2:3, 0].tolist()


def test_a_step_back_and_less_motion_show_the_end_at_once(open_page: Open) -> None:
    back, less = open_page("?lr=0.1&at=2"), open_page("?lr=0.1&at=1", motion="reduce")
    for page, key in ((back, "ArrowLeft"), (less, "ArrowRight")):
        page.evaluate(FILM)
        page.keyboard.press(key)
        page.wait_for_timeout(900)
        assert len(heights(page)) == 1


def test_the_notes_run_settles_is_paused_and_goes_on_to_the_end(open_page: Open) -> None:
    page = open_page()
    part(page, "play").click()
    page.wait_for_selector(f"{STAGE}[data-state=paused]")
    settled = int(data(page)["update"])
    assert 20 < settled < 120
    expect(part(page, "settled")).to_have_text("settled")
    assert params_of(query(page)) == {"at": str(settled)}
    part(page, "play").click()
    expect(part(page, "settled")).to_be_empty()
    page.wait_for_selector(f"{STAGE}[data-state=ended]")
    assert data(page)["w"] == "1.9999999999999236"


def test_what_lies_ahead_is_seen_once_the_page_was_played(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        "() => document.addEventListener('samplewise-earned', ({ detail }) => { window.earned = detail })"
    )
    shapes = "document.querySelectorAll('[data-chart=cost] .shapelayer path').length"
    hidden = page.evaluate(shapes)
    assert (data(page)["earned"], data(page)["updates"]) == ("false", "300")
    page.keyboard.press("ArrowRight")
    expect(page.locator(STAGE)).to_have_attribute("data-earned", "true")
    assert page.evaluate("window.earned") == "home"
    page.keyboard.press("Home")
    wait_update(page, 0)
    page.wait_for_timeout(600)
    assert page.evaluate(shapes) == hidden + 1
    assert data(open_page("?at=3"))["earned"] == "true"


def test_the_future_can_be_shown_at_once(open_page: Open) -> None:
    page = open_page()
    part(page, "future").check()
    expect(page.locator(STAGE)).to_have_attribute("data-earned", "true")
    assert params_of(query(page)) == {"show": "all"}
    again = open_page("?show=all")
    assert data(again)["earned"] == "true"
    part(again, "future").uncheck()
    expect(again.locator(STAGE)).to_have_attribute("data-earned", "false")


def test_the_loss_curve_goes_when_the_run_is_rewound(open_page: Open) -> None:
    page = open_page()
    scrub(page, 300)
    assert any(len(each["x"]) > 1 for each in traces(page, "loss"))
    page.keyboard.press("Home")
    wait_update(page, 0)
    page.wait_for_timeout(700)
    lines = page.locator("[data-chart=loss] .scatterlayer .js-line")
    assert all(len(line.get_attribute("d") or "") < 10 for line in lines.all())


def test_keys_work_on_the_whole_page_but_where_something_has_its_own(open_page: Open) -> None:
    page = open_page()
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    wait_update(page, 1)
    page.keyboard.press("End")
    wait_update(page, 300)
    field = page.get_by_role("textbox", name="Learning rate")
    field.focus()
    field.press("Home")
    field.press("ArrowLeft")
    part(page, "speed").focus()
    page.keyboard.press("Home")
    assert data(page)["update"] == "300"
    page.locator("h1").click()
    page.keyboard.press("Shift+ArrowLeft")
    wait_update(page, 297)


def test_keys_that_others_answer_are_told_to_the_page(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        """() => { window.heard = [];
          for (const name of ["present", "help", "undo", "redo"])
            document.addEventListener(`samplewise-${name}`, () => window.heard.push(name)); }"""
    )
    field = page.get_by_role("textbox", name="Learning rate")
    for key in ("f", "?", "Control+z"):
        field.press(key)
    page.locator("h1").click()
    for key in ("f", "?", "Control+z", "Control+Shift+z", "Control+y"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == ["present", "help", "undo", "redo", "redo"]


def test_a_clicker_steps_a_presentation(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("PageDown")
    assert data(page)["update"] == "0"
    page.evaluate("() => { document.documentElement.dataset.samplewiseView = 'present' }")
    page.keyboard.press("PageDown")
    wait_update(page, 1)
    page.keyboard.press("PageUp")
    wait_update(page, 0)


def test_a_press_on_a_bead_goes_to_its_update(open_page: Open) -> None:
    page = open_page()
    fills = [bead(page, u).locator("path").evaluate("path => path.style.fill") for u in (1, 2, 3, 4)]
    assert len({*fills}) == 3
    assert fills[3] == fills[0]
    box = bead(page, 4).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_update(page, 4)
    assert (data(page)["sample"], data(page)["w"]) == ("0", repr(NOTE.parameters[4, 0].item()))
    expect(part(page, "beads").locator(".sw-now")).to_have_count(1)
    expect(part(page, "beads").locator(".sw-done")).to_have_count(3)


def test_the_beads_of_a_long_run_are_few_and_around_the_update_in_view(open_page: Open) -> None:
    page = open_page("?data=noisy-200&epochs=30&at=3000")
    assert part(page, "beads").locator("g g").count() < 70
    box = part(page, "beads").bounding_box()
    now = part(page, "beads").locator(".sw-now").bounding_box()
    assert box["x"] < now["x"] < box["x"] + box["width"]

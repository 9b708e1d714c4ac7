"""How a run moves, where it stops of its own, and what is seen of it before it was played."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Locator, Page, expect

from sgd_core import Run, trace
from tests.browser.stage import (
    STAGE,
    Open,
    becomes,
    box,
    data,
    drawn,
    holds_keys,
    hurry,
    pace,
    part,
    resize,
    rest,
    scrub,
    set_up,
    traces,
    until,
    wait_query,
    wait_update,
)

pytestmark = pytest.mark.browser

NOTE = trace(Run())

#: Keeps, for every picture of another update than this, the slope beside the line, and what the stage says.
FILM = """() => {
  const stage = document.querySelector(".samplewise-stage");
  const { update } = stage.dataset;
  window.film = [];
  const look = () => {
    const texts = [...stage.querySelectorAll("[data-chart=data] .sw-layer text")];
    const slope = texts.map((text) => /^ŷ = ([\\d.]+)/.exec(text.textContent)?.[1]).find(Boolean);
    if (slope && stage.dataset.update !== update) window.film.push([Number(slope), stage.dataset.w]);
    requestAnimationFrame(look);
  };
  look();
}"""


#: Where the parts of the transport are within it, and how high it is.
BAR = """() => {
  const bar = document.querySelector(".sw-bar");
  const { left, top, height } = bar.getBoundingClientRect();
  const parts = [...bar.querySelectorAll("button, input, select")];
  const places = parts.map((part) => part.getBoundingClientRect());
  return [height, ...places.flatMap(({ x, y, width }) => [x - left, y - top, width])].map(Math.round);
}"""


def slopes(page: Page) -> list[float]:
    """The slopes of the line, picture by picture, without those that are like the one before."""
    return [slope for slope, _ in itertools.groupby(slope for slope, _ in page.evaluate("window.film"))]


def leave(page: Page) -> None:
    """Lets go of the focus, wherever it is."""
    page.evaluate("document.activeElement.blur()")


def bead(page: Page, update: int) -> Locator:
    return part(page, "beads").locator(f'[data-bead="{update}"]')


def told(page: Page) -> list[str]:
    return list(dict.fromkeys(w for _, w in page.evaluate("window.film")))


def test_a_step_forward_swings_the_line_and_tells_exact_numbers_alone(open_page: Open) -> None:
    page = open_page("?lr=0.1&at=1")
    pace(page, 40)
    page.evaluate(FILM)
    page.keyboard.press("ArrowRight")
    wait_update(page, 2)
    rest(page)
    way, path = slopes(page), trace(Run(lr=0.1)).parameters[:, 0]
    assert len(way) > 3
    assert way == sorted(way)
    assert way[0] < path[2] - 0.1
    assert [float(w) for w in told(page)] == [path[2]]


def test_a_step_back_and_less_motion_show_the_end_at_once(open_page: Open) -> None:
    back, less = open_page("?lr=0.1&at=2"), open_page("?lr=0.1&at=1", motion="reduce")
    for page, key, update in ((back, "ArrowLeft", 1), (less, "ArrowRight", 2)):
        # What lies behind another page may not be drawn at all.
        page.bring_to_front()
        pace(page, 40)
        page.evaluate(FILM)
        page.keyboard.press(key)
        wait_update(page, update)
        rest(page)
        drawn(page)
        assert len(slopes(page)) == 1


def test_the_notes_run_settles_is_paused_and_goes_on_to_the_end(open_page: Open) -> None:
    page = open_page()
    hurry(page)
    part(page, "play").click()
    page.wait_for_selector(f"{STAGE}[data-state=paused]")
    settled = int(data(page)["update"])
    assert 20 < settled < 120
    expect(part(page, "settled")).to_have_text("settled")
    wait_query(page, {"at": str(settled)})
    page.locator("[data-grab=w0]").focus()
    with holds_keys(page):
        page.keyboard.press("ArrowRight")
        page.wait_for_selector(f"{STAGE}[data-state=draft]")
        expect(part(page, "settled")).to_be_empty()
        page.keyboard.press("Escape")
    wait_update(page, settled)
    part(page, "play").click()
    expect(part(page, "settled")).to_be_empty()
    page.wait_for_selector(f"{STAGE}[data-state=ended]")
    assert data(page)["w"] == "1.9999999999999236"
    # The loss stands on a log axis by now, and settles no later for that.
    scrub(page, settled - 3)
    part(page, "play").click()
    page.wait_for_selector(f"{STAGE}[data-state=paused]")
    assert data(page)["update"] == str(settled)
    # On a phone nothing moves under the finger when that is said.
    resize(page, 390, 844)
    scrub(page, settled - 9)
    rest(page)
    before = page.evaluate(BAR)
    part(page, "play").click()
    expect(part(page, "settled")).to_have_text("settled")
    assert page.evaluate(BAR) == before


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
    becomes(page, lambda: page.evaluate(shapes), hidden + 1)
    assert data(open_page("?at=3"))["earned"] == "true"


def test_the_future_can_be_shown_at_once(open_page: Open) -> None:
    page = open_page()
    part(page, "future").check()
    expect(page.locator(STAGE)).to_have_attribute("data-earned", "true")
    wait_query(page, {"show": "all"})
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
    rest(page)
    lines = page.locator("[data-chart=loss] .scatterlayer .js-line")
    until(page, lambda: all(len(line.get_attribute("d") or "") < 10 for line in lines.all()), "no curve")


def test_a_choice_pressed_by_a_pointer_leaves_the_keys_to_the_stage(open_page: Open) -> None:
    page = open_page()
    chosen = page.get_by_role("radio", name="中文")
    chosen.click()
    until(page, lambda: page.evaluate("document.documentElement.lang").startswith("zh"), "Chinese")
    rest(page)
    page.keyboard.press("ArrowRight")
    wait_update(page, 1)
    # Where it has the focus by key the arrows are its own.
    chosen.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("f")
    until(
        page,
        lambda: page.evaluate("document.documentElement.dataset.samplewiseView") == "present",
        "presented",
    )
    assert data(page)["update"] == "1"


def test_keys_work_on_the_whole_page_but_where_something_else_answers_them(open_page: Open) -> None:
    page = open_page()
    leave(page)
    page.keyboard.press("ArrowRight")
    wait_update(page, 1)
    page.keyboard.press("End")
    wait_update(page, 300)
    field = set_up(page).get_by_role("textbox", name="Learning rate")
    field.focus()
    field.press("Home")
    field.press("ArrowLeft")
    part(page, "speed").focus()
    page.keyboard.press("Home")
    assert data(page)["update"] == "300"
    leave(page)
    page.keyboard.press("Shift+ArrowLeft")
    wait_update(page, 297)
    # A clicker steps a presentation, and nothing else.
    page.keyboard.press("PageDown")
    assert data(page)["update"] == "297"
    page.evaluate("() => { document.documentElement.dataset.samplewiseView = 'present' }")
    page.keyboard.press("PageDown")
    wait_update(page, 298)
    page.keyboard.press("PageUp")
    wait_update(page, 297)
    page.evaluate("() => { delete document.documentElement.dataset.samplewiseView }")
    # Those that others answer are told to the page.
    page.evaluate(
        """() => { window.heard = [];
          for (const name of ["present", "help", "undo", "redo"])
            document.addEventListener(`samplewise-${name}`, () => window.heard.push(name)); }"""
    )
    field = set_up(page).get_by_role("textbox", name="Learning rate")
    typed = field.input_value()
    for key in ("f", "?", "Control+z"):
        field.press(key)
    # Left as it was, the field sets nothing up anew.
    field.fill(typed)
    leave(page)
    for key in ("Control+z", "Control+Shift+z", "Control+y", "f", "?"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == ["undo", "redo", "redo", "present", "help"]


def test_a_press_on_a_bead_goes_to_its_update(open_page: Open) -> None:
    page = open_page()
    fills = [bead(page, u).locator("path").evaluate("path => path.style.fill") for u in (1, 2, 3, 4)]
    assert len({*fills}) == 3
    assert fills[3] == fills[0]
    place = box(bead(page, 4))
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    wait_update(page, 4)
    assert (data(page)["sample"], data(page)["w"]) == ("0", repr(NOTE.parameters[4, 0].item()))
    expect(part(page, "beads").locator(".sw-now")).to_have_count(1)
    expect(part(page, "beads").locator(".sw-done")).to_have_count(3)


def test_the_beads_of_a_long_run_are_few_and_around_the_update_in_view(open_page: Open) -> None:
    page = open_page("?data=noisy-200&epochs=30&at=3000")
    assert 10 < part(page, "beads").locator("g g").count() < 70
    string = box(part(page, "beads"))
    now = box(part(page, "beads").locator(".sw-now"))
    assert string["x"] < now["x"] < string["x"] + string["width"]


def test_beads_path_and_loss_are_one_thing(open_page: Open) -> None:
    page = open_page("?at=30")
    light = "[data-chart={}] .sw-light"
    bead(page, 24).hover()
    expect(page.locator(light.format("cost"))).to_have_count(1)
    expect(page.locator(light.format("loss"))).to_have_count(1)
    colour = bead(page, 24).locator("path").evaluate("path => getComputedStyle(path).fill")
    expect(page.locator(light.format("loss"))).to_have_css("stroke", colour)
    rest(page)
    x, y = page.locator("[data-chart=loss] .js-plotly-plot").evaluate(
        """plot => { const { xaxis, yaxis } = plot._fullLayout, { left, top } = plot.getBoundingClientRect();
          const { x, y } = plot.data.find(({ meta }) => meta?.follow === "trail");
          return [left + xaxis._offset + xaxis.c2p(x[6]), top + yaxis._offset + yaxis.c2p(y[6])]; }"""
    )
    page.mouse.move(x, y)
    expect(bead(page, 24)).not_to_have_class("sw-bead sw-done sw-bead-pointed")
    expect(bead(page, 21)).to_have_class("sw-bead sw-done sw-bead-pointed")
    page.mouse.down()
    wait_update(page, 21)


def test_a_run_that_is_played_again_is_told_again(open_page: Open) -> None:
    page = open_page("?epochs=30&at=90")
    # Thirty pictures of a twentieth of a second each.
    pace(page, 50)
    page.keyboard.press("Space")
    page.wait_for_selector(f"{STAGE}[data-state=playing]")
    shown = page.evaluate(
        """async () => {
            for (let k = 0; k < 30; k++) await new Promise(requestAnimationFrame);
            return Number(document.querySelector(".samplewise-stage").dataset.update);
        }"""
    )
    assert shown <= 2

"""What can be taken by hand: the run follows in the browser, and Python confirms it to the last bit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run, trace
from sgd_core.link import described, params_of
from tests.browser.stage import (
    STAGE,
    Open,
    becomes,
    box,
    data,
    drawn,
    holds_keys,
    part,
    query,
    rest,
    set_up,
    stand,
    wait_for,
)
from tests.effort import some

pytestmark = pytest.mark.browser


def centre(page: Page, grab: str) -> tuple[float, float]:
    """Where a handle is."""
    place = box(page.locator(f"[data-grab={grab}]"))
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


def empty_place(page: Page) -> tuple[float, float]:
    """A place among the samples where there is none."""
    place = box(page.locator("[data-chart=data] .sw-plot"))
    return place["x"] + place["width"] * 0.4, place["y"] + place["height"] * 0.3


def take(page: Page, grab: str, across: float, down: float) -> None:
    """Takes a handle, and moves it so far without letting go."""
    x, y = centre(page, grab)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=5)
    drawn(page)


def confirmed(page: Page) -> dict[str, str]:
    """What the stage shows once Python has confirmed it."""
    expect(page.locator(STAGE)).not_to_have_attribute("data-state", "draft")
    return data(page)


def run_of(page: Page, before: Run | None = None) -> Run:
    """The run that the address describes once Python has confirmed it; another than ``before``."""
    confirmed(page)
    for _ in range(100):
        run = Run.from_params(described(params_of(query(page))))
        if run != before:
            return run
    raise TimeoutError(page.url)


def w_of(run: Run, update: int) -> str:
    return ",".join(map(repr, trace(run).parameters[update].tolist()))


@pytest.mark.parametrize(
    ("link", "grab", "at"),
    some(
        [
            ("?at=11", "sample-3", 11),
            ("?problem=huber&sampling=shuffle-once&schedule=step&at=21", "sample-2", 21),
            ("?optimizer=momentum&sampling=reshuffle&at=7", "line", 0),
            ("?problem=line&batch=3&at=9", "w0", 0),
        ]
    ),
)
def test_what_python_confirms_is_what_the_hand_saw(open_page: Open, link: str, grab: str, at: int) -> None:
    page = open_page(link)
    before = data(page)["w"]
    take(page, grab, -12, 25)
    held = data(page)
    assert held["state"] == "draft" and held["update"] == str(at) and held["w"] != before
    # The handle is still under the hand.
    ranges = (
        "[...document.querySelectorAll('.js-plotly-plot')].map(plot => plot.layout.xaxis.range.join()).join()"
    )
    still = page.evaluate(ranges)
    take_more = centre(page, grab)
    page.mouse.move(take_more[0] + 3, take_more[1])
    drawn(page)
    assert page.evaluate(ranges) == still
    held = data(page)
    page.mouse.up()
    # The command is what Python alone says.
    python = {"state": "", "command": ""}
    assert confirmed(page) | python == held | python
    run = run_of(page, Run.from_params(described(params_of(link))))
    assert held["w"] == w_of(run, at)
    assert held["updates"] == str(len(trace(run)))


def test_keys_move_a_sample_and_remove_all_but_the_last(open_page: Open) -> None:
    page = open_page("?at=5")
    handle = page.locator("[data-grab=sample-2]")
    handle.focus()
    with holds_keys(page):
        page.keyboard.press("ArrowUp")
        drawn(page)
        assert data(page)["state"] == "draft" and data(page)["update"] == "5"
        assert handle.get_attribute("aria-valuetext") == "x 2, y 4.1"
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("ArrowLeft")
    drawn(page)
    shown = confirmed(page)
    run = run_of(page, Run())
    assert run.points == ((1.0, 1.99, 3.0), (2.0, 5.1, 6.0))
    assert shown["w"] == w_of(run, 5)
    page.keyboard.press("Delete")
    expect(page.locator("[data-grab=sample-3]")).to_have_count(0)
    assert confirmed(page)["updates"] == "200"
    two = run_of(page, run)
    assert two.points == ((1.0, 3.0), (2.0, 6.0))
    expect(page.locator("[data-grab=sample-2]")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator("[data-grab=sample-2]")).to_have_count(0)
    page.keyboard.press("Delete")
    drawn(page)
    assert run_of(page, two).samples == 1


def test_a_double_click_adds_a_sample_and_what_a_hand_did_is_undone_and_done_again(open_page: Open) -> None:
    page = open_page()
    expect(page.locator(".sw-history")).to_be_hidden()
    page.mouse.dblclick(*empty_place(page))
    expect(page.locator("[data-grab=sample-4]")).to_have_count(1)
    added = run_of(page, Run())
    assert added.samples == 4 and confirmed(page)["updates"] == "400"
    take(page, "line", 0, -30)
    page.mouse.up()
    turned = confirmed(page)["w"]
    page.evaluate("document.dispatchEvent(new Event('samplewise-undo'))")
    expect(page.locator(STAGE)).to_have_attribute("data-w", "1.0")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-grab=sample-4]")).to_have_count(0)
    assert confirmed(page)["updates"] == "300"
    becomes(page, lambda: run_of(page), Run())
    page.get_by_role("button", name="Redo").click()
    expect(page.locator("[data-grab=sample-4]")).to_have_count(1)
    confirmed(page)
    page.evaluate("document.dispatchEvent(new Event('samplewise-redo'))")
    expect(page.locator(STAGE)).to_have_attribute("data-w", turned)
    becomes(page, lambda: run_of(page), added.replaced(w0=[float(turned)]))
    # What was pressed last is removed, though letting go has given the focus back.
    take(page, "sample-4", 0, 0)
    page.mouse.up()
    page.keyboard.press("Delete")
    expect(page.locator("[data-grab=sample-4]")).to_have_count(0)
    assert confirmed(page)["updates"] == "300"


def test_python_is_asked_while_the_hand_moves_what_the_browser_cannot_compute(open_page: Open) -> None:
    page = open_page("?gradient=saga&at=11")
    before = data(page)["w"]
    take(page, "sample-3", 0, 40)
    assert data(page)["state"] == "draft"
    wait_for(page, f"document.querySelector('{STAGE}').dataset.w !== '{before}'")
    assert data(page)["state"] == "draft"
    page.mouse.up()
    shown = confirmed(page)
    assert shown["w"] == w_of(run_of(page, Run(gradient="saga")), 11)


def test_fingers_drag_add_and_remove_while_a_swipe_scrolls(open_page: Open) -> None:
    page = open_page("?at=3", size=(390, 844))
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})

    def finger(kind: str, *points: tuple[float, float]) -> None:
        told = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": told})

    page.locator("[data-grab=sample-2]").scroll_into_view_if_needed()
    x, y = centre(page, "sample-2")
    finger("Start", (x, y))
    # A second finger breaks nothing.
    other = centre(page, "sample-1")
    finger("Start", (x, y), other)
    finger("Move", (x, y - 30), (other[0] + 20, other[1] + 20))
    drawn(page)
    held = data(page)
    assert held["state"] == "draft" and held["update"] == "3"
    finger("End")
    moved = run_of(page, Run())
    assert data(page)["w"] == held["w"] == w_of(moved, 3)
    assert moved.points[0] == (1.0, 2.0, 3.0) and moved.points[1][::2] == (2.0, 6.0)
    page.locator(".sw-remove").click()
    expect(page.locator("[data-grab=sample-3]")).to_have_count(0)
    confirmed(page)
    page.locator("[data-chart=data]").scroll_into_view_if_needed()
    finger("Start", empty_place(page))
    stand(page, 600)
    finger("End")
    expect(page.locator("[data-grab=sample-3]")).to_have_count(1)
    assert run_of(page, moved).samples == 3
    # A swipe that begins on the slider leaves the update alone; a slide along it does not.
    for across, down, stays in ((3, 40, True), (40, 3, False)):
        before, slider = data(page)["update"], box(part(page, "scrubber"))
        x, y = slider["x"] + slider["width"] / 2, slider["y"] + slider["height"] / 2
        finger("Start", (x, y))
        for share in (1, 2, 3):
            finger("Move", (x + share * across, y - share * down))
        finger("End")
        rest(page)
        assert (data(page)["update"] == before) == stays
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": False})


def test_escape_puts_all_back_and_what_a_hand_lets_go_of_stays_where_it_is(open_page: Open) -> None:
    page = open_page("?at=11")
    before = data(page)
    for grab in ("sample-1", "line", "w0"):
        take(page, grab, 30, 30)
        assert data(page)["w"] != before["w"]
        page.keyboard.press("Escape")
        drawn(page)
        page.mouse.up()
        assert data(page) == before
    assert query(page) == "at=11"
    # A press that moves nothing changes nothing.
    page.mouse.click(*centre(page, "line"))
    drawn(page)
    assert data(page) == before
    for grab, down in (("sample-3", 90.0), ("w0", 0.0)):
        take(page, grab, -25, down)
        held = centre(page, grab)
        page.mouse.up()
        confirmed(page)
        query(page)
        assert centre(page, grab) == pytest.approx(held, abs=1)
    # The axes of another run are its own.
    ranges = "[...document.querySelectorAll('.sw-plot')].map(plot => plot.layout.yaxis.range).join()"
    kept = page.evaluate(ranges)
    # What lies under the loss 0 keeps its share of the axes that stayed.
    shares = page.locator("[data-chart=cost] .sw-plot").evaluate(
        """({ data, layout }) => data.filter(({ meta, y }) => meta?.y < 0 && y?.some(Number.isFinite))
          .map(({ meta, y }) => [meta.y, y.find(Number.isFinite) / layout.yaxis.range[1]])"""
    )
    assert len(shares) > 1 and all(drawn == pytest.approx(share) for share, drawn in shares)
    page.reload()
    expect(page.locator(STAGE)).to_have_attribute("data-state", "ready")
    assert page.evaluate(ranges) != kept


def test_what_a_hand_did_to_one_run_is_not_undone_in_another(open_page: Open) -> None:
    page = open_page("")
    take(page, "w0", 20, 0)
    page.mouse.up()
    run = run_of(page, Run())
    field = set_up(page).get_by_role("textbox", name="Start")
    field.fill("0.25")
    field.press("Enter")
    run_of(page, run)
    page.keyboard.press("Escape")
    expect(page.locator(".sw-history")).to_be_hidden()
    page.keyboard.press("Control+z")
    drawn(page)
    assert data(page)["w"] == "0.25" and data(page)["state"] != "draft"

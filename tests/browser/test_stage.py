"""What the stage and the controls do, the numbers on screen checked against the core."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run, trace
from sgd_core.link import described, params_of
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.stage.landscape import landscape_figure, path_range
from sgd_ui.words.catalogue import words_in
from tests.browser.stage import (
    Open,
    becomes,
    box,
    data,
    hurry,
    part,
    query,
    resize,
    rest,
    scrub,
    set_up,
    told_by_stages,
    unfold,
    until,
    wait_query,
    wait_update,
)

pytestmark = pytest.mark.browser

NOTE = trace(Run())


def test_from_here_the_rate_changes_and_a_run_begins_and_reset_returns_to_the_notes_run(
    open_page: Open,
) -> None:
    page = open_page("?sampling=reshuffle&at=11")
    unfold(page, "log")
    part(page, "rate-from-here").click()
    part(page, "rate").fill("0.05")
    part(page, "rate").press("Enter")
    expect(page).to_have_url(re.compile("lr_steps=11:0.05"))
    changed = Run.from_params(described(params_of(query(page))))
    assert changed == Run(sampling="reshuffle", schedule="piecewise", lr_steps=((11, 0.05),))
    wait_update(page, 11)
    part(page, "forward").click()
    wait_update(page, 12)
    assert float(data(page)["w"]) == trace(changed).parameters[12, 0]
    part(page, "reset").click()
    expect(page.locator(".samplewise-stage")).to_have_attribute("data-w", "1.0")
    wait_update(page, 0)
    expect(page).not_to_have_url(re.compile(r"\?"))
    rest(page)
    scrub(page, 11)
    w = data(page)["w"]
    part(page, "start-from-here").click()
    wait_update(page, 0)
    expect(page.locator(".samplewise-stage")).to_have_attribute("data-w", w)
    expect(page).to_have_url(re.compile(re.escape(f"?w0={w}") + "$"))


def seen(page: Page, chart: str) -> list[float]:
    """The part of its axis of x that a chart shows."""
    plot = page.locator(f"[data-chart={chart}] .js-plotly-plot")
    return plot.evaluate("plot => [...plot.layout.xaxis.range]")


def enter_rate(page: Page, rate: str) -> None:
    field = set_up(page).get_by_role("textbox", name="Learning rate")
    field.fill(rate)
    field.press("Enter")


def zoom_in(page: Page, chart: str) -> list[float]:
    """Zooms with Ctrl and the wheel."""
    before = seen(page, chart)
    page.locator(f"[data-chart={chart}] .nsewdrag").hover(position={"x": 60, "y": 40})
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")

    def nearer() -> bool:
        low, high = seen(page, chart)
        return before[0] < low < high < before[1]

    until(page, nearer, "a nearer view")
    rest(page)
    return seen(page, chart)


def zoom_by(page: Page, chart: str, name: str) -> None:
    """Presses one of the small buttons in the corner of a chart."""
    page.locator(f"[data-chart={chart}]").get_by_role("button", name=name).dispatch_event("click")


def test_a_change_of_rate_keeps_the_nodes_the_update_and_a_zoom_until_that_is_let_go_of(
    open_page: Open,
) -> None:
    page = open_page("?data=noisy&at=20")
    plot = page.locator("[data-chart=cost] .js-plotly-plot")
    plot.evaluate("plot => { plot.dataset.mark = 'same' }")
    zoomed = zoom_in(page, "cost")
    enter_rate(page, "0.02")
    expect(page).to_have_url(re.compile("lr=0.02&at=20"))
    rest(page)
    assert plot.get_attribute("data-mark") == "same"
    assert seen(page, "cost") == zoomed
    assert float(data(page)["w"]) == trace(Run(data="noisy", lr=0.02)).parameters[20, 0]
    # So does a run with other ranges.
    enter_rate(page, "0.09")
    expect(page).to_have_url(re.compile("lr=0.09"))
    rest(page)
    assert seen(page, "cost") == zoomed
    zoom_by(page, "cost", "Show all of it")
    run = Run(data="noisy", lr=0.09)
    becomes(page, lambda: tuple(seen(page, "cost")), path_range(trace(run), run.best))


def test_a_run_that_flies_apart_keeps_the_loss_over_0_and_tells_its_end_when_that_is_seen(
    open_page: Open,
) -> None:
    page = open_page("?lr=5&at=3")
    run = Run(lr=5)
    assert int(data(page)["updates"]) < run.updates == 300
    assert part(page, "count-of").inner_text() == "of 300"
    figure = landscape_figure(trace(run), run.best, LIGHT, words_in("en"))
    bottom, top = figure["layout"]["yaxis"]["range"]
    low, high = page.locator("[data-chart=cost] .sw-plot").evaluate("plot => plot.layout.yaxis.range")
    assert high >= 10 * top and low / high == pytest.approx(bottom / top)


def test_everything_has_a_name_a_drag_over_a_chart_zooms_nothing_and_charts_follow_the_window(
    open_page: Open,
) -> None:
    page = open_page("?at=11")
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll(
              ".samplewise-stage :is(button, select, input):not([data-part=rate-form] *)")]
            .filter(e => !(e.textContent.trim() || e.getAttribute("aria-label") || e.labels?.length))
            .map(e => e.outerHTML)"""
    )
    assert unnamed == []
    expect(part(page, "live")).to_contain_text("Sample 2 pulls: w goes from 1.604 to 1.636.")
    for i in range(3):
        text = page.locator(".sw-plot").nth(i).get_attribute("aria-label")
        assert len(text) > 40
        assert "Update 11 of 300, epoch 4, sample 2, w 1.636." in text and "1.9" not in text
    before = seen(page, "cost")
    place = box(page.locator("[data-chart=cost] .nsewdrag"))
    page.mouse.move(place["x"] + 30, place["y"] + 20)
    page.mouse.down()
    page.mouse.move(place["x"] + 200, place["y"] + 100, steps=5)
    page.mouse.up()
    rest(page)
    assert seen(page, "cost") == before
    resize(page, 1920, 1080)
    for chart in ("data", "cost", "loss"):
        frame = box(page.locator(f"[data-chart={chart}] .sw-frame"))
        drawn = box(page.locator(f"[data-chart={chart}] .main-svg").first)
        assert abs(frame["width"] - drawn["width"]) <= 1 and abs(frame["height"] - drawn["height"]) <= 1


def test_what_leaves_a_picture_is_followed_by_decades_and_what_a_zoom_leaves_out_is_named(
    open_page: Open,
) -> None:
    page = open_page("?lr=0.3&at=9")
    left, right = path_range(trace(Run(lr=0.3)), Run().best)
    low, high = seen(page, "cost")
    assert low < trace(Run(lr=0.3)).parameters[9, 0] < left
    assert high - low == pytest.approx(10 * (right - left))
    for _ in range(6):
        zoom_by(page, "cost", "Zoom in")
    expect(page.locator("[data-chart=cost] .sw-chip")).to_have_text("← w −12.96")


def test_another_run_may_come_while_one_plays_and_a_wrong_control_loses_nothing(open_page: Open) -> None:
    page = open_page("?speed=10")
    part(page, "play").click()
    field = set_up(page).get_by_role("textbox", name="Learning rate")
    field.fill("0.05")
    field.press("Enter")
    path = trace(Run(lr=0.05)).parameters[:, 0]

    def is_other() -> bool:
        shown = data(page)
        return shown["state"] == "playing" and float(shown["w"]) == path[int(shown["update"])] != path[0]

    until(page, is_other, "the other run plays")
    part(page, "play").click()
    page.wait_for_selector(".samplewise-stage[data-state=paused]")
    shown = data(page)
    assert float(shown["w"]) == path[int(shown["update"])]
    wait_query(page, {"lr": "0.05", "speed": "10", "at": shown["update"]})
    w = data(page)["w"]
    place = page.locator(".st-key-stage")
    place.evaluate("element => { element.isTheOneBefore = true; }")
    field = set_up(page).get_by_role("textbox", name="Start")
    field.fill("abc")
    field.press("Enter")
    expect(page.locator(".stMain")).to_contain_text('Start (w0): "abc" is not written as a decimal number')
    assert data(page)["w"] == w
    field.fill("1.5")
    field.press("Enter")
    expect(page).to_have_url(re.compile("w0=1.5"))
    expect(page.locator(".stMain")).not_to_contain_text("is not written as a decimal number")
    expect(page.locator(".samplewise-stage")).to_have_attribute("data-w", re.compile("."))
    assert place.evaluate("element => element.isTheOneBefore")


def test_a_copied_link_opens_the_same_view(open_page: Open) -> None:
    page = open_page("?data=noisy&sampling=reshuffle")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    scrub(page, 31)
    unfold(page, "log")
    part(page, "copy").click()
    expect(part(page, "copy")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert data(open_page("?" + link.partition("?")[2])) | {"state": ""} == data(page) | {"state": ""}


def test_slow_motion_stages_one_update_with_its_numbers(open_page: Open) -> None:
    page = open_page("?speed=slow")
    unfold(page, "steps")
    results = ["sample 1", "1", "−2", "1.02", "0.9604"]
    told = [(update, result) for _, update, result in told_by_stages(page)]
    assert told == [("0" if place < 3 else "1", result) for place, result in enumerate(results)]


def test_a_diverging_run_says_so_and_stops_where_it_ended(open_page: Open) -> None:
    page = open_page("?lr=10&epochs=1000")
    columns = trace(Run(lr=10.0, epochs=1000))
    assert columns.diverged
    assert data(page)["updates"] == str(len(columns))
    # Nobody is told before it has come to that.
    expect(part(page, "sentence")).not_to_have_class(re.compile("sw-warns"))
    expect(part(page, "note")).to_be_hidden()
    scrub(page, 20)
    rest(page)
    part(page, "end").click()
    wait_update(page, len(columns))
    assert float(data(page)["w"]) == columns.parameters[-1, 0] or data(page)["w"] == "nan"
    expect(part(page, "sentence")).to_contain_text(
        f"At update {columns.end.t} a parameter stops being finite"
    )
    expect(part(page, "sentence")).to_have_class(re.compile("sw-warns"))


def test_a_million_updates_rest_on_exact_numbers_however_soon_these_come(open_page: Open) -> None:
    page = open_page("?epochs=333333&lr=0.00001&data=noisy&sampling=reshuffle&at=123457")
    run = Run(epochs=333_333, lr=0.00001, data="noisy", sampling="reshuffle")
    columns = trace(run)
    wait_update(page, 123_457)
    assert float(data(page)["w"]) == columns.parameters[123_457, 0]
    for update in (700_001, 700_002, 13):
        scrub(page, update)
        assert float(data(page)["w"]) == columns.parameters[update, 0]
        assert data(page)["sample"] == str(columns.samples(update - 1)[0])
    part(page, "forward").click()
    wait_update(page, 14)
    assert float(data(page)["w"]) == columns.parameters[14, 0]
    # What was sent for an update is there at once when it is asked for again, and Python is not asked.
    page.evaluate(
        """() => {
            const stage = document.querySelector(".samplewise-stage");
            const [kept, last] = [new Map(), { asked: null }];
            stage.addEventListener("samplewise-window", ({ detail }) => kept.set(last.asked, detail));
            document.addEventListener("samplewise-exact", (event) => {
                last.asked = event.detail;
                const detail = kept.get(last.asked);
                kept.delete(last.asked);
                if (!detail) return;
                event.stopImmediatePropagation();
                stage.dispatchEvent(new CustomEvent("samplewise-window", { detail }));
            }, true);
        }"""
    )
    for update in (700_001, 2, 700_001, 2):
        scrub(page, update)
        assert params_of(query(page))["at"] == str(update)


def test_large_random_batches_name_their_samples_at_rest(open_page: Open) -> None:
    page = open_page("?data=noisy-200&batch=40&sampling=reshuffle&epochs=200&at=333")
    columns = trace(Run(data="noisy-200", batch=40, sampling="reshuffle", epochs=200))
    samples = ";".join(map(str, columns.samples(332)))
    expect(page.locator(".samplewise-stage")).to_have_attribute("data-sample", samples)


def test_the_loss_chart_switches_curve_and_scale_and_a_prediction_follows_its_x_in_the_link_too(
    open_page: Open,
) -> None:
    page = open_page("?at=300&loss=mean&scale=log")
    unfold(page, "log")
    part(page, "predict").fill("2.5")
    expect(part(page, "metric-predict")).to_have_text("2.5 → 5.000")
    expect(part(page, "sentence")).to_have_text(
        "After 300 updates w = 2.000; for x = 2.5 the line says 5.000."
    )
    wait_query(page, {"at": "300", "loss": "mean", "scale": "log", "predict": "2.5"})
    plot = page.locator(".js-plotly-plot").nth(2)
    mean = NOTE.mean_loss[NOTE.epoch_ends + 1]
    drawn = plot.evaluate("plot => [plot.layout.yaxis.type, Array.from(plot.data[0].y)]")
    assert drawn[0] == "log"
    assert drawn[1] == pytest.approx(mean.tolist(), rel=1e-6)
    page.locator("[data-toggle=loss]").select_option("last")
    until(page, lambda: "loss" not in params_of(query(page)), "the usual loss in the address")
    drawn = plot.evaluate("plot => Array.from(plot.data[0].y)")
    assert drawn == NOTE.epoch_loss.tolist()
    # A loss of 0 stands at the foot of a log axis, and is read off as what it is.
    enter_rate(page, "0.5")
    expect(page).to_have_url(re.compile("lr=0.5"))
    rest(page)
    height = plot.locator(".nsewdrag").bounding_box()["height"]
    plot.locator(".nsewdrag").hover(position={"x": 90, "y": 0.93 * height})
    told = plot.locator(".hoverlayer .hovertext").first
    expect(told).to_contain_text(re.compile(r"[^.\d]?\d+0\.00000$"))


def test_less_motion_shows_few_pictures_and_the_same_end(open_page: Open) -> None:
    page = open_page("?speed=whole5", motion="reduce")
    page.evaluate(
        """() => {
          window.pictures = new Set();
          const stage = document.querySelector(".samplewise-stage");
          const note = () => window.pictures.add(stage.dataset.update);
          new MutationObserver(note).observe(stage, {attributes: true});
        }"""
    )
    expect(part(page, "motion")).to_be_visible()
    hurry(page)
    part(page, "play").click()
    page.wait_for_selector(".samplewise-stage[data-state=ended]")
    assert len(page.evaluate("[...window.pictures]")) <= 14
    assert data(page)["w"] == "1.9999999999999236"


#: What is written over the samples of the first chart, and what it lies over, by more than a few pixels.
WRITTEN_OVER = """() => {
  const chart = document.querySelector("[data-chart=data]");
  const found = (query) =>
    [...chart.querySelectorAll(query)].filter((each) => each.getBoundingClientRect().width);
  const texts = found(".scatterlayer text, .sw-layer text");
  const names = texts.filter(({ textContent }) => textContent.length > 1);
  const marks = [...texts, ...found(".trace[class*=above] path.point")];
  const lies = (one, other) => {
    const [a, b] = [one, other].map((each) => each.getBoundingClientRect());
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    return across > 4 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  };
  return names.flatMap((name) => marks.filter((mark) => mark !== name && lies(name, mark))
    .map((mark) => `${name.textContent} over ${mark.textContent || mark.getAttribute("d")}`));
}"""


def test_the_name_of_the_line_is_whole_as_soon_as_it_is_drawn_and_over_nothing_in_a_narrow_window(
    open_page: Open,
) -> None:
    page = open_page("", size=(390, 844), at_once=True)
    right = page.evaluate(
        """() => {
            const chart = document.querySelector(".sw-chart");
            const texts = [...chart.querySelectorAll("text")];
            const name = texts.findLast(({ textContent }) => textContent.includes("ŷ"));
            return [name, chart].map((each) => each.getBoundingClientRect().right);
        }"""
    )
    # What stands on the axes is cut off where they end, as far before the frame as the right margin is wide.
    assert right[0] <= right[1] - 10
    rest(page)
    for update in (1, 2, 3, 5, 11, 12, 29, 60, 299):
        scrub(page, update)
        assert page.evaluate(WRITTEN_OVER) == []

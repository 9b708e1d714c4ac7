"""A journey over the note's program: its lines pointed at, kept and left, their numbers the core's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from sgd_core import Run, trace
from sgd_core.export import note_lines
from sgd_core.link import params_of
from sgd_ui.pages.note import program
from sgd_ui.words.catalogue import words_in
from sgd_ui.words.numerals import glance
from tests.browser.stage import (
    STAGE,
    Open,
    box,
    data,
    hurry,
    pace,
    part,
    query,
    rest,
    scrub,
    until,
    wait_query,
    wait_update,
)
from tests.reading import computed

pytestmark = pytest.mark.browser

PRINTS = words_in("en")["listing.before.given"].partition("{")[0]
RUNNING = re.compile("sw-running.*sw-shown|sw-shown.*sw-running")
COLUMNS = trace(Run())
LOG = [line.strip() for line in note_lines(COLUMNS, 4.0)]
#: The lines whose numbers are a sum with its result.
SUMS = [line.name for line in program.LINES if line.comes]
NUMBERS = {line.name: k for k, line in enumerate(program.LINES, start=1)}


#: Keeps the numbers of the lines that run and are shown, one after the other.
RAN = """() => {
    window.ran = [];
    new MutationObserver(() => {
        const line = document.querySelector(".sw-code.sw-running.sw-shown")?.dataset.line;
        if (line && line !== window.ran.at(-1)) window.ran.push(line);
    }).observe(document.querySelector(".samplewise-stage"), { subtree: true, attributeFilter: ["class"] });
}"""


def line(page: Page, name: str) -> Locator:
    return page.locator(f'.sw-code[data-line="{NUMBERS[name]}"]')


def given(page: Page) -> str:
    """The numbers of a line; of one that prints, what it prints."""
    return part(page, "line-given").inner_text().removeprefix(PRINTS)


def follows(text: str) -> None:
    """A sum comes to its result as it is written, to the last digit, and a move is seen to move."""
    given, _, shown = text.partition(" = ")
    (found,), (result,) = computed(given, {}), computed(shown, {})
    digits, _, power = shown.replace("−", "-").partition("e")
    half = 0.5000001 * 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
    assert abs(found - result) <= min(half, 1e-3 * abs(result)), text
    assert given.split(" − ")[0] != shown, text


def printed(page: Page, name: str, at: int) -> str:
    """What a line is said to print when it is pointed at with ``at`` updates made."""
    scrub(page, at)
    line(page, name).hover()
    return " ".join(given(page).split())


def test_every_line_tells_its_numbers_and_a_claim_leads_to_its_view(open_page: Open) -> None:
    page = open_page("note")
    assert box(part(page, "play"))["y"] < 768 - 20
    assert part(page, "line-code").inner_text() == 'print("Predict (before training)", 4, forward(4))'
    codes = page.locator(".sw-code code").all_text_contents()
    assert "\n".join(codes) + "\n" == program.text(Run())
    told = """() => [...document.querySelectorAll('.sw-code')].map(line => {
        line.dispatchEvent(new PointerEvent('pointerover', {bubbles: true, pointerType: 'mouse'}));
        const text = part => document.querySelector(`[data-part=line-${part}]`).textContent;
        return [text('about'), text('when'), text('given')];
    })"""
    for update in (0, 1, 3, 62, 64, 300):
        scrub(page, update)
        lines = page.evaluate(told)
        for texts in lines:
            assert all(text and not set("{}–…") & set(text) for text in texts), (update, texts)
            assert not any(word in text for text in texts for word in ("NaN", "undefined", "null", "false"))
        for name in SUMS:
            follows(lines[NUMBERS[name] - 1][2])
    # From 1.098 it would come to −16.24.
    assert printed(page, "slope", 3) == f"2 × 3 × (3 × 1.0984 − 6) = {glance(COLUMNS.gradient[2, 0])}"
    for update in (1, 2, 3, 5):
        sample = LOG[update + (update - 1) // 3].split()
        assert printed(page, "print_sample", update).split() == sample
    assert printed(page, "print_epoch", 5).split() == LOG[8].split()
    assert printed(page, "before", 5).split() == LOG[0].split()
    assert printed(page, "after", 5).split() == LOG[-1].split()
    # One before the loop, and one in each update: the last line of the program comes after all of them.
    assert printed(page, "forward", 300) == "calls so far: 301"
    page.get_by_role("link", name="See it: the best w of points that disagree").click()
    expect(page.locator("h1")).to_have_text("What does one update do?")
    wait_update(page, 300)
    rest(page)
    assert float(data(page)["w"]) == trace(Run(data="noisy")).parameters[-1, 0]


def test_a_program_that_goes_on_where_its_run_stops_is_told_to_its_end(open_page: Open) -> None:
    run = Run(lr=10.0)
    columns = trace(run)
    stop = len(columns)
    page = open_page(f"note?lr=10&at={stop}&line={NUMBERS['after']}")
    assert stop < run.updates and printed(page, "after", stop) == "Predict (after training) 4 nan"
    assert (
        part(page, "line-when").inner_text().endswith(f"the page stops at update {stop}, the program goes on")
    )
    assert f"points: {run.epochs};" in printed(page, "plot", stop) and given(page).endswith("the last nan")
    assert printed(page, "plotting", stop) == f"used after update {run.updates}"
    assert printed(page, "forward", stop) == f"calls so far: {stop + 1}"
    expect(line(page, "after")).not_to_have_class(re.compile("sw-running"))
    log = list(note_lines(columns, 4.0))
    assert printed(page, "print_sample", stop).split() == log[-3].split()
    assert printed(page, "print_epoch", stop).split() == log[-2].split()
    assert printed(page, "square", stop) == "(∞)² = ∞"


def test_the_program_is_played_kept_and_walked_with_the_keys(open_page: Open) -> None:
    page = open_page("note?at=270&speed=60")
    hurry(page)
    part(page, "play").click()
    page.wait_for_selector(f"{STAGE}[data-state=ended]")
    expect(line(page, "after")).to_have_class(RUNNING)
    expect(part(page, "line-given")).to_have_text(PRINTS + LOG[-1])
    # A click keeps a line, and takes the clock to where it is run.
    line(page, "before").click()
    wait_update(page, 0)
    scrub(page, 7)
    assert given(page) == LOG[0]
    line(page, "print_epoch").click()
    wait_update(page, 9)
    assert given(page).split() == LOG[12].split()
    wait_query(page, {"at": "9", "line": str(NUMBERS["print_epoch"]), "speed": "60"})
    expect(line(page, "print_epoch")).to_have_attribute("aria-pressed", "true")
    # The keys go from line to line, and Enter keeps one; the stage's own keys still step.
    page.keyboard.press("ArrowDown")
    expect(line(page, "append_epoch")).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert given(page) == f"losses[2] = {glance(COLUMNS.epoch_loss[2])}"
    expect(part(page, "line-live")).to_contain_text("losses[2]")
    expect(page.locator("[data-chart=loss]")).to_have_class(re.compile("sw-pointed"))
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    expect(line(page, "move")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    wait_update(page, 10)
    before, after = COLUMNS.parameters[9:11, 0]
    text = f"{glance(before)} − 0.01 × ({glance(COLUMNS.gradient[9, 0])}) = {glance(after)}"
    assert given(page) == text
    # The same view in the other language.
    again = open_page(f"note?{query(page)}", locale="zh-CN", size=(360, 800), scheme="dark")
    assert data(again)["update"] == "10" and given(again) == text
    assert part(again, "line-number").inner_text() == f"第 {NUMBERS['move']} 行"
    assert again.locator(".stMain").evaluate("main => main.scrollWidth") <= 360
    assert params_of(query(again)) == params_of(query(page))
    # Let go of, the lines follow the run.
    part(again, "line-follow").click()
    until(again, lambda: "line" not in params_of(query(again)), "no line in the address")
    part(again, "speed").select_option("slow")
    again.evaluate(RAN)
    pace(again, 100)
    part(again, "play").click()
    told = ",".join(str(NUMBERS[name]) for name in ("samples", "slope", "call"))
    until(again, lambda: told in ",".join(again.evaluate("window.ran")), f"lines {told} one after the other")
    part(again, "play").click()

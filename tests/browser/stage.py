"""Reading and driving a stage, for the tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotYet

from sgd_core.link import params_of

STAGE = ".samplewise-stage"

#: Notes, before any script of a page runs, how often it has found a server, and that a run of the app has
#: been asked for and has not begun:
#: Streamlit says only whether one has begun. What asks for one, and what begins it, is known by its field of
#: the protocol: ``rerun_script`` in what is sent, ``new_session`` behind two others in what comes.
NOTES_ASKED = """{
    const begins = (bytes) => {
        let at = 0;
        while (bytes[at] === 0x0a || bytes[at] === 0x12) {
            let [size, shift] = [0, 0];
            do size += (bytes[++at] & 0x7f) << shift; while ((shift += 7) && bytes[at] & 0x80);
            at += size + 1;
        }
        return bytes[at] === 0x22;
    };
    window.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given);
            this.addEventListener("open", () => { window.sockets = (window.sockets ?? 0) + 1; });
            this.addEventListener("message", ({ data }) => {
                if (data instanceof ArrayBuffer && begins(new Uint8Array(data))) window.asked = false;
            });
        }
        send(message) {
            if (message[0] === 0x5a) window.asked = true;
            super.send(message);
        }
    };
}"""

#: Waits until no run of the app is asked for or under way, the stage rests on an update, its pictures are
#: Plotly's, and the address has stood so many times for a tenth of a second; and gives the address.
_RESTS = """async (times) => {
    const unrest = () => {
        if (window.asked) return "a run is asked for";
        const app = document.querySelector("[data-test-script-state]");
        if (app && app.dataset.testScriptState !== "notRunning") return app.dataset.testScriptState;
        const stages = [...document.querySelectorAll(".samplewise-stage")];
        const states = stages.map((stage) => stage.dataset.state);
        const moving = states.find((state) => !["ready", "paused", "ended", "failed"].includes(state));
        return moving ? `stage ${moving}` : document.querySelector(".sw-live") ? "live" : "";
    };
    let [still, seen] = [0, location.href];
    for (let left = 600; still < times; left--) {
        if (!left) throw new Error(`no rest: ${unrest() || seen}`);
        await new Promise((done) => setTimeout(done, 100));
        still = unrest() || location.href !== seen ? 0 : still + 1;
        seen = location.href;
    }
    return seen;
}"""

#: Where an element is, once it has been there for a few pictures.
_STANDS = """async (part) => {
    let [still, seen] = [0, ""];
    for (let left = 600; still < 3 && left; left--) {
        await new Promise(requestAnimationFrame);
        const { x, y, width, height } = part.getBoundingClientRect();
        const now = [x, y, width, height].join();
        still = now === seen ? still + 1 : 0;
        seen = now;
    }
    const { x, y, width, height } = part.getBoundingClientRect();
    return { x, y, width, height };
}"""

#: Whether every chart is drawn as large as its place is; Plotly draws none anew for a pixel.
_FITS = """() => [...document.querySelectorAll(".js-plotly-plot")].every((plot) =>
    !plot.checkVisibility() || !plot._fullLayout || (Math.abs(plot._fullLayout.width - plot.clientWidth) <= 1
        && Math.abs(plot._fullLayout.height - plot.clientHeight) <= 1))"""

#: How often something is looked for that is to come, and after how many milliseconds again.
_TRIES, _PAUSE = 400, 50

#: Opens a view of the app: its path, then how the browser is set up.
Open = Callable[..., Page]


def part(page: Page, name: str) -> Locator:
    return page.locator(f'{STAGE} [data-part="{name}"]')


def data(page: Page) -> dict[str, str]:
    """The stage's own account of what it shows."""
    # For a moment a stage that the page builds anew stands beside the one before.
    expect(page.locator(STAGE)).to_have_count(1)
    return page.locator(STAGE).evaluate("stage => ({...stage.dataset})")


def wait_update(page: Page, update: int) -> None:
    page.wait_for_selector(f'{STAGE}[data-update="{update}"]', state="attached")


def wait_for(page: Page, condition: str) -> None:
    """Waits until a condition holds; Playwright's own way needs what the page's policy forbids."""
    until(page, lambda: page.evaluate(condition), condition)


def until(page: Page, fact: Callable[[], object], told: object = "", tries: int = _TRIES) -> None:
    """Waits until a fact holds."""
    for _ in range(tries):
        if fact():
            return
        page.wait_for_timeout(_PAUSE)
    raise AssertionError(f"did not come to hold: {told or fact}")


def becomes(page: Page, ask: Callable[[], object], expected: object) -> None:
    """Waits until what is asked of a page comes to what is expected."""
    for _ in range(_TRIES):
        if (found := ask()) == expected:
            return
        page.wait_for_timeout(_PAUSE)
    assert found == expected


@contextmanager
def reconnects(*pages: Page) -> Iterator[None]:
    """Waits in the end until pages have found a server again, which they look for ever more seldom."""
    before = [page.evaluate("window.sockets") for page in pages]
    yield
    for page, sockets in zip(pages, before, strict=True):
        # What lies behind another page is drawn, and waits, as long as the browser likes.
        page.bring_to_front()
        until(page, lambda p=page, s=sockets: p.evaluate("window.sockets") > s, "a server", 12 * _TRIES)
        rest(page)


def stand(page: Page, milliseconds: int) -> None:
    """Waits by the clock of the page, which goes no faster than what the page itself waits for."""
    page.evaluate("time => new Promise(done => setTimeout(done, time))", milliseconds)


def rest(page: Page) -> None:
    """Waits until nothing is under way on a page: no run of the app, no movement on the stage."""
    page.evaluate(_RESTS, 1)


def link(page: Page) -> str:
    """The address of a page that rests."""
    return str(page.evaluate(_RESTS, 2))


def query(page: Page) -> str:
    """The query of the address of a page that rests."""
    return urlsplit(link(page)).query


def box(part: Locator) -> dict[str, float]:
    """Where a part is, in pixels, once it stands there."""
    return dict(part.evaluate(_STANDS))


def drawn(page: Page) -> None:
    """Waits for two pictures."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def fit(page: Page) -> None:
    """Waits until every chart that is not folded away has taken the size of its place."""
    drawn(page)
    until(page, lambda: page.evaluate(_FITS), "charts as large as their places")
    rest(page)


def resize(page: Page, width: int, height: int) -> None:
    """Gives a page another size, and waits until all that is on it has taken it."""
    page.set_viewport_size({"width": width, "height": height})
    wait_for(page, f"innerWidth === {width} && innerHeight === {height}")
    fit(page)


@contextmanager
def holds_keys(page: Page) -> Iterator[None]:
    """What arrow keys have taken stays in the hand, however long the keyboard rests, until the block ends.

    What was held then is let go of as soon as the next key has come.
    """
    page.evaluate(
        """() => {
            window.timed = setTimeout;
            window.setTimeout = (done, time, ...given) => timed(done, time === 500 ? 60000 : time, ...given);
        }"""
    )
    yield
    page.evaluate("() => { window.setTimeout = window.timed }")


def pace(page: Page, milliseconds: int) -> None:
    """From here on each picture comes so long after the one before, to all that moves with the time.

    What plays then plays the same way on every machine, and no longer than it takes to draw it.
    """
    page.evaluate(
        """step => {
            window.framed ??= requestAnimationFrame.bind(window);
            let [last, now] = [0, performance.now()];
            window.requestAnimationFrame = (draw) => window.framed((time) => {
                if (time !== last) [last, now] = [time, now + step];
                draw(now);
            });
        }""",
        milliseconds,
    )


def hurry(page: Page) -> None:
    """From here on a run plays as fast as it can be drawn, four pictures to its second."""
    pace(page, 240)


def scrub(page: Page, update: int) -> None:
    """Drags the scrubber to an update."""
    part(page, "scrubber").evaluate(
        "(slider, u) => { slider.value = u; slider.dispatchEvent(new Event('input')) }", update
    )
    wait_update(page, update)


def unfold(page: Page, name: str) -> None:
    """Opens what is folded away below the stage: each step, or the log."""
    fold = part(page, f"fold-{name}")
    if fold.get_attribute("open") is not None:
        return
    # What is in it is shown as soon as it hears that it has opened.
    fold.evaluate(
        "fold => { fold.opened = new Promise(done => fold.addEventListener('toggle', () => done())) }"
    )
    fold.locator("summary").click()
    fold.evaluate("fold => fold.opened")


def log(page: Page) -> list[str]:
    unfold(page, "log")
    return part(page, "log").locator(".sw-line").all_text_contents()


def traces(page: Page, chart: str) -> list[dict]:
    """What Plotly holds of the traces of a chart, once the picture rests."""
    rest(page)
    held = page.locator(f"[data-chart={chart}] .js-plotly-plot").evaluate(
        """plot => JSON.stringify(plot.data.map(({meta, line, x, y}) =>
            ({meta: meta ?? {}, line, x: Array.from(x ?? []), y: Array.from(y ?? [])})))"""
    )
    return json.loads(held)


def told_by_stages(page: Page) -> list[tuple[int, str, str]]:
    """Of each of the five stages of an update its card, the update in view, and the result.

    Slow motion is chosen, and the steps are unfolded.
    """
    page.evaluate(
        """() => {
            const stage = document.querySelector(".samplewise-stage");
            window.told = [];
            const note = () => [...stage.querySelectorAll(".sw-card")].forEach((card, place) => {
                if (!card.hasAttribute("aria-current") || window.told.at(-1)?.[0] === place) return;
                const result = card.querySelector(".sw-card-result").textContent;
                window.told.push([place, stage.dataset.update, result]);
            });
            new MutationObserver(note).observe(stage, { subtree: true, attributeFilter: ["aria-current"] });
        }"""
    )
    pace(page, 100)
    part(page, "play").click()
    until(page, lambda: len(page.evaluate("window.told")) >= 5, "five stages")
    part(page, "play").click()
    page.wait_for_selector(f"{STAGE}[data-state=paused]")
    told = [tuple(each) for each in page.evaluate("window.told")[:5]]
    assert [place for place, *_ in told] == [*range(5)]
    return told


def follows(found: list[dict], follow: str, **told: object) -> list[dict]:
    """The traces that follow the clock in one way."""
    told = {"follow": follow, **told}
    return [t for t in found if told.items() <= t["meta"].items()]


def wait_query(page: Page, params: dict[str, str]) -> None:
    """Waits for the address to hold a query, and sees that it stays."""
    for _ in range(_TRIES):
        if (found := params_of(query(page))) == params:
            break
    assert found == params


def set_up(page: Page) -> Locator:
    """The settings of a page, opened."""
    button = page.locator(".samplewise-bar [data-opens=setup]")
    if button.get_attribute("aria-expanded") != "true":
        button.click()
    return page.locator(".st-key-setup")


def choose(page: Page, control: Locator, text: str) -> None:
    """Picks from a list, which closes again where opening it scrolls the page."""
    option = page.get_by_role("option", name=text)
    for _ in range(8):
        # Out of the way of what scrolls the page.
        box(control)
        control.click()
        try:
            option.click(timeout=3000)
        except NotYet:
            continue
        return
    raise AssertionError(f"{control} did not open")


def take_away(page: Page) -> Locator:
    """The files of a page, once their fold has opened and they are there."""
    fold = page.locator(".st-key-folds .stExpander").last
    fold.locator("summary").click()
    fold.get_by_test_id("stDownloadButton").first.wait_for()
    rest(page)
    return fold


def switch_language(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()

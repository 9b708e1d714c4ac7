"""How smoothly the stage plays and follows a hand, how long pages take to open, and what they weigh.

    python benchmarks/stage.py

Starts the app, plays runs in Chromium and prints a table. The peer for motion is
``Plotly.animate`` with one immediate frame for each animation frame, on the same charts, in the same
browser, one after the other. The peer for opening is a bare Streamlit page with three Plotly charts,
opened in turn with the home page: *cold* in a fresh profile, *warm* once more in the same.

While a hand moves, 90 to 98 % of the animation frames showed a new run of the note, and 92 to 100 % one of
200 points over 100 epochs (two cores, busy otherwise as well); 9 in 10 and half of them are asked for.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from unwatched import Unwatched, unwatched

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sgd_core import Run, trace  # noqa: E402
from sgd_core.link import described, params_of  # noqa: E402
from sgd_ui.pages.registry import STATIONS  # noqa: E402
from sgd_ui.stage import payload  # noqa: E402
from sgd_ui.stage.player import packed  # noqa: E402
from tests.wire import serving  # noqa: E402

LINKS = {
    300: "speed=whole5",
    10_000: "data=noisy-20&epochs=500&sampling=reshuffle&speed=whole5",
    99_999: "epochs=33333&lr=0.0001&speed=whole5",
    999_999: "epochs=333333&lr=0.0001&speed=whole5",
}
#: What a hand takes: of the note's run, and of 200 points over 100 epochs.
TAKEN = {"": ("sample-3", "line", "w0"), "data=noisy-200&epochs=100&lr=0.001": ("sample-3", "line", "w0")}
PAGES = ("", "?problem=logistic", *(name for name in STATIONS if name != "home"))
OPENINGS = 3
#: How often the home page and the bare one are opened in turn.
TURNS = 7

BARE = """
import streamlit as st

st.set_page_config(layout="wide")
st.title("Three charts")
x = [k / 10 for k in range(301)]
for k, column in enumerate(st.columns(3)):
    curve = {"type": "scatter", "mode": "lines", "x": x, "y": [(each - k) ** 2 for each in x]}
    dots = {"type": "scatter", "mode": "markers", "x": [1, 2, 3], "y": [2, 4, 6]}
    column.plotly_chart({"data": [curve, dots], "layout": {"height": 300}}, key=f"chart_{k}")
"""

#: Notes by the page's clock when three charts have been drawn and the stage, where there is one, is ready.
WATCH = """(() => {
  const look = () => {
    const stage = document.querySelector(".samplewise-stage");
    const drawn = [...document.querySelectorAll(".js-plotly-plot")]
      .filter(plot => plot.querySelector(".cartesianlayer .trace")).length;
    const ready = !stage || (stage.dataset.update !== undefined && stage.dataset.state !== "loading");
    if (drawn >= 3 && ready) window.openedAfter = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""

PLAY = """() => new Promise(done => {
  const stage = document.querySelector(".samplewise-stage");
  let frames = 0, pictures = 0, last = stage.dataset.update;
  const begin = performance.now();
  const look = () => {
    frames += 1;
    if (stage.dataset.update !== last) { pictures += 1; last = stage.dataset.update; }
    if (stage.dataset.state === "playing") requestAnimationFrame(look);
    else done([frames, pictures, (performance.now() - begin) / 1000]);
  };
  document.querySelector("[data-part=play]").click();
  requestAnimationFrame(look);
})"""

#: Moves a handle that a pointer holds anew in every animation frame, for two seconds.
DRAG = """grab => new Promise(done => {
  const stage = document.querySelector(".samplewise-stage");
  const handle = document.querySelector(`[data-grab="${grab}"]`);
  const { left, top } = handle.getBoundingClientRect();
  let frames = 0, pictures = 0, last = stage.dataset.w;
  const begin = performance.now();
  const look = () => {
    const seconds = (performance.now() - begin) / 1000;
    if (stage.dataset.w !== last) { pictures += 1; last = stage.dataset.w; }
    if (seconds > 2) return done([frames, pictures, seconds]);
    frames += 1;
    const clientX = left + 12 + 20 * Math.sin(3 * seconds);
    const clientY = top + 12 + 20 * Math.sin(5 * seconds);
    handle.dispatchEvent(new PointerEvent("pointermove", { pointerId: 1, clientX, clientY, bubbles: true }));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""

ANIMATE = """() => new Promise(done => {
  const plots = [...document.querySelectorAll(".js-plotly-plot")];
  const begin = performance.now();
  let pictures = 0, pending = 0;
  plots.forEach(plot => plot.on("plotly_animatingframe", () => { pictures += 1 / plots.length; }));
  const draw = () => {
    for (const plot of plots) {
      const data = plot.data.map(({x, y}) => ({x: x && [...x], y: y && [...y]}));
      const traces = data.map((_, i) => i);
      window.Plotly.animate(plot, {data, traces}, {mode: "immediate",
        frame: {duration: 0, redraw: false}, transition: {duration: 0}}).catch(() => {});
    }
    if (performance.now() - begin < 5000) requestAnimationFrame(draw);
    else done(pictures / 5);
  };
  requestAnimationFrame(draw);
})"""


def open_link(browser: Browser, address: str) -> tuple[Page, float]:
    """A page on a fresh profile, and the seconds until its stage was ready."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    begin = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".samplewise-stage[data-update]:not([data-state=loading])", timeout=120_000)
    return page, time.perf_counter() - begin


def message_size(link: str) -> tuple[int, int]:
    """Bytes that a run's columns cost, and its updates."""
    run = Run.from_params(described(params_of(link)))
    columns = trace(run)
    return len(packed(payload.facts_of(columns), payload.columns_of(columns))), len(columns)


def main() -> None:
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        measure_openings(server.url)
        measure_hands(browser, server.url)
        measure(browser, server.url)
        measure_pages(browser, server.url)


def measure_openings(address: str) -> None:
    """The home page beside a bare page of Streamlit, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        with serving(script=str(script)) as bare, unwatched() as browser:
            seconds = openings(browser, {"home": address, "bare": bare.url})
    print("opening | home | bare | ratio")
    for how in ("cold", "warm"):
        home, peer = (statistics.median(seconds[name, how]) for name in ("home", "bare"))
        print(f"{how} | {home:.2f} s | {peer:.2f} s | {home / peer:.2f}")


def openings(browser: Unwatched, addresses: dict[str, str]) -> dict[tuple[str, str], list[float]]:
    """Seconds until the charts of each page were drawn; the first turn only warms the servers."""
    seconds: dict[tuple[str, str], list[float]] = {}
    for turn in range(1 + TURNS):
        for name, address in addresses.items():
            with browser.profile() as profile:
                for how in ("cold", "warm"):
                    taken = browser.asked(profile, address, WATCH, "window.openedAfter ?? 0")
                    if turn:
                        seconds.setdefault((name, how), []).append(taken / 1000)
    return seconds


def measure(browser: Browser, address: str) -> None:
    open_link(browser, address)[0].context.close()
    base = 0.0
    print("updates | first | opening | pictures/s | frames | ratio to animate | bytes/update")
    for updates, link in LINKS.items():
        seconds = []
        for _ in range(OPENINGS):
            page, opening = open_link(browser, f"{address}?{link}")
            seconds.append(opening)
            if len(seconds) < OPENINGS:
                page.context.close()
        page.wait_for_timeout(1000)
        frames, pictures, playing = page.evaluate(PLAY)
        page.wait_for_timeout(1000)
        peer = page.evaluate(ANIMATE)
        page.context.close()
        base = base or statistics.median(seconds)
        size, made = message_size(link)
        opening = statistics.median(seconds) / base
        print(
            f"{updates:>7,} | {seconds[0] / base:.2f} | {opening:.2f} | {pictures / playing:.0f} | "
            f"{pictures / frames:.0%} | {pictures / playing / peer:.1f} | {size / made:.1f}"
        )


def measure_hands(browser: Browser, address: str) -> None:
    """How many animation frames show a new run while a hand moves, at the end of it."""
    print("held | pictures/s | frames")
    for link, grabs in TAKEN.items():
        page, _ = open_link(browser, f"{address}?{link}&at=20&show=all")
        page.wait_for_timeout(1000)
        for grab in grabs:
            box = page.locator(f"[data-grab={grab}]").bounding_box()
            assert box
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.mouse.down()
            frames, pictures, seconds = page.evaluate(DRAG, grab)
            page.keyboard.press("Escape")
            page.mouse.up()
            print(f"{grab} of {link or 'the note'} | {pictures / seconds:.0f} | {pictures / frames:.0%}")
        page.context.close()


def measure_pages(browser: Browser, address: str) -> None:
    """The first opening of each page on a server that has not computed it yet, and the median of more."""
    base = 0.0
    print("page | first | opening | pictures/s | frames")
    for name in PAGES:
        seconds = []
        for _ in range(1 + 2 * OPENINGS):
            page, opening = open_link(browser, f"{address}{name}{'&' if '?' in name else '?'}speed=whole5")
            seconds.append(opening)
            if len(seconds) <= 2 * OPENINGS:
                page.context.close()
        page.wait_for_timeout(1000)
        frames, pictures, playing = page.evaluate(PLAY)
        page.context.close()
        typical = statistics.median(seconds)
        base = base or typical
        print(
            f"{name or 'home'} | {seconds[0] / base:.2f} | {typical / base:.2f} | "
            f"{pictures / playing:.0f} | {pictures / frames:.0%}"
        )


if __name__ == "__main__":
    main()

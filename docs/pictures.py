"""Takes the pictures of the README anew, from the running app.

    python docs/pictures.py

home.png is the home page after update 11; pull.webp turns the line by hand, then lets the samples pull it.
The clock of the page is the camera's: however slow the machine, a picture is taken every ``FRAME``
milliseconds of the page's own time. It wants Playwright, Chromium, and Pillow.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.wire import serving  # noqa: E402

SIZE = {"width": 1366, "height": 768}
READY = ".samplewise-stage[data-update]:not([data-state=loading])"
#: Milliseconds between two pictures, and how wide they are.
FRAME, WIDTH = 80, 820
#: Where the hand takes the line, in pixels from where it is, one place after the other.
TURNS = ((0, 150), (0, -90), (0, 60))
#: Pictures of each turn, of a rest between two acts, and of the samples at work.
TURNING, RESTING, PULLING = 9, 5, 48
#: The pointer, which a camera does not see: a disc that is full while it holds something.
POINTER = """([x, y, holds]) => {
  const id = "pointer-of-the-camera";
  const disc = document.getElementById(id) ?? document.body.appendChild(
    Object.assign(document.createElement("div"), { id }));
  disc.style.cssText = `position: fixed; left: ${x - 17}px; top: ${y - 17}px; width: 30px; height: 30px;
    border: 2px solid #0f5fa8; border-radius: 50%; background: rgba(15, 95, 168, ${holds ? 0.35 : 0.1});
    z-index: 1000000; pointer-events: none`;
}"""


def main() -> None:
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        home = _opened(browser, f"{server.url}?at=11")
        home.screenshot(path=ROOT / "docs" / "home.png")
        page = _opened(browser, server.url)
        page.clock.install()
        first, *rest = [_scaled(shot) for shot in _film(page)]
        path = ROOT / "docs" / "pull.webp"
        # The last picture stands a while before it all begins anew.
        lasts = [FRAME] * len(rest) + [1500]
        first.save(path, save_all=True, append_images=rest, duration=lasts, loop=0, quality=72, method=6)
        print(f"{len(lasts)} pictures, {sum(lasts) / 1000:.1f} s, {path.stat().st_size / 1e6:.2f} MB")
        browser.close()


def _opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport=SIZE, locale="en-US", color_scheme="light").new_page()
    page.goto(address)
    page.wait_for_selector(READY, timeout=120_000)
    page.wait_for_timeout(1500)
    return page


def _film(page: Page) -> Iterator[bytes]:
    """The line is turned by hand, then the samples pull."""
    x, y = _middle(page.locator("[data-grab=line]"))
    _point(page, x + 60, y + 60)
    yield from _frames(page, RESTING)
    _point(page, x, y)
    page.mouse.down()
    for across, down in TURNS:
        for _ in range(TURNING):
            x, y = x + across / TURNING, y + down / TURNING
            _point(page, x, y, holds=True)
            yield from _frames(page, 1)
    page.mouse.up()
    yield from _frames(page, RESTING)
    _confirmed(page)
    play = page.locator("[data-part=play]")
    _point(page, *_middle(play))
    yield from _frames(page, RESTING)
    play.click()
    yield from _frames(page, PULLING)


def _point(page: Page, x: float, y: float, *, holds: bool = False) -> None:
    page.mouse.move(x, y)
    page.evaluate(POINTER, [x, y, holds])


def _frames(page: Page, count: int) -> Iterator[bytes]:
    for _ in range(count):
        page.clock.run_for(FRAME)
        yield page.screenshot()


def _confirmed(page: Page) -> None:
    """Waits for Python's answer, which takes no time in the film."""
    for _ in range(200):
        page.clock.run_for(20)
        page.wait_for_timeout(20)
        if "w0=" in page.url:
            return
    raise TimeoutError("the turned line has not been confirmed")


def _middle(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _scaled(shot: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    return image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()

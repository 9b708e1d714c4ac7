"""The running app, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    expect,
    sync_playwright,
)

from tests.browser import engines
from tests.browser.stage import NOTES_ASKED, Open, rest
from tests.wire import serving

READY = ".samplewise-stage[data-update]:not([data-state=loading])"
#: Long enough for the first page of a cold server on a busy machine.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE / 3)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the app of this test run answers."""
    with serving() as server:
        yield server.url


_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
#: What a window makes ready for its own bar costs more than many a page; behind it stands what Playwright
#: turns off, of whose list this takes the place.
_UNWANTED = (
    "WebUIOmniboxPopup WebUIOmniboxAimPopup "
    "AimEnabled AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose "
    "HttpsFirstBalancedModeAutoEnable HttpsUpgrades LensOverlay MediaRouter NetworkTimeServiceQuerying "
    "OptimizationHints PaintHolding PreconnectToSearch ThirdPartyStoragePartitioning"
).split()
_LAUNCHED: dict[str, Any] = {
    "executable_path": _CHROMIUM,
    "args": [
        "--no-sandbox",
        "--disable-background-networking",
        f"--disable-features={','.join(_UNWANTED)}",
    ],
}

#: The language of a browser that is not asked for another.
_LOCALE = "en-US"

#: What Streamlit says of a server that does not answer.
_LOST = (
    "Cannot send rerun backMessage when disconnected",
    "Client Error in reaching server endpoint",
    "Client error: DoInitPings timed out",
    "Connection timed out.",
    "Streamlit server is not responding",
)


def _is_ours(message: ConsoleMessage) -> bool:
    """Whether a message is an error of the app: Streamlit first asks for its own addresses under a page's."""
    asked_for = message.location.get("url", "")
    return message.type == "error" and "/_stcore/" not in asked_for and not message.text.startswith(_LOST)


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """The usual profile of Chromium, which is on disk, where it keeps what it has compiled as well.

    A machine without Chromium skips these tests, CI fails.
    """
    if _CHROMIUM is None:
        reason = "no Chromium on this machine; install it (Debian: apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        folder = tmp_path_factory.mktemp("profile")
        context = playwright.chromium.launch_persistent_context(folder, **_LAUNCHED, locale=_LOCALE)
        yield context
        context.close()


@pytest.fixture(scope="session")
def browser(usual: BrowserContext) -> Browser:
    """Chromium; other profiles than the usual one are as new, and gone in the end."""
    assert usual.browser
    return usual.browser


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    """A page that holds the engine alone."""
    page = engines.opened(browser)
    yield page
    page.close()


class Profiles:
    """One profile for each language of a browser, so that what one test loaded is cached for the next.

    Its pages are lent and taken back: a page that has shown the app shows it again in half the time.
    """

    def __init__(self, browser: Browser, usual: BrowserContext) -> None:
        self._browser, self._contexts = browser, {_LOCALE: usual}
        usual.add_init_script(NOTES_ASKED)
        self._free: dict[str, list[Page]] = {}

    def lend(self, locale: str = _LOCALE, scheme: str = "light", motion: str = "no-preference") -> Page:
        """A page that is as new, but for the number of pages in its history."""
        if locale not in self._contexts:
            self._contexts[locale] = self._browser.new_context(locale=locale)
            self._contexts[locale].add_init_script(NOTES_ASKED)
        free = self._free.setdefault(locale, [])
        page = free.pop() if free else self._contexts[locale].new_page()
        # As a new page would be: what lies behind another one is drawn when the browser likes.
        page.bring_to_front()
        page.emulate_media(media="null", color_scheme=scheme, reduced_motion=motion, forced_colors="null")
        return page

    def take_back(self, page: Page) -> None:
        """Leaves the app; a page that cannot leave it is closed."""
        try:
            leave(page)
        except Error:
            page.close()
            return
        (locale,) = (name for name, context in self._contexts.items() if context == page.context)
        self._free[locale].append(page)


def leave(page: Page) -> None:
    """Leaves the app, and whatever the hand was doing there."""
    page.evaluate("sessionStorage.clear()")
    page.goto("about:blank")
    page.mouse.up()
    page.mouse.move(-1, -1)


@pytest.fixture(scope="session")
def profiles(browser: Browser, usual: BrowserContext) -> Profiles:
    """The profiles of this test run."""
    return Profiles(browser, usual)


@pytest.fixture
def open_page(address: str, profiles: Profiles) -> Iterator[Open]:
    """Opens a view of the app; every console error of any page it opened fails the test."""
    with opening(address, profiles) as open_view:
        yield open_view


@contextmanager
def opening(address: str, profiles: Profiles) -> Iterator[Open]:
    """What opens views of an app; they are left in the end, and no error may have come from any."""
    pages: list[Page] = []
    errors: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if _is_ours(message):
            errors.append(message.text)

    def fail(error: Error) -> None:
        errors.append(str(error))

    def open_view(
        path: str = "",
        *,
        size: tuple[int, int] = (1366, 768),
        ready: str = READY,
        at_once: bool = False,
        on: Page | None = None,
        **how: str,
    ) -> Page:
        """A page that shows a view, as soon as it is ready or once it rests; ``on`` is one done with."""
        if on:
            leave(on)
            page = on
        else:
            page = profiles.lend(**how)
            pages.append(page)
            page.set_default_timeout(PATIENCE)
            page.on("console", hear)
            page.on("pageerror", fail)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(address + path)
        page.wait_for_selector(ready)
        if not at_once:
            rest(page)
        return page

    yield open_view
    for page in pages:
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", fail)
        profiles.take_back(page)
    assert errors == []

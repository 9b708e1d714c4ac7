"""The running app, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser import engines
from tests.browser.stage import Open
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
_LAUNCHED: dict[str, Any] = {
    "executable_path": _CHROMIUM,
    "args": ["--no-sandbox", "--disable-background-networking"],
}

#: What Streamlit says of a server that does not answer.
_LOST = (
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
def browser() -> Iterator[Browser]:
    """Chromium; a machine without one skips these tests, CI fails."""
    if _CHROMIUM is None:
        reason = "no Chromium on this machine; install it (Debian: apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**_LAUNCHED)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    """A page that holds the engine alone."""
    page = engines.opened(browser)
    yield page
    page.close()


@pytest.fixture(scope="session")
def profiles(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, BrowserContext]]:
    """One profile for each way a browser is set up, so that what one test loaded is cached for the next.

    The usual one is on disk, where Chromium keeps what it has compiled as well.
    """
    folder = tmp_path_factory.mktemp("profile")
    usual = browser.browser_type.launch_persistent_context(folder, **_LAUNCHED, **_setup())
    yield {str(_setup()): usual}
    usual.close()


def _setup(locale: str = "en-US", scheme: str = "light", motion: str = "no-preference") -> dict[str, Any]:
    return {"locale": locale, "color_scheme": scheme, "reduced_motion": motion}


@pytest.fixture
def open_page(address: str, browser: Browser, profiles: dict[str, BrowserContext]) -> Iterator[Open]:
    """Opens a view of the app; every console error of any page it opened fails the test."""
    with opening(address, browser, profiles) as open_view:
        yield open_view


@contextmanager
def opening(address: str, browser: Browser, profiles: dict[str, BrowserContext]) -> Iterator[Open]:
    """What opens views of an app; they are closed in the end, and no error may have come from any."""
    pages: list[Page] = []
    errors: list[str] = []

    def open_view(
        path: str = "",
        *,
        size: tuple[int, int] = (1366, 768),
        ready: str = READY,
        **how: str,
    ) -> Page:
        setup = _setup(**how)
        profile = profiles.get(str(setup)) or browser.new_context(**setup)
        profiles[str(setup)] = profile
        page = profile.new_page()
        pages.append(page)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: errors.append(message.text) if _is_ours(message) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address + path)
        page.wait_for_selector(ready)
        return page

    yield open_view
    for page in pages:
        page.close()
    assert errors == []

"""A damaged copy of Plotly is made again; where it cannot be, the page and its stage say so."""

import resource
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import plotly
import pytest
from playwright.sync_api import Browser, Page, expect

from sgd_ui.frame import library
from sgd_ui.words.catalogue import words_in
from tests.browser.conftest import PATIENCE, READY
from tests.browser.stage import STAGE, part, switch_language
from tests.wire import ROOT, Visitor, serving

pytestmark = pytest.mark.browser

WHOLE = (
    library.EAGER.encode() + (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
)
DAMAGED = b"x" * len(WHOLE)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The app in a folder of its own, with a damaged copy of the right size."""
    for name in ("sgd_core", "sgd_ui", "pages", ".streamlit"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "home.py"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "plotly.min.js").write_bytes(DAMAGED)
    return tmp_path


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens an address as somebody who was never there."""
    contexts = []

    def visited(url: str) -> Page:
        contexts.append(browser.new_context(locale="en-US"))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(url)
        return page

    yield visited
    for context in contexts:
        context.close()


def test_a_damaged_copy_is_made_again_at_the_start_and_while_the_app_runs(
    copied: Path, visit: Callable[[str], Page]
) -> None:
    copy = copied / "static" / "plotly.min.js"
    with serving(folder=copied) as server:
        visit(server.url).wait_for_selector(READY)
        assert copy.read_bytes() == WHOLE
        copy.write_bytes(DAMAGED)
        Visitor(server.address).close()
        assert copy.read_bytes() == WHOLE


def _full() -> None:
    """No file of more than a million bytes can be written any more, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))


def _fails(page: Page, lang: str) -> None:
    """The page and its stage say so in a language, and nothing of that is still under way."""
    words, stage = words_in(lang), page.locator(STAGE)
    # For a moment a stage that the page builds anew stands beside the one before.
    page.wait_for_selector(f"{STAGE}[lang={lang}][data-state=failed]")
    expect(stage.get_by_role("alert")).to_have_text(words["stage.no_plotly"])
    expect(page.locator(".stMain").get_by_text(words["error.plotly"])).to_be_visible()
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")


def test_where_no_copy_can_be_made_the_stage_says_so_until_one_can(
    copied: Path, visit: Callable[[str], Page]
) -> None:
    copy, whole = copied / "static" / "plotly.min.js", copied / "whole"
    with serving(folder=copied, preexec_fn=_full) as server:
        page = visit(server.url)
        _fails(page, "en")
        assert [*copy.parent.iterdir()] == [copy]
        copy.unlink()
        switch_language(page, "中文")
        _fails(page, "zh")
        assert [*copy.parent.iterdir()] == []
        whole.write_bytes(WHOLE)
        whole.rename(copy)
        switch_language(page, "English")
        page.wait_for_selector(f"{READY}[lang=en]")
        expect(page.locator(".js-plotly-plot").first).to_be_visible()
        expect(part(page, "failure")).to_be_hidden()

"""What the front door lets through to the browser, and what the browser makes of it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from sgd_core import Run, trace
from tests.browser.conftest import PATIENCE, READY
from tests.browser.stage import STAGE, Open, switch_language, take_away

pytestmark = pytest.mark.browser

FRAME = """<!DOCTYPE html><title>A course</title><link rel="icon" href="data:,">
<iframe src="{}" width="900" height="700"></iframe>"""


@contextmanager
def elsewhere(folder: Path) -> Iterator[str]:
    """A folder served from another origin."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_surface_the_table_a_file_and_a_download_need_nothing_forbidden(
    open_page: Open, tmp_path: Path
) -> None:
    page = open_page("saddle?surface=yes&show=all", size=(640, 480))
    expect(page.locator(".samplewise-still .gl-container canvas").first).to_be_visible()
    picture = "Plotly.toImage(document.querySelector('.samplewise-stage .js-plotly-plot'), { format: 'png' })"
    assert page.evaluate(picture).startswith("data:image/png")
    page = open_page("your_data")
    page.get_by_role("radio", name="Edit a table").click()
    expect(page.get_by_test_id("stDataFrame").locator("canvas").first).to_be_visible()
    page.get_by_role("radio", name="Upload a file").click()
    file = tmp_path / "pairs.csv"
    file.write_text("1,2\n2,4\n3,7\n")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".stMain")).to_contain_text("3 pairs from 3 rows")
    files = take_away(page)
    with page.expect_download() as download:
        files.get_by_test_id("stDownloadButton").first.click()
    assert Path(download.value.path()).read_text(encoding="utf-8")


def test_a_program_that_is_taken_away_runs_by_itself(open_page: Open) -> None:
    page = open_page("?lr=0.05&epochs=3&lang=zh")
    files = take_away(page)
    with page.expect_download() as download:
        files.get_by_role("button", name="独立程序（NumPy）").click()
    assert download.value.suggested_filename == "samplewise_numpy.py"
    done = subprocess.run([sys.executable, download.value.path()], capture_output=True, check=True)
    (w,) = trace(Run(lr=0.05, epochs=3)).end.parameters
    assert done.stdout.decode().splitlines()[-1] == f"w = {w}"


def test_the_policy_is_in_force(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address)
    refused = page.evaluate(
        """() => {
            const refused = [];
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            return new Promise((done) => {
                document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
                    refused.push(effectiveDirective);
                    if (refused.length === 2) done(refused.sort());
                });
                document.head.append(script);
                new Image().src = "http://192.0.2.1/";
            });
        }"""
    )
    assert refused == ["img-src", "script-src-elem"]
    assert page.evaluate("window.ran ?? false") is False
    page.close()


def test_a_page_is_embedded_in_one_of_another_origin_and_in_a_file(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    errors: list[str] = []
    page = browser.new_page()
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    with elsewhere(tmp_path) as other:
        for name, source in (
            ("site.html", f"{other}/site.html"),
            ("file.html", (tmp_path / "file.html").as_uri()),
        ):
            (tmp_path / name).write_text(FRAME.format(f"{address}?embed=true"), encoding="utf-8")
            page.goto(source)
            frame = page.frame_locator("iframe")
            frame.locator(READY).wait_for(timeout=PATIENCE)
            frame.locator(f'{STAGE} [data-part="play"]').click()
            expect(frame.locator(STAGE)).to_have_attribute("data-state", re.compile("playing|ended"))
    page.close()
    assert errors == []


#: The scripts of Streamlit that a page has asked for.
ASKED = """() => performance.getEntriesByType("resource")
  .map(({ name }) => /\\/static\\/js\\/(.+)/.exec(name)?.[1]).filter(Boolean)"""


def test_the_document_speaks_the_language_of_its_reader_and_asks_at_once_for_all_its_scripts(
    open_page: Open,
) -> None:
    expect(open_page(locale="zh-CN").locator("html")).to_have_attribute("lang", "zh")
    page = open_page("?lang=zh")
    document = page.request.get(page.url).text()
    assert [name for name in page.evaluate(ASKED) if name not in document] == []
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    switch_language(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")

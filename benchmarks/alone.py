"""How large the pages without a server are, and how soon they are ready.

    python benchmarks/alone.py [BUNDLE]

Writes the opening of each station as one file, with the installed package's Plotly and with a smaller
bundle where one is named, opens it from disk in a fresh profile with no network, and notes when its stage is
ready; then the same of the site's pages from a server of files on this machine. Sizes are in MB (10⁶ bytes),
whole and gzipped; those of a page of the site are those of all that a first visit to it fetches. Seconds are
the median of three.

On two cores with much else to do (load 15): with the installed package's Plotly 5.14 to 5.26 MB, 1.56
to 1.60 gzipped, ready after 2.1 to 3.7 s; with plotly.js-cartesian-dist-min 1.82 to 1.94 MB, 0.58 to 0.62
gzipped, ready after 1.3 to 3.2 s, and a page of the site 0.59 to 0.63 gzipped, ready after 1.2 to 1.8 s.
"""

from __future__ import annotations

import gzip
import shutil
import statistics
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sgd_ui.__main__ import main as command  # noqa: E402
from sgd_ui.pages.registry import STATIONS  # noqa: E402

READY = ".samplewise-stage[data-update]:not([data-state=loading])"
TIMES = 3


class Quiet(SimpleHTTPRequestHandler):
    """A host of files that says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def ready_after(browser: Browser, address: str) -> float:
    """The median of the seconds from asking for a page to its stage being ready, each in a fresh profile."""
    seconds = []
    for _ in range(TIMES):
        context = browser.new_context(
            viewport={"width": 1366, "height": 768}, offline=address.startswith("file:")
        )
        page = context.new_page()
        begin = time.perf_counter()
        page.goto(address)
        page.wait_for_selector(READY)
        seconds.append(time.perf_counter() - begin)
        context.close()
    return statistics.median(seconds)


def weights(*files: Path) -> str:
    """What files weigh together, whole and gzipped."""
    contents = [file.read_bytes() for file in files]
    packed = sum(len(gzip.compress(content)) for content in contents)
    return f"{sum(map(len, contents)) / 1e6:.2f} | {packed / 1e6:.3f}"


def measure_files(browser: Browser, folder: Path, bundle: list[str]) -> None:
    """Each station's opening as one file."""
    for name in STATIONS:
        out = folder / f"{name}.html"
        command(["page", "--link", f"http://localhost/{name}", "--out", str(out), *bundle])
        print(f"file {name} | {weights(out)} | {ready_after(browser, out.as_uri()):.2f} s")


def measure_site(browser: Browser, folder: Path, bundle: list[str]) -> None:
    """Each station's page of the site."""
    command(["site", "--out", str(folder), *bundle])
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=host.serve_forever, daemon=True).start()
    for name in STATIONS:
        below = "" if name == "home" else f"{name}/"
        files = [folder / below / "index.html", *(folder / "assets").iterdir()]
        seconds = ready_after(browser, f"http://127.0.0.1:{host.server_address[1]}/{below}")
        print(f"site {name} | {weights(*files)} | {seconds:.2f} s")
    host.shutdown()


def main() -> None:
    bundle = ["--plotly", sys.argv[1]] if len(sys.argv) > 1 else []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        print("page | MB | gzipped | ready")
        for which in ([], bundle) if bundle else ([],):
            measure_files(browser, Path(folder), which)
            measure_site(browser, Path(folder) / f"site{len(which)}", which)


if __name__ == "__main__":
    main()

"""A view as one file and the stations as a site: played, taken by hand, clicked through and framed."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from sgd_core import Run, trace
from sgd_core.link import params_of
from sgd_ui.__main__ import main
from tests.browser.conftest import PATIENCE, READY
from tests.browser.stage import (
    STAGE,
    Open,
    becomes,
    box,
    data,
    hurry,
    link,
    part,
    rest,
    stand,
    take_away,
    until,
    wait_update,
)
from tests.browser.test_grasp import run_of, take, w_of
from tests.effort import some

pytestmark = pytest.mark.browser

Show = Callable[..., Page]


def _is_here(url: str) -> bool:
    return urlsplit(url).scheme in ("file", "data") or urlsplit(url).hostname in ("127.0.0.1", "localhost")


class Visits:
    """Pages that show one address after the other: a new one costs as much again as what it shows."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[Page]] = {}
        self._lent: list[tuple[str, Page]] = []
        self.wrong: list[str] = []

    def page(self, **how: Any) -> Page:
        """A page that nothing is known to."""
        key = repr(how)
        free = self._free.setdefault(key, [])
        page = free.pop() if free else self._new(**how)
        page.bring_to_front()
        self._lent.append((key, page))
        return page

    def _new(self, **how: Any) -> Page:
        page = self._browser.new_context(viewport={"width": 1366, "height": 768}, **how).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda asked: None if _is_here(asked.url) else self.wrong.append(asked.url))
        return page

    def end(self) -> list[str]:
        """Takes the pages back, and gives what went wrong on them."""
        for key, page in self._lent:
            page.goto("about:blank")
            self._free[key].append(page)
        self._lent.clear()
        wrong, self.wrong = self.wrong, []
        return wrong

    def close(self) -> None:
        for page in itertools.chain.from_iterable(self._free.values()):
            page.context.close()


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    visits = Visits(browser)
    yield visits
    visits.close()


@pytest.fixture
def show(visits: Visits) -> Iterator[Show]:
    """Opens an address, on a page of its own or another's; nothing may be asked elsewhere, nor go wrong."""

    def open_it(address: str, ready: str = READY, on: Page | None = None, **how: Any) -> Page:
        page = on or visits.page(offline=address.startswith("file:"), **how)
        page.goto(address)
        if ready:
            page.wait_for_selector(ready)
        return page

    yield open_it
    assert visits.end() == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site below a path of a host of files; its port is the host's, whichever name that goes by."""
    root = tmp_path_factory.mktemp("host")
    assert main(["site", "--out", str(root / "below" / "here"), "--app", "https://app.example/"]) == 0
    handler = partial(SimpleHTTPRequestHandler, directory=str(root))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    host = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=host.serve_forever, daemon=True).start()
    place = f"{host.server_address[1]}/below/here"
    framed = f"http://localhost:{place}/?embed=true&amp;lr=0.1&amp;at=4"
    (root / "below" / "slides.html").write_text(
        f'<link rel="icon" href="data:," /><iframe src="{framed}" width="700" height="450"></iframe>'
        f'<iframe src="http://localhost:{place}/gd_vs_sgd/?embed=true" width="700" height="450"></iframe>'
    )
    yield place
    host.shutdown()


def written(folder: Path, asked: str) -> str:
    """The address of a file that plays a link."""
    out = folder / "run.html"
    assert main(["page", "--link", f"http://localhost:8501/{asked}", "--out", str(out)]) == 0
    return out.as_uri()


def test_a_file_plays_and_follows_a_hand_as_the_core_has_it(tmp_path: Path, show: Show) -> None:
    page = show(written(tmp_path, "?lr=0.05&epochs=20&speed=whole5"))
    hurry(page)
    part(page, "play").click()
    expect(page.locator(STAGE)).to_have_attribute("data-state", "ended")
    opening = Run(lr=0.05, epochs=20)
    assert data(page)["w"] == w_of(opening, 60)
    page.keyboard.press("Home")
    wait_update(page, 0)
    for grab, update in (("sample-3", 60), ("line", 60), ("rate", 60)):
        before = run_of(page)
        take(page, grab, 12.0 if grab == "rate" else -8.0, 40.0)
        page.mouse.up()
        run = run_of(page, before)
        page.keyboard.press("End")
        wait_update(page, update)
        assert run != before and data(page)["w"] == w_of(run, update)
    # What the address says is what it opens on.
    again = show(link(page))
    assert data(again)["w"] == data(page)["w"] and run_of(again) == run_of(page)
    part(again, "fold-log").locator("summary").click()
    part(again, "reset").click()
    wait_update(again, 0)
    assert run_of(again) == opening


def test_a_file_speaks_both_languages_and_takes_both_colours(tmp_path: Path, show: Show) -> None:
    page = show(written(tmp_path, "saddle"), color_scheme="dark")
    title, background = (
        page.title(),
        page.evaluate("getComputedStyle(document.documentElement).backgroundColor"),
    )
    page.keyboard.press("ArrowRight")
    wait_update(page, 1)
    page.locator("[data-part=language]").click()
    expect(page.locator(STAGE)).to_have_attribute("lang", "zh")
    assert page.title() != title and data(page)["update"] == "1"
    page.locator("[data-part=theme]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != background
    # Its runs are no engine's to compute anew, so there is nothing to take.
    assert page.locator("[data-grab]").count() == 0 and page.locator("[data-says=fixed]").inner_text()


def test_the_site_leads_from_page_to_page_below_any_path_and_in_both_languages(site: str, show: Show) -> None:
    page = show(f"http://127.0.0.1:{site}/")
    page.get_by_role("link", name="Can it get stuck?").click()
    expect(page).to_have_url(re.compile(r"/below/here/saddle/(\?|$)"))
    page.wait_for_selector(READY)
    page.locator("[data-part=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    page.locator(".sa-scenes a").first.click()
    expect(page.locator(".sa-scenes [aria-current]")).to_have_count(1)
    page.wait_for_selector(READY)
    expect(page.locator(STAGE)).to_have_attribute("lang", "zh")
    more = page.get_by_role("link", name="到应用里改更多")
    expect(more).to_have_attribute("href", re.compile(r"^https://app\.example/saddle\?"))
    page.locator("[data-part=theme]").click()
    name = page.locator(".sa-name")
    expect(name).to_have_attribute("href", re.compile(r"\?lang=zh#dark$"))
    name.click()
    # Once it rests the address names the run, and the colours no longer.
    expect(page).to_have_url(re.compile(r"/below/here/\?lang=zh"))
    page.wait_for_selector(READY)
    # The colours come along, and the app is asked for what is in view.
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("ArrowRight")
    wait_update(page, 1)
    more = page.locator("[data-app]")
    more.focus()
    place, _, asked = more.get_attribute("href").partition("?")
    assert (place, params_of(asked)) == ("https://app.example/", {"at": "1", "lang": "zh"})
    page.keyboard.press("End")
    wait_update(page, 300)
    assert data(page)["w"] == w_of(Run(), 300) == repr(trace(Run()).parameters[-1, 0].item())
    name = show(f"http://127.0.0.1:{site}/zh/note/").locator(".sa-name")
    assert name.evaluate("link => link.pathname") == "/below/here/zh/"


@pytest.mark.parametrize("name", some(["sampling/", "", "note/"]))
def test_the_first_picture_stands_in_the_very_place_of_the_chart_before_any_script_runs(
    site: str, show: Show, name: str
) -> None:
    still = show(f"http://127.0.0.1:{site}/{name}", ".sa-first svg", java_script_enabled=False)
    # Where no script runs, none can wait until it stands.
    picture = still.locator(".sa-first svg").bounding_box()
    assert (
        still.locator(".sa-first").first.evaluate("frame => getComputedStyle(frame).visibility") == "visible"
    )
    drawn = box(show(f"http://127.0.0.1:{site}/{name}").locator(".sw-frame").first)
    assert picture == {side: pytest.approx(size, abs=1) for side, size in drawn.items()}


def test_a_page_of_another_origin_frames_a_view_of_the_site(site: str, show: Show) -> None:
    page = show(f"http://127.0.0.1:{site.removesuffix('here')}slides.html", ready="")
    inside = page.frame_locator("iframe").first
    expect(inside.locator(STAGE)).to_have_attribute("data-update", "4")
    assert inside.locator(STAGE).get_attribute("data-w") == w_of(Run(lr=0.1), 4)
    expect(inside.locator(".sa-bar")).to_be_hidden()
    expect(inside.locator("[data-part=play]")).to_be_visible()
    race = page.frame_locator("iframe").nth(1)
    # Of a race it says who is who.
    expect(race.locator(".sw-standings th >> visible=true")).to_have_text(
        ["single samples", "mini-batch of 2", "full batch"]
    )
    for each in (inside, race):
        stage = box(each.locator(STAGE))
        assert stage["y"] + stage["height"] <= 450


def test_what_cannot_be_used_of_an_address_changes_nothing_and_is_named(tmp_path: Path, show: Show) -> None:
    file = written(tmp_path, "?problem=logistic&data=labels&epochs=2")
    page, unused = None, "[data-part=unused]"
    opening = Run(problem="logistic", data="labels", epochs=2)
    usual = w_of(opening, 3)
    for asked, named in some(
        [
            ("lr=-1&w0=nan,0&x=1,2&y=0,2", "x, y, w0, lr"),
            ("lr=0x10&x=1,2,3&y=1,0", "x, y, lr"),
            (f"x={'1,' * 10_001}1&y={'1,' * 10_001}1", "x, y"),
            ("x=1,2&y=1,0&batch=4&loss=bogus&speed=7&lang=toString", "batch"),
        ]
    ):
        page = show(f"{file}?at=3&{asked}", on=page)
        assert {*named.split(", ")} == {
            *page.locator(unused).inner_text().partition(": ")[2].partition(". ")[0].split(", ")
        }, asked
        assert (data(page)["w"] == usual) == ("x" in named or "lr" in named), asked
    show(f"{file}?at=3&lr=0.5", on=page)
    assert data(page)["w"] != usual and page.locator(unused).is_hidden()
    show(f"{file}?at=99999", on=page)
    assert data(page)["update"] == str(opening.updates)


def test_a_hand_that_puts_a_sample_back_has_changed_nothing(tmp_path: Path, show: Show) -> None:
    page = show(written(tmp_path, "?at=300"))
    rest(page)
    rungs, note = page.locator(".sw-ladder").inner_text(), part(page, "note")
    take(page, "sample-3", 0.0, 40.0)
    page.mouse.up()
    run_of(page, Run())
    # Limits are those of the samples: none is known of others, and that is said.
    expect(note).to_contain_text("left out")
    until(page, lambda: page.locator(".sw-ladder").inner_text() != rungs, "another ladder")
    page.keyboard.press("Control+z")
    expect(note).to_be_hidden()
    becomes(page, lambda: page.locator(".sw-ladder").inner_text(), rungs)
    assert run_of(page) == Run() and "data" not in link(page)


@pytest.mark.parametrize("asked", some(["", "your_data"]))
def test_the_axes_follow_other_samples_and_each_curve_keeps_its_number(
    tmp_path: Path, show: Show, asked: str
) -> None:
    file = written(tmp_path, asked)
    axes = """() => [...document.querySelectorAll(".js-plotly-plot")].slice(0, 2).map(({ _fullLayout }) =>
        [_fullLayout.xaxis.range, _fullLayout.yaxis.range])"""
    opening, verdict = show(f"{file}?at=1"), ".sa-verdict >> visible=true"
    before = opening.evaluate(axes)
    expect(opening.locator(verdict)).to_have_count(1 if asked else 0)
    page = show(f"{file}?x=0.01,0.02,0.03&y=100,250,310&lr=0.1&at=40", on=opening)
    # The verdict was that of the samples as they were.
    expect(page.locator(verdict)).to_have_count(0)
    (x, y), (w, _) = page.evaluate(axes)
    assert [x, y] != before[0] and w != before[1][0]
    assert x[0] < 0 < 0.03 < x[1] < 0.05 and y[0] < 0 < 310 < y[1] < 500
    w_now = float(data(page)["w"].split(",")[0])
    assert w[0] < w_now < w[1] < 20 * abs(w_now)
    numbers = """() => document.querySelectorAll(".js-plotly-plot")[1].data.filter(({ meta, text }) =>
        meta?.follow === "names").flatMap(({ text }) => text)"""
    assert page.evaluate(numbers) == (["mean", "1", "2", "3"] if not asked else [])


def test_a_run_on_scaled_x_plays_and_offers_nothing_to_take(tmp_path: Path, show: Show) -> None:
    page = show(written(tmp_path, "your_data?problem=line&x=1,2,3&y=1,2,5&scaling=standard&epochs=3"))
    page.keyboard.press("End")
    wait_update(page, 9)
    part(page, "fold-log").locator("summary").click()
    assert part(page, "start-from-here").is_hidden() and page.locator("[data-grab]").count() == 0


def test_a_file_from_the_app_opens_on_the_update_in_view_and_says_the_verdict(
    tmp_path: Path, open_page: Open, show: Show
) -> None:
    page = open_page("saddle?epochs=30")
    take_away(page)
    button = page.locator(".st-key-take-page button")
    page.locator(STAGE).focus()
    for update in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        wait_update(page, update)
    # What is told to Python once the stage has rested for a while.
    stand(page, 600)
    rest(page)
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "samplewise_saddle_autoencoder_epochs-30.html"
    file = tmp_path / "saddle.html"
    download.value.save_as(file)
    alone = show(file.as_uri())
    assert data(alone)["update"] == "3" and data(alone)["w"] == data(page)["w"]
    # It was played: what becomes of it is said, in either language.
    verdict = alone.locator(".sa-verdict >> visible=true")
    expect(verdict).to_contain_text("single samples leave it")
    alone.locator("[data-part=language]").click()
    expect(verdict).to_contain_text("单样本更新逃离了那里")
    alone.locator(".sa-fold summary").click()
    expect(alone.locator(".sa-fold math >> visible=true").nth(10)).to_be_visible()


def test_a_file_of_a_long_run_steps_from_what_is_known_to_what_is_known_and_says_so(
    tmp_path: Path, show: Show
) -> None:
    page = show(written(tmp_path, "?lr=0.0001&epochs=40000&at=2"))
    run = Run(lr=0.0001, epochs=40_000)
    expect(part(page, "note")).to_contain_text("Of this long run the page holds one update in 4")
    for key, update in (
        ("ArrowRight", 4), ("ArrowRight", 8), ("ArrowLeft", 4), ("Shift+ArrowRight", 8),
        ("Shift+ArrowRight", 12), ("Shift+ArrowLeft", 8), ("End", 120_000), ("ArrowLeft", 119_996),
    ):  # fmt: skip
        page.keyboard.press(key)
        wait_update(page, update)
        assert data(page)["w"] == w_of(run, update)

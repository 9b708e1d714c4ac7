"""What an open page shows is still there when its session begins anew.

That happens when the server is started again, and when the connection is cut for longer than Streamlit
keeps a session. One outage is both here: some pages see the server go, those behind a cable see nothing of it
until the cable is mended, and what is done on them until then is lost on its way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run, trace
from sgd_core.link import params_of
from sgd_ui.pages.registry import STATIONS
from tests.browser.cable import Cable
from tests.browser.conftest import READY, Profiles, opening
from tests.browser.stage import (
    STAGE,
    Open,
    choose,
    data,
    link,
    part,
    query,
    reconnects,
    rest,
    scrub,
    set_up,
    switch_language,
    unfold,
    wait_for,
    wait_query,
)
from tests.browser.test_your_data import bring, way
from tests.effort import some
from tests.wire import Server, serving

pytestmark = pytest.mark.browser

HOME = "?data=noisy&epochs=3&speed=2"
RACE = "gd_vs_sgd?data=noisy&epochs=30&seed=5&sampling=reshuffle&b.batch=3&d.gradient=saga&within=0.05"
OPTIMIZERS = "optimizers?problem=line&data=offset&epochs=30&lr=0.03&d.optimizer=averaged&b.lr=0.02"
SMALL = "your_data?problem=line&x=1,2,3&y=2,4,5&epochs=30&scaling=standard"
LARGE = "your_data?problem=origin&lr=0.0002&epochs=3&speed=2"
#: What rests while its server is started again.
RESTARTED = dict(some([("small", SMALL), ("race", RACE)]))
XS, YS = [k / 7 for k in range(600)], [math.sin(k) for k in range(600)]
#: An update that a page rests on, and what is then in its address.
AT = 8
#: Puts a query into the address bar whenever somebody is about to read it there.
WRITE = """query => document.addEventListener(
    "samplewise-address", () => history.replaceState(null, "", query)
)"""
Rested = dict[str, tuple[Page, dict[str, str]]]


def write(page: Page, name: str, text: str) -> None:
    page.bring_to_front()
    field = set_up(page).get_by_role("textbox", name=name, exact=True)
    field.fill(text)
    field.press("Enter")


def change_rate(page: Page, rate: str) -> None:
    """Writes another learning rate."""
    write(page, "Learning rate (shared)" if "/optimizers" in page.url else "Learning rate", rate)


def change_epochs(page: Page) -> None:
    """Another number of epochs than the page was opened with: 3, which is then in the address alone."""
    write(page, "Epochs", "3")
    wait_for(page, "new URLSearchParams(location.search).get('epochs') === '3'")


def rested(page: Page) -> tuple[Page, dict[str, str]]:
    """A page that rests on an update, and its query."""
    page.bring_to_front()
    scrub(page, AT)
    return page, params_of(query(page))


def play(page: Page) -> None:
    part(page, "play").click()
    page.wait_for_selector(f"{STAGE}[data-state=playing]")


def shows_its_link(page: Page, open_page: Open) -> None:
    """A page shows the numbers that a new one shows on its link."""
    new = open_page(link(page).split("/", 3)[3])
    shown = ("w", "update", "updates")
    assert [data(page)[name] for name in shown] == [data(new)[name] for name in shown]


def open_large(open_page: Open, file: Path) -> Page:
    """The page of a reader's own data, on more numbers than a link can hold."""
    page = open_page(LARGE)
    way(page, "Upload a file")
    bring(page, file)
    expect(page.locator(STAGE)).to_have_attribute("data-updates", "1800")
    return page


def large(**changed: Any) -> Run:
    return Run(x=XS, y=YS, epochs=3).replaced(**{"lr": 0.0002} | changed)


def asks_for_file(page: Page) -> None:
    text = "The app no longer has your 600 pairs out of the file “many.csv”"
    expect(page.get_by_test_id("stAlert")).to_contain_text(text)
    # Only then is it written into.
    rest(page)


# --- what befalls the pages ---


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def address(server: Server) -> str:
    return server.url


@pytest.fixture(scope="module")
def cable(server: Server) -> Iterator[Cable]:
    cable = Cable(server.port)
    yield cable
    cable.close()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("own") / "many.csv"
    file.write_text("".join(f"{x!r},{y!r}\n" for x, y in zip(XS, YS, strict=True)))
    return file


@pytest.fixture(scope="module")
def pages(server: Server, cable: Cable, profiles: Profiles, many: Path) -> Iterator[Rested]:
    """Pages after the outage; what plays had rested on an update before."""
    behind_cable = f"http://127.0.0.1:{cable.port}/"
    with opening(server.url, profiles) as see_it_go, opening(behind_cable, profiles) as see_nothing:
        pages = {name: see_it_go(link) for name, link in RESTARTED.items()}
        pages["optimizers"] = see_nothing(OPTIMIZERS)
        for page in pages.values():
            change_epochs(page)
        pages |= {"home": see_it_go(HOME), "large": open_large(see_nothing, many)}
        pages |= {name: see_nothing("?epochs=30&lr=0.02") for name in ("start", "problem")}
        switch_language(pages["start"], "中文")
        wait_for(pages["start"], "new URLSearchParams(location.search).get('lang') === 'zh'")
        resting = {name: rested(page) for name, page in pages.items()}
        pages["hostile"] = see_it_go("?epochs=20")
        query(pages["hostile"])
        problems = set_up(pages["problem"]).get_by_role("combobox", name="Problem")
        expect(problems).to_be_visible()
        play(pages["home"])
        play(pages["large"])
        with reconnects(*pages.values()):
            cable.cut()
            for name in ("optimizers", "large"):
                change_rate(pages[name], "0.00025")
            pages["start"].bring_to_front()
            unfold(pages["start"], "log")
            part(pages["start"], "start-from-here").click()
            pages["problem"].bring_to_front()
            choose(pages["problem"], problems, "line with an intercept")
            server.kill()
            pages["hostile"].evaluate(WRITE, "?epochs=20&loss=%3Cb%3Ex&at=99&lang=xx&%FF=%00")
            server.start()
            cable.mend()
        yield resting | {"hostile": (pages["hostile"], {})}


# --- what they show then ---


@pytest.mark.parametrize("name", RESTARTED)
def test_a_change_after_a_restart_keeps_all_that_was_done_before(
    open_page: Open, pages: Rested, name: str
) -> None:
    page, params = pages[name]
    assert (params["epochs"], params["at"]) == ("3", str(AT))
    change_rate(page, "0.035")
    wait_query(page, params | {"lr": "0.035"})
    shows_its_link(page, open_page)


def test_what_plays_plays_on_through_a_restart_and_further_changes_and_a_reload_are_as_usual(
    pages: Rested,
) -> None:
    page, params = pages["home"]
    change_rate(page, "0.03")
    page.wait_for_selector(f"{STAGE}[data-state=ended]")
    wait_query(page, params | {"lr": "0.03", "at": "9"})
    w = str(trace(Run(data="noisy", lr=0.03)).parameters[9, 0])
    assert data(page)["w"] == w
    write(page, "Epochs", "50")
    wait_query(page, params | {"lr": "0.03", "at": "9", "epochs": "50"})
    page.reload()
    page.wait_for_selector(READY)
    assert data(page)["w"] == w


def test_numbers_beyond_a_link_are_asked_for_and_come_back_where_they_played_with_every_change(
    pages: Rested, many: Path
) -> None:
    page, params = pages["large"]
    assert "fingerprint" in params and "x" not in params
    asks_for_file(page)
    at = params_of(query(page))["at"]
    assert int(at) > AT and params_of(query(page)) == params | {"at": at}
    write(page, "Epochs", "4")
    bring(page, many)
    page.wait_for_selector(READY)
    wait_query(page, params | {"at": at, "lr": "0.00025", "epochs": "4"})
    assert data(page)["w"] == str(trace(large(lr=0.00025, epochs=4)).parameters[int(at), 0])


def test_a_hostile_address_bar_is_answered_as_a_link_is(pages: Rested) -> None:
    page, _ = pages["hostile"]
    expect(page.get_by_test_id("stAlert").first).to_contain_text('(loss): "<b>x"')
    expect(page.locator(".stMain a")).to_have_count(len(STATIONS) + 1)


def test_a_change_into_a_cut_connection_is_kept(open_page: Open, pages: Rested) -> None:
    page, params = pages["optimizers"]
    assert (params["epochs"], params["at"]) == ("3", str(AT))
    wait_query(page, params | {"lr": "0.00025"})
    shows_its_link(page, open_page)


def test_what_was_asked_for_on_the_stage_of_a_cut_connection_is_done_in_the_language_chosen_before(
    pages: Rested,
) -> None:
    page, params = pages["start"]
    assert (params.pop("at"), params["lang"]) == (str(AT), "zh")
    w = str(trace(Run(lr=0.02)).parameters[AT, 0])
    wait_query(page, params | {"w0": w})
    expect(page.locator("h1")).to_have_text("一次更新做了什么？")
    assert data(page)["w"] == w


def test_a_problem_chosen_into_a_cut_connection_starts_where_it_is_made_to(
    open_page: Open, pages: Rested
) -> None:
    page, params = pages["problem"]
    wait_query(page, params | {"problem": "line", "data": "note"})
    assert page.get_by_test_id("stAlert").count() == 0
    shows_its_link(page, open_page)

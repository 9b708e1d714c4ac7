"""What an open page shows is still there when its session begins anew.

That happens when the server is started again, and when the connection is cut for longer than Streamlit
keeps a session. Both befall several pages at once here, and then each is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

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
from tests.wire import Server, serving

pytestmark = pytest.mark.browser

HOME = "?data=noisy&epochs=30&speed=2"
RACE = "gd_vs_sgd?data=noisy&epochs=30&seed=5&sampling=reshuffle&b.batch=3&d.gradient=saga&within=0.05"
OPTIMIZERS = "optimizers?problem=line&data=offset&epochs=30&lr=0.03&d.optimizer=averaged&b.lr=0.02"
SMALL = "your_data?problem=line&x=1,2,3&y=2,4,5&epochs=30&scaling=standard"
LARGE = "your_data?problem=origin&lr=0.0002&epochs=30&speed=2"
#: What rests while its server is started again, and while its connection is cut.
RESTARTED = {"race": RACE, "small": SMALL}
CUT = {"home": HOME, "optimizers": OPTIMIZERS}
XS, YS = [k / 7 for k in range(600)], [math.sin(k) for k in range(600)]
#: An update that a page rests on, and what is then in its address.
AT = 8
#: Puts a query into the address bar whenever somebody is about to read it there.
WRITE = """query => document.addEventListener(
    "samplewise-address", () => history.replaceState(null, "", query)
)"""
Rested = dict[str, tuple[Page, dict[str, str]]]


def write(page: Page, name: str, text: str) -> None:
    field = set_up(page).get_by_role("textbox", name=name, exact=True)
    field.fill(text)
    field.press("Enter")


def change_rate(page: Page, rate: str) -> None:
    """Writes another learning rate, in whichever language the page is."""
    name = (
        "学习率"
        if set_up(page).get_by_role("textbox", name="学习率", exact=True).count()
        else "Learning rate"
    )
    write(page, f"{name} (shared)" if "/optimizers" in page.url else name, rate)


def change_epochs(page: Page) -> None:
    """Another number of epochs than the page was opened with: 3, which is then in the address alone."""
    write(page, "Epochs", "3")
    wait_for(page, "new URLSearchParams(location.search).get('epochs') === '3'")


def rested(page: Page) -> tuple[Page, dict[str, str]]:
    """A page that rests on an update, and its query."""
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
    expect(page.locator(STAGE)).to_have_attribute("data-updates", "18000")
    change_epochs(page)
    return page


def large(**changed: float) -> Run:
    return Run(x=XS, y=YS, epochs=3).replaced(**{"lr": 0.0002} | changed)


def asks_for_file(page: Page) -> None:
    text = "The app no longer has your 600 pairs out of the file “many.csv”"
    expect(page.get_by_test_id("stAlert")).to_contain_text(text)
    # Only then is it written into.
    rest(page)


# --- what befalls the pages ---


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    # Streamlit keeps a session whose connection is cut for 120 seconds; with 0 every cut is a long one.
    with serving("--server.disconnectedSessionTTL=0") as server:
        yield server


@pytest.fixture(scope="module")
def cable(server: Server) -> Iterator[Cable]:
    cable = Cable(server.port)
    yield cable
    cable.close()


@pytest.fixture(scope="module")
def address(cable: Cable) -> str:
    return f"http://127.0.0.1:{cable.port}/"


@pytest.fixture(scope="module")
def open_pages(address: str, profiles: Profiles) -> Iterator[Open]:
    with opening(address, profiles) as open_view:
        yield open_view


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("own") / "many.csv"
    file.write_text("".join(f"{x!r},{y!r}\n" for x, y in zip(XS, YS, strict=True)))
    return file


def open_all(open_pages: Open, links: dict[str, str]) -> Rested:
    """Pages that rest, each on another view than the one that it was opened on."""
    pages = {name: open_pages(link) for name, link in links.items()}
    for page in pages.values():
        change_epochs(page)
    return {name: rested(page) for name, page in pages.items()}


@pytest.fixture(scope="module")
def restarted(open_pages: Open, server: Server, many: Path) -> Rested:
    """Pages under which the server was killed and started again; the playing ones had rested before."""
    pages = open_all(open_pages, RESTARTED | {"home": HOME})
    pages["large"] = rested(open_large(open_pages, many))
    pages["hostile"] = open_pages("?epochs=20"), {}
    query(pages["hostile"][0])
    play(pages["home"][0])
    play(pages["large"][0])
    with reconnects(*(page for page, _ in pages.values())):
        server.kill()
        pages["hostile"][0].evaluate(WRITE, "?epochs=20&loss=%3Cb%3Ex&at=99&lang=xx&%FF=%00")
        server.start()
    return pages


@pytest.fixture(scope="module")
def cut(open_pages: Open, cable: Cable, many: Path) -> Rested:
    """Pages on which something was done that never arrived, before a cut was mended that was a long one."""
    pages = open_all(open_pages, CUT)
    pages["large"] = rested(open_large(open_pages, many))
    switch_language(pages["home"][0], "中文")
    wait_for(pages["home"][0], "new URLSearchParams(location.search).get('lang') === 'zh'")
    pages["home"] = rested(pages["home"][0])
    for name in ("start", "problem"):
        pages[name] = rested(open_pages("?epochs=30&lr=0.02"))
    problems = set_up(pages["problem"][0]).get_by_role("combobox", name="Problem")
    expect(problems).to_be_visible()
    with reconnects(*(page for page, _ in pages.values())):
        cable.cut()
        for name in (*CUT, "large"):
            change_rate(pages[name][0], "0.00025")
        unfold(pages["start"][0], "log")
        part(pages["start"][0], "start-from-here").click()
        choose(pages["problem"][0], problems, "line with an intercept")
        cable.mend()
    return pages


# --- what they show then ---


@pytest.mark.parametrize("name", RESTARTED)
def test_a_change_after_a_restart_keeps_all_that_was_done_before(
    open_page: Open, restarted: Rested, name: str
) -> None:
    page, params = restarted[name]
    assert (params["epochs"], params["at"]) == ("3", str(AT))
    change_rate(page, "0.035")
    wait_query(page, params | {"lr": "0.035"})
    shows_its_link(page, open_page)


def test_what_plays_plays_on_through_a_restart_and_further_changes_and_a_reload_are_as_usual(
    restarted: Rested,
) -> None:
    page, params = restarted["home"]
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


def test_numbers_beyond_a_link_are_asked_for_and_come_back_where_they_played(
    restarted: Rested, many: Path
) -> None:
    page, params = restarted["large"]
    assert "fingerprint" in params and "x" not in params
    asks_for_file(page)
    at = params_of(query(page))["at"]
    assert int(at) > AT and params_of(query(page)) == params | {"at": at}
    change_rate(page, "0.0003")
    bring(page, many)
    page.wait_for_selector(READY)
    wait_query(page, params | {"at": at, "lr": "0.0003"})
    assert data(page)["w"] == str(trace(large(lr=0.0003)).parameters[int(at), 0])


def test_a_hostile_address_bar_is_answered_as_a_link_is(restarted: Rested) -> None:
    page, _ = restarted["hostile"]
    expect(page.get_by_test_id("stAlert").first).to_contain_text('(loss): "<b>x"')
    expect(page.locator(".stMain a")).to_have_count(len(STATIONS) + 1)


def test_a_change_into_a_cut_connection_is_kept(open_page: Open, cut: Rested) -> None:
    page, params = cut["optimizers"]
    assert (params["epochs"], params["at"]) == ("3", str(AT))
    wait_query(page, params | {"lr": "0.00025"})
    shows_its_link(page, open_page)


def test_the_language_that_was_chosen_is_kept_over_a_cut(cut: Rested) -> None:
    page, params = cut["home"]
    assert (params["epochs"], params["at"], params["lang"]) == ("3", str(AT), "zh")
    wait_query(page, params | {"lr": "0.00025"})
    expect(page.locator("h1")).to_have_text("一次更新做了什么？")
    assert data(page)["w"] == str(trace(Run(data="noisy", epochs=3, lr=0.00025)).parameters[AT, 0])


def test_a_change_into_a_cut_connection_waits_for_numbers_beyond_a_link(cut: Rested, many: Path) -> None:
    page, params = cut["large"]
    asks_for_file(page)
    bring(page, many)
    wait_query(page, params | {"lr": "0.00025"})
    assert data(page)["w"] == str(trace(large(lr=0.00025)).parameters[AT, 0])


def test_what_was_asked_for_on_the_stage_of_a_cut_connection_is_done(cut: Rested) -> None:
    page, params = cut["start"]
    w = str(trace(Run(lr=0.02)).parameters[AT, 0])
    del params["at"]
    wait_query(page, params | {"w0": w})
    assert data(page)["w"] == w


def test_a_problem_chosen_into_a_cut_connection_starts_where_it_is_made_to(
    open_page: Open, cut: Rested
) -> None:
    page, params = cut["problem"]
    wait_query(page, params | {"problem": "line", "data": "note"})
    assert page.get_by_test_id("stAlert").count() == 0
    shows_its_link(page, open_page)

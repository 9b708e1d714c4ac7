"""An entry that a registry of the core gains can be chosen in the app, by its own name."""

import pytest

from sgd_core import Run
from sgd_core.plain import formula_text
from sgd_ui.door import head
from sgd_ui.frame import derivation
from sgd_ui.pages.optimizers import view
from sgd_ui.pages.registry import STATIONS
from sgd_ui.stage.cards import cards
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.newcomers import NEWCOMERS
from tests.ui.opened import open_page, query, stage, widget

#: The pages on which each can be chosen, but for the home page.
PAGES = {
    name: [
        page
        for page, station in STATIONS.items()
        if page != "home" and station.page.offers(name)
        # Labels are what the data of the other pages are made of.
        if name != "data" or "origin" in station.page.problems
    ]
    for name in NEWCOMERS
}


@pytest.fixture(params=NEWCOMERS)
def chosen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What chooses an entry that was added after everything had been imported."""
    registry, entry = NEWCOMERS[request.param]
    monkeypatch.setitem(registry, entry.name, entry)
    return {request.param: entry.name}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_to_a_new_entry_opens_the_home_page_on_it(chosen: dict[str, str], lang: str) -> None:
    ((name, word),) = chosen.items()
    app = open_page("home.py", f"?{name}={word}&lang={lang}")
    assert not app.exception and not app.warning
    assert query(app) == chosen
    assert stage(app)["clock"]["ticks"] == 300


def test_the_controls_offer_a_new_entry_by_its_own_name(chosen: dict[str, str]) -> None:
    ((name, word),) = chosen.items()
    app = open_page("home.py")
    assert word in widget(app, f"run.{name}").options
    widget(app, f"run.{name}").set_value(word)
    app.run()
    assert not app.exception and not app.warning
    assert query(app) == chosen


@pytest.mark.parametrize(("name", "page"), [(name, page) for name, pages in PAGES.items() for page in pages])
def test_every_page_that_offers_it_opens_on_a_new_entry(
    name: str, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, entry = NEWCOMERS[name]
    monkeypatch.setitem(registry, entry.name, entry)
    app = open_page(f"pages/{page}.py", f"?{name}={entry.name}")
    assert not app.exception and not app.warning


def test_a_new_optimizer_races_and_stands_in_the_mathematics(monkeypatch: pytest.MonkeyPatch) -> None:
    registry, entry = NEWCOMERS["optimizer"]
    monkeypatch.setitem(registry, entry.name, entry)
    link = {"optimizer": "bounded", "b.optimizer": "bounded", "b.lr": "0.5"}
    app = open_page("pages/optimizers.py", "?" + "&".join(map("=".join, link.items())))
    assert not app.exception and not app.warning
    assert query(app).items() >= link.items()
    for told in (
        view.mathematics(words_in("en", "optimizers")),
        derivation.of_run(Run(optimizer=entry.name), words_in("en")),
    ):
        assert r"v &\leftarrow \mu v + g" in told and r"w - \eta\frac{v}{\sqrt{1 + v^2}}" in told


def test_the_preview_of_a_link_calls_a_new_entry_by_its_name(chosen: dict[str, str]) -> None:
    ((name, word),) = chosen.items()
    assert word in head.preview(STATIONS["home"].page, f"{name}={word}", "en").description


def test_the_card_of_a_new_optimizer_shows_its_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    registry, entry = NEWCOMERS["optimizer"]
    monkeypatch.setitem(registry, entry.name, entry)
    move = cards(Run(optimizer="bounded"), words_in("en"))[3]
    assert move["code"].replace("\n", "; ") == formula_text(entry)

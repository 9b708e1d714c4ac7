"""A run travels from station to station, and a reader's own numbers go where the reader lets them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import cycle

import pytest
from streamlit.testing.v1 import AppTest

from sgd_core import Run
from sgd_core.link import params_of, query_of
from sgd_core.parameters import number_text
from sgd_core.problems import PROBLEMS
from sgd_core.scaling import rescaled, scale_of
from sgd_core.table import fingerprint
from sgd_ui.frame import address, shell
from sgd_ui.frame.numbers import MOST_CHARACTERS
from sgd_ui.pages.registry import STATIONS
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.effort import paired, some
from tests.ui.opened import components, open_page, place_of_stage, query, stage, told, unmarked, widget
from tests.ui.test_pages import complaints_of

XS, YS = (12.25, 15.5, 19.75, 24.5), (3.125, 4.5, 4.75, 6.5)
TEXTS = {"x": "12.25,15.5,19.75,24.5", "y": "3.125,4.5,4.75,6.5"}
MINE = fingerprint(XS, YS)
#: Numbers of a reader's own in a run that each problem can have.
OWN = {
    "origin": "lr=0.0005&w0=0.25",
    "line": "problem=line&lr=0.0005&w0=0.25,1",
    "huber": "problem=huber&lr=0.0005&w0=0.25,1&delta=2",
}
LABELS = {"problem": "logistic", "x": "1,2,3,4", "y": "0,1,0,1", "lr": "0.05"}
#: Where the samples of a line are put at the stations that have no line: what is nearest to it there.
ELSEWHERE = {"sampling": "origin", "learning_rate": "origin", "note": "origin", "saddle": "deep"}
OTHERS = [name for name in STATIONS if name != "your_data"]


def in_turn(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pages, each in one language, one after the other."""
    return [*zip(names, cycle(LANGUAGES), strict=False)]


def go_to(app: AppTest, name: str, link: Mapping[str, str] | None = None) -> AppTest:
    """Follows the menu, or a link, in the same session."""
    app.query_params.clear()
    for key, text in (link or {}).items():
        app.query_params[key] = text
    return app.switch_page(shell.file_of(name)).run()


def opened(name: str, link: str = "") -> AppTest:
    """The app on a page; the test bench begins at the home page."""
    if name == "home":
        return open_page("home.py", link)
    lang = params_of(link).get("lang", "en")
    return go_to(open_page("home.py", f"lang={lang}"), name, params_of(link))


def with_own(link: str, **more: str) -> AppTest:
    return opened("your_data", query_of(params_of(link) | TEXTS | {"epochs": "9"} | more))


def offers(app: AppTest) -> list[str]:
    return [each.label for each in app.button if each.key == "travel.take"]


def take(app: AppTest) -> AppTest:
    return widget(app, "travel.take").click().run()


def address_of(app: AppTest) -> dict[str, str]:
    return query(app) if components(app, "document") else {}


def holds_numbers(link: Mapping[str, str]) -> bool:
    """Whether any number of the reader's is in a link."""
    return any(text in query_of(link) for text in ("12.25", "15.5", "19.75", "24.5", "3.125", "4.75", "6.5"))


# --- a run travels ---


@pytest.mark.parametrize(("name", "problem"), paired(OTHERS, OWN))
def test_own_samples_reach_every_station_by_one_press_and_its_link_says_what_is_shown(
    name: str, problem: str
) -> None:
    page = STATIONS[name].page
    app = go_to(with_own(OWN[problem]), name)
    before = address.read(page, query(app)).run
    (label,) = offers(app)
    assert "4 samples of your own, rate 0.0005" in label
    take(app)
    assert not app.exception and not complaints_of(app)
    here = problem if problem in page.problems else ELSEWHERE.get(name, "line")
    mine = Run.from_params(params_of(OWN[problem]) | TEXTS)
    same = PROBLEMS[here].parameters == mine.model.parameters
    delta = {"delta": mine.constants["delta"]} if here == "huber" else {}
    expected = before.replaced(
        problem=here, x=XS, y=YS, lr=0.0005, w0=mine.w0 if same else PROBLEMS[here].start, **delta
    )
    assert (words_in("en").choice("problem", here) in label) == (here != problem)
    link = address_of(app)
    assert link == address.query(page, expected, app.session_state[f"{name}.visit"].view, "")
    assert address.read(page, link).run == expected and address.read(page, link).complaints == ()
    assert widget(app, "travel.take").proto.type == "primary"


@pytest.mark.parametrize("name", OTHERS)
def test_labels_go_where_labels_are_and_nowhere_else(name: str) -> None:
    app = go_to(opened("your_data", query_of(LABELS)), name)
    assert bool(offers(app)) == ("logistic" in STATIONS[name].page.problems)
    if offers(app):
        assert LABELS.items() <= address_of(take(app)).items()


@pytest.mark.parametrize("begin", some(STATIONS))
def test_nothing_is_offered_where_nothing_was_chosen(begin: str) -> None:
    app = opened(begin)
    assert not offers(app)
    for scene in STATIONS[begin].scenes[-1:]:
        widget(app, f"scene.{scene.name}").click().run()
    for name in STATIONS:
        if name != begin:
            assert not offers(go_to(app, name))


@pytest.mark.parametrize("name", some(STATIONS))
def test_a_rate_and_a_start_chosen_at_a_station_are_offered_at_every_other_with_its_problem(
    name: str,
) -> None:
    page = STATIONS[name].page
    problem = page.opening.problem
    start = ",".join(["0.375"] * len(PROBLEMS[problem].parameters))
    app = opened(name, query_of({"problem": problem, "lr": "0.00625", "w0": start, "epochs": "3"}))
    for other in STATIONS:
        if other == name:
            continue
        go_to(app, other)
        there = STATIONS[other].page
        assert bool(offers(app)) == (problem in there.problems)
        if offers(app):
            assert "rate 0.00625" in offers(app)[0]
            run = address.read(there, address_of(take(app))).run
            assert (run.problem, run.lr, run.w0) == (problem, 0.00625, (0.375,) * len(run.w0))
            assert run.points == Run(problem=problem).points


@pytest.mark.parametrize("name", [name for name, station in STATIONS.items() if not station.scenes])
def test_where_an_offer_is_all_that_stands_in_its_row_it_moves_no_stage(name: str) -> None:
    place = place_of_stage(opened(name))
    app = go_to(opened("gd_vs_sgd", "lr=0.00625"), name)
    assert offers(app) and place_of_stage(app) == place


def test_what_was_taken_is_left_again_by_a_scene_and_by_reset() -> None:
    app = take(go_to(with_own(OWN["line"]), "optimizers"))
    widget(app, "scene.logistic").click().run()
    assert query(app) == {"problem": "logistic", "lr": "0.1", "epochs": "20", "sampling": "reshuffle",
                          "data": "labels"}  # fmt: skip
    assert widget(app, "travel.take").proto.type == "secondary"
    assert query(take(app))["x"] == TEXTS["x"]


def test_the_run_of_the_station_visited_last_is_the_one_on_offer() -> None:
    app = with_own(OWN["line"])
    go_to(app, "home", {"lr": "0.07", "epochs": "3"})
    (label,) = offers(go_to(app, "note"))
    assert "the note's, 3 points, rate 0.07" in label
    (label,) = offers(go_to(app, "home"))
    assert "4 samples of your own" in label


def test_samples_that_are_too_many_for_the_epochs_of_a_station_are_answered_with_the_limit() -> None:
    xs = ",".join(str(k) for k in range(1, 201))
    app = opened("your_data", query_of({"problem": "line", "x": xs, "y": xs, "lr": "0.00001", "epochs": "2"}))
    go_to(app, "gd_vs_sgd", {"problem": "line", "epochs": "9000"})
    before = query(app)
    take(app)
    assert not app.exception and query(app) == before
    assert "epochs" in unmarked(app.main.warning[0].value) and "5,000" in app.main.warning[0].value


def test_what_was_taken_goes_on_from_where_it_was_chosen_until_something_else_is_chosen() -> None:
    app = take(go_to(with_own(OWN["line"], scaling="standard"), "note"))
    (label,) = offers(go_to(app, "optimizers"))
    assert "x standardized, rate 0.0005" in label
    go_to(app, "note")
    widget(app, "run.lr").set_value("0.0625").run()
    (label,) = offers(go_to(app, "optimizers"))
    assert "rate 0.0625" in label and "standardized" not in label
    assert "rate 0.0625" in offers(go_to(app, "your_data"))[0]


# --- with their units ---


@pytest.mark.parametrize(("name", "lang"), in_turn(["optimizers", "gd_vs_sgd", "home"]))
def test_standardized_x_travel_as_such_and_the_station_says_so(name: str, lang: str) -> None:
    app = take(go_to(with_own(OWN["line"], scaling="standard", lang=lang), name))
    link = address_of(app)
    assert TEXTS.items() <= link.items() and link["scaling"] == "standard"
    run = rescaled(address.read(STATIONS[name].page, link).run, "standard")
    assert stage(app)["runs"][0]["best"] == [list(run.best)]
    mean, deviation = scale_of(XS, "standard")
    z = f"z = (x − {mean:.6g}) / {deviation:.6g}"
    (said,) = [each.value for each in app.caption if z in each.value]
    assert (words_in(lang)["units.below"] in said) == (name != "home")
    again = open_page(shell.file_of(name), query_of(link | {"lang": lang}))
    assert query(again) == link and stage(again)["runs"] == stage(app)["runs"]


def test_a_question_on_scaled_x_leads_to_the_readers_own_x_in_the_same_units() -> None:
    app = opened("optimizers", query_of({"problem": "line", "scaling": "standard", "epochs": "9"} | TEXTS))
    (radio,) = app.radio
    radio.set_value("a").run()
    lr = query(app).get("lr", "0.01")
    widget(app, "question.optimizers.run").click().run()
    assert TEXTS.items() <= query(app).items() and query(app)["scaling"] == "standard"
    assert query(app)["lr"] != lr


@pytest.mark.parametrize(("name", "lang"), in_turn(ELSEWHERE))
def test_units_that_a_problem_does_not_allow_stay_behind_and_the_page_says_so(name: str, lang: str) -> None:
    words, page = words_in(lang), STATIONS[name].page
    app = go_to(with_own(OWN["line"], scaling="standard", lang=lang), name)
    (label,) = offers(app)
    as_given = words.format("travel.units", scaling=words.choice("scaling", "none"))
    # The mean square of x is 343.6, and that of standardized x is 1.
    assert words.format("travel.rate_converted", lr="1e-06") in label and as_given in label
    link = address_of(take(app))
    assert "scaling" not in link and TEXTS.items() <= link.items()
    assert address.read(page, link).run.lr == 1e-6
    said = words.format(
        "travel.as_given",
        scaling=words.choice("scaling", "standard"),
        problem=words.choice("problem", ELSEWHERE[name]),
    )
    assert said in [each.value for each in app.caption]
    # It is said as long as these samples stand there, and of no others.
    widget(app, "run.lr").set_value("0.0002").run()
    assert said in [each.value for each in app.caption]
    widget(app, f"scene.{STATIONS[name].scenes[0].name}").click().run()
    assert said not in [each.value for each in app.caption]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_rate_is_as_large_the_samples_go_alone_and_the_page_says_the_same(lang: str) -> None:
    words = words_in(lang)
    app = go_to(with_own("problem=line&lr=0&w0=0.25,1", scaling="standard", lang=lang), "sampling")
    (label,) = offers(app)
    for rate in ("travel.rate", "travel.rate_converted"):
        assert words.format(rate, lr="0") not in label
    assert TEXTS.items() <= address_of(take(app)).items()
    said = words.format(
        "travel.as_given",
        scaling=words.choice("scaling", "standard"),
        problem=words.choice("problem", "origin"),
    )
    assert said in [each.value for each in app.caption]


def test_a_link_to_units_that_a_problem_does_not_allow_shows_x_as_given_and_says_so() -> None:
    app = open_page("pages/sampling.py", query_of(TEXTS | {"lr": "0.0005", "scaling": "standard"}))
    assert "cannot be scaled like that" in unmarked(app.main.warning[0].value)
    assert query(app)["x"] == TEXTS["x"]


# --- and stay out of the address ---


@pytest.mark.parametrize("name", OTHERS)
def test_with_the_switch_no_number_of_the_readers_is_in_any_address(name: str) -> None:
    app = opened("your_data", "problem=line&lr=0.0005&epochs=9")
    app.session_state["intake.way"] = "paste"
    app.run()
    app.toggle(key="intake.private").set_value(True).run()
    app.text_area[0].set_value("".join(f"{x} {y}\n" for x, y in zip(XS, YS, strict=True)))
    widget(app, "intake.submit").click().run()
    expected = {"problem": "line", "lr": "0.0005", "epochs": "9", "fingerprint": MINE, "private": "yes"}
    assert query(app) == expected
    take(go_to(app, name))
    link = address_of(app)
    assert link["fingerprint"] == MINE and not holds_numbers(link)
    # Back, and the menu, find the numbers in the session.
    go_to(app, "your_data", expected)
    assert query(app) == expected and "Your 4 pairs." in told(app)
    go_to(app, name, link)
    assert address_of(app) == link


@pytest.mark.parametrize(("name", "lang"), in_turn(OTHERS))
def test_whoever_opens_such_a_link_elsewhere_is_told_and_brings_the_numbers(name: str, lang: str) -> None:
    words, page = words_in(lang), STATIONS[name].page
    problem = "line" if "line" in page.problems else page.problems[0]
    link = {"problem": problem, "lr": "0.0005", "epochs": "8", "fingerprint": MINE, "private": "yes"}
    app = opened(name, query_of(link | {"lang": lang}))
    assert not app.exception and not components(app, "document")
    pairs = words.counted("pair", 4)
    assert [each.value for each in app.main.info] == [words.format("numbers.awaited", pairs=pairs)]
    links = [each.proto for each in app.main if each.type == "page_link"]
    (way,) = [each for each in links if each.label == words["numbers.bring"]]
    assert way.page == "your_data"
    go_to(app, "your_data", params_of(way.query_string))
    app.text_area[0].set_value("".join(f"{x} {y}\n" for x, y in zip(XS, YS, strict=True)))
    widget(app, "intake.submit").click().run()
    assert not holds_numbers(query(app))
    go_to(app, name)
    shown = address_of(app)
    assert link.items() <= ({"problem": page.opening.problem} | shown).items() and not holds_numbers(shown)
    assert address.read(page, shown).complaints == ()


def test_a_page_that_waits_for_numbers_can_be_opened_without_them() -> None:
    app = opened("home", f"lr=0.02&fingerprint={MINE}")
    assert not components(app, "document")
    widget(app, "numbers.without").click().run()
    assert query(app) == {}


@pytest.mark.parametrize("name", STATIONS)
@pytest.mark.parametrize("count", [4, 3000])
def test_no_address_of_any_station_is_longer_than_a_link_can_be(name: str, count: int) -> None:
    page = STATIONS[name].page
    run = Run(x=[k / 7 for k in range(1, count + 1)], y=[math.sin(k) for k in range(count)], epochs=2)
    view = {each: view.default for each, view in page.chosen.items()}
    link = address.query(page, run, view, "")
    assert len(query_of(link)) < MOST_CHARACTERS and ("fingerprint" in link) == (count == 3000)
    hidden = address.query(page, run, view, "", private=True)
    assert hidden["fingerprint"] == fingerprint(*run.points) and not {"x", "y"} & hidden.keys()


def test_the_switch_is_off_again_where_it_is_turned_off() -> None:
    app = with_own(OWN["line"], private="yes")
    app.session_state["intake.way"] = "table"
    app.run()
    assert app.toggle(key="intake.private").value and not holds_numbers(query(app))
    app.toggle(key="intake.private").set_value(False).run()
    assert TEXTS.items() <= query(app).items() and "private" not in query(app)
    assert number_text(12.25) in query(app)["x"]


def test_the_wish_for_privacy_outlives_ready_made_samples_and_a_reload() -> None:
    app = opened("your_data", "problem=line&data=offset&private=yes&lang=en")
    assert query(app)["private"] == "yes"
    assert query(opened("your_data", query_of(query(app))))["private"] == "yes"

"""What holds for every page of the app: its scenes, its links, and what it says of what it cannot show."""

from __future__ import annotations

import ast
import json
import shlex
from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

from sgd_core import Run, RunError, trace
from sgd_core.__main__ import main
from sgd_core.gradients import GRADIENTS
from sgd_core.link import params_of, query_of
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_core.run import PARAMETERS
from sgd_core.scaling import rescaled
from sgd_core.schedules import SCHEDULES
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.frame import address, desk, earned, session, shell
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.shell import Frame
from sgd_ui.pages.registry import STATIONS
from sgd_ui.runs.budget import Budget
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.effort import paired
from tests.ui.opened import (
    FOLDS,
    ROOT,
    components,
    link_of,
    open_page,
    place_of_stage,
    query,
    stage,
    unmarked,
    visit,
    widget,
)

EVERY = pytest.mark.parametrize("name", STATIONS)
IN_EACH_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)
EVERY_IN_A_LANGUAGE = pytest.mark.parametrize(("name", "lang"), paired(STATIONS, LANGUAGES))
SCENES = [(name, scene) for name, station in STATIONS.items() for scene in station.scenes]

#: Links that no scene is like: a choice of each kind, and the reader's own numbers.
LINKS = {
    "home": [
        "lr=0.30000000000000004&epochs=7",
        "sampling=with-replacement&seed=1099511627776&batch=2",
        "batch=all&tol=1e-09",
        "x=1e-300,2.5&y=-1,3&w0=-0.1&schedule=piecewise&lr_steps=3:1e-05",
        "optimizer=adagrad&eps=1e-08&gradient=saga&schedule=step&step_size=7&gamma=0.25",
        "data=labels&epochs=2",
        "problem=line&w0=0.5,-1&optimizer=adam&epochs=3",
        "problem=logistic&x=-1,0.5&y=0,1&epochs=3",
        "problem=huber&delta=0.25&batch=3&epochs=3",
        *[f"optimizer={word}&epochs=2" for word in OPTIMIZERS if word != Run().optimizer],
        *[f"schedule={word}&epochs=2" for word in SCHEDULES if word != Run().schedule],
        *[f"gradient={word}&epochs=2" for word in GRADIENTS if word != Run().gradient],
    ],
    "gd_vs_sgd": [
        "b.batch=3&b.lr=0.02&c.lr=0.1",
        "d.gradient=svrg&axis=updates",
        "axis=time&within=0.01",
        "x=1,2,4&y=2,3,9&lr=0.02&sampling=reshuffle&seed=8",
    ],
    "sampling": ["lr=0.07&epochs=7&seed=9&seeds=12", "x=1,2,4&y=2,3,9&lr=0.02&seeds=5", "data=note"],
    "learning_rate": [
        "lr=0.1&sampling=with-replacement&seed=4&seeds=50",
        "x=1,2,4&y=2,3,9&lr=0.02",
        "data=noisy-20&epochs=4",
    ],
    "saddle": [
        "data=mirrored&problem=autoencoder&w0=0.1,0.4&lr=0.02&epochs=30&sampling=reshuffle&seed=3"
        "&beyond=0.25&turn=-1&seeds=12&surface=yes",
        "problem=deep&x=1,2&y=-2,-3.5&w0=0.5,0.5&epochs=50&seeds=3",
    ],
    "optimizers": [
        "b.optimizer=adam&b.lr=0.1",
        "c.optimizer=none&rates=own&d.optimizer=averaged",
        "problem=huber&delta=2&momentum=0.5&optimizer=nesterov&f.optimizer=rmsprop&alpha=0.5",
        "problem=logistic&x=1,2,3,2.5&y=0,0,1,0&lr=0.02&batch=2&b.optimizer=adamw&weight_decay=0.1&f.lr=3",
    ],
    "your_data": [
        "problem=line&x=1,2,3&y=2,4,7&lr=0.02&scaling=largest",
        "problem=logistic&x=1,2,3&y=0,1,0&w0=1,1&epochs=9",
    ],
    "note": ["data=noisy&lr=0.03&epochs=40&w0=-1", "x=1,2,4&y=2,3,9&lr=0.02"],
}
#: Runs at the end of what numbers can say, on whatever the page opens on.
STRANGE = ["lr=0", "lr=1e308", "lr=1e-300&epochs=1", "x=0,0&y=1,2", "x=5&y=5", "x=1e200&y=1&at=2"]
#: Such as are strange for one page alone.
OWN_STRANGE = {
    "home": [
        "lr=10&epochs=1000",
        "problem=line&lr=1e10",
        "problem=line&x=1e200,-1e200&y=1,2&lr=0.3",
        "problem=logistic&x=1e300,-1e300&y=1,0&w0=1e300,1",
        "problem=huber&x=0&y=1e308&delta=1e-300&epochs=1",
    ],
    "sampling": ["w0=1e300", "x=-1,2&y=2,-4", "epochs=1&seeds=2"],
    "learning_rate": ["w0=1e300", "w0=2", "x=1,1&y=2,2", "lr=3&at=50"],
    "gd_vs_sgd": ["problem=line&x=1,1&y=2,3"],
    "optimizers": ["lr=1e9", "problem=logistic&x=1,2,3,4&y=0,0,1,1&lr=1&epochs=9"],
}
#: Samples that leave nothing to show on a page that says so.
NOTHING = {
    "gd_vs_sgd": "x=0,0&y=1,2",
    "sampling": "x=0,0&y=1,2",
    "learning_rate": "x=0,0&y=1,2",
    "saddle": "data=note",
}


def open_station(name: str, link: str = "") -> AppTest:
    return open_page(shell.file_of(name), link)


def complaints_of(app: AppTest, lang: str = "en") -> str:
    """What is said to be wrong with a link or a control."""
    words = words_in(lang)
    headings = words["complaint.heading_link"], words["complaint.heading_control"]
    return unmarked(" ".join(each.value for each in app.main.warning if each.value.startswith(headings)))


@cache
def shows(name: str, link: str) -> bool:
    """Whether a station has anything to show of a link."""
    station = STATIONS[name]
    opening = address.read(station.page, params_of(link))
    at = visit(station.page, opening.run, {each: opening.view[each] for each in station.page.chosen})
    words = words_in("en", name)
    with desk.apart(words, 60):
        return station.shown(at, Frame(words, LIGHT, "")) is not None


# --- the registry ---


def test_each_station_has_a_script_that_does_no_more_than_to_call_it() -> None:
    scripts = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py")} | {"home.py"}
    assert scripts == set(map(shell.file_of, STATIONS))
    for name, station in STATIONS.items():
        said, imported, called = ast.parse((ROOT / shell.file_of(name)).read_text(encoding="utf-8")).body
        assert isinstance(said, ast.Expr) and isinstance(imported, ast.ImportFrom)
        assert ast.unparse(called) == f"registry.teach({name!r})" and station.page.name == name


@IN_EACH_LANGUAGE
def test_the_menu_names_the_stations_in_their_order(lang: str) -> None:
    words = words_in(lang)
    app = open_page("home.py", f"lang={lang}&epochs=1")
    links = [each.proto for each in app.main if each.type == "page_link"]
    menu = links[: len(STATIONS)]
    assert [link.label for link in menu] == [words[f"page.{name}.title"] for name in STATIONS]
    assert [link.page for link in menu] == ["" if name == "home" else name for name in STATIONS]


@EVERY_IN_A_LANGUAGE
def test_every_page_ends_with_the_way_to_the_next_station_and_the_last_one_to_the_first(
    name: str, lang: str
) -> None:
    names = [*STATIONS]
    following = names[(names.index(name) + 1) % len(names)]
    app = open_page("home.py", f"epochs=2&lang={lang}").switch_page(shell.file_of(name)).run()
    last = [each.proto for each in app.main if each.type == "page_link"][-1]
    assert last.page == ("" if following == "home" else following)
    assert words_in(lang)[f"page.{following}.title"] in last.label


@EVERY_IN_A_LANGUAGE
def test_settings_are_always_there_under_names_of_their_own(name: str, lang: str) -> None:
    app, words = open_station(name, f"lang={lang}"), words_in(lang, name)
    assert not app.sidebar.children
    for label in (words["name.lr"], words["name.epochs"]):
        assert [each.label for each in app.text_input if each.label == label] == [label]


@EVERY
def test_no_two_scenes_of_a_page_are_one_and_each_has_its_words(name: str) -> None:
    station = STATIONS[name]
    views = [visit(station.page, scene.run, scene.view) for scene in station.scenes]
    assert all(views.count(each) == 1 for each in views)
    assert len({scene.name for scene in station.scenes}) == len(station.scenes)
    assert all(words_in(lang)[f"scene.{name}.{scene.name}"] for lang in LANGUAGES for scene in station.scenes)


# --- scenes and links ---


@EVERY_IN_A_LANGUAGE
def test_every_scene_opens_by_its_button(name: str, lang: str) -> None:
    station = STATIONS[name]
    app = open_station(name, f"lr=0.015&epochs=2&lang={lang}")
    assert not app.exception and not complaints_of(app, lang)
    for scene in station.scenes:
        widget(app, f"scene.{scene.name}").click().run()
        assert not app.exception and not complaints_of(app, lang), scene.name
        assert query(app) == link_of(visit(station.page, scene.run, scene.view)), scene.name
        kinds = {each.name: widget(app, f"scene.{each.name}").proto.type for each in station.scenes}
        assert [each for each, kind in kinds.items() if kind == "primary"] == [scene.name]
    assert app.title[0].value == words_in(lang)[f"page.{name}.title"]


@pytest.mark.parametrize(("name", "scene"), SCENES, ids=lambda each: getattr(each, "name", each))
def test_the_link_of_every_scene_leads_back_to_it(name: str, scene) -> None:
    page = STATIONS[name].page
    at = visit(page, scene.run, scene.view)
    opening = address.read(page, params_of(query_of(link_of(at))))
    assert (opening.run, opening.complaints, opening.slips) == (scene.run, (), ())
    assert {each: opening.view[each] for each in page.chosen} == at.view


@pytest.mark.parametrize(("name", "link"), [(name, link) for name, links in LINKS.items() for link in links])
def test_a_link_passes_through_its_page_without_a_change(name: str, link: str) -> None:
    page = STATIONS[name].page
    app = open_station(name, link)
    shown = query(app)
    assert not app.exception and not complaints_of(app)
    # What the page opens on is named as well, where a run without it would be another one.
    assert params_of(link).items() <= shown.items()
    assert shown.keys() <= {"data", *page.opening.to_params(), *params_of(link)}
    assert address.read(page, shown)[:2] == address.read(page, params_of(link))[:2]
    assert query(app.run()) == shown


# --- what cannot be used, and what cannot be shown ---


@pytest.mark.parametrize(
    ("name", "link"),
    [(name, link) for name in STATIONS for link in [*STRANGE, *OWN_STRANGE.get(name, [])]],
)
def test_a_strange_run_is_shown_or_it_is_said_why_not(name: str, link: str) -> None:
    app = open_station(name, link)
    assert not app.exception
    assert len(components(app, "document")) == (1 if shows(name, link) else 0)
    assert app.warning or shows(name, link)


def not_offered(name: str) -> list[str]:
    """The parameters that a page leaves at their defaults."""
    return [each for each in PARAMETERS if not STATIONS[name].page.offers(each) and each != "problem"]


@EVERY
@pytest.mark.parametrize("problem", ["known", "<b>"])
def test_what_a_page_does_not_offer_is_named_and_the_rest_is_shown(name: str, problem: str) -> None:
    page = STATIONS[name].page
    undrawn = next(each for each in PROBLEMS if each not in page.problems)
    wrong = {**dict.fromkeys(not_offered(name), "77"), "problem": undrawn if problem == "known" else problem}
    app = open_station(name, query_of({**wrong, "lr": "0.02"}))
    told = complaints_of(app)
    assert not app.exception and query(app)["lr"] == "0.02"
    for each in wrong:
        assert f"({each})" in told, each
        assert query(app).get(each) in (None, page.opening.to_params().get(each))


@EVERY
def test_nothing_is_said_of_what_a_link_leaves_as_it_is(name: str) -> None:
    usual = {each: PARAMETERS[each] for each in not_offered(name) if PARAMETERS[each].default is not None}
    texts = {each: parameter.kind.write(parameter.default) for each, parameter in usual.items()}
    opening = address.read(STATIONS[name].page, texts | {"b.nonsense": "3", "utm_source": "mail"})
    assert opening.complaints == opening.slips == ()


def refuses(station: Station, name: str, text: str) -> bool:
    try:
        station.page.views[name].read(name, text)
    except RunError:
        return True
    return False


@EVERY
def test_a_view_that_is_none_is_named_and_costs_nothing_else(name: str) -> None:
    station = STATIONS[name]
    names = [each for each in station.page.views if refuses(station, each, "<b>?")]
    assert len(names) >= 3
    app = open_station(name, query_of({**dict.fromkeys(names, "<b>?"), "epochs": "7"}))
    told = complaints_of(app)
    assert not app.exception
    assert all(f"({each})" in told for each in names)
    assert query(app)["epochs"] == "7" and not query(app).keys() & set(names)


@EVERY
def test_a_tick_that_the_stage_does_not_have_is_named_and_it_opens_on_none(name: str) -> None:
    app = open_station(name, "at=999999999&epochs=3")
    ticks = stage(app)["clock"]["ticks"]
    assert "(at)" in complaints_of(app) and str(ticks) in complaints_of(app)
    assert stage(app)["goto"]["at"] == 0
    kept = open_station(name, f"at={ticks}&epochs=3")
    assert not complaints_of(kept) and stage(kept)["goto"]["at"] == ticks


@pytest.mark.parametrize(("name", "link"), NOTHING.items())
@IN_EACH_LANGUAGE
def test_a_page_with_nothing_to_show_says_so_and_asks_nothing(name: str, link: str, lang: str) -> None:
    station, words = STATIONS[name], words_in(lang, name)
    assert not shows(name, link)
    app = open_station(name, f"{link}&lang={lang}")
    run = address.read(station.page, params_of(link)).run
    assert [each.value for each in app.warning] == [station.nothing(run, words)]
    assert not app.exception and not components(app, "document") and not app.radio
    assert words["mathematics.title"] in [each.label for each in app.expander]


# --- the order of a page ---


@EVERY_IN_A_LANGUAGE
def test_the_mathematics_and_the_files_stand_on_every_page_once_and_are_made_once_they_are_opened(
    name: str, lang: str
) -> None:
    words, station = words_in(lang, name), STATIONS[name]
    labels = [words["mathematics.title"], words["take.title"]]
    for folds in ((), FOLDS):
        app = open_page(shell.file_of(name), f"lang={lang}", folds=folds)
        mathematics, taken = (each for each in app.expander if each.label in labels)
        assert [mathematics.label, taken.label] == labels
        texts = [each.value for each in mathematics.markdown]
        assert texts == (
            [station.mathematics(visit(station.page, station.page.opening), words)] if folds else []
        )
        assert bool(taken.code) == bool(folds)


@EVERY
def test_lists_are_drawn_once_they_are_asked_for_and_say_what_the_run_is_without_them(name: str) -> None:
    station = STATIONS[name]
    shows = [(scene.run, scene.view) for scene in station.scenes]
    run, view = shows[-1] if shows else (Run(problem="line", optimizer="momentum"), {})
    link = query_of(link_of(visit(station.page, run, view)))
    app = open_page(shell.file_of(name), link, folds=())
    shown, fields = query(app), [each.key for each in app.text_input]
    assert {"run.lr", "run.epochs"} <= {*fields}
    for lists in (False, True, True):
        assert bool([each for each in app.selectbox if each.key.startswith("run.")]) == lists
        assert (query(app), [each.key for each in app.text_input]) == (shown, fields)
        app.session_state[session.LISTS] = True
        app.run()


@EVERY
def test_a_stage_that_costs_too_much_waits_for_a_press(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "Budget", lambda: Budget(0.0))
    # Nobody else computes it.
    app = open_station(name, f"lr=0.0123456&epochs={6 + [*STATIONS].index(name)}&at=999999999")
    assert not app.exception and not components(app, "document")
    widget(app, "desk.stage").click().run()
    assert stage(app)["clock"]["ticks"] > 0


def in_order() -> None:
    import streamlit as st

    from sgd_core import Run
    from sgd_ui.frame import lesson
    from sgd_ui.frame.page import Page
    from sgd_ui.frame.question import Question
    from sgd_ui.frame.scenes import Scene

    def say(text):
        return lambda at, *rest: st.text(text) and True

    class Drawn:
        def mount(self, at, frame):
            st.text("stage")

    def asked(at, shown, frame):
        return Question("question", {"a": "a", "b": "b"}, lambda: ({"a"}, ""), Run(), {})

    station = lesson.Station[str](
        Page("note", ("origin",), ("lr",)),
        shown=lambda at, frame: "all" if at.run.lr else None,
        ticks=len,
        stage=lambda at, shown, frame: Drawn(),
        mathematics=lambda run, words: "mathematics",
        scenes=(Scene("note", Run()),),
        way_in=say("way in"),
        nothing=lambda run, words: "nothing",
        told=lambda at, shown, words: "**headline.** more",
        above=say("above"),
        verdict=say("verdict"),
        remarks=say("remarks"),
        findings=say("findings"),
        after=say("after"),
        question=asked,
    )
    lesson.teach(station, ["note"])


def test_every_part_of_a_page_stands_in_one_order() -> None:
    app = AppTest.from_function(in_order, default_timeout=300)
    app.session_state[FOLDS[0]] = True
    app.run()
    bar = app.markdown[0].value
    drawn = [getattr(each, "value", None) or each.label for each in app.main
             if each.type in ("button", "text", "markdown", "radio", "warning")]  # fmt: skip
    parts = ["way in", "above", "stage", "question"]
    parts += ["verdict", "remarks", "findings", "after", "mathematics"]
    words = words_in("en")
    lead = [f"**{words['page.note.title']}**", words["page.note.lead"]]
    scene, question = words["scene.note.note"], f"**{words['question.title']}**"
    assert [each for each in drawn if each != question] == [bar, *lead, "**headline**", scene, *parts]
    widget(app, "run.lr").set_value("0").run()
    left = [each.value for each in app.main if each.type in ("text", "markdown", "warning")]
    assert left == [bar, *lead, "way in", "nothing", "after", "mathematics"]


@EVERY
def test_the_stage_keeps_its_place_whatever_is_said_above_it(name: str) -> None:
    app = open_station(name)
    place = place_of_stage(app)
    for link in ("lr=abc&seed=-1", "sede=2", "at=999999999"):
        told = open_station(name, link)
        assert told.main.warning or told.main.info
        assert place_of_stage(told) == place
    widget(app, "run.lr").set_value("abc").run()
    assert complaints_of(app) and place_of_stage(app) == place
    if "line" in STATIONS[name].page.problems:
        scaled = open_station(name, "problem=line&x=1,2,4&y=2,3,5&scaling=standard")
        assert query(scaled)["scaling"] == "standard" and place_of_stage(scaled) == place


def test_a_run_that_is_alone_is_said_to_be_above_a_stage_that_keeps_its_place() -> None:
    alone = open_station("optimizers", "b.optimizer=none&c.optimizer=none")
    assert words_in("en")["optimizers.alone"] in [each.value for each in alone.info]
    assert place_of_stage(alone) == place_of_stage(open_station("optimizers"))


@EVERY
def test_the_command_that_is_shared_prints_the_run_of_the_page_in_its_units(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = STATIONS[name].page
    problem, scaling = ("line", "standard") if "line" in page.problems else ("origin", "largest")
    app = open_station(name, f"problem={problem}&x=1,2,4&y=2,3,5&lr=0.02&epochs=7&scaling={scaling}")
    run = address.read(page, query(app)).run
    assert run.x == (1, 2, 4) and query(app)["scaling"] == scaling
    # Half of a point cannot be scaled.
    run = run if name == "saddle" else rescaled(run, scaling)
    assert main([*shlex.split(stage(app)["command"])[3:], "--format", "json"]) == 0
    end = json.loads(capsys.readouterr().out)["summary"]["end"]
    assert [*end.values()] == trace(run).parameters[-1].tolist()


@pytest.mark.parametrize("name", ["gd_vs_sgd", "optimizers"])
def test_of_runs_at_rates_of_their_own_it_is_the_command_of_the_first(name: str) -> None:
    shown = stage(open_station(name, "rates=own"))
    rate = shown["command"].partition("--lr ")[2].split()[0]
    assert f"({float(rate):.3g})" in shown["runs"][0]["label"].replace("rate ", "")
    assert float(rate) != STATIONS[name].page.opening.lr


@pytest.mark.parametrize(
    ("verdict", "headline", "beside"),
    [
        ("**Both get out.** One does at once.", "Both get out", "One does at once."),
        ("**两者都逃离了**。一个立刻逃离。", "两者都逃离了", "一个立刻逃离。"),
        ("**First: Adam**, with 1; SGD: 2.", "First: Adam", "**First: Adam**, with 1; SGD: 2."),
        ("The best w: **2**.", "", "The best w: **2**."),
    ],
)
def test_a_headline_that_is_a_sentence_is_said_once(verdict: str, headline: str, beside: str) -> None:
    assert (earned.headline(verdict), earned.beside(verdict)) == (headline, beside)

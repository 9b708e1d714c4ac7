"""The home page in Streamlit's own test bench: controls, links and answers, without a browser."""

import json
import re
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from sgd_core import Run, trace
from sgd_core.link import described
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_core.run import PARAMETERS, users
from sgd_core.schedules import SCHEDULES
from sgd_ui.pages.home import PAGE
from sgd_ui.words.catalogue import LANGUAGES
from sgd_ui.words.numerals import glance
from tests.ui.opened import components, document_of, open_page, query, stage, widget


def open_app(link: str = "") -> AppTest:
    return open_page("home.py", link)


def test_opens_on_the_notes_run() -> None:
    app = open_app()
    assert not app.exception
    assert query(app) == {}
    assert stage(app)["clock"]["ticks"] == 300
    assert [chart["name"] for chart in stage(app)["charts"]] == ["data", "cost", "loss"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("run.lr", "0.05", {"lr": "0.05"}),
        ("run.epochs", "7", {"epochs": "7"}),
        ("run.sampling", "reshuffle", {"sampling": "reshuffle"}),
        ("run.data", "noisy-20", {"data": "noisy-20"}),
        ("run.w0", " -1.5 ", {"w0": "-1.5"}),
        ("run.w0", "１．５", {"w0": "1.5"}),
        ("run.batch", "all", {"batch": "all"}),
        ("run.batch", "several", {"batch": "2"}),
        ("run.tol", "1e-6", {"tol": "1e-06"}),
    ],
)
def test_each_control_changes_its_own_parameter(name: str, value: object, expected: dict[str, str]) -> None:
    app = open_app()
    widget(app, name).set_value(value).run()
    assert not app.exception
    assert query(app) == expected


def test_own_data_begin_as_the_data_in_view() -> None:
    app = open_app("data=noisy")
    widget(app, "run.data").set_value("own").run()
    assert query(app) == {"x": "1,2,3", "y": "2,4,6.5"}
    widget(app, "run.y").set_value("2，4，7").run()
    assert query(app) == {"x": "1,2,3", "y": "2,4,7"}


def test_a_control_that_cannot_be_run_keeps_the_last_run_and_says_why() -> None:
    app = open_app("lr=0.05")
    widget(app, "run.w0").set_value("[x](http://a) <b>").run()
    assert not app.exception
    assert query(app) == {"lr": "0.05"}
    (warning,) = app.warning
    assert "`[x](http://a) <b>`" in warning.value
    widget(app, "run.w0").set_value("2").run()
    assert not app.warning
    assert query(app) == {"lr": "0.05", "w0": "2"}


def test_a_mistake_in_a_control_that_goes_away_goes_with_it() -> None:
    app = open_app()
    widget(app, "run.schedule").set_value("piecewise").run()
    widget(app, "run.lr_steps").set_value("junk").run()
    assert app.warning
    widget(app, "run.schedule").set_value("constant").run()
    assert not app.warning
    widget(app, "run.lr").set_value("0.05").run()
    assert query(app) == {"lr": "0.05"}


@pytest.mark.parametrize(
    ("name", "text"),
    [("run.lr", ""), ("run.lr", "abc"), ("run.lr", "-1"), ("run.epochs", "2.5"), ("run.epochs", "")],
)
def test_a_number_that_is_none_is_answered_and_never_replaced(name: str, text: str) -> None:
    app = open_app()
    widget(app, name).set_value(text).run()
    assert (f'"{text}"' if text else "an empty value") in app.warning[0].value.replace("`", "")
    assert query(app) == {}


def test_a_constant_is_in_sight_just_while_something_uses_it() -> None:
    app = open_app()
    constants = {name for name in PARAMETERS if users(name)}
    rest = ["constant"] * (len(OPTIMIZERS) - len(SCHEDULES))
    for optimizer, schedule in zip(OPTIMIZERS, [*SCHEDULES, *rest], strict=True):
        widget(app, "run.optimizer").set_value(optimizer)
        widget(app, "run.schedule").set_value(schedule).run()
        entries = OPTIMIZERS[optimizer], SCHEDULES[schedule]
        wanted = {constant.name for entry in entries for constant in entry.constants}
        shown = {box.key.removeprefix("run.") for box in app.get("text_input") if box.key}
        assert shown & constants == wanted


def test_the_constants_of_an_optimizer_follow_it_in_its_own_order() -> None:
    app = open_app("optimizer=adamw&schedule=step")
    shown = [box.key.removeprefix("run.") for box in app.get("text_input") if box.key]
    expected = [
        constant.name for entry in (OPTIMIZERS["adamw"], SCHEDULES["step"]) for constant in entry.constants
    ]
    assert [name for name in shown if users(name)] == expected


def test_an_empty_epsilon_is_the_optimizers_own() -> None:
    app = open_app("optimizer=adam")
    assert widget(app, "run.eps").placeholder == "1e-08"
    widget(app, "run.optimizer").set_value("adagrad").run()
    assert widget(app, "run.eps").placeholder == "1e-10"
    assert query(app) == {"optimizer": "adagrad"}
    widget(app, "run.eps").set_value("0").run()
    assert "1e" not in app.warning[0].value and "eps" in app.warning[0].value
    widget(app, "run.eps").set_value("1e-6").run()
    assert query(app) == {"optimizer": "adagrad", "eps": "1e-06"}
    widget(app, "run.eps").set_value("").run()
    assert query(app) == {"optimizer": "adagrad"}


def test_another_problem_begins_at_its_own_start_on_data_made_for_it() -> None:
    app = open_app("epochs=5&w0=3")
    widget(app, "run.problem").set_value("logistic").run()
    assert query(app) == {"problem": "logistic", "epochs": "5"}
    assert stage(app)["samples"] == 20
    widget(app, "run.problem").set_value("huber").run()
    widget(app, "run.delta").set_value("0.5").run()
    assert query(app) == {"problem": "huber", "epochs": "5", "delta": "0.5"}
    widget(app, "run.problem").set_value("origin").run()
    assert not app.exception and not app.warning
    assert query(app) == {"epochs": "5", "delta": "0.5"}
    assert stage(app)["runs"][0]["parameters"] == ["w"]


@pytest.mark.parametrize("problem", PAGE.problems)
def test_each_problem_names_its_parameters_wherever_the_stage_speaks_of_them(problem: str) -> None:
    document = stage(open_app(f"problem={problem}&epochs=2"))
    (facts,) = document["runs"]
    assert facts["parameters"] == list(PROBLEMS[problem].parameters)
    assert [chart["name"] for chart in document["charts"]] == ["data", "cost", "loss"]
    for chart in document["charts"][:2]:
        assert all(f"{name} = " in chart["alt"] for name in facts["parameters"])
    assert ("probability" in document["words"]["metric_predict"]) == (problem == "logistic")


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("problem=line&w0=1", "w0"),
        ("problem=logistic&x=1,2&y=0,2", "y"),
        ("problem=logistic&data=note", "data"),
        ("problem=huber&delta=0", "delta"),
        ("problem=line&w0=nan,1", "w0"),
        ("problem=%3Cscript%3E", "problem"),
    ],
)
def test_what_does_not_fit_a_problem_is_named_and_the_rest_is_shown(link: str, named: str) -> None:
    app = open_app(f"{link}&epochs=7")
    assert not app.exception
    assert re.search(rf"\b{named}\b", app.warning[0].value)
    assert query(app)["epochs"] == "7"


def test_where_nothing_is_best_the_stage_says_so() -> None:
    for link in ("problem=logistic&x=-1,1&y=0,1", "problem=line&x=1,1&y=1,2", "x=0,0&y=1,2"):
        document = stage(open_app(f"{link}&epochs=3"))
        assert document["runs"][0]["best"] is None
        assert "no single best" in document["note"]
    assert "no single best" not in stage(open_app("problem=huber&epochs=3"))["note"]


def test_the_rate_can_be_changed_on_the_way_only_where_the_past_keeps_its_own() -> None:
    assert stage(open_app())["runs"][0]["steerable"]
    assert stage(open_app("schedule=piecewise&lr_steps=3:0.1"))["runs"][0]["steerable"]
    assert not stage(open_app("schedule=cosine"))["runs"][0]["steerable"]


def test_too_much_is_refused_with_the_most_that_is_allowed() -> None:
    app = open_app()
    widget(app, "run.epochs").set_value("999999").run()
    assert "333,333" in app.warning[0].value
    assert query(app) == {}


def test_a_wrong_link_is_answered_in_the_readers_language() -> None:
    app = open_app("lr=fast&epochs=5&lang=zh")
    assert "学习率" in app.warning[0].value
    assert "没有写成十进制的数" in app.warning[0].value
    assert query(app) == {"epochs": "5"}


def test_the_language_changes_all_words_and_no_number() -> None:
    app = open_app("lr=0.05")
    before = stage(app)
    app.session_state["lang"] = "zh"
    app.run()
    after = stage(app)
    assert app.title[0].value == "一次更新做了什么？"
    assert after["key"] == before["key"]
    assert after["words"]["play"] == "播放"
    assert query(app) == {"lr": "0.05"}


@pytest.mark.parametrize("start", ["1e308", "-1e308", "1e155"])
def test_the_largest_starts_make_a_message_that_a_browser_can_read(start: str) -> None:
    app = open_app(f"w0={start}")
    assert not app.exception

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    (component,) = components(app, "document")
    message = component.bytes
    json.loads(message[4 : 4 + int.from_bytes(message[:4], "little")], parse_constant=refuse)


def test_many_changes_of_the_rate_are_summed_up_to_the_last() -> None:
    few = stage(open_app("schedule=piecewise&lr_steps=10:0.02,20:0.03"))["note"]
    assert "0.02" in few and "0.03" in few
    many = stage(open_app("schedule=piecewise&lr_steps=10:0.02,20:0.03,30:0.04,40:0.001"))["note"]
    assert "4" in many and "0.001" in many and "41" in many


@pytest.mark.parametrize("link", ["lr=0.3", "lr=10&epochs=1000", "problem=huber", "tol=0.01", "lr=0.2"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_it_is_played_nobody_is_told_what_a_run_turns_out_to_be(link: str, lang: str) -> None:
    document = stage(open_app(f"{link}&lang={lang}"))
    assert document["note"] == ""
    run = Run.from_params(described(dict(parse_qsl(link))))
    ends = {glance(value) for value in trace(run).parameters[-1]}
    for chart in document["charts"]:
        assert not ends & set(re.split(r"[^\w.−]", chart["alt"])) - {glance(w) for w in run.best or ()}


def test_a_start_for_a_problem_that_is_not_drawn_is_kept_or_named() -> None:
    kept = open_page("pages/saddle.py", "problem=line&w0=0.25,0.5")
    assert query(kept)["w0"] == "0.25,0.5"
    named = open_app("problem=autoencoder&w0=0,1")
    assert "w0" not in query(named) and "0,1" in named.warning[0].value


def test_another_language_leaves_the_columns_as_they_are_and_another_rate_does_not() -> None:
    app = open_app("lr=0.05")
    (before,) = components(app, "columns")
    app.session_state["lang"] = "zh"
    app.run()
    (after,) = components(app, "columns")
    assert after.bytes == before.bytes
    assert stage(app)["sent"] == document_of(after.bytes)["digest"]
    widget(app, "run.lr").set_value("0.06").run()
    (other,) = components(app, "columns")
    assert document_of(other.bytes)["digest"] == stage(app)["sent"] != document_of(before.bytes)["digest"]

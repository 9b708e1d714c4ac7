"""What no browser would send: every message forged, first by itself, then over a real websocket."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from sgd_core import Run, trace
from sgd_ui.frame import messages, unseen
from sgd_ui.frame.messages import action_of, is_deep, is_edit, place, taken, text
from sgd_ui.words.catalogue import words_in
from tests.wire import Visitor, triggered

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
KINDS = ("rate", "start", "reset")
#: What looks like an action from afar.
NEARLY = st.fixed_dictionaries(
    {}, optional={"kind": st.sampled_from(KINDS) | JSON, "at": JSON, "value": JSON, "more": JSON}
)


@given(JSON | NEARLY, st.integers(0, 10**9))
def test_an_action_is_what_it_says_or_none(payload: Any, most: int) -> None:
    action = action_of(payload, KINDS, most)
    if action is None:
        return
    assert action.kind in KINDS and type(action.at) is int and 0 <= action.at <= most
    assert isinstance(action.value, str)


@given(st.sampled_from(KINDS), st.integers() | st.floats(allow_nan=False), st.text(), st.integers(0, 10**9))
def test_an_action_of_the_stage_passes_as_it_was_meant(kind: str, at: float, value: str, most: int) -> None:
    payload = {"kind": kind, "at": at, "value": value, "more": [None]}
    inside = 0 if at < 0 else most if at > most else math.floor(at)
    assert action_of(payload, KINDS, most) == (kind, inside, value)
    assert action_of(payload, [each for each in KINDS if each != kind], most) is None


NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)
#: What a hand may have changed.
CHANGES = st.fixed_dictionaries(
    {},
    optional={"lr": NUMBERS} | {name: st.lists(NUMBERS, max_size=5).map(tuple) for name in ("w0", "x", "y")},
)


@given(st.integers(0, 2**53), CHANGES)
def test_what_a_hand_took_passes_as_it_was_meant(number: int, changes: dict[str, Any]) -> None:
    assert taken(json.dumps({"number": number, **changes})) == (number, changes)


@given(
    JSON.map(json.dumps)
    | st.text()
    | st.dictionaries(st.sampled_from(["number", "w0", "lr", "x"]), JSON).map(json.dumps)
)
def test_what_a_hand_took_is_finite_numbers_or_nothing(text: str) -> None:
    told = taken(text)
    if told is None:
        return
    assert 0 <= told.number <= 2**53 and set(told.changes) <= {"w0", "lr", "x", "y"}
    for name, value in told.changes.items():
        assert isinstance(value, float if name == "lr" else tuple)
        numbers = value if isinstance(value, tuple) else (value,)
        assert all(type(each) is float and math.isfinite(each) for each in numbers)


@pytest.mark.parametrize("changes", [
    '"w0": [1e309]', '"w0": [NaN]', '"w0": [-Infinity]', '"w0": [true]', '"w0": [[1]]', '"w0": ["1"]',
    '"w0": 1', '"w0": null', '"lr": [1]', '"lr": "1"', '"epochs": 7', '"w0": ' + "[" * 100_000,
    '"w0": [1' + "0" * 400 + "]", '"w0": [1' + "0" * 5000 + "]", '"x": [' + "1," * 600_000 + "1]",
    '"number": 1e3', '"number": true', '"number": -1',
], ids=lambda text: text[:20])  # fmt: skip
def test_what_no_hand_could_take_is_nothing(changes: str) -> None:
    assert taken(f'{{"number": 1, {changes}}}') is None


@given(JSON, st.integers(0, 10**9))
def test_a_place_lies_in_the_run_and_a_text_is_one(value: Any, most: int) -> None:
    found = place(value, most)
    is_number = type(value) in (int, float) and not math.isnan(value)
    assert (found is not None) == is_number and (found is None or 0 <= found <= most)
    assert text(value) == (value if isinstance(value, str) else None)


@pytest.mark.parametrize("value", [10**400, -(10**400), 1e309, -1e309, 1e308, 5e-324])
def test_a_number_beyond_all_runs_is_an_end_of_the_run(value: float) -> None:
    assert place(value, 7) == (7 if value > 7 else 0)


ROWS = st.lists(st.integers(0, 2), max_size=3)
ROW = st.dictionaries(st.sampled_from(["x", "y"]), st.none() | st.text(), max_size=2)
STATE = st.fixed_dictionaries(
    {
        "edited_rows": st.dictionaries(st.integers(0, 2), ROW, max_size=3),
        "added_rows": st.lists(ROW, max_size=3),
        "deleted_rows": ROWS,
    }
)


@given(STATE)
def test_every_state_of_an_editor_passes(state: dict[str, Any]) -> None:
    assert is_edit(state, 3, "xy", 6)
    assert not is_edit(state, 3, "xy", 2 + len(state["added_rows"]))


@given(STATE, st.sampled_from(["edited_rows", "added_rows", "deleted_rows"]), JSON)
def test_no_other_state_of_an_editor_passes(state: dict[str, Any], name: str, value: Any) -> None:
    forged = {**state, name: value}
    assert not is_edit(forged, 3, "xy", 6) or _is_state(forged)
    assert not is_edit(value, 3, "xy", 6)


def _is_state(state: dict[str, Any]) -> bool:
    kinds = {"edited_rows": dict, "added_rows": list, "deleted_rows": list}
    if any(type(state[name]) is not kind for name, kind in kinds.items()):
        return False
    places = [*state["edited_rows"], *state["deleted_rows"]]
    rows = [*state["edited_rows"].values(), *state["added_rows"]]
    return all(type(k) is int and 0 <= k < 3 for k in places) and all(
        name in ("x", "y") and isinstance(cell, str | None) for row in rows for name, cell in row.items()
    )


def test_what_lies_too_deep_is_told_without_following_it() -> None:
    value: Any = []
    for depth in range(1, 100_000):
        if depth in (1, messages.MAX_DEPTH, messages.MAX_DEPTH + 1, 99_999):
            assert is_deep(value) == (depth > messages.MAX_DEPTH)
        value = [value] if depth % 2 else {"x": value}


# --- over the wire ---

#: A value of every type that a state can have, and of most of them what is worst.
VALUES: list[dict[str, Any]] = [
    {"trigger_value": False},
    {"bool_value": True},
    {"int_value": 3},
    {"int_value": -(2**63)},
    {"double_value": math.nan},
    {"string_value": "<script>"},
    {"int_array_value": {"data": [0, 10**18]}},
    {"double_array_value": {"data": [math.nan]}},
    {"string_array_value": {"data": []}},
    {"string_array_value": {"data": ["zz", "<script>"]}},
    {"json_value": "not JSON"},
    {"json_value": "null"},
    {"json_value": "[" * 100_000},
    {"json_value": '{"around": 1e309, "action": {"kind": "start"}, "rate": ' + "[" * 700 + "]" * 700 + "}"},
    {"json_value": "9" * 5000},
    {"bytes_value": b"\xff\x00"},
    {"string_trigger_value": {"data": "\x00"}},
    {"json_trigger_value": "{"},
    {"file_uploader_state_value": {"uploaded_file_info": [{"file_id": "none", "name": "../x", "size": 0}]}},
    {},
]
#: What is no action of the stage and no rate of the ruler, as JSON.
NO_ACTIONS = [
    "null",
    "1",
    "1e309",
    "[]",
    '[{"kind": "reset", "at": 0, "value": ""}]',
    '{"kind": "reset"}',
    '{"kind": "reset", "at": null, "value": ""}',
    '{"kind": "reset", "at": NaN, "value": ""}',
    '{"kind": "reset", "at": "x", "value": ""}',
    '{"kind": "reset", "at": [1], "value": ""}',
    '{"kind": "reset", "at": {"at": 1}, "value": ""}',
    '{"kind": "reset", "at": true, "value": ""}',
    '{"kind": "rate", "at": 1, "value": 0.5}',
    '{"kind": ["reset"], "at": 0, "value": ""}',
    '{"kind": "<script>", "at": 0, "value": ""}',
    '{"kind": "start", "value": ""}',
    "9" * 5000,
    "[" * 700 + "]" * 700,
    '{"kind": "reset", "at": ' + "9" * 5000 + ', "value": ""}',
    '{"kind": "reset", "at": ' + "[" * 5 + "]" * 5 + ', "value": ""}',
]
#: What no editor of a table of three rows says of it.
NO_EDITS = [
    '{"edited_rows": {"999": {"x": "1"}}}',
    '{"edited_rows": {"-1": {"x": "1"}}}',
    '{"edited_rows": {"0": {"zz": "1"}}}',
    '{"edited_rows": {"0": {"_index": 5}}}',
    '{"edited_rows": {"0": {"x": 1}}}',
    '{"edited_rows": {"0": {"x": ["1"]}}}',
    '{"edited_rows": {"0": null}}',
    '{"edited_rows": {"x": {"x": "1"}}}',
    '{"edited_rows": {"' + "9" * 5000 + '": {"x": "1"}}}',
    '{"edited_rows": []}',
    '{"added_rows": {}}',
    '{"added_rows": [{"x": {"x": "1"}}]}',
    '{"added_rows": ' + "[" * 1000 + "]" * 1000 + "}",
    '{"added_rows": [' + ",".join(["{}"] * 100_000) + "]}",
    '{"deleted_rows": [3]}',
    '{"deleted_rows": [-1]}',
    '{"deleted_rows": [true]}',
    "[]",
    "null",
    "not JSON",
]
#: What a widget of a kind may well be set to.
PROPER = {
    "text_input": ("string_value",),
    "text_area": ("string_value",),
    "button": ("trigger_value",),
    "checkbox": ("bool_value",),
    "button_group": ("string_array_value",),
    "dataframe": ("string_value",),
}
TABLE, UPLOAD, PASTE = (
    {"intake.way": {"string_array_value": {"data": [f":material/{icon}: {name}"]}}}
    for icon, name in (
        ("table", "Edit a table"),
        ("upload_file", "Upload a file"),
        ("content_paste", "Paste numbers"),
    )
)
OWN = "lang=en&x=1,2,3&y=2,4,6"
#: Where the visitor stands: a page, its address, and the way in that is opened.
PLACES = {
    # Long enough for its columns to be thinned, so that exact numbers are sent beside them.
    "home": ("", "lang=en&epochs=40000", {}),
    "race": ("gd_vs_sgd", "lang=en", {}),
    "ruler": ("learning_rate", "lang=en", {}),
    "paste": ("your_data", OWN, PASTE),
    "table": ("your_data", OWN, TABLE),
    "upload": ("your_data", OWN, UPLOAD),
}


@pytest.fixture(params=PLACES)
def visitor(request: pytest.FixtureRequest, address: str) -> Iterator[Visitor]:
    page, query, way = PLACES[request.param]
    with Visitor(address, page, query) as opened:
        for key, value in way.items():
            opened.set(key, **value)
        if request.param == "paste":
            opened.set("intake.paste", string_value="1,2\n2,4\n3,6\n").press("intake.submit")
        yield opened


def forged(visitor: Visitor, k: int) -> list[WidgetState]:
    """A message in which every widget on the page says what it cannot."""
    states = []
    for identity, kind in visitor.widgets.items():
        value = VALUES[k]
        if set(value) & set(PROPER.get(kind, ())):
            value = {"int_array_value": {"data": [k]}}
        if kind == "dataframe":
            value = {"string_value": NO_EDITS[k]}
        states.append(WidgetState(id=identity, **value))
        if kind == "bidi_component":
            states.append(triggered(identity, ["action", "rate", "around", 7], NO_ACTIONS[k]))
    return [*states, WidgetState(id="", int_value=1), WidgetState(id="$$ID-0-no.such", **VALUES[k])]


def seen(visitor: Visitor) -> tuple[Any, ...]:
    """What a page shows of its run, and of what is wrong."""
    stage = {} if visitor.errors else visitor.stage
    return visitor.errors, visitor.alerts, stage.get("query"), stage.get("runs")


def test_no_forged_message_ends_or_changes_a_page(visitor: Visitor) -> None:
    before, fragments = seen(visitor), set(visitor.fragments().values())
    assert not visitor.errors and {len(VALUES), len(NO_ACTIONS), len(NO_EDITS)} == {20}
    for k in range(len(VALUES)):
        states = forged(visitor, k)
        assert seen(visitor.say(*states)) == before, (VALUES[k], NO_ACTIONS[k], NO_EDITS[k])
        for fragment in fragments:
            assert seen(visitor.say(*states, fragment=fragment)) == before, VALUES[k]
    visitor.set("run.lr", string_value="0.02")
    assert visitor.stage["query"]["lr"] == "0.02" and visitor.errors == visitor.alerts == []


@pytest.mark.parametrize("first", ["", "learning_rate", "your_data"])
def test_no_forged_message_keeps_a_page_from_opening(address: str, first: str) -> None:
    with Visitor(address, first) as honest:
        states = [forged(honest, k) for k in (5, 12)]
        before = seen(honest)
    for each in states:
        with Visitor(address, first, states=each) as visitor:
            assert seen(visitor) == before
            assert visitor.set("run.lr", string_value="0.02").stage["query"]["lr"] == "0.02"


def test_a_place_outside_the_run_is_brought_into_it(address: str) -> None:
    end = trace(Run()).parameters[-1].tolist()
    with Visitor(address) as visitor:
        for at, w0 in (("1e309", end), ("-1e9", end), ("1" + "0" * 400, None)):
            action = f'{{"kind": "start", "at": {at}, "value": ""}}'
            visitor.say(triggered(visitor.id_of("stage.home"), ["action"], action))
            assert not visitor.errors and visitor.stage["goto"]["at"] == 0
            if w0:
                assert visitor.stage["query"]["w0"] == ",".join(map(repr, w0))


def test_no_more_actions_are_taken_at_once_than_a_reader_can_ask_for(address: str) -> None:
    with Visitor(address, query="lang=en&lr=0.02") as visitor:
        stage, reset = visitor.id_of("stage.home"), '{"kind": "reset", "at": 0, "value": ""}'
        assert visitor.say(triggered(stage, ["action"] * 10_000, reset)).stage["query"] == {"lr": "0.02"}
        assert visitor.say(triggered(stage, ["action"] * 2, reset)).stage["query"] == {}


@pytest.mark.parametrize(("changes", "name"), [
    ({"w0": [1.0, 2.0]}, "w0"), ({"w0": []}, "w0"), ({"lr": -1.0}, "lr"), ({"x": [1.0]}, "y"),
    ({"x": [], "y": []}, "x"), ({"x": [1.0], "y": [1.0, 2.0]}, "y"),
    ({"x": [0.0] * 10_001, "y": [0.0] * 10_001}, "x"),
])  # fmt: skip
def test_what_a_hand_cannot_take_is_answered_and_changes_nothing(
    address: str, changes: dict[str, Any], name: str
) -> None:
    with Visitor(address, query="lang=en&lr=0.02") as visitor:
        before = visitor.stage["query"]
        text = json.dumps(json.dumps({"number": 5, **changes}))
        action = f'{{"kind": "take", "at": 3, "value": {text}}}'
        visitor.say(triggered(visitor.id_of("stage.home"), ["action"], action))
        assert not visitor.errors and visitor.stage["query"] == before
        alerts = [alert.replace("\\", "") for alert in visitor.alerts]
        # What nothing was given for has no value between its name and the reason.
        called = re.compile(rf"^- (.* \({name}\)|{name})(: | holds no number| is missing)", re.M)
        assert any(map(called.search, alerts))
        # By this the stage knows that it was heard, and puts its picture back.
        assert visitor.stage["heard"] == 5


def test_samples_that_are_ready_made_go_by_their_name(address: str) -> None:
    with Visitor(address, query="lang=en&x=1,2&y=2,4") as visitor:
        text = json.dumps(json.dumps({"number": 1, "x": [1, 2, 3], "y": [2, 4, 6], "w0": [1.5]}))
        action = f'{{"kind": "take", "at": 0, "value": {text}}}'
        visitor.say(triggered(visitor.id_of("stage.home"), ["action"], action))
        assert visitor.stage["query"] == {"w0": "1.5"}


def test_numbers_are_sent_around_any_place_that_is_asked_for(address: str) -> None:
    with Visitor(address, query="lang=en&epochs=40000") as visitor:
        ((exact, fragment),) = visitor.fragments().items()
        for around, has in ((60_000, 60_000), (10**9, 120_000), (-5, 1), (math.inf, 120_000)):
            state = WidgetState(id=exact, json_value=json.dumps({"around": around}))
            visitor.say(state, fragment=fragment)
            (window,) = visitor.components("samplewise_exact")
            assert window["first"] <= has <= window["last"] and not visitor.errors


def test_a_rate_of_the_ruler_is_taken_and_one_that_is_none_is_told(address: str) -> None:
    with Visitor(address, "learning_rate") as visitor:
        assert visitor.trigger("ruler", "rate", "0.05").stage["query"]["lr"] == "0.05"
        visitor.trigger("ruler", "rate", "<script>")
        assert visitor.stage["query"]["lr"] == "0.05" and "is not written as a decimal number" in "".join(
            visitor.alerts
        )


def test_the_file_of_another_is_none_and_ones_own_is_taken(address: str) -> None:
    with Visitor(address, "your_data", OWN) as other, Visitor(address, "your_data", OWN) as visitor:
        theirs = other.upload("theirs.csv", b"7,8\n9,10\n")
        for each in (other, visitor):
            each.set("intake.way", **UPLOAD["intake.way"])
        before = seen(visitor)
        nobodys = UploadedFileInfo(name="own.csv", size=9, file_id="0", file_urls=theirs.file_urls)
        for file in (theirs, nobodys):
            states = FileUploaderState(uploaded_file_info=[file])
            forgery = WidgetState(id=visitor.id_of("intake.upload"), file_uploader_state_value=states)
            assert seen(visitor.say(forgery)) == before
        assert other.bring("intake.upload", theirs).stage["query"]["x"] == "7,9"
        own = visitor.upload("own.csv", b"1,5\n2,6\n")
        assert visitor.bring("intake.upload", own).stage["query"]["x"] == "1,2" and not visitor.errors


def test_what_is_no_longer_on_a_page_says_nothing(address: str) -> None:
    with Visitor(address, "your_data", OWN) as visitor:
        visitor.set("intake.way", **PASTE["intake.way"]).set("intake.paste", string_value="7,8\n")
        stale = [
            WidgetState(id=visitor.id_of("intake.submit"), trigger_value=True),
            WidgetState(id=visitor.id_of("intake.paste"), string_value="9,9\n"),
        ]
        before = seen(visitor.set("intake.way", **UPLOAD["intake.way"]))
        assert seen(visitor.say(*stale)) == before and before[2]["x"] == "1,2,3"
        visitor.set("intake.way", **PASTE["intake.way"]).press("intake.submit")
        assert visitor.stage["query"]["x"] == "7"


def test_a_message_that_crossed_an_answer_takes_nothing_back(address: str) -> None:
    def shown(visitor: Visitor, lr: str) -> list[WidgetState]:
        """What the fields show by now, as a browser says it with whatever else it says."""
        (count,) = [each for each in visitor.elements if each.text_input.id.endswith(unseen.FIELD)]
        return [
            visitor.state("run.lr", string_value=lr),
            visitor.state(unseen.FIELD, string_value=count.text_input.value),
        ]

    with Visitor(address, query="lang=en&lr=0.02") as visitor:
        before = shown(visitor, "0.02")
        visitor.trigger("stage.home", "action", {"kind": "reset", "at": 0, "value": ""})
        assert visitor.stage["query"] == {}
        crossed = visitor.say(*before, visitor.state("run.epochs", string_value="7"))
        assert crossed.stage["query"] == {"epochs": "7"}
        # What was typed meanwhile is no message of before.
        typed = visitor.say(*before[1:], visitor.state("run.lr", string_value="0.3"))
        assert typed.stage["query"] == {"epochs": "7", "lr": "0.3"}
        assert visitor.say(*shown(visitor, "0.02")).stage["query"] == {"epochs": "7", "lr": "0.02"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_mistake_of_ours_is_said_in_the_readers_language(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import streamlit

    def page() -> None:
        import streamlit

        from sgd_ui.frame import shell
        from sgd_ui.pages.home import PAGE

        def fail() -> None:
            raise RuntimeError("secret")

        shell.frame(PAGE, ["home"])
        streamlit.button("press", on_click=fail)
        if "fail" in streamlit.query_params:
            fail()

    option = streamlit.get_option
    monkeypatch.setattr(
        streamlit, "get_option", lambda name: "none" if name == "client.showErrorDetails" else option(name)
    )
    said = words_in(lang)["error.page"]
    app = AppTest.from_function(page)
    app.query_params["lang"] = lang
    app.run()
    assert not app.error and not app.exception
    pressed = app.button[0].click().run()
    assert [each.value for each in pressed.error] == [said] and not pressed.exception
    app.query_params["fail"] = "yes"
    app.run()
    assert [each.value for each in app.error] == [said] and not app.exception

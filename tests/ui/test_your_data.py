"""The reader's own numbers: every way in, what is refused, what a link holds, and what scaling does."""

import builtins
import csv
import gc
import io
import json
import math
import re
import shlex
import struct
import sys
from collections.abc import Mapping
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.formparsers import MultiPartParser
from streamlit.proto.Common_pb2 import FileUploaderState
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from sgd_core import Run, RunError, theory, trace
from sgd_core.__main__ import main
from sgd_core.limits import MAX_FILE, MAX_SAMPLES
from sgd_core.link import params_of, query_of
from sgd_core.parameters import number_text
from sgd_core.presets import PRESETS
from sgd_core.scaling import rescaled, scale_of, scalings_of
from sgd_core.table import fingerprint
from sgd_ui.drawing.palette import palette
from sgd_ui.frame import address, belongings, complaints, files, numbers
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import advice, findings, sources, view
from sgd_ui.runs import kept, traces
from sgd_ui.stage import one_run
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.effort import draws, some
from tests.ui.opened import ROOT, components, open_page, query, stage, told, unmarked, visit, widget
from tests.ui.plain import distance, loop
from tests.wire import Visitor

PAGE = "pages/your_data.py"
GOOD = b"name;hours;score\nAda;1,5;2,25\nBob;2;4,5\nCy;?;7\nDi;3;6,5\n"
GOOD_QUERY = {
    "problem": "line",
    "x": "1.5,2,3",
    "y": "2.25,4.5,6.5",
    "lr": "0.008",
    "epochs": "50",
}
#: More pairs than a link holds, on a curve.
MANY = [(k / 7, math.sin(k)) for k in range(400)]
MANY_PAIRS = tuple(zip(*MANY, strict=True))
MANY_FILE = "x,y\n" + "".join(f"{number_text(x)},{number_text(y)}\n" for x, y in MANY)


def opened(text: str = "", way: str = "") -> AppTest:
    """The page on a link, with one of the ways in open."""
    app = open_page(PAGE, text)
    return turn_to(app, way) if way else app


def turn_to(app: AppTest, way: str) -> AppTest:
    app.session_state["intake.way"] = way
    return app.run()


def upload(app: AppTest, data: bytes, name: str = "data.csv") -> AppTest:
    app.file_uploader[0].set_value((name, data, "text/csv"))
    return app.run()


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area[0].set_value(text)
    return widget(app, "intake.submit").click().run()


def warnings(app: AppTest) -> str:
    return unmarked(" ".join(each.value for each in app.main.warning))


def at(run: Run, scaling: str = "none") -> Visit:
    return visit(view.PAGE, run, {"scaling": scaling})


def test_pasted_numbers_are_run() -> None:
    app = paste(
        opened("problem=origin&lr=0.02&epochs=9", "paste"), "x，y\n１，2\n2，4.1\n3，=1+1\n3，6.5\n5\n"
    )
    assert query(app) == {"x": "1,2,3", "y": "2,4.1,6.5", "lr": "0.02", "epochs": "9"}
    run = Run(x=[1, 2, 3], y=[2, 4.1, 6.5], lr=0.02, epochs=9)
    assert stage(app)["runs"][0]["best"] == [list(run.model.best(*run.points))]
    text = told(app)
    assert "3 pairs from 5 rows, in use below." in text and "Your 3 pairs." in text
    start, end = findings.distances(trace(run), run.best)
    assert f"from {start:.3g} to {end:.3g}" in text
    left = app.dataframe[-1].value
    assert left.values.tolist() == [
        [4, "y", '"=1+1"', "is a formula", "the number that it stands for"],
        [6, "y", "", "is missing", "a number"],
    ]


def test_where_no_row_can_be_used_the_complaint_quotes_the_first_and_says_why() -> None:
    app = paste(opened(way="paste"), "a;b\n1.250,00 €;2\n1.300,00 €;3")
    assert "has no row with a number in both columns" in warnings(app)
    assert 'x: "1.250,00 €" is a number with € beside it. Allowed: the number alone: 1.250,00.' in warnings(
        app
    )
    assert warnings(app).count("beside it") == 1
    app = paste(opened(way="paste"), "t\tv\n2021-03-04\t1\n2021-03-05\t2")
    assert warnings(app).count("is a date") == 1


def test_what_was_typed_outlives_another_way_in_and_another_language() -> None:
    app = opened(way="paste")
    app.text_area[0].set_value("1,2\n3").run()
    turn_to(turn_to(app, "file"), "paste")
    assert app.text_area[0].value == "1,2\n3"
    app.session_state["lang"] = "zh"
    assert app.run().text_area[0].value == "1,2\n3"
    paste(app, " \n")
    assert "框里还没有内容" in warnings(app)
    assert "框里还没有内容" not in warnings(app.run())


@pytest.mark.parametrize(("text", "at"), [("1\tyes\n2\tno\n3\tyes\n", "2"), ("a;1\nb;2\na;3\n", "1")])
def test_where_no_row_can_be_used_each_is_told_and_labels_in_words_are_explained(text: str, at: str) -> None:
    app = paste(opened(way="paste"), text)
    said = unmarked(told(app))
    first, second = (row.split("\t" if "\t" in text else ";")[int(at) - 1] for row in text.split("\n")[:2])
    assert f'column {at} holds two words, "{first}" and "{second}"' in said
    assert app.dataframe[-1].value["line"].tolist() == [1, 2, 3]
    assert "\\t" not in warnings(app) and "(numbers)" not in warnings(app)


def test_own_numbers_begin_at_the_start_of_the_problem_or_at_the_one_that_was_chosen() -> None:
    app = paste(opened(way="paste"), "10,2.1\n20,3.9\n30,6.2\n40,8.1\n")
    assert "w0" not in query(app) and "b = 0." in told(app)
    widget(app, "own.units").click().run()
    assert query(app)["scaling"] == "standard" and "at most a hundredth of what it was" in told(app)
    app = paste(opened("problem=line&data=far&w0=1,1", "paste"), "1,2\n2,4\n")
    assert query(app)["w0"] == "1,1"


@pytest.mark.parametrize(
    "run", [Run(problem=name) for name in ("origin", "line", "huber", "logistic")], ids=repr
)
def test_the_note_on_the_limits_is_on_the_columns_that_stand_there(run: Run) -> None:
    words = words_in("en")
    app = opened(f"problem={run.problem}")
    table = view.scaling_table(at(run), words)
    for name in ("mean_square", "cyclic"):
        assert (f"| {words[f'own.{name}']} |" in table) == (words[f"own.note_{name}"] in told(app))
    kind = {"logistic": "_labels", "huber": "_huber"}.get(run.problem, "")
    note = words[f"own.note_one{kind}"]
    assert "| limit, single samples |" in table and note in told(app)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("lr", [0.1111, 0.11112, 1 / 9, math.nextafter(1 / 9, 1), 0.111111112, 0.01, 0.2])
def test_the_limit_is_told_in_as_many_digits_as_part_it_from_the_rate(lr: float, lang: str) -> None:
    """Also in how many times it the rate is; but for the very limit, which the last bits do not know."""
    run = Run(lr=lr)
    (told,) = (findings.rate_told(run, each) for each in findings.effects(run) if each.scaling == "none")
    text = view.rate_note(at(run), words_in(lang))
    rate, *found = map(float, re.findall(r"\d[\d.]*", text))
    assert rate == lr
    if told.key == "own.at":
        assert abs(lr - 1 / 9) < 1e-15
    elif lr < 1 / 9:
        assert all(lr < limit for limit in found) and found
    else:
        limits = [each for each in found if abs(each - 1 / 9) < 1e-3]
        (times,) = {each for each in found if each >= 1} or {1}
        assert all(limit < lr for limit in limits) and limits and times > 1
        # The product of the two as they are written is the rate, but for their last digits.
        assert all(abs(times * limit / lr - 1) < 0.6 * (9 * lr - 1) for limit in limits)


def test_a_rate_far_below_the_limits_is_told_and_a_faster_one_offered() -> None:
    app = opened("problem=line&data=far&epochs=9&lr=0.0001")
    assert "is far below 0.02" in told(app)
    widget(app, "own.rate").click().run()
    assert "far below" not in told(app)


def test_a_file_is_run_and_its_columns_can_be_chosen() -> None:
    app = upload(opened(way="file"), GOOD)
    assert query(app) == GOOD_QUERY
    assert "“data.csv”, in UTF-8: 3 pairs from 4 rows, in use below." in unmarked(told(app))
    widget(app, "intake.x").set_value(2).run()
    assert (query(app)["x"], query(app)["y"]) == (GOOD_QUERY["y"], GOOD_QUERY["x"])
    widget(app, "intake.separator").set_value("tab").run()
    assert "has a single column" in warnings(app) and query(app)["x"] == GOOD_QUERY["y"]
    widget(app, "intake.separator").set_value("auto").run()
    upload(app, GOOD.decode().encode("utf-16"))
    assert query(app) == GOOD_QUERY and "in UTF-16" in told(app)


def test_each_source_is_read_in_its_own_way_and_the_link_tells_that_of_the_one_in_use() -> None:
    app = paste(opened(way="paste"), "1,2\n2,4\n")
    three = "a;b;c\n" + "".join(f"{k};{k / 3};{k * k}\n" for k in range(400))
    upload(turn_to(app, "file"), three.encode())
    widget(app, "intake.x").set_value(2).run()
    assert query(app)["columns"] == "3,2"
    turn_to(app, "paste")
    assert not app.main.warning and "2 pairs from 2 rows." in told(app)
    widget(app, "intake.decimal").set_value("point").run()
    # A choice of how to read is at once of use.
    assert query(app)["x"] == "1,2" and not app.main.warning
    turn_to(app, "file")
    assert widget(app, "intake.x").value == 2 and widget(app, "intake.decimal").value == "auto"
    widget(app, "intake.take").click().run()
    assert query(app)["columns"] == "3,2" and "decimal" not in query(app)


def test_what_may_have_been_meant_otherwise_is_told() -> None:
    app = opened(way="paste")
    paste(app, "1,2,a,b,c,d,e\n")
    assert "5 columns not used: column 3, column 4, column 5, column 6 and 1 more column." in told(app)
    paste(app, "1.5;2.500;3.250\n2.5;1.250;2.125\n3;4;5\n")
    assert "three digits" not in told(app)
    widget(app, "intake.x").set_value(1).run()
    widget(app, "intake.y").set_value(2).run()
    assert 'three digits after it, as in "2.500"' in unmarked(told(app))
    widget(app, "intake.decimal").set_value("point").run()
    assert "three digits" not in told(app) and query(app)["x"] == "2.5,1.25,4"
    turn_to(app, "file")
    upload(app, "größe;höhe\n1;2\n".encode("latin-1"))
    assert "Read as Windows-1252, since it is not UTF-8." in told(app)
    upload(app, "größe;höhe\n1;2\n".encode())
    assert "Read as" not in told(app)


HOSTILE = {
    "a spreadsheet": (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0", "is not text in UTF-8, UTF-16, GB18030"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not text"),
    "another encoding": (b"1,2\n\x81\xff,3\n", "is not text"),
    "lone surrogates": ("\ud800,1\n1,2".encode("utf-16", "surrogatepass"), "is not text"),
    "5 MB": (b"1,2\n" * 1_250_000, f"takes 5,000,000 bytes. Allowed: at most {MAX_FILE:,}"),
    "too many rows": (b"1,2\n" * 10_001, f"holds 10,001 rows or pairs. Allowed: at most {MAX_SAMPLES:,}"),
    "nothing": (b"", "holds nothing"),
    "blank lines": (b"\n \n", "holds nothing"),
    "a header alone": (b"x,y\n", "has no row with a number in both columns"),
    "words": (b"a,b\nc,d\n=1+1,+cmd|' /C calc'!A0\n", "has no row with a number in both columns"),
    "one column": (b"x\n1\n2\n", "has a single column"),
    "a wide row": (b"1," * 500, "has 501 columns"),
    "an open mark": (b'"' + b"1,2\n" * 3, ""),
    "ragged": (b"1\n1,2,3,4\n,,\n", ""),
    "markup": (b"<script>alert(1)</script>,**b**\n$x$,[a](b)\n1,2\n", ""),
}


@pytest.mark.parametrize(
    ("data", "steps"),
    [
        (GOOD, ["decoded", "read", "pairs"]),
        (HOSTILE["a picture"][0], ["decoded"]),
        (HOSTILE["a wide row"][0], ["decoded", "read"]),
        (HOSTILE["words"][0], ["decoded", "read", "pairs"]),
    ],
    ids=["good", "no text", "no table", "no pairs"],
)
def test_a_file_is_taken_apart_once_whether_or_not_it_can_be_used(
    data: bytes, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    for name in ("decoded", "read", "pairs"):
        usual = getattr(sources, name)
        monkeypatch.setattr(sources, name, lambda *a, name=name, usual=usual: calls.append(name) or usual(*a))
    app = upload(opened(way="file"), data)
    app.run()
    assert calls == steps and bool(app.main.warning) == (data != GOOD)


def test_columns_of_a_file_that_is_replaced_are_not_looked_for_in_the_next(address: str) -> None:
    with Visitor(address, "your_data", "lang=en&problem=line&epochs=3") as visitor:
        visitor.set("intake.way", string_array_value={"data": [":material/upload_file: Upload a file"]})
        visitor.bring("intake.upload", visitor.upload("three.csv", b"a,b,c\n1,2,3\n4,5,7\n"))
        visitor.set("intake.x", string_value="3: c")
        chosen = {"intake.x": "3: c", "intake.y": "2: b"}
        assert (visitor.stage["query"]["x"], visitor.stage["query"]["y"]) == ("3,7", "2,5")
        stale = [WidgetState(id=visitor.id_of(key), string_value=text) for key, text in chosen.items()]
        # A browser first gives the old file back, and then brings the new one.
        next_one = visitor.upload("two.csv", b"a,b\n8,9\n10,12\n")
        visitor.bring("intake.upload")
        states = FileUploaderState(uploaded_file_info=[next_one])
        visitor.say(WidgetState(id=visitor.id_of("intake.upload"), file_uploader_state_value=states), *stale)
        assert visitor.alerts == [] and visitor.errors == []
        assert (visitor.stage["query"]["x"], visitor.stage["query"]["y"]) == ("8,10", "9,12")


def test_why_a_text_is_refused_keeps_nothing_of_it() -> None:
    refused = sources.in_file(sources.File("data.csv", HOSTILE["a picture"][0]))
    assert isinstance(refused, RunError) and refused.__traceback__ is None


def test_what_cannot_be_used_is_told_and_nothing_is_lost() -> None:
    app = upload(opened(way="file"), GOOD)
    for name, (data, reason) in HOSTILE.items():
        upload(app, data, "<b>**$evil$**</b>.csv")
        assert not app.exception, name
        if reason:
            assert reason in warnings(app), name
            assert '"<b>**$evil$**</b>.csv"' in warnings(app), name
            assert query(app) == GOOD_QUERY, name
        else:
            assert not app.main.warning, name
            upload(app, GOOD)
            assert query(app) == GOOD_QUERY


@pytest.mark.parametrize("name", ["a spreadsheet", "too many rows", "one column"])
def test_a_refusal_is_told_in_chinese(name: str) -> None:
    app = upload(opened("lang=zh", "file"), HOSTILE[name][0], "表.csv")
    assert "这些数据无法使用" in warnings(app) and "文件：“表.csv”" in warnings(app)
    assert not any(word in warnings(app) for word in ("holds", "has", "Allowed"))


def test_labels_other_than_0_and_1_are_told_and_a_line_takes_them() -> None:
    app = paste(opened("problem=logistic&epochs=9", "paste"), "1,5\n2,0\n3,1\n")
    assert 'y: "5" is none of the y of this problem. Allowed: 0 or 1.' in warnings(app)
    assert query(app)["data"] == "labels"
    widget(app, "run.problem").set_value("line").run()
    widget(app, "intake.take").click().run()
    assert query(app) == {"problem": "line", "x": "1,2,3", "y": "5,0,1", "epochs": "9"}


@pytest.mark.parametrize(
    ("problem", "text", "said"),
    [
        ("line", "2,1\n2,3\n", "all x are the same"),
        ("origin", "0,2\n0,3\n", "all x are 0"),
        ("logistic", "1,0\n2,1\n", "a threshold separates the labels"),
        ("huber", "1,0\n2,5\n", None),
    ],
)
def test_data_that_leave_the_best_open_are_shown_and_said(problem: str, text: str, said: str | None) -> None:
    app = paste(opened(f"problem={problem}&epochs=5", "paste"), text)
    assert not app.exception and "x" in query(app)
    best = Run(problem=problem, x=[1, 2], y=[0, 1]).model.best
    if said:
        assert said in told(app) and stage(app)["runs"][0]["best"] is None
    else:
        assert stage(app)["runs"][0]["best"] == [list(best((1.0, 2.0), (0.0, 5.0)))]


def test_a_run_that_the_numbers_make_too_long_is_refused_with_its_limit() -> None:
    app = upload(opened("epochs=3000", "file"), MANY_FILE.encode())
    assert "at most 2,500 epochs, all else as it is" in warnings(app)
    widget(app, "run.epochs").set_value("5").run()
    widget(app, "intake.take").click().run()
    assert "Your 400 pairs." in told(app)


def test_a_long_link_names_the_file_and_the_file_brings_the_run_back() -> None:
    app = upload(
        opened("problem=line&lr=0.0004&epochs=3&seed=5&sampling=reshuffle&scaling=largest", "file"),
        MANY_FILE.encode(),
        "many.csv",
    )
    xs, ys = MANY_PAIRS
    kept = {
        "problem": "line",
        "lr": "0.0004",
        "epochs": "3",
        "seed": "5",
        "sampling": "reshuffle",
        "scaling": "largest",
    }
    long = kept | {"file": "many.csv", "fingerprint": fingerprint(xs, ys)}
    assert query(app) == long
    again = opened(query_of(long | {"at": "77", "lang": "zh"}))
    assert "文件“many.csv”里的 400 个样本" in unmarked(again.main.info[0].value).replace("**", "")
    assert not components(again, "stage")
    upload(again, MANY_FILE.encode(), "other name.csv")
    assert "这正是链接所用的数据" in again.success[0].value
    assert query(again) == long | {"file": "other name.csv"} and stage(again)["goto"]["at"] == 77
    assert stage(again)["runs"] == stage(app)["runs"]


def test_other_numbers_than_those_of_the_link_are_told_and_shown() -> None:
    app = opened("problem=line&lr=0.02&fingerprint=400-0123456789abcdef&at=9")
    assert "This link is about 400 pairs" in told(app) and app.session_state["intake.way"] == "paste"
    paste(app, "1,2\n2,4\n")
    assert "These are other numbers than the 400 pairs that the link is about." in warnings(app)
    assert query(app) == {"problem": "line", "x": "1,2", "y": "2,4", "lr": "0.02"}
    assert stage(app)["goto"]["at"] == 0
    widget(app, "own.back").click().run()
    assert "This link is about 400 pairs" in told(app) and not app.main.warning
    assert app.session_state["goto"].at == 9


@pytest.mark.parametrize("way", ["paste", "file"])
def test_back_to_the_link_reads_the_same_text_as_the_link_says(way: str) -> None:
    text = "a;b;c\n1;2;3\n2;4;6\n4;8;1\n"
    own = fingerprint((1, 2, 4), (3, 6, 1))
    app = opened(f"problem=line&lr=0.02&fingerprint={own}&columns=1,3", way)
    app = paste(app, text) if way == "paste" else upload(app, text.encode())
    assert "These are the numbers that the link is about." in app.success[0].value
    widget(app, "intake.y").set_value(1).run()
    assert query(app)["y"] == "2,4,8"
    widget(app, "own.back").click().run()
    widget(app, "intake.submit" if way == "paste" else "intake.take").click().run()
    assert (query(app)["x"], query(app)["y"]) == ("1,2,4", "3,6,1")
    assert "These are the numbers that the link is about." in app.success[0].value


def test_what_is_refused_for_how_it_is_read_can_be_read_otherwise_by_one_press() -> None:
    link = f"problem=line&fingerprint={fingerprint((1, 3), (2, 5))}&lines=across"
    app = paste(opened(link, "paste"), "1,2\n3,5\n")
    assert "A line holds" in warnings(app) and "fits no reading" in warnings(app)
    widget(app, "intake.find_out").click().run()
    assert (query(app)["x"], query(app)["y"]) == ("1,3", "2,5") and not app.exception
    app = paste(app, "1 | 2369\n2 | 04\n3 | 7\n")
    assert "stems and leaves" in warnings(app) and query(app)["x"] == "1,3"
    widget(app, "intake.as_rows").click().run()
    assert (query(app)["x"], query(app)["y"]) == ("1,2,3", "2369,4,7") and not app.exception


def test_columns_of_a_link_that_a_file_does_not_have_are_told_and_chosen_anew() -> None:
    app = opened("problem=line&fingerprint=400-0123456789abcdef&file=data.csv&columns=2,5")
    upload(app, b"a,b,c\n1,2,3\n4,5,6\n")
    assert '"5" is out of range. Allowed: from 1 to 3.' in warnings(app)
    assert (widget(app, "intake.x").value, widget(app, "intake.y").value) == (1, None)
    widget(app, "intake.y").set_value(2).run()
    assert not [each for each in app.main.warning if "range" in each.value]
    assert (query(app)["x"], query(app)["y"]) == ("2,5", "3,6")


def test_the_origin_is_named_in_a_link_even_where_it_is_the_default() -> None:
    run = Run(x=MANY_PAIRS[0], y=MANY_PAIRS[1])
    found = address.read(view.PAGE, address.query(view.PAGE, run, at(run).view, ""))
    assert found.run == Run() and found.view["fingerprint"] == fingerprint(*run.points)


@pytest.mark.parametrize("count", [1, 100, 180, 190, 200, 1000])
def test_a_link_holds_the_numbers_while_it_is_short_enough(count: int) -> None:
    run = Run(x=[k / 8 for k in range(1, count + 1)], y=[1 / 3] * count)
    text = query_of(address.query(view.PAGE, run, at(run).view, "zh"))
    assert len(text) < numbers.MOST_CHARACTERS - 200
    whole = query_of(run.to_params() | {"lang": "zh"})
    assert ("fingerprint" in text) == (len(whole) > 3750)
    if "fingerprint" not in text:
        assert address.read(view.PAGE, params_of(text)).run == run


@pytest.mark.parametrize(("count", "held"), [(2, True), (1000, False)])
def test_numbers_leave_a_link_only_where_they_make_it_long(count: int, held: bool) -> None:
    xs = [k / 8 for k in range(1, count + 1)]
    steps = [(k, 0.01 + k / 1e6) for k in range(1, 600)]
    run = Run(x=xs, y=xs, schedule="piecewise", lr_steps=steps)
    params = address.query(view.PAGE, run, at(run).view, "")
    assert len(query_of(params)) > numbers.MOST_CHARACTERS
    assert ("x" in params, "fingerprint" in params) == (held, not held)
    assert not held or address.read(view.PAGE, params).run == run


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fingerprint=<script>", '"<script>" is not a fingerprint'),
        ("fingerprint=99999999-0123456789abcdef", "is not a fingerprint"),
        ("columns=0,1", '"0,1" is not a pair of columns'),
        ("columns=1", '"1" is not a pair of columns'),
        ("separator=slash", '"slash" is not one of its values'),
        ("file=a%00b", "is not a name of a file"),
        ("scaling=log", '"log" is not one of its values'),
        ("x=1,2", "is missing"),
    ],
)
def test_a_link_that_is_wrong_costs_what_is_wrong_alone(text: str, said: str) -> None:
    found = address.read(view.PAGE, params_of(f"{text}&problem=line&lr=0.02"))
    assert found.run == Run(problem="line", lr=0.02)
    (wrong,) = found.complaints
    assert said in f'"{wrong.value}" {complaints.reason(wrong, words_in("en"))}'


def test_a_page_is_come_back_to_with_numbers_that_no_link_holds() -> None:
    app = upload(opened(way="file"), MANY_FILE.encode())
    before = query(app)
    app.session_state["page"] = "home"
    app.query_params.clear()
    app.run()
    assert query(app) == before and "Your 400 pairs." in told(app)


# --- scaling ---

RUNS = [
    Run(problem="line", data="far", epochs=20),
    Run(problem="huber", data="outliers", epochs=20, delta=0.5),
    Run(problem="logistic", data="labels", epochs=20, batch=4),
    Run(data="noisy-20", epochs=20, batch=4),
    Run(problem="line", x=[1, 5, 9.5], y=[3, 1, 2], epochs=20),
]


@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_the_table_of_scalings_is_theorys(run: Run) -> None:
    xs, ys = run.points
    table = view.scaling_table(at(run, "largest"), words_in("en"))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    assert [row[0] for row in rows][:2] == ["as given", "**divided by the largest ✓**"]
    assert len(rows) == (2 if run.problem == "origin" else 3)
    for scaling, row in zip(("none", "largest", "standard"), rows, strict=False):
        zs = scale_of(xs, scaling).of(xs)
        best = run.model.best(zs, ys)
        assert row[1] == f"{theory.descent_limit(run.model, best, zs, ys):.3g}"
        if run.problem == "origin":
            rungs = theory.ladder(zs, 4)
            found = (rungs.full_batch, rungs.mean_square, rungs.cyclic[0][1])
            assert [row[1], *row[3:]] == [f"{x:.3g}" for x in found]
        else:
            first, last = theory.hessian_eigenvalues(run.model, best, zs, ys)
            assert row[-1] == view.ratio(first / last)
        if run.problem == "line":
            assert row[2] == f"{min(1 / (z * z + 1) for z in zs):.3g}"


@pytest.mark.parametrize("batch", [1, 2, 3, "all"])
def test_the_limit_of_the_mean_square_is_told_where_all_batches_of_an_epoch_are_of_one_size(
    batch: int | str,
) -> None:
    """A last one of fewer samples multiplies it by another factor: it grows below what would be the limit.

    An update on all samples draws none: its limit is that of full batch.
    """
    run, words = Run(batch=batch), words_in("en")
    xs, n, size = run.points[0], run.samples, run.batch_size
    sizes = [size] * (n // size) + [n % size] * (n % size > 0)
    lr = 0.99 * theory.mean_square_limit(xs, size)
    shrinks = math.prod(theory.mean_square_factor(xs, lr, each) for each in sizes) < 1
    is_told = shrinks and size < n
    assert (words["own.mean_square"] in view.scaling_table(at(run), words)) == is_told
    assert (words["own.note_mean_square"] in told(opened(f"batch={batch}"))) == is_told


def test_an_outlier_that_pulls_evenly_sets_no_limit_of_batches() -> None:
    """It shifts runs that are close alike, and takes none apart."""
    run = Run(problem="huber", x=[5, -5] * 5 + [10], y=[0] * 10 + [1.9], batch=2, lr=0.05, epochs=20)
    (effect,) = (each for each in findings.effects(run) if each.scaling == "none")
    assert effect.way == 2 / (5 * 5 + 1)
    for start in (effect.best, run.w0):
        there = [start[0] + 1e-6, start[1]]
        paths = (loop(run.replaced(w0=w)).path for w in (start, there))
        gaps = [distance(*pair) for pair in zip(*paths, strict=True)]
        assert max(gaps) <= gaps[0] * (1 + 1e-6)
    assert findings.standing(run, effect) == "below"
    assert findings.effects(run.replaced(batch=1))[0].way < run.lr


def test_the_stage_shows_scaled_x_and_the_link_holds_the_readers() -> None:
    app = opened("problem=line&x=1,5,9.5&y=3,1,2&epochs=20&scaling=standard")
    xs, ys = (1.0, 5.0, 9.5), (3.0, 1.0, 2.0)
    run = Run(problem="line", x=scale_of(xs, "standard").of(xs), y=ys, epochs=20)
    assert query(app) == {
        "problem": "line",
        "x": "1,5,9.5",
        "y": "3,1,2",
        "epochs": "20",
        "scaling": "standard",
    }
    document = stage(app)
    assert document["runs"][0]["best"] == [list(run.model.best(*run.points))]
    assert "z = (x − 5.16667) / 3.47211" in document["note"]
    w, b = run.model.predict, Run(problem="line", x=xs, y=ys).model.best(xs, ys)
    assert f"w = {b[0]:.5g}, b = {b[1]:.5g}".replace("-", "−") in told(app) and w
    widget(app, "run.problem").set_value("origin").run()
    assert query(app)["scaling"] == "standard" and "it can only be divided" in told(app)
    assert stage(app)["runs"][0]["best"] == [list(Run(x=xs, y=ys).model.best(xs, ys))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lr=0.01", "is below 0.02, the limit of single samples on"),
        ("lr=0.025", "is 1.2 times 0.02, the limit of single samples on"),
        ("lr=0.0203", "is 1.01 times 0.02"),
        ("lr=0.025&batch=3", "is 1.2 times 0.0204, the limit of batches of 3 on"),
        ("lr=0.025&batch=all", "is below 0.03, the limit of full-batch descent on"),
        ("lr=0.05&batch=all", "is 1.7 times 0.03, the limit of full-batch descent on"),
    ],
)
def test_the_rate_is_held_against_the_limit_of_the_run_s_own_way(text: str, said: str) -> None:
    assert said in told(opened(f"problem=line&data=far&epochs=9&{text}"))


@pytest.mark.parametrize("batch", [1, 2, 3, "all"])
@pytest.mark.parametrize("run", RUNS, ids=repr)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_limit_of_another_way_is_told_of_a_run(run: Run, batch: int | str, lang: str) -> None:
    run, words = run.replaced(batch=batch), words_in(lang)
    names = {way: words[f"own.way.{way}"].format(count=batch) for way in ("one", "many", "all")}
    own = names.pop(findings.way_of(run))
    for lr in (1e-9, 0.001, 1e3):
        visit = at(run.replaced(lr=lr))
        texts = [view.rate_note(visit, words), view.question(visit, words).answer()[1]]
        assert all(own in text for text in texts)
        assert not any(name in text for name in names.values() for text in texts)


@pytest.mark.parametrize("optimizer", ["adam", "momentum"])
def test_of_a_run_that_limits_do_not_speak_of_none_is_told(optimizer: str) -> None:
    visit, words = at(RUNS[0].replaced(optimizer=optimizer)), words_in("en")
    assert view.rate_note(visit, words) == "" and "limit" not in view.question(visit, words).answer()[1]


#: Runs whose samples of the largest traces do not make the steepest batch.
CROSSED = [
    Run(problem="line", x=[1, 0.99, -1], y=[2, 2.5, -1], lr=0.7, epochs=100),
    Run(problem="line", x=[1, 0.99, -1, 0.9, -1.01], y=[2, 2.5, -1, 2, 0], epochs=20),
    Run(problem="logistic", x=[1, 2, -1, -2, 0.5], y=[0, 1, 1, 0, 1], epochs=20),
]


@pytest.mark.parametrize("sampling", ["cyclic", "with-replacement"])
@pytest.mark.parametrize("batch", [1, 2, 3, 4, "all"])
@pytest.mark.parametrize("run", [*RUNS, *CROSSED], ids=repr)
def test_the_limit_of_a_way_is_that_of_the_steepest_of_all_batches(
    run: Run, batch: int | str, sampling: str
) -> None:
    run = run.replaced(batch=batch, sampling=sampling)
    n = run.samples
    least = (
        n if batch == "all" else 1 if sampling == "with-replacement" else n % run.batch_size or run.batch_size
    )
    for effect in findings.effects(run):
        there = rescaled(run, effect.scaling)
        pairs = list(zip(*there.points, strict=True))
        limits = [
            theory.descent_limit(there.model, there.best, *zip(*some, strict=True))
            for some in combinations(pairs, least)
        ]
        assert effect.way == pytest.approx(min(limits), rel=1e-5)
        assert effect.way <= effect.full_batch * (1 + 1e-12)


def test_a_run_that_flies_apart_is_not_said_to_be_below_its_limit() -> None:
    run = CROSSED[0].replaced(batch=2)
    assert distance(loop(run).path[-1], run.best) > 1e20
    assert "is 1.4 times 0.5, the limit of batches of 2 on" in view.rate_note(at(run), words_in("en"))


@pytest.mark.parametrize("run", [*RUNS[:2], RUNS[3], Run(data="noisy")], ids=repr)
@pytest.mark.parametrize("scaling", ["none", "largest"])
def test_a_rate_is_told_from_its_limit_right_beside_it(run: Run, scaling: str) -> None:
    limit, words = view.effect_of(run, scaling).way, words_in("en")
    for lr in (limit * (1 - 1e-9), limit, limit * (1 + 1e-9)):
        text = view.rate_note(at(run.replaced(lr=lr), scaling), words)
        assert ("times" in text) == (lr > limit)
        assert ("is below" in text) == (lr < limit)


@pytest.mark.parametrize("run", [*RUNS, Run(data="noisy"), Run(problem="line", data="far")], ids=repr)
def test_the_rate_to_try_is_half_the_limit_of_the_way_rounded_down_to_one_digit(run: Run) -> None:
    for effect in findings.effects(run):
        rate = findings.suggested_rate(effect)
        unit = 10.0 ** math.floor(math.log10(rate * (1 + 1e-9)))
        assert rate <= effect.way / 2 < rate + unit * (1 + 1e-9)
        assert rate / unit == pytest.approx(round(rate / unit))


def test_a_run_that_arrives_beyond_the_limit_of_full_batch_descent_is_advised_nothing() -> None:
    run, words = Run(x=[1, 1, 3], y=[2, 2, 6], lr=0.28), words_in("en")
    assert "at most a hundredth of what it was" in view.verdict(at(run), trace(run), words)
    assert advice.advised(run, "none") == []


@pytest.mark.parametrize("scaling", ["none", "largest", "standard"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_parameters_in_a_sentence_are_parted_as_its_language_parts_them(lang: str, scaling: str) -> None:
    words, run = words_in(lang), Run(problem="line", x=[10, 20, 30], y=[25, 45, 64])
    columns = trace(rescaled(run, scaling))
    said = view.verdict(at(run, scaling), columns, words)
    alts = [each.alt for each in one_run._charts(view.PAGE, columns, palette("light"), words, None)]
    named = [text for text in (said, *alts) if "b = " in text]
    parted = {text[text.index("b = ") - 2 :][:6].lstrip("0123456789.") for text in named}
    assert len(named) > 1 and parted == {words["list.then"] + "b = "}, parted


# --- advice ---


def end_of(run: Run, scaling: str, units: str) -> tuple[float, float]:
    """How far a run on scaled x ends from the best parameters for x in some units, and its mean loss there.

    Both are computed from the samples as given.
    """
    (w, *rest), xs = trace(rescaled(run, scaling)).parameters[-1].tolist(), np.array(run.points[0])
    shift, size = scale_of(run.points[0], scaling)
    with np.errstate(all="ignore"):
        own = (w / size, *[b - w * shift / size for b in rest])
        loss = float(np.mean(run.model.loss(own, xs, np.array(run.points[1]))))
    shift, size = scale_of(run.points[0], units)
    there = (own[0] * size, *[b + own[0] * shift for b in own[1:]])
    distance = math.dist(there, rescaled(run, units).best)
    return (distance, loss) if math.isfinite(distance) and math.isfinite(loss) else (math.inf, math.inf)


def never_worsens(run: Run, scaling: str) -> int:
    """How many changes are advised, each of which ends a tenth nearer, and lower, than the present run."""
    found = advice.advised(run, scaling)
    for each, units in [(one, units) for one in found for units in (scaling, one.scaling)]:
        before = end_of(run, scaling, units)
        after = end_of(run.replaced(lr=each.lr), each.scaling, units)
        near = 1e-9 * sum(value for value in before if math.isfinite(value))
        assert after[0] <= 0.9 * before[0] + near and after[1] <= before[1] + near, (run, scaling, each)
        assert math.isfinite(after[0])
    return len(found)


@pytest.mark.parametrize(
    ("lr", "problem"),
    some(product((1e-6, 0.001, 0.02, 0.2, 0.5, 3.0), ("line", "huber", "logistic", "origin"))),
)
def test_advice_on_ready_made_samples_never_worsens_a_run(lr: float, problem: str) -> None:
    for data in (name for name, preset in PRESETS.items() if problem in preset.problems):
        for batch in (1, 3, "all"):
            run = Run(problem=problem, data=data, lr=lr, batch=batch, epochs=20, sampling="reshuffle")
            for scaling in scalings_of(run.model):
                never_worsens(run, scaling)


@settings(max_examples=draws(150))
@given(
    st.sampled_from(["origin", "line", "huber", "logistic"]),
    st.lists(st.tuples(st.integers(-50, 50), st.sampled_from([0.0, 1.0])), min_size=3, max_size=8),
    st.integers(0, 3),
    st.integers(-6, 1),
    st.sampled_from([1, 2, "all"]),
    st.integers(1, 30),
)
def test_advice_never_worsens_a_run(
    problem: str,
    pairs: list[tuple[int, float]],
    places: int,
    power: int,
    batch: int | str,
    epochs: int,
) -> None:
    xs, ys = zip(*pairs, strict=True)
    run = Run(
        problem=problem,
        x=[x * 10.0**places + 10.0 for x in xs],
        y=ys,
        lr=3 * 10.0**power,
        batch=batch,
        epochs=epochs,
    )
    for scaling in scalings_of(run.model):
        if run.best is not None:
            never_worsens(run, scaling)


def test_what_is_nearer_for_scaled_x_alone_is_not_advised() -> None:
    xs, ys = (7.9, 7.6, 7.9, 8.2, 7.6, 8.2), (-1.2, -0.3, -1, -1.2, -1.1, -1.1)
    run = Run(problem="line", x=xs, y=ys, w0=(-0.4, 5.1), epochs=20)
    (rate,) = {each.lr for each in advice._candidates(run, "none") if each.reason == "units"}
    now, then = (end_of(run, "none", each)[0] for each in ("none", "standard"))
    there = [end_of(run.replaced(lr=rate), "standard", each)[0] for each in ("none", "standard")]
    assert there[1] < 0.9 * then and there[0] > now
    assert "units" not in [each.reason for each in advice.advised(run, "none")]


def test_some_advice_is_given_and_some_that_the_limits_speak_for_is_not() -> None:
    far = Run(problem="line", x=[10, 20, 30, 40], y=[25, 45, 65, 83], lr=0.01)
    assert [each.reason for each in advice.advised(far, "none")] == ["units", "rate"]
    labels = Run(problem="logistic", x=[10, 20, 30, 40, 50, 60], y=[0, 0, 1, 0, 1, 1], lr=0.01, epochs=60)
    assert [each.reason for each in advice._candidates(labels, "none")] == ["units", "rate"]
    assert [each.reason for each in advice.advised(labels, "none")] == ["units"]
    assert never_worsens(labels, "none") == 1


def test_no_faster_rate_is_offered_where_single_samples_would_throw_the_run_about() -> None:
    app = opened("problem=logistic&data=labels&lr=0.2&epochs=60")
    assert "is below 2.45, the limit of single samples on" in told(app)
    assert not [each for each in app.button if each.key in ("own.rate", "own.units")]


def test_standardizing_is_offered_before_anything_is_played_and_leads_to_where_it_says() -> None:
    app = opened("problem=line&x=1000,2000,3000,4000&y=25,45,65,83")
    assert stage(app)["goto"]["at"] == 0 and "Infinity" not in told(app)
    assert [each.label for each in app.button if each.key == "own.units"] == [
        "Standardize x, learning rate 0.1: ends nearer"
    ]
    widget(app, "own.units").click().run()
    assert (query(app)["scaling"], query(app)["lr"]) == ("standard", "0.1")
    assert "at most a hundredth of what it was" in told(app)


def test_advice_that_is_too_dear_waits_for_a_press(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Run(problem="line", x=[1001, 2002, 3003, 4005], y=[25, 45, 65, 83])
    usual = traces.budget.trace
    monkeypatch.setattr(traces.budget, "trace", lambda run: usual(run) if run == shown else 60.0)
    app = opened(query_of(shown.to_params()))
    assert not [each for each in app.button if each.key == "own.units"] and stage(app)
    assert words_in("en")["budget.part_advice"] in told(app) and components(app, "columns")
    widget(app, "desk.advice").click().run()
    assert [each for each in app.button if each.key == "own.units"]


def test_the_best_model_is_told_of_in_any_units_where_there_is_one() -> None:
    sentence = words_in("en")["own.any_units"]
    assert sentence in told(opened("problem=logistic&x=1,2,3,4&y=0,1,0,1"))
    assert sentence not in told(opened("problem=logistic&x=1,2,3,4&y=0,0,1,1"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_small_learning_rates_are_written_as_all_numbers_are(lang: str) -> None:
    visit, words = at(Run(x=[1, 2, 3], y=[2, 4.1, 6.5], lr=1e-9)), words_in(lang)
    for text in (view.rate_note(visit, words), view.question(visit, words).text):
        assert "1e−9" in text and "1e-09" not in text


def test_no_gap_stands_beside_the_quotation_marks_of_chinese() -> None:
    app = paste(opened(way="paste", text="lang=zh"), "a,b\n1,2\n2,?\n3,4\n5\n")
    said = told(app)
    assert "第 3 行（y 的“" in said and "第 5 行（y 缺失）" in said


@pytest.mark.parametrize("lr", [0.01, 50.0])
def test_limits_near_the_best_parameters_are_not_told_where_there_are_none(lr: float) -> None:
    separable = Run(problem="logistic", x=[1, 2], y=[0, 1], lr=lr, epochs=3)
    assert view.rate_note(at(separable), words_in("en")) == ""
    overlapping = separable.replaced(x=[1, 2, 3, 4], y=[0, 1, 0, 1])
    assert view.rate_note(at(overlapping), words_in("en"))


def test_x_that_cannot_be_scaled_are_shown_as_given_in_words_of_x() -> None:
    app = opened("problem=line&x=1e308,-1e308&y=1,2&epochs=2&scaling=standard")
    assert "scaling" in warnings(app) and '"standard" is beyond doubles for these x' in warnings(app)
    assert "z = " not in stage(app)["note"] and query(app)["scaling"] == "standard"
    row = view.scaling_table(at(Run(problem="line", x=[1e308, -1e308], y=[1, 2]), "standard"), words_in("en"))
    assert row.splitlines()[-1] == "| standardized | – | – | – |"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("problem", ["line", "logistic"])
def test_on_scaled_x_the_model_and_the_arithmetic_say_z_and_data_and_predictions_x(
    lang: str, problem: str
) -> None:
    scaled, plain = (
        stage(opened(f"problem={problem}&epochs=2&lang={lang}{scaling}"))
        for scaling in ("&scaling=largest", "")
    )
    assert scaled["words"]["metric_predict"] == plain["words"]["metric_predict"]
    shown = [document["charts"][0] for document in (scaled, plain)]
    figures = [chart["figures"][""] for chart in shown]
    assert all("<br>x %{x}<br>" in str(figure) for figure in figures)
    named = [{note["text"] for note in figure["layout"]["annotations"]} for figure in figures]
    assert all("x" in names and "z" not in names for names in named)
    assert len({str(figure["layout"]["xaxis"]["range"]) for figure in figures}) == 1
    assert ("w·z" in shown[0]["title"]) == ("w·x" in shown[1]["title"]) == (problem == "line")
    cards = [str(document["cards"]).replace("samples", "").replace("exp", "") for document in (scaled, plain)]
    assert re.findall("(?<![{a-z_])x(?![a-z_}])", cards[0]) == []
    assert re.findall("(?<![{a-z_])x(?![a-z_}])", cards[1])
    assert "z = x / " in scaled["note"] and "z = " not in plain["note"]


@pytest.mark.parametrize("run", RUNS, ids=repr)
@pytest.mark.parametrize("scaling", ["none", "largest", "standard"])
def test_what_is_taken_away_of_scaled_x_is_that_run_again(
    run: Run, scaling: str, tmp_path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    visit = at(run, scaling)
    units, shown = view.units_in_use(visit), rescaled(run, view.scaling_of(visit))
    end = str(tuple(trace(shown).parameters[-1].tolist()))
    (tmp_path / files.SAMPLES_FILE).write_text(files.samples(shown, units))
    monkeypatch.chdir(tmp_path)
    for most in (100, 0):
        monkeypatch.setattr(files, "_MOST_WRITTEN", most)
        exec(files.program(shown, units), {})
        assert end in capsys.readouterr().out.splitlines()[-1]
        command, _, file = files.command(shown, units).partition(" < ")
        assert bool(file) == (most == 0 and run.data is None)
        with open(file or files.SAMPLES_FILE) as samples:
            monkeypatch.setattr(sys, "stdin", samples)
            assert main([*shlex.split(command)[3:], "--format", "json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert str(tuple(found["summary"]["end"].values())) == end


def test_the_samples_of_scaled_x_are_a_file_with_x_y_z_and_what_z_is_made_of() -> None:
    run = Run(problem="line", x=[10, 20, 30], y=[25, 45, 65])
    visit = at(run, "standard")
    text = files.samples(rescaled(run, "standard"), view.units_in_use(visit))
    head, *rows = csv.reader(text.splitlines())
    assert head == ["x", "y", "z", "mean", "deviation"] and len(rows) == 3
    for x, _, z, mean, deviation in (map(float, row) for row in rows):
        assert z == (x - mean) / deviation and mean == 20
    assert files.samples(run) == "x,y\n10,25\n20,45\n30,65\n"
    assert "The samples (CSV)" in labels(opened("problem=line&x=1,2&y=2,4&scaling=standard"))
    assert "The samples (CSV)" in labels(opened("problem=line&x=1,2&y=2,4"))
    assert "The samples (CSV)" not in labels(opened("data=noisy"))


def labels(app: AppTest) -> list[str]:
    """What is written on the buttons that hand out files."""
    return [button.proto.label for button in app.get("download_button")]


def test_a_diverging_run_is_told() -> None:
    run = Run(problem="line", data="far", lr=0.5)
    columns = trace(run)
    told = view.verdict(at(run), columns, words_in("en"))
    assert f"At update {columns.end.t} the parameters of this run leave what a float holds." in told
    assert findings.distances(columns, run.best).ending == "no_nearer"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("run", RUNS, ids=repr)
@pytest.mark.parametrize("scaling", ["none", "largest"])
def test_the_question_is_answered_by_the_run_it_leads_to(run: Run, scaling: str, lang: str) -> None:
    asked = view.question(at(run, scaling), words_in(lang))
    other = asked.view["scaling"]
    assert (other == "none") != (scaling == "none") and asked.run == run
    xs, ys = run.points
    there = run.replaced(x=scale_of(xs, other).of(xs), y=ys)
    best, path = there.model.best(*there.points), trace(there).parameters
    start, end = (math.dist(row, best) for row in path[[0, -1]].tolist())
    right, text = asked.answer()
    assert right == {"arrived" if end <= start / 100 else "nearer" if end < start else "no_nearer"}
    assert f"{start:.3g}" in text and f"{end:.3g}" in text


def test_the_question_after_an_answer_was_shown_is_not_answered_yet() -> None:
    """The run stays what it is, and its x go to other units and back."""
    app = opened()
    for _ in range(3):
        (radio,) = app.radio
        assert radio.value is None
        radio.set_value("nearer").run()
        widget(app, "question.your_data.run").click().run()


@pytest.mark.parametrize(
    "x", [[0.0], [5e-324, 0.0], [1e308, -1.7e308], [1e-160, 3.0], [1e200, 1.0], [7.0, 7.0]]
)
@pytest.mark.parametrize("problem", view.PAGE.problems)
@pytest.mark.parametrize("scaling", ["none", "largest", "standard"])
def test_no_numbers_leave_the_page_without_a_sentence(x: list[float], problem: str, scaling: str) -> None:
    run = Run(problem=problem, x=x, y=[1.0] * len(x), epochs=3)
    for lang in LANGUAGES:
        words, visit = words_in(lang), at(run, scaling)
        try:
            columns = trace(rescaled(run, view.scaling_of(visit)))
        except RunError:
            columns = trace(run)
        texts = [view.verdict(visit, columns, words), view.scaling_table(visit, words)]
        texts.append(view.rate_note(visit, words))
        asked = view.question(visit, words)
        texts.append(asked.answer()[1] if asked else "")
        assert texts[0] and texts[1]
        assert not any("nan" in text or "{" in text for text in texts)


# --- where the numbers go ---


def test_a_readers_numbers_stay_in_the_session_and_off_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("problem=line&epochs=3", "file")
    written = []
    usual = io.open

    def watched(file, mode="r", *args, **more):
        if set(mode) & set("wax+"):
            written.append(file)
        return usual(file, mode, *args, **more)

    monkeypatch.setattr(builtins, "open", watched)
    monkeypatch.setattr(io, "open", watched)
    upload(app, MANY_FILE.encode())
    assert "Your 400 pairs." in told(app) and written == []
    numbers = {y for _, y in MANY[1:]}
    modules = [module for name, module in sys.modules.items() if name.startswith("sgd_ui")]
    keepers = [each for module in modules for each in vars(module).values() if isinstance(each, kept.Kept)]
    shared = [each._shared for each in keepers]
    assert shared and not any(holds(each, numbers) for each in shared)
    own = [each.values for each in gc.get_objects() if isinstance(each, belongings.Own) and each.session]
    assert any(holds(each.get(traces._traces._name, {}), numbers) for each in own)


def holds(value, numbers: set[float]) -> bool:
    """Whether some of the numbers are anywhere in a value."""
    if isinstance(value, float):
        return value in numbers
    if isinstance(value, np.ndarray):
        return bool(np.isin(value, list(numbers)).any())
    if isinstance(value, bytes):
        return any(struct.pack("<d", number) in value for number in numbers)
    if isinstance(value, Mapping):
        return holds(list(value) + list(value.values()), numbers)
    if isinstance(value, (tuple, list, set)):
        return any(holds(each, numbers) for each in value)
    return holds(vars(value), numbers) if hasattr(value, "__dict__") else False


def test_no_file_that_the_server_takes_is_put_on_its_disk_on_the_way() -> None:
    limit = next(
        line
        for line in (ROOT / ".streamlit" / "config.toml").read_text().splitlines()
        if "maxUploadSize" in line
    )
    assert MAX_FILE <= int(limit.partition("=")[2]) * 2**20 <= MultiPartParser.spool_max_size


def test_many_samples_are_taken_away_as_a_file(tmp_path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    xs, ys = MANY_PAIRS
    run = Run(problem="line", x=xs, y=ys, lr=0.0004, epochs=2)
    (tmp_path / files.SAMPLES_FILE).write_text(files.samples(run))
    monkeypatch.chdir(tmp_path)
    exec(files.program(run), {})
    last = capsys.readouterr().out.splitlines()[-1]
    assert str(tuple(trace(run).parameters[-1].tolist())) in last
    command, _, file = files.command(run).partition(" < ")
    with open(file) as samples:
        monkeypatch.setattr(sys, "stdin", samples)
        assert main(command.split()[3:]) == 0
    head, *_, row = capsys.readouterr().out.splitlines()
    assert dict(zip(head.split(","), row.split(","), strict=True))["w"] == repr(
        trace(run).parameters[-1, 0].item()
    )


def test_samples_far_from_the_note_s_are_asked_for_a_prediction_among_them() -> None:
    app = paste(opened(way="paste"), "52,1\n61,2\n98,3\n")
    assert stage(app)["goto"]["view"] == {"predict": "80"}
    assert stage(paste(opened(way="paste"), "1,2\n3,4\n"))["goto"]["view"] == {"predict": "4"}
    chosen = opened("x=50,60&y=1,2&problem=line&lr=1e-6&predict=70", "paste")
    assert stage(paste(chosen, "52,1\n61,2\n98,3\n"))["goto"]["view"] == {}


@pytest.mark.parametrize(("lang", "told_so"), [("en", "Every y is 0 or 1."), ("zh", "y 全是 0 或 1。")])
def test_y_of_0_and_1_are_told_and_one_press_takes_them_for_labels(lang: str, told_so: str) -> None:
    app = paste(opened(f"lang={lang}", "paste"), "1,0\n2,0\n3,1\n4,1\n5,0\n")
    assert told_so in told(app)
    widget(app, "intake.use_labels").click().run()
    assert query(app)["problem"] == "logistic" and query(app)["y"] == "0,0,1,1,0"
    assert told_so not in told(app) and not app.exception
    assert told_so not in told(opened(f"lang={lang}"))


def test_a_part_of_a_date_is_told_until_its_column_is_chosen() -> None:
    app = paste(opened(way="paste"), "year,month,v\n2019,1,7\n2019,2,9\n2019,3,8")
    said = "A date stands in several columns (1, 2), and x or y is taken from them"
    assert said in told(app)
    widget(app, "intake.x").set_value(1).run()
    assert query(app)["x"] == "1,2,3" and said not in told(app)


def test_of_several_columns_named_x_the_first_with_numbers_is_taken_and_said_to_be() -> None:
    worded = paste(opened(way="paste"), "x,x,y\na,2,3\nb,5,6")
    assert query(worded)["x"] == "2,5" and "(1, 2); column 2 is read." in told(worded)
    app = paste(opened(way="paste"), "x,x,y\n1,2,3\n4,5,6")
    assert "Several columns are called" in told(app) and "(1, 2); column 1 is read." in told(app)
    widget(app, "intake.x").set_value(1).run()
    assert query(app)["x"] == "2,5" and "Several columns are called" not in told(app)


def test_a_tiny_parameter_is_written_as_numbers_are_everywhere() -> None:
    run = Run(x=[1], y=[-1e-9])
    assert "−1e−9**" in view.verdict(at(run), trace(run), words_in("en"))


def test_limits_are_told_of_the_units_in_which_there_is_a_best_model_and_of_no_others() -> None:
    words = words_in("en")
    link = "problem=huber&x=1000000001,1000000002,1000000003,1000000004&y=0,1000,500,7000"
    app = open_page("pages/your_data.py", f"{link}&scaling=largest")
    assert words["own.no_limits"] not in told(app) and words["own.effects_note"] in told(app)
    found = {each.scaling: each for each in findings.effects(Run.from_params(params_of(link)))}
    assert (found["none"].best, math.isnan(found["none"].full_batch)) == (None, True)
    assert found["largest"].best and found["largest"].full_batch > 0
    apart = open_page("pages/your_data.py", "problem=logistic&x=1,2,3,4&y=0,0,1,1")
    assert words["own.no_limits"] in told(apart) and words["own.effects_note"] not in told(apart)

"""Run: its defaults, its flat text and back, its limits, and everything that can be wrong with it."""

import copy
import pickle
import re
from array import array
from collections import deque
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sgd_core import Complaint, Run, RunError
from sgd_core.errors import MESSAGES, printable
from sgd_core.errors_chinese import CHINESE
from sgd_core.limits import MAX_GRADIENTS, MAX_NUMBER, MAX_SAMPLES, MAX_SEED, MAX_TEXT, MAX_UPDATES
from sgd_core.parameters import Real
from sgd_core.problems import PROBLEMS
from sgd_core.run import PARAMETERS, Reading, read_leniently, users
from tests.core.strategies import ANY_TEXT, PARAMS, TEXTS, bits, descriptions
from tests.effort import draws

Params = dict[str, str]


def values(run: Run) -> dict[str, Any]:
    return {name: getattr(run, name) for name in PARAMETERS}


def complaints_of(params: Params) -> tuple[Complaint, ...]:
    with pytest.raises(RunError) as caught:
        Run.from_params(params)
    return caught.value.complaints


def summary(params: Params) -> set[tuple[str, str]]:
    return {(complaint.name, complaint.code) for complaint in complaints_of(params)}


def column(count: int) -> str:
    return ",".join(["1"] * count)


# --- defaults ---


def test_the_defaults_are_the_note_s_run() -> None:
    expected = {
        "problem": "origin",
        "data": "note",
        "x": (),
        "y": (),
        "w0": (1.0,),
        "lr": 0.01,
        "epochs": 100,
        "sampling": "cyclic",
        "seed": 0,
        "batch": 1,
        "optimizer": "sgd",
        "schedule": "constant",
        "tol": 0.0,
    }
    assert values(Run()).items() >= expected.items()
    assert Run().points == ((1.0, 2.0, 3.0), (2.0, 4.0, 6.0))
    assert (Run().samples, Run().batch_size, Run().updates_per_epoch, Run().updates) == (3, 1, 3, 300)


def test_no_text_at_all_is_the_default_run() -> None:
    assert Run.from_params({}) == Run()
    assert Run().to_params() == {}


def test_every_default_written_out_is_still_the_default_run() -> None:
    text = {n: PARAMETERS[n].kind.write(v) for n, v in values(Run()).items() if v not in (None, ())}
    assert Run.from_params(text) == Run()
    assert Run.from_params(text).to_params() == {}


@pytest.mark.parametrize("name", ["at", "lang", "predict", "seeds", "b.lr", "utm_source", "LR", ""])
def test_a_name_that_is_not_the_run_s_is_an_error(name: str) -> None:
    assert summary({name: "1", "lr": "0.05"}) == {(name, "unknown_name")}


@pytest.mark.parametrize(
    ("n", "batch", "size", "per_epoch"),
    [(7, 3, 3, 3), (6, 3, 3, 2), (7, "all", 7, 1), (3, 10, 3, 1), (1, 1, 1, 1)],
)
def test_a_last_short_batch_is_counted(n: int, batch: int | str, size: int, per_epoch: int) -> None:
    run = Run(x=[1.0] * n, y=[1.0] * n, batch=batch, epochs=5)
    assert (run.samples, run.batch_size, run.updates_per_epoch, run.updates) == (
        n,
        size,
        per_epoch,
        5 * per_epoch,
    )


# --- what its samples make of it ---


@pytest.mark.parametrize("problem", PROBLEMS)
def test_its_critical_points_and_the_best_one_are_those_of_its_problem_on_its_samples(problem: str) -> None:
    run = Run(problem=problem)
    assert run.critical == run.model.critical(*run.points)
    assert run.best == run.model.best(*run.points)
    wide = Run(problem="huber", data="outliers", delta=100.0)
    assert wide.best != Run(problem="huber", data="outliers").best


def test_where_no_single_point_is_best_there_is_none() -> None:
    assert Run(x=[0.0], y=[1.0]).best is None
    assert Run(problem="autoencoder").best is None and len(Run(problem="autoencoder").critical) > 1


@pytest.mark.parametrize("problem", PROBLEMS)
def test_its_mean_loss_is_summed_left_to_right_for_floats_and_arrays_alike(problem: str) -> None:
    run, grid = Run(problem=problem), np.linspace(-2.0, 3.0, 7)
    ws = [(w,) * len(run.w0) for w in grid.tolist()]
    total = [sum(run.model.loss(w, x, y) for x, y in zip(*run.points, strict=True)) for w in ws]
    single = [run.mean_loss(w) for w in ws]
    assert bits(single) == bits([each / run.samples for each in total])
    assert bits(run.mean_loss((grid,) * len(run.w0))) == bits(single)


def test_what_it_computed_of_its_samples_is_kept_and_no_part_of_the_description() -> None:
    run = Run(problem="logistic")
    assert run.critical is run.critical and run.best is run.best
    assert run == Run(problem="logistic") and run.to_params() == Run(problem="logistic").to_params()
    assert not {"critical", "best"} & pickle.loads(pickle.dumps(run)).__dict__.keys()


# --- to text and back ---


@given(descriptions())
@settings(max_examples=draws(150))
def test_a_run_written_and_read_back_is_the_same_run(run: Run) -> None:
    again = Run.from_params(run.to_params())
    assert again == run
    assert hash(again) == hash(run)
    assert bits(values(again)) == bits(values(run))
    assert again.to_params() == run.to_params()


@given(descriptions())
def test_only_what_differs_from_the_default_is_written(run: Run) -> None:
    text = run.to_params()
    assert list(text) == [name for name in PARAMETERS if name in text]
    for name in text:
        rest = {other: value for other, value in text.items() if other != name}
        if name in ("x", "y"):
            assert (name, "missing") in summary(rest)
        else:
            # A start may fit no other problem, and samples not each.
            assert leniently(rest).run != run, name


@given(descriptions())
def test_the_text_is_plain(run: Run) -> None:
    for name, text in run.to_params().items():
        assert type(text) is str and text.isascii() and text.isprintable() and " " not in text, name


@given(descriptions(), descriptions())
def test_runs_are_equal_just_when_their_values_are(one: Run, other: Run) -> None:
    assert (one == other) == (values(one) == values(other)) == (one.to_params() == other.to_params())
    assert one != values(one)


@given(descriptions())
def test_a_run_survives_copying_and_storage(run: Run) -> None:
    for again in (copy.copy(run), copy.deepcopy(run), pickle.loads(pickle.dumps(run)), eval(repr(run))):
        assert again == run and hash(again) == hash(run) and again.points == run.points


@given(descriptions())
def test_a_run_replaced_by_its_own_values_is_the_same(run: Run) -> None:
    kept = {name: value for name, value in values(run).items() if value not in (None, ())}
    assert run.replaced() == run.replaced(**kept) == Run(**kept) == run


def test_replacing_the_samples_replaces_where_they_come_from() -> None:
    own = Run(epochs=5, x=[1.0], y=[2.0])
    assert own.replaced(data="noisy") == Run(epochs=5, data="noisy")
    assert Run(epochs=5, data="noisy").replaced(x=[1.0], y=[2.0]) == own
    assert own.replaced(y=[3.0]) == Run(epochs=5, x=[1.0], y=[3.0])
    with pytest.raises(RunError):
        own.replaced(nonsense=1)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ({"lr": " 0.05 "}, {"lr": "0.05"}),
        ({"lr": "5e-2"}, {"lr": "0.05"}),
        ({"lr": "+.05"}, {"lr": "0.05"}),
        ({"lr": "1."}, {"lr": "1"}),
        ({"epochs": "+007"}, {"epochs": "7"}),
        ({"batch": " all "}, {"batch": "all"}),
        ({"sampling": " reshuffle"}, {"sampling": "reshuffle"}),
        ({"x": "1, 2 ,3", "y": "-1,+2.0,3e0"}, {"x": "1,2,3", "y": "-1,2,3"}),
        ({"lr_steps": "3:0.1, 5:.2"}, {"lr_steps": "3:0.1,5:0.2"}),
        ({"lr_steps": ""}, {}),
        ({"lr": "1e-999"}, {"lr": "0"}),
    ],
)
def test_text_may_be_written_in_other_ways(text: Params, same: Params) -> None:
    assert Run.from_params(text).to_params() == same


def test_equal_runs_hold_equal_bits() -> None:
    minus, plus = Run(w0=[-0.0]), Run(w0=[0.0])
    assert minus != plus or bits(values(minus)) == bits(values(plus))


# --- immutable ---


@pytest.mark.parametrize("name", [*PARAMETERS, "points", "new"])
def test_a_run_does_not_change(name: str) -> None:
    run = Run()
    with pytest.raises(AttributeError):
        setattr(run, name, 1)
    with pytest.raises(AttributeError):
        delattr(run, name)
    assert run == Run()


def test_a_run_keeps_nothing_that_its_maker_can_change() -> None:
    xs, ys, w0 = [1.0, 2.0], [3.0, 4.0], [0.5]
    run = Run(x=xs, y=ys, w0=w0)
    xs[0], ys[0], w0[0] = 9.0, 9.0, 9.0
    assert (run.x, run.y, run.w0) == ((1.0, 2.0), (3.0, 4.0), (0.5,))


@pytest.mark.parametrize("xs", [range(1, 3), deque([1.0, 2.0]), array("d", [1.0, 2.0]), b"\x01\x02"])
def test_any_sequence_of_numbers_becomes_a_tuple_of_floats(xs: Any) -> None:
    run = Run(x=xs, y=[3.0, 4.0])
    assert bits(run.x) == bits((1.0, 2.0))
    assert run == Run(x=[1.0, 2.0], y=[3.0, 4.0])


@pytest.mark.parametrize("rate", [{"lr": 1}, {"lr": 2**53 + 1}, {"lr": np.float64(0.5)}, {"tol": -0.0}])
def test_a_rate_is_a_plain_float_and_survives_its_text_to_the_bit(rate: dict[str, Any]) -> None:
    run = Run(**rate)
    assert bits(values(Run.from_params(run.to_params()))) == bits(values(run))
    assert type(run.lr) is float


# --- what is wrong ---

#: (text, the value complained of, the code): each the one thing that is wrong, with the first name.
WRONG = [
    ({"nonsense": "1"}, "1", "unknown_name"),
    ({"LR": "1"}, "1", "unknown_name"),
    ({"": ""}, "", "unknown_name"),
    ({"problem": "cubic"}, "cubic", "unknown_word"),
    ({"problem": ""}, "", "unknown_word"),
    ({"data": "Note"}, "Note", "unknown_word"),
    ({"sampling": "random"}, "random", "unknown_word"),
    ({"optimizer": "sgd,adam"}, "sgd,adam", "unknown_word"),
    ({"schedule": "linear"}, "linear", "unknown_word"),
    ({"lr": "fast"}, "fast", "not_a_number"),
    ({"lr": ""}, "", "not_a_number"),
    ({"lr": "nan"}, "nan", "not_a_number"),
    ({"lr": "inf"}, "inf", "not_a_number"),
    ({"lr": "1_0"}, "1_0", "not_a_number"),
    ({"lr": "٣"}, "٣", "not_a_number"),
    ({"lr": "0x10"}, "0x10", "not_a_number"),
    ({"lr": "1\n"}, "1\n", "not_a_number"),
    ({"lr": "1,2"}, "1,2", "not_a_number"),
    ({"lr": "1e999"}, "1e999", "not_finite"),
    ({"lr": "-1"}, "-1", "too_small"),
    ({"lr": "-5e-324"}, "-5e-324", "too_small"),
    ({"tol": "-1"}, "-1", "too_small"),
    ({"eps": "0"}, "0", "not_above"),
    ({"delta": "-0"}, "-0", "not_above"),
    ({"beta1": "1"}, "1", "not_below"),
    ({"alpha": "-0.1"}, "-0.1", "not_below"),
    ({"gamma": "1.5"}, "1.5", "out_of_range"),
    ({"step_size": "0"}, "0", "out_of_range"),
    ({"gradient": "full"}, "full", "unknown_word"),
    ({"data": "note", "problem": "logistic"}, "note", "unfit_data"),
    ({"y": "0,2,1", "x": "1,2,3", "problem": "logistic"}, "2", "unfit_target"),
    ({"w0": "1", "problem": "line"}, "1", "wrong_count"),
    ({"tol": "-1e999"}, "-1e999", "not_finite"),
    ({"epochs": "many"}, "many", "not_whole"),
    ({"epochs": "1.0"}, "1.0", "not_whole"),
    ({"epochs": "1e3"}, "1e3", "not_whole"),
    ({"epochs": "٣"}, "٣", "not_whole"),
    ({"epochs": "9" * (MAX_NUMBER + 1)}, "9" * (MAX_NUMBER + 1), "long_number"),
    ({"epochs": "9" * MAX_NUMBER}, "9" * MAX_NUMBER, "out_of_range"),
    ({"lr": "." * (MAX_NUMBER + 1)}, "." * (MAX_NUMBER + 1), "long_number"),
    ({"x": "1," + "2" * (MAX_NUMBER + 1), "y": "1,2"}, "2" * (MAX_NUMBER + 1), "long_number"),
    ({"lr_steps": "1:" + "2" * (MAX_NUMBER + 1)}, "2" * (MAX_NUMBER + 1), "long_number"),
    ({"lr_steps": "1" * (MAX_NUMBER + 1) + ":2"}, "1" * (MAX_NUMBER + 1), "long_number"),
    ({"lr_steps": "1" * (MAX_NUMBER + 1)}, "1" * (MAX_NUMBER + 1), "bad_step"),
    ({"batch": "9" * (MAX_NUMBER + 1)}, "9" * (MAX_NUMBER + 1), "not_whole_or_all"),
    ({"epochs": "0"}, "0", "out_of_range"),
    ({"epochs": "-7"}, "-7", "out_of_range"),
    ({"seed": "-1"}, "-1", "out_of_range"),
    ({"seed": "0.5"}, "0.5", "not_whole"),
    ({"batch": "0"}, "0", "not_whole_or_all"),
    ({"batch": "ALL"}, "ALL", "not_whole_or_all"),
    ({"w0": ""}, "", "empty"),
    ({"w0": "1,2"}, "1,2", "wrong_count"),
    ({"w0": "1,"}, "", "not_a_number"),
    ({"x": "1,two", "y": "1,2"}, "two", "not_a_number"),
    ({"x": "1,nan", "y": "1,2"}, "nan", "not_a_number"),
    ({"x": "1,1e400", "y": "1,2"}, "1e400", "not_finite"),
    ({"x": "", "y": "1"}, "", "empty"),
    ({"y": "1,2,3", "x": "1,2"}, "1,2,3", "lengths_differ"),
    ({"y": "1"}, "", "missing"),
    ({"x": "1"}, "", "missing"),
    ({"data": "noisy", "x": "1", "y": "1"}, "noisy", "both"),
    ({"data": "note", "x": "1"}, "note", "both"),
    ({"data": "note", "y": "1"}, "note", "both"),
    ({"lr_steps": "120"}, "120", "bad_step"),
    ({"lr_steps": "1:0.1,"}, "", "bad_step"),
    ({"lr_steps": "1:2:3"}, "1:2:3", "bad_step"),
    ({"lr_steps": "1.5:2"}, "1.5:2", "bad_step"),
    ({"lr_steps": "1:nan"}, "1:nan", "bad_step"),
    ({"lr_steps": "1:1e999"}, "1e999", "not_finite"),
    ({"lr_steps": "1:-1"}, "-1", "too_small"),
    ({"lr_steps": "-1:1"}, "-1", "out_of_range"),
    ({"lr_steps": "5:1,3:2"}, "3:2", "not_increasing"),
    ({"lr_steps": "5:1,5:2"}, "5:2", "not_increasing"),
    ({"lr": "1" * (MAX_TEXT + 1)}, "1" * (MAX_TEXT + 1), "too_long"),
    ({"x": column(MAX_SAMPLES + 1), "y": "1"}, column(MAX_SAMPLES + 1), "too_many"),
    ({"epochs": "333334"}, "333334", "too_many_updates"),
]


@pytest.mark.parametrize("text", ["½", "1/2", "0,5", "٣", "0x10"])
def test_what_is_a_number_in_other_notation_is_not_denied_to_be_one(text: str) -> None:
    with pytest.raises(RunError, match=r"is not written as a decimal number; allowed: .* such as 0\.5"):
        Run.from_params({"lr": text})


@pytest.mark.parametrize("values", [{"x": 5, "y": 1}, {"w0": "1"}, {"lr_steps": 5}])
def test_a_number_where_a_list_is_wanted_is_not_called_none(values: Any) -> None:
    with pytest.raises(RunError, match=r"is no list of numbers; allowed: a list such as \[1, 2, 3\]"):
        Run(**values)


@pytest.mark.parametrize(("params", "value", "code"), WRONG, ids=lambda part: str(part)[:40])
def test_one_thing_wrong_is_one_complaint_with_name_value_and_what_is_allowed(
    params: Params, value: str, code: str
) -> None:
    (complaint,) = complaints_of(params)
    name = next(iter(params))
    if code == "missing":
        name = {"x": "y", "y": "x"}[name]
    assert (complaint.name, complaint.value, complaint.code) == (name, value, code)
    line = str(complaint)
    # A value of nothing is not quoted, nor that of a name that means nothing.
    given = f'{name}: "{printable(value)}" ' if value and code != "unknown_name" else name
    assert line.startswith(given) and "; allowed: " in line and '""' not in line
    assert not line.endswith("allowed: ") and "{" not in line


def test_the_complaints_about_words_name_the_words() -> None:
    for name in ("problem", "data", "sampling", "optimizer", "schedule"):
        line = str(RunError(complaints_of({name: "?"})))
        assert all(word in line for word in PARAMETERS[name].kind.words)  # type: ignore[attr-defined]


def test_the_complaints_about_names_name_the_names() -> None:
    assert all(name in str(RunError(complaints_of({"nonsense": "?"}))) for name in PARAMETERS)


@pytest.mark.parametrize("text", ["al", "0", "10001"])
def test_the_complaint_about_batch_says_that_all_is_allowed(text: str) -> None:
    (complaint,) = complaints_of({"batch": text})
    assert "all" in complaint.allowed()


@pytest.mark.parametrize(
    ("name", "text"), [("lr", "-1.50"), ("w0", "1,2.0"), ("epochs", "+0"), ("tol", "-1e0")]
)
def test_a_complaint_holds_the_value_as_it_was_given(name: str, text: str) -> None:
    (complaint,) = complaints_of({name: text})
    assert complaint.value == text


def test_everything_wrong_is_reported_together() -> None:
    everything = {
        "problem": "cubic",
        "nonsense": "1",
        "x": "1,two",
        "y": "",
        "data": "mine",
        "lr": "-1",
        "epochs": "0",
        "sampling": "random",
        "seed": "one",
        "batch": "half",
        "optimizer": "best",
        "schedule": "later",
        "lr_steps": "5:1,3:2",
        "tol": "tiny",
    }
    assert {name for name, _ in summary(everything)} == set(everything)
    lines = str(RunError(complaints_of(everything))).splitlines()
    assert len(lines) == len(everything)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"lr": "a", "epochs": "400000"}, {("lr", "not_a_number"), ("epochs", "too_many_updates")}),
        ({"lr": "a", "w0": "1,2"}, {("lr", "not_a_number"), ("w0", "wrong_count")}),
        ({"lr": "a", "tol": "-1"}, {("lr", "not_a_number"), ("tol", "too_small")}),
        ({"x": "1", "y": "1,2", "w0": "1,2"}, {("y", "lengths_differ"), ("w0", "wrong_count")}),
        ({"x": "a", "y": "1", "data": "note"}, {("x", "not_a_number"), ("data", "both")}),
        ({"x": "a", "y": "1"}, {("x", "not_a_number")}),
        ({"x": "a", "y": "b"}, {("x", "not_a_number"), ("y", "not_a_number")}),
        ({"data": "mine", "epochs": "400000"}, {("data", "unknown_word")}),
        ({"problem": "cubic", "w0": "1,2"}, {("problem", "unknown_word")}),
    ],
)
def test_what_is_wrong_in_text_and_what_is_wrong_in_value_are_reported_together(
    params: Params, expected: set[tuple[str, str]]
) -> None:
    assert summary(params) == expected


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"x": "a"}, {("x", "not_a_number"), ("y", "missing")}),
        ({"x": "a", "data": "noisy"}, {("x", "not_a_number"), ("data", "both")}),
        ({"batch": "al", "epochs": "400000"}, {("batch", "not_whole_or_all")}),
        ({"x": "a", "epochs": "400000"}, {("x", "not_a_number"), ("y", "missing")}),
    ],
)
def test_unreadable_text_neither_hides_nor_makes_other_complaints(
    params: Params, expected: set[tuple[str, str]]
) -> None:
    assert summary(params) == expected


def test_every_message_can_be_said() -> None:
    facts = dict.fromkeys(
        (
            "names",
            "first",
            "second",
            "words",
            "example",
            "low",
            "high",
            "count",
            "given",
            "other",
            "above",
            "below",
            "unit",
            "number",
            "cell",
            "values",
            "either",
        ),
        "7",
    )
    for code in MESSAGES:
        wrong = Complaint("lr", "1", code, facts)
        for lang in ("en", "zh"):
            assert wrong.reason(lang) and wrong.allowed(lang)


def test_every_complaint_has_its_words_in_chinese_with_no_other_blanks() -> None:
    assert CHINESE.keys() == MESSAGES.keys()
    for code, words in MESSAGES.items():
        english, chinese = (set(re.findall(r"{(\w+)}", " ".join(each))) for each in (words, CHINESE[code]))
        assert chinese <= english, code


def test_a_complaint_whose_words_are_elsewhere_can_be_printed() -> None:
    error = RunError([Complaint("file", "a\n.csv", "of_some_page", {"count": "100"})])
    assert str(error) == r'file: "a\n.csv" cannot be used (of_some_page)'
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_values_of_wrong_types_are_complaints_too() -> None:
    wrong = {
        "problem": 3,
        "data": 3,
        "x": "1,2",
        "y": 5,
        "w0": (True,),
        "lr": "0.1",
        "epochs": 1.5,
        "seed": True,
        "batch": None,
        "lr_steps": (1, 2),
        "tol": float("nan"),
        "nonsense": object(),
    }
    with pytest.raises(RunError) as caught:
        Run(**wrong)
    assert {complaint.name for complaint in caught.value.complaints} == set(wrong)


@pytest.mark.parametrize("name", ["lr", "w0", "epochs", "lr_steps"])
def test_no_value_at_all_makes_anything_but_a_complaint(name: str) -> None:
    value = {"lr": 10**400, "w0": [10**400], "epochs": 10**5000, "lr_steps": 5}[name]
    try:
        Run(**{name: value})
    except RunError as error:
        assert [complaint.name for complaint in error.complaints] == [name]


def test_a_preset_beside_samples_is_quoted_however_it_was_given() -> None:
    with pytest.raises(RunError) as caught:
        Run(data="noisy", x=[1.0], y=[2.0])
    assert [complaint.value for complaint in caught.value.complaints] == ["noisy"]


def test_too_many_steps_are_called_too_many() -> None:
    for count in (MAX_SAMPLES + 1, MAX_SAMPLES + 2, MAX_SAMPLES + 9):
        text = ",".join(f"{t}:1" for t in range(count))
        assert summary({"lr_steps": text}) == {("lr_steps", "too_many")}


def test_a_complaint_stays_on_one_line_and_is_cut() -> None:
    strange = {"a\nb\x1b[31m\u2028\ud800": "1", "lr": "c\r\n\x1b[31m\u2028\ud800" + "long" * 1000}
    lines = [str(complaint) for complaint in complaints_of(strange)]
    assert all(len(line.splitlines()) == 1 for line in lines)
    assert any(line.startswith(r"a\nb\x1b[31m\u2028\ud800 is not a parameter") for line in lines)
    assert any(line.startswith(r'lr: "c\r\n\x1b[31m\u2028\ud800long') for line in lines)
    assert max(map(len, lines)) < 200 + len(", ".join(PARAMETERS))


def test_a_run_error_survives_storage() -> None:
    error = RunError(complaints_of({"lr": "a", "epochs": "b"}))
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


# --- limits, on either side ---


def budget(n: int, epochs: int, batch: str = "1") -> Params:
    return {"x": column(n), "y": column(n), "epochs": str(epochs), "batch": batch}


@pytest.mark.parametrize(
    ("within", "beyond", "complaint"),
    [
        (budget(MAX_SAMPLES, 1), budget(MAX_SAMPLES + 1, 1), ("x", "too_many")),
        (budget(1, MAX_UPDATES), budget(1, MAX_UPDATES + 1), ("epochs", "out_of_range")),
        (budget(2, MAX_UPDATES // 2), budget(2, MAX_UPDATES // 2 + 1), ("epochs", "too_many_updates")),
        (budget(7, 250_000, "2"), budget(7, 250_001, "2"), ("epochs", "too_many_updates")),
        (budget(3, 333_333), budget(3, 333_334), ("epochs", "too_many_updates")),
        (
            budget(MAX_SAMPLES, 1000, "all"),
            budget(MAX_SAMPLES, 1001, "all"),
            ("epochs", "too_many_gradients"),
        ),
        (budget(11, 909_090, "all"), budget(11, 909_091, "11"), ("epochs", "too_many_gradients")),
        ({"seed": str(MAX_SEED)}, {"seed": str(MAX_SEED + 1)}, ("seed", "out_of_range")),
        ({"batch": str(MAX_SAMPLES)}, {"batch": str(MAX_SAMPLES + 1)}, ("batch", "not_whole_or_all")),
        ({"lr": f"{0:>{MAX_TEXT}}"}, {"lr": f"{0:>{MAX_TEXT + 1}}"}, ("lr", "too_long")),
        ({"lr": f" {0:0{MAX_NUMBER}} "}, {"lr": f"{0:0{MAX_NUMBER + 1}}"}, ("lr", "long_number")),
        ({"epochs": f" {1:0{MAX_NUMBER}} "}, {"epochs": f"{1:0{MAX_NUMBER + 1}}"}, ("epochs", "long_number")),
        ({"lr": "1.7976931348623157e308"}, {"lr": "1.7976931348623159e308"}, ("lr", "not_finite")),
        ({"lr": "0"}, {"lr": "-1e-300"}, ("lr", "too_small")),
        ({"lr_steps": "1000000:1"}, {"lr_steps": "1000001:1"}, ("lr_steps", "out_of_range")),
        ({"lr_steps": "0:0"}, {"lr_steps": "-1:0"}, ("lr_steps", "out_of_range")),
    ],
    ids=lambda part: str(part)[-40:],
)
def test_a_limit_holds_on_either_side(within: Params, beyond: Params, complaint: tuple[str, str]) -> None:
    Run.from_params(within)
    assert complaint in summary(beyond)


def test_the_limits_are_those_that_were_promised() -> None:
    assert (MAX_SAMPLES, MAX_UPDATES, MAX_GRADIENTS) == (10_000, 1_000_000, 10_000_000)


def test_a_complaint_about_the_budget_names_the_most_epochs_that_fit() -> None:
    (complaint,) = complaints_of({"data": "noisy-200", "epochs": "5001"})
    assert "5000 epochs" in complaint.allowed()
    Run.from_params({"data": "noisy-200", "epochs": "5000"})


def test_values_have_the_limits_of_their_text() -> None:
    with pytest.raises(RunError):
        Run(x=[1.0] * (MAX_SAMPLES + 1), y=[1.0] * (MAX_SAMPLES + 1), epochs=1)
    with pytest.raises(RunError):
        Run(x=[1.0] * MAX_SAMPLES, y=[1.0] * MAX_SAMPLES, epochs=101)


# --- hostile text ---


@given(PARAMS)
@settings(max_examples=draws(200))
def test_any_text_makes_a_run_or_a_run_error(params: Params) -> None:
    before = dict(params)
    try:
        run = Run.from_params(params)
    except RunError as error:
        assert error.complaints
        assert len(str(error).splitlines()) == len(error.complaints)
        for complaint in error.complaints:
            assert complaint.name in params or complaint.code == "missing"
    else:
        assert Run.from_params(run.to_params()) == run
        assert params.keys() <= PARAMETERS.keys()
    assert params == before


#: What depends on the other parameters.
BETWEEN = {"missing", "both", "wrong_count", "lengths_differ", "too_many_updates", "too_many_gradients"}


@given(PARAMS)
@settings(max_examples=draws(120))
def test_what_is_wrong_alone_is_wrong_in_company(params: Params) -> None:
    alone = set()
    for name, text in params.items():
        try:
            Run.from_params({name: text})
        except RunError as error:
            alone |= {(c.name, c.code) for c in error.complaints if c.code not in BETWEEN}
    try:
        Run.from_params(params)
    except RunError as error:
        together = {(c.name, c.code) for c in error.complaints if c.code not in BETWEEN}
        assert together == alone
    else:
        assert not alone


# --- links, read leniently ---


def leniently(params: Params) -> Reading:
    """``read_leniently``, failing where it tries for ever."""
    tries = []
    read = Run.from_params

    def counted(link: Params) -> Run:
        tries.append(link)
        assert len(tries) <= len(params) + 2, "tries for ever"
        return read(link)

    with patch.object(Run, "from_params", counted):
        return read_leniently(params)


@given(descriptions())
def test_a_right_link_is_read_without_complaint(run: Run) -> None:
    assert leniently(run.to_params()) == Reading(run, ())


@given(st.dictionaries(st.sampled_from(sorted(set(PARAMETERS) - {"x", "y"})) | st.text(max_size=5), ANY_TEXT))
def test_any_link_without_samples_of_its_own_gives_a_run(params: Params) -> None:
    reading = leniently(params)
    assert isinstance(reading.run, Run)
    wrong = {complaint.name for complaint in reading.complaints}
    assert wrong <= set(params)
    assert Run.from_params({name: text for name, text in params.items() if name not in wrong}) == reading.run


@given(PARAMS)
@example({"x": "1,2"})
@example({"y": "1,2"})
@example({"x": "1,2,3", "y": "1,2"})
@example({"x": "1,a", "y": "1,2"})
@example({"x": "a", "y": "b", "epochs": "7"})
@example({"x": "a", "y": "1", "data": "noisy"})
def test_any_link_gives_a_run(params: Params) -> None:
    reading = leniently(params)
    assert isinstance(reading.run, Run)
    lines = [str(complaint) for complaint in reading.complaints]
    assert len(lines) == len(set(lines))


JUNK = TEXTS.filter(lambda text: text in {"½", "{names}", "\ud800", "%s", "1\n", "٣"})
#: What a wrong parameter may take with it.
COUPLED = {"problem": {"w0"}, "data": {"x", "y"}, "x": {"y", "data"}, "y": {"x", "data"}}


def wrong_parameter_takes_no_other_with_it(run: Run, name: str, junk: str) -> None:
    written = run.to_params()
    reading = leniently(written | {name: junk})
    assert name in {complaint.name for complaint in reading.complaints}
    left = reading.run.to_params()
    for other in set(PARAMETERS) - {name} - COUPLED.get(name, set()):
        assert left.get(other) == written.get(other), other


@given(descriptions(), st.sampled_from(sorted(set(PARAMETERS) - {"x", "y"})), JUNK)
@settings(max_examples=draws(120))
def test_a_wrong_parameter_takes_no_right_one_with_it(run: Run, name: str, junk: str) -> None:
    assume(name != "data" or run.data is not None)
    wrong_parameter_takes_no_other_with_it(run, name, junk)


@pytest.mark.parametrize("name", ["x", "y"])
def test_wrong_samples_take_nothing_but_samples_with_them(name: str) -> None:
    wrong_parameter_takes_no_other_with_it(Run(x=[1.0], y=[2.0], epochs=7, lr=0.5), name, "½")


@pytest.mark.parametrize("samples", [{"x": "a"}, {"x": "a", "y": "1"}, {"x": "a", "y": "b"}])
def test_a_preset_outlives_samples_that_cannot_be_read(samples: Params) -> None:
    assert leniently({"data": "noisy", "epochs": "5"} | samples).run == Run(data="noisy", epochs=5)


@pytest.mark.parametrize(
    ("params", "run", "names"),
    [
        ({"lr": "abc", "epochs": "7"}, Run(epochs=7), ["lr"]),
        ({"nonsense": "1", "lr": "0.5"}, Run(lr=0.5), ["nonsense"]),
        ({"epochs": "400000", "seed": "3"}, Run(seed=3), ["epochs"]),
        ({"w0": "1,2", "batch": "all"}, Run(batch="all"), ["w0"]),
        ({"data": "mine", "x": "1", "y": "2"}, Run(x=[1.0], y=[2.0]), ["data"]),
        ({"data": "noisy", "x": "1", "y": "2"}, Run(x=[1.0], y=[2.0]), ["data"]),
        ({"lr": "a", "tol": "-1", "sampling": "?", "seed": "5"}, Run(seed=5), ["lr", "tol", "sampling"]),
    ],
)
def test_a_link_that_is_wrong_in_part_keeps_the_rest(params: Params, run: Run, names: list[str]) -> None:
    reading = leniently(params)
    assert reading.run == run
    assert [complaint.name for complaint in reading.complaints] == names


def test_a_run_is_stored_without_what_can_be_computed_again() -> None:
    run = Run(problem="huber", delta=0.5)
    assert run.model.constants and run.points
    again = pickle.loads(pickle.dumps(run))
    assert again == run and again.model.loss((1.0, 0.0), 3.0, 0.0) == run.model.loss((1.0, 0.0), 3.0, 0.0)


def test_entries_that_share_a_constant_may_each_have_a_default() -> None:
    assert users("weight_decay") == {"adamw": 0.01, "lion": 0.0}
    assert users("gamma") == {"step": 0.5, "exponential": 0.95}
    for optimizer, default in users("eps").items():
        assert Run(optimizer=optimizer).eps == default
        assert Run(optimizer=optimizer, eps=default).to_params() == {"optimizer": optimizer}
    assert Run(optimizer="adam").replaced(optimizer="adagrad").eps == 1e-10
    assert Run().eps is None


@pytest.mark.parametrize("limits", [{"high": 1.0}, {"below": 1.0}, {"above": 0.0, "high": 1.0}])
def test_limits_without_words_are_refused_where_they_are_set(limits: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no words"):
        Real(**limits)


@pytest.mark.parametrize("text", ["1e3", "20.0", "2.5"])
def test_a_whole_number_in_another_spelling_is_not_said_to_be_none(text: str) -> None:
    with pytest.raises(RunError) as found:
        Run.from_params({"epochs": text})
    (complaint,) = found.value.complaints
    assert complaint.reason() == "is not written as a whole number"
    assert complaint.allowed() == "digits alone, such as 1"


@pytest.mark.parametrize("other", [{}, {"batch": "2"}, {"batch": "all"}, {"gradient": "svrg"}])
def test_so_many_epochs_as_are_said_to_be_allowed_are(other: dict[str, str]) -> None:
    """Be it that updates and gradients are too many at once; and no more are, with all else as it is."""
    params = {"data": "noisy-20", **other}
    with pytest.raises(RunError) as error:
        Run.from_params(params | {"epochs": "1000000"})
    (high,) = {complaint.facts["high"] for complaint in error.value.complaints}
    assert Run.from_params(params | {"epochs": high}).epochs == int(high)
    with pytest.raises(RunError, match="all else as it is"):
        Run.from_params(params | {"epochs": str(int(high) + 1)})

"""A trace as text: the note's log, CSV and JSON."""

import csv
import json
import math
from io import StringIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sgd_core import Run, Step, stream, trace
from sgd_core.export import (
    CODE,
    WRITERS,
    csv_lines,
    csv_of_runs,
    formats,
    json_lines,
    note_lines,
    text_cell,
)
from sgd_core.problems import PROBLEMS
from sgd_core.scaling import Units, rescaled, scalings_of, units_of
from tests.core.strategies import bits, runs

DIVERGING = Run(lr=1e150)
#: Runs on scaled x, with the units that they were given in.
SCALED = [
    (rescaled(given, scaling), units_of(given, scaling))
    for given in (
        Run(problem="line", data="far", epochs=3),
        Run(problem="logistic", x=[-1.0, 2.0, 3.0, 7.0], y=[0, 1, 0, 1], epochs=3, sampling="reshuffle"),
        Run(problem="huber", data="outliers", epochs=3, batch=3),
        Run(problem="line", data="far", epochs=3, batch="all"),
        Run(x=[-10.0, 20.0, 30.0], y=[-20.0, 40.0, 60.0], epochs=3),
    )
    for scaling in scalings_of(given.model)[1:]
]


# --- CSV ---


def cells(step: Step, run: Run) -> dict[str, str | float]:
    """What a row must hold, by column."""
    row: dict[str, str | float] = {"t": step.t, "epoch": step.epoch, "gradients": step.gradients}
    row["sample"] = "all" if run.batch == "all" else ";".join(map(str, step.samples))
    row |= {"lr": step.lr, "loss_before": step.loss_before, "loss": step.loss}
    for i, name in enumerate(PROBLEMS[run.problem].parameters):
        row |= {f"{name}_before": step.before[i], f"grad_{name}": step.gradient[i], name: step.parameters[i]}
    return row


@given(runs())
@example(DIVERGING)
def test_csv_reads_back_to_the_bits_of_the_stream(run: Run) -> None:
    for row, step in zip(csv.DictReader(csv_lines(trace(run))), stream(run), strict=True):
        for name, value in cells(step, run).items():
            assert bits(type(value)(row[name])) == bits(value), name


def test_the_columns_stand_in_their_order() -> None:
    header = next(iter(csv_lines(trace(Run(epochs=1)))))
    assert header == "t,epoch,sample,gradients,lr,w_before,grad_w,w,loss_before,loss"


def test_the_first_rows_of_the_note_s_run() -> None:
    assert list(csv_lines(trace(Run(epochs=1))))[1:3] == [
        "0,0,0,1,0.01,1,-2,1.02,1,0.9603999999999999",
        "1,0,1,2,0.01,1.02,-7.84,1.0984,3.8415999999999997,3.2515302399999997",
    ]


@pytest.mark.parametrize(("batch", "first"), [(1, "2"), (2, "2;1"), ("all", "all")])
def test_a_row_names_its_samples(batch: int | str, first: str) -> None:
    run = Run(sampling="reshuffle", batch=batch)
    assert next(csv.DictReader(csv_lines(trace(run))))["sample"] == first


@pytest.mark.parametrize(("run", "units"), SCALED, ids=repr)
def test_csv_of_scaled_x_holds_x_z_and_what_z_is_made_of(run: Run, units: Units) -> None:
    columns = trace(run)
    rows = list(csv.DictReader(csv_lines(columns, 4.0, units)))
    for row, batch in zip(rows, columns.batches(), strict=True):
        assert {name: float(row[name]) for name in units.constants} == units.constants
        single = run.batch == 1
        assert ("x" in row, "z" in row) == (single, single)
        if single:
            (i,) = batch
            assert (float(row["x"]), float(row["z"])) == (units.x[i], run.points[0][i])


def is_harmless(cell: str) -> bool:
    """Whether no spreadsheet takes a cell for a formula."""
    if not cell.startswith(tuple("=+-@\t\r\n＝＋－＠")):
        return True
    try:
        return float(cell) == float(cell)
    except ValueError:
        return False


@pytest.mark.parametrize(("run", "units"), SCALED, ids=repr)
def test_a_cell_that_begins_like_a_formula_of_a_spreadsheet_is_a_number(run: Run, units: Units) -> None:
    cells = [cell for row in csv.reader(csv_lines(trace(run), 4.0, units)) for cell in row]
    assert any(cell.startswith("-") for cell in cells)
    assert all(map(is_harmless, cells))


@given(runs())
@example(DIVERGING)
def test_no_cell_of_any_run_begins_a_formula(run: Run) -> None:
    for row in csv.reader(csv_lines(trace(run))):
        assert all(map(is_harmless, row))


@given(
    st.text() | st.builds("{}{}".format, st.sampled_from("=+-@\t\r＝－"), st.text()) | st.floats().map(str)
)
@example("=1+1")
@example("-1")
@example('@a,"b"\n')
@example("-nan")
def test_no_text_begins_a_formula_and_it_is_read_back_but_for_the_mark_that_says_so(text: str) -> None:
    (row,) = csv.reader(StringIO(f"{text_cell(text)},end\r\n", newline=""))
    assert row in ([text, "end"], [f"'{text}", "end"])
    assert is_harmless(row[0]) and (row[0] == text) == is_harmless(text)


# --- several runs in one table ---

#: Runs of a page, whose columns are not all the same.
TOGETHER = [
    ("SGD", trace(Run(problem="line", epochs=2))),
    ("=SGD, averaged", trace(Run(problem="line", optimizer="averaged", epochs=3))),
    ("全批量", trace(Run(problem="line", batch="all", epochs=2))),
]


def test_several_runs_stand_in_one_table_each_under_its_name() -> None:
    rows = list(csv.DictReader(csv_of_runs(TOGETHER)))
    assert next(iter(rows[0])) == "run" and {None, ""} & {*rows[0]} == set()
    for name, columns in TOGETHER:
        own = [row for row in rows if row["run"] == text_cell(name).strip('"')]
        for row, alone in zip(own, csv.DictReader(csv_lines(columns)), strict=True):
            assert {key: row[key] for key in alone} == alone
            assert all(row[key] == "" for key in row.keys() - alone.keys() - {"run"})


def test_several_runs_on_scaled_x_say_how_it_was_scaled() -> None:
    given = Run(problem="line", data="far", epochs=2)
    units = units_of(given, "largest")
    run = rescaled(given, "largest")
    runs = [("a", trace(run)), ("b", trace(run.replaced(batch=3)))]
    rows = list(csv.DictReader(csv_of_runs(runs, units)))
    assert {float(row["largest"]) for row in rows} == {units.constants["largest"]}
    assert all((row["z"] == "") == (row["run"] == "b") for row in rows)


# --- the note's log ---


def log(run: Run, predict: float, shown: str) -> list[str]:
    """The note's print statements, for any run of one sample an update."""
    (w,), (xs, ys) = run.w0, run.points
    lines = [f"Predict (before training) {shown} {predict * w}"]
    for step in stream(run):
        (i,), (grad,), (w,) = step.samples, step.gradient, step.parameters
        lines.append(f"\t x= {xs[i]} y= {ys[i]} grade: {grad}")
        if (step.t + 1) % len(xs) == 0:
            lines.append(f" Epoch: {step.epoch}  w= {w}  loss= {step.loss}")
    return [*lines, f"Predict (after training) {shown} {predict * w}"]


@given(runs(problem="origin", batch=1))
@example(DIVERGING)
def test_the_log_has_the_note_s_layout_for_any_run_of_one_sample_an_update(run: Run) -> None:
    assert list(note_lines(trace(run), 4.0)) == log(run, 4.0, "4")
    assert list(note_lines(trace(run), -0.5)) == log(run, -0.5, "-0.5")


def test_the_log_of_scaled_x_says_z_and_predicts_at_an_x_as_given() -> None:
    run, units = next(pair for pair in SCALED if pair[0].problem == "origin")
    lines = list(note_lines(trace(run), 40.0, units))
    z = units.z(40.0)
    assert z == 40 / 30
    assert lines[0] == f"Predict (before training) 40 {z * run.w0[0]}"
    assert lines[-1] == f"Predict (after training) 40 {z * trace(run).end.parameters[0]}"
    assert lines[1].startswith(f"\t z= {-10 / 30} y= -20.0 grade: ")


def test_the_log_of_a_full_batch_of_one_sample_is_that_of_single_samples() -> None:
    run = Run(x=[2.0], y=[3.0], epochs=4)
    assert list(note_lines(trace(run.replaced(batch="all")), 4.0)) == log(run, 4.0, "4")


@pytest.mark.parametrize(
    ("run", "allowed"),
    [
        (Run(), ["note", "csv", "json", "numpy", "torch", "notebook"]),
        (Run(batch=2), ["csv", "json", "numpy", "torch", "notebook"]),
        (Run(batch="all"), ["csv", "json", "numpy", "torch", "notebook"]),
        (Run(x=[1.0], y=[1.0], batch=5), ["note", "csv", "json", "numpy", "torch", "notebook"]),
    ],
)
def test_the_log_is_for_one_sample_an_update(run: Run, allowed: list[str]) -> None:
    assert formats(run) == allowed
    assert set(allowed) <= {*WRITERS, *CODE}


# --- JSON ---


def strictly(text: str) -> Any:
    """Parsed as JSON proper, which has no NaN and no Infinity."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


def document(run: Run, predict: float = 4.0) -> Any:
    return strictly("\n".join(json_lines(trace(run), predict)))


def or_null(value: float) -> float | None:
    return value if math.isfinite(value) else None


@given(runs(wild=False))
@example(DIVERGING)
def test_json_holds_the_description_the_summary_and_the_epoch_table(run: Run) -> None:
    columns, names = trace(run), PROBLEMS[run.problem].parameters
    found = document(run)
    summary, end = found["summary"], columns.end.parameters
    assert Run.from_params(found["run"]) == run
    assert summary["updates"] == len(columns)
    assert summary["gradients"] == columns.gradients[-1]
    assert summary["diverged_at"] == (columns.end.t - 1 if columns.diverged else None)
    assert bits(summary["start"]) == bits(dict(zip(names, run.w0, strict=True)))
    assert bits(summary["end"]) == bits(dict(zip(names, map(or_null, end), strict=True)))
    assert bits(summary["mean_loss"]) == bits(or_null(columns.mean_loss[-1].item()))
    rows = columns.epoch_ends.tolist()
    assert summary["epochs"] == len(rows) == len(found["epochs"])
    for epoch, row in zip(found["epochs"], rows, strict=True):
        w = dict(zip(names, map(or_null, columns.parameters[row + 1].tolist()), strict=True))
        losses = {"loss": columns.loss[row].item(), "mean_loss": columns.mean_loss[row + 1].item()}
        expected = {"epoch": row // run.updates_per_epoch} | w | {k: or_null(v) for k, v in losses.items()}
        assert bits(epoch) == bits(expected)


def test_json_of_the_note_s_run() -> None:
    found = document(Run())
    assert found["run"] == {}
    assert found["summary"]["end"] == {"w": 1.9999999999999236}
    assert found["summary"]["best"] == {"w": 2.0}
    assert found["summary"]["predict"] == {"x": 4.0, "before": 4.0, "after": 7.9999999999996945}
    assert found["summary"]["diverged_at"] is None
    assert len(found["epochs"]) == 100
    assert found["epochs"][1]["loss"] == 2.688769240265834


@pytest.mark.parametrize(("run", "units"), SCALED, ids=repr)
def test_json_of_scaled_x_describes_the_run_as_given_and_how_its_x_became_z(run: Run, units: Units) -> None:
    found = strictly("\n".join(json_lines(trace(run), 40.0, units)))
    scaling = found["run"].pop("scaling")
    assert rescaled(Run.from_params(found["run"]), scaling) == run
    assert found["scaling"].pop("x") == list(units.x) and found["scaling"].pop("z") == list(run.points[0])
    assert found["scaling"] == units.constants
    assert set(units.constants) == ({"mean", "deviation"} if scaling == "standard" else {"largest"})


@pytest.mark.parametrize(("run", "units"), SCALED, ids=repr)
def test_json_predicts_at_an_x_as_given_what_the_same_model_of_x_does(run: Run, units: Units) -> None:
    columns = trace(run)
    told = strictly("\n".join(json_lines(columns, 40.0, units)))["summary"]["predict"]
    own = [units.scale.in_own_units(w) for w in columns.parameters[[0, -1]].tolist()]
    expected = [run.model.predict(w, 40.0) for w in own]
    assert told["x"] == 40.0
    assert [told["before"], told["after"]] == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_json_writes_what_is_not_finite_as_null() -> None:
    found = document(Run(lr=1e308))
    assert found["summary"]["end"] == {"w": None}
    assert found["summary"]["mean_loss"] is None
    assert found["summary"]["predict"]["after"] is None
    assert found["summary"]["diverged_at"] == 0
    assert found["epochs"] == []


@pytest.mark.parametrize(("x", "y"), [([1e154, 1e154], [1.0, 1.0]), ([1e200, 1e200], [1e200, -1e200])])
def test_json_can_be_had_of_samples_whose_squares_overflow(x: list[float], y: list[float]) -> None:
    assert document(Run(x=x, y=y, epochs=1))["summary"]["best"] is None

"""What the browser is sent is the trace's own columns, few bytes an update and never too many."""

import json

import numpy as np
import pytest

from sgd_core import Run, trace
from sgd_core.scaling import rescaled, scale_of, units_of
from sgd_ui.stage import payload
from sgd_ui.stage.player import packed

RUNS = [
    Run(),
    Run(data="noisy", sampling="reshuffle", epochs=10_000),
    Run(x=[1.0], y=[2.0], epochs=50_000),
    Run(data="noisy-20", batch=3, sampling="with-replacement", epochs=500),
    Run(data="noisy-200", batch="all", epochs=30),
    Run(lr=10.0, epochs=1000),
    Run(schedule="cosine", optimizer="adam", gradient="saga"),
]


def unpacked(message: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    size = int.from_bytes(message[:4], "little")
    document = json.loads(message[4 : 4 + size])
    columns, at = {}, 4 + size
    for name, dtype, length in document["columns"]:
        columns[name] = np.frombuffer(message, f"<{dtype}", length, at)
        at += columns[name].nbytes
    assert at == len(message)
    return document, columns


@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_a_message_reads_back_to_the_traces_own_bits(run: Run) -> None:
    columns = trace(run)
    document, sent = unpacked(packed({"key": "k"}, payload.columns_of(columns)))
    assert document["key"] == "k"
    np.testing.assert_array_equal(sent["w"], columns.parameters[:, 0])
    np.testing.assert_array_equal(sent["grad_w"][1:], columns.gradient[:, 0])
    np.testing.assert_array_equal(sent["loss"][1:], columns.loss)
    np.testing.assert_array_equal(sent["epoch_last"], columns.epoch_loss)
    if run.batch == 1 and run.samples > 1:
        np.testing.assert_array_equal(sent["sample"][1:], columns.order)


def test_x_as_given_is_sent_beside_the_x_that_a_run_is_on_where_that_is_another() -> None:
    given = Run(problem="line", data="far")
    sent = payload.columns_of(trace(rescaled(given, "standard")), units_of(given, "standard"))
    np.testing.assert_array_equal(sent["given"], given.points[0])
    np.testing.assert_array_equal(sent["x"], scale_of(given.points[0], "standard").of(given.points[0]))
    assert "given" not in payload.columns_of(trace(given))


@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_an_update_costs_at_most_48_bytes_beyond_a_constant(run: Run) -> None:
    columns = trace(run)
    size = len(packed(payload.facts_of(columns), payload.columns_of(columns)))
    assert size <= 48 * len(columns) + 70_000


@pytest.mark.parametrize(
    "run",
    [
        Run(epochs=33_333, lr=0.0001),
        Run(x=[1.0], y=[2.0], epochs=100_000, lr=0.0001),
        Run(x=[1.0], y=[2.0], epochs=1_000_000, lr=0.0001),
        Run(data="noisy-200", batch=199, sampling="reshuffle", epochs=50_000, lr=0.0001),
    ],
    ids=repr,
)
def test_no_message_is_larger_than_six_megabytes(run: Run) -> None:
    columns = trace(run)
    assert len(packed(payload.facts_of(columns), payload.columns_of(columns))) <= 6_000_000


def test_thinned_columns_hold_exact_numbers_of_every_sample_and_the_end() -> None:
    columns = trace(Run(data="noisy", epochs=66_666, lr=0.0001))
    stride = payload.stride_of(columns)
    sent = payload.columns_of(columns)
    assert stride > 1
    at = np.append(np.arange(0, len(columns), stride), len(columns))
    np.testing.assert_array_equal(sent["w"], columns.parameters[at, 0])
    np.testing.assert_array_equal(sent["w_before"][1:], columns.parameters[at[1:] - 1, 0])
    assert set(sent["sample"][1:].tolist()) == {0, 1, 2}


@pytest.mark.parametrize("around", [0, 1, 77_777, 199_998])
def test_a_window_holds_every_update_in_it(around: int) -> None:
    columns = trace(Run(data="noisy", sampling="reshuffle", epochs=66_666, lr=0.0001))
    span, window = payload.window_of(columns, around)
    rows = np.arange(span["first"], span["last"] + 1)
    assert min(max(around, 1), len(columns)) in rows
    np.testing.assert_array_equal(window["w"], columns.parameters[rows, 0])
    np.testing.assert_array_equal(window["w_before"], columns.parameters[rows - 1, 0])
    np.testing.assert_array_equal(window["grad_w"], columns.gradient[rows - 1, 0])
    np.testing.assert_array_equal(window["loss"], columns.loss[rows - 1])
    np.testing.assert_array_equal(window["sample"], columns.order[rows - 1])


def test_a_window_of_batches_holds_all_their_samples() -> None:
    columns = trace(Run(data="noisy-200", batch=40, sampling="reshuffle", epochs=300))
    assert payload.is_windowed(columns)
    span, window = payload.window_of(columns, 700)
    samples = [i for t in range(span["first"] - 1, span["last"]) for i in columns.samples(t)]
    assert window["order"].tolist() == samples


def test_rate_changes_name_every_change_of_rate() -> None:
    run = Run(schedule="piecewise", lr_steps=((5, 0.05), (7, 0.05), (9, 0.001)))
    assert payload.rate_changes(trace(run)) == ((0, 0.01), (5, 0.05), (9, 0.001))


@pytest.mark.parametrize("schedule", ["cosine", "inverse-time", "inverse-sqrt"])
def test_a_rate_that_changes_all_the_time_is_a_column(schedule: str) -> None:
    columns = trace(Run(schedule=schedule))
    assert payload.facts_of(columns)["rates"] == [(0, 0.01)]
    np.testing.assert_array_equal(payload.columns_of(columns)["lr"][1:], columns.lr)
    _, window = payload.window_of(columns, 150)
    np.testing.assert_array_equal(window["lr"], columns.lr)


def test_a_rate_that_seldom_changes_is_no_column() -> None:
    columns = trace(Run(schedule="step"))
    assert len(payload.facts_of(columns)["rates"]) == 10
    assert "lr" not in payload.columns_of(columns)


def test_what_is_only_small_is_not_drawn_as_zero() -> None:
    columns = trace(Run(epochs=1))
    for small in (1e-30, 1e-60, 5e-324):
        beside = np.array([0.0, small, 1.0, 0.5])
        drawn = payload.paths_of([columns], [[(2.0,)]], [{"small": beside}])["0.small"]
        assert (drawn == 0).tolist() == [True, False, False, False]
        assert drawn.dtype == ("<f4" if small > 1e-45 else "<f8")

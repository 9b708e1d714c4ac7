"""The course note's run: the log to the last byte, and the numbers that were published with it."""

import hashlib
import subprocess
import sys
from pathlib import Path

import sgd_core
from sgd_core import Run, stream, trace
from sgd_core.export import note_lines

LOG_SHA256 = "ccbf7654135963d580a34d9b58de0d784e59804a88d88904560ec00e99af3b70"


def note_program() -> list[str]:
    """The note's program, written out once more: plain floats, a list, two loops."""
    log: list[str] = []
    x_data, y_data = [1.0, 2.0, 3.0], [2.0, 4.0, 6.0]
    w = 1.0

    def forward(x: float) -> float:
        return x * w

    def loss(x: float, y: float) -> float:
        y_pred = forward(x)
        return (y_pred - y) ** 2

    def gradient(x: float, y: float) -> float:
        return 2 * x * (x * w - y)

    log.append(f"Predict (before training) 4 {forward(4)}")
    for epoch in range(100):
        for x, y in zip(x_data, y_data, strict=True):
            grad = gradient(x, y)
            w = w - 0.01 * grad
            log.append(f"\t x= {x} y= {y} grade: {grad}")
            last = loss(x, y)
        log.append(f" Epoch: {epoch}  w= {w}  loss= {last}")
    log.append(f"Predict (after training) 4 {forward(4)}")
    return log


def test_the_bare_command_prints_the_note_s_log_byte_for_byte() -> None:
    root = Path(sgd_core.__file__).parents[1]
    done = subprocess.run([sys.executable, "-m", "sgd_core"], cwd=root, capture_output=True, check=True)
    assert done.stdout.replace(b"\r\n", b"\n").decode() == "".join(f"{line}\n" for line in note_program())
    assert hashlib.sha256(done.stdout.replace(b"\r\n", b"\n")).hexdigest() == LOG_SHA256
    assert done.stderr == b""


def test_the_default_run_is_the_note_s_line_by_line() -> None:
    lines = list(note_lines(trace(Run()), 4.0))
    assert len(lines) == 402
    for number, (line, expected) in enumerate(zip(lines, note_program(), strict=True), start=1):
        assert line == expected, f"line {number}"


def test_the_log_holds_the_note_s_lines() -> None:
    lines = list(note_lines(trace(Run()), 4.0))
    assert lines[:8] == [
        "Predict (before training) 4 4.0",
        "\t x= 1.0 y= 2.0 grade: -2.0",
        "\t x= 2.0 y= 4.0 grade: -7.84",
        "\t x= 3.0 y= 6.0 grade: -16.2288",
        " Epoch: 0  w= 1.260688  loss= 4.919240100095999",
        "\t x= 1.0 y= 2.0 grade: -1.478624",
        "\t x= 2.0 y= 4.0 grade: -5.796206079999999",
        "\t x= 3.0 y= 6.0 grade: -11.998146585599997",
    ]
    assert lines[199:205] == [
        "\t x= 3.0 y= 6.0 grade: -6.065218119744031e-06",
        " Epoch: 49  w= 1.999999723695619  loss= 6.870969979249939e-13",
        "\t x= 1.0 y= 2.0 grade: -5.526087618612507e-07",
        "\t x= 2.0 y= 4.0 grade: -2.166226346744793e-06",
        "\t x= 3.0 y= 6.0 grade: -4.484088535150477e-06",
        " Epoch: 50  w= 1.9999997957248556  loss= 3.7555501141274804e-13",
    ]
    assert lines[-3:] == [
        "\t x= 3.0 y= 6.0 grade: -1.6786572132332367e-12",
        " Epoch: 99  w= 1.9999999999999236  loss= 5.250973729513143e-26",
        "Predict (after training) 4 7.9999999999996945",
    ]


def test_the_first_updates_are_the_note_s() -> None:
    first = [step.parameters[0] for step, _ in zip(stream(Run()), range(3), strict=False)]
    assert first == [1.02, 1.0984, 1.260688]


def test_the_epoch_losses_are_the_note_s() -> None:
    losses = trace(Run()).epoch_loss
    assert len(losses) == 100
    assert losses[[0, 1, 2, 9, 99]].tolist() == [
        4.919240100095999,
        2.688769240265834,
        1.4696334962911515,
        0.021418922423117836,
        5.250973729513143e-26,
    ]


def test_the_run_ends_where_the_note_s_does() -> None:
    assert trace(Run()).end.parameters == (1.9999999999999236,)
    assert trace(Run()).end.t == 300

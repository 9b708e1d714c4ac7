"""The command line: its flags, its answers to what is wrong, and that it is the core and nothing else."""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgd_core
from sgd_core import Run, command_help, stream, trace
from sgd_core.__main__ import main
from sgd_core.asked import predicted_at
from sgd_core.export import CODE, WRITERS, csv_lines, note_lines
from sgd_core.gradients import GRADIENTS
from sgd_core.limits import MAX_FILE, MAX_SAMPLES
from sgd_core.link import query_of
from sgd_core.presets import PRESETS
from sgd_core.program_comments import COMMENTS, CONSTANTS
from sgd_core.programs import PROGRAMS
from sgd_core.run import PARAMETERS, REGISTRIES
from sgd_core.samplers import SAMPLINGS
from sgd_core.scaling import rescaled, units_of
from sgd_core.schedules import SCHEDULES
from sgd_core.separators import PARTS
from sgd_core.table import fingerprint
from tests.core.strategies import ANY_TEXT, bits, runs
from tests.effort import draws

#: A Chinese letter.
CHINESE = re.compile("[\u4e00-\u9fff]")

ROOT = Path(sgd_core.__file__).parents[1]


def call(*args: str, stdin: str | bytes = "") -> tuple[int, list[str], list[str]]:
    """Exit status, and the lines of standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    given_bytes = stdin.encode() if isinstance(stdin, str) else stdin
    with (
        patch("sys.stdin", io.TextIOWrapper(io.BytesIO(given_bytes))),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        status = main(args)
    return status, out.getvalue().split("\n")[:-1], err.getvalue().split("\n")[:-1]


def prints(run: Run, *args: str, stdin: str | bytes = "") -> bool:
    """Whether the arguments print just what the core makes of ``run``."""
    return call(*args, "--format", "csv", stdin=stdin) == (0, list(csv_lines(trace(run))), [])


def refuses(*args: str, stdin: str | bytes = "") -> list[str]:
    """The lines on standard error of arguments that must be refused."""
    status, out, err = call(*args, stdin=stdin)
    assert (status, out) == (2, [])
    assert all(": " in line and "; allowed: " in line for line in err)
    return err


def command(*args: str, stdin: bytes = b"", **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "sgd_core", *args],
        cwd=ROOT,
        env=os.environ | environment,
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )


# --- what it runs ---


def test_no_arguments_is_the_note_s_log() -> None:
    assert call() == (0, list(note_lines(trace(Run()), 4.0)), [])


@given(runs(), st.booleans())
def test_the_command_line_equals_the_core(run: Run, joined: bool) -> None:
    pairs = run.to_params().items()
    args = [f"--{n}={v}" for n, v in pairs] if joined else [part for n, v in pairs for part in (f"--{n}", v)]
    status, out, err = call(*args, "--format", "csv")
    assert (status, out) == (0, list(csv_lines(trace(run))))
    *_, last = stream(run)
    assert [line for line in err if not any(told in line for told in ("decides nothing", "every y is"))] == (
        [f"diverged at update {last.t}"] if trace(run).diverged else []
    )


def test_a_value_may_begin_with_a_minus() -> None:
    run = Run(x=[-1.0, 2.0], y=[-2.0, 4.5], w0=[-1.0], epochs=2)
    assert prints(run, "--x", "-1,2", "--y", "-2,4.5", "--w0", "-1", "--epochs", "2")
    assert prints(run, "--x=-1,2", "--y=-2,4.5", "--w0=-1", "--epochs=2")


def test_the_last_of_a_repeated_flag_counts() -> None:
    assert prints(Run(epochs=3), "--epochs", "9", "--epochs=3")


@pytest.mark.parametrize("name", ["at", "speed", "seeds", "fingerprint", "b.lr", "utm_source", "ler"])
def test_a_flag_that_is_none_of_the_core_s_is_an_error(name: str) -> None:
    (line,) = refuses("--epochs", "2", f"--{name}", "5")
    assert line.startswith(f"{name} is not a parameter; allowed: problem, data, x, y, w0, lr, ")


@pytest.mark.parametrize(
    ("predict", "shown"), [("4", "4"), ("-0.5", "-0.5"), ("1e3", "1000"), ("2.50", "2.5")]
)
def test_predict_is_the_x_of_the_predictions(predict: str, shown: str) -> None:
    status, out, _ = call("--predict", predict)
    assert status == 0
    assert out[0] == f"Predict (before training) {shown} {float(predict)}"
    assert out[-1] == f"Predict (after training) {shown} {float(predict) * 1.9999999999999236}"
    assert json.loads("\n".join(call("--predict", predict, "--format", "json")[1]))["summary"]["predict"][
        "x"
    ] == float(predict)


def test_the_log_is_the_default_where_it_fits_and_csv_elsewhere() -> None:
    assert call("--epochs", "2")[1] == list(note_lines(trace(Run(epochs=2)), 4.0))
    assert call("--epochs", "2", "--batch", "2")[1] == list(csv_lines(trace(Run(epochs=2, batch=2))))
    assert json.loads("\n".join(call("--epochs", "2", "--format=json")[1]))["run"] == {"epochs": "2"}


# --- programs ---


@given(runs(), st.sampled_from(sorted(CODE)), st.sampled_from(["en", "zh"]))
def test_a_program_is_printed_in_the_language_asked_for_without_running_it(
    run: Run, name: str, lang: str
) -> None:
    args = [part for key, text in run.to_params().items() for part in (f"--{key}", text)]
    with patch("sgd_core.__main__.trace", side_effect=AssertionError):
        status, out, err = call(*args, "--format", name, "--lang", lang)
    assert (status, out) == (0, CODE[name](run, predicted_at(run), lang).splitlines())
    told = ("decides nothing in this run", "every y is 0 or 1", "在这次运行里不起作用", "y 全是 0 或 1")
    assert all(any(each in line for each in told) for line in err)


def test_comments_are_english_unless_another_language_is_asked_for() -> None:
    assert call("--format", "numpy")[1] == PROGRAMS["numpy"](Run(), 4.0, "en").splitlines()
    assert call("--format", "numpy", "--link", "?lang=zh")[1] == call("--format", "numpy")[1]
    assert call("--epochs", "2", "--lang", "zh")[1] == call("--epochs", "2")[1]


def test_the_program_of_the_note_s_run_prints_what_the_bare_command_prints() -> None:
    program = command("--format", "numpy", "--lang", "zh").stdout
    done = subprocess.run([sys.executable, "-"], input=program, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (command().stdout, b"")


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_a_program_is_utf_8_whatever_the_terminal_s_encoding(encoding: str) -> None:
    done = command("--format", "torch", "--lang", "zh", PYTHONIOENCODING=encoding)
    assert done.stdout.decode("utf-8").splitlines() == PROGRAMS["torch"](Run(), 4.0, "zh").splitlines()


# --- standard input ---


def test_a_dash_reads_samples_from_standard_input() -> None:
    run = Run(x=[1.0, -2.0], y=[2.5, 4.0], epochs=2)
    for stdin in ("1,2.5\n-2,4\n", "1,2.5\r\n\r\n -2 , 4", "\n\n1,2.5\n\n-2,4\n\n"):
        assert prints(run, "--data", "-", "--epochs", "2", stdin=stdin)
        assert prints(run, "--data=-", "--epochs=2", stdin=stdin)


FINITE = st.floats(allow_nan=False, allow_infinity=False)
#: The same three pairs in ways that the page of one's own data reads.
PAIRS = Run(x=[1.5, -2.0, 3.0], y=[2.5, 4.0, 6.0], epochs=2)
WRITTEN = {
    "semicolons and decimal commas": "1,5;2,5\n-2;4\n3;6\n",
    "tabs": "1.5\t2.5\n-2\t4\n3\t6",
    "spaces": "1.5 2.5\n-2   4\n3 6\n",
    "Chinese commas": "1.5，2.5\n−2，4\n3，6\n",
    "a separator told": "sep=;\n1.5;2.5\n-2;4\n3;6\n",
    "UTF-16": "1.5,2.5\n-2,4\n3,6\n".encode("utf-16"),
    "a mark of the byte order": "\ufeff1.5,2.5\n-2,4\n3,6\n",
    "quotation marks": '"1.5","2.5"\n"-2","4"\n"3","6"\n',
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_standard_input_is_read_as_the_app_reads_a_file(written: str | bytes) -> None:
    assert prints(PAIRS, "--data", "-", "--epochs", "2", stdin=written)


@given(st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=8))
def test_lines_of_any_two_numbers_are_read_to_the_last_bit(pairs: list[tuple[float, float]]) -> None:
    xs, ys = zip(*pairs, strict=True)
    lines = "".join(f"{x!r},{y!r}\n" for x, y in pairs)
    status, out, _ = call("--data", "-", "--epochs", "1", "--format", "csv", stdin=lines)
    assert (status, out) == (0, list(csv_lines(trace(Run(x=xs, y=ys, epochs=1)))))


def test_names_and_further_columns_are_read_as_the_app_reads_them_and_named() -> None:
    expected = list(csv_lines(trace(PAIRS)))
    for stdin, said in {
        "时间,成绩\n1.5,2.5\n-2,4\n3,6\n": 'data: x is column 1 "时间", y is column 2 "成绩"',
        "y,n,x\n2.5,7,1.5\n4,8,-2\n6,9,3\n": (
            'data: x is column 3 "x", y is column 1 "y"; not used: column 2 "n"'
        ),
        "a,1.5,2.5\nb,-2,4\nc,3,6\n": "data: x is column 2, y is column 3; not used: column 1",
        "x,a,b,c,d,e,f,y\n1.5,1,1,1,1,1,1,2.5\n-2,1,1,1,1,1,1,4\n3,1,1,1,1,1,1,6\n": (
            'data: x is column 1 "x", y is column 8 "y"; not used: column 2 "a", column 3 "b", column 4 "c", '
            'column 5 "d", 2 more'
        ),
    }.items():
        assert call("--data", "-", "--epochs", "2", "--format", "csv", stdin=stdin) == (0, expected, [said])
    encoded = "时间,成绩\n1.5,2.5\n-2,4\n3,6\n".encode("gb18030")
    assert call("--data", "-", "--epochs", "2", "--format", "csv", stdin=encoded)[1] == expected


def test_where_two_readings_are_possible_both_are_named_and_a_flag_chooses() -> None:
    stdin = "1,234;5\n2,345;6\n"
    (line,) = refuses("--data", "-", stdin=stdin)
    assert line == (
        'data: "-" can be read in more than one way; allowed: --separator semicolon --decimal comma '
        "--header no --lines rows --thousands none for (1.234, 5), (2.345, 6); or --separator semicolon "
        "--decimal point --header no --lines rows --thousands comma for (1234, 5), (2345, 6)"
    )
    args = ("--data", "-", "--epochs", "1", "--lr", "1e-9")
    assert prints(
        Run(x=[1.234, 2.345], y=[5, 6], epochs=1, lr=1e-9), *args, "--decimal", "comma", stdin=stdin
    )
    assert prints(Run(x=[1234, 2345], y=[5, 6], epochs=1, lr=1e-9), *args, "--decimal", "point", stdin=stdin)


@pytest.mark.parametrize(
    ("stdin", "flags"),
    [
        ("1,10 237\n2,5 100\n", "comma point no rows space for (1, 10237), (2, 5100)"),
        ("0,1\n5,3\n2,9\n", "comma point yes rows none for (5, 3), (2, 9)"),
        ("1,2; 2,4; 3,6\n", "semicolon comma no rows none for (1.2, 2.4)"),
        ("1 2 2 4 3 6\n", "space point no pairs none for (1, 2), (2, 4), (3, 6)"),
        ("1,2 2,4 3,6\n", "comma point no pairs none for (1, 2), (2, 4), (3, 6)"),
        ("1,2 2,4\n3,6 4,8\n", "space comma no rows none for (1.2, 2.4), (3.6, 4.8)"),
        ("1 2 2 4\n2 4 1 2\n" * 10, "space point no pairs none for (1, 2), (2, 4), (2, 4)"),
        ("1 10 237\n2 5 100\n3 4 200\n", "space point no rows space for (1, 10237), (2, 5100), (3, 4200)"),
        ("a,b\n1,5,2\n2,5,3\n", "comma comma yes rows none 1 for (1.5, 2), (2.5, 3)"),
        ("a,b\n1,5,2\n2,5,3\n", "comma comma yes rows none 2 for (1, 5.2), (2, 5.3)"),
        (
            "city,1990,2000\nA,10,12\nB,20,21\n",
            "comma point yes years none for (1990, 10), (2000, 12), (1990, 20)",
        ),
    ],
)
def test_what_chooses_a_reading_is_named_beside_its_pairs(stdin: str, flags: str) -> None:
    words, _, told = flags.partition(" for ")
    chosen = [each for name, word in zip(PARTS, words.split(), strict=False) for each in (f"--{name}", word)]
    (line,) = refuses("--data", "-", stdin=stdin)
    assert f"{' '.join(chosen)} for {told}" in line
    status, *_ = call("--data", "-", "--epochs", "1", "--lr", "1e-9", *chosen, stdin=stdin)
    assert status == 0


@pytest.mark.parametrize("stdin", ["x: 1, 2, 3\ny: 2, 4, 6", "1,2,3\n2,4,6\n"])
def test_two_rows_of_numbers_are_asked_about(stdin: str) -> None:
    (line,) = refuses("--data", "-", stdin=stdin)
    assert "--lines rows --" in line and "--lines across --thousands none for (1, 2), (2, 4), (3, 6)" in line
    # What stands before a colon is a column.
    rows = ("--lines", "rows", "--columns", "2,3" if stdin.startswith("x") else "1,2")
    for chosen, run in (
        (rows, Run(x=[1, 2], y=[2, 4], epochs=1)),
        (("--lines", "across"), Run(x=[1, 2, 3], y=[2, 4, 6], epochs=1)),
    ):
        status, out, _ = call("--data", "-", *chosen, "--epochs", "1", "--format", "csv", stdin=stdin)
        assert (status, out) == (0, list(csv_lines(trace(run))))


@pytest.mark.parametrize(
    ("stdin", "xs", "ys"),
    [
        ("x,y,x,y\n1,2,3,4\n5,6,7,8\n", [2, 4, 6, 8], [1, 3, 5, 7]),
        ("1 2; 3 4; 5 6; 7 8\n", [2, 4, 6, 8], [1, 3, 5, 7]),
        ("x = 1 2 3\ny = 2 4 6\n", [2, 4, 6], [1, 2, 3]),
    ],
)
def test_columns_are_chosen_of_what_is_read_and_change_no_reading(
    stdin: str, xs: list[float], ys: list[float]
) -> None:
    run = Run(x=xs, y=ys, epochs=1, lr=1e-9)
    args = ("--data", "-", "--columns", "2,1", "--epochs", "1", "--lr", "1e-9", "--format", "csv")
    assert call(*args, stdin=stdin)[:2] == (0, list(csv_lines(trace(run))))


@pytest.mark.parametrize("flag", ["table", "data"])
def test_columns_separator_decimal_mark_and_header_can_be_told(flag: str, tmp_path: Path) -> None:
    text = "n;a;b\n7;1,5;2,5\n8;-2;4\n9;3;6\n"
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    where = ("--table", str(path)) if flag == "table" else ("--data", "-")
    told = ("--columns", "2,3", "--separator", "semicolon", "--decimal=comma", "--header", "yes")
    status, out, err = call(*where, *told, "--epochs", "2", "--format", "csv", stdin=text)
    assert (status, out) == (0, list(csv_lines(trace(PAIRS))))
    assert err == [f'{flag}: x is column 2 "a", y is column 3 "b"; not used: column 1 "n"']
    refused = refuses(*where, "--columns", "2,9", stdin=text)
    assert refused == ['columns: "9" is out of range; allowed: from 1 to 3']
    assert refuses(*where, "--columns", "2", stdin=text)[0].startswith(
        'columns: "2" is not a pair of columns'
    )
    assert refuses(*where, "--separator", "dot", stdin=text)[0].startswith('separator: "dot" is not one')


def test_a_file_is_read_as_the_app_reads_it_and_its_refusals_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes("Menü;µg/m³\r\n1,5;2,5\r\n-2;4\r\n3;6\r\n\x1a".encode("cp1252"))
    status, out, err = call("--table", str(path), "--epochs", "2", "--format", "csv")
    assert (status, out) == (0, list(csv_lines(trace(PAIRS))))
    assert err == ['table: x is column 1 "Menü", y is column 2 "µg/m³"']
    path.write_text("x = [1.5, -2, 3]\ny = [2.5, 4, 6]\n")
    assert call("--table", str(path), "--epochs", "2", "--format", "csv")[1] == out
    path.write_text("a;b\n1,5;2,5\n?;4\n3;6\n")
    line, hint = refuses("--table", str(path))
    assert line.startswith('table, line 3, x: "?" is not written as a decimal number')
    assert "holds rows that make no pair (1)" in hint and "--bad_rows skip" in hint


def test_rows_that_make_no_pair_are_left_out_where_that_is_told_and_each_is_named() -> None:
    stdin = "x,y\n1.5,2.5\n?,4\n-2,4\n7,\n3,6\n"
    skip = ("--data", "-", "--bad_rows", "skip", "--epochs", "2", "--format", "csv")
    status, out, err = call(*skip, stdin=stdin)
    assert (status, out) == (0, list(csv_lines(trace(PAIRS))))
    assert [line.partition(" is ")[0] for line in err[1:]] == [
        'left out: data, line 3, x: "?"',
        "left out: data, line 5, y",
    ]
    assert refuses("--data", "-", "--bad_rows", "skip", stdin="x,y\n1,\n,2\n")
    assert refuses("--data", "-", "--bad_rows", "drop", stdin="1,2\n")[0].startswith(
        'bad_rows: "drop" is not'
    )


def test_what_is_wrong_and_what_was_left_out_is_told_in_chinese_where_that_is_asked_for() -> None:
    spoken = ("--lang", "zh")
    assert call("--lr", "fast", "--sampling", "bogus", *spoken)[::2] == (
        2,
        [
            "lr：“fast”没有写成十进制的数；应为：十进制的数，如 0.5",
            "sampling：“bogus”不是可选的值；应为：cyclic、reshuffle、shuffle-once、with-replacement",
        ],
    )
    skip = ("--data", "-", "--bad_rows", "skip", "--epochs", "2", "--format", "csv", "--rho", "0.5")
    assert call(*skip, *spoken, stdin="x,y,z\n1,2,3\n?,4,5\n7,\n3,6,9\n")[::2] == (
        0,
        [
            "data：x 是第 1 列“x”，y 是第 2 列“y”；没有用到：第 3 列“z”",
            "没有使用：data 第 3 行的 x：“?”没有写成十进制的数；应为：十进制的数，如 0.5",
            "没有使用：data 第 4 行的 y 是空的；应为：一个数",
            "rho 在这次运行里不起作用：它属于 adadelta",
        ],
    )
    assert call("--lr", "9", "--epochs", "999", *spoken)[2][-1].endswith("次更新时发散")
    (told,) = call("--data", "-", *spoken, stdin="1,234\t5\n2,345\t6\n")[2]
    assert "有不止一种读法" in told and not re.search("[a-z] for |; or", told)


def test_cells_that_commas_have_cut_are_joined_where_that_is_told() -> None:
    stdin = "1,5,2,5\n-2,0,4,0\n3,0,6,0\n"
    where = ("--data", "-", "--epochs", "2", "--format", "csv")
    (line,) = refuses(*where, stdin=stdin)
    assert "--joined 1,3 for (1.5, 2.5), (-2, 4), (3, 6)" in line
    assert call(*where, "--joined", "1,3", stdin=stdin)[:2] == (0, list(csv_lines(trace(PAIRS))))
    for told, words in (
        ("2,3", "names no such cells"),
        ("one", "names no such cells"),
        ("4", "fits no reading"),
    ):
        (line,) = refuses(*where, "--joined", told, stdin=stdin)
        assert line.startswith(f'joined: "{told}" ') and words in line


def test_a_part_of_a_date_is_taken_where_its_column_is_told() -> None:
    stdin = "year,month,v\n2019,1,7\n2019,2,9\n2019,3,8\n"
    (line,) = refuses("--data", "-", stdin=stdin)
    assert line.startswith('columns: "1,3" takes a part of a date, which stands in several columns (1, 2)')
    assert call("--data", "-", "--columns", "month,v", "--lr", "0.001", stdin=stdin)[0] == 0


def test_columns_are_chosen_by_their_names_too() -> None:
    stdin = 'n,"a, b",2021,c\n7,1.5,2.5,1\n8,-2,4,1\n9,3,6,1\n'
    expected = list(csv_lines(trace(PAIRS)))
    for columns in ("a, b,2021", "2,3", "2,2021", "a, b,3", " a, b , 2021 "):
        told = ("--data", "-", "--columns", columns, "--epochs", "2", "--format", "csv")
        assert call(*told, stdin=stdin)[:2] == (0, expected)
    for columns in ("a, b,a, b", "2,a, b", "a,c", "c", ",", "0,1"):
        (line,) = refuses("--data", "-", "--columns", columns, stdin=stdin)
        assert "is not a pair of columns" in line and "or their names" in line


def test_what_the_page_reads_the_command_line_reads_by_the_line() -> None:
    for stdin in (
        "1.5,\t2.5\n-2,\t4\n3,\t6\n",
        "1.5,2.5,\n-2,4,\n3,6,\n",
        "# data\nx y\n1.5 2.5\n-2 4\n3 6\n",
    ):
        assert call("--data", "-", "--epochs", "2", "--format", "csv", stdin=stdin)[1] == list(
            csv_lines(trace(PAIRS))
        )


@pytest.mark.parametrize("name", ["nowhere.csv", ".", "a\0b", ""])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    (line,) = refuses("--table", f"{tmp_path}/{name}" if name != "." else str(tmp_path))
    assert line.startswith("table: ") and "is no file that can be read" in line


def test_no_more_of_a_file_is_read_than_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"1,2\n" * MAX_FILE)
    (line,) = refuses("--table", str(path))
    assert f" takes {MAX_FILE + 1} bytes; allowed: at most {MAX_FILE}" in line


def test_no_link_opens_a_file_and_data_names_presets_alone(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("5,6\n")
    with patch("builtins.open", side_effect=AssertionError):
        plain = list(note_lines(trace(Run(epochs=2)), 4.0))
        assert call("--link", f"?epochs=2&table={path}&columns=1,2") == (0, plain, [])
        for text in (str(path), path.name, "-x"):
            assert refuses("--data", text)[0].startswith("data: ")
            assert refuses("--link", f"?data={text}")[0].startswith("data: ")
        assert refuses("--link", "?data=-", stdin="1,2\n")[0].startswith("data: ")


@pytest.mark.parametrize("beside", [("--x", "5", "--y", "6"), ("--data", "noisy"), ("--data", "-")])
def test_a_table_beside_other_samples_is_refused(beside: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("5,6\n")
    assert refuses("--table", str(path), *beside, stdin="1,2\n")


def test_how_to_read_a_table_without_one_is_refused() -> None:
    lines = refuses("--columns", "1,2", "--decimal", "comma")
    assert [line.partition(" is about")[0] for line in lines] == ['columns: "1,2"', 'decimal: "comma"']


def test_a_table_is_what_a_link_waits_for(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1,2\n2,4\n")
    link = f"?problem=line&epochs=1&file=a.csv&fingerprint={fingerprint([1, 2], [2, 4])}"
    assert prints(Run(problem="line", epochs=1, x=[1, 2], y=[2, 4]), "--link", link, "--table", str(path))


def test_a_link_to_other_samples_than_those_of_the_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b;c\n1;2;3\n2;4;6\n")
    own, other = fingerprint([1, 2], [2, 4]), fingerprint([1, 2], [3, 6])
    for where in (("--table", str(path)), ("--data", "-")):
        told = ("--link", f"?problem=line&epochs=1&fingerprint={other}", *where)
        (line,) = refuses(*told, stdin=path.read_text())
        assert line.startswith(
            f'fingerprint: "{other}" is that of other samples: those of the table have {own}'
        )
        status, _, err = call(*told, "--columns", "1,3", stdin=path.read_text())
        assert (status, len(err)) == (0, 1)


def test_a_link_says_how_the_table_that_it_is_about_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1,234;5;7\n2,345;6;8\n")
    own = fingerprint([1234, 2345], [7, 8])
    link = f"?problem=line&epochs=1&lr=1e-9&fingerprint={own}&columns=1,3&decimal=point&header=no"
    status, out, _ = call("--link", link, "--table", str(path), "--format", "csv")
    run = Run(problem="line", epochs=1, lr=1e-9, x=[1234, 2345], y=[7, 8])
    assert (status, out) == (0, list(csv_lines(trace(run))))
    # Without a fingerprint it is about samples that stand in it, and so is how they were read.
    plain = "?problem=line&epochs=1&lr=1e-9&columns=1,3&x=5&y=6"
    assert "can be read in more than one way" in refuses("--link", plain, "--table", str(path))[0]


def test_a_name_of_several_columns_is_no_choice_among_them() -> None:
    stdin = "a,b,b\n1,2,3\n2,4,6\n"
    for columns in ("a,b", "b,a", "b,b"):
        (line,) = refuses("--data", "-", "--columns", columns, stdin=stdin)
        assert line == (
            f'columns: "{columns}" names "b", as several columns are called (2, 3); allowed: their numbers'
        )
    assert call("--data", "-", "--columns", "a,3", "--epochs", "1", stdin=stdin)[0] == 0


def test_a_mark_that_may_part_thousands_is_told_with_the_flags_that_say_so() -> None:
    stdin = "1.234,5.678\n2.345,6.789\n"
    args = ("--data", "-", "--epochs", "1", "--lr", "1e-9", "--format", "csv")
    status, _, (line,) = call(*args, stdin=stdin)
    assert status == 0 and 'three digits after it, as in "1.234"' in line
    flags = line.partition("; ")[2].partition(" if ")[0].split()
    run = Run(x=[1234, 2345], y=[5678, 6789], epochs=1, lr=1e-9)
    assert call(*args, *flags, stdin=stdin) == (0, list(csv_lines(trace(run))), [])
    assert call(*args, stdin="1.234,5.6789\n2.345,6.789\n")[2] == []


def test_a_word_that_no_reading_meets_is_refused() -> None:
    for flag, word in (("lines", "pairs"), ("lines", "across"), ("decimal", "comma")):
        (line,) = refuses("--data", "-", f"--{flag}", word, stdin="1.5,2,3\n2.5,4,6\n3.5,6,9\n")
        assert line.startswith(f'{flag}: "{word}" fits no reading of this table; allowed: auto, ')


def test_what_stands_above_a_table_is_named_and_no_row_of_it() -> None:
    status, _, err = call("--data", "-", "--epochs", "1", stdin="1,x\nx,y\n3,4\n5,6\n")
    assert status == 0 and err[-1].startswith('left out: data, line 1, x, y: "1 x" stands above the table')


# --- constants ---


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--weight_decay", "0.1"), ["weight_decay decides nothing in this run: it is of adamw, lion"]),
        (("--weight_decay", "0.1", "--optimizer", "adamw"), []),
        (("--beta1", "0.8", "--optimizer", "adam"), []),
        (
            ("--delta", "2", "--gamma", "0.3", "--problem", "huber"),
            ["gamma decides nothing in this run: it is of step, exponential"],
        ),
        (("--link", "?optimizer=adamw", "--weight_decay", "0.1"), []),
    ],
)
def test_a_constant_that_decides_nothing_is_answered(args: tuple[str, ...], said: list[str]) -> None:
    status, _, err = call("--epochs", "2", *args)
    assert (status, err) == (0, said)


def test_every_row_that_makes_no_pair_is_refused_with_its_line() -> None:
    stdin = "x,y\n1,2\n\n?,3\n4\n5,=A1\n6,nan\n7,8\n"
    *lines, hint = refuses("--data", "-", stdin=stdin)
    assert "holds rows that make no pair (4)" in hint
    assert lines == [
        'data, line 4, x: "?" is not written as a decimal number; allowed: a decimal number such as 0.5',
        "data, line 5, y is missing; allowed: a number",
        'data, line 6, y: "=A1" is a formula; allowed: the number that it stands for',
        'data, line 7, y: "nan" is not a finite double; allowed: a finite number',
    ]


@pytest.mark.parametrize("stdin", ["1,nan\n", "1,\n", ",1\n", "1,1e999\n", "1,2\n1;2\n", "1,2\nx, y\n3,4\n"])
def test_a_pair_that_is_not_of_numbers_is_refused(stdin: str) -> None:
    lines = refuses("--data", "-", stdin=stdin)
    assert lines[0].startswith("data, line ") and len(lines) <= 2


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        ("", "holds nothing"),
        ("\n \n", "holds nothing"),
        ("3\n4\n", "has a single column"),
        ("x,y\n", "has no row with a number in both columns"),
        (b"\x00\x01\x02", "is not text in UTF-8"),
    ],
)
def test_input_without_a_pair_is_refused(stdin: str | bytes, said: str) -> None:
    (line,) = refuses("--data", "-", stdin=stdin)
    assert line.startswith(f'data: "-" {said}')


def test_standard_input_that_is_closed_holds_nothing() -> None:
    with patch("sys.stdin", None), contextlib.redirect_stderr(io.StringIO()) as err:
        assert main(["--data", "-"]) == 2
    assert err.getvalue().startswith('data: "-" holds nothing')


def test_standard_input_has_the_limits_of_a_file() -> None:
    assert call("--data", "-", "--epochs", "1", "--batch", "all", stdin="1,2\n" * MAX_SAMPLES)[0] == 0
    (line,) = refuses("--data", "-", "--epochs", "1", stdin="1,2\n" * (MAX_SAMPLES + 1))
    assert line == 'data: "-" holds 10001 rows or pairs; allowed: at most 10000'
    (line,) = refuses("--data", "-", stdin="1,2\n" * (MAX_FILE // 4 + 1))
    assert line.startswith('data: "-" takes ')


def test_standard_input_beside_x_or_y_is_refused() -> None:
    assert refuses("--data", "-", "--x", "5,6", "--epochs", "1", stdin="1,2\n2,4\n")


def test_the_complaint_about_standard_input_beside_x_says_what_is_wrong() -> None:
    (line,) = refuses("--data", "-", "--x", "5", "--y", "6", stdin="1,2\n")
    assert "is not one of its values" not in line


# --- links ---


@given(runs())
@settings(max_examples=draws(30))
def test_a_link_runs_as_its_parameters_do(run: Run) -> None:
    link = "http://localhost:8501/?" + query_of(run.to_params())
    assert call("--link", link, "--format", "csv")[:2] == (0, list(csv_lines(trace(run))))


def test_other_flags_override_a_link() -> None:
    link = "http://localhost:8501/?lr=0.05&epochs=3&at=12&lang=zh"
    assert prints(Run(lr=0.05, epochs=2), "--epochs", "2", "--link", link)
    assert prints(Run(lr=0.5, epochs=3), "--link", link, "--lr", "0.5")


def test_samples_given_as_flags_replace_those_of_a_link() -> None:
    own = Run(x=[5.0], y=[6.0], epochs=2)
    assert prints(own, "--link", "?data=noisy&epochs=2", "--x", "5", "--y", "6")
    assert prints(own, "--link", "?x=1,2&y=3,4&epochs=2", "--x", "5", "--y", "6")
    assert prints(own, "--link", "?x=1,2&y=3,4&epochs=2", "--data", "-", stdin="5,6")
    assert prints(Run(data="noisy", epochs=2), "--link", "?x=1,2&y=3,4&epochs=2", "--data", "noisy")


def test_y_alone_replaces_the_y_of_a_link() -> None:
    assert prints(Run(x=[1.0, 2.0], y=[5.0, 6.0], epochs=2), "--link", "?x=1,2&y=3,4&epochs=2", "--y", "5,6")


def test_names_in_a_link_that_are_not_the_core_s_are_passed_over_in_silence() -> None:
    views = "at=12&lang=zh&seeds=50&speed=slow&b.lr=fast"
    strange = "nonsense=1&zz%0Azz=2&utm_source=a&utm_source=b&t=3"
    assert prints(Run(lr=0.05, epochs=2), "--link", f"?lr=0.05&{views}&{strange}", "--epochs", "2")


def test_a_name_in_a_link_that_is_nearly_one_of_the_core_s_is_asked_about() -> None:
    lines = refuses("--link", "?ler=0.1&epohcs=3&X=1&w0=a&predict=y&predcit=4")
    assert lines == [
        'ler: "0.1" has a name that means nothing here; allowed: lr, if that is meant',
        'epohcs: "3" has a name that means nothing here; allowed: epochs, if that is meant',
        'X: "1" has a name that means nothing here; allowed: x, if that is meant',
        'predcit: "4" has a name that means nothing here; allowed: predict, if that is meant',
        'w0: "a" is not written as a decimal number; allowed: a decimal number such as 0.5',
    ]


def test_a_flag_settles_what_was_nearly_meant() -> None:
    assert prints(Run(lr=0.05, epochs=2), "--link", "?ler=0.1&epochs=2", "--lr", "0.05")


def test_a_wrong_value_in_a_link_is_refused() -> None:
    assert refuses("--link", "?lr=fast")[0].startswith('lr: "fast" ')
    assert refuses("--link", "http://[")[0].startswith('link: "http://[" ')


def test_a_wrong_name_of_the_view_in_a_link_does_no_harm() -> None:
    status, out, err = call("--link", "?epochs=2&predict=abc")
    assert (status, out) == (0, list(note_lines(trace(Run(epochs=2)), 4.0)))
    assert err == ["ignored in the link: predict"]


# --- what is wrong ---


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (["--nonsense", "1"], ["nonsense"]),
        (["--lr", "fast", "--epochs", "0", "--nonsense", "1"], ["lr", "nonsense", "epochs"]),
        (["--predict", "x", "--lr", "y"], ["predict", "lr"]),
        (["--format", "xml", "--lr", "y"], ["lr", "format"]),
        (["--format", "note", "--batch", "2"], ["format"]),
        (["--format", "note", "--batch", "all"], ["format"]),
        (["--predict", "1e999"], ["predict"]),
        (["--lang", "fr", "--format", "numpy", "--lr", "y"], ["lang", "lr"]),
        (["--data", "noisy", "--x", "1", "--y", "2"], ["data"]),
        (["--x", "1,2"], ["y"]),
        (["--epochs"], ["epochs"]),
        (["epochs", "3"], ["epochs", "3"]),
        (["-e", "--"], ["-e", "--"]),
        (["--=3"], ["--=3"]),
        (["--x", "1,2,3", "--y", "1,2", "--w0", "1,2"], ["w0", "y"]),
        (["--data", "-x"], ["data"]),
        (["--lr\n", "3"], [r"lr\n"]),
    ],
)
def test_a_wrong_description_is_one_line_for_each_error_and_status_2(
    args: list[str], names: list[str]
) -> None:
    # Of nothing that was given there is no value between the name and the reason.
    assert [
        re.split(": | is missing| has no value| is not a parameter", line)[0] for line in refuses(*args)
    ] == names


@pytest.mark.parametrize("args", [["--epochs"], ["stray"], ["--link", "http://["], ["--data", "-"]])
def test_what_is_wrong_with_the_arguments_hides_nothing_else(args: list[str]) -> None:
    assert any(line.startswith("lr: ") for line in refuses("--lr", "fast", *args, stdin="a"))


def test_a_wrong_link_makes_no_complaint_about_standard_input() -> None:
    (line,) = refuses("--link", "http://[", "--data", "-", stdin="1,2\n")
    assert line.startswith("link: ")


def test_a_wrong_line_hides_nothing_of_a_link() -> None:
    lines = refuses("--link", "?lr=fast", "--data", "-", stdin="a\n")
    assert [line.split(": ")[0] for line in lines] == ["data", "lr"]


def test_a_wrong_prediction_does_not_hide_a_wrong_format() -> None:
    lines = refuses("--predict", "x", "--batch", "2", "--format", "note")
    assert [line.split(": ")[0] for line in lines] == ["predict", "format"]


def test_an_empty_format_is_no_format() -> None:
    assert refuses("--format=", "--epochs", "1")


def test_a_run_that_diverges_says_so_and_is_no_error() -> None:
    status, out, err = call("--lr", "1e60")
    assert (status, err) == (0, ["diverged at update 5"])
    assert out[-1] == "Predict (after training) 4 -inf"
    status, out, err = call("--lr", "1e60", "--format", "json")
    assert (status, err) == (0, ["diverged at update 5"])
    assert json.loads("\n".join(out))["summary"]["diverged_at"] == 5


def test_a_link_to_scaled_x_prints_the_run_on_them() -> None:
    run = Run(problem="line", data="far", lr=0.1, epochs=2)
    link = "?" + query_of(run.to_params() | {"scaling": "standard", "at": "3"})
    columns = trace(rescaled(run, "standard"))
    lines = list(csv_lines(columns, 4.0, units_of(run, "standard")))
    assert call("--link", link, "--format", "csv") == (0, lines, [])
    assert prints(run, "--link", link, "--scaling", "none")
    assert [line.split(": ")[0] for line in refuses("--scaling", "log", "--lr", "x")] == ["scaling", "lr"]
    status, _, err = call("--link", "?epochs=1&scaling=log")
    assert (status, err) == (0, ["ignored in the link: scaling"])


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("--x 10,20,30 --y 20,40,60 --scaling largest", 80.0),
        ("--x 10,20,30 --y 25,45,65 --problem line --scaling standard", 85.0),
    ],
)
def test_an_x_to_predict_is_one_as_given_in_every_format(text: str, end: float) -> None:
    args = [*text.split(), "--lr", "0.3", "--predict", "40"]
    told = json.loads("\n".join(call(*args, "--format", "json")[1]))["summary"]["predict"]
    assert told["x"] == 40 and told["after"] == pytest.approx(end, rel=1e-12)
    if "line" not in text:
        assert call(*args)[1][-1] == f"Predict (after training) 40 {end}"
    program = "\n".join(call(*args, "--format", "numpy")[1])
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(program, {})
    assert out.getvalue().splitlines()[-2] == f"Predict (after training) 40 {told['after']}"


def test_a_scaling_that_the_problem_does_not_allow_is_refused_and_in_a_link_ignored_as_the_app_does() -> None:
    (line,) = refuses("--scaling", "standard")
    assert line == 'scaling: "standard" is not one of its values; allowed: none, largest'
    (line,) = refuses("--problem", "autoencoder", "--scaling", "largest")
    assert line.endswith("allowed: none")
    (line,) = refuses("--problem", "line", "--x", "1e308,-1e308", "--y", "1,2", "--scaling", "standard")
    assert line.startswith('scaling: "standard" is beyond doubles')
    status, out, err = call("--link", "?epochs=1&scaling=standard")
    assert (status, err) == (0, ["ignored in the link: scaling"]) and out == call("--epochs", "1")[1]
    assert refuses("--link", "?problem=line&epochs=1&scaling=standard", "--problem", "origin")


def test_a_link_without_its_samples_asks_for_them() -> None:
    link = f"?problem=line&epochs=1&file=a.csv&fingerprint={fingerprint([1, 2], [2, 4])}"
    assert refuses("--link", link)[0].startswith("fingerprint: ")
    run = Run(problem="line", epochs=1, x=[1, 2], y=[2, 4])
    assert prints(run, "--link", link, "--data", "-", stdin="1,2\n2,4\n")
    assert prints(run, "--link", link, "--x", "1,2", "--y", "2,4")


# --- help ---


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_mentions_every_parameter_with_its_default(flag: str) -> None:
    status, out, err = call("--lr", "fast", flag)
    assert (status, err) == (0, [])
    text = "\n".join(out)
    for name in [
        *PARAMETERS,
        "link",
        "scaling",
        "predict",
        "format",
        "lang",
        "data -",
        "table",
        "columns",
        "separator",
        "decimal",
        "header",
    ]:
        assert f"--{name} " in text, name
    assert "[0.01]" in text and "[100]" in text and "{" not in text
    assert all(word in text for word in [*WRITERS, *CODE, *COMMENTS])


# --- hostile arguments ---

FLAGS = st.sampled_from(
    [f"--{n}" for n in [*PARAMETERS, "at", "link", "format", "lang", "predict", "scaling"]]
)
LINKED = st.sampled_from([*PARAMETERS, "predict", "scaling", "at", "ler"])
LINKS = st.dictionaries(LINKED, st.sampled_from("1 2,3 note - x".split())).map(query_of)
WORDS = (
    FLAGS
    | ANY_TEXT
    | LINKS.map("http://h/?".__add__)
    | st.sampled_from(["-", "--", "note", "csv", "json", "numpy", "torch", "notebook", "zh", "-1,2"])
)
ARGUMENTS = st.lists(
    st.tuples(FLAGS, ANY_TEXT)
    | st.tuples(FLAGS, WORDS)
    | st.tuples(WORDS)
    | st.tuples(st.builds("=".join, st.tuples(FLAGS, WORDS))),
    max_size=5,
).map(lambda groups: [part for group in groups for part in group])


@given(ARGUMENTS, st.text("0123,.\n-ex \r\0", max_size=12))
@settings(max_examples=draws(200))
def test_any_arguments_give_status_0_or_2(args: Sequence[str], stdin: str) -> None:
    status, out, err = call(*args, "--epochs", "2", stdin=stdin)
    assert status in (0, 2)
    assert bool(out) == (status == 0)
    assert err or status == 0
    assert all(("; allowed: " in line) == (status == 2) for line in err)


# --- as a process ---


def test_a_wrong_description_leaves_no_traceback() -> None:
    done = command("--lr", "fast", "--nonsense", "1")
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 2 and b"Traceback" not in done.stderr


def test_bytes_that_are_no_text_are_refused() -> None:
    done = command("--data", "-", stdin=b"1,2\n\x81\xff,3\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"data: ") and b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that closes is told differently")
def test_a_reader_that_leaves_early_is_no_error() -> None:
    args = [sys.executable, "-m", "sgd_core", "--epochs", "5000"]
    with subprocess.Popen(args, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()  # type: ignore[union-attr]
        process.stdout.close()  # type: ignore[union-attr]
        assert process.stderr.read() == b""  # type: ignore[union-attr]
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize(("lang", "said"), [("en", "cannot write: "), ("zh", "无法写入：")])
def test_a_full_disk_is_said_in_the_language_asked_for(lang: str, said: str) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sgd_core", "--lang", lang],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1 and done.stderr.decode().startswith(said)


def test_help_is_said_in_the_language_asked_for() -> None:
    """Every row of it, whatever a registry holds: names and formulas alone are the same in all."""
    status, out, err = call("--help", "--lang", "zh")
    assert (status, err) == (0, []) and out != call("--help")[1] == call("--help", "--lang", "xx")[1]
    assert out == call("--lang=zh", "-h")[1]
    for name, parameter in PARAMETERS.items():
        assert any(line.lstrip().startswith(f"--{name} ") for line in out), name
        for text in (parameter.help, parameter.kind.describe()):
            said = CONSTANTS["zh"].get(name) or command_help.said(text, "zh")
            assert name in REGISTRIES or name == "data" or re.search(r"[一-鿿]|^\d", said), text
    for entry in (*SAMPLINGS.values(), *PRESETS.values(), SCHEDULES["piecewise"]):
        assert CHINESE.search(command_help.said(entry.about, "zh")), entry
    for gradient in GRADIENTS.values():
        assert CHINESE.search(command_help.said(gradient.formula, "zh")), gradient
    words = set(re.findall(r"(?<![\w-])[a-z]{3,}(?![\w-])", "\n".join(out)))
    assert not words & {"the", "and", "number", "more", "than", "with", "from", "else", "which", "how"}


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_help_can_be_printed_in_any_encoding(encoding: str) -> None:
    assert command("--help", PYTHONIOENCODING=encoding).returncode == 0


def test_a_run_is_the_same_in_another_process() -> None:
    run = Run(data="noisy-20", sampling="with-replacement", seed=11, epochs=5, batch=3)
    args = [part for name, text in run.to_params().items() for part in (f"--{name}", text)]
    done = command(*args, "--format", "csv", PYTHONHASHSEED="12345")
    assert bits(done.stdout.decode().splitlines()) == bits(list(csv_lines(trace(run))))


def test_two_sources_of_samples_are_one_complaint(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("1,2\n2,4\n", encoding="utf-8")
    status, _, said = call("--data", "-", "--table", str(file))
    assert status == 2 and len(said) == 1 and "stands beside other samples" in said[0]


def test_a_column_is_not_fitted_to_itself(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("1,2\n2,4\n", encoding="utf-8")
    status, _, said = call("--table", str(file), "--columns", "1,1")
    assert status == 2 and 'columns: "1,1" is not a pair of columns' in said[0]


def test_a_constant_in_a_link_that_decides_nothing_is_told() -> None:
    assert "weight_decay decides nothing" in call("--link", "?weight_decay=0.1&epochs=1")[2][0]


def test_units_in_both_columns_are_told_at_once() -> None:
    *rows, last = refuses("--data", "-", stdin="size;price\n50 m²;1.250,00 €\n60 m²;1.400,00 €\n")
    assert [line.partition(" is ")[0] for line in rows] == [
        'data, line 2, x: "50 m²"',
        'data, line 3, x: "60 m²"',
    ]
    assert last == 'y: "1.250,00 €" is a number with € beside it; allowed: the number alone: 1.250,00'


def test_what_stands_beside_a_table_is_left_out_and_told_with_its_line() -> None:
    stdin = "t,v\ns,m/s\n1,2\n# a remark\n3,4\n[2 rows x 2 columns]\n# end\n"
    status, _, said = call("--data", "-", "--epochs", "1", stdin=stdin)
    assert status == 0 and [line.partition(";")[0] for line in said[1:]] == [
        'left out: data, line 2, x, y: "s m/s" stands between the names and the numbers',
        'left out: data, line 4, x, y: "# a remark" is a remark',
        'left out: data, line 6, x, y: "[2 rows x 2 columns]" stands below the table',
        'left out: data, line 7, x, y: "# end" stands below the table',
    ]


def test_of_two_columns_named_x_none_is_chosen_silently() -> None:
    stdin = "x,x,y\n1,2,3\n4,5,6\n"
    (line,) = refuses("--data", "-", stdin=stdin)
    assert line == 'columns: "x" names "x", as several columns are called (1, 2); allowed: their numbers'
    status, out, _ = call("--data", "-", "--columns", "2,3", "--epochs", "1", "--format", "csv", stdin=stdin)
    assert (status, out) == (0, list(csv_lines(trace(Run(x=[2, 5], y=[3, 6], epochs=1)))))

"""A run as a notebook: valid, run as Jupyter runs it, and at its end the core's own bits."""

import ast
import json
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from nbclient import NotebookClient

import sgd_core
from sgd_core import Run, trace
from sgd_core.notebook import notebook
from sgd_core.program_comments import NOTEBOOK
from sgd_core.scaling import rescaled, units_of
from tests.core.strategies import bits, runs
from tests.core.test_programs import covering, numbers, printed
from tests.effort import draws

ROOT = Path(sgd_core.__file__).parents[1]
GIVEN = Run(problem="line", x=[1.0, 2.0, 4.0], y=[2.0, 4.5, 9.0], optimizer="averaged", sampling="reshuffle")


def cells_of(text: str, kind: str) -> list[str]:
    """What stands in the cells of a kind."""
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == kind]


def outputs(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> list[list]:
    """What each cell of code says, run by a kernel that finds modules along ``path``."""
    monkeypatch.setenv("PYTHONPATH", path)
    document = nbformat.reads(text, as_version=4)
    NotebookClient(document, timeout=60, resources={"metadata": {"path": str(folder)}}).execute()
    return [cell.outputs for cell in document.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("lang", NOTEBOOK)
def test_a_notebook_on_scaled_x_runs_beside_the_core_and_both_end_with_the_same_bits(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, units = rescaled(GIVEN, "standard"), units_of(GIVEN, "standard")
    own, core, picture = outputs(notebook(run, 4.0, lang, units), tmp_path, monkeypatch, str(ROOT))
    assert bits(numbers(own[-1].text.splitlines()[-1])) == bits(trace(run).end.parameters)
    assert core[-1].text == f"{NOTEBOOK[lang]['same']} True\n"
    drawn = picture[-1].data["application/vnd.plotly.v1+json"]["data"]
    assert [line["name"] for line in drawn] == ["w", "b", NOTEBOOK[lang]["loss"]]
    w, b, loss = [line["y"] for line in drawn]
    assert (w[-1], b[-1]) == trace(run).end.parameters and len(loss) == run.epochs


def test_without_the_core_the_program_runs_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sgd_core.py").write_text("raise ImportError")
    own, core, picture = outputs(notebook(Run(), 4.0, "en"), tmp_path, monkeypatch, "")
    assert numbers(own[-1].text) == trace(Run()).end.parameters
    assert core[-1].text == NOTEBOOK["en"]["alone"] + "\n" and picture


@given(runs())
@settings(max_examples=draws(50))
def test_the_notebook_of_any_run_is_valid_and_its_program_ends_where_the_core_does(run: Run) -> None:
    text = notebook(run, 4.0, "en")
    nbformat.validate(nbformat.reads(text, as_version=4))
    program, *others = cells_of(text, "code")
    *_, last = printed(program)
    assert bits(numbers(last)) == bits(trace(run).end.parameters)
    for each in others:
        ast.parse(each)


def test_a_run_that_diverges_keeps_its_path_as_far_as_it_came_and_agrees_with_the_core() -> None:
    program, core, _ = cells_of(notebook(Run(lr=1e60, epochs=9), 4.0, "en"), "code")
    said = printed(f"{program}\n{core}\nprint(len(path), len(losses))")
    columns = trace(Run(lr=1e60, epochs=9))
    assert said[-2:] == [f"{NOTEBOOK['en']['same']} True", f"{len(columns) + 1} {columns.end.t // 3 - 1}"]


def test_of_a_long_run_about_two_thousand_points_are_drawn() -> None:
    long, short = (cells_of(notebook(Run(epochs=n), 4.0, "en"), "code") for n in (5000, 100))
    program, _, picture = long
    drawn = picture.partition("picture = ")[0].partition("every = ")
    *_, count = printed(f"{program}\n{''.join(drawn[1:])}\nprint(len(drawn))")
    assert 2000 <= int(count) <= 4000
    assert NOTEBOOK["en"]["thinned"] in picture and NOTEBOOK["en"]["thinned"] not in short[-1]


def test_a_notebook_is_in_the_language_asked_for_around_the_same_code() -> None:
    assert {frozenset(table) for table in NOTEBOOK.values()} == {frozenset(NOTEBOOK["en"])}
    for run in covering(0, 40):
        english, chinese = (notebook(run, 4.0, lang) for lang in ("en", "zh"))
        assert english.isascii() and not chinese.isascii()
        for said, written in zip(cells_of(english, "markdown"), cells_of(chinese, "markdown"), strict=True):
            assert said != written
        for mine, theirs in zip(cells_of(english, "code")[:1], cells_of(chinese, "code")[:1], strict=True):
            assert ast.dump(ast.parse(mine)) == ast.dump(ast.parse(theirs))


@pytest.mark.parametrize("lang", NOTEBOOK)
def test_around_its_formulas_a_notebook_says_what_g_is_and_on_scaled_x_they_are_of_z(lang: str) -> None:
    said = NOTEBOOK[lang]
    for run in covering(3, 20):
        text = "".join(cells_of(notebook(run, 4.0, lang), "markdown"))
        assert (said["corrected"] in text) == (run.gradient != "plain")
        assert said.get(run.gradient, "") in text and "z_i" not in text
        sizes = {len(batch) for batch in trace(run).batches()}
        assert max(sizes) <= run.batch_size
        takes = "all" if run.batch == "all" else "one" if sizes == {1} and run.batch_size == 1 else "many"
        assert said[takes].format(count=run.batch_size) in text
    scaled = rescaled(GIVEN, "standard")
    text = "".join(cells_of(notebook(scaled, 4.0, lang, units_of(GIVEN, "standard")), "markdown"))
    assert "z_i" in text and "x_i" not in text


def test_many_samples_stand_in_a_notebook_once() -> None:
    xs = [i / 7 for i in range(1000)]
    text = notebook(Run(x=xs, y=xs, lr=1e-9, epochs=1), 4.0, "en")
    assert text.count(repr(xs[-1])) == 2
    assert max(map(len, text.splitlines())) < 200

"""The fold "Take it away": on every page each run as every file, by its name, in the language of the page."""

from __future__ import annotations

import csv
import doctest
import io
import json
import re
import shlex
from contextlib import redirect_stdout
from types import ModuleType
from typing import Any

import pytest

from sgd_core import Run, trace
from sgd_core.__main__ import main
from sgd_core.export import CODE, WRITERS, csv_of_runs, formats
from sgd_core.run import REGISTRIES
from sgd_core.scaling import rescaled, units_of
from sgd_ui.frame import files, shell, take_away
from sgd_ui.frame.files import File, Taken
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.registry import STATIONS
from sgd_ui.words import numerals
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.ui.opened import open_page

RUN = Run(problem="line", optimizer="adam", sampling="reshuffle", batch=3, epochs=4)
#: A link to every page that is quickly shown, one of them in other units and one with a mean beside its path.
LINKS = {
    "home": "epochs=2&problem=line&scaling=standard",
    "gd_vs_sgd": "epochs=3&problem=line&scaling=largest&b.lr=0.02&d.gradient=svrg",
    "sampling": "epochs=3&seeds=2",
    "learning_rate": "epochs=3&seeds=2",
    "saddle": "epochs=3&seeds=2",
    "optimizers": "problem=line&data=offset&epochs=3&d.optimizer=averaged&b.lr=0.1",
    "your_data": "epochs=3&problem=line&scaling=largest",
    "note": "epochs=3",
}
SEVERAL = {"gd_vs_sgd": 4, "sampling": 4, "saddle": 2, "optimizers": 4}
EVERY = pytest.mark.parametrize("name", STATIONS)
Button = tuple[str, str]


def expected(run: Run, units: Any = None, lang: str = "en") -> list[str]:
    """What the core writes of a run, format by format."""
    texts = []
    for name in formats(run):
        if name in CODE:
            texts.append(CODE[name](run, 4.0, lang, units))
        else:
            texts.append("".join(f"{line}\n" for line in WRITERS[name](trace(run), 4.0, units)))
    return texts


class Bench:
    """A page in Streamlit's test bench whose buttons hand over what they would download."""

    def __init__(self, name: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
        #: What is there of the run that is chosen, and of all of them.
        self.drawn: dict[str, Button] = {}
        self.whole: dict[str, Button] = {}
        self.shown: list[Taken] = []
        offer, choose, page = take_away._offer, take_away._choose, take_away._show_page

        def offered(file: File, words: Any) -> None:
            if file.key != "take.page":
                self.drawn[file.name] = file.label, file.write().decode("utf-8")
            offer(file, words)

        def whole(*told: Any) -> None:
            self.drawn.clear()
            page(*told)
            self.whole, self.drawn = self.drawn, {}

        def chosen(runs: Any, words: Any) -> Taken:
            self.shown = list(runs)
            return choose(runs, words)

        monkeypatch.setattr(take_away, "_offer", offered)
        monkeypatch.setattr(take_away, "_choose", chosen)
        monkeypatch.setattr(take_away, "_show_page", whole)
        self.app = open_page(shell.file_of(name), f"{LINKS[name]}&lang={lang}")
        assert not self.app.exception

    def choose(self, key: str) -> None:
        (select,) = [each for each in self.app.selectbox if str(each.key).startswith("take.run")]
        select.select(key).run()
        assert not self.app.exception

    def code(self) -> tuple[str, str]:
        """The command and the program of the run that is chosen."""
        command, program = [each.value for each in self.app.code][-2:]
        return command, program


@EVERY
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_offers_every_run_by_its_name_as_every_file_and_each_holds_what_the_core_writes(
    name: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench, words = Bench(name, lang, monkeypatch), words_in(lang)
    runs = bench.shown
    assert len(runs) == SEVERAL.get(name, 1) and len({each.name for each in runs}) == len(runs)
    seen: set[str] = set()
    for each in runs:
        if len(runs) > 1:
            bench.choose(each.key)
        run = each.columns.run
        assert each.columns.parameters.tolist() == trace(run).parameters.tolist()
        texts = expected(run, each.units, lang)
        assert [text for _, text in bench.drawn.values()][: len(texts)] == texts
        own = [*bench.drawn][: len(texts)]
        assert not seen & {*own} and all(re.fullmatch(r"samplewise[\w.+~-]*", file, re.A) for file in own)
        seen |= {*own}
        labels = [label for label, _ in bench.drawn.values()]
        assert len({*labels}) == len(labels) and words["take.notebook"] in labels
    if len(runs) > 1:
        label, text = bench.whole["samplewise_runs.csv"]
        rows = csv_of_runs([(each.name, each.columns) for each in runs], runs[0].units)
        assert (label, text) == (words["take.runs"], "".join(f"{row}\n" for row in rows))
        assert list(dict.fromkeys(row["run"] for row in csv.DictReader(io.StringIO(text)))) == [
            each.name for each in runs
        ]


@EVERY
def test_the_command_of_each_run_makes_that_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(name, "en", monkeypatch)
    for each in bench.shown:
        if len(bench.shown) > 1:
            bench.choose(each.key)
        command, program = bench.code()
        assert program == files.program(each.columns.run, each.units)
        with redirect_stdout(io.StringIO()) as out:
            assert main([*shlex.split(command)[3:], "--format", "json"]) == 0
        made = json.loads(out.getvalue())["summary"]["end"]
        end = trace(each.columns.run).end.parameters
        assert tuple(made.values()) == end, command


def test_the_mean_of_sgd_is_taken_away_with_the_path_that_its_updates_moved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench("optimizers", "en", monkeypatch)
    bench.choose("d")
    (text,) = [text for file, (_, text) in bench.drawn.items() if file.endswith("averaged.csv")]
    last = list(csv.DictReader(io.StringIO(text)))[-1]
    run = bench.shown[-1].columns.run
    assert float(last["w"]) == trace(run).end.parameters[0] != float(last["mean_w"])


def test_other_runs_are_another_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench("optimizers", "en", monkeypatch)
    bench.choose("d")
    (remove,) = [each for each in bench.app.selectbox if str(each.key).endswith("d.optimizer")]
    remove.select("none").run()
    assert not bench.app.exception and len(bench.shown) == 3
    command, _ = bench.code()
    assert command == files.command(bench.shown[0].columns.run)


# --- names, sizes and further files ---


def test_files_are_told_apart_in_ascii_by_what_tells_their_runs_apart() -> None:
    runs = [RUN, RUN.replaced(batch="all"), RUN.replaced(lr=0.1, w0=(0.5, -1e-300))]
    names = files.apart(runs)
    assert names == ["w0-0~0_lr-0.01_batch-3", "w0-0~0_lr-0.01_batch-all", "w0-0.5~-1e-300_lr-0.1_batch-3"]
    assert files.apart([RUN, RUN]) == ["", ""]


@pytest.mark.parametrize("module", [files, numerals])
def test_the_examples_of_names_and_of_weights_are_right(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def test_a_run_that_the_list_does_not_have_is_never_chosen() -> None:
    app = open_page(shell.file_of("optimizers"), LINKS["optimizers"])
    (select,) = [each for each in app.selectbox if str(each.key).startswith("take.run")]
    accepts = app.session_state["gate.expected"][select.key]
    assert accepts("d") and not any(map(accepts, ("e", "", "<b>")))


@pytest.mark.parametrize("name", REGISTRIES)
def test_an_entry_of_a_registry_goes_by_its_own_name(name: str) -> None:
    first, second, *_ = REGISTRIES[name]
    runs = [Run(**{name: each}) for each in (first, second)]
    for label, word in zip(files.apart(runs), (first, second), strict=True):
        assert word in label.split("_")


def test_the_web_page_comes_first_and_its_size_is_said_before() -> None:
    labels = [each.proto.label for each in open_page("home.py", "lang=en").get("download_button")]
    assert re.fullmatch(r"Web page · 5\.\d MB", labels[0]) and len(labels) == 1 + len(formats(Run()))


def test_units_are_those_of_each_run() -> None:
    given = Run(problem="line", data="far", epochs=2)
    page = STATIONS["gd_vs_sgd"].page
    view = {name: each.default for name, each in page.chosen.items()} | {"scaling": "largest"}
    at = Visit(page, rescaled(given, "largest"), view, given)
    other = at.run.replaced(batch=4, lr=0.5)
    assert take_away.units.in_use(at, other) == units_of(given.replaced(batch=4, lr=0.5), "largest")


@pytest.mark.parametrize(("lang", "label"), [("en", "Program (NumPy)"), ("zh", "独立程序（NumPy）")])
def test_the_page_offers_them(lang: str, label: str) -> None:
    app = open_page("home.py", f"epochs=2&lang={lang}")
    assert not app.exception
    assert label in [button.proto.label for button in app.get("download_button")]

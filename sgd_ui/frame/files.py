"""Runs as files to take away, as commands and as code: what each is called, and what writes it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sgd_core import Run, Trace, export
from sgd_core.asked import predicted_at
from sgd_core.parameters import number_text
from sgd_core.run import PARAMETERS, REGISTRIES, users
from sgd_core.scaling import Units
from sgd_ui.words.catalogue import Words

#: What each format is called in the catalogue, how its file ends, and its type.
_FORMATS = {
    "note": ("log", ".txt", "text/plain"),
    "csv": ("csv", ".csv", "text/csv"),
    "json": ("json", ".json", "application/json"),
    "numpy": ("numpy", "_numpy.py", "text/x-python"),
    "torch": ("torch", "_torch.py", "text/x-python"),
    "notebook": ("notebook", ".ipynb", "application/x-ipynb+json"),
}
#: How the names of all files begin but for that of samples.
_STEM = "samplewise"
#: More samples than this are a file beside the command and the code.
_MOST_WRITTEN = 100
SAMPLES_FILE = "samples.csv"
#: What tells runs apart in the name of a file is no longer than this.
_LONGEST = 80


class Taken(NamedTuple):
    """A run to take away.

    Args:
        key: what it is called in a link; none where it is the only one.
        name: what it is called on the page.
        units: what it was given in, where its x are scaled.
    """

    key: str
    name: str
    columns: Trace
    units: Units | None = None


@dataclass(frozen=True)
class File:
    """A file to take away.

    Args:
        key: what its button is called in the page.
        label: what is on its button.
        write: what is in it, made once it is asked for: a million updates make a hundred megabytes.
        size: how many bytes, where that is known before.
    """

    key: str
    label: str
    name: str
    mime: str
    write: Callable[[], bytes]
    size: int | None = None


def of_run(taken: Taken, words: Words, apart: str = "") -> Iterator[File]:
    """All that a run can be, and its samples, where they are a reader's own or scaled.

    Args:
        apart: what tells it from the other runs of its page, for the names of its files.
    """
    columns, units = taken.columns, taken.units
    for name in export.formats(columns.run):
        label, ending, mime = _FORMATS[name]
        write = _writer(name, columns, words.lang, units)
        yield File(f"take.{name}", words[f"take.{label}"], f"{_stem(apart)}{ending}", mime, write)
    if columns.run.data is None:
        text = words["take.samples"]
        yield File(
            "take.samples", text, SAMPLES_FILE, "text/csv", lambda: samples(columns.run, units).encode()
        )


def of_all(runs: Sequence[Taken], words: Words) -> File:
    """Every update of several runs in one table."""

    def write() -> bytes:
        # What z is made of is the same for all.
        lines = export.csv_of_runs([(each.name, each.columns) for each in runs], runs[0].units)
        return "".join(f"{line}\n" for line in lines).encode()

    return File("take.runs", words["take.runs"], f"{_STEM}_runs.csv", "text/csv", write)


def apart(runs: Sequence[Run]) -> list[str]:
    """In ASCII, what tells each of some runs from the others; nothing where nothing does.

    >>> apart([Run(), Run(batch="all"), Run(optimizer="adam")])
    ['batch-1_sgd', 'batch-all_sgd', 'batch-1_adam']
    """
    own = [name for name in PARAMETERS if name not in ("data", "x", "y") and not users(name)]
    differ = [name for name in own if len({getattr(run, name) for run in runs}) > 1]
    return ["_".join(_named(name, run) for name in differ)[:_LONGEST] for run in runs]


def named(page: str, run: Run, opening: Run) -> str:
    """What a file of a page is called: by its run, where that is not the one that the page opens on.

    >>> named("home", Run(data="noisy", lr=0.05), Run()), named("home", Run(), Run())
    ('samplewise_home_noisy_lr-0.05', 'samplewise_home')
    """
    if run == opening:
        return f"{_STEM}_{page}"
    own = [_named(name, run) for name in run.to_params() if name not in ("data", "x", "y")]
    samples = "" if run.points == Run(problem=run.problem).points else run.data or "own"
    return "_".join(filter(None, [_STEM, page, samples, "_".join(own)[:_LONGEST]]))


def _named(name: str, run: Run) -> str:
    value = PARAMETERS[name].kind.write(getattr(run, name))
    return re.sub(r"[^\w.+-]", "~", value if name in REGISTRIES else f"{name}-{value}", flags=re.ASCII)


def _stem(apart: str) -> str:
    return f"{_STEM}_{apart}" if apart else _STEM


def command(run: Run, units: Units | None = None, private: bool = False) -> str:
    """The command line that prints this run.

    Args:
        private: whether samples of a reader's own come from their file, as they do where they are many.
    """
    given = units.given if units else run
    params = given.to_params() | ({"scaling": units.scaling} if units else {})
    rest = ""
    if _is_long(given) or (private and given.data is None):
        params, rest = _without_samples(params) | {"data": "-"}, f" < {SAMPLES_FILE}"
    return (
        " ".join(["python -m sgd_core", *[f"--{k} {shlex.quote(text)}" for k, text in params.items()]]) + rest
    )


def program(run: Run, units: Units | None = None) -> str:
    """The same run in Python."""
    given = units.given if units else run
    params, reading = given.to_params(), list[str]()
    if _is_long(given):
        params = _without_samples(params)
        reading = [
            f'rows = list(csv.DictReader(open("{SAMPLES_FILE}")))',
            'run = run.replaced(x=[float(row["x"]) for row in rows], y=[float(row["y"]) for row in rows])',
        ]
    return "\n".join(
        [
            *(["import csv", ""] if reading else []),
            "from sgd_core import Run, stream",
            *(["from sgd_core.scaling import rescaled"] if units else []),
            "",
            f"run = Run.from_params({params!r})",
            *reading,
            *([f'run = rescaled(run, "{units.scaling}")'] if units else []),
            "for step in stream(run):",
            "    print(step.epoch, step.samples, step.gradient, step.parameters, step.loss)",
        ]
    )


def samples(run: Run, units: Units | None = None) -> str:
    """The samples under the names of their columns: x, y, and where x is scaled z and what makes it."""
    xs, ys = units.given.points if units else run.points
    columns: dict[str, Sequence[float]] = {"x": xs, "y": ys}
    if units:
        constants = {name: [value] * run.samples for name, value in units.constants.items()}
        columns |= {"z": run.points[0], **constants}
    rows = zip(*columns.values(), strict=True)
    return "".join(
        f"{line}\n" for line in [",".join(columns), *(",".join(map(number_text, row)) for row in rows)]
    )


def _is_long(run: Run) -> bool:
    return run.data is None and run.samples > _MOST_WRITTEN


def _without_samples(params: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in params.items() if name not in ("x", "y")}


def _writer(name: str, columns: Trace, lang: str, units: Units | None) -> Callable[[], bytes]:
    def write() -> bytes:
        predict = predicted_at(units.given if units else columns.run)
        if name in export.CODE:
            return export.CODE[name](columns.run, predict, lang, units).encode()
        lines = export.WRITERS[name](columns, predict, units)
        return "".join(f"{line}\n" for line in lines).encode()

    return write

"""What the reader can open or keep below the stage: the mathematics, files, and code."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence

import streamlit as st

from sgd_core import Run, Trace, export
from sgd_core.parameters import number_text
from sgd_core.program import PREDICT
from sgd_core.programs import PROGRAMS
from sgd_core.scaling import Units
from sgd_ui.words.catalogue import Words

#: What each format is called in the catalogue, its file, and its type.
_FILES = {
    "note": ("log", "samplewise.txt", "text/plain"),
    "csv": ("csv", "samplewise.csv", "text/csv"),
    "json": ("json", "samplewise.json", "application/json"),
    "numpy": ("numpy", "samplewise_numpy.py", "text/x-python"),
    "torch": ("torch", "samplewise_torch.py", "text/x-python"),
}
#: More samples than this are a file beside the command and the code.
_MOST_WRITTEN = 100
SAMPLES_FILE = "samples.csv"


def mathematics(text: str, words: Words) -> None:
    """A derivation, folded away."""
    with st.expander(words["mathematics.title"]):
        st.markdown(text)


def show(columns: Trace, words: Words, units: Units | None = None) -> None:
    """The run as files, as programs, as a command and as code.

    Args:
        units: what it was given in, where its x are scaled.
    """
    with st.expander(words["take.title"]):
        with st.container(horizontal=True):
            for name in export.formats(columns.run):
                label, file, mime = _FILES[name]
                st.download_button(
                    words[f"take.{label}"],
                    _writer(name, columns, words.lang, units),
                    file,
                    mime,
                    on_click="ignore",
                    key=f"take.{name}",
                )
            if units or _is_long(columns.run):
                st.download_button(
                    words["take.samples"],
                    lambda: samples(columns.run, units).encode(),
                    SAMPLES_FILE,
                    "text/csv",
                    on_click="ignore",
                    key="take.samples",
                )
        st.caption(words["take.command"])
        st.code(command(columns.run, units), language="bash", wrap_lines=True)
        st.caption(words["take.code"])
        st.code(program(columns.run, units), language="python", wrap_lines=True)


def command(run: Run, units: Units | None = None) -> str:
    """The command line that prints this run; samples that are many come from their file."""
    given = units.given if units else run
    params = given.to_params() | ({"scaling": units.scaling} if units else {})
    rest = ""
    if _is_long(given):
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
    """Writes the file only when it is asked for: a million updates make a hundred megabytes."""

    def write() -> bytes:
        if name in PROGRAMS:
            return PROGRAMS[name](columns.run, PREDICT, lang, units).encode()
        return ("\n".join(export.WRITERS[name](columns, PREDICT, units)) + "\n").encode()

    return write

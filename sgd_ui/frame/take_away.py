"""What the reader can open or keep below the stage: the mathematics, files, and code."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import streamlit as st

from sgd_core import Run, Trace, export
from sgd_core.parameters import number_text
from sgd_core.program import PREDICT
from sgd_core.programs import PROGRAMS
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
    with st.expander(words["mathematics.title"], icon=":material/function:"):
        st.markdown(text)


def show(columns: Trace, words: Words) -> None:
    """The run as files, as programs, as a command and as code."""
    with st.expander(words["take.title"], icon=":material/download:"):
        with st.container(horizontal=True):
            for name in export.formats(columns.run):
                label, file, mime = _FILES[name]
                st.download_button(
                    words[f"take.{label}"],
                    _writer(name, columns, words.lang),
                    file,
                    mime,
                    on_click="ignore",
                    key=f"take.{name}",
                )
            if _is_long(columns.run):
                st.download_button(
                    words["take.samples"],
                    lambda: samples(columns.run).encode(),
                    SAMPLES_FILE,
                    "text/csv",
                    on_click="ignore",
                    key="take.samples",
                )
        st.caption(words["take.command"])
        st.code(command(columns.run), language="bash", wrap_lines=True)
        st.caption(words["take.code"])
        st.code(program(columns.run), language="python", wrap_lines=True)


def command(run: Run) -> str:
    """The command line that prints this run; samples that are many come from their file."""
    params = run.to_params()
    rest = ""
    if _is_long(run):
        params, rest = _without_samples(params) | {"data": "-"}, f" < {SAMPLES_FILE}"
    return (
        " ".join(["python -m sgd_core", *[f"--{k} {shlex.quote(text)}" for k, text in params.items()]]) + rest
    )


def program(run: Run) -> str:
    """The same run in Python."""
    params = run.to_params()
    reading = []
    if _is_long(run):
        params = _without_samples(params)
        reading = [
            f'pairs = [line.split(",") for line in open("{SAMPLES_FILE}")]',
            "x, y = zip(*((float(a), float(b)) for a, b in pairs))",
            "run = run.replaced(x=x, y=y)",
        ]
    return "\n".join(
        [
            "from sgd_core import Run, stream",
            "",
            f"run = Run.from_params({params!r})",
            *reading,
            "for step in stream(run):",
            "    print(step.epoch, step.samples, step.gradient, step.parameters, step.loss)",
        ]
    )


def samples(run: Run) -> str:
    """The samples, ``x,y`` a line."""
    return "".join(f"{number_text(x)},{number_text(y)}\n" for x, y in zip(*run.points, strict=True))


def _is_long(run: Run) -> bool:
    return run.data is None and run.samples > _MOST_WRITTEN


def _without_samples(params: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in params.items() if name not in ("x", "y")}


def _writer(name: str, columns: Trace, lang: str) -> Callable[[], bytes]:
    """Writes the file only when it is asked for: a million updates make a hundred megabytes."""

    def write() -> bytes:
        if name in PROGRAMS:
            return PROGRAMS[name](columns.run, PREDICT, lang).encode()
        return ("\n".join(export.WRITERS[name](columns, PREDICT)) + "\n").encode()

    return write

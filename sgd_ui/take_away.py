"""What the reader can open or keep below the stage: the mathematics, files, and code."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import streamlit as st

from sgd_core import Run, Trace, export
from sgd_ui.catalogue import Words

_FILES = {
    "note": ("log", "txt", "text/plain"),
    "csv": ("csv", "csv", "text/csv"),
    "json": ("json", "json", "application/json"),
}


def mathematics(run: Run, words: Words) -> None:
    """The derivation for the problem of a run, folded away."""
    with st.expander(words["mathematics.title"], icon=":material/function:"):
        st.markdown(words[f"mathematics.{run.problem}"])


def show(columns: Trace, words: Words) -> None:
    """The run as files, as a command and as code."""
    with st.expander(words["take.title"], icon=":material/download:"):
        with st.container(horizontal=True):
            for name in export.formats(columns.run):
                label, ending, mime = _FILES[name]
                st.download_button(
                    words[f"take.{label}"],
                    _writer(name, columns),
                    f"samplewise.{ending}",
                    mime,
                    on_click="ignore",
                    key=f"take.{name}",
                )
        st.caption(words["take.command"])
        st.code(command(columns.run), language="bash", wrap_lines=True)
        st.caption(words["take.code"])
        st.code(program(columns.run), language="python", wrap_lines=True)


def command(run: Run) -> str:
    """The command line that prints this run."""
    flags = [f"--{name} {shlex.quote(text)}" for name, text in run.to_params().items()]
    return " ".join(["python -m sgd_core", *flags])


def program(run: Run) -> str:
    """The same run in Python."""
    return "\n".join(
        [
            "from sgd_core import Run, stream",
            "",
            f"run = Run.from_params({run.to_params()!r})",
            "for step in stream(run):",
            "    print(step.epoch, step.samples, step.gradient, step.parameters, step.loss)",
        ]
    )


def _writer(name: str, columns: Trace) -> Callable[[], bytes]:
    """Writes the file only when it is asked for: a million updates make a hundred megabytes."""

    def write() -> bytes:
        return ("\n".join(export.WRITERS[name](columns, 4.0)) + "\n").encode()

    return write

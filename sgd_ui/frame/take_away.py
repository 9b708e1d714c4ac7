"""What the reader can open or keep below the stage: the mathematics, files, and code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from sgd_core import Trace
from sgd_core.scaling import Units
from sgd_ui.frame import files, in_view, units, widgets
from sgd_ui.frame.files import File, Taken
from sgd_ui.frame.visit import Visit
from sgd_ui.runs.racing import Contestant
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import weight

#: How wide the list of runs is, in pixels.
_NAMES = 360


#: The folds. What is in them is made once they are opened: what sets formulas and code weighs a lot.
MATHEMATICS, FILES = "fold.mathematics", "fold.take"

#: From the update in view to files of the page.
Further = Callable[[int], Sequence[File]]


def mathematics(text: Callable[[], str], words: Words) -> None:
    """A derivation, folded away."""
    folded = st.expander(words["mathematics.title"], key=MATHEMATICS, on_change="rerun")
    if folded.open:
        folded.markdown(text())


def one(columns: Trace, units: Units | None = None) -> list[Taken]:
    """The only run of a page.

    Args:
        units: what it was given in, where its x are scaled.
    """
    return [Taken("", "", columns, units)]


def several(at: Visit, contestants: Sequence[Contestant]) -> list[Taken]:
    """The runs on a stage by their names on it."""
    return [Taken(each.key, each.label, each.trace, units.in_use(at, each.trace.run)) for each in contestants]


def show(runs: Sequence[Taken], words: Words, further: Further, ticks: int) -> None:
    """Runs as files, as programs, as a command and as code; one of several is chosen by its name.

    Args:
        further: files of the page at an update, whichever run is chosen.
        ticks: the last update.
    """
    folded = st.expander(words["take.title"], key=FILES, on_change="rerun")
    if folded.open:
        with folded:
            _show_page(further, runs, words, ticks)
            _show(runs, words)


@st.fragment
def _show_page(further: Further, runs: Sequence[Taken], words: Words, ticks: int) -> None:
    """Files of the whole page. A fragment: it alone runs again when the stage rests on another update."""
    at = in_view.update(ticks)
    with st.container(horizontal=True):
        for file in [*further(at), *([files.of_all(runs, words)] if len(runs) > 1 else [])]:
            _offer(file, words)


def _show(runs: Sequence[Taken], words: Words) -> None:
    chosen = _choose(runs, words)
    apart = files.apart([each.columns.run for each in runs])[runs.index(chosen)]
    with st.container(horizontal=True):
        for file in files.of_run(chosen, words, apart):
            _offer(file, words)
    run, given_in = chosen.columns.run, chosen.units
    st.caption(words["take.command"])
    st.code(files.command(run, given_in), language="bash", wrap_lines=True)
    st.caption(words["take.code"])
    st.code(files.program(run, given_in), language="python", wrap_lines=True)


def _choose(runs: Sequence[Taken], words: Words) -> Taken:
    """The run that is chosen: the first of several to begin with."""
    by_key = {each.key: each for each in runs}
    if len(by_key) == 1:
        return runs[0]
    # Other runs are another choice.
    key = ".".join(["take.run", *by_key])
    st.session_state.setdefault(key, runs[0].key)
    with st.container(width=_NAMES):
        widgets.pick(words["take.run"], {each.key: each.name for each in runs}, key)
    return by_key.get(st.session_state.get(key, ""), runs[0])


def _offer(file: File, words: Words) -> None:
    label = file.label
    if file.size is not None:
        label = words.format("take.sized", label=label, size=weight(file.size))
    st.download_button(label, file.write, file.name, file.mime, on_click="ignore", key=file.key)

"""The third way in: a file that is uploaded."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sgd_core import RunError
from sgd_core.limits import MAX_FILE, MAX_SAMPLES
from sgd_ui.frame import complaints, gate
from sgd_ui.frame.page import Page
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import reading, sources, state, use
from sgd_ui.pages.your_data.sources import File
from sgd_ui.words.catalogue import Words


def show(at: Visit, words: Words) -> None:
    """The uploader, and how what is in the file is read."""
    _show_uploader(at.page, words)
    file = state.FILE.get()
    if not file:
        return
    source = sources.in_file(file)
    if isinstance(source, RunError):
        complaints.show(words["intake.refused"], source.complaints, words)
    else:
        reading.show(at, source, words)


def _show_uploader(page: Page, words: Words) -> None:
    _say(words)
    # A file that was given back, or that another session has, is none.
    gate.expect(state.uploader(), lambda file: file is None or isinstance(file, UploadedFile))
    st.file_uploader(
        words["intake.file_label"],
        key=state.uploader(),
        on_change=_take_file,
        args=(page,),
        help=words["intake.private"],
    )


def _say(words: Words) -> None:
    """Gives the style of the uploader, whose own words are English alone, those of the page.

    The browser itself turns away what is above Streamlit's limit of 1 MiB. With a higher limit, larger
    files would be written to the server's disk on their way to the check of their size.
    """
    size = f"{MAX_FILE:,}"
    texts = {
        "choose": words["intake.choose"],
        "drop": words.format("intake.drop", size=size, rows=words.counted("row", MAX_SAMPLES)),
        "too-large": words.format("intake.too_large", size=size),
    }
    said = " ".join(f"--uploader-{name}: {_css(text)};" for name, text in texts.items())
    st.html(f"<style>:root {{ {said} }}</style>")


def _css(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _take_file(page: Page) -> None:
    upload = st.session_state.get(state.uploader())
    file = File(upload.name, upload.getvalue()) if upload else None
    state.FILE.set(file)
    if not file:
        return
    reading.begin(page, "file")
    source = sources.in_file(file)
    if not isinstance(source, RunError):
        use.text(page, source, reveal=False)

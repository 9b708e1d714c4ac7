"""The fold "Take it away": every format of a run as a file, its programs in the language of the page."""

from typing import Any

import pytest

from sgd_core import Run, trace
from sgd_core.export import WRITERS, formats
from sgd_core.programs import PROGRAMS
from sgd_ui.frame import take_away
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.ui.opened import open_page

RUN = Run(problem="line", optimizer="adam", sampling="reshuffle", batch=3, epochs=4)


def taken(run: Run, lang: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, str]]:
    """The files of a run by name: the words on the button, and what the file holds."""
    files: dict[str, tuple[str, str]] = {}

    def button(label: str, data: Any, file: str, *rest: Any, **more: Any) -> None:
        files[file] = label, data().decode("utf-8")

    monkeypatch.setattr(take_away.st, "download_button", button)
    take_away.show(trace(run), words_in(lang))
    return files


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_programs_are_in_the_language_of_the_page(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = taken(RUN, lang, monkeypatch)
    for name, write in PROGRAMS.items():
        label, text = files[f"samplewise_{name}.py"]
        assert text == write(RUN, 4.0, lang)
        assert label == words_in(lang)[f"take.{name}"]


@pytest.mark.parametrize("run", [Run(epochs=2), RUN])
def test_every_format_of_a_run_is_a_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    files = taken(run, "en", monkeypatch)
    assert len(files) == len(formats(run))
    for name, ending in {"note": "txt", "csv": "csv", "json": "json"}.items():
        if name in formats(run):
            expected = "".join(f"{line}\n" for line in WRITERS[name](trace(run), 4.0))
            assert files[f"samplewise.{ending}"][1] == expected


@pytest.mark.parametrize(("lang", "label"), [("en", "Program (NumPy)"), ("zh", "独立程序（NumPy）")])
def test_the_page_offers_them(lang: str, label: str) -> None:
    app = open_page("home.py", f"epochs=2&lang={lang}")
    assert not app.exception
    assert label in [button.proto.label for button in app.get("download_button")]

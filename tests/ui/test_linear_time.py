"""No address, widget or file holds a page up: time grows in proportion to the text that is read."""

from collections.abc import Callable

import pytest

from sgd_core import Complaint
from sgd_core.run import PARAMETERS
from sgd_ui.frame import address, complaints, controls
from sgd_ui.frame.page import View
from sgd_ui.pages.your_data import editor, link
from sgd_ui.words.catalogue import words_in
from tests.core.growth import Family, strays
from tests.ui.test_catalogue import PAGES

WORDS = words_in("zh")
#: Every way in which a view is read, once.
VIEWS = {repr(view.kind): view for page in PAGES for view in page.views.values()}


def view_reader(view: View) -> Callable[[str], object]:
    return lambda text: view.kind.write(view.read("x", text))


def told(text: str) -> str:
    """A text in every place of a complaint, as a page says it."""
    facts = dict.fromkeys(("words", "given", "count"), text)
    return complaints.sentence(Complaint(text, text, "unknown_word", facts), WORDS)


READERS: dict[str, Callable[[str], object]] = {
    **{kind: view_reader(view) for kind, view in VIEWS.items()},
    "flat_text": controls.flat_text,
    "complaint": told,
    "file_name": link.file_name,
    "edited cells": lambda text: editor.with_edits(
        [("1", "2")] * 2, {"edited_rows": {0: {"x": text}}, "deleted_rows": [], "added_rows": [{"y": text}]}
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_the_time_of_a_reader_grows_in_proportion_to_its_text(name: str) -> None:
    assert next(strays(READERS[name]), None) is None


#: What is tried on whole pages, which read a text many times over.
_FEW = [
    Family(("9",), "x"),
    Family(("x", " "), "9"),
    Family((",",)),
    Family(("\u0301\u0316",)),
    Family(("１",)),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_time_of_an_address_grows_in_proportion_to_its_texts(page) -> None:
    names = [*PARAMETERS, *page.views]
    assert (
        next(strays(lambda text: address.read(page, dict.fromkeys([*names, text], text)), _FEW), None) is None
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_time_of_an_address_grows_in_proportion_to_the_names_in_it(page) -> None:
    def read(text: str) -> object:
        return address.read(page, {f"{name}{k}": "1" for k in range(len(text)) for name in ("b.", "lr", "?")})

    assert next(strays(read, [Family(("9",))]), None) is None


def test_plain_text_is_what_it_was_whatever_it_is_folded_with() -> None:
    for text in ("１．５、２", "1,5" * 100, "², ½", "ﬁle", "e\u0301" * 45, "x" * 98 + "e\u0301"):
        assert controls.flat_text(text) == controls.unicodedata.normalize("NFKC", text).replace("、", ",")

"""Names in an address that are not the app's: left alone, but for slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core.problems import PROBLEMS
from sgd_ui.frame import address
from sgd_ui.pages.home import PAGE
from sgd_ui.pages.registry import STATIONS
from tests.ui.opened import open_page

NAMES = address.names(PAGE)


def slips(*names: str) -> dict[str, str]:
    return dict(address.read(PAGE, dict.fromkeys(names, "0.1")).slips)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ler", "lr"),
        ("LR", "lr"),
        ("rl", "lr"),
        ("epoch", "epochs"),
        ("sead", "seed"),
        ("smapling", "sampling"),
    ],
)
def test_one_slip_away_from_a_name_is_asked_about(name: str, meant: str) -> None:
    assert slips(name) == {name: meant}


@given(st.sampled_from([name for name in NAMES if len(name) > 2]), st.data())
def test_a_letter_wrong_missing_or_too_many_is_a_slip(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("qjz_"))
    for typed in (
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
    ):
        assert typed in NAMES or typed in slips(typed)


@pytest.mark.parametrize("name", ["home", "saddle"])
@pytest.mark.parametrize(("problem", "code"), [("lien", "unknown_word"), (None, "not_here")])
def test_a_problem_that_a_page_does_not_draw_is_answered_with_those_that_it_does(
    name: str, problem: str | None, code: str
) -> None:
    page = STATIONS[name].page
    asked = problem or next(each for each in PROBLEMS if each not in page.problems)
    opening = address.read(page, {"problem": asked})
    (complaint,) = opening.complaints
    assert (complaint.value, complaint.code) == (asked, code)
    assert complaint.facts["words"] == ", ".join(page.problems) and opening.run.problem in page.problems


def test_names_of_others_are_passed_over() -> None:
    others = (
        "utm_source",
        "utm_medium",
        "fbclid",
        "gclid",
        "ref",
        "v",
        "t",
        "q",
        "embed",
        "embed_options",
        "",
    )
    assert slips(*others, "within", "b.lr") == {}
    assert slips(*NAMES) == {}


def test_the_page_asks_about_slips_and_says_nothing_of_other_names() -> None:
    app = open_page("home.py", "ler=0.1&utm_source=mail&%3Cb%3E=1")
    (told,) = [each.value for each in app.info]
    assert '"`ler`"' in told and '"`lr`"' in told
    assert not any("utm" in each.value for kind in ("info", "warning") for each in app.get(kind))
    assert [each.value for each in open_page("home.py", "utm_source=mail&ref=x").info] == []

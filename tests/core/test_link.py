"""Links: the flat text of a run as the query of an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import Run, RunError
from sgd_core.limits import MAX_ADDRESS, MAX_SAMPLES
from sgd_core.link import BESIDE, described, params_of, query_of, slips
from sgd_core.run import PARAMETERS
from tests.core.strategies import PARAMS, descriptions

UNICODE = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
ADDRESSES = ["", "?", "http://localhost:8501/?", "https://example.org/a/b?", "http://[::1]:8501/your_data?"]


@pytest.mark.parametrize("address", ADDRESSES)
@given(params=st.dictionaries(UNICODE, UNICODE, max_size=5))
def test_a_query_is_read_back_whole(address: str, params: dict[str, str]) -> None:
    assert params_of(address + query_of(params)) == params


@given(descriptions())
def test_a_link_read_back_equals_the_run_it_came_from(run: Run) -> None:
    link = (
        "http://localhost:8501/gd_vs_sgd?" + query_of(run.to_params() | {"at": "12", "lang": "zh"}) + "#top"
    )
    assert Run.from_params(described(params_of(link))) == run


def test_a_link_holds_the_largest_run() -> None:
    xs = [-1.7976931348623157e308 + k * 2e292 for k in range(MAX_SAMPLES)]
    run = Run(x=xs, y=xs, epochs=1)
    assert Run.from_params(params_of(query_of(run.to_params()))) == run


def test_a_link_holds_as_many_steps_as_a_run_may_have() -> None:
    run = Run(schedule="piecewise", lr_steps=tuple((t, 0.1 + t * 1e-9) for t in range(10_000)))
    assert Run.from_params(params_of(query_of(run.to_params()))) == run


@pytest.mark.parametrize(
    ("link", "params"),
    [
        ("", {}),
        ("http://localhost:8501/", {}),
        ("http://localhost:8501/?lr=0.05&at=12", {"lr": "0.05", "at": "12"}),
        ("?lr=0.05", {"lr": "0.05"}),
        ("lr=0.05&x=1,2", {"lr": "0.05", "x": "1,2"}),
        ("http://h/?x=1%2C2&y=2%2c4#lr=3", {"x": "1,2", "y": "2,4"}),
        ("?lr=1&lr=2", {"lr": "2"}),
        ("?lr_steps=120:0.05,200:0.001", {"lr_steps": "120:0.05,200:0.001"}),
        ("?lr=", {"lr": ""}),
        (f"{'a' * MAX_ADDRESS}?lr=1", {"lr": "1"}),
    ],
)
def test_a_link_is_taken_apart(link: str, params: dict[str, str]) -> None:
    assert params_of(link) == params


def test_commas_and_colons_stay_readable() -> None:
    assert query_of({"x": "1,2", "lr_steps": "3:0.1"}) == "x=1,2&lr_steps=3:0.1"


@given(st.text() | st.text("?&=%[]:/#@+;").map("http://".__add__))
def test_any_text_gives_parameters_or_a_complaint(link: str) -> None:
    try:
        params = params_of(link)
    except RunError as error:
        assert [complaint.name for complaint in error.complaints] == ["link"]
    else:
        assert all(isinstance(part, str) for pair in params.items() for part in pair)


@pytest.mark.parametrize("link", ["http://[", "?" + "a=1&" * 2000, f"{'a' * MAX_ADDRESS}b?lr=1"])
def test_a_link_that_cannot_be_taken_apart_is_named(link: str) -> None:
    with pytest.raises(RunError, match=r"link: .* is not a link; allowed: an address copied out of the app"):
        params_of(link)


@given(PARAMS)
def test_what_a_link_describes_is_what_it_says_in_names_of_a_run(params: dict[str, str]) -> None:
    assert described(params).items() == {pair for pair in params.items() if pair[0] in PARAMETERS}


# --- names that are nearly ours ---

LETTERS = "".join(map(chr, range(ord("a"), ord("z") + 1))) + "_1"
LONG = [name for name in PARAMETERS if len(name) > 1]


def one_letter_away(name: str) -> set[str]:
    """Every name that one slip of the hand makes of another."""
    parts = [(name[:k], name[k:]) for k in range(len(name) + 1)]
    fewer = {head + tail[1:] for head, tail in parts if tail}
    more = {head + letter + tail for head, tail in parts for letter in LETTERS}
    other = {head + letter + tail[1:] for head, tail in parts if tail for letter in LETTERS}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    return (fewer | more | other | swapped) - {name}


@pytest.mark.parametrize("name", LONG)
def test_every_name_one_letter_away_is_a_slip(name: str) -> None:
    strange = {each for each in one_letter_away(name) if len(each) > 1}
    assert slips(strange, [name]) == dict.fromkeys(strange, name)
    assert slips({each.upper() for each in strange}, [name]).keys() == {each.upper() for each in strange}


@given(st.text(LETTERS, max_size=6), st.text(LETTERS, min_size=2, max_size=6))
def test_no_name_farther_away_is_a_slip(name: str, known: str) -> None:
    assert bool(slips([name], [known])) == (len(name) > 1 and name in one_letter_away(known))


@given(st.text(max_size=4), st.text(max_size=4))
def test_a_slip_from_one_name_to_another_is_one_back_too(one: str, other: str) -> None:
    assert bool(slips([one], [other])) == bool(slips([other], [one]))


def test_a_name_that_is_known_is_no_slip_of_another() -> None:
    assert slips([*PARAMETERS, *BESIDE], [*PARAMETERS, *BESIDE]) == {}
    assert slips(["seeds", "seed"], ["seed", "seeds"]) == {}
    assert slips(["seeds"], ["seed"]) == {"seeds": "seed"}


@pytest.mark.parametrize("name", "t w q ax xx utm_source utm_id embed fbclid gclid si".split())
def test_the_names_of_others_are_no_slips_of_ours(name: str) -> None:
    assert slips([name], [*PARAMETERS, *BESIDE]) == {}


def test_of_a_name_of_one_letter_only_its_capital_is_a_slip() -> None:
    assert slips(["X", "Y", "z"], PARAMETERS) == {"X": "x", "Y": "y"}


def test_a_name_beside_the_run_is_none_of_the_run() -> None:
    assert not set(BESIDE) & set(PARAMETERS)

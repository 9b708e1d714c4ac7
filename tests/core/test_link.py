"""Links: the flat text of a run as the query of an address."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sgd_core import Run, RunError
from sgd_core.limits import MAX_ADDRESS, MAX_SAMPLES
from sgd_core.link import params_of, query_of, unknown_names
from sgd_core.run import PARAMETERS, VIEW_NAMES
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
    assert Run.from_params(params_of(link)) == run


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
@example(dict.fromkeys(["b.lr", "a.lr", "b.c.lr", "b.at", "lr", "at"], "1"))
def test_the_unknown_names_are_those_of_neither_run_nor_view(params: dict[str, str]) -> None:
    known = {name for name in params if name in VIEW_NAMES or re.sub(r"^[b-z]\.", "", name) in PARAMETERS}
    assert unknown_names(params) == [name for name in params if name not in known]

"""A run says which keywords it takes: to ``help`` and notebooks as it runs, to editors in its source."""

import inspect
import typing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import sgd_core.keywords
from sgd_core import Run, RunError
from sgd_core.keywords import Keywords
from sgd_core.parameters import UNCHANGED
from sgd_core.run import PARAMETERS, REGISTRIES
from tests.core.strategies import descriptions

SIGNATURES = {each: dict(inspect.signature(each).parameters) for each in (Run, Run.replaced)}
HEAD = '''\
"""The parameters of a run, spelled out for editors and type checkers.

Written from ``run.PARAMETERS``: tests/core/test_keywords.py holds it to that, and prints what should stand
here where it does not.

>>> Keywords.__annotations__["lr"], Values.__annotations__["eps"].__forward_arg__
('float', 'float | None')
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict


class Values(TypedDict, total=False):
    """What may be changed of a run."""

'''
MIDDLE = '''

class Keywords:
    """What a run holds, and what it is made of."""

'''
CALL = """
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
"""


def type_text(annotation: Any) -> str:
    return inspect.formatannotation(annotation).replace("collections.abc.", "")


def held(name: str) -> Any:
    """The type of an attribute: what its kind makes of a value, or None where a run may leave it open."""
    python = typing.get_type_hints(PARAMETERS[name].kind.check)["return"]
    return python if getattr(Run(x=[1.0], y=[1.0]), name) is not None else python | None


def default_text(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def text() -> str:
    """What ``sgd_core/keywords.py`` should be."""
    values = [f"    {name}: {type_text(each.annotation)}\n" for name, each in SIGNATURES[Run].items()]
    attributes = [f"    {name}: {type_text(held(name))}\n" for name in SIGNATURES[Run]]
    keywords = [
        f"            {name}: {type_text(each.annotation)} = {default_text(each.default)},\n"
        for name, each in SIGNATURES[Run].items()
    ]
    return "".join([HEAD, *values, MIDDLE, *attributes, CALL, *keywords, "        ) -> None: ...\n"])


def test_the_source_spells_out_the_parameters_of_a_run() -> None:
    written = Path(sgd_core.keywords.__file__).read_text(encoding="utf-8")
    assert written == text(), f"sgd_core/keywords.py should be:\n{text()}"


def test_a_signature_names_every_parameter_in_its_order_with_its_default() -> None:
    for method, default in ((Run, lambda parameter: parameter.default), (Run.replaced, lambda _: UNCHANGED)):
        keywords = [each for name, each in SIGNATURES[method].items() if name != "self"]
        assert [each.name for each in keywords] == list(PARAMETERS)
        assert {each.kind for each in keywords} == {inspect.Parameter.KEYWORD_ONLY}
        assert [each.default for each in keywords] == list(map(default, PARAMETERS.values()))


def test_a_default_in_the_signature_is_that_of_the_run_or_none_where_a_choice_decides() -> None:
    several = [Run(**{name: word}) for name, registry in REGISTRIES.items() for word in registry]
    for name, keyword in SIGNATURES[Run].items():
        usual = {getattr(run, name) for run in several}
        decided = len(usual) > 1 and name not in REGISTRIES
        assert getattr(Run(), name) == keyword.default or (decided and keyword.default is None), name
        assert not decided or keyword.default is None, name
        assert (type(None) in typing.get_args(keyword.annotation)) == (keyword.default is None), name


@given(descriptions())
def test_none_is_what_is_left_out_where_a_choice_decides_and_nowhere_else(run: Run) -> None:
    left = [name for name, keyword in SIGNATURES[Run].items() if keyword.default is None]
    own = ["eps", "beta2", "weight_decay", "gamma"]
    assert left == ["data", "w0", *own]
    assert run.replaced(w0=None, **dict.fromkeys(own)) == Run.from_params(
        {name: text for name, text in run.to_params().items() if name not in ("w0", *own)}
    )
    assert Run(data=None, x=[1.0], y=[2.0]) == Run(x=[1.0], y=[2.0])
    for name in set(PARAMETERS) - set(left):
        with pytest.raises(RunError):
            Run(**{name: None})


@given(descriptions())
def test_an_attribute_is_what_the_source_says_that_it_is(run: Run) -> None:
    hints = typing.get_type_hints(Keywords)
    assert list(hints) == list(PARAMETERS)
    for name, hint in hints.items():
        outer = {typing.get_origin(each) or each for each in typing.get_args(hint) or [hint]}
        outer = {tuple} if typing.get_origin(hint) is tuple else outer
        assert type(getattr(run, name)) in outer, name

"""The examples in the documentation of every module are right."""

import doctest
import importlib
import pkgutil

import pytest

import sgd_core

MODULES = ["sgd_core", *(f"sgd_core.{module.name}" for module in pkgutil.iter_modules(sgd_core.__path__))]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_right(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0


def test_the_modules_with_examples_are_found() -> None:
    assert {"sgd_core", "sgd_core.__main__", "sgd_core.run", "sgd_core.stream"} <= set(MODULES)

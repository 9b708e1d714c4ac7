"""What a formula comes to that Python sent, as the browser computes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sgd_core.formula import OPERATIONS


def values(formula: Mapping[str, list[Any]], scope: Mapping[str, Any]) -> list[Any]:
    """The values of the trees of ``as_json``, where their names have these values."""
    found: list[Any] = []
    for line in formula["code"]:
        if isinstance(line, list | tuple):
            op, *places = line
            found.append(OPERATIONS[op](*(found[place] for place in places)))
        else:
            found.append(scope[line] if isinstance(line, str) else line)
    return [found[place] for place in formula["out"]]

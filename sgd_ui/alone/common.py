"""Documents that have much in common, with each part that stands in several of them written once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

#: Shorter parts are written where they stand.
_LEAST = 120
#: What a part is written as where it stands, with its number.
_MARK = "$"


def shared(documents: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """The documents with ``{"$": k}`` for each part, and the parts, as ``browser/common.js`` reads them.

    Args:
        documents: what ``json.loads`` gives.
    """
    counts = Counter(text for document in documents.values() for text in _texts(document))
    parts: list[Any] = []
    numbers: dict[str, int] = {}

    def written(value: Any) -> Any:
        if not isinstance(value, (dict, list)):
            return value
        text = _text(value)
        if len(text) < _LEAST or counts[text] < 2:
            return _each(value, written)
        if text not in numbers:
            part = _each(value, written)
            numbers[text] = len(parts)
            parts.append(part)
        return {_MARK: numbers[text]}

    return {name: _each(document, written) for name, document in documents.items()}, parts


def recoloured(documents: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Documents without those of the dark theme, and the colours that make them of those of the light one.

    Those that are not made so stay.

    Args:
        documents: each by its language and its theme.
    """
    pairs: dict[str, str] = {}
    kept = {name: each for name, each in documents.items() if name.endswith(" light")}
    for name, light in kept.items():
        for one, other in _leaves(light, documents[name.replace(" light", " dark")]):
            if not (isinstance(one, str) and isinstance(other, str)) or pairs.setdefault(one, other) != other:
                return dict(documents), {}
    return kept, {one: other for one, other in pairs.items() if one != other}


def _leaves(one: Any, other: Any) -> Iterator[tuple[Any, Any]]:
    """What stands in the same places of two documents: all texts, and what else is not the same."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for name in one:
            yield from _leaves(one[name], other[name])
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for pair in zip(one, other, strict=True):
            yield from _leaves(*pair)
    elif isinstance(one, str) or one != other:
        yield one, other


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {name: change(item) for name, item in value.items()}
    return [change(item) for item in value]


def _texts(value: Any) -> Iterator[str]:
    """The text of every part that is long enough."""
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, (dict, list)):
            text = _text(item)
            if len(text) >= _LEAST:
                yield text
                yield from _texts(item)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

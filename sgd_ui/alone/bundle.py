"""Plotly for a document that stands by itself: the installed one, or a smaller bundle of the same."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from sgd_ui.alone.opened import RefusedError
from sgd_ui.frame import library
from sgd_ui.words.catalogue import Words

_TITLE = re.compile(r"plotly\.js (?:\((?P<part>[\w-]+)[^)]*\) )?v(?P<version>(?P<major>\d+)[\d.]*)")
#: Bundles that draw all, by their names.
_WHOLE = ("", "strict")
#: What of the kinds of marks in use other bundles draw.
_DRAWN = {"basic": {"scatter"}, "cartesian": {"scatter", "contour", "heatmap"}}


class Bundle(NamedTuple):
    """One file of Plotly; ``part`` says which bundle it is, and is empty for the whole of it."""

    script: str
    version: str
    part: str

    def draws(self, kinds: Collection[str]) -> bool:
        """Whether it draws these kinds of marks."""
        return self.part in _WHOLE or _DRAWN.get(self.part, set()).issuperset(kinds)


def bundle(words: Words, path: Path | None = None) -> Bundle:
    """The bundle in a file; the installed package's own where none is named.

    Raises:
        RefusedError: the file is no bundle of Plotly, or one of another major version; says so in words.
        OSError: it cannot be read.
    """
    own = _read(library.source())
    if path is None:
        return own
    found = _read(path)
    if not found.version:
        raise RefusedError(words.format("alone.no_plotly", bundle=path.name))
    if _major(found) != _major(own):
        raise RefusedError(
            words.format("alone.other_major", bundle=path.name, version=found.version, own=own.version)
        )
    return found


def _major(of: Bundle) -> str:
    return of.version.partition(".")[0]


def _read(path: Path) -> Bundle:
    script = path.read_text(encoding="utf-8", errors="replace")
    title = _TITLE.search(script[:500])
    return Bundle(script, title["version"] if title else "", (title["part"] or "") if title else "")

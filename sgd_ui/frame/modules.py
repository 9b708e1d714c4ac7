"""The scripts of the browser: modules that import one another, joined to the one that Streamlit takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

#: What a module takes from another: names, by no other name.
_IMPORT = re.compile(r'^import \{\s*\w+(?:,\s*\w+)*,?\s*\} from "\./(\w+)\.js";\n', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) \w)", re.M)
#: Types and words about them, which take a quarter of the way and which no browser reads.
_ABOUT = re.compile(r"^ */\*\*(?:[^*]|\*(?!/))*\*/\n", re.M)
#: What there can be only one of in a module.
_ONCE = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)|^(export default)", re.M)
_LEFT = re.compile(r"^(?:import\b|export (?!default\b)).*", re.M)


def joined(folder: Path, entry: str) -> str:
    """A module and all that it imports as one, each after those that it imports itself.

    Raises:
        ValueError: modules import one another in a circle, two of them have a name in common, or one
            spells an import or an export otherwise than by the names themselves.
    """
    order = dict.fromkeys(_order(folder, entry, ()))
    script = _ABOUT.sub(
        "", "\n".join(_IMPORT.sub("", _EXPORT.sub("", _text(folder, name))) for name in order)
    )
    names = ["".join(found) for found in _ONCE.findall(script)]
    wrong = {name for name in names if names.count(name) > 1} | set(_LEFT.findall(script))
    if wrong:
        raise ValueError(f"{entry}.js cannot be joined: {', '.join(sorted(wrong))}")
    return script


def _order(folder: Path, name: str, importing: tuple[str, ...]) -> Iterator[str]:
    if name in importing:
        raise ValueError(f"Imports in a circle: {' > '.join((*importing, name))}")
    for each in _IMPORT.findall(_text(folder, name)):
        yield from _order(folder, each, (*importing, name))
    yield name


def _text(folder: Path, name: str) -> str:
    return (folder / f"{name}.js").read_text(encoding="utf-8")

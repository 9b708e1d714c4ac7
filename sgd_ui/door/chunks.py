"""Streamlit's own scripts for what stands on every page, asked for with its first ones.

Streamlit asks for the script of a kind of element once the first of that kind has come, and then for what it
imports: some thirty files, one behind the other, while nothing can be drawn. Here they come while the browser
waits anyway. Should Streamlit name its files otherwise some day, they come as late as before.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

#: The elements that every page has, as Streamlit names their scripts: ``TextInput.MPWivlu9.js``.
ELEMENTS = ("BidiComponent", "ButtonGroup", "PageLink", "TextInput")
# Found without importing the package, which takes long.
_PACKAGE = find_spec("streamlit")
_FOLDER = Path(str(_PACKAGE and _PACKAGE.origin)).parent / "static" / "static" / "js"
_IMPORT = re.compile(r'(?:from|import)"\./([\w.$-]+\.js)"')
#: How the document asks for a script; what stands before and after its name is the same for each.
_LINK = re.compile(r'(<link rel="modulepreload"[^>]* href="[^"]*/)[\w.$-]+\.js(">)')


def links(document: str) -> str:
    """One for each script that the document of Streamlit does not ask for itself; as its own, one a line."""
    if not (own := _LINK.search(document)):
        return ""
    return "\n    ".join(f"{own[1]}{name}{own[2]}" for name in scripts() if f"/{name}" not in document)


@lru_cache(maxsize=1)
def scripts() -> tuple[str, ...]:
    """The files of the elements and all that they import, each once."""
    found: dict[str, None] = {}
    wanted = [file.name for name in ELEMENTS for file in _FOLDER.glob(f"{name}.*.js")]
    while wanted:
        name = wanted.pop()
        if name not in found and (_FOLDER / name).is_file():
            found[name] = None
            wanted += _IMPORT.findall((_FOLDER / name).read_text(encoding="utf-8"))
    return tuple(found)

"""Plotly for the browser: a copy of the installed package's own, where Streamlit serves files from."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import streamlit as st

# Found without importing the package, which takes long.
_PACKAGE = find_spec("plotly")
_SOURCE = Path(str(_PACKAGE and _PACKAGE.origin)).parent / "package_data" / "plotly.min.js"
_COPY = Path(__file__).parents[2] / "static" / "plotly.min.js"
#: Asks Chromium to compile all functions of a script while it comes, beside the page: one by one, as they are
#: called, they would keep the page itself waiting for half as long again. To other browsers it is a comment.
EAGER = "//# allFunctionsCalledOnLoad\n"


def address() -> str:
    """Where the browser finds the copy; named by what it holds, so that no cache gives out another one."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    version = ""
    with suppress(OSError):
        version = _digest(_COPY)[:16]
    return f"{'/' + base if base else ''}/app/static/{_COPY.name}?v={version}"


def source() -> Path:
    """The installed package's own."""
    return _SOURCE


def provide(source: Path = _SOURCE, copy: Path = _COPY) -> bool:
    """Makes a copy where there is none, or one that holds anything else; whether there is a good one then."""
    try:
        if not _is_good(source, copy):
            copy.parent.mkdir(exist_ok=True)
            _replace(source, copy)
    except OSError:
        return False
    return True


def _replace(source: Path, copy: Path) -> None:
    """Written aside and then renamed: another session may be reading it."""
    handle, aside = tempfile.mkstemp(dir=copy.parent)
    try:
        with open(handle, "wb") as file, source.open("rb") as content:
            file.write(EAGER.encode())
            shutil.copyfileobj(content, file)
        os.chmod(aside, 0o644)
        os.replace(aside, copy)
    except OSError:
        os.unlink(aside)
        raise


def _is_good(source: Path, copy: Path) -> bool:
    """Whether a copy holds what is to be given out; not where it cannot be read."""
    with suppress(OSError):
        return _digest(copy) == _digest(source, EAGER)
    return False


def _digest(path: Path, before: str = "") -> str:
    """What tells its content, with a line before it, from any other."""
    there = path.stat()
    return _read(path, before, there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, before: str, *change: int) -> str:
    """Read once for each change, as every page asks."""
    return hashlib.sha256(before.encode() + path.read_bytes()).hexdigest()

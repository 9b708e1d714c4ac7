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


def address() -> str:
    """Where the browser finds the copy; named by what it holds, so that no cache gives out another one."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    version = ""
    with suppress(OSError):
        version = _content(_COPY)[:16]
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
    os.close(handle)
    try:
        shutil.copyfile(source, aside)
        os.chmod(aside, 0o644)
        os.replace(aside, copy)
    except OSError:
        os.unlink(aside)
        raise


def _is_good(source: Path, copy: Path) -> bool:
    """Whether a copy holds what its source does; not where it cannot be read."""
    with suppress(OSError):
        return _content(copy) == _content(source)
    return False


def _content(path: Path) -> str:
    there = path.stat()
    return _digest(path, there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns)


@lru_cache(maxsize=8)
def _digest(path: Path, *change: int) -> str:
    """What tells its content from any other; read once for each change, as every page asks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Tables that other packages bring are read, or refused, as a list checked by hand says.

A line of corpus.txt: a file; the columns of x and y, counted from 1; how many pairs and how many rows left
out; the first pair. Or why the file is refused, or which ways to read its lines are asked about.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from sgd_core import RunError
from sgd_core.decoding import decoded
from sgd_core.parameters import number_text
from sgd_core.table import pairs, read
from tests.effort import LARGEST

LIST = Path(__file__).with_name("corpus.txt").read_text(encoding="utf-8").splitlines()
EXPECTED = dict(line.split(": ", 1) for line in LIST)
#: Where packages keep the data that they bring, all of it in the list but for reports in prose.
FOLDERS = {
    "sklearn": ("datasets/data",),
    "statsmodels": ("datasets",),
    "vega_datasets": ("_data",),
}
PROSE = {"statsmodels/datasets/ccard/src/names.txt", "statsmodels/datasets/randhie/src/randdesc.txt"}
ENDINGS = ("*.csv", "*.csv.gz", "*.dat", "*.json", "*.tsv", "*.txt")


def root_of(package: str) -> Path:
    """The folder of a package, which is not imported."""
    spec = find_spec(package)
    if not spec or not spec.submodule_search_locations:
        pytest.skip(f"{package} is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def told(data: bytes) -> str:
    """What the reader makes of a file, as the list says it; some files are there twice."""
    try:
        table = read(decoded(data)[0])
        got = pairs(table, *table.likely)
    except RunError as error:
        return f"refused, {' '.join(each.code for each in error.complaints)}"
    if table.others:
        return f"asked, {' '.join(each.layout.lines for each in table.readings)}"
    x, y = table.likely
    first = f"{number_text(got.x[0])},{number_text(got.y[0])}"
    return f"{x + 1},{y + 1} {len(got.x)}+{len(got.skipped)} {first}"


@pytest.mark.parametrize("package", FOLDERS)
def test_the_tables_of_a_package_are_read_as_they_were_by_hand(package: str) -> None:
    root = root_of(package).parent
    wrong = []
    for name, expected in EXPECTED.items():
        path = root / name
        if name.startswith(f"{package}/"):
            brought = path.read_bytes()
            data = gzip.decompress(brought) if path.suffix == ".gz" else brought
            if len(data) <= LARGEST and (found := told(data)) != expected:
                wrong.append((name, found, expected))
    assert wrong == []


@pytest.mark.parametrize("package", FOLDERS)
def test_no_data_that_a_package_brings_is_left_out(package: str) -> None:
    root = root_of(package)
    brought = {
        path.relative_to(root.parent).as_posix()
        for folder in FOLDERS[package]
        for ending in ENDINGS
        for path in (root / folder).rglob(ending)
        if "tests" not in path.parts
    }
    assert brought - PROSE <= EXPECTED.keys()


def test_the_list_is_long_enough_to_say_something() -> None:
    read_well = [name for name, expected in EXPECTED.items() if not expected.startswith("refused")]
    assert len(EXPECTED) >= 250 and len(read_well) >= 200

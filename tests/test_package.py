"""What ``pip install .`` brings, read from what says so."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import sgd_core

ROOT = Path(__file__).parents[1]
DESCRIBED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, SETUPTOOLS = DESCRIBED["project"], DESCRIBED["tool"]["setuptools"]
LINES = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()


def test_the_version_stands_in_the_core_alone() -> None:
    assert "version" in PROJECT["dynamic"] and "version" not in PROJECT
    assert SETUPTOOLS["dynamic"]["version"] == {"attr": "sgd_core.__version__"}
    # Plain text is read from the source; for anything else NumPy would have to be there already.
    tree = ast.parse((ROOT / "sgd_core" / "__init__.py").read_text(encoding="utf-8"))
    (value,) = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__"
    ]
    assert ast.literal_eval(value) == sgd_core.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", sgd_core.__version__)


def test_it_brings_numpy_alone_within_the_bounds_of_the_app() -> None:
    assert PROJECT["dependencies"] == [line for line in LINES if line.startswith("numpy")]


def test_the_app_brings_all_that_its_requirements_name() -> None:
    assert "optional-dependencies" in PROJECT["dynamic"] and "optional-dependencies" not in PROJECT
    assert SETUPTOOLS["dynamic"]["optional-dependencies"] == {"app": {"file": "requirements.txt"}}
    # What begins with a dash means something to pip alone.
    assert {re.split(r"[<>=~!]", line)[0] for line in LINES} == {"numpy", "plotly", "streamlit"}


def test_every_file_that_a_package_needs_goes_with_it() -> None:
    for package, patterns in SETUPTOOLS["package-data"].items():
        folder = ROOT / package
        taken = {path for pattern in patterns for path in folder.glob(pattern)}
        files = {path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
        # Types are for the one who writes the scripts.
        needed = {path for path in files if path.suffix != ".py" and not path.name.endswith(".d.ts")}
        assert needed == taken
    assert SETUPTOOLS["package-data"].keys() == {"sgd_core", "sgd_ui"}

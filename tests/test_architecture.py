"""Which module may import which, read from the source without running it."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sgd_ui.pages.registry import STATIONS

ROOT = Path(__file__).parent.parent
PACKAGES = ("sgd_core", "sgd_ui")
PLOTLY_COPY = "static/plotly.min.js"


def modules(package: str) -> dict[str, Path]:
    """The package's modules by dotted name."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


CORE, UI = map(modules, PACKAGES)
SOURCES = CORE | UI


def imported(name: str, path: Path) -> set[str]:
    """The dotted names a module imports, anywhere in it; ``from a import b`` gives a and a.b."""
    names = set()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                base = ".".join([*parents[: len(parents) - node.level + 1], *([base] if base else [])])
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func)
            literal = node.args[0]
            if called in {"__import__", "import_module", "importlib.import_module"}:
                assert isinstance(literal, ast.Constant), f"{name} imports a computed name"
                names.add(str(literal.value))
    return names


def roots(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def git(*args: str) -> subprocess.CompletedProcess[str]:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout")
    command = ["git", "-c", "safe.directory=*", *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_packages_are_found() -> None:
    for package in PACKAGES:
        assert package in SOURCES


@pytest.mark.parametrize("name", CORE)
def test_the_core_imports_only_the_standard_library_and_numpy(name: str) -> None:
    allowed = sys.stdlib_module_names | {"numpy", "sgd_core"}
    assert roots(imported(name, CORE[name])) <= allowed


@pytest.mark.parametrize("name", UI)
def test_the_front_end_package_does_not_import_the_pages(name: str) -> None:
    assert not roots(imported(name, UI[name])) & {"app", "home", "pages"}


def test_the_wall_between_pages_stands_around_every_station() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (walled,) = [each["modules"] for each in contracts if each["id"] == "pages"]
    assert walled == [f"sgd_ui.pages.{name}" for name in STATIONS]


def test_the_copy_of_plotly_is_ignored_and_not_tracked() -> None:
    tracked = git("ls-files", "--", PLOTLY_COPY)
    assert (tracked.returncode, tracked.stdout) == (0, "")
    assert git("check-ignore", "--quiet", "--no-index", PLOTLY_COPY).returncode == 0

"""The core is pure: standard library and NumPy, no clock, no chance, no files, no pow."""

import ast
import sys
from pathlib import Path

import pytest

import sgd_core

FILES = sorted(Path(sgd_core.__file__).parent.rglob("*.py"))
FORBIDDEN_MODULES = {
    "asyncio", "ctypes", "datetime", "fileinput", "glob", "io", "locale", "mmap", "multiprocessing",
    "pathlib", "pickle", "random", "secrets", "shelve", "shutil", "socket", "sqlite3", "subprocess",
    "tempfile", "threading", "time", "uuid",
}  # fmt: skip
#: NumPy has more than one order of summation, and random numbers that a release may change.
FORBIDDEN_NUMPY = {
    "add", "cumsum", "dot", "einsum", "genfromtxt", "inner", "linalg", "load", "loadtxt", "matmul",
    "mean", "nansum", "outer", "power", "prod", "save", "savetxt", "sum", "vdot",
}  # fmt: skip


@pytest.fixture(params=FILES, ids=lambda path: path.name)
def tree(request: pytest.FixtureRequest) -> ast.Module:
    module = ast.parse(request.param.read_text(encoding="utf-8"))
    module.file = request.param.name  # type: ignore[attr-defined]
    return module


def imported(tree: ast.Module) -> set[str]:
    """The modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names.add(node.module or "")
    return names


def dotted(node: ast.AST) -> str:
    """``np.random.PCG64`` for the expression of that name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def attributes(tree: ast.Module) -> set[str]:
    return {dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def calls(tree: ast.Module) -> set[str]:
    return {dotted(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_it_imports_only_the_standard_library_numpy_and_itself(tree: ast.Module) -> None:
    tops = {name.partition(".")[0] for name in imported(tree)}
    assert tops <= sys.stdlib_module_names | {"numpy", "sgd_core"}


def test_it_imports_nothing_with_a_clock_chance_or_files(tree: ast.Module) -> None:
    tops = {name.partition(".")[0] for name in imported(tree)}
    assert not tops & FORBIDDEN_MODULES
    # The command line alone talks to the system, to end quietly when its reader has gone.
    assert "os" not in tops or tree.file == "__main__.py"  # type: ignore[attr-defined]
    assert {name for name in attributes(tree) if name.startswith("os.")} <= {
        "os.dup2", "os.open", "os.devnull", "os.O_WRONLY",
    }  # fmt: skip


def test_it_reads_no_file_and_runs_no_text(tree: ast.Module) -> None:
    # One function of formula.py alone compiles source, which was written from trees.
    compiles = {"exec"} if tree.file == "formula.py" else set()  # type: ignore[attr-defined]
    # The command line alone opens a file: the table that a flag names.
    opens = {"open"} if tree.file == "__main__.py" else set()  # type: ignore[attr-defined]
    assert calls(tree) & {"open", "eval", "exec", "compile", "__import__", "input"} == compiles | opens
    assert [dotted(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)].count("exec") <= 1


def test_one_function_alone_compiles_and_it_is_given_entries_of_the_registries() -> None:
    formula = ast.parse(next(path for path in FILES if path.name == "formula.py").read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(formula) if isinstance(node, ast.FunctionDef)]
    (compiles,) = [function for function in functions if "exec" in calls(function)]
    assert compiles.name == "loop"
    assert [ast.unparse(each.annotation) for each in compiles.args.args] == ["Problem", "Optimizer"]


def test_it_takes_nothing_from_numpy_random_but_raw_bits(tree: ast.Module) -> None:
    used = {name for name in attributes(tree) if name.startswith(("np.random.", "numpy.random."))}
    assert used <= {"np.random.PCG64"}
    assert not any(name.startswith("numpy.random") for name in imported(tree))


def test_it_never_squares_by_a_power(tree: ast.Module) -> None:
    """A fixed power of a number that varies is a product; a decay by the update number is a power."""
    powers = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)]
    for power in powers:
        fixed = not any(isinstance(node, ast.Name) for node in ast.walk(power.right))
        assert not fixed or isinstance(power.left, ast.Constant), ast.unparse(power)
    assert not calls(tree) & {"pow", "math.pow", "np.power", "np.square"}


def test_it_leaves_no_summation_to_numpy(tree: ast.Module) -> None:
    for name in attributes(tree) - {"np.add"}:
        head, _, rest = name.partition(".")
        # A running total has to go from left to right.
        assert head != "np" or rest == "add.accumulate" or not set(rest.split(".")) & FORBIDDEN_NUMPY, name
    methods = {name.rpartition(".")[2] for name in attributes(tree) if name != "math.prod"}
    assert not methods & {"sum", "mean", "dot", "prod", "cumsum"}
    assert not any(isinstance(node, ast.MatMult) for node in ast.walk(tree))


def test_all_its_files_are_looked_at() -> None:
    assert {"__init__.py", "__main__.py", "run.py", "stream.py"} <= {path.name for path in FILES}

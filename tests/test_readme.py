"""The README's Python runs as it is written."""

import re
from pathlib import Path

from sgd_core.run import REGISTRIES
from sgd_ui.alone.page import START

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
(HOUSE,) = re.findall(r"## The house\n\n```\n(.*?)```", README, re.S)


def test_the_library_examples_run(capsys) -> None:
    one, many = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(compile(one, "README.md", "exec"), {})
    assert "'sampling': 'reshuffle'" in capsys.readouterr().out
    exec(compile(many, "README.md", "exec"), {})
    assert "every_step=0.1111" in capsys.readouterr().out


def test_the_start_that_a_page_without_a_server_names_is_the_one_here() -> None:
    (start,) = re.findall(r"<!-- start-command -->.*?```sh\n(.*?)\n```", README, re.S)
    assert start == START


def test_every_word_of_a_run_is_named() -> None:
    for name, registry in REGISTRIES.items():
        row = next(line for line in README.splitlines() if line.startswith(f"| {name} | `"))
        assert re.findall(r"`([^`]+)`", row) == list(registry)


def test_every_file_of_the_house_is_named() -> None:
    root = Path(__file__).parents[1]
    floors = [each for each in (root / "sgd_ui").iterdir() if each.is_dir() and each.name != "pages"]
    files = [file for folder in (root / "sgd_core", *floors) for file in folder.glob("*.py")]
    assert [file.name for file in files if file.stem != "__init__" and file.name not in HOUSE] == []


def test_every_file_of_the_house_exists() -> None:
    folders: list[str] = []
    for line in HOUSE.splitlines():
        depth, name = (len(line) - len(line.lstrip())) // 2, line.split()[0]
        folders = [*folders[:depth], name]
        path = Path(__file__).parents[1] / "".join(folders)
        assert path.exists(), path

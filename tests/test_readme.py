"""What the README says in code is so, in both languages."""

import re
import shlex
from pathlib import Path

import pytest

from sgd_core.run import REGISTRIES
from sgd_ui.__main__ import _parser
from sgd_ui.alone.bundle import bundle
from sgd_ui.alone.page import START
from sgd_ui.pages.registry import STATIONS
from sgd_ui.words.catalogue import words_in
from tests.effort import ASKED

READMES = {
    name: (Path(__file__).parents[1] / name).read_text(encoding="utf-8")
    for name in ("README.md", "README.zh.md")
}
README = READMES["README.md"]
in_each = pytest.mark.parametrize("name", READMES)
(HOUSE,) = re.findall(r"## The house\n\n```\n(.*?)```", README, re.S)


@in_each
def test_the_library_examples_run(name: str, capsys) -> None:
    one, many = re.findall(r"```python\n(.*?)```", READMES[name], re.S)
    exec(compile(one, name, "exec"), {})
    assert "'sampling': 'reshuffle'" in capsys.readouterr().out
    exec(compile(many, name, "exec"), {})
    assert "every_step=0.1111" in capsys.readouterr().out


@in_each
def test_the_start_that_a_page_without_a_server_names_is_the_one_here(name: str) -> None:
    (start,) = re.findall(r"<!-- start-command -->.*?```sh\n(.*?)\n```", READMES[name], re.S)
    assert start == START


@in_each
def test_every_word_of_a_run_is_named(name: str) -> None:
    for part, registry in REGISTRIES.items():
        row = next(line for line in READMES[name].splitlines() if line.startswith(f"| {part} | `"))
        assert re.findall(r"`([^`]+)`", row) == list(registry)


def commands(readme: str) -> list[str]:
    """The lines of its code, but for what is said beside them."""
    blocks = re.findall(r"```(?:sh|python)\n(.*?)```", readme, re.S)
    # What run.to_params() comes to is a comment, and the same in both.
    return [re.sub(r"\s*# .*", "", line) for block in blocks for line in block.splitlines()]


def test_both_languages_have_the_same_commands_and_lead_to_each_other() -> None:
    english, chinese = READMES.values()
    assert commands(chinese) == commands(english)
    assert "[中文](README.zh.md)" in english and "[English](README.md)" in chinese


@in_each
def test_every_page_is_named_with_what_it_asks(name: str) -> None:
    words = words_in("zh" if name.endswith(".zh.md") else "en")
    for page in STATIONS:
        assert f"| {words[f'page.{page}.title']} |" in READMES[name], page


def test_what_the_chinese_quotes_of_the_app_stands_there() -> None:
    words = words_in("zh")
    said = {words[key] for key in words}
    quoted = re.findall("“(.*?)”", READMES["README.zh.md"])
    assert quoted and [label for label in quoted if not any(label in text for text in said)] == []


def test_every_file_of_the_house_is_named() -> None:
    root, named = Path(__file__).parents[1], set(re.findall(r"\w+\.(?:py|js)\b", HOUSE))
    floors = [each for each in (root / "sgd_ui").iterdir() if each.is_dir() and each.name != "pages"]
    files = [file for folder in (root / "sgd_core", *floors) for file in folder.glob("*.py")]
    files += (root / "sgd_ui" / "stage" / "browser").glob("*.js")
    assert [file.name for file in files if file.stem != "__init__" and file.name not in named] == []


def test_every_script_that_the_house_names_exists() -> None:
    (inside,) = re.findall(r"^    browser/.*\n((?:      .*\n)+)", HOUSE, re.M)
    browser = Path(__file__).parents[1] / "sgd_ui" / "stage" / "browser"
    assert [name for name in re.findall(r"\w+\.js", inside) if not (browser / name).exists()] == []


def test_every_file_of_the_house_exists() -> None:
    folders: list[str] = []
    for line in HOUSE.splitlines():
        depth, name = (len(line) - len(line.lstrip())) // 2, line.split()[0]
        folders = [*folders[:depth], name]
        path = Path(__file__).parents[1] / "".join(folders)
        assert path.exists(), path


def test_the_workflow_publishes_the_site_that_is_described() -> None:
    text = (Path(__file__).parents[1] / ".github" / "workflows" / "pages.yml").read_text(encoding="utf-8")
    (command,) = re.findall(r"python -m sgd_ui (site .*?)\n      - ", text, re.S)
    asked = _parser().parse_args(
        shlex.split(command.replace("${{ steps.pages.outputs.base_url }}", "https://a.b"))
    )
    assert (asked.out.name, asked.plotly.name, asked.base) == (
        "site",
        "plotly-cartesian.min.js",
        "https://a.b",
    )
    (version,) = re.findall(r"plotly\.js-cartesian-dist-min@(\d+)", text)
    assert version == bundle(words_in("en")).version.split(".")[0]
    # The tests run before it, and what is published is what was built.
    assert text.index(".ci/run") < text.index("sgd_ui site") < text.index("path: site")


def test_the_thorough_run_of_every_night_is_the_one_that_is_described() -> None:
    text = (Path(__file__).parents[1] / ".github" / "workflows" / "thorough.yml").read_text(encoding="utf-8")
    assert f'{ASKED}: "1"' in text and "run: .ci/run" in text and f"`{ASKED}=1`" in README

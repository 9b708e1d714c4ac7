"""The README's Python runs as it is written."""

import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_library_example_runs(capsys) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(compile(example, "README.md", "exec"), {})
    assert "'sampling': 'reshuffle'" in capsys.readouterr().out


def test_every_file_of_the_house_exists() -> None:
    (house,) = re.findall(r"## The house\n\n```\n(.*?)```", README, re.S)
    folder = ""
    for line in house.splitlines():
        name = line.split()[0]
        if not line.startswith(" "):
            folder = name if name.endswith("/") else ""
        path = Path(__file__).parents[1] / (folder + name if line.startswith(" ") else name)
        assert path.exists(), path

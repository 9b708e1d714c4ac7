"""The scripts of the browser, joined, and what they are told of what Python sends."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sgd_ui.frame.modules import joined
from sgd_ui.stage.engine import Described
from sgd_ui.stage.payload import Facts
from sgd_ui.stage.player import Chart, Toggle
from sgd_ui.stage.spec import ClockFacts, Place, Spec

UI = Path(__file__).parents[2] / "sgd_ui"
BROWSER, BAR = UI / "stage" / "browser", UI / "frame" / "bar"
#: The entries of what is joined in each folder.
ENTRIES = {BROWSER: ("stage", "alone", "still", "carrier", "exact", "ruler", "engine"), BAR: ("top_bar",)}


def module(folder: Path, **texts: str) -> str:
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text + "\n", encoding="utf-8")
    return joined(folder, next(iter(texts)))


def test_a_module_stands_once_and_after_those_that_it_imports(tmp_path: Path) -> None:
    script = module(
        tmp_path,
        entry='import { b } from "./b.js";\nimport {\n  a,\n  other,\n} from "./a.js";\n\nexport default b;',
        b='import { a } from "./a.js";\n\nexport const b = () => a;',
        a="export const a = 1;\nexport async function other() {}",
    )
    assert [line for line in script.splitlines() if line] == [
        "const a = 1;",
        "async function other() {}",
        "const b = () => a;",
        "export default b;",
    ]


def test_words_about_types_stay_at_home(tmp_path: Path) -> None:
    text = """/** @type {A} */
const a =
  /** @type {A} */ (b);
/**
 * About **c**.
 * @param {C} d
 */
const c = (d) => `${d} /** */`;
// Why."""
    shown = "const a =\n  /** @type {A} */ (b);\nconst c = (d) => `${d} /** */`;\n// Why.\n"
    assert module(tmp_path, entry=text) == shown


@pytest.mark.parametrize(
    ("entry", "a"),
    [
        ('import { a } from "./a.js";\nconst b = a;', 'import { b } from "./entry.js";\nexport const a = b;'),
        ('import { a } from "./a.js";\nconst b = a;', "const b = 1;\nexport const a = b;"),
        ('import { a as b } from "./a.js";', "export const a = 1;"),
        ('import * as b from "./a.js";', "export const a = 1;"),
        ('import { a } from "./a.js";\nexport default a;', "export const a = 1;\nexport default a;"),
        ('import { a } from "./a.js";', "const a = 1;\nexport { a };"),
    ],
    ids=["a circle", "one name twice", "another name", "a namespace", "two entries", "a list of exports"],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, entry: str, a: str) -> None:
    with pytest.raises(ValueError, match=r"circle|cannot be joined"):
        module(tmp_path, entry=entry, a=a)


@pytest.mark.parametrize(
    ("folder", "entry"),
    [(BAR, "top_bar"), *((BROWSER, entry) for entry in ("stage", "still", "carrier", "exact", "ruler"))],
)
def test_every_component_is_one_module(folder: Path, entry: str) -> None:
    script = joined(folder, entry)
    assert len(re.findall(r"^export", script, re.M)) == 1
    assert not re.findall(r"^import", script, re.M)


@pytest.mark.parametrize("folder", ENTRIES)
def test_every_script_is_part_of_a_component(folder: Path) -> None:
    used = "".join(joined(folder, entry) for entry in ENTRIES[folder])
    for path in folder.glob("*.js"):
        assert path.read_text("utf-8").splitlines()[0] in used, path.name


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("Spec extends Place", set(Spec.__annotations__)),
        ("Place", set(Place.__annotations__)),
        ("Facts", set(Facts.__annotations__)),
        ("EngineSpec", set(Described.__annotations__)),
        ("ClockFacts", set(ClockFacts.__annotations__)),
        ("Toggle", set(Toggle.__annotations__)),
        ("Chart", set(Chart("", "", "", {}).to_json())),
    ],
)
def test_the_types_of_the_browser_name_what_python_sends(name: str, sent: set[Any]) -> None:
    types = (BROWSER / "types.d.ts").read_text("utf-8")
    body = re.search(rf"^interface {name} {{$(.*?)^}}$", types, re.M | re.S)
    assert body and set(re.findall(r"^  (\w+)\??:", body[1], re.M)) == sent

"""One word for each thing: the glossary, and the Chinese held to it."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from sgd_core.program_comments import COMMENTS, CONSTANTS, NOTEBOOK
from sgd_ui.words.catalogue import words_in

ROOT = Path(__file__).parents[2]
TERMS = tomllib.loads((ROOT / "sgd_ui" / "words" / "glossary.toml").read_text(encoding="utf-8"))["term"]
REJECTED = [word for term in TERMS for word in term["not"]]


def said() -> dict[str, str]:
    """All that is said in Chinese, by where it stands."""
    words = words_in("zh")
    found = {key: words[key] for key in words}
    for table in (COMMENTS, CONSTANTS, NOTEBOOK):
        found |= {f"comment {name}": text for name, text in table["zh"].items()}
    readme = ROOT / "README.zh.md"
    return found | {
        f"README line {k}": line for k, line in enumerate(readme.read_text("utf-8").splitlines(), 1)
    }


def test_each_thing_has_one_word_and_each_word_is_one_things() -> None:
    for lang in ("en", "zh"):
        assert max(Counter(term[lang] for term in TERMS).values()) == 1
    assert max(Counter(REJECTED).values()) == 1
    assert not [term["zh"] for term in TERMS for word in REJECTED if word in term["zh"]]


@pytest.mark.parametrize("word", [term["zh"] for term in TERMS])
def test_a_word_of_the_glossary_is_said_somewhere(word: str) -> None:
    assert any(word in text for text in said().values())


def test_no_text_says_a_thing_in_another_word() -> None:
    wrong = [(where, word) for where, text in said().items() for word in REJECTED if word in text]
    assert wrong == []

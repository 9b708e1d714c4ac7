"""Every visible word: a folder a language, the same files with the same keys in all.

``home.toml`` holds what the home page says and what all pages share, ``stage.toml`` what is said on the
stage, ``grasp.toml`` what can be taken there by hand, and ``earned.toml`` what stands in the place of an
answer; the other files are a page each.
What one page calls by another name than the others stands under ``only.PAGE``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

#: Language code to its own name.
LANGUAGES = {"en": "English", "zh": "中文"}


def together(names: Sequence[str]) -> str:
    """The parameters of a problem as one thing: ``w``, or ``(w, b)``."""
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


class Words:
    """The catalogue of one language; ``words["axis.x"]`` is entry x of table axis."""

    def __init__(self, lang: str, entries: dict[str, str]) -> None:
        self.lang = lang
        self._entries = entries
        self._tables: dict[str, dict[str, str]] = {}

    def __getitem__(self, key: str) -> str:
        return self._entries[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def get(self, key: str, default: str = "") -> str:
        return self._entries.get(key, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def choice(self, name: str, option: str) -> str:
        """What an option is called: of a further run, as ``b.optimizer``, as of the first one.

        An entry of a registry that has no word here goes by its own name.
        """
        keys = (f"choice.{name}.{option}", f"choice.{name.partition('.')[2]}.{option}")
        return next((self[key] for key in keys if key in self), option)

    def format(self, key: str, **values: str) -> str:
        """The entry with each {name} filled in."""
        return self._entries[key].format(**values)

    def but(self, others: Mapping[str, str]) -> Words:
        """The same catalogue with some entries exchanged."""
        return Words(self.lang, {**self._entries, **others})

    def listed(self, texts: Sequence[str]) -> str:
        """Texts one after the other, as a sentence lists them."""
        *most, last = texts
        return self["list.and"].join([self["list.comma"].join(most), last]) if most else last

    def row(self, texts: Iterable[str]) -> str:
        """Texts one after the other, as a row of values has them."""
        return self["list.then"].join(texts)

    def valued(self, values: Mapping[str, str]) -> str:
        """Names, each with its value."""
        each = (self.format("list.valued", name=name, value=value) for name, value in values.items())
        return self["list.values"].join(each)

    def clauses(self, texts: Iterable[str]) -> str:
        """Clauses as one sentence, without its stop."""
        return self["list.clause"].join(texts)

    def sentence(self, clauses: Iterable[str]) -> str:
        """Clauses as one sentence, with its stop."""
        return self.clauses(clauses) + self["list.stop"]

    def sentences(self, texts: Iterable[str]) -> str:
        """Sentences one after the other."""
        return self["list.sentence"].join(texts)

    def counted(self, noun: str, count: float) -> str:
        """How many of something: ``1 update``, ``2 updates``."""
        return self.format(f"count.{noun}_{'one' if count == 1 else 'many'}", count=f"{count:,}")

    def headed(self, title: str) -> str:
        """The title of a document."""
        return f"{title} · {self['app.name']}"

    def table(self, name: str) -> dict[str, str]:
        """All entries of one table, by their names in it."""
        if name not in self._tables:
            prefix, entries = f"{name}.", self._entries.items()
            self._tables[name] = {
                key.removeprefix(prefix): text for key, text in entries if key.startswith(prefix)
            }
        return dict(self._tables[name])


@cache
def words_in(lang: str, page: str = "") -> Words:
    """The catalogue of a language in ``LANGUAGES``, in the words of a page if one is named."""
    entries: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / lang).glob("*.toml")):
        entries |= _flat(tomllib.loads(path.read_text(encoding="utf-8")))
    words = Words(lang, entries)
    return Words(lang, entries | words.table(f"only.{page}"))


def language_of(locale: str | None) -> str:
    """The language to speak to a browser that asks for ``locale``: Chinese for zh-anything."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    entries: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            entries |= _flat(value, f"{prefix}{key}.")
        else:
            entries[prefix + key] = value
    return entries

"""What one page offers: which runs it can show, and what of its view a link can hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sgd_core import Run
from sgd_core.parameters import Kind, Whole, Word
from sgd_core.scaling import SCALINGS
from sgd_ui.frame.numbers import Fingerprint
from sgd_ui.words.catalogue import LANGUAGES

#: How fast a stage plays, as it usually does first; stages that several runs race on show no single update.
SPEEDS = ("auto", "slow", "2", "10", "60", "whole20", "whole5")
RACE_SPEEDS = tuple(speed for speed in SPEEDS if speed != "slow")
#: No stage has more ticks than this.
MAX_TICKS = 10**9


@dataclass(frozen=True)
class Maybe:
    """A value of another kind, or none where the text is empty."""

    kind: Kind

    def read(self, name: str, text: str) -> Any:
        return self.kind.read(name, text) if text.strip(" ") else None

    def check(self, name: str, value: Any) -> Any:
        return None if value is None else self.kind.check(name, value)

    def write(self, value: Any) -> str:
        return "" if value is None else self.kind.write(value)

    def describe(self) -> str:
        return f"{self.kind.describe()}, or nothing"


@dataclass(frozen=True)
class View:
    """One thing that a view of a page can choose.

    Args:
        kind: the values that it can have.
        default: the text of the one that it has where nothing is chosen.
        staged: whether the reader chooses it on the stage.
        needs: other views by name, and the texts of each without which this one decides nothing.
    """

    kind: Kind
    default: str
    staged: bool = False
    needs: Mapping[str, Collection[str]] = field(default_factory=dict)

    def read(self, name: str, text: str) -> Any:
        """The value of ``text``; RunError if it has none."""
        return self.kind.check(name, self.kind.read(name, text))


#: What a link to any page says of a reader's own samples: the units of x, and where it does not hold them
#: their fingerprint. Both come with the samples.
_OWN = {"scaling": View(Word(SCALINGS), "none"), "fingerprint": View(Maybe(Fingerprint()), "")}
#: What is not a page's own.
_OF_SESSION = ("at", "lang", "private")


@dataclass(frozen=True)
class Page:
    """A page.

    Args:
        name: what the catalogue and the menu call it.
        problems: those that it has a picture of.
        controls: the parameters of a run that can be chosen on it, in their order.
        more: those that can be chosen, too, folded away below.
        folded: whether every other one can be, too; if not, they stay at their defaults.
        views: what else a link to it can hold, by name.
        opening: the run that it opens on where its address names none.
        elsewhere: parameters and views that are chosen on the page itself, not in its settings.
        speaks: whether its stage says in a sentence what is seen; then no other one stands above it.
    """

    name: str
    problems: tuple[str, ...]
    controls: tuple[str, ...]
    more: tuple[str, ...] = ()
    folded: bool = False
    views: Mapping[str, View] = field(default_factory=dict)
    opening: Run = field(default_factory=Run)
    elsewhere: tuple[str, ...] = ()
    speaks: bool = False

    def __post_init__(self) -> None:
        shared = {
            "at": View(Whole(0, MAX_TICKS), "0"),
            "lang": View(Word(tuple(LANGUAGES)), ""),
            "speed": View(Word(SPEEDS), SPEEDS[0], staged=True),
            "show": View(Word(("earned", "all")), "earned", staged=True),
            "private": View(Word(("no", "yes")), "no"),
            **_OWN,
        }
        object.__setattr__(self, "views", shared | dict(self.views))
        object.__setattr__(self, "elsewhere", (*self.elsewhere, *_OWN))

    def offers(self, name: str) -> bool:
        """Whether a parameter of a run can be chosen on it."""
        return self.folded or name in (*self.controls, *self.more)

    @property
    def chosen(self) -> dict[str, View]:
        """The views that are not chosen on the stage."""
        return {
            name: view for name, view in self.views.items() if not view.staged and name not in _OF_SESSION
        }

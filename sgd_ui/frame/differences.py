"""What of a link's run is not as its page opens, in words."""

from __future__ import annotations

from sgd_core import Run
from sgd_core.errors import printable
from sgd_core.parameters import Word
from sgd_core.presets import PRESETS
from sgd_core.run import PARAMETERS
from sgd_ui.frame.page import Page
from sgd_ui.words.catalogue import Words


def differences(page: Page, run: Run, words: Words) -> list[str]:
    """What of a run is not as it is by default, a phrase each; nothing where it is what the page opens on."""
    if run == page.opening:
        return []
    # The title says which problem a page is about, unless the link has chosen another one.
    usual = {"problem"} if run.problem == page.opening.problem else set()
    names = [name for name in run.to_params() if name not in usual]
    return list(dict.fromkeys(_phrase(name, run, words) for name in names))


def _phrase(name: str, run: Run, words: Words) -> str:
    """One parameter and its value; x and y are how many samples they are."""
    if name in ("x", "y"):
        return words.format("preview.own", count=f"{run.samples:,}")
    kind, value = PARAMETERS[name].kind, getattr(run, name)
    if isinstance(kind, Word) or value in PRESETS:
        text = words.choice(name, value)
    else:
        text = words["control.all"] if value == "all" else printable(kind.write(value), 40)
    return words.format("preview.part", name=words[f"name.{name}"], value=text)

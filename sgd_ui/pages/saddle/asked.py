"""The question: who leaves when something is changed that ought not to matter?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sgd_core import Run, RunError
from sgd_core.samplers import SAMPLINGS
from sgd_ui.frame.question import Question
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.saddle import findings, guises
from sgd_ui.pages.saddle.cases import Case
from sgd_ui.pages.saddle.saddles import Stay, grazes, leaving
from sgd_ui.pages.saddle.shown import Shown
from sgd_ui.pages.saddle.verdict import sentence
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import digits

#: More samples than this are not written into a link that a question leads to.
_FEW_POINTS = 50
#: How far the start is moved aside instead.
_ASIDE = 1e-6


def question(at: Visit, shown: Shown, words: Words) -> Question:
    """Who leaves when something is changed that ought not to matter?"""
    turn = at.value("turn")
    kind, asked = asked_about(at.run, turn, shown)
    runs = findings.contestants(asked)
    # Other labels have their minima elsewhere.
    there = replace(shown, run=asked, saddle=findings.saddle_of(asked) or shown.saddle)

    def answer() -> tuple[set[str], str]:
        found = findings.stays(runs, shown.saddle, shown.beyond)
        stays = {key: each for key, (_, each) in found.items()}
        who = leavers(stays, shown.case)
        told_of = "lost" if who == "lost" else "far" if who == "nobody" and there.far else kind
        lesson = words.format(f"saddle.lesson_{told_of}" if asked.lr else "saddle.stands", **there.facts)
        return {who}, words.sentences([sentence(stays, shown, words), lesson])

    facts = shown.facts | {
        "turn": digits(turn, 6),
        "updates": _updates(runs, words),
        "order": words.choice("sampling", asked.sampling),
        "aside": digits(_ASIDE, 6),
    }
    options = dict.fromkeys((*shown.case.answers.values(), "lost"))
    texts = {option: words[f"saddle.option_{option}"] for option in options}
    return Question(words.format(f"saddle.question_{kind}", **facts), texts, answer, asked, dict(at.view))


def _updates(runs: Mapping[str, Run], words: Words) -> str:
    """How many updates the runs make; the full batch fewer, where they would cost too much."""
    single, full = (words.counted("update", runs[key].updates) for key in ("a", "b"))
    return single if single == full else words.format("saddle.fewer", updates=single, full=full)


def leavers(stays: Mapping[str, Stay], case: Case) -> str:
    """The word for those that leave; one that diverges does neither, and has a word of its own."""
    if any(each.diverged for each in stays.values()):
        return "lost"
    return case.answers[leaving(stays)]


def asked_about(run: Run, turn: float, shown: Shown) -> tuple[str, Run]:
    """What is changed, and the run that the question is about."""
    tried = ((kind, _CHANGES[kind](run, turn, shown)) for kind in shown.case.changes)
    return next((kind, changed) for kind, changed in tried if changed)


def _longer(run: Run, shown: Shown) -> Run:
    """The same run, long enough for rounding to show."""
    updates = findings.long_enough(run, shown.saddle, shown.beyond)
    return run.replaced(epochs=-(-updates // run.samples))


def _turned(run: Run, turn: float, shown: Shown) -> Run | None:
    """What has been turned already is off the line by its rounding: a second turn teaches nothing new."""
    if run.samples > _FEW_POINTS or not turn or grazes(run, shown.saddle):
        return None
    try:
        changed = guises.turned(_longer(run, shown), turn)
    except RunError:
        return None
    return changed if changed != run and findings.saddle_of(changed) else None


def _aside(run: Run, turn: float, shown: Shown) -> Run:
    moved = [w + _ASIDE * out for w, out in zip(run.w0, shown.saddle.out, strict=True)]
    return _longer(run, shown).replaced(w0=moved)


def _labels(run: Run, turn: float, shown: Shown) -> Run | None:
    """Labels that turn the mean of xy round have their way out along what leads in here."""
    if run.samples > _FEW_POINTS:
        return None
    changed = guises.relabelled(run)
    noisy = findings.saddle_of(changed)
    return changed if changed != run and noisy and noisy.out == shown.saddle.out else None


def _order(run: Run, turn: float, shown: Shown) -> Run:
    return run.replaced(sampling="cyclic" if SAMPLINGS[run.sampling].random else "reshuffle")


#: What a question can change; None where there is nothing to learn from it.
_CHANGES: dict[str, Callable[[Run, float, Shown], Run | None]] = {
    "turned": _turned,
    "aside": _aside,
    "labels": _labels,
    "order": _order,
}

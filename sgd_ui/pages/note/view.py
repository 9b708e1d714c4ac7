"""The page of the note: what it offers, what it says of the program, its loose ends and its claims."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from sgd_core import Run, Trace
from sgd_core.link import params_of
from sgd_core.parameters import Whole
from sgd_ui.frame import shell
from sgd_ui.frame.page import Maybe, Page, View
from sgd_ui.frame.question import Question
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.note import claims, findings, program
from sgd_ui.pages.note.claims import VERDICTS, Claim
from sgd_ui.pages.note.program import printed
from sgd_ui.runs import one_w
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage.one_run import STAGED
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import short
from sgd_ui.words.tables import table

PAGE = Page(
    "note",
    ("origin",),
    ("data", "x", "y", "w0", "lr", "epochs"),
    views={"line": View(Maybe(Whole(1, len(program.LINES))), "", staged=True)} | STAGED,
)

SCENES = (
    Scene("note", Run()),
    Scene("once", Run(lr=1 / 18, epochs=5)),
    Scene("noisy", Run(data="noisy")),
    Scene("large", Run(lr=0.22)),
)

#: Epochs whose losses are told, if there are as many; the last one too.
_TOLD = (0, 9)
#: Samples whose gradients are told.
_MOST_TOLD = 4
#: Facts of claims that are several numbers.
_LISTS = {"listed", "drawn", "ratios"}
#: What is told of w is told with so many digits.
_DIGITS = 6


def verdict(columns: Trace, words: Words) -> str:
    """What the program does with these samples, and how many of the note's claims hold."""
    run = columns.run
    best = one_w.best_w(run)
    facts = {
        "updates": words.counted("update", len(columns)),
        "update": str(len(columns)),
        "start": _w(run.w0[0]),
        "end": _w(findings.w_after(columns, run.updates)),
        "best": words["program.best_lost"] if best is None else words.format("program.best", best=_w(best)),
    }
    if not any(run.points[0]):
        key = "program.open"
    else:
        key = "program.diverged" if columns.diverged else "program.verdict"
    told = [words.format(key, **facts), _losses(columns, words), _tally(words)]
    return words.sentences(told)


def _losses(columns: Trace, words: Words) -> str:
    """The losses that the program prints: the first and the last, or the last that is finite."""
    losses = findings.printed_losses(columns)
    (finite,) = np.nonzero(np.isfinite(losses))
    facts = {"first": printed(losses[0].item()), "last": printed(losses[-1].item())}
    if not columns.diverged:
        return words.format("program.losses" if len(losses) > 1 else "program.loss", **facts)
    if not len(finite):
        return words.format("program.losses_lost", **facts)
    epoch = int(finite[-1])
    return words.format(
        "program.losses_until", **facts, finite=printed(losses[epoch].item()), epoch=str(epoch)
    )


def _tally(words: Words) -> str:
    found = [claim.verdict for claim in claims.all_claims()]
    counts = [words.counted(f"claim_{name}", found.count(name)) for name in VERDICTS if name in found]
    return words.format("claims.tally", claims=str(len(found)), counts=words.row(counts))


def question(at: Visit, words: Words) -> Question | None:
    """Does the order make a difference to w after the first epoch? Not asked where w is not finite there."""
    run, turned = at.run, reversed_samples(at.run)
    before, after = (findings.after_first_epoch(trace_of(each)) for each in (run, turned.replaced(epochs=1)))
    if not (math.isfinite(before) and math.isfinite(after)):
        return None
    options = {name: words[f"program.option_{name}"] for name in ("larger", "same", "smaller")}

    def answer() -> tuple[set[str], str]:
        right = compared(before, after, run.w0[0])
        told = words.format("program.told", before=repr(before), after=repr(after))
        lesson = _lesson(run, right, before == after == run.w0[0])
        return {right}, words.sentences([told, *([words[f"program.{lesson}"]] if lesson else [])])

    return Question(words["program.question"], options, answer, turned, {})


def _lesson(run: Run, right: str, still: bool) -> str | None:
    """What is to be learned from the answer; None where it is not known whether one w fits all samples."""
    if still:
        return "lesson_still"
    if run.samples == 1:
        return "lesson_one"
    if one_w.best_w(run) is None:
        return None
    if one_w.agree(run):
        return "lesson_same" if right == "same" else "lesson_rounding"
    return "lesson_chance" if right == "same" else "lesson"


def reversed_samples(run: Run) -> Run:
    """The same run with its samples listed from the last to the first."""
    xs, ys = run.points
    return run.replaced(x=xs[::-1], y=ys[::-1])


def compared(before: float, after: float, start: float) -> str:
    """Whether ``after`` is larger or smaller than ``before``, or the same but for rounding.

    Args:
        start: where both began; what is small beside it is rounding too.
    """
    if before == after or abs(after - before) <= findings.ROUNDING * max(map(abs, (before, after, start))):
        return "same"
    return "larger" if after > before else "smaller"


def show_loose_ends(columns: Trace, words: Words) -> None:
    """The four loose ends, two and two."""
    st.header(words["loose.title"], anchor=False)
    ends = {
        "globals": asked_outside(columns, words),
        "last": last_loss(columns, words),
        "order": order(columns.run, words),
        "torch": no_torch(columns, words),
    }
    names = list(ends)
    for pair in (names[:2], names[2:]):
        for column, name in zip(st.columns(2), pair, strict=True):
            with column, st.container(border=True, height="stretch"):
                st.markdown(f"**{words[f'loose.{name}_title']}**\n\n{ends[name]}")


def asked_outside(columns: Trace, words: Words) -> str:
    """The gradient function reads the loop's variables: what that comes to outside the loop."""
    numbers = findings.asked_outside(columns)
    asked, own = (list(map(printed, each)) for each in numbers)
    facts = {
        "n": str(columns.run.samples),
        "asked": _few(asked, words),
        "own": _few(own, words),
        "w": _w(findings.after_first_epoch(columns)),
    }
    if not np.isfinite(numbers).all():
        key = "globals_lost"
    elif columns.run.samples == 1:
        key = "globals_one"
    else:
        key = "globals_alike" if asked == own else "globals_apart"
    return words["loose.globals"] + words.format(f"loose.{key}", **facts)


def last_loss(columns: Trace, words: Words) -> str:
    """The loss of the last sample beside the mean over all, and whether one tells of the other."""
    alone = columns.run.samples == 1
    text = words["loose.last"] + words["loose.last_one" if alone else "loose.last_mean"]
    if alone:
        return text
    kept = len(columns.epoch_ends) - 1
    rows = findings.losses_at(columns, (*_TOLD, kept, columns.run.epochs - 1))
    head = [words["axis.epoch"], words["loose.printed"], words["axis.mean"]]
    cells = [[str(epoch), printed(last), printed(mean)] for epoch, last, mean in rows]
    text += "\n\n" + table(head, cells, "rrr")
    found = findings.losses(columns)
    if found is None:
        return text
    return f"{text}\n\n{words.format(f'loose.{_fell(found)}', epoch=str(found.lowest[0]))}"


def _fell(found: findings.Losses) -> str:
    if found.still:
        return "still"
    if not found.printed_fell:
        return "mean_fell" if found.mean_fell else "none_fell"
    if found.mean_fell:
        return "both_fell"
    return "printed_fell" if found.end > found.lowest[1] else "printed_alone_fell"


def order(run: Run, words: Words) -> str:
    """Random in the text, in order in the program: what difference it makes here."""
    if run.samples == 1:
        return words["loose.order"] + words["loose.order_one"]
    found = findings.orders(run)
    lost = not all(map(math.isfinite, found.first.values()))
    told = found.first if found.alike or lost else found.ends
    facts = {name.replace("-", "_"): _w(value) for name, value in told.items()}
    key = "loose.order_lost" if lost else "loose.order_alike" if found.alike else "loose.order_differ"
    return words["loose.order"] + words.format(key, **facts, gap=short(found.apart))


def no_torch(columns: Trace, words: Words) -> str:
    """What would differ if the listing were what it is called."""
    done = min(len(columns), findings.MOST_SINGLE)
    drift = findings.single_precision(columns.run)
    facts = {"updates": words.counted("update", done), "drift": short(drift.most), "at": str(drift.overflow)}
    key = {None: "loose.torch_drifts", 0: "loose.torch_never"}.get(drift.overflow, "loose.torch_overflows")
    return words["loose.torch"] + words.format(key, **facts)


def show_claims(words: Words) -> None:
    """The five claims, each with its verdict, what was found, and links to the views that show it."""
    st.header(words["claims.title"], anchor=False)
    for claim in claims.all_claims():
        _show_claim(claim, words)


def _show_claim(claim: Claim, words: Words) -> None:
    icon, colour = VERDICTS[claim.verdict]
    badge = f":{colour}-badge[{icon} {words[f'claims.{claim.verdict}']}]"
    with st.container(border=True):
        st.markdown(f"{badge} **{words[f'claim.{claim.name}_said']}**\n\n{found(claim, words)}")
        with st.container(horizontal=True, gap="small"):
            for see in claim.views:
                label = words.format("claims.see", view=words[f"see.{see.name}"])
                shell.link(see.page, label, params_of(see.query), ":material/arrow_forward:")


def found(claim: Claim, words: Words) -> str:
    """What was found of a claim."""
    listed = {
        name: claim.facts[name].replace(", ", words["list.comma"]) for name in _LISTS & claim.facts.keys()
    }
    return words.format(f"claim.{claim.name}", **{**claim.facts, **listed})


def show_program(run: Run, words: Words) -> None:
    """The program of this run, to run it elsewhere."""
    with st.expander(words["program.file"], icon=":material/download:"):
        text = program.text(run)
        st.download_button(words["program.download"], text, "note.py", "text/x-python", on_click="ignore")
        st.code(text, language="python")


def _w(value: float) -> str:
    return f"{value:.{_DIGITS}g}".replace("-", "−") if math.isfinite(value) else repr(value)


def _few(texts: list[str], words: Words) -> str:
    return words["list.comma"].join([*texts[:_MOST_TOLD], *(["…"] if len(texts) > _MOST_TOLD else [])])

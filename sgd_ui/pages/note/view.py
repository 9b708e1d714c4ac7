"""The page of the note: what it offers, what it says of the program, its loose ends and its claims."""

from __future__ import annotations

import math

import streamlit as st

from sgd_core import Run, Trace
from sgd_core.link import params_of
from sgd_core.parameters import Whole
from sgd_core.samplers import SAMPLINGS
from sgd_ui.frame import earned, shell
from sgd_ui.frame.page import Maybe, Page, View
from sgd_ui.frame.question import Question
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.note import claims, findings, program
from sgd_ui.pages.note.claims import VERDICTS, Claim
from sgd_ui.pages.note.findings import DIGITS
from sgd_ui.pages.note.program import printed
from sgd_ui.runs.clauses import Clause, Written, written
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage.one_run import STAGED
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import at_most, digits, exact
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
#: With so many every double is told from its neighbours.
_ALL_DIGITS = 17


def verdict(columns: Trace, words: Words) -> str:
    """What the program does with these samples, and how many of the note's claims hold."""
    told = [_said(each, words) for each in findings.told(columns)]
    return words.sentences([*told, _tally(words)])


def _said(found: Clause, words: Words) -> str:
    """A clause in words: numbers as the program prints them, w with fewer digits."""

    def best(w: float | None) -> str:
        return words["program.best_lost"] if w is None else words.format("program.best", best=_w(w))

    how: Written = {
        "updates": lambda count: words.counted("update", count),
        "best": best,
        **dict.fromkeys(("start", "end", "w", *(name.replace("-", "_") for name in SAMPLINGS)), _w),
        **dict.fromkeys(("first", "last", "finite"), printed),
        **dict.fromkeys(("asked", "own"), lambda values: _few(list(map(printed, values)), words)),
        **dict.fromkeys(("gap", "drift"), at_most),
    }
    update = {"update": f"{found.numbers.get('updates', 0):,}"}
    return words.format(found.key, **update | written(found, how, _counted))


def _counted(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


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
        right = findings.compared(run, before, after)
        first, second = _apart(before, after, right == "same")
        told = words.format("program.told", before=first, after=second)
        lesson = findings.lesson(run, before, after)
        return {right}, words.sentences([told, *([_said(lesson, words)] if lesson else [])])

    return Question(words["program.question"], options, answer, turned, {})


def reversed_samples(run: Run) -> Run:
    """The same run with its samples listed from the last to the first."""
    xs, ys = run.points
    return run.replaced(x=xs[::-1], y=ys[::-1])


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
    return words["loose.globals"] + _said(findings.outside_told(columns), words)


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
    found = findings.losses_told(columns)
    return f"{text}\n\n{_said(found, words)}" if found else text


def order(run: Run, words: Words) -> str:
    """Random in the text, in order in the program: what difference it makes here."""
    return words["loose.order"] + _said(findings.orders_told(run), words)


def no_torch(columns: Trace, words: Words) -> str:
    """What would differ if the listing were what it is called."""
    return words["loose.torch"] + _said(findings.torch_told(columns), words)


def show_claims(words: Words) -> None:
    """The five claims, each with its verdict, what was found, and links to the views that show it."""
    st.header(words["claims.title"], anchor=False)
    for claim in claims.all_claims():
        _show_claim(claim, words)


def _show_claim(claim: Claim, words: Words) -> None:
    icon, colour = VERDICTS[claim.verdict]
    badge = f":{colour}-badge[{icon} {words[f'claims.{claim.verdict}']}]"
    with st.container(border=True):
        st.markdown(f"**{words[f'claim.{claim.name}_said']}**")
        with earned.sealed(f"claim-{claim.name}", words, "claim"):
            st.markdown(f"{badge} {found(claim, words)}")
            _show_views(claim, words)


def _show_views(claim: Claim, words: Words) -> None:
    with st.container(horizontal=True, gap="small"):
        for see in claim.views:
            label = words.format("claims.see", view=words[f"see.{see.name}"])
            shell.link(see.page, label, params_of(see.query), ":material/arrow_forward:")


def found(claim: Claim, words: Words) -> str:
    """What was found of a claim."""
    facts = {
        name: fact if isinstance(fact, str) else words["list.comma"].join(fact)
        for name, fact in claim.facts.items()
    }
    return words.format(f"claim.{claim.name}", **facts)


def show_program(run: Run, words: Words) -> None:
    """The program of this run, to run it elsewhere."""
    with st.expander(words["program.file"], icon=":material/download:"):
        text = program.text(run)
        st.download_button(words["program.download"], text, "note.py", "text/x-python", on_click="ignore")
        st.code(text, language="python")


def _w(value: float) -> str:
    return digits(value, DIGITS) if math.isfinite(value) else repr(value)


def _apart(before: float, after: float, same: bool) -> list[str]:
    """Two values of w, with more digits where only these show that they are not the same."""
    for count in range(DIGITS, _ALL_DIGITS):
        texts = [digits(before, count), digits(after, count)]
        if same or texts[0] != texts[1]:
            return texts
    return [exact(before), exact(after)]


def _few(texts: list[str], words: Words) -> str:
    return words["list.comma"].join([*texts[:_MOST_TOLD], *(["…"] if len(texts) > _MOST_TOLD else [])])

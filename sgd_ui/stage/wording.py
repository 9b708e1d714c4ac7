"""What the stage of one run says in words of its own, and what its sentences must know of the run."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sgd_core import Run, Trace
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.parameters import number_text
from sgd_core.scaling import Units
from sgd_ui.frame.units import formula
from sgd_ui.runs.rungs import bands
from sgd_ui.stage import payload
from sgd_ui.stage.spec import Told
from sgd_ui.words.catalogue import Words, together
from sgd_ui.words.numerals import glance

#: More changes of the learning rate than this are summed up.
_MOST_NOTED = 3


def told_of(run: Run, words: Words) -> Told:
    """What the sentence of a run must know beside its columns."""
    apart = [_open_ended(band.low, band.high) for band in bands(run) if band.kind == "apart"]
    return {"apart": apart, "by": _mover(run, words), "tol": number_text(run.tol)}


def _open_ended(low: float, high: float) -> tuple[float, float | None]:
    return low, high if math.isfinite(high) else None


def _mover(run: Run, words: Words) -> str:
    """What moves the parameters, where that is more than the gradients of the update."""
    if OPTIMIZERS[run.optimizer].memory and not OPTIMIZERS[run.optimizer].averages:
        return words.choice("optimizer", run.optimizer)
    return "" if run.gradient == "plain" else run.gradient.upper()


def own_words(run: Run, words: Words) -> dict[str, str]:
    """What the stage calls otherwise for this problem."""
    others = {
        "metric_predict": words.get(f"predicts.{run.problem}"),
        "grasp_line": words.get(f"told.grasp_{run.problem}"),
        "told_start": words.get(f"told.start_{run.problem}"),
        "told_predicts": words.get(f"told.predicts_{run.problem}"),
        "told_end": words.get(f"told.end_{run.problem}"),
        "told_end_one": words.get(f"told.end_{run.problem}"),
        "told_rest": words.get(f"told.rest_{run.problem}"),
        "term_loss": words.get(f"told.loss_{run.problem}"),
    }
    if run.gradient != "plain":
        others["told_gradient"] = words["told.gradient_corrected"]
        others["told_gradient_several"] = words["told.gradient_corrected_several"]
        others |= _corrected(words)
    if run.batch_size > 1:
        others["told_epoch"] = words["told.epoch_batch"]
        others["told_epoch_drawn"] = words["told.epoch_batch_drawn"]
    if OPTIMIZERS[run.optimizer].whole:
        others["term_rate_by"] = words["told.rate_first"]
    if run.batch_size == 1:
        others["term_gradient"] = words.get(f"told.gradient_{run.problem}")
    if _mover(run, words) == run.gradient.upper():
        # What is corrected is still taken as gradients are.
        others |= {"told_by": words["told.by_estimate"], "term_rate_by": words["stage.term_rate"]}
        others["term_gradient_by"] = words["told.gradient_estimate"]
    elif run.gradient != "plain":
        both = words.format("told.gradient_both", estimate=run.gradient.upper(), by="{by}")
        others["term_gradient_by"] = both
    return {name: text for name, text in others.items() if text}


def _corrected(words: Words) -> dict[str, str]:
    """How it is told what comes of a pull that is corrected: its samples need not pull like that."""
    names = {name: name for name in ("who", "who_batch", "who_all", "hardly", "unmoved")}
    for name in ("pull", "rest"):
        names |= dict.fromkeys((name, f"{name}_batch", f"{name}_all"), name)
    return {f"told_{own}": words[f"told.corrected.{name}"] for own, name in names.items()}


def note(columns: Trace, words: Words, units: Units | None) -> str:
    """What the reader should know of this run before playing it."""
    run = columns.run
    names = together(run.model.parameters)
    notes = [words.format("note.scaled", names=names, formula=formula(units))] if units else []
    changes = (payload.rate_changes(columns) or ())[1:]
    if len(changes) > _MOST_NOTED:
        facts = {"count": str(len(changes)), "update": str(changes[-1][0] + 1), "lr": glance(changes[-1][1])}
        notes.append(words.format("note.rates", **facts))
    else:
        notes += [words.format("note.rate", update=str(t + 1), lr=glance(lr)) for t, lr in changes]
    if run.best is None:
        notes.append(words.format("note.open", names=names))
    return words.sentences(notes)


def place(run: Run, parameters: Sequence[float], words: Words) -> str:
    """The parameters in a sentence: ``w = 1, b = 2``."""
    return words.row(
        f"{name} = {glance(value)}" for name, value in zip(run.model.parameters, parameters, strict=True)
    )


def toggle(value: str, run: Run, words: Words) -> str:
    """What a loss or a scale is called where it can be chosen."""
    return words["toggle.last_batch" if value == "last" and run.batch_size > 1 else f"toggle.{value}"]

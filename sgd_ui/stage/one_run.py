"""The stage of one run: its charts and its arithmetic, and what can be asked for there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sgd_core import Run, RunError, Trace
from sgd_core.formula import as_json
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.parameters import Real, Word, number_text, read_number
from sgd_core.scaling import Units, placed
from sgd_core.tree import names
from sgd_ui.drawing.marks import X, Y
from sgd_ui.drawing.models import predicted
from sgd_ui.drawing.palette import Palette
from sgd_ui.frame import controls, session, visit
from sgd_ui.frame.messages import action_of
from sgd_ui.frame.page import Page, View
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.units import formula
from sgd_ui.frame.visit import Visit
from sgd_ui.runs import budget
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.rungs import bands
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage import charts, engine, key, landscape, payload
from sgd_ui.stage.cards import cards
from sgd_ui.stage.hero import data_figure
from sgd_ui.stage.ladder import ladder
from sgd_ui.stage.line import line
from sgd_ui.stage.player import Chart, Sent, Staged, Toggle, sent
from sgd_ui.stage.spec import Arithmetic, Told, Wording, spec
from sgd_ui.stage.taking import grasps, numbers_of, take
from sgd_ui.words.catalogue import Words, together
from sgd_ui.words.numerals import glance

#: What the reader of a page can choose on it.
STAGED = {
    "loss": View(Word(("auto", "last", "mean", "update")), "auto", staged=True),
    "predict": View(Real(), "4", staged=True),
    "scale": View(Word(("auto", "linear", "log")), "auto", staged=True),
}
#: More changes of the learning rate than this are summed up.
MOST_NOTED = 3
#: What can be asked for on the stage: another rate from here on, another start, all as at first, and what a
#: hand took.
_ACTIONS = ("rate", "start", "reset", "take")

_sent: Kept[tuple[Run, Units | None], Sent] = Kept(4)


def staged(
    at: Visit,
    columns: Trace,
    frame: Frame,
    *,
    units: Units | None = None,
    listing: Arithmetic | None = None,
    without: str = "",
) -> Staged:
    """The stage of a run.

    Args:
        at: the run and the view that a link to it describes.
        columns: the run that is shown.
        units: what it was given in, where its x are scaled: data and predictions are shown at x as given,
            and x is called z where it stands for that.
        listing: the lines of a program that stand in the place of the arithmetic, as ``listing``, and
            what else their blanks may hold, as ``program``.
        without: a chart that is left out.
    """
    run = columns.run
    words = frame.words.but(frame.words.table("own.z")) if units else frame.words
    facts = payload.facts_of(columns)
    told = spec(
        at.page.name,
        [run],
        [facts],
        {"by": "updates", "size": 1, "ticks": len(columns), "leap": run.updates_per_epoch},
        Wording(words, frame.palette, own_words(run, words), _note(columns, words, units)),
        _of_one(at.page, run, units, words)
        | ({"cards": []} | listing if listing else _arithmetic(run, words, "z" if units else "x")),
    )
    charts = _charts(at.page, columns, frame.palette, words, units)
    return Staged(
        [chart for chart in charts if chart.name != without],
        _columns(run, units),
        told,
        act=lambda payload: _act(at, columns, payload),
        window=(lambda around: _window(columns, told["key"], around)) if facts["windowed"] else None,
    )


def _of_one(page: Page, run: Run, units: Units | None, words: Words) -> Arithmetic:
    """What a stage of one run has beside the others, but for what stands below the pictures."""
    model = run.model
    parameters = names(model.parameters)
    told: Arithmetic = {
        "prediction": as_json([predicted(model, parameters, X)]),
        "answer": as_json([predicted(model, parameters, placed(X, units))]),
        "loss": as_json([model.loss(parameters, X, Y)]),
        "told": told_of(run, words),
        # Of a rule that finds the length of its moves by itself another rate changes nothing later on.
        "steers": page.folded and not OPTIMIZERS[run.optimizer].whole,
        "engine": None if units else engine.drafted(run),
        "targets": model.targets,
        "hand": numbers_of(run),
    }
    # The track of its rate stands where another can be asked for.
    return told | {"ladder": ladder(run, words)} if page.folded else told


def _arithmetic(run: Run, words: Words, letter: str) -> Arithmetic:
    return {"cards": cards(run, words, letter), "line": line(run, words, letter)}


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


def _window(columns: Trace, key: str, around: int) -> tuple[dict[str, Any], dict[str, payload.Column]]:
    span, window = payload.window_of(columns, around)
    return {"key": key} | span, window


def _columns(run: Run, units: Units | None) -> Sent:
    return _sent(
        (run, units), lambda report: sent(payload.columns_of(trace_of(run), units)), _price_of_columns(run)
    )


def _price_of_columns(run: Run) -> float:
    """Most of what columns cost are mean losses: at what is sent, and at the ends of epochs."""
    return budget.mean_losses(run, min(run.updates, payload.MOST_WHOLE) + min(run.epochs, run.updates))


def _charts(page: Page, columns: Trace, palette: Palette, words: Words, units: Units | None) -> list[Chart]:
    run = columns.run
    best = run.best
    facts = {
        "n": words.counted("sample", run.samples),
        "start": _place(run, columns.parameters[0].tolist(), words),
    }
    where = f"chart.cost_{len(run.w0)}"
    at = [words.format(f"{where}_alt", **facts)]
    at += [words.format("chart.best_alt", best=_place(run, best, words))] if best else []
    return [
        Chart(
            "data",
            words[f"chart.data_{run.problem}"],
            words.format(f"chart.data_alt_{run.problem}", **facts),
            {"": data_figure(columns, palette, words, units)},
            grasps=grasps(page, {"samples": ("x", "y"), "line": ("w0",)}),
            key=key.of_data(run, palette, words),
        ),
        Chart(
            "cost",
            words[where],
            words.sentences(at),
            {"": landscape.landscape_figure(columns, best, palette, words)},
            grasps=grasps(page, {"w0": ("w0",)}),
            ends=True,
            key=key.of_landscape(run, palette, words),
        ),
        Chart(
            "loss",
            words["chart.loss"],
            words["chart.loss_alt"],
            charts.loss_figures(columns, palette, words),
            _toggles(page, columns, words),
            key=key.of_loss(palette, words),
        ),
    ]


def _toggles(page: Page, columns: Trace, words: Words) -> tuple[Toggle, ...]:
    """Which loss, and on which scale."""
    suits = {"loss": charts.suited(columns), "scale": "linear"}
    return tuple(
        Toggle(
            name,
            words[f"toggle.{name}"],
            tuple(
                (value, _toggle(value, columns.run, words)) for value in view.kind.words if value != "auto"
            ),
            suits[name],
            "log" if name == "scale" else "",
        )
        for name, view in page.views.items()
        if name in suits and view.staged and isinstance(view.kind, Word)
    )


def own_words(run: Run, words: Words) -> dict[str, str]:
    """What the stage calls otherwise for this problem."""
    last = _toggle("last", run, words)
    others = {
        "metric_predict": words.get(f"predicts.{run.problem}"),
        "told_opposed": words.format("stage.told_opposed", last=last, mean=words["toggle.mean"]),
        "grasp_line": words.get(f"told.grasp_{run.problem}"),
        "told_start": words.get(f"told.start_{run.problem}"),
        "told_predicts": words.get(f"told.predicts_{run.problem}"),
        "told_end": words.get(f"told.end_{run.problem}"),
        "told_end_one": words.get(f"told.end_{run.problem}"),
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


def _place(run: Run, parameters: Sequence[float], words: Words) -> str:
    """The parameters in a sentence: ``w = 1, b = 2``."""
    return words.row(
        f"{name} = {glance(value)}" for name, value in zip(run.model.parameters, parameters, strict=True)
    )


def _toggle(value: str, run: Run, words: Words) -> str:
    return words["toggle.last_batch" if value == "last" and run.batch_size > 1 else f"toggle.{value}"]


def _note(columns: Trace, words: Words, units: Units | None) -> str:
    """What the reader should know of this run before playing it."""
    run = columns.run
    names = together(run.model.parameters)
    notes = [words.format("note.scaled", names=names, formula=formula(units))] if units else []
    changes = (payload.rate_changes(columns) or ())[1:]
    if len(changes) > MOST_NOTED:
        facts = {"count": str(len(changes)), "update": str(changes[-1][0] + 1), "lr": glance(changes[-1][1])}
        notes.append(words.format("note.rates", **facts))
    else:
        notes += [words.format("note.rate", update=str(t + 1), lr=glance(lr)) for t, lr in changes]
    if run.best is None:
        notes.append(words.format("note.open", names=names))
    return words.sentences(notes)


def _act(at: Visit, columns: Trace, payload: object) -> None:
    """Does what was asked for on the stage. Runs before the page is drawn again."""
    action = action_of(payload, _ACTIONS, len(columns))
    if action is None:
        return
    if action.kind == "rate":
        _change_rate(at.as_given(at.run), action.at, action.value)
    elif action.kind == "reset":
        visit.reset(at.page)
    elif action.kind == "take":
        take(at, action.value)
    else:
        _start_from(at.as_given(at.run), tuple(columns.parameters[action.at].tolist()))


def _start_from(run: Run, w: tuple[float, ...]) -> None:
    try:
        controls.fill(run.replaced(w0=w))
        session.go(0)
    except RunError as error:
        visit.refuse(error)


def _change_rate(run: Run, at: int, rate: str) -> None:
    """Another learning rate from update ``at`` on; the updates before it stay as they are."""
    steps = run.constants["lr_steps"] if run.schedule == "piecewise" else ()
    try:
        step = (at, read_number("lr", controls.flat_text(rate)))
        kept = tuple(step for step in steps if step[0] < at)
        controls.fill(run.replaced(schedule="piecewise", lr_steps=(*kept, step)))
    except RunError as error:
        visit.refuse(error)

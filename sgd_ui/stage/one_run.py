"""The stage of one run: its charts and its arithmetic, and what can be asked for there."""

from __future__ import annotations

from typing import Any

from sgd_core import Run, Trace
from sgd_core.formula import as_json
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.parameters import Real, Word
from sgd_core.scaling import Units, placed
from sgd_core.tree import names
from sgd_ui.drawing.marks import X, Y
from sgd_ui.drawing.models import predicted
from sgd_ui.drawing.palette import Palette
from sgd_ui.frame.page import Page, View
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.units import in_use
from sgd_ui.frame.visit import Visit
from sgd_ui.runs import budget
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage import charts, engine, key, landscape, payload, wording
from sgd_ui.stage.actions import act
from sgd_ui.stage.cards import cards
from sgd_ui.stage.hero import data_figure
from sgd_ui.stage.ladder import ladder
from sgd_ui.stage.line import line
from sgd_ui.stage.player import Chart, Sent, Staged, Toggle, sent
from sgd_ui.stage.spec import Arithmetic, Wording, spec
from sgd_ui.stage.taking import grasps, numbers_of
from sgd_ui.words.catalogue import Words

#: What the reader of a page can choose on it.
STAGED = {
    "loss": View(Word(("auto", "last", "mean", "update")), "auto", staged=True),
    "predict": View(Real(), "4", staged=True),
    "scale": View(Word(("auto", "linear", "log")), "auto", staged=True),
}

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
        Wording(words, frame.palette, wording.own_words(run, words), wording.note(columns, words, units)),
        _of_one(at.page, run, units, words)
        | ({"cards": []} | listing if listing else _arithmetic(run, words, "z" if units else "x")),
    )
    drawn = _charts(at.page, columns, frame.palette, words, units)
    return Staged(
        [chart for chart in drawn if chart.name != without],
        _columns(run, units),
        told,
        act=lambda asked: act(at, columns, asked),
        run=run,
        # The note's program calls z x, and shows no other one.
        units=units or in_use(at),
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
        "told": wording.told_of(run, words),
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
        "start": wording.place(run, columns.parameters[0].tolist(), words),
    }
    where = f"chart.cost_{len(run.w0)}"
    at = [words.format(f"{where}_alt", **facts)]
    at += [words.format("chart.best_alt", best=wording.place(run, best, words))] if best else []
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
                (value, wording.toggle(value, columns.run, words))
                for value in view.kind.words
                if value != "auto"
            ),
            suits[name],
            "log" if name == "scale" else "",
        )
        for name, view in page.views.items()
        if name in suits and view.staged and isinstance(view.kind, Word)
    )

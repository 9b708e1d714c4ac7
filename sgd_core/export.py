"""A trace as text: the note's log, CSV, JSON. Numbers read back to the same bits.

Where x is scaled, ``units`` are what it was given in: predictions are at an x as given, samples are z.

>>> from sgd_core import Run, trace
>>> list(note_lines(trace(Run(epochs=1)), 4.0))[-2:]
[' Epoch: 0  w= 1.260688  loss= 4.919240100095999', 'Predict (after training) 4 5.042752']
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from sgd_core import program
from sgd_core.notebook import notebook
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.parameters import is_number, number_text
from sgd_core.programs import PROGRAMS
from sgd_core.run import Run
from sgd_core.scaling import Units, placed
from sgd_core.stream import average
from sgd_core.trace import Trace

#: What a cell begins with that a spreadsheet may take for a formula; in the East the wide ones as well.
_FORMULAS = tuple("=+-@\t\r\n＝＋－＠")


def formats(run: Run) -> list[str]:
    """The formats that can hold this run, the default first, and those that are code."""
    fits_note = run.problem == "origin" and run.batch_size == 1
    logs = ["note", "csv", "json"] if fits_note else ["csv", "json"]
    return [*logs, *CODE] if program.can_hold(run) else logs


def note_lines(columns: Trace, predict: float, units: Units | None = None) -> Iterator[str]:
    """The log of the course note: a line a sample, a line an epoch, a prediction at either end."""
    run = columns.run
    xs, ys = run.points
    path, pulls = columns.parameters[:, 0].tolist(), columns.gradient[:, 0].tolist()
    losses = columns.loss.tolist()
    shown, x, letter = number_text(predict), placed(predict, units), "z" if units else "x"
    predicted = run.model.predict
    # The note's log is of what predicts.
    assert predicted
    yield f"Predict (before training) {shown} {predicted((path[0],), x)}"
    order = columns.order.tolist() if run.batch != "all" else [0] * len(columns)
    for row, i in enumerate(order):
        yield f"\t {letter}= {xs[i]} y= {ys[i]} grade: {pulls[row]}"
        epoch, place = divmod(columns.first + row, run.updates_per_epoch)
        if place == run.updates_per_epoch - 1:
            yield f" Epoch: {epoch}  w= {path[row + 1]}  loss= {losses[row]}"
    yield f"Predict (after training) {shown} {predicted((path[-1],), x)}"


def csv_lines(columns: Trace, predict: float = 4.0, units: Units | None = None) -> Iterator[str]:
    """One row an update, with a header; on scaled x each says by which numbers, and x and z of its sample."""
    run = columns.run
    names = run.model.parameters
    means = columns.average
    header = ["t", "epoch", "sample", "gradients", "lr"]
    for name in names:
        header += [f"{name}_before", f"grad_{name}", name, *([] if means is None else [f"mean_{name}"])]
    beside = _Beside(columns, units)
    yield ",".join([*header, "loss_before", "loss", *beside.header])
    before = columns.parameters.tolist()
    pulls, losses = columns.gradient.tolist(), columns.loss.tolist()
    # 0-based, joined by semicolons, or the word for the full batch.
    samples = ("all" if run.batch == "all" else ";".join(map(str, batch)) for batch in columns.batches())
    numbers = zip(
        columns.t.tolist(),
        columns.epoch.tolist(),
        columns.gradients.tolist(),
        columns.lr.tolist(),
        columns.loss_before.tolist(),
        samples,
        strict=True,
    )
    for row, (t, epoch, gradients, lr, loss_before, sample) in enumerate(numbers):
        cells = [str(t), str(epoch), sample, str(gradients), number_text(lr)]
        for i in range(len(names)):
            cells += [
                number_text(before[row][i]),
                number_text(pulls[row][i]),
                number_text(before[row + 1][i]),
            ]
            if means is not None:
                cells.append(number_text(means[row + 1, i].item()))
        yield ",".join([*cells, number_text(loss_before), number_text(losses[row]), *beside.cells(row)])


def csv_of_runs(runs: Sequence[tuple[str, Trace]], units: Units | None = None) -> Iterator[str]:
    """The rows of several runs, one run after the other, each under its name in the column ``run``.

    A column that a run does not have is empty in its rows.
    """
    tables = [csv_lines(columns, units=units) for _, columns in runs]
    # No cell of a run holds a comma.
    headers = [next(lines).split(",") for lines in tables]
    names = list(dict.fromkeys(name for header in sorted(headers, key=len, reverse=True) for name in header))
    yield ",".join(["run", *names])
    for (name, _), header, lines in zip(runs, headers, tables, strict=True):
        label = text_cell(name)
        for line in lines:
            cells = dict(zip(header, line.split(","), strict=True))
            yield ",".join([label, *(cells.get(each, "") for each in names)])


def text_cell(text: str) -> str:
    """A text as a cell of CSV that no spreadsheet takes for a formula.

    >>> text_cell("=1+1"), text_cell("-1"), text_cell("a, b")
    ("'=1+1", '-1', '"a, b"')
    """
    told = f"'{text}" if text.startswith(_FORMULAS) and not is_number(text) else text
    return '"' + told.replace('"', '""') + '"' if set(told) & set(',"\r\n') else told


class _Beside:
    """The cells that stand at the end of the rows of a run on scaled x.

    x and z where a row is about a single sample: several would be no number, and what begins with a minus
    but is none is a formula to a spreadsheet.
    """

    def __init__(self, columns: Trace, units: Units | None) -> None:
        run = columns.run
        self._samples = columns.order.tolist() if units and run.batch_size == 1 and run.batch != "all" else []
        self._pairs = list(zip(units.x, run.points[0], strict=True)) if units else []
        constants = units.constants if units else {}
        self._constants = list(map(number_text, constants.values()))
        self.header = [*(["x", "z"] if self._samples else []), *constants]

    def cells(self, row: int) -> list[str]:
        own = map(number_text, self._pairs[self._samples[row]]) if self._samples else ()
        return [*own, *self._constants]


def json_lines(columns: Trace, predict: float = 4.0, units: Units | None = None) -> Iterator[str]:
    """The description, a summary, and the epoch table; what is not finite is null.

    On scaled x the description is of the run as given, with its scaling; what that makes of x stands below.
    """
    run = columns.run
    problem = run.model
    names = problem.parameters
    ends = columns.epoch_ends
    start, end = columns.parameters[0].tolist(), columns.parameters[-1].tolist()
    summary: dict[str, Any] = {
        "updates": len(columns),
        "epochs": len(ends),
        "gradients": int(columns.gradients[-1]) if len(columns) else 0,
        "diverged_at": columns.end.t - 1 if columns.diverged else None,
        "start": dict(zip(names, start, strict=True)),
        "end": dict(zip(names, end, strict=True)),
        "best": dict(zip(names, run.best, strict=True)) if run.best else None,
        "mean_loss": columns.mean_loss_at(np.array([len(columns)])).item(),
    }
    if OPTIMIZERS[run.optimizer].averages:
        summary["mean"] = dict(zip(names, average(columns.end), strict=True))
    if problem.predict:
        x = placed(predict, units)
        before, after = problem.predict(tuple(start), x), problem.predict(tuple(end), x)
        summary["predict"] = {"x": predict, "before": before, "after": after}
    table = [
        {"epoch": int(epoch), **dict(zip(names, w, strict=True)), "loss": loss, "mean_loss": mean_loss}
        for epoch, w, loss, mean_loss in zip(
            columns.epoch[ends].tolist(),
            columns.parameters[ends + 1].tolist(),
            columns.epoch_loss.tolist(),
            columns.mean_loss_at(ends + 1).tolist(),
            strict=True,
        )
    ]
    document = {**_described(run, units), "summary": summary, "epochs": table}
    yield json.dumps(_finite(document), ensure_ascii=False, indent=1)


def _described(run: Run, units: Units | None) -> dict[str, Any]:
    if not units:
        return {"run": run.to_params()}
    own = {**units.constants, "x": list(units.x), "z": list(run.points[0])}
    return {"run": {**units.given.to_params(), "scaling": units.scaling}, "scaling": own}


def _finite(value: object) -> object:
    """The same document with null for every number that JSON cannot hold."""
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


#: What writes a run as code: given also the x of the prediction, the language of its words, and its units.
CODE: dict[str, Callable[[Run, float, str, Units | None], str]] = {**PROGRAMS, "notebook": notebook}

#: What writes each other format: the lines of a trace, given also the x of the predictions, and its units.
WRITERS: dict[str, Callable[[Trace, float, Units | None], Iterator[str]]] = {
    "note": note_lines,
    "csv": csv_lines,
    "json": json_lines,
}

"""The note's program in lines of our own: its text for any run, and what the stage must know of each line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sgd_core import Run, Trace
from sgd_core.formula import as_json
from sgd_core.tree import Tree, names
from sgd_ui.pages.note.findings import printed_losses
from sgd_ui.stage.spec import Arithmetic
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import exact, short

_TEXT = Path(__file__).parent / "program.txt"

_X, _Y, _LR, _W, _BEFORE, _GRAD, _LEFT = names(("x", "y", "lr", "w", "w_before", "grad_w", "left"))


@dataclass(frozen=True)
class Line:
    """A line of the program.

    Args:
        name: its words are ``listing.NAME``.
        at: the moment that its numbers are of: ``start``, ``update``, ``epoch`` (its end) or ``end``.
        lights: the chart or the number on the stage that shows what it does.
        phase: the stage of slow motion in which it runs.
        rests: the moment after which it is the line that was run last.
        comes: the number that its sum comes to, if it tells one, and how.
    """

    name: str
    at: str
    lights: tuple[str, ...] = ()
    phase: int = 0
    rests: str = ""
    comes: tuple[str, Tree] | None = None


#: In the order of the text.
LINES = (
    Line("plotting", "start", ("loss",)),
    Line("x_data", "start", ("data",)),
    Line("y_data", "start", ("data",)),
    Line("start", "start", ("w",)),
    Line("rate", "start"),
    Line("forward", "update", ("data",)),
    Line("product", "update", ("data",), comes=("prediction_after", _X * _W)),
    Line("loss", "update"),
    Line("residual", "update", ("data",), comes=("left", _X * _W - _Y)),
    Line("square", "update", comes=("loss", _LEFT * _LEFT)),
    Line("gradient", "update"),
    Line("slope", "update", ("data",), phase=2, comes=("grad_w", 2 * _X * (_X * _BEFORE - _Y))),
    Line("before", "start", ("predict",), rests="start"),
    Line("lists", "start", ("loss",)),
    Line("epochs", "update", ("epoch",)),
    Line("samples", "update", ("data",), phase=1),
    Line("call", "update", ("log",), phase=3),
    Line("move", "update", ("w", "data"), phase=4, rests="update", comes=("w", _BEFORE - _LR * _GRAD)),
    Line("print_sample", "update", ("log",)),
    Line("last", "update", phase=5),
    Line("print_epoch", "epoch", ("log",), rests="epoch"),
    Line("append_epoch", "epoch", ("loss",), rests="epoch"),
    Line("append_loss", "epoch", ("loss",), rests="epoch"),
    Line("after", "end", ("predict",), rests="end"),
    Line("plot", "end", ("loss",), rests="end"),
    Line("show", "end", ("loss",), rests="end"),
)


def text(run: Run, predict: str = "4") -> str:
    """The program that makes this run: plain SGD on one w, a sample at a time, in order.

    Args:
        predict: the x of its two predictions, as it stands in the program.
    """
    xs, ys = run.points
    facts = {"x": list(xs), "y": list(ys), "w0": run.w0[0], "lr": run.lr, "epochs": run.epochs}
    return _template().format(**facts, predict=predict)


def listing(columns: Trace, words: Words) -> Arithmetic:
    """The program as the stage takes it; the x of its predictions is a blank that the reader fills."""
    run = columns.run
    codes = text(run, "{predict}").splitlines()
    lines = [
        {
            "code": code,
            "apart": _is_apart(codes, k),
            "at": line.at,
            "lights": line.lights,
            "phase": line.phase,
            "rests": line.rests,
            "comes": line.comes and {"to": line.comes[0], "by": as_json([line.comes[1]])},
            **words.table(f"listing.{line.name}"),
        }
        for k, (code, line) in enumerate(zip(codes, LINES, strict=True))
    ]
    return {"listing": lines, "program": _facts(columns, words)}


def printed(value: float) -> str:
    """A number in short; one that is not finite as the program prints it."""
    return short(value + 0.0) if math.isfinite(value) else repr(value)


def _facts(columns: Trace, words: Words) -> dict[str, str]:
    """What the blanks of a line may hold of the whole program, which goes on where a run diverges."""
    run, losses = columns.run, printed_losses(columns).tolist()
    return {
        "n": str(run.samples),
        "w0": exact(run.w0[0]),
        "rate": exact(run.lr),
        "epochs": str(run.epochs),
        "last_epoch": str(run.epochs - 1),
        "updates": str(run.updates),
        "points": str(len(losses)),
        "first_loss": printed(losses[0]),
        "last_loss": printed(losses[-1]),
        "xs": _some(run.points[0], words),
        "ys": _some(run.points[1], words),
    }


def _some(values: tuple[float, ...], words: Words, most: int = 6) -> str:
    return words["list.comma"].join([*map(exact, values[:most]), *(["…"] if len(values) > most else [])])


def _is_apart(codes: list[str], k: int) -> bool:
    """Whether a new part of the program begins with a line."""
    if not k or codes[k].startswith(" "):
        return False
    return codes[k].startswith(("def", "for")) or codes[k - 1].startswith((" ", "import"))


@cache
def _template() -> str:
    return _TEXT.read_text(encoding="utf-8")

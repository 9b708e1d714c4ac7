"""What the marks on charts are: a word, how each is drawn, and its colour.

How one is drawn is the name of a shape, ``line`` with the dashes of a pen behind it where it has some.
"""

from __future__ import annotations

from collections.abc import Sequence

from sgd_core import Run
from sgd_ui.drawing import axes
from sgd_ui.drawing.marks import Mark
from sgd_ui.drawing.models import LANDMARKS
from sgd_ui.drawing.palette import DASHED, DOTTED, FEW, Palette, Pen
from sgd_ui.runs.racing import Contestant
from sgd_ui.stage.landscape import MOST_CURVES, PULLING
from sgd_ui.stage.player import Chart
from sgd_ui.words.catalogue import Words

Entry = tuple[str, str, str]
Key = tuple[Entry, ...]
LINE, DOT, RING, DIAMOND, CROSS, TICK, BAND = "line", "dot", "ring", "diamond", "x", "tick", "band"
BROKEN, POINTED = f"{LINE} {DASHED}", f"{LINE} {DOTTED}"


def said(words: Words, *marks: Entry) -> Key:
    """Marks whose words are given by their places in the catalogue."""
    return tuple((words[text], kind, colour) for text, kind, colour in marks)


# --- of one run ---


def of_data(run: Run, palette: Palette, words: Words) -> Key:
    """Of the samples and the model."""
    landmarks = LANDMARKS.get(run.problem)
    band = landmarks and landmarks.band
    return (
        (words["key.samples"], DOT, palette.shades(run.samples)[0]),
        (words["key.model"], LINE, palette.ink),
        (words["key.handle"], RING, palette.ink),
        (words["key.before"], LINE, palette.ghost),
        (words["key.rope"], LINE, of_sample(run, palette)),
        *([(words["key.band"], POINTED, palette.muted)] if band else ()),
    )


def of_landscape(run: Run, palette: Palette, words: Words) -> Key:
    """Of the mean loss over the parameters, and the path on it: samples that pull alone colour it."""
    single, alone = len(run.w0) == 1, run.batch_size == 1
    landmarks = LANDMARKS.get(run.problem)
    drawn, own = of_sample(run, palette), palette.few[0] if run.samples <= FEW else palette.quiet
    shown = [
        ("key.mean_curve" if single else "key.contour", LINE, palette.ink if single else palette.quiet),
        *([("key.own_curve", LINE, own)] if single else ()),
        *([("key.valley", LINE, own)] if landmarks and landmarks.valley else ()),
        *(
            [("key.slope" if single else "key.goal", f"{LINE} {PULLING}", drawn)]
            if alone and run.gradient == "plain"
            else ()
        ),
        (of_path(run, "key"), LINE, drawn) if alone else ("key.way", LINE, palette.muted),
        *([("key.best", TICK if single else CROSS, palette.ink)] if run.best else ()),
    ]
    told = {"key.own_curve": _own_curves(run, words)}
    return tuple((told.get(name, words[name]), kind, colour) for name, kind, colour in shown)


def of_path(run: Run, table: str) -> str:
    """What a path that one sample an update pulls is called: only few samples have colours of their own."""
    return f"{table}.path" if run.samples <= FEW else f"{table}.path_many"


def over_updates(run: Run, table: str, palette: Palette, words: Words) -> Entry:
    """A path over its updates, of which the last ones are coloured."""
    _, colour = axes.groups(run.samples, palette)[0]
    return words.format(of_path(run, table), lately=str(axes.LATELY)), LINE, colour


def _own_curves(run: Run, words: Words) -> str:
    """What the curves of single samples are, and of how many, where not all are drawn."""
    if run.samples <= MOST_CURVES:
        return words["key.own_curve"]
    return words.format("key.own_curves", drawn=str(MOST_CURVES), n=str(run.samples))


def of_loss(palette: Palette, words: Words) -> Key:
    return said(
        words,
        ("key.loss", LINE, palette.ink),
        ("key.now", DOT, palette.ink),
        ("key.future", LINE, palette.ghost),
    )


def of_sample(run: Run, palette: Palette) -> str:
    """The colour of a sample that is drawn."""
    return palette.few[0] if run.samples <= FEW else palette.few[1]


# --- of several ---


def of_runs(
    contestants: Sequence[Contestant], charts: Sequence[Chart], palette: Palette, words: Words
) -> Key:
    """What charts of several runs share: runs with pens of their own, where they are, will be and begin."""
    marks = [mark for chart in charts for figure in chart.figures.values() for mark in figure["data"]]
    pens = {
        (mark["line"]["color"], mark["line"].get("dash", "")) for mark in marks if _follows(mark, "trail")
    }
    runs = [(each.label, line(each.pen), each.pen.colour) for each in contestants if tuple(each.pen) in pens]
    if any(_follows(mark, "head") for mark in marks):
        runs += [(words["key.now"], DOT, palette.ink), (words["key.future"], LINE, palette.ghost)]
    if any("w0" in chart.grasps for chart in charts):
        runs.append((words["key.start"], RING, palette.ink))
    return tuple(runs)


def line(pen: Pen) -> str:
    """How a line of a pen is drawn."""
    return f"{LINE} {pen.dash}".strip()


def _follows(mark: Mark, what: str) -> bool:
    return bool(mark.get("meta", {}).get("follow") == what)

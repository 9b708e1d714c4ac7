"""What the marks on the charts of one run are: a word, how each is drawn, and its colour."""

from __future__ import annotations

from sgd_core import Run
from sgd_ui.drawing.models import LANDMARKS
from sgd_ui.drawing.palette import FEW, Palette
from sgd_ui.stage.landscape import MOST_CURVES
from sgd_ui.words.catalogue import Words

Key = tuple[tuple[str, str, str], ...]


def of_data(run: Run, palette: Palette, words: Words) -> Key:
    """Of the samples and the model."""
    landmarks = LANDMARKS.get(run.problem)
    band = landmarks and landmarks.band
    return (
        (words["key.model"], "line", palette.ink),
        (words["key.before"], "line", palette.ghost),
        (words["key.rope"], "line", _drawn(run, palette)),
        *([(words["key.band"], "dotted", palette.muted)] if band else ()),
    )


def of_landscape(run: Run, palette: Palette, words: Words) -> Key:
    """Of the mean loss over the parameters, and the path on it."""
    single = len(run.w0) == 1
    landmarks = LANDMARKS.get(run.problem)
    drawn, own = _drawn(run, palette), palette.few[0] if run.samples <= FEW else palette.quiet
    shown = [
        ("key.mean_curve" if single else "key.contour", "line", palette.ink if single else palette.quiet),
        *([("key.own_curve", "line", own)] if single else ()),
        *([("key.valley", "line", own)] if landmarks and landmarks.valley else ()),
        ("key.slope" if single else "key.goal", "dashed", drawn),
        ("key.path", "line", drawn),
        *([("key.best", "dot", palette.ink)] if run.best else ()),
    ]
    told = {"key.own_curve": _own_curves(run, words)}
    return tuple((told.get(name, words[name]), kind, colour) for name, kind, colour in shown)


def _own_curves(run: Run, words: Words) -> str:
    """What the curves of single samples are, and of how many, where not all are drawn."""
    if run.samples <= MOST_CURVES:
        return words["key.own_curve"]
    return words.format("key.own_curves", drawn=str(MOST_CURVES), n=str(run.samples))


def of_loss(palette: Palette, words: Words) -> Key:
    return ((words["key.loss"], "line", palette.ink),)


def _drawn(run: Run, palette: Palette) -> str:
    """The colour of a sample that is drawn."""
    return palette.few[0] if run.samples <= FEW else palette.few[1]

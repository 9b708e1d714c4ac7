"""The page of the saddle: what it offers, what stands on its stage, and its parts in their order."""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from sgd_core import Run
from sgd_core.limits import MAX_RUNS
from sgd_core.parameters import Real, Whole, Word
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.marks import MOST_PULLS
from sgd_ui.frame import controls, earned
from sgd_ui.frame.page import Page, View
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.saddle import escapes, figures, keys, ways
from sgd_ui.pages.saddle.asked import question
from sgd_ui.pages.saddle.cases import CASES
from sgd_ui.pages.saddle.shown import Shown, point, shown
from sgd_ui.pages.saddle.verdict import clauses, no_saddle, show_verdict
from sgd_ui.stage import stills
from sgd_ui.stage.player import Chart
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import digits

__all__ = [
    "PAGE",
    "SCENES",
    "Shown",
    "charts",
    "no_saddle",
    "question",
    "show_claim",
    "show_findings",
    "show_surface",
    "show_verdict",
    "shown",
    "stage_words",
]

PAGE = Page(
    "saddle",
    tuple(CASES),
    ("problem", "data", "x", "y", "w0", "lr", "epochs", "sampling", "seed"),
    views={
        "beyond": View(Real(above=0.0), "0.5"),
        "turn": View(Real(), "0.3"),
        "seeds": View(Whole(2, MAX_RUNS), "200"),
        "surface": View(Word(("no", "yes")), "no"),
    },
    elsewhere=("turn",),
    opening=Run(problem="autoencoder", w0=(0.0, 0.5), sampling="with-replacement", seed=29),
)

SCENES = (
    Scene("walk", PAGE.opening),
    Scene("at", Run(problem="autoencoder")),
    Scene(
        "pairs",
        Run(problem="autoencoder", data="mirrored-40", w0=(0.0, 0.5), sampling="reshuffle", epochs=10),
    ),
    Scene("deep", Run(problem="deep")),
    Scene("labels", Run(problem="deep", data="noisy", sampling="reshuffle")),
)

#: Height of the surface in pixels.
_TALL = 480


def stage_words(words: Words) -> dict[str, str]:
    """What the stage calls otherwise here."""
    return {"metric_distance": words["saddle.distance"], "announce_runs": words["saddle.announce"]}


def charts(shown: Shown, frame: Frame) -> list[Chart]:
    """What stands on the stage."""
    words, palette, contestants = frame.words, frame.palette, shown.contestants
    scale = figures.pull_scale(shown.run, shown.saddle, figures.reach(contestants))
    facts = _chart_facts(shown, words) | {"scale": digits(scale, 6)}

    marks = keys.of_charts(shown.run, palette, words)

    def chart(name: str, key: str, figure: Figure) -> Chart:
        title, alt = (words.format(f"saddle.chart_{key}{part}", **facts) for part in ("", "_alt"))
        grasps = ("w0",) if name == "plane" else ()
        ends = name == "away"
        return Chart(name, title, alt, {"": figure}, grasps=grasps, ends=ends, key=marks[name])

    away = figures.away_figure(contestants, shown.beyond, facts["measure"], palette, words)
    return [
        chart("plane", "plane", figures.plane_figure(contestants, scale, palette, words)),
        chart("points", f"points_{shown.case.name}", figures.points_figure(contestants, palette, words)),
        chart("away", "away", away),
    ]


def _chart_facts(shown: Shown, words: Words) -> dict[str, str]:
    samples = shown.run.samples
    return shown.facts | {
        "n": words.counted("sample", samples),
        "drawn": f"{min(samples, MOST_PULLS):,}",
        "names": words.listed([each.label for each in shown.contestants]),
        "saddle": point(shown.saddle.place),
        "told": clauses(shown.stays, shown, words),
        "foot": figures.foot((each.beside["away"] for each in shown.contestants), words),
    }


def show_surface(at: Visit, shown: Shown, frame: Frame) -> None:
    """A button, and the surface once it is asked for."""
    words, is_open = frame.words, at.view["surface"] == "yes"
    st.button(
        words["saddle.surface_hide" if is_open else "saddle.surface_show"],
        key="saddle.surface",
        icon=":material/landscape:",
        on_click=_set_surface,
        args=("no" if is_open else "yes",),
    )
    if is_open:
        with earned.sealed("surface", words):
            _draw_surface(shown, frame)


def _draw_surface(shown: Shown, frame: Frame) -> None:
    words = frame.words
    figure = figures.surface_figure(shown.contestants, shown.saddle.out, frame.palette, words)
    stills.draw(figure, words["saddle.surface_alt"], words, key="saddle.space", height=_TALL)


def _set_surface(value: str) -> None:
    controls.fill_view({"surface": value})


def show_findings(at: Visit, shown: Shown, frame: Frame) -> None:
    """How long many seeds take to leave; and how fragile staying is."""
    escapes.show(at, shown, frame)
    ways.show(at, shown, frame)


def show_claim(words: Words, played: bool) -> None:
    """What the note's claim should have said, with sources; seen at once where there is nothing to play."""
    with earned.sealed("claim", words) if played else nullcontext(), st.container(border=True):
        st.markdown(words["saddle.claim"])
        st.caption(words["saddle.sources"])

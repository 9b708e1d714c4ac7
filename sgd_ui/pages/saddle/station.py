"""The station of the saddle."""

from __future__ import annotations

from sgd_ui.frame import take_away
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.saddle import verdict, view
from sgd_ui.pages.saddle.view import Shown
from sgd_ui.stage import several
from sgd_ui.stage.player import Staged


def _stage(at: Visit, shown: Shown, frame: Frame) -> Staged:
    words = view.stage_words(frame.words)
    return several.staged(at, frame, shown.contestants, view.charts(shown, frame), shown.clock, words=words)


STATION = Station[Shown](
    view.PAGE,
    shown=view.shown,
    ticks=lambda shown: shown.clock.ticks,
    stage=_stage,
    mathematics=lambda at, words: words["saddle.mathematics"],
    scenes=view.SCENES,
    nothing=view.no_saddle,
    verdict=lambda at, shown, frame: view.show_verdict(shown, frame.words),
    told=lambda at, shown, words: verdict.verdict(shown, words),
    remarks=view.show_surface,
    question=lambda at, shown, frame: view.question(at, shown, frame.words),
    findings=view.show_findings,
    after=lambda at, shown, frame: view.show_claim(frame.words, shown is not None),
    taken=lambda at, shown: take_away.several(at, shown.contestants),
)

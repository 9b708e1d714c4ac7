"""The station of the race."""

from __future__ import annotations

from sgd_ui.frame import take_away
from sgd_ui.frame.lesson import Station
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.gd_vs_sgd import view
from sgd_ui.pages.gd_vs_sgd.view import Race
from sgd_ui.stage import several
from sgd_ui.stage.player import Staged


def _stage(at: Visit, race: Race, frame: Frame) -> Staged:
    return several.staged(at, frame, race.contestants, view.charts(at, race, frame), race.clock)


STATION = Station[Race](
    view.PAGE,
    shown=view.race,
    ticks=lambda race: race.clock.ticks,
    stage=_stage,
    mathematics=lambda at, words: words["race.mathematics"],
    scenes=view.SCENES,
    verdict=lambda at, race, frame: view.show_verdict(at, race, frame.words),
    told=lambda at, race, words: view.verdict(race, at.view["axis"], words),
    question=lambda at, race, frame: view.question(at, frame.words),
    taken=lambda at, race: take_away.several(at, race.contestants),
)

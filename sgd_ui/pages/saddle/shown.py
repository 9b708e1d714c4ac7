"""What the page shows: the runs, the saddle that they are about, and how each stands to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sgd_core import Run
from sgd_ui.drawing.palette import DASHED, DOTTED, Palette, Pen
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.saddle import findings
from sgd_ui.pages.saddle.cases import Case, case_of
from sgd_ui.pages.saddle.saddles import Saddle, Stay, stay
from sgd_ui.runs import racing
from sgd_ui.runs.racing import Clock, Contestant
from sgd_ui.runs.traces import expect, trace_of
from sgd_ui.words.numerals import beside, digits, exact


@dataclass(frozen=True, eq=False)
class Shown:
    """What the page shows: the runs, the saddle they are about, how each stands to it, and the clock."""

    run: Run
    saddle: Saddle
    contestants: tuple[Contestant, ...]
    stays: Mapping[str, Stay]
    clock: Clock
    beyond: float

    @property
    def case(self) -> Case:
        """The entry of the run's problem."""
        return case_of(self.run)

    @property
    def start(self) -> float:
        """How far out the run begins."""
        return self.saddle.of(self.run.w0)

    @property
    def far(self) -> bool:
        """Whether what settles at the minimum nearest to the saddle does not count as out."""
        return self.saddle.beyond_minimum(self.beyond)

    @property
    def rests(self) -> bool:
        """Whether the start is the saddle itself, and what is never off the line ends there too."""
        held = [each.distance for each in self.stays.values() if each.exact]
        return self.run.w0 == self.saddle.place and not any(held)

    @property
    def facts(self) -> dict[str, str]:
        """What all that is said here may name: the run's rate and start, what is measured, how far counts
        as out, and where the nearest minimum lies."""
        return {
            "lr": exact(self.run.lr),
            "start": point(self.run.w0),
            "measure": self.case.measure(self.saddle),
            "beyond": exact(self.beyond),
            "least": beside(self.saddle.least, self.beyond),
        }


def shown(at: Visit, frame: Frame) -> Shown | None:
    """Runs what stands on the stage; None where the samples make no saddle."""
    saddle, beyond = findings.saddle_of(at.run), at.value("beyond")
    if saddle is None:
        return None
    runs = findings.contestants(at.run)
    expect(runs.values())
    contestants = tuple(_contestant(key, run, saddle, frame) for key, run in runs.items())
    stays = {each.key: stay(each.trace, saddle, beyond) for each in contestants}
    return Shown(at.run, saddle, contestants, stays, racing.clock(contestants, "updates"), beyond)


def _contestant(key: str, run: Run, saddle: Saddle, frame: Frame) -> Contestant:
    columns = trace_of(run)
    return Contestant(
        key,
        frame.words[f"saddle.name_{key}"],
        columns,
        _pens(frame.palette)[key],
        (saddle.place,),
        beside={"away": saddle.away(columns)},
    )


def _pens(palette: Palette) -> dict[str, Pen]:
    """What each contestant is drawn with; the one that follows the mean is ink."""
    single, nudged, _ = palette.runs
    return {"a": Pen(single), "b": Pen(palette.ink, DASHED), "c": Pen(nudged, DOTTED)}


def point(place: tuple[float, ...]) -> str:
    """A place in the plane, four digits each."""
    return f"({', '.join(digits(value, 4) for value in place)})"

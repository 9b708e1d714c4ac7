"""The page of the race: what it offers, its verdict in words, and what stands on its stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from sgd_core import Run
from sgd_core.limits import MAX_SAMPLES
from sgd_core.parameters import Real, Whole, Word
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.marks import MOST_PULLS
from sgd_ui.drawing.palette import DASHED, DOT_DASHED, DOTTED, Palette, Pen
from sgd_ui.frame import desk, earned
from sgd_ui.frame.page import RACE_SPEEDS, Maybe, Page, View
from sgd_ui.frame.question import Question, other_rate
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.gd_vs_sgd import figures, findings, keys
from sgd_ui.pages.gd_vs_sgd.findings import Aim
from sgd_ui.runs import racing
from sgd_ui.runs.arrivals import Arrival, arrival, expect_sweeps, fewer_rates, sweep
from sgd_ui.runs.clauses import Clause, Written, written
from sgd_ui.runs.racing import Clock, Contestant, Racer
from sgd_ui.runs.sweeps import Best, Sweep
from sgd_ui.runs.traces import expect, trace_of
from sgd_ui.stage.player import Chart
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import digits, exact, ratio, short

_RATE = Maybe(Real(low=0.0))

PAGE = Page(
    "gd_vs_sgd",
    ("origin", "line"),
    ("problem", "data", "x", "y", "w0", "lr", "epochs", "sampling", "seed"),
    views={
        "b.batch": View(Whole(2, MAX_SAMPLES), "2"),
        "rates": View(Word(("shared", "own")), "shared"),
        "b.lr": View(_RATE, "", needs={"rates": ("shared",)}),
        "c.lr": View(_RATE, "", needs={"rates": ("shared",)}),
        "d.gradient": View(Word(("none", "svrg", "saga")), "none"),
        "within": View(Maybe(Real(above=0.0)), ""),
        "axis": View(Word(("gradients", "updates", "time")), "gradients"),
        "speed": View(Word(RACE_SPEEDS), RACE_SPEEDS[0], staged=True),
    },
)

SCENES = (
    Scene("note", Run()),
    Scene("own", Run(), {"rates": "own"}),
    Scene("noisy20", Run(data="noisy-20", epochs=60), {"b.batch": "4", "within": "0.05"}),
    Scene("noisy200", Run(data="noisy-200", lr=0.005, epochs=80), {"b.batch": "8", "within": "0.1"}),
    Scene(
        "far",
        Run(problem="line", data="far", w0=(3.0, -4.0), epochs=4000),
        {"b.batch": "4", "within": "0.3", "rates": "own"},
    ),
)

#: The axis of the race ends this much beyond the last arrival.
_BEYOND = 1.25
#: A larger learning rate is asked about.
_TIMES = 10


@dataclass(frozen=True, eq=False)
class Race:
    """What the page shows: the runs and what they race to, the sweeps behind their rates, and the clock.

    Args:
        best: the best parameters, and ``within``, how near to them counts as arrived.
        sweeps: by key; none, and no ``prices`` of batch sizes, where the page may not spend so much.
        arrivals: where each arrived along the axis of the race; None where it did not.
        rateless: those whose own best rate is asked for, and who arrive at none.
    """

    contestants: tuple[Contestant, ...]
    best: tuple[float, ...]
    within: float
    sweeps: Mapping[str, Sweep]
    arrivals: Mapping[str, float | None]
    prices: Mapping[int, Best | None]
    clock: Clock
    rateless: tuple[str, ...]


def race(at: Visit, frame: Frame) -> Race | None:
    """Runs the race; None where the samples leave the best parameters open."""
    best = at.run.best
    if best is None:
        return None
    within, by = _within(at, best), at.view["axis"]
    own = at.view["rates"] == "own"
    sweeps = _swept(at, within) if own else {}
    contestants = _contestants(racers_of(at, sweeps), best, by, frame)
    arrivals = {each.key: _arrived_at(each, within, by) for each in contestants}
    ticking = racing.clock(contestants, by, _until(arrivals, by))
    rateless = tuple(key for key, each in sweeps.items() if not each.best)
    if not own:
        # The race stands without them.
        with desk.part("sweeps", at, frame.words):
            sweeps = _swept(at, within)
    prices = findings.price_by_size(at.run, within) if sweeps else {}
    return Race(contestants, best, within, sweeps, arrivals, prices, ticking, rateless)


def _within(at: Visit, best: tuple[float, ...]) -> float:
    """How near to the best parameters counts as arrived: as chosen, or what is near for such parameters."""
    chosen: float | None = at.value("within")
    return findings.reach(best) if chosen is None else chosen


def _contestants(
    runners: Sequence[Racer], best: tuple[float, ...], by: str, frame: Frame
) -> tuple[Contestant, ...]:
    expect(each.run for each in runners)
    drawn = pens(frame.palette)
    with_rate = len({each.run.lr for each in runners}) > 1
    return tuple(
        Contestant(
            each.key,
            name(each, frame.words, with_rate),
            trace_of(each.run),
            drawn[each.key],
            (best,),
            racing.milliseconds(each.run) if by == "time" else 0.0,
        )
        for each in runners
    )


def _until(arrivals: Mapping[str, float | None], by: str) -> float | None:
    """Where the axis of the race ends; None where it goes on to the end of the longest run."""
    met = [position for position in arrivals.values() if position is not None]
    return _BEYOND * max(met) + 1 if len(met) == len(arrivals) and by != "time" else None


def pens(palette: Palette) -> dict[str, Pen]:
    """What each racer is drawn with; the full batch, which follows the mean, is ink."""
    single, several_each, reduced = palette.runs
    full = Pen(palette.ink, DOTTED)
    return {"a": Pen(single), "b": Pen(several_each, DASHED), "c": full, "d": Pen(reduced, DOT_DASHED)}


def _swept(at: Visit, within: float) -> dict[str, Sweep]:
    """The sweep of each racer; that of each batch size is there as well."""
    runners, sizes = racers_of(at), findings.by_size(at.run).values()
    expect_sweeps([*(each.run for each in runners), *sizes], within)
    for run in sizes:
        sweep(run, within)
    return {each.key: sweep(each.run, within) for each in runners}


def racers_of(at: Visit, sweeps: Mapping[str, Sweep] | None = None) -> tuple[Racer, ...]:
    """Who races: at the rates that are asked for or, given sweeps and asked to, each at its own best one."""
    lrs: dict[str, float | None] = {"b": at.value("b.lr"), "c": at.value("c.lr")}
    if at.view["rates"] == "own":
        lrs = {key: each.best.lr if each.best else None for key, each in (sweeps or {}).items()}
    return findings.racers(at.run, at.value("b.batch"), lrs, at.view["d.gradient"])


def name(racer: Racer, words: Words, with_rate: bool = False) -> str:
    """What a racer is called, its learning rate with it if asked."""
    facts = {"batch": f"{racer.run.batch_size:,}", "gradient": racer.run.gradient.upper()}
    plain = words.format(f"racer.{racer.key}", **facts)
    return words.format("race.at_rate", racer=plain, lr=digits(racer.run.lr, 4)) if with_rate else plain


def _arrived_at(each: Contestant, within: float, by: str) -> float | None:
    found = arrival(each.trace, within)
    return None if found is None else each.position(found.updates, by)


def verdict(shown: Race, by: str, words: Words) -> str:
    """In a sentence or two, from the numbers of these runs: who arrived first, and at what price."""
    names = {each.key: each.label for each in shown.contestants}
    traces = {each.key: each.trace for each in shown.contestants}
    told = findings.told(traces, shown.arrivals, Aim(shown.best, shown.within), by)
    parts = [_said(each, names, words) for each in told]
    if told[0].key in ("race.nobody", "race.lost"):
        return words.sentences(parts)
    parts += [words.format("race.no_rate", racer=names[key]) for key in shown.rateless]
    return words.sentence(parts)


def _said(found: Clause, names: Mapping[str, str], words: Words) -> str:
    how: Written = {
        **dict.fromkeys(("racers", "nearest"), lambda keys: words.listed([names[key] for key in keys])),
        "racer": names.__getitem__,
        "within": lambda within: digits(within, 6),
        "gradients": lambda count: words.counted("gradient", count),
        "updates": lambda count: words.counted("update", count),
        "ratio": ratio,
    }
    return words.format(found.key, **written(found, how, short))


def theory(run: Run, words: Words) -> str:
    """What theory says of the price of a mean."""
    return _said(findings.theory(run), {}, words)


def charts(at: Visit, shown: Race, frame: Frame) -> list[Chart]:
    """What stands on the stage."""
    words, palette = frame.words, frame.palette
    full = [each.key for each in shown.contestants].index("c")
    span = (0.0, shown.clock.ticks * shown.clock.size)
    title = words[f"axis.{shown.clock.by}"]
    n, drawn = at.run.samples, min(at.run.samples, MOST_PULLS)
    facts = {
        "drawn": f"{drawn:,}",
        "n": words.counted("sample", n),
        "names": words.listed([each.label for each in shown.contestants]),
        "axis": title,
    }

    marks = keys.of_charts(at.run, palette, words)

    def chart(name: str, figure: Figure, span: int = 2) -> Chart:
        told = words[f"chart.{name}"], words.format(f"chart.{name}_alt", **facts)
        grasps = ("w0",) if name == "landscape" else ()
        later = words.get(f"earned.chart_{name}")
        return Chart(name, *told, {"": figure}, span=span, grasps=grasps, later=later, key=marks[name])

    swept = [
        chart("sweep", figures.sweep_figure(shown.contestants, shown.sweeps, palette, words)),
        chart("sizes", figures.sizes_figure(shown.prices, palette, words)),
    ] if shown.sweeps else []  # fmt: skip
    return [
        chart(
            "race",
            figures.race_figure(shown.contestants, shown.arrivals, shown.within, span, title, palette, words),
            span=4,
        ),
        chart("landscape", figures.landscape_figure(shown.contestants, palette, words)),
        *swept,
        chart("pulls", figures.pulls_figure(shown.contestants[full].trace, full, palette, words)),
    ]


def question(at: Visit, words: Words) -> Question | None:
    """Who would be first at another shared rate, usually ten times as large? One sample leaves no choice."""
    if at.run.samples == 1:
        return None
    run, best = at.run.replaced(lr=other_rate(at.run.lr, _TIMES)), at.run.best
    within = _within(at, best or ())
    runners = findings.racers(run, at.value("b.batch"), {}, at.view["d.gradient"])
    names = {each.key: name(each, words) for each in runners}

    def answer() -> tuple[set[str], str]:
        expect(each.run for each in runners)
        found = {each.key: arrival(trace_of(each.run), within) for each in runners}
        return first_of(found), _why(run, found, names, words)

    return Question(
        words.format("race.question", lr=exact(run.lr), within=digits(within, 6)),
        names | {"nobody": words["race.option_nobody"]},
        answer,
        run,
        dict(at.view) | {"rates": "shared", "b.lr": "", "c.lr": "", "axis": "gradients"},
    )


def first_of(found: Mapping[str, Arrival | None]) -> set[str]:
    """Who arrived for the fewest gradients: one, several, or ``nobody``."""
    prices = {key: each.gradients for key, each in found.items() if each}
    return {key for key, price in prices.items() if price == min(prices.values())} or {"nobody"}


def _why(run: Run, found: Mapping[str, Arrival | None], names: Mapping[str, str], words: Words) -> str:
    told = words.clauses(_said(each, names, words) for each in findings.answered(found))
    return words.sentences([words.format("race.answered", lr=exact(run.lr), told=told), words["race.why"]])


def show_verdict(at: Visit, shown: Race, words: Words) -> None:
    """The verdict, what theory adds, and how time was measured where it was."""
    st.markdown(earned.beside(verdict(shown, at.view["axis"], words)))
    measured = [words["race.measured"]] if at.view["axis"] == "time" else []
    rates = fewer_rates(each.trace.run for each in shown.contestants if each.key in shown.sweeps)
    fewer = [words.format("race.fewer_rates", rates=str(rates))] if rates else []
    st.caption(words.sentences([theory(at.run, words), *measured, *fewer]))

"""The page of the optimizers: what it offers, its verdict in words, and what stands on its stage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from sgd_core import Run, Trace
from sgd_core.equations import rule
from sgd_core.latex import lines
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.parameters import Real, Word
from sgd_core.run import constants_of
from sgd_ui.drawing.clip import Spans
from sgd_ui.drawing.palette import DASHED, DENSE, DOT_DASHED, DOTTED, LONG, SOLID, Palette, Pen
from sgd_ui.frame import earned
from sgd_ui.frame.page import RACE_SPEEDS, Maybe, Page, View
from sgd_ui.frame.question import Question, other_rate
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.optimizers import figures, findings, keys
from sgd_ui.pages.optimizers.findings import Least, Verdict
from sgd_ui.runs.clauses import Clause, Written, written
from sgd_ui.runs.racing import Contestant, Racer
from sgd_ui.runs.sweeps import Sweep
from sgd_ui.runs.traces import expect, trace_of
from sgd_ui.stage.player import Chart, Toggle
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import digits, exact, short
from sgd_ui.words.tables import table

#: The further runs, and who they are where nothing is chosen.
_FURTHER = {"b": "momentum", "c": "adam", "d": "none", "e": "none", "f": "none"}
_CONSTANTS = dict.fromkeys(constant.name for each in OPTIMIZERS.values() for constant in constants_of(each))


def _racer(key: str, optimizer: str) -> dict[str, View]:
    """What can be chosen of a further run: its optimizer, and while it races a rate of its own."""
    needs: dict[str, Collection[str]] = {"rates": ("shared",), f"{key}.optimizer": OPTIMIZERS}
    return {
        f"{key}.optimizer": View(Word(OPTIMIZERS, ("none",)), optimizer),
        f"{key}.lr": View(Maybe(Real(low=0.0)), "", needs=needs),
    }


PAGE = Page(
    "optimizers",
    ("line", "logistic", "huber", "autoencoder"),
    ("problem", "data", "x", "y", "w0", "epochs", "sampling", "seed", "batch", "optimizer", "lr"),
    more=("delta", *_CONSTANTS),
    views={
        "rates": View(Word(("shared", "own")), "shared"),
        **{name: each for key, word in _FURTHER.items() for name, each in _racer(key, word).items()},
        "scale": View(Word(("linear", "log")), "log", staged=True),
        "speed": View(Word(RACE_SPEEDS), RACE_SPEEDS[0], staged=True),
    },
    opening=Run(problem="logistic", lr=0.1, epochs=20, sampling="reshuffle"),
)

_FAR = Run(problem="line", data="far", w0=(3.0, -4.0), lr=0.02, batch="all")

SCENES = (
    Scene("logistic", PAGE.opening),
    Scene("far", _FAR),
    Scene("own", _FAR, {"rates": "own", "d.optimizer": "adagrad", "e.optimizer": "rmsprop"}),
    Scene("huber", Run(problem="huber", lr=0.03, epochs=40), {"d.optimizer": "averaged"}),
    Scene(
        "saddle",
        Run(problem="autoencoder", w0=(0.001, 1.0), lr=0.01, epochs=150, batch="all"),
        {"d.optimizer": "adagrad", "e.optimizer": "rmsprop"},
    ),
)

#: The dash of each racer, so that no colour has to be told apart.
_DASHES = (SOLID, DASHED, DOTTED, DOT_DASHED, LONG, DENSE)
#: A larger learning rate is asked about.
_TIMES = 10


@dataclass(frozen=True, eq=False)
class Race:
    """What the page shows: the runs, their names, the least mean loss, and how far the pictures reach.

    Args:
        whole: the runs by key, ``averaged`` being its own mean on the stage alone.
    """

    contestants: tuple[Contestant, ...]
    whole: Mapping[str, Trace]
    names: Mapping[str, str]
    least: Least | None
    spans: Spans
    reach: float
    #: Those whose own best rate is asked for, and who have none.
    rateless: tuple[str, ...]

    @property
    def traces(self) -> dict[str, Trace]:
        return {each.key: each.trace for each in self.contestants}

    @property
    def as_they_ran(self) -> list[Contestant]:
        """The contestants with the parameters that their updates moved."""
        return [replace(each, trace=self.whole[each.key]) for each in self.contestants]

    @property
    def is_race(self) -> bool:
        """Whether more than one runs."""
        return len(self.contestants) > 1

    @property
    def has_mean(self) -> bool:
        """Whether a mean of SGD races."""
        return any(OPTIMIZERS[each.run.optimizer].averages for each in self.traces.values())


def racers_of(at: Visit, sweeps: Mapping[str, Sweep] | None = None) -> tuple[Racer, ...]:
    """Who races: at the rates that are asked for or, given sweeps, each at its own best one if it has one."""
    lrs = {key: at.value(f"{key}.lr") for key in _FURTHER}
    if sweeps is not None:
        lrs = {key: each.best.lr if each.best else None for key, each in sweeps.items()}
    return findings.racers(at.run, _optimizers(at), lrs)


def _optimizers(at: Visit) -> dict[str, str]:
    return {key: at.view[f"{key}.optimizer"] for key in _FURTHER}


def swept(at: Visit) -> dict[str, Sweep]:
    """The sweep of each racer, over the same rates for all."""
    runners = racers_of(at)
    lrs = findings.rates(at.run)
    used = [lr for lr in findings.rates(at.run, [each.run.lr for each in runners]) if lr not in lrs]
    findings.expect_sweeps((each.run for each in runners), lrs)
    return {each.key: findings.with_rates(findings.sweep(each.run, lrs), each.run, used) for each in runners}


def race(at: Visit, frame: Frame) -> Race:
    """Runs the race."""
    own = at.view["rates"] == "own"
    sweeps = (swept(at) if findings.is_swept(at.run) else {}) if own else None
    runners = racers_of(at, sweeps)
    targets, least = findings.minima(at.run), findings.least_loss(at.run)
    expect(each.run for each in runners)
    runs = {each.key: trace_of(each.run) for each in runners}
    racing = {key: findings.shown(columns) for key, columns in runs.items()}
    spans = figures.spans_of(list(racing.values()), [point.parameters for point in at.run.critical])
    reach = figures.reach_of(list(racing.values()), spans)
    names = names_of(runners, frame.words)
    with_rate = len({each.run.lr for each in runners}) > 1 or bool(sweeps)
    labels = names_of(runners, frame.words, with_rate)
    contestants = tuple(
        Contestant(
            each.key,
            labels[each.key],
            racing[each.key],
            pens(frame.palette)[each.key],
            targets,
            beside=figures.beside(racing[each.key], runs[each.key], least, reach),
        )
        for each in runners
    )
    rateless = tuple(key for key, each in (sweeps or {}).items() if not each.best)
    return Race(contestants, runs, names, least, spans, reach, rateless)


def pens(palette: Palette) -> dict[str, Pen]:
    """What each racer is drawn with, by key."""
    colours = (*palette.runs, *palette.further_runs)
    return dict(zip("abcdef", map(Pen, colours, _DASHES), strict=True))


def name(optimizer: str, words: Words) -> str:
    """What a racer is called."""
    return words.choice("optimizer", optimizer)


def names_of(runners: Sequence[Racer], words: Words, with_rate: bool = False) -> dict[str, str]:
    """What each racer is called, by its key; an optimizer that races again is numbered."""
    optimizers = [each.run.optimizer for each in runners]
    return {
        each.key: _name(each.run, optimizers[: k + 1].count(each.run.optimizer), with_rate, words)
        for k, each in enumerate(runners)
    }


def _name(run: Run, number: int, with_rate: bool, words: Words) -> str:
    plain, lr = name(run.optimizer, words), digits(run.lr, 4)
    if number == 1:
        return words.format("race.at_rate", racer=plain, lr=lr) if with_rate else plain
    key = "optimizers.again_at" if with_rate else "optimizers.again"
    return words.format(key, racer=plain, number=str(number), lr=lr)


def verdict(shown: Race, words: Words) -> str:
    """In a sentence or two, from the numbers of these runs: who ends lowest, and who diverges."""
    start = shown.contestants[0].beside["excess"][0].item()
    labels = {each.key: each.label for each in shown.contestants}
    *told, last = findings.told(shown.traces, shown.least, start)
    texts = [_said(each, labels, words) for each in told]
    end = _said(last, labels, words)
    if last.key == "optimizers.nobody":
        return end
    if "start" not in last.numbers:
        return words.sentence([*texts, end])
    return words.sentences([words.sentence(texts), end])


def _said(found: Clause, labels: Mapping[str, str], words: Words) -> str:
    how: Written = {
        "racers": lambda keys: words.listed([labels[key] for key in keys]),
        "racer": labels.__getitem__,
        "update": lambda update: f"{update:,}",
    }
    if found.key == "optimizers.lowest_there":
        how = {**how, "least": short}
    texts = written(found, how, lambda value: end(value, words))
    texts = {"racer": texts.get("racers", "")} | texts
    return words.format(found.key, **texts)


def end(value: float, words: Words) -> str:
    """What a run ends at; of a 0 it is said that it is one as far as doubles show."""
    return short(value) if value else words["optimizers.nothing"]


def fairness(at: Visit, shown: Race, words: Words) -> str:
    """What the racers share, and what the ranking hangs on."""
    run = at.run
    lrs = {each.trace.run.lr for each in shown.contestants}
    facts = {
        "updates": words.counted("update", run.updates),
        "gradients": words.counted("gradient", run.epochs * run.samples),
    }
    if not shown.is_race:
        return words.format("optimizers.fair_alone", lr=exact(*lrs), **facts)
    parts = [words.format("optimizers.fair", **facts)]
    if at.view["rates"] == "own":
        kind = "own" if findings.is_swept(run) else "unswept"
        if not shown.rateless:
            parts.append(words.format(f"optimizers.rates_{kind}", lr=exact(run.lr)))
    elif len(lrs) > 1:
        parts.append(words["optimizers.rates_chosen"])
    else:
        parts.append(words.format(f"optimizers.rates_{'shared' if run.lr else 'zero'}", lr=exact(run.lr)))
    if at.view["rates"] != "own" and findings.is_swept(run):
        parts.append(words["optimizers.rates_swept"])
    parts += [words.format("optimizers.rateless", racer=shown.names[key]) for key in shown.rateless]
    if 0 < len(shown.rateless) < len(shown.contestants):
        parts.append(words["optimizers.rates_rest"])
    if shown.has_mean:
        parts.append(words["optimizers.averaged"])
    return words.sentences(parts)


def show_verdict(at: Visit, shown: Race, words: Words) -> None:
    """The verdict, and what it hangs on."""
    st.markdown(earned.beside(verdict(shown, words)))
    st.caption(fairness(at, shown, words))


def charts(at: Visit, shown: Race, frame: Frame) -> list[Chart]:
    """What stands on the stage."""
    words, palette, contestants = frame.words, frame.palette, shown.contestants
    updates = max(len(each.trace) for each in contestants)
    facts = {
        "names": words.listed([each.label for each in contestants]),
        "least": "–" if shown.least is None else end(shown.least.loss, words),
        "reach": exact(shown.reach),
    }
    scale = Toggle(
        "scale", words["toggle.scale"], tuple((each, words[f"toggle.{each}"]) for each in ("linear", "log"))
    )
    loss = figures.loss_figures(contestants, updates, shown.least is not None, palette, words)
    names = [shown.names[each.key] for each in contestants]
    told = {
        "paths": "paths_alt",
        "losses": "losses_alt_open" if shown.least is None else "losses_alt",
        "moves": "moves_alt_mean" if shown.has_mean else "moves_alt",
    }
    drawn = {
        "paths": {"": figures.paths_figure(contestants, at.run, shown.spans, palette, words)},
        "losses": loss,
        "moves": {"": figures.dials_figure(contestants, names, shown.reach, palette, words)},
    }
    marks = keys.of_charts(shown.has_mean, palette, words)
    return [
        Chart(
            chart,
            words[f"optimizers.{chart}"],
            words.format(f"optimizers.{told[chart]}", **facts),
            each,
            (scale,) if chart == "losses" else (),
            grasps=("w0",) if chart == "paths" else (),
            key=marks[chart],
        )
        for chart, each in drawn.items()
    ]


def stage_words(shown: Race, words: Words) -> dict[str, str]:
    """What the stage says in the words of this page."""
    if len(shown.contestants[0].targets) < 2:
        return {"metric_distance": words["axis.distance"]}
    return {
        "metric_distance": words["optimizers.distance_nearest"],
        "announce_runs": words["optimizers.announce_nearest"],
    }


def outside(shown: Race, words: Words) -> str:
    """Whose path and whose mean loss leave their pictures; empty where all are whole."""
    labels = {each.key: each.label for each in shown.contestants}
    gone = {
        "paths": [key for key, each in shown.traces.items() if figures.leaves(each, shown.spans)],
        "losses": figures.over_top(shown.contestants),
    }
    return words.sentences(
        words.format(f"optimizers.outside_{chart}", names=words.listed([labels[key] for key in keys]))
        for chart, keys in gone.items()
        if keys
    )


def question(at: Visit, words: Words) -> Question:
    """Who would end lowest at another shared rate, usually ten times as large?"""
    run = at.run.replaced(lr=other_rate(at.run.lr, _TIMES))
    runners = findings.racers(run, _optimizers(at), {})
    names, least = names_of(runners, words), findings.least_loss(run)

    def answer() -> tuple[set[str], str]:
        expect(each.run for each in runners)
        racing = {each.key: findings.shown(trace_of(each.run)) for each in runners}
        found = findings.verdict(racing, least)
        return set(found.lowest) or {"nobody"}, _why(found, racing, names, least, words)

    view = dict(at.view) | {"rates": "shared"} | {f"{key}.lr": "" for key in _FURTHER}
    options = names | {"nobody": words["optimizers.option_nobody"]}
    return Question(words.format("optimizers.question", lr=exact(run.lr)), options, answer, run, view)


def _why(
    found: Verdict, racing: Mapping[str, Trace], names: Mapping[str, str], least: Least | None, words: Words
) -> str:
    told = [
        words.format("optimizers.then", racer=names[key], end=end(found.ends[key], words))
        for key in (*found.lowest, *found.others)
    ]
    gone = [_said(findings.gone(racing[key], key), names, words) for key in found.diverged]
    above = "optimizers.told" if least is None else "optimizers.told_above"
    return words.format(above, ends=words.clauses([*told, *gone]))


def mathematics(words: Words) -> str:
    """The rule of every optimizer as the core has it, and the conventions."""
    rules = {each: lines(rule(each), words["formula.otherwise"]) for each in OPTIMIZERS.values()}
    rows = [[name(each.name, words), f"${text}$", each.source] for each, text in rules.items()]
    head = [words[f"optimizers.{title}"] for title in ("racer", "formula", "source")]
    return "\n\n".join(
        [words["optimizers.mathematics"], table(head, rows, "lll"), words["mathematics.counted"]]
    )

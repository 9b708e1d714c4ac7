"""The page of the learning rate: what it offers, what it says of a rate, and what it draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from sgd_core import Run, RunError
from sgd_core.limits import MAX_RUNS
from sgd_core.parameters import Whole, read_number
from sgd_core.schedules import SCHEDULES
from sgd_core.theory import epoch_factor, epoch_gap
from sgd_ui.drawing.palette import Pen
from sgd_ui.frame import complaints, controls, desk, session, visit
from sgd_ui.frame.page import Page, View
from sgd_ui.frame.question import Question, other_rate
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.learning_rate import figures, findings, keys
from sgd_ui.pages.learning_rate.findings import Landmark
from sgd_ui.runs import one_w, seeds
from sgd_ui.runs.clauses import Clause, Written, written
from sgd_ui.runs.racing import Contestant
from sgd_ui.runs.seeds import Summary
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage import stills
from sgd_ui.stage.ladder import Rung, ladder
from sgd_ui.stage.player import Chart
from sgd_ui.stage.ruler import ruler
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import beside, beside_one, digits, factor, fraction, known_finite, rate_text, short
from sgd_ui.words.tables import table

PAGE = Page(
    "learning_rate",
    ("origin",),
    ("data", "x", "y", "w0", "lr", "epochs", "sampling", "seed"),
    views={"seeds": View(Whole(2, MAX_RUNS), "500")},
)

SCENES = (
    Scene("note", Run()),
    Scene("lands", Run(lr=1 / 18, epochs=20)),
    Scene("paths", Run(lr=0.16, epochs=20, sampling="with-replacement")),
    Scene("second", Run(lr=0.49, epochs=40)),
    Scene("diverges", Run(lr=1.0, epochs=200)),
    Scene("noisy", Run(data="noisy", lr=0.05)),
)

#: Updates between two rows of what is computed over many seeds: about this many rows.
_ROWS = 150
#: Intervals in the table, at most.
_MOST_INTERVALS = 4
#: A limit that is this near to the rate, as a share of it, is at it: its last bits are rounded.
_ROUNDED = 1e-14
#: A rate so many times as large is asked about, and how many epochs it is given.
_TIMES, _EPOCHS = 2, 10


def contestant(at: Visit, frame: Frame) -> Contestant | None:
    """The run; None where the samples leave the best w open."""
    best = one_w.best_w(at.run)
    if best is None:
        return None
    label = frame.words.format("rate.run", lr=rate_text(at.run.lr))
    return Contestant("a", label, trace_of(at.run), Pen(frame.palette.ink), ((best,),))


def show_ruler(at: Visit, words: Words) -> None:
    """The control of the learning rate, with the ladder's rungs on it."""
    run = at.run

    def pick(text: str) -> None:
        try:
            controls.fill(at.as_given(run).replaced(lr=read_number("lr", text)))
            session.go(0)
        except RunError as error:
            visit.refuse(error)

    marks = [_mark(each, words) for each in findings.landmarks(run)]
    ruler(run.lr, ladder(run, words, marks), key="ruler", on_pick=pick)


def _mark(each: Landmark, words: Words) -> Rung:
    simple = fraction(each.rate)
    text = simple if simple and each.kind != "interval" else short(each.rate)
    return {"rate": each.rate, "text": text, "name": words[f"landmark.{each.name}"]}


def charts(at: Visit, shown: Contestant, frame: Frame) -> list[Chart]:
    """The path of the run, the factors, and the map of rates and updates."""
    words, palette, run = frame.words, frame.palette, at.run
    ((best,),) = shown.targets
    xs = run.points[0]
    span = findings.span(run)
    floor = one_w.limit(run)
    now = findings.factors_at(xs, run.lr)
    facts = {
        "lr": rate_text(run.lr),
        "factor": short(now.epoch),
        "updates": words.counted("update", len(shown.trace)),
    }
    made = {
        "path": figures.path_figure(shown.trace, best, floor, palette, words),
        "factors": figures.factors_figure(run, span, palette, words),
    }
    # The path stands without the map.
    with desk.part("map", at, words):
        swept = findings.sweep(run, *span)
        facts["rates"] = f"{len(swept):,}"
        made["map"] = figures.map_figure(swept, run.lr, best, span, palette, words)
    # On the log scale of its rates there is no place for 0.
    lines = {"map": [words.format("chart.map_line", **facts)]} if run.lr else {}
    marks = keys.of_charts(run, palette, words)
    return [
        Chart(
            name,
            words[f"chart.{name}"],
            words.sentences([words.format(f"chart.{name}_alt", **facts), *lines.get(name, [])]),
            {"": figure},
            later=words.get(f"earned.chart_{name}"),
            key=marks[name],
        )
        for name, figure in made.items()
    ]


def verdict(run: Run, words: Words) -> str:
    """What this rate does to these samples, with the factor that decides."""
    return words.sentences(_said(found, words) for found in findings.told(run))


def _said(found: Clause, words: Words) -> str:
    numbers = found.numbers
    how: Written = {
        "start": lambda start: beside(start, numbers["end"]),
        "end": lambda end: beside(end, numbers["start"]),
        "lr": rate_text,
        "limit": rate_text,
        "x": factor,
        **dict.fromkeys(("rho", "size", "square"), lambda known: beside_one(*known)),
        "sampling": lambda name: words.choice("sampling", name),
        "ends": lambda ends: words.valued({words.choice("schedule", k): short(e) for k, e in ends.items()}),
        "sample": str,
        **dict.fromkeys(("exact", "shown"), known_finite),
        "updates": lambda count: words.counted("update", count),
        **dict.fromkeys(("seeds", "update"), lambda count: f"{count:,}"),
    }
    texts = written(found, how, short)
    if "factor" in texts:
        texts["factor"] = _equal(numbers["factor"], texts)
    return words.format(found.key, **texts)


def _equal(value: float, texts: Mapping[str, str]) -> str:
    """A sample's factor, after the sign between 1 − 2 · lr · x² and it that is true of what is written."""
    if not math.isfinite(value):
        return f"≈ {short(value)}"
    rate, x, found = (
        Fraction(text.strip("()").replace("−", "-")) for text in (texts["lr"], texts["x"], short(value))
    )
    return f"{'=' if found == 1 - 2 * rate * x * x else '≈'} {short(value)}"


def rungs(run: Run, words: Words) -> str:
    """The ladder at this rate as a Markdown table: each rung, its limit, its factor, and whether it holds.

    Nothing at rate 0, where no factor is below 1 though the rate is below every limit.
    """
    if not run.lr:
        return ""
    head = [words["rungs.rung"], words["rungs.limit"], words["rungs.factor"], ""]
    cells = [
        [
            words[f"rungs.{each.name}"],
            _limits(each, run.lr, words),
            beside_one(each.size, each.gap),
            words["rungs.holds" if each.holds else "rungs.fails"],
        ]
        for each in findings.rungs(run)
    ]
    return table(head, cells, "lrrl")


def _limits(rung: findings.Rung, lr: float, words: Words) -> str:
    if rung.name != "cyclic":
        return _limit(rung.limits[0][1], lr)
    shown = rung.limits[:_MOST_INTERVALS]
    spans = [_span(low, high, lr, words) for low, high in shown]
    more = ["…"] if len(rung.limits) > _MOST_INTERVALS else []
    return words["list.comma"].join([*spans, *more]) or "–"


def _span(low: float, high: float, lr: float, words: Words) -> str:
    """An interval in four digits, or as many more as tell its ends from one another and from the rate."""
    counts = range(4, 18)
    apart = (each for each in counts if digits(low, each) != digits(high, each))
    told = (each for each in apart if _is_told(low, lr, each) and _is_told(high, lr, each))
    count = next(told, counts[-1])
    return words.format("list.range", low=digits(low, count), high=digits(high, count))


def _limit(rate: float, lr: float) -> str:
    simple = fraction(rate)
    counts = range(4 if simple else 5, 18)
    count = next((each for each in counts if _is_told(rate, lr, each)), counts[-1])
    sign = "=" if simple and Fraction(f"{rate:.{count}g}") == Fraction(simple) else "≈"
    return f"{simple} {sign} {digits(rate, count)}" if simple else digits(rate, count)


def _is_told(limit: float, rate: float, count: int) -> bool:
    """Whether a limit, in so many digits, lies on the side of a rate on which it is, but for rounding."""
    if math.isclose(limit, rate, rel_tol=_ROUNDED):
        return True
    return bool(np.sign(float(f"{limit:.{count}g}") - rate) == np.sign(limit - rate))


def _epoch_factor(run: Run) -> str:
    xs = run.points[0]
    return beside_one(epoch_factor(xs, run.lr), epoch_gap(xs, run.lr))


def question(at: Visit, words: Words) -> Question:
    """What another rate, usually twice as large, would do in a few epochs."""
    few = at.run.replaced(epochs=min(at.run.epochs, _EPOCHS))
    run = few.replaced(lr=other_rate(few.lr, _TIMES))
    options = {name: words[f"rate.option_{name}"] for name in ("nearer", "no_nearer", "away")}
    asked = {"lr": rate_text(run.lr), "epochs": words.counted("epoch", run.epochs)}

    def answer() -> tuple[set[str], str]:
        best = one_w.known_w(run)
        ends = [abs(trace_of(each).parameters[-1, 0].item() - best) for each in (few, run)]
        facts = {
            "before": beside(*ends),
            "after": beside(*reversed(ends)),
            "rho": _epoch_factor(run),
            "old": _epoch_factor(few),
        }
        return findings.endings(few, run, best), words.format("rate.told", **asked, **facts)

    return Question(words.format("rate.question", **asked), options, answer, run, dict(at.view))


def show_seeds(at: Visit, frame: Frame) -> None:
    """Many seeds with replacement: under the constant rate, and under every schedule from it on."""
    words, run = frame.words, at.run.replaced(sampling="with-replacement")
    runs = {name: run.replaced(schedule=name) for name in SCHEDULES if name != "piecewise"}
    best, asked = one_w.known_w(run), at.value("seeds")
    try:
        with desk.part("seeds", at, words) as part:
            fitting = seeds.affordable(runs.values(), asked)
            count = asked if part.pressed else fitting
            found = seeds.summarize_all(runs, best, count, max(1, run.updates // _ROWS))
            if count < asked:
                some = words.format("seeds.some", count=f"{count:,}", seeds=f"{asked:,}")
                part.offer(some, seeds.price(runs.values(), asked))
            paths, schedules = _paths(run, best, found["constant"], frame), _schedules(run, found, frame)
            stills.show([paths, schedules], words, key="seeds")
    except RunError as error:
        complaints.show(words["complaint.heading_control"], error.complaints, words)


def _paths(run: Run, best: float, many: Summary, frame: Frame) -> stills.Still:
    """Nearly every path beside the mean of the squares."""
    words = frame.words
    exact = exact_root(run, best, many)
    figure = figures.paths_figure(many, exact, frame.palette, words)
    text = _said(findings.paths_told(run, many, exact), words)
    return stills.Still(words["paths.title"], text, figure)


def exact_root(run: Run, best: float, many: Summary) -> findings.Floats:
    """The root of the exact mean square at the rows of a summary."""
    means, deviations = one_w.path(run, run.w0[0] - best, int(many.t[-1]))
    with np.errstate(over="ignore", invalid="ignore"):
        return np.hypot(means[many.t], deviations[many.t])


def _schedules(run: Run, found: dict[str, Summary], frame: Frame) -> stills.Still:
    """Every schedule from the same rate on, beside the floor of the constant one."""
    words = frame.words
    floor = one_w.limits(run)["with-replacement"]
    ends = {name: each.root_mean_square[-1].item() for name, each in found.items()}
    told = findings.schedules_told(run, ends, found["constant"].seeds)
    figure = figures.schedules_figure(found, floor, frame.palette, words)
    text = words.sentences([*(_said(each, words) for each in told), words["counted.schedule"]])
    return stills.Still(words["paths.schedules"], text, figure)

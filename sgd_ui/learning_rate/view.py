"""The page of the learning rate: what it offers, what it says of a rate, and what it draws."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from sgd_core import Run, RunError
from sgd_core.limits import MAX_RUNS
from sgd_core.parameters import Whole, number_text, read_number
from sgd_core.schedules import SCHEDULES
from sgd_core.theory import expected_path, noise_floor
from sgd_ui import complaints, controls, one_w, stills, visit
from sgd_ui.catalogue import Words
from sgd_ui.learning_rate import figures, findings
from sgd_ui.learning_rate.findings import Landmark
from sgd_ui.page import Page, View
from sgd_ui.question import Question, other_rate
from sgd_ui.ruler import Mark, ruler
from sgd_ui.scenes import Scene
from sgd_ui.seeds import Summary, summarize
from sgd_ui.several import Contestant
from sgd_ui.shell import Frame
from sgd_ui.stage import Chart
from sgd_ui.visit import Visit

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
#: A rate so many times as large is asked about, and how many epochs it is given.
_TIMES, _EPOCHS = 2, 10


def contestant(at: Visit, frame: Frame) -> Contestant | None:
    """The run; None where the samples leave the best w open."""
    best = one_w.best_w(at.run)
    if best is None:
        return None
    label = frame.words.format("rate.run", lr=f"{at.run.lr:.6g}")
    return Contestant("a", label, findings.trace_of(at.run), frame.palette.ink, "", (best,))


def show_ruler(at: Visit, words: Words) -> None:
    """The control of the learning rate, with the ladder's rungs on it."""
    run = at.run
    xs = run.points[0]

    def pick(text: str) -> None:
        try:
            controls.fill(run.replaced(lr=read_number("lr", text)))
            visit.open_at(0)
        except RunError as error:
            visit.refuse(error)

    ruler(
        run.lr,
        findings.span(run),
        [_mark(each, words) for each in findings.landmarks(xs)],
        findings.intervals(xs),
        label=words["name.lr"],
        list_label=words["rate.landmarks"],
        key="ruler",
        on_pick=pick,
    )


def _mark(each: Landmark, words: Words) -> Mark:
    fraction = findings.fraction(each.rate)
    text = fraction if fraction and each.kind != "interval" else f"{each.rate:.5g}"
    return Mark(each.rate, text, words[f"landmark.{each.name}"], each.kind)


def charts(at: Visit, shown: Contestant, frame: Frame) -> list[Chart]:
    """The factors, the map of rates and updates, and the path of the run."""
    words, palette, run = frame.words, frame.palette, at.run
    (best,) = shown.target
    xs, ys = run.points
    span = findings.span(run)
    floor = math.sqrt(noise_floor(xs, ys, run.lr)) if run.lr else math.nan
    now = findings.factors_at(xs, run.lr)
    facts = {"lr": f"{run.lr:.4g}", "factor": _number(now.epoch), "updates": str(len(shown.trace))}
    made = {
        "factors": figures.factors_figure(xs, run.lr, now, span, palette, words),
        "map": figures.map_figure(findings.sweep(run, *span), run.lr, best, span, palette, words),
        "path": figures.path_figure(shown.trace, best, floor, palette, words),
    }
    return [
        Chart(name, words[f"chart.{name}"], words.format(f"chart.{name}_alt", **facts), {"": figure})
        for name, figure in made.items()
    ]


def verdict(run: Run, words: Words) -> str:
    """What this rate does to these samples, with the factor that decides."""
    xs = run.points[0]
    now, columns = findings.factors_at(xs, run.lr), findings.trace_of(run)
    worst = now.worst
    facts = {
        "lr": number_text(run.lr),
        "rho": _number(now.epoch),
        "sample": str(worst + 1),
        "x": number_text(xs[worst]),
        "factor": _number(now.steps[worst]),
        "square": _number(now.mean_square),
        "update": str(columns.end.t),
    }
    parts = []
    if columns.diverged:
        parts.append(words.format("rate.diverged", **facts))
    drawn = run.sampling == "with-replacement"
    if not run.lr:
        return words["rate.none"]
    if abs(now.epoch) < 1:
        key = "lands" if abs(now.epoch) < 1e-14 else "monotone" if abs(now.steps[worst]) < 1 else "converges"
        parts.append(words.format(f"rate.{key}", **facts))
    elif not columns.diverged:
        parts.append(words.format("rate.grows", **facts))
    if abs(now.epoch) >= 1:
        parts.append(words.format("rate.reason", **facts))
    if drawn and abs(now.epoch) < 1 <= now.mean_square:
        parts.append(words.format("rate.between", **facts))
    elif abs(now.epoch) < 1 and not one_w.agree(run):
        parts.append(words.format("rate.settles", far=_number(one_w.limits(run)[run.sampling])))
    return " ".join(parts)


def ladder(run: Run, words: Words) -> str:
    """The ladder at this rate as a Markdown table: each rung, its limit, its factor, and whether it holds."""
    xs = run.points[0]
    now = findings.factors_at(xs, run.lr)
    rungs = {each.name: each.rate for each in findings.landmarks(xs)}
    cyclic = ", ".join(f"{low:.4g}–{high:.4g}" for low, high in findings.intervals(xs)[:4])
    rows = [
        ("every_step", _limit(rungs["every_step"]), max(map(abs, now.steps))),
        ("mean_square", _limit(rungs["mean_square"]), now.mean_square),
        ("cyclic", cyclic or "–", abs(now.epoch)),
        ("full_batch", _limit(rungs["full_batch"]), abs(now.full_batch)),
    ]
    head = f"| {words['ladder.rung']} | {words['ladder.limit']} | {words['ladder.factor']} | |"
    lines = [
        f"| {words[f'ladder.{name}']} | {limit} | {_number(factor)} | {words[_holds(factor)]} |"
        for name, limit, factor in rows
    ]
    return "\n".join([head, "|:--|--:|--:|:--|", *lines])


def _holds(factor: float) -> str:
    return "ladder.holds" if factor < 1 else "ladder.fails"


def _limit(rate: float) -> str:
    fraction = findings.fraction(rate)
    return f"{fraction} ≈ {rate:.4g}" if fraction else f"{rate:.5g}"


def question(at: Visit, words: Words) -> Question:
    """What another rate, usually twice as large, would do in a few epochs."""
    few = at.run.replaced(epochs=min(at.run.epochs, _EPOCHS))
    run = few.replaced(lr=other_rate(few.lr, _TIMES))
    options = {name: words[f"rate.option_{name}"] for name in ("nearer", "no_nearer", "away")}

    def answer() -> tuple[set[str], str]:
        best = one_w.best_w(run)
        assert best is not None
        ends = [abs(findings.trace_of(each).parameters[-1, 0].item() - best) for each in (few, run)]
        now = findings.factors_at(run.points[0], run.lr)
        facts = {
            "before": _number(ends[0]),
            "after": _number(ends[1]),
            "rho": _number(now.epoch),
            "old": _number(findings.factors_at(run.points[0], few.lr).epoch),
        }
        return {findings.ends_nearer(few, run)}, words.format("rate.told", **facts)

    facts = {"lr": f"{run.lr:.6g}", "epochs": str(run.epochs)}
    return Question(words.format("rate.question", **facts), options, answer, run, dict(at.view))


def show_seeds(at: Visit, frame: Frame) -> None:
    """Many seeds with replacement: under the constant rate, and under every schedule from it on."""
    words, run = frame.words, at.run.replaced(sampling="with-replacement")
    runs = {name: run.replaced(schedule=name) for name in SCHEDULES if name != "piecewise"}
    try:
        found = _computed(runs, at.value("seeds"), words)
    except RunError as error:
        complaints.show(words["complaint.heading_control"], error.complaints, words)
        return
    paths, schedules = _paths(run, found["constant"], frame), _schedules(run, found, frame)
    stills.show([paths, schedules], key="seeds")


def _paths(run: Run, many: Summary, frame: Frame) -> stills.Still:
    """Nearly every path beside the mean of the squares."""
    words = frame.words
    best = one_w.best_w(run)
    assert best is not None
    exact = exact_root(run, best, many)
    now = findings.factors_at(run.points[0], run.lr)
    last = {
        "seeds": str(many.seeds),
        "updates": str(many.t[-1]),
        "median": _number(many.size[1][-1].item()),
        "sample": _number(many.root_mean_square[-1].item()),
        "exact": _number(exact[-1].item()),
        "square": _number(now.mean_square),
    }
    key = "paths.apart" if abs(now.epoch) < 1 <= now.mean_square else "paths.together"
    figure = figures.paths_figure(many, exact, frame.palette, words)
    return stills.Still(words["paths.title"], words.format(key, **last), figure)


def exact_root(run: Run, best: float, many: Summary) -> findings.Floats:
    """The root of the exact mean square at the rows of a summary."""
    _, squares = expected_path(*run.points, run.lr, run.w0[0] - best, int(many.t[-1]))
    with np.errstate(over="ignore"):
        return np.asarray(np.sqrt(np.array(squares)[many.t]))


def _schedules(run: Run, found: dict[str, Summary], frame: Frame) -> stills.Still:
    """Every schedule from the same rate on, beside the floor of the constant one."""
    words = frame.words
    floor = math.sqrt(noise_floor(*run.points, run.lr)) if run.lr else math.nan
    ends = {name: each.root_mean_square[-1].item() for name, each in found.items()}
    facts = {
        "seeds": str(found["constant"].seeds),
        "floor": _number(floor),
        "ends": words["paths.join"].join(
            f"{words[f'choice.schedule.{name}']} {_number(end)}" for name, end in ends.items()
        ),
    }
    figure = figures.schedules_figure(found, floor, frame.palette, words)
    key = "paths.schedules_agree" if one_w.agree(run) else "paths.schedules_alt"
    return stills.Still(words["paths.schedules"], words.format(key, **facts), figure)


def _computed(runs: dict[str, Run], seeds: int, words: Words) -> dict[str, Summary]:
    """A summary of each run, the share that is done shown while they are computed."""
    found: dict[str, Summary] = {}
    bar = st.progress(0.0, words["seeds.computing"])

    def report(share: float) -> None:
        # This is where Streamlit stops the run of this page, if the reader has changed something.
        bar.progress((len(found) + share) / len(runs), words["seeds.computing"])

    try:
        for name, run in runs.items():
            best = one_w.best_w(run)
            assert best is not None
            found[name] = summarize(run, best, seeds, max(1, run.updates // _ROWS), report)
    finally:
        bar.empty()
    return found


def _number(value: float) -> str:
    """Three digits; ∞ where it grows without bound."""
    if math.isnan(value):
        return "–"
    return f"{value:.3g}".replace("-", "−") if math.isfinite(value) else "∞"

"""The page of the samplings: what it offers, what it says of a run, and what stands on its stage."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import cycle

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from sgd_core import Run, RunError
from sgd_core.limits import MAX_RUNS, MAX_SEED
from sgd_core.parameters import Whole
from sgd_core.samplers import SAMPLINGS
from sgd_core.theory import reshuffled_bias
from sgd_ui.drawing.palette import DASHED, DOT_DASHED, DOTTED, Palette, Pen
from sgd_ui.frame import complaints, desk
from sgd_ui.frame.page import Page, View
from sgd_ui.frame.question import Question
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.sampling import figures, findings, keys
from sgd_ui.runs import one_w, orders, seeds
from sgd_ui.runs.clauses import Clause, Written, written
from sgd_ui.runs.racing import Contestant
from sgd_ui.runs.seeds import Summary
from sgd_ui.stage import stills
from sgd_ui.stage.player import Chart
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import at_most, beside_one, digits, rate_text, short
from sgd_ui.words.tables import table

PAGE = Page(
    "sampling",
    ("origin",),
    ("data", "x", "y", "w0", "lr", "epochs", "seed"),
    views={"seeds": View(Whole(2, MAX_RUNS), "200")},
    opening=Run(data="noisy", w0=(2.0,), lr=0.05, epochs=20),
)

SCENES = (
    Scene("noisy", PAGE.opening),
    Scene("agree", Run(lr=0.02, epochs=8)),
    Scene("small", Run(data="noisy", w0=(2.0,), epochs=60)),
    Scene("many", Run(data="noisy-20", w0=(1.9,), lr=0.02, epochs=20)),
)


Rows = NDArray[np.int64]

#: Ends of epochs that many seeds are summarized at.
_MOST_ROWS = 200


def contestants(at: Visit, frame: Frame) -> tuple[Contestant, ...]:
    """One run for each sampling; none where the samples leave the best w open."""
    target = one_w.best_w(at.run)
    if target is None:
        return ()
    drawn = pens(frame.palette)
    return tuple(
        Contestant(name, frame.words.choice("sampling", name), columns, drawn[name], ((target,),))
        for name, columns in orders.traces(at.run).items()
    )


def pens(palette: Palette) -> dict[str, Pen]:
    """What each sampling is drawn with."""
    first, second, third = palette.runs
    drawn = Pen(first), Pen(second, DASHED), Pen(third, DOT_DASHED), Pen(palette.ink, DOTTED)
    return dict(zip(SAMPLINGS, cycle(drawn), strict=False))


def charts(at: Visit, runs: tuple[Contestant, ...], frame: Frame) -> list[Chart]:
    """One chart for each sampling, on the same axes."""
    words = frame.words
    ((target,),) = runs[0].targets
    span = figures.shared_span([each.trace for each in runs], target)
    limits = {each.key: one_w.limit(each.trace.run) for each in runs}

    def alt(each: Contestant) -> str:
        columns, last = each.trace, each.trace.parameters[-1, 0].item()
        if columns.diverged:
            end = words.format("sampling.alt_lost", update=f"{len(columns):,}")
        else:
            end = words.format("sampling.alt_end", last=digits(last, 6))
        return words.sentences([words.format("sampling.alt", name=each.label, best=digits(target, 6)), end])

    return [
        Chart(
            each.key,
            each.label,
            alt(each),
            {"": figures.path_figure(each.trace, k, span, target, limits[each.key], frame.palette, words)},
            span=3,
            ends=True,
            key=keys.of_path(each.trace, limits[each.key], frame.palette, words),
        )
        for k, each in enumerate(runs)
    ]


def verdict(run: Run, words: Words) -> str:
    """What these runs show: whether the order matters, and by how much."""
    return words.sentences(_said(found, words) for found in findings.told(run))


def why(run: Run, words: Words) -> str:
    """What theory says of these runs."""
    return words.sentences(_said(found, words) for found in findings.why(run))


def _said(found: Clause, words: Words) -> str:
    def names(orders: Iterable[str]) -> str:
        return words.listed([words.choice("sampling", name) for name in orders])

    how: Written = {
        "lr": rate_text,
        "gap": at_most,
        **dict.fromkeys(("rho", "square"), lambda known: beside_one(*known)),
        **dict.fromkeys(("nearest", "names"), names),
        **dict.fromkeys(("listed", "drawn"), lambda w: digits(w, findings.W_DIGITS)),
    }
    return words.format(found.key, **written(found, how, short))


def question(at: Visit, words: Words) -> Question:
    """Which sampling stays nearest to the best w with another seed?"""
    run = at.run.replaced(seed=(at.run.seed + 1) % (MAX_SEED + 1))
    names = {name: words.choice("sampling", name) for name in SAMPLINGS}

    def answer() -> tuple[set[str], str]:
        late = findings.late_distances(run)
        told = words.valued({names[name]: short(value) for name, value in late.items()})
        nearest = set(findings.nearest_of(late, run))
        said = [words.format("sampling.told", distances=told)]
        if math.isfinite(min(late.values())):
            said.append(words["sampling.lesson" if len(nearest) == 1 else "sampling.lesson_tie"])
        return nearest, words.sentences(said)

    return Question(words.format("sampling.question", seed=str(run.seed)), names, answer, run, dict(at.view))


def show_seeds(at: Visit, frame: Frame) -> None:
    """Many seeds of each sampling against exact theory; a change of a control stops the computation."""
    words, run, asked = frame.words, at.run, at.value("seeds")
    runs = {name: run.replaced(sampling=name) for name, each in SAMPLINGS.items() if each.random}
    try:
        with desk.part("seeds", at, words) as part:
            fitting = seeds.affordable(runs.values(), asked)
            count = asked if part.pressed else fitting
            st.header(words.format("seeds.title", seeds=f"{count:,}"), anchor=False)
            if count < asked:
                some = words.format("seeds.some", count=f"{count:,}", seeds=f"{asked:,}")
                part.offer(some, seeds.price(runs.values(), asked))
            _show_summaries(run, runs, count, frame)
    except RunError as error:
        complaints.show(words["complaint.heading_control"], error.complaints, words)


def _show_summaries(run: Run, runs: Mapping[str, Run], count: int, frame: Frame) -> None:
    words, target = frame.words, one_w.known_w(run)
    # At the ends of epochs, and at no more of them than can be told apart.
    every = run.updates_per_epoch * -(-run.epochs // _MOST_ROWS)
    summaries = seeds.summarize_all(runs, target, count, every)
    distances, limits = _distances(run, summaries, every, target), one_w.limits(run)
    facts = {"seeds": f"{count:,}", "epochs": words.counted("epoch", run.epochs)}
    overview = stills.Still(
        words["seeds.distance"],
        words.format("seeds.distance_alt", **facts),
        figures.distance_figure(distances, limits, pens(frame.palette), frame.palette, words),
    )
    stills.show([overview, *_bands(run, summaries, target, facts, frame)], words, key="seeds")
    st.markdown(_table(distances, limits, words))


def _distances(run: Run, summaries: Mapping[str, Summary], every: int, target: float) -> figures.Curves:
    """The root mean square over the seeds, and the distance in the order listed, which needs no seeds."""
    rows = np.append(np.arange(0, run.updates, every), run.updates)
    per_epoch = run.updates_per_epoch
    return {
        "cyclic": (rows / per_epoch, np.abs(_cyclic_ends(run, rows, target))),
        **{name: (each.t / per_epoch, each.root_mean_square) for name, each in summaries.items()},
    }


def _bands(
    run: Run, summaries: Mapping[str, Summary], target: float, facts: Mapping[str, str], frame: Frame
) -> list[stills.Still]:
    """The band of many seeds beside theory: exact on the way, or where there is none, in the long run."""
    words, drawn = frame.words, pens(frame.palette)
    span = figures.band_span(list(summaries.values()))
    theory = {
        "with-replacement": ("path", exact_path(run, summaries["with-replacement"].t, target)),
        "reshuffle": ("limit", long_run(run, summaries["reshuffle"].t)),
    }
    return [
        stills.Still(
            words.format("seeds.band", name=words.choice("sampling", name)),
            words.format(f"seeds.band_alt_{kind}", **facts),
            figures.band_figure(
                summaries[name].t / run.updates_per_epoch,
                summaries[name],
                known,
                span,
                drawn[name].colour,
                frame.palette,
                words,
            ),
        )
        for name, (kind, known) in theory.items()
    ]


def exact_path(run: Run, rows: Rows, target: float) -> tuple[orders.Floats, orders.Floats]:
    """``[rows]`` each: with replacement, the exact mean of e and its standard deviation."""
    means, deviations = one_w.path(run, run.w0[0] - target, int(rows[-1]))
    return means[rows], deviations[rows]


def long_run(run: Run, rows: Rows) -> tuple[orders.Floats, orders.Floats] | None:
    """The same for reshuffling in the long run, which has no closed form on the way there."""
    limit = one_w.limits(run)["reshuffle"]
    if not math.isfinite(limit):
        return None
    bias = reshuffled_bias(*run.points, run.lr)
    deviation = math.sqrt(max(limit * limit - bias * bias, 0.0))
    return np.full(len(rows), bias), np.full(len(rows), deviation)


def _cyclic_ends(run: Run, rows: Rows, target: float) -> orders.Floats:
    """``[rows]``: e after so many updates; infinite after a divergence."""
    path = orders.traces(run)["cyclic"].parameters[:, 0] - target
    return np.where(rows < len(path), path[np.minimum(rows, len(path) - 1)], math.inf)


def _table(distances: figures.Curves, limits: Mapping[str, float], words: Words) -> str:
    """The root mean square at the end of the last epoch beside its limit, as a Markdown table."""
    head = [words["sampling.order"], words["seeds.last"], words["sampling.limit"]]
    rows = [
        [words.choice("sampling", name), short(values[-1].item()), short(limits[name])]
        for name, (_, values) in distances.items()
    ]
    return table(head, rows, "lrr")

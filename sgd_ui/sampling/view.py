"""The page of the samplings: what it offers, what it says of a run, and what stands on its stage."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import numpy as np
import streamlit as st

from sgd_core import Run, RunError
from sgd_core.limits import MAX_RUNS
from sgd_core.parameters import Whole, number_text
from sgd_core.samplers import SAMPLINGS
from sgd_core.theory import expected_path, reshuffled_bias, reshuffled_mean_square
from sgd_ui import complaints, one_w, stills
from sgd_ui.catalogue import Words
from sgd_ui.page import Page, View
from sgd_ui.palette import Palette
from sgd_ui.question import Question
from sgd_ui.sampling import figures, findings
from sgd_ui.scenes import Scene
from sgd_ui.seeds import Summary, summarize
from sgd_ui.several import Contestant
from sgd_ui.shell import Frame
from sgd_ui.stage import Chart
from sgd_ui.visit import Visit

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


def contestants(at: Visit, frame: Frame) -> tuple[Contestant, ...]:
    """One run for each sampling; none where the samples leave the best w open."""
    target = one_w.best_w(at.run)
    if target is None:
        return ()
    pens = colours(frame.palette)
    return tuple(
        Contestant(name, frame.words[f"choice.sampling.{name}"], columns, *pens[name], (target,))
        for name, columns in findings.traces(at.run).items()
    )


def colours(palette: Palette) -> dict[str, tuple[str, str]]:
    """The colour and the dash of each sampling."""
    first, second, third = palette.runs
    pens = ((first, ""), (second, "7px,4px"), (third, "11px,3px,2px,3px"), (palette.ink, "2px,3px"))
    return dict(zip(SAMPLINGS, pens, strict=True))


def charts(at: Visit, runs: tuple[Contestant, ...], frame: Frame) -> list[Chart]:
    """One chart for each sampling, on the same axes."""
    words = frame.words
    (target,) = runs[0].target
    span = figures.shared_span([each.trace for each in runs], target)
    limits = one_w.limits(at.run)

    def alt(each: Contestant) -> str:
        ends = findings.epoch_ends(each.trace, target)
        last = f"{ends[-1] + target:.6g}" if len(ends) else "–"
        return words.format("sampling.alt", name=each.label, best=f"{target:.6g}", last=last)

    return [
        Chart(
            each.key,
            each.label,
            alt(each),
            {"": figures.path_figure(each.trace, k, span, target, limits[each.key], frame.palette, words)},
            span=3,
        )
        for k, each in enumerate(runs)
    ]


def verdict(run: Run, words: Words) -> str:
    """What these runs show: whether the order matters, and by how much."""
    target = one_w.best_w(run)
    assert target is not None
    columns = findings.traces(run)
    if one_w.agree(run):
        ends = {
            name: f"{each.parameters[: run.updates_per_epoch + 1, 0][-1]:.6g}"
            for name, each in columns.items()
        }
        gap = _number(findings.apart(columns))
        return words.format("sampling.agree", gap=gap, listed=ends["cyclic"], drawn=ends["with-replacement"])
    late = {name: findings.late_distance(each, target) for name, each in columns.items()}
    facts = {name.replace("-", "_"): _number(value) for name, value in late.items()}
    nearest = min(late, key=lambda name: (late[name], name))
    return words.format("sampling.differ", nearest=words[f"choice.sampling.{nearest}"], **facts)


def why(run: Run, words: Words) -> str:
    """What theory says of these runs."""
    if one_w.agree(run):
        return words["sampling.why_agree"]
    limits = {name.replace("-", "_"): _number(value) for name, value in one_w.limits(run).items()}
    return words.format("sampling.why_differ", lr=number_text(run.lr), **limits)


def question(at: Visit, words: Words) -> Question:
    """Which sampling stays nearest to the best w with another seed?"""
    run = at.run.replaced(seed=at.run.seed + 1)
    names = {name: words[f"choice.sampling.{name}"] for name in SAMPLINGS}

    def answer() -> tuple[set[str], str]:
        late = late_distances(run)
        told = words["sampling.join"].join(f"{names[name]} {_number(value)}" for name, value in late.items())
        return nearest_of(late), words.format("sampling.told", distances=told) + " " + words[
            "sampling.lesson"
        ]

    return Question(words.format("sampling.question", seed=str(run.seed)), names, answer, run, dict(at.view))


def late_distances(run: Run) -> dict[str, float]:
    """``findings.late_distance`` of each sampling."""
    target = one_w.best_w(run)
    assert target is not None
    return {name: findings.late_distance(each, target) for name, each in findings.traces(run).items()}


def nearest_of(late: Mapping[str, float]) -> set[str]:
    """Those that stay nearest, one or, where no digit that is shown tells them apart, several."""
    least = min(late.values())
    return {name for name, value in late.items() if _number(value) == _number(least)}


def show_seeds(at: Visit, frame: Frame) -> None:
    """Many seeds of each sampling against exact theory; a change of a control stops the computation."""
    words, run, seeds = frame.words, at.run, at.value("seeds")
    st.subheader(words.format("seeds.title", seeds=str(seeds)), anchor=False)
    try:
        summaries = _summaries(run, seeds, words)
    except RunError as error:
        complaints.show(words["complaint.heading_control"], error.complaints, words)
        return
    target = one_w.best_w(run)
    assert target is not None
    pens, limits = colours(frame.palette), one_w.limits(run)
    distances = {
        "cyclic": np.abs(_cyclic_ends(run, target)),
        **{name: each.root_mean_square for name, each in summaries.items()},
    }
    span = figures.band_span(list(summaries.values()))
    exact = exact_path(run, target)
    facts = {"seeds": str(seeds), "epochs": str(run.epochs)}
    bands = [
        stills.Still(
            words.format("seeds.band", name=words[f"choice.sampling.{name}"]),
            words.format(f"seeds.band_alt_{'path' if name == 'with-replacement' else 'limit'}", **facts),
            figures.band_figure(
                summaries[name],
                exact if name == "with-replacement" else long_run(run),
                span,
                pens[name][0],
                frame.palette,
                words,
            ),
        )
        for name in ("with-replacement", "reshuffle")
    ]
    overview = stills.Still(
        words["seeds.distance"],
        words.format("seeds.distance_alt", **facts),
        figures.distance_figure(distances, limits, pens, frame.palette, words),
    )
    stills.show([overview, *bands], key="seeds")
    st.markdown(_table(distances, limits, words))


def exact_path(run: Run, target: float) -> tuple[findings.Floats, findings.Floats]:
    """``[epochs + 1]`` each: with replacement, the exact mean of e and its standard deviation."""
    means, squares = expected_path(*run.points, run.lr, run.w0[0] - target, run.updates)
    rows = np.arange(0, run.updates + 1, run.updates_per_epoch)
    with np.errstate(all="ignore"):
        mean, square = np.array(means)[rows], np.array(squares)[rows]
        return mean, np.sqrt(np.maximum(square - mean * mean, 0.0))


def long_run(run: Run) -> tuple[findings.Floats, findings.Floats] | None:
    """The same for reshuffling in the long run, which has no closed form on the way there."""
    xs, ys = run.points
    square = reshuffled_mean_square(xs, ys, run.lr) if run.lr else math.inf
    if not math.isfinite(square):
        return None
    bias = reshuffled_bias(xs, ys, run.lr)
    rows = np.ones(run.epochs + 1)
    return bias * rows, math.sqrt(max(square - bias * bias, 0.0)) * rows


def _summaries(run: Run, seeds: int, words: Words) -> dict[str, Summary]:
    """A summary of each random sampling, the share that is done shown while they are computed."""
    names = [name for name, sampling in SAMPLINGS.items() if sampling.random]
    target = one_w.best_w(run)
    assert target is not None
    bar = st.progress(0.0, words["seeds.computing"])
    found = {}

    def report(before: int, share: float) -> None:
        # This is where Streamlit stops the run of this page, if the reader has changed something.
        bar.progress((before + share) / len(names), words["seeds.computing"])

    for k, name in enumerate(names):
        each = run.replaced(sampling=name)
        found[name] = summarize(each, target, seeds, run.updates_per_epoch, partial(report, k))
    bar.empty()
    return found


def _cyclic_ends(run: Run, target: float) -> findings.Floats:
    columns = findings.traces(run)["cyclic"]
    return np.concatenate([[run.w0[0] - target], findings.epoch_ends(columns, target)])


def _table(distances: Mapping[str, findings.Floats], limits: Mapping[str, float], words: Words) -> str:
    """The root mean square at the end of the last epoch beside its limit, as a Markdown table."""
    head = f"| {words['sampling.order']} | {words['seeds.last']} | {words['sampling.limit']} |"
    lines = [
        f"| {words[f'choice.sampling.{name}']} | {_number(values[-1].item())} | {_number(limits[name])} |"
        for name, values in distances.items()
    ]
    return "\n".join([head, "|:--|--:|--:|", *lines])


def _number(value: float) -> str:
    """Three digits; ∞ where it grows without bound."""
    if math.isnan(value):
        return "–"
    return f"{value:.3g}".replace("-", "−") if math.isfinite(value) else "∞"

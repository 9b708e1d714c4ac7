"""The sweep over learning rates behind a race of optimizers: its picture, its table, its edges."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from sgd_core import Run
from sgd_ui.frame import controls, desk
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.optimizers import figures, findings, view
from sgd_ui.pages.optimizers.view import Race
from sgd_ui.runs.sweeps import Sweep
from sgd_ui.stage import stills
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import digits, short
from sgd_ui.words.tables import table


def show_sweep(at: Visit, shown: Race, frame: Frame) -> None:
    """Where each ends at every rate, folded as it tells what was asked; a control stops the computation."""
    words = frame.words
    if not findings.is_swept(at.run):
        facts = {
            "gradients": words.counted("gradient", at.run.epochs * at.run.samples),
            "most": f"{findings.MOST_GRADIENTS:,}",
        }
        st.info(words.format("optimizers.too_long", **facts))
        return
    own = at.view["rates"] == "own"
    st.button(
        words["optimizers.to_shared" if own else "optimizers.to_own"],
        key="optimizers.rates",
        type="secondary" if own else "primary",
        on_click=controls.fill_view,
        args=({"rates": "shared" if own else "own"},),
    )
    # Nobody wins by tuning unseen: where the sweep sets the rates, all of it stands open.
    folded = st.expander(words["optimizers.sweep"], expanded=own, icon=":material/query_stats:")
    with folded, desk.part("sweep", at, words):
        _show_sweep(at, shown, frame)


def _show_sweep(at: Visit, shown: Race, frame: Frame) -> None:
    words, sweeps = frame.words, view.swept(at)
    start = shown.contestants[0].trace.mean_loss_at(np.array([0])).item()
    picture = figures.sweep_figure(
        shown.contestants, sweeps, shown.names, shown.least, start, frame.palette, words
    )
    still = stills.Still(words["optimizers.rates"], _told(at.run, shown, sweeps, words), picture)
    stills.show([still], words, key="optimizers.sweep")
    st.markdown(sweep_table(shown, sweeps, words))
    for line in edges(shown, sweeps, words):
        st.warning(line)


def _told(run: Run, shown: Race, sweeps: Mapping[str, Sweep], words: Words) -> str:
    """What the picture of the sweep shows, and what it leaves out."""
    parts = [words.format("optimizers.rates_alt", **_grid(run, words))]
    ends = [found.values for found in sweeps.values()]
    top = figures.top_of(ends, shown.contestants[0].beside["excess"][0].item())
    if any(figures.is_ringed(each.trace.run.lr, sweeps[each.key], top) for each in shown.contestants):
        parts.append(words["optimizers.ringed"])
    if any((each[np.isfinite(each)] > top).any() for each in ends):
        parts.append(words.format("optimizers.rates_above", top=short(top)))
    return words.sentences(parts)


def _grid(run: Run, words: Words) -> dict[str, str]:
    """How many evenly spaced rates were tried, from where to where, and why there."""
    lrs = findings.rates(run)
    place, centre = findings.middle(run)
    return {
        "count": str(len(lrs)),
        "low": short(lrs[0]),
        "high": short(lrs[-1]),
        "below": str(findings.BELOW),
        "above": str(findings.ABOVE),
        "around": words.format(f"optimizers.around_{place}", lr=short(centre)),
    }


def sweep_table(shown: Race, sweeps: Mapping[str, Sweep], words: Words) -> str:
    """For each racer where it ends at its rate here and at the best of its sweep, in Markdown."""
    rows = []
    for each in shown.contestants:
        found, used = sweeps[each.key], each.trace.run.lr
        here = found.at(used) if used in found.lrs else _above(findings.late_loss(each.trace), shown)
        ends = [(used, here)]
        if found.best:
            ends.append(found.best)
        cells = [
            words.format("optimizers.rate_end", lr=digits(lr, 4), end=view.end(value, words))
            for lr, value in ends
        ]
        rows.append([shown.names[each.key], *cells, *["–"] * (2 - len(cells))])
    return table([words[f"optimizers.{head}"] for head in ("racer", "here", "best")], rows, "lll")


def _above(loss: float, shown: Race) -> float:
    return float(findings.excess(np.array([loss]), shown.least)[0])


def edges(shown: Race, sweeps: Mapping[str, Sweep], words: Words) -> list[str]:
    """A line for each racer whose best rate is the lowest or the highest tried, or who has none."""
    lines = []
    for key, found in sweeps.items():
        kind = findings.edge(found) if found.best else "none"
        if kind:
            lines.append(words.format(f"optimizers.edge_{kind}", racer=shown.names[key]))
    return lines

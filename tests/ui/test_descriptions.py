"""The numbers that charts are described with are those of the runs and of the figures beside them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sgd_core import Run, trace
from sgd_core.link import described, params_of
from sgd_core.samplers import SAMPLINGS
from sgd_ui.words.catalogue import words_in
from sgd_ui.words.numerals import digits, glance, short
from tests.ui.opened import open_page, stage, told
from tests.ui.plain import Exact
from tests.ui.program_facts import losses

WORDS = words_in("en")


def blanks(key: str, text: str) -> dict[str, str]:
    """What fills the blanks of a sentence, or of sentences: ``some.first some.second``."""
    parts = re.split(r"\{(\w+)\}", " ".join(WORDS[each] for each in key.split()))
    pattern = "".join(f"(?P<{part}>.+?)" if k % 2 else re.escape(part) for k, part in enumerate(parts))
    found = re.fullmatch(pattern, text, re.DOTALL)
    assert found, (key, text)
    return found.groupdict()


def described_charts(page: str, link: str) -> tuple[Run, dict[str, dict[str, Any]]]:
    """A run and its charts, by their names."""
    charts = stage(open_page(page, link))["charts"]
    return Run.from_params(described(params_of(link))), {chart["name"]: chart for chart in charts}


def place(run: Run, values: Iterator[float] | tuple[float, ...]) -> str:
    return ", ".join(f"{name} = {glance(v)}" for name, v in zip(run.model.parameters, values, strict=True))


@pytest.mark.parametrize(
    "link", ["lr=0.1&w0=-3", "problem=line&data=far", "problem=huber", "problem=logistic", "x=1&y=2"]
)
def test_a_run_is_described_by_its_samples_its_start_and_its_best_parameters(link: str) -> None:
    run, charts = described_charts("home.py", link)
    data = blanks(f"chart.data_alt_{run.problem}", charts["data"]["alt"])
    where, _, best = charts["cost"]["alt"].partition(". Best ")
    cost = blanks(f"chart.cost_{len(run.w0)}_alt", f"{where}.")
    assert data["n"] == f"{run.samples} sample{'s' * (run.samples > 1)}"
    assert data["start"] == cost["start"] == place(run, run.w0)
    best = blanks("chart.best_alt", f"Best {best}")["best"]
    least = sum(losses(run, tuple(run.best))) / run.samples
    assert best == place(run, run.best)
    for k in range(len(run.w0)):
        for step in (-1e-3, 1e-3):
            moved = [w + step * (k == j) for j, w in enumerate(run.best)]
            assert sum(losses(run, tuple(moved))) / run.samples > least
    assert (charts["loss"]["title"], charts["loss"]["alt"]) == (WORDS["chart.loss"], WORDS["chart.loss_alt"])


def test_of_many_samples_not_every_loss_is_drawn_and_none_is_said_to_be() -> None:
    _, charts = described_charts("home.py", "data=noisy-200&epochs=1")
    assert "each sample" not in charts["cost"]["alt"]


@pytest.mark.parametrize("link", ["at=1", "lr=0.3&at=1&epochs=9", "lr=0&at=1", "data=noisy&lr=0.49&at=1"])
def test_a_rate_is_described_by_its_factor_and_a_line_only_where_there_is_one(link: str) -> None:
    run, charts = described_charts("pages/learning_rate.py", link)
    factors = blanks("chart.factors_alt", charts["factors"]["alt"])
    assert float(factors["factor"].replace("−", "-")) == pytest.approx(float(Exact(run).rho), rel=6e-3)
    assert blanks("chart.path_alt", charts["path"]["alt"])["updates"] == f"{len(trace(run)):,} updates"
    drawn = charts["map"]["figures"][""]
    heights, *_ = (each for each in drawn["data"] if each["type"] == "heatmap")
    text, _, line = charts["map"]["alt"].partition(" The line")
    assert int(blanks("chart.map_alt", text)["rates"]) == np.size(rates_of(heights))
    assert bool(line) == (run.lr > 0) == bool(drawn["layout"].get("shapes"))
    assert not line or blanks("chart.map_line", f"The line{line}")["lr"] == digits(run.lr, 6)


def rates_of(heights: dict[str, Any]) -> Any:
    """The rates of a map, which the browser is sent as bytes or as a list."""
    values = heights["x"]
    return values if isinstance(values, list) else np.zeros(length_of(values))


def length_of(column: dict[str, Any]) -> int:
    return int(column["bdata"] and len(column["bdata"]) * 3 // 4 // 8)


@pytest.mark.parametrize(
    "link", ["data=note&at=1", "data=note&lr=0.3&epochs=5&at=1", "data=noisy&w0=2&lr=0.05&epochs=20&at=1"]
)
def test_an_order_is_described_by_the_best_w_and_where_it_ends(link: str) -> None:
    run, charts = described_charts("pages/sampling.py", link)
    for name in SAMPLINGS:
        found = blanks("sampling.alt sampling.alt_end", charts[name]["alt"])
        ended = trace(run.replaced(sampling=name)).parameters[-1, 0].item()
        assert found["name"] == WORDS.choice("sampling", name)
        assert found["best"] == digits(float(Exact(run).best), 6)
        assert float(found["last"].replace("−", "-")) == pytest.approx(ended, rel=1e-5)


@pytest.mark.parametrize(
    "link", ["epochs=9&at=1", "data=noisy-200&epochs=1&at=1", "problem=line&epochs=9&at=1"]
)
def test_the_pulls_of_a_race_are_described_by_how_many_are_drawn(link: str) -> None:
    run, charts = described_charts("pages/gd_vs_sgd.py", link)
    found = blanks("chart.pulls_alt", charts["pulls"]["alt"])
    assert (found["n"], found["drawn"]) == (f"{run.samples} samples", str(run.samples))
    for chart in ("race", "landscape"):
        assert blanks(f"chart.{chart}_alt", charts[chart]["alt"])["names"].count("full batch") == 1


@pytest.mark.parametrize("problem", ["autoencoder", "deep"])
def test_a_saddle_is_described_by_its_place_and_its_samples(problem: str) -> None:
    run, charts = described_charts("pages/saddle.py", f"problem={problem}&epochs=20&at=1")
    plane = blanks("saddle.chart_plane_alt", charts["plane"]["alt"])
    points = blanks(f"saddle.chart_points_{problem}_alt", charts["points"]["alt"])
    assert plane["n"] == points["n"] == f"{run.samples} samples" and plane["drawn"] == str(run.samples)
    assert plane["start"] == f"({', '.join(map(short, run.w0))})"
    scale = blanks("saddle.chart_plane", charts["plane"]["title"])["scale"]
    assert scale == plane["scale"]
    w = [float(each) for each in plane["saddle"].strip("()").replace("−", "-").split(",")]
    gradients = [run.model.gradient(tuple(w), x, y) for x, y in zip(*run.points, strict=True)]
    assert np.abs(np.mean(gradients, axis=0)).max() < 1e-9


@pytest.mark.parametrize("link", ["at=1&epochs=3", "problem=line&data=offset&lr=0.03&epochs=12&at=1"])
def test_a_race_of_optimizers_is_described_by_the_least_loss_and_the_reach_of_its_dials(link: str) -> None:
    query = link if "problem" in link else f"problem=logistic&{link}"
    run, charts = described_charts("pages/optimizers.py", query)
    least = sum(losses(run, tuple(run.best))) / run.samples
    found = blanks("optimizers.losses_alt", charts["losses"]["alt"])
    assert found["least"] == short(least) and len(found["names"].split(", ")) == 2
    reach = float(blanks("optimizers.moves_alt", charts["moves"]["alt"])["reach"].replace("−", "-"))
    longest = max(
        np.abs(np.diff(trace(run.replaced(optimizer=name)).parameters, axis=0)).max()
        for name in ("sgd", "momentum", "adam")
    )
    assert math.log10(reach) == pytest.approx(round(math.log10(reach))) and 0.7 * longest < reach


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("home.py", "x=1&y=2&epochs=1"),
        ("home.py", "x=1&y=2&epochs=1&schedule=piecewise&lr_steps=0:0.02"),
        ("pages/gd_vs_sgd.py", "x=1&y=2&epochs=1&lr=0.5"),
        ("pages/sampling.py", "x=1&y=2&epochs=1&seeds=2"),
        ("pages/learning_rate.py", "x=1&y=2&epochs=1&seeds=2"),
        ("pages/saddle.py", "problem=deep&x=1&y=2&epochs=1&seeds=2"),
        ("pages/saddle.py", "problem=autoencoder&beyond=0.01&w0=0,1&epochs=1&seeds=2"),
        ("pages/optimizers.py", "problem=line&x=1&y=2&epochs=1&rates=own"),
        ("pages/your_data.py", "problem=origin&x=1&y=2&epochs=1"),
        ("pages/note.py", "x=1&y=2&epochs=1"),
    ],
)
def test_one_of_anything_is_not_told_in_the_plural(page: str, link: str) -> None:
    app = open_page(page, link, "saddle.folded")
    shown = [told(app), *(f"{each['title']} {each['alt']}" for each in stage(app)["charts"])]
    assert not re.findall(r"(?<![\d.,e−])\b1 (?!(?:has|does|is|its)\b)[a-z]+s\b", " ".join(shown))

"""The key of the charts of every stage: each mark that has no text stands in it as it is drawn."""

from typing import Any

import pytest

from sgd_core import Run, trace
from sgd_ui.drawing import axes
from sgd_ui.drawing.palette import HOLLOW, LIGHT, Pen
from sgd_ui.frame import shell
from sgd_ui.pages.registry import STATIONS
from sgd_ui.stage import key, landscape
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.ui.opened import open_page, stage

#: What shows marks that the pages do not open on.
FURTHER = [
    ("gd_vs_sgd", "problem=line&data=far&w0=3,-4&within=0.3&d.gradient=svrg"),
    ("gd_vs_sgd", "data=noisy-20&within=0.05&epochs=9"),
    ("sampling", "data=noisy-20&w0=1.9&lr=0.02&epochs=9"),
    ("learning_rate", "data=noisy&lr=0.05"),
    ("saddle", "problem=deep&x=1,2&y=-2,-3.5&w0=0.5,0.5&epochs=50&seeds=3"),
    ("optimizers", "c.optimizer=none&d.optimizer=averaged"),
]
EVERY = [*((name, "") for name in STATIONS), *FURTHER]
#: What lies behind the marks of a figure.
BEHIND = {"rect": key.BAND, "circle": key.RING}
SYMBOLS = {"circle": key.DOT, "diamond": key.DIAMOND, "x": key.CROSS}
SHAPES = {key.LINE, key.DOT, key.RING, key.DIAMOND, key.CROSS, key.TICK, key.BAND}


def shapes(mark: dict[str, Any]) -> set[str]:
    """What is drawn of a mark that has no text beside it."""
    if mark["type"] in ("contour", "heatmap"):
        return {key.LINE if mark["type"] == "contour" else key.BAND}
    mode, marker = mark["mode"], mark.get("marker", {})
    drawn = set()
    if "lines" in mode:
        drawn.add(key.line(Pen("", mark["line"].get("dash", ""))))
    elif mode == "markers" and isinstance(marker.get("symbol", "circle"), str):
        drawn.add(key.RING if marker["color"] == HOLLOW else SYMBOLS.get(marker.get("symbol", "circle"), ""))
    return drawn


def named(figure: dict[str, Any]) -> set[str]:
    """Shapes of a figure that have their names beside them: its minima, saddles and maxima."""
    texts = {each["text"] for each in figure["layout"]["annotations"]}
    return {key.CROSS, ""} if texts & {"minimum", "saddle", "maximum"} else set()


@pytest.mark.parametrize(("name", "link"), EVERY)
def test_every_kind_of_mark_without_a_text_stands_in_the_key(name: str, link: str) -> None:
    charts = stage(open_page(shell.file_of(name), f"{link}&lang=en"))["charts"]
    entries = {entry["kind"] for chart in charts for entry in chart["key"]}
    for chart in charts:
        for figure in chart["figures"].values():
            behind = {BEHIND[each["type"]] for each in figure["layout"]["shapes"] if each["type"] in BEHIND}
            drawn = set().union(behind, *map(shapes, figure["data"])) - named(figure)
            assert drawn <= entries, (chart["name"], drawn - entries)


@pytest.mark.parametrize(("name", "link"), EVERY)
def test_every_line_that_stands_still_has_its_colour_and_dashes_in_the_key(name: str, link: str) -> None:
    charts = stage(open_page(shell.file_of(name), f"{link}&lang=en"))["charts"]
    entries = {(entry["kind"], entry["colour"]) for chart in charts for entry in chart["key"]}
    for chart in charts:
        marks = [mark for figure in chart["figures"].values() for mark in figure["data"]]
        for mark in marks:
            if "lines" in mark.get("mode", "") and "meta" not in mark:
                pen = Pen(mark["line"]["color"], mark["line"].get("dash", ""))
                assert (key.line(pen), pen.colour) in entries, (chart["name"], pen)


@pytest.mark.parametrize("problem", ["origin", "line", "huber", "logistic"])
@pytest.mark.parametrize(
    "more", [{}, {"batch": 2}, {"batch": "all"}, {"gradient": "svrg"}, {"gradient": "saga"}]
)
def test_the_key_names_a_pull_and_the_colours_of_samples_only_where_these_are_drawn(
    problem: str, more: dict[str, Any]
) -> None:
    run, words = Run(problem=problem, epochs=2, **more), words_in("en")
    drawn = landscape.landscape_figure(trace(run), run.best, LIGHT, words)["data"]
    told = {text: kind for text, kind, _ in key.of_landscape(run, LIGHT, words)}
    dashed = any(mark.get("line", {}).get("dash") == landscape.PULLING for mark in drawn)
    assert (f"{key.LINE} {landscape.PULLING}" in told.values()) == dashed
    coloured = any("only" in mark.get("meta", {}) for mark in drawn)
    path = key.of_path(run, "key")
    assert [words[name] in told for name in (path, "key.way")] == [coloured, not coloured]


@pytest.mark.parametrize(("data", "few"), [("note", True), ("noisy-20", False)])
def test_colours_of_their_samples_are_spoken_of_only_where_each_has_its_own(data: str, few: bool) -> None:
    run, words = Run(data=data, epochs=2), words_in("en", "sampling")
    shades = {colour for _, colour in axes.groups(run.samples, LIGHT)}
    assert (len(shades) == run.samples) == few
    assert (words["key.path"] in {text for text, *_ in key.of_landscape(run, LIGHT, words)}) == few
    for table in ("sampling.key", "rate.key"):
        text, _, colour = key.over_updates(run, table, LIGHT, words_in("en", table.partition(".")[0]))
        assert ("samples" in text) == few and colour in shades and str(axes.LATELY) in text


@pytest.mark.parametrize("epochs", [20, 301])
def test_ends_of_epochs_stand_in_the_key_only_where_they_are_marked(epochs: int) -> None:
    charts = stage(open_page(shell.file_of("sampling"), f"epochs={epochs}&seeds=2&lang=en"))["charts"]
    ends = words_in("en", "sampling")["sampling.key.ends"]
    for chart in charts:
        (figure,) = chart["figures"].values()
        marked = any(
            mark.get("marker", {}).get("symbol") == "diamond" and mark["x"] for mark in figure["data"]
        )
        assert marked == (ends in {entry["text"] for entry in chart["key"]}) == (epochs < 300)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", STATIONS)
def test_every_entry_of_a_key_has_a_shape_a_colour_and_words_of_its_own(name: str, lang: str) -> None:
    charts = stage(open_page(shell.file_of(name), f"lang={lang}"))["charts"]
    entries = [entry for chart in charts for entry in chart["key"]]
    assert entries
    for entry in entries:
        assert entry["kind"].split(" ")[0] in SHAPES and entry["colour"] and entry["text"], entry


@pytest.mark.parametrize("name", ["gd_vs_sgd", "saddle", "optimizers"])
def test_runs_with_pens_of_their_own_lead_the_key_each_as_it_is_drawn(name: str) -> None:
    told = stage(open_page(shell.file_of(name)))
    pens = [(run["label"], key.line(Pen("", run["dash"])), run["colour"]) for run in told["runs"]]
    first, *others = told["charts"]
    entries = [(each["text"], each["kind"], each["colour"]) for each in first["key"]]
    assert entries[: len(pens)] == pens
    assert not any(pen == tuple(entry.values()) for pen in pens for each in others for entry in each["key"])


@pytest.mark.parametrize("name", ["sampling", "learning_rate"])
def test_runs_that_wear_the_colours_of_their_samples_have_no_entry(name: str) -> None:
    told = stage(open_page(shell.file_of(name)))
    texts = {entry["text"] for chart in told["charts"] for entry in chart["key"]}
    assert not texts & {run["label"] for run in told["runs"]}

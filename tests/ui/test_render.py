"""Figures without a browser: each thing lies where the axes say, at the moment that is asked for."""

from __future__ import annotations

import doctest
import importlib
import math
import pkgutil
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import ImageFont

from sgd_core import Run, trace
from sgd_ui.drawing import axes, marks, render
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.drawing.render import font
from sgd_ui.drawing.render.contours import level_lines
from sgd_ui.drawing.render.figure import picture
from sgd_ui.drawing.render.layout import frame_of
from sgd_ui.drawing.render.lines import through
from sgd_ui.drawing.render.moments import Moment, moment
from sgd_ui.drawing.render.primitives import Disc, Line, Picture, Primitive, Text, Tiles
from sgd_ui.drawing.render.raster import Canvas
from sgd_ui.drawing.render.svg import svg
from sgd_ui.drawing.render.wrapping import balanced, wrapped
from sgd_ui.stage import hero, payload
from sgd_ui.words.catalogue import LANGUAGES, words_in

NOTE = Run()
MODULES = sorted(each.name for each in pkgutil.iter_modules(render.__path__))
WIDTH, HEIGHT = 460, 430


def at(run: Run, tick: int) -> Moment:
    """One run at an update, as a stage of it alone is told and sent."""
    columns = trace(run)
    told = {
        "runs": [payload.facts_of(columns)],
        "clock": {"by": "updates", "size": 1, "ticks": len(columns), "leap": 1},
        "samples": run.samples, "colours": list(LIGHT.shades(run.samples)), "ink": LIGHT.ink,
    }  # fmt: skip
    return moment(told, payload.columns_of(columns), tick)


def empty(x: tuple[float, float] = (0, 10), y: tuple[float, float] = (0, 4)) -> Figure:
    return axes.figure(LIGHT, "x", "y", x, y)


def drawn(figure: Figure, moment: Moment | None = None) -> Picture:
    return picture(figure, WIDTH, HEIGHT, moment)


def of_kind(shown: Picture, kind: type[Primitive]) -> list[Any]:
    return [mark for group in shown.groups for mark in group.marks if isinstance(mark, kind)]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_the_renderer_hold(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"sgd_ui.drawing.render.{module}"))
    assert not found.failed


def test_a_point_lies_where_the_ticks_of_both_axes_say() -> None:
    figure = empty()
    figure["data"].append(marks.still([4.0], [2.0], marks.dot("#123456", 10)))
    shown = drawn(figure)
    (dot,) = of_kind(shown, Disc)
    ticks = {(text.anchor, text.text): text.at for text in of_kind(shown, Text)}
    assert dot.at[0] == pytest.approx(ticks["middle", "4"][0])
    assert dot.at[1] == pytest.approx(ticks["end", "2"][1] - 13 * 0.35)
    assert dot.radius == 5


def test_a_decade_is_as_wide_as_any_other_on_a_log_axis_and_0_has_no_place_there() -> None:
    figure = empty()
    axes.log_axis(figure, "y", 1e-3, 10.0)
    figure["data"].append(marks.still([1, 2, 3, 4], [0.01, 0.1, 1.0, 0.0], marks.dot("#123456", 10)))
    heights = [dot.at[1] for dot in of_kind(drawn(figure), Disc)]
    assert len(heights) == 3
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2])
    assert heights[0] > heights[1]


def test_a_line_breaks_where_there_is_no_number_and_is_cut_far_away() -> None:
    assert through([(0, 0), (9, 0), (math.nan, 1), (20, 5), (30, 5)]) == [
        [(0, 0), (9, 0)],
        [(20, 5), (30, 5)],
    ]
    ((start, end),) = through([(-4000.0, 1e210), (4000.0, -1e210)])
    assert (start[0], end[0]) == pytest.approx((0, 0))


@pytest.mark.parametrize("tick", [0, 7, 300])
def test_the_model_stands_as_the_run_has_it_at_the_update_that_is_asked_for(tick: int) -> None:
    now = at(NOTE, tick)
    figure = hero.data_figure(trace(NOTE), LIGHT, words_in("en", "home"))
    shown, frame = drawn(figure, now), frame_of(figure["layout"], WIDTH, HEIGHT)
    (model,) = (line for line in of_kind(shown, Line) if line.width == 4.5)
    ((begin, end),) = model.pieces
    slope = (end[1] - begin[1]) / (end[0] - begin[0])
    scale = abs(frame.x.length / (frame.x.high - frame.x.low) / frame.y.length) * (frame.y.high - frame.y.low)
    assert -slope * scale == pytest.approx(trace(NOTE).parameters[tick, 0])


def test_the_sample_that_pulls_gives_its_colour_and_its_pull() -> None:
    shown = drawn(hero.data_figure(trace(NOTE), LIGHT, words_in("en", "home")), at(NOTE, 11))
    (rope,) = (line for line in of_kind(shown, Line) if line.width == 7)
    assert rope.colour == LIGHT.few[1]
    assert "off by 0.7920 → 0.7287" in [text.text for text in of_kind(shown, Text)]


@pytest.mark.parametrize("size", [(769, 386), (425, 296), (300, 240)])
@pytest.mark.parametrize("run", [NOTE, Run(lr=0.4), Run(problem="line", w0=(3.0, -2.0))], ids=repr)
def test_no_name_lies_over_the_line_nor_over_a_sample(run: Run, size: tuple[int, int]) -> None:
    figure = hero.data_figure(trace(run), LIGHT, words_in("en", "home"))
    for tick in (0, 1, 2, 5, 20):
        inside = picture(figure, *size, at(run, tick)).groups[0].marks
        texts = [mark for mark in inside if isinstance(mark, Text)]
        ((begin, end),) = next(m.pieces for m in inside if isinstance(m, Line) and m.width == 4.5)
        line = [tuple(a + k / 400 * (b - a) for a, b in zip(begin, end, strict=True)) for k in range(401)]
        # The samples' own numbers stand at their marks.
        for text in (text for text in texts if text.text not in "123"):
            wide = font.width(text.text, text.size, text.weight)
            left = text.at[0] - {"start": 0, "middle": wide / 2, "end": wide}[text.anchor]
            top = text.at[1] - 0.75 * text.size
            over = [p for p in line if left <= p[0] <= left + wide and top <= p[1] <= text.at[1]]
            assert not over, (tick, text.text)


def test_what_is_written_stands_above_what_it_lies_on_and_apart_from_it() -> None:
    shown = drawn(hero.data_figure(trace(NOTE), LIGHT, words_in("en", "home")), at(NOTE, 11))
    inside = shown.groups[0].marks
    first = next(k for k, mark in enumerate(inside) if isinstance(mark, Text))
    assert all(isinstance(mark, Text) and mark.halo == LIGHT.background for mark in inside[first:])
    assert svg(shown, "").count('paint-order="stroke"') == len(inside) - first > 3


def test_a_trail_ends_now_and_what_lies_ahead_is_seen_only_where_it_is_earned() -> None:
    figure = empty((0, 300), (1, 2))
    path: marks.Path = {"by": "update", "x": "#", "y": "w"}
    figure["data"] += [
        marks.whole(path, marks.stroke(LIGHT.ghost, 2)),
        marks.trail(path, marks.stroke(LIGHT.ink, 3)),
    ]
    now = at(NOTE, 20)
    frame = frame_of(figure["layout"], WIDTH, HEIGHT)
    (trail,) = (line for line in of_kind(drawn(figure, now), Line) if line.width == 3)
    assert trail.pieces[-1][-1][0] == pytest.approx(frame.x.place(20), abs=1)
    widths = {line.width for line in of_kind(picture(figure, WIDTH, HEIGHT, now, earned=False), Line)}
    assert widths == {1, 3}


def test_lines_of_one_height_lie_at_that_height_and_close() -> None:
    axis = np.linspace(-2.0, 2.0, 41)
    (ring,) = level_lines(axis, axis, axis[None, :] ** 2 + axis[:, None] ** 2, 1.0)
    assert np.hypot(*ring.T) == pytest.approx(np.ones(len(ring)), abs=2e-3)
    assert ring[0].tolist() == ring[-1].tolist()


def test_heights_are_coloured_where_they_lie_and_white_where_there_is_none() -> None:
    figure = empty((0, 2), (0, 2))
    figure["data"].append(
        {
            "type": "heatmap", "x": np.array([0.5, 1.5]), "y": np.array([0.5, 1.5]),
            "z": np.array([[0.0, 1.0], [np.nan, 0.0]]), "zmin": 0, "zmax": 1,
            "colorscale": [[0, "rgb(0, 0, 0)"], [1, "rgb(200, 100, 50)"]],
        }
    )  # fmt: skip
    (tiles,) = of_kind(drawn(figure), Tiles)
    assert [tiles.rows[k, j].tolist() for k in (-1, 0) for j in (0, -1)] == [
        [0, 0, 0], [200, 100, 50], [255, 255, 255], [0, 0, 0],
    ]  # fmt: skip


def test_the_svg_is_well_formed_and_takes_its_colours_from_the_page() -> None:
    figure = empty()
    figure["data"].append(marks.still([0, 10], [0, 4], marks.stroke(LIGHT.ink, 3)))
    axes.note(figure, 'a < b & "c"', LIGHT.ink, {"x": 1, "y": 1})
    text = svg(drawn(figure), 'what "it" shows', colours={LIGHT.ink: "var(--ink)"})
    root = ElementTree.fromstring(text)
    assert root.get("aria-label") == 'what "it" shows'
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    assert LIGHT.ink not in text
    assert 'a < b & "c"' in "".join(root.itertext())


def test_pixels_are_those_of_the_picture_cut_to_its_axes() -> None:
    figure = empty()
    figure["data"].append(marks.still([-100, 100], [2, 2], marks.stroke("#ff0000", 4)))
    canvas = Canvas(WIDTH, HEIGHT, "#ffffff")
    canvas.place(drawn(figure), 0, 0)
    frame, image = frame_of(figure["layout"], WIDTH, HEIGHT), canvas.image()
    level = round(float(frame.y.place(2)))
    assert image.getpixel((200, level)) == (255, 0, 0)
    assert image.getpixel((round(frame.x.start) - 4, level)) == (255, 255, 255)


@pytest.mark.parametrize("weight", [400, 700])
def test_the_font_has_every_character_of_the_catalogues(weight: int) -> None:
    face = font.face(20, weight)
    nothing = glyph(face, "\ue000")
    said = {c for lang in LANGUAGES for text in map(words_in(lang).get, words_in(lang)) for c in text}
    assert said <= font.needed() | {"\n"}
    assert not [c for c in font.needed() - {" ", "\u3000"} if glyph(face, c) == nothing]


def glyph(face: ImageFont.FreeTypeFont, character: str) -> bytes:
    return bytes(face.getmask(character))


def test_a_text_is_broken_where_its_language_breaks_it_and_says_that_it_goes_on() -> None:
    english = wrapped("After 300 updates: w = 2.000, b = 1.", 110, 20)
    assert re.sub(r"\s+", " ", " ".join(english)) == "After 300 updates: w = 2.000, b = 1."
    assert not any(line.endswith("=") or line.startswith("=") for line in english)
    chinese = wrapped("每个样本都把模型拉向最适合它自己的样子。", 100, 20)
    assert not any(line.startswith("。") for line in chinese)
    assert all(font.width(line, 20) <= 120 for line in chinese)
    assert wrapped("one two three four", 110, 20, most=1) == ["one two…"]
    assert " ".join(balanced("one two three four five", 130, 20, most=2)) == "one two three four five"

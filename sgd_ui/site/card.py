"""A link as a picture for a chat: its page's question, its run in words, and the run's own picture."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sgd_ui.alone.opened import Opened, opened
from sgd_ui.drawing.marks import Mark
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.drawing.render.figure import picture
from sgd_ui.drawing.render.moments import Moment, moment
from sgd_ui.drawing.render.primitives import Area, Disc, Group, Line, Picture, Point, Primitive, Text
from sgd_ui.drawing.render.raster import Canvas
from sgd_ui.drawing.render.symbols import outline
from sgd_ui.drawing.render.wrapping import balanced
from sgd_ui.frame import desk
from sgd_ui.frame.differences import differences
from sgd_ui.pages.registry import STATIONS
from sgd_ui.runs.budget import TooDearError
from sgd_ui.stage.player import Chart, Staged, unpacked
from sgd_ui.words.catalogue import Words, words_in
from sgd_ui.words.numerals import glance

WIDTH, HEIGHT = 1200, 630
#: What a link may have computed for its card; one that costs more gets the card that its page opens with.
_SECONDS = 1.5

_GROUND, _PAPER = "#f4f6f8", LIGHT.background
_EDGE = 56
#: The column of text, and the sheet of the picture: left, top, right, bottom; how round its corners are.
_COLUMN = 468
_SHEET, _ROUND, _INSIDE = (560, 44, 1156, 586), 14, 18
#: So many times as large as on a page is a picture drawn, and one of several.
_TIMES, _OF_SEVERAL = 1.55, 1.2
#: How wide the path of one of several runs is.
_PATH = 2
#: Sizes of what is written.
_NAME, _SAID, _TOLD, _KEY = 27, 32, 26, 25
#: Those of a question, of which a smaller one that is still large is taken where it needs fewer lines.
_TITLES, _LARGE, _MOST_LINES = (60, 56, 52, 50, 44, 38), 50, 3
#: What a run has flown apart at, as the stage says it: a mean loss so many times that of the start.
_FAR_APART = 10
#: How a verdict begins, and what ends a sentence.
_HEADLINE, _STOPS = re.compile(r"\*\*(.+?)\*\*"), (".", "。")
#: So many of the last updates.
_BEADS = 12
#: How much smaller texts may be than they should so that all are there, and how far they are apart.
_SMALLER, _GAP = (1.0, 0.9), 12
#: How far lines are apart, in sizes.
_APART = 1.32


class _Shown(NamedTuple):
    """A link that is open: what stands on its stage, the verdict on that, and the moment that it shows."""

    link: Opened
    staged: Staged
    verdict: str
    at: Moment


def card(page: str, params: Mapping[str, str], lang: str) -> bytes:
    """The card of a link, as PNG.

    Args:
        page: the name of a station.
        params: the query of the link; where it holds a mistake, names numbers that it does not hold, or would
            cost too much, the card is that of what the page opens on.
    """
    words = words_in(lang, page)
    shown = _shown(page, params, words) or _shown(page, {}, words)
    assert shown
    canvas = Canvas(WIDTH, HEIGHT, _GROUND)
    canvas.draw(_sheet(), *_column(shown, words))
    for drawn, left, top, scale in _pictures(shown):
        canvas.place(drawn, left, top, scale)
    written = io.BytesIO()
    canvas.image().save(written, "PNG", optimize=True)
    return written.getvalue()


def _shown(page: str, params: Mapping[str, str], words: Words) -> _Shown | None:
    """What a link shows; None where there is nothing to show, or it costs too much."""
    with desk.apart(words, _SECONDS):
        try:
            link = opened(STATIONS[page], params)
            seen = None if link.opening.complaints or link.awaits else link.seen(words.lang, LIGHT, _SECONDS)
        except TooDearError:
            return None
    if seen is None:
        return None
    _, columns = unpacked(seen.staged.columns.message)
    at = int(link.opening.view["at"])
    found = moment(seen.staged.spec, columns, at) if at else _end(seen.staged, columns)
    return _Shown(link, *seen, found)


def _end(staged: Staged, columns: Mapping[str, Any]) -> Moment:
    """What becomes of the runs, for a link that asks for no moment: nothing pulls any more."""
    found = moment(staged.spec, columns)
    return replace(found, heres=tuple(replace(here, pulling=None) for here in found.heres))


# --- the pictures ---


def _pictures(shown: _Shown) -> list[tuple[Picture, float, float, float]]:
    """Each picture, where it stands, and how much larger than on a page it is."""
    charts, (left, top, right, bottom) = _heroes(shown.staged.charts), _SHEET
    runs = shown.staged.spec["runs"]
    across = 1 if len(charts) == 1 else 2
    down = math.ceil(len(charts) / across)
    scale, head = (_TIMES, 0.0) if len(charts) == 1 else (_OF_SEVERAL, 26.0)
    wide = (right - left - 2 * _INSIDE) / across
    high = (bottom - top - 2 * _INSIDE) / down
    found = []
    for k, chart in enumerate(charts):
        row, column = divmod(k, across)
        drawn = picture(_still(_figure_of(chart), runs), (wide - 8) / scale, (high - head) / scale, shown.at)
        x, y = left + _INSIDE + column * wide + 4, top + _INSIDE + row * high
        found.append((drawn, x, y + head, scale))
        if head:
            title = Text((0, 19), chart.title, 18, LIGHT.ink, weight=700)
            found.append((Picture(wide, head, _PAPER, [Group([title])]), x + 6, y, 1.0))
    return found


def _still(figure: Any, runs: Sequence[Mapping[str, Any]]) -> Any:
    """A figure whose paths are drawn as their runs are named: nothing moves that would tell what is new."""
    if len(runs) == 1:
        return figure
    marks = [_penned(each, runs) for each in figure["data"] if not _is_recent(each)]
    return {**figure, "data": marks}


def _is_recent(mark: Mark) -> bool:
    meta = mark.get("meta", {})
    return meta.get("follow") == "trail" and "last" in meta and "only" not in meta


def _penned(mark: Mark, runs: Sequence[Mapping[str, Any]]) -> Mark:
    """A path with the dash of its run; any other mark as it is."""
    meta = mark.get("meta", {})
    if meta.get("follow") != "trail" or "only" in meta:
        return mark
    pen = {"dash": runs[meta.get("run", 0)]["dash"], "width": _PATH}
    return {**mark, "line": {**mark["line"], **pen}, "opacity": 1.0}


def _heroes(charts: Sequence[Chart]) -> Sequence[Chart]:
    """The chart that shows most of what moves, the first of those; or all, where one is as the other."""
    if len({chart.span for chart in charts}) == 1 and charts[0].span > 2:
        return charts
    return [next((chart for chart in charts if _moves(chart)), charts[0])]


def _moves(chart: Chart) -> bool:
    """Whether a chart shows a run, and not one point of it alone."""
    following = [trace for trace in _figure_of(chart)["data"] if "follow" in trace.get("meta", {})]
    return len(following) > 1


def _figure_of(chart: Chart) -> Any:
    return next(iter(chart.figures.values()))


# --- the words ---


def _sheet() -> Area:
    left, top, right, bottom = _SHEET
    return Area([rounded(left, top, right, bottom, _ROUND)], _PAPER)


def _column(shown: _Shown, words: Words) -> list[Primitive]:
    """What is written, from above: the app's name, the page's question, the run, and who is who."""
    marks = _mark(_EDGE, 48)
    both = f"{words_in('en')['app.name']} · {words_in('zh')['app.name']}"
    marks.append(Text((_EDGE + 58, 48 + 31), both, _NAME, LIGHT.ink, weight=700))
    y = 150.0
    lines, size = _title(words[f"page.{shown.link.at.page.name}.title"])
    for line in lines:
        y += size
        marks.append(Text((_EDGE, y), line, size, LIGHT.ink, weight=700))
        y += size * 0.2
    y += 20
    key = _key(shown)
    said = _said(shown, words)
    room = HEIGHT - 44 - len(key) * _KEY * 1.6 - y
    # Where not all of it has room, what matters more is there by itself, as large as it can be.
    rest = [each for each in said if each.matters]
    found = _set(said, room) or _set(rest, room) or _cut(rest[0], room)
    marks += [Text((_EDGE, y + below), text, size, colour) for text, size, colour, below in found]
    return [*marks, *_names(key), *_beads(shown)]


class _Said(NamedTuple):
    """A text of the column; where there is little room, one that ``matters`` stays."""

    text: str
    size: float
    colour: str
    matters: bool


def _set(texts: Sequence[_Said], room: float) -> list[tuple[str, float, str, float]] | None:
    """The lines of some texts with their sizes, colours and places, smaller where there is little room; None
    where there is too little."""
    for smaller in _SMALLER:
        lines, y = list[tuple[str, float, str, float]](), 0.0
        for text, full, colour, _ in texts:
            size = full * smaller
            for line in balanced(text, _COLUMN, size):
                y += size * _APART
                lines.append((line, size, colour, y - 0.3 * size))
            y += _GAP
        if y - _GAP <= room:
            return lines
    return None


def _title(text: str) -> tuple[list[str], float]:
    """A question in at most three lines, as large as they allow."""
    tried = [(balanced(text, _COLUMN, size, 700), size) for size in _TITLES]
    fits = [each for each in tried if len(each[0]) <= _MOST_LINES] or tried[-1:]
    fewest = min(len(lines) for lines, size in fits if size >= _LARGE or size == fits[0][1])
    return next(each for each in fits if len(each[0]) == fewest)


def _cut(said: _Said, room: float) -> list[tuple[str, float, str, float]]:
    """As many lines of a text as there is room for."""
    size = said.size * _SMALLER[-1]
    lines = balanced(said.text, _COLUMN, size, most=max(1, int(room / (size * _APART))))
    return [(line, size, said.colour, size * (_APART * (k + 1) - 0.3)) for k, line in enumerate(lines)]


def _said(shown: _Shown, words: Words) -> list[_Said]:
    """What is said of the run: what the page says or what is the run's own, and what it comes to."""
    page, run = shown.link.at.page, shown.link.opening.run
    told = differences(page, run, words)
    lead = words[f"page.{page.name}.lead"]
    first = lead[: _end_of_sentence(lead)]
    own, outcome = words.sentence(told) if told else "", _outcome(shown, words)
    beside = _Said(own or first, _TOLD, LIGHT.muted, False)
    ends = int(shown.link.opening.view["at"]) in (0, shown.staged.spec["clock"]["ticks"])
    if (verdict := _headline(shown.verdict, words)) and (ends or not outcome):
        return [beside, _Said(verdict, _SAID, LIGHT.ink, True)]
    return [_Said(outcome or first, _SAID, LIGHT.ink, True), *([beside] if outcome or own else [])]


def _headline(verdict: str, words: Words) -> str:
    """What a verdict begins with, as a sentence; nothing where it stresses nothing there."""
    found = _HEADLINE.match(verdict)
    if not found:
        return ""
    return found[1] if found[1].endswith(_STOPS) else found[1] + words["list.stop"]


def _outcome(shown: _Shown, words: Words) -> str:
    """What the run has come to, where there is one."""
    if len(shown.at.runs) > 1:
        return ""
    rows, here = shown.at.runs[0], shown.at.heres[0]
    places = [f"{name} = {glance(value)}" for name, value in here.place.items()]
    if not all(map(math.isfinite, here.place.values())):
        return words.format("stage.told_diverged", u=str(here.u))
    start, now = (float(rows.columns["mean_loss"][k]) for k in (0, rows.entry(here.u)))
    if now > _FAR_APART * max(start, float(np.mean(np.square(shown.at.columns["y"])))):
        told = {"updates": str(here.u), "start": glance(start), "loss": glance(now)}
        if start and math.isfinite(now / start):
            return words.format("stage.told_grew", factor=glance(now / start), **told)
        return words.format(f"stage.told_{'grew_from' if math.isfinite(now) else 'grown_beyond'}", **told)
    return words.format("preview.after", updates=words.counted("update", here.u), place=words.row(places))


def _end_of_sentence(text: str) -> int:
    ends = [text.find(stop) + len(stop.rstrip()) for stop in (". ", "。") if stop in text]
    return min(ends, default=len(text))


def _key(shown: _Shown) -> list[Mapping[str, Any]]:
    """The runs, where there are several whose lines must be told apart."""
    runs = shown.staged.spec["runs"]
    apart = len(runs) > 1 and len(_heroes(shown.staged.charts)) == 1
    return list(runs) if apart else []


def _names(runs: Sequence[Mapping[str, Any]]) -> list[Primitive]:
    marks: list[Primitive] = []
    y = HEIGHT - 56 - (len(runs) - 1) * _KEY * 1.6
    for each in runs:
        dash = tuple(2 * float(part[:-2]) for part in each["dash"].split(",")) if each["dash"] else ()
        marks.append(Line([[(_EDGE, y - 8), (_EDGE + 54, y - 8)]], each["colour"], 5, dash))
        marks.append(Text((_EDGE + 70, y), each["label"], _KEY, LIGHT.ink))
        y += _KEY * 1.6
    return marks


def _beads(shown: _Shown) -> list[Primitive]:
    """The samples of the last updates, of one run on a few samples that takes one at a time."""
    spec, rows, here = shown.staged.spec, shown.at.runs[0], shown.at.heres[0]
    if len(shown.at.runs) > 1 or not spec["symbols"]:
        return []
    marks: list[Primitive] = []
    for k, row in enumerate(map(rows.row, range(max(1, here.u - _BEADS + 1), here.u + 1))):
        if not row or not row.samples or len(row.samples) > 1:
            return []
        at = _EDGE + 12 + k * _COLUMN / _BEADS, HEIGHT - 68.0
        colour, symbol = spec["colours"][row.samples[0]], spec["symbols"][row.samples[0]]
        ring = outline(symbol, at, 10.0)
        marks.append(Area([ring], colour) if ring else Disc(at, 10.0, colour))
    return marks


def _mark(x: float, y: float) -> list[Primitive]:
    """The mark of the app: three samples on the curve of a loss, as its icon has them."""
    size = 44 / 32

    def at(a: float, b: float) -> Point:
        return x + a * size, y + b * size

    curve = [at(*_on_curve(k / 24)) for k in range(25)]
    dots = ((7.3, 12.5, "#56b4e9"), (10.4, 19.6, "#e69f00"), (15.0, 24.6, "#2fc197"))
    return [
        Area([rounded(x, y, x + 44, y + 44, 6 * size)], LIGHT.ink),
        Line([curve], _PAPER, 2.4 * size),
        *(Disc(at(a, b), 2.6 * size, colour) for a, b, colour in dots),
    ]


def _on_curve(share: float) -> Point:
    """A quadratic curve from (5, 6) by (11, 25) to (16, 25), and then its mirror image."""
    mirrored = share > 0.5
    t = 2 * (1 - share if mirrored else share)
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    x, y = 5 * a + 11 * b + 16 * c, 6 * a + 25 * b + 25 * c
    return (32 - x if mirrored else x), y


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> list[Point]:
    """A box with round corners."""
    corners = ((right, bottom, 0), (left, bottom, 1), (left, top, 2), (right, top, 3))
    ring: list[Point] = []
    for x, y, quarter in corners:
        inner = (x - radius if x == right else x + radius), (y - radius if y == bottom else y + radius)
        for k in range(9):
            turn = (quarter + k / 8) * math.pi / 2
            ring.append((inner[0] + radius * math.cos(turn), inner[1] + radius * math.sin(turn)))
    return ring

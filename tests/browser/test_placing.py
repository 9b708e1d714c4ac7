"""Where names stand in the pictures of a stage: in the browser, and by the same rules without one."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

import sgd_ui.stage
from sgd_core import Run, trace
from sgd_ui.drawing.axes import Figure
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.drawing.render import font
from sgd_ui.drawing.render.layout import Axis, Frame
from sgd_ui.drawing.render.moments import moment
from sgd_ui.drawing.render.painter import Painter
from sgd_ui.frame.modules import joined
from sgd_ui.stage import hero, payload, player
from sgd_ui.stage.player import packed, unpacked
from sgd_ui.words.catalogue import words_in
from tests.browser import engines
from tests.core.strategies import runs

pytestmark = pytest.mark.browser

BROWSER = Path(sgd_ui.stage.__file__).parent / "browser"
#: Both measure texts alike here, whatever their fonts are.
WIDE = 0.55
#: Those whose samples and model have a picture.
MODELS = ("origin", "line", "logistic", "huber")
SCRIPT = f"""
widthOf = (text, {{ size }}) => {WIDE} * size * text.length;
window.page = {{
  alongCurve,
  isCramped,
  placed: (text, u, room, tall) => {{
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const [{{ figure, ...spec }}, columns] = unpack(bytes);
    const rows = new Rows(spec.runs[0], columns, spec.clock);
    const here = rows.at(u, false);
    const moment = {{ phase: 0, runs: [here], drawn: [here], preview: u === 0, held: "" }};
    const painter = new Painter(spec, [rows], columns);
    const traces = painter.traces(figure);
    const layout = {{ ...figure.layout, room, tall }};
    const drawn = painter.frame(traces, layout, moment);
    const all = (told) => (Array.isArray(told) ? told : [told]);
    const names = traces.flatMap(({{ textfont }}, k) => {{
      const {{ x, y, text, textposition }} = drawn[k];
      if (!textfont || x[0] === null) return [];
      return all(text).map((name, i) => [name, all(textposition)[i], x[i], y[i]]);
    }});
    return {{ names, taken: painter.taken, model: painter.model }};
  }},
  chips: (style, watched, [left, top, wide, high]) => {{
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [sheet];
    const frame = document.createElement("div");
    const holder = document.createElement("div");
    Object.assign(frame.style, {{ position: "fixed", inset: 0, width: "500px", height: "300px" }});
    holder.className = "sw-chips";
    frame.append(holder);
    document.body.replaceChildren(frame);
    const plot = {{
      _fullLayout: {{ xaxis: {{ _offset: left, _length: wide }}, yaxis: {{ _offset: top, _length: high }} }},
    }};
    const axis = {{ range: [0, 10] }};
    nameOutside(holder, plot, {{ xaxis: axis, yaxis: axis }}, watched);
    return [...holder.children].map((chip) => {{
      const {{ left, top, right, bottom }} = chip.getBoundingClientRect();
      return [chip.textContent, [left, top, right, bottom]];
    }});
  }},
}};
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that holds the scripts of the stage, and shows nothing."""
    page = engines.holding(browser, joined(BROWSER, "stage") + SCRIPT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(font, "width", lambda text, size, weight=400: WIDE * size * len(text))
        yield page
    page.close()


def drawn_in_browser(page: Page, told: bytes, u: int, room: int, tall: int) -> dict[str, Any]:
    given = [base64.b64encode(told).decode(), u, room, tall]
    return dict(page.evaluate("given => page.placed(...given)", given))


def drawn_without(told: bytes, figure: Figure, u: int, room: int, tall: int) -> dict[str, Any]:
    document, columns = unpacked(told)
    x, y = (figure["layout"][name]["range"] for name in ("xaxis", "yaxis"))
    painter = Painter(Frame(Axis(*x, 0, room), Axis(*y, tall, 0)), moment(document, columns, u))
    painter.take(figure["data"])
    names: list[list[Any]] = []
    for each in figure["data"]:
        drawn = painter.drawn(each)
        if "textfont" in each:
            rows = zip(drawn.text, drawn.sides, drawn.x.tolist(), drawn.y.tolist(), strict=True)
            names += map(list, rows)
    areas = {"taken": painter.taken, "model": painter.model}
    return {"names": names} | {name: [*map(list, each)] for name, each in areas.items()}


# --- one rule ---


@given(
    st.sampled_from(MODELS).flatmap(
        lambda name: runs(wild=False, problem=name, lr=st.floats(0.001, 0.4), batch=1, epochs=3)
    ),
    st.integers(0, 12),
    st.integers(200, 900),
    st.integers(150, 500),
    st.sampled_from(["en", "zh"]),
)
def test_names_stand_in_a_picture_without_a_browser_where_they_stand_on_the_stage(
    page: Page, run: Run, u: int, room: int, tall: int, lang: str
) -> None:
    columns = trace(run)
    u = min(u, len(columns))
    figure = hero.data_figure(columns, LIGHT, words_in(lang, "home"))
    told = {
        "runs": [payload.facts_of(columns)], "figure": figure, "prediction": None,
        "clock": {"by": "updates", "size": 1, "ticks": len(columns), "leap": run.updates_per_epoch},
        "samples": run.samples, "colours": list(LIGHT.shades(run.samples)), "ink": LIGHT.ink,
    }  # fmt: skip
    message = packed(told, payload.columns_of(columns))
    here = drawn_without(message, figure, u, room, tall)
    there = drawn_in_browser(page, message, u, room, tall)
    for what in ("taken", "model"):
        areas = [[edge for area in each[what] for edge in area] for each in (here, there)]
        assert areas[0] == pytest.approx(areas[1], rel=1e-9, abs=1e-6)
    assert [each[:2] for each in here["names"]] == [each[:2] for each in there["names"]]
    at, other = ([value for _, _, *at in each["names"] for value in at] for each in (here, there))
    assert at == pytest.approx(other, rel=1e-9, abs=1e-6)


# --- what lies outside ---


@given(
    st.lists(
        st.tuples(st.sampled_from(["w {0}", "sample {2}", "loss"]), st.floats(-30, 30), st.floats(-30, 30)),
        max_size=9,
    )
)
def test_what_lies_outside_is_named_once_a_side_inside_its_frame_and_over_no_other_name(
    page: Page, points: list[tuple[str, float, float]]
) -> None:
    watched = [{"text": text, "values": [x, y, 1], "colour": LIGHT.ink} for text, x, y in points]
    chips = page.evaluate("given => page.chips(...given)", [player.STYLE, watched, [44, 26, 446, 234]])
    outside = [point for point in points if not all(0 <= value <= 10 for value in point[1:])]
    names = [name for name, _ in chips]
    assert len(set(names)) == len(names) <= 4 and bool(names) == bool(outside)
    for _, (left, top, right, bottom) in chips:
        assert left >= 0 and top >= 0 and right <= 500 and bottom <= 300
    for (_, one), (_, other) in combinations(chips, 2):
        assert min(min(one[k + 2], other[k + 2]) - max(one[k], other[k]) for k in (0, 1)) <= 0


# --- the rule ---


def layout(x: list[float], y: list[float]) -> dict[str, Any]:
    return {"xaxis": {"range": x}, "yaxis": {"range": y}}


def test_the_name_of_a_rope_is_left_out_where_that_cannot_be_seen_and_it_lies_over_something(
    page: Page,
) -> None:
    picture = layout([0, 10], [0, 10]) | {"room": 400, "tall": 400}
    written = {"text": "", "wide": 40, "high": 15, "clear": 10}
    place = {"written": written, "at": [5, 5], "side": "middle right"}

    def cramped(over: float, taken: list[float]) -> bool:
        return bool(page.evaluate("given => page.isCramped(...given)", [place, over, picture, [taken]]))

    number, elsewhere = [220, 190, 240, 210], [20, 190, 40, 210]
    assert cramped(0.01, number) and cramped(-0.01, number)
    assert not cramped(1, number) and not cramped(0.01, elsewhere)


def test_a_curve_is_named_on_the_side_where_no_other_is_near(page: Page) -> None:
    grid = [k / 10 for k in range(11)]
    low, middle, high = [2.0] * 11, [5 - x for x in grid], [5.0] * 11
    first = "([own, others, ...given]) => page.alongCurve(own, given[0], [own, ...others], given[1], {})[0]"

    def named(own: list[float], *others: list[float]) -> tuple[str, float]:
        place = page.evaluate(first, [own, others, grid, layout([0, 1], [0, 10])])
        return place["side"], place["at"][0]

    # Between two others: on the side of the farther one, and where that is farthest.
    assert named(middle, low, high) == ("bottom center", 0.3)
    assert named(low, middle, high)[0] == named(high, low, middle)[0] == "top center"

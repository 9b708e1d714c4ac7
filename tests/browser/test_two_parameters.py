"""Journeys over the home page with two parameters, the numbers on screen checked against the core."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run, trace
from sgd_ui.drawing.palette import DARK, LIGHT
from sgd_ui.stage.landscape import path_range
from sgd_ui.words.numerals import glance
from tests.browser.stage import (
    Open,
    box,
    data,
    follows,
    log,
    part,
    query,
    scrub,
    told_by_stages,
    traces,
    unfold,
    wait_query,
    wait_update,
)

pytestmark = pytest.mark.browser


def pair(page: Page) -> list[float]:
    return [float(number) for number in data(page)["w"].split(",")]


def test_a_line_is_played_stage_by_stage_and_rests_on_the_cores_bits(open_page: Open) -> None:
    run = Run(problem="line")
    columns, best = trace(run), run.model.best(*run.points)
    page = open_page("?problem=line&speed=slow")
    assert box(part(page, "play"))["y"] < 768 - 40
    unfold(page, "steps")
    told = told_by_stages(page)
    results = ["sample 1", "0", "−0.2, −2", "0.002, 0.02", "0.9600"]
    assert [result for _, _, result in told] == results
    page.locator("[data-part=speed]").select_option("10")
    for update in (60, 61, 800):
        scrub(page, update)
        assert pair(page) == columns.parameters[update].tolist()
    lines = log(page)
    w, b = columns.parameters[800].tolist()
    assert lines[-1] == f"Predict (after training) 4 {w * 4 + b!r}"
    assert f"w= {w!r}  b= {b!r}  loss= {columns.loss[-1].item()!r}" in lines[-2]
    away = float(((columns.parameters[800] - best) ** 2).sum() ** 0.5)
    assert float(part(page, "metric-distance").text_content()) == pytest.approx(away, rel=6e-4)
    page.locator(".samplewise-stage").focus()
    page.keyboard.press("ArrowLeft")
    wait_update(page, 799)
    found = traces(page, "cost")
    colour = LIGHT.few[columns.samples(798)[0]]
    valley, pull = follows(found, "line", wears="line")
    assert {valley["line"]["color"], pull["line"]["color"]} == {colour}
    x, y = (points[columns.samples(798)[0]] for points in run.points)
    assert pull["x"][1] * x + pull["y"][1] == pytest.approx(y)
    assert [pull["x"][0], pull["y"][0]] == columns.parameters[798].tolist()
    (trail,) = [t for t in follows(found, "trail") if "only" not in t["meta"]]
    assert [trail["x"][-1], trail["y"][-1]] == columns.parameters[799].tolist()
    spans = page.locator("[data-chart=cost] .js-plotly-plot").evaluate(
        "plot => [[...plot.layout.xaxis.range], [...plot.layout.yaxis.range]]"
    )
    assert [tuple(span) for span in spans] == [path_range(columns, best, axis) for axis in (0, 1)]
    expect(page.locator("[data-chart=cost] .contourlayer path").nth(3)).to_be_attached()
    wait_query(page, {"problem": "line", "at": "799", "speed": "10"})


def test_a_probability_follows_its_curve_in_either_language(open_page: Open) -> None:
    run = Run(problem="logistic", sampling="reshuffle", lr=0.1, epochs=30)
    columns = trace(run)
    page = open_page("?problem=logistic&sampling=reshuffle&lr=0.1&epochs=30&at=77&lang=zh", scheme="dark")
    assert pair(page) == columns.parameters[77].tolist()
    unfold(page, "steps")
    expect(page.locator(".sw-metrics")).to_contain_text("标签为 1 的概率")
    expect(part(page, "live")).to_contain_text(f"变到 {glance(columns.parameters[77, 1])}。")
    (curve,) = [t for t in follows(traces(page, "data"), "curve") if "ago" not in t["meta"]]
    expected = [run.model.predict(tuple(columns.parameters[77].tolist()), x) for x in curve["x"]]
    assert curve["y"] == pytest.approx(expected, rel=1e-12)
    i = columns.samples(76)[0]
    before = run.model.predict(tuple(columns.parameters[76].tolist()), run.points[0][i])
    results = page.locator(".sw-card-result").all_text_contents()
    assert float(results[1]) == pytest.approx(before, abs=6e-5)
    assert "–" not in "".join(page.locator(".sw-card-given").all_text_contents() + results)
    lit = follows(traces(page, "cost"), "line", wears="line")
    assert {t["line"]["color"] for t in lit} == {DARK.few[1]}
    part(page, "end").click()
    wait_update(page, 600)
    end = run.model.predict(tuple(columns.parameters[-1].tolist()), 4.0)
    assert log(page)[-1] == f"Predict (after training) 4 {float(f'{end:.12g}')!r}"
    part(page, "tab-table").click()
    row = part(page, "table").locator("tbody tr").last.locator("td").all_text_contents()
    assert {repr(number) for number in columns.gradient[-1].tolist()} <= set(row)
    again = open_page("?" + re.sub("&lang=zh", "", query(page)))
    assert pair(again) == columns.parameters[-1].tolist()
    expect(again.locator(".sw-metrics")).to_contain_text("probability of a 1")


def test_contour_lines_fill_what_is_seen_however_far_a_run_flies(open_page: Open) -> None:
    page = open_page("?problem=line&data=noisy-20&lr=1.2&at=6")
    plot = page.locator("[data-chart=cost] .js-plotly-plot")
    seen, lines = plot.evaluate(
        "plot => [plot.layout.xaxis.range, plot.data.find(({ type }) => type === 'contour').x]"
    )
    first, *_, last = lines
    assert (first, last) == pytest.approx(tuple(seen))
    assert abs(last - first) > 100
    expect(page.locator("[data-chart=cost] .contourlayer path").nth(3)).to_be_attached()

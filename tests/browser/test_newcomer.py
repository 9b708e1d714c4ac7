"""An optimizer added as one entry of its registry plays, is explained and can be taken away."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from sgd_core import Run, trace
from sgd_core.programs import numpy_program, torch_program
from tests.browser import engines
from tests.browser.conftest import Profiles, opening
from tests.browser.engines import same_bits
from tests.browser.stage import STAGE, Open
from tests.newcomers import NEWCOMERS
from tests.wire import serving

pytestmark = pytest.mark.browser

NAME = NEWCOMERS["optimizer"][1].name
RULE = r"v \leftarrow \mu v + g_{\theta}"
_ADDED = """
from tests.newcomers import NEWCOMERS
registry, entry = NEWCOMERS["optimizer"]
registry[entry.name] = entry
"""


@pytest.fixture(autouse=True)
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    registry, entry = NEWCOMERS["optimizer"]
    monkeypatch.setitem(registry, entry.name, entry)


@pytest.fixture(scope="module")
def open_page(profiles: Profiles) -> Iterator[Open]:
    """Opens views of an app whose process has been given the entry, and nothing else."""
    with serving(asked=True) as server:
        server.run(_ADDED)
        with opening(server.url, profiles) as open_view:
            yield open_view


def test_it_plays_on_the_stage_and_is_explained_there(open_page: Open) -> None:
    run = Run(problem="line", optimizer=NAME, lr=0.02, epochs=30)
    page = open_page(f"?problem=line&optimizer={NAME}&lr=0.02&epochs=30&lang=en")
    told = page.locator(".sw-card annotation").all_text_contents()
    assert RULE in told and r"\theta \leftarrow \theta - \eta\frac{v}{\sqrt{1 + v^2}}" in told
    page.locator(STAGE).focus()
    page.keyboard.press("End")
    expect(page.locator(STAGE)).to_have_attribute("data-update", str(run.updates))
    shown = page.locator(STAGE).get_attribute("data-w")
    assert [float(part) for part in (shown or "").split(",")] == trace(run).parameters[-1].tolist()
    fold = page.get_by_test_id("stExpander").filter(has_text="The mathematics")
    fold.locator("summary").click()
    expect(fold.locator("annotation").filter(has_text=r"\sqrt{1 + v^2}")).to_have_count(1)
    assert fold.locator(".katex-error").count() == 0


@pytest.mark.parametrize("batch", [1, 3, "all"])
def test_the_engine_makes_its_runs_with_the_core_s_bits(blank: Page, batch: int | str) -> None:
    several = [Run(problem=problem, optimizer=NAME, batch=batch) for problem in ("origin", "huber", "deep")]
    for run, found in zip(several, engines.played(blank, several), strict=True):
        assert same_bits(found["parameters"], trace(run).parameters)


@pytest.mark.parametrize("problem", ["origin", "line", "logistic"])
def test_both_programs_hold_its_rule(problem: str) -> None:
    run = Run(problem=problem, optimizer=NAME, epochs=20)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(numpy_program(run, 4.0, "en"), {})
    last = printed.getvalue().splitlines()[-1].split()
    found = [
        float(value) for name, value in zip(last, last[2:], strict=False) if name in run.model.parameters
    ]
    assert found == trace(run).parameters[-1].tolist()
    for program in (numpy_program(run, 4.0, "en"), torch_program(run, 4.0, "zh")):
        assert "velocity = momentum * velocity + grad" in program

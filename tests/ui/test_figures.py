"""Every figure that leaves the house is one that Plotly takes."""

from __future__ import annotations

import base64
import json

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.colors import sample_colorscale

from sgd_core.link import query_of
from sgd_ui.drawing import palette
from sgd_ui.drawing.palette import HEIGHTS, on_scale
from sgd_ui.frame import shell
from sgd_ui.pages.registry import STATIONS
from sgd_ui.stage.player import typed_array, written
from tests.ui.opened import link_of, open_page, stage, stills, visit

#: What no scene shows: the other problems of the home page, a run that diverges, and the surface.
FURTHER = {
    "home": [
        "",
        "problem=line",
        "problem=logistic",
        "problem=huber",
        "data=noisy-200&batch=all",
        "lr=10&epochs=1000",
    ],
    "saddle": ["surface=yes", "surface=yes&problem=deep"],
}


def links(page: str) -> list[str]:
    """The scenes of a page, and what else it can show."""
    further = FURTHER.get(page, [])
    station = STATIONS[page]
    scenes = [query_of(link_of(visit(station.page, each.run, each.view))) for each in station.scenes]
    return [*scenes, *further]


#: Each link in one of the themes, in turn: every page meets both.
SHOWN = [(page, link, ("light", "dark")[k % 2]) for page in STATIONS for k, link in enumerate(links(page))]


@pytest.mark.parametrize(("page", "link", "theme"), SHOWN)
def test_plotly_takes_every_figure_of_every_scene(
    page: str, link: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "palette", lambda _: palette.palette(theme))
    app = open_page(shell.file_of(page), link)
    assert not app.exception
    drawn = [figure for chart in stage(app)["charts"] for figure in chart["figures"].values()] + stills(app)
    assert len(drawn) >= 2
    for figure in drawn:
        assert figure.keys() == {"data", "layout"}
        taken = go.Figure(figure)
        assert taken.layout.paper_bgcolor == palette.palette(theme).background
        # An array that Plotly took for nothing would be gone.
        assert [each.keys() - {"type"} for each in figure["data"]] == [
            set(each.to_plotly_json()) - {"type"} for each in taken.data
        ]


@pytest.mark.parametrize(
    "values",
    [
        np.array([0.5, np.nan, np.inf, -np.inf]),
        np.arange(6.0, dtype="<f4").reshape(2, 3),
        np.arange(-3, 300),
        np.array([0, 255]),
        np.array([-(2**31), 2**31 - 1]),
        np.array([0, 2**40]),
        np.array([[1, 2], [3, 70_000]]),
    ],
    ids=str,
)
def test_an_array_reads_back_to_its_own_bits(values: np.ndarray) -> None:
    spec = typed_array(values)
    assert spec["dtype"] in {"i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"}
    read = np.frombuffer(base64.b64decode(spec["bdata"]), f"<{spec['dtype']}")
    shape = [int(size) for size in spec.get("shape", str(len(read))).split(",")]
    np.testing.assert_array_equal(read.reshape(shape), values)


def test_what_is_no_number_is_null_outside_arrays() -> None:
    document = {"x": [1.0, float("nan")], "y": np.array([]), "z": {"at": (np.float64("inf"), np.int64(3))}}
    assert json.loads(written(document)) == {"x": [1.0, None], "y": [], "z": {"at": [None, 3]}}


def test_the_continuous_scale_is_plotlys_to_the_letter() -> None:
    low, high = HEIGHTS
    steps = [high + (low - high) * k / 10 for k in range(11)]
    assert [on_scale(step) for step in steps] == sample_colorscale("Viridis", steps)

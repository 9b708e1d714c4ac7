"""A view as one document: what it holds, how large it becomes, what draws it, and what it refuses."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from sgd_ui.__main__ import main
from sgd_ui.alone.bundle import Bundle, bundle
from sgd_ui.alone.columns import laid, planes, rounded
from sgd_ui.alone.common import recoloured, shared
from sgd_ui.alone.markdown import html, inline
from sgd_ui.alone.opened import RefusedError, opened, visited
from sgd_ui.alone.page import Around, document, page, seen_in, told, webpage
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.frame.shell import Frame
from sgd_ui.pages.registry import STATIONS
from sgd_ui.site import folder
from sgd_ui.site.leaf import Leaf, leaf_of, leaves
from sgd_ui.stage.player import unpacked
from sgd_ui.words.catalogue import LANGUAGES, words_in

WORDS = words_in("en")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text().filter(lambda name: name != "$"), inner),
)


def whole(value: Any, parts: list[Any]) -> Any:
    """As ``browser/common.js`` reads it."""
    if isinstance(value, list):
        return [whole(item, parts) for item in value]
    if not isinstance(value, dict):
        return value
    return (
        whole(parts[value["$"]], parts)
        if "$" in value
        else {name: whole(item, parts) for name, item in value.items()}
    )


@given(st.lists(JSON, min_size=1, max_size=3), st.data())
def test_what_documents_share_is_written_once_and_read_back(drawn: list[Any], data: st.DataObject) -> None:
    pick = st.sampled_from(drawn)
    documents = {
        name: {"a": data.draw(pick), "b": [data.draw(pick)]} for name in ("en light", "en dark", "zh")
    }
    found, parts = shared(documents)
    assert {name: whole(document, parts) for name, document in found.items()} == documents
    texts = [json.dumps(part) for part in parts]
    assert len({*texts}) == len(texts)


def test_the_dark_theme_is_the_light_one_in_other_colours_or_stands_by_itself() -> None:
    light = {"line": "#111111", "marks": ["#222222", {"size": 3, "text": "w"}]}
    dark = {"line": "#eeeeee", "marks": ["#dddddd", {"size": 3, "text": "w"}]}
    both = {"en light": light, "en dark": dark}
    assert recoloured(both) == ({"en light": light}, {"#111111": "#eeeeee", "#222222": "#dddddd"})
    for other in ({**dark, "marks": ["#dddddd", {"size": 4, "text": "w"}]}, {**dark, "more": 1}):
        assert recoloured({**both, "en dark": other}) == ({**both, "en dark": other}, {})
    # One colour cannot become two.
    same = {"en light": ["#111111", "#111111"], "en dark": ["#111111", "#eeeeee"]}
    assert recoloured(same) == (same, {})


def read(dtype: str, length: int, text: str) -> NDArray[Any]:
    """As ``browser/columns.js`` reads a plane."""
    bytes_ = np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, length)
    return bytes_.T.copy().view(f"<{dtype}").ravel()


def test_a_document_brings_the_columns_that_are_read_with_the_bits_of_those_that_are_told() -> None:
    seen = opened(STATIONS["optimizers"], {"epochs": "2"}).seen("en", LIGHT)
    assert seen
    _, columns = unpacked(seen.staged.columns.message)
    found = {name: read(*told) for name, *told in planes(seen.staged)}
    # Nothing on this page reads a distance.
    assert {*found} == {name for name in columns if not name.endswith(".distance")}
    for name, column in found.items():
        if name.partition(".")[2] in ("w", "b", "sample", ""):
            assert column.tobytes() == columns[name].tobytes(), name


@given(arrays(np.float64, st.integers(1, 5), elements=st.floats(width=64)))
def test_numbers_in_few_bytes_are_nearly_the_same_and_finite_or_zero_where_those_are(
    values: NDArray[np.float64],
) -> None:
    found = rounded(values)
    assert (np.isfinite(found) == np.isfinite(values)).all() and ((found == 0) == (values == 0)).all()
    seen = np.isfinite(values) & (np.abs(values) > 1e-30)
    assert np.allclose(found[seen], values[seen], rtol=2.5e-4, atol=0)


def test_an_array_of_a_figure_is_read_back_from_its_planes() -> None:
    values = np.linspace(-1, 2, 12).reshape(3, 4)
    told = laid(values)
    assert told["shape"] == "3, 4"
    # A thousand heights are told apart.
    assert np.allclose(read(*told["planes"]), values.ravel(), atol=3 / 1024)
    assert (read(*laid(values.ravel())["planes"]) == rounded(values.ravel())).all()


@pytest.mark.parametrize("name", STATIONS)
def test_the_opening_of_each_page_is_no_larger_than_is_said_and_its_size_is_known_before(name: str) -> None:
    view = opened(STATIONS[name], {})
    text = page(view, bundle(WORDS)).encode()
    assert len(text) <= 5_300_000 and len(gzip.compress(text)) <= 1_650_000
    seen = view.seen("en", LIGHT)
    assert seen
    file = webpage(view.station, view.at, seen.staged, Frame(words_in("en", name), LIGHT, ""))
    assert file.size and abs(file.size / len(text) - 1) < 0.04
    assert file.write() == page(visited(view.station, view.at), bundle(WORDS)).encode()


@pytest.mark.parametrize("name", STATIONS)
def test_a_document_says_the_verdict_of_the_app_and_its_mathematics_in_each_language(name: str) -> None:
    station = STATIONS[name]
    view = opened(station, {})
    text = page(view, bundle(WORDS)).split("<script")[0]
    for lang in LANGUAGES:
        words = words_in(lang, name)
        seen = view.seen(lang, LIGHT)
        assert seen and bool(seen.verdict) == (name != "home")
        assert inline(seen.verdict) in text
        assert html(station.mathematics(view.at, words)) in text
    # The other language waits.
    assert len(re.findall('<div data-in lang="zh" hidden>', text)) == (1 if name == "home" else 2)


@pytest.mark.parametrize(
    ("name", "params", "live"),
    [("home", {}, True), ("home", {"gradient": "svrg"}, False), ("note", {}, False), ("saddle", {}, False)],
)
def test_what_only_plays_offers_no_handle(name: str, params: dict[str, str], live: bool) -> None:
    view = opened(STATIONS[name], params)
    sent = told(view, {lang: seen_in(view, lang) for lang in LANGUAGES}, "en", Around())
    for lang in LANGUAGES:
        words = words_in(lang, name)
        document = whole(sent["documents"][f"{lang} light"], sent["parts"])
        marks = {mark["text"] for chart in document["charts"] for mark in chart["key"]}
        assert bool(document["engine"]) == live and marks
        assert bool(marks & {words["key.handle"], words["key.start"]}) == live
        assert any(chart["grasps"] for chart in document["charts"]) == live


def test_a_document_runs_its_own_scripts_and_asks_nobody() -> None:
    text = page(opened(STATIONS["home"], {"lr": "0.05"}), bundle(WORDS))
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1])  # type: ignore[index]
    scripts = re.findall(r"<script(?: type=\"module\")?>(.*?)</script>", text, re.S)
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in scripts
    }
    assert len(scripts) == 2 and policy.startswith("default-src 'none'; ")
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert {*allowed["script-src"].split()} == hashes
    assert not re.findall(r'(?:src|href)="(?!data:)', text.split("<script")[0])


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("/** plotly.js (basic - minified) v4.0.0 */", ""),
        ("/** plotly.js v4.9.0 */", ""),
        ("/** plotly.js (basic - minified) v3.7.0 */", "3.7.0"),
        ("<!doctype html>", "no bundle"),
    ],
)
def test_only_a_bundle_of_the_installed_major_draws(tmp_path: Path, head: str, said: str) -> None:
    path = tmp_path / "some.js"
    path.write_text(head, encoding="utf-8")
    if not said:
        assert bundle(WORDS, path).draws({"scatter"})
        assert all(bundle(WORDS, path).draws({kind}) != ("basic" in head) for kind in ("contour", "heatmap"))
        return
    with pytest.raises(RefusedError, match=said):
        bundle(WORDS, path)


def test_the_command_line_writes_a_page_and_refuses_in_a_line(tmp_path: Path, capsys: Any) -> None:
    out, flat = tmp_path / "run.html", tmp_path / "basic.js"
    flat.write_text("/** plotly.js (basic - minified) v4.0.0 */", encoding="utf-8")
    link = "http://localhost:8501/saddle?seed=3&lang=zh"
    assert main(["page", "--link", "?lr=0.05&at=7", "--out", str(out), "--plotly", str(flat)]) == 0
    assert f"{out.stat().st_size:,} bytes" in capsys.readouterr().out
    for wrong, said in (
        (["--link", link, "--plotly", str(flat)], "cartesian"),
        (["--link", "?lr=often"], 'lr: "often"'),
        (["--plotly", str(tmp_path / "none.js")], "none.js"),
    ):
        assert main(["page", "--out", str(tmp_path / "no.html"), *wrong]) == 2
        told = capsys.readouterr()
        assert said in told.err and "Traceback" not in told.err and told.err.count("\n") == 1 and not told.out
    assert not (tmp_path / "no.html").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--link", "http://host/app/nosuch?lr=0.1"], "nosuch"),
        (["--link", "http://host/?ler=0.1"], "ler"),
        (["--link", "http://host/?scaling=standard&x=1,2&y=1,2"], "scaling"),
        (["--link", "http://host/your_data?fingerprint=300-0123456789abcdef&lr=0.02"], "300 pairs"),
        (["--link", "http://host/saddle/nosuch/"], "nosuch"),
        (["--app", "javascript:alert(1)"], "https://"),
    ],
)
def test_what_a_page_cannot_be_of_is_refused(
    tmp_path: Path, capsys: Any, wrong: list[str], said: str
) -> None:
    assert main(["page", "--out", str(tmp_path / "no.html"), *wrong]) == 2
    told = capsys.readouterr()
    assert said in told.err and "Traceback" not in told.err and not (tmp_path / "no.html").exists()


@pytest.mark.parametrize("leaf", [*leaves()], ids=lambda leaf: leaf.folder or "front")
def test_every_page_of_the_site_is_known_by_its_address(leaf: Leaf) -> None:
    for address in (f"https://host/course/{leaf.folder}", f"https://host/{leaf.folder}index.html?at=3"):
        found = leaf_of(address)
        assert found == leaf._replace(params=dict(leaf.params) | ({"at": "3"} if "?" in address else {}))
    assert leaf_of(leaf.in_app("https://host/app/"))[::2] == (leaf.page, leaf.lang)


def test_a_page_leads_to_its_view_in_the_app(tmp_path: Path) -> None:
    out, flat = tmp_path / "run.html", tmp_path / "flat.js"
    flat.write_text("/** plotly.js (cartesian - minified) v4.0.0 */", encoding="utf-8")
    asked = ["--link", "/saddle?seed=3&w0=0.5,1", "--app", "https://host/app/", "--lang", "zh"]
    assert main(["page", "--out", str(out), "--plotly", str(flat), *asked]) == 0
    assert 'href="https://host/app/saddle?seed=3&amp;w0=0.5,1&amp;lang=zh"' in out.read_text(encoding="utf-8")


def test_a_bundle_that_is_not_known_to_draw_what_a_page_needs_is_refused() -> None:
    drawn = {part: Bundle("", "4.0.0", part).draws({"scatter", "contour"}) for part in ("", "geo", "finance")}
    assert drawn == {"": True, "geo": False, "finance": False}
    assert Bundle("", "4.0.0", "cartesian").draws({"contour"}) and Bundle("", "4.0.0", "basic").draws(
        {"scatter"}
    )


def test_a_site_is_whole_or_is_not_there(tmp_path: Path, capsys: Any) -> None:
    flat = tmp_path / "basic.js"
    flat.write_text("/** plotly.js (basic - minified) v4.0.0 */", encoding="utf-8")
    assert main(["site", "--out", str(tmp_path / "site"), "--plotly", str(flat)]) == 2
    assert "cartesian" in capsys.readouterr().err and not (tmp_path / "site").exists()


def test_a_site_that_is_built_again_takes_its_older_files_away_and_no_others(tmp_path: Path) -> None:
    older, mine = folder._named("stage.js", "1"), ["stage.js", "notes.txt", "plotly.0123.js"]
    kept = folder._named("stage.js", "2")
    for name in (older, kept, *mine):
        (tmp_path / name).touch()
    folder._clear(tmp_path, {kept})
    assert {path.name for path in tmp_path.iterdir()} == {kept, *mine}


def test_a_document_leaves_nothing_behind_where_there_is_no_session() -> None:
    for name in STATIONS:
        assert opened(STATIONS[name], {"x": "1,2,3", "y": "1,0,1"}).seen("en", LIGHT)
    assert not dict(streamlit.session_state)


@pytest.mark.parametrize(
    ("base", "leads"),
    [
        ("https://someone.github.io/samplewise", "https://github.com/someone/samplewise#start"),
        ("https://example.org/someone.github.io/x", ""),
        ("https://someone.github.io/a/b", ""),
        ("", ""),
    ],
)
def test_a_site_on_github_pages_leads_to_its_program(base: str, leads: str) -> None:
    assert folder._source(base) == leads
    view = opened(STATIONS["home"], {})
    text = document(view, "en", Around(source=folder._source(base)), "", bundle(WORDS))
    foot = text.split("<footer")[1].split("</footer>")[0]
    assert (f'href="{leads}"' in foot) == bool(leads) and ("<code" in foot) != bool(leads)

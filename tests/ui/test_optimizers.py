"""The race of the optimizers: sweeps and verdicts against plain loops, its dials, its link, its answers."""

import json
import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgd_core import Run, theory, trace
from sgd_core.equations import rule
from sgd_core.latex import lines
from sgd_core.link import described, params_of
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.frame.page import RACE_SPEEDS
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.optimizers import figures, findings, sweep, view
from sgd_ui.runs.sweeps import Sweep
from sgd_ui.stage.player import packed
from sgd_ui.words.catalogue import LANGUAGES, words_in
from sgd_ui.words.numerals import exact, short
from tests.effort import draws
from tests.ui.formulas import values
from tests.ui.opened import answered, as_plotly, open_page, query, stage, told, visit, widget

PAGE = "pages/optimizers.py"
OFFSET = Run(problem="line", data="offset", epochs=12, lr=0.03)
OUTLIERS = Run(problem="huber", epochs=15, lr=0.05, sampling="reshuffle", seed=4)
LABELS = Run(problem="logistic", epochs=6, lr=0.2, batch=3)
PAIRS = Run(problem="autoencoder", data="mirrored-40", w0=[0.3, 0.8], epochs=3, lr=0.002)
SEPARABLE = Run(problem="logistic", x=[1, 2, 3, 4], y=[0, 0, 1, 1], lr=1.0, epochs=9)
#: As long in every direction: a circle of minima.
ROUND = Run(problem="autoencoder", x=[1, -1, 1, -1], y=[1, 1, -1, -1], w0=[0.3, 0.1])
NAMES = {name: words_in("en", "optimizers").choice("optimizer", name) for name in OPTIMIZERS}


def mean_loss(run: Run, w: list[float]) -> float:
    losses = [run.model.loss(tuple(w), x, y) for x, y in zip(*run.points, strict=True)]
    return sum(losses) / len(losses)


def path(run: Run) -> list[list[float]]:
    """Where a run races, a row an update: its parameters, or their mean so far."""
    rows = trace(run).parameters.tolist()
    if run.optimizer != "averaged":
        return rows
    means = [rows[0]]
    for t in range(1, len(rows)):
        means.append([math.fsum(row[i] for row in rows[1 : t + 1]) / t for i in range(len(rows[0]))])
    return means


def end(run: Run) -> float:
    """The mean loss averaged over the updates of the last epoch, by plain loops."""
    if trace(run).diverged:
        return math.inf
    last = path(run)[1:][-run.updates_per_epoch :]
    mean = sum(mean_loss(run, w) for w in last) / len(last)
    return mean if math.isfinite(mean) else math.inf


def least(run: Run) -> float:
    minima = [point.parameters for point in run.model.critical(*run.points) if point.kind == "minimum"]
    return min(mean_loss(run, list(w)) for w in minima)


def link_of(run: Run, **further: str) -> str:
    return "&".join(f"{name}={text}" for name, text in (run.to_params() | further).items())


def visit_to(run: Run, **chosen: str) -> Visit:
    return visit(view.PAGE, run, {name.replace("_", "."): text for name, text in chosen.items()})


def frame(lang: str = "en") -> Frame:
    return Frame(words_in(lang, "optimizers"), LIGHT, "")


@pytest.mark.parametrize(
    ("run", "optimizer"),
    [
        (OFFSET, "momentum"),
        (OFFSET, "averaged"),
        (OUTLIERS, "averaged"),
        (LABELS, "adam"),
        (PAIRS, "rmsprop"),
    ],
    ids=lambda value: getattr(value, "problem", value),
)
def test_a_sweep_is_the_single_runs_at_its_rates(run: Run, optimizer: str) -> None:
    run = run.replaced(optimizer=optimizer)
    lrs = findings.rates(run, [run.lr])
    found = findings.sweep(run, lrs)
    assert found.lrs == lrs and run.lr in lrs
    above = [end(run.replaced(lr=lr)) - least(run) for lr in lrs]
    assert found.values.tolist() == pytest.approx(above, rel=1e-9, abs=1e-14)
    cheapest = min(range(len(lrs)), key=lambda k: (above[k], k))
    assert found.best == (lrs[cheapest], found.values[cheapest])
    late = findings.late_loss(findings.shown(trace(run)))
    assert late - least(run) == pytest.approx(found.at(run.lr), rel=1e-9)


@pytest.mark.parametrize("run", [OFFSET, OUTLIERS, PAIRS], ids=lambda run: run.problem)
def test_the_rates_of_a_sweep_span_decades_around_the_limit_of_descent(run: Run) -> None:
    lrs = np.array(findings.rates(run))
    (minimum, *_) = findings.minima(run)
    limit = theory.descent_limit(run.model, minimum, *run.points)
    assert len(lrs) >= 25 and lrs[-1] / lrs[0] >= 1e4
    assert lrs[0] < limit / 1000 and lrs[-1] > 900 * limit
    assert np.abs(lrs / limit - 1).min() < 0.01
    assert np.ptp(np.diff(np.log(lrs))) < 0.02


def test_a_rate_in_use_joins_the_sweep_where_it_lies_inside() -> None:
    assert 0.0123 in findings.rates(OFFSET, [0.0123])
    assert findings.rates(OFFSET, [1e9, 0.0]) == findings.rates(OFFSET)


def test_the_edge_of_a_sweep_is_named_where_the_best_lies_there() -> None:
    def edge(*losses: float) -> str | None:
        return findings.edge(Sweep(tuple(range(1, len(losses) + 1)), np.array(losses)))

    assert edge(1.0, 2.0, 3.0) == "low"
    assert edge(3.0, 2.0, 1.0) == "high"
    assert edge(2.0, 1.0, math.inf) is None
    assert edge(1.0, 1.0, 2.0) is None
    assert edge(math.inf, math.inf) is None


def test_the_order_at_the_end_ties_what_no_digit_tells_apart() -> None:
    found = findings.ranked({"a": 0.5, "b": 0.12345, "c": math.inf, "d": 0.12349})
    assert found.lowest == ("b", "d") and found.others == ("a",) and found.diverged == ("c",)
    assert findings.ranked({"a": math.inf}).lowest == ()


@pytest.mark.parametrize("run", [OFFSET, OUTLIERS, LABELS, PAIRS], ids=lambda run: run.problem)
def test_rounding_of_the_loss_is_no_excess_and_nothing_lies_below_the_least(run: Run) -> None:
    found, expected = findings.least_loss(run), least(run)
    assert found.loss == pytest.approx(expected, rel=1e-14)
    # All that a change of the parameters by their rounding does to the loss.
    (minimum, *_) = (p.parameters for p in run.model.critical(*run.points) if p.kind == "minimum")
    near = [mean_loss(run, [w * (1 + k * 2**-52) for w in minimum]) for k in range(-3, 4)]
    assert findings.excess(np.array([*near, expected - 1e-9]), found).tolist() == [0] * 8
    above = findings.excess(np.array([expected + 1e-11, math.inf]), found).tolist()
    assert above == [pytest.approx(1e-11, rel=1e-3), math.inf]
    losses = np.array([1.0])
    assert findings.excess(losses, None) is losses


def test_on_samples_that_fit_exactly_nobody_wins_by_rounding() -> None:
    link = "problem=line&x=2.8,0.8,-1.5,-2.6&y=5.16,1.76,-2.15,-4.02&lr=0.05&epochs=600&batch=all"
    run = Run.from_params(described(params_of(link)))
    assert findings.least_loss(run).loss == 0 < least(run)
    at = visit_to(run, b_optimizer="nesterov")
    shown, words = view.race(at, frame()), frame().words
    text = view.verdict(shown, words)
    ends = {word: end(run.replaced(optimizer=word)) for word in ("sgd", "nesterov", "adam")}
    assert max(ends["sgd"], ends["nesterov"]) < 1e-28 < ends["adam"]
    last_bits = np.array([0.0, least(run), 4e-33])
    assert findings.excess(last_bits, findings.least_loss(run)).tolist() == [0, 0, 0]
    assert (
        "SGD and Nesterov momentum**, which no more than rounding tells from the least there is, 0; "
        f"Adam: {short(ends['adam'])} above." in text
    )
    # One of these rates would win by its last bits; the smallest that is as good does.
    lrs = (0.04, 0.05, 0.06)
    found = findings.sweep(run, lrs)
    assert found.values.tolist() == [0, 0, 0] and found.best == (lrs[0], 0) and findings.edge(found) is None
    text = sweep.sweep_table(shown, dict.fromkeys("abc", found), words)
    assert text.count("| 0.04 → 0 as far as doubles show |") == 3
    asked = view.question(visit_to(run.replaced(lr=0.005)), words)
    assert "above the least there is: SGD: 0 as far as doubles show; momentum" in asked.answer()[1]


def test_the_racers_share_all_but_their_optimizer_and_rate() -> None:
    run = OFFSET.replaced(beta1=0.5, eps=1e-6)
    found = findings.racers(run, {"b": "adam", "c": "none", "d": "adagrad"}, {"b": 0.1, "d": None})
    assert {each.key: each.run for each in found} == {
        "a": run,
        "b": run.replaced(optimizer="adam", lr=0.1),
        "d": run.replaced(optimizer="adagrad"),
    }
    plain = {each.key: each.run.eps for each in findings.racers(OFFSET, {"b": "adam", "c": "adagrad"}, {})}
    assert (plain["b"], plain["c"]) == (1e-8, 1e-10)


@given(
    st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-9),
    st.floats(-1e6, 1e6),
    st.sampled_from([1e-3, 1.0, 100.0]),
)
def test_an_arrow_on_a_dial_keeps_its_direction_and_the_logarithm_of_its_length(
    x: float, y: float, reach: float
) -> None:
    ((across, up),) = figures.on_dial(np.array([[x, y]]), reach)
    out = 1 + math.log10(math.hypot(x, y) / reach) / 4
    assert math.hypot(across, up) == pytest.approx(min(max(out, 0.0), figures.OUTSIDE), rel=1e-9, abs=1e-9)
    if out > 1e-6:
        assert math.atan2(up, across) == pytest.approx(math.atan2(y, x), abs=1e-9)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam", "averaged"])
@pytest.mark.parametrize("run", [OFFSET, PAIRS], ids=lambda run: run.problem)
def test_the_dials_show_the_cores_gradient_and_the_step_that_was_taken(run: Run, optimizer: str) -> None:
    run = run.replaced(optimizer=optimizer)
    own, reach = trace(run), 10.0
    racing = findings.shown(own)
    columns = figures.beside(racing, own, findings.least_loss(run), reach)
    names = run.model.parameters
    rows = path(run)
    for t in (0, 1, len(own) - 1):
        step = [b - a for a, b in zip(rows[t], rows[t + 1], strict=True)]
        pull = [-run.lr * g for g in own.gradient[t].tolist()]
        for word, arrow in (("to", step), ("from", pull)):
            out = min(max(0.0, 1 + math.log10(math.hypot(*arrow) / reach) / 4), figures.OUTSIDE)
            expected = [out * part / math.hypot(*arrow) for part in arrow]
            shown = [columns[f"{word}_{name}"][t + 1] for name in names]
            assert shown == pytest.approx(expected, rel=1e-6, abs=1e-9)
    above = [mean_loss(run, w) - least(run) for w in rows]
    assert columns["excess"].tolist() == pytest.approx(above, rel=1e-6, abs=1e-12)
    for i, name in enumerate(names):
        drawn = columns.get(f"own_{name}")
        assert (drawn is not None) == (optimizer == "averaged")
        assert drawn is None or drawn.tolist() == own.parameters[:, i].tolist()


@pytest.mark.parametrize("lr", [1000.0, 1e9])
def test_rings_fit_runs_that_leave_at_once_and_what_is_longer_is_marked(lr: float) -> None:
    shown = view.race(visit_to(view.PAGE.opening.replaced(lr=lr, epochs=3)), frame())
    firsts = [math.dist(*each.trace.parameters[:2].tolist()) for each in shown.contestants]
    assert max(firsts) <= shown.reach < 100 * lr
    figure = go.Figure(view.charts(visit_to(OFFSET), shown, frame())[2].figures[""])
    assert sum("off_" in str(drawn.meta.get("formula")) for drawn in figure.data) == 6
    title = figure.layout.annotations[0].text
    assert f"{exact(shown.reach)}; below {exact(shown.reach / 1e4)}: centre" in title
    for each in shown.contestants:
        moves = {"to": np.diff(each.trace.parameters, axis=0), "from": lr * each.trace.gradient}
        for word, arrows in moves.items():
            far = np.hypot(*arrows.T) > shown.reach
            assert (each.beside[f"off_{word}"][1:] == 0).tolist() == far.tolist()


def test_on_large_rates_a_loss_curve_is_whole_and_nobody_is_told_to_be_below_the_start() -> None:
    for lr, lang in ((1e9, "en"), (1000.0, "zh")):
        run = view.PAGE.opening.replaced(lr=lr)
        shown, words = view.race(visit_to(run), frame(lang)), frame(lang).words
        pictures = view.charts(visit_to(run), shown, frame(lang))[1].figures
        highest = min(each.trace.mean_loss.max() for each in shown.contestants)
        low, high = pictures["linear"]["layout"]["yaxis"]["range"]
        assert low <= 0.5 and highest <= high
        assert math.log10(highest - least(run)) <= pictures["log"]["layout"]["yaxis"]["range"][1]
        start = short(mean_loss(run, list(run.w0)) - least(run))
        assert words.format("optimizers.above_start_excess", start=start) in view.verdict(shown, words)
    below = view.verdict(view.race(visit_to(OFFSET), frame()), frame().words)
    assert "Nobody ends below the start" not in below


@pytest.mark.parametrize("run", [view.PAGE.opening, OFFSET], ids=lambda run: run.problem)
def test_who_leaves_a_picture_is_named(run: Run) -> None:
    shown, words = view.race(visit_to(run), frame()), frame().words
    charts = view.charts(visit_to(run), shown, frame())
    _, top = charts[1].figures["linear"]["layout"]["yaxis"]["range"]
    gone: dict[str, list[str]] = {"paths": [], "losses": []}
    for each in shown.contestants:
        for i, (low, high) in enumerate(shown.spans):
            values = each.trace.parameters[:, i]
            if (values.min() < low or values.max() > high) and each.label not in gone["paths"]:
                gone["paths"].append(each.label)
        if each.trace.mean_loss.max() > top:
            gone["losses"].append(each.label)
    text = view.outside(shown, words)
    for chart, names in gone.items():
        line = words.format(f"optimizers.outside_{chart}", names=words.listed(names)) if names else ""
        assert line in text
    assert bool(text) == any(gone.values())


def test_ends_of_nothing_but_rounding_have_their_own_line_in_the_sweep() -> None:
    shown, words = view.race(visit_to(OFFSET), frame()), frame().words
    for ends in ([0.5, 0.0, 1e-10], [0.5, 0.1, 1e-10]):
        sweeps = dict.fromkeys("abc", Sweep((0.01, 0.03, 0.1), np.array(ends)))
        figure = as_plotly(
            figures.sweep_figure, shown.contestants, sweeps, shown.names, shown.least, 2.0, LIGHT, words
        )
        ruled = [note.text for note in figure.layout.annotations]
        assert (words["optimizers.nothing"] in ruled) == (0.0 in ends)
        assert min(figure.data[0].y) == pytest.approx(1e-11 if 0.0 in ends else 1e-10)


def metas(figure: go.Figure) -> list[dict[str, Any]]:
    """What follows a run."""
    return [drawn.meta for drawn in figure.data if drawn.meta and "run" in drawn.meta]


def test_a_dial_has_the_step_thick_in_the_colour_of_its_run_and_the_pull_dashed() -> None:
    shown = view.race(visit_to(PAIRS, d_optimizer="averaged"), frame())
    figure = go.Figure(view.charts(visit_to(PAIRS), shown, frame())[2].figures[""])
    lines = [drawn for drawn in figure.data if drawn.meta["follow"] == "line"]
    heads = [
        drawn
        for drawn in figure.data
        if drawn.meta["follow"] == "head" and "off_" not in str(drawn.meta["formula"])
    ]
    assert len(lines) == len(heads) == 8
    for line, head in zip(lines, heads, strict=True):
        k = line.meta["run"]
        each = shown.contestants[k]
        word = "from" if line.line.dash else "to"
        assert line.line.width == {"to": 4.0, "from": 1.4}[word]
        assert line.line.color == {"to": each.pen.colour, "from": LIGHT.ink}[word]
        assert head.meta["run"] == k
        scope = {
            f"{word}_{name}": aside for name, aside in zip(PAIRS.model.parameters, (0.5, -0.25), strict=True)
        }
        x, y, *tip = values(line.meta["formula"], scope)
        assert tip == [x + 0.5, y - 0.25] == values(head.meta["formula"], scope)


def test_a_path_is_drawn_from_the_parameters_and_the_mean_beside_its_own_run() -> None:
    shown = view.race(visit_to(OFFSET, b_optimizer="averaged"), frame())
    figure = go.Figure(view.charts(visit_to(OFFSET), shown, frame())[0].figures[""])
    drawn = [(meta["run"], meta["follow"], meta["x"], meta["y"]) for meta in metas(figure)]
    expected = [(k, follow, "w", "b") for k in range(3) for follow in ("whole", "trail", "trail", "head")]
    assert sorted(drawn) == sorted([*expected, (1, "trail", "own_w", "own_b")])


@pytest.mark.parametrize(("run", "known"), [(OFFSET, True), (SEPARABLE, False)])
def test_the_log_scale_shows_what_its_axis_says(run: Run, known: bool) -> None:
    shown = view.race(visit_to(run), frame())
    chart = view.charts(visit_to(run), shown, frame())[1]
    words = frame().words
    assert {meta["y"] for meta in metas(go.Figure(chart.figures["linear"]))} == {"mean_loss"}
    assert {meta["y"] for meta in metas(go.Figure(chart.figures["log"]))} == {"excess"}
    (floor,) = {meta["floor"] for meta in metas(go.Figure(chart.figures["log"])) if "floor" in meta}
    assert floor == min(each.beside["excess"][each.beside["excess"] > 0].min() for each in shown.contestants)
    names = [note["text"] for note in chart.figures["log"]["layout"]["annotations"]]
    assert names[1] == words["optimizers.axis_excess" if known else "axis.mean"]
    assert ("no least one could be named" in chart.alt) != known
    for each in shown.contestants:
        losses = [mean_loss(run, w) - (least(run) if known else 0.0) for w in each.trace.parameters.tolist()]
        assert each.beside["excess"].tolist() == pytest.approx(losses, rel=1e-6, abs=1e-12)


def test_the_rate_of_the_race_is_ringed_where_the_run_ends() -> None:
    at = visit_to(OFFSET)
    shown, words = view.race(at, frame()), frame().words
    sweeps = view.swept(at)
    start = mean_loss(OFFSET, list(OFFSET.w0))
    figure = as_plotly(
        figures.sweep_figure, shown.contestants, sweeps, shown.names, shown.least, start, LIGHT, words
    )
    rings = [drawn for drawn in figure.data if drawn.mode == "markers"]
    assert [ring.marker.line.color for ring in rings] == [each.pen.colour for each in shown.contestants]
    for ring, word in zip(rings, ("sgd", "momentum", "adam"), strict=True):
        assert ring.x == (OFFSET.lr,)
        assert ring.y[0] == pytest.approx(end(OFFSET.replaced(optimizer=word)) - least(OFFSET), rel=1e-9)


@pytest.mark.parametrize("run", [OFFSET, PAIRS, OFFSET.replaced(lr=0.5, epochs=300)], ids=repr)
def test_the_outer_ring_is_the_power_of_ten_above_every_arrow_in_the_picture(run: Run) -> None:
    columns = trace(run)
    (left, right), (low, high) = spans = ((-1.5, 2.5), (-1.5, 2.5))
    lengths = []
    for t, w in enumerate(columns.parameters[1:].tolist()):
        if not (left <= w[0] <= right and low <= w[1] <= high):
            break
        lengths.append(math.dist(w, columns.parameters[t].tolist()))
        lengths.append(run.lr * math.hypot(*columns.gradient[t].tolist()))
    reach = figures.reach_of([columns], spans)
    assert reach / 10 < max(lengths) <= reach
    assert math.log10(reach) == pytest.approx(round(math.log10(reach)), abs=1e-12)


def test_the_mean_races_in_the_place_of_its_run() -> None:
    own = trace(OUTLIERS.replaced(optimizer="averaged"))
    racing = findings.shown(own)
    np.testing.assert_allclose(racing.parameters, path(own.run), rtol=1e-12)
    shown = view.race(visit_to(OUTLIERS, b_optimizer="averaged"), frame())
    mean = shown.contestants[1]
    assert mean.trace.parameters.tolist() == racing.parameters.tolist()
    assert mean.beside["own_w"].tolist() == own.parameters[:, 0].tolist()
    best = OUTLIERS.model.best(*OUTLIERS.points)
    assert mean.distance[-1] == pytest.approx(math.dist(path(own.run)[-1], best))


def test_six_racers_have_six_colours_and_six_dashes() -> None:
    pens = view.pens(LIGHT)
    assert len({colour for colour, _ in pens.values()}) == len({dash for _, dash in pens.values()}) == 6


@pytest.mark.parametrize("run", [OFFSET, OUTLIERS, PAIRS, LABELS], ids=lambda run: run.problem)
def test_the_verdict_is_true_of_the_runs(run: Run) -> None:
    racing = {"a": "sgd", "b": "momentum", "c": "adam", "d": "averaged"}
    ends = {word: end(run.replaced(optimizer=word)) - least(run) for word in racing.values()}
    at = visit_to(run, d_optimizer="averaged")
    text = view.verdict(view.race(at, frame()), frame().words)
    order = sorted(ends, key=ends.get)
    lowest = (
        f"Lowest over the last epoch: {NAMES[order[0]]}**, with a mean loss {short(ends[order[0]])} above"
    )
    assert lowest in text and f"the least there is, {short(least(run))}" in text
    for word in order[1:]:
        assert f"{NAMES[word]}: {short(ends[word])}" in text


def test_who_diverges_is_named_with_the_update() -> None:
    run = OFFSET.replaced(lr=0.5, epochs=300)
    text = view.verdict(view.race(visit_to(run), frame()), frame().words)
    for word in ("sgd", "momentum"):
        columns = trace(run.replaced(optimizer=word))
        assert columns.diverged
        assert f"{NAMES[word]}: at update {columns.end.t:,} its parameters leave what a float holds" in text
    assert "Lowest over the last epoch: Adam" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_loss_beyond_all_numbers_is_no_divergence_of_the_core(lang: str) -> None:
    run = OFFSET.replaced(lr=1e155, batch="all", epochs=1)
    assert not trace(run).diverged and end(run) == math.inf
    words = frame(lang).words
    at = visit_to(run, b_optimizer="none", c_lr="0.1")
    shown = view.race(at, frame(lang))
    gone = words.format("optimizers.overflows", racer=shown.contestants[0].label)
    text = view.verdict(shown, words)
    assert gone in text and shown.contestants[1].label in text.split("**")[1]
    none = view.race(visit_to(run), frame(lang))
    assert view.verdict(none, words) == words["optimizers.nobody"]
    said = [words[f"optimizers.{key}"] for key in ("nobody", "overflows", "option_nobody", "edge_none")]
    assert not any("diverge" in text or "发散" in text for text in [*said, words["optimizers.rateless"]])


def test_what_they_share_is_counted_and_one_rate_is_named_only_where_it_is_one() -> None:
    for run in (OFFSET, LABELS, PAIRS):
        columns, words = trace(run), frame().words
        text = view.fairness(visit_to(run), view.race(visit_to(run), frame()), words)
        visited = sum(len(batch) for batch in columns.batches())
        assert f"same budget: {len(columns):,} updates and {visited:,} gradients each" in text
        assert f"All use the rate {run.lr:g}," in text and "Mean of SGD" not in text
        at = visit_to(run, c_lr="0.5", d_optimizer="averaged")
        text = view.fairness(at, view.race(at, frame()), words)
        assert "All use the rate" not in text and words["optimizers.rates_chosen"] in text
        assert words["optimizers.averaged"] in text


def test_the_dial_of_a_mean_is_told_of_where_one_races() -> None:
    plain, mean = ({"d_optimizer": word} for word in ("none", "averaged"))
    races = [view.race(visit_to(OFFSET, **chosen), frame()) for chosen in (plain, mean)]
    alts = [view.charts(visit_to(OFFSET), race, frame())[2].alt for race in races]
    assert ["the SGD run was that it is the mean of" in alt for alt in alts] == [False, True]


@pytest.mark.parametrize("lr", [0.01, 0.0, 1e6])
def test_rings_are_told_of_where_some_are_drawn(lr: float) -> None:
    """A rate outside the sweep, or one that ends at no finite loss, has none."""
    at, words = visit_to(OFFSET.replaced(lr=lr, epochs=3)), frame().words
    race, sweeps = view.race(at, frame()), view.swept(at)
    picture = figures.sweep_figure(race.contestants, sweeps, race.names, race.least, 1.0, LIGHT, words)
    rings = [each for each in picture["data"] if each.get("marker", {}).get("size") == 13]
    assert bool(rings) == (lr == 0.01)
    assert (words["optimizers.ringed"] in sweep._told(at.run, race, sweeps, words)) == bool(rings)


def test_nobody_without_a_best_rate_is_said_to_use_it() -> None:
    far = Run(problem="line", w0=(1e200, 0.0), epochs=2)
    for run in (far, far.replaced(w0=(1e154, 0.0)), OFFSET):
        at, words = visit_to(run, rates="own"), frame().words
        race = view.race(at, frame())
        text, rateless = view.fairness(at, race, words), len(race.rateless)
        assert (words["optimizers.rates_own"] in text) == (not rateless)
        assert (words["optimizers.rates_rest"] in text) == (0 < rateless < len(race.contestants))
        assert text.count("at no rate of its sweep") == rateless


def test_the_middle_of_a_sweep_is_told_as_what_it_is() -> None:
    flat = Run(problem="huber", x=[0.0], y=[1e3], w0=[0.0, 0.0], lr=0.02)
    cases = {
        "minimum": (OFFSET, PAIRS, ROUND, LABELS),
        "start": (SEPARABLE, Run(problem="line", x=[2.0, 2.0], y=[1.0, 3.0])),
        "own": (flat,),
        "one": (flat.replaced(lr=0.0), flat.replaced(lr=1e308)),
    }
    words = frame().words
    for place, runs in cases.items():
        for run in runs:
            lrs = findings.rates(run)
            facts = sweep._grid(run, words)
            if place in ("minimum", "start"):
                minima = [p.parameters for p in run.model.critical(*run.points) if p.kind == "minimum"]
                assert bool(minima) == (place == "minimum")
                limit = theory.descent_limit(run.model, (*minima, run.w0)[0], *run.points)
            else:
                limit = run.lr if place == "own" else 1.0
            assert facts["around"] == words.format(f"optimizers.around_{place}", lr=short(limit))
            assert (facts["low"], facts["high"]) == (short(limit / 1e4), short(limit * 1e3))
            assert facts["count"] == str(len(lrs))


def test_minima_on_a_circle_are_the_least_there_is_but_no_point_to_measure_from() -> None:
    assert least(ROUND) == pytest.approx(1.0)
    shown, words = view.race(visit_to(ROUND), frame()), frame().words
    assert shown.contestants[0].targets == ()
    text = view.verdict(shown, words)
    ends = {word: end(ROUND.replaced(optimizer=word)) - least(ROUND) for word in ("sgd", "adam")}
    assert "above the least there is, 1;" in text
    assert all(f"{NAMES[word]}: {short(loss)}" in text for word, loss in ends.items())
    assert findings.middle(ROUND) == ("minimum", pytest.approx(0.25))
    assert "is not known" not in view.charts(visit_to(ROUND), shown, frame())[1].alt


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_optimizer_that_races_again_is_told_apart_everywhere(lang: str) -> None:
    run, words = OFFSET.replaced(optimizer="momentum"), frame(lang).words
    for rates in ("shared", "own"):
        at = visit_to(run, c_optimizer="momentum", d_optimizer="averaged", rates=rates)
        shown = view.race(at, frame(lang))
        sweeps = view.swept(at)
        rows = [row.split("|")[1] for row in sweep.sweep_table(shown, sweeps, words).splitlines()]
        for names in (
            [each.label for each in shown.contestants],
            list(shown.names.values()),
            list(view.question(at, words).options.values()),
            rows,
        ):
            assert len(set(names)) == len(names) >= 4
        first, second, third, mean = shown.names.values()
        assert {first, mean} == {view.name(word, words) for word in ("momentum", "averaged")}
        assert "2" in second and "3" in third and second.startswith(first)


EXTREME = st.sampled_from([0.0, 1.0, -1.0, 2.0, 5e-324, 1e-160, -1e-150, 1e150, 1e308, -1.7e308, 0.3])


@given(
    st.sampled_from(view.PAGE.problems),
    st.lists(st.tuples(EXTREME, EXTREME), min_size=1, max_size=3),
    st.tuples(EXTREME, EXTREME),
    EXTREME.map(abs),
    st.sampled_from(["shared", "own"]),
    st.sampled_from(sorted(LANGUAGES)),
)
@settings(max_examples=draws(12), deadline=None)
def test_no_number_leaves_the_page_without_a_picture_and_a_sentence(
    problem: str, points: list[tuple[float, float]], w0: tuple[float, float], lr: float, rates: str, lang: str
) -> None:
    xs, ys = zip(*points, strict=True)
    if PROBLEMS[problem].targets:
        ys = tuple(float(y > 0) for y in ys)
    run = Run(problem=problem, x=xs, y=ys, w0=w0, lr=lr, epochs=3)
    at = visit_to(run, rates=rates, d_optimizer="averaged", e_optimizer="adagrad")
    shown, words = view.race(at, frame(lang)), frame(lang).words
    charts = [chart.to_json() for chart in view.charts(at, shown, frame(lang))]
    sweeps = view.swept(at)
    start = shown.contestants[0].trace.mean_loss[0].item()
    still = figures.sweep_figure(shown.contestants, sweeps, shown.names, shown.least, start, LIGHT, words)
    assert packed({"charts": charts, "still": still}, {})
    texts = [
        view.verdict(shown, words),
        view.fairness(at, shown, words),
        sweep.sweep_table(shown, sweeps, words),
    ]
    texts += [view.question(at, words).answer()[1], *sweep.edges(shown, sweeps, words)]
    view.outside(shown, words)
    assert all(texts) and all("nan" not in text and "{" not in text for text in texts)


def test_constants_of_every_racer_are_offered_and_act() -> None:
    app = open_page(PAGE, link_of(OUTLIERS) + "&b.optimizer=rmsprop&c.optimizer=adamw")
    assert not app.exception
    offered = {e.key for e in app.get("text_input")}
    assert {"run.alpha", "run.beta1", "run.weight_decay", "run.eps", "run.delta"} <= offered
    assert "run.momentum" not in offered
    assert widget(app, "run.eps").placeholder == "1e-08"
    widget(app, "run.alpha").set_value("0.5").run()
    changed = OUTLIERS.replaced(optimizer="rmsprop", alpha=0.5)
    assert query(app)["alpha"] == "0.5"
    assert f"RMSprop: {short(end(changed) - least(changed))}" in told(app) or (
        f"RMSprop, with a mean loss {short(end(changed) - least(changed))} above" in told(app)
    )
    widget(app, "run.eps").set_value("-1").run()
    assert "`-1`" in next(w.value for w in app.warning if "cannot be run" in w.value)
    widget(app, "run.eps").set_value("").run()
    widget(app, "view.b.optimizer").set_value("adagrad").run()
    assert widget(app, "run.eps").placeholder == "1e-10 / 1e-08"
    assert "run.alpha" not in {e.key for e in app.get("text_input")}


def test_a_rate_of_its_own_is_asked_for_while_it_decides_something() -> None:
    app = open_page(PAGE)
    keys = {e.key for e in app.get("text_input")}
    assert {"view.b.lr", "view.c.lr"} <= keys and "view.d.lr" not in keys
    widget(app, "view.b.lr").set_value("0.02").run()
    assert query(app)["b.lr"] == "0.02" and "momentum (rate 0.02)" in told(app)
    widget(app, "view.rates").set_value("own").run()
    assert "view.b.lr" not in {e.key for e in app.get("text_input")}


def test_the_button_gives_each_the_best_rate_of_its_sweep_and_takes_it_back() -> None:
    app = open_page(PAGE, link_of(OFFSET))
    runs = {word: OFFSET.replaced(optimizer=word) for word in ("sgd", "momentum", "adam")}
    lrs = findings.rates(OFFSET, [OFFSET.lr])
    best = {word: min((end(run.replaced(lr=lr)), lr) for lr in lrs) for word, run in runs.items()}
    for word, (loss, lr) in best.items():
        row = f"| {NAMES[word]} | 0.03 → {short(end(runs[word]) - least(OFFSET))} | {lr:.4g} → "
        assert f"{row}{short(loss - least(OFFSET))} |" in told(app)
    widget(app, "optimizers.rates").click().run()
    assert query(app)["rates"] == "own"
    labels = [each["label"] for each in stage(app)["runs"]]
    assert labels == [f"{NAMES[word]} (rate {lr:.4g})" for word, (_, lr) in best.items()]
    # The rate of the race is one more than the evenly spaced ones.
    assert f"{len(lrs) - 1}, evenly spaced by ratio, from" in told(app)
    widget(app, "optimizers.rates").click().run()
    assert "rates" not in query(app)


def test_one_alone_is_shown_and_no_race() -> None:
    app = open_page(PAGE, link_of(OFFSET) + "&b.optimizer=none&c.optimizer=none")
    assert not app.exception and not app.radio and "sweep below" not in told(app)
    assert "A race takes two" in told(app)
    assert len(stage(app)["runs"]) == 1


def test_runs_too_long_to_be_swept_race_at_the_shared_rate_and_say_so() -> None:
    app = open_page(PAGE, "problem=line&data=offset&batch=all&epochs=12501&rates=own&b.lr=0.5")
    assert not app.exception
    assert "too long to be swept, so all use the shared rate 0.01" in told(app)
    assert "100,008 gradients" in told(app)
    assert {run["label"] for run in stage(app)["runs"]} == {"SGD", "momentum", "Adam"}


def test_samples_without_one_best_are_raced_by_their_loss() -> None:
    app = open_page(PAGE, "problem=logistic&x=1,2,3,4&y=0,0,1,1&lr=1&epochs=9")
    assert not app.exception
    assert stage(app)["runs"][0]["best"] is None
    assert f"SGD: {short(end(SEPARABLE))}" in told(app)


def test_the_question_is_answered_by_the_runs_that_it_asks_about() -> None:
    app = open_page(PAGE, link_of(OFFSET))
    asked = {key: end(OFFSET.replaced(optimizer=word, lr=0.3)) for key, word in
             (("a", "sgd"), ("b", "momentum"), ("c", "adam"))}  # fmt: skip
    right = min(asked, key=asked.get)
    (radio,) = app.radio
    assert list(radio.options) == ["SGD", "momentum", "Adam", "nobody, no loss stays finite"]
    radio.set_value(next(key for key in asked if key != right)).run()
    assert answered(app) == "wrong"
    (radio,) = app.radio
    radio.set_value(right).run()
    assert answered(app) == "right"
    assert f"Adam: {short(asked['c'] - least(OFFSET))}" in told(app)
    widget(app, "question.optimizers.run").click().run()
    assert query(app)["lr"] == "0.3"


def test_both_languages_tell_the_same_numbers() -> None:
    ends = [short(end(OFFSET.replaced(optimizer=word)) - least(OFFSET)) for word in ("sgd", "adam")]
    for lang in LANGUAGES:
        app = open_page(PAGE, link_of(OFFSET, lang=lang))
        assert all(text in told(app) for text in ends)
        rules = [lines(rule(each), words_in(lang)["formula.otherwise"]) for each in OPTIMIZERS.values()]
        assert all(formula in told(app) for formula in rules)


def test_the_stage_has_no_arithmetic_of_one_run() -> None:
    document = stage(open_page(PAGE, link_of(PAIRS)))
    assert "cards" not in document
    assert [speed for speed, _ in document["speeds"]] == list(RACE_SPEEDS)
    assert document["words"]["metric_distance"] == "distance to the nearest minimum"
    assert sorted(document["runs"][0]["best"]) == [[-1.0, 0.0], [1.0, 0.0]]
    assert json.dumps(document["charts"])


@pytest.mark.parametrize("rates", ["shared", "own"])
def test_the_whole_sweep_stands_open_where_it_sets_the_rates(rates: str) -> None:
    app = open_page("pages/optimizers.py", f"rates={rates}&epochs=3")
    (fold,) = [each for each in app.expander if each.label == words_in("en")["optimizers.sweep"]]
    assert fold.proto.expanded == (rates == "own")


def test_another_rate_computes_no_sweep_anew_and_adds_where_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    at = visit_to(OFFSET)
    base = view.swept(at)
    monkeypatch.delattr(findings, "grown")
    lr = 1.01 * OFFSET.lr
    for key, found in view.swept(at._replace(run=OFFSET.replaced(lr=lr))).items():
        own = dict(zip(found.lrs, found.values.tolist(), strict=True))
        shared = {
            rate: end
            for rate, end in zip(base[key].lrs, base[key].values.tolist(), strict=True)
            if rate in own
        }
        assert lr in own and own.items() >= shared.items() and len(own) == len(shared) + 1
        racer = next(each for each in view.racers_of(at) if each.key == key).run.replaced(lr=lr)
        late = findings.late_loss(findings.shown(trace(racer)))
        assert own[lr] == findings.excess(np.array([late]), findings.least_loss(OFFSET)).item()


def test_no_space_follows_the_bracket_of_a_zero_in_a_chinese_sentence() -> None:
    words = words_in("zh")
    for key in ("lowest", "lowest_above", "lowest_there", "then"):
        filled = words[f"optimizers.{key}"]
        for name in ("least", "end"):
            filled = filled.replace(f"{{{name}}}", words["optimizers.nothing"])
        assert "） " not in filled, key

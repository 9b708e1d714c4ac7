"""The learning rate: landmarks, factors and sentences against the core, links and answers."""

import math
import re

import numpy as np
import pytest

from sgd_core import Run, theory, trace
from sgd_core.link import described
from sgd_core.presets import PRESETS
from sgd_core.schedules import SCHEDULES
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.pages.learning_rate import figures, findings, view
from sgd_ui.runs.seeds import summarize
from sgd_ui.words.catalogue import words_in
from sgd_ui.words.numerals import fraction, short
from tests.ui.opened import answered, open_page, query, stage, told, visit, widget
from tests.ui.plain import Exact

PAGE = "pages/learning_rate.py"
NOTE = PRESETS["note"].x
OTHER = (0.5, 1.5, 2.0, 4.0)
EN = words_in("en")


def test_the_notes_landmarks() -> None:
    found = [(each.name, round(each.rate, 5)) for each in findings.landmarks(Run())]
    assert found == [
        ("lands", 0.05556),
        ("every_step", 0.11111),
        ("lands", 0.125),
        ("mean_square", 0.14286),
        ("cyclic", 0.20402),
        ("full_batch", 0.21429),
        ("opens", 0.47654),
        ("lands", 0.5),
        ("closes", 0.51901),
    ]


@pytest.mark.parametrize("xs", [NOTE, OTHER, PRESETS["noisy-20"].x])
def test_the_landmarks_are_theorys(xs: tuple[float, ...]) -> None:
    rates = {each.name: each.rate for each in findings.landmarks(Run(x=xs, y=xs)) if each.kind == "limit"}
    ladder = theory.ladder(xs)
    assert rates == {
        "every_step": ladder.every_step,
        "mean_square": ladder.mean_square,
        "full_batch": ladder.full_batch,
    }
    ends = [each.rate for each in findings.landmarks(Run(x=xs, y=xs)) if each.kind == "interval"]
    assert ends == [end for pair in ladder.cyclic for end in pair][1:]
    lands = [each.rate for each in findings.landmarks(Run(x=xs, y=xs)) if each.kind == "lands"]
    assert lands == (list(theory.landing_rates(xs)) if len(xs) <= 8 else [])


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (1 / 9, "1/9"),
        (3 / 14, "3/14"),
        (1 / 7, "1/7"),
        (0.5, "1/2"),
        (0.2040238, ""),
        (1.0, ""),
        (math.pi, ""),
    ],
)
def test_simple_fractions_are_written_as_such(rate: float, text: str) -> None:
    assert fraction(rate) == text


@pytest.mark.parametrize("xs", [NOTE, OTHER])
@pytest.mark.parametrize("lr", [0.02, 0.1, 0.3])
def test_the_factors_are_what_runs_multiply_their_distance_by(xs: tuple[float, ...], lr: float) -> None:
    run = Run(x=xs, y=[2 * x for x in xs], w0=[3.0], lr=lr, epochs=1)
    now = findings.factors_at(xs, lr)
    path = trace(run).parameters[:, 0] - 2
    assert (path[1:] / path[:-1]).tolist() == pytest.approx(list(now.steps), rel=1e-9)
    assert path[-1] == pytest.approx(now.epoch, rel=1e-9)
    full = trace(run.replaced(batch="all")).parameters[:, 0] - 2
    assert full[-1] == pytest.approx(now.full_batch, rel=1e-9)
    assert now.mean_square == pytest.approx(np.mean(np.square(now.steps)), rel=1e-12)


def test_the_curves_are_the_factors_of_an_epoch_at_each_rate() -> None:
    rates = (0.01, 0.16, 0.5)
    curves = findings.factor_curves(Run(), rates)
    for k, rate in enumerate(rates):
        now = findings.factors_at(NOTE, rate)
        assert curves["cyclic"][k] == pytest.approx(abs(now.epoch))
        assert curves["full_batch"][k] == pytest.approx(abs(now.full_batch))
        assert curves["mean_square"][k] == pytest.approx(math.sqrt(now.mean_square**3))


@pytest.mark.parametrize(
    "run", [Run(epochs=20), Run(data="noisy-20", sampling="reshuffle", epochs=6)], ids=repr
)
def test_the_map_is_made_of_single_runs(run: Run) -> None:
    low, high = findings.span(run)
    many = findings.sweep(run, low, high)
    assert many.values[0] == pytest.approx(low) and many.values[-1] == pytest.approx(high)
    for i in (0, 90, 150, 180):
        single = trace(run.replaced(lr=many.values[i]))
        rows = many.t[many.t <= len(single)]
        assert many.parameters[: len(rows), i, 0].tolist() == single.parameters[rows, 0].tolist()


def test_the_map_says_of_a_place_how_far_w_is_there_also_beyond_its_colours() -> None:
    swept = findings.sweep(Run(), 0.01, 3.0)
    figure = figures.map_figure(swept, 0.01, 2.0, (0.01, 3.0), LIGHT, EN)
    heights, zeros = (each for each in figure["data"] if each["type"] == "heatmap")
    away, told = swept.distance((2.0,)), 10.0 ** heights["z"].astype(float)
    shown = np.isfinite(away)
    np.testing.assert_allclose(told[shown], away[shown], rtol=1e-3, atol=1e-320)
    assert away[shown].min() < 1e-12 and away[shown].max() > 1e12
    # An exact 0 has no power of ten, and what is no number has nothing to be told.
    told_zero = np.zeros(away.shape, bool)
    told_zero[np.ix_(np.isin(swept.t, zeros["y"]), np.isin(swept.values, zeros["x"]))] = np.equal(
        np.array(zeros["z"], float), 0
    )
    assert (told_zero == (away == 0)).all() and "<br>0<" in zeros["hovertemplate"]
    assert not heights["hoverongaps"] and not zeros["hoverongaps"]
    assert not zeros["opacity"] and zeros is figure["data"][1]


@pytest.mark.parametrize("lr", [1e-6, 0.01, 5.0, 0.0])
def test_the_ruler_reaches_every_landmark_and_the_rate_itself(lr: float) -> None:
    low, high = findings.span(Run(lr=lr))
    assert all(low < each.rate < high for each in findings.landmarks(Run()))
    assert not lr or low < lr < high


@pytest.mark.parametrize("data", ["note", "noisy"])
@pytest.mark.parametrize(
    ("lr", "says"),
    [
        (0.01, "every step brings w nearer to what fits its sample"),
        (0.12, "not every step brings w nearer"),
        (1 / 18, "one epoch lands exactly"),
        (0.3, "it moves away from the best w"),
        (0.49, "not every step brings w nearer"),
        (1.0, "it moves away from the best w"),
        (0.0, "With learning rate 0 nothing moves."),
    ],
)
def test_the_verdict_names_what_happens_and_the_factor_that_decides(data: str, lr: float, says: str) -> None:
    run = Run(data=data, lr=lr)
    text, rho = view.verdict(run, EN), math.prod(1 - 2 * lr * x * x for x in NOTE)
    assert ("one epoch forgets the start" if "lands" in says and data == "noisy" else says) in text
    ends = trace(run).parameters[::3, 0]
    assert ("away" in text) == (bool(lr) and abs(ends[-1] - ends[-2]) > abs(ends[1] - ends[0]))
    if "lands" not in says and lr:
        assert f"{rho:.3g}".replace("-", "−") in text
    if abs(rho) < 1:
        best = run.model.best(*run.points)[0]
        assert (f"it is {abs(ends[-1] - best):.3g} from the best w" in text) == (data == "noisy")
    if abs(rho) >= 1 and lr:
        assert f"1 − 2 · {lr:g} · 3² = {1 - 18 * lr:.3g}".replace("-", "−") in text


def test_a_diverged_run_says_where_it_stopped_being_finite() -> None:
    for run in (Run(lr=1.0, epochs=200), Run(data="noisy-20", lr=5.0, epochs=200)):
        columns = trace(run)
        assert columns.diverged
        assert f"at update {columns.end.t} w leaves what a float holds" in view.verdict(run, EN)
        assert stage(open_page(PAGE, "&".join(f"{k}={v}" for k, v in run.to_params().items())))["clock"][
            "ticks"
        ] == len(columns)


def test_between_the_rungs_the_mean_square_is_told_apart() -> None:
    between = Run(lr=0.16, sampling="with-replacement")
    square = "multiplies the mean of the squared distance by 1.36"
    assert square in view.verdict(between, EN)
    assert "squared" not in view.verdict(between.replaced(lr=0.1), EN)
    assert "squared" not in view.verdict(between.replaced(sampling="cyclic"), EN)


def test_the_ends_of_an_interval_are_written_apart_however_near_they_are() -> None:
    assert view._span(0.47654, 0.51901, 0.01, EN) == "0.4765–0.519"
    assert view._span(0.520609, 0.520624, 0.01, EN) == "0.52061–0.52062"
    assert view._span(0.520609, 0.520624, 0.01, words_in("zh")) == "0.52061～0.52062"
    # One that is the rate but for rounding.
    assert view._span(0.0, 1 - 2**-53, 1.0, EN) == "0–1"


NARROW = Run(x=[0.58, 2.34, 2.39, 3.82], y=[1.0, 2.0, 3.0, 4.0], lr=1.486185)
BESIDE = [Run(lr=lr) for lr in (0.20401, 0.2040177, 0.204, 0.47652, 0.519, 0.5191)]
BESIDE += [NARROW.replaced(lr=lr) for lr in (1.486185, 1.48618, 1.48646, 1.4865)]


@pytest.mark.parametrize("run", BESIDE, ids=repr)
def test_a_rate_lies_in_the_written_intervals_just_where_they_are_said_to_hold(run: Run) -> None:
    row = next(line for line in view.rungs(run, EN).splitlines() if "in order" in line)
    _, _, written, _, says, _ = (cell.strip() for cell in row.split("|"))
    spans = [[float(end) for end in span.split("–")] for span in written.split(", ") if span != "…"]
    assert any(low < run.lr < high for low, high in spans) == (says == "holds") == (abs(Exact(run).rho) < 1)


@pytest.mark.parametrize("xs", [[1.0, 2.0, 3.0], [0.9, 1.3, 2.7]])
@pytest.mark.parametrize("beside", [-1e-6, 1e-6])
def test_a_rate_right_beside_a_limit_is_on_the_side_of_what_is_written(
    xs: list[float], beside: float
) -> None:
    limit = theory.full_batch_limit(xs)
    run = Run(x=xs, y=[1.0, 2.0, 3.0], lr=limit * (1 + beside))
    row = next(line for line in view.rungs(run, EN).splitlines() if "full batch" in line)
    _, _, written, _, says, _ = (cell.strip() for cell in row.split("|"))
    assert (run.lr < float(written.split("≈")[-1])) == (says == "holds") == (beside < 0)


def test_numbers_that_are_said_to_lie_apart_are_printed_apart() -> None:
    """What is above 1 by little, and a distance that has hardly fallen, or fallen by little more."""
    run = Run(lr=0.14287, epochs=1200, sampling="with-replacement")
    gap = float(Exact(run).square - 1)
    best, many = 2.0, summarize(run, 2.0, 40, 360)
    clauses = [*findings.told(run), findings.paths_told(run, many, view.exact_root(run, best, many))]
    clauses += [
        *findings.schedules_told(run, {"constant": 1.0}, 40),
        *findings.told(run.replaced(data="noisy")),
    ]
    squares = [each for each in clauses if "square" in each.numbers and "{square}" in EN[each.key]]
    assert {each.key for each in squares} == {"rate.between", "paths.apart", "paths.unbounded", "rate.heavy"}
    assert all(f"1 + {short(gap)}" in view._said(each, EN) for each in squares)
    slow = view.verdict(Run(lr=1e-7), EN)
    assert re.search(r"come from 1 to 0\.999\d", slow), slow
    at = visit(view.PAGE, Run(lr=1e-7), {})
    ends = re.search(
        r"w is ([\d.]+) from the best one at the present rate, and ([\d.]+) at 2e−7",
        view.question(at, EN).answer()[1],
    )
    assert ends and float(ends[1]) > float(ends[2])


@pytest.mark.parametrize(
    ("run", "holds"),
    [
        (Run(lr=0.01), [True, True, True, True]),
        (Run(lr=0.12), [False, True, True, True]),
        (Run(lr=0.16), [False, False, True, True]),
        (Run(lr=0.21), [False, False, False, True]),
        (Run(lr=0.5), [False, False, True, False]),
        (Run(data="noisy-20", lr=0.3), [False, False, False, False]),
    ],
    ids=repr,
)
def test_the_ladder_holds_where_the_rate_is_below_its_limit(run: Run, holds: list[bool]) -> None:
    xs = run.points[0]
    rows = view.rungs(run, EN).splitlines()[2:]
    assert [EN["rungs.holds"] in row for row in rows] == holds
    assert [EN["rungs.fails"] in row for row in rows] == [not each for each in holds]
    limits = (theory.every_step_limit(xs), theory.mean_square_limit(xs), theory.full_batch_limit(xs))
    for k, limit in zip((0, 1, 3), limits, strict=True):
        assert (run.lr < limit) == holds[k]
    assert any(low < run.lr < high for low, high in theory.cyclic_intervals(xs)) == holds[2]


@pytest.mark.parametrize("lr", [0.01, 0.05, 0.1, 0.12, 0.2])
@pytest.mark.parametrize("data", ["note", "noisy"])
def test_the_first_rung_names_the_same_largest_factor_as_the_verdict(data: str, lr: float) -> None:
    run = Run(data=data, lr=lr)
    largest = max(abs(1 - 2 * lr * x * x) for x in run.points[0])
    size, gap = findings.rungs(run)[0][2:4]
    assert size == pytest.approx(largest, abs=1e-15) and gap == pytest.approx(largest - 1, abs=1e-15)


def test_just_beyond_a_limit_a_factor_is_a_little_above_1() -> None:
    for name, limit in (("every_step", 1 / 9), ("mean_square", 1 / 7), ("full_batch", 3 / 14)):
        found = {each.name: each for each in findings.rungs(Run(lr=limit * 1.00001))}[name]
        assert 0 < found.gap < 1e-4 and found.gap == pytest.approx(found.size - 1, abs=1e-12)


@pytest.mark.parametrize("run", [Run(lr=0.16, epochs=20), Run(data="noisy", lr=0.05, epochs=50)], ids=repr)
def test_the_exact_root_mean_square_is_that_of_the_expected_path(run: Run) -> None:
    run = run.replaced(sampling="with-replacement")
    best = run.model.best(*run.points)[0]
    many = summarize(run, best, 20, 5)
    means, deviations = theory.expected_path(*run.points, run.lr, run.w0[0] - best, run.updates)
    exact = [math.hypot(means[t], deviations[t]) for t in many.t]
    assert view.exact_root(run, best, many).tolist() == exact


def test_nearly_every_path_converges_where_the_mean_square_diverges() -> None:
    app = open_page(PAGE, "lr=0.16&epochs=20&sampling=with-replacement&seeds=500")
    run, text = Run.from_params(described(query(app))), told(app)
    ends = np.array([abs(trace(run.replaced(seed=seed)).parameters[-1, 0] - 2) for seed in range(500)])
    exact = theory.mean_square_factor(NOTE, 0.16) ** 30
    for value in (np.median(ends), math.sqrt(np.mean(ends**2)), exact):
        assert short(value) in text
    assert np.median(ends) < 1e-7 < 1 < exact
    assert "nearly every path converges" in text


def test_schedules_are_told_at_their_last_update_and_only_falling_rates_sink_below_the_floor() -> None:
    app = open_page(PAGE, "data=noisy&lr=0.05&seeds=100")
    text, run = told(app), Run(data="noisy", lr=0.05, sampling="with-replacement")
    best = run.model.best(*run.points)[0]
    floor = math.sqrt(theory.noise_floor(*run.points, run.lr))
    assert f"at a root mean square distance of {floor:.3g}, the noise floor" in text
    for name in SCHEDULES:
        if name == "piecewise":
            continue
        ends = [trace(run.replaced(schedule=name, seed=seed)).parameters[-1, 0] - best for seed in range(100)]
        last = math.sqrt(np.mean(np.square(ends)))
        assert f"{EN[f'choice.schedule.{name}']} {last:.3g}".replace("e-", "e−") in text
        if name in ("inverse-time", "step", "cosine"):
            assert last < floor / 1.5


def test_no_two_schedules_are_drawn_alike() -> None:
    run, best = Run(data="noisy", lr=0.05, sampling="with-replacement", epochs=5), 2.0
    runs = {name: run.replaced(schedule=name) for name in SCHEDULES if name != "piecewise"}
    found = {name: summarize(each, best, 3, 1) for name, each in runs.items()}
    lines = [line["line"] for line in figures.schedules_figure(found, math.nan, LIGHT, EN)["data"]]
    assert len(lines) == len(runs) == len({(line["color"], line.get("dash")) for line in lines})


def test_samples_that_agree_have_no_floor() -> None:
    assert "The samples that pull agree" in told(open_page(PAGE))
    assert "The samples that pull agree" not in told(open_page(PAGE, "data=noisy-20&epochs=5"))


@pytest.mark.parametrize(
    ("link", "right"),
    [
        ("", "nearer"),
        ("lr=0.15", "away"),
        ("lr=0.125&epochs=4", "away"),
        ("lr=0.05&data=noisy&epochs=9", "no_nearer"),
    ],
)
def test_the_question_is_answered_by_the_run_that_it_asks_about(link: str, right: str) -> None:
    app = open_page(PAGE, link)
    run = Run.from_params(described(query(app)))
    few = run.replaced(epochs=min(10, run.epochs))
    best = run.model.best(*run.points)[0]
    before, after = (abs(trace(few.replaced(lr=few.lr * k)).parameters[-1, 0] - best) for k in (1, 2))
    expected = "away" if after > abs(run.w0[0] - best) else "nearer" if after < before else "no_nearer"
    assert expected == right
    (radio,) = app.radio
    radio.set_value(next(name for name in ("nearer", "no_nearer", "away") if name != right)).run()
    assert answered(app) == "wrong"
    (radio,) = app.radio
    radio.set_value(right).run()
    assert answered(app) == "right"
    assert f"w is {short(before)} from the best one" in told(app)
    widget(app, "question.learning_rate.run").click().run()
    assert float(query(app)["lr"]) == 2 * run.lr


@pytest.mark.parametrize("name", ["note", "noisy", "noisy-20", "noisy-200"])
def test_the_names_of_the_factors_stand_where_nothing_is_drawn(name: str) -> None:
    run = Run(data=name, lr=0.001)
    low, high = findings.span(run)
    figure = figures.factors_figure(run, (low, high), LIGHT, EN)
    assert figure["layout"]["legend"]["x"] < 0.1 and figure["layout"]["legend"]["y"] > 0.9
    (now,) = [each for each in figure["layout"]["annotations"] if each["text"] == EN["rate.now"]]
    assert now["y"] == 0
    below = low * (high / low) ** 0.45
    for mark in figure["data"]:
        rates, sizes = np.array(mark["x"]), np.array(mark["y"])
        assert (sizes[rates <= below] <= 1).all()


def test_a_limit_equals_its_decimals_only_where_they_are_all_of_it() -> None:
    exact, near = (view.rungs(Run(x=(x,), y=(x,), lr=0.01), EN) for x in (2.0, 3.0))
    assert "1/4 = 0.25" in exact and "1/9 ≈ 0.1111" in near

"""The samplings: what is said of the runs against the core, over one seed and over many."""

import math

import numpy as np
import pytest

from sgd_core import Run, ensemble, theory, trace
from sgd_core.link import described
from sgd_core.samplers import SAMPLINGS
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.frame.shell import Frame
from sgd_ui.pages.sampling import findings, view
from sgd_ui.runs import one_w, orders, seeds
from sgd_ui.runs.seeds import QUANTILES, summarize
from sgd_ui.words.catalogue import words_in
from sgd_ui.words.numerals import digits
from tests.ui.opened import answered, open_page, query, stage, told, visit, widget

PAGE = "pages/sampling.py"
NOISY, MANY = view.PAGE.opening, Run(data="noisy-20", lr=0.02, epochs=20)
AGREE = Run(lr=0.05, epochs=12)


def late(run: Run) -> dict[str, float]:
    """The root mean square distance at the ends of the last half of the epochs, by sampling."""
    best = run.model.best(*run.points)[0]
    found = {}
    for name in SAMPLINGS:
        w = trace(run.replaced(sampling=name)).parameters[run.samples :: run.samples, 0]
        found[name] = math.sqrt(np.mean((w[len(w) // 2 :] - best) ** 2))
    return found


@pytest.mark.parametrize("run", [NOISY, MANY, NOISY.replaced(seed=3)], ids=repr)
def test_the_distances_of_the_last_half_are_those_of_the_runs(run: Run) -> None:
    assert findings.late_distances(run) == pytest.approx(late(run), rel=1e-12)


@pytest.mark.parametrize(
    "link", ["", "data=noisy-20&lr=0.02&epochs=20", "data=noisy&lr=0.05&epochs=20&seed=3"]
)
def test_the_verdict_names_the_nearest_and_each_distance(link: str) -> None:
    app = open_page(PAGE, link)
    run = Run.from_params(described(query(app)))
    text, found, words = told(app), late(run), words_in("en")
    nearest = min(found, key=found.get)
    assert (
        f"Nearest at the ends of epochs in the last half of this run: {words[f'choice.sampling.{nearest}']}"
        in text
    )
    assert all(f"{value:.3g}".replace("-", "−") in text for value in found.values())


@pytest.mark.parametrize(
    "run", [AGREE, Run(x=[0.5, 1.5, 2.0, 3.0], y=[-1.0, -3.0, -4.0, -6.0], lr=0.03, epochs=9)], ids=repr
)
def test_samples_that_agree_end_every_epoch_at_one_w_without_replacement(run: Run) -> None:
    assert one_w.agree(run)
    columns = orders.traces(run)
    for epoch in range(1, run.epochs + 1):
        ends = [
            columns[name].parameters[epoch * run.samples, 0]
            for name in ("cyclic", "reshuffle", "shuffle-once")
        ]
        assert ends == pytest.approx([ends[0]] * 3, rel=1e-12)
    assert orders.apart(columns) < 1e-12
    text = view.verdict(run, words_in("en"))
    first = {name: each.parameters[run.samples, 0] for name, each in columns.items()}
    listed, drawn = (f"{first[name]:.6g}".replace("-", "−") for name in ("cyclic", "with-replacement"))
    assert f"w is {listed} in all three, and {drawn} where" in text


@pytest.mark.parametrize("run", [NOISY, MANY], ids=repr)
def test_samples_that_do_not_agree_are_told_so(run: Run) -> None:
    assert not one_w.agree(run)
    assert orders.apart(orders.traces(run)) > 1e-4


def test_the_best_w_is_known_but_where_all_x_are_0() -> None:
    assert one_w.known_w(NOISY) == NOISY.best[0] == one_w.best_w(NOISY)
    with pytest.raises(ValueError, match="all x are 0"):
        one_w.known_w(Run(x=[0.0, 0.0], y=[1.0, 2.0]))


@pytest.mark.parametrize("run", [NOISY, MANY], ids=repr)
def test_the_limits_are_theorys(run: Run) -> None:
    xs, ys = run.points
    assert one_w.limits(run) == pytest.approx(
        {
            "cyclic": abs(theory.limit_cycle(xs, ys, run.lr)[-1]),
            "reshuffle": theory.reshuffled_mean_square(xs, ys, run.lr) ** 0.5,
            "shuffle-once": theory.shuffled_once_mean_square(xs, ys, run.lr) ** 0.5,
            "with-replacement": theory.noise_floor(xs, ys, run.lr) ** 0.5,
        }
    )
    text = view.why(run, words_in("en"))
    assert all(f"{one_w.limit(run.replaced(sampling=name)):.3g}" in text for name in SAMPLINGS)


@pytest.mark.parametrize("seed", range(3))
def test_a_single_shuffle_is_said_to_end_its_epochs_where_this_one_does(seed: int) -> None:
    """Over all shuffles the long run is another; its level and its band are drawn where this run goes."""
    run = NOISY.replaced(sampling="shuffle-once", epochs=60, seed=seed)
    last = abs(trace(run).parameters[-1, 0] - one_w.known_w(run))
    assert one_w.limit(run) == pytest.approx(last) != one_w.limits(run)["shuffle-once"]
    at, frame = visit(view.PAGE, run), Frame(words_in("en"), LIGHT, "")
    charts = view.charts(at, view.contestants(at, frame), frame)
    figure = next(chart for chart in charts if chart.name == "shuffle-once").figures[""]
    low, high = next(
        (each["y0"], each["y1"]) for each in figure["layout"]["shapes"] if each["type"] == "rect"
    )
    assert (high - low) / 2 == pytest.approx(last)


def test_where_a_cycle_that_magnifies_leads_back_to_the_start_nothing_is_said_of_its_long_run() -> None:
    """The factors of an epoch multiply to 1.75, and the run goes through 1, 1.5, 2.5 and 1 again."""
    run = NOISY.replaced(lr=0.25, w0=(1.0,), epochs=300)
    assert trace(run.replaced(sampling="cyclic")).parameters[::3, 0].tolist() == [1.0] * 301
    found = one_w.limits(run)
    assert math.isnan(found.pop("cyclic")) and set(found.values()) == {math.inf}
    assert set(one_w.limits(run.replaced(w0=(1.125,))).values()) == {math.inf}
    shuffled = run.replaced(sampling="shuffle-once", seed=2)
    assert trace(shuffled).parameters[::3, 0].tolist() == [1.0] * 301
    assert math.isnan(one_w.limit(shuffled)) and one_w.limit(shuffled.replaced(w0=(1.125,))) == math.inf


def test_where_nothing_settles_the_limits_are_infinite() -> None:
    assert set(one_w.limits(NOISY.replaced(lr=0.3)).values()) == {math.inf}
    assert one_w.limits(NOISY.replaced(lr=0.16))["with-replacement"] == math.inf


@pytest.mark.parametrize("sampling", [name for name, each in SAMPLINGS.items() if each.random])
def test_a_summary_is_that_of_its_single_runs(sampling: str) -> None:
    run, best = NOISY.replaced(sampling=sampling, seed=7), NOISY.model.best(*NOISY.points)[0]
    found = summarize(run, best, 40, 3)
    away = np.array([trace(run.replaced(seed=7 + k)).parameters[::3, 0] - best for k in range(40)])
    np.testing.assert_allclose(found.mean, away.mean(axis=0), rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(found.root_mean_square, np.sqrt((away**2).mean(axis=0)), rtol=1e-12)
    np.testing.assert_allclose(found.band, np.quantile(away, QUANTILES, axis=0), rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(found.size, np.quantile(np.abs(away), QUANTILES, axis=0), rtol=1e-9)
    assert found.t.tolist() == list(range(0, 61, 3))


@pytest.mark.parametrize("lr", [0.05, 1.0, 1e200])
def test_seeds_one_by_one_are_summarized_as_all_at_once(lr: float) -> None:
    run = NOISY.replaced(sampling="reshuffle", lr=lr, epochs=300, seed=5)
    many = ensemble(run, seeds=range(5, 12), every=7)
    rows, w = seeds._alone(run, 7, 7, lambda share: None)
    assert rows.tolist() == many.t.tolist()
    np.testing.assert_array_equal(w, many.parameters[:, :, 0])


@pytest.mark.parametrize("run", [NOISY, MANY], ids=repr)
def test_the_exact_mean_and_spread_hold_the_seeds(run: Run) -> None:
    best = run.model.best(*run.points)[0]
    drawn = run.replaced(sampling="with-replacement")
    rows = np.arange(0, run.updates + 1, run.samples)
    mean, deviation = view.exact_path(run, rows, best)
    away = ensemble(drawn, seeds=range(1000), every=run.samples).parameters[:, :, 0] - best
    assert len(mean) == len(away)
    for row in (1, 5, len(mean) - 1):
        assert abs(away[row].mean() - mean[row]) < 5 * deviation[row] / math.sqrt(1000)
        assert away[row].std() == pytest.approx(deviation[row], rel=0.12)


def test_the_long_run_of_reshuffling_is_theorys() -> None:
    rows = np.arange(3)
    mean, deviation = view.long_run(NOISY, rows)
    assert set(mean) == {theory.reshuffled_bias(*NOISY.points, NOISY.lr)}
    square = theory.reshuffled_mean_square(*NOISY.points, NOISY.lr)
    assert mean[0] ** 2 + deviation[0] ** 2 == pytest.approx(square)
    assert view.long_run(NOISY.replaced(lr=0.3), rows) is None


@pytest.mark.parametrize("link", ["seeds=50", "data=noisy-20&lr=0.02&epochs=20&seeds=30&seed=4"])
def test_the_table_over_seeds_is_that_of_an_ensemble(link: str) -> None:
    app = open_page(PAGE, link)
    run, seeds = (
        Run.from_params(described(query(app))),
        int(query(app)["seeds"]),
    )
    best, words = run.model.best(*run.points)[0], words_in("en")
    (table,) = [e.value for e in app.main.get("markdown") if "|:--|" in e.value]
    for name in SAMPLINGS:
        many = ensemble(run.replaced(sampling=name), seeds=range(run.seed, run.seed + seeds))
        last = math.sqrt(np.mean((many.parameters[-1, :, 0] - best) ** 2))
        limit = one_w.limits(run)[name]
        assert (
            f"| {words[f'choice.sampling.{name}']} | {last:.3g} | {limit:.3g} |".replace("e-", "e−") in table
        )


@pytest.mark.parametrize("link", ["", "data=noisy-20&lr=0.02&epochs=20"])
def test_the_question_is_answered_by_the_next_seed(link: str) -> None:
    app = open_page(PAGE, link)
    run = Run.from_params(described(query(app)))
    run = run.replaced(seed=run.seed + 1)
    found = late(run)
    right, wrong = min(found, key=found.get), max(found, key=found.get)
    for guess, word in ((wrong, "wrong"), (right, "right")):
        (radio,) = app.radio
        radio.set_value(guess).run()
        assert answered(app) == word
    widget(app, "question.sampling.run").click().run()
    assert query(app)["seed"] == str(run.seed)


def test_equally_near_orders_are_all_right() -> None:
    late = {"cyclic": 0.01230001, "reshuffle": 0.0123, "shuffle-once": 0.02}
    assert findings.nearest_of(late, Run()) == ["cyclic", "reshuffle"]


def test_what_rounding_alone_tells_apart_ties() -> None:
    run = Run(lr=0.16)
    late = findings.late_distances(run)
    assert len(set(late.values())) > 1 and max(late.values()) < 1e-12
    assert findings.nearest_of(late, run) == [*SAMPLINGS]
    # Near as these are, doubles tell them apart.
    assert findings.nearest_of(findings.late_distances(Run(lr=0.015)), Run(lr=0.015)) == ["with-replacement"]


def test_an_empty_address_opens_on_noisy_points_and_the_notes_run_says_its_name() -> None:
    assert query(open_page(PAGE)) == view.PAGE.opening.to_params()
    app = open_page(PAGE, "data=note")
    assert query(app) == {"data": "note"}
    assert Run.from_params(described(query(app))) == Run()
    assert stage(app)["clock"]["ticks"] == 300


@pytest.mark.parametrize("seeds", [1, 1001])
def test_fewer_than_two_seeds_and_too_many_are_named(seeds: int) -> None:
    app = open_page(PAGE, f"seeds={seeds}")
    assert "seeds" in app.warning[0].value and "seeds" not in query(app)


def test_too_many_seeds_for_the_epochs_are_refused_and_the_stage_stays() -> None:
    app = open_page(PAGE, "epochs=300000&seeds=1000")
    assert "epochs" in app.warning[0].value
    assert stage(app)["clock"]["ticks"] == 900_000


@pytest.mark.parametrize(
    "run", [Run(), Run(lr=5.0, epochs=200), Run(x=[1e150, 2e150], y=[1.0, 1.0], lr=1.0)], ids=repr
)
def test_what_stands_for_a_path_says_where_it_ends_or_where_it_is_lost(run: Run) -> None:
    frame = Frame(words_in("en"), LIGHT, "")
    runs = view.contestants(visit(view.PAGE, run), frame)
    for each, chart in zip(runs, view.charts(visit(view.PAGE, run), runs, frame), strict=True):
        end = each.trace.parameters[-1, 0].item()
        if math.isfinite(end):
            told = f"After the last epoch w is {digits(end, 6)}."
        else:
            told = f"At update {len(each.trace):,} it stops being finite."
        assert chart.alt.endswith(told) and "–" not in chart.alt

"""The race of the optimizers: sweeps and verdicts against plain loops, its dials, its link, its answers."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgd_core import Run, theory, trace
from sgd_core.link import params_of
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_ui.catalogue import LANGUAGES, words_in
from sgd_ui.numerals import short
from sgd_ui.optimizers import figures, findings, view
from sgd_ui.page import SPEEDS
from sgd_ui.palette import LIGHT
from sgd_ui.shell import Frame
from sgd_ui.stage import packed
from sgd_ui.visit import Visit
from tests.ui.opened import open_page, query, stage, told, widget

PAGE = "pages/optimizers.py"
OFFSET = Run(problem="line", data="offset", epochs=12, lr=0.03)
OUTLIERS = Run(problem="huber", epochs=15, lr=0.05, sampling="reshuffle", seed=4)
LABELS = Run(problem="logistic", epochs=6, lr=0.2, batch=3)
PAIRS = Run(problem="autoencoder", data="mirrored-40", w0=[0.3, 0.8], epochs=3, lr=0.002)
NAMES = {name: words_in("en", "optimizers")[f"choice.optimizer.{name}"] for name in OPTIMIZERS}


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
    texts = {name: each.default for name, each in view.PAGE.chosen.items()}
    return Visit(view.PAGE, run, texts | {name.replace("_", "."): text for name, text in chosen.items()})


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
    singles = [end(run.replaced(lr=lr)) for lr in lrs]
    assert found.losses.tolist() == pytest.approx(singles, rel=1e-9)
    cheapest = min(range(len(lrs)), key=lambda k: (found.losses[k], k))
    assert found.best == cheapest
    assert findings.late_loss(findings.shown(trace(run))) == pytest.approx(found.at(run.lr), rel=1e-9)


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
        return findings.Sweep(tuple(range(1, len(losses) + 1)), np.array(losses)).edge

    assert edge(1.0, 2.0, 3.0) == "low"
    assert edge(3.0, 2.0, 1.0) == "high"
    assert edge(2.0, 1.0, math.inf) is None
    assert edge(1.0, 1.0, 2.0) is None
    assert edge(math.inf, math.inf) is None


def test_the_order_at_the_end_ties_what_no_digit_tells_apart() -> None:
    found = findings.ranked({"a": 0.5, "b": 0.12345, "c": math.inf, "d": 0.12349})
    assert found.lowest == ("b", "d") and found.others == ("a",) and found.diverged == ("c",)
    assert findings.ranked({"a": math.inf}).lowest == ()


def test_rounding_of_the_loss_is_no_excess() -> None:
    losses = np.array([1.2, 1.2 * (1 + 2**-52), 1.2 * (1 - 2**-52), 1.2 + 1e-12, math.inf])
    assert findings.excess(losses, 1.2).tolist() == [0, 0, 0, pytest.approx(1e-12, rel=1e-3), math.inf]
    assert findings.excess(losses, None) is losses


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
    columns = figures.beside(racing, own, least(run), reach)
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
    assert (f"own_{names[0]}" in columns) == (optimizer == "averaged")


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
        assert f"{NAMES[word]} diverges at update {columns.end.t:,}" in text
    assert "Lowest over the last epoch: Adam" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_optimizer_that_races_again_is_told_apart_everywhere(lang: str) -> None:
    run, words = OFFSET.replaced(optimizer="momentum"), frame(lang).words
    for rates in ("shared", "own"):
        at = visit_to(run, c_optimizer="momentum", d_optimizer="averaged", rates=rates)
        shown = view.race(at, frame(lang))
        sweeps = view.swept(at, words)
        rows = [row.split("|")[1] for row in view.table(shown, sweeps, words).splitlines()]
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
@settings(max_examples=12, deadline=None)
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
    sweeps = view.swept(at, words)
    start = shown.contestants[0].trace.mean_loss[0].item()
    still = figures.sweep_figure(shown.contestants, sweeps, shown.names, shown.least, start, LIGHT, words)
    assert packed({"charts": charts, "still": still.to_plotly_json()}, {})
    texts = [view.verdict(shown, words), view.fairness(at, shown, words), view.table(shown, sweeps, words)]
    texts += [view.question(at, words).answer()[1], *view.edges(shown, sweeps, words)]
    assert all(texts) and all("nan" not in text and "{" not in text for text in texts)


@pytest.mark.parametrize(
    "link",
    [
        "b.optimizer=adam&b.lr=0.1",
        "c.optimizer=none&rates=own&d.optimizer=averaged",
        "problem=huber&data=outliers&delta=2&momentum=0.5&optimizer=nesterov&f.optimizer=rmsprop&alpha=0.5",
        "problem=logistic&x=1,2,3,2.5&y=0,0,1,0&lr=0.02&batch=2&b.optimizer=adamw&weight_decay=0.1&f.lr=3",
    ],
)
def test_a_link_passes_through_the_page_without_a_change(link: str) -> None:
    app = open_page(PAGE, link)
    assert not app.exception and not [w for w in app.warning if "link" in w.value]
    given_ = params_of(link)
    shown = query(app)
    assert {name: shown[name] for name in given_ if name != "data"} == {
        name: text for name, text in given_.items() if name != "data"
    }
    rest = {name: text for name, text in shown.items() if name not in given_}
    opening = view.PAGE.opening.to_params() | {"data": view.PAGE.opening.data}
    assert rest.items() <= (opening.items() if "problem" not in given_ else set())
    assert query(app.run()) == shown


def test_what_cannot_be_used_is_named_and_the_rest_is_shown() -> None:
    link = (
        "problem=deep&b.optimizer=foo&c.lr=-1&d.lr=x&rates=zzz&beta1=1&schedule=cosine&at=99999"
        "&b.momentum=3&f.optimizer=adagrad&epochs=7"
    )
    app = open_page(PAGE, link)
    assert not app.exception
    assert query(app) == {"problem": "logistic", "data": "labels", "epochs": "7", "f.optimizer": "adagrad"}
    wrong = next(w.value for w in app.warning if "link" in w.value)
    for name in ("problem", "b\\.optimizer", "c\\.lr", "d\\.lr", "rates", "beta1", "schedule", "at"):
        assert f"\\({name}\\)" in wrong
    assert "b\\.momentum" in app.info[0].value


def test_constants_of_every_racer_are_offered_and_act() -> None:
    app = open_page(PAGE, link_of(OUTLIERS) + "&b.optimizer=rmsprop&c.optimizer=adamw")
    assert not app.exception
    offered = {e.key for e in app.sidebar.get("text_input")}
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
    assert "\\-1" in next(w.value for w in app.warning if "cannot be run" in w.value)
    widget(app, "run.eps").set_value("").run()
    widget(app, "view.b.optimizer").set_value("adagrad").run()
    assert widget(app, "run.eps").placeholder == "1e-10 / 1e-08"
    assert "run.alpha" not in {e.key for e in app.sidebar.get("text_input")}


def test_a_rate_of_its_own_is_asked_for_while_it_decides_something() -> None:
    app = open_page(PAGE)
    keys = {e.key for e in app.sidebar.get("text_input")}
    assert {"view.b.lr", "view.c.lr"} <= keys and "view.d.lr" not in keys
    widget(app, "view.b.lr").set_value("0.02").run()
    assert query(app)["b.lr"] == "0.02" and "momentum (rate 0.02)" in told(app)
    widget(app, "view.rates").set_value("own").run()
    assert "view.b.lr" not in {e.key for e in app.sidebar.get("text_input")}


def test_the_button_gives_each_the_best_rate_of_its_sweep_and_takes_it_back() -> None:
    app = open_page(PAGE, link_of(OFFSET))
    runs = {word: OFFSET.replaced(optimizer=word) for word in ("sgd", "momentum", "adam")}
    lrs = findings.rates(OFFSET, [OFFSET.lr])
    best = {word: min((end(run.replaced(lr=lr)), lr) for lr in lrs) for word, run in runs.items()}
    for word, (loss, lr) in best.items():
        row = f"| {NAMES[word]} | 0.03 | {short(end(runs[word]) - least(OFFSET))} | {lr:.4g} |"
        assert f"{row} {short(loss - least(OFFSET))} |" in told(app)
    widget(app, "optimizers.rates").click().run()
    assert query(app)["rates"] == "own"
    labels = [each["label"] for each in stage(app)["runs"]]
    assert labels == [f"{NAMES[word]} (rate {lr:.4g})" for word, (_, lr) in best.items()]
    assert f"{len(lrs)} learning rates, the same for all" in told(app)
    widget(app, "optimizers.rates").click().run()
    assert "rates" not in query(app)


def test_one_alone_is_shown_and_no_race() -> None:
    app = open_page(PAGE, link_of(OFFSET) + "&b.optimizer=none&c.optimizer=none")
    assert not app.exception and not app.radio
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
    run = Run(problem="logistic", x=[1, 2, 3, 4], y=[0, 0, 1, 1], lr=1.0, epochs=9)
    assert f"SGD: {short(end(run))}" in told(app)


def test_each_scene_opens_and_is_marked() -> None:
    app = open_page(PAGE, link_of(OFFSET))
    for scene in view.SCENES:
        widget(app, f"scene.{scene.name}").click().run()
        assert not app.exception
        assert not [w for w in app.warning if "tried" not in w.value]
        shown = query(app)
        assert scene.run == Run.from_params({n: t for n, t in shown.items() if n not in view.PAGE.views})
        assert {n: t for n, t in shown.items() if n in view.PAGE.views} == dict(scene.view)


def test_the_question_is_answered_by_the_runs_that_it_asks_about() -> None:
    app = open_page(PAGE, link_of(OFFSET))
    asked = {key: end(OFFSET.replaced(optimizer=word, lr=0.3)) for key, word in
             (("a", "sgd"), ("b", "momentum"), ("c", "adam"))}  # fmt: skip
    right = min(asked, key=asked.get)
    (radio,) = app.radio
    assert list(radio.options) == ["SGD", "momentum", "Adam", "nobody, all diverge"]
    radio.set_value(next(key for key in asked if key != right)).run()
    assert words_in("en")["question.wrong"] in told(app)
    (radio,) = app.radio
    radio.set_value(right).run()
    assert words_in("en")["question.right"] in told(app)
    assert f"Adam: {short(asked['c'] - least(OFFSET))}" in told(app)
    widget(app, "question.optimizers.run").click().run()
    assert query(app)["lr"] == "0.3"


def test_both_languages_tell_the_same_numbers() -> None:
    ends = [short(end(OFFSET.replaced(optimizer=word)) - least(OFFSET)) for word in ("sgd", "adam")]
    for lang in LANGUAGES:
        app = open_page(PAGE, link_of(OFFSET, lang=lang))
        assert all(text in told(app) for text in ends)
        formulas = [each.formula for each in OPTIMIZERS.values()]
        assert all(formula in told(app) for formula in formulas)


def test_the_stage_has_no_arithmetic_of_one_run() -> None:
    document = stage(open_page(PAGE, link_of(PAIRS)))
    assert "cards" not in document
    assert [speed for speed, _ in document["speeds"]] == list(SPEEDS[1:])
    assert document["words"]["metric_distance"] == "distance to the nearest minimum"
    assert sorted(document["runs"][0]["best"]) == [[-1.0, 0.0], [1.0, 0.0]]
    assert json.dumps(document["charts"])

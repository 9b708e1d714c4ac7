"""The saddle: who leaves it and when, how fragile staying is, and what is said of both, against the core."""

import math
import re

import numpy as np
import pytest

from sgd_core import Run, theory, trace
from sgd_core.landscape import principal_axes
from sgd_ui.catalogue import words_in
from sgd_ui.palette import LIGHT
from sgd_ui.saddle import figures, findings, view
from sgd_ui.shell import Frame
from sgd_ui.terms import FORMS, value
from sgd_ui.visit import Visit
from tests.ui.opened import open_page, query, stage, told, widget

PAGE = "pages/saddle.py"
WORDS = words_in("en", "saddle")
FRAME = Frame(WORDS, LIGHT, "")
WALK, DEEP = view.PAGE.opening, Run(problem="deep")
PAIRS = Run(problem="autoencoder", data="mirrored-40", w0=(0.0, 0.5), sampling="reshuffle", epochs=10)
OWN = Run(problem="autoencoder", x=(1.0, 2.0, -1.0, 0.5), y=(2.0, 0.5, 1.0, -2.0), w0=(0.3, 0.1), epochs=40)
FALLING = Run(problem="deep", x=(1.0, 2.0, 3.0), y=(-2.0, -4.0, -6.0), w0=(0.7, 0.7))


def visit(run: Run, **views: str) -> Visit:
    usual = {name: each.default for name, each in view.PAGE.chosen.items()}
    return Visit(view.PAGE, run, usual | views)


def shown(run: Run, **views: str) -> view.Shown:
    found = view.shown(visit(run, **views), FRAME)
    assert found
    return found


def first_beyond(run: Run, direction: tuple[float, float], threshold: float) -> int | None:
    """After how many updates |w·direction| is larger than a threshold, update by update."""
    for t, (first, second) in enumerate(trace(run).parameters.tolist()):
        if not abs(first * direction[0] + second * direction[1]) <= threshold:
            return t
    return None


# --- the numbers ---


def test_the_known_times_of_the_mirrored_pair() -> None:
    run = Run(problem="autoencoder")
    saddle = findings.saddle_of(run)
    assert saddle.place == (0.0, 1.0) and saddle.out == (1.0, 0.0)
    assert [findings.stay(trace(run), saddle, beyond).passed for beyond in (0.5, 0.9)] == [57, 78]
    stay = findings.stay(trace(run.replaced(w0=(0.0, 0.5), batch="all", epochs=20_000)), saddle, 0.5)
    assert stay.exact and stay.passed is None and stay.distance < 1e-15


def test_the_counter_example_falls_in_and_one_rounding_step_frees_it() -> None:
    for run in (DEEP, DEEP.replaced(data="noisy"), DEEP.replaced(sampling="reshuffle", seed=5)):
        saddle = findings.saddle_of(run)
        stay = findings.stay(trace(run), saddle, 0.5)
        assert stay.exact and stay.distance < 1e-12
    free = trace(findings.nudged(DEEP)).parameters
    assert free[0, 0] - 0.7 == math.ulp(0.7)
    arrived = np.flatnonzero(np.abs(free[:, 0] * free[:, 1] - 2) < 0.01)[0]
    assert 200 < arrived <= 240


@pytest.mark.parametrize("run", [WALK, PAIRS, OWN], ids=repr)
def test_at_the_saddle_each_pull_lies_along_the_way_out_and_their_mean_is_zero(run: Run) -> None:
    saddle = findings.saddle_of(run)
    v1 = principal_axes(*run.points)[1]
    assert saddle.out == v1
    pulls = []
    for x, y in zip(*run.points, strict=True):
        scope = {"x": x, "y": y, "w1": saddle.place[0], "w2": saddle.place[1]}
        pull = [value(terms, scope) for terms in FORMS["autoencoder"].pull]
        assert pull[0] * v1[1] - pull[1] * v1[0] == pytest.approx(0, abs=1e-12)
        pulls.append(pull)
    assert np.abs(pulls).max() > 0.1
    np.testing.assert_allclose(np.mean(pulls, axis=0), 0, atol=1e-13)


@pytest.mark.parametrize("run", [WALK, OWN, DEEP, FALLING], ids=repr)
def test_descent_near_the_saddle_multiplies_the_distance_by_the_growth(run: Run) -> None:
    saddle = findings.saddle_of(run)
    aside = tuple(w + 1e-7 * out for w, out in zip(saddle.place, saddle.out, strict=True))
    columns = trace(run.replaced(w0=aside, batch="all", epochs=1))
    before, after = saddle.away(columns)
    assert after / before == pytest.approx(saddle.growth, rel=1e-6)


def test_where_the_mean_of_xy_is_negative_the_other_line_leads_in() -> None:
    assert findings.saddle_of(FALLING).out == (1.0, -1.0)
    assert view.measure(FALLING, findings.saddle_of(FALLING)) == "|w1 − w2|"
    assert view.headline(shown(FALLING)) == "freed"


@pytest.mark.parametrize(
    ("run", "beyond"), [(WALK, 0.5), (PAIRS, 0.9), (DEEP, 0.5), (OWN.replaced(sampling="shuffle-once"), 0.2)]
)
def test_the_times_of_many_seeds_are_those_of_their_single_runs(run: Run, beyond: float) -> None:
    saddle = findings.saddle_of(run)
    shares: list[float] = []
    found = findings.escapes(run, saddle, beyond, 8, shares.append)
    start = findings.nudged(run).w0 if run.problem == "deep" else saddle.place
    sampling = "with-replacement" if run.sampling == "cyclic" else run.sampling
    expected = [
        first_beyond(run.replaced(w0=start, sampling=sampling, seed=run.seed + k), saddle.out, beyond)
        for k in range(8)
    ]
    assert found.times.tolist() == [-1 if time is None else time for time in expected]
    left = [math.inf if time is None else time for time in expected]
    assert found.median == np.median(left)
    assert found.stayed == left.count(math.inf)


def test_theorys_scale_is_the_cores_and_medians_lie_above_it() -> None:
    for run in (WALK, PAIRS.replaced(sampling="with-replacement")):
        found = findings.escapes(run, findings.saddle_of(run), 0.5, 200, lambda share: None)
        assert found.rule == theory.escape_time(*run.points, run.lr, 0.5)
        assert found.rule < found.median < 2 * found.rule
        assert found.stayed == 0
    found = findings.escapes(DEEP, findings.saddle_of(DEEP), 0.5, 100, lambda share: None)
    assert found.median == pytest.approx(found.rule, rel=0.1)


def test_the_ends_of_seeds_on_the_line_are_those_of_their_single_runs() -> None:
    for run in (DEEP, findings.relabelled(DEEP), DEEP.replaced(w0=(0.7, -0.69))):
        saddle = findings.saddle_of(run)
        found = findings.ends(run, saddle, 5, lambda share: None)
        ends = [
            trace(run.replaced(sampling="with-replacement", seed=seed)).parameters[-1] for seed in range(5)
        ]
        assert found.on_line == sum(first + second == 0 for first, second in ends)
        assert found.farthest == pytest.approx(max(math.hypot(*end) for end in ends), rel=1e-12)


@pytest.mark.parametrize(("run", "angle"), [(WALK, 0.3), (PAIRS, 1.1), (OWN, -0.4)], ids=repr)
def test_each_way_is_its_own_trace_by_its_own_saddle(run: Run, angle: float) -> None:
    saddle = findings.saddle_of(run)
    runs = findings.ways(run, saddle, angle, 0.5)
    assert list(runs) == ["listed", "shuffled", "turned", "single"]
    assert runs["listed"].updates >= 2 * findings.rounding_time(saddle, 0.5)
    for name, (away, stay) in findings.stays(runs, 0.5).items():
        columns = trace(runs[name])
        direction = principal_axes(*runs[name].points)[1]
        np.testing.assert_allclose(away, np.abs(columns.parameters @ np.array(direction)), atol=1e-14)
        assert stay.passed == first_beyond(runs[name], direction, 0.5)
        assert stay.exact == (not away.any())


def test_rounding_pushes_descent_out_of_turned_and_of_shuffled_points() -> None:
    for run, others in ((WALK, {"turned"}), (PAIRS, {"shuffled", "turned"})):
        runs = findings.ways(run, findings.saddle_of(run), 0.3, 0.5)
        stays = {name: stay for name, (_, stay) in findings.stays(runs, 0.5).items()}
        assert stays["listed"].exact
        assert {name for name in ("shuffled", "turned") if stays[name].passed} == others
        assert view.ways_case(stays) == "fragile"


def test_a_turn_by_nothing_changes_no_bit_and_a_shuffle_only_the_order() -> None:
    assert trace(findings.turned(PAIRS, 0.0)).parameters.tolist() == trace(PAIRS).parameters.tolist()
    assert sorted(zip(*findings.shuffled(PAIRS).points)) == sorted(zip(*PAIRS.points))  # noqa: B905
    assert findings.shuffled(PAIRS).points != PAIRS.points


def test_descent_gets_as_many_updates_as_single_samples_within_its_limit() -> None:
    for run in (WALK, PAIRS, DEEP):
        assert findings.contestants(run)["b"].updates == run.updates
    long = PAIRS.replaced(epochs=20_000)
    assert findings.contestants(long)["b"].updates == 2_000_000 // 40


# --- what is said ---


@pytest.mark.parametrize(
    ("run", "views", "word"),
    [
        (WALK, {}, "stuck"),
        (PAIRS, {}, "stuck"),
        (WALK.replaced(epochs=5), {}, "none"),
        (OWN, {}, "both"),
        (WALK.replaced(w0=(1e-9, 0.5)), {}, "slow"),
        (WALK.replaced(w0=(0.6, 0.5)), {}, "outside"),
        (WALK.replaced(lr=3.0), {}, "diverged"),
        (DEEP, {}, "freed"),
        (DEEP.replaced(epochs=20), {}, "held"),
        (DEEP.replaced(w0=(0.8, -0.7)), {}, "all"),
        (DEEP.replaced(w0=(0.8, -0.7), epochs=2), {}, "none"),
    ],
)
def test_the_headline_is_true_of_every_run(run: Run, views: dict[str, str], word: str) -> None:
    found = shown(run, **views)
    assert view.headline(found) == word
    text = view.verdict(found, WORDS)
    assert WORDS[f"saddle.head_{word}"] in text
    for each in found.contestants:
        passed = first_beyond(each.trace.run, found.saddle.out, 0.5)
        name = each.label
        if each.trace.diverged:
            expected = f"{name}: diverged at update {len(each.trace):,}"
        elif passed:
            expected = f"{name}: {view.measure(run, found.saddle)} passes 0.5 at update {passed:,}"
        elif passed == 0:
            expected = f"{name}: {view.measure(run, found.saddle)} is beyond 0.5 from the start"
        else:
            expected = f"{name}: {view.measure(run, found.saddle)} "
            expected += "never passes" if found.saddle.away(each.trace).any() else "is exactly 0 through"
        assert expected.lower() in text.lower()


def test_the_rate_the_start_and_the_threshold_are_always_said() -> None:
    for run in (WALK, PAIRS, OWN, DEEP):
        text = view.why(shown(run, beyond="0.7"), WORDS)
        assert f"Learning rate {run.lr:g}, start {view.point(run.w0)}; out means" in text
        assert "> 0.7" in text


def test_points_on_the_axes_push_nobody() -> None:
    run = Run(problem="autoencoder", x=(2.0, 0.0), y=(0.0, 1.0), w0=(0.0, 0.5))
    assert not findings.pushed(run) and findings.pushed(WALK)
    found = shown(run)
    assert "no sample pulls along the way out" in view.why(found, WORDS)
    escapes = findings.escapes(run, found.saddle, 0.5, 5, lambda share: None)
    assert escapes.stayed == 5
    text = view.escape_text(escapes, found, 5, WORDS)
    assert "none of 5 seeds gets out" in text and WORDS["saddle.rule_none"] in text


@pytest.mark.parametrize(
    "link", ["seeds=40", "problem=deep&seeds=30&turn=1", "data=mirrored-40&w0=0,0.5&seeds=20"]
)
def test_the_page_says_what_the_core_computes(link: str) -> None:
    app = open_page(PAGE, link)
    text = told(app)
    assert not app.exception
    run = Run.from_params({name: text for name, text in query(app).items() if name not in view.PAGE.chosen})
    at = visit(run, **{k: v for k, v in query(app).items() if k in view.PAGE.chosen})
    found = shown(run, turn=at.view["turn"])
    seeds = int(at.view["seeds"])
    escapes = findings.escapes(run, found.saddle, 0.5, seeds, lambda share: None)
    assert f"half of {seeds} seeds are out" in text and f"after {escapes.median:g} updates" in text
    assert f"scale for samples drawn with replacement is {escapes.rule:.3g}" in text or (
        f"Theory's scale is {escapes.rule:.3g}" in text
    )
    for way, (_, stay) in findings.stays(
        findings.ways(run, found.saddle, at.value("turn"), 0.5), 0.5
    ).items():
        name = WORDS.format(f"saddle.way_{way}", turn=at.view["turn"])
        outcome = "exactly 0 to the end" if stay.exact else f"passes 0.5 at update {stay.passed:,}"
        assert f"| {name} | {outcome} |" in text
    if run.problem == "deep":
        assert f"{seeds} of {seeds} seeds have |w1 + w2| exactly 0" in text
    assert not app.warning


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("data=note", "flat"),
        ("x=1,-1,1,-1&y=1,1,-1,-1", "round"),
        ("x=0,0&y=0,0", "nothing"),
        ("problem=deep&x=1,-1&y=1,1", "level"),
        ("x=1e300,1&y=1,1e300", "nothing"),
    ],
)
def test_samples_that_make_no_saddle_are_told_so(link: str, why: str) -> None:
    run = Run.from_params({"problem": "autoencoder"} | dict(part.split("=") for part in link.split("&")))
    assert findings.saddle_of(run) is None
    assert findings.why_none(run) == why
    assert view.no_saddle(run, WORDS) == WORDS[f"saddle.none_{why}"]


def test_without_a_saddle_the_page_still_ends_with_the_claim() -> None:
    app = open_page(PAGE, "data=note")
    assert not app.exception
    assert app.warning[0].value == WORDS["saddle.none_flat"]
    assert "What the claim should have said." in told(app)


# --- the question ---


@pytest.mark.parametrize(
    ("run", "kind", "right"),
    [
        (WALK, "turned", "both"),
        (PAIRS, "turned", "both"),
        (DEEP, "labels", "nudged"),
        (DEEP.replaced(data="noisy-200", epochs=20), "order", "nudged"),
        (PAIRS.replaced(data="noisy-200"), "aside", "both"),
    ],
    ids=repr,
)
def test_the_question_is_answered_by_the_run_it_shows(run: Run, kind: str, right: str) -> None:
    found = shown(run)
    assert view.asked_about(run, 0.3, found)[0] == kind
    question = view.question(visit(run), found, WORDS)
    assert question.run != run
    asked = shown(question.run)
    answer, why = question.answer()
    assert answer == {view.leavers(asked.stays)} == {right} <= set(question.options)
    for stay in asked.stays.values():
        assert f"update {stay.passed:,}" in why if stay.passed else "exactly 0" in why


def test_the_answer_leads_to_the_run() -> None:
    app = open_page(PAGE, "problem=deep&epochs=90")
    (radio,) = app.radio
    radio.set_value("too").run()
    assert WORDS["question.wrong"] in told(app)
    widget(app, "question.saddle.run").click().run()
    assert query(app)["y"] == "2.2,3.6,6.6" and "data" not in query(app)
    assert not app.exception


# --- the stage and the figures ---


def test_the_stage_measures_from_the_saddle_and_carries_the_way_out() -> None:
    app = open_page(PAGE, "x=1,2,-1,0.5&y=2,0.5,1,-2&w0=0.3,0.1&epochs=40&seeds=2&surface=yes")
    document = stage(app)
    saddle = findings.saddle_of(OWN)
    assert [run["best"] for run in document["runs"]] == [[list(saddle.place)]] * 2
    assert document["words"]["metric_distance"] == "distance to the saddle"
    assert {"0.away", "1.away", "0.w1", "1.w2"} <= {name for name, *_ in document["columns"]}
    assert [chart["name"] for chart in document["charts"]] == ["plane", "points", "away"]
    labels = [note["text"] for note in document["charts"][0]["figures"][""]["layout"]["annotations"]]
    assert sorted(labels) == ["maximum", "minimum", "minimum", "saddle", "saddle"]
    assert len(app.get("plotly_chart")) == 3
    widget(app, "saddle.surface").click().run()
    assert "surface" not in query(app) and len(app.get("plotly_chart")) == 2


@pytest.mark.parametrize("run", [WALK, PAIRS, OWN, DEEP, WALK.replaced(w0=(1e3, 0.0))], ids=repr)
def test_pulls_are_drawn_at_a_round_share_of_their_length_and_fit(run: Run) -> None:
    found = shown(run)
    half = figures.reach(found.contestants)
    scale = figures.pull_scale(run, found.saddle, half)
    assert f"{scale:.0e}"[0] in "125" and scale == pytest.approx(float(f"{scale:.0e}"))
    lengths = [
        math.hypot(*run.model.gradient(w, x, y))
        for w in (run.w0, found.saddle.place)
        for x, y in zip(*run.points, strict=True)
    ]
    assert 0.15 * half < scale * max(lengths) <= 0.4 * half * (1 + 1e-9)


def test_what_is_exactly_zero_lies_at_the_foot_and_what_is_not_above_it() -> None:
    found = shown(WALK)
    figure = figures.away_figure(found.contestants, 0.5, "|w|", LIGHT, WORDS)
    floors = {trace_.meta["floor"] for trace_ in figure.data}
    (floor,) = floors
    positive = [column[column > 0] for each in found.contestants for column in [each.beside["away"]]]
    assert floor < np.concatenate(positive).min()
    assert WORDS["saddle.exactly"] in [note.text for note in figure.layout.annotations]
    own = shown(OWN)
    figure = figures.away_figure(own.contestants, 0.5, "|w|", LIGHT, WORDS)
    assert WORDS["saddle.exactly"] not in [note.text for note in figure.layout.annotations]


def test_the_bars_hold_every_seed_that_left() -> None:
    for run in (WALK, DEEP, WALK.replaced(epochs=15)):
        found = findings.escapes(run, findings.saddle_of(run), 0.5, 60, lambda share: None)
        bars = figures.times_figure(found, LIGHT, WORDS).data[0]
        assert sum(bars.y) == 60 - found.stayed
        for (first, last), count in zip(bars.customdata, bars.y, strict=True):
            assert ((found.times >= first) & (found.times <= last)).sum() == count


def test_the_surface_holds_the_critical_points_at_their_heights() -> None:
    for run in (OWN, DEEP):
        found = shown(run)
        figure = figures.surface_figure(found.contestants, found.saddle.out, LIGHT, WORDS)
        critical = run.model.critical(*run.points)
        marks = [each for each in figure.data if each.type == "scatter3d" and each.text]
        drawn = {point for each in marks for point in zip(each.x, each.y, strict=True)}
        assert drawn == {point.parameters for point in critical}
        low = np.nanmin(figure.data[0].z)
        assert min(z for each in marks for z in each.z) == pytest.approx(low, rel=0.05, abs=0.1)
        paths = [each for each in figure.data if each.type == "scatter3d" and not each.text]
        assert [each.name for each in paths] == [each.label for each in reversed(found.contestants)]


# --- links ---


@pytest.mark.parametrize("scene", view.SCENES, ids=lambda scene: scene.name)
def test_each_scene_says_what_it_is_called_after(scene) -> None:
    found = shown(scene.run)
    assert view.headline(found) == ("freed" if scene.run.problem == "deep" else "stuck")
    assert found.start == 0
    assert (scene.run.w0 == found.saddle.place) == (scene.name == "at")


def test_the_buttons_open_the_scenes() -> None:
    app = open_page(PAGE, "lr=0.02&seeds=2")
    for name in ("deep", "pairs"):
        widget(app, f"scene.{name}").click().run()
        assert not app.exception and not app.warning
        (run,) = [scene.run for scene in view.SCENES if scene.name == name]
        assert Run.from_params(query(app)) == run


@pytest.mark.parametrize(
    "link",
    [
        "data=mirrored&problem=autoencoder&w0=0.1,0.4&lr=0.02&epochs=30&sampling=reshuffle&seed=3"
        "&beyond=0.25&turn=-1&seeds=12&surface=yes",
        "problem=deep&x=1,2&y=-2,-3.5&w0=0.5,0.5&epochs=50&seeds=3",
    ],
)
def test_a_link_passes_through_the_page_without_a_change(link: str) -> None:
    app = open_page(PAGE, link)
    assert query(app) == dict(part.split("=", 1) for part in link.split("&"))
    assert not app.warning


def test_an_empty_address_opens_on_the_walk_and_a_link_without_a_problem_means_the_first() -> None:
    assert query(open_page(PAGE)) == {"data": "mirrored"} | WALK.to_params()
    app = open_page(PAGE, "lr=0.02&seeds=2")
    assert query(app)["problem"] == "autoencoder" and not app.warning


@pytest.mark.parametrize(
    ("link", "named", "left"),
    [
        ("problem=origin&lr=0.02", "problem", {"lr": "0.02"}),
        ("problem=%3Cb%3E&lr=0.02", "problem", {"lr": "0.02"}),
        ("beyond=0&turn=1e999&seeds=1&surface=maybe&lr=0.02", "beyond turn seeds surface", {"lr": "0.02"}),
        ("batch=2&w0=1&lr=0.02&b.lr=3", "batch w0 b\\.lr", {"lr": "0.02"}),
    ],
)
def test_what_cannot_be_used_is_named_and_the_rest_is_shown(
    link: str, named: str, left: dict[str, str]
) -> None:
    app = open_page(PAGE, link + "&epochs=20")
    said = " ".join(e.value for e in (*app.warning, *app.info))
    assert not app.exception
    for name in named.split():
        assert re.search(rf"\b{re.escape(name)}\b", said), name
    assert query(app).items() >= (left | {"problem": "autoencoder", "epochs": "20"}).items()


@pytest.mark.parametrize(
    "run",
    [
        WALK.replaced(lr=0.0),
        WALK.replaced(lr=1e308),
        WALK.replaced(w0=(1.7e308, 1.7e308)),
        WALK.replaced(w0=(0.0, 0.0)),
        DEEP.replaced(w0=(0.0, 0.0)),
        DEEP.replaced(lr=0.2),
        DEEP.replaced(x=(5.0,), y=(5.0,)),
        WALK.replaced(x=(1e-150, -1e-150), y=(2e-150, 2e-150)),
        WALK.replaced(seed=2**53 - 1, epochs=1),
    ],
    ids=repr,
)
def test_strange_runs_break_nothing(run: Run) -> None:
    at = visit(run, beyond="1e-300", turn="1e300", seeds="3")
    found = view.shown(at, FRAME)
    if found is None:
        assert view.no_saddle(run, WORDS)
        return
    assert view.verdict(found, WORDS) and view.why(found, WORDS)
    assert len(view.charts(found, FRAME)) == 3
    figures.surface_figure(found.contestants, found.saddle.out, LIGHT, WORDS)
    question = view.question(at, found, WORDS)
    answer, _ = question.answer()
    assert answer <= set(question.options)
    runs = findings.ways(run, found.saddle, at.value("turn"), found.beyond)
    stays = findings.stays(runs, found.beyond)
    assert view.ways_text(run, runs, stays, 1e300, found, WORDS)
    if run.seed < 2**53 - 3:
        escapes = findings.escapes(run, found.saddle, found.beyond, 3, lambda share: None)
        figures.times_figure(escapes, LIGHT, WORDS)
        assert view.escape_text(escapes, found, 3, WORDS)


def test_seeds_beyond_the_last_one_are_refused_and_the_stage_stays() -> None:
    app = open_page(PAGE, f"problem=autoencoder&data=mirrored&sampling=reshuffle&seed={2**53 - 1}&epochs=20")
    assert not app.exception
    assert "seed" in app.warning[0].value
    assert stage(app)["clock"]["ticks"] == 40


def test_contestants_carry_labels_of_their_own() -> None:
    for run in (WALK, DEEP):
        labels = [each.label for each in shown(run).contestants]
        assert len(set(labels)) == len(labels) == len(findings.contestants(run))

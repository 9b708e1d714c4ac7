"""The saddle: who leaves it and when, how fragile staying is, and what is said of both, against the core."""

import ast
import math
import re
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sgd_core import Run, ensemble, theory, trace
from sgd_core.landscape import principal_axes
from sgd_core.link import described
from sgd_core.problems import PROBLEMS
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.frame import earned
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.saddle import asked, escapes, figures, findings, guises, saddles, verdict, view, ways
from sgd_ui.pages.saddle.cases import CASES, Case, case_of, pushed
from sgd_ui.pages.saddle.shown import point
from sgd_ui.words.catalogue import LANGUAGES, words_in
from sgd_ui.words.numerals import short
from tests.ui import opened
from tests.ui.formulas import values
from tests.ui.opened import answered, as_plotly, open_page, query, sent_columns, stage, stills, told, widget

PAGE = "pages/saddle.py"
WORDS = words_in("en", "saddle")
FRAME = Frame(WORDS, LIGHT, "")
WALK, DEEP = view.PAGE.opening, Run(problem="deep")
PAIRS = Run(problem="autoencoder", data="mirrored-40", w0=(0.0, 0.5), sampling="reshuffle", epochs=10)
LOST, HALF_LOST = DEEP.replaced(lr=0.2), DEEP.replaced(lr=0.08, data="noisy", epochs=40)
#: A tenth of noise in these labels turns the mean of xy round.
FLIPPED = Run(problem="deep", x=(1.0, 1.0), y=(-1.0, 1.05), epochs=20)
OWN = Run(problem="autoencoder", x=(1.0, 2.0, -1.0, 0.5), y=(2.0, 0.5, 1.0, -2.0), w0=(0.3, 0.1), epochs=40)
FALLING = Run(problem="deep", x=(1.0, 2.0, 3.0), y=(-2.0, -4.0, -6.0), w0=(0.7, 0.7))


def visit(run: Run, **views: str) -> Visit:
    return opened.visit(view.PAGE, run, views)


def shown(run: Run, **views: str) -> view.Shown:
    found = view.shown(visit(run, **views), FRAME)
    assert found
    return found


def unfolded(link: str) -> AppTest:
    """The page of a link, with what it has folded opened."""
    return open_page(PAGE, link, "saddle.folded")


def first_beyond(run: Run, direction: tuple[float, float], threshold: float) -> int | None:
    """After how many updates |w·direction| is larger than a threshold, update by update."""
    for t, (first, second) in enumerate(trace(run).parameters.tolist()):
        if abs(first * direction[0] + second * direction[1]) > threshold:
            return t
    return None


def compared(run: Run, beyond: float = 0.5, angle: float = 0.3) -> dict[str, saddles.Stay]:
    """What each way comes to."""
    saddle = findings.saddle_of(run)
    runs = findings.ways(run, saddle, angle, beyond)
    found = findings.stays(runs, saddle, beyond, runs["listed"].updates)
    return {name: stay for name, (_, stay) in found.items()}


def escaping(run: Run, seeds: int, **views: str) -> tuple[findings.Escapes, str]:
    """The times of many seeds, and what is said of them."""
    found = shown(run, **views)
    many = findings.escapes(run, found.saddle, found.beyond, seeds)
    return many, escapes.text(many, found, WORDS)


# --- the numbers ---


def test_the_known_times_of_the_mirrored_pair() -> None:
    run = Run(problem="autoencoder")
    saddle = findings.saddle_of(run)
    assert saddle.place == (0.0, 1.0) and saddle.out == (1.0, 0.0)
    assert [saddles.stay(trace(run), saddle, beyond).passed for beyond in (0.5, 0.9)] == [57, 78]
    stay = saddles.stay(trace(run.replaced(w0=(0.0, 0.5), batch="all", epochs=20_000)), saddle, 0.5)
    assert stay.exact and stay.passed is None and stay.distance < 1e-15


def test_the_counter_example_falls_in_and_one_rounding_step_frees_it() -> None:
    for run in (DEEP, DEEP.replaced(data="noisy"), DEEP.replaced(sampling="reshuffle", seed=5)):
        saddle = findings.saddle_of(run)
        stay = saddles.stay(trace(run), saddle, 0.5)
        assert stay.exact and stay.distance < 1e-12
    free = trace(guises.nudged(DEEP)).parameters
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
        pull = [-part for part in run.model.gradient(saddle.place, x, y)]
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
    assert after / before == pytest.approx(1 + saddle.gain, rel=1e-6)


def test_where_the_mean_of_xy_is_negative_the_other_line_leads_in() -> None:
    assert findings.saddle_of(FALLING).out == (1.0, -1.0)
    assert case_of(FALLING).measure(findings.saddle_of(FALLING)) == "|w1 − w2|"
    assert verdict.headline(shown(FALLING)) == "freed"


@pytest.mark.parametrize(
    ("run", "beyond"), [(WALK, 0.5), (PAIRS, 0.9), (DEEP, 0.5), (OWN.replaced(sampling="shuffle-once"), 0.2)]
)
def test_the_times_of_many_seeds_are_those_of_their_single_runs(run: Run, beyond: float) -> None:
    saddle = findings.saddle_of(run)
    found = findings.escapes(run, saddle, beyond, 8)
    start = guises.nudged(run).w0 if run.problem == "deep" else saddle.place
    sampling = "with-replacement" if run.sampling == "cyclic" else run.sampling
    expected = [
        first_beyond(run.replaced(w0=start, sampling=sampling, seed=run.seed + k), saddle.out, beyond)
        for k in range(8)
    ]
    assert found.times.tolist() == [-1 if time is None else time for time in expected]
    left = [math.inf if time is None else time for time in expected]
    assert found.median == sorted(left)[3]
    assert found.stayed == left.count(math.inf)


@pytest.mark.parametrize("run", [LOST, HALF_LOST, WALK.replaced(lr=0.25)], ids=repr)
def test_a_seed_that_diverges_neither_gets_out_nor_stays(run: Run) -> None:
    saddle = findings.saddle_of(run)
    found, text = escaping(run, 8)
    start = guises.nudged(run).w0 if run.problem == "deep" else saddle.place
    each = [run.replaced(w0=start, sampling="with-replacement", seed=run.seed + k) for k in range(8)]
    lost = [not np.isfinite(trace(one).parameters[-1]).all() for one in each]
    times = [first_beyond(one, saddle.out, 0.5) for one in each]
    assert 0 < sum(lost) == found.diverged
    assert found.times.tolist() == [
        -1 if gone or time is None else time for gone, time in zip(lost, times, strict=True)
    ]
    assert found.stayed == sum(not gone and time is None for gone, time in zip(lost, times, strict=True))
    told = "all 8 seeds leave what a float holds" if all(lost) else f"no way out: {sum(lost)} of 8."
    assert told in text and WORDS["saddle.escape_all"] not in text


def test_theorys_scale_is_the_cores_and_medians_lie_above_it() -> None:
    for run in (WALK, PAIRS.replaced(sampling="with-replacement")):
        found = findings.escapes(run, findings.saddle_of(run), 0.5, 200)
        assert found.rule == theory.escape_time(*run.points, run.lr, 0.5)
        assert found.rule < found.median < 2 * found.rule
        assert found.stayed == 0
    found = findings.escapes(DEEP, findings.saddle_of(DEEP), 0.5, 100)
    assert found.median == pytest.approx(found.rule, rel=0.1)


def test_the_ends_of_seeds_on_the_line_are_those_of_their_single_runs() -> None:
    for run in (DEEP, guises.relabelled(DEEP), DEEP.replaced(w0=(0.7, -0.69)), LOST, HALF_LOST):
        saddle = findings.saddle_of(run)
        found = findings.ends(run, saddle, 8)
        ends = [
            trace(run.replaced(sampling="with-replacement", seed=seed)).parameters[-1] for seed in range(8)
        ]
        held = [end for end in ends if np.isfinite(end).all()]
        assert found.diverged == 8 - len(held)
        assert found.on_line == sum(first + second == 0 for first, second in held)
        farthest = max((math.hypot(*end) for end in held), default=-math.inf)
        assert found.farthest == pytest.approx(farthest, rel=1e-12)


@pytest.mark.parametrize(("run", "angle"), [(WALK, 0.3), (PAIRS, 1.1), (OWN, -0.4)], ids=repr)
def test_each_way_is_its_own_trace_by_its_own_saddle(run: Run, angle: float) -> None:
    saddle = findings.saddle_of(run)
    runs = findings.ways(run, saddle, angle, 0.5)
    assert list(runs) == ["listed", "shuffled", "turned", "single"]
    assert runs["listed"].updates >= 2 * saddles.rounding_time(saddle, 0.5)
    most = runs["listed"].updates
    assert 0 <= runs["single"].updates - most < run.samples
    stays = findings.stays(runs, saddle, 0.5, most)
    for name, (away, stay) in stays.items():
        path = trace(runs[name]).parameters[: most + 1]
        direction = principal_axes(*runs[name].points)[1]
        np.testing.assert_allclose(away, np.abs(path @ np.array(direction)), atol=1e-14)
        assert stay.passed == first_beyond(runs[name], direction, 0.5)
        assert stay.exact == (not away.any())
        assert stay.updates == most and stay.last == away[-1]


def test_rounding_pushes_descent_out_of_turned_and_of_shuffled_points() -> None:
    for run, others in ((WALK, {"turned"}), (PAIRS, {"shuffled", "turned"})):
        stays = compared(run)
        assert stays["listed"].exact
        assert {name for name in ("shuffled", "turned") if stays[name].passed} == others
        assert ways.lesson(stays, case_of(run)) == "fragile"


def test_noise_that_turns_the_mean_of_xy_round_bends_no_line() -> None:
    saddle, noisy = findings.saddle_of(FLIPPED), guises.relabelled(FLIPPED)
    assert findings.saddle_of(noisy).out != saddle.out
    ((away, stay),) = findings.stays({"relabelled": noisy}, saddle, 0.5).values()
    assert not away.any() and stay.exact and stay.passed is None
    found = shown(FLIPPED)
    assert asked.asked_about(FLIPPED, 0.3, found)[0] == "order"
    answer, why = view.question(visit(FLIPPED), found, WORDS).answer()
    assert answer == {"nobody"} and why.count("is exactly 0 through 40 updates") == 2


@pytest.mark.parametrize(
    "run",
    [LOST, WALK.replaced(lr=0.6), Run(problem="autoencoder", w0=(0.0, 0.5), lr=0.6)],
    ids=repr,
)
def test_a_run_that_diverges_is_a_lesson_and_an_answer_of_its_own(run: Run) -> None:
    found = shown(run)
    assert verdict.headline(found) == "diverged" and asked.leavers(found.stays, found.case) == "lost"
    assert any(stay.diverged for stay in found.stays.values())
    assert not any(stay.out for stay in found.stays.values() if stay.diverged)
    stays = compared(run)
    assert any(stay.diverged for stay in stays.values()) and ways.lesson(stays, case_of(run)) == "lost"
    question = view.question(visit(run), found, WORDS)
    answer, why = question.answer()
    assert answer == {"lost"} <= set(question.options)
    assert "its parameters leave what a float holds at update" in why and why.endswith(
        WORDS["saddle.lesson_lost"]
    )


def test_numbers_that_outgrow_doubles_exactly_on_the_line_are_not_out() -> None:
    stay = shown(LOST).stays["b"]
    sums = [first + second for first, second in trace(LOST.replaced(batch="all")).parameters.tolist()]
    assert set(sums[:-1]) == {0.0} and math.isnan(sums[-1])
    assert stay.diverged and stay.passed is None and not stay.exact


def test_a_start_beyond_doubles_diverges_at_no_rate_and_nothing_is_said_to_grow() -> None:
    for problem in CASES:
        found = shown(Run(problem=problem, w0=(1e200, 3e199), lr=0.0, epochs=1))
        text = verdict.verdict(found, WORDS)
        assert verdict.headline(found) == "diverged" and "the numbers of a run leave what a float" in text
        lost = [WORDS[key] for key in WORDS if key.startswith("saddle.") and "_lost" in key]
        assert lost and not any("grow" in words or "diverge" in words for words in [text, *lost])


@pytest.mark.parametrize("w0", [(3.0, 0.5), (-2.0, -2.0)])
def test_of_seeds_that_begin_out_no_time_is_told(w0: tuple[float, float]) -> None:
    many, text = escaping(DEEP.replaced(w0=w0, epochs=3), 5)
    assert many.outside and not many.left.any()
    assert WORDS.format("saddle.escape_outside", measure="|w1 + w2|", beyond="0.5") in text
    assert "half of" not in text and "scale" not in text and " 0 updates" not in text


def test_a_start_beyond_a_tiny_threshold_counts_as_out() -> None:
    stays = compared(Run(problem="autoencoder"), beyond=1e-20)
    assert stays["listed"].exact and stays["turned"].passed == 0
    assert ways.lesson(stays, CASES["autoencoder"]) == "fragile"


@pytest.mark.parametrize("run", [PAIRS.replaced(epochs=7), WALK, DEEP, FALLING], ids=repr)
def test_every_way_is_told_for_as_many_updates_as_the_intro_says(run: Run) -> None:
    found = shown(run)
    runs = findings.ways(run, found.saddle, 0.3, 0.5)
    most = runs["listed"].updates
    stays = findings.stays(runs, found.saddle, 0.5, most)
    text = ways.text(stays, runs["listed"].updates, 0.3, found, WORDS)
    assert f"each for {most:,} updates" in text
    assert {(len(away) - 1, stay.updates) for away, stay in stays.values()} == {(most, most)}


@pytest.mark.parametrize(("lr", "short"), [(1e-12, True), (1e-18, True), (0.0, True), (0.01, False)])
def test_where_rounding_has_no_room_to_show_the_ways_are_short(lr: float, short: bool) -> None:
    run = WALK.replaced(lr=lr)
    found = shown(run)
    runs = findings.ways(run, found.saddle, 0.3, 0.5)
    other = asked.asked_about(run, 0.3, found)[1]
    assert (runs["listed"].updates == other.updates == run.updates) == short


def test_a_turn_by_nothing_changes_no_bit_and_a_shuffle_only_the_order() -> None:
    assert trace(guises.turned(PAIRS, 0.0)).parameters.tolist() == trace(PAIRS).parameters.tolist()
    assert sorted(zip(*guises.shuffled(PAIRS).points)) == sorted(zip(*PAIRS.points))  # noqa: B905
    assert guises.shuffled(PAIRS).points != PAIRS.points
    # Drawn as listed, two points are another order all the same; one point has none.
    assert all(guises.shuffled(WALK.replaced(seed=k)).points != WALK.points for k in range(8))
    alone = Run(problem="deep", x=(1.0,), y=(2.0,))
    assert "shuffled" not in findings.ways(alone, findings.saddle_of(alone), 0.0, 0.5)


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
        (WALK, {"beyond": "5"}, "far"),
        (DEEP, {"beyond": "9"}, "far"),
        (Run(problem="autoencoder", epochs=100), {}, "stuck"),
        (DEEP.replaced(w0=(0.0, 0.0), epochs=200), {}, "freed"),
    ],
)
def test_the_headline_is_true_of_every_run(run: Run, views: dict[str, str], word: str) -> None:
    found, beyond = shown(run, **views), float(views.get("beyond", "0.5"))
    assert verdict.headline(found) == word
    text = verdict.verdict(found, WORDS)
    where = "at the saddle" if run.w0 == found.saddle.place else "on the line into the saddle"
    least = {"autoencoder": "1", "deep": "2.83"}[run.problem]
    measure = found.facts["measure"]
    facts = {"where": where, "beyond": f"{beyond:g}", "measure": measure}
    assert WORDS.format(f"saddle.head_{word}", **facts, least=least) in text
    for each in found.contestants:
        passed = first_beyond(each.trace.run, found.saddle.out, beyond)
        name = each.label
        if each.trace.diverged:
            expected = f"{name}: its parameters leave what a float holds at update {len(each.trace):,}"
        elif passed:
            expected = f"{name}: {measure} passes {beyond:g} at update {passed:,}"
        elif passed == 0:
            expected = f"{name}: {measure} is beyond {beyond:g} from the start"
        else:
            expected = f"{name}: {measure} "
            expected += "never passes" if found.saddle.away(each.trace).any() else "is exactly 0 through"
        assert expected.lower() in text.lower()


def test_the_rate_the_start_and_the_threshold_are_always_said() -> None:
    for run in (WALK, PAIRS, OWN, DEEP):
        text = verdict.why(shown(run, beyond="0.7"), WORDS)
        assert f"Learning rate {run.lr:g}, start {point(run.w0)}; out means" in text
        assert "> 0.7" in text


@pytest.mark.parametrize(
    "run", [WALK, PAIRS.replaced(lr=0.003), OWN, DEEP, FALLING, WALK.replaced(lr=1e-6)], ids=repr
)
def test_the_pace_near_the_saddle_is_that_of_an_update_from_beside_it(run: Run) -> None:
    found = shown(run)
    aside = tuple(w + 1e-6 * out for w, out in zip(found.saddle.place, found.saddle.out, strict=True))
    before, after = found.saddle.away(trace(run.replaced(w0=aside, batch="all", epochs=1)))
    (growth,) = re.findall(r"multiplies (?:it|\|\S+\|) by (\(.+?\)|[\d.]+)[ .]", verdict.why(found, WORDS))
    told = sum(float(part.replace("−", "-")) for part in growth.strip("()").split(" + "))
    assert told == pytest.approx(after / before, abs=2e-3) and told > 1


@pytest.mark.parametrize(
    ("stay", "told", "outcome"),
    [
        (
            saddles.Stay(None, 0.4, 0.1, 0.7, 9, False),
            "|w1 + w2| never passes 0.5 in 9 updates and ends at 0.1; the run ends 0.7 from the saddle",
            "never beyond 0.5, largest 0.4",
        ),
        (
            saddles.Stay(None, 0.0, 0.0, 0.7, 1, False),
            "|w1 + w2| is exactly 0 through 1 update, at the end 0.7 from the saddle",
            "exactly 0 to the end",
        ),
        (
            saddles.Stay(1234, 0.9, 0.2, 0.7, 5000, False),
            "|w1 + w2| passes 0.5 at update 1,234",
            "passes 0.5 at update 1,234",
        ),
        (
            saddles.Stay(0, 0.9, 0.2, 0.7, 50, False),
            "|w1 + w2| is beyond 0.5 from the start",
            "beyond 0.5 from the start",
        ),
        (
            saddles.Stay(3, math.inf, math.nan, math.inf, 7, True),
            "its parameters leave what a float holds at update 7",
            "no longer finite from update 7",
        ),
    ],
)
def test_each_case_names_its_own_numbers(stay: saddles.Stay, told: str, outcome: str) -> None:
    assert verdict.told(stay, shown(DEEP), WORDS) == told
    assert ways.outcome(stay, shown(DEEP), WORDS) == outcome


@pytest.mark.parametrize(
    ("run", "beyond"),
    [
        (WALK, "0.5"),
        (PAIRS, "0.9"),
        (DEEP, "0.5"),
        (FALLING, "0.3"),
        (WALK.replaced(epochs=18), "0.5"),
        (WALK.replaced(lr=1e-4, epochs=1000), "0.01"),
    ],
    ids=repr,
)
def test_what_is_said_of_many_seeds_is_true_of_their_single_runs(run: Run, beyond: str) -> None:
    found, seeds = shown(run), 9
    many, text = escaping(run, seeds, beyond=beyond)
    start = guises.nudged(run).w0 if run.problem == "deep" else found.saddle.place
    sampling = "with-replacement" if run.sampling == "cyclic" else run.sampling
    each = [run.replaced(w0=start, sampling=sampling, seed=run.seed + k) for k in range(seeds)]
    times = [first_beyond(one, found.saddle.out, float(beyond)) for one in each]
    left = sorted(time for time in times if time is not None)
    assert len(left) > 1 and left[0] < left[-1]
    assert f"> {beyond})" in text
    median = sorted(math.inf if time is None else time for time in times)[(seeds - 1) // 2]
    ends = f"the first at update {left[0]:,}, the last at update {left[-1]:,}."
    if math.isfinite(median):
        assert (
            f"at least half of {seeds} seeds are out (" in text
            and f"after {median:g} updates, {ends}" in text
        )
    else:
        assert f"fewer than half of {seeds} seeds get out (" in text and f"{len(left)}, {ends}" in text
    assert (f"Not out in {run.updates} updates: {seeds - len(left)} of {seeds}." in text) == (
        len(left) < seeds
    )
    assert (WORDS["saddle.escape_all"] in text) == (len(left) == seeds)
    where = run.w0 if run.problem == "deep" else found.saddle.place
    assert f" {point(where)}, " in text
    assert f"scale for samples drawn with replacement is {many.rule:.3g} updates, by" in text or (
        f"scale is {many.rule:.3g} updates:" in text
    )
    early = sum(time <= many.rule for time in left)
    assert f"By then {early} of {seeds} seeds are out." in text


@pytest.mark.parametrize(
    ("run", "reaches"),
    [(WALK, True), (WALK.replaced(lr=1e-3), False), (DEEP, True), (DEEP.replaced(epochs=60), False)],
    ids=repr,
)
def test_seeds_are_counted_at_theorys_scale_only_where_runs_reach_it(run: Run, reaches: bool) -> None:
    many, text = escaping(run, 3)
    assert (many.rule <= many.updates) == reaches == ("By then" in text)


@pytest.mark.parametrize(
    ("run", "offset"),
    [(DEEP, "1.11e−16"), (DEEP.replaced(w0=(0.8, -0.7)), "0.1"), (DEEP.replaced(w0=(0.0, 0.0)), "2.22e−16"),
     (FALLING.replaced(w0=(0.7, 0.5)), "0.2")],
)  # fmt: skip
def test_theorys_scale_of_two_layers_is_told_by_the_offset_that_it_is_for(run: Run, offset: str) -> None:
    many, text = escaping(run, 2)
    assert f" = {offset}, takes to grow to 0.5 at" in text
    assert f"start a rounding error away from {point(run.w0)}, " in text
    first, second = many.run.w0
    sign = findings.saddle_of(run).out[1]
    # An update multiplies by 1 + 2·lr·|xy| at the saddle.
    logs = [math.log(1 + 2 * run.lr * x * y * sign) for x, y in zip(*run.points, strict=True)]
    scale = math.log(0.5 / abs(first + sign * second)) / np.mean(logs)
    assert many.rule == pytest.approx(scale, rel=1e-9) and f"scale is {scale:.3g} updates:" in text


@pytest.mark.parametrize("run", [DEEP.replaced(epochs=20), FALLING.replaced(lr=0.012), HALF_LOST, LOST])
def test_where_seeds_on_the_line_end_is_said_with_and_without_noise(run: Run) -> None:
    found, seeds = shown(run), 6
    text = ways.line_ends(found, seeds, WORDS)
    name = found.facts["measure"]
    plain, noisy = text.split("With the labels a tenth larger")
    said = []
    for part, start in ((plain, run), (noisy, guises.relabelled(run))):
        each = [start.replaced(sampling="with-replacement", seed=run.seed + k) for k in range(seeds)]
        ends = [trace(one).parameters[-1].tolist() for one in each]
        held = [end for end in ends if all(map(math.isfinite, end))]
        zero = sum(first + found.saddle.out[1] * second == 0 for first, second in held)
        if len(held) < seeds:
            assert f"beyond what a float holds: {seeds - len(held)} of {seeds} seeds" in part or not held
        if held:
            said.append(short(max(math.hypot(*end) for end in held)))
            assert f"the farthest is {said[-1]} from the saddle" in part
            assert f"{name} is exactly 0 for {zero} of {seeds} seeds" in part or (
                f"of the others {name} is exactly 0 for {zero}" in part
            )
        else:
            assert f"all {seeds} seeds leave what a float holds" in part
    assert len(set(said)) == len(said)
    assert plain.startswith(f"From the start itself, after {run.updates} updates")


def test_nobody_is_out_is_not_called_nobody_left_the_line() -> None:
    found = shown(DEEP.replaced(epochs=70))
    assert verdict.headline(found) == "held" and 0 < found.stays["c"].last < 0.5
    text = verdict.verdict(found, WORDS)
    assert "Nobody gets out" in text and "Nobody leaves" not in text


def test_where_no_full_batch_row_leaves_single_samples_still_may() -> None:
    stays = compared(WALK, angle=0.0)
    assert ways.lesson(stays, CASES["autoencoder"]) == "firm" and stays["single"].out
    assert "no full-batch row" in WORDS["saddle.ways_firm"]


def test_chinese_calls_what_is_highest_or_lowest_only_nearby_so() -> None:
    words = words_in("zh", "saddle")
    table = words.table("saddle")
    assert (words["critical.minimum"], words["critical.maximum"]) == ("极小点", "极大点")
    assert not [name for name, text in table.items() if "最大值" in text or "最小值" in text]


def test_a_question_about_other_labels_names_the_minimum_that_these_have() -> None:
    found = shown(DEEP, beyond="5")
    question = asked.question(visit(DEEP, beyond="5"), found, WORDS)
    assert question.run.points[1] != DEEP.points[1]
    # |w1 + w2| at a minimum is 2·√(Σxy/Σx²).
    xs, ys = (np.array(each) for each in question.run.points)
    least = 2 * math.sqrt((xs @ ys) / (xs @ xs))
    assert f"= {least:.3g}, and out means more than 5" in question.answer()[1]
    assert f"= {least:.3g}," not in WORDS.format("saddle.lesson_far", **found.facts)


def test_what_is_said_to_stay_below_a_threshold_is_below_it_as_printed() -> None:
    found = shown(DEEP, beyond="2.829")
    (least,) = re.findall(
        r"= ([\d.]+), and out means more than 2.829", WORDS.format("saddle.lesson_far", **found.facts)
    )
    assert float(least) <= 2.829 and shown(DEEP, beyond="0.50000004").facts["beyond"] == "0.50000004"
    last = trace(DEEP.replaced(w0=(0.8, -0.7), epochs=1)).parameters[-1].sum()
    close = f"{last * 1.0001:.7g}"
    few = shown(DEEP.replaced(w0=(0.8, -0.7), epochs=1), beyond=close)
    text = verdict.verdict(few, WORDS) + ways.outcome(few.stays["a"], few, WORDS)
    ends = re.findall(r"(?:ends at|largest) ([\d.]+)\b", text)
    assert len(ends) > 2 and all(float(each.strip(".")) <= float(close) for each in ends), text


@pytest.mark.parametrize(
    ("run", "beyond", "far"),
    [(WALK, "5", True), (WALK, "1", True), (WALK, "0.99", False), (DEEP, "3", True), (DEEP, "2.8", False)],
)
def test_a_threshold_beyond_the_minimum_is_called_so_and_no_time_is_promised(
    run: Run, beyond: str, far: bool
) -> None:
    found = shown(run, beyond=beyond)
    minima = [each.parameters for each in run.critical if each.kind == "minimum"]
    least = min(abs(first * found.saddle.out[0] + second * found.saddle.out[1]) for first, second in minima)
    assert found.far == (float(beyond) >= least * (1 - 1e-9))
    assert found.far == far
    _, times = escaping(run, 5, beyond=beyond)
    runs = findings.ways(run, found.saddle, 0.0, found.beyond)
    stays = findings.stays(runs, found.saddle, found.beyond, runs["listed"].updates)
    told_ways = ways.text(stays, runs["listed"].updates, 0.0, found, WORDS)
    name = found.facts["measure"]
    said = f"nearest minimum ends at {name} = {short(least)}, and out means more than {beyond}."
    hopeless = far and not any(stay.out for _, stay in stays.values())
    assert (said in times) == far == ("Theory" not in times)
    assert (said in told_ways) == hopeless
    assert not (hopeless and "it may" in told_ways)


def test_a_start_is_said_to_be_the_saddle_on_the_line_or_off_it_by_rounding_alone() -> None:
    turned = guises.turned(WALK, 0.3)
    assert 0 < shown(turned).start < 1e-16
    for run, text in (
        (Run(problem="autoencoder"), "The start is the saddle (0, 1) itself."),
        (WALK, "As far as doubles show, the start is on the line into the saddle (0, 1)."),
        (turned, f"but for rounding: at the start |wᵀv₁| = {short(shown(turned).start)}."),
        (
            WALK.replaced(w0=(1e-12, 0.5)),
            "not on the line into the saddle (0, 1): at the start |wᵀv₁| = 1e−12.",
        ),
        (WALK.replaced(w0=(1e308, 1.7e308)), "not on the line into the saddle"),
    ):
        assert text in verdict.why(shown(run), WORDS)


def test_what_lies_at_the_foot_is_named_only_where_something_does() -> None:
    for run, foot in ((WALK, True), (WALK.replaced(w0=(0.3, 0.5)), False)):
        (alt,) = [chart.alt for chart in view.charts(shown(run), FRAME) if chart.name == "away"]
        assert ("exactly 0 at its foot" in alt) == foot


def test_times_are_counted_as_they_are_said() -> None:
    """One update is no updates, and half of an even number are out at a time of one of them."""
    assert "after 1 update, the first at update 1, " in escaping(WALK, 9, beyond="0.01")[1]
    many, text = escaping(PAIRS, 10)
    assert sum(many.left <= many.median) == 5 and f"after {many.median:g} updates, " in text


def test_of_seeds_that_were_out_it_is_not_said_where_they_end() -> None:
    """Beside a minimum the samples may throw a run back inside a threshold that it has passed."""
    run = PAIRS.replaced(w0=(0.0, 1.0), lr=0.02, epochs=100, sampling="with-replacement")
    many, text = escaping(run, 50, beyond="0.95")
    saddle = findings.saddle_of(run)
    ends = ensemble(many.run, seeds=range(run.seed, run.seed + 50), every=run.updates)
    assert len(many.left) == 50 and (saddle.ends(ends) <= 0.95).any()
    assert WORDS["saddle.escape_all"] in text and "inside" not in text


def test_tiny_points_push_as_well() -> None:
    tiny = Run(problem="autoencoder", x=(2e-9, -2e-9), y=(1e-9, 1e-9))
    assert pushed(tiny)
    assert "they all lie along the way out" in verdict.why(shown(tiny), WORDS)
    assert trace(tiny).parameters[1, 0] != 0


def test_points_on_the_axes_push_nobody() -> None:
    run = Run(problem="autoencoder", x=(2.0, 0.0), y=(0.0, 1.0), w0=(0.0, 0.5))
    assert not pushed(run) and pushed(WALK)
    found = shown(run)
    assert "no sample pulls along the way out" in verdict.why(found, WORDS)
    many = findings.escapes(run, found.saddle, 0.5, 5)
    assert many.stayed == 5
    text = escapes.text(many, found, WORDS)
    assert "none of 5 seeds gets out" in text and WORDS["saddle.rule_none"] in text


@pytest.mark.parametrize(
    "link", ["seeds=40", "problem=deep&seeds=30&turn=1", "data=mirrored-40&w0=0,0.5&seeds=20"]
)
def test_the_page_says_what_the_core_computes(link: str) -> None:
    app = unfolded(link)
    text = told(app)
    assert not app.exception
    run = Run.from_params(described(query(app)))
    at = visit(run, **{k: v for k, v in query(app).items() if k in view.PAGE.chosen})
    found = shown(run, turn=at.view["turn"])
    seeds = int(at.view["seeds"])
    many = findings.escapes(run, found.saddle, 0.5, seeds)
    assert f"half of {seeds} seeds are out" in text and f"after {many.median:g} updates" in text
    assert f"scale for samples drawn with replacement is {many.rule:.3g}" in text or (
        f"Theory's scale is {many.rule:.3g}" in text
    )
    for way, stay in compared(run, angle=at.value("turn")).items():
        name = WORDS.format(f"saddle.way_{way}", turn=at.view["turn"])
        outcome = "exactly 0 to the end" if stay.exact else f"passes 0.5 at update {stay.passed:,}"
        assert f"| {name} | {outcome} |" in text
    if run.problem == "deep":
        assert f"|w1 + w2| is exactly 0 for {seeds} of {seeds} seeds" in text
    assert not app.warning


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("data=note", "flat"),
        ("x=1,-1,1,-1&y=1,1,-1,-1", "round"),
        ("x=0,0&y=0,0", "points"),
        ("problem=deep&x=0,0&y=1,2", "x"),
        ("problem=deep&x=1e-170,1&y=1e-170,0", "beyond"),
        ("x=1e-170,-1e-170&y=2e-170,2e-170", "beyond"),
        ("problem=deep&x=1,-1&y=1,1", "level"),
        ("x=1e300,1&y=1,1e300", "beyond"),
    ],
)
def test_samples_that_make_no_saddle_are_told_so(link: str, why: str) -> None:
    run = Run.from_params({"problem": "autoencoder"} | dict(part.split("=") for part in link.split("&")))
    assert findings.saddle_of(run) is None
    assert findings.why_none(run) == why
    assert view.no_saddle(run, WORDS) == WORDS[f"saddle.none_{why}"]


def test_without_a_saddle_the_page_still_ends_with_the_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    """And shows it at once: there is nothing to play that it could be earned by."""
    monkeypatch.setattr(earned, "sealed", lambda *_: pytest.fail("sealed for good"))
    app = open_page(PAGE, "data=note")
    assert not app.exception
    assert app.warning[0].value == WORDS["saddle.none_flat"]
    assert "What the claim should have said." in told(app)


@pytest.mark.parametrize("link", ["seeds=2", "problem=deep&seeds=2"])
def test_what_is_folded_is_computed_once_it_is_opened(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for, compute = [], findings.ways

    def counted(run: Run, *facts) -> dict[str, Run]:
        asked_for.append(run)
        return compute(run, *facts)

    monkeypatch.setattr(findings, "ways", counted)
    app = open_page(PAGE, link)
    assert len(stills(app)) == 1 and WORDS["saddle.way"] not in told(app)
    assert [each.label for each in app.expander].count(WORDS["saddle.ways_title"]) == 1
    assert not asked_for
    app.session_state["saddle.folded"] = True
    app.run()
    assert len(stills(app)) == 2 and WORDS["saddle.way"] in told(app)
    widget(app, "run.lr").set_value("0.011").run()
    assert [run.lr for run in asked_for] == [0.01, 0.011] and len(stills(app)) == 2
    assert not app.exception


# --- the two problems ---


def test_no_place_but_the_registry_asks_which_problem_a_run_is_of() -> None:
    for path in Path(view.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            compared_with = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
            texts = {each.value for each in compared_with if isinstance(each, ast.Constant)}
            assert not texts & CASES.keys(), f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_every_word_of_an_entry_is_in_the_catalogue(case: Case, lang: str) -> None:
    words = words_in(lang, "saddle")
    named = [f"{part}_{case.name}" for part in ("chart_points", "escape", "rule")]
    named += [f"name_{key}" for key in case.others]
    named += [f"{part}_{way}" for way in case.ways for part in ("way", "short")]
    named += [f"{part}_{change}" for change in case.changes for part in ("question", "lesson")]
    named += [f"option_{answer}" for answer in case.answers.values()]
    assert all(words[f"saddle.{name}"] for name in named)


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_whoever_gets_out_is_an_answer_and_a_headline(case: Case) -> None:
    keys = ("a", "b", *case.others)
    for out in product((False, True), repeat=len(keys)):
        for largest in (0.0, 0.4):
            stays = {
                key: saddles.Stay(3, 0.9, 0.9, 1.0, 9, False)
                if leaves
                else saddles.Stay(None, largest, largest, 0.1, 9, False)
                for key, leaves in zip(keys, out, strict=True)
            }
            answer = asked.leavers(stays, case)
            assert (answer == "nobody") == (not any(out)) and f"saddle.option_{answer}" in WORDS
            assert f"saddle.head_{case.headline(stays)}" in WORDS


def test_each_entry_is_the_core_s_problem_of_that_name_and_its_runs_have_a_pen() -> None:
    assert tuple(CASES) == view.PAGE.problems and CASES.keys() <= PROBLEMS.keys()
    for case in CASES.values():
        assert case_of(Run(problem=case.name)) is case
        found = shown(Run(problem=case.name))
        assert [each.key for each in found.contestants] == ["a", "b", *case.others]
        assert {"listed", "shuffled", *case.ways} <= ways.pens(LIGHT).keys()


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
    assert asked.asked_about(run, 0.3, found)[0] == kind
    question = view.question(visit(run), found, WORDS)
    assert question.run != run
    other = shown(question.run)
    answer, why = question.answer()
    assert answer == {asked.leavers(other.stays, other.case)} == {right} <= set(question.options)
    for stay in other.stays.values():
        assert f"update {stay.passed:,}" in why if stay.passed else "exactly 0" in why


def test_the_question_names_the_updates_of_the_runs_that_it_is_about() -> None:
    for run in (WALK, PAIRS, DEEP, DEEP.replaced(data="noisy-200", epochs=20)):
        question = view.question(visit(run), shown(run), WORDS)
        assert f" {question.run.updates:,} updates" in question.text
        assert "(the full batch" not in question.text
    large = DEEP.replaced(data="noisy-200", epochs=100)
    question = view.question(visit(large), shown(DEEP), WORDS)
    assert "20,000 updates (the full batch 10,000 updates)" in question.text
    assert findings.contestants(large)["b"].updates == 10_000


def test_the_question_turns_by_the_angle_of_the_table_and_not_what_is_turned_already() -> None:
    question = view.question(visit(WALK, turn="1.1"), shown(WALK), WORDS)
    assert "by 1.1 rad" in question.text and question.run.w0 == guises.turned(WALK, 1.1).w0
    assert asked.asked_about(WALK, 0.0, shown(WALK))[0] == "aside"
    turned = guises.turned(WALK, 0.3)
    assert asked.asked_about(turned, 0.3, shown(turned))[0] == "aside"


def test_the_question_and_the_table_run_for_as_many_updates() -> None:
    for run in (WALK, PAIRS, DEEP):
        saddle = findings.saddle_of(run)
        listed = findings.ways(run, saddle, 0.3, 0.5)["listed"]
        assert listed.updates == findings.long_enough(run, saddle, 0.5) and listed.updates % run.samples == 0
        assert view.question(visit(run), shown(run), WORDS).run.updates in (listed.updates, run.updates)


def test_the_angle_is_chosen_where_it_decides_something() -> None:
    app = unfolded("seeds=2")
    widget(app, "view.turn").set_value("-0.7").run()
    assert query(app)["turn"] == "-0.7" and "turned by -0.7 rad" in told(app).replace("−", "-")
    widget(app, "scene.deep").click().run()
    assert "view.turn" not in [each.key for each in app.text_input] and not app.exception
    widget(app, "run.problem").set_value("autoencoder").run()
    assert widget(app, "view.turn").value == "0.3" and not app.exception
    widget(app, "view.turn").set_value("0.9").run()
    widget(app, "run.problem").set_value("deep").run()
    assert query(app)["turn"] == "0.9"
    widget(app, "run.lr").set_value("0.02").run()
    widget(app, "run.problem").set_value("autoencoder").run()
    assert widget(app, "view.turn").value == "0.9" and not app.exception
    widget(app, "view.turn").set_value("x").run()
    assert "turn" in app.warning[0].value and not app.exception


def test_the_angle_stays_when_it_is_folded_away() -> None:
    app = unfolded("seeds=2")
    widget(app, "view.turn").set_value("0.9").run()
    for folded in (False, True):
        app.session_state["saddle.folded"] = folded
        app.run()
        widget(app, "run.lr").set_value("0.02" if folded else "0.03").run()
        assert query(app)["turn"] == "0.9" and not app.exception
    assert widget(app, "view.turn").value == "0.9"


def test_the_answer_leads_to_the_run() -> None:
    app = open_page(PAGE, "problem=deep&epochs=90")
    (radio,) = app.radio
    radio.set_value("too").run()
    assert answered(app) == "wrong"
    widget(app, "question.saddle.run").click().run()
    assert query(app)["y"] == "2.2,3.6,6.6" and "data" not in query(app)
    assert not app.exception


# --- the stage and the figures ---


def test_the_stage_measures_from_the_saddle_and_carries_the_way_out() -> None:
    app = unfolded("x=1,2,-1,0.5&y=2,0.5,1,-2&w0=0.3,0.1&epochs=40&seeds=2&surface=yes")
    document = stage(app)
    saddle = findings.saddle_of(OWN)
    assert [run["best"] for run in document["runs"]] == [[list(saddle.place)]] * 2
    assert document["words"]["metric_distance"] == "distance to the saddle"
    assert {"0.away", "1.away", "0.w1", "1.w2"} <= set(sent_columns(app))
    assert [chart["name"] for chart in document["charts"]] == ["plane", "points", "away"]
    labels = [note["text"] for note in document["charts"][0]["figures"][""]["layout"]["annotations"]]
    assert sorted(labels) == ["maximum", "minimum", "minimum", "saddle", "saddle", "w1", "w2"]
    assert len(stills(app)) == 3
    widget(app, "saddle.surface").click().run()
    assert "surface" not in query(app) and len(stills(app)) == 2


@pytest.mark.parametrize("run", [OWN, DEEP], ids=repr)
def test_lines_lead_from_each_sample_to_what_w_makes_of_it(run: Run) -> None:
    figure = as_plotly(figures.points_figure, shown(run).contestants, LIGHT, WORDS)
    w1, w2 = 0.6, -0.3
    seen = []
    for line, head in pairwise(figure.data):
        if not (line.meta.get("follow") == "line" and "each" in line.meta):
            continue
        assert head.meta["follow"] == "head" and head.meta["each"] == line.meta["each"]
        for i in line.meta["each"]:
            x, y = (column[i] for column in run.points)
            scope = {"x": x, "y": y, "w1": w1, "w2": w2}
            kept = w1 * x + w2 * y
            made = [x, w1 * w2 * x] if run.problem == "deep" else [w1 * kept, w2 * kept]
            assert values(line.meta["formula"], scope) == [x, y, *made]
            assert values(head.meta["formula"], scope) == made
            seen.append(i)
    assert sorted(seen) == list(range(run.samples))


@pytest.mark.parametrize("run", [WALK, DEEP], ids=repr)
def test_each_path_is_drawn_from_the_columns_of_its_own_run(run: Run) -> None:
    found = shown(run)
    drawn = {
        ("w1", "w2"): as_plotly(figures.plane_figure, found.contestants, 1.0, LIGHT, WORDS),
        ("#", "away"): as_plotly(figures.away_figure, found.contestants, 0.5, "|w|", LIGHT, WORDS),
    }
    for columns, figure in drawn.items():
        trails = [each for each in figure.data if each.meta and "last" in each.meta]
        assert [each.meta["run"] for each in trails] == list(range(len(found.contestants)))[::-1]
        assert {(each.meta["x"], each.meta["y"]) for each in trails} == {columns}
        pens = [(each.line.color, each.line.dash or "") for each in trails]
        assert pens == [each.pen for each in reversed(found.contestants)]
        assert len(set(pens)) == len(pens)


@pytest.mark.parametrize("run", [WALK, DEEP], ids=repr)
def test_each_way_has_a_pen_of_its_own_and_its_own_numbers(run: Run) -> None:
    saddle = findings.saddle_of(run)
    found = findings.stays(findings.ways(run, saddle, 0.3, 0.5), saddle, 0.5)
    columns = {name: away for name, (away, _) in found.items()}
    pens = ways.pens(LIGHT)
    figure = as_plotly(figures.ways_figure, columns, pens, 0.5, "|w|", LIGHT, WORDS)
    lines = {each.name: each for each in figure.data}
    assert list(lines) == [WORDS[f"saddle.short_{way}"] for way in columns]
    for way, column in columns.items():
        line = lines[WORDS[f"saddle.short_{way}"]]
        assert (line.line.color, line.line.dash or "") == pens[way]
        rows, positive = np.array(line.x), column[np.array(line.x)] > 0
        np.testing.assert_array_equal(np.array(line.y)[positive], column[rows][positive])
    assert len({pens[way] for way in columns}) == len(columns)


@pytest.mark.parametrize("run", [WALK, DEEP.replaced(lr=0.012)], ids=repr)
def test_median_and_theory_are_ruled_where_they_lie(run: Run) -> None:
    found, _ = escaping(run, 40)
    figure = as_plotly(figures.times_figure, found, LIGHT, WORDS)
    ruled = sorted(shape.x0 for shape in figure.layout.shapes if shape.x0 == shape.x1)
    assert ruled == sorted([found.median, found.rule])
    notes = {note.text: note.x for note in figure.layout.annotations}
    assert notes[WORDS["saddle.median"]] == found.median


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
    figure = as_plotly(figures.away_figure, found.contestants, 0.5, "|w|", LIGHT, WORDS)
    floors = {trace_.meta["floor"] for trace_ in figure.data}
    (floor,) = floors
    positive = [column[column > 0] for each in found.contestants for column in [each.beside["away"]]]
    assert floor < np.concatenate(positive).min()
    assert WORDS["saddle.exactly"] in [note.text for note in figure.layout.annotations]
    own = shown(OWN)
    figure = as_plotly(figures.away_figure, own.contestants, 0.5, "|w|", LIGHT, WORDS)
    assert WORDS["saddle.exactly"] not in [note.text for note in figure.layout.annotations]


def test_the_names_of_the_threshold_and_of_zero_stand_beside_one_another_where_both_are_low() -> None:
    for run, beside in ((WALK, False), (Run(problem="autoencoder", lr=1e9), True)):
        figure = as_plotly(figures.away_figure, shown(run).contestants, 0.5, "|w|", LIGHT, WORDS)
        ends = {note.text: note.x for note in figure.layout.annotations}
        assert (ends[WORDS["saddle.exactly"]] < 0.9 * ends["0.5"]) == beside


def test_the_bars_hold_every_seed_that_left() -> None:
    for run in (WALK, DEEP, WALK.replaced(epochs=15)):
        found = findings.escapes(run, findings.saddle_of(run), 0.5, 60)
        bars = as_plotly(figures.times_figure, found, LIGHT, WORDS).data[0]
        assert sum(bars.y) == 60 - found.stayed
        for (first, last), count in zip(bars.customdata, bars.y, strict=True):
            assert ((found.times >= first) & (found.times <= last)).sum() == count


def test_the_surface_holds_the_critical_points_at_their_heights() -> None:
    for run in (OWN, DEEP):
        found = shown(run)
        figure = as_plotly(figures.surface_figure, found.contestants, found.saddle.out, LIGHT, WORDS)
        critical = run.critical
        marks = [each for each in figure.data if each.type == "scatter3d" and each.text]
        drawn = {point for each in marks for point in zip(each.x, each.y, strict=True)}
        assert drawn == {point.parameters for point in critical}
        notes = {(note.x, note.y, note.text) for note in figure.layout.scene.annotations}
        assert notes == {(*point.parameters, WORDS[f"critical.{point.kind}"]) for point in critical}
        low = np.nanmin(figure.data[0].z)
        assert min(z for each in marks for z in each.z) == pytest.approx(low, rel=0.05, abs=0.1)
        paths = [each for each in figure.data if each.type == "scatter3d" and not each.text]
        assert [each.name for each in paths] == [each.label for each in reversed(found.contestants)]
        # The first run's lies on top of the others; where they go together, theirs must show beside it.
        *others, first = [each.line.width for each in paths]
        assert min(others) >= 2 * first


# --- links ---


@pytest.mark.parametrize("scene", view.SCENES, ids=lambda scene: scene.name)
def test_each_scene_says_what_it_is_called_after(scene) -> None:
    found = shown(scene.run)
    assert verdict.headline(found) == ("freed" if scene.run.problem == "deep" else "stuck")
    assert found.start == 0
    assert (scene.run.w0 == found.saddle.place) == (scene.name == "at")


def test_an_empty_address_opens_on_the_walk_and_a_link_without_a_problem_means_the_first() -> None:
    assert query(open_page(PAGE)) == {"data": "mirrored"} | WALK.to_params()
    app = open_page(PAGE, "lr=0.02&seeds=2")
    assert query(app)["problem"] == "autoencoder" and not app.warning


@pytest.mark.parametrize(
    "run",
    [
        WALK.replaced(lr=0.0),
        WALK.replaced(lr=1e308),
        WALK.replaced(w0=(1.7e308, 1.7e308)),
        WALK.replaced(w0=(0.0, 0.0)),
        DEEP.replaced(w0=(0.0, 0.0)),
        LOST,
        DEEP.replaced(x=(5.0,), y=(5.0,)),
        WALK.replaced(x=(1e-150, -1e-150), y=(2e-150, 2e-150)),
        WALK.replaced(x=(1e80, -1e80), y=(2e80, 2e80)),
        # With noise the mean of xy is 0.
        DEEP.replaced(x=(1.0, 1.0), y=(-9.0, 11.0)),
        WALK.replaced(seed=2**53 - 1, epochs=1),
    ],
    ids=repr,
)
def test_strange_runs_break_nothing(run: Run) -> None:
    at = visit(run, beyond="1e-300", turn="1e300", seeds="3")
    found = view.shown(at, FRAME)
    assert found
    assert verdict.verdict(found, WORDS) and verdict.why(found, WORDS)
    assert len(view.charts(found, FRAME)) == 3
    as_plotly(figures.surface_figure, found.contestants, found.saddle.out, LIGHT, WORDS)
    question = view.question(at, found, WORDS)
    answer, _ = question.answer()
    assert answer <= set(question.options)
    runs = findings.ways(run, found.saddle, at.value("turn"), found.beyond)
    stays = findings.stays(runs, found.saddle, found.beyond, runs["listed"].updates)
    assert ways.text(stays, runs["listed"].updates, 1e300, found, WORDS)
    if run.seed < 2**53 - 3:
        many = findings.escapes(run, found.saddle, found.beyond, 3)
        as_plotly(figures.times_figure, many, LIGHT, WORDS)
        assert escapes.text(many, found, WORDS)


def test_seeds_beyond_the_last_one_are_refused_and_the_stage_stays() -> None:
    app = open_page(PAGE, f"problem=autoencoder&data=mirrored&sampling=reshuffle&seed={2**53 - 1}&epochs=20")
    assert not app.exception
    assert "seed" in app.warning[0].value
    assert stage(app)["clock"]["ticks"] == 40


def test_contestants_carry_labels_of_their_own() -> None:
    for run in (WALK, DEEP):
        labels = [each.label for each in shown(run).contestants]
        assert len(set(labels)) == len(labels) == len(findings.contestants(run))

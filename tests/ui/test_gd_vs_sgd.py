"""The race: its prices against plain loops, its sentences against the core, its link and its answers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import Run, theory, trace
from sgd_core.gradients import GRADIENTS
from sgd_ui.drawing.axes import SIZE
from sgd_ui.pages.gd_vs_sgd import findings
from sgd_ui.runs import arrivals
from sgd_ui.runs.arrivals import Arrival, arrival
from sgd_ui.words import numerals
from sgd_ui.words.catalogue import words_in
from tests.ui.opened import answered, named_right, open_page, query, stage, told, widget

PAGE = "pages/gd_vs_sgd.py"
NOTE, NOISY = Run(), Run(data="noisy-20", epochs=60)
LINE = Run(problem="line", data="offset", epochs=200, lr=0.02)


def slow_arrival(run: Run, within: float) -> Arrival | None:
    """The same by walking back from the end of the run: at least an epoch has to lie behind it."""
    columns = trace(run)
    best = run.model.best(*run.points)
    away = [
        math.dist(w, best) if all(map(math.isfinite, w)) else math.inf for w in columns.parameters.tolist()
    ]
    row = len(away)
    while row and away[row - 1] < within:
        row -= 1
    if row + run.updates_per_epoch > len(away) - 1:
        return None
    return Arrival(row, columns.gradients[row - 1].item() if row else 0)


RUNS = [
    *[run.replaced(batch=batch) for run in (NOTE, NOISY, LINE) for batch in (1, 3, "all")],
    *[run.replaced(gradient=name) for run in (NOTE, NOISY) for name in GRADIENTS],
    NOISY.replaced(sampling="with-replacement", seed=5, batch=7),
    NOTE.replaced(lr=0.3),
    NOTE.replaced(lr=3.0),
    NOTE.replaced(w0=[2.0]),
]


@pytest.mark.parametrize("within", [0.3, 0.01])
@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_a_run_has_arrived_where_it_comes_near_and_never_leaves_again(run: Run, within: float) -> None:
    assert arrival(trace(run), within) == slow_arrival(run, within)


@given(
    st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0, math.inf, math.nan]), min_size=1, max_size=12),
    st.integers(0, 4),
)
def test_staying_within_is_the_first_row_after_which_all_are_within(
    distance: list[float], least: int
) -> None:
    (row,) = arrivals.staying_within(np.array(distance)[:, None], 1.0, least).tolist()
    inside = [value < 1.0 for value in distance]
    expected = next((k for k in range(len(inside) - least) if all(inside[k:])), -1)
    assert row == expected


def test_who_swings_out_and_back_in_every_epoch_does_not_arrive() -> None:
    """As listed w is within 0.01 at the end of every epoch, and far out within each."""
    run = NOISY.replaced(lr=0.01)
    away = [abs(w - run.best[0]) for (w,) in trace(run).parameters.tolist()]
    assert away[-1] < 0.01 < max(away[-run.samples :])
    assert arrival(trace(run), 0.01) is None


@pytest.mark.parametrize(
    ("lr", "full", "single"), [(0.01, 213, 69), (0.1, 9, 11), (3 / 28, 3, 10), (1 / 8, 12, 2)]
)
def test_the_known_prices_of_the_notes_data(lr: float, full: int, single: int) -> None:
    prices = {
        each.key: arrival(trace(each.run), 1e-3)
        for each in findings.racers(NOTE.replaced(lr=lr), 2, {}, "none")
    }
    assert (prices["c"].gradients, prices["a"].gradients) == (full, single)


@pytest.mark.parametrize("run", [NOTE, NOISY.replaced(batch=4), LINE.replaced(batch="all")], ids=repr)
def test_each_price_of_a_sweep_is_that_of_its_single_run(run: Run) -> None:
    found = arrivals.sweep(run, 0.05)
    for lr, price in zip(found.lrs[::5], found.values[::5].tolist(), strict=True):
        single = slow_arrival(run.replaced(lr=lr), 0.05)
        assert price == (single.gradients if single else math.inf)
    assert run.lr in found.lrs
    cheapest = min(range(len(found.lrs)), key=lambda k: (found.values[k], found.lrs[k]))
    assert found.best == (found.lrs[cheapest], found.values[cheapest])


def test_fewer_rates_are_told_of_where_they_would_cost_too_much_alone() -> None:
    long = Run(data="noisy-200", epochs=400)
    fewest = arrivals.fewer_rates([NOTE, long])
    assert fewest and 0 <= len(arrivals.sweep(long, 1e-3).lrs) - fewest <= 2
    assert arrivals.fewer_rates([NOTE]) is None
    # Of these no rate at which the full batch fails is a double: only their own is tried.
    tiny = Run(x=[1e-160, 2e-160], y=[1.0, 2.0])
    assert len(arrivals.sweep(tiny, 1e-3).lrs) == 1 and arrivals.fewer_rates([tiny]) is None


def test_a_sweep_holds_the_rates_that_theory_knows() -> None:
    assert {1 / 18, 1 / 8} <= set(arrivals.sweep(NOTE, 1e-3).lrs)
    found = arrivals.sweep(NOTE.replaced(batch="all"), 1e-3)
    assert theory.best_descent_rate(NOTE.model, (2.0,), *NOTE.points) in found.lrs
    assert found.best == (3 / 28, 3.0)


@pytest.mark.parametrize("batch", [1, 2, 3, "all"])
def test_no_landing_rate_of_its_batches_beats_the_best_of_a_sweep(batch: int | str) -> None:
    run = Run(x=[1.0, 2.0, 3.0, 1.0], y=[2.0, 4.0, 6.0, 2.0], batch=batch)
    best = arrivals.sweep(run, 1e-3).best[1]
    prices = [
        slow_arrival(run.replaced(lr=lr), 1e-3)
        for lr in theory.landing_rates(run.points[0], run.batch_size)
        if lr < 1.5 * theory.full_batch_limit(run.points[0])
    ]
    assert best <= min((found.gradients for found in prices if found), default=math.inf)


@pytest.mark.parametrize("batch", [1, "all"])
def test_rates_tried_one_by_one_cost_what_they_cost_all_at_once(batch: int | str) -> None:
    run = NOISY.replaced(batch=batch, seed=3)
    lrs = arrivals.sweep(run, 0.05).lrs
    shares: list[float] = []
    alone = arrivals._prices_alone(run, lrs, 0.05, shares.append)
    together = arrivals._prices_together(run, run.best, lrs, 0.05, lambda share: None)
    assert alone.tolist() == together.tolist() == arrivals.sweep(run, 0.05).values.tolist()
    assert 0 < sum(map(math.isfinite, alone)) < len(lrs)
    assert shares == sorted(shares) and 0.9 < shares[-1] <= 1.0


def test_nobody_is_best_where_no_rate_arrives() -> None:
    assert arrivals.sweep(LINE.replaced(batch="all", epochs=1), 1e-200).best is None


@pytest.mark.parametrize(
    ("samples", "expected"), [(1, [1]), (2, [1, 2]), (3, [1, 2, 3]), (20, [1, 2, 4, 8, 16, 20])]
)
def test_the_batch_sizes_are_powers_of_two_and_all(samples: int, expected: list[int]) -> None:
    assert arrivals.sizes(samples) == expected


def test_the_price_of_a_batch_size_is_its_best_sweeps() -> None:
    prices = findings.price_by_size(NOISY, 0.05)
    assert list(prices) == [1, 2, 4, 8, 16, 20]
    assert prices[4] == arrivals.sweep(NOISY.replaced(batch=4), 0.05).best
    assert prices[20] == arrivals.sweep(NOISY.replaced(batch="all"), 0.05).best


def test_the_racers_share_all_but_their_batch_rate_and_gradient() -> None:
    runs = {each.key: each.run for each in findings.racers(NOISY, 4, {"b": 0.02, "c": None}, "saga")}
    assert runs == {
        "a": NOISY,
        "b": NOISY.replaced(batch=4, lr=0.02),
        "c": NOISY.replaced(batch="all"),
        "d": NOISY.replaced(gradient="saga"),
    }


@pytest.mark.parametrize(
    ("link", "run", "within", "batch"),
    [
        ("", NOTE, 0.001, 2),
        ("lr=0.1", NOTE.replaced(lr=0.1), 0.001, 2),
        ("data=noisy-20&epochs=60&b.batch=4&within=0.05", NOISY, 0.05, 4),
        ("problem=line&data=offset&epochs=200&lr=0.02&within=0.3", LINE, 0.3, 2),
    ],
)
def test_the_verdict_is_true_of_the_runs(link: str, run: Run, within: float, batch: int) -> None:
    prices = {
        "single samples": slow_arrival(run, within),
        f"mini-batch of {batch}": slow_arrival(run.replaced(batch=batch), within),
        "full batch": slow_arrival(run.replaced(batch="all"), within),
    }
    text = told(open_page(PAGE, link))
    arrived = {name: found for name, found in prices.items() if found}
    first = min(arrived, key=lambda name: arrived[name].gradients)
    assert f"First within {within:g} of the best parameters, and there to the end: {first}, for" in text
    for name, found in prices.items():
        if found is None:
            assert f"{name}: not there all through the last epoch" in text
            continue
        paid = f"{found.gradients:,} gradients in {found.updates:,} updates"
        assert f"{name}, for {paid}" in text or f"{name}: {paid}" in text
        if name != first:
            ratio = f"{numerals.ratio(found.gradients / arrived[first].gradients)} times the price"
            assert f"{paid}, {ratio}" in text


def test_where_nobody_arrives_the_nearest_is_named() -> None:
    text = told(open_page(PAGE, "epochs=2&within=1e-9"))
    ends = {name: abs(trace(Run(epochs=2, batch=batch)).parameters[-1, 0] - 2) for name, batch in
            (("single samples", 1), ("mini-batch of 2", 2), ("full batch", "all"))}  # fmt: skip
    assert f"Nearest at the end: {min(ends, key=ends.get)}." in text


@pytest.mark.parametrize(
    ("link", "key"), [("w0=2", "there"), ("problem=line&epochs=1&within=1e-9", "nobody")]
)
def test_a_picture_without_a_price_says_whether_none_arrives_or_none_pays(link: str, key: str) -> None:
    charts = {chart["name"]: chart for chart in stage(open_page(PAGE, f"{link}&lang=en"))["charts"]}
    for name in ("sweep", "sizes"):
        (figure,) = charts[name]["figures"].values()
        said = {each["text"] for each in figure["layout"]["annotations"]}
        assert [k for k in ("there", "nobody") if words_in("en", "gd_vs_sgd")[f"chart.{k}"] in said] == [key]


@pytest.mark.parametrize(("link", "zero"), [("w0=2", True), ("", False)])
def test_the_race_says_that_a_distance_of_zero_is_drawn_at_its_foot(link: str, zero: bool) -> None:
    told = stage(open_page(PAGE, f"{link}&lang=en"))["charts"]
    (figure,) = next(chart for chart in told if chart["name"] == "race")["figures"].values()
    notes = [each for each in figure["layout"]["annotations"]
             if each["text"] == words_in("en")["chart.zero_distance"]]  # fmt: skip
    assert len(notes) == zero
    # Below the names of all three runs, each of them as high as Plotly makes it.
    assert all(each["yshift"] < -3 * (1.3 * SIZE + 3) for each in notes)


def test_where_all_stay_where_they_began_all_are_nearest() -> None:
    text = told(open_page(PAGE, "lr=0"))
    assert "Nearest at the end: single samples, mini-batch of 2 and full batch." in text


def test_each_at_its_own_best_rate_races_at_the_best_of_its_sweep() -> None:
    app = open_page(PAGE, "rates=own")
    assert query(app) == {"rates": "own"}
    labels = [facts["label"] for facts in stage(app)["runs"]]
    for label, batch in zip(labels, (1, 2, "all"), strict=True):
        lr, price = arrivals.sweep(NOTE.replaced(batch=batch), 0.001).best
        assert f"(rate {lr:.4g})" in label
        assert slow_arrival(NOTE.replaced(batch=batch, lr=lr), 0.001).gradients == price


@pytest.mark.parametrize(
    ("name", "text"), [("view.within", "0"), ("view.b.batch", "1.5"), ("view.b.lr", "-1"), ("run.lr", "x")]
)
def test_a_wrong_control_is_answered_and_the_last_race_stays(name: str, text: str) -> None:
    app = open_page(PAGE, "lr=0.02")
    widget(app, name).set_value(text).run()
    assert not app.exception
    assert query(app) == {"lr": "0.02"}
    assert f"`{text}`" in app.warning[0].value


def test_another_problem_begins_where_it_is_made_to() -> None:
    app = open_page(PAGE, "lr=0.02")
    widget(app, "run.problem").set_value("line").run()
    assert not app.warning
    assert query(app) == {"problem": "line", "data": "note", "lr": "0.02"}
    widget(app, "run.problem").set_value("origin").run()
    assert stage(app)["runs"][0]["parameters"] == ["w"]


@pytest.mark.parametrize("link", ["", "data=noisy-20&epochs=60&within=0.05&b.batch=4"])
def test_the_question_is_answered_by_the_run_that_it_asks_about(link: str) -> None:
    app = open_page(PAGE, link)
    run = NOISY if "noisy" in link else NOTE
    within, batch = (0.05, 4) if "noisy" in link else (0.001, 2)
    prices = {key: slow_arrival(run.replaced(lr=0.1, batch=size), within) for key, size in
              (("a", 1), ("b", batch), ("c", "all"))}  # fmt: skip
    paid = {key: found.gradients for key, found in prices.items() if found}
    right = min(paid, key=paid.get) if paid else "nobody"
    wrong = next(key for key in ("a", "b", "c") if key != right)
    (radio,) = app.radio
    radio.set_value(wrong).run()
    assert answered(app) == "wrong"
    names = {"a": "single samples", "b": f"mini-batch of {batch}", "c": "full batch", "nobody": "nobody"}
    assert named_right(app) == f'"{names[right]}"'
    (radio,) = app.radio
    radio.set_value(right).run()
    assert answered(app) == "right"
    assert all(f"{found.gradients:,} gradients" in told(app) for found in prices.values() if found)
    widget(app, "question.gd_vs_sgd.run").click().run()
    assert query(app)["lr"] == "0.1"


def test_the_axis_of_updates_ranks_by_updates() -> None:
    text = told(open_page(PAGE, "axis=updates"))
    updates = {batch: slow_arrival(NOTE.replaced(batch=batch), 0.001).updates for batch in (1, 2, "all")}
    assert min(updates, key=updates.get) == 2
    assert f"there to the end: mini-batch of 2, {updates[2]} updates" in text


def test_both_languages_tell_the_same_numbers() -> None:
    def numbers(lang: str) -> list[str]:
        facts = told(open_page(PAGE, f"lang={lang}"))
        return [price for price in ("69", "84", "213") if price in facts]

    assert numbers("en") == numbers("zh") == ["69", "84", "213"]


@pytest.mark.parametrize(
    ("link", "within"),
    [
        ("x=1,2,3&y=250000,510000,740000&lr=0.05&epochs=60", "100"),
        ("x=1000,2000&y=2,4&lr=1e-7&epochs=60", "1e−6"),
        ("x=1,2,3&y=250000,510000,740000&lr=0.05&epochs=60&within=7", "7"),
    ],
)
def test_near_is_a_share_of_the_best_parameters_unless_it_is_chosen(link: str, within: str) -> None:
    assert f"within {within} of the best parameters" in told(open_page(PAGE, link))


def test_a_share_of_parameters_of_any_size_is_a_number_above_0() -> None:
    found = [findings.reach(best) for best in [(2.0,), (3.0, -4.0), (0.0,), (1e300, 1e308), (5e-324,)]]
    assert found[:3] == [0.001, 0.001, 0.001] and all(0 < each < 1e308 for each in found)

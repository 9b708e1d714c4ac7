"""What a page may compute: prices from counts, presses, the turn, the bar, and what is computed once."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sgd_core import Run, RunError, trace
from sgd_core.gradients import GRADIENTS
from sgd_core.limits import MAX_UPDATES
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_core.theory import cyclic_intervals, expected_path, reshuffled_mean_square
from sgd_ui.drawing.palette import Pen
from sgd_ui.frame import desk
from sgd_ui.pages.registry import STATIONS
from sgd_ui.runs import budget, kept, seeds, traces
from sgd_ui.runs.budget import PAGE_SECONDS, Budget, TooDearError
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.racing import Contestant
from sgd_ui.runs.turn import Turn
from sgd_ui.stage import payload, several
from sgd_ui.words.catalogue import words_in
from tests.effort import some
from tests.ui import opened
from tests.ui.desks import NotedBar, desk_of_a_session
from tests.ui.opened import ROOT, open_page, stage, told, widget

DEAR = "epochs=333333&optimizer=adam&gradient=saga"


# --- prices ---


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("gradient", ["plain", "svrg", "saga"])
def test_twice_as_long_a_run_costs_about_twice_as_much(problem: str, gradient: str) -> None:
    short, long = (Run(problem=problem, gradient=gradient, epochs=epochs) for epochs in (1000, 2000))
    assert budget.trace(long) == pytest.approx(2 * budget.trace(short), rel=0.01)
    for over_seeds in (True, False):
        prices = [budget.ensemble(run, 50, over_seeds) for run in (short, long)]
        assert prices[1] == pytest.approx(2 * prices[0], rel=0.2)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_nothing_within_the_limits_is_free_and_nothing_long_is_cheap(optimizer: str) -> None:
    longest = Run(problem="line", optimizer=optimizer, batch="all", epochs=MAX_UPDATES)
    assert budget.trace(longest) > 1
    assert budget.trace(Run(optimizer=optimizer, batch="all", epochs=1)) > 0


def test_prices_are_of_counts_and_not_of_numbers() -> None:
    one, other = Run(x=[1, 2, 3], y=[2, 4, 6], lr=0.1), Run(x=[3, 0, 0], y=[1, 1, 1], lr=1e-9, seed=3)
    assert budget.trace(one) == budget.trace(other)
    assert budget.ensemble(one, 7, True) == budget.ensemble(other, 7, True)


def test_more_samples_rows_seeds_and_updates_never_cost_less() -> None:
    for price in (
        budget.intervals,
        budget.random_orders,
        budget.steepest_batch,
        budget.expected_path,
    ):
        prices = [price(count) for count in (1, 10, 100, 1000, 10_000)]
        assert prices == sorted(prices) and prices[0] > 0
    own = Run(x=[1.0] * 10_000, y=[2.0] * 10_000, epochs=1)
    assert budget.mean_losses(own, 100_000) > 0.5 > budget.mean_losses(Run(), 100_000)
    assert [budget.affordable(budget.fewer(1000), lambda n: n / 30, most) for most in (40, 9, 0.1)] == [
        1000,
        200,
        10,
    ]


def test_what_is_not_affordable_is_not_spent() -> None:
    left = Budget(1.0)
    left.spend(0.75)
    with pytest.raises(TooDearError) as error:
        left.spend(0.5)
    assert (error.value.seconds, left.left) == (0.5, 0.25)


# --- reports ---


@pytest.mark.parametrize(
    "run",
    [
        Run(epochs=30_000, lr=0.001),
        Run(epochs=30_000, optimizer="adam"),
        Run(data="noisy-200", batch="all", epochs=300),
        Run(data="noisy-200", batch=7, epochs=300, gradient="svrg"),
    ],
    ids=repr,
)
def test_a_trace_is_reported_as_it_grows_and_the_same_bits(run: Run) -> None:
    shares: list[float] = []
    reported = trace(run, report=shares.append)
    assert reported.parameters.tolist() == trace(run).parameters.tolist()
    assert reported.loss.tolist() == trace(run).loss.tolist()
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1
    work = run.epochs * run.samples
    assert len(shares) >= work // 20_000
    shares.clear()
    losses = reported.mean_loss_at(np.arange(len(reported) + 1), shares.append)
    x, y = run.points
    for row in (0, 5, len(reported)):
        each = [
            run.model.loss(tuple(reported.parameters[row].tolist()), *pair) for pair in zip(x, y, strict=True)
        ]
        assert losses[row] == sum(each[1:], each[0]) / len(each)
    assert shares == sorted(shares) and shares[-1] == 1.0


@pytest.mark.parametrize(
    "compute",
    [
        lambda report: trace(Run(epochs=30_000), report=report),
        lambda report: trace(Run(epochs=30_000, optimizer="adam"), report=report),
        lambda report: trace(Run()).mean_loss_at(np.arange(300), report),
        lambda report: cyclic_intervals([1.0, 2.0, 3.5], report=report),
        lambda report: reshuffled_mean_square([1.0] * 99, [1.0, 2.0, 3.0] * 33, 0.01, report),
        lambda report: expected_path([1.0], [1.0], 0.1, 1.0, 100_000, report),
    ],
)
def test_a_report_that_raises_stops_every_long_computation(compute) -> None:
    def stop(share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compute(stop)


# --- the desk ---


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch):
    """Sets the desk that everything is computed at."""

    def sit(at: desk.PageDesk) -> desk.PageDesk:
        monkeypatch.setattr(kept, "_desk_of", lambda: at)
        return at

    return sit


def test_a_page_spends_what_it_has_and_what_is_kept_costs_nothing(at_desk) -> None:
    values: Kept[str, int] = Kept(10)
    at_desk(desk_of_a_session())
    assert values("a", lambda report: 1, 3.0, own=False) == 1
    assert values("a", lambda report: 2, 3.0, own=False) == 1
    with pytest.raises(TooDearError) as error:
        values("b", lambda report: 1, 3.0, own=False)
    assert error.value.seconds == 3.0
    assert values("c", lambda report: 3, PAGE_SECONDS - 3.0, own=False) == 3


def test_what_is_computed_together_is_computed_whole_or_not_at_all(at_desk) -> None:
    values: Kept[int, int] = Kept(10)
    at = at_desk(desk_of_a_session())
    made: list[int] = []
    for count, dear in ((3, True), (2, False)):
        prices = [2.0] * count
        with pytest.raises(TooDearError) if dear else at.part(False, NotedBar()):
            kept.reserve(prices)
            for k in range(count):
                values(k, lambda report, k=k: made.append(k) or k, 2.0, own=False)
    assert made == [0, 1]


def test_a_press_lifts_the_limit_for_its_part_alone(at_desk) -> None:
    values: Kept[str, int] = Kept(10)
    at = at_desk(desk_of_a_session())
    with at.part(True, NotedBar()):
        assert values("a", lambda report: 1, 100.0, own=False) == 1
        with pytest.raises(TooDearError), at.part(False, NotedBar()):
            values("b", lambda report: 1, 100.0, own=False)
    with pytest.raises(TooDearError):
        values("c", lambda report: 1, 100.0, own=False)


def test_what_is_put_aside_outlives_a_part_within(at_desk) -> None:
    values: Kept[str, int] = Kept(10)
    at = at_desk(desk_of_a_session())
    kept.reserve([3.0])
    with at.part(False, NotedBar()):
        assert values("inner", lambda report: 1, 1.0, own=False) == 1
    # Paid by then: it would be too dear beside what the part has spent.
    assert values("outer", lambda report: 2, 3.0, own=False) == 2


def test_numbers_around_the_update_in_view_cost_a_page_nothing(at_desk) -> None:
    run = Run(problem="logistic", x=[k / 2000 - 1 for k in range(4000)], y=[0, 1] * 2000, epochs=2)
    columns = trace(run)
    at = at_desk(desk_of_a_session())
    at._budget.left = 0.0
    assert len(payload.window_of(columns, 4000)[1]["mean_loss"]) == 2 * payload.WINDOW + 1


def test_the_columns_of_several_runs_are_paid_for(at_desk) -> None:
    run = Run(x=[1.0] * 2000, y=[2.0] * 2000, epochs=10)
    racers = [
        Contestant(key, key, trace(each), Pen("#000000"), ((2.0,),))
        for key, each in {"a": run, "b": run.replaced(seed=1)}.items()
    ]
    at = at_desk(desk_of_a_session())
    several._columns(opened.visit(STATIONS["sampling"].page, run), racers)
    spent = PAGE_SECONDS - at._budget.left
    assert spent == pytest.approx(2 * budget.mean_losses(run, 20_000))


def test_every_problem_and_gradient_has_its_price() -> None:
    for problem in PROBLEMS:
        for gradient in GRADIENTS:
            run = Run(problem=problem, gradient=gradient)
            assert budget.trace(run) > 0 and budget.ensemble(run, 10, over_seeds=True) > 0
            assert budget.mean_losses(run, 10) > 0


def test_what_a_computation_asks_for_is_part_of_its_price(at_desk) -> None:
    outer: Kept[str, int] = Kept(10)
    inner: Kept[str, int] = Kept(10)
    bar = NotedBar()
    at_desk(desk_of_a_session(bar=bar))

    def make(report) -> int:
        report(0.5)
        return inner("b", lambda within: within(0.9) or 1, 4.0, own=False)

    assert outer("a", make, 4.0, own=False) == 1
    # What is within leaves the bar where it is.
    assert bar.shares == [0.5, 0.5]


def test_the_bar_goes_once_through_what_is_computed_together(at_desk) -> None:
    values: Kept[int, int] = Kept(10)
    bar = NotedBar()
    at_desk(desk_of_a_session(bar=bar))
    kept.reserve([1.0, 3.0])
    for k, price in enumerate((1.0, 3.0)):
        values(k, lambda report: report(0.0) or report(1.0) or 1, price, own=False)
    assert bar.shares == [0.0, 0.25, 0.25, 1.0]


# --- the turn ---


def test_turns_are_taken_in_the_order_of_coming_and_each_is_told_how_many_are_before() -> None:
    turn, order, told_of = Turn(), [], {}
    first, go_on = threading.Event(), threading.Event()

    def visit(name: int) -> None:
        waits = told_of.setdefault(name, [])
        with turn.taken(lambda before: waits.append(before) or threading.Event().wait(0.001)):
            order.append(name)
            if not name:
                first.set()
                go_on.wait(60)

    with ThreadPoolExecutor(4) as pool:
        pool.submit(visit, 0)
        first.wait(60)
        for name in (1, 2, 3):
            pool.submit(visit, name)
            while turn.waiting <= name:
                threading.Event().wait(0.001)
        go_on.set()
    assert order == [0, 1, 2, 3]
    assert told_of[0] == [] and [told_of[name][0] for name in (1, 2, 3)] == [1, 2, 3]
    assert told_of[3] == sorted(told_of[3], reverse=True)
    assert turn.waiting == 0


def test_one_who_goes_leaves_the_queue_and_an_error_gives_the_turn_back(at_desk) -> None:
    turn, values = Turn(), Kept(10)
    blocked = desk_of_a_session(turn=turn, bar=NotedBar(stopped=lambda: True))
    at_desk(blocked)
    with turn.taken(lambda before: None):
        with pytest.raises(InterruptedError):
            values("a", lambda report: 1, 2.0, own=False)
        assert turn.waiting == 1
    assert turn.waiting == 0

    def fail(report) -> int:
        raise RunError([])

    at_desk(desk_of_a_session(turn=turn))
    with pytest.raises(RunError):
        values("a", fail, 2.0, own=False)
    assert turn.waiting == 0
    assert values("a", lambda report: 5, 2.0, own=False) == 5


def test_what_is_short_waits_for_nobody(at_desk) -> None:
    turn, values = Turn(), Kept(100)
    bar = NotedBar(stopped=lambda: True)
    at_desk(desk_of_a_session(turn=turn, bar=bar))
    with turn.taken(lambda before: None):
        assert values("a", lambda report: 1, 0.3, own=False) == 1
        # Many that are short are long together.
        with pytest.raises(InterruptedError):
            values("b", lambda report: 1, 0.3, own=False)
    assert bar.waits == [1]


def test_a_class_that_opens_one_link_has_it_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    turn, values, made = Turn(), Kept(10), []
    desks = threading.local()
    monkeypatch.setattr(kept, "_desk_of", lambda: desks.mine)
    all_there = threading.Barrier(6)

    def make(report) -> int:
        made.append(1)
        for _ in range(2000):
            if turn.waiting == 6 or len(made) > 1:
                break
            threading.Event().wait(0.001)
        return 7

    def visit(_: int) -> int:
        desks.mine = desk_of_a_session(turn=turn)
        all_there.wait(60)
        return values("a", make, 2.0, own=False)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(visit, range(6))) == [7] * 6
    assert made == [1]


# --- pages ---


def extremes() -> Iterator[tuple[str, str]]:
    """The dearest links of every page, and some that are dear in part."""
    ones = {name: ",".join([text] * 10_000) for name, text in (("x", "1"), ("y", "2"))}
    many = f"x={ones['x']}&y={ones['y']}"
    yield "home.py", DEAR
    yield "home.py", "problem=line&optimizer=adamw&gradient=saga&epochs=125000"
    yield "home.py", f"{many}&epochs=333&gradient=svrg&optimizer=adam"
    yield "pages/gd_vs_sgd.py", "epochs=333333&lr=0.001&rates=own&d.gradient=saga&within=1e-9"
    yield "pages/saddle.py", "epochs=500000&seeds=1000"
    yield "pages/optimizers.py", "problem=logistic&epochs=50000&d.optimizer=adamw&e.optimizer=adam"
    yield "pages/optimizers.py", "problem=line&epochs=12500&rates=own&d.optimizer=adamw&e.optimizer=rmsprop"
    yield "pages/your_data.py", "problem=origin&x=1,2,3&y=2,4,6.5&epochs=333333&optimizer=adam&gradient=saga"


@pytest.mark.parametrize(("page", "link"), some(extremes()), ids=lambda text: str(text)[:60])
def test_no_link_spends_more_than_a_page_may(page: str, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[float] = []
    make = desk.PageDesk._make

    def noted(self, price, work):
        spent.append(price)
        # What is cheap is computed, so that the page goes on to ask for more.
        return make(self, price, work)

    monkeypatch.setattr(desk.PageDesk, "_make", noted)
    app = open_page(page, link, "saddle.folded" if page == "pages/saddle.py" else "")
    assert not app.exception
    assert math.fsum(spent) <= PAGE_SECONDS
    assert [each for each in app.get("button") if (each.key or "").startswith("desk.")]


def test_a_press_computes_what_the_page_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "Budget", lambda: Budget(0.0))
    link = "data=noisy&lr=0.0123&epochs=40"
    app = open_page("home.py", f"{link}&lang=en")
    assert not app.exception and "waits for you. It takes about 1 s" in told(app)
    widget(app, "desk.stage").click().run()
    assert not app.exception and stage(app)["runs"][0]["updates"] == 120
    assert "waits for you" not in told(app)
    # Another run is another computation.
    traces._traces._shared.clear()
    app.text_input(key="run.lr").set_value("0.0124").run()
    assert "waits for you" in told(app)
    app.text_input(key="run.lr").set_value("0.0123").run()
    assert stage(app)["runs"][0]["updates"] == 120


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_waits_says_so_in_the_readers_language(lang: str) -> None:
    words = words_in(lang)
    app = open_page("home.py", f"{DEAR}&lang={lang}&at=999999")
    text = told(app)
    assert words["budget.part_stage"] in text and words.format("budget.seconds", seconds="6") in text
    assert widget(app, "desk.stage").label == words["budget.compute"]
    assert "4" in words.format("budget.waiting", before="4")


def test_every_part_that_may_wait_has_its_words() -> None:
    sources = [
        path.read_text("utf-8") for folder in ("sgd_ui", "pages") for path in (ROOT / folder).rglob("*.py")
    ]
    names = {name for text in sources for name in re.findall(r'desk\.part\(\s*"(\w+)"', text)}
    told_of = {key.removeprefix("budget.part_") for key in words_in("en") if key.startswith("budget.part_")}
    assert names == told_of


def test_a_part_offers_itself_once_though_more_of_it_is_too_dear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeds, "_SECONDS", 0.0)

    def refuse(*_: object) -> None:
        raise TooDearError(9.0)

    monkeypatch.setattr(seeds, "summarize_all", refuse)
    app = open_page("pages/sampling.py", "data=noisy&epochs=21&lr=0.05&seed=4&seeds=300&lang=en")
    assert not app.exception and stage(app)
    assert widget(app, "desk.seeds").label == "Compute it"


def test_fewer_seeds_stand_for_many_that_cost_too_much_and_a_press_brings_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(seeds, "_SECONDS", 0.0)
    app = open_page("pages/sampling.py", "data=noisy&epochs=20&lr=0.05&seed=3&seeds=300&lang=en")
    assert not app.exception and "These are 10 of the 300 seeds." in told(app)
    assert "10 seeds" in " ".join(each.value for each in app.header)
    widget(app, "desk.seeds").click().run()
    assert not app.exception and "of the 300 seeds" not in told(app)
    assert "300 seeds" in " ".join(each.value for each in app.header)


def test_the_race_stands_where_its_sweeps_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "Budget", lambda: Budget(0.02))
    app = open_page("pages/gd_vs_sgd.py", "data=noisy-20&lr=0.0111&lang=en")
    charts = [chart["name"] for chart in stage(app)["charts"]]
    assert not app.exception and charts == ["race", "landscape", "pulls"]
    widget(app, "desk.sweeps").click().run()
    assert [chart["name"] for chart in stage(app)["charts"]] == [
        "race",
        "landscape",
        "sweep",
        "sizes",
        "pulls",
    ]

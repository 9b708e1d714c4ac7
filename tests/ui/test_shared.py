"""What the pages share: axes that take any number, numbers in sentences, results that are kept."""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgd_core import Run
from sgd_ui.drawing import axes
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.pages.gd_vs_sgd import view as race
from sgd_ui.pages.learning_rate import view as rate
from sgd_ui.pages.sampling import view as order
from sgd_ui.runs import kept as kept_module
from sgd_ui.runs import one_w
from sgd_ui.runs.kept import Kept, of_own_samples
from sgd_ui.runs.traces import samples_of
from sgd_ui.words import numerals
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.effort import draws
from tests.ui.desks import desk_of_a_session
from tests.ui.opened import visit

POSITIVE = st.floats(min_value=0, exclude_min=True, allow_infinity=False)
EXTREME = st.sampled_from([0.0, 1.0, -1.0, 2.0, 5e-324, 1e-160, -1e-150, 1e150, 1e308, -1.7e308, 0.3])


@given(POSITIVE, POSITIVE, st.sampled_from(["x", "y"]))
def test_a_log_axis_takes_any_positive_numbers(low: float, high: float, axis: str) -> None:
    figure = axes.figure(LIGHT, "x", "y", (0, 1), (0, 1))
    axes.log_axis(figure, axis, low, high)
    shown = figure["layout"][f"{axis}axis"]
    begin, end = shown["range"]
    assert math.isfinite(begin) and begin < end
    assert all(begin <= math.log10(tick) <= end for tick in shown["tickvals"])
    assert len(shown["tickvals"]) == len(shown["ticktext"]) >= 1


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, [1, 2, 5, 10]),
        (-3, -0.5, [0.001, 0.003, 0.01, 0.03, 0.1, 0.3]),
        (-6, 0, [1e-6, 1e-4, 0.01, 1]),
    ],
)
def test_ticks_are_powers_of_ten_and_finer_where_there_are_few(
    low: float, high: float, ticks: list[float]
) -> None:
    assert axes.log_ticks(low, high) == pytest.approx(ticks)


def test_numbers_in_sentences() -> None:
    values = (0.012345, -3.0, 1e-9, math.inf, -math.inf, math.nan)
    assert [numerals.short(value) for value in values] == ["0.0123", "−3", "1e−9", "∞", "−∞", "–"]
    assert [numerals.factor(value) for value in (3.0, -2.5)] == ["3", "(−2.5)"]
    assert [numerals.ratio(value) for value in (1.0, 3.14159, 158.3, 12345.6)] == [
        "1",
        "3.1",
        "158",
        "12,346",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_and_counts_in_sentences(lang: str) -> None:
    words = words_in(lang)
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == {"en": "a, b and c", "zh": "a、b、c"}[lang]
    assert words_in("en").counted("update", 1) == "1 update"
    assert words_in("en").counted("gradient", 12345) == "12,345 gradients"


def test_what_was_used_last_is_kept_up_to_a_weight() -> None:
    kept: Kept[str, int] = Kept(10, float)
    made = []

    def make(value: int) -> int:
        made.append(value)
        return value

    for key, value in (("a", 4), ("b", 4), ("a", 4), ("c", 5), ("a", 4), ("b", 4)):
        assert kept(key, lambda report, value=value: make(value), own=False) == value
    assert made == [4, 4, 5, 4]
    assert kept("large", lambda report: 99, own=False) == 99
    assert kept("large", lambda report: 0, own=False) == 99


def test_a_session_keeps_a_fifth_as_much_of_its_readers_own_beyond_what_its_page_shows_and_shares_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = desk_of_a_session()
    monkeypatch.setattr(kept_module, "_desk_of", lambda: desk)
    kept: Kept[Run, float] = Kept(10, float)
    runs = [Run(x=[1, 2], y=[2, 4], seed=seed) for seed in range(3)]
    for run in runs:
        kept(run, lambda report: 1.0)
    assert not kept._shared
    # A new run of the page, which asks for one of them alone.
    desk = desk_of_a_session(desk)
    assert [kept(run, lambda report: 2.0) for run in (runs[2], runs[1], runs[0])] == [1, 1, 1]
    desk = desk_of_a_session(desk)
    kept(Run(x=[1, 2], y=[2, 4], seed=3), lambda report: 1.0)
    assert [kept.holds(run) for run in runs] == [True, False, False]
    for seed in range(10):
        kept(Run(seed=seed), lambda report: 1.0)
    assert len(kept._shared) == 10


def test_what_a_reader_brought_is_told_from_what_is_ready_made_by_the_run_alone() -> None:
    own = Run(x=[1, 2], y=[2, 4])
    assert all(map(of_own_samples, [own, (own, 0.1), ("line", own)]))
    assert not any(map(of_own_samples, [Run(), (Run(data="noisy"), 0.1, 3), (Run(), (0.1, 0.2))]))
    for unclear in ("a", (1.0, 2.0), ((1.0, 2.0),)):
        with pytest.raises(TypeError):
            of_own_samples(unclear)


@pytest.mark.parametrize("data", ["noisy", None])
def test_what_comes_from_samples_alone_is_kept_by_them_alone(data: str | None) -> None:
    samples = {"data": data} if data else {"x": [1, 2], "y": [2, 5]}
    some = Run(**samples, lr=0.3, seed=4, sampling="reshuffle")
    assert samples_of(some) == Run(**samples) != some
    assert samples_of(some.replaced(problem="line", w0=(1, 2))) == Run(**samples, problem="line")


def test_many_threads_may_ask_at_once() -> None:
    kept: Kept[int, int] = Kept(3)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda k: kept(k % 7, lambda report: k % 7, own=False), range(4000)))
    assert found == [k % 7 for k in range(4000)]


@given(
    st.lists(st.tuples(EXTREME, EXTREME), min_size=1, max_size=3),
    EXTREME,
    EXTREME.map(abs),
    st.sampled_from(["cyclic", "reshuffle", "with-replacement"]),
    st.sampled_from(sorted(LANGUAGES)),
)
@settings(max_examples=draws(120))
def test_no_number_leaves_a_page_without_a_sentence(
    points: list[tuple[float, float]], w0: float, lr: float, sampling: str, lang: str
) -> None:
    xs, ys = zip(*points, strict=True)
    run, words = Run(x=xs, y=ys, w0=[w0], lr=lr, epochs=6, sampling=sampling), words_in(lang)
    if one_w.best_w(run) is None:
        return
    at = visit(rate.PAGE, run)
    told = [rate.verdict(run, words), rate.ladder(run, words), order.verdict(run, words)]
    told += [rate.question(at, words).answer()[1], race.theory(run, words)]
    assert all(told) and isinstance(order.why(run, words), str)
    assert all("nan" not in text and "{" not in text for text in told)


@given(
    st.lists(st.floats(-4, 4), min_size=1, max_size=4).filter(any),
    st.floats(0.001, 0.6),
    st.sampled_from(["cyclic", "reshuffle"]),
    st.booleans(),
)
def test_what_is_said_of_a_rate_is_true_of_the_run(
    xs: list[float], lr: float, sampling: str, agrees: bool
) -> None:
    ys = [1.5 * x + (0 if agrees else 0.3 * (-1) ** k) for k, x in enumerate(xs)]
    run = Run(x=xs, y=ys, w0=[4.0], lr=lr, epochs=40, sampling=sampling)
    best, words = one_w.best_w(run), words_in("en")
    if best is None:
        return
    text, columns = rate.verdict(run, words), rate.trace_of(run)
    path = columns.parameters[:, 0]
    ends = path[:: run.samples]
    if "every step brings w nearer to what fits its sample" in text:
        for t, i in enumerate(columns.order.tolist()):
            if xs[i]:
                fit = ys[i] / xs[i]
                assert abs(path[t + 1] - fit) <= abs(path[t] - fit) * (1 + 1e-9) + 1e-9 * abs(fit)
    if "lands exactly" in text:
        assert abs(ends[1] - best) < 1e-9
    if "moves away" in text and one_w.agree(run):
        assert abs(ends[-1] - best) > abs(ends[0] - best)
    if "converges" in text and one_w.agree(run):
        assert abs(ends[-1] - best) < abs(ends[0] - best)

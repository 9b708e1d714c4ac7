"""What words state of any run, each with a law that is shown by plain loops: the words say just that.

Where a sentence has no numbers of a run, nothing but its words can be wrong: they are quoted here, and
beside them stands what makes them true and what they must not be taken to say.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, product

from sgd_core import Run, trace
from sgd_core.schedules import SCHEDULES
from sgd_core.theory import cyclic_intervals, mean_square_limit, reshuffled_bias, reshuffled_mean_square
from sgd_ui.pages.optimizers import findings as optimizers
from sgd_ui.pages.saddle import findings as saddles
from sgd_ui.pages.saddle.findings import Escapes
from tests.ui.plain import Exact, distance, loop, pull

#: A key, what its words say in each language, and the law.
Stated = tuple[str, dict[str, str], Callable[[], None]]
STATED: dict[str, Stated] = {}


def states(key: str, en: str, zh: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    def noted(law: Callable[[], None]) -> Callable[[], None]:
        STATED[law.__name__] = (key, {"en": en, "zh": zh}, law)
        return law

    return noted


def end(**given: object) -> float:
    run = Run(**given)  # type: ignore[arg-type]
    return distance(loop(run).path[-1], run.best or ())


@states(
    "claim.epochs",
    "Just above the learning rate {limit} it is the other way round",
    "略大于 {limit} 时就反过来",
)
def above_the_first_limit_there_is_a_second_interval() -> None:
    (_, limit), (low, high), *_ = cyclic_intervals((1.0, 2.0, 3.0))
    assert end(lr=limit * 1.01) > 1 > end(lr=limit * 0.99)
    assert low < 0.5 < high and end(lr=0.5) < 1e-9


@states(
    "race.why",
    "which rates they bear depends on the samples and their order",
    "各自能承受多大的学习率，要看样本和它们的顺序",
)
def either_may_bear_the_larger_rate() -> None:
    two = {"x": [2.0, 1.0], "y": [4.0, 2.0], "lr": 0.5}
    assert end(**two) < 1e-3 < 1 < end(**two, batch="all")
    three = {"lr": 0.21, "epochs": 300}
    assert end(**three, batch="all") < 1e-3 < 1 < end(**three)


@states("race.why", "Which of the two wins depends on the rate", "谁赢取决于学习率")
def the_winner_depends_on_the_rate() -> None:
    def price(lr: float, batch: int | str) -> float:
        run = Run(lr=lr, batch=batch, epochs=400)
        near = [distance(w, run.best or ()) < 1e-3 for w in loop(run).path]
        updates = len(near) - near[::-1].index(False) if near[-1] else math.inf
        return updates * (3 if batch == "all" else 1)

    assert price(0.01, 1) < price(0.01, "all") and price(0.19, "all") < price(0.19, 1)


@states(
    "rate.told", "as the rate rises that size can fall and rise again", "学习率升高时，这个绝对值可能先降后升"
)
def the_factor_of_an_epoch_falls_and_rises_again() -> None:
    size = [abs(Exact(Run(lr=lr)).rho) for lr in (0.01, 1 / 18, 0.2, 0.3, 0.5, 0.6)]
    assert size[0] > size[1] < size[2] < size[3] > size[4] < size[5]


@states(
    "paths.floor",
    "In the long run the constant rate keeps w moving",
    "长期来看，学习率不变时 w 到最优值的距离在噪声下限",
)
def before_the_long_run_w_may_be_below_the_floor() -> None:
    (best,) = Run(data="noisy").best or ()
    run = Run(data="noisy", w0=[best], lr=0.01, sampling="with-replacement", epochs=1)
    floor = Exact(run).long_run("with-replacement")
    ends = [distance(loop(run.replaced(seed=seed)).path[-1], [best]) for seed in range(60)]
    assert math.sqrt(sum(e * e for e in ends) / 60) < floor


@states("paths.floor", "unless it falls so fast that w comes late", "但减得太快，w 就来不及走到")
def a_rate_that_falls_too_fast_stays_above_the_floor() -> None:
    run = Run(data="noisy", lr=0.02, schedule="exponential", gamma=0.5, epochs=60)
    floor = Exact(run).long_run("with-replacement")
    assert abs(trace(run).parameters[-1, 0] - (run.best or (0.0,))[0]) > floor


@states("sampling.mathematics", r"while $\eta\,n\,m_2$ is far below 1", r"只要 $\eta\,n\,m_2$ 远小于 1")
def reshuffling_cancels_noise_at_small_rates() -> None:
    small, large = (Exact(Run(data="noisy", lr=lr)) for lr in (0.001, 0.1))
    assert small.long_run("reshuffle") < small.long_run("with-replacement") / 3
    assert large.long_run("reshuffle") > large.long_run("with-replacement")


def reshuffled(data: str, share: float, repeats: int = 1) -> tuple[float, float, float]:
    """The rate at which η·n·m₂ is a share, and there the square of the mean of e, and its variance."""
    xs, ys = (column * repeats for column in Run(data=data).points)
    lr = share / sum(x * x for x in xs)
    bias = reshuffled_bias(xs, ys, lr) ** 2
    return lr, bias, reshuffled_mean_square(xs, ys, lr) - bias


@states(
    "sampling.mathematics",
    r"is about $A\,\eta^2 + B\,n^2\eta^3$ while $\eta\,n\,m_2$ is far below 1",
    r"就约为 $A\,\eta^2 + B\,n^2\eta^3$",
)
def the_mean_square_of_reshuffling_has_a_square_and_a_cube() -> None:
    for data, repeats in (("noisy", 1), ("noisy", 8), ("noisy-20", 1), ("noisy-20", 8), ("noisy-200", 1)):
        rates = [reshuffled(data, share, repeats) for share in (0.001, 0.01)]
        (a, b), (a_later, b_later) = ((bias / lr**2, rest / lr**3) for lr, bias, rest in rates)
        assert abs(a_later / a - 1) < 0.03 > abs(b_later / b - 1), (data, repeats)
    once, often = (reshuffled("noisy-20", 0.01, repeats) for repeats in (1, 8))
    assert 60 < often[2] / often[0] ** 3 / (once[2] / once[0] ** 3) < 68


@states(
    "sampling.mathematics",
    r"Only at a far smaller $\eta$ is the first term nearly all of it",
    "还要再小得多，才只剩第一项",
)
def far_below_one_the_cube_may_still_be_the_larger_part() -> None:
    for share in (0.001, 0.01, 0.1):
        _, square, cube = reshuffled("noisy-200", share)
        assert cube > 100 * square


@states(
    "sampling.mathematics",
    "the mean square need not be below that of drawing with replacement",
    "均方不一定比有放回抽样小",
)
def reshuffling_may_be_worse() -> None:
    reshuffling_cancels_noise_at_small_rates()


def _escapes(sampling: str) -> Escapes:
    """From the saddle of 40 mirrored points, 80 seeds."""
    run = Run(problem="autoencoder", data="mirrored-40", lr=0.02, epochs=20, sampling=sampling)
    saddle = saddles.saddle_of(run)
    assert saddle
    return saddles.escapes(run.replaced(w0=saddle.place), saddle, 0.5, 80)


@states("saddle.rule_autoencoder", "for samples drawn with replacement", "有放回抽样时")
def without_replacement_it_takes_no_longer() -> None:
    """The scale is that of draws with replacement, and of the same order without."""
    drawn, listed = _escapes("with-replacement"), _escapes("reshuffle")
    assert 0.7 < listed.median / drawn.median < 1.4


@states("saddle.rule_autoencoder", "half of the seeds usually need longer.", "一半的种子通常需要更久。")
def half_of_the_seeds_need_longer_than_the_scale() -> None:
    found = _escapes("with-replacement")
    assert 1 < found.median / found.rule < 2


@states("optimizers.rates_alt", "evenly spaced by ratio", "在对数刻度上均匀取")
def the_rates_of_a_sweep_are_evenly_spaced_by_ratio() -> None:
    rates = optimizers.rates(Run(problem="line"))
    ratios = [high / low for low, high in pairwise(rates)]
    assert max(ratios) / min(ratios) < 1.03
    steps = [high - low for low, high in pairwise(rates)]
    assert max(steps) > 1000 * min(steps)


@states(
    "counted.schedule",
    "Steps and the exponential count epochs, all other schedules updates",
    "阶梯衰减和指数衰减按轮计数，其余的学习率调度都按更新计数",
)
def what_schedules_count() -> None:
    for name in SCHEDULES:
        run = Run(
            data="noisy-20", epochs=4, lr=0.1, schedule=name, step_size=1, warmup=50, lr_steps=[(7, 0.3)]
        )
        rates = trace(run).lr.reshape(4, 20)
        assert name == "constant" or len(set(rates.ravel())) > 1
        by_epoch = all(len(set(row)) == 1 for row in rates.tolist())
        assert by_epoch == (name in ("constant", "step", "exponential")), name


@states(
    "paths.unbounded",
    "it shrinks in the updates whose rate is below {limit}, and grows in those above",
    "凡学习率低于 {limit} 的更新都使均方缩小，高于它的都使均方变大",
)
def a_schedule_may_rise_above_the_limit_again() -> None:
    limit, crossed = mean_square_limit((1.0, 2.0, 3.0)), set[str]()
    for name in SCHEDULES:
        rates = trace(Run(lr=0.2, epochs=40, schedule=name)).lr.tolist()
        for rate in rates:
            assert (Exact(Run(lr=rate)).square < 1) == (rate < limit)
        if any(before < limit < after for before, after in pairwise(rates)):
            crossed.add(name)
    assert crossed == {"warmup", "warmup-cosine", "one-cycle"}


@states(
    "paths.unbounded_noise",
    "as long as a schedule keeps the rate below {limit}",
    "只要学习率调度始终使学习率低于 {limit}",
)
def below_the_limit_the_mean_square_stays_bounded() -> None:
    """At each rate below the limit the recursion v ← square·v + noise leads to no more than its floor."""
    run = Run(data="noisy", lr=0.14)
    bound = max(1.0, Exact(run).long_run("with-replacement") ** 2)
    for name in SCHEDULES:
        v = 1.0
        for rate in trace(run.replaced(schedule=name)).lr.tolist():
            here = Exact(run.replaced(lr=rate))
            v = float(here.square) * v + float(sum(c * c for c in here.pushes)) / run.samples
            assert v <= bound * (1 + 1e-9)


def floor_of_batches(run: Run, size: int) -> float:
    """The root mean square of e in the long run, over all batches of a size drawn with replacement."""
    one = Exact(run)
    drawn = [*product(zip(one.factors, one.pushes, strict=True), repeat=size)]
    means = [[sum(column) / size for column in zip(*each, strict=True)] for each in drawn]
    square, noise = (sum(pair[k] ** 2 for pair in means) / len(means) for k in (0, 1))
    return math.sqrt(noise / (1 - square))


def _a_larger_batch_lowers_the_floor_only_of_draws_with_replacement(data: dict[str, object]) -> None:
    run = Run(**data, lr=0.01)  # type: ignore[arg-type]
    floors = [floor_of_batches(run, size) for size in (1, 2, 3)]
    assert floors == sorted(floors, reverse=True)
    listed = Run(data="noisy", lr=0.01, epochs=2000)
    ends = [distance(loop(listed.replaced(batch=size)).path[-1], listed.best or ()) for size in (1, 2)]
    assert ends[0] < ends[1] / 3


@states(
    "race.theory_noise",
    "but drawn so, at the same rate a larger batch has a lower noise floor",
    "不过有放回抽样时，在同一学习率下，批量越大，噪声下限越低",
)
def a_larger_batch_has_a_lower_floor_where_samples_are_drawn() -> None:
    _a_larger_batch_lowers_the_floor_only_of_draws_with_replacement({"data": "noisy"})


@states(
    "race.theory_alike_noise",
    "drawn with replacement, at the same rate a larger batch has a lower noise floor",
    "有放回抽样时，在同一学习率下，批量越大，噪声下限越低",
)
def so_it_has_where_all_x_are_of_one_size() -> None:
    _a_larger_batch_lowers_the_floor_only_of_draws_with_replacement({"x": [1.0, -1.0], "y": [1.0, 3.0]})


@states("race.theory_alike_noise", "All samples here have the same x²", "这里各样本的 x² 都相同")
def samples_of_one_size_need_not_pull_alike() -> None:
    pulls = [pull("origin", [0.0], 1.0, y) for y in (1.0, 3.0)]
    assert pulls == [[-2.0], [-6.0]]
    assert set(Exact(Run(x=[1.0, 1.0], y=[1.0, 3.0], lr=0.1)).factors) == {1 - 2 * Fraction(0.1)}


@states(
    "race.mathematics",
    "Raced along the gradients computed, both have paid the same at the same place",
    "横轴选“已计算的梯度个数”时，在同一位置上大家付出的代价相同",
)
def along_updates_the_full_batch_has_paid_more() -> None:
    single, full = (trace(Run(batch=size)) for size in (1, "all"))
    assert full.gradients[2] == 3 * single.gradients[2]

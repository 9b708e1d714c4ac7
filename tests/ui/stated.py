"""What words state of any run, each with a law that is shown by plain loops: the words say just that.

Where a sentence has no numbers of a run, nothing but its words can be wrong: they are quoted here, and
beside them stands what makes them true and what they must not be taken to say.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise, product

from sgd_core import Run, trace
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.scaling import scale_of
from sgd_core.schedules import SCHEDULES
from sgd_core.theory import cyclic_intervals, mean_square_limit, reshuffled_bias, reshuffled_mean_square
from sgd_ui.pages.learning_rate import findings as learning
from sgd_ui.pages.optimizers import findings as optimizers
from sgd_ui.pages.saddle import findings as saddles
from sgd_ui.pages.saddle.findings import Escapes
from sgd_ui.pages.your_data import findings as own
from sgd_ui.runs.arrivals import sweep
from sgd_ui.words.catalogue import words_in
from tests.ui.plain import Exact, batches, distance, loop, pull

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


@states("race.why", "Which of the two wins can depend on the rate", "谁赢可能因学习率而异")
def the_winner_can_depend_on_the_rate_but_need_not() -> None:
    def price(lr: float, batch: int | str, **samples: list[float]) -> float:
        run = Run(lr=lr, batch=batch, epochs=400, **samples)
        near = [distance(w, run.best or ()) < 1e-3 for w in loop(run).path]
        updates = len(near) - near[::-1].index(False) if near[-1] else math.inf
        return updates * (run.samples if batch == "all" else 1)

    assert price(0.01, 1) < price(0.01, "all") and price(0.19, "all") < price(0.19, 1)
    alike = {"x": [1.0, -1.0], "y": [2.0, -2.0]}
    assert all(price(lr, 1, **alike) < price(lr, "all", **alike) for lr in (0.05, 0.2, 0.5, 0.8, 0.95))


@states(
    "rate.told", "as the rate rises that size can fall and rise again", "学习率升高时，这个绝对值可能先降后升"
)
def the_factor_of_an_epoch_falls_and_rises_again() -> None:
    size = [abs(Exact(Run(lr=lr)).rho) for lr in (0.01, 1 / 18, 0.2, 0.3, 0.5, 0.6)]
    assert size[0] > size[1] < size[2] < size[3] > size[4] < size[5]


@states(
    "paths.floor",
    "In the long run the constant rate keeps w moving",
    "长期来看，学习率不变时 w 一直在最优值附近来回动",
)
def before_the_long_run_w_may_be_below_the_floor() -> None:
    (best,) = Run(data="noisy").best or ()
    run = Run(data="noisy", w0=[best], lr=0.01, sampling="with-replacement", epochs=1)
    floor = Exact(run).long_run("with-replacement")
    ends = [distance(loop(run.replaced(seed=seed)).path[-1], [best]) for seed in range(60)]
    assert math.sqrt(sum(e * e for e in ends) / 60) < floor


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


@states("saddle.rule_autoencoder", "It is no prediction", "这不是预测")
def the_scale_may_lie_on_either_side_of_the_median() -> None:
    """Where growth carries a run out half of the seeds need longer, where pushes alone do it less."""
    assert 1 < (found := _escapes("with-replacement")).median / found.rule < 2
    near = Run(problem="autoencoder", lr=1e-4, epochs=1000)
    saddle = saddles.saddle_of(near)
    assert saddle and (found := saddles.escapes(near, saddle, 0.01, 200)).median < found.rule


@states("help.etaplus", "if that one moved it: just after a turn it stays as it is", "刚变号之后，步长不变")
def a_step_size_of_rprop_grows_only_after_a_step() -> None:
    constants = {"etaminus": 0.5, "etaplus": 1.25, "step_min": 0.0, "step_max": 50.0}
    step, slots, sizes, steps = OPTIMIZERS["rprop"].rule(constants), (0.0, 0.0), [], []
    for t, g in enumerate([3.0, 3.0, -2.0, -2.0, -2.0]):
        d, slots = step(0.0, g, slots, t, 1.0)
        sizes.append(slots[1])
        steps.append(d)
    assert sizes == [1.0, 1.25, 0.625, 0.625, 0.78125] and steps == [1.0, 1.25, 0.0, -0.625, -0.78125]


@states("help.schedule", "the peak of its curve, which no update need meet exactly", "各次更新未必恰好取到它")
def one_cycle_comes_to_its_rate_or_only_near_it() -> None:
    highest = [max(trace(Run(schedule="one-cycle", lr=1.0, epochs=each)).lr) for each in range(1, 21)]
    assert [k for k, rate in enumerate(highest, 1) if rate == 1] == [10, 20] and max(highest) == 1


@states(
    "help.div_factor", "A run too short to rise begins on the way down", "来不及上升时，一开始就在下降途中"
)
def one_cycle_rises_where_it_has_the_updates_to() -> None:
    """Both end at the same rate; where the share that rises is no update at all, the first is no rise."""
    long, short = (trace(Run(schedule="one-cycle", lr=1.0, epochs=each)).lr for each in (100, 1))
    one = trace(Run(schedule="one-cycle", lr=1.0, epochs=1, x=(1.0,), y=(1.0,))).lr
    assert (
        math.isclose(long[0], 1 / 25)
        and short[0] > 0.9
        and all(late < soon for soon, late in pairwise(short.tolist()))
    )
    assert all(math.isclose(each[-1], 1 / 25 / 1e4) for each in (long, short, one))


@states("optimizers.rates_alt", "Plotted is what the axis names", "画的是纵轴所写的量")
def where_a_least_loss_is_known_a_sweep_tells_how_far_above_it_runs_end() -> None:
    run = Run(problem="line", data="noisy", epochs=2)
    least = optimizers.least_loss(run)
    assert least and least.loss > 0.001
    found = optimizers.sweep(run, (0.01, 0.02))
    late = [optimizers.late_loss(trace(run.replaced(lr=lr))) for lr in found.lrs]
    assert all(math.isclose(above, loss - least.loss) for above, loss in zip(found.values, late, strict=True))


@states("optimizers.rates_alt", "evenly spaced by ratio", "在对数刻度上均匀取")
def the_rates_of_a_sweep_are_evenly_spaced_by_ratio() -> None:
    rates = optimizers.rates(Run(problem="line"))
    ratios = [high / low for low, high in pairwise(rates)]
    assert max(ratios) / min(ratios) < 1.03
    steps = [high - low for low, high in pairwise(rates)]
    assert max(steps) > 1000 * min(steps)


@states(
    "race.mathematics",
    "at up to 41 learning rates that are evenly spaced by ratio and, beside these, at its own",
    "在对数刻度上均匀取至多 41 个，再加上这次运行自己的",
)
def a_sweep_tries_some_rates_beside_those_that_are_evenly_spaced() -> None:
    for run, beside in ((Run(lr=0.0123), 5), (Run(problem="line", lr=0.0123), 2)):
        assert len(sweep(run, 0.001).lrs) == 41 + beside


@states(
    "mathematics.line",
    r"where all $x_i$ are the same it is a trough, $\lambda_2 = 0$",
    r"所有 $x_i$ 都相同时则像一条槽，$\lambda_2 = 0$",
)
def of_one_x_the_mean_loss_is_level_one_way() -> None:
    run = Run(problem="line", x=[2.0, 2.0], y=[1.0, 3.0])
    assert run.mean_loss((0.0, 2.0)) == run.mean_loss((1.0, 0.0)) == 1 < run.mean_loss((0.0, 0.0))


@states("mathematics.line", "only where their valleys meet", "只有在各条谷底的公共点上")
def valleys_may_meet_in_more_than_a_point() -> None:
    twins = Run(problem="line", x=[2.0, 2.0], y=[3.0, 3.0])
    assert twins.mean_loss((0.0, 3.0)) == twins.mean_loss((1.0, 1.0)) == 0


@states("mathematics.logistic", "Let the $x_i$ differ: where no threshold", "设各个 $x_i$ 不全相同：如果没有")
def of_one_x_with_both_labels_the_loss_does_not_fall_for_ever() -> None:
    """Though a threshold at that x has every sample right at it."""
    run = Run(problem="logistic", x=[1.0, 1.0], y=[0, 1])
    least = run.mean_loss((0.0, 0.0))
    assert all(run.mean_loss((w, b)) >= least for w in (-40, -1, 1, 40) for b in (-40, -1, 1, 40))


def _the_loss_falls_along_one_ray_of_w_and_no_other() -> None:
    """With −b/w at the threshold; samples right at it keep it above 0. With the other sign it rises."""
    for xs, ys, at, least in (
        ((0.0, 1.0, 1.0, 2.0), (0, 0, 1, 1), 1.0, math.log(2) / 2),
        ((1.0, 2.0, 3.0, 4.0), (1, 1, 0, 0), 2.5, 0.0),
    ):
        run, side = Run(problem="logistic", x=xs, y=ys), 1 if ys[-1] else -1
        right, wrong = (
            [run.mean_loss((sign * w, -sign * w * at)) for w in (0.0, 0.5, 1.0, 5.0, 25.0)]
            for sign in (side, -side)
        )
        assert right == sorted(right, reverse=True) and wrong == sorted(wrong)
        assert abs(right[-1] - least) < 1e-4
        # Nor with the right sign alone.
        assert run.mean_loss((side * 5.0, 0.0 if at > 1 else -50.0)) > right[0]


@states(
    "own.open_logistic_tied",
    "with the right sign of w, and −b/w kept at the threshold, the loss falls for ever as w grows in size,"
    " though never to 0",
    "w 取合适的符号、−b/w 保持在阈值处，|w| 越大损失越小，没有尽头，但不会趋于 0",
)
def labels_that_a_threshold_parts_but_for_those_right_at_it() -> None:
    _the_loss_falls_along_one_ray_of_w_and_no_other()


@states(
    "own.open_logistic_parts",
    "with the right sign of w, and −b/w kept at such a threshold, the loss falls for ever as w grows in size",
    "w 取合适的符号、−b/w 保持在阈值处，|w| 越大损失越小，没有尽头",
)
def labels_that_a_threshold_parts() -> None:
    _the_loss_falls_along_one_ray_of_w_and_no_other()


@states(
    "mathematics.logistic",
    "with the right sign of $w$, and $-b/w$ kept at the threshold, the loss falls for ever as $|w|$ grows",
    "$w$ 取合适的符号、$-b/w$ 保持在阈值处，$|w|$ 越大，损失越小，没有尽头",
)
def parted_labels_leave_the_loss_a_way_down_for_ever() -> None:
    _the_loss_falls_along_one_ray_of_w_and_no_other()


@states(
    "own.note_one_labels",
    "below it no update near those parameters takes two runs that are close farther apart; however large the"
    " learning rate, the prediction of its own sample never goes away from its label",
    "低于它，在上述参数附近，每次更新都不会让两条相近的路径离得更远；无论学习率多大，所用样本的预测都不会离标签更远",
)
def an_update_of_a_label_never_overshoots_it() -> None:
    run = Run(problem="logistic")
    best, (xs, ys) = run.best or (), run.points
    curved = [(p := _probability(best, x)) * (1 - p) * (x * x + 1) for x in xs]
    for share in (0.9, 1.1):
        lr, apart = share * 2 / max(curved), []
        for x, y in zip(xs, ys, strict=True):
            both = [best, [best[0] + 1e-6 * x, best[1] + 1e-6]]
            after = [
                [value - lr * g for value, g in zip(w, pull("logistic", w, x, y), strict=True)] for w in both
            ]
            apart.append(distance(*after) / distance(*both))
        assert (max(apart) < 1) == (share < 1)
    for lr in (0.1, 10.0, 1000.0):
        for x, y in zip(xs, ys, strict=True):
            g = pull("logistic", best, x, y)
            moved = [value - lr * each for value, each in zip(best, g, strict=True)]
            assert abs(_probability(moved, x) - y) < abs(_probability(best, x) - y)


def _probability(w: Sequence[float], x: float) -> float:
    z = w[0] * x + w[1]
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


@states(
    "own.open_beyond",
    "the numbers are too large, too small or too near each other to compute with",
    "数字太大、太小或彼此太接近，无法计算",
)
def labels_whose_x_are_too_near_each_other_leave_no_best() -> None:
    near = Run(problem="logistic", x=[0, 1 - 2**-50, 1, 2, 3], y=[0, 1, 0, 1, 1])
    assert near.best is None and own.open_told(near).key == "own.open_beyond"
    assert near.replaced(x=[0, 1 - 2**-20, 1, 2, 3]).best


@states(
    "saddle.none_level",
    "Choose samples whose x·y have another mean than 0",
    "请选 x·y 的平均值不是 0 的样本",
)
def falling_labels_may_be_level() -> None:
    run = Run(problem="deep", x=[0.0, 1.0, 2.0], y=[3.0, 1.0, -0.5])
    assert saddles.saddle_of(run) is None and saddles.why_none(run) == "level"


@states(
    "saddle.lesson_turned",
    "what cancelled to the last bit need not any more",
    "原来恰好抵消到最后一位的，转过之后不一定还能抵消",
)
def what_is_turned_no_longer_cancels_to_the_last_bit() -> None:
    def left(angle: float) -> float:
        cos, sin = math.cos(angle), math.sin(angle)
        turned = [(cos * x - sin * y, sin * x + cos * y) for x, y in ((2.0, 1.0), (-2.0, 1.0))]
        pulls = [run.model.gradient((-sin, cos), x, y) for x, y in turned]
        return sum(cos * first + sin * second for first, second in pulls)

    run = Run(problem="autoencoder")
    assert left(0.0) == 0
    assert any(0 < abs(left(angle)) < 1e-14 for angle in (0.1, 0.3, 0.5, 0.7))


@states("chart.factors", "An epoch multiplies the start's part by", "一轮之后，起点的影响变为原来的几倍")
def an_epoch_may_leave_more_of_the_start_than_there_was() -> None:
    assert abs(Exact(Run(lr=0.3)).rho) > 1


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
    "it shrinks in the updates whose rate is low enough, and in no others",
    "只有学习率足够低的更新才使均方缩小",
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
    "as long as a schedule keeps the rate low enough",
    "只要学习率调度始终使学习率足够低",
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
    "不过有放回抽样时，在同一学习率下，批量越大，噪声水平越低",
)
def a_larger_batch_has_a_lower_floor_where_samples_are_drawn() -> None:
    _a_larger_batch_lowers_the_floor_only_of_draws_with_replacement({"data": "noisy"})


@states(
    "race.theory_alike_noise",
    "drawn with replacement, at the same rate a larger batch has a lower noise floor",
    "有放回抽样时，在同一学习率下，批量越大，噪声水平越低",
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


@states("help.lr_min", "What the learning rate goes toward.", "学习率最后趋向多少。")
def a_rate_may_rise_toward_the_last_one() -> None:
    for name in ("cosine", "warmup-cosine"):
        for low in (0.0, 0.2):
            run = Run(lr=0.1, lr_min=low, schedule=name, warmup=2)
            rates = trace(run).lr.tolist()
            assert abs(rates[-1] - low) < 1e-3 and (rates[-1] > rates[2]) == (low > 0.1)


@states("help.final_div_factor", "smaller than where a rise begins", "上升起点处的学习率是最终学习率的多少倍")
def a_cycle_ends_below_where_its_rise_begins() -> None:
    rates = trace(Run(schedule="one-cycle", lr=0.1, div_factor=25.0, final_div_factor=1e4)).lr.tolist()
    assert abs(rates[0] / rates[-1] / 1e4 - 1) < 1e-9


@states("help.step_min", "unless the largest is", "除非上限更小")
def a_least_step_above_the_largest_gives_way() -> None:
    path = trace(Run(optimizer="rprop", step_min=0.5, step_max=0.25, epochs=1)).parameters[:, 0].tolist()
    assert {abs(after - before) for before, after in pairwise(path)} <= {0.0, 0.25}


@states(
    "mathematics.huber",
    "pulls no harder, however far off its y is",
    "样本的 y 离得再远，拉力也不再变大",
)
def an_outlier_in_x_pulls_the_harder_the_farther_it_is() -> None:
    in_y, in_x = (
        [pull("huber", [0.0, 0.0], x, y) for x, y in at] for at in (((1, 9), (1, 99)), ((9, 9), (99, 9)))
    )
    assert in_y[0] == in_y[1] and in_x[1][0] == 11 * in_x[0][0]


@states("chart.factors_alt", "below which what is left of the start shrinks", "低于它，起点的影响就越来越小")
def below_one_samples_that_disagree_forget_the_start_and_never_rest() -> None:
    run = Run(data="noisy", lr=0.05, epochs=60)
    ends = [loop(run.replaced(w0=[w])).path for w in (0.0, 5.0)]
    assert abs(Exact(run).rho) < 1 and distance(ends[0][-1], ends[1][-1]) < 1e-9
    assert distance(ends[0][-1], ends[0][-2]) > 0.01


@states("units.standard", "(over 1 where that is 0)", "标准差为 0 时除以 1")
def what_does_not_spread_is_divided_by_one() -> None:
    assert scale_of((3.0, 3.0), "standard") == (3.0, 1.0)


@states("units.largest", "(by 1 where all x are 0)", "x 全为 0 时除以 1")
def what_has_no_size_is_divided_by_one() -> None:
    assert scale_of((0.0, 0.0), "largest") == (0.0, 1.0)


@states("landmark.every_step", "below: every step contracts", "低于此，每一步都收缩")
def at_its_very_limit_a_step_does_not_contract() -> None:
    (limit,) = (each.rate for each in learning.landmarks(Run()) if each.name == "every_step")
    steepest = {"x": [3.0], "y": [6.0], "epochs": 5000}
    assert end(lr=limit * 0.999, **steepest) < 1e-3
    assert abs(end(lr=limit, **steepest) - 1) < 1e-9


@states("rungs.every_step", "every step that moves w contracts", "每个移动 w 的步子都收缩")
def a_step_that_contracts_may_lead_away_from_the_best() -> None:
    run = Run(data="noisy", lr=0.05, epochs=20)
    assert all(abs(each) < 1 for each in Exact(run).factors)
    away = [distance(w, run.best or ()) for w in loop(run).path]
    assert any(after > before for before, after in pairwise(away))


@states("landmark.full_batch", "below: full batch converges", "低于此，全批量收敛")
def at_its_very_limit_the_full_batch_does_not_converge() -> None:
    (limit,) = (each.rate for each in learning.landmarks(Run()) if each.name == "full_batch")
    given = {"batch": "all", "epochs": 5000}
    assert end(lr=limit * 0.999, **given) < 1e-3
    assert abs(end(lr=limit, **given) - 1) < 1e-9


@states("landmark.forgets", "forgets the start", "忘掉起点")
def on_samples_that_disagree_no_rate_of_one_sample_lands() -> None:
    noisy = [each for each in learning.landmarks(Run(data="noisy")) if each.kind == "lands"]
    assert {each.name for each in noisy} == {"forgets"}
    for each in noisy:
        run = Run(data="noisy", lr=each.rate, epochs=1)
        ends = [loop(run.replaced(w0=[w])).path[-1] for w in (0.0, 5.0)]
        assert abs(ends[0][0] - ends[1][0]) < 1e-9
        assert distance(ends[0], run.best or ()) > 0.01
    agreed = [each for each in learning.landmarks(Run()) if each.kind == "lands"]
    assert {each.name for each in agreed} == {"lands"}
    assert all(end(lr=each.rate, epochs=1) < 1e-9 for each in agreed)


@states("landmark.lands", "lands exactly", "恰好落到最优")
def drawn_with_replacement_a_rate_that_lands_may_take_more_than_an_epoch() -> None:
    run = Run(lr=1 / 2, sampling="with-replacement", epochs=1)
    missed = [0 not in {i for (i,) in batches(run.replaced(seed=seed))} for seed in range(20)]
    assert any(missed) and not all(missed)
    assert not any("一轮" in words_in("zh")[f"landmark.{name}"] for name in ("lands", "forgets"))


@states("help.lr", "How large the steps of the parameters are", "步子有多大")
def a_step_may_go_along_the_gradient() -> None:
    """Momentum carries on past the best w, where the gradient has turned."""
    run = trace(Run(optimizer="momentum", batch="all", lr=0.1, epochs=30))
    steps = [after - before for before, after in pairwise(run.parameters[:, 0].tolist())]
    along = [step * g > 0 for step, g in zip(steps, run.gradient[:, 0].tolist(), strict=True)]
    assert any(along) and not all(along)


@states("rate.converges", "multiplies the deviation from what fits it by", "w 与该样本最优值的偏差就乘以")
def what_a_factor_multiplies_has_a_sign() -> None:
    run = Run(x=[3.0], y=[6.0], w0=[1.0], lr=0.16, epochs=1)
    ((before,), (after,)) = loop(run).path
    assert abs((after - 2) / (before - 2) - (1 - 2 * 0.16 * 3**2)) < 1e-12 and after > 2 > before


@states(
    "saddle.none_flat",
    "no saddle that curves up one way and down another",
    "却没有在两个方向上曲率一正一负的鞍点",
)
def points_on_a_line_leave_a_saddle_that_does_not_curve() -> None:
    def loss(a: float, b: float) -> float:
        return sum((x - a * a * x) ** 2 + (a * b * x) ** 2 for x in (1.0, 2.0, 3.0)) / 3

    place, step = math.sqrt(2), 1e-2
    assert loss(step, place - 2 * step) < loss(0, place) < loss(step, place + step)
    for b in (0.0, 0.5, place, 2.0):
        assert loss(0, b) == loss(0, 0)


@states("listing.rate.about", "a step is lr times the gradient", "一步等于它乘以梯度")
def a_step_goes_against_the_gradient() -> None:
    run = Run(epochs=1)
    done = loop(run)
    for (before, after), (g,) in zip(pairwise(w for (w,) in done.path), done.pulls, strict=True):
        assert (after - before) * g < 0 and abs(after - before + run.lr * g) < 1e-15


@states("help.lr", "too large, and the run may diverge", "太大就可能发散")
def a_rate_that_is_far_too_large_need_not_diverge() -> None:
    run = Run(problem="huber", x=[1.0, 2.0], y=[1.0, 2.0], lr=100, epochs=200)
    assert max(math.hypot(*w) for w in loop(run).path) < 1e4
    assert loop(Run(lr=100, epochs=200)).lost


@states(
    "help.epochs",
    "with replacement, unless an update takes all, as many draws as there are samples",
    "有放回抽样时则是抽取同样多次（每次更新用全部样本时除外）",
)
def an_epoch_of_draws_may_miss_a_sample() -> None:
    drawn = batches(Run(data="noisy-20", sampling="with-replacement", epochs=1))
    assert len(drawn) == 20 > len({i for (i,) in drawn})
    (whole,) = trace(Run(data="noisy-20", sampling="with-replacement", batch="all", epochs=1)).batches()
    assert whole == tuple(range(20))


def _an_epoch_that_comes_back() -> None:
    run = trace(Run(data="noisy", lr=0.05, epochs=1000, tol=1e-7))
    *_, before, first, second, after = run.parameters[:, 0].tolist()
    assert len(run) < 3000 and abs(after - before) <= 1e-7
    assert min(abs(each - before) for each in (first, second)) > 0.01


@states(
    "stage.told_settled",
    "from the beginning to the end of epoch {epoch} no parameter changed by more than {tol}",
    "第 {epoch} 轮首尾相比，没有参数的变化超过 {tol}",
)
def within_the_last_epoch_w_may_move_far() -> None:
    _an_epoch_that_comes_back()


@states(
    "help.tol",
    "from whose beginning to whose end no parameter changed by more than this",
    "某一轮首尾相比，没有参数的变化超过这个值",
)
def what_ends_a_run_is_the_change_over_a_whole_epoch() -> None:
    _an_epoch_that_comes_back()


@states(
    "mathematics.line", "at small rates it crosses the flat direction", "学习率很小时，沿平缓方向所需的步数"
)
def the_flat_direction_takes_so_much_longer_only_at_small_rates() -> None:
    def steps(share: float, curvature: float) -> int:
        e, count = 1.0, 0
        while abs(e) > 1e-3:
            e, count = e - share * curvature * e, count + 1
        return count

    assert 19 < steps(0.001, 1) / steps(0.001, 20) < 21
    assert steps(0.09, 1) < 5 * steps(0.09, 20)


def _pulls_with_the_square() -> None:
    def strength(x: float, own: float, w: float) -> float:
        return abs(pull("origin", [w], x, own * x)[0])

    assert abs(strength(3, 2, 1) / strength(1, 4, 3) - 9) < 1e-12
    assert strength(3, 2, 1.9) < strength(1, 4, 1.9)


@states(
    "mathematics.origin",
    "At the same distance from its own $y_i/x_i$ a sample pulls in proportion to $x_i^2$",
    "离各自的 $y_i/x_i$ 同样远时，样本的拉力与 $x_i^2$ 成正比",
)
def a_sample_that_is_nearly_fitted_pulls_little() -> None:
    _pulls_with_the_square()


@states(
    "program.mathematics",
    "at the same distance from its own quotient a sample pulls with $x^2$",
    "离各自的 $y/x$ 同样远时，样本的拉力与 $x^2$ 成正比",
)
def quotients_are_weighed_as_samples_pull_from_the_same_distance() -> None:
    _pulls_with_the_square()


@states("ladder.grows_about", "a start that fits all samples stays", "起点若正好适合所有样本，则不动")
def from_the_w_that_fits_all_samples_no_draw_flies_apart() -> None:
    run = Run(lr=0.3, w0=[2.0], sampling="with-replacement", epochs=20)
    assert Exact(run).square > 1 and {w for (w,) in loop(run).path} == {2.0}
    assert (
        Exact(run.replaced(w0=[1.0])).square > 1 and end(lr=0.3, sampling="with-replacement", epochs=20) > 1e3
    )


@states(
    "rate.mathematics", "a rate that falls lets $w$ sink below it", "学习率逐渐减小，可以让距离降到它以下"
)
def it_is_not_a_falling_rate_alone_that_is_found_below_the_floor() -> None:
    before_the_long_run_w_may_be_below_the_floor()


@states("ladder.step_about", "what fits its samples, one or a batch", "所用样本（一个或一批）")
def a_batch_may_be_approached_away_from_some_of_its_samples() -> None:
    run = Run(data="noisy", batch="all", lr=0.05, epochs=5)
    xs, ys = run.points
    for (before,), (after,) in pairwise(loop(run).path):
        assert distance([after], run.best or ()) < distance([before], run.best or ())
    (*_, (before,), (after,)) = loop(run).path
    away = [abs(after - y / x) > abs(before - y / x) for x, y in zip(xs, ys, strict=True)]
    assert away == [True, True, False]

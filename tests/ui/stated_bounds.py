"""More of what words state of any run: where what holds ends, shown by a run beyond it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise, product

from sgd_core import Run, theory, trace
from sgd_core.optimizers import OPTIMIZERS
from sgd_ui.pages.saddle import findings as saddles
from sgd_ui.pages.sampling import findings as orders
from sgd_ui.pages.your_data import findings as own
from sgd_ui.runs import rungs
from tests.ui.plain import distance, loop, pull
from tests.ui.stated import end, states

#: A run whose batches are drawn, at a rate far above its limits.
_FEW = {"batch": 3, "sampling": "with-replacement", "lr": 10.0, "epochs": 20}


def _first_steps() -> None:
    """Of Rprop, at a rate of 0, at rates below the least step size and above the largest, and between."""
    for lr, first in ((0.0, 1e-6), (1e-9, 1e-6), (0.3, 0.3), (1e3, 50.0)):
        before, after = trace(Run(optimizer="rprop", lr=lr, epochs=1)).parameters[:2, 0].tolist()
        assert abs(after - before - first) < 1e-12 * max(1.0, first), lr


@states("help.optimizer", "kept between the least and the largest", "并限制在步长上下限之间")
def the_first_step_of_rprop_is_kept_between_two_sizes() -> None:
    _first_steps()


@states("told.rate_first", "kept between its least and its largest", "并限制在步长上下限之间")
def so_it_is_told_beside_a_run() -> None:
    _first_steps()


@states("optimizers.mathematics", "kept between the least and the largest", "并限制在步长上下限之间")
def so_it_stands_beside_its_formula() -> None:
    _first_steps()


@states("optimizers.mathematics", "but for the product of momenta of NAdam", "NAdam 的动量乘积从 1 开始")
def what_is_remembered_starts_at_0_but_for_two() -> None:
    memories = {name: set(each.memory.values()) - {0.0} for name, each in OPTIMIZERS.items()}
    assert {name for name, others in memories.items() if others} == {"nadam"}
    _first_steps()


@states("optimizers.mathematics", "the rules of the others turn and stretch the step", "其他优化器的规则会使")
def a_rule_that_remembers_nothing_yet_takes_another_step_than_sgd() -> None:
    for name in ("lion", "adam", "adagrad"):
        first = trace(Run(optimizer=name, epochs=1))
        assert abs(first.parameters[1, 0] - 1 + first.lr[0] * first.gradient[0, 0]) > 1e-3, name


@states("help.decay", "from update to update", "随着更新次数下降")
def a_decay_counts_updates() -> None:
    for schedule in ("inverse-time", "inverse-sqrt"):
        rates = trace(Run(schedule=schedule, decay=0.5, epochs=2)).lr.tolist()
        assert all(later < sooner for sooner, later in pairwise(rates)), schedule


@states("help.step_size", "How many epochs lie between two steps down", "每多少轮下降一次")
def a_step_size_of_a_schedule_counts_epochs() -> None:
    run = Run(schedule="step", step_size=2, epochs=6)
    rates = trace(run).lr.tolist()
    falls = [t for t, (sooner, later) in enumerate(pairwise(rates), 1) if later < sooner]
    assert falls == [2 * run.samples, 4 * run.samples]


@states(
    "ladder.grows_about", "if only because of rare draws, while most runs may come near", "可能只是少数抽法"
)
def where_the_mean_square_grows_all_draws_may_fly_apart_too() -> None:
    run = Run(**_FEW)
    assert rungs.bands(run)[-1].kind == "grows" and rungs.bands(run)[-1].low < 1
    assert all(end(**_FEW, seed=seed) > 1e6 for seed in range(20))


@states("ladder.again_about", "what comes from the start fades from epoch to epoch", "起点的影响逐轮减小")
def where_epochs_converge_again_each_of_them_shrinks_a_large_distance() -> None:
    for run in (Run(lr=0.49, w0=[1e9], epochs=3), Run(lr=0.5, w0=[-1e9], epochs=3)):
        assert [band.kind for band in rungs.bands(run) if band.low <= run.lr][-1] == "epoch"
        away = [abs(w - 2) for (w,) in loop(run).path[:: run.samples]]
        assert away == sorted(away, reverse=True) and away[-1] < away[0]


@states("ladder.throws_about", "the bound below which no single update", "低于它，任何一步都不会")
def no_batch_of_an_order_need_be_as_steep_as_the_steepest() -> None:
    xs = (1.0, 4.0, 2.0, 3.0)
    run = Run(problem="line", x=xs, y=(1.0, 2.0, 3.0, 1.0), batch=2)
    (band,) = (each for each in rungs.bands(run) if each.kind == "throws")
    limits = {
        pair: theory.descent_limit(run.model, (0.0, 0.0), pair, (0.0, 0.0)) for pair in combinations(xs, 2)
    }
    assert math.isclose(band.low, min(limits.values()), rel_tol=1e-5)
    assert band.low < 0.7 * min(limits[xs[:2]], limits[xs[2:]])


@states("ladder.apart_about", "but from rare starts", "个别起点除外")
def off_along_the_flat_direction_alone_a_line_comes_to_rest() -> None:
    symmetric = {"problem": "line", "x": [-2.0, 2.0], "y": [3.0, 3.0], "batch": "all", "lr": 0.3}
    assert [band.kind for band in rungs.bands(Run(**symmetric))] == ["step", "apart"]
    assert rungs.bands(Run(**symmetric))[1].low < 0.3
    assert distance(loop(Run(**symmetric)).path[-1], [0.0, 3.0]) < 1e-12
    assert distance(loop(Run(**symmetric, w0=(0.001, 0.0))).path[-1], [0.0, 3.0]) > 1e6


@states("ladder.restless_about", "updates may throw it away again", "更新可能又会把它甩开")
def off_along_the_flat_direction_alone_a_huber_line_comes_to_rest_too() -> None:
    symmetric = {"problem": "huber", "x": [-2.0, 2.0], "y": [3.0, 3.0], "batch": "all", "lr": 0.6, "delta": 9}
    settle, restless = rungs.bands(Run(**symmetric))
    assert restless.kind == "restless" and settle.high < 0.6
    assert distance(loop(Run(**symmetric)).path[-1], [0.0, 3.0]) < 1e-12
    assert distance(loop(Run(**symmetric, w0=(0.001, 0.0))).path[-1], [0.0, 3.0]) > 1


@states(
    "optimizers.around_minimum",
    "below which full-batch descent is stable at a minimum",
    "全批量梯度下降在极小点附近的稳定上限",
)
def where_a_residual_is_at_the_bend_descent_is_stable_beyond_that_as_well() -> None:
    """Of such a rate nothing is said where it lies above: two samples on either side of the best line, as
    far from it as delta, bend the loss by turns."""
    run = Run(problem="huber", x=[-2.0, 1.5, 1.5], y=[0.5, -1.0, -3.0], batch="all", epochs=3000)
    assert run.best and not rungs.is_smooth(run, run.best)
    limit = theory.descent_limit(run.model, run.best, *run.points)
    for share in (0.98, 1.02):
        for start in ((-0.71, -0.92), (-0.72, -0.93), (0.0, 0.0)):
            ended = loop(run.replaced(lr=share * limit, w0=start)).path[-1]
            assert distance(ended, run.best) < 1e-9
    (effect, *_) = own.effects(run)
    assert [own.standing(run.replaced(lr=share * limit), effect) for share in (0.98, 1.02)] == ["below", ""]
    assert not rungs.bands(run)


@states("optimizers.rates_shared", "need not be the same step to each of them", "一步的大小不一定相同")
def some_optimizers_take_the_same_step() -> None:
    steps = {
        name: trace(Run(optimizer=name, epochs=1)).parameters[1, 0] - 1
        for name in ("sgd", "averaged", "adam")
    }
    assert steps["sgd"] == steps["averaged"] != steps["adam"]


@states(
    "help.beyond",
    "|wᵀv₁|, with two layers its |w1 + w2| or |w1 − w2|",
    "|wᵀv₁|（两层线性网络则是 |w1 + w2| 或 |w1 − w2|）",
)
def with_two_layers_how_far_out_is_no_distance() -> None:
    run = Run(problem="deep", w0=(0.3, 0.1))
    saddle = saddles.saddle_of(run)
    assert saddle and saddle.of(run.w0) == 0.3 + 0.1 > math.hypot(0.2, 0.2)


@states("saddle.lesson_far", "What settles at the nearest minimum ends at", "凡是收敛到最近极小点的")
def another_minimum_may_lie_farther_out() -> None:
    run = Run(problem="deep", w0=(0.01, 5.0), lr=0.001, epochs=2000)
    saddle = saddles.saddle_of(run)
    assert saddle
    ended = trace(run).parameters[-1].tolist()
    assert abs(ended[0] * ended[1] - 2) < 1e-6 and saddle.of(ended) > 1.5 * saddle.least


@states("mathematics.total", "the number of updates that the run is planned to make", "是计划的更新总次数")
def a_schedule_counts_on_updates_that_a_run_may_never_make() -> None:
    planned = Run(schedule="cosine", lr=0.05, epochs=100, tol=1e-3)
    rates = trace(planned).lr.tolist()
    assert len(rates) < planned.updates / 2
    t = len(rates) - 1
    assert abs(rates[-1] - 0.05 * (1 + math.cos(math.pi * t / planned.updates)) / 2) < 1e-15


@states("help.lr_steps", "counted from 0", "从 0 数起")
def a_later_rate_is_that_of_the_update_after_so_many() -> None:
    rates = trace(Run(schedule="piecewise", lr_steps=[(2, 0.05)], epochs=2)).lr.tolist()
    assert rates == [0.01, 0.01, 0.05, 0.05, 0.05, 0.05]


@states("help.gradient", "corrected to vary less", "为减小波动而修正")
def on_samples_that_agree_corrected_gradients_can_vary_more() -> None:
    run = Run(lr=0.05, epochs=1, gradient="svrg")
    w = trace(run).parameters[2, 0]
    plain, corrected = ([2 * x * x * (w - at) for x in run.points[0]] for at in (2.0, 1.0))
    assert max(corrected) - min(corrected) > 2 * (max(plain) - min(plain))


@states("several.open", "numbers neither too large nor too small", "数不能大到或小到无法计算")
def it_may_be_the_y_that_are_too_large() -> None:
    assert Run(x=(0.1,), y=(1e308,)).best is None and Run(x=(0.1,), y=(1.0,)).best


@states("help.seed", "another one, as a rule, another", "换一个种子，顺序一般也不同")
def of_two_samples_some_seeds_give_the_same_order() -> None:
    def orders(samples: int) -> list[tuple[int, ...]]:
        x = [float(k + 1) for k in range(samples)]
        runs = (Run(x=x, y=x, epochs=1, sampling="shuffle-once", seed=seed) for seed in range(9))
        return [tuple(trace(run).order.tolist()) for run in runs]

    assert len(set(orders(2))) == 2 and len(set(orders(20))) == 9


def _a_listed_order_settles_and_yet_none_forgets() -> None:
    """The listed order ends every epoch at one w; from another start each order ends elsewhere."""
    run = Run(data="noisy", lr=0.25, w0=[1.0], epochs=9)
    assert {w for (w,) in loop(run).path[:: run.samples]} == {1.0}
    for sampling in ("cyclic", "reshuffle", "shuffle-once"):
        paths = [loop(run.replaced(sampling=sampling, w0=[w])).path[:: run.samples] for w in (1.0, 1.5)]
        apart = [distance(*each) for each in zip(*paths, strict=True)]
        assert all(after > earlier for earlier, after in pairwise(apart))
    # Drawn with replacement the logarithm of what an update multiplies by is, on average, that share of an
    # epoch's.
    assert math.prod(abs(1 - 2 * run.lr * x * x) for x in run.points[0]) > 1


@states("sampling.unsettled", "no order forgets the start", "无论什么顺序，起点的影响都不会消失")
def no_order_forgets_the_start_though_one_may_settle() -> None:
    _a_listed_order_settles_and_yet_none_forgets()


@states(
    "sampling.away",
    "at the ends of epochs in the last half of this run",
    "后半程各轮结束时到最优 w 的均方根距离",
)
def the_distances_are_those_of_half_a_run_and_not_of_its_last_epochs() -> None:
    run = Run(data="noisy", lr=0.3, epochs=4)
    ends = [distance(w, run.best or ()) for w in loop(run).path[run.samples :: run.samples]]
    (told,) = orders.told(run)
    assert told.key == "sampling.away"
    half, last = (math.hypot(*each) / math.sqrt(len(each)) for each in (ends[2:], ends[3:]))
    assert abs(told.numbers["cyclic"] - half) < 1e-9 * half and half < 0.9 * last


def _residuals(run: Run, w: Sequence[float], i: int) -> tuple[float, float]:
    """How far the prediction of a sample is off before its own update, and after it."""
    x, y = run.points[0][i], run.points[1][i]
    moved = [a - run.lr * g for a, g in zip(w, pull(run.problem, w, x, y), strict=True)]
    before, after = (abs(sum(a * b for a, b in zip(each, (x, 1.0), strict=False)) - y) for each in (w, moved))
    return before, after


@states(
    "own.note_one_huber",
    "below it no update near those parameters throws the prediction of its own sample farther off",
    "低于它，在上述参数附近，每次更新都不让所用样本的预测偏得更远",
)
def far_from_the_best_parameters_a_huber_loss_bends_more() -> None:
    ys = [2, 0, *[4, 6, 8, 2] * 2, 4, 6, 8]
    run = Run(problem="huber", x=[1, 10, *[2, 3, 4, 1] * 2, 2, 3, 4], y=ys, lr=0.02)
    best = run.best or ()
    limit = min(each.way for each in own.effects(run) if each.scaling == "none")
    assert run.lr < limit < 0.119
    before, after = _residuals(run, loop(run).path[1], 1)
    assert before < after
    for share in (0.99, 1.01):
        near = [_residuals(run.replaced(lr=share * limit), best, i) for i in range(run.samples)]
        assert all(after <= before + 1e-9 for before, after in near) == (share < 1)


@states(
    "own.note_one",
    "below it no update throws the prediction of its own sample farther off",
    "低于它，每次更新都不让所用样本的预测偏得更远",
)
def a_squared_residual_is_thrown_by_the_same_factor_everywhere() -> None:
    for run in (Run(), Run(problem="line", data="far")):
        limit = min(each.way for each in own.effects(run) if each.scaling == "none")
        for share, start in product((0.99, 1.01), (-50.0, 3.0)):
            w = [start] * len(run.w0)
            there = [_residuals(run.replaced(lr=share * limit), w, i) for i in range(run.samples)]
            assert all(after <= before for before, after in there) == (share < 1)


@states("own.arrived", "at the end it is at most a hundredth of what it was", "结束时不超过开始时的百分之一")
def a_run_may_be_that_near_at_its_end_and_no_longer_an_epoch_later() -> None:
    run = Run(data="noisy-20", lr=0.2, sampling="with-replacement", epochs=36)
    start, earlier, last = (distance(loop(run).path[k], run.best or ()) for k in (0, -21, -1))
    assert earlier < 0.01 * start < last
    assert own.told(trace(run.replaced(epochs=35)), run.best or ()).key == "own.arrived"

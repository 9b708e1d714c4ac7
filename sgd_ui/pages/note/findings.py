"""What the program's loose ends come to, and the numbers that its note's claims stand or fall by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, Trace
from sgd_ui.runs import one_w
from sgd_ui.runs.arrivals import arrival, sweep
from sgd_ui.runs.clauses import Clause, clause
from sgd_ui.runs.kept import Kept
from sgd_ui.runs.one_w import known_w
from sgd_ui.runs.orders import apart, traces
from sgd_ui.runs.traces import mean_losses, trace_of
from sgd_ui.words.numerals import digits

Floats = NDArray[np.float64]

#: Updates that are made in single precision too, at most.
MOST_SINGLE = 3000
#: What they cost in seconds.
_SINGLE_SECONDS = 0.03
#: From so far on a parameter has left its saddle.
LEFT = 0.5
#: Relative differences below this are rounding, where no order of the samples makes another.
ROUNDING = 1e-9
#: What is told of w is told with so many digits; relative differences below this are too small for them.
DIGITS, _LITTLE = 6, 1e-5


# --- loose ends, of any run of the program ---


def w_after(columns: Trace, updates: int) -> float:
    """w in the program after so many updates.

    A run ends where w stops being finite, and the program goes on. From an infinite w the next update comes
    to ∞ − ∞ or to 0 · ∞, whatever the sample: w is no number from there on.
    """
    return float(columns.parameters[updates, 0]) if updates <= len(columns) else math.nan


def after_first_epoch(columns: Trace) -> float:
    """w in the program at the end of epoch 0."""
    return w_after(columns, columns.run.samples)


def printed_losses(columns: Trace) -> Floats:
    """``[epochs]``: the losses that the program prints, those that it goes on to print too."""
    return _gone_on(columns, columns.epoch_loss)


def _mean_losses(columns: Trace) -> Floats:
    """``[epochs]``: the mean loss over all samples at the same w."""
    return _gone_on(columns, mean_losses(columns, columns.epoch_ends + 1))


def _gone_on(columns: Trace, losses: Floats) -> Floats:
    return np.append(losses, np.full(columns.run.epochs - len(losses), np.nan))


def asked_outside(columns: Trace) -> tuple[list[float], list[float]]:
    """``[samples]`` each: what ``gradient()`` answers in a comprehension over the samples, and what they are.

    Asked at the end of the first epoch. A comprehension has variables of its own, which the function does
    not see: it goes on reading those of the loop, which stand at the last sample.
    """
    run = columns.run
    w = after_first_epoch(columns)
    own = [run.model.gradient((w,), x, y)[0] for x, y in zip(*run.points, strict=True)]
    return [own[-1]] * run.samples, own


def losses_at(columns: Trace, epochs: Sequence[int]) -> list[tuple[int, float, float]]:
    """(epoch, the loss that is printed, the mean loss over all samples) at the end of each that there is."""
    printed, means = printed_losses(columns), _mean_losses(columns)
    kept = sorted(epoch for epoch in set(epochs) if 0 <= epoch < len(means))
    return [(epoch, printed[epoch].item(), means[epoch].item()) for epoch in kept]


@dataclass(frozen=True)
class Orders:
    """By sampling w after the first epoch and at the end; how far apart those without replacement ever are.

    Where ``agree`` holds, one w fits all samples that pull.

    ``apart`` is their largest relative difference at the end of an epoch, ``rounding`` what may be rounding.
    """

    first: dict[str, float]
    ends: dict[str, float]
    apart: float
    rounding: float
    agree: bool

    @property
    def alike(self) -> bool:
        """Whether nothing but rounding tells the orders apart."""
        return self.apart <= self.rounding

    @property
    def little(self) -> bool:
        """Whether what tells them apart shows in no digit that is told."""
        return self.apart < _LITTLE

    @property
    def meet(self) -> bool:
        """Whether w reads the same at the end of every order, drawn with replacement as well."""
        return len({digits(w, DIGITS) for w in self.ends.values()}) == 1

    @property
    def beyond(self) -> bool:
        """Whether w leaves the range of doubles in every order."""
        return not any(map(math.isfinite, self.ends.values()))


def orders(run: Run) -> Orders:
    """The same run in each order."""
    columns = traces(run)
    return Orders(
        {name: after_first_epoch(each) for name, each in columns.items()},
        {name: w_after(each, run.updates) for name, each in columns.items()},
        apart(columns),
        rounding(run, run.updates),
        one_w.agree(run),
    )


def rounding(run: Run, updates: int) -> float:
    """The largest share of w after so many updates that two orders may differ by through rounding alone.

    Where samples disagree the order counts, be it ever so little: no more than the last bits are rounding.
    """
    return ROUNDING if one_w.agree(run) else updates * 2.0**-51


@dataclass(frozen=True)
class Drift:
    """How far w in single precision is ever from w, and the updates after which it is not finite, if ever."""

    most: float
    overflow: int | None


def single_precision(run: Run) -> Drift:
    """The same run in single precision, over the first ``MOST_SINGLE`` updates at most."""
    return _drifts(run, lambda report: _single_precision(run), _SINGLE_SECONDS)


@np.errstate(over="ignore", invalid="ignore")
def _single_precision(run: Run) -> Drift:
    columns = trace_of(run)
    # Arrays of one entry: with them NumPy stays in single precision throughout.
    xs, ys = (np.array(values, np.float32).reshape(-1, 1) for values in run.points)
    w, lr = np.array(run.w0, np.float32), np.float32(run.lr)
    path = [w]
    for i in columns.order[:MOST_SINGLE].tolist():
        (pull,) = run.model.gradient((w,), xs[i], ys[i])
        w = w - lr * pull
        path.append(w)
    single, double = np.concatenate(path).astype(np.float64), columns.parameters[: len(path), 0]
    lost = ~np.isfinite(single)
    away = np.abs(single - double)
    most = float(np.max(away[np.isfinite(away)], initial=0.0))
    return Drift(most, int(lost.argmax()) if lost.any() else None)


# --- what is said of them ---


def told(columns: Trace) -> list[Clause]:
    """What the program does with its samples, and which losses it prints."""
    run = columns.run
    facts: dict[str, Any] = {"updates": len(columns), "start": run.w0[0], "best": one_w.best_w(run)}
    facts["end"] = w_after(columns, run.updates)
    if not any(run.points[0]):
        whole = clause("program.open", **facts)
    else:
        whole = clause("program.diverged" if columns.diverged else "program.verdict", **facts)
    return [whole, _losses_told(columns)]


def _losses_told(columns: Trace) -> Clause:
    """The losses that the program prints: the first and the last, or the last that is finite."""
    printed = printed_losses(columns)
    (finite,) = np.nonzero(np.isfinite(printed))
    facts = {"first": printed[0].item(), "last": printed[-1].item()}
    if not columns.diverged:
        return clause("program.losses" if len(printed) > 1 else "program.loss", **facts)
    if not len(finite):
        return clause("program.losses_lost", **facts)
    epoch = int(finite[-1])
    return clause("program.losses_until", finite=printed[epoch].item(), epoch=epoch, **facts)


def lesson(run: Run, before: float, after: float) -> Clause | None:
    """What is to be learned from the same samples the other way round.

    None where the list is the same both ways, or it is not known whether one w fits all that pull.

    Args:
        before: w after the first epoch; ``after``, the other way round.
    """
    if before == after == run.w0[0]:
        return clause("program.lesson_still")
    if run.samples == 1:
        return clause("program.lesson_one")
    samples = [*zip(*run.points, strict=True)]
    if samples == samples[::-1] or one_w.best_w(run) is None:
        return None
    same = compared(run, before, after) == "same"
    if one_w.agree(run):
        return clause("program.lesson_same" if same else "program.lesson_rounding")
    return clause("program.lesson_chance" if same else "program.lesson")


def compared(run: Run, before: float, after: float) -> str:
    """Whether ``after`` an epoch is larger or smaller than ``before``, or the same but for rounding.

    What is small beside where the run begins is rounding too.
    """
    share = rounding(run, run.samples)
    if before == after or abs(after - before) <= share * max(map(abs, (before, after, run.w0[0]))):
        return "same"
    return "larger" if after > before else "smaller"


def outside_told(columns: Trace) -> Clause:
    """What the gradient function answers outside the loop, beside the gradients."""
    asked, own = asked_outside(columns)
    facts = {"n": columns.run.samples, "asked": asked, "own": own, "w": after_first_epoch(columns)}
    if not np.isfinite((asked, own)).all():
        return clause("loose.globals_lost", **facts)
    if columns.run.samples == 1:
        return clause("loose.globals_one", **facts)
    return clause("loose.globals_alike" if asked == own else "loose.globals_apart", **facts)


def losses_told(columns: Trace) -> Clause | None:
    """Whether the loss that is printed tells of the mean over all samples; None where nothing does."""
    found = losses(columns)
    return fell(found) if found else None


def fell(found: Losses) -> Clause:
    """Which of the losses falls with every epoch."""
    facts = {"epoch": found.lowest[0]}
    if found.still:
        return clause("loose.still")
    if not found.printed_fell:
        return clause("loose.mean_fell", **facts) if found.mean_fell else clause("loose.none_fell")
    if found.mean_fell:
        return clause("loose.both_fell")
    rose = found.end > found.lowest[1]
    return clause("loose.printed_fell" if rose else "loose.printed_alone_fell", **facts)


def orders_told(run: Run) -> Clause:
    """What difference the order makes."""
    if run.samples == 1:
        return clause("loose.order_one")
    found = orders(run)
    lost = not all(map(math.isfinite, found.first.values()))
    told = found.first if found.alike or found.little or lost else found.ends
    facts = {name.replace("-", "_"): value for name, value in told.items()} | {"gap": found.apart}
    if lost:
        return clause("loose.order_lost", **facts)
    if found.alike:
        matters = any(run.points[0]) and not found.agree
        return clause("loose.order_little" if matters else "loose.order_alike", **facts)
    if found.agree:
        return clause("loose.order_rounding", **facts)
    if found.little:
        return clause("loose.order_little", **facts)
    if found.beyond:
        return clause("loose.order_beyond", **facts)
    return clause("loose.order_meet" if found.meet else "loose.order_differ", **facts)


def torch_told(columns: Trace) -> Clause:
    """What single precision would change."""
    drift = single_precision(columns.run)
    facts = {"updates": min(len(columns), MOST_SINGLE), "drift": drift.most, "at": drift.overflow}
    if drift.overflow is None:
        return clause("loose.torch_drifts", **facts)
    return clause("loose.torch_overflows" if drift.overflow else "loose.torch_never", **facts)


# --- the claims, each on the very run that a link shows ---


@dataclass(frozen=True)
class Saddle:
    """What full-batch descent and single samples do at a saddle.

    ``held``: whether the full batch keeps its first parameter at exactly 0; from a little beside it the full
    batch needs ``freed`` updates to leave, samples ``left`` from the saddle itself; None where they never do.
    """

    held: bool
    freed: int | None
    left: int | None


def saddle(run: Run, aside: Run) -> Saddle:
    """Single samples from the start of ``run``, and as many full-batch updates from there and from aside."""
    still, beside = (trace_of(each.replaced(batch="all", epochs=each.updates)) for each in (run, aside))
    held = bool(np.all(still.parameters[:, 0] == 0.0))
    return Saddle(held, _leaves(beside), _leaves(trace_of(run)))


def _leaves(columns: Trace) -> int | None:
    """The first update after which the first parameter is beyond ``LEFT``."""
    far = np.abs(columns.parameters[:, 0]) > LEFT
    return int(far.argmax()) if far.any() else None


def falls_in(run: Run) -> float:
    """How far a run ends from the saddle at 0."""
    return math.hypot(*trace_of(run).parameters[-1].tolist())


@dataclass(frozen=True)
class Price:
    """Gradients until the best parameters are reached; None where they never are."""

    single: float | None
    full: float | None


def prices(run: Run, within: float) -> Price:
    """Of single samples and of the full batch, both at the rate of the run."""
    found = [arrival(trace_of(run.replaced(batch=batch)), within) for batch in (1, "all")]
    return Price(*(each.gradients if each else None for each in found))


def best_prices(run: Run, within: float) -> Price:
    """The same, each at its own best rate."""
    found = [sweep(run.replaced(batch=batch), within).best for batch in (1, "all")]
    return Price(*(each.value if each else None for each in found))


@dataclass(frozen=True)
class Losses:
    """The mean loss over all samples at the ends of epochs, and whether every epoch made it smaller.

    ``lowest``: an epoch and its loss; ``printed_fell``: whether the loss of the last sample fell with every
    epoch; ``still``: whether both are the same after every epoch.
    """

    lowest: tuple[int, float]
    end: float
    printed_fell: bool
    mean_fell: bool
    still: bool


def losses(columns: Trace) -> Losses | None:
    """What the epochs of a run do to its loss; None where there are none to compare."""
    printed, means = printed_losses(columns), _mean_losses(columns)
    if len(means) < 2 or not np.isfinite(means).any():
        return None
    lowest = int(np.nanargmin(means))
    return Losses(
        (lowest, means[lowest].item()),
        means[-1].item(),
        _falls(printed),
        _falls(means),
        bool(np.all(printed == printed[0]) and np.all(means == means[0])),
    )


def _falls(values: Floats) -> bool:
    return bool(np.all(values[1:] < values[:-1]))


def least_loss(run: Run) -> float:
    """The mean loss that the best w has."""
    return float(run.mean_loss((known_w(run),)))


@dataclass(frozen=True)
class Ratios:
    """The quotients y/x, their plain mean, the best w, and the w at the end of a run."""

    each: tuple[float, ...]
    mean: float
    best: float
    end: float

    @property
    def away(self) -> float:
        """How far from the best w the run ends."""
        return abs(self.end - self.best)

    @property
    def agree(self) -> bool:
        """Whether all quotients are one and the same, but for rounding."""
        return max(self.each) - min(self.each) <= ROUNDING * max(map(abs, self.each))


def ratios(run: Run) -> Ratios:
    """What y/x comes to for the samples of a run with x ≠ 0; the best w weighs each with its x²."""
    each = tuple(y / x for x, y in zip(*run.points, strict=True) if x)
    end = trace_of(run).parameters[-1, 0].item()
    return Ratios(each, math.fsum(each) / len(each), known_w(run), end)


_drifts: Kept[Run, Drift] = Kept(64)

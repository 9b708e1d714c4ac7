"""What each sentence that the browser writes states, held against the run and formulas written out here.

A new sentence joins by a check of its own, and by a moment at which it is told.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from sgd_core import Run, Trace, trace
from sgd_core.optimizers import OPTIMIZERS
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import glance
from tests.reading import computed
from tests.ui.plain import distance, pull
from tests.ui.program_facts import losses, mean_loss

Blanks = Mapping[str, str]
#: A sentence's key to what is checked of it.
CHECKS: dict[str, Callable[[Moment, Blanks], None]] = {}
#: Labels, which state nothing of a run.
LABELS = {"stage.told_dial_start", "stage.told_dial_rate", "stage.term_title", "told.grasp_logistic"}


@dataclass
class Moment:
    """A run after update ``u``, predicted at ``x``, on which a hand has come down to the loss ``lowest``."""

    columns: Trace
    u: int
    words: Words
    x: float = 4.0
    lowest: float = 0.5

    @property
    def run(self) -> Run:
        return self.columns.run

    @property
    def before(self) -> list[float]:
        return list(self.columns.parameters[max(0, self.u - 1)].tolist())

    @property
    def after(self) -> list[float]:
        return list(self.columns.parameters[self.u].tolist())

    @property
    def gradient(self) -> list[float]:
        return list(self.columns.gradient[self.u - 1].tolist())

    @property
    def batch(self) -> list[int]:
        return [int(i) for i in next(self.columns.batches(self.u - 1))]

    def pulls(self, w: Sequence[float]) -> list[float]:
        """The mean of the gradients of the samples of the update."""
        xs, ys = self.run.points
        delta = self.run.constants["delta"]
        each = [pull(self.run.problem, w, xs[i], ys[i], delta) for i in self.batch]
        return [sum(column) / len(each) for column in zip(*each, strict=True)]

    def answer(self, w: Sequence[float], x: float) -> float:
        """What the model says at x."""
        z = w[0] * x + (w[1] if len(w) > 1 else 0.0)
        if self.run.problem != "logistic":
            return z
        return 1 / (1 + math.exp(-z)) if z > -700 else 0.0

    def batch_loss(self, w: Sequence[float]) -> float:
        each = losses(self.run, tuple(w))
        return sum(each[i] for i in self.batch) / len(self.batch)

    def mean(self, u: int) -> float:
        return mean_loss(self.run, tuple(self.columns.parameters[u].tolist()))

    def epochs(self) -> list[float]:
        """How far from the best it is at the start and at the end of every whole epoch up to now."""
        rows = range(0, self.u + 1, self.run.updates_per_epoch)
        best = self.run.best or ()
        return [distance(self.columns.parameters[u].tolist(), best) for u in rows]


def states(*keys: str) -> Callable[..., Callable[[Moment, Blanks], None]]:
    """Notes what is checked of sentences."""

    def noted(check: Callable[[Moment, Blanks], None]) -> Callable[[Moment, Blanks], None]:
        CHECKS.update(dict.fromkeys(keys, check))
        return check

    return noted


def number(text: str) -> float:
    if text.strip("−") == "∞":
        return -math.inf if text.startswith("−") else math.inf
    return float(computed(text, {})[0])


def near(text: str, value: float) -> None:
    """A number to be read at a glance is this one."""
    if math.isfinite(value):
        assert number(text) == pytest.approx(value, rel=6e-3, abs=1e-9), (text, value)
    else:
        assert text in (glance(value), glance(math.nan)), (text, value)


def values(text: str) -> list[str]:
    return text.removeprefix("(").removesuffix(")").split(", ")


def places(moment: Moment, w: Sequence[float]) -> str:
    return moment.words["list.then"].join(
        f"{name} = {glance(value)}" for name, value in zip(moment.run.model.parameters, w, strict=True)
    )


def named(moment: Moment) -> str:
    drawn = [f"{i + 1} (×{times})" if times > 1 else f"{i + 1}" for i, times in Counter(moment.batch).items()]
    return moment.words["list.comma"].join([*drawn[:6], *(["…"] if len(drawn) > 6 else [])])


# --- the start, and the stages of an update ---


@states("stage.told_start", "told.start_logistic")
def _(moment: Moment, blanks: Blanks) -> None:
    assert blanks["place"] == places(moment, moment.run.w0)


def _is_drawn(moment: Moment, blanks: Blanks) -> None:
    assert blanks["sample"] == named(moment)
    (i,) = moment.batch if len(moment.batch) == 1 else (0,)
    for name, column in zip("xy", moment.run.points, strict=True):
        assert blanks.get(name, glance(column[i])) == glance(column[i])


@states("stage.told_drawn", "stage.told_drawn_several")
def _(moment: Moment, blanks: Blanks) -> None:
    _is_drawn(moment, blanks)
    assert ("x" in blanks) == (len(moment.batch) == 1)


@states("stage.told_predicts", "told.predicts_logistic")
def _(moment: Moment, blanks: Blanks) -> None:
    _is_drawn(moment, blanks)
    near(blanks["prediction"], moment.answer(moment.before, moment.run.points[0][moment.batch[0]]))


@states("stage.told_gradient", "stage.told_gradient_several")
def _(moment: Moment, blanks: Blanks) -> None:
    for text, value in zip(values(blanks["gradient"]), moment.pulls(moment.before), strict=True):
        near(text, value)


@states("told.gradient_corrected", "told.gradient_corrected_several")
def _(moment: Moment, blanks: Blanks) -> None:
    assert moment.run.gradient != "plain"
    assert values(blanks["gradient"]) == list(map(glance, moment.gradient))


@states("stage.told_loss", "stage.told_loss_several")
def _(moment: Moment, blanks: Blanks) -> None:
    near(blanks["loss"], moment.batch_loss(moment.after))


# --- what an update did ---


def _seen(moment: Moment) -> bool:
    before, after = (
        [float(glance(w).replace("−", "-")) for w in each] for each in (moment.before, moment.after)
    )
    return before != after


def _did(pulled: bool, moved: bool, seen: bool, *keys: str) -> None:
    @states(*keys)
    def _(moment: Moment, blanks: Blanks) -> None:
        assert any(moment.gradient) == pulled, moment.gradient
        assert (moment.before != moment.after) == moved, (moment.before, moment.after)
        assert _seen(moment) == seen, moment.after
        given = {"place": places(moment, moment.after), "sample": named(moment)}
        for name, text in (given | {"n": str(len(moment.batch))}).items():
            assert blanks.get(name, text) == text, blanks
        mover = moment.words.choice("optimizer", moment.run.optimizer)
        assert blanks.get("mover", mover) == mover


_did(True, True, True, *(f"stage.told_pull{of}" for of in ("", "_batch", "_all")), "told.corrected.pull")
_did(True, True, False, "stage.told_hardly", "told.corrected.hardly")
_did(True, False, False, "stage.told_unmoved", "told.corrected.unmoved")
_did(False, False, False, "stage.told_idle")
_did(False, True, False, "stage.told_drifts")
_did(False, True, True, "stage.told_coasts")


def _of_whom(key: str, corrected: bool) -> None:
    """One sample, several or all; only where nothing corrects their pulls they are said to have pulled."""

    @states(key)
    def _(moment: Moment, blanks: Blanks) -> None:
        count = len(set(moment.batch))
        assert (moment.run.gradient != "plain") == corrected
        assert (moment.run.batch == "all" and count > 1) == key.endswith("_all")
        assert blanks.get("sample", named(moment)) == named(moment)
        assert blanks.get("n", str(count)) == str(count)


for name in ("who", "who_batch", "who_all"):
    _of_whom(f"stage.told_{name}", False)
    _of_whom(f"told.corrected.{name}", True)


@states("stage.told_rest", "stage.told_rest_batch", "stage.told_rest_all")
def _(moment: Moment, blanks: Blanks) -> None:
    assert moment.run.gradient == "plain" and not any(moment.pulls(moment.before))
    assert blanks.get("sample", named(moment)) == named(moment)
    assert blanks.get("n", str(len(moment.batch))) == str(len(moment.batch))


@states("told.rest_logistic")
def _(moment: Moment, blanks: Blanks) -> None:
    """No probability is 0 or 1, so only rounding makes a pull 0."""
    assert len(moment.batch) == 1 and moment.run.problem == "logistic"
    assert not any(moment.pulls(moment.before))
    assert blanks["sample"] == named(moment)


@states("told.corrected.rest")
def _(moment: Moment, blanks: Blanks) -> None:
    assert moment.run.gradient != "plain" and not any(moment.gradient)


@states("stage.told_by")
def _(moment: Moment, blanks: Blanks) -> None:
    assert blanks["by"] == moment.words.choice("optimizer", moment.run.optimizer)
    assert OPTIMIZERS[moment.run.optimizer].memory


@states("told.by_estimate", "told.gradient_estimate")
def _(moment: Moment, blanks: Blanks) -> None:
    assert blanks["by"] == moment.run.gradient.upper() != "PLAIN"


@states("told.gradient_both")
def _(moment: Moment, blanks: Blanks) -> None:
    assert blanks["estimate"] == moment.run.gradient.upper() != "PLAIN"
    assert blanks["by"] == moment.words.choice("optimizer", moment.run.optimizer)


@states("stage.told_moves", "stage.told_moves_too")
def _(moment: Moment, blanks: Blanks) -> None:
    k = moment.run.model.parameters.index(blanks["name"])
    assert (blanks["before"], blanks["after"]) == (glance(moment.before[k]), glance(moment.after[k]))
    assert blanks["before"] != blanks["after"]


@states("stage.told_fast")
def _(moment: Moment, blanks: Blanks) -> None:
    epoch = (moment.u - 1) // moment.run.updates_per_epoch + 1
    assert (blanks["epoch"], blanks["epochs"]) == (str(epoch), str(moment.run.epochs))
    assert blanks["place"] == places(moment, moment.after)


@states("stage.told_still")
def _(moment: Moment, blanks: Blanks) -> None:
    assert blanks["place"] == places(moment, moment.after)


# --- where it stands ---


@states("stage.told_where", "stage.told_lower", "stage.told_lowest", "stage.told_by_hand", "stage.told_least")
def _(moment: Moment, blanks: Blanks) -> None:
    near(blanks["loss"], moment.mean(moment.u))
    if "lowest" in blanks:
        near(blanks["lowest"], moment.lowest)


@states("stage.told_back")
def _(moment: Moment, blanks: Blanks) -> None:
    """It says what can be done, and nothing of the run."""
    assert not blanks


@states("stage.told_rate")
def _(moment: Moment, blanks: Blanks) -> None:
    assert blanks["rate"] == glance(moment.columns.lr[max(1, moment.u) - 1].item())


# --- what words mean ---


@states("stage.term_loss")
def _(moment: Moment, blanks: Blanks) -> None:
    for w in ((0.5, -0.25), (2.0, 1.0)):
        off = [moment.answer(w[: len(moment.run.w0)], x) - y for x, y in zip(*moment.run.points, strict=True)]
        assert losses(moment.run, w[: len(moment.run.w0)]) == pytest.approx([each * each for each in off])


@states("told.loss_origin")
def _(moment: Moment, blanks: Blanks) -> None:
    CHECKS["stage.term_loss"](moment, blanks)
    for w in (-1.5, 0.0, 2.0):
        assert moment.answer((w,), 3.0) - moment.answer((w,), 2.0) == w


@states("told.loss_huber")
def _(moment: Moment, blanks: Blanks) -> None:
    one = Run(problem="huber", x=[1.0], y=[0.0], delta=1.0)
    residuals = [k / 4 for k in range(-12, 13)]
    found = [losses(one, (0.0, r))[0] for r in residuals]
    assert found == [r * r / 2 if abs(r) <= 1 else abs(r) - 0.5 for r in residuals]


@states("told.loss_logistic")
def _(moment: Moment, blanks: Blanks) -> None:
    w = (0.5, -0.25)
    for (x, y), loss in zip(zip(*moment.run.points, strict=True), losses(moment.run, w), strict=True):
        chance = moment.answer(w, x)
        assert loss == pytest.approx(-math.log(chance if y else 1 - chance))


@states("stage.term_gradient", "stage.term_gradient_by")
def _(moment: Moment, blanks: Blanks) -> None:
    """The slope of the loss of the samples of the update; what goes by it alone goes downhill."""
    w, step = moment.before, 1e-6
    for k, slope in enumerate(moment.pulls(w)):
        if max(map(abs, w)) > 1e3:
            break
        beside = [[*w[:k], w[k] + side, *w[k + 1 :]] for side in (-step, step)]
        low, high = map(moment.batch_loss, beside)
        assert slope == pytest.approx((high - low) / (2 * step), rel=1e-4, abs=1e-4)
    assert moment.run.gradient == "plain"
    if "by" in blanks:
        assert blanks["by"] == moment.words.choice("optimizer", moment.run.optimizer)
        return
    for old, new, slope in zip(w, moment.after, moment.gradient, strict=True):
        assert (new - old) * slope <= 0


@states("told.gradient_origin")
def _(moment: Moment, blanks: Blanks) -> None:
    CHECKS["stage.term_gradient"](moment, blanks)
    ((x, y),) = [(moment.run.points[0][i], moment.run.points[1][i]) for i in moment.batch]
    miss = moment.answer(moment.before, x) - y
    signed = {"x": x, "miss": miss, "gradient": 2 * x * miss}
    written = {name: number(blanks[name].strip("()")) for name in signed}
    for name, value in signed.items():
        near(blanks[name].strip("()"), value)
    # Whoever multiplies what is written finds what is written.
    assert glance(2 * written["x"] * written["miss"]) == blanks["gradient"]


@states("stage.term_rate")
def _(moment: Moment, blanks: Blanks) -> None:
    rate = moment.columns.lr[moment.u - 1].item()
    for old, new, g in zip(moment.before, moment.after, moment.gradient, strict=True):
        assert new == pytest.approx(old - rate * g, rel=1e-12, abs=1e-15)


@states("stage.term_rate_by")
def _(moment: Moment, blanks: Blanks) -> None:
    """Half the rate makes another step, where there is one."""
    # Not where a schedule goes by rates of its own. Single places may be the same: some step to and fro.
    run = moment.run.replaced(schedule="constant")
    path, other = (trace(run.replaced(lr=rate)).parameters for rate in (run.lr, run.lr / 2))
    assert path.shape != other.shape or (other != path).any() or (path == path[0]).all()


@states("told.rate_first")
def _(moment: Moment, blanks: Blanks) -> None:
    assert OPTIMIZERS[moment.run.optimizer].whole
    pulled = moment.columns.gradient[0] != 0
    first, *later = np.diff(moment.columns.parameters[:3], axis=0)[:, pulled]
    # As in PyTorch, no step is smaller or larger than these.
    low, high = (moment.run.constants[name] for name in ("step_min", "step_max"))
    rate = min(max(moment.columns.lr[0].item(), low), high)
    assert abs(first) == pytest.approx(np.full_like(first, rate))
    alike = [np.isclose(abs(step), rate, rtol=1e-3, atol=0).any() for step in later]
    assert rate in (low, high) or not any(alike)

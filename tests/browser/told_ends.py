"""What sentences about the end of a run state, and those about one that goes far off."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from sgd_ui.words.numerals import glance
from tests.browser.told_facts import CHECKS, Blanks, Moment, named, near, places, states
from tests.ui.plain import distance, loop


@states("stage.told_end", "stage.told_end_one", "told.end_logistic")
def _(moment: Moment, blanks: Blanks) -> None:
    assert moment.u == len(moment.columns) and not moment.columns.diverged
    assert blanks.get("updates", "1") == f"{moment.u:,}"
    assert blanks["place"] == places(moment, moment.after) and blanks["x"] == glance(moment.x)
    near(blanks["prediction"], moment.answer(moment.after, moment.x))


@states("stage.told_diverged")
def _(moment: Moment, blanks: Blanks) -> None:
    last = [*moment.after, *moment.gradient]
    assert blanks["u"] == f"{moment.u:,}" and not all(map(math.isfinite, last))
    assert all(map(math.isfinite, moment.columns.parameters[: moment.u].ravel().tolist()))


def _has_grown(moment: Moment) -> None:
    ys = moment.run.points[1]
    assert not moment.mean(moment.u) <= 9.9 * max(moment.mean(0), sum(y * y for y in ys) / len(ys))


def _flies(moment: Moment) -> None:
    """As the run goes on, its distance grows with every few epochs."""
    run = moment.run.replaced(epochs=moment.run.epochs + 60)
    away = [distance(w, run.best or ()) for w in loop(run).path[:: 20 * run.updates_per_epoch]]
    later = [each for each in away[moment.u // (20 * run.updates_per_epoch) :] if each < 1e150]
    assert all(before < after for before, after in pairwise(later)) and run.optimizer in ("sgd", "averaged")


@states("stage.told_grown", "stage.told_grew")
def _(moment: Moment, blanks: Blanks) -> None:
    _has_grown(moment)
    assert blanks["updates"] == f"{moment.u:,}"
    near(blanks["factor"], moment.mean(moment.u) / moment.mean(0))


@states("stage.told_grown_from", "stage.told_apart_loss", "stage.told_grew_from", "stage.told_grows_loss")
def _(moment: Moment, blanks: Blanks) -> None:
    _has_grown(moment)
    assert blanks.get("updates", f"{moment.u:,}") == f"{moment.u:,}"
    near(blanks["start"], moment.mean(0))
    near(blanks["loss"], moment.mean(moment.u))


@states("stage.told_grown_beyond")
def _(moment: Moment, blanks: Blanks) -> None:
    assert not math.isfinite(moment.mean(moment.u)) and not moment.columns.diverged


@states("stage.told_apart", "stage.told_farther", "stage.told_factor")
def _(moment: Moment, blanks: Blanks) -> None:
    finite = [each for each in moment.epochs() if math.isfinite(each)]
    assert finite[-1] > finite[-2]
    near(blanks["factor"], finite[-1] / finite[-2])


@states("stage.told_settled")
def _(moment: Moment, blanks: Blanks) -> None:
    per, tol = moment.run.updates_per_epoch, moment.run.tol
    assert blanks["epoch"] == str(moment.u // per) and float(blanks["tol"]) == tol > 0
    steps = np.diff(moment.columns.parameters[moment.u - per : moment.u + 1], axis=0)
    assert abs(steps.sum(axis=0)).max() <= tol * (1 + 1e-9)


def _drawn_in_epoch(moment: Moment) -> list[int]:
    per = moment.run.updates_per_epoch
    batches = [Moment(moment.columns, u, moment.words).batch for u in range(moment.u - per + 1, moment.u + 1)]
    return sorted(i for batch in batches for i in batch)


def _epoch(every: bool, several: bool, key: str) -> None:
    @states(key)
    def _(moment: Moment, blanks: Blanks) -> None:
        drawn, run = _drawn_in_epoch(moment), moment.run
        assert (set(drawn) == {*range(run.samples)}) == every and (run.batch_size > 1) == several
        assert (blanks["epoch"], blanks["epochs"]) == (
            str(moment.u // run.updates_per_epoch),
            str(run.epochs),
        )
        assert blanks.get("n", str(len(drawn))) == str(len(drawn))
        assert blanks.get("sample") == (None if several else named(moment))
        near(blanks["loss"], moment.batch_loss(moment.after))


_epoch(True, False, "stage.told_epoch")
_epoch(False, False, "stage.told_epoch_drawn")
_epoch(True, True, "told.epoch_batch")
_epoch(False, True, "told.epoch_batch_drawn")


def _and_flies(key: str) -> None:
    check = CHECKS[key]

    @states(key)
    def _(moment: Moment, blanks: Blanks) -> None:
        check(moment, blanks)
        _flies(moment)


for name in ("told_grown", "told_grown_from", "told_apart", "told_apart_loss"):
    _and_flies(f"stage.{name}")

"""Many seeds of runs of one parameter, summarized; the share that is done is shown meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgd_core import Run, bands
from sgd_core.ensemble import Ensemble, growing
from sgd_ui.catalogue import Words
from sgd_ui.kept import Kept
from sgd_ui.progress import progress

Floats = NDArray[np.float64]

#: The share of seeds that a band holds lies between the first and the last of these.
QUANTILES = (0.1, 0.5, 0.9)
#: Summaries that are kept, those used last.
_KEPT = 24


@dataclass(frozen=True, eq=False)
class Summary:
    """Arrays over ``[rows]``, of e = w − w* over the seeds.

    ``t`` is how many updates are done; ``band`` and ``size`` hold the ``QUANTILES`` of e and of its size.
    """

    seeds: int
    t: NDArray[np.int64]
    mean: Floats
    root_mean_square: Floats
    band: Floats
    size: Floats


def summarize(run: Run, best: float, seeds: int, every: int, report: Callable[[float], None]) -> Summary:
    """``seeds`` seeds of ``run``, from its own on, after every so many updates.

    Args:
        best: the w that distances are taken from.
        report: told, again and again, the share that is done; it may raise to stop the computation.

    Raises:
        RunError: if that is more than an ensemble may ask for.
    """

    def make() -> Summary:
        many: Ensemble | None = None
        for many in growing(run, seeds=range(run.seed, run.seed + seeds), every=every):
            report(many.done)
        assert many
        return _summary(many, best)

    return _summaries((run, best, seeds, every), make)


def summarize_all(
    runs: Mapping[str, Run], best: float, seeds: int, every: int, words: Words
) -> dict[str, Summary]:
    """``summarize`` for several runs, by name, under a progress bar.

    Raises:
        RunError: if that is more than an ensemble may ask for.
    """
    found: dict[str, Summary] = {}
    with progress(words["seeds.computing"]) as report:
        for name, run in runs.items():
            found[name] = summarize(
                run, best, seeds, every, lambda share: report((len(found) + share) / len(runs))
            )
    return found


def _summary(many: Ensemble, best: float) -> Summary:
    with np.errstate(all="ignore"):
        away = many.parameters[:, :, 0] - best
        count = away.shape[1]
        mean = np.add.reduce(away, axis=1) / count
        square = np.add.reduce(away * away, axis=1) / count
        sizes = bands(np.abs(away), QUANTILES)
        return Summary(count, many.t, mean, np.sqrt(square), bands(away, QUANTILES), sizes)


_summaries: Kept[tuple[Run, float, int, int], Summary] = Kept(_KEPT)

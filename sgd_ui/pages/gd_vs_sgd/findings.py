"""What the race comes to: who races, who arrives first, and at which price each batch size; pure numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sgd_core import Run, Trace
from sgd_ui.runs import one_w
from sgd_ui.runs.arrivals import Arrival, arrival, sizes, sweep
from sgd_ui.runs.clauses import Clause, clause
from sgd_ui.runs.racing import Racer, at_rates
from sgd_ui.runs.sweeps import Best


def racers(run: Run, batch: int, lrs: Mapping[str, float | None], reduced: str) -> tuple[Racer, ...]:
    """Single samples, a mini-batch, the full batch, and if asked for a variance-reduced gradient.

    Args:
        run: what they share.
        batch: samples in the mini-batch.
        lrs: the learning rate of each by its key; the shared one where it is None or left out.
        reduced: a gradient rule, or ``none``.
    """
    runs = {"a": run.replaced(batch=1), "b": run.replaced(batch=batch), "c": run.replaced(batch="all")}
    if reduced != "none":
        runs["d"] = run.replaced(batch=1, gradient=reduced)
    return at_rates(runs, lrs)


def by_size(run: Run) -> dict[int, Run]:
    """The run with each batch size that is compared."""
    return {size: run.replaced(batch="all" if size == run.samples else size) for size in sizes(run.samples)}


def reach(best: Sequence[float]) -> float:
    """A thousandth of the power of ten of the best parameters; of 1 where they are 0."""
    size = math.hypot(*best)
    power = math.floor(math.log10(size)) if 0 < size < math.inf else 0
    return max(float(f"1e{power - 3}"), math.ulp(0.0))


def price_by_size(run: Run, within: float) -> dict[int, Best | None]:
    """For each batch size its best rate and what arriving costs there; None where no rate arrives."""
    return {size: sweep(each, within).best for size, each in by_size(run).items()}


@dataclass(frozen=True)
class Verdict:
    """The keys in the order of arrival, those that tie together; who never arrived; who ended nearest, if
    any ended anywhere."""

    order: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]
    nearest: tuple[str, ...]


def verdict(
    traces: Mapping[str, Trace], positions: Mapping[str, float | None], best: tuple[float, ...]
) -> Verdict:
    """The order of arrival.

    Args:
        traces: the racers' runs by key.
        positions: where each arrived along the axis of the race; None where it did not.
        best: the parameters that they race to.
    """
    arrived = {key: at for key, at in positions.items() if at is not None}
    order = tuple(
        tuple(key for key in traces if arrived.get(key) == at) for at in sorted(set(arrived.values()))
    )
    ends = {key: _end_distance(columns, best) for key, columns in traces.items()}
    nearest = tuple(key for key in traces if ends[key] == min(ends.values()) < math.inf)
    return Verdict(order, tuple(key for key in traces if key not in arrived), nearest)


def _end_distance(columns: Trace, best: tuple[float, ...]) -> float:
    away = math.dist(columns.parameters[-1].tolist(), best)
    return math.inf if math.isnan(away) else away


def told(
    traces: Mapping[str, Trace], positions: Mapping[str, float | None], race: Aim, by: str
) -> list[Clause]:
    """Who arrived first, and at what price; who arrived after them, and who never did.

    Args:
        traces: the racers' runs by key.
        positions: where each arrived along the axis of the race, which is ``by``; None where it did not.
        race: what they race to.
    """
    found = verdict(traces, positions, race.best)
    if not found.order:
        if not found.nearest:
            return [clause("race.lost", within=race.within)]
        return [clause("race.nobody", within=race.within, nearest=found.nearest)]
    prices = {key: price for key in traces if (price := arrival(traces[key], race.within))}
    winners, *others = found.order
    first = prices[winners[0]]
    alike = len({prices[key] for key in winners}) == 1
    facts = _price(first) if alike else {}
    said = [clause(f"race.{'first' if alike else 'tied'}_{by}", racers=winners, within=race.within, **facts)]
    said += [] if alike else [clause("race.told", racer=key, **_price(prices[key])) for key in winners]
    for key in (key for tied in others for key in tied):
        paid = _price(prices[key])
        if alike and first.gradients:
            times = prices[key].gradients / first.gradients
            said.append(clause("race.next", racer=key, ratio=times, **paid))
        else:
            said.append(clause("race.told", racer=key, **paid))
    return [*said, *(clause("race.never", racer=key) for key in found.missing)]


@dataclass(frozen=True)
class Aim:
    """The best parameters that a race is run to, and how near to them counts as arrived."""

    best: tuple[float, ...]
    within: float


def _price(each: Arrival) -> dict[str, int]:
    return {"gradients": each.gradients, "updates": each.updates}


def answered(found: Mapping[str, Arrival | None]) -> list[Clause]:
    """When each racer arrived and at what price, or that it did not."""
    return [
        clause("race.told", racer=key, **_price(each)) if each else clause("race.never", racer=key)
        for key, each in found.items()
    ]


def theory(run: Run) -> Clause:
    """What theory says of the price of a mean."""
    if run.problem != "origin":
        return clause("race.no_theory")
    if run.samples == 1:
        return clause("race.theory_one")
    agree = one_w.agree(run)
    if len(set(map(abs, run.points[0]))) == 1:
        return clause("race.theory_alike" if agree else "race.theory_alike_noise")
    return clause("race.theory_agree" if agree else "race.theory_noise")

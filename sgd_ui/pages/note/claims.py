"""The note's five claims: what was found, and the views that show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sgd_core import Run
from sgd_core.link import described, params_of
from sgd_core.parameters import number_text
from sgd_core.samplers import SAMPLINGS
from sgd_core.theory import cyclic_intervals
from sgd_ui.pages.note import findings
from sgd_ui.runs.traces import trace_of
from sgd_ui.words.numerals import at_most, exact, short

#: A verdict to its icon and the colour of its badge; there is a word for each as well.
VERDICTS = {
    "holds": (":material/check_circle:", "green"),
    "part": (":material/contrast:", "orange"),
    "no": (":material/cancel:", "red"),
}
#: How near to the best parameters the race counts as arrived, where its page is not told.
_WITHIN = 0.001
#: Samples named of an order.
_NAMED = 6


@dataclass(frozen=True)
class See:
    """A view that shows something of a claim; its label is ``claim.see.NAME``."""

    name: str
    page: str
    query: str

    @property
    def run(self) -> Run:
        """The run in view."""
        return Run.from_params(described(params_of(self.query)))


#: The views of each claim.
VIEWS: dict[str, tuple[See, ...]] = {
    "saddle": (
        See("saddle", "saddle", "problem=autoencoder"),
        See("aside", "saddle", "problem=autoencoder&w0=1e-06,1&epochs=150"),
        See("deep", "saddle", "problem=deep"),
    ),
    "averaging": (
        See("shared", "gd_vs_sgd", "data=note"),
        See("own", "gd_vs_sgd", "data=note&rates=own"),
        See("never", "gd_vs_sgd", "data=noisy"),
    ),
    "random": (
        See("orders", "sampling", "data=note"),
        See("orders_noisy", "sampling", "data=noisy&at=300"),
    ),
    "epochs": (
        See("large", "home", "lr=0.22&scale=log&at=300"),
        See("ladder", "learning_rate", "data=note&lr=0.22"),
        See("floor", "home", "data=noisy&loss=mean&scale=log&at=300"),
    ),
    "quotient": (See("weighted", "home", "data=noisy&at=300"),),
}


@dataclass(frozen=True)
class Claim:
    """A claim of the note: its verdict, and the numbers that its words leave blanks for."""

    name: str
    verdict: str
    facts: Mapping[str, str | Sequence[str]]

    @property
    def views(self) -> tuple[See, ...]:
        return VIEWS[self.name]


@cache
def all_claims() -> tuple[Claim, ...]:
    """The claims in the note's order, each tested on the runs of its views."""
    tests: dict[str, Callable[..., Claim]] = {
        "saddle": _saddle,
        "averaging": _averaging,
        "random": _random,
        "epochs": _epochs,
        "quotient": _quotient,
    }
    return tuple(test(*(see.run for see in VIEWS[name])) for name, test in tests.items())


def verdict(on_its_ground: bool, beyond: bool) -> str:
    """Holds, holds in part (only on the ground that it was claimed on), or does not hold."""
    return "no" if not on_its_ground else "holds" if beyond else "part"


def _saddle(samples: Run, aside: Run, deep: Run) -> Claim:
    found = findings.saddle(samples, aside)
    facts = {
        "lr": number_text(samples.lr),
        "updates": f"{samples.updates:,}",
        "aside": _power(aside.w0[0] - samples.w0[0]),
        "freed": f"{found.freed:,}",
        "left": f"{found.left:,}",
        "beyond": number_text(findings.LEFT),
        "start": f"({', '.join(map(exact, deep.w0))})",
        "deep_updates": f"{deep.updates:,}",
        "near": short(findings.falls_in(deep)),
    }
    return Claim("saddle", verdict(found.held and found.freed is None, False), facts)


def _averaging(shared: Run, own: Run, noisy: Run) -> Claim:
    one, each, never = (
        findings.prices(shared, _WITHIN),
        findings.best_prices(own, _WITHIN),
        findings.prices(noisy, _WITHIN),
    )
    facts = {
        "within": number_text(_WITHIN),
        "lr": number_text(shared.lr),
        "single": _count(one.single),
        "full": _count(one.full),
        "own_single": _count(each.single),
        "own_full": _count(each.full),
        "noisy_full": _count(never.full),
    }
    cheaper = one.single is not None and (one.full is None or one.single < one.full)
    return Claim("averaging", verdict(cheaper, never.single is not None), facts)


def _random(note: Run, noisy: Run) -> Claim:
    def named(run: Run) -> list[str]:
        return [str(i + 1) for i in trace_of(run).order[:_NAMED].tolist()]

    drawn = note.replaced(sampling="with-replacement")
    alike, differ = findings.orders(note), findings.orders(noisy)
    facts = {
        "listed": named(note),
        "drawn": named(drawn),
        "seed": str(drawn.seed),
        "gap": at_most(alike.apart),
        "noisy_listed": f"{differ.ends['cyclic']:.6g}",
        "noisy_drawn": f"{differ.ends['with-replacement']:.6g}",
    }
    # True of the method that the claim is about; the program is what it goes beyond.
    return Claim("random", verdict(SAMPLINGS[drawn.sampling].random, SAMPLINGS[note.sampling].random), facts)


def _epochs(large: Run, ladder: Run, noisy: Run) -> Claim:
    told = (findings.losses(trace_of(run)) for run in (Run(), noisy, large))
    own, floor, grew = filter(None, told)
    grown = trace_of(large).epoch_loss
    facts = {
        "epochs": str(Run().epochs),
        "large": number_text(large.lr),
        "limit": f"{cyclic_intervals(ladder.points[0])[0][1]:.4g}",
        "grown_first": short(grown[0]),
        "grown_last": short(grown[-1]),
        "lowest": str(floor.lowest[0]),
        "last": str(noisy.epochs - 1),
        "low": f"{floor.lowest[1]:.5f}",
        "end": f"{floor.end:.5f}",
        "least": f"{findings.least_loss(noisy):.5f}",
        "away": f"{findings.ratios(noisy).away:.4f}",
    }
    fell = own.printed_fell and own.mean_fell
    return Claim("epochs", verdict(fell, floor.mean_fell and grew.mean_fell), facts)


def _quotient(noisy: Run) -> Claim:
    own, other = findings.ratios(Run()), findings.ratios(noisy)
    facts = {
        "short": at_most(own.away),
        "ratios": [f"{ratio:.5g}" for ratio in other.each],
        "mean": f"{other.mean:.4f}",
        "best": f"{other.best:.4f}",
        "end": f"{other.end:.4f}",
    }
    near = own.away < findings.ROUNDING
    return Claim("quotient", verdict(own.agree and near, other.agree), facts)


def _count(gradients: float | None) -> str:
    return "–" if gradients is None else f"{gradients:.0f}"


def _power(value: float) -> str:
    return f"{value:.6f}".rstrip("0")

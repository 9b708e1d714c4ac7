"""Every sentence that findings can give, held to plain loops; and a check for every one of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sgd_core import Run, theory
from sgd_core.link import described, params_of
from sgd_core.run import RunError
from sgd_core.samplers import SAMPLINGS
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.frame.shell import Frame
from sgd_ui.pages.gd_vs_sgd import findings as race
from sgd_ui.pages.learning_rate import findings as rate
from sgd_ui.pages.learning_rate.view import exact_root
from sgd_ui.pages.saddle import verdict
from sgd_ui.pages.saddle import view as saddle_view
from sgd_ui.pages.sampling import findings as order
from sgd_ui.pages.your_data import findings as own
from sgd_ui.runs import one_w
from sgd_ui.runs.arrivals import arrival
from sgd_ui.runs.clauses import Clause
from sgd_ui.runs.seeds import summarize
from sgd_ui.runs.traces import trace_of
from sgd_ui.words.catalogue import words_in
from tests.ui.facts import CHECKS, Said
from tests.ui.opened import visit
from tests.ui.saddle_facts import AtSaddle

PAGES = Path(__file__).parents[2] / "sgd_ui" / "pages"
EIGHTHS = st.integers(-16, 16).map(lambda k: k / 8)


def hold(said: Said, clauses: Iterable[Clause]) -> None:
    """Every clause states a fact."""
    for each in clauses:
        assert each.key in CHECKS, f"nothing checks {each.key}"
        try:
            CHECKS[each.key](said, each.numbers)
        except AssertionError as error:
            raise AssertionError(f"{each.key} of {said.run}: {error}") from error


# --- what is said of a run ---


def of_rate(run: Run) -> list[Clause]:
    return rate.told(run) if one_w.best_w(run) is not None else []


def of_order(run: Run) -> list[Clause]:
    return [*order.told(run), *order.why(run)] if one_w.best_w(run) is not None else []


def of_paths(run: Run, seeds: int = 5) -> list[Clause]:
    best, drawn = one_w.known_w(run), run.replaced(sampling="with-replacement")
    many = summarize(drawn, best, seeds, max(1, run.updates // 10))
    ends = {"constant": many.root_mean_square[-1].item()}
    paths = rate.paths_told(drawn, many, exact_root(drawn, best, many))
    return [paths, *rate.schedules_told(drawn, ends, seeds)]


def racing(run: Run, within: float, by: str) -> tuple[Said, list[Clause]]:
    runs = {each.key: each.run for each in race.racers(run, min(2, run.samples), {}, "none")}
    traces = {key: trace_of(each) for key, each in runs.items()}
    said = Said(run, runs, within, by)
    found = {key: arrival(each, within) for key, each in traces.items()}
    places = {key: getattr(each, by) if each else None for key, each in found.items()}
    told = race.told(traces, places, race.Aim(tuple(run.best), within), by)
    return said, [*told, *race.answered(found), race.theory(run)]


def at_saddle(run: Run, beyond: float = 0.5) -> Iterator[tuple[Said, list[Clause]]]:
    """What is said of the runs at a saddle, of each run beside its name; nothing where there is none."""
    frame = Frame(words_in("en", "saddle"), LIGHT, "")
    shown = saddle_view.shown(visit(saddle_view.PAGE, run, {"beyond": repr(beyond)}), frame)
    if shown:
        said = AtSaddle(shown)
        yield said, [verdict.head(shown), *verdict.reasons(shown)]
        for key, stay in shown.stays.items():
            said.about = key
            yield said, [verdict.ended(stay)]


def of_data(run: Run) -> list[Clause]:
    return [own.told(trace_of(run), run.best)] if run.best else []


# --- drawn: any data, any rate, any start ---


@st.composite
def data(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """Samples that agree or do not, with zeros and twins, one or several, in units from huge to tiny."""
    xs = draw(st.lists(EIGHTHS, min_size=1, max_size=4).filter(any))
    if draw(st.booleans()):
        slope = draw(EIGHTHS)
        ys = [slope * x if x else draw(EIGHTHS) for x in xs]
    else:
        ys = [draw(EIGHTHS) for _ in xs]
    x_unit, y_unit = (2.0 ** draw(st.sampled_from([0, 0, 0, -40, 40, -200, 200])) for _ in range(2))
    return [x_unit * x for x in xs], [y_unit * y for y in ys]


@st.composite
def runs(draw: st.DrawFn) -> Run:
    xs, ys = draw(data())
    limits = [theory.every_step_limit(xs), theory.mean_square_limit(xs), theory.full_batch_limit(xs)]
    marks = [
        *limits,
        *theory.landing_rates(xs),
        *(end for each in theory.cyclic_intervals(xs) for end in each),
    ]
    mark = draw(st.sampled_from(marks))
    share = draw(
        st.sampled_from([1.0, 1.0, 0.0, 1e-13, 1e-17, 1 - 1e-9, 1 + 1e-9, 0.5, 0.9, 1.1, 3.0])
        | st.floats(0.01, 2)
    )
    (best,) = Run(x=xs, y=ys).best
    unit = max(map(abs, ys), default=1.0) / max(map(abs, xs)) or 1.0
    start = draw(st.sampled_from([best, best, best + unit / 64, best + unit, best - 1e6 * unit, 1e300]))
    sampling = draw(st.sampled_from(sorted(SAMPLINGS)))
    try:
        return Run(
            x=xs,
            y=ys,
            w0=[start],
            lr=mark * share,
            epochs=draw(st.sampled_from([1, 2, 9, 40])),
            sampling=sampling,
        )
    except RunError:
        assume(False)
        raise


@given(runs())
@settings(max_examples=250)
def test_what_is_said_of_a_rate_holds(run: Run) -> None:
    hold(Said(run), of_rate(run))


@given(runs())
@settings(max_examples=80)
def test_what_is_said_of_the_order_holds(run: Run) -> None:
    hold(Said(run), of_order(run))


@given(runs())
@settings(max_examples=40)
def test_what_is_said_of_many_paths_and_schedules_holds(run: Run) -> None:
    hold(Said(run), of_paths(run))


@given(runs(), st.sampled_from(["gradients", "updates"]), st.sampled_from([1e-6, 1e-3, 0.5, 3.0]))
@settings(max_examples=100)
def test_what_is_said_of_a_race_holds(run: Run, by: str, within: float) -> None:
    run = run.replaced(sampling="cyclic")
    unit = abs(run.w0[0] - run.best[0]) or 1.0
    hold(*racing(run, within * unit if within * unit > 0 else within, by))


@given(runs(), st.sampled_from(["origin", "line", "huber"]), st.sampled_from([1, 2, "all"]))
@settings(max_examples=150)
def test_what_is_said_of_a_readers_data_holds(run: Run, problem: str, batch: int | str) -> None:
    if problem != "origin":
        run = Run(problem=problem, x=run.x, y=run.y, lr=run.lr, epochs=run.epochs, sampling=run.sampling)
    hold(Said(run.replaced(batch=batch)), of_data(run.replaced(batch=batch)))


@st.composite
def saddles(draw: st.DrawFn) -> Run:
    """Points in a plane or samples of two layers, at the saddle, beside it, on the line into it, anywhere."""
    problem = draw(st.sampled_from(["autoencoder", "deep"]))
    points = draw(st.lists(st.tuples(EIGHTHS, EIGHTHS), min_size=1, max_size=3))
    if draw(st.booleans()):
        points = [*points, *((-x, y) for x, y in points)]
    if draw(st.booleans()):
        points = [(0.8 * x - 0.6 * y, 0.6 * x + 0.8 * y) for x, y in points]
    unit = 2.0 ** draw(st.sampled_from([0, 0, -30, 30]))
    xs, ys = ([unit * value for value in column] for column in zip(*points, strict=True))
    run = Run(problem=problem, x=xs, y=ys)
    starts = [point.parameters for point in run.critical] + [(0.0, 0.5), (0.7, -0.7), (0.3, 0.1), (1e-9, 0.8)]
    lr = draw(st.sampled_from([0.0, 0.001, 0.01, 0.05, 0.3])) / (unit * unit)
    w0, epochs = draw(st.sampled_from(starts)), draw(st.sampled_from([1, 5, 30]))
    return run.replaced(w0=w0, lr=lr, epochs=epochs, sampling=draw(st.sampled_from(sorted(SAMPLINGS))))


@given(saddles(), st.sampled_from([0.5, 1e-3, 0.9, 2.0]))
@settings(max_examples=60)
def test_what_is_said_at_a_saddle_holds(run: Run, beyond: float) -> None:
    for said, clauses in at_saddle(run, beyond):
        hold(said, clauses)


# --- one run for each clause, what an audit found false among them ---


def run_of(link: str) -> Run:
    return Run.from_params(described(params_of(link)))


TOLD: dict[str, list[str]] = {
    "rate.none": ["lr=0"],
    "rate.rests": ["lr=0.3&w0=2", "x=0,1&y=1,2&w0=2"],
    "rate.lost": ["lr=1e-18"],
    "rate.diverged": ["lr=1&epochs=200", "w0=1e308", "lr=0&w0=1e308"],
    "rate.neutral": ["x=1,1&y=2,2&lr=1", "x=1&y=2&lr=1&w0=5"],
    "rate.grows": ["lr=0.3", "data=noisy&lr=0.21", "lr=0.2041"],
    "rate.unstable": ["data=noisy&lr=0.2045&w0=1.6&epochs=1"],
    "rate.reason": ["lr=0.3"],
    "rate.lands": ["lr=0.5", "lr=0.05555555555555555&epochs=20"],
    "rate.forgets": ["data=noisy&lr=0.5"],
    "rate.monotone": ["", "lr=1e-14", "data=noisy&w0=2.107142857142857&lr=0.05&epochs=1"],
    "rate.idle": ["x=0,1&y=1,2&lr=0.1"],
    "rate.converges": ["lr=0.1111111111111111", "x=1,2&y=2,4&lr=0.25", "lr=0.49"],
    "rate.recovers": ["data=noisy&lr=0.16", "data=noisy&lr=0.16&sampling=with-replacement"],
    "rate.hardly": ["lr=0.204", "lr=1e-14"],
    "rate.settles": ["data=noisy&lr=0.05", "data=noisy&lr=0.05&sampling=shuffle-once"],
    "rate.restless": ["data=noisy&lr=1e-9"],
    "rate.between": ["lr=0.16&sampling=with-replacement"],
    "rate.between_at": ["lr=0.14285714285714285&sampling=with-replacement"],
    "rate.heavy": ["data=noisy&lr=0.16&sampling=with-replacement"],
    "paths.apart": ["lr=0.16&epochs=20"],
    "paths.together": ["", "data=noisy&lr=0.05&epochs=9", "w0=1e8&epochs=5"],
    "paths.lost": ["lr=1.5&epochs=300"],
    "paths.ends": ["lr=0.49&epochs=5"],
    "paths.still": ["lr=0", "lr=0.3&w0=2"],
    "paths.floor": ["data=noisy&w0=2.107142857142857&lr=0.05&epochs=1"],
    "paths.no_floor": ["", "x=0,1&y=1,2&lr=0.1"],
    "paths.neither": ["x=1,1&y=2,2&lr=1&epochs=3"],
    "paths.unbounded": ["lr=0.2&epochs=5", "lr=0.49&epochs=5"],
    "paths.unbounded_noise": ["data=noisy&lr=0.16&epochs=5"],
    "sampling.still": ["lr=0"],
    "sampling.rests": ["lr=0.3&w0=2"],
    "sampling.lost": ["data=noisy&lr=1e-20"],
    "sampling.away": ["lr=0.3", "data=noisy&lr=0.3&epochs=4"],
    "sampling.unsettled": ["x=1&y=2&lr=1&epochs=4"],
    "sampling.beyond": ["w0=1e308", "lr=0&w0=1e308"],
    "sampling.agree": ["lr=0.02&epochs=8", "x=0,1&y=1,2"],
    "sampling.differ": ["data=noisy&w0=2.1&lr=0.05", "data=noisy&w0=2.107142857142857&lr=0.01",
                        "x=1e-8,1e5&y=3e-8,2e5&lr=1e-11"],
    "sampling.why_alike": ["x=1,-1&y=2,-2"],
    "sampling.why_agree": ["", "x=0,1&y=1,2"],
    "sampling.why_away": ["data=noisy&lr=0.3&epochs=4"],
    "sampling.why_differ": ["data=noisy&lr=0.05"],
    "sampling.why_heavy": ["data=noisy&lr=0.16"],
    "race.nobody": ["lr=0.3", "w0=1e308"],
    "race.first_gradients": ["", "w0=2"],
    "race.told": ["w0=2.0001&lr=0.3&epochs=1"],
    "race.next": [""],
    "race.never": ["data=noisy", "lr=0.205"],
    "race.theory_agree": ["", "x=1e-90,2e-90&y=1e-90,2e-90", "x=0,1&y=1,2"],
    "race.theory_noise": ["data=noisy-20&epochs=3"],
    "race.no_theory": ["problem=line&epochs=3"],
    "own.begins": ["x=1,2,3&y=2,4,6&w0=2"],
    "own.arrived": [""],
    "own.no_nearer": ["lr=0.21&epochs=5&batch=1"],
    "own.diverged": ["lr=1&epochs=200"],
    "own.nearer_falling": ["epochs=5", "problem=line&data=far&w0=0,4&lr=0.008&epochs=50"],
    "own.nearer_slow": [
        "problem=origin&x=1,2,3&y=2,4,6.5&lr=0.000001&epochs=50",
        "problem=line&x=20,25,30,35&y=1.1,2.3,2.9,4.2&lr=0.0001&w0=0,0",
        "problem=line&x=1990,2000,2010,2020&y=1.1,2.3,2.9,4.2&lr=0.0000001&w0=0,0",
    ],
    "own.nearer_noise": ["data=noisy&lr=0.05", "problem=line&data=offset&lr=0.02&epochs=2000"],
    "saddle.head_diverged": ["problem=deep&lr=0.2"],
    "saddle.head_outside": ["problem=autoencoder&w0=1,0"],
    "saddle.head_far": ["problem=autoencoder&epochs=5&beyond=2"],
    "saddle.head_stuck": ["problem=autoencoder&w0=0,0.5&sampling=with-replacement&seed=29"],
    "saddle.head_slow": ["problem=autoencoder&w0=1e-12,1"],
    "saddle.head_both": ["problem=autoencoder&w0=1e-06,1&epochs=150"],
    "saddle.head_none": ["problem=autoencoder&epochs=5", "problem=autoencoder&w0=0,0"],
    "saddle.head_odd": ["problem=autoencoder&x=2,2,-2,-2&y=1,-3,1,1&lr=0.05&w0=0.45,0.9&epochs=1"],
    "saddle.head_freed": ["problem=deep&epochs=100", "problem=deep&x=1,2,3&y=-2,-4,-6&w0=0.7,0.7"],
    "saddle.head_held": ["problem=deep&epochs=10"],
    "saddle.head_all": ["problem=deep&w0=0.3,0.1"],
    "saddle.head_mixed": ["problem=deep&w0=1e-06,0&epochs=26"],
    "saddle.told_out": ["problem=autoencoder"],
    "saddle.told_begins": ["problem=autoencoder&w0=1,0"],
    "saddle.told_lost": ["problem=deep&lr=0.2"],
    "saddle.told_zero": ["problem=autoencoder"],
    "saddle.told_small": ["problem=autoencoder&w0=1e-12,1&epochs=2"],
    "saddle.given": ["problem=autoencoder"],
    "saddle.rests": ["problem=autoencoder&w0=0,0"],
    "saddle.stands": ["problem=autoencoder&lr=0"],
    "saddle.on_saddle": ["problem=autoencoder"],
    "saddle.on_line": ["problem=autoencoder&w0=0,0.5"],
    "saddle.near_line": ["problem=autoencoder&w0=1e-17,0.5"],
    "saddle.off_line": ["problem=autoencoder&w0=0.3,0.1"],
    "saddle.why_pushed": ["problem=autoencoder"],
    "saddle.why_not": [
        "problem=autoencoder&x=2,0&y=0,1&w0=0,0.5",
        "problem=autoencoder&x=1.9106729782512121,-1.9106729782512121,-0.29552020666133955"
        "&y=0.5910404133226791,-0.5910404133226791,0.955336489125606"
        "&w0=-0.14776,0.47767",
    ],
    "saddle.why_deep": ["problem=deep"],
}  # fmt: skip
#: What the race says where its axis counts updates.
TIES = {
    "race.tied_updates": "x=1,1&y=2,2&lr=0.5",
    "race.first_updates": "",
    "race.first_gradients": "x=1,1&y=2,2&lr=0.5",
}
#: Needs what is told of many runs, or is told of time, which no test can count.
APART = {"race.first_time", "race.tied_time", "race.tied_gradients"}


def said_of(page: str, run: Run, beyond: float = 0.5) -> Iterator[tuple[Said, list[Clause]]]:
    """What a page says of a run."""
    if page == "race":
        yield racing(run, 0.001, "gradients")
        return
    if page == "saddle":
        yield from at_saddle(run, beyond)
        return
    makers: dict[str, Any] = {"rate": of_rate, "sampling": of_order, "paths": of_paths, "own": of_data}
    yield Said(run), makers[page](run)


@pytest.mark.parametrize(("key", "link"), [(key, link) for key, links in TOLD.items() for link in links])
def test_a_clause_is_told_of_the_run_that_it_is_for_and_holds(key: str, link: str) -> None:
    told = []
    beyond = float(params_of(link).get("beyond", "0.5"))
    for said, clauses in said_of(key.partition(".")[0], run_of(link), beyond):
        told += [each.key for each in clauses]
        hold(said, clauses)
    assert key in told


@pytest.mark.parametrize(("key", "link"), TIES.items())
def test_who_ties_is_told_at_the_price_of_each(key: str, link: str) -> None:
    said, clauses = racing(run_of(link), 0.001, "updates" if "updates" in key else "gradients")
    assert key in [each.key for each in clauses]
    hold(said, clauses)


# --- the frame: no clause without a check ---


def given_keys() -> Iterator[str]:
    """The keys of all clauses that the source of findings makes, whatever a run is."""
    catalogue = words_in("en")
    for path in sorted(PAGES.glob("*/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "clause":
                for pattern in patterns(node.args[0]):
                    found = [key for key in catalogue if re.fullmatch(pattern, key)]
                    assert found, f"{path.name}: no words for {pattern}"
                    yield from found


def patterns(node: ast.AST) -> Iterator[str]:
    """What the first argument of a clause can come to."""
    if isinstance(node, ast.Constant):
        yield re.escape(str(node.value))
    elif isinstance(node, ast.IfExp):
        yield from (*patterns(node.body), *patterns(node.orelse))
    else:
        assert isinstance(node, ast.JoinedStr), ast.dump(node)
        choices = [[""]]
        for part in node.values:
            if isinstance(part, ast.Constant):
                choices.append([re.escape(str(part.value))])
            elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.IfExp):
                choices.append([*patterns(part.value)])
            else:
                choices.append(["[a-z]+"])
        found = [""]
        for each in choices:
            found = [start + end for start in found for end in each]
        yield from found


def test_every_clause_that_findings_can_give_is_checked_and_shown_to_occur() -> None:
    keys = set(given_keys())
    assert keys == set(CHECKS), (keys - set(CHECKS), set(CHECKS) - keys)
    assert keys == set(TOLD) | set(TIES) | APART

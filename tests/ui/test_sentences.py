"""Every sentence that findings can give, held to plain loops; and a check for every one of them."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
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
from sgd_ui.pages.note import findings as note
from sgd_ui.pages.note.view import reversed_samples
from sgd_ui.pages.optimizers import findings as optimizers
from sgd_ui.pages.saddle import verdict
from sgd_ui.pages.saddle import view as saddle_view
from sgd_ui.pages.sampling import findings as order
from sgd_ui.pages.sampling.view import exact_path
from sgd_ui.pages.your_data import findings as own
from sgd_ui.runs import one_w
from sgd_ui.runs.arrivals import arrival
from sgd_ui.runs.clauses import Clause
from sgd_ui.runs.seeds import summarize
from sgd_ui.runs.traces import trace_of
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.effort import draws
from tests.ui import bands, data_facts, order_facts, printed, stated_bounds  # noqa: F401
from tests.ui.facts import CHECKS, Said
from tests.ui.opened import visit
from tests.ui.plain import batches, pull
from tests.ui.program_facts import Program, Racing
from tests.ui.saddle_facts import AtSaddle
from tests.ui.stated import STATED
from tests.ui.told_of import APART, BESIDE, NO_CLAUSES, TIES, TOLD

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
        printed.holds(each)


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


#: Who races beside the run itself.
FIELDS = (("momentum", "adam", "averaged"), ("adadelta", "adamax", "nadam"), ("amsgrad", "rprop", "lion"))


def of_optimizers(run: Run, others: Sequence[str] = FIELDS[0]) -> tuple[Said, list[Clause]]:
    """What is said of a run beside the same with other optimizers."""
    runners = optimizers.racers(run, dict(zip("bcd", others, strict=True)), {})
    racing = {each.key: optimizers.shown(trace_of(each.run)) for each in runners}
    least = optimizers.least_loss(run)
    start = optimizers.excess(np.array([run.mean_loss(run.w0)]), least).item()
    said = Racing(run, racing, least.loss if least else None, least.rounding if least else 0.0)
    return said, optimizers.told(racing, least, start)


def of_program(run: Run) -> list[Clause]:
    """What is said of the note's program and its loose ends."""
    columns, turned = trace_of(run), trace_of(reversed_samples(run))
    before, after = map(note.after_first_epoch, (columns, turned))
    finite = math.isfinite(before) and math.isfinite(after)
    lesson = note.lesson(run, before, after) if finite else None
    found = [*note.told(columns), lesson, note.outside_told(columns), note.losses_told(columns)]
    return [*filter(None, found), note.orders_told(run), note.torch_told(columns)]


def of_data(run: Run) -> list[Clause]:
    if not run.best:
        return [own.open_told(run)]
    (effect,) = (each for each in own.effects(run) if each.scaling == "none")
    rate = own.rate_told(run, effect)
    mine = rate and rate.key not in APART and own.way_of(run) == "one" and not run.model.targets
    return [own.told(trace_of(run), run.best), *([rate] if mine else [])]


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
    x_unit, y_unit = (
        2.0 ** draw(st.sampled_from([0, 0, 0, -40, 40, -200, 200, -480, 480])) for _ in range(2)
    )
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
@settings(max_examples=draws(250))
def test_what_is_said_of_a_rate_holds(run: Run) -> None:
    hold(Said(run), of_rate(run))


@given(runs())
@settings(max_examples=draws(80))
def test_what_is_said_of_the_order_holds(run: Run) -> None:
    hold(Said(run), of_order(run))


@given(runs())
@settings(max_examples=draws(40))
def test_what_is_said_of_many_paths_and_schedules_holds(run: Run) -> None:
    hold(Said(run), of_paths(run))


@given(runs(), st.integers(2, 9))
@settings(max_examples=draws(40))
def test_a_band_is_that_of_its_words_beside_the_exact_mean_and_deviation(run: Run, seeds: int) -> None:
    drawn = run.replaced(sampling="with-replacement")
    best = one_w.known_w(drawn)
    held = bands.held_by(drawn, summarize(drawn, best, seeds, max(1, drawn.updates // 5)), best)
    for key in ("seeds.band_alt_path", "seeds.band_alt_limit"):
        assert bands.WORDS["en"] in words_in("en")[key] and bands.WORDS["zh"] in words_in("zh")[key]
    assert {lang: words_in(lang)["rate.band"] for lang in bands.NAMES} == bands.NAMES
    bands.is_exact(drawn, held, exact_path(drawn, held, best))


@given(runs(), st.sampled_from(["gradients", "updates"]), st.sampled_from([1e-6, 1e-3, 0.5, 3.0]))
@settings(max_examples=draws(100))
def test_what_is_said_of_a_race_holds(run: Run, by: str, within: float) -> None:
    run = run.replaced(sampling="cyclic")
    unit = abs(run.w0[0] - run.best[0]) or 1.0
    # What is nearer than the last bits of w is a matter of how sums are rounded.
    near = max(within * unit, 1e-12 * max(abs(run.w0[0]), abs(run.best[0])))
    hold(*racing(run, near or within, by))


@given(runs(), st.sampled_from(["origin", "line", "huber", "logistic"]), st.sampled_from([1, 2, "all"]))
@settings(max_examples=draws(150))
def test_what_is_said_of_a_readers_data_holds(run: Run, problem: str, batch: int | str) -> None:
    if problem != "origin":
        ys = [float(y > 0) for y in run.points[1]] if problem == "logistic" else run.y
        run = Run(problem=problem, x=run.x, y=ys, lr=run.lr, epochs=run.epochs, sampling=run.sampling)
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
@settings(max_examples=draws(60))
def test_what_is_said_at_a_saddle_holds(run: Run, beyond: float) -> None:
    for said, clauses in at_saddle(run, beyond):
        hold(said, clauses)


@given(runs())
@settings(max_examples=draws(60))
def test_what_is_said_of_the_notes_program_holds(run: Run) -> None:
    run = run.replaced(sampling="cyclic")
    hold(Program(run), of_program(run))


@given(
    runs(),
    st.sampled_from(["line", "huber", "logistic", "autoencoder"]),
    st.sampled_from([1.0, 30.0]),
    st.sampled_from(FIELDS),
    st.sampled_from([0.9, 0.0]),
)
@settings(max_examples=draws(60))
def test_what_is_said_of_a_race_of_optimizers_holds(
    run: Run, problem: str, times: float, others: Sequence[str], beta1: float
) -> None:
    ys = [float(y > 0) for y in run.points[1]] if problem == "logistic" else run.points[1]
    assume(max(map(abs, [*run.points[0], *ys])) < 1e30)
    lr = min(times * run.lr, 1e60)
    run = Run(problem=problem, x=run.points[0], y=ys, lr=lr, epochs=run.epochs, beta1=beta1)
    hold(*of_optimizers(run, others))
    hold_adam(run.replaced(optimizer="adam"))


def hold_adam(run: Run) -> None:
    """What a race takes for Adam's path is it, also without memory of gradients."""
    if run.problem == "autoencoder":
        return
    path, constants = trace_of(run).parameters, run.constants
    beta1, beta2, eps = (constants[name] for name in ("beta1", "beta2", "eps"))
    w, first, second = list(run.w0), [0.0, 0.0], [0.0, 0.0]
    for t, (i,) in enumerate(batches(run)[:20], start=1):
        g = pull(run.problem, w, run.points[0][i], run.points[1][i], constants["delta"])
        if not all(1e-100 < abs(each) < 1e100 or not each for each in g) or max(map(abs, w)) > 1e12:
            return
        first = [beta1 * m + (1 - beta1) * each for m, each in zip(first, g, strict=True)]
        second = [beta2 * s + (1 - beta2) * each * each for s, each in zip(second, g, strict=True)]
        up, root = 1 - beta1**t, 1 - beta2**t
        step = [m / up / (math.sqrt(s / root) + eps) for m, s in zip(first, second, strict=True)]
        w = [value - run.lr * each for value, each in zip(w, step, strict=True)]
        scale = max(map(abs, w)) + run.lr
        assert all(abs(a - b) <= 1e-6 * scale for a, b in zip(w, path[t].tolist(), strict=True)), run
        # From where the path is: what rounding makes of a gradient near 0 has a sign of its own.
        w = path[t].tolist()


# --- one run for each clause, and those at which a clause must give way to another ---


def run_of(link: str) -> Run:
    return Run.from_params(described(params_of(link)))


def said_of(page: str, run: Run, beyond: float = 0.5) -> Iterator[tuple[Said, list[Clause]]]:
    """What a page says of a run."""
    if page == "race":
        yield racing(run, 0.001, "gradients")
        return
    if page == "optimizers":
        yield of_optimizers(run)
        return
    if page in ("program", "loose"):
        yield Program(run), of_program(run)
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


def test_of_w_that_rests_between_doubles_it_is_not_said_that_it_never_does() -> None:
    apart = "x=1,1&y=10000000000,10000000000.02&w0=10000000000.02&lr=0.00003&epochs=9000"
    run = run_of(apart)
    assert not one_w.agree(run) and one_w.ends_at_rest(trace_of(run))
    assert not {"rate.settles", "rate.restless"} & {each.key for each in of_rate(run)}
    assert not any(each.key.startswith("sampling.why") for each in of_order(run))
    # Nor where it is still on its way there.
    for earlier in (run.replaced(epochs=2), run):
        assert one_w.comes_to_rest(earlier)
        said = {each.key for each in (*of_rate(earlier), *of_order(earlier), *of_paths(earlier))}
        assert not {"rate.settles", "rate.restless", "paths.floor", "sampling.why_differ"} & said
        assert all(map(math.isnan, one_w.limits(earlier).values()))


@pytest.mark.parametrize(("key", "link"), TIES.items())
def test_who_ties_is_told_at_the_price_of_each(key: str, link: str) -> None:
    said, clauses = racing(run_of(link), 0.001, "updates" if "updates" in key else "gradients")
    assert key in [each.key for each in clauses]
    hold(said, clauses)


# --- words that state what holds of any run ---


@pytest.mark.parametrize("name", STATED)
def test_what_words_state_of_any_run_is_what_holds(name: str) -> None:
    key, said, law = STATED[name]
    law()
    for lang in LANGUAGES:
        assert said[lang] in words_in(lang)[key], (lang, key)


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
    assert keys == set(CHECKS) | APART, (keys - set(CHECKS), set(CHECKS) - keys)
    assert keys == set(TOLD) | set(TIES) | APART


def test_no_word_of_a_station_goes_unclassified() -> None:
    """A new sentence is a clause with a check, or is listed as one that states nothing of a run."""
    for key in words_in("en"):
        table, _, name = key.partition(".")
        # What the scripts say of a run has checks of its own.
        assert table in BESIDE or table in NO_CLAUSES.split() or table in ("stage", "told"), key
        if table in BESIDE and key not in CHECKS and key not in APART:
            assert any(_begins(name, each) for each in BESIDE[table].split()), key


def _begins(name: str, start: str) -> bool:
    """Whether a name is a word, or goes on from one: with what stands after its ``_`` or its point."""
    return name == start or name.startswith(start if start[-1] in "_." else f"{start}_")

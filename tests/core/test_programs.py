"""Programs to take away: executed, they come to the core's own numbers, in every combination."""

import ast
import contextlib
import io
import itertools
import math
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings

import sgd_core
from sgd_core import Run, trace
from sgd_core.arithmetic import exp, sqrt, where
from sgd_core.export import formats, note_lines
from sgd_core.gradients import GRADIENTS
from sgd_core.optimizers import OPTIMIZERS, Optimizer
from sgd_core.problems import PROBLEMS
from sgd_core.program import OWN
from sgd_core.program_comments import COMMENTS, CONSTANTS
from sgd_core.program_templates import MANY, ONE, ORDERS
from sgd_core.programs import PROGRAMS
from sgd_core.run import REGISTRIES, constants_of
from sgd_core.samplers import SAMPLINGS
from sgd_core.scaling import rescaled, scalings_of, units_of
from sgd_core.schedules import SCHEDULES
from sgd_core.stream import average
from tests.core.strategies import bits, runs
from tests.effort import apart, draws, some

ROOT = Path(sgd_core.__file__).parents[1]
PAIRS = list(itertools.product(PROBLEMS, OPTIMIZERS))
BATCHES = (1, 3, "all")
every_program = pytest.mark.parametrize("name", PROGRAMS)


def program(run: Run, name: str = "numpy", lang: str = "en") -> str:
    return PROGRAMS[name](run, 4.0, lang)


def printed(text: str) -> list[str]:
    """What a program prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "program.py", "exec"), {"__name__": "__main__"})
    return out.getvalue().splitlines()


def numbers(line: str) -> tuple[float, ...]:
    """Those that a line gives names to: ``w = 1.5 b = 2.0``."""
    return tuple(float(text) for text in re.findall(r" = (\S+)", line))


def covering(part: int = 0, parts: int = 1) -> Iterator[Run]:
    """Every schedule, order, estimate and size of batch with each other, problem and optimizer in turn."""
    axes = itertools.product(SCHEDULES, SAMPLINGS, GRADIENTS, BATCHES, (0.0, 0.02))
    for place, (schedule, sampling, gradient, batch, tol) in enumerate(axes):
        # Their counts have no common divisor with 11, so that all meet all.
        problem, optimizer = PAIRS[place * 11 % len(PAIRS)]
        values = {"gamma": 0.7, "step_size": 1} if schedule == "step" else {}
        values |= {"lr_steps": [(2, 0.02), (5, 0.03)]} if schedule == "piecewise" else {}
        if place % parts == part:
            yield Run(
                problem=problem,
                optimizer=optimizer,
                schedule=schedule,
                sampling=sampling,
                gradient=gradient,
                batch=batch,
                tol=tol,
                seed=place,
                epochs=4,
                lr=0.05,
                **values,
            )


#: Runs of every optimizer that has constants, and of problems and schedules that do, none at its default.
CONSTANTS_MOVED = [
    Run(problem="huber", delta=0.3, batch=2, **values)
    for values in (
        {"optimizer": "momentum", "momentum": 0.5, "schedule": "inverse-time", "decay": 0.2},
        {"optimizer": "nesterov", "momentum": 0.5, "schedule": "inverse-sqrt", "decay": 0.2},
        {"optimizer": "adagrad", "eps": 0.5, "schedule": "step", "gamma": 0.9, "step_size": 3},
        {"optimizer": "rmsprop", "alpha": 0.7, "eps": 0.5, "schedule": "cosine", "lr_min": 0.002},
        {"optimizer": "adam", "beta1": 0.7, "beta2": 0.8, "eps": 0.5},
        {"optimizer": "adamw", "beta1": 0.7, "beta2": 0.8, "eps": 0.5, "weight_decay": 0.3},
        {"optimizer": "amsgrad", "beta1": 0.7, "beta2": 0.8, "eps": 0.5, "schedule": "warmup", "warmup": 7},
        {"optimizer": "nadam", "beta1": 0.7, "beta2": 0.8, "eps": 0.5, "momentum_decay": 0.3},
        {
            "optimizer": "adamax",
            "beta1": 0.7,
            "beta2": 0.8,
            "eps": 0.5,
            "schedule": "exponential",
            "gamma": 0.9,
        },
        {
            "optimizer": "adadelta",
            "rho": 0.7,
            "eps": 0.5,
            "schedule": "warmup-cosine",
            "warmup": 7,
            "lr_min": 0.1,
        },
        {"optimizer": "rprop", "etaminus": 0.4, "etaplus": 1.5, "step_min": 0.001, "step_max": 0.1},
        {"optimizer": "lion", "beta1": 0.7, "beta2": 0.8, "weight_decay": 0.3}
        | {"schedule": "one-cycle", "pct_start": 0.6, "div_factor": 5.0, "final_div_factor": 7.0},
    )
]


def is_the_core_s(run: Run) -> bool:
    """Whether the NumPy program ends with the core's final parameters, to the last bit."""
    *_, last = printed(program(run))
    return bits(numbers(last)) == bits(trace(run).end.parameters)


# --- NumPy: the core's bits ---


@pytest.mark.parametrize(("problem", "optimizer"), PAIRS)
def test_the_program_of_every_problem_and_optimizer_ends_where_the_core_does(
    problem: str, optimizer: str
) -> None:
    for batch in BATCHES:
        run = Run(problem=problem, optimizer=optimizer, batch=batch, sampling="reshuffle", epochs=5)
        assert is_the_core_s(run), run


@pytest.mark.parametrize("part", some(range(13)))
def test_the_program_ends_where_the_core_does_on_every_other_axis(part: int) -> None:
    for run in covering(part, 13):
        assert is_the_core_s(run), run


def test_the_runs_above_cover_what_they_should() -> None:
    all_runs = list(covering())
    assert len(all_runs) >= 300
    assert {(run.problem, run.optimizer) for run in all_runs} == set(PAIRS)
    assert any(trace(run).end.t < run.updates and not trace(run).diverged for run in all_runs), "tol"


@given(runs())
@example(Run(lr=1e150))
@example(Run(x=[1e200, 1e200], y=[1.0, 2.0], problem="line", optimizer="adam", epochs=3))
@settings(max_examples=draws(100))
def test_the_program_of_any_run_ends_where_the_core_does(run: Run) -> None:
    assert is_the_core_s(run)


@pytest.mark.parametrize("gradient", GRADIENTS)
@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("problem", ["origin", "line", "deep"])
def test_a_program_ends_at_the_update_in_which_the_core_diverges(
    problem: str, batch: int | str, gradient: str
) -> None:
    run = Run(problem=problem, lr=1e60, batch=batch, gradient=gradient, sampling="reshuffle", epochs=9)
    columns = trace(run)
    assert columns.diverged and 0 < columns.end.t < run.updates
    assert is_the_core_s(run)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_program_ends_after_the_epoch_in_which_the_core_settles(name: str) -> None:
    run = Run(problem="line", optimizer=name, tol=0.3, lr=0.02, sampling="shuffle-once", epochs=30)
    assert 0 < trace(run).end.t < run.updates
    assert is_the_core_s(run)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_line_near_the_last_holds_the_mean_that_averaged_keeps(problem: str) -> None:
    run = Run(problem=problem, optimizer="averaged", sampling="with-replacement", batch=2, epochs=7)
    (mean,) = (line for line in printed(program(run)) if line.startswith("mean"))
    assert bits(numbers(mean)) == bits(average(trace(run).end))


@pytest.mark.parametrize("run", CONSTANTS_MOVED, ids=lambda run: run.optimizer)
def test_the_program_holds_the_constants_of_the_run(run: Run) -> None:
    assert is_the_core_s(run)


def test_a_program_prints_a_line_for_some_epochs_a_prediction_and_where_it_ends() -> None:
    for epochs in (1, 9, 19, 20, 99, 1234):
        assert 3 <= len(printed(program(Run(lr=0.02, epochs=epochs)))) <= 21


def test_every_program_answers_the_x_that_it_is_asked_for_if_its_model_does() -> None:
    """As ``--help`` says, be that x the note's own 4 or another."""
    for run in covering(1, 31):
        for x in (4.0, 5.0):
            told = [line for line in printed(PROGRAMS["numpy"](run, x, "en")) if line.startswith("Predict")]
            answers = run.model.predict
            expected = answers(trace(run).end.parameters, x) if answers else None
            assert told == ([f"Predict (after training) {x:.0f} {expected}"] if answers else [])


@pytest.mark.parametrize("lang", COMMENTS)
def test_what_is_said_beside_the_settings_is_so(lang: str) -> None:
    """An epoch is a pass only where it takes every sample once, and only what is drawn is stochastic."""
    said = COMMENTS[lang]
    for run in [
        *covering(1, apart(6)),
        Run(batch=8),
        Run(data="noisy-20", batch=6, sampling="with-replacement"),
    ]:
        text, columns = program(run, lang=lang), trace(run.replaced(lr=0.0, epochs=20, tol=0.0))
        taken = [sample for batch in columns.batches() for sample in batch]
        epochs = [sorted(taken[k : k + run.samples]) for k in range(0, len(taken), run.samples)]
        passes = all(each == [*range(run.samples)] for each in epochs)
        assert [key in text for key in (said["epochs"], said["epochs.drawn"])] == [passes, not passes]
        sizes = {len(batch) for batch in columns.batches()}
        if "batch_size = " in text and sizes != {run.batch}:
            assert min(sizes) < int(run.batch) and ("left" if lang == "en" else "剩下") in said["batch_size"]
        whole = run.batch == "all"
        assert text.startswith("# " + said["title.all" if whole else "title"].partition("{")[0])


def test_what_it_prints_on_the_way_is_the_run_s_too() -> None:
    run = Run(problem="line", batch=3, epochs=30)
    columns = trace(run)
    for line in printed(program(run))[:-2]:
        row = columns.epoch_ends[int(line.split()[1])] + 1
        assert bits(numbers(line)[:2]) == bits(tuple(columns.parameters[row].tolist()))
        assert numbers(line)[2] == pytest.approx(columns.mean_loss[row], rel=1e-12)


def test_a_program_of_ten_thousand_samples_holds_them_in_lines_that_a_page_can_hold() -> None:
    xs, ys = [i / 7 for i in range(10_000)], [1e-300 * i for i in range(10_000)]
    run = Run(x=xs, y=ys, lr=1e-9, epochs=1)
    text = program(run)
    assert is_the_core_s(run)
    assert max(map(len, text.splitlines())) <= 110


# --- x in other units ---

SCALED = [
    (Run(problem=name, data=data, sampling="reshuffle", gradient=gradient, batch=batch, lr=0.05), scaling)
    for name, data in (("origin", "noisy"), ("line", "far"), ("logistic", "labels"), ("deep", "note"))
    for scaling in scalings_of(PROBLEMS[name])[1:]
    for gradient in GRADIENTS
    for batch in BATCHES
]


@pytest.mark.parametrize(("given", "scaling"), SCALED, ids=repr)
@pytest.mark.parametrize("lang", COMMENTS)
def test_a_program_of_scaled_x_holds_x_as_given_and_predicts_at_an_x_as_given(
    given: Run, scaling: str, lang: str
) -> None:
    run, units = rescaled(given.replaced(epochs=5), scaling), units_of(given, scaling)
    text = PROGRAMS["numpy"](run, 40.0, lang, units)
    scope: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(text, "program.py", "exec"), scope)
    *_, predicted, last = out.getvalue().splitlines()
    end = trace(run).end.parameters
    assert scope["x_data"] == list(given.points[0]) and scope["z_data"] == list(run.points[0])
    assert bits(numbers(last)) == bits(end)
    assert predicted == f"Predict (after training) 40 {run.model.predict(end, units.z(40.0))}"


# --- the note's own run ---


def test_the_note_s_run_is_a_program_as_short_as_the_note_s_that_prints_its_log() -> None:
    text = program(Run())
    assert len(text.splitlines()) <= 33
    assert printed(text) == list(note_lines(trace(Run()), 4.0))
    assert "import" not in text


def test_of_another_prediction_or_run_the_last_line_is_the_parameters() -> None:
    assert printed(PROGRAMS["numpy"](Run(), 5.0, "en"))[-1] == "w = 1.9999999999999236"
    assert printed(program(Run(lr=0.02)))[-1].startswith("w = ")


@pytest.mark.parametrize(
    "run",
    [
        Run(),
        Run(problem="logistic", gradient="saga", sampling="with-replacement", batch=3, epochs=5, seed=2**40),
    ],
)
def test_a_program_runs_as_a_process_of_its_own(run: Run) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-"],
        input=program(run, lang="zh").encode(),
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    assert done.stdout.decode().splitlines() == printed(program(run))


# --- what they are made of ---


def imported(text: str) -> set[str]:
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert all(isinstance(node, ast.Import) for node in nodes)
    return {alias.name for node in nodes for alias in node.names}  # type: ignore[union-attr]


def test_they_import_nothing_but_math_numpy_and_torch_and_those_only_where_they_are_used() -> None:
    for run in covering(0, apart(7)):
        for name, allowed in {"numpy": {"math", "numpy"}, "torch": {"math", "numpy", "torch"}}.items():
            text = program(run, name)
            assert imported(text) <= allowed
            for module, prefix in {"math": "math.", "numpy": "np."}.items():
                assert (module in imported(text)) == (prefix in text)


@every_program
def test_they_are_as_ruff_would_have_them(name: str, tmp_path: Path) -> None:
    pytest.importorskip("ruff")
    for place, run in enumerate([Run(), *covering(0, apart(9))]):
        if run.samples <= 12:
            for lang in COMMENTS:
                (tmp_path / f"program{place}_{lang}.py").write_text(program(run, name, lang), "utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    isolated = ["--isolated", "--line-length", "110"]
    for command in (["format", "--check"], ["check", "--select", "E,W,F,I"]):
        done = subprocess.run([*ruff, *command, *isolated, tmp_path], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode()


def comments(text: str) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.string.removeprefix("# ") for token in tokens if token.type == tokenize.COMMENT}


@every_program
def test_comments_are_in_the_language_asked_for(name: str) -> None:
    for run in covering(0, apart(11)):
        english, chinese = (program(run, name, lang) for lang in ("en", "zh"))
        assert english.isascii()
        assert all(re.search(r"[\u4e00-\u9fff]", comment) for comment in comments(chinese)), chinese
        assert not comments(chinese) & comments(english)
        # What is not said is the same.
        assert ast.dump(ast.parse(english)) == ast.dump(ast.parse(chinese))


def test_every_language_has_every_comment() -> None:
    assert {frozenset(table) for table in COMMENTS.values()} == {frozenset(COMMENTS["en"])}
    known = {
        each.name
        for registry in REGISTRIES.values()
        for entry in registry.values()
        for each in constants_of(entry)
    }
    assert known - {"lr_steps"} == set(CONSTANTS["zh"])


def test_every_sampling_and_gradient_has_its_text() -> None:
    assert set(ORDERS) == set(SAMPLINGS)
    assert set(ONE) == set(MANY) == set(GRADIENTS)


def test_a_run_that_no_program_can_hold_is_offered_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert formats(Run())[-3:] == formats(Run(batch="all"))[-3:] == ["numpy", "torch", "notebook"]
    monkeypatch.delitem(ORDERS, "cyclic")
    assert formats(Run()) == ["note", "csv", "json"]


def test_no_formula_of_the_core_stands_in_the_writers() -> None:
    """What a program computes of a problem, an optimizer or a schedule changes with its entry alone."""
    for file in ("program.py", "programs.py", "notebook.py"):
        text = Path(sgd_core.__file__).with_name(file).read_text("utf-8")
        constants = {each.name for entry in OPTIMIZERS.values() for each in entry.constants}
        assert not constants & set(re.findall(r"\w+", text))


@every_program
def test_no_name_of_an_entry_can_meet_one_that_the_programs_use_for_their_own(name: str) -> None:
    """Names of an entry make way for all others, those that are in use before the loop and in it."""
    for run in covering(0, apart(2)):
        entries = PROBLEMS[run.problem], OPTIMIZERS[run.optimizer], SCHEDULES[run.schedule]
        theirs = {each.name for entry in entries for each in constants_of(entry)}
        theirs |= {*PROBLEMS[run.problem].parameters, *OPTIMIZERS[run.optimizer].memory}
        nodes = ast.walk(ast.Module(outside(program(run, name)), []))
        used = {node.id for node in nodes if isinstance(node, ast.Name)}
        stems = {re.sub(rf"_({'|'.join(PROBLEMS[run.problem].parameters)})$", "", each) for each in used}
        assert stems <= OWN | theirs, program(run, name)


def outside(text: str) -> list[ast.stmt]:
    """The statements of a program that stand in none of its functions."""
    return [node for node in ast.parse(text).body if not isinstance(node, ast.FunctionDef)]


# --- a new optimizer ---


def newcomer(name: str = "sgd") -> Optimizer:
    """A rule with names that the programs use for their own, a branch, a power and an exponential."""

    def rule(constants):
        def direction(w, g, slots, t):
            mean, order = slots
            mean = 0.9 * mean + g
            order = where(g > 0, order + 1.0, exp(w) - order)
            rate = 1 - 0.5 ** (t + 1)
            return where(abs(order) > 2, mean, g) / rate / (sqrt(order * order) + 1), (mean, order)

        return direction

    return Optimizer(name, "", (), rule, {"mean": 0.0, "order": 1.0})


@pytest.mark.parametrize("gradient", GRADIENTS)
@pytest.mark.parametrize("problem", ["origin", "line"])
def test_a_new_optimizer_appears_in_the_program_with_nothing_else_touched(
    monkeypatch: pytest.MonkeyPatch, problem: str, gradient: str
) -> None:
    monkeypatch.setitem(OPTIMIZERS, "sgd", newcomer())
    for sampling, batch in itertools.product(SAMPLINGS, BATCHES):
        run = Run(problem=problem, gradient=gradient, sampling=sampling, batch=batch, epochs=4)
        if run != Run():
            assert is_the_core_s(run)
            assert "mean_" in program(run)
    assert is_the_core_s(Run(problem=problem, gradient=gradient, batch=2, lr=1e60, epochs=9))


@pytest.mark.parametrize("name", ["line", "huber"])
def test_another_formula_of_a_problem_or_a_schedule_is_another_program(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A loss of two parameters with awkward names, whose exponential overflows, under a rate of its own."""

    def loss(w, x, y):
        return exp(w[0] * x) + (w[1] - y) * (w[1] - y)

    def gradient(w, x, y):
        return x * exp(w[0] * x), 2 * (w[1] - y)

    problem = replace(PROBLEMS["line"], name=name, parameters=("n", "k"), loss=loss, gradient=gradient)
    monkeypatch.setitem(PROBLEMS, name, problem)
    schedule = replace(SCHEDULES["cosine"], rate=lambda plan, t: plan.lr * exp(t * 0.125))
    monkeypatch.setitem(SCHEDULES, "cosine", schedule)
    for gradients, batch, lr in itertools.product(GRADIENTS, BATCHES, (0.01, 1e3)):
        run = Run(problem=name, schedule="cosine", gradient=gradients, batch=batch, lr=lr, epochs=6)
        assert is_the_core_s(run)


# --- PyTorch ---


def torch_printed(run: Run, text: str = "") -> list[str]:
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    before = torch.get_default_dtype()
    try:
        return printed(text or program(run, "torch"))
    finally:
        torch.set_default_dtype(before)


def is_near(run: Run) -> bool:
    """Whether the PyTorch program ends within 1e-9 of the core's final parameters, or diverges as they do."""
    path = trace(run).parameters
    size = abs(path[np.isfinite(path)]).max()
    pairs = zip(numbers(torch_printed(run)[-1]), path[-1].tolist(), strict=True)
    return all(bits(one) == bits(other) or abs(one - other) <= 1e-9 * size for one, other in pairs)


@pytest.mark.parametrize(("given", "scaling"), SCALED, ids=repr)
def test_pytorch_s_program_of_scaled_x_predicts_at_an_x_as_given(given: Run, scaling: str) -> None:
    run, units = rescaled(given.replaced(epochs=5), scaling), units_of(given, scaling)
    *_, predicted, _ = torch_printed(run, PROGRAMS["torch"](run, 40.0, "en", units))
    head, _, value = predicted.rpartition(" ")
    assert head == "Predict (after training) 40"
    expected = run.model.predict(trace(run).end.parameters, units.z(40.0))
    assert float(value) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("problem", "optimizer"), PAIRS)
def test_pytorch_s_program_of_every_problem_and_optimizer_ends_where_the_core_does(
    problem: str, optimizer: str
) -> None:
    for batch in BATCHES:
        run = Run(problem=problem, optimizer=optimizer, batch=batch, sampling="reshuffle", epochs=5)
        assert is_near(decided(run) if optimizer == "rprop" else run), run


def decided(run: Run) -> Run:
    """The same run in the first order where no gradient is mere rounding, whose sign is anyone's."""
    orders = (run.replaced(seed=seed) for seed in range(9))
    return next((each for each in orders if abs(trace(each).gradient).min() > 1e-9), run)


@pytest.mark.parametrize("part", range(12))
def test_pytorch_s_program_ends_where_the_core_does_on_every_other_axis(part: int) -> None:
    for run in covering(part, 12):
        assert is_near(run), run


@pytest.mark.parametrize("gradient", GRADIENTS)
@pytest.mark.parametrize("batch", BATCHES)
def test_pytorch_s_program_ends_at_the_update_in_which_the_core_diverges(
    batch: int | str, gradient: str
) -> None:
    run = Run(problem="line", lr=1e60, batch=batch, gradient=gradient, epochs=9)
    epochs = trace(run).end.t // run.updates_per_epoch
    *lines, _, last = torch_printed(run)
    assert not all(map(math.isfinite, numbers(last)))
    # A line for each epoch before it.
    assert len(lines) == epochs - (trace(run).end.t % run.updates_per_epoch == 0)


def test_pytorch_s_program_prints_the_mean_that_averaged_keeps() -> None:
    run = Run(problem="line", optimizer="averaged", sampling="reshuffle", batch=3, epochs=7)
    (mean,) = (line for line in torch_printed(run) if line.startswith("mean"))
    assert numbers(mean) == pytest.approx(average(trace(run).end), rel=1e-9)


def test_pytorch_s_program_of_the_note_s_run_prints_the_note_s_log() -> None:
    log = list(note_lines(trace(Run()), 4.0))
    found = torch_printed(Run())
    assert [line.split()[:3] for line in found if "x=" in line] == [
        line.split()[:3] for line in log if "x=" in line
    ]
    assert len(found) == len(log)
    assert float(found[-1].split()[-1]) == pytest.approx(float(log[-1].split()[-1]), rel=1e-9)


def test_pytorch_s_program_takes_the_optimizer_of_torch_where_there_is_one() -> None:
    for name, entry in OPTIMIZERS.items():
        text = program(Run(problem="line", optimizer=name, gradient="svrg"), "torch")
        assert ("torch.optim." in text) == bool(entry.torch) == ("def move" not in text)
    assert not OPTIMIZERS["averaged"].torch


@pytest.mark.parametrize("momentum", [0.0, 0.5])
@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_pytorch_s_program_takes_any_momentum(optimizer: str, momentum: float) -> None:
    assert is_near(Run(problem="line", optimizer=optimizer, momentum=momentum, epochs=5))


@pytest.mark.parametrize("run", CONSTANTS_MOVED, ids=lambda run: run.optimizer)
def test_pytorch_s_program_holds_the_constants_of_the_run(run: Run) -> None:
    assert is_near(run)


@pytest.mark.parametrize("x", [-19.9, -20.01, -39.9, -40.1, -700.0])
def test_pytorch_s_program_holds_where_a_label_is_all_but_certain(x: float) -> None:
    assert is_near(Run(problem="logistic", x=[x], y=[1.0], w0=[1.0, 0.0], lr=5.0, epochs=1))


@pytest.mark.parametrize("problem", ["origin", "line"])
def test_a_new_optimizer_appears_in_pytorch_s_program(monkeypatch: pytest.MonkeyPatch, problem: str) -> None:
    monkeypatch.setitem(OPTIMIZERS, "sgd", newcomer())
    for gradient, batch in itertools.product(GRADIENTS, BATCHES):
        assert is_near(Run(problem=problem, gradient=gradient, batch=batch, lr=0.02, epochs=4))

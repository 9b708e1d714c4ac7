"""An entry that a registry gains is one of the words at once, and nothing else has to be told."""

import math

import pytest

from sgd_core import Run, RunError, trace
from sgd_core.optimizers import Optimizer
from sgd_core.plain import formula_text
from sgd_core.run import PARAMETERS
from sgd_core.schedules import Schedule
from tests.core.test_main import call, prints
from tests.newcomers import NEWCOMERS


@pytest.fixture(params=NEWCOMERS)
def chosen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What chooses an entry that was added after everything had been imported."""
    registry, entry = NEWCOMERS[request.param]
    monkeypatch.setitem(registry, entry.name, entry)
    return {request.param: entry.name}


def test_a_run_takes_a_new_entry_to_text_and_back(chosen: dict[str, str]) -> None:
    run = Run(**chosen)
    assert run.to_params() == chosen
    assert Run.from_params(chosen) == run == Run().replaced(**chosen) != Run()
    assert len(trace(run)) == 300


def test_a_complaint_lists_a_new_entry(chosen: dict[str, str]) -> None:
    ((name, word),) = chosen.items()
    with pytest.raises(RunError) as caught:
        Run(**{name: "nonsense"})
    (complaint,) = caught.value.complaints
    assert word in complaint.allowed().split(", ")


def test_the_command_line_takes_a_new_entry_and_explains_it(chosen: dict[str, str]) -> None:
    ((name, word),) = chosen.items()
    registry, entry = NEWCOMERS[name]
    assert prints(Run(**chosen), f"--{name}", word)
    assert prints(Run(**chosen), "--link", f"http://localhost:8501/?{name}={word}")
    _, lines, _ = call("--help")
    assert any(line.split()[:1] == [word] and entry_text(entry) in line for line in lines)
    assert PARAMETERS[name].kind.describe() == ", ".join(registry)


def entry_text(entry: object) -> str:
    """What an entry does, by its formula if it has one."""
    if isinstance(entry, Optimizer | Schedule):
        return formula_text(entry)
    return str(getattr(entry, "formula", "") or getattr(entry, "about", ""))


def test_a_new_entry_is_gone_with_its_registration() -> None:
    for name, (_, entry) in NEWCOMERS.items():
        with pytest.raises(RunError):
            Run(**{name: entry.name})


def test_a_new_optimizer_moves_by_its_own_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    registry, entry = NEWCOMERS["optimizer"]
    monkeypatch.setitem(registry, entry.name, entry)
    run = Run(optimizer="bounded", lr=0.25, epochs=2)
    path, velocity = [1.0], 0.0
    for x, y in [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)] * 2:
        velocity = 0.9 * velocity + 2 * x * (x * path[-1] - y)
        path.append(path[-1] - 0.25 * (velocity / math.sqrt(1 + velocity * velocity)))
    assert trace(run).parameters[:, 0].tolist() == path
    assert run.momentum == 0.9

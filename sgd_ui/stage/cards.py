"""The five stages of an update: each with its line of code, and the numbers that the browser puts in."""

from __future__ import annotations

from sgd_core import Run
from sgd_core.gradients import GRADIENTS
from sgd_core.optimizers import OPTIMIZERS
from sgd_ui.words.catalogue import Words, together

STAGES = ("pick", "predict", "gradient", "move", "loss")
#: What comes of each stage.
_RESULTS = {"predict": "{prediction}", "gradient": "{grad}", "move": "{after}", "loss": "{loss}"}
#: The model of some problems is that of another.
_MODELS = {"huber": "line"}


def cards(run: Run, words: Words) -> list[dict[str, str]]:
    """For each stage of an update of this run its ``title``, ``code``, what is ``given``, and ``result``."""
    picked = words["card.picked" if run.batch_size == 1 else "batch.picked"]
    results = {"pick": picked} | _RESULTS
    return [
        {
            "title": words[f"card.title.{name}"],
            "code": _code(run, name, words),
            "given": _given(run, name, words),
            "result": results[name],
        }
        for name in STAGES
    ]


def _table(run: Run, name: str) -> str:
    """The table of words for one stage."""
    if name == "pick":
        return "card.pick"
    if name == "gradient" and run.gradient != "plain":
        return f"estimate.{run.gradient}"
    if name == "move":
        if run.optimizer not in ("sgd", "averaged"):
            return f"move.{run.optimizer}"
        return "card.move" if len(run.model.parameters) == 1 else "card.pair"
    return f"card.{_MODELS.get(run.problem, run.problem) if name == 'predict' else run.problem}.{name}"


def _code(run: Run, name: str, words: Words) -> str:
    table, names = words.table(_table(run, name)), run.model.parameters
    code = table.get("code") or _formula(run, name)
    code = code if run.batch_size == 1 else table.get("batch", code)
    # Where there are two parameters there is room for two lines.
    return (code if len(names) == 1 else code.replace("; ", "\n")).replace("{names}", together(names))


def _formula(run: Run, name: str) -> str:
    """What stands for the line of code where the catalogue has none: the entry's own formula."""
    return (OPTIMIZERS[run.optimizer] if name == "move" else GRADIENTS[run.gradient]).formula


def _given(run: Run, name: str, words: Words) -> str:
    if run.batch_size > 1:
        several = words.get(f"batch.{name}")
        if several and not (name == "gradient" and run.gradient != "plain"):
            return several
    return words.table(_table(run, name)).get("given") or words[f"card.moved_{len(run.w0)}"]

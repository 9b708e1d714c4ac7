"""What is to be told beside the formulas of a run: what their letters are, and what they begin at.

>>> [name for name, _ in remarks(Run(optimizer="adam", schedule="cosine"), "otherwise", ", ")]
['memory', 'scheduled', 'counted', 'total']
"""

from __future__ import annotations

from collections.abc import Iterator

from sgd_core import equations
from sgd_core.latex import latex, lines
from sgd_core.layout import holds, line, symbol
from sgd_core.notation import number
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.run import Run
from sgd_core.schedules import SCHEDULES

#: The name of a remark, and what fills the blanks of its words.
Remark = tuple[str, dict[str, str]]


def remarks(run: Run, otherwise: str, comma: str) -> Iterator[Remark]:
    """Each remark that the formulas of a run ask for, its mathematics in LaTeX.

    Args:
        otherwise: what stands for the last case of several.
        comma: what parts the items of a list.
    """
    rate = equations.rate(SCHEDULES[run.schedule])
    mean = equations.average(OPTIMIZERS[run.optimizer], run.model.parameters)
    move = equations.of_run(run)["move"]
    # The step sizes of a rule that finds them begin with the rate, as its formula says.
    first = [
        f"${latex(line(symbol(name), '=', number(value)))}$"
        for name, value in OPTIMIZERS[run.optimizer].memory.items()
        if name != "size" and any(holds(each, symbol(name)) for each in move)
    ]
    if first:
        yield "memory", {"memory": comma.join(first)}
    if run.gradient == "plain" and run.batch_size > 1:
        yield "batch", {}
    if rate:
        yield "scheduled", {"rate": f"${lines(rate, otherwise)}$"}
    elif equations.rate_of(run) != "lr":
        yield "pieces", {}
    if mean:
        yield "averaged", {"mean": f"${lines(mean, otherwise)}$"}
    if any(holds(each, symbol("t")) for each in (*move, *rate, *mean)):
        yield "counted", {}
    if any(holds(each, symbol("updates")) for each in rate):
        yield "total", {}
    if any(holds(each, symbol("per_epoch")) for each in rate):
        yield "per_epoch", {}

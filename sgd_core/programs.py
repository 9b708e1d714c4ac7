"""Programs to take away: a run as one short file that stands alone, in NumPy or in PyTorch.

The NumPy program comes to the core's own bits; PyTorch's takes its optimizer from torch.optim where there
is one, and its gradients from autograd.

>>> note = numpy_program(Run(), 4.0, "en")
>>> note.splitlines()[:3]
['# Stochastic gradient descent: origin, sgd.', 'x_data = [1.0, 2.0, 3.0]', 'y_data = [2.0, 4.0, 6.0]']
"""

from __future__ import annotations

from collections.abc import Callable

from sgd_core.program import Program
from sgd_core.program_templates import MANY, ONE, entered
from sgd_core.run import Run
from sgd_core.scaling import Units
from sgd_core.source import as_python, indented


class Numpy(Program):
    """A run in plain loops that come to the core's own bits."""

    def value(self, name: str) -> str:
        return name

    def each_scaled(self) -> str:
        return f"[{self.scaled('x')} for x in x_data]"

    def start(self, w: str, value: float) -> list[str]:
        return [f"{w} = {value!r}"]

    def start_kept(self) -> list[str]:
        return ["@start = @w"]

    def enter(self) -> list[str]:
        return entered(self.run.gradient, "mean_gradient(@w, range(n))")

    def gradients(self) -> dict[str, list[str]]:
        means = ", ".join(f"{self.handed(w)} / len(batch)" for w in self.names)
        return {
            "gradient": self.function("gradient", ["@w", "x", "y"], self.trees.gradient),
            "mean_gradient": [
                "# mean_gradient",
                "def mean_gradient(@w, batch):",
                # From 0.0, though a zero may lose its sign by that: no parameter is moved by a zero.
                "    $grad = 0.0",
                "    for i in batch:",
                "        @new = gradient(@w, x_data[i], y_data[i])",
                "        $grad += $new",
                f"    return {means}",
            ],
            "mean_loss": [
                "# mean_loss",
                "def mean_loss(@w):",
                "    return sum(loss(@w, x, y) for x, y in zip(x_data, y_data)) / n",
            ],
        }

    def estimate(self) -> list[str]:
        return (ONE if self.size == "one" else MANY)[self.run.gradient]

    def handed(self, w: str) -> str:
        return self.name("grad", w)

    def moves(self) -> list[str]:
        if self.optimizer.rule(self.run.constants):
            calls = [self.call(w, w, w, self.handed(w)) for w in self.names]
            return [*self.rated(), *calls]
        moved = [self.moved(w, self.handed(w), str, self.rate)[1] for w in self.names]
        pairs = zip(self.names, as_python(moved).expressions, strict=True)
        return [*self.rated(), *(f"{w} = {text}" for w, text in pairs)]


class _Torch(Program):
    prelude = ("torch.set_default_dtype(torch.float64)", "")
    array = "torch.tensor([{}])"
    # Past its threshold torch's softplus is a straight line, which by default is 2e-9 away.
    spelling = {name: f"torch.{name}({{}})" for name in ("sqrt", "exp", "log1p", "cos")} | {
        "exp_or_inf": "torch.exp({})",
        "where": "torch.where({})",
        "sigmoid": "torch.sigmoid({})",
        "softplus": "torch.nn.functional.softplus({}, threshold=40)",
    }

    def value(self, name: str) -> str:
        return f"{name}.item()"

    def each_scaled(self) -> str:
        return self.scaled("x_data")

    def start(self, w: str, value: float) -> list[str]:
        return [f"{w} = torch.tensor({value!r}, requires_grad=True)"]

    def start_kept(self) -> list[str]:
        svrg = self.run.gradient == "svrg"
        return ["$start = $w.detach().clone().requires_grad_()" if svrg else "$start = $w.item()"]

    def enter(self) -> list[str]:
        return entered(self.run.gradient, "gradient(@w, x_data, y_data)")

    def gradients(self) -> dict[str, list[str]]:
        several = len(self.names) > 1
        found = "torch.autograd.grad(loss(@w, x, y).mean(), " + ("[@w])" if several else "@w)[0]")
        return {
            "gradient": ["# autograd", "def gradient(@w, x, y):", f"    return {found}"],
            "mean_loss": [
                "# mean_loss",
                "def mean_loss(@w):",
                "    return loss(@w, x_data, y_data).mean().item()",
            ],
        }

    def functions(self) -> dict[str, list[str]]:
        found = super().functions()
        if any("softplus" in line for line in found["loss"]):
            said, *lines = found["loss"]
            found["loss"] = [said, "# softplus", *lines]
        return found | {"move": ["# written_out", *found["move"]]}

    def state(self) -> dict[str, list[str]]:
        if not self.optimizer.torch:
            return super().state()
        peer, *keywords = self.optimizer.torch
        made = f"optimizer = {peer}({', '.join(['[@w]', 'lr=lr', *keywords])})"
        return super().state() | {"optimizer": [made]}

    @property
    def _is_usual(self) -> bool:
        """Whether an update is what every lesson of PyTorch has: zero_grad, backward, step."""
        return self.run.gradient == "plain" and bool(self.optimizer.torch)

    def estimate(self) -> list[str]:
        if self.run.gradient == "saga":
            return (ONE if self.size == "one" else MANY)["saga"]
        lines = ONE[self.run.gradient]
        if self._is_usual:
            mean = "" if self.size == "one" else ".mean()"
            lines = ["optimizer.zero_grad()", f"loss(@w, x, y){mean}.backward()"]
        taken = {"one": "x, y", "many": "x_data[batch], y_data[batch]", "all": "x_data, y_data"}[self.size]
        return [line.replace("x, y", taken) for line in lines]

    def handed(self, w: str) -> str:
        return f"{w}.grad" if self._is_usual else self.name("grad", w)

    def moves(self) -> list[str]:
        if not self.optimizer.torch:
            return [*self.rated(), "with torch.no_grad():", *indented(self._written_out())]
        given = [] if self._is_usual else ["$w.grad = $grad"]
        return [*self._handed_on(), *given, "optimizer.step()"]

    def _handed_on(self) -> list[str]:
        """The learning rate of an update, where the optimizer has to be told another one."""
        told = 'optimizer.param_groups[0]["lr"] = '
        if self.rate == "rate":
            return [line.replace("rate = ", told, 1) for line in self.rated()]
        return [*self.rated(), f"{told}lr"] if self.rated() else []

    def _written_out(self) -> list[str]:
        calls = [self.call(w, "value", self.value(w), self.value(self.handed(w))) for w in self.names]
        return [
            line for w, call in zip(self.names, calls, strict=True) for line in (call, f"{w}.fill_(value)")
        ]


def numpy_program(run: Run, predict: float, lang: str, units: Units | None = None) -> str:
    """The run as a program that asks for NumPy alone; its last line prints the final parameters.

    That of the note's own run prints the note's log.
    """
    return Numpy(run, predict, lang, units).text()


def torch_program(run: Run, predict: float, lang: str, units: Units | None = None) -> str:
    """The run as a program in PyTorch; what it prints has the same layout."""
    return _Torch(run, predict, lang, units).text()


#: What writes each: of a run, the x of the prediction, the language of the comments and the units of x.
PROGRAMS: dict[str, Callable[[Run, float, str, Units | None], str]] = {
    "numpy": numpy_program,
    "torch": torch_program,
}

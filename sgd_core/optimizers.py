"""How a gradient moves the parameters: w ← w − lr·d, each rule with its own direction d.

A rule that finds the length of its moves by itself (rprop) gives the whole step d instead: w ← w − d.

Every rule works on one parameter at a time, in float64, and follows PyTorch's formulas, conventions
and default constants (but momentum 0.9) where it names a class of torch.optim, and else its source;
floats (one run), arrays (an ensemble) and trees (see ``formula``) serve alike.

>>> direction = OPTIMIZERS["momentum"].rule({"momentum": 0.5})
>>> direction(1.0, -2.0, (-4.0,), 1)
(-4.0, (-4.0,))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sgd_core.arithmetic import larger, sign, smaller, sqrt, where
from sgd_core.gradients import Vector
from sgd_core.parameters import Parameter, Real
from sgd_core.tree import check_names

#: What an optimizer remembers of one parameter.
Slots = tuple[Any, ...]
#: (parameter, gradient, slots, t) to (direction, new slots); t counts the updates from 0. See ``whole``.
Direction = Callable[..., tuple[Any, Slots]]
#: (parameter, gradient, slots, t, lr) to (step, new slots).
Step = Callable[[Any, Any, Slots, Any, Any], tuple[Any, Slots]]
#: Moves all parameters: (parameters, gradient, slots, lr, t) to (parameters, slots).
Mover = Callable[[Vector, Vector, tuple[Slots, ...], Any, Any], tuple[Vector, tuple[Slots, ...]]]


@dataclass(frozen=True, eq=False)
class Optimizer:
    """A rule for the direction of a move.

    ``rule(constants)`` gives its direction: None where that is the gradient itself. Where it is ``whole``,
    the direction is handed the learning rate behind t, and is the step. ``memory`` names what it remembers
    of one parameter, with the values before the first update; a direction is handed them, and gives them
    back, in this order. A gradient that is not finite must never give a direction that is, and no number may
    make it raise. (A gradient that is finite may still overflow when squared: adagrad, rmsprop, adadelta and
    all that come from adam but adamax then divide by infinity and, but for a weight decay, stand still, as
    PyTorch's do.) Where ``averages`` is set, the last of ``memory`` is the sum of the parameter after updates
    1 … t − 1.
    ``torch`` names the class of torch.optim that does the same, and its keywords in terms of the constants.
    """

    name: str
    source: str
    constants: tuple[Parameter, ...]
    rule: Callable[[Mapping[str, Any]], Direction | None]
    memory: Mapping[str, float] = field(default_factory=dict)
    averages: bool = False
    whole: bool = False
    torch: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_names(self.name, [*self.memory, *(constant.name for constant in self.constants)])

    @property
    def slots(self) -> Slots:
        """What it remembers of one parameter before the first update."""
        return tuple(self.memory.values())


def _sgd(constants: Mapping[str, Any]) -> None:
    return None


def _momentum(constants: Mapping[str, Any]) -> Direction:
    momentum = constants["momentum"]

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        velocity = momentum * slots[0] + g
        return velocity, (velocity,)

    return direction


def _nesterov(constants: Mapping[str, Any]) -> Direction:
    momentum = constants["momentum"]

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        velocity = momentum * slots[0] + g
        return g + momentum * velocity, (velocity,)

    return direction


def _adagrad(constants: Mapping[str, Any]) -> Direction:
    eps = constants["eps"]

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        total = slots[0] + g * g
        return g / (sqrt(total) + eps), (total,)

    return direction


def _rmsprop(constants: Mapping[str, Any]) -> Direction:
    alpha, eps = constants["alpha"], constants["eps"]

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        square = alpha * slots[0] + (1 - alpha) * (g * g)
        return g / (sqrt(square) + eps), (square,)

    return direction


def _moments(constants: Mapping[str, Any]) -> Callable[[Any, Any, Any], tuple[Any, Any]]:
    """How Adam's means of the gradient and of its square take one more gradient in."""
    beta1, beta2 = constants["beta1"], constants["beta2"]
    new1, new2 = 1 - beta1, 1 - beta2

    def moments(first: Any, second: Any, g: Any) -> tuple[Any, Any]:
        return beta1 * first + new1 * g, beta2 * second + new2 * (g * g)

    return moments


def _along(constants: Mapping[str, Any]) -> Callable[[Any, Any, int], Any]:
    """Adam's direction: both means without their bias toward 0, one over the root of the other."""
    beta1, beta2, eps = constants["beta1"], constants["beta2"], constants["eps"]

    def along(first: Any, square: Any, t: int) -> Any:
        k = t + 1
        rise1, rise2 = 1 - beta1**k, 1 - beta2**k
        return first / rise1 / (sqrt(square) / sqrt(rise2) + eps)

    return along


def _adam(constants: Mapping[str, Any]) -> Direction:
    moments, along = _moments(constants), _along(constants)

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        first, second = slots
        first, second = moments(first, second, g)
        return along(first, second, t), (first, second)

    return direction


def _adamw(constants: Mapping[str, Any]) -> Direction:
    adam, weight_decay = _adam(constants), constants["weight_decay"]

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        step, kept = adam(w, g, slots, t)
        return step + weight_decay * w, kept

    return direction


def _amsgrad(constants: Mapping[str, Any]) -> Direction:
    moments, along = _moments(constants), _along(constants)

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        first, second, largest = slots
        first, second = moments(first, second, g)
        largest = larger(largest, second)
        return along(first, largest, t), (first, second, largest)

    return direction


def _nadam(constants: Mapping[str, Any]) -> Direction:
    beta1, beta2, eps = constants["beta1"], constants["beta2"], constants["eps"]
    moments, decay = _moments(constants), constants["momentum_decay"]

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        first, second, product = slots
        k = t + 1
        mu = beta1 * (1 - 0.5 * 0.96 ** (k * decay))
        mu_next = beta1 * (1 - 0.5 * 0.96 ** ((t + 2) * decay))
        product = product * mu
        first, second = moments(first, second, g)
        root = sqrt(second / (1 - beta2**k)) + eps
        ahead = (1 - mu) / (1 - product) * (g / root) + mu_next / (1 - product * mu_next) * (first / root)
        return ahead, (first, second, product)

    return direction


def _adamax(constants: Mapping[str, Any]) -> Direction:
    beta1, beta2, eps = constants["beta1"], constants["beta2"], constants["eps"]
    new1 = 1 - beta1

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        first, norm = slots
        first = beta1 * first + new1 * g
        norm = larger(beta2 * norm, abs(g) + eps)
        return first / (1 - beta1 ** (t + 1)) / norm, (first, norm)

    return direction


def _adadelta(constants: Mapping[str, Any]) -> Direction:
    rho, eps = constants["rho"], constants["eps"]
    new = 1 - rho

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        square, moves = slots
        square = rho * square + new * (g * g)
        moved = sqrt(moves + eps) / sqrt(square + eps) * g
        moves = rho * moves + new * (moved * moved)
        return moved, (square, moves)

    return direction


def _rprop(constants: Mapping[str, Any]) -> Direction:
    shrink, grow = constants["etaminus"], constants["etaplus"]
    low, high = constants["step_min"], constants["step_max"]

    def step(w: Any, g: Any, slots: Slots, t: int, lr: Any) -> tuple[Any, Slots]:
        previous, size = slots
        turn = g * previous
        factor = where(turn > 0, grow, where(turn < 0, shrink, 1.0))
        # Where the slope has turned, the parameter rests for an update.
        goes = where(turn < 0, 0.0, 1.0)
        before = where(t > 0, size, lr)
        size = smaller(larger(before * factor, low), high)
        previous = goes * g
        return size * sign(previous), (previous, size)

    return step


def _lion(constants: Mapping[str, Any]) -> Direction:
    beta1, beta2, weight_decay = constants["beta1"], constants["beta2"], constants["weight_decay"]
    new1, new2 = 1 - beta1, 1 - beta2

    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        (first,) = slots
        blend = beta1 * first + new1 * g
        first = beta2 * first + new2 * g
        return sign(blend) + weight_decay * w, (first,)

    return direction


def _averaged(constants: Mapping[str, Any]) -> Direction:
    def direction(w: Any, g: Any, slots: Slots, t: int) -> tuple[Any, Slots]:
        # The start itself is not averaged over.
        total = where(t > 0, slots[0] + w, slots[0])
        return g, (total,)

    return direction


def average(total: Any, w: Any, t: Any) -> Any:
    """The mean of a parameter after updates 1 … t, given its sum after all but the last of them."""
    return (total + w) / t


def stepper(rule: Direction, whole: bool = False) -> Step:
    """The step lr·d of a parameter, given its direction d; or the rule itself, where that is the step."""
    if whole:
        return rule

    def step(w: Any, g: Any, slots: Slots, t: Any, lr: Any) -> tuple[Any, Slots]:
        d, kept = rule(w, g, slots, t)
        return lr * d, kept

    return step


def mover(direction: Direction | None, parameters: int, whole: bool = False) -> Mover:
    """w ← w − lr·d for all parameters of a problem, given the direction d of each, or None for d = g."""
    if direction is None:
        return _follow_one if parameters == 1 else _follow_all
    stepped = stepper(direction, whole)

    def move_one(w: Vector, g: Vector, slots: Any, lr: Any, t: Any) -> tuple[Vector, Any]:
        d, kept = stepped(w[0], g[0], slots[0], t, lr)
        return (w[0] - d,), (kept,)

    def move_all(w: Vector, g: Vector, slots: Any, lr: Any, t: Any) -> tuple[Vector, Any]:
        moved, kept = [], []
        for value, pull, slot in zip(w, g, slots, strict=True):
            d, after = stepped(value, pull, slot, t, lr)
            moved.append(value - d)
            kept.append(after)
        return tuple(moved), tuple(kept)

    return move_one if parameters == 1 else move_all


def _follow_one(w: Vector, g: Vector, slots: Any, lr: Any, t: Any) -> tuple[Vector, Any]:
    return (w[0] - lr * g[0],), slots


def _follow_all(w: Vector, g: Vector, slots: Any, lr: Any, t: Any) -> tuple[Vector, Any]:
    return tuple([value - lr * d for value, d in zip(w, g, strict=True)]), slots


_MOMENTUM = Parameter("momentum", Real(low=0.0), 0.9, "how much of the last velocity stays")
_BETA1 = Parameter("beta1", Real(low=0.0, below=1.0), 0.9, "how much of the mean gradient stays")
_BETA2 = Parameter("beta2", Real(low=0.0, below=1.0), 0.999, "how much of the mean square stays")
_BETA1_LION = replace(_BETA1, help="weight of the mean gradient in the step")
_BETA2_ADAMAX = replace(_BETA2, help="how much of the largest size of a gradient stays")
_BETA2_LION = Parameter("beta2", Real(low=0.0, below=1.0), 0.99, "how much of the mean gradient stays")
_RHO = Parameter("rho", Real(low=0.0, below=1.0), 0.9, "how much of the mean squares stays")
_MU_DECAY = Parameter("momentum_decay", Real(low=0.0), 0.004, "how fast the momentum comes up to beta1")
_ALPHA = Parameter("alpha", Real(low=0.0, below=1.0), 0.99, "how much of the mean square stays")
_DECAY = Parameter("weight_decay", Real(low=0.0), 0.01, "pull of every parameter toward 0")

_NO_DECAY = replace(_DECAY, default=0.0)
_ETAS = (
    Parameter(
        "etaminus", Real(above=0.0, below=1.0), 0.5, "factor of a step size whose gradient changes sign"
    ),
    Parameter(
        "etaplus",
        Real(above=1.0),
        1.2,
        "factor of a step size whose gradient keeps its sign, if the update before moved it",
    ),
)
_SIZES = (
    Parameter("step_min", Real(low=0.0), 1e-6, "least step size"),
    Parameter("step_max", Real(above=0.0), 50.0, "largest step size"),
)


def _eps(default: float) -> Parameter:
    return Parameter("eps", Real(above=0.0), default, "keeps a division by a small number in bounds")


OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer("sgd", "Robbins, Monro 1951", (), _sgd, torch=("torch.optim.SGD",)),
        Optimizer(
            "momentum",
            "Polyak 1964; torch.optim.SGD",
            (_MOMENTUM,),
            _momentum,
            {"velocity": 0.0},
            torch=("torch.optim.SGD", "momentum=momentum"),
        ),
        Optimizer(
            "nesterov",
            "Nesterov 1983; torch.optim.SGD(nesterov=True)",
            (_MOMENTUM,),
            _nesterov,
            {"velocity": 0.0},
            torch=("torch.optim.SGD", "momentum=momentum", "nesterov=momentum > 0"),
        ),
        Optimizer(
            "adagrad",
            "Duchi, Hazan, Singer 2011; torch.optim.Adagrad",
            (_eps(1e-10),),
            _adagrad,
            {"total": 0.0},
            torch=("torch.optim.Adagrad", "eps=eps"),
        ),
        Optimizer(
            "rmsprop",
            "Tieleman, Hinton 2012; torch.optim.RMSprop",
            (_ALPHA, _eps(1e-8)),
            _rmsprop,
            {"square": 0.0},
            torch=("torch.optim.RMSprop", "alpha=alpha", "eps=eps"),
        ),
        Optimizer(
            "adam",
            "Kingma, Ba 2015; torch.optim.Adam",
            (_BETA1, _BETA2, _eps(1e-8)),
            _adam,
            {"first": 0.0, "second": 0.0},
            torch=("torch.optim.Adam", "betas=(beta1, beta2)", "eps=eps"),
        ),
        Optimizer(
            "adamw",
            "Loshchilov, Hutter 2019; torch.optim.AdamW",
            (_BETA1, _BETA2, _eps(1e-8), _DECAY),
            _adamw,
            {"first": 0.0, "second": 0.0},
            torch=("torch.optim.AdamW", "betas=(beta1, beta2)", "eps=eps", "weight_decay=weight_decay"),
        ),
        Optimizer(
            "amsgrad",
            "Reddi, Kale, Kumar 2018; torch.optim.Adam(amsgrad=True)",
            (_BETA1, _BETA2, _eps(1e-8)),
            _amsgrad,
            {"first": 0.0, "second": 0.0, "largest": 0.0},
            torch=("torch.optim.Adam", "betas=(beta1, beta2)", "eps=eps", "amsgrad=True"),
        ),
        Optimizer(
            "nadam",
            "Dozat 2016; torch.optim.NAdam",
            (_BETA1, _BETA2, _eps(1e-8), _MU_DECAY),
            _nadam,
            {"first": 0.0, "second": 0.0, "product": 1.0},
            torch=("torch.optim.NAdam", "betas=(beta1, beta2)", "eps=eps", "momentum_decay=momentum_decay"),
        ),
        Optimizer(
            "adamax",
            "Kingma, Ba 2015; torch.optim.Adamax",
            (_BETA1, _BETA2_ADAMAX, _eps(1e-8)),
            _adamax,
            {"first": 0.0, "norm": 0.0},
            torch=("torch.optim.Adamax", "betas=(beta1, beta2)", "eps=eps"),
        ),
        Optimizer(
            "adadelta",
            "Zeiler 2012; torch.optim.Adadelta",
            (_RHO, _eps(1e-6)),
            _adadelta,
            {"square": 0.0, "moves": 0.0},
            torch=("torch.optim.Adadelta", "rho=rho", "eps=eps"),
        ),
        Optimizer(
            "rprop",
            "Riedmiller, Braun 1993; iRprop⁻: Igel, Hüsken 2000; torch.optim.Rprop",
            (*_ETAS, *_SIZES),
            _rprop,
            {"previous": 0.0, "size": 0.0},
            whole=True,
            torch=("torch.optim.Rprop", "etas=(etaminus, etaplus)", "step_sizes=(step_min, step_max)"),
        ),
        Optimizer(
            "lion",
            "Chen et al. 2023",
            (_BETA1_LION, _BETA2_LION, _NO_DECAY),
            _lion,
            {"first": 0.0},
        ),
        Optimizer(
            "averaged",
            "Polyak, Juditsky 1992; Ruppert 1988",
            (),
            _averaged,
            {"total": 0.0},
            averages=True,
        ),
    )
}

"""Stochastic gradient descent, one sample at a time: pure, and the same bits for the same description.

They are the same on every machine wherever nothing but + − × ÷ √ and comparisons enters. An exponential, a
logarithm, a cosine or a power is the C library's: with it the bits are the same on every machine that has the
same one.

>>> from sgd_core import Run, stream, trace
>>> run = Run(lr=0.05, sampling="reshuffle", seed=7)
>>> first = next(stream(run))
>>> first.parameters == tuple(trace(run).parameters[1])
True
"""

from sgd_core.ensemble import Ensemble, bands, ensemble, growing
from sgd_core.errors import Complaint, RunError
from sgd_core.run import Run
from sgd_core.stream import State, Step, stream
from sgd_core.trace import Trace, trace

__version__ = "0.1.0"

__all__ = [
    "Complaint",
    "Ensemble",
    "Run",
    "RunError",
    "State",
    "Step",
    "Trace",
    "bands",
    "ensemble",
    "growing",
    "stream",
    "trace",
]

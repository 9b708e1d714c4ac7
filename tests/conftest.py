"""Hypothesis without clock or chance: the same examples on every machine, whatever else is loaded."""

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

settings.register_profile(
    "ci",
    max_examples=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")

# It would also draw numbers that stand in the modules loaded by then: others after other tests, or after a
# change in any line of the house. It is left with the collection that it begins with, which is empty.
providers._get_local_constants = lambda: providers._local_constants

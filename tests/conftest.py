"""What all tests share: Hypothesis without clock or chance whatever else is loaded, and an order of files."""

import os
import sys

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from tests.effort import USUAL

# Every worker, every server and every command that a test starts loads the same files. Where nothing compiled
# may be kept, each of them compiles the whole house again, which takes as long as many a file of tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile(
    "ci",
    max_examples=USUAL,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")

# It would also draw numbers that stand in the modules loaded by then: others after other tests, or after a
# change in any line of the house. It is left with the collection that it begins with, which is empty.
providers._get_local_constants = lambda: providers._local_constants

#: Folders and files that take longest.
LONGEST = {"browser", "test_linear_time.py", "test_programs.py", "test_travel.py", "test_your_data.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest goes first: no worker is left with it in the end."""
    items.sort(key=lambda item: LONGEST.isdisjoint(item.path.parts))

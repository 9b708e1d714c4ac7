"""How much a run or an ensemble may ask for, so that no description can exhaust a machine.

>>> from sgd_core import Run, RunError
>>> try:
...     Run(epochs=MAX_UPDATES)
... except RunError as error:
...     print(error)
epochs: "1000000" makes 3000000 updates; allowed: at most 333333 epochs, all else as it is
"""

from __future__ import annotations

MAX_SAMPLES = 10_000
MAX_UPDATES = 1_000_000
MAX_GRADIENTS = 10_000_000
MAX_SEED = 2**53 - 1
#: Longest text of one number: the largest double, written out, takes 309 digits.
MAX_NUMBER = 400
#: Longest text of one value: as many steps as samples, each an update, a rate and two marks.
MAX_TEXT = 40 * MAX_SAMPLES
#: Longest address of a link, up to its query.
MAX_ADDRESS = 2000
#: Bytes of a file, or letters of a text, that a table is read from: 1 MB.
MAX_FILE = 1_000_000
MAX_COLUMNS = 200
MAX_RUNS = 1000
MAX_ENSEMBLE_GRADIENTS = 100_000_000
#: Parameters that an ensemble keeps: 400 MB of them.
MAX_ENSEMBLE_NUMBERS = 50_000_000

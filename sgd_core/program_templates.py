"""What the programs to take away do that no formula says: the order of the samples, and svrg and saga.

In the templates ``@grad`` stands for the gradients of all parameters (``grad_w, grad_b``), and a line with
``$grad`` is written once for each; ``@w`` and ``$w`` are the parameters themselves. A comment is named by
its key.

>>> ONE["plain"]
['@grad = gradient(@w, x, y)']
"""

from __future__ import annotations

#: The order of an epoch, for each sampling: what stands before the loop, and what begins an epoch.
_SHUFFLED = 'np.argsort({}.random_raw(n), kind="stable").tolist()'
ORDERS: dict[str, tuple[str, str]] = {
    "cyclic": ("order = list(range(n))", ""),
    "reshuffle": ("bits = np.random.PCG64(seed)", f"order = {_SHUFFLED.format('bits')}"),
    "shuffle-once": (f"order = {_SHUFFLED.format('np.random.PCG64(seed)')}", ""),
    "with-replacement": (
        "bits = np.random.PCG64(seed)",
        "order = [draw % n for draw in bits.random_raw(n).tolist()]",
    ),
}

#: What an update is handed, of one sample x, y (the i-th) and of a batch.
ONE = {
    "plain": ["@grad = gradient(@w, x, y)"],
    "svrg": [
        "# svrg.update",
        "@new = gradient(@w, x, y)",
        "@old = gradient(@start, x, y)",
        "$grad = $new - $old + $full",
    ],
    "saga": [
        "# saga.update",
        "@new = gradient(@w, x, y)",
        "$grad = $new - $table[i] + $mean",
        "# saga.table",
        "$mean += ($new - $table[i]) / n",
        "$table[i] = $new",
    ],
}
MANY = {
    "plain": ["@grad = mean_gradient(@w, batch)"],
    "svrg": [
        "# svrg.update",
        "$grad = 0.0",
        "for i in batch:",
        "    @new = gradient(@w, x_data[i], y_data[i])",
        "    @old = gradient(@start, x_data[i], y_data[i])",
        "    $grad += $new - $old",
        "$grad = $grad / len(batch) + $full",
    ],
    "saga": [
        "# saga.update",
        "fresh = []",
        "$grad = 0.0",
        "for i in batch:",
        "    @new = gradient(@w, x_data[i], y_data[i])",
        "    $grad += $new - $table[i]",
        "    fresh.append((i, @new))",
        "$grad = $grad / len(batch) + $mean",
        "# saga.table",
        "for i, @new in fresh:",
        "    $mean += ($new - $table[i]) / n",
        "    $table[i] = $new",
    ],
}
#: What comes before the first epoch.
BEFORE: dict[str, list[str]] = {
    "plain": [],
    "svrg": [],
    "saga": [
        "# saga.start",
        "$table = []",
        "for x, y in zip(x_data, y_data):",
        "    @new = gradient(@w, x, y)",
        "    $table.append($new)",
    ],
}


def entered(gradient: str, full: str) -> list[str]:
    """What an epoch begins with, ``full`` being the mean gradient over all samples."""
    means = ["$mean = 0.0", "for i in range(n):", "    $mean += $table[i]", "$mean /= n"]
    return {
        "plain": [],
        "svrg": ["# svrg.epoch", f"@full = {full}"],
        "saga": ["# saga.epoch", *means],
    }[gradient]


#: The exponential of a value that may be beyond doubles.
EXP = [
    "def exp(value):",
    "    try:",
    "        return math.exp(value)",
    "    except OverflowError:",
    "        return math.inf",
]

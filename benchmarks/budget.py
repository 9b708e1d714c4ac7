"""What one link can make the server compute, and what a lone visitor notices of ten such links at once.

    python benchmarks/budget.py
    python benchmarks/budget.py home-1M gd-own-1M
    python benchmarks/budget.py lone

The second line is of some links alone, the third of the lone visitor. Prints tables in Markdown. The app is
started in a process of its own, on a free port, and opened over its websocket as a browser would; processor
time and memory are the process's own, read from /proc. The links ask for as much as a link may, none of them
by a press. First stand the prices of some computations, as the app estimates them, beside what they take.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from sgd_core import Run, theory, trace
from sgd_core.ensemble import growing
from sgd_ui.runs import budget
from sgd_ui.runs.steepest import steepest_batch
from tests.wire import Server, Visitor, serving

#: A visitor who changes the rate so often, alone and beside the heavy links.
CHANGES = 25
#: Seconds after which a link is given up.
PATIENCE = 120


def own(count: int) -> str:
    """A reader's own pairs, written short."""
    xs, ys = (",".join(str(first + k % many) for k in range(count)) for first, many in ((1, 9), (2, 7)))
    return f"x={xs}&y={ys}"


_LABELS = f"x={','.join(['-1', '1'] * 5000)}&y={','.join(['0', '1'] * 5000)}"
_RIVALS = "b.optimizer=adam&c.optimizer=adamw&d.optimizer=rmsprop&e.optimizer=adagrad&f.optimizer=averaged"
_RACE = "gd_vs_sgd?rates=own&within=1e-9"
_LONG = "epochs=333333&lr=0.001"
#: Name to page and query: as much as a link may ask for.
LINKS = {
    "home-1M": f"?{_LONG}",
    "home-1M-adam-saga": f"?{_LONG}&optimizer=adam&gradient=saga",
    "home-10Mgrad": "?data=noisy-200&epochs=50000&lr=0.001&batch=100",
    "home-own-10000": f"?{own(10_000)}&epochs=100&lr=0.001",
    "home-logistic-10000": f"?problem=logistic&{_LABELS}&epochs=10",
    "note-1M": f"note?{_LONG}",
    "gd-own-1M": f"{_RACE}&{_LONG}&d.gradient=saga",
    "gd-own-200": f"{_RACE}&epochs=5000&data=noisy-200&problem=line&d.gradient=svrg&axis=time",
    "gd-shared-1M": f"gd_vs_sgd?{_LONG}&d.gradient=saga",
    "gd-own-10000": f"gd_vs_sgd?{own(10_000)}&epochs=100&lr=0.001&axis=time&d.gradient=svrg",
    "sampling-2seeds-1M": f"sampling?data=note&{_LONG}&seeds=2",
    "sampling-1000": "sampling?data=noisy-200&epochs=500&lr=0.001&seeds=1000",
    "sampling-own-10000": f"sampling?{own(10_000)}&epochs=100&lr=0.001&seeds=1000",
    "lr-2seeds-1M": f"learning_rate?{_LONG}&seeds=2",
    "lr-1000": "learning_rate?data=noisy-200&epochs=500&lr=0.001&seeds=1000",
    "lr-500pts": f"learning_rate?{own(500)}&epochs=400&lr=0.001&seeds=500",
    "saddle-1000": "saddle?epochs=5000&seeds=1000",
    "saddle-2": "saddle?epochs=500000&lr=0.001&seeds=2",
    "saddle-deep": f"saddle?problem=deep&{_LONG}&seeds=1000",
    "opt-own-1M": f"optimizers?problem=line&batch=all&epochs=125000&rates=own&{_RIVALS}",
    "opt-own-1M-b1": f"optimizers?problem=line&epochs=80000&{_RIVALS}",
    "opt-swept": f"optimizers?problem=line&epochs=12500&rates=own&{_RIVALS}",
    "yd-1M": f"your_data?problem=origin&x=1,2,3&y=2,4,6.5&{_LONG}",
    "yd-300": f"your_data?problem=origin&{own(300)}&epochs=3000&lr=0.001&optimizer=adam",
}
COLUMNS = ("link", "processor, s", "opening, s", "sent, MB", "growth, MB", "peak, MB", "waits for a press")
#: Those that are opened at once.
HEAVY = [
    "home-1M", "home-10Mgrad", "gd-own-200", "gd-own-1M", "sampling-1000", "sampling-2seeds-1M",
    "lr-1000", "lr-500pts", "saddle-1000", "saddle-2",
]  # fmt: skip


# --- prices ---

_PRICED: dict[str, Run] = {
    "plain": Run(epochs=333_333, lr=0.001),
    "scheduled": Run(epochs=333_333, lr=0.001, sampling="with-replacement", schedule="cosine"),
    "adam on saga": Run(epochs=150_000, optimizer="adam", gradient="saga"),
    "line, adam": Run(problem="line", epochs=40_000, optimizer="adam"),
    "line, svrg": Run(problem="line", epochs=20_000, gradient="svrg"),
    "full batch of 200": Run(data="noisy-200", epochs=10_000, batch="all"),
    "autoencoder": Run(problem="autoencoder", epochs=250_000),
    "logistic, full batch": Run(problem="logistic", epochs=30_000, batch="all"),
}
_MANY: dict[str, tuple[Run, int, bool]] = {
    "2 seeds": (Run(epochs=100_000, lr=0.001), 2, True),
    "1,000 seeds, reshuffled": (Run(epochs=4000, lr=0.001, sampling="reshuffle"), 1000, True),
    "500 seeds of 200 samples": (Run(data="noisy-200", lr=0.001, sampling="with-replacement"), 500, True),
    "181 rates": (Run(epochs=30_000), 181, False),
    "60 rates, adam": (Run(problem="line", data="noisy-20", optimizer="adam", epochs=3000), 60, False),
    "41 rates, svrg": (Run(problem="line", data="noisy-20", gradient="svrg", epochs=2000), 41, False),
    "200 seeds, autoencoder": (Run(problem="autoencoder", sampling="reshuffle", epochs=20_000), 200, True),
}  # fmt: skip


def prices() -> Iterator[tuple[str, float, float]]:
    """Name, seconds as estimated, and as measured."""
    for name, run in _PRICED.items():
        yield f"trace: {name}", budget.trace(run), _seconds(lambda run=run: trace(run))  # type: ignore[misc]
    for name, (run, runs, over_seeds) in _MANY.items():
        which = {"seeds": range(runs)} if over_seeds else {"lrs": np.linspace(1e-4, 1e-3, runs).tolist()}
        took = _seconds(lambda run=run, which=which: list(growing(run, every=run.updates, **which)))  # type: ignore[misc]
        yield f"ensemble: {name}", budget.ensemble(run, runs, over_seeds), took
    xs, ys = (list(map(float, text[2:].split(","))) for text in own(2000).split("&"))
    columns = trace(Run(x=xs, y=ys, lr=1e-4, epochs=40))
    rows = np.arange(80_000)
    yield (
        "mean losses",
        budget.mean_losses(columns.run, len(rows)),
        _seconds(lambda: columns.mean_loss_at(rows)),
    )
    spread = np.random.default_rng(0).normal(size=500).tolist()
    yield "intervals of 500 samples", budget.intervals(500), _seconds(lambda: theory.cyclic_intervals(spread))
    line, zeros = Run(problem="line").model, [0.0] * 500
    took = _seconds(lambda: steepest_batch(line, (0.0, 0.0), spread, zeros, 50))
    yield "steepest batch of 500 samples", budget.steepest_batch(500), took
    took = _seconds(lambda: theory.reshuffled_mean_square(xs, ys, 1e-6))
    yield "exact order of 2,000 samples", budget.random_orders(2000), took
    took = _seconds(lambda: theory.expected_path(xs, ys, 1e-3, 1.0, 1_000_000))
    yield "exact path", budget.expected_path(1_000_000), took


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


# --- links ---


def heavy(app: Server, name: str) -> None:
    """Opens one link alone, and prints what it takes."""
    before, held, begin = app.seconds, app.megabytes("VmRSS"), time.perf_counter()
    app.forget_peak()
    took, sent, waits = "–", 0.0, "–"
    with suppress(TimeoutError), opened(app, LINKS[name]) as visitor:
        took, sent = f"{time.perf_counter() - begin:.1f}", sum(visitor.received.values()) / 1e6
        parts = [key.removeprefix("desk.") for key in visitor.keys if key.startswith("desk.")]
        waits = ", ".join(parts + ["failed"] * bool(visitor.errors)) or "–"
    spent, peak = app.seconds - before, app.megabytes("VmHWM")
    cells = [name, f"{spent:.1f}", took, f"{sent:.1f}", f"{peak - held:.0f}", f"{peak:.0f}", waits]
    print(f"| {' | '.join(cells)} |", flush=True)


def opened(app: Server, link: str) -> Visitor:
    """Opens a link; waits until the page is whole."""
    page, _, query = link.partition("?")
    return Visitor(app.address, page, f"lang=en&{query}", patience=PATIENCE)


def change(visitor: Visitor, number: int) -> float:
    """Changes the rate; the seconds until the page is whole, and a pause."""
    begin = time.perf_counter()
    visitor.set("run.lr", string_value=f"0.01{number:04}")
    took = time.perf_counter() - begin
    time.sleep(0.3)
    return took


def lone(app: Server) -> None:
    """A lone visitor's change, alone and beside ten heavy links."""
    # Another seed, so that nothing is kept of the links that were opened alone.
    links = [f"{LINKS[name].replace('lr=0.001', 'lr=0.0011')}&seed=7" for name in HEAVY]
    with opened(app, "") as visitor, ThreadPoolExecutor(len(links)) as pool:
        alone = [change(visitor, k) for k in range(CHANGES)]
        crowd = [pool.submit(lambda link=link: opened(app, link).close()) for link in links]
        # While the pages are computed, not before they have begun.
        time.sleep(0.5)
        beside: list[float] = []
        while not all(each.done() for each in crowd):
            beside.append(change(visitor, CHANGES + len(beside)))
        for each in crowd:
            each.result()
    print("| | changes | median | largest |\n|---|---:|---:|---:|")
    for name, took in (("alone", alone), ("beside ten heavy links", beside)):
        print(f"| {name} | {len(took)} | {statistics.median(took):.2f} s | {max(took):.2f} s |")
    print(f"| ratio | | {statistics.median(beside) / statistics.median(alone):.1f} | |")


def main() -> None:
    chosen = sys.argv[1:]
    if not chosen:
        print("| price of | estimated | measured |\n|---|---:|---:|")
        for name, estimate, measured in prices():
            print(f"| {name} | {estimate:.2f} s | {measured:.2f} s |", flush=True)
    with serving() as app:
        if chosen != ["lone"]:
            print(f"\n| {' | '.join(COLUMNS)} |\n|---|---:|---:|---:|---:|---:|---|", flush=True)
            for name in chosen or LINKS:
                heavy(app, name)
        if not chosen or chosen == ["lone"]:
            print()
            lone(app)


if __name__ == "__main__":
    main()

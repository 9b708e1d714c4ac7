"""What one link can make the server compute, and what a lone visitor notices of ten such links at once.

    pip install -r benchmarks/requirements.txt
    python benchmarks/budget.py

Prints tables in Markdown. The app is started in a process of its own, on a free port, and opened over its
websocket as a browser would; processor time and memory are the process's own, read from /proc. The links
ask for as much as a link may, none of them by a press. First stand the prices of some computations, as the
app estimates them, beside what they take.
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

sys.path.insert(0, str(Path(__file__).parents[1]))

from sgd_core import Run, theory, trace
from sgd_core.ensemble import growing
from sgd_ui.runs import budget

ROOT = Path(__file__).parents[1]
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
    took = _seconds(lambda: theory.reshuffled_mean_square(xs, ys, 1e-6))
    yield "exact order of 2,000 samples", budget.random_orders(2000), took
    took = _seconds(lambda: theory.expected_path(xs, ys, 1e-3, 1.0, 1_000_000))
    yield "exact path", budget.expected_path(1_000_000), took


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


# --- the server ---


class Server:
    """The app in a process of its own."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid, self.port = pid, port

    @property
    def seconds(self) -> float:
        """Processor time by now."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self, what: str) -> float:
        """``VmRSS``, the memory now, or ``VmHWM``, its peak."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1]) / 1024
        raise KeyError(what)

    def forget_peak(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")


@contextmanager
def server() -> Iterator[Server]:
    """Starts the app, and ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    flags.append("--server.fileWatcherType=none")
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *flags], cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health").close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the app did not start")


class Visitor:
    """A browser without a window: one websocket, one session."""

    def __init__(self, server: Server, page: str) -> None:
        self._server, self._page = server, page
        self.received = 0
        #: By key: the widgets drawn last.
        self.widgets: dict[str, str] = {}
        self.failed = False

    async def __aenter__(self) -> Visitor:
        address = f"ws://127.0.0.1:{self._server.port}/_stcore/stream"
        self._socket = await websockets.connect(address, subprotocols=["streamlit"], max_size=None)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def open(self, query: str) -> float:
        """Opens the page; seconds until it is whole."""
        message = BackMsg()
        message.rerun_script.query_string = f"lang=en&{query}"
        message.rerun_script.page_name = self._page
        return await self._rerun(message)

    async def set_text(self, key: str, text: str) -> float:
        """Types into a field; seconds until the page is whole."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self._hash
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = self.widgets[key], text
        return await self._rerun(message)

    async def _rerun(self, message: BackMsg) -> float:
        begin = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while True:
            data = await self._socket.recv()
            self.received += len(data)
            answer = ForwardMsg.FromString(data)
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self._hash = answer.new_session.page_script_hash
            elif kind == "delta":
                self._note(answer)
            elif kind == "script_finished":
                return time.perf_counter() - begin

    def _note(self, answer: ForwardMsg) -> None:
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        self.failed |= kind == "exception"
        if kind in ("text_input", "button"):
            name = getattr(element, kind).id
            self.widgets[name.rpartition("-")[2]] = name

    @property
    def pressable(self) -> list[str]:
        """The parts that wait for a press."""
        return [key.removeprefix("desk.") for key in self.widgets if key.startswith("desk.")]


async def heavy(app: Server, name: str) -> None:
    """Opens one link alone, and prints what it takes."""
    page, _, query = LINKS[name].partition("?")
    before, held = app.seconds, app.megabytes("VmRSS")
    app.forget_peak()
    async with Visitor(app, page) as visitor:
        try:
            took = f"{await asyncio.wait_for(visitor.open(query), PATIENCE):.1f}"
        except TimeoutError:
            took = "–"
        parts = ", ".join(visitor.pressable) + (" failed" if visitor.failed else "")
        spent, peak = app.seconds - before, app.megabytes("VmHWM")
    cells = [name, f"{spent:.1f}", took, f"{visitor.received / 1e6:.1f}", f"{peak - held:.0f}", f"{peak:.0f}"]
    print(f"| {' | '.join([*cells, parts or '–'])} |", flush=True)


async def changes(visitor: Visitor, count: int, begin: int = 0) -> list[float]:
    """A visitor who changes the rate; seconds that each change takes."""
    took = []
    for k in range(count):
        took.append(await visitor.set_text("run.lr", f"0.01{begin + k:04}"))
        await asyncio.sleep(0.3)
    return took


async def lone(app: Server) -> None:
    """A lone visitor's change, alone and beside ten heavy links."""
    async with Visitor(app, "") as visitor:
        await visitor.open("")
        alone = await changes(visitor, CHANGES)
        crowd = [asyncio.create_task(_visit(app, name)) for name in HEAVY]
        # While the pages are computed, not before they have begun.
        await asyncio.sleep(0.5)
        beside: list[float] = []
        while not all(each.done() for each in crowd):
            beside += await changes(visitor, 1, CHANGES + len(beside))
        await asyncio.gather(*crowd)
    print("| | changes | median | largest |\n|---|---:|---:|---:|")
    for name, took in (("alone", alone), ("beside ten heavy links", beside)):
        print(f"| {name} | {len(took)} | {statistics.median(took):.2f} s | {max(took):.2f} s |")
    print(f"| ratio | | {statistics.median(beside) / statistics.median(alone):.1f} | |")


async def _visit(app: Server, name: str) -> None:
    page, _, query = LINKS[name].partition("?")
    # Another seed, so that nothing is kept of the links that were opened alone.
    async with Visitor(app, page) as visitor:
        await visitor.open(query.replace("lr=0.001", "lr=0.0011") + "&seed=7")


def main() -> None:
    chosen = sys.argv[1:]
    if not chosen:
        print("| price of | estimated | measured |\n|---|---:|---:|")
        for name, estimate, measured in prices():
            print(f"| {name} | {estimate:.2f} s | {measured:.2f} s |", flush=True)
    with server() as app:
        print("\n| link | processor, s | opening, s | sent, MB | growth, MB | peak, MB | waits for a press |")
        print("|---|---:|---:|---:|---:|---:|---|", flush=True)
        for name in chosen or LINKS:
            asyncio.run(heavy(app, name))
        if not chosen:
            print()
            asyncio.run(lone(app))


if __name__ == "__main__":
    main()

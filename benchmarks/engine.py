"""How fast a run is computed in the browser, beside plain loops of the same arithmetic.

    python benchmarks/engine.py

Opens a page in Chromium that holds nothing but the engine, under a policy that forbids scripts made of
text. Each peer is a loop written by hand for one problem and one optimizer, which keeps what the engine
keeps of every update: the parameters, the gradient, the learning rate and the loss after the move. Before
anything is measured its numbers are compared with the engine's. The two take turns.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sgd_core import Run  # noqa: E402
from tests.browser import engines  # noqa: E402

ROUNDS = 15
#: Runs, and how many of their updates, that a hand may move in a frame of 16.7 ms.
WHOLE = (("the note's problem", 300), ("the note's problem", 20_000), ("line, adam", 20_000))

ORIGIN = """({ x, y, order, updates }, { w0, lr }) => {
  let [w] = w0;
  const ws = new Float64Array(updates + 1), gs = new Float64Array(updates + 1);
  const lrs = new Float64Array(updates + 1), losses = new Float64Array(updates + 1);
  ws[0] = w;
  for (let t = 0, at = 0; t < updates; t++) {
    const i = order[at];
    at = at + 1 === order.length ? 0 : at + 1;
    const g = 2 * x[i] * (x[i] * w - y[i]);
    w = w - lr * g;
    const r = x[i] * w - y[i];
    gs[t + 1] = g;
    ws[t + 1] = w;
    lrs[t + 1] = lr;
    losses[t + 1] = r * r;
    if (!Number.isFinite(w)) break;
  }
  return [ws, losses];
}"""

LINE = """({ x, y, order, updates }, { w0, lr, constants: { beta1, beta2, eps } }) => {
  let [w, b] = w0;
  const made = () => new Float64Array(updates + 1);
  const [ws, bs, gws, gbs, lrs, losses] = [made(), made(), made(), made(), made(), made()];
  ws[0] = w;
  bs[0] = b;
  let fw = 0, fb = 0, sw = 0, sb = 0;
  for (let t = 0, at = 0; t < updates; t++) {
    const i = order[at];
    at = at + 1 === order.length ? 0 : at + 1;
    const r = w * x[i] + b - y[i];
    const gw = 2 * x[i] * r, gb = 2 * r;
    MOVE
    const after = w * x[i] + b - y[i];
    gws[t + 1] = gw;
    gbs[t + 1] = gb;
    ws[t + 1] = w;
    bs[t + 1] = b;
    lrs[t + 1] = lr;
    losses[t + 1] = after * after;
    if (!Number.isFinite(w) || !Number.isFinite(b)) break;
  }
  return [ws, losses];
}"""

SGD = "w = w - lr * gw; b = b - lr * gb;"
ADAM = """
    fw = fw + (1 - beta1) * (gw - fw);
    fb = fb + (1 - beta1) * (gb - fb);
    sw = beta2 * sw + (1 - beta2) * (gw * gw);
    sb = beta2 * sb + (1 - beta2) * (gb * gb);
    const rise1 = 1 - beta1 ** (t + 1), rise2 = Math.sqrt(1 - beta2 ** (t + 1));
    w = w - lr * (fw / rise1 / (Math.sqrt(sw) / rise2 + eps));
    b = b - lr * (fb / rise1 / (Math.sqrt(sb) / rise2 + eps));
"""

#: Runs, and the loops that are their peers, where there is one.
CONTESTS: dict[str, tuple[Run, str | None]] = {
    "the note's problem": (Run(epochs=66_667), ORIGIN),
    "the same, reshuffled": (Run(epochs=66_667, sampling="reshuffle"), ORIGIN),
    "line, sgd": (Run(problem="line", epochs=20_000), LINE.replace("MOVE", SGD)),
    "line, adam": (Run(problem="line", epochs=20_000, optimizer="adam"), LINE.replace("MOVE", ADAM)),
    "line, batches of 4 of 20": (Run(problem="line", data="noisy-20", epochs=20_000, batch=4), None),
    "huber, momentum, cosine": (
        Run(problem="huber", epochs=20_000, optimizer="momentum", schedule="cosine"),
        None,
    ),
    "logistic, sgd": (Run(problem="logistic", epochs=20_000), None),
    "autoencoder, nesterov": (Run(problem="autoencoder", epochs=20_000, optimizer="nesterov"), None),
}

MEASURE = """([spec, rounds]) => {
  const took = (work) => {
    const begin = performance.now();
    const result = work();
    return [performance.now() - begin, result];
  };
  const loop = PEER;
  const engine = new page.Engine(page.held(spec));
  const [first, { plan, updates, parameters, loss }] = took(() => engine.run());
  if (loop) {
    const same = (one, other) => one.every((value, k) => value === other[k]);
    const [ws, losses] = loop(plan, plan);
    if (!same(ws, parameters[0]) || !same(losses, loss)) throw new Error("not the same numbers");
  }
  const times = [[], []];
  for (let round = 0; round < rounds; round++) {
    times[0].push(took(() => engine.run())[0]);
    if (loop) times[1].push(took(() => loop(plan, plan))[0]);
  }
  return [updates, first, ...times];
}"""


class Measured(NamedTuple):
    """Updates, and milliseconds: of a fresh page's first run, of each round, and of each of the peer."""

    updates: int
    first: float
    own: list[float]
    peer: list[float]


def measure(browser: Browser, run: Run, peer: str | None) -> Measured:
    page = engines.opened(browser)
    measured = page.evaluate(MEASURE.replace("PEER", peer or "null"), [engines.spec(run), ROUNDS])
    page.close()
    return Measured(*measured)


def rate(updates: int, milliseconds: float) -> str:
    return f"{updates / milliseconds / 1000:.1f} M"


def row(name: str, found: Measured) -> str:
    """A line of the table."""
    updates, _, own, peer = found
    cells = [name, rate(updates, min(own)), rate(updates, statistics.median(own)), "", ""]
    if peer:
        cells[3:] = rate(updates, min(peer)), f"{min(peer) / min(own):.2f}"
    return f"| {' | '.join(cells)} |"


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        print("| | updates a second, best | median | loop by hand, best | ratio |")
        print("|---|---:|---:|---:|---:|")
        for name, (run, peer) in CONTESTS.items():
            print(row(name, measure(browser, run, peer)))
        print("\n| a whole run, ms | updates | first | best | median |\n|---|---:|---:|---:|---:|")
        for name, updates in WHOLE:
            run = CONTESTS[name][0]
            found = measure(browser, run.replaced(epochs=updates // run.updates_per_epoch), None)
            times = (found.first, min(found.own), statistics.median(found.own))
            print(f"| {name} | {found.updates:,} | {' | '.join(f'{time:.1f}' for time in times)} |")
        browser.close()


if __name__ == "__main__":
    main()

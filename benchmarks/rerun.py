"""What a change of the learning rate costs the server, page by page.

    python benchmarks/rerun.py

Starts the app, and beside it a bare Streamlit page with ten text fields and three small Plotly figures.
A client speaks to both over websockets as a browser does, types a new rate (on the bare page a new number)
and waits until the page has been run; what is measured is the processor time of the whole server process.
Pages take turns with the bare one, a batch of reruns each, round after round; every rate is a new one,
so that nothing that depends on it has been kept.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from contextlib import ExitStack
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sgd_ui.pages.registry import STATIONS  # noqa: E402
from tests.wire import Server, Visitor, serving  # noqa: E402

ROUNDS, BATCH = 7, 8
#: What each page is at when its rate begins to change.
RATES = {
    "home": 0.01, "gd_vs_sgd": 0.01, "sampling": 0.05, "learning_rate": 0.01,
    "saddle": 0.01, "optimizers": 0.1, "your_data": 0.008, "note": 0.01,
}  # fmt: skip

BARE = """
import plotly.graph_objects as go
import streamlit as st

texts = [st.text_input(f"field {k}", "1", key=f"field_{k}") for k in range(10)]
x = list(range(20))
for k in range(3):
    figure = go.Figure(go.Scatter(x=x, y=[float(texts[0]) * each**k for each in x]))
    figure.update_layout(xaxis_title="x", yaxis_title="y", height=300)
    st.plotly_chart(figure, key=f"figure_{k}")
"""


#: After every rerun Streamlit collects all rubbish in the process; on the bare page that would be most of it.
LEAN = "--runner.postScriptGC=false"


def cost(server: Server, visitor: Visitor, key: str, texts: list[str]) -> float:
    """Milliseconds of processor time that a rerun takes, on average over ``texts``."""
    begin = server.seconds
    for text in texts:
        visitor.set(key, string_value=text)
    return 1000 * (server.seconds - begin) / len(texts)


def measure() -> tuple[dict[str, list[float]], list[float]]:
    """By page, and for the bare one, what a rerun cost in each round."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_now:
        (Path(folder) / "bare.py").write_text(BARE)
        app = open_now.enter_context(serving())
        bare = open_now.enter_context(serving(LEAN, script="bare.py", folder=Path(folder)))
        plain = open_now.enter_context(Visitor(bare.address))
        visitors = {
            page: open_now.enter_context(Visitor(app.address, "" if page == "home" else page))
            for page in STATIONS
        }
        costs: dict[str, list[float]] = {page: [] for page in visitors}
        base: list[float] = []
        number = count(1)
        for _ in range(ROUNDS + 1):
            base.append(cost(bare, plain, "field_0", [f"{next(number)}" for _ in range(2 * BATCH)]))
            for page, visitor in visitors.items():
                rates = [f"{RATES[page] * (1 + 1e-4 * next(number)):.8g}" for _ in range(BATCH)]
                costs[page].append(cost(app, visitor, "run.lr", rates))
    # The first round loads what the others find loaded.
    return {page: found[1:] for page, found in costs.items()}, base[1:]


def main() -> None:
    costs, base = measure()
    print(f"bare page: {statistics.median(base):.1f} ms\n")
    print("| page | a rerun, ms | ratio to the bare page | worst round |\n|---|---:|---:|---:|")
    for page, found in costs.items():
        ratios = [each / bare for each, bare in zip(found, base, strict=True)]
        middle = statistics.median(ratios)
        print(f"| {page} | {statistics.median(found):.0f} | {middle:.1f} | {max(ratios):.1f} |")


if __name__ == "__main__":
    main()

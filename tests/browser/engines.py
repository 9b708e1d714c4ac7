"""The engine of the browser on a page of its own, which may run nothing but what is served to it."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, Route

from sgd_core import Run
from sgd_ui.frame.modules import joined
from sgd_ui.stage.engine import described

Floats = NDArray[np.float64]

_ORIGIN = "http://engine.test/"
_POLICY = "default-src 'none'; script-src 'self'"
_PAGE = '<!doctype html><script type="module" src="engine.js"></script>'
_BROWSER = Path(__file__).parents[2] / "sgd_ui" / "stage" / "browser"

#: What the page says of itself, and how numbers go in and out of it: as their bytes.
_SCRIPT = """
let refused = 0;
for (const made of [() => (0, eval)("1"), () => new Function("return 1")()]) {
  try { made(); } catch { refused += 1; }
}
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
const text = (column) => {
  let all = "";
  for (const byte of new Uint8Array(new Float64Array(column).buffer)) all += String.fromCharCode(byte);
  return btoa(all);
};
const held = (spec) => ({ ...spec, order: spec.order && new Uint16Array(bytes(spec.order)) });
const told = (engine, changes) => {
  const run = engine.run(changes);
  const rows = Array.from({ length: run.updates + 1 }, (_, row) => row);
  return {
    updates: run.updates,
    diverged: run.diverged,
    parameters: run.parameters.map(text),
    gradient: run.gradient.map(text),
    lr: text(run.lr),
    loss: text(run.loss),
    loss_before: text(engine.lossBefore(run)),
    mean_loss: text(engine.meanLoss(run, rows)),
  };
};
const values = ({ formula, names, columns }) => {
  const machine = compile(formula);
  const given = columns.map((column) => new Float64Array(bytes(column)));
  return formula.out.map((_, tree) =>
    text(given[0].map((_, row) => {
      names.forEach((name, k) => machine.set(name, given[k][row]));
      machine.run();
      return machine.value(tree);
    })));
};
window.page = { refused, Engine, evaluate, compile, isExact, held, told, values };
"""


def opened(browser: Browser) -> Page:
    """A blank page that holds the engine."""
    return holding(browser, joined(_BROWSER, "engine") + _SCRIPT)


def opened_with(browser: Browser, module: str, names: str) -> Page:
    """A blank page that holds what a module of the stage exports: ``names``, as ``page``."""
    return holding(browser, joined(_BROWSER, module) + f"window.page = {{ {names} }};")


def holding(browser: Browser, script: str) -> Page:
    """A blank page that holds a script."""
    page = browser.new_page()
    answers = {"": ("text/html", _PAGE), "engine.js": ("text/javascript", script)}

    def answer(route: Route) -> None:
        kind, body = answers[route.request.url.removeprefix(_ORIGIN)]
        headers = {"content-type": f"{kind}; charset=utf-8", "content-security-policy": _POLICY}
        route.fulfill(body=body, headers=headers)

    page.route(f"{_ORIGIN}**", answer)
    page.goto(_ORIGIN)
    return page


def spec(run: Run) -> dict[str, Any]:
    """A run as it travels to the page."""
    told: dict[str, Any] = {**(described(run) or {})}
    order = told["order"]
    return told | {"order": None if order is None else base64.b64encode(order.tobytes()).decode()}


def played(page: Page, runs: Sequence[Run]) -> list[dict[str, Any]]:
    """What the engine makes of runs: the columns of each."""
    asked = json.dumps([spec(run) for run in runs])
    told = page.evaluate(
        "text => JSON.parse(text).map(spec => page.told(new page.Engine(page.held(spec)), {}))", asked
    )
    return [columns(each) for each in told]


def columns(told: dict[str, Any]) -> dict[str, Any]:
    """The same, its numbers read: columns of several parameters side by side."""
    return told | {
        name: floats(value) if isinstance(value, str) else np.stack([*map(floats, value)], axis=1)
        for name, value in told.items()
        if isinstance(value, str | list)
    }


def floats(text: str) -> Floats:
    return np.frombuffer(base64.b64decode(text), "<f8")


def written(column: Floats) -> str:
    return base64.b64encode(np.asarray(column, "<f8").tobytes()).decode()


def same_bits(one: Any, other: Any) -> bool:
    """Whether arrays hold the same doubles, zeros with their signs; one NaN is as good as another."""
    one, other = np.asarray(one, float), np.asarray(other, float)
    if one.shape != other.shape:
        return False
    return bool(((one.view("u8") == other.view("u8")) | (np.isnan(one) & np.isnan(other))).all())


def held(column: Floats) -> Floats:
    """The same numbers, but 0 for those that are not finite."""
    return np.where(np.isfinite(column), column, 0.0)


def same_finiteness(one: Floats, other: Floats) -> bool:
    """Whether what is infinite or no number in one is so in the other."""
    return one.shape == other.shape and same_bits(one - held(one) + 0.0, other - held(other) + 0.0)

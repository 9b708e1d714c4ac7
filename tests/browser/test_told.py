"""What the stage says of an update in a sentence and in a line of arithmetic is what the core computed."""

from __future__ import annotations

import base64
import itertools
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

import sgd_ui.stage
from sgd_core import Run, Trace, trace
from sgd_core.formula import as_json
from sgd_core.link import described as link_described
from sgd_core.link import params_of
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_core.theory import cyclic_intervals
from sgd_core.tree import names
from sgd_ui.drawing.marks import X
from sgd_ui.drawing.models import predicted
from sgd_ui.frame.modules import joined
from sgd_ui.stage import payload, wording
from sgd_ui.stage.line import line
from sgd_ui.stage.player import packed
from sgd_ui.stage.spec import words_of
from sgd_ui.words.catalogue import LANGUAGES, Words, words_in
from sgd_ui.words.numerals import glance
from tests.browser import told_ends  # noqa: F401
from tests.browser.moments import MOMENTS
from tests.browser.told_facts import CHECKS, LABELS, Moment
from tests.core.strategies import runs
from tests.effort import draws
from tests.reading import computed

pytestmark = pytest.mark.browser

BROWSER = Path(sgd_ui.stage.__file__).parent / "browser"
ORIGIN = "http://told.test/"
SCRIPT = """{
const full = (x) => pythonRepr(x).replace(/-/g, "−").replace("e+", "e");
const texts = (lines) => lines.map((clauses) => clauses.map(said));
const opened = (text) => {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const [spec, columns] = unpack(bytes);
  const rows = new Rows(spec.runs[0], columns, spec.clock);
  const telling = new Telling(spec, rows, columns);
  return { telling, arithmetic: new Arithmetic(spec.line, spec.prediction, rows, columns) };
};
window.page = {
  glance,
  told: (text, updates) => {
    const { telling, arithmetic } = opened(text);
    const how = { phase: 0, coming: false, fast: false, settled: false, x: 4 };
    const glossary = new Glossary();
    return updates.map((u) => ({
      full: texts(arithmetic.at(u, full)),
      short: texts(arithmetic.at(u)),
      said: u ? telling.after(u, how) : telling.start(),
      fast: u ? telling.after(u, { ...how, fast: true }) : null,
      beside: telling.beside(u),
      coming: u ? telling.after(u, { ...how, coming: true }) : null,
      gradient: { pieces: glossary.meaning("gradient", u, telling) },
      help: { pieces: glossary.all(u, telling).flat() },
    }));
  },
  // How many updates help asks where none of so many pulls.
  asked: (text, u) => {
    const { telling } = opened(text);
    let asked = 0;
    telling.pulls = () => { asked++; return false; };
    const { length } = new Glossary().all(u, telling);
    return [asked, length];
  },
  moments: (text, updates, lowest) => {
    const { telling } = opened(text);
    const how = { phase: 0, fast: false, settled: false, x: 4 };
    const standing = (loss, done, preview, u, held = "") => {
      const grasp = { history: { story: { done } } };
      const scene = { rows: telling.rows, grasp, earned: held !== "", clock: { playing: false } };
      const sentence = { telling, scene, lowest: { loss }, tried: Number.isFinite(loss) };
      return Sentence.prototype.standing.call(sentence, { preview, held, tick: u, told: u });
    };
    const meaning = (word, u) => ({ pieces: new Glossary().meaning(word, u, telling) });
    return updates.map((u) => ({
      said: u ? telling.after(u, how) : telling.start(),
      beside: telling.beside(u),
      standing: standing(Infinity, 0, false, u),
      "by hand": standing(lowest, 0, false, u),
      lower: standing(Infinity, 0, true, u),
      lowest: standing(lowest, 0, true, u),
      // A hand that tried before the samples were seen comes lower after.
      least: standing(2 * meanLossAt(telling.rows, u), 0, true, u, "start"),
      back: standing(lowest, 1, true, u),
      ...(u ? {
        fast: telling.after(u, { ...how, fast: true }),
        settled: telling.after(u, { ...how, settled: true }),
        ...Object.fromEntries(
          [1, 2, 3, 4, 5].map((phase) => [`phase ${phase}`, telling.after(u, { ...how, phase })]),
        ),
        ...Object.fromEntries(["loss", "gradient", "rate"].map((word) => [`term ${word}`, meaning(word, u)])),
      } : {}),
    }));
  },
};
}"""
#: Those with a line or a curve through the data.
DRAWN = tuple(name for name, problem in PROBLEMS.items() if problem.predict)
#: Those that the plain formulas of the tests know.
MODELS = ("origin", "line", "logistic", "huber")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that holds the scripts of the stage, and shows nothing."""
    opened = browser.new_page()
    script = joined(BROWSER, "stage") + SCRIPT
    answers = {
        "": ("text/html", '<!doctype html><script type="module" src="stage.js"></script>'),
        "stage.js": ("text/javascript", script),
    }

    def answer(route: Route) -> None:
        kind, body = answers[route.request.url.removeprefix(ORIGIN)]
        route.fulfill(body=body, headers={"content-type": f"{kind}; charset=utf-8"})

    opened.route(f"{ORIGIN}**", answer)
    opened.goto(ORIGIN)
    yield opened
    opened.close()


def told(page: Page, columns: Trace, updates: list[int], lang: str = "en") -> list[dict[str, Any]]:
    """What the stage says at these updates of a run."""
    message = described(columns, words_in(lang))
    return list(page.evaluate("([text, updates]) => page.told(text, updates)", [message, updates]))


def described(columns: Trace, words: Words) -> str:
    """A run as the stage is told of it, in these words."""
    run = columns.run
    model = run.model
    formula = as_json([predicted(model, names(model.parameters), X)])
    told = {
        "runs": [payload.facts_of(columns)],
        "clock": {"by": "updates", "size": 1},
        "samples": run.samples,
        "colours": ["black"] * run.samples,
        "words": words_of(words, one=True) | wording.own_words(run, words),
        "prediction": formula,
        "answer": formula,
        "line": line(run, words),
        "told": wording.told_of(run, words),
    }
    return base64.b64encode(packed(told, payload.columns_of(columns))).decode()


def test_help_looks_no_farther_back_for_a_pull_than_it_can_at_once(page: Page) -> None:
    message = described(trace(Run(epochs=2000)), words_in("en"))
    near, far = (page.evaluate("([text, u]) => page.asked(text, u)", [message, u]) for u in (5, 6000))
    assert near == [5, 2] and far == [1001, 2]


def text(said: dict[str, Any] | None) -> str:
    return "".join(piece["text"] for piece in said["pieces"]) if said else ""


def about(said: dict[str, Any], of: str) -> list[str]:
    """The numbers of a sentence that are about something."""
    return [piece["text"] for piece in said["pieces"] if piece.get("of") == of]


def number(text: str) -> float:
    return float(computed(text, {})[0])


# --- the line ---


def follows(row: list[str], columns: Trace, u: int, name: str) -> None:
    """Checks every equation of a row of the line, all of whose digits are written out."""
    k = columns.run.model.parameters.index(name)
    *before, move = row
    for clause in before:
        _, right, *result = re.split(" = | ← ", clause)
        if "…" not in right.replace(" … ", "") and result:
            (value,) = computed(right, {"mean": lambda *each: math.fsum(each) / len(each)})
            assert value == pytest.approx(number(result[0]), rel=1e-7, abs=1e-9), clause
        if clause.startswith("g = "):
            given = result[0] if result else right.split(" ")[0]
            assert number(given) == columns.gradient[u - 1, k]
    left, right, change, after = re.split(" = | ← ", move)
    start, end = columns.parameters[[u - 1, u], k]
    scale = 1e-7 * max(abs(start), abs(end), 1e-2)
    assert left == name and number(after) == end and change.startswith(f"{repr_of(start)} ")
    assert [number(right), number(change)] == pytest.approx([end, end], abs=scale), move


def repr_of(value: float) -> str:
    """A number with all its digits as the line has it."""
    return repr(float(value)).replace("-", "−").replace("e+", "e")


@settings(max_examples=draws(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_line_works_out_to_what_the_core_computed(page: Page, data: st.DataObject) -> None:
    problem = data.draw(st.sampled_from(DRAWN))
    run = data.draw(runs(wild=False, problem=problem))
    columns = trace(run)
    updates = [
        u
        for u in range(1, min(len(columns), 12) + 1)
        if np.isfinite(columns.parameters[: u + 1]).all() and abs(columns.parameters[: u + 1]).max() < 1e6
    ]
    for u, said in zip(updates, told(page, columns, updates), strict=True):
        for name, row in zip(run.model.parameters, said["full"], strict=True):
            follows(row, columns, u, name)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_line_holds_what_the_optimizer_remembers(page: Page, optimizer: str) -> None:
    run = Run(problem="line", optimizer=optimizer, sampling="reshuffle", epochs=4)
    columns = trace(run)
    # Back and forth: what is remembered hangs on the updates before alone.
    updates = [30, 7, 8, 1, 32]
    for u, said in zip(updates, told(page, columns, updates), strict=True):
        for name, row in zip(run.model.parameters, said["full"], strict=True):
            follows(row, columns, u, name)
            assert not any("–" in clause or "NaN" in clause for clause in row)


def test_before_the_first_update_the_line_tells_nothing_of_it(page: Page) -> None:
    for run in (Run(), Run(problem="huber", optimizer="adam"), Run(batch=2), Run(gradient="svrg")):
        (said,) = told(page, trace(run), [0])
        for name, row in zip(run.model.parameters, said["short"], strict=True):
            assert row[-1].startswith(f"{name} ← ") and "=" not in row[-1], row
    (said,) = told(page, trace(Run()), [0])
    assert said["short"] == [["w ← 1 − 0.01 × 2 × x × (ŷ − y)"]]


def test_the_line_of_the_note_stands_as_one_would_write_it(page: Page) -> None:
    (said,) = told(page, trace(Run()), [11])
    assert said["short"] == [["w ← 1.604 − 0.01 × 2 × 2 × (3.208 − 4) = 1.604 + 0.03168 = 1.636"]]


def test_the_sum_of_the_line_is_seen_to_be_true_whatever_its_size(page: Page) -> None:
    updates = list(range(1, 301))
    for u, said in zip(updates, told(page, trace(Run()), updates), strict=True):
        ((move,),) = said["short"]
        head, total, after = re.split(" = | ≈ ", move)
        prediction, y = map(number, re.findall(r"\((\S+) − (\S+)\)", head)[0])
        before, change = re.split(r" [+−] ", total)
        if "≈" in move:
            assert number(change) < 1e-8
        else:
            decimals = len(after.partition(".")[2])
            assert round(number(before) + number(change), decimals) == number(after), (u, move)
            assert before != after and prediction != y


# --- the sentence ---


@settings(max_examples=draws(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_numbers_of_a_sentence_are_those_of_the_run(page: Page, data: st.DataObject) -> None:
    problem, lang = data.draw(st.sampled_from(DRAWN)), data.draw(st.sampled_from([*LANGUAGES]))
    run = data.draw(runs(problem=problem))
    columns = trace(run)
    updates = list(range(min(len(columns), 12) + 1))
    for u, each in zip(updates, told(page, columns, updates, lang), strict=True):
        said = each["said"]
        for sentence in (said, each["fast"], each["beside"]):
            assert not set("{}") & set(text(sentence)) and "undefined" not in text(sentence)
        before, after = ([glance(value) for value in columns.parameters[max(0, t)]] for t in (u - 1, u))
        moved_from = [old for old, new in zip(before, after, strict=True) if old != new]
        moved_to = [new for old, new in zip(before, after, strict=True) if old != new]
        numbers = about(said, "w") or [*itertools.chain(*(about(said, f"start-{k}") for k in (0, 1)))]
        if numbers:
            assert numbers == (moved_to if said["key"] in ("pull", "coasts") else after)
        if said["key"] == "pull":
            assert about(said, "before") == moved_from != []
            drawn = [str(i + 1) for i in next(columns.batches(u - 1))]
            assert about(said, "sample") in ([], drawn[:6])
        if said["key"] == "idle":
            assert before == after and not columns.gradient[u - 1].any()


@pytest.mark.parametrize(
    ("link", "u", "said", "beside"),
    [
        ({}, 1, "Sample 1 pulls: w goes from 1 to 1.02.", ""),
        ({}, 3, "Sample 3 pulls: w goes from 1.098 to 1.261.", "Epoch 1 of 100 is over: every sample had"),
        ({"epochs": 20}, 60, "After 60 updates w = 1.998; for x = 4 the line says 7.990.", ""),
        (
            {"x": (1.0, 2.0), "y": (1.0, 2.0)},
            2,
            "Sample 2 did not pull: w = 1 stays.",
            "Epoch 1 of 100 is over",
        ),
        ({"w0": (3.0,)}, 1, "Sample 1 pulls: w goes from 3 to 2.98.", ""),
        ({"batch": 2}, 1, "Samples 1, 2 pull together: w goes from 1 to 1.05.", ""),
        ({"batch": "all"}, 1, "All 3 samples pull together: w goes from 1 to 1.093.", ""),
        ({"optimizer": "adam"}, 1, "Sample 1 pulls, Adam moves: w goes from 1 to 1.010.", ""),
        ({"gradient": "saga"}, 1, "The pull of sample 1, corrected by SAGA: w goes from 1 to 1.093.", ""),
        ({"problem": "line"}, 1, "Sample 1 pulls: w goes from 0 to 0.002, b from 0 to 0.02.", ""),
        (
            {"tol": 0.01},
            None,
            "After 36 updates w = 1.973; for x = 4 the line says 7.893.",
            "It stopped by itself: from the beginning to the end of epoch 12",
        ),
        (
            {"lr": 0.3},
            9,
            "Sample 3 pulls: w goes from 5.400 to −12.96.",
            "It flies apart: the latest whole epoch mul",
        ),
        (
            {"lr": 0.3},
            300,
            "By update 300 the mean loss has grown 2.13e78-fold: it flew",
            "The last",
        ),
        ({"lr": 1e200}, None, "At update 2 a parameter stops being finite.", ""),
        # Neither flew anywhere: already the first gradient is too large for a double.
        ({"lr": 0.0, "w0": (1e308,)}, None, "At update 1 a parameter stops being finite.", ""),
        ({"w0": (1e308,)}, None, "At update 1 a parameter stops being finite.", ""),
    ],
)
def test_a_moment_is_told_as_it_is(
    page: Page, link: dict[str, Any], u: int | None, said: str, beside: str
) -> None:
    columns = trace(Run(**link))
    (each,) = told(page, columns, [len(columns) if u is None else u])
    assert text(each["said"]).startswith(said)
    assert text(each["beside"]).startswith(beside) and bool(beside) == bool(text(each["beside"]))


@pytest.mark.parametrize(
    "link",
    [{}, {"w0": (1.983,)}, {"x": (1.0, 2.0), "y": (1.0, 2.0)}, {"lr": 1e200}, {"optimizer": "adam"}],
)
def test_of_an_update_that_has_not_moved_only_its_cause_is_told(page: Page, link: dict[str, Any]) -> None:
    columns = trace(Run(**({"epochs": 1} | link)))
    for u, each in enumerate(told(page, columns, list(range(len(columns) + 1)))[1:], 1):
        coming = each["coming"]
        assert coming["key"] in ("pull", "drawn")
        assert text(coming).startswith(f"Sample {columns.order[u - 1] + 1} ")


@pytest.mark.parametrize("x", [1.5, -3.0])
@pytest.mark.parametrize("y", [5.0, -5.0])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_gradient_is_told_with_its_sign_and_the_pull_against_it(
    page: Page, x: float, y: float, lang: str
) -> None:
    columns = trace(Run(x=(x,), y=(y,), epochs=1))
    (each,) = told(page, columns, [1], lang)
    sentence = text(each["gradient"])
    product, gradient = re.findall(r"(2 × \S+ × \S+) = ([^\s,，]+)", sentence)[0]
    assert number(product) == number(gradient) == columns.gradient[0, 0]
    assert {"en": "against", "zh": "相反"}[lang] in sentence


@pytest.mark.parametrize(
    ("link", "u", "shown"),
    [
        ({"epochs": 1}, 2, "2 × 2 × (−1.96) = −7.84"),
        # Sample 2 pulls nowhere, wherever w is: the update before it is the example.
        ({"x": (1.0, 0.0), "y": (2.0, 1.0), "epochs": 2}, 2, "2 × 1 × (−1) = −2"),
        ({"w0": (2.0,), "epochs": 1}, 2, ""),
        # Of so long a run the numbers of this update are not at hand.
        ({"epochs": 50_000}, 5, "2 × 1 × "),
        ({"epochs": 50_000}, 1, ""),
    ],
)
def test_help_tells_what_a_gradient_is_of_an_update_that_pulls(
    page: Page, link: dict[str, Any], u: int, shown: str
) -> None:
    (each,) = told(page, trace(Run(**link)), [u])
    sentence = text(each["help"])
    assert shown in sentence and ("downhill" in sentence) == bool(shown)
    assert "–" not in sentence and "= 0 " not in sentence


@settings(max_examples=draws(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(Run(x=(3.0, 2.0, 1.0), y=(6.0, 4.0, 2.0), w0=(-8.0,), lr=0.5190144650239703, epochs=2))
@given(runs(problem="origin", gradient="plain"))
def test_nothing_is_called_flying_apart_that_does_not(page: Page, run: Run) -> None:
    columns = trace(run)
    updates = list(range(1, min(len(columns), 12) + 1))
    with np.errstate(all="ignore"):
        losses = columns.mean_loss_at(np.arange(len(columns) + 1))
        mean_square = np.square(run.points[1]).mean()
    for u, each in zip(updates, told(page, columns, updates), strict=True):
        warned = each["said"].get("warns") or (each["beside"] or {}).get("warns")
        far = not losses[u] <= 10 * max(losses[0], mean_square)
        assert bool(warned) <= far or columns.diverged
        if each["beside"] and run.batch_size == 1 and "flies apart" in text(each["beside"]):
            assert not any(low <= run.lr <= high for low, high in cyclic_intervals(run.points[0]))
        if each["beside"] and each["beside"]["key"] == "apart" and "epoch" in text(each["beside"]):
            end = u // run.updates_per_epoch * run.updates_per_epoch
            away = abs(columns.parameters[[end - run.updates_per_epoch, end], 0] - run.best[0])
            assert number(about(each["beside"], "factor")[0]) == pytest.approx(away[1] / away[0], rel=6e-3)


# --- every sentence states a fact ---


def sentences() -> list[str]:
    """The keys of all that the scripts of the stage say of a run."""
    return [key for key in words_in("en") if re.match(r"stage\.(told|term)_|told\.", key)]


def marked(words: Words) -> Words:
    """Words that say which of them they are, and what fills each of their blanks."""
    blanks = {key: dict.fromkeys(re.findall(r"{(\w+)}", words[key])) for key in sentences()}
    return words.but(
        {key: f"⟦{key}{''.join(f'⟨{name}={{{name}}}⟩' for name in found)}⟧" for key, found in blanks.items()}
    )


def found_in(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Which sentences a text is made of, each with what fills its blanks, the inner ones first."""
    while clause := re.search(r"⟦([\w.]+)((?:⟨\w+=[^⟦⟧⟨⟩]*⟩)*)⟧", text):
        yield clause[1], dict(re.findall(r"⟨(\w+)=([^⟨⟩]*)⟩", clause[2]))
        text = text[: clause.start()] + text[clause.end() :]
    assert not set("⟦⟧") & set(text), text


def hold(page: Page, columns: Trace, updates: list[int], lang: str) -> set[tuple[str, int, str]]:
    """Checks all that is said at these updates; which sentences that was, when, and of which kind."""
    words, seen = words_in(lang), set()
    message, lowest = described(columns, marked(words)), Moment(columns, 0, words).lowest
    said = page.evaluate("(given) => page.moments(...given)", [message, updates, lowest])
    for u, kinds in zip(updates, said, strict=True):
        for kind, each in kinds.items():
            for key, blanks in found_in(text(each)):
                seen.add((key, u, kind))
                try:
                    CHECKS[key](Moment(columns, u, words), blanks)
                except AssertionError as error:
                    raise AssertionError(f"{key} at {u} ({kind}) of {columns.run}: {error}") from error
    return seen


def test_every_sentence_of_the_stage_has_a_check_and_a_moment() -> None:
    assert set(sentences()) == set(CHECKS) | LABELS
    assert set(CHECKS) == set(MOMENTS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_is_told_at_the_moment_that_it_is_for_and_holds(page: Page, lang: str) -> None:
    for key, (link, at, kind) in MOMENTS.items():
        columns = trace(Run.from_params(link_described(params_of(link))))
        u = len(columns) if at is None else at
        assert (key, u, kind) in hold(page, columns, [u], lang), key


@settings(max_examples=draws(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_the_stage_says_of_a_run_holds(page: Page, data: st.DataObject) -> None:
    problem, lang = data.draw(st.sampled_from(MODELS)), data.draw(st.sampled_from([*LANGUAGES]))
    beta1 = data.draw(st.sampled_from([0.9, 0.0]))
    columns = trace(data.draw(runs(wild=False, problem=problem, beta1=beta1)))
    updates = sorted({*range(min(len(columns), 7) + 1), len(columns)})
    hold(page, columns, updates, lang)


# --- numbers ---


@example([1.7976931348623151e308])
@given(st.lists(st.floats() | st.floats(-1e4, 1e4) | st.integers(-(10**7), 10**7).map(float)))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_browser_and_the_server_write_a_number_alike(page: Page, values: list[float]) -> None:
    held = [value if math.isfinite(value) else 0.0 for value in values]
    assert page.evaluate("text => JSON.parse(text).map((x) => page.glance(x))", json.dumps(held)) == [
        glance(value) for value in held
    ]

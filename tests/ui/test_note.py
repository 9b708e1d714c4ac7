"""The note: its program against the core's log, its loose ends and its claims against the core."""

import contextlib
import io
import math
import re
import string
import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sgd_core import Run, stream, theory, trace
from sgd_core.export import note_lines
from sgd_core.link import described, params_of
from sgd_core.problems import mean_loss
from sgd_ui.frame import address
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.note import claims, findings, program, view
from sgd_ui.pages.registry import STATIONS
from sgd_ui.words.catalogue import LANGUAGES, words_in
from sgd_ui.words.numerals import digits, short
from tests.ui.opened import answered, open_page, query, stage, told, widget

PAGE = "pages/note.py"
NOISY, MANY = Run(data="noisy"), Run(data="noisy-20", w0=(-2.5,), lr=0.03, epochs=7)
#: Runs that diverge late, at the very end, in the first epoch; and such as hardly are any.
STRANGE = (
    Run(lr=10.0),
    Run(lr=10.0, epochs=57),
    Run(lr=1e150),
    Run(lr=1e300),
    Run(lr=1e300, epochs=1),
    Run(x=[1e200], y=[1]),
    Run(x=[1e308, 0, 1], y=[1e308, 1, 1]),
    Run(x=[1e155], y=[1], lr=0.0),
    Run(x=[-1e-200, 2e-200], y=[1, 1]),
    Run(x=[0, 0], y=[1, 2], epochs=3),
    Run(x=[2], y=[3], lr=10.0),
    Run(w0=[1e200], lr=0.0, epochs=1),
    Run(x=range(1, 401), y=range(401, 801), lr=1e-5, epochs=3),
)


def executed(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, dict[str, Any], list[Any]]:
    """What a program prints, the names that it leaves behind, and what it plots."""
    drawn: list[Any] = []
    plotting = ModuleType("matplotlib.pyplot")
    plotting.plot = lambda *lines: drawn.append(lines)  # type: ignore[attr-defined]
    plotting.show = lambda: drawn.append("shown")  # type: ignore[attr-defined]
    package = ModuleType("matplotlib")
    package.pyplot = plotting  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "matplotlib", package)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", plotting)
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "note.py", "exec"), names)
    return printed.getvalue(), names, drawn


# --- the program ---


@pytest.mark.parametrize("run", [Run(), NOISY, MANY, Run(lr=1 / 18, epochs=5)], ids=repr)
def test_the_program_prints_the_cores_log_byte_for_byte(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = trace(run)
    for predict in ("4", "0.1"):
        printed, _, drawn = executed(program.text(run, predict), monkeypatch)
        assert printed == "".join(f"{line}\n" for line in note_lines(columns, float(predict)))
        assert drawn == [(list(range(run.epochs)), columns.epoch_loss.tolist()), "shown"]


def test_a_program_that_diverges_prints_the_cores_log_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(lr=1.0, epochs=200)
    printed, names, _ = executed(program.text(run), monkeypatch)
    log = list(note_lines(trace(run), 4.0))
    assert printed.splitlines()[: len(log) - 1] == log[:-1]
    assert "loss= inf" in printed and math.isnan(names["w"])
    assert f"the program itself ends with w = {names['w']}." in view.verdict(trace(run), words_in("en"))


@pytest.mark.parametrize("run", STRANGE, ids=repr)
def test_what_is_said_of_a_whole_program_is_what_it_comes_to(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, names, drawn = executed(program.text(run), monkeypatch)
    columns, (epochs, losses) = trace(run), drawn[0]
    assert np.array_equal(findings.w_after(columns, run.updates), names["w"], equal_nan=True)
    assert np.array_equal(findings.printed_losses(columns), losses, equal_nan=True)
    facts = program.listing(columns, words_in("en"))["program"]
    assert (facts["points"], facts["last_epoch"]) == (str(len(epochs)), str(epochs[-1]))
    assert facts["updates"] == str(len(losses) * len(names["x_data"]))
    assert (facts["first_loss"], facts["last_loss"]) == (
        program.printed(losses[0]),
        program.printed(losses[-1]),
    )
    text = view.verdict(columns, words_in("en"))
    finite = [k for k, loss in enumerate(losses) if math.isfinite(loss)]
    if math.isfinite(names["w"]):
        assert facts["first_loss"] in text and facts["last_loss"] in text and "stop being" not in text
    elif finite:
        shown = program.printed(losses[finite[-1]])
        assert f"The last finite loss that it prints is {shown}, after epoch {finite[-1]}; " in text
        assert f"the last of all is {losses[-1]}." in text
    else:
        assert f"is finite: the first is {losses[0]}, the last {losses[-1]}." in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_number_is_left_out_of_what_is_said_of_a_strange_run(lang: str) -> None:
    words = words_in(lang)
    for run in STRANGE:
        columns = trace(run)
        texts = [
            view.verdict(columns, words),
            view.asked_outside(columns, words),
            view.last_loss(columns, words),
            view.order(run, words),
            view.no_torch(columns, words),
            *program.listing(columns, words)["program"].values(),
        ]
        for text in texts:
            assert not re.search(r"[ :：，]–|∞|−0(?![.\d])|None(?! of)", text), (run, text)


def test_numbers_as_the_program_prints_them_where_they_are_not_finite() -> None:
    values = [1.5, -0.0, math.inf, -math.inf, math.nan]
    assert list(map(program.printed, values)) == ["1.5", "0", "inf", "-inf", "nan"]


def test_all_x_are_called_0_only_where_they_are() -> None:
    words = words_in("en")
    known = (Run(x=[0, 0], y=[1, 2]), True), (Run(x=[1e200], y=[1]), False), (Run(x=[1e-200], y=[1]), False)
    for run, zero in known:
        text = view.verdict(trace(run), words)
        assert ("All x are 0" in text) is zero
        assert ("the best w cannot be worked out" in text) is not zero
    assert "after its only epoch" in view.verdict(trace(Run(epochs=1)), words)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_of_the_program_has_its_words_and_known_blanks(lang: str) -> None:
    words = words_in(lang)
    shown = program.listing(trace(Run()), words)
    codes = program.text(Run()).splitlines()
    assert [line["code"].replace("{predict}", "4") for line in shown["listing"]] == codes
    script = (program._TEXT.parents[2] / "stage" / "browser" / "listing.js").read_text("utf-8")
    # What the cards of an update know, what a row of the run holds, and what the script adds to them.
    known = {"x", "y", "w", "w_before", "grad_w", "loss", "sample", "prediction_after", *shown["program"]}
    known |= set(re.findall(r"^ +(\w+)(?::|,$)", script, re.M))
    for line in shown["listing"]:
        assert line["about"][-1] in ".。"
        blanks = {name for _, name, _, _ in string.Formatter().parse(line["given"]) if name}
        assert line["given"] and blanks <= known


def test_each_line_stands_for_what_is_written_there() -> None:
    codes = dict(zip([line.name for line in program.LINES], program.text(Run()).splitlines(), strict=True))
    assert codes["samples"].strip().startswith("for x, y in")
    assert codes["slope"].strip() == "return 2 * x * (x * w - y)"
    assert codes["call"].strip() == "grad = gradient()"
    assert codes["move"].strip() == "w = w - lr * grad"
    assert codes["last"].strip() == "last = loss(x, y)"
    assert sorted(line.phase for line in program.LINES if line.phase) == [1, 2, 3, 4, 5]
    assert {line.rests for line in program.LINES} == {"", "start", "update", "epoch", "end"}


# --- loose ends ---


@pytest.mark.parametrize("run", [Run(), NOISY, MANY], ids=repr)
def test_asked_outside_the_loop_the_gradient_is_the_last_samples(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = run.replaced(epochs=1)
    _, names, _ = executed(program.text(once), monkeypatch)
    asked, own = findings.asked_outside(trace(run))
    assert eval("[gradient() for x, y in zip(x_data, y_data)]", names) == asked
    xs, ys = run.points
    w = names["w"]
    assert own == [2 * x * (x * w - y) for x, y in zip(xs, ys, strict=True)]
    text = view.asked_outside(trace(run), words_in("en"))
    assert f"{run.samples} times for the last sample" in text and f"{asked[0]:.3g}".replace("-", "−") in text


def test_before_the_loop_the_gradient_function_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    before = program.text(Run()).split("for epoch")[0]
    _, names, _ = executed(before, monkeypatch)
    with pytest.raises(NameError, match="'x'"):
        names["gradient"]()


@pytest.mark.parametrize("run", [Run(), NOISY, MANY], ids=repr)
def test_the_printed_loss_stands_beside_the_mean_over_all_samples(run: Run) -> None:
    last = run.epochs - 1
    found = findings.losses_at(trace(run), (0, 2, last, 10**6))
    assert [epoch for epoch, _, _ in found] == [0, 2, last]
    steps = list(stream(run))
    for epoch, printed, mean in found:
        step = steps[(epoch + 1) * run.samples - 1]
        assert printed == step.loss
        assert mean == mean_loss(run.model, step.parameters, *run.points)
    text = view.last_loss(trace(run), words_in("en"))
    assert f"| {last} | {found[-1][1]:.3g} | {found[-1][2]:.3g} |".replace("-", "−") in text


def test_what_is_said_of_the_two_losses_is_what_they_do() -> None:
    def fall(losses: Any) -> bool:
        return bool(np.all(losses[1:] < losses[:-1]))

    seen = set()
    for run in (Run(), NOISY, MANY, Run(lr=0.22), Run(x=[1, 3], y=[1, 6.5], lr=0.02, epochs=30)):
        columns = trace(run)
        means = np.array([mean_loss(run.model, (w,), *run.points) for w in columns.parameters[:, 0].tolist()])
        means = means[run.samples :: run.samples]
        printed = columns.epoch_loss
        key = {(1, 1): "both", (1, 0): "printed", (0, 1): "mean", (0, 0): "none"}[fall(printed), fall(means)]
        words = words_in("en")
        expected = words.format(f"loose.{key}_fell", epoch=str(means.argmin()))
        assert view.last_loss(columns, words).endswith(expected)
        seen.add(key)
    assert seen >= {"both", "printed", "none"}
    assert findings.losses(trace(Run(epochs=1))) is None


@pytest.mark.parametrize(("run", "alike"), [(Run(), True), (Run(w0=[5.0], lr=0.03), True), (NOISY, False)])
def test_the_order_matters_where_samples_disagree(run: Run, alike: bool) -> None:
    found = findings.orders(run)
    assert found.alike is alike
    for name in found.ends:
        path = trace(run.replaced(sampling=name)).parameters[:, 0]
        assert (found.first[name], found.ends[name]) == (path[run.samples], path[-1])
    text = view.order(run, words_in("en"))
    told = found.first if alike else found.ends
    assert f"{told['cyclic']:.6g}" in text and f"{told['with-replacement']:.6g}" in text


@pytest.mark.parametrize("run", [Run(), NOISY, MANY], ids=repr)
def test_single_precision_drifts_as_a_loop_in_single_precision_does(run: Run) -> None:
    w, lr = np.float32(run.w0[0]), np.float32(run.lr)
    xs, ys = (np.float32(values) for values in run.points)
    away = 0.0
    for step in stream(run):
        x, y = xs[step.samples[0]], ys[step.samples[0]]
        w = np.float32(w - lr * (np.float32(2) * x * (x * w - y)))
        away = max(away, abs(float(w) - step.parameters[0]))
    found = findings.single_precision(run)
    assert found == findings.Drift(away, None)
    assert 1e-8 < away < 1e-5


def test_the_notes_run_in_single_precision_is_told() -> None:
    assert findings.single_precision(Run()).most == pytest.approx(3.6e-7, rel=0.01)
    assert "at most 3.58e−7" in view.no_torch(trace(Run()), words_in("en"))


def test_single_precision_overflows_first() -> None:
    run = Run(lr=1.0, epochs=200)
    at = findings.single_precision(run).overflow
    path = trace(run).parameters[:, 0]
    assert at is not None and abs(path[at - 1]) < 3.5e38 < 1e3 * abs(path[at])
    assert f"stops being finite at update {at}." in view.no_torch(trace(run), words_in("en"))


def test_what_is_told_of_one_sample_is_not_told_as_of_many() -> None:
    words, run = words_in("en"), Run(x=[2], y=[3])
    columns = trace(run)
    (asked,), (own,) = findings.asked_outside(columns)
    assert asked == own and f"the answer, {own:.3g}, is right".replace("-", "−") in view.asked_outside(
        columns, words
    )
    assert view.last_loss(columns, words).endswith(words["loose.last_one"])
    assert view.order(run, words).endswith(words["loose.order_one"])


@pytest.mark.parametrize("run", [STRANGE[2], STRANGE[3], STRANGE[6]], ids=repr)
def test_gradients_that_are_not_finite_are_not_said_to_be_alike(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns, words = trace(run), words_in("en")
    _, names, _ = executed(program.text(run.replaced(epochs=1)), monkeypatch)
    asked, _ = findings.asked_outside(columns)
    answered = eval("[gradient() for x, y in zip(x_data, y_data)]", names)
    assert np.array_equal(asked, answered, equal_nan=True)
    text = view.asked_outside(columns, words)
    assert f"it answers {', '.join(map(repr, answered))};" in text and f"With w = {names['w']}" in text
    assert "happen to" not in text
    assert f"after it w is {names['w']} as listed" in view.order(run, words)


def test_losses_that_stand_still_or_are_lost_are_not_ranked() -> None:
    words = words_in("en")
    assert view.last_loss(trace(Run(lr=0.0)), words).endswith(words["loose.still"])
    assert findings.losses(trace(Run(lr=1e300))) is None
    lowest = findings.losses(trace(Run(lr=10.0)))
    assert lowest and lowest.lowest[0] == 0 and math.isnan(lowest.end)
    assert "| 99 | nan | nan |" in view.last_loss(trace(Run(lr=10.0)), words)
    # The mean rises again only where it ends above its lowest.
    fell = findings.Losses((3, 1.0), 1.0, printed_fell=True, mean_fell=False, still=False)
    assert findings.fell(fell).key == "loose.printed_alone_fell"


def test_single_precision_may_not_hold_even_the_start() -> None:
    words = words_in("en")
    assert "from the start" in view.no_torch(trace(Run(w0=[1e39])), words)
    for run in (Run(lr=1e300), Run(x=[1e200], y=[1])):
        assert findings.single_precision(run).overflow == 1
        assert "stops being finite at update 1." in view.no_torch(trace(run), words)


# --- the claims ---


def claim(name: str) -> claims.Claim:
    return next(each for each in claims.all_claims() if each.name == name)


def test_a_claim_holds_in_part_on_its_own_ground_alone() -> None:
    assert [claims.verdict(*each) for each in ((True, True), (True, False), (False, False))] == [
        "holds", "part", "no",
    ]  # fmt: skip
    found = {each.name: each.verdict for each in claims.all_claims()}
    assert list(found) == list(claims.VIEWS)
    assert found == {name: "no" if name == "saddle" else "part" for name in found}


def test_full_batches_stay_at_the_saddle_and_samples_leave_it() -> None:
    def first(run: Run) -> int:
        return next(step.t + 1 for step in stream(run) if abs(step.parameters[0]) > 0.5)

    run = Run(problem="autoencoder")
    full = run.replaced(batch="all", epochs=1000)
    assert all(step.parameters[0] == 0 for step in stream(full))
    facts = claim("saddle").facts
    assert facts["left"] == str(first(run))
    assert facts["freed"] == str(first(full.replaced(w0=(1e-6, 1.0))))
    deep = Run(problem="deep")
    end = list(stream(deep))[-1].parameters
    assert facts["near"] == f"{math.hypot(*end):.3g}".replace("-", "−")
    assert math.hypot(*end) < math.hypot(*deep.w0) / 1000
    many = Run(problem="autoencoder", data="mirrored-40", w0=(0.0, 1.0), epochs=3)
    pushed = many.replaced(batch="all", w0=(1e-6, 1.0), epochs=40)
    found = findings.saddle(many, many.replaced(w0=(1e-6, 1.0), epochs=1))
    assert (found.held, found.left) == (True, first(many))
    assert (found.freed is None) == all(abs(step.parameters[0]) <= 0.5 for step in stream(pushed))
    turned = Run(problem="autoencoder", x=[1.8, -2.1, 0.4], y=[1.5, 0.4, 1.1], w0=(0.0, 1.0))
    assert not findings.saddle(turned, turned).held


def test_what_arriving_costs_is_counted_in_gradients() -> None:
    def price(run: Run) -> int | None:
        best = run.model.best(*run.points)[0]
        steps = list(stream(run))
        away = [step.gradients for step in steps if not abs(step.parameters[0] - best) < 0.001]
        after = [step.gradients for step in steps if step.gradients > max(away, default=0)]
        return after[0] if after else None

    for run in (Run(), NOISY, Run(data="noisy-20", lr=0.1, epochs=30)):
        expected = findings.Price(price(run), price(run.replaced(batch="all")))
        assert findings.prices(run, 0.001) == expected
    facts = claim("averaging").facts
    assert (facts["single"], facts["full"]) == (str(price(Run())), str(price(Run(batch="all"))))
    assert price(NOISY) is None and facts["noisy_full"] == str(price(NOISY.replaced(batch="all")))
    least = [
        min(filter(None, (price(Run(batch=batch, lr=lr)) for lr in (1 / 2, 1 / 8, 3 / 28))))
        for batch in (1, "all")
    ]
    assert [facts["own_single"], facts["own_full"]] == list(map(str, least))


def test_the_first_samples_are_those_of_the_run() -> None:
    facts = claim("random").facts
    for name, run in (("listed", Run()), ("drawn", Run(sampling="with-replacement"))):
        assert facts[name] == [str(step.samples[0] + 1) for step in list(stream(run))[:6]]


def test_more_epochs_are_worse_above_the_limit_and_on_samples_that_disagree() -> None:
    facts = claim("epochs").facts
    grown = trace(Run(lr=0.22)).epoch_loss
    assert 0.204 < 0.22 and facts["limit"] == "0.204"
    assert trace(Run(lr=0.2039)).epoch_loss[-1] < grown[0] < grown[-1]
    assert facts["grown_last"] == short(grown[-1])
    means = [mean_loss(NOISY.model, (w,), *NOISY.points) for w in trace(NOISY).parameters[3::3, 0].tolist()]
    lowest = int(np.argmin(means))
    assert (facts["lowest"], facts["low"]) == (str(lowest), f"{means[lowest]:.5f}")
    assert all(mean > means[lowest] for mean in means[lowest + 1 :])
    assert facts["end"] == f"{means[-1]:.5f}" and facts["low"] < facts["end"]
    grid = np.linspace(2, 2.2, 4001)
    least = min(mean_loss(NOISY.model, (grid,), *NOISY.points))
    assert facts["least"] == f"{least:.5f}" < facts["low"]


@pytest.mark.parametrize("run", [NOISY, MANY], ids=repr)
def test_the_best_w_weighs_each_quotient_with_the_square_of_x(run: Run) -> None:
    found = findings.ratios(run)
    xs, ys = (np.array(values) for values in run.points)
    assert found.best == pytest.approx(np.average(ys / xs, weights=xs * xs))
    assert found.mean == pytest.approx(np.mean(ys / xs))
    assert not found.agree and abs(found.best - found.mean) > 0.01
    assert found.end == trace(run).parameters[-1, 0]
    assert findings.ratios(Run()).agree


def test_each_view_that_a_claim_leads_to_is_one_that_its_page_has() -> None:
    for see in (see for views in claims.VIEWS.values() for see in views):
        params = params_of(see.query)
        page = STATIONS[see.page].page
        opening = address.read(page, params)
        assert opening.complaints == () and params.keys() <= set(address.names(page))
        assert opening.run == see.run


def test_the_views_show_the_numbers_of_the_claims() -> None:
    views = {see.name: see for each in claims.VIEWS.values() for see in each}
    facts = claim("saddle").facts
    for name, fact in (("saddle", "left"), ("aside", "freed")):
        text = told(open_page("pages/saddle.py", views[name].query))
        assert f"passes {facts['beyond']} at update {facts[fact]}" in text, name
    assert f"exactly 0 through {facts['updates']} updates" in told(
        open_page("pages/saddle.py", views["saddle"].query)
    )
    order = views["orders_noisy"]
    ends = [trace(order.run.replaced(sampling=s)).parameters[-1, 0] for s in ("cyclic", "with-replacement")]
    facts = claim("random").facts
    assert [f"{w:.6g}" for w in ends] == [facts["noisy_listed"], facts["noisy_drawn"]]
    assert params_of(order.query)["at"] == str(order.run.updates)
    large, facts = views["large"], claim("epochs").facts
    losses = trace(large.run).epoch_loss
    assert [short(loss) for loss in losses[[0, -1]]] == [facts["grown_first"], facts["grown_last"]]
    assert params_of(large.query)["at"] == str(large.run.updates)
    floor = trace(views["floor"].run)
    assert facts["away"] == f"{abs(floor.parameters[-1, 0] - floor.run.model.best(*floor.run.points)[0]):.4f}"


@pytest.mark.parametrize(
    ("view_name", "facts"), [("own", ("own_single", "own_full")), ("never", ("noisy_full",))]
)
def test_the_race_says_the_numbers_of_the_claim(view_name: str, facts: tuple[str, ...]) -> None:
    (see,) = (see for see in claims.VIEWS["averaging"] if see.name == view_name)
    text = told(open_page(f"pages/{see.page}.py", see.query))
    for fact in facts:
        assert re.search(rf"\b{claim('averaging').facts[fact]} gradients?\b", text), (fact, text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_closed_form_of_the_mathematics_is_that_of_the_run(lang: str) -> None:
    run = Run()
    rho = theory.epoch_factor(run.points[0], run.lr)
    factors = theory.factors(run.points[0], run.lr)
    written = " \\cdot ".join(f"{factor:.4g}" for factor in factors)
    assert f"$\\rho = {written} = {rho:.6g}$" in words_in(lang)["program.mathematics"]
    columns = trace(run)
    for k in (1, 10, 50):
        assert columns.parameters[3 * k, 0] == pytest.approx(2 - rho**k, rel=1e-12)
        assert columns.epoch_loss[k - 1] == pytest.approx(9 * rho ** (2 * k), rel=1e-6)


# --- the page ---


@pytest.mark.parametrize("link", ["", "data=noisy&lr=0.03&epochs=40&w0=-1"])
def test_the_page_says_what_the_run_comes_to(link: str) -> None:
    app = open_page(PAGE, link)
    run = Run.from_params(described(query(app)))
    columns, text = trace(run), told(app)
    best = run.model.best(*run.points)[0]
    assert f"In {len(columns)} updates w goes from {run.w0[0]:.6g}".replace("-", "−") in text
    assert f"to {columns.parameters[-1, 0]:.6g}; the best w is {best:.6g}" in text
    assert f"a loss of {columns.epoch_loss[0]:.3g} after epoch 0" in text
    assert "Of the note's 5 claims, 4 hold in part, 1 does not hold." in text
    document = stage(app)
    assert [chart["name"] for chart in document["charts"]] == ["data", "loss"]
    assert "\n".join(line["code"] for line in document["listing"]) + "\n" == program.text(run, "{predict}")
    assert document["cards"] == [] and not document["steers"]
    assert document["viewDefaults"]["line"] == ""
    assert "{" not in re.sub(r"\$[^$]*\$", "", text) and not app.exception


def test_a_link_keeps_its_line_and_what_is_wrong_is_named_and_costs_nothing_else() -> None:
    app = open_page(PAGE, "line=12&at=4&lr=0.02&lang=zh")
    assert stage(app)["goto"]["view"]["line"] == "12" and stage(app)["goto"]["at"] == 4
    assert "第 0 轮后是" in told(app)
    app = open_page(PAGE, "line=99&sampling=reshuffle&lr=0.02&loss=[x](y)&x=1,<b>&at=3")
    (warning,) = [each.value for each in app.warning]
    for name, value in (("Line of the program", "99"), ("Order of the samples", "reshuffle")):
        assert name in warning and value in warning
    assert str(len(program.LINES)) in warning
    assert stage(app)["goto"]["view"]["line"] == "" and stage(app)["goto"]["at"] == 3
    assert query(app)["lr"] == "0.02" and not app.exception


@pytest.mark.parametrize("link", ["x=0,0&y=1,2&epochs=3", "lr=1e300&at=2", "x=2&y=3&epochs=1&lr=0"])
def test_a_run_with_nothing_to_learn_or_to_keep_is_shown_too(link: str) -> None:
    app = open_page(PAGE, link)
    assert not app.exception and not app.warning
    assert len(stage(app)["listing"]) == len(program.LINES)


@pytest.mark.parametrize(
    ("run", "expected"), [(Run(), "same"), (NOISY, "smaller"), (Run(x=[1, 2, 3], y=[3, 4, 6]), "larger")]
)
def test_the_question_is_answered_by_both_orders(run: Run, expected: str) -> None:
    xs, ys = run.points
    asked = view.question(Visit(view.PAGE, run, {}), words_in("en"))
    assert asked and asked.run.points == (xs[::-1], ys[::-1])
    before, after = (float(trace(each).parameters[run.samples, 0]) for each in (run, asked.run))
    right, why = asked.answer()
    assert right == {expected} and all(digits(w, 6) in why for w in (before, after))
    assert (after > before + 1e-9, after < before - 1e-9) == (expected == "larger", expected == "smaller")


def test_the_lesson_is_that_of_the_samples() -> None:
    words = words_in("en")
    expected = {
        "same": Run(),
        "still": Run(data="noisy", lr=0.0),
        "one": Run(x=[1e-170], y=[1], lr=1e170),
        "chance": Run(x=[0, 1, 2, 1], y=[5, 1, 3, 1]),
        "rounding": Run(x=[1e9, 1e-9], y=[2e9, 2e-9], lr=0.4999999999999999e18),
    }
    for name, run in expected.items():
        asked = view.question(Visit(view.PAGE, run, {}), words)
        assert asked and asked.answer()[1].endswith(words[f"program.lesson_{name}"]), name
    for run in (Run(lr=1e150), Run(lr=1e300), Run(x=[1e200], y=[1])):
        assert view.question(Visit(view.PAGE, run, {}), words) is None


def test_what_is_left_of_a_run_that_lands_on_zero_is_rounding() -> None:
    for run in (Run(), NOISY):
        assert findings.compared(run, 1e-17, -2e-17) == "same"
        assert findings.compared(run, 1e-3, -2e-3) == "smaller"
        assert findings.compared(run, math.inf, math.inf) == "same"


def test_where_samples_disagree_even_a_small_difference_is_one_of_order() -> None:
    before, after = 1.0, 1.0 + 1e-11
    assert findings.compared(Run(), before, after) == "same"
    assert findings.compared(NOISY, before, after) == "larger"


def test_an_answer_leads_to_the_run_that_was_asked_about() -> None:
    app = open_page(PAGE)
    (radio,) = app.radio
    radio.set_value("same").run()
    assert answered(app) == "right"
    widget(app, "question.note.run").click().run()
    assert Run.from_params(described(query(app))) == view.reversed_samples(Run())
    widget(app, "scene.large").click().run()
    assert query(app) == {"lr": "0.22"} and not app.warning

"""The page of the reader's data: what it offers, and what it says of a run on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from sgd_core import Run, RunError, Trace
from sgd_core.asked import may_be_labels
from sgd_core.brought import KINDS, Columns
from sgd_core.problems import PROBLEMS
from sgd_core.scaling import SCALINGS, Units, scale_of, scalings_of, units_of
from sgd_ui.frame import complaints, controls, desk, numbers, session, visit, waking, widgets
from sgd_ui.frame.page import Maybe, Page, View
from sgd_ui.frame.question import Question
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.your_data import advice, findings, link, state
from sgd_ui.pages.your_data.advice import Advice
from sgd_ui.pages.your_data.findings import Distances, Effect
from sgd_ui.pages.your_data.sources import Reading, reading_in
from sgd_ui.pages.your_data.state import Checked
from sgd_ui.runs import rungs, units
from sgd_ui.runs.clauses import Written, written
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage.one_run import STAGED
from sgd_ui.words import verbatim
from sgd_ui.words.catalogue import Words, together
from sgd_ui.words.numerals import beside, digits, exact, ratio, short
from sgd_ui.words.tables import table

_AS_FOUND = Reading()
_BROUGHT = {
    "columns": View(Maybe(Columns()), _AS_FOUND.columns),
    **{name: View(kind, getattr(_AS_FOUND, name)) for name, kind in KINDS.items()},
    "file": View(Maybe(link.FileName()), ""),
}
#: Parameters that add less than this part of the largest number are what rounding leaves of 0.
_REMAINDER = 1e-12
# One of a reader's samples says less than all of them.
_STAGED = STAGED | {"loss": replace(STAGED["loss"], default="mean")}

PAGE = Page(
    "your_data",
    ("origin", "line", "logistic", "huber"),
    ("problem", "w0", "lr", "epochs", "sampling", "seed", "batch"),
    folded=True,
    views=_BROUGHT | _STAGED,
    opening=Run(problem="line", data="far", w0=(0.0, 4.0), lr=0.008, epochs=50),
    elsewhere=("data", "x", "y", *_BROUGHT),
)

SCENES = (
    Scene("far", PAGE.opening),
    Scene("scaled", PAGE.opening.replaced(lr=0.1), {"scaling": "standard"}),
    Scene("outliers", Run(problem="huber", lr=0.05, epochs=60)),
    Scene("labels", Run(problem="logistic", lr=0.2, epochs=60)),
)


# --- above the stage ---


def awaited(at: Visit) -> bool:
    """Whether the link of this visit names numbers that are still to be brought."""
    return numbers.is_awaited(at.run, at.view["fingerprint"])


def show_awaited(at: Visit, words: Words) -> None:
    """Which numbers to bring."""
    asked = "again" if waking.session() else "bring"
    key = f"own.{asked}_{'file' if at.view['file'] else 'numbers'}"
    st.info(words.format(key, **_wanted(at, words)), icon=":material/upload_file:")


def _wanted(at: Visit, words: Words) -> dict[str, str]:
    """What a link is about: its file, and how many pairs."""
    pairs = words.counted("pair", numbers.count_of(at.view["fingerprint"]))
    return {"file": verbatim.marked(at.view["file"], link.MOST_NAME), "pairs": pairs}


def way_of(at: Visit) -> str:
    """The way in that the numbers of the link once took."""
    return "file" if at.view["file"] else "paste"


def show_checked(run: Run, words: Words) -> None:
    """Whether the numbers that were brought are those that the link was about."""
    checked = state.CHECKED.get()
    if not checked or not checked.is_of(run):
        return
    if checked.same:
        st.success(words["own.same"])
        return
    key = "own.different_file" if checked.visit.view["file"] else "own.different"
    st.warning(words.format(key, **_wanted(checked.visit, words)))
    st.button(words["own.back"], key="own.back", on_click=_go_back, args=(checked,))


def _go_back(checked: Checked) -> None:
    """To the link that waits for its numbers."""
    last, goto = checked.visit, checked.goto
    # What is there still is read anew, as the link says.
    for source in state.SOURCES:
        state.reading_of(source).set(reading_in(last.view))
    visit.load(last.page, last.run, {**last.view, **goto.view}, goto.at)


def show_scaling(at: Visit, words: Words) -> None:
    """The choice of the units of x."""
    key, texts = session.view_key("scaling"), {each: words.choice("scaling", each) for each in SCALINGS}
    controls.fill_view({"scaling": at.view["scaling"]})
    widgets.segments(words["name.scaling"], texts, key, words["help.scaling"])
    waking.agree(key, at.view["scaling"])


def scaling_of(at: Visit) -> str:
    """The scaling that is in use: none where the chosen one is not allowed or beyond doubles."""
    chosen = at.view["scaling"]
    return "none" if isinstance(units.in_units(at.run, chosen), RunError) else chosen


def shown(at: Visit, words: Words) -> Run:
    """The run on the chosen units of x; as given, and said so, where they are beyond doubles."""
    chosen = at.view["scaling"]
    found = units.in_units(at.run, chosen)
    if not isinstance(found, RunError):
        return found
    if chosen in scalings_of(at.run.model):
        complaints.show(words["own.not_scaled"], found.complaints, words)
    return at.run


def units_in_use(at: Visit) -> Units | None:
    """The units that the run on the stage was given in; None where its x are as given."""
    return units_of(at.run, scaling_of(at))


def verdict(at: Visit, columns: Trace, words: Words) -> str:
    """Whose samples these are, and what the run comes to."""
    run = at.run
    pairs = words.counted("pair", run.samples)
    whose = words.format("own.yours" if run.data is None else "own.example", pairs=pairs)
    return words.sentences([whose, outcome(at, columns, words)])


def outcome(at: Visit, columns: Trace, words: Words) -> str:
    """What the run comes to: the best parameters for x as given, and how far the run is from them as it has
    them."""
    run, best = at.run, columns.run.best
    if best is None:
        return words.format(findings.open_told(run).key, names=together(run.model.parameters))
    scaling = scaling_of(at)
    own = scale_of(run.points[0], scaling).in_own_units(best)
    facts = {"best": _place(run, own, words), "scaled": _place(columns.run, best, words)}
    named = words.format(
        "own.best" if scaling == "none" else "own.best_scaled", names=together(run.model.parameters), **facts
    )
    return words.sentences([named, _path(columns, best, words)])


def _path(columns: Trace, best: tuple[float, ...], words: Words) -> str:
    how: Written = {"updates": lambda count: words.counted("update", count), "update": str}
    found = findings.told(columns, best)
    return words.format(found.key, **written(found, how, short))


def _told(found: Distances) -> dict[str, str]:
    return {"start": short(found.start), "end": short(found.end)}


def effect_of(run: Run, scaling: str) -> Effect:
    """The effect of one scaling."""
    return next(each for each in findings.effects(run) if each.scaling == scaling)


def rate_note(at: Visit, words: Words) -> str:
    """How the learning rate stands to the limits; empty where they say nothing of such a run."""
    run, effect = at.run, effect_of(at.run, scaling_of(at))
    found = findings.rate_told(run, effect)
    if not found:
        return ""
    how: Written = {"lr": exact, "times": ratio, "limit": lambda limit: beside(limit, run.lr)}
    return words.format(found.key, way=_way(run, words), **written(found, how, short))


def _way(run: Run, words: Words) -> str:
    """What makes an update of a run, as a limit is named after it."""
    return words.format(f"own.way.{findings.way_of(run)}", count=str(run.batch_size))


def show_rate(at: Visit, words: Words) -> None:
    """How the learning rate stands to the limit, and beside that what to take instead."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if text := rate_note(at, words):
            st.caption(text, width="content")
        _show_advice(at, words)


def show_labels(at: Visit, words: Words) -> None:
    """That y may be labels, and the loss that is made for them."""
    if may_be_labels(at.run):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(words["intake.labels"], width="content")
            st.button(words["intake.use_labels"], key=state.USE_LABELS, on_click=_take_labels, args=(at,))


def _take_labels(at: Visit) -> None:
    controls.fill(at.run.replaced(problem="logistic", w0=PROBLEMS["logistic"].start))
    session.go(0)


def _show_advice(at: Visit, words: Words) -> None:
    """What to take instead, where that is known to end nearer."""
    with desk.part("advice", at, words):
        for each in advice.advised(at.run, scaling_of(at)):
            text = words.format(f"own.use_{each.reason}", lr=exact(each.lr))
            st.button(text, key=f"own.{each.reason}", on_click=_follow, args=(at, each))


def _follow(at: Visit, given: Advice) -> None:
    controls.fill(at.run.replaced(lr=given.lr))
    # The scaling that was chosen stays, be it that it is not in use here.
    controls.fill_view({"scaling": given.scaling if given.reason == "units" else at.view["scaling"]})
    session.go(0)


# --- below it ---

#: What a column of the table of scalings shows.
_FIGURES: dict[str, Callable[[Effect], str]] = {
    "full_batch": lambda effect: short(effect.full_batch),
    "way": lambda effect: short(effect.way),
    "mean_square": lambda effect: short(effect.mean_square),
    "cyclic": lambda effect: short(effect.cyclic),
    "condition": lambda effect: _times(effect.condition),
}


def scaling_table(at: Visit, words: Words) -> str:
    """What each scaling does to the limits, as a Markdown table; the one in use is marked."""
    run, used = at.run, scaling_of(at)
    found = findings.effects(run)
    figures = [name for name in _FIGURES if _is_told(run, name)]
    head = [words["own.scaling"], *[_column(name, run, words) for name in figures]]
    rows = [[_scaling(each, used, words), *[_FIGURES[name](each) for name in figures]] for each in found]
    return table(head, rows, "l" + "r" * len(figures))


def _column(figure: str, run: Run, words: Words) -> str:
    return words.format("own.limit_of", way=_way(run, words)) if figure == "way" else words[f"own.{figure}"]


def _note_on(figure: str, run: Run) -> str:
    """The key of what is said of a column."""
    if figure != "way":
        return f"own.note_{figure}"
    way = findings.way_of(run)
    if way != "one":
        return f"own.note_{way}"
    # Squared residuals bend alike everywhere, and so with them the limit holds wherever an update is made.
    kind = "_labels" if run.model.targets else "_huber" if run.problem == "huber" else ""
    return f"own.note_one{kind}"


def _scaling(effect: Effect, used: str, words: Words) -> str:
    name = words.choice("scaling", effect.scaling)
    return f"**{name} ✓**" if effect.scaling == used else name


def _times(value: float) -> str:
    return ratio(value, 4) if value < 1e6 else short(value)


def _is_told(run: Run, figure: str) -> bool:
    if figure == "condition":
        return len(run.w0) > 1
    if figure != "full_batch" and findings.way_of(run) == "all":
        # Nothing is drawn, and no order is left: every further limit is that of full batch.
        return False
    if figure == "cyclic":
        return run.problem == "origin" and run.samples <= findings.MOST_INTERVAL_SAMPLES
    if figure == "mean_square":
        # A last batch of fewer samples has a limit of its own, and an epoch one between them.
        return run.problem == "origin" and run.samples % run.batch_size == 0
    return True


def show_effects(at: Visit, words: Words) -> None:
    """What the units of x do to the limits of the learning rate."""
    st.header(words["own.effects"], anchor=False)
    show_scaling(at, words)
    if not findings.has_limits(at.run):
        st.caption(words["own.no_limits"])
        return
    st.markdown(scaling_table(at, words))
    # A note on each column that stands there, and on none that does not.
    told = [_note_on(name, at.run) for name in _FIGURES if _is_told(at.run, name)]
    notes = [words["own.effects_note"], *[words[key] for key in told if key in words]]
    if at.run.best is not None:
        notes.append(words["own.any_units"])
    if len(scalings_of(at.run.model)) < len(SCALINGS):
        notes.append(words["own.no_shift"])
    st.caption(words.sentences(notes))


def question(at: Visit, words: Words) -> Question | None:
    """Where does the same run end on x in other units? None where there is no best to end near."""
    scaling = "none" if scaling_of(at) != "none" else scalings_of(at.run.model)[-1]
    run = units.in_units(at.run, scaling)
    best = None if isinstance(run, RunError) else run.best
    if isinstance(run, RunError) or best is None:
        return None

    def answer() -> tuple[set[str], str]:
        found = findings.distances(trace_of(run), best)
        told = [words.format("own.told", **_told(found))]
        if rungs.is_plain(at.run):
            limit = beside(effect_of(at.run, scaling).way, at.run.lr)
            told.append(words.format("own.told_limit", way=_way(at.run, words), limit=limit))
        return {found.ending}, words.sentences(told)

    options = {name: words[f"own.option_{name}"] for name in ("arrived", "nearer", "no_nearer")}
    text = words.format("own.question", scaling=words.choice("scaling", scaling), lr=exact(at.run.lr))
    return Question(text, options, answer, at.run, {**at.view, "scaling": scaling})


def _place(run: Run, parameters: tuple[float, ...], words: Words) -> str:
    """Parameters by their names; 0 where one is the remainder of rounding."""
    # What each adds to a prediction: the first is multiplied by x.
    reach = (max(map(abs, run.points[0])), 1.0)
    parts = [abs(value) * each for value, each in zip(parameters, reach, strict=False)]
    least = _REMAINDER * max(*parts, *map(abs, run.points[1]), 0.0)
    values = [0.0 if part <= least else value for part, value in zip(parts, parameters, strict=True)]
    texts = [digits(value, 5) for value in values]
    return words.row(f"{name} = {text}" for name, text in zip(run.model.parameters, texts, strict=True))

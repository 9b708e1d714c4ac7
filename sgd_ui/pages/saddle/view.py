"""The page of the saddle: what it offers, what it says of the runs, and what stands on its stage."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from sgd_core import Run, RunError
from sgd_core.limits import MAX_RUNS
from sgd_core.parameters import Real, Whole, Word, number_text
from sgd_core.samplers import SAMPLINGS
from sgd_ui.drawing.marks import MOST_PULLS
from sgd_ui.drawing.palette import DASHED, DOT_DASHED, DOTTED, Palette, Pen
from sgd_ui.frame import complaints, controls, desk, session, waking, widgets
from sgd_ui.frame.page import Page, View
from sgd_ui.frame.question import Question
from sgd_ui.frame.scenes import Scene
from sgd_ui.frame.shell import Frame
from sgd_ui.frame.visit import Visit
from sgd_ui.pages.saddle import figures, findings
from sgd_ui.pages.saddle.findings import Escapes, Saddle, Stay
from sgd_ui.runs.traces import expect, trace_of
from sgd_ui.stage import several, stills
from sgd_ui.stage.player import Chart
from sgd_ui.stage.several import Clock, Contestant
from sgd_ui.words.catalogue import Words
from sgd_ui.words.numerals import short
from sgd_ui.words.tables import table

PAGE = Page(
    "saddle",
    ("autoencoder", "deep"),
    ("problem", "data", "x", "y", "w0", "lr", "epochs", "sampling", "seed"),
    views={
        "beyond": View(Real(above=0.0), "0.5"),
        "turn": View(Real(), "0.3"),
        "seeds": View(Whole(2, MAX_RUNS), "200"),
        "surface": View(Word(("no", "yes")), "no"),
    },
    elsewhere=("turn",),
    opening=Run(problem="autoencoder", w0=(0.0, 0.5), sampling="with-replacement", seed=29),
)

SCENES = (
    Scene("walk", PAGE.opening),
    Scene("at", Run(problem="autoencoder")),
    Scene(
        "pairs",
        Run(problem="autoencoder", data="mirrored-40", w0=(0.0, 0.5), sampling="reshuffle", epochs=10),
    ),
    Scene("deep", Run(problem="deep")),
    Scene("labels", Run(problem="deep", data="noisy", sampling="reshuffle")),
)

#: More samples than this are not written into a link that a question leads to.
_FEW_POINTS = 50
#: Height of the surface in pixels.
_TALL = 480
#: How far the start is moved aside instead.
_ASIDE = 1e-6


@dataclass(frozen=True, eq=False)
class Shown:
    """What the page shows: the runs, the saddle they are about, how each stands to it, and the clock."""

    run: Run
    saddle: Saddle
    contestants: tuple[Contestant, ...]
    stays: Mapping[str, Stay]
    clock: Clock
    beyond: float

    @property
    def start(self) -> float:
        """How far out the run begins."""
        return self.saddle.of((self.run.w0[0], self.run.w0[1]))

    @property
    def far(self) -> bool:
        """Whether what settles at the minimum nearest to the saddle does not count as out."""
        return self.saddle.beyond_minimum(self.beyond)

    @property
    def rests(self) -> bool:
        """Whether the start is the saddle itself, and what is never off the line ends there too."""
        held = [each.distance for each in self.stays.values() if each.exact]
        return self.run.w0 == self.saddle.place and not any(held)


def shown(at: Visit, frame: Frame) -> Shown | None:
    """Runs what stands on the stage; None where the samples make no saddle."""
    saddle, beyond = findings.saddle_of(at.run), at.value("beyond")
    if saddle is None:
        return None
    pens, runs = _pens(frame.palette), findings.contestants(at.run)
    expect(runs.values())
    contestants = tuple(
        Contestant(
            key,
            frame.words[f"saddle.name_{key}"],
            trace_of(run),
            pens[key],
            (saddle.place,),
            beside={"away": saddle.away(trace_of(run))},
        )
        for key, run in runs.items()
    )
    stays = {each.key: findings.stay(each.trace, saddle, beyond) for each in contestants}
    return Shown(at.run, saddle, contestants, stays, several.clock(contestants, "updates"), beyond)


def _pens(palette: Palette) -> dict[str, Pen]:
    """What each contestant is drawn with; the one that follows the mean is ink."""
    single, nudged, _ = palette.runs
    return {"a": Pen(single), "b": Pen(palette.ink, DASHED), "c": Pen(nudged, DOTTED)}


def measure(run: Run, saddle: Saddle) -> str:
    """What says how far out a run is."""
    if run.problem != "deep":
        return "|wᵀv₁|"
    return "|w1 + w2|" if saddle.out[1] > 0 else "|w1 − w2|"


def point(place: tuple[float, ...]) -> str:
    """A place in the plane, four digits each."""
    return f"({', '.join(f'{value:.4g}' for value in place)})".replace("-", "−")


def no_saddle(run: Run, words: Words) -> str:
    """Why these samples make no saddle."""
    return words[f"saddle.none_{findings.why_none(run)}"]


def show_verdict(shown: Shown, words: Words) -> None:
    """The verdict, and what lies behind it."""
    st.markdown(verdict(shown, words))
    st.caption(why(shown, words))


def verdict(shown: Shown, words: Words) -> str:
    """Who leaves and who stays, in a headline and a clause for each run."""
    facts = {"where": words[f"saddle.where_{'saddle' if shown.rests else 'line'}"], **_threshold(shown)}
    head = words.format(f"saddle.head_{headline(shown)}", **facts)
    return f"**{head}** {sentence(shown.stays, shown, words)}"


def _threshold(shown: Shown) -> dict[str, str]:
    """What is measured, how far counts as out, and where the nearest minimum lies."""
    return {
        "measure": measure(shown.run, shown.saddle),
        "beyond": f"{shown.beyond:g}",
        "least": short(shown.saddle.least),
    }


def sentence(stays: Mapping[str, Stay], shown: Shown, words: Words) -> str:
    """What each run comes to, as a sentence."""
    text = clauses(stays, shown, words) + words["list.stop"]
    return text[0].upper() + text[1:]


def clauses(stays: Mapping[str, Stay], shown: Shown, words: Words) -> str:
    """What each run comes to, one after the other."""
    return words.clauses(
        words.format("saddle.clause", name=words[f"saddle.name_{key}"], told=told(stay, shown, words))
        for key, stay in stays.items()
    )


def headline(shown: Shown) -> str:
    """The word for who leaves: all that a headline says has to be true of every one of these runs."""
    stays = shown.stays
    out = {key for key, each in stays.items() if each.out}
    if any(each.diverged for each in stays.values()):
        return "diverged"
    if shown.start > shown.beyond:
        return "outside"
    if shown.far and not out:
        return "far"
    if shown.run.problem == "deep":
        held = stays["a"].exact and stays["b"].exact
        if held:
            return "freed" if out == {"c"} else "held"
        return "all" if len(out) == 3 else "mixed" if out else "none"
    if out == {"a"}:
        return "stuck" if stays["b"].exact else "slow"
    return {frozenset("ab"): "both", frozenset("b"): "odd"}.get(frozenset(out), "none")


def told(stay: Stay, shown: Shown, words: Words) -> str:
    """What one run comes to."""
    facts = {
        "measure": measure(shown.run, shown.saddle),
        "beyond": f"{shown.beyond:g}",
        "updates": words.counted("update", stay.updates),
        "distance": short(stay.distance),
        "last": short(stay.last),
        "passed": f"{stay.passed or 0:,}",
        "end": f"{stay.updates:,}",
    }
    return words.format(f"saddle.told_{_case(stay)}", **facts)


def _case(stay: Stay) -> str:
    if stay.diverged:
        return "lost"
    if stay.passed is not None:
        return "out" if stay.passed else "begins"
    return "zero" if stay.exact else "small"


def why(shown: Shown, words: Words) -> str:
    """The rate, the start and the threshold, and why these runs go as they do."""
    run, saddle = shown.run, shown.saddle
    facts = {
        "measure": measure(run, saddle),
        "place": point(saddle.place),
        "out": point(saddle.out),
        "growth": f"{saddle.growth:.4g}",
        "lr": number_text(run.lr),
        "start": point(run.w0),
        "away": short(shown.start),
        "beyond": f"{shown.beyond:g}",
    }
    parts = [words.format("saddle.given", **facts)]
    parts.append(words.format(f"saddle.{_begins(shown)}", **facts))
    if run.problem == "deep":
        parts.append(words.format("saddle.why_deep", **facts))
    else:
        parts.append(words.format("saddle.why_pushed" if findings.pushed(run) else "saddle.why_not", **facts))
    return words.sentences(parts)


def _begins(shown: Shown) -> str:
    """The word for where the start lies."""
    if shown.run.w0 == shown.saddle.place:
        return "on_saddle"
    if shown.start == 0:
        return "on_line"
    return "near_line" if findings.grazes(shown.run, shown.saddle) else "off_line"


def stage_words(words: Words) -> dict[str, str]:
    """What the stage calls otherwise here."""
    return {"metric_distance": words["saddle.distance"], "announce_runs": words["saddle.announce"]}


def charts(shown: Shown, frame: Frame) -> list[Chart]:
    """What stands on the stage."""
    words, palette, run = frame.words, frame.palette, shown.run
    name = measure(run, shown.saddle)
    scale = figures.pull_scale(run, shown.saddle, figures.reach(shown.contestants))
    names = [each.label for each in shown.contestants]
    facts = {
        "n": str(run.samples),
        "drawn": str(min(run.samples, MOST_PULLS)),
        "names": words.listed(names),
        "saddle": point(shown.saddle.place),
        "start": point(run.w0),
        "scale": f"{scale:g}",
        "measure": name,
        "told": clauses(shown.stays, shown, words),
        "foot": _foot([each.beside["away"] for each in shown.contestants], words),
    }
    drawn = {
        "plane": figures.plane_figure(shown.contestants, scale, palette, words),
        f"points_{run.problem}": figures.points_figure(shown.contestants, palette, words),
        "away": figures.away_figure(shown.contestants, shown.beyond, name, palette, words),
    }
    return [
        Chart(
            key.partition("_")[0],
            words.format(f"saddle.chart_{key}", **facts),
            words.format(f"saddle.chart_{key}_alt", **facts),
            {"": figure},
        )
        for key, figure in drawn.items()
    ]


def _foot(columns: Sequence[findings.Floats], words: Words) -> str:
    """What lies at the foot of a log axis; nothing where no number is 0."""
    return words["saddle.foot"] if any((column == 0).any() for column in columns) else ""


def show_surface(at: Visit, shown: Shown, frame: Frame) -> None:
    """A button, and the surface once it is asked for."""
    words, is_open = frame.words, at.view["surface"] == "yes"
    st.button(
        words["saddle.surface_hide" if is_open else "saddle.surface_show"],
        key="saddle.surface",
        icon=":material/landscape:",
        on_click=_set_surface,
        args=("no" if is_open else "yes",),
    )
    if is_open:
        figure = figures.surface_figure(shown.contestants, shown.saddle.out, frame.palette, words)
        stills.draw(figure, words["saddle.surface_alt"], words, key="saddle.space", height=_TALL)


def _set_surface(value: str) -> None:
    controls.fill_view({"surface": value})


def question(at: Visit, shown: Shown, words: Words) -> Question:
    """Who leaves when something is changed that ought not to matter?"""
    run, beyond = at.run, shown.beyond
    kind, asked = asked_about(run, at.value("turn"), shown)
    runs = findings.contestants(asked)
    options = ("nobody", "nudged", "too") if run.problem == "deep" else ("nobody", "single", "both", "full")

    def answer() -> tuple[set[str], str]:
        stays = {key: each for key, (_, each) in findings.stays(runs, shown.saddle, beyond).items()}
        who = leavers(stays)
        told_of = "lost" if who == "lost" else "far" if who == "nobody" and shown.far else kind
        lesson = words.format(f"saddle.lesson_{told_of}", **_threshold(shown))
        return {who}, words.sentences([sentence(stays, shown, words), lesson])

    facts = {
        "turn": f"{at.value('turn'):g}",
        "beyond": f"{beyond:g}",
        "measure": measure(asked, shown.saddle),
        "updates": _updates(runs, words),
        "order": words[f"choice.sampling.{asked.sampling}"],
        "aside": f"{_ASIDE:g}",
    }
    texts = {option: words[f"saddle.option_{option}"] for option in (*options, "lost")}
    return Question(words.format(f"saddle.question_{kind}", **facts), texts, answer, asked, dict(at.view))


def _updates(runs: Mapping[str, Run], words: Words) -> str:
    """How many updates the runs make; the full batch fewer, where they would cost too much."""
    single, full = (words.counted("update", runs[key].updates) for key in ("a", "b"))
    return single if single == full else words.format("saddle.fewer", updates=single, full=full)


def asked_about(run: Run, turn: float, shown: Shown) -> tuple[str, Run]:
    """What is changed, and the run that the question is about; long enough for rounding to show."""
    updates = findings.long_enough(run, shown.saddle, shown.beyond)
    longer = run.replaced(epochs=-(-updates // run.samples))
    if run.problem == "deep":
        other = "cyclic" if SAMPLINGS[run.sampling].random else "reshuffle"
        changed = findings.relabelled(run) if run.samples <= _FEW_POINTS else run
        noisy = findings.saddle_of(changed)
        # Labels that turn the mean of xy round have their way out along what leads in here.
        if changed != run and noisy and noisy.out == shown.saddle.out:
            return "labels", changed
        return "order", run.replaced(sampling=other)
    # What has been turned already is off the line by its rounding, and a second turn teaches nothing new.
    if run.samples <= _FEW_POINTS and turn and not findings.grazes(run, shown.saddle):
        try:
            changed = findings.turned(longer, turn)
        except RunError:
            changed = run
        if changed != run and findings.saddle_of(changed):
            return "turned", changed
    first, second = (w + _ASIDE * out for w, out in zip(run.w0, shown.saddle.out, strict=True))
    return "aside", longer.replaced(w0=(first, second))


def leavers(stays: Mapping[str, Stay]) -> str:
    """The word for those that leave; one that diverges does neither, and has a word of its own."""
    if any(each.diverged for each in stays.values()):
        return "lost"
    out = {key for key, each in stays.items() if each.out}
    if "c" in stays:
        return "nobody" if not out else "nudged" if out == {"c"} else "too"
    return {frozenset("a"): "single", frozenset("b"): "full", frozenset("ab"): "both"}.get(
        frozenset(out), "nobody"
    )


def show_findings(at: Visit, shown: Shown, frame: Frame) -> None:
    """How long many seeds take to leave; and how fragile staying is, folded, for it answers the question."""
    _show_escapes(at, shown, frame)
    folded = st.expander(frame.words["saddle.ways_title"], icon=":material/balance:")
    with folded, desk.part("ways", at, frame.words):
        _show_ways(at, shown, frame)


def _show_escapes(at: Visit, shown: Shown, frame: Frame) -> None:
    """Many seeds of single samples; a change of a control stops the computation."""
    words, asked = frame.words, at.value("seeds")
    st.subheader(words["saddle.escape_title"], anchor=False)
    try:
        with desk.part("seeds", at, words) as part:
            count = asked if part.pressed else findings.affordable_seeds(at.run, shown.saddle, asked)
            found = findings.escapes(at.run, shown.saddle, shown.beyond, count)
            _show_times(found, shown, count, frame)
            if count < asked:
                some = words.format("seeds.some", count=str(count), seeds=str(asked))
                part.offer(some, findings.price_of_escapes(at.run, shown.saddle, asked))
    except RunError as error:
        complaints.show(words["complaint.heading_control"], error.complaints, words)


def _show_times(found: Escapes, shown: Shown, seeds: int, frame: Frame) -> None:
    words = frame.words
    left, right = st.columns(2, gap="large")
    left.markdown(escape_text(found, shown, seeds, words))
    if not (found.times >= 0).any():
        return
    facts = {"seeds": str(seeds), "measure": measure(shown.run, shown.saddle), "beyond": f"{shown.beyond:g}"}
    figure = figures.times_figure(found, frame.palette, words)
    still = stills.Still(
        words.format("saddle.times", **facts), words.format("saddle.times_alt", **facts), figure
    )
    with right:
        stills.show([still], words, key="saddle.times")


def escape_text(found: Escapes, shown: Shown, seeds: int, words: Words) -> str:
    """How long many seeds take, beside theory's scale."""
    run, left = found.run, found.times[found.times >= 0]
    # Four digits would hide the rounding step between the start and what is run.
    beside = shown.run.w0 if run.problem == "deep" else run.w0
    facts = {
        "start": point(beside),
        "sampling": words[f"choice.sampling.{run.sampling}"],
        "lr": number_text(run.lr),
        "seeds": str(seeds),
        "measure": measure(run, shown.saddle),
        "beyond": f"{shown.beyond:g}",
        "median": f"{found.median:g}",
        "first": f"{int(left.min(initial=found.updates)):,}",
        "last": f"{int(left.max(initial=0)):,}",
        "left": str(len(left)),
        "stayed": str(found.stayed),
        "diverged": str(found.diverged),
        "offset": short(shown.saddle.of((run.w0[0], run.w0[1]))),
        "updates": words.counted("update", found.updates),
        "rule": short(found.rule),
    }
    parts = [words.format(f"saddle.escape_{run.problem}", **facts)]
    if not len(left):
        parts.append(words.format("saddle.escape_nobody", **facts))
    else:
        half = "half" if math.isfinite(found.median) else "few"
        parts.append(words.format(f"saddle.escape_{half}", **facts))
        if found.stayed:
            parts.append(words.format("saddle.escape_stayed", **facts))
        elif not found.diverged:
            parts.append(words["saddle.escape_all"])
    if found.diverged:
        parts.append(words.format("saddle.escape_diverged", **facts))
    if shown.far:
        parts.append(words.format("saddle.lesson_far", **_threshold(shown)))
    elif math.isfinite(found.rule):
        parts.append(words.format(f"saddle.rule_{run.problem}", **facts))
    else:
        parts.append(words["saddle.rule_none"])
    return words.sentences(parts)


def line_ends(run: Run, shown: Shown, seeds: int, words: Words) -> str:
    """Where many seeds from the start itself end, with the labels as they are and with noise in them."""
    plain, noisy = (findings.ends(each, shown.saddle, seeds) for each in (run, findings.relabelled(run)))
    name = measure(run, shown.saddle)
    facts = {
        "start": point(run.w0),
        "updates": words.counted("update", plain.updates),
        "plain": _ends_text(plain, seeds, name, words),
        "noisy": _ends_text(noisy, seeds, name, words),
    }
    return words.format("saddle.line_ends", **facts)


def _ends_text(found: findings.Ends, seeds: int, name: str, words: Words) -> str:
    facts = {
        "seeds": str(seeds),
        "measure": name,
        "on_line": str(found.on_line),
        "farthest": short(found.farthest),
        "diverged": str(found.diverged),
    }
    case = "lost" if found.diverged == seeds else "some" if found.diverged else "kept"
    return words.format(f"saddle.ends_{case}", **facts)


def _show_ways(at: Visit, shown: Shown, frame: Frame) -> None:
    """Descent on the same points in other guises: does it still stay?"""
    words, run = frame.words, at.run
    left, right = st.columns(2, gap="large")
    if run.problem != "deep":
        with left:
            _turn_control(at, words)
    runs = findings.ways(run, shown.saddle, at.value("turn"), shown.beyond)
    found = findings.stays(runs, shown.saddle, shown.beyond, runs["listed"].updates)
    left.markdown(ways_text(run, runs, found, at.value("turn"), shown, words))
    if run.problem == "deep":
        with left:
            _show_line_ends(at, shown, words)
    columns = {name: away for name, (away, _) in found.items()}
    name = measure(run, shown.saddle)
    figure = figures.ways_figure(columns, way_pens(frame.palette), shown.beyond, name, frame.palette, words)
    facts = {
        "measure": name,
        "names": words.listed([words[f"saddle.short_{way}"] for way in columns]),
        "foot": _foot(list(columns.values()), words),
    }
    still = stills.Still(
        words.format("saddle.ways", **facts), words.format("saddle.ways_alt", **facts), figure
    )
    with right:
        stills.show([still], words, key="saddle.ways")


def _turn_control(at: Visit, words: Words) -> None:
    """The angle, beside what it decides."""
    key = session.view_key("turn")
    session.keep(key, at.view["turn"])
    widgets.line(words["name.turn"], key, words["help.turn"])
    waking.agree(key, at.view["turn"])


def _show_line_ends(at: Visit, shown: Shown, words: Words) -> None:
    try:
        with desk.part("ends", at, words):
            st.markdown(line_ends(at.run, shown, at.value("seeds"), words))
    except RunError:
        # Said already where their times are.
        return


def way_pens(palette: Palette) -> dict[str, Pen]:
    """What each way is drawn with."""
    single, second, third = palette.runs
    return {
        "listed": Pen(palette.ink),
        "shuffled": Pen(third, DASHED),
        "turned": Pen(second, DOTTED),
        "single": Pen(single),
        "relabelled": Pen(single, DOT_DASHED),
        "nudged": Pen(second, DOTTED),
    }


def ways_text(
    run: Run, runs: Mapping[str, Run], found: Mapping[str, tuple[findings.Floats, Stay]], turn: float,
    shown: Shown, words: Words,
) -> str:  # fmt: skip
    """What each way comes to, as a table, and what follows."""
    facts = {
        "turn": f"{turn:g}",
        "updates": words.counted("update", runs["listed"].updates),
        "measure": measure(run, shown.saddle),
        "lr": number_text(run.lr),
        "start": point(run.w0),
    }
    rows = [
        [words.format(f"saddle.way_{name}", **facts), outcome(stay, shown.beyond, words)]
        for name, (_, stay) in found.items()
    ]
    told = table([words["saddle.way"], facts["measure"]], rows, "ll")
    case = ways_case({name: stay for name, (_, stay) in found.items()})
    hopeless = shown.far and not any(stay.out for _, stay in found.values()) and case != "lost"
    if hopeless:
        lesson = [words.format("saddle.lesson_far", **_threshold(shown))]
    else:
        lesson = [words[f"saddle.ways_{case}"]]
    time = findings.rounding_time(shown.saddle, shown.beyond)
    if time > runs["listed"].updates and not hopeless:
        lesson.append(words.format("saddle.ways_short", time=short(time), beyond=f"{shown.beyond:g}"))
    parts = words.format("saddle.ways_intro", **facts), told, words.sentences(lesson)
    return "\n\n".join(parts)


def outcome(stay: Stay, beyond: float, words: Words) -> str:
    """What one way comes to, in a cell of a table."""
    facts = {
        "passed": f"{stay.passed or 0:,}",
        "end": f"{stay.updates:,}",
        "beyond": f"{beyond:g}",
        "largest": short(stay.largest),
    }
    return words.format(f"saddle.outcome_{_case(stay)}", **facts)


def ways_case(stays: Mapping[str, Stay]) -> str:
    """Which lesson the ways teach.

    ``lost``: one diverges; ``loose``: descent as listed does not stay to the last bit; ``fragile``: it
    does, and another guise of the same points leaves; ``firm``: none does. ``deep``: only what is nudged
    leaves, and it does; ``deep_open``: not even that.
    """
    if any(each.diverged for each in stays.values()):
        return "lost"
    if not stays["listed"].exact:
        return "loose"
    if "nudged" in stays:
        kept = stays["shuffled"].exact and stays["relabelled"].exact
        return "deep" if kept and stays["nudged"].out else "deep_open"
    others = [stays[name] for name in ("shuffled", "turned") if name in stays]
    return "fragile" if any(each.out for each in others) else "firm"


def show_claim(words: Words) -> None:
    """What the note's claim should have said, with sources."""
    with st.container(border=True):
        st.markdown(words["saddle.claim"])
        st.caption(words["saddle.sources"])

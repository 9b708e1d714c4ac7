"""The controls of a run: widgets on one side, the flat text of a run on the other.

Every widget keeps its value in the session, under ``run.NAME``, or under ``view.NAME`` where it is
about the view alone. ``fill`` puts a run into the widgets, ``params`` reads the text back, and ``show``
draws them; which ones, the page says. Lists are left out until the drawer is about to be opened.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import streamlit as st

from sgd_core import Run
from sgd_core.parameters import Word
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS
from sgd_core.run import PARAMETERS, REGISTRIES, constants_of, users
from sgd_core.samplers import SAMPLINGS
from sgd_ui.frame import session, unseen, waking, widgets
from sgd_ui.frame.page import Page
from sgd_ui.words.catalogue import Words

#: The choice of data that means the x and y below it.
OWN = "own"
#: Characters that are folded into plain ones at a time; a file's name has no more.
_FOLDED = 100
_BATCH = ("single", "several", "all")
#: What a run is about, which stands before how it goes.
_SAMPLES = ("problem", "data", "x", "y", "w0")
#: Whether another problem was found in a widget while it was drawn.
_PROBLEM_HEARD = "run.problem_heard"
#: Read even where they are not drawn: what they say decides what else is.
_ALWAYS = ("data", "x", "y", "batch")


def fill(run: Run) -> None:
    """Puts a run into the widgets. To be called before they are drawn."""
    xs, ys = run.points
    written = run.to_params()
    for name, parameter in PARAMETERS.items():
        value = getattr(run, name)
        # Where each optimizer has a default of its own, an empty field means just that.
        empty = value is None or (users(name) and parameter.default is None and name not in written)
        _set(name, None if empty else parameter.kind.write(value))
    _set("data", run.data or OWN)
    _set("x", PARAMETERS["x"].kind.write(xs))
    _set("y", PARAMETERS["y"].kind.write(ys))
    _set("batch", "all" if run.batch == "all" else "single" if run.batch == 1 else "several")
    _set("batch_size", str(run.batch) if isinstance(run.batch, int) and run.batch > 1 else "2")


def fill_view(view: Mapping[str, str]) -> None:
    """Puts the text of views into their widgets. To be called before they are drawn."""
    for name, text in view.items():
        unseen.put(session.view_key(name), text)


def view_text(name: str, usual: str) -> str:
    """The text of one view as its widget has it, or ``usual`` where it is not drawn."""
    return flat_text(st.session_state.get(session.view_key(name), usual))


def params(page: Page, good: Run) -> dict[str, str]:
    """The flat text that the widgets describe, checked by nobody yet.

    What has no control in sight is taken from ``good``, so that no mistake hides where it cannot be
    mended.
    """
    values = good.to_params()
    for name in PARAMETERS:
        if _is_open(page, name) or name in _ALWAYS:
            values[name] = flat_text(_get(name))
            if not values[name] and _default(page, name):
                del values[name]
    if values["data"] == OWN:
        del values["data"]
    else:
        del values["x"], values["y"]
    if values["batch"] != "all":
        values["batch"] = "1" if values["batch"] == "single" else flat_text(_get("batch_size"))
    return values


def show(page: Page, words: Words) -> None:
    """Draws the controls of a page, in groups, in a drawer that is there whether it is open or not."""
    state = st.session_state
    if state.pop(_PROBLEM_HEARD, False):
        _refit()
    for name in [*PARAMETERS, "batch_size"]:
        session.keep(session.run_key(name))
    for name in _views(page):
        session.keep(session.view_key(name))
    with st.container(key="setup"):
        st.header(words["bar.set_up"], anchor=False)
        for group, names in _groups(page):
            _group(page, group, names, words)
        unseen.show(words)
    if _PROBLEM_HEARD in state:
        waking.heard()
        st.rerun()


def _groups(page: Page) -> Iterator[tuple[str, list[str]]]:
    """The names that each group of the drawer is made of, as they are once the groups before it are drawn."""
    yield "samples", [name for name in page.controls if name in _SAMPLES]
    yield "updates", [name for name in page.controls if name not in _SAMPLES]
    yield "page", _views(page)
    yield "more", _rest(page)


def _views(page: Page) -> list[str]:
    """What of a view is chosen beside the run."""
    return [name for name in page.chosen if name not in page.elsewhere]


def _group(page: Page, group: str, names: list[str], words: Words) -> None:
    """Draws those of a group that have something to decide; what one is set to decides about the next."""
    is_open, control = (_is_needed, _view_control) if group == "page" else (_is_open, _control)
    if not any(is_open(page, name) for name in names):
        return
    with st.container(key=f"setup-{group}"):
        st.subheader(words[f"setup.{group}"], anchor=False)
        for name in names:
            if is_open(page, name):
                control(page, name, words)


def _is_needed(page: Page, name: str) -> bool:
    """Whether a view decides anything beside the others as they are."""
    return all(_view(other) in texts for other, texts in page.chosen[name].needs.items())


def _pick(
    label: str, texts: Mapping[str, str], key: str, about: str, on_change: Callable[[], None] | None = None
) -> None:
    """A list of options, once lists are asked for; until then its value is kept without it."""
    if session.LISTS in st.session_state:
        widgets.pick(label, texts, key, about, on_change)


def _view_control(page: Page, name: str, words: Words) -> None:
    key, view = session.view_key(name), page.chosen[name]
    label, about = words[f"name.{name}"], words[f"help.{name}"]
    if isinstance(view.kind, Word):
        texts = {option: words.choice(name, option) for option in view.kind.words}
        _pick(label, texts, key, about)
    else:
        widgets.line(label, key, about, words.get(f"empty.{name}"))


def _rest(page: Page) -> list[str]:
    """The other controls; the constants of what is chosen right after it, in its own order."""
    names: dict[str, None] = {}
    for name, registry in REGISTRIES.items():
        entries = [registry[word] for word in _chosen(page, name) if word in registry]
        constants = [constant.name for entry in entries for constant in constants_of(entry)]
        names |= dict.fromkeys([name, *constants])
    others = [name for name in PARAMETERS if name not in names]
    return [name for name in [*names, *others] if name not in page.controls]


def _control(page: Page, name: str, words: Words) -> None:
    label, key = words[f"name.{name}"], session.run_key(name)
    about = words.sentences(filter(None, [words[f"help.{name}"], words.get(f"counted.{name}")]))
    kind = PARAMETERS[name].kind
    if name == "batch":
        _batch_control(label, about, words)
    elif isinstance(kind, Word):
        texts = {
            option: words["control.own"] if option == OWN else words.choice(name, option)
            for option in _options(page, name)
        }
        refit, before = _refit if name == "problem" else None, _get(name)
        _pick(label, texts, key, about, refit)
        if refit and _get(name) != before:
            st.session_state[_PROBLEM_HEARD] = True
    else:
        widgets.line(label, key, about, _default(page, name))


def _refit() -> None:
    """Another problem begins where it is made to begin, on data that are made for it."""
    problem = PROBLEMS[_get("problem")]
    _set("w0", PARAMETERS["w0"].kind.write(problem.start))
    if _get("data") != OWN and problem.name not in PRESETS[_get("data")].problems:
        _set("data", problem.data)


def _options(page: Page, name: str) -> list[str]:
    kind = PARAMETERS[name].kind
    if name == "data":
        return _presets()
    if name == "problem":
        return [*page.problems]
    return [*kind.words] if isinstance(kind, Word) else []


def _presets() -> list[str]:
    """The data on offer: what is made for the problem, what was chosen, and the reader's own."""
    made = [preset.name for preset in PRESETS.values() if _get("problem") in preset.problems]
    chosen = [] if _get("data") in (*made, OWN) else [_get("data")]
    return [*made, *chosen, OWN]


def _chosen(page: Page, registry: str) -> list[str]:
    """The entries of a registry that the runs of a page put together: the first one's, then the others'."""
    further = [name for name in page.chosen if name.partition(".")[2] == registry]
    return [_get(registry), *map(_view, further)]


def _users(page: Page, constant: str) -> dict[str, Any]:
    """Those of what is chosen that a constant belongs to: its default in each, by name."""
    own = users(constant)
    chosen = [word for registry in REGISTRIES for word in _chosen(page, registry)]
    return {word: own[word] for word in chosen if word in own}


def _default(page: Page, name: str) -> str:
    """What an empty field stands for: the default of what is chosen, where each has its own."""
    parameter = PARAMETERS[name]
    if parameter.default is not None:
        return ""
    return " / ".join(dict.fromkeys(map(parameter.kind.write, _users(page, name).values())))


def _batch_control(label: str, about: str, words: Words) -> None:
    texts = {option: words[f"control.{option}"] for option in _BATCH}
    _pick(label, texts, session.run_key("batch"), about)
    if _get("batch") == "several":
        widgets.line(words["control.batch_size"], session.run_key("batch_size"))


def _is_open(page: Page, name: str) -> bool:
    """Whether a control is offered and has something to decide in the run as it is."""
    if name in page.elsewhere or not page.offers(name):
        return False
    if name in ("x", "y"):
        return bool(_get("data") == OWN)
    if name == "seed" and "sampling" in page.controls:
        return SAMPLINGS[_get("sampling")].random and _get("batch") != "all"
    if name == "problem":
        return len(page.problems) > 1
    if users(name):
        return bool(_users(page, name))
    return True


def _get(name: str) -> Any:
    return st.session_state[session.run_key(name)]


def _set(name: str, value: Any) -> None:
    unseen.put(session.run_key(name), value)


def _view(name: str) -> str:
    return str(st.session_state[session.view_key(name)])


def flat_text(value: str | None) -> str:
    """A widget's value as flat text; full-width digits and commas count as plain ones."""
    text = value or ""
    # Accents in a row are sorted, which takes the square of their number; no plain text comes of them.
    pieces = (text[k : k + _FOLDED] for k in range(0, len(text), _FOLDED))
    return "".join(unicodedata.normalize("NFKC", piece) for piece in pieces).replace("、", ",")

"""Where a session's results are computed: within what the page may spend, in turn, and under a bar.

What costs more than a page has left stands behind a button; what is long waits for its turn, of which there
is one in a process. Drawing the bar is where Streamlit stops the run of a page, if the reader has changed
something or gone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic, sleep
from typing import Any, TypeVar

import streamlit as st

from sgd_core.report import Report
from sgd_ui.frame import belongings
from sgd_ui.frame.visit import Visit
from sgd_ui.runs import kept
from sgd_ui.runs.budget import Budget, TooDearError
from sgd_ui.runs.kept import AtOnce, Desk, Make
from sgd_ui.runs.turn import Turn
from sgd_ui.words.catalogue import Words

Value = TypeVar("Value")

#: Work that is done within so many seconds shows no bar; the bar is drawn anew so often.
_PATIENCE, _REDRAWN = 0.4, 0.15
#: A page that has computed for so many seconds waits for its turn before it goes on.
_TURN_FROM = 0.5
#: Whoever waits looks so often, in seconds, whether it is next.
_LOOKED = 0.25
#: Whoever computes lets others have the processor: every so many seconds, for so long.
_BREATHED, _BREATH = 0.02, 0.001
#: Presses that are remembered, the last ones.
_PRESSES = 100

_turn = Turn()


class _Bar:
    """A bar in a place of the page, once there has been something to wait for."""

    def __init__(self, words: Words) -> None:
        self._words, self._place = words, st.empty()
        self._begin = self._drawn = self._breathed = monotonic()
        self._shows = False

    def begin(self) -> None:
        """From now on there is something to wait for."""
        self._begin = monotonic()

    def draw(self, share: float) -> None:
        now = monotonic()
        if now - self._breathed > _BREATHED:
            sleep(_BREATH)
            self._breathed = monotonic()
        if now - self._begin > _PATIENCE and now - self._drawn > _REDRAWN:
            self._drawn, self._shows = now, True
            self._place.progress(min(max(share, 0.0), 1.0), self._words["budget.computing"])

    def wait(self, before: int) -> None:
        self._shows = True
        key = "budget.next" if before == 1 else "budget.waiting"
        self._place.info(self._words.format(key, before=str(before - 1)), icon=":material/hourglass_empty:")
        sleep(_LOOKED)

    def clear(self) -> None:
        if self._shows:
            self._shows = False
            self._place.empty()


class _NoBar:
    """Where nobody looks: it lets others have the processor, and that is all."""

    def __init__(self) -> None:
        self._breathed = monotonic()

    def begin(self) -> None:
        pass

    def draw(self, share: float) -> None:
        if monotonic() - self._breathed > _BREATHED:
            sleep(_BREATH)
            self._breathed = monotonic()

    def wait(self, before: int) -> None:
        sleep(_LOOKED)

    def clear(self) -> None:
        pass


class PageDesk:
    """The desk of one run of a page.

    Args:
        words: what the bar says.
        own: finds what the session keeps for itself.
        turn: the one that all sessions share.
        budget: what may be spent; a page's where none is named.
    """

    def __init__(
        self,
        words: Words,
        own: Callable[[], dict[str, OrderedDict[Any, Any]]],
        turn: Turn = _turn,
        bar: Any = None,
        budget: Budget | None = None,
    ) -> None:
        self._own, self._turn = own, turn
        self._budget = budget or Budget()
        self._used: set[tuple[str, Hashable]] = set()
        self._bar = bar or _Bar(words)
        self.words = words
        #: Seconds put aside, those computed by now, and those of all that is computed in one go.
        self._aside = self._computed = self._done = self._whole = 0.0
        self._free = False
        self._inner: Report | None = None

    # --- what is kept ---

    def own(self, name: str) -> OrderedDict[Any, Any]:
        return self._own().setdefault(name, OrderedDict())

    def use(self, name: str, key: Hashable) -> None:
        self._used.add((name, key))

    def uses(self, name: str, key: Hashable) -> bool:
        return (name, key) in self._used

    # --- what is spent ---

    @contextmanager
    def part(self, pressed: bool, bar: Any = None) -> Iterator[None]:
        """Within it there is no limit where it was asked for by a press; the bar is its own."""
        before = self._free, self._bar, self._aside
        self._free, self._bar, self._aside = pressed, bar or _Bar(self.words), 0.0
        try:
            yield
        finally:
            self._free, self._bar, self._aside = before

    def reserve(self, price: float) -> None:
        if self._inner:
            return
        self._spend(price)
        self._aside, self._done, self._whole = price, 0.0, price

    def _spend(self, price: float) -> None:
        if not self._free:
            self._budget.spend(price)

    def _pay(self, price: float) -> None:
        if price <= self._aside + 1e-9:
            self._aside -= price
            return
        self._spend(price)
        self._aside, self._done, self._whole = 0.0, 0.0, price

    # --- what is computed ---

    def compute(self, price: float, make: Make[Value], look: Callable[[], list[Value]]) -> Value:
        if self._inner:
            # Its price is part of what it is computed for.
            return make(self._inner)
        self._pay(price)
        self._bar.begin()
        try:
            if self._computed + price <= _TURN_FROM:
                return self._make(price, make)
            with self._turn.taken(self._bar.wait):
                found = look()
                return found[0] if found else self._make(price, make)
        finally:
            self._bar.clear()

    def _make(self, price: float, make: Make[Value]) -> Value:
        told = 0.0

        def report(share: float) -> None:
            nonlocal told
            told = (self._done + share * price) / (self._whole or 1.0)
            self._bar.draw(told)

        # What is computed within keeps the bar where it is.
        self._inner = lambda share: self._bar.draw(told)
        try:
            value = make(report)
        finally:
            self._inner = None
        self._computed += price
        self._done += price
        return value


#: The desk of what is computed for no session.
_apart: ContextVar[PageDesk | None] = ContextVar("apart", default=None)


def current() -> Desk:
    """The desk of the session that asks."""
    desk: Desk | None = _apart.get() or st.session_state.get("desk")
    return desk or AtOnce()


@contextmanager
def apart(words: Words, seconds: float) -> Iterator[None]:
    """Within it all is computed for no session, and leaves nothing of anybody's own behind.

    A part of a page that costs too much is left out; for what is no part, TooDearError is raised.
    """
    own: dict[str, OrderedDict[Any, Any]] = {}
    before = _apart.set(PageDesk(words, lambda: own, Turn(), _NoBar(), Budget(seconds)))
    try:
        yield
    finally:
        _apart.reset(before)


def begin(words: Words) -> None:
    """Sets up the desk of a run of a page, where it is drawn first."""
    state = st.session_state
    state["desk"] = PageDesk(words, belongings.of_session)


class Part:
    """A part of a page.

    ``pressed`` where all of it was asked for by a press; ``dear`` where it waits for one.
    """

    def __init__(self, name: str, key: Hashable, words: Words, presses: list[Hashable]) -> None:
        self.pressed, self.dear, self._offered = key in presses, False, False
        self._name, self._key, self._words, self._presses = name, key, words, presses

    def offer(self, text: str, seconds: float) -> None:
        """Says what is not there, what it costs, and draws the button that asks for it; once a part."""
        if self._offered:
            return
        self._offered = True
        told = self._words.format("budget.seconds", seconds=rounded(seconds))
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"{text} {told}", width="content")
            st.button(
                self._words["budget.compute"],
                key=f"desk.{self._name}",
                icon=":material/play_arrow:",
                on_click=_press,
                args=(self._presses, self._key),
            )


@contextmanager
def part(name: str, at: Visit, words: Words) -> Iterator[Part]:
    """A part of a page that what the page has left may not pay for: then a button stands in its place."""
    if alone := _apart.get():
        with _left_out(name, alone) as left:
            yield left
        return
    key = (name, at.page.name, at.run, tuple(sorted(at.view.items())))
    found = Part(name, key, words, st.session_state.setdefault("desk.pressed", []))
    try:
        with _page_desk(words).part(found.pressed):
            yield found
    except TooDearError as error:
        found.dear = True
        found.offer(words[f"budget.part_{name}"], error.seconds)


@contextmanager
def _left_out(name: str, desk: PageDesk) -> Iterator[Part]:
    """A part that nobody can press for."""
    found = Part(name, (), desk.words, [])
    try:
        yield found
    except TooDearError:
        found.dear = True


def _page_desk(words: Words) -> PageDesk:
    if "desk" not in st.session_state:
        begin(words)
    desk: PageDesk = st.session_state["desk"]
    return desk


def _press(pressed: list[Hashable], key: Hashable) -> None:
    pressed.append(key)
    del pressed[:-_PRESSES]


def rounded(seconds: float) -> str:
    """Seconds, upwards to one digit or two."""
    return (
        str(next(step for step in _STEPS if seconds <= step)) if seconds <= _STEPS[-1] else f"{seconds:.0f}"
    )


_STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 300, 400, 500, 600)

kept.hand_in(current)

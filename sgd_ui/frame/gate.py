"""The gate through which every state of a widget comes in.

Streamlit reads what the browser says of a widget when the widget is first asked for, before callbacks and
before the page; an error there ends the run, and that state is read again in every later run of the
session. So the gate stands at the one call that reads. What is of another type than the widget's, cannot
be read, or is nothing that the widget on the page could say, counts as never sent: the widget keeps its
last value, and its callback is not called. Nor does a widget that is no longer on the page say anything,
nor one that shows what it did before it was set, in a message that crossed the answer.

What an error ends for all that, a mistake of ours, is said in the reader's language.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import streamlit as st
from streamlit import error_util
from streamlit.delta_generator_singletons import get_dg_singleton_instance
from streamlit.logger import get_logger
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import (
    GENERATED_ELEMENT_ID_PREFIX,
    WidgetMetadata,
    unpack_widget_state_value,
    user_key_from_element_id,
)
from streamlit.runtime.state.session_state import (
    STREAMLIT_INTERNAL_KEY_PREFIX,
    Serialized,
    SessionState,
    Value,
    WStates,
)

from sgd_ui.frame import messages, unseen

#: How the ids of widgets, and of the events of components, begin.
_IDS = (GENERATED_ELEMENT_ID_PREFIX, STREAMLIT_INTERNAL_KEY_PREFIX)
#: What Streamlit's readers raise at what they do not expect.
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
#: Events of a component that come at once.
_MOST_EVENTS = 16
#: Widgets whose values are known, those drawn last: far more than any page has.
_MOST_EXPECTED = 300
_EXPECTED = "gate.expected"
_SORRY = "gate.sorry"

_log = get_logger(__name__)


def expect(key: str, accepts: Callable[[Any], bool]) -> None:
    """Says what the widget of a key may be set to by the browser. To be called before it is drawn."""
    expected = st.session_state.setdefault(_EXPECTED, {})
    expected.pop(key, None)
    expected[key] = accepts
    while len(expected) > _MOST_EXPECTED:
        del expected[next(iter(expected))]


def stand() -> None:
    """Sets the gate up. To be called before any widget is drawn."""
    _check_states()
    _say_sorry()


def apologize(sorry: str) -> None:
    """Sets what is said in the place of Streamlit's words where an error ends a run."""
    st.session_state[_SORRY] = sorry


@cache
def _check_states() -> None:
    """For all sessions; once."""
    take, read = WStates.set_widget_from_proto, WStates.__getitem__

    def taken(states: WStates, widget_state: WidgetState) -> None:
        # Any other would pass for what a page keeps in its session under that key.
        if widget_state.id.startswith(_IDS):
            take(states, widget_state)

    def checked(states: WStates, widget: str) -> Any:
        sent, metadata = states.states.get(widget), states.widget_metadata.get(widget)
        if not isinstance(sent, Serialized) or metadata is None:
            return read(states, widget)
        if _is_gone(widget):
            raise KeyError(widget)
        value = unseen.value_of(_key(widget), _said(metadata, sent.value), _seen(states), _before())
        states.states[widget] = Value(value)
        return value

    WStates.set_widget_from_proto = taken  # type: ignore[method-assign, assignment]
    WStates.__getitem__ = checked  # type: ignore[method-assign]


@cache
def _say_sorry() -> None:
    """For all sessions; once. Streamlit has written the error to its log by then."""
    show = error_util.show_uncaught_app_exception

    def say(ex: BaseException) -> None:
        sorry = _before().get(_SORRY)
        if sorry and st.get_option("client.showErrorDetails") == "none":
            get_dg_singleton_instance().main_dg.error(sorry)
        else:
            show(ex)

    error_util.show_uncaught_app_exception = say


def _said(metadata: WidgetMetadata[Any], state: WidgetState) -> Any:
    """What a state sets a widget to: what it says, or what the widget was set to before."""
    kind = state.WhichOneof("value")
    if kind in (None, metadata.value_type):
        with suppress(*_UNREADABLE):
            value = metadata.deserializer(unpack_widget_state_value(state))
            # Only what can be set to nothing is.
            if (kind or value is None) and _is_meant(metadata, value):
                return value
    _log.warning("A message that the widget %s cannot send was ignored", _key(metadata.id))
    return _last(metadata)


def _is_meant(metadata: WidgetMetadata[Any], value: Any) -> bool:
    """Whether the widget could be set to a value on the page as it was drawn last."""
    if messages.is_deep(value):
        return False
    if metadata.value_type == "json_trigger_value":
        return value is None or len(value) <= _MOST_EVENTS
    accepts = _before().get(_EXPECTED, {}).get(_key(metadata.id))
    return accepts is None or bool(accepts(value))


def _key(widget: str) -> str | None:
    return user_key_from_element_id(widget)


def _seen(states: WStates) -> Iterator[Any]:
    """How far the browser that sends states has seen what was set."""
    for widget, state in states.states.items():
        if _key(widget) == unseen.FIELD:
            yield state.value.string_value if isinstance(state, Serialized) else state.value


def _is_gone(widget: str) -> bool:
    """Whether a widget was drawn once, and is no longer on the page that sends a message.

    While the page is drawn that cannot be told: a browser may know a widget from before a server's restart.
    """
    context = get_script_run_ctx()
    # The events of a component have an id made of the component's, and are forgotten after every run.
    owner = widget.removeprefix(f"{STREAMLIT_INTERNAL_KEY_PREFIX}_").partition("__")[0]
    return context is not None and not context.has_script_started and owner not in _before()


def _last(metadata: WidgetMetadata[Any]) -> Any:
    """What the widget was set to before, or what it is set to at first."""
    before = _before()
    return before[metadata.id] if metadata.id in before else metadata.deserializer(None)


def _before() -> Mapping[str, Any]:
    """The session as it is known to this run, by key or, for widgets, by id.

    Not ``st.session_state``, which may end the run for the next one while a state is half read.
    """
    context = get_script_run_ctx()
    if context is None:
        return {}
    state: SessionState = context.session_state._state
    return ChainMap(state._new_session_state, state._old_state)

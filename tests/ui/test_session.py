"""What a session remembers: requests of the stage, values of widgets, and keys in one place."""

from __future__ import annotations

import ast
from collections import defaultdict

import streamlit as st

from sgd_ui.frame import session, unseen
from tests.ui.opened import ROOT

#: What reads or writes a mapping by a key.
_CALLS = ("get", "pop", "setdefault")


def keys_of(tree: ast.AST) -> set[str]:
    """The keys that a module spells of ``st.session_state``, or of it as ``state``; blanks as ``*``."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            owner, key = node.value, node.slice
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _CALLS and node.args:
            owner, key = node.func.value, node.args[0]  # type: ignore[attr-defined]
        else:
            continue
        if ast.unparse(owner) in ("state", "st.session_state"):
            parts = key.values if isinstance(key, ast.JoinedStr) else [key]
            texts = [str(each.value) if isinstance(each, ast.Constant) else "*" for each in parts]
            found.add("".join(texts))
    return found - {"*"}


def test_no_two_modules_spell_one_key() -> None:
    spelled = defaultdict(set)
    for path in (ROOT / "sgd_ui").rglob("*.py"):
        for key in keys_of(ast.parse(path.read_text(encoding="utf-8"))):
            spelled[key].add(path.name)
    assert len(spelled) >= 8
    assert {key: names for key, names in spelled.items() if len(names) > 1} == {}
    assert not spelled.keys() & {
        "goto",
        "*.visit",
        "*.opening",
        "run.*",
        "view.*",
        session.LANG,
        session.PAGE,
    }


def test_each_request_of_the_stage_is_another_one_and_an_amendment_is_not(monkeypatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    assert session.goto() == session.Goto()
    session.go(7, {"scale": "log"})
    first = session.goto()
    session.amend_goto(reveal=True)
    assert session.goto() == session.Goto(first.id, 7, {"scale": "log"}, reveal=True)
    session.go(7, {"scale": "log"})
    assert session.goto().id != first.id and not session.goto().reveal


def test_a_value_is_kept_even_where_it_is_none_and_only_a_missing_one_is_replaced(monkeypatch) -> None:
    assigned: dict[str, object] = {}

    class Noted(dict):
        def __setitem__(self, key: str, value: object) -> None:
            assigned[key] = value
            super().__setitem__(key, value)

    monkeypatch.setattr(st, "session_state", Noted(a="1", b=None))
    for key in "abc":
        session.keep(key)
    session.keep("a", "2")
    session.keep("d", "2")
    assert assigned == {"a": "1", "b": None, "d": "2"}


def test_a_field_shows_what_it_was_set_to_until_its_browser_has_seen_it_or_a_reader_typed_something(
    monkeypatch,
) -> None:
    state: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", state)
    unseen.put("run.lr", "0.02")
    unseen.put("run.lr", "0.01")
    last = int(str(state["unseen.last"]))
    for seen, shown in (
        ([str(last - 1)], "0.01"),
        ([str(last)], "0.02"),
        ([str(last - 1), str(last)], "0.02"),
        ([], "0.02"),
        (["", "no count", "9" * 30], "0.02"),
    ):
        assert unseen.value_of("run.lr", "0.02", seen, state) == shown
        assert unseen.value_of("run.lr", "0.3", seen, state) == "0.3"
    unseen.put("run.lr", "0.01")
    assert state["unseen.last"] == last

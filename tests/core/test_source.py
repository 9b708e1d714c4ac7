"""Trees written as Python: names that a new value takes over, and spellings."""

import pytest

from sgd_core.arithmetic import exp, sigmoid, sqrt, where
from sgd_core.formula import evaluate
from sgd_core.source import as_python, assigned, flat, needed
from sgd_core.tree import Tree, names

W, OLD, GRAD = names(("w", "old", "grad"))
VALUES = {"w": 3.0, "old": 5.0, "grad": 7.0}


def labelled(tree: Tree, label: str) -> Tree:
    tree.label = label
    return tree


def executed(trees: list[Tree], own: list[str]) -> tuple[float, ...]:
    """What the lines and expressions come to."""
    _, lines, expressions = as_python(trees, own=own)
    scope: dict[str, float] = dict(VALUES)
    exec("\n".join(lines), {}, scope)
    return tuple(eval(text, {}, scope) for text in expressions)


def test_a_new_value_takes_the_name_of_the_old_one_where_nothing_needs_that_any_more() -> None:
    new = labelled(2.0 * OLD + GRAD, "old")
    assert as_python([W - new, new], own=["old"]).lines == ["old = 2.0 * old + grad"]
    assert as_python([W - new, new]).lines == ["old2 = 2.0 * old + grad"]


@pytest.mark.parametrize("place", range(4))
def test_a_name_that_is_still_needed_is_not_taken_over(place: int) -> None:
    new = labelled(2.0 * OLD + GRAD, "old")
    # The old value is needed in a result, in a line of its own, in the same line, and as a result.
    later = [W - new * OLD, labelled(OLD - W, "gap") * new, new * new - OLD, OLD + 0.0][place]
    for trees in ([new, later], [later, new], [new, later, OLD]):
        assert executed(trees, ["old"]) == evaluate(trees, VALUES)


def test_two_values_of_one_name_are_told_apart() -> None:
    first = labelled(OLD + GRAD, "old")
    second = labelled(first * first, "old")
    for trees in ([first, second], [second, first + second]):
        assert executed(trees, ["old"]) == evaluate(trees, VALUES)


def test_a_new_name_is_none_that_another_value_will_take_over() -> None:
    new = labelled(OLD + GRAD, "old")
    other = labelled(GRAD * GRAD, "old2")
    assert executed([new * OLD, new, other], ["old", "old2"]) == evaluate([new * OLD, new, other], VALUES)


def test_functions_and_numbers_are_spelled_as_asked() -> None:
    tree = where(W > 0, exp(-abs(W * 3.5)), sigmoid(W))
    spelling = {"exp": "f.exp({})", "sigmoid": "s({}, 1)", "where": "pick({})", "3.5": "P"}
    assert as_python([tree], spelling=spelling).expressions == ["pick(w > 0, f.exp(-abs(w * P)), s(w, 1))"]


def test_an_exponential_is_that_of_the_library_only_where_it_cannot_overflow() -> None:
    for unsure in (exp(W), exp(-W), exp(abs(W)), exp(W - abs(W))):
        assert as_python([unsure]).expressions[0].startswith("exp_or_inf(")
    for sure in (exp(-abs(W)), exp(-exp(W)), exp(-sqrt(W))):
        assert as_python([sure]).expressions[0].startswith("exp(")


def test_a_function_that_is_to_stay_whole_is_one_operation() -> None:
    assert flat([sigmoid(W)], ["sigmoid"]).code == ["w", ("sigmoid", (0,))]
    assert len(flat([sigmoid(W)]).code) > 2


def test_many_items_stand_in_lines_of_whole_items() -> None:
    items = [f"{i}: -1e-{i:02}" for i in range(1, 60)]
    lines = assigned("table", "f({{{}}})", items, "said")
    assert lines[:2] == ["# said", "table = f({"] and lines[-1] == "})"
    assert eval("".join(lines[2:-1]).join("{}")) == {i: -float(f"1e-{i}") for i in range(1, 60)}
    assert all(len(line) <= 100 and line.endswith(",") for line in lines[2:-1])


def test_definitions_are_needed_for_what_is_used_and_for_each_other() -> None:
    definitions = {"a": ["a = 1"], "b": ["b = a"], "c": ["c = b"], "d": ["d = a"]}
    assert needed(definitions, ["print(b)"]) == {"a", "b"}

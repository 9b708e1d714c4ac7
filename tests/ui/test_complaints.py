"""What is wrong with a description, in the reader's words."""

import re

import pytest

from sgd_core import Run, RunError
from sgd_core.run import REGISTRIES
from sgd_ui.frame import complaints
from sgd_ui.words.catalogue import LANGUAGES, words_in


def told(lang: str, **params: str) -> list[str]:
    """What is said of a description that is wrong, its Markdown taken off."""
    with pytest.raises(RunError) as caught:
        Run.from_params(params)
    said = [complaints.sentence(each, words_in(lang)) for each in caught.value.complaints]
    return [re.sub(r"[\\`]", "", text) for text in said]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", REGISTRIES)
def test_what_there_is_goes_by_what_the_lists_call_it_and_by_its_word(name: str, lang: str) -> None:
    (text,) = told(lang, **{name: "bogus"})
    words = words_in(lang)
    for word in REGISTRIES[name]:
        assert words.choice(name, word) in text and word in text
    assert words["list.comma"] in text


def test_a_complaint_in_chinese_has_its_marks_and_nothing_in_english_but_names() -> None:
    assert told("zh", sampling="bogus") == [
        "取样顺序 sampling：“bogus”不是可选的值。应为：按原顺序（cyclic）、每轮重新打乱（reshuffle）、"
        "只打乱一次（shuffle-once）、有放回抽样（with-replacement）。"
    ]
    assert told("zh", lr="abc") == ["学习率 lr：“abc”没有写成十进制的数。应为：十进制的数，如 0.5。"]


def test_limits_are_grouped_as_counts_are() -> None:
    assert told("en", epochs="0") == ['Epochs (epochs): "0" is out of range. Allowed: from 1 to 1,000,000.']
    assert told("zh", epochs="0") == ["轮数 epochs：“0”超出范围。应为：1 到 1,000,000。"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_value_of_nothing_is_not_quoted(lang: str) -> None:
    for params in ({"w0": ""}, {"x": "", "y": "1"}, {"x": "1"}, {"problem": ""}, {"lr": ""}):
        for text in told(lang, **params):
            assert '""' not in text and "“”" not in text
    assert told("en", w0="")[0].startswith("Start (w0) holds no number.")
    assert told("zh", lr="")[0].startswith("学习率 lr：空值没有写成")


def test_what_y_may_be_stands_with_an_or_between() -> None:
    labels = {"problem": "logistic", "x": "1,2,3", "y": "0,2,1"}
    assert told("en", **labels)[0].endswith("Allowed: 0 or 1.")
    assert told("zh", **labels)[0].endswith("应为：0 或 1。")

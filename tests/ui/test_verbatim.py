"""What a reader or a link gave is shown as the text that it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import Complaint
from sgd_core.errors import printable
from sgd_ui.frame import complaints
from sgd_ui.words import verbatim
from sgd_ui.words.catalogue import LANGUAGES, words_in

#: What Streamlit's Markdown would make a link, an icon or style of.
HOSTILE = (
    "http://login.example/x?a=1&b=2",
    "https://login.example",
    "www.login.example",
    "mailto:me@login.example",
    "me@login.example",
    ":smile:",
    ":streamlit:",
    ":material/home:",
    ":material/a:material/b:",
    ":red[x]",
    ":red-badge[x]",
    ":help[x]",
    "**x**",
    "~~x~~",
    "$x$ $$y$$",
    "<b>x</b>",
    "[x](http://login.example)",
    "![x](http://login.example/x.png)",
    "<http://login.example>",
    "javascript:alert(1)",
    "&amp; &#47; a -> b",
    "a`b``c",
    "`",
    "\\`",
    " x",
    "   ",
    "`:material/home:`",
)
#: Inline code as CommonMark reads it: closed by the first run of as many backticks as opened it.
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)")


def read_back(markdown: str) -> str:
    """What a reader sees of inline code, with nothing beside it but the slashes that part two pieces."""

    def seen(span: re.Match[str]) -> str:
        text = span[2]
        padded = text.strip(" ") and text.startswith(" ") and text.endswith(" ")
        return text[1:-1] if padded else text

    assert set(_SPAN.sub("", markdown)) <= {"/"}
    return _SPAN.sub(seen, markdown)


@given(
    st.sampled_from(HOSTILE)
    | st.text(alphabet="`: /a", max_size=30)
    | st.lists(st.sampled_from([":material/", "`", "a", ":"])).map("".join)
)
def test_inline_code_holds_a_text_as_it_is_and_nothing_that_is_an_icon(text: str) -> None:
    markdown = verbatim.marked(text, 1000)
    assert read_back(markdown) == text
    assert ":material/" not in markdown


@given(st.text())
def test_any_text_takes_one_line_of_no_more_than_the_limit(text: str) -> None:
    for limit in (30, 60):
        assert len(verbatim.line(text, limit)) <= limit and verbatim.line(text, limit).isprintable()


@pytest.mark.parametrize("limit", [30, 60, 100])
def test_a_long_text_keeps_both_its_ends(limit: int) -> None:
    address = "https://login.example/" + "a/" * 200_000 + "data.csv"
    shown = printable(address, limit)
    assert len(shown) == limit
    assert shown.startswith("https://login.exam") and shown.endswith("/data.csv")
    assert "…" in shown and printable(address[:limit], limit) == address[:limit]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_complaint_quotes_names_and_values_as_code(lang: str, text: str) -> None:
    words = words_in(lang)
    for each in (Complaint("lr", text, "bad_fingerprint"), Complaint(text, "1", "bad_fingerprint")):
        said = complaints.sentence(each, words)
        assert verbatim.marked(text) in said
        assert verbatim.escaped(complaints.reason(each, words)) in said

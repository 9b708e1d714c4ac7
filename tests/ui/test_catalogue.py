"""Both languages say everything, with the same blanks to fill in."""

import ast
import re
import string
from pathlib import Path

import pytest

from sgd_core.errors import MESSAGES
from sgd_core.gradients import GRADIENTS
from sgd_core.link import BESIDE, slips
from sgd_core.parameters import Word
from sgd_core.run import PARAMETERS
from sgd_ui.frame import controls
from sgd_ui.frame.page import SPEEDS, Page
from sgd_ui.pages.registry import STATIONS
from sgd_ui.words.catalogue import LANGUAGES, language_of, words_in

PAGES = tuple(station.page for station in STATIONS.values())


def blanks(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_every_language_has_the_same_entries_with_the_same_blanks(lang: str) -> None:
    english, other = words_in("en"), words_in(lang)
    assert set(other) == set(english)
    for key in english:
        if not key.startswith("mathematics"):
            assert blanks(other[key]) == blanks(english[key]), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_words_stand_in_the_place_of_the_core_s_own(lang: str) -> None:
    words = words_in(lang)
    for code in MESSAGES:
        assert f"reason.{code}" not in words and f"allowed.{code}" not in words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_and_choice_has_its_words(lang: str) -> None:
    words = words_in(lang)
    for name, parameter in PARAMETERS.items():
        assert words[f"name.{name}"]
        assert words[f"help.{name}"][-1] in ".。"
        if isinstance(parameter.kind, Word):
            assert all(words[f"choice.{name}.{word}"] for word in parameter.kind.words)
    assert all(words[f"speed.{speed}"] for speed in SPEEDS)
    assert all(words[f"control.{choice}"] for choice in (controls.OWN, "single", "several", "all"))


def test_the_stage_finds_every_word_it_asks_for() -> None:
    here = Path(__file__).parents[2] / "sgd_ui" / "stage" / "browser"
    html = (here / "stage.html").read_text(encoding="utf-8")
    scripts = "".join(path.read_text(encoding="utf-8") for path in here.glob("*.js"))
    asked = set(re.findall(r'data-(?:word|label)="(\w+)"', html))
    asked |= set(re.findall(r"\bwords\.(\w+)", scripts))
    asked |= {f"clock_{by}" for by in ("updates", "gradients", "time")}
    have = {*words_in("en").table("stage"), "comma", "then"}
    assert asked - have == set()
    assert have - asked - {"stage"} == set()


def test_no_visible_text_stands_in_the_stage_itself() -> None:
    html = (Path(__file__).parents[2] / "sgd_ui" / "stage" / "browser" / "stage.html").read_text(
        encoding="utf-8"
    )
    text = re.sub(r"<[^>]*>", "", html)
    assert not set(text) & set(string.ascii_letters)


def test_the_language_is_the_browsers_own() -> None:
    assert [language_of(locale) for locale in ("zh-CN", "zh", "ZH-tw", "en-GB", "fr", "", None)] == [
        "zh", "zh", "zh", "en", "en", "en", "en",
    ]  # fmt: skip


def test_no_entry_of_the_catalogue_is_idle() -> None:
    """Every key is written out somewhere in the code, whole or with a part filled in."""
    root = Path(__file__).parents[2]
    sources = [root / "home.py", *(root / "pages").glob("*.py"), *(root / "sgd_ui").rglob("*.py")]
    patterns = {pattern for path in sources for pattern in written_keys(ast.parse(path.read_text("utf-8")))}
    # Scripts take these tables whole.
    whole = ("stage.", "bar.", "ladder.", "only.")
    # A complaint's words are found by its code.
    known = re.compile(
        "|".join([*patterns, *(rf"(only\.\w+\.)?(reason|allowed)\.{code}" for code in complaints_of_pages())])
    )
    assert [key for key in words_in("en") if not key.startswith(whole) and not known.fullmatch(key)] == []


def test_what_one_page_calls_otherwise_has_a_common_name_too() -> None:
    words = words_in("en")
    for key in words.table("only"):
        page, _, name = key.partition(".")
        assert page in {each.name for each in PAGES} and name in words
        assert words_in("en", page)[name] == words[f"only.{key}"]


def written_keys(tree: ast.AST) -> set[str]:
    """A pattern for each string in the code that begins like a key: a table's name and a dot."""
    found = set()
    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
        if isinstance(texts[0], str) and re.match(r"\w+\.", texts[0]):
            found.add("".join(".+" if text is None else re.escape(str(text)) for text in texts))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_estimate_of_the_gradient_has_its_line_of_code(lang: str) -> None:
    words = words_in(lang)
    for name in GRADIENTS:
        assert name == "plain" or words.table(f"estimate.{name}").keys() == {"code", "given", "formula"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_mathematics_of_a_problem_leaves_its_formulas_to_the_core(lang: str) -> None:
    own = {
        "title",
        "scaled",
        "estimate",
        "constants",
        "batch",
        "per_epoch",
        "counted",
        "memory",
        "total",
        "scheduled",
        "pieces",
        "averaged",
    }
    for name, text in words_in(lang).table("mathematics").items():
        assert name in own or {"loss", "gradient", "move", "details"} <= blanks(text), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_choice_of_a_view_has_its_words(lang: str, page: Page) -> None:
    words = words_in(lang)
    assert words[f"page.{page.name}.title"] and words[f"page.{page.name}.lead"]
    assert all(words[f"name.{name}"] for name in page.views)
    for name, view in page.chosen.items():
        assert words[f"help.{name}"][-1] in ".。"
        if isinstance(view.kind, Word):
            kinds = {name, name.partition(".")[2]}
            assert all(any(f"choice.{kind}.{word}" in words for kind in kinds) for word in view.kind.words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_name_of_a_view_is_one_of_a_run_or_nearly_one(page: Page) -> None:
    assert not page.views.keys() & PARAMETERS.keys()
    assert slips(page.views, [*PARAMETERS, *BESIDE]) == {}


def complained_of(tree: ast.AST) -> set[str]:
    """The codes of the complaints that a file makes."""
    made = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and len(each.args) > 2]
    codes = [each.args[2] for each in made if getattr(each.func, "id", "") in ("fail", "Complaint")]
    return {code.value for code in codes if isinstance(code, ast.Constant)}


def complaints_of_pages() -> set[str]:
    """The codes of the complaints that the core has no words for."""
    files = (Path(__file__).parents[2] / "sgd_ui").rglob("*.py")
    return {
        code for path in files for code in complained_of(ast.parse(path.read_text("utf-8")))
    } - MESSAGES.keys()


def test_a_complaint_of_the_pages_is_the_core_s_or_has_words_in_every_language() -> None:
    own = complaints_of_pages()
    assert {"not_here", "bad_fingerprint"} <= own
    for lang in LANGUAGES:
        words = words_in(lang)
        assert all(words[f"reason.{code}"] and words[f"allowed.{code}"] for code in own)


def test_no_bold_text_ends_in_a_mark_that_would_show_its_stars() -> None:
    """Markdown closes no bold between a full stop and a letter; Chinese puts no space there."""
    for key in words_in("zh"):
        parts = words_in("zh")[key].split("**")
        for bold, rest in zip(parts[1::2], parts[2::2], strict=False):
            assert not (re.search(r"[。，：；！？）]$", bold) and re.match(r"\w|\{|$", rest)), key

"""What a link, a paste or a file says is shown as text: nothing of it becomes a link, an icon or style."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from sgd_ui.pages.registry import STATIONS
from sgd_ui.words import verbatim
from tests.browser.stage import Open, choose, part, rest
from tests.effort import some
from tests.ui.test_verbatim import HOSTILE

pytestmark = pytest.mark.browser

#: Every element of the sentences and boxes of a page, but for inline code: where it stands, and what it is.
ELEMENTS = """main => [...main.querySelectorAll("[data-testid=stMarkdownContainer] :not(code)")]
    .map(each => [each.tagName, each.getAttribute("class"), each.getAttribute("style")].join(" "))"""
NAMES = ("lr", "epochs", "w0", "seed", "batch", "problem", "sampling", "optimizer", "schedule", "data", "at")
FILE = "www.a.example a@b.c :smile: :red[x] **x** $x$ <b>x</b> `x`.csv"
#: Names a letter away from ones of ours, which the page asks about.
SLIPS = ("`lr", "*lr", "$epochs", "<seed", "batch`", ":data", "[loss")
DULL = ("xlr", "lrx", "xepochs", "xseed", "batchx", "xdata", "xloss")
LINKED = f"http://h.example :material/home: {FILE}"


def elements(page: Page) -> list[str]:
    return page.locator(".stMain").evaluate(ELEMENTS)


def link(values: list[str], names: tuple[str, ...]) -> str:
    """A link whose parameters have these values, and which has some names that mean nothing."""
    given = [*zip(NAMES, values, strict=False), *((name, "1") for name in names)]
    return "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in given)


def lines(page: Page) -> str:
    """The words of the page, with its gaps as they are."""
    return page.locator(".stMain").evaluate("main => main.textContent")


def test_values_and_names_in_a_link_are_text(open_page: Open) -> None:
    page: Page | None = None

    def seen(lang: str, values: list[str], names: tuple[str, ...]) -> tuple[list[str], int, str]:
        """The elements, links and words of the home page on a link with such values, and such other names."""
        nonlocal page
        page = open_page(f"?lang={lang}&{link(values, names)}", on=page)
        # One is for all values, and one is for each name.
        expect(page.locator(".stMain").get_by_test_id("stAlert")).to_have_count(1 + len(names))
        expect(page.locator(".stMain a[href]")).to_have_count(len(STATIONS) + 1)
        rest(page)
        return elements(page), page.locator(".stMain a[href]").count(), lines(page)

    usual = {lang: seen(lang, ["dull"] * len(NAMES), DULL)[:2] for lang in ("en", "zh")}
    for k, begin in enumerate(range(0, len(HOSTILE), len(NAMES))):
        values = [*HOSTILE[begin : begin + len(NAMES)]]
        values += ["dull"] * (len(NAMES) - len(values))
        lang = ("en", "zh")[k % 2]
        *found, said = seen(lang, values, SLIPS)
        assert tuple(found) == usual[lang]
        for text in (*SLIPS, *values):
            assert verbatim.line(text) in said, text


def test_the_name_of_a_file_that_a_link_waits_for_is_text(open_page: Open) -> None:
    def waiting(name: str) -> Page:
        address = f"your_data?fingerprint=5-0123456789abcdef&file={quote(name, safe='')}"
        return open_page(address, ready="[data-testid=stFileUploaderDropzone]")

    dull, page = waiting("dull.csv"), waiting(LINKED)
    assert page.locator(".stMain a[href]").count() == dull.locator(".stMain a[href]").count() > 0
    assert elements(page) == elements(dull)
    assert LINKED in lines(page)


def test_columns_words_and_names_of_what_is_brought_are_text(open_page: Open) -> None:
    def brought(names: tuple[str, ...], words: tuple[str, str], file: str) -> None:
        page = open_page("your_data", on=shown.pop() if shown else None)
        shown.append(page)
        page.get_by_role("radio", name="Paste numbers").click()
        rows = ["\t".join(names), *("\t".join([words[k % 2], "1", *names[2:]]) for k in range(3))]
        page.get_by_role("textbox", name="One pair a row").fill("\n".join(rows))
        page.get_by_role("button", name="Use these numbers").click()
        rest(page)
        choose(page, page.get_by_role("combobox", name="Column of y"), "2: ")
        choose(page, page.get_by_role("combobox", name="Column of x"), "1: ")
        expect(page.locator(".stMain")).to_contain_text("holds two words")
        rest(page)
        options = page.get_by_role("combobox", name="Column of x")
        assert options.input_value() == f"1: {verbatim.line(names[0], 30)}"
        said = lines(page)
        for text in words:
            assert f'"{verbatim.line(text)}"' in said
        pasted = elements(page)
        page.get_by_role("radio", name="Upload a file").click()
        filled = "\tx" * len(names[2:])
        table = "\t".join(names) + f"\n1\t2{filled}\n2\t3{filled}\n"
        page.locator("input[type=file]").set_input_files(
            {"name": file, "mimeType": "text/csv", "buffer": table.encode()}
        )
        expect(page.locator(".stMain")).to_contain_text("in UTF-8")
        expect(part(page, "scrubber")).to_have_attribute("max", "100")
        rest(page)
        assert f"“{verbatim.line(file)}”" in lines(page)
        for name in names[2:]:
            assert f"{verbatim.line(name, 30)}" in lines(page)
        found.append((pasted, elements(page), page.locator(".stMain a[href]").count()))

    shown: list[Page] = []
    found: list[tuple[list[str], list[str], int]] = []
    brought(tuple("abcdefgh"), ("no", "yes"), "dull.csv")
    link, mail, colours = "http://h.example/x", "a@b.example", ":red[x] **x** $x$"
    code, named, script = "<b>x</b> `x`", "[x](http://h.example)", "javascript:x"
    hostile = (
        (
            ("www.a.example", ":material/home:", link, mail, colours, named, code, script),
            ("http://h.example", ":smile: <b>x</b>"),
            FILE,
        ),
        ((":smile:", "a", named, code, script, link, mail, colours), ("a@b.c", "$x$"), FILE),
    )
    for each in some(hostile):
        brought(*each)
        assert found[-1] == found[0]
